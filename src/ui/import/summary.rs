//! Step 6: what would be written, field by field; then the writing, and the way back.

use std::sync::Arc;

use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::conflicts::conflicts_ui;
use super::{ImportDialog, ImportEvents, counts};
use crate::catalogue::{BackupNote, Written};
use crate::import::{Outcome, Proposal};
use crate::language::{Language, Message, say};
use crate::workspace::changes_file::Names;

/// Which rows are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    #[default]
    New,
    Changed,
    Unchanged,
    Refused,
}

/// What the step shows.
#[derive(Debug, Default)]
pub(super) struct View {
    shown: Shown,
    /// The rows listed, for the proposal and the choice they were found for.
    rows: Option<(usize, Shown, Vec<usize>)>,
}

impl View {
    fn rows(&mut self, proposal: &Proposal) -> Vec<usize> {
        let key = (std::ptr::from_ref(proposal) as usize, self.shown);
        if self.rows.as_ref().is_none_or(|(of, shown, _)| (*of, *shown) != key) {
            let rows = match self.shown {
                Shown::New => proposal.new_rows().collect(),
                Shown::Changed => proposal.changed_rows().collect(),
                Shown::Unchanged => proposal.unchanged_rows().collect(),
                Shown::Refused => proposal.refused_rows().collect(),
            };
            self.rows = Some((key.0, key.1, rows));
        }
        self.rows.as_ref().map(|(_, _, rows)| rows.clone()).unwrap_or_default()
    }
}

impl ImportDialog {
    pub(super) fn summary_ui(
        &mut self,
        ui: &mut Ui,
        proposal: &Proposal,
        language: Language,
        events: &mut ImportEvents,
    ) {
        let s = proposal.summary();
        ui.horizontal_wrapped(|ui| {
            for (shown, id, n) in [
                (Shown::New, "import-count-new", s.new),
                (Shown::Changed, "import-count-changed", s.updated),
                (Shown::Unchanged, "import-count-unchanged", s.unchanged),
                (Shown::Refused, "import-count-refused", s.refused + s.dropped),
            ] {
                let words = format!("{} {n}", say(language, id));
                ui.selectable_value(&mut self.summary.shown, shown, words);
            }
            if s.refused > 0 && ui.button(say(language, "import-save-rejects")).clicked() {
                let path = self.path();
                let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
                let path = path.with_file_name(format!("{stem}-{}.csv", say(language, "import-rejects-suffix")));
                events.save = Some((path, proposal.rejects_csv(language)));
            }
        });
        decisions_ui(ui, proposal, language);
        ui.add_space(4.0);
        let rows = self.summary.rows(proposal);
        let height = ui.text_style_height(&egui::TextStyle::Body) + 4.0;
        TableBuilder::new(ui)
            .striped(true)
            .auto_shrink(false)
            .column(Column::exact(56.0))
            .column(Column::exact(260.0).clip(true))
            .column(Column::remainder().clip(true))
            .body(|body| {
                body.rows(height, rows.len(), |mut line| {
                    let row = rows[line.index()];
                    let proposed = proposal.row(row);
                    line.col(|ui| {
                        ui.label(RichText::new(proposed.line.to_string()).weak());
                    });
                    line.col(|ui| {
                        ui.add(egui::Label::new(proposal.cell(row, crate::catalogue::Attribute::NameZh)).truncate());
                    });
                    line.col(|ui| {
                        ui.add(
                            egui::Label::new(
                                RichText::new(outcome(&proposed.outcome, proposal, proposed.line, language)).small(),
                            )
                            .truncate(),
                        );
                    });
                });
            });
    }

