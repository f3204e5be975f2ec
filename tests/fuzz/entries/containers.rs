//! Formats inside containers. The container is built around what was mutated: blind changes of a ZIP or an OLE file
//! seldom get past its checksums.

use std::io::{Cursor, Read, Write};

use hujin::import::ReadOptions;
use zip::write::SimpleFileOptions;

use super::tables::read;
use super::{BETWEEN, files, joined, parts};

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A ZIP of parts that are not compressed; nameless parts and empty ones are left out.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        zip.start_file(*name, stored).expect("starts");
        zip.write_all(bytes).expect("writes");
    }
    zip.finish().expect("finishes").into_inner()
}

/// A part of a file of the corpus.
fn part(archive: &[u8], name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(archive))
        && let Ok(part) = zip.by_name(name)
        && part.take(1 << 16).read_to_end(&mut bytes).is_err()
    {
        bytes.clear();
    }
    bytes
}

const WORKBOOK: &[u8] = br#"<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="r1" Type="a/worksheet" Target="s.xml"/>
    <Relationship Id="r2" Type="a/sharedStrings" Target="t.xml"/><Relationship Id="r3" Type="a/styles" Target="y.xml"/></Relationships>"#;

/// Sheet, shared strings, styles, workbook, relations.
pub fn xlsx(data: &[u8]) {
    let [sheet, strings, styles, workbook, relations] = parts(data);
    let or = |bytes: &'static [u8], given: &[u8]| if given.is_empty() { bytes.to_vec() } else { given.to_vec() };
    let (workbook, relations) = (or(WORKBOOK, workbook), or(RELATIONS, relations));
    let file = zipped(&[
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/t.xml", strings),
        ("xl/y.xml", styles),
        ("xl/s.xml", sheet),
    ]);
    read("a.xlsx", &file, &ReadOptions::default());
}

pub fn xlsx_seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (_, bytes) in files(&["xlsx", "et"], 4000) {
        let of = |name: &str| part(&bytes, name);
        let (sheet, strings) = (of("xl/worksheets/sheet1.xml"), of("xl/sharedStrings.xml"));
        if !sheet.is_empty() && sheet.len() + strings.len() < 6000 {
            seeds.push(joined(&[&sheet, &strings, &of("xl/styles.xml")]));
        }
    }
    let full = seeds.first().map(|first| [first.as_slice(), BETWEEN, WORKBOOK, BETWEEN, RELATIONS].concat());
    seeds.extend(full);
    seeds
}

/// The content; beside it the mimetype where there is a second part.
pub fn ods(data: &[u8]) {
    let [content, mimetype] = parts(data);
    read("a.ods", &zipped(&[("mimetype", mimetype), ("content.xml", content)]), &ReadOptions::default());
}

pub fn ods_seeds() -> Vec<Vec<u8>> {
    const SHORT: &str = r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="表"><table:table-row
        table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>企业名称</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="float" office:value="12.5" table:number-columns-repeated="3"/>
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let contents = files(&["ods"], 4000).into_iter().map(|(_, bytes)| part(&bytes, "content.xml"));
    let mut seeds: Vec<Vec<u8>> = contents.filter(|content| !content.is_empty()).collect();
    seeds.push(joined(&[SHORT.as_bytes(), b"application/vnd.oasis.opendocument.spreadsheet"]));
    seeds
}

/// A ZIP as it is, headers and all.
pub fn archive(data: &[u8]) {
    read("a.zip", data, &ReadOptions::default());
}

pub fn archive_seeds() -> Vec<Vec<u8>> {
    files(&["xlsx", "ods", "zip"], 3500).into_iter().map(|(_, bytes)| bytes).collect()
}

/// The stream of a workbook, as a file of its own and within an OLE file.
pub fn xls(data: &[u8]) {
    read("a.xls", data, &ReadOptions::default());
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("an OLE file");
    file.create_stream("Workbook").expect("a stream").write_all(data).expect("writes");
    read("a.xls", &file.into_inner().into_inner(), &ReadOptions::default());
}

pub fn xls_seeds() -> Vec<Vec<u8>> {
    let of = |(_, bytes): (String, Vec<u8>)| {
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
        let mut stream = Vec::new();
        file.open_stream("Workbook").ok()?.take(1 << 16).read_to_end(&mut stream).ok()?;
        Some(stream)
    };
    let mut seeds: Vec<Vec<u8>> = files(&["xls", "et"], 8000).into_iter().filter_map(of).collect();
    seeds.extend(files(&["xls"], 1000).into_iter().map(|(_, bytes)| bytes).filter(|b| b.starts_with(b"\x09")));
    seeds
}

/// An OLE file as it is.
pub fn ole(data: &[u8]) {
    read("a.xls", data, &ReadOptions::default());
}

pub fn ole_seeds() -> Vec<Vec<u8>> {
    files(&["xls", "et"], 8000).into_iter().map(|(_, bytes)| bytes).filter(|b| b.starts_with(OLE)).collect()
}

/// Positions, rows, reference system, encoding.
pub fn shapefile(data: &[u8]) {
    let [shp, dbf, prj, cpg] = parts(data);
    let file = zipped(&[("a.shp", shp), ("a.dbf", dbf), ("a.prj", prj), ("a.cpg", cpg)]);
    read("a.zip", &file, &ReadOptions::default());
}

pub fn shapefile_seeds() -> Vec<Vec<u8>> {
    let of = |ending: &str| files(&[ending], 8000).into_iter().find(|(name, _)| name.starts_with("points_gbk."));
    let of = |ending: &str| of(ending).map(|(_, bytes)| bytes).unwrap_or_default();
    let (shp, dbf, prj, cpg) = (of("shp"), of("dbf"), of("prj"), of("cpg"));
    vec![joined(&[&shp, &dbf, &prj, &cpg]), joined(&[&shp, &dbf])]
}
