//! The colocation quotients of all pairs of tracks at once: one deal of the labels serves every pair.
//!
//! Definition, source and limits as in [`super::colocation`]; enterprises of several tracks carry all their labels
//! with them when labels are dealt.
//!
//! Parameters: k, permutations R, seed. Cost: n² / threads for the neighbours, then R × n × k × tags².

use rayon::prelude::*;

use super::colocation::{Nearest, nearest};
use super::permutation::{Exceedances, shuffled};
use crate::catalogue::TrackSet;
use crate::geography::Plane;

/// Quotients of every track towards every track.
#[derive(Clone, Debug, PartialEq)]
pub struct ColocationMatrix {
    /// The tracks with enough points, by index, ascending.
    pub tracks: Vec<usize>,
    /// Points of each of them.
    pub counts: Vec<usize>,
    /// CLQ of the track of a row towards that of a column, row by row; 1 without a pattern.
    pub values: Vec<Option<f64>>,
    /// (b + 1)/(R + 1), two-sided, likewise.
    pub p: Vec<Option<f64>>,
    /// Neighbours looked at, k.
    pub neighbours: usize,
    /// Permutations made, R.
    pub permutations: u32,
    /// Their seed.
    pub seed: u64,
    /// Points in all.
    pub n: usize,
}

/// Fewer points of a track than this say nothing.
pub const MIN_POINTS: usize = 5;
/// More points than this would take too long, since every point is compared with every other.
pub const MAX_POINTS: usize = 10_000;

impl ColocationMatrix {
    /// The place of a pair in the lists; `None` where either track has too few points.
    pub fn place(&self, of: usize, towards: usize) -> Option<usize> {
        let at = |track| self.tracks.binary_search(&track).ok();
        Some(at(of)? * self.tracks.len() + at(towards)?)
    }
}

