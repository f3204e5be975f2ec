//! One change of many rows: which rows, what, and what it would do before it is done.

use std::sync::Arc;

use egui::{RichText, Ui};

use super::app::App;
use super::editing::Pending;
use super::enterprise_form::who_ui;
use super::form_fields::{chips_ui, district_ui, evidence_words, label_ui};
use super::leaving::Leaving;
use crate::catalogue::{Attribute, Catalogue, Evidence, Selection};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, Message, grouped, say};
use crate::layers::Numbers;
use crate::workspace::Job;
use crate::workspace::bulk::{BulkChange, BulkPreview};

/// Which rows are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkRows {
    /// What is selected.
    Brushed,
    /// What the filter keeps.
    Filtered,
    /// One enterprise.
    One(i64),
}

/// What is done to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    AddTracks,
    RemoveTracks,
    ReplaceTracks,
    Text(Attribute),
    Evidence,
    District,
    Delete,
}

impl What {
    const ALL: [What; 9] = [
        What::AddTracks,
        What::RemoveTracks,
        What::ReplaceTracks,
        What::Text(Attribute::Status),
        What::Text(Attribute::Segment),
        What::Text(Attribute::Source),
        What::Evidence,
        What::Text(Attribute::AsOf),
        What::District,
    ];

    fn label(self) -> &'static str {
        match self {
            What::AddTracks => "bulk-add-tracks",
            What::RemoveTracks => "bulk-remove-tracks",
            What::ReplaceTracks => "bulk-replace-tracks",
            What::Text(attribute) => attribute.label(),
            What::Evidence => "field-evidence",
            What::District => "field-office-district",
            What::Delete => "bulk-delete",
        }
    }
}

/// What a preview was worked out for: generation, rows, change.
type PreviewKey = (u64, Arc<Selection>, BulkChange);

/// A change that is being thought out.
pub struct BulkWindow {
    rows: BulkRows,
    what: What,
    tracks: Vec<String>,
    text: String,
    evidence: Evidence,
    district: Option<Adcode>,
    reason: String,
    preview: Option<(PreviewKey, BulkPreview)>,
    /// The change of the whole catalogue that was asked about.
    asked: Option<BulkChange>,
    leaving: Leaving,
}

/// What the user did in the window.
#[derive(Default)]
struct BulkEvents {
    apply: bool,
    close: bool,
}

impl BulkWindow {
    /// A change of the rows meant.
    pub fn new(rows: BulkRows) -> BulkWindow {
        BulkWindow {
            rows,
            what: What::AddTracks,
            tracks: Vec::new(),
            text: String::new(),
            evidence: Evidence::Document,
            district: None,
            reason: String::new(),
            preview: None,
            asked: None,
            leaving: Leaving::default(),
        }
    }

    /// The deletion of the rows meant.
    pub fn delete(rows: BulkRows) -> BulkWindow {
        BulkWindow { what: What::Delete, ..BulkWindow::new(rows) }
    }

    /// Whether something is chosen or written in it that would be lost.
    fn has_work(&self) -> bool {
        let is_chosen = !self.tracks.is_empty() || self.district.is_some() || self.evidence != Evidence::Document;
        is_chosen || !self.text.trim().is_empty() || !self.reason.trim().is_empty()
    }

    /// The rows that are meant now.
    fn selection(&self, catalogue: &Catalogue, numbers: &Numbers) -> Arc<Selection> {
        match self.rows {
            BulkRows::Brushed => numbers.brushed.as_ref().map_or_else(|| numbers.selection.clone(), |b| b.rows.clone()),
            BulkRows::Filtered => numbers.selection.clone(),
            BulkRows::One(id) => {
                let own = catalogue.row_of(id);
                Arc::new(Selection::all(catalogue.len()).retain(|row| Some(row) == own))
            }
        }
    }

