//! Which datum a file's coordinates are in, told by the districts its rows declare.
//!
//! For each datum: the share of rows whose converted position falls in the declared district. Best and second best
//! are compared on the rows where they disagree by the sign test (W. J. Dixon & A. M. Mood, *The statistical sign
//! test*, JASA 41, 1946), two-sided and exact. Among very many rows that test sees differences that mean nothing, such as
//! positions that have little to do with the declared districts; so the best must also be right where the second is not
//! far more often than the other way round. Cost: three conversions and look-ups a row.

use std::collections::BTreeMap;

use crate::geography::{Adcode, Datum, LonLat, Pack};

/// Rows with position and district that are needed before anything is said.
pub const MIN_ROWS: usize = 100;
/// The sign test has to be below this.
pub const MAX_P: f64 = 0.001;
/// Of the rows where best and second best disagree, the best has to be right so many times as often.
pub const MIN_ODDS: usize = 2;

/// What was found and what was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct DatumChoice {
    /// The datum taken.
    pub chosen: Datum,
    /// Whether the user said so.
    pub is_explicit: bool,
    /// Whether the file states it.
    pub is_stated: bool,
    /// What the data tell, where they decide.
    pub told: Option<Datum>,
    /// For each datum the share of rows in the declared district; empty without usable rows.
    pub scores: Vec<(Datum, f64)>,
    /// p of the sign test between best and second best; none without usable rows.
    pub p: Option<f64>,
    /// Rows with position and declared district.
    pub usable: usize,
}

impl DatumChoice {
    /// Whether the user, the file or the data said it.
    pub fn is_known(&self) -> bool {
        self.is_explicit || self.is_stated || self.told.is_some()
    }

    /// What the data tell, where the file states another.
    pub fn contradiction(&self) -> Option<Datum> {
        self.told.filter(|told| self.is_stated && *told != self.chosen)
    }
}

/// What is said of a datum besides what the data tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// By the user.
    pub explicit: Option<Datum>,
    /// By the file, in its headers or a note; the user's word comes before it.
    pub stated: Option<Datum>,
}

/// Chooses the datum of positions whose districts are declared; what is said is honoured.
pub fn choose(rows: &[(LonLat, Adcode)], said: Said, pack: &Pack) -> DatumChoice {
    let hit = |datum: Datum, (at, declared): &(LonLat, Adcode)| {
        pack.locate(pack.project(datum.to_wgs84(*at))).is_some_and(|d| d.adcode == *declared)
    };
    let hits: Vec<(Datum, Vec<bool>)> =
        Datum::ALL.into_iter().map(|d| (d, rows.iter().map(|row| hit(d, row)).collect())).collect();
    let count = |hits: &[bool]| hits.iter().filter(|h| **h).count();
    let mut ranked: Vec<&(Datum, Vec<bool>)> = hits.iter().collect();
    ranked.sort_by_key(|(_, hits)| std::cmp::Reverse(count(hits)));
    let disagreeing = match ranked.as_slice() {
        [(_, best), (_, second), ..] if !rows.is_empty() => {
            let only = |a: &[bool], b: &[bool]| a.iter().zip(b).filter(|(a, b)| **a && !**b).count();
            Some((only(best, second), only(second, best)))
        }
        _ => None,
    };
    let p = disagreeing.map(|(best, second)| sign_test(best, second));
    let is_clear = disagreeing.is_some_and(|(best, second)| best >= MIN_ODDS * second);
    let is_decided = rows.len() >= MIN_ROWS && is_clear && p.is_some_and(|p| p < MAX_P);
    let best = ranked.first().map_or(Datum::Wgs84, |(d, _)| *d);
    let scores = match rows.len() {
        0 => Vec::new(),
        n => hits.iter().map(|(d, hits)| (*d, count(hits) as f64 / n as f64)).collect(),
    };
    let told = is_decided.then_some(best);
    DatumChoice {
        chosen: said.explicit.or(said.stated).or(told).unwrap_or(Datum::Wgs84),
        is_explicit: said.explicit.is_some(),
        is_stated: said.explicit.is_none() && said.stated.is_some(),
        told,
        scores,
        p,
        usable: rows.len(),
    }
}

/// The datum of a file, and of those of its sources whose own rows decide otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Datums {
    /// Of all rows.
    pub whole: DatumChoice,
    /// Of the rows of a source, by what the file calls it.
    pub by_source: BTreeMap<String, DatumChoice>,
    /// Whether every source's own rows decide.
    pub is_told_by_sources: bool,
}

/// Files of more sources than this name companies, not sources.
const MAX_SOURCES: usize = 20;

