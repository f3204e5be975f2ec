//! Changes to a catalogue: what an import or an edit proposes, the store applies as one batch, and what came of it.

use serde::{Deserialize, Serialize};

use super::{Attribute, Enterprise};
use crate::language::Message;

/// Number of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct BatchId(pub i64);

impl std::fmt::Display for BatchId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

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
    /// Another program, such as QGIS, edited the file.
    Outside,
}

impl BatchKind {
    /// All kinds.
    pub const ALL: [BatchKind; 4] = [BatchKind::Import, BatchKind::Edit, BatchKind::Undo, BatchKind::Outside];

    /// The word in the file and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            BatchKind::Import => "import",
            BatchKind::Edit => "edit",
            BatchKind::Undo => "undo",
            BatchKind::Outside => "outside",
        }
    }

    /// The kind a word stands for.
    pub fn from_code(code: &str) -> Option<BatchKind> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// Who changes what from which file, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchHead {
    /// What makes it.
    pub kind: BatchKind,
    /// Who.
    pub author: String,
    /// Why, in a sentence; may be empty.
    pub reason: String,
    /// Name of the imported file; empty for an edit.
    pub file: String,
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

/// Rows of one enterprise that become one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Merger {
    /// The row that stays, as it is.
    pub kept: Enterprise,
    /// The same as it shall be.
    pub after: Enterprise,
    /// The rows that go, as they are.
    pub gone: Vec<Enterprise>,
}

/// A change of one row, or of rows that become one.
#[derive(Clone, Debug, PartialEq)]
pub enum RowEdit {
    /// A new row; its `id` is ignored and given by the store.
    Insert(Box<Enterprise>),
    /// A row to replace, or to merge where somebody has changed it.
    Update(Box<Update>),
    /// A row to delete.
    Delete {
        /// Its key.
        id: i64,
        /// The row the deletion was thought out on, if it is to be kept where somebody has changed it since.
        base: Option<Box<Enterprise>>,
    },
    /// Rows that become one; what named those that go names the one that stays.
    Merge(Box<Merger>),
}

/// A field that two people changed to different values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldConflict {
    /// Which.
    pub attribute: Attribute,
    /// Its value when the change was thought out.
    pub base: String,
    /// What it was to become; empty where the row was to be deleted.
    pub mine: String,
    /// What it has become meanwhile.
    pub theirs: String,
}

/// A row that was left as it is, since somebody else has changed it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowConflict {
    /// Id of the row.
    pub id: i64,
    /// Its Chinese name.
    pub name_zh: String,
    /// Whether it is not there any more.
    pub is_gone: bool,
    /// The fields in dispute; none where it is gone.
    pub fields: Vec<FieldConflict>,
    /// The row as each side has it.
    #[serde(skip)]
    pub sides: Box<ConflictSides>,
}

/// A row in dispute as each side has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConflictSides {
    /// The row the change was thought out on.
    pub base: Option<Enterprise>,
    /// What insisting on the change makes of the row as it is now; none where it was to be deleted.
    pub mine: Option<Enterprise>,
    /// The row as it is now; none where it is gone.
    pub theirs: Option<Enterprise>,
}

impl RowConflict {
    /// A row that is gone.
    pub fn gone(id: i64, base: Option<Enterprise>, mine: Option<Enterprise>) -> RowConflict {
        let name_zh = base.as_ref().or(mine.as_ref()).map(|e| e.name_zh.clone()).unwrap_or_default();
        let sides = Box::new(ConflictSides { base, mine, theirs: None });
        RowConflict { id, name_zh, is_gone: true, fields: Vec::new(), sides }
    }

    /// A row with fields in dispute.
    pub fn disputed(id: i64, sides: ConflictSides, fields: Vec<FieldConflict>) -> RowConflict {
        let name_zh = sides.theirs.as_ref().map(|e| e.name_zh.clone()).unwrap_or_default();
        RowConflict { id, name_zh, is_gone: false, fields, sides: Box::new(sides) }
    }

    /// Adds to a change set what insisting on the change means: the row as it is now with what was to be changed, a
    /// new row in the place of one that is gone, or its deletion. Somebody who changes it once more meanwhile makes
    /// another conflict.
    pub fn insist(&self, into: &mut ChangeSet) {
        match (&self.sides.mine, &self.sides.theirs) {
            (Some(mine), None) => into.inserts.push(mine.clone()),
            (Some(mine), theirs) => {
                into.updates.push(Update { id: self.id, base: theirs.clone(), after: mine.clone() });
            }
            (None, Some(_)) => into.deletes.push(self.id),
            (None, None) => {}
        }
    }

