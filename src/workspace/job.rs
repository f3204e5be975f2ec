//! Everything slow that touches files: run on a worker by the window, in place by the command line.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use super::batch::{self, BatchOrder};
use super::bulk::BulkChange;
use super::changes_file::{self, ChangesOrder};
use super::figure::{self, FigureOrder};
use super::file_history::{FileContent, HistoryTask};
use super::file_watch::Seen;
use super::importing;
pub use super::outcome::{Failure, Outcome};
use super::provenance;
use super::report_file::{self, ReportOrder};
use super::slot::Token;
use super::table_file::{self, TableOrder};
use crate::catalogue::{CaseChange, Catalogue, ChangeSet, Selection, Taxonomy, TrackChange, Written, sample};
use crate::geography::Pack;
use crate::import::recipe::{self, Recipe};
use crate::import::{ImportError, ImportOptions, Origin, Progress, Proposal, Source, analyse};
use crate::import::{READING, mapping, readers};
use crate::report::Tell;
use crate::store::{Batch, BatchId, Store, StoreError};

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
        /// The file as it was read before, if it was read the same way.
        source: Option<Arc<Source>>,
        /// How to read it.
        options: ImportOptions,
        /// Where recipes lie, if one may be applied that fits.
        recipes: Option<PathBuf>,
    },
    /// Write what a proposal says as one batch and read the catalogue again.
    Import {
        /// The catalogue's file.
        path: PathBuf,
        /// What would be written.
        proposal: Arc<Proposal>,
        /// Who imports.
        author: String,
        /// Why.
        reason: String,
    },
    /// Write changes as one batch and read the catalogue again.
    Apply {
        /// The catalogue's file.
        path: PathBuf,
        /// The changes.
        changes: ChangeSet,
    },
    /// Do the same to many rows as one batch and read the catalogue again.
    ApplyBulk {
        /// The catalogue's file.
        path: PathBuf,
        /// What is done to each.
        change: BulkChange,
        /// The rows.
        rows: Arc<Selection>,
        /// Who.
        author: String,
        /// Why; may be empty.
        reason: String,
    },
    /// Change the list of tracks, and rows with it, as one batch and read the catalogue again.
    ChangeTaxonomy {
        /// The catalogue's file.
        path: PathBuf,
        /// The changes of the list.
        changes: Vec<TrackChange>,
        /// The rows that change with it.
        edits: ChangeSet,
    },
    /// Do something with the file as a whole.
    History {
        /// The catalogue's file.
        path: PathBuf,
        /// What.
        task: HistoryTask,
    },
    /// Save what is sound of a damaged catalogue into a new file, and read that.
    Salvage {
        /// The damaged file, which is only read.
        damaged: PathBuf,
        /// The new one.
        into: PathBuf,
    },
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
    /// Note that a pair of rows is two enterprises, or take that back.
    JudgePair {
        /// The catalogue's file.
        path: PathBuf,
        /// Ids of the rows.
        pair: [i64; 2],
        /// Whether they are two enterprises.
        are_distinct: bool,
        /// Who says so.
        author: String,
        /// Why.
        reason: String,
    },
    /// Read a view file, or the view that a figure carries.
    OpenView {
        /// The file.
        path: PathBuf,
        /// The catalogue that is open, to say what has changed since.
        catalogue: Option<PathBuf>,
    },
    /// Write a figure.
    Export(Box<FigureOrder>),
    /// Write a figure for each of something.
    ExportBatch(Box<BatchOrder>),
    /// Write the table as it is shown.
    ExportTable(TableOrder),
    /// Write what differs between two moments.
    ExportChanges(ChangesOrder),
    /// Write reports of districts.
    Report(ReportOrder),
}

