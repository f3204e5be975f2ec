//! The catalogue in memory: immutable columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::name_index::NameIndex;
use super::text_column::{RepeatedColumn, TextColumn};
use super::{Confidence, Enterprise, Evidence, Founded, PositionAccuracy, Taxonomy, TrackSet, TrackTag};
use crate::geography::{Adcode, LonLat};

/// All enterprises, column by column. Never changed after it is built: a change makes a new one with the next
/// generation. Rows are in ascending order of id.
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub(super) columns: Columns,
    taxonomy: Arc<Taxonomy>,
    generation: u64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    ids: Vec<i64>,
    name_zh: TextColumn,
    short_name: TextColumn,
    name_en: TextColumn,
    former_names: TextColumn,
    uscc: TextColumn,
    pub(super) names: NameIndex,
    registered_address: TextColumn,
    office_address: TextColumn,
    ticker: TextColumn,
    website: TextColumn,
    note: TextColumn,
    segment: RepeatedColumn,
    status: RepeatedColumn,
    funding_stage: RepeatedColumn,
    source: RepeatedColumn,
    as_of: RepeatedColumn,
    registered_district: Vec<u32>,
    office_district: Vec<u32>,
    pub(super) district: Vec<u32>,
    /// The place of the district in `district_codes`.
    pub(super) district_place: Vec<u16>,
    /// The districts there are, 0 for none, in order of first appearance.
    pub(super) district_codes: Vec<u32>,
    positions: Vec<[f64; 2]>,
    accuracy: Vec<PositionAccuracy>,
    pub(super) founded: Vec<i32>,
    capital: Vec<f64>,
    employees: Vec<u32>,
    pub(super) tracks: Vec<TrackSet>,
    pub(super) primary: Vec<u8>,
    /// Weights of rows where somebody stated them, in ascending order of track index.
    weights: BTreeMap<u32, Vec<f64>>,
    pub(super) evidence: Vec<Evidence>,
    confidence: Vec<Confidence>,
}

/// No primary track.
pub(super) const NO_TRACK: u8 = u8::MAX;

/// Collects enterprises into a [`Catalogue`].
#[derive(Debug)]
pub struct CatalogueBuilder {
    columns: Columns,
    taxonomy: Arc<Taxonomy>,
}

impl CatalogueBuilder {
    /// An empty catalogue of this taxonomy.
    pub fn new(taxonomy: Arc<Taxonomy>) -> CatalogueBuilder {
        CatalogueBuilder { columns: Columns::default(), taxonomy }
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
        c.registered_district.push(e.registered_district.map_or(0, |a| a.0));
        c.office_district.push(e.office_district.map_or(0, |a| a.0));
        let district = e.district().map_or(0, |a| a.0);
        c.district.push(district);
        c.district_place.push(place_of(&mut c.district_codes, district));
        let drawable = e.position.filter(|p| e.position_accuracy.is_drawable() && p.is_valid());
        c.positions.push(drawable.map_or([f64::NAN; 2], |p| [p.lon, p.lat]));
        c.accuracy.push(e.position_accuracy);
        c.founded.push(e.founded.map_or(0, Founded::packed));
        c.capital.push(e.registered_capital_wan_cny.unwrap_or(f64::NAN));
        c.employees.push(e.employees.unwrap_or(u32::MAX));
        let known: Vec<(usize, Option<f64>)> =
            e.tracks.iter().filter_map(|t| self.taxonomy.index_of(&t.track).map(|i| (i, t.weight))).collect();
        c.tracks.push(known.iter().fold(TrackSet::default(), |set, (i, _)| set.with(*i)));
        c.primary.push(known.first().map_or(NO_TRACK, |(i, _)| *i as u8));
        if !known.is_empty() && known.iter().all(|(_, w)| w.is_some_and(|w| w.is_finite() && w > 0.0)) {
            let mut stated: Vec<(usize, f64)> = known.iter().map(|(i, w)| (*i, w.unwrap_or_default())).collect();
            stated.sort_by_key(|(i, _)| *i);
            let total: f64 = stated.iter().map(|(_, w)| w).sum();
            c.weights.insert((c.ids.len() - 1) as u32, stated.iter().map(|(_, w)| w / total).collect());
        }
        c.evidence.push(e.evidence);
        c.confidence.push(e.confidence);
    }

