//! Which cells of a square grid lie in the city.
//!
//! A cell is inside when its centre is inside a polygon (even–odd rule within each polygon, half-open in y, so that a
//! centre on a shared border falls in one polygon only) and inside none of those taken away, such as water.
//!
//! Steps, scan-line conversion (Foley et al. 1990, *Computer Graphics*, 3.6): each edge marks where it crosses the
//! line through the centres of every row it spans; crossings are sorted and cells between pairs are set.
//! Cost: rows spanned by all edges, plus cells.

use geo::MultiPolygon;

use crate::geography::Plane;
use crate::language::Message;
use crate::report::Tell;

/// The most cells a grid may have: 64 million, some 8 km of screen at 100 dots per inch.
pub const MAX_CELLS: usize = 1 << 26;

/// The cells of a square grid, and which of them lie in the city.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// Lower-left (south-west) corner of the grid; a multiple of the cell size.
    pub origin: Plane,
    /// Side of a cell, metres.
    pub cell_m: f64,
    /// Cells from west to east.
    pub width: usize,
    /// Cells from south to north.
    pub height: usize,
    /// Whether a cell is inside: row by row, the southernmost first, each from west to east.
    pub inside: Vec<bool>,
}

/// Why there is no mask.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MaskError {
    /// The cell size is not a positive number, or the bounds are empty or not finite.
    Extent,
    /// The grid would have more than [`MAX_CELLS`] cells.
    TooManyCells,
}

impl Tell for MaskError {
    fn message(&self) -> Message {
        match self {
            MaskError::Extent => Message::new("spatial-mask-extent"),
            MaskError::TooManyCells => Message::new("spatial-mask-too-many-cells").with("limit", MAX_CELLS),
        }
    }
}
crate::told!(MaskError);

impl Mask {
    /// A grid over `bounds` (lower-left, upper-right), aligned to multiples of `cell_m`, with every cell inside.
    ///
    /// # Errors
    /// Empty or infinite bounds, a cell size that is not positive, more than [`MAX_CELLS`] cells.
    pub fn full(bounds: (Plane, Plane), cell_m: f64) -> Result<Mask, MaskError> {
        let (min, max) = bounds;
        let (w, h) = (max.x - min.x, max.y - min.y);
        if !(cell_m > 0.0 && w > 0.0 && h > 0.0 && w.is_finite() && h.is_finite() && cell_m.is_finite()) {
            return Err(MaskError::Extent);
        }
        let first = |v: f64| (v / cell_m).floor();
        let (columns, rows) = ((max.x / cell_m).ceil() - first(min.x), (max.y / cell_m).ceil() - first(min.y));
        if columns * rows > MAX_CELLS as f64 {
            return Err(MaskError::TooManyCells);
        }
        let (width, height) = (columns as usize, rows as usize);
        let origin = Plane::new(first(min.x) * cell_m, first(min.y) * cell_m);
        Ok(Mask { origin, cell_m, width, height, inside: vec![true; width * height] })
    }

    /// The cell a position falls in, `row * width + column`; `None` off the grid.
    pub fn cell_at(&self, p: Plane) -> Option<usize> {
        let column = (p.x - self.origin.x) / self.cell_m;
        let row = (p.y - self.origin.y) / self.cell_m;
        (column >= 0.0 && row >= 0.0 && column < self.width as f64 && row < self.height as f64)
            .then(|| row as usize * self.width + column as usize)
    }

    /// The centre of a cell.
    pub fn centre(&self, column: usize, row: usize) -> Plane {
        Plane::new(
            self.origin.x + (column as f64 + 0.5) * self.cell_m,
            self.origin.y + (row as f64 + 0.5) * self.cell_m,
        )
    }

    /// Number of cells inside.
    pub fn cells_inside(&self) -> usize {
        self.inside.iter().filter(|inside| **inside).count()
    }

