//! The statistics of a selection, a row a district, a track, or a district × track: what `hujin stats` prints.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::counting::{CountTable, Counting, DistrictCounts, count};
use super::density::density_per_km2;
use super::detectable::detectable_lq;
use super::exact_test::{RandomLabelling, TestMethod};
use super::location_quotient::{IntervalMethod, location_quotient, quotient};
use super::multiple_testing::benjamini_hochberg;
use super::share::{share, share_interval};
use crate::catalogue::{Catalogue, Selection};
use crate::geography::Adcode;

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// A district.
    District,
    /// A track.
    Track,
    /// A track in a district.
    DistrictTrack,
}

impl By {
    /// The words `district`, `track`, `district,track` of the command line.
    pub fn from_code(code: &str) -> Option<By> {
        match code {
            "district" => Some(By::District),
            "track" => Some(By::Track),
            "district,track" => Some(By::DistrictTrack),
            _ => None,
        }
    }
}

/// One row. What is undefined is `None`, in JSON null.
///
/// «What it counts» is the number in the row's counting: `count` under full and primary counting, `fractional` under
/// fractional; rows by district count every enterprise once.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatRow {
    /// The district; `None` in rows by track, and for enterprises whose district is not known.
    pub district: Option<Adcode>,
    /// Id of the track; `None` in rows by district, and for enterprises without a track in rows by track.
    pub track: Option<String>,
    /// Enterprises that have the track (under primary counting: as their primary one); by district, enterprises.
    pub count: u64,
    /// The sum of their shares in the track; by district, of all tracks: the enterprises with a track.
    pub fractional: f64,
    /// What it counts, over: by district, all selected enterprises; by track, all tracks; by both, the district.
    pub share: Option<f64>,
    /// Lower end of the 95 % interval of the share of a track in a district; none under full counting, where what is
    /// shared out is no number of enterprises.
    pub share_low: Option<f64>,
    /// Upper end.
    pub share_high: Option<f64>,
    /// What it counts per km² of land of the district; by track, of all districts with an area, counting those only.
    pub density_per_km2: Option<f64>,
    /// Location quotient, 1 = as in the city.
    pub lq: Option<f64>,
    /// Lower end of its 95 % interval; none under full counting.
    pub lq_low: Option<f64>,
    /// Upper end.
    pub lq_high: Option<f64>,
    /// How the interval was worked out.
    pub lq_interval: Option<IntervalMethod>,
    /// What it would count if the district had the city's shares.
    pub expected: Option<f64>,
    /// Two-sided p of the exact test; none under full counting. [`super::null_distribution`] defines two-sided.
    pub p: Option<f64>,
    /// One-sided p for «more than by chance».
    pub p_over: Option<f64>,
    /// One-sided p for «fewer than by chance».
    pub p_under: Option<f64>,
    /// Benjamini–Hochberg q of `p` over the rows of this table.
    pub q: Option<f64>,
    /// How p was worked out.
    pub test: Option<TestMethod>,
    /// The least location quotient noticed with 80 % probability, one-sided at 5 %.
    pub detectable_lq: Option<f64>,
    /// Enterprises of the district with a track, n.
    pub n: Option<u64>,
    /// Enterprises with a district and a track, N.
    pub base: u64,
    /// The convention of this row.
    pub counting: Counting,
}

/// The statistics of the selected rows.
///
/// `areas` are districts and their land in km². Districts it names are listed even when empty; districts it does not
/// name have no density. Rows are in order of district code, then of the taxonomy; what has no district or no track
/// comes last, if there is any. The quotients compare within the selection: select by time or evidence, not by the
/// track that is to be compared.
///
/// Cost: one pass over the rows, then one null distribution a cell.
pub fn stats(
    catalogue: &Catalogue,
    selection: &Selection,
    by: By,
    counting: Counting,
    areas: &[(Adcode, f64)],
) -> Vec<StatRow> {
    let table = counted(catalogue, selection, areas);
    let ids: Vec<&str> = catalogue.taxonomy().tracks().iter().map(|t| t.id.as_str()).collect();
    let context = Context { table: &table, ids: &ids, counting, areas: areas.iter().copied().collect() };
    match by {
        By::District => context.by_district(),
        By::Track => context.by_track(),
        By::DistrictTrack => context.by_both(),
    }
}

/// The counts of the selected rows, the districts of `areas` among them even when empty.
pub fn counted(catalogue: &Catalogue, selection: &Selection, areas: &[(Adcode, f64)]) -> CountTable {
    let mut table = count(catalogue, selection);
    for (district, _) in areas {
        if let Err(at) = table.districts.binary_search_by_key(&Some(*district), |d| d.district) {
            table.districts.insert(at, DistrictCounts::empty(Some(*district), table.tracks));
        }
    }
    table
}

struct Context<'a> {
    table: &'a CountTable,
    ids: &'a [&'a str],
    counting: Counting,
    areas: BTreeMap<Adcode, f64>,
}

