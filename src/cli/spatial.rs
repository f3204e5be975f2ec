//! `hujin spatial`: statistics of the points on the plane.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::colocation::{self, all_pairs};
use super::ending::format_of;
use super::error::CliError;
use super::filter_args::FilterArgs;
use super::spatial_text::told;
use super::{Done, Shell, print, print_json, written};
use crate::catalogue::{Filter, Taxonomy};
use crate::export::cells::{AreaFeature, CellFeature, areas_geojson, cells_geojson};
use crate::export::{Placed, write_atomically};
use crate::geography::Pack;
use crate::report::Tell;
use crate::spatial::BandwidthRule;
use crate::spatial::getis_ord::Dealt;
use crate::spatial::isolines::iso_areas;
use crate::spatial::lattice::Shape;
use crate::spatial::weights::Criterion;
use crate::workspace::analysis::{Analysis, CellValue, Question, analyse};
use crate::workspace::analysis_cells::{Form, Lattices};
use crate::workspace::analysis_clusters::{Clustering, Grouping};
use crate::workspace::analysis_surfaces::{Kind, Surfaces, WeighBy, levels, unit};
use crate::workspace::analysis_tracks::{Comparison, Tracks};

/// Permutations of a single number unless others are asked for.
const PERMUTATIONS: u32 = 9999;

/// Which statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Statistic {
    /// 核密度 · kernel density
    Kde,
    /// 赛道相对密度 · density of a track over that of all
    Risk,
    /// 全局莫兰指数 · Moran's I over the city
    Moran,
    /// 局部莫兰指数 · local Moran's I
    Lisa,
    /// 热点 Gi* · hot and cold areas
    Gistar,
    /// 赛道集聚 M · Marcon & Puech's M of a track
    M,
    /// 共址商 · colocation quotient of a track towards another
    Clq,
    /// 里普利 K 函数 · Ripley's K, L and pair correlation of a track
    Ripley,
    /// 距离密度 · Duranton & Overman's K-density of a track
    Kdensity,
    /// 密度聚类 · density-based clusters
    Dbscan,
    /// 变密度聚类 · clusters of differing density
    Hdbscan,
}

