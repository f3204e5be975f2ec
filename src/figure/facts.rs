//! The numbers a figure's words are about: fields that a text names in braces, and that change with the data.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Ingredients, small_maps_of};
use crate::catalogue::sentence::sentence;
use crate::geography::District;
use crate::language::{Message, fixed, grouped, say};
use crate::layers::choropleth::{Choropleth, Measure};
use crate::layers::{Controls, replaced_by};
use crate::profile::wording::{percent, probability};
use crate::statistics::{By, Counting, StatRow, stats};

/// What a figure shows, in numbers and names.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Texts by the name of their field.
    pub fields: BTreeMap<&'static str, String>,
    /// What the colours of districts say; `None` where no district is coloured by a number.
    pub measure: Option<Measure>,
    /// Whether hot areas are outlined.
    pub has_hot_areas: bool,
    /// How many districts have a value above 0 that may be compared.
    pub districts_with_value: usize,
    /// Which of the greatest of them can be told apart.
    pub lead: Lead,
    /// How many enterprises it shows.
    pub n: usize,
    /// Whether some district's location quotient is above 1 by more than chance would have it.
    pub has_certain_quotient: bool,
}

/// Which of the greatest values can be named one after the other: equal ones, as they are written, have no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Several are the greatest.
    Tied,
    /// The greatest, and so many after it: at most two.
    Followed(usize),
}

impl Lead {
    /// Of values as they are written, the greatest first.
    fn of(written: &[String]) -> Lead {
        let ends = |k: usize| written.len() == k + 1 || (written.len() > k + 1 && written[k] != written[k + 1]);
        (0..=2)
            .rev()
            .find(|&k| ends(k) && written[0] != written.get(1).map_or("", |v| v))
            .map_or(Lead::Tied, Lead::Followed)
    }

    /// The word by which messages choose.
    pub fn code(self) -> &'static str {
        match self {
            Lead::Tied => "tied",
            Lead::Followed(0) => "none",
            Lead::Followed(1) => "one",
            Lead::Followed(_) => "two",
        }
    }
}

/// A share of fewer enterprises than this is not named as the highest: one of one would be.
pub const LEAST_FOR_SHARE: u64 = 5;
/// More names than this of districts that are equal are only counted.
const MOST_TIED: usize = 3;

/// Names of the fields, in the order they are offered.
pub const FIELDS: &[&str] = &[
    "place",
    "filter",
    "track",
    "n",
    "drawn",
    "missing",
    "total",
    "date",
    "unit",
    "first",
    "first_value",
    "second",
    "second_value",
    "third",
    "third_value",
    "first_share",
    "first_part",
    "first_base",
    "first_low",
    "first_high",
    "tied",
    "district",
    "district_n",
    "district_drawn",
    "district_value",
    "district_part",
    "district_base",
    "district_low",
    "district_high",
    "lq",
    "lq_low",
    "lq_high",
    "p",
];

