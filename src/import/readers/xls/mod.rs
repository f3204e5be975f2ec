//! XLS of Excel 5 to 2003 (BIFF5, BIFF8), and ET of the WPS of that time ([MS-XLS]; for BIFF5 OpenOffice's
//! *Documentation of the Microsoft Excel File Format*).
//!
//! calamine is not used: it asks for memory by the corners of every sheet, half a gigabyte each.

mod cells;
mod globals;
mod records;

use std::io::Read;

use super::book::{self, Book, SheetName};
use super::sheet::Sheet;
use super::{Origin, Progress, ReadOptions, Source};
use crate::import::ImportError;
use crate::import::decode::Encoding;
use globals::Globals;

/// The largest stream without a compound file around it, bytes.
const MAX_BARE_BYTES: u64 = 64 << 20;

struct Xls<'a> {
    bytes: &'a [u8],
    globals: Globals,
}

/// Reads a workbook's stream.
///
/// # Errors
/// A damaged or encrypted file, a limit passed, no such sheet.
pub fn read(
    bytes: &[u8],
    origin: &Origin,
    options: &ReadOptions,
    progress: Progress<'_>,
) -> Result<Source, ImportError> {
    let globals = Globals::read(bytes, options.encoding)?;
    book::read(&mut Xls { bytes, globals }, origin, options, progress)
}

/// Whether a file is the stream alone, as very old programs write it.
pub fn is_bare(head: &[u8]) -> bool {
    matches!(head, [9, 0 | 2 | 4 | 8, 4 | 6 | 8 | 16, 0, ..])
}

/// Reads a stream alone.
///
/// # Errors
/// As [`read`]; [`ImportError::UnknownFormat`] of those before Excel 5.
pub fn read_bare(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    if origin.length()? > MAX_BARE_BYTES {
        return Err(ImportError::FileTooLarge { bytes: origin.length()?, limit: MAX_BARE_BYTES });
    }
    let mut bytes = Vec::new();
    origin.open()?.take(MAX_BARE_BYTES).read_to_end(&mut bytes).map_err(|e| origin.failed(e))?;
    if bytes.get(1) != Some(&8) {
        return Err(ImportError::UnknownFormat { what: "Excel 2–4" });
    }
    read(&bytes, origin, options, progress)
}

impl Book for Xls<'_> {
    fn format(&self) -> &'static str {
        "xls"
    }

    fn encoding(&self) -> Option<Encoding> {
        None
    }

    fn sheets(&self) -> &[SheetName] {
        &self.globals.sheets
    }

    fn read(&mut self, sheet: usize, rows: usize, progress: Progress<'_>) -> Result<Sheet, ImportError> {
        cells::read(self.bytes, self.globals.offsets[sheet], &self.globals, rows, progress)
    }
}

fn damaged() -> ImportError {
    ImportError::damaged("xls", "Workbook")
}

#[cfg(test)]
pub(super) mod tests;
