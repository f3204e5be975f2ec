//! Many tests at once: the false discovery rate.
//!
//! Source: Benjamini & Hochberg 1995, *J. R. Stat. Soc. B* 57:289. q of the i-th smallest of m p-values is the least
//! of p_(j) · m / j over j ≥ i, at most 1: among all results with q ≤ 0.05 some 5 % are expected to be false. The
//! family is what is shown together; the tests of one table are positively dependent or nearly so, where the
//! procedure holds.
//!
//! Cost: a sort.

/// The Benjamini–Hochberg q of each p, in the order of `p`; `None` and NaN are no members of the family.
///
/// ```
/// use hujin::statistics::multiple_testing::benjamini_hochberg;
/// assert_eq!(benjamini_hochberg(&[Some(0.01), None, Some(0.5)]), [Some(0.02), None, Some(0.5)]);
/// ```
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(f64, usize)> =
        p.iter().enumerate().filter_map(|(i, p)| p.filter(|p| !p.is_nan()).map(|p| (p, i))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let family = order.len() as f64;
    let mut q = vec![None; p.len()];
    let mut least = 1.0f64;
    for (rank, (p, i)) in order.iter().enumerate().rev() {
        // max: p · m / m may fall an ulp below p.
        least = least.min(p * family / (rank + 1) as f64);
        q[*i] = Some(least.max(*p));
    }
    q
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        p: Vec<f64>,
        q: Vec<f64>,
    }

    #[test]
    fn q_is_that_of_scipy() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/false_discovery.json")).expect("fixture");
        let mut agreement = Agreement::new("Benjamini–Hochberg q", "scipy false_discovery_control", 1e-14);
        for c in cases {
            let p: Vec<Option<f64>> = c.p.iter().copied().map(Some).collect();
            for (ours, theirs) in benjamini_hochberg(&p).into_iter().zip(&c.q) {
                agreement.both(ours, Some(*theirs));
            }
        }
    }

    proptest! {
        #[test]
        fn q_is_at_least_p_and_keeps_its_order(p in prop::collection::vec(prop::option::of(0.0f64..=1.0), 0..60)) {
            let q = benjamini_hochberg(&p);
            for (i, a) in p.iter().enumerate() {
                prop_assert_eq!(a.is_some(), q[i].is_some());
                let (Some(pa), Some(qa)) = (*a, q[i]) else { continue };
                prop_assert!((pa..=1.0).contains(&qa));
                for (j, b) in p.iter().enumerate() {
                    if let (Some(pb), Some(qb)) = (*b, q[j]) {
                        prop_assert!(pa > pb || qa <= qb);
                    }
                }
            }
        }
    }
}
