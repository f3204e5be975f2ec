//! The running program without a face: the open catalogue, the user's document, and the jobs that work for them.
//!
//! The window and the command line are two shells over it. It knows no widget and prints nothing.

pub mod analysis;
pub mod analysis_cells;
pub mod analysis_clusters;
pub mod analysis_surfaces;
pub mod analysis_tracks;
pub mod bench;
pub mod figure;
pub mod job;
pub mod slot;
pub mod table_file;
pub mod views;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::catalogue::{Brush, Catalogue, Field, Filter, Selection, Taxonomy};
use crate::document::{Document, Edit, History, Page};
use crate::geography::{Adcode, Pack, PackError};
use crate::language::Language;
use crate::layers::{Basemap, Numbers, Wanted, numbers};
use crate::profile::sections::gaps;
use crate::profile::{Context, Profile};
use crate::spatial::colocation_matrix::{ColocationMatrix, colocation_matrix};
use crate::statistics::multiple_testing::benjamini_hochberg;

pub use job::{Job, Outcome};
pub use slot::{Slot, Token, Wake};

/// Generation, filter, brush if only its rows are shown, column and direction.
type TableKey = (u64, Filter, Option<Brush>, Option<Field>, bool);
/// Generation, filter, page, districts compared, track, language.
type PageKey = (u64, Filter, Page, Vec<Adcode>, Option<usize>, Language);
/// The quotients with their q over all pairs; `None` where there are too few or too many points.
#[derive(Debug)]
pub struct Colocations(pub Option<(ColocationMatrix, Vec<Option<f64>>)>);
type ProfileKey = (u64, Filter, Adcode, Language);

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
    history: History,
    numbers: Slot<Wanted, Numbers>,
    profiles: Slot<ProfileKey, Profile>,
    pages: Slot<PageKey, Profile>,
    colocations: Slot<(u64, Filter), Colocations>,
    table: Slot<TableKey, Vec<u32>>,
    jobs: Slot<u64, Outcome>,
    last_job: u64,
    wake: Wake,
}

