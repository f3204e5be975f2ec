//! The left panel: what is searched, and each facet with its counts under the others. A click filters; Ctrl+click
//! only selects, as does a Ctrl+drag over bars.

use egui::{RichText, Ui};

use super::facet_rows::{FacetState, RowLook, bars_ui, row_ui};
use super::facets_further::further_ui;
use super::painter::color32;
use crate::catalogue::sentence::evidence_label;
use crate::catalogue::{Brush, DistrictOf, Evidence, FacetCounts, Filter, Taxonomy, TrackMode};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, say};
use crate::layers::{Numbers, palette};

/// Draws the facets; the new filter, and the new brush, if the user changed them.
pub fn facets_ui(
    ui: &mut Ui,
    filter: &Filter,
    numbers: &Numbers,
    taxonomy: &Taxonomy,
    pack: &Pack,
    language: Language,
) -> (Option<Filter>, Option<Brush>) {
    let mut state = FacetState::new(filter, language);
    tracks_ui(ui, &mut state, numbers, taxonomy);
    ui.add_space(6.0);
    districts_ui(ui, &mut state, numbers, pack);
    ui.add_space(6.0);
    founded_ui(ui, &mut state, numbers);
    ui.add_space(6.0);
    evidence_ui(ui, &mut state, numbers);
    ui.add_space(6.0);
    further_ui(ui, &mut state, numbers, taxonomy);
    ((state.filter != *filter).then_some(state.filter), state.brush)
}

/// What is brushed, facet by facet.
pub(super) fn brushed(numbers: &Numbers) -> Option<&FacetCounts> {
    numbers.brushed.as_ref().map(|b| &*b.facets)
}

fn heading(ui: &mut Ui, text: &str, chosen: usize, language: Language) -> bool {
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).family(super::theme::bold()));
        chosen > 0 && ui.small_button(say(language, "filter-clear-facet")).clicked()
    })
    .inner
}

fn tracks_ui(ui: &mut Ui, state: &mut FacetState, numbers: &Numbers, taxonomy: &Taxonomy) {
    let language = state.language;
    if heading(ui, &say(language, "facet-tracks"), state.filter.tracks.len(), language) {
        state.filter.tracks.clear();
    }
    ui.horizontal(|ui| {
        for (mode, label) in [
            (TrackMode::Any, "track-mode-any"),
            (TrackMode::All, "track-mode-all"),
            (TrackMode::Primary, "track-mode-primary"),
        ] {
            ui.selectable_value(&mut state.filter.track_mode, mode, say(language, label));
        }
    });
    let counts = &numbers.facets.tracks;
    let most = counts.iter().copied().max().unwrap_or(0);
    for (i, track) in taxonomy.tracks().iter().enumerate() {
        let look = RowLook {
            name: track.name.get(language),
            n: counts.get(i).copied().unwrap_or(0),
            brushed: brushed(numbers).map(|b| b.tracks.get(i).copied().unwrap_or(0)),
            most,
            color: color32(palette::track_color(i)),
        };
        row_ui(ui, state, look, |filter| &mut filter.tracks, track.id.clone());
    }
}

fn districts_ui(ui: &mut Ui, state: &mut FacetState, numbers: &Numbers, pack: &Pack) {
    let language = state.language;
    if heading(ui, &say(language, "facet-districts"), state.filter.districts.len(), language) {
        state.filter.districts.clear();
    }
    ui.horizontal(|ui| {
        for of in DistrictOf::ALL {
            let (label, help) = match of {
                DistrictOf::Counted => ("district-of-counted", "district-of-counted-help"),
                DistrictOf::Office => ("district-of-office", "district-of-office-help"),
                DistrictOf::Registered => ("district-of-registered", "district-of-registered-help"),
            };
            let words = say(language, label);
            ui.selectable_value(&mut state.filter.district_of, of, words).on_hover_text(say(language, help));
        }
    });
    let find = |facets: &FacetCounts, code: Option<Adcode>| {
        facets.districts.iter().find(|(d, _)| *d == code).map_or(0, |(_, n)| *n)
    };
    let count_of = |code: Option<Adcode>| find(&numbers.facets, code);
    let most = pack.districts.iter().map(|d| count_of(Some(d.adcode))).max().unwrap_or(0);
    let mut order: Vec<usize> = (0..pack.districts.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(count_of(Some(pack.districts[i].adcode))), i));
    for i in order {
        let district = &pack.districts[i];
        let look = RowLook {
            name: district.name.get(language),
            n: count_of(Some(district.adcode)),
            brushed: brushed(numbers).map(|b| find(b, Some(district.adcode))),
            most,
            color: super::theme::ACCENT,
        };
        row_ui(ui, state, look, |filter| &mut filter.districts, district.adcode);
    }
    let unknown = count_of(None);
    if unknown > 0 {
        let words = crate::language::Message::new("facet-without-district").with("n", unknown).text(language);
        ui.label(RichText::new(words).small().weak());
    }
}

