//! Tracks below expectation here, and which of them lie near the district's strengths elsewhere in the city: gaps,
//! and candidates to fill them.
//!
//! «Near» is the colocation quotient over all drawn enterprises of the city: whether the nearest neighbours of the
//! missing track are of the strong one more often than by chance. It is no forecast: it says what sits together now.

use super::{Section, notice, paragraph};
use crate::language::{Message, say};
use crate::profile::portrait::TrackPortrait;
use crate::profile::queries::{Query, Use};
use crate::profile::wording::{decimal, fractional};
use crate::profile::{Block, Cell, Column, Portrait};
use crate::spatial::colocation_matrix::{ColocationMatrix, colocation_matrix};
use crate::statistics::StatRow;
use crate::statistics::multiple_testing::benjamini_hochberg;

pub(super) struct Gaps;

/// Nearest neighbours looked at.
pub const NEIGHBOURS: usize = 3;
/// Permutations and seed of the quotients.
pub const PERMUTATIONS: (u32, u64) = (999, 1);
/// The strongest tracks of a district that candidates are looked for around.
const STRENGTHS: usize = 3;
/// Fewer enterprises than this have no strengths to speak of.
const MIN_ENTERPRISES: usize = 8;
/// False discoveries accepted among candidates.
pub const FALSE_DISCOVERIES: f64 = 0.1;

impl Section for Gaps {
    fn id(&self) -> &'static str {
        "gaps"
    }

    fn title(&self) -> &'static str {
        "pages-gaps"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::DistrictTracks.giving("query-use-gaps"), Query::Colocation.giving("query-use-colocation")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let strengths = strengths(p);
        let gaps: Vec<&TrackPortrait<'_>> =
            p.tracks.iter().filter(|t| t.city_count > 0 && t.stat.lq.is_some_and(|lq| lq < 1.0)).collect();
        if p.rows.len() < MIN_ENTERPRISES || strengths.is_empty() || gaps.is_empty() {
            let words = Message::new("pages-too-thin").with("n", p.rows.len()).with("least", MIN_ENTERPRISES);
            return vec![paragraph(words.text(language))];
        }
        let Some((matrix, q)) = city_matrix(p) else { return vec![paragraph(say(language, "pages-gaps-no-points"))] };
        let mut found: Vec<Gap<'_>> = gaps.into_iter().map(|track| Gap::new(track, &strengths, &matrix, &q)).collect();
        found.sort_by(|a, b| b.order().total_cmp(&a.order()).then(a.track.index.cmp(&b.track.index)));
        let names: Vec<&str> = strengths.iter().map(|t| t.track.name.get(language)).collect();
        let intro = Message::new("pages-gaps-intro").with("strengths", names.join(&say(language, "list-separator")));
        let rows = found.iter().map(|gap| gap.row(p)).collect();
        let column = |id: &'static str, numeric| Column { name: say(language, id), numeric };
        let columns = vec![
            column("pages-track", false),
            column("pages-here-expected", true),
            column("pages-lq-interval", true),
            column("pages-near", false),
            column("pages-clq-q", true),
            column("pages-candidate", false),
        ];
        let note = Message::new("pages-gaps-note")
            .with("n", matrix.n)
            .with("k", NEIGHBOURS)
            .with("r", PERMUTATIONS.0)
            .with("seed", PERMUTATIONS.1 as usize);
        vec![
            paragraph(intro.text(language)),
            Block::Table { title: String::new(), columns, rows },
            notice(note.text(language)),
        ]
    }
}

/// The tracks that count most above expectation, at least two enterprises each.
pub fn strengths<'p, 'a>(p: &'p Portrait<'a>) -> Vec<&'p TrackPortrait<'a>> {
    let excess = |t: &TrackPortrait<'_>| t.stat.fractional - t.stat.expected.unwrap_or(f64::INFINITY);
    let mut strong: Vec<_> = p.tracks.iter().filter(|t| t.stat.count >= 2 && excess(t) > 0.0).collect();
    strong.sort_by(|a, b| excess(b).total_cmp(&excess(a)).then(a.index.cmp(&b.index)));
    strong.truncate(STRENGTHS);
    strong
}

/// The quotients of the city with their q over all pairs; `None` without enough drawn enterprises.
pub fn city_matrix(p: &Portrait<'_>) -> Option<(ColocationMatrix, Vec<Option<f64>>)> {
    let rows = p.context.selection.iter().map(|row| p.context.catalogue.row(row));
    let (points, labels): (Vec<_>, Vec<_>) = rows.filter_map(|row| Some((row.plane()?, row.tracks()))).unzip();
    let (permutations, seed) = PERMUTATIONS;
    let matrix = colocation_matrix(&points, &labels, NEIGHBOURS, permutations, seed, &|| false)?;
    let q = benjamini_hochberg(&matrix.p);
    Some((matrix, q))
}

/// The location quotient with its 95 % interval in brackets, as the header says.
fn quotient_with_interval(stat: &StatRow) -> String {
    match (stat.lq_low, stat.lq_high) {
        (None, None) => decimal(stat.lq, 2),
        (low, high) => format!("{} ({}–{})", decimal(stat.lq, 2), decimal(low, 2), decimal(high, 2)),
    }
}

/// A track below expectation, and the strength it lies nearest to.
struct Gap<'a> {
    track: &'a TrackPortrait<'a>,
    near: Option<(&'a TrackPortrait<'a>, f64, Option<f64>)>,
}

impl<'a> Gap<'a> {
    fn new(
        track: &'a TrackPortrait<'a>,
        strengths: &[&'a TrackPortrait<'a>],
        matrix: &ColocationMatrix,
        q: &[Option<f64>],
    ) -> Gap<'a> {
        let near = strengths.iter().filter_map(|s| {
            let pair = matrix.place(track.index, s.index)?;
            Some((*s, matrix.values[pair]?, q[pair]))
        });
        Gap { track, near: near.max_by(|a, b| a.1.total_cmp(&b.1)) }
    }

    fn is_candidate(&self) -> bool {
        self.near.is_some_and(|(_, clq, q)| clq > 1.0 && q.is_some_and(|q| q <= FALSE_DISCOVERIES))
    }

    fn order(&self) -> f64 {
        f64::from(u8::from(self.is_candidate())) * 1e6 + self.near.map_or(-1.0, |(_, clq, _)| clq)
    }

    fn row(&self, p: &Portrait<'_>) -> Vec<Cell> {
        let language = p.context.language;
        let stat = &self.track.stat;
        let (near, quotient) = match self.near {
            Some((strength, clq, q)) => {
                let q = decimal(q, 3);
                (strength.track.name.get(language).to_owned(), format!("{clq:.2} · {q}"))
            }
            None => ("–".to_owned(), "–".to_owned()),
        };
        let verdict = match (self.near, self.is_candidate()) {
            (None, _) => "pages-candidate-unknown",
            (_, true) => "pages-candidate-yes",
            (_, false) => "pages-candidate-no",
        };
        vec![
            Cell::text(self.track.track.name.get(language)),
            Cell::text(format!("{} / {}", fractional(stat.fractional), decimal(stat.expected, 1))),
            Cell::text(quotient_with_interval(stat)),
            Cell::text(near),
            Cell::text(quotient),
            Cell::text(say(language, verdict)),
        ]
    }
}
