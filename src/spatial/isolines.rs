//! Lines of equal value on a grid: marching squares, by the `contour` crate.
//!
//! Values stand at the centres of cells. A line keeps the higher side on one hand; lines that meet the edge of the grid
//! are closed along it, since a grid has nothing beyond.

use contour::ContourBuilder;
use geo::MultiPolygon;

use crate::geography::Plane;

/// Values on square cells, with where the grid lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Lower-left (south-west) corner.
    pub origin: Plane,
    /// Side of a cell, metres.
    pub cell_m: f64,
    /// Cells from west to east.
    pub width: usize,
    /// Row by row, the southernmost first, each from west to east; undefined ones are NaN and count as below any level.
    pub values: Vec<f64>,
}

/// The area at or above a level.
#[derive(Clone, Debug, PartialEq)]
pub struct IsoArea {
    /// The level, in the unit of the surface.
    pub level: f64,
    /// The area, plane metres.
    pub area: MultiPolygon<f64>,
}

/// The areas at or above each of `levels`, in that order; levels nothing reaches are left out. `None` for a grid that
/// is no rectangle of two cells by two or more.
pub fn iso_areas(surface: &Surface, levels: &[f64]) -> Option<Vec<IsoArea>> {
    let Surface { origin, cell_m, width, ref values } = *surface;
    let height = values.len().checked_div(width)?;
    if width < 2 || height < 2 || width * height != values.len() {
        return None;
    }
    let below = levels.iter().copied().fold(f64::INFINITY, f64::min).min(0.0) - 1.0;
    let values: Vec<f64> = values.iter().map(|v| if v.is_finite() { *v } else { below }).collect();
    let builder =
        ContourBuilder::new(width, height, true).x_origin(origin.x).y_origin(origin.y).x_step(cell_m).y_step(cell_m);
    let found = builder.contours(&values, levels).ok()?;
    let areas = found.into_iter().map(|contour| {
        let level = contour.threshold();
        IsoArea { level, area: contour.into_inner().0 }
    });
    Some(areas.filter(|iso| !iso.area.0.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use geo::{Area, Contains, Point};

    use super::*;

    #[test]
    fn a_cone_has_circles_where_they_lie() {
        let (width, cell_m, origin) = (81, 100.0, Plane::new(640_000.0, 3_450_000.0));
        let middle = Plane::new(644_050.0, 3_454_050.0);
        let centre = |i: usize| {
            let (column, row) = (i % width, i / width);
            Plane::new(origin.x + (column as f64 + 0.5) * cell_m, origin.y + (row as f64 + 0.5) * cell_m)
        };
        let values = (0..width * width).map(|i| 4_000.0 - centre(i).distance_m(middle)).collect();
        let surface = Surface { origin, cell_m, width, values };
        let found = iso_areas(&surface, &[1_000.0, 2_500.0, 9_000.0]).expect("areas");
        assert_eq!(found.len(), 2, "nothing reaches 9 000");
        for (iso, radius) in found.iter().zip([3_000.0, 1_500.0]) {
            let disc = std::f64::consts::PI * radius * radius;
            assert!((iso.area.unsigned_area() / disc - 1.0).abs() < 0.01, "{}", iso.area.unsigned_area() / disc);
            assert!(iso.area.contains(&Point::new(middle.x + radius - 60.0, middle.y)));
            assert!(!iso.area.contains(&Point::new(middle.x, middle.y - radius - 60.0)));
        }
    }

    #[test]
    fn holes_of_the_unknown_are_holes() {
        let mut values = vec![1.0; 49];
        values[24] = f64::NAN;
        let surface = Surface { origin: Plane::new(0.0, 0.0), cell_m: 10.0, width: 7, values };
        let found = iso_areas(&surface, &[0.5]).expect("areas");
        assert_eq!((found.len(), found[0].area.0[0].interiors().len()), (1, 1));
        let ragged = Surface { width: 4, ..surface };
        assert_eq!(iso_areas(&ragged, &[0.5]), None);
    }
}
