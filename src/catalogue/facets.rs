//! Rows of each facet value that pass all *other* parts of the filter.

use super::columns::UNKNOWN_BIN;
use super::filter::{DistrictOf, Filter, TrackMode};
use super::filter_plan::{
    ACCURACY, AS_OF, CAPITAL, DISTRICTS, EMPLOYEES, EVIDENCE, FOUNDED, PARTS, Plan, SEGMENTS, SERVES, STATUSES, TRACKS,
};
use super::selection::bits;
use super::{Catalogue, Selection, columns};
use crate::geography::Adcode;

/// Rows of each facet value that pass all *other* parts of the filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacetCounts {
    /// By track index; a row counts for each of its tracks (or its primary one in [`TrackMode::Primary`]).
    pub tracks: Vec<usize>,
    /// By area of finance, in the order of `Taxonomy::finance_areas`; a row counts for each it serves.
    pub serves: Vec<usize>,
    /// By district, ascending by code; rows without a district come under `None`, first.
    pub districts: Vec<(Option<Adcode>, usize)>,
    /// By evidence, in the order of `Evidence::ALL`.
    pub evidence: [usize; 3],
    /// By accuracy, in the order of `PositionAccuracy::ALL`.
    pub accuracy: [usize; 5],
    /// By founding year, ascending; rows without a year come under `None`, first.
    pub founded: Vec<(Option<i32>, usize)>,
    /// By registered capital.
    pub capital: BinCounts,
    /// By number of employees.
    pub employees: BinCounts,
    /// By segment as written, most frequent first; «not stated» is the empty text.
    pub segments: Vec<(String, usize)>,
    /// By listing status, likewise.
    pub statuses: Vec<(String, usize)>,
    /// By date of the information, likewise.
    pub as_of: Vec<(String, usize)>,
}

/// Rows by half decade, see [`bin_start`]; unknown ones come under `None`, first.
pub type BinCounts = Vec<(Option<u8>, usize)>;

/// The least value of a half decade: 0, 1, 3, 10, 30, 100 ….
pub fn bin_start(bin: u8) -> f64 {
    match bin {
        0 => 0.0,
        bin => 10f64.powi(i32::from(bin - 1) / 2) * if bin % 2 == 1 { 1.0 } else { 3.0 },
    }
}

impl FacetCounts {
    /// How many of `rows` have each value, by the mode and district that `filter` says; nothing else of it counts.
    pub fn of_rows(catalogue: &Catalogue, rows: &Selection, filter: &Filter) -> FacetCounts {
        let bare = filter.bare();
        let plan = Plan::new(&bare, catalogue);
        let (_, found) = Selection::gather(catalogue.len(), |range, tally: &mut FacetTally| {
            let word = rows.word(range.start / 64);
            tally.add(range.start, &plan, &[word; PARTS]);
            word
        });
        FacetTally::total(found, filter.district_of, catalogue)
    }
}

/// Facet counts of some rows.
#[derive(Default)]
pub(super) struct FacetTally {
    tracks: Vec<usize>,
    serves: Vec<usize>,
    /// By place in the column of districts.
    districts: Vec<usize>,
    evidence: [usize; 3],
    accuracy: [usize; 5],
    /// By year, 0 for none.
    founded: Vec<usize>,
    /// By half decade.
    capital: Vec<usize>,
    employees: Vec<usize>,
    /// By code of the column.
    segments: Vec<usize>,
    statuses: Vec<usize>,
    as_of: Vec<usize>,
}

impl FacetTally {
    /// Counts up to 64 rows from `first`, of which `parts` of the filter hold.
    pub(super) fn add(&mut self, first: usize, plan: &Plan<'_>, parts: &[u64; PARTS]) {
        let c = plan.columns;
        let others = |part: usize| {
            let all = parts.iter().enumerate().filter(|(p, _)| *p != part).fold(u64::MAX, |all, (_, bits)| all & bits);
            bits(all).map(move |bit| first + bit)
        };
        for row in others(TRACKS) {
            if plan.mode == TrackMode::Primary {
                let primary = c.primary[row];
                (primary < 64).then(|| increment(&mut self.tracks, primary as usize));
            } else {
                c.tracks.get(row).iter().for_each(|t| increment(&mut self.tracks, t));
            }
        }
        for row in others(SERVES) {
            let served = plan.areas.iter().enumerate().filter(|(_, area)| area.0 & c.tracks.get(row).0 != 0);
            served.for_each(|(area, _)| increment(&mut self.serves, area));
        }
        let districts = plan.districts().places();
        others(DISTRICTS).for_each(|row| increment(&mut self.districts, districts[row] as usize));
        others(FOUNDED).for_each(|row| increment(&mut self.founded, (c.founded[row] / 10_000) as usize));
        others(EVIDENCE).for_each(|row| self.evidence[c.evidence[row] as usize] += 1);
        others(ACCURACY).for_each(|row| self.accuracy[c.accuracy[row] as usize] += 1);
        others(CAPITAL).for_each(|row| increment(&mut self.capital, c.capital_bin[row] as usize));
        others(EMPLOYEES).for_each(|row| increment(&mut self.employees, c.employees_bin[row] as usize));
        others(SEGMENTS).for_each(|row| increment(&mut self.segments, c.segment.code(row)));
        others(STATUSES).for_each(|row| increment(&mut self.statuses, c.status.code(row)));
        others(AS_OF).for_each(|row| increment(&mut self.as_of, c.as_of.code(row)));
    }

