//! A set of changes to a catalogue: what an import or an edit proposes and the store applies as one batch.

use serde::{Deserialize, Serialize};

use super::Enterprise;

/// What made a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BatchKind {
    /// A file was imported.
    Import,
    /// Rows were edited by hand.
    #[default]
    Edit,
    /// An earlier batch was undone.
    Undo,
}

impl BatchKind {
    /// All kinds.
    pub const ALL: [BatchKind; 3] = [BatchKind::Import, BatchKind::Edit, BatchKind::Undo];

    /// The word in the file and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            BatchKind::Import => "import",
            BatchKind::Edit => "edit",
            BatchKind::Undo => "undo",
        }
    }

    /// The kind a word stands for.
    pub fn from_code(code: &str) -> Option<BatchKind> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// A row as it shall be afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// Its key.
    pub id: i64,
    /// The row the change was thought out on, if the store is to see whether somebody has changed it since.
    pub base: Option<Enterprise>,
    /// The whole row afterwards.
    pub after: Enterprise,
}

impl Update {
    /// A row as it shall be, whatever it is now.
    pub fn unseen(id: i64, after: Enterprise) -> Update {
        Update { id, base: None, after }
    }
}

/// Rows to insert, replace and delete, with who, why and from what. Applied all or not at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangeSet {
    /// What made it.
    pub kind: BatchKind,
    /// Who.
    pub author: String,
    /// Why, in a sentence; may be empty.
    pub reason: String,
    /// Name of the imported file; empty for an edit.
    pub file: String,
    /// New rows; their `id` is ignored and given by the store.
    pub inserts: Vec<Enterprise>,
    /// Rows to replace.
    pub updates: Vec<Update>,
    /// Ids of rows to delete.
    pub deletes: Vec<i64>,
}

impl ChangeSet {
    /// Number of rows it touches.
    pub fn len(&self) -> usize {
        self.inserts.len() + self.updates.len() + self.deletes.len()
    }

    /// Whether it touches none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
