//! Tables for a terminal: columns that stand under their heads, whatever the script.

use unicode_width::UnicodeWidthStr;

/// A table of text; columns of numbers stand to the right.
pub struct TextTable {
    heads: Vec<(String, bool)>,
    rows: Vec<Vec<String>>,
}

/// Between two columns.
const GAP: &str = "  ";

impl TextTable {
    /// A table of columns: the head, and whether it holds numbers.
    pub fn new(heads: Vec<(String, bool)>) -> TextTable {
        TextTable { heads, rows: Vec::new() }
    }

    /// Adds a row, a cell for each column.
    pub fn push(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The lines. Widths are counted in places of a terminal, of which a Chinese character takes two (UAX #11).
    pub fn text(&self) -> String {
        let widest = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
        let widths: Vec<usize> = (self.heads.iter().enumerate())
            .map(|(column, (head, _))| head.width().max(widest(column).unwrap_or_default()))
            .collect();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let padded = cells.zip(&self.heads).zip(&widths).map(|((cell, (_, is_number)), width)| {
                let space = " ".repeat(width.saturating_sub(cell.width()));
                if *is_number { space + cell } else { format!("{cell}{space}") }
            });
            format!("{}\n", padded.collect::<Vec<_>>().join(GAP).trim_end())
        };
        let head = line(&mut self.heads.iter().map(|(head, _)| head.as_str()));
        let rows = self.rows.iter().map(|row| line(&mut row.iter().map(String::as_str)));
        std::iter::once(head).chain(rows).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_heads_in_both_scripts() {
        let mut table = TextTable::new(vec![("区".into(), false), ("企业（家）".into(), true), ("q".into(), true)]);
        table.push(vec!["浦东新区".into(), "7".into(), "<0.001".into()]);
        table.push(vec!["x".into(), "12".into(), "–".into()]);
        let text = table.text();
        assert_eq!(text, "区        企业（家）       q\n浦东新区           7  <0.001\nx                 12       –\n");
        let ends: Vec<usize> = text.lines().map(UnicodeWidthStr::width).collect();
        assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
    }
}
