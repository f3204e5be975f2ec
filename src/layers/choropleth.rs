//! Districts coloured by a number: enterprises, enterprises per km², share of a track.

use super::classes::{ClassMethod, breaks, class_of};
use super::{Controls, Drawing, Layer, MapInput, Param, ParamKind, ground, palette};
use crate::language::{Message, say};
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::{Area, Group, Item, Target};

/// What a district's colour says.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// Enterprises.
    Count,
    /// Enterprises per km² of land.
    DensityPerKm2,
    /// Share of a track in the district's enterprises, fractional counting; the track's id.
    Share(String),
}

impl Measure {
    /// The measure the layer's controls ask for.
    pub fn of(controls: &Controls<'_>) -> Measure {
        match controls.word("measure") {
            "density" => Measure::DensityPerKm2,
            "share" => Measure::Share(controls.word("track").to_owned()),
            _ => Measure::Count,
        }
    }

    /// Unit and decimals of its values.
    fn form(&self) -> (&'static str, usize) {
        match self {
            Measure::Count => ("unit-enterprises", 0),
            Measure::DensityPerKm2 => ("unit-per-km2", 2),
            Measure::Share(_) => ("unit-percent", 1),
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
                kind: ParamKind::Choice(&["count", "density", "share"]),
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
        let values: Vec<f64> = input.numbers.district_values.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        // Districts without any enterprise are no class of their own range: they stay the colour of bare land.
        let shown: Vec<f64> = values.iter().copied().filter(|v| *v > 0.0).collect();
        let ends =
            breaks(&shown, controls.number("classes") as usize, ClassMethod::from_code(controls.word("classes-by")));
        let name = controls.word("palette");
        let color = |class| palette::class_color(name, class, ends.len(), input.is_dark());
        let items = input
            .basemap
            .districts
            .iter()
            .zip(&values)
            .map(|((adcode, shape), &value)| {
                let fill = match class_of(&ends, value) {
                    Some(class) if value > 0.0 => color(class),
                    _ => ground::land(input),
                };
                let target = Some(Target::District(*adcode));
                Item::Area(Area { shape: shape.clone(), fill: Some(fill), stroke: None, target })
            })
            .collect();
        drawing.groups.push(Group::plane("choropleth", items));
        drawing.legends.push(legend(input, &measure, &shown, &ends, color));
    }
}

fn legend(
    input: &MapInput<'_>,
    measure: &Measure,
    shown: &[f64],
    ends: &[f64],
    color: impl Fn(usize) -> crate::scene::Color,
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
    let rest = if chosen.is_empty() { "legend-none" } else { "legend-not-chosen" };
    entries.push(LegendEntry { swatch: Swatch::Fill(ground::land(input)), label: say(language, rest) });
    let title = match measure {
        Measure::Count => say(language, "legend-count"),
        Measure::DensityPerKm2 => say(language, "legend-density-land"),
        Measure::Share(id) => {
            let track = input.catalogue.taxonomy().tracks().iter().find(|t| t.id == *id);
            let name = track.map(|t| t.name.clone()).unwrap_or_default();
            Message::new("legend-share").with("track", name).text(language)
        }
    };
    Legend { title, unit: say(language, unit), entries, note: None }
}
