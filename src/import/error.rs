//! Why a file cannot be imported at all. What is wrong with single rows is a [`Finding`](super::Finding).

use std::path::{Path, PathBuf};

use super::decode::Encoding;
use crate::language::Message;
use crate::report::Tell;

/// Why a file cannot be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Larger than the limit.
    FileTooLarge {
        /// Size, bytes.
        bytes: u64,
        /// The limit, bytes.
        limit: u64,
    },
    /// The operating system refused.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Cells that hold more text than the limit.
    TooMuchText {
        /// The limit, bytes.
        limit: usize,
    },
    /// A layer whose next rows do not come: a view can be a query without end.
    TooSlow {
        /// How long was waited, seconds.
        seconds: u64,
    },
    /// A binary file of no known format.
    NotText,
    /// The bytes are not text of this encoding.
    NotEncoded {
        /// The encoding asked for, or `auto`.
        encoding: Encoding,
    },
    /// No cell at all.
    Empty,
    /// None of the first rows names two known columns.
    NoHeader {
        /// The cells of the first row.
        first_row: String,
    },
    /// No column is the company name.
    NoNameColumn {
        /// The columns found.
        columns: String,
    },
    /// A header but no row under it.
    NoRows {
        /// Line of the header, from 1.
        header_row: usize,
    },
    /// A quotation mark is never closed.
    UnclosedQuote {
        /// Line where it opens, from 1.
        line: usize,
    },
    /// A row has more cells than the limit.
    TooManyColumns {
        /// Line, from 1.
        line: usize,
        /// The limit.
        limit: usize,
    },
    /// More rows than the limit.
    TooManyRows {
        /// The limit.
        limit: usize,
    },
    /// A cell is longer than the limit.
    CellTooLong {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// The limit, bytes.
        limit: usize,
    },
    /// `--map` names a field that does not exist.
    UnknownField {
        /// The word.
        field: String,
    },
    /// `--map` names a column the file does not have.
    UnknownColumn {
        /// The word.
        column: String,
        /// The columns of the file.
        columns: String,
    },
    /// The bytes are of a known format, but broken.
    Damaged {
        /// The word of the format, such as `xlsx`.
        format: &'static str,
        /// Which part of the file: an entry of the archive, a stream, a record.
        part: String,
        /// What the library beneath says.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// Protected by a password.
    Encrypted,
    /// A small file that unpacks to more than the limit.
    Bomb {
        /// Which part of the file.
        part: String,
        /// The limit, bytes.
        limit: u64,
    },
    /// A workbook without any cell.
    NoSheet,
    /// The sheet or layer asked for does not exist.
    UnknownSheet {
        /// The word.
        sheet: String,
        /// Those there are.
        sheets: String,
    },
    /// Geometries, but none is a point.
    NoPoints,
    /// A file that should be beside this one, or in the archive, is not.
    MissingPart {
        /// Its name.
        part: String,
    },
    /// A format that is not read.
    UnknownFormat {
        /// What it is.
        what: &'static str,
    },
    /// Coordinates of a reference system that is not converted.
    UnsupportedReference {
        /// Its name or code.
        what: String,
    },
    /// Cancelled; nothing was changed.
    Cancelled,
}

crate::told!(ImportError);

impl ImportError {
    /// A broken part of a file.
    pub(super) fn damaged(format: &'static str, part: impl Into<String>) -> ImportError {
        ImportError::Damaged { format, part: part.into(), source: None }
    }

    /// A broken part of a file, and what the library beneath says.
    pub(super) fn damaged_by(
        format: &'static str,
        part: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> ImportError {
        ImportError::Damaged { format, part: part.into(), source: Some(source.into()) }
    }

    pub(super) fn io(path: &Path, source: std::io::Error) -> ImportError {
        ImportError::Io { path: path.to_owned(), source }
    }
}

/// Bytes of a megabyte, for messages.
const MEGABYTE: u64 = 1 << 20;

impl Tell for ImportError {
    fn message(&self) -> Message {
        match self {
            ImportError::FileTooLarge { bytes, limit } => Message::new("import-file-too-large")
                .with("size", bytes.div_ceil(MEGABYTE))
                .with("limit", limit / MEGABYTE),
            ImportError::Io { path, .. } => Message::new("workspace-cannot-read").with("path", path),
            ImportError::TooSlow { seconds } => Message::new("import-too-slow").with("seconds", *seconds),
            ImportError::TooMuchText { limit } => {
                Message::new("import-too-much-text").with("limit", *limit as u64 / MEGABYTE)
            }
            ImportError::NotText => Message::new("import-not-text"),
            ImportError::NotEncoded { encoding } => {
                Message::new("import-not-encoded").with("encoding", encoding.code())
            }
            ImportError::Empty => Message::new("import-empty"),
            ImportError::NoHeader { first_row } => Message::new("import-no-header").with("first", first_row.as_str()),
            ImportError::NoNameColumn { columns } => {
                Message::new("import-no-name-column").with("columns", columns.as_str())
            }
            ImportError::NoRows { header_row } => Message::new("import-no-rows").with("line", *header_row as i64),
            ImportError::UnclosedQuote { line } => Message::new("import-unclosed-quote").with("line", *line as i64),
            ImportError::TooManyColumns { line, limit } => {
                Message::new("import-too-many-columns").with("line", *line as i64).with("limit", *limit)
            }
            ImportError::TooManyRows { limit } => Message::new("import-too-many-rows").with("limit", *limit),
            ImportError::CellTooLong { line, column, limit } => Message::new("import-cell-too-long")
                .with("line", *line as i64)
                .with("column", *column)
                .with("limit", *limit),
            ImportError::UnknownField { field } => Message::new("import-unknown-field").with("field", field.as_str()),
            ImportError::UnknownColumn { column, columns } => {
                Message::new("import-unknown-column").with("column", column.as_str()).with("columns", columns.as_str())
            }
            ImportError::Damaged { format, part, .. } => {
                Message::new("import-damaged").with("format", *format).with("part", part.as_str())
            }
            ImportError::Encrypted => Message::new("import-encrypted"),
            ImportError::Bomb { part, limit } => {
                Message::new("import-bomb").with("part", part.as_str()).with("limit", limit / MEGABYTE)
            }
            ImportError::NoSheet => Message::new("import-no-sheet"),
            ImportError::UnknownSheet { sheet, sheets } => {
                Message::new("import-unknown-sheet").with("sheet", sheet.as_str()).with("sheets", sheets.as_str())
            }
            ImportError::NoPoints => Message::new("import-no-points"),
            ImportError::MissingPart { part } => Message::new("import-missing-part").with("part", part.as_str()),
            ImportError::UnknownFormat { what } => Message::new("import-unknown-format").with("what", *what),
            ImportError::UnsupportedReference { what } => {
                Message::new("import-unsupported-reference").with("what", what.as_str())
            }
            ImportError::Cancelled => Message::new("import-cancelled"),
        }
    }
}
