//! The list of tracks: names, order, new ones; one merged into another, one split, one deleted.

use egui::{RichText, Ui};

use super::app::App;
use super::editing::Pending;
use super::enterprise_form::who_ui;
use super::form_fields::label_ui;
use super::leaving::Leaving;
use super::painter::color32;
use super::retag_ui::Retag;
use crate::catalogue::{Catalogue, ChangeSet, Track, TrackChange};
use crate::language::{Bilingual, Language, Message, say};
use crate::layers::palette;
use crate::workspace::Job;

/// Width of the list, points.
const LIST_PT: f32 = 290.0;
/// Width of the details, points.
const DETAILS_PT: f32 = 520.0;

/// The list of tracks as it is being written.
pub struct TaxonomyWindow {
    /// As it shall be.
    tracks: Vec<Track>,
    /// What it was made from, and the generation of the catalogue.
    seen: Option<(Vec<Track>, u64)>,
    /// Enterprises of each track of the catalogue, and those it is the primary one of.
    counts: Vec<(usize, usize)>,
    chosen: usize,
    pub(super) reason: String,
    pub(super) retag: Option<Retag>,
    leaving: Leaving,
}

/// What the user did in the window.
#[derive(Default)]
struct TaxonomyEvents {
    save: bool,
    close: bool,
    job: Option<(Vec<TrackChange>, ChangeSet)>,
}

impl TaxonomyWindow {
    /// The list of a catalogue.
    pub fn new() -> TaxonomyWindow {
        TaxonomyWindow {
            tracks: Vec::new(),
            seen: None,
            counts: Vec::new(),
            chosen: 0,
            reason: String::new(),
            retag: None,
            leaving: Leaving::default(),
        }
    }

    /// A change was written: the list is read anew.
    pub fn written(&mut self) {
        self.seen = None;
        self.retag = None;
        self.leaving = Leaving::default();
        self.reason.clear();
    }

    /// Reads the list of the catalogue where it is another than the one this was made from.
    fn look(&mut self, catalogue: &Catalogue) {
        let tracks = catalogue.taxonomy().tracks();
        if self.seen.as_ref().is_none_or(|(seen, _)| seen != tracks) {
            self.tracks = tracks.to_vec();
            self.chosen = self.chosen.min(self.tracks.len().saturating_sub(1));
        }
        if self.seen.as_ref().is_none_or(|(seen, g)| seen != tracks || *g != catalogue.generation()) {
            self.counts = vec![(0, 0); tracks.len()];
            for row in catalogue.rows() {
                for track in row.tracks().iter() {
                    self.counts[track].0 += 1;
                    self.counts[track].1 += usize::from(row.primary_track() == Some(track));
                }
            }
            self.seen = Some((tracks.to_vec(), catalogue.generation()));
        }
    }

    /// The changes from the catalogue's list to this one.
    fn changes(&self) -> Vec<TrackChange> {
        let Some((seen, _)) = &self.seen else { return Vec::new() };
        let mut changes = Vec::new();
        for track in &self.tracks {
            match seen.iter().find(|t| t.id == track.id) {
                None => changes.push(TrackChange::Add(track.clone())),
                Some(old) if old != track => changes.push(TrackChange::Replace(track.clone())),
                Some(_) => {}
            }
        }
        for old in seen.iter().filter(|old| self.tracks.iter().all(|t| t.id != old.id)) {
            changes.push(TrackChange::Remove { id: old.id.clone(), successor: None });
        }
        let order: Vec<&String> = self.tracks.iter().map(|t| &t.id).collect();
        let kept: Vec<&String> = seen.iter().map(|t| &t.id).filter(|id| order.contains(id)).collect();
        let added = order.iter().filter(|id| !kept.contains(id));
        if !kept.iter().chain(added).eq(order.iter()) {
            changes.push(TrackChange::Order(order.into_iter().cloned().collect()));
        }
        changes
    }

    fn count(&self, id: &str) -> (usize, usize) {
        let seen = self.seen.as_ref().map(|(seen, _)| seen.as_slice()).unwrap_or_default();
        let at = seen.iter().position(|t| t.id == id);
        at.and_then(|at| self.counts.get(at)).copied().unwrap_or_default()
    }

