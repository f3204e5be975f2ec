//! Columns of texts that repeat, and of small numbers.

use std::collections::HashMap;

use super::text_column::reserve;

/// A column of texts that repeat: each distinct text once, a code a cell, as wide as there are texts.
#[derive(Clone, Debug, Default)]
pub struct RepeatedColumn {
    values: Vec<String>,
    codes: Codes,
    index: HashMap<String, u32>,
}

impl RepeatedColumn {
    /// Appends a cell.
    pub fn push(&mut self, text: &str) {
        // Rows of one file mostly say the same.
        let last = self.codes.len().checked_sub(1).map(|row| self.codes.get(row));
        let is_last = |code: &u32| {
            let value = &self.values[*code as usize];
            // Most cells are empty, and a call that compares nothing costs as much as another.
            value.len() == text.len() && (text.is_empty() || value == text)
        };
        let code = match last.filter(is_last) {
            Some(code) => code,
            None => self.code_of(text),
        };
        self.codes.push(code);
    }

    fn code_of(&mut self, text: &str) -> u32 {
        if let Some(&code) = self.index.get(text) {
            return code;
        }
        let code = self.values.len() as u32;
        self.values.push(text.to_owned());
        self.index.insert(text.to_owned(), code);
        code
    }

    /// Appends a cell unless it would be a new text beyond `most` of them; whether it was appended.
    pub fn push_within(&mut self, text: &str, most: usize) -> bool {
        let is_known = self.values.len() < most || self.index.contains_key(text);
        if is_known {
            self.push(text);
        }
        is_known
    }

    /// Lets go of what only further cells would need.
    pub fn close(&mut self) {
        self.index = HashMap::new();
    }

    /// Takes all cells out and keeps their room; their texts are forgotten.
    pub fn clear(&mut self) {
        self.values.clear();
        self.index.clear();
        self.codes.clear();
    }

    /// Appends all cells of another column, of about `rows` in the end.
    pub fn append(&mut self, part: &RepeatedColumn, rows: usize) {
        let new: Vec<u32> = part.values.iter().map(|value| self.code_of(value)).collect();
        self.codes.append(&part.codes, &new, rows);
    }

    /// The cell of a row.
    pub fn get(&self, row: usize) -> &str {
        &self.values[self.code(row)]
    }

    /// The place of the cell among the distinct texts.
    pub fn code(&self, row: usize) -> usize {
        self.codes.get(row) as usize
    }

    /// The places of all cells.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// The distinct texts, in order of first appearance.
    pub fn values(&self) -> &[String] {
        &self.values
    }
}

/// Codes a cell, in the fewest bytes that hold the greatest of them.
#[derive(Clone, Debug)]
pub enum Codes {
    /// Below 256.
    Bytes(Vec<u8>),
    /// Below 65,536.
    Shorts(Vec<u16>),
    /// Any.
    Words(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Codes {
        Codes::Bytes(Vec::new())
    }
}

impl Codes {
    /// Appends a code.
    pub fn push(&mut self, code: u32) {
        self.widen(code as usize + 1);
        match self {
            Codes::Bytes(codes) => codes.push(code as u8),
            Codes::Shorts(codes) => codes.push(code as u16),
            Codes::Words(codes) => codes.push(code),
        }
    }

    /// Takes all cells out, and keeps their room where they are bytes.
    pub fn clear(&mut self) {
        match self {
            Codes::Bytes(codes) => codes.clear(),
            Codes::Shorts(_) | Codes::Words(_) => *self = Codes::default(),
        }
    }

    /// Appends all codes of another, each as `new` says; of about `rows` there will be in the end.
    pub fn append(&mut self, part: &Codes, new: &[u32], rows: usize) {
        self.widen(new.iter().max().map_or(0, |code| *code as usize + 1));
        self.reserve(rows);
        (0..part.len()).for_each(|row| self.push(new[part.get(row) as usize]));
    }

    /// Makes room in each cell for the codes below `count`.
    fn widen(&mut self, count: usize) {
        let is_wide_enough = match self {
            Codes::Bytes(_) => count <= 0x100,
            Codes::Shorts(_) => count <= 0x1_0000,
            Codes::Words(_) => true,
        };
        if !is_wide_enough {
            let codes = 0..self.len();
            *self = match count {
                0..=0x1_0000 => Codes::Shorts(codes.map(|row| self.get(row) as u16).collect()),
                _ => Codes::Words(codes.map(|row| self.get(row)).collect()),
            };
        }
    }

    /// Makes room for `rows` cells in all.
    fn reserve(&mut self, rows: usize) {
        match self {
            Codes::Bytes(codes) => reserve(codes, rows),
            Codes::Shorts(codes) => reserve(codes, rows),
            Codes::Words(codes) => reserve(codes, rows),
        }
    }

    /// The code of a row.
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Codes::Bytes(codes) => u32::from(codes[row]),
            Codes::Shorts(codes) => u32::from(codes[row]),
            Codes::Words(codes) => codes[row],
        }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        match self {
            Codes::Bytes(codes) => codes.len(),
            Codes::Shorts(codes) => codes.len(),
            Codes::Words(codes) => codes.len(),
        }
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_grow_with_the_number_of_texts() {
        let texts: Vec<String> = (0..70_000).map(|i| i.to_string()).collect();
        let mut column = RepeatedColumn::default();
        for (row, text) in texts.iter().enumerate() {
            column.push(text);
            let fits = match column.codes() {
                Codes::Bytes(_) => row < 256,
                Codes::Shorts(_) => (256..65_536).contains(&row),
                Codes::Words(_) => row >= 65_536,
            };
            assert!(fits, "{row}");
        }
        assert!(texts.iter().enumerate().all(|(row, text)| column.get(row) == text));
    }
}
