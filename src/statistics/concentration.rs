//! How specialised a district is and how concentrated a track, each beside the value chance alone would give.
//!
//! - Herfindahl–Hirschman index of a district, Σ s², s the share of each track in it (Hirschman 1964, *Am. Econ.
//!   Rev.* 54:761). Plugged-in shares put it too high in small districts; for whole counts Σ x(x−1)/(n(n−1)) is
//!   without bias (Simpson 1949, *Nature* 163:688).
//! - Krugman's specialisation index, Σ |s − S|, S the shares in the city (Krugman 1991, *Geography and Trade*); 0 to 2.
//! - Locational Gini coefficient of a track: districts in order of location quotient, F the cumulative share of all
//!   enterprises, L of the track's, G = 1 − Σ (F_k − F_{k−1})(L_k + L_{k−1}) (Combes, Mayer & Thisse 2008, ch. 10).
//!
//! None is 0 when district labels are dealt at random, and the Gini depends on how many districts there are: never
//! show one without its expectation. For Herfindahl and Krugman that is worked out from the null distributions of
//! [`super::exact_test`]; for the Gini from seeded random labellings, with p = (b+1)/(R+1).
//!
//! Cost: districts × tracks null distributions; for the Gini permutations × enterprises of the track × districts.

use rayon::prelude::*;

use super::counting::{CountTable, Counting, DistrictCounts};
use super::exact_test::RandomLabelling;
use super::weights::Weights;
use crate::geography::Adcode;
use crate::spatial::random;

/// The Herfindahl–Hirschman index of non-negative amounts, 1/T to 1; `None` where they sum to 0.
pub fn herfindahl(amounts: &[f64]) -> Option<f64> {
    let total: f64 = amounts.iter().sum();
    (total > 0.0).then(|| amounts.iter().map(|x| (x / total).powi(2)).sum())
}

/// The index on a scale from 0 (even over `kinds`) to 1; `None` for fewer than two kinds.
pub fn normalised_herfindahl(herfindahl: f64, kinds: usize) -> Option<f64> {
    let least = 1.0 / kinds as f64;
    (kinds > 1).then(|| (herfindahl - least) / (1.0 - least))
}

/// The chance that two different enterprises are of one kind: the index without bias, for whole counts; `None` for
/// fewer than two enterprises.
pub fn unbiased_herfindahl(counts: &[u64]) -> Option<f64> {
    let total: u64 = counts.iter().sum();
    let pairs = |n: u64| n as f64 * n.saturating_sub(1) as f64;
    (total > 1).then(|| counts.iter().map(|x| pairs(*x)).sum::<f64>() / pairs(total))
}

/// Krugman's index of amounts against those of the city, 0 to 2; `None` where either sums to 0.
/// The slices are of the same length.
pub fn krugman(amounts: &[f64], city: &[f64]) -> Option<f64> {
    let (total, all): (f64, f64) = (amounts.iter().sum(), city.iter().sum());
    (total > 0.0 && all > 0.0).then(|| amounts.iter().zip(city).map(|(x, c)| (x / total - c / all).abs()).sum())
}

/// The locational Gini coefficient of a track that counts `x[d]` in districts of `n[d]`, 0 to 1; districts with
/// n = 0 are left out, ties of the quotient keep the order given. `None` where x or n sums to 0.
pub fn locational_gini(x: &[f64], n: &[f64]) -> Option<f64> {
    let (track, all): (f64, f64) = (x.iter().sum(), n.iter().sum());
    if track <= 0.0 || all <= 0.0 {
        return None;
    }
    let mut order: Vec<usize> = (0..n.len()).filter(|d| n[*d] > 0.0).collect();
    order.sort_by(|a, b| (x[*a] / n[*a]).total_cmp(&(x[*b] / n[*b])).then(a.cmp(b)));
    let (mut lorenz, mut area) = (0.0, 0.0);
    for d in order {
        let next = lorenz + x[d] / track;
        area += n[d] / all * (lorenz + next);
        lorenz = next;
    }
    Some((1.0 - area).max(0.0))
}

