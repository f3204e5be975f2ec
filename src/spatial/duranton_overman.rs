//! Duranton & Overman's K-density: how many pairs of a track lie at a distance, against draws from all sites.
//!
//! Source: Duranton & Overman 2005, *Review of Economic Studies* 72:1077. K(r) is the kernel density of the distances
//! of all pairs of the track at r, Gaussian, reflected at 0 (Silverman 1986, 2.10 and 3.4.2); bandwidth
//! 0.9 · min(σ, IQR/1.34) · pairs^(−1/5) of the track's distances, the same for every draw, so that curves compare.
//!
//! Parameters: distances, draws R, seed. A draw puts the track's number of labels on sites of the whole without
//! replacement; see [`super::envelope`].
//!
//! Steps: distances go linearly into bins of a hundredth of the bandwidth, which moves a curve by some 1e-5 of
//! itself; then the kernel over the bins. Cost: pairs of the track for each draw; parallel, the same on any number of
//! threads.
//!
//! What it cannot tell: it is absolute and knows no edge: it compares with where enterprises are at all, not with
//! their number near one.

use rayon::prelude::*;

use super::envelope::{Envelope, envelope};
use super::permutation::shuffled;
use crate::geography::Plane;

/// Bins in a bandwidth.
const BINS: f64 = 100.0;

/// The kernel ends after as many bandwidths.
const REACH: f64 = 6.0;

/// K-density by distance.
#[derive(Clone, Debug, PartialEq)]
pub struct DurantonOverman {
    /// Distances, metres, ascending.
    pub radii_m: Vec<f64>,
    /// K-density, share of pairs per km.
    pub per_km: Vec<f64>,
    /// Its mean over draws, per km.
    pub mean_per_km: Vec<f64>,
    /// What draws from all sites give.
    pub envelope: Envelope,
    /// Bandwidth, metres.
    pub bandwidth_m: f64,
    /// Draws made.
    pub permutations: u32,
    /// Their seed.
    pub seed: u64,
    /// Enterprises in all.
    pub n: usize,
    /// Of the track.
    pub n_track: usize,
}

/// The K-density of a track among `points` (plane metres) at `radii_m`; `None` with fewer than three of the track,
/// with radii that are negative or not finite, where all its distances are one, or when cancelled.
pub fn duranton_overman(
    points: &[Plane],
    is_track: &[bool],
    radii_m: &[f64],
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<DurantonOverman> {
    let n = points.len();
    let mut radii_m = radii_m.to_vec();
    radii_m.sort_by(f64::total_cmp);
    let is_sound = !radii_m.is_empty() && radii_m.iter().all(|r| r.is_finite() && *r >= 0.0);
    if n != is_track.len() || !is_sound {
        return None;
    }
    let track: Vec<Plane> = points.iter().zip(is_track).filter(|(_, is)| **is).map(|(at, _)| *at).collect();
    let n_track = track.len();
    let bandwidth_m = (n_track > 2).then(|| silverman(&track)).filter(|h| *h > 0.0)?;
    let kernel = Kernel { bandwidth_m, radii_m: &radii_m };
    let observed = kernel.per_km(&track, cancelled)?;
    let simulated: Option<Vec<Vec<f64>>> = (0..permutations)
        .into_par_iter()
        .map(|r| {
            let drawn: Vec<Plane> = shuffled(n, seed, r)[..n_track].iter().map(|i| points[*i as usize]).collect();
            kernel.per_km(&drawn, cancelled)
        })
        .collect();
    let simulated = simulated?;
    let mean = |k: usize| simulated.iter().map(|curve| curve[k]).sum::<f64>() / simulated.len().max(1) as f64;
    let mean_per_km = (0..radii_m.len()).map(mean).collect();
    let some = |curve: &[f64]| curve.iter().copied().map(Some).collect::<Vec<_>>();
    let curves: Vec<Vec<Option<f64>>> = simulated.iter().map(|curve| some(curve)).collect();
    let envelope = envelope(&some(&observed), &curves);
    Some(DurantonOverman {
        radii_m,
        per_km: observed,
        mean_per_km,
        envelope,
        bandwidth_m,
        permutations,
        seed,
        n,
        n_track,
    })
}

fn distances(points: &[Plane]) -> impl Iterator<Item = f64> {
    points.iter().enumerate().flat_map(|(i, a)| points[i + 1..].iter().map(|b| a.distance_m(*b)))
}

/// Silverman's rule of thumb over the distances of all pairs, quartiles by linear interpolation.
fn silverman(points: &[Plane]) -> f64 {
    let mut all: Vec<f64> = distances(points).collect();
    all.sort_by(f64::total_cmp);
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n;
    let deviation = (all.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let quantile = |part: f64| {
        let at = part * (n - 1.0);
        let below = at.floor() as usize;
        all[below] + (all[(below + 1).min(all.len() - 1)] - all[below]) * at.fract()
    };
    let spread = (quantile(0.75) - quantile(0.25)) / 1.34;
    // Where half of the pairs are at one distance only the deviation is left.
    let narrower = if spread > 0.0 { deviation.min(spread) } else { deviation };
    0.9 * narrower * n.powf(-0.2)
}

struct Kernel<'a> {
    bandwidth_m: f64,
    radii_m: &'a [f64],
}

impl Kernel<'_> {
    /// The density of the distances of `points` at each radius, per km; `None` when cancelled.
    fn per_km(&self, points: &[Plane], cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Vec<f64>> {
        let bin_m = self.bandwidth_m / BINS;
        let reach = (REACH * BINS) as usize;
        let farthest = self.radii_m.last().map_or(0, |r| (r / bin_m).ceil() as usize) + reach;
        let mut bins = vec![0.0; farthest + 2];
        for (i, a) in points.iter().enumerate() {
            if i.is_multiple_of(256) && cancelled() {
                return None;
            }
            for b in &points[i + 1..] {
                let at = a.distance_m(*b) / bin_m;
                if at < (farthest + 1) as f64 {
                    bins[at as usize] += 1.0 - at.fract();
                    bins[at as usize + 1] += at.fract();
                }
            }
        }
        let pairs = (points.len() * (points.len() - 1)) as f64 / 2.0;
        let scale = 1000.0 / (pairs * self.bandwidth_m * (2.0 * std::f64::consts::PI).sqrt());
        let gauss = |bins: f64| (-0.5 * (bins / BINS).powi(2)).exp();
        let at = |r: &f64| {
            let centre = r / bin_m;
            let from = (centre.floor() as usize).saturating_sub(reach);
            let to = (centre.ceil() as usize + reach).min(bins.len() - 1);
            // A distance counts also as its mirror image on the other side of 0.
            let near = (from..=to).filter(|b| bins[*b] > 0.0);
            near.map(|b| bins[b] * (gauss(centre - b as f64) + gauss(centre + b as f64))).sum::<f64>() * scale
        };
        Some(self.radii_m.iter().map(at).collect())
    }
}

#[cfg(test)]
#[path = "duranton_overman_tests.rs"]
mod tests;
