//! The left panel: what is searched, and each facet with its counts under the others.

use egui::{RichText, Sense, Ui, vec2};

use super::facets_further::further_ui;
use super::painter::color32;
use crate::catalogue::sentence::evidence_label;
use crate::catalogue::{DistrictOf, Evidence, Filter, Taxonomy, TrackMode};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, grouped, say};
use crate::layers::{Numbers, palette};

/// Draws the facets; the new filter if the user changed it.
pub fn facets_ui(
    ui: &mut Ui,
    filter: &Filter,
    numbers: &Numbers,
    taxonomy: &Taxonomy,
    pack: &Pack,
    language: Language,
) -> Option<Filter> {
    let mut next = filter.clone();
    tracks_ui(ui, &mut next, numbers, taxonomy, language);
    ui.add_space(6.0);
    districts_ui(ui, &mut next, numbers, pack, language);
    ui.add_space(6.0);
    founded_ui(ui, &mut next, numbers, language);
    ui.add_space(6.0);
    evidence_ui(ui, &mut next, numbers, language);
    ui.add_space(6.0);
    further_ui(ui, &mut next, numbers, taxonomy, language);
    (next != *filter).then_some(next)
}

/// A row of a facet: check box, name, bar and count. The whole row is the click target.
pub(super) fn row(ui: &mut Ui, chosen: bool, name: &str, count: usize, most: usize, color: egui::Color32) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::click());
    let label = format!("{name} {count}");
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, chosen, &label));
    let visuals = ui.style().interact_selectable(&response, chosen);
    let painter = ui.painter();
    if response.hovered() || chosen {
        let fill =
            if chosen { ui.visuals().selection.bg_fill.gamma_multiply(0.55) } else { ui.visuals().faint_bg_color };
        painter.rect_filled(rect, 3.0, fill);
    }
    let bar_left = rect.right() - 96.0;
    let tick = egui::Rect::from_center_size(egui::pos2(rect.left() + 10.0, rect.center().y), vec2(11.0, 11.0));
    painter.rect(
        tick,
        2.0,
        if chosen { color } else { egui::Color32::TRANSPARENT },
        egui::Stroke::new(1.2, color),
        egui::StrokeKind::Inside,
    );
    if chosen {
        let mark = [
            tick.left_center() + vec2(2.0, 0.5),
            tick.center_bottom() + vec2(-1.0, -2.5),
            tick.right_top() + vec2(-2.0, 2.5),
        ];
        painter.line(mark.to_vec(), egui::Stroke::new(1.5, ui.visuals().extreme_bg_color));
    }
    let font = egui::TextStyle::Body.resolve(ui.style());
    let text_color = if count == 0 && !chosen { ui.visuals().weak_text_color() } else { visuals.text_color() };
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font.clone(), text_color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(bar_left - rect.left() - 30.0);
    let galley = painter.layout_job(job);
    painter.galley(egui::pos2(rect.left() + 22.0, rect.center().y - galley.size().y / 2.0), galley, text_color);
    let full = 54.0;
    let length = if most == 0 { 0.0 } else { full * count as f32 / most as f32 };
    let bar = egui::Rect::from_min_size(
        egui::pos2(bar_left, rect.center().y - 4.0),
        vec2(length.max(if count > 0 { 1.5 } else { 0.0 }), 8.0),
    );
    painter.rect_filled(bar, 1.5, color.gamma_multiply(0.75));
    painter.text(
        egui::pos2(rect.right() - 4.0, rect.center().y),
        egui::Align2::RIGHT_CENTER,
        grouped(count as u64),
        font,
        text_color,
    );
    response.clicked()
}

fn heading(ui: &mut Ui, text: &str, chosen: usize, language: Language) -> bool {
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).family(super::theme::bold()));
        chosen > 0 && ui.small_button(say(language, "filter-clear-facet")).clicked()
    })
    .inner
}

pub(super) fn toggle<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|v| *v == value) {
        Some(i) => {
            list.remove(i);
        }
        None => list.push(value),
    }
}

