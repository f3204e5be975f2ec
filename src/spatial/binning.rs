//! Weighted points on a grid.
//!
//! Linear binning (Jones & Lotwick 1984, *Appl. Stat.* 33:120; Wand 1994): a point's weight goes to the four nearest
//! cell centres in proportion to its nearness; the parts of those outside the city go to the ones inside. A point
//! whose own cell is outside goes to the nearest cell inside, no further than `SNAP_M`.
//!
//! Steps: points are sorted, in chunks of `CHUNK`, by the band of `BAND` rows they fall in; each band is then
//! filled by itself, chunk by chunk, so that the cells it writes to stay in the processor's cache; bands are joined
//! from south to north. Chunks and bands do not depend on the number of threads, so neither do the sums.
//!
//! Cost: two passes over the points, in parallel.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::mask::Mask;
use crate::geography::Plane;

/// How far outside the boundary a point may lie to be counted still, metres: boundaries are generalised.
pub const SNAP_M: f64 = 1_000.0;
/// Points sorted at a time.
const CHUNK: usize = 1 << 16;
/// Rows filled at a time.
const BAND: usize = 64;

/// Weights on the grid, and what became of the points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Binned {
    /// The sum of weights a cell.
    pub cells: Vec<f64>,
    /// Points binned.
    pub n: usize,
    /// The sum of their weights.
    pub mass: f64,
    /// Those of them moved to the nearest cell inside.
    pub moved: usize,
    /// Points left out.
    pub outside: usize,
}

/// Bins `points` of `weights` (1 where `None`; missing, negative and infinite ones leave the point out) on the grid
/// of `mask`; with `everywhere`, all of its cells are inside. `None` when cancelled.
pub fn bin(
    points: &[Plane],
    weights: Option<&[f64]>,
    mask: &Mask,
    everywhere: bool,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Binned> {
    let binning = Binning { points, weights, mask, everywhere, per_m: 1.0 / mask.cell_m };
    let sorted: Vec<Chunk> = (0..points.len().div_ceil(CHUNK))
        .into_par_iter()
        .map(|c| (!cancelled()).then(|| binning.sort(c * CHUNK..points.len().min((c + 1) * CHUNK))))
        .collect::<Option<_>>()?;
    let bands: Vec<Band> = (0..binning.bands())
        .into_par_iter()
        .map(|b| (!cancelled()).then(|| binning.fill(b, &sorted)))
        .collect::<Option<_>>()?;
    Some(binning.join(&bands))
}

/// The points of a chunk by band: `order[starts[b]..starts[b + 1]]`; the last band is of those off the grid or
/// without weight.
struct Chunk {
    starts: Vec<u32>,
    order: Vec<u32>,
}

/// A band: its rows, one row more for what falls beyond it, and the points whose cell is outside.
struct Band {
    cells: Vec<f64>,
    n: usize,
    mass: f64,
    astray: Vec<u32>,
    dropped: usize,
}

struct Binning<'a> {
    points: &'a [Plane],
    weights: Option<&'a [f64]>,
    mask: &'a Mask,
    everywhere: bool,
    /// Cells per metre.
    per_m: f64,
}

