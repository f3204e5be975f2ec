//! What the layers need to know of the enterprises, worked out once for a filter and a few settings.
//!
//! [`Wanted`] is the question, [`Numbers`] the answer; a pure function between them, run on a worker by the window
//! and in place by the command line. Parts of the last answer whose question is the same are taken over.

use std::cell::OnceCell;
use std::sync::Arc;

use super::choropleth::Measure;
use super::density::{DensityPicture, DensityWanted};
use super::grid::{Grid, GridWanted};
use super::hot_areas::{HotAreas, HotAreasWanted};
use super::named_clusters::{ClustersWanted, NamedClusters};
use super::relative_risk::{RiskPicture, RiskWanted};
use super::{Controls, LAYERS, Layer, Settings};
use crate::catalogue::{Brush, BrushBase, Catalogue, FacetCounts, Filter, Selection, TrackSet};
use crate::geography::{Pack, Plane};
use crate::spatial::clusters::ClusterIndex;
use crate::statistics::location_quotient::{LocationQuotient, location_quotient};
use crate::statistics::{By, Counting, StatRow, stats};

/// The question: equal questions have equal answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Generation of the catalogue.
    pub generation: u64,
    /// Which enterprises.
    pub filter: Filter,
    /// What is selected among them.
    pub brush: Option<Brush>,
    /// What the districts' colours say.
    pub measure: Measure,
    /// The density asked for, if its layer is shown.
    pub density: Option<DensityWanted>,
    /// The relative risk of a track asked for, if its layer is shown.
    pub risk: Option<RiskWanted>,
    /// The hot areas asked for, if their layer is shown.
    pub hot_areas: Option<HotAreasWanted>,
    /// The grid asked for, if its layer is shown.
    pub grid: Option<GridWanted>,
    /// The named clusters asked for, if their layer is shown.
    pub named_clusters: Option<ClustersWanted>,
}

impl Wanted {
    /// What the layers need under these settings.
    pub fn new(
        catalogue: &Catalogue,
        filter: &Filter,
        brush: Option<&Brush>,
        settings: &std::collections::BTreeMap<String, Settings>,
        dark: bool,
    ) -> Wanted {
        let taxonomy = catalogue.taxonomy();
        let controls = |layer: &'static dyn Layer| Controls::new(layer, settings, taxonomy);
        let density = controls(&super::density::DensityLayer);
        let risk = controls(&super::relative_risk::RiskLayer);
        let hot_areas = controls(&super::hot_areas::HotAreasLayer);
        let grid = controls(&super::grid::GridLayer);
        let clusters = controls(&super::named_clusters::ClustersLayer);
        debug_assert!(LAYERS.iter().any(|l| l.id() == "density"));
        Wanted {
            generation: catalogue.generation(),
            filter: filter.clone(),
            brush: brush.cloned(),
            measure: Measure::of(&controls(&super::choropleth::Choropleth)),
            density: density.visible().then(|| DensityWanted::of(&density, dark)),
            risk: risk.visible().then(|| RiskWanted::of(&risk, dark)),
            hot_areas: hot_areas.visible().then(|| HotAreasWanted::of(&hot_areas)),
            grid: grid.visible().then(|| GridWanted::of(&grid)),
            named_clusters: clusters.visible().then(|| ClustersWanted::of(&clusters)),
        }
    }
}

/// Enterprises of a district under the filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DistrictCount {
    /// All of them.
    pub enterprises: usize,
    /// Those with a position good enough to draw.
    pub drawn: usize,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// The question.
    pub wanted: Wanted,
    /// Rows the filter keeps.
    pub selection: Arc<Selection>,
    /// What is brushed, if anything is.
    pub brushed: Option<Brushed>,
    /// Rows of each facet value under the other parts of the filter.
    pub facets: Arc<FacetCounts>,
    /// Rows of the selection with a drawable position, ascending.
    pub drawn: Arc<Vec<u32>>,
    /// How many of them work in each track; who works in several counts in each.
    pub drawn_tracks: Arc<Vec<usize>>,
    /// Their clusters at every scale.
    pub clusters: Arc<ClusterIndex>,
    /// By district, in the order of the pack.
    pub district_counts: Vec<DistrictCount>,
    /// Rows of the selection whose district is not known or not in the pack.
    pub without_district: usize,
    /// Value of the chosen measure by district, in the order of the pack.
    pub district_values: Vec<DistrictValue>,
    /// Values whose classes colour the districts, where several maps share their classes; else those of the districts.
    pub classed: Option<Arc<Vec<f64>>>,
    /// The density, if asked for and if there is any point.
    pub density: Option<Arc<DensityPicture>>,
    /// The relative risk of a track, if asked for and if there is enough of it.
    pub risk: Option<Arc<RiskPicture>>,
    /// The hot areas, if asked for and if counts differ.
    pub hot_areas: Option<Arc<HotAreas>>,
    /// The grid, if asked for.
    pub grid: Option<Arc<Grid>>,
    /// The named clusters, if asked for.
    pub named_clusters: Option<Arc<NamedClusters>>,
}

