//! Where labels stand: each takes the first of its candidate places that is free.
//!
//! Labels are taken by priority, then in the order given, so the same map has the same labels every time.
//! Placed rectangles are kept in a grid of cells, so a label is compared with its neighbours only.

use super::text::Face;
use super::{Align, Rect, Text, text};

/// Side of a cell of the grid, points.
const CELL_PT: f64 = 48.0;

/// The free and taken room of a page or map.
#[derive(Clone, Debug)]
pub struct Placer {
    area: Rect,
    columns: usize,
    rows: usize,
    cells: Vec<Vec<u32>>,
    taken: Vec<Rect>,
}

/// A place a label could stand: what goes into [`Text`], and the room it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Anchor of the text on the page, points: horizontally by `align`, vertically the baseline.
    pub at: [f64; 2],
    /// Horizontal alignment there.
    pub align: Align,
    /// The room the text takes, points.
    pub room: Rect,
}

/// A label to be placed with others by [`Placer::place_all`].
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Greater goes first.
    pub priority: f64,
    /// Places it could stand, the best first.
    pub candidates: Vec<Candidate>,
}

impl Placer {
    /// An empty page. Labels stay within `area`.
    pub fn new(area: Rect) -> Placer {
        let [columns, rows] = area.size_pt().map(|side| (side.max(0.0) / CELL_PT).ceil().clamp(1.0, 1000.0) as usize);
        Placer { area, columns, rows, cells: vec![Vec::new(); columns * rows], taken: Vec::new() }
    }

    /// The cells a rectangle touches, as ranges of columns and rows.
    fn cells(&self, rect: &Rect) -> impl Iterator<Item = usize> + use<> {
        let index = |v: f64, k: usize, n: usize| {
            (((v - self.area.min[k]) / CELL_PT).floor().max(0.0) as usize).min(n.saturating_sub(1))
        };
        let (c0, c1) = (index(rect.min[0], 0, self.columns), index(rect.max[0], 0, self.columns));
        let (r0, r1) = (index(rect.min[1], 1, self.rows), index(rect.max[1], 1, self.rows));
        let columns = self.columns;
        (r0..=r1).flat_map(move |row| (c0..=c1).map(move |column| row * columns + column))
    }

    /// Whether a rectangle lies within the area and overlaps nothing placed so far.
    pub fn is_free(&self, rect: &Rect) -> bool {
        self.area.holds(rect)
            && self.cells(rect).all(|cell| self.cells[cell].iter().all(|&i| !self.taken[i as usize].overlaps(rect)))
    }

    /// Takes a rectangle, free or not: a legend's plate, a mark that no label may cover.
    pub fn reserve(&mut self, rect: Rect) {
        let index = self.taken.len() as u32;
        self.taken.push(rect);
        for cell in self.cells(&rect) {
            self.cells[cell].push(index);
        }
    }

    /// Takes the first free one of some rectangles and says which; `None` where all collide.
    pub fn place(&mut self, candidates: &[Rect]) -> Option<usize> {
        let chosen = candidates.iter().position(|rect| self.is_free(rect))?;
        self.reserve(candidates[chosen]);
        Some(chosen)
    }

    /// Places many labels: by falling priority, then in the order given. The result is in the order given.
    pub fn place_all(&mut self, labels: &[Label]) -> Vec<Option<Candidate>> {
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by(|&a, &b| labels[b].priority.total_cmp(&labels[a].priority).then(a.cmp(&b)));
        let mut placed = vec![None; labels.len()];
        for i in order {
            let rooms: Vec<Rect> = labels[i].candidates.iter().map(|c| c.room).collect();
            placed[i] = self.place(&rooms).map(|chosen| labels[i].candidates[chosen]);
        }
        placed
    }
}

/// The room one line of text takes when it stands at a point of the page.
pub fn room_of(text: &Text, at_page: [f64; 2]) -> Rect {
    room(at_page, text.align, f64::from(text::width_pt(&text.text, text.size_pt, text.face)), text.size_pt)
}

