//! Spatial statistics of a selection: an order → the selected points → numbers with their method and limits. Pure;
//! the command line prints it, the window draws it.

use serde::Serialize;
use serde_json::{Map, Value};

use super::analysis_cells::{Form, Lattices, autocorrelation};
use super::analysis_clusters::{Clustering, Clusters, clusters};
use super::analysis_surfaces::{Surfaces, surface};
use super::analysis_tracks::{Comparison, Scope, Tracks, compare};
use crate::catalogue::{Catalogue, Selection};
use crate::geography::{Pack, Plane};
use crate::language::{Language, Message};
use crate::report::Tell;
use crate::spatial::density::DensityError;
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
    /// Clusters of enterprises.
    Clusters(Clustering),
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
    let drawn: Vec<(i64, Plane)> = rows.filter_map(|row| Some((row.id(), row.plane()?))).collect();
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
        Question::Clusters(how) => clusters(blank, how, &drawn, (pack, language), cancelled),
    }
}
