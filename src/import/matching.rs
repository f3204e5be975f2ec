//! Which rows of a file are companies the catalogue, or an earlier row, already has.

use std::collections::HashMap;

use crate::catalogue::{Catalogue, Enterprise, name};

/// Credit codes and comparable names, each with the row it belongs to.
#[derive(Debug, Default)]
pub struct Index {
    codes: HashMap<String, usize>,
    names: HashMap<String, usize>,
    former_names: HashMap<String, usize>,
}

/// How a row was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Row number in the catalogue, or place in the file.
    pub row: usize,
    /// Whether the credit code says this row and the name another.
    pub is_conflict: bool,
}

impl Index {
    /// The index of a catalogue.
    pub fn of(catalogue: &Catalogue) -> Index {
        let mut index = Index::default();
        for row in catalogue.rows() {
            index.add(row.index(), row.uscc(), row.name_zh(), row.former_names());
        }
        index
    }

    /// Adds a row; where two claim one key the first keeps it.
    pub fn add(&mut self, row: usize, uscc: &str, name_zh: &str, former_names: &str) {
        if !uscc.is_empty() {
            self.codes.entry(uscc.to_owned()).or_insert(row);
        }
        self.names.entry(name::normalized(name_zh)).or_insert(row);
        for former in name::normalized_list(former_names) {
            self.former_names.entry(former).or_insert(row);
        }
    }

    /// Finds a company by credit code, then by name, then by a former name.
    pub fn find(&self, e: &Enterprise) -> Option<Match> {
        let normalized = name::normalized(&e.name_zh);
        let by_name = self.names.get(&normalized).or_else(|| self.former_names.get(&normalized)).copied();
        match (self.codes.get(&e.uscc).copied().filter(|_| !e.uscc.is_empty()), by_name) {
            (Some(row), by_name) => Some(Match { row, is_conflict: by_name.is_some_and(|n| n != row) }),
            (None, Some(row)) => Some(Match { row, is_conflict: false }),
            (None, None) => None,
        }
    }
}
