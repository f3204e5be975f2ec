//! Cells of a sheet, in any order and with gaps → rows of a [`Table`]; merged cells are filled in at the end.

use super::merged::{self, Merge};
use crate::import::ImportError;
use crate::import::finding::{self, Finding, FindingCode};
use crate::import::table::{MAX_COLUMNS, MAX_TEXT_BYTES, Table, TableBuilder};

/// Cells beyond the last column that are passed over, with a finding: somebody's slip, no table.
const MAX_STRAY: usize = 8;
/// Empty cells put into gaps: a column far to the right in every row would take gigabytes.
const MAX_GAPS: usize = 100_000_000;
/// Cells of one row, those of one place counted each time: a place that is written again and again is no table.
const MAX_ROW_CELLS: usize = 4 * MAX_COLUMNS;
/// The last row a sheet may have; XLSX and ODS end at 1,048,576.
pub const MAX_LINE: usize = 1 << 24;
/// Merged ranges of a sheet.
const MAX_MERGES: usize = 200_000;

/// A sheet that was read.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its rows.
    pub table: Table,
    /// What is worth saying about its cells.
    pub findings: Vec<Finding>,
}

/// Fills a [`Sheet`].
pub struct SheetBuilder {
    table: TableBuilder,
    findings: Vec<Finding>,
    merges: Vec<Merge>,
    /// The row being filled: its line, its text, its cells' columns and ends in the text.
    line: usize,
    text: String,
    cells: Vec<(usize, usize)>,
    gaps: usize,
    stray: usize,
    limit: usize,
    /// The most text of all cells, bytes.
    text_limit: usize,
}

impl SheetBuilder {
    /// A sheet of at most `rows` rows; those beyond are for the caller not to read.
    pub fn new(rows: usize) -> SheetBuilder {
        SheetBuilder::within(rows, MAX_TEXT_BYTES)
    }

    /// The same with at most `text_limit` bytes of text, see [`max_text_bytes`](crate::import::table::max_text_bytes).
    pub fn within(rows: usize, text_limit: usize) -> SheetBuilder {
        SheetBuilder {
            table: TableBuilder::within(text_limit),
            findings: Vec::new(),
            merges: Vec::new(),
            line: 0,
            text: String::new(),
            cells: Vec::new(),
            gaps: 0,
            stray: 0,
            limit: rows,
            text_limit,
        }
    }

    /// From now on allows at most so much text, bytes: what other sheets of the file have left.
    pub fn limit_text(&mut self, limit: usize) {
        self.text_limit = limit;
    }

    /// Whether it has all the rows that are wanted.
    pub fn is_full(&self) -> bool {
        self.table.len() >= self.limit
    }

    /// Adds a cell; `line` from 1, `column` from 0.
    ///
    /// # Errors
    /// A limit passed.
    pub fn cell(&mut self, line: usize, column: usize, text: &str) -> Result<(), ImportError> {
        if text.is_empty() {
            return Ok(());
        }
        if line != self.line {
            self.end_row()?;
            self.line = line;
        }
        if column >= MAX_COLUMNS {
            return self.beyond(text);
        }
        if self.cells.len() >= MAX_ROW_CELLS {
            return Err(ImportError::TooManyColumns { line, limit: MAX_COLUMNS });
        }
        if self.text.len() + text.len() > self.text_limit {
            return Err(ImportError::TooMuchText { limit: self.text_limit });
        }
        self.text.push_str(text);
        self.cells.push((column, self.text.len()));
        Ok(())
    }

    fn beyond(&mut self, text: &str) -> Result<(), ImportError> {
        self.stray += usize::from(!text.trim().is_empty());
        if self.stray > MAX_STRAY {
            return Err(ImportError::TooManyColumns { line: self.line, limit: MAX_COLUMNS });
        }
        let shown: String = text.trim().chars().take(40).collect();
        if !shown.is_empty() {
            self.find(self.line, FindingCode::ExtraCells, &shown);
        }
        Ok(())
    }

    /// Adds a finding.
    pub fn find(&mut self, line: usize, code: FindingCode, value: &str) {
        if self.findings.len() < finding::MAX_KEPT {
            self.findings.push(Finding::new(line, None, code, value));
        }
    }