fn tracks_ui(ui: &mut Ui, filter: &mut Filter, numbers: &Numbers, taxonomy: &Taxonomy, language: Language) {
    if heading(ui, &say(language, "facet-tracks"), filter.tracks.len(), language) {
        filter.tracks.clear();
    }
    ui.horizontal(|ui| {
        for (mode, label) in [
            (TrackMode::Any, "track-mode-any"),
            (TrackMode::All, "track-mode-all"),
            (TrackMode::Primary, "track-mode-primary"),
        ] {
            ui.selectable_value(&mut filter.track_mode, mode, say(language, label));
        }
    });
    let counts = &numbers.facets.tracks;
    let most = counts.iter().copied().max().unwrap_or(0);
    for (i, track) in taxonomy.tracks().iter().enumerate() {
        let chosen = filter.tracks.contains(&track.id);
        let count = counts.get(i).copied().unwrap_or(0);
        if row(ui, chosen, track.name.get(language), count, most, color32(palette::track_color(i))) {
            toggle(&mut filter.tracks, track.id.clone());
        }
    }
}

fn districts_ui(ui: &mut Ui, filter: &mut Filter, numbers: &Numbers, pack: &Pack, language: Language) {
    if heading(ui, &say(language, "facet-districts"), filter.districts.len(), language) {
        filter.districts.clear();
    }
    ui.horizontal(|ui| {
        for of in DistrictOf::ALL {
            let (label, help) = match of {
                DistrictOf::Counted => ("district-of-counted", "district-of-counted-help"),
                DistrictOf::Office => ("district-of-office", "district-of-office-help"),
                DistrictOf::Registered => ("district-of-registered", "district-of-registered-help"),
            };
            ui.selectable_value(&mut filter.district_of, of, say(language, label)).on_hover_text(say(language, help));
        }
    });
    let count_of =
        |code: Option<Adcode>| numbers.facets.districts.iter().find(|(d, _)| *d == code).map_or(0, |(_, n)| *n);
    let most = pack.districts.iter().map(|d| count_of(Some(d.adcode))).max().unwrap_or(0);
    let mut order: Vec<usize> = (0..pack.districts.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(count_of(Some(pack.districts[i].adcode))), i));
    for i in order {
        let district = &pack.districts[i];
        let chosen = filter.districts.contains(&district.adcode);
        let count = count_of(Some(district.adcode));
        if row(ui, chosen, district.name.get(language), count, most, super::theme::ACCENT) {
            toggle(&mut filter.districts, district.adcode);
        }
    }
    let unknown = count_of(None);
    if unknown > 0 {
        let words = crate::language::Message::new("facet-without-district").with("n", unknown).text(language);
        ui.label(RichText::new(words).small().weak());
    }
}

fn founded_ui(ui: &mut Ui, filter: &mut Filter, numbers: &Numbers, language: Language) {
    let chosen = usize::from(filter.founded_from.is_some() || filter.founded_to.is_some());
    if heading(ui, &say(language, "facet-founded"), chosen, language) {
        (filter.founded_from, filter.founded_to) = (None, None);
    }
    let years: Vec<(i32, usize)> = numbers.facets.founded.iter().filter_map(|(y, n)| y.map(|y| (y, *n))).collect();
    let unknown = numbers.facets.founded.iter().find(|(y, _)| y.is_none()).map_or(0, |(_, n)| *n);
    let (Some(first), Some(last)) = (years.first().map(|y| y.0), years.last().map(|y| y.0)) else {
        ui.label(RichText::new(say(language, "facet-no-years")).weak());
        return;
    };
    histogram(ui, &years, first, last, filter);
    ui.horizontal(|ui| {
        play_ui(ui, filter, first, last, language);
        let (mut from, mut to) = (filter.founded_from.unwrap_or(first), filter.founded_to.unwrap_or(last));
        let label = ui.label(say(language, "facet-year-from"));
        if ui.add(egui::DragValue::new(&mut from).range(1000..=to).speed(0.1)).labelled_by(label.id).changed() {
            filter.founded_from = Some(from);
        }
        let label = ui.label(say(language, "facet-year-to"));
        if ui.add(egui::DragValue::new(&mut to).range(from..=2999).speed(0.1)).labelled_by(label.id).changed() {
            filter.founded_to = Some(to);
        }
    });
    if unknown > 0 {
        let words = crate::language::Message::new("facet-without-year").with("n", unknown).text(language);
        ui.label(RichText::new(words).small().weak());
    }
}

