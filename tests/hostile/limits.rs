//! Files that ask for too much: bombs, depth, width, numbers out of range. Each has its expectation; none takes more
//! than 200 MB or ten seconds. Beside them files just below the limits, which are read.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use zip::write::SimpleFileOptions;

/// Memory of the program at its largest, bytes.
const MAX_BYTES: u64 = 200 << 20;
/// Time of one file; a debug build is ten times slower.
const MAX_TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 100 } else { 10 });

/// What is expected of a file.
enum Expected {
    /// It is refused, and the message says this.
    Refused(&'static str),
    /// So many rows are read.
    Rows(u64),
}
use Expected::{Refused, Rows};

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ROW: &str = r#"<row r="1"><c r="A1" t="str"><v>企业名称</v></c></row>"#;

/// A workbook of these rows under a header, and shared strings.
fn xlsx(rows: &str, strings: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{ROW}{rows}</sheetData></worksheet>");
    zipped(&[
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="a/worksheet" Target="s.xml"/>
               <Relationship Id="r2" Type="a/sharedStrings" Target="t.xml"/></Relationships>"#,
        ),
        ("xl/s.xml", &sheet),
        ("xl/t.xml", &format!("<sst>{strings}</sst>")),
    ])
}

fn ods(rows: &str) -> Vec<u8> {
    zipped(&[(
        "content.xml",
        &format!(
            r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="a"><table:table-row>
            <table:table-cell office:value-type="string"><text:p>企业名称</text:p></table:table-cell></table:table-row>{rows}
            </table:table></office:spreadsheet></office:body></office:document-content>"#
        ),
    )])
}

fn geojson(geometry: &str, properties: &str) -> Vec<u8> {
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{geometry},"properties":{{{properties}}}}}]}}"#
    )
    .into_bytes()
}

const POINT: &str = r#"{"type":"Point","coordinates":[121.4,31.2]}"#;

/// A district with many holes.
fn rings(count: usize) -> String {
    let mut rings = "[[121,31],[122,31],[122,32],[121,32],[121,31]]".to_owned();
    for i in 0..count {
        let (x, y) = (121.0001 + (i % 450) as f64 * 0.002, 31.0001 + (i / 450) as f64 * 0.002);
        let _ = write!(rings, ",[[{x},{y}],[{x},{}],[{},{}],[{x},{y}]]", y + 0.001, x + 0.001, y + 0.001);
    }
    format!(r#"{{"type":"Polygon","coordinates":[{rings}]}}"#)
}

fn geopackage(view: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    let connection = rusqlite::Connection::open(&path).unwrap();
    let tables = "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
        INSERT INTO gpkg_contents VALUES ('v', 'attributes');";
    connection.execute_batch(&format!("{tables} CREATE VIEW v AS {view};")).unwrap();
    drop(connection);
    std::fs::read(path).unwrap()
}

const ENDLESS: &str = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)";

fn csv_of_positions(positions: &[(&str, &str)]) -> Vec<u8> {
    let mut text = "企业名称,经度,纬度\n".to_owned();
    for (number, (lon, lat)) in positions.iter().enumerate() {
        let _ = writeln!(text, "甲{number}有限公司,{lon},{lat}");
    }
    text.into_bytes()
}

