//! What `hujin spatial` prints for a person: a line a number with its name, four significant digits, limits last.

use serde_json::Value;

use super::Shell;
use crate::catalogue::Taxonomy;
use crate::language::{Language, Message, say};
use crate::workspace::analysis::Analysis;
use crate::workspace::analysis_clusters::Cluster;

/// Names of what decided a result, in the order they are told; a key without a name is printed as it is in JSON.
const LABELS: &[(&str, &str)] = &[
    ("of", "spatial-of"),
    ("towards", "spatial-towards"),
    ("n_of", "spatial-n-of"),
    ("n_towards", "spatial-n-towards"),
    ("neighbours", "spatial-neighbours"),
    ("coincident", "spatial-coincident"),
    ("shape", "spatial-shape"),
    ("cell_m", "spatial-cell-m"),
    ("cells", "spatial-cells"),
    ("computable", "spatial-computable"),
    ("islands", "spatial-islands"),
    ("mean_neighbours", "spatial-mean-neighbours"),
    ("standardisation", "spatial-standardisation"),
    ("counted", "spatial-counted"),
    ("outside", "spatial-outside"),
    ("moved", "spatial-moved"),
    ("dealt", "spatial-dealt"),
    ("z_random", "spatial-z-random"),
    ("variance_random", "spatial-variance-random"),
    ("kernel", "spatial-kernel"),
    ("kernel_m", "spatial-kernel-m"),
    ("adaptive", "spatial-adaptive"),
    ("edge", "spatial-edge"),
    ("rule", "spatial-rule"),
    ("sites", "spatial-sites"),
    ("sites_used", "spatial-sites-used"),
    ("weigh_by", "spatial-weigh-by"),
    ("weighed", "spatial-weighed"),
    ("unit", "spatial-unit"),
    ("mass", "spatial-mass"),
    ("least_enterprises", "spatial-least-enterprises"),
    ("eps_m", "spatial-eps-m"),
    ("min_points", "spatial-min-points"),
    ("min_cluster_size", "spatial-min-cluster-size"),
    ("min_samples", "spatial-min-samples"),
    ("resamples", "spatial-resamples"),
    ("peak_m", "spatial-peak-m"),
    ("radii_m", "spatial-radii-m"),
    ("m", "spatial-m"),
    ("k_km2", "spatial-k-km2"),
    ("k_all_km2", "spatial-k-all-km2"),
    ("l_minus_r_m", "spatial-l-minus-r-m"),
    ("pair_correlation", "spatial-pair-correlation"),
    ("per_km", "spatial-per-km"),
    ("mean_per_km", "spatial-mean-per-km"),
    ("low", "spatial-low"),
    ("high", "spatial-high"),
    ("global_low", "spatial-global-low"),
    ("global_high", "spatial-global-high"),
];

/// Words of JSON as a person reads them: the key, the word, its message; under any key where that is empty.
const WORDS: &[(&str, &str, &str)] = &[
    ("", "true", "spatial-word-true"),
    ("", "false", "spatial-word-false"),
    ("unit", "per_km2", "spatial-unit-per-km2"),
    ("unit", "wan_cny_per_km2", "spatial-unit-wan-cny-per-km2"),
    ("unit", "employees_per_km2", "spatial-unit-employees-per-km2"),
    ("unit", "ratio", "spatial-unit-ratio"),
    ("shape", "square", "spatial-word-square"),
    ("shape", "hexagon", "spatial-word-hexagon"),
    ("weights", "queen", "spatial-word-queen"),
    ("weights", "rook", "spatial-word-rook"),
    ("standardisation", "row", "spatial-word-row"),
    ("dealt", "all", "spatial-word-all"),
    ("dealt", "others", "spatial-word-others"),
    ("kernel", "gaussian", "spatial-word-gaussian"),
    ("edge", "diggle", "spatial-word-diggle"),
    ("edge", "translation", "spatial-word-translation"),
    ("rule", "cv", "spatial-word-cv"),
    ("rule", "sj", "spatial-word-sj"),
    ("rule", "scott", "spatial-word-scott"),
    ("rule", "fixed", "spatial-word-fixed"),
    ("weigh_by", "enterprise", "spatial-word-enterprise"),
    ("weigh_by", "capital", "spatial-word-capital"),
    ("weigh_by", "employees", "spatial-word-employees"),
];

/// A word as it is read: a track by its name, others by their message, unknown ones as they are.
fn word(key: &str, text: &str, taxonomy: &Taxonomy, language: Language) -> String {
    if matches!(key, "of" | "towards") {
        let track = taxonomy.index_of(text).and_then(|i| taxonomy.get(i));
        return track.map_or(text, |track| track.name.get(language)).to_owned();
    }
    let known = WORDS.iter().find(|(of, own, _)| *own == text && (of.is_empty() || *of == key));
    known.map_or_else(|| text.to_owned(), |(_, _, id)| say(language, id))
}

