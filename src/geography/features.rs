//! GeoJSON features to the members of a pack: names, codes and checked outlines.
//!
//! Files from different houses name their properties differently; the names known are listed here.

use std::collections::BTreeMap;
use std::path::Path;

use geo::{Area, BooleanOps, MultiPolygon};
use serde_json::Value;

use super::error::{Fault, PackError};
use super::label::label_position;
use super::read::{self, RawFeature};
use super::{Adcode, Axes, District, Feature, Plane, Projection, Station, Township, Water, WaterKind, outline};
use crate::language::Bilingual;

/// Where a Chinese name is looked for, first to last.
const NAME_ZH: [&str; 9] = ["name_zh", "name:zh", "名称", "NAME", "Name", "name", "XZQMC", "县", "地名"];
/// Where an English name is looked for.
const NAME_EN: [&str; 5] = ["name_en", "name:en", "NAME_EN", "enname", "ename"];
/// Where a district's code is looked for, before the feature's own `id`.
const ADCODE: [&str; 9] = ["adcode", "code", "ADCODE", "CODE", "XZQDM", "PAC", "行政区划代码", "gb", "id"];
/// Where a township's code is looked for.
const TOWNSHIP_CODE: [&str; 4] = ["code", "adcode", "XZQDM", "id"];

/// What a file holds that is sound, and the faults of the rest, in the order of the file.
pub(super) struct Members<T> {
    /// The sound ones, each with its place in the file.
    pub sound: Vec<(usize, T)>,
    /// The others.
    pub faults: Vec<PackError>,
}

impl<T> Members<T> {
    /// All of them, or the first fault.
    pub fn all(mut self) -> Result<Vec<T>, PackError> {
        if self.faults.is_empty() {
            return Ok(self.sound.into_iter().map(|(_, member)| member).collect());
        }
        Err(self.faults.swap_remove(0))
    }
}

/// Reads every feature of a file by `one`.
pub(super) fn members<T>(
    file: &Path,
    bytes: &[u8],
    mut one: impl FnMut(&RawFeature) -> Result<T, Fault>,
) -> Result<Members<T>, PackError> {
    let (features, mut faults) = read::features(file, bytes)?;
    let mut sound = Vec::with_capacity(features.len());
    for feature in &features {
        match one(feature) {
            Ok(member) => sound.push((feature.number, member)),
            Err(fault) => {
                let name = name_of(feature).get(crate::language::Language::Zh).to_owned();
                faults.push(PackError::Feature { file: file.to_owned(), number: feature.number, name, fault });
            }
        }
    }
    faults.sort_by_key(PackError::feature_number);
    Ok(Members { sound, faults })
}

/// The zone a file lies in: that of the median longitude of its vertices, which a stray one does not move.
pub(super) fn zone_of(file: &Path, bytes: &[u8]) -> Result<Projection, PackError> {
    let mut longitudes: Vec<f64> = Vec::new();
    for geometry in read::features(file, bytes)?.0.iter().filter_map(|f| f.geometry.as_ref()) {
        read::for_each_longitude(geometry, &mut |lon| longitudes.push(lon));
    }
    longitudes.retain(|lon| lon.is_finite() && lon.abs() <= 180.0);
    if longitudes.is_empty() {
        return Ok(Projection::default());
    }
    let middle = longitudes.len() / 2;
    let (_, median, _) = longitudes.select_nth_unstable_by(middle, f64::total_cmp);
    Ok(Projection::of_longitude(*median))
}

/// Reads districts. Their areas and labels are of the polygons; [`finish_district`] refines them.
pub(super) fn districts(file: &Path, bytes: &[u8], axes: Axes) -> Result<Members<District>, PackError> {
    let mut seen: BTreeMap<Adcode, usize> = BTreeMap::new();
    members(file, bytes, |feature| {
        let adcode = adcode_of(feature)?;
        if let Some(&first) = seen.get(&adcode) {
            return Err(Fault::DuplicateAdcode { adcode: adcode.to_string(), first });
        }
        seen.insert(adcode, feature.number);
        let name = required_name(feature)?;
        let polygons = outline::polygons(feature.geometry.as_ref(), axes)?;
        let (label_at, land_area_km2) = (label_of(feature, &polygons, axes), polygons.unsigned_area() / 1e6);
        let land = polygons.clone();
        Ok(District { adcode, name, land_area_km2, area_is_official: false, polygons, land, label_at })
    })
}

