//! `hujin spatial clq` without a track: the quotients of all pairs at once, their q over all of them.

use serde_json::{Value, json};

use crate::catalogue::{Catalogue, Selection};
use crate::spatial::colocation_matrix::colocation_matrix;
use crate::statistics::multiple_testing::benjamini_hochberg;
use crate::workspace::analysis::AnalysisError;

/// The quotients among the selected enterprises that are drawn, as JSON: what is compared, then a line a pair.
///
/// # Errors
/// Too few or too many points, or no track with enough of them.
pub(super) fn all_pairs(
    catalogue: &Catalogue,
    selection: &Selection,
    neighbours: usize,
    permutations: u32,
    seed: u64,
) -> Result<Value, AnalysisError> {
    let rows = selection.iter().map(|row| catalogue.row(row));
    let (points, labels): (Vec<_>, Vec<_>) = rows.filter_map(|row| Some((row.plane()?, row.tracks()))).unzip();
    let matrix = colocation_matrix(&points, &labels, neighbours, permutations, seed, &|| false);
    let matrix = matrix.ok_or(AnalysisError::NoTrack)?;
    let q = benjamini_hochberg(&matrix.p);
    let code = |track: usize| catalogue.taxonomy().get(track).map(|t| t.id.clone());
    let pairs = matrix.tracks.iter().flat_map(|of| matrix.tracks.iter().map(move |towards| (*of, *towards)));
    let pairs: Vec<Value> = pairs
        .enumerate()
        .map(|(i, (of, towards))| {
            json!({"of": code(of), "towards": code(towards), "value": matrix.values[i], "p": matrix.p[i], "q": q[i]})
        })
        .collect();
    Ok(json!({
        "statistic": "clq", "n": matrix.n, "unplaced": selection.count() - points.len(), "neighbours": neighbours,
        "permutations": permutations, "seed": seed, "pairs": pairs,
    }))
}

/// The same as a person reads it, a line a pair.
pub(super) fn told(found: &Value) -> String {
    let number = |value: &Value| value.as_f64().map_or_else(|| "–".to_owned(), |v| crate::language::fixed(v, 3));
    let line = |pair: &Value| {
        let name = |key: &str| pair[key].as_str().unwrap_or_default().to_owned();
        let [value, p, q] = ["value", "p", "q"].map(|key| number(&pair[key]));
        format!("{:>20} → {:<20}  {value:>8}  p {p}  q {q}\n", name("of"), name("towards"))
    };
    found["pairs"].as_array().into_iter().flatten().map(line).collect()
}
