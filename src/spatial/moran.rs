//! Moran's I: whether cells of like values lie together, over the whole city and cell by cell.
//!
//! Sources: Moran 1950, *Biometrika* 37:17; the moments: Cliff & Ord 1981, *Spatial processes*, 1.5; the local form:
//! Anselin 1995, *Geographical Analysis* 27:93, scaled as esda has it, I_i = (n−1) z_i Σ_j w_ij z_j / Σ z².
//!
//! Parameters: spatial [`Weights`], permutations R, seed. p = (b + 1)/(R + 1). A cell without neighbours (an island)
//! counts in n and has no local value.
//!
//! Cost: (R + 1) × neighbours for the whole, cells × R × neighbours for the parts; parallel, the same on any number of
//! threads.
//!
//! What it cannot tell: what is found depends on the cells (their size and origin) and on the weights; counts of few
//! enterprises a cell vary more where the city is full; rates need another form (Assunção & Reis 1999).

use rayon::prelude::*;

use super::permutation::{Exceedances, Orderings, neighbour_sums, shuffled};
use super::weights::Weights;

/// Moran's I of the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moran {
    /// I.
    pub value: f64,
    /// −1/(n − 1), without a pattern.
    pub expected: f64,
    /// Its variance were the values normal.
    pub variance_normal: f64,
    /// Its variance over all orders of the values.
    pub variance_random: f64,
    /// Permutations that reached it.
    pub exceedances: Exceedances,
    /// Permutations made.
    pub permutations: u32,
    /// Their seed.
    pub seed: u64,
    /// Cells, islands included.
    pub n: usize,
}

impl Moran {
    /// (I − E) / sd over all orders of the values.
    pub fn z_random(&self) -> f64 {
        (self.value - self.expected) / self.variance_random.sqrt()
    }

    /// (I − E) / sd were the values normal.
    pub fn z_normal(&self) -> f64 {
        (self.value - self.expected) / self.variance_normal.sqrt()
    }
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AutocorrelationError {
    /// Fewer than four cells, values that do not differ or are not finite, or no neighbours at all.
    #[error("fewer than four cells, no neighbours, or values that do not differ")]
    Degenerate,
    /// Not one value a cell.
    #[error("there is not one value for each cell")]
    Lengths,
    /// The caller no longer wants it.
    #[error("the calculation was cancelled")]
    Cancelled,
}

/// The deviations of `values` from their mean, and the sum of their squares.
pub(super) fn deviations(values: &[f64], weights: &Weights) -> Result<(Vec<f64>, f64), AutocorrelationError> {
    if values.len() != weights.len() {
        return Err(AutocorrelationError::Lengths);
    }
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let z: Vec<f64> = values.iter().map(|v| v - mean).collect();
    let squares: f64 = z.iter().map(|z| z * z).sum();
    // Written so that NaN is refused, too.
    let is_sound = values.len() >= 4 && squares > 0.0 && squares.is_finite() && weights.max_neighbours() > 0;
    if is_sound { Ok((z, squares)) } else { Err(AutocorrelationError::Degenerate) }
}

/// Moran's I of `values`, one a cell.
///
/// # Errors
/// Values or weights it is not defined for; cancellation.
pub fn moran(
    values: &[f64],
    weights: &Weights,
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Moran, AutocorrelationError> {
    let (z, squares) = deviations(values, weights)?;
    let (n, sums) = (values.len(), weights.sums());
    let scale = n as f64 / sums.s0 / squares;
    let of = |z: &[f64]| scale * (0..n).map(|i| z[i] * weights.lag(i, z)).sum::<f64>();
    let value = of(&z);
    let permuted = |r: u32| -> Option<f64> {
        let dealt: Vec<f64> = shuffled(n, seed, r).into_iter().map(|i| z[i as usize]).collect();
        (!cancelled()).then(|| of(&dealt))
    };
    let simulated: Option<Vec<f64>> = (0..permutations).into_par_iter().map(permuted).collect();
    let simulated = simulated.ok_or(AutocorrelationError::Cancelled)?;
    let exceedances = Exceedances::of(&simulated, value);
    let (variance_normal, variance_random) = variances(&z, squares, weights);
    let expected = -1.0 / (n as f64 - 1.0);
    Ok(Moran { value, expected, variance_normal, variance_random, exceedances, permutations, seed, n })
}

/// Variances under normality and over all orders (Cliff & Ord 1981, eqs. 1.37 and 1.39).
fn variances(z: &[f64], squares: f64, weights: &Weights) -> (f64, f64) {
    let n = z.len() as f64;
    let sums = weights.sums();
    let (s0, s1, s2) = (sums.s0 * sums.s0, sums.s1, sums.s2);
    let expected2 = 1.0 / ((n - 1.0) * (n - 1.0));
    let normal = (n * n * s1 - n * s2 + 3.0 * s0) / ((n - 1.0) * (n + 1.0) * s0) - expected2;
    let kurtosis = n * z.iter().map(|z| z.powi(4)).sum::<f64>() / (squares * squares);
    let a = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0);
    let b = kurtosis * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0);
    (normal, (a - b) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0) - expected2)
}

