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
    /// Cancelled; nothing was changed.
    Cancelled,
}

crate::told!(ImportError);

impl ImportError {
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
            ImportError::NoRows { header_row } => Message::new("import-no-rows").with("line", *header_row),
            ImportError::UnclosedQuote { line } => Message::new("import-unclosed-quote").with("line", *line),
            ImportError::TooManyColumns { line, limit } => {
                Message::new("import-too-many-columns").with("line", *line).with("limit", *limit)
            }
            ImportError::TooManyRows { limit } => Message::new("import-too-many-rows").with("limit", *limit),
            ImportError::CellTooLong { line, column, limit } => {
                Message::new("import-cell-too-long").with("line", *line).with("column", *column).with("limit", *limit)
            }
            ImportError::UnknownField { field } => Message::new("import-unknown-field").with("field", field.as_str()),
            ImportError::UnknownColumn { column, columns } => {
                Message::new("import-unknown-column").with("column", column.as_str()).with("columns", columns.as_str())
            }
            ImportError::Cancelled => Message::new("import-cancelled"),
        }
    }
}
