//! What the user says about a file: how it is read, what its columns are, what is put right, what becomes of
//! companies the catalogue has.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::readers::ReadOptions;
use crate::catalogue::Attribute;
use crate::geography::Datum;

/// What to do with companies the catalogue has already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnDuplicate {
    /// Leave them as they are.
    Skip,
    /// Take over what is unknown so far.
    Fill,
    /// Take over what the file says; empty cells erase nothing.
    #[default]
    Update,
    /// Add them a second time.
    Add,
}

impl OnDuplicate {
    /// All, in the order they are offered.
    pub const ALL: [OnDuplicate; 4] = [OnDuplicate::Update, OnDuplicate::Fill, OnDuplicate::Skip, OnDuplicate::Add];

    /// The word on the command line.
    pub fn code(self) -> &'static str {
        match self {
            OnDuplicate::Skip => "skip",
            OnDuplicate::Fill => "fill",
            OnDuplicate::Update => "update",
            OnDuplicate::Add => "add",
        }
    }

    /// The choice a word stands for.
    pub fn from_code(code: &str) -> Option<OnDuplicate> {
        Self::ALL.into_iter().find(|d| d.code() == code)
    }
}

/// What a person put right in a file before importing it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fixes {
    /// Cells by line and attribute; the file's own text is not looked at any more.
    #[serde(with = "pairs")]
    pub cells: BTreeMap<(usize, Attribute), String>,
    /// What a cell's text stands for, wherever it occurs in a column of the attribute.
    #[serde(with = "pairs")]
    pub words: BTreeMap<(Attribute, String), String>,
    /// Lines left out.
    pub dropped: BTreeSet<usize>,
    /// What becomes of single lines whose company the catalogue has, or may have.
    pub duplicates: BTreeMap<usize, OnDuplicate>,
}

impl Fixes {
    /// What a cell says, put right.
    pub fn cell<'a>(&'a self, line: usize, attribute: Attribute, text: &'a str) -> &'a str {
        if self.cells.is_empty() && self.words.is_empty() {
            return text;
        }
        let cell = self.cells.get(&(line, attribute));
        let fixed = cell.or_else(|| self.words.get(&(attribute, text.to_owned())).filter(|_| !text.is_empty()));
        fixed.map_or(text, String::as_str)
    }

    /// The cells put right on one line.
    pub fn on_line(&self, line: usize) -> impl Iterator<Item = (Attribute, &str)> {
        self.cells.range((line, Attribute::NameZh)..=(line, Attribute::Extra)).map(|((_, a), text)| (*a, text.as_str()))
    }
}

/// Maps whose keys are more than a text, as lists of pairs: JSON knows no other keys.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(map)
    }

    pub fn deserialize<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<K, V>, D::Error> {
        Ok(Vec::<(K, V)>::deserialize(from)?.into_iter().collect())
    }
}

/// How a file is to be read and merged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportOptions {
    /// How its bytes become a table.
    pub read: ReadOptions,
    /// The datum of its positions; found out where none is said.
    pub datum: Option<Datum>,
    /// What to do with companies the catalogue has.
    pub on_duplicate: OnDuplicate,
    /// Explicit `FIELD=COLUMN` choices, over those found; field `-` leaves a column out, `extra` keeps it.
    pub columns: Vec<(String, String)>,
    /// The unit of amounts that name none themselves, one of [`money::UNIT_CHOICES`](super::money::UNIT_CHOICES); found
    /// out where none is said.
    pub capital_unit: Option<String>,
    /// Whether columns nobody knows are kept as attributes of the user's own.
    pub keep_unknown: bool,
    /// Whether rows without a position are placed by their address, as far as that tells a point.
    pub place_by_address: bool,
    /// What was put right.
    pub fixes: Fixes,
}
