//! Getis–Ord's G: where high values, or low ones, lie together: hot and cold areas.
//!
//! Source: Getis & Ord 1992, *Geographical Analysis* 24:189; Ord & Getis 1995, 27:286, eqs. 14 and 15. Gi leaves the
//! cell itself out, Gi* takes it in. The standardised value is the same for binary and for row-standardised weights.
//!
//! Parameters: spatial [`Weights`], whether the cell itself counts, permutations R, seed. p by conditional permutation,
//! (b + 1)/(R + 1): the standardised value is far from normal where cells hold few enterprises.
//!
//! Cost: cells × R × neighbours, in parallel; the same on any number of threads.
//!
//! What it cannot tell: as Moran's I. Every cell is a test: q over all cells is to be read, not p.

use super::moran::{AutocorrelationError, deviations};
use super::permutation::{Exceedances, Orderings, neighbour_sums};
use super::weights::Weights;

/// Gi or Gi*.
#[derive(Clone, Debug, PartialEq)]
pub struct GetisOrd {
    /// The standardised value of each cell; `None` for islands and where the others do not differ.
    pub values: Vec<Option<f64>>,
    /// Permutations that reached it; `None` for islands.
    pub exceedances: Vec<Option<Exceedances>>,
    /// Whether the cell itself counts.
    pub star: bool,
    /// Permutations made.
    pub permutations: u32,
    /// Their seed.
    pub seed: u64,
}

/// Gi (`star` false) or Gi* (`star` true) of `values`, one a cell.
///
/// # Errors
/// Values or weights it is not defined for; cancellation.
pub fn getis_ord(
    values: &[f64],
    weights: &Weights,
    star: bool,
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<GetisOrd, AutocorrelationError> {
    let orderings = Orderings::new(values.len(), weights.max_neighbours() + 1, permutations, seed);
    getis_ord_over(values, weights, star, &orderings, seed, cancelled)
}

/// As [`getis_ord`], over orderings that are given.
pub(super) fn getis_ord_over(
    values: &[f64],
    weights: &Weights,
    star: bool,
    orderings: &Orderings,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<GetisOrd, AutocorrelationError> {
    deviations(values, weights)?;
    let (sum, squares) = values.iter().fold((0.0, 0.0), |(sum, squares), v| (sum + v, squares + v * v));
    let value = |i: usize| -> Option<f64> {
        let neighbours = weights.neighbours(i).len();
        if neighbours == 0 {
            return None;
        }
        let own = if star { 0.0 } else { values[i] };
        let m = values.len() as f64 - if star { 0.0 } else { 1.0 };
        let k = neighbours as f64 + if star { 1.0 } else { 0.0 };
        let mean = (sum - own) / m;
        let variance = (squares - own * own) / m - mean * mean;
        let around = weights.neighbour_sum(i, values) + if star { values[i] } else { 0.0 };
        let z = (around - k * mean) / (variance * (m * k - k * k) / (m - 1.0)).sqrt();
        Some(z).filter(|z| z.is_finite())
    };
    let exceedances = neighbour_sums(values, weights, orderings, cancelled).ok_or(AutocorrelationError::Cancelled)?;
    Ok(GetisOrd {
        values: (0..values.len()).map(value).collect(),
        exceedances,
        star,
        permutations: orderings.len() as u32,
        seed,
    })
}
