//! The map in the middle of the window: what the pointer did on it, the tools in its corner, and its context menu.

use std::sync::Arc;

use egui::Ui;

use super::app::App;
use super::card;
use super::commands::Action;
use super::deeds::{Deed, menu_ui};
use super::map_scene::Shown;
use super::map_tools::toolbar_ui;
use super::map_view::{self, MapEvents};
use super::selection_panel::{SelectionEvents, selection_ui};
use crate::catalogue::{Filter, Row};
use crate::document::{Camera, Edit};
use crate::figure;
use crate::geography::{LonLat, Plane};
use crate::language::{Message, say};
use crate::layers::Numbers;
use crate::scene::{Frame, Target};

/// What the context menu of the map is about: what was under the pointer, and where.
pub type MapSpot = (Option<Target>, Plane);

/// A map lower than this has room for the tools only, points.
const LEAST_FOR_SUPPORTS_PT: f32 = 300.0;
/// Radii of circles offered by the context menu, metres.
const RADII_M: [f64; 3] = [1000.0, 2000.0, 5000.0];

/// A position to a tenth of a metre: more no click means.
fn rounded(at: LonLat) -> LonLat {
    let six = |x: f64| (x * 1e6).round() / 1e6;
    LonLat::new(six(at.lon), six(at.lat))
}

impl App {
    /// Draws the map, and does what the pointer did on it.
    pub(super) fn map_panel(&mut self, ui: &mut Ui, numbers: &Arc<Numbers>) {
        let events = self.map_ui(ui, numbers);
        self.take_map(events, numbers);
    }

    fn map_ui(&mut self, ui: &mut Ui, numbers: &Arc<Numbers>) -> MapEvents {
        let bounds = self.workspace.pack.bounds();
        let language = self.session.language;
        if std::mem::take(&mut self.fit_district)
            && let Some(district) = self.workspace.document().district
            && let Some((min, max)) = figure::district_bounds(&[district], &self.workspace.basemap)
        {
            let size = self.frame.map_or([800.0, 600.0], |f| f.size_pt);
            self.workspace.edit(Edit::Camera(Some(Camera::of(&Frame::fit(min, max, size, 40.0)))));
        }
        let camera = self.workspace.document().camera;
        let (response, before) = map_view::allocate(ui, camera, bounds, &say(language, "map-name"));
        if let Some(brush) = self.stroke.follow(ui, &response, &before, self.tool) {
            self.workspace.edit(Edit::Brush(Some(brush)));
        }
        let frame = map_view::navigate(ui, &response, before, bounds, self.stroke.is_under_way());
        if frame != before {
            self.workspace.edit(Edit::Camera(Some(Camera::of(&frame))));
        }
        self.frame = Some(frame);
        let ink = self.ink();
        let document = self.workspace.document();
        let credit = Message::new("map-credit")
            .with("source", &self.workspace.pack.source)
            .with("date", self.workspace.catalogue.data_dates_text(language))
            .with("origin", self.workspace.catalogue.origin())
            .text(language);
        let shown = Shown {
            pack: &self.workspace.pack,
            basemap: &self.workspace.basemap,
            catalogue: &self.workspace.catalogue,
            numbers,
            settings: &document.layers,
            brush: document.brush.as_ref(),
            district: document.district,
            frame,
            language,
            ink,
            credit,
        };
        let scene = self.scene.of(&shown);
        let events = map_view::show(ui, &response, (scene, &frame), ink.paper, &mut self.textures);
        self.marks_ui(ui, response.rect, &frame);
        if let Some(spot) = &events.menu {
            self.map_spot = Some(spot.clone());
        }
        let mut deed = None;
        response.context_menu(|ui| {
            if let Some(spot) = self.map_spot.clone() {
                deed = menu_ui(ui, self.map_menu(&spot, numbers));
            }
        });
        self.tools_ui(ui, response.rect, numbers);
        if numbers.selection.count() == 0 && !self.workspace.catalogue.is_empty() {
            self.nothing_ui(ui, response.rect);
        }
        if let Some(target) = events.hovered.as_ref().filter(|_| !response.context_menu_opened()) {
            let (catalogue, pack) = (&self.workspace.catalogue, &self.workspace.pack);
            response.on_hover_ui_at_pointer(|ui| card::hover_ui(ui, target, catalogue, pack, numbers, language));
        }
        if let Some(deed) = deed {
            let ctx = ui.ctx().clone();
            self.do_deed(&ctx, deed);
        }
        events
    }

