use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::oracle::Agreement;
use crate::spatial::getis_ord::{Dealt, getis_ord_over};
use crate::spatial::weights::Standardisation;

#[derive(Deserialize)]
struct Oracle {
    islands: Vec<u32>,
    table: Vec<Vec<u32>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    row: bool,
    values: Vec<f64>,
    neighbours: Vec<Vec<u32>>,
    moran: GlobalCase,
    local: LocalCase,
    gi: ZCase,
    gi_star: ZCase,
}

#[derive(Deserialize)]
struct GlobalCase {
    value: f64,
    expected: f64,
    variance_normal: f64,
    variance_random: f64,
    z_random: f64,
}

#[derive(Deserialize)]
struct LocalCase {
    values: Vec<f64>,
    quadrants: Vec<u8>,
    exceedances: Vec<Option<[u32; 2]>>,
}

#[derive(Deserialize)]
struct ZCase {
    values: Vec<Option<f64>>,
    exceedances: Vec<Option<[u32; 2]>>,
}

fn oracle() -> Oracle {
    serde_json::from_str(include_str!("../../tests/oracles/autocorrelation.json")).expect("fixture")
}

impl Case {
    fn weights(&self) -> Weights {
        let standardisation = if self.row { Standardisation::Row } else { Standardisation::Binary };
        Weights::from_neighbours(&self.neighbours, standardisation).expect("lists")
    }
}

fn counted(found: &[Option<Exceedances>]) -> Vec<Option<[u32; 2]>> {
    found.iter().map(|e| e.map(|e| [e.above, e.below])).collect()
}

#[test]
fn the_whole_is_esdas() {
    let mut agreement = Agreement::new("Moran's I and its moments", "esda Moran", 1e-10);
    for case in &oracle().cases {
        let found = moran(&case.values, &case.weights(), 99, 1, &|| false).expect("defined");
        let expected = &case.moran;
        agreement.relative(found.value, expected.value, 1.0);
        agreement.relative(found.expected, expected.expected, 1.0);
        agreement.relative(found.variance_normal, expected.variance_normal, 1.0);
        agreement.relative(found.variance_random, expected.variance_random, 1.0);
        agreement.relative(found.z_random(), expected.z_random, 1.0);
    }
}

#[test]
fn the_parts_and_their_exceedances_are_esdas() {
    let oracle = oracle();
    let orderings = Orderings::given(&oracle.table);
    let mut local = Agreement::new("local Moran's I; exceedances equal", "esda Moran_Local", 1e-10);
    let mut gi = Agreement::new("Gi and Gi*; exceedances equal", "esda G_Local", 1e-10);
    for case in &oracle.cases {
        let weights = case.weights();
        assert_eq!(weights.islands(), oracle.islands);
        let found = local_moran_over(&case.values, &weights, &orderings, 0, &|| false).expect("defined");
        for (i, value) in found.values.iter().enumerate() {
            let Some(value) = value else {
                assert!(oracle.islands.contains(&(i as u32)) && found.exceedances[i].is_none());
                continue;
            };
            local.relative(*value, case.local.values[i], 1.0);
            assert_eq!(found.quadrants[i].map(|q| q as u8 + 1), Some(case.local.quadrants[i]), "cell {i}");
        }
        assert_eq!(counted(&found.exceedances), case.local.exceedances);
        for (star, expected) in [(false, &case.gi), (true, &case.gi_star)] {
            let found =
                getis_ord_over(&case.values, &weights, star, Dealt::Others, &orderings, 0, &|| false).expect("defined");
            for (a, b) in found.values.iter().zip(&expected.values) {
                gi.both(*a, *b);
            }
            assert_eq!(counted(&found.exceedances), expected.exceedances);
        }
    }
}

#[test]
fn what_is_not_defined_is_refused() {
    let ring = |n: u32| (0..n).map(|i| vec![(i + 1) % n]).collect::<Vec<_>>();
    let weights = Weights::from_neighbours(&ring(5), Standardisation::Row).expect("ring");
    let run = |values: &[f64]| moran(values, &weights, 9, 1, &|| false);
    assert_eq!(run(&[1.0; 5]), Err(AutocorrelationError::Degenerate));
    assert_eq!(run(&[1.0, 2.0, f64::NAN, 0.0, 1.0]), Err(AutocorrelationError::Degenerate));
    assert_eq!(run(&[1.0; 4]), Err(AutocorrelationError::Lengths));
    assert_eq!(moran(&[1.0, 2.0, 3.0, 4.0, 9.0], &weights, 9, 1, &|| true), Err(AutocorrelationError::Cancelled));
}

fn lattice(side: u32) -> Weights {
    let at = |x: u32, y: u32| y * side + x;
    let lists: Vec<Vec<u32>> = (0..side * side)
        .map(|i| {
            let (x, y) = (i % side, i / side);
            let mut near = Vec::new();
            near.extend((x > 0).then(|| at(x - 1, y)));
            near.extend((x + 1 < side).then(|| at(x + 1, y)));
            near.extend((y > 0).then(|| at(x, y - 1)));
            near.extend((y + 1 < side).then(|| at(x, y + 1)));
            near
        })
        .collect();
    Weights::from_neighbours(&lists, Standardisation::Row).expect("lattice")
}

proptest! {
    #[test]
    fn neither_a_shift_nor_a_scale_changes_i(values in prop::collection::vec(0u32..50, 25), shift in -1e3..1e3f64) {
        prop_assume!(values.iter().any(|v| *v != values[0]));
        let weights = lattice(5);
        let plain: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
        let moved: Vec<f64> = plain.iter().map(|v| 3.0 * v + shift).collect();
        let a = moran(&plain, &weights, 19, 3, &|| false).expect("defined");
        let b = moran(&moved, &weights, 19, 3, &|| false).expect("defined");
        prop_assert!((a.value - b.value).abs() < 1e-9);
        let a = local_moran(&plain, &weights, 19, 3, &|| false).expect("defined");
        // The local values sum to (n − 1)/n × S0 × I.
        let sum: f64 = a.values.iter().flatten().sum();
        let whole = moran(&plain, &weights, 0, 3, &|| false).expect("defined").value;
        prop_assert!((sum - 24.0 / 25.0 * weights.sums().s0 * whole).abs() < 1e-9);
    }
}
