//! What can be saved of a damaged catalogue, into a new file.
//!
//! The damaged file is copied and never touched. Rows are read in pages of ids, and one by one where a page fails, so
//! that a broken page costs no more than its own rows. A row whose hash fits is as it was written, to the bit. Rows
//! whose hash does not fit are kept apart: they go in last, as a batch of their own that can be looked at row by row
//! and undone. Where enterprises are missing, so do rows that nothing leads to any more, found by looking through all
//! pages: their hashes fit, but they may have been changed since. Rows known to be deleted are left where they are.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, ffi, params_from_iter};

use super::image::Image;
use super::write::Writer;
use super::{
    BatchId, CheckCode, CheckFinding, Store, StoreError, check, contents, damaged, error, fill, forget_batches,
    loose_pages, open, read_taxonomy, row, seal,
};
use crate::catalogue::{BatchHead, BatchKind, Enterprise, Taxonomy};
use crate::interruption::Unfinished;

/// Ids read at a time.
const PAGE_IDS: i64 = 2048;
/// No id past this is looked for: a damaged number of ids given out must not keep the search going for ever.
const MAX_ID: i64 = 100_000_000;
/// More rows than that a page of a table seldom holds.
const ROWS_A_PAGE: i64 = 128;
/// Tables that go over as they are, before the doubtful rows.
const PLAIN: [&str; 12] = [
    "track",
    "source",
    "batch",
    "batch_row",
    "track_change",
    "snapshot",
    "saved_view",
    "claim",
    "practice_case",
    "practice_case_enterprise",
    "distinct_pair",
    "layer_styles",
];

/// What was saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Salvaged {
    /// Enterprises whose hash fits: they are as they were written.
    pub sound: usize,
    /// Enterprises whose hash does not fit, in order of id.
    pub doubtful: Vec<(i64, String)>,
    /// The batch the doubtful ones are in, where there are any.
    pub batch: Option<BatchId>,
    /// Enterprises that were found in pages nothing leads to any more; their hashes fit.
    pub loose: Vec<(i64, String)>,
    /// The batch of those, where there are any.
    pub loose_batch: Option<BatchId>,
    /// Ids that lie in broken pages: enterprises with such an id are lost.
    pub unreadable: usize,
    /// Enterprises the damaged file had and the new one has not; none where nothing tells how many there were.
    pub missing: Option<usize>,
    /// Rows of other tables that were saved.
    pub other_rows: usize,
    /// What the check finds in the damaged file.
    pub findings: Vec<CheckFinding>,
}

impl Store {
    /// Saves what can be read of a damaged catalogue into a new file. The damaged one is only read. `progress` is told
    /// how far it is, 0 to 1, and may stop it.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where there is such a file; [`StoreError::Lost`] where no enterprise can be read at all;
    /// [`StoreError::Cancelled`]; those of the disk.
    pub fn salvage(
        damaged: &Path,
        into: &Path,
        progress: &dyn Fn(f32) -> ControlFlow<()>,
    ) -> Result<Salvaged, StoreError> {
        if into.exists() {
            return Err(StoreError::Exists { path: into.to_owned() });
        }
        let io = |source: std::io::Error| StoreError::Io { path: into.to_owned(), source };
        let folder = error::folder(into);
        let (_, copy) = Unfinished::beside(folder, ".gpkg").map_err(io)?;
        let (mut source, unreadable) = match damaged::readable(damaged, copy.path()) {
            // Nothing leads to any row; there may be rows all the same.
            Err(StoreError::Corrupt { source, .. }) => (damaged::empty(damaged, folder)?, Some(source)),
            opened => (opened?, None),
        };
        let known = read_taxonomy(&source.connection).ok().filter(|t| !t.tracks().is_empty());
        let has_tracks = known.is_some();
        source.taxonomy = std::sync::Arc::new(known.unwrap_or_else(Taxonomy::bundled));

        let (_, place) = Unfinished::beside(folder, ".gpkg").map_err(io)?;
        fill(place.path(), &source.taxonomy, &[])?;
        let steps = Steps { progress, done: Cell::new(0.0) };
        let findings = check::findings(&source, &|part| steps.reach(CHECKED * part))?;
        let mut saved = Salvaged { findings, ..Salvaged::default() };
        if let Some(error) = &unreadable {
            let said = error.as_ref().map_or_else(String::new, ToString::to_string);
            saved.findings = vec![CheckFinding::new(CheckCode::Integrity, "sqlite_schema", None, said)];
        }
        let told = |e| StoreError::database(into, e);
        let mut target = Connection::open(place.path()).map_err(told)?;
        open::prepare(&mut target).map_err(told)?;
        open::prepare_writing(&target).map_err(told)?;
        let tx = target.transaction().map_err(told)?;
        let sealed = seal::read(&source.connection, seal::ENTERPRISE).ok().flatten().filter(|_| unreadable.is_none());
        steps.reach(CHECKED)?;
        let mut salvage = Salvage { source: &source, tx: &tx, into, sealed, steps: &steps, saved: &mut saved };
        let mut doubtful = salvage.sound_rows()?;
        steps.reach(ROWS)?;
        // Tracks that cannot be read any more are those of the bundled list.
        for table in PLAIN.into_iter().filter(|table| has_tracks || *table != "track") {
            salvage.plain(table).map_err(told)?;
            steps.reach(steps.done.get())?;
        }
        let loose = salvage.loose_rows(copy.path(), &mut doubtful)?;
        steps.reach(LOOSE_ROWS)?;
        salvage.saved.missing = salvage.missing(doubtful.keys()).map(|n| n.saturating_sub(loose.len()));
        (salvage.saved.loose, salvage.saved.loose_batch) = salvage.kept_apart(loose, LOOSE, damaged)?;
        let doubtful = doubtful.into_values().map(|(e, _)| e).collect();
        (salvage.saved.doubtful, salvage.saved.batch) = salvage.kept_apart(doubtful, DOUBTFUL, damaged)?;
        salvage.given_ids().map_err(told)?;
        if saved.sound + saved.loose.len() + saved.doubtful.len() == 0 && !saved.findings.is_empty() {
            return Err(StoreError::lost(damaged));
        }
        contents::update(&tx).and_then(|()| seal::renew(&tx, &seal::SEALED)).map_err(told)?;
        steps.reach(1.0)?;
        tx.commit().map_err(told)?;
        drop((target, source, copy));
        place.put_new(into).map_err(io)?;
        Ok(saved)
    }
}

