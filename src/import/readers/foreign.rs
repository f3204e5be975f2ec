//! Files that are not read, known by their first bytes, so that the message says what was picked by mistake.

use super::{Origin, Progress, ReadOptions, Source};
use crate::import::ImportError;

const MARKS: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh9", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"{\\rtf", "RTF"),
    (b"MIME-Version:", "MHTML"),
    (b"PAR1", "Parquet"),
    (b"ARROW1\0\0", "Arrow"),
    (b"\x7fELF", "ELF"),
    (b"!BDN", "Outlook PST"),
    (b"\0\x01\0\0Standard Jet DB", "Access (MDB)"),
    (b"\0\x01\0\0Standard ACE DB", "Access (ACCDB)"),
    (b"fgb\x03", "FlatGeobuf"),
];

/// What a file is, where it is none of those that are read.
pub fn what(head: &[u8]) -> Option<&'static str> {
    let plain = head.trim_ascii_start();
    let of_xml = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
    match MARKS.iter().find(|(mark, _)| head.starts_with(mark)) {
        Some((_, what)) => Some(what),
        None if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") => Some("WebP"),
        None if plain.starts_with(b"<?xml") || plain.starts_with(b"<kml") => match () {
            () if of_xml("<kml") => Some("KML"),
            () if of_xml("<gpx") => Some("GPX"),
            () if of_xml("office:document") => Some("Flat ODF"),
            () => None,
        },
        None => None,
    }
}

/// Says what it is.
///
/// # Errors
/// Always [`ImportError::UnknownFormat`].
pub fn refuse(origin: &Origin, _: &ReadOptions, _: Progress<'_>) -> Result<Source, ImportError> {
    Err(ImportError::UnknownFormat { what: what(&origin.head()?).unwrap_or("?") })
}