    /// The tools in the map's corner, and under them what is brushed.
    fn tools_ui(&mut self, ui: &mut Ui, map: egui::Rect, numbers: &Arc<Numbers>) {
        let language = self.session.language;
        let at = map.min + egui::vec2(10.0, 10.0);
        let frame = egui::Frame::popup(ui.style()).inner_margin(6);
        let mut events = SelectionEvents::default();
        let own = egui::LayerId::new(egui::Order::Middle, egui::Id::unique("map-tools"));
        // A map that comes back after its catalogue was read again must not come over the windows.
        let over: Vec<egui::LayerId> = ui.memory(|m| match m.areas().visible_last_frame(&own) {
            true => Vec::new(),
            false => m.layer_ids().filter(|layer| layer.order == egui::Order::Middle && *layer != own).collect(),
        });
        egui::Area::new(egui::Id::unique("map-tools")).order(egui::Order::Middle).fixed_pos(at).show(ui.ctx(), |ui| {
            frame.show(ui, |ui| {
                toolbar_ui(ui, &mut self.tool, language);
                if map.height() > LEAST_FOR_SUPPORTS_PT {
                    self.supports_ui(ui, numbers);
                }
                if let Some(brush) = self.workspace.document().brush.clone() {
                    ui.set_max_width(330.0);
                    ui.separator();
                    let taxonomy = self.workspace.catalogue.taxonomy().clone();
                    let how = (language, map.height());
                    events = selection_ui(ui, &brush, numbers, &taxonomy, &self.workspace.pack, how);
                }
            });
        });
        over.into_iter().for_each(|layer| ui.move_to_top(layer));
        if let Some(brush) = events.brush {
            self.workspace.edit(Edit::Brush(brush));
        }
        if events.table {
            self.show_brushed_table();
        }
    }

