//! The land of a pack on grids: in a district and not in the sea.

use crate::geography::{Pack, WaterKind};
use crate::spatial::lattice::{Lattice, Shape};
use crate::spatial::mask::{Mask, MaskError, mask};

/// Which cells are land: in a district and not in the sea.
///
/// # Errors
/// A cell that is no positive length, or so small that the grid would not fit.
pub fn land(pack: &Pack, cell_m: f64) -> Result<Mask, MaskError> {
    let districts: Vec<&geo::MultiPolygon<f64>> = pack.districts.iter().map(|d| &d.polygons).collect();
    let sea: Vec<&geo::MultiPolygon<f64>> =
        pack.water.iter().filter(|w| w.kind == WaterKind::Sea).map(|w| &w.polygons).collect();
    mask(&districts, &sea, pack.bounds(), cell_m)
}

/// The cells whose centre is on land; of hexagons a centre is on land where its square of an eighth of their size is.
///
/// # Errors
/// Those of [`land`].
pub fn lattice(pack: &Pack, shape: Shape, cell_m: f64) -> Result<Lattice, MaskError> {
    if shape == Shape::Square {
        return Ok(Lattice::from_mask(&land(pack, cell_m)?));
    }
    let city = land(pack, cell_m / 8.0)?;
    Lattice::new(shape, pack.bounds(), cell_m, |p| city.cell_at(p).is_some_and(|at| city.inside[at]))
}
