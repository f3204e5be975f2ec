//! Enterprises: clusters with their number and a ring of track shares far out, single discs and names close in.

use std::f64::consts::TAU;

use super::{Controls, Drawing, Layer, MapInput, Param, ParamKind, palette};
use crate::catalogue::Row;
use crate::language::{Message, grouped, say};
use crate::scene::labels::around;
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::rect::Rect;
use crate::scene::{Align, Color, Disc, Group, Item, Line, Stroke, Target, Text, Turn};
use crate::spatial::clusters::ClusterRef;

/// The layer.
#[derive(Debug)]
pub struct Enterprises;

/// Radius of one enterprise's disc, points.
const DISC_PT: f32 = 4.5;
/// Width of the ring of track shares, points.
const RING_PT: f32 = 3.0;
/// Over a surface marks have this part of their size and reach.
const QUIET: f64 = 0.55;
/// Radius of the smallest bubble that holds a number, points.
const LEAST_BUBBLE_PT: f32 = 8.0;
/// The smallest number in a bubble, points.
const LEAST_NUMBER_PT: f32 = 6.5;
/// What of a bubble's radius a number leaves to the rim, the ring and the room within it, points.
const BESIDE_NUMBER_PT: f32 = 0.8 + RING_PT + 0.8;
/// Width of a digit and of what separates digits, at most, and half the height of a digit, em.
const DIGIT_EM: f32 = 0.59;
const SEPARATOR_EM: f32 = 0.4;
const HALF_DIGIT_EM: f32 = 0.37;
/// Parts of a ring shorter than this are joined, points.
const LEAST_ARC_PT: f64 = 5.0;
const NAME_PT: f32 = 9.0;
/// From so many enterprises on bubbles join from farther.
const CROWD: f64 = 2_000.0;
/// Opacity of what is not brushed while something is.
const UNBRUSHED: f32 = 0.3;

impl Layer for Enterprises {
    fn id(&self) -> &'static str {
        "enterprises"
    }

    fn title(&self) -> &'static str {
        "layer-enterprises"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] = &[
            Param {
                key: "cluster",
                label: "param-cluster",
                kind: ParamKind::Number { words: &[], min: 0.0, max: 60.0, step: 2.0, unit: "pt", logarithmic: false },
                default: "26",
            },
            Param { key: "names", label: "param-names", kind: ParamKind::Toggle, default: "on" },
        ];
        PARAMS
    }

    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing) {
        let frame = &input.frame;
        let reach_m = 60.0 * frame.metres_per_pt;
        let (min, max) = frame.bounds();
        let part = if is_over_a_surface(input) { QUIET } else { 1.0 };
        let reach_pt = reach_pt(input, controls.number("cluster"), part);
        let level = input.numbers.clusters.level_for(frame.metres_per_pt, reach_pt);
        let mut marks = input.numbers.clusters.query(level, min.offset(-reach_m), max.offset(reach_m));
        // Small ones above large ones, so that none is hidden.
        marks.sort_by_key(|m| std::cmp::Reverse(m.count));
        let places: Vec<[f64; 2]> = marks.iter().map(|mark| frame.to_page(mark.centre)).collect();
        let radii = kept_apart(&places, marks.iter().map(|mark| Size::of(input, mark, part)).collect());
        let mut items = Vec::new();
        for ((mark, at), radius) in marks.iter().zip(places).zip(radii) {
            if mark.count == 1 {
                single(input, mark, at, &mut items);
            } else {
                bubble(input, mark, at, radius, &mut items);
            }
            let radius = f64::from(radius);
            drawing.placer.reserve(Rect::at([at[0] - radius, at[1] - radius], [2.0 * radius; 2]));
        }
        if controls.is_on("names") {
            names(input, &marks, drawing, &mut items);
        }
        drawing.groups.push(Group::page("enterprises", items));
        drawing.legends.push(legend(input));
    }
}

/// Points of the page within which enterprises join, `asked` by the user: more of it where there are very many, whose
/// bubbles are large everywhere and would cover each other. Over a surface bubbles have a `part` of their size and lie
/// as much closer, but not where there are very many: more of them would hide it again. It depends on the data alone,
/// so that panning changes none.
fn reach_pt(input: &MapInput<'_>, asked: f64, part: f64) -> f64 {
    let crowd = (input.numbers.drawn.len() as f64 / CROWD).powf(0.25).clamp(1.0, 3.2);
    asked * crowd * (part * crowd).min(1.0)
}

