//! GeoJSON geometry to geometry on the plane, checked.
//!
//! Checks look at the coordinates as they stand in the file, so that a fault is told where its author can find it.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Coord, LineString, MapCoords, MultiLineString, MultiPolygon, Point, Polygon};
use geojson::{GeometryValue, Position};

use super::crossing::first_crossing;
use super::error::Fault;
use super::{Datum, LonLat, Plane, Projection};

/// Vertices of a ring at most: all of Chongming's coast at 1 m takes as many.
pub const MAX_RING_VERTICES: usize = 200_000;
/// Holes of a polygon at most.
pub const MAX_HOLES: usize = 2_000;
/// How far from its central meridian the plane reaches, degrees.
pub const PLANE_REACH: f64 = 50.0;

/// What the coordinates of a file are, and the plane they are put on.
#[derive(Clone, Copy, Debug)]
pub struct Axes {
    /// Of the file.
    pub datum: Datum,
    /// Of what is made of it.
    pub projection: Projection,
}

/// Vertices already read of a feature, for messages.
struct Reader {
    vertex: usize,
    central_meridian: f64,
}

impl Reader {
    fn new(axes: Axes) -> Reader {
        Reader { vertex: 0, central_meridian: axes.projection.central_meridian() }
    }
}

/// A polygon or several, on the plane.
pub(super) fn polygons(geometry: Option<&GeometryValue>, axes: Axes) -> Result<MultiPolygon<f64>, Fault> {
    let mut reader = Reader::new(axes);
    let mut ring = 0;
    let in_degrees = match geometry {
        Some(GeometryValue::Polygon { coordinates }) => MultiPolygon(vec![reader.polygon(coordinates, &mut ring)?]),
        Some(GeometryValue::MultiPolygon { coordinates }) => {
            let parts = coordinates.iter().map(|polygon| reader.polygon(polygon, &mut ring));
            MultiPolygon(parts.collect::<Result<_, _>>()?)
        }
        other => return Err(wrong(other, "Polygon, MultiPolygon")),
    };
    if in_degrees.0.is_empty() {
        return Err(Fault::NoGeometry);
    }
    match first_crossing(&in_degrees) {
        Ok(None) => {}
        Ok(Some(at)) => return Err(Fault::SelfIntersection { at: LonLat::new(at.x, at.y) }),
        Err(_) => return Err(Fault::TooIntricate),
    }
    check_holes(&in_degrees)?;
    Ok(in_degrees.map_coords(|c| on_plane(c, axes)))
}

/// A line or several, on the plane.
pub(super) fn lines(geometry: Option<&GeometryValue>, axes: Axes) -> Result<MultiLineString<f64>, Fault> {
    let mut reader = Reader::new(axes);
    let lines = match geometry {
        Some(GeometryValue::LineString { coordinates }) => vec![reader.positions(coordinates)?],
        Some(GeometryValue::MultiLineString { coordinates }) => {
            coordinates.iter().map(|line| reader.positions(line)).collect::<Result<_, _>>()?
        }
        other => return Err(wrong(other, "LineString, MultiLineString")),
    };
    Ok(MultiLineString(lines).map_coords(|c| on_plane(c, axes)))
}

/// A point, on the plane.
pub(super) fn point(geometry: Option<&GeometryValue>, axes: Axes) -> Result<Plane, Fault> {
    match geometry {
        Some(GeometryValue::Point { coordinates }) => {
            let c = on_plane(Reader::new(axes).position(coordinates)?, axes);
            Ok(Plane::new(c.x, c.y))
        }
        other => Err(wrong(other, "Point")),
    }
}

fn on_plane(c: Coord<f64>, axes: Axes) -> Coord<f64> {
    let p = axes.projection.project(axes.datum.to_wgs84(LonLat::new(c.x, c.y)));
    Coord { x: p.x, y: p.y }
}

fn wrong(found: Option<&GeometryValue>, expected: &'static str) -> Fault {
    match found {
        Some(geometry) => Fault::WrongGeometry { found: geometry.type_name(), expected },
        None => Fault::NoGeometry,
    }
}

impl Reader {
    fn polygon(&mut self, rings: &[Vec<Position>], ring: &mut usize) -> Result<Polygon<f64>, Fault> {
        if rings.len() > MAX_HOLES + 1 {
            return Err(Fault::ManyHoles { holes: rings.len() - 1, limit: MAX_HOLES });
        }
        let mut read = rings.iter().map(|positions| {
            *ring += 1;
            self.ring(positions, *ring)
        });
        let shell = read.next().ok_or(Fault::NoGeometry)??;
        let holes = read.collect::<Result<_, _>>()?;
        Ok(Polygon::new(shell, holes))
    }

    /// A closed ring, without positions repeated in a row.
    fn ring(&mut self, positions: &[Position], ring: usize) -> Result<LineString<f64>, Fault> {
        if positions.len() > MAX_RING_VERTICES {
            return Err(Fault::LongRing { ring, points: positions.len(), limit: MAX_RING_VERTICES });
        }
        let mut line = self.positions(positions)?;
        line.0.dedup();
        if let (Some(first), Some(last)) = (line.0.first(), line.0.last())
            && first != last
        {
            return Err(Fault::OpenRing { ring, end: LonLat::new(last.x, last.y) });
        }
        if line.0.len() < 4 {
            return Err(Fault::ShortRing { ring, points: line.0.len() });
        }
        Ok(line)
    }

    fn positions(&mut self, positions: &[Position]) -> Result<LineString<f64>, Fault> {
        positions.iter().map(|position| self.position(position)).collect::<Result<Vec<_>, _>>().map(LineString)
    }

    /// A position; heights and what else stands behind longitude and latitude are dropped.
    fn position(&mut self, position: &Position) -> Result<Coord<f64>, Fault> {
        self.vertex += 1;
        let vertex = self.vertex;
        let &[lon, lat, ..] = position.as_slice() else { return Err(Fault::NotFinite { vertex }) };
        if !lon.is_finite() || !lat.is_finite() {
            return Err(Fault::NotFinite { vertex });
        }
        let at = LonLat::new(lon, lat);
        if !at.is_valid() {
            let swapped = LonLat::new(lat, lon).is_valid();
            return Err(if swapped { Fault::Swapped { vertex, at } } else { Fault::OutOfRange { vertex, at } });
        }
        if (lon - self.central_meridian).abs() > PLANE_REACH || lat.abs() > 89.0 {
            return Err(Fault::OffPlane { vertex, at });
        }
        Ok(Coord { x: lon, y: lat })
    }
}

/// Every hole lies in its shell. Since no rings cross, one vertex off the shell's border tells.
fn check_holes(shape: &MultiPolygon<f64>) -> Result<(), Fault> {
    let mut ring = 0;
    for polygon in shape {
        let shell = Polygon::new(polygon.exterior().clone(), vec![]);
        ring += 1;
        for hole in polygon.interiors() {
            ring += 1;
            for c in hole.coords() {
                match shell.coordinate_position(&Point::from(*c).0) {
                    CoordPos::OnBoundary => continue,
                    CoordPos::Inside => break,
                    CoordPos::Outside => return Err(Fault::HoleOutside { ring, at: LonLat::new(c.x, c.y) }),
                }
            }
        }
    }
    Ok(())
}
