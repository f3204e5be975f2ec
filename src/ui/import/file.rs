//! Step 1: which file, and how its bytes are a table.

use std::io::Read;
use std::path::PathBuf;

use egui::{RichText, ScrollArea, Ui};

use super::{ImportDialog, ImportEvents, Look, choose, encoding_label};
use crate::import::readers::text::DELIMITERS;
use crate::import::{Encoding, Proposal, decode};
use crate::language::{Language, Message, say};

/// Bytes of a text shown under each encoding.
const SAMPLE_BYTES: u64 = 4096;
/// Lines shown under each encoding.
const SAMPLE_LINES: usize = 3;
/// Rows of the table shown.
const SHOWN_ROWS: usize = 12;
/// Columns of the table shown.
const SHOWN_COLUMNS: usize = 40;

/// The first lines of a file under each encoding.
#[derive(Clone, Debug)]
pub(super) struct Samples {
    path: PathBuf,
    lines: Vec<(Encoding, Option<Vec<String>>)>,
}

impl Samples {
    fn of(path: PathBuf) -> Samples {
        let mut bytes = Vec::new();
        // A file that cannot be read says so when it is read.
        let _ = std::fs::File::open(&path).and_then(|file| file.take(SAMPLE_BYTES).read_to_end(&mut bytes));
        let encodings = Encoding::ALL.into_iter().filter(|e| *e != Encoding::Auto);
        let lines = encodings.map(|e| (e, decode::sample(&bytes, e, SAMPLE_LINES))).collect();
        Samples { path, lines }
    }
}

impl ImportDialog {
    pub(super) fn file_ui(&mut self, ui: &mut Ui, busy: bool, language: Language, events: &mut ImportEvents) {
        ui.horizontal(|ui| {
            let label = ui.label(say(language, "import-path"));
            let hint = say(language, "import-path-hint");
            let edit = egui::TextEdit::singleline(&mut self.path).hint_text(hint).desired_width(520.0);
            let response = ui.add(edit).labelled_by(label.id);
            if response.changed() {
                self.forget();
            }
            let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            events.browse = ui.button(say(language, "button-browse")).clicked();
            if entered && !busy && !self.path.trim().is_empty() {
                events.look = Some(Look::Read);
            }
        });
        let Some(proposal) = self.proposal.clone() else {
            ui.add_space(8.0);
            ui.label(RichText::new(say(language, "import-formats")).weak());
            if ui.link(say(language, "import-template")).on_hover_text(say(language, "import-template-help")).clicked()
            {
                let name = format!("{}.xlsx", say(language, "import-template-file"));
                let folder = crate::workspace::documents_folder().unwrap_or_default();
                events.template = Some(folder.join(name));
            }
            return;
        };
        ui.label(read_as(&proposal, language));
        if let Some((name, share)) = &self.recipe {
            let words = Message::new("import-recipe-applied")
                .with("name", name.as_str())
                .with("share", (share * 100.0).round() as i64);
            ui.label(RichText::new(words.text(language)).weak());
        }
        self.reading_ui(ui, &proposal, language);
        ui.separator();
        table_ui(ui, &proposal, language);
    }

    fn reading_ui(&mut self, ui: &mut Ui, proposal: &Proposal, language: Language) {
        if proposal.source.sheets.len() > 1 {
            ui.horizontal(|ui| {
                let here = proposal.source.sheet.and_then(|s| proposal.source.sheets.get(s)).cloned();
                let mut sheet = self.options.read.sheet.clone().or(here);
                let sheets: Vec<_> = proposal.source.sheets.iter().map(|s| (Some(s.clone()), s.clone())).collect();
                let before = sheet.clone();
                choose(ui, "import-sheet", language, &mut sheet, &sheets);
                if sheet != before {
                    self.options.read.sheet = sheet;
                }
            });
        }
        if proposal.source.encoding.is_none() {
            return;
        }
        ui.horizontal(|ui| {
            let mut delimiters = vec![(None, say(language, "import-auto"))];
            let name = |d: char| if d == '\t' { say(language, "import-tab") } else { d.to_string() };
            delimiters.extend(DELIMITERS.map(|d| (Some(d), name(d))));
            choose(ui, "import-delimiter", language, &mut self.options.read.delimiter, &delimiters);
        });
        let path = self.path();
        if self.samples.as_ref().is_none_or(|s| s.path != path) {
            self.samples = Some(Samples::of(path));
        }
        let Some(samples) = &self.samples else { return };
        egui::CollapsingHeader::new(say(language, "import-encoding")).id_salt("import-encodings").show(ui, |ui| {
            egui::Grid::new("encodings").num_columns(2).spacing([12.0, 6.0]).striped(true).show(ui, |ui| {
                let chosen = &mut self.options.read.encoding;
                ui.radio_value(chosen, Encoding::Auto, encoding_label(Encoding::Auto, language));
                ui.label(RichText::new(say(language, "import-encoding-auto")).small().weak());
                ui.end_row();
                for (encoding, lines) in &samples.lines {
                    ui.add_enabled_ui(lines.is_some(), |ui| {
                        ui.radio_value(chosen, *encoding, encoding_label(*encoding, language))
                    });
                    let text = lines.as_ref().map_or_else(|| say(language, "import-encoding-unfit"), |l| l.join("\n"));
                    ui.add(egui::Label::new(RichText::new(text).small()).truncate());
                    ui.end_row();
                }
            });
        });
    }
}

fn read_as(proposal: &Proposal, language: Language) -> String {
    let source = &proposal.source;
    let encoding = source.encoding.map(|e| format!(" · {}", e.code())).unwrap_or_default();
    Message::new("import-read-as")
        .with("format", format!("{}{encoding}", source.format))
        .with("header", proposal.header_row as i64)
        .with("rows", proposal.len())
        .text(language)
}

/// The first rows as they were read, the header in bold.
fn table_ui(ui: &mut Ui, proposal: &Proposal, language: Language) {
    let table = &proposal.source.table;
    let rows = table.len().min(SHOWN_ROWS);
    let columns = (0..rows).map(|r| table.row(r).len()).max().unwrap_or(0).min(SHOWN_COLUMNS);
    ui.label(RichText::new(say(language, "import-first-rows")).small().weak());
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        egui::Grid::new("import-table").striped(true).max_col_width(180.0).spacing([12.0, 4.0]).show(ui, |ui| {
            for row in (0..rows).map(|r| table.row(r)) {
                ui.label(RichText::new(row.line.to_string()).small().weak());
                for column in 0..columns {
                    let text: String = row.get(column).chars().take(24).collect();
                    let is_header = row.line == proposal.header_row;
                    let words = RichText::new(text).small();
                    ui.label(if is_header { words.family(super::super::theme::bold()) } else { words });
                }
                ui.end_row();
            }
        });
    });
}
