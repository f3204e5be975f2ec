//! The facets that are folded away until somebody needs them.

use egui::{RichText, Sense, Ui, vec2};

use super::facets::{row, toggle};
use crate::catalogue::facets::bin_start;
use crate::catalogue::sentence::{accuracy_label, bin_label, finance_area, stated};
use crate::catalogue::{Filter, PositionAccuracy, Taxonomy};
use crate::language::{Language, Message, say};
use crate::layers::Numbers;

/// Values of a free text shown before «more».
const SHORT_LIST: usize = 12;

/// Draws them under one another, each closed unless something of it is chosen.
pub fn further_ui(ui: &mut Ui, filter: &mut Filter, numbers: &Numbers, taxonomy: &Taxonomy, language: Language) {
    let facets = &numbers.facets;
    section(ui, "facet-serves", &mut filter.serves, language, |ui, chosen| {
        let most = facets.serves.iter().copied().max().unwrap_or(0);
        for ((name, _), count) in taxonomy.finance_areas().iter().zip(&facets.serves) {
            let label = finance_area(name, language);
            if row(ui, chosen.contains(name), &label, *count, most, super::theme::ACCENT) {
                toggle(chosen, name.clone());
            }
        }
        ui.label(RichText::new(say(language, "facet-serves-note")).small().weak());
    });
    section(ui, "facet-accuracy", &mut filter.accuracy, language, |ui, chosen| {
        let most = facets.accuracy.into_iter().max().unwrap_or(0);
        for accuracy in PositionAccuracy::ALL {
            let count = facets.accuracy[accuracy as usize];
            let label = say(language, accuracy_label(accuracy));
            if row(ui, chosen.contains(&accuracy), &label, count, most, super::theme::ACCENT) {
                toggle(chosen, accuracy);
            }
        }
    });
    let written = [
        ("facet-status", &facets.statuses, &mut filter.statuses),
        ("facet-segment", &facets.segments, &mut filter.segments),
        ("facet-as-of", &facets.as_of, &mut filter.as_of),
    ];
    for (title, counts, chosen) in written {
        section(ui, title, chosen, language, |ui, chosen| texts_ui(ui, title, counts, chosen, language));
    }
    let capital = (filter.capital_from_wan_cny, filter.capital_below_wan_cny);
    if let Some(next) = range_section(ui, "facet-capital", capital, &facets.capital, language) {
        (filter.capital_from_wan_cny, filter.capital_below_wan_cny) = next;
    }
    let heads = (filter.employees_from.map(f64::from), filter.employees_below.map(f64::from));
    if let Some((from, below)) = range_section(ui, "facet-employees", heads, &facets.employees, language) {
        (filter.employees_from, filter.employees_below) = (from.map(|v| v as u32), below.map(|v| v as u32));
    }
}

fn section<T>(
    ui: &mut Ui,
    title: &'static str,
    chosen: &mut Vec<T>,
    language: Language,
    content: impl FnOnce(&mut Ui, &mut Vec<T>),
) {
    let words = match chosen.len() {
        0 => say(language, title),
        n => format!("{} · {n}", say(language, title)),
    };
    egui::CollapsingHeader::new(RichText::new(words).family(super::theme::bold()))
        .id_salt(title)
        .default_open(!chosen.is_empty())
        .show_unindented(ui, |ui| {
            if !chosen.is_empty() && ui.small_button(say(language, "filter-clear-facet")).clicked() {
                chosen.clear();
            }
            content(ui, chosen);
        });
}