/// Statistics of the points on the plane.
#[derive(Args, Debug)]
pub struct Spatial {
    /// 统计量 · the statistic
    statistic: Statistic,
    /// 目录 · the catalogue
    path: PathBuf,
    #[command(flatten)]
    filter: FilterArgs,
    /// 格网形状：方格、六边形 · shape of the cells of moran, lisa and gistar
    #[arg(long, value_enum, default_value_t)]
    shape: CellShape,
    /// 格网边长（六边形为对边距），米 · side of a cell, or width of a hexagon, metres
    #[arg(long, visible_alias = "grid", value_name = "M")]
    cell: Option<f64>,
    /// 邻接：queen、rook 或 band:米数 · neighbours
    #[arg(long, value_name = "queen|rook|band:M", default_value = "queen")]
    weights: String,
    /// 置换次数 · permutations; by default 9999, cell by cell 99999, since q needs small p
    #[arg(long, value_name = "R")]
    permutations: Option<u32>,
    /// Gi* 的置换对象：全部格网，或其余格网（条件置换） · what permutations of gistar deal: all cells, or the others only
    /// (conditional, as esda)
    #[arg(long, value_enum, default_value_t)]
    deal: Deal,
    /// 随机种子 · their seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 带宽：米数，或 cv、sj、scott · bandwidth: metres, or a rule
    #[arg(long, value_name = "M|cv|sj|scott", default_value = "cv")]
    bandwidth: String,
    /// 自适应带宽 · kde: a bandwidth that follows the density
    #[arg(long)]
    adaptive: bool,
    /// 权重：企业数、注册资本（万元）、员工数 · kde: what an enterprise counts
    #[arg(long, value_enum, default_value_t)]
    weigh_by: Weight,
    /// 考察的赛道 · the track whose enterprises are looked from, for risk, m, clq, ripley and kdensity; clq without
    /// one compares all pairs
    #[arg(long, value_name = "TRACK")]
    of: Option<String>,
    /// 周边的赛道，默认同一赛道 · the track looked for around them; by default the same
    #[arg(long, value_name = "TRACK")]
    towards: Option<String>,
    /// 半径，米，逗号分隔 · radii of m, ripley and kdensity, metres
    #[arg(long, value_name = "M,…", value_delimiter = ',', default_value = "500,1000,2000,3000,5000,10000")]
    radii: Vec<f64>,
    /// 最近邻个数 · nearest neighbours of clq
    #[arg(long, value_name = "K", default_value_t = 3)]
    neighbours: usize,
    /// 邻域半径，米 · radius of a neighbourhood, metres
    #[arg(long, value_name = "M", default_value_t = 500.0)]
    eps: f64,
    /// 邻域内最少企业数，含自身；hdbscan 亦为每类最少企业数 · least enterprises in it, itself counted; of hdbscan also
    /// of a cluster
    #[arg(long, value_name = "N", default_value_t = 5)]
    min_points: usize,
    /// 聚类稳定性的重抽样次数 · dbscan, hdbscan: bootstrap resamples for the stability of each cluster
    #[arg(long, value_name = "B", default_value_t = 100)]
    bootstrap: u32,
    /// 聚类范围另存为 GeoJSON · dbscan, hdbscan: write the areas of the clusters there
    #[arg(long, value_name = "OUT.geojson")]
    areas: Option<PathBuf>,
    /// 格网另存为 GeoJSON · write the cells there
    #[arg(long, value_name = "OUT.geojson")]
    cells: Option<PathBuf>,
    /// 等值线围成的范围另存为 GeoJSON · kde, risk: write the areas at or above each level there
    #[arg(long, value_name = "OUT.geojson")]
    isolines: Option<PathBuf>,
    /// 等值线，逗号分隔 · their levels; by default shares of the greatest density, or ratios from 1
    #[arg(long, value_name = "V,…", value_delimiter = ',', requires = "isolines")]
    levels: Vec<f64>,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

/// What permutations deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Deal {
    /// 全部格网 · all cells
    #[default]
    All,
    /// 其余格网 · all but the cell itself
    Others,
}

/// Shape of the cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum CellShape {
    /// 方格 · squares
    #[default]
    Square,
    /// 六边形 · hexagons
    Hexagon,
}

impl CellShape {
    fn of_lattice(self) -> Shape {
        match self {
            CellShape::Square => Shape::Square,
            CellShape::Hexagon => Shape::Hexagon,
        }
    }
}

/// What an enterprise counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Weight {
    /// 企业数 · one each
    #[default]
    Enterprise,
    /// 注册资本 · its registered capital
    Capital,
    /// 从业人员 · its employees
    Employees,
}

impl Weight {
    fn of_row(self) -> WeighBy {
        match self {
            Weight::Enterprise => WeighBy::Enterprise,
            Weight::Capital => WeighBy::Capital,
            Weight::Employees => WeighBy::Employees,
        }
    }
}

