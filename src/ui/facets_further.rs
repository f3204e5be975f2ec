//! The facets that are folded away until somebody needs them.

use egui::{RichText, Ui};

use super::facet_rows::{FacetState, RowLook, bars_ui, row_ui};
use super::facets::brushed;
use crate::catalogue::facets::{BinCounts, bin_start};
use crate::catalogue::sentence::{accuracy_label, bin_label, finance_area, stated};
use crate::catalogue::{Brush, FacetCounts, Filter, PositionAccuracy, Taxonomy};
use crate::language::{Message, say};
use crate::layers::Numbers;

/// Values of a free text shown before «more».
const SHORT_LIST: usize = 12;
/// Values of a free text shown at most: past these one searches.
const LONG_LIST: usize = 400;

/// Draws them under one another, each closed unless something of it is chosen.
pub fn further_ui(ui: &mut Ui, state: &mut FacetState, numbers: &Numbers, taxonomy: &Taxonomy) {
    let facets = &numbers.facets;
    section(
        ui,
        "facet-serves",
        state,
        |filter| &mut filter.serves,
        |ui, state| {
            let most = facets.serves.iter().copied().max().unwrap_or(0);
            for (i, (name, _)) in taxonomy.finance_areas().into_iter().enumerate() {
                let look = RowLook {
                    name: &finance_area(&name, state.language),
                    n: facets.serves.get(i).copied().unwrap_or(0),
                    brushed: brushed(numbers).map(|b| b.serves.get(i).copied().unwrap_or(0)),
                    most,
                    color: super::theme::ACCENT,
                };
                row_ui(ui, state, look, |filter| &mut filter.serves, name);
            }
            ui.label(RichText::new(say(state.language, "facet-serves-note")).small().weak());
        },
    );
    section(
        ui,
        "facet-accuracy",
        state,
        |filter| &mut filter.accuracy,
        |ui, state| {
            let most = facets.accuracy.into_iter().max().unwrap_or(0);
            for accuracy in PositionAccuracy::ALL {
                let look = RowLook {
                    name: &say(state.language, accuracy_label(accuracy)),
                    n: facets.accuracy[accuracy as usize],
                    brushed: brushed(numbers).map(|b| b.accuracy[accuracy as usize]),
                    most,
                    color: super::theme::ACCENT,
                };
                row_ui(ui, state, look, |filter| &mut filter.accuracy, accuracy);
            }
        },
    );
    let written: [Written; 3] = [
        Written { title: "facet-status", counts: |f| &f.statuses, list: |filter| &mut filter.statuses },
        Written { title: "facet-segment", counts: |f| &f.segments, list: |filter| &mut filter.segments },
        Written { title: "facet-as-of", counts: |f| &f.as_of, list: |filter| &mut filter.as_of },
    ];
    for facet in written {
        section(ui, facet.title, state, facet.list, |ui, state| texts_ui(ui, &facet, state, numbers));
    }
    range_section(ui, &CAPITAL, state, numbers);
    range_section(ui, &EMPLOYEES, state, numbers);
}

fn section<T>(
    ui: &mut Ui,
    title: &'static str,
    state: &mut FacetState,
    list: fn(&mut Filter) -> &mut Vec<T>,
    content: impl FnOnce(&mut Ui, &mut FacetState),
) {
    let chosen = list(&mut state.filter).len();
    let words = match chosen {
        0 => say(state.language, title),
        n => format!("{} · {n}", say(state.language, title)),
    };
    egui::CollapsingHeader::new(RichText::new(words).family(super::theme::bold()))
        .id_salt(title)
        .default_open(chosen > 0)
        .show_unindented(ui, |ui| {
            if chosen > 0 && ui.small_button(say(state.language, "filter-clear-facet")).clicked() {
                list(&mut state.filter).clear();
            }
            content(ui, state);
        });
}

/// A facet of free text.
struct Written {
    title: &'static str,
    counts: fn(&FacetCounts) -> &Vec<(String, usize)>,
    list: fn(&mut Filter) -> &mut Vec<String>,
}

fn texts_ui(ui: &mut Ui, facet: &Written, state: &mut FacetState, numbers: &Numbers) {
    let counts = (facet.counts)(&numbers.facets);
    let most = counts.first().map_or(0, |(_, n)| *n);
    let id = ui.make_persistent_id((facet.title, "all"));
    let mut all = ui.data(|d| d.get_temp(id).unwrap_or(false));
    let shown = if all { LONG_LIST } else { SHORT_LIST };
    // What is chosen stays in sight, also where the rest of the filter leaves nothing of it.
    let chosen = (facet.list)(&mut state.filter).clone();
    let gone = chosen.into_iter().filter(|text| !counts.iter().any(|(t, _)| t == text)).map(|text| (text, 0));
    let values: Vec<(String, usize)> = gone.chain(counts.iter().take(shown).cloned()).collect();
    let selected = brushed(numbers).map(facet.counts);
    for (text, n) in values {
        let look = RowLook {
            name: &stated(&text, state.language),
            n,
            brushed: selected.map(|counts| counts.iter().find(|(t, _)| *t == text).map_or(0, |(_, n)| *n)),
            most,
            color: super::theme::ACCENT,
        };
        row_ui(ui, state, look, facet.list, text);
    }
    if counts.len() > SHORT_LIST {
        let words = match all {
            true => say(state.language, "facet-fewer"),
            false => {
                Message::new("facet-more").with("n", counts.len().min(LONG_LIST) - SHORT_LIST).text(state.language)
            }
        };
        if ui.link(RichText::new(words).small()).clicked() {
            all = !all;
            ui.data_mut(|d| d.insert_temp(id, all));
        }
    }
}

