//! Enterprises by district × track.
//!
//! A district is the one the atlas counts an enterprise in (office, else register). An enterprise may have several
//! tracks; [`Counting`] says what it gives to each. The tests need a convention under which an enterprise gives 1
//! in all, so full counting has none.
//!
//! Cost: one pass over the selected rows for a counter a kind of row, then one over the kinds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::weights::{Ratio, Weights};
use crate::catalogue::{Catalogue, Row, Selection};
use crate::geography::Adcode;
use crate::language::Message;

/// What an enterprise with several tracks gives to each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counting {
    /// 1 to each: sums pass the number of enterprises, cells depend on each other, and no test is made.
    Full,
    /// 1 to its primary track.
    Primary,
    /// Its share to each: stated weights, else 1/k to each of k tracks.
    #[default]
    Fractional,
}

impl Counting {
    /// All, in the order of menus.
    pub const ALL: [Counting; 3] = [Counting::Fractional, Counting::Primary, Counting::Full];

    /// The word in files and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Counting::Full => "full",
            Counting::Primary => "primary",
            Counting::Fractional => "fractional",
        }
    }

    /// The convention a file's word stands for.
    pub fn from_code(code: &str) -> Option<Counting> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }

    /// Its name and, as the message's hint, what it means.
    pub fn name(self) -> Message {
        Message::new(match self {
            Counting::Full => "statistics-counting-full",
            Counting::Primary => "statistics-counting-primary",
            Counting::Fractional => "statistics-counting-fractional",
        })
    }
}

/// What one district holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DistrictCounts {
    /// The district; `None` where it is not known.
    pub district: Option<Adcode>,
    /// Enterprises, with a track or without.
    pub firms: u64,
    /// Enterprises without a track.
    pub without_track: u64,
    /// By track index: enterprises that have the track.
    pub full: Vec<u64>,
    /// By track index: enterprises whose primary track it is.
    pub primary: Vec<u64>,
    /// By track index: the enterprises that have the track, by the share they give it.
    pub weights: Vec<Weights>,
}

impl DistrictCounts {
    /// A district without enterprises, of a taxonomy of `tracks` tracks.
    pub fn empty(district: Option<Adcode>, tracks: usize) -> DistrictCounts {
        DistrictCounts {
            district,
            full: vec![0; tracks],
            primary: vec![0; tracks],
            weights: vec![Weights::default(); tracks],
            ..DistrictCounts::default()
        }
    }

    /// Enterprises with at least one track: the base n_d of shares and tests.
    pub fn tracked(&self) -> u64 {
        self.firms - self.without_track
    }

    /// What the track counts here.
    pub fn cell(&self, track: usize, counting: Counting) -> f64 {
        match counting {
            Counting::Full => self.full[track] as f64,
            Counting::Primary => self.primary[track] as f64,
            Counting::Fractional => self.weights[track].sum(),
        }
    }

    /// What all tracks count here: under primary and fractional counting [`DistrictCounts::tracked`].
    pub fn total(&self, counting: Counting) -> f64 {
        match counting {
            Counting::Full => self.full.iter().sum::<u64>() as f64,
            Counting::Primary | Counting::Fractional => self.tracked() as f64,
        }
    }
}

/// The table of district × track, and what does not fit in it.
#[derive(Clone, Debug, PartialEq)]
pub struct CountTable {
    /// The districts that hold a selected enterprise, ascending.
    pub districts: Vec<DistrictCounts>,
    /// The rows whose district is not known.
    pub unplaced: DistrictCounts,
    /// Number of tracks of the taxonomy.
    pub tracks: usize,
}

impl CountTable {
    /// Selected enterprises, placed or not.
    pub fn firms(&self) -> u64 {
        self.unplaced.firms + self.districts.iter().map(|d| d.firms).sum::<u64>()
    }

    /// Selected enterprises without a track, placed or not.
    pub fn without_track(&self) -> u64 {
        self.unplaced.without_track + self.districts.iter().map(|d| d.without_track).sum::<u64>()
    }

    /// What a district holds, if it holds anything.
    pub fn district(&self, district: Adcode) -> Option<&DistrictCounts> {
        self.districts.binary_search_by_key(&Some(district), |d| d.district).ok().map(|i| &self.districts[i])
    }

