//! GeoJSON (RFC 7946): features of points, one by one, so that no tree of the whole file is built. `serde_json` ends
//! nesting at 128 levels.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::bounded_json::{Beyond, Bounded};
use super::number::write_number;
use super::points::{Features, Reference};
use super::{Origin, Progress, ReadOptions, Source, decoded, report};
use crate::import::ImportError;

const FORMAT: &str = "geojson";
/// Features between two reports of progress.
const REPORT_FEATURES: usize = 1024;
/// Bytes a feature takes, about: the number of features is not known before the end.
const FEATURE_BYTES: usize = 500;
/// Values of a geometry that are kept: a point has fewer, and nothing else is read.
const MAX_GEOMETRY_VALUES: usize = 64;
/// Values of all properties of a feature.
const MAX_PROPERTY_VALUES: usize = 10_000;

/// Whether a file begins like JSON.
pub fn is(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head.split_first() {
        Some((b'{', rest)) => matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')),
        Some((b'[', rest)) => matches!(rest.trim_ascii_start().first(), Some(b'{')),
        _ => false,
    }
}

/// Reads the features of a file.
///
/// # Errors
/// Broken JSON, JSON that is no GeoJSON, a foreign reference system, no point, a limit passed.
pub fn read(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    let (text, encoding) = decoded::text(origin, options.encoding)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('[') {
        return Err(ImportError::UnknownFormat { what: "JSON" });
    }
    let mut root = Root { bytes: text.len(), progress, features: Features::new(), kind: None, crs: None, fault: None };
    let mut json = serde_json::Deserializer::from_str(text);
    let read = (&mut root).deserialize(&mut json).and_then(|()| json.end());
    if let Some(fault) = root.fault {
        return Err(fault);
    }
    if let Err(e) = read {
        return Err(ImportError::damaged_by(FORMAT, format!("{}:{}", e.line(), e.column()), e));
    }
    if !matches!(root.kind.as_deref(), Some("FeatureCollection" | "Feature")) {
        return Err(ImportError::UnknownFormat { what: "JSON" });
    }
    if let Some(crs) = root.crs {
        check(&crs)?;
    }
    Ok(Source {
        name: origin.name(),
        format: FORMAT,
        encoding: Some(encoding),
        delimiter: None,
        sheets: Vec::new(),
        sheet: None,
        table: root.features.finish()?,
        findings: Vec::new(),
    })
}

/// A `crs` member of 2008: degrees of WGS 84 or CGCS2000 are as they should be, all else is not.
fn check(crs: &Value) -> Result<(), ImportError> {
    let name = crs.pointer("/properties/name").or_else(|| crs.pointer("/properties/code"));
    let name = match name {
        _ if crs.is_null() => return Ok(()),
        Some(Value::String(name)) => name.clone(),
        Some(other) => other.to_string(),
        None => crs.to_string(),
    };
    match Reference::of_name(&name)? {
        Reference::Degrees => Ok(()),
        _ => Err(ImportError::UnsupportedReference { what: name }),
    }
}

/// The root object, as it is read.
struct Root<'a> {
    bytes: usize,
    progress: Progress<'a>,
    features: Features,
    kind: Option<String>,
    crs: Option<Value>,
    /// Why reading was ended, where that is not the JSON's fault.
    fault: Option<ImportError>,
}

impl Root<'_> {
    fn add(&mut self, feature: Feature) -> Result<(), ImportError> {
        if self.features.count.is_multiple_of(REPORT_FEATURES) {
            let share = (self.features.count * FEATURE_BYTES) as f32 / self.bytes.max(1) as f32;
            report(self.progress, share.min(0.9))?;
        }
        let position = point(&feature.geometry).and_then(|(x, y)| Reference::Degrees.cells(x, y));
        self.features.begin(position)?;
        let mut shown = String::new();
        for (name, value) in &feature.properties.0 {
            shown.clear();
            show(&mut shown, value);
            self.features.property(name, &shown)?;
        }
        Ok(())
    }
}

/// A value of which only the beginning counts.
fn geometry(room: &mut usize) -> Bounded<'_> {
    Bounded { room, beyond: Beyond::PassedOver }
}

/// The one position of a point.
fn point(geometry: &Value) -> Option<(f64, f64)> {
    let at = match geometry.get("type")?.as_str()? {
        "Point" => geometry.get("coordinates")?,
        "MultiPoint" => geometry.get("coordinates")?.as_array().filter(|points| points.len() == 1)?.first()?,
        "GeometryCollection" => {
            let one = geometry.get("geometries")?.as_array().filter(|g| g.len() == 1)?.first()?;
            one.get("coordinates").filter(|_| one.get("type").and_then(Value::as_str) == Some("Point"))?
        }
        _ => return None,
    };
    Some((at.get(0)?.as_f64()?, at.get(1)?.as_f64()?))
}

