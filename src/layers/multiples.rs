//! Small maps side by side on one scale: a map a track, or two slices of time and their difference.
//!
//! Classes and colours are those of all maps together, so equal colours are equal values; so are those of densities,
//! which take the place of the districts' colours where they are asked for, but not on the map of a difference. A slice holds what was
//! founded in it and is still in the catalogue: who was founded and has closed is in neither.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::classes::{ClassMethod, breaks, class_of};
use super::density::DensityWanted;
use super::ground::{land_color, water_color};
use super::multiples_maps::{by_periods, by_tracks};
use super::numbers::DistrictValue;
use super::small_densities::SmallDensities;
use super::{Basemap, palette};
use crate::catalogue::{Catalogue, Selection};
use crate::geography::{Pack, Plane};
use crate::language::{Language, Message, fixed, say};
use crate::scene::{Area, Color, Disc, Frame, Group, Image, Ink, Item, Scene, Shape, Stroke, Target};

/// What sets the maps apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MultiplesBy {
    /// A map a track.
    #[default]
    Tracks,
    /// Two slices of founding years, and their difference.
    Periods,
}

/// What the colours say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MultiplesMeasure {
    /// Enterprises; of a track, those that have it.
    #[default]
    Count,
    /// By tracks: the track's share of the district's enterprises (fractional), %. By periods: the district's share of
    /// the period's enterprises, %.
    Share,
    /// Location quotient of the track, fractional; by periods there is none, and the share is shown.
    Quotient,
}

/// A first and a last founding year, both included.
pub type Period = [i32; 2];

/// The question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MultiplesWanted {
    /// What sets the maps apart.
    pub by: MultiplesBy,
    /// What the colours say.
    pub measure: MultiplesMeasure,
    /// The slices; the halves of the catalogue without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub periods: Option<[Period; 2]>,
}

/// What a small map is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A track, by its index.
    Track(usize),
    /// A slice of time.
    Period(Period),
    /// The second slice less the first.
    Difference,
}

/// What a location quotient rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QuotientBasis {
    /// Ends of its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Enterprises of the track in the district, by fractional counting.
    pub n: f64,
}