/// The rows of the selection that the brush touches.
#[derive(Clone, Debug)]
pub struct Brushed {
    /// The rows.
    pub rows: Arc<Selection>,
    /// How many it could have touched, and what these have in common.
    pub base: (usize, BrushBase),
    /// How many of the drawn points before each place in the order of the cluster index are among them.
    pub before: Arc<Vec<u32>>,
    /// By district, in the order of the pack.
    pub district_counts: Vec<DistrictCount>,
    /// The tracks they work in, most frequent first.
    pub tracks: Vec<BrushedTrack>,
    /// How many of them have each value of each facet.
    pub facets: Arc<FacetCounts>,
}

/// A track among what is brushed; who works in several tracks counts in each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BrushedTrack {
    /// Its index.
    pub track: usize,
    /// Brushed enterprises in it.
    pub count: u64,
    /// Their share over the share among all that could have been brushed, with its 95 % interval.
    pub quotient: Option<LocationQuotient>,
}

/// The chosen measure of a district.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DistrictValue {
    /// The value; `None` where it is not defined.
    pub value: Option<f64>,
    /// Whether it could as well be chance: a location quotient whose 95 % interval spans 1, or whose p is too great.
    pub is_uncertain: bool,
}

/// A quotient with a greater p of the exact test could as well be chance, whatever its interval says: with two
/// enterprises in a district the interval is only an approximation.
pub const QUOTIENT_LEVEL: f64 = 0.05;

impl DistrictValue {
    /// The location quotient of a row.
    pub fn of_quotient(row: &StatRow) -> DistrictValue {
        let spans = row.lq_low.zip(row.lq_high).is_some_and(|(low, high)| low <= 1.0 && high >= 1.0);
        DistrictValue { value: row.lq, is_uncertain: spans || row.p.is_none_or(|p| p > QUOTIENT_LEVEL) }
    }
}

impl From<Option<f64>> for DistrictValue {
    fn from(value: Option<f64>) -> DistrictValue {
        DistrictValue { value, is_uncertain: false }
    }
}

/// Least radius of a cluster, metres: below it every building stands for itself.
const FINEST_CLUSTER_M: f64 = 15.0;
/// Levels of clusters; the coarsest joins everything within 15 m × 2¹³ ≈ 120 km.
const CLUSTER_LEVELS: usize = 14;

