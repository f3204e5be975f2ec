//! Where the legend of a figure stands: beside its map, under it, or above a chart; never on it, where it would hide
//! data.
//!
//! Where there is little room it is set smaller, its notes go to the notes of the figure, and its longest list is
//! shortened; one that cannot be read even so is left out, and the figure says so.

use super::layout::{Arrangement, Contents, GUTTER_PT};
use crate::document::Part;
use crate::language::{Language, Message, say};
use crate::layers::compose::shortened;
use crate::scene::furniture::{Piece, SMALL_PT};
use crate::scene::legend::{Legend, flowed, stacked};
use crate::scene::{Ink, Rect};

/// Part of the page that the map keeps, where the legend can be made so small.
const PAGE_SHARE: f64 = 0.42;
/// The same of the body, where words take much of the page.
const BODY_SHARE: f64 = 0.62;
/// Part of its size without a legend that the city keeps on the map.
const CITY_SHARE: f64 = 0.72;
/// Least part of a body's width and height that its map keeps, whatever the legend.
const LEAST_MAP: f64 = 0.4;
/// The smallest letters of a legend, points.
const LEAST_PT: f64 = 5.5;
/// A legend too long for its room is made smaller, but not below this part of its size.
const LEAST_SIZE: f64 = LEAST_PT / SMALL_PT as f64;
/// Sizes of a legend, and whether its notes stand in it; the better first.
const WAYS: [(f64, bool); 6] =
    [(1.0, true), (0.87, true), (1.0, false), (0.87, false), (LEAST_SIZE, true), (LEAST_SIZE, false)];
/// Part of a column that the legend may take of what stands under it.
const COLUMN_LEGEND: f64 = 0.42;

/// A legend for some room.
#[derive(Debug, Default)]
pub struct Listed {
    /// What is listed.
    pub legends: Vec<Legend>,
    /// Notes that stand elsewhere.
    pub told: Vec<String>,
    /// Entries for which there is no room.
    pub lost: usize,
}

/// How a legend is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Whether legends stand side by side.
    pub flows: bool,
    /// Width of the room and its height, points.
    pub room_pt: [f64; 2],
    /// Whether notes stand in the legend.
    pub has_notes: bool,
    /// How many layers it is of, at most; the first are the grounds.
    pub layers: usize,
}

/// Legends that take no more than the height of a room, as far as lists can be shortened for it.
pub fn listed(full: &[Legend], asked: Asked, language: Language, ink: &Ink) -> Listed {
    let full = &full[..full.len().min(asked.layers)];
    let (mut legends, mut told) = (full.to_vec(), Vec::new());
    if !asked.has_notes {
        for legend in &mut legends {
            let note = legend.note.take().map(|note| {
                let words = Message::new("legend-note").with("title", legend.title.as_str()).with("note", note);
                words.text(language)
            });
            told.extend(note);
        }
    }
    let height = |legends: &[Legend]| match asked.flows {
        true => flowed(legends, asked.room_pt[0], ink).size_pt[1],
        false => stacked(legends, ink).size_pt[1],
    };
    let count = |legends: &[Legend]| legends.iter().map(|legend| legend.entries.len()).sum::<usize>();
    let legends = shortened(legends, asked.room_pt[1], height, language);
    let lost = count(full) - count(&legends);
    // Of a list without entries only its note is left.
    let (kept, emptied): (Vec<Legend>, Vec<Legend>) = legends.into_iter().partition(|l| !l.entries.is_empty());
    if kept.is_empty() {
        return Listed { legends: emptied, told, lost };
    }
    told.extend(emptied.into_iter().filter_map(|legend| legend.note));
    Listed { legends: kept, told, lost }
}

/// A legend as it could stand, and what it leaves to the map.
struct Way {
    piece: Piece,
    at: [f64; 2],
    map: [f64; 2],
    told: Vec<String>,
    lost: usize,
}

impl Contents<'_> {
    /// The legend in some way: as large as `size` says, in a room of this size in points.
    fn legend(&self, (size, asked): (f64, Asked)) -> (Piece, Listed) {
        let (flows, room_pt) = (asked.flows, asked.room_pt.map(|side| side / size));
        let found = (self.legends)(Asked { room_pt, ..asked });
        let piece =
            if flows { flowed(&found.legends, room_pt[0], self.ink) } else { stacked(&found.legends, self.ink) };
        (piece.magnified(size), found)
    }

    /// Of how many layers a legend is wanted.
    fn layers(&self) -> usize {
        let asked = Asked { flows: true, room_pt: [f64::INFINITY; 2], has_notes: true, layers: usize::MAX };
        if self.figure.shows(Part::Legend) { (self.legends)(asked).legends.len() } else { 0 }
    }

    /// Sizes of a legend and whether its notes stand in it, with their ranks.
    fn ways(&self) -> impl Iterator<Item = (usize, (f64, bool))> + use<> {
        let has_notes = !self.notes_stand_apart;
        WAYS.into_iter().enumerate().filter(move |(_, (_, noted))| has_notes || !noted)
    }

    /// How large the city is on the map or the small maps in some room: its height, points.
    fn city(&self, [w, h]: [f64; 2]) -> f64 {
        let each = |columns: usize| {
            let rows = self.panels.div_ceil(columns);
            (w / columns as f64 / self.aspect).min(h / rows as f64)
        };
        (1..=self.panels.max(1)).map(each).fold(0.0, f64::max)
    }
}