fn room(at: [f64; 2], align: Align, width: f64, size_pt: f32) -> Rect {
    let left = match align {
        Align::Start => at[0],
        Align::Middle => at[0] - width / 2.0,
        Align::End => at[0] - width,
    };
    let (ascent, descent) = (f64::from(text::ascent_pt(size_pt)), f64::from(text::descent_pt(size_pt)));
    Rect { min: [left, at[1] - ascent], max: [left + width, at[1] + descent] }
}

/// The place of a label centred on a point of the page.
pub fn centred(at_page: [f64; 2], text: &str, size_pt: f32, face: Face) -> Candidate {
    let at = [at_page[0], at_page[1] + f64::from(text::ascent_pt(size_pt) - text::descent_pt(size_pt)) / 2.0];
    let width = f64::from(text::width_pt(text, size_pt, face));
    Candidate { at, align: Align::Middle, room: room(at, Align::Middle, width, size_pt) }
}

/// The eight places of a label about a mark, best first: right, upper right, lower right, left, upper left, lower
/// left, above, below. `gap_pt` is the distance from the point to the text, the mark's radius included.
pub fn around(at_page: [f64; 2], gap_pt: f64, text: &str, size_pt: f32, face: Face) -> [Candidate; 8] {
    let width = f64::from(text::width_pt(text, size_pt, face));
    let (ascent, descent) = (f64::from(text::ascent_pt(size_pt)), f64::from(text::descent_pt(size_pt)));
    let slant = gap_pt * std::f64::consts::FRAC_1_SQRT_2;
    let (middle, above, below) = ((ascent - descent) / 2.0, -descent - slant, ascent + slant);
    [
        (gap_pt, middle, Align::Start),
        (slant, above, Align::Start),
        (slant, below, Align::Start),
        (-gap_pt, middle, Align::End),
        (-slant, above, Align::End),
        (-slant, below, Align::End),
        (0.0, -descent - gap_pt, Align::Middle),
        (0.0, ascent + gap_pt, Align::Middle),
    ]
    .map(|(dx, dy, align)| {
        let at = [at_page[0] + dx, at_page[1] + dy];
        Candidate { at, align, room: room(at, align, width, size_pt) }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_label_moves_aside_or_is_left_out() {
        let mut placer = Placer::new(Rect::at([0.0, 0.0], [100.0, 40.0]));
        placer.reserve(Rect::at([50.0, 0.0], [50.0, 40.0]));
        let candidates = around([45.0, 20.0], 4.0, "徐汇", 10.0, Face::Regular);
        let label = Label { priority: 1.0, candidates: candidates.to_vec() };
        let placed = placer.place_all(&[label.clone(), label]);
        assert_eq!(placed[0].map(|c| c.align), Some(Align::End));
        assert_ne!(placed[0], placed[1]);
        assert_eq!(placer.place(&[Rect::at([90.0, 0.0], [20.0, 5.0])]), None, "beyond the edge");
    }

    #[test]
    fn the_important_label_wins() {
        let mut placer = Placer::new(Rect::at([0.0, 0.0], [100.0, 40.0]));
        let at = |priority, name| Label { priority, candidates: vec![centred([50.0, 20.0], name, 10.0, Face::Bold)] };
        let placed = placer.place_all(&[at(1.0, "a"), at(2.0, "b"), at(2.0, "c")]);
        assert_eq!([placed[0].is_some(), placed[1].is_some(), placed[2].is_some()], [false, true, false]);
    }

    proptest! {
        #[test]
        fn the_grid_finds_every_collision(rects in proptest::collection::vec((0f64..400.0, 0f64..300.0, 1f64..150.0, 1f64..60.0), 1..80)) {
            let mut placer = Placer::new(Rect::at([0.0, 0.0], [500.0, 350.0]));
            for (x, y, w, h) in rects {
                placer.place(&[Rect::at([x, y], [w, h])]);
            }
            for (i, a) in placer.taken.iter().enumerate() {
                for b in &placer.taken[..i] {
                    prop_assert!(!a.overlaps(b), "{a:?} {b:?}");
                }
            }
        }
    }
}
