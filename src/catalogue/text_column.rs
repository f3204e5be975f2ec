//! Columns of text without a heap allocation a cell.

use std::collections::HashMap;
use std::ops::Range;

/// A column of mostly distinct texts, end to end in one buffer.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    bytes: String,
    ends: Vec<u32>,
}

impl TextColumn {
    /// Appends a cell.
    ///
    /// The buffer holds 4 GB; a cell that would pass that end is stored empty (limits of readers are far below).
    pub fn push(&mut self, text: &str) {
        if u32::try_from(self.bytes.len() + text.len()).is_ok() {
            self.bytes.push_str(text);
        }
        self.ends.push(self.bytes.len() as u32);
    }

    /// The cell of a row.
    pub fn get(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.bytes[start..self.ends[row] as usize]
    }

    /// Calls `hit` for each of `rows` whose cell holds what `finder` looks for, ascending.
    pub fn find(&self, rows: Range<usize>, finder: &memchr::memmem::Finder<'_>, mut hit: impl FnMut(usize)) {
        let ends = &self.ends[..rows.end];
        let stop = ends.last().map_or(0, |end| *end as usize);
        let (mut row, mut from) = (rows.start, rows.start.checked_sub(1).map_or(0, |before| ends[before] as usize));
        while let Some(at) = finder.find(&self.bytes.as_bytes()[from..stop]).map(|at| from + at) {
            row = row_at(ends, row, at);
            from = ends[row] as usize;
            // A hit that runs into the next cell is none, but there may be one behind it.
            if at + finder.needle().len() <= from {
                hit(row);
                row += 1;
            } else {
                from = at + 1;
            }
        }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// The row whose cell holds byte `at`, not before `row`: ever longer steps, then halves.
fn row_at(ends: &[u32], row: usize, at: usize) -> usize {
    let (mut from, mut step) = (row, 1);
    while ends.get(from + step - 1).is_some_and(|end| *end as usize <= at) {
        from += step;
        step *= 2;
    }
    from + ends[from..ends.len().min(from + step)].partition_point(|end| *end as usize <= at)
}

/// A column of texts that repeat: each distinct text once, a code a cell.
#[derive(Clone, Debug, Default)]
pub struct RepeatedColumn {
    values: Vec<String>,
    codes: Vec<u32>,
    index: HashMap<String, u32>,
}

impl RepeatedColumn {
    /// Appends a cell.
    pub fn push(&mut self, text: &str) {
        let code = match self.index.get(text) {
            Some(&code) => code,
            None => {
                let code = self.values.len() as u32;
                self.values.push(text.to_owned());
                self.index.insert(text.to_owned(), code);
                code
            }
        };
        self.codes.push(code);
    }

    /// The cell of a row.
    pub fn get(&self, row: usize) -> &str {
        &self.values[self.codes[row] as usize]
    }

    /// The place of each cell among the distinct texts.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The distinct texts, in order of first appearance.
    pub fn values(&self) -> &[String] {
        &self.values
    }
}
