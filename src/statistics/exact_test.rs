//! The exact test of a track in a district: the distribution of its count when district labels are permuted over the
//! enterprises, the shares of each enterprise kept.
//!
//! Sources: Fisher 1935 (all shares equal: hypergeometric); Pagano & Tritchler 1983, *On obtaining permutation
//! distributions in polynomial time* (*J. Am. Stat. Assoc.* 78:435) for unequal shares.
//!
//! Parameters: N enterprises with a district and a track; the shares given to the track, c_k of the size u_k/L;
//! n enterprises in the district.
//!
//! Steps, for unequal shares:
//! 1. H(j, s), the probability that j of the enterprises *with* the track, drawn without replacement, sum to s
//!    lattice steps. It is grown class by class: of j drawn from M pooled and c new enterprises, i are new with
//!    hypergeometric probability. All terms are probabilities, so nothing overflows or cancels.
//! 2. P(s) = Σ_j Hypergeometric(j; N, Σ c_k, n) H(j, s) for each district. H does not depend on the district.
//!
//! Only draws j whose probability exceeds 1e-22 of the greatest are needed, so small districts and rare tracks stay
//! exact at any N. Where H would cost more than [`MAX_STEPS`] additions, or a stated weight is no fraction with a
//! denominator up to 1000, the normal distribution with the exact mean and variance
//! n (N−n)/(N−1) · (Σw²/N − (Σw/N)²) and a continuity correction of half a lattice step is used, and
//! [`TestMethod::NormalApproximation`] says so. With 60 or more expected draws, where it takes over, its tails near
//! 0.05 are within some 5 % of the exact ones.
//!
//! Cost: jmax³ · umax / 4 additions a class; 17 tracks of a catalogue of 200 rows take some 5 ms.

use serde::{Deserialize, Serialize};

use super::null_distribution::{NullDistribution, hypergeometric, hypergeometric_pmf};
use super::weights::{WeightClass, Weights};
use crate::language::Message;

/// How a p-value was worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestMethod {
    /// Fisher's exact test: hypergeometric.
    ExactHypergeometric,
    /// Exact randomisation distribution of a sum of unequal shares.
    ExactRandomisation,
    /// Normal approximation to it.
    NormalApproximation,
}

impl TestMethod {
    /// Its name.
    pub fn name(self) -> Message {
        Message::new(match self {
            TestMethod::ExactHypergeometric => "statistics-test-hypergeometric",
            TestMethod::ExactRandomisation => "statistics-test-randomisation",
            TestMethod::NormalApproximation => "statistics-test-normal",
        })
    }
}

/// Additions the exact distribution of one track may cost.
pub const MAX_STEPS: f64 = 3e7;
/// Draws less probable than this share of the most probable are left out.
const NEGLIGIBLE: f64 = 1e-22;

/// A track's shares, ready to give the null distribution in any district.
///
/// ```
/// use hujin::statistics::exact_test::RandomLabelling;
/// use hujin::statistics::weights::{Ratio, Weights};
///
/// // Ten enterprises; two give the whole to the track, one gives half. Three are in the district.
/// let mut weights = Weights::ones(2);
/// weights.add(Ratio::one_of(2), 1);
/// let labelling = RandomLabelling::new(10, weights, &[3]);
/// let tails = labelling.null(3).tails(2.5); // all of them are in the district
/// assert!((tails.upper - 1.0 / 120.0).abs() < 1e-12); // one of the C(10, 3) choices
/// ```
#[derive(Clone, Debug)]
pub struct RandomLabelling {
    population: u64,
    weights: Weights,
    sums: SumsByDraws,
}

/// `rows[j][s]`: the probability that j drawn enterprises of the track sum to s lattice steps.
#[derive(Clone, Debug, Default)]
struct SumsByDraws {
    lattice: u64,
    rows: Vec<Vec<f64>>,
}

impl RandomLabelling {
    /// The shares of a track among `population` enterprises (those without the track included), for districts that
    /// hold as many enterprises as `drawn` says.
    pub fn new(population: u64, weights: Weights, drawn: &[u64]) -> RandomLabelling {
        let population = population.max(weights.count());
        let mut sums = SumsByDraws::default();
        if let (2.., Some(lattice)) = (weights.classes.len(), weights.lattice()) {
            let mut needed: Vec<usize> = drawn.iter().map(|n| greatest_draw(population, weights.count(), *n)).collect();
            needed.sort_unstable();
            let affordable = needed.into_iter().rev().find(|j| steps(&weights, lattice, *j) <= MAX_STEPS);
            sums = affordable.map(|j| SumsByDraws::new(&weights.classes, lattice, j)).unwrap_or_default();
        }
        RandomLabelling { population, weights, sums }
    }

