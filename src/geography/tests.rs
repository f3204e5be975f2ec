//! Broken packs and district files: each fault is told, with its place.

use std::borrow::Cow;
use std::path::Path;

use super::*;
use crate::language::Language;
use crate::report::{Report, Tell};

/// A square of a tenth of a degree.
const SQUARE: &str = "[[[121.0,31.0],[121.1,31.0],[121.1,31.1],[121.0,31.1],[121.0,31.0]]]";

fn feature(properties: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":{coordinates}}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn one(coordinates: &str) -> String {
    collection(&[feature(r#"{"adcode":310104,"name_zh":"徐汇区"}"#, coordinates)])
}

/// What `check_districts_file` finds in a file of this content.
fn check(content: &str) -> Result<PackSummary, PackError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("districts.geojson");
    std::fs::write(&file, content).unwrap();
    check_districts_file(&file, Datum::Wgs84)
}

/// The only finding, which has to name its place and what to do in both languages.
fn finding(content: &str) -> PackError {
    let mut summary = check(content).unwrap();
    assert_eq!(summary.findings.len(), 1, "{:?}", summary.findings);
    let error = summary.findings.remove(0);
    let text = told(&error);
    assert!(text.contains("districts.geojson") && text.contains("feature "), "{text}");
    error
}

/// The message in English, after a look at both languages.
fn told(error: &PackError) -> String {
    for language in [Language::Zh, Language::En] {
        let report = Report::new(error, language);
        assert!(!report.message.contains('⟨') && !report.message.contains("{$"), "{}", report.message);
        assert!(report.hint.is_some_and(|hint| !hint.is_empty()), "{}", report.message);
    }
    assert_eq!(error.to_string(), error.message().text(Language::En));
    error.to_string()
}

macro_rules! assert_fault {
    ($content:expr, $fault:pat, $($said:literal),+) => {
        match finding($content) {
            ref error @ PackError::Feature { ref fault, .. } => {
                assert!(matches!(fault, $fault), "{fault:?}");
                for said in [$($said),+] {
                    assert!(told(error).contains(said), "{} lacks {said}", told(error));
                }
            }
            other => panic!("{other:?}"),
        }
    };
}

macro_rules! assert_refused {
    ($content:expr, $error:pat, $($said:literal),*) => {{
        let error = check($content).unwrap_err();
        assert!(matches!(error, $error), "{error:?}");
        assert!(told(&error).contains("districts.geojson"), "{}", told(&error));
        $(assert!(told(&error).contains($said), "{} lacks {}", told(&error), $said);)*
    }};
}

#[test]
fn files_that_are_no_feature_collection_are_refused() {
    assert_refused!("", PackError::NotJson { .. }, "line 1");
    assert_refused!("{\n\"type\": }", PackError::NotJson { .. }, "line 2", "column 9");
    assert_refused!("[1, 2]", PackError::NotFeatureCollection { .. },);
    assert_refused!(r#"{"type":"Topology"}"#, PackError::NotFeatureCollection { .. }, "Topology");
    assert_refused!(r#"{"type":"FeatureCollection"}"#, PackError::NotFeatureCollection { .. },);
    assert_refused!(&collection(&[]), PackError::NoFeatures { .. },);
    let deep = format!("{{\n\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_refused!(&deep, PackError::TooDeep { .. }, "line 2", "32");
    let many = collection(&vec!["0".to_owned(); MAX_FEATURES + 1]);
    assert_refused!(&many, PackError::TooManyFeatures { .. }, "20\u{202f}001");
}

#[test]
fn only_degrees_of_wgs84_or_cgcs2000_are_read() {
    let with_crs = |crs: &str| one(SQUARE).replacen('{', &format!(r#"{{"crs":{crs},"#), 1);
    let named = |name: &str| with_crs(&format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#));
    for fine in ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"] {
        assert!(check(&named(fine)).unwrap().findings.is_empty(), "{fine}");
    }
    assert!(check(&with_crs("null")).unwrap().findings.is_empty());
    assert_refused!(&named("urn:ogc:def:crs:EPSG::3857"), PackError::ForeignCrs { .. }, "EPSG::3857");
    assert_refused!(&with_crs(r#"{"type":"link"}"#), PackError::ForeignCrs { .. }, "link");
}

#[test]
fn features_without_code_or_name_are_told() {
    let with = |properties: &str| collection(&[feature(properties, SQUARE)]);
    assert_fault!(&with(r#"{"name_zh":"徐汇区"}"#), Fault::MissingAdcode, "feature 1", "徐汇区");
    assert_fault!(&with(r#"{"adcode":"3101","name":"徐汇区"}"#), Fault::InvalidAdcode { .. }, "3101");
    assert_fault!(&with(r#"{"adcode":310104}"#), Fault::MissingName, "feature 1");
    assert_fault!(&with(r#"{"adcode":310104,"name":" "}"#), Fault::MissingName, "feature 1");
    let twice = [
        feature(r#"{"adcode":310104,"name":"甲区"}"#, SQUARE),
        feature(r#"{"adcode":"310104","name":"乙区"}"#, SQUARE),
    ];
    assert_fault!(&collection(&twice), Fault::DuplicateAdcode { first: 1, .. }, "feature 2", "乙区", "310104");
}

#[test]
fn features_of_other_shape_are_told() {
    let point = r#"{"type":"Feature","properties":{"code":"310104","name":"徐汇区"},"geometry":{"type":"Point","coordinates":[121,31]}}"#;
    assert_fault!(&collection(&[point.into()]), Fault::WrongGeometry { .. }, "Point", "徐汇区");
    let none = r#"{"type":"Feature","properties":{"code":"310104","name":"徐汇区"},"geometry":null}"#;
    assert_fault!(&collection(&[none.into()]), Fault::NoGeometry, "徐汇区");
    assert_fault!(&collection(&["7".into()]), Fault::Malformed { .. }, "feature 1");
    assert_fault!(&one("[]"), Fault::NoGeometry, "feature 1");
}

#[test]
fn broken_rings_are_told_with_their_place() {
    assert_fault!(
        &one("[[[121,31],[121.1,31],[121,31]]]"),
        Fault::ShortRing { ring: 1, points: 3 },
        "ring 1",
        "徐汇区"
    );
    assert_fault!(
        &one("[[[121,31],[121.1,31],[121.1,31.1],[121.05,31.2]]]"),
        Fault::OpenRing { ring: 1, .. },
        "121.05, 31.2"
    );
    assert_fault!(
        &one("[[[121,31],[121.2,31.2],[121.2,31],[121,31.2],[121,31]]]"),
        Fault::SelfIntersection { .. },
        "121.1, 31.1"
    );
    let hole = "[[121.5,31.5],[121.6,31.5],[121.6,31.6],[121.5,31.5]]";
    let outside = SQUARE.replace("]]]", &format!("]],{hole}]"));
    assert_fault!(&one(&outside), Fault::HoleOutside { ring: 2, .. }, "ring 2", "121.5, 31.5");
    let ring = vec!["[121,31]"; MAX_RING_VERTICES + 1].join(",");
    assert_fault!(&one(&format!("[[{ring}]]")), Fault::LongRing { .. }, "200\u{202f}001");
    let ring = "[[121,31],[121.1,31],[121.1,31.1],[121,31]]";
    assert_fault!(&one(&format!("[{}]", vec![ring; MAX_HOLES + 2].join(","))), Fault::ManyHoles { .. }, "2\u{202f}001");
}

#[test]
fn impossible_coordinates_are_told() {
    let with = |bad: &str| one(&SQUARE.replacen("[121.1,31.1]", bad, 1));
    assert_fault!(&with("[31.1,121.1]"), Fault::Swapped { vertex: 3, .. }, "vertex 3", "31.1, 121.1");
    assert_fault!(&with("[13480000,3650000]"), Fault::OutOfRange { vertex: 3, .. }, "13480000");
    assert_fault!(&with("[-0.1,51.5]"), Fault::OffPlane { vertex: 3, .. }, "-0.1, 51.5");
    assert_refused!(&with("[1e999,31.1]"), PackError::NotJson { .. }, "line 1");
    assert_fault!(&with("[null,31.1]"), Fault::Malformed { .. }, "feature 1");
    let short = finding(&with("[121.1]"));
    assert!(told(&short).contains("feature 1"));
}

#[test]
fn districts_on_top_of_each_other_are_told() {
    let square = |x: f64| format!("[[[{x},31],[{0},31],[{0},31.1],[{x},31.1],[{x},31]]]", x + 0.1);
    let two = |x: f64| {
        collection(&[
            feature(r#"{"adcode":310104,"name_zh":"徐汇区"}"#, &square(121.0)),
            feature(r#"{"adcode":310105,"name_zh":"长宁区"}"#, &square(x)),
        ])
    };
    assert!(check(&two(121.099)).unwrap().findings.is_empty(), "a sliver is no overlap");
    assert!(check(&two(121.2)).unwrap().findings.is_empty());
    assert_fault!(&two(121.05), Fault::Overlap { .. }, "feature 2", "长宁区", "徐汇区", "50.0 %", "km²");
}

#[test]
fn all_faults_are_listed_in_the_order_of_the_file() {
    let content = collection(&[
        feature(r#"{"name":"甲"}"#, SQUARE),
        "{}".into(),
        feature(r#"{"adcode":310104,"name":"丙"}"#, SQUARE),
        feature(r#"{"adcode":310105,"name":"丁"}"#, "[[[121,31]]]"),
    ]);
    let summary = check(&content).unwrap();
    let numbers: Vec<usize> = summary.findings.iter().map(PackError::feature_number).collect();
    assert_eq!((numbers, summary.districts.len(), summary.vertices), (vec![1, 2, 4], 1, 4));
    assert!((summary.area_km2 - 105.9).abs() < 1.0, "{}", summary.area_km2);
}

#[test]
fn properties_heights_and_codes_as_people_write_them_are_read() {
    let square = SQUARE.replace("31.0]", "31.0,4.5]");
    for properties in [
        r#"{"adcode":310104,"name":"徐汇区"}"#,
        r#"{"code":"310104","名称":"徐汇区"}"#,
        r#"{"gb":"156310104","name":"徐汇区"}"#,
        r#"{"id":310104.0,"NAME":"徐汇区"}"#,
        r#"{"adcode":"310104000000","name_zh":"徐汇区"}"#,
    ] {
        let summary = check(&format!("\u{feff}{}", collection(&[feature(properties, &square)]))).unwrap();
        assert!(summary.findings.is_empty(), "{properties}: {:?}", summary.findings);
        assert_eq!(summary.districts, [(Adcode(310_104), crate::language::Bilingual::new("徐汇区", ""))]);
    }
}

fn manifest_with(change: impl Fn(String) -> String) -> Result<Pack, PackError> {
    let districts = one(SQUARE);
    let text = format!(
        "id = \"test\"\nname = {{ zh = \"试\", en = \"Test\" }}\nlevel = \"district\"\nsource = {{ zh = \"\", en = \"\" }}\n\
         licence = \"\"\ndate = \"2026\"\ndatum = \"wgs84\"\n[files.districts]\npath = \"d.geojson\"\nsha256 = \"{}\"\n",
        pack::sha256_hex(districts.as_bytes())
    );
    let manifest = change(text);
    Pack::from_files(Path::new("folder"), |file| {
        if file == Path::new("folder/pack.toml") {
            Ok(Cow::Owned(manifest.clone().into_bytes()))
        } else if file == Path::new("folder/d.geojson") {
            Ok(Cow::Owned(districts.clone().into_bytes()))
        } else {
            Err(PackError::Missing { file: file.to_owned() })
        }
    })
}

#[test]
fn a_pack_without_official_areas_takes_those_of_its_polygons() {
    let pack = manifest_with(|text| text).unwrap();
    let district = &pack.districts[0];
    assert!(!district.area_is_official && (district.land_area_km2 - 105.9).abs() < 1.0);
    let pack = manifest_with(|text| text + "[land_area_km2]\n310104 = 54.8\n").unwrap();
    assert!(pack.districts[0].area_is_official && pack.districts[0].land_area_km2 == 54.8);
}

#[test]
fn faults_of_a_manifest_are_told() {
    let fault = |from: &str, to: &str| {
        let error = manifest_with(|text| text.replace(from, to)).unwrap_err();
        (told(&error), std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default(), error)
    };
    let (_, cause, error) = fault("level", "levle");
    assert!(matches!(error, PackError::Manifest { .. }) && cause.contains("levle"), "{cause}");
    let (_, cause, error) = fault("datum = \"wgs84\"", "datum = \"nad27\"");
    assert!(matches!(error, PackError::Manifest { .. }) && cause.contains("nad27"), "{cause}");
    let (text, _, error) = fault("d.geojson", "../d.geojson");
    assert!(matches!(error, PackError::PathLeavesPack { .. }) && text.contains("../d.geojson"), "{text}");
    let (text, _, error) = fault("d.geojson", "e.geojson");
    assert!(matches!(error, PackError::Missing { .. }) && text.contains("e.geojson"), "{text}");
    let (text, _, error) = fault("sha256 = \"", "sha256 = \"00");
    assert!(matches!(error, PackError::HashMismatch { .. }) && text.contains("d.geojson"), "{text}");
    let (text, _, error) = fault("id = \"test\"", "id = \"../x\"");
    assert!(matches!(error, PackError::BadId { .. }) && text.contains("../x"), "{text}");
    let (text, _, error) = fault("date", "review_number = \"no. 7\"\ndate");
    assert!(matches!(error, PackError::BadReviewNumber { .. }) && text.contains("no. 7"), "{text}");
}

#[test]
fn a_pack_is_added_once_whole_and_in_wgs84() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("My Districts.geojson");
    std::fs::write(&file, one(&SQUARE.replace("31.0]", "31.0,4.5]"))).unwrap();
    let packs = folder.path().join("packs");
    let about = Description::from_file(&file);
    assert_eq!(about.id, "my-districts");
    // What a killed program has left of a pack goes.
    let left = packs.join(".hujin-left.unfinished");
    std::fs::create_dir_all(&left).unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(24 * 3600);
    std::fs::File::open(&left).unwrap().set_modified(long_ago).unwrap();

    let added = add_pack(&file, Datum::Gcj02, &packs, &about).unwrap();
    let corner = added.unproject(added.districts[0].polygons.0[0].exterior().0[0].into());
    let expected = Datum::Gcj02.to_wgs84(LonLat::new(121.0, 31.0));
    assert!((corner.lon - expected.lon).hypot(corner.lat - expected.lat) < 1e-8, "{corner:?}");
    let again = Pack::load(&packs.join("my-districts")).unwrap();
    assert_eq!((again.sha256, again.datum), (added.sha256, Datum::Wgs84));

    let error = add_pack(&file, Datum::Wgs84, &packs, &about).unwrap_err();
    assert!(matches!(error, PackError::Exists { .. }) && told(&error).contains("my-districts"));
    std::fs::write(&file, one("[[[121,31]]]")).unwrap();
    let broken = Description { id: "broken".into(), ..about };
    let error = add_pack(&file, Datum::Wgs84, &packs, &broken).unwrap_err();
    assert!(matches!(error, PackError::Feature { .. }), "{error:?}");
    let listed = list_packs(&packs).unwrap();
    assert_eq!(listed.len(), 1, "nothing is left of what failed");
    assert_eq!(listed[0].manifest.as_ref().unwrap().id, "my-districts");
    assert!(list_packs(&folder.path().join("nowhere")).unwrap().is_empty());
    assert_eq!(std::fs::read_dir(&packs).unwrap().count(), 1, "nor of what was killed");
}

#[test]
fn a_city_lies_on_the_plane_of_its_own_zone_unless_the_pack_says_another() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("d.geojson");
    // 98.59 km² on the ellipsoid, by its authalic latitudes.
    std::fs::write(&file, one("[[[93.2,37.1],[93.3,37.1],[93.3,37.2],[93.2,37.2],[93.2,37.1]]]")).unwrap();
    let about = Description { id: "p".into(), ..Default::default() };
    let pack = add_pack(&file, Datum::Wgs84, folder.path(), &about).unwrap();
    assert_eq!(pack.projection.central_meridian(), 93.0);
    assert!((pack.districts[0].land_area_km2 - 98.59).abs() < 0.05, "{}", pack.districts[0].land_area_km2);
    assert_eq!(pack.locate(pack.project(LonLat::new(93.25, 37.15))).map(|d| d.adcode), Some(pack.districts[0].adcode));
    let manifest = folder.path().join("p/pack.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    assert!(text.contains("central_meridian = 93.0"), "{text}");
    std::fs::write(&manifest, text.replace("central_meridian = 93.0\n", "")).unwrap();
    assert_eq!(Pack::load(&folder.path().join("p")).unwrap().projection.central_meridian(), 93.0, "found out");
    std::fs::write(&manifest, text.replace("93.0", "105.0")).unwrap();
    let other = Pack::load(&folder.path().join("p")).unwrap();
    assert!(other.projection.central_meridian() == 105.0 && other.districts[0].land_area_km2 > 99.5);
    std::fs::write(&manifest, text.replace("93.0", "999.0")).unwrap();
    let error = Pack::load(&folder.path().join("p")).unwrap_err();
    assert!(matches!(error, PackError::BadMeridian { .. }) && told(&error).contains("999"));
}

#[test]
fn layers_are_added_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        file
    };
    let districts = write("d.geojson", &one(SQUARE));
    let pack = add_pack(&districts, Datum::Wgs84, folder.path(), &Description { id: "p".into(), ..Default::default() });
    assert!(!pack.unwrap().districts[0].area_is_official);
    let home = folder.path().join("p");

    let station = r#"{"type":"Feature","properties":{"name":"徐家汇","lines":["1",9]},"geometry":{"type":"Point","coordinates":[121.05,31.05]}}"#;
    let stations = write("s.geojson", &collection(&[station.into()]));
    assert_eq!(Layer::guess(&stations).unwrap(), Layer::MetroStations);
    let pack = add_layer(&home, Layer::MetroStations, &stations, Datum::Wgs84).unwrap();
    assert_eq!(pack.metro_stations[0].routes, ["1", "9"]);

    let west = "[[[121.0,31.0],[121.05,31.0],[121.05,31.1],[121.0,31.1],[121.0,31.0]]]";
    let sea = write("w.geojson", &collection(&[feature(r#"{"kind":"sea","name":"海"}"#, west)]));
    assert_eq!(Layer::guess(&sea).unwrap(), Layer::Water);
    let pack = add_layer(&home, Layer::Water, &sea, Datum::Wgs84).unwrap();
    assert!((pack.districts[0].land_area_km2 - 53.0).abs() < 0.5, "the sea is no land");
    assert!(pack.is_on_land(pack.districts[0].label_at) && pack.metro_stations.len() == 1);

    let places = write("p.csv", "id,name_zh,name_en,lon,lat,district\na,甲,A,121.05,31.05,区\n");
    assert_eq!(Layer::guess(&places).unwrap(), Layer::Places);
    assert_eq!(add_layer(&home, Layer::Places, &places, Datum::Gcj02).unwrap().places[0].position.lon, 121.05);
    let words = write("n.toml", "# words");
    let pack = add_layer(&home, Layer::guess(&words).unwrap(), &words, Datum::Wgs84).unwrap();
    assert_eq!((pack.narrative.as_deref(), pack.places.len()), (Some("# words"), 1));

    let bad = write("w2.geojson", &collection(&[feature(r#"{"kind":"tar"}"#, west)]));
    let error = add_layer(&home, Layer::Water, &bad, Datum::Wgs84).unwrap_err();
    assert!(told(&error).contains("tar"), "{}", told(&error));
    assert_eq!(Pack::load(&home).unwrap().water.len(), 1, "the pack is as it was");
    let files = std::fs::read_dir(&home).unwrap().count();
    add_layer(
        &home,
        Layer::MetroStations,
        &write("s2.geojson", &collection(&[station.replace("31.05", "31.06")])),
        Datum::Wgs84,
    )
    .unwrap();
    assert_eq!(std::fs::read_dir(&home).unwrap().count(), files, "the file replaced is gone");
}

#[test]
fn all_words_have_their_sentence() {
    let file = Path::new("f");
    let io = || std::io::Error::other("x");
    for error in [
        PackError::Missing { file: file.into() },
        PackError::Unreadable { file: file.into(), source: io() },
        PackError::Unwritable { file: file.into(), source: io() },
        PackError::TooLarge { file: file.into(), bytes: 65_000_000, limit: MAX_FILE_BYTES },
        PackError::TooManyVertices { file: file.into(), limit: MAX_VERTICES },
    ] {
        told(&error);
    }
    for fault in [Fault::TooIntricate, Fault::NotFinite { vertex: 1 }] {
        told(&PackError::Feature { file: file.into(), number: 1, name: String::new(), fault });
    }
}
