//! Which enterprises are meant.

use serde::{Deserialize, Serialize};

use super::facets::{FacetCounts, FacetTally};
use super::filter_plan::Plan;
use super::{Catalogue, Evidence, PositionAccuracy, Selection};
use crate::geography::Adcode;

/// How several chosen tracks combine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrackMode {
    /// At least one of them.
    #[default]
    Any,
    /// Every one of them.
    All,
    /// One of them is the primary track.
    Primary,
}

impl TrackMode {
    /// All, the default first.
    pub const ALL: [TrackMode; 3] = [TrackMode::Any, TrackMode::All, TrackMode::Primary];
}

/// Which of an enterprise's districts is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DistrictOf {
    /// The one the atlas counts it in: of the office, else of the register.
    #[default]
    Counted,
    /// Of the office.
    Office,
    /// Of the registered address.
    Registered,
}

impl DistrictOf {
    /// All, the default first.
    pub const ALL: [DistrictOf; 3] = [DistrictOf::Counted, DistrictOf::Office, DistrictOf::Registered];

    /// The word in files and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            DistrictOf::Counted => "counted",
            DistrictOf::Office => "office",
            DistrictOf::Registered => "registered",
        }
    }
}

/// Which enterprises are meant. An empty list or text restricts nothing; the parts combine by «and».
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Track ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<String>,
    /// How several tracks combine.
    pub track_mode: TrackMode,
    /// Which of the five areas of finance (五篇大文章) one of its tracks serves most, by Chinese name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<String>,
    /// Districts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<Adcode>,
    /// Of what the district is meant.
    #[serde(skip_serializing_if = "is_default")]
    pub district_of: DistrictOf,
    /// First founding year, inclusive. Rows without a year fall out as soon as either end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub founded_from: Option<i32>,
    /// Last founding year, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub founded_to: Option<i32>,
    /// Least registered capital, 万元 CNY, inclusive. Rows without one fall out as soon as either end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capital_from_wan_cny: Option<f64>,
    /// The registered capital is below this, 万元 CNY.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capital_below_wan_cny: Option<f64>,
    /// Least number of employees, inclusive. Rows without one fall out as soon as either end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employees_from: Option<u32>,
    /// The number of employees is below this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employees_below: Option<u32>,
    /// Business segments, as written in the catalogue; the empty text is «not stated».
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<String>,
    /// Listing status, as written; the empty text is «not stated».
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<String>,
    /// What stands behind the row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// How well its place is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accuracy: Vec<PositionAccuracy>,
    /// Date of the information, as written; the empty text is «not stated».
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub as_of: Vec<String>,
    /// Part of a name (Chinese, short, English, former), of its pinyin or initials, or of the credit code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Filter {
    /// What was founded from one year to another, both included.
    pub fn founded([from, to]: [i32; 2]) -> Filter {
        Filter { founded_from: Some(from), founded_to: Some(to), ..Filter::default() }
    }

    /// Whether it keeps every row.
    pub fn is_empty(&self) -> bool {
        *self == self.bare()
    }

    /// A filter that keeps every row and means tracks and districts as this one does.
    #[must_use]
    pub fn bare(&self) -> Filter {
        Filter { track_mode: self.track_mode, district_of: self.district_of, ..Filter::default() }
    }

    /// What a comparison of tracks and districts rests on: the filter without what it says of tracks, districts and the
    /// areas of finance that tracks serve. A quotient within one track, or one district, would always be 1.
    #[must_use]
    pub fn comparable(&self) -> Filter {
        Filter { tracks: Vec::new(), serves: Vec::new(), districts: Vec::new(), ..self.clone() }
    }

    /// The rows it keeps.
    pub fn select(&self, catalogue: &Catalogue) -> Selection {
        let plan = Plan::new(self, catalogue);
        Selection::gather(catalogue.len(), |rows, _: &mut ()| plan.parts(rows).into_iter().fold(u64::MAX, |a, b| a & b))
            .0
    }

    /// The rows it keeps, and the facet counts, in one pass.
    pub fn facets(&self, catalogue: &Catalogue) -> (Selection, FacetCounts) {
        let plan = Plan::new(self, catalogue);
        let (selection, found) = Selection::gather(catalogue.len(), |rows, tally: &mut FacetTally| {
            let parts = plan.parts(rows.clone());
            tally.add(rows.start, &plan, &parts);
            parts.into_iter().fold(u64::MAX, |a, b| a & b)
        });
        (selection, FacetTally::total(found, self.district_of, catalogue))
    }
}

