//! Weighted points on a grid.
//!
//! Linear binning (Jones & Lotwick 1984, *Appl. Stat.* 33:120; Wand 1994): a point's weight goes to the four nearest
//! cell centres in proportion to its nearness; the parts of those outside the city go to the ones inside. A point
//! whose own cell is outside goes to the nearest cell inside, no further than `SNAP_M`.
//!
//! Weights are summed as whole numbers of 2⁻ᵏ, k as large as 62 bits allow for the sum of all (2⁻⁴² for a million
//! enterprises), so the order of summing, and with it the number of threads, changes nothing.
//!
//! Cost: one pass over the points, each thread on a grid of its own.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::mask::Mask;
use crate::geography::Plane;

/// How far outside the boundary a point may lie to be counted still, metres: boundaries are generalised.
pub const SNAP_M: f64 = 1_000.0;
/// Points between two looks at the wish to stop.
const CHUNK: usize = 1 << 16;

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
    let heaviest = weights.map_or(1.0, |w| w.iter().copied().filter(|w| w.is_finite()).fold(0.0, f64::max));
    let bits = 61.0 - (heaviest * points.len().max(1) as f64).max(f64::MIN_POSITIVE).log2().ceil();
    let scale = bits.clamp(-1000.0, 1000.0).exp2();
    let binning = Binning { points, weights, mask, everywhere, per_m: 1.0 / mask.cell_m, scale };
    // A grid for each thread, where there are points enough to make up for joining them.
    let shares = (4 * points.len() / mask.inside.len().max(1)).clamp(1, rayon::current_num_threads());
    let share = points.len().div_ceil(shares).max(1);
    let filled: Vec<Share> = (0..shares)
        .into_par_iter()
        .map(|s| binning.fill(s * share..points.len().min((s + 1) * share), cancelled))
        .collect::<Option<_>>()?;
    Some(binning.join(filled))
}

/// What some of the points add.
struct Share {
    cells: Vec<i64>,
    n: usize,
    mass: i64,
    /// Points whose cell is outside.
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
    /// The whole number of a weight of 1.
    scale: f64,
}

