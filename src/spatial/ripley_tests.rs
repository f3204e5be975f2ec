use serde::Deserialize;

use super::*;
use crate::oracle::Agreement;
use crate::spatial::random::below;

#[derive(Deserialize)]
struct Case {
    cell_m: f64,
    width: usize,
    inside: Vec<u8>,
    points: Vec<[f64; 2]>,
    track: Vec<u8>,
    radii_m: Vec<f64>,
    k_km2: Vec<f64>,
    k_all_km2: Vec<f64>,
    pair_correlation: Vec<f64>,
}

fn close(ours: &[f64], theirs: &[f64], agreement: &mut Agreement) {
    assert_eq!(ours.len(), theirs.len());
    ours.iter().zip(theirs).for_each(|(a, b)| agreement.relative(*a, *b, 1e-3));
}

#[test]
fn curves_are_those_of_clipped_polygons() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../tests/oracles/ripley.json")).expect("fixture");
    assert!(cases.len() >= 4);
    let of = |statistic| Agreement::new(statistic, "shapely, clipped polygons", 1e-9);
    let (mut k, mut g, mut l) = (of("Ripley's K"), of("pair correlation"), of("Ripley's L"));
    for c in &cases {
        let city = Mask {
            origin: Plane::new(0.0, 0.0),
            cell_m: c.cell_m,
            width: c.width,
            height: c.inside.len() / c.width,
            inside: c.inside.iter().map(|is| *is > 0).collect(),
        };
        let points: Vec<Plane> = c.points.iter().map(|p| Plane::new(p[0], p[1])).collect();
        let track: Vec<bool> = c.track.iter().map(|is| *is > 0).collect();
        let found = ripley(&points, &track, &city, &c.radii_m, 19, 1, &|| false).expect("result");
        close(&found.k_km2, &c.k_km2, &mut k);
        close(&found.k_all_km2, &c.k_all_km2, &mut k);
        close(&found.pair_correlation, &c.pair_correlation, &mut g);
        let wanted = found.k_km2.iter().zip(&c.radii_m).map(|(k, r)| (k * 1e6 / PI).sqrt() - r);
        close(&found.l_minus_r_m, &wanted.collect::<Vec<_>>(), &mut l);
    }
}

fn square(side: usize) -> Mask {
    let origin = Plane::new(0.0, 0.0);
    Mask { origin, cell_m: 100.0, width: side, height: side, inside: vec![true; side * side] }
}

fn strewn(n: u64, seed: u64) -> Vec<Plane> {
    let draw = |i, k| below(1 << 30, seed, i, k) as f64 / f64::from(1 << 30) * 10_000.0;
    (0..n).map(|i| Plane::new(draw(i, 0), draw(i, 1))).collect()
}

#[test]
fn strewn_points_have_the_k_of_chance_in_spite_of_the_edge() {
    // Without correction it would lie a tenth below at 2 km.
    let mean = (0..40).map(|seed| {
        let points = strewn(150, 100 + seed);
        ripley(&points, &[true; 150], &square(100), &[2_000.0], 1, 1, &|| false).expect("result").k_km2[0]
    });
    let mean = mean.sum::<f64>() / 40.0;
    assert!((mean / (PI * 4.0) - 1.0).abs() < 0.02, "{mean}");
}

#[test]
fn a_heap_of_one_track_is_found_and_labels_at_random_are_not() {
    let mut points = strewn(160, 3);
    for (i, p) in points.iter_mut().enumerate().filter(|(i, _)| i % 8 == 0) {
        *p = Plane::new(3_000.0 + (i * 7 % 400) as f64, 6_000.0 + (i * 13 % 500) as f64);
    }
    let radii = [500.0, 1_000.0, 2_000.0];
    let heap: Vec<bool> = (0..160).map(|i| i % 8 == 0).collect();
    let run = |is: &[bool]| ripley(&points, is, &square(100), &radii, 199, 7, &|| false).expect("result");
    let found = run(&heap);
    assert_eq!(found.envelope.p, 0.005);
    assert!(Some(found.k_km2[0]) > found.envelope.global_high[0]);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
    assert_eq!(one.install(|| run(&heap)), found);
    let rejected = (0..200).filter(|seed| {
        let dealt = shuffled(160, 1_000, *seed);
        let is: Vec<bool> = dealt.iter().map(|d| heap[*d as usize]).collect();
        ripley(&points, &is, &square(100), &radii, 99, u64::from(*seed), &|| false).expect("result").envelope.p <= 0.05
    });
    let rejected = rejected.count();
    assert!((2..=18).contains(&rejected), "{rejected} of 200");
}

#[test]
fn what_has_no_k_has_no_result() {
    let points = strewn(5, 1);
    let run = |is: &[bool], radii: &[f64]| ripley(&points, is, &square(100), radii, 9, 1, &|| false).is_none();
    assert!(run(&[true, false, false, false, false], &[1.0]));
    assert!(run(&[true; 5], &[]) && run(&[true; 5], &[0.0]) && run(&[true; 5], &[f64::NAN]));
    assert!(ripley(&points, &[true; 5], &square(100), &[500.0], 9, 1, &|| true).is_none());
}
