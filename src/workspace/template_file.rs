//! Writes an empty spreadsheet to fill in: XLSX or CSV by the ending of the file's name.

use std::path::Path;

use super::outcome::Failure;
use crate::catalogue::Taxonomy;
use crate::export::table::{Table, ending};
use crate::export::{Placed, write_atomically};
use crate::geography::Pack;
use crate::import::template::{heads, template_xlsx};
use crate::language::Language;

/// The endings that are known.
pub const TEMPLATE_FORMATS: [&str; 2] = ["xlsx", "csv"];

/// Writes the file: a workbook with a guide and words to choose from, or a CSV of the heads alone.
///
/// # Errors
/// An ending nobody knows, or what the system says.
pub fn write(path: &Path, pack: &Pack, taxonomy: &Taxonomy, language: Language) -> Result<Placed, Failure> {
    let bytes = match ending(path, &TEMPLATE_FORMATS)? {
        "csv" => Table { columns: heads(), rows: Vec::new() }.csv()?,
        _ => template_xlsx(pack, taxonomy, language)?,
    };
    Ok(write_atomically(path, &bytes)?)
}
