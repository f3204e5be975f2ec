//! Columns of text without a heap allocation a cell.

use std::ops::Range;

/// A column of mostly distinct texts, end to end in one buffer. As long as all its cells are equally long (empty, or
/// credit codes) where each ends is not kept.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    bytes: String,
    ends: Ends,
    len: usize,
}

/// Where cells end.
#[derive(Clone, Debug)]
enum Ends {
    /// Each so many bytes after the one before.
    Even(usize),
    /// Anywhere.
    Uneven(Vec<u32>),
}

impl Default for Ends {
    fn default() -> Ends {
        Ends::Even(0)
    }
}

/// The most room made for texts that are yet to come, bytes.
const MAX_ROOM_BYTES: u64 = 1 << 28;

impl TextColumn {
    /// Appends a cell.
    ///
    /// The buffer holds 4 GB; a cell that would pass that end is stored empty (limits of readers are far below).
    pub fn push(&mut self, text: &str) {
        let text = if u32::try_from(self.bytes.len() + text.len()).is_ok() { text } else { "" };
        if self.len == 0 {
            self.ends = Ends::Even(text.len());
        }
        let end = (self.bytes.len() + text.len()) as u32;
        match &mut self.ends {
            Ends::Even(width) if *width == text.len() => {}
            Ends::Even(_) => {
                let mut ends = self.take_ends();
                ends.push(end);
                self.ends = Ends::Uneven(ends);
            }
            Ends::Uneven(ends) => ends.push(end),
        }
        self.bytes.push_str(text);
        self.len += 1;
    }

    /// The ends of all cells, to be put back.
    fn take_ends(&mut self) -> Vec<u32> {
        match std::mem::take(&mut self.ends) {
            Ends::Even(width) => (1..=self.len).map(|cells| (cells * width) as u32).collect(),
            Ends::Uneven(ends) => ends,
        }
    }

    /// Takes all cells out and keeps their room.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends = Ends::default();
        self.len = 0;
    }

    /// Appends all cells of another column; of about `rows` there will be in the end, for the room to make.
    pub fn append(&mut self, part: &TextColumn, rows: usize) {
        if part.len == 0 {
            return;
        }
        let (start, rest) = (self.bytes.len(), rows.saturating_sub(self.len).max(part.len));
        if rows > self.len + part.len && self.bytes.capacity() - start < part.bytes.len() {
            // As many bytes a row as this part has, and a sixteenth more; but one long text makes no thousand.
            let bytes = part.bytes.len() as u64 * rest as u64 / part.len as u64;
            self.bytes.reserve(part.bytes.len().max((bytes + bytes / 16).min(MAX_ROOM_BYTES) as usize));
        }
        let fits = u32::try_from(start + part.bytes.len()).is_ok();
        match (&self.ends, &part.ends) {
            (_, Ends::Even(width)) if self.len == 0 && fits => self.ends = Ends::Even(*width),
            (Ends::Even(own), Ends::Even(width)) if own == width && fits => {}
            _ => {
                let mut ends = self.take_ends();
                reserve(&mut ends, rows);
                // What does not fit is stored empty.
                ends.extend((0..part.len).map(|row| if fits { (start + part.end(row)) as u32 } else { start as u32 }));
                self.ends = Ends::Uneven(ends);
            }
        }
        if fits {
            self.bytes.push_str(&part.bytes);
        }
        self.len += part.len;
    }

    /// Where a cell ends.
    fn end(&self, row: usize) -> usize {
        match &self.ends {
            Ends::Even(width) => (row + 1) * width,
            Ends::Uneven(ends) => ends[row] as usize,
        }
    }

    /// The cell of a row.
    pub fn get(&self, row: usize) -> &str {
        debug_assert!(row < self.len);
        let start = row.checked_sub(1).map_or(0, |before| self.end(before));
        &self.bytes[start..self.end(row)]
    }

    /// Calls `hit` for each of `rows` whose cell holds what `finder` looks for, ascending.
    pub fn find(&self, rows: Range<usize>, finder: &memchr::memmem::Finder<'_>, mut hit: impl FnMut(usize)) {
        if self.bytes.is_empty() {
            return;
        }
        let start_of = |row: usize| row.checked_sub(1).map_or(0, |before| self.end(before));
        let (mut row, mut from, stop) = (rows.start, start_of(rows.start), start_of(rows.end));
        while let Some(at) = finder.find(&self.bytes.as_bytes()[from..stop]).map(|at| from + at) {
            row = match &self.ends {
                Ends::Even(width) => at / width,
                Ends::Uneven(ends) => row_at(&ends[..rows.end], row, at),
            };
            from = self.end(row);
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
        self.len
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.len == 0
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

/// Makes room for `rows` cells in all, and no more.
pub(super) fn reserve<T>(column: &mut Vec<T>, rows: usize) {
    column.reserve_exact(rows.saturating_sub(column.len()));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::repeated_column::RepeatedColumn;
    use super::*;

    fn columns(texts: &[String]) -> (TextColumn, RepeatedColumn) {
        let (mut column, mut repeated) = (TextColumn::default(), RepeatedColumn::default());
        texts.iter().for_each(|text| {
            column.push(text);
            repeated.push(text);
        });
        (column, repeated)
    }

    proptest! {
        #[test]
        fn parts_appended_are_the_whole(
            parts in prop_oneof![
                prop::collection::vec(prop::collection::vec("[a-c融]{0,2}", 0..30), 0..5),
                prop::collection::vec(prop::collection::vec("[a-c]{2}", 0..30), 0..5),
            ],
            expected in 0usize..100,
            needle in "[a-c融]{1,3}",
        ) {
            let all: Vec<String> = parts.iter().flatten().cloned().collect();
            let (mut texts, mut repeated) = (TextColumn::default(), RepeatedColumn::default());
            for (text_part, repeated_part) in parts.iter().map(|part| columns(part)) {
                texts.append(&text_part, expected);
                repeated.append(&repeated_part, expected);
            }
            let (whole, whole_repeated) = columns(&all);
            prop_assert_eq!(texts.len(), all.len());
            prop_assert_eq!(whole_repeated.values(), repeated.values());
            let finder = memchr::memmem::Finder::new(&needle);
            let rows = expected.min(all.len()) / 2..all.len();
            let expected: Vec<usize> = rows.clone().filter(|row| all[*row].contains(&needle)).collect();
            for column in [&texts, &whole] {
                let mut found = Vec::new();
                column.find(rows.clone(), &finder, |row| found.push(row));
                prop_assert_eq!(&found, &expected);
            }
            for (row, text) in all.iter().enumerate() {
                prop_assert_eq!([texts.get(row), whole.get(row), repeated.get(row)], [text.as_str(); 3]);
                prop_assert_eq!(repeated.code(row), whole_repeated.code(row));
            }
        }
    }
}