    /// The distribution of the count of a district of `drawn` enterprises. Exact for the sizes [`RandomLabelling::new`]
    /// was told, as far as affordable.
    pub fn null(&self, drawn: u64) -> NullDistribution {
        let drawn = drawn.min(self.population);
        let marked = self.weights.count();
        match self.weights.classes.as_slice() {
            [] if marked == 0 => hypergeometric(self.population, 0, drawn, 1.0),
            [only] if self.weights.irregular == 0 => hypergeometric(self.population, marked, drawn, only.ratio.value()),
            _ if greatest_draw(self.population, marked, drawn) < self.sums.rows.len() => self.mixture(drawn),
            _ => self.normal(drawn),
        }
    }

    /// How the distribution for a district of `drawn` enterprises is worked out.
    pub fn method(&self, null: &NullDistribution) -> TestMethod {
        match null {
            NullDistribution::Lattice { hypergeometric: true, .. } => TestMethod::ExactHypergeometric,
            NullDistribution::Lattice { hypergeometric: false, .. } => TestMethod::ExactRandomisation,
            NullDistribution::Normal { .. } => TestMethod::NormalApproximation,
        }
    }

    /// The expected count n · Σw / N; 0 without enterprises.
    pub fn expected(&self, drawn: u64) -> f64 {
        if self.population == 0 { 0.0 } else { drawn as f64 * self.weights.sum() / self.population as f64 }
    }

    /// The variance of the count.
    pub fn variance(&self, drawn: u64) -> f64 {
        let (population, n) = (self.population as f64, drawn.min(self.population) as f64);
        if self.population < 2 {
            return 0.0;
        }
        let spread = self.weights.sum_of_squares() / population - (self.weights.sum() / population).powi(2);
        n * (population - n) / (population - 1.0) * spread.max(0.0)
    }

    /// Enterprises in all, N.
    pub fn population(&self) -> u64 {
        self.population
    }

    fn normal(&self, drawn: u64) -> NullDistribution {
        let half_step = self.weights.lattice().map_or(0.0, |lattice| 0.5 / lattice as f64);
        NullDistribution::Normal { mean: self.expected(drawn), sd: self.variance(drawn).sqrt(), half_step }
    }

    fn mixture(&self, drawn: u64) -> NullDistribution {
        let (first, draws) = hypergeometric_pmf(self.population, self.weights.count(), drawn, NEGLIGIBLE);
        let mut pmf: Vec<f64> = Vec::new();
        for (j, p) in (first as usize..).zip(draws) {
            let row = &self.sums.rows[j];
            pmf.resize(pmf.len().max(row.len()), 0.0);
            pmf.iter_mut().zip(row).for_each(|(sum, h)| *sum += p * h);
        }
        NullDistribution::Lattice { first: 0, step: 1.0 / self.sums.lattice as f64, pmf, hypergeometric: false }
    }
}

/// The greatest number of the track's enterprises that matters among `drawn`.
fn greatest_draw(population: u64, marked: u64, drawn: u64) -> usize {
    let (first, pmf) = hypergeometric_pmf(population, marked, drawn, NEGLIGIBLE);
    first as usize + pmf.len() - 1
}

/// The additions [`SumsByDraws::new`] makes, from above.
fn steps(weights: &Weights, lattice: u64, draws: usize) -> f64 {
    let classes = &weights.classes;
    let widest = classes.iter().map(|c| c.ratio.units(lattice)).max().unwrap_or(0) as f64;
    let draws = draws as f64;
    classes.iter().skip(1).map(|c| draws * draws.min(c.count as f64) * draws * widest / 4.0).sum()
}

impl SumsByDraws {
    fn new(classes: &[WeightClass], lattice: u64, draws: usize) -> SumsByDraws {
        let mut rows = vec![vec![1.0]];
        let mut pooled = 0u64;
        for class in classes {
            rows = grow(&rows, pooled, class.count, class.ratio.units(lattice) as usize, draws);
            pooled += class.count;
        }
        SumsByDraws { lattice, rows }
    }
}