    /// The finished catalogue.
    pub fn build(self, generation: u64) -> Catalogue {
        Catalogue { columns: self.columns, taxonomy: self.taxonomy, generation }
    }
}

impl Catalogue {
    /// A catalogue without a row.
    pub fn empty(taxonomy: Arc<Taxonomy>) -> Catalogue {
        CatalogueBuilder::new(taxonomy).build(0)
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
        self.columns.district_codes.iter().map(|code| adcode(*code))
    }

    /// The latest `as_of` of any row: the date of the data. Empty for an empty catalogue.
    pub fn data_date(&self) -> &str {
        self.columns.as_of.values().iter().map(String::as_str).max().unwrap_or_default()
    }
}

/// One row of a catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    catalogue: &'a Catalogue,
    row: usize,
}

macro_rules! text_cells {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $($(#[$doc])* pub fn $name(self) -> &'a str { self.catalogue.columns.$name.get(self.row) })* };
}

impl<'a> Row<'a> {
    text_cells! {
        /// Full Chinese name.
        name_zh,
        /// Short Chinese name, or empty.
        short_name,
        /// English name, or empty.
        name_en,
        /// Earlier names separated by `;`, or empty.
        former_names,
        /// 统一社会信用代码, or empty.
        uscc,
        /// Address in the register, or empty.
        registered_address,
        /// Address of the office, or empty.
        office_address,
        /// Ticker symbols separated by `;`, or empty.
        ticker,
        /// Web site, or empty.
        website,
        /// Remarks, or empty.
        note,
        /// Business segment, or empty.
        segment,
        /// Listing status, or empty.
        status,
        /// Funding stage, or empty.
        funding_stage,
        /// Where the row comes from.
        source,
        /// Date of the information.
        as_of,
    }

    /// Row number, 0-based.
    pub fn index(self) -> usize {
        self.row
    }

    /// Key in the catalogue file.
    pub fn id(self) -> i64 {
        self.catalogue.columns.ids[self.row]
    }

    /// The name to show where space is short.
    pub fn label(self, language: crate::language::Language) -> &'a str {
        match language {
            crate::language::Language::En if !self.name_en().is_empty() => self.name_en(),
            _ if !self.short_name().is_empty() => self.short_name(),
            _ => self.name_zh(),
        }
    }

    /// The district the atlas counts it in: of the office, else of the register.
    pub fn district(self) -> Option<Adcode> {
        adcode(self.catalogue.columns.district[self.row])
    }

    /// The place of its district in [`Catalogue::districts`].
    pub fn district_place(self) -> usize {
        self.catalogue.columns.district_place[self.row] as usize
    }

    /// Whether somebody stated the shares of its tracks.
    pub fn has_stated_shares(self) -> bool {
        let weights = &self.catalogue.columns.weights;
        !weights.is_empty() && weights.contains_key(&(self.row as u32))
    }

    /// District of the office.
    pub fn office_district(self) -> Option<Adcode> {
        adcode(self.catalogue.columns.office_district[self.row])
    }

    /// District of the registered address.
    pub fn registered_district(self) -> Option<Adcode> {
        adcode(self.catalogue.columns.registered_district[self.row])
    }

    /// Position where it is good enough to be drawn as a point.
    pub fn position(self) -> Option<LonLat> {
        let [lon, lat] = self.catalogue.columns.positions[self.row];
        (!lon.is_nan()).then_some(LonLat { lon, lat })
    }

    /// How well the place is known.
    pub fn position_accuracy(self) -> PositionAccuracy {
        self.catalogue.columns.accuracy[self.row]
    }

    /// Year or date of founding.
    pub fn founded(self) -> Option<Founded> {
        Founded::from_packed(self.catalogue.columns.founded[self.row])
    }

    /// Registered capital, 万元 CNY.
    pub fn registered_capital_wan_cny(self) -> Option<f64> {
        Some(self.catalogue.columns.capital[self.row]).filter(|c| !c.is_nan())
    }

    /// Number of employees.
    pub fn employees(self) -> Option<u32> {
        Some(self.catalogue.columns.employees[self.row]).filter(|e| *e != u32::MAX)
    }

    /// The tracks as a set.
    pub fn tracks(self) -> TrackSet {
        self.catalogue.columns.tracks[self.row]
    }

    /// Index of the primary track.
    pub fn primary_track(self) -> Option<usize> {
        let primary = self.catalogue.columns.primary[self.row];
        (primary != NO_TRACK).then_some(primary as usize)
    }

    /// (track index, share) by ascending index; the shares of a row sum to 1: stated weights, else 1/n each.
    pub fn track_shares(self) -> impl Iterator<Item = (usize, f64)> + 'a {
        let tracks = self.tracks();
        let stated = self.catalogue.columns.weights.get(&(self.row as u32));
        let equal = 1.0 / f64::from(tracks.len().max(1));
        tracks
            .iter()
            .enumerate()
            .map(move |(k, track)| (track, stated.and_then(|w| w.get(k)).copied().unwrap_or(equal)))
    }

    /// What stands behind the row.
    pub fn evidence(self) -> Evidence {
        self.catalogue.columns.evidence[self.row]
    }

    /// How sure its editor is.
    pub fn confidence(self) -> Confidence {
        self.catalogue.columns.confidence[self.row]
    }

    /// The row as an owned record, the primary track first.
    pub fn to_enterprise(self) -> Enterprise {
        let stated = self.catalogue.columns.weights.contains_key(&(self.row as u32));
        let taxonomy = &self.catalogue.taxonomy;
        let primary = self.primary_track();
        let mut tags: Vec<(usize, f64)> = self.track_shares().collect();
        tags.sort_by_key(|(i, _)| (Some(*i) != primary, *i));
        let tracks = tags
            .into_iter()
            .filter_map(|(i, share)| {
                taxonomy.get(i).map(|t| TrackTag { track: t.id.clone(), weight: stated.then_some(share) })
            })
            .collect();
        Enterprise {
            id: self.id(),
            name_zh: self.name_zh().into(),
            short_name: self.short_name().into(),
            name_en: self.name_en().into(),
            former_names: self.former_names().into(),
            uscc: self.uscc().into(),
            registered_address: self.registered_address().into(),
            office_address: self.office_address().into(),
            registered_district: self.registered_district(),
            office_district: self.office_district(),
            position: self.position(),
            position_accuracy: self.position_accuracy(),
            founded: self.founded(),
            registered_capital_wan_cny: self.registered_capital_wan_cny(),
            employees: self.employees(),
            tracks,
            segment: self.segment().into(),
            status: self.status().into(),
            ticker: self.ticker().into(),
            website: self.website().into(),
            funding_stage: self.funding_stage().into(),
            source: self.source().into(),
            evidence: self.evidence(),
            as_of: self.as_of().into(),
            confidence: self.confidence(),
            note: self.note().into(),
        }
    }
}

/// The place of a code among those seen, new ones at the end; the few districts of a city are looked through.
fn place_of(codes: &mut Vec<u32>, code: u32) -> u16 {
    let place = codes.iter().position(|c| *c == code).unwrap_or_else(|| {
        codes.push(code);
        codes.len() - 1
    });
    place as u16
}

fn adcode(code: u32) -> Option<Adcode> {
    (code != 0).then_some(Adcode(code))
}
