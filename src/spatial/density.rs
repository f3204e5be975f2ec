//! Kernel density of enterprises over the city, per km².
//!
//! Source: Silverman 1986, *Density estimation*; binning: Wand 1994, *J. Comput. Graph. Stat.* 3:433; edge
//! correction: Diggle 1985, *Appl. Stat.* 34:138, and Jones 1993, *Stat. Comput.* 3:135. Gaussian kernel K of
//! standard deviation σ: f(x) = Σ w_i K(x − x_i) / e(x_i), e(x_i) = ∫_city K(u − x_i) du. What the kernel would spread
//! beyond the boundary is given back to the point it came from, so the density over the city sums to the number of
//! enterprises exactly.
//!
//! Steps: weights to the four nearest cell centres (linear binning), those outside to the ones inside; e by blurring
//! the mask; binned weights over e, blurred, cut by the mask. A blur is two passes with a kernel cut at 5 σ and scaled
//! to sum 1. Linear binning widens the kernel by cell²/6 on average, which is taken off σ² while the cell is under σ;
//! what is left of it is below 10⁻³ of the density for cells up to σ/8.
//!
//! Cost: points + 4 · cells · 5σ/cell multiplications, rows in parallel; every row is worked out by itself, so
//! parallel equals serial bit for bit. 32-bit sums, good to 10⁻⁵.

use rayon::prelude::*;

use super::binning::{Binned, bin};
use super::mask::Mask;
use crate::geography::Plane;
use crate::language::Message;
use crate::report::Tell;

/// What is done about the kernel's part beyond the boundary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EdgeCorrection {
    /// Given back to the point (Diggle's correction); the city is the mask.
    #[default]
    Diggle,
    /// Nothing; the mask is a mere grid and no cell is outside.
    None,
}

/// Why there is no density.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DensityError {
    /// The bandwidth is not between a tenth of a cell and the size of the grid.
    Bandwidth,
    /// No cell is inside the city.
    NoCity,
    /// The caller no longer wants it.
    Cancelled,
}

impl Tell for DensityError {
    fn message(&self) -> Message {
        Message::new(match self {
            DensityError::Bandwidth => "spatial-density-bandwidth",
            DensityError::NoCity => "spatial-density-no-city",
            DensityError::Cancelled => "spatial-cancelled",
        })
    }
}
crate::told!(DensityError);

/// A kernel density on a square grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Density {
    /// Lower-left (south-west) corner of the grid.
    pub origin: Plane,
    /// Side of a cell, metres.
    pub cell_m: f64,
    /// Cells from west to east.
    pub width: usize,
    /// Cells from south to north.
    pub height: usize,
    /// Enterprises per km²: row by row, the southernmost first, each from west to east; 0 outside the city.
    pub per_km2: Vec<f32>,
    /// Standard deviation of the kernel, metres.
    pub bandwidth_m: f64,
    /// The correction made.
    pub edge: EdgeCorrection,
    /// Enterprises drawn.
    pub n: usize,
    /// The sum of their weights; n without weights.
    pub mass: f64,
    /// Those of them moved to the nearest cell inside, no further than [`SNAP_M`](super::binning::SNAP_M).
    pub moved: usize,
    /// Enterprises left out: further outside, without a finite position, or without a positive weight.
    pub outside: usize,
    /// The greatest density, per km².
    pub max: f32,
}

/// Standard deviations the kernel reaches.
const REACH: f64 = 5.0;

impl Density {
    /// The density of the cell a position falls in, per km²; `None` off the grid.
    pub fn value_at(&self, p: Plane) -> Option<f32> {
        let (column, row) = ((p.x - self.origin.x) / self.cell_m, (p.y - self.origin.y) / self.cell_m);
        (column >= 0.0 && row >= 0.0 && column < self.width as f64 && row < self.height as f64)
            .then(|| self.per_km2[row as usize * self.width + column as usize])
    }
}

/// The density of `points` (plane metres), each of its weight (1 where `weights` is `None`; missing ones count 0),
/// over the city in `mask`, with a kernel of standard deviation `bandwidth_m`. `cancelled` is asked before every pass
/// and, from any thread, before every row.
///
/// # Errors
/// A bandwidth under a tenth of a cell or beyond the grid, a mask without a cell inside, cancellation.
pub fn density(
    points: &[Plane],
    weights: Option<&[f64]>,
    mask: &Mask,
    bandwidth_m: f64,
    edge: EdgeCorrection,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Density, DensityError> {
    let longest = mask.width.max(mask.height) as f64 * mask.cell_m;
    if !(bandwidth_m >= 0.1 * mask.cell_m && bandwidth_m <= longest) {
        return Err(DensityError::Bandwidth);
    }
    let everywhere = edge == EdgeCorrection::None;
    if !everywhere && !mask.inside.contains(&true) {
        return Err(DensityError::NoCity);
    }
    let blur =
        Blur { width: mask.width, taps: kernel(bandwidth_m / mask.cell_m), registers: pulp::Arch::new(), cancelled };
    let binned = bin(points, weights, mask, everywhere, cancelled).ok_or(DensityError::Cancelled)?;
    // Sums of many small parts need the 64 bits; from here on there are only a few hundred terms.
    let weights: Vec<f32> = if everywhere {
        binned.cells(|_, sum| sum as f32)
    } else {
        let kept = blur.run(&mask.inside.iter().map(|inside| f32::from(u8::from(*inside))).collect::<Vec<_>>())?;
        binned.cells(|i, sum| if sum > 0.0 { (sum / f64::from(kept[i])) as f32 } else { 0.0 })
    };
    let mut per_km2 = blur.run(&weights)?;
    let scale = (1e6 / (mask.cell_m * mask.cell_m)) as f32;
    per_km2
        .par_iter_mut()
        .zip(&mask.inside)
        .for_each(|(v, inside)| *v = if everywhere || *inside { *v * scale } else { 0.0 });
    let max = per_km2.par_iter().copied().reduce(|| 0.0, f32::max);
    let Mask { origin, cell_m, width, height, .. } = *mask;
    let Binned { n, mass, moved, outside, .. } = binned;
    Ok(Density { origin, cell_m, width, height, per_km2, bandwidth_m, edge, n, mass, moved, outside, max })
}

/// Half of the kernel in cells, from the centre outwards, the whole summing to 1.
fn kernel(sigma_cells: f64) -> Vec<f32> {
    let variance = sigma_cells * sigma_cells;
    let variance = if sigma_cells >= 1.0 { variance - 1.0 / 6.0 } else { variance };
    let reach = (REACH * sigma_cells).ceil().max(1.0) as usize;
    let half: Vec<f64> = (0..=reach).map(|k| (-((k * k) as f64) / (2.0 * variance)).exp()).collect();
    let total = half[0] + 2.0 * half[1..].iter().sum::<f64>();
    half.iter().map(|k| (k / total) as f32).collect()
}

/// A separable blur of a grid.
struct Blur<'a> {
    width: usize,
    taps: Vec<f32>,
    registers: pulp::Arch,
    cancelled: &'a (dyn Fn() -> bool + Sync),
}

