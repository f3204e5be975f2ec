//! Where the parts of a figure stand before the user moves any, and after.
//!
//! Head at the top, foot at the bottom, what the template is made of between them. Moving a part moves nothing else, so
//! nothing jumps under the user's hand.

use std::collections::BTreeMap;

use super::legends::{Asked, Listed, legend_above, map_and_legend};
use super::{enlargement, pieces};
use crate::document::{Composition, Part, Template};
use crate::scene::furniture::{Corner, Piece};
use crate::scene::legend::stacked;
use crate::scene::page::PT_PER_MM;
use crate::scene::{Ink, Rect};

/// Distance of furniture from the sides of the map, points.
pub(super) const INSET_PT: f64 = 8.0;
/// Distance between neighbours, points.
pub(super) const GUTTER_PT: f64 = 14.0;
/// Part of the body that a chart, table or numbers take beside the map.
const COLUMN_SHARE: f64 = 0.36;
/// Least width of a map with something beside it, points.
const LEAST_PAIR_PT: f64 = 320.0;
/// A body lower than this has its legend by the map, where something else stands beside it, points.
const LOW_PT: f64 = 300.0;
/// Least height of a body with something under its map, points.
const LEAST_STACK_PT: f64 = 220.0;
/// Least height of a chart or table, points.
const LEAST_CHART_PT: f64 = 60.0;
/// Side of the small map that says where the map lies, as a part of the map's lesser side.
const LOCATOR_SHARE: f64 = 0.26;

/// A page whose lesser side is shorter than this has no room for a larger title on a cover, points.
const COVER_PT: f64 = 300.0;
/// How much larger the title of a cover is.
const COVER_TITLE: f64 = 1.5;

/// The words of the parts that are made of words.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Title.
    pub title: String,
    /// Under it.
    pub subtitle: String,
    /// Number and caption.
    pub caption: String,
    /// How to read it.
    pub notes: String,
    /// Source, data date, count, method, a line each.
    pub credit: Vec<String>,
}

/// What is put on the page: sizes are known before the map is drawn.
pub struct Contents<'a> {
    /// What the user chose.
    pub figure: &'a Composition,
    /// Width and height of the page, points.
    pub size_pt: [f64; 2],
    /// Colours and faces.
    pub ink: &'a Ink,
    /// The words.
    pub texts: &'a Texts,
    /// Legends that take no more than some room.
    pub legends: &'a dyn Fn(Asked) -> Listed,
    /// Whether the notes of the legend stand under the map, whatever room it has.
    pub notes_stand_apart: bool,
    /// How many maps there are.
    pub panels: usize,
    /// Width of what the map shows, over its height.
    pub aspect: f64,
    /// The same of what is enlarged beside it, where something is.
    pub enlarged_aspect: Option<f64>,
    /// Scale bar at its longest, points.
    pub bar_pt: [f64; 2],
    /// North arrow.
    pub north_pt: [f64; 2],
    /// Height that a chart, table or numbers want at a width, points.
    pub wanted_pt: &'a dyn Fn(Part, f64) -> f64,
    /// Numbers side by side, for a width and a greatest height.
    pub figures: &'a dyn Fn([f64; 2]) -> Piece,
}

/// Rooms of the parts, and the pieces of those that take the room of their content.
#[derive(Debug, Default)]
pub struct Arrangement {
    /// Points of the page.
    pub rects: BTreeMap<Part, Rect>,
    /// Made to the widths of their rooms.
    pub pieces: BTreeMap<Part, Piece>,
    /// What legends say of themselves for which they have no room.
    pub unlisted: Vec<String>,
    /// Parts for which there is no room, or not for all of them.
    pub left_out: Vec<Part>,
}

impl Arrangement {
    pub(super) fn put(&mut self, part: Part, piece: Piece, at: [f64; 2]) {
        self.rects.insert(part, Rect::at(at, piece.size_pt));
        self.pieces.insert(part, piece);
    }

    /// Writes other notes into the room of those there are, if they are no longer.
    pub(super) fn rewrite_notes(&mut self, notes: &str, ink: &Ink) {
        let Some(room) = self.rects.get(&Part::Notes).copied() else { return };
        let piece = pieces::notes(notes, room.size_pt()[0], ink);
        if piece.size_pt[1] <= room.size_pt()[1] + 0.5 {
            self.put(Part::Notes, piece, room.min);
        }
    }
}

