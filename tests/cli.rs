//! The command line as a user calls it.

#![allow(clippy::unwrap_used)] // a helper of a test may fail the test

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use sha2::{Digest, Sha256};

mod another_city;
mod duplicates;
mod replies;
mod reports;

fn hujin(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hujin"));
    command.current_dir(folder).args(args).env("HUJIN_LANG", "zh").env("HUJIN_DATA", folder);
    command.env("SOURCE_DATE_EPOCH", "1760000000");
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET").output().unwrap()
}

fn text(folder: &Path, args: &[&str]) -> String {
    let output = hujin(folder, args);
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let output = hujin(folder, args);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {output:?}"))
}

/// What is compared is compared with the whole city, whatever is chosen to be listed.
#[test]
fn a_filter_of_districts_or_tracks_chooses_what_is_listed_and_not_what_it_is_compared_with() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    let rows = |args: &[&str]| {
        let found = json(at, &[&["stats", "c.gpkg", "--json"], args].concat());
        found.as_array().unwrap().clone()
    };
    let both = ["--by", "district,track"];
    let all = rows(&both);
    let of = |code: u64, track: &str| {
        let is = |row: &&Value| row["district"] == code && row["track"] == track;
        all.iter().find(is).unwrap().clone()
    };
    let xuhui = rows(&[&both[..], &["--district", "徐汇"]].concat());
    assert_eq!(xuhui.len(), all.iter().filter(|row| row["district"] == 310_104).count());
    assert!(xuhui.contains(&of(310_104, "ai-llm")));
    let one = rows(&[&both[..], &["--district", "徐汇", "--track", "ai-llm"]].concat());
    assert_eq!(one, [of(310_104, "ai-llm")]);
    // By districts the track says which enterprises are counted, by tracks the district does.
    let districts = rows(&["--by", "district"]);
    let is_xuhui = |row: &&Value| row["district"] == 310_104;
    let xuhui: Vec<Value> = districts.iter().filter(is_xuhui).cloned().collect();
    assert_eq!(rows(&["--by", "district", "--district", "徐汇"]), xuhui);
    let counted = rows(&["--by", "district", "--district", "徐汇", "--track", "ai-llm"]);
    assert_eq!(counted[0]["count"], of(310_104, "ai-llm")["count"]);
    let tracks = rows(&["--by", "track", "--district", "徐汇", "--track", "ai-llm"]);
    assert_eq!((tracks.len(), &tracks[0]["count"]), (1, &of(310_104, "ai-llm")["count"]));
    let claims = |args: &[&str]| json(at, &[&["claims", "c.gpkg", "--json"], args].concat());
    assert_eq!(claims(&["--district", "徐汇"]), claims(&[]));
    assert_eq!(claims(&["--track", "ai-llm"]), claims(&[]));
    assert_ne!(claims(&["--founded", "2015.."]), claims(&[]), "years change what is looked at");
}

