//! Whether a conclusion about a track survives another way of cutting space: districts, cells, distances.

use super::wording::decimal;
use super::{Block, Cell, Column, Context, Profile, ProfileSection};
use crate::catalogue::Row;
use crate::geography::{Adcode, LonLat, Plane, nearest_place};
use crate::language::{Message, say};
use crate::spatial::lattice::Shape;
use crate::spatial::marcon_puech::marcon_puech;
use crate::statistics::robustness::{MIN_OF_TRACK, areal};

/// Permutations and seed of every level.
pub const PERMUTATIONS: (u32, u64) = (999, 1);
/// Within how many metres M looks.
pub const M_RADIUS_M: f64 = 1000.0;
/// More points than this would take too long for M, since every point is compared with every other.
pub const MAX_M_POINTS: usize = 5_000;
/// False alarms accepted at each level.
const ALPHA: f64 = 0.05;
/// Message id of M's name.
const INDEX_M: &str = "pages-index-m";
/// The cuts into cells.
const CELLS: [(Shape, f64); 3] = [(Shape::Square, 1000.0), (Shape::Square, 2000.0), (Shape::Hexagon, 2000.0)];

/// What one level says.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What it is cut into.
    pub cut: String,
    /// What the number is.
    pub index: &'static str,
    /// The number and its p; `None` where there are too few, or too many for M.
    pub found: Option<(f64, f64)>,
    /// Enterprises looked at, and of the track among them.
    pub n: (usize, usize),
    /// Where most of it is.
    pub place: String,
}

impl Level {
    /// Whether the track is concentrated at this level; `None` where that cannot be tested. That of γ is one-sided; the
    /// p of M has two sides, and a track that keeps apart has a small one, too.
    pub fn is_concentrated(&self) -> Option<bool> {
        let chance = if self.index == INDEX_M { 1.0 } else { f64::NEG_INFINITY };
        self.found.map(|(value, p)| value > chance && p <= ALPHA)
    }
}

/// The levels of a track by its index; `None` when cancelled.
pub fn levels(context: &Context<'_>, track: usize, cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Vec<Level>> {
    let language = context.language;
    let rows: Vec<Row<'_>> = context.selection.iter().map(|row| context.catalogue.row(row)).collect();
    let (permutations, seed) = PERMUTATIONS;
    let (districts, of_track) = placed(context, track);
    let placed: Vec<(i64, bool)> = districts.into_iter().zip(of_track).collect();
    let mut levels = vec![areal_level(
        say(language, "pages-cut-districts"),
        &placed,
        |code| {
            let code = Adcode(code as u32);
            context.pack.district(code).map_or_else(|| code.to_string(), |d| d.name.get(language).to_owned())
        },
        cancelled,
    )];
    let drawn: Vec<(Plane, bool)> =
        rows.iter().filter_map(|r| Some((r.plane()?, r.tracks().contains(track)))).collect();
    for (shape, cell_m) in CELLS {
        if cancelled() {
            return None;
        }
        let cells: Vec<(i64, bool)> = drawn
            .iter()
            .map(|(p, has)| {
                let (column, row) = shape.cell_of(*p, cell_m);
                (column * 1_000_000 + row, *has)
            })
            .collect();
        let id = if shape == Shape::Square { "pages-cut-squares" } else { "pages-cut-hexagons" };
        let cut = Message::new(id).with("km", format!("{:.0}", cell_m / 1000.0)).text(language);
        let near = |cell: i64| {
            let of = drawn.iter().zip(&cells).filter(|(_, (c, _))| *c == cell);
            of.map(|((p, _), _)| *p).next().map_or_else(String::new, |p| place_name(p, context))
        };
        levels.push(areal_level(cut, &cells, near, cancelled));
    }
    let cut = Message::new("pages-cut-points").with("km", format!("{:.0}", M_RADIUS_M / 1000.0)).text(language);
    let (points, has): (Vec<Plane>, Vec<bool>) = drawn.into_iter().unzip();
    let of_track = has.iter().filter(|h| **h).count();
    let testable = of_track >= MIN_OF_TRACK && points.len() <= MAX_M_POINTS;
    let m = testable.then(|| marcon_puech(&points, &has, &has, &[M_RADIUS_M], permutations, seed, cancelled)).flatten();
    if cancelled() {
        return None;
    }
    let found = m.and_then(|m| Some((m.values[0]?, m.envelope.p)));
    levels.push(Level { cut, index: INDEX_M, found, n: (points.len(), of_track), place: String::new() });
    Some(levels)
}

