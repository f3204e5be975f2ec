//! District reports as files: what is in them, that their numbers come from the queries they list, that equal orders
//! give equal bytes. `UPDATE_GOLDENS=1` takes a new document.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use resvg::usvg::roxmltree::{Document, Node};
use serde_json::Value;

use super::{hujin, json};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn made() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(hujin(folder.path(), &["new", "c.gpkg"]).status.success());
    folder
}

/// A part of a Word file as text.
fn part(docx: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn report(folder: &Path, format: &str, out: &str) -> Vec<u8> {
    let done = hujin(folder, &["profile", "c.gpkg", "--district", "310104", "--format", format, "-o", out]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::read(folder.join(out)).unwrap()
}

/// Style and words of every paragraph.
fn paragraphs(document: &Document<'_>) -> Vec<(String, String)> {
    let word = |node: &Node<'_, '_>, name: &str| node.has_tag_name((WORD, name));
    let style = |p: Node<'_, '_>| {
        let style = p.descendants().find(|n| word(n, "pStyle"));
        style.and_then(|n| n.attribute((WORD, "val"))).unwrap_or_default().to_owned()
    };
    let text = |p: Node<'_, '_>| p.descendants().filter(|n| word(n, "t")).filter_map(|n| n.text()).collect::<String>();
    // The first cells of a list count its rows and nothing else.
    let counts_rows = |p: Node<'_, '_>| {
        let cell = p.parent().filter(|n| word(n, "tc") && n.prev_siblings().skip(1).all(|s| !word(&s, "tc")));
        let table = cell.and_then(|_| p.ancestors().find(|n| word(n, "tbl")));
        table.is_some_and(|table| text(table).starts_with("序号"))
    };
    let all = document.descendants().filter(|n| word(n, "p"));
    all.map(|p| (if counts_rows(p) { "RowNumber".to_owned() } else { style(p) }, text(p))).collect()
}

#[test]
fn the_word_file_is_as_it_was_and_equal_orders_give_equal_bytes() {
    let folder = made();
    let docx = report(folder.path(), "docx", "a.docx");
    assert!(docx == report(folder.path(), "docx", "b.docx"), "equal orders, other bytes");
    assert!(report(folder.path(), "pdf", "a.pdf") == report(folder.path(), "pdf", "b.pdf"));
    let found = part(&docx, "word/document.xml");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/report_310104.xml");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differing = expected.lines().zip(found.lines()).position(|(a, b)| a != b);
    assert!(expected == found, "UPDATE_GOLDENS=1 accepts the change; first difference (line - 1): {differing:?}");
    for name in [
        "word/styles.xml",
        "word/settings.xml",
        "word/fontTable.xml",
        "word/header1.xml",
        "word/footer1.xml",
        "word/_rels/document.xml.rels",
        "_rels/.rels",
        "[Content_Types].xml",
        "docProps/core.xml",
        "docProps/app.xml",
    ] {
        let text = part(&docx, name);
        assert!(Document::parse(&text).is_ok(), "{name}: {text}");
    }
    assert!(part(&docx, "docProps/core.xml").contains("2025-10-09T08:53:20Z"));
}

#[test]
fn the_word_file_has_what_word_needs_of_it() {
    let folder = made();
    let docx = report(folder.path(), "docx", "a.docx");
    let text = part(&docx, "word/document.xml");
    let document = Document::parse(&text).unwrap();
    let all = paragraphs(&document);
    let of = |style: &str| all.iter().filter(|(s, _)| s == style).map(|(_, text)| text.as_str()).collect::<Vec<_>>();
    let headings = of("Heading1");
    assert_eq!((headings.first(), headings.last()), (Some(&"一、概况"), Some(&"附录\u{3000}查询清单")), "{headings:?}");
    assert_eq!(of("Heading3"), ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]);
    // Captions count by themselves, and each has its mark.
    assert!(of("Caption").iter().all(|caption| caption.contains("〔Q")), "{:?}", of("Caption"));
    assert_eq!(text.matches("SEQ 图 \\* ARABIC").count(), 3);
    assert_eq!(text.matches("SEQ 表 \\* ARABIC").count(), text.matches("<w:tbl>").count());
    assert_eq!(text.matches("<w:tblHeader/>").count(), text.matches("<w:tbl>").count());
    // Pictures: ids of their own, words for those who cannot see them, the exact size.
    let pictures: Vec<Node<'_, '_>> = document.descendants().filter(|n| n.tag_name().name() == "docPr").collect();
    let ids: BTreeSet<_> = pictures.iter().filter_map(|p| p.attribute("id")).collect();
    assert_eq!((pictures.len(), ids.len()), (3, 3));
    assert!(pictures.iter().all(|p| p.attribute("descr").is_some_and(|d| d.chars().count() > 20)), "{pictures:?}");
    let extent = document.descendants().find(|n| n.tag_name().name() == "extent").unwrap();
    assert_eq!((extent.attribute("cx"), extent.attribute("cy")), (Some("5616000"), Some("3816000")));
}

/// Numbers in words, as they are written; those within words of letters, as `Q1` or `km2`, are none.
fn numbers(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if !chars[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let start = i;
        while i < chars.len()
            && (chars[i].is_ascii_digit() || chars[i] == '.' && chars.get(i + 1).is_some_and(char::is_ascii_digit))
        {
            i += 1;
        }
        let is_letter = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphabetic() || *c == '_');
        if !is_letter(start.checked_sub(1).and_then(|b| chars.get(b))) {
            found.push(chars[start..i].iter().collect());
        }
    }
    found
}