#[test]
fn from_new_to_figure_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    let before = json(at, &["list", "c.gpkg", "--json"]);
    assert_eq!(before.as_array().map(Vec::len), Some(198));
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/thirty_gb18030.csv");
    let import = json(at, &["import", fixture, "--into", "c.gpkg", "--json"]);
    assert_eq!((&import["new"], &import["refused"], &import["encoding"]), (&30.into(), &0.into(), &"gb18030".into()));
    let batch = import["batch"].to_string();
    assert_eq!(json(at, &["list", "c.gpkg", "--json"]).as_array().map(Vec::len), Some(228));
    assert!(hujin(at, &["undo", "c.gpkg", &batch]).status.success());
    assert_eq!(json(at, &["list", "c.gpkg", "--json"]), before);

    let hash = || Sha256::digest(std::fs::read(at.join("c.gpkg")).unwrap());
    let unchanged = hash();
    let stats = json(at, &["stats", "c.gpkg", "--by", "district,track", "--json"]);
    for key in ["district", "track", "count", "fractional", "share", "lq", "lq_low", "lq_high", "expected", "p", "q"] {
        assert!(stats[0].get(key).is_some(), "{key}");
    }
    for (by, key) in [("district", "krugman_expected"), ("track", "ellison_glaeser_p")] {
        let rows = json(at, &["stats", "c.gpkg", "--by", by, "--counting", "primary", "--json"]);
        assert!(rows.as_array().unwrap().iter().any(|row| row[key].is_f64()), "{key}");
    }
    for name in ["f.svg", "f.png", "f.pdf"] {
        assert!(hujin(at, &["export", "c.gpkg", "--dpi", "72", "-o", name]).status.success(), "{name}");
        assert!(std::fs::metadata(at.join(name)).unwrap().len() > 10_000, "{name}");
    }
    // A file is what its ending says.
    let refused = hujin(at, &["export", "c.gpkg", "--format", "pdf", "-o", "z.png"]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && !at.join("z.png").exists() && told.contains(".pdf"), "{told}");
    assert!(hujin(at, &["export", "c.gpkg", "--format", "pdf", "--dpi", "72", "-o", "bare"]).status.success());
    assert!(std::fs::read(at.join("bare")).unwrap().starts_with(b"%PDF"));
    let multiples = ["export", "c.gpkg", "--template", "multiples", "--set"];
    let small = |measure, name| hujin(at, &[&multiples[..], &[measure, "-o", name]].concat());
    assert!(small("choropleth.measure=lq", "m.svg").status.success());
    let maps = std::fs::read_to_string(at.join("m.svg")).unwrap();
    assert!(maps.contains("区位商：分赛道") && maps.contains("区位商（1 = 与全市相同）"));
    assert!(!small("choropleth.measure=density", "n.svg").status.success());
    let svg = std::fs::read_to_string(at.join("f.svg")).unwrap();
    assert!(svg.contains("上海市金融科技企业分布图") && svg.contains("虹口区"));
    assert_eq!(json(at, &["profile", "c.gpkg", "--district", "徐汇", "--format", "json"])["district"], 310104);
    assert_eq!(hujin(at, &["check", "c.gpkg"]).status.code(), Some(0));
    assert_eq!(hash(), unchanged, "looking changes no byte");
}

#[test]
fn a_catalogue_of_ones_own_is_not_called_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "own.gpkg", "--empty"]).status.success());
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/thirty_gb18030.csv");
    assert!(hujin(at, &["import", fixture, "--into", "own.gpkg", "--datum", "wgs84"]).status.success());
    assert!(hujin(at, &["new", "sample.gpkg"]).status.success());
    for (catalogue, is_sample) in [("own.gpkg", false), ("sample.gpkg", true)] {
        let pages = [
            text(at, &["list", catalogue]),
            text(at, &["profile", catalogue, "--city"]),
            text(at, &["profile", catalogue, "--district", "徐汇"]),
            {
                text(at, &["export", catalogue, "-o", "f.svg"]);
                std::fs::read_to_string(at.join("f.svg")).unwrap()
            },
        ];
        for page in pages {
            assert_eq!(page.contains("示例目录"), is_sample, "{catalogue}: {page}");
            assert_eq!(page.contains("own.gpkg"), !is_sample, "{catalogue}: {page}");
        }
    }
}

#[test]
fn what_is_written_and_when_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    text(at, &["new", "c.gpkg"]);
    let orders: [&[&str]; 5] = [
        &["list", "c.gpkg", "-o", "a.csv"],
        &["profile", "c.gpkg", "--city", "-o", "a.html"],
        &["profile", "c.gpkg", "--district", "徐汇", "-o", "a.docx"],
        &["import", "--template", "a.xlsx"],
        &["import", "--template", "b.CSV"],
    ];
    for order in orders {
        let path = order.last().unwrap();
        assert!(text(at, order).contains(path) && at.join(path).exists(), "{order:?}");
    }
    // A template is what its name says, and the importer knows its heads.
    let template = std::fs::read(at.join("b.CSV")).unwrap();
    assert!(std::fs::read(at.join("a.xlsx")).unwrap().starts_with(b"PK"));
    assert!(template.starts_with("\u{feff}企业名称,统一社会信用代码,".as_bytes()), "{template:?}");
    let row = [&template, "上海某某支付有限公司\r\n".as_bytes()].concat();
    std::fs::write(at.join("filled.csv"), row).unwrap();
    let read = json(at, &["import", "filled.csv", "--into", "c.gpkg", "--dry-run", "--json"]);
    assert_eq!((&read["new"], &read["findings"]), (&1.into(), &Value::Array(Vec::new())), "{read}");
    let other = hujin(at, &["import", "--template", "t.ods"]);
    let told = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(other.status.code() == Some(2) && told.contains("t.ods") && told.contains(".xlsx / .csv"), "{told}");
    assert!(!at.join("t.ods").exists());
    assert!(text(at, &["cases", "c.gpkg"]).contains("没有"));
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/thirty_gb18030.csv");
    assert!(text(at, &["import", fixture, "--into", "c.gpkg", "--datum", "wgs84"]).contains("已写入"));
    let utc = json(at, &["batches", "c.gpkg", "--json"])[0]["time"].as_str().unwrap().to_owned();
    let line = text(at, &["batches", "c.gpkg"]);
    // The tests' clock is of any zone: seconds and the Z of UTC are not told.
    assert!(utc.ends_with('Z') && !line.contains(&utc) && !line.contains('Z'), "{line}");
}

