//! Writes the rows of the table as it is shown: CSV, XLSX or GeoJSON by the ending of the file's name.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::job::Outcome;
use crate::catalogue::{Catalogue, Field, Selection};
use crate::document::TableChoice;
use crate::export::points::points_geojson;
use crate::export::table::{Table, csv, ending};
use crate::export::{ExportError, write_atomically, xlsx};
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
pub const TABLE_FORMATS: [&str; 4] = ["csv", "xlsx", "geojson", "json"];

/// The rows in the order of the table.
pub fn ordered(catalogue: &Catalogue, selection: &Selection, sort: Option<Field>, descending: bool) -> Vec<u32> {
    match sort {
        Some(field) => field.sorted(catalogue, selection, descending),
        None => selection.iter().map(|row| row as u32).collect(),
    }
}

/// Rows as a table of text.
pub fn table(rows: &[u32], columns: &[Field], catalogue: &Catalogue, pack: &Pack, language: Language) -> Table {
    Table { columns: heads(columns, language), rows: cells(rows, columns, catalogue, pack, language).collect() }
}

/// The amounts say their unit, so that the importer need not assume it.
fn heads(columns: &[Field], language: Language) -> Vec<String> {
    let label = |field: &Field| if *field == Field::Capital { "facet-capital" } else { field.label() };
    columns.iter().map(|field| say(language, label(field))).collect()
}

/// The cells of each row in turn.
fn cells(
    rows: &[u32],
    columns: &[Field],
    catalogue: &Catalogue,
    pack: &Pack,
    language: Language,
) -> impl Iterator<Item = Vec<String>> {
    rows.iter().map(move |row| {
        let row = catalogue.row(*row as usize);
        columns.iter().map(|field| field.text(row, pack, language)).collect()
    })
}

/// Writes the file.
///
/// # Errors
/// An ending nobody knows, a table that does not fit the format, or what the system says.
pub fn write(order: &TableOrder, catalogue: &Catalogue, pack: &Pack) -> Result<Outcome, ExportError> {
    let ending = ending(&order.path, &TABLE_FORMATS)?;
    if ending == "xlsx" {
        xlsx::room_for(order.selection.count())?;
    }
    let (choice, language) = (&order.choice, order.language);
    let rows = ordered(catalogue, &order.selection, choice.sort, choice.descending);
    let columns = choice.columns.as_slice();
    let bytes = match ending {
        "csv" => csv(&heads(columns, language), cells(&rows, columns, catalogue, pack, language))?,
        "xlsx" => {
            let numeric: Vec<bool> = columns.iter().map(|field| field.is_number()).collect();
            table(&rows, columns, catalogue, pack, language).xlsx(&say(language, "card-title"), &numeric)?
        }
        _ => points_geojson(rows.iter().map(|row| {
            let row = catalogue.row(*row as usize);
            let value = |field: Field| match field.number(row) {
                Some(number) => json!(number),
                None if field.is_number() => Value::Null,
                None => json!(field.text(row, pack, language)),
            };
            let properties = columns.iter().map(|field| (field.code().to_owned(), value(*field))).collect();
            (row.position(), properties)
        })),
    };
    let placed = write_atomically(&order.path, &bytes)?;
    Ok(Outcome::Exported { path: order.path.clone(), bytes: bytes.len() as u64, placed, remarks: Vec::new() })
}
