//! A part of a whole, with a 95 % interval.
//!
//! Interval: Wilson's (1927, *JASA* 22:209), the shares that a score test of 5 % does not reject: with p = part/whole,
//! (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). It covers some 95 % down to few enterprises and needs no special
//! case at 0 % and 100 % (Brown, Cai & DasGupta 2001, *Statistical Science* 16:101). Under fractional counting the
//! binomial variance bounds that of a mean of shares in 0 to 1 from above, so it is wide rather than narrow.

/// The standard normal quantile of 0.975, of all 95 % intervals.
pub(super) const Z: f64 = 1.959_963_984_540_054;
const Z2: f64 = Z * Z;

/// `part` / `whole`, 0 to 1; `None` where the whole is empty.
pub fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// The 95 % interval of a share of `part` in `whole`, both in enterprises, 0 ≤ part ≤ whole; `None` where the whole is
/// empty.
pub fn share_interval(part: f64, whole: f64) -> Option<[f64; 2]> {
    let p = share(part, whole)?;
    let centre = p + Z2 / (2.0 * whole);
    let spread = (Z2 * (p * (1.0 - p) / whole + Z2 / (4.0 * whole * whole))).max(0.0).sqrt();
    let ends = [centre - spread, centre + spread].map(|end| end / (1.0 + Z2 / whole));
    Some([if part <= 0.0 { 0.0 } else { ends[0] }, if part >= whole { 1.0 } else { ends[1] }])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        part: f64,
        whole: f64,
        low: f64,
        high: f64,
    }

    #[test]
    fn nothing_has_no_share_of_nothing() {
        assert_eq!(share(0.0, 0.0), None);
        assert_eq!(share_interval(0.0, 0.0), None);
        assert_eq!(share(1.0, 4.0), Some(0.25));
    }

    #[test]
    fn ends_are_those_of_the_score_test() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/share_interval.json")).expect("fixture");
        let mut agreement =
            Agreement::new("interval of a share", "scipy proportion_ci; brentq of the score test", 1e-9);
        for c in cases {
            let [low, high] = share_interval(c.part, c.whole).expect("defined");
            agreement.relative(low, c.low, 1e-6);
            agreement.relative(high, c.high, 1e-6);
        }
    }

    proptest! {
        #[test]
        fn a_share_lies_in_its_interval_which_narrows_with_more(
            whole in 1u32..5000, part in 0.0f64..=1.0, k in 2u32..50,
        ) {
            let part = part * f64::from(whole);
            let of = |k: f64| share_interval(part * k, f64::from(whole) * k).expect("defined");
            let ([low, high], [low_of_more, high_of_more]) = (of(1.0), of(f64::from(k)));
            let p = part / f64::from(whole);
            prop_assert!(0.0 <= low && low <= p + 1e-12 && p <= high + 1e-12 && high <= 1.0);
            prop_assert!(high_of_more - low_of_more < high - low);
            let [mirrored_low, mirrored_high] =
                share_interval(f64::from(whole) - part, f64::from(whole)).expect("defined");
            prop_assert!((1.0 - mirrored_high - low).abs() < 1e-9 && (1.0 - mirrored_low - high).abs() < 1e-9);
        }
    }

    /// Over a grid of shares the interval holds the true one in 95 % of samples on average (exact binomial sums), and
    /// nowhere in less than 88 %.
    #[test]
    fn it_covers_what_it_says() {
        for n in [5u32, 20, 80] {
            let coverage = |p: f64| -> f64 {
                let mut probability = (1.0 - p).powi(n as i32);
                let mut covered = 0.0;
                for x in 0..=n {
                    let [low, high] = share_interval(f64::from(x), f64::from(n)).expect("defined");
                    covered += if low <= p && p <= high { probability } else { 0.0 };
                    probability *= f64::from(n - x) / f64::from(x + 1) * p / (1.0 - p);
                }
                covered
            };
            let all: Vec<f64> = (5..=95).map(|percent| coverage(f64::from(percent) / 100.0)).collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            assert!((0.94..=0.97).contains(&mean), "n = {n}: {mean}");
            assert!(all.iter().all(|c| *c >= 0.88), "n = {n}: {all:?}");
        }
    }
}
