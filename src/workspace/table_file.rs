//! Writes the rows of the table as it is shown: CSV, XLSX or GeoJSON by the ending of the file's name.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::job::Outcome;
use crate::catalogue::{Catalogue, Field, Selection};
use crate::document::TableChoice;
use crate::export::points::points_geojson;
use crate::export::{ExportError, Table, write_atomically};
use crate::geography::Pack;
use crate::language::{Language, say};

/// What to write.
#[derive(Clone, Debug)]
pub struct TableOrder {
    /// The file; its ending says the format.
    pub path: PathBuf,
    /// The rows.
    pub selection: Arc<Selection>,
    /// Columns and order.
    pub choice: TableChoice,
    /// Language of heads and cells.
    pub language: Language,
}

/// The endings that are known.
pub const TABLE_FORMATS: [&str; 3] = ["csv", "xlsx", "geojson"];

/// The rows in the order of the table.
pub fn ordered(catalogue: &Catalogue, selection: &Selection, sort: Option<Field>, descending: bool) -> Vec<u32> {
    match sort {
        Some(field) => field.sorted(catalogue, selection, descending),
        None => selection.iter().map(|row| row as u32).collect(),
    }
}

/// Rows as a table of text.
pub fn table(rows: &[u32], columns: &[Field], catalogue: &Catalogue, pack: &Pack, language: Language) -> Table {
    let cells = |row: &u32| {
        let row = catalogue.row(*row as usize);
        columns.iter().map(|field| field.text(row, pack, language)).collect()
    };
    Table {
        columns: columns.iter().map(|field| say(language, field.label())).collect(),
        rows: rows.iter().map(cells).collect(),
    }
}

/// Writes the file.
///
/// # Errors
/// An ending nobody knows, a table that does not fit the format, or what the system says.
pub fn write(order: &TableOrder, catalogue: &Catalogue, pack: &Pack) -> Result<Outcome, ExportError> {
    let ending = order.path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    let (choice, language) = (&order.choice, order.language);
    let rows = ordered(catalogue, &order.selection, choice.sort, choice.descending);
    let text = || table(&rows, &choice.columns, catalogue, pack, language);
    let bytes = match ending.as_str() {
        "csv" => text().csv()?,
        "xlsx" => {
            let numeric: Vec<bool> = choice.columns.iter().map(|field| field.is_number()).collect();
            text().xlsx(&say(language, "card-title"), &numeric)?
        }
        "geojson" | "json" => points_geojson(rows.iter().map(|row| {
            let row = catalogue.row(*row as usize);
            let value = |field: Field| match field.number(row) {
                Some(number) => json!(number),
                None if field.is_number() => Value::Null,
                None => json!(field.text(row, pack, language)),
            };
            let properties = choice.columns.iter().map(|field| (field.code().to_owned(), value(*field))).collect();
            (row.position(), properties)
        })),
        _ => return Err(ExportError::TableFormat { path: order.path.clone() }),
    };
    let placed = write_atomically(&order.path, &bytes)?;
    Ok(Outcome::Exported { path: order.path.clone(), bytes: bytes.len() as u64, placed, remarks: Vec::new() })
}
