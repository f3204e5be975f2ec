//! A catalogue that is damaged: a backup in its place, what is sound of it in a new file, or another catalogue.

use std::path::{Path, PathBuf};

use egui::Ui;

use super::app::App;
use super::dialogs::Purpose;
use super::history::{restoring_ui, words};
use super::notice::Notice;
use super::windows::middle;
use crate::language::{Language, Message, say};
use crate::report::Tell;
use crate::store::{BackupFile, Salvaged, StoreError};
use crate::workspace::Job;
use crate::workspace::file_history::HistoryTask;

/// A catalogue that cannot be read, and what there is of it.
#[derive(Clone, Debug)]
pub struct Damaged {
    path: PathBuf,
    /// The newest sound backup.
    backup: Option<Box<BackupFile>>,
    /// Whether no enterprise can be read in it any more.
    is_lost: bool,
    /// Whether the restoring waits for a yes.
    asks: bool,
}

/// What the user wants to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rescue {
    /// Put the backup in its place.
    Restore,
    /// Save what is sound into a new file.
    Salvage,
    /// Open another catalogue.
    OpenAnother,
}

impl Damaged {
    /// The catalogue of an error, if it is that one is damaged.
    pub fn of(error: &(dyn Tell + Send + Sync + 'static)) -> Option<Damaged> {
        let error: &(dyn std::error::Error + 'static) = error;
        let (path, backup, is_lost) = match error.downcast_ref::<StoreError>()? {
            StoreError::Corrupt { path, backup, .. } => (path, backup, false),
            StoreError::Lost { path, backup } => (path, backup, true),
            _ => return None,
        };
        Some(Damaged { path: path.clone(), backup: backup.clone(), is_lost, asks: false })
    }

    /// A button for each way out there is; the one that was clicked.
    pub fn buttons_ui(&self, ui: &mut Ui, language: Language) -> Option<Rescue> {
        let mut wanted = None;
        if let Some(backup) = &self.backup {
            let minute = words::minute(&backup.local_time, language);
            let words = words::joined(&[&minute, &words::rows(backup, language)]);
            let words = Message::new("rescue-restore").with("backup", words).text(language);
            let button = ui.button(words).on_hover_text(backup.path.display().to_string());
            wanted = button.clicked().then_some(Rescue::Restore);
        }
        if !self.is_lost && ui.button(say(language, "rescue-salvage")).clicked() {
            wanted = Some(Rescue::Salvage);
        }
        if ui.button(say(language, "rescue-open-another")).clicked() {
            wanted = Some(Rescue::OpenAnother);
        }
        wanted
    }

    /// That it is damaged.
    pub fn words(&self, language: Language) -> String {
        Message::new("rescue-damaged").with("path", &self.path).text(language)
    }

    /// What there is to do, in a sentence.
    pub fn advice(&self, language: Language) -> String {
        let id = match (&self.backup, self.is_lost) {
            (Some(_), false) => "rescue-advice",
            (Some(_), true) => "rescue-advice-backup",
            (None, false) => "rescue-advice-salvage",
            (None, true) => "rescue-advice-lost",
        };
        say(language, id)
    }

    /// A name beside it that is free.
    fn new_name(&self) -> PathBuf {
        let stem = self.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let name = |n: usize| match n {
            1 => format!("{stem}.salvaged.gpkg"),
            _ => format!("{stem}.salvaged-{n}.gpkg"),
        };
        let mut names = (1..).map(|n| self.path.with_file_name(name(n)));
        names.find(|path| !path.exists()).unwrap_or_default() // there is always another number
    }
}

impl App {
    /// Begins one of the ways out of a damaged catalogue.
    pub(super) fn rescue(&mut self, wanted: Rescue) {
        // It has been read, and would lie over what is asked next.
        self.notice = None;
        match (wanted, &mut self.damaged) {
            (Rescue::OpenAnother, _) => self.catalogue_path = Some(String::new()),
            (Rescue::Restore, Some(damaged)) => damaged.asks = true,
            (Rescue::Salvage, Some(damaged)) => {
                self.view_path = Some((Purpose::Salvage, damaged.new_name().display().to_string()));
            }
            (Rescue::Restore | Rescue::Salvage, None) => {}
        }
    }

    /// Saves what is sound of the damaged catalogue into a new file.
    pub(super) fn salvage(&mut self, into: &Path) {
        let Some(damaged) = &self.damaged else { return };
        let into = match into.extension() {
            Some(_) => into.to_owned(),
            None => into.with_extension("gpkg"),
        };
        self.workspace.start(Job::Salvage { damaged: damaged.path.clone(), into });
    }

    /// Says what putting the backup in place keeps, and asks.
    pub(super) fn rescue_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(damaged) = self.damaged.as_mut().filter(|damaged| damaged.asks) else { return };
        let Some(backup) = &damaged.backup else { return };
        let (mut open, mut answer) = (true, None);
        let title = say(language, "rescue-restore-title");
        egui::Window::new(title)
            .id(egui::Id::unique("rescue"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(middle(ctx))
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .show(ctx, |ui| {
                ui.set_max_width(520.0);
                answer = restoring_ui(ui, &damaged.path, backup, self.workspace.working().is_none(), language);
            });
        damaged.asks = open && answer.is_none();
        if answer == Some(true) {
            let task = HistoryTask::Restore(backup.path.clone());
            self.workspace.start(Job::History { path: damaged.path.clone(), task });
        }
    }

    /// Says what was saved, what was kept apart, and what is lost.
    pub(super) fn salvaged(&mut self, path: &Path, saved: &Salvaged) {
        let language = self.session.language;
        let batch = |batch: Option<crate::store::BatchId>| batch.map_or(0, |b| b.0);
        let mut lines = vec![Message::new("rescue-sound").with("n", saved.sound)];
        if !saved.loose.is_empty() {
            let n = saved.loose.len();
            lines.push(Message::new("rescue-loose").with("n", n).with("batch", batch(saved.loose_batch)));
        }
        if !saved.doubtful.is_empty() {
            let n = saved.doubtful.len();
            lines.push(Message::new("rescue-doubtful").with("n", n).with("batch", batch(saved.batch)));
        }
        match saved.missing {
            Some(0) => lines.push(Message::new("rescue-none-lost")),
            Some(n) => lines.push(Message::new("rescue-lost").with("n", n)),
            None => lines.push(Message::new("rescue-unknown")),
        }
        let has_batches = saved.batch.or(saved.loose_batch).is_some();
        let done = Message::new(if has_batches { "rescue-done-apart" } else { "rescue-done" }).with("path", path);
        let lines = lines.iter().map(|line| line.text(language)).collect();
        self.notice = Some(Notice::listed(&done, lines, language));
    }
}