/// Gives a district its land, its land area (the official one, else that of the polygons less the sea) and a label on land.
pub(super) fn finish_district(district: &mut District, official_km2: Option<f64>, sea: &[&MultiPolygon<f64>]) {
    use geo::{BoundingRect, Contains, Intersects, Point};
    let bounds = district.polygons.bounding_rect();
    let near = |water: &&&MultiPolygon<f64>| {
        water.bounding_rect().zip(bounds).is_some_and(|(water, district)| water.intersects(&district))
    };
    let sea: Vec<&MultiPolygon<f64>> = sea.iter().filter(near).copied().collect();
    let mut land = None;
    for water in &sea {
        land = Some(land.as_ref().unwrap_or(&district.polygons).difference(*water));
    }
    // A district wholly at sea, as an unfit sea would have it, is shown as it is.
    if let Some(land) = land.filter(|land| land.unsigned_area() > 0.0) {
        district.land = land;
    }
    let land = &district.land;
    let label = Point::new(district.label_at.x, district.label_at.y);
    if !land.contains(&label)
        && let Some(at) = label_position(land)
    {
        district.label_at = at;
    }
    district.area_is_official = official_km2.is_some();
    district.land_area_km2 = official_km2.unwrap_or_else(|| land.unsigned_area() / 1e6);
}

/// Reads townships.
pub(super) fn townships(file: &Path, bytes: &[u8], axes: Axes) -> Result<Members<Township>, PackError> {
    members(file, bytes, |feature| {
        let name = required_name(feature)?;
        let polygons = outline::polygons(feature.geometry.as_ref(), axes)?;
        let label_at = label_of(feature, &polygons, axes);
        let code = property(feature, &TOWNSHIP_CODE).unwrap_or_default();
        let district = property(feature, &["adcode"]).as_deref().or(code.get(..6)).and_then(parse_adcode);
        Ok(Township { code, name, district, polygons, label_at })
    })
}

/// Reads water: `kind` is `sea`, `lake` or `river`, with anything behind it; lines are centre lines.
pub(super) fn water(file: &Path, bytes: &[u8], axes: Axes) -> Result<Members<Water>, PackError> {
    use geojson::GeometryValue as G;
    members(file, bytes, |feature| {
        let found = property(feature, &["kind", "type", "natural", "waterway"]).unwrap_or_default();
        let kind = water_kind(&found).ok_or(Fault::UnknownKind { found })?;
        let name = name_of(feature);
        let geometry = feature.geometry.as_ref();
        let mut water = Water { kind, name, polygons: MultiPolygon(vec![]), lines: geo::MultiLineString(vec![]) };
        match geometry {
            Some(G::LineString { .. } | G::MultiLineString { .. }) => water.lines = outline::lines(geometry, axes)?,
            _ => water.polygons = outline::polygons(geometry, axes)?,
        }
        Ok(water)
    })
}

/// The kind of water a word begins with.
pub(super) fn water_kind(word: &str) -> Option<WaterKind> {
    let kinds =
        [("sea", WaterKind::Sea), ("lake", WaterKind::Lake), ("river", WaterKind::River), ("canal", WaterKind::River)];
    kinds.into_iter().find(|(begin, _)| word.starts_with(begin)).map(|(_, kind)| kind)
}

/// Reads roads or metro lines.
pub(super) fn lines(file: &Path, bytes: &[u8], axes: Axes) -> Result<Members<Feature>, PackError> {
    members(file, bytes, |feature| {
        let lines = outline::lines(feature.geometry.as_ref(), axes)?;
        let kind = property(feature, &["route", "class", "highway", "ref"]).unwrap_or_default();
        let color = property(feature, &["color", "colour"]).filter(|c| is_color(c));
        Ok(Feature { name: name_of(feature), kind, color, lines })
    })
}

