//! The controls of a layer, as data: the panel, `--set` and view files all follow from them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue::Taxonomy;
use crate::language::Message;
use crate::report::Tell;

/// One control of a layer.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Name in files and in `--set layer.key=value`.
    pub key: &'static str,
    /// Message id of its label.
    pub label: &'static str,
    /// What it takes.
    pub kind: ParamKind,
    /// Its value before anybody chose one.
    pub default: &'static str,
}

impl Param {
    /// The shape of the cells of a grid.
    pub const CELLS: Param = Param {
        key: "cells",
        label: "param-cells",
        kind: ParamKind::Choice(&["hexagon", "square"]),
        default: "hexagon",
    };

    /// The size of the cells of a grid, metres.
    pub const fn cell_size(min: f64, default: &'static str) -> Param {
        let kind = ParamKind::Number { words: &[], min, max: 10_000.0, step: 250.0, unit: "m", logarithmic: false };
        Param { key: "size", label: "param-cell-size", kind, default }
    }

    /// The bandwidth of a kernel, metres or a rule that finds it.
    pub const fn bandwidth(min: f64, step: f64, default: &'static str) -> Param {
        let words = &["cv", "sj", "scott"];
        let kind = ParamKind::Number { words, min, max: 10_000.0, step, unit: "m", logarithmic: true };
        Param { key: "bandwidth", label: "param-bandwidth", kind, default }
    }
}

/// What a control takes.
#[derive(Clone, Copy, Debug)]
pub enum ParamKind {
    /// One of some words; each is shown by the message `param-<word>`.
    Choice(&'static [&'static str]),
    /// A number within limits, in `unit`, or one of some words that stand for a rule to find it.
    Number {
        /// Words taken in place of a number; each is shown by the message `param-<word>`.
        words: &'static [&'static str],
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
        /// Distance of neighbouring values.
        step: f64,
        /// Unit shown after it, such as `m`; empty for a pure number.
        unit: &'static str,
        /// Whether the slider moves by orders of magnitude.
        logarithmic: bool,
    },
    /// `on` or `off`.
    Toggle,
    /// The id of a track.
    Track,
}

/// The state of one layer: shown or not, and the values that differ from the defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether it is drawn; `None` is the layer's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible: Option<bool>,
    /// Values by key, as words; only those somebody chose.
    #[serde(flatten)]
    pub values: BTreeMap<String, String>,
}

/// Why a `layer.key=value` was refused.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum ParamError {
    /// No layer of this name.
    UnknownLayer {
        /// The name given.
        layer: String,
        /// The names there are.
        known: String,
    },
    /// The layer has no such control.
    UnknownKey {
        /// The layer.
        layer: String,
        /// The key given.
        key: String,
        /// The keys there are.
        known: String,
    },
    /// The control does not take this value.
    BadValue {
        /// `layer.key`.
        place: String,
        /// The value given.
        value: String,
        /// What it takes.
        expected: String,
    },
    /// Not of the form `layer.key=value`.
    Form {
        /// What was given.
        text: String,
    },
}

crate::told!(ParamError);

impl Tell for ParamError {
    fn message(&self) -> Message {
        match self {
            ParamError::UnknownLayer { layer, known } => {
                Message::new("layers-unknown-layer").with("layer", layer.as_str()).with("known", known.as_str())
            }
            ParamError::UnknownKey { layer, key, known } => Message::new("layers-unknown-key")
                .with("layer", layer.as_str())
                .with("key", key.as_str())
                .with("known", known.as_str()),
            ParamError::BadValue { place, value, expected } => Message::new("layers-bad-value")
                .with("place", place.as_str())
                .with("value", value.as_str())
                .with("expected", expected.as_str()),
            ParamError::Form { text } => Message::new("layers-set-form").with("text", text.as_str()),
        }
    }
}

/// The message id of a word of [`ParamKind::Choice`].
pub fn choice_label(word: &str) -> &'static str {
    match word {
        "count" => "param-count",
        "density" => "param-density",
        "share" => "param-share",
        "lq" => "param-lq",
        "hexagon" => "param-hexagon",
        "square" => "param-square",
        "quantile" => "param-quantile",
        "equal" => "param-equal",
        "natural" => "param-natural",
        "teal" => "param-teal",
        "blues" => "param-blues",
        "oranges" => "param-oranges",
        "viridis" => "param-viridis",
        "greys" => "param-greys",
        "cv" => "param-cv",
        "sj" => "param-sj",
        "scott" => "param-scott",
        "gistar" => "param-gistar",
        "dbscan" => "param-dbscan",
        "hdbscan" => "param-hdbscan",
        "hull" => "param-hull",
        "alpha" => "param-alpha",
        "fixed" => "param-fixed",
        _ => "param-unknown",
    }
}

impl Param {
    /// The value in force: what was chosen, if the control takes it, else the default.
    pub fn value<'a>(&self, settings: &'a Settings, taxonomy: &Taxonomy) -> &'a str
    where
        'static: 'a,
    {
        match settings.values.get(self.key) {
            Some(value) if self.accepts(value, taxonomy) => value,
            _ => self.default,
        }
    }

    /// Whether the control takes this value.
    pub fn accepts(&self, value: &str, taxonomy: &Taxonomy) -> bool {
        match self.kind {
            ParamKind::Choice(words) => words.contains(&value),
            ParamKind::Number { words, min, max, .. } => {
                words.contains(&value) || value.parse::<f64>().is_ok_and(|v| (min..=max).contains(&v))
            }
            ParamKind::Toggle => matches!(value, "on" | "off"),
            ParamKind::Track => taxonomy.index_of(value).is_some(),
        }
    }

    /// What it takes, in words for an error.
    pub fn expected(&self, taxonomy: &Taxonomy) -> String {
        match self.kind {
            ParamKind::Choice(words) => words.join(", "),
            ParamKind::Number { words, min, max, unit, .. } => {
                let words = words.iter().map(|w| format!(", {w}")).collect::<String>();
                format!("{min}–{max} {unit}").trim().to_owned() + &words
            }
            ParamKind::Toggle => "on, off".to_owned(),
            ParamKind::Track => taxonomy.tracks().iter().map(|t| t.id.as_str()).collect::<Vec<_>>().join(", "),
        }
    }
}
