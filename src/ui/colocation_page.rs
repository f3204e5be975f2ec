//! The matrix of colocation quotients: rows and columns are tracks, a click lights up the pairs on the map.

use std::sync::Arc;

use egui::{Align2, Color32, RichText, Sense, Ui, vec2};

use super::app::App;
use super::help::explained;
use super::painter::color32;
use crate::catalogue::Brush;
use crate::document::{Edit, Page};
use crate::language::{Message, say};
use crate::layers::{Numbers, palette};
use crate::profile::sections::gaps::FALSE_DISCOVERIES;
use crate::scene::Ink;
use crate::spatial::colocation_matrix::{ColocationMatrix, MAX_POINTS, MIN_POINTS};
use crate::workspace::Colocations;

/// Size of a cell, points.
const CELL_PT: f32 = 40.0;
/// Size of a colour of the key, points.
const KEY_PT: egui::Vec2 = vec2(22.0, 14.0);
/// Room between names and cells, points.
const GAP_PT: f32 = 8.0;

/// Draws the page.
pub fn colocation_ui(ui: &mut Ui, app: &mut App, made: &Colocations, numbers: &Arc<Numbers>) {
    let language = app.session.language;
    ui.heading(say(language, "pages-colocation-title"));
    let Some((matrix, q)) = &made.0 else {
        ui.label(Message::new("pages-colocation-none").with("most", MAX_POINTS).text(language));
        return;
    };
    let note = Message::new("pages-colocation-note")
        .with("k", matrix.neighbours)
        .with("least", MIN_POINTS)
        .with("pairs", matrix.values.len())
        .with("n", matrix.n)
        .with("r", matrix.permutations)
        .with("seed", matrix.seed as usize)
        .text(language);
    explained(ui.label(RichText::new(note).small().weak()), "CLQ", language);
    let passing = q.iter().filter(|q| q.is_some_and(|q| q <= FALSE_DISCOVERIES)).count();
    let id = if passing == 0 { "pages-colocation-nothing" } else { "pages-colocation-some" };
    let summary = Message::new(id).with("n", passing).with("pairs", matrix.values.len()).text(language);
    ui.label(RichText::new(summary).family(super::theme::bold()));
    ui.label(RichText::new(app.workspace.catalogue.caveat().text(language)).small().weak());
    key_ui(ui, passing, matrix.values.len(), app);
    let mut chosen = None;
    egui::ScrollArea::both().auto_shrink(false).show(ui, |ui| chosen = matrix_ui(ui, app, matrix, q));
    if let Some((of, towards)) = chosen {
        let ids = app.workspace.pair_members(numbers, of, towards);
        // Whoever is filtered away could not light up.
        let filter = app.workspace.document().filter.comparable();
        app.workspace.edit(Edit::Filter(filter));
        app.workspace.edit(Edit::Brush((!ids.is_empty()).then_some(Brush::Rows { ids })));
        app.workspace.edit(Edit::Page(Page::Map));
    }
}

/// What the colours mean: of pairs that pass the correction, and of those that do not, as far as there are such.
fn key_ui(ui: &mut Ui, passing: usize, pairs: usize, app: &App) {
    let (language, ink) = (app.session.language, app.ink());
    let rows = [(passing > 0, true, "pages-colocation-passes"), (passing < pairs, false, "pages-colocation-pale")];
    for (_, passes, id) in rows.into_iter().filter(|(is_there, ..)| *is_there) {
        ui.horizontal(|ui| {
            for (class, label) in palette::quotient_labels().into_iter().enumerate() {
                let (rect, _) = ui.allocate_exact_size(KEY_PT, Sense::hover());
                ui.painter().rect_filled(rect, 2.0, class_color(class, passes, &ink));
                if passes {
                    let pen = egui::Stroke::new(2.0, ui.visuals().text_color());
                    ui.painter().rect_stroke(rect, 2.0, pen, egui::StrokeKind::Inside);
                }
                ui.label(RichText::new(label).small());
            }
            ui.label(RichText::new(say(language, id)).small().weak());
        });
    }
}

