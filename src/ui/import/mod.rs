//! File ▸ Import: one window of six steps one can go back through. Nothing is written before the last.

mod columns;
mod coordinates;
mod duplicates;
mod file;
mod kept;
mod problems;
mod summary;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{RichText, Ui};
use serde::{Deserialize, Serialize};

pub use kept::KeptImport;
pub(super) use summary::told;

use super::app::App;
use super::conflicts::Verdict;
use super::dialogs::Purpose;
use super::leaving::Leaving;
use crate::catalogue::Written;
use crate::import::recipe::Recipe;
use crate::import::{Encoding, ImportOptions, Proposal, Source};
use crate::language::{Language, Message, say};
use crate::store::BatchId;
use crate::workspace::changes_file::Names;
use crate::workspace::{Job, recipes};

/// A step of the dialog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Step {
    #[default]
    File,
    Columns,
    Coordinates,
    Problems,
    Duplicates,
    Summary,
}

impl Step {
    const ALL: [Step; 6] =
        [Step::File, Step::Columns, Step::Coordinates, Step::Problems, Step::Duplicates, Step::Summary];

    fn label(self) -> &'static str {
        match self {
            Step::File => "import-step-file",
            Step::Columns => "import-step-columns",
            Step::Coordinates => "import-step-coordinates",
            Step::Problems => "import-step-problems",
            Step::Duplicates => "import-step-duplicates",
            Step::Summary => "import-step-summary",
        }
    }

    fn beside(self, by: isize) -> Option<Step> {
        let at = Step::ALL.iter().position(|s| *s == self)?;
        Step::ALL.get(at.checked_add_signed(by)?).copied()
    }
}

/// The dialog: what the user said so far, and what would come of it.
#[derive(Debug)]
pub struct ImportDialog {
    /// Who imports; kept with the batch.
    pub author: String,
    /// Why; kept with the batch.
    reason: String,
    path: String,
    options: ImportOptions,
    proposal: Option<Arc<Proposal>>,
    /// The file as it was when it was looked at.
    stamp: Option<kept::Stamp>,
    /// The recipe that was applied, and the share of its columns the file has.
    recipe: Option<(String, f64)>,
    samples: Option<file::Samples>,
    step: Step,
    problems: problems::View,
    duplicates: duplicates::View,
    summary: summary::View,
    /// What the import became.
    done: Option<Written>,
    leaving: Leaving,
}

/// How the file is to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// From its first byte.
    Read,
    /// With the table as it was read.
    Again,
}

/// What the user did in the dialog.
#[derive(Debug, Default)]
pub struct ImportEvents {
    /// Show the platform's dialog for the file.
    pub browse: bool,
    /// Look at the file.
    pub look: Option<Look>,
    /// Write it into the catalogue.
    pub write: Option<(Arc<Proposal>, String)>,
    /// Save these bytes there: the refused rows, an empty spreadsheet.
    pub save: Option<(PathBuf, Vec<u8>)>,
    /// Write an empty spreadsheet there.
    pub template: Option<PathBuf>,
    /// Keep how the file was understood.
    pub save_recipe: bool,
    /// Whose changes stand of rows that two people have changed.
    pub verdict: Option<Verdict>,
    /// Take the import back.
    pub undo: Option<BatchId>,
    /// Close the window.
    pub close: bool,
}

impl ImportDialog {
    /// An empty form.
    pub fn new(author: &str) -> ImportDialog {
        ImportDialog {
            author: author.to_owned(),
            reason: String::new(),
            path: String::new(),
            options: ImportOptions::default(),
            proposal: None,
            stamp: None,
            recipe: None,
            samples: None,
            step: Step::File,
            problems: problems::View::default(),
            duplicates: duplicates::View::default(),
            summary: summary::View::default(),
            done: None,
            leaving: Leaving::default(),
        }
    }

    /// Chooses a file; what was said about another one is forgotten.
    pub fn set_path(&mut self, path: &Path) {
        self.path = path.display().to_string();
        self.forget();
    }

    /// Forgets all but the path and who imports.
    fn forget(&mut self) {
        *self = ImportDialog { path: std::mem::take(&mut self.path), ..ImportDialog::new(&self.author) };
    }

    /// Asks the window to close, or to take another file: whether nothing that was put right or written would be lost.
    pub fn ask_to_leave(&mut self) -> bool {
        let has_fixes = self.to_keep().is_some_and(|kept| kept.fixes() > 0);
        let has_work = has_fixes || self.done.is_none() && !self.reason.trim().is_empty();
        self.leaving.ask(has_work)
    }

