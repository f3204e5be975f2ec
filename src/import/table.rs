//! Rows of cells as any file gives them: all text in one buffer, so that a million rows are three allocations.

use super::ImportError;
use crate::catalogue::formula::restored;

/// The most rows of a file.
pub const MAX_ROWS: usize = 5_000_000;
/// The most columns of a row.
pub const MAX_COLUMNS: usize = 512;
/// The longest cell, bytes: the 32,767 characters Excel allows, in Chinese.
pub const MAX_CELL_BYTES: usize = 128 << 10;
/// The most text of all cells, bytes: what 32 bits count.
pub const MAX_TEXT_BYTES: usize = u32::MAX as usize;

/// How many times its bytes the cells of a file may hold: strings that cells share, merged and repeated cells make
/// gigabytes of a few kilobytes.
const MAX_TEXT_RATIO: u64 = 50;
/// Text that the cells of the smallest file may hold, bytes.
const MIN_TEXT_LIMIT_BYTES: u64 = 48 << 20;

/// The most text of all cells of a file of so many bytes, bytes.
pub fn max_text_bytes(file_bytes: u64) -> usize {
    let limit = file_bytes.saturating_mul(MAX_TEXT_RATIO).clamp(MIN_TEXT_LIMIT_BYTES, MAX_TEXT_BYTES as u64);
    usize::try_from(limit).unwrap_or(MAX_TEXT_BYTES)
}

/// Rows of cells, trimmed; rows whose cells are all empty are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    text: String,
    /// End of each cell in the text.
    ends: Vec<u32>,
    rows: Vec<RowStart>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RowStart {
    cell: u32,
    line: u32,
}

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct TableRow<'a> {
    table: &'a Table,
    first: usize,
    end: usize,
    /// Line of the file it begins on, or row of the sheet, from 1.
    pub line: usize,
}

impl Table {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Text of all cells, bytes.
    pub fn text_bytes(&self) -> usize {
        self.text.len()
    }

    /// A row, from 0.
    pub fn row(&self, row: usize) -> TableRow<'_> {
        let start = self.rows[row];
        let end = self.rows.get(row + 1).map_or(self.ends.len(), |next| next.cell as usize);
        TableRow { table: self, first: start.cell as usize, end, line: start.line as usize }
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        (0..self.len()).map(|row| self.row(row))
    }

    fn cell(&self, cell: usize) -> &str {
        let start = cell.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[cell] as usize]
    }
}

impl<'a> TableRow<'a> {
    /// Its cells.
    pub fn cells(self) -> impl Iterator<Item = &'a str> {
        (self.first..self.end).map(|cell| self.table.cell(cell))
    }

    /// How many cells it has.
    pub fn len(self) -> usize {
        self.end - self.first
    }

    /// Whether it has none.
    pub fn is_empty(self) -> bool {
        self.first == self.end
    }

    /// A cell, from 0; empty past the last.
    pub fn get(self, column: usize) -> &'a str {
        if column < self.len() { self.table.cell(self.first + column) } else { "" }
    }
}

/// Fills a [`Table`] cell by cell; a cell may come in pieces.
#[derive(Debug)]
pub struct TableBuilder {
    table: Table,
    /// The most text, bytes.
    limit: usize,
    /// Where the present row's cells and text begin.
    row_cell: usize,
    row_text: usize,
    cell_text: usize,
}

impl Default for TableBuilder {
    fn default() -> TableBuilder {
        TableBuilder::within(MAX_TEXT_BYTES)
    }
}

impl TableBuilder {
    /// An empty table of at most `limit` bytes of text.
    pub fn within(limit: usize) -> TableBuilder {
        TableBuilder { table: Table::default(), limit, row_cell: 0, row_text: 0, cell_text: 0 }
    }

    /// An empty table with room for `bytes` of text.
    pub fn with_capacity(bytes: usize) -> TableBuilder {
        let mut builder = TableBuilder::default();
        builder.table.text.reserve(bytes.min(MAX_TEXT_BYTES));
        builder
    }

    /// Number of finished rows.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether no row is finished.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// What the present cell holds so far.
    pub fn cell(&self) -> &str {
        &self.table.text[self.cell_text..]
    }

