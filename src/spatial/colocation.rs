//! Colocation quotient: whether enterprises of track A have those of track B as their nearest neighbours more often
//! than if tracks were dealt to enterprises at random.
//!
//! Source: Leslie & Kronenfeld 2011, *Geographical Analysis* 43:306; ties as in Cromley, Hanink & Bentley 2014,
//! *Annals AAG* 104:1270.
//!
//! CLQ(A→B) = (C/N_A) / (N'_B/(N−1)); C sums, over the enterprises of A, the part of their k nearest that is of B;
//! those at the distance of the k-th share the places that are left; an enterprise is never its own neighbour, and
//! N'_B leaves out the enterprise itself where it is of B, too.
//!
//! Parameters: k, permutations R, seed. p: labels dealt anew to the same positions, (b + 1)/(R + 1).
//! Cost: n² / threads for the neighbours, then R × n × k.
//!
//! What it cannot tell: it is not symmetric; enterprises at one address are all ties, and a park where every company
//! registers makes neighbours of them all (their share is told).

use rayon::prelude::*;

use super::permutation::{Exceedances, shuffled};
use crate::geography::Plane;

/// A colocation quotient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colocation {
    /// CLQ; 1 without a pattern.
    pub value: f64,
    /// Permutations that reached it.
    pub exceedances: Exceedances,
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

/// The neighbours of a point, each with its part of the k places.
pub(super) type Nearest = Vec<(u32, f64)>;

/// The quotient of A towards B among `points` (plane metres) with their `k` nearest neighbours; `None` without A, B,
/// or as many others, or when cancelled.
pub fn colocation(
    points: &[Plane],
    is_a: &[bool],
    is_b: &[bool],
    k: usize,
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Colocation> {
    let n = points.len();
    let (n_a, n_b) = (count(is_a), count(is_b));
    if n != is_a.len() || n != is_b.len() || n_a == 0 || n_b == 0 || k == 0 || n <= k {
        return None;
    }
    let nearest: Option<Vec<Nearest>> =
        (0..n).into_par_iter().map(|i| (!cancelled()).then(|| nearest(points, i, k))).collect();
    let nearest = nearest?;
    let identity: Vec<u32> = (0..n as u32).collect();
    let value = quotient(&nearest, is_a, is_b, &identity, k)?;
    let simulated: Option<Vec<f64>> = (0..permutations)
        .into_par_iter()
        .map(|r| if cancelled() { None } else { quotient(&nearest, is_a, is_b, &shuffled(n, seed, r), k) })
        .collect();
    let exceedances = Exceedances::of(&simulated?, value);
    Some(Colocation { value, exceedances, permutations, seed, n, n_a, n_b })
}

fn count(is: &[bool]) -> usize {
    is.iter().filter(|is| **is).count()
}

pub(super) fn nearest(points: &[Plane], i: usize, k: usize) -> Nearest {
    let mut others: Vec<(f64, u32)> = (0..points.len())
        .filter(|j| *j != i)
        .map(|j| ((points[j].x - points[i].x).powi(2) + (points[j].y - points[i].y).powi(2), j as u32))
        .collect();
    others.select_nth_unstable_by(k - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let last = others[k - 1].0;
    let nearer = others.iter().filter(|(d, _)| *d < last).count();
    let tied = others.iter().filter(|(d, _)| *d == last).count();
    let part = (k - nearer) as f64 / tied as f64;
    let mut found: Nearest =
        others.iter().filter(|(d, _)| *d <= last).map(|(d, j)| (*j, if *d < last { 1.0 } else { part })).collect();
    found.sort_unstable_by_key(|(j, _)| *j);
    found
}

/// The quotient where point i carries the labels of `dealt[i]`.
fn quotient(nearest: &[Nearest], is_a: &[bool], is_b: &[bool], dealt: &[u32], k: usize) -> Option<f64> {
    let n_b = count(is_b);
    let b = |j: u32| is_b[dealt[j as usize] as usize];
    let (mut found, mut expected) = (0.0, 0.0);
    for (i, near) in nearest.iter().enumerate().filter(|(i, _)| is_a[dealt[*i] as usize]) {
        found += near.iter().filter(|(j, _)| b(*j)).map(|(_, part)| part).sum::<f64>() / k as f64;
        expected += (n_b - usize::from(b(i as u32))) as f64 / (nearest.len() - 1) as f64;
    }
    (expected > 0.0).then(|| found / expected)
}

#[cfg(test)]
#[path = "colocation_tests.rs"]
mod tests;
