//! Claims of the white paper tested on the catalogue: supported, contradicted, as expected,
//! not enough data, or not testable.
//!
//! | reading | observed | expected | test |
//! |---|---|---|---|
//! | share | the track's shares of enterprises in the district | as in the city | exact randomisation of district labels |
//! | count | enterprises of the district | the same number in each district | binomial |
//! | density | enterprises of the district | as its share of the city's land | binomial |
//! | area | the district's drawn enterprises within [`AREA_RADIUS_M`] of the place | as that land's share of the district's | binomial |
//! | leaders | – | – | none: standing cannot be counted |
//!
//! A claim of a track that the catalogue's taxonomy has not is not tested either.
//!
//! The family of Benjamini–Hochberg is all claims with a test. A claim whose whole 95 % interval lies in [`ALIKE`]
//! finds *no notable difference*, whatever q is: with a million enterprises a quotient of 1.01 can be significant, and
//! is still about 1 (equivalence by the inclusion of an interval; Schuirmann 1987, *J. Pharmacokinet. Biopharm.*
//! 15:657, whose interval is of 90 %). Else it is *supported* when q ≤ 0.05 and more was found than expected,
//! *contradicted* when q ≤ 0.05 and fewer; else the data are *insufficient*, and the least quotient that they would
//! have shown (with 80 % probability, one-sided at 5 %) is told.
//!
//! What it cannot tell: whether the catalogue is complete. A catalogue that was filled from the very report supports
//! it by construction.

use geo::{Area, BooleanOps, LineString, MultiPolygon, Polygon};
use serde::Serialize;

use super::whitepaper::{Claim, Reading, WhitePaper};
use super::wording::{UNDEFINED, decimal, fractional, probability};
use super::{COUNTING, Context};
use crate::geography::{Adcode, District, Plane};
use crate::language::{Message, say};
use crate::statistics::binomial::{binomial, observed_over_expected};
use crate::statistics::detectable::detectable_lq;
use crate::statistics::multiple_testing::benjamini_hochberg;
use crate::statistics::{By, StatRow, stats};

/// How far an area named by a place reaches from it, metres.
pub const AREA_RADIUS_M: f64 = 1000.0;
/// Greatest q of a claim that is decided.
pub const LEVEL: f64 = 0.05;

/// Quotients too near to 1 to speak of a difference: the middle class of the map of quotients.
pub const ALIKE: std::ops::RangeInclusive<f64> = 0.8..=1.25;

/// What the catalogue says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Significantly more than expected.
    Supported,
    /// Significantly fewer than expected.
    Contradicted,
    /// Certainly near what is expected: its whole interval is.
    Alike,
    /// The difference may be chance.
    Insufficient,
    /// Counting cannot test it.
    Untestable,
}

impl Verdict {
    /// Message id of its name.
    pub fn label(self) -> &'static str {
        match self {
            Verdict::Supported => "verdict-supported",
            Verdict::Contradicted => "verdict-contradicted",
            Verdict::Alike => "verdict-alike",
            Verdict::Insufficient => "verdict-insufficient",
            Verdict::Untestable => "verdict-untestable",
        }
    }
}

/// A claim with its numbers. What is undefined is `None`, in JSON null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestedClaim {
    /// Id of the claim.
    pub id: String,
    /// The district.
    pub district: Adcode,
    /// Ids of its tracks; empty for all enterprises.
    pub tracks: Vec<String>,
    /// The reading that was tested.
    pub reading: Reading,
    /// What came of it.
    pub verdict: Verdict,
    /// Observed over expected; for shares the location quotient.
    pub lq: Option<f64>,
    /// Lower end of its 95 % interval.
    pub lq_low: Option<f64>,
    /// Upper end.
    pub lq_high: Option<f64>,
    /// Enterprises observed.
    pub count: u64,
    /// What of them counts: the sum of shares under fractional counting, else `count`.
    pub observed: f64,
    /// What was expected, in the unit of `observed`.
    pub expected: Option<f64>,
    /// Two-sided p.
    pub p: Option<f64>,
    /// Benjamini–Hochberg q over the claims with a test.
    pub q: Option<f64>,
    /// Of a share, the q of the same test among all districts and tracks, as other pages correct it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q_of_cells: Option<f64>,
    /// The least quotient that would have shown.
    pub detectable_lq: Option<f64>,
    /// Enterprises the test rests on.
    pub n: u64,
    /// Its tracks that the catalogue's taxonomy has not, for want of which it cannot be tested.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_tracks: Vec<String>,
}

