//! Every test rejects at its level: where labels are dealt at random, at most 6 % of 500 seeds are found at α = 5 %.
//! `cargo test --test levels -- --nocapture` prints the shares.

use hujin::geography::Plane;
use hujin::spatial::colocation::colocation;
use hujin::spatial::duranton_overman::duranton_overman;
use hujin::spatial::getis_ord::{Dealt, getis_ord};
use hujin::spatial::lattice::{Lattice, Shape};
use hujin::spatial::marcon_puech::marcon_puech;
use hujin::spatial::mask::Mask;
use hujin::spatial::moran::{local_moran, moran};
use hujin::spatial::permutation::Exceedances;
use hujin::spatial::random::{below, unit};
use hujin::spatial::relative_risk::relative_risk;
use hujin::spatial::ripley::ripley;
use hujin::spatial::weights::{Standardisation, Weights};
use hujin::statistics::concentration::{ellison_glaeser, locational_gini, random_labelling};
use hujin::statistics::exact_test::RandomLabelling;
use hujin::statistics::multiple_testing::benjamini_hochberg;
use hujin::statistics::weights::{Ratio, Weights as Shares};

const SEEDS: u64 = 500;
const ALPHA: f64 = 0.05;
const PERMUTATIONS: u32 = 99;

/// How many of the seeds `is_found` says yes to; fails over 6 %, and under `least` in 500, where a test that never
/// rejects would be no test.
fn rejects(name: &str, least: u64, is_found: impl Fn(u64) -> bool) {
    rejects_of(SEEDS, name, least, is_found);
}

/// The same over more seeds. An exact test of many steps rejects 5 % ± 1 % of 500: where a run is cheap, more of them
/// leave less to the choice of seeds.
fn rejects_of(seeds: u64, name: &str, least: u64, is_found: impl Fn(u64) -> bool) {
    let found = (0..seeds).filter(|seed| is_found(*seed)).count() as u64;
    println!("{name:<40} {:>5.1} % of {seeds}", 100.0 * found as f64 / seeds as f64);
    assert!((least * seeds / SEEDS..=seeds * 6 / 100).contains(&found), "{name}: {found} of {seeds}");
}

/// Fifty addresses of a park, a fifth of them shared.
fn addresses() -> Vec<Plane> {
    let at = |i: u64, axis: u64| 4000.0 * unit(11, axis, if i % 5 == 4 { i - 1 } else { i });
    (0..50).map(|i| Plane::new(640_000.0 + at(i, 0), 3_457_000.0 + at(i, 1))).collect()
}

/// Labels dealt at random, each with one chance in three.
fn labels(seed: u64, stream: u64) -> Vec<bool> {
    (0..50).map(|i| below(3, seed, 100 + stream, i) == 0).collect()
}

fn two_sided(exceedances: Exceedances) -> bool {
    exceedances.two_sided_p(PERMUTATIONS) <= ALPHA
}

#[test]
fn tests_of_location_quotients() {
    // Three districts; a track of forty whose enterprises count one, or a third to a whole.
    let sizes = [120, 60, 20];
    let mut mixed = Shares::ones(15);
    mixed.add(Ratio::one_of(2), 15);
    mixed.add(Ratio::one_of(3), 10);
    for (name, shares) in [("location quotient, whole counts", Shares::ones(40)), ("location quotient, shares", mixed)]
    {
        let labelling = RandomLabelling::new(200, shares.clone(), &sizes);
        let null = labelling.null(sizes[1]);
        rejects_of(8 * SEEDS, name, 5, |seed| {
            let x = random_labelling(&shares, &sizes, 7, seed);
            null.tails(x[1]).two_sided <= ALPHA
        });
    }
}

#[test]
fn tests_of_concentration() {
    let (sizes, shares) = ([120, 60, 20, 9, 1], Shares::ones(25));
    let n = sizes.map(|n| n as f64);
    let index = |x: &[f64]| [ellison_glaeser(x, &n, 1.0 / 25.0), locational_gini(x, &n)].map(Option::unwrap_or_default);
    for (k, name) in ["Ellison–Glaeser γ", "locational Gini"].into_iter().enumerate() {
        rejects_of(8 * SEEDS, name, 10, |seed| {
            let of = |stream| index(&random_labelling(&shares, &sizes, 1000 + seed, stream))[k];
            let observed = of(0);
            let exceeding = (1..=u64::from(PERMUTATIONS)).filter(|stream| of(*stream) >= observed - 1e-12).count();
            (exceeding + 1) as f64 / f64::from(PERMUTATIONS + 1) <= ALPHA
        });
    }
}

