//! What importing a file would do, to be looked at and then applied.

use std::sync::Arc;

use super::changes::changes;
use super::check::{self, CheckedRow, Context};
use super::datum::Datums;
use super::finding::Findings;
use super::mapping::Mapping;
use super::money::HeaderUnit;
use super::options::{ImportOptions, OnDuplicate};
use super::placing;
use super::readers::Source;
use super::table::TableRow;
use super::values::{self, Words};
use crate::catalogue::gazetteer::Gazetteer;
use crate::catalogue::{
    Attribute, BatchKind, Catalogue, ChangeSet, Enterprise, Founded, Likeness, LikenessReason, RowEdit, Update,
};
use crate::geography::{Datum, Pack};
use crate::language::Language;

/// One field that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The attribute.
    pub attribute: Attribute,
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
    /// Left out by the user.
    Dropped,
}

/// One row of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedRow {
    /// Line in the file, from 1.
    pub line: usize,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The company of the catalogue it is, or may be.
    pub candidate: Option<Candidate>,
}

/// A company of the catalogue that is, or may be, the one of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: i64,
    /// How sure that is.
    pub likeness: Likeness,
    /// What speaks for it.
    pub reason: LikenessReason,
}

/// What becomes of a row, without the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlannedOutcome {
    New,
    Changed,
    Unchanged,
    Refused,
    Dropped,
}

/// All that is kept of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub outcome: PlannedOutcome,
    pub candidate: Option<Candidate>,
}

/// What importing a file would do: the table, and what becomes of each of its rows.
#[derive(Debug)]
pub struct Proposal {
    /// The file as it was read.
    pub source: Arc<Source>,
    /// What the user said.
    pub options: ImportOptions,
    /// Line of the header, from 1.
    pub header_row: usize,
    /// Which column is which field.
    pub mapping: Mapping,
    /// The datum of its positions.
    pub datum: Datums,
    /// What is worth saying, in order of the lines.
    pub findings: Findings,
    pub(super) first_row: usize,
    pub(super) plans: Vec<Plan>,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) pack: Arc<Pack>,
    pub(super) words: Words,
    /// The unit of the capital.
    pub(super) capital_unit: HeaderUnit,
    /// The column that says the datum of each row's position.
    pub(super) datum_column: Option<usize>,
    /// The day it is made on.
    pub(super) today: Option<Founded>,
    /// What addresses tell, if rows are to be placed by them.
    pub(super) gazetteer: Option<Gazetteer>,
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
    /// Left out by the user.
    pub dropped: usize,
    /// The same company as a row of the catalogue.
    pub matched: usize,
}

impl Proposal {
    /// Rows under the header.
    pub fn len(&self) -> usize {
        self.source.table.len() - self.first_row
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells of a row, from 0.
    pub fn table_row(&self, row: usize) -> TableRow<'_> {
        self.source.table.row(self.first_row + row)
    }

