//! What is brushed against what the filter keeps: how many, where, and in which tracks more than elsewhere.

use egui::{RichText, Ui};

use super::painter::color32;
use crate::catalogue::sentence::brush_sentence;
use crate::catalogue::{Brush, BrushBase, Taxonomy};
use crate::geography::Pack;
use crate::language::{Language, Message, grouped, say};
use crate::layers::{Numbers, palette};

/// What the user wants of the selection.
#[derive(Debug, Default)]
pub struct SelectionEvents {
    /// Another brush, or none.
    pub brush: Option<Option<Brush>>,
    /// Show the rows in the table.
    pub table: bool,
}

/// On a map lower than this the panel with its tracks would lie over the legend: they are folded away at first, points.
const LOW_PT: f32 = 660.0;
/// Tracks shown before the rest.
const TRACKS: usize = 6;

/// Draws the panel.
pub fn selection_ui(
    ui: &mut Ui,
    brush: &Brush,
    numbers: &Numbers,
    taxonomy: &Taxonomy,
    pack: &Pack,
    (language, map_height): (Language, f32),
) -> SelectionEvents {
    let mut events = SelectionEvents::default();
    ui.label(RichText::new(brush_sentence(brush, taxonomy, pack, language)).small().weak());
    if let Brush::Circle { centre, radius_m } = brush {
        ui.horizontal(|ui| {
            let label = ui.label(RichText::new(say(language, "selection-radius")).small());
            let mut radius_m = *radius_m;
            let value =
                egui::DragValue::new(&mut radius_m).range(1.0..=200_000.0).speed(20.0).suffix(" m").max_decimals(0);
            if ui.add(value).labelled_by(label.id).changed() {
                events.brush = Some(Some(Brush::Circle { centre: *centre, radius_m }));
            }
            for km in [1.0, 2.0, 5.0] {
                if ui.small_button(format!("{km} km")).clicked() {
                    events.brush = Some(Some(Brush::Circle { centre: *centre, radius_m: km * 1000.0 }));
                }
            }
        });
    }
    if let Some(brushed) = &numbers.brushed {
        let (n, (all, base)) = (brushed.rows.count(), brushed.base);
        let share = if all == 0 { 0.0 } else { n as f64 / all as f64 * 100.0 };
        let words = Message::new("selection-count")
            .with("n", grouped(n as u64))
            .with("all", grouped(all as u64))
            .with("share", format!("{share:.1}"))
            .with("base", say(language, base_label(base)))
            .text(language);
        ui.label(RichText::new(words).family(super::theme::bold()));
        // The table makes a map low that was not: what was unfolded on the high one is folded on the low one.
        let is_low = map_height < LOW_PT;
        egui::CollapsingHeader::new(RichText::new(say(language, "selection-tracks")).small())
            .id_salt(("selection-tracks", is_low))
            .default_open(!is_low)
            .show_unindented(ui, |ui| tracks_ui(ui, brushed, taxonomy, language));
    }
    ui.horizontal(|ui| {
        events.table = ui.small_button(say(language, "selection-table")).clicked();
        if ui.small_button(say(language, "selection-clear")).clicked() {
            events.brush = Some(None);
        }
    });
    events
}

/// What the enterprises have in common that the selected ones are compared with.
fn base_label(base: BrushBase) -> &'static str {
    match base {
        BrushBase::All => "selection-base-all",
        BrushBase::Drawn => "selection-base-drawn",
        BrushBase::YearKnown => "selection-base-year",
        BrushBase::DistrictKnown => "selection-base-district",
        BrushBase::ValueKnown => "selection-base-value",
    }
}

fn tracks_ui(ui: &mut Ui, brushed: &crate::layers::numbers::Brushed, taxonomy: &Taxonomy, language: Language) {
    if brushed.tracks.is_empty() {
        return;
    }
    egui::Grid::new("selection-tracks").num_columns(3).spacing([10.0, 2.0]).show(ui, |ui| {
        for head in ["selection-track", "selection-share", "selection-quotient"] {
            ui.label(RichText::new(say(language, head)).small().weak()).on_hover_text(say(language, "selection-help"));
        }
        ui.end_row();
        for track in brushed.tracks.iter().take(TRACKS) {
            let name = taxonomy.get(track.track).map(|t| t.name.get(language)).unwrap_or_default();
            ui.horizontal(|ui| {
                ui.label(RichText::new("●").small().color(color32(palette::track_color(track.track))));
                ui.label(RichText::new(name).small());
            });
            let share = track.count as f64 / brushed.rows.count().max(1) as f64 * 100.0;
            ui.label(RichText::new(format!("{} · {share:.0} %", track.count)).small());
            let quotient =
                track.quotient.map_or_else(|| "–".to_owned(), |q| format!("{:.2} ({:.2}–{:.2})", q.lq, q.low, q.high));
            ui.label(RichText::new(quotient).small());
            ui.end_row();
        }
    });
    if brushed.tracks.len() > TRACKS {
        let more = Message::new("selection-more").with("n", brushed.tracks.len() - TRACKS).text(language);
        ui.label(RichText::new(more).small().weak());
    }
}