/// How specialised one district is.
#[derive(Clone, Debug, PartialEq)]
pub struct Specialisation {
    /// The district.
    pub district: Adcode,
    /// Enterprises with a track.
    pub n: u64,
    /// Herfindahl–Hirschman index.
    pub herfindahl: Option<f64>,
    /// The same without bias; primary counting only.
    pub unbiased_herfindahl: Option<f64>,
    /// The plugged-in index expected under random labelling.
    pub expected_herfindahl: Option<f64>,
    /// Krugman's index.
    pub krugman: Option<f64>,
    /// Krugman's index expected under random labelling.
    pub expected_krugman: Option<f64>,
}

/// The specialisation of every district of a table; expectations are `None` under full counting.
pub fn specialisations(table: &CountTable, counting: Counting) -> Vec<Specialisation> {
    let sizes: Vec<u64> = table.districts.iter().map(DistrictCounts::tracked).collect();
    let labellings: Vec<RandomLabelling> = (0..table.tracks)
        .into_par_iter()
        .map(|t| RandomLabelling::new(table.base(), table.track_weights(t, counting), &sizes))
        .collect();
    let city: Vec<f64> = labellings.iter().map(|l| l.expected(l.population())).collect();
    table
        .districts
        .par_iter()
        .map(|d| {
            let amounts: Vec<f64> = (0..table.tracks).map(|t| d.cell(t, counting)).collect();
            let n = d.tracked();
            let expected = (counting != Counting::Full && n > 0).then(|| expectations(&labellings, n));
            Specialisation {
                district: d.district.unwrap_or_default(),
                n,
                herfindahl: herfindahl(&amounts),
                unbiased_herfindahl: unbiased_herfindahl(&d.primary).filter(|_| counting == Counting::Primary),
                expected_herfindahl: expected.map(|e| e.0),
                krugman: krugman(&amounts, &city),
                expected_krugman: expected.map(|e| e.1),
            }
        })
        .collect()
}

/// (Herfindahl, Krugman) expected in a district of `n` enterprises, n > 0.
fn expectations(labellings: &[RandomLabelling], n: u64) -> (f64, f64) {
    let size = n as f64;
    labellings.iter().fold((0.0, 0.0), |(herfindahl, krugman), labelling| {
        let mean = labelling.expected(n);
        let square = labelling.variance(n) + mean * mean;
        (herfindahl + square / (size * size), krugman + labelling.null(n).mean_deviation(mean) / size)
    })
}

/// How concentrated one track is.
#[derive(Clone, Debug, PartialEq)]
pub struct Concentration {
    /// Index of the track.
    pub track: usize,
    /// Enterprises of the track with a district.
    pub n: u64,
    /// Locational Gini coefficient.
    pub gini: Option<f64>,
    /// Its mean under random labelling.
    pub expected_gini: Option<f64>,
    /// How often a random labelling is at least as concentrated: (b+1)/(R+1).
    pub p: Option<f64>,
    /// Random labellings drawn, R.
    pub permutations: u64,
    /// Their seed.
    pub seed: u64,
}

/// The concentration of every track of a table; expectation and p are `None` under full counting and for tracks
/// with irregular weights.
pub fn concentrations(table: &CountTable, counting: Counting, permutations: u64, seed: u64) -> Vec<Concentration> {
    let sizes: Vec<u64> = table.districts.iter().map(DistrictCounts::tracked).collect();
    let n: Vec<f64> = sizes.iter().map(|n| *n as f64).collect();
    (0..table.tracks)
        .into_par_iter()
        .map(|track| {
            let x: Vec<f64> = table.districts.iter().map(|d| d.cell(track, counting)).collect();
            let weights = table.track_weights(track, counting);
            let gini = locational_gini(&x, &n);
            let random = gini
                .filter(|_| counting != Counting::Full && weights.irregular == 0 && permutations > 0)
                .map(|gini| (gini, random_ginis(&weights, &sizes, permutations, seed ^ ((track as u64) << 32))));
            Concentration {
                track,
                n: weights.count(),
                gini,
                expected_gini: random.as_ref().map(|(_, all)| all.iter().sum::<f64>() / all.len() as f64),
                p: random.as_ref().map(|(gini, all)| {
                    let exceeding = all.iter().filter(|g| **g >= gini - 1e-12).count();
                    (exceeding + 1) as f64 / (permutations + 1) as f64
                }),
                permutations,
                seed,
            }
        })
        .collect()
}

