//! Marcon & Puech's M: how much larger the share of a track among the neighbours of its enterprises is, within every
//! distance, than in the whole city.
//!
//! Source: Marcon & Puech 2010, *Journal of Economic Geography* 10:745; 2017, *Regional Science and Urban Economics*
//! 62:56. M(r) = [mean over i of A: B within r / all within r] / [mean over the same i: N_B − [i of B] over N − 1].
//! An enterprise is never its own neighbour; those without any within r are left out of both means at that r.
//!
//! Parameters: radii, permutations R, seed. Labels are dealt anew to the same positions; see [`super::envelope`].
//!
//! Cost: pairs within the greatest radius, for each permutation; parallel, the same on any number of threads.
//!
//! What it cannot tell: M compares with the enterprises of the catalogue: one enriched for a track biases it. It says
//! at what distance enterprises concentrate, not where.

use rayon::prelude::*;

use super::envelope::{Envelope, envelope};
use super::permutation::shuffled;
use crate::geography::Plane;

/// The most pairs within the greatest radius: half a gigabyte of them.
pub const MAX_PAIRS: usize = 1 << 26;

/// M by radius.
#[derive(Clone, Debug, PartialEq)]
pub struct MarconPuech {
    /// Radii, metres, ascending.
    pub radii_m: Vec<f64>,
    /// M; `None` where no enterprise of A has a neighbour.
    pub values: Vec<Option<f64>>,
    /// What labels dealt anew to the same positions give.
    pub envelope: Envelope,
    /// Permutations made.
    pub permutations: u32,
    /// Their seed.
    pub seed: u64,
    /// Enterprises in all.
    pub n: usize,
    /// Of A.
    pub n_a: usize,
    /// Of B.
    pub n_b: usize,
}

/// M of A towards B among `points` (plane metres) within each of `radii_m`; `None` without A or B, with radii that are
/// not positive, more than [`MAX_PAIRS`] pairs, or when cancelled.
pub fn marcon_puech(
    points: &[Plane],
    is_a: &[bool],
    is_b: &[bool],
    radii_m: &[f64],
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<MarconPuech> {
    let n = points.len();
    let mut radii_m = radii_m.to_vec();
    radii_m.sort_by(f64::total_cmp);
    let is_sound = radii_m.first().is_some_and(|r| *r > 0.0) && radii_m.iter().all(|r| r.is_finite());
    let count = |is: &[bool]| is.iter().filter(|is| **is).count();
    let (n_a, n_b) = (count(is_a), count(is_b));
    if n < 3 || n != is_a.len() || n != is_b.len() || n_a == 0 || n_b == 0 || !is_sound {
        return None;
    }
    let rings = Rings::new(points, &radii_m, cancelled)?;
    let identity: Vec<u32> = (0..n as u32).collect();
    let values = rings.curve(is_a, is_b, n_b, &identity);
    let simulated: Option<Vec<Vec<Option<f64>>>> = (0..permutations)
        .into_par_iter()
        .map(|r| (!cancelled()).then(|| rings.curve(is_a, is_b, n_b, &shuffled(n, seed, r))))
        .collect();
    let simulated = simulated?;
    let envelope = envelope(&values, &simulated);
    Some(MarconPuech { radii_m, values, envelope, permutations, seed, n, n_a, n_b })
}

/// The neighbours of every point, each with the number of the least radius that holds it.
struct Rings {
    neighbours: Vec<Vec<(u32, u16)>>,
    radii: usize,
}

impl Rings {
    fn new(points: &[Plane], radii_m: &[f64], cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Rings> {
        let of = |i: usize| -> Option<Vec<(u32, u16)>> {
            if i.is_multiple_of(64) && cancelled() {
                return None;
            }
            let ring = |j: usize| radii_m.partition_point(|r| *r < points[i].distance_m(points[j]));
            let near = (0..points.len()).filter(|j| *j != i).map(|j| (j as u32, ring(j)));
            Some(near.filter(|(_, ring)| *ring < radii_m.len()).map(|(j, ring)| (j, ring as u16)).collect())
        };
        // Counted before they are kept, so that a great radius is refused and not run out of memory on.
        let farthest = radii_m.last().copied().unwrap_or_default();
        let near = |i: usize| points.iter().filter(|p| p.distance_m(points[i]) <= farthest).count() - 1;
        if (0..points.len()).into_par_iter().map(near).sum::<usize>() > MAX_PAIRS {
            return None;
        }
        let neighbours: Option<Vec<Vec<(u32, u16)>>> = (0..points.len()).into_par_iter().map(of).collect();
        Some(Rings { neighbours: neighbours?, radii: radii_m.len() })
    }

    /// M at each radius where point i carries the labels of `dealt[i]`.
    fn curve(&self, is_a: &[bool], is_b: &[bool], n_b: usize, dealt: &[u32]) -> Vec<Option<f64>> {
        let b = |j: u32| is_b[dealt[j as usize] as usize];
        let (mut local, mut whole) = (vec![0.0; self.radii], vec![0.0; self.radii]);
        let mut rings = vec![[0u32; 2]; self.radii];
        for (i, near) in self.neighbours.iter().enumerate().filter(|(i, _)| is_a[dealt[*i] as usize]) {
            rings.fill([0; 2]);
            for (j, ring) in near {
                rings[*ring as usize][0] += 1;
                rings[*ring as usize][1] += u32::from(b(*j));
            }
            let expected = (n_b - usize::from(b(i as u32))) as f64 / (self.neighbours.len() - 1) as f64;
            let (mut all, mut of_b) = (0, 0);
            for (k, [more, more_b]) in rings.iter().enumerate() {
                (all, of_b) = (all + more, of_b + more_b);
                if all > 0 {
                    local[k] += f64::from(of_b) / f64::from(all);
                    whole[k] += expected;
                }
            }
        }
        local.iter().zip(&whole).map(|(local, whole)| (*whole > 0.0).then(|| local / whole)).collect()
    }
}

#[cfg(test)]
#[path = "marcon_puech_tests.rs"]
mod tests;