impl TestedClaim {
    /// Whether the whole interval is so near to 1 that there is no difference to speak of.
    fn is_alike(&self) -> bool {
        let holds = |end: Option<f64>| end.is_some_and(|end| ALIKE.contains(&end));
        holds(self.lq_low) && holds(self.lq_high)
    }

    /// What a reader is told: what was found, what was expected, how sure that is, and the verdict.
    pub fn sentence(&self, claim: &Claim, context: &Context<'_>) -> String {
        let language = context.language;
        if !self.unknown_tracks.is_empty() {
            let tracks = self.unknown_tracks.join(&say(language, "profile-list-separator"));
            return Message::new("claim-unknown-track").with("tracks", tracks).text(language);
        }
        let id = match self.reading {
            Reading::Leaders => "claim-leaders",
            _ if self.p.is_none() => "claim-not-computable",
            Reading::Share => "claim-share",
            Reading::Count => "claim-count",
            Reading::Density => "claim-density",
            Reading::Area => "claim-area",
        };
        let district = context.pack.district(self.district).map(|d| d.name.clone()).unwrap_or_default();
        let track =
            self.tracks.first().and_then(|id| context.catalogue.taxonomy().tracks().iter().find(|t| t.id == *id));
        let place = claim.place.as_ref().and_then(|id| context.pack.places.iter().find(|p| p.id == *id));
        let found = Message::new(id)
            .with("district", district)
            .with("track", track.map(|t| t.name.clone()).unwrap_or_default())
            .with("place", place.map(|p| p.name.clone()).unwrap_or_default())
            .with("radius", AREA_RADIUS_M as u64)
            .with("count", self.count)
            .with("observed", fractional(self.observed))
            .with("expected", decimal(self.expected, 1))
            .with("lq", decimal(self.lq, 2))
            .with("low", decimal(self.lq_low, 2))
            .with("high", decimal(self.lq_high, 2))
            .with("q", q_or_dash(self.q))
            .with("n", self.n);
        let verdict = match (self.verdict, self.detectable_lq) {
            (Verdict::Supported, _) => Message::new("claim-supported"),
            (Verdict::Contradicted, _) => Message::new("claim-contradicted"),
            (Verdict::Alike, _) => Message::new("claim-alike")
                .with("low", decimal(Some(*ALIKE.start()), 2))
                .with("high", decimal(Some(*ALIKE.end()), 2)),
            (Verdict::Untestable, _) => return found.text(language),
            (Verdict::Insufficient, None) => Message::new("claim-insufficient-none"),
            (Verdict::Insufficient, Some(lq)) => {
                Message::new("claim-insufficient").with("detectable", decimal(Some(lq), 2))
            }
        };
        let gap = say(language, "sentence-gap");
        let mut sentence = format!("{}{gap}{}", found.text(language), verdict.text(language));
        // An interval of one claim alone may leave out 1 where q over all of them does not.
        let leaves_out_1 = self.lq_low.is_some_and(|low| low > 1.0) || self.lq_high.is_some_and(|high| high < 1.0);
        if self.verdict == Verdict::Insufficient && leaves_out_1 && self.q.is_some_and(|q| q > LEVEL) {
            sentence.push_str(&gap);
            sentence.push_str(&say(language, "claim-many-tests"));
        }
        if self.is_decided_otherwise() {
            let other = Message::new("claim-other-family").with("q", probability(self.q_of_cells));
            sentence.push_str(&gap);
            sentence.push_str(&other.text(language));
        }
        sentence
    }

    /// Whether the same share is significant among the claims and not among all districts and tracks, or the other
    /// way round: the larger family asks for more.
    fn is_decided_otherwise(&self) -> bool {
        let is_shown = |q: f64| q <= LEVEL;
        self.q.zip(self.q_of_cells).is_some_and(|(q, other)| is_shown(q) != is_shown(other))
    }
}

