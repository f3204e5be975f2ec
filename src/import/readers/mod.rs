//! Files → a [`Table`]: one file a format. To add a format, write a reader and add a line to [`READERS`].
//!
//! A file is what its first bytes say, not what its name says: workbooks called `.csv` and text called `.xls` are
//! everyday. Every reader streams, asks `progress` now and then, and keeps to the limits of [`table`](super::table).

mod archive;
mod book;
mod bounded_json;
mod decoded;
mod foreign;
mod geojson;
mod geopackage;
mod html;
mod merged;
mod number;
mod ods;
mod ole;
mod points;
mod pool;
mod shapefile;
mod sheet;
mod spreadsheetml;
pub mod text;
mod xls;
mod xlsx;
mod xml;

pub(crate) use number::NumberKind;

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ImportError;
use super::decode::Encoding;
use super::finding::Finding;
use super::table::Table;

/// The largest file read, bytes.
pub const MAX_FILE_BYTES: u64 = 2 << 30;
/// Bytes a reader may look at to know its format.
const HEAD_BYTES: usize = 4096;

/// Where a file's bytes come from; they may be read more than once.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A file on disk.
    File(PathBuf),
    /// Bytes in memory, and the name of the file they were.
    Bytes(String, Arc<[u8]>),
}

/// Bytes that can be read and searched.
pub trait Input: Read + Seek {}
impl<T: Read + Seek> Input for T {}

impl Origin {
    /// The name of the file, without its folder.
    pub fn name(&self) -> String {
        match self {
            Origin::File(path) => path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            Origin::Bytes(name, _) => name.clone(),
        }
    }

    /// The file on disk, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Origin::File(path) => Some(path),
            Origin::Bytes(..) => None,
        }
    }

    /// Size, bytes.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn length(&self) -> Result<u64, ImportError> {
        match self {
            Origin::File(path) => Ok(std::fs::metadata(path).map_err(|e| ImportError::io(path, e))?.len()),
            Origin::Bytes(_, bytes) => Ok(bytes.len() as u64),
        }
    }

    /// Its bytes from the first one.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn open(&self) -> Result<Box<dyn Input>, ImportError> {
        match self {
            Origin::File(path) => Ok(Box::new(File::open(path).map_err(|e| ImportError::io(path, e))?)),
            Origin::Bytes(_, bytes) => Ok(Box::new(Cursor::new(bytes.clone()))),
        }
    }

    /// An error of reading it.
    pub fn failed(&self, source: std::io::Error) -> ImportError {
        ImportError::Io { path: PathBuf::from(self.name()), source }
    }

    fn head(&self) -> Result<Vec<u8>, ImportError> {
        let mut head = Vec::with_capacity(HEAD_BYTES);
        self.open()?.take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(|e| self.failed(e))?;
        Ok(head)
    }
}

/// What the user may say about a file; the rest is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadOptions {
    /// Encoding of a text.
    pub encoding: Encoding,
    /// What stands between the cells of a text.
    pub delimiter: Option<char>,
    /// Sheet of a workbook, layer of a GeoPackage.
    pub sheet: Option<String>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name of the file.
    pub name: String,
    /// The word of its format, such as `csv` or `xlsx`.
    pub format: &'static str,
    /// The encoding of a text.
    pub encoding: Option<Encoding>,
    /// What stands between its cells.
    pub delimiter: Option<char>,
    /// Sheets or layers there are.
    pub sheets: Vec<String>,
    /// The one that was read.
    pub sheet: Option<usize>,
    /// Its rows, titles and header included.
    pub table: Table,
    /// What is worth saying about its cells, such as formulas without a value.
    pub findings: Vec<Finding>,
}

/// Told the share done, 0 to 1; may cancel.
pub type Progress<'a> = &'a dyn Fn(f32) -> ControlFlow<()>;

/// Tells the share done.
///
/// # Errors
/// [`ImportError::Cancelled`].
pub fn report(progress: Progress<'_>, share: f32) -> Result<(), ImportError> {
    if progress(share).is_break() { Err(ImportError::Cancelled) } else { Ok(()) }
}

/// One format.
pub struct Reader {
    /// Endings of its files, without the dot, for the file dialog.
    pub endings: &'static [&'static str],
    /// Whether the first bytes of a file are of this format.
    pub is: fn(&[u8]) -> bool,
    /// Reads it.
    pub read: fn(&Origin, &ReadOptions, Progress<'_>) -> Result<Source, ImportError>,
}

/// All formats; the first that knows the bytes reads the file, and text is what nobody else knows.
pub const READERS: &[Reader] = &[
    Reader { endings: &["xlsx", "xlsm", "et", "ods", "zip"], is: |head| head.starts_with(b"PK"), read: archive::read },
    Reader { endings: &["xls"], is: |head| head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), read: ole::read },
    Reader { endings: &[], is: xls::is_bare, read: xls::read_bare },
    Reader { endings: &["gpkg"], is: |head| head.starts_with(b"SQLite format 3\0"), read: geopackage::read },
    Reader { endings: &["shp"], is: shapefile::is, read: shapefile::read },
    Reader { endings: &[], is: |head| foreign::what(head).is_some(), read: foreign::refuse },
    Reader { endings: &["xml"], is: spreadsheetml::is, read: spreadsheetml::read },
    Reader { endings: &["html", "htm"], is: html::is, read: html::read },
    Reader { endings: &["geojson", "json"], is: geojson::is, read: geojson::read },
    Reader { endings: &["csv", "tsv", "txt"], is: |_| true, read: text::read },
];

/// Reads a file.
///
/// # Errors
/// What makes the whole file unreadable, and [`ImportError::Cancelled`].
pub fn read(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    report(progress, 0.0)?;
    let bytes = origin.length()?;
    if bytes > MAX_FILE_BYTES {
        return Err(ImportError::FileTooLarge { bytes, limit: MAX_FILE_BYTES });
    }
    let head = origin.head()?;
    let reader = READERS.iter().find(|reader| (reader.is)(&head));
    reader.map_or(Err(ImportError::Empty), |reader| (reader.read)(origin, options, progress))
}

#[cfg(test)]
mod tests;
