//! Names that lead out of a folder, and names that are SQL: the first stay in, the second are text.

use std::path::Path;
use std::process::Output;

use hujin::geography::{Pack, PackError};
use hujin::workspace::views;
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

fn hujin(at: &Path, args: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hujin"));
    command.current_dir(at).args(args).env("HUJIN_LANG", "en").env("HUJIN_DATA", at).output().unwrap()
}

fn done(at: &Path, args: &[&str]) -> Output {
    let output = hujin(at, args);
    assert_ne!(output.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

const OUTSIDE: [&str; 14] = [
    "../x",
    "..\\x",
    "/etc/passwd",
    "C:\\x",
    "C:x",
    "\\\\host\\x",
    "//host/x",
    "a/../../x",
    "..",
    ".",
    "a\0b",
    "",
    "file:///x",
    "~/x",
];

#[test]
fn files_of_a_pack_are_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let districts =
        br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"adcode":310101,"name":"x"},
        "geometry":{"type":"Polygon","coordinates":[[[121.4,31.2],[121.5,31.2],[121.5,31.3],[121.4,31.2]]]}}]}"#;
    let hash: String = Sha256::digest(districts).iter().map(|byte| format!("{byte:02x}")).collect();
    let manifest = |path: &str| {
        format!(
            "id = \"a\"\nname = {{ zh = \"x\", en = \"x\" }}\nlevel = \"district\"\nsource = {{ zh = \"x\", en = \"x\" }}\n\
             licence = \"x\"\ndate = \"2024\"\ndatum = \"wgs84\"\n[files]\ndistricts = {{ path = {}, sha256 = \"{hash}\" }}\n",
            serde_json::to_string(path).unwrap()
        )
    };
    let pack = folder.path().join("a");
    std::fs::create_dir(&pack).unwrap();
    std::fs::write(folder.path().join("x"), districts).unwrap();
    std::fs::write(pack.join("d.geojson"), districts).unwrap();
    let load = |path: &str| {
        std::fs::write(pack.join("pack.toml"), manifest(path)).unwrap();
        Pack::load(&pack)
    };
    assert_eq!(load("d.geojson").unwrap().districts.len(), 1);
    for path in OUTSIDE.iter().filter(|path| !["."].contains(path)) {
        // A name that a file of this folder might have is only missing.
        let error = load(path).map(|_| ()).unwrap_err();
        assert!(matches!(error, PackError::PathLeavesPack { .. } | PackError::Missing { .. }), "{path:?}: {error:?}");
        assert!(*path == "~/x" || matches!(error, PackError::PathLeavesPack { .. }), "{path:?}: {error:?}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("x"), pack.join("link.geojson")).unwrap();
        assert!(matches!(load("link.geojson"), Err(PackError::PathLeavesPack { .. })));
        std::os::unix::fs::symlink(folder.path(), pack.join("up")).unwrap();
        assert!(matches!(load("up/x"), Err(PackError::PathLeavesPack { .. })));
        std::os::unix::fs::symlink(pack.join("d.geojson"), pack.join("own.geojson")).unwrap();
        assert!(load("own.geojson").is_ok(), "a link within the folder");
    }
}