    /// Adds to a change set what giving way means: the row as it is now with what was to be changed, but for the fields
    /// in dispute. Nothing where there was no other change, or nothing to write it on.
    pub fn give_way(&self, into: &mut ChangeSet) {
        let (Some(mine), Some(theirs)) = (&self.sides.mine, &self.sides.theirs) else { return };
        let mut after = mine.clone();
        self.fields.iter().for_each(|field| field.attribute.take(&mut after, theirs));
        if after != *theirs {
            into.updates.push(Update { id: self.id, base: Some(theirs.clone()), after });
        }
    }
}

/// What a write did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The batch it makes; none where nothing had to be written.
    pub batch: Option<BatchId>,
    /// Rows inserted.
    pub inserted: usize,
    /// Rows changed.
    pub updated: usize,
    /// Rows deleted.
    pub deleted: usize,
    /// Rows left as they are; the others were written.
    pub conflicts: Vec<RowConflict>,
    /// The backup made before an import.
    pub backup: Option<BackupNote>,
}

/// What became of the backup before an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupNote {
    /// It was made.
    Made(std::path::PathBuf),
    /// It could not be made, and the import went on without.
    Skipped {
        /// The folder it was to be in.
        folder: std::path::PathBuf,
        /// What the system says.
        why: String,
    },
}

impl BackupNote {
    /// What to tell of it: nothing where it was made.
    pub fn message(&self) -> Option<Message> {
        match self {
            BackupNote::Made(_) => None,
            BackupNote::Skipped { folder, why } => {
                Some(Message::new("import-backup-skipped").with("why", why.as_str()).with("folder", folder))
            }
        }
    }
}

/// Rows to insert, replace and delete, with who, why and from what: a small batch kept as a value.
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
    /// Rows that become one.
    pub mergers: Vec<Merger>,
}

impl ChangeSet {
    /// Number of rows it touches.
    pub fn len(&self) -> usize {
        let merged: usize = self.mergers.iter().map(|merger| 1 + merger.gone.len()).sum();
        self.inserts.len() + self.updates.len() + self.deletes.len() + merged
    }

    /// Whether it touches none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Who, why and from what.
    pub fn head(&self) -> BatchHead {
        let (author, reason, file) = (self.author.clone(), self.reason.clone(), self.file.clone());
        BatchHead { kind: self.kind, author, reason, file }
    }

    /// Its rows, one after the other.
    pub fn edits(&self) -> impl Iterator<Item = RowEdit> {
        let inserts = self.inserts.iter().map(|e| RowEdit::Insert(Box::new(e.clone())));
        let updates = self.updates.iter().map(|u| RowEdit::Update(Box::new(u.clone())));
        let deletes = self.deletes.iter().map(|id| RowEdit::Delete { id: *id, base: None });
        let mergers = self.mergers.iter().map(|merger| RowEdit::Merge(Box::new(merger.clone())));
        inserts.chain(updates).chain(deletes).chain(mergers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gives_way_keeps_what_nobody_disputes() {
        let row = |note: &str, ticker: &str| {
            Some(Enterprise { id: 7, note: note.into(), ticker: ticker.into(), ..Enterprise::default() })
        };
        let disputed = |mine| {
            let sides = ConflictSides { base: row("一", ""), mine, theirs: row("三", "") };
            let field =
                |a| FieldConflict { attribute: a, base: "一".into(), mine: "二".into(), theirs: "三".into() };
            RowConflict::disputed(7, sides, vec![field(Attribute::Note)])
        };
        let given = |conflict: &RowConflict| {
            let mut changes = ChangeSet::default();
            conflict.give_way(&mut changes);
            changes.updates
        };
        let update = Update { id: 7, base: row("三", ""), after: row("三", "600000").expect("a row") };
        assert_eq!(given(&disputed(row("二", "600000"))), [update]);
        assert_eq!(given(&disputed(row("二", ""))), [], "nothing but what is disputed");
        assert_eq!(given(&disputed(None)), [], "it was to be deleted");
        assert_eq!(given(&RowConflict::gone(7, row("一", ""), row("二", ""))), []);
    }
}
