//! A row on its way from a file into columns.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Confidence, Enterprise, Evidence, Founded, PositionAccuracy};
use crate::geography::{Adcode, LonLat};

/// One row before it is taken apart into columns, its texts borrowed where they can be. Its tracks come beside it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in `Enterprise`")]
pub struct Cells<'a> {
    pub id: i64,
    pub name_zh: Cow<'a, str>,
    pub short_name: Cow<'a, str>,
    pub name_en: Cow<'a, str>,
    pub former_names: Cow<'a, str>,
    pub uscc: Cow<'a, str>,
    pub registered_address: Cow<'a, str>,
    pub office_address: Cow<'a, str>,
    pub registered_district: Option<Adcode>,
    pub office_district: Option<Adcode>,
    pub position: Option<LonLat>,
    pub position_accuracy: PositionAccuracy,
    pub founded: Option<Founded>,
    pub registered_capital_wan_cny: Option<f64>,
    pub employees: Option<u32>,
    pub segment: Cow<'a, str>,
    pub status: Cow<'a, str>,
    pub ticker: Cow<'a, str>,
    pub website: Cow<'a, str>,
    pub funding_stage: Cow<'a, str>,
    pub source: Cow<'a, str>,
    pub evidence: Evidence,
    pub as_of: Cow<'a, str>,
    pub confidence: Confidence,
    pub note: Cow<'a, str>,
    pub extra: Cow<'a, BTreeMap<String, String>>,
}

impl<'a> From<&'a Enterprise> for Cells<'a> {
    fn from(e: &'a Enterprise) -> Cells<'a> {
        Cells {
            id: e.id,
            name_zh: Cow::Borrowed(&e.name_zh),
            short_name: Cow::Borrowed(&e.short_name),
            name_en: Cow::Borrowed(&e.name_en),
            former_names: Cow::Borrowed(&e.former_names),
            uscc: Cow::Borrowed(&e.uscc),
            registered_address: Cow::Borrowed(&e.registered_address),
            office_address: Cow::Borrowed(&e.office_address),
            registered_district: e.registered_district,
            office_district: e.office_district,
            position: e.position,
            position_accuracy: e.position_accuracy,
            founded: e.founded,
            registered_capital_wan_cny: e.registered_capital_wan_cny,
            employees: e.employees,
            segment: Cow::Borrowed(&e.segment),
            status: Cow::Borrowed(&e.status),
            ticker: Cow::Borrowed(&e.ticker),
            website: Cow::Borrowed(&e.website),
            funding_stage: Cow::Borrowed(&e.funding_stage),
            source: Cow::Borrowed(&e.source),
            evidence: e.evidence,
            as_of: Cow::Borrowed(&e.as_of),
            confidence: e.confidence,
            note: Cow::Borrowed(&e.note),
            extra: Cow::Borrowed(&e.extra),
        }
    }
}

impl Cells<'_> {
    /// The district a row is counted in: of the office, else of the register.
    pub fn district(&self) -> Option<Adcode> {
        self.office_district.or(self.registered_district)
    }

    /// The row on its own, without tracks.
    pub fn into_enterprise(self) -> Enterprise {
        Enterprise {
            id: self.id,
            name_zh: self.name_zh.into_owned(),
            short_name: self.short_name.into_owned(),
            name_en: self.name_en.into_owned(),
            former_names: self.former_names.into_owned(),
            uscc: self.uscc.into_owned(),
            registered_address: self.registered_address.into_owned(),
            office_address: self.office_address.into_owned(),
            registered_district: self.registered_district,
            office_district: self.office_district,
            position: self.position,
            position_accuracy: self.position_accuracy,
            founded: self.founded,
            registered_capital_wan_cny: self.registered_capital_wan_cny,
            employees: self.employees,
            tracks: Vec::new(),
            segment: self.segment.into_owned(),
            status: self.status.into_owned(),
            ticker: self.ticker.into_owned(),
            website: self.website.into_owned(),
            funding_stage: self.funding_stage.into_owned(),
            source: self.source.into_owned(),
            evidence: self.evidence,
            as_of: self.as_of.into_owned(),
            confidence: self.confidence,
            note: self.note.into_owned(),
            extra: self.extra.into_owned(),
        }
    }
}
