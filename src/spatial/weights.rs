//! Which cells are neighbours of which, and how much each counts: spatial weights.
//!
//! Source: Cliff & Ord 1981, *Spatial processes*, ch. 1; Anselin 1988, *Spatial econometrics*, 3.1. Neighbours share
//! a border or a corner (queen), a border (rook), or lie within a distance (band). A neighbour counts 1 (binary) or
//! 1/number of neighbours (row-standardised), so one number a row is all there is to store besides the neighbours.
//! Cells on two sides of a river are neighbours on a lattice where the river is narrower than a cell: contiguity is a
//! choice, to be told with the result.
//!
//! A cell without neighbours is an island. Islands are listed and local statistics leave them out.
//!
//! Steps: compressed sparse rows, the neighbours of a row ascending. Distance bands sort the points by squares of the
//! radius and look at nine squares. Cost: cells + neighbours; rows are worked out by themselves, in parallel.

use rayon::prelude::*;

use super::lattice::Lattice;
use crate::geography::Plane;

/// The most neighbours looked at for a distance band: a gigabyte of them.
pub const MAX_CANDIDATES: usize = 1 << 28;
/// Points worked out at a time.
const CHUNK: usize = 256;

/// What makes two cells neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Criterion {
    /// A shared border or corner.
    Queen,
    /// A shared border.
    Rook,
    /// No further than `radius_m` apart, centre to centre, that far included.
    DistanceBand {
        /// Radius, metres.
        radius_m: f64,
    },
    /// Lists made elsewhere.
    Given,
}

/// How much a neighbour counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standardisation {
    /// 1 / number of neighbours: a row sums to 1.
    #[default]
    Row,
    /// 1.
    Binary,
}

/// Why there are no weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// The radius is not a positive number.
    #[error("the radius of the distance band is not a positive number")]
    Radius,
    /// A position is not finite.
    #[error("point {0} has no finite position")]
    Position(usize),
    /// A list names the cell itself, a cell twice, or one that is not there.
    #[error("the neighbours of cell {0} are not distinct other cells")]
    Neighbours(usize),
    /// The band would have to look at more than [`MAX_CANDIDATES`] pairs.
    #[error("the radius of the distance band has too many neighbours in it")]
    TooManyNeighbours,
    /// The caller no longer wants it.
    #[error("the calculation was cancelled")]
    Cancelled,
}

/// Spatial weights, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    starts: Vec<usize>,
    neighbours: Vec<u32>,
    islands: Vec<u32>,
    criterion: Criterion,
    standardisation: Standardisation,
}

/// Sums over the weights that the moments of Moran's I need (Cliff & Ord 1981, 1.5).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightSums {
    /// Σ w_ij.
    pub s0: f64,
    /// ½ Σ (w_ij + w_ji)².
    pub s1: f64,
    /// Σ_i (Σ_j w_ij + Σ_j w_ji)².
    pub s2: f64,
}

impl Weights {
    /// Neighbours share a border or a corner.
    pub fn queen(lattice: &Lattice, standardisation: Standardisation) -> Weights {
        Weights::contiguous(lattice, Criterion::Queen, standardisation)
    }

    /// Neighbours share a border.
    pub fn rook(lattice: &Lattice, standardisation: Standardisation) -> Weights {
        Weights::contiguous(lattice, Criterion::Rook, standardisation)
    }