/// Adds a class of `count` enterprises of `units` each to `pooled` enterprises whose sums are `rows`.
fn grow(rows: &[Vec<f64>], pooled: u64, count: u64, units: usize, draws: usize) -> Vec<Vec<f64>> {
    let greatest = (pooled + count).min(draws as u64) as usize;
    (0..=greatest)
        .map(|j| {
            let (first, pmf) = hypergeometric_pmf(pooled + count, count, j as u64, NEGLIGIBLE);
            let mut row = Vec::new();
            for (new, p) in (first as usize..).zip(pmf) {
                let old = &rows[j - new];
                let offset = new * units;
                row.resize(row.len().max(offset + old.len()), 0.0);
                row[offset..].iter_mut().zip(old).for_each(|(sum, h)| *sum += p * h);
            }
            row
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::super::weights::Ratio;
    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        population: u64,
        weights: Vec<f64>,
        drawn: u64,
        values: Vec<f64>,
        upper: Vec<f64>,
        lower: Vec<f64>,
    }

    fn weights(of: &[f64]) -> Weights {
        of.iter().filter(|w| **w > 0.0).fold(Weights::default(), |mut all, w| {
            all.add_weight(*w, 1);
            all
        })
    }

    #[test]
    fn sums_of_shares_are_those_of_enumerating_all_choices() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/randomisation.json")).expect("fixture");
        let mut agreement = Agreement::new("exact test of shares: tails", "enumeration of all choices", 1e-12);
        for c in cases {
            let null = RandomLabelling::new(c.population, weights(&c.weights), &[c.drawn]).null(c.drawn);
            for ((value, upper), lower) in c.values.iter().zip(&c.upper).zip(&c.lower) {
                let tails = null.tails(*value);
                agreement.absolute(tails.upper, *upper);
                agreement.absolute(tails.lower, *lower);
            }
        }
    }

    #[test]
    fn whole_shares_reduce_to_the_hypergeometric_exactly() {
        // The same enterprises in two classes go through the sums; in one class they are Fisher's test.
        let one = WeightClass { ratio: Ratio::ONE, count: 7 };
        let two = [WeightClass { ratio: Ratio::ONE, count: 4 }, one];
        let labelling = RandomLabelling {
            population: 40,
            weights: Weights { classes: two.to_vec(), ..Weights::default() },
            sums: SumsByDraws::new(&two, 1, 11),
        };
        let NullDistribution::Lattice { pmf, hypergeometric: false, .. } = labelling.null(13) else { panic!("sums") };
        let fisher = RandomLabelling::new(40, Weights::ones(11), &[13]);
        let NullDistribution::Lattice { pmf: exact, hypergeometric: true, first: 0, .. } = fisher.null(13) else {
            panic!("hypergeometric")
        };
        assert_eq!(pmf.len(), exact.len());
        for (a, b) in pmf.iter().zip(&exact) {
            assert!((a - b).abs() < 1e-14, "{a} {b}");
        }
    }

    #[test]
    fn large_or_irregular_shares_use_the_named_approximation() {
        let mut irregular = Weights::ones(3);
        irregular.add_weight(std::f64::consts::FRAC_1_SQRT_2, 1);
        let labelling = RandomLabelling::new(20, irregular, &[5]);
        assert_eq!(labelling.method(&labelling.null(5)), TestMethod::NormalApproximation);
        let mut many = Weights::ones(30_000);
        many.add(Ratio::one_of(2), 30_000);
        many.add(Ratio::one_of(3), 30_000);
        let labelling = RandomLabelling::new(1_000_000, many, &[60_000, 20]);
        assert_eq!(labelling.method(&labelling.null(60_000)), TestMethod::NormalApproximation);
        let small = labelling.null(20);
        assert_eq!(labelling.method(&small), TestMethod::ExactRandomisation);
        assert!((small.mean() - labelling.expected(20)).abs() < 1e-9);
    }

    #[test]
    fn where_the_approximation_takes_over_its_tails_are_near() {
        let mut shares = Weights::ones(150);
        shares.add(Ratio::one_of(2), 100);
        shares.add(Ratio::one_of(3), 50);
        let labelling = RandomLabelling::new(2_000, shares, &[400]);
        let exact = labelling.null(400);
        assert_eq!(labelling.method(&exact), TestMethod::ExactRandomisation);
        let normal = labelling.normal(400);
        let at = ((labelling.expected(400) + 1.645 * labelling.variance(400).sqrt()) * 6.0).round() / 6.0;
        let (a, b) = (exact.tails(at).upper, normal.tails(at).upper);
        assert!((a / b - 1.0).abs() < 0.05, "{a} {b}");
    }

    proptest! {
        #[test]
        fn mean_and_variance_are_the_closed_ones(
            ones in 0u64..8, halves in 0u64..8, thirds in 0u64..8, others in 1u64..30, share in 0.0f64..1.0,
        ) {
            let mut w = Weights::ones(ones);
            w.add(Ratio::one_of(2), halves);
            w.add(Ratio::one_of(3), thirds);
            let population = ones + halves + thirds + others;
            let drawn = (share * population as f64) as u64;
            let labelling = RandomLabelling::new(population, w, &[drawn]);
            let null = labelling.null(drawn);
            prop_assert!((null.mean() - labelling.expected(drawn)).abs() < 1e-10);
            let NullDistribution::Lattice { pmf, .. } = &null else { panic!("exact") };
            prop_assert!((pmf.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let variance: f64 =
                pmf.iter().enumerate().map(|(i, p)| p * (null.value(i) - null.mean()).powi(2)).sum();
            prop_assert!((variance - labelling.variance(drawn)).abs() < 1e-9);
            let t = null.tails(labelling.expected(drawn).round());
            prop_assert!(t.two_sided <= 1.0 && t.two_sided >= t.upper.min(t.lower));
        }
    }
}