impl Job {
    /// Id of the words for what is going on while no catalogue is open.
    pub(super) fn doing(&self) -> &'static str {
        match self {
            Job::Salvage { .. } => "rescue-salvaging",
            Job::History { task: HistoryTask::Restore(_), .. } => "rescue-restoring",
            _ => "map-loading",
        }
    }

    /// Does it: what came of it, and the state of the file if its rows were read. `generation` is given to a catalogue
    /// that is read.
    pub fn run(
        self,
        generation: u64,
        pack: &Arc<Pack>,
        catalogue: &Arc<Catalogue>,
        token: &Token,
    ) -> (Outcome, Option<Seen>) {
        super::job_log::logged(self, |job| {
            let seen = RefCell::new(None);
            let outcome = job.try_run(generation, pack, catalogue, token, &seen).unwrap_or_else(Outcome::Failed);
            (outcome, seen.into_inner())
        })
    }

    fn try_run(
        self,
        generation: u64,
        pack: &Arc<Pack>,
        catalogue: &Arc<Catalogue>,
        token: &Token,
        seen: &RefCell<Option<Seen>>,
    ) -> Result<Outcome, Failure> {
        let load = |store: &Store| {
            // What is written while the rows are read is seen as written later.
            let state = Seen::of(store)?;
            crate::diagnostics::note("Catalogue schema", store.schema_version()?.to_string());
            let catalogue = store.load(generation, &|part| token.set_progress(part))?.on(pack.projection);
            let catalogue = Arc::new(catalogue);
            seen.replace(Some(state));
            Ok::<_, StoreError>(catalogue)
        };
        let opened = |store: &Store| -> Result<Outcome, Failure> {
            let (path, catalogue, cases) = (store.path().to_owned(), load(store)?, store.cases()?);
            Ok(Outcome::Opened { path, catalogue, cases, batches: store.batches()? })
        };
        let applied = |store: &Store, written: Written| -> Result<Outcome, Failure> {
            let (path, catalogue) = (store.path().to_owned(), load(store)?);
            Ok(Outcome::Applied { written, path, catalogue, cases: store.cases()?, batches: store.batches()? })
        };
        match self {
            Job::Open(path) => opened(&Store::open_read(&path)?),
            Job::OpenOrCreateSample(path) => {
                opened(&if path.exists() { Store::open_read(&path)? } else { create(&path, true)? })
            }
            Job::Create { path, sample } => opened(&create(&path, sample)?),
            Job::Propose { path, source, options, recipes } => {
                let progress = going(token, 1.0);
                let (proposal, recipe) = match source {
                    Some(source) => (analyse(source, options, catalogue, pack, &progress)?, None),
                    None => {
                        let origin = Origin::File(path);
                        let recipes = recipes.map(|folder| super::recipes::load(&folder)).unwrap_or_default();
                        propose_with_recipe(&origin, options, &recipes, catalogue, pack, &progress)?
                    }
                };
                Ok(Outcome::Proposed { proposal: Arc::new(proposal), recipe })
            }
            Job::Import { path, proposal, author, reason } => {
                let mut store = Store::open(&path)?;
                let written = importing::import(&mut store, &proposal, &author, &reason, &going(token, 0.7))?;
                let catalogue = load(&store)?;
                Ok(Outcome::Imported { written, path, catalogue, batches: store.batches()? })
            }
            Job::Apply { path, changes } => {
                let mut store = Store::open(&path)?;
                let written = store.apply(&changes)?;
                applied(&store, written)
            }
            Job::ApplyBulk { path, change, rows, author, reason } => {
                let mut store = Store::open(&path)?;
                let written = store.apply(&change.change_set(catalogue, &rows, &author, &reason))?;
                applied(&store, written)
            }
            Job::ChangeTaxonomy { path, changes, edits } => {
                let mut store = Store::open(&path)?;
                let written = store.change_taxonomy(&changes, &edits)?;
                applied(&store, written)
            }
            Job::History { path, task } => task.run(&path, &load, pack),
            Job::Salvage { damaged, into } => {
                let saved = Store::salvage(&damaged, &into, &going(token, 0.8))?;
                Ok(Outcome::Salvaged { saved, content: FileContent::read(&Store::open_read(&into)?, &load)? })
            }
            Job::Undo { path, batch } => {
                let mut store = Store::open(&path)?;
                let rows = store.batches()?.iter().find(|b| b.id == batch).map_or(1, Batch::rows).max(1);
                let progress = going(token, 0.7);
                let outcome = store.undo_with(batch, &|done| progress(done as f32 / rows as f32))?;
                let batches = store.batches()?;
                let catalogue = load(&store)?;
                Ok(Outcome::Undone { outcome, batches, path, catalogue, cases: store.cases()? })
            }
            Job::ChangeCases { path, changes, is_undo } => {
                let mut store = Store::open(&path)?;
                let changes = store.change_cases(&changes)?;
                Ok(Outcome::CasesChanged { cases: store.cases()?, changes, is_undo })
            }
            Job::JudgePair { path, pair, are_distinct, author, reason } => {
                Store::open(&path)?.judge_pairs(&[pair], are_distinct, &author, &reason)?;
                Ok(Outcome::PairJudged)
            }
            Job::ExportTable(order) => Ok(table_file::write(&order, catalogue, pack)?),
            Job::Report(order) => report_file::write(&order, pack, catalogue, token),
            Job::ExportChanges(order) => changes_file::write(&order, pack, token),
            Job::OpenView { path, catalogue } => {
                let file = Box::new(provenance::view_of(&path)?);
                let since = match (&file.made, catalogue) {
                    (Some(made), Some(catalogue)) => provenance::since(made, &catalogue, pack)?,
                    _ => Vec::new(),
                };
                Ok(Outcome::ViewOpened { path, file, since })
            }
            Job::Export(order) => figure::write(&order, pack, catalogue, &|| token.is_cancelled()),
            Job::ExportBatch(order) => match batch::write(&order, pack, catalogue, &going(token, 1.0))? {
                Some(written) => Ok(Outcome::ExportedBatch(written)),
                None => Ok(Outcome::Cancelled),
            },
        }
    }
}

