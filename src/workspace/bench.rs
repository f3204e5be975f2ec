//! The hot paths, timed on this machine: what `hujin bench` prints. Figures mean something only beside those of a
//! peer in the same hour; `benches/README.md` says how.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;

use super::figure::{self, FigureOrder};
use super::figure_format::FigureFormat;
use super::{importing, job};
use crate::catalogue::{Catalogue, Enterprise, Filter, PositionAccuracy, TrackSet, sample};
use crate::document::Document;
use crate::export::{Format, Rendering, Table, render, unheard};
use crate::figure::Style;
use crate::geography::{LonLat, Pack, Plane};
use crate::import::{ImportError, ImportOptions, Origin, propose};
use crate::language::Language;
use crate::report::Tell;
use crate::spatial::clusters::ClusterIndex;
use crate::spatial::dbscan::dbscan;
use crate::spatial::density::{EdgeCorrection, density};
use crate::spatial::getis_ord::{Dealt, getis_ord};
use crate::spatial::hdbscan::hdbscan;
use crate::spatial::lattice::{Lattice, Shape};
use crate::spatial::mask::Mask;
use crate::spatial::moran::local_moran;
use crate::spatial::random;
use crate::spatial::weights::{Standardisation, Weights};
use crate::statistics::count;
use crate::store::Store;

/// One path, timed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimedPath {
    /// Its name.
    pub path: &'static str,
    /// Median of its runs, seconds.
    pub median_s: f64,
    /// The fastest, seconds.
    pub min_s: f64,
    /// How often it ran.
    pub runs: usize,
    /// A checksum of its result: equal for equal work.
    pub result: f64,
}

/// All paths on one machine.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BenchReport {
    /// Processor and number of threads.
    pub machine: String,
    /// Version of the program.
    pub version: &'static str,
    /// Rows of the catalogue.
    pub rows: usize,
    /// The paths.
    pub paths: Vec<TimedPath>,
    /// The most memory the process ever had, MB; `None` where the system does not say.
    pub peak_rss_mb: Option<f64>,
}

