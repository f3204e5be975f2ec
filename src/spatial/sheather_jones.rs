//! Sheather & Jones's bandwidth of one coordinate.
//!
//! Source: Sheather & Jones 1991, *J. R. Stat. Soc. B* 53:683, the rule that solves the equation; names of the
//! functionals and the constants of the pilot as in R's `bw.SJ(method = "ste")`, but with every pair of values
//! instead of a thousand bins. The h that solves h = (R(K)/(n S(α(h))))^{1/5}, S the estimate of ∫f''², α(h) its own
//! bandwidth, 1.357 (S(a)/T(b))^{1/7} h^{5/7}.
//!
//! Steps: bisection on a log scale between 10⁻⁴ and 4 of the oversmoothed bandwidth 1.144 s n^{−1/5}. It looks at each
//! value once: equal values would drive h to 0, so the caller leaves them out.
//!
//! Cost: some 30 sums over pairs of values nearer than `REACH` bandwidths, in parallel; sums are by value in order.

use rayon::prelude::*;

/// Pairs further apart than this many bandwidths count as 0: their terms are below 10⁻²⁵ of the greatest.
const REACH: f64 = 12.0;

/// The bandwidth of `values`, in their unit; `None` for fewer than four, where they have no spread, or where they are
/// so sparse that the equation has no solution.
pub fn sheather_jones(values: &[f64]) -> Option<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let scale = spread(&sorted).filter(|_| sorted.len() > 3)?;
    let third = -functional(&sorted, 1.23 * scale * n.powf(-1.0 / 9.0), sixth_derivative, -15.0, 7);
    let second = functional(&sorted, 1.24 * scale * n.powf(-1.0 / 7.0), fourth_derivative, 3.0, 5);
    if !(third.is_finite() && third > 0.0) {
        return None;
    }
    let pilot = 1.357 * (second / third).powf(1.0 / 7.0);
    let roughness = 0.5 / std::f64::consts::PI.sqrt();
    let excess = |h: f64| {
        let found = functional(&sorted, pilot * h.powf(5.0 / 7.0), fourth_derivative, 3.0, 5);
        (roughness / (n * found)).powf(0.2) - h
    };
    let widest = 1.144 * scale * n.powf(-0.2);
    let (mut low, mut high) = (widest * 1e-4, widest * 4.0);
    if !(excess(low) > 0.0 && excess(high) < 0.0) {
        return None;
    }
    while high / low > 1.0 + 1e-7 {
        let middle = (low * high).sqrt();
        *(if excess(middle) > 0.0 { &mut low } else { &mut high }) = middle;
    }
    Some((low * high).sqrt())
}

/// The lesser of the standard deviation and the interquartile range over 1.349; `None` where both are 0.
fn spread(sorted: &[f64]) -> Option<f64> {
    let n = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / n;
    let sd = (sorted.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    // Linear between order statistics, R's type 7.
    let quantile = |q: f64| {
        let at = q * (n - 1.0);
        let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
        low + (high - low) * at.fract()
    };
    let iqr = if sorted.len() > 1 { (quantile(0.75) - quantile(0.25)) / 1.349 } else { 0.0 };
    Some(if iqr > 0.0 { sd.min(iqr) } else { sd }).filter(|s| *s > 0.0)
}

fn fourth_derivative(square: f64) -> f64 {
    square * square - 6.0 * square + 3.0
}

fn sixth_derivative(square: f64) -> f64 {
    square * (square * (square - 15.0) + 45.0) - 15.0
}

/// Σ over pairs of a derivative of the normal density at their distance over `h`, `own` for each value with itself:
/// an estimate of the integral of a squared derivative of the density.
fn functional(sorted: &[f64], h: f64, derivative: fn(f64) -> f64, own: f64, power: i32) -> f64 {
    let n = sorted.len() as f64;
    let terms: Vec<f64> = (0..sorted.len())
        .into_par_iter()
        .with_min_len(64)
        .map(|i| {
            let scaled = sorted[i + 1..].iter().map(|v| (v - sorted[i]) / h).take_while(|d| *d < REACH);
            scaled.map(|d| (-0.5 * d * d).exp() * derivative(d * d)).sum()
        })
        .collect();
    let pairs: f64 = terms.iter().sum();
    (2.0 * pairs + n * own) / (n * (n - 1.0) * h.powi(power) * std::f64::consts::TAU.sqrt())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        values: Vec<f64>,
        h: f64,
    }

    #[test]
    fn the_solution_is_that_of_all_pairs() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/sheather_jones.json")).expect("fixture");
        assert!(cases.len() >= 4);
        let mut agreement = Agreement::new("Sheather–Jones bandwidth", "numpy, all pairs; scipy brentq", 1e-5);
        for c in cases {
            let ours = sheather_jones(&c.values).expect("bandwidth");
            agreement.relative(ours, c.h, 0.0);
            let moved: Vec<f64> = c.values.iter().rev().map(|v| 3.0 * v + 1e4).collect();
            let scaled = sheather_jones(&moved).expect("bandwidth");
            assert!((scaled / (3.0 * ours) - 1.0).abs() < 1e-6, "{scaled} {ours}");
        }
    }

    #[test]
    fn too_little_chooses_nothing() {
        assert_eq!(sheather_jones(&[]), None);
        assert_eq!(sheather_jones(&[1.0, 2.0, 3.0]), None);
        assert_eq!(sheather_jones(&[5.0; 30]), None);
    }
}
