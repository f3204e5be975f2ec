//! A set of rows.

/// A set of rows of one catalogue, one bit a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    words: Vec<u64>,
    rows: usize,
    count: usize,
}

impl Selection {
    /// The rows for which `keep` says yes.
    pub fn from_fn(rows: usize, mut keep: impl FnMut(usize) -> bool) -> Selection {
        let mut words = vec![0u64; rows.div_ceil(64)];
        for (w, word) in words.iter_mut().enumerate() {
            let mut bits = 0u64;
            for bit in 0..64.min(rows - w * 64) {
                bits |= u64::from(keep(w * 64 + bit)) << bit;
            }
            *word = bits;
        }
        let count = words.iter().map(|w| w.count_ones() as usize).sum();
        Selection { words, rows, count }
    }

    /// All rows.
    pub fn all(rows: usize) -> Selection {
        Selection::from_fn(rows, |_| true)
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

    /// The rows in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(w, &word)| {
            let mut bits = word;
            std::iter::from_fn(move || {
                (bits != 0).then(|| {
                    let row = w * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    row
                })
            })
        })
    }
}
