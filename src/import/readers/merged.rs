//! Merged cells: what the upper left one says counts for all of them.
//!
//! A district merged down ten companies is the district of each. In the rows of titles and headers a merged cell counts
//! downwards only: a title over all columns is said once, a header over two rows names its column in both.

use crate::import::ImportError;
use crate::import::mapping;
use crate::import::table::{MAX_COLUMNS, Table, TableBuilder};

/// Rows looked at for the header.
const HEAD_ROWS: usize = 12;

/// A merged range: lines from 1, columns from 0, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First and last line.
    pub lines: (usize, usize),
    /// First and last column.
    pub columns: (usize, usize),
}

impl Merge {
    /// Whether it is more than one cell.
    pub fn is_several(&self) -> bool {
        self.lines.1 > self.lines.0 || self.columns.1 > self.columns.0
    }
}

/// The table with the merged cells filled in.
///
/// # Errors
/// More text than `limit`, bytes.
pub fn fill(table: Table, mut merges: Vec<Merge>, limit: usize) -> Result<Table, ImportError> {
    merges.sort_by_key(|m| (m.lines.0, m.columns.0));
    let head = filled(&table, &merges, HEAD_ROWS, usize::MAX, limit)?;
    let header = mapping::find_header(&head).map_or(0, |(row, _)| head.row(row).line);
    filled(&table, &merges, usize::MAX, header, limit)
}

/// What is filled down a column at the moment.
#[derive(Clone, Copy)]
struct Down<'t> {
    last: usize,
    text: &'t str,
    is_first_column: bool,
}

/// The first `rows` rows filled; up to the line of the header downwards only.
fn filled(table: &Table, merges: &[Merge], rows: usize, header: usize, limit: usize) -> Result<Table, ImportError> {
    let mut out = TableBuilder::within(limit);
    let mut down: Vec<Option<Down<'_>>> = vec![None; MAX_COLUMNS];
    let (mut next, mut width) = (0, 0);
    for row in table.rows().take(rows) {
        while let Some(merge) = merges.get(next).filter(|m| m.lines.0 <= row.line) {
            next += 1;
            // Where the upper left cell's row was empty, so is the range.
            let text = if merge.lines.0 == row.line { row.get(merge.columns.0) } else { "" };
            if text.is_empty() {
                continue;
            }
            width = width.max(merge.columns.1.saturating_add(1).min(MAX_COLUMNS));
            let columns = down.iter_mut().enumerate().take(merge.columns.1.saturating_add(1)).skip(merge.columns.0);
            for (column, down) in columns {
                *down = Some(Down { last: merge.lines.1, text, is_first_column: column == merge.columns.0 });
            }
        }
        for (column, down) in down.iter().enumerate().take(width.max(row.len())) {
            let own = row.get(column);
            let merged = down.filter(|d| own.is_empty() && d.last >= row.line);
            let merged = merged.filter(|d| d.is_first_column || row.line > header).map_or("", |d| d.text);
            out.push(if own.is_empty() { merged } else { own }, row.line)?;
        }
        out.end_row(row.line)?;
    }
    Ok(out.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_count_once_headers_down_and_data_everywhere() {
        let mut table = TableBuilder::default();
        let rows = [
            (1, ["名录", "", ""]),
            (2, ["企业名称", "地址", ""]),
            (4, ["甲", "徐汇区", ""]),
            (5, ["乙", "", ""]),
            (6, ["丙", "", "x"]),
        ];
        for (line, cells) in rows {
            for cell in cells {
                table.push(cell, line).expect("fits");
            }
            table.end_row(line).expect("fits");
        }
        let merge = |lines, columns| Merge { lines, columns };
        let merges =
            vec![merge((4, 5), (1, 2)), merge((1, 1), (0, 2)), merge((3, 9), (2, 2)), merge((9, 99), (0, 99_999))];
        let table = fill(table.finish(), merges, 1 << 20).expect("fits");
        let cells: Vec<Vec<&str>> = table.rows().map(|r| r.cells().collect()).collect();
        let wanted = [
            ["名录", "", ""],
            ["企业名称", "地址", ""],
            ["甲", "徐汇区", "徐汇区"],
            ["乙", "徐汇区", "徐汇区"],
            ["丙", "", "x"],
        ];
        assert_eq!(cells, wanted);
    }
}
