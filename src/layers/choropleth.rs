//! Districts coloured by a number: enterprises, enterprises per km², share of a track.

use std::sync::Arc;

use super::classes::{ClassMethod, breaks, class_of};
use super::{Controls, Drawing, Layer, MapInput, Param, ParamKind, ground, palette};
use crate::geography::Adcode;
use crate::language::{Language, Message, say};
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::{Area, Color, Group, Ink, Item, Shape, Target};

/// What a district's colour says.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// Enterprises.
    Count,
    /// Enterprises per km² of land.
    DensityPerKm2,
    /// Share of a track in the district's enterprises, fractional counting; the track's id.
    Share(String),
    /// Location quotient of a track, fractional counting; the track's id.
    LocationQuotient(String),
}

impl Measure {
    /// The measure the layer's controls ask for.
    pub fn of(controls: &Controls<'_>) -> Measure {
        match controls.word("measure") {
            "density" => Measure::DensityPerKm2,
            "share" => Measure::Share(controls.word("track").to_owned()),
            "lq" => Measure::LocationQuotient(controls.word("track").to_owned()),
            _ => Measure::Count,
        }
    }

    /// Unit and decimals of its values.
    pub fn form(&self) -> (&'static str, usize) {
        match self {
            Measure::Count => ("unit-enterprises", 0),
            Measure::DensityPerKm2 => ("unit-per-km2", 3),
            Measure::Share(_) => ("unit-percent", 1),
            Measure::LocationQuotient(_) => ("", 2),
        }
    }
}

/// The layer.
#[derive(Debug)]
pub struct Choropleth;

impl Layer for Choropleth {
    fn id(&self) -> &'static str {
        "choropleth"
    }

    fn title(&self) -> &'static str {
        "layer-choropleth"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param {
                key: "measure",
                label: "param-measure",
                kind: ParamKind::Choice(&["count", "density", "share", "lq"]),
                default: "count",
            },
            Param { key: "track", label: "param-track", kind: ParamKind::Track, default: "ai-llm" },
            Param {
                key: "classes-by",
                label: "param-classes-by",
                kind: ParamKind::Choice(&["quantile", "equal", "natural"]),
                default: "natural",
            },
            Param {
                key: "classes",
                label: "param-classes",
                kind: ParamKind::Number { words: &[], min: 2.0, max: 7.0, step: 1.0, unit: "", logarithmic: false },
                default: "5",
            },
            Param {
                key: "palette",
                label: "param-palette",
                kind: ParamKind::Choice(palette::SEQUENTIAL),
                default: "teal",
            },
        ];
        PARAMS
    }

    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing) {
        let measure = Measure::of(controls);
        if let Measure::LocationQuotient(track) = &measure {
            return quotients(input, track, controls.word("palette"), drawing);
        }
        let values: Vec<f64> = input.numbers.district_values.iter().map(|v| v.value.unwrap_or(f64::NAN)).collect();
        // Districts without any enterprise are no class of their own range: they stay the colour of bare land.
        let own: Vec<f64> = values.iter().copied().filter(|v| *v > 0.0).collect();
        let shown = input.numbers.classed.as_ref().map_or(own, |classed| classed.to_vec());
        let ends =
            breaks(&shown, controls.number("classes") as usize, ClassMethod::from_code(controls.word("classes-by")));
        let name = controls.word("palette");
        let color = |class| palette::class_color(name, class, ends.len(), input.is_dark());
        let fill = |i: usize| class_of(&ends, values[i]).filter(|_| values[i] > 0.0).map(color);
        drawing.groups.push(Group::plane("choropleth", colored(input, fill)));
        drawing.legends.push(legend(input, &measure, &shown, &ends, color));
    }
}

/// The districts in the colours of their place in the pack; without one, that of bare land.
fn colored(input: &MapInput<'_>, fill: impl Fn(usize) -> Option<Color>) -> Vec<Item> {
    let district = |(i, (adcode, shape)): (usize, &(Adcode, Arc<Shape>))| {
        let fill = Some(fill(i).unwrap_or(ground::land_color(input.ink)));
        Item::Area(Area { shape: shape.clone(), fill, stroke: None, target: Some(Target::District(*adcode)) })
    };
    input.basemap.districts.iter().enumerate().map(district).collect()
}

