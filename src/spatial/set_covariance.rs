//! The set covariance of the city: the area it shares with itself moved by a vector, |A ∩ (A + h)|.
//!
//! Source: Ohser 1983, *Math. Operationsforsch. Stat.* 14:63, translation correction: a pair of points h apart is seen
//! in a part |A ∩ (A + h)| / |A| of the places it could be at, and weighs the inverse of it.
//!
//! The city is one of cells; its covariance is exact at whole cells and bilinear between them, which for a union of
//! cells is exact too. Cost: vectors × rows × runs of cells in a row.

use rayon::prelude::*;

use super::mask::Mask;
use crate::geography::Plane;

/// Shared area by vector.
#[derive(Clone, Debug, PartialEq)]
pub struct SetCovariance {
    cell_m: f64,
    /// Vectors reach as many cells each way.
    reach: usize,
    /// Shared cells: rows of 2·reach + 1 columns, for vectors 0 to reach cells north.
    shared: Vec<f64>,
}

impl SetCovariance {
    /// That of a city, for vectors of up to `farthest_m` metres; `None` when cancelled.
    pub fn new(city: &Mask, farthest_m: f64, cancelled: &(dyn Fn() -> bool + Sync)) -> Option<SetCovariance> {
        let reach = (farthest_m / city.cell_m).ceil() as usize + 1;
        let runs: Vec<Vec<[isize; 2]>> = city.inside.chunks(city.width.max(1)).map(runs).collect();
        let row = |north: usize| -> Option<Vec<f64>> {
            let columns = -(reach as isize)..=reach as isize;
            let pairs = || runs.iter().zip(runs.iter().skip(north));
            let of = |east: isize| pairs().map(|(south, north)| overlap(north, south, east)).sum::<isize>() as f64;
            (!cancelled()).then(|| columns.map(of).collect())
        };
        let shared: Option<Vec<Vec<f64>>> = (0..=reach).into_par_iter().map(row).collect();
        Some(SetCovariance { cell_m: city.cell_m, reach, shared: shared?.concat() })
    }

    /// What a pair of points weighs, |A| / |A ∩ (A + h)|; 0 where the city shares nothing with itself.
    /// The points are no farther apart than the covariance was made for.
    pub fn pair_weight(&self, a: Plane, b: Plane) -> f64 {
        // A vector and its opposite share the same.
        let (dx, dy) = if a.y <= b.y { (b.x - a.x, b.y - a.y) } else { (a.x - b.x, a.y - b.y) };
        let (column, row) = (dx / self.cell_m + self.reach as f64, dy / self.cell_m);
        let (at_column, at_row) = (column.floor() as usize, row.floor() as usize);
        let (u, v) = (column - at_column as f64, row - at_row as f64);
        let at = |row: usize, column: usize| {
            let last = 2 * self.reach;
            self.shared[row.min(self.reach) * (last + 1) + column.min(last)]
        };
        let south = at(at_row, at_column) * (1.0 - u) + at(at_row, at_column + 1) * u;
        let north = at(at_row + 1, at_column) * (1.0 - u) + at(at_row + 1, at_column + 1) * u;
        let shared = south * (1.0 - v) + north * v;
        if shared > 0.0 { at(0, self.reach) / shared } else { 0.0 }
    }

    /// Area of the city, m².
    pub fn area_m2(&self) -> f64 {
        self.shared[self.reach] * self.cell_m * self.cell_m
    }
}

/// Runs of cells inside, each [first, last + 1].
fn runs(row: &[bool]) -> Vec<[isize; 2]> {
    let mut at = 0;
    let chunks = row.chunk_by(|a, b| a == b).map(|chunk| {
        at += chunk.len() as isize;
        (chunk[0], [at - chunk.len() as isize, at])
    });
    chunks.filter(|(is_inside, _)| *is_inside).map(|(_, run)| run).collect()
}

/// Cells that `fixed` shares with `moved` moved east by `by`.
fn overlap(fixed: &[[isize; 2]], moved: &[[isize; 2]], by: isize) -> isize {
    let (mut f, mut m, mut shared) = (0, 0, 0);
    while f < fixed.len() && m < moved.len() {
        let ([from, to], [begin, end]) = (fixed[f], moved[m].map(|x| x + by));
        shared += (to.min(end) - from.max(begin)).max(0);
        if to < end { f += 1 } else { m += 1 }
    }
    shared
}
