//! Enterprises as GeoJSON: a point where the position is good enough to draw, else no geometry.

use geojson::{Feature, FeatureCollection, GeoJson, Geometry, GeometryValue, JsonObject};

use crate::geography::LonLat;

/// The bytes of a FeatureCollection (RFC 7946, WGS 84) of rows with their properties.
pub fn points_geojson(rows: impl Iterator<Item = (Option<LonLat>, JsonObject)>) -> Vec<u8> {
    let features = rows
        .map(|(position, properties)| Feature {
            geometry: position.map(|p| Geometry::new(GeometryValue::new_point([p.lon, p.lat]))),
            properties: Some(properties),
            ..Feature::default()
        })
        .collect();
    GeoJson::from(FeatureCollection { features, bbox: None, foreign_members: None }).to_string().into_bytes()
}
