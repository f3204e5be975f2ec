//! What must not matter does not: the order of rows, and where on the plane the city lies.

#![allow(clippy::expect_used)]

use hujin::geography::Plane;
use hujin::spatial::adaptive::adaptive_density;
use hujin::spatial::bandwidth::{BandwidthRule, bandwidth};
use hujin::spatial::colocation::colocation;
use hujin::spatial::dbscan::{Partition, dbscan};
use hujin::spatial::density::{EdgeCorrection, density};
use hujin::spatial::duranton_overman::duranton_overman;
use hujin::spatial::hdbscan::hdbscan;
use hujin::spatial::lattice::{Lattice, Shape};
use hujin::spatial::marcon_puech::marcon_puech;
use hujin::spatial::mask::Mask;
use hujin::spatial::permutation::shuffled;
use hujin::spatial::ripley::ripley;
use proptest::prelude::*;

const SIDE_M: f64 = 6_000.0;
const CELL_M: f64 = 250.0;
const RADII_M: [f64; 3] = [400.0, 900.0, 2_000.0];

/// Enterprises on whole metres, some at one address, and which are of the track.
fn any_city() -> impl Strategy<Value = (Vec<Plane>, Vec<bool>)> {
    prop::collection::vec((1u32..5_999, 1u32..5_999, 1usize..4, any::<bool>()), 6..25).prop_map(|sites| {
        let mut city = (Vec::new(), Vec::new());
        for (x, y, firms, is_track) in sites {
            for firm in 0..firms {
                city.0.push(Plane::new(f64::from(x), f64::from(y)));
                city.1.push(is_track ^ (firm == 2));
            }
        }
        city
    })
}

/// What is known of a city without a draw: no order of rows and no origin changes it beyond rounding.
#[derive(Debug)]
struct Numbers {
    named: Vec<(&'static str, Vec<f64>)>,
    clusters: Vec<Vec<(i64, i64)>>,
}

/// The clusters as sets of positions relative to `corner`, in order.
fn as_sets(found: &Partition, points: &[Plane], corner: Plane) -> Vec<Vec<(i64, i64)>> {
    let at = |m: &usize| ((points[*m].x - corner.x).round() as i64, (points[*m].y - corner.y).round() as i64);
    let mut sets: Vec<Vec<(i64, i64)>> = found
        .members()
        .iter()
        .map(|members| {
            let mut set: Vec<(i64, i64)> = members.iter().map(at).collect();
            set.sort_unstable();
            set
        })
        .collect();
    sets.sort_unstable();
    sets
}

fn numbers(points: &[Plane], is_track: &[bool], corner: Plane) -> Numbers {
    let never = || false;
    let mask = Mask::full((corner, corner.offset(SIDE_M)), CELL_M).expect("grid");
    let known = |values: Vec<Option<f64>>| values.into_iter().map(|v| v.unwrap_or(-1.0)).collect::<Vec<f64>>();
    let grid = |values: Vec<f32>| values.into_iter().map(f64::from).collect::<Vec<f64>>();
    let diggle = EdgeCorrection::Diggle;
    let metres = |rule| bandwidth(points, rule).map_or(-1.0, |b| b.metres);
    let counted = |shape| -> Vec<f64> {
        let lattice = Lattice::new(shape, (corner, corner.offset(SIDE_M)), CELL_M, |_| true).expect("grid");
        let mut counts: Vec<f64> = lattice.counts(points).counts.into_iter().map(f64::from).collect();
        counts.push(lattice.counts(points).coincident as f64);
        counts
    };
    let curve = |found: Option<Vec<f64>>| found.unwrap_or_default();
    let named = vec![
        ("density", grid(density(points, None, &mask, 600.0, diggle, &never).expect("density").per_km2)),
        ("adaptive", grid(adaptive_density(points, None, &mask, 600.0, diggle, &never).expect("density").per_km2)),
        ("likelihood", vec![metres(BandwidthRule::LikelihoodCv)]),
        ("Sheather–Jones", vec![metres(BandwidthRule::SheatherJones)]),
        ("Scott", vec![metres(BandwidthRule::Scott)]),
        ("M", curve(marcon_puech(points, is_track, is_track, &RADII_M, 0, 1, &never).map(|f| known(f.values)))),
        ("quotient", curve(colocation(points, is_track, is_track, 3, 0, 1, &never).map(|f| vec![f.value]))),
        ("K", curve(ripley(points, is_track, &mask, &RADII_M, 0, 1, &never).map(|f| f.k_km2))),
        ("K-density", curve(duranton_overman(points, is_track, &RADII_M, 0, 1, &never).map(|f| f.per_km))),
        ("squares", counted(Shape::Square)),
    ];
    let clusters = [dbscan(points, 700.0, 4, &never), hdbscan(points, 4, 4, &never)];
    let clusters = clusters.iter().flatten().flat_map(|found| as_sets(found, points, corner)).collect();
    Numbers { named, clusters }
}

fn same(a: &Numbers, b: &Numbers) -> Result<(), TestCaseError> {
    for ((name, a), (_, b)) in a.named.iter().zip(&b.named) {
        prop_assert_eq!(a.len(), b.len(), "{}", name);
        let most = a.iter().fold(1e-9f64, |most, v| most.max(v.abs()));
        for (a, b) in a.iter().zip(b) {
            prop_assert!((a - b).abs() <= 1e-5 * most, "{}: {} {}", name, a, b);
        }
    }
    prop_assert_eq!(&a.clusters, &b.clusters);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_order_of_rows_does_not_matter((points, is_track) in any_city(), seed in 0u64..1000) {
        let order = shuffled(points.len(), seed, 0);
        let dealt: Vec<Plane> = order.iter().map(|i| points[*i as usize]).collect();
        let labels: Vec<bool> = order.iter().map(|i| is_track[*i as usize]).collect();
        let corner = Plane::new(0.0, 0.0);
        same(&numbers(&points, &is_track, corner), &numbers(&dealt, &labels, corner))?;
    }

    #[test]
    fn where_the_city_lies_does_not_matter(
        (points, is_track) in any_city(), columns in -40i32..4_000, rows in -40i32..20_000,
    ) {
        let corner = Plane::new(f64::from(columns) * CELL_M, f64::from(rows) * CELL_M);
        let moved: Vec<Plane> = points.iter().map(|p| Plane::new(p.x + corner.x, p.y + corner.y)).collect();
        same(&numbers(&points, &is_track, Plane::new(0.0, 0.0)), &numbers(&moved, &is_track, corner))?;
    }
}