/// Whether a layer is drawn that says where enterprises are: large marks would hide just that.
fn is_over_a_surface(input: &MapInput<'_>) -> bool {
    const SURFACES: [&str; 5] = ["density", "risk", "grid", "hot-areas", "clusters"];
    let taxonomy = input.catalogue.taxonomy();
    SURFACES.into_iter().filter_map(super::layer).any(|l| Controls::new(l, input.settings, taxonomy).visible())
}

/// How large a mark may be, points.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// Outer radius, if nothing is near.
    radius: f32,
    /// The least that its number needs.
    least: f32,
    /// From the middle of its number to the farthest corner; nothing where it has none.
    number: f32,
}

impl Size {
    /// That of a mark: its area grows with its enterprises, against how many there are in all, and it has a `part` of
    /// its size over a surface.
    fn of(input: &MapInput<'_>, mark: &ClusterRef, part: f64) -> Size {
        if mark.count == 1 {
            return Size { radius: DISC_PT, least: DISC_PT, number: 0.0 };
        }
        let [w, h] = input.frame.size_pt;
        // On a small map the largest mark stays small enough to leave the city in sight.
        let most = (w.min(h) as f32 * 0.075).clamp(10.0, 34.0);
        let weight = f64::from(mark.count) * (CROWD / input.numbers.drawn.len().max(1) as f64).min(1.0);
        let half_diagonal = half_diagonal_em(&number_of(input, mark));
        let least = (LEAST_NUMBER_PT * half_diagonal + BESIDE_NUMBER_PT).max(LEAST_BUBBLE_PT);
        let radius = ((7.5 + 2.6 * weight.sqrt() as f32).min(most) * part as f32).max(least);
        Size { radius, least, number: number_pt(radius, half_diagonal) * half_diagonal }
    }
}

/// Radii of marks, those beneath first, points: none covers the number of one beneath it, as far as its own number lets
/// it shrink.
fn kept_apart(places: &[[f64; 2]], sizes: Vec<Size>) -> Vec<f32> {
    let mut radii: Vec<f32> = sizes.iter().map(|size| size.radius).collect();
    let mut by_x: Vec<usize> = (0..places.len()).collect();
    by_x.sort_unstable_by(|&a, &b| places[a][0].total_cmp(&places[b][0]));
    let widest = 2.0 * f64::from(radii.iter().copied().fold(0.0, f32::max));
    for (k, &a) in by_x.iter().enumerate() {
        for &b in by_x[k + 1..].iter().take_while(|&&b| places[b][0] - places[a][0] < widest) {
            let (beneath, above) = (a.min(b), a.max(b));
            let [x, y] = [0, 1].map(|axis| places[a][axis] - places[b][axis]);
            let room = x.hypot(y) as f32 - sizes[beneath].number;
            if sizes[beneath].number > 0.0 && room < radii[above] {
                radii[above] = room.max(sizes[above].least);
            }
        }
    }
    radii
}

/// Size of the number in a ring of a radius, points: a longer one is set smaller, so that it stays within the ring.
fn number_pt(radius: f32, half_diagonal_em: f32) -> f32 {
    (radius * 0.72).clamp(8.0, 14.0).min((radius - BESIDE_NUMBER_PT) / half_diagonal_em)
}

/// The number in a mark: its enterprises, of a brushed part that part of them, too.
fn number_of(input: &MapInput<'_>, mark: &ClusterRef) -> String {
    let whole = grouped(u64::from(mark.count));
    match brushed(input, mark) {
        Some(n) if n > 0 && n < mark.count => format!("{}/{whole}", grouped(u64::from(n))),
        _ => whole,
    }
}

/// From the middle of a number to its farthest corner, em. Widths are those of the bold face; to shape every number of
/// every frame would cost more than the marks.
fn half_diagonal_em(number: &str) -> f32 {
    let width: f32 = number.chars().map(|c| if c.is_ascii_digit() { DIGIT_EM } else { SEPARATOR_EM }).sum();
    (width / 2.0).hypot(HALF_DIGIT_EM)
}

fn rows<'a>(input: &MapInput<'a>, mark: &ClusterRef) -> impl Iterator<Item = Row<'a>> + use<'a> {
    let members = input.numbers.clusters.members(mark.level, mark.index);
    let (numbers, catalogue) = (input.numbers, input.catalogue);
    members.into_iter().filter_map(|p| numbers.drawn.get(p as usize)).map(|row| catalogue.row(*row as usize))
}

