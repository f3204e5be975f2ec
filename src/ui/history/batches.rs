//! The tab of the batches: every import and edit, what it made of its rows, and the way back.

use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::rows::RowsView;
use super::{HistoryEvents, error_ui, words};
use crate::catalogue::{BatchId, Difference};
use crate::language::{Language, Message, say};
use crate::store::{Batch, UndoConflict, UndoOutcome};
use crate::workspace::Workspace;
use crate::workspace::changes_file::Names;
use crate::workspace::file_history::{FileHistory, HistoryTask, KEPT_ROWS, RowsOf};

/// Undoing a batch of more rows asks first.
const ASKS_FROM_ROWS: usize = 1000;

/// What the tab shows.
#[derive(Debug, Default)]
pub(super) struct BatchesView {
    /// Whose rows; those of the newest batch unless something else was chosen.
    pub chosen: Option<RowsOf>,
    /// The undoing that waits for a yes.
    asks: Option<BatchId>,
    /// What the last undoing left as it is.
    undone: Option<UndoOutcome>,
    rows: RowsView,
}

impl BatchesView {
    /// Shows what undoing did, and what it did not put back.
    pub fn undone(&mut self, outcome: UndoOutcome) {
        self.undone = Some(outcome);
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &mut Workspace,
        history: &FileHistory,
        names: &Names,
        events: &mut HistoryEvents,
    ) {
        let language = names.language;
        let outside = (history.pending > 0).then_some(RowsOf::Outside);
        let all: Vec<RowsOf> = outside.into_iter().chain(history.batches.iter().map(|b| RowsOf::Batch(b.id))).collect();
        if all.is_empty() {
            ui.label(RichText::new(say(language, "batches-none")).weak());
            return;
        }
        if self.chosen.is_none_or(|of| !all.contains(&of)) {
            self.chosen = all.first().copied();
        }
        egui::Panel::left("history-batches")
            .resizable(true)
            .default_size(330.0)
            .size_range(220.0..=480.0)
            .show(ui, |ui| self.list_ui(ui, &all, history, language));
        super::beside(ui, |ui| self.chosen_ui(ui, workspace, history, names, events));
    }

    /// The chosen batch and its rows.
    fn chosen_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &mut Workspace,
        history: &FileHistory,
        names: &Names,
        events: &mut HistoryEvents,
    ) {
        let busy = workspace.working().is_some();
        self.undone_ui(ui, names.language, events);
        match self.chosen {
            Some(RowsOf::Batch(id)) => {
                let Some(batch) = history.batches.iter().find(|b| b.id == id) else { return };
                self.head_ui(ui, batch, busy, names, events);
            }
            Some(RowsOf::Outside) => self.outside_ui(ui, workspace, history.pending, busy, names, events),
            None => return,
        }
        ui.separator();
        self.rows_ui(ui, workspace, history, names, events);
    }

    fn list_ui(&mut self, ui: &mut Ui, all: &[RowsOf], history: &FileHistory, language: Language) {
        let height =
            ui.text_style_height(&egui::TextStyle::Body) + ui.text_style_height(&egui::TextStyle::Small) + 14.0;
        TableBuilder::new(ui)
            .id_salt("batches")
            .striped(true)
            .sense(egui::Sense::click())
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .column(Column::remainder().clip(true))
            .body(|body| {
                body.rows(height, all.len(), |mut line| {
                    let of = all[line.index()];
                    line.set_selected(self.chosen == Some(of));
                    line.col(|ui| match of {
                        RowsOf::Outside => outside_line_ui(ui, history.pending, language),
                        RowsOf::Batch(id) => {
                            if let Some(batch) = history.batches.iter().find(|b| b.id == id) {
                                line_ui(ui, batch, language);
                            }
                        }
                    });
                    if line.response().clicked() && self.chosen != Some(of) {
                        self.chosen = Some(of);
                        (self.asks, self.undone) = (None, None);
                        self.rows = RowsView::default();
                    }
                });
            });
    }

    /// What the batch is, and the button that takes it back.
    fn head_ui(&mut self, ui: &mut Ui, batch: &Batch, busy: bool, names: &Names, events: &mut HistoryEvents) {
        let language = names.language;
        ui.horizontal(|ui| {
            ui.label(RichText::new(words::title(batch, language)).family(super::super::theme::bold()).size(15.0));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| match batch.undone_by {
                Some(by) => {
                    let words = Message::new("batches-undone-by").with("batch", by.0).text(language);
                    ui.label(RichText::new(words).weak());
                }
                None => {
                    let asks = self.asks == Some(batch.id);
                    let button = egui::Button::new(say(language, "batches-undo"));
                    if !asks && ui.add_enabled(!busy, button).clicked() {
                        match batch.rows() > ASKS_FROM_ROWS {
                            true => self.asks = Some(batch.id),
                            false => events.undo = Some(batch.id),
                        }
                    }
                }
            });
        });
        let undoes = batch.undoes.map(|b| Message::new("batches-undoes").with("batch", b.0).text(language));
        let counts = words::counts(batch, language);
        let about = [&batch.author, &batch.file, &batch.reason, undoes.as_deref().unwrap_or_default(), &counts];
        ui.add(egui::Label::new(RichText::new(words::joined(&about)).small()).wrap());
        if self.asks == Some(batch.id) {
            ui.horizontal(|ui| {
                let words = Message::new("batches-undo-asks").with("rows", batch.rows()).text(language);
                ui.label(RichText::new(words).strong());
                if ui.add_enabled(!busy, egui::Button::new(say(language, "batches-undo"))).clicked() {
                    events.undo = Some(batch.id);
                    self.asks = None;
                }
                if ui.button(say(language, "history-rather-not")).clicked() {
                    self.asks = None;
                }
            });
        }
    }

    /// What other programs have changed, and how it becomes a batch.
    fn outside_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        pending: usize,
        busy: bool,
        names: &Names,
        events: &mut HistoryEvents,
    ) {
        let language = names.language;
        ui.horizontal(|ui| {
            let words = Message::new("outside-pending").with("rows", pending).text(language);
            ui.label(RichText::new(words).family(super::super::theme::bold()).size(15.0));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.add_enabled(!busy, egui::Button::new(say(language, "outside-reload"))).clicked() {
                    events.job = workspace.history_job(HistoryTask::Reload);
                }
            });
        });
        ui.label(RichText::new(say(language, "outside-pending-help")).small());
    }

    /// What the last undoing left as it is, and why.
    fn undone_ui(&mut self, ui: &mut Ui, language: Language, events: &mut HistoryEvents) {
        let Some(outcome) = &self.undone else { return };
        let mut closed = false;
        let words = Message::new("batches-undone-done")
            .with("restored", outcome.restored)
            .with("conflicts", outcome.conflicts.len());
        ui.horizontal(|ui| {
            ui.label(RichText::new(words.text(language)).strong());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                closed = ui.button(say(language, "button-close")).clicked();
            });
        });
        if !outcome.conflicts.is_empty() {
            events.open = left_ui(ui, &outcome.conflicts, language).or(events.open);
        }
        ui.separator();
        if closed {
            self.undone = None;
        }
    }

    fn rows_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &mut Workspace,
        history: &FileHistory,
        names: &Names,
        events: &mut HistoryEvents,
    ) {
        let Some(of) = self.chosen else { return };
        let touched = match of {
            RowsOf::Outside => history.pending,
            RowsOf::Batch(id) => history.batches.iter().find(|b| b.id == id).map_or(0, Batch::rows),
        };
        // Where not all rows are at hand, the file is searched.
        let text = if touched > KEPT_ROWS { self.rows.text.clone() } else { String::new() };
        let answer = workspace.batch_rows(of, &text);
        ui.horizontal(|ui| {
            self.rows.search_ui(ui, names);
            let Some(Ok(found)) = answer.as_deref() else { return };
            let id = if found.has_more { "history-first-found" } else { "history-rows" };
            let words = Message::new(id).with("shown", found.rows.len()).with("all", touched).text(names.language);
            ui.label(RichText::new(words).small().weak());
        });
        match answer.as_deref() {
            None => drop(ui.spinner()),
            Some(Err(error)) => error_ui(ui, error, names.language),
            Some(Ok(found)) => {
                let rows: Vec<&Difference> = found.rows.iter().collect();
                let opened = self.rows.ui(ui, &rows, (std::ptr::from_ref(found) as usize, None), names);
                events.open = opened.or(events.open);
            }
        }
    }
}

