//! Square or hexagonal cells over the city as units of count: the support of spatial autocorrelation.
//!
//! Districts are too few for local statistics (16, and an island has no neighbour), so enterprises are counted on a
//! lattice. Cells are aligned in EPSG:4549 whatever the city, so that two maps of one size have the same cells; only
//! those whose centre the city holds are units. What is found depends on the shape, size and origin of the cells
//! (Openshaw 1984, *The modifiable areal unit problem*): say all three, and try others. All neighbours of a hexagon
//! share a border and are equally far; those of a square are not (Birch, Oom & Beecham 2007, *Ecol. Model.* 206:347).
//!
//! Steps: cells inside are numbered from south to north, each row from west to east. A point finds its square by two
//! divisions; its hexagon by the nearest of the centres around, since hexagons are the Voronoi cells of their centres.
//! Cost: cells + points, and a sort of the points for those that share a position.

use rayon::prelude::*;

use super::coincidence::coincident;
use super::mask::{Mask, MaskError};
use crate::geography::Plane;

/// The number of a cell that is outside.
const OUTSIDE: u32 = u32::MAX;

/// The shape of the cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Squares; the size is their side.
    #[default]
    Square,
    /// Hexagons with a corner to the north; the size is their width, the distance of neighbouring centres. Odd rows
    /// are moved half a width east.
    Hexagon,
}

/// Differences of column and row.
type Steps = &'static [(i64, i64)];

impl Shape {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Shape::Square => "square",
            Shape::Hexagon => "hexagon",
        }
    }

    /// Distance of rows, over the size of a cell.
    fn row_step(self) -> f64 {
        match self {
            Shape::Square => 1.0,
            Shape::Hexagon => 0.75f64.sqrt(),
        }
    }

    /// The centre of the cell of a column and row counted from the origin of the plane.
    fn centre(self, column: i64, row: i64, cell_m: f64) -> Plane {
        let shift = if self == Shape::Hexagon && row.rem_euclid(2) == 1 { 1.0 } else { 0.5 };
        Plane::new((column as f64 + shift) * cell_m, (row as f64 + 0.5) * self.row_step() * cell_m)
    }

    /// The column and row, counted from the origin of the plane, of the cell a position falls in; of a square its west
    /// and south borders belong to it.
    pub fn cell_of(self, p: Plane, cell_m: f64) -> (i64, i64) {
        let row = (p.y / (self.row_step() * cell_m)).floor() as i64;
        if self == Shape::Square {
            return ((p.x / cell_m).floor() as i64, row);
        }
        let column = (p.x / cell_m).floor() as i64;
        let around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (column + dx, row + dy)));
        let distance = |cell: &(i64, i64)| self.centre(cell.0, cell.1, cell_m).distance_m(p);
        around.min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or((column, row))
    }

    /// The corners of a cell, anticlockwise, the first not repeated; column and row counted from the origin of the
    /// plane.
    pub fn corners(self, column: i64, row: i64, cell_m: f64) -> Vec<Plane> {
        let centre = self.centre(column, row, cell_m);
        let (half, tall) = (0.5 * cell_m, cell_m / 3f64.sqrt());
        let of: &[(f64, f64)] = match self {
            Shape::Square => &[(-half, -half), (half, -half), (half, half), (-half, half)],
            Shape::Hexagon => &[
                (0.0, -tall),
                (half, -0.5 * tall),
                (half, 0.5 * tall),
                (0.0, tall),
                (-half, 0.5 * tall),
                (-half, -0.5 * tall),
            ],
        };
        of.iter().map(|(dx, dy)| Plane::new(centre.x + dx, centre.y + dy)).collect()
    }

    /// Steps of (column, row) to the cells that share a border with one of a row, and those to the cells that share a
    /// corner only.
    pub(super) fn steps(self, row: i64) -> (Steps, Steps) {
        match (self, row.rem_euclid(2)) {
            (Shape::Square, _) => (&[(0, -1), (-1, 0), (1, 0), (0, 1)], &[(-1, -1), (1, -1), (-1, 1), (1, 1)]),
            (Shape::Hexagon, 0) => (&[(-1, -1), (0, -1), (-1, 0), (1, 0), (-1, 1), (0, 1)], &[]),
            (Shape::Hexagon, _) => (&[(0, -1), (1, -1), (-1, 0), (1, 0), (0, 1), (1, 1)], &[]),
        }
    }
}

