//! What the command line replies: tables, files that were replaced, damaged catalogues, orders it does not understand.

use std::path::Path;

use super::{hujin, json, text};

fn lines(folder: &Path, args: &[&str]) -> Vec<String> {
    text(folder, args).lines().map(str::to_owned).collect()
}

#[test]
fn numbers_are_tables_that_can_be_read_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    let districts = lines(at, &["stats", "c.gpkg"]);
    assert!(districts[0].starts_with("区") && districts[0].contains("密度（家/km²）"), "{}", districts[0]);
    assert!(districts.iter().any(|line| line.starts_with("黄浦区")), "{districts:#?}");
    assert!(districts.iter().any(|line| line.starts_with("（区不明）")), "{districts:#?}");
    assert!(districts.iter().all(|line| !line.contains("310101")), "names, not codes");
    let both = lines(at, &["stats", "c.gpkg", "--by", "district,track", "--lang", "en"]);
    assert!(both[0].starts_with("District") && both[0].contains("LQ low (95%)"), "{}", both[0]);
    assert!(both.iter().any(|line| line.starts_with("Huangpu") && line.contains("Blockchain")), "{both:#?}");
    // A row of each district and track, the head, what they rest on.
    assert_eq!(
        both.len(),
        json(at, &["stats", "c.gpkg", "--by", "district,track", "--json"]).as_array().unwrap().len() + 2
    );
    let tracks = lines(at, &["stats", "c.gpkg", "--by", "track", "--permutations", "99", "--lang", "en"]);
    assert!(tracks.last().unwrap().contains("99 random labellings"), "{tracks:#?}");
    // Numbers end in the same place: English heads are one place a letter.
    let ends = |line: &String| line.chars().count();
    assert!(tracks[..tracks.len() - 2].iter().all(|line| ends(line) == ends(&tracks[0])), "{tracks:#?}");
}

#[test]
fn a_file_that_is_replaced_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    std::fs::create_dir(at.join("all")).unwrap();
    for args in [
        &["list", "c.gpkg", "-o", "list.csv"][..],
        &["export", "c.gpkg", "--dpi", "72", "-o", "map.svg"],
        &["profile", "c.gpkg", "--district", "310104", "--format", "json", "-o", "xuhui.json"],
        &["profile", "c.gpkg", "--district", "all", "--format", "json", "-o", "all"],
        &["profile", "c.gpkg", "--city", "-o", "city.html"],
        &["spatial", "kde", "c.gpkg", "--cell", "5000", "--cells", "cells.geojson"],
        &["import", "--template", "empty.xlsx"],
        &["backup", "c.gpkg", "-o", "copy.gpkg"],
    ] {
        let first = text(at, args);
        assert!(!first.contains("替换了原有文件"), "{args:?}: {first}");
        let again = text(at, args);
        assert!(again.contains("替换了原有文件"), "{args:?}: {again}");
    }
    assert!(
        text(at, &["list", "c.gpkg", "-o", "list.csv", "--lang", "en"]).contains("(replaced the file that was there)")
    );
}

#[test]
fn of_a_file_in_which_nothing_is_left_nobody_is_sent_in_circles() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert!(hujin(at, &["new", "c.gpkg"]).status.success());
    let length = std::fs::metadata(at.join("c.gpkg")).unwrap().len() as usize;
    let told = |args: &[&str]| {
        let output = hujin(at, args);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let mut bytes = std::fs::read(at.join("c.gpkg")).unwrap();
    bytes[100..].fill(0x5a);
    assert_eq!(bytes.len(), length);
    std::fs::write(at.join("c.gpkg"), bytes).unwrap();
    assert!(told(&["check", "c.gpkg"]).contains("hujin salvage"));
    let end = told(&["salvage", "c.gpkg", "-o", "new.gpkg"]);
    assert!(end.contains("没有可抢救的内容") && end.contains("c.gpkg.backups"), "{end}");
    assert!(!end.contains("hujin check") && !end.contains("hujin salvage"), "{end}");
    assert!(!at.join("new.gpkg").exists());
}

#[test]
fn an_order_that_is_not_understood_is_told_in_the_language_of_the_interface() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let told = |args: &[&str]| {
        let output = hujin(at, args);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let zh = told(&["list", "c.gpkg", "--distrct", "310104"]);
    assert!(zh.contains("没有“--distrct”这个选项") && zh.contains("是否想用“--district”"), "{zh}");
    assert!(!zh.contains("error:"), "{zh}");
    assert!(told(&["exprot"]).contains("是否想用“export”"));
    let en = told(&["list", "c.gpkg", "--distrct", "310104", "--lang", "en"]);
    assert!(en.starts_with("error: unexpected argument '--distrct' found"), "{en}");
    assert!(told(&["--lang", "en", "exprot"]).starts_with("error: unrecognized subcommand 'exprot'"));
}
