use std::io::{Cursor, Write};

use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::write::SimpleFileOptions;

use crate::import::readers::tests::{cells, read_bytes};
use crate::import::readers::{ReadOptions, Source};
use crate::import::{Finding, FindingCode, ImportError};

/// A workbook whose first sheet is this XML, with whatever parts besides.
fn workbook(sheet: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        if !parts.iter().any(|(own, own_text)| *own == name && *own_text != text) {
            zip.start_file(name, SimpleFileOptions::default()).expect("starts");
            zip.write_all(text.as_bytes()).expect("writes");
        }
    };
    put("[Content_Types].xml", "<Types/>");
    put(
        "_rels/.rels",
        &format!(
            r#"<Relationships><Relationship Id="r" Type="{MAIN}/officeDocument" Target="/xl/workbook.xml"/></Relationships>"#
        ),
    );
    put("xl/workbook.xml", r#"<workbook><sheets><sheet name="表" r:id="r1"/></sheets></workbook>"#);
    put(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<Relationships><Relationship Id="r1" Type="{MAIN}/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="r2" Type="{MAIN}/sharedStrings" Target="sharedStrings.xml"/>
            <Relationship Id="r3" Type="{MAIN}/styles" Target="../xl/styles.xml"/></Relationships>"#
        ),
    );
    put("xl/worksheets/sheet1.xml", sheet);
    for (name, text) in parts {
        put(name, text);
    }
    zip.finish().expect("finishes").into_inner()
}

fn sheet(rows: &str) -> String {
    format!("<?xml version=\"1.0\"?><worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn codes(source: &Source) -> Vec<(usize, &str)> {
    let is_formula = |f: &&Finding| matches!(f.code, FindingCode::FormulaError | FindingCode::FormulaNotComputed);
    source.findings.iter().filter(is_formula).map(|f| (f.row, f.value.zh.as_str())).collect()
}

#[test]
fn cells_of_every_type() {
    let strings = r#"<sst><si><t>企业名称</t></si><si><r><t>甲</t></r><r><t xml:space="preserve">公司_x000D_</t></r>
        <rPh><t>ジャ</t></rPh></si></sst>"#;
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs></styleSheet>"#;
    let rows = r#"<row r="2"><c r="A2" t="s"><v>0</v></c><c t="inlineStr"><is><t>备注&amp;</t><rPh><t>x</t></rPh></is></c></row>
        <row><c r="A3" t="s"><v>1</v></c><c r="C3" s="1"><v>42156</v></c><c s="2"><v>0.25</v></c><c t="b"><v>1</v></c>
        <c><v>9.1310115123456794E+17</v></c><c t="d"><v>2015-06-01T00:00:00</v></c><c r="XFD3"/></row>
        <row><c t="e"><v>#REF!</v></c><c><f>A1+1</f></c><c><f>A1</f><v>7</v></c><c t="str"><f>B</f><v></v></c><c t="str"><f>B</f><v>是</v></c></row>
        <row r="9"><c r="B9"><v>310104</v></c></row>"#;
    let parts = [("xl/sharedStrings.xml", strings), ("xl/styles.xml", styles)];
    let source = read_bytes("x.csv", &workbook(&sheet(rows), &parts)).expect("reads");
    let wanted = [
        vec!["企业名称", "备注&"],
        vec!["甲公司", "", "2015-06-01", "0.25", "TRUE", "9.13101E+17", "2015-06-01"],
        vec!["", "", "7", "", "是"],
        vec!["", "310104"],
    ];
    assert_eq!(cells(&source), wanted);
    assert_eq!(source.table.rows().map(|r| r.line).collect::<Vec<_>>(), [2, 3, 4, 9]);
    assert_eq!(codes(&source), [(4, "#REF!"), (4, "=A1+1")]);
    assert_eq!((source.format, source.sheet, source.sheets), ("xlsx", Some(0), vec!["表".to_owned()]));
}

#[test]
fn sheets_are_chosen_and_named() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("封面").expect("named").write(0, 0, "名录").expect("written");
    let hidden = book.add_worksheet().set_name("旧").expect("named").set_hidden(true);
    hidden.write_row(0, 0, ["企业名称", "地址"]).expect("written");
    let data = book.add_worksheet().set_name("数据").expect("named");
    data.write_row(2, 1, ["企业名称", "成立日期", "区"]).expect("written");
    data.write_row(3, 1, ["甲", "", "徐汇区"]).expect("written");
    let date = Format::new().set_num_format("yyyy/m/d");
    data.write_number_with_format(3, 2, 42_156.0, &date).expect("written");
    data.write_row(4, 1, ["乙"]).expect("written");
    data.merge_range(3, 3, 5, 3, "徐汇区", &Format::new()).expect("merged");
    data.write_formula(4, 2, Formula::new("=1+1").set_result("2016")).expect("written");
    let bytes = book.save_to_buffer().expect("saved");
    let source = read_bytes("x.xlsx", &bytes).expect("reads");
    assert_eq!((source.sheet, &source.sheets[..]), (Some(2), &["封面", "旧", "数据"].map(str::to_owned)[..]));
    let wanted = [
        vec!["", "企业名称", "成立日期", "区"],
        vec!["", "甲", "2015-06-01", "徐汇区"],
        vec!["", "乙", "2016", "徐汇区"],
    ];
    assert_eq!(cells(&source), wanted);

    let read = |sheet: &str| {
        let options = ReadOptions { sheet: Some(sheet.to_owned()), ..ReadOptions::default() };
        let origin = crate::import::Origin::Bytes("x".into(), bytes.clone().into());
        crate::import::readers::read(&origin, &options, &|_| std::ops::ControlFlow::Continue(()))
    };
    assert_eq!(read("旧").expect("reads").table.len(), 1);
    assert_eq!(read("1").expect("reads").sheet, Some(0));
    assert!(matches!(read("没有"), Err(ImportError::UnknownSheet { sheets, .. }) if sheets == "封面、旧、数据"));
}

