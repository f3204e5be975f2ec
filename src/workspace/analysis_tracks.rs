//! Tracks among each other: the parts of [`super::analysis`] that compare labels on the same positions.

use serde_json::{Value, json};

use super::analysis::{Analysis, AnalysisError};
use crate::catalogue::{Catalogue, Selection};
use crate::geography::{Pack, Plane};
use crate::language::{Language, Message};
use crate::layers::land::land;
use crate::spatial::coincidence::coincident;
use crate::spatial::colocation::colocation;
use crate::spatial::duranton_overman::duranton_overman;
use crate::spatial::envelope::Envelope;
use crate::spatial::marcon_puech::marcon_puech;
use crate::spatial::ripley::ripley;

/// Which comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Marcon & Puech's M within radii, metres.
    MarconPuech(Vec<f64>),
    /// Colocation quotient over so many nearest neighbours.
    Colocation(usize),
    /// Ripley's K of the first track within radii, metres.
    Ripley(Vec<f64>),
    /// Duranton & Overman's K-density of the first track at distances, metres.
    DurantonOverman(Vec<f64>),
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

/// What is compared, where, and the language its limits are told in.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The enterprises.
    pub catalogue: &'a Catalogue,
    /// Those of them that count.
    pub selection: &'a Selection,
    /// The districts, whose land is the window of what corrects for its edge.
    pub pack: &'a Pack,
    /// The language.
    pub language: Language,
}

/// Compares two tracks, or one with itself, among the selected enterprises that are drawn.
///
/// # Errors
/// No enterprise of a track, or cancellation.
pub fn compare(
    blank: Analysis,
    comparison: &Comparison,
    tracks: &Tracks,
    scope: Scope<'_>,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Analysis, AnalysisError> {
    let Scope { catalogue, selection, pack, language } = scope;
    let rows = selection.iter().map(|row| catalogue.row(row)).filter_map(|row| Some((row.plane()?, row.tracks())));
    let (mut points, mut is_a, mut is_b) = (Vec::<Plane>::new(), Vec::new(), Vec::new());
    for (at, labels) in rows {
        points.push(at);
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
            let more = json!({
                "radii_m": found.radii_m, "m": found.values, "n_of": found.n_a, "n_towards": found.n_b,
            });
            let peak = peak(&found.radii_m, &found.values);
            let more = with_envelope(more, &found.envelope, peak);
            Ok(told("m", peak.map(|peak| peak.1), found.envelope.p, more, "analysis-limits-m"))
        }
        Comparison::Ripley(radii_m) => {
            let farthest_m = radii_m.iter().copied().fold(0.0, f64::max);
            let cell_m = (farthest_m / 40.0).clamp(100.0, 1000.0);
            let city = land(pack, cell_m).map_err(|source| AnalysisError::Grid { source })?;
            let found = ripley(&points, &is_a, &city, radii_m, permutations, seed, cancelled).ok_or_else(nothing)?;
            let more = json!({
                "radii_m": found.radii_m, "k_km2": found.k_km2, "k_all_km2": found.k_all_km2,
                "l_minus_r_m": found.l_minus_r_m, "pair_correlation": found.pair_correlation, "n_of": found.n_track,
                "edge": "translation", "cell_m": cell_m,
            });
            let peak = peak(&found.radii_m, &ratios(&found.k_km2, &found.k_all_km2));
            let more = with_envelope(more, &found.envelope, peak);
            Ok(told("ripley", peak.map(|peak| peak.1), found.envelope.p, more, "analysis-limits-ripley"))
        }
        Comparison::DurantonOverman(radii_m) => {
            let found = duranton_overman(&points, &is_a, radii_m, permutations, seed, cancelled).ok_or_else(nothing)?;
            let more = json!({
                "radii_m": found.radii_m, "per_km": found.per_km, "mean_per_km": found.mean_per_km,
                "n_of": found.n_track, "kernel_m": found.bandwidth_m,
            });
            let peak = peak(&found.radii_m, &ratios(&found.per_km, &found.mean_per_km));
            let more = with_envelope(more, &found.envelope, peak);
            Ok(told("kdensity", peak.map(|peak| peak.1), found.envelope.p, more, "analysis-limits-kdensity"))
        }
    }
}

/// What is divided by what is expected; `None` where nothing is.
fn ratios(values: &[f64], expected: &[f64]) -> Vec<Option<f64>> {
    values.iter().zip(expected).map(|(v, e)| (*e > 0.0).then(|| v / e)).collect()
}

/// The radius of the greatest value, and that value; the least radius where several are.
fn peak(radii_m: &[f64], values: &[Option<f64>]) -> Option<(f64, f64)> {
    let known = radii_m.iter().zip(values).filter_map(|(r, v)| Some((*r, (*v)?)));
    known.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

fn with_envelope(mut more: Value, envelope: &Envelope, peak: Option<(f64, f64)>) -> Value {
    more["low"] = json!(envelope.low);
    more["high"] = json!(envelope.high);
    // Mean less some deviations may fall below 0, which no curve told here does.
    let global_low: Vec<Option<f64>> = envelope.global_low.iter().map(|low| low.map(|low| low.max(0.0))).collect();
    more["global_low"] = json!(global_low);
    more["global_high"] = json!(envelope.global_high);
    more["peak_m"] = json!(peak.map(|peak| peak.0));
    more
}