impl Context<'_> {
    fn row(&self, district: Option<Adcode>, track: Option<usize>) -> StatRow {
        StatRow {
            district,
            track: track.and_then(|t| self.ids.get(t)).map(|id| (*id).to_owned()),
            count: 0,
            fractional: 0.0,
            share: None,
            share_low: None,
            share_high: None,
            density_per_km2: None,
            lq: None,
            lq_low: None,
            lq_high: None,
            lq_interval: None,
            expected: None,
            p: None,
            p_over: None,
            p_under: None,
            q: None,
            test: None,
            detectable_lq: None,
            n: None,
            base: self.table.base(),
            counting: self.counting,
        }
    }

    /// The districts, then the rows without one if there are any.
    fn places(&self) -> impl Iterator<Item = &DistrictCounts> {
        let unplaced = Some(&self.table.unplaced).filter(|d| d.firms > 0);
        self.table.districts.iter().chain(unplaced)
    }

    fn count(&self, counts: &DistrictCounts, track: usize) -> u64 {
        if self.counting == Counting::Primary { counts.primary[track] } else { counts.full[track] }
    }

    fn density(&self, district: Option<Adcode>, count: f64) -> Option<f64> {
        district.and_then(|d| self.areas.get(&d)).and_then(|area| density_per_km2(count, *area))
    }

    fn by_district(&self) -> Vec<StatRow> {
        let firms = self.table.firms() as f64;
        self.places()
            .map(|d| StatRow {
                count: d.firms,
                fractional: d.tracked() as f64,
                share: share(d.firms as f64, firms),
                density_per_km2: self.density(d.district, d.firms as f64),
                n: d.district.map(|_| d.tracked()),
                ..self.row(d.district, None)
            })
            .collect()
    }

    fn by_track(&self) -> Vec<StatRow> {
        let land: f64 = self.areas.values().sum();
        let everything: f64 = self.places().map(|d| d.total(self.counting)).sum();
        let listed = |d: &&DistrictCounts| d.district.is_some_and(|d| self.areas.contains_key(&d));
        let sum_of = |t: usize| self.places().map(|d| d.cell(t, self.counting)).sum::<f64>();
        let tracks = (0..self.table.tracks).map(|t| StatRow {
            count: self.places().map(|d| self.count(d, t)).sum(),
            fractional: self.places().map(|d| d.cell(t, Counting::Fractional)).sum(),
            share: share(sum_of(t), everything),
            density_per_km2: density_per_km2(
                self.places().filter(listed).map(|d| d.cell(t, self.counting)).sum(),
                land,
            ),
            ..self.row(None, Some(t))
        });
        let without = self.table.without_track();
        let without = (without > 0).then(|| StatRow { count: without, ..self.row(None, None) });
        tracks.chain(without).collect()
    }

    fn by_both(&self) -> Vec<StatRow> {
        let sizes: Vec<u64> = self.table.districts.iter().map(DistrictCounts::tracked).collect();
        // A track at a time, in parallel; each row is worked out by itself, so the order of work cannot matter.
        let columns: Vec<Vec<StatRow>> = (0..self.table.tracks)
            .into_par_iter()
            .map(|t| {
                let weights = self.table.track_weights(t, self.counting);
                let labelling = RandomLabelling::new(self.table.base(), weights, &sizes);
                self.places().map(|d| self.cell(d, t, &labelling)).collect()
            })
            .collect();
        let places = self.places().count();
        let mut rows: Vec<StatRow> =
            (0..places).flat_map(|d| columns.iter().map(move |column| column[d].clone())).collect();
        let p: Vec<Option<f64>> = rows.iter().map(|r| r.p).collect();
        rows.iter_mut().zip(benjamini_hochberg(&p)).for_each(|(row, q)| row.q = q);
        rows
    }

    fn cell(&self, d: &DistrictCounts, track: usize, labelling: &RandomLabelling) -> StatRow {
        let x = d.cell(track, self.counting);
        let total = d.total(self.counting);
        let mut row = StatRow {
            count: self.count(d, track),
            fractional: d.cell(track, Counting::Fractional),
            share: share(x, total),
            density_per_km2: self.density(d.district, x),
            ..self.row(d.district, Some(track))
        };
        if d.district.is_none() {
            return row;
        }
        row.n = Some(d.tracked());
        if self.counting == Counting::Full {
            let city: f64 = self.table.districts.iter().map(|d| d.total(Counting::Full)).sum();
            let track_total = labelling.expected(labelling.population());
            row.lq = quotient(x, total, track_total, city);
            row.expected = share(track_total, city).map(|s| s * total);
            return row;
        }
        if let Some([low, high]) = share_interval(x, total) {
            (row.share_low, row.share_high) = (Some(low), Some(high));
        }
        let track_total = labelling.expected(labelling.population());
        row.expected = (labelling.population() > 0).then(|| labelling.expected(d.tracked()));
        if let Some(lq) = location_quotient(x, total, track_total, labelling.population() as f64) {
            (row.lq, row.lq_low, row.lq_high) = (Some(lq.lq), Some(lq.low), Some(lq.high));
            row.lq_interval = Some(lq.method);
            let null = labelling.null(d.tracked());
            let tails = null.tails(x);
            (row.p, row.p_over, row.p_under) = (Some(tails.two_sided), Some(tails.upper), Some(tails.lower));
            row.test = Some(labelling.method(&null));
            row.detectable_lq = detectable_lq(&null);
        }
        row
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
