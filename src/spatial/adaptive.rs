//! Kernel density whose bandwidth is wide where enterprises are few and narrow where they crowd.
//!
//! Source: Abramson 1982, *Ann. Stat.* 10:1217: h_i = h (f(x_i)/g)^{−1/2}, f a pilot density of bandwidth h, g the
//! geometric mean of f over the enterprises, so that h stays the typical bandwidth. By partition: Davies & Baddeley
//! 2018, *Stat. Comput.* 28:937. A factor over `WIDEST` is cut to it, lest a lone enterprise fill the county it is in.
//!
//! Steps: the pilot density; enterprises are grouped by factor on a scale of `STEPS` a doubling, each group gets a
//! density of its own with the bandwidth in the middle of its step (at most 4.5 % from its members'), and the
//! densities are summed. Each is corrected at the edge by itself, so the whole sums to the number of enterprises.
//!
//! Cost: a density a group, at most some 50.

use std::collections::BTreeMap;

use super::density::{Density, DensityError, EdgeCorrection, density};
use super::mask::Mask;
use crate::geography::Plane;

/// Groups to a doubling of the bandwidth.
const STEPS: f64 = 8.0;
/// The widest a kernel gets, over the bandwidth asked for.
const WIDEST: f64 = 4.0;

/// The adaptive density of `points`; arguments and unit as of [`density`], `bandwidth_m` being that of the pilot and
/// the geometric mean of the bandwidths used. Kernels are no narrower than a tenth of a cell.
///
/// # Errors
/// Those of [`density`].
pub fn adaptive_density(
    points: &[Plane],
    weights: Option<&[f64]>,
    mask: &Mask,
    bandwidth_m: f64,
    edge: EdgeCorrection,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Density, DensityError> {
    let pilot = density(points, weights, mask, bandwidth_m, edge, cancelled)?;
    let heights: Vec<Option<f64>> =
        points.iter().map(|p| pilot.value_at(*p).map(f64::from).filter(|f| *f > 0.0)).collect();
    let known = heights.iter().flatten().count();
    let mean_ln = heights.iter().flatten().map(|f| f.ln()).sum::<f64>() / known.max(1) as f64;
    // Those the pilot does not see, just outside the city, get the bandwidth of the typical one.
    let step = |height: &Option<f64>| {
        let factor = height.map_or(1.0, |f| (0.5 * (mean_ln - f.ln())).exp());
        let narrowest = 0.1 * mask.cell_m / bandwidth_m;
        (factor.clamp(narrowest, WIDEST).log2() * STEPS).round() as i32
    };
    let mut groups: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    heights.iter().enumerate().for_each(|(i, height)| groups.entry(step(height)).or_default().push(i));
    let mut whole = Density { per_km2: vec![0.0; pilot.per_km2.len()], n: 0, mass: 0.0, moved: 0, outside: 0, ..pilot };
    for (step, members) in groups {
        let of_group: Vec<Plane> = members.iter().map(|i| points[*i]).collect();
        let weights: Option<Vec<f64>> =
            weights.map(|weights| members.iter().map(|i| weights.get(*i).copied().unwrap_or_default()).collect());
        let h = (bandwidth_m * (f64::from(step) / STEPS).exp2()).max(0.1 * mask.cell_m);
        let part = density(&of_group, weights.as_deref(), mask, h, edge, cancelled)?;
        whole.per_km2.iter_mut().zip(&part.per_km2).for_each(|(sum, v)| *sum += v);
        whole.n += part.n;
        whole.mass += part.mass;
        whole.moved += part.moved;
        whole.outside += part.outside;
    }
    whole.max = whole.per_km2.iter().copied().fold(0.0, f32::max);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        points: Vec<[f64; 2]>,
        bandwidth_m: f64,
        at: Vec<[f64; 2]>,
        per_km2: Vec<f64>,
    }

    fn plane(points: &[[f64; 2]]) -> Vec<Plane> {
        points.iter().map(|p| Plane::new(p[0], p[1])).collect()
    }

    #[test]
    fn it_is_the_sum_over_points_with_their_own_bandwidths() {
        let case: Case =
            serde_json::from_str(include_str!("../../tests/oracles/adaptive_density.json")).expect("fixture");
        let side = 4_100.0;
        let mask = Mask::full((Plane::new(-side, -side), Plane::new(side, side)), 20.0).expect("grid");
        let none = EdgeCorrection::None;
        let found =
            adaptive_density(&plane(&case.points), None, &mask, case.bandwidth_m, none, &|| false).expect("density");
        let mut agreement = Agreement::new("adaptive density, of the peak", "numpy, all points", 0.01);
        let most = case.per_km2.iter().copied().fold(0.0, f64::max);
        for (at, wanted) in plane(&case.at).iter().zip(&case.per_km2) {
            let ours = f64::from(found.value_at(*at).expect("on the grid"));
            agreement.within((ours - wanted).abs() / most);
        }
        let fixed = density(&plane(&case.points), None, &mask, case.bandwidth_m, none, &|| false).expect("density");
        assert!(found.max > 1.2 * fixed.max, "{} {}", found.max, fixed.max);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn it_sums_to_the_enterprises_of_the_city(
            points in prop::collection::vec((0.0f64..6_000.0, 0.0f64..4_000.0), 1..40), h in 150.0f64..1_500.0,
        ) {
            let points: Vec<Plane> = points.iter().map(|(x, y)| Plane::new(*x, *y)).collect();
            let mask = Mask::full((Plane::new(0.0, 0.0), Plane::new(6_000.0, 4_000.0)), 100.0).expect("grid");
            let found =
                adaptive_density(&points, None, &mask, h, EdgeCorrection::Diggle, &|| false).expect("density");
            let sum: f64 = found.per_km2.iter().map(|v| f64::from(*v)).sum::<f64>() * 0.01;
            prop_assert!((sum / points.len() as f64 - 1.0).abs() < 5e-3, "{sum} {}", points.len());
            prop_assert_eq!((found.n, found.mass), (points.len(), points.len() as f64));
        }
    }
}
