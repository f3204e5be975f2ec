//! Square cells over the city as units of count: the support of spatial autocorrelation.
//!
//! Districts are too few for local statistics (16, and an island has no neighbour), so enterprises are counted on a
//! lattice. Cells are aligned to multiples of `cell_m` in EPSG:4549, so that two maps of one size have the same
//! cells; only those the city holds are units. What is found depends on the size and origin of the lattice
//! (Openshaw 1984, *The modifiable areal unit problem*): say both, and try another size.
//!
//! Steps: cells inside are numbered from south to north, each row from west to east; a point finds its cell by two
//! divisions. Cost: cells + points, and a sort of the points for those that share a position.

use rayon::prelude::*;

use super::coincidence::coincident;
use super::mask::{Mask, MaskError};
use crate::geography::Plane;

/// The number of a cell that is outside.
const OUTSIDE: u32 = u32::MAX;

/// The cells of a square grid that lie in the city, numbered from 0: from south to north, each row from west to east.
#[derive(Clone, Debug, PartialEq)]
pub struct Lattice {
    grid: Mask,
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
    /// The cells of side `cell_m` over `bounds` (lower-left, upper-right; plane metres) whose centre `inside` accepts.
    ///
    /// # Errors
    /// Those of [`Mask::full`].
    pub fn new(
        bounds: (Plane, Plane),
        cell_m: f64,
        inside: impl Fn(Plane) -> bool + Sync,
    ) -> Result<Lattice, MaskError> {
        let mut mask = Mask::full(bounds, cell_m)?;
        let chosen = (0..mask.inside.len()).into_par_iter();
        mask.inside = chosen.map(|at| inside(mask.centre(at % mask.width, at / mask.width))).collect();
        Ok(Lattice::from_mask(mask))
    }

    /// The cells inside of a mask.
    pub fn from_mask(mask: Mask) -> Lattice {
        let mut cells = Vec::with_capacity(mask.cells_inside());
        let mut numbers = vec![OUTSIDE; mask.inside.len()];
        for at in (0..mask.inside.len()).filter(|at| mask.inside[*at]) {
            numbers[at] = cells.len() as u32;
            cells.push(at as u32);
        }
        Lattice { grid: mask, cells, numbers }
    }

    /// The grid the cells are of.
    pub fn grid(&self) -> &Mask {
        &self.grid
    }

    /// Side of a cell, metres.
    pub fn cell_m(&self) -> f64 {
        self.grid.cell_m
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether no cell is inside.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Column (from the west) and row (from the south) on the grid of a cell; panics where `cell` is not under
    /// [`len`](Lattice::len).
    pub fn place(&self, cell: usize) -> (usize, usize) {
        let at = self.cells[cell] as usize;
        (at % self.grid.width, at / self.grid.width)
    }

    /// The number of the cell at a column and row of the grid; `None` outside.
    pub fn cell(&self, column: usize, row: usize) -> Option<usize> {
        let on_grid = column < self.grid.width && row < self.grid.height;
        on_grid.then(|| self.numbers[row * self.grid.width + column]).filter(|c| *c != OUTSIDE).map(|c| c as usize)
    }

    /// The number of the cell a position falls in (west and south borders belong to it); `None` outside.
    pub fn cell_at(&self, p: Plane) -> Option<usize> {
        self.grid.cell_at(p).map(|at| self.numbers[at]).filter(|c| *c != OUTSIDE).map(|c| c as usize)
    }

    /// The centres of the cells, plane metres.
    pub fn centres(&self) -> Vec<Plane> {
        (0..self.len()).map(|cell| self.place(cell)).map(|(column, row)| self.grid.centre(column, row)).collect()
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
        let bounds = (Plane::new(640_100.0, 3_457_100.0), Plane::new(641_400.0, 3_458_500.0));
        // A hole in the middle of three by three.
        Lattice::new(bounds, 500.0, |p| (p.x - 640_750.0).abs().max((p.y - 3_457_750.0).abs()) > 250.0).expect("grid")
    }

    #[test]
    fn cells_are_aligned_and_numbered_from_the_south_west() {
        let lattice = ring();
        assert_eq!((lattice.grid().width, lattice.grid().height, lattice.len()), (3, 3, 8));
        assert_eq!(lattice.grid().origin, Plane::new(640_000.0, 3_457_000.0));
        assert_eq!((lattice.place(3), lattice.place(4)), ((0, 1), (2, 1)));
        assert_eq!((lattice.cell(1, 1), lattice.cell(2, 1), lattice.cell(3, 0)), (None, Some(4), None));
        assert_eq!(lattice.centres()[7], Plane::new(641_250.0, 3_458_250.0));
        assert_eq!(Lattice::new((Plane::new(0.0, 0.0), Plane::new(1.0, 1.0)), -1.0, |_| true), Err(MaskError::Extent));
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
}
