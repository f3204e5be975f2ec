//! Whole texts of formats that are marked up: HTML, XML, GeoJSON.

use std::io::Read;

use super::Origin;
use crate::import::ImportError;
use crate::import::decode::{self, Decoded, Encoding};

/// The largest such file, bytes.
const MAX_BYTES: u64 = 256 << 20;
/// Bytes looked at for a mark of the encoding.
const HEAD_BYTES: u64 = 4096;
/// Bytes decoded at a time.
const CHUNK_BYTES: usize = 256 << 10;

/// The text of a file, and its encoding: the one asked for, else that of the mark, else the one the file says of
/// itself, else the first that fits.
///
/// # Errors
/// A file past the limit; one that is no text.
pub fn text(origin: &Origin, wanted: Encoding) -> Result<(String, Encoding), ImportError> {
    let bytes = origin.length()?;
    if bytes > MAX_BYTES {
        return Err(ImportError::FileTooLarge { bytes, limit: MAX_BYTES });
    }
    let mut head = Vec::new();
    origin.open()?.take(HEAD_BYTES).read_to_end(&mut head).map_err(|e| origin.failed(e))?;
    let mut encodings = decode::candidates(&head, wanted);
    if let Some(declared) = declared(&head).filter(|_| encodings.len() > 1) {
        encodings.insert(0, declared);
    }
    for encoding in encodings {
        match text_as(origin, encoding) {
            Err(ImportError::NotEncoded { .. }) => {}
            other => return other.map(|text| (text, encoding)),
        }
    }
    Err(ImportError::NotEncoded { encoding: wanted })
}

fn text_as(origin: &Origin, encoding: Encoding) -> Result<String, ImportError> {
    let mut decoded = Decoded::new(origin.open()?, encoding, CHUNK_BYTES);
    let (mut text, mut chunk) = (String::new(), String::new());
    loop {
        decoded.next(&mut chunk).map_err(|e| e.told(origin))?;
        if chunk.is_empty() {
            return Ok(text);
        }
        text.push_str(&chunk);
    }
}

/// The encoding after `charset=` or `encoding=`.
fn declared(head: &[u8]) -> Option<Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let at = ["charset=", "encoding="].iter().filter_map(|word| head.find(word).map(|at| at + word.len())).min()?;
    let word = head[at..].trim_start_matches(['"', '\'', ' ']);
    let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(word.len());
    // UTF-16 says so by its mark; what says it without is mistaken.
    Encoding::from_code(&word[..end]).filter(|e| matches!(e, Encoding::Utf8 | Encoding::Gb18030 | Encoding::Big5))
}
