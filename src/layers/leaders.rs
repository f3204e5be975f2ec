//! Lines from districts to names that stand outside of them: each begins on ground that nothing covers where there is
//! any, and crosses as little as it can.

use crate::scene::rect::Rect;
use crate::scene::{Disc, Frame, Group, Ink, Item, Line, Shape, Stroke};

/// A line from a position in a district to a name, points of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Leader {
    from: [f64; 2],
    to: [f64; 2],
}

/// Radius of the dot in which a line begins, points.
const DOT_PT: f64 = 1.5;
/// Ground between the dot and what covers it, points.
const BARE_PT: f64 = 1.2;
/// How much worse it is for a line to run over a mark than over the map.
const OVER_MARKS: f64 = 8.0;
/// A line is that much longer for each mark it runs over, however short its way across, points.
const EACH_MARK_PT: f64 = 25.0;

/// And that much more where it runs through the number of a mark, points.
const NUMBER_PT: f64 = 120.0;
/// Part of the radius of a mark that its number takes.
const NUMBER_SHARE: f64 = 0.62;
/// A mark of this radius or less has no number, points.
const BARE_MARK_PT: f64 = 6.0;

/// Directions from a district in which its name may stand.
const ANGLES: usize = 24;

/// Positions in a district where a line may begin: nearest to its middle, and farthest to each side of it.
pub(super) struct Anchors {
    at: Vec<[f64; 2]>,
    middle: [f64; 2],
}

impl Anchors {
    /// The positions in a district that neither marks nor furniture cover; those under marks where there are no
    /// others; `None` where furniture covers all of it.
    pub(super) fn new(
        (shape, is_in): (&Shape, &dyn Fn([f64; 2]) -> bool),
        frame: &Frame,
        middle: [f64; 2],
        (marks, furniture): (&[([f64; 2], f64)], &[Rect]),
    ) -> Option<Anchors> {
        const LATTICE: usize = 24;
        let [a, b] = shape.bounds.map(|[x, y]| frame.to_page(crate::geography::Plane::new(x, y)));
        let (min, max) = ([a[0], b[1]], [b[0], a[1]]);
        let page = Rect::at([0.0; 2], frame.size_pt);
        let place = |k: usize| {
            let part = [k % LATTICE, k / LATTICE].map(|k| (k as f64 + 0.5) / LATTICE as f64);
            [0, 1].map(|axis| min[axis] + (max[axis] - min[axis]) * part[axis])
        };
        let distance = |at: &[f64; 2]| (at[0] - middle[0]).hypot(at[1] - middle[1]);
        let is_within = |at: &[f64; 2]| {
            let corners = [[0.0, 0.0], [-DOT_PT, 0.0], [DOT_PT, 0.0], [0.0, -DOT_PT], [0.0, DOT_PT]];
            let dot = Rect::centred(*at, [2.0 * DOT_PT; 2]);
            page.holds(&dot)
                && !furniture.iter().any(|room| room.overlaps(&dot))
                && corners.iter().all(|d| is_in([at[0] + d[0], at[1] + d[1]]))
        };
        // Of thousands of marks a few are near.
        let rim = DOT_PT + BARE_PT;
        let is_near = |(centre, radius): &&([f64; 2], f64)| {
            (0..2).all(|k| centre[k] + radius + rim >= min[k] && centre[k] - radius - rim <= max[k])
        };
        let marks: Vec<_> = marks.iter().filter(is_near).copied().collect();
        let is_free = |at: &[f64; 2], share: f64, apart: f64| {
            let clear = |(centre, radius): &([f64; 2], f64)| {
                (at[0] - centre[0]).hypot(at[1] - centre[1]) > radius * share + apart
            };
            marks.iter().all(clear)
        };
        let ground: Vec<[f64; 2]> = (0..LATTICE * LATTICE).map(place).filter(|at| is_within(at)).collect();
        let nearest = |of: &[[f64; 2]]| of.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        // The whole dot by a mark, else its middle; where marks hide all of it, beside their numbers at least.
        let ways = [(1.0, DOT_PT + BARE_PT), (1.0, 0.0), (NUMBER_SHARE, DOT_PT), (0.0, 0.0)];
        let bare = |(share, apart)| ground.iter().copied().filter(|at| is_free(at, share, apart)).collect::<Vec<_>>();
        let free = ways.into_iter().map(bare).find(|free| !free.is_empty())?;
        let first = nearest(&free)?;
        let farthest = |axis: usize, sign: f64| {
            free.iter().copied().min_by(|a, b| (a[axis] * sign).total_cmp(&(b[axis] * sign))).unwrap_or(first)
        };
        let at = vec![first, farthest(0, 1.0), farthest(0, -1.0), farthest(1, 1.0), farthest(1, -1.0)];
        Some(Anchors { at, middle })
    }

