//! How many of n enterprises fall in a part of the city, if each falls there with the part's share of it.
//!
//! The null for claims about numbers and densities: the share is 1 / districts, or the part's share of the land. The
//! two-sided p sums all probabilities not larger than the observed one. Interval of the ratio observed / expected:
//! Wilson's score interval of the observed share (Wilson 1927, *J. Am. Stat. Assoc.* 22:209), divided by the share.
//!
//! What it cannot tell: enterprises that came together to one address count as if each had come by itself.

use super::null_distribution::{NEGLIGIBLE, NullDistribution, outward};
use super::share::share_interval;

/// The binomial distribution of `trials` draws that each succeed with `probability` (0 to 1, both excluded).
///
/// Ratios of neighbours outward from the mode, as for the hypergeometric distribution.
pub fn binomial(trials: u64, probability: f64) -> NullDistribution {
    let odds = probability / (1.0 - probability);
    let ratio = |x: u64| (trials - x) as f64 / (x + 1) as f64 * odds;
    let mode = (((trials + 1) as f64 * probability) as u64).min(trials);
    let (first, pmf) = outward(0, mode, trials, NEGLIGIBLE, ratio);
    NullDistribution::Lattice { first, step: 1.0, pmf, hypergeometric: true }
}

/// Observed over expected, with its 95 % interval: `[ratio, low, high]`; `None` without trials or with a share that
/// is not between 0 and 1.
pub fn observed_over_expected(observed: u64, trials: u64, probability: f64) -> Option<[f64; 3]> {
    if trials == 0 || !(probability > 0.0 && probability < 1.0) {
        return None;
    }
    let (part, whole) = (observed as f64, trials as f64);
    let [low, high] = share_interval(part, whole)?;
    Some([part / whole, low, high].map(|share| share / probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.binomtest(k, n, p)` of SciPy 1.17.1: p-values, and `proportion_ci(method="wilson")`.
    #[test]
    fn as_scipy_has_it() {
        for (k, n, p, two_sided, upper, low, high) in ORACLE {
            let tails = binomial(n, p).tails(k as f64);
            assert!((tails.two_sided - two_sided).abs() < 1e-12 * two_sided.max(1e-3), "{k} {n} {p}: {tails:?}");
            assert!((tails.upper - upper).abs() < 1e-12 * upper.max(1e-3), "{k} {n} {p}: {tails:?}");
            let [_, a, b] = observed_over_expected(k, n, p).expect("an interval");
            assert!((a * p - low).abs() < 1e-12 && (b * p - high).abs() < 1e-12, "{k} {n} {p}: {a} {b}");
        }
        assert_eq!(observed_over_expected(0, 0, 0.5), None);
        assert_eq!(observed_over_expected(1, 2, 1.0), None);
    }

    /// Successes, trials, probability; two-sided p, upper p, ends of the interval.
    const ORACLE: [(u64, u64, f64, f64, f64, f64, f64); 6] = [
        (74, 151, 0.0625, 1.0520687722219564e-47, 1.0520687722219564e-47, 0.4115734958768446, 0.5690518481179184),
        (0, 9, 0.2, 0.21985945600000006, 1.0, 0.0, 0.29914504841954404),
        (5, 9, 0.044, 1.7899820499785372e-05, 1.7899820499785372e-05, 0.2666512934954931, 0.8112214789023354),
        (3, 200, 0.03, 0.29674742758446293, 0.9407090542740945, 0.00511423779325831, 0.04316572879269026),
        (11, 151, 0.0032, 3.836210068343614e-12, 3.836210068343614e-12, 0.0411610717590334, 0.1257287200157809),
        (151, 151, 0.9, 1.9629405674328651e-07, 1.232023311527298e-07, 0.9751910189302562, 1.0),
    ];
}
