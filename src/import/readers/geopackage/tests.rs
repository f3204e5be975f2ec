use std::ops::ControlFlow;

use rusqlite::{Connection, params};

use super::*;
use crate::geography::{LonLat, point_blob};
use crate::import::readers::tests::cells;

/// A GeoPackage made by these statements over the three tables of the standard.
fn geopackage(sql: &str) -> (tempfile::TempDir, Origin) {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("点 #1.gpkg");
    let file = Connection::open(&path).expect("opens");
    file.execute_batch(
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
         CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
         CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER, srs_name TEXT);
         INSERT INTO gpkg_spatial_ref_sys VALUES (4326, 'EPSG', 4326, 'WGS 84'), (4549, 'EPSG', 4549, 'CGCS2000 / CM 120E'),
           (2437, 'EPSG', 2437, 'Beijing 1954 / CM 120E');
         CREATE TABLE 企业 (fid INTEGER PRIMARY KEY, 形状 BLOB, 企业名称 TEXT, 注册资本 REAL);",
    )
    .expect("made");
    let insert = "INSERT INTO 企业 (形状, 企业名称, 注册资本) VALUES (?1, ?2, ?3)";
    let at = point_blob::encode(LonLat::new(121.5, 31.25));
    file.execute(insert, params![at, "甲", 1000.5]).expect("written");
    file.execute(insert, params![None::<Vec<u8>>, "乙", None::<f64>]).expect("written");
    let plane = point_blob::encode(LonLat::new(641_542.207, 3_458_479.91));
    file.execute_batch("CREATE TABLE 平面 (g BLOB, name TEXT)").expect("made");
    file.execute("INSERT INTO 平面 VALUES (?1, '丙')", params![plane]).expect("written");
    file.execute_batch(sql).expect("made");
    drop(file);
    (folder, Origin::File(path))
}

fn read_layer(origin: &Origin, sheet: Option<&str>) -> Result<Source, ImportError> {
    let options = ReadOptions { sheet: sheet.map(str::to_owned), ..ReadOptions::default() };
    crate::import::readers::read(origin, &options, &|_| ControlFlow::Continue(()))
}

const LAYERS: &str = "INSERT INTO gpkg_contents VALUES ('企业', 'features'), ('平面', 'features');
    INSERT INTO gpkg_geometry_columns VALUES ('企业', '形状', 4326), ('平面', 'g', 4549);";

#[test]
fn layers_of_points() {
    let (_folder, origin) = geopackage(LAYERS);
    let source = read_layer(&origin, None).expect("reads");
    let wanted = [
        vec!["lon", "lat", "fid", "企业名称", "注册资本"],
        vec!["121.5", "31.25", "1", "甲", "1000.5"],
        vec!["", "", "2", "乙"],
    ];
    assert_eq!(cells(&source), wanted);
    let source = read_layer(&origin, Some("平面")).expect("reads");
    assert_eq!(source.sheet, Some(1));
    let lon: f64 = source.table.row(1).get(0).parse().expect("degrees");
    assert!((lon - 121.4857).abs() < 1e-6);
    // The same from bytes.
    let bytes = std::fs::read(origin.path().expect("a file")).expect("reads");
    let source = read_layer(&Origin::Bytes("x.db".into(), bytes.into()), Some("2")).expect("reads");
    assert_eq!(source.table.len(), 2);
}

#[test]
fn what_is_no_layer_of_points() {
    let (_folder, origin) = geopackage("");
    assert!(matches!(read_layer(&origin, None), Err(ImportError::NoPoints)));
    let foreign = "INSERT INTO gpkg_contents VALUES ('企业', 'features');
        INSERT INTO gpkg_geometry_columns VALUES ('企业', '形状', 2437);";
    let (_folder, origin) = geopackage(foreign);
    assert!(
        matches!(read_layer(&origin, None), Err(ImportError::UnsupportedReference { what }) if what.contains("Beijing"))
    );
    let (_folder, origin) = geopackage(&format!("{LAYERS} UPDATE 企业 SET 形状 = NULL;"));
    assert!(matches!(read_layer(&origin, Some("企业")), Err(ImportError::NoPoints)));
    let (_folder, origin) = geopackage("DROP TABLE gpkg_contents");
    assert!(matches!(read_layer(&origin, None), Err(ImportError::UnknownFormat { what: "SQLite" })));
}

#[test]
fn this_programs_own_catalogue() {
    let own = "CREATE TABLE enterprise (id INTEGER PRIMARY KEY, geom BLOB, name_zh TEXT, row_hash TEXT);
        CREATE TABLE enterprise_track (enterprise_id INTEGER, track TEXT, position INTEGER);
        INSERT INTO gpkg_contents VALUES ('enterprise', 'features');
        INSERT INTO gpkg_geometry_columns VALUES ('enterprise', 'geom', 4326);
        INSERT INTO enterprise SELECT 7, 形状, '丁', 'x' FROM 企业 WHERE fid = 1;
        INSERT INTO enterprise_track VALUES (7, 'regtech', 1), (7, 'payment', 0);";
    let (_folder, origin) = geopackage(own);
    let source = read_layer(&origin, None).expect("reads");
    let wanted = [vec!["lon", "lat", "id", "name_zh", "tracks"], vec!["121.5", "31.25", "7", "丁", "payment;regtech"]];
    assert_eq!(cells(&source), wanted);
}
