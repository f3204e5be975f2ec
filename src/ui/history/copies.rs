//! The tab of snapshots and backups: naming moments, copying the file, and putting a copy back.

use std::path::{Path, PathBuf};

use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::{HistoryEvents, words};
use crate::language::{Language, Message, say};
use crate::store::{BackupFile, Restored, Snapshot, Store};
use crate::workspace::Workspace;
use crate::workspace::content::ContentFinding;
use crate::workspace::file_history::{FileHistory, HistoryTask};

/// What the tab shows.
#[derive(Debug, Default)]
pub(super) struct CopiesView {
    /// The name of the next snapshot.
    name: String,
    /// The restoring that waits for a yes.
    asks: Option<PathBuf>,
    /// What restoring did.
    restored: Option<Restored>,
    /// What of the restored catalogue contradicts itself.
    contradictions: Vec<ContentFinding>,
}

impl CopiesView {
    /// A snapshot was made.
    pub fn named(&mut self) {
        self.name.clear();
    }

    /// A backup is in the place of the file.
    pub fn restored(&mut self, restored: Restored, contradictions: Vec<ContentFinding>) {
        self.contradictions = contradictions;
        self.asks = None;
        self.restored = Some(restored);
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        history: &FileHistory,
        language: Language,
        events: &mut HistoryEvents,
    ) {
        egui::Panel::left("history-snapshots")
            .resizable(true)
            .default_size(420.0)
            .size_range(260.0..=560.0)
            .show(ui, |ui| self.snapshots_ui(ui, workspace, &history.snapshots, language, events));
        super::beside(ui, |ui| self.backups_ui(ui, workspace, &history.backups, language, events));
    }

    fn snapshots_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        snapshots: &[Snapshot],
        language: Language,
        events: &mut HistoryEvents,
    ) {
        heading(ui, "snapshots-title", "snapshots-help", language);
        let name = self.name.trim();
        let fault = match () {
            () if snapshots.iter().any(|s| s.name == name) => Some("snapshot-taken"),
            () if !name.is_empty() && !Snapshot::is_name(name) => Some("snapshot-no-name"),
            () => None,
        };
        let ready = !name.is_empty() && fault.is_none() && workspace.working().is_none();
        ui.horizontal(|ui| {
            let label = ui.label(say(language, "snapshot-name"));
            let edit = egui::TextEdit::singleline(&mut self.name).desired_width(150.0);
            let response = ui.add(edit).labelled_by(label.id);
            let entered = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            let button = ui.add_enabled(ready, egui::Button::new(say(language, "snapshot-make")));
            if button.clicked() || (ready && entered) {
                events.job = workspace.history_job(HistoryTask::Snapshot(self.name.trim().to_owned()));
            }
        });
        // The line is there in any case, so that nothing moves while one types.
        let words = fault.map(|id| say(language, id)).unwrap_or_default();
        ui.label(RichText::new(words).small().color(ui.visuals().error_fg_color));
        if snapshots.is_empty() {
            ui.label(RichText::new(say(language, "snapshots-none")).weak());
            return;
        }
        let height = ui.text_style_height(&egui::TextStyle::Body) + 10.0;
        table(ui, "snapshots", 120.0).column(Column::auto()).body(|body| {
            body.rows(height, snapshots.len(), |mut line| {
                let snapshot = &snapshots[line.index()];
                let rows = Message::new("snapshot-rows").with("rows", snapshot.rows).text(language);
                let about = words::joined(&[&words::minute(&snapshot.local_time, language), &rows]);
                line.col(|ui| drop(ui.add(egui::Label::new(&snapshot.name).truncate())));
                line.col(|ui| drop(ui.add(egui::Label::new(RichText::new(about).small().weak()).truncate())));
                line.col(|ui| {
                    if ui.button(say(language, "snapshot-since")).clicked() {
                        events.since = Some(snapshot.name.clone());
                    }
                });
            });
        });
    }

    fn backups_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        backups: &[BackupFile],
        language: Language,
        events: &mut HistoryEvents,
    ) {
        heading(ui, "backups-title", "backups-help", language);
        let busy = workspace.working().is_some();
        if ui.add_enabled(!busy, egui::Button::new(say(language, "backup-now"))).clicked() {
            events.job = workspace.history_job(HistoryTask::Backup);
        }
        self.restored_ui(ui, language);
        if let Some(asked) = self.asks.clone().and_then(|path| backups.iter().find(|b| b.path == path)) {
            self.ask_ui(ui, workspace, asked, language, events);
        }
        if backups.is_empty() {
            ui.label(RichText::new(say(language, "backups-none")).weak());
            return;
        }
        ui.add_space(4.0);
        let height = ui.text_style_height(&egui::TextStyle::Body) + 10.0;
        table(ui, "backups", 180.0).column(Column::auto()).body(|body| {
            body.rows(height, backups.len(), |mut line| {
                let backup = &backups[line.index()];
                let (rows, size) = (words::rows(backup, language), words::size(backup.bytes));
                let about = words::joined(&[&rows, &size, &say(language, backup.why.label())]);
                line.col(|ui| {
                    let minute = egui::Label::new(words::minute(&backup.local_time, language)).truncate();
                    ui.add(minute).on_hover_text(backup.path.display().to_string());
                });
                line.col(|ui| drop(ui.add(egui::Label::new(RichText::new(about).small().weak()).truncate())));
                line.col(|ui| {
                    if ui.add_enabled(!busy, egui::Button::new(say(language, "backup-restore"))).clicked() {
                        self.asks = Some(backup.path.clone());
                        self.restored = None;
                    }
                });
            });
        });
    }

    /// Says what restoring keeps, and asks.
    fn ask_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        backup: &BackupFile,
        language: Language,
        events: &mut HistoryEvents,
    ) {
        let Some(path) = &workspace.path else { return };
        match ui.group(|ui| restoring_ui(ui, path, backup, workspace.working().is_none(), language)).inner {
            Some(true) => events.job = workspace.history_job(HistoryTask::Restore(backup.path.clone())),
            Some(false) => self.asks = None,
            None => {}
        }
    }

    /// Says what restoring did.
    fn restored_ui(&mut self, ui: &mut Ui, language: Language) {
        let Some(restored) = &self.restored else { return };
        let mut closed = false;
        ui.group(|ui| {
            let words = Message::new("backup-restored").with("rows", restored.rows).text(language);
            ui.label(RichText::new(words).strong());
            if let Some(kept) = &restored.kept {
                let words = Message::new("restore-kept").with("path", kept).text(language);
                ui.add(egui::Label::new(RichText::new(words).small()).wrap());
            }
            let findings = &restored.findings;
            for finding in findings.iter().take(SHOWN_FINDINGS) {
                ui.add(egui::Label::new(RichText::new(finding.message().text(language)).small().weak()).wrap());
            }
            if findings.len() > SHOWN_FINDINGS {
                let words = Message::new("history-more").with("n", findings.len() - SHOWN_FINDINGS).text(language);
                ui.label(RichText::new(words).small().weak());
            }
            for finding in &self.contradictions {
                ui.add(egui::Label::new(RichText::new(finding.message().text(language)).small()).wrap());
            }
            closed = ui.button(say(language, "button-close")).clicked();
        });
        if closed {
            self.restored = None;
        }
    }
}

