//! Conditional permutation: what the neighbours of a cell would sum to if the other cells' values were dealt anew.
//!
//! Source: Anselin 1995, *Geographical Analysis* 27:93; the shared table: Rey et al. 2022, esda's `crand`. The value
//! of cell i stays; its k neighbours get the values of k others without replacement. One table of random orderings
//! serves all cells: cell i takes the first k of an ordering that are not i. Draws of one cell are independent, as
//! they must be; those of different cells are not, which no test here uses.
//!
//! Local Moran's I and Getis–Ord's G of a cell rise (or, where the cell is below the mean, I falls) with the sum over
//! its neighbours and with nothing else that is permuted, so one count of exceedances serves both.
//!
//! Steps: the first `width` places of each ordering by Fisher & Yates; then a sum for each cell and ordering.
//! Cost: cells × permutations × neighbours gathers, in parallel over cells; the same on any number of threads.

use rayon::prelude::*;

use super::random::below;
use super::weights::Weights;

/// How often a permuted statistic was at least, and at most, the observed one. Ties count in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exceedances {
    /// Permutations with at least the observed value.
    pub above: u32,
    /// Permutations with at most the observed value.
    pub below: u32,
}

impl Exceedances {
    /// How often `simulated` reached `value`; differences under 1e-12 are ties.
    pub fn of(simulated: &[f64], value: f64) -> Exceedances {
        const TIE: f64 = 1e-12;
        Exceedances {
            above: simulated.iter().filter(|s| **s >= value - TIE).count() as u32,
            below: simulated.iter().filter(|s| **s <= value + TIE).count() as u32,
        }
    }

    /// The same of a statistic that falls where this one rises.
    pub fn mirrored(self) -> Exceedances {
        Exceedances { above: self.below, below: self.above }
    }

    /// One-sided p of the nearer tail, (b + 1)/(R + 1): at most about one half; what esda and GeoDa print.
    pub fn folded_p(self, permutations: u32) -> f64 {
        f64::from(self.above.min(self.below) + 1) / f64::from(permutations + 1)
    }

    /// Two-sided p: twice the folded one, at most 1.
    pub fn two_sided_p(self, permutations: u32) -> f64 {
        (2.0 * self.folded_p(permutations)).min(1.0)
    }
}

/// Permutation `r` of `n` things under `seed`, by Fisher & Yates.
pub fn shuffled(n: usize, seed: u64, r: u32) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    for at in (1..n).rev() {
        order.swap(at, below(at as u64 + 1, seed, u64::from(r), at as u64) as usize);
    }
    order
}

/// The beginnings of random orderings of the cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orderings {
    ids: Vec<u32>,
    width: usize,
}

impl Orderings {
    /// The first `width` (at most `cells`) places of `permutations` orderings of `cells` cells, from `seed`.
    pub fn new(cells: usize, width: usize, permutations: u32, seed: u64) -> Orderings {
        let width = width.clamp(usize::from(cells > 0), cells);
        let ordering = |scratch: &mut Vec<u32>, r: u32| -> Vec<u32> {
            let swaps: Vec<usize> = (0..width)
                .map(|at| {
                    let other = at + below((cells - at) as u64, seed, u64::from(r), at as u64) as usize;
                    scratch.swap(at, other);
                    other
                })
                .collect();
            let row = scratch[..width].to_vec();
            // Undone, so that the next ordering begins where this one did, whichever thread makes it.
            swaps.into_iter().enumerate().rev().for_each(|(at, other)| scratch.swap(at, other));
            row
        };
        let rows: Vec<Vec<u32>> =
            (0..permutations).into_par_iter().map_init(|| (0..cells as u32).collect(), ordering).collect();
        Orderings { ids: rows.concat(), width }
    }

