//! A filter resolved against one catalogue: what each part says of 64 rows at a time.

use std::ops::Range;

use super::columns::{Columns, DistrictColumn};
use super::filter::{DistrictOf, Filter, TrackMode, search_key};
use super::repeated_column::{Codes, RepeatedColumn};
use super::{Catalogue, Evidence, PositionAccuracy, TrackSet};

/// The parts of a filter, by place.
pub(super) const TRACKS: usize = 0;
pub(super) const DISTRICTS: usize = 1;
pub(super) const FOUNDED: usize = 2;
pub(super) const EVIDENCE: usize = 3;
pub(super) const TEXT: usize = 4;
pub(super) const SERVES: usize = 5;
pub(super) const CAPITAL: usize = 6;
pub(super) const EMPLOYEES: usize = 7;
pub(super) const SEGMENTS: usize = 8;
pub(super) const STATUSES: usize = 9;
pub(super) const ACCURACY: usize = 10;
pub(super) const AS_OF: usize = 11;
/// How many parts there are.
pub(super) const PARTS: usize = 12;

pub(super) struct Plan<'a> {
    pub(super) columns: &'a Columns,
    pub(super) mode: TrackMode,
    pub(super) district_of: DistrictOf,
    /// The tracks that serve each area of finance, in the order of the taxonomy.
    pub(super) areas: Vec<TrackSet>,
    tracks: Option<TrackSet>,
    serves: Option<TrackSet>,
    /// By place in the column of districts.
    districts: Option<Vec<bool>>,
    /// First and last founding date, packed as in the column.
    founded: Option<(i32, i32)>,
    capital: Option<(f64, f64)>,
    employees: Option<(u32, u32)>,
    /// By code of the column, as are the three after it.
    segments: Option<Vec<bool>>,
    statuses: Option<Vec<bool>>,
    as_of: Option<Vec<bool>>,
    evidence: Option<[bool; 3]>,
    accuracy: Option<[bool; 5]>,
    text: Option<Vec<u64>>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(filter: &Filter, catalogue: &'a Catalogue) -> Plan<'a> {
        let (columns, taxonomy) = (&catalogue.columns, catalogue.taxonomy());
        // An id the taxonomy does not know selects nothing by itself; shells refuse it before it comes here.
        let tracks = chosen(&filter.tracks)
            .map(|ids| ids.iter().filter_map(|id| taxonomy.index_of(id)).fold(TrackSet::default(), TrackSet::with));
        let areas = taxonomy.finance_areas();
        let serves = chosen(&filter.serves).map(|names| {
            let served = areas.iter().filter(|(name, _)| names.iter().any(|n| n == name));
            TrackSet(served.fold(0, |set, (_, tracks)| set | tracks.0))
        });
        let column = columns.districts_of(filter.district_of);
        let districts = chosen(&filter.districts).map(|wanted| {
            column.codes().iter().map(|code| wanted.iter().any(|w| w.0 == *code && *code != 0)).collect()
        });
        let founded = (filter.founded_from.is_some() || filter.founded_to.is_some()).then(|| {
            // 0 is a row without a year.
            let (from, to) = (filter.founded_from.unwrap_or(1).max(1), filter.founded_to.unwrap_or(i32::MAX));
            (from.saturating_mul(10_000), to.saturating_mul(10_000).saturating_add(9_999))
        });
        let capital = (filter.capital_from_wan_cny.is_some() || filter.capital_below_wan_cny.is_some()).then(|| {
            (filter.capital_from_wan_cny.unwrap_or(0.0), filter.capital_below_wan_cny.unwrap_or(f64::INFINITY))
        });
        // The greatest number stands for rows without one, and so is never below the end.
        let employees = (filter.employees_from.is_some() || filter.employees_below.is_some())
            .then(|| (filter.employees_from.unwrap_or(0), filter.employees_below.unwrap_or(u32::MAX)));
        let needle = search_key(&filter.text);
        Plan {
            columns,
            mode: filter.track_mode,
            district_of: filter.district_of,
            areas: areas.into_iter().map(|(_, tracks)| tracks).collect(),
            tracks,
            serves,
            districts,
            founded,
            capital,
            employees,
            segments: codes(&columns.segment, &filter.segments),
            statuses: codes(&columns.status, &filter.statuses),
            as_of: codes(&columns.as_of, &filter.as_of),
            evidence: chosen(&filter.evidence).map(|wanted| Evidence::ALL.map(|e| wanted.contains(&e))),
            accuracy: chosen(&filter.accuracy).map(|wanted| PositionAccuracy::ALL.map(|a| wanted.contains(&a))),
            text: (!needle.is_empty()).then(|| columns.rows_named(&needle)),
        }
    }

    /// The column of the districts that are meant.
    pub(super) fn districts(&self) -> &'a DistrictColumn {
        self.columns.districts_of(self.district_of)
    }

    /// For up to 64 rows, the first in the lowest bit, whether each part of the filter holds.
    pub(super) fn parts(&self, rows: Range<usize>) -> [u64; PARTS] {
        let (c, all) = (self.columns, u64::MAX >> (64 - rows.len()));
        let mut parts = [all; PARTS];
        if let Some(wanted) = self.tracks {
            parts[TRACKS] = match self.mode {
                TrackMode::Any => c.tracks.any(rows.clone(), wanted),
                TrackMode::All => c.tracks.all(rows.clone(), wanted),
                TrackMode::Primary => word_of(&c.primary[rows.clone()], |p| *p < 64 && wanted.contains(*p as usize)),
            };
        }
        if let Some(wanted) = &self.districts {
            parts[DISTRICTS] = word_of(&self.districts().places()[rows.clone()], |place| wanted[*place as usize]);
        }
        if let Some((from, to)) = self.founded {
            parts[FOUNDED] = word_of(&c.founded[rows.clone()], |f| (from..=to).contains(f));
        }
        if let Some(wanted) = self.evidence {
            parts[EVIDENCE] = word_of(&c.evidence[rows.clone()], |e| wanted[*e as usize]);
        }
        if let Some(found) = &self.text {
            parts[TEXT] = found[rows.start / 64];
        }
        if let Some(wanted) = self.serves {
            parts[SERVES] = c.tracks.any(rows.clone(), wanted);
        }
        if let Some((from, below)) = self.capital {
            parts[CAPITAL] = word_of(&c.capital[rows.clone()], |v| *v >= from && *v < below);
        }
        if let Some((from, below)) = self.employees {
            parts[EMPLOYEES] = word_of(&c.employees[rows.clone()], |v| *v >= from && *v < below);
        }
        let coded = [
            (SEGMENTS, &self.segments, &c.segment),
            (STATUSES, &self.statuses, &c.status),
            (AS_OF, &self.as_of, &c.as_of),
        ];
        for (part, wanted, column) in coded {
            if let Some(wanted) = wanted {
                parts[part] = match column.codes() {
                    Codes::Bytes(codes) => word_of(&codes[rows.clone()], |code| wanted[usize::from(*code)]),
                    Codes::Shorts(codes) => word_of(&codes[rows.clone()], |code| wanted[usize::from(*code)]),
                    Codes::Words(codes) => word_of(&codes[rows.clone()], |code| wanted[*code as usize]),
                };
            }
        }
        if let Some(wanted) = self.accuracy {
            parts[ACCURACY] = word_of(&c.accuracy[rows], |a| wanted[*a as usize]);
        }
        parts
    }
}

fn chosen<T>(list: &[T]) -> Option<&[T]> {
    (!list.is_empty()).then_some(list)
}

/// Which codes of a column are wanted.
fn codes(column: &RepeatedColumn, wanted: &[String]) -> Option<Vec<bool>> {
    chosen(wanted).map(|wanted| column.values().iter().map(|value| wanted.contains(value)).collect())
}

/// Which of up to 64 cells hold, the first in the lowest bit. Cells become bytes, many at a time; then eight bytes at
/// a time become bits: the product brings the lowest bit of byte i to bit 56 + i.
#[inline(always)]
pub(super) fn word_of<T>(cells: &[T], holds: impl Fn(&T) -> bool) -> u64 {
    let mut bytes = [0u8; 64];
    bytes.iter_mut().zip(cells).for_each(|(byte, cell)| *byte = u8::from(holds(cell)));
    bytes.as_chunks::<8>().0.iter().enumerate().fold(0, |word, (i, eight)| {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word | bits << (8 * i)
    })
}