impl Binning<'_> {
    /// The weight of a point as a whole number; `None` where it leaves the point out.
    fn weight(&self, i: usize) -> Option<i64> {
        let weight = self.weights.map_or(Some(1.0), |w| w.get(i).copied());
        weight.filter(|w| *w > 0.0 && w.is_finite()).map(|w| (w * self.scale + 0.5) as i64)
    }

    fn fill(&self, range: Range<usize>, cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Share> {
        let mut share = Share { cells: vec![0; self.mask.inside.len()], n: 0, mass: 0, astray: Vec::new(), dropped: 0 };
        for i in range {
            if i.is_multiple_of(CHUNK) && cancelled() {
                return None;
            }
            let p = self.points[i];
            let (Some(weight), Some(own)) = (self.weight(i), self.mask.cell_at(p)) else {
                share.dropped += 1;
                continue;
            };
            if self.everywhere || self.mask.inside[own] {
                self.spread(p, own, weight, &mut share.cells);
                share.n += 1;
                share.mass += weight;
            } else {
                share.astray.push(i as u32);
            }
        }
        Some(share)
    }

    /// Adds a weight to the four centres nearest to a point in the cell `own`.
    #[inline]
    fn spread(&self, p: Plane, own: usize, weight: i64, cells: &mut [i64]) {
        let (width, height) = (self.mask.width, self.mask.height);
        let centre = |at: f64, n: usize| {
            let at = (at * self.per_m - 0.5).clamp(0.0, (n - 1) as f64);
            (at as usize, at - (at as usize) as f64)
        };
        let (column, fx) = centre(p.x - self.mask.origin.x, width);
        let (row, fy) = centre(p.y - self.mask.origin.y, height);
        let at = row * width + column;
        let (east, north) = (usize::from(column + 1 < width), if row + 1 < height { width } else { 0 });
        let nearest = [at, at + east, at + north, at + east + north];
        let mut parts = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
        let mut whole = weight as f64;
        if !(self.everywhere || nearest.iter().all(|c| self.mask.inside[*c])) {
            parts.iter_mut().zip(nearest).for_each(|(part, c)| *part *= f64::from(u8::from(self.mask.inside[c])));
            whole /= parts.iter().sum::<f64>();
        }
        let mut rest = weight;
        for (part, c) in parts.iter().zip(nearest) {
            let part = (whole * part) as i64;
            cells[c] += part;
            rest -= part;
        }
        // What was cut off by rounding.
        cells[own] += rest;
    }

    /// Joins the shares and brings in the points astray.
    fn join(&self, mut shares: Vec<Share>) -> Binned {
        let others = shares.split_off(1);
        let mut all = shares.remove(0);
        for share in &others {
            all.cells.par_iter_mut().zip(&share.cells).for_each(|(sum, v)| *sum += v);
            (all.n, all.mass, all.dropped) = (all.n + share.n, all.mass + share.mass, all.dropped + share.dropped);
            all.astray.extend(&share.astray);
        }
        let mut binned = Binned { n: all.n, outside: all.dropped, ..Binned::default() };
        let mut known: HashMap<usize, Option<usize>> = HashMap::new();
        for i in &all.astray {
            let cell = self.mask.cell_at(self.points[*i as usize]);
            let found = cell.and_then(|cell| *known.entry(cell).or_insert_with(|| nearest_inside(self.mask, cell)));
            match found.zip(self.weight(*i as usize)) {
                Some((cell, weight)) => {
                    all.cells[cell] += weight;
                    all.mass += weight;
                    (binned.n, binned.moved) = (binned.n + 1, binned.moved + 1);
                }
                None => binned.outside += 1,
            }
        }
        binned.mass = all.mass as f64 / self.scale;
        binned.cells = all.cells.par_iter().map(|v| *v as f64 / self.scale).collect();
        binned
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

    /// The same by a plain pass in floating point.
    fn plain(points: &[Plane], weight: impl Fn(usize) -> f64, mask: &Mask) -> Vec<f64> {
        let mut cells = vec![0.0; mask.inside.len()];
        for (i, p) in points.iter().enumerate() {
            let Some(own) = mask.cell_at(*p) else { continue };
            if !mask.inside[own] {
                nearest_inside(mask, own).into_iter().for_each(|near| cells[near] += weight(i));
                continue;
            }
            let near = |at: f64, from: f64, n: usize| {
                let at = ((at - from) / mask.cell_m - 0.5).clamp(0.0, (n - 1) as f64);
                [(at.floor() as usize, 1.0 - at.fract()), ((at.floor() as usize + 1).min(n - 1), at.fract())]
            };
            let (columns, rows) = (near(p.x, mask.origin.x, mask.width), near(p.y, mask.origin.y, mask.height));
            let parts = rows.iter().flat_map(|(r, v)| columns.iter().map(move |(c, u)| (r * mask.width + c, u * v)));
            let inside: Vec<(usize, f64)> = parts.filter(|(cell, _)| mask.inside[*cell]).collect();
            let total: f64 = inside.iter().map(|(_, part)| part).sum();
            inside.iter().for_each(|(cell, part)| cells[*cell] += weight(i) * part / total);
        }
        cells
    }

    #[test]
    fn whole_numbers_add_up_to_a_plain_pass_on_any_number_of_threads() {
        let mut mask = Mask::full((Plane::new(0.0, 0.0), Plane::new(1_500.0, 2_000.0)), 10.0).expect("grid");
        mask.inside.iter_mut().enumerate().for_each(|(i, inside)| *inside = i % 7 != 0 && i % 150 < 120);
        let draw = |i, k| below(1 << 30, 9, i, k) as f64 / (1u64 << 30) as f64 * 2_100.0 - 20.0;
        let points: Vec<Plane> = (0..70_000).map(|i| Plane::new(draw(i, 0), draw(i, 1))).collect();
        let weights: Vec<f64> = (0..70_000).map(|i| 0.01 + draw(i, 2).abs()).collect();
        for weights in [None, Some(weights.as_slice())] {
            let run = || bin(&points, weights, &mask, false, &|| false).expect("not cancelled");
            let binned = run();
            let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
            assert_eq!(binned.n + binned.outside, points.len());
            for (a, b) in binned.cells.iter().zip(&plain(&points, weight, &mask)) {
                assert!((a - b).abs() < 1e-9 * b.max(1.0), "{a} {b}");
            }
            assert!((binned.cells.iter().sum::<f64>() - binned.mass).abs() < 1e-9 * binned.mass);
            assert!(binned.moved > 0 && binned.outside > 0);
            for threads in [1, 3] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
                assert_eq!(pool.install(run), binned);
            }
        }
        assert_eq!(bin(&points, None, &mask, false, &|| true), None);
        let odd = bin(&points[..4], Some(&[f64::NAN, -1.0, 0.0]), &mask, false, &|| false).expect("not cancelled");
        assert_eq!((odd.n, odd.outside, odd.mass), (0, 4, 0.0));
    }
}