impl Blur<'_> {
    fn run(&self, cells: &[f32]) -> Result<Vec<f32>, DensityError> {
        let across = self.pass(cells, |row, out| self.across(&cells[row * self.width..][..self.width], out))?;
        self.pass(&across, |row, out| self.along(&across, row, out))
    }

    fn pass(&self, cells: &[f32], row_of: impl Fn(usize, &mut [f32]) + Sync) -> Result<Vec<f32>, DensityError> {
        let mut out = vec![0.0f32; cells.len()];
        out.par_chunks_exact_mut(self.width).enumerate().try_for_each(|(row, out)| {
            if (self.cancelled)() {
                return Err(DensityError::Cancelled);
            }
            row_of(row, out);
            Ok(())
        })?;
        Ok(out)
    }

    /// A row blurred from west to east; rows of zeros, of which a city's grid has many, are left alone.
    fn across(&self, row: &[f32], out: &mut [f32]) {
        if row.iter().all(|v| *v == 0.0) {
            return;
        }
        let reach = self.taps.len() - 1;
        let mut padded = vec![0.0f32; row.len() + 2 * reach];
        padded[reach..reach + row.len()].copy_from_slice(row);
        self.sum(out, |k| Some((&padded[reach - k..], &padded[reach + k..])));
    }

    /// A row blurred from south to north.
    fn along(&self, cells: &[f32], row: usize, out: &mut [f32]) {
        let nothing = vec![0.0f32; self.width];
        let at = |row: Option<usize>| row.and_then(|row| cells.get(row * self.width..)).filter(|row| !row.is_empty());
        self.sum(out, |k| match (at(row.checked_sub(k)), at(Some(row + k))) {
            (None, None) => None,
            (a, b) => Some((a.unwrap_or(&nothing), b.unwrap_or(&nothing))),
        });
    }

    /// Sums the two rows at each distance from the centre, from the outermost inwards: small terms first.
    fn sum<'r>(&self, out: &mut [f32], rows: impl Fn(usize) -> Option<(&'r [f32], &'r [f32])>) {
        let pairs: Vec<Pair<'_>> =
            (1..self.taps.len()).rev().filter_map(|k| rows(k).map(|(a, b)| (self.taps[k], a, b))).collect();
        if let Some((centre, _)) = rows(0) {
            // The same operations in the same order on any machine: only how many cells go at a time differs.
            self.registers.dispatch(SumPairs { out, pairs: &pairs, middle: self.taps[0], centre });
        }
    }
}

/// A weight and the two rows it is for.
type Pair<'a> = (f32, &'a [f32], &'a [f32]);

/// Cells summed at a time: eight registers of eight.
const BLOCK: usize = 64;

/// Sums pairs of rows and the centre in blocks that stay in registers. A type of its own, since the compiler uses the
/// wide registers only for what it puts inside the function that is dispatched to.
struct SumPairs<'a> {
    out: &'a mut [f32],
    pairs: &'a [Pair<'a>],
    middle: f32,
    centre: &'a [f32],
}

impl pulp::NullaryFnOnce for SumPairs<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let SumPairs { out, pairs, middle, centre } = self;
        let width = out.len();
        let mut from = 0;
        while from < width {
            if width < BLOCK {
                // A grid this narrow is a toy.
                out[from] = pairs.iter().fold(0.0, |sum, (tap, a, b)| sum + tap * (a[from] + b[from]));
                out[from] += middle * centre[from];
                from += 1;
                continue;
            }
            // The last block begins where it still fits: some cells are worked out twice, to the same value.
            let at = from.min(width - BLOCK);
            let mut sums = [0.0f32; BLOCK];
            for (tap, a, b) in pairs {
                let (a, b) = (&a[at..at + BLOCK], &b[at..at + BLOCK]);
                sums.iter_mut().zip(a).zip(b).for_each(|((sum, a), b)| *sum += tap * (a + b));
            }
            let cells = out[at..at + BLOCK].iter_mut().zip(sums).zip(&centre[at..at + BLOCK]);
            cells.for_each(|((out, sum), c)| *out = sum + middle * c);
            from += BLOCK;
        }
    }
}

#[cfg(test)]
#[path = "density_tests.rs"]
mod tests;
