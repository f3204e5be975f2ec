//! Which enterprises are meant: the filter, the rows it keeps, and the counts of each facet under the others.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::selection::bits;
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

impl Filter {
    /// Whether it keeps every row.
    pub fn is_empty(&self) -> bool {
        self == &Filter { track_mode: self.track_mode, ..Filter::default() }
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
        let mut all = FacetTally::default();
        found.iter().for_each(|tally| all.merge(tally));
        all.tracks.resize(catalogue.taxonomy().len(), 0);
        let places = catalogue.columns.district_codes.iter().zip(all.districts).filter(|(_, n)| *n > 0);
        let mut districts: Vec<_> = places.map(|(code, n)| ((*code != 0).then_some(Adcode(*code)), n)).collect();
        districts.sort_unstable();
        let founded = all.founded.into_iter().map(|(year, n)| ((year != 0).then_some(year), n)).collect();
        (selection, FacetCounts { tracks: all.tracks, districts, evidence: all.evidence, founded })
    }
}

/// Facet counts of some rows.
#[derive(Default)]
struct FacetTally {
    tracks: Vec<usize>,
    /// By place in `Columns::district_codes`.
    districts: Vec<usize>,
    evidence: [usize; 3],
    founded: BTreeMap<i32, usize>,
}

impl FacetTally {
    /// Counts up to 64 rows from `first`, of which `parts` of the filter hold.
    fn add(&mut self, first: usize, plan: &Plan<'_>, parts: &[u64; 5]) {
        let c = plan.columns;
        let others = |part: usize| {
            let all = parts.iter().enumerate().filter(|(p, _)| *p != part).fold(u64::MAX, |all, (_, bits)| all & bits);
            bits(all).map(|bit| first + bit)
        };
        for row in others(TRACKS) {
            if plan.mode == TrackMode::Primary {
                let primary = c.primary[row];
                (primary < 64).then(|| increment(&mut self.tracks, primary as usize));
            } else {
                c.tracks[row].iter().for_each(|t| increment(&mut self.tracks, t));
            }
        }
        others(DISTRICTS).for_each(|row| increment(&mut self.districts, c.district_place[row] as usize));
        others(FOUNDED).for_each(|row| *self.founded.entry(c.founded[row] / 10_000).or_default() += 1);
        others(EVIDENCE).for_each(|row| self.evidence[c.evidence[row] as usize] += 1);
    }

    fn merge(&mut self, other: &FacetTally) {
        for (all, some) in [(&mut self.tracks, &other.tracks), (&mut self.districts, &other.districts)] {
            all.resize(all.len().max(some.len()), 0);
            all.iter_mut().zip(some).for_each(|(all, some)| *all += some);
        }
        self.evidence.iter_mut().zip(other.evidence).for_each(|(all, some)| *all += some);
        other.founded.iter().for_each(|(year, n)| *self.founded.entry(*year).or_default() += n);
    }
}

fn increment(counts: &mut Vec<usize>, place: usize) {
    if place >= counts.len() {
        counts.resize(place + 1, 0);
    }
    counts[place] += 1;
}

/// The parts of a filter, by place.
const TRACKS: usize = 0;
const DISTRICTS: usize = 1;
const FOUNDED: usize = 2;
const EVIDENCE: usize = 3;

/// A filter resolved against one catalogue.
struct Plan<'a> {
    columns: &'a super::columns::Columns,
    mode: TrackMode,
    tracks: Option<TrackSet>,
    districts: Option<Vec<u32>>,
    /// First and last founding date, packed as in the column.
    founded: Option<(i32, i32)>,
    evidence: Option<[bool; 3]>,
    text: Option<Vec<u64>>,
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
        let founded = (filter.founded_from.is_some() || filter.founded_to.is_some()).then(|| {
            // 0 is a row without a year.
            let (from, to) = (filter.founded_from.unwrap_or(1).max(1), filter.founded_to.unwrap_or(i32::MAX));
            (from.saturating_mul(10_000), to.saturating_mul(10_000).saturating_add(9_999))
        });
        let evidence = (!filter.evidence.is_empty()).then(|| Evidence::ALL.map(|e| filter.evidence.contains(&e)));
        let needle = search_key(&filter.text);
        let text = (!needle.is_empty()).then(|| catalogue.columns.names.rows_with(&needle));
        Plan { columns: &catalogue.columns, mode: filter.track_mode, tracks, districts, founded, evidence, text }
    }

    /// For up to 64 rows, the first in the lowest bit, whether each part of the filter holds.
    fn parts(&self, rows: Range<usize>) -> [u64; 5] {
        let (c, all) = (self.columns, u64::MAX >> (64 - rows.len()));
        let word = rows.start / 64;
        let tracks = self.tracks.map_or(all, |wanted| match self.mode {
            TrackMode::Any => word_of(&c.tracks[rows.clone()], |t| t.0 & wanted.0 != 0),
            TrackMode::All if wanted.is_empty() => 0,
            TrackMode::All => word_of(&c.tracks[rows.clone()], |t| t.0 & wanted.0 == wanted.0),
            TrackMode::Primary => word_of(&c.primary[rows.clone()], |p| *p < 64 && wanted.contains(*p as usize)),
        });
        let districts =
            self.districts.as_ref().map_or(all, |wanted| word_of(&c.district[rows.clone()], |d| wanted.contains(d)));
        let founded =
            self.founded.map_or(all, |(from, to)| word_of(&c.founded[rows.clone()], |f| (from..=to).contains(f)));
        let evidence = self.evidence.map_or(all, |wanted| word_of(&c.evidence[rows.clone()], |e| wanted[*e as usize]));
        [tracks, districts, founded, evidence, self.text.as_ref().map_or(all, |found| found[word])]
    }
}

/// Which of up to 64 cells hold, the first in the lowest bit. Cells become bytes, many at a time; then eight bytes at
/// a time become bits: the product brings the lowest bit of byte i to bit 56 + i.
#[inline(always)]
fn word_of<T>(cells: &[T], holds: impl Fn(&T) -> bool) -> u64 {
    let mut bytes = [0u8; 64];
    bytes.iter_mut().zip(cells).for_each(|(byte, cell)| *byte = u8::from(holds(cell)));
    bytes.as_chunks::<8>().0.iter().enumerate().fold(0, |word, (i, eight)| {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word | bits << (8 * i)
    })
}

/// Text as it is compared in searches: lower case without surrounding space.
pub(super) fn search_key(text: &str) -> String {
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