    /// Distance of the farthest position from the middle of the district, points.
    fn reach_pt(&self) -> f64 {
        let distance = |at: &[f64; 2]| (at[0] - self.middle[0]).hypot(at[1] - self.middle[1]);
        self.at.iter().map(distance).fold(0.0, f64::max)
    }

    /// Lines to a room.
    fn leaders(&self, room: &Rect) -> impl Iterator<Item = Leader> {
        self.at.iter().map(|&from| Leader { from, to: nearest(from, room) })
    }
}

impl Leader {
    pub(super) fn ends(&self) -> [[f64; 2]; 2] {
        [self.from, self.to]
    }

    fn length(&self) -> f64 {
        let [x, y] = [0, 1].map(|k| self.to[k] - self.from[k]);
        (x * x + y * y).sqrt()
    }

    /// What the line costs: its length, and more where it runs over marks, points.
    fn cost(&self, marks: &[([f64; 2], f64)]) -> f64 {
        let cost = |mark: &([f64; 2], f64)| {
            let over = self.over(*mark);
            let each = if over > 0.0 { EACH_MARK_PT } else { 0.0 };
            each + OVER_MARKS * over + if self.crosses_number(*mark) { NUMBER_PT } else { 0.0 }
        };
        self.length() + marks.iter().filter(|mark| self.is_near(**mark)).map(cost).sum::<f64>()
    }

    /// Whether the line runs through the number of a mark.
    pub(super) fn crosses(&self, marks: &[([f64; 2], f64)]) -> bool {
        marks.iter().any(|mark| self.is_near(*mark) && self.crosses_number(*mark))
    }

    fn crosses_number(&self, (at, radius): ([f64; 2], f64)) -> bool {
        radius > BARE_MARK_PT && self.over((at, radius * NUMBER_SHARE)) > 0.0
    }

    /// Whether a mark may lie on the line: of hundreds most do not, and that is told without a root.
    fn is_near(&self, (centre, radius): ([f64; 2], f64)) -> bool {
        (0..2).all(|k| {
            let (low, high) = (self.from[k].min(self.to[k]), self.from[k].max(self.to[k]));
            centre[k] + radius >= low && centre[k] - radius <= high
        })
    }

    /// Length of the line within a mark, points.
    fn over(&self, (centre, radius): ([f64; 2], f64)) -> f64 {
        let length = self.length().max(1e-9);
        let along = [0, 1].map(|k| (self.to[k] - self.from[k]) / length);
        let towards = [0, 1].map(|k| centre[k] - self.from[k]);
        let foot = towards[0] * along[0] + towards[1] * along[1];
        let off = (towards[0] * along[1] - towards[1] * along[0]).abs();
        let half = (radius * radius - off * off).max(0.0).sqrt();
        ((foot + half).min(length) - (foot - half).max(0.0)).max(0.0)
    }

    /// The thin line and its dot, with a rim that parts them from what they cross.
    pub(super) fn drawn(&self, ink: &Ink) -> [Item; 3] {
        let line = |stroke| Item::Line(Line { points: vec![self.from, self.to], closed: false, stroke });
        let dot = Disc {
            centre: self.from,
            radius_pt: DOT_PT as f32,
            fill: Some(ink.text),
            stroke: Some(Stroke::solid(0.6, ink.halo)),
            target: None,
        };
        [line(Stroke::solid(1.7, ink.halo)), line(Stroke::solid(0.5, ink.text)), Item::Disc(dot)]
    }
}