fn timed<T>(
    path: &'static str,
    runs: usize,
    mut work: impl FnMut() -> T,
    checksum: impl Fn(&T) -> f64,
) -> (TimedPath, T) {
    let mut seconds = Vec::with_capacity(runs);
    let mut last = None;
    for _ in 0..runs.max(1) {
        drop(last.take());
        let begun = Instant::now();
        last = Some(work());
        seconds.push(begun.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    // At least one run was made.
    let result = last.unwrap_or_else(&mut work);
    let timed = TimedPath {
        path,
        median_s: seconds[seconds.len() / 2],
        min_s: seconds[0],
        runs: seconds.len(),
        result: checksum(&result),
    };
    (timed, result)
}

/// Times every path on the rows of a spreadsheet in CSV.
///
/// # Errors
/// A file that cannot be read, imported or written.
pub fn bench(csv: &Path, pack: &Arc<Pack>) -> Result<BenchReport, Box<dyn Tell>> {
    let mut paths = Vec::new();
    let folder = tempfile::tempdir().map_err(|source| ImportError::Io { path: std::env::temp_dir(), source })?;
    let file = folder.path().join("bench.gpkg");
    let (path, rows) = timed("import_csv", 1, || import(csv, &file, pack), |rows| *rows.as_ref().unwrap_or(&0) as f64);
    rows?;
    paths.push(path);
    let load = || Store::open_read(&file)?.load(1, &|_| ());
    let (path, catalogue) = timed("open", 3, load, |c| c.as_ref().map_or(0.0, |c| c.len() as f64));
    paths.push(path);
    let catalogue = catalogue?;
    filters(&catalogue, &mut paths);
    plane(&catalogue, pack, &mut paths);
    paths.push(figure_png(&catalogue, pack));
    Ok(BenchReport {
        machine: machine(),
        version: env!("CARGO_PKG_VERSION"),
        rows: catalogue.len(),
        paths,
        peak_rss_mb: peak_rss_mb(),
    })
}

fn import(csv: &Path, file: &Path, pack: &Arc<Pack>) -> Result<usize, Box<dyn Tell>> {
    std::fs::remove_file(file).ok();
    let mut store = job::create(file, false)?;
    let catalogue = Arc::new(store.load(1, &|_| ())?);
    let origin = Origin::File(csv.to_owned());
    let proposal = propose(&origin, ImportOptions::default(), &catalogue, pack, &|_| ControlFlow::Continue(()))?;
    let written = importing::import(&mut store, &proposal, "", "", &|_| ControlFlow::Continue(()))?;
    Ok(written.inserted)
}

fn filters(catalogue: &Catalogue, paths: &mut Vec<TimedPath>) {
    let tracks = ["ai-llm", "blockchain", "regtech"];
    let filter = Filter {
        tracks: tracks.map(str::to_owned).to_vec(),
        founded_from: Some(2012),
        founded_to: Some(2020),
        ..Filter::default()
    };
    let indices: Vec<usize> = tracks.iter().filter_map(|id| catalogue.taxonomy().index_of(id)).collect();
    let counted = timed(
        "filter_group",
        15,
        || count(catalogue, &filter.select(catalogue)),
        |table| indices.iter().map(|t| table.districts.iter().map(|d| d.full[*t]).sum::<u64>()).sum::<u64>() as f64,
    );
    paths.push(counted.0);
    paths.push(timed("facets", 15, || filter.facets(catalogue), |(selection, _)| selection.count() as f64).0);
    for (path, text) in [
        ("search", "融科"),
        ("search_1", "融"),
        ("search_3", "创联智"),
        ("search_6", "创联金融科技"),
        ("search_none", "蚂蚁集团控股"),
    ] {
        let filter = Filter { text: text.to_owned(), ..Filter::default() };
        paths.push(timed(path, 9, || filter.select(catalogue), |s| s.count() as f64).0);
    }
}

fn plane(catalogue: &Catalogue, pack: &Pack, paths: &mut Vec<TimedPath>) {
    let drawn: Vec<usize> = (0..catalogue.len()).filter(|r| catalogue.row(*r).position().is_some()).collect();
    let places: Vec<LonLat> = drawn.iter().filter_map(|r| catalogue.row(*r).position()).collect();
    let points: Vec<Plane> = places.iter().copied().map(|p| pack.project(p)).collect();
    let tracks: Vec<TrackSet> = drawn.iter().map(|r| catalogue.row(*r).tracks()).collect();
    let located = || points.iter().filter(|at| pack.locate_index(**at).is_some()).count();
    paths.push(timed("locate", 5, located, |n| *n as f64).0);
    let (min, max) = pack.bounds();
    let longer = (max.x - min.x).max(max.y - min.y);
    if let Ok(grid) = Mask::full((min, min.offset(longer * 0.9999)), longer / 1024.0) {
        let smooth = || density(&points, None, &grid, 1000.0, EdgeCorrection::None, &|| false);
        paths.push(timed("density_1024", 7, smooth, |d| d.as_ref().map_or(0.0, |d| f64::from(d.max))).0);
    }
    if let Some(some) = points.get(..points.len().min(100_000)) {
        let clusters = || dbscan(some, 200.0, 20, &|| false).map_or(0, |p| p.clusters);
        paths.push(timed("dbscan_100k", 5, clusters, |n| f64::from(*n)).0);
        let clusters = || hdbscan(some, 50, 50, &|| false).map_or(0, |p| p.clusters);
        paths.push(timed("hdbscan_100k", 3, clusters, |n| f64::from(*n)).0);
    }
    if let Some((values, weights)) = cells() {
        let local = || local_moran(&values, &weights, 999, 1, &|| false);
        let sum = |values: &[Option<f64>]| values.iter().flatten().sum();
        paths.push(timed("local_moran_999", 7, local, |c| c.as_ref().map_or(0.0, |c| sum(&c.values))).0);
        let star = || getis_ord(&values, &weights, true, Dealt::Others, 999, 1, &|| false);
        paths.push(timed("gi_star_999", 7, star, |c| c.as_ref().map_or(0.0, |c| sum(&c.values))).0);
    }
    let build = || ClusterIndex::build(&points, &tracks, catalogue.taxonomy().len(), 15.0, 14);
    let (path, index) = timed("cluster_index", 3, build, |index| index.query(0, min, max).len() as f64);
    paths.push(path);
    // The view with the most to show: the inner city at every level, the slowest of them.
    let middle = pack.project(LonLat::new(121.49, 31.235));
    let views = (0..index.levels()).map(|level| {
        let half = index.radius_m(level) * 30.0;
        let view = || index.query(level, middle.offset(-half), middle.offset(half));
        timed("cluster_query", 15, view, |marks| marks.iter().map(|m| f64::from(m.count)).sum()).0
    });
    paths.extend(views.max_by(|a, b| a.median_s.total_cmp(&b.median_s)));
}

/// Counts on 45 × 45 cells and their queen neighbours, the same always.
fn cells() -> Option<(Vec<f64>, Weights)> {
    const SIDE: usize = 45;
    let origin = Plane::new(640_000.0, 3_450_000.0);
    let lattice = Lattice::new(Shape::Square, (origin, origin.offset(500.0 * SIDE as f64)), 500.0, |_| true).ok()?;
    let values = (0..lattice.len()).map(|i| random::below(12, 5, 5, i as u64) as f64).collect();
    Some((values, Weights::queen(&lattice, Standardisation::Row)))
}

/// An A4 map at 300 dpi of the first 10,000 rows.
fn figure_png(catalogue: &Catalogue, pack: &Pack) -> TimedPath {
    let mut builder = crate::catalogue::CatalogueBuilder::new(catalogue.taxonomy().clone());
    for row in 0..catalogue.len().min(10_000) {
        builder.push(&catalogue.row(row).to_enterprise());
    }
    let some = builder.build(1);
    let order = FigureOrder {
        document: Document::default(),
        style: Style::bundled()[0].clone(),
        rendering: Rendering::at(300),
        format: FigureFormat::Page(Format::Png),
        path: Default::default(),
        language: Language::Zh,
        fallback: Default::default(),
        review_number: None,
        catalogue: None,
        table: None,
        created: time::OffsetDateTime::UNIX_EPOCH,
    };
    let draw = || {
        figure::composed(&order, &Default::default(), pack, &some, &|| false)
            .and_then(|c| render(&c.page, Format::Png, &order.rendering, &unheard).ok())
    };
    timed("figure_png", 3, draw, |bytes| bytes.as_ref().map_or(0.0, |b| b.len() as f64)).0
}

/// A spreadsheet of `rows` enterprises made up from the bundled sample: names numbered, positions strewn about those
/// of the sample by some 2 km. The same rows always.
///
/// # Errors
/// Never for lack of anything but memory.
pub fn made_up_csv(rows: usize) -> Result<Vec<u8>, crate::export::ExportError> {
    let seed: Vec<Enterprise> = sample::sample().into_iter().filter(|e| e.position.is_some()).collect();
    let columns = ["name_zh", "office_district", "lon", "lat", "position_accuracy", "tracks", "founded"];
    let strew = |stream: u64, i: usize| {
        (0..4).map(|k| random::below(10_000, 7, stream, 4 * i as u64 + k)).sum::<u64>() as f64 / 1e4 - 2.0
    };
    let rows = (0..rows)
        .filter_map(|i| {
            let e = &seed[i % seed.len()];
            let at = e.position?;
            Some(vec![
                format!("{}第{}分部", e.name_zh, i),
                e.district().map(|d| d.to_string()).unwrap_or_default(),
                format!("{:.6}", at.lon + 0.02 * strew(0, i)),
                format!("{:.6}", at.lat + 0.02 * strew(1, i)),
                PositionAccuracy::Building.code().to_owned(),
                e.tracks.iter().map(|t| t.track.as_str()).collect::<Vec<_>>().join(";"),
                (1990 + random::below(35, 7, 2, i as u64)).to_string(),
            ])
        })
        .collect();
    Table { columns: columns.map(str::to_owned).to_vec(), rows }.csv()
}

fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let fields: BTreeMap<&str, &str> =
        info.lines().filter_map(|l| l.split_once(':')).map(|(k, v)| (k.trim(), v.trim())).collect();
    let name = fields.get("model name").copied().unwrap_or(std::env::consts::ARCH);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{name}, {threads} threads, {}", std::env::consts::OS)
}

fn peak_rss_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kb| (kb / 1024.0).round())
}