#[test]
fn errors_say_what_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    std::fs::write(at.join("not.gpkg"), "text").unwrap();
    for (args, said) in [
        (vec!["list", "c.gpkg", "--track", "heat"], "blockchain"),
        (vec!["list", "not.gpkg"], "GeoPackage"),
        (vec!["export", "c.gpkg", "-o", "/proc/none/f.png"], "/proc/none"),
        (vec!["new", "c.gpkg"], "c.gpkg"),
        (vec!["new", "c.pdf"], ".gpkg"),
        (vec![], "hujin export"),
    ] {
        let output = hujin(at, &args);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(told.contains(said) && told.contains("怎么办"), "{args:?}: {told}");
    }
}

#[test]
fn a_map_of_ones_own_is_added_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    let districts = concat!(env!("CARGO_MANIFEST_DIR"), "/maps/shanghai/districts.geojson");
    let water = concat!(env!("CARGO_MANIFEST_DIR"), "/maps/shanghai/water.geojson");
    let add =
        ["maps", "add", water, districts, "--datum", "wgs84", "--id", "mine", "--name", "我的城市", "--source", "自测"];
    let added = hujin(at, &add);
    assert!(added.status.success(), "{added:?}");
    assert!(String::from_utf8_lossy(&hujin(at, &["maps", "list"]).stdout).contains("mine"));
    assert!(hujin(at, &["export", "c.gpkg", "--pack", "mine", "-o", "f.svg"]).status.success());
    let svg = std::fs::read_to_string(at.join("f.svg")).unwrap();
    assert!(svg.contains("我的城市") && svg.contains("自测") && svg.contains("id=\"water\""));
    let missing = hujin(at, &["stats", "c.gpkg", "--pack", "nowhere"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("nowhere"));
}