    /// The chosen file.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(self.path.trim())
    }

    /// How it is to be read.
    pub fn options(&self) -> ImportOptions {
        self.options.clone()
    }

    /// The file as it was read.
    pub fn source(&self) -> Option<Arc<Source>> {
        self.proposal.as_ref().map(|p| p.source.clone())
    }

    /// Shows what importing the file would do.
    pub fn proposed(&mut self, proposal: Arc<Proposal>, recipe: Option<(String, f64)>) {
        // The recipe speaks before the user does: what it said is from now on what the user said.
        self.options = proposal.options.clone();
        self.stamp = kept::stamp(&self.path());
        self.recipe = recipe.or(self.recipe.take());
        self.problems.keep_what_is_in(&proposal);
        self.proposal = Some(proposal);
    }

    /// Shows what the import became.
    pub fn written(&mut self, written: Written) {
        self.done = Some(written);
        self.step = Step::Summary;
    }

    /// The dialog. While `busy` nothing can be started.
    pub fn ui(&mut self, ui: &mut Ui, busy: bool, names: &Names) -> ImportEvents {
        let language = names.language;
        let mut events = ImportEvents::default();
        if let (Some(written), Some(proposal)) = (&self.done, &self.proposal) {
            summary::done_ui(ui, written, proposal, busy, names, &mut events);
            return events;
        }
        self.steps_ui(ui, language);
        ui.separator();
        egui::Panel::bottom("import-foot").show(ui, |ui| self.foot_ui(ui, busy, language, &mut events));
        ui.add_space(4.0);
        let before = self.options.clone();
        match (self.step, self.proposal.clone()) {
            (Step::File, _) | (_, None) => self.file_ui(ui, busy, language, &mut events),
            (Step::Columns, Some(proposal)) => self.columns_ui(ui, &proposal, language, &mut events),
            (Step::Coordinates, Some(proposal)) => self.coordinates_ui(ui, &proposal, language),
            (Step::Problems, Some(proposal)) => self.problems_ui(ui, &proposal, language),
            (Step::Duplicates, Some(proposal)) => self.duplicates_ui(ui, &proposal, language),
            (Step::Summary, Some(proposal)) => self.summary_ui(ui, &proposal, language, &mut events),
        }
        // What the user says shows at once what would come of it.
        if self.options != before && self.proposal.is_some() && events.look.is_none() {
            let is_same_table = self.options.read == before.read;
            events.look = Some(if is_same_table { Look::Again } else { Look::Read });
        }
        events
    }

    fn steps_ui(&mut self, ui: &mut Ui, language: Language) {
        ui.horizontal_wrapped(|ui| {
            for (i, step) in Step::ALL.into_iter().enumerate() {
                if i > 0 {
                    ui.label(RichText::new("›").weak());
                }
                let count = self.proposal.as_ref().map_or(0, |p| match step {
                    Step::Problems => p.findings.len(),
                    Step::Duplicates => self.duplicates.count(p),
                    _ => 0,
                });
                let name = say(language, step.label());
                let words = if count > 0 { format!("{} {name} {count}", i + 1) } else { format!("{} {name}", i + 1) };
                let is_here = step == self.step;
                let words =
                    if is_here { RichText::new(words).family(super::theme::bold()) } else { RichText::new(words) };
                let is_open = step == Step::File || self.proposal.is_some();
                if ui.add_enabled(is_open, egui::Button::selectable(is_here, words)).clicked() {
                    self.step = step;
                }
            }
        });
    }

    fn foot_ui(&mut self, ui: &mut Ui, busy: bool, language: Language, events: &mut ImportEvents) {
        ui.add_space(4.0);
        self.leaving.ui(ui, "button-cancel", language);
        ui.horizontal(|ui| {
            if let Some(before) = self.step.beside(-1)
                && ui.button(say(language, "import-back")).clicked()
            {
                self.step = before;
            }
            match (self.proposal.clone(), self.step.beside(1)) {
                (None, _) => {
                    let ready = !busy && !self.path.trim().is_empty();
                    if ui.add_enabled(ready, egui::Button::new(say(language, "import-read"))).clicked() {
                        events.look = Some(Look::Read);
                    }
                }
                (Some(_), Some(next)) => {
                    if ui.button(say(language, "import-next")).clicked() {
                        self.step = next;
                    }
                }
                (Some(proposal), None) => self.write_ui(ui, &proposal, busy, language, events),
            }
            events.close |= ui.button(say(language, "button-cancel")).clicked();
            if busy {
                ui.spinner();
            }
            let words = match &self.proposal {
                Some(proposal) => {
                    format!("{} · {}", counts(proposal, None, language), say(language, "import-nothing-written"))
                }
                None => say(language, "import-nothing-written"),
            };
            ui.add(egui::Label::new(RichText::new(words).small().weak()).truncate());
        });
    }
}

