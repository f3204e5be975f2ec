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
    /// Those of them moved to the nearest cell inside, no further than [`SNAP_M`].
    pub moved: usize,
    /// Enterprises left out: further outside, without a finite position, or without a positive weight.
    pub outside: usize,
    /// The greatest density, per km².
    pub max: f32,
}

/// How far outside the boundary a point may lie to be counted still: boundaries are generalised.
pub const SNAP_M: f64 = 1_000.0;
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
    let blur = Blur { width: mask.width, taps: kernel(bandwidth_m / mask.cell_m), cancelled };
    let mut binned = Binned::new(mask, everywhere);
    for (i, p) in points.iter().enumerate() {
        if i % 65_536 == 0 && cancelled() {
            return Err(DensityError::Cancelled);
        }
        binned.add(*p, weights.map_or(1.0, |w| w.get(i).copied().unwrap_or(0.0)));
    }
    if !everywhere {
        let kept = blur.run(&mask.inside.iter().map(|inside| f32::from(u8::from(*inside))).collect::<Vec<_>>())?;
        binned.cells.par_iter_mut().zip(&kept).for_each(|(m, e)| {
            if *m > 0.0 {
                *m /= f64::from(*e);
            }
        });
    }
    // Sums of many small parts need the 64 bits; from here on there are only a few hundred terms.
    let weights: Vec<f32> = binned.cells.par_iter().map(|v| *v as f32).collect();
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

/// Weights on the grid.
struct Binned<'a> {
    mask: &'a Mask,
    everywhere: bool,
    /// Cells per metre.
    per_m: f64,
    cells: Vec<f64>,
    /// The nearest cell inside, by cell outside, as far as asked for.
    nearest: std::collections::HashMap<usize, Option<usize>>,
    n: usize,
    mass: f64,
    moved: usize,
    outside: usize,
}

impl<'a> Binned<'a> {
    fn new(mask: &'a Mask, everywhere: bool) -> Binned<'a> {
        let cells = vec![0.0; mask.width * mask.height];
        Binned {
            mask,
            everywhere,
            per_m: 1.0 / mask.cell_m,
            cells,
            nearest: Default::default(),
            n: 0,
            mass: 0.0,
            moved: 0,
            outside: 0,
        }
    }

    fn is_inside(&self, cell: usize) -> bool {
        self.everywhere || self.mask.inside[cell]
    }

    fn add(&mut self, p: Plane, weight: f64) {
        let cell = self.mask.cell_at(p).filter(|_| weight > 0.0 && weight.is_finite());
        match cell {
            Some(cell) if self.is_inside(cell) => self.spread(p, weight),
            Some(cell) => match self.nearest(cell) {
                Some(inside) => {
                    self.moved += 1;
                    self.cells[inside] += weight;
                }
                None => {
                    self.outside += 1;
                    return;
                }
            },
            None => {
                self.outside += 1;
                return;
            }
        }
        self.n += 1;
        self.mass += weight;
    }

    /// To the four nearest centres; the parts of those outside go to the ones inside, in proportion.
    fn spread(&mut self, p: Plane, weight: f64) {
        let (width, height) = (self.mask.width, self.mask.height);
        let x = ((p.x - self.mask.origin.x) * self.per_m - 0.5).clamp(0.0, (width - 1) as f64);
        let y = ((p.y - self.mask.origin.y) * self.per_m - 0.5).clamp(0.0, (height - 1) as f64);
        let (column, row) = (x as usize, y as usize);
        let (fx, fy) = (x - column as f64, y - row as f64);
        let at = row * width + column;
        let (east, north) = (usize::from(column + 1 < width), if row + 1 < height { width } else { 0 });
        let cells = [at, at + east, at + north, at + east + north];
        let mut parts = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
        let mut inside = 1.0;
        if !(self.everywhere || cells.iter().all(|c| self.mask.inside[*c])) {
            parts.iter_mut().zip(cells).for_each(|(part, c)| *part *= f64::from(u8::from(self.mask.inside[c])));
            inside = parts.iter().sum();
        }
        let scale = weight / inside;
        parts.iter().zip(cells).for_each(|(part, c)| self.cells[c] += scale * part);
    }

    /// The nearest cell inside within [`SNAP_M`], the southernmost, then westernmost, of equals.
    fn nearest(&mut self, cell: usize) -> Option<usize> {
        let mask = self.mask;
        *self.nearest.entry(cell).or_insert_with(|| {
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
        })
    }
}

/// A separable blur of a grid.
struct Blur<'a> {
    width: usize,
    taps: Vec<f32>,
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
        // From the outermost inwards: small terms first.
        for k in (1..=reach).rev() {
            add_pair(out, &padded[reach - k..], &padded[reach + k..], self.taps[k]);
        }
        add_scaled(out, row, self.taps[0]);
    }

    /// A row blurred from south to north.
    fn along(&self, cells: &[f32], row: usize, out: &mut [f32]) {
        let at = |row: usize| cells.get(row * self.width..(row + 1) * self.width);
        for k in (1..self.taps.len()).rev() {
            match (row.checked_sub(k).and_then(at), at(row + k)) {
                (Some(a), Some(b)) => add_pair(out, a, b, self.taps[k]),
                (Some(one), None) | (None, Some(one)) => add_scaled(out, one, self.taps[k]),
                (None, None) => {}
            }
        }
        if let Some(centre) = at(row) {
            add_scaled(out, centre, self.taps[0]);
        }
    }
}

fn add_pair(out: &mut [f32], a: &[f32], b: &[f32], tap: f32) {
    out.iter_mut().zip(a).zip(b).for_each(|((sum, a), b)| *sum += tap * (a + b));
}

fn add_scaled(out: &mut [f32], a: &[f32], tap: f32) {
    out.iter_mut().zip(a).for_each(|(sum, a)| *sum += tap * a);
}

#[cfg(test)]
#[path = "density_tests.rs"]
mod tests;
