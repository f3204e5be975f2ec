//! Cells of a grid and areas on the plane → GeoJSON in WGS 84, with their numbers: what QGIS and kepler.gl read.

use geo::orient::{Direction, Orient};
use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, Position};

use crate::geography::{Plane, Projection};

/// A cell of the plane with its properties.
#[derive(Clone, Debug, PartialEq)]
pub struct CellFeature {
    /// Its corners, anticlockwise, the first not repeated.
    pub corners: Vec<Plane>,
    /// Its numbers; undefined ones are null.
    pub properties: JsonObject,
}

/// An area of the plane with its properties.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaFeature {
    /// The area, metres.
    pub area: geo::MultiPolygon<f64>,
    /// Its numbers; undefined ones are null.
    pub properties: JsonObject,
}

/// The text of a feature collection of cells, in WGS 84; rings anticlockwise, as RFC 7946 has it.
pub fn cells_geojson(cells: &[CellFeature], projection: Projection) -> String {
    let features = cells.iter().map(|cell| {
        let ring = cell.corners.iter().chain(cell.corners.first()).map(|c| position(c.x, c.y, projection)).collect();
        feature(GeometryValue::Polygon { coordinates: vec![ring] }, &cell.properties)
    });
    FeatureCollection::new(features).to_string()
}

/// The text of a feature collection of areas, in WGS 84; exteriors anticlockwise, holes clockwise.
pub fn areas_geojson(areas: &[AreaFeature], projection: Projection) -> String {
    let features = areas.iter().map(|area| {
        let polygons = area.area.orient(Direction::Default);
        let ring = |ring: &geo::LineString<f64>| {
            ring.coords().map(|c| position(c.x, c.y, projection)).collect::<Vec<Position>>()
        };
        let polygon = |p: &geo::Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect();
        feature(GeometryValue::MultiPolygon { coordinates: polygons.iter().map(polygon).collect() }, &area.properties)
    });
    FeatureCollection::new(features).to_string()
}

/// Longitude and latitude to 7 decimals (about a centimetre).
fn position(x: f64, y: f64, projection: Projection) -> Position {
    let at = projection.unproject(Plane::new(x, y));
    let round = |v: f64| (v * 1e7).round() / 1e7;
    Position::from(vec![round(at.lon), round(at.lat)])
}

fn feature(geometry: GeometryValue, properties: &JsonObject) -> Feature {
    Feature { geometry: Some(Geometry::new(geometry)), properties: Some(properties.clone()), ..Feature::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::lattice::Shape;

    #[test]
    fn a_cell_is_a_closed_ring_where_it_lies() {
        let mut properties = JsonObject::new();
        properties.insert("count".into(), 3.into());
        let text = cells_geojson(
            &[CellFeature { corners: Shape::Square.corners(1284, 6914, 500.0), properties }],
            Projection::default(),
        );
        let read: FeatureCollection = text.parse().expect("GeoJSON");
        let Some(GeometryValue::Polygon { coordinates }) = read.features[0].geometry.as_ref().map(|g| &g.value) else {
            panic!("{text}")
        };
        let ring: Vec<Plane> = coordinates[0]
            .iter()
            .map(|p| Projection::default().project(crate::geography::LonLat::new(p[0], p[1])))
            .collect();
        assert_eq!(ring.len(), 5);
        assert!(ring[0].distance_m(Plane::new(642_000.0, 3_457_000.0)) < 0.02);
        assert!(ring[2].distance_m(Plane::new(642_500.0, 3_457_500.0)) < 0.02 && ring[0] == ring[4]);
        assert_eq!(read.features[0].property("count"), Some(&3.into()));
    }
}
