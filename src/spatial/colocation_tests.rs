use std::collections::BTreeMap;

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
    clq: BTreeMap<String, f64>,
}

#[test]
fn the_quotient_is_that_of_all_pairs() {
    let oracle: Oracle =
        serde_json::from_str(include_str!("../../tests/oracles/point_patterns.json")).expect("fixture");
    let mut agreement = Agreement::new("colocation quotient", "numpy, all pairs", 1e-12);
    for case in &oracle.cases {
        let points: Vec<Plane> = case.points.iter().map(|p| Plane::new(p[0], p[1])).collect();
        for (k, expected) in &case.clq {
            let k: usize = k.parse().expect("a number");
            let found = colocation(&points, &case.a, &case.b, k, 19, 1, &|| false).expect("defined");
            agreement.absolute(found.value, *expected);
        }
    }
}

#[test]
fn what_is_not_defined_is_none() {
    let points = [Plane::new(0.0, 0.0), Plane::new(1.0, 0.0), Plane::new(0.0, 1.0)];
    let (some, none) = ([true, false, true], [false; 3]);
    let run = |a: &[bool], b: &[bool], k| colocation(&points, a, b, k, 9, 1, &|| false);
    assert!(run(&some, &none, 1).is_none() && run(&none, &some, 1).is_none());
    assert!(run(&some, &some, 3).is_none() && run(&some, &some, 0).is_none() && run(&some[..2], &some, 1).is_none());
    assert!(colocation(&points, &some, &some, 1, 9, 1, &|| true).is_none());
}