    /// In the middle of a map on which nothing is left: why, and the step back.
    fn nothing_ui(&mut self, ui: &Ui, map: egui::Rect) {
        let mut order = None;
        egui::Area::new(egui::Id::unique("map-nothing"))
            .order(egui::Order::Middle)
            .pivot(egui::Align2::CENTER_CENTER)
            .fixed_pos(map.center())
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style()).inner_margin(12).show(ui, |ui| order = self.empty_ui(ui));
            });
        if let Some(action) = order {
            let ctx = ui.ctx().clone();
            self.order(&ctx, action);
        }
    }

    fn take_map(&mut self, events: MapEvents, numbers: &Numbers) {
        if let Some((target, at)) = events.double {
            self.take_double(target, at);
            return;
        }
        if let Some(at) = events.at.filter(|_| self.editing.takes_clicks()) {
            let position = rounded(self.workspace.pack.unproject(at));
            match &mut self.editing.form {
                Some(form) if self.editing.is_picking => {
                    form.put(position, &self.workspace.pack);
                    self.editing.is_picking = false;
                }
                _ => self.place_here(position),
            }
            return;
        }
        match events.clicked {
            // With Ctrl a district is selected, not opened.
            Some(Some(Target::District(code))) if events.command => {
                let filter = Filter { districts: vec![code], ..Filter::default() };
                self.workspace.edit(Edit::Brush(Some(crate::catalogue::Brush::matching(filter))));
            }
            Some(Some(Target::District(code))) => self.choose(code),
            Some(Some(Target::Bubble { level, index })) => {
                self.shown = Some(Target::Cluster(card::bubble_ids(level, index, &self.workspace.catalogue, numbers)));
            }
            Some(Some(target)) => self.shown = Some(target),
            Some(None) => self.shown = None,
            None => {}
        }
    }

    /// A double click on open ground writes a new enterprise there; on what is drawn, and outside the map, it magnifies.
    fn take_double(&mut self, target: Option<Target>, at: Plane) {
        let is_ground = matches!(target, None | Some(Target::District(_))) && self.workspace.pack.locate(at).is_some();
        let is_free = self.editing.form.is_none() && !self.editing.takes_clicks() && self.workspace.path.is_some();
        if is_ground && is_free {
            self.new_enterprise(Some(at));
        } else if let Some(frame) = self.frame {
            let next = map_view::limited(frame.zoomed(2.0, frame.to_page(at)), self.workspace.pack.bounds());
            self.workspace.edit(Edit::Camera(Some(Camera::of(&next))));
        }
    }

    /// Rings where the form, and the proposal for the row in hand, put an enterprise.
    fn marks_ui(&mut self, ui: &Ui, map: egui::Rect, frame: &Frame) {
        let form = self.editing.form.as_ref().and_then(|form| form.position());
        let proposed = self.proposed_position();
        let painter = ui.painter().with_clip_rect(map);
        for position in [form, proposed].into_iter().flatten() {
            let [x, y] = frame.to_page(self.workspace.pack.project(position));
            let at = map.min + egui::vec2(x as f32, y as f32);
            painter.circle_stroke(at, 11.0, egui::Stroke::new(4.0, ui.visuals().window_fill));
            painter.circle_stroke(at, 11.0, egui::Stroke::new(2.0, super::theme::ACCENT));
            painter.circle_filled(at, 2.5, super::theme::ACCENT);
        }
    }

    /// What can be done with what is under the pointer, and at its place.
    fn map_menu(&self, (target, place): &MapSpot, numbers: &Numbers) -> Vec<(String, Deed)> {
        let language = self.session.language;
        let catalogue = &self.workspace.catalogue;
        let mut entries = match target {
            Some(Target::Enterprise(id)) => {
                catalogue.row_of(*id).map(|row| self.enterprise_menu(catalogue.row(row))).unwrap_or_default()
            }
            Some(Target::Bubble { level, index }) => {
                self.members_menu(card::bubble_ids(*level, *index, catalogue, numbers))
            }
            Some(Target::Cluster(ids)) => self.members_menu(ids.clone()),
            Some(Target::District(code)) => {
                let name = self.workspace.pack.district(*code).map(|d| d.name.clone()).unwrap_or_default();
                let words = |id: &'static str| Message::new(id).with("name", &name).text(language);
                let filter = self.workspace.document().filter.clone();
                let only = Filter { districts: vec![*code], ..filter };
                let own = Filter { districts: vec![*code], ..Filter::default() };
                vec![
                    (words("menu-open-profile"), Deed::District(*code)),
                    (words("menu-only"), Deed::Filter(only)),
                    (words("menu-select"), Deed::Matching(own)),
                    (words("menu-compare"), Deed::Compare(*code)),
                ]
            }
            None => Vec::new(),
        };
        for radius_m in RADII_M {
            let words = Message::new("menu-within").with("km", format!("{:.0}", radius_m / 1000.0)).text(language);
            entries.push((words, Deed::Within(*place, radius_m)));
        }
        if self.workspace.pack.locate(*place).is_some() && self.workspace.path.is_some() {
            entries.push((say(language, "menu-new-here"), Deed::New(*place)));
        }
        let at = self.workspace.pack.unproject(*place);
        entries.push((say(language, "menu-copy-place"), Deed::Copy(format!("{:.6}, {:.6}", at.lon, at.lat))));
        if self.can(Action::ClearBrush) {
            entries.push((say(language, "command-clear-brush"), Deed::Command(Action::ClearBrush)));
        }
        entries.push((say(language, "command-views"), Deed::Command(Action::Views)));
        entries.push((say(language, "command-export"), Deed::Command(Action::Export)));
        entries
    }

    fn members_menu(&self, ids: Arc<[i64]>) -> Vec<(String, Deed)> {
        let language = self.session.language;
        let words = Message::new("menu-select-n").with("n", ids.len()).text(language);
        vec![(words, Deed::Select(ids.clone())), (say(language, "selection-table"), Deed::Tabulate(ids))]
    }

    /// What can be done with an enterprise, on the map and in the table.
    pub(super) fn enterprise_menu(&self, row: Row<'_>) -> Vec<(String, Deed)> {
        let language = self.session.language;
        let filter = || self.workspace.document().filter.clone();
        let name = row.name_zh().to_owned();
        let mut entries = vec![
            (say(language, "menu-card"), Deed::Enterprise(row.id())),
            (say(language, "menu-edit-one"), Deed::Edit(row.id())),
            (say(language, "menu-select-one"), Deed::Select(Arc::new([row.id()]))),
        ];
        if let Some(track) = row.primary_track().and_then(|t| self.workspace.catalogue.taxonomy().get(t)) {
            let words = Message::new("menu-only").with("name", &track.name).text(language);
            entries.push((words, Deed::Filter(Filter { tracks: vec![track.id.clone()], ..filter() })));
        }
        if let Some(district) = row.district().and_then(|d| self.workspace.pack.district(d)) {
            let words = Message::new("menu-only").with("name", &district.name).text(language);
            entries.push((words, Deed::Filter(Filter { districts: vec![district.adcode], ..filter() })));
        }
        entries.push((say(language, "menu-copy-name"), Deed::Copy(name)));
        entries.push((say(language, "menu-delete-one"), Deed::Delete(row.id())));
        entries
    }
}
