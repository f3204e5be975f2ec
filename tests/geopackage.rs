//! Catalogue files as GDAL sees them. Needs `ogrinfo` and `ogr2ogr` (Debian: gdal-bin).

#![allow(clippy::expect_used)]

use std::path::Path;
use std::process::{Command, Output};

use hujin::catalogue::{Taxonomy, sample};
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

#[test]
fn an_edit_by_gdal_keeps_the_index_and_is_found_by_check() {
    let folder = tempfile::tempdir().expect("folder");
    let path = catalogue(folder.path());
    let sql = "UPDATE enterprise SET short_name = '外改', geom = NULL WHERE id = 1";
    let Some(output) = gdal("ogrinfo", &["-sql", sql, &path]) else { return };
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
    let findings = Store::check(Path::new(&path)).expect("opens");
    let found: Vec<_> = findings.iter().map(|f| (f.code.code(), f.id)).collect();
    assert_eq!(found, [("row-hash", Some(1))], "the triggers ran with GDAL's functions");

    let copy = folder.path().join("copy.gpkg");
    let copied = gdal("ogr2ogr", &["-f", "GPKG", copy.to_str().expect("UTF-8"), &path, "enterprise"]);
    let Some(output) = copied else { return };
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
}
