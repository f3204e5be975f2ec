//! Cells of a grid → GeoJSON in WGS 84, each a closed square with its numbers: what QGIS and kepler.gl read.

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, Position};

use crate::geography::{Plane, unproject};

/// A square cell of the plane with its properties.
#[derive(Clone, Debug, PartialEq)]
pub struct CellFeature {
    /// Lower-left (south-west) corner, metres.
    pub corner: Plane,
    /// Side, metres.
    pub side_m: f64,
    /// Its numbers; undefined ones are null.
    pub properties: JsonObject,
}

/// The text of a feature collection; longitudes and latitudes to 7 decimals (about a centimetre), rings
/// anticlockwise, as RFC 7946 has it.
pub fn cells_geojson(cells: &[CellFeature]) -> String {
    let features = cells.iter().map(|cell| {
        let corner = |dx: f64, dy: f64| {
            let at = unproject(Plane::new(cell.corner.x + dx * cell.side_m, cell.corner.y + dy * cell.side_m));
            let round = |v: f64| (v * 1e7).round() / 1e7;
            Position::from(vec![round(at.lon), round(at.lat)])
        };
        let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)].map(|(x, y)| corner(x, y)).to_vec();
        Feature {
            geometry: Some(Geometry::new(GeometryValue::Polygon { coordinates: vec![ring] })),
            properties: Some(cell.properties.clone()),
            ..Feature::default()
        }
    });
    FeatureCollection::new(features).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_closed_square_where_it_lies() {
        let mut properties = JsonObject::new();
        properties.insert("count".into(), 3.into());
        let text =
            cells_geojson(&[CellFeature { corner: Plane::new(642_000.0, 3_457_000.0), side_m: 500.0, properties }]);
        let read: FeatureCollection = text.parse().expect("GeoJSON");
        let Some(GeometryValue::Polygon { coordinates }) = read.features[0].geometry.as_ref().map(|g| &g.value) else {
            panic!("{text}")
        };
        let ring: Vec<Plane> = coordinates[0]
            .iter()
            .map(|p| crate::geography::project(crate::geography::LonLat::new(p[0], p[1])))
            .collect();
        assert_eq!(ring.len(), 5);
        assert!(ring[0].distance_m(Plane::new(642_000.0, 3_457_000.0)) < 0.02);
        assert!(ring[2].distance_m(Plane::new(642_500.0, 3_457_500.0)) < 0.02 && ring[0] == ring[4]);
        assert_eq!(read.features[0].property("count"), Some(&3.into()));
    }
}
