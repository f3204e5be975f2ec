//! Weighted points on a grid.
//!
//! Linear binning (Jones & Lotwick 1984, *Appl. Stat.* 33:120; Wand 1994): a point's weight goes to the four nearest
//! cell centres in proportion to its nearness; the parts of those outside the city go to the ones inside. A point
//! whose own cell is outside goes to the nearest cell inside, no further than `SNAP_M`.
//!
//! Weights are summed as whole numbers of 2⁻ᵏ, k as large as 51 bits allow for the sum of all (2⁻³¹ for a million
//! enterprises), so the order of summing, and with it the number of threads, changes nothing.
//!
//! Steps: blocks of points; where the parts of each go is worked out on wide registers, then they are added. Whole
//! numbers under 2⁵¹ are rounded in floating point: added to 1.5·2⁵² a number leaves its whole part in the low bits.
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
    let bits = 51.0 - (heaviest * points.len().max(1) as f64).max(f64::MIN_POSITIVE).log2().ceil();
    let scale = bits.clamp(-1000.0, 1000.0).exp2();
    let registers = pulp::Arch::new();
    let binning = Binning { points, weights, mask, everywhere, per_m: 1.0 / mask.cell_m, scale, registers };
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
    registers: pulp::Arch,
}

/// Points worked out at a time.
const BLOCK: usize = 64;
/// Added to a number under 2⁵¹ it leaves the nearest whole number in the low bits.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// The nearest whole number.
#[inline(always)]
fn rounded(v: f64) -> f64 {
    (v + WHOLE) - WHOLE
}

/// A whole number, |v| < 2⁵¹.
#[inline(always)]
fn whole(v: f64) -> i64 {
    (v + WHOLE).to_bits().wrapping_sub(WHOLE.to_bits()) as i64
}

/// Where a block of points goes: the cell of the south-western of the four centres around each, and the parts of its
/// weight for that one, the eastern, the northern and the north-eastern. Points off the grid have none.
struct Spread {
    is_on_grid: [bool; BLOCK],
    /// The cell a point is in.
    own: [i64; BLOCK],
    south_west: [i64; BLOCK],
    parts: [[i64; BLOCK]; 4],
}

/// The work on a block, as a type of its own: what is inside its function is compiled for wide registers.
struct SpreadBlock<'a> {
    points: &'a [Plane],
    /// Weights as whole numbers.
    weights: &'a [f64; BLOCK],
    mask: &'a Mask,
    per_m: f64,
    spread: &'a mut Spread,
}

impl pulp::NullaryFnOnce for SpreadBlock<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let SpreadBlock { points, weights, mask, per_m, spread } = self;
        let (width, height) = (mask.width as f64, mask.height as f64);
        let (last_column, last_row) = ((width - 2.0).max(0.0), (height - 2.0).max(0.0));
        for (i, p) in points.iter().enumerate().take(BLOCK) {
            let (x, y) = ((p.x - mask.origin.x) * per_m, (p.y - mask.origin.y) * per_m);
            spread.is_on_grid[i] = (x >= 0.0) & (y >= 0.0) & (x < width) & (y < height);
            // Down to the cell: at a border either of the two would do, but it has to be on the grid.
            let down = |v: f64, n: f64| rounded(v - 0.5).max(0.0).min(n - 1.0);
            spread.own[i] = whole(down(y, height) * width + down(x, width));
            let (u, v) = ((x - 0.5).max(0.0).min(width - 1.0), (y - 0.5).max(0.0).min(height - 1.0));
            let (column, row) = (rounded(u - 0.5).max(0.0).min(last_column), rounded(v - 0.5).max(0.0).min(last_row));
            let (fx, fy, weight) = (u - column, v - row, weights[i]);
            let (east, north, both) = (rounded(weight * fx), rounded(weight * fy), rounded(weight * fx * fy));
            spread.south_west[i] = whole(row * width + column);
            // Whole numbers whose sum is the weight: nothing is lost by rounding.
            spread.parts[0][i] = whole(weight - east - north + both);
            spread.parts[1][i] = whole(east - both);
            spread.parts[2][i] = whole(north - both);
            spread.parts[3][i] = whole(both);
        }
    }
}

