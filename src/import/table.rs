//! Text → rows of cells (RFC 4180, leniently). Written here and not by the `csv` crate, which tells neither the line
//! a row begins on when lines are empty, nor that a quotation mark was never closed.

use super::ImportError;

/// The most rows of a file.
pub const MAX_ROWS: usize = 2_000_000;
/// The most columns of a row.
pub const MAX_COLUMNS: usize = 512;
/// The longest cell, bytes.
pub const MAX_CELL_BYTES: usize = 64 << 10;
/// What may stand between cells.
pub const DELIMITERS: [char; 3] = [',', '\t', ';'];

/// One row and the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Line in the file, from 1.
    pub line: usize,
    /// Its cells, trimmed.
    pub cells: Vec<String>,
}

/// Rows of a text, without those whose cells are all empty; at most `limit` of them.
///
/// Lines may end in LF, CRLF or CR alone.
///
/// # Errors
/// An unclosed quotation mark, or a limit passed; each names the line.
pub fn rows(text: &str, delimiter: char, limit: usize) -> Result<Vec<TableRow>, ImportError> {
    let mut reader = Reader { line: 1, start: 1, cell: String::new(), cells: Vec::new(), rows: Vec::new() };
    let mut chars = text.chars().peekable();
    let mut quoted_since = None;
    while let Some(c) = chars.next() {
        if c == '\n' || c == '\r' && chars.peek() != Some(&'\n') {
            reader.line += 1;
        }
        match c {
            '"' if quoted_since.is_some() => match chars.peek() {
                Some('"') => {
                    chars.next();
                    reader.cell.push('"');
                }
                _ => quoted_since = None,
            },
            _ if quoted_since.is_some() => reader.push(c)?,
            '"' if reader.cell.trim().is_empty() => {
                reader.cell.clear();
                quoted_since = Some(reader.line);
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                reader.end_row()?;
                if reader.rows.len() >= limit {
                    return Ok(reader.rows);
                }
                if reader.rows.len() > MAX_ROWS {
                    return Err(ImportError::TooManyRows { limit: MAX_ROWS });
                }
            }
            c if c == delimiter => reader.end_cell()?,
            c => reader.push(c)?,
        }
    }
    if let Some(line) = quoted_since {
        return Err(ImportError::UnclosedQuote { line });
    }
    reader.end_row()?;
    Ok(reader.rows)
}

struct Reader {
    line: usize,
    start: usize,
    cell: String,
    cells: Vec<String>,
    rows: Vec<TableRow>,
}

impl Reader {
    fn push(&mut self, c: char) -> Result<(), ImportError> {
        self.cell.push(c);
        match self.cell.len() > MAX_CELL_BYTES {
            true => {
                Err(ImportError::CellTooLong { line: self.start, column: self.cells.len() + 1, limit: MAX_CELL_BYTES })
            }
            false => Ok(()),
        }
    }

    fn end_cell(&mut self) -> Result<(), ImportError> {
        self.cells.push(cleaned(&self.cell).to_owned());
        self.cell.clear();
        match self.cells.len() > MAX_COLUMNS {
            true => Err(ImportError::TooManyColumns { line: self.start, limit: MAX_COLUMNS }),
            false => Ok(()),
        }
    }

    fn end_row(&mut self) -> Result<(), ImportError> {
        self.end_cell()?;
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().any(|c| !c.is_empty()) {
            self.rows.push(TableRow { line: self.start, cells });
        }
        self.start = self.line;
        Ok(())
    }
}

/// A cell without white space around it and without Excel's `="…"`, which keeps leading zeros.
fn cleaned(cell: &str) -> &str {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    cell.strip_prefix("=\"")
        .and_then(|c| c.strip_suffix('"'))
        .or(cell.strip_prefix("=").filter(|c| is_code(c)))
        .unwrap_or(cell)
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
