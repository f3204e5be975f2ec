//! Which of many polygons a position lies in, a million times a second and exactly.
//!
//! A uniform grid is laid over all polygons. A cell that no edge enters lies wholly inside or outside each of them,
//! so it stores the answer. Any other cell lists the polygons near it, and each is asked by the ray rule over those
//! of its edges that lie at the position's height, found by bands.
//!
//! Exactness: edges are taken half-open in y, and on which side of an edge a position lies is decided by an adaptive
//! predicate (`geo`'s `RobustKernel`, after Shewchuk 1997), so the answer is that of `geo`'s `Intersects` for every
//! position and every valid polygon. A position on a common border goes to the one that comes first.
//!
//! Cost: building O(cells + edges); asking O(1) in open ground, O(edges in a band) beside a border.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, MultiPolygon, Polygon};

use super::Plane;
use super::grid::Grid;

/// Cells along the longer side of the grid.
const GRID_SIDE: usize = 512;
/// Bands of a polygon at most.
const MOST_BANDS: usize = 4096;
/// A cell outside of everything.
const OUTSIDE: u32 = u32::MAX;
/// A cell entered by an edge; its candidates have to be asked.
const MIXED: u32 = u32::MAX - 1;

/// An index of polygons by place.
#[derive(Clone, Debug, Default)]
pub struct Locator {
    parts: Vec<Part>,
    grid: Grid,
    /// The owner of each cell, [`OUTSIDE`] or [`MIXED`].
    cells: Vec<u32>,
    /// Where the candidates of each cell begin in `candidates`; one more than cells.
    candidate_starts: Vec<u32>,
    /// Indices into `parts`, ascending by owner in each cell.
    candidates: Vec<u32>,
}

/// One polygon of one owner, its edges sorted into bands of equal height.
#[derive(Clone, Debug)]
struct Part {
    owner: u32,
    min: Coord<f64>,
    max: Coord<f64>,
    bands_per_metre: f64,
    band_starts: Vec<u32>,
    edges: Vec<[Coord<f64>; 2]>,
}

impl Locator {
    /// The index of `owners`: position `i` in the list is what [`Locator::find`] answers. At most 2³² − 2 of them.
    pub fn new<'a>(owners: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> Locator {
        Locator::with_grid(owners, GRID_SIDE)
    }

    fn with_grid<'a>(owners: impl IntoIterator<Item = &'a MultiPolygon<f64>>, side: usize) -> Locator {
        let parts: Vec<Part> = (0u32..)
            .zip(owners)
            .flat_map(|(owner, polygons)| polygons.iter().filter_map(move |polygon| Part::new(owner, polygon)))
            .collect();
        let Some(grid) = Grid::over(parts.iter().flat_map(|part| [part.min, part.max]), side) else {
            return Locator::default();
        };
        let mut locator = Locator { cells: vec![OUTSIDE; grid.len()], parts, grid, ..Locator::default() };
        for part in &locator.parts {
            for &[a, b] in &part.edges {
                grid.cells_of_edge(a, b, |cell| locator.cells[cell] = MIXED);
            }
        }
        locator.list_candidates();
        locator.fill_open_cells();
        locator
    }

    /// The first of the owners that `p` lies in or on the border of.
    pub fn find(&self, p: Plane) -> Option<usize> {
        let c = Coord { x: p.x, y: p.y };
        let cell = self.grid.cell(c)?;
        match self.cells[cell] {
            OUTSIDE => None,
            MIXED => self.ask_candidates(cell, c).map(|owner| owner as usize),
            owner => Some(owner as usize),
        }
    }

    fn ask_candidates(&self, cell: usize, c: Coord<f64>) -> Option<u32> {
        let range = self.candidate_starts[cell] as usize..self.candidate_starts[cell + 1] as usize;
        let parts = self.candidates[range].iter().map(|&i| &self.parts[i as usize]);
        parts.into_iter().find(|part| part.touches(c)).map(|part| part.owner)
    }

    /// Notes for every cell the parts whose bounds meet it, in two passes: count, then place.
    fn list_candidates(&mut self) {
        let mut starts = vec![0u32; self.cells.len() + 1];
        for part in &self.parts {
            self.grid.cells_of_bounds(part.min, part.max, |cell| starts[cell + 1] += 1);
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        self.candidates = vec![0; starts.last().map_or(0, |&n| n as usize)];
        for (i, part) in (0u32..).zip(&self.parts) {
            self.grid.cells_of_bounds(part.min, part.max, |cell| {
                self.candidates[next[cell] as usize] = i;
                next[cell] += 1;
            });
        }
        self.candidate_starts = starts;
    }

    /// Answers for the cells no edge enters: as their left neighbour if that is one too, else as their centre.
    fn fill_open_cells(&mut self) {
        for row in 0..self.grid.rows {
            let mut left = MIXED;
            for column in 0..self.grid.columns {
                let cell = row * self.grid.columns + column;
                if self.cells[cell] != MIXED {
                    if left == MIXED {
                        left = self.ask_candidates(cell, self.grid.centre(column, row)).unwrap_or(OUTSIDE);
                    }
                    self.cells[cell] = left;
                } else {
                    left = MIXED;
                }
            }
        }
    }
}