/// A proposal in one line.
fn counts(proposal: &Proposal, written: Option<&Written>, language: Language) -> String {
    let s = proposal.summary();
    let (new, updated) = written.map_or((s.new, s.updated), |written| (written.inserted, written.updated));
    Message::new("import-summary")
        .with("rows", s.rows)
        .with("new", new)
        .with("updated", updated)
        .with("unchanged", s.unchanged)
        .with("refused", s.refused + s.dropped)
        .text(language)
}

/// A labelled box of choices.
fn choose<T: PartialEq + Clone>(
    ui: &mut Ui,
    label: &'static str,
    language: Language,
    value: &mut T,
    entries: &[(T, String)],
) {
    let name = ui.label(say(language, label));
    let shown = entries.iter().find(|(v, _)| v == value).map(|(_, text)| text.clone()).unwrap_or_default();
    egui::ComboBox::from_id_salt(label)
        .selected_text(shown)
        .width(120.0)
        .show_ui(ui, |ui| {
            for (entry, text) in entries {
                ui.selectable_value(value, entry.clone(), text);
            }
        })
        .response
        .labelled_by(name.id);
}

/// The words of an encoding.
fn encoding_label(encoding: Encoding, language: Language) -> String {
    if encoding == Encoding::Auto { say(language, "import-auto") } else { encoding.code().to_owned() }
}

impl App {
    pub(super) fn import_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(mut dialog) = self.import.take() else { return };
        let mut open = true;
        let mut events = ImportEvents::default();
        let (busy, names) = (self.workspace.working().is_some(), self.names());
        egui::Window::new(say(language, "import-title"))
            .id(egui::Id::unique("import"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(super::windows::middle(ctx))
            .open(&mut open)
            .default_size([960.0, 600.0])
            .min_size([640.0, 360.0])
            .show(ctx, |ui| events = dialog.ui(ui, busy, &names));
        self.session.author.clone_from(&dialog.author);
        if events.save_recipe {
            self.save_recipe(&dialog);
        }
        let decided = events
            .verdict
            .zip(dialog.done.as_mut())
            .map(|((whose, rows), done)| (whose, done.conflicts.drain(rows).collect::<Vec<_>>()));
        if let Some((whose, rows)) = decided {
            self.decide(whose, &rows);
        }
        let is_left = !open && dialog.ask_to_leave();
        if !events.close && !is_left {
            self.import = Some(dialog);
        }
        if events.browse {
            let endings: Vec<&str> = crate::import::readers::READERS.iter().flat_map(|r| r.endings).copied().collect();
            self.browse(ctx, Purpose::Import, "import-title", "", &endings);
        }
        if let Some(look) = events.look {
            self.look(look);
        }
        let author = self.session.author.trim().to_owned();
        if let (Some((proposal, reason)), Some(path)) = (events.write, self.workspace.path.clone()) {
            self.workspace.start(Job::Import { path, proposal, author, reason });
        }
        if let (Some(batch), Some(path)) = (events.undo, self.workspace.path.clone()) {
            self.import = None;
            self.workspace.start(Job::Undo { path, batch });
        }
        if let Some(path) = events.template {
            let (pack, taxonomy) = (&self.workspace.pack, self.workspace.catalogue.taxonomy());
            let placed = crate::workspace::template_file::write(&path, pack, taxonomy, language);
            self.saved("ui-saved", placed.map(|placed| (path, placed)));
        }
        if let Some((path, bytes)) = events.save {
            let placed = crate::export::write_atomically(&path, &bytes);
            self.saved("ui-saved", placed.map(|placed| (path, placed)));
        }
    }

    fn save_recipe(&mut self, dialog: &ImportDialog) {
        let Some(proposal) = &dialog.proposal else { return };
        self.saved("import-recipe-saved", recipes::save(&recipes::folder(), &Recipe::of(proposal)));
    }
}