impl Spatial {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let (catalogue, pack) = shell.open(&self.path)?;
        let filter = self.filter.over(&Filter::default(), catalogue.taxonomy(), &pack)?;
        let selection = filter.select(&catalogue);
        if self.statistic == Statistic::Clq && self.of.is_none() && self.towards.is_none() {
            let permutations = self.permutations.unwrap_or(PERMUTATIONS);
            let found = all_pairs(&catalogue, &selection, self.neighbours, permutations, self.seed)?;
            if self.json {
                print_json(&found)?
            } else {
                print(&colocation::told(&found))?
            }
            return Ok(false);
        }
        let question = self.question(catalogue.taxonomy())?;
        let found = analyse(&question, &catalogue, &selection, &pack, shell.language, &|| false)?;
        for path in [&self.cells, &self.areas, &self.isolines].into_iter().flatten() {
            format_of(path, &["geojson", "json"], None)?;
        }
        let mut files = Vec::new();
        if let Some(path) = &self.cells {
            let features: Vec<CellFeature> =
                found.cells.iter().map(|cell| feature(cell, found.shape, found.cell_m)).collect();
            files.push((path, write_atomically(path, cells_geojson(&features, pack.projection).as_bytes())?));
        }
        if let Some(path) = &self.areas {
            files.push((path, write_areas(path, &found, &pack)?));
        }
        if let Some(path) = &self.isolines {
            files.push((path, self.write_isolines(path, &found, &pack)?));
        }
        if self.json {
            print_json(&found)?;
        } else {
            print(&told(&found, shell, catalogue.taxonomy()))?;
            for (path, placed) in files {
                print(&written(path, placed, shell.language))?;
            }
        }
        Ok(false)
    }

    fn question(&self, taxonomy: &Taxonomy) -> Result<Question, CliError> {
        // A density wants fine cells; counts in fine cells would be nearly all 0.
        let is_surface = matches!(self.statistic, Statistic::Kde | Statistic::Risk);
        let cell_m = self.cell.unwrap_or(if is_surface { 250.0 } else { 1000.0 });
        if !(cell_m.is_finite() && cell_m > 0.0) {
            let (value, expected) = (cell_m.to_string(), "> 0".to_owned());
            return Err(CliError::Value { flag: "--cell", value, expected });
        }
        // The least p is 2/(R + 1), and the least q that of one cell among thousands is thousands of times that.
        let is_local = matches!(self.statistic, Statistic::Lisa | Statistic::Gistar);
        let permutations = self.permutations.unwrap_or(match self.statistic {
            _ if is_local => 99_999,
            Statistic::Risk => 999,
            _ => PERMUTATIONS,
        });
        let dealt = if self.deal == Deal::All { Dealt::All } else { Dealt::Others };
        let how = Lattices {
            shape: self.shape.of_lattice(),
            cell_m,
            dealt,
            criterion: self.criterion()?,
            permutations,
            seed: self.seed,
        };
        let between = |comparison| Ok(Question::Tracks { comparison, tracks: self.tracks(taxonomy, permutations)? });
        let over = |form| Ok(Question::Autocorrelation { form, how });
        let grouped = |grouping, least| {
            let min_points = self.min_points.max(least);
            Question::Clusters(Clustering { grouping, min_points, resamples: self.bootstrap, seed: self.seed })
        };
        match self.statistic {
            Statistic::M => between(Comparison::MarconPuech(self.radii.clone())),
            Statistic::Clq => between(Comparison::Colocation(self.neighbours)),
            Statistic::Ripley => between(Comparison::Ripley(self.radii.clone())),
            Statistic::Kdensity => between(Comparison::DurantonOverman(self.radii.clone())),
            Statistic::Moran => over(Form::Moran),
            Statistic::Lisa => over(Form::LocalMoran),
            Statistic::Gistar => over(Form::GiStar),
            Statistic::Dbscan if !(self.eps.is_finite() && self.eps > 0.0) => {
                let (value, expected) = (self.eps.to_string(), "> 0".to_owned());
                Err(CliError::Value { flag: "--eps", value, expected })
            }
            Statistic::Dbscan => Ok(grouped(Grouping::Dbscan { eps_m: self.eps }, 1)),
            Statistic::Hdbscan => Ok(grouped(Grouping::Hdbscan, 2)),
            Statistic::Kde => {
                let kind = Kind::Density { is_adaptive: self.adaptive, weigh_by: self.weigh_by.of_row() };
                Ok(Question::Surface(Surfaces { kind, cell_m, rule: self.rule()? }))
            }
            Statistic::Risk => {
                let Tracks { of, permutations, seed, .. } = self.tracks(taxonomy, permutations)?;
                let kind = Kind::RelativeRisk { track: of, permutations, seed };
                Ok(Question::Surface(Surfaces { kind, cell_m, rule: self.rule()? }))
            }
        }
    }

    fn write_isolines(&self, path: &Path, found: &Analysis, pack: &Pack) -> Result<Placed, Box<dyn Tell>> {
        let wrong = |value: String, expected: &str| CliError::Value {
            flag: "--isolines",
            value,
            expected: expected.to_owned(),
        };
        let surface = found.surface.as_ref().ok_or_else(|| wrong(found.statistic.to_owned(), "kde, risk"))?;
        let default = levels(found.statistic, found.value.unwrap_or_default());
        let levels = if self.levels.is_empty() { &default } else { &self.levels };
        let areas = iso_areas(surface, levels)
            .ok_or_else(|| wrong(format!("--cell {}", surface.cell_m), "a grid of two cells or more each way"))?;
        let features: Vec<AreaFeature> = areas
            .into_iter()
            .map(|iso| {
                let numbers = json!({"level": iso.level, "unit": unit(found), "statistic": found.statistic});
                AreaFeature { area: iso.area, properties: numbers.as_object().cloned().unwrap_or_default() }
            })
            .collect();
        Ok(write_atomically(path, areas_geojson(&features, pack.projection).as_bytes())?)
    }

    fn tracks(&self, taxonomy: &Taxonomy, permutations: u32) -> Result<Tracks, CliError> {
        let known = || taxonomy.tracks().iter().map(|t| t.id.as_str()).collect::<Vec<_>>().join(", ");
        let index = |flag: &'static str, id: &str| {
            let unknown = || CliError::Value { flag, value: id.to_owned(), expected: known() };
            taxonomy.index_of(id).ok_or_else(unknown)
        };
        let missing = || CliError::Missing { flag: "--of", expected: known() };
        let of = self.of.as_deref().ok_or_else(missing)?;
        let towards = self.towards.as_deref().unwrap_or(of);
        let (of, towards) = (index("--of", of)?, index("--towards", towards)?);
        Ok(Tracks { of, towards, permutations, seed: self.seed })
    }

    fn criterion(&self) -> Result<Criterion, CliError> {
        let metres = |text: &str| text.parse().ok().filter(|m: &f64| m.is_finite() && *m > 0.0);
        match (self.weights.as_str(), self.weights.strip_prefix("band:").and_then(metres)) {
            ("queen", _) => Ok(Criterion::Queen),
            ("rook", _) => Ok(Criterion::Rook),
            (_, Some(radius_m)) => Ok(Criterion::DistanceBand { radius_m }),
            (other, None) => {
                let (value, expected) = (other.to_owned(), "queen, rook, band:1500".to_owned());
                Err(CliError::Value { flag: "--weights", value, expected })
            }
        }
    }

    fn rule(&self) -> Result<BandwidthRule, CliError> {
        BandwidthRule::from_code(&self.bandwidth).ok_or_else(|| {
            let (value, expected) = (self.bandwidth.clone(), "cv, sj, scott, > 0".to_owned());
            CliError::Value { flag: "--bandwidth", value, expected }
        })
    }
}

