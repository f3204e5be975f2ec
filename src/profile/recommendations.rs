//! A track at a time: how concentrated it is, where its clusters stand out, where it could grow, and what cannot be
//! said. Every line rests on a test that is named; where none can be made, the page says so.

use rayon::prelude::*;

use super::robustness::{M_RADIUS_M, MAX_M_POINTS, placed};
use super::sections::gaps::{FALSE_DISCOVERIES, city_matrix, strengths};
use super::verdict::{TestedClaim, decided_otherwise, tested_claims};
use super::wording::{UNDEFINED, decimal, probability, small_probability};
use super::{Block, Cell, Column, Context, Portrait, Profile, ProfileSection, WhitePaper};
use crate::language::{Message, fixed, say};
use crate::spatial::colocation_matrix::ColocationMatrix;
use crate::spatial::marcon_puech::marcon_puech;
use crate::statistics::multiple_testing::benjamini_hochberg;
use crate::statistics::robustness::areal;

/// Fewer points of a track than this give no M.
const MIN_POINTS: usize = 10;
/// Permutations and seed of M and γ.
const PERMUTATIONS: (u32, u64) = (999, 1);
/// False discoveries accepted among districts, and among tracks.
const LEVEL: f64 = 0.05;

/// M of a track with its p.
type Near = Option<(f64, f64)>;
/// γ of a track with its p.
type Gamma = Option<(f64, f64)>;
/// An index with its p, and q over all tracks.
type Judged = Option<(f64, f64, f64)>;

impl Profile {
    /// The page of recommendations; `None` when cancelled.
    pub fn recommendations(context: &Context<'_>, cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Profile> {
        let language = context.language;
        let taxonomy = context.catalogue.taxonomy();
        let portraits: Vec<Portrait<'_>> =
            context.pack.districts.iter().filter_map(|d| Portrait::new(context, d.adcode).ok()).collect();
        let gammas: Vec<Gamma> = (0..taxonomy.len()).map(|t| gamma_of(context, t, cancelled)).collect();
        let near: Vec<Near> = (0..taxonomy.len()).into_par_iter().map(|t| m_of(context, t, cancelled)).collect();
        let points = context.selection.iter().filter(|row| context.catalogue.row(*row).plane().is_some()).count();
        if cancelled() {
            return None;
        }
        let (gammas, near) = (judged(&gammas), judged(&near));
        let claims = WhitePaper::of(context.pack).map(|paper| tested_claims(context, &paper)).unwrap_or_default();
        let matrix = portraits.first().and_then(city_matrix);
        let lines: Vec<TrackLine<'_>> = taxonomy
            .tracks()
            .iter()
            .enumerate()
            .map(|(t, track)| TrackLine {
                name: track.name.get(language),
                count: portraits.first().and_then(|p| p.track(&track.id)).map_or(0, |p| p.city_count),
                gamma: gammas[t],
                near: near[t],
                points,
                strong: strong_in(&portraits, &track.id, context),
                otherwise: otherwise(&claims, &track.id, context),
                could_grow: could_grow(&portraits, &track.id, matrix.as_ref(), context),
            })
            .collect();
        let method =
            Message::new("pages-recommend-method-text").with("r", PERMUTATIONS.0).with("seed", PERMUTATIONS.1 as usize);
        let overall = vec![summary(&lines, context), Block::Notice { text: say(language, "pages-recommend-note") }];
        let each = lines.iter().flat_map(|line| line.blocks(context)).collect();
        let method = vec![Block::Paragraph { text: method.text(language) }];
        let sections = vec![
            ProfileSection::new("summary", "pages-recommend-summary", overall, language),
            ProfileSection::new("tracks", "pages-recommend-tracks", each, language),
            ProfileSection::new("method", "pages-recommend-method", method, language),
        ];
        let (name, title) = (say(language, "page-recommendations"), say(language, "pages-recommend-title"));
        Some(Profile::page(context, "recommendations", name, title, sections))
    }
}

/// γ over districts with its p: the same test as on the page of robustness, so that both say the same.
fn gamma_of(context: &Context<'_>, track: usize, cancelled: &(dyn Fn() -> bool + Sync)) -> Gamma {
    let (districts, has) = placed(context, track);
    let (permutations, seed) = PERMUTATIONS;
    areal(&districts, &has, permutations, seed, cancelled).map(|found| (found.gamma, found.p))
}

fn m_of(context: &Context<'_>, track: usize, cancelled: &(dyn Fn() -> bool + Sync)) -> Near {
    let rows = context.selection.iter().map(|row| context.catalogue.row(row));
    let (points, has): (Vec<_>, Vec<bool>) =
        rows.filter_map(|r| Some((r.plane()?, r.tracks().contains(track)))).unzip();
    if has.iter().filter(|h| **h).count() < MIN_POINTS || points.len() > MAX_M_POINTS {
        return None;
    }
    let (permutations, seed) = PERMUTATIONS;
    let m = marcon_puech(&points, &has, &has, &[M_RADIUS_M], permutations, seed, cancelled)?;
    Some((m.values[0]?, m.envelope.p))
}

/// Indices with their p and the q of Benjamini and Hochberg over all tracks that have one.
fn judged(found: &[Option<(f64, f64)>]) -> Vec<Judged> {
    let p: Vec<Option<f64>> = found.iter().map(|found| found.map(|(_, p)| p)).collect();
    found
        .iter()
        .zip(benjamini_hochberg(&p))
        .map(|(found, q)| found.zip(q).map(|((index, p), q)| (index, p, q)))
        .collect()
}

