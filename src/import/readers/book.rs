//! Workbooks: several sheets, of which one is read.

use std::ops::ControlFlow;

use super::sheet::Sheet;
use super::{Origin, Progress, ReadOptions, Source};
use crate::catalogue::Attribute;
use crate::import::decode::Encoding;
use crate::import::finding::{Finding, FindingCode};
use crate::import::mapping::{self, Mapping};
use crate::import::table::{Table, TableBuilder};
use crate::import::{ImportError, headers};

/// Rows of a sheet looked at to find a header.
const HEAD_ROWS: usize = 12;
/// Other sheets of a workbook whose heads are looked at.
const MAX_OTHERS: usize = 64;
/// Words in the header of a column of companies' names, as compared.
const COMPANY_WORDS: [&str; 5] = ["企业", "公司", "单位", "机构", "company"];
/// Sheets of a workbook.
pub const MAX_SHEETS: usize = 2_000;

/// What a workbook says of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetName {
    /// Its name.
    pub name: String,
    /// Whether it is hidden.
    pub is_hidden: bool,
}

/// An open workbook.
pub trait Book {
    /// The word of its format.
    fn format(&self) -> &'static str;
    /// The encoding of its text, where that is a question.
    fn encoding(&self) -> Option<Encoding> {
        None
    }
    /// Its sheets.
    fn sheets(&self) -> &[SheetName];
    /// Whether a sheet may hold companies at all.
    fn is_of_rows(&self, _sheet: usize) -> bool {
        true
    }
    /// Reads the first `rows` rows of a sheet.
    ///
    /// # Errors
    /// A damaged file, a limit passed.
    fn read(&mut self, sheet: usize, rows: usize, progress: Progress<'_>) -> Result<Sheet, ImportError>;
}

/// Reads the sheet that is asked for; without, the first visible one that has a header, else the first with cells. A
/// hidden sheet is read only where no other has cells.
///
/// # Errors
/// A damaged file, a limit passed, no such sheet, no cells.
pub fn read(
    book: &mut dyn Book,
    origin: &Origin,
    options: &ReadOptions,
    progress: Progress<'_>,
) -> Result<Source, ImportError> {
    let sheet = match &options.sheet {
        Some(wanted) => named(book.sheets(), wanted)?,
        None => first(book)?,
    };
    let Sheet { table, mut findings } = book.read(sheet, usize::MAX, progress)?;
    if options.sheet.is_none() {
        findings.extend(others(book, sheet, &table));
    }
    Ok(Source {
        name: origin.name(),
        format: book.format(),
        encoding: book.encoding(),
        delimiter: None,
        sheets: book.sheets().iter().map(|s| s.name.clone()).collect(),
        sheet: Some(sheet),
        table,
        findings,
    })
}

/// The sheet of a name, or of a number from 1.
///
/// # Errors
/// [`ImportError::UnknownSheet`].
pub fn named(sheets: &[SheetName], wanted: &str) -> Result<usize, ImportError> {
    let wanted = wanted.trim();
    let by_name = sheets.iter().position(|s| s.name == wanted).or_else(|| {
        let lower = wanted.to_lowercase();
        sheets.iter().position(|s| s.name.trim().to_lowercase() == lower)
    });
    let by_number = || wanted.parse::<usize>().ok().filter(|n| (1..=sheets.len()).contains(n)).map(|n| n - 1);
    by_name.or_else(by_number).ok_or_else(|| ImportError::UnknownSheet {
        sheet: wanted.to_owned(),
        sheets: sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join("、"),
    })
}

fn first(book: &mut dyn Book) -> Result<usize, ImportError> {
    let mut with_cells = None;
    for is_hidden in [false, true] {
        for sheet in 0..book.sheets().len() {
            if book.sheets()[sheet].is_hidden != is_hidden {
                continue;
            }
            let head = book.read(sheet, HEAD_ROWS, &|_| ControlFlow::Continue(()))?.table;
            if mapping::find_header(&head).is_some() {
                return Ok(sheet);
            }
            if !head.is_empty() && with_cells.is_none() {
                with_cells = Some(sheet);
            }
        }
        if let Some(sheet) = with_cells {
            return Ok(sheet);
        }
    }
    Err(ImportError::NoSheet)
}

/// The other visible sheets that hold companies, as a finding; of those past the limit nothing is said.
fn others(book: &mut dyn Book, read: usize, table: &Table) -> Option<Finding> {
    let (_, mapping) = mapping::find_header(table)?;
    let mut names: Vec<String> = Vec::new();
    for sheet in (0..book.sheets().len()).filter(|sheet| *sheet != read).take(MAX_OTHERS) {
        if book.sheets()[sheet].is_hidden || !book.is_of_rows(sheet) {
            continue;
        }
        // A damaged sheet is no reason not to import another.
        let Ok(head) = book.read(sheet, HEAD_ROWS, &|_| ControlFlow::Continue(())) else { continue };
        if holds_companies(&head.table, &mapping) {
            names.push(book.sheets()[sheet].name.clone());
        }
    }
    let here = book.sheets()[read].name.clone();
    (!names.is_empty()).then(|| Finding::new(0, None, FindingCode::OtherSheets, names.join("、")).with(here))
}

/// Whether rows stand under a header such as that of the sheet that is read: lists of words have one, too.
fn holds_companies(head: &Table, read: &Mapping) -> bool {
    let Some((row, mapping)) = mapping::find_header(head) else { return false };
    let name = |of: &Mapping| headers::key(of.header(Attribute::NameZh));
    let own = name(&mapping);
    let is_of_companies = !own.is_empty() && (own == name(read) || COMPANY_WORDS.iter().any(|word| own.contains(word)));
    is_of_companies && mapping.known() >= read.known().min(2) && row + 1 < head.len()
}

/// A workbook whose sheets were all read at once, as formats without a directory of sheets have to be.
pub struct Loaded {
    format: &'static str,
    encoding: Option<Encoding>,
    names: Vec<SheetName>,
    sheets: Vec<Sheet>,
}

impl Loaded {
    /// A workbook of these sheets.
    pub fn new(format: &'static str, encoding: Option<Encoding>, sheets: Vec<(SheetName, Sheet)>) -> Loaded {
        let (names, sheets) = sheets.into_iter().unzip();
        Loaded { format, encoding, names, sheets }
    }
}

impl Book for Loaded {
    fn format(&self) -> &'static str {
        self.format
    }

    fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    fn sheets(&self) -> &[SheetName] {
        &self.names
    }

    fn read(&mut self, sheet: usize, rows: usize, _: Progress<'_>) -> Result<Sheet, ImportError> {
        if rows == usize::MAX {
            return Ok(std::mem::take(&mut self.sheets[sheet]));
        }
        let mut head = TableBuilder::default();
        for row in self.sheets[sheet].table.rows().take(rows) {
            row.cells().try_for_each(|cell| head.push(cell, row.line))?;
            head.end_row(row.line)?;
        }
        Ok(Sheet { table: head.finish(), findings: Vec::new() })
    }
}
