//! The catalogue in memory: immutable columns.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::name_index::NameIndex;
use super::text_column::{RepeatedColumn, TextColumn};
use super::{
    Confidence, DistrictOf, Enterprise, Evidence, Founded, PositionAccuracy, Row, Selection, Taxonomy, TrackSet,
};
use crate::geography::{Adcode, LonLat, Plane, Projection};

/// All enterprises, column by column. Never changed after it is built: a change makes a new one with the next
/// generation. Rows are in ascending order of id.
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub(super) columns: Columns,
    taxonomy: Arc<Taxonomy>,
    generation: u64,
    projection: Projection,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) ids: Vec<i64>,
    pub(super) name_zh: TextColumn,
    pub(super) short_name: TextColumn,
    pub(super) name_en: TextColumn,
    pub(super) former_names: TextColumn,
    pub(super) uscc: TextColumn,
    pub(super) names: NameIndex,
    pub(super) registered_address: TextColumn,
    pub(super) office_address: TextColumn,
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
    pub(super) positions: Vec<[f64; 2]>,
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
    pub(super) tracks: Vec<TrackSet>,
    pub(super) primary: Vec<u8>,
    /// The number of the row's kind: rows of one kind are alike in district, tracks, primary track and shares.
    pub(super) kind: Vec<u32>,
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

/// Place of the district, tracks, primary track, and the bits of stated shares.
type Kind = (u16, TrackSet, u8, Vec<u64>);

/// Collects enterprises into a [`Catalogue`].
#[derive(Debug)]
pub struct CatalogueBuilder {
    columns: Columns,
    kinds: HashMap<Kind, u32>,
    taxonomy: Arc<Taxonomy>,
}

impl CatalogueBuilder {
    /// An empty catalogue of this taxonomy.
    pub fn new(taxonomy: Arc<Taxonomy>) -> CatalogueBuilder {
        CatalogueBuilder { columns: Columns::default(), kinds: HashMap::new(), taxonomy }
    }

    /// Appends a row; ids must ascend. Tracks the taxonomy does not know are left out.
    pub fn push(&mut self, e: &Enterprise) {
        let c = &mut self.columns;
        debug_assert!(c.ids.last().is_none_or(|last| *last < e.id), "ids must ascend");
        c.ids.push(e.id);
        c.name_zh.push(&e.name_zh);
        c.short_name.push(&e.short_name);
        c.name_en.push(&e.name_en);
        c.former_names.push(&e.former_names);
        c.uscc.push(&e.uscc);
        c.names.push(e);
        c.registered_address.push(&e.registered_address);
        c.office_address.push(&e.office_address);
        c.ticker.push(&e.ticker);
        c.website.push(&e.website);
        c.note.push(&e.note);
        c.segment.push(&e.segment);
        c.status.push(&e.status);
        c.funding_stage.push(&e.funding_stage);
        c.source.push(&e.source);
        c.as_of.push(&e.as_of);
        c.registered_district.push(e.registered_district);
        c.office_district.push(e.office_district);
        c.district.push(e.district());
        let drawable = e.position.filter(|p| e.position_accuracy.is_drawable() && p.is_valid());
        c.positions.push(drawable.map_or([f64::NAN; 2], |p| [p.lon, p.lat]));
        c.planes.push(drawable.map_or(Plane::new(f64::NAN, f64::NAN), |p| Projection::default().project(p)));
        c.accuracy.push(e.position_accuracy);
        c.founded.push(e.founded.map_or(0, Founded::packed));
        c.capital.push(e.registered_capital_wan_cny.unwrap_or(f64::NAN));
        c.employees.push(e.employees.unwrap_or(u32::MAX));
        c.capital_bin.push(e.registered_capital_wan_cny.map_or(UNKNOWN_BIN, half_decade));
        c.employees_bin.push(e.employees.map_or(UNKNOWN_BIN, |n| half_decade(f64::from(n))));
        let known: Vec<(usize, Option<f64>)> =
            e.tracks.iter().filter_map(|t| self.taxonomy.index_of(&t.track).map(|i| (i, t.weight))).collect();
        c.tracks.push(known.iter().fold(TrackSet::default(), |set, (i, _)| set.with(*i)));
        c.primary.push(known.first().map_or(NO_TRACK, |(i, _)| *i as u8));
        let mut shares = Vec::new();
        if !known.is_empty() && known.iter().all(|(_, w)| w.is_some_and(|w| w.is_finite() && w > 0.0)) {
            let mut stated: Vec<(usize, f64)> = known.iter().map(|(i, w)| (*i, w.unwrap_or_default())).collect();
            stated.sort_by_key(|(i, _)| *i);
            let total: f64 = stated.iter().map(|(_, w)| w).sum();
            let stated: Vec<f64> = stated.iter().map(|(_, w)| w / total).collect();
            shares.extend(stated.iter().map(|share| share.to_bits()));
            c.weights.insert((c.ids.len() - 1) as u32, stated);
        }
        let tracks = c.tracks.last().copied().unwrap_or_default();
        let kind = (
            c.district.places().last().copied().unwrap_or_default(),
            tracks,
            c.primary.last().copied().unwrap_or(NO_TRACK),
            shares,
        );
        let next = c.kind_rows.len() as u32;
        let number = *self.kinds.entry(kind).or_insert(next);
        if number == next {
            c.kind_rows.push((c.ids.len() - 1) as u32);
        }
        c.kind.push(number);
        if !e.extra.is_empty() {
            c.extra.insert((c.ids.len() - 1) as u32, e.extra.clone());
        }
        c.evidence.push(e.evidence);
        c.confidence.push(e.confidence);
    }

    /// The finished catalogue.
    pub fn build(self, generation: u64) -> Catalogue {
        Catalogue { columns: self.columns, taxonomy: self.taxonomy, generation, projection: Projection::default() }
    }
}

impl Catalogue {
    /// A catalogue without a row.
    pub fn empty(taxonomy: Arc<Taxonomy>) -> Catalogue {
        CatalogueBuilder::new(taxonomy).build(0)
    }

    /// The catalogue on another plane, that of the boundaries it is set on; for the plane it is on already, as it is.
    #[must_use]
    pub fn on(mut self, projection: Projection) -> Catalogue {
        if self.projection != projection {
            let at = |p: &[f64; 2]| {
                if p[0].is_nan() { Plane::new(f64::NAN, f64::NAN) } else { projection.project(LonLat::new(p[0], p[1])) }
            };
            self.columns.planes = self.columns.positions.par_iter().map(at).collect();
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
        self.columns.ids.is_empty()
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
        self.columns.ids.binary_search(&id).ok()
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
                for kind in rows.filter_map(|row| c.kind.get(row)) {
                    counts[*kind as usize] += 1;
                }
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

/// A column of districts: the few codes there are, and the place among them a row.
#[derive(Clone, Debug, Default)]
pub(super) struct DistrictColumn {
    codes: Vec<u32>,
    places: Vec<u16>,
}

impl DistrictColumn {
    fn push(&mut self, district: Option<Adcode>) {
        let code = district.map_or(0, |d| d.0);
        // The few districts of a city are looked through.
        let place = self.codes.iter().position(|c| *c == code).unwrap_or_else(|| {
            self.codes.push(code);
            self.codes.len() - 1
        });
        self.places.push(place as u16);
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

/// The half decade a number lies in: 0 below 1, 1 from 1, 2 from 3, 3 from 10, 4 from 30 ….
fn half_decade(value: f64) -> u8 {
    (1..40).take_while(|bin| value >= super::facets::bin_start(*bin)).count() as u8
}