    /// What is to be done, or the message that says what is missing.
    fn change(&self) -> Result<BulkChange, &'static str> {
        let tracks = |make: fn(Vec<String>) -> BulkChange| match self.tracks.is_empty() {
            true => Err("bulk-choose-tracks"),
            false => Ok(make(self.tracks.clone())),
        };
        match self.what {
            What::AddTracks => tracks(BulkChange::AddTracks),
            What::RemoveTracks => tracks(BulkChange::RemoveTracks),
            What::ReplaceTracks => tracks(BulkChange::ReplaceTracks),
            What::Text(Attribute::AsOf) if !self.text.trim().is_empty() => {
                let date = crate::import::values::date(&self.text).ok_or("edit-bad-date")?;
                Ok(BulkChange::Text(Attribute::AsOf, date.to_string()))
            }
            What::Text(attribute) => Ok(BulkChange::Text(attribute, self.text.trim().to_owned())),
            What::Evidence => Ok(BulkChange::Evidence(self.evidence)),
            What::District => Ok(BulkChange::District(self.district)),
            What::Delete => Ok(BulkChange::Delete),
        }
    }

    fn ui(&mut self, ui: &mut Ui, app: &App, numbers: &Numbers, author: &mut String) -> BulkEvents {
        let language = app.session.language;
        let (catalogue, pack) = (&app.workspace.catalogue, &app.workspace.pack);
        ui.set_width(480.0);
        self.rows_ui(ui, numbers, language);
        if self.what != What::Delete {
            self.what_ui(ui, catalogue, pack, language);
        }
        let rows = self.selection(catalogue, numbers);
        let change = self.change();
        ui.separator();
        let mut can = false;
        // One slip from changing every row: this is asked once more, with the number.
        let is_whole = rows.count() > 1 && rows.count() == catalogue.len();
        let is_asked = is_whole && change.as_ref().is_ok_and(|change| self.asked.as_ref() == Some(change));
        match &change {
            Err(missing) => drop(ui.label(RichText::new(say(language, missing)).small().weak())),
            Ok(change) => {
                let preview = self.preview(change, &rows, catalogue, pack).clone();
                can = preview.changing > 0;
                preview_ui(ui, &preview, change, catalogue, language);
            }
        }
        ui.separator();
        let mut events = BulkEvents::default();
        if is_asked {
            let words = Message::new("bulk-whole").with("n", grouped(rows.count() as u64)).text(language);
            ui.label(RichText::new(words).color(ui.visuals().warn_fg_color));
        }
        who_ui(ui, author, &mut self.reason, language);
        self.leaving.ui(ui, "button-cancel", language);
        ui.horizontal(|ui| {
            let words = if self.what == What::Delete { "bulk-delete-go" } else { "bulk-go" };
            let can = can && app.workspace.working().is_none();
            let words = match is_asked {
                true => Message::new("bulk-go-whole").with("n", grouped(rows.count() as u64)).text(language),
                false => say(language, words),
            };
            let is_clicked = ui.add_enabled(can, egui::Button::new(words)).clicked();
            events.apply = is_clicked && (is_asked || !is_whole);
            if is_clicked && !events.apply {
                self.asked = change.ok();
            }
            events.close = ui.button(say(language, "button-cancel")).clicked();
            ui.label(RichText::new(say(language, "bulk-one-batch")).small().weak());
        });
        events
    }

    fn rows_ui(&mut self, ui: &mut Ui, numbers: &Numbers, language: Language) {
        ui.horizontal(|ui| {
            label_ui(ui, say(language, "bulk-rows"));
            if let BulkRows::One(_) = self.rows {
                ui.label(Message::new("bulk-one").text(language));
                return;
            }
            let count = |n: usize| grouped(n as u64);
            if let Some(brushed) = &numbers.brushed {
                let words = Message::new("bulk-brushed").with("n", count(brushed.rows.count())).text(language);
                ui.radio_value(&mut self.rows, BulkRows::Brushed, words);
            } else {
                self.rows = BulkRows::Filtered;
            }
            let words = Message::new("bulk-filtered").with("n", count(numbers.selection.count())).text(language);
            ui.radio_value(&mut self.rows, BulkRows::Filtered, words);
        });
    }

    fn what_ui(&mut self, ui: &mut Ui, catalogue: &Catalogue, pack: &Pack, language: Language) {
        ui.horizontal(|ui| {
            let label = label_ui(ui, say(language, "bulk-what"));
            let shown = say(language, self.what.label());
            let list = egui::ComboBox::from_id_salt("bulk-what").width(200.0).selected_text(shown).show_ui(ui, |ui| {
                for what in What::ALL {
                    ui.selectable_value(&mut self.what, what, say(language, what.label()));
                }
            });
            list.response.labelled_by(label);
        });
        ui.horizontal_top(|ui| {
            let label = label_ui(ui, say(language, "bulk-value"));
            ui.vertical(|ui| match self.what {
                What::AddTracks | What::RemoveTracks | What::ReplaceTracks => {
                    chips_ui(ui, "bulk-tracks", &mut self.tracks, catalogue.taxonomy(), label, language);
                }
                What::Text(_) => {
                    let hint = say(language, "bulk-empty-clears");
                    let edit = egui::TextEdit::singleline(&mut self.text).hint_text(hint).desired_width(320.0);
                    ui.add(edit).labelled_by(label);
                }
                What::Evidence => {
                    for (code, id) in evidence_words() {
                        let evidence = Evidence::from_code(code).unwrap_or_default();
                        ui.radio_value(&mut self.evidence, evidence, say(language, id));
                    }
                }
                What::District => {
                    district_ui(ui, "bulk-district", &mut self.district, pack, language).labelled_by(label);
                }
                What::Delete => {}
            });
        });
    }

    fn preview(
        &mut self,
        change: &BulkChange,
        rows: &Arc<Selection>,
        catalogue: &Catalogue,
        pack: &Pack,
    ) -> &BulkPreview {
        let generation = catalogue.generation();
        let is_known = |(key, _): &(PreviewKey, BulkPreview)| {
            key.0 == generation && key.2 == *change && (Arc::ptr_eq(&key.1, rows) || *key.1 == **rows)
        };
        let known = self.preview.take().filter(is_known);
        let made = || ((generation, rows.clone(), change.clone()), change.preview(catalogue, rows, pack));
        &self.preview.insert(known.unwrap_or_else(made)).1
    }
}

