//! The catalogue in memory: immutable columns.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::address_column::AddressColumn;
use super::builder::CatalogueBuilder;
use super::name_index::NameIndex;
use super::position_column::PositionColumn;
use super::repeated_column::{Codes, RepeatedColumn};
use super::text_column::{TextColumn, reserve};
use super::{Confidence, DistrictOf, Evidence, PositionAccuracy, Row, Selection, Taxonomy, TrackColumn};
use crate::geography::{Adcode, Plane, Projection};

/// All enterprises, column by column. Never changed after it is built: a change makes a new one with the next
/// generation. Rows are in ascending order of id.
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub(super) columns: Columns,
    pub(super) taxonomy: Arc<Taxonomy>,
    pub(super) generation: u64,
    pub(super) projection: Projection,
    /// Name of the file, or empty.
    pub(super) name: String,
    /// Whether rows of the bundled sample are in it, once somebody asked.
    pub(super) is_sample: OnceLock<bool>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) ids: IdColumn,
    pub(super) name_zh: TextColumn,
    pub(super) short_name: TextColumn,
    pub(super) name_en: TextColumn,
    pub(super) former_names: TextColumn,
    pub(super) uscc: TextColumn,
    pub(super) names: NameIndex,
    pub(super) registered_address: AddressColumn,
    pub(super) office_address: AddressColumn,
    pub(super) ticker: TextColumn,
    pub(super) website: TextColumn,
    pub(super) note: TextColumn,
    pub(super) segment: RepeatedColumn,
    pub(super) status: RepeatedColumn,
    pub(super) funding_stage: RepeatedColumn,
    pub(super) source: RepeatedColumn,
    pub(super) as_of: RepeatedColumn,
    pub(super) registered_district: DistrictColumn,
    pub(super) office_district: DistrictColumn,
    /// The one the atlas counts a row in.
    pub(super) district: DistrictColumn,
    pub(super) positions: PositionColumn,
    /// The same on the plane; not a number where there is none.
    pub(super) planes: Vec<Plane>,
    pub(super) accuracy: Vec<PositionAccuracy>,
    pub(super) founded: Vec<i32>,
    pub(super) capital: Vec<f64>,
    pub(super) employees: Vec<u32>,
    /// The half decade of the capital, [`UNKNOWN_BIN`] where it is not known.
    pub(super) capital_bin: Vec<u8>,
    /// The half decade of the number of employees, likewise.
    pub(super) employees_bin: Vec<u8>,
    pub(super) tracks: TrackColumn,
    pub(super) primary: Vec<u8>,
    /// The number of the row's kind: rows of one kind are alike in district, tracks, primary track and shares.
    pub(super) kind: Codes,
    /// The first row of each kind.
    pub(super) kind_rows: Vec<u32>,
    /// Weights of rows where somebody stated them, in ascending order of track index.
    pub(super) weights: BTreeMap<u32, Vec<f64>>,
    /// Attributes of the user's own of the rows that have any.
    pub(super) extra: BTreeMap<u32, BTreeMap<String, String>>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) confidence: Vec<Confidence>,
}

/// No primary track.
pub(super) const NO_TRACK: u8 = u8::MAX;

impl Catalogue {
    /// A catalogue without a row.
    pub fn empty(taxonomy: Arc<Taxonomy>) -> Catalogue {
        CatalogueBuilder::new(taxonomy).build(0)
    }

    /// The catalogue on another plane, that of the boundaries it is set on; for the plane it is on already, as it is.
    #[must_use]
    pub fn on(mut self, projection: Projection) -> Catalogue {
        if self.projection != projection {
            let positions = &self.columns.positions;
            let at = |row| positions.get(row).map_or(Plane::new(f64::NAN, f64::NAN), |p| projection.project(p));
            self.columns.planes = positions.rows().into_par_iter().map(at).collect();
            self.projection = projection;
        }
        self
    }

    /// The same as another generation.
    #[must_use]
    pub fn with_generation(self, generation: u64) -> Catalogue {
        Catalogue { generation, ..self }
    }

    /// The plane that rows lie on.
    pub fn projection(&self) -> Projection {
        self.projection
    }

    /// Number of enterprises.
    pub fn len(&self) -> usize {
        self.columns.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.columns.ids.len() == 0
    }

    /// Changes with every change of the data.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The tracks.
    pub fn taxonomy(&self) -> &Arc<Taxonomy> {
        &self.taxonomy
    }

    /// A row by its number, 0-based.
    pub fn row(&self, row: usize) -> Row<'_> {
        debug_assert!(row < self.len());
        Row { catalogue: self, row }
    }

    /// All rows in order of id.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|row| Row { catalogue: self, row })
    }

    /// The row number of an id.
    pub fn row_of(&self, id: i64) -> Option<usize> {
        self.columns.ids.row_of(id)
    }

    /// The districts there are, `None` for rows without one, in order of first appearance.
    pub fn districts(&self) -> impl Iterator<Item = Option<Adcode>> + '_ {
        self.columns.district.codes().iter().map(|code| adcode(*code))
    }

    /// The selected rows by kind, rows of one kind being alike in district, tracks, primary track and shares: one of
    /// the kind, and how many are selected. In order of the first row of each kind. In parallel.
    pub fn kinds(&self, selection: &Selection) -> Vec<(Row<'_>, u64)> {
        let c = &self.columns;
        let counts: Vec<Vec<u32>> = selection
            .parts(rayon::current_num_threads())
            .into_par_iter()
            .map(|rows| {
                let mut counts = vec![0u32; c.kind_rows.len()];
                rows.for_each(|row| counts[c.kind.get(row) as usize] += 1);
                counts
            })
            .collect();
        let total = |kind: usize| counts.iter().map(|counts| u64::from(counts[kind])).sum::<u64>();
        let kinds = c.kind_rows.iter().enumerate().map(|(kind, row)| (self.row(*row as usize), total(kind)));
        kinds.filter(|(_, n)| *n > 0).collect()
    }

    /// The latest `as_of` of any row: the date of the data. Empty for an empty catalogue.
    pub fn data_date(&self) -> &str {
        self.columns.as_of.values().iter().map(String::as_str).max().unwrap_or_default()
    }
}

