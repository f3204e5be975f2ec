//! Rows that two people have changed: what each made of them, and whose is to stand. Imports, edits and whatever else
//! writes rows show them with [`conflicts_ui`].

use egui::{RichText, Ui};

use super::app::App;
use super::editing::Pending;
use crate::catalogue::{Attribute, ChangeSet, Enterprise, RowConflict};
use crate::language::{Message, say};
use crate::workspace::Job;
use crate::workspace::changes_file::Names;

/// Rows listed at most; the others follow when these are decided.
const SHOWN: usize = 100;

/// Whose changes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those that were left out: they are written now.
    Mine,
    /// Those that are in the catalogue already; what else was changed of the row is written.
    Theirs,
}

/// A decision: whose, and the rows, of which there is one more or all.
pub type Verdict = (Whose, std::ops::Range<usize>);

/// Rows in dispute, field by field; what the user decides. While `busy` nothing can be written, so nothing decided.
pub fn conflicts_ui(ui: &mut Ui, conflicts: &[RowConflict], busy: bool, names: &Names) -> Option<Verdict> {
    let language = names.language;
    let mut verdict = None;
    let mut choice_ui = |ui: &mut Ui, rows: std::ops::Range<usize>, mine: &'static str, theirs: &'static str| {
        if ui.add_enabled(!busy, egui::Button::new(say(language, theirs))).clicked() {
            verdict = Some((Whose::Theirs, rows.clone()));
        }
        if ui.add_enabled(!busy, egui::Button::new(say(language, mine))).clicked() {
            verdict = Some((Whose::Mine, rows));
        }
    };
    ui.horizontal(|ui| {
        let words = Message::new("import-conflicts").with("n", conflicts.len()).text(language);
        ui.label(RichText::new(words).strong());
        if conflicts.len() > 1 {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                choice_ui(ui, 0..conflicts.len(), "conflict-all-mine", "conflict-all-theirs");
            });
        }
    });
    egui::ScrollArea::vertical().id_salt("conflicts").auto_shrink([false, true]).show(ui, |ui| {
        for (i, conflict) in conflicts.iter().enumerate().take(SHOWN) {
            ui.separator();
            ui.horizontal(|ui| {
                ui.label(RichText::new(&conflict.name_zh).family(super::theme::bold()));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let mine = if conflict.is_gone { "conflict-add-again" } else { "conflict-mine" };
                    choice_ui(ui, i..i + 1, mine, "conflict-theirs");
                });
            });
            if conflict.is_gone {
                ui.label(RichText::new(say(language, "import-conflict-gone")).small());
            } else {
                fields_ui(ui, i, conflict, names);
            }
        }
        if conflicts.len() > SHOWN {
            let words = Message::new("history-more").with("n", conflicts.len() - SHOWN).text(language);
            ui.label(RichText::new(words).weak());
        }
    });
    verdict
}

fn fields_ui(ui: &mut Ui, index: usize, conflict: &RowConflict, names: &Names) {
    let language = names.language;
    let sides = &conflict.sides;
    let is_deletion = sides.mine.is_none();
    if is_deletion {
        ui.label(RichText::new(say(language, "conflict-deletion")).small());
    }
    let shown = |a: Attribute, e: &Option<Enterprise>, raw: &str| {
        let value = e.as_ref().map_or_else(|| raw.to_owned(), |e| names.shown(a, e));
        if value.is_empty() { "–".to_owned() } else { value }
    };
    let width = (ui.available_width() - 140.0).max(180.0) / if is_deletion { 2.0 } else { 3.0 } - 14.0;
    egui::Grid::new(("conflict", index)).striped(true).spacing([12.0, 3.0]).show(ui, |ui| {
        let heads = ["import-field", "conflict-base", "conflict-head-theirs", "conflict-head-mine"];
        for id in heads.into_iter().take(if is_deletion { 3 } else { 4 }) {
            ui.label(RichText::new(say(language, id)).small().strong());
        }
        ui.end_row();
        for field in &conflict.fields {
            ui.label(RichText::new(say(language, field.attribute.label())).small().weak());
            let a = field.attribute;
            let mut values = vec![shown(a, &sides.base, &field.base), shown(a, &sides.theirs, &field.theirs)];
            if !is_deletion {
                values.push(shown(a, &sides.mine, &field.mine));
            }
            for value in values {
                ui.scope(|ui| {
                    ui.set_max_width(width);
                    ui.add(egui::Label::new(value).truncate());
                });
            }
            ui.end_row();
        }
    });
}

impl App {
    /// Shows rows that were left as they are, if there are any, until somebody has decided about each.
    pub(super) fn show_conflicts(&mut self, conflicts: Vec<RowConflict>) {
        // A row in dispute once more replaces what was known of it.
        self.conflicts.retain(|known| conflicts.iter().all(|c| c.id != known.id));
        self.conflicts.extend(conflicts);
    }

    pub(super) fn conflicts_window(&mut self, ctx: &egui::Context) {
        if self.conflicts.is_empty() {
            return;
        }
        let language = self.session.language;
        let names = self.names();
        let busy = self.workspace.working().is_some();
        let (mut open, mut verdict) = (true, None);
        egui::Window::new(say(language, "conflict-title"))
            .id(egui::Id::unique("conflicts"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(super::windows::middle(ctx))
            .open(&mut open)
            .default_size([760.0, 420.0])
            .show(ctx, |ui| verdict = conflicts_ui(ui, &self.conflicts, busy, &names));
        if let Some((whose, rows)) = verdict {
            let decided: Vec<RowConflict> = self.conflicts.drain(rows).collect();
            self.decide(whose, &decided);
        }
        if !open {
            self.conflicts.clear();
        }
    }

    /// Carries out a decision: mine is written on the rows as they are now; theirs is there already, and of mine what
    /// nobody disputes is written. A form that one of the rows is open in has done its work then.
    pub(super) fn decide(&mut self, whose: Whose, decided: &[RowConflict]) {
        let (author, language) = (self.session.author.trim().to_owned(), self.session.language);
        let reason = say(language, "conflict-reason");
        let mut changes = ChangeSet { author, reason, ..ChangeSet::default() };
        for conflict in decided {
            match whose {
                Whose::Mine => conflict.insist(&mut changes),
                Whose::Theirs => conflict.give_way(&mut changes),
            }
        }
        let form = self.editing.form.as_ref().and_then(|form| form.draft.id());
        let is_of_form = decided.iter().any(|conflict| Some(conflict.id) == form);
        let Some(path) = self.workspace.path.clone().filter(|_| !changes.is_empty()) else {
            if is_of_form {
                self.form_written();
            }
            return;
        };
        let job = Job::Apply { path, changes };
        match is_of_form {
            true => _ = self.write(Some(job), Pending::Form),
            false => self.workspace.start(job),
        }
    }

    /// What values are called.
    pub(super) fn names(&self) -> Names {
        let (pack, taxonomy) = (self.workspace.pack.clone(), self.workspace.catalogue.taxonomy().clone());
        Names { pack, taxonomy, language: self.session.language }
    }
}