fn is_sound(name: &str) {
    let device = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    assert!(!name.is_empty() && name.len() <= 210, "{name:?}");
    assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']), "{name:?}");
    assert!(!name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0', '\n', '\u{202e}']), "{name:?}");
    assert!(!["con", "prn", "aux", "nul", "com1", "lpt9"].contains(&device.as_str()), "{name:?}");
    assert_eq!(Path::new(name).components().count(), 1, "{name:?}");
}

proptest! {
    #[test]
    fn any_name_of_a_file_stays_in_its_folder(name in any::<String>(), hostile in prop::sample::select(OUTSIDE.to_vec()), device in prop::sample::select(vec!["", "CON", "nul.txt", "com1 .x", "LPT9"])) {
        for name in [name.as_str(), hostile, device, &format!("{hostile}{name}"), &format!("{name}/{hostile}"), &name.repeat(40)] {
            is_sound(&views::file_name(name));
        }
    }
}

#[test]
fn figures_and_reports_of_a_batch_stay_in_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("in");
    std::fs::create_dir(&at).unwrap();
    // A pack whose districts have names of paths.
    let district = |code: u32, name: &str, x: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"adcode":{code},"name_zh":{0},"name_en":{0}}},"geometry":{{"type":"Polygon","coordinates":[[[{x},31.2],[{1},31.2],[{1},31.3],[{x},31.3],[{x},31.2]]]}}}}"#,
            serde_json::to_string(name).unwrap(),
            x + 0.1
        )
    };
    let districts = [district(310_101, "../../up", 121.4), district(310_104, "/tmp/x\0<y>", 121.5)].join(",");
    std::fs::write(at.join("d.geojson"), format!(r#"{{"type":"FeatureCollection","features":[{districts}]}}"#))
        .unwrap();
    done(&at, &["maps", "add", "d.geojson", "--datum", "wgs84", "--id", "hostile"]);
    done(&at, &["new", "c.gpkg"]);
    std::fs::create_dir(at.join("out")).unwrap();
    let outside = |at: &Path| {
        let mut names: Vec<String> =
            std::fs::read_dir(at).unwrap().flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let (before, above) = (outside(&at), outside(folder.path()));
    let export =
        ["--pack", "hostile", "export", "c.gpkg", "--each", "district", "--dpi", "36", "--missing-glyphs", "mark"];
    for pattern in ["{district}", "../{district}", "{adcode}/../../{district}", "..{district}"] {
        done(&at, &[&export[..], &["--name", pattern, "-o", "out/f.svg"]].concat());
    }
    done(&at, &["--pack", "hostile", "profile", "c.gpkg", "--district", "all", "--format", "json", "-o", "out"]);
    assert_eq!((outside(&at), outside(folder.path())), (before, above));
    let made = outside(&at.join("out"));
    assert!(made.len() >= 6 && made.iter().all(|name| !name.starts_with('.')), "{made:?}");
}

const SQL: &str = "x'; DROP TABLE enterprise; --\" OR 1=1 %_*";

#[test]
fn sql_is_text_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let quoted = format!("\"{}\"", SQL.replace('"', "\"\""));
    std::fs::write(
        at.join("a.csv"),
        format!("企业名称,区,{quoted},备注\n甲{SQL_NAME},徐汇区,{quoted},{quoted}\n乙,徐汇区,1,\n", SQL_NAME = "公司"),
    )
    .unwrap();
    done(at, &["new", "c.gpkg", "--empty"]);
    done(at, &["import", "a.csv", "--into", "c.gpkg", "--keep-unknown", "--author", SQL]);
    done(at, &["snapshot", "c.gpkg", SQL]);
    done(at, &["edit", "c.gpkg", "1", &format!("segment={SQL}"), "--reason", SQL]);
    done(at, &["changes", "c.gpkg", "--from", SQL, "--json"]);
    let list = |args: &[&str]| -> Vec<Value> {
        let args = [&["list", "c.gpkg", "--json"], args].concat();
        serde_json::from_slice::<Value>(&done(at, &args).stdout).unwrap().as_array().unwrap().clone()
    };
    let all = list(&[]);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["segment"], SQL);
    assert_eq!(all[0]["extra"][SQL], SQL, "{}", all[0]["extra"]);
    assert_eq!(list(&["--text", SQL]).len(), 0);
    assert_eq!(list(&["--text", "%"]).len(), 0);
    assert_eq!(list(&["--segment", SQL]).len(), 1);
    // A track that is SQL is refused or kept as text, and never run.
    hujin(at, &["list", "c.gpkg", "--track", SQL]);
    assert_eq!(hujin(at, &["check", "c.gpkg"]).status.code(), Some(0));

    // A foreign file whose layer and columns are called so.
    let connection = rusqlite::Connection::open(at.join("f.gpkg")).unwrap();
    let name = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let (table, column) = (name(SQL), name(&format!("{SQL} 2")));
    connection
        .execute_batch(&format!(
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT); CREATE TABLE enterprise (x);
             CREATE TABLE {table} (企业名称 TEXT, {column} TEXT);"
        ))
        .unwrap();
    connection.execute("INSERT INTO gpkg_contents VALUES (?1, 'attributes')", [SQL]).unwrap();
    connection.execute(&format!("INSERT INTO {table} VALUES ('丙公司', ?1)"), [SQL]).unwrap();
    drop(connection);
    done(at, &["import", "f.gpkg", "--into", "c.gpkg", "--keep-unknown"]);
    assert_eq!(list(&[]).len(), 3);
    assert_eq!(hujin(at, &["check", "c.gpkg"]).status.code(), Some(0));
}
