//! Small maps side by side on one scale: a map a track, or two slices of time and their difference.

use std::sync::Arc;

use egui::{RichText, ScrollArea, Sense, Ui, vec2};

use super::app::App;
use super::pages::working_ui;
use super::painter;
use crate::document::{Edit, Page};
use crate::language::{Message, grouped, say};
use crate::layers::Numbers;
use crate::layers::multiples::{MAX_DISCS, Multiples, MultiplesBy, MultiplesMeasure, MultiplesWanted, Period, Subject};
use crate::scene::legend::Swatch;
use crate::scene::pick::pick;
use crate::scene::{Color, Frame, Target};

/// Least width of a small map by tracks, and by periods, points.
const LEAST_PT: [f32; 2] = [210.0, 300.0];
/// Height of a map as a part of its width: that of the city.
const TALL: f32 = 0.82;

/// Draws the page.
pub fn multiples_ui(ui: &mut Ui, app: &mut App, numbers: &Arc<Numbers>) {
    let language = app.session.language;
    let wanted = app.workspace.document().multiples.clone();
    ui.heading(say(language, "multiples-title"));
    let made = app.workspace.multiples(numbers);
    let periods = made.as_ref().and_then(|m| m.as_ref().as_ref()).and_then(|m| m.wanted.periods);
    choose_ui(ui, app, &wanted, periods);
    let Some(made) = made else {
        working_ui(ui, app);
        return;
    };
    let Some(made) = made.as_ref() else {
        ui.label(say(language, "multiples-no-years"));
        return;
    };
    ScrollArea::vertical().id_salt("multiples").auto_shrink(false).show(ui, |ui| {
        legends_ui(ui, app, made);
        maps_ui(ui, app, made);
        notes_ui(ui, app, made);
        if made.wanted.by == MultiplesBy::Periods {
            match app.workspace.page(Page::Multiples, numbers, language) {
                Some(report) => super::pages::report_ui(ui, app, &report),
                None => working_ui(ui, app),
            }
        }
    });
}

/// What is set side by side, what the colours say, and which years.
fn choose_ui(ui: &mut Ui, app: &mut App, wanted: &MultiplesWanted, periods: Option<[Period; 2]>) {
    let language = app.session.language;
    let mut next = wanted.clone();
    ui.horizontal_wrapped(|ui| {
        for (by, words) in
            [(MultiplesBy::Tracks, "multiples-by-tracks"), (MultiplesBy::Periods, "multiples-by-periods")]
        {
            ui.selectable_value(&mut next.by, by, say(language, words));
        }
        ui.separator();
        let by_tracks = next.by == MultiplesBy::Tracks;
        let measures = [
            (MultiplesMeasure::Count, "param-count"),
            (MultiplesMeasure::Share, if by_tracks { "param-share" } else { "multiples-city-share" }),
            (MultiplesMeasure::Quotient, "param-lq"),
        ];
        for (measure, words) in measures.into_iter().filter(|(m, _)| by_tracks || *m != MultiplesMeasure::Quotient) {
            let is_on = next.measure == measure
                || (!by_tracks && measure == MultiplesMeasure::Share && next.measure == MultiplesMeasure::Quotient);
            if ui.selectable_label(is_on, say(language, words)).clicked() {
                next.measure = measure;
            }
        }
    });
    if let Some(mut periods) = periods.filter(|_| next.by == MultiplesBy::Periods) {
        ui.horizontal(|ui| {
            for (k, words) in ["multiples-early", "multiples-late"].into_iter().enumerate() {
                let label = ui.label(say(language, words));
                let [from, to] = &mut periods[k];
                let first = egui::DragValue::new(from).update_while_editing(false).range(1000..=*to).speed(0.1);
                let mut changed = ui.add(first).labelled_by(label.id).changed();
                ui.label("–");
                let last = egui::DragValue::new(to).update_while_editing(false).range(*from..=2999).speed(0.1);
                changed |= ui.add(last).labelled_by(label.id).changed();
                ui.add_space(12.0);
                // Slices that were worked out are no choice until somebody changes them.
                if changed {
                    next.periods = Some(periods);
                }
            }
        });
    }
    ui.separator();
    if next != *wanted {
        app.workspace.edit(Edit::Multiples(next));
    }
}

/// The classes of each scale in a row: the maps below need the height.
fn legends_ui(ui: &mut Ui, app: &App, made: &Multiples) {
    for legend in made.legends(app.session.language, &app.ink()) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(5.0, 4.0);
            let unit = if legend.unit.is_empty() { String::new() } else { format!(" ({})", legend.unit) };
            ui.label(RichText::new(format!("{}{unit}", legend.title)).small().family(super::theme::bold()));
            for entry in &legend.entries {
                let (colors, label) = match &entry.swatch {
                    Swatch::Fill(color) => (vec![*color], entry.label.clone()),
                    Swatch::Ramp { colors, labels } => (colors.clone(), labels.join(" ")),
                    Swatch::Disc { fill, .. } => (vec![*fill], entry.label.clone()),
                    Swatch::Line(stroke) => (vec![stroke.color], entry.label.clone()),
                };
                ui.add_space(6.0);
                fields_ui(ui, &colors);
                ui.label(RichText::new(label).small());
            }
            if let Some(note) = &legend.note {
                ui.label(RichText::new(note).small().weak());
            }
        });
    }
    ui.add_space(6.0);
}

