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
    /// Sums of weights a cell, in `unit`s: those of each share of the points.
    shares: Vec<Vec<i64>>,
    /// What one of them stands for.
    unit: f64,
    /// Points binned.
    pub n: usize,
    /// The sum of their weights.
    pub mass: f64,
    /// Those of them moved to the nearest cell inside.
    pub moved: usize,
    /// Points left out.
    pub outside: usize,
}

impl Binned {
    /// The sum of weights in each cell, as `to` makes it of the number of the cell and the sum; in parallel.
    pub fn cells<T: Send>(&self, to: impl Fn(usize, f64) -> T + Sync) -> Vec<T> {
        let cells = self.shares.first().map_or(0, Vec::len);
        let sum = |i: usize| self.shares.iter().map(|share| share[i]).sum::<i64>();
        (0..cells).into_par_iter().with_min_len(1 << 14).map(|i| to(i, sum(i) as f64 * self.unit)).collect()
    }
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
        for from in range.clone().step_by(CHUNK) {
            if cancelled() {
                return None;
            }
            (from..range.end.min(from + CHUNK)).for_each(|i| self.add(i, &mut share));
        }
        Some(share)
    }

    #[inline]
    fn add(&self, i: usize, share: &mut Share) {
        let (p, mask) = (self.points[i], self.mask);
        let (x, y) = ((p.x - mask.origin.x) * self.per_m, (p.y - mask.origin.y) * self.per_m);
        let is_on_grid = x >= 0.0 && y >= 0.0 && x < mask.width as f64 && y < mask.height as f64;
        let Some(weight) = self.weight(i).filter(|_| is_on_grid) else {
            share.dropped += 1;
            return;
        };
        if !self.everywhere && !mask.inside[y as usize * mask.width + x as usize] {
            share.astray.push(i as u32);
            return;
        }
        self.spread(x, y, weight, &mut share.cells);
        share.n += 1;
        share.mass += weight;
    }

    /// Adds a weight to the four centres nearest to a point, which is at (`x`, `y`) in cells.
    #[inline]
    fn spread(&self, x: f64, y: f64, weight: i64, cells: &mut [i64]) {
        let (width, height) = (self.mask.width, self.mask.height);
        let (u, v) = ((x - 0.5).clamp(0.0, (width - 1) as f64), (y - 0.5).clamp(0.0, (height - 1) as f64));
        let (column, row) = (u as usize, v as usize);
        let (fx, fy) = (u - column as f64, v - row as f64);
        let at = row * width + column;
        let (east, north) = (usize::from(column + 1 < width), if row + 1 < height { width } else { 0 });
        let nearest = [at, at + east, at + north, at + east + north];
        let whole = weight as f64;
        // The parts are whole numbers whose sum is the weight: nothing is lost by rounding.
        let both = (whole * fx * fy) as i64;
        let (eastern, northern) = ((whole * fx) as i64 - both, (whole * fy) as i64 - both);
        let mut parts = [weight - both - eastern - northern, eastern, northern, both];
        if !(self.everywhere || nearest.iter().all(|c| self.mask.inside[*c])) {
            self.bring_inside(weight, &nearest, &mut parts, y as usize * width + x as usize);
        }
        for (part, c) in parts.into_iter().zip(nearest) {
            cells[c] += part;
        }
    }

    /// Gives the parts of a weight that are outside to those inside; what rounding leaves to the cell `own`, which is.
    fn bring_inside(&self, weight: i64, nearest: &[usize; 4], parts: &mut [i64; 4], own: usize) {
        parts.iter_mut().zip(nearest).for_each(|(part, c)| *part *= i64::from(self.mask.inside[*c]));
        let inside: i64 = parts.iter().sum();
        let grown = weight as f64 / inside.max(1) as f64;
        parts.iter_mut().for_each(|part| *part = (*part as f64 * grown) as i64);
        let rest = weight - parts.iter().sum::<i64>();
        let place = nearest.iter().position(|c| *c == own).unwrap_or_default();
        parts[place] += rest;
    }

    /// Joins the shares and brings in the points astray.
    fn join(&self, shares: Vec<Share>) -> Binned {
        let mut binned = Binned { unit: 1.0 / self.scale, ..Binned::default() };
        let (mut mass, mut astray) = (0, Vec::new());
        for share in shares {
            binned.shares.push(share.cells);
            mass += share.mass;
            astray.extend(share.astray);
            (binned.n, binned.outside) = (binned.n + share.n, binned.outside + share.dropped);
        }
        let mut known: HashMap<usize, Option<usize>> = HashMap::new();
        for i in &astray {
            let cell = self.mask.cell_at(self.points[*i as usize]);
            let found = cell.and_then(|cell| *known.entry(cell).or_insert_with(|| nearest_inside(self.mask, cell)));
            match found.zip(self.weight(*i as usize)) {
                Some((cell, weight)) => {
                    binned.shares[0][cell] += weight;
                    mass += weight;
                    (binned.n, binned.moved) = (binned.n + 1, binned.moved + 1);
                }
                None => binned.outside += 1,
            }
        }
        binned.mass = mass as f64 * binned.unit;
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
            let cells = binned.cells(|_, sum| sum);
            let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
            assert_eq!(binned.n + binned.outside, points.len());
            for (a, b) in cells.iter().zip(&plain(&points, weight, &mask)) {
                assert!((a - b).abs() < 1e-9 * b.max(1.0), "{a} {b}");
            }
            assert!((cells.iter().sum::<f64>() - binned.mass).abs() < 1e-9 * binned.mass);
            assert!(binned.moved > 0 && binned.outside > 0);
            for threads in [1, 3] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
                let again = pool.install(run);
                assert_eq!((again.cells(|_, sum| sum), again.mass), (cells.clone(), binned.mass));
                assert_eq!((again.n, again.moved, again.outside), (binned.n, binned.moved, binned.outside));
            }
        }
        assert_eq!(bin(&points, None, &mask, false, &|| true), None);
        let odd = bin(&points[..4], Some(&[f64::NAN, -1.0, 0.0]), &mask, false, &|| false).expect("not cancelled");
        assert_eq!((odd.n, odd.outside, odd.mass), (0, 4, 0.0));
    }
}
