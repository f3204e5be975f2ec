//! Columns of text without a heap allocation a cell.

use std::collections::HashMap;

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

    /// All cells end to end, for scans; a position in it belongs to the row [`TextColumn::row_at`] says.
    pub fn buffer(&self) -> &str {
        &self.bytes
    }

    /// The row whose cell holds byte `position` of the buffer.
    pub fn row_at(&self, position: usize) -> usize {
        self.ends.partition_point(|&end| end as usize <= position)
    }

    /// Where the cell of a row ends in the buffer.
    pub fn end(&self, row: usize) -> usize {
        self.ends[row] as usize
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

    /// The distinct texts, in order of first appearance.
    pub fn values(&self) -> &[String] {
        &self.values
    }
}