/// A map with its legend beside it or under it: where the least of the legend is lost, in the largest letters, while the
/// map keeps its size; else where the map becomes largest.
pub(super) fn map_and_legend(of: &Contents<'_>, body: Rect, made: &mut Arrangement) {
    made.rects.insert(Part::Map, body);
    let layers = of.layers();
    let Some((kept, way)) = (1..=layers).rev().find_map(|layers| Some((layers, best_way(of, body, layers)?))) else {
        made.left_out.extend((layers > 0).then_some(Part::Legend));
        return;
    };
    made.left_out.extend((kept < layers).then_some(Part::Legend));
    made.rects.insert(Part::Map, Rect::at(body.min, way.map));
    made.put(Part::Legend, way.piece, [body.min[0] + way.at[0], body.min[1] + way.at[1]]);
    made.unlisted = way.told;
}

fn best_way(of: &Contents<'_>, body: Rect, layers: usize) -> Option<Way> {
    let [width, height] = body.size_pt();
    let most = [(1.0 - LEAST_MAP) * width - GUTTER_PT, (1.0 - LEAST_MAP) * height - GUTTER_PT];
    let least_area = (PAGE_SHARE * of.size_pt[0] * of.size_pt[1]).min(BODY_SHARE * width * height);
    let least_city = CITY_SHARE * of.city([width, height]);
    let mut best: Option<(usize, Way)> = None;
    let mut largest: Option<Way> = None;
    for ((rank, (size, has_notes)), flows) in of.ways().flat_map(|way| [(way, false), (way, true)]) {
        if best.as_ref().is_some_and(|(better, way)| way.lost == 0 && *better < rank) {
            break;
        }
        let room_pt = if flows { [width, most[1]] } else { [most[0], height] };
        let (piece, Listed { told, lost, .. }) = of.legend((size, Asked { flows, room_pt, has_notes, layers }));
        let [w, h] = piece.size_pt;
        if w > room_pt[0] || h > room_pt[1] {
            continue;
        }
        let (map, at) = match flows {
            true => ([width, height - h - GUTTER_PT], [0.0, height - h]),
            false => ([width - w - GUTTER_PT, height], [width - w, 0.0]),
        };
        let way = Way { piece, at, map, told, lost };
        // Beside a city that stays as large as it was, sea is all that is lost.
        let is_whole = of.city(map) >= 0.97 * of.city([width, height]);
        let keeps = is_whole || map[0] * map[1] >= least_area && of.city(map) >= least_city;
        let is_better = |other: &(usize, Way)| {
            (way.lost, rank) < (other.1.lost, other.0)
                || (way.lost, rank) == (other.1.lost, other.0) && of.city(map) > of.city(other.1.map)
        };
        if keeps && best.as_ref().is_none_or(is_better) {
            best = Some((rank, way));
        } else if best.is_none() && largest.as_ref().is_none_or(|other| of.city(map) > of.city(other.map)) {
            largest = Some(way);
        }
    }
    best.map(|(_, way)| way).or(largest)
}

/// The legend at the top of a room, which it makes smaller: it takes what the parts under it leave, and a part of what
/// they want.
pub(super) fn legend_above(of: &Contents<'_>, under: &[Part], rest: &mut Rect, made: &mut Arrangement) {
    let layers = of.layers();
    if layers == 0 {
        return;
    }
    let [width, height] = rest.size_pt();
    let wanted: f64 = under.iter().map(|part| (of.wanted_pt)(*part, width) + GUTTER_PT).sum();
    let room_pt = [width, (height * COLUMN_LEGEND).max(height - wanted)];
    let legend =
        |(rank, (size, has_notes))| (rank, of.legend((size, Asked { flows: true, room_pt, has_notes, layers })));
    let fits = |(_, (piece, _)): &(usize, (Piece, Listed))| (0..2).all(|k| piece.size_pt[k] <= room_pt[k]);
    let mut found: Option<(usize, (Piece, Listed))> = None;
    for way in of.ways().map(legend).filter(fits) {
        if found.as_ref().is_none_or(|(_, (_, other))| way.1.1.lost < other.lost) {
            found = Some(way);
        }
        if matches!(&found, Some((_, (_, Listed { lost: 0, .. })))) {
            break;
        }
    }
    let Some((_, (piece, found))) = found else {
        made.left_out.push(Part::Legend);
        return;
    };
    let taken = piece.size_pt[1] + GUTTER_PT;
    made.put(Part::Legend, piece, rest.min);
    made.unlisted = found.told;
    rest.min[1] = (rest.min[1] + taken).min(rest.max[1] - 1.0);
}

/// Notes of the figure with those of its legend: each once, each as a sentence.
pub fn with_told(notes: &str, told: &[String], language: Language) -> String {
    let stop = say(language, "sentence-stop");
    let ended = |note: &String| match note.ends_with(['。', '.', '；', '!', '?']) {
        true => note.clone(),
        false => format!("{note}{stop}"),
    };
    let all = std::iter::once(notes.to_owned()).chain(told.iter().map(ended)).filter(|note| !note.is_empty());
    all.collect::<Vec<_>>().join(&say(language, "sentence-gap"))
}