#[test]
fn spatial_statistics_print_what_they_rest_on() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    let runs: [&[&str]; 13] = [
        &["kde", "--cell", "500", "--bandwidth", "1000"],
        &["moran", "--grid", "2000", "--permutations", "99"],
        &["lisa", "--grid", "2000", "--permutations", "99", "--weights", "rook"],
        &["gistar", "--grid", "2000", "--permutations", "99", "--weights", "band:3000", "--cells", "cells.geojson"],
        &["gistar", "--shape", "hexagon", "--grid", "2000", "--permutations", "99", "--cells", "hexagons.geojson"],
        &["kde", "--adaptive", "--bandwidth", "sj", "--cell", "1000", "--isolines", "lines.geojson"],
        &["risk", "--of", "ai-llm", "--bandwidth", "2000", "--cell", "1000", "--permutations", "49"],
        &["dbscan", "--eps", "800", "--min-points", "4", "--areas", "areas.geojson"],
        &["hdbscan", "--min-points", "4"],
        &["m", "--of", "blockchain", "--permutations", "99"],
        &["ripley", "--of", "blockchain", "--permutations", "99"],
        &["kdensity", "--of", "blockchain", "--permutations", "99"],
        &["clq", "--of", "payment", "--towards", "ai-llm", "--permutations", "99"],
    ];
    for run in runs {
        let found = json(at, &[&["spatial", run[0], "c.gpkg", "--json"], &run[1..]].concat());
        assert_eq!((&found["statistic"], &found["n"], &found["unplaced"]), (&run[0].into(), &93.into(), &105.into()));
        for key in ["value", "expected", "p", "permutations", "seed", "weights", "bandwidth_m", "parameters", "limits"]
        {
            assert!(found.get(key).is_some(), "{key} of {run:?}");
        }
        assert!(found["value"].is_number() && found["limits"].as_str().is_some_and(|l| l.contains("93")), "{found}");
    }
    let features = |name: &str| -> Vec<Value> {
        let read: Value = serde_json::from_slice(&std::fs::read(at.join(name)).unwrap()).unwrap();
        read["features"].as_array().unwrap().clone()
    };
    for (name, corners) in [("cells.geojson", 4), ("hexagons.geojson", 6)] {
        let cells = features(name);
        let counted: u64 = cells.iter().filter_map(|c| c["properties"]["count"].as_u64()).sum();
        assert_eq!(counted, 93, "every enterprise is in a cell of {name}");
        assert_eq!(cells[0]["geometry"]["coordinates"][0].as_array().map(Vec::len), Some(corners + 1));
    }
    assert_eq!(features("lines.geojson").len(), 5);
    let areas = features("areas.geojson");
    assert!(!areas.is_empty() && areas.iter().all(|area| area["properties"]["stability"].is_f64()), "{areas:?}");
    let missing = hujin(at, &["spatial", "m", "c.gpkg"]);
    assert_eq!(missing.status.code(), Some(2), "a track must be named");
    assert!(String::from_utf8_lossy(&missing.stderr).contains("缺少 --of"), "{missing:?}");
    let told = text(at, &["spatial", "moran", "c.gpkg", "--grid", "2000", "--permutations", "99", "--cells", "c.json"]);
    for line in ["统计量：moran", "数值：0.", "格网边长（米）：2\u{202f}000", "随机种子：1", "已写入：c.json"]
    {
        assert!(told.contains(line), "{line} of {told}");
    }
    assert!(!told.contains(['{', '"']), "{told}");
    let claims = json(at, &["claims", "c.gpkg", "--json"]);
    assert_eq!(claims.as_array().map(Vec::len), Some(10));
    assert!(claims[0]["sentence"].as_str().is_some_and(|s| s.contains("浦东新区")));
}

#[test]
fn what_an_import_leaves_to_decide_is_told_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg", "--empty"]).status.success());
    let sheets = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/imports/good/xlsx_several_sheets.xlsx");
    let one = hujin(at, &["import", sheets, "--into", "c.gpkg"]);
    let told = String::from_utf8_lossy(&one.stdout).into_owned();
    assert_eq!(one.status.code(), Some(1), "{told}");
    assert!(told.contains("名单二、名单三") && told.contains("--sheet"), "{told}");
    assert_eq!(hujin(at, &["import", sheets, "--into", "c.gpkg", "--sheet", "名单二"]).status.code(), Some(0));
    std::fs::write(at.join("bare.csv"), "企业名称,注册资本\n上海测试某科技有限公司,500000\n").unwrap();
    let bare = ["import", "bare.csv", "--into", "c.gpkg", "--dry-run"];
    let assumed = hujin(at, &bare);
    let told = String::from_utf8_lossy(&assumed.stdout).into_owned();
    assert!(
        assumed.status.code() == Some(1) && told.contains("按万元处理") && told.contains("--capital-unit"),
        "{told}"
    );
    assert_eq!(hujin(at, &[&bare[..], &["--capital-unit", "元"]].concat()).status.code(), Some(0));
    assert_eq!(hujin(at, &[&bare[..], &["--capital-unit", "两"]].concat()).status.code(), Some(2));
}

