//! Spatial statistics of a selection: an order → the selected points → numbers with their method and limits. Pure;
//! the command line prints it, the window draws it.

use geo::{Area, ConvexHull, MultiPoint};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::analysis_cells::{Form, Lattices, autocorrelation};
use super::analysis_surfaces::{Surfaces, surface};
use super::analysis_tracks::{Comparison, Scope, Tracks, compare};
use crate::catalogue::{Catalogue, Selection};
use crate::geography::{Pack, Plane, nearest_place, project, unproject};
use crate::language::{Language, Message};
use crate::report::Tell;
use crate::spatial::coincidence::coincident;
use crate::spatial::dbscan::{Partition, dbscan};
use crate::spatial::density::DensityError;
use crate::spatial::hdbscan::hdbscan;
use crate::spatial::isolines::Surface;
use crate::spatial::lattice::Shape;
use crate::spatial::mask::MaskError;
use crate::spatial::moran::AutocorrelationError;
use crate::spatial::weights::WeightsError;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// A surface over the city.
    Surface(Surfaces),
    /// Autocorrelation of counts on cells.
    Autocorrelation {
        /// Which.
        form: Form,
        /// How.
        how: Lattices,
    },
    /// Tracks among each other.
    Tracks {
        /// The comparison.
        comparison: Comparison,
        /// Which tracks, and how.
        tracks: Tracks,
    },
    /// Clusters of differing density.
    Hdbscan {
        /// Least enterprises of a cluster; the core distance of an enterprise reaches as many, itself counted.
        min_points: usize,
    },
    /// Density-based clusters.
    Dbscan {
        /// Radius of a neighbourhood, metres.
        eps_m: f64,
        /// Least enterprises in it, itself counted.
        min_points: usize,
    },
}

/// A result, in the words of the command line. What is undefined is `None`, in JSON null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Analysis {
    /// The statistic.
    pub statistic: &'static str,
    /// Enterprises with a position good enough, which it rests on.
    pub n: usize,
    /// Selected enterprises without one.
    pub unplaced: usize,
    /// The number, in the statistic's own unit.
    pub value: Option<f64>,
    /// What it would be without a pattern.
    pub expected: Option<f64>,
    /// Its p-value.
    pub p: Option<f64>,
    /// Permutations behind p.
    pub permutations: Option<u32>,
    /// Their seed.
    pub seed: Option<u64>,
    /// Spatial weights.
    pub weights: Option<String>,
    /// Bandwidth, metres.
    pub bandwidth_m: Option<f64>,
    /// Everything else that decided the result.
    pub parameters: Map<String, Value>,
    /// What it cannot tell.
    pub limits: String,
    /// Clusters, largest first, and what is in none, where the statistic makes them.
    #[serde(flatten)]
    pub found: Option<Clusters>,
    /// Cells, where the statistic has them.
    #[serde(skip)]
    pub cells: Vec<CellValue>,
    /// Size of a cell, metres; 0 without cells.
    #[serde(skip)]
    pub cell_m: f64,
    /// Shape of the cells.
    #[serde(skip)]
    pub shape: Shape,
    /// The same values on their grid, where the statistic is a surface.
    #[serde(skip)]
    pub surface: Option<Surface>,
}

/// The clusters of a partition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Clusters {
    /// The clusters, largest first.
    pub clusters: Vec<Cluster>,
    /// Enterprises in none of them.
    pub noise: usize,
}

/// A cluster of enterprises.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cluster {
    /// Its number, from 1, the largest first.
    pub id: usize,
    /// The place nearest to its middle.
    pub name: String,
    /// Enterprises in it.
    pub n: usize,
    /// Of them, how many share their position with another one of it.
    pub at_shared_places: usize,
    /// Area of its convex hull, km².
    pub hull_km2: f64,
    /// Longitude and latitude of its middle, degrees.
    pub middle: [f64; 2],
    /// Their ids, ascending.
    pub members: Vec<i64>,
}

/// A cell of a [`Lattice`](crate::spatial::lattice::Lattice) in EPSG:4549.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellValue {
    /// Number of the row, from the origin of the plane.
    pub row: i64,
    /// Number of the column, from the origin of the plane.
    pub column: i64,
    /// Enterprises in it.
    pub count: u32,
    /// The statistic in it.
    pub value: Option<f64>,
    /// Its standardised value.
    pub z: Option<f64>,
    /// Its p-value.
    pub p: Option<f64>,
    /// Its q over all cells.
    pub q: Option<f64>,
    /// What it is, in a word.
    pub class: Option<&'static str>,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    /// Fewer points than the statistic needs.
    TooFew {
        /// Points there are.
        n: usize,
        /// Points it needs.
        least: usize,
    },
    /// The grid cannot be made.
    Grid {
        /// Why.
        source: MaskError,
    },
    /// The neighbours cannot be made out.
    Weights {
        /// Why.
        source: WeightsError,
    },
    /// The counts have no autocorrelation.
    Autocorrelation {
        /// Why.
        source: AutocorrelationError,
    },
    /// Nobody of a track is drawn, or there are too few others, or too many pairs.
    NoTrack,
    /// None of the enterprises drawn has the figure it is to be weighed by.
    NoFigure,
    /// It was cancelled.
    Cancelled,
    /// The density cannot be worked out.
    Density {
        /// Why.
        source: DensityError,
    },
}

