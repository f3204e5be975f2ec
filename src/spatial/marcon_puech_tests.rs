use serde::Deserialize;

use super::*;
use crate::oracle::Agreement;

#[derive(Deserialize)]
struct Oracle {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    points: Vec<[f64; 2]>,
    a: Vec<bool>,
    b: Vec<bool>,
    radii_m: Vec<f64>,
    m: Vec<Option<f64>>,
}

#[test]
fn m_is_that_of_all_pairs() {
    let oracle: Oracle =
        serde_json::from_str(include_str!("../../tests/oracles/point_patterns.json")).expect("fixture");
    let mut agreement = Agreement::new("Marcon & Puech's M", "numpy, all pairs", 1e-9);
    for case in &oracle.cases {
        let points: Vec<Plane> = case.points.iter().map(|p| Plane::new(p[0], p[1])).collect();
        let found = marcon_puech(&points, &case.a, &case.b, &case.radii_m, 19, 1, &|| false).expect("defined");
        for (value, expected) in found.values.iter().zip(&case.m) {
            agreement.both(*value, *expected);
        }
    }
}

#[test]
fn a_cluster_is_found_at_its_distance() {
    let mut points: Vec<Plane> =
        (0..80).map(|i| Plane::new(f64::from(i % 10) * 500.0, f64::from(i / 10) * 500.0)).collect();
    points.extend((0..20).map(|i| Plane::new(2020.0 + f64::from(i % 5) * 20.0, 2020.0 + f64::from(i / 5) * 20.0)));
    let is_a: Vec<bool> = (0..100).map(|i| i >= 80).collect();
    let found = marcon_puech(&points, &is_a, &is_a, &[100.0, 1000.0, 10_000.0], 199, 1, &|| false).expect("defined");
    assert!(found.values[0] > found.envelope.high[0] && found.envelope.p <= 0.01, "{found:?}");
    assert!((found.values[2].expect("all are neighbours") - 1.0).abs() < 1e-12, "the whole city is as the whole city");
    assert!(marcon_puech(&points, &is_a, &is_a, &[-1.0], 9, 1, &|| false).is_none());
    assert!(marcon_puech(&points, &is_a, &is_a, &[100.0], 9, 1, &|| true).is_none());
}
