use std::io::{Cursor, Write};

use crate::import::readers::Source;
use crate::import::readers::tests::{cells, read_bytes};
use crate::import::{FindingCode, ImportError};

/// A stream of records.
#[derive(Default)]
struct Stream(Vec<u8>);

impl Stream {
    fn put(&mut self, kind: u16, data: &[&[u8]]) {
        let data = data.concat();
        self.0.extend(kind.to_le_bytes());
        self.0.extend((data.len() as u16).to_le_bytes());
        self.0.extend(data);
    }
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn place(row: u16, column: u16, style: u16) -> Vec<u8> {
    [row, column, style].into_iter().flat_map(u16::to_le_bytes).collect()
}

/// A workbook of one sheet: what stands before the sheets' names, and the sheet's records.
fn workbook(version: u16, globals: &Stream, sheet: &Stream) -> Vec<u8> {
    let mut stream = Stream::default();
    stream.put(0x0809, &[&version.to_le_bytes(), &5u16.to_le_bytes()]);
    stream.0.extend(&globals.0);
    let name: Vec<u8> = match version {
        0x0600 => [&[1u8, 1][..], &wide("表")].concat(),
        _ => [&[2u8][..], &encoding_rs::GB18030.encode("表").0].concat(),
    };
    let offset = (stream.0.len() + 4 + 6 + name.len() + 4) as u32;
    stream.put(0x85, &[&offset.to_le_bytes(), &[0, 0], &name]);
    stream.put(0x0A, &[]);
    stream.put(0x0809, &[&version.to_le_bytes(), &16u16.to_le_bytes()]);
    stream.0.extend(&sheet.0);
    stream.put(0x0A, &[]);
    stream.0
}

fn compound(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("created");
    file.create_stream(name).expect("created").write_all(bytes).expect("written");
    file.flush().expect("written");
    file.into_inner().into_inner()
}

/// A file of one sheet.
pub fn sample() -> Vec<u8> {
    let (globals, sheet) = biff8();
    compound("Workbook", &workbook(0x0600, &globals, &sheet))
}

fn biff8() -> (Stream, Stream) {
    let mut globals = Stream::default();
    globals.put(0x041E, &[&164u16.to_le_bytes(), &10u16.to_le_bytes(), &[0], b"yyyy-mm-dd"]);
    for format in [0u16, 164] {
        globals.put(0xE0, &[&[0, 0], &format.to_le_bytes(), &[0; 16]]);
    }
    // Two strings; the second goes on in the next record, as bytes of one each.
    let first = [&4u16.to_le_bytes()[..], &[1], &wide("企业名称")].concat();
    let second = [&5u16.to_le_bytes()[..], &[1 | 8], &1u16.to_le_bytes(), &wide("甲公")].concat();
    globals.put(0xFC, &[&2u32.to_le_bytes(), &2u32.to_le_bytes(), &first, &second]);
    globals.put(0x3C, &[&[0], b"abc", &[0; 4]]);
    let mut sheet = Stream::default();
    sheet.put(0xFD, &[&place(0, 0, 0), &0u32.to_le_bytes()]);
    sheet.put(0xFD, &[&place(1, 0, 0), &1u32.to_le_bytes()]);
    sheet.put(0x0203, &[&place(1, 1, 1), &42_156f64.to_le_bytes()]);
    // 310104, 12.5 and 0.07 in four bytes each.
    let rks = [(310_104u32 << 2) | 2, (12.5f64.to_bits() >> 32) as u32, (7 << 2) | 3];
    let rks: Vec<u8> = rks.iter().flat_map(|rk| [&[0u8, 0][..], &rk.to_le_bytes()].concat()).collect();
    sheet.put(0xBD, &[&place(1, 2, 0)[..4], &rks, &4u16.to_le_bytes()]);
    sheet.put(0x0205, &[&place(1, 5, 0), &[0x17, 1]]);
    sheet.put(0x06, &[&place(1, 6, 0), &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF], &[0; 8]]);
    sheet.put(0x0207, &[&1u16.to_le_bytes(), &[1], &wide("是")]);
    sheet.put(0xE5, &[&1u16.to_le_bytes(), &[1, 0, 2, 0, 2, 0, 2, 0]]);
    sheet.put(0xFD, &[&place(2, 0, 0), &1u32.to_le_bytes()]);
    (globals, sheet)
}

