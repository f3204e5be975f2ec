//! Everything slow that touches files: run on a worker by the window, in place by the command line.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use super::figure::{self, FigureOrder};
use super::slot::Token;
use super::table_file::{self, TableOrder};
use crate::catalogue::{CaseChange, Catalogue, ChangeSet, PracticeCase, Taxonomy, Written, sample};
use crate::geography::Pack;
use crate::import::{ImportError, ImportOptions, Proposal, propose};
use crate::language::Message;
use crate::report::Tell;
use crate::store::{Batch, BatchId, Store, StoreError, UndoOutcome};

/// One piece of work.
#[derive(Debug)]
pub enum Job {
    /// Read a catalogue.
    Open(PathBuf),
    /// Read the user's own catalogue, made from the sample if it is not there yet.
    OpenOrCreateSample(PathBuf),
    /// Make a new catalogue, from the sample or empty, and read it.
    Create {
        /// Where.
        path: PathBuf,
        /// With the bundled sample.
        sample: bool,
    },
    /// Read a file and set it against the catalogue.
    Propose {
        /// The file.
        path: PathBuf,
        /// How to read it.
        options: ImportOptions,
    },
    /// Write changes as one batch and read the catalogue again.
    Apply {
        /// The catalogue's file.
        path: PathBuf,
        /// The changes.
        changes: ChangeSet,
    },
    /// List the batches.
    Batches(PathBuf),
    /// Take a batch back and read the catalogue again.
    Undo {
        /// The catalogue's file.
        path: PathBuf,
        /// The batch.
        batch: BatchId,
    },
    /// Change practice cases.
    ChangeCases {
        /// The catalogue's file.
        path: PathBuf,
        /// The changes.
        changes: Vec<CaseChange>,
        /// Whether they take earlier ones back.
        is_undo: bool,
    },
    /// Write a figure.
    Export(Box<FigureOrder>),
    /// Write the table as it is shown.
    ExportTable(TableOrder),
}

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
    /// A file was read.
    Proposed(Box<Proposal>),
    /// Changes were written.
    Applied {
        /// The batch they make, and the rows that were left out of it.
        written: Written,
        /// The catalogue's file.
        path: PathBuf,
        /// The rows as they are now.
        catalogue: Arc<Catalogue>,
    },
    /// The batches, newest first.
    Batches(Vec<Batch>),
    /// A batch was taken back.
    Undone {
        /// What was restored, and what was not.
        outcome: UndoOutcome,
        /// The batches, newest first.
        batches: Vec<Batch>,
        /// The catalogue's file.
        path: PathBuf,
        /// The rows as they are now.
        catalogue: Arc<Catalogue>,
    },
    /// A figure was written.
    Exported {
        /// Its file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// It was cancelled, and wrote nothing.
    Cancelled,
    /// It failed, and changed nothing.
    Failed(Box<dyn Tell + Send + Sync>),
}

/// Why a file could not be read before its format was looked at.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system refused.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Longer than any reader takes.
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        megabytes: u64,
    },
}

crate::told!(ReadError);

impl Tell for ReadError {
    fn message(&self) -> Message {
        match self {
            ReadError::Io { path, .. } => Message::new("workspace-cannot-read").with("path", path),
            ReadError::TooLarge { path, megabytes } => {
                Message::new("workspace-too-large").with("megabytes", *megabytes).with("path", path)
            }
        }
    }
}

/// The bytes of a file to import.
///
/// # Errors
/// What the operating system says, or a file past the readers' limit.
pub fn read_file(path: &std::path::Path) -> Result<Vec<u8>, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let length = std::fs::metadata(path).map_err(io)?.len();
    if length > crate::import::decode::MAX_FILE_BYTES as u64 {
        return Err(ReadError::TooLarge { path: path.to_owned(), megabytes: length >> 20 });
    }
    std::fs::read(path).map_err(io)
}

impl Job {
    /// Does it. `generation` is given to a catalogue that is read.
    pub fn run(self, generation: u64, pack: &Pack, catalogue: &Catalogue, token: &Token) -> Outcome {
        self.try_run(generation, pack, catalogue, token).unwrap_or_else(Outcome::Failed)
    }

    fn try_run(
        self,
        generation: u64,
        pack: &Pack,
        catalogue: &Catalogue,
        token: &Token,
    ) -> Result<Outcome, Box<dyn Tell + Send + Sync>> {
        let load = |store: &Store| store.load(generation, &|part| token.set_progress(part)).map(Arc::new);
        let opened = |store: &Store| -> Result<Outcome, Box<dyn Tell + Send + Sync>> {
            let (path, catalogue, cases) = (store.path().to_owned(), load(store)?, store.cases()?);
            Ok(Outcome::Opened { path, catalogue, cases })
        };
        match self {
            Job::Open(path) => opened(&Store::open_read(&path)?),
            Job::OpenOrCreateSample(path) => {
                opened(&if path.exists() { Store::open_read(&path)? } else { create(&path, true)? })
            }
            Job::Create { path, sample } => opened(&create(&path, sample)?),
            Job::Propose { path, options } => {
                let bytes = read_file(&path)?;
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                let progress = |part: f32| {
                    token.set_progress(part);
                    if token.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                };
                Ok(Outcome::Proposed(Box::new(propose(&bytes, &name, &options, catalogue, pack, &progress)?)))
            }
            Job::Apply { path, changes } => {
                let mut store = Store::open(&path)?;
                let written = store.apply(&changes)?;
                let catalogue = load(&store)?;
                Ok(Outcome::Applied { written, path, catalogue })
            }
            Job::Batches(path) => Ok(Outcome::Batches(Store::open_read(&path)?.batches()?)),
            Job::Undo { path, batch } => {
                let mut store = Store::open(&path)?;
                let outcome = store.undo(batch)?;
                let batches = store.batches()?;
                let catalogue = load(&store)?;
                Ok(Outcome::Undone { outcome, batches, path, catalogue })
            }
            Job::ChangeCases { path, changes, is_undo } => {
                let mut store = Store::open(&path)?;
                let changes = store.change_cases(&changes)?;
                Ok(Outcome::CasesChanged { cases: store.cases()?, changes, is_undo })
            }
            Job::ExportTable(order) => Ok(table_file::write(&order, catalogue, pack)?),
            Job::Export(order) => Ok(figure::write(&order, pack, catalogue, &|| token.is_cancelled())?),
        }
    }
}

/// Makes a catalogue, and the folder for it.
///
/// # Errors
/// A file that is there already, or what the operating system or SQLite says.
pub fn create(path: &std::path::Path, with_sample: bool) -> Result<Store, StoreError> {
    let taxonomy = Taxonomy::bundled();
    if let Some(folder) = path.parent() {
        // If the folder cannot be made, the store says which file it cannot write.
        std::fs::create_dir_all(folder).ok();
    }
    if with_sample { Store::create_with(path, &taxonomy, &sample::sample()) } else { Store::create(path, &taxonomy) }
}

macro_rules! boxed {
    ($($error:ty),*) => { $(impl From<$error> for Box<dyn Tell + Send + Sync> {
        fn from(error: $error) -> Self { Box::new(error) }
    })* };
}
boxed!(StoreError, ImportError, ReadError, crate::export::ExportError);