/// Distance of everything from the edge of the page, points.
pub fn margin_pt([w, h]: [f64; 2]) -> f64 {
    (w.min(h) * 0.045).clamp(7.0, 32.0)
}

/// Arranges the parts that are shown.
pub fn arrange(of: &Contents<'_>) -> Arrangement {
    let mut made = Arrangement::default();
    match of.figure.template {
        Template::Cover => cover(of, &mut made),
        _ => {
            let body = head_and_foot(of, &mut made);
            body_of(of, body, &mut made);
        }
    }
    let moved = |part: Part| of.figure.placed.get(&part).map(|mm| mm.map(|v| v * PT_PER_MM / of.zoom()));
    // What lies on the map follows it, unless it has a place of its own.
    if let (Some([x, y, w, h]), Some(map)) = (moved(Part::Map), made.rects.get_mut(&Part::Map)) {
        *map = Rect::at([x, y], [w.max(10.0), h.max(10.0)]);
    }
    on_map(of, &mut made);
    own_texts(of, &mut made);
    for part in made.rects.keys().copied().collect::<Vec<_>>() {
        let Some([x, y, w, h]) = moved(part).filter(|_| part != Part::Map) else { continue };
        match of.worded(part, w) {
            Some(piece) if part.has_width() && w > 0.0 => made.put(part, piece, [x, y]),
            _ => {
                let size = if part.has_size() { [w.max(10.0), h.max(10.0)] } else { made.rects[&part].size_pt() };
                made.rects.insert(part, Rect::at([x, y], size));
            }
        }
    }
    made
}

impl Contents<'_> {
    /// Points of the page to a point of a page in this style.
    fn zoom(&self) -> f64 {
        self.figure.size_mm[0] * PT_PER_MM / self.size_pt[0]
    }

    /// A part that is made of words, wrapped to a width.
    fn worded(&self, part: Part, width: f64) -> Option<Piece> {
        let (texts, ink, page) = (self.texts, self.ink, self.size_pt);
        Some(match part {
            Part::Title => {
                let cover = self.figure.template == Template::Cover && page[0].min(page[1]) >= COVER_PT;
                let page = if cover { page.map(|side| side * COVER_TITLE) } else { page };
                pieces::title(&texts.title, width, page, self.figure.vertical_title, ink)
            }
            Part::Subtitle => pieces::subtitle(&texts.subtitle, width, page, ink),
            Part::Caption => pieces::caption(&texts.caption, width, ink),
            Part::Notes => pieces::notes(&texts.notes, width, ink),
            Part::Credit => crate::scene::furniture::credit(&texts.credit, width, ink),
            Part::Text(n) => pieces::own_text(self.figure.texts.get(usize::from(n))?, width, ink),
            Part::Figures => (self.figures)([width, f64::INFINITY]),
            _ => return None,
        })
    }

    fn shown(&self, part: Part, width: f64) -> Option<Piece> {
        let piece = self.figure.shows(part).then(|| self.worded(part, width))??;
        (!piece.items.is_empty()).then_some(piece)
    }
}

/// Puts title and subtitle at the top and the rest of the words at the bottom; what is left between them.
fn head_and_foot(of: &Contents<'_>, made: &mut Arrangement) -> Rect {
    let margin = margin_pt(of.size_pt);
    let mut body = Rect::at([0.0; 2], of.size_pt).grown(-margin);
    if of.figure.vertical_title
        && let Some(title) = of.shown(Part::Title, body.size_pt()[1])
    {
        let [width, _] = title.size_pt;
        made.put(Part::Title, title, [body.max[0] - width, body.min[1]]);
        body.max[0] -= width + GUTTER_PT;
    }
    let [width, _] = body.size_pt();
    for part in [Part::Title, Part::Subtitle] {
        if made.rects.contains_key(&part) {
            continue;
        }
        if let Some(piece) = of.shown(part, width) {
            let height = piece.size_pt[1];
            made.put(part, piece, body.min);
            body.min[1] += height + if part == Part::Title { 5.0 } else { 6.0 };
        }
    }
    for part in [Part::Credit, Part::Notes, Part::Caption] {
        if let Some(piece) = of.shown(part, width) {
            let [piece_width, height] = piece.size_pt;
            // A caption stands centred under the figure, as Chinese reports have it.
            let left = if part == Part::Caption { body.min[0] + (width - piece_width) / 2.0 } else { body.min[0] };
            made.put(part, piece, [left, body.max[1] - height]);
            body.max[1] -= height + 5.0;
        }
    }
    body.max[1] = body.max[1].max(body.min[1] + 1.0);
    body
}

