//! Step 5: companies the catalogue has, or may have, side by side with the file's.

use egui::{RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::{ImportDialog, choose};
use crate::catalogue::{Attribute, Enterprise, Likeness, LikenessReason};
use crate::import::{Candidate, OnDuplicate, Proposal};
use crate::language::{Language, Message, say};

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
        let height = ui.text_style_height(&egui::TextStyle::Body) + 4.0;
        TableBuilder::new(ui)
            .striped(true)
            .sense(egui::Sense::click())
            .auto_shrink(false)
            .column(Column::exact(48.0))
            .column(Column::remainder().clip(true))
            .column(Column::exact(74.0))
            .body(|body| {
                body.rows(height, rows.len(), |mut line| {
                    let row = rows[line.index()];
                    let number = proposal.table_row(row).line;
                    line.set_selected(self.duplicates.chosen == Some(row));
                    line.col(|ui| {
                        ui.add(egui::Label::new(RichText::new(number.to_string()).weak()).selectable(false));
                    });
                    line.col(|ui| {
                        let name = proposal.cell(row, Attribute::NameZh);
                        ui.add(egui::Label::new(name).truncate().selectable(false));
                    });
                    line.col(|ui| {
                        let words = match self.options.fixes.duplicates.get(&number) {
                            Some(how) => say(language, label(*how)),
                            None => proposal.candidate(row).map(|c| likeness(c, language)).unwrap_or_default(),
                        };
                        ui.add(egui::Label::new(RichText::new(words).small()).truncate().selectable(false));
                    });
                    if line.response().clicked() {
                        self.duplicates.chosen = Some(row);
                    }
                });
            });
    }

    fn pair_ui(&mut self, ui: &mut Ui, proposal: &Proposal, row: usize, language: Language) {
        let Some(candidate) = proposal.candidate(row) else { return };
        let Some(known) = proposal.known(candidate.id) else { return };
        let (mine, number) = (proposal.enterprise(row), proposal.table_row(row).line);
        let (in_force, said) = (proposal.choice(row), proposal.said(row, &known));
        ui.label(RichText::new(reason(candidate, language)).family(super::super::theme::bold()));
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
        ScrollArea::both().auto_shrink(false).show(ui, |ui| {
            egui::Grid::new("import-pair").num_columns(3).striped(true).spacing([12.0, 4.0]).show(ui, |ui| {
                for title in ["import-field", "import-in-catalogue", "import-in-file"] {
                    ui.label(RichText::new(say(language, title)).small().strong());
                }
                ui.end_row();
                for attribute in Attribute::ALL {
                    let [a, mine] = [&known, &mine].map(|e| shown(proposal, *attribute, e, language));
                    let in_file = said.iter().find(|(field, _)| field == attribute);
                    let b = in_file.map(|_| mine).unwrap_or_default();
                    if a.is_empty() && b.is_empty() {
                        continue;
                    }
                    ui.label(RichText::new(say(language, attribute.label())).small());
                    ui.label(short(&a));
                    let words = RichText::new(short(&b));
                    let is_bold = in_file.is_some_and(|(_, is_changing)| *is_changing);
                    ui.label(if is_bold { words.family(super::super::theme::bold()) } else { words });
                    ui.end_row();
                }
            });
        });
    }
}

/// An attribute as the step shows it: a capital with its unit.
fn shown(proposal: &Proposal, attribute: Attribute, e: &Enterprise, language: Language) -> String {
    let text = proposal.shown(attribute, e, language);
    match attribute {
        Attribute::Capital if !text.is_empty() => format!("{text} {}", say(language, "unit-wan-cny")),
        _ => text,
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
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

fn likeness(candidate: Candidate, language: Language) -> String {
    say(
        language,
        match candidate.likeness {
            Likeness::Different | Likeness::Possible => "likeness-possible",
            Likeness::Likely => "likeness-likely",
            Likeness::Certain => "likeness-certain",
        },
    )
}

fn reason(candidate: Candidate, language: Language) -> String {
    let id = match candidate.reason {
        LikenessReason::SameCode => "likeness-same-code",
        LikenessReason::OtherCode => "likeness-other-code",
        LikenessReason::SameName => "likeness-same-name",
        LikenessReason::SameCore => "likeness-same-core",
        LikenessReason::RegionMissing => "likeness-region-missing",
        LikenessReason::FormerName => "likeness-former-name",
        LikenessReason::OneCharacter => "likeness-one-character",
        LikenessReason::Part => "likeness-part",
        LikenessReason::SameAddress => "likeness-same-address",
        LikenessReason::ShortName => "likeness-short-name",
    };
    Message::new("likeness-because")
        .with("likeness", likeness(candidate, language))
        .with("reason", say(language, id))
        .text(language)
}