    /// The row that begins on a line of the file.
    pub fn row_of_line(&self, line: usize) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.table_row(middle).line < line { low = middle + 1 } else { high = middle }
        }
        (low < self.len() && self.table_row(low).line == line).then_some(low)
    }

    pub(super) fn context(&self) -> Context<'_> {
        let (mapping, words, fixes) = (&self.mapping, &self.words, &self.options.fixes);
        Context { mapping, capital_unit: self.capital_unit, words, pack: &self.pack, fixes, today: self.today }
    }

    pub(super) fn checked(&self, row: usize) -> CheckedRow {
        let mut checked = check::row(self.table_row(row), &self.context());
        let choice = self.datum.choice_of(&checked.enterprise.source);
        let (datum, is_known) =
            self.stated_datum(row).map_or((choice.chosen, choice.is_known()), |stated| (stated, true));
        if !is_known {
            placing::doubt(&mut checked);
        }
        placing::place(&mut checked, datum, &self.words, &self.pack);
        if let Some(gazetteer) = &self.gazetteer {
            placing::place_by_address(&mut checked, gazetteer, &self.pack);
        }
        checked
    }

    /// The datum a row itself says its position is in.
    pub(super) fn stated_datum(&self, row: usize) -> Option<Datum> {
        values::datum(self.table_row(row).get(self.datum_column?))
    }

    /// What the row says, as it would be written were it new.
    pub fn enterprise(&self, row: usize) -> Enterprise {
        let mut e = self.checked(row).enterprise;
        if e.source.is_empty() {
            e.source.clone_from(&self.source.name);
        }
        e
    }

    /// What becomes of a row.
    pub fn row(&self, row: usize) -> ProposedRow {
        let plan = self.plans[row];
        let id = plan.candidate.map_or(0, |c| c.id);
        let outcome = match plan.outcome {
            PlannedOutcome::New => Outcome::New(Box::new(self.enterprise(row))),
            PlannedOutcome::Changed => self.changed(row, id),
            PlannedOutcome::Unchanged => Outcome::Unchanged { id },
            PlannedOutcome::Refused => Outcome::Refused,
            PlannedOutcome::Dropped => Outcome::Dropped,
        };
        ProposedRow { line: self.table_row(row).line, outcome, candidate: plan.candidate }
    }

    fn changed(&self, row: usize, id: i64) -> Outcome {
        let Some(at) = self.catalogue.row_of(id) else { return Outcome::Unchanged { id } };
        let checked = self.checked(row);
        let how = self.options.fixes.duplicates.get(&checked.line).copied().unwrap_or(self.options.on_duplicate);
        let before = self.catalogue.row(at).to_enterprise();
        let (after, changed) = changes(&checked, &before, how);
        let changes = changed
            .into_iter()
            .map(|attribute| FieldChange { attribute, old: attribute.value(&before), new: attribute.value(&after) })
            .collect();
        Outcome::Changed { changes, update: Box::new(Update { id, base: Some(before), after }) }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = ProposedRow> {
        (0..self.len()).map(|row| self.row(row))
    }

    /// A cell as it counts: put right where somebody did.
    pub fn cell(&self, row: usize, attribute: Attribute) -> &str {
        let (table_row, fixes) = (self.table_row(row), &self.options.fixes);
        let text = self.mapping.column(attribute).map_or("", |column| table_row.get(column));
        fixes.cell(table_row.line, attribute, text)
    }

    /// An attribute of a record in the reader's language.
    pub fn shown(&self, attribute: Attribute, e: &Enterprise, language: Language) -> String {
        attribute.shown(e, &self.pack, self.catalogue.taxonomy(), language)
    }

    /// A row of the catalogue, by its id.
    pub fn known(&self, id: i64) -> Option<Enterprise> {
        self.catalogue.row_of(id).map(|row| self.catalogue.row(row).to_enterprise())
    }

    fn planned(&self, outcomes: &'static [PlannedOutcome]) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|row| outcomes.contains(&self.plans[*row].outcome))
    }

    /// Rows of companies the catalogue does not have.
    pub fn new_rows(&self) -> impl Iterator<Item = usize> {
        self.planned(&[PlannedOutcome::New])
    }

    /// Rows that change one of the catalogue.
    pub fn changed_rows(&self) -> impl Iterator<Item = usize> {
        self.planned(&[PlannedOutcome::Changed])
    }

    /// Rows the catalogue has as they are.
    pub fn unchanged_rows(&self) -> impl Iterator<Item = usize> {
        self.planned(&[PlannedOutcome::Unchanged])
    }

    /// Rows that are not imported.
    pub fn refused_rows(&self) -> impl Iterator<Item = usize> {
        self.planned(&[PlannedOutcome::Refused, PlannedOutcome::Dropped])
    }

    /// The company of the catalogue a row is, or may be.
    pub fn candidate(&self, row: usize) -> Option<Candidate> {
        self.plans[row].candidate
    }

    /// Rows that are, or may be, companies the catalogue has and that a person should look at: the doubtful ones.
    pub fn doubtful(&self) -> impl Iterator<Item = usize> {
        let is_doubtful = |p: &Plan| p.candidate.is_some_and(|c| c.likeness != Likeness::Certain);
        (0..self.len()).filter(move |row| is_doubtful(&self.plans[*row]))
    }

    /// What becomes of a row whose company the catalogue has or may have: what somebody decided, else what is said for all
    /// that are certain; what is only alike is added.
    pub fn choice(&self, row: usize) -> OnDuplicate {
        let decided = self.options.fixes.duplicates.get(&self.table_row(row).line).copied();
        let is_certain = self.candidate(row).is_some_and(|c| c.likeness == Likeness::Certain);
        decided.unwrap_or(if is_certain { self.options.on_duplicate } else { OnDuplicate::Add })
    }

    /// The attributes a row says anything of, and whether they would change in a row of the catalogue by the choice in
    /// force; where that changes none, whether they would by an update.
    pub fn said(&self, row: usize, known: &Enterprise) -> Vec<(Attribute, bool)> {
        let checked = self.checked(row);
        let how = match self.choice(row) {
            OnDuplicate::Fill => OnDuplicate::Fill,
            OnDuplicate::Update | OnDuplicate::Skip | OnDuplicate::Add => OnDuplicate::Update,
        };
        let changed = changes(&checked, known, how).1;
        checked.given.iter().map(|field| (*field, changed.contains(field))).collect()
    }

    /// The proposal in numbers.
    pub fn summary(&self) -> Summary {
        let count = |outcome| self.plans.iter().filter(|p| p.outcome == outcome).count();
        let is_matched = |p: &&Plan| p.candidate.is_some_and(|c| c.likeness == Likeness::Certain);
        Summary {
            rows: self.len(),
            new: count(PlannedOutcome::New),
            updated: count(PlannedOutcome::Changed),
            unchanged: count(PlannedOutcome::Unchanged),
            refused: count(PlannedOutcome::Refused),
            dropped: count(PlannedOutcome::Dropped),
            matched: self.plans.iter().filter(is_matched).count(),
        }
    }

    /// What is to be done for a row; none where nothing is.
    pub fn edit(&self, row: usize) -> Option<RowEdit> {
        match self.row(row).outcome {
            Outcome::New(e) => Some(RowEdit::Insert(e)),
            Outcome::Changed { update, .. } => Some(RowEdit::Update(update)),
            Outcome::Unchanged { .. } | Outcome::Refused | Outcome::Dropped => None,
        }
    }

    /// The changes to apply. Two rows of a file never change one row of the catalogue.
    pub fn change_set(&self, author: &str, reason: &str) -> ChangeSet {
        let mut changes = ChangeSet {
            kind: BatchKind::Import,
            author: author.to_owned(),
            reason: reason.to_owned(),
            file: self.source.name.clone(),
            ..ChangeSet::default()
        };
        for row in self.rows() {
            match row.outcome {
                Outcome::New(e) => changes.inserts.push(*e),
                Outcome::Changed { update, .. } => changes.updates.push(*update),
                Outcome::Unchanged { .. } | Outcome::Refused | Outcome::Dropped => {}
            }
        }
        changes
    }
}