/// The cells of a grid that lie in the city, numbered from 0: from south to north, each row from west to east.
#[derive(Clone, Debug, PartialEq)]
pub struct Lattice {
    shape: Shape,
    cell_m: f64,
    /// Column and row of the grid's south-west cell, counted from the origin of the plane.
    first: (i64, i64),
    width: usize,
    /// Place on the grid of every cell inside.
    cells: Vec<u32>,
    /// Number of every place on the grid.
    numbers: Vec<u32>,
}

/// Points a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellCounts {
    /// Points in each cell of the lattice.
    pub counts: Vec<u32>,
    /// Points counted.
    pub n: usize,
    /// Points in no cell of the lattice, or without a finite position.
    pub outside: usize,
    /// Those of `n` whose position another point has, too: one address can make a hot spot.
    pub coincident: usize,
}

impl Lattice {
    /// The cells of size `cell_m` over `bounds` (lower-left, upper-right; plane metres) whose centre `inside` accepts.
    ///
    /// # Errors
    /// Those of [`Mask::full`].
    pub fn new(
        shape: Shape,
        bounds: (Plane, Plane),
        cell_m: f64,
        inside: impl Fn(Plane) -> bool + Sync,
    ) -> Result<Lattice, MaskError> {
        // Squares; of hexagons there are a seventh more, so this grid's limits serve for both.
        let mut squares = Mask::full(bounds, cell_m)?;
        if shape == Shape::Square {
            let centre = |at| squares.centre(at % squares.width, at / squares.width);
            squares.inside = (0..squares.inside.len()).into_par_iter().map(|at| inside(centre(at))).collect();
            return Ok(Lattice::from_mask(&squares));
        }
        let (min, max) = (shape.cell_of(bounds.0, cell_m), shape.cell_of(bounds.1, cell_m));
        let first = (min.0 - 1, min.1 - 1);
        let (width, height) = ((max.0 - first.0 + 2) as usize, (max.1 - first.1 + 2) as usize);
        let chosen: Vec<bool> = (0..width * height)
            .into_par_iter()
            .map(|at| (first.0 + (at % width) as i64, first.1 + (at / width) as i64))
            .map(|(column, row)| inside(shape.centre(column, row, cell_m)))
            .collect();
        Ok(Lattice::numbered(shape, cell_m, first, width, &chosen))
    }

    /// The squares inside of a mask.
    pub fn from_mask(mask: &Mask) -> Lattice {
        let first = |v: f64| (v / mask.cell_m).round() as i64;
        let first = (first(mask.origin.x), first(mask.origin.y));
        Lattice::numbered(Shape::Square, mask.cell_m, first, mask.width, &mask.inside)
    }

    fn numbered(shape: Shape, cell_m: f64, first: (i64, i64), width: usize, inside: &[bool]) -> Lattice {
        let mut cells = Vec::new();
        let mut numbers = vec![OUTSIDE; inside.len()];
        for at in (0..inside.len()).filter(|at| inside[*at]) {
            numbers[at] = cells.len() as u32;
            cells.push(at as u32);
        }
        Lattice { shape, cell_m, first, width, cells, numbers }
    }

