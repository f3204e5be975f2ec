//! Helpers for the tests of the readers; what is asked of all of them.

use std::ops::ControlFlow;

use super::*;

/// Reads bytes as a file of this name.
pub fn read_bytes(name: &str, bytes: &[u8]) -> Result<Source, ImportError> {
    let origin = Origin::Bytes(name.to_owned(), bytes.into());
    read(&origin, &ReadOptions::default(), &|_| ControlFlow::Continue(()))
}

/// The cells of a table.
pub fn cells(source: &Source) -> Vec<Vec<&str>> {
    source.table.rows().map(|r| r.cells().collect()).collect()
}

mod hostile {
    use std::io::{Cursor, Write};
    use std::time::{Duration, Instant};

    use proptest::prelude::*;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// The longest that any small file may take; a hundred times what it does.
    const MAX_TIME: Duration = Duration::from_secs(5);

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).expect("starts");
            zip.write_all(bytes).expect("writes");
        }
        zip.finish().expect("finishes").into_inner()
    }

    const SHEET: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><t>地址</t></is></c></row>
        <row r="3"><c r="A3" t="str"><v>甲</v></c><c r="C3" s="1"><f>A1</f><v>42156</v></c><c t="e"><v>#REF!</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A3:B9"/></mergeCells></worksheet>"#;
    const CONTENT: &str = r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="表"><table:table-row
        table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>企业名称</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="float" office:value="12.5" table:number-columns-repeated="3"/>
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    const HTML: &str =
        "<html><meta charset=utf-8><table><tr><td colspan=2 rowspan='2'>企业名称&nbsp;<td>地址<tr><td>甲</table>";
    const XML: &str = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a">
        <Table><Row ss:Index="3"><Cell ss:MergeDown="2" ss:Index="2"><Data ss:Type="Number">12</Data></Cell></Row></Table></Worksheet></Workbook>"#;
    const GEOJSON: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",
        "coordinates":[121.5,31.2]},"properties":{"企业名称":"甲","a":[1,"x"],"b":{"c":null}}}]}"#;

    /// A file of each format, of which the text is given, around it what belongs to the format.
    fn file(format: usize, text: &[u8]) -> Vec<u8> {
        const RELS: &[u8] = br#"<Relationships><Relationship Id="r1" Type="a/worksheet" Target="s.xml"/>
            <Relationship Id="r2" Type="a/sharedStrings" Target="t.xml"/></Relationships>"#;
        match format {
            0 => zipped(&[
                ("xl/workbook.xml", br#"<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#),
                ("xl/_rels/workbook.xml.rels", RELS),
                ("xl/t.xml", "<sst><si><t>企业名称</t></si></sst>".as_bytes()),
                ("xl/s.xml", text),
            ]),
            1 => zipped(&[("content.xml", text)]),
            _ => text.to_vec(),
        }
    }

    fn texts() -> Vec<Vec<u8>> {
        let mut texts: Vec<Vec<u8>> = [SHEET, CONTENT, HTML, XML, GEOJSON].map(|t| t.as_bytes().to_vec()).into();
        texts.push(xls::tests::sample());
        texts.push(file(0, SHEET.as_bytes()));
        texts.push(shapefile::tests::sample());
        texts
    }

    #[test]
    fn the_files_that_are_spoilt_below_are_good() {
        for (format, text) in texts().iter().enumerate() {
            assert!(read_bytes("x", &file(format, text)).is_ok(), "{format}");
        }
    }

    fn ends(bytes: &[u8]) {
        let begun = Instant::now();
        let _ = read_bytes("x", bytes);
        assert!(begun.elapsed() < MAX_TIME, "{:?}", begun.elapsed());
    }

    proptest! {
        #[test]
        fn any_bytes(head in 0usize..8, bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            const HEADS: [&[u8]; 8] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x08\x00\x00\x06\x05\x00",
                b"SQLite format 3\0", b"\0\0\x27\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", b"<table>", b"{\"type\":"];
            ends(&[HEADS[head], &bytes].concat());
        }

        #[test]
        fn spoilt_files(format in 0usize..8, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..8)) {
            let mut text = texts().swap_remove(format);
            for (at, byte, how) in changes {
                let at = at.index(text.len().max(1));
                match how {
                    0 => text.truncate(at),
                    1 => text.insert(at.min(text.len()), byte),
                    2 if !text.is_empty() => text[at] = byte,
                    _ => text.extend_from_within(at.min(text.len())..),
                }
            }
            ends(&file(format, &text));
        }

        #[test]
        fn numbers_out_of_all_proportion(format in 0usize..4, number in prop::sample::select(vec![0u64, 1, 513, 65_536, 1 << 20, 1 << 31, u64::MAX])) {
            let text = String::from_utf8(texts().swap_remove(format)).expect("text");
            for old in ["\"2\"", "\"3\"", "=2 ", "'2'", "A3", "B9"] {
                let new = old.replace(|c: char| c.is_ascii_digit(), &number.to_string());
                ends(&file(format, text.replace(old, &new).as_bytes()));
            }
        }
    }
}
