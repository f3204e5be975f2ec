//! Writes what differs between two moments, a line each field: CSV or XLSX by the ending of the file's name.

use std::path::PathBuf;
use std::sync::Arc;

use super::file_history::{Span, listed};
use super::job::Outcome;
use super::slot::Token;
use crate::catalogue::{Attribute, Difference, DifferenceClass, Enterprise, Taxonomy};
use crate::export::table::{Table, ending};
use crate::export::write_atomically;
use crate::export::xlsx::MAX_ROWS;
use crate::geography::Pack;
use crate::language::{Language, say};
use crate::report::Tell;
use crate::store::Store;

/// The endings that are known.
pub const CHANGES_FORMATS: [&str; 2] = ["xlsx", "csv"];

/// What to write.
#[derive(Clone, Debug)]
pub struct ChangesOrder {
    /// The catalogue's file.
    pub catalogue: PathBuf,
    /// The file to write; its ending says the format.
    pub path: PathBuf,
    /// From when to when.
    pub span: Span,
    /// Which rows; all without.
    pub class: Option<DifferenceClass>,
    /// Language of heads and cells.
    pub language: Language,
}

/// What values are called.
#[derive(Clone, Debug)]
pub struct Names {
    /// Names of districts.
    pub pack: Arc<Pack>,
    /// Names of tracks.
    pub taxonomy: Arc<Taxonomy>,
    /// The reader's language.
    pub language: Language,
}

impl Names {
    /// A field as a person reads it; empty where unknown.
    pub fn shown(&self, attribute: Attribute, e: &Enterprise) -> String {
        attribute.shown(e, &self.pack, &self.taxonomy, self.language)
    }

    /// A row that came or went in a few words.
    pub fn summary(&self, e: &Enterprise) -> String {
        let fields = [Attribute::OfficeDistrict, Attribute::OfficeAddress, Attribute::Tracks, Attribute::Segment];
        let words: Vec<String> = fields.iter().map(|a| self.shown(*a, e)).filter(|w| !w.is_empty()).collect();
        words.join(" · ")
    }
}

/// Changed rows as a table of text, a line each field.
pub fn table<'r>(rows: impl Iterator<Item = &'r Difference>, names: &Names) -> Table {
    let say = |id| say(names.language, id);
    let heads = ["changes-id", "field-name", "changes-class", "import-field", "changes-before", "changes-after"];
    let mut table = Table { columns: heads.map(say).to_vec(), rows: Vec::new() };
    for row in rows {
        let line = |field: String, before: String, after: String| {
            vec![row.id.to_string(), row.name_zh.clone(), say(row.class.label()), field, before, after]
        };
        match (&row.before, &row.after) {
            (Some(before), Some(after)) => table.rows.extend(
                Attribute::differing(before, after)
                    .into_iter()
                    .map(|a| line(say(a.label()), names.shown(a, before), names.shown(a, after))),
            ),
            (before, after) => {
                let [before, after] = [before, after].map(|e| e.as_ref().map(|e| names.summary(e)).unwrap_or_default());
                table.rows.push(line(say("changes-whole-row"), before, after));
            }
        }
    }
    table
}

/// Writes the file.
///
/// # Errors
/// An ending nobody knows, more lines than the format holds; those of the database and the system.
pub fn write(order: &ChangesOrder, pack: &Arc<Pack>, token: &Token) -> Result<Outcome, Box<dyn Tell + Send + Sync>> {
    let ending = ending(&order.path, &CHANGES_FORMATS)?;
    let store = Store::open_read(&order.catalogue)?;
    let names = Names { pack: pack.clone(), taxonomy: store.taxonomy().clone(), language: order.language };
    let differences = order.span.changes(&store, MAX_ROWS, token)?;
    let table = table(listed(&differences, order.class), &names);
    let bytes = match ending {
        "csv" => table.csv()?,
        _ => table.xlsx(&say(order.language, "changes-sheet"), &[true, false, false, false, false, false])?,
    };
    let placed = write_atomically(&order.path, &bytes)?;
    Ok(Outcome::Exported { path: order.path.clone(), bytes: bytes.len() as u64, placed, remarks: Vec::new() })
}