/// For pages that correct over all districts and tracks: a sentence for each claim of the track in these districts
/// that is decided otherwise among the claims.
pub(super) fn decided_otherwise(
    tested: &[TestedClaim],
    track: &str,
    districts: &[Adcode],
    context: &Context<'_>,
) -> Vec<String> {
    let language = context.language;
    let concerned = |t: &&TestedClaim| {
        t.is_decided_otherwise() && t.tracks.iter().any(|own| own == track) && districts.contains(&t.district)
    };
    let sentence = |t: &TestedClaim| {
        let taxonomy = context.catalogue.taxonomy();
        let track = taxonomy.index_of(track).and_then(|i| taxonomy.get(i)).map(|t| t.name.clone()).unwrap_or_default();
        Message::new("claim-seen-otherwise")
            .with("id", t.id.as_str())
            .with("district", context.pack.district(t.district).map(|d| d.name.clone()).unwrap_or_default())
            .with("track", track)
            .with("verdict", say(language, t.verdict.label()))
            .with("q", probability(t.q))
            .with("cells", probability(t.q_of_cells))
            .text(language)
    };
    tested.iter().filter(concerned).map(sentence).collect()
}

/// A q with its sign, or the sign for none.
fn q_or_dash(q: Option<f64>) -> String {
    q.map_or_else(|| UNDEFINED.to_owned(), |q| probability(Some(q)))
}

/// All claims of a white paper, in its order.
pub fn tested_claims(context: &Context<'_>, paper: &WhitePaper) -> Vec<TestedClaim> {
    let areas = context.pack.areas_km2();
    let table = |by| stats(context.catalogue, context.selection, by, COUNTING, &areas);
    let evidence = Evidence { context, districts: table(By::District), cells: table(By::DistrictTrack) };
    let mut claims: Vec<TestedClaim> = paper.claims.iter().map(|claim| evidence.test(claim)).collect();
    let p: Vec<Option<f64>> = claims.iter().map(|c| c.p).collect();
    for (claim, q) in claims.iter_mut().zip(benjamini_hochberg(&p)) {
        claim.q = q;
        claim.verdict = match (claim.reading, q, claim.lq) {
            _ if !claim.unknown_tracks.is_empty() => Verdict::Untestable,
            (Reading::Leaders, ..) => Verdict::Untestable,
            _ if claim.is_alike() => Verdict::Alike,
            (_, Some(q), Some(lq)) if q <= LEVEL && lq > 1.0 => Verdict::Supported,
            (_, Some(q), Some(lq)) if q <= LEVEL && lq < 1.0 => Verdict::Contradicted,
            _ => Verdict::Insufficient,
        };
    }
    claims
}

struct Evidence<'a> {
    context: &'a Context<'a>,
    districts: Vec<StatRow>,
    cells: Vec<StatRow>,
}

