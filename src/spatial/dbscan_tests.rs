use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Oracle {
    points: BTreeMap<String, Vec<[f64; 2]>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    eps_m: f64,
    min_points: usize,
    labels: Vec<i64>,
    core: String,
}

fn plane(points: &[[f64; 2]]) -> Vec<Plane> {
    points.iter().map(|p| Plane::new(p[0], p[1])).collect()
}

#[test]
fn labels_are_scikit_learns() {
    let oracle: Oracle = serde_json::from_str(include_str!("../../tests/oracles/dbscan.json")).expect("fixture");
    assert_eq!(oracle.cases.len(), 20);
    for case in &oracle.cases {
        let found = dbscan(&plane(&oracle.points[&case.name]), case.eps_m, case.min_points, &|| false).expect("whole");
        let labels: Vec<i64> = found.labels.iter().map(|l| l.map_or(-1, i64::from)).collect();
        let core: String = found.core.iter().map(|c| if *c { '1' } else { '0' }).collect();
        assert_eq!((labels, core), (case.labels.clone(), case.core.clone()), "{} {}", case.name, case.eps_m);
    }
}

#[test]
fn what_cannot_be_clustered_is_noise() {
    let points = [Plane::new(0.0, 0.0), Plane::new(f64::NAN, 0.0), Plane::new(1.0, 0.0)];
    for (eps_m, least) in [(0.0, 1), (-1.0, 1), (f64::NAN, 1), (10.0, 0), (10.0, 4)] {
        assert_eq!(dbscan(&points, eps_m, least, &|| false).map(|p| p.clusters), Some(0), "{eps_m} {least}");
    }
    let found = dbscan(&points, 10.0, 2, &|| false).expect("whole");
    assert_eq!(found.labels, [Some(0), None, Some(0)]);
    assert_eq!((found.members(), found.noise()), (vec![vec![0, 2]], 1));
    assert_eq!(dbscan(&points, 10.0, 2, &|| true), None);
    assert_eq!(dbscan(&[], 10.0, 2, &|| false), Some(Partition::default()));
}

proptest! {
    #[test]
    fn the_definition_holds(
        points in prop::collection::vec((-300i32..300, -300i32..300), 0..120),
        eps in 5u32..120,
        least in 1usize..8,
    ) {
        let points: Vec<Plane> = points.iter().map(|(x, y)| Plane::new(f64::from(*x), f64::from(*y))).collect();
        let eps_m = f64::from(eps);
        let found = dbscan(&points, eps_m, least, &|| false).expect("whole");
        let near = |a: usize, b: usize| {
            (points[a].x - points[b].x).powi(2) + (points[a].y - points[b].y).powi(2) <= eps_m * eps_m
        };
        for a in 0..points.len() {
            let neighbours: Vec<usize> = (0..points.len()).filter(|b| near(a, *b)).collect();
            prop_assert_eq!(found.core[a], neighbours.len() >= least);
            let reach: Vec<u32> = neighbours.iter().filter(|b| found.core[**b]).filter_map(|b| found.labels[*b]).collect();
            if found.core[a] {
                // All core neighbours are of one cluster.
                prop_assert!(reach.iter().all(|label| Some(*label) == found.labels[a]));
            } else {
                prop_assert_eq!(found.labels[a], reach.iter().min().copied());
            }
        }
    }
}