/// Puts what the template is made of between head and foot.
fn body_of(of: &Contents<'_>, body: Rect, made: &mut Arrangement) {
    let beside = [Part::Figures, Part::Chart, Part::Table].into_iter().filter(|p| of.figure.shows(*p));
    let beside: Vec<Part> = beside.collect();
    if beside.is_empty() {
        return map_and_legend(of, body, made);
    }
    let [width, height] = body.size_pt();
    if width > 1.15 * height && width >= LEAST_PAIR_PT {
        let column = (width * COLUMN_SHARE).max(150.0).min(width * 0.5);
        let map = Rect { min: body.min, max: [body.max[0] - column - GUTTER_PT, body.max[1]] };
        let mut rest = Rect { min: [map.max[0] + GUTTER_PT, body.min[1]], max: body.max };
        if height < LOW_PT {
            // A low column has no room for a legend above a chart.
            map_and_legend(of, map, made);
        } else {
            made.rects.insert(Part::Map, map);
            legend_above(of, &beside, &mut rest, made);
        }
        side_by_side(of, &beside, rest, made);
    } else if height < LEAST_STACK_PT {
        // Under so low a map nothing could be read: the figure says what is left out.
        map_and_legend(of, body, made);
    } else {
        let share = if height > 1.6 * width { 0.46 } else { 0.52 };
        let mut rest = Rect { min: [body.min[0], body.min[1] + height * share + GUTTER_PT], max: body.max };
        made.rects.insert(Part::Map, Rect { min: body.min, max: [body.max[0], body.min[1] + height * share] });
        legend_above(of, &beside, &mut rest, made);
        side_by_side(of, &beside, rest, made);
    }
}

/// Numbers take the height they need; chart and table share the rest.
fn side_by_side(of: &Contents<'_>, parts: &[Part], mut rest: Rect, made: &mut Arrangement) {
    if parts.contains(&Part::Figures) {
        let [width, height] = rest.size_pt();
        let others = if parts.len() > 1 { LEAST_CHART_PT } else { 0.0 };
        let piece = (of.figures)([width, height - others]);
        if piece.size_pt[1] + 0.5 < (of.figures)([width, f64::INFINITY]).size_pt[1] {
            made.left_out.push(Part::Figures);
        }
        if !piece.items.is_empty() {
            let taken = piece.size_pt[1] + GUTTER_PT;
            made.put(Part::Figures, piece, rest.min);
            rest.min[1] = (rest.min[1] + taken).min(rest.max[1] - 1.0);
        }
    }
    let sized: Vec<Part> = parts.iter().copied().filter(|p| *p != Part::Figures).collect();
    let gaps = GUTTER_PT * sized.len().saturating_sub(1) as f64;
    let each = ((rest.size_pt()[1] - gaps) / sized.len().max(1) as f64).max(1.0);
    for part in sized {
        made.rects.insert(part, Rect::at(rest.min, [rest.size_pt()[0], each]));
        rest.min[1] += each + GUTTER_PT;
    }
}