/// Name of the file, its bytes, what is expected of it.
fn cases() -> Vec<(&'static str, Vec<u8>, Expected)> {
    let far = r#"<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>"#;
    let named = r#"<row r="2"><c r="A2" t="str"><v>甲</v></c></row>"#;
    let shared = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(100)).repeat(1000);
    let long = |bytes: usize| format!("<si><t>{}</t></si>", "x".repeat(bytes));
    let cell = |bytes: usize| format!(r#"<row r="2"><c r="A2" t="str"><v>{}</v></c></row>"#, "x".repeat(bytes));
    let wide = |columns: usize| {
        let head: Vec<String> = (1..columns).map(|i| format!("列{i}")).collect();
        format!("企业名称,{}\n甲{}\n", head.join(","), ",1".repeat(columns - 1)).into_bytes()
    };
    let repeated = |lines: usize, columns: usize, bytes: usize| {
        let cell = format!(
            r#"<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string"><text:p>{}</text:p></table:table-cell>"#,
            "x".repeat(bytes)
        );
        ods(&format!(r#"<table:table-row table:number-rows-repeated="{lines}">{cell}</table:table-row>"#))
    };
    let positions = [
        ("1e308", "1e308"),
        ("NaN", "NaN"),
        ("inf", "-inf"),
        ("-1e308", "0"),
        ("1e999", "1"),
        ("181", "91"),
        ("121.47", "31.23"),
    ];
    let mut cases = vec![
        ("two far cells.xlsx", xlsx(&format!("{named}{far}"), ""), Rows(1)),
        ("one cell of 64 MB.xlsx", xlsx(&cell(64 << 20), ""), Refused("longer than 131\u{202f}072 bytes")),
        ("a long cell.xlsx", xlsx(&cell(131_072), ""), Rows(1)),
        ("cells of one place.xlsx", xlsx(&format!("<row>{}</row>", r#"<c r="A2"><v>1</v></c>"#.repeat(1 << 20)), ""), Refused("more than 512 columns")),
        ("shared strings that laugh.xlsx", xlsx(&shared, &long(32_000)), Refused("more than 48 MB of text")),
        ("shared strings of 40 MB.xlsx", xlsx(&shared, &long(400)), Rows(1000)),
        ("many shared strings.xlsx", xlsx(named, &long(30_000).repeat(3000)), Refused("unpacks to more than")),
        ("pieces of a cell.xlsx", xlsx(&cell(0).replace("<v>", &format!("<v>{}", format!("{}<!-- -->", "x".repeat(60_000)).repeat(100))), ""), Refused("longer than 131\u{202f}072 bytes")),
        ("entities.xlsx", zipped(&[("content.xml", r#"<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>"#)]), Refused("damaged")),
        ("deep.xlsx", xlsx(&"<a>".repeat(1 << 20), ""), Refused("nested too deep")),
        ("repeated.ods", repeated(1 << 20, 1 << 14, 4), Refused("unpacks to more than 64 MB")),
        ("repeated columns.ods", repeated(1, 1 << 20, 1000), Refused("more than 512 columns")),
        ("repeated below the limit.ods", repeated(4000, 10, 1000), Rows(4000)),
        ("spans.html", format!("<table><tr><td>企业名称<tr><td colspan=500 rowspan=65534>{}{}</table>", "x".repeat(9000), "<tr><td>甲".repeat(4000)).into_bytes(), Refused("more than 48 MB of text")),
        ("huge spans.html", b"<table><tr><td>\xe4\xbc\x81\xe4\xb8\x9a\xe5\x90\x8d\xe7\xa7\xb0<tr><td colspan=1000000000 rowspan=1000000000>x</table>".to_vec(), Rows(1)),
        ("tables in tables.html", format!("<table><tr><td>企业名称{}", "<table><tr><td>".repeat(200_000)).into_bytes(), Refused("no row under it")),
        ("wide.csv", wide(100_000), Refused("more than 512 columns")),
        ("512 columns.csv", wide(512), Rows(1)),
        ("a field of 16 MB.csv", format!("企业名称\n{}\n", "x".repeat(16 << 20)).into_bytes(), Refused("longer than 131\u{202f}072 bytes")),
        ("a quotation mark.csv", format!("企业名称\n\"{}\n", "x\n".repeat(8 << 20)).into_bytes(), Refused("longer than 131\u{202f}072 bytes")),
        ("no rows.csv", "企业名称,经度\n".into(), Refused("no row under it")),
        ("positions.csv", csv_of_positions(&positions), Rows(7)),
        ("deep.geojson", geojson(&"[".repeat(1 << 20), ""), Refused("damaged")),
        ("deep properties.geojson", geojson(POINT, &format!(r#""a":{}"#, r#"{"a":"#.repeat(1 << 20))), Refused("damaged")),
        ("many numbers.geojson", geojson(&format!("[{}0]", "0,".repeat(12 << 20)), r#""企业名称":"甲""#), Refused("None of the geometries is a point")),
        ("a long list.geojson", geojson(POINT, &format!(r#""企业名称":"甲","a":[{}0]"#, "0,".repeat(8 << 20))), Refused("too many values")),
        ("a list below the limit.geojson", geojson(POINT, &format!(r#""企业名称":"甲","a":[{}0]"#, "0,".repeat(9_990))), Rows(1)),
        ("an endless query.gpkg", geopackage(&format!("{ENDLESS} SELECT x AS 企业名称 FROM c WHERE x < 0")), Refused("within 5 seconds")),
        ("a text of 400 MB.gpkg", geopackage("SELECT replace(hex(zeroblob(200000000)), '0', '甲') AS 企业名称"), Refused("too big")),
        ("a district with holes.geojson", geojson(&rings(60_000), r#""企业名称":"甲""#), Refused("None of the geometries is a point")),
    ];
    if cfg!(not(debug_assertions)) {
        // A minute in a debug build.
        let rows = "<row/>".repeat(12 << 20);
        cases.push(("empty rows.xlsx", xlsx(&rows, ""), Refused("unpacks to more than 64 MB")));
    }
    let many = (0..100_000).fold(String::new(), |mut names, i| {
        let _ = writeln!(names, "{i}");
        names
    });
    let many: Vec<(&str, &str)> = many.lines().map(|name| (name, "")).collect();
    cases.push(("many parts.zip", zipped(&many), Refused("ZIP, which cannot be imported")));
    cases
}

/// What a run of the program came to.
struct Ran {
    code: Option<i32>,
    out: String,
    error: String,
    took: Duration,
    /// Memory at its largest as far as it was seen, bytes; zero where the system does not tell.
    peak: u64,
}

fn ran(folder: &Path, args: &[&str]) -> Ran {
    let begun = Instant::now();
    let out = std::fs::File::create(folder.join("out")).unwrap();
    let error = std::fs::File::create(folder.join("error")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hujin"));
    command.current_dir(folder).args(args).env("HUJIN_LANG", "en").env("HUJIN_DATA", folder);
    let mut child = command.stdin(Stdio::null()).stdout(out).stderr(error).spawn().unwrap();
    let (status, mut peak) = (format!("/proc/{}/status", child.id()), 0);
    let code = loop {
        // The largest so far, kilobytes.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        peak = peak.max(line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() << 10);
        if let Some(code) = child.try_wait().unwrap() {
            break code.code();
        }
        if begun.elapsed() > MAX_TIME {
            child.kill().unwrap();
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let read = |name| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    Ran { code, out: read("out"), error: read("error"), took: begun.elapsed(), peak }
}

#[test]
fn files_that_ask_for_too_much() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(ran(at, &["new", "c.gpkg", "--empty"]).code, Some(0));
    let mut wrong = Vec::new();
    for (name, bytes, expected) in cases() {
        std::fs::write(at.join(name), bytes).unwrap();
        let ran = ran(at, &["import", name, "--into", "c.gpkg", "--dry-run", "--json"]);
        std::fs::remove_file(at.join(name)).unwrap();
        let told = ran.error.lines().collect::<Vec<_>>().join(" | ");
        println!("{name}: {:?}, {} MB, {told}", ran.took, ran.peak >> 20);
        let is_as_expected = match expected {
            Refused(why) => ran.code == Some(2) && told.contains(why),
            Rows(rows) => {
                let told: Value = serde_json::from_str(&ran.out).unwrap_or_default();
                let told = told.get(0).unwrap_or(&told);
                matches!(ran.code, Some(0 | 1)) && told["rows"] == rows
            }
        };
        if !is_as_expected {
            wrong.push(format!("{name}: {:?}, {told}, {}", ran.code, ran.out.chars().take(300).collect::<String>()));
        }
        if ran.took > MAX_TIME || ran.peak > MAX_BYTES {
            wrong.push(format!("{name}: {:?}, {} MB", ran.took, ran.peak >> 20));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn districts_that_ask_for_too_much() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let district = |geometry: &str| geojson(geometry, r#""adcode":310101,"name":"甲区""#);
    let numbers = format!("[{}0]", "0,".repeat(12 << 20));
    let cases = [
        ("60,000 holes", district(&rings(60_000)), "holes"),
        ("numbers without end", district(&numbers), "vertices"),
        ("depth", district(&"[".repeat(1 << 20)), "deep"),
        (
            "1e308",
            district(r#"{"type":"Polygon","coordinates":[[[1e308,1e308],[-1e308,1e308],[0,-1e308],[1e308,1e308]]]}"#),
            "",
        ),
        ("not a number", district(r#"{"type":"Polygon","coordinates":[[[NaN,1],[2,1],[0,0],[NaN,1]]]}"#), ""),
    ];
    for (name, bytes, why) in cases {
        std::fs::write(at.join("a.geojson"), bytes).unwrap();
        let ran = ran(at, &["maps", "check", "a.geojson"]);
        let told = format!("{} {}", ran.out, ran.error);
        println!("{name}: {:?}, {} MB, {told}", ran.took, ran.peak >> 20);
        assert!(matches!(ran.code, Some(1 | 2)) && told.contains(why), "{name}: {:?} {told}", ran.code);
        assert!(ran.took < MAX_TIME && ran.peak < MAX_BYTES, "{name}: {:?}, {} MB", ran.took, ran.peak >> 20);
    }
}
