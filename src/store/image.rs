//! A row as canonical JSON, and its hash: what history keeps and what tells a damaged row.
//!
//! Keys are sorted and empty fields left out, so a field added later changes no earlier image.

use std::collections::BTreeMap;

use rusqlite::types::{ToSqlOutput, ValueRef};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::error::StoreError;
use crate::catalogue::{Confidence, Enterprise, Evidence, Founded, PositionAccuracy, TrackTag};
use crate::geography::Adcode;

/// The fields of a row, borrowed, in the order of their keys.
#[derive(Serialize)]
struct Fields<'a> {
    #[serde(skip_serializing_if = "is_empty")]
    as_of: &'a str,
    confidence: Confidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    employees: Option<u32>,
    evidence: Evidence,
    #[serde(skip_serializing_if = "has_none")]
    extra: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "is_empty")]
    former_names: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    founded: Option<Founded>,
    #[serde(skip_serializing_if = "is_empty")]
    funding_stage: &'a str,
    id: i64,
    #[serde(skip_serializing_if = "is_empty")]
    name_en: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    name_zh: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    office_address: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_district: Option<Adcode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Place>,
    position_accuracy: PositionAccuracy,
    #[serde(skip_serializing_if = "is_empty")]
    registered_address: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    registered_capital_wan_cny: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registered_district: Option<Adcode>,
    #[serde(skip_serializing_if = "is_empty")]
    segment: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    short_name: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    source: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    status: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    ticker: &'a str,
    tracks: &'a [TrackTag],
    #[serde(skip_serializing_if = "is_empty")]
    uscc: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    website: &'a str,
}

#[derive(Serialize)]
struct Place {
    lat: f64,
    lon: f64,
}

fn is_empty(text: &&str) -> bool {
    text.is_empty()
}

fn has_none(map: &&BTreeMap<String, String>) -> bool {
    map.is_empty()
}

impl<'a> Fields<'a> {
    fn of(e: &'a Enterprise) -> Fields<'a> {
        Fields {
            as_of: &e.as_of,
            confidence: e.confidence,
            employees: e.employees,
            evidence: e.evidence,
            extra: &e.extra,
            former_names: &e.former_names,
            founded: e.founded,
            funding_stage: &e.funding_stage,
            id: e.id,
            name_en: &e.name_en,
            name_zh: &e.name_zh,
            note: &e.note,
            office_address: &e.office_address,
            office_district: e.office_district,
            position: e.position.map(|p| Place { lat: p.lat, lon: p.lon }),
            position_accuracy: e.position_accuracy,
            registered_address: &e.registered_address,
            registered_capital_wan_cny: e.registered_capital_wan_cny.filter(|c| c.is_finite()),
            registered_district: e.registered_district,
            segment: &e.segment,
            short_name: &e.short_name,
            source: &e.source,
            status: &e.status,
            ticker: &e.ticker,
            tracks: &e.tracks,
            uscc: &e.uscc,
            website: &e.website,
        }
    }
}

/// The image of one row; its room is used again for the next.
#[derive(Clone, Debug, Default)]
pub struct Image(Vec<u8>);

impl Image {
    /// Makes it the image of a row.
    ///
    /// # Errors
    /// [`StoreError::Image`], which no storable row causes.
    pub fn set(&mut self, e: &Enterprise) -> Result<(), StoreError> {
        self.0.clear();
        serde_json::to_writer(&mut self.0, &Fields::of(e)).map_err(|source| StoreError::Image { id: e.id, source })
    }

    /// It as a cell.
    pub fn cell(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(self.value())
    }

    /// It as a value.
    pub fn value(&self) -> ValueRef<'_> {
        ValueRef::Text(&self.0)
    }

    /// SHA-256 of it.
    pub fn hash(&self) -> Hash {
        hash(&self.0)
    }
}

impl PartialEq for Image {
    fn eq(&self, other: &Image) -> bool {
        self.0 == other.0
    }
}

/// SHA-256, hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash([u8; 64]);

impl Hash {
    /// It as text.
    pub fn as_str(&self) -> &str {
        // Hexadecimal digits always are UTF-8.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// It as a cell.
    pub fn cell(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Text(&self.0))
    }
}

/// SHA-256 of bytes.
pub fn hash(bytes: &[u8]) -> Hash {
    hexadecimal(Sha256::digest(bytes).as_slice())
}

/// A digest as text.
pub fn hexadecimal(digest: &[u8]) -> Hash {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'0'; 64];
    for (pair, byte) in text.chunks_exact_mut(2).zip(digest) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    Hash(text)
}

/// The row of a JSON image.
///
/// # Errors
/// The image is damaged.
pub fn parse(image: &str) -> Result<Enterprise, StoreError> {
    serde_json::from_str(image).map_err(|source| StoreError::Image { id: 0, source })
}

/// The row of a cell of `batch_row`, where there is one.
///
/// # Errors
/// The image is damaged.
pub fn parse_cell(cell: Option<&str>) -> Result<Option<Enterprise>, StoreError> {
    cell.filter(|text| !text.is_empty()).map(parse).transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::tests::enterprises;

    /// As images were made up to schema version 2.
    fn through_a_value(e: &Enterprise) -> String {
        let mut value = serde_json::to_value(e).expect("an object");
        if let Some(map) = value.as_object_mut() {
            map.retain(|_, v| !v.is_null() && v.as_str() != Some(""));
        }
        serde_json::to_string(&value).expect("JSON")
    }

    proptest! {
        #[test]
        fn images_are_what_they_always_were(e in enterprises()) {
            let mut image = Image::default();
            image.set(&e).expect("an image");
            let text = String::from_utf8(image.0.clone()).expect("UTF-8");
            prop_assert_eq!(&text, &through_a_value(&e));
            let slow: String = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
            let hash = image.hash();
            prop_assert_eq!(hash.as_str(), slow);
        }
    }
}
