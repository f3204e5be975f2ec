//! Edit ▸ Imports and edits: every batch and what it made of each row, what differs between two moments, snapshots and
//! backups; and what other programs have done to the file.

mod batches;
mod changes;
mod copies;
mod rows;
pub mod words;

pub use copies::restoring_ui;

use std::path::Path;
use std::sync::Arc;

use egui::{RichText, Ui};

use super::app::App;
use super::dialogs::Purpose;
use crate::catalogue::BatchId;
use crate::language::{Language, Message, say};
use crate::report::Report;
use crate::store::{StoreError, UndoOutcome};
use crate::workspace::changes_file::{ChangesOrder, Names};
use crate::workspace::file_history::{FileContent, HistoryOutcome, HistoryTask, RowsOf};
use crate::workspace::file_watch::OutsideNews;
use crate::workspace::{Job, Workspace};

/// A tab of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Batches,
    Changes,
    Copies,
}

impl Tab {
    const ALL: [Tab; 3] = [Tab::Batches, Tab::Changes, Tab::Copies];

    fn label(self) -> &'static str {
        match self {
            Tab::Batches => "history-tab-batches",
            Tab::Changes => "history-tab-changes",
            Tab::Copies => "history-tab-copies",
        }
    }
}

/// The window: what is looked at.
#[derive(Debug, Default)]
pub struct HistoryWindow {
    tab: Tab,
    batches: batches::BatchesView,
    changes: changes::ChangesView,
    copies: copies::CopiesView,
}

/// What the user did in the window.
#[derive(Debug, Default)]
pub struct HistoryEvents {
    /// Take a batch back.
    pub undo: Option<BatchId>,
    /// Show the card of a row.
    pub open: Option<i64>,
    /// Do something with the file.
    pub job: Option<Job>,
    /// Ask where to save the changes.
    pub save: bool,
    /// Compare a snapshot with now.
    pub since: Option<String>,
    /// Something was done at once.
    pub told: Option<Message>,
}

impl HistoryWindow {
    /// The window's contents.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &mut Workspace, language: Language) -> HistoryEvents {
        let mut events = HistoryEvents::default();
        ui.horizontal(|ui| {
            for tab in Tab::ALL {
                let words = RichText::new(say(language, tab.label()));
                let is_here = tab == self.tab;
                let words = if is_here { words.family(super::theme::bold()) } else { words };
                if ui.selectable_label(is_here, words).clicked() {
                    self.tab = tab;
                }
            }
            if workspace.working().is_some() {
                ui.spinner();
            }
        });
        ui.separator();
        let taxonomy = workspace.catalogue.taxonomy().clone();
        let names = Names { pack: workspace.pack.clone(), taxonomy, language };
        match workspace.file_history().as_deref() {
            None => drop(ui.spinner()),
            Some(Err(error)) => error_ui(ui, error, language),
            Some(Ok(history)) => match self.tab {
                Tab::Batches => self.batches.ui(ui, workspace, history, &names, &mut events),
                Tab::Changes => self.changes.ui(ui, workspace, history, &names, &mut events),
                Tab::Copies => self.copies.ui(ui, workspace, history, language, &mut events),
            },
        }
        if let Some(snapshot) = events.since.take() {
            self.changes.since(&snapshot);
            self.tab = Tab::Changes;
        }
        events
    }
}

fn error_ui(ui: &mut Ui, error: &StoreError, language: Language) {
    let report = Report::new(error, language);
    ui.label(report.message);
    if let Some(hint) = report.hint {
        ui.label(RichText::new(hint).strong());
    }
}

/// What is to the right of a panel, a little away from its edge.
fn beside(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let margin = egui::Margin { left: 8, ..egui::Margin::ZERO };
    egui::Frame::NONE.inner_margin(margin).show(ui, add);
}

