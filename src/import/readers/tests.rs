//! Helpers for the tests of the readers; what is asked of all of them.

use std::ops::ControlFlow;

use super::*;

/// Reads bytes as a file of this name.
pub fn read_bytes(name: &str, bytes: &[u8]) -> Result<Source, ImportError> {
    let origin = Origin::Bytes(name.to_owned(), bytes.into());
    read(&origin, &ReadOptions::default(), &|_| ControlFlow::Continue(()))
}

/// The cells of a table.
pub fn cells(source: &Source) -> Vec<Vec<&str>> {
    source.table.rows().map(|r| r.cells().collect()).collect()
}
