//! A city other than Shanghai, from files alone: the made-up Yunze of `tests/fixtures/another_city`, as each of the three
//! users would use it. What is told and drawn of it must not speak of Shanghai.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use super::hujin;

fn file(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/another_city");
    folder.join(name).display().to_string()
}

/// Runs a command on the city's boundaries; what it prints must not name Shanghai.
fn on_yunze(at: &Path, args: &[&str]) -> Output {
    let output = hujin(at, &[&["--pack", "yunze"], args].concat());
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("上海") && !said.contains("Shanghai"), "{args:?}: {said}");
    output
}

fn json(at: &Path, args: &[&str]) -> Value {
    let output = on_yunze(at, args);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {output:?}"))
}

fn done(at: &Path, args: &[&str]) -> String {
    let output = on_yunze(at, args);
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The pack without its narrative, a catalogue of its own tracks, and the companies in it.
fn founded(at: &Path) {
    let about = [
        "--datum",
        "wgs84",
        "--id",
        "yunze",
        "--name",
        "云泽市",
        "--name-en",
        "Yunze",
        "--source",
        "虚构边界",
        "--date",
        "2025",
    ];
    let files = [file("districts.geojson"), file("water.geojson"), file("places.csv")];
    let args: Vec<&str> = ["maps", "add"].into_iter().chain(files.iter().map(String::as_str)).chain(about).collect();
    let output = hujin(at, &args);
    assert!(output.status.success(), "{output:?}");
    done(at, &["new", "c.gpkg", "--tracks", &file("tracks.csv")]);
    let import = json(at, &["import", &file("companies.csv"), "--into", "c.gpkg", "--place", "--json"]);
    assert_eq!((&import["new"], &import["refused"]), (&300.into(), &0.into()), "{import}");
}

fn words_of(path: PathBuf) -> String {
    String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"))).into_owned()
}

#[test]
fn a_city_from_files_alone_serves_all_three_users() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    founded(at);

    // The data editor: districts from names, names behind that of the city, and addresses; positions in their districts.
    let rows = json(at, &["list", "c.gpkg", "--json"]);
    let rows = rows.as_array().unwrap();
    assert!(rows.iter().all(|row| row["district"].as_u64().is_some_and(|d| (990_101..=990_106).contains(&d))));
    assert!(rows.iter().filter(|row| row["lon"].is_f64()).count() > 200);
    let two = "企业名称,办公地址\n云泽新来科技有限公司,云泽市云港区云港金融广场\n云泽再来科技有限公司,";
    let known = rows.iter().find(|row| row["lon"].is_f64()).unwrap();
    std::fs::write(at.join("two.csv"), format!("{two}{}\n", known["office_address"].as_str().unwrap())).unwrap();
    assert_eq!(json(at, &["import", "two.csv", "--into", "c.gpkg", "--place", "--json"])["new"], 2);
    let placed = json(at, &["list", "c.gpkg", "--text", "来科技", "--json"]);
    assert_eq!(placed[0]["lon"], 93.255631, "a place of the pack's own: {placed}");
    assert_eq!(placed[1]["lon"], known["lon"], "the street number of another row: {placed}");
    let tracks: std::collections::BTreeSet<&str> = rows.iter().filter_map(|row| row["tracks"][0].as_str()).collect();
    assert_eq!(tracks.len(), 7, "{tracks:?}");
    done(at, &["import", "--template", "empty.xlsx", "--into", "c.gpkg"]);
    assert_eq!(on_yunze(at, &["check", "c.gpkg"]).status.code(), Some(0));

    // The policy staff: numbers by district, clusters named after the city's own places, no claims of another city.
    let stats = json(at, &["stats", "c.gpkg", "--by", "district", "--json"]);
    assert_eq!(stats.as_array().map(Vec::len), Some(6), "{stats}");
    let only = json(at, &["list", "c.gpkg", "--district", "云港区", "--track", "open-banking", "--json"]);
    assert!((20..300).contains(&only.as_array().unwrap().len()));
    let found = json(at, &["spatial", "dbscan", "c.gpkg", "--eps", "900", "--areas", "a.geojson", "--json"]);
    let cluster = &found["clusters"][0];
    assert_eq!(cluster["name"], "云港金融广场", "{cluster}");
    let middle = |i: usize| cluster["middle"][i].as_f64().unwrap();
    assert!((92.8..93.7).contains(&middle(0)) && (36.7..37.5).contains(&middle(1)), "{cluster}");
    assert_eq!(json(at, &["claims", "c.gpkg", "--json"]), Value::Array(Vec::new()));
    assert!(done(at, &["claims", "c.gpkg"]).contains("云泽市的底图没有附白皮书"));
    // On the boundaries of another city nothing is said of it.
    for order in
        [vec!["claims", "c.gpkg"], vec!["stats", "c.gpkg", "--by", "track"], vec!["export", "c.gpkg", "-o", "no.png"]]
    {
        let refused = hujin(at, &order);
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("--pack yunze"), "{refused:?}");
    }
    assert!(!at.join("no.png").exists());
    let listed = hujin(at, &["maps", "list"]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("yunze  云泽市  虚构边界"), "{listed:?}");
    for format in ["html", "json"] {
        let name = format!("p.{format}");
        done(at, &["profile", "c.gpkg", "--district", "云港", "--format", format, "-o", &name]);
        let words = words_of(at.join(&name));
        assert!(words.contains("云泽市的底图没有附白皮书") && !words.contains("上海"), "{name}");
    }
    done(at, &["profile", "c.gpkg", "--compare", "云港区,泽南区", "-o", "cmp.html"]);
    done(at, &["profile", "c.gpkg", "--recommendations", "-o", "r.html"]);
    done(at, &["profile", "c.gpkg", "--robustness", "open-banking", "-o", "b.html"]);
    for page in ["cmp.html", "r.html", "b.html"] {
        assert!(!words_of(at.join(page)).contains("上海"), "{page}");
    }

    // The report author: title, credit and projection are the city's.
    done(at, &["export", "c.gpkg", "-o", "f.svg"]);
    let svg = words_of(at.join("f.svg"));
    for part in ["云泽市金融科技企业分布图", "虚构边界", "93°E", "EPSG:4540", "望川县"] {
        assert!(svg.contains(part), "{part}");
    }
    assert!(!svg.contains("上海") && !svg.contains("白皮书") && !svg.contains("示例目录"));
    for template in ["map-chart", "map-table", "multiples", "cover"] {
        done(at, &["export", "c.gpkg", "--template", template, "-o", "t.svg"]);
        assert!(!words_of(at.join("t.svg")).contains("上海"), "{template}");
    }
    done(at, &["export", "c.gpkg", "--template", "district", "--district", "西麓区", "-o", "d.svg"]);
    assert!(!words_of(at.join("d.svg")).contains("上海"));
}