impl Binning<'_> {
    /// The weight of a point as a whole number; 0 where it leaves the point out.
    #[inline]
    fn weight(&self, i: usize) -> f64 {
        let weight = self.weights.map_or(1.0, |w| w.get(i).copied().unwrap_or_default());
        if weight > 0.0 && weight.is_finite() { rounded(weight * self.scale) } else { 0.0 }
    }

    fn fill(&self, range: Range<usize>, cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Share> {
        let mut share = Share { cells: vec![0; self.mask.inside.len()], n: 0, mass: 0, astray: Vec::new(), dropped: 0 };
        for from in range.clone().step_by(CHUNK) {
            if cancelled() {
                return None;
            }
            for block in (from..range.end.min(from + CHUNK)).step_by(BLOCK) {
                self.add(block..range.end.min(from + CHUNK).min(block + BLOCK), &mut share);
            }
        }
        Some(share)
    }

    /// Adds a block of points.
    fn add(&self, range: Range<usize>, share: &mut Share) {
        let mut weights = [self.weight(range.start); BLOCK];
        if self.weights.is_some() {
            weights.iter_mut().zip(range.clone()).for_each(|(weight, i)| *weight = self.weight(i));
        }
        let mut spread =
            Spread { is_on_grid: [false; BLOCK], own: [0; BLOCK], south_west: [0; BLOCK], parts: [[0; BLOCK]; 4] };
        let points = &self.points[range.clone()];
        let (mask, per_m) = (self.mask, self.per_m);
        self.registers.dispatch(SpreadBlock { points, weights: &weights, mask, per_m, spread: &mut spread });
        let (east, north) = (usize::from(mask.width > 1), if mask.height > 1 { mask.width } else { 0 });
        for (i, point) in range.enumerate() {
            if !spread.is_on_grid[i] || weights[i] == 0.0 {
                share.dropped += 1;
                continue;
            }
            let (own, at) = (spread.own[i] as usize, spread.south_west[i] as usize);
            let nearest = [at, at + east, at + north, at + east + north];
            let mut parts = [0, 1, 2, 3].map(|k| spread.parts[k][i]);
            if !self.everywhere {
                if !mask.inside[own] {
                    share.astray.push(point as u32);
                    continue;
                }
                if !nearest.iter().all(|c| mask.inside[*c]) {
                    self.bring_inside(weights[i], &nearest, &mut parts, own);
                }
            }
            for (cell, part) in nearest.into_iter().zip(parts) {
                share.cells[cell] += part;
            }
            share.n += 1;
            share.mass += whole(weights[i]);
        }
    }

    /// Gives the parts of a weight that are outside to those inside; what rounding leaves to the cell `own`, which is.
    fn bring_inside(&self, weight: f64, nearest: &[usize; 4], parts: &mut [i64; 4], own: usize) {
        parts.iter_mut().zip(nearest).for_each(|(part, c)| *part *= i64::from(self.mask.inside[*c]));
        let grown = weight / parts.iter().sum::<i64>().max(1) as f64;
        parts.iter_mut().for_each(|part| *part = (*part as f64 * grown) as i64);
        let rest = whole(weight) - parts.iter().sum::<i64>();
        // At a border of cells the point's own cell may not be among the four by a rounding: then the first inside.
        let is_inside = |c: &usize| self.mask.inside[*c];
        let place = nearest.iter().position(|c| *c == own).or_else(|| nearest.iter().position(is_inside));
        parts[place.unwrap_or_default()] += rest;
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
            match found {
                Some(cell) => {
                    let weight = whole(self.weight(*i as usize));
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
                // A point with a sliver of its weight inside has the rounding of that sliver grown with it.
                assert!((a - b).abs() < 1e-6 * b.max(1.0), "{a} {b}");
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