/// Reads metro stations.
pub(super) fn stations(file: &Path, bytes: &[u8], axes: Axes) -> Result<Members<Station>, PackError> {
    members(file, bytes, |feature| {
        let name = required_name(feature)?;
        let at = outline::point(feature.geometry.as_ref(), axes)?;
        let routes = match feature.properties.get("lines") {
            Some(Value::Array(routes)) => routes.iter().filter_map(text_of).collect(),
            Some(other) => text_of(other).into_iter().collect(),
            None => Vec::new(),
        };
        Ok(Station { name, routes, at })
    })
}

impl PackError {
    /// The place of the feature at fault in its file, from 1; zero where the whole file is.
    pub fn feature_number(&self) -> usize {
        match self {
            PackError::Feature { number, .. } => *number,
            _ => 0,
        }
    }
}

/// Where the file puts the label if that is inside, else the pole of inaccessibility.
fn label_of(feature: &RawFeature, polygons: &MultiPolygon<f64>, axes: Axes) -> Plane {
    let given = feature.properties.get("label").and_then(Value::as_array).and_then(|label| match label.as_slice() {
        [lon, lat] => {
            let position = geojson::Position::from([lon.as_f64()?, lat.as_f64()?]);
            outline::point(Some(&geojson::GeometryValue::Point { coordinates: position }), axes).ok()
        }
        _ => None,
    });
    let inside = |at: &Plane| geo::Contains::contains(polygons, &geo::Point::new(at.x, at.y));
    given.filter(inside).or_else(|| label_position(polygons)).unwrap_or_default()
}

fn adcode_of(feature: &RawFeature) -> Result<Adcode, Fault> {
    let found = property(feature, &ADCODE).or_else(|| feature.id.clone()).ok_or(Fault::MissingAdcode)?;
    parse_adcode(&found).ok_or(Fault::InvalidAdcode { found })
}

/// Six digits; also with 156 (China) before them, or zeros behind up to nine or twelve digits.
pub(super) fn parse_adcode(text: &str) -> Option<Adcode> {
    let text = text.trim();
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let six = match (text.len(), text.strip_prefix("156")) {
        (6, _) => text,
        (9, Some(rest)) => rest,
        (9 | 12, _) => text.get(..6).filter(|_| text.bytes().skip(6).all(|b| b == b'0'))?,
        _ => return None,
    };
    six.parse().ok().filter(|code| *code >= 100_000).map(Adcode)
}

/// The Chinese and English names; where there is but one, both find it through [`Bilingual::get`].
pub(super) fn name_of(feature: &RawFeature) -> Bilingual {
    Bilingual::new(property(feature, &NAME_ZH).unwrap_or_default(), property(feature, &NAME_EN).unwrap_or_default())
}

fn required_name(feature: &RawFeature) -> Result<Bilingual, Fault> {
    let name = name_of(feature);
    if name.zh.is_empty() && name.en.is_empty() { Err(Fault::MissingName) } else { Ok(name) }
}

/// The first of some properties that says anything.
fn property(feature: &RawFeature, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| feature.properties.get(*name).and_then(text_of))
}

/// Text or number as trimmed text; nothing where it is empty.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => match number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 1e15) {
            Some(whole) => Some(format!("{whole:.0}")),
            None => Some(number.to_string()),
        },
        _ => None,
    }
    .filter(|text| !text.is_empty())
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_in_several_lengths() {
        for (text, code) in [
            ("310104", Some(310_104)),
            (" 310104 ", Some(310_104)),
            ("156310104", Some(310_104)),
            ("310104000", Some(310_104)),
            ("310104000000", Some(310_104)),
            ("310104001", None),
            ("31010", None),
            ("031010", None),
            ("3101o4", None),
        ] {
            assert_eq!(parse_adcode(text), code.map(Adcode), "{text}");
        }
        assert_eq!(text_of(&serde_json::json!(310104.0)).as_deref(), Some("310104"));
    }
}