/// Least value, included, and the value it stays below.
type Ends = (Option<f64>, Option<f64>);

/// A facet of numbers by half decade.
struct Range {
    title: &'static str,
    counts: fn(&FacetCounts) -> &BinCounts,
    ends: fn(&Filter) -> Ends,
    set: fn(&mut Filter, Ends),
}

const CAPITAL: Range = Range {
    title: "facet-capital",
    counts: |f| &f.capital,
    ends: |filter| (filter.capital_from_wan_cny, filter.capital_below_wan_cny),
    set: |filter, ends| (filter.capital_from_wan_cny, filter.capital_below_wan_cny) = ends,
};

const EMPLOYEES: Range = Range {
    title: "facet-employees",
    counts: |f| &f.employees,
    ends: |filter| (filter.employees_from.map(f64::from), filter.employees_below.map(f64::from)),
    set: |filter, (from, below)| {
        (filter.employees_from, filter.employees_below) = (from.map(|v| v as u32), below.map(|v| v as u32));
    },
};

/// Bars by half decade, and its two ends as numbers.
fn range_section(ui: &mut Ui, range: &Range, state: &mut FacetState, numbers: &Numbers) {
    let (language, ends) = (state.language, (range.ends)(&state.filter));
    let is_chosen = ends.0.is_some() || ends.1.is_some();
    let counts = (range.counts)(&numbers.facets);
    let known: Vec<(u8, usize)> = counts.iter().filter_map(|(bin, n)| bin.map(|b| (b, *n))).collect();
    let unknown = counts.iter().filter(|(bin, _)| bin.is_none()).map(|(_, n)| *n).sum::<usize>();
    egui::CollapsingHeader::new(RichText::new(say(language, range.title)).family(super::theme::bold()))
        .id_salt(range.title)
        .default_open(is_chosen)
        .show_unindented(ui, |ui| {
            if is_chosen && ui.small_button(say(language, "filter-clear-facet")).clicked() {
                (range.set)(&mut state.filter, (None, None));
            }
            match known.first().zip(known.last()) {
                Some((first, last)) => {
                    bins_ui(ui, range, state, numbers, &known, [first.0, last.0]);
                    ends_ui(ui, range, state);
                }
                None => {
                    ui.label(RichText::new(say(language, "facet-no-values")).weak());
                }
            }
            if unknown > 0 {
                let words = Message::new("facet-without-value").with("n", unknown).text(language);
                ui.label(RichText::new(words).small().weak());
            }
        });
}

fn bins_ui(
    ui: &mut Ui,
    range: &Range,
    state: &mut FacetState,
    numbers: &Numbers,
    known: &[(u8, usize)],
    [first, last]: [u8; 2],
) {
    let dense = |bins: &mut dyn Iterator<Item = (u8, usize)>| {
        let mut counts = vec![0; usize::from(last - first) + 1];
        bins.filter(|(bin, _)| (first..=last).contains(bin)).for_each(|(bin, n)| counts[usize::from(bin - first)] = n);
        counts
    };
    let counts = dense(&mut known.iter().copied());
    let selected =
        brushed(numbers).map(|b| dense(&mut (range.counts)(b).iter().filter_map(|(bin, n)| Some(((*bin)?, *n)))));
    let (from, below) = (range.ends)(&state.filter);
    let start = |place: usize| bin_start(first + place as u8);
    let is_inside = |place: usize| start(place) >= from.unwrap_or(0.0) && start(place) < below.unwrap_or(f64::INFINITY);
    let label = |place: usize| bin_label(first + place as u8);
    let name = say(state.language, range.title);
    if let Some(dragged) = bars_ui(ui, &name, &counts, selected.as_deref(), is_inside, label) {
        let ends = (Some(start(dragged.first)), Some(start(dragged.last + 1)));
        if dragged.selects {
            let mut own = Filter::default();
            (range.set)(&mut own, ends);
            state.brush = Some(Brush::matching(own));
        } else {
            (range.set)(&mut state.filter, ends);
        }
    }
}

/// The ends as numbers, for the keyboard and for exact values.
fn ends_ui(ui: &mut Ui, range: &Range, state: &mut FacetState) {
    let language = state.language;
    let (mut from, mut below) = (range.ends)(&state.filter);
    ui.horizontal(|ui| {
        for (end, words) in [(&mut from, "facet-from"), (&mut below, "facet-below")] {
            let label = ui.label(RichText::new(say(language, words)).small());
            let mut value = end.unwrap_or(0.0);
            let field = egui::DragValue::new(&mut value)
                .update_while_editing(false)
                .range(0.0..=1e9)
                .speed(10.0)
                .max_decimals(0);
            if ui.add(field).labelled_by(label.id).changed() {
                *end = (value > 0.0).then_some(value);
            }
        }
    });
    if (from, below) != (range.ends)(&state.filter) {
        (range.set)(&mut state.filter, (from, below));
    }
}