impl App {
    pub(super) fn history_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(mut window) = self.history.take() else { return };
        let (mut open, mut events) = (true, HistoryEvents::default());
        egui::Window::new(super::windows::titled(language, "command-batches"))
            .id(egui::Id::unique("history"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(super::windows::middle(ctx))
            .open(&mut open)
            .default_size([980.0, 600.0])
            .min_size([640.0, 360.0])
            .show(ctx, |ui| events = window.ui(ui, &mut self.workspace, language));
        if open {
            self.history = Some(window);
        }
        let undo = events.undo.zip(self.workspace.path.clone()).map(|(batch, path)| Job::Undo { path, batch });
        if let Some(job) = events.job.or(undo).filter(|_| self.workspace.working().is_none()) {
            self.workspace.start(job);
        }
        if let Some(id) = events.open {
            self.open_enterprise(id);
        }
        if events.save {
            let name = format!("{}.xlsx", say(language, "changes-sheet"));
            self.view_path = Some((Purpose::ExportChanges, self.save_folder().join(name).display().to_string()));
        }
        if let Some(message) = events.told {
            self.inform(message);
        }
    }

    /// Writes the changes that are looked at.
    pub(super) fn export_changes(&mut self, path: &Path) {
        let history = self.workspace.file_history();
        let (Some(window), Some(Ok(history))) = (&self.history, history.as_deref()) else { return };
        let wanted = window.changes.wanted(history);
        if let (Some((span, class)), Some(catalogue)) = (wanted, self.workspace.path.clone()) {
            let (path, language) = (path.to_owned(), self.session.language);
            self.workspace.start(Job::ExportChanges(ChangesOrder { catalogue, path, span, class, language }));
        }
    }

    /// A batch was taken back: what was not put back is listed in the window, row by row.
    pub(super) fn show_undone(&mut self, outcome: UndoOutcome) {
        let window = self.history.get_or_insert_default();
        window.tab = Tab::Batches;
        window.batches.undone(outcome);
    }

    /// Something was done with the file as a whole.
    pub(super) fn history_done(&mut self, outcome: HistoryOutcome) {
        match outcome {
            // In the window it is seen in the list; a notice would lie over the tabs.
            HistoryOutcome::Named(snapshot) => match &mut self.history {
                Some(window) => window.copies.named(),
                None => {
                    let words = Message::new("snapshot-made").with("name", snapshot.name).with("rows", snapshot.rows);
                    self.inform(words);
                }
            },
            HistoryOutcome::BackedUp(_) if self.history.is_some() => {}
            HistoryOutcome::BackedUp(path) => self.inform(Message::new("backup-done").with("path", &path)),
            HistoryOutcome::Restored(restored, content, found) => {
                self.show_content(content);
                let window = self.history.get_or_insert_default();
                window.tab = Tab::Copies;
                window.copies.restored(restored, found);
            }
            HistoryOutcome::Reloaded(adopted, content) => {
                self.show_content(content);
                match (adopted, &mut self.history) {
                    (Some(batch), Some(window)) => window.batches.chosen = Some(RowsOf::Batch(batch)),
                    (Some(batch), None) => self.inform(Message::new("outside-adopted").with("batch", batch.0)),
                    (None, _) => self.inform(Message::new("outside-reloaded")),
                }
            }
        }
    }

    fn show_content(&mut self, content: FileContent) {
        if self.workspace.path.as_ref() != Some(&content.path) {
            // A damaged one that was not open before.
            return self.opened(content);
        }
        self.workspace.show(&content.path, content.catalogue);
        self.workspace.show_cases(content.cases);
        self.workspace.batches = content.batches;
    }

    /// Looks whether another program has written to the file.
    pub(super) fn take_outside_news(&mut self) {
        let generation = self.workspace.catalogue.generation();
        if let Some(news) = self.workspace.outside_news() {
            self.outside = Some((generation, Arc::new(news)));
        }
        // What was read since is no news any more.
        self.outside.take_if(|(of, _)| *of != generation);
    }

    /// Says above everything that another program has written to the file.
    pub(super) fn outside_ui(&mut self, ui: &mut Ui) {
        let language = self.session.language;
        let Some((_, news)) = self.outside.clone() else { return };
        let fill = ui.visuals().selection.bg_fill;
        let frame = super::theme::edge(ui.style()).fill(fill);
        let (mut look, mut reload, mut closed) = (false, false, false);
        egui::Panel::top("outside").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                let words = Message::new("outside-changed").with("rows", news.rows()).text(language);
                ui.label(RichText::new(words).family(super::theme::bold()));
                look = ui.button(say(language, "outside-look")).clicked();
                let ready = self.workspace.working().is_none();
                reload = ui.add_enabled(ready, egui::Button::new(say(language, "outside-reload"))).clicked();
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    closed = ui.button(say(language, "outside-later")).clicked();
                });
            });
        });
        if look {
            self.look_at_outside(&news);
        }
        if let Some(job) = self.workspace.history_job(HistoryTask::Reload).filter(|_| reload) {
            self.workspace.start(job);
        }
        if closed {
            self.outside = None;
        }
    }

    fn look_at_outside(&mut self, news: &OutsideNews) {
        let newest = news.batches.last().map(|b| RowsOf::Batch(b.id));
        let window = self.history.get_or_insert_default();
        window.tab = Tab::Batches;
        window.batches.chosen = if news.pending > 0 { Some(RowsOf::Outside) } else { newest };
    }
}
