//! File ▸ Import: a file, what was understood of it, what would change, and only then the writing.

use std::path::{Path, PathBuf};

use egui::{RichText, ScrollArea, Ui};

use crate::catalogue::change::ChangeSet;
use crate::geography::Datum;
use crate::import::{Encoding, ImportOptions, OnDuplicate, Proposal};
use crate::language::{Language, Message, say};

/// The form of the dialog and the proposal it shows.
#[derive(Debug)]
pub struct ImportDialog {
    /// Who imports; kept with the batch.
    pub author: String,
    path: String,
    options: ImportOptions,
    proposal: Option<Proposal>,
}

/// What the user did in the dialog.
#[derive(Debug, Default)]
pub struct ImportEvents {
    /// Show the platform's dialog for the file.
    pub browse: bool,
    /// Read the file.
    pub read: bool,
    /// Write these changes.
    pub apply: Option<ChangeSet>,
    /// Save the refused rows there.
    pub rejects: Option<(PathBuf, Vec<u8>)>,
}

/// Findings shown at most; the command line lists them all.
const SHOWN_FINDINGS: usize = 500;

impl ImportDialog {
    /// An empty form.
    pub fn new(author: &str) -> ImportDialog {
        let options = ImportOptions::default();
        ImportDialog { author: author.to_owned(), path: String::new(), options, proposal: None }
    }

    /// Chooses a file.
    pub fn set_path(&mut self, path: &Path) {
        self.path = path.display().to_string();
        self.proposal = None;
    }

    /// The chosen file.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(self.path.trim())
    }

    /// How it is to be read.
    pub fn options(&self) -> ImportOptions {
        self.options.clone()
    }

    /// Shows what importing the file would do.
    pub fn proposed(&mut self, proposal: Proposal) {
        self.proposal = Some(proposal);
    }

    /// The dialog. While `busy` nothing can be started.
    pub fn ui(&mut self, ui: &mut Ui, busy: bool, language: Language) -> ImportEvents {
        let mut events = ImportEvents::default();
        self.form_ui(ui, busy, language, &mut events);
        ui.label(RichText::new(say(language, "import-nothing-written")).small().weak());
        ui.separator();
        if busy {
            ui.spinner();
        }
        if let Some(proposal) = &self.proposal {
            proposal_ui(ui, proposal, language);
            ui.separator();
            self.actions_ui(ui, busy, language, &mut events);
        }
        events
    }

    fn form_ui(&mut self, ui: &mut Ui, busy: bool, language: Language, events: &mut ImportEvents) {
        ui.horizontal(|ui| {
            let label = ui.label(say(language, "import-path"));
            let hint = say(language, "import-path-hint");
            let edit = egui::TextEdit::singleline(&mut self.path).hint_text(hint).desired_width(430.0);
            let entered = {
                let response = ui.add(edit).labelled_by(label.id);
                response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter))
            };
            events.browse = ui.button(say(language, "button-browse")).clicked();
            let ready = !busy && !self.path.trim().is_empty();
            let clicked = ui.add_enabled(ready, egui::Button::new(say(language, "import-read"))).clicked();
            events.read = clicked || (ready && entered);
        });
        let before = self.options.clone();
        ui.horizontal_wrapped(|ui| {
            let encodings = Encoding::ALL
                .map(|e| (e, if e == Encoding::Auto { say(language, "import-auto") } else { e.code().to_owned() }));
            choose(ui, "import-encoding", language, &mut self.options.read.encoding, &encodings);
            let mut datums = vec![(None, say(language, "import-auto"))];
            datums.extend(Datum::ALL.map(|d| (Some(d), d.code().to_owned())));
            choose(ui, "import-datum", language, &mut self.options.datum, &datums);
            let duplicates = [
                (OnDuplicate::Update, say(language, "import-update")),
                (OnDuplicate::Skip, say(language, "import-skip")),
                (OnDuplicate::Add, say(language, "import-add")),
            ];
            choose(ui, "import-on-duplicate", language, &mut self.options.on_duplicate, &duplicates);
        });
        // Another way of reading asks for another look, if one was taken already.
        events.read |= self.options != before && self.proposal.is_some();
    }

    fn actions_ui(&mut self, ui: &mut Ui, busy: bool, language: Language, events: &mut ImportEvents) {
        let path = self.path();
        let Some(proposal) = &self.proposal else { return };
        let author = &mut self.author;
        ui.horizontal(|ui| {
            let label = ui.label(say(language, "import-author"));
            ui.add(egui::TextEdit::singleline(author).desired_width(140.0)).labelled_by(label.id);
            let changes = proposal.change_set(author.trim(), "");
            let n = changes.len();
            let words = if n == 0 {
                say(language, "import-nothing-to-do")
            } else {
                Message::new("import-apply").with("n", n).text(language)
            };
            let button = egui::Button::new(RichText::new(words).family(super::theme::bold()));
            if ui.add_enabled(!busy && n > 0, button).clicked() {
                events.apply = Some(changes);
            }
            if proposal.summary().refused > 0 && ui.button(say(language, "import-save-rejects")).clicked() {
                let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
                let path = path.with_file_name(format!("{stem}-{}.csv", say(language, "import-rejects-suffix")));
                events.rejects = Some((path, proposal.rejects_csv(language)));
            }
        });
    }
}