    /// Who, why, and the button that writes.
    pub(super) fn write_ui(
        &mut self,
        ui: &mut Ui,
        proposal: &Arc<Proposal>,
        busy: bool,
        language: Language,
        events: &mut ImportEvents,
    ) {
        let label = ui.label(say(language, "import-author"));
        ui.add(egui::TextEdit::singleline(&mut self.author).desired_width(90.0)).labelled_by(label.id);
        let label = ui.label(say(language, "import-reason"));
        ui.add(egui::TextEdit::singleline(&mut self.reason).desired_width(150.0)).labelled_by(label.id);
        let s = proposal.summary();
        let n = s.new + s.updated;
        let words = match n {
            0 => say(language, "import-nothing-to-do"),
            n => Message::new("import-apply").with("n", n).text(language),
        };
        let button = egui::Button::new(RichText::new(words).family(super::super::theme::bold()));
        if ui.add_enabled(!busy && n > 0, button).clicked() {
            events.write = Some((proposal.clone(), self.reason.trim().to_owned()));
        }
    }
}

/// What somebody has to decide before what is imported can be relied on.
fn decisions_ui(ui: &mut Ui, proposal: &Proposal, language: Language) {
    for finding in proposal.findings.kept().iter().filter(|f| f.code.wants_decision()) {
        let words = RichText::new(finding.message().text(language)).color(ui.visuals().warn_fg_color);
        ui.label(words);
        if let Some(hint) = finding.message().hint(language) {
            ui.label(RichText::new(hint).small().weak());
        }
    }
}

fn outcome(outcome: &Outcome, proposal: &Proposal, line: usize, language: Language) -> String {
    match outcome {
        Outcome::New(e) => [e.office_address.as_str(), e.segment.as_str()].join(" ").trim().to_owned(),
        Outcome::Changed { changes, update } => {
            let change = |c: &crate::import::FieldChange| {
                let name = say(language, c.attribute.label());
                let old = update.base.as_ref().map(|e| proposal.shown(c.attribute, e, language)).unwrap_or_default();
                let new = proposal.shown(c.attribute, &update.after, language);
                format!("{name}: {} → {new}", if old.is_empty() { "–" } else { &old })
            };
            changes.iter().map(change).collect::<Vec<_>>().join("; ")
        }
        Outcome::Unchanged { .. } => String::new(),
        Outcome::Dropped => say(language, "import-dropped"),
        Outcome::Refused => {
            let fatal = proposal.findings.kept().iter().filter(|f| f.row == line && f.code.is_fatal());
            fatal.map(|f| f.message().text(language)).collect::<Vec<_>>().join(" ")
        }
    }
}

/// What an import wrote, in a sentence.
pub(in crate::ui) fn told(written: &Written) -> Message {
    match written.batch {
        Some(batch) => Message::new("import-done").with("batch", batch.0),
        None => Message::new("import-none-written"),
    }
}

/// What the import became, and the way back.
pub(super) fn done_ui(
    ui: &mut Ui,
    written: &Written,
    proposal: &Proposal,
    busy: bool,
    names: &Names,
    events: &mut ImportEvents,
) {
    let language = names.language;
    ui.label(RichText::new(told(written).text(language)).family(super::super::theme::bold()).size(15.0));
    ui.label(counts(proposal, Some(written), language));
    match &written.backup {
        Some(BackupNote::Made(path)) => {
            let words = Message::new("import-backup-made").with("path", path).text(language);
            ui.label(RichText::new(words).weak());
        }
        Some(BackupNote::Skipped { why, .. }) => {
            ui.label(Message::new("import-backup-skipped").with("why", why.as_str()).text(language));
        }
        None => {}
    }
    if !written.conflicts.is_empty() {
        ui.scope(|ui| {
            ui.set_max_height((ui.available_height() - 80.0).max(120.0));
            events.verdict = conflicts_ui(ui, &written.conflicts, busy, names);
        });
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        events.close = ui.button(say(language, "import-close")).clicked();
        let can_undo = !busy && written.batch.is_some();
        if ui.add_enabled(can_undo, egui::Button::new(say(language, "import-undo"))).clicked() {
            events.undo = written.batch;
        }
        if busy {
            ui.spinner();
        }
    });
}
