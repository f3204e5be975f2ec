//! Getis–Ord's G: where high values, or low ones, lie together: hot and cold areas.
//!
//! Source: Getis & Ord 1992, *Geographical Analysis* 24:189; Ord & Getis 1995, 27:286, eqs. 14 and 15. Gi leaves the
//! cell itself out, Gi* takes it in. The standardised value is the same for binary and for row-standardised weights.
//!
//! Parameters: spatial [`Weights`], whether the cell itself counts, permutations R, seed. p by permutation, (b + 1)/(R +
//! 1): the standardised value is far from normal where cells hold few enterprises. Either the other cells' values are
//! dealt anew and the cell keeps its own (conditional, as esda), or all are ([`Dealt`]). Gi* takes the cell's own value
//! in, and asks whether cell and neighbours together hold more than chance: there the conditional test leaves out the
//! very cell where everything is, and finds a ring around it. Hot areas are therefore dealt from all.
//!
//! Cost: cells × R × neighbours, in parallel; dealt from all R × greatest number of neighbours, once. The same on any
//! number of threads.
//!
//! What it cannot tell: as Moran's I. Every cell is a test: q over all cells is to be read, not p.

use super::moran::{AutocorrelationError, deviations};
use super::permutation::{Exceedances, Orderings, neighbour_sums, sums_of_all};
use super::weights::Weights;

/// What a permutation deals anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dealt {
    /// The values of all other cells; the cell keeps its own.
    Others,
    /// The values of all cells.
    #[default]
    All,
}

impl Dealt {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Dealt::Others => "others",
            Dealt::All => "all",
        }
    }
}

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
    dealt: Dealt,
    permutations: u32,
    seed: u64,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<GetisOrd, AutocorrelationError> {
    let orderings = Orderings::new(values.len(), weights.max_neighbours() + 1, permutations, seed);
    getis_ord_over(values, weights, star, dealt, &orderings, seed, cancelled)
}

/// As [`getis_ord`], over orderings that are given.
pub(super) fn getis_ord_over(
    values: &[f64],
    weights: &Weights,
    star: bool,
    dealt: Dealt,
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
    let exceedances = match dealt {
        Dealt::Others => neighbour_sums(values, weights, orderings, cancelled),
        Dealt::All => sums_of_all(values, weights, star, orderings, cancelled),
    };
    let exceedances = exceedances.ok_or(AutocorrelationError::Cancelled)?;
    Ok(GetisOrd {
        values: (0..values.len()).map(value).collect(),
        exceedances,
        star,
        permutations: orderings.len() as u32,
        seed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::lattice::{Lattice, Shape};
    use crate::spatial::weights::Standardisation;
    use crate::statistics::null_distribution::hypergeometric;

    #[test]
    fn dealt_from_all_the_sums_of_marks_are_hypergeometric() {
        let bounds = (crate::geography::Plane::new(0.0, 0.0), crate::geography::Plane::new(6_000.0, 6_000.0));
        let lattice = Lattice::new(Shape::Square, bounds, 1_000.0, |_| true).expect("grid");
        let weights = Weights::queen(&lattice, Standardisation::Row);
        let values: Vec<f64> = (0..36).map(|i| f64::from(u8::from(i % 7 == 0 || (14..17).contains(&i)))).collect();
        let marked = values.iter().sum::<f64>() as u64;
        for star in [true, false] {
            let found = getis_ord(&values, &weights, star, Dealt::All, 19_999, 1, &|| false).expect("defined");
            for i in 0..36 {
                let drawn = weights.neighbours(i).len() as u64 + u64::from(star);
                let sum = weights.neighbour_sum(i, &values) + if star { values[i] } else { 0.0 };
                let tails = hypergeometric(36, marked, drawn, 1.0).tails(sum);
                let count = found.exceedances[i].expect("no island");
                for (dealt, exact) in [(count.above, tails.upper), (count.below, tails.lower)] {
                    // Four standard errors of 20 000 draws.
                    assert!((f64::from(dealt) / 19_999.0 - exact).abs() < 0.0142, "cell {i}: {dealt} {exact}");
                }
            }
        }
    }

    #[test]
    fn the_cell_that_holds_everything_is_hot_itself() {
        let bounds = (crate::geography::Plane::new(0.0, 0.0), crate::geography::Plane::new(7_000.0, 7_000.0));
        let lattice = Lattice::new(Shape::Square, bounds, 1_000.0, |_| true).expect("grid");
        let weights = Weights::queen(&lattice, Standardisation::Row);
        let mut values = vec![0.0; 49];
        (values[24], values[0]) = (30.0, 1.0);
        let p = |dealt| {
            let found = getis_ord(&values, &weights, true, dealt, 999, 1, &|| false).expect("defined");
            found.exceedances[24].expect("no island").above
        };
        assert!(p(Dealt::All) < 250 && p(Dealt::Others) > 800, "{} {}", p(Dealt::All), p(Dealt::Others));
    }
}