#[test]
fn history_is_shown_compared_saved_and_brought_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    let first = json(at, &["snapshot", "c.gpkg", "开始", "--json"]);
    assert_eq!((&first["name"], &first["rows"], &first["batch"]), (&"开始".into(), &198.into(), &0.into()));
    assert!(hujin(at, &["backup", "c.gpkg", "-o", "b.gpkg"]).status.success());
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/thirty_gb18030.csv");
    // Thirty rows do not tell the datum: written, and somebody has to decide.
    let undecided = hujin(at, &["import", fixture, "--into", "c.gpkg"]);
    let told = String::from_utf8_lossy(&undecided.stdout).into_owned();
    assert_eq!(undecided.status.code(), Some(1), "{told}");
    assert!(told.contains("       –  从数据里判断不出坐标系") && told.contains("按 WGS 84 处理"), "{told}");
    assert_eq!(std::fs::read_dir(at.join("c.gpkg.backups")).unwrap().count(), 1, "as it was before the import");
    let listed = json(at, &["batches", "c.gpkg", "--json"]);
    assert_eq!(
        (&listed[0]["id"], &listed[0]["inserted"], &listed[0]["kind"]),
        (&1.into(), &30.into(), &"import".into())
    );
    let shown = json(at, &["batches", "c.gpkg", "--show", "1", "--limit", "10", "--json"]);
    assert_eq!((shown["rows"].as_array().map(Vec::len), &shown["left_out"]), (Some(10), &20.into()));
    let changes = json(at, &["changes", "c.gpkg", "--from", "开始", "--json"]);
    assert_eq!(
        (&changes["before"], &changes["entered"]["count"], &changes["after"]),
        (&198.into(), &30.into(), &228.into())
    );
    let none = json(at, &["changes", "c.gpkg", "--from", "#1", "--json"]);
    assert_eq!((&none["before"], &none["unchanged"], &none["to_batch"]), (&228.into(), &228.into(), &1.into()));
    let text = hujin(at, &["changes", "c.gpkg", "--from", "2020-01-01", "--to", "now"]);
    assert!(String::from_utf8_lossy(&text.stdout).contains("198 + 进入 30 − 退出 0 = 之后 228"), "{text:?}");
    let unknown = hujin(at, &["changes", "c.gpkg", "--from", "昨天"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("hujin snapshot"));
    assert!(hujin(at, &["restore", "c.gpkg", "--from", "b.gpkg"]).status.success());
    assert_eq!(json(at, &["list", "c.gpkg", "--json"]).as_array().map(Vec::len), Some(198));
    assert_eq!(std::fs::read_dir(at.join("c.gpkg.backups")).unwrap().count(), 2, "and as it was before restoring");
    assert_eq!(hujin(at, &["restore", "c.gpkg", "--from", fixture]).status.code(), Some(2));
    assert_eq!(hujin(at, &["snapshot", "c.gpkg"]).status.code(), Some(0));
}

#[test]
fn a_row_is_edited_with_what_is_wrong_told_and_rows_are_placed_by_their_address() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    let wrong = hujin(at, &["edit", "c.gpkg", "1", "uscc=9144030071526726X1", "--json"]);
    assert_eq!(wrong.status.code(), Some(1));
    let wrong: Value = serde_json::from_slice(&wrong.stdout).unwrap();
    assert_eq!((&wrong["remarks"][0]["code"], &wrong["batch"]), (&"edit-uscc-check".into(), &Value::Null));
    let edited = json(at, &["edit", "c.gpkg", "1", "status=已上市", "extra.联系人=王", "--author", "王", "--json"]);
    assert_eq!(edited["changed"], serde_json::json!(["status", "extra"]));
    assert_eq!(json(at, &["batches", "c.gpkg", "--json"])[0]["author"], "王");
    assert_eq!(hujin(at, &["edit", "c.gpkg", "1", "nonsense=1"]).status.code(), Some(2));
    let track = hujin(at, &["edit", "c.gpkg", "1", "tracks=blockchain;不存在"]);
    let told = String::from_utf8_lossy(&track.stderr).into_owned();
    assert!(track.status.code() == Some(2) && told.contains("不存在") && told.contains("ai-llm, "), "{told}");
    for wrong in [["edit", "c.gpkg", "1", "founded=2930-01-01"], ["edit", "c.gpkg", "new", "name_zh=无"]] {
        let refused = hujin(at, &wrong);
        assert!(String::from_utf8_lossy(&refused.stdout).contains("未写入"), "{wrong:?}: {refused:?}");
    }
    // A row without a point at an address that another row has.
    let address = "office_address=上海市浦东新区浦电路500号";
    assert!(hujin(at, &["edit", "c.gpkg", "3", address]).status.success());
    let proposed = json(at, &["place", "c.gpkg", "--json"]);
    let of = |id: i64| {
        let all = proposed["proposals"].as_array().unwrap();
        all.iter().find(|p| p["id"] == id).cloned().unwrap()
    };
    assert_eq!((&of(3)["reason"], &of(3)["position_accuracy"]), (&"same-number".into(), &"street".into()));
    assert_eq!(proposed["batch"], Value::Null);
    let applied = json(at, &["place", "c.gpkg", "--apply", "--json"]);
    assert!(applied["batch"].is_i64());
    let again = json(at, &["place", "c.gpkg", "--json"]);
    assert_eq!(again["points"], 0);
}