/// Fields of colour side by side; those of a scale without steps touch.
fn fields_ui(ui: &mut Ui, colors: &[Color]) {
    let has_steps = colors.len() < 9;
    let (width, height) = (if has_steps { 18.0 } else { 5.0 }, 12.0);
    let (rect, _) = ui.allocate_exact_size(vec2(width * colors.len() as f32, height), Sense::hover());
    let pen = if has_steps { ui.visuals().widgets.noninteractive.bg_stroke } else { egui::Stroke::NONE };
    for (i, color) in colors.iter().enumerate() {
        let field = egui::Rect::from_min_size(rect.min + vec2(width * i as f32, 0.0), vec2(width, height));
        ui.painter().rect(field, 1.0, painter::color32(*color), pen, egui::StrokeKind::Inside);
    }
}

fn maps_ui(ui: &mut Ui, app: &mut App, made: &Multiples) {
    let least = LEAST_PT[usize::from(made.wanted.by == MultiplesBy::Periods)];
    let spacing = 10.0;
    let room = ui.available_width() - 8.0;
    let columns = ((room + spacing) / (least + spacing)).floor().max(1.0).min(made.maps.len() as f32);
    let width = (room + spacing) / columns - spacing;
    let mut chosen = None;
    egui::Grid::new("multiples").num_columns(columns as usize).spacing([spacing, 12.0]).show(ui, |ui| {
        for (i, map) in made.maps.iter().enumerate() {
            ui.vertical(|ui| {
                ui.set_width(width);
                if map_ui(ui, app, made, i, width) {
                    chosen = Some(map.subject);
                }
            });
            if (i + 1) % columns as usize == 0 {
                ui.end_row();
            }
        }
    });
    let filter = app.workspace.document().filter.clone();
    match chosen {
        Some(Subject::Track(track)) => {
            let id = app.workspace.catalogue.taxonomy().get(track).map(|t| t.id.clone());
            let tracks = id.into_iter().collect();
            app.workspace.edit(Edit::Filter(crate::catalogue::Filter { tracks, ..filter }));
            app.workspace.edit(Edit::Page(Page::Map));
        }
        Some(Subject::Period([from, to])) => {
            let years = crate::catalogue::Filter { founded_from: Some(from), founded_to: Some(to), ..filter };
            app.workspace.edit(Edit::Filter(years));
            app.workspace.edit(Edit::Page(Page::Map));
        }
        Some(Subject::Difference) | None => {}
    }
}

/// The name of a map.
fn title(app: &App, subject: Subject) -> String {
    let language = app.session.language;
    match subject {
        Subject::Track(track) => {
            let track = app.workspace.catalogue.taxonomy().get(track);
            track.map(|t| t.name.get(language).to_owned()).unwrap_or_default()
        }
        Subject::Period([from, to]) => {
            Message::new("pages-slices-founded").with("period", format!("{from}–{to}")).text(language)
        }
        Subject::Difference => say(language, "multiples-legend-difference"),
    }
}

/// Draws one map under its name; whether it was clicked.
fn map_ui(ui: &mut Ui, app: &mut App, made: &Multiples, place: usize, width: f32) -> bool {
    let language = app.session.language;
    let map = &made.maps[place];
    let name = title(app, map.subject);
    // A line each: beside its numbers a long name would be cut.
    let count = match map.subject {
        Subject::Difference => String::new(),
        Subject::Track(_) | Subject::Period(_) => {
            let id = if map.placed < map.n { "multiples-n-placed" } else { "multiples-n" };
            let [n, placed] = [map.n, map.placed].map(|n| grouped(n as u64));
            Message::new(id).with("n", n).with("placed", placed).text(language)
        }
    };
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.add(egui::Label::new(RichText::new(&name).family(super::theme::bold())).truncate());
    ui.add(egui::Label::new(RichText::new(count).small().weak()).truncate());
    let (rect, response) = ui.allocate_exact_size(vec2(width, width * TALL), Sense::click());
    let label = name.clone();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    if !ui.is_rect_visible(rect) {
        return false;
    }
    let ink = app.ink();
    let (min, max) = app.workspace.pack.bounds();
    let frame = Frame::fit(min, max, [f64::from(rect.width()), f64::from(rect.height())], 4.0);
    let scene = made.scene(map, &app.workspace.basemap, &frame, &ink);
    painter::paint(ui, rect, &scene, &frame, ink.paper, app.small_textures.entry(place).or_default());
    let line = if response.hovered() {
        ui.visuals().hyperlink_color
    } else {
        ui.visuals().weak_text_color().gamma_multiply(0.4)
    };
    ui.painter().rect_stroke(rect, 3.0, egui::Stroke::new(1.0, line), egui::StrokeKind::Inside);
    if let Some(at) = response.hover_pos() {
        let at = at - rect.min;
        let under = pick(&scene, &frame, [f64::from(at.x), f64::from(at.y)], 0.0);
        if let Some(Target::District(code)) = under
            && let Some(i) = app.workspace.pack.districts.iter().position(|d| d.adcode == code)
        {
            let district = app.workspace.pack.districts[i].name.get(language).to_owned();
            let words = format!("{district}  {}", made.value_text(map, i, language));
            response.clone().on_hover_text_at_pointer(words);
        }
    }
    response.clicked()
}

fn notes_ui(ui: &mut Ui, app: &App, made: &Multiples) {
    let language = app.session.language;
    let mut notes = vec![match made.wanted.by {
        MultiplesBy::Tracks => say(language, "multiples-note-tracks"),
        MultiplesBy::Periods => Message::new("multiples-note-periods").with("n", made.without_year).text(language),
    }];
    if made.maps.iter().any(|m| m.n > MAX_DISCS) {
        notes.push(Message::new("multiples-note-discs").with("most", MAX_DISCS).text(language));
    }
    notes.push(app.workspace.catalogue.caveat().text(language));
    for note in notes {
        ui.label(RichText::new(note).small().weak());
    }
    ui.add_space(10.0);
}
