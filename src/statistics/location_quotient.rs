//! The location quotient of a track in a district, with a 95 % interval.
//!
//! LQ = (x / n) / (X / N): the share of the track among the district's enterprises over its share among the city's
//! (Florence 1939). N and n count enterprises with a district and a track.
//!
//! Interval, on the log scale, with the district a part of the city (Beyene & Moineddin 2005, *BMC Med. Res.
//! Methodol.* 5:32): with p = x/n and P = X/N,
//! Var ln LQ ≈ (1−p)/(n p) + (1−P)/(N P) − 2 (1−p)/(N P), interval LQ · exp(±1.96 se).
//! It covers 95 to 96 % when at least six are expected. Under fractional counting the binomial terms bound the
//! variance of a mean of shares in 0 to 1 from above, so it is wide rather than narrow.
//!
//! At x = 0 and x = n the formula has no or no honest width. There the interval is Clopper & Pearson's (1934,
//! *Biometrika* 26:404) for p, over P taken as known: x = 0 gives 0 to (1 − 0.025^{1/n})/P, x = n gives
//! 0.025^{1/n}/P to 1/P.

use serde::{Deserialize, Serialize};

use super::share::Z;
use crate::language::Message;

/// Half of what a 95 % interval leaves out.
const HALF_ALPHA: f64 = 0.025;

/// How an interval was worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntervalMethod {
    /// Delta method on the log.
    Delta,
    /// Clopper–Pearson, at 0 % and 100 %.
    ClopperPearson,
}

impl IntervalMethod {
    /// Its name.
    pub fn name(self) -> Message {
        Message::new(match self {
            IntervalMethod::Delta => "statistics-interval-delta",
            IntervalMethod::ClopperPearson => "statistics-interval-clopper-pearson",
        })
    }
}

/// A location quotient and its 95 % interval, 1 = as in the city.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocationQuotient {
    /// The quotient.
    pub lq: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How the ends were worked out.
    pub method: IntervalMethod,
}

/// The quotient (x / n) / (X / N) alone; `None` where n, X or N is 0.
pub fn quotient(x: f64, n: f64, x_city: f64, n_city: f64) -> Option<f64> {
    (n > 0.0 && x_city > 0.0 && n_city > 0.0).then(|| (x / n) / (x_city / n_city))
}

/// The location quotient of `x` of the district's `n` against `x_city` of the city's `n_city`, all in enterprises,
/// x ≤ n and x ≤ X; `None` where n, X or N is 0.
pub fn location_quotient(x: f64, n: f64, x_city: f64, n_city: f64) -> Option<LocationQuotient> {
    let lq = quotient(x, n, x_city, n_city)?;
    let p_city = x_city / n_city;
    if x <= 0.0 || x >= n {
        let edge = HALF_ALPHA.powf(1.0 / n);
        let (low, high) = if x <= 0.0 { (0.0, (1.0 - edge) / p_city) } else { (edge / p_city, 1.0 / p_city) };
        return Some(LocationQuotient { lq, low, high, method: IntervalMethod::ClopperPearson });
    }
    let p = x / n;
    let variance = (1.0 - p) / (n * p) + (1.0 - p_city) / (n_city * p_city) - 2.0 * (1.0 - p) / (n_city * p_city);
    let spread = (Z * variance.max(0.0).sqrt()).exp();
    Some(LocationQuotient { lq, low: lq / spread, high: lq * spread, method: IntervalMethod::Delta })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        x: f64,
        n: f64,
        x_city: f64,
        n_city: f64,
        lq: f64,
        low: f64,
        high: f64,
    }

    #[test]
    fn values_are_those_of_the_formula() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/location_quotient.json")).expect("fixture");
        let mut agreement = Agreement::new("location quotient and interval", "numpy, the formula", 1e-11);
        for c in cases {
            let ours = location_quotient(c.x, c.n, c.x_city, c.n_city).expect("defined");
            for (a, b) in [(ours.lq, c.lq), (ours.low, c.low), (ours.high, c.high)] {
                agreement.relative(a, b, f64::MIN_POSITIVE);
            }
        }
    }

    #[test]
    fn undefined_is_said() {
        assert_eq!(location_quotient(0.0, 0.0, 5.0, 20.0), None);
        assert_eq!(location_quotient(0.0, 4.0, 0.0, 20.0), None);
        let zero = location_quotient(0.0, 4.0, 5.0, 20.0).expect("defined");
        assert_eq!((zero.lq, zero.low), (0.0, 0.0));
        assert!(zero.high.is_finite() && zero.high > 1.0);
    }

    proptest! {
        #[test]
        fn the_quotient_knows_no_scale_and_lies_in_its_interval(
            n in 1u32..200, rest in 0u32..2000, a in 0.0f64..1.0, b in 0.0f64..1.0, k in 1u32..50,
        ) {
            let x = (a * f64::from(n)).round();
            let (x_city, n_city) = (x + (b * f64::from(rest)).round(), f64::from(n + rest));
            prop_assume!(x_city > 0.0);
            let at = |k: f64| location_quotient(x * k, f64::from(n) * k, x_city * k, n_city * k).expect("defined");
            let (one, many) = (at(1.0), at(f64::from(k)));
            prop_assert!((one.lq - many.lq).abs() <= 1e-12 * one.lq);
            prop_assert!(one.low <= one.lq * (1.0 + 1e-12) && one.lq <= one.high * (1.0 + 1e-12));
            prop_assert!(many.high - many.low <= (one.high - one.low) * (1.0 + 1e-9) || x == f64::from(n) || x == 0.0);
        }
    }
}
