//! Tracks among each other: the parts of [`super::analysis`] that compare labels on the same positions.

use serde_json::{Value, json};

use super::analysis::{Analysis, AnalysisError};
use crate::catalogue::{Catalogue, Selection};
use crate::geography::{Plane, project};
use crate::language::{Language, Message};
use crate::spatial::coincidence::coincident;
use crate::spatial::colocation::colocation;
use crate::spatial::marcon_puech::marcon_puech;

/// Which comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Marcon & Puech's M within radii, metres.
    MarconPuech(Vec<f64>),
    /// Colocation quotient over so many nearest neighbours.
    Colocation(usize),
}

/// Which tracks, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Tracks {
    /// Index of the track whose enterprises are looked from.
    pub of: usize,
    /// Index of the track that is looked for around them.
    pub towards: usize,
    /// Permutations.
    pub permutations: u32,
    /// Their seed.
    pub seed: u64,
}

/// Compares two tracks, or one with itself, among the selected enterprises that are drawn.
///
/// # Errors
/// No enterprise of a track, or cancellation.
pub fn compare(
    blank: Analysis,
    comparison: &Comparison,
    tracks: &Tracks,
    catalogue: &Catalogue,
    selection: &Selection,
    language: Language,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Analysis, AnalysisError> {
    let rows = selection.iter().map(|row| catalogue.row(row)).filter_map(|row| Some((row.position()?, row.tracks())));
    let (mut points, mut is_a, mut is_b) = (Vec::<Plane>::new(), Vec::new(), Vec::new());
    for (at, labels) in rows {
        points.push(project(at));
        is_a.push(labels.contains(tracks.of));
        is_b.push(labels.contains(tracks.towards));
    }
    let code = |index: usize| catalogue.taxonomy().get(index).map(|t| t.id.clone()).unwrap_or_default();
    let (permutations, seed) = (tracks.permutations, tracks.seed);
    let coincident = coincident(&points);
    let mut parameters = json!({"of": code(tracks.of), "towards": code(tracks.towards), "coincident": coincident});
    let base = Analysis { expected: Some(1.0), permutations: Some(permutations), seed: Some(seed), ..blank };
    let nothing = || if cancelled() { AnalysisError::Cancelled } else { AnalysisError::NoTrack };
    let n = points.len();
    let mut told = |statistic: &'static str, value: Option<f64>, p: f64, more: Value, limits: &'static str| {
        if let (Some(parameters), Value::Object(more)) = (parameters.as_object_mut(), more) {
            parameters.extend(more);
        }
        let limits = Message::new(limits).with("n", n).with("coincident", coincident).text(language);
        let parameters = parameters.as_object().cloned().unwrap_or_default();
        Analysis { statistic, value, p: Some(p), parameters, limits, ..base.clone() }
    };
    match comparison {
        Comparison::Colocation(k) => {
            let found = colocation(&points, &is_a, &is_b, *k, permutations, seed, cancelled).ok_or_else(nothing)?;
            let more = json!({"neighbours": k, "n_of": found.n_a, "n_towards": found.n_b});
            let p = found.exceedances.two_sided_p(permutations);
            Ok(told("clq", Some(found.value), p, more, "analysis-limits-clq"))
        }
        Comparison::MarconPuech(radii_m) => {
            let found =
                marcon_puech(&points, &is_a, &is_b, radii_m, permutations, seed, cancelled).ok_or_else(nothing)?;
            let peak = (0..found.radii_m.len()).filter(|k| found.values[*k].is_some());
            let peak = peak
                .max_by(|a, b| found.values[*a].partial_cmp(&found.values[*b]).unwrap_or(std::cmp::Ordering::Equal));
            let more = json!({
                "radii_m": found.radii_m, "m": found.values, "low": found.low, "high": found.high,
                "peak_m": peak.map(|k| found.radii_m[k]), "n_of": found.n_a, "n_towards": found.n_b,
            });
            Ok(told("m", peak.and_then(|k| found.values[k]), found.p, more, "analysis-limits-m"))
        }
    }
}
