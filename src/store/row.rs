//! One enterprise as a row of the file: its columns, its JSON image and its hash.

use rusqlite::types::{Value, ValueRef};
use sha2::{Digest, Sha256};

use super::error::StoreError;
use super::geometry::{self, Geometry};
use crate::catalogue::{Confidence, Enterprise, Evidence, Founded, PositionAccuracy};
use crate::geography::Adcode;

/// Columns of `enterprise` after `id`, in the order of [`values`] and [`read`].
pub const COLUMNS: &str = "geom, name_zh, short_name, name_en, former_names, uscc, registered_address, \
     office_address, registered_district, office_district, position_accuracy, founded, registered_capital_wan_cny, \
     employees, segment, status, ticker, website, funding_stage, source, evidence, as_of, confidence, note";
/// How many columns [`COLUMNS`] names.
pub const COLUMN_COUNT: usize = 24;

/// The row as it can be kept: no position that may not be drawn, no number that is not finite.
pub fn storable(e: &Enterprise, id: i64) -> Enterprise {
    let mut e = e.clone();
    e.id = id;
    e.position = e.position.filter(|p| e.position_accuracy.is_drawable() && p.is_valid());
    // SQLite keeps no negative zero; adding 0 takes its sign away.
    e.registered_capital_wan_cny = e.registered_capital_wan_cny.filter(|c| c.is_finite()).map(|c| c + 0.0);
    for tag in &mut e.tracks {
        tag.weight = tag.weight.filter(|w| w.is_finite()).map(|w| w + 0.0);
    }
    e
}

/// Canonical JSON of a row: keys sorted, empty fields left out, so a field added later changes no earlier image.
///
/// # Errors
/// [`StoreError::Image`], which no storable row causes.
pub fn image(e: &Enterprise) -> Result<String, StoreError> {
    let told = |source| StoreError::Image { id: e.id, source };
    let mut value = serde_json::to_value(e).map_err(told)?;
    if let Some(map) = value.as_object_mut() {
        map.retain(|_, v| !v.is_null() && v.as_str() != Some(""));
    }
    serde_json::to_string(&value).map_err(told)
}

/// The row of a JSON image.
///
/// # Errors
/// The image is damaged.
pub fn from_image(image: &str) -> Result<Enterprise, StoreError> {
    serde_json::from_str(image).map_err(|source| StoreError::Image { id: 0, source })
}

/// SHA-256 of a JSON image, hexadecimal.
pub fn hash(image: &str) -> String {
    Sha256::digest(image.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// The cells of [`COLUMNS`]; unknown text is NULL.
pub fn values(e: &Enterprise) -> [Value; COLUMN_COUNT] {
    let text = |s: &str| if s.is_empty() { Value::Null } else { Value::Text(s.to_owned()) };
    let district = |d: Option<Adcode>| d.map_or(Value::Null, |a| Value::Integer(i64::from(a.0)));
    [
        e.position.map_or(Value::Null, |p| Value::Blob(geometry::encode(p))),
        Value::Text(e.name_zh.clone()),
        text(&e.short_name),
        text(&e.name_en),
        text(&e.former_names),
        text(&e.uscc),
        text(&e.registered_address),
        text(&e.office_address),
        district(e.registered_district),
        district(e.office_district),
        text(e.position_accuracy.code()),
        text(&e.founded.map(|f| f.to_string()).unwrap_or_default()),
        e.registered_capital_wan_cny.map_or(Value::Null, Value::Real),
        e.employees.map_or(Value::Null, |n| Value::Integer(i64::from(n))),
        text(&e.segment),
        text(&e.status),
        text(&e.ticker),
        text(&e.website),
        text(&e.funding_stage),
        text(&e.source),
        text(e.evidence.code()),
        text(&e.as_of),
        text(e.confidence.code()),
        text(&e.note),
    ]
}

/// Reads `id` and [`COLUMNS`] of a row, without its tracks; whatever the cells hold, it yields a row.
///
/// A row drawn by hand in QGIS has no accuracy: with a point it counts as `street`, else as `district` or `none`.
///
/// # Errors
/// Only those of the database itself.
pub fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Enterprise> {
    let mut e = Enterprise {
        id: row.get_ref(0)?.as_i64().unwrap_or_default(),
        name_zh: text(row, 2)?,
        short_name: text(row, 3)?,
        name_en: text(row, 4)?,
        former_names: text(row, 5)?,
        uscc: text(row, 6)?,
        registered_address: text(row, 7)?,
        office_address: text(row, 8)?,
        registered_district: district(row, 9)?,
        office_district: district(row, 10)?,
        founded: Founded::parse(&text(row, 12)?),
        registered_capital_wan_cny: number(row, 13)?,
        employees: number(row, 14)?.filter(|n| (0.0..f64::from(u32::MAX)).contains(n)).map(|n| n as u32),
        segment: text(row, 15)?,
        status: text(row, 16)?,
        ticker: text(row, 17)?,
        website: text(row, 18)?,
        funding_stage: text(row, 19)?,
        source: text(row, 20)?,
        evidence: Evidence::from_code(&text(row, 21)?).unwrap_or_default(),
        as_of: text(row, 22)?,
        confidence: Confidence::from_code(&text(row, 23)?).unwrap_or_default(),
        note: text(row, 24)?,
        ..Enterprise::default()
    };
    e.position = match row.get_ref(1)? {
        ValueRef::Blob(blob) => match geometry::decode(blob) {
            Geometry::Point(point) => Some(point),
            Geometry::Empty | Geometry::Broken => None,
        },
        _ => None,
    };
    let implied = match (e.position, e.district()) {
        (Some(_), _) => PositionAccuracy::Street,
        (None, Some(_)) => PositionAccuracy::District,
        (None, None) => PositionAccuracy::None,
    };
    e.position_accuracy = PositionAccuracy::from_code(&text(row, 11)?).unwrap_or(implied);
    Ok(e)
}

/// A cell as text; bytes that are not UTF-8 become U+FFFD.
pub fn text(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null | ValueRef::Blob(_) => String::new(),
        ValueRef::Integer(n) => n.to_string(),
        ValueRef::Real(x) => x.to_string(),
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

/// A cell as a finite number, also where it was typed in as text.
pub fn number(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Option<f64>> {
    let number = match row.get_ref(column)? {
        ValueRef::Null | ValueRef::Blob(_) => None,
        ValueRef::Integer(n) => Some(n as f64),
        ValueRef::Real(x) => Some(x),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().and_then(|t| t.trim().parse().ok()),
    };
    Ok(number.filter(|x: &f64| x.is_finite()))
}

fn district(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Option<Adcode>> {
    Ok(number(row, column)?.filter(|n| (1.0..1e6).contains(n) && n.fract() == 0.0).map(|n| Adcode(n as u32)))
}