    fn ui(&mut self, ui: &mut Ui, app: &App, author: &mut String, height: f32) -> TaxonomyEvents {
        let language = app.session.language;
        let catalogue = &app.workspace.catalogue;
        self.look(catalogue);
        let mut events = TaxonomyEvents::default();
        let is_busy = app.workspace.working().is_some();
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(LIST_PT);
                self.list_ui(ui, height, language);
            });
            ui.add_space(16.0);
            ui.vertical(|ui| {
                ui.set_width(DETAILS_PT);
                egui::ScrollArea::vertical().id_salt("track-details").max_height(height).show(ui, |ui| {
                    self.details_ui(ui, language);
                    ui.separator();
                    if let Some(job) = self.retag_ui(ui, app, author, is_busy) {
                        events.job = Some(job);
                    }
                });
            });
        });
        ui.separator();
        who_ui(ui, author, &mut self.reason, language);
        self.leaving.ui(ui, "taxonomy-revert", language);
        ui.horizontal(|ui| {
            let changes = self.changes();
            let fault = catalogue.taxonomy().changed(&changes).err();
            let can = !changes.is_empty() && fault.is_none() && !is_busy;
            events.save = ui.add_enabled(can, egui::Button::new(say(language, "case-save"))).clicked();
            if ui.add_enabled(!changes.is_empty(), egui::Button::new(say(language, "taxonomy-revert"))).clicked() {
                self.seen = None;
                self.leaving = Leaving::default();
            }
            events.close = ui.button(say(language, "taxonomy-close")).clicked();
            let words = match fault {
                Some(fault) => fault.message().text(language),
                None => Message::new("taxonomy-pending").with("n", changes.len()).text(language),
            };
            ui.add(egui::Label::new(RichText::new(words).small().weak()).wrap());
        });
        events
    }

    fn list_ui(&mut self, ui: &mut Ui, height: f32, language: Language) {
        let mut moved = None;
        egui::ScrollArea::vertical().id_salt("tracks").max_height(height - 36.0).auto_shrink([false, true]).show(
            ui,
            |ui| {
                for i in 0..self.tracks.len() {
                    let name = self.tracks[i].name.get(language).to_owned();
                    let (all, primary) = self.count(&self.tracks[i].id);
                    ui.horizontal(|ui| {
                        ui.label(RichText::new("●").color(color32(palette::track_color(i))).small());
                        let words =
                            Message::new("taxonomy-line").with("name", name.as_str()).with("n", all).text(language);
                        let help = Message::new("taxonomy-primary").with("n", primary).text(language);
                        let room = egui::vec2(LIST_PT - 120.0, ui.spacing().interact_size.y);
                        let line = egui::Button::selectable(i == self.chosen, name.as_str()).truncate();
                        let made =
                            ui.allocate_ui_with_layout(room, egui::Layout::left_to_right(egui::Align::Center), |ui| {
                                ui.set_min_width(room.x);
                                ui.set_max_width(room.x);
                                ui.add(line)
                            });
                        let response = made.inner.on_hover_text(help);
                        let is_chosen = i == self.chosen;
                        response
                            .widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, &words));
                        if response.clicked() {
                            self.chosen = i;
                            self.retag = None;
                        }
                        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                            for (arrow, id, to) in
                                [("↓", "taxonomy-down", i + 1), ("↑", "taxonomy-up", i.wrapping_sub(1))]
                            {
                                let what = Message::new(id).with("name", name.as_str()).text(language);
                                let can = to < self.tracks.len();
                                let button = ui.add_enabled(can, egui::Button::new(arrow).small()).on_hover_text(&what);
                                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, can, &what));
                                if button.clicked() {
                                    moved = Some((i, to));
                                }
                            }
                            ui.label(RichText::new(all.to_string()).small().weak());
                        });
                    });
                }
            },
        );
        if let Some((from, to)) = moved {
            self.tracks.swap(from, to);
            self.chosen = to;
        }
        if ui.button(say(language, "taxonomy-add")).clicked() {
            let fresh = |n: &usize| self.tracks.iter().all(|t| t.id != format!("track-{n}"));
            let number = (1..).find(fresh).unwrap_or_default();
            let name = Bilingual::new(say(Language::Zh, "taxonomy-new"), say(Language::En, "taxonomy-new"));
            self.tracks.push(Track { id: format!("track-{number}"), name, ..Track::default() });
            self.chosen = self.tracks.len() - 1;
            self.retag = None;
        }
    }

    fn details_ui(&mut self, ui: &mut Ui, language: Language) {
        let chosen = self.chosen;
        let Some(id) = self.tracks.get(chosen).map(|t| t.id.clone()) else { return };
        let is_old = self.seen.as_ref().is_some_and(|(seen, _)| seen.iter().any(|t| t.id == id));
        let (all, _) = self.count(&id);
        if let Some(track) = self.tracks.get_mut(chosen) {
            if is_old {
                ui.horizontal(|ui| {
                    label_ui(ui, say(language, "taxonomy-id"));
                    ui.label(RichText::new(&track.id).monospace());
                });
            } else {
                line_ui(ui, "taxonomy-id", &mut track.id, false, language);
            }
            line_ui(ui, "taxonomy-name-zh", &mut track.name.zh, false, language);
            line_ui(ui, "taxonomy-name-en", &mut track.name.en, false, language);
            line_ui(ui, "taxonomy-definition-zh", &mut track.definition.zh, true, language);
            line_ui(ui, "taxonomy-definition-en", &mut track.definition.en, true, language);
            line_ui(ui, "taxonomy-serves", &mut track.serves_most, false, language);
        }
        ui.horizontal(|ui| {
            let words = say(language, "taxonomy-delete");
            let why = say(language, if all > 0 { "taxonomy-delete-used" } else { "taxonomy-delete-unused" });
            if ui.add_enabled(all == 0, egui::Button::new(words)).clicked() {
                self.tracks.remove(chosen);
                self.chosen = chosen.min(self.tracks.len().saturating_sub(1));
            }
            ui.label(RichText::new(why).small().weak());
        });
    }

    /// The chosen track, if the catalogue has it.
    pub(super) fn chosen_track(&self) -> Option<&Track> {
        let (seen, _) = self.seen.as_ref()?;
        let chosen = self.tracks.get(self.chosen)?;
        seen.iter().find(|t| t.id == chosen.id)
    }

    /// Whether the list itself has changes that are not saved: a merger would lose them.
    pub(super) fn is_changed(&self) -> bool {
        !self.changes().is_empty()
    }
}