/// Location quotients in fixed classes around 1, so that two tracks compare; pale where the interval spans 1.
fn quotients(input: &MapInput<'_>, track: &str, name: &str, drawing: &mut Drawing) {
    let language = input.language;
    let color = |class| match name {
        // Two colours would be one grey on a photocopy.
        "greys" => palette::class_color(name, class, palette::QUOTIENTS.len() + 1, input.is_dark()),
        _ => palette::quotient_color(class, input.is_dark()),
    };
    let pale = |class| ground::land_color(input.ink).mix(color(class), palette::UNCERTAIN);
    let values = &input.numbers.district_values;
    let fill = |i: usize| {
        let class = palette::quotient_class(values[i].value?);
        Some(if values[i].is_uncertain { pale(class) } else { color(class) })
    };
    drawing.groups.push(Group::plane("choropleth", colored(input, fill)));
    let entries = quotient_entries(language, input.ink, color);
    let name = input.catalogue.taxonomy().tracks().iter().find(|t| t.id == track).map(|t| t.name.clone());
    drawing.legends.push(Legend {
        title: Message::new("legend-lq").with("track", name.unwrap_or_default()).text(language),
        unit: String::new(),
        entries,
        note: Some(say(language, "legend-lq-note")),
    });
}

/// What the colours of location quotients mean: the highest class on top, then the pale ones and those that cannot be told.
pub(super) fn quotient_entries(language: Language, ink: &Ink, color: impl Fn(usize) -> Color) -> Vec<LegendEntry> {
    let land = ground::land_color(ink);
    let entry = |(class, label): (usize, String)| LegendEntry { swatch: Swatch::Fill(color(class)), label };
    let mut entries: Vec<LegendEntry> = palette::quotient_labels().into_iter().enumerate().rev().map(entry).collect();
    let pale = (0..=palette::QUOTIENTS.len()).map(|class| land.mix(color(class), palette::UNCERTAIN)).collect();
    let uncertain = Swatch::Ramp { colors: pale, labels: vec![say(language, "legend-lq-pale")] };
    entries.push(LegendEntry { swatch: uncertain, label: String::new() });
    entries.push(LegendEntry { swatch: Swatch::Fill(land), label: say(language, "legend-undefined") });
    entries
}

fn legend(
    input: &MapInput<'_>,
    measure: &Measure,
    shown: &[f64],
    ends: &[f64],
    color: impl Fn(usize) -> Color,
) -> Legend {
    let language = input.language;
    let (unit, decimals) = measure.form();
    let number = |v: f64| crate::scene::scale::number(v, decimals);
    let mut entries = Vec::new();
    for (class, &end) in ends.iter().enumerate() {
        let members: Vec<f64> = shown.iter().copied().filter(|v| class_of(ends, *v) == Some(class)).collect();
        let low = members.iter().copied().fold(end, f64::min);
        let label = if number(low) == number(end) { number(end) } else { format!("{}–{}", number(low), number(end)) };
        entries.push(LegendEntry { swatch: Swatch::Fill(color(class)), label });
    }
    entries.reverse();
    // Districts that the filter leaves out are not empty: nobody asked about them.
    let chosen = &input.numbers.wanted.filter.districts;
    let rest = match (chosen.is_empty(), measure) {
        (false, _) => "legend-not-chosen",
        (true, Measure::Share(_)) => "legend-none-track",
        (true, _) => "legend-none",
    };
    entries.push(LegendEntry { swatch: Swatch::Fill(ground::land_color(input.ink)), label: say(language, rest) });
    let title = match measure {
        Measure::Count => say(language, "legend-count"),
        Measure::DensityPerKm2 => say(language, "legend-density-land"),
        // Quotients have a legend of their own.
        Measure::Share(id) | Measure::LocationQuotient(id) => {
            let track = input.catalogue.taxonomy().tracks().iter().find(|t| t.id == *id);
            let name = track.map(|t| t.name.clone()).unwrap_or_default();
            Message::new("legend-share").with("track", name).text(language)
        }
    };
    Legend { title, unit: say(language, unit), entries, note: None }
}
