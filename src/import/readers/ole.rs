//! OLE compound files: XLS and ET, and what else Office put into them.

use std::io::Read;

use super::{Input, Origin, Progress, ReadOptions, Source, xls};
use crate::import::ImportError;

/// The largest compound file, bytes: its sheets are held in memory, and those of 65,536 rows are smaller.
const MAX_BYTES: u64 = 128 << 20;

/// Reads whatever a compound file holds.
///
/// # Errors
/// A damaged or encrypted file; [`ImportError::UnknownFormat`] of others than workbooks.
pub fn read(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    let bytes = origin.length()?;
    if bytes > MAX_BYTES {
        return Err(ImportError::FileTooLarge { bytes, limit: MAX_BYTES });
    }
    let mut file = cfb::CompoundFile::open(origin.open()?).map_err(|e| ImportError::damaged_by("xls", "OLE", e))?;
    let has = |name: &str| file.is_stream(name);
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return Err(ImportError::Encrypted);
    }
    let stream = match () {
        () if has("Workbook") => "Workbook",
        () if has("Book") => "Book",
        () if has("WordDocument") => return Err(ImportError::UnknownFormat { what: "Word" }),
        () if has("PowerPoint Document") => return Err(ImportError::UnknownFormat { what: "PowerPoint" }),
        () if has("VisioDocument") => return Err(ImportError::UnknownFormat { what: "Visio" }),
        () => return Err(ImportError::damaged("xls", "Workbook")),
    };
    let bytes = contents(&mut file, stream)?;
    xls::read(&bytes, origin, options, progress)
}

fn contents(file: &mut cfb::CompoundFile<Box<dyn Input>>, name: &str) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let stream = file.open_stream(name).map_err(|e| ImportError::damaged_by("xls", name, e))?;
    stream.take(MAX_BYTES).read_to_end(&mut bytes).map_err(|e| ImportError::damaged_by("xls", name, e))?;
    Ok(bytes)
}
