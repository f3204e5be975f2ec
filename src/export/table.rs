//! Tables as CSV that Excel and WPS open rightly: UTF-8 with a byte order mark, CRLF, no cell that runs as a formula.

use std::path::Path;

use super::ExportError;
use crate::catalogue::formula::neutral;

/// A table of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Headings, with the unit where there is one.
    pub columns: Vec<String>,
    /// Cells, row by row.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The table as text to paste into a spreadsheet: tabs between cells, line ends and tabs within them as spaces, no
    /// cell that runs as a formula.
    pub fn tsv(&self) -> String {
        let cell = |text: &String| neutral(text).replace(['\t', '\n', '\r', '\0'], " ");
        let line = |cells: &Vec<String>| cells.iter().map(cell).collect::<Vec<_>>().join("\t");
        std::iter::once(&self.columns).chain(&self.rows).map(line).collect::<Vec<_>>().join("\n")
    }

    /// The table as a CSV file.
    ///
    /// # Errors
    /// A row has another number of cells than there are columns.
    pub fn csv(&self) -> Result<Vec<u8>, ExportError> {
        csv(&self.columns, self.rows.iter().cloned())
    }
}

/// Rows as a CSV file under their heads, each made when its turn comes: of millions no second copy is held.
///
/// # Errors
/// A row has another number of cells than there are columns.
pub fn csv(columns: &[String], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, ExportError> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    for row in std::iter::once(columns.to_vec()).chain(rows) {
        // No spreadsheet holds a NUL, and text with one is taken for a binary file.
        writer
            .write_record(row.iter().map(|cell| neutral(&cell.replace('\0', "")).into_owned()))
            .map_err(ExportError::Csv)?;
    }
    writer.into_inner().map_err(|e| ExportError::Csv(e.into_error().into()))
}

/// The ending of a file's name, which says the format of a table: one of those known.
///
/// # Errors
/// [`ExportError::TableFormat`] for any other.
pub fn ending(path: &Path, known: &'static [&'static str]) -> Result<&'static str, ExportError> {
    let found = known.iter().find(|known| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(known)));
    found.copied().ok_or_else(|| ExportError::TableFormat { path: path.to_owned(), known })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        let cells = ["=1+1", "+86 21", "-1.5", "-1e3", "@x", "\tx", "＝1", "上海", "-", "-inf", "a,\"b\""];
        let table =
            Table { columns: cells.map(|_| "列".to_owned()).to_vec(), rows: vec![cells.map(String::from).to_vec()] };
        let csv = String::from_utf8(table.csv().unwrap()).unwrap();
        let row = csv.lines().nth(1).unwrap();
        assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n"));
        assert_eq!(row, "'=1+1,'+86 21,-1.5,-1e3,'@x,'\tx,'＝1,上海,'-,'-inf,\"a,\"\"b\"\"\"");
    }

    #[test]
    fn ragged_rows_are_refused() {
        let table = Table { columns: vec!["a".into()], rows: vec![vec!["1".into(), "2".into()]] };
        assert!(matches!(table.csv(), Err(ExportError::Csv(_))));
    }
}
