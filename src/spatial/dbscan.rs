//! Density-based clusters: groups of points joined through neighbourhoods that hold enough of them.
//!
//! Source: Ester, Kriegel, Sander & Xu 1996, *A density-based algorithm for discovering clusters* (KDD-96); the grid
//! whose cells are all-core when full: Gunawan 2013 (thesis, TU Eindhoven); Schubert et al. 2017, *ACM TODS* 42:19.
//!
//! Parameters: `eps_m`, the radius of a neighbourhood, metres (closed: a point at exactly that distance belongs to
//! it), and `min_points`, the least number of points in it, the point itself counted, that makes a point core.
//!
//! Steps: 1. sort the points into square cells of side eps/√2, so that points of one cell are neighbours; 2. find the
//! core points: all of a cell that holds `min_points`, others by counting the 21 cells around; 3. join cells that
//! hold two core points within eps of each other; 4. number the clusters by their least core index, and give each
//! border point to the lowest-numbered cluster that reaches it. Labels equal scikit-learn's.
//!
//! Cost: O(n log n) for the sort; pairs are looked at only between neighbouring cells and only until one is found.
//! The same on any number of threads.
//!
//! What it cannot tell: whether a cluster is more than chance. Border points between two clusters go to one of them
//! by number, not by distance.

use rayon::prelude::*;

use super::disjoint_sets::DisjointSets;
use crate::geography::Plane;

/// The clusters of points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partition {
    /// The cluster of each point, from 0; `None` for noise and for points without a finite position.
    pub labels: Vec<Option<u32>>,
    /// Whether each point is core.
    pub core: Vec<bool>,
    /// Number of clusters.
    pub clusters: u32,
}

impl Partition {
    /// The points of each cluster, ascending.
    pub fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.clusters as usize];
        for (point, label) in self.labels.iter().enumerate() {
            if let Some(label) = label {
                members[*label as usize].push(point);
            }
        }
        members
    }

    /// Points in no cluster.
    pub fn noise(&self) -> usize {
        self.labels.iter().filter(|label| label.is_none()).count()
    }
}

