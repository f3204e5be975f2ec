//! Rows into columns: one after the other, or in parts that are put together.

use std::sync::{Arc, LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use super::columns::{Columns, NO_TRACK, UNKNOWN_BIN};
use super::text_column::reserve;
use super::{Catalogue, Cells, Enterprise, Founded, Taxonomy, TrackSet};
use crate::geography::{Plane, Projection};

/// A track of a row: its index in the taxonomy, and its weight where somebody stated one.
pub type KnownTrack = (usize, Option<f64>);

/// Place of the district, tracks, primary track, and the bits of stated shares.
type Kind = (u16, TrackSet, u8, Vec<u64>);

/// The kinds of rows there are, in order of their first row.
#[derive(Debug, Default)]
struct Kinds {
    numbers: FxHashMap<Kind, u32>,
    all: Vec<Kind>,
}

impl Kinds {
    /// The number of a kind, and whether it is new.
    fn number(&mut self, kind: &Kind) -> (u32, bool) {
        if let Some(number) = self.numbers.get(kind) {
            return (*number, false);
        }
        let number = self.all.len() as u32;
        self.numbers.insert(kind.clone(), number);
        self.all.push(kind.clone());
        (number, true)
    }
}

/// Collects enterprises into a [`Catalogue`].
#[derive(Debug)]
pub struct CatalogueBuilder {
    columns: Columns,
    kinds: Kinds,
    taxonomy: Arc<Taxonomy>,
    /// Room for the tracks of one row.
    known: Vec<KnownTrack>,
    /// Room for the stated shares of one row.
    shares: Vec<u64>,
}

impl CatalogueBuilder {
    /// An empty catalogue of this taxonomy.
    pub fn new(taxonomy: Arc<Taxonomy>) -> CatalogueBuilder {
        CatalogueBuilder {
            columns: Columns::default(),
            kinds: Kinds::default(),
            taxonomy,
            known: Vec::new(),
            shares: Vec::new(),
        }
    }

    /// Appends a row; ids must ascend. Tracks the taxonomy does not know are left out.
    pub fn push(&mut self, e: &Enterprise) {
        let mut known = std::mem::take(&mut self.known);
        known.clear();
        known.extend(e.tracks.iter().filter_map(|t| self.taxonomy.index_of(&t.track).map(|i| (i, t.weight))));
        self.push_cells(&Cells::from(e), &known);
        self.known = known;
    }

    /// Appends a row with its tracks, the primary one first; ids must ascend.
    pub fn push_cells(&mut self, cells: &Cells<'_>, tracks: &[KnownTrack]) {
        let c = &mut self.columns;
        debug_assert!(c.ids.last().is_none_or(|last| last < cells.id), "ids must ascend");
        let row = c.ids.len();
        c.ids.push(cells.id);
        c.name_zh.push(&cells.name_zh);
        c.short_name.push(&cells.short_name);
        c.name_en.push(&cells.name_en);
        c.former_names.push(&cells.former_names);
        c.uscc.push(&cells.uscc);
        c.names.push(row, cells);
        c.registered_address.push(&cells.registered_address);
        c.office_address.push(&cells.office_address);
        c.ticker.push(&cells.ticker);
        c.website.push(&cells.website);
        c.note.push(&cells.note);
        c.segment.push(&cells.segment);
        c.status.push(&cells.status);
        c.funding_stage.push(&cells.funding_stage);
        c.source.push(&cells.source);
        c.as_of.push(&cells.as_of);
        c.registered_district.push(cells.registered_district);
        c.office_district.push(cells.office_district);
        c.district.push(cells.district());
        let drawable = cells.position.filter(|p| cells.position_accuracy.is_drawable() && p.is_valid());
        c.positions.push(drawable);
        c.planes.push(drawable.map_or(Plane::new(f64::NAN, f64::NAN), |p| Projection::default().project(p)));
        c.accuracy.push(cells.position_accuracy);
        c.founded.push(cells.founded.map_or(0, Founded::packed));
        c.capital.push(cells.registered_capital_wan_cny.unwrap_or(f64::NAN));
        c.employees.push(cells.employees.unwrap_or(u32::MAX));
        c.capital_bin.push(cells.registered_capital_wan_cny.map_or(UNKNOWN_BIN, half_decade));
        c.employees_bin.push(cells.employees.map_or(UNKNOWN_BIN, |n| half_decade(f64::from(n))));
        c.evidence.push(cells.evidence);
        c.confidence.push(cells.confidence);
        if !cells.extra.is_empty() {
            c.extra.insert(row as u32, cells.extra.clone().into_owned());
        }
        self.push_tracks(row, tracks);
    }

    fn push_tracks(&mut self, row: usize, tracks: &[KnownTrack]) {
        let c = &mut self.columns;
        let set = tracks.iter().fold(TrackSet::default(), |set, (i, _)| set.with(*i));
        let primary = tracks.first().map_or(NO_TRACK, |(i, _)| *i as u8);
        c.tracks.push(set);
        c.primary.push(primary);
        let mut shares = std::mem::take(&mut self.shares);
        shares.clear();
        if !tracks.is_empty() && tracks.iter().all(|(_, w)| w.is_some_and(|w| w.is_finite() && w > 0.0)) {
            let mut stated: Vec<(usize, f64)> = tracks.iter().map(|(i, w)| (*i, w.unwrap_or_default())).collect();
            stated.sort_by_key(|(i, _)| *i);
            let total: f64 = stated.iter().map(|(_, w)| w).sum();
            let stated: Vec<f64> = stated.iter().map(|(_, w)| w / total).collect();
            shares.extend(stated.iter().map(|share| share.to_bits()));
            c.weights.insert(row as u32, stated);
        }
        let kind = (c.district.places().last().copied().unwrap_or_default(), set, primary, shares);
        let (number, is_new) = self.kinds.number(&kind);
        if is_new {
            c.kind_rows.push(row as u32);
        }
        c.kind.push(number);
        self.shares = kind.3;
    }

    /// Appends the rows of another, all of whose ids lie above its own; of about `rows` there will be in the end, for
    /// the room to make.
    pub fn append(&mut self, part: &CatalogueBuilder, rows: usize) {
        let c = &mut self.columns;
        let first = c.ids.len();
        let CatalogueBuilder { columns: part, kinds, .. } = part;
        debug_assert!(part.ids.len() == 0 || c.ids.last().is_none_or(|last| last < part.ids.get(0)));
        macro_rules! append {
            ($($column:ident)*) => { $(c.$column.append(&part.$column, rows);)* };
        }
        append!(name_zh short_name name_en former_names uscc registered_address office_address ticker website note);
        append!(ids positions tracks segment status funding_stage source as_of registered_district office_district district);
        macro_rules! extend {
            ($($column:ident)*) => {
                $(reserve(&mut c.$column, rows);
                c.$column.extend_from_slice(&part.$column);)*
            };
        }
        extend!(planes accuracy founded capital employees capital_bin employees_bin primary);
        extend!(evidence confidence);
        c.names.append(&part.names, first);
        let numbers: Vec<u32> = (kinds.all.iter().zip(&part.kind_rows))
            .map(|(kind, row)| {
                // The place of a district is another one here.
                let kind = (c.district.places()[first + *row as usize], kind.1, kind.2, kind.3.clone());
                let (number, is_new) = self.kinds.number(&kind);
                if is_new {
                    c.kind_rows.push(first as u32 + row);
                }
                number
            })
            .collect();
        c.kind.append(&part.kind, &numbers, rows);
        c.weights.extend(part.weights.iter().map(|(row, shares)| (first as u32 + row, shares.clone())));
        c.extra.extend(part.extra.iter().map(|(row, extra)| (first as u32 + row, extra.clone())));
    }

    /// Takes all rows out and keeps the room they had.
    pub fn clear(&mut self) {
        let c = &mut self.columns;
        macro_rules! clear {
            ($($column:ident)*) => { $(c.$column.clear();)* };
        }
        clear!(ids name_zh short_name name_en former_names uscc names registered_address office_address ticker website);
        clear!(note segment status funding_stage source as_of registered_district office_district district positions);
        clear!(planes accuracy founded capital employees capital_bin employees_bin tracks primary kind kind_rows);
        clear!(weights extra evidence confidence);
        self.kinds = Kinds::default();
    }

    /// The finished catalogue.
    pub fn build(mut self, generation: u64) -> Catalogue {
        let c = &mut self.columns;
        macro_rules! close {
            ($($column:ident)*) => { $(c.$column.close();)* };
        }
        close!(registered_address office_address segment status funding_stage source as_of);
        let (name, is_sample, projection) = (String::new(), OnceLock::new(), Projection::default());
        Catalogue { columns: self.columns, taxonomy: self.taxonomy, generation, projection, name, is_sample }
    }
}

/// The half decade a number lies in: 0 below 1, 1 from 1, 2 from 3, 3 from 10, 4 from 30 ….
fn half_decade(value: f64) -> u8 {
    static STARTS: LazyLock<Vec<f64>> = LazyLock::new(|| (1..40).map(super::facets::bin_start).collect());
    STARTS.iter().take_while(|start| value >= **start).count() as u8
}