/// Rows that were not put back; the row that was double-clicked.
fn left_ui(ui: &mut Ui, conflicts: &[UndoConflict], language: Language) -> Option<i64> {
    let mut opened = None;
    let height = ui.text_style_height(&egui::TextStyle::Body) + 4.0;
    TableBuilder::new(ui)
        .id_salt("left")
        .striped(true)
        .sense(egui::Sense::click())
        .auto_shrink([false, true])
        .min_scrolled_height(0.0)
        .max_scroll_height(130.0)
        .column(Column::exact(250.0).clip(true))
        .column(Column::remainder().clip(true))
        .body(|body| {
            body.rows(height, conflicts.len(), |mut line| {
                let conflict = &conflicts[line.index()];
                line.col(|ui| {
                    ui.add(egui::Label::new(&conflict.name_zh).truncate().selectable(false));
                });
                line.col(|ui| {
                    let why = RichText::new(say(language, conflict.reason.label())).small();
                    ui.add(egui::Label::new(why).truncate().selectable(false));
                });
                if line.response().double_clicked() {
                    opened = Some(conflict.id);
                }
            });
        });
    opened
}

fn line_ui(ui: &mut Ui, batch: &Batch, language: Language) {
    let is_undone = batch.undone_by.is_some();
    let faded = |words: RichText| if is_undone { words.weak() } else { words };
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.horizontal(|ui| {
            let words = format!("#{} {}", batch.id, words::kind(batch, language));
            let words = faded(RichText::new(words).family(super::super::theme::bold()));
            ui.add(egui::Label::new(words).selectable(false));
            if is_undone {
                let words = RichText::new(say(language, "batches-undone")).small().weak();
                ui.add(egui::Label::new(words).selectable(false));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let words = RichText::new(words::minute(&batch.local_time, language)).small().weak();
                ui.add(egui::Label::new(words).selectable(false));
            });
        });
        let counts = words::counts(batch, language);
        let about = words::joined(&[&counts, &batch.author, &batch.file, &batch.reason]);
        ui.add(egui::Label::new(faded(RichText::new(about).small())).truncate().selectable(false));
    });
}

fn outside_line_ui(ui: &mut Ui, pending: usize, language: Language) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let words = RichText::new(say(language, "batch-outside")).family(super::super::theme::bold());
        ui.add(egui::Label::new(words).selectable(false));
        let words = Message::new("outside-pending").with("rows", pending).text(language);
        ui.add(egui::Label::new(RichText::new(words).small()).truncate().selectable(false));
    });
}