/// Clusters `points` (plane metres); `None` when cancelled. A radius that is not positive, or no least number, gives
/// no cluster.
pub fn dbscan(
    points: &[Plane],
    eps_m: f64,
    min_points: usize,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Partition> {
    let mut partition = Partition { labels: vec![None; points.len()], core: vec![false; points.len()], clusters: 0 };
    if !(eps_m > 0.0 && eps_m.is_finite()) || min_points == 0 {
        return Some(partition);
    }
    let cells = Cells::new(points, eps_m);
    let core = cells.core(min_points, cancelled)?;
    let mut sets = cells.joined(&core, cancelled)?;
    // Clusters by their least core index: points in order, each cell's set numbered when first met.
    let mut cell_of = vec![0u32; points.len()];
    for cell in 0..cells.len() {
        cells.range(cell).for_each(|k| cell_of[cells.order[k] as usize] = cell as u32);
    }
    for (sorted, is_core) in core.iter().enumerate() {
        partition.core[cells.order[sorted] as usize] = *is_core;
    }
    let mut number = vec![None; cells.len()];
    for point in (0..points.len()).filter(|p| partition.core[*p]) {
        let set = sets.find(cell_of[point]) as usize;
        let label = *number[set].get_or_insert_with(|| {
            partition.clusters += 1;
            partition.clusters - 1
        });
        partition.labels[point] = Some(label);
    }
    if cancelled() {
        return None;
    }
    let labels = &partition.labels;
    let reached = |k: usize| -> Option<u32> {
        let near = cells.around(cells.cell_of_sorted(k)).flat_map(|cell| cells.range(cell));
        near.filter(|j| core[*j] && cells.is_near(k, *j)).filter_map(|j| labels[cells.order[j] as usize]).min()
    };
    let border: Vec<(u32, Option<u32>)> =
        (0..cells.order.len()).into_par_iter().filter(|k| !core[*k]).map(|k| (cells.order[k], reached(k))).collect();
    border.into_iter().for_each(|(point, label)| partition.labels[point as usize] = label);
    Some(partition)
}

/// Points sorted into square cells of side eps/√2.
struct Cells {
    eps2: f64,
    /// Point indices in order of their cells.
    order: Vec<u32>,
    /// Coordinates in that order.
    at: Vec<[f64; 2]>,
    /// Row and column of each cell, ascending.
    keys: Vec<(i64, i64)>,
    /// Where each cell begins in `order`; one more at the end.
    starts: Vec<usize>,
}

impl Cells {
    fn new(points: &[Plane], eps_m: f64) -> Cells {
        let side = eps_m / std::f64::consts::SQRT_2;
        let key = |p: &Plane| ((p.y / side).floor() as i64, (p.x / side).floor() as i64);
        let mut keyed: Vec<((i64, i64), u32)> = points
            .iter()
            .enumerate()
            .filter(|(_, p)| p.x.is_finite() && p.y.is_finite())
            .map(|(i, p)| (key(p), i as u32))
            .collect();
        keyed.par_sort_unstable();
        let (mut keys, mut starts) = (Vec::new(), Vec::new());
        for (i, (key, _)) in keyed.iter().enumerate() {
            if keys.last() != Some(key) {
                keys.push(*key);
                starts.push(i);
            }
        }
        starts.push(keyed.len());
        let order: Vec<u32> = keyed.iter().map(|(_, i)| *i).collect();
        let at = order.iter().map(|i| points[*i as usize]).map(|p| [p.x, p.y]).collect();
        Cells { eps2: eps_m * eps_m, order, at, keys, starts }
    }

    fn len(&self) -> usize {
        self.keys.len()
    }

    fn range(&self, cell: usize) -> std::ops::Range<usize> {
        self.starts[cell]..self.starts[cell + 1]
    }

    fn cell_of_sorted(&self, k: usize) -> usize {
        self.starts.partition_point(|start| *start <= k) - 1
    }

    fn is_near(&self, a: usize, b: usize) -> bool {
        let ([ax, ay], [bx, by]) = (self.at[a], self.at[b]);
        (ax - bx).powi(2) + (ay - by).powi(2) <= self.eps2
    }

    /// The cell itself and those within two rows and columns that may hold a neighbour: not the far corners.
    fn around(&self, cell: usize) -> impl Iterator<Item = usize> + '_ {
        let (row, column) = self.keys[cell];
        [0, -1, 1, -2, 2].into_iter().flat_map(move |dr: i64| {
            let reach = if dr.abs() == 2 { 1 } else { 2 };
            let from = self.keys.partition_point(|key| *key < (row + dr, column - reach));
            (from..self.keys.len()).take_while(move |c| self.keys[*c] <= (row + dr, column + reach))
        })
    }

    /// Whether each point, in cell order, is core.
    fn core(&self, min_points: usize, cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Vec<bool>> {
        let of_cell = |cell: usize| -> Option<Vec<bool>> {
            let own = self.range(cell);
            if own.len() >= min_points {
                return Some(vec![true; own.len()]);
            }
            if cell.is_multiple_of(256) && cancelled() {
                return None;
            }
            let near: Vec<_> = self.around(cell).map(|c| self.range(c)).collect();
            let is_core = |k: usize| {
                let mut found = 0;
                for range in &near {
                    found += range.clone().filter(|j| self.is_near(k, *j)).count();
                    if found >= min_points {
                        return true;
                    }
                }
                false
            };
            Some(own.map(is_core).collect())
        };
        let core: Option<Vec<Vec<bool>>> = (0..self.len()).into_par_iter().map(of_cell).collect();
        Some(core?.concat())
    }

    /// The cells as sets: those with core points within eps of each other are one.
    fn joined(&self, core: &[bool], cancelled: &(dyn Fn() -> bool + Sync)) -> Option<DisjointSets> {
        let cores: Vec<Vec<u32>> = (0..self.len())
            .into_par_iter()
            .map(|cell| self.range(cell).filter(|k| core[*k]).map(|k| k as u32).collect())
            .collect();
        let edges: Option<Vec<Vec<u32>>> = (0..self.len())
            .into_par_iter()
            .map(|cell| {
                if cell.is_multiple_of(256) && cancelled() {
                    return None;
                }
                let later = self.around(cell).filter(|other| *other > cell && !cores[cell].is_empty());
                Some(later.filter(|other| self.touch(&cores[cell], &cores[*other])).map(|c| c as u32).collect())
            })
            .collect();
        let mut sets = DisjointSets::new(self.len());
        for (cell, others) in edges?.into_iter().enumerate() {
            for other in others {
                sets.join(cell as u32, other);
            }
        }
        Some(sets)
    }

    /// Whether two of the points are within eps. Points too far from the other cell's box are passed over.
    fn touch(&self, a: &[u32], b: &[u32]) -> bool {
        let mut box_b = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for [x, y] in b.iter().map(|k| self.at[*k as usize]) {
            box_b = [box_b[0].min(x), box_b[1].min(y), box_b[2].max(x), box_b[3].max(y)];
        }
        a.iter().any(|k| {
            let [x, y] = self.at[*k as usize];
            let dx = (box_b[0] - x).max(x - box_b[2]).max(0.0);
            let dy = (box_b[1] - y).max(y - box_b[3]).max(0.0);
            dx * dx + dy * dy <= self.eps2 && b.iter().any(|j| self.is_near(*k as usize, *j as usize))
        })
    }
}

#[cfg(test)]
#[path = "dbscan_tests.rs"]
mod tests;