/// Rooms around a district in which its name could stand, as far as they were looked at.
pub(super) struct Places {
    anchors: Option<Anchors>,
    rooms: Box<dyn Iterator<Item = Rect>>,
    /// Distance of one ring of rooms from the next, points.
    step: f64,
    /// How far from the middle of the district a line may begin, and a room from its own middle, points.
    reach: f64,
    known: Vec<Place>,
}

/// What is asked of rooms and of lines to them; it holds whatever else is placed.
pub(super) trait Ground {
    /// Whether something is seen at once to be in a room.
    fn is_taken(&self, room: &Rect) -> bool;

    /// Whether nothing is in a room that is not taken: what takes longest to tell.
    fn is_bare(&self, room: &Rect) -> bool;

    /// Whether a line runs through something that is written.
    fn is_barred(&self, leader: &Leader) -> bool;

    /// Middles and radii of the marks, points.
    fn marks(&self) -> &[([f64; 2], f64)];
}

/// A room, and the lines to it with what they cost, the cheapest first; none to a room that is taken.
struct Place {
    room: Rect,
    leaders: Vec<(f64, Leader)>,
    /// Whether nothing is in it; not known until somebody asks.
    is_bare: Option<bool>,
}

impl Places {
    /// The rooms of a size around a district's middle, `rings` of them one `step` after the other, all in points; none
    /// where no line may begin.
    pub(super) fn new(anchors: Option<Anchors>, size: [f64; 2], rings: usize, step: f64) -> Places {
        let at = anchors.as_ref().map_or([0.0; 2], |anchors| anchors.middle);
        let rooms = around(at, size, if anchors.is_some() { rings } else { 0 }, step, ANGLES);
        let reach = anchors.as_ref().map_or(0.0, Anchors::reach_pt) + size[0];
        Places { anchors, rooms: Box::new(rooms), step, reach, known: Vec::new() }
    }

    /// No line to a room from this one on is shorter, points.
    fn least(&self, room: usize) -> f64 {
        self.step * (room / ANGLES + 1) as f64 - self.reach
    }

    /// A room by its number, nearer ones first.
    fn place(&mut self, number: usize, ground: &dyn Ground) -> Option<&mut Place> {
        while self.known.len() <= number {
            let room = self.rooms.next()?;
            // Most rooms are taken, and lines to them need no cost.
            let anchors = self.anchors.iter().filter(|_| !ground.is_taken(&room));
            let clear = anchors.flat_map(|a| a.leaders(&room)).filter(|leader| !ground.is_barred(leader));
            let mut leaders: Vec<(f64, Leader)> = clear.map(|leader| (leader.cost(ground.marks()), leader)).collect();
            leaders.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.known.push(Place { room, leaders, is_bare: None });
        }
        self.known.get_mut(number)
    }
}

/// Where names outside of their districts stand.
#[derive(Default)]
pub(super) struct Plan {
    /// Districts, the lines from them, and the rooms of their names.
    pub(super) placed: Vec<(usize, Leader, Rect)>,
    /// Districts for whose names there is no room.
    pub(super) unnamed: Vec<usize>,
    /// Of all lines together.
    pub(super) cost: f64,
}

