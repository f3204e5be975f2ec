//! A set of rows.

use std::ops::Range;

use rayon::prelude::*;

/// Words worked out at a time: 64 × as many rows.
const CHUNK: usize = 256;

/// A set of rows of one catalogue, one bit a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    words: Vec<u64>,
    rows: usize,
    count: usize,
}

impl Selection {
    /// The rows by words of 64, the first in the lowest bit: `word` gives that of a range of rows, and whatever else it
    /// finds there in `T`; what chunks of rows found comes back in their order. In parallel.
    pub fn gather<T: Default + Send>(
        rows: usize,
        word: impl Fn(Range<usize>, &mut T) -> u64 + Sync,
    ) -> (Selection, Vec<T>) {
        let mut words = vec![0u64; rows.div_ceil(64)];
        let found = words
            .par_chunks_mut(CHUNK)
            .enumerate()
            .map(|(chunk, words)| {
                let mut found = T::default();
                for (w, bits) in words.iter_mut().enumerate() {
                    let from = (chunk * CHUNK + w) * 64;
                    *bits = word(from..rows.min(from + 64), &mut found);
                }
                found
            })
            .collect();
        let count = words.iter().map(|w| w.count_ones() as usize).sum();
        (Selection { words, rows, count }, found)
    }

    /// All rows.
    pub fn all(rows: usize) -> Selection {
        Selection::gather(rows, |range, _: &mut ()| u64::MAX >> (64 - range.len())).0
    }

    /// The rows of it for which something holds. In parallel.
    pub fn retain(&self, holds: impl Fn(usize) -> bool + Sync) -> Selection {
        let word = |range: Range<usize>, _: &mut ()| {
            bits(self.words[range.start / 64])
                .filter(|bit| holds(range.start + bit))
                .fold(0, |word, bit| word | 1 << bit)
        };
        Selection::gather(self.rows, word).0
    }

    /// The rows that are also in another set of the same catalogue.
    pub fn and(&self, other: &Selection) -> Selection {
        Selection::gather(self.rows, |range, _: &mut ()| self.words[range.start / 64] & other.word(range.start / 64)).0
    }

    /// Number of rows of the catalogue, in the set or not.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of rows in the set.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether a row is in the set.
    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|w| w >> (row % 64) & 1 == 1)
    }

    /// The 64 rows from `64 × word` on, the first in the lowest bit.
    pub(super) fn word(&self, word: usize) -> u64 {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The rows in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        rows(&self.words, 0)
    }

    /// The rows in the set in about `n` parts that lie one after the other, each ascending: what can be gone through
    /// in parallel.
    pub fn parts(&self, n: usize) -> Vec<impl Iterator<Item = usize> + Send + '_> {
        let words = self.words.len().div_ceil(n.max(1)).max(1);
        self.words.chunks(words).enumerate().map(|(part, chunk)| rows(chunk, part * words * 64)).collect()
    }
}

/// The rows of words, of which the first begins at row `from`.
fn rows(words: &[u64], from: usize) -> impl Iterator<Item = usize> + Send + '_ {
    words.iter().enumerate().flat_map(move |(w, word)| bits(*word).map(move |bit| from + w * 64 + bit))
}

/// The places of the bits that are set, ascending.
pub(super) fn bits(word: u64) -> impl Iterator<Item = usize> + Send {
    let mut rest = word;
    std::iter::from_fn(move || {
        (rest != 0).then(|| {
            let bit = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            bit
        })
    })
}
