//! Which enterprises are meant: the filter, the rows it keeps, and the counts of each facet under the others.

use pinyin::ToPinyin;
use serde::{Deserialize, Serialize};

use super::{Catalogue, Evidence, Selection, TrackSet};
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

/// Which enterprises are meant. An empty list or text restricts nothing; the parts combine by «and».
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Track ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<String>,
    /// How several tracks combine.
    pub track_mode: TrackMode,
    /// Districts, as counted by the atlas (office, else register).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<Adcode>,
    /// First founding year, inclusive. Rows without a year fall out as soon as either end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub founded_from: Option<i32>,
    /// Last founding year, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub founded_to: Option<i32>,
    /// What stands behind the row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Part of a name (Chinese, short, English, former), of its pinyin or initials, or of the credit code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// Rows of each facet value that pass all *other* parts of the filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacetCounts {
    /// By track index; a row counts for each of its tracks (or its primary one in [`TrackMode::Primary`]).
    pub tracks: Vec<usize>,
    /// By district, ascending by code; rows without a district come under `None`, first.
    pub districts: Vec<(Option<Adcode>, usize)>,
    /// By evidence, in the order of [`Evidence::ALL`].
    pub evidence: [usize; 3],
    /// By founding year, ascending; rows without a year come under `None`, first.
    pub founded: Vec<(Option<i32>, usize)>,
}

const TRACKS: u8 = 1;
const DISTRICTS: u8 = 2;
const FOUNDED: u8 = 4;
const EVIDENCE: u8 = 8;
const TEXT: u8 = 16;

impl Filter {
    /// Whether it keeps every row.
    pub fn is_empty(&self) -> bool {
        self == &Filter { track_mode: self.track_mode, ..Filter::default() }
    }

    /// The rows it keeps.
    pub fn select(&self, catalogue: &Catalogue) -> Selection {
        let plan = Plan::new(self, catalogue);
        Selection::from_fn(catalogue.len(), |row| plan.failed(row) == 0)
    }

    /// The rows it keeps, and the facet counts, in one pass.
    pub fn facets(&self, catalogue: &Catalogue) -> (Selection, FacetCounts) {
        let plan = Plan::new(self, catalogue);
        let columns = &catalogue.columns;
        let mut tracks = vec![0usize; catalogue.taxonomy().len()];
        let mut evidence = [0usize; 3];
        let mut districts = std::collections::BTreeMap::<Option<Adcode>, usize>::new();
        let mut founded = std::collections::BTreeMap::<Option<i32>, usize>::new();
        let selection = Selection::from_fn(catalogue.len(), |row| {
            let failed = plan.failed(row);
            let passes_others = |part: u8| failed & !part == 0;
            if passes_others(TRACKS) {
                if self.track_mode == TrackMode::Primary {
                    if let Some(count) = tracks.get_mut(columns.primary[row] as usize) {
                        *count += 1;
                    }
                } else {
                    columns.tracks[row].iter().for_each(|t| tracks[t] += 1);
                }
            }
            if passes_others(DISTRICTS) {
                let code = columns.district[row];
                *districts.entry((code != 0).then_some(Adcode(code))).or_default() += 1;
            }
            if passes_others(FOUNDED) {
                let year = columns.founded[row] / 10_000;
                *founded.entry((year != 0).then_some(year)).or_default() += 1;
            }
            if passes_others(EVIDENCE) {
                evidence[columns.evidence[row] as usize] += 1;
            }
            failed == 0
        });
        let counts = FacetCounts {
            tracks,
            districts: districts.into_iter().collect(),
            evidence,
            founded: founded.into_iter().collect(),
        };
        (selection, counts)
    }
}

/// A filter resolved against one catalogue.
struct Plan<'a> {
    columns: &'a super::columns::Columns,
    mode: TrackMode,
    tracks: Option<TrackSet>,
    districts: Option<Vec<u32>>,
    years: Option<(i32, i32)>,
    evidence: Option<[bool; 3]>,
    text: Option<Vec<bool>>,
}

