//! Finding enterprises by a part of any of their names, its pinyin, or the credit code.
//!
//! No index: a search is a scan for the needle (`memchr`'s vectorised substring search) through the names as they are
//! written, blocks of rows in parallel; one character is found as ten are, at the speed of memory. Only rows that are
//! searched by more than their Chinese name as written (other names, capital letters) have their names kept a second
//! time. Pinyin is not kept at all, see `pinyin_needle`.

use std::ops::Range;

use memchr::memmem::Finder;
use rayon::prelude::*;

use super::Cells;
use super::columns::Columns;
use super::filter::search_key;
use super::pinyin_needle::PinyinNeedle;
use super::text_column::TextColumn;

/// Rows searched at a time; a multiple of 64.
const BLOCK: usize = 1 << 13;

/// Between two names of a row; no needle holds it.
const BREAK: char = '\n';

/// Texts of some rows.
#[derive(Clone, Debug, Default)]
struct SomeTexts {
    /// The rows, ascending.
    rows: Vec<u32>,
    texts: TextColumn,
}

impl SomeTexts {
    fn push(&mut self, row: usize, text: &str) {
        self.rows.push(row as u32);
        self.texts.push(text);
    }

    /// Calls `hit` for each of `rows` whose text holds what `finder` looks for.
    fn find(&self, rows: Range<usize>, finder: &Finder<'_>, mut hit: impl FnMut(usize)) {
        let place = |row: usize| self.rows.partition_point(|r| (*r as usize) < row);
        self.texts.find(place(rows.start)..place(rows.end), finder, |i| hit(self.rows[i] as usize));
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.texts.clear();
    }

    /// Appends those of later rows, the first of which is row `first`.
    fn append(&mut self, part: &SomeTexts, first: usize) {
        self.rows.extend(part.rows.iter().map(|row| first as u32 + row));
        // How many there will be nobody knows.
        self.texts.append(&part.texts, 0);
    }
}

/// What rows are searched by beside their Chinese name and their credit code as written.
#[derive(Clone, Debug, Default)]
pub struct NameIndex {
    names: SomeTexts,
    codes: SomeTexts,
}

impl NameIndex {
    /// Appends a row.
    pub(super) fn push(&mut self, row: usize, cells: &Cells<'_>) {
        let others: [&str; 3] = [&cells.short_name, &cells.name_en, &cells.former_names];
        if others.iter().any(|other| !other.is_empty()) || !is_key(&cells.name_zh) {
            let mut names = search_key(&cells.name_zh);
            for other in others.map(search_key) {
                if !names.contains(&other) {
                    names.push(BREAK);
                    names.push_str(&other);
                }
            }
            if names != cells.name_zh {
                self.names.push(row, &names);
            }
        }
        if !cells.uscc.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            self.codes.push(row, &search_key(&cells.uscc));
        }
    }

    /// Takes all rows out.
    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.codes.clear();
    }

    /// Appends that of later rows, the first of which is row `first`.
    pub(super) fn append(&mut self, part: &NameIndex, first: usize) {
        self.names.append(&part.names, first);
        self.codes.append(&part.codes, first);
    }
}

/// Whether a text surely is its own `search_key`: ideographs, small letters, digits.
fn is_key(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}' | 'a'..='z' | '0'..='9' | '（' | '）' | '(' | ')' | '-' | '·'))
}

impl Columns {
    /// The rows that hold `needle` (a `search_key`) in a name, its pinyin or initials, or the credit code: words of
    /// 64, the first row in the lowest bit.
    pub(super) fn rows_named(&self, needle: &str) -> Vec<u64> {
        let mut words = vec![0u64; self.name_zh.len().div_ceil(64)];
        let finder = Finder::new(needle);
        let code = needle.to_ascii_uppercase();
        let code = Finder::new(&code);
        let pinyin = PinyinNeedle::new(needle);
        words.par_chunks_mut(BLOCK / 64).enumerate().for_each(|(block, words)| {
            let first = block * BLOCK;
            let rows = first..self.name_zh.len().min(first + BLOCK);
            let mut hit = |row: usize| words[(row - first) / 64] |= 1 << (row % 64);
            self.name_zh.find(rows.clone(), &finder, &mut hit);
            self.names.names.find(rows.clone(), &finder, &mut hit);
            if needle.is_ascii() {
                self.uscc.find(rows.clone(), &code, &mut hit);
                self.names.codes.find(rows.clone(), &finder, &mut hit);
            }
            if let Some(pinyin) = &pinyin {
                let called = |row| Some(self.short_name.get(row)).filter(|n| !n.is_empty());
                rows.filter(|row| pinyin.is_in(called(*row).unwrap_or(self.name_zh.get(*row)))).for_each(hit);
            }
        });
        words
    }
}

/// What somebody looks for among names that are not in a catalogue.
#[derive(Debug)]
pub struct NameNeedle {
    text: String,
    pinyin: Option<PinyinNeedle>,
}

impl NameNeedle {
    /// Looks for a text.
    pub fn new(text: &str) -> NameNeedle {
        let text = search_key(text);
        NameNeedle { pinyin: PinyinNeedle::new(&text), text }
    }

    /// Whether a name holds it, or its pinyin or initials do.
    pub fn is_in(&self, name: &str) -> bool {
        search_key(name).contains(&self.text) || self.pinyin.as_ref().is_some_and(|pinyin| pinyin.is_in(name))
    }

    /// The text, as it is looked for.
    pub fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::{CatalogueBuilder, Enterprise, Taxonomy};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_scan_finds_what_looking_at_each_row_finds(
            names in prop::collection::vec(("[融创aB1 ]{0,5}", "[融创aB]{0,2}", "[zZ 9]{0,3}"), 0..200),
            needle in "[融创ab1]{1,3}|z|z9",
        ) {
            let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
            for (id, (name, short, uscc)) in (1..).zip(&names) {
                builder.push(&Enterprise {
                    id,
                    name_zh: name.clone(),
                    short_name: short.clone(),
                    uscc: uscc.clone(),
                    ..Enterprise::default()
                });
            }
            let found = builder.build(1).columns.rows_named(&needle);
            let needle = NameNeedle::new(&needle);
            for (row, (name, short, uscc)) in names.iter().enumerate() {
                let called = if short.is_empty() { name } else { short };
                let has = |text: &str| search_key(text).contains(needle.text());
                let holds = has(name) || needle.is_in(called) || has(short) || needle.text().is_ascii() && has(uscc);
                prop_assert_eq!(found[row / 64] >> (row % 64) & 1 == 1, holds, "{} in {}", needle.text(), name);
            }
        }
    }
}