    /// Adds a merged range.
    pub fn merge(&mut self, merge: Merge) {
        if merge.is_several() && self.merges.len() < MAX_MERGES {
            self.merges.push(merge);
        }
    }

    fn end_row(&mut self) -> Result<(), ImportError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let mut next = 0;
        if self.cells.is_sorted_by(|a, b| a.0 < b.0) {
            let mut start = 0;
            for (column, end) in self.cells.drain(..) {
                put(&mut self.table, &mut self.gaps, next, column, &self.text[start..end], self.line)?;
                (start, next) = (end, column + 1);
            }
        } else {
            let starts = std::iter::once(0).chain(self.cells.iter().map(|c| c.1));
            let mut cells: Vec<(usize, usize, usize)> =
                starts.zip(&self.cells).map(|(start, (column, end))| (*column, start, *end)).collect();
            // Of two cells of one place the later counts.
            cells.sort_by_key(|(column, start, _)| (*column, std::cmp::Reverse(*start)));
            cells.dedup_by_key(|c| c.0);
            for (column, start, end) in cells {
                put(&mut self.table, &mut self.gaps, next, column, &self.text[start..end], self.line)?;
                next = column + 1;
            }
        }
        self.table.end_row(self.line)?;
        self.cells.clear();
        self.text.clear();
        Ok(())
    }

    /// The sheet.
    ///
    /// # Errors
    /// A limit passed.
    pub fn finish(mut self) -> Result<Sheet, ImportError> {
        self.end_row()?;
        let table = self.table.finish();
        let is_sorted = (1..table.len()).all(|row| table.row(row - 1).line < table.row(row).line);
        let table = if is_sorted { table } else { sorted(&table)? };
        let table = if self.merges.is_empty() { table } else { merged::fill(table, self.merges, self.text_limit)? };
        Ok(Sheet { table, findings: self.findings })
    }
}

/// The rows in order, those of one line together: some programs write column by column.
fn sorted(table: &Table) -> Result<Table, ImportError> {
    let mut places: Vec<(usize, usize, usize)> = Vec::new();
    for (number, row) in table.rows().enumerate() {
        let filled = (0..row.len()).filter(|column| !row.get(*column).is_empty());
        places.extend(filled.map(|column| (row.line, column, number)));
    }
    places.sort_unstable();
    let mut sheet = SheetBuilder::new(usize::MAX);
    for (line, column, number) in places {
        sheet.cell(line, column, table.row(number).get(column))?;
    }
    sheet.end_row()?;
    Ok(sheet.table.finish())
}

fn put(
    table: &mut TableBuilder,
    gaps: &mut usize,
    next: usize,
    column: usize,
    text: &str,
    line: usize,
) -> Result<(), ImportError> {
    *gaps += column - next;
    if *gaps > MAX_GAPS {
        return Err(ImportError::TooManyColumns { line, limit: MAX_COLUMNS });
    }
    for _ in next..column {
        table.end_cell(line)?;
    }
    table.push(text, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_order_and_stray_cells() {
        let mut sheet = SheetBuilder::new(usize::MAX);
        let cells =
            [(7, 1, "乙"), (3, 2, "丙"), (3, 0, "甲"), (3, 2, "丁"), (7, 16_383, "x"), (7, 3, "戊"), (9, 0, " ")];
        for (line, column, text) in cells {
            sheet.cell(line, column, text).expect("fits");
        }
        let sheet = sheet.finish().expect("fits");
        let rows: Vec<(usize, Vec<&str>)> = sheet.table.rows().map(|r| (r.line, r.cells().collect())).collect();
        assert_eq!(rows, [(3, vec!["甲", "", "丁"]), (7, vec!["", "乙", "", "戊"])]);
        assert_eq!(sheet.findings.len(), 1);

        let mut wide = SheetBuilder::new(usize::MAX);
        let all: Result<(), ImportError> = (0..MAX_COLUMNS + 9).try_for_each(|column| wide.cell(1, column, "x"));
        assert!(matches!(all, Err(ImportError::TooManyColumns { line: 1, .. })));
    }
}
