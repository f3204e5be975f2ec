//! The SQL functions the spatial index of a GeoPackage calls.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use crate::geography::LonLat;
pub use crate::geography::point_blob::{Geometry, POINT_BYTES, SRS_WGS84, decode, encode, srs};

/// Registers `ST_IsEmpty`, `ST_MinX`, `ST_MaxX`, `ST_MinY`, `ST_MaxY`, which the triggers of the R-tree call
/// (OGC 12-128r19, annex F.3). NULL for what is not a point.
pub fn register_functions(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    let read = |value: ValueRef<'_>| match value {
        ValueRef::Blob(blob) => decode(blob),
        _ => Geometry::Broken,
    };
    connection.create_scalar_function("ST_IsEmpty", 1, flags, move |ctx| {
        Ok(match read(ctx.get_raw(0)) {
            Geometry::Empty => Some(true),
            Geometry::Point(_) => Some(false),
            Geometry::Broken => None,
        })
    })?;
    type Bound = fn(LonLat) -> f64;
    let bounds: [(&str, Bound); 4] =
        [("ST_MinX", |p| p.lon), ("ST_MaxX", |p| p.lon), ("ST_MinY", |p| p.lat), ("ST_MaxY", |p| p.lat)];
    for (name, bound) in bounds {
        connection.create_scalar_function(name, 1, flags, move |ctx| {
            Ok(match read(ctx.get_raw(0)) {
                Geometry::Point(point) => Some(bound(point)),
                Geometry::Empty | Geometry::Broken => None,
            })
        })?;
    }
    Ok(())
}