pub(super) fn adcode(code: u32) -> Option<Adcode> {
    (code != 0).then_some(Adcode(code))
}

/// A column of ascending ids. As long as they follow each other it only knows the first.
#[derive(Clone, Debug, Default)]
pub(super) struct IdColumn {
    first: i64,
    len: usize,
    /// All of them, once one does not follow the one before.
    ids: Vec<i64>,
}

impl IdColumn {
    pub(super) fn push(&mut self, id: i64) {
        if self.len == 0 {
            self.first = id;
        }
        let follows = id.checked_sub(self.first) == i64::try_from(self.len).ok();
        if self.ids.is_empty() && !follows {
            self.ids = (self.first..).take(self.len).collect();
        }
        if !self.ids.is_empty() {
            self.ids.push(id);
        }
        self.len += 1;
    }

    /// Appends all cells of another column, of about `rows` in the end.
    pub(super) fn append(&mut self, part: &IdColumn, rows: usize) {
        if !self.ids.is_empty() || !part.ids.is_empty() {
            reserve(&mut self.ids, rows);
        }
        (0..part.len).for_each(|row| self.push(part.get(row)));
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
        self.ids.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn last(&self) -> Option<i64> {
        self.len.checked_sub(1).map(|row| self.get(row))
    }

    /// The id of a row.
    pub(super) fn get(&self, row: usize) -> i64 {
        debug_assert!(row < self.len);
        if self.ids.is_empty() { self.first + row as i64 } else { self.ids[row] }
    }

    /// The row of an id.
    fn row_of(&self, id: i64) -> Option<usize> {
        if !self.ids.is_empty() {
            return self.ids.binary_search(&id).ok();
        }
        id.checked_sub(self.first).and_then(|row| usize::try_from(row).ok()).filter(|row| *row < self.len)
    }
}

/// A column of districts: the few codes there are, and the place among them a row.
#[derive(Clone, Debug, Default)]
pub(super) struct DistrictColumn {
    codes: Vec<u32>,
    places: Vec<u16>,
}

impl DistrictColumn {
    pub(super) fn push(&mut self, district: Option<Adcode>) {
        let place = self.place_of(district.map_or(0, |d| d.0));
        self.places.push(place);
    }

    fn place_of(&mut self, code: u32) -> u16 {
        // The few districts of a city are looked through.
        let place = self.codes.iter().position(|c| *c == code).unwrap_or_else(|| {
            self.codes.push(code);
            self.codes.len() - 1
        });
        place as u16
    }

    /// Takes all cells out.
    pub(super) fn clear(&mut self) {
        self.codes.clear();
        self.places.clear();
    }

    /// Appends all cells of another column, of about `rows` in the end.
    pub(super) fn append(&mut self, part: &DistrictColumn, rows: usize) {
        let new: Vec<u16> = part.codes.iter().map(|code| self.place_of(*code)).collect();
        reserve(&mut self.places, rows);
        self.places.extend(part.places.iter().map(|place| new[usize::from(*place)]));
    }

    /// The district of a row.
    pub(super) fn get(&self, row: usize) -> Option<Adcode> {
        adcode(self.codes[self.places[row] as usize])
    }

    /// The codes there are, 0 for none, in order of first appearance.
    pub(super) fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The place in the codes, a row.
    pub(super) fn places(&self) -> &[u16] {
        &self.places
    }
}

impl Columns {
    /// The districts that are meant.
    pub(super) fn districts_of(&self, of: DistrictOf) -> &DistrictColumn {
        match of {
            DistrictOf::Counted => &self.district,
            DistrictOf::Office => &self.office_district,
            DistrictOf::Registered => &self.registered_district,
        }
    }
}

/// The bin of what is not known.
pub(super) const UNKNOWN_BIN: u8 = u8::MAX;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_are_found_whether_they_follow_each_other_or_not(
            steps in prop::collection::vec(prop_oneof![9 => Just(1i64), 1 => 1i64..9], 0..60),
            first in prop_oneof![Just(i64::MIN), -3i64..3],
            cut in 0usize..60,
        ) {
            let ids: Vec<i64> = steps.iter().scan(first, |id, step| { *id += step; Some(*id) }).collect();
            let column = |ids: &[i64]| ids.iter().fold(IdColumn::default(), |mut all, id| { all.push(*id); all });
            let cut = cut.min(ids.len());
            let mut joined = column(&ids[..cut]);
            joined.append(&column(&ids[cut..]), 10);
            for column in [column(&ids), joined] {
                prop_assert_eq!(column.len(), ids.len());
                prop_assert_eq!(column.last(), ids.last().copied());
                for (row, id) in ids.iter().enumerate() {
                    prop_assert_eq!((column.get(row), column.row_of(*id)), (*id, Some(row)));
                }
                for absent in [first, i64::MAX].into_iter().chain(ids.iter().map(|id| id + 1)) {
                    prop_assert_eq!(column.row_of(absent), ids.binary_search(&absent).ok());
                }
            }
        }
    }
}
