//! What a track would count in a district if district labels were dealt to enterprises at random.
//!
//! Given the margins (N enterprises, the shares they give the track, n of them in the district) the count is the sum
//! of shares of n enterprises drawn without replacement.
//!
//! - All shares equal: the hypergeometric distribution, Fisher's exact test (Fisher 1935, *J. R. Stat. Soc.* 98:39).
//! - Otherwise a distribution on the lattice of the shares, or its normal approximation; [`super::exact_test`] makes
//!   them.
//!
//! Two-sided p: for the hypergeometric the sum of all probabilities not larger than the observed one (a relative
//! 1e-7 of slack for ties, as R's `fisher.test`). For sums of unequal shares point probabilities jump from one
//! lattice point to the next, so there it is Blaker's (2000, *Can. J. Stat.* 28:783): the smaller tail, plus as much
//! of the other tail as does not exceed it.
//!
//! Cost: the points whose probability exceeds 1e-290 of the greatest, some 70 standard deviations.

/// The null distribution of a count.
#[derive(Clone, Debug, PartialEq)]
pub enum NullDistribution {
    /// Probabilities of the values `(first + i) × step`.
    Lattice {
        /// The least value, in steps.
        first: u64,
        /// The distance of neighbouring values, in enterprises.
        step: f64,
        /// The probabilities; they sum to 1.
        pmf: Vec<f64>,
        /// Whether all shares are equal, so that the count is hypergeometric.
        hypergeometric: bool,
    },
    /// A normal approximation with the exact mean and variance.
    Normal {
        /// Mean, enterprises.
        mean: f64,
        /// Standard deviation, enterprises.
        sd: f64,
        /// Half the lattice step for the continuity correction; 0 where there is no lattice.
        half_step: f64,
    },
}

/// Relative slack within which two probabilities are a tie.
const TIE: f64 = 1e-7;
/// Probabilities below this share of the greatest are left out.
pub(super) const NEGLIGIBLE: f64 = 1e-290;

/// P-values of one observed count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// P(X ≥ x).
    pub upper: f64,
    /// P(X ≤ x).
    pub lower: f64,
    /// Two-sided.
    pub two_sided: f64,
}

/// The number of marked among `drawn` of `population` enterprises, `marked` of which are marked, each counting
/// `step`. Margins past the population are cut to it.
///
/// Probabilities come from ratios of neighbours outward from the mode, then are scaled to sum 1: relative errors
/// stay near 1e-13, where differences of log-factorials would lose it at large N.
pub fn hypergeometric(population: u64, marked: u64, drawn: u64, step: f64) -> NullDistribution {
    let (first, pmf) = hypergeometric_pmf(population, marked, drawn, NEGLIGIBLE);
    NullDistribution::Lattice { first, step, pmf, hypergeometric: true }
}

/// (least value, probabilities) of the hypergeometric distribution where they exceed `negligible` of the greatest.
pub(super) fn hypergeometric_pmf(population: u64, marked: u64, drawn: u64, negligible: f64) -> (u64, Vec<f64>) {
    let (marked, drawn) = (marked.min(population), drawn.min(population));
    let low = (marked + drawn).saturating_sub(population);
    let high = marked.min(drawn);
    // P(x + 1) / P(x)
    let ratio = |x: u64| {
        ((marked - x) as f64 * (drawn - x) as f64) / ((x + 1) as f64 * (population + x + 1 - marked - drawn) as f64)
    };
    let mode = ((u128::from(marked + 1) * u128::from(drawn + 1)) / u128::from(population + 2)) as u64;
    outward(low, mode.clamp(low, high), high, negligible, ratio)
}

/// (least value, probabilities) from `ratio(x)` = P(x + 1) / P(x), outward from the mode until they fall below
/// `negligible` of the greatest.
pub(super) fn outward(low: u64, mode: u64, high: u64, negligible: f64, ratio: impl Fn(u64) -> f64) -> (u64, Vec<f64>) {
    let mut below = Vec::new();
    let mut p = 1.0;
    for x in (low..mode).rev() {
        p /= ratio(x);
        if p < negligible {
            break;
        }
        below.push(p);
    }
    let first = mode - below.len() as u64;
    below.reverse();
    let mut pmf = below;
    pmf.push(1.0);
    p = 1.0;
    for x in mode..high {
        p *= ratio(x);
        if p < negligible {
            break;
        }
        pmf.push(p);
    }
    let total: f64 = pmf.iter().sum();
    pmf.iter_mut().for_each(|p| *p /= total);
    (first, pmf)
}

impl NullDistribution {
    /// The expected count, enterprises.
    pub fn mean(&self) -> f64 {
        match self {
            NullDistribution::Lattice { pmf, .. } => {
                pmf.iter().enumerate().map(|(i, p)| p * self.value(i)).sum::<f64>()
            }
            NullDistribution::Normal { mean, .. } => *mean,
        }
    }

    /// The mean of |X − about|, enterprises.
    pub fn mean_deviation(&self, about: f64) -> f64 {
        match self {
            NullDistribution::Lattice { pmf, .. } => {
                pmf.iter().enumerate().map(|(i, p)| p * (self.value(i) - about).abs()).sum()
            }
            NullDistribution::Normal { mean, sd, .. } => {
                if *sd <= 0.0 {
                    return (mean - about).abs();
                }
                let z = (mean - about) / sd;
                let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
                sd * (2.0 * density + z * (1.0 - 2.0 * upper_normal(z)))
            }
        }
    }

