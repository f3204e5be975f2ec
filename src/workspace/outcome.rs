//! What came of a piece of work.

use std::path::PathBuf;
use std::sync::Arc;

use super::batch::BatchWritten;
use super::file_history::{FileContent, HistoryOutcome};
use crate::catalogue::{CaseChange, Catalogue, PracticeCase, Written};
use crate::document::ViewFile;
use crate::export::Placed;
use crate::import::Proposal;
use crate::language::Message;
use crate::report::Tell;
use crate::store::{Batch, Salvaged, UndoOutcome};

/// Why work failed.
pub type Failure = Box<dyn Tell + Send + Sync>;

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// A catalogue was read.
    Opened {
        /// Its file.
        path: PathBuf,
        /// Its rows.
        catalogue: Arc<Catalogue>,
        /// Its practice cases.
        cases: Vec<PracticeCase>,
        /// Its batches, oldest first.
        batches: Vec<Batch>,
    },
    /// Practice cases were changed.
    CasesChanged {
        /// As they are now.
        cases: Vec<PracticeCase>,
        /// The changes as made.
        changes: Vec<CaseChange>,
        /// Whether they took earlier ones back.
        is_undo: bool,
    },
    /// A pair of rows was judged to be two enterprises, or no longer so.
    PairJudged,
    /// A file was read.
    Proposed {
        /// What importing it would do.
        proposal: Arc<Proposal>,
        /// The recipe that was applied, and the share of its columns the file has.
        recipe: Option<(String, f64)>,
    },
    /// A file was imported.
    Imported {
        /// What was written.
        written: Written,
        /// The catalogue's file.
        path: PathBuf,
        /// The rows as they are now.
        catalogue: Arc<Catalogue>,
        /// All batches, oldest first.
        batches: Vec<Batch>,
    },
    /// Changes were written.
    Applied {
        /// The batch they make, and the rows that were left out of it.
        written: Written,
        /// The catalogue's file.
        path: PathBuf,
        /// The rows as they are now.
        catalogue: Arc<Catalogue>,
        /// The practice cases, which may name other rows now.
        cases: Vec<PracticeCase>,
        /// All batches, oldest first.
        batches: Vec<Batch>,
    },
    /// Something was done with the file as a whole.
    History(HistoryOutcome),
    /// What was sound of a damaged catalogue was saved into a new one, which was read.
    Salvaged {
        /// What was saved, and what was not.
        saved: Salvaged,
        /// The new file.
        content: FileContent,
    },
    /// A batch was taken back.
    Undone {
        /// What was restored, and what was not.
        outcome: UndoOutcome,
        /// All batches, oldest first.
        batches: Vec<Batch>,
        /// The catalogue's file.
        path: PathBuf,
        /// The rows as they are now.
        catalogue: Arc<Catalogue>,
        /// The practice cases, which may name other rows now.
        cases: Vec<PracticeCase>,
    },
    /// A figure was written.
    Exported {
        /// Its file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// Whether it took the place of another.
        placed: Placed,
        /// What should be known of it beside that it was written.
        remarks: Vec<Message>,
    },
    /// A view was read.
    ViewOpened {
        /// The file.
        path: PathBuf,
        /// What it holds.
        file: Box<ViewFile>,
        /// What has changed since it was made, for a figure.
        since: Vec<Message>,
    },
    /// Figures were written.
    ExportedBatch(BatchWritten),
    /// Reports were written.
    Reported {
        /// Their files.
        paths: Vec<PathBuf>,
        /// Their size together.
        bytes: u64,
        /// How many of them took the place of others.
        replaced: usize,
        /// Whether all were written; else it was cancelled on the way.
        is_whole: bool,
    },
    /// It was cancelled, and wrote nothing.
    Cancelled,
    /// It failed, and changed nothing.
    Failed(Failure),
}
