//! How specialised a district is and how concentrated a track, each beside the value chance alone would give.
//!
//! - Herfindahl–Hirschman index of a district, Σ s², s the share of each track in it (Hirschman 1964, *Am. Econ.
//!   Rev.* 54:761). Plugged-in shares put it too high in small districts; for whole counts Σ x(x−1)/(n(n−1)) is
//!   without bias (Simpson 1949, *Nature* 163:688).
//! - Krugman's specialisation index, Σ |s − S|, S the shares in the city (Krugman 1991, *Geography and Trade*); 0 to 2.
//! - Locational Gini coefficient of a track: districts in order of location quotient, F the cumulative share of all
//!   enterprises, L of the track's, G = 1 − Σ (F_k − F_{k−1})(L_k + L_{k−1}) (Combes, Mayer & Thisse 2008, ch. 10).
//! - Ellison & Glaeser's γ of a track (1997, *J. Polit. Econ.* 105:889), (G/(1 − Σ a²) − H)/(1 − H), where
//!   G = Σ (s − a)² compares its shares s over districts with those of all enterprises a. H, there the Herfindahl
//!   index of plant sizes, is Σ z² of the shares enterprises give the track: 1/X where X enterprises count 1 each.
//!   The catalogue knows no employment to weigh by, so γ here is about numbers of enterprises.
//!
//! None is 0 when district labels are dealt at random, and the Gini depends on how many districts there are: never
//! show one without its expectation. For Herfindahl and Krugman that is worked out from the null distributions of
//! [`super::exact_test`]; for γ it is −1/(N − 1), whatever the shares (below); for the Gini, and for p = (b+1)/(R+1)
//! of both, from seeded random labellings.
//!
//! Why −1/(N − 1): dealing N labels without replacement gives a sum of shares over n places the variance
//! n (N − n)/(N − 1) σ², σ² = Σw²/N − (Σw/N)². Summed over districts and divided by (Σw)² that is
//! E G = (1 − Σ a²)(N H − 1)/(N − 1); put into γ, H cancels.
//!
//! Cost: districts × tracks null distributions; permutations × tracks × districts × the standard deviation of a count.

use rayon::prelude::*;
use serde::Serialize;

use super::counting::{CountTable, Counting, DistrictCounts};
use super::exact_test::RandomLabelling;
use super::null_distribution::hypergeometric_pmf;
use super::weights::Weights;
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
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Specialisation {
    /// Herfindahl–Hirschman index.
    pub hhi: Option<f64>,
    /// The same without bias; primary counting only.
    pub hhi_unbiased: Option<f64>,
    /// The plugged-in index expected under random labelling.
    pub hhi_expected: Option<f64>,
    /// Krugman's index.
    pub krugman: Option<f64>,
    /// Krugman's index expected under random labelling.
    pub krugman_expected: Option<f64>,
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
                hhi: herfindahl(&amounts),
                hhi_unbiased: unbiased_herfindahl(&d.primary).filter(|_| counting == Counting::Primary),
                hhi_expected: expected.map(|e| e.0),
                krugman: krugman(&amounts, &city),
                krugman_expected: expected.map(|e| e.1),
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

/// Ellison & Glaeser's γ of a track that counts `x[d]` in districts of `n[d]`, `herfindahl` = Σ z² of the shares its
/// enterprises give; at most 1, below 0 where it is spread more evenly than chance. `None` where x or n sums to 0, for
/// a single district or a single enterprise.
pub fn ellison_glaeser(x: &[f64], n: &[f64], herfindahl: f64) -> Option<f64> {
    let (track, all): (f64, f64) = (x.iter().sum(), n.iter().sum());
    if track <= 0.0 || all <= 0.0 || herfindahl >= 1.0 {
        return None;
    }
    let spread = 1.0 - n.iter().map(|n| (n / all).powi(2)).sum::<f64>();
    let raw: f64 = x.iter().zip(n).map(|(x, n)| (x / track - n / all).powi(2)).sum();
    (spread > 0.0).then(|| (raw / spread - herfindahl) / (1.0 - herfindahl))
}

/// Random labellings to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permutations {
    /// How many, R.
    pub count: u64,
    /// Their seed.
    pub seed: u64,
}

impl Default for Permutations {
    fn default() -> Permutations {
        Permutations { count: 999, seed: 1 }
    }
}