fn choose<T: PartialEq + Clone>(
    ui: &mut Ui,
    label: &'static str,
    language: Language,
    value: &mut T,
    entries: &[(T, String)],
) {
    let name = ui.label(RichText::new(say(language, label)).small());
    let shown = entries.iter().find(|(v, _)| v == value).map(|(_, text)| text.clone()).unwrap_or_default();
    egui::ComboBox::from_id_salt(label)
        .selected_text(shown)
        .width(96.0)
        .show_ui(ui, |ui| {
            for (entry, text) in entries {
                ui.selectable_value(value, entry.clone(), text);
            }
        })
        .response
        .labelled_by(name.id);
}

fn proposal_ui(ui: &mut Ui, proposal: &Proposal, language: Language) {
    let summary = proposal.summary();
    let words = Message::new("import-summary")
        .with("rows", summary.rows)
        .with("new", summary.new)
        .with("updated", summary.updated)
        .with("unchanged", summary.unchanged)
        .with("refused", summary.refused)
        .text(language);
    ui.label(RichText::new(words).family(super::theme::bold()).size(15.0));
    let words = Message::new("import-read-as")
        .with("encoding", proposal.source.encoding.map_or(proposal.source.format, Encoding::code))
        .with("header", proposal.header_row)
        .with("datum", proposal.datum.whole.chosen.code())
        .text(language);
    ui.label(RichText::new(words).weak());
    egui::CollapsingHeader::new(say(language, "import-columns")).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            for (header, field) in proposal.mapping.headers.iter().zip(&proposal.mapping.fields) {
                let field = field.map_or("–", |f| f.code());
                ui.label(RichText::new(format!("{header} → {field}")).small());
            }
        });
    });
    let title = Message::new("import-findings").with("n", proposal.findings.len()).text(language);
    egui::CollapsingHeader::new(title)
        .default_open(true)
        .id_salt("import-findings")
        .show(ui, |ui| findings_ui(ui, proposal, language));
}

fn findings_ui(ui: &mut Ui, proposal: &Proposal, language: Language) {
    let shown = proposal.findings.kept().len().min(SHOWN_FINDINGS);
    let height = ui.text_style_height(&egui::TextStyle::Body);
    ScrollArea::both().max_height(240.0).auto_shrink([false, true]).show_rows(ui, height, shown, |ui, range| {
        for finding in &proposal.findings.kept()[range] {
            ui.horizontal(|ui| {
                // Row 0 is the file as a whole.
                let place = match finding.row {
                    0 => say(language, "import-whole-file"),
                    row => format!("{} {row}", say(language, "import-row")),
                };
                ui.label(RichText::new(place).weak());
                let words = RichText::new(finding.message().text(language));
                ui.label(if finding.code.is_fatal() { words.color(ui.visuals().error_fg_color) } else { words });
            });
        }
    });
}