/// Seconds a year is shown while the years play.
const YEAR_S: f64 = 0.45;

/// The button that lets the last year run from the first to the last one there is. Where no first year is chosen the
/// industry grows; where one is, a slice of as many years moves.
fn play_ui(ui: &mut Ui, filter: &mut Filter, first: i32, last: i32, language: Language) {
    let id = egui::Id::unique("play-years");
    let now = ui.input(|i| i.time);
    let mut next_at: Option<f64> = ui.data(|d| d.get_temp(id));
    let words = say(language, if next_at.is_some() { "facet-pause" } else { "facet-play" });
    if ui.small_button(words).clicked() {
        next_at = match next_at {
            Some(_) => None,
            None => {
                if filter.founded_to.is_none_or(|to| to >= last) {
                    let slice = filter.founded_from.zip(filter.founded_to).map(|(from, to)| to - from);
                    filter.founded_from = slice.map(|_| first);
                    filter.founded_to = Some(first + slice.unwrap_or(0));
                }
                Some(now + YEAR_S)
            }
        };
    } else if next_at.is_some_and(|at| now >= at) {
        let to = filter.founded_to.unwrap_or(last).saturating_add(1);
        filter.founded_from = filter.founded_from.map(|from| from + 1);
        filter.founded_to = Some(to);
        next_at = (to < last).then_some(now + YEAR_S);
    }
    match next_at {
        Some(at) => {
            ui.data_mut(|d| d.insert_temp(id, at));
            ui.request_repaint_after(std::time::Duration::from_secs_f64((at - now).max(0.01)));
        }
        None => ui.data_mut(|d| d.remove::<f64>(id)),
    }
}

/// Bars by year; a drag across them chooses the years.
fn histogram(ui: &mut Ui, years: &[(i32, usize)], first: i32, last: i32, filter: &mut Filter) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::click_and_drag());
    let span = (last - first + 1).max(1) as f32;
    let year_at = |x: f32| first + (((x - rect.left()) / rect.width()).clamp(0.0, 0.9999) * span) as i32;
    let most = years.iter().map(|y| y.1).max().unwrap_or(1).max(1) as f32;
    for &(year, count) in years {
        let left = rect.left() + (year - first) as f32 / span * rect.width();
        let height = count as f32 / most * (rect.height() - 2.0);
        let inside = (filter.founded_from.unwrap_or(first)..=filter.founded_to.unwrap_or(last)).contains(&year);
        let color = if inside { super::theme::ACCENT } else { ui.visuals().weak_text_color().gamma_multiply(0.5) };
        let size = vec2((rect.width() / span - 1.0).max(1.0), height);
        ui.painter().rect_filled(egui::Rect::from_min_size(egui::pos2(left, rect.bottom() - height), size), 1.0, color);
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), ui.visuals().widgets.noninteractive.bg_stroke);
    let origin = ui.input(|i| i.pointer.press_origin());
    if response.dragged()
        && let (Some(begun), Some(now)) = (origin, response.interact_pointer_pos())
    {
        let (a, b) = (year_at(begun.x), year_at(now.x));
        (filter.founded_from, filter.founded_to) = (Some(a.min(b)), Some(a.max(b)));
    }
    if let Some(at) = response.hover_pos() {
        let year = year_at(at.x);
        let count = years.iter().find(|y| y.0 == year).map_or(0, |y| y.1);
        response.on_hover_text(format!("{year}: {count}"));
    }
}

fn evidence_ui(ui: &mut Ui, filter: &mut Filter, numbers: &Numbers, language: Language) {
    if heading(ui, &say(language, "facet-evidence"), filter.evidence.len(), language) {
        filter.evidence.clear();
    }
    let counts = numbers.facets.evidence;
    let most = counts.into_iter().max().unwrap_or(0);
    for evidence in Evidence::ALL {
        let chosen = filter.evidence.contains(&evidence);
        if row(
            ui,
            chosen,
            &say(language, evidence_label(evidence)),
            counts[evidence as usize],
            most,
            super::theme::ACCENT,
        ) {
            toggle(&mut filter.evidence, evidence);
        }
    }
}