/// A property as the text of a cell; those of a list, such as tracks, one after the other.
fn show(out: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(is) => out.push_str(if *is { "TRUE" } else { "FALSE" }),
        Value::String(text) => out.push_str(text),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => write_number(out, float),
            None => out.push_str(&number.to_string()),
        },
        Value::Array(values) => {
            for (i, value) in values.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ";" });
                show(out, value);
            }
        }
        Value::Object(_) => out.push_str(&value.to_string()),
    }
}

#[derive(Default)]
struct Feature {
    geometry: Value,
    properties: Properties,
}

/// Properties in their order.
#[derive(Default)]
struct Properties(Vec<(String, Value)>);

impl<'de> DeserializeSeed<'de> for &mut Root<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Root<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut alone = Feature::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => self.kind = map.next_value_seed(geometry(&mut 1))?.as_str().map(str::to_owned),
                "crs" => self.crs = Some(map.next_value_seed(geometry(&mut { MAX_GEOMETRY_VALUES }))?),
                "features" => map.next_value_seed(List(self))?,
                "geometry" => alone.geometry = map.next_value_seed(geometry(&mut { MAX_GEOMETRY_VALUES }))?,
                "properties" => alone.properties = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if self.kind.as_deref() == Some("Feature") {
            self.fault = self.add(alone).err();
        }
        Ok(())
    }
}

/// The list of features.
struct List<'r, 'a>(&'r mut Root<'a>);

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        while let Some(feature) = features.next_element::<Feature>()? {
            if let Err(fault) = self.0.add(feature) {
                self.0.fault = Some(fault);
                return Err(A::Error::custom("ended"));
            }
        }
        Ok(())
    }
}

impl<'de> serde::Deserialize<'de> for Feature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Feature, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Feature;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a feature")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Feature, A::Error> {
                let mut feature = Feature::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "geometry" => {
                            feature.geometry = map.next_value_seed(geometry(&mut { MAX_GEOMETRY_VALUES }))?;
                        }
                        "properties" => feature.properties = map.next_value()?,
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(feature)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl<'de> serde::Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Properties, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Properties;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("properties")
            }

            fn visit_unit<E: Error>(self) -> Result<Properties, E> {
                Ok(Properties::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
                let (mut properties, mut room) = (Properties::default(), MAX_PROPERTY_VALUES);
                while let Some(name) = map.next_key()? {
                    room = room.checked_sub(1).ok_or_else(|| A::Error::custom("a feature with too many properties"))?;
                    let value = map.next_value_seed(Bounded { room: &mut room, beyond: Beyond::Refused })?;
                    properties.0.push((name, value));
                }
                Ok(properties)
            }
        }
        deserializer.deserialize_any(Fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::readers::tests::{cells, read_bytes};

    #[test]
    fn properties_are_columns_in_the_order_they_appear() {
        let text = r#"{"bbox":[1,2,3,4],"features":[
            {"type":"Feature","geometry":{"type":"Point","coordinates":[121.5,31.2,4]},"properties":{"企业名称":"甲","adcode":310104}},
            {"type":"Feature","geometry":null,"properties":{"tracks":["payment","regtech"],"企业名称":"乙","x":null}},
            {"type":"Feature","geometry":{"type":"MultiPoint","coordinates":[[121,31]]},"properties":null}],
            "type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}}"#;
        let source = read_bytes("点.csv", text.as_bytes()).expect("reads");
        let wanted = [
            vec!["lon", "lat", "企业名称", "adcode", "tracks", "x"],
            vec!["121.5", "31.2", "甲", "310104"],
            vec!["", "", "乙", "", "payment;regtech"],
            vec!["121", "31"],
        ];
        assert_eq!(cells(&source), wanted);
        assert_eq!(source.table.row(2).line, 3);
    }

    #[test]
    fn what_is_no_geojson_of_points() {
        let read = |text: &str| read_bytes("x.geojson", text.as_bytes()).map(|_| ());
        assert!(matches!(read(r#"{"a":1}"#), Err(ImportError::UnknownFormat { what: "JSON" })));
        assert!(matches!(read(r#"[{"a":1}]"#), Err(ImportError::UnknownFormat { .. })));
        assert!(matches!(read(r#"{"type":"FeatureCollection","features":[]}"#), Err(ImportError::NoPoints)));
        assert!(matches!(read(r#"{"type":"FeatureCollection","features":["#), Err(ImportError::Damaged { .. })));
        let deep = format!(r#"{{"type":"FeatureCollection","features":[{{"geometry":{}"#, "[".repeat(100_000));
        assert!(matches!(read(&deep), Err(ImportError::Damaged { .. })));
        let crs = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{},
            "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2437"}}}"#;
        assert!(matches!(read(crs), Err(ImportError::UnsupportedReference { what }) if what.contains("2437")));
    }
}