/// The text without dates, `2024-12` or `2024-12-14`.
fn undated(text: &str) -> String {
    let mut out = String::new();
    let chars: Vec<char> = text.chars().collect();
    let is_date = |at: usize, shape: &str| {
        shape
            .chars()
            .enumerate()
            .all(|(k, s)| chars.get(at + k).is_some_and(|c| if s == '0' { c.is_ascii_digit() } else { *c == s }))
    };
    let mut i = 0;
    while i < chars.len() {
        match ["0000-00-00", "0000-00"].iter().find(|shape| is_date(i, shape)) {
            Some(shape) => i += shape.len(),
            None => {
                out.push(chars[i]);
                i += 1;
            }
        }
    }
    out
}

/// Every number in a value of JSON, and the length of every list.
fn values(value: &Value, into: &mut Vec<f64>) {
    match value {
        Value::Number(n) => into.extend(n.as_f64()),
        Value::Array(items) => {
            into.push(items.len() as f64);
            items.iter().for_each(|item| values(item, into));
        }
        Value::Object(fields) => fields.values().for_each(|field| values(field, into)),
        Value::String(text) => into.extend(numbers(text).iter().filter_map(|n| n.parse::<f64>().ok())),
        Value::Null | Value::Bool(_) => {}
    }
}

/// How many rows a list has, how many have each key, and how many each value of the short ones: what is counted.
fn counts(rows: &Value, into: &mut Vec<f64>) {
    let rows = rows.as_array().unwrap();
    into.push(rows.len() as f64);
    for key in rows.iter().filter_map(Value::as_object).flat_map(|row| row.keys()).collect::<BTreeSet<_>>() {
        let has = rows.iter().filter(|row| !row[key].is_null() && row[key] != Value::Array(Vec::new())).count();
        into.extend([has, rows.len() - has].map(|n| n as f64));
        let kinds: BTreeSet<&str> = rows.iter().filter_map(|row| row[key].as_str()).collect();
        if ["evidence", "position_accuracy"].contains(&key.as_str()) {
            into.extend(kinds.iter().map(|k| rows.iter().filter(|row| row[key] == **k).count() as f64));
        }
    }
}