#[test]
fn tests_of_tracks_among_each_other() {
    let points = addresses();
    let radii = [300.0, 600.0, 1200.0];
    let never = || false;
    rejects("colocation quotient", 10, |seed| {
        let (a, b) = (labels(seed, 0), labels(seed, 1));
        colocation(&points, &a, &b, 3, PERMUTATIONS, seed, &never).is_some_and(|f| two_sided(f.exceedances))
    });
    rejects("Marcon & Puech's M", 10, |seed| {
        let a = labels(seed, 0);
        marcon_puech(&points, &a, &a, &radii, PERMUTATIONS, seed, &never).is_some_and(|f| f.envelope.p <= ALPHA)
    });
    let bounds = (Plane::new(640_000.0, 3_457_000.0), Plane::new(644_000.0, 3_461_000.0));
    let city = Mask::full(bounds, 500.0).expect("grid");
    rejects("Ripley's K", 10, |seed| {
        let a = labels(seed, 0);
        ripley(&points, &a, &city, &radii, PERMUTATIONS, seed, &never).is_some_and(|f| f.envelope.p <= ALPHA)
    });
    rejects("Duranton & Overman's K-density", 10, |seed| {
        let a = labels(seed, 0);
        duranton_overman(&points, &a, &radii, PERMUTATIONS, seed, &never).is_some_and(|f| f.envelope.p <= ALPHA)
    });
    rejects("relative risk, as a whole", 10, |seed| {
        let a = labels(seed, 0);
        relative_risk(&points, &a, &city, 800.0, PERMUTATIONS, seed, &never).is_ok_and(|f| f.p() <= ALPHA)
    });
}

#[test]
fn tests_of_cells() {
    const SIDE: usize = 6;
    let corner = Plane::new(640_000.0, 3_457_000.0);
    let bounds = (corner, corner.offset(500.0 * SIDE as f64));
    let lattice = Lattice::new(Shape::Square, bounds, 500.0, |_| true).expect("grid");
    let weights = Weights::queen(&lattice, Standardisation::Row);
    let counts = |seed: u64| (0..lattice.len() as u64).map(|i| below(9, 77, seed, i) as f64).collect::<Vec<f64>>();
    rejects("Moran's I", 10, |seed| {
        let found = moran(&counts(seed), &weights, PERMUTATIONS, seed, &|| false);
        found.is_ok_and(|f| two_sided(f.exceedances))
    });
    // One cell, chosen before looking.
    rejects("local Moran's I, one cell", 10, |seed| {
        let found = local_moran(&counts(seed), &weights, PERMUTATIONS, seed, &|| false);
        found.is_ok_and(|f| f.exceedances[14].is_some_and(two_sided))
    });
    rejects("Gi*, one cell, others dealt", 10, |seed| {
        let found = getis_ord(&counts(seed), &weights, true, Dealt::Others, PERMUTATIONS, seed, &|| false);
        found.is_ok_and(|f| f.exceedances[14].is_some_and(two_sided))
    });
    rejects("Gi*, one cell, all dealt", 10, |seed| {
        let found = getis_ord(&counts(seed), &weights, true, Dealt::All, PERMUTATIONS, seed, &|| false);
        found.is_ok_and(|f| f.exceedances[14].is_some_and(two_sided))
    });
    // What the map shows: whether any cell at all is called hot or cold.
    const ENOUGH: u32 = 1999;
    rejects("hot areas, any cell with q ≤ 5 %", 1, |seed| {
        let found = getis_ord(&counts(seed), &weights, true, Dealt::All, ENOUGH, seed, &|| false).expect("defined");
        let p: Vec<Option<f64>> = found.exceedances.iter().map(|e| e.map(|e| e.two_sided_p(ENOUGH))).collect();
        benjamini_hochberg(&p).into_iter().flatten().any(|q| q <= ALPHA)
    });
}
