use serde::Deserialize;

use super::*;
use crate::oracle::Agreement;
use crate::spatial::random::below;

#[derive(Deserialize)]
struct Case {
    points: Vec<[f64; 2]>,
    radii_m: Vec<f64>,
    bandwidth_m: f64,
    per_km: Vec<f64>,
}

#[test]
fn curves_are_those_of_scipy_with_distances_mirrored() {
    let text = include_str!("../../tests/oracles/duranton_overman.json");
    let cases: Vec<Case> = serde_json::from_str(text).expect("fixture");
    assert!(cases.len() >= 4);
    let mut widths = Agreement::new("bandwidth of the K-density", "numpy, the formula", 1e-12);
    let mut curves = Agreement::new("K-density, of the greatest", "scipy gaussian_kde, mirrored", 5e-5);
    for c in &cases {
        let points: Vec<Plane> = c.points.iter().map(|p| Plane::new(p[0], p[1])).collect();
        let found = duranton_overman(&points, &vec![true; points.len()], &c.radii_m, 3, 1, &|| false).expect("result");
        widths.relative(found.bandwidth_m, c.bandwidth_m, 0.0);
        let greatest = c.per_km.iter().copied().fold(0.0, f64::max);
        for (ours, theirs) in found.per_km.iter().zip(&c.per_km) {
            curves.within((ours - theirs).abs() / greatest);
        }
    }
}

fn strewn(n: u64, seed: u64) -> Vec<Plane> {
    let draw = |i, k| below(1 << 30, seed, i, k) as f64 / f64::from(1 << 30) * 20_000.0;
    (0..n).map(|i| Plane::new(draw(i, 0), draw(i, 1))).collect()
}

#[test]
fn a_density_is_one_in_all() {
    let points = strewn(60, 4);
    let radii: Vec<f64> = (0..600).map(|k| f64::from(k) * 50.0 + 25.0).collect();
    let found = duranton_overman(&points, &[true; 60], &radii, 1, 1, &|| false).expect("result");
    let mass: f64 = found.per_km.iter().map(|v| v * 0.05).sum();
    assert!((mass - 1.0).abs() < 1e-3, "{mass}");
}

#[test]
fn a_heap_is_found_and_labels_at_random_are_not() {
    let mut points = strewn(150, 3);
    for (i, p) in points.iter_mut().enumerate().filter(|(i, _)| i % 6 == 0) {
        *p = Plane::new(8_000.0 + (i * 7 % 900) as f64, 6_000.0 + (i * 13 % 800) as f64);
    }
    let radii = [0.0, 1_000.0, 3_000.0, 6_000.0];
    let heap: Vec<bool> = (0..150).map(|i| i % 6 == 0).collect();
    let run = |is: &[bool], r, seed| duranton_overman(&points, is, &radii, r, seed, &|| false).expect("result");
    let found = run(&heap, 199, 7);
    assert_eq!(found.envelope.p, 0.005);
    assert!(found.per_km[0] > 5.0 * found.mean_per_km[0]);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
    assert_eq!(one.install(|| run(&heap, 199, 7)), found);
    let rejected = (0..100).filter(|seed| {
        let is: Vec<bool> = shuffled(150, 77, *seed).iter().map(|d| heap[*d as usize]).collect();
        run(&is, 99, u64::from(*seed)).envelope.p <= 0.05
    });
    let rejected = rejected.count();
    assert!(rejected <= 11, "{rejected} of 100");
}

#[test]
fn what_has_no_distances_has_no_result() {
    let points = strewn(5, 1);
    let run = |is: &[bool], radii: &[f64]| duranton_overman(&points, is, radii, 9, 1, &|| false).is_none();
    assert!(run(&[true, true, false, false, false], &[1.0]) && run(&[true; 5], &[]) && run(&[true; 5], &[-1.0]));
    let one = vec![Plane::new(0.0, 0.0); 5];
    assert!(duranton_overman(&one, &[true; 5], &[1.0], 9, 1, &|| false).is_none());
    assert!(duranton_overman(&points, &[true; 5], &[1.0], 9, 1, &|| true).is_none());
}