    /// Sets the cells whose centre is inside a polygon.
    fn fill(&mut self, polygon: &geo::Polygon<f64>, value: bool) {
        let mut crossings: Vec<(usize, f64)> = Vec::new();
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            for edge in ring.lines() {
                let (a, b) = if edge.start.y <= edge.end.y { (edge.start, edge.end) } else { (edge.end, edge.start) };
                // Rows whose centre y is in [a.y, b.y).
                let row =
                    |y: f64| ((y - self.origin.y) / self.cell_m - 0.5).ceil().clamp(0.0, self.height as f64) as usize;
                for r in row(a.y)..row(b.y) {
                    let y = self.origin.y + (r as f64 + 0.5) * self.cell_m;
                    crossings.push((r, a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)));
                }
            }
        }
        crossings.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let column = |x: f64| ((x - self.origin.x) / self.cell_m - 0.5).ceil().clamp(0.0, self.width as f64) as usize;
        for pair in crossings.chunks_exact(2) {
            let (row, from, to) = (pair[0].0, column(pair[0].1), column(pair[1].1));
            self.inside[row * self.width + from..row * self.width + to].fill(value);
        }
    }
}

/// The cells of size `cell_m` over `bounds` (lower-left, upper-right) whose centre is in one of `polygons` and in
/// none of `minus`. All coordinates in plane metres.
///
/// # Errors
/// Those of [`Mask::full`].
pub fn mask(
    polygons: &[&MultiPolygon<f64>],
    minus: &[&MultiPolygon<f64>],
    bounds: (Plane, Plane),
    cell_m: f64,
) -> Result<Mask, MaskError> {
    let mut mask = Mask::full(bounds, cell_m)?;
    mask.inside.fill(false);
    polygons.iter().flat_map(|m| m.iter()).for_each(|p| mask.fill(p, true));
    minus.iter().flat_map(|m| m.iter()).for_each(|p| mask.fill(p, false));
    Ok(mask)
}

#[cfg(test)]
mod tests {
    use geo::{Contains, MultiPolygon, Point, polygon};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn holes_and_water_are_outside() {
        let land = MultiPolygon(vec![polygon!(
            exterior: [(x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 100.), (x: 0., y: 100.)],
            interiors: [[(x: 20., y: 20.), (x: 40., y: 20.), (x: 40., y: 40.), (x: 20., y: 40.)]],
        )]);
        let water =
            MultiPolygon(vec![polygon![(x: 90., y: -5.), (x: 120., y: -5.), (x: 120., y: 120.), (x: 90., y: 120.)]]);
        let bounds = (Plane::new(-3.0, -3.0), Plane::new(103.0, 101.0));
        let m = mask(&[&land], &[&water], bounds, 10.0).expect("mask");
        assert_eq!((m.origin, m.width, m.height), (Plane::new(-10.0, -10.0), 12, 12));
        assert_eq!(m.cells_inside(), 90 - 4);
        assert_eq!(m.cell_at(m.centre(3, 7)), Some(7 * 12 + 3));
        assert_eq!(m.cell_at(Plane::new(-11.0, 0.0)), None);
        assert_eq!(mask(&[], &[], bounds, 0.0), Err(MaskError::Extent));
        assert_eq!(mask(&[], &[], bounds, 1e-3), Err(MaskError::TooManyCells));
    }

    proptest! {
        #[test]
        fn a_cell_is_inside_when_its_centre_is(
            radii in prop::collection::vec(10.0f64..100.0, 3..24), cell in 3.0f64..20.0,
        ) {
            // A star around the origin, simple by its making.
            let n = radii.len() as f64;
            let ring = radii.iter().enumerate().map(|(i, r)| {
                let a = std::f64::consts::TAU * i as f64 / n;
                (r * a.cos(), r * a.sin())
            });
            let star = MultiPolygon(vec![geo::Polygon::new(ring.collect(), vec![])]);
            let m = mask(&[&star], &[], (Plane::new(-100.0, -100.0), Plane::new(100.0, 100.0)), cell).expect("mask");
            for row in 0..m.height {
                for column in 0..m.width {
                    let c = m.centre(column, row);
                    prop_assert_eq!(m.inside[row * m.width + column], star.contains(&Point::new(c.x, c.y)));
                }
            }
        }
    }
}
