//! The numbers of one district, worked out once for all sections.

use super::{COUNTING, Context, ProfileError};
use crate::catalogue::{Evidence, Filter, PositionAccuracy, Row};
use crate::geography::{Adcode, District};
use crate::statistics::{By, StatRow, stats};

/// The numbers of one district beside those of the city.
#[derive(Clone, Debug)]
pub struct Portrait<'a> {
    /// What it was made from.
    pub context: &'a Context<'a>,
    /// The district.
    pub district: &'a District,
    /// Its selected rows, ascending by id.
    pub rows: Vec<Row<'a>>,
    /// A row for each district of the pack and of the data, then the rows without one.
    pub districts: Vec<StatRow>,
    /// A row for each district and track of the city.
    pub cells: Vec<StatRow>,
    /// Its tracks, in the order of the taxonomy.
    pub tracks: Vec<TrackPortrait<'a>>,
}

/// One track in the district beside the same track in the city.
#[derive(Clone, Debug)]
pub struct TrackPortrait<'a> {
    /// Index in the taxonomy.
    pub index: usize,
    /// The track.
    pub track: &'a crate::catalogue::Track,
    /// Its row of `statistics`.
    pub stat: StatRow,
    /// Enterprises with a known district that have the track.
    pub city_count: u64,
    /// Its share of the enterprises with a known district, 0 to 1: what `stat.share` is compared with.
    pub city_share: Option<f64>,
}

impl<'a> Portrait<'a> {
    /// Counts a district of the pack.
    pub fn new(context: &'a Context<'a>, adcode: Adcode) -> Result<Portrait<'a>, ProfileError> {
        let district = context.pack.district(adcode).ok_or(ProfileError::UnknownDistrict(adcode))?;
        let (catalogue, selection) = (context.catalogue, context.selection);
        let areas: Vec<(Adcode, f64)> = context.pack.districts.iter().map(|d| (d.adcode, d.land_area_km2)).collect();
        let rows = selection
            .iter()
            .take_while(|row| *row < catalogue.len())
            .map(|row| catalogue.row(row))
            .filter(|row| row.district() == Some(adcode))
            .collect();
        let cells = stats(catalogue, selection, By::DistrictTrack, COUNTING, &areas);
        let tracks = catalogue.taxonomy().tracks().iter().enumerate();
        let tracks = tracks.filter_map(|(index, track)| {
            let of_track = || cells.iter().filter(|c| c.district.is_some() && c.track.as_deref() == Some(&track.id));
            let stat = of_track().find(|c| c.district == Some(adcode))?.clone();
            let city: f64 = of_track().map(|c| c.fractional).sum();
            Some(TrackPortrait {
                index,
                track,
                city_count: of_track().map(|c| c.count).sum(),
                city_share: (stat.base > 0).then(|| city / stat.base as f64),
                stat,
            })
        });
        let tracks = tracks.collect();
        Ok(Portrait {
            context,
            district,
            rows,
            tracks,
            cells,
            districts: stats(catalogue, selection, By::District, COUNTING, &areas),
        })
    }

    /// The track of an id.
    pub fn track(&self, id: &str) -> Option<&TrackPortrait<'a>> {
        self.tracks.iter().find(|t| t.track.id == id)
    }

    /// The tracks that occur here, the largest share first; ties in the order of the taxonomy.
    pub fn tracks_by_share(&self) -> Vec<&TrackPortrait<'a>> {
        let mut tracks: Vec<_> = self.tracks.iter().filter(|t| t.stat.count > 0).collect();
        tracks.sort_by(|a, b| b.stat.fractional.total_cmp(&a.stat.fractional).then(a.index.cmp(&b.index)));
        tracks
    }

    /// The enterprises of a track here, as a filter.
    pub fn rows_of(&self, track: &str) -> Filter {
        Filter { districts: vec![self.district.adcode], tracks: vec![track.to_owned()], ..Filter::default() }
    }

    /// Rows drawn as a point.
    pub fn drawn(&self) -> usize {
        self.rows.iter().filter(|r| r.position().is_some()).count()
    }

    /// Rows of an accuracy.
    pub fn of_accuracy(&self, accuracy: PositionAccuracy) -> usize {
        self.rows.iter().filter(|r| r.position_accuracy() == accuracy).count()
    }

    /// Rows with what stands behind them.
    pub fn of_evidence(&self, evidence: Evidence) -> usize {
        self.rows.iter().filter(|r| r.evidence() == evidence).count()
    }

    /// Selected enterprises whose district is known.
    pub fn placed(&self) -> u64 {
        self.districts.iter().filter(|d| d.district.is_some()).map(|d| d.count).sum()
    }

    /// Selected enterprises whose district is not known.
    pub fn unplaced(&self) -> u64 {
        self.context.selection.count() as u64 - self.placed()
    }

    /// The district's share of the enterprises whose district is known, 0 to 1.
    pub fn share_of_city(&self) -> Option<f64> {
        let placed = self.placed();
        (placed > 0).then(|| self.rows.len() as f64 / placed as f64)
    }

    /// Enterprises per km² of land.
    pub fn density_per_km2(&self) -> Option<f64> {
        self.here()?.density_per_km2
    }

    /// Enterprises per km² of land of all districts of the pack.
    pub fn city_density_per_km2(&self) -> Option<f64> {
        let area: f64 = self.context.pack.districts.iter().map(|d| d.land_area_km2).sum();
        let in_pack = |d: &&StatRow| d.district.is_some_and(|code| self.context.pack.district(code).is_some());
        let count: u64 = self.districts.iter().filter(in_pack).map(|d| d.count).sum();
        (area > 0.0).then(|| count as f64 / area)
    }

    /// The place of the district among all by `value`, from 1, and of how many; districts that tie share a place.
    pub fn rank(&self, value: impl Fn(&StatRow) -> Option<f64>) -> Option<(usize, usize)> {
        let own = value(self.here()?)?;
        let values: Vec<f64> = self.districts.iter().filter(|d| d.district.is_some()).filter_map(value).collect();
        Some((1 + values.iter().filter(|v| **v > own).count(), values.len()))
    }

    fn here(&self) -> Option<&StatRow> {
        self.districts.iter().find(|d| d.district == Some(self.district.adcode))
    }
}
