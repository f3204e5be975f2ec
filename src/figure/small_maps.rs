//! Small maps on one scale, each under its name.

use super::Ingredients;
use super::table::subject;
use crate::geography::Plane;
use crate::language::grouped;
use crate::layers::multiples::{Multiples, SmallMap, Subject};
use crate::scene::furniture::{SIZE_PT, SMALL_PT, neat_line, words};
use crate::scene::page::MapView;
use crate::scene::text;
use crate::scene::{Align, Frame, Group, Ink, Item, Rect};

/// Distance between small maps, points.
const GAP_PT: f64 = 10.0;
/// How the names of small maps are set.
#[derive(Clone, Copy)]
struct Naming {
    size_pt: f32,
    /// Lines of a name at most.
    lines: usize,
    /// Whether the number stands under the name, not beside it.
    is_under: bool,
}

/// The better first.
const NAMINGS: [Naming; 7] = [
    Naming { size_pt: SIZE_PT, lines: 1, is_under: false },
    Naming { size_pt: SMALL_PT, lines: 1, is_under: false },
    Naming { size_pt: SIZE_PT, lines: 2, is_under: false },
    Naming { size_pt: SMALL_PT, lines: 2, is_under: false },
    Naming { size_pt: SMALL_PT, lines: 2, is_under: true },
    Naming { size_pt: 6.5, lines: 2, is_under: true },
    Naming { size_pt: 6.0, lines: 3, is_under: true },
];

impl Naming {
    fn pitch_pt(&self) -> f64 {
        f64::from(self.size_pt) * 1.2
    }

    /// Height of all that stands over a map.
    fn head_pt(&self) -> f64 {
        let rows = self.lines + usize::from(self.is_under);
        f64::from(self.size_pt) + self.pitch_pt() * (rows - 1) as f64 + 6.0
    }

    /// A name in lines, for a map of some width, points; the number beside it takes some of it.
    fn lines(&self, name: &str, count: &str, width: f64, ink: &Ink) -> (Vec<String>, f32) {
        let taken = if self.is_under { 0.0 } else { text::width_pt(count, SMALL_PT, ink.face) + 6.0 };
        let room = width as f32 - taken;
        (text::wrap_name(name, room, self.size_pt, ink.head_face), room)
    }

    fn holds(&self, (name, count): &(String, String), width: f64, ink: &Ink) -> bool {
        let (lines, room) = self.lines(name, count, width, ink);
        let words = || name.split_whitespace();
        // A word that is cut in two is worse than smaller letters.
        let longest = words().map(|w| text::width_pt(w, self.size_pt, ink.head_face)).fold(0.0, f32::max);
        let is_cut = words().count() > 1 && longest > room;
        lines.len() <= self.lines
            && !is_cut
            && lines.iter().all(|line| text::width_pt(line, self.size_pt, ink.head_face) <= room)
    }
}

/// The small maps a figure shows: those with most enterprises, in the order they have; of periods all.
pub fn shown<'a>(of: &Ingredients<'_>, multiples: &'a Multiples) -> Vec<&'a SmallMap> {
    let mut order: Vec<usize> = (0..multiples.maps.len()).collect();
    if multiples.maps.iter().all(|m| matches!(m.subject, Subject::Track(_))) {
        let chosen = &of.document.filter.tracks;
        let is_chosen = |i: usize| match multiples.maps[i].subject {
            Subject::Track(t) => of.catalogue.taxonomy().get(t).is_some_and(|t| chosen.contains(&t.id)),
            _ => false,
        };
        order.sort_by_key(|&i| (!is_chosen(i), std::cmp::Reverse(multiples.maps[i].n), i));
        order.truncate(of.document.figure.panels);
        order.sort_unstable();
    }
    order.into_iter().map(|i| &multiples.maps[i]).collect()
}