/// What the white paper's claims say otherwise of the track, in any district.
fn otherwise(claims: &[TestedClaim], track: &str, context: &Context<'_>) -> Vec<String> {
    let everywhere: Vec<_> = context.pack.districts.iter().map(|d| d.adcode).collect();
    decided_otherwise(claims, track, &everywhere, context)
}

/// Districts where the track's quotient stands out above 1 after correction over all districts and tracks.
fn strong_in(portraits: &[Portrait<'_>], track: &str, context: &Context<'_>) -> Vec<String> {
    let found = portraits.iter().filter_map(|p| Some((p, p.track(track)?)));
    let strong = found.filter(|(_, t)| t.stat.lq.is_some_and(|lq| lq > 1.0) && t.stat.q.is_some_and(|q| q <= LEVEL));
    let words = |(p, t): (&Portrait<'_>, &super::portrait::TrackPortrait<'_>)| {
        Message::new("pages-strong-in")
            .with("district", &p.district.name)
            .with("lq", decimal(t.stat.lq, 2))
            .with("q", probability(t.stat.q))
            .text(context.language)
    };
    strong.map(words).collect()
}

/// Districts below expectation in the track whose strengths it sits near across the city.
fn could_grow(
    portraits: &[Portrait<'_>],
    track: &str,
    matrix: Option<&(ColocationMatrix, Vec<Option<f64>>)>,
    context: &Context<'_>,
) -> Vec<String> {
    let Some((matrix, q)) = matrix else { return Vec::new() };
    let mut found = Vec::new();
    for p in portraits {
        let Some(own) = p.track(track).filter(|t| t.stat.lq.is_some_and(|lq| lq < 1.0)) else { continue };
        let near = strengths(p).into_iter().filter_map(|s| {
            let pair = matrix.place(own.index, s.index)?;
            let clq = matrix.values[pair].filter(|clq| *clq > 1.0)?;
            q[pair].filter(|q| *q <= FALSE_DISCOVERIES).map(|q| (s, clq, q))
        });
        if let Some((s, clq, q)) = near.max_by(|a, b| a.1.total_cmp(&b.1)) {
            let words = Message::new("pages-could-grow")
                .with("district", &p.district.name)
                .with("strength", &s.track.name)
                .with("clq", format!("{clq:.2}"))
                .with("q", probability(Some(q)));
            found.push(words.text(context.language));
        }
    }
    found
}

/// What is known of a track.
struct TrackLine<'a> {
    name: &'a str,
    count: u64,
    gamma: Judged,
    near: Judged,
    /// Positions that M looks at.
    points: usize,
    strong: Vec<String>,
    /// Claims of the white paper that are decided otherwise.
    otherwise: Vec<String>,
    could_grow: Vec<String>,
}

fn summary(lines: &[TrackLine<'_>], context: &Context<'_>) -> Block {
    let language = context.language;
    let column = |id: &'static str, numeric| Column { name: say(language, id), numeric };
    let columns = vec![
        column("pages-track", false),
        column("pages-recommend-enterprises", true),
        column("pages-gamma-p", true),
        column("pages-m-p", true),
        column("pages-verdict", false),
    ];
    let rows = lines.iter().map(|line| {
        vec![
            Cell::text(line.name),
            Cell::number(Some(line.count as f64), 0),
            Cell::text(judged_words(line.gamma, 3)),
            Cell::text(judged_words(line.near, 2)),
            Cell::text(say(language, line.verdict())),
        ]
    });
    Block::Table { title: String::new(), columns, rows: rows.collect() }
}

/// Index, p and q.
fn judged_words(found: Judged, decimals: usize) -> String {
    found.map_or_else(
        || UNDEFINED.to_owned(),
        |(index, p, q)| format!("{} · {} · {}", fixed(index, decimals), small_probability(p), small_probability(q)),
    )
}

impl TrackLine<'_> {
    fn verdict(&self) -> &'static str {
        let districts = self.gamma.map(|(_, _, q)| q <= LEVEL);
        let points = self.near.map(|(m, _, q)| m > 1.0 && q <= LEVEL);
        match (districts, points) {
            (Some(true), Some(true)) => "pages-both-levels",
            (Some(true), _) => "pages-district-level",
            (_, Some(true)) => "pages-point-level",
            (None, None) => "pages-too-few",
            _ => "pages-not-concentrated",
        }
    }

    fn blocks(&self, context: &Context<'_>) -> Vec<Block> {
        let language = context.language;
        let gap = say(language, "sentence-gap");
        let mut parts = Vec::new();
        parts.push(match self.strong.is_empty() {
            true => say(language, "pages-strong-nowhere"),
            false => Message::new("pages-strong")
                .with("n", self.strong.len())
                .with("where", self.strong.join(&gap))
                .text(language),
        });
        parts.extend(self.otherwise.iter().cloned());
        parts.push(match self.could_grow.is_empty() {
            true => say(language, "pages-grow-nowhere"),
            false => Message::new("pages-grow").with("where", self.could_grow.join(&gap)).text(language),
        });
        if self.near.is_none() {
            let why = match self.points > MAX_M_POINTS {
                true => Message::new("pages-no-m-many").with("most", MAX_M_POINTS),
                false => Message::new("pages-no-m").with("least", MIN_POINTS),
            };
            parts.push(why.text(language));
        }
        vec![
            Block::Heading { text: format!("{} · n = {}", self.name, self.count) },
            Block::Paragraph { text: parts.join(if language == crate::language::Language::En { " " } else { "" }) },
        ]
    }
}