/// The Gini coefficients of `permutations` random labellings of enterprises of these shares over districts of these
/// sizes.
pub fn random_ginis(weights: &Weights, sizes: &[u64], permutations: u64, seed: u64) -> Vec<f64> {
    let n: Vec<f64> = sizes.iter().map(|n| *n as f64).collect();
    (0..permutations)
        .into_par_iter()
        .map(|stream| {
            // Draw a district for each enterprise of the track from the places still free.
            let mut free = sizes.to_vec();
            let mut places: u64 = free.iter().sum();
            let mut x = vec![0.0; sizes.len()];
            let mut draw = 0;
            for class in &weights.classes {
                for _ in 0..class.count {
                    let mut place = random::below(places, seed, stream, draw);
                    draw += 1;
                    for (d, left) in free.iter_mut().enumerate() {
                        if place < *left {
                            *left -= 1;
                            places -= 1;
                            x[d] += class.ratio.value();
                            break;
                        }
                        place -= *left;
                    }
                }
            }
            locational_gini(&x, &n).unwrap_or_default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Case {
        x: Vec<Vec<u64>>,
        hhi: Vec<f64>,
        unbiased: Vec<Option<f64>>,
        krugman: Vec<f64>,
        gini: Vec<Option<f64>>,
    }

    #[derive(Deserialize)]
    struct Expected {
        population: u64,
        marked: u64,
        drawn: u64,
        hhi: f64,
        krugman: f64,
        gini: f64,
    }

    fn close(a: Option<f64>, b: Option<f64>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-12,
            (a, b) => a == b,
        }
    }

    #[test]
    fn indices_are_those_of_their_definitions() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/concentration.json")).expect("fixture");
        for c in cases {
            let amounts: Vec<Vec<f64>> = c.x.iter().map(|r| r.iter().map(|v| *v as f64).collect()).collect();
            let n: Vec<f64> = amounts.iter().map(|r| r.iter().sum()).collect();
            let column = |t: usize| amounts.iter().map(|r| r[t]).collect::<Vec<f64>>();
            let city: Vec<f64> = (0..amounts[0].len()).map(|t| column(t).iter().sum()).collect();
            for (d, row) in amounts.iter().enumerate() {
                assert!(close(herfindahl(row), Some(c.hhi[d])));
                assert!(close(unbiased_herfindahl(&c.x[d]), c.unbiased[d]));
                assert!(close(krugman(row, &city), Some(c.krugman[d])));
            }
            for (t, gini) in c.gini.iter().enumerate() {
                assert!(
                    close(locational_gini(&column(t), &n), *gini),
                    "{:?} {gini:?}",
                    locational_gini(&column(t), &n)
                );
            }
        }
        assert_eq!(normalised_herfindahl(0.25, 4), Some(0.0));
        assert_eq!(normalised_herfindahl(1.0, 1), None);
    }

    #[test]
    fn expectations_are_those_of_all_labellings() {
        let cases: Vec<Expected> =
            serde_json::from_str(include_str!("../../tests/oracles/concentration_expected.json")).expect("fixture");
        for c in cases {
            let labelling = |m: u64| RandomLabelling::new(c.population, Weights::ones(m), &[c.drawn]);
            let (h, k) = expectations(&[labelling(c.marked), labelling(c.population - c.marked)], c.drawn);
            assert!((h - c.hhi).abs() < 1e-12 && (k - c.krugman).abs() < 1e-12, "{h} {k}");
            let sizes = [c.drawn, c.population - c.drawn];
            let ginis = random_ginis(&Weights::ones(c.marked), &sizes, 20_000, 1);
            let mean = ginis.iter().sum::<f64>() / ginis.len() as f64;
            assert!((mean - c.gini).abs() < 0.005, "{mean} {}", c.gini);
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
}
