//! Tables as a workbook: numbers as numbers, text as text, the head fixed and filtered.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::ExportError;
use super::table::Table;

/// Rows a sheet holds.
pub const SHEET_ROWS: usize = 1_048_576;
/// Rows a sheet holds besides its head.
pub const MAX_ROWS: usize = SHEET_ROWS - 1;
/// Characters a cell holds.
const MAX_CELL_CHARS: usize = 32_767;

/// Whether a sheet has room for rows, which is asked before they are put together.
///
/// # Errors
/// More rows than a sheet holds.
pub fn room_for(rows: usize) -> Result<(), ExportError> {
    if rows > MAX_ROWS { Err(ExportError::SheetFull { rows }) } else { Ok(()) }
}

impl Table {
    /// The table as an XLSX file; columns in `numeric` hold numbers. Text is never a formula.
    ///
    /// # Errors
    /// More rows than a sheet holds.
    pub fn xlsx(&self, sheet_name: &str, numeric: &[bool]) -> Result<Vec<u8>, ExportError> {
        room_for(self.rows.len())?;
        self.workbook(sheet_name, numeric).map_err(|source| ExportError::Xlsx { source: Box::new(source) })
    }

    fn workbook(&self, sheet_name: &str, numeric: &[bool]) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name(sheet_name)?;
        let head = Format::new().set_bold();
        for (c, name) in (0u16..).zip(&self.columns) {
            sheet.write_string_with_format(0, c, name, &head)?;
            let widest = self.rows.iter().take(200).filter_map(|row| row.get(usize::from(c))).map(|cell| width(cell));
            sheet.set_column_width(c, widest.chain([width(name)]).max().unwrap_or(8).clamp(6, 48) as f64 + 2.0)?;
        }
        for (r, row) in (1u32..).zip(&self.rows) {
            for (c, cell) in (0u16..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                let number = numeric
                    .get(usize::from(c))
                    .filter(|n| **n)
                    .and_then(|_| cell.parse::<f64>().ok())
                    .filter(|n| n.is_finite());
                match number {
                    Some(number) => sheet.write_number(r, c, number)?,
                    None => sheet.write_string(r, c, cell.chars().take(MAX_CELL_CHARS).collect::<String>())?,
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if !self.rows.is_empty() && !self.columns.is_empty() {
            sheet.autofilter(0, 0, self.rows.len() as u32, self.columns.len() as u16 - 1)?;
        }
        workbook.save_to_buffer()
    }
}

/// The width of a text in columns of a Latin letter: a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::report::Tell;

    #[test]
    fn a_workbook_is_a_zip_with_the_text_in_it() {
        let table = Table {
            columns: vec!["名称".into(), "成立年份".into()],
            rows: vec![vec!["=1+1".into(), "2002".into()], vec!["中国银联".into(), String::new()]],
        };
        let bytes = table.xlsx("企业", &[false, true]).unwrap();
        assert!(bytes.starts_with(b"PK"));
        let sheet = calamine_text(&bytes);
        assert_eq!(sheet, [["名称", "成立年份"], ["=1+1", "2002"], ["中国银联", ""]]);
    }

    #[test]
    fn more_rows_than_a_sheet_holds_are_refused_with_the_numbers_and_what_takes_them() {
        assert!(room_for(MAX_ROWS).is_ok());
        let error = room_for(3_000_000).unwrap_err();
        for language in [Language::Zh, Language::En] {
            let words = error.message().text(language);
            let digits: String = words.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits, "10485763000000", "{words}");
            assert!(words.contains("CSV") && words.contains("GeoPackage"), "{words}");
        }
    }

    /// The cells as an independent reader finds them.
    fn calamine_text(bytes: &[u8]) -> Vec<Vec<String>> {
        use calamine::{Reader, Xlsx};
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }
}