/// How far it is when the file has been checked, when its rows have been read, when all its pages have, and when what
/// was found in them has been looked at.
pub(super) const CHECKED: f32 = 0.3;
pub(super) const ROWS: f32 = 0.6;
const PAGES: f32 = 0.8;
pub(super) const LOOSE_ROWS: f32 = 0.9;

/// Tells how far it is, and stops where that is wished.
struct Steps<'p> {
    progress: &'p dyn Fn(f32) -> ControlFlow<()>,
    done: Cell<f32>,
}

impl Steps<'_> {
    fn reach(&self, part: f32) -> Result<(), StoreError> {
        self.done.set(part);
        match (self.progress)(part) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(StoreError::Cancelled),
        }
    }

    /// The same in a loop that knows errors of the database only.
    fn reach_between(&self, from: f32, to: f32, share: f32) -> rusqlite::Result<()> {
        let interrupted = ffi::Error::new(ffi::SQLITE_INTERRUPT);
        self.reach(from + (to - from) * share).map_err(|_| rusqlite::Error::SqliteFailure(interrupted, None))
    }
}

/// Rows kept apart, and the batch they are in.
type Apart = (Vec<(i64, String)>, Option<BatchId>);

struct Salvage<'t> {
    source: &'t Store,
    tx: &'t Transaction<'t>,
    into: &'t Path,
    /// What the file says of its enterprises.
    sealed: Option<seal::Seal>,
    steps: &'t Steps<'t>,
    saved: &'t mut Salvaged,
}