impl Workspace {
    /// A workspace on the bundled boundaries, with nothing open yet.
    pub fn new(document: Document, wake: Wake) -> Workspace {
        let pack = Pack::bundled();
        let basemap = Arc::new(Basemap::new(&pack));
        Workspace {
            pack,
            basemap,
            catalogue: Arc::new(Catalogue::empty(Arc::new(Taxonomy::bundled()))),
            path: None,
            history: History::new(document),
            numbers: Slot::default(),
            profiles: Slot::default(),
            pages: Slot::default(),
            colocations: Slot::default(),
            table: Slot::default(),
            jobs: Slot::default(),
            last_job: 0,
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

    /// Draws and counts on other boundaries from now on.
    pub fn use_pack(&mut self, pack: Arc<Pack>) {
        self.basemap = Arc::new(Basemap::new(&pack));
        self.pack = pack;
        (self.numbers, self.profiles, self.pages) = (Slot::default(), Slot::default(), Slot::default());
    }

    /// The generation the next catalogue gets.
    pub fn next_generation(&self) -> u64 {
        self.catalogue.generation() + 1
    }

    /// The numbers for the document in force. While they are worked out the last ones are returned, so the map never
    /// goes blank; `None` only before the first.
    pub fn numbers(&mut self, dark: bool) -> Option<Arc<Numbers>> {
        let document = self.history.document();
        let wanted = Wanted::new(&self.catalogue, &document.filter, document.brush.as_ref(), &document.layers, dark);
        let previous = self.numbers.answer().cloned();
        let (catalogue, pack, question) = (self.catalogue.clone(), self.pack.clone(), wanted.clone());
        self.numbers.ask(&wanted, &self.wake, move |token| {
            numbers::work_out(&question, &catalogue, &pack, previous.as_deref(), &|| token.is_cancelled())
        });
        // Rows of another generation are not rows of this catalogue.
        self.numbers.answer().filter(|n| n.wanted.generation == self.catalogue.generation()).cloned()
    }

    /// The rows of the table in their order, for the numbers in force; the last ones of the same catalogue meanwhile.
    pub fn table_rows(&mut self, numbers: &Numbers) -> Option<Arc<Vec<u32>>> {
        let choice = &self.history.document().table;
        let brushed = numbers.brushed.as_ref().filter(|_| choice.brushed_only);
        let brush = brushed.and(numbers.wanted.brush.clone());
        let key = (numbers.wanted.generation, numbers.wanted.filter.clone(), brush, choice.sort, choice.descending);
        let selection = brushed.map_or_else(|| numbers.selection.clone(), |b| b.rows.clone());
        let (catalogue, sort, descending) = (self.catalogue.clone(), choice.sort, choice.descending);
        self.table.ask(&key, &self.wake, move |_| Some(table_file::ordered(&catalogue, &selection, sort, descending)));
        // Rows of another generation are not rows of this catalogue.
        self.table.answer_of(|key| key.0 == numbers.wanted.generation).cloned()
    }

    /// The profile of the chosen district for the numbers in force; the last one of the same district meanwhile.
    pub fn profile(&mut self, numbers: &Arc<Numbers>, language: Language) -> Option<Arc<Profile>> {
        let district = self.history.document().district?;
        let key = (numbers.wanted.generation, numbers.wanted.filter.clone(), district, language);
        let (catalogue, pack, numbers) = (self.catalogue.clone(), self.pack.clone(), numbers.clone());
        self.profiles.ask(&key, &self.wake, move |_| {
            let context = Context { catalogue: &catalogue, pack: &pack, selection: &numbers.selection, language };
            Profile::district(&context, district).ok()
        });
        self.profiles.answer().filter(|p| p.district == Some(district)).cloned()
    }

    /// A page of blocks for the numbers in force; the last one of the same page meanwhile.
    pub fn page(&mut self, page: Page, numbers: &Arc<Numbers>, language: Language) -> Option<Arc<Profile>> {
        let compared = self.history.document().compared.clone();
        let track = (page == Page::Robustness).then(|| self.track());
        let key = (numbers.wanted.generation, numbers.wanted.filter.clone(), page, compared, track, language);
        let (catalogue, pack, numbers, question) =
            (self.catalogue.clone(), self.pack.clone(), numbers.clone(), key.clone());
        self.pages.ask(&key, &self.wake, move |token| {
            let context = Context { catalogue: &catalogue, pack: &pack, selection: &numbers.selection, language };
            match page {
                Page::Map | Page::Colocation => None,
                Page::Robustness => Profile::robustness(&context, question.4?, &|| token.is_cancelled()),
                Page::Recommendations => Profile::recommendations(&context, &|| token.is_cancelled()),
                Page::Compare => Profile::comparison(&context, &question.3).ok(),
                Page::City => {
                    // The claims are about the city as it is, whatever is filtered.
                    let all = Selection::all(catalogue.len());
                    Some(Profile::city(&Context { selection: &all, ..context }))
                }
            }
        });
        self.pages.answer_of(|answered| answered.2 == page && answered.0 == key.0).cloned()
    }

    /// The track that pages of one track are about, by index: the one chosen for them, else the first of the filter.
    pub fn track(&self) -> usize {
        let (document, taxonomy) = (self.history.document(), self.catalogue.taxonomy());
        let chosen = document.track.iter().chain(&document.filter.tracks);
        chosen.filter_map(|id| taxonomy.index_of(id)).next().unwrap_or(0)
    }

    /// The colocation quotients of all tracks for the numbers in force; the last ones meanwhile.
    pub fn colocations(&mut self, numbers: &Arc<Numbers>) -> Option<Arc<Colocations>> {
        let key = (numbers.wanted.generation, numbers.wanted.filter.clone());
        let (catalogue, numbers) = (self.catalogue.clone(), numbers.clone());
        self.colocations.ask(&key, &self.wake, move |token| {
            let labels: Vec<_> = numbers.drawn.iter().map(|row| catalogue.row(*row as usize).tracks()).collect();
            let (permutations, seed) = gaps::PERMUTATIONS;
            let cancelled = || token.is_cancelled();
            let matrix = colocation_matrix(&numbers.points, &labels, gaps::NEIGHBOURS, permutations, seed, &cancelled);
            let with_q = matrix.map(|matrix| {
                let q = benjamini_hochberg(&matrix.p);
                (matrix, q)
            });
            (!token.is_cancelled()).then_some(Colocations(with_q))
        });
        self.colocations.answer_of(|answered| answered.0 == key.0).cloned()
    }

    /// Whether numbers are being worked out, and for how many seconds.
    pub fn is_thinking(&self) -> Option<f32> {
        self.numbers.working().map(|(_, seconds)| seconds)
    }

    /// Starts a job; the one in hand, if any, is cancelled.
    pub fn start(&mut self, job: Job) {
        self.last_job += 1;
        let (generation, pack, catalogue) = (self.next_generation(), self.pack.clone(), self.catalogue.clone());
        self.jobs.cancel();
        self.jobs.ask(&self.last_job, &self.wake, move |token| Some(job.run(generation, &pack, &catalogue, token)));
    }

    /// How far the job in hand is (0 to 1), and for how many seconds it has run.
    pub fn working(&self) -> Option<(f32, f32)> {
        self.jobs.working()
    }

    /// Stops the job in hand.
    pub fn cancel(&mut self) {
        self.jobs.cancel();
    }

    /// The outcome of a job that has ended since the last call.
    pub fn finished(&mut self) -> Option<Arc<Outcome>> {
        self.jobs.poll();
        self.jobs.take()
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
    Pack::load(&folder.unwrap_or_else(|| own_packs().join(wanted))).map(Arc::new)
}

/// Where figures go unless the user says otherwise.
pub fn pictures_folder() -> Option<PathBuf> {
    let user = directories::UserDirs::new()?;
    Some(user.picture_dir().unwrap_or(user.home_dir()).to_owned())
}
