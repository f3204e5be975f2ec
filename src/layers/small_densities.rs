//! Kernel densities of small maps: one bandwidth and one scale of colour for all, so equal colours are equal densities.

use super::density::{DensityWanted, colored, ramp, rule_name};
use super::smoothing::{Grain, Smoothing};
use crate::geography::{Pack, Plane};
use crate::language::{Language, Message, grouped, say};
use crate::scene::Image;
use crate::scene::legend::Legend;
use crate::spatial::density::{Density, EdgeCorrection, density};

/// The densities of a set of small maps.
#[derive(Clone, Debug, PartialEq)]
pub struct SmallDensities {
    /// Colours of each map, in order; none for a map without points.
    pub images: Vec<Option<Image>>,
    /// The density that has the strongest colour on all of them, enterprises/km².
    pub top: f32,
    /// Their bandwidth, metres: that of all points together.
    pub bandwidth_m: f64,
    /// How the bandwidth was chosen, as the layer's control has it.
    rule: String,
    dark: bool,
}

/// A small map shows no more cells.
const GRAIN: Grain = Grain { per_bandwidth: 6.0, most: 400.0 };

impl SmallDensities {
    /// The densities of the points of each map, their bandwidth chosen from `all` points; `None` without points or
    /// when cancelled.
    pub fn new(
        wanted: &DensityWanted,
        all: &[Plane],
        maps: &[Vec<Plane>],
        pack: &Pack,
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Option<SmallDensities> {
        if all.is_empty() {
            return None;
        }
        let Smoothing { bandwidth_m, land } = Smoothing::new(&wanted.bandwidth, all, pack, GRAIN)?;
        let made = |points: &Vec<Plane>| {
            let some = (!points.is_empty()).then_some(points);
            some.and_then(|points| density(points, None, &land, bandwidth_m, EdgeCorrection::Diggle, cancelled).ok())
        };
        let densities: Vec<Option<Density>> = maps.iter().map(made).collect();
        let top = densities.iter().flatten().map(|d| d.max).fold(0.0, f32::max);
        let images = densities.iter().map(|d| d.as_ref().map(|d| colored(d, wanted.dark, top))).collect();
        let rule = wanted.bandwidth.clone();
        (!cancelled()).then_some(SmallDensities { images, top, bandwidth_m, rule, dark: wanted.dark })
    }

    /// What the colours of all maps mean.
    pub fn legend(&self, language: Language) -> Legend {
        let note = Message::new("multiples-legend-bandwidth")
            .with("metres", grouped(self.bandwidth_m.round() as u64))
            .with("rule", rule_name(&self.rule, language));
        Legend {
            title: say(language, "legend-density"),
            unit: say(language, "unit-per-km2"),
            entries: vec![ramp(self.top, self.dark)],
            note: Some(note.text(language)),
        }
    }
}