impl<'a> Plan<'a> {
    fn new(filter: &Filter, catalogue: &'a Catalogue) -> Plan<'a> {
        // An id the taxonomy does not know selects nothing by itself; shells refuse it before it comes here.
        let tracks = (!filter.tracks.is_empty()).then(|| {
            filter
                .tracks
                .iter()
                .filter_map(|id| catalogue.taxonomy().index_of(id))
                .fold(TrackSet::default(), TrackSet::with)
        });
        let districts = (!filter.districts.is_empty()).then(|| filter.districts.iter().map(|d| d.0).collect());
        let years = (filter.founded_from.is_some() || filter.founded_to.is_some())
            .then(|| (filter.founded_from.unwrap_or(1), filter.founded_to.unwrap_or(i32::MAX)));
        let evidence = (!filter.evidence.is_empty()).then(|| Evidence::ALL.map(|e| filter.evidence.contains(&e)));
        let needle = search_key(&filter.text);
        let text = (!needle.is_empty()).then(|| matches(catalogue, &needle));
        Plan { columns: &catalogue.columns, mode: filter.track_mode, tracks, districts, years, evidence, text }
    }

    /// The parts of the filter a row fails.
    fn failed(&self, row: usize) -> u8 {
        let c = self.columns;
        let mut failed = 0;
        if let Some(wanted) = self.tracks {
            let passes = match self.mode {
                TrackMode::Any => c.tracks[row].0 & wanted.0 != 0,
                TrackMode::All => c.tracks[row].0 & wanted.0 == wanted.0 && !wanted.is_empty(),
                TrackMode::Primary => c.primary[row] < 64 && wanted.contains(c.primary[row] as usize),
            };
            failed |= u8::from(!passes) * TRACKS;
        }
        if let Some(wanted) = &self.districts {
            failed |= u8::from(!wanted.contains(&c.district[row])) * DISTRICTS;
        }
        if let Some((from, to)) = self.years {
            let year = c.founded[row] / 10_000;
            failed |= u8::from(!(from..=to).contains(&year)) * FOUNDED;
        }
        if let Some(wanted) = &self.evidence {
            failed |= u8::from(!wanted[c.evidence[row] as usize]) * EVIDENCE;
        }
        if let Some(found) = &self.text {
            failed |= u8::from(!found[row]) * TEXT;
        }
        failed
    }
}

/// Text as it is compared in searches: lower case without surrounding space.
pub(super) fn search_key(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The pinyin a name is found by: its syllables run together, a line break, their initials.
/// Characters without pinyin stand as they are, in lower case.
pub(super) fn pinyin_keys(name: &str) -> String {
    let (mut full, mut initials) = (String::new(), String::new());
    for c in name.chars() {
        match c.to_pinyin() {
            Some(pinyin) => {
                full.push_str(pinyin.plain());
                initials.push_str(pinyin.first_letter());
            }
            None if c.is_alphanumeric() => {
                full.extend(c.to_lowercase());
                initials.extend(c.to_lowercase());
            }
            None => {}
        }
    }
    format!("{full}\n{initials}")
}

/// Which rows hold `needle` (a [`search_key`]) in a name, its pinyin or the credit code.
fn matches(catalogue: &Catalogue, needle: &str) -> Vec<bool> {
    let c = &catalogue.columns;
    let mut found = vec![false; catalogue.len()];
    let insensitive = needle.bytes().any(|b| b.is_ascii_alphabetic());
    for column in [&c.name_zh, &c.short_name, &c.name_en, &c.former_names, &c.uscc, &c.pinyin] {
        let lowered;
        let haystack = if insensitive {
            lowered = column.buffer().to_ascii_lowercase();
            lowered.as_bytes()
        } else {
            column.buffer().as_bytes()
        };
        for start in memchr::memmem::find_iter(haystack, needle.as_bytes()) {
            let row = column.row_at(start);
            // A hit that runs into the next cell is none.
            if start + needle.len() <= column.end(row) {
                found[row] = true;
            }
        }
    }
    found
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
