//! `pack.toml`: what a boundary pack says of itself.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::PackError;
use super::{Adcode, Datum};
use crate::language::Bilingual;

/// The name of the file in a pack's folder.
pub const MANIFEST: &str = "pack.toml";

/// The content of `pack.toml`. Unknown keys are refused, so that a misspelt one is not lost in silence.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `a–z`, `0–9` and `-`; the name of the folder.
    pub id: String,
    /// What the area is called.
    pub name: Bilingual,
    /// What the districts are: `district`, `county`, `township` …
    pub level: String,
    /// The credit line that stands under every map.
    pub source: Bilingual,
    /// The licence of the data.
    pub licence: String,
    /// The date of the data, as precise as it is known: `2024`, `2024-06`, `2024-06-30`.
    pub date: String,
    /// The coordinates of the files.
    pub datum: Datum,
    /// The central meridian of the plane in metres, degrees; without, that of the zone of three degrees the districts lie
    /// in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub central_meridian: Option<f64>,
    /// 审图号, where the map has been reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_number: Option<String>,
    /// The files.
    pub files: Files,
    /// Published land areas, square kilometres, by adcode.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub land_area_km2: BTreeMap<String, f64>,
    /// Districts that no longer exist, which data may still name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerDistrict>,
}

/// The GeoJSON files of a pack.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the layer it is named after")]
pub struct Files {
    pub districts: FileEntry,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub townships: Option<FileEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub water: Option<FileEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metro_lines: Option<FileEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metro_stations: Option<FileEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roads: Option<FileEntry>,
    /// Well-known places, CSV: `id, name_zh, name_en, lon, lat, district` in WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<FileEntry>,
    /// What a white paper says of the city and its districts, TOML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<FileEntry>,
}

/// A district that has become part of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerDistrict {
    /// Its name, without its rank where that is 区.
    pub name: String,
    /// Its code.
    pub adcode: Adcode,
    /// The district it belongs to now.
    pub now: Adcode,
}

/// One file of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its path from the pack's folder.
    pub path: String,
    /// Its SHA-256, hex.
    pub sha256: String,
}

impl Manifest {
    /// The manifest in `text`; `file` is for messages.
    pub fn parse(file: &Path, text: &str) -> Result<Manifest, PackError> {
        let manifest: Manifest = toml::from_str(text)
            .map_err(|source| PackError::Manifest { file: file.to_owned(), source: Box::new(source) })?;
        check_id(&manifest.id)?;
        if let Some(found) = manifest.review_number.as_deref().filter(|n| !is_review_number(n)) {
            return Err(PackError::BadReviewNumber { found: found.to_owned() });
        }
        if let Some(found) = manifest.central_meridian.filter(|lon| !(lon.is_finite() && lon.abs() <= 180.0)) {
            return Err(PackError::BadMeridian { file: file.to_owned(), found });
        }
        Ok(manifest)
    }

    /// The published land area of a district, square kilometres.
    pub fn official_area_km2(&self, adcode: Adcode) -> Option<f64> {
        self.land_area_km2.get(&adcode.to_string()).copied().filter(|area| area.is_finite() && *area > 0.0)
    }
}

impl FileEntry {
    /// The path below `folder`; paths that lead elsewhere are refused.
    pub(super) fn path_in(&self, folder: &Path) -> Result<PathBuf, PackError> {
        let path = Path::new(&self.path);
        let stays = path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir))
            && !self.path.contains(['\\', ':', '\0'])
            && !self.path.is_empty();
        if stays {
            Ok(folder.join(path))
        } else {
            Err(PackError::PathLeavesPack { file: folder.join(MANIFEST), path: self.path.clone() })
        }
    }
}

/// Whether an id can be the name of a folder anywhere.
pub(super) fn check_id(id: &str) -> Result<(), PackError> {
    let fine = (1..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !id.starts_with('-');
    if fine { Ok(()) } else { Err(PackError::BadId { id: id.to_owned() }) }
}

/// Whether a text has the form of a 审图号: `GS(2024)0650号`, `GS京(2022)1061号`, `沪S(2023)012号`, in either kind of brackets.
///
/// The form is all that can be checked here; a number belongs to one reviewed map, and only its holder can give it.
pub fn is_review_number(text: &str) -> bool {
    let text = text.replace('（', "(").replace('）', ")");
    let Some((office, rest)) = text.split_once('(') else { return false };
    let Some((year, number)) = rest.split_once(')') else { return false };
    let number = number.strip_suffix('号').unwrap_or(number);
    let office_is_fine = match office.strip_prefix("GS") {
        Some(province) => province.chars().count() <= 1 && province.chars().all(|c| !c.is_ascii()),
        None => office.strip_suffix('S').is_some_and(|p| p.chars().count() == 1 && !p.is_ascii()),
    };
    office_is_fine
        && year.len() == 4
        && year.bytes().all(|b| b.is_ascii_digit())
        && (1..=6).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn review_numbers_have_a_form() {
        for good in ["GS(2024)0650号", "GS（2019）1822号", "GS京(2022)1061号", "沪S(2023)012号"] {
            assert!(is_review_number(good), "{good}");
        }
        for bad in ["", "GS2024-0650", "GS(24)0650号", "ABC(2024)0650号", "GS(2024)号", "GS(2024)06x0号"] {
            assert!(!is_review_number(bad), "{bad}");
        }
    }

    #[test]
    fn paths_stay_in_the_folder() {
        for bad in
            ["../districts.geojson", "/etc/passwd", "a/../../b", "", "C:\\x", "..\\x", "a\0.geojson", "C:x", "//host/x"]
        {
            let entry = FileEntry { path: bad.into(), sha256: String::new() };
            assert!(matches!(entry.path_in(Path::new("p")), Err(PackError::PathLeavesPack { .. })), "{bad}");
        }
        let entry = FileEntry { path: "sub/districts.geojson".into(), sha256: String::new() };
        assert_eq!(entry.path_in(Path::new("p")).unwrap(), Path::new("p/sub/districts.geojson"));
    }
}