/// The result as a person reads it.
pub(super) fn told(found: &Analysis, shell: &Shell, taxonomy: &Taxonomy) -> String {
    let language = shell.language;
    let mut lines = Lines { text: String::new(), language };
    lines.add("spatial-statistic", found.statistic.to_owned());
    let value = found.value.map(|value| match crate::workspace::analysis_surfaces::unit(found) {
        "" | "ratio" => significant(value),
        unit => format!("{} {}", significant(value), word("unit", unit, taxonomy, language)),
    });
    lines.add_known("spatial-value", value);
    lines.add_known("spatial-expected", found.expected.map(significant));
    lines.add_known("spatial-p", found.p.map(significant));
    lines.add("spatial-n", crate::language::grouped(found.n as u64));
    lines.add("spatial-unplaced", found.unplaced.to_string());
    lines.add_known("spatial-noise", found.found.as_ref().map(|found| found.noise.to_string()));
    lines.add_known("spatial-permutations", found.permutations.map(|n| crate::language::grouped(u64::from(n))));
    lines.add_known("spatial-seed", found.seed.map(|seed| seed.to_string()));
    let weights = found.weights.as_ref().map(|weights| word("weights", weights, taxonomy, language));
    lines.add_known("spatial-weights", weights);
    lines.add_known("spatial-bandwidth-m", found.bandwidth_m.map(significant));
    let told = |key: &str| found.parameters.get(key).filter(|value| !value.is_null());
    for (key, label) in LABELS {
        lines.add_known(label, told(key).map(|value| word(key, &shown(value), taxonomy, language)));
    }
    for key in found.parameters.keys().filter(|key| LABELS.iter().all(|(known, _)| known != key)) {
        if let Some(value) = told(key) {
            lines.add_named(key, &shown(value));
        }
    }
    lines.add("spatial-limits", found.limits.clone());
    for cluster in found.found.iter().flat_map(|found| &found.clusters) {
        lines.text.push_str(&cluster_line(cluster).text(language));
        lines.text.push('\n');
    }
    if !found.cells.is_empty() {
        lines.text.push_str(&Message::new("analysis-cells").with("n", found.cells.len()).text(language));
        lines.text.push('\n');
    }
    lines.text
}

/// Lines of names and values.
struct Lines {
    text: String,
    language: Language,
}

impl Lines {
    fn add(&mut self, label: &'static str, value: String) {
        let name = say(self.language, label);
        self.add_named(&name, &value);
    }

    fn add_known(&mut self, label: &'static str, value: Option<String>) {
        if let Some(value) = value {
            self.add(label, value);
        }
    }

    fn add_named(&mut self, name: &str, value: &str) {
        self.text.push_str(&Message::new("pages-labelled").with("label", name).with("text", value).text(self.language));
        self.text.push('\n');
    }
}

fn cluster_line(cluster: &Cluster) -> Message {
    // Where all stand at one address no area is spanned.
    let id = match cluster.alpha_shape_km2 {
        None if cluster.hull_km2 < 1e-6 => "analysis-cluster-one-place",
        _ => "analysis-cluster",
    };
    Message::new(id)
        .with("id", cluster.id)
        .with("name", cluster.name.as_str())
        .with("n", cluster.n)
        .with("shared", cluster.at_shared_places)
        .with("hull", format!("{:.2}", cluster.hull_km2))
        .with("area", cluster.alpha_shape_km2.map_or("–".to_owned(), |area| format!("{area:.2}")))
        .with("stability", cluster.stability.map_or("–".to_owned(), |s| format!("{s:.2}")))
}

/// A value of JSON: numbers of four significant digits, lists with spaces.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => number.as_f64().map(significant).unwrap_or_default(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join("  "),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

/// Four significant digits; whole numbers keep all of theirs, and what is very small or large has a power of ten.
fn significant(value: f64) -> String {
    let size = value.abs();
    if value.fract() == 0.0 && size < 1e15 {
        return crate::language::fixed(value, 0);
    }
    if !(1e-4..1e7).contains(&size) {
        return format!("{value:.3e}");
    }
    let decimals = (3 - size.log10().floor() as i32).max(0) as usize;
    crate::language::fixed(value, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_significant_digits() {
        let values = [-0.000_142_897_97, 250.0, 12.890_12, 1_234.56, 123_456.7, 0.0, 1.5e-9, f64::NAN];
        let told = ["-0.0001429", "250", "12.89", "1\u{202f}235", "123\u{202f}457", "0", "1.500e-9", "NaN"];
        assert_eq!(values.map(significant), told);
    }

    #[test]
    fn words_are_told_in_the_language_and_unknown_ones_as_they_are() {
        let taxonomy = Taxonomy::bundled();
        let zh = |key, text| word(key, text, &taxonomy, Language::Zh);
        assert_eq!(zh("of", "payment"), "支付科技");
        assert_eq!((zh("shape", "hexagon"), zh("adaptive", "true")), ("六边形".to_owned(), "是".to_owned()));
        assert_eq!((zh("weights", "band:1500"), zh("cells", "row")), ("band:1500".to_owned(), "row".to_owned()));
        for (_, own, id) in WORDS {
            for language in [Language::Zh, Language::En] {
                assert!(!say(language, id).is_empty() && say(language, id) != *id, "{own} in {language:?}");
            }
        }
    }

    #[test]
    fn labels_are_messages_in_both_languages() {
        for (key, label) in LABELS {
            for language in [Language::Zh, Language::En] {
                let name = say(language, label);
                assert!(!name.is_empty() && name != *label, "{key} in {language:?}");
            }
        }
    }
}
