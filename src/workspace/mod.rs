//! The running program without a face: the open catalogue, the user's document, and the jobs that work for them.
//!
//! The window and the command line are two shells over it. It knows no widget and prints nothing.

pub mod analysis;
pub mod analysis_cells;
pub mod analysis_clusters;
pub mod analysis_surfaces;
pub mod analysis_tracks;
mod answers;
pub mod approval;
pub mod batch;
pub mod bench;
pub mod boundaries;
pub mod bulk;
pub mod cases_file;
pub mod changes_file;
pub mod content;
pub mod draft;
mod draft_cells;
pub mod duplicates;
pub mod figure;
pub mod figure_format;
pub mod file_history;
pub mod file_watch;
pub mod importing;
pub mod job;
mod job_log;
pub mod outcome;
pub mod placing;
pub mod provenance;
pub mod recipes;
pub mod recovery;
pub mod report_file;
pub mod retag;
pub mod slot;
pub mod styles;
pub mod table_file;
pub mod template_file;
pub mod undoing;
pub mod version;
pub mod views;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::catalogue::{CaseChange, Catalogue, PracticeCase, Taxonomy};
use crate::document::{Document, Edit, History};
use crate::geography::{Pack, PackError};
use crate::layers::Basemap;
use crate::profile::whitepaper::check_narrative;
use crate::store::Batch;

use answers::Answers;
pub use answers::{Colocations, Duplicates};
use file_history::HistoryAnswers;
use file_watch::{FileWatch, Seen};
pub use job::{Job, Outcome};
pub use slot::{Slot, Token, Wake};

/// The open catalogue, the document, and the work in hand.
pub struct Workspace {
    /// Boundaries.
    pub pack: Arc<Pack>,
    /// Their shapes.
    pub basemap: Arc<Basemap>,
    /// Enterprises; empty until the first catalogue has been read.
    pub catalogue: Arc<Catalogue>,
    /// The catalogue's file.
    pub path: Option<PathBuf>,
    /// Its practice cases.
    pub cases: Arc<Vec<PracticeCase>>,
    /// Its imports and edits, oldest first, as last read.
    pub batches: Vec<Batch>,
    history: History,
    answers: Answers,
    case_history: Vec<Vec<CaseChange>>,
    history_answers: HistoryAnswers,
    watch: FileWatch,
    jobs: Slot<u64, (Outcome, Option<Seen>)>,
    last_job: u64,
    doing: &'static str,
    wake: Wake,
}

impl Workspace {
    /// A workspace on the bundled boundaries, with nothing open yet.
    pub fn new(document: Document, wake: Wake) -> Workspace {
        Workspace::on(Pack::bundled(), document, wake)
    }

    /// A workspace on other boundaries, with nothing open yet.
    pub fn on(pack: Arc<Pack>, document: Document, wake: Wake) -> Workspace {
        let none = Catalogue::empty(Arc::new(Taxonomy::bundled())).on(pack.projection);
        let basemap = Arc::new(Basemap::new(&pack));
        Workspace {
            pack,
            basemap,
            catalogue: Arc::new(none),
            path: None,
            cases: Arc::default(),
            batches: Vec::new(),
            history: History::new(document),
            answers: Answers::default(),
            case_history: Vec::new(),
            history_answers: HistoryAnswers::default(),
            watch: FileWatch::default(),
            jobs: Slot::default(),
            last_job: 0,
            doing: "",
            wake,
        }
    }

    /// What the user chose.
    pub fn document(&self) -> &Document {
        self.history.document()
    }

    /// Undo and redo.
    pub fn history(&mut self) -> &mut History {
        &mut self.history
    }