impl Default for TaxonomyWindow {
    fn default() -> TaxonomyWindow {
        TaxonomyWindow::new()
    }
}

/// A line of text.
pub(super) fn line_ui(ui: &mut Ui, label: &'static str, text: &mut String, is_long: bool, language: Language) {
    ui.horizontal_top(|ui| {
        let label = label_ui(ui, say(language, label));
        let edit =
            if is_long { egui::TextEdit::multiline(text).desired_rows(2) } else { egui::TextEdit::singleline(text) };
        ui.add(edit.desired_width(340.0)).labelled_by(label);
    });
}

impl App {
    /// Draws the list of tracks while it is open.
    pub(super) fn taxonomy_window(&mut self, ctx: &egui::Context) {
        let Some(mut window) = self.editing.taxonomy.take() else { return };
        let language = self.session.language;
        let screen = ctx.content_rect();
        let mut open = true;
        let mut events = TaxonomyEvents::default();
        let mut author = self.session.author.clone();
        egui::Window::new(say(language, "taxonomy-title"))
            .id(egui::Id::unique("taxonomy"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(egui::pos2(screen.center().x, screen.top() + 48.0))
            .open(&mut open)
            .resizable(false)
            .show(ctx, |ui| events = window.ui(ui, self, &mut author, (screen.height() - 220.0).clamp(160.0, 560.0)));
        self.session.author = author;
        let none = || ChangeSet {
            author: self.session.author.trim().to_owned(),
            reason: window.reason.trim().to_owned(),
            ..ChangeSet::default()
        };
        let job = events.job.or_else(|| events.save.then(|| (window.changes(), none())));
        if let (Some((changes, edits)), Some(path)) = (job, self.workspace.path.clone()) {
            self.write(Some(Job::ChangeTaxonomy { path, changes, edits }), Pending::Taxonomy);
        }
        let is_left = self.is_left(open && !events.close);
        if !(is_left && window.leaving.ask(window.is_changed())) {
            self.editing.taxonomy = Some(window);
        }
    }
}
