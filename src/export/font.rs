//! A font file of the user's, for characters that the bundled fonts lack.

use std::path::Path;
use std::sync::Arc;

use super::ExportError;
use crate::scene::text::LastResort;

/// Largest font file that is read: the largest Chinese fonts, with a hundred thousand glyphs, have 40 to 60 MB.
pub const MAX_FONT_BYTES: u64 = 100_000_000;

/// Reads a TrueType or OpenType font, of a collection its first.
///
/// # Errors
/// The file cannot be read, is no font, or is larger than [`MAX_FONT_BYTES`].
pub fn read_font(path: &Path) -> Result<Arc<LastResort>, ExportError> {
    let unreadable = |source| ExportError::FontUnreadable { path: path.to_owned(), source };
    let not_a_font = || ExportError::NotAFont { path: path.to_owned() };
    if std::fs::metadata(path).map_err(unreadable)?.len() > MAX_FONT_BYTES {
        return Err(not_a_font());
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    LastResort::new(bytes).map(Arc::new).ok_or_else(not_a_font)
}
