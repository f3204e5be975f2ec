//! A uniform grid of square cells over the plane, and which of them an edge enters.

use geo::Coord;

/// How far beyond its cells an edge is noted, in cells: far more than rounding, far less than a cell.
const CELL_MARGIN: f64 = 1e-6;

/// Square cells from a corner, row by row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Grid {
    min: Coord<f64>,
    max: Coord<f64>,
    cells_per_metre: f64,
    /// Cells in a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

impl Grid {
    /// The grid over some positions with `side` cells along the longer side; `None` over none.
    pub fn over(positions: impl IntoIterator<Item = Coord<f64>>, side: usize) -> Option<Grid> {
        let mut positions = positions.into_iter();
        let first = positions.next()?;
        let (min, max) = positions.fold((first, first), |(min, max), c| {
            (Coord { x: min.x.min(c.x), y: min.y.min(c.y) }, Coord { x: max.x.max(c.x), y: max.y.max(c.y) })
        });
        let length = (max.x - min.x).max(max.y - min.y).max(f64::MIN_POSITIVE);
        let cells_per_metre = (side as f64 / length).min(f64::MAX);
        let count = |length: f64| ((length * cells_per_metre) as usize).min(side) + 1;
        Some(Grid { min, max, cells_per_metre, columns: count(max.x - min.x), rows: count(max.y - min.y) })
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    fn column(&self, x: f64) -> usize {
        (((x - self.min.x) * self.cells_per_metre) as usize).min(self.columns - 1)
    }

    fn row(&self, y: f64) -> usize {
        (((y - self.min.y) * self.cells_per_metre) as usize).min(self.rows - 1)
    }

    /// The cell of a position within the bounds.
    pub fn cell(&self, p: Coord<f64>) -> Option<usize> {
        let within =
            self.columns > 0 && (self.min.x..=self.max.x).contains(&p.x) && (self.min.y..=self.max.y).contains(&p.y);
        within.then(|| self.row(p.y) * self.columns + self.column(p.x))
    }

    /// The middle of a cell.
    pub fn centre(&self, column: usize, row: usize) -> Coord<f64> {
        let at = |min: f64, i: usize| min + (i as f64 + 0.5) / self.cells_per_metre;
        Coord { x: at(self.min.x, column), y: at(self.min.y, row) }
    }

    /// Every cell a box meets.
    pub fn cells_of_bounds(&self, min: Coord<f64>, max: Coord<f64>, mut each: impl FnMut(usize)) {
        for row in self.row(min.y)..=self.row(max.y) {
            for column in self.column(min.x)..=self.column(max.x) {
                each(row * self.columns + column);
            }
        }
    }

    /// Every cell an edge enters, row by row, with a margin for rounding; some twice.
    pub fn cells_of_edge(&self, a: Coord<f64>, b: Coord<f64>, mut each: impl FnMut(usize)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let margin = CELL_MARGIN / self.cells_per_metre;
        for row in self.row(low.y - margin)..=self.row(high.y + margin) {
            let height = |row: usize| self.min.y + row as f64 / self.cells_per_metre;
            let x_at = |y: f64| {
                let t = if high.y > low.y { ((y - low.y) / (high.y - low.y)).clamp(0.0, 1.0) } else { 0.0 };
                low.x + t * (high.x - low.x)
            };
            let (mut from, mut to) = (x_at(height(row) - margin), x_at(height(row + 1) + margin));
            if high.y <= low.y {
                (from, to) = (low.x, high.x);
            }
            for column in self.column(from.min(to) - margin)..=self.column(from.max(to) + margin) {
                each(row * self.columns + column);
            }
        }
    }
}