#[test]
fn hostile_workbooks_end_in_errors() {
    let read = |sheet: &str, parts: &[(&str, &str)]| read_bytes("x.xlsx", &workbook(sheet, parts)).map(|_| ());
    let one = sheet(r#"<row r="1"><c r="A1" t="s"><v>3</v></c></row>"#);
    assert!(matches!(read(&one, &[]), Err(ImportError::Damaged { part, .. }) if part.contains("sheet1")));
    let cut = r#"<worksheet><sheetData><row><c t="str"><v>企业名称</v></c></row>"#;
    assert!(matches!(read(cut, &[]), Err(ImportError::Damaged { .. })));
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>"#;
    assert!(matches!(read(laughs, &[]), Err(ImportError::Damaged { .. })));
    let deep = format!("<worksheet>{}", "<a>".repeat(1000));
    assert!(matches!(read(&deep, &[]), Err(ImportError::Damaged { .. })));
    let wide: String = (0..20).map(|i| format!(r#"<c r="ZZ{}" t="str"><v>x</v></c>"#, i + 1)).collect();
    assert!(matches!(read(&sheet(&format!("<row>{wide}</row>")), &[]), Err(ImportError::TooManyColumns { .. })));
    let long = format!(r#"<row><c r="B7" t="str"><v>{}</v></c></row>"#, "x".repeat(3 << 20));
    assert!(matches!(read(&sheet(&long), &[]), Err(ImportError::CellTooLong { line: 7, column: 2, .. })));
    let far = sheet(r#"<row r="99999999"><c r="A99999999"><v>1</v></c></row>"#);
    assert!(matches!(read(&far, &[]), Err(ImportError::Damaged { .. })));
    assert!(matches!(read(&sheet(""), &[]), Err(ImportError::NoSheet)));
    let stray = sheet(
        r#"<row><c t="str"><v>企业名称</v></c><c t="str"><v>地址</v></c></row><row><c t="str"><v>甲</v></c></row>
        <row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>"#,
    );
    let source = read_bytes("x.xlsx", &workbook(&stray, &[])).expect("reads");
    assert_eq!((source.table.len(), source.findings[0].code), (2, FindingCode::ExtraCells));
    for (name, what) in
        [("word/document.xml", "Word"), ("ppt/presentation.xml", "PowerPoint"), ("xl/workbook.bin", "Excel XLSB")]
    {
        let found = read(&one, &[(name, "")]);
        assert!(matches!(found, Err(ImportError::UnknownFormat { what: found }) if found == what));
    }
}

#[test]
fn what_unpacks_to_gigabytes_is_refused() {
    // 600 MB of shared strings in half a megabyte.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = workbook(&sheet(r#"<row><c t="s"><v>0</v></c></row>"#), &[]);
    let mut parts = zip::ZipArchive::new(Cursor::new(plain)).expect("opens");
    for i in 0..parts.len() {
        zip.raw_copy_file(parts.by_index_raw(i).expect("part")).expect("copied");
    }
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).expect("starts");
    zip.write_all(b"<sst>").expect("writes");
    let block = "<!-- x -->".repeat(100_000);
    for _ in 0..600 {
        zip.write_all(block.as_bytes()).expect("writes");
    }
    let bytes = zip.finish().expect("finishes").into_inner();
    assert!(bytes.len() < 4 << 20, "{}", bytes.len());
    assert!(
        matches!(read_bytes("x.xlsx", &bytes), Err(ImportError::Bomb { part, .. }) if part == "xl/sharedStrings.xml")
    );
}

/// A workbook as large ones are: names, codes, addresses, dates, numbers.
fn large(rows: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let head = ["企业名称", "信用代码", "区", "地址", "经度", "纬度", "成立日期", "注册资本", "员工数", "赛道", "备注"];
    sheet.write_row(0, 0, head).expect("written");
    for r in 1..=rows {
        sheet.write(r, 0, format!("上海第{r}号金融科技有限公司")).expect("written");
        sheet.write(r, 1, format!("91310104{r:010}")).expect("written");
        sheet.write(r, 2, ["徐汇区", "浦东新区", "黄浦区"][r as usize % 3]).expect("written");
        sheet.write(r, 3, format!("上海市某路{}号", r % 5000)).expect("written");
        sheet.write(r, 4, 121.0 + f64::from(r) / 250_000.0).expect("written");
        sheet.write(r, 5, 31.0 + f64::from(r) / 350_000.0).expect("written");
        sheet.write_number_with_format(r, 6, f64::from(36_000 + r % 9000), &date).expect("written");
        sheet.write(r, 7, r % 7000).expect("written");
        sheet.write(r, 8, r % 900).expect("written");
        sheet.write(r, 9, "支付").expect("written");
        sheet.write(r, 10, format!("第{}批", r % 40)).expect("written");
    }
    book.save_to_buffer().expect("saved")
}

#[test]
fn the_same_cells_as_calamine() {
    use calamine::{Data, Reader, Xlsx};
    let bytes = large(300);
    let source = read_bytes("x.xlsx", &bytes).expect("reads");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).expect("opens");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("reads");
    for (row, other) in source.table.rows().zip(range.rows()) {
        for (cell, other) in row.cells().zip(other) {
            match other {
                Data::DateTime(_) => assert_eq!(cell.len(), 10, "{cell}"),
                Data::Float(x) => assert!((cell.parse::<f64>().expect("a number") - x).abs() < 1e-9),
                other => assert_eq!(cell, other.to_string()),
            }
        }
    }
    assert_eq!(source.table.len(), range.rows().len());
}

/// Run with `cargo test --release --lib readers -- --ignored --nocapture`.
#[test]
#[ignore = "measures, in release only"]
fn as_fast_as_calamine() {
    use calamine::{Reader, Xlsx};
    use std::time::{Duration, Instant};
    let bytes = large(100_000);
    let ours = || read_bytes("x.xlsx", &bytes).expect("reads").table.len();
    let cells = || {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).expect("opens");
        let mut cells = book.worksheet_cells_reader("Sheet1").expect("a sheet");
        let mut count = 0;
        while let Some(cell) = cells.next_cell().expect("reads") {
            count += usize::from(cell.get_position().1 == 0);
        }
        count
    };
    let range = || {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).expect("opens");
        book.worksheet_range_at(0).expect("a sheet").expect("reads").height()
    };
    // One after the other, so that a busy machine is busy for all.
    let mut best = [Duration::MAX; 3];
    for _ in 0..9 {
        for (best, read) in best.iter_mut().zip([&ours as &dyn Fn() -> usize, &cells, &range]) {
            let start = Instant::now();
            assert!(read() >= 100_000);
            *best = start.elapsed().min(*best);
        }
    }
    let [ours, cells, range] = best;
    println!("{} bytes: ours {ours:?}, calamine's cells {cells:?}, calamine's range {range:?}", bytes.len());
    assert!(ours.as_secs_f64() < 1.2 * range.as_secs_f64());
}
