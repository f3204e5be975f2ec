//! What importing a file would do, to be looked at and then applied.

use serde_json::{Value, json};

use super::datum::DatumChoice;
use super::decode::Encoding;
use super::finding::Finding;
use super::mapping::Mapping;
use super::table::TableRow;
use crate::catalogue::{Attribute, BatchKind, ChangeSet, Enterprise, Update};
use crate::language::Language;

/// What to do with companies the catalogue has already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDuplicate {
    /// Leave them as they are.
    Skip,
    /// Take over what the file says; empty cells erase nothing.
    #[default]
    Update,
    /// Add them a second time.
    Add,
}

impl OnDuplicate {
    /// All, in the order they are offered.
    pub const ALL: [OnDuplicate; 3] = [OnDuplicate::Skip, OnDuplicate::Update, OnDuplicate::Add];

    /// The word on the command line.
    pub fn code(self) -> &'static str {
        match self {
            OnDuplicate::Skip => "skip",
            OnDuplicate::Update => "update",
            OnDuplicate::Add => "add",
        }
    }

    /// The choice a word stands for.
    pub fn from_code(code: &str) -> Option<OnDuplicate> {
        Self::ALL.into_iter().find(|d| d.code() == code)
    }
}

/// One field that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The field.
    pub field: Attribute,
    /// As it is in the catalogue.
    pub old: String,
    /// As the file says.
    pub new: String,
}

/// What becomes of one row of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A company the catalogue does not have.
    New(Box<Enterprise>),
    /// One it has, with other values.
    Changed {
        /// What changes.
        changes: Vec<FieldChange>,
        /// The row as it is in the catalogue, and the whole row afterwards.
        update: Box<Update>,
    },
    /// One it has, and nothing changes.
    Unchanged {
        /// Id in the catalogue.
        id: i64,
    },
    /// Not imported; the row's fatal findings say why.
    Refused,
}

/// One row of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedRow {
    /// Line in the file, from 1.
    pub line: usize,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The row of the catalogue it is the same company as.
    pub matched: Option<i64>,
}

/// What importing a file would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Name of the file.
    pub file: String,
    /// The encoding it was read in.
    pub encoding: Encoding,
    /// Line of the header, from 1.
    pub header_row: usize,
    /// Which column is which field.
    pub mapping: Mapping,
    /// The datum of its positions.
    pub datum: DatumChoice,
    /// Its rows, in order.
    pub rows: Vec<ProposedRow>,
    /// What is worth saying, in order of the lines.
    pub findings: Vec<Finding>,
    pub(super) table: Vec<TableRow>,
}

/// A proposal in numbers of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows of the file under its header.
    pub rows: usize,
    /// To be inserted.
    pub new: usize,
    /// To be changed.
    pub updated: usize,
    /// In the catalogue already and left as they are.
    pub unchanged: usize,
    /// Not imported.
    pub refused: usize,
    /// The same company as a row of the catalogue.
    pub matched: usize,
}

impl Proposal {
    /// The proposal in numbers.
    pub fn summary(&self) -> Summary {
        let count = |is: fn(&Outcome) -> bool| self.rows.iter().filter(|r| is(&r.outcome)).count();
        Summary {
            rows: self.rows.len(),
            new: count(|o| matches!(o, Outcome::New(_))),
            updated: count(|o| matches!(o, Outcome::Changed { .. })),
            unchanged: count(|o| matches!(o, Outcome::Unchanged { .. })),
            refused: count(|o| matches!(o, Outcome::Refused)),
            matched: self.rows.iter().filter(|r| r.matched.is_some()).count(),
        }
    }

    /// The changes to apply. Two rows of a file never change one row of the catalogue.
    pub fn change_set(&self, author: &str, reason: &str) -> ChangeSet {
        let mut changes = ChangeSet {
            kind: BatchKind::Import,
            author: author.to_owned(),
            reason: reason.to_owned(),
            file: self.file.clone(),
            ..ChangeSet::default()
        };
        for row in &self.rows {
            match &row.outcome {
                Outcome::New(e) => changes.inserts.push((**e).clone()),
                Outcome::Changed { update, .. } => changes.updates.push((**update).clone()),
                Outcome::Unchanged { .. } | Outcome::Refused => {}
            }
        }
        changes
    }

    /// The refused rows as CSV: the file's own columns and why, UTF-8 with the mark Excel needs.
    pub fn rejects_csv(&self, language: Language) -> Vec<u8> {
        let mut out = String::from("\u{feff}");
        let reason_header = crate::language::say(language, "import-rejects-reason");
        push_line(&mut out, self.mapping.headers.iter().map(String::as_str).chain([reason_header.as_str()]));
        for (row, cells) in self.rows.iter().zip(&self.table) {
            if row.outcome == Outcome::Refused {
                let fatal = self.findings.iter().filter(|f| f.row == row.line && f.code.is_fatal());
                let reasons: Vec<String> = fatal.map(|f| f.message().text(language)).collect();
                let cell = |i: usize| cells.cells.get(i).map_or("", String::as_str);
                let cells = (0..self.mapping.headers.len()).map(cell);
                push_line(&mut out, cells.chain([reasons.join(" ").as_str()]));
            }
        }
        out.into_bytes()
    }

    /// What `hujin import --json` prints, but for the number of the batch.
    pub fn to_json(&self, language: Language) -> Value {
        let s = self.summary();
        let scores: serde_json::Map<String, Value> =
            self.datum.scores.iter().map(|(d, score)| (d.code().to_owned(), json!(score))).collect();
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|f| {
                json!({
                    "row": (f.row > 0).then_some(f.row),
                    "field": f.field.map(Attribute::code),
                    "code": f.code.code(),
                    "message": f.message().text(language),
                    "hint": f.message().hint(language),
                })
            })
            .collect();
        json!({
            "file": self.file,
            "rows": s.rows,
            "encoding": self.encoding.code(),
            "header_row": self.header_row,
            "datum": {
                "chosen": self.datum.chosen.code(), "scores": scores, "p": self.datum.p,
                "usable": self.datum.usable, "decided": self.datum.is_decided, "explicit": self.datum.is_explicit,
            },
            "new": s.new,
            "updated": s.updated,
            "unchanged": s.unchanged,
            "refused": s.refused,
            "matched": s.matched,
            "findings": findings,
        })
    }
}

fn push_line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}