/// Says what putting a backup in the place of the catalogue keeps; whether that is wanted, once it is said.
pub fn restoring_ui(
    ui: &mut Ui,
    catalogue: &Path,
    backup: &BackupFile,
    is_ready: bool,
    language: Language,
) -> Option<bool> {
    let words = Message::new("backup-restore-asks")
        .with("minute", words::minute(&backup.local_time, language))
        .with("size", words::joined(&[&words::rows(backup, language), &words::size(backup.bytes)]))
        .with("folder", &Store::backups_folder(catalogue));
    ui.add(egui::Label::new(words.text(language)).wrap());
    let mut answer = None;
    ui.horizontal(|ui| {
        if ui.add_enabled(is_ready, egui::Button::new(say(language, "backup-restore-yes"))).clicked() {
            answer = Some(true);
        }
        if ui.button(say(language, "history-rather-not")).clicked() {
            answer = Some(false);
        }
    });
    answer
}

/// Faults of a restored file that are listed.
const SHOWN_FINDINGS: usize = 5;

fn heading(ui: &mut Ui, title: &'static str, help: &'static str, language: Language) {
    ui.label(RichText::new(say(language, title)).family(super::super::theme::bold()).size(15.0));
    ui.add(egui::Label::new(RichText::new(say(language, help)).small().weak()).wrap());
    ui.add_space(2.0);
}

/// A table with a name and what there is to say of it; one more column is for a button.
fn table<'u>(ui: &'u mut Ui, id: &'static str, name_pt: f32) -> TableBuilder<'u> {
    TableBuilder::new(ui)
        .id_salt(id)
        .striped(true)
        .auto_shrink(false)
        .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
        .min_scrolled_height(0.0)
        .column(Column::exact(name_pt).clip(true))
        .column(Column::remainder().clip(true))
}