impl Datums {
    /// Chooses the datum of positions with their declared district and the source of their row.
    pub fn choose(rows: &[(LonLat, Adcode, &str)], said: Said, pack: &Pack) -> Datums {
        let plain = |rows: &mut dyn Iterator<Item = &(LonLat, Adcode, &str)>| -> Vec<(LonLat, Adcode)> {
            rows.map(|(at, declared, _)| (*at, *declared)).collect()
        };
        let whole = choose(&plain(&mut rows.iter()), said, pack);
        let mut by_source = BTreeMap::new();
        let mut is_told_by_sources = false;
        let sources: std::collections::BTreeSet<&str> = rows.iter().map(|(_, _, source)| *source).collect();
        if said.explicit.is_none() && (2..=MAX_SOURCES).contains(&sources.len()) {
            is_told_by_sources = true;
            for source in sources {
                let own = choose(&plain(&mut rows.iter().filter(|(_, _, s)| *s == source)), said, pack);
                is_told_by_sources &= own.told.is_some() && said.stated.is_none();
                let differs = match said.stated {
                    // One source that contradicts what the file states is told of, though the whole does not.
                    Some(_) => own.contradiction().is_some() && whole.contradiction().is_none(),
                    None => own.told.is_some() && (own.chosen != whole.chosen || whole.told.is_none()),
                };
                if differs {
                    by_source.insert(source.to_owned(), own);
                }
            }
        }
        Datums { whole, by_source, is_told_by_sources }
    }

    /// The datum of the rows of a source.
    pub fn of(&self, source: &str) -> Datum {
        self.choice_of(source).chosen
    }

    /// What was found and taken for the rows of a source.
    pub fn choice_of(&self, source: &str) -> &DatumChoice {
        self.by_source.get(source).unwrap_or(&self.whole)
    }
}

/// Two-sided exact p of `a` against `b` discordant rows under a fair coin: 2·P(X ≥ max), at most 1.
pub fn sign_test(a: usize, b: usize) -> f64 {
    let n = a + b;
    // log C(n, k) − n log 2, from k = n downwards.
    let mut log_term = -(n as f64) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    for k in (a.max(b)..=n).rev() {
        tail += log_term.exp();
        log_term += (k as f64).ln() - ((n - k + 1) as f64).ln();
    }
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_test_is_exact() {
        // R: binom.test(9, 10)$p.value, binom.test(8, 10)$p.value, binom.test(60, 100)$p.value.
        for (a, b, p) in
            [(9, 1, 0.021484375), (8, 2, 0.109375), (60, 40, 0.056887933640980784), (0, 0, 1.0), (5, 5, 1.0)]
        {
            assert!((sign_test(a, b) - p).abs() < 1e-12, "{a} {b}: {}", sign_test(a, b));
        }
        assert!(sign_test(3000, 0) >= 0.0);
    }

    /// Right, wrong and «cannot tell» on made-up files: sample positions moved by up to 3 km, `n` rows, a share of them
    /// declaring another district than they are in. With `--nocapture` the table of `tests/imports/README.md`.
    #[test]
    fn the_datum_is_right_or_not_told() {
        let pack = Pack::bundled();
        let seats: Vec<LonLat> = crate::catalogue::sample().iter().filter_map(|e| e.position).collect();
        println!("| n | foreign | right | wrong | cannot tell |");
        for n in [20, 50, 100, 500] {
            for foreign in [0.0, 0.35] {
                let mut counts = [0; 3];
                for (trial, datum) in (0..40).flat_map(|trial| Datum::ALL.map(|datum| (trial, datum))) {
                    let rows = made_up(n, foreign, datum, trial, &seats, &pack);
                    let choice = choose(&rows, Said::default(), &pack);
                    let what = if choice.told.is_none() { 2 } else { usize::from(choice.chosen != datum) };
                    counts[what] += 1;
                }
                println!("| {n} | {:.0} % | {} | {} | {} |", foreign * 100.0, counts[0], counts[1], counts[2]);
                assert_eq!(counts[1], 0, "wrong at n = {n}, foreign {foreign}");
                assert!(n < MIN_ROWS || foreign > 0.0 || counts[0] > counts[2] || n == MIN_ROWS, "{counts:?} at {n}");
            }
        }
    }

    /// Positions that have little to do with the districts they declare: there the sign test alone finds a datum as soon
    /// as there are rows enough.
    #[test]
    fn positions_without_a_relation_to_their_districts_decide_nothing() {
        let pack = Pack::bundled();
        let seats: Vec<LonLat> = crate::catalogue::sample().iter().filter_map(|e| e.position).collect();
        let choice = choose(&made_up(6_000, 0.97, Datum::Gcj02, 1, &seats, &pack), Said::default(), &pack);
        assert!(choice.told.is_none(), "{choice:?}");
        assert_eq!(choice.chosen, Datum::Wgs84);
    }

    fn made_up(
        n: usize,
        foreign: f64,
        datum: Datum,
        trial: u64,
        seats: &[LonLat],
        pack: &Pack,
    ) -> Vec<(LonLat, Adcode)> {
        let mut draws = (0u64..).map(|i| crate::spatial::random::unit(trial, 7, i));
        let mut draw = || draws.next().expect("endless");
        let mut rows = Vec::new();
        while rows.len() < n {
            let seat = seats[(draw() * seats.len() as f64) as usize];
            let at = LonLat::new(seat.lon + (draw() - 0.5) * 0.06, seat.lat + (draw() - 0.5) * 0.054);
            let Some(inside) = pack.locate(pack.project(at)) else { continue };
            let other = &pack.districts[(draw() * pack.districts.len() as f64) as usize];
            let declared = if draw() < foreign { other.adcode } else { inside.adcode };
            rows.push((datum.from_wgs84(at), declared));
        }
        rows
    }
}