    /// Orderings made elsewhere, all of one length.
    #[cfg(test)]
    pub(super) fn given(rows: &[Vec<u32>]) -> Orderings {
        Orderings { ids: rows.concat(), width: rows[0].len() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len() / self.width.max(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// Cells between two looks at the wish to stop.
const CHUNK: usize = 64;

/// How often the sum of `values` over permuted neighbours reaches the observed one, a cell each; `None` for islands.
/// `orderings` are wider than the most neighbours. `None` altogether when cancelled.
pub fn neighbour_sums(
    values: &[f64],
    weights: &Weights,
    orderings: &Orderings,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Option<Exceedances>>> {
    // Sums of the same numbers in another order are the same number.
    let tie = 1e-12 * values.iter().map(|v| v.abs()).sum::<f64>().max(f64::MIN_POSITIVE);
    let of_cell = |i: usize| -> Option<Exceedances> {
        let k = weights.neighbours(i).len();
        if k == 0 {
            return None;
        }
        let observed = weights.neighbour_sum(i, values);
        let (least, most) = (observed - tie, observed + tie);
        let mut found = Exceedances::default();
        for row in orderings.ids.chunks_exact(orderings.width) {
            let (mut sum, mut is_own) = (0.0, false);
            for id in &row[..k] {
                sum += values[*id as usize];
                is_own |= *id as usize == i;
            }
            if is_own {
                sum += row.get(k).map_or(0.0, |id| values[*id as usize]) - values[i];
            }
            found.above += u32::from(sum >= least);
            found.below += u32::from(sum <= most);
        }
        Some(found)
    };
    let chunks: Option<Vec<Vec<Option<Exceedances>>>> = (0..values.len().div_ceil(CHUNK))
        .into_par_iter()
        .map(|c| (!cancelled()).then(|| (c * CHUNK..values.len().min((c + 1) * CHUNK)).map(of_cell).collect()))
        .collect();
    chunks.map(|chunks| chunks.concat())
}

/// As [`neighbour_sums`], with the values of all cells dealt anew, so that cells of one number of neighbours share
/// their draws; `own` takes the cell itself into the sum.
pub fn sums_of_all(
    values: &[f64],
    weights: &Weights,
    own: bool,
    orderings: &Orderings,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Option<Exceedances>>> {
    let tie = 1e-12 * values.iter().map(|v| v.abs()).sum::<f64>().max(f64::MIN_POSITIVE);
    let drawn: Vec<Option<usize>> = (0..values.len())
        .map(|i| Some(weights.neighbours(i).len()).filter(|k| *k > 0).map(|k| k + usize::from(own)))
        .collect();
    let mut sizes: Vec<usize> = drawn.iter().flatten().copied().collect();
    sizes.sort_unstable();
    sizes.dedup();
    let sums: Option<Vec<Vec<f64>>> = sizes
        .par_iter()
        .map(|k| {
            let sum = |row: &[u32]| row[..*k].iter().map(|id| values[*id as usize]).sum();
            let mut sums: Vec<f64> = orderings.ids.chunks_exact(orderings.width).map(sum).collect();
            sums.sort_unstable_by(f64::total_cmp);
            (!cancelled()).then_some(sums)
        })
        .collect();
    let sums = sums?;
    let of_cell = |i: usize| -> Option<Exceedances> {
        let sums = &sums[sizes.binary_search(&drawn[i]?).ok()?];
        let observed = weights.neighbour_sum(i, values) + if own { values[i] } else { 0.0 };
        let less = sums.partition_point(|sum| *sum < observed - tie);
        let no_more = sums.partition_point(|sum| *sum <= observed + tie);
        Some(Exceedances { above: (sums.len() - less) as u32, below: no_more as u32 })
    };
    Some((0..values.len()).map(of_cell).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orderings_are_distinct_even_and_the_same_on_any_thread() {
        let orderings = Orderings::new(20, 9, 4000, 7);
        assert_eq!(orderings.len(), 4000);
        let mut first = [0u32; 20];
        for row in orderings.ids.chunks_exact(9) {
            let mut sorted = row.to_vec();
            sorted.sort_unstable();
            assert!(sorted.windows(2).all(|w| w[0] < w[1]), "{row:?}");
            first[row[8] as usize] += 1;
        }
        // χ² with 19 degrees of freedom; 43.8 is its 99.9 % point.
        let chi2: f64 = first.iter().map(|c| (f64::from(*c) - 200.0).powi(2) / 200.0).sum();
        assert!(chi2 < 43.8, "{chi2}");
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
        assert_eq!(one.install(|| Orderings::new(20, 9, 4000, 7)), orderings);
    }

    #[test]
    fn p_values_are_never_zero() {
        let none = Exceedances { above: 0, below: 999 };
        assert_eq!((none.folded_p(999), none.two_sided_p(999)), (0.001, 0.002));
        assert_eq!(Exceedances { above: 600, below: 600 }.two_sided_p(999), 1.0);
        assert_eq!(none.mirrored().above, 999);
    }
}
