//! Ripley's K, Besag's L and the pair correlation of a track beside those of all enterprises.
//!
//! Source: Ripley 1977, *J. R. Stat. Soc. B* 39:172; Besag 1977, ibid. 39:193; case against control under random
//! labelling: Diggle & Chetwynd 1991, *Biometrics* 47:1155. K(r) = |A| / (n(n − 1)) · Σ over ordered pairs within r of
//! the translation weight ([`super::set_covariance`]); L = √(K/π); the pair correlation of a ring is the rise of K
//! over π(r² − s²). In a city K of anything lies far above πr²: the question is whether the track's lies above that
//! of all enterprises, which is exactly what labels dealt anew to the same positions give on average.
//!
//! Parameters: radii, permutations R, seed; see [`super::envelope`].
//!
//! Cost: pairs of the track within the greatest radius, for each permutation; parallel, the same on any number of
//! threads.
//!
//! What it cannot tell: where. Many enterprises at one address are pairs at distance 0, at every radius.

use std::f64::consts::PI;

use rayon::prelude::*;

use super::envelope::{Envelope, envelope};
use super::marcon_puech::MAX_PAIRS;
use super::mask::Mask;
use super::permutation::shuffled;
use super::set_covariance::SetCovariance;
use crate::geography::Plane;

/// K, L and g by radius.
#[derive(Clone, Debug, PartialEq)]
pub struct Ripley {
    /// Radii, metres, ascending.
    pub radii_m: Vec<f64>,
    /// K of the track, km².
    pub k_km2: Vec<f64>,
    /// K of all enterprises, km²: the mean under random labelling.
    pub k_all_km2: Vec<f64>,
    /// L(r) − r of the track, metres.
    pub l_minus_r_m: Vec<f64>,
    /// Pair correlation of the track in the ring from the radius before, or 0, to this one.
    pub pair_correlation: Vec<f64>,
    /// What labels dealt anew to the same positions give of K, km².
    pub envelope: Envelope,
    /// Permutations made.
    pub permutations: u32,
    /// Their seed.
    pub seed: u64,
    /// Enterprises in all.
    pub n: usize,
    /// Of the track.
    pub n_track: usize,
}

/// K of a track among `points` (plane metres) in `city`; `None` with fewer than two of the track or three points,
/// with radii that are not positive, more than [`MAX_PAIRS`] pairs, or when cancelled.
pub fn ripley(
    points: &[Plane],
    is_track: &[bool],
    city: &Mask,
    radii_m: &[f64],
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Ripley> {
    let (n, n_track) = (points.len(), is_track.iter().filter(|is| **is).count());
    let mut radii_m = radii_m.to_vec();
    radii_m.sort_by(f64::total_cmp);
    let is_sound = radii_m.first().is_some_and(|r| *r > 0.0) && radii_m.iter().all(|r| r.is_finite());
    if n < 3 || n != is_track.len() || n_track < 2 || !is_sound {
        return None;
    }
    let pairs = Pairs::new(points, city, &radii_m, cancelled)?;
    let identity: Vec<u32> = (0..n as u32).collect();
    let k_km2 = pairs.k_km2(is_track, &identity);
    let k_all_km2 = pairs.k_km2(&vec![true; n], &identity);
    let simulated: Option<Vec<Vec<Option<f64>>>> = (0..permutations)
        .into_par_iter()
        .map(|r| {
            let curve = || pairs.k_km2(is_track, &shuffled(n, seed, r)).into_iter().map(Some).collect();
            (!cancelled()).then(curve)
        })
        .collect();
    let observed: Vec<Option<f64>> = k_km2.iter().copied().map(Some).collect();
    let l_minus_r_m = k_km2.iter().zip(&radii_m).map(|(k, r)| (k * 1e6 / PI).sqrt() - r).collect();
    let ring = |i: usize| {
        let (before, k_before) = if i == 0 { (0.0, 0.0) } else { (radii_m[i - 1], k_km2[i - 1]) };
        let area_m2 = PI * (radii_m[i].powi(2) - f64::powi(before, 2));
        if area_m2 > 0.0 { (k_km2[i] - k_before) * 1e6 / area_m2 } else { f64::NAN }
    };
    let pair_correlation = (0..radii_m.len()).map(ring).collect();
    let envelope = envelope(&observed, &simulated?);
    Some(Ripley { radii_m, k_km2, k_all_km2, l_minus_r_m, pair_correlation, envelope, permutations, seed, n, n_track })
}

/// A later point near one, the number of the least radius that holds it, and what the pair weighs.
struct Neighbour {
    point: u32,
    ring: u32,
    weight: f64,
}

/// The pairs within the greatest radius, each once.
struct Pairs {
    neighbours: Vec<Vec<Neighbour>>,
    radii: usize,
    area_km2: f64,
}

impl Pairs {
    fn new(points: &[Plane], city: &Mask, radii_m: &[f64], cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Pairs> {
        let farthest = radii_m.last().copied().unwrap_or_default();
        let later = |i: usize| (i + 1..points.len()).map(move |j| (j, points[i].distance_m(points[j])));
        // Counted before they are kept, so that a great radius is refused and not run out of memory on.
        let near = |i: usize| later(i).filter(|(_, d)| *d <= farthest).count();
        if (0..points.len()).into_par_iter().map(near).sum::<usize>() > MAX_PAIRS / 2 {
            return None;
        }
        let covariance = SetCovariance::new(city, farthest, cancelled)?;
        let of = |i: usize| -> Option<Vec<Neighbour>> {
            if i.is_multiple_of(64) && cancelled() {
                return None;
            }
            let near = later(i).filter(|(_, d)| *d <= farthest).map(|(j, d)| Neighbour {
                point: j as u32,
                ring: radii_m.partition_point(|r| *r < d) as u32,
                weight: covariance.pair_weight(points[i], points[j]),
            });
            Some(near.collect())
        };
        let neighbours: Option<Vec<Vec<Neighbour>>> = (0..points.len()).into_par_iter().map(of).collect();
        Some(Pairs { neighbours: neighbours?, radii: radii_m.len(), area_km2: covariance.area_m2() / 1e6 })
    }

    /// K of those that carry the label, at each radius, where point i carries the label of `dealt[i]`.
    fn k_km2(&self, is_track: &[bool], dealt: &[u32]) -> Vec<f64> {
        let is: Vec<bool> = dealt.iter().map(|d| is_track[*d as usize]).collect();
        let mut rings = vec![0.0; self.radii];
        for near in self.neighbours.iter().zip(&is).filter(|(_, is)| **is).map(|(near, _)| near) {
            for neighbour in near.iter().filter(|neighbour| is[neighbour.point as usize]) {
                rings[neighbour.ring as usize] += neighbour.weight;
            }
        }
        let n = is.iter().filter(|is| **is).count() as f64;
        let mut sum = 0.0;
        let cumulative = rings.into_iter().map(|ring| {
            sum += ring;
            2.0 * sum * self.area_km2 / (n * (n - 1.0))
        });
        cumulative.collect()
    }
}

#[cfg(test)]
#[path = "ripley_tests.rs"]
mod tests;
