//! The view that a figure carries, whatever its format: from the file back to the map.

use super::{png, svg, xmp};
use crate::language::Message;
use crate::report::Tell;

/// Most bytes of a view: those of real maps have some thousands.
pub const MAX_VIEW_BYTES: usize = 8 << 20;

/// Most bytes of a figure in SVG, which is read as a whole: a map with 100,000 points has 10 MB.
pub const MAX_SVG_BYTES: usize = 128 << 20;

/// Most packets of metadata of a PDF that are looked at: a file has one, and one more for each change.
const MAX_PACKETS: usize = 8;

/// Why no view could be looked for in a file.
#[derive(Debug, thiserror::Error)]
pub enum CarriedError {
    /// The file begins like none of the figure formats.
    NotAFigure,
    /// The file is larger than what is read.
    TooLarge {
        /// Its size, bytes.
        bytes: usize,
    },
    /// The file breaks the rules of its format.
    Damaged {
        /// The format it begins like.
        format: &'static str,
    },
}

crate::told!(CarriedError);

impl Tell for CarriedError {
    fn message(&self) -> Message {
        match self {
            CarriedError::NotAFigure => Message::new("carried-not-a-figure"),
            CarriedError::TooLarge { bytes } => {
                Message::new("carried-too-large").with("megabytes", bytes >> 20).with("limit", MAX_SVG_BYTES >> 20)
            }
            CarriedError::Damaged { format } => Message::new("carried-damaged").with("format", *format),
        }
    }
}

/// The view that a figure carries, as the text of a view file; `None` for a figure without one. The format is told by
/// the first bytes.
///
/// # Errors
/// The file is no figure, is damaged, or is too large to be read.
pub fn carried_view(bytes: &[u8]) -> Result<Option<String>, CarriedError> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if begins(b"\x89PNG\r\n\x1a\n") {
        return png::view(bytes, MAX_VIEW_BYTES).map_err(|_| CarriedError::Damaged { format: "PNG" });
    }
    if begins(b"II*\0") || begins(b"MM\0*") {
        return in_tiff(bytes).ok_or(CarriedError::Damaged { format: "TIFF" });
    }
    if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return in_webp(bytes).ok_or(CarriedError::Damaged { format: "WebP" });
    }
    if begins(b"%PDF-") {
        return Ok(in_pdf(bytes));
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if text.starts_with(b"<") {
        return in_svg(text);
    }
    Err(CarriedError::NotAFigure)
}

fn in_svg(bytes: &[u8]) -> Result<Option<String>, CarriedError> {
    if bytes.len() > MAX_SVG_BYTES {
        return Err(CarriedError::TooLarge { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| CarriedError::Damaged { format: "SVG" })?;
    if !text.contains("<svg") {
        return Err(CarriedError::NotAFigure);
    }
    svg::view(text).map_err(|()| CarriedError::Damaged { format: "SVG" })
}

/// The last packet that has a view: changes to a PDF are appended.
fn in_pdf(bytes: &[u8]) -> Option<String> {
    let begins = memchr::memmem::rfind_iter(bytes, b"<x:xmpmeta").take(MAX_PACKETS);
    begins.into_iter().find_map(|begin| {
        let packet = bytes.get(begin..)?;
        let packet = packet.get(..packet.len().min(MAX_VIEW_BYTES))?;
        const END: &[u8] = b"</x:xmpmeta>";
        let end = memchr::memmem::find(packet, END)? + END.len();
        in_packet(packet.get(..end)?)
    })
}

fn in_packet(packet: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(packet.get(..packet.len().min(MAX_VIEW_BYTES))?).ok()?;
    xmp::view(text.trim_end_matches('\0'))
}

/// The packet of the first directory, whose place is read without the image. `None`: damaged.
fn in_tiff(bytes: &[u8]) -> Option<Option<String>> {
    let is_little = bytes.first() == Some(&b'I');
    let u16_at = |at: usize| {
        let two: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(usize::from(if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) }))
    };
    let u32_at = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        usize::try_from(if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }).ok()
    };
    let directory = u32_at(4)?;
    for entry in 0..u16_at(directory)? {
        let at = directory.checked_add(2 + entry * 12)?;
        if u16_at(at)? == usize::from(super::tiff::XMP_TAG.to_u16()) {
            let (length, offset) = (u32_at(at + 4)?, u32_at(at + 8)?);
            return Some(in_packet(bytes.get(offset..offset.checked_add(length)?)?));
        }
    }
    Some(None)
}

/// The XMP chunk, found from chunk to chunk. `None`: damaged.
fn in_webp(bytes: &[u8]) -> Option<Option<String>> {
    let mut at = 12_usize;
    while at < bytes.len() {
        let four: [u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let length = usize::try_from(u32::from_le_bytes(four)).ok()?;
        let body = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        if bytes.get(at..at + 4) == Some(b"XMP ") {
            return Some(in_packet(body));
        }
        at = (at + 8).checked_add(length.checked_add(length % 2)?)?;
    }
    Some(None)
}