/// The quotients among `points` (plane metres) of which point i has `labels[i]`; `None` for fewer points than k + 2,
/// more than [`MAX_POINTS`], no track with [`MIN_POINTS`], or when cancelled.
pub fn colocation_matrix(
    points: &[Plane],
    labels: &[TrackSet],
    k: usize,
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<ColocationMatrix> {
    let n = points.len();
    if n != labels.len() || k == 0 || n < k + 2 || n > MAX_POINTS {
        return None;
    }
    let mut all = [0usize; 64];
    labels.iter().flat_map(|l| l.iter()).for_each(|t| all[t] += 1);
    let tracks: Vec<usize> = (0..64).filter(|t| all[*t] >= MIN_POINTS).collect();
    if tracks.is_empty() {
        return None;
    }
    let size = tracks.len();
    let labels: Vec<Vec<u8>> = labels.iter().map(|set| own_places(*set, &tracks)).collect();
    let near: Option<Vec<Nearest>> =
        (0..n).into_par_iter().map(|i| (!cancelled()).then(|| nearest(points, i, k))).collect();
    let near = near?;
    let expected = expected(&labels, size, n);
    let quotients = |dealt: &[u32]| -> Vec<f64> {
        let mut found = vec![0.0; size * size];
        for (i, near) in near.iter().enumerate() {
            for (j, part) in near {
                for a in &labels[dealt[i] as usize] {
                    for b in &labels[dealt[*j as usize] as usize] {
                        found[usize::from(*a) * size + usize::from(*b)] += part / k as f64;
                    }
                }
            }
        }
        found.iter().zip(&expected).map(|(found, expected)| found / expected).collect()
    };
    let values = quotients(&(0..n as u32).collect::<Vec<_>>());
    let simulated: Option<Vec<Vec<f64>>> =
        (0..permutations).into_par_iter().map(|r| (!cancelled()).then(|| quotients(&shuffled(n, seed, r)))).collect();
    let simulated = simulated?;
    let p = |pair: usize| {
        let dealt: Vec<f64> = simulated.iter().map(|s| s[pair]).collect();
        Exceedances::of(&dealt, values[pair]).two_sided_p(permutations)
    };
    let defined = |pair: usize| values[pair].is_finite();
    Some(ColocationMatrix {
        p: (0..size * size).into_par_iter().map(|pair| defined(pair).then(|| p(pair))).collect(),
        values: values.iter().map(|v| Some(*v).filter(|v| v.is_finite())).collect(),
        counts: tracks.iter().map(|t| all[*t]).collect(),
        tracks,
        neighbours: k,
        permutations,
        seed,
        n,
    })
}

/// The points that make a quotient: those of track `of` that have one of track `towards` among their `k` nearest
/// neighbours, and these neighbours. By place in `points`, ascending. Cost: points of the track × points.
pub fn pair_members(points: &[Plane], labels: &[TrackSet], k: usize, of: usize, towards: usize) -> Vec<usize> {
    let own: Vec<usize> = (0..points.len().min(labels.len())).filter(|i| labels[*i].contains(of)).collect();
    let pairs = |i: &usize| {
        let near = nearest(points, *i, k).into_iter().map(|(j, _)| j as usize);
        let found: Vec<usize> = near.filter(|j| labels[*j].contains(towards)).collect();
        if found.is_empty() { found } else { [vec![*i], found].concat() }
    };
    let mut members: Vec<usize> = own.par_iter().flat_map_iter(pairs).collect();
    members.sort_unstable();
    members.dedup();
    members
}

/// The places of a point's tracks among those that are looked at.
fn own_places(set: TrackSet, tracks: &[usize]) -> Vec<u8> {
    set.iter().filter_map(|t| tracks.binary_search(&t).ok()).map(|place| place as u8).collect()
}

/// What each pair would find with labels dealt at random; the same for every deal.
fn expected(labels: &[Vec<u8>], size: usize, n: usize) -> Vec<f64> {
    let mut counts = vec![0usize; size];
    labels.iter().flatten().for_each(|t| counts[usize::from(*t)] += 1);
    let mut expected = vec![0.0; size * size];
    for own in labels {
        for a in own {
            for (b, count) in counts.iter().enumerate() {
                let others = count - usize::from(own.contains(&(b as u8)));
                expected[usize::from(*a) * size + b] += others as f64 / (n - 1) as f64;
            }
        }
    }
    expected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::colocation::colocation;

    #[test]
    fn the_members_of_a_pair_are_neighbours_and_nobody_else() {
        // Two of A beside two of B, one of A alone, one of B far off.
        let at = |x: f64| Plane::new(x, 0.0);
        let points = [at(0.0), at(10.0), at(1_000.0), at(1_010.0), at(5_000.0), at(5_020.0), at(9_000.0)];
        let label = |t: usize| TrackSet::default().with(t);
        let labels = [label(0), label(1), label(0), label(1), label(0), label(2), label(1)];
        assert_eq!(pair_members(&points, &labels, 1, 0, 1), [0, 1, 2, 3]);
        assert_eq!(pair_members(&points, &labels, 1, 0, 2), [4, 5]);
        assert_eq!(pair_members(&points, &labels, 1, 2, 1), [] as [usize; 0]);
    }

    #[test]
    fn every_pair_is_what_the_pair_alone_gives() {
        let points: Vec<Plane> =
            (0..60).map(|i| Plane::new(f64::from(i * 37 % 60) * 100.0, f64::from(i * 11 % 13) * 90.0)).collect();
        let labels: Vec<TrackSet> =
            (0..60usize).map(|i| TrackSet::default().with(i % 3).with(if i % 5 == 0 { 4 } else { i % 3 })).collect();
        let matrix = colocation_matrix(&points, &labels, 3, 99, 7, &|| false).unwrap();
        assert_eq!(matrix.tracks, [0, 1, 2, 4]);
        for (row, a) in matrix.tracks.iter().enumerate() {
            for (column, b) in matrix.tracks.iter().enumerate() {
                let has = |t: usize| labels.iter().map(|l| l.contains(t)).collect::<Vec<_>>();
                let alone = colocation(&points, &has(*a), &has(*b), 3, 99, 7, &|| false).unwrap();
                let pair = row * matrix.tracks.len() + column;
                assert!((matrix.values[pair].unwrap() - alone.value).abs() < 1e-12);
                assert_eq!(matrix.p[pair], Some(alone.exceedances.two_sided_p(99)));
                assert_eq!(matrix.place(*a, *b), Some(pair));
            }
        }
        assert_eq!(matrix.place(0, 3), None);
    }
}
