//! The least location quotient a test would notice: what «no significant difference» can rule out.
//!
//! Model: the one-sided test at level α rejects at the least count c with P₀(X ≥ c) ≤ α under the null distribution
//! given the margins. A district that attracts the track is P₀ tilted, P_θ(x) ∝ P₀(x) e^{θx}: for whole shares
//! exactly Fisher's noncentral hypergeometric distribution with odds ratio e^θ (Fisher 1935; Harkness 1965), for
//! unequal shares its natural extension, for the normal approximation a shift of the mean. The θ at which
//! P_θ(X ≥ c) = power gives the quotient E_θ X / E₀ X.
//!
//! Steps: c from the upper tail; θ by Newton's method inside a bracket (power rises with θ).
//! Cost: some ten passes over the distribution.

use super::null_distribution::NullDistribution;

/// Level of the one-sided test.
pub const LEVEL: f64 = 0.05;
/// Probability of noticing.
pub const POWER: f64 = 0.8;
/// The standard normal quantile of 1 − [`LEVEL`].
const Z_LEVEL: f64 = 1.644_853_626_951_472_2;
/// The standard normal quantile of [`POWER`].
const Z_POWER: f64 = 0.841_621_233_572_914_2;

/// The least location quotient detected with probability [`POWER`] by the one-sided test at [`LEVEL`], given the
/// margins in `null`; `None` where no count would be significant, or nothing is expected.
pub fn detectable_lq(null: &NullDistribution) -> Option<f64> {
    match null {
        NullDistribution::Normal { mean, sd, half_step } => {
            (*mean > 0.0 && *sd > 0.0).then(|| (mean + half_step + (Z_LEVEL + Z_POWER) * sd) / mean)
        }
        NullDistribution::Lattice { first, pmf, .. } => {
            let critical = critical_index(pmf)?;
            let expected: f64 = pmf.iter().enumerate().map(|(i, p)| p * (*first + i as u64) as f64).sum();
            let theta = tilt_of_power(pmf, critical)?;
            let tilted = Tilted::new(pmf, critical, theta);
            (expected > 0.0).then(|| (*first as f64 + tilted.mean) / expected)
        }
    }
}

/// The first index whose upper tail is at most [`LEVEL`].
fn critical_index(pmf: &[f64]) -> Option<usize> {
    let mut tail = 0.0;
    let mut critical = None;
    for (i, p) in pmf.iter().enumerate().rev() {
        tail += p;
        if tail > LEVEL {
            break;
        }
        critical = (*p > 0.0).then_some(i).or(critical);
    }
    critical
}

/// Power, means and slope of a tilted distribution.
struct Tilted {
    power: f64,
    mean: f64,
    slope: f64,
}

impl Tilted {
    fn new(pmf: &[f64], critical: usize, theta: f64) -> Tilted {
        // From the top downwards the factor only shrinks for θ ≥ 0.
        let shrink = (-theta).exp();
        let mut factor = 1.0;
        let (mut above, mut above_x, mut below, mut below_x) = (0.0, 0.0, 0.0, 0.0);
        for (i, p) in pmf.iter().enumerate().rev() {
            let w = p * factor;
            if i >= critical {
                above += w;
                above_x += w * i as f64;
            } else {
                below += w;
                below_x += w * i as f64;
            }
            factor *= shrink;
        }
        let total = above + below;
        let (power, mean) = (above / total, (above_x + below_x) / total);
        Tilted { power, mean, slope: power * (above_x / above - mean) }
    }
}

/// The θ ≥ 0 at which the power is [`POWER`].
fn tilt_of_power(pmf: &[f64], critical: usize) -> Option<f64> {
    let (mut low, mut high) = (0.0, 1e-3);
    while Tilted::new(pmf, critical, high).power < POWER {
        (low, high) = (high, high * 2.0);
        if high > 600.0 {
            return None;
        }
    }
    let mut theta = 0.5 * (low + high);
    for _ in 0..100 {
        let at = Tilted::new(pmf, critical, theta);
        if at.power < POWER {
            low = theta;
        } else {
            high = theta;
        }
        let newton = theta - (at.power - POWER) / at.slope;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - theta).abs() <= 1e-13 * theta {
            return Some(next);
        }
        theta = next;
    }
    Some(theta)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::super::exact_test::RandomLabelling;
    use super::super::null_distribution::hypergeometric;
    use super::super::weights::{Ratio, Weights};
    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        population: u64,
        marked: u64,
        drawn: u64,
        detectable_lq: Option<f64>,
    }

    #[test]
    fn whole_shares_give_the_noncentral_hypergeometric() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/detectable.json")).expect("fixture");
        let mut agreement = Agreement::new("least detectable LQ", "scipy nchypergeom_fisher, brentq", 1e-7);
        for c in cases {
            agreement.both(detectable_lq(&hypergeometric(c.population, c.marked, c.drawn, 1.0)), c.detectable_lq);
        }
    }

    #[test]
    fn more_enterprises_detect_less() {
        let at = |n: u64| detectable_lq(&hypergeometric(n, n / 10, n / 8, 1.0)).expect("detectable");
        assert!(at(100) > at(400) && at(400) > at(4_000) && at(4_000) > at(400_000));
        assert!(at(400_000) < 1.05);
        assert_eq!(detectable_lq(&hypergeometric(10, 1, 9, 1.0)), None, "nothing would be significant");
        assert_eq!(detectable_lq(&hypergeometric(10, 0, 5, 1.0)), None);
    }

    #[test]
    fn the_normal_approximation_joins_the_exact_value() {
        let mut shares = Weights::ones(150);
        shares.add(Ratio::one_of(2), 100);
        shares.add(Ratio::one_of(3), 50);
        let labelling = RandomLabelling::new(2_000, shares, &[400]);
        let exact = detectable_lq(&labelling.null(400)).expect("exact");
        let normal = NullDistribution::Normal {
            mean: labelling.expected(400),
            sd: labelling.variance(400).sqrt(),
            half_step: 1.0 / 12.0,
        };
        let normal = detectable_lq(&normal).expect("normal");
        assert!((exact / normal - 1.0).abs() < 0.02, "{exact} {normal}");
    }

    proptest! {
        #[test]
        fn it_exceeds_one_and_stays_attainable(population in 10u64..500, a in 0.05f64..0.6, b in 0.05f64..0.6) {
            let (marked, drawn) = ((a * population as f64) as u64, (b * population as f64) as u64);
            prop_assume!(marked > 0 && drawn > 0);
            if let Some(lq) = detectable_lq(&hypergeometric(population, marked, drawn, 1.0)) {
                prop_assert!(lq > 1.0);
                let most = marked.min(drawn) as f64 * population as f64 / (marked * drawn) as f64;
                prop_assert!(lq <= most * (1.0 + 1e-9), "{lq} {most}");
            }
        }
    }
}