/// A picture over most of the page, its words on a strip beside it, or under it on an upright page.
fn cover(of: &Contents<'_>, made: &mut Arrangement) {
    let margin = 1.4 * margin_pt(of.size_pt);
    let [w, h] = of.size_pt;
    let aside = w * if w < 420.0 { 0.5 } else { 0.36 };
    let width = (if w > h { aside } else { w } - 2.0 * margin).max(20.0);
    let pieces = |parts: [Part; 2], gap: f64| {
        let shown = parts.into_iter().filter_map(|part| Some((part, of.shown(part, width)?))).collect::<Vec<_>>();
        let taken: f64 = shown.iter().map(|(_, piece)| piece.size_pt[1] + gap).sum();
        (shown, taken)
    };
    let (head, head_taken) = pieces([Part::Title, Part::Subtitle], 10.0);
    let (feet, feet_taken) = pieces([Part::Credit, Part::Caption], 6.0);
    let (map, strip) = if w > h {
        (Rect { min: [aside, 0.0], max: [w, h] }, Rect { min: [0.0, 0.0], max: [aside, h] })
    } else {
        // On a small page the words take more than their part.
        let edge = (h * 0.7).min(h - head_taken - feet_taken - 2.0 * margin).max(h * 0.2);
        (Rect { min: [0.0, 0.0], max: [w, edge] }, Rect { min: [0.0, edge], max: [w, h] })
    };
    made.rects.insert(Part::Map, map);
    let inner = strip.grown(-margin);
    let mut foot = inner.max[1];
    for (part, piece) in feet {
        foot -= piece.size_pt[1];
        made.put(part, piece, [inner.min[0], foot]);
        foot -= 6.0;
    }
    // On a strip beside the picture the title stands at a third of its height, where there is room under it.
    let mut y = if w > h { (h * 0.3).min(foot - head_taken).max(0.0) } else { inner.min[1] };
    for (part, piece) in head {
        let height = piece.size_pt[1];
        made.put(part, piece, [inner.min[0], y]);
        y += height + 10.0;
    }
    if of.figure.shows(Part::Legend) {
        let room_pt = [width, map.size_pt()[1] * 0.4];
        let found = (of.legends)(Asked { flows: false, room_pt, has_notes: true, layers: usize::MAX });
        let piece = stacked(&found.legends, of.ink).on_plate(of.ink);
        let at = Corner::LowerRight.room(&map, piece.size_pt, INSET_PT).min;
        made.put(Part::Legend, piece, at);
    }
}

/// Scale bar, locator and north arrow in the corners of the map; on a low map the arrow goes where the others are not.
fn on_map(of: &Contents<'_>, made: &mut Arrangement) {
    let Some(map) = made.rects.get(&Part::Map).copied() else { return };
    let [w, h] = map.size_pt();
    let corner = |corner: Corner, size_pt: [f64; 2]| corner.room(&map, size_pt, INSET_PT);
    let bar = corner(Corner::LowerRight, of.bar_pt);
    let [width, height] = of.north_pt;
    let beside_bar = Rect::at([bar.min[0] - INSET_PT - width, map.max[1] - INSET_PT - height], of.north_pt);
    let enlarged = of.enlarged_aspect.and_then(|aspect| enlargement::room(&map, [of.aspect, aspect], INSET_PT));
    made.rects.extend(enlarged.map(|room| (Part::Enlargement, room)));
    let corners = [Corner::UpperLeft, Corner::UpperRight, Corner::LowerLeft];
    let locators = corners.map(|at| corner(at, [w.min(h) * LOCATOR_SHARE; 2]));
    let is_free = |room: &&Rect| !enlarged.is_some_and(|enlarged| enlarged.overlaps(room));
    let locator = locators.iter().find(is_free).copied().unwrap_or(locators[0]);
    let others: Vec<Rect> = [(Part::ScaleBar, bar), (Part::Inset, locator)]
        .into_iter()
        .filter(|(part, _)| of.figure.shows(*part))
        .map(|(part, room)| {
            made.rects.insert(part, room);
            room
        })
        .collect();
    if of.figure.shows(Part::NorthArrow) {
        let corners = [Corner::UpperRight, Corner::UpperLeft, Corner::LowerLeft].map(|c| corner(c, of.north_pt));
        let taken = || others.iter().chain(&enlarged);
        let free = corners.into_iter().find(|room| !taken().any(|other| room.overlaps(other)));
        made.rects.insert(Part::NorthArrow, free.unwrap_or(beside_bar));
    }
}

/// The user's own texts under one another on the map, until they are moved.
fn own_texts(of: &Contents<'_>, made: &mut Arrangement) {
    let page = Rect::at([0.0; 2], of.size_pt);
    let map = made.rects.get(&Part::Map).copied().unwrap_or(page);
    let mut y = map.min[1] + map.size_pt()[1] * 0.3;
    for n in 0..of.figure.texts.len() {
        let part = Part::Text(n as u8);
        if let Some(piece) = of.shown(part, of.size_pt[0] * 0.3) {
            let height = piece.size_pt[1];
            made.put(part, piece, [map.min[0] + map.size_pt()[0] * 0.3, y]);
            y += height + 6.0;
        }
    }
}