impl Binning<'_> {
    fn bands(&self) -> usize {
        self.mask.height.div_ceil(BAND)
    }

    fn weight(&self, i: usize) -> f64 {
        self.weights.map_or(1.0, |w| w.get(i).copied().unwrap_or(0.0))
    }

    /// The row of the lower of the two centres a position lies between, and how far it is above it, 0 to 1.
    fn row(&self, p: Plane) -> (usize, f64) {
        let y = ((p.y - self.mask.origin.y) * self.per_m - 0.5).clamp(0.0, (self.mask.height - 1) as f64);
        (y as usize, y - (y as usize) as f64)
    }

    fn column(&self, p: Plane) -> (usize, f64) {
        let x = ((p.x - self.mask.origin.x) * self.per_m - 0.5).clamp(0.0, (self.mask.width - 1) as f64);
        (x as usize, x - (x as usize) as f64)
    }

    fn sort(&self, range: Range<usize>) -> Chunk {
        let bands = self.bands();
        let band_of = |i: usize| {
            let (p, w) = (self.points[i], self.weight(i));
            let usable = w > 0.0 && w.is_finite() && self.mask.cell_at(p).is_some();
            if usable { self.row(p).0 / BAND } else { bands }
        };
        let of: Vec<u32> = range.clone().map(|i| band_of(i) as u32).collect();
        let mut starts = vec![0u32; bands + 2];
        of.iter().for_each(|b| starts[*b as usize + 1] += 1);
        (0..=bands).for_each(|b| starts[b + 1] += starts[b]);
        let mut next = starts.clone();
        let mut order = vec![0u32; of.len()];
        for (i, b) in range.zip(of) {
            order[next[b as usize] as usize] = i as u32;
            next[b as usize] += 1;
        }
        Chunk { starts, order }
    }

    fn fill(&self, band: usize, chunks: &[Chunk]) -> Band {
        let of = |c: &Chunk, b: usize| c.starts[b] as usize..c.starts[b + 1] as usize;
        let dropped = if band == 0 { chunks.iter().map(|c| of(c, self.bands()).len()).sum() } else { 0 };
        let cells = vec![0.0; (BAND + 1) * self.mask.width];
        let mut filled = Band { cells, n: 0, mass: 0.0, astray: Vec::new(), dropped };
        for chunk in chunks {
            for i in &chunk.order[of(chunk, band)] {
                let (p, weight) = (self.points[*i as usize], self.weight(*i as usize));
                if self.everywhere || self.mask.cell_at(p).is_some_and(|cell| self.mask.inside[cell]) {
                    self.spread(p, weight, band * BAND * self.mask.width, &mut filled.cells);
                    filled.n += 1;
                    filled.mass += weight;
                } else {
                    filled.astray.push(*i);
                }
            }
        }
        filled
    }

    /// Adds a weight to the four nearest centres; `cells` start at cell `first` of the grid.
    fn spread(&self, p: Plane, weight: f64, first: usize, cells: &mut [f64]) {
        let (width, height) = (self.mask.width, self.mask.height);
        let ((column, fx), (row, fy)) = (self.column(p), self.row(p));
        let at = row * width + column;
        let (east, north) = (usize::from(column + 1 < width), if row + 1 < height { width } else { 0 });
        let nearest = [at, at + east, at + north, at + east + north];
        let mut parts = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
        let mut scale = weight;
        if !(self.everywhere || nearest.iter().all(|c| self.mask.inside[*c])) {
            parts.iter_mut().zip(nearest).for_each(|(part, c)| *part *= f64::from(u8::from(self.mask.inside[c])));
            scale /= parts.iter().sum::<f64>();
        }
        parts.iter().zip(nearest).for_each(|(part, c)| cells[c - first] += scale * part);
    }

    /// Joins the bands from south to north and brings in the points astray.
    fn join(&self, bands: &[Band]) -> Binned {
        let mut all = Binned { cells: vec![0.0; self.mask.inside.len()], ..Binned::default() };
        for (b, band) in bands.iter().enumerate() {
            let rows = &mut all.cells[b * BAND * self.mask.width..];
            rows.iter_mut().zip(&band.cells).for_each(|(sum, v)| *sum += v);
            (all.n, all.mass, all.outside) = (all.n + band.n, all.mass + band.mass, all.outside + band.dropped);
        }
        let mut known: HashMap<usize, Option<usize>> = HashMap::new();
        for i in bands.iter().flat_map(|b| &b.astray) {
            let cell = self.mask.cell_at(self.points[*i as usize]);
            let found = cell.and_then(|cell| *known.entry(cell).or_insert_with(|| nearest_inside(self.mask, cell)));
            match found {
                Some(cell) => {
                    let weight = self.weight(*i as usize);
                    all.cells[cell] += weight;
                    (all.n, all.mass, all.moved) = (all.n + 1, all.mass + weight, all.moved + 1);
                }
                None => all.outside += 1,
            }
        }
        all
    }
}

/// The cell inside nearest to `cell`, no further than `SNAP_M`; the southernmost, then westernmost, of equals.
fn nearest_inside(mask: &Mask, cell: usize) -> Option<usize> {
    let (column, row) = ((cell % mask.width) as i64, (cell / mask.width) as i64);
    let reach = (SNAP_M / mask.cell_m).floor() as i64;
    let mut best: Option<(i64, usize)> = None;
    for ring in 1..=reach {
        if best.is_some_and(|(d2, _)| d2 < ring * ring) {
            break;
        }
        for dy in -ring..=ring {
            let step = if dy.abs() == ring { 1 } else { 2 * ring };
            let mut dx = -ring;
            while dx <= ring {
                let (x, y, d2) = (column + dx, row + dy, dx * dx + dy * dy);
                dx += step;
                if x < 0 || y < 0 || x >= mask.width as i64 || y >= mask.height as i64 || d2 > reach * reach {
                    continue;
                }
                let at = y as usize * mask.width + x as usize;
                if mask.inside[at] && best.is_none_or(|best| (d2, at) < best) {
                    best = Some((d2, at));
                }
            }
        }
    }
    best.map(|(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::random::below;

    #[test]
    fn bands_and_chunks_add_up_to_a_plain_pass() {
        let mut mask = Mask::full((Plane::new(0.0, 0.0), Plane::new(1_500.0, 2_000.0)), 10.0).expect("grid");
        mask.inside.iter_mut().enumerate().for_each(|(i, inside)| *inside = i % 7 != 0 && i % 150 < 120);
        let draw = |i, k| below(1 << 30, 9, i, k) as f64 / (1u64 << 30) as f64 * 2_100.0 - 20.0;
        let points: Vec<Plane> = (0..CHUNK as u64 + 3_000).map(|i| Plane::new(draw(i, 0), draw(i, 1))).collect();
        let binned = bin(&points, None, &mask, false, &|| false).expect("not cancelled");
        assert_eq!(binned.n + binned.outside, points.len());
        let binning = Binning { points: &points, weights: None, mask: &mask, everywhere: false, per_m: 0.1 };
        let mut plain = vec![0.0; mask.inside.len()];
        for p in &points {
            let Some(cell) = mask.cell_at(*p) else { continue };
            if mask.inside[cell] {
                binning.spread(*p, 1.0, 0, &mut plain);
            } else if let Some(near) = nearest_inside(&mask, cell) {
                plain[near] += 1.0;
            }
        }
        for (a, b) in binned.cells.iter().zip(&plain) {
            assert!((a - b).abs() < 1e-9, "{a} {b}");
        }
        assert!(binned.moved > 0 && binned.outside > 0);
        assert_eq!(bin(&points, None, &mask, false, &|| true), None);
    }
}