fn matrix_ui(ui: &mut Ui, app: &App, matrix: &ColocationMatrix, q: &[Option<f64>]) -> Option<(usize, usize)> {
    let language = app.session.language;
    let taxonomy = app.workspace.catalogue.taxonomy();
    let name = |track: usize| taxonomy.get(track).map_or("", |t| t.name.get(language));
    let size = matrix.tracks.len();
    let side = CELL_PT * size as f32;
    let (body, small) = (egui::TextStyle::Body.resolve(ui.style()), egui::TextStyle::Small.resolve(ui.style()));
    let strong = ui.visuals().text_color();
    let words = |i: usize| format!("{} {}", name(matrix.tracks[i]), matrix.counts[i]);
    let galleys: Vec<_> = (0..size).map(|i| ui.painter().layout_no_wrap(words(i), small.clone(), strong)).collect();
    let names = galleys.iter().map(|g| g.size().x).fold(0.0, f32::max) + GAP_PT;
    let (rect, _) = ui.allocate_exact_size(vec2(names + side, names + side), Sense::hover());
    let origin = rect.min + vec2(names, names);
    let mut chosen = None;
    for (i, galley) in galleys.into_iter().enumerate() {
        let middle = (i as f32 + 0.5) * CELL_PT;
        let [wide, high] = galley.size().into();
        let painter = ui.painter();
        painter.galley(origin + vec2(-GAP_PT - wide, middle - high / 2.0), galley.clone(), strong);
        // Names of columns stand upright: turned by a right angle, they begin at the matrix.
        let at = origin + vec2(middle - high / 2.0, -GAP_PT);
        let turned = egui::epaint::TextShape::new(at, galley, strong).with_angle(-std::f32::consts::FRAC_PI_2);
        painter.add(turned);
    }
    for (row, of) in matrix.tracks.iter().enumerate() {
        for (column, towards) in matrix.tracks.iter().enumerate() {
            let pair = row * size + column;
            let corner = origin + vec2(column as f32, row as f32) * CELL_PT;
            let cell = egui::Rect::from_min_size(corner, vec2(CELL_PT, CELL_PT)).shrink(1.0);
            let words = Message::new("pages-colocation-cell")
                .with("of", name(*of))
                .with("towards", name(*towards))
                .with("clq", matrix.values[pair].map_or_else(|| "–".to_owned(), |v| format!("{v:.2}")))
                .with("p", matrix.p[pair].map_or_else(|| "–".to_owned(), |v| format!("{v:.3}")))
                .with("q", q[pair].map_or_else(|| "–".to_owned(), |v| format!("{v:.3}")))
                .text(language);
            let response = ui.interact(cell, ui.scope_id().with(("pair", pair)), Sense::click());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
            let Some(value) = matrix.values[pair] else { continue };
            let passes = q[pair].is_some_and(|q| q <= FALSE_DISCOVERIES);
            let fill = class_color(palette::quotient_class(value), passes, &app.ink());
            ui.painter().rect_filled(cell, 2.0, fill);
            if passes || response.hovered() {
                let pen = egui::Stroke::new(2.0, strong);
                ui.painter().rect_stroke(cell, 2.0, pen, egui::StrokeKind::Inside);
            }
            let ink = if fill.intensity() > 0.5 { Color32::BLACK } else { Color32::WHITE };
            ui.painter().text(cell.center(), Align2::CENTER_CENTER, format!("{value:.1}"), body.clone(), ink);
            if response.on_hover_text(words).clicked() {
                chosen = Some((*of, *towards));
            }
        }
    }
    chosen
}

/// The colour of a class of location quotients; nearer to the paper unless the pair passes the correction.
fn class_color(class: usize, passes: bool, ink: &Ink) -> Color32 {
    let full = palette::quotient_color(class, ink.is_dark());
    color32(if passes { full } else { ink.paper.mix(full, palette::UNCERTAIN) })
}