/// The α-shapes of the clusters with their numbers; those that span no area have none.
fn write_areas(path: &Path, found: &Analysis, pack: &Pack) -> Result<Placed, Box<dyn Tell>> {
    let Some(found) = &found.found else {
        let (value, expected) = (found.statistic.to_owned(), "dbscan, hdbscan".to_owned());
        return Err(CliError::Value { flag: "--areas", value, expected }.into());
    };
    let features: Vec<AreaFeature> = found
        .clusters
        .iter()
        .map(|cluster| {
            let numbers = json!({
                "id": cluster.id, "name": cluster.name, "n": cluster.n, "at_shared_places": cluster.at_shared_places,
                "hull_km2": cluster.hull_km2, "alpha_shape_km2": cluster.alpha_shape_km2,
                "stability": cluster.stability,
            });
            AreaFeature { area: cluster.outline.clone(), properties: numbers.as_object().cloned().unwrap_or_default() }
        })
        .collect();
    Ok(write_atomically(path, areas_geojson(&features, pack.projection).as_bytes())?)
}

fn feature(cell: &CellValue, shape: Shape, cell_m: f64) -> CellFeature {
    let properties: Map<String, Value> = json!({
        "row": cell.row, "col": cell.column, "count": cell.count, "value": cell.value, "z": cell.z, "p": cell.p,
        "q": cell.q, "class": cell.class,
    })
    .as_object()
    .cloned()
    .unwrap_or_default();
    CellFeature { corners: shape.corners(cell.column, cell.row, cell_m), properties }
}