    /// The p-values of an observed count, enterprises.
    pub fn tails(&self, observed: f64) -> Tails {
        match self {
            NullDistribution::Lattice { first, step, pmf, hypergeometric } => {
                let index = (observed / step).round() as i64 - *first as i64;
                lattice_tails(pmf, index, *hypergeometric)
            }
            NullDistribution::Normal { mean, sd, half_step } => {
                if *sd <= 0.0 {
                    return Tails { upper: 1.0, lower: 1.0, two_sided: 1.0 };
                }
                let upper = upper_normal((observed - half_step - mean) / sd);
                let lower = upper_normal((mean - observed - half_step) / sd);
                Tails { upper, lower, two_sided: (2.0 * upper.min(lower)).min(1.0) }
            }
        }
    }

    /// The value at an index of the lattice.
    pub(super) fn value(&self, index: usize) -> f64 {
        match self {
            NullDistribution::Lattice { first, step, .. } => (*first + index as u64) as f64 * step,
            NullDistribution::Normal { mean, .. } => *mean,
        }
    }
}

/// P(Z ≥ z) of the standard normal distribution.
pub fn upper_normal(z: f64) -> f64 {
    0.5 * libm::erfc(z / std::f64::consts::SQRT_2)
}

fn lattice_tails(pmf: &[f64], index: i64, by_probability: bool) -> Tails {
    let n = pmf.len() as i64;
    let at = index.clamp(0, n) as usize;
    let after = (index + 1).clamp(0, n) as usize;
    // From the far end inwards: small terms first.
    let upper = pmf[at..].iter().rev().sum::<f64>().min(1.0);
    let lower = pmf[..after].iter().sum::<f64>().min(1.0);
    let observed = if (0..n).contains(&index) { pmf[at] } else { 0.0 };
    let two_sided = if by_probability {
        let (mut below, mut above) = (0.0, 0.0);
        let limit = observed * (1.0 + TIE);
        let mode = pmf.iter().enumerate().fold(0, |best, (i, p)| if *p > pmf[best] { i } else { best });
        pmf[..mode].iter().take_while(|p| **p <= limit).for_each(|p| below += p);
        pmf[mode..].iter().rev().take_while(|p| **p <= limit).for_each(|p| above += p);
        below + above
    } else {
        blaker(pmf, upper, lower)
    };
    Tails { upper, lower, two_sided: two_sided.min(1.0) }
}

/// The smaller tail, and as much of the other as does not exceed it.
fn blaker(pmf: &[f64], upper: f64, lower: f64) -> f64 {
    let smaller = upper.min(lower);
    let limit = smaller * (1.0 + TIE);
    let grown = |sum: f64, p: f64| Some(sum + p).filter(|s| *s <= limit);
    let other =
        if upper <= lower { longest(pmf.iter().copied(), grown) } else { longest(pmf.iter().rev().copied(), grown) };
    smaller + other
}

fn longest(terms: impl Iterator<Item = f64>, grown: impl Fn(f64, f64) -> Option<f64>) -> f64 {
    let mut sum = 0.0;
    for p in terms {
        match grown(sum, p) {
            Some(more) => sum = more,
            None => break,
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        population: u64,
        marked: u64,
        drawn: u64,
        observed: u64,
        upper: f64,
        lower: f64,
        two_sided: f64,
    }

    #[test]
    fn tails_are_those_of_fishers_exact_test() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/hypergeometric.json")).expect("fixture");
        assert!(cases.len() > 100);
        let mut agreement = Agreement::new("exact test: tails and two-sided p", "scipy hypergeom, fisher_exact", 1e-10);
        for c in cases {
            let t = hypergeometric(c.population, c.marked, c.drawn, 1.0).tails(c.observed as f64);
            for (ours, theirs) in [(t.upper, c.upper), (t.lower, c.lower), (t.two_sided, c.two_sided)] {
                agreement.absolute(ours, theirs);
            }
        }
    }

    #[test]
    fn a_million_rows_keep_their_precision() {
        let d = hypergeometric(1_000_000, 60_000, 62_500, 1.0);
        assert!((d.mean() - 3750.0).abs() < 1e-8, "{}", d.mean());
        let NullDistribution::Lattice { pmf, .. } = &d else { panic!("lattice") };
        assert!((pmf.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(pmf.len() < 10_000);
    }

    #[test]
    fn the_normal_tail_and_mean_deviation() {
        assert!((upper_normal(1.959_963_984_540_054) - 0.025).abs() < 1e-15);
        let normal = NullDistribution::Normal { mean: 3.0, sd: 2.0, half_step: 0.0 };
        // E|Z| = √(2/π).
        assert!((normal.mean_deviation(3.0) - 2.0 * (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-12);
        assert!((normal.mean_deviation(-1e3) - 1003.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn tails_are_probabilities_and_meet_at_the_observed(
            population in 1u64..400, a in 0.0f64..1.0, b in 0.0f64..1.0, c in 0.0f64..1.0,
        ) {
            let marked = (a * population as f64) as u64;
            let drawn = (b * population as f64) as u64;
            let observed = (c * marked.min(drawn) as f64).round();
            let d = hypergeometric(population, marked, drawn, 1.0);
            let t = d.tails(observed);
            for p in [t.upper, t.lower, t.two_sided] {
                prop_assert!((0.0..=1.0).contains(&p));
            }
            let at = t.upper + t.lower - 1.0;
            prop_assert!(at >= -1e-12);
            prop_assert!(t.two_sided + 1e-12 >= t.upper.min(t.lower));
            prop_assert!((d.mean() - marked as f64 * drawn as f64 / population as f64).abs() < 1e-9);
        }
    }
}