/// Text as it is compared in searches: lower case without surrounding space.
pub fn search_key(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::catalogue::{CatalogueBuilder, Enterprise, Founded, Taxonomy, TrackTag};

    fn catalogue() -> Catalogue {
        let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
        let rows = [
            ("中国银联股份有限公司", "China UnionPay", "payment;market-infrastructure", 310115, 2002),
            ("通联支付网络服务股份有限公司", "Allinpay", "payment", 310115, 2008),
            ("上海富数科技有限公司", "", "privacy-computing;data-credit", 310104, 0),
            ("众安在线财产保险股份有限公司", "ZhongAn", "insurtech;ai-llm", 310101, 2013),
        ];
        for (i, (name, en, tracks, district, year)) in rows.into_iter().enumerate() {
            builder.push(&Enterprise {
                id: i as i64 + 1,
                name_zh: name.into(),
                name_en: en.into(),
                tracks: tracks.split(';').map(|t| TrackTag { track: t.into(), weight: None }).collect(),
                office_district: Some(Adcode(district)),
                founded: Founded::year_only(year),
                ..Enterprise::default()
            });
        }
        builder.build(1)
    }

    fn rows(filter: &Filter) -> Vec<usize> {
        filter.select(&catalogue()).iter().collect()
    }

    fn text(text: &str) -> Filter {
        Filter { text: text.into(), ..Filter::default() }
    }

    #[test]
    fn text_finds_names_pinyin_and_initials() {
        assert_eq!(rows(&text("支付")), [1]);
        assert_eq!(rows(&text("UNIONPAY")), [0]);
        assert_eq!(rows(&text("zhonganzaixian")), [3]);
        assert_eq!(rows(&text("shfs")), [2]);
        assert_eq!(rows(&text("公司上海")), [] as [usize; 0], "a hit across two cells is none");
        assert_eq!(rows(&text(" ")), [0, 1, 2, 3]);
        assert_eq!(rows(&text("公")), [0, 1, 2, 3]);
    }

    #[test]
    fn parts_combine_and_tracks_have_three_modes() {
        let tracks = |mode, ids: &[&str]| Filter {
            tracks: ids.iter().map(|s| (*s).into()).collect(),
            track_mode: mode,
            ..Filter::default()
        };
        assert_eq!(rows(&tracks(TrackMode::Any, &["payment", "ai-llm"])), [0, 1, 3]);
        assert_eq!(rows(&tracks(TrackMode::All, &["payment", "market-infrastructure"])), [0]);
        assert_eq!(rows(&tracks(TrackMode::Primary, &["market-infrastructure"])), [] as [usize; 0]);
        assert_eq!(rows(&Filter { founded_from: Some(2008), ..Filter::default() }), [1, 3]);
        assert_eq!(rows(&Filter { founded_to: Some(2008), ..text("支付") }), [1]);
        assert_eq!(rows(&Filter { districts: vec![Adcode(310104)], ..Filter::default() }), [2]);
    }

    #[test]
    fn a_facet_counts_under_all_other_parts() {
        let filter = Filter { tracks: vec!["payment".into()], founded_from: Some(2005), ..Filter::default() };
        let (selection, counts) = filter.facets(&catalogue());
        assert_eq!(selection.iter().collect::<Vec<_>>(), [1]);
        let payment = Taxonomy::bundled().index_of("payment").expect("bundled");
        let insurtech = Taxonomy::bundled().index_of("insurtech").expect("bundled");
        assert_eq!((counts.tracks[payment], counts.tracks[insurtech]), (1, 1));
        assert_eq!(counts.founded, [(Some(2002), 1), (Some(2008), 1)]);
        assert_eq!(counts.districts, [(Some(Adcode(310115)), 1)]);
        assert_eq!(counts.evidence, [0, 0, 1]);
    }

    #[test]
    fn rows_come_back_as_they_went_in() {
        let catalogue = catalogue();
        let row = catalogue.row(0).to_enterprise();
        assert_eq!(row.tracks[0].track, "payment");
        assert_eq!(row.name_en, "China UnionPay");
        assert_eq!(catalogue.row_of(4), Some(3));
    }
}