crate::told!(AnalysisError);

impl Tell for AnalysisError {
    fn message(&self) -> Message {
        match self {
            AnalysisError::TooFew { n, least } => Message::new("analysis-too-few").with("n", *n).with("least", *least),
            AnalysisError::Weights { .. } => Message::new("analysis-weights"),
            AnalysisError::Autocorrelation { .. } => Message::new("analysis-autocorrelation"),
            AnalysisError::NoTrack => Message::new("analysis-no-track"),
            AnalysisError::NoFigure => Message::new("analysis-no-figure"),
            AnalysisError::Cancelled => Message::new("spatial-cancelled"),
            AnalysisError::Grid { .. } => Message::new("analysis-grid"),
            AnalysisError::Density { .. } => Message::new("analysis-density"),
        }
    }
}

/// Answers a question about the selected rows of a catalogue on the land of a pack.
///
/// # Errors
/// Too few points, a grid that cannot be, cancellation.
pub fn analyse(
    question: &Question,
    catalogue: &Catalogue,
    selection: &Selection,
    pack: &Pack,
    language: Language,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Analysis, AnalysisError> {
    let rows = selection.iter().map(|row| catalogue.row(row));
    let drawn: Vec<(i64, Plane)> = rows.filter_map(|row| Some((row.id(), project(row.position()?)))).collect();
    let points: Vec<Plane> = drawn.iter().map(|(_, at)| *at).collect();
    let blank = Analysis {
        statistic: "",
        n: points.len(),
        unplaced: selection.count() - points.len(),
        value: None,
        expected: None,
        p: None,
        permutations: None,
        seed: None,
        weights: None,
        bandwidth_m: None,
        parameters: Map::new(),
        limits: String::new(),
        found: None,
        cells: Vec::new(),
        cell_m: 0.0,
        shape: Shape::Square,
        surface: None,
    };
    match *question {
        Question::Surface(how) => surface(blank, how, Scope { catalogue, selection, pack, language }, cancelled),
        Question::Autocorrelation { form, ref how } => {
            autocorrelation(blank, form, how, &points, pack, language, cancelled)
        }
        Question::Tracks { ref comparison, ref tracks } => {
            compare(blank, comparison, tracks, Scope { catalogue, selection, pack, language }, cancelled)
        }
        Question::Dbscan { eps_m, min_points } => {
            let partition = dbscan(&points, eps_m, min_points, cancelled).ok_or(AnalysisError::Cancelled)?;
            let base = Analysis { statistic: "dbscan", ..blank };
            let parameters = json!({"eps_m": eps_m, "min_points": min_points});
            Ok(clustered(base, &partition, &drawn, parameters, "analysis-limits-dbscan", language))
        }
        Question::Hdbscan { min_points } => {
            let found = hdbscan(&points, min_points, min_points, cancelled).ok_or(AnalysisError::Cancelled)?;
            let base = Analysis { statistic: "hdbscan", ..blank };
            let parameters = json!({"min_cluster_size": min_points, "min_samples": min_points});
            Ok(clustered(base, &found, &drawn, parameters, "analysis-limits-hdbscan", language))
        }
    }
}

/// The analysis with the clusters of a partition of the drawn enterprises; its value is their number.
fn clustered(
    blank: Analysis,
    partition: &Partition,
    drawn: &[(i64, Plane)],
    parameters: Value,
    limits: &'static str,
    language: Language,
) -> Analysis {
    Analysis {
        value: Some(f64::from(partition.clusters)),
        parameters: parameters.as_object().cloned().unwrap_or_default(),
        limits: Message::new(limits).with("n", drawn.len()).text(language),
        found: Some(clusters(partition, drawn, language)),
        ..blank
    }
}

/// The clusters with names and areas, largest first; ties by their first member.
fn clusters(partition: &Partition, drawn: &[(i64, Plane)], language: Language) -> Clusters {
    let mut clusters: Vec<Cluster> = partition.members().iter().map(|m| cluster(m, drawn, language)).collect();
    clusters.sort_by(|a, b| b.n.cmp(&a.n).then(a.members.cmp(&b.members)));
    clusters.iter_mut().enumerate().for_each(|(i, cluster)| cluster.id = i + 1);
    Clusters { clusters, noise: partition.noise() }
}

fn cluster(members: &[usize], drawn: &[(i64, Plane)], language: Language) -> Cluster {
    let at: Vec<Plane> = members.iter().map(|m| drawn[*m].1).collect();
    let n = at.len() as f64;
    let middle = Plane::new(at.iter().map(|p| p.x).sum::<f64>() / n, at.iter().map(|p| p.y).sum::<f64>() / n);
    let hull = MultiPoint::from_iter(at.iter().map(|p| (p.x, p.y))).convex_hull();
    let mut ids: Vec<i64> = members.iter().map(|m| drawn[*m].0).collect();
    ids.sort_unstable();
    let place = unproject(middle);
    Cluster {
        id: 0,
        name: nearest_place(middle).map(|(place, _)| place.name.get(language).to_owned()).unwrap_or_default(),
        n: at.len(),
        at_shared_places: coincident(&at),
        hull_km2: hull.unsigned_area() / 1e6,
        middle: [place.lon, place.lat],
        members: ids,
    }
}