    fn lists(&mut self) -> [&mut Vec<usize>; 9] {
        [
            &mut self.tracks,
            &mut self.serves,
            &mut self.districts,
            &mut self.founded,
            &mut self.capital,
            &mut self.employees,
            &mut self.segments,
            &mut self.statuses,
            &mut self.as_of,
        ]
    }

    fn merge(&mut self, mut other: FacetTally) {
        for (all, some) in self.lists().into_iter().zip(other.lists()) {
            all.resize(all.len().max(some.len()), 0);
            all.iter_mut().zip(some).for_each(|(all, some)| *all += *some);
        }
        self.evidence.iter_mut().zip(other.evidence).for_each(|(all, some)| *all += some);
        self.accuracy.iter_mut().zip(other.accuracy).for_each(|(all, some)| *all += some);
    }

    /// What several tallies make together.
    pub(super) fn total(found: Vec<FacetTally>, district_of: DistrictOf, catalogue: &Catalogue) -> FacetCounts {
        let mut all = FacetTally::default();
        found.into_iter().for_each(|tally| all.merge(tally));
        all.tracks.resize(catalogue.taxonomy().len(), 0);
        all.serves.resize(catalogue.taxonomy().finance_areas().len(), 0);
        let c = &catalogue.columns;
        let places = c.districts_of(district_of).codes().iter().zip(all.districts).filter(|(_, n)| *n > 0);
        let mut districts: Vec<_> = places.map(|(code, n)| (columns::adcode(*code), n)).collect();
        districts.sort_unstable();
        let years = all.founded.into_iter().enumerate().filter(|(_, n)| *n > 0);
        FacetCounts {
            tracks: all.tracks,
            serves: all.serves,
            districts,
            evidence: all.evidence,
            accuracy: all.accuracy,
            founded: years.map(|(year, n)| ((year != 0).then_some(year as i32), n)).collect(),
            capital: bins(&all.capital),
            employees: bins(&all.employees),
            segments: named(c.segment.values(), all.segments),
            statuses: named(c.status.values(), all.statuses),
            as_of: named(c.as_of.values(), all.as_of),
        }
    }
}

fn increment(counts: &mut Vec<usize>, place: usize) {
    if place >= counts.len() {
        counts.resize(place + 1, 0);
    }
    counts[place] += 1;
}

fn bins(counts: &[usize]) -> BinCounts {
    let all = counts.iter().enumerate().filter(|(_, n)| **n > 0);
    let mut bins: Vec<_> = all.map(|(bin, n)| (Some(bin as u8).filter(|b| *b != UNKNOWN_BIN), *n)).collect();
    bins.sort_unstable();
    bins
}

fn named(values: &[String], counts: Vec<usize>) -> Vec<(String, usize)> {
    let mut named: Vec<_> = values.iter().cloned().zip(counts).filter(|(_, n)| *n > 0).collect();
    named.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::sample;

    #[test]
    fn of_rows_counts_what_a_filter_by_those_rows_would() {
        let catalogue = sample::catalogue();
        let filter = Filter { founded_from: Some(2012), ..Filter::default() };
        let (selection, under_others) = filter.facets(&catalogue);
        let counted = FacetCounts::of_rows(&catalogue, &selection, &Filter::default());
        // Only the facet of years leaves the years aside.
        let known: usize = counted.founded.iter().map(|(_, n)| n).sum();
        assert_eq!(known, selection.count());
        assert!(counted.founded.iter().all(|(year, _)| year.is_some_and(|y| y >= 2012)));
        assert_eq!(FacetCounts { founded: under_others.founded.clone(), ..counted }, under_others);
    }
}
