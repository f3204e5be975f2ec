//! Geometry cells and boundary packs.

use std::borrow::Cow;
use std::path::Path;

use hujin::geography::point_blob::{decode, decode_single, encode, srs};
use hujin::geography::{LonLat, Pack, PackError};
use hujin::report::Tell;
use sha2::{Digest, Sha256};

use super::{joined, parts};

pub fn point_blob(data: &[u8]) {
    decode(data);
    decode_single(data);
    srs(data);
}

pub fn point_blob_seeds() -> Vec<Vec<u8>> {
    let point = encode(LonLat::new(121.4737, 31.2304));
    let group = [b"GP\0\x01\xe6\x10\0\0\x01\x04\0\0\0\x01\0\0\0".as_slice(), &point[40..]].concat();
    vec![point.to_vec(), group, b"GP\0\x11\xe6\x10\0\0".to_vec()]
}

/// `pack.toml` and four files of GeoJSON. A hash `@1` … `@4` in it stands for that of the file of this number.
pub fn pack(data: &[u8]) {
    let [manifest, files @ ..] = parts::<5>(data);
    let mut manifest = String::from_utf8_lossy(manifest).into_owned();
    for (number, file) in files.iter().enumerate() {
        let hash: String = Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
        manifest = manifest.replace(&format!("@{}", number + 1), &hash);
    }
    let read = |path: &Path| -> Result<Cow<'static, [u8]>, PackError> {
        // What a manifest names stays in its folder.
        assert!(path.starts_with("p") && !path.components().any(|c| c.as_os_str() == ".."), "{path:?}");
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let number = name.trim_end_matches(".geojson").parse::<usize>().ok();
        match number.and_then(|n| files.get(n.checked_sub(1)?)) {
            _ if name == "pack.toml" => Ok(Cow::Owned(manifest.clone().into_bytes())),
            Some(file) => Ok(Cow::Owned(file.to_vec())),
            None => Err(PackError::Missing { file: path.to_owned() }),
        }
    };
    match Pack::from_files(Path::new("p"), read) {
        Ok(pack) => {
            for district in &pack.districts {
                assert!(district.land_area_km2.is_finite() && district.label_at.x.is_finite());
                pack.locate(district.label_at);
            }
            pack.is_on_land(pack.bounds().0);
        }
        Err(error) => assert!(!error.message().text(hujin::language::Language::En).is_empty()),
    }
}

const MANIFEST: &str = r#"id = "a"
name = { zh = "甲", en = "A" }
level = "district"
source = { zh = "甲", en = "A" }
licence = "x"
date = "2024"
datum = "wgs84"
review_number = "GS(2024)0650号"
[files]
districts = { path = "1.geojson", sha256 = "@1" }
water = { path = "2.geojson", sha256 = "@2" }
metro_stations = { path = "3.geojson", sha256 = "@3" }
townships = { path = "4.geojson", sha256 = "@4" }
[land_area_km2]
310101 = 20.5
"#;
const DISTRICTS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":310101,"properties":{"name":"甲区","label":[121.45,31.25]},"geometry":{"type":"Polygon","coordinates":[[[121.4,31.2],[121.5,31.2],[121.5,31.3],[121.4,31.3],[121.4,31.2]],[[121.42,31.22],[121.44,31.22],[121.44,31.24],[121.42,31.22]]]}},
{"type":"Feature","properties":{"adcode":"310104","name_zh":"乙区"},"geometry":{"type":"MultiPolygon","coordinates":[[[[121.5,31.2],[121.6,31.2],[121.6,31.3],[121.5,31.3],[121.5,31.2]]]]}}]}"#;
const WATER: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"kind":"sea"},"geometry":{"type":"Polygon","coordinates":[[[121.55,31.1],[121.7,31.1],[121.7,31.4],[121.55,31.25],[121.55,31.1]]]}},
{"type":"Feature","properties":{"kind":"river","name":"江"},"geometry":{"type":"LineString","coordinates":[[121.4,31.2],[121.6,31.3]]}}]}"#;
const STATIONS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"站","lines":["1",2]},"geometry":{"type":"Point","coordinates":[121.45,31.25]}}]}"#;
const TOWNSHIPS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"310101001","name":"镇"},"geometry":{"type":"Polygon","coordinates":[[[121.4,31.2],[121.5,31.2],[121.5,31.3],[121.4,31.2]]]}}]}"#;

pub fn pack_seeds() -> Vec<Vec<u8>> {
    let all = [MANIFEST, DISTRICTS, WATER, STATIONS, TOWNSHIPS].map(str::as_bytes);
    let short: String =
        MANIFEST.lines().filter(|l| !l.contains("geojson") || l.contains('1')).collect::<Vec<_>>().join("\n");
    let gcj = short.replace("wgs84", "gcj02");
    vec![
        joined(&all),
        joined(&[short.as_bytes(), DISTRICTS.as_bytes()]),
        joined(&[gcj.as_bytes(), DISTRICTS.as_bytes()]),
    ]
}