    /// A number that is another one when what the user chose is.
    pub fn revision(&self) -> u64 {
        self.history.revision()
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// Changes the document.
    pub fn edit(&mut self, edit: Edit) {
        self.history.apply(edit);
    }

    /// Takes over a catalogue that a job has read.
    pub fn show(&mut self, path: &Path, catalogue: Arc<Catalogue>) {
        self.path = Some(path.to_owned());
        self.catalogue = catalogue;
    }

    /// Takes over the practice cases of a file that a job has opened.
    pub fn show_cases(&mut self, cases: Vec<PracticeCase>) {
        self.cases = Arc::new(cases);
        self.case_history.clear();
        // Ids of another file are other enterprises.
        self.answers.to_place = Slot::default();
        self.answers.duplicates = Slot::default();
    }

    /// Takes over practice cases that a job has read again. A change of them that was made before is none to take back,
    /// where they have changed otherwise since.
    pub fn cases_read(&mut self, cases: Vec<PracticeCase>) {
        if *self.cases != cases {
            self.cases = Arc::new(cases);
            self.case_history.clear();
        }
    }

    /// Takes over practice cases that a job has changed: by `changes`, which may be taken back later.
    pub fn cases_changed(&mut self, cases: Vec<PracticeCase>, changes: Vec<CaseChange>, is_undo: bool) {
        self.cases = Arc::new(cases);
        if is_undo {
            self.case_history.pop();
        } else {
            self.case_history.push(changes);
        }
    }

    /// The job that changes practice cases; none without an open file.
    pub fn case_job(&self, changes: Vec<CaseChange>) -> Option<Job> {
        Some(Job::ChangeCases { path: self.path.clone()?, changes, is_undo: false })
    }

    /// The job that takes the last change of practice cases back; none where nothing was changed since the file was
    /// opened.
    pub fn case_undo_job(&self) -> Option<Job> {
        let changes = self.case_history.last()?.iter().rev().cloned().map(CaseChange::reversed).collect();
        Some(Job::ChangeCases { path: self.path.clone()?, changes, is_undo: true })
    }

    /// The job that takes the last change of data back.
    pub fn undo_job(&self) -> Option<Job> {
        let batch = undoing::to_undo(&self.batches)?.id;
        Some(Job::Undo { path: self.path.clone()?, batch })
    }

    /// The job that does again what was taken back last.
    pub fn redo_job(&self) -> Option<Job> {
        let batch = undoing::to_redo(&self.batches)?.id;
        Some(Job::Undo { path: self.path.clone()?, batch })
    }

    /// Draws and counts on other boundaries from now on.
    pub fn use_pack(&mut self, pack: Arc<Pack>) {
        let is_same_plane = pack.projection == self.catalogue.projection();
        self.basemap = Arc::new(Basemap::new(&pack));
        self.pack = pack;
        self.answers = Answers::default();
        if !is_same_plane {
            // Its rows lie on another plane: nothing is shown until they have been read onto this one.
            let none = Catalogue::empty(self.catalogue.taxonomy().clone()).on(self.pack.projection);
            self.catalogue = Arc::new(none.with_generation(self.next_generation()));
            self.edit(Edit::Brush(None));
            self.edit(Edit::Camera(None));
            if let Some(path) = self.path.clone() {
                self.start(Job::Open(path));
            }
        }
    }

    /// The generation the next catalogue gets.
    pub fn next_generation(&self) -> u64 {
        self.catalogue.generation() + 1
    }

    /// What to send to who is asked for help: facts about program, machine and what is open, and the end of the log.
    pub fn diagnostics(&self) -> String {
        note_pack(&self.pack);
        crate::diagnostics::text()
    }

    /// Starts a job; the one in hand, if any, is cancelled.
    pub fn start(&mut self, job: Job) {
        self.last_job += 1;
        self.doing = job.doing();
        let (generation, pack, catalogue) = (self.next_generation(), self.pack.clone(), self.catalogue.clone());
        self.jobs.cancel();
        self.jobs.ask(&self.last_job, &self.wake, move |token| Some(job.run(generation, &pack, &catalogue, token)));
    }

    /// How far the job in hand is (0 to 1), and for how many seconds it has run.
    pub fn working(&self) -> Option<(f32, f32)> {
        self.jobs.working()
    }

    /// Id of the words for what the job in hand does.
    pub fn doing(&self) -> &'static str {
        self.doing
    }

    /// Stops the job in hand.
    pub fn cancel(&mut self) {
        self.jobs.cancel();
    }

    /// The outcome of a job that has ended since the last call.
    pub fn finished(&mut self) -> Option<Outcome> {
        self.jobs.poll();
        // Nobody else holds an answer that is taken out.
        let (outcome, seen) = Arc::into_inner(self.jobs.take()?)?;
        if let Some(seen) = seen {
            self.watch.saw(seen, &self.wake);
        }
        Some(outcome)
    }
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workspace").field("path", &self.path).field("rows", &self.catalogue.len()).finish()
    }
}

/// Where the user's own catalogue lies: in the platform's data folder, or under `HUJIN_DATA` where that is set.
pub fn own_catalogue() -> Option<PathBuf> {
    let folder = match std::env::var_os("HUJIN_DATA") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => directories::ProjectDirs::from("", "", "hujin-atlas")?.data_dir().to_owned(),
    };
    Some(folder.join("catalogue.gpkg"))
}

/// Where the user's own boundary packs lie: beside the user's own catalogue.
pub fn own_packs() -> PathBuf {
    let data = own_catalogue().and_then(|c| c.parent().map(PathBuf::from));
    data.unwrap_or_default().join("maps")
}

/// The boundary pack of a name or a folder; the bundled one for its name, or for none.
///
/// # Errors
/// The first fault of the pack, or that there is none.
pub fn pack(wanted: Option<&str>) -> Result<Arc<Pack>, PackError> {
    let bundled = Pack::bundled();
    let Some(wanted) = wanted.filter(|wanted| *wanted != bundled.id) else { return Ok(bundled) };
    let folder = Some(PathBuf::from(wanted)).filter(|folder| folder.is_dir());
    let folder = folder.unwrap_or_else(|| own_packs().join(wanted));
    let pack = Pack::load(&folder)?;
    check_narrative(&pack, &folder)?;
    Ok(Arc::new(pack))
}

/// Remembers the boundaries in use, for who is asked for help.
pub fn note_pack(pack: &Pack) {
    let kind = if pack.id == Pack::bundled().id { "bundled" } else { "the user's own" };
    crate::diagnostics::note("Boundaries", format!("{kind}, {} districts", pack.districts.len()));
}

/// Where figures go unless the user says otherwise.
pub fn pictures_folder() -> Option<PathBuf> {
    let user = directories::UserDirs::new()?;
    Some(user.picture_dir().unwrap_or(user.home_dir()).to_owned())
}

/// The user's folder of documents: reports and tables go there unless the user says otherwise.
pub fn documents_folder() -> Option<PathBuf> {
    let user = directories::UserDirs::new()?;
    Some(user.document_dir().unwrap_or(user.home_dir()).to_owned())
}