/// The districts of the enterprises whose district is known, by code, and whether each has the track.
pub fn placed(context: &Context<'_>, track: usize) -> (Vec<i64>, Vec<bool>) {
    let rows = context.selection.iter().map(|row| context.catalogue.row(row));
    rows.filter_map(|r| Some((i64::from(r.district()?.0), r.tracks().contains(track)))).unzip()
}

fn areal_level(
    cut: String,
    areas: &[(i64, bool)],
    name: impl Fn(i64) -> String,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Level {
    let (area, has): (Vec<i64>, Vec<bool>) = areas.iter().copied().unzip();
    let n = (has.len(), has.iter().filter(|h| **h).count());
    let (permutations, seed) = PERMUTATIONS;
    let found = areal(&area, &has, permutations, seed, cancelled);
    let place = found
        .as_ref()
        .map_or_else(String::new, |a| format!("{} ({} / {:.1})", name(a.most), a.most_count.0, a.most_count.1));
    Level { cut, index: "pages-index-gamma", found: found.map(|a| (a.gamma, a.p)), n, place }
}

fn place_name(at: Plane, context: &Context<'_>) -> String {
    match nearest_place(&context.pack.places, at).filter(|(_, m)| *m < 3000.0) {
        Some((place, _)) => place.name.get(context.language).to_owned(),
        None => {
            let LonLat { lon, lat } = context.pack.unproject(at);
            format!("{lon:.3}, {lat:.3}")
        }
    }
}

impl Profile {
    /// The page of robustness of a track by its index; `None` when cancelled.
    pub fn robustness(context: &Context<'_>, track: usize, cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Profile> {
        let language = context.language;
        let levels = levels(context, track, cancelled)?;
        let name = context.catalogue.taxonomy().get(track)?.name.get(language);
        let verdicts: Vec<bool> = levels.iter().filter_map(Level::is_concentrated).collect();
        let yes = verdicts.iter().filter(|v| **v).count();
        let id = match (verdicts.len(), yes) {
            (0, _) => "pages-maup-untested",
            // One cut alone cannot say whether a conclusion survives another.
            (1, 1) => "pages-maup-one",
            (1, _) => "pages-maup-one-none",
            (all, yes) if all == yes => "pages-maup-survives",
            (_, 0) => "pages-maup-none",
            _ => "pages-maup-mixed",
        };
        let sentence = Message::new(id).with("track", name).with("yes", yes).with("of", verdicts.len()).text(language);
        let rows = levels.iter().map(|level| {
            let verdict = match level.is_concentrated() {
                Some(true) => say(language, "pages-concentrated"),
                Some(false) => say(language, "pages-not-concentrated"),
                None if level.index == INDEX_M && level.n.0 > MAX_M_POINTS => {
                    Message::new("pages-too-many").with("most", MAX_M_POINTS).text(language)
                }
                None => say(language, "pages-too-few"),
            };
            vec![
                Cell::text(level.cut.clone()),
                Cell::text(format!("{} / {}", level.n.1, level.n.0)),
                Cell::text(format!("{} = {}", say(language, level.index), decimal(level.found.map(|f| f.0), 3))),
                Cell::probability(level.found.map(|f| f.1)),
                Cell::text(verdict),
                Cell::text(level.place.clone()),
            ]
        });
        let column = |id: &'static str, numeric| Column { name: say(language, id), numeric };
        let columns = vec![
            column("pages-cut", false),
            column("pages-of-track", true),
            column("pages-index-value", true),
            column("pages-p", true),
            column("pages-verdict", false),
            column("pages-most", false),
        ];
        let note = Message::new("pages-maup-note")
            .with("r", PERMUTATIONS.0)
            .with("seed", PERMUTATIONS.1 as usize)
            .text(language);
        let blocks = vec![
            Block::Heading { text: sentence },
            Block::Table { title: String::new(), columns, rows: rows.collect() },
            Block::Notice { text: note },
        ];
        let title = Message::new("pages-robustness-title").with("track", name).text(language);
        let sections = vec![ProfileSection::new("levels", "pages-levels", blocks, language)];
        Some(Profile::page(context, "robustness", name.to_owned(), title, sections))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_that_keeps_apart_is_not_concentrated() {
        let level = |index, found| Level { cut: String::new(), index, found, n: (90, 20), place: String::new() };
        let is = |index, found| level(index, found).is_concentrated();
        assert_eq!(is(INDEX_M, Some((0.3, 0.01))), Some(false));
        assert_eq!(is(INDEX_M, Some((2.9, 0.01))), Some(true));
        assert_eq!(is(INDEX_M, Some((2.9, 0.2))), Some(false));
        assert_eq!(is("pages-index-gamma", Some((0.06, 0.02))), Some(true));
        assert_eq!(is(INDEX_M, None), None);
    }
}