/// Columns of small maps in a room, and the room of each under its name.
fn divided(n: usize, room_pt: [f64; 2], aspect: f64, head: f64) -> (usize, [f64; 2]) {
    let [w, h] = room_pt;
    // As many columns as make the maps largest.
    let size = |columns: usize| {
        let rows = n.div_ceil(columns);
        let each = [
            (w - GAP_PT * (columns - 1) as f64) / columns as f64,
            (h - GAP_PT * (rows - 1) as f64) / rows as f64 - head,
        ];
        (each, (each[0] / aspect).min(each[1]))
    };
    let columns = (1..=n.max(1)).max_by(|a, b| size(*a).1.total_cmp(&size(*b).1).then(b.cmp(a))).unwrap_or(1);
    let mut each = size(columns).0.map(|side| side.max(10.0));
    // A room much taller than the city would show mostly sea.
    each[1] = each[1].min(each[0] / aspect * 1.15);
    (columns, each)
}

/// The small maps in a room, all of one part of the plane on one scale; and the names.
pub fn small_maps(
    of: &Ingredients<'_>,
    multiples: &Multiples,
    room: Rect,
    (min, max): (Plane, Plane),
) -> (Vec<MapView>, Vec<Group>) {
    let ink = &of.style.ink;
    let maps = shown(of, multiples);
    let aspect = (max.x - min.x) / (max.y - min.y).max(1.0);
    let count = |map: &SmallMap| match map.subject {
        Subject::Difference => String::new(),
        _ => format!("n = {}", grouped(map.n as u64)),
    };
    let names: Vec<(String, String)> = maps.iter().map(|map| (subject(of, map.subject), count(map))).collect();
    let room_pt = room.size_pt();
    let fit = |naming: &Naming| {
        let (_, each) = divided(maps.len(), room_pt, aspect, naming.head_pt());
        names.iter().all(|name| naming.holds(name, each[0], ink))
    };
    let naming = NAMINGS.into_iter().find(fit).unwrap_or(NAMINGS[NAMINGS.len() - 1]);
    let head = naming.head_pt();
    let (columns, each) = divided(maps.len(), room_pt, aspect, head);
    let (mut views, mut texts, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for (i, (map, name)) in maps.iter().zip(&names).enumerate() {
        let (column, row) = ((i % columns) as f64, (i / columns) as f64);
        let at = [room.min[0] + column * (each[0] + GAP_PT), room.min[1] + row * (each[1] + head + GAP_PT)];
        let rect = Rect::at([at[0], at[1] + head], each);
        let frame = Frame::fit(min, max, each, 4.0);
        views.push(MapView { rect, frame, scene: multiples.scene(map, of.basemap, &frame, ink) });
        lines.extend(neat_line(&rect, ink).items.iter().cloned());
        texts.extend(named(naming, name, at, each[0], ink));
    }
    (views, vec![Group::page("neat-line", lines), Group::page("map-names", texts)])
}

/// The name of a map and its number over it, the last line by the map.
fn named(naming: Naming, (name, count): &(String, String), at: [f64; 2], width: f64, ink: &Ink) -> Vec<Item> {
    let size_pt = naming.size_pt;
    let (mut rows, room) = naming.lines(name, count, width, ink);
    if rows.len() > naming.lines {
        // What does not fit ends in a mark.
        let rest = rows.split_off(naming.lines - 1).join(" ");
        rows.push(text::elide(&rest, room, size_pt, ink.head_face));
    }
    let free = naming.lines.saturating_sub(rows.len());
    let baseline = |k: usize| at[1] + f64::from(text::ascent_pt(size_pt)) + naming.pitch_pt() * (free + k) as f64;
    let (n, under) = (rows.len(), usize::from(naming.is_under));
    let line = |(k, row): (usize, String)| {
        Item::Text(words([at[0], baseline(k)], row, size_pt, ink.text, Align::Start).with_face(ink.head_face))
    };
    let mut items: Vec<Item> = rows.into_iter().enumerate().map(line).collect();
    let (x, align) = if naming.is_under { (at[0], Align::Start) } else { (at[0] + width, Align::End) };
    let number_pt = if naming.is_under { size_pt } else { SMALL_PT };
    let count = words([x, baseline(n.max(1) - 1 + under)], count.clone(), number_pt, ink.faint, align);
    items.push(Item::Text(count.with_face(ink.face)));
    items
}