    /// Adds a piece to the present cell; `line` is the row's.
    ///
    /// # Errors
    /// A cell or a table past its limit.
    pub fn piece(&mut self, piece: &str, line: usize) -> Result<(), ImportError> {
        if self.table.text.len() - self.cell_text + piece.len() > MAX_CELL_BYTES {
            let column = self.table.ends.len() - self.row_cell + 1;
            return Err(ImportError::CellTooLong { line, column, limit: MAX_CELL_BYTES });
        }
        if self.table.text.len() + piece.len() > self.limit {
            return Err(ImportError::TooMuchText { limit: self.limit });
        }
        self.table.text.push_str(piece);
        Ok(())
    }

    /// Ends the present cell.
    ///
    /// # Errors
    /// A row with more cells than the limit.
    pub fn end_cell(&mut self, line: usize) -> Result<(), ImportError> {
        self.end_cell_as(line, cleaned)
    }

    /// Ends the present cell of a text file, whose formulas stand behind an apostrophe.
    ///
    /// # Errors
    /// As [`TableBuilder::end_cell`].
    pub fn end_text_cell(&mut self, line: usize) -> Result<(), ImportError> {
        self.end_cell_as(line, |cell| match cleaned(cell) {
            quoted if quoted.starts_with('\'') => trimmed(restored(quoted)),
            plain => plain,
        })
    }

    fn end_cell_as(&mut self, line: usize, cleaned: impl Fn(&str) -> &str) -> Result<(), ImportError> {
        let text = &mut self.table.text;
        let cell = &text[self.cell_text..];
        // Most cells are clean; the others are cleaned in place.
        let plain = cleaned(cell);
        if plain.len() != cell.len() {
            let start = self.cell_text + (plain.as_ptr() as usize - cell.as_ptr() as usize);
            let end = start + plain.len();
            text.truncate(end);
            text.drain(self.cell_text..start);
        }
        self.table.ends.push(self.table.text.len() as u32);
        self.cell_text = self.table.text.len();
        match self.table.ends.len() - self.row_cell > MAX_COLUMNS {
            true => Err(ImportError::TooManyColumns { line, limit: MAX_COLUMNS }),
            false => Ok(()),
        }
    }

    /// Adds a whole cell.
    ///
    /// # Errors
    /// As [`TableBuilder::piece`] and [`TableBuilder::end_cell`].
    pub fn push(&mut self, cell: &str, line: usize) -> Result<(), ImportError> {
        self.piece(cell, line)?;
        self.end_cell(line)
    }

    /// Ends the present row, which began on `line`; a row without text is dropped.
    ///
    /// # Errors
    /// More rows than the limit.
    pub fn end_row(&mut self, line: usize) -> Result<(), ImportError> {
        if self.table.text.len() == self.row_text {
            self.table.ends.truncate(self.row_cell);
        } else {
            self.table.rows.push(RowStart { cell: self.row_cell as u32, line: line as u32 });
        }
        (self.row_cell, self.row_text) = (self.table.ends.len(), self.table.text.len());
        match self.table.rows.len() > MAX_ROWS {
            true => Err(ImportError::TooManyRows { limit: MAX_ROWS }),
            false => Ok(()),
        }
    }

    /// The table.
    pub fn finish(self) -> Table {
        self.table
    }
}

/// A cell without white space around it and without Excel's `="…"`, which keeps leading zeros.
fn cleaned(cell: &str) -> &str {
    let is_edge = |b: Option<&u8>| b.is_none_or(|b| *b > b' ' && *b < 0xC2);
    let bytes = cell.as_bytes();
    if is_edge(bytes.first()) && is_edge(bytes.last()) && bytes.first() != Some(&b'=') && bytes.last() < Some(&0x80) {
        return cell;
    }
    let cell = trimmed(cell);
    cell.strip_prefix("=\"")
        .and_then(|c| c.strip_suffix('"'))
        .or(cell.strip_prefix("=").filter(|c| is_code(c)))
        .unwrap_or(cell)
}

fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_trimmed_and_empty_rows_dropped() {
        let mut builder = TableBuilder::with_capacity(0);
        for (line, row) in
            [(1, vec![" 甲 ", "=\"007\""]), (2, vec!["", "\u{3000}"]), (3, vec!["=12", "", "末\u{feff}"])]
        {
            for cell in row {
                builder.push(cell, line).expect("fits");
            }
            builder.end_row(line).expect("fits");
        }
        let table = builder.finish();
        let rows: Vec<(usize, Vec<&str>)> = table.rows().map(|r| (r.line, r.cells().collect())).collect();
        assert_eq!(rows, [(1, vec!["甲", "007"]), (3, vec!["12", "", "末"])]);
        assert_eq!((table.row(1).get(2), table.row(1).get(3), table.row(1).len()), ("末", "", 3));
    }
}