#[test]
fn a_city_brings_its_own_white_paper_and_a_faulty_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    founded(at);
    let bad = at.join("bad.toml");
    std::fs::write(&bad, words_of(file("narrative.toml").into()).replace("990105", "310101")).unwrap();
    let add = |words: &str| hujin(at, &["maps", "add", words, "--datum", "wgs84", "--id", "yunze"]);
    let refused = add(&bad.display().to_string());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("310101"), "{said}");
    done(at, &["stats", "c.gpkg", "--by", "district"]);

    assert!(add(&file("narrative.toml")).status.success());
    let claims = json(at, &["claims", "c.gpkg", "--json"]);
    let verdicts: Vec<_> =
        claims.as_array().unwrap().iter().map(|c| (c["id"].as_str(), c["verdict"].as_str())).collect();
    assert_eq!(verdicts[0], (Some("Y1"), Some("supported")), "{claims}");
    assert_eq!(verdicts.len(), 3);
    assert!(claims[2]["p"].is_f64(), "the place is the pack's own: {claims}");
    done(at, &["profile", "c.gpkg", "--district", "云港区", "--format", "html", "-o", "p.html"]);
    let page = words_of(at.join("p.html"));
    assert!(
        page.contains("云港区是开放银行企业的集聚地")
            && page.contains("云泽市金融科技促进会")
            && !page.contains("上海")
    );
    done(at, &["profile", "c.gpkg", "--district", "东屿区", "--format", "html", "-o", "q.html"]);
    assert!(words_of(at.join("q.html")).contains("云泽金融科技年报2025（虚构）"), "which says nothing of it");
}

#[test]
fn a_table_of_tracks_that_is_none_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let tracks = folder.path().join("t.csv");
    std::fs::write(&tracks, "id,name_zh\nok,好\nNot An Id,坏\n").unwrap();
    let output = hujin(folder.path(), &["new", "c.gpkg", "--tracks", "t.csv"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains('3') && said.contains("Not An Id"), "{said}");
    assert!(!folder.path().join("c.gpkg").exists());
}
