//! Shared strings.

use std::borrow::Cow;

use crate::import::ImportError;
use crate::import::readers::archive::Archive;
use crate::import::readers::pool::Pool;
use crate::import::readers::xml::Node;
use crate::import::readers::{Progress, report};

/// Bytes of the shared strings, unpacked.
const MAX_STRINGS_BYTES: u64 = 512 << 20;
/// Strings between two looks whether the user cancelled.
const REPORT_STRINGS: usize = 4096;

/// Reads the strings that cells point to: runs of a rich text together, phonetic guides left out.
pub fn read(archive: &mut Archive, part: &str, progress: Progress<'_>) -> Result<Pool, ImportError> {
    let limit = archive.text_limit();
    let (mut xml, _) = archive.xml(part, MAX_STRINGS_BYTES)?;
    let mut strings = Pool::default();
    let mut text = String::new();
    let (mut in_text, mut is_phonetic) = (false, false);
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "t" => in_text = !is_phonetic,
                "rPh" => is_phonetic = true,
                _ => {}
            },
            Node::Text(piece) if in_text && strings.bytes() + text.len() + piece.len() > limit => {
                return Err(ImportError::Bomb { part: part.to_owned(), limit: limit as u64 });
            }
            Node::Text(piece) if in_text => text.push_str(piece),
            Node::Text(_) => {}
            Node::Close(tag) => match tag.name() {
                "t" => in_text = false,
                "rPh" => is_phonetic = false,
                "si" => {
                    strings.push(&unescaped(&text));
                    if strings.len().is_multiple_of(REPORT_STRINGS) {
                        report(progress, 0.0)?;
                    }
                    text.clear();
                }
                _ => {}
            },
            Node::End => return Ok(strings),
        }
    }
}

/// Text with the characters XML cannot hold: `_x000D_` is a carriage return, `_x005F_` an underscore
/// (ECMA-376, 22.9.2.19).
pub fn unescaped(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find("_x") else { return Cow::Borrowed(text) };
    let mut out = text[..first].to_owned();
    let mut rest = &text[first..];
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let hex = rest.get(2..6).filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()) && rest.get(6..7) == Some("_"));
        match hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &rest[7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[test]
fn escapes() {
    for (raw, text) in
        [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_x00", "_x00"), ("甲_x4E2D_乙_", "甲中乙_"), ("a", "a")]
    {
        assert_eq!(unescaped(raw), text);
    }
}
