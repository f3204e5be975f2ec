use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use zip::write::SimpleFileOptions;

use super::*;
use crate::import::readers::tests::{cells, read_bytes};

/// A `.shp` of these positions; none is an empty shape.
fn shp(kind: u8, positions: &[Option<(f64, f64)>]) -> Vec<u8> {
    let mut bytes = vec![0; 100];
    bytes[..4].copy_from_slice(&9994u32.to_be_bytes());
    bytes[28..32].copy_from_slice(&1000u32.to_le_bytes());
    bytes[32] = kind;
    for (number, position) in (1u32..).zip(positions) {
        let mut content = match position {
            Some(_) => u32::from(kind).to_le_bytes().to_vec(),
            None => vec![0; 4],
        };
        if let Some((x, y)) = position {
            content.extend(x.to_le_bytes());
            content.extend(y.to_le_bytes());
        }
        bytes.extend(number.to_be_bytes());
        bytes.extend((content.len() as u32 / 2).to_be_bytes());
        bytes.extend(content);
    }
    bytes
}

fn dbf(fields: &[(&[u8], u8, u8)], rows: &[&[&[u8]]]) -> Vec<u8> {
    let width: usize = 1 + fields.iter().map(|f| usize::from(f.2)).sum::<usize>();
    let mut bytes = vec![0; 32];
    bytes[0] = 3;
    bytes[4..8].copy_from_slice(&(rows.len() as u32).to_le_bytes());
    bytes[8..10].copy_from_slice(&(33 + 32 * fields.len() as u16).to_le_bytes());
    bytes[10..12].copy_from_slice(&(width as u16).to_le_bytes());
    for (name, kind, width) in fields {
        let mut field = [0; 32];
        field[..name.len()].copy_from_slice(name);
        (field[11], field[16]) = (*kind, *width);
        bytes.extend(field);
    }
    bytes.push(0x0D);
    for row in rows {
        bytes.push(row[0][0]);
        for (cell, (.., width)) in row[1..].iter().zip(fields) {
            let mut padded = cell.to_vec();
            padded.resize(usize::from(*width), b' ');
            bytes.extend(padded);
        }
    }
    bytes
}

fn companies(encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let [name, first, second] = ["企业名称", "甲公司", "乙"].map(|text| encoding.encode(text).0.into_owned());
    // A name of ten bytes is cut off within a character.
    let fields: [(&[u8], u8, u8); 3] = [(&name[..name.len().min(10)], b'C', 20), (b"cap", b'N', 10), (b"day", b'D', 8)];
    let rows: [&[&[u8]]; 3] =
        [&[b" ", &first, b"  1000.50", b"20150601"], &[b"*", &second, b"1", b""], &[b" ", &second, b"7", b"00000000"]];
    dbf(&fields, &rows)
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("starts");
        zip.write_all(bytes).expect("writes");
    }
    zip.finish().expect("finishes").into_inner()
}

/// A ZIP of both parts, not compressed, so that spoiling it spoils them.
pub fn sample() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("a.shp", shp(1, &POINTS)), ("a.dbf", companies(encoding_rs::UTF_8))] {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).expect("starts");
        zip.write_all(&bytes).expect("writes");
    }
    zip.finish().expect("finishes").into_inner()
}

const POINTS: [Option<(f64, f64)>; 3] = [Some((121.5, 31.25)), Some((121.0, 31.0)), None];

#[test]
fn points_with_rows_in_every_encoding() {
    for (encoding, cpg, wanted, name) in [
        (encoding_rs::GB18030, None, Encoding::Gb18030, "企业名称"),
        (encoding_rs::GB18030, Some("GBK"), Encoding::Gb18030, "企业名称"),
        (encoding_rs::UTF_8, None, Encoding::Utf8, "企业名"),
        (encoding_rs::UTF_8, Some("UTF-8"), Encoding::Utf8, "企业名"),
    ] {
        let (shp, dbf) = (shp(1, &POINTS), companies(encoding));
        let mut parts: Vec<(&str, &[u8])> = vec![("目录/a.SHP", &shp), ("目录/a.DBF", &dbf)];
        parts.extend(cpg.map(|cpg| ("目录/a.cpg", cpg.as_bytes())));
        let source = read_bytes("a.zip", &zipped(&parts)).expect("reads");
        let rows = [
            vec!["lon", "lat", name, "cap", "day"],
            vec!["121.5", "31.25", "甲公司", "1000.5", "2015-06-01"],
            vec!["", "", "乙", "7"],
        ];
        assert_eq!(cells(&source), rows);
        assert_eq!((source.encoding, source.sheet), (Some(wanted), Some(0)));
    }
}

#[test]
fn parts_beside_each_other() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("点.shp");
    std::fs::write(&path, shp(1, &POINTS)).expect("written");
    let read = || {
        let options = ReadOptions::default();
        crate::import::readers::read(&Origin::File(path.clone()), &options, &|_| ControlFlow::Continue(()))
    };
    assert!(matches!(read(), Err(ImportError::MissingPart { part }) if part == "点.dbf"));
    std::fs::write(folder.path().join("点.DBF"), companies(encoding_rs::GB18030)).expect("written");
    assert_eq!(read().expect("reads").table.len(), 3);
    std::fs::write(folder.path().join("点.prj"), r#"GEOGCS["GCS_Beijing_1954"]"#).expect("written");
    assert!(matches!(read(), Err(ImportError::UnsupportedReference { what }) if what == "GCS_Beijing_1954"));
    let alone = read_bytes("点.shp", &shp(1, &POINTS)).map(|_| ());
    assert!(matches!(alone, Err(ImportError::MissingPart { .. })));
}

#[test]
fn what_is_cut_off_or_no_point() {
    let (whole, rows) = (shp(1, &POINTS), companies(encoding_rs::UTF_8));
    let read = |shp: &[u8], dbf: &[u8]| read_bytes("a.zip", &zipped(&[("a.shp", shp), ("a.dbf", dbf)])).map(|_| ());
    assert!(matches!(read(&whole[..120], &rows), Err(ImportError::Damaged { .. })));
    assert!(matches!(read(&whole, &rows[..rows.len() - 1]), Err(ImportError::Damaged { .. })));
    assert!(matches!(read(&whole, &rows[..40]), Err(ImportError::Damaged { .. })));
    assert!(matches!(read(&shp(5, &[None; 3]), &rows), Err(ImportError::NoPoints)));
    assert!(matches!(read(&shp(1, &[None; 3]), &rows), Err(ImportError::NoPoints)));
    let many = [&rows[..4], &u32::MAX.to_le_bytes()[..], &rows[8..]].concat();
    assert!(matches!(read(&whole, &many), Err(ImportError::FileTooLarge { .. } | ImportError::Damaged { .. })));
}
