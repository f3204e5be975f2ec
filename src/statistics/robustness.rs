//! The same question of the same points under several cuts of space (the modifiable areal unit problem; Openshaw &
//! Taylor 1979): is a track concentrated beyond chance, and where most?
//!
//! Each cut gives every enterprise an area; the index is Ellison & Glaeser's γ of the enterprises that have the track
//! against all, with H = 1/n of the track (each counts one). p deals the track to the enterprises anew, R times:
//! (b + 1)/(R + 1), one-sided. Where: the area of the greatest excess over expectation.
//!
//! What it cannot tell: γ compares shares of areas as a set, not whether full areas lie side by side.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::concentration::{ellison_glaeser, random_labelling};
use super::weights::Weights;
use crate::spatial::permutation::Exceedances;

/// Enterprises of a track fewer than these are not tested.
pub const MIN_OF_TRACK: usize = 5;

/// A track under one cut of space.
#[derive(Clone, Debug, PartialEq)]
pub struct Areal {
    /// Ellison & Glaeser's γ.
    pub gamma: f64,
    /// How often a random deal is at least as concentrated.
    pub p: f64,
    /// Areas with an enterprise.
    pub areas: usize,
    /// Enterprises in all.
    pub n: usize,
    /// Of the track.
    pub n_of_track: usize,
    /// The area with most of the track above expectation, as given.
    pub most: i64,
    /// Enterprises of the track there, and how many were expected.
    pub most_count: (usize, f64),
}

/// The track that `has[i]` marks among enterprises of areas `area[i]` (any numbers); `None` with fewer than
/// [`MIN_OF_TRACK`] of it or of others, with one area only, or when cancelled.
///
/// Cost: one pass over the enterprises, then for each permutation a draw an area.
pub fn areal(
    area: &[i64],
    has: &[bool],
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Areal> {
    let n = area.len();
    let n_of_track = has.iter().filter(|h| **h).count();
    if n != has.len() || n_of_track < MIN_OF_TRACK || n - n_of_track < MIN_OF_TRACK {
        return None;
    }
    // Enterprises of each area, and of the track among them.
    let mut counts = BTreeMap::<i64, (u64, u64)>::new();
    for (area, has) in area.iter().zip(has) {
        let (all, own) = counts.entry(*area).or_default();
        *all += 1;
        *own += u64::from(*has);
    }
    let names: Vec<i64> = counts.keys().copied().collect();
    let sizes: Vec<u64> = counts.values().map(|(all, _)| *all).collect();
    let own: Vec<f64> = counts.values().map(|(_, own)| *own as f64).collect();
    let all: Vec<f64> = sizes.iter().map(|n| *n as f64).collect();
    let herfindahl = 1.0 / n_of_track as f64;
    let gamma = ellison_glaeser(&own, &all, herfindahl)?;
    let weights = Weights::ones(n_of_track as u64);
    let simulated: Option<Vec<f64>> = (0..permutations)
        .into_par_iter()
        .map(|r| {
            let dealt = (!cancelled()).then(|| random_labelling(&weights, &sizes, seed, u64::from(r)))?;
            Some(ellison_glaeser(&dealt, &all, herfindahl).unwrap_or_default())
        })
        .collect();
    let above = Exceedances::of(&simulated?, gamma).above;
    let share = n_of_track as f64 / n as f64;
    let excess = |at: usize| own[at] - all[at] * share;
    let most = (0..names.len()).max_by(|a, b| excess(*a).total_cmp(&excess(*b)).then(b.cmp(a)))?;
    Some(Areal {
        gamma,
        p: f64::from(above + 1) / f64::from(permutations + 1),
        areas: names.len(),
        n,
        n_of_track,
        most: names[most],
        most_count: (own[most] as usize, all[most] * share),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::permutation::shuffled;

    #[test]
    fn what_is_all_in_one_area_is_concentrated_and_what_is_dealt_evenly_is_not() {
        let area: Vec<i64> = (0..100).map(|i| i % 10).collect();
        let one: Vec<bool> = (0..100).map(|i| i % 10 == 3).collect();
        let found = areal(&area, &one, 199, 1, &|| false).unwrap();
        assert!(found.gamma > 0.9 && (found.p - 1.0 / 200.0).abs() < 1e-12);
        assert_eq!((found.most, found.most_count.0), (3, 10));
        let even: Vec<bool> = (0..100).map(|i| i < 20).collect();
        assert!(areal(&area, &even, 199, 1, &|| false).unwrap().p > 0.9);
        assert_eq!(areal(&area, &[false; 100], 199, 1, &|| false), None);
    }

    #[test]
    fn chance_is_rejected_at_its_level() {
        let area: Vec<i64> = (0..120).map(|i| i * i % 13).collect();
        let rejected = (0..500u64).filter(|seed| {
            let order = shuffled(120, *seed, 7_777);
            let has: Vec<bool> = (0..120).map(|i| order[i] < 30).collect();
            areal(&area, &has, 99, seed + 1_000_000, &|| false).is_some_and(|a| a.p <= 0.05)
        });
        let rate = rejected.count() as f64 / 500.0;
        assert!((0.02..=0.075).contains(&rate), "rejects {rate}");
    }
}