/// Works out the answer; `None` when cancelled. What one of the `known` answers says of the same rows is taken over.
pub fn work_out(
    wanted: &Wanted,
    catalogue: &Catalogue,
    pack: &Pack,
    known: &[Arc<Numbers>],
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Numbers> {
    let same = |p: &&Arc<Numbers>| p.wanted.generation == wanted.generation && p.wanted.filter == wanted.filter;
    let same_rows = known.iter().find(same);
    let rows = match same_rows {
        Some(p) => Rows {
            selection: p.selection.clone(),
            facets: p.facets.clone(),
            drawn: p.drawn.clone(),
            points: OnceCell::new(),
            drawn_tracks: p.drawn_tracks.clone(),
            clusters: p.clusters.clone(),
        },
        None => Rows::new(wanted, catalogue),
    };
    if cancelled() {
        return None;
    }
    let brushed = match (&wanted.brush, same_rows) {
        (None, _) => None,
        (Some(brush), Some(p)) if p.wanted.brush.as_ref() == Some(brush) => p.brushed.clone(),
        (Some(brush), _) => Some(Brushed::new(brush, &wanted.filter, catalogue, pack, &rows)),
    };
    let (district_counts, without_district) = count_districts(catalogue, pack, &rows.selection);
    let district_values = values(wanted, catalogue, pack, &rows.selection, &district_counts);
    let density = match (&wanted.density, same_rows) {
        (None, _) => None,
        (Some(density), Some(p)) if p.wanted.density.as_ref() == Some(density) => p.density.clone(),
        (Some(density), _) => DensityPicture::new(density, rows.points(catalogue), pack, cancelled).map(Arc::new),
    };
    let risk = match (&wanted.risk, same_rows) {
        (None, _) => None,
        (Some(risk), Some(p)) if p.wanted.risk.as_ref() == Some(risk) => p.risk.clone(),
        (Some(risk), _) => RiskPicture::new(risk, &wanted.filter, catalogue, pack, cancelled).map(Arc::new),
    };
    let hot_areas = match (wanted.hot_areas, same_rows) {
        (None, _) => None,
        (Some(hot), Some(p)) if p.wanted.hot_areas == Some(hot) => p.hot_areas.clone(),
        (Some(hot), _) => HotAreas::new(hot, rows.points(catalogue), pack, cancelled).map(Arc::new),
    };
    let grid = match (&wanted.grid, same_rows) {
        (None, _) => None,
        (Some(grid), Some(p)) if p.wanted.grid.as_ref() == Some(grid) => p.grid.clone(),
        (Some(grid), _) => {
            Grid::new(grid, rows.points(catalogue), &wanted.filter, catalogue, pack, cancelled).map(Arc::new)
        }
    };
    let named_clusters = match (wanted.named_clusters, same_rows) {
        (None, _) => None,
        (Some(how), Some(p)) if p.wanted.named_clusters == Some(how) => p.named_clusters.clone(),
        (Some(how), _) => {
            NamedClusters::new(how, &rows.drawn, rows.points(catalogue), (catalogue, &pack.places), cancelled)
                .map(Arc::new)
        }
    };
    (!cancelled()).then(|| Numbers {
        wanted: wanted.clone(),
        selection: rows.selection,
        brushed,
        facets: rows.facets,
        drawn: rows.drawn,
        drawn_tracks: rows.drawn_tracks,
        clusters: rows.clusters,
        district_counts,
        without_district,
        district_values,
        classed: None,
        density,
        risk,
        hot_areas,
        grid,
        named_clusters,
    })
}

struct Rows {
    selection: Arc<Selection>,
    facets: Arc<FacetCounts>,
    drawn: Arc<Vec<u32>>,
    /// Positions of what is drawn, in the same order; gathered where they are asked for, and not kept.
    points: OnceCell<Vec<Plane>>,
    drawn_tracks: Arc<Vec<usize>>,
    clusters: Arc<ClusterIndex>,
}

impl Rows {
    fn new(wanted: &Wanted, catalogue: &Catalogue) -> Rows {
        let (selection, facets) = wanted.filter.facets(catalogue);
        let count = selection.count();
        let mut drawn = Vec::with_capacity(count);
        let (mut points, mut tracks) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for row in selection.iter() {
            if let Some(position) = catalogue.row(row).plane() {
                drawn.push(row as u32);
                points.push(position);
                tracks.push(catalogue.row(row).tracks());
            }
        }
        let mut drawn_tracks = vec![0; catalogue.taxonomy().len()];
        tracks.iter().flat_map(|t: &TrackSet| t.iter()).for_each(|t| drawn_tracks[t] += 1);
        let clusters = {
            let kinds = catalogue.taxonomy().len();
            ClusterIndex::build(&points, &tracks, kinds, FINEST_CLUSTER_M, CLUSTER_LEVELS)
        };
        Rows {
            selection: Arc::new(selection),
            facets: Arc::new(facets),
            drawn: Arc::new(drawn),
            points: OnceCell::from(points),
            drawn_tracks: Arc::new(drawn_tracks),
            clusters: Arc::new(clusters),
        }
    }
}

impl Rows {
    fn points(&self, catalogue: &Catalogue) -> &[Plane] {
        self.points.get_or_init(|| self.drawn.iter().filter_map(|row| catalogue.row(*row as usize).plane()).collect())
    }
}

impl Brushed {
    fn new(brush: &Brush, filter: &Filter, catalogue: &Catalogue, pack: &Pack, within: &Rows) -> Brushed {
        let rows = brush.select(catalogue, &within.selection);
        let before = within.clusters.running_count(|point| rows.contains(within.drawn[point as usize] as usize));
        let (district_counts, _) = count_districts(catalogue, pack, &rows);
        let (comparable, what) = brush.comparable(catalogue, &within.selection);
        let tracks = brushed_tracks(catalogue, &rows, &comparable);
        let base = (comparable.count(), what);
        let facets = Arc::new(FacetCounts::of_rows(catalogue, &rows, filter));
        Brushed { rows: Arc::new(rows), base, before: Arc::new(before), district_counts, tracks, facets }
    }
}

fn brushed_tracks(catalogue: &Catalogue, rows: &Selection, within: &Selection) -> Vec<BrushedTrack> {
    let counts = |selection: &Selection| {
        let mut counts = vec![0u64; catalogue.taxonomy().len()];
        for (row, n) in catalogue.kinds(selection) {
            row.tracks().iter().for_each(|t| counts[t] += n);
        }
        counts
    };
    let (own, all) = (counts(rows), counts(within));
    let (n, n_all) = (rows.count() as f64, within.count() as f64);
    let quotient = |x: u64, x_all: u64| location_quotient(x as f64, n, x_all as f64, n_all);
    let track =
        |(track, (count, all)): (usize, (u64, u64))| BrushedTrack { track, count, quotient: quotient(count, all) };
    let mut tracks: Vec<_> = own.into_iter().zip(all).enumerate().filter(|(_, (x, _))| *x > 0).map(track).collect();
    tracks.sort_by_key(|t| (std::cmp::Reverse(t.count), t.track));
    tracks
}

fn count_districts(catalogue: &Catalogue, pack: &Pack, selection: &Selection) -> (Vec<DistrictCount>, usize) {
    let mut counts = vec![DistrictCount::default(); pack.districts.len()];
    let mut without = 0;
    for row in selection.iter().map(|row| catalogue.row(row)) {
        let place = row.district().and_then(|code| pack.districts.binary_search_by_key(&code, |d| d.adcode).ok());
        match place {
            Some(i) => {
                counts[i].enterprises += 1;
                counts[i].drawn += usize::from(row.position().is_some());
            }
            None => without += 1,
        }
    }
    (counts, without)
}

fn values(
    wanted: &Wanted,
    catalogue: &Catalogue,
    pack: &Pack,
    selection: &Selection,
    counts: &[DistrictCount],
) -> Vec<DistrictValue> {
    match &wanted.measure {
        Measure::Count => counts.iter().map(|c| Some(c.enterprises as f64).into()).collect(),
        Measure::DensityPerKm2 => pack
            .districts
            .iter()
            .zip(counts)
            .map(|(d, c)| (d.land_area_km2 > 0.0).then(|| c.enterprises as f64 / d.land_area_km2).into())
            .collect(),
        Measure::Share(track) => {
            let rows = rows_of(track, catalogue, selection, pack);
            rows.iter().map(|row| row.as_ref().and_then(|r| r.share).map(|share| share * 100.0).into()).collect()
        }
        Measure::LocationQuotient(track) => {
            // A quotient compares with the city and with all tracks: what the filter says of either is left aside.
            let rows = rows_of(track, catalogue, &wanted.filter.comparable().select(catalogue), pack);
            let value = |row: &Option<StatRow>| {
                let row = row.as_ref()?;
                Some(DistrictValue::of_quotient(row))
            };
            rows.iter().map(|row| value(row).unwrap_or_default()).collect()
        }
    }
}

/// The statistics of a track in each district of the pack.
fn rows_of(track: &str, catalogue: &Catalogue, selection: &Selection, pack: &Pack) -> Vec<Option<StatRow>> {
    let rows = stats(catalogue, selection, By::DistrictTrack, Counting::Fractional, &pack.areas_km2());
    let of = |code| rows.iter().find(|r| r.district == Some(code) && r.track.as_deref() == Some(track)).cloned();
    pack.districts.iter().map(|d| of(d.adcode)).collect()
}