#[test]
fn a_workbook_of_excel_97() {
    let (globals, sheet) = biff8();
    let source: Source =
        read_bytes("x.csv", &compound("Workbook", &workbook(0x0600, &globals, &sheet))).expect("reads");
    let wanted = [
        vec!["企业名称"],
        vec!["甲公abc", "2015-06-01", "310104", "12.5", "0.07", "", "是"],
        vec!["甲公abc", "", "310104"],
    ];
    let found: Vec<Vec<&str>> = cells(&source)
        .into_iter()
        .map(|row| row[..row.iter().rposition(|c| !c.is_empty()).map_or(0, |last| last + 1)].to_vec())
        .collect();
    assert_eq!(found, wanted);
    assert_eq!((source.findings[0].code, source.findings[0].value.zh.as_str()), (FindingCode::FormulaError, "#REF!"));
    assert_eq!((source.format, &source.sheets[..]), ("xls", &["表".to_owned()][..]));
}

#[test]
fn a_workbook_of_excel_5_in_its_code_page() {
    let mut globals = Stream::default();
    globals.put(0x42, &[&936u16.to_le_bytes()]);
    globals.put(0x22, &[&1u16.to_le_bytes()]);
    globals.put(0xE0, &[&[0; 16]]);
    globals.put(0xE0, &[&[0, 0, 14, 0], &[0; 12]]);
    let mut sheet = Stream::default();
    for (row, text) in (0u16..).zip(["企业名称", "甲"]) {
        let (bytes, ..) = encoding_rs::GB18030.encode(text);
        sheet.put(0x0204, &[&place(row, 0, 0), &(bytes.len() as u16).to_le_bytes(), &bytes]);
    }
    sheet.put(0x0203, &[&place(1, 1, 1), &40_694f64.to_le_bytes()]);
    let bytes = workbook(0x0500, &globals, &sheet);
    for bytes in [compound("Book", &bytes), bytes] {
        let source = read_bytes("x.xls", &bytes).expect("reads");
        assert_eq!(cells(&source), [vec!["企业名称"], vec!["甲", "2015-06-01"]]);
    }
}

#[test]
fn what_is_no_workbook() {
    let read = |bytes: &[u8]| read_bytes("x.xls", bytes).map(|_| ());
    assert!(matches!(read(&compound("EncryptedPackage", b"x")), Err(ImportError::Encrypted)));
    assert!(matches!(read(&compound("WordDocument", b"x")), Err(ImportError::UnknownFormat { what: "Word" })));
    let mut locked = Stream::default();
    locked.put(0x2F, &[&[0; 6]]);
    let (globals, sheet) = biff8();
    assert!(matches!(read(&compound("Workbook", &workbook(0x0600, &locked, &sheet))), Err(ImportError::Encrypted)));
    let whole = workbook(0x0600, &globals, &sheet);
    for cut in [3, 60, whole.len() - 30] {
        assert!(matches!(read(&compound("Workbook", &whole[..cut])), Err(ImportError::Damaged { .. })), "{cut}");
    }
    assert!(matches!(read(&compound("Workbook", &whole)[..700]), Err(ImportError::Damaged { .. })));
    assert!(matches!(read(&[9, 4, 6, 0, 0, 0, 0, 0, 0, 0]), Err(ImportError::UnknownFormat { .. })));
}

#[test]
fn cells_far_apart_take_no_memory() {
    let (globals, mut sheet) = biff8();
    sheet.put(0x0203, &[&place(u16::MAX, 255, 0), &1f64.to_le_bytes()]);
    sheet.put(0x0203, &[&place(7, 3, 0), &2f64.to_le_bytes()]);
    let source = read_bytes("x.xls", &compound("Workbook", &workbook(0x0600, &globals, &sheet))).expect("reads");
    assert_eq!(source.table.rows().map(|r| r.line).collect::<Vec<_>>(), [1, 2, 3, 8, 65_536]);
}