#[test]
fn commands_are_logged_without_data_and_diagnostics_say_what_went_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "某某支付.gpkg"]).status.success());
    assert_eq!(hujin(at, &["list", "某某支付.gpkg", "--district", "某某支付"]).status.code(), Some(2));
    let output = hujin(at, &["diagnostics", "某某支付.gpkg"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for part in [
        "Catalogue: 198 rows, 93 with a position, 17 tracks, schema ",
        "ERROR hujin::diagnostics: told: ",
        " list: ",
        " new: done in ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("某某") && !text.contains(&*at.to_string_lossy()), "{text}");
    // A state folder that cannot be made is nobody's failure.
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("state"), "in the way").unwrap();
    assert!(hujin(other.path(), &["new", "c.gpkg"]).status.success());
    assert!(hujin(other.path(), &["diagnostics", "c.gpkg"]).status.success());
}

#[test]
fn the_ending_of_a_file_is_its_format_or_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    assert!(hujin(at, &["list", "c.gpkg", "-o", "a.json"]).status.success());
    let written: Value = serde_json::from_slice(&std::fs::read(at.join("a.json")).unwrap()).unwrap();
    assert_eq!(written.as_array().map(Vec::len), Some(198));
    for (args, file) in [
        (&["list", "c.gpkg", "-o", "x.geojson"] as &[&str], "x.geojson"),
        (&["list", "c.gpkg", "-o", "x.pdf"], "x.pdf"),
        (&["list", "c.gpkg", "--csv", "-o", "x.xlsx"], "x.xlsx"),
        (&["profile", "c.gpkg", "--district", "徐汇", "--format", "docx", "-o", "yy.pdf"], "yy.pdf"),
        (&["profile", "c.gpkg", "--city", "-o", "city.docx"], "city.docx"),
        (&["export", "c.gpkg", "--format", "svg", "-o", "f.png"], "f.png"),
        (&["spatial", "kde", "c.gpkg", "--cell", "2000", "--cells", "k.csv"], "k.csv"),
    ] {
        let refused = hujin(at, args);
        assert_eq!(refused.status.code(), Some(2), "{args:?}: {refused:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains(file), "{args:?}: {refused:?}");
        assert!(!at.join(file).exists(), "{args:?}");
    }
}

#[test]
fn what_contradicts_itself_is_saved_with_a_finding_and_found_by_check() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    assert_eq!(json(at, &["check", "c.gpkg", "--json"])["content"], serde_json::json!([]));
    let code = "uscc=91310000132228728T";
    assert_eq!(hujin(at, &["edit", "c.gpkg", "1", code]).status.code(), Some(0));
    let saved = hujin(at, &["edit", "c.gpkg", "2", code]);
    assert_eq!(saved.status.code(), Some(1), "saved, with something to look at: {saved:?}");
    let checked = hujin(at, &["check", "c.gpkg", "--json"]);
    assert_eq!(checked.status.code(), Some(1));
    let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(checked["findings"], serde_json::json!([]), "the file is sound");
    let found = |i: usize| (&checked["content"][i]["code"], &checked["content"][i]["ids"]);
    assert_eq!(found(0), (&"repeated-code".into(), &serde_json::json!([1, 2])));
    let told = hujin(at, &["check", "c.gpkg"]);
    assert!(String::from_utf8_lossy(&told.stdout).contains("编号 1, 2"), "{told:?}");
}