impl Evidence<'_> {
    fn test(&self, claim: &Claim) -> TestedClaim {
        let taxonomy = self.context.catalogue.taxonomy();
        let unknown: Vec<String> =
            claim.tracks.iter().filter(|track| taxonomy.index_of(track).is_none()).cloned().collect();
        match claim.reading {
            Reading::Share | Reading::Leaders if !unknown.is_empty() => {
                TestedClaim { unknown_tracks: unknown, ..untested(claim, 0) }
            }
            Reading::Share => self.share(claim),
            Reading::Count => {
                let districts = self.context.pack.districts.len() as f64;
                self.spread(claim, self.enterprises(claim.district), self.placed(), 1.0 / districts)
            }
            Reading::Density => {
                let land: f64 = self.context.pack.districts.iter().map(|d| d.land_area_km2).sum();
                let own = self.context.pack.district(claim.district).map_or(0.0, |d| d.land_area_km2);
                self.spread(claim, self.enterprises(claim.district), self.placed(), own / land)
            }
            Reading::Area => self.area(claim),
            Reading::Leaders => self.named(claim),
        }
    }

    fn share(&self, claim: &Claim) -> TestedClaim {
        let cell = |c: &&StatRow| c.district == Some(claim.district) && claim.tracks.first() == c.track.as_ref();
        let Some(cell) = self.cells.iter().find(cell) else { return untested(claim, 0) };
        TestedClaim {
            lq: cell.lq,
            lq_low: cell.lq_low,
            lq_high: cell.lq_high,
            observed: cell.fractional,
            expected: cell.expected,
            p: cell.p,
            q_of_cells: cell.q,
            detectable_lq: cell.detectable_lq,
            n: cell.base,
            ..untested(claim, cell.count)
        }
    }

    /// `count` of `trials` enterprises, each of which would be there with `probability`.
    fn spread(&self, claim: &Claim, count: u64, trials: u64, probability: f64) -> TestedClaim {
        let blank = TestedClaim { n: trials, ..untested(claim, count) };
        let Some([ratio, low, high]) = observed_over_expected(count, trials, probability) else { return blank };
        let null = binomial(trials, probability);
        TestedClaim {
            lq: Some(ratio),
            lq_low: Some(low),
            lq_high: Some(high),
            expected: Some(trials as f64 * probability),
            p: Some(null.tails(count as f64).two_sided),
            detectable_lq: detectable_lq(&null),
            ..blank
        }
    }

    fn area(&self, claim: &Claim) -> TestedClaim {
        let place = claim.place.as_ref().and_then(|id| self.context.pack.places.iter().find(|p| p.id == *id));
        let (Some(place), Some(district)) = (place, self.context.pack.district(claim.district)) else {
            return untested(claim, 0);
        };
        let rows = self.context.selection.iter().map(|row| self.context.catalogue.row(row));
        let drawn: Vec<Plane> =
            rows.filter(|row| row.district() == Some(claim.district)).filter_map(|row| row.plane()).collect();
        let inside = drawn.iter().filter(|at| at.distance_m(place.at) <= AREA_RADIUS_M).count() as u64;
        self.spread(claim, inside, drawn.len() as u64, land_share(district, place.at))
    }

    /// A claim that names tracks or nothing, counted but not tested.
    fn named(&self, claim: &Claim) -> TestedClaim {
        let taxonomy = self.context.catalogue.taxonomy();
        let indices: Vec<usize> = taxonomy
            .tracks()
            .iter()
            .enumerate()
            .filter(|(_, t)| claim.tracks.contains(&t.id))
            .map(|(i, _)| i)
            .collect();
        let rows = self.context.selection.iter().map(|row| self.context.catalogue.row(row));
        let here = rows.filter(|row| row.district() == Some(claim.district));
        untested(claim, here.filter(|row| indices.iter().any(|i| row.tracks().contains(*i))).count() as u64)
    }

    fn enterprises(&self, district: Adcode) -> u64 {
        self.districts.iter().find(|d| d.district == Some(district)).map_or(0, |d| d.count)
    }

    fn placed(&self) -> u64 {
        self.districts.iter().filter(|d| d.district.is_some()).map(|d| d.count).sum()
    }
}

/// The part of a district's land within [`AREA_RADIUS_M`] of a place, 0 to 1.
fn land_share(district: &District, at: Plane) -> f64 {
    const SIDES: usize = 96;
    let corner = |k: usize| {
        let turn = k as f64 / SIDES as f64 * std::f64::consts::TAU;
        (at.x + AREA_RADIUS_M * turn.cos(), at.y + AREA_RADIUS_M * turn.sin())
    };
    let disc = MultiPolygon(vec![Polygon::new(LineString::from_iter((0..SIDES).map(corner)), Vec::new())]);
    disc.intersection(&district.land).unsigned_area() / district.land.unsigned_area()
}

fn untested(claim: &Claim, count: u64) -> TestedClaim {
    TestedClaim {
        id: claim.id.clone(),
        district: claim.district,
        tracks: claim.tracks.clone(),
        reading: claim.reading,
        verdict: Verdict::Untestable,
        lq: None,
        lq_low: None,
        lq_high: None,
        count,
        observed: count as f64,
        expected: None,
        p: None,
        q: None,
        q_of_cells: None,
        detectable_lq: None,
        n: 0,
        unknown_tracks: Vec::new(),
    }
}
