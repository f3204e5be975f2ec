//! What the chart of a figure shows: its numbers are those of the map or of the profile.

use super::chart::{Bar, Chart};
use super::facts::{name_of_track, rows, valued};
use super::{Ingredients, blocks};
use crate::document::{ChartOf, Template};
use crate::geography::Adcode;
use crate::language::{Message, say};
use crate::layers::choropleth::Measure;
use crate::layers::palette;
use crate::profile::{Block, Profile};
use crate::scene::page::MapView;
use crate::scene::{Color, Item, Target};
use crate::statistics::{By, Counting, stats};

/// The chart; bars of districts have the colours they have on the map.
pub fn chart(of: &Ingredients<'_>, profile: Option<&Profile>, map: Option<&MapView>) -> Chart {
    if of.document.figure.template == Template::District
        && let Some(chart) = profile.and_then(of_profile)
    {
        return Chart { more: more(of), ..chart };
    }
    let chart = match of.document.figure.chart {
        ChartOf::Districts => of_districts(of, map),
        ChartOf::Tracks => of_tracks(of),
        ChartOf::Years => of_years(of),
    };
    Chart { more: more(of), ..chart }
}

fn more(of: &Ingredients<'_>) -> String {
    Message::new("chart-more").with("n", "{n}").text(of.language)
}

/// The first bars of a profile: its tracks beside the city's.
fn of_profile(profile: &Profile) -> Option<Chart> {
    let chart = blocks(profile).find_map(|block| if let Block::Bars(chart) = block { Some(chart) } else { None })?;
    let bar = |b: &crate::profile::Bar| Bar {
        label: b.label.clone(),
        value: b.value,
        compared: b.compare,
        interval: None,
        color: b.color_track.map_or(palette::CLUSTER, palette::track_color),
    };
    Some(Chart {
        title: chart.title.clone(),
        unit: chart.unit.clone(),
        decimals: chart.decimals,
        bars: chart.bars.iter().map(bar).collect(),
        compared: chart.compare_label.clone(),
        ..Chart::default()
    })
}

fn of_districts(of: &Ingredients<'_>, map: Option<&MapView>) -> Chart {
    let language = of.language;
    let measure = &of.numbers.wanted.measure;
    let (unit, decimals) = measure.form();
    let is_quotient = matches!(measure, Measure::LocationQuotient(_));
    let rows = if is_quotient { rows(of, Some(measure)) } else { Vec::new() };
    let interval = |code: Adcode| {
        let row = rows.iter().find(|row| row.district == Some(code))?;
        Some([row.lq_low?, row.lq_high?])
    };
    let bars = valued(of).into_iter().map(|(district, value)| Bar {
        label: district.name.get(language).to_owned(),
        value,
        compared: is_quotient.then_some(1.0),
        interval: interval(district.adcode),
        color: map.and_then(|map| on_map(map, district.adcode)).unwrap_or(of.style.ink.line),
    });
    let title = match measure {
        Measure::Count => say(language, "legend-count"),
        Measure::DensityPerKm2 => say(language, "legend-density-land"),
        Measure::Share(id) | Measure::LocationQuotient(id) => {
            let track = name_of_track(of, id).unwrap_or_default();
            let is_share = matches!(measure, Measure::Share(_));
            Message::new(if is_share { "legend-share" } else { "legend-lq" }).with("track", track).text(language)
        }
    };
    let [compared, interval] =
        ["chart-city-is-one", "chart-interval"].map(|id| if is_quotient { say(language, id) } else { String::new() });
    let unit = if unit.is_empty() { String::new() } else { say(language, unit) };
    Chart { title, unit, decimals, bars: bars.collect(), compared, interval, ..Chart::default() }
}

/// The colour of a district on the map.
fn on_map(map: &MapView, code: Adcode) -> Option<Color> {
    let colored = map.scene.groups.iter().find(|group| group.name == "choropleth")?;
    colored.items.iter().find_map(|item| match item {
        Item::Area(area) if area.target == Some(Target::District(code)) => area.fill,
        _ => None,
    })
}

fn of_tracks(of: &Ingredients<'_>) -> Chart {
    let language = of.language;
    let rows = stats(of.catalogue, &of.numbers.selection, By::Track, Counting::Full, &of.pack.areas_km2());
    let taxonomy = of.catalogue.taxonomy();
    let mut bars: Vec<Bar> = rows
        .iter()
        .filter_map(|row| {
            let i = taxonomy.index_of(row.track.as_deref()?)?;
            (row.count > 0).then(|| Bar {
                label: taxonomy.get(i).map(|t| t.name.get(language).to_owned()).unwrap_or_default(),
                value: row.count as f64,
                compared: None,
                interval: None,
                color: palette::track_color(i),
            })
        })
        .collect();
    bars.sort_by(|a, b| b.value.total_cmp(&a.value));
    let (title, unit) = (say(language, "chart-tracks"), say(language, "unit-enterprises"));
    Chart { title, unit, bars, ..Chart::default() }
}

fn of_years(of: &Ingredients<'_>) -> Chart {
    let mut years: Vec<i32> =
        of.numbers.selection.iter().filter_map(|row| of.catalogue.row(row).founded()).map(|f| f.year()).collect();
    years.sort_unstable();
    let language = of.language;
    let unknown = of.numbers.selection.count() - years.len();
    let without = match unknown {
        0 => String::new(),
        n => Message::new("chart-years-unknown").with("n", n).text(language),
    };
    let (title, unit) = (say(language, "chart-years"), say(language, "unit-enterprises"));
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return Chart { title, unit, ..Chart::default() };
    };
    // Whole spans of years that make at most a dozen bars.
    let span = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|s| (last - first) / s < 12).unwrap_or(500);
    let start = first.div_euclid(span) * span;
    let bars = (start..=*last).step_by(span as usize).map(|from| {
        let n = years.iter().filter(|y| (from..from + span).contains(y)).count();
        let label = if span == 1 { from.to_string() } else { format!("{from}–{}", from + span - 1) };
        Bar { label, value: n as f64, compared: None, interval: None, color: Color::hex(0x1f_7a_8c) }
    });
    Chart { title, unit, bars: bars.collect(), without, ..Chart::default() }
}