/// What the change would do, with the first rows by name.
fn preview_ui(ui: &mut Ui, preview: &BulkPreview, change: &BulkChange, catalogue: &Catalogue, language: Language) {
    let is_deletion = *change == BulkChange::Delete;
    let id = if is_deletion { "bulk-deletes" } else { "bulk-preview" };
    let words = Message::new(id)
        .with("changing", grouped(preview.changing as u64))
        .with("already", grouped(preview.already as u64))
        .text(language);
    ui.label(RichText::new(words).family(super::theme::bold()));
    if preview.elsewhere > 0 {
        let words = Message::new("bulk-elsewhere").with("n", preview.elsewhere).text(language);
        ui.label(RichText::new(words).small().color(ui.visuals().warn_fg_color));
    }
    for row in preview.examples.iter().filter_map(|id| catalogue.row_of(*id)) {
        ui.label(RichText::new(format!("· {}", catalogue.row(row).name_zh())).small());
    }
    if preview.changing > preview.examples.len() {
        let words = Message::new("bulk-more").with("n", preview.changing - preview.examples.len()).text(language);
        ui.label(RichText::new(words).small().weak());
    }
    if is_deletion {
        ui.label(RichText::new(say(language, "bulk-delete-undo")).small());
    }
}

impl App {
    /// Draws the window while a change of many rows is being thought out.
    pub(super) fn bulk_window(&mut self, ctx: &egui::Context) {
        let Some(mut bulk) = self.editing.bulk.take() else { return };
        let Some(numbers) = self.workspace.numbers(self.session.dark) else {
            self.editing.bulk = Some(bulk);
            return;
        };
        let language = self.session.language;
        let mut open = true;
        let mut events = BulkEvents::default();
        let mut author = self.session.author.clone();
        let title = if bulk.what == What::Delete { "bulk-title-delete" } else { "bulk-title" };
        egui::Window::new(say(language, title))
            .id(egui::Id::unique("bulk"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(super::windows::middle(ctx))
            .open(&mut open)
            .resizable(false)
            .show(ctx, |ui| events = bulk.ui(ui, self, &numbers, &mut author));
        self.session.author = author;
        if events.apply
            && let (Ok(change), Some(path)) = (bulk.change(), self.workspace.path.clone())
        {
            let rows = bulk.selection(&self.workspace.catalogue, &numbers);
            let (author, reason) = (self.session.author.clone(), bulk.reason.clone());
            self.write(Some(Job::ApplyBulk { path, change, rows, author, reason }), Pending::Bulk);
        }
        let is_left = self.is_left(open) && bulk.leaving.ask(bulk.has_work());
        if !events.close && !is_left {
            self.editing.bulk = Some(bulk);
        }
    }
}