/// Tells a token how far work is that is `share` of a job, and stops it where the token says so.
pub(super) fn going(token: &Token, share: f32) -> impl Fn(f32) -> ControlFlow<()> {
    move |part| {
        token.set_progress(part * share);
        if token.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// What importing a file would do, read as the best of the user's recipes says, if one fits.
///
/// # Errors
/// Those of the importer.
pub fn propose_with_recipe(
    origin: &Origin,
    mut options: ImportOptions,
    recipes: &[Recipe],
    catalogue: &Arc<Catalogue>,
    pack: &Arc<Pack>,
    progress: Progress<'_>,
) -> Result<(Proposal, Option<(String, f64)>), ImportError> {
    let source = readers::read(origin, &options.read, &|share| progress(share * READING))?;
    let mut applied = None;
    if let Some((_, mapping)) = mapping::find_header(&source.table)
        && let Some((recipe, share)) = recipe::best(recipes, &mapping.headers)
    {
        recipe.apply(&mut options, &mapping);
        applied = Some((recipe.name.clone(), share));
    }
    let rest = |share: f32| progress(READING + share * (1.0 - READING));
    Ok((analyse(Arc::new(source), options, catalogue, pack, &rest)?, applied))
}

/// Makes a catalogue, and the folder for it.
///
/// # Errors
/// A file that is there already, or what the operating system or SQLite says.
pub fn create(path: &std::path::Path, with_sample: bool) -> Result<Store, StoreError> {
    let taxonomy = Taxonomy::bundled();
    make_folder_of(path);
    if with_sample { Store::create_with(path, &taxonomy, &sample::sample()) } else { Store::create(path, &taxonomy) }
}

/// Makes an empty catalogue of other tracks, and the folder for it.
///
/// # Errors
/// As [`create`].
pub fn create_of(path: &std::path::Path, taxonomy: &Taxonomy) -> Result<Store, StoreError> {
    make_folder_of(path);
    Store::create(path, taxonomy)
}

fn make_folder_of(path: &std::path::Path) {
    if let Some(folder) = path.parent() {
        // If the folder cannot be made, the store says which file it cannot write.
        std::fs::create_dir_all(folder).ok();
    }
}

macro_rules! boxed {
    ($($error:ty),*) => { $(impl From<$error> for Box<dyn Tell + Send + Sync> {
        fn from(error: $error) -> Self { Box::new(error) }
    })* };
}
boxed!(StoreError, ImportError, crate::export::ExportError, provenance::FigureFileError, crate::profile::ProfileError);
