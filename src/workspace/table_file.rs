//! Writes the rows of the table as it is shown: CSV, XLSX or GeoJSON by the ending of the file's name.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::job::Outcome;
use crate::catalogue::{Catalogue, Field};
use crate::export::points::points_geojson;
use crate::export::{ExportError, Table, write_atomically};
use crate::geography::Pack;
use crate::language::{Language, say};

/// What to write.
#[derive(Clone, Debug)]
pub struct TableOrder {
    /// The file; its ending says the format.
    pub path: PathBuf,
    /// Rows of the catalogue, in their order.
    pub rows: Arc<Vec<u32>>,
    /// The columns, left to right.
    pub columns: Vec<Field>,
    /// Language of heads and cells.
    pub language: Language,
}

/// The endings that are known.
pub const TABLE_FORMATS: [&str; 3] = ["csv", "xlsx", "geojson"];

/// The rows as a table of text.
pub fn table(order: &TableOrder, catalogue: &Catalogue, pack: &Pack) -> Table {
    let cells = |row: &u32| {
        let row = catalogue.row(*row as usize);
        order.columns.iter().map(|field| field.text(row, pack, order.language)).collect()
    };
    Table {
        columns: order.columns.iter().map(|field| say(order.language, field.label())).collect(),
        rows: order.rows.iter().map(cells).collect(),
    }
}

/// The rows as text to paste into a spreadsheet: tabs between cells, line ends and tabs within them as spaces.
pub fn tsv(order: &TableOrder, catalogue: &Catalogue, pack: &Pack) -> String {
    let table = table(order, catalogue, pack);
    let line =
        |cells: &Vec<String>| cells.iter().map(|c| c.replace(['\t', '\n', '\r'], " ")).collect::<Vec<_>>().join("\t");
    std::iter::once(&table.columns).chain(&table.rows).map(line).collect::<Vec<_>>().join("\n")
}

/// Writes the file.
///
/// # Errors
/// An ending nobody knows, a table that does not fit the format, or what the system says.
pub fn write(order: &TableOrder, catalogue: &Catalogue, pack: &Pack) -> Result<Outcome, ExportError> {
    let ending = order.path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    let bytes = match ending.as_str() {
        "csv" => table(order, catalogue, pack).csv()?,
        "xlsx" => {
            let numeric: Vec<bool> = order.columns.iter().map(|field| field.is_number()).collect();
            table(order, catalogue, pack).xlsx(&say(order.language, "card-title"), &numeric)?
        }
        "geojson" | "json" => points_geojson(order.rows.iter().map(|row| {
            let row = catalogue.row(*row as usize);
            let value = |field: Field| match field.number(row) {
                Some(number) => json!(number),
                None if field.is_number() => Value::Null,
                None => json!(field.text(row, pack, order.language)),
            };
            let properties = order.columns.iter().map(|field| (field.code().to_owned(), value(*field))).collect();
            (row.position(), properties)
        })),
        _ => return Err(ExportError::TableFormat { path: order.path.clone() }),
    };
    write_atomically(&order.path, &bytes)?;
    Ok(Outcome::Exported { path: order.path.clone(), bytes: bytes.len() as u64 })
}