/// Words of the profile that are names, addresses or citations, longest first.
fn names(profile: &Value) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |value: &Value| names.extend(value.as_str().map(str::to_owned));
    for block in profile["sections"].as_array().unwrap().iter().flat_map(|s| s["blocks"].as_array().unwrap()) {
        let content = &block["content"];
        match block["kind"].as_str().unwrap() {
            "enterprises" => content.as_array().unwrap().iter().for_each(|line| {
                ["name", "segment", "listing", "why"].iter().for_each(|key| add(&line[*key]));
            }),
            "citation" => ["text", "source", "url"].iter().for_each(|key| add(&content[*key])),
            "claim" => ["text", "id"].iter().for_each(|key| add(&content[*key])),
            _ => {}
        }
    }
    profile["sources"].as_array().unwrap().iter().for_each(&mut add);
    names.retain(|name| !name.is_empty());
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// What the method fixes, and no query gives: levels, bounds of scales, what an accuracy means, the claims' radius.
const FIXED: [f64; 9] = [95.0, 0.0, 1.0, 0.05, 0.1, 100.0, 500.0, 5.0, 8.0];

#[test]
fn every_number_of_the_word_file_comes_from_what_it_lists() {
    let folder = made();
    let at = folder.path();
    let docx = report(at, "docx", "a.docx");
    let text = part(&docx, "word/document.xml");
    let document = Document::parse(&text).unwrap();
    let all = paragraphs(&document);
    let profile = json(at, &["profile", "c.gpkg", "--district", "310104", "--format", "json"]);
    let mut known: Vec<f64> = FIXED.to_vec();
    // The commands are taken from the document itself.
    let commands: Vec<&str> = all.iter().filter(|(style, _)| style == "Command").map(|(_, t)| t.as_str()).collect();
    assert_eq!(commands.len(), 6);
    for command in commands {
        let command = command.replace("C.gpkg", "c.gpkg");
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        if words[0] == "export" {
            assert!(hujin(at, &words).status.success(), "{command}");
            continue;
        }
        let output = json(at, &words);
        if words[0] == "list" {
            counts(&output, &mut known);
            continue;
        }
        values(&output, &mut known);
        // «The sum of count», over all rows or those of a track, as the list says.
        let rows = output.as_array().map(Vec::as_slice).unwrap_or_default();
        for track in rows.iter().map(|row| row["track"].as_str()).collect::<BTreeSet<_>>() {
            let of_track = || rows.iter().filter(|row| row["track"].as_str() == track);
            let count = |row: &Value| row["count"].as_f64();
            known.push(of_track().filter_map(count).sum());
            known.push(of_track().filter(|row| !row["district"].is_null()).filter_map(count).sum());
        }
    }
    for block in profile["sections"].as_array().unwrap().iter().flat_map(|s| s["blocks"].as_array().unwrap()) {
        let content = &block["content"];
        match block["kind"].as_str().unwrap() {
            "figures" => content.as_array().unwrap().iter().for_each(|f| values(&f["value"], &mut known)),
            "claim" => content["figures"].as_array().unwrap().iter().for_each(|f| values(&f["value"], &mut known)),
            "bars" => values(&content["bars"], &mut known),
            "table" => values(&content["rows"], &mut known),
            _ => {}
        }
    }
    // Whole numbers as they are; others rounded, or in per cent.
    let is_known = |value: f64, decimals: i32| {
        let half = if decimals > 0 { 0.5 * 10f64.powi(-decimals) + 1e-9 } else { 1e-9 };
        known.iter().any(|v| (v - value).abs() <= half || decimals > 0 && (v * 100.0 - value).abs() <= half)
    };
    // The net is not so wide that anything would do.
    let caught = (0..200).filter(|n| is_known(f64::from(*n), 0)).count();
    assert!(caught < 60 && !is_known(123.4, 1), "{caught} of 200");
    // From when to when the data are is a date, too.
    let dates = profile["data_date"].as_str().unwrap();
    let undated = |text: &str| undated(&text.replace(dates, " "));
    let names = names(&profile);
    let mut unknown = Vec::new();
    for (style, text) in &all {
        // Commands, and the numbers of captions and headings, count and name; the day is a date.
        if ["Command", "Heading3", "RowNumber"].contains(&style.as_str()) {
            continue;
        }
        let mut bare = undated(text);
        if style == "Caption" {
            bare = bare.split_once('\u{3000}').map(|(_, rest)| rest.to_owned()).unwrap_or(bare);
        }
        names.iter().for_each(|name| bare = bare.replace(undated(name).as_str(), " "));
        for number in numbers(&bare) {
            let value: f64 = number.parse().unwrap();
            let decimals = number.split_once('.').map_or(0, |(_, d)| d.len()) as i32;
            if !is_known(value, decimals) {
                unknown.push((number, text.clone()));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn the_pdf_can_be_searched_and_has_every_part() {
    let folder = made();
    report(folder.path(), "pdf", "a.pdf");
    let html = String::from_utf8(report(folder.path(), "html", "a.html")).unwrap();
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id occurs twice: {ids:?}");
    assert!(html.contains("<figure class=\"map\">\n<svg") && html.contains("<h3 id=\"Q6\">Q6</h3>"));
    let Ok(out) = Command::new("pdftotext").args(["-layout", "a.pdf", "-"]).current_dir(folder.path()).output() else {
        return; // `tests/run` installs it and says where it is missing
    };
    let text = String::from_utf8(out.stdout).unwrap();
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let profile = json(folder.path(), &["profile", "c.gpkg", "--district", "310104", "--format", "json"]);
    for section in profile["sections"].as_array().unwrap() {
        assert!(bare.contains(section["title"].as_str().unwrap()), "{}", section["title"]);
    }
    for words in ["〔Q1〕", "附录查询清单", "hujinclaimsC.gpkg--json", "第1页", "未选的区，或无企业"]
    {
        assert!(bare.contains(words), "{words}: {text}");
    }
    let pages = text.matches('\u{c}').count();
    assert!(bare.contains(&format!("共{pages}页")) && (8..=16).contains(&pages), "{pages}");
}

#[test]
fn sixteen_districts_in_one_run_each_in_a_file_of_its_own() {
    let folder = made();
    std::fs::create_dir(folder.path().join("out")).unwrap();
    let all = |format: &str, out: &str| {
        hujin(folder.path(), &["profile", "c.gpkg", "--district", "all", "--format", format, "-o", out])
    };
    for format in ["docx", "json"] {
        let done = all(format, "out");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let files = std::fs::read_dir(folder.path().join("out")).unwrap().flatten();
        let of_format = files.filter(|f| f.path().extension().is_some_and(|e| e == format));
        assert_eq!(of_format.count(), 16);
        assert!(folder.path().join(format!("out/310104_徐汇区.{format}")).exists());
    }
    assert!(all("json", "out/报告-{district}.json").status.success());
    assert!(folder.path().join("out/报告-崇明区.json").exists());
    assert!(all("json", "新的/").status.success(), "a folder is made");
    assert!(folder.path().join("新的/310104_徐汇区.json").exists());
    // One name for all would leave one file.
    let refused = all("docx", "out/报告.docx");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("{adcode}"));
}

#[test]
fn names_cannot_become_markup() {
    let folder = made();
    let name = "上海<b>&科技\"'有限公司";
    let done = hujin(folder.path(), &["edit", "c.gpkg", "1", &format!("name_zh={name}")]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let listed = json(folder.path(), &["list", "c.gpkg", "--json"]);
    let row = listed.as_array().unwrap().iter().find(|row| row["name_zh"] == name).unwrap();
    let district = row["district"].to_string();
    for out in ["n.docx", "n.pdf", "n.html"] {
        let done = hujin(folder.path(), &["profile", "c.gpkg", "--district", &district, "-o", out]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let docx = part(&std::fs::read(folder.path().join("n.docx")).unwrap(), "word/document.xml");
    let document = Document::parse(&docx).unwrap();
    assert!(paragraphs(&document).iter().any(|(_, text)| text == name));
    assert!(!std::fs::read_to_string(folder.path().join("n.html")).unwrap().contains("<b>"));
}
