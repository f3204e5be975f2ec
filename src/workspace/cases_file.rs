//! Practice cases as files: a table to write, a spreadsheet to read.

use std::path::Path;

use crate::catalogue::{Catalogue, PracticeCase};
use crate::export::table::{Table, ending};
use crate::export::{ExportError, Placed, write_atomically};
use crate::geography::Pack;
use crate::import::cases::{ReadCases, read_cases};
use crate::import::{ImportError, Origin};
use crate::language::{Language, Message, say};
use crate::report::Tell;

/// A table without the column of titles.
#[derive(Debug)]
struct NoTitles {
    first_row: String,
}

crate::told!(NoTitles);
impl std::error::Error for NoTitles {}

impl Tell for NoTitles {
    fn message(&self) -> Message {
        Message::new("cases-no-header").with("first", self.first_row.as_str())
    }
}

/// An error of reading as one of cases: their columns have fixed names, and no flag maps them.
fn of_cases(error: ImportError) -> Box<dyn Tell + Send + Sync> {
    match error {
        ImportError::NoHeader { first_row } => Box::new(NoTitles { first_row }),
        other => Box::new(other),
    }
}

/// Cases as a table of text whose heads [`read`] knows.
pub fn table(cases: &[PracticeCase], catalogue: &Catalogue, language: Language) -> Table {
    let taxonomy = catalogue.taxonomy();
    let heads = ["case-title", "case-institution", "case-track", "case-year", "case-source", "case-enterprises"];
    let cells = |case: &PracticeCase| {
        let track = taxonomy.index_of(&case.track).and_then(|t| taxonomy.get(t));
        let names = case.enterprises.iter().filter_map(|id| catalogue.row_of(*id));
        let names: Vec<&str> = names.map(|row| catalogue.row(row).name_zh()).collect();
        vec![
            case.title.clone(),
            case.institution.clone(),
            track.map_or_else(|| case.track.clone(), |t| t.name.get(language).to_owned()),
            case.year.map(|y| y.to_string()).unwrap_or_default(),
            case.source.clone(),
            names.join("；"),
        ]
    };
    Table { columns: heads.map(|id| say(language, id)).to_vec(), rows: cases.iter().map(cells).collect() }
}

/// The endings that are known.
pub const CASES_FORMATS: [&str; 2] = ["xlsx", "csv"];

/// Writes cases as XLSX or CSV by the ending of the file's name.
///
/// # Errors
/// An ending nobody knows, or what the system says.
pub fn write(
    path: &Path,
    cases: &[PracticeCase],
    catalogue: &Catalogue,
    language: Language,
) -> Result<Placed, ExportError> {
    let table = table(cases, catalogue, language);
    let bytes = match ending(path, &CASES_FORMATS)? {
        "csv" => table.csv()?,
        _ => table.xlsx(&say(language, "page-cases"), &[false, false, false, true, false, false])?,
    };
    write_atomically(path, &bytes)
}

/// Reads cases from a spreadsheet as text.
///
/// # Errors
/// A file that cannot be read, or is no spreadsheet of cases.
pub fn read(path: &Path, catalogue: &Catalogue, pack: &Pack) -> Result<ReadCases, Box<dyn Tell + Send + Sync>> {
    read_cases(&Origin::File(path.to_owned()), catalogue, pack).map_err(of_cases)
}