    /// The shape of the cells.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Size of a cell, metres.
    pub fn cell_m(&self) -> f64 {
        self.cell_m
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether no cell is inside.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Column (from the west) and row (from the south) of a cell, counted from the origin of the plane; panics where
    /// `cell` is not under [`len`](Lattice::len).
    pub fn place(&self, cell: usize) -> (i64, i64) {
        let at = self.cells[cell] as usize;
        (self.first.0 + (at % self.width) as i64, self.first.1 + (at / self.width) as i64)
    }

    /// The number of the cell at a column and row counted from the origin of the plane; `None` outside.
    pub fn cell(&self, column: i64, row: i64) -> Option<usize> {
        let column = usize::try_from(column - self.first.0).ok().filter(|column| *column < self.width)?;
        let row = usize::try_from(row - self.first.1).ok()?;
        self.numbers.get(row * self.width + column).filter(|c| **c != OUTSIDE).map(|c| *c as usize)
    }

    /// The number of the cell a position falls in; `None` outside.
    pub fn cell_at(&self, p: Plane) -> Option<usize> {
        if !(p.x.is_finite() && p.y.is_finite()) {
            return None;
        }
        let (column, row) = self.shape.cell_of(p, self.cell_m);
        self.cell(column, row)
    }

    /// The centres of the cells, plane metres.
    pub fn centres(&self) -> Vec<Plane> {
        let centre = |(column, row)| self.shape.centre(column, row, self.cell_m);
        (0..self.len()).map(|cell| centre(self.place(cell))).collect()
    }

    /// How many of `points` (plane metres) each cell holds.
    pub fn counts(&self, points: &[Plane]) -> CellCounts {
        let mut counts = vec![0u32; self.len()];
        let mut counted = Vec::with_capacity(points.len());
        for p in points {
            if let Some(cell) = self.cell_at(*p) {
                counts[cell] += 1;
                counted.push(*p);
            }
        }
        let outside = points.len() - counted.len();
        CellCounts { counts, n: counted.len(), outside, coincident: coincident(&counted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> Lattice {
        let bounds = (Plane::new(640_100.0, 3_457_100.0), Plane::new(641_400.0, 3_458_400.0));
        // Three by three with a hole in the middle.
        let inside = |p: Plane| {
            let off = (p.x - 640_750.0).abs().max((p.y - 3_457_750.0).abs());
            off > 250.0 && off < 750.0
        };
        Lattice::new(Shape::Square, bounds, 500.0, inside).expect("grid")
    }

    #[test]
    fn cells_are_aligned_and_numbered_from_the_south_west() {
        let lattice = ring();
        assert_eq!(lattice.len(), 8);
        assert_eq!((lattice.place(0), lattice.place(3), lattice.place(4)), ((1280, 6914), (1280, 6915), (1282, 6915)));
        assert_eq!(
            (lattice.cell(1281, 6915), lattice.cell(1282, 6915), lattice.cell(1283, 6914)),
            (None, Some(4), None)
        );
        assert_eq!(lattice.centres()[7], Plane::new(641_250.0, 3_458_250.0));
        assert_eq!(
            Lattice::new(Shape::Square, (Plane::new(0.0, 0.0), Plane::new(1.0, 1.0)), -1.0, |_| true),
            Err(MaskError::Extent)
        );
    }

    #[test]
    fn points_are_counted_once_and_shared_addresses_told() {
        let lattice = ring();
        let at = |x: f64, y: f64| Plane::new(640_000.0 + x, 3_457_000.0 + y);
        // A corner belongs to the cell north-east of it.
        let points = [at(0.0, 0.0), at(500.0, 0.0), at(500.0, 0.0), at(750.0, 750.0), at(-1.0, 0.0), at(f64::NAN, 0.0)];
        let found = lattice.counts(&points);
        assert_eq!(found.counts, [1, 2, 0, 0, 0, 0, 0, 0]);
        assert_eq!((found.n, found.outside, found.coincident), (3, 3, 2));
        let mut turned = points;
        turned.reverse();
        assert_eq!(lattice.counts(&turned), found);
    }

    #[test]
    fn hexagons_tile_the_plane() {
        let corner = Plane::new(640_000.0, 3_457_000.0);
        let lattice = Lattice::new(Shape::Hexagon, (corner, corner.offset(5_000.0)), 400.0, |_| true).expect("grid");
        let centres = lattice.centres();
        // A regular hexagon 400 m wide: every corner 400/√3 from the centre, area 400² √3/2.
        let (column, row) = lattice.place(60);
        let ring = Shape::Hexagon.corners(column, row, 400.0);
        assert!(ring.iter().all(|c| (c.distance_m(centres[60]) - 400.0 / 3f64.sqrt()).abs() < 1e-9));
        let twice: f64 = (0..6)
            .map(|i| (ring[i], ring[(i + 1) % 6]))
            .map(|(a, b)| (a.x - corner.x) * (b.y - corner.y) - (b.x - corner.x) * (a.y - corner.y))
            .sum();
        assert!((0.5 * twice - 400.0 * 400.0 * 0.75f64.sqrt()).abs() < 1e-3, "{twice}");
        // Neighbours are 400 m away; a point is in the cell of the nearest centre.
        for (dx, dy) in Shape::Hexagon.steps(row).0 {
            let other = lattice.cell(column + dx, row + dy).expect("on the grid");
            assert!((centres[other].distance_m(centres[60]) - 400.0).abs() < 1e-9);
        }
        for i in 0..500u64 {
            let draw = |k| super::super::random::unit(5, i, k) * 5_000.0;
            let p = Plane::new(corner.x + draw(0), corner.y + draw(1));
            let nearest =
                (0..centres.len()).min_by(|a, b| centres[*a].distance_m(p).total_cmp(&centres[*b].distance_m(p)));
            assert_eq!(lattice.cell_at(p), nearest);
        }
    }
}
