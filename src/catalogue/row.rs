//! One row of the catalogue, read from its columns.

use std::borrow::Cow;

use super::columns::NO_TRACK;
use super::{Catalogue, Confidence, Enterprise, Evidence, Founded, PositionAccuracy, TrackSet, TrackTag};
use crate::geography::{Adcode, LonLat, Plane};

/// One row of a catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) row: usize,
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

    /// Address in the register, or empty.
    pub fn registered_address(self) -> Cow<'a, str> {
        self.catalogue.columns.registered_address.get(self.row)
    }

    /// Address of the office, or empty.
    pub fn office_address(self) -> Cow<'a, str> {
        self.catalogue.columns.office_address.get(self.row)
    }

    /// The tracks there are.
    pub fn taxonomy(self) -> &'a super::Taxonomy {
        self.catalogue.taxonomy()
    }

    /// Row number, 0-based.
    pub fn index(self) -> usize {
        self.row
    }

    /// Key in the catalogue file.
    pub fn id(self) -> i64 {
        self.catalogue.columns.ids.get(self.row)
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
        self.catalogue.columns.district.get(self.row)
    }

    /// The place of its district in [`Catalogue::districts`].
    pub fn district_place(self) -> usize {
        self.catalogue.columns.district.places()[self.row] as usize
    }

    /// Whether somebody stated the shares of its tracks.
    pub fn has_stated_shares(self) -> bool {
        let weights = &self.catalogue.columns.weights;
        !weights.is_empty() && weights.contains_key(&(self.row as u32))
    }

    /// District of the office.
    pub fn office_district(self) -> Option<Adcode> {
        self.catalogue.columns.office_district.get(self.row)
    }

    /// District of the registered address.
    pub fn registered_district(self) -> Option<Adcode> {
        self.catalogue.columns.registered_district.get(self.row)
    }

    /// Position where it is good enough to be drawn as a point.
    pub fn position(self) -> Option<LonLat> {
        self.catalogue.columns.positions.get(self.row)
    }

    /// The same on the plane.
    pub fn plane(self) -> Option<Plane> {
        Some(self.catalogue.columns.planes[self.row]).filter(|p| p.x.is_finite())
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
        self.catalogue.columns.tracks.get(self.row)
    }

    /// Index of the primary track.
    pub fn primary_track(self) -> Option<usize> {
        let primary = self.catalogue.columns.primary[self.row];
        (primary != NO_TRACK).then_some(primary as usize)
    }

    /// The names of its tracks, the primary one first, the others in the order of the taxonomy.
    pub fn track_names(self, language: crate::language::Language) -> Vec<&'a str> {
        let primary = self.primary_track();
        let mut order: Vec<usize> = self.tracks().iter().collect();
        order.sort_by_key(|t| (Some(*t) != primary, *t));
        let taxonomy = self.catalogue.taxonomy();
        order.into_iter().filter_map(|t| taxonomy.get(t)).map(|t| t.name.get(language)).collect()
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

    /// Attributes of the user's own by name, where it has any.
    pub fn extra(self) -> Option<&'a std::collections::BTreeMap<String, String>> {
        self.catalogue.columns.extra.get(&(self.row as u32))
    }

    /// The row as an owned record, the primary track first.
    pub fn to_enterprise(self) -> Enterprise {
        let stated = self.catalogue.columns.weights.contains_key(&(self.row as u32));
        let taxonomy = self.catalogue.taxonomy();
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
            extra: self.extra().cloned().unwrap_or_default(),
        }
    }
}