impl Plan {
    /// Where names outside would stand if they were placed in some order: each where its line is short and crosses no
    /// mark. A district and its places have the same number.
    pub(super) fn new(ground: &dyn Ground, districts: &[usize], places: &mut [Places], order: &[usize]) -> Plan {
        let mut plan = Plan::default();
        for &k in order {
            let mut best: Option<(f64, Leader, Rect)> = None;
            for i in 0.. {
                // Farther rooms have no shorter lines.
                let least = places[k].least(i);
                if best.as_ref().is_some_and(|(cost, ..)| *cost < least) {
                    break;
                }
                let Some(place) = places[k].place(i, ground) else { break };
                let room = place.room;
                let is_better = |cost: f64| best.as_ref().is_none_or(|(least, ..)| cost < *least);
                let mut better = place.leaders.iter().take_while(|(cost, _)| is_better(*cost)).peekable();
                if better.peek().is_none() || plan.placed.iter().any(|(.., taken)| taken.overlaps(&room)) {
                    continue;
                }
                let Some(&(cost, leader)) = better.find(|(_, leader)| plan.is_clear(leader, &room)) else { continue };
                // Asked last, and once for all orders.
                if *place.is_bare.get_or_insert_with(|| ground.is_bare(&room)) {
                    best = Some((cost, leader, room));
                }
            }
            match best {
                Some((cost, leader, room)) => {
                    plan.cost += cost;
                    plan.placed.push((districts[k], leader, room));
                }
                None => plan.unnamed.push(districts[k]),
            }
        }
        plan
    }

    /// Whether neither a line nor its label crosses another.
    fn is_clear(&self, leader: &Leader, room: &Rect) -> bool {
        self.placed.iter().all(|(_, other, taken)| {
            !cross(leader.ends(), other.ends())
                && !runs_through(other.ends(), room)
                && !runs_through(leader.ends(), taken)
        })
    }
}

/// Rooms around a position, ever farther.
pub(super) fn around(
    at: [f64; 2],
    size: [f64; 2],
    rings: usize,
    step: f64,
    angles: usize,
) -> impl Iterator<Item = Rect> {
    (1..=rings).flat_map(move |ring| {
        (0..angles).map(move |k| {
            let angle = k as f64 / angles as f64 * std::f64::consts::TAU;
            let reach = step * ring as f64;
            Rect::centred([at[0] + reach * angle.sin() * 1.3, at[1] - reach * angle.cos()], size)
        })
    })
}

/// Middles and radii of the marks of enterprises among groups, points.
pub(super) fn discs(groups: &[Group]) -> Vec<([f64; 2], f64)> {
    let marks = groups.iter().filter(|group| group.name == "enterprises").flat_map(|group| group.items.iter());
    let disc =
        |item: &Item| if let Item::Disc(disc) = item { Some((disc.centre, disc.radius_pt.into())) } else { None };
    marks.filter_map(disc).collect()
}

fn nearest(at: [f64; 2], room: &Rect) -> [f64; 2] {
    [0, 1].map(|axis| at[axis].clamp(room.min[axis], room.max[axis]))
}

/// Whether two lines cross.
fn cross([a, b]: [[f64; 2]; 2], [c, d]: [[f64; 2]; 2]) -> bool {
    let side = |p: [f64; 2], q: [f64; 2], r: [f64; 2]| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Whether a line runs through a rectangle.
pub(super) fn runs_through(line: [[f64; 2]; 2], room: &Rect) -> bool {
    let [a, b] = [room.min, room.max];
    let diagonals = [[a, b], [[a[0], b[1]], [b[0], a[1]]]];
    let ends_in = line.iter().any(|end| room.holds(&Rect::at(*end, [0.0; 2])));
    ends_in || diagonals.iter().any(|diagonal| cross(line, *diagonal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_over_a_mark_costs_more_than_a_way_round() {
        let anchors = Anchors { at: vec![[0.0, 0.0], [0.0, 30.0]], middle: [0.0, 0.0] };
        let marks = [([20.0, 0.0], 8.0)];
        let room = Rect::at([40.0, -2.0], [30.0, 4.0]);
        let costs: Vec<f64> = anchors.leaders(&room).map(|leader| leader.cost(&marks)).collect();
        assert!((costs[0] - (40.0 + EACH_MARK_PT + OVER_MARKS * 16.0 + NUMBER_PT)).abs() < 1e-9, "{costs:?}");
        assert!((costs[1] - 40f64.hypot(28.0)).abs() < 1e-9, "{costs:?}");
    }
}
