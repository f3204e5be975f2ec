//! A column of sets of tracks, in four bytes each as long as none is numbered beyond 31.

use std::ops::Range;

use super::TrackSet;
use super::filter_plan::word_of;
use super::text_column::reserve;

/// Sets of tracks.
#[derive(Clone, Debug)]
pub enum TrackColumn {
    /// Of the first 32 tracks.
    Narrow(Vec<u32>),
    /// Of any.
    Wide(Vec<TrackSet>),
}

impl Default for TrackColumn {
    fn default() -> TrackColumn {
        TrackColumn::Narrow(Vec::new())
    }
}

impl FromIterator<TrackSet> for TrackColumn {
    fn from_iter<I: IntoIterator<Item = TrackSet>>(sets: I) -> TrackColumn {
        let sets = sets.into_iter();
        let mut column = TrackColumn::Narrow(Vec::with_capacity(sets.size_hint().0));
        sets.for_each(|set| column.push(set));
        column
    }
}

impl TrackColumn {
    /// Appends a cell.
    pub fn push(&mut self, set: TrackSet) {
        match (&mut *self, u32::try_from(set.0)) {
            (TrackColumn::Narrow(sets), Ok(narrow)) => sets.push(narrow),
            (TrackColumn::Wide(sets), _) => sets.push(set),
            (TrackColumn::Narrow(_), Err(_)) => {
                self.widen();
                self.push(set);
            }
        }
    }

    fn widen(&mut self) {
        if let TrackColumn::Narrow(sets) = self {
            *self = TrackColumn::Wide(sets.iter().map(|set| TrackSet(u64::from(*set))).collect());
        }
    }

    /// Appends all cells of another column, of about `rows` in the end.
    pub fn append(&mut self, part: &TrackColumn, rows: usize) {
        if matches!(part, TrackColumn::Wide(_)) {
            self.widen();
        }
        match (&mut *self, part) {
            (TrackColumn::Narrow(sets), TrackColumn::Narrow(part)) => {
                reserve(sets, rows);
                sets.extend_from_slice(part);
            }
            (TrackColumn::Wide(sets), part) => {
                reserve(sets, rows);
                sets.extend((0..part.len()).map(|row| part.get(row)));
            }
            (TrackColumn::Narrow(_), TrackColumn::Wide(_)) => {}
        }
    }

    /// Takes all cells out.
    pub fn clear(&mut self) {
        *self = TrackColumn::default();
    }

    /// The set of a row.
    pub fn get(&self, row: usize) -> TrackSet {
        match self {
            TrackColumn::Narrow(sets) => TrackSet(u64::from(sets[row])),
            TrackColumn::Wide(sets) => sets[row],
        }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        match self {
            TrackColumn::Narrow(sets) => sets.len(),
            TrackColumn::Wide(sets) => sets.len(),
        }
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Which of up to 64 rows have one of the wanted tracks, the first in the lowest bit.
    pub(super) fn any(&self, rows: Range<usize>, wanted: TrackSet) -> u64 {
        match self {
            TrackColumn::Narrow(sets) => {
                let wanted = wanted.0 as u32;
                word_of(&sets[rows], |set| set & wanted != 0)
            }
            TrackColumn::Wide(sets) => word_of(&sets[rows], |set| set.0 & wanted.0 != 0),
        }
    }

    /// Which have all of them; none has all of none.
    pub(super) fn all(&self, rows: Range<usize>, wanted: TrackSet) -> u64 {
        match (self, u32::try_from(wanted.0)) {
            (_, Ok(0)) | (TrackColumn::Narrow(_), Err(_)) => 0,
            (TrackColumn::Narrow(sets), Ok(wanted)) => word_of(&sets[rows], |set| set & wanted == wanted),
            (TrackColumn::Wide(sets), _) => word_of(&sets[rows], |set| set.0 & wanted.0 == wanted.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sets_are_the_same_however_wide(
            parts in prop::collection::vec(prop::collection::vec(prop_oneof![9 => 0u64..256, 1 => any::<u64>()], 0..16), 0..4),
            wanted in prop_oneof![0u64..256, any::<u64>()],
        ) {
            let mut column = TrackColumn::default();
            for part in &parts {
                column.append(&part.iter().map(|set| TrackSet(*set)).collect(), 9);
            }
            let all: Vec<u64> = parts.concat();
            let is_wide = matches!(column, TrackColumn::Wide(_));
            prop_assert_eq!(is_wide, all.iter().any(|set| *set > u64::from(u32::MAX)));
            prop_assert_eq!((0..column.len()).map(|row| column.get(row).0).collect::<Vec<_>>(), all.clone());
            let word = |holds: &dyn Fn(u64) -> bool| {
                all.iter().enumerate().fold(0u64, |word, (row, set)| word | u64::from(holds(*set)) << row)
            };
            prop_assert_eq!(column.any(0..all.len(), TrackSet(wanted)), word(&|set| set & wanted != 0));
            let has_all = |set: u64| wanted != 0 && set & wanted == wanted;
            prop_assert_eq!(column.all(0..all.len(), TrackSet(wanted)), word(&has_all));
        }
    }
}