/// How many enterprises of a mark are brushed; `None` without a brush.
fn brushed(input: &MapInput<'_>, mark: &ClusterRef) -> Option<u32> {
    let brushed = input.numbers.brushed.as_ref()?;
    Some(input.numbers.clusters.count_of(mark, &brushed.before))
}

fn rim(input: &MapInput<'_>) -> Color {
    if input.is_dark() { Color::hex(0x0f1418) } else { Color::hex(0xffffff) }
}

fn single(input: &MapInput<'_>, mark: &ClusterRef, at: [f64; 2], items: &mut Vec<Item>) {
    let Some(row) = rows(input, mark).next() else { return };
    let fill = row.primary_track().map_or(input.ink.faint, palette::track_color);
    let target = Some(Target::Enterprise(row.id()));
    let (fill, stroke) = match brushed(input, mark) {
        None => (fill, Stroke::solid(1.2, rim(input))),
        Some(0) => (fill.alpha(UNBRUSHED), Stroke::solid(1.2, rim(input))),
        Some(_) => (fill, Stroke::solid(2.2, palette::SELECTION)),
    };
    items.push(Item::Disc(Disc { centre: at, radius_pt: DISC_PT, fill: Some(fill), stroke: Some(stroke), target }));
}

fn bubble(input: &MapInput<'_>, mark: &ClusterRef, at: [f64; 2], outer: f32, items: &mut Vec<Item>) {
    let rim = rim(input);
    let target = Some(Target::Bubble { level: mark.level, index: mark.index });
    let brushed = brushed(input, mark);
    // The ring is edge enough; every further line costs triangles in each frame.
    let edge = brushed.filter(|n| *n > 0).map(|_| Stroke::solid(2.4, palette::SELECTION));
    let opacity = if brushed == Some(0) { UNBRUSHED } else { 1.0 };
    items.push(Item::Disc(Disc { centre: at, radius_pt: outer, fill: Some(rim), stroke: edge, target }));
    let middle = f64::from(outer - RING_PT / 2.0 - 0.8);
    let mut begun = 0.0;
    for (part, color) in parts(input, mark, middle) {
        let stroke = Stroke::solid(RING_PT, color.alpha(opacity));
        items.push(Item::Line(Line { points: arc(at, middle, begun, part), closed: part > 0.999, stroke }));
        begun += part;
    }
    let text = number_of(input, mark);
    let size_pt = number_pt(outer, half_diagonal_em(&text));
    let baseline = at[1] + f64::from(size_pt * HALF_DIGIT_EM);
    items.push(Item::Text(Text {
        at: [at[0], baseline],
        text,
        size_pt,
        face: input.ink.head_face,
        color: input.ink.text.alpha(opacity.max(0.6)),
        halo: None,
        align: Align::Middle,
        turn: Turn::None,
    }));
}

/// The parts of a ring of a radius, points: a track each, in the order of the taxonomy; what is too short to be seen is
/// joined in grey at the end.
fn parts(input: &MapInput<'_>, mark: &ClusterRef, radius: f64) -> Vec<(f64, Color)> {
    let shares = input.numbers.clusters.track_shares(mark);
    let all = shares.into_iter().enumerate().map(|(track, share)| (f64::from(share), palette::track_color(track)));
    let is_seen = |(share, _): &(f64, Color)| share * TAU * radius >= LEAST_ARC_PT;
    let (mut seen, small): (Vec<_>, Vec<_>) = all.filter(|(share, _)| *share > 0.0).partition(is_seen);
    match &small[..] {
        [] => {}
        [one] => seen.push(*one),
        several => seen.push((several.iter().map(|(share, _)| share).sum(), input.ink.faint)),
    }
    seen
}

/// Points along a circle from `begun` over `part` of it, clockwise from the top; so many that the line stays within a
/// sixth of a point of it.
fn arc([x, y]: [f64; 2], radius: f64, begun: f64, part: f64) -> Vec<[f64; 2]> {
    // A chord of length c is c²/8r from its arc.
    let chord = (8.0 / 6.0 * radius).sqrt();
    let steps = ((part * TAU * radius / chord).ceil() as usize).clamp(1, 96);
    (0..=steps - usize::from(part > 0.999))
        .map(|k| {
            let turn = (begun + part * k as f64 / steps as f64) * TAU;
            [x + radius * turn.sin(), y - radius * turn.cos()]
        })
        .collect()
}

