//! Bytes to GeoJSON features, within limits.

use std::io::Read;
use std::path::Path;

use geojson::GeometryValue;
use serde_json::Value;

use super::error::{Fault, PackError};

/// Files beyond this are refused: all 2,900 counties of China in detail take half of it.
pub const MAX_FILE_BYTES: u64 = 64_000_000;
/// GeoJSON's coordinates take eight levels; properties may take some more. Deeper files are refused unparsed.
pub const MAX_NESTING: usize = 32;
/// Features of a file at most: all counties of China seven times over.
pub const MAX_FEATURES: usize = 20_000;
/// Vertices of a file at most, so that checks and painting stay within seconds.
pub const MAX_VERTICES: usize = 1_000_000;

/// Values of a file at most: four for each vertex, in a tree of some 200 MB.
const MAX_VALUES: usize = 4 * MAX_VERTICES;

/// A feature as it stands in the file.
pub(super) struct RawFeature {
    /// Its place in the file, from 1.
    pub number: usize,
    /// What it says of itself.
    pub properties: serde_json::Map<String, Value>,
    /// Its GeoJSON `id`, as text.
    pub id: Option<String>,
    /// Its geometry.
    pub geometry: Option<GeometryValue>,
}

/// The bytes of a file of at most [`MAX_FILE_BYTES`].
pub(super) fn read_file(file: &Path) -> Result<Vec<u8>, PackError> {
    let unreadable = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => PackError::Missing { file: file.to_owned() },
        _ => PackError::Unreadable { file: file.to_owned(), source },
    };
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    let bytes = opened.metadata().map_err(unreadable)?.len();
    if bytes > MAX_FILE_BYTES {
        return Err(PackError::TooLarge { file: file.to_owned(), bytes, limit: MAX_FILE_BYTES });
    }
    let mut content = Vec::with_capacity(bytes as usize);
    // A pipe or a growing file may hold more than it says.
    opened.take(MAX_FILE_BYTES + 1).read_to_end(&mut content).map_err(unreadable)?;
    check_size(file, &content)?;
    Ok(content)
}

fn check_size(file: &Path, bytes: &[u8]) -> Result<(), PackError> {
    match bytes.len() as u64 {
        bytes if bytes > MAX_FILE_BYTES => {
            Err(PackError::TooLarge { file: file.to_owned(), bytes, limit: MAX_FILE_BYTES })
        }
        _ => Ok(()),
    }
}

/// The features of a GeoJSON FeatureCollection, and the faults of those that are none. `file` is for messages.
pub(super) fn features(file: &Path, bytes: &[u8]) -> Result<(Vec<RawFeature>, Vec<PackError>), PackError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    check_size(file, bytes)?;
    check_nesting(file, bytes)?;
    let root: Value =
        serde_json::from_slice(bytes).map_err(|source| PackError::NotJson { file: file.to_owned(), source })?;
    let list = collection(file, root)?;
    if list.len() > MAX_FEATURES {
        return Err(PackError::TooManyFeatures { file: file.to_owned(), features: list.len(), limit: MAX_FEATURES });
    }

    let (mut features, mut faults, mut vertices) = (Vec::with_capacity(list.len()), Vec::new(), 0);
    for (number, value) in (1..).zip(list) {
        match serde_json::from_value::<geojson::Feature>(value) {
            Ok(feature) => {
                let id = feature.id.map(|id| match id {
                    geojson::feature::Id::String(id) => id,
                    geojson::feature::Id::Number(id) => id.to_string(),
                });
                let geometry = feature.geometry.map(|g| g.value);
                vertices += geometry.as_ref().map_or(0, vertex_count);
                features.push(RawFeature { number, properties: feature.properties.unwrap_or_default(), id, geometry });
            }
            Err(source) => faults.push(PackError::Feature {
                file: file.to_owned(),
                number,
                name: String::new(),
                fault: Fault::Malformed { source },
            }),
        }
        if vertices > MAX_VERTICES {
            return Err(PackError::TooManyVertices { file: file.to_owned(), limit: MAX_VERTICES });
        }
    }
    Ok((features, faults))
}

/// The `features` of the root, after a look at what else it says.
fn collection(file: &Path, root: Value) -> Result<Vec<Value>, PackError> {
    let not_a_collection = |found: &str| PackError::NotFeatureCollection { file: file.to_owned(), found: found.into() };
    let Value::Object(mut root) = root else { return Err(not_a_collection("?")) };
    let kind = root.get("type").and_then(Value::as_str).unwrap_or("?");
    if kind != "FeatureCollection" {
        return Err(not_a_collection(kind));
    }
    if let Some(found) = root.get("crs").and_then(foreign_crs) {
        return Err(PackError::ForeignCrs { file: file.to_owned(), found });
    }
    match root.remove("features") {
        Some(Value::Array(list)) if list.is_empty() => Err(PackError::NoFeatures { file: file.to_owned() }),
        Some(Value::Array(list)) => Ok(list),
        _ => Err(not_a_collection("FeatureCollection, features: ?")),
    }
}

/// What a `crs` member (GeoJSON 2008) declares, unless that is WGS 84 or CGCS2000 in degrees.
fn foreign_crs(crs: &Value) -> Option<String> {
    if crs.is_null() {
        return None;
    }
    let name = crs.pointer("/properties/name").or_else(|| crs.pointer("/properties/code"));
    let name = match name {
        Some(Value::String(name)) => name.clone(),
        Some(other) => other.to_string(),
        None => crs.to_string().chars().take(60).collect(),
    };
    let plain = name.to_ascii_uppercase();
    let code = plain.rsplit([':', '/', '#']).next().unwrap_or_default();
    let known = ["CRS84", "CRS84H", "4326", "4490", "4979", "4480", "WGS84", "CGCS2000"].contains(&code);
    (!known).then_some(name)
}

/// Looks at the brackets and commas outside of strings, so that no parser has to meet deep nesting or more values than
/// memory holds.
fn check_nesting(file: &Path, bytes: &[u8]) -> Result<(), PackError> {
    let (mut depth, mut line, mut in_string, mut escaped) = (0usize, 1, false, false);
    let mut values = 0usize;
    for &byte in bytes {
        match byte {
            b'\n' => line += 1,
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                values += 1;
            }
            b',' if !in_string => values += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(PackError::TooDeep { file: file.to_owned(), line, limit: MAX_NESTING });
        }
        if values > MAX_VALUES {
            return Err(PackError::TooManyVertices { file: file.to_owned(), limit: MAX_VERTICES });
        }
    }
    Ok(())
}

/// Tells the longitude of each vertex.
pub(super) fn for_each_longitude(geometry: &GeometryValue, tell: &mut dyn FnMut(f64)) {
    let mut of = |p: &geojson::Position| p.as_slice().first().copied().into_iter().for_each(&mut *tell);
    match geometry {
        GeometryValue::Point { coordinates } => of(coordinates),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            coordinates.iter().for_each(of);
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().flatten().for_each(of);
        }
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().flatten().flatten().for_each(of),
        // Told apart later: no layer has them.
        GeometryValue::GeometryCollection { .. } => {}
    }
}

fn vertex_count(geometry: &GeometryValue) -> usize {
    match geometry {
        GeometryValue::Point { .. } => 1,
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => coordinates.len(),
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().map(Vec::len).sum()
        }
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().flatten().map(Vec::len).sum(),
        GeometryValue::GeometryCollection { geometries } => geometries.iter().map(|g| vertex_count(&g.value)).sum(),
    }
}