impl Salvage<'_> {
    fn told(&self, source: rusqlite::Error) -> StoreError {
        StoreError::database(self.into, source)
    }

    fn writer(&self, head: &BatchHead) -> Result<Writer<'_>, StoreError> {
        Writer::begin(self.tx, self.into, &self.source.taxonomy, head, None).map_err(|e| self.told(e))
    }

    /// Writes the rows whose hash fits; those whose hash does not.
    fn sound_rows(&mut self) -> Result<BTreeMap<i64, (Enterprise, String)>, StoreError> {
        let (mut doubtful, mut image) = (BTreeMap::new(), Image::default());
        let (mut sound, mut unreadable) = (0, 0);
        let mut writer = self.writer(&BatchHead::default())?;
        let end = self.last_id();
        for (first, last) in pages(end) {
            self.steps.reach(CHECKED + (ROWS - CHECKED) * (last.max(0) as f32 / end.max(1) as f32))?;
            let (rows, broken) = self.enterprises(first, last);
            unreadable += broken;
            for (e, hash) in rows {
                if image.set(&e).is_ok() && image.hash().as_str() == hash {
                    sound += 1;
                    writer.bring(Box::new(e), &image)?;
                } else {
                    doubtful.insert(e.id, (e, hash));
                }
            }
        }
        writer.finish()?;
        forget_batches(self.tx).and_then(|()| self.tx.execute_batch("DELETE FROM source")).map_err(|e| self.told(e))?;
        (self.saved.sound, self.saved.unreadable) = (sound, unreadable);
        Ok(doubtful)
    }

    /// The rows of these ids that can be read, and how many ids lie in broken pages.
    fn enterprises(&self, first: i64, last: i64) -> (Vec<(Enterprise, String)>, usize) {
        let connection = &self.source.connection;
        let mut rows = Vec::new();
        let whole = row::for_each_between(connection, first, last, |e, hash| {
            rows.push((e, hash));
            Ok(())
        });
        if whole.is_ok() {
            return (rows, 0);
        }
        rows.clear();
        let mut broken = 0;
        for id in first.max(1)..=last {
            match row::get(connection, id).or_else(|_| row::get_alone(connection, id)) {
                Ok(found) => rows.extend(found),
                Err(_) => broken += 1,
            }
        }
        (rows, broken)
    }

    /// The last id there may be, as far as anything in the file tells.
    fn last_id(&self) -> i64 {
        // Where nothing tells: as many rows as a file of this size may hold.
        let says = [
            "SELECT max(id) FROM enterprise",
            "SELECT max(id) FROM (SELECT id FROM enterprise INDEXED BY enterprise_uscc WHERE uscc > '')",
            "SELECT seq FROM sqlite_sequence WHERE name = 'enterprise'",
            "SELECT max(last_id) FROM batch",
        ];
        let ids = says.into_iter().filter_map(|sql| self.source.connection.query_row(sql, [], |r| r.get(0)).ok());
        ids.filter(|id| *id <= MAX_ID).max().unwrap_or_else(|| self.most_rows())
    }

    /// As many rows as a table of the file can have.
    fn most_rows(&self) -> i64 {
        let pages = self.source.connection.query_row("PRAGMA page_count", [], |r| r.get::<_, i64>(0));
        pages.unwrap_or_default().saturating_mul(ROWS_A_PAGE).min(MAX_ID)
    }

    /// Copies a table row by row, columns by name.
    fn plain(&mut self, table: &str) -> rusqlite::Result<()> {
        let connection = &self.source.connection;
        let columns = |connection: &Connection| -> rusqlite::Result<Vec<String>> {
            let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
            statement.query_map([table], |r| r.get(0))?.collect()
        };
        let there = columns(connection).unwrap_or_default();
        let common: Vec<String> = columns(self.tx)?.into_iter().filter(|c| there.contains(c)).collect();
        if common.is_empty() {
            return Ok(());
        }
        let (names, marks) = (common.join(", "), vec!["?"; common.len()].join(", "));
        let mut insert = self.tx.prepare(&format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"))?;
        if ["track", "layer_styles"].contains(&table) {
            self.tx.execute(&format!("DELETE FROM {table}"), [])?;
        }
        let Ok(mut select) =
            connection.prepare(&format!("SELECT {names} FROM {table} WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid"))
        else {
            return Ok(());
        };
        let mut read = |first: i64, last: i64| -> rusqlite::Result<Vec<Vec<Value>>> {
            let rows = select.query_map([first, last], |r| (0..common.len()).map(|i| r.get(i)).collect())?;
            rows.collect()
        };
        let last = format!("SELECT max(rowid) FROM {table}");
        let last = connection.query_row(&last, [], |r| r.get::<_, Option<i64>>(0));
        let last = last.map_or_else(|_| self.most_rows(), Option::unwrap_or_default).min(MAX_ID);
        for (first, last) in pages(last) {
            let rows = read(first, last)
                .unwrap_or_else(|_| (first.max(1)..=last).flat_map(|id| read(id, id).unwrap_or_default()).collect());
            for cells in rows {
                // A row that does not fit the table is one that was damaged.
                self.saved.other_rows += insert.execute(params_from_iter(cells)).unwrap_or_default();
            }
        }
        Ok(())
    }

    /// How many enterprises the file had that are neither saved nor among the doubtful; none where nothing tells.
    fn missing<'i>(&self, doubtful: impl Iterator<Item = &'i i64>) -> Option<usize> {
        let is_here = |id: i64| self.tx.prepare_cached("SELECT 1 FROM enterprise WHERE id = ?1")?.exists([id]);
        let doubtful: std::collections::BTreeSet<i64> = doubtful.copied().collect();
        let mut here = self.saved.sound + doubtful.len();
        // The seal counts rows that other programs have touched as they were before.
        let touched = || -> rusqlite::Result<Vec<(i64, bool)>> {
            let mut statement = self.source.connection.prepare("SELECT id, was_there FROM outside_change")?;
            statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
        };
        for (id, was_there) in touched().ok()? {
            here = here + usize::from(was_there) - usize::from(doubtful.contains(&id) || is_here(id).ok()?);
        }
        Some(usize::try_from(self.sealed?.rows()).ok()?.saturating_sub(here))
    }

    /// Where enterprises are missing: those in any page that are not there yet, if their hashes fit and the history does
    /// not say that they were deleted. A doubtful one is so only for want of its tags if it has the same hash.
    fn loose_rows(
        &self,
        copy: &Path,
        doubtful: &mut BTreeMap<i64, (Enterprise, String)>,
    ) -> Result<Vec<Enterprise>, StoreError> {
        let is_damage = |f: &CheckFinding| {
            f.code == CheckCode::Integrity || (f.code == CheckCode::TableSeal && f.table == seal::ENTERPRISE)
        };
        let is_any_missing = match self.missing(doubtful.keys()) {
            Some(missing) => missing > 0,
            None => self.saved.unreadable > 0 || self.saved.findings.iter().any(is_damage),
        };
        if !is_any_missing && doubtful.is_empty() {
            return Ok(Vec::new());
        }
        let gathered = damaged::empty(self.into, error::folder(self.into))?;
        let looked = |share| self.steps.reach_between(ROWS, PAGES, share);
        loose_pages::gather(copy, &gathered.connection, &looked).map_err(|e| self.told(e))?;
        let count = row::count(&gathered.connection).map_err(|e| self.told(e))?;
        let (mut found, mut image, mut seen) = (Vec::new(), Image::default(), 0);
        let mut is_saved = self.tx.prepare("SELECT 1 FROM enterprise WHERE id = ?1").map_err(|e| self.told(e))?;
        row::for_each(&gathered.connection, |e, hash| {
            seen += 1;
            self.steps.reach_between(PAGES, LOOSE_ROWS, seen as f32 / count as f32)?;
            let fits = image.set(&e).is_ok() && image.hash().as_str() == hash;
            let is_it = match doubtful.get(&e.id) {
                Some((_, written)) => *written == hash,
                None => is_any_missing && !is_saved.exists([e.id])? && !self.was_deleted(e.id)?,
            };
            if fits && is_it {
                doubtful.remove(&e.id);
                found.push(e);
            }
            Ok(())
        })
        .map_err(|e| self.told(e))?;
        Ok(found)
    }

    /// Whether the last batch that touched a row deleted it, as far as the batches that were saved tell.
    fn was_deleted(&self, id: i64) -> rusqlite::Result<bool> {
        let last = "SELECT after IS NULL FROM batch_row WHERE enterprise_id = ?1 ORDER BY batch_id DESC LIMIT 1";
        Ok(self.tx.prepare_cached(last)?.query_row([id], |r| r.get(0)).optional()?.unwrap_or(false))
    }

    /// Writes rows as a batch of their own; which they are, and the batch.
    fn kept_apart(&self, rows: Vec<Enterprise>, reason: &str, damaged: &Path) -> Result<Apart, StoreError> {
        if rows.is_empty() {
            return Ok((Vec::new(), None));
        }
        let file = damaged.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let head = BatchHead { kind: BatchKind::Import, reason: reason.to_owned(), file, ..BatchHead::default() };
        let mut writer = self.writer(&head)?;
        let mut named = Vec::with_capacity(rows.len());
        for mut e in rows {
            let id = e.id;
            row::make_storable(&mut e, id);
            named.push((id, e.name_zh.clone()));
            writer.put_back(Box::new(e), None)?;
        }
        Ok((named, writer.finish()?.batch))
    }

    /// Ids that were given out are not given again.
    fn given_ids(&self) -> rusqlite::Result<()> {
        let given = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
        for table in ["enterprise", "batch"] {
            let Ok(seq) = self.source.connection.query_row(given, [table], |r| r.get::<_, i64>(0)) else { continue };
            if seq <= MAX_ID {
                self.tx.execute("UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = ?2", (seq, table))?;
            }
        }
        Ok(())
    }
}

/// Why a batch is: its rows were found in pages nothing leads to.
const LOOSE: &str = "抢救：散页 salvaged from loose pages";
/// Why a batch is: its rows were saved from a damaged file, and their hashes do not fit.
const DOUBTFUL: &str = "抢救：校验不符 salvaged, hash does not fit";

/// Ids up to the last in pages; those below 1, which only other programs give, in one.
fn pages(last: i64) -> impl Iterator<Item = (i64, i64)> {
    let from_one = (0..).map(move |page| (1 + page * PAGE_IDS, ((page + 1) * PAGE_IDS).min(last)));
    std::iter::once((i64::MIN, 0)).chain(from_one.take_while(move |(first, _)| *first <= last))
}