/// One map.
#[derive(Clone, Debug, PartialEq)]
pub struct SmallMap {
    /// What it is of.
    pub subject: Subject,
    /// Values by district, in the order of the pack.
    pub values: Vec<DistrictValue>,
    /// What quotients rest on, by district; empty where the values are none.
    pub quotients: Vec<QuotientBasis>,
    /// Enterprises in it, with or without a known district.
    pub n: usize,
    /// Those whose district is known: what the colours count.
    pub placed: usize,
    /// Positions of those that are drawn; none where they are more than [`MAX_DISCS`].
    pub points: Arc<[Plane]>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiples {
    /// The question, with the slices that were taken.
    pub wanted: MultiplesWanted,
    /// The maps in order.
    pub maps: Vec<SmallMap>,
    /// Upper ends of the classes of counts and shares, of all maps but the difference.
    pub ends: Vec<f64>,
    /// Greatest difference either way.
    pub greatest_difference: f64,
    /// Enterprises whose founding year is not known; by periods they are on no map.
    pub without_year: usize,
    /// Palette of counts and shares.
    pub palette: String,
    /// Densities of the maps, where they were asked for and there are points.
    pub densities: Option<SmallDensities>,
}

/// More enterprises than this are not drawn as discs on a small map.
pub const MAX_DISCS: usize = 1_500;
const CLASSES: usize = 5;
const DISC_PT: f32 = 1.6;

/// The halves of the founding years that are known, of about equal numbers; `None` with fewer than two years.
pub fn halves(catalogue: &Catalogue, selection: &Selection) -> Option<[Period; 2]> {
    let mut years: Vec<i32> =
        selection.iter().filter_map(|row| catalogue.row(row).founded()).map(|f| f.year()).collect();
    years.sort_unstable();
    let (first, last) = (*years.first()?, *years.last()?);
    let middle = years[(years.len() - 1) / 2].min(last - 1);
    (first < last).then_some([[first, middle], [middle + 1, last]])
}

impl Multiples {
    /// The maps of the selected rows, with their densities on wish; `None` when cancelled, or by periods without
    /// years.
    pub fn new(
        wanted: &MultiplesWanted,
        density: Option<&DensityWanted>,
        catalogue: &Catalogue,
        selection: &Selection,
        pack: &Pack,
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Option<Multiples> {
        let without_year = selection.iter().filter(|row| catalogue.row(*row).founded().is_none()).count();
        let mut wanted = wanted.clone();
        let maps = match wanted.by {
            MultiplesBy::Tracks => by_tracks(wanted.measure, catalogue, selection, pack),
            MultiplesBy::Periods => {
                let periods = wanted.periods.or_else(|| halves(catalogue, selection))?;
                wanted.periods = Some(periods);
                by_periods(wanted.measure, periods, catalogue, selection, pack)
            }
        };
        let of = |difference: bool| {
            let maps = maps.iter().filter(move |m| (m.subject == Subject::Difference) == difference);
            maps.flat_map(|m| &m.values).filter_map(|v| v.value)
        };
        let shown: Vec<f64> = of(false).filter(|v| *v > 0.0).collect();
        let ends = breaks(&shown, CLASSES, ClassMethod::Natural);
        let greatest_difference = of(true).map(f64::abs).fold(0.0, f64::max);
        let palette = "teal".to_owned();
        let densities = density.and_then(|density| {
            let (all, each) = points_of(&maps, catalogue, selection);
            SmallDensities::new(density, &all, &each, pack, cancelled)
        });
        (!cancelled()).then_some(Multiples {
            wanted,
            maps,
            ends,
            greatest_difference,
            without_year,
            palette,
            densities,
        })
    }

    /// Whether the colours say location quotients.
    pub fn is_of_quotients(&self) -> bool {
        self.wanted.by == MultiplesBy::Tracks && self.wanted.measure == MultiplesMeasure::Quotient
    }

    /// The density of a map, where it shows one.
    fn density(&self, map: &SmallMap) -> Option<&Image> {
        let place = self.maps.iter().position(|m| m.subject == map.subject)?;
        self.densities.as_ref()?.images[place].as_ref()
    }

    /// Whether the districts of a map are coloured by their values.
    fn colors_districts(&self, map: &SmallMap) -> bool {
        self.densities.is_none() || map.subject == Subject::Difference
    }

    /// The scene of a map.
    pub fn scene(&self, map: &SmallMap, basemap: &Basemap, frame: &Frame, ink: &Ink) -> Scene {
        let [w, h] = frame.size_pt;
        let paper = Area {
            shape: Arc::new(Shape::rectangle([0.0, 0.0], [w, h])),
            fill: Some(ink.paper),
            stroke: None,
            target: None,
        };
        let district = |(i, (code, shape)): (usize, &(crate::geography::Adcode, Arc<Shape>))| {
            let value = if self.colors_districts(map) { self.color(map, i, ink) } else { None };
            let fill = Some(value.unwrap_or(land_color(ink)));
            Item::Area(Area { shape: shape.clone(), fill, stroke: None, target: Some(Target::District(*code)) })
        };
        let outline = |(_, shape): &(crate::geography::Adcode, Arc<Shape>)| {
            let stroke = Some(Stroke::solid(0.5, ink.line));
            Item::Area(Area { shape: shape.clone(), fill: None, stroke, target: None })
        };
        let water = |shape: &Arc<Shape>| {
            Item::Area(Area { shape: shape.clone(), fill: Some(water_color(ink)), stroke: None, target: None })
        };
        let dot = match map.subject {
            Subject::Track(track) if self.is_of_quotients() => palette::track_color(track),
            _ => ink.text,
        };
        // Over a density discs are smaller, for it to be seen.
        let radius_pt = if self.colors_districts(map) { DISC_PT } else { DISC_PT * 0.6 };
        let disc = |p: &Plane| {
            let stroke = Some(Stroke::solid(0.4, ink.halo));
            Item::Disc(Disc { centre: [p.x, p.y], radius_pt, fill: Some(dot), stroke, target: None })
        };
        let density = self.density(map).map(|image| Group::plane("density", vec![Item::Image(image.clone())]));
        let ground = [
            Group::page("paper", vec![Item::Area(paper)]),
            Group::plane("choropleth", basemap.districts.iter().enumerate().map(district).collect()),
        ];
        let over = [
            Group::plane("water", basemap.water.iter().map(water).collect()),
            Group::plane("borders", basemap.districts.iter().map(outline).collect()),
            Group::plane("enterprises", map.points.iter().map(disc).collect()),
        ];
        Scene { groups: ground.into_iter().chain(density).chain(over).collect() }
    }

    /// The colour of a district by its place in the pack; `None` for that of bare land.
    fn color(&self, map: &SmallMap, district: usize, ink: &Ink) -> Option<Color> {
        let dark = ink.is_dark();
        let found = map.values[district];
        let value = found.value?;
        if map.subject == Subject::Difference {
            return self.difference_class(value).map(|class| palette::quotient_color(class, dark));
        }
        if self.is_of_quotients() {
            let color = palette::quotient_color(palette::quotient_class(value), dark);
            let pale = found.is_uncertain;
            return Some(if pale { land_color(ink).mix(color, palette::UNCERTAIN) } else { color });
        }
        let class = class_of(&self.ends, value).filter(|_| value > 0.0)?;
        Some(palette::class_color(&self.palette, class, self.ends.len(), dark))
    }

    /// The class of a difference about no change: 0 and 1 under it, 3 and 4 over it; `None` for none at all.
    fn difference_class(&self, value: f64) -> Option<usize> {
        let half = self.greatest_difference / 2.0;
        match value {
            0.0 => None,
            v if v < -half => Some(0),
            v if v < 0.0 => Some(1),
            v if v <= half => Some(3),
            _ => Some(4),
        }
    }

    /// Decimals of its values.
    pub fn decimals(&self) -> usize {
        match self.wanted.measure {
            MultiplesMeasure::Count => 0,
            _ if self.is_of_quotients() => 2,
            _ => 1,
        }
    }

    /// A value in words, with its unit.
    pub fn value_text(&self, map: &SmallMap, district: usize, language: Language) -> String {
        let Some(value) = map.values[district].value else { return say(language, "legend-undefined") };
        if self.is_of_quotients() {
            return Message::new("multiples-lq").with("value", format!("{value:.2}")).text(language);
        }
        let sign = if map.subject == Subject::Difference && value > 0.0 { "+" } else { "" };
        let unit = match (self.wanted.measure, map.subject) {
            (MultiplesMeasure::Count, _) => "unit-enterprises",
            (_, Subject::Difference) => "multiples-unit-points",
            _ => "unit-percent",
        };
        format!("{sign}{} {}", fixed(value, self.decimals()), say(language, unit))
    }
}

/// Positions of all rows, and of those of each map.
fn points_of(maps: &[SmallMap], catalogue: &Catalogue, selection: &Selection) -> (Vec<Plane>, Vec<Vec<Plane>>) {
    let (mut all, mut each) = (Vec::new(), vec![Vec::new(); maps.len()]);
    for row in selection.iter().map(|row| catalogue.row(row)) {
        let Some(at) = row.plane() else { continue };
        all.push(at);
        let (tracks, year) = (row.tracks(), row.founded().map(|founded| founded.year()));
        for (map, points) in maps.iter().zip(&mut each) {
            let is_on_it = match map.subject {
                Subject::Track(track) => tracks.contains(track),
                Subject::Period([from, to]) => year.is_some_and(|year| (from..=to).contains(&year)),
                Subject::Difference => false,
            };
            if is_on_it {
                points.push(at);
            }
        }
    }
    (all, each)
}

#[cfg(test)]
#[path = "multiples_tests.rs"]
mod tests;