fn founded_ui(ui: &mut Ui, state: &mut FacetState, numbers: &Numbers) {
    let language = state.language;
    let chosen = usize::from(state.filter.founded_from.is_some() || state.filter.founded_to.is_some());
    if heading(ui, &say(language, "facet-founded"), chosen, language) {
        (state.filter.founded_from, state.filter.founded_to) = (None, None);
    }
    let years: Vec<(i32, usize)> = numbers.facets.founded.iter().filter_map(|(y, n)| y.map(|y| (y, *n))).collect();
    let unknown = numbers.facets.founded.iter().find(|(y, _)| y.is_none()).map_or(0, |(_, n)| *n);
    let (Some(first), Some(last)) = (years.first().map(|y| y.0), years.last().map(|y| y.0)) else {
        ui.label(RichText::new(say(language, "facet-no-years")).weak());
        return;
    };
    years_ui(ui, state, numbers, &years);
    let filter = &mut state.filter;
    ui.horizontal(|ui| {
        play_ui(ui, filter, first, last, language);
        let (mut from, mut to) = (filter.founded_from.unwrap_or(first), filter.founded_to.unwrap_or(last));
        let label = ui.label(say(language, "facet-year-from"));
        if ui
            .add(
                egui::DragValue::new(&mut from)
                    .update_while_editing(false)
                    .range(1000..=filter.founded_to.unwrap_or(2999))
                    .speed(0.1),
            )
            .labelled_by(label.id)
            .changed()
        {
            filter.founded_from = Some(from);
        }
        let label = ui.label(say(language, "facet-year-to"));
        if ui
            .add(
                egui::DragValue::new(&mut to)
                    .update_while_editing(false)
                    .range(filter.founded_from.unwrap_or(1000)..=2999)
                    .speed(0.1),
            )
            .labelled_by(label.id)
            .changed()
        {
            filter.founded_to = Some(to);
        }
    });
    if unknown > 0 {
        let words = crate::language::Message::new("facet-without-year").with("n", unknown).text(language);
        ui.label(RichText::new(words).small().weak());
    }
}

/// Bars by year.
fn years_ui(ui: &mut Ui, state: &mut FacetState, numbers: &Numbers, years: &[(i32, usize)]) {
    let (Some(first), Some(last)) = (years.first().map(|y| y.0), years.last().map(|y| y.0)) else { return };
    let mut counts = vec![0; (last - first + 1) as usize];
    years.iter().for_each(|(year, n)| counts[(year - first) as usize] = *n);
    let selected = brushed(numbers).map(|b| {
        let mut counts = vec![0; counts.len()];
        let known = b.founded.iter().filter_map(|(y, n)| Some(((*y)?, *n))).filter(|(y, _)| (first..=last).contains(y));
        known.for_each(|(year, n)| counts[(year - first) as usize] = n);
        counts
    });
    let year = |place: usize| first + place as i32;
    let (from, to) = (state.filter.founded_from.unwrap_or(first), state.filter.founded_to.unwrap_or(last));
    let is_inside = |place: usize| (from..=to).contains(&year(place));
    let label = |place: usize| year(place).to_string();
    let name = say(state.language, "facet-founded");
    if let Some(dragged) = bars_ui(ui, &name, &counts, selected.as_deref(), is_inside, label) {
        let years = [year(dragged.first), year(dragged.last)];
        if dragged.selects {
            state.brush = Some(Brush::matching(Filter::founded(years)));
        } else {
            (state.filter.founded_from, state.filter.founded_to) = (Some(years[0]), Some(years[1]));
        }
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

fn evidence_ui(ui: &mut Ui, state: &mut FacetState, numbers: &Numbers) {
    let language = state.language;
    if heading(ui, &say(language, "facet-evidence"), state.filter.evidence.len(), language) {
        state.filter.evidence.clear();
    }
    let counts = numbers.facets.evidence;
    let most = counts.into_iter().max().unwrap_or(0);
    for evidence in Evidence::ALL {
        let look = RowLook {
            name: &say(language, evidence_label(evidence)),
            n: counts[evidence as usize],
            brushed: brushed(numbers).map(|b| b.evidence[evidence as usize]),
            most,
            color: super::theme::ACCENT,
        };
        row_ui(ui, state, look, |filter| &mut filter.evidence, evidence);
    }
}