fn names(input: &MapInput<'_>, marks: &[ClusterRef], drawing: &mut Drawing, items: &mut Vec<Item>) {
    let area = Rect::at([0.0, 0.0], input.frame.size_pt);
    // Far out a name here and there says nothing; names begin where most of the town fits the page no more.
    if input.frame.metres_per_pt > 25.0 {
        return;
    }
    for mark in marks.iter().filter(|m| m.count == 1) {
        let Some(row) = rows(input, mark).next() else { continue };
        let name = row.label(input.language);
        let at = input.frame.to_page(mark.centre);
        let candidates: Vec<_> = around(at, f64::from(DISC_PT) + 2.0, name, NAME_PT, input.ink.face)
            .into_iter()
            .filter(|c| area.holds(&c.room))
            .collect();
        let rooms: Vec<Rect> = candidates.iter().map(|c| c.room).collect();
        if let Some(k) = drawing.placer.place(&rooms) {
            items.push(Item::Text(Text {
                at: candidates[k].at,
                text: name.to_owned(),
                size_pt: NAME_PT,
                face: input.ink.face,
                color: input.ink.text,
                halo: Some(input.ink.halo),
                align: candidates[k].align,
                turn: Turn::None,
            }));
        }
    }
}

/// The tracks that are drawn, most frequent first, and what the marks do not show.
fn legend(input: &MapInput<'_>) -> Legend {
    let looks_at_one = input.district.is_some() && input.numbers.wanted.filter.districts.is_empty();
    let taxonomy = input.catalogue.taxonomy();
    let counts = &input.numbers.drawn_tracks;
    let mut order: Vec<usize> = (0..taxonomy.len()).filter(|&t| counts[t] > 0).collect();
    order.sort_by_key(|&t| (std::cmp::Reverse(counts[t]), t));
    let entries = order
        .iter()
        .filter_map(|&t| taxonomy.get(t).map(|track| (t, track)))
        .map(|(t, track)| LegendEntry {
            swatch: Swatch::Disc { radius_pt: 3.5, fill: palette::track_color(t) },
            label: format!("{} {}", track.name.get(input.language), grouped(counts[t] as u64)),
        })
        .collect();
    let all = input.numbers.selection.count();
    let missing = Message::new("legend-not-drawn")
        .with("drawn", input.numbers.drawn.len())
        .with("missing", all - input.numbers.drawn.len())
        .text(input.language);
    let gap = say(input.language, "sentence-gap");
    let note = format!("{missing}{gap}{}", say(input.language, "legend-rings"));
    Legend {
        title: say(input.language, "legend-tracks"),
        // A map that looks at one district still counts all that are drawn.
        unit: say(input.language, if looks_at_one { "unit-drawn-in-city" } else { "unit-drawn-enterprises" }),
        entries,
        note: Some(note),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::text::{Face, width_pt};

    #[test]
    fn a_mark_leaves_the_number_of_one_beneath_it_in_sight_if_its_own_has_room() {
        let (large, small) =
            (Size { radius: 30.0, least: 9.0, number: 10.0 }, Size { radius: 18.0, least: 8.0, number: 5.0 });
        let disc = Size { radius: DISC_PT, least: DISC_PT, number: 0.0 };
        let apart = |at: [f64; 2], above| kept_apart(&[[0.0, 0.0], at], vec![large, above])[1];
        assert_eq!(apart([0.0, 40.0], small), 18.0);
        assert_eq!(apart([0.0, -24.0], small), 14.0);
        assert_eq!(apart([-12.0, 9.0], small), 8.0, "its own number stays");
        assert_eq!(apart([3.0, 0.0], disc), DISC_PT);
        assert_eq!(kept_apart(&[[0.0, 0.0], [5.0, 0.0]], vec![disc, disc]), [DISC_PT; 2]);
        assert_eq!(kept_apart(&[], vec![]), Vec::<f32>::new());
    }

    #[test]
    fn numbers_are_no_wider_than_their_rings_are_made_for() {
        for number in ["2", "75", "198", "1\u{202f}026", "12\u{202f}345", "1\u{202f}000\u{202f}000", "12/1\u{202f}026"]
        {
            for face in [Face::Regular, Face::Bold, Face::Song] {
                let half_width = width_pt(number, 1.0, face) / 2.0;
                assert!(half_width.hypot(HALF_DIGIT_EM) <= half_diagonal_em(number), "{number} in {face:?}");
            }
        }
    }
}
