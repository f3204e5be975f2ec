//! Spatial statistics of a selection: an order → the selected points → numbers with their method and limits. Pure;
//! the command line prints it, the window draws it.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::catalogue::{Catalogue, Selection};
use crate::geography::{Pack, Plane, project};
use crate::language::{Language, Message};
use crate::layers::density::land;
use crate::report::Tell;
use crate::spatial::bandwidth::{BandwidthRule, bandwidth};
use crate::spatial::density::{DensityError, EdgeCorrection, density};
use crate::spatial::mask::MaskError;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Kernel density on cells of a size.
    KernelDensity {
        /// Side of a cell, metres.
        cell_m: f64,
        /// How the bandwidth is chosen.
        rule: BandwidthRule,
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
    /// Cells, where the statistic has them.
    #[serde(skip)]
    pub cells: Vec<CellValue>,
    /// Side of a cell, metres; 0 without cells.
    #[serde(skip)]
    pub cell_m: f64,
}

/// A cell of the square grid aligned to multiples of its side in EPSG:4549.
#[derive(Clone, Debug, PartialEq)]
pub struct CellValue {
    /// Number of the row: its southern edge over the side.
    pub row: i64,
    /// Number of the column: its western edge over the side.
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
    let points: Vec<Plane> = rows.filter_map(|row| row.position()).map(project).collect();
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
        cells: Vec::new(),
        cell_m: 0.0,
    };
    match *question {
        Question::KernelDensity { cell_m, rule } => {
            kernel_density(blank, &points, pack, cell_m, rule, language, cancelled)
        }
    }
}

fn kernel_density(
    blank: Analysis,
    points: &[Plane],
    pack: &Pack,
    cell_m: f64,
    rule: BandwidthRule,
    language: Language,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Analysis, AnalysisError> {
    let chosen = bandwidth(points, rule).ok_or(AnalysisError::TooFew { n: points.len(), least: 3 })?;
    let city = land(pack, cell_m).map_err(|source| AnalysisError::Grid { source })?;
    let failed = |source| AnalysisError::Density { source };
    let found = density(points, None, &city, chosen.metres, EdgeCorrection::Diggle, cancelled).map_err(failed)?;
    let mut counts = vec![0u32; city.inside.len()];
    points.iter().filter_map(|at| city.cell_at(*at)).for_each(|cell| counts[cell] += 1);
    let first = |v: f64| (v / cell_m).round() as i64;
    let (row0, column0) = (first(city.origin.y), first(city.origin.x));
    let cells = (0..found.per_km2.len()).filter(|i| city.inside[*i]).map(|i| CellValue {
        row: row0 + (i / found.width) as i64,
        column: column0 + (i % found.width) as i64,
        count: counts[i],
        value: Some(f64::from(found.per_km2[i])),
        z: None,
        p: None,
        q: None,
        class: None,
    });
    let mass: f64 = found.per_km2.iter().map(|v| f64::from(*v)).sum::<f64>() * cell_m * cell_m / 1e6;
    let parameters = json!({
        "cell_m": cell_m, "kernel": "gaussian", "edge": "diggle", "rule": rule_code(rule), "sites": chosen.sites,
        "sites_used": chosen.sites_used, "moved": found.moved, "outside": found.outside, "mass": mass, "unit": "per_km2",
    });
    Ok(Analysis {
        statistic: "kde",
        value: Some(f64::from(found.max)),
        bandwidth_m: Some(chosen.metres),
        parameters: parameters.as_object().cloned().unwrap_or_default(),
        limits: Message::new("analysis-limits-kde").with("n", points.len()).text(language),
        cells: cells.collect(),
        cell_m,
        ..blank
    })
}

fn rule_code(rule: BandwidthRule) -> &'static str {
    match rule {
        BandwidthRule::Fixed(_) => "fixed",
        BandwidthRule::LikelihoodCv => "cv",
        BandwidthRule::Scott => "scott",
    }
}