/// What kind of a cell among its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quadrant {
    /// High among high.
    HighHigh,
    /// Low among high.
    LowHigh,
    /// Low among low.
    LowLow,
    /// High among low.
    HighLow,
}

impl Quadrant {
    /// Its word in files.
    pub fn code(self) -> &'static str {
        match self {
            Quadrant::HighHigh => "HH",
            Quadrant::LowHigh => "LH",
            Quadrant::LowLow => "LL",
            Quadrant::HighLow => "HL",
        }
    }
}

/// Local Moran's I.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalMoran {
    /// I of each cell; `None` for islands.
    pub values: Vec<Option<f64>>,
    /// Quadrant of each cell; `None` for islands.
    pub quadrants: Vec<Option<Quadrant>>,
    /// Permutations that reached it; `None` for islands: not computable, whatever others print.
    pub exceedances: Vec<Option<Exceedances>>,
    /// Permutations made.
    pub permutations: u32,
    /// Their seed.
    pub seed: u64,
}

/// Local Moran's I of `values`, one a cell.
///
/// # Errors
/// As [`moran`].
pub fn local_moran(
    values: &[f64],
    weights: &Weights,
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<LocalMoran, AutocorrelationError> {
    let orderings = Orderings::new(values.len(), weights.max_neighbours() + 1, permutations, seed);
    local_moran_over(values, weights, &orderings, seed, cancelled)
}

/// As [`local_moran`], over orderings that are given.
pub(super) fn local_moran_over(
    values: &[f64],
    weights: &Weights,
    orderings: &Orderings,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<LocalMoran, AutocorrelationError> {
    let (z, squares) = deviations(values, weights)?;
    let scale = (values.len() as f64 - 1.0) / squares;
    let sums = neighbour_sums(values, weights, orderings, cancelled).ok_or(AutocorrelationError::Cancelled)?;
    let has_neighbours = |i: usize| !weights.neighbours(i).is_empty();
    let value = |i: usize| has_neighbours(i).then(|| scale * z[i] * weights.lag(i, &z));
    let quadrant = |i: usize| {
        has_neighbours(i).then(|| match (z[i] > 0.0, weights.lag(i, &z) > 0.0) {
            (true, true) => Quadrant::HighHigh,
            (false, true) => Quadrant::LowHigh,
            (false, false) => Quadrant::LowLow,
            (true, false) => Quadrant::HighLow,
        })
    };
    let permutations = orderings.len() as u32;
    let exceedances = sums.into_iter().zip(&z).map(|(found, z)| match (found, *z) {
        (Some(_), 0.0) => Some(Exceedances { above: permutations, below: permutations }),
        (Some(found), z) if z < 0.0 => Some(found.mirrored()),
        (found, _) => found,
    });
    Ok(LocalMoran {
        values: (0..z.len()).map(value).collect(),
        quadrants: (0..z.len()).map(quadrant).collect(),
        exceedances: exceedances.collect(),
        permutations,
        seed,
    })
}

#[cfg(test)]
#[path = "moran_tests.rs"]
mod tests;