impl Part {
    fn new(owner: u32, polygon: &Polygon<f64>) -> Option<Part> {
        let edges: Vec<[Coord<f64>; 2]> = std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .flat_map(|ring| ring.lines().map(|line| [line.start, line.end]))
            .collect();
        let mut min = edges.first()?[0];
        let mut max = min;
        for c in edges.iter().flatten() {
            min = Coord { x: min.x.min(c.x), y: min.y.min(c.y) };
            max = Coord { x: max.x.max(c.x), y: max.y.max(c.y) };
        }
        let mut part = Part { owner, min, max, bands_per_metre: 0.0, band_starts: vec![0; 2], edges: Vec::new() };
        part.choose_bands(&edges);
        for edge in &edges {
            for band in part.bands_of(edge) {
                part.band_starts[band + 1] += 1;
            }
        }
        for i in 1..part.band_starts.len() {
            part.band_starts[i] += part.band_starts[i - 1];
        }
        let mut next = part.band_starts.clone();
        let mut sorted = vec![[min; 2]; next.last().map_or(0, |&n| n as usize)];
        for edge in &edges {
            for band in part.bands_of(edge) {
                sorted[next[band] as usize] = *edge;
                next[band] += 1;
            }
        }
        part.edges = sorted;
        Some(part)
    }

    /// As many bands as edges, or fewer where long edges would be noted in too many of them.
    fn choose_bands(&mut self, edges: &[[Coord<f64>; 2]]) {
        let mut bands = if self.max.y > self.min.y { edges.len().clamp(1, MOST_BANDS) } else { 1 };
        loop {
            self.band_starts = vec![0; bands + 1];
            self.bands_per_metre = if bands > 1 { bands as f64 / (self.max.y - self.min.y) } else { 0.0 };
            let noted: usize = edges.iter().map(|edge| self.bands_of(edge).count()).sum();
            if bands == 1 || noted <= MOST_BANDS + 4 * edges.len() {
                return;
            }
            bands /= 2;
        }
    }

    /// Monotone in `y`, so an edge is in the band of each of its heights.
    fn band(&self, y: f64) -> usize {
        (((y - self.min.y) * self.bands_per_metre) as usize).min(self.band_starts.len() - 2)
    }

    fn bands_of(&self, [a, b]: &[Coord<f64>; 2]) -> std::ops::RangeInclusive<usize> {
        self.band(a.y.min(b.y))..=self.band(a.y.max(b.y))
    }

