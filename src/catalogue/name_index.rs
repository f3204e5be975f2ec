//! Finding enterprises by a part of any of their names.
//!
//! The names of a row are kept a second time as they are searched, in lower case, one row after the other, and a
//! search is a scan for the needle (`memchr`'s vectorised substring search), blocks of rows in parallel. What only
//! Latin letters and digits can find, pinyin and credit codes, is kept apart, so that a Chinese needle does not go
//! through it. No index: a scan finds one character as it finds ten, and goes at the speed of memory.

use pinyin::ToPinyin;
use rayon::prelude::*;

use super::Enterprise;
use super::filter::search_key;
use super::text_column::TextColumn;

/// Rows searched at a time; a multiple of 64.
const BLOCK: usize = 1 << 13;

/// Between two names of a row; no needle holds it.
const BREAK: char = '\n';

/// The names of all rows.
#[derive(Clone, Debug, Default)]
pub struct NameIndex {
    names: TextColumn,
    latin: TextColumn,
}

impl NameIndex {
    /// Appends a row.
    pub fn push(&mut self, e: &Enterprise) {
        let mut names = search_key(&e.name_zh);
        for other in [&e.short_name, &e.name_en, &e.former_names].map(|name| search_key(name)) {
            if !names.contains(&other) {
                names.push(BREAK);
                names.push_str(&other);
            }
        }
        self.names.push(&names);
        let called = if e.short_name.is_empty() { &e.name_zh } else { &e.short_name };
        self.latin.push(&format!("{}{BREAK}{}", pinyin_keys(called), search_key(&e.uscc)));
    }

    /// The rows that hold `needle` (a `search_key`) in a name, its pinyin or initials, or the credit code: words of
    /// 64, the first row in the lowest bit.
    pub fn rows_with(&self, needle: &str) -> Vec<u64> {
        let mut words = vec![0u64; self.names.len().div_ceil(64)];
        let finder = memchr::memmem::Finder::new(needle);
        let columns: &[&TextColumn] = if needle.is_ascii() { &[&self.names, &self.latin] } else { &[&self.names] };
        words.par_chunks_mut(BLOCK / 64).enumerate().for_each(|(block, words)| {
            let first = block * BLOCK;
            for column in columns {
                column.find(first..column.len().min(first + BLOCK), &finder, |row| {
                    words[(row - first) / 64] |= 1 << (row % 64);
                });
            }
        });
        words
    }
}

/// Whether a name holds a needle (lower case), or its pinyin or initials do.
pub fn is_named(name: &str, needle: &str) -> bool {
    search_key(name).contains(needle) || pinyin_keys(name).contains(needle)
}

/// The pinyin a name is found by: its syllables run together, a line break, their initials.
/// Characters without pinyin stand as they are, in lower case.
fn pinyin_keys(name: &str) -> String {
    let (mut full, mut initials) = (String::new(), String::new());
    for c in name.chars() {
        match c.to_pinyin() {
            Some(pinyin) => {
                full.push_str(pinyin.plain());
                initials.push_str(pinyin.first_letter());
            }
            None if c.is_alphanumeric() => {
                full.extend(c.to_lowercase());
                initials.extend(c.to_lowercase());
            }
            None => {}
        }
    }
    format!("{full}{BREAK}{initials}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_scan_finds_what_looking_at_each_row_finds(
            names in prop::collection::vec("[融创aB1 ]{0,5}", 0..200),
            needle in "[融创ab1]{1,3}",
        ) {
            let mut index = NameIndex::default();
            for name in &names {
                index.push(&Enterprise { name_zh: name.clone(), uscc: "Z9".into(), ..Enterprise::default() });
            }
            let found = index.rows_with(&needle);
            for (row, name) in names.iter().enumerate() {
                let latin = pinyin_keys(name);
                let holds = search_key(name).contains(&needle) || latin.lines().any(|line| line.contains(&needle));
                prop_assert_eq!(found[row / 64] >> (row % 64) & 1 == 1, holds, "{} in {}", needle, name);
            }
        }
    }
}