    /// The base of shares and tests: enterprises with a district and a track, N.
    pub fn base(&self) -> u64 {
        self.districts.iter().map(DistrictCounts::tracked).sum()
    }

    /// The enterprises of a track over all known districts, by what they give under `counting`; full counting
    /// gives 1 each.
    pub fn track_weights(&self, track: usize, counting: Counting) -> Weights {
        match counting {
            Counting::Full => Weights::ones(self.districts.iter().map(|d| d.full[track]).sum()),
            Counting::Primary => Weights::ones(self.districts.iter().map(|d| d.primary[track]).sum()),
            Counting::Fractional => self.districts.iter().fold(Weights::default(), |mut all, d| {
                all.merge(&d.weights[track]);
                all
            }),
        }
    }
}

/// Counts the selected rows of a catalogue: rows that are alike are counted first, then added up.
pub fn count(catalogue: &Catalogue, selection: &Selection) -> CountTable {
    let tracks = catalogue.taxonomy().len();
    let mut all = Tally::new(catalogue.districts().count(), tracks);
    catalogue.kinds(selection).into_iter().for_each(|(row, n)| all.add(row, n));
    let mut districts: Vec<DistrictCounts> =
        catalogue.districts().enumerate().map(|(place, district)| all.district(place, district)).collect();
    districts.sort_by_key(|d| d.district);
    let first_placed = districts.partition_point(|d| d.district.is_none());
    let mut placed = districts.split_off(first_placed);
    placed.retain(|d| d.firms > 0);
    let unplaced = districts.pop().unwrap_or_else(|| DistrictCounts::empty(None, tracks));
    CountTable { districts: placed, unplaced, tracks }
}

/// The counters while kinds of rows go by.
struct Tally {
    tracks: usize,
    /// By place of the district, `1 + tracks` each: enterprises by primary track, those without a track last.
    primary: Vec<u64>,
    /// By place of the district, `tracks × tracks` each: enterprises of track t with k equal tracks at
    /// `t * tracks + k - 1`.
    equal: Vec<u64>,
    /// By place and track: enterprises with another share than that, and their shares.
    stated: BTreeMap<(usize, usize), Weights>,
}

impl Tally {
    fn new(places: usize, tracks: usize) -> Tally {
        Tally {
            tracks,
            primary: vec![0; places * (tracks + 1)],
            equal: vec![0; places * tracks * tracks],
            stated: BTreeMap::new(),
        }
    }

    /// Adds `n` rows like this one.
    fn add(&mut self, row: Row<'_>, n: u64) {
        let (place, set) = (row.district_place(), row.tracks());
        self.primary[place * (self.tracks + 1) + row.primary_track().unwrap_or(self.tracks)] += n;
        let k = set.len() as usize;
        let equal = &mut self.equal[place * self.tracks * self.tracks..][..self.tracks * self.tracks];
        if !row.has_stated_shares() {
            set.iter().for_each(|track| equal[track * self.tracks + k - 1] += n);
            return;
        }
        for (track, share) in row.track_shares() {
            if share == 1.0 / k as f64 {
                equal[track * self.tracks + k - 1] += n;
            } else {
                self.stated.entry((place, track)).or_default().add_weight(share, n);
            }
        }
    }

    /// What the district at a place holds.
    fn district(&self, place: usize, district: Option<Adcode>) -> DistrictCounts {
        let tracks = self.tracks;
        let mut counts = DistrictCounts::empty(district, tracks);
        let primary = &self.primary[place * (tracks + 1)..][..=tracks];
        counts.without_track = primary[tracks];
        counts.firms = primary.iter().sum();
        counts.primary = primary[..tracks].to_vec();
        for (track, weights) in counts.weights.iter_mut().enumerate() {
            let equal = &self.equal[(place * tracks + track) * tracks..][..tracks];
            for (k, n) in equal.iter().enumerate() {
                weights.add(Ratio::one_of(k as u32 + 1), *n);
            }
            if let Some(stated) = self.stated.get(&(place, track)) {
                weights.merge(stated);
            }
            counts.full[track] = weights.count();
        }
        counts
    }
}
