//! Step 4: what is wrong or was guessed, cell by cell, to be put right in place.

use egui::{RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::ImportDialog;
use crate::catalogue::Attribute;
use crate::import::{Finding, FindingCode, Proposal};
use crate::language::{Language, Message, say};

/// What the step shows.
#[derive(Debug, Default)]
pub(super) struct View {
    /// Only findings of this kind.
    code: Option<FindingCode>,
    /// The finding being put right, by its place among those that are kept.
    chosen: Option<usize>,
    /// The cell as it is being written.
    text: String,
}

impl View {
    /// Findings of another proposal: the kind shown stays if there are any of it, the one chosen does not.
    pub(super) fn keep_what_is_in(&mut self, proposal: &Proposal) {
        let code = self.code.filter(|code| proposal.findings.counts().contains_key(code));
        *self = View { code, ..View::default() };
    }
}

impl ImportDialog {
    pub(super) fn problems_ui(&mut self, ui: &mut Ui, proposal: &Proposal, language: Language) {
        if proposal.findings.is_empty() && self.options.fixes.dropped.is_empty() {
            ui.label(say(language, "import-no-problems"));
            return;
        }
        egui::Panel::left("import-kinds")
            .resizable(false)
            .exact_size(210.0)
            .show(ui, |ui| self.kinds_ui(ui, proposal, language));
        let shown: Vec<usize> = proposal
            .findings
            .kept()
            .iter()
            .enumerate()
            .filter(|(_, f)| self.problems.code.is_none_or(|code| code == f.code))
            .map(|(i, _)| i)
            .collect();
        egui::Panel::bottom("import-fix").resizable(false).show(ui, |ui| self.fix_ui(ui, proposal, language));
        self.findings_ui(ui, proposal, &shown, language);
    }

    fn kinds_ui(&mut self, ui: &mut Ui, proposal: &Proposal, language: Language) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let all = format!("{} {}", say(language, "import-all-kinds"), proposal.findings.len());
            if ui.selectable_label(self.problems.code.is_none(), all).clicked() {
                self.problems = View::default();
            }
            for (code, n) in proposal.findings.counts() {
                let name = say(language, code.label());
                let words = RichText::new(format!("{name} {n}"));
                let words = if code.is_fatal() { words.color(ui.visuals().error_fg_color) } else { words };
                let is_chosen = self.problems.code == Some(*code);
                if ui.selectable_label(is_chosen, words).clicked() {
                    self.problems = View { code: Some(*code), ..View::default() };
                }
            }
            let fixes = &self.options.fixes;
            let n = fixes.cells.len() + fixes.words.len() + fixes.dropped.len();
            if n > 0 {
                ui.separator();
                ui.label(Message::new("import-fixes").with("n", n).text(language));
                if ui.button(say(language, "import-fixes-forget")).clicked() {
                    let duplicates = std::mem::take(&mut self.options.fixes.duplicates);
                    self.options.fixes = crate::import::Fixes { duplicates, ..crate::import::Fixes::default() };
                }
            }
        });
    }

    fn findings_ui(&mut self, ui: &mut Ui, proposal: &Proposal, shown: &[usize], language: Language) {
        let height = ui.text_style_height(&egui::TextStyle::Body) + 4.0;
        let table = TableBuilder::new(ui)
            .striped(true)
            .sense(egui::Sense::click())
            .auto_shrink(false)
            .column(Column::exact(56.0))
            .column(Column::exact(110.0).clip(true))
            .column(Column::remainder().clip(true));
        let head = table.header(height, |mut header| {
            for title in ["import-row", "import-field", "import-what"] {
                header.col(|ui| {
                    ui.label(RichText::new(say(language, title)).small().strong());
                });
            }
        });
        head.body(|body| {
            body.rows(height, shown.len(), |mut line| {
                let place = shown[line.index()];
                let finding = &proposal.findings.kept()[place];
                line.set_selected(self.problems.chosen == Some(place));
                line.col(|ui| {
                    // Row 0 is the file as a whole.
                    let words = if finding.row == 0 { "–".to_owned() } else { finding.row.to_string() };
                    ui.add(egui::Label::new(RichText::new(words).weak()).selectable(false));
                });
                line.col(|ui| {
                    let name = finding.field.map(|f| say(language, f.label())).unwrap_or_default();
                    ui.add(egui::Label::new(name).truncate().selectable(false));
                });
                line.col(|ui| {
                    let words = RichText::new(finding.message().text(language));
                    let is_fatal = finding.code.is_fatal();
                    let words = if is_fatal { words.color(ui.visuals().error_fg_color) } else { words };
                    ui.add(egui::Label::new(words).truncate().selectable(false));
                });
                if line.response().clicked() {
                    self.problems.chosen = Some(place);
                    self.problems.text = cell(proposal, finding);
                }
            });
        });
    }

    /// The finding that is chosen: what to do about it, and the ways to do it.
    fn fix_ui(&mut self, ui: &mut Ui, proposal: &Proposal, language: Language) {
        let chosen = self.problems.chosen.and_then(|i| proposal.findings.kept().get(i));
        ui.add_space(4.0);
        let Some(finding) = chosen else {
            ui.label(RichText::new(say(language, "import-fix-help")).weak());
            ui.add_space(4.0);
            return;
        };
        let (row, name) = (finding.row, proposal.row_of_line(finding.row).map(|r| proposal.enterprise(r).name_zh));
        let place = match row {
            0 => say(language, "import-whole-file"),
            row => format!("{} {row}", say(language, "import-row")),
        };
        let title = name.map_or(place.clone(), |name| format!("{place} · {name}"));
        ui.label(RichText::new(title).family(super::super::theme::bold()));
        ui.label(finding.message().text(language));
        if let Some(hint) = finding.message().hint(language) {
            ui.label(RichText::new(hint).small().weak());
        }
        // The file as a whole, a note above its header, the header.
        if row <= proposal.header_row {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            if let Some(field) = finding.field {
                self.cell_ui(ui, proposal, finding, field, language);
            }
            if ui.button(say(language, "import-fix-drop")).clicked() {
                self.options.fixes.dropped.insert(row);
            }
            if let Some(code) = self.problems.code
                && ui.button(say(language, "import-fix-drop-all")).clicked()
            {
                let rows = proposal.findings.kept().iter().filter(|f| f.code == code).map(|f| f.row);
                self.options.fixes.dropped.extend(rows.filter(|row| *row > proposal.header_row));
            }
        });
        ui.add_space(4.0);
    }

    fn cell_ui(&mut self, ui: &mut Ui, proposal: &Proposal, finding: &Finding, field: Attribute, language: Language) {
        let label = ui.label(say(language, field.label()));
        let edit = egui::TextEdit::singleline(&mut self.problems.text).desired_width(240.0);
        ui.add(edit).labelled_by(label.id);
        if let Some(proposed) = finding.proposed()
            && ui.button(Message::new("import-fix-proposed").with("value", proposed.as_str()).text(language)).clicked()
        {
            self.problems.text = proposed;
        }
        let was = cell(proposal, finding);
        let is_changed = self.problems.text.trim() != was;
        let text = self.problems.text.trim().to_owned();
        if ui.add_enabled(is_changed, egui::Button::new(say(language, "import-fix-cell"))).clicked() {
            self.options.fixes.cells.insert((finding.row, field), text.clone());
        }
        let alike =
            proposal.findings.kept().iter().filter(|f| f.code == finding.code && f.value == finding.value).count();
        if alike > 1 && !was.is_empty() {
            let words = Message::new("import-fix-alike").with("n", alike).text(language);
            if ui.add_enabled(is_changed, egui::Button::new(words)).clicked() {
                self.options.fixes.words.insert((field, was), text);
            }
        }
    }
}

/// The cell a finding is about, as it counts now.
fn cell(proposal: &Proposal, finding: &Finding) -> String {
    let (Some(field), Some(row)) = (finding.field, proposal.row_of_line(finding.row)) else { return String::new() };
    proposal.cell(row, field).to_owned()
}