fn texts_ui(ui: &mut Ui, title: &str, counts: &[(String, usize)], chosen: &mut Vec<String>, language: Language) {
    let most = counts.first().map_or(0, |(_, n)| *n);
    let id = ui.make_persistent_id((title, "all"));
    let mut all = ui.data(|d| d.get_temp(id).unwrap_or(false));
    let shown = if all { counts.len() } else { SHORT_LIST };
    // What is chosen stays in sight, also where the rest of the filter leaves nothing of it.
    let gone = chosen.iter().filter(|text| !counts.iter().any(|(t, _)| t == *text)).map(|text| (text.clone(), 0));
    let values: Vec<(String, usize)> = gone.chain(counts.iter().take(shown.min(400)).cloned()).collect();
    for (text, count) in values {
        if row(ui, chosen.contains(&text), &stated(&text, language), count, most, super::theme::ACCENT) {
            toggle(chosen, text);
        }
    }
    if counts.len() > SHORT_LIST {
        let words = match all {
            true => say(language, "facet-fewer"),
            false => Message::new("facet-more").with("n", counts.len() - SHORT_LIST).text(language),
        };
        if ui.link(RichText::new(words).small()).clicked() {
            all = !all;
            ui.data_mut(|d| d.insert_temp(id, all));
        }
    }
}

/// Least value, included, and the value it stays below.
type Ends = (Option<f64>, Option<f64>);

/// Bars by half decade; a drag across them chooses the range.
fn range_section(
    ui: &mut Ui,
    title: &'static str,
    ends: Ends,
    counts: &[(Option<u8>, usize)],
    language: Language,
) -> Option<Ends> {
    let is_chosen = ends.0.is_some() || ends.1.is_some();
    let known: Vec<(u8, usize)> = counts.iter().filter_map(|(bin, n)| bin.map(|b| (b, *n))).collect();
    let unknown = counts.iter().filter(|(bin, _)| bin.is_none()).map(|(_, n)| *n).sum::<usize>();
    let mut next = None;
    egui::CollapsingHeader::new(RichText::new(say(language, title)).family(super::theme::bold()))
        .id_salt(title)
        .default_open(is_chosen)
        .show_unindented(ui, |ui| {
            if is_chosen && ui.small_button(say(language, "filter-clear-facet")).clicked() {
                next = Some((None, None));
            }
            match known.first().zip(known.last()) {
                Some((first, last)) => next = bins_ui(ui, &known, first.0, last.0, ends).or(next),
                None => {
                    ui.label(RichText::new(say(language, "facet-no-values")).weak());
                }
            }
            if unknown > 0 {
                let words = Message::new("facet-without-value").with("n", unknown).text(language);
                ui.label(RichText::new(words).small().weak());
            }
        });
    next
}

fn bins_ui(ui: &mut Ui, known: &[(u8, usize)], first: u8, last: u8, (from, below): Ends) -> Option<Ends> {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::click_and_drag());
    let span = f32::from(last - first + 1);
    let bin_at = |x: f32| first + (((x - rect.left()) / rect.width()).clamp(0.0, 0.9999) * span) as u8;
    let most = known.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1) as f32;
    for &(bin, count) in known {
        let left = rect.left() + f32::from(bin - first) / span * rect.width();
        let height = count as f32 / most * (rect.height() - 2.0);
        let inside = bin_start(bin) >= from.unwrap_or(0.0) && bin_start(bin) < below.unwrap_or(f64::INFINITY);
        let color = if inside { super::theme::ACCENT } else { ui.visuals().weak_text_color().gamma_multiply(0.5) };
        let size = vec2((rect.width() / span - 1.0).max(1.0), height);
        ui.painter().rect_filled(egui::Rect::from_min_size(egui::pos2(left, rect.bottom() - height), size), 1.0, color);
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), ui.visuals().widgets.noninteractive.bg_stroke);
    if let Some(at) = response.hover_pos() {
        let bin = bin_at(at.x);
        let count = known.iter().find(|(b, _)| *b == bin).map_or(0, |(_, n)| *n);
        response.clone().on_hover_text(format!("{}: {count}", bin_label(bin)));
    }
    let origin = ui.input(|i| i.pointer.press_origin());
    let (begun, now) = origin.zip(response.interact_pointer_pos()).filter(|_| response.dragged())?;
    let (a, b) = (bin_at(begun.x), bin_at(now.x));
    Some((Some(bin_start(a.min(b))), Some(bin_start(a.max(b) + 1))))
}