/// How concentrated one track is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Concentration {
    /// Locational Gini coefficient.
    pub gini: Option<f64>,
    /// Its mean under random labelling.
    pub gini_expected: Option<f64>,
    /// How often a random labelling is at least as concentrated: (b+1)/(R+1).
    pub gini_p: Option<f64>,
    /// Ellison & Glaeser's γ; none under full counting.
    pub ellison_glaeser: Option<f64>,
    /// Its value under random labelling, −1/(N − 1).
    pub ellison_glaeser_expected: Option<f64>,
    /// How often a random labelling is at least as concentrated: (b+1)/(R+1).
    pub ellison_glaeser_p: Option<f64>,
    /// Random labellings drawn, R.
    pub permutations: u64,
    /// Their seed.
    pub seed: u64,
}

/// The concentration of every track of a table; expectations and p are `None` under full counting and for tracks with
/// irregular weights.
pub fn concentrations(table: &CountTable, counting: Counting, permutations: Permutations) -> Vec<Concentration> {
    let sizes: Vec<u64> = table.districts.iter().map(DistrictCounts::tracked).collect();
    let n: Vec<f64> = sizes.iter().map(|n| *n as f64).collect();
    let population: u64 = sizes.iter().sum();
    (0..table.tracks)
        .into_par_iter()
        .map(|track| {
            let x: Vec<f64> = table.districts.iter().map(|d| d.cell(track, counting)).collect();
            let weights = table.track_weights(track, counting);
            let herfindahl = weights.sum_of_squares() / weights.sum().powi(2);
            let gini = locational_gini(&x, &n);
            let gamma = (counting != Counting::Full).then(|| ellison_glaeser(&x, &n, herfindahl)).flatten();
            let testable = counting != Counting::Full && weights.irregular == 0 && permutations.count > 0;
            let seed = permutations.seed ^ ((track as u64) << 32);
            let dealt: Vec<(f64, f64)> = (0..if testable { permutations.count } else { 0 })
                .into_par_iter()
                .map(|stream| {
                    let x = random_labelling(&weights, &sizes, seed, stream);
                    let gamma = ellison_glaeser(&x, &n, herfindahl).unwrap_or_default();
                    (locational_gini(&x, &n).unwrap_or_default(), gamma)
                })
                .collect();
            let p = |observed: f64, random: &dyn Fn(&(f64, f64)) -> f64| {
                let exceeding = dealt.iter().filter(|r| random(r) >= observed - 1e-12).count();
                (!dealt.is_empty()).then(|| (exceeding + 1) as f64 / (permutations.count + 1) as f64)
            };
            let mean = dealt.iter().map(|r| r.0).sum::<f64>() / dealt.len() as f64;
            Concentration {
                gini,
                gini_expected: gini.filter(|_| testable).map(|_| mean),
                gini_p: gini.and_then(|g| p(g, &|r| r.0)),
                ellison_glaeser: gamma,
                ellison_glaeser_expected: gamma.map(|_| -1.0 / (population as f64 - 1.0)),
                ellison_glaeser_p: gamma.and_then(|g| p(g, &|r| r.1)),
                permutations: dealt.len() as u64,
                seed: permutations.seed,
            }
        })
        .collect()
}

/// What a track of these shares counts in districts of these sizes when labels are dealt at random: for each class of
/// shares a draw from the multivariate hypergeometric distribution, a district after the other by inverse transform.
/// The track has no more enterprises than the districts have places.
pub fn random_labelling(weights: &Weights, sizes: &[u64], seed: u64, stream: u64) -> Vec<f64> {
    let mut free = sizes.to_vec();
    let mut counts = vec![0.0; sizes.len()];
    for (class, index) in weights.classes.iter().zip(0u64..) {
        let (mut places, mut left) = (free.iter().sum::<u64>(), class.count);
        for (d, free) in free.iter_mut().enumerate() {
            let draw = random::unit(seed, stream, index * sizes.len() as u64 + d as u64);
            let drawn = hypergeometric_draw(places, left, *free, draw);
            places -= *free;
            left -= drawn;
            *free -= drawn;
            counts[d] += drawn as f64 * class.ratio.value();
        }
    }
    counts
}

/// The value of the hypergeometric distribution at which its distribution function passes `unit`.
fn hypergeometric_draw(population: u64, marked: u64, drawn: u64, unit: f64) -> u64 {
    /// Values less likely than this share of the mode are never drawn.
    const NEVER: f64 = 1e-15;
    if marked == 0 || drawn == 0 {
        return 0;
    }
    let (first, pmf) = hypergeometric_pmf(population, marked, drawn, NEVER);
    let mut below = 0.0;
    let steps = pmf.iter().take(pmf.len() - 1).take_while(|p| {
        below += **p;
        below <= unit
    });
    first + steps.count() as u64
}

#[cfg(test)]
#[path = "concentration_tests.rs"]
mod tests;