impl Facts {
    /// The facts of a figure.
    pub fn new(of: &Ingredients<'_>) -> Facts {
        let (language, catalogue, numbers) = (of.language, of.catalogue, of.numbers);
        let taxonomy = catalogue.taxonomy();
        let measure = measure(of);
        let (n, drawn) = (numbers.selection.count(), numbers.drawn.len());
        let mut fields: BTreeMap<&'static str, String> = FIELDS.iter().map(|f| (*f, String::new())).collect();
        let mut set = |name: &'static str, value: String| fields.insert(name, value);
        set("place", place(of));
        set("filter", sentence(&of.document.filter, taxonomy, of.pack, language));
        set("n", grouped(n as u64));
        set("drawn", grouped(drawn as u64));
        set("missing", grouped((n - drawn) as u64));
        set("total", grouped(catalogue.len() as u64));
        set("date", date(of));
        let track = track(of, measure.as_ref());
        set("track", track.as_deref().and_then(|id| name_of_track(of, id)).unwrap_or_default());
        let rows = rows(of, measure.as_ref());
        let row = |district: &District| rows.iter().find(|row| row.district == Some(district.adcode));
        let is_share = matches!(measure, Some(Measure::Share(_)));
        let mut ranked = ranked(of);
        ranked.retain(|(d, _)| !is_share || row(d).and_then(|row| row.n).is_some_and(|n| n >= LEAST_FOR_SHARE));
        let shown = measure.clone().unwrap_or(Measure::Count);
        let (unit, decimals) = shown.form();
        let number = |v: f64| fixed(v, decimals);
        set("unit", if unit.is_empty() { String::new() } else { say(language, unit) });
        let names = [("first", "first_value"), ("second", "second_value"), ("third", "third_value")];
        for ((name, value), (district, v)) in names.into_iter().zip(&ranked) {
            set(name, district.name.get(language).to_owned());
            set(value, number(*v));
        }
        let written: Vec<String> = ranked.iter().map(|(_, v)| number(*v)).collect();
        let tied: Vec<&str> = ranked
            .iter()
            .zip(&written)
            .filter(|(_, v)| **v == written[0])
            .map(|((d, _), _)| d.name.get(language))
            .collect();
        set(
            "tied",
            match tied.len() <= MOST_TIED {
                true => tied.join(&say(language, "list-separator")),
                false => Message::new("composer-tied").with("n", tied.len()).text(language),
            },
        );
        if let Some(row) = ranked.first().and_then(|(district, _)| row(district)) {
            set("first_part", fixed(row.fractional, 2));
            set("first_base", grouped(row.n.unwrap_or_default()));
            set("first_low", percent(row.share_low));
            set("first_high", percent(row.share_high));
        }
        let all: f64 = ranked.iter().map(|(_, v)| v).sum();
        if let Some((_, v)) = ranked.first().filter(|_| all > 0.0 && matches!(shown, Measure::Count)) {
            set("first_share", format!("{:.0}", v / all * 100.0));
        }
        if let Some((i, district)) = of.focus() {
            let counts = numbers.district_counts[i];
            set("district", district.name.get(language).to_owned());
            set("district_n", grouped(counts.enterprises as u64));
            set("district_drawn", grouped(counts.drawn as u64));
            set("district_value", numbers.district_values[i].value.map_or_else(|| "–".to_owned(), number));
            if let Some(row) = row(district) {
                set("district_part", fixed(row.fractional, 2));
                set("district_base", grouped(row.n.unwrap_or_default()));
                set("district_low", percent(row.share_low));
                set("district_high", percent(row.share_high));
            }
        }
        // The district to be named is the one the figure is about, else the first of which something can be said.
        let certain = ranked.iter().find(|(district, v)| *v > 1.0 && !is_uncertain(of, district)).map(|(d, _)| *d);
        let first = of.focus().map(|(_, d)| d).or(certain).or(ranked.first().map(|(d, _)| *d));
        if let (Some(Measure::LocationQuotient(_)), Some(first)) = (&measure, first)
            && let Some(row) = row(first)
        {
            set("first", first.name.get(language).to_owned());
            let two = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| format!("{v:.2}"));
            set("lq", two(row.lq));
            set("lq_low", two(row.lq_low));
            set("lq_high", two(row.lq_high));
            set("p", row.p.map_or_else(|| "–".to_owned(), |p| probability(Some(p))));
        }
        let hot = Controls::new(&crate::layers::hot_areas::HotAreasLayer, &of.document.layers, taxonomy);
        Facts {
            fields,
            measure,
            has_hot_areas: hot.visible(),
            districts_with_value: ranked.len(),
            lead: Lead::of(&written),
            n,
            has_certain_quotient: certain.is_some(),
        }
    }

    /// Whether no enterprise is shown.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// A text with its fields filled in; what is no field stays as it is.
    pub fn filled(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            let after = &rest[start + 1..];
            let field = after.find('}').map(|end| (&after[..end], end));
            match field.and_then(|(name, end)| self.fields.get(name).map(|value| (value, end))) {
                Some((value, end)) => {
                    out.push_str(value);
                    rest = &after[end + 1..];
                }
                None => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// Names in braces that look like fields and are none.
pub fn unknown_fields(text: &str) -> Vec<&str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    let is_name = |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    inside.filter(is_name).filter(|name| !FIELDS.contains(name)).collect()
}

/// Whether the map shows a district's value pale.
fn is_uncertain(of: &Ingredients<'_>, district: &District) -> bool {
    let place = of.pack.districts.iter().position(|d| d.adcode == district.adcode);
    place.is_none_or(|i| of.numbers.district_values[i].is_uncertain)
}

/// Dates of the data, as far as they are known.
pub(super) fn date(of: &Ingredients<'_>) -> String {
    of.catalogue.data_dates_text(of.language)
}

/// The place a figure is about: the district it is of, else all of the pack.
fn place(of: &Ingredients<'_>) -> String {
    let name = of.focus().map_or(&of.pack.name, |(_, district)| &district.name);
    name.get(of.language).to_owned()
}

/// What the districts' colours say, where they are seen. Small maps have colours of their own.
fn measure(of: &Ingredients<'_>) -> Option<Measure> {
    if small_maps_of(of).is_some() {
        return None;
    }
    let (settings, taxonomy) = (&of.document.layers, of.catalogue.taxonomy());
    let controls = Controls::new(&Choropleth, settings, taxonomy);
    let is_seen = controls.visible() && replaced_by(&Choropleth, settings, taxonomy).is_none();
    is_seen.then(|| of.numbers.wanted.measure.clone())
}

/// The one track a figure is about.
fn track(of: &Ingredients<'_>, measure: Option<&Measure>) -> Option<String> {
    match (measure, of.document.filter.tracks.as_slice()) {
        (Some(Measure::Share(id) | Measure::LocationQuotient(id)), _) => Some(id.clone()),
        (_, [one]) => Some(one.clone()),
        _ => None,
    }
}

/// Name of a track.
pub(super) fn name_of_track(of: &Ingredients<'_>, id: &str) -> Option<String> {
    let taxonomy = of.catalogue.taxonomy();
    taxonomy.index_of(id).and_then(|i| taxonomy.get(i)).map(|t| t.name.get(of.language).to_owned())
}

/// Districts with a value above 0, the greatest first, then by code.
fn ranked<'a>(of: &Ingredients<'a>) -> Vec<(&'a District, f64)> {
    valued(of).into_iter().filter(|(_, v)| *v > 0.0).collect()
}