    /// Neighbours lie no further than `radius_m` apart (`points` in plane metres; those of one position are
    /// neighbours). `cancelled` is asked every few hundred points, from any thread.
    ///
    /// # Errors
    /// A radius that is not positive, a position that is not finite, too many pairs to look at, cancellation.
    pub fn distance_band(
        points: &[Plane],
        radius_m: f64,
        standardisation: Standardisation,
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Result<Weights, WeightsError> {
        if !(radius_m > 0.0 && radius_m.is_finite()) {
            return Err(WeightsError::Radius);
        }
        if let Some(i) = points.iter().position(|p| !(p.x.is_finite() && p.y.is_finite())) {
            return Err(WeightsError::Position(i));
        }
        let squares = Squares::new(points, radius_m);
        let candidates: usize =
            (0..points.len()).into_par_iter().map(|i| squares.around(i).map(<[_]>::len).sum::<usize>()).sum();
        if candidates > MAX_CANDIDATES {
            return Err(WeightsError::TooManyNeighbours);
        }
        let chunks: Vec<Vec<Vec<u32>>> = (0..points.len().div_ceil(CHUNK))
            .into_par_iter()
            .map(|c| {
                let rows = c * CHUNK..points.len().min((c + 1) * CHUNK);
                (!cancelled()).then(|| rows.map(|i| squares.within(i, radius_m)).collect())
            })
            .collect::<Option<_>>()
            .ok_or(WeightsError::Cancelled)?;
        let rows = chunks.into_iter().flatten();
        Ok(Weights::from_rows(rows, Criterion::DistanceBand { radius_m }, standardisation))
    }

    /// Neighbours as listed, a list a cell; they need not be mutual.
    ///
    /// # Errors
    /// A list that names its own cell, a cell twice, or a cell that has no list.
    pub fn from_neighbours(lists: &[Vec<u32>], standardisation: Standardisation) -> Result<Weights, WeightsError> {
        let mut rows = lists.to_vec();
        for (i, row) in rows.iter_mut().enumerate() {
            row.sort_unstable();
            let sound = row.windows(2).all(|pair| pair[0] < pair[1])
                && row.iter().all(|j| (*j as usize) < lists.len() && *j as usize != i);
            if !sound {
                return Err(WeightsError::Neighbours(i));
            }
        }
        Ok(Weights::from_rows(rows.into_iter(), Criterion::Given, standardisation))
    }

    fn contiguous(lattice: &Lattice, criterion: Criterion, standardisation: Standardisation) -> Weights {
        let rows = (0..lattice.len()).map(|cell| {
            let (column, row) = lattice.place(cell);
            let (borders, corners) = lattice.shape().steps(row);
            let corners = if criterion == Criterion::Rook { &[] } else { corners };
            let steps = borders.iter().chain(corners);
            let mut neighbours: Vec<u32> =
                steps.filter_map(|(dx, dy)| lattice.cell(column + dx, row + dy)).map(|c| c as u32).collect();
            neighbours.sort_unstable();
            neighbours
        });
        Weights::from_rows(rows, criterion, standardisation)
    }

    /// From rows whose neighbours ascend.
    fn from_rows(
        rows: impl Iterator<Item = Vec<u32>>,
        criterion: Criterion,
        standardisation: Standardisation,
    ) -> Weights {
        let (mut starts, mut neighbours, mut islands) = (vec![0], Vec::new(), Vec::new());
        for row in rows {
            if row.is_empty() {
                islands.push(starts.len() as u32 - 1);
            }
            neighbours.extend_from_slice(&row);
            starts.push(neighbours.len());
        }
        Weights { starts, neighbours, islands, criterion, standardisation }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of a cell, ascending; panics where `cell` is not under [`len`](Weights::len), as do the others.
    pub fn neighbours(&self, cell: usize) -> &[u32] {
        &self.neighbours[self.starts[cell]..self.starts[cell + 1]]
    }

    /// What each neighbour of a cell counts; 0 for an island.
    pub fn weight(&self, cell: usize) -> f64 {
        match (self.neighbours(cell).len(), self.standardisation) {
            (0, _) => 0.0,
            (_, Standardisation::Binary) => 1.0,
            (k, Standardisation::Row) => 1.0 / k as f64,
        }
    }

    /// Σ_j w_ij x_j, for one `x` a cell; 0 for an island.
    pub fn lag(&self, cell: usize, x: &[f64]) -> f64 {
        self.weight(cell) * self.neighbour_sum(cell, x)
    }

    /// The sum of `x` over the neighbours of a cell, in their order.
    pub fn neighbour_sum(&self, cell: usize, x: &[f64]) -> f64 {
        self.neighbours(cell).iter().map(|j| x[*j as usize]).sum()
    }

    /// Cells without neighbours, ascending.
    pub fn islands(&self) -> &[u32] {
        &self.islands
    }

    /// The most neighbours a cell has.
    pub fn max_neighbours(&self) -> usize {
        (0..self.len()).map(|i| self.neighbours(i).len()).max().unwrap_or(0)
    }

    /// Mean number of neighbours, islands included; 0 without cells.
    pub fn mean_neighbours(&self) -> f64 {
        self.neighbours.len() as f64 / self.len().max(1) as f64
    }

    /// What makes two cells neighbours.
    pub fn criterion(&self) -> Criterion {
        self.criterion
    }

    /// How much a neighbour counts.
    pub fn standardisation(&self) -> Standardisation {
        self.standardisation
    }

    /// S0, S1 and S2.
    pub fn sums(&self) -> WeightSums {
        let n = self.len();
        let (mut s0, mut s1) = (0.0, 0.0);
        let mut both = vec![0.0; n];
        for i in 0..n {
            let w = self.weight(i);
            for j in self.neighbours(i) {
                let j = *j as usize;
                s0 += w;
                both[i] += w;
                both[j] += w;
                // A pair of one direction only appears once here and twice in the sum, each time w².
                let mutual = self.neighbours(j).binary_search(&(i as u32)).is_ok();
                s1 += if mutual { 0.5 * (w + self.weight(j)).powi(2) } else { w * w };
            }
        }
        WeightSums { s0, s1, s2: both.iter().map(|b| b * b).sum() }
    }
}

/// Points sorted by squares of the band's radius.
struct Squares<'a> {
    points: &'a [Plane],
    /// Column and row of the square of each point.
    of: Vec<(i64, i64)>,
    /// Points by row, then column of their square, then number.
    order: Vec<((i64, i64), u32)>,
}

impl Squares<'_> {
    fn new(points: &[Plane], side_m: f64) -> Squares<'_> {
        let of: Vec<(i64, i64)> =
            points.iter().map(|p| ((p.y / side_m).floor() as i64, (p.x / side_m).floor() as i64)).collect();
        let mut order: Vec<((i64, i64), u32)> = of.iter().enumerate().map(|(i, s)| (*s, i as u32)).collect();
        order.par_sort_unstable();
        Squares { points, of, order }
    }

    /// The points of the nine squares around a point, three rows of them.
    fn around(&self, i: usize) -> impl Iterator<Item = &[((i64, i64), u32)]> {
        let (row, column) = self.of[i];
        (-1..=1).map(move |step| {
            let (from, to) = ((row.saturating_add(step), column.saturating_sub(1)), column.saturating_add(1));
            let start = self.order.partition_point(|(s, _)| *s < from);
            let end = self.order.partition_point(|(s, _)| *s <= (from.0, to));
            &self.order[start..end]
        })
    }

    /// The other points no further than `radius_m`, ascending.
    fn within(&self, i: usize, radius_m: f64) -> Vec<u32> {
        let near = |j: &u32| *j as usize != i && self.points[*j as usize].distance_m(self.points[i]) <= radius_m;
        let mut found: Vec<u32> = self.around(i).flatten().map(|(_, j)| *j).filter(near).collect();
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
#[path = "weights_tests.rs"]
mod tests;