    /// Whether `p` is inside or on the border.
    fn touches(&self, p: Coord<f64>) -> bool {
        if p.x < self.min.x || p.x > self.max.x || p.y < self.min.y || p.y > self.max.y {
            return false;
        }
        let band = self.band(p.y);
        let mut inside = false;
        for &[a, b] in &self.edges[self.band_starts[band] as usize..self.band_starts[band + 1] as usize] {
            let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
            if p.y < low.y || p.y > high.y || p.x > a.x.max(b.x) {
                continue;
            }
            if p.x < a.x.min(b.x) {
                inside ^= p.y < high.y; // the ray to the right meets the edge; its upper end is not part of it
                continue;
            }
            match RobustKernel::orient2d(low, high, p) {
                Orientation::Collinear => return true,
                Orientation::CounterClockwise => inside ^= p.y < high.y,
                Orientation::Clockwise => {}
            }
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use geo::{Intersects, LineString, Point};
    use proptest::prelude::*;

    use super::*;

    /// Star-shaped around a centre: always simple, often very concave.
    fn star(x: f64, y: f64, radii: &[f64]) -> Polygon<f64> {
        let turn = std::f64::consts::TAU / radii.len() as f64;
        let ring = radii.iter().enumerate().map(|(i, r)| {
            let (sin, cos) = (turn * i as f64).sin_cos();
            Coord { x: (x + r * cos).round(), y: (y + r * sin).round() }
        });
        Polygon::new(LineString::new(ring.collect()), vec![])
    }

    fn slow(owners: &[MultiPolygon<f64>], p: Plane) -> Option<usize> {
        owners.iter().position(|m| m.iter().any(|polygon| polygon.intersects(&Point::new(p.x, p.y))))
    }

    #[test]
    fn an_empty_index_finds_nothing() {
        assert_eq!(Locator::new([]).find(Plane::new(0.0, 0.0)), None);
        assert_eq!(Locator::new([&MultiPolygon(vec![])]).find(Plane::new(0.0, 0.0)), None);
    }

    #[test]
    fn a_common_border_goes_to_the_first_and_holes_are_outside() {
        let square = |x: f64, side: f64| {
            let ring = [(x, 0.0), (x + side, 0.0), (x + side, side), (x, side), (x, 0.0)];
            LineString::from(ring.to_vec())
        };
        let hole = LineString::from(vec![(2.0, 2.0), (4.0, 2.0), (4.0, 4.0), (2.0, 4.0), (2.0, 2.0)]);
        let owners = [
            MultiPolygon(vec![Polygon::new(square(10.0, 10.0), vec![])]),
            MultiPolygon(vec![Polygon::new(square(0.0, 10.0), vec![hole])]),
        ];
        let locator = Locator::new(&owners);
        for (x, y, found) in [
            (10.0, 5.0, Some(0)),
            (9.999_999, 5.0, Some(1)),
            (3.0, 3.0, None),
            (2.0, 3.0, Some(1)),
            (0.0, 0.0, Some(1)),
            (20.0, 10.0, Some(0)),
            (20.000_001, 10.0, None),
            (f64::NAN, 1.0, None),
        ] {
            assert_eq!(locator.find(Plane::new(x, y)), found, "{x} {y}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn agrees_with_geo_everywhere(
            radii in prop::collection::vec(prop::collection::vec(20.0..600.0f64, 3..40), 1..6),
            points in prop::collection::vec((-100i32..1900, -100i32..1300, 0.0..1.0f64), 200),
        ) {
            // Overlapping on purpose; whole numbers so that positions fall on vertices and edges.
            let owners: Vec<MultiPolygon<f64>> = radii
                .iter()
                .enumerate()
                .map(|(i, r)| MultiPolygon(vec![star(600.0 + 150.0 * i as f64, 600.0, r)]))
                .collect();
            let locator = Locator::with_grid(&owners, 50);
            let vertices = owners.iter().flatten().flat_map(|p| p.exterior().0.iter().map(|c| Plane::new(c.x, c.y)));
            let whole = points.iter().map(|&(x, y, _)| Plane::new(f64::from(x), f64::from(y)));
            let between = points.iter().map(|&(x, y, t)| Plane::new(f64::from(x) + t, f64::from(y) - t));
            for p in vertices.chain(whole).chain(between) {
                prop_assert_eq!(locator.find(p), slow(&owners, p), "{:?}", p);
            }
        }
    }
}
