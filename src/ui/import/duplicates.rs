//! Step 5: companies the catalogue has, or may have, side by side with the file's.

use egui::{RichText, Ui};

use super::super::pair_table::{self, Line};
use super::{ImportDialog, choose};
use crate::catalogue::likeness::because;
use crate::catalogue::{Attribute, Enterprise};
use crate::import::{OnDuplicate, Proposal};
use crate::language::{Language, say};

/// What the step shows.
#[derive(Debug, Default)]
pub(super) struct View {
    /// Also those that are certain.
    all: bool,
    /// Row of the proposal.
    chosen: Option<usize>,
    /// The rows shown, for the proposal they were found in.
    rows: Option<(usize, bool, Vec<usize>)>,
    /// Doubtful rows of that proposal.
    doubtful: Option<(usize, usize)>,
}

/// What tells one proposal from another: where it lies.
fn identity(proposal: &Proposal) -> usize {
    std::ptr::from_ref(proposal) as usize
}

impl View {
    /// How many rows a person should look at.
    pub(super) fn count(&mut self, proposal: &Proposal) -> usize {
        match self.doubtful {
            Some((of, n)) if of == identity(proposal) => n,
            _ => self.doubtful.insert((identity(proposal), proposal.doubtful().count())).1,
        }
    }

    fn rows(&mut self, proposal: &Proposal) -> &[usize] {
        let key = (identity(proposal), self.all);
        if self.rows.as_ref().is_none_or(|(of, all, _)| (*of, *all) != key) {
            let rows = match self.all {
                false => proposal.doubtful().collect(),
                true => (0..proposal.len()).filter(|r| proposal.candidate(*r).is_some()).collect(),
            };
            self.rows = Some((key.0, key.1, rows));
        }
        self.rows.as_ref().map_or(&[], |(_, _, rows)| rows)
    }
}

impl ImportDialog {
    pub(super) fn duplicates_ui(&mut self, ui: &mut Ui, proposal: &Proposal, language: Language) {
        ui.horizontal(|ui| {
            let entries = OnDuplicate::ALL.map(|how| (how, say(language, label(how))));
            choose(ui, "import-on-duplicate", language, &mut self.options.on_duplicate, &entries);
            ui.checkbox(&mut self.duplicates.all, say(language, "import-duplicates-all"));
        });
        let rows = self.duplicates.rows(proposal).to_vec();
        if rows.is_empty() {
            ui.label(say(language, "import-no-duplicates"));
            return;
        }
        if self.duplicates.chosen.is_none_or(|row| !rows.contains(&row)) {
            self.duplicates.chosen = rows.first().copied();
        }
        egui::Panel::left("import-duplicates")
            .resizable(true)
            .default_size(330.0)
            .show(ui, |ui| self.list_ui(ui, proposal, &rows, language));
        if let Some(row) = self.duplicates.chosen {
            self.pair_ui(ui, proposal, row, language);
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, proposal: &Proposal, rows: &[usize], language: Language) {
        let number = |at: usize| proposal.table_row(rows[at]).line;
        let words = |at: usize| match self.options.fixes.duplicates.get(&number(at)) {
            Some(how) => say(language, label(*how)),
            None => proposal.candidate(rows[at]).map(|c| say(language, c.likeness.label())).unwrap_or_default(),
        };
        let line_of = |at: usize| Line {
            number: number(at).to_string(),
            name: proposal.cell(rows[at], Attribute::NameZh).to_owned(),
            words: words(at),
        };
        let is_chosen = |at: usize| self.duplicates.chosen == Some(rows[at]);
        if let Some(at) = pair_table::list_ui(ui, rows.len(), is_chosen, line_of) {
            self.duplicates.chosen = Some(rows[at]);
        }
    }

    fn pair_ui(&mut self, ui: &mut Ui, proposal: &Proposal, row: usize, language: Language) {
        let Some(candidate) = proposal.candidate(row) else { return };
        let Some(known) = proposal.known(candidate.id) else { return };
        let (mine, number) = (proposal.enterprise(row), proposal.table_row(row).line);
        let (in_force, said) = (proposal.choice(row), proposal.said(row, &known));
        let reason = because(candidate.likeness, candidate.reason).text(language);
        ui.label(RichText::new(reason).family(super::super::theme::bold()));
        ui.horizontal_wrapped(|ui| {
            let decided = self.options.fixes.duplicates.get(&number).copied();
            // The one in force is marked, also where nobody decided.
            for how in [OnDuplicate::Skip, OnDuplicate::Fill, OnDuplicate::Update, OnDuplicate::Add] {
                if ui.selectable_label(in_force == how, say(language, label(how))).clicked() {
                    self.options.fixes.duplicates.insert(number, how);
                }
            }
            if decided.is_some() && ui.button(say(language, "import-duplicate-undecide")).clicked() {
                self.options.fixes.duplicates.remove(&number);
            }
        });
        let bold = match in_force {
            OnDuplicate::Fill | OnDuplicate::Update => "import-bold-is-written",
            OnDuplicate::Skip | OnDuplicate::Add => "import-bold-differs",
        };
        ui.label(RichText::new(say(language, bold)).small().weak());
        let heads = ["import-in-catalogue", "import-in-file"].map(|id| say(language, id));
        let in_file = |attribute: Attribute| said.iter().find(|(field, _)| *field == attribute);
        let shown = |attribute: Attribute, e: &Enterprise| {
            pair_table::with_unit(attribute, proposal.shown(attribute, e, language), language)
        };
        let values = |attribute: Attribute| {
            let mine = in_file(attribute).map(|_| shown(attribute, &mine)).unwrap_or_default();
            [shown(attribute, &known), mine]
        };
        pair_table::fields_ui(
            ui,
            "import-pair",
            (Attribute::ALL, &heads),
            language,
            values,
            |ui, attribute, column, text| {
                let is_bold = column == 1 && in_file(attribute).is_some_and(|(_, is_changing)| *is_changing);
                let words = pair_table::value_words(text, is_bold, pair_table::ROOM_EM);
                pair_table::whole_value(ui.label(words), text, pair_table::ROOM_EM);
            },
        );
    }
}

/// The words of a choice.
pub(super) fn label(how: OnDuplicate) -> &'static str {
    match how {
        OnDuplicate::Skip => "import-skip",
        OnDuplicate::Fill => "import-fill",
        OnDuplicate::Update => "import-update",
        OnDuplicate::Add => "import-add",
    }
}
