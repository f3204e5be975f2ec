//! Catalogue files as GDAL sees them. Needs `ogrinfo` and `ogr2ogr` (Debian: gdal-bin).

#![allow(clippy::expect_used)]

use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Output};

use hujin::catalogue::{BatchHead, BatchKind, Enterprise, PositionAccuracy, RowEdit, Taxonomy, sample};
use hujin::geography::LonLat;
use hujin::store::Store;

fn gdal(program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => Some(output),
        Err(e) => {
            assert!(std::env::var_os("CI").is_none(), "{program} is missing: install gdal-bin ({e})");
            println!("skipped: {program} is missing (install gdal-bin)");
            None
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn catalogue(folder: &Path) -> String {
    let path = folder.join("catalogue.gpkg");
    drop(Store::create_with(&path, &Taxonomy::bundled(), &sample()).expect("created"));
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
fn gdal_reads_the_file_without_a_warning() {
    let folder = tempfile::tempdir().expect("folder");
    let path = catalogue(folder.path());
    let Some(output) = gdal("ogrinfo", &["-ro", "-al", &path]) else { return };
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success() && err.is_empty(), "{err}");
    assert!(!out.contains("Warning") && !out.contains("ERROR"), "{out}");
    assert!(
        out.contains("Layer name: enterprise\n") && out.contains("\nGeometry: Point\nFeature Count: 198\n"),
        "{out}"
    );
    assert!(out.contains("Geometry Column = geom") && out.contains("FID Column = id"));
    assert!(out.contains("POINT (121.554 31.213)") && out.contains("中国银联股份有限公司"));
    assert_eq!(out.matches("\n  POINT (").count(), 93);
    let has_index = ["-ro", "-sql", "SELECT HasSpatialIndex('enterprise', 'geom') AS has", &path];
    let Some(output) = gdal("ogrinfo", &has_index) else { return };
    assert!(text(&output.stdout).contains("(Integer) = 1"), "{}", text(&output.stdout));
}

/// Runs SQL as GDAL does, which brings its own functions for the triggers of the R-tree.
fn gdal_sql(path: &str, sql: &str) -> bool {
    let Some(output) = gdal("ogrinfo", &["-sql", sql, path]) else { return false };
    assert!(output.status.success() && output.stderr.is_empty(), "{sql}: {}", text(&output.stderr));
    true
}

fn faults(path: &str) -> Vec<(&'static str, Option<i64>)> {
    Store::check(Path::new(path)).expect("opens").iter().map(|f| (f.code.code(), f.id)).collect()
}

#[test]
fn edits_by_gdal_keep_the_index_and_become_a_batch_that_can_be_undone() {
    let folder = tempfile::tempdir().expect("folder");
    let path = catalogue(folder.path());
    let rows = |path: &str| -> Vec<Enterprise> {
        let store = Store::open_read(Path::new(path)).expect("opens");
        store.load(1, &|_| {}).expect("loads").rows().map(|r| r.to_enterprise()).collect()
    };
    let before = rows(&path);
    if !gdal_sql(&path, "UPDATE enterprise SET short_name = '外改', geom = NULL WHERE id = 1") {
        return;
    }
    assert_eq!(faults(&path), [("outside-edit", Some(1))], "the triggers ran with GDAL's functions");
    assert_eq!(Store::open_read(Path::new(&path)).expect("opens").pending_outside(9).expect("counted").count, 1);
    gdal_sql(&path, "DELETE FROM enterprise WHERE id = 2");
    // A feature is appended as QGIS does it: through the driver, not through SQL.
    let drawn = folder.path().join("drawn.geojson");
    let feature = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name_zh":"外增","employees":12},
        "geometry":{"type":"Point","coordinates":[121.5,31.2]}}]}"#;
    std::fs::write(&drawn, feature).expect("written");
    let drawn = drawn.to_str().expect("UTF-8");
    let append = ["-update", "-append", "-nln", "enterprise", &path, drawn];
    let Some(output) = gdal("ogr2ogr", &append) else { return };
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));

    let mut store = Store::open(Path::new(&path)).expect("adopts");
    let batches = store.batches().expect("listed");
    assert_eq!((batches.len(), batches[0].kind), (1, BatchKind::Outside));
    assert_eq!((batches[0].inserted, batches[0].updated, batches[0].deleted), (1, 1, 1));
    assert_eq!(faults(&path), []);
    let now = rows(&path);
    assert_eq!((now.len(), now[0].short_name.as_str(), now[197].name_zh.as_str()), (198, "外改", "外增"));
    assert_eq!(now[197].position_accuracy.code(), "street");
    assert_eq!(store.undo(batches[0].id).expect("undone").conflicts, []);
    assert_eq!(rows(&path), before);
    assert_eq!(faults(&path), []);
    // GDAL still agrees on how many there are.
    let Some(output) = gdal("ogrinfo", &["-ro", "-so", &path, "enterprise"]) else { return };
    assert!(text(&output.stdout).contains("Feature Count: 198"), "{}", text(&output.stdout));

    let copy = folder.path().join("copy.gpkg");
    let copied = gdal("ogr2ogr", &["-f", "GPKG", copy.to_str().expect("UTF-8"), &path, "enterprise"]);
    let Some(output) = copied else { return };
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn gdal_finds_its_way_in_a_packed_index() {
    let folder = tempfile::tempdir().expect("folder");
    let path = catalogue(folder.path());
    let at = |i: i64| LonLat::new(121.0 + (i % 120) as f64 * 0.005, 31.0 + (i / 120) as f64 * 0.005);
    let row = |i| Enterprise {
        name_zh: format!("第{i}"),
        position: Some(at(i)),
        position_accuracy: PositionAccuracy::Building,
        ..Enterprise::default()
    };
    let mut edits = (0..12_000).map(|i| RowEdit::Insert(Box::new(row(i))));
    let mut store = Store::open(Path::new(&path)).expect("opens");
    store.write(&BatchHead::default(), &mut edits, &|_| ControlFlow::Continue(())).expect("written");
    drop(store);
    let window = ["121.1024", "31.1024", "121.1526", "31.1526"];
    let arguments =
        [&["-ro", "-so", "-spat"], &window[..], &["-where", "name_zh LIKE '第%'", &path, "enterprise"]].concat();
    let Some(output) = gdal("ogrinfo", &arguments) else { return };
    assert!(text(&output.stdout).contains("Feature Count: 100"), "{}", text(&output.stdout));
    if !gdal_sql(&path, "UPDATE enterprise SET geom = NULL WHERE id = 5000") {
        return;
    }
    gdal_sql(&path, "DELETE FROM enterprise WHERE id > 12000");
    assert!(faults(&path).iter().all(|(code, _)| *code == "outside-edit"));
}
