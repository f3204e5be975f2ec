//! Indices against their definitions and against enumeration of all labellings.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::oracle::Agreement;

#[derive(Deserialize)]
struct Case {
    x: Vec<Vec<u64>>,
    hhi: Vec<f64>,
    unbiased: Vec<Option<f64>>,
    krugman: Vec<f64>,
    gini: Vec<Option<f64>>,
    ellison_glaeser: Vec<Option<f64>>,
}

#[derive(Deserialize)]
struct Expected {
    population: u64,
    marked: u64,
    drawn: u64,
    hhi: f64,
    krugman: f64,
    gini: f64,
    ellison_glaeser: f64,
}

#[test]
fn indices_are_those_of_their_definitions() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../../tests/oracles/concentration.json")).expect("fixture");
    let of = |statistic| Agreement::new(statistic, "numpy, the definition", 1e-12);
    let (mut hhi, mut plain, mut dissimilar) = (of("Herfindahl"), of("Herfindahl without bias"), of("Krugman's index"));
    let (mut ginis, mut gammas) = (of("locational Gini"), of("Ellison–Glaeser γ"));
    for c in cases {
        let amounts: Vec<Vec<f64>> = c.x.iter().map(|r| r.iter().map(|v| *v as f64).collect()).collect();
        let n: Vec<f64> = amounts.iter().map(|r| r.iter().sum()).collect();
        let column = |t: usize| amounts.iter().map(|r| r[t]).collect::<Vec<f64>>();
        let city: Vec<f64> = (0..amounts[0].len()).map(|t| column(t).iter().sum()).collect();
        for (d, row) in amounts.iter().enumerate() {
            hhi.both(herfindahl(row), Some(c.hhi[d]));
            plain.both(unbiased_herfindahl(&c.x[d]), c.unbiased[d]);
            dissimilar.both(krugman(row, &city), Some(c.krugman[d]));
        }
        for (t, gini) in c.gini.iter().enumerate() {
            ginis.both(locational_gini(&column(t), &n), *gini);
            let herfindahl = 1.0 / city[t];
            gammas.both(ellison_glaeser(&column(t), &n, herfindahl), c.ellison_glaeser[t]);
        }
    }
    assert_eq!(normalised_herfindahl(0.25, 4), Some(0.0));
    assert_eq!(normalised_herfindahl(1.0, 1), None);
}

#[test]
fn expectations_are_those_of_all_labellings() {
    let cases: Vec<Expected> =
        serde_json::from_str(include_str!("../../tests/oracles/concentration_expected.json")).expect("fixture");
    let mut closed = Agreement::new("Herfindahl, Krugman, γ by chance", "enumeration of all labellings", 1e-12);
    let mut drawn = Agreement::new("Gini by chance, 20 000 draws", "enumeration of all labellings", 5e-3);
    for c in cases {
        let labelling = |m: u64| RandomLabelling::new(c.population, Weights::ones(m), &[c.drawn]);
        let (h, k) = expectations(&[labelling(c.marked), labelling(c.population - c.marked)], c.drawn);
        closed.absolute(h, c.hhi);
        closed.absolute(k, c.krugman);
        let sizes = [c.drawn, c.population - c.drawn];
        let n = sizes.map(|n| n as f64);
        let herfindahl = 1.0 / c.marked as f64;
        let draws = 20_000;
        let (gini, gamma) = (0..draws).fold((0.0, 0.0), |(gini, gamma), stream| {
            let x = random_labelling(&Weights::ones(c.marked), &sizes, 1, stream);
            let of = |g: Option<f64>| g.unwrap() / draws as f64;
            (gini + of(locational_gini(&x, &n)), gamma + of(ellison_glaeser(&x, &n, herfindahl)))
        });
        drawn.absolute(gini, c.gini);
        closed.absolute(-1.0 / (c.population as f64 - 1.0), c.ellison_glaeser);
        assert!((gamma - c.ellison_glaeser).abs() < 0.01, "{gamma} {}", c.ellison_glaeser);
    }
}

proptest! {
    #[test]
    fn the_gini_is_a_share_and_knows_no_scale(
        cells in prop::collection::vec((0u32..20, 0u32..40), 1..16), k in 1u32..9,
    ) {
        let x: Vec<f64> = cells.iter().map(|(x, _)| f64::from(*x)).collect();
        let n: Vec<f64> = cells.iter().map(|(x, rest)| f64::from(x + rest)).collect();
        let scaled: Vec<f64> = x.iter().map(|x| x * f64::from(k)).collect();
        match (locational_gini(&x, &n), locational_gini(&scaled, &n)) {
            (Some(a), Some(b)) => prop_assert!((0.0..1.0).contains(&a) && (a - b).abs() < 1e-12),
            (a, b) => prop_assert_eq!(a, b),
        }
    }
}

#[test]
fn dealt_labels_fill_no_district_past_its_size_and_have_the_right_moments() {
    // Half the enterprises give 1, half 1/2: three districts of 40, 15 and 5.
    let sizes = [40, 15, 5];
    let mut weights = Weights::ones(30);
    weights.add(crate::statistics::weights::Ratio::one_of(2), 30);
    let (mut mean, mut square) = ([0.0; 3], [0.0; 3]);
    let draws = 20_000;
    for stream in 0..draws {
        let x = random_labelling(&weights, &sizes, 3, stream);
        assert!((x.iter().sum::<f64>() - weights.sum()).abs() < 1e-9);
        for d in 0..3 {
            assert!(x[d] <= sizes[d] as f64);
            mean[d] += x[d] / draws as f64;
            square[d] += x[d] * x[d] / draws as f64;
        }
    }
    let population = 60.0;
    let variance_of_shares = weights.sum_of_squares() / population - (weights.sum() / population).powi(2);
    for d in 0..3 {
        let n = sizes[d] as f64;
        let variance = n * (population - n) / (population - 1.0) * variance_of_shares;
        assert!((mean[d] - n * 0.75).abs() < 4.0 * (variance / draws as f64).sqrt());
        assert!((square[d] - mean[d].powi(2) - variance).abs() < 0.05 * variance);
    }
}