/// Districts with a value, the greatest first, then by code; those that a filter leaves out have none to show.
pub(super) fn valued<'a>(of: &Ingredients<'a>) -> Vec<(&'a District, f64)> {
    let chosen = &of.document.filter.districts;
    let values = of.pack.districts.iter().zip(&of.numbers.district_values);
    let values = values.filter(|(d, _)| chosen.is_empty() || chosen.contains(&d.adcode));
    let mut valued: Vec<_> = values.filter_map(|(d, v)| v.value.map(|v| (d, v))).collect();
    valued.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.adcode.cmp(&b.0.adcode)));
    valued
}

/// The statistics of the measure's track in each district, as the map's values are worked out; none of other measures.
pub(super) fn rows(of: &Ingredients<'_>, measure: Option<&Measure>) -> Vec<StatRow> {
    let (track, selection) = match measure {
        Some(Measure::Share(track)) => (track, of.numbers.selection.clone()),
        Some(Measure::LocationQuotient(track)) => {
            (track, Arc::new(of.document.filter.comparable().select(of.catalogue)))
        }
        _ => return Vec::new(),
    };
    let rows = stats(of.catalogue, &selection, By::DistrictTrack, Counting::Fractional, &of.pack.areas_km2());
    rows.into_iter().filter(|row| row.track.as_deref() == Some(track)).collect()
}

/// A field as it stands in a text.
pub(super) fn field(name: &'static str) -> String {
    format!("{{{name}}}")
}

/// A message whose arguments are the fields of the same names.
pub(super) fn with_fields(id: &'static str, names: &[&'static str]) -> Message {
    names.iter().fold(Message::new(id), |message, name| message.with(name, field(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_and_other_braces_stay() {
        let fields = FIELDS.iter().map(|f| (*f, format!("<{f}>"))).collect();
        let facts = Facts {
            fields,
            measure: None,
            has_hot_areas: false,
            districts_with_value: 0,
            lead: Lead::Followed(0),
            n: 0,
            has_certain_quotient: false,
        };
        assert_eq!(facts.filled("{n} of {total}, {unknown} {",), "<n> of <total>, {unknown} {");
        assert_eq!(facts.filled("{{n}}"), "{<n>}");
        assert_eq!(facts.filled(""), "");
    }

    #[test]
    fn equal_values_have_no_order() {
        let lead = |values: &[&str]| Lead::of(&values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>()).code();
        assert_eq!(lead(&["5", "4", "3", "2"]), "two");
        assert_eq!(lead(&["5", "4", "3"]), "two");
        assert_eq!(lead(&["5", "4", "4"]), "two");
        // Two of the three that have one enterprise would be a choice of nobody's.
        assert_eq!(lead(&["5", "3", "1", "1", "1"]), "one");
        assert_eq!(lead(&["5", "1", "1", "1"]), "none");
        assert_eq!(lead(&["5", "1"]), "one");
        assert_eq!(lead(&["5"]), "none");
        assert_eq!(lead(&["5", "5", "1"]), "tied");
        assert_eq!(lead(&[]), "tied");
    }
}
