//! Tests of the kernel density: scipy's values, conservation of mass, repeatability, the clock.

use geo::{MultiPolygon, polygon};
use proptest::prelude::*;
use serde::Deserialize;

use super::super::mask::mask;
use super::*;
use crate::oracle::Agreement;
use crate::spatial::random::below;

#[derive(Deserialize)]
struct Case {
    points: Vec<[f64; 2]>,
    bandwidth_m: f64,
    at: Vec<[f64; 2]>,
    per_km2: Vec<f64>,
}

fn never() -> bool {
    false
}

fn plane(p: &[f64; 2]) -> Plane {
    Plane::new(p[0], p[1])
}

#[test]
fn values_are_those_of_scipy_without_edge_correction() {
    let c: Case = serde_json::from_str(include_str!("../../tests/oracles/kernel_density.json")).expect("fixture");
    let points: Vec<Plane> = c.points.iter().map(plane).collect();
    let grid = Mask::full((Plane::new(-5_000.0, -5_000.0), Plane::new(5_000.0, 5_000.0)), 20.0).expect("grid");
    let d = density(&points, None, &grid, c.bandwidth_m, EdgeCorrection::None, &never).expect("density");
    let peak = c.per_km2.iter().copied().fold(0.0, f64::max);
    // The fixture asks at centres of cells of 20 m; binning moves the rest by less than 1e-3 near the bulk.
    let mut agreement =
        Agreement::new("kernel density, of the value or a tenth of the peak", "scipy gaussian_kde", 1e-3);
    for (at, theirs) in c.at.iter().zip(&c.per_km2) {
        let ours = f64::from(d.value_at(plane(at)).expect("on the grid"));
        agreement.relative(ours, *theirs, 0.1 * peak);
    }
}

/// A city 40 cells wide with a bay and a lake.
fn city(cell_m: f64) -> Mask {
    let s = cell_m * 40.0;
    let land = MultiPolygon(vec![polygon![
        (x: 0., y: 0.), (x: s, y: 0.), (x: s, y: s), (x: 0.6 * s, y: 0.4 * s), (x: 0., y: 0.9 * s)
    ]]);
    let lake = MultiPolygon(vec![polygon![
        (x: 0.2 * s, y: 0.2 * s), (x: 0.3 * s, y: 0.2 * s), (x: 0.3 * s, y: 0.35 * s)
    ]]);
    mask(&[&land], &[&lake], (Plane::new(-s, -s), Plane::new(2.0 * s, 2.0 * s)), cell_m).expect("mask")
}

#[test]
fn points_far_outside_are_counted_and_near_ones_moved() {
    let city = city(100.0);
    let points = [
        Plane::new(2_000.0, -250.0),
        Plane::new(2_000.0, -3_500.0),
        Plane::new(1e9, 0.0),
        Plane::new(f64::NAN, 0.0),
        Plane::new(2_050.0, 50.0),
    ];
    let d = density(&points, None, &city, 300.0, EdgeCorrection::Diggle, &never).expect("density");
    assert_eq!((d.n, d.moved, d.outside), (2, 1, 3));
    let mass: f64 = d.per_km2.iter().map(|v| f64::from(*v)).sum::<f64>() * 0.01;
    assert!((mass - 2.0).abs() < 1e-5, "{mass}");
    assert_eq!(d.value_at(Plane::new(2_000.0, -250.0)), Some(0.0), "nothing is drawn outside");
}

#[test]
fn a_crowd_at_one_address_is_summed_without_loss() {
    let points = vec![Plane::new(1_013.0, 1_029.0); 300_000];
    let d = density(&points, None, &city(100.0), 300.0, EdgeCorrection::Diggle, &never).expect("density");
    let mass: f64 = d.per_km2.iter().map(|v| f64::from(*v)).sum::<f64>() * 0.01;
    assert!((mass / 300_000.0 - 1.0).abs() < 5e-6, "{mass}");
}

#[test]
fn faults_are_told_and_cancelling_stops() {
    let city = city(100.0);
    let run = |m: &Mask, h: f64, stop: &(dyn Fn() -> bool + Sync)| {
        density(&[Plane::new(50.0, 50.0)], None, m, h, EdgeCorrection::Diggle, stop).map(|_| ())
    };
    assert_eq!(run(&city, 300.0, &|| true), Err(DensityError::Cancelled));
    assert_eq!(run(&city, f64::NAN, &never), Err(DensityError::Bandwidth));
    assert_eq!(run(&city, 5.0, &never), Err(DensityError::Bandwidth));
    let nowhere = Mask { inside: vec![false; city.inside.len()], ..city };
    assert_eq!(run(&nowhere, 300.0, &never), Err(DensityError::NoCity));
}

fn scattered(n: u64, side: f64) -> Vec<Plane> {
    (0..n)
        .map(|i| {
            let draw = |k| below(1 << 40, 5, i, k) as f64 / (1u64 << 40) as f64;
            // Half in a dense centre.
            let scale = if i % 2 == 0 { 0.3 } else { 1.0 };
            Plane::new(draw(0) * side * scale, draw(1) * side * scale)
        })
        .collect()
}

#[test]
fn one_thread_gives_the_same_bits() {
    let points = scattered(3_000, 4_000.0);
    let city = city(100.0);
    let run = || density(&points, None, &city, 450.0, EdgeCorrection::Diggle, &never).expect("density");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool").install(run);
    let three = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("pool").install(run);
    assert_eq!(one, three);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_density_over_the_city_sums_to_the_enterprises(
        points in prop::collection::vec((-500.0f64..4_500.0, -500.0f64..4_500.0, 0.1f64..3.0), 1..60),
        bandwidth_m in 50.0f64..1_500.0,
    ) {
        let at: Vec<Plane> = points.iter().map(|(x, y, _)| Plane::new(*x, *y)).collect();
        let weights: Vec<f64> = points.iter().map(|(_, _, w)| *w).collect();
        let d = density(&at, Some(&weights), &city(100.0), bandwidth_m, EdgeCorrection::Diggle, &never).expect("density");
        prop_assert_eq!(d.n + d.outside, points.len());
        let mass: f64 = d.per_km2.iter().map(|v| f64::from(*v)).sum::<f64>() * 0.01;
        prop_assert!((mass - d.mass).abs() <= 5e-6 * d.mass, "{} {}", mass, d.mass);
    }
}
