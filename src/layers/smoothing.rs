//! How points are smoothed: one rule of bandwidth and cells for every layer that smooths.

use super::land::land;
use crate::geography::{Pack, Plane};
use crate::spatial::bandwidth::{BandwidthRule, bandwidth};
use crate::spatial::mask::Mask;

/// Bandwidth where the points are too few to choose one, metres: the fixed one that controls begin with.
const FALLBACK_M: f64 = 800.0;

/// How fine the cells are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grain {
    /// Cells to a bandwidth, unless the city is too long for that.
    pub per_bandwidth: f64,
    /// Cells along the longer side of the city at most.
    pub most: f64,
}

/// What a kernel density needs beside its points.
#[derive(Clone, Debug)]
pub(super) struct Smoothing {
    /// Bandwidth, metres; no less than a cell.
    pub bandwidth_m: f64,
    /// Cells of the land.
    pub land: Mask,
}

impl Smoothing {
    /// The smoothing of points by the code of a [`BandwidthRule`], or metres; `None` where no grid can be.
    pub fn new(code: &str, points: &[Plane], pack: &Pack, grain: Grain) -> Option<Smoothing> {
        let rule = BandwidthRule::from_code(code).unwrap_or(BandwidthRule::Fixed(FALLBACK_M));
        let chosen = bandwidth(points, rule).map_or(FALLBACK_M, |b| b.metres);
        let (min, max) = pack.bounds();
        let cell_m = (chosen / grain.per_bandwidth).max((max.x - min.x).max(max.y - min.y) / grain.most);
        Some(Smoothing { bandwidth_m: chosen.max(cell_m), land: land(pack, cell_m).ok()? })
    }
}
