//! Reading all rows into columns, on all cores.
//!
//! Each core has a connection of its own and takes ranges of ids as it can; the parts are put together in the order of
//! the ids, so the result does not depend on how many there were. While the first connection is in its read
//! transaction no other program can commit, so all of them see the file of one moment.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::{PROGRESS_ROWS, Store, StoreError, open, row};
use crate::catalogue::{Catalogue, CatalogueBuilder, KnownTrack, Taxonomy};

/// Below this many rows one connection is faster than several.
const MIN_ROWS_SHARED: i64 = 20_000;
/// The most connections; what they read passes through one memory.
const MAX_READERS: usize = 4;
/// Rows a reader takes at a time, about.
const ROWS_A_PART: i64 = 1 << 15;
/// More rows than this do not fit a page of the file.
const MAX_ROWS_A_PAGE: i64 = 64;

/// The tracks of a taxonomy by their ids.
type KnownTracks<'a> = FxHashMap<&'a str, usize>;

/// What a file says of itself; equal in all connections to one moment of it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Extent {
    /// Least and greatest id.
    ids: Option<(i64, i64)>,
    pages: i64,
    last_batch: Option<i64>,
}

impl Extent {
    fn of(connection: &Connection) -> rusqlite::Result<Extent> {
        let ids = connection.query_row(
            "SELECT (SELECT min(id) FROM enterprise), (SELECT max(id) FROM enterprise)",
            [],
            |r| Ok(r.get::<_, Option<i64>>(0)?.zip(r.get(1)?)),
        )?;
        Ok(Extent {
            ids,
            pages: connection.query_row("PRAGMA page_count", [], |r| r.get(0))?,
            last_batch: connection.query_row("SELECT max(id) FROM batch", [], |r| r.get(0))?,
        })
    }

    /// How many ids lie between the ends, both included.
    fn span(self) -> i64 {
        self.ids.map_or(0, |(first, last)| last.saturating_sub(first).saturating_add(1))
    }

    /// How many rows there are at most.
    fn rows(self) -> i64 {
        self.span().min(self.pages.saturating_mul(MAX_ROWS_A_PAGE)).max(1)
    }
}

impl Store {
    /// Reads all rows into memory; `progress` is told the share done, 0 to 1.
    ///
    /// # Errors
    /// Those of the database. Odd cells are no error: [`Store::check`] finds them.
    pub fn load(&self, generation: u64, progress: &dyn Fn(f32)) -> Result<Catalogue, StoreError> {
        // One read transaction, so that rows and tracks are of one moment.
        let tx = self.connection.unchecked_transaction().map_err(|e| self.database(e))?;
        let extent = Extent::of(&tx).map_err(|e| self.database(e))?;
        let work = Work::new(extent, &self.taxonomy);
        std::thread::scope(|scope| {
            for other in self.other_readers(extent) {
                let work = &work;
                let read = move || work.take_parts(&other, &|_| ());
                // A system that gives no thread leaves more to the others.
                drop(std::thread::Builder::new().spawn_scoped(scope, read));
            }
            work.take_parts(&tx, progress);
        });
        progress(1.0);
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        work.finish().map(|builder| builder.build(generation).named(name)).map_err(|e| self.database(e))
    }

    /// Connections beside this one, in read transactions that see what it sees; none where they would not pay, or
    /// where it is not certain that they see the same.
    fn other_readers(&self, extent: Extent) -> Vec<Connection> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_READERS);
        if cores < 2 || extent.rows() < MIN_ROWS_SHARED {
            return Vec::new();
        }
        // In WAL mode others commit while this one reads; a database in memory has one connection only.
        let mode = self.connection.query_row("PRAGMA journal_mode", [], |r| r.get::<_, String>(0));
        if !mode.is_ok_and(|mode| ["delete", "truncate", "persist"].contains(&mode.as_str())) {
            return Vec::new();
        }
        let sees_the_same = |other: &Connection| Extent::of(other).is_ok_and(|seen| seen == extent);
        let others = (1..cores).map_while(|_| open::beside(&self.path).ok().filter(sees_the_same));
        others.collect()
    }
}

/// Ranges of ids to be read, and what has been.
struct Work<'a> {
    taxonomy: &'a Arc<Taxonomy>,
    tracks: KnownTracks<'a>,
    extent: Extent,
    /// The first id nobody has taken.
    next: Mutex<Option<i64>>,
    /// How many ids have been passed.
    passed: AtomicI64,
    read: Mutex<Read>,
    fault: Mutex<Option<rusqlite::Error>>,
}

/// The rows read: all up to some id, and parts that came before their turn.
struct Read {
    rows: CatalogueBuilder,
    early: BTreeMap<i64, (i64, CatalogueBuilder)>,
    /// The first id of the part whose turn it is.
    next: i64,
    /// Emptied builders: room that is used again is not asked of the system.
    spare: Vec<CatalogueBuilder>,
}

impl Work<'_> {
    fn new(extent: Extent, taxonomy: &Arc<Taxonomy>) -> Work<'_> {
        let first = extent.ids.map(|(first, _)| first);
        let rows = CatalogueBuilder::new(taxonomy.clone());
        Work {
            taxonomy,
            tracks: taxonomy.tracks().iter().zip(0..).map(|(track, i)| (track.id.as_str(), i)).collect(),
            extent,
            next: Mutex::new(first),
            passed: AtomicI64::new(0),
            read: Mutex::new(Read { rows, early: BTreeMap::new(), next: first.unwrap_or_default(), spare: Vec::new() }),
            fault: Mutex::default(),
        }
    }

    /// Takes ranges until none is left, or somebody met a fault.
    fn take_parts(&self, connection: &Connection, progress: &dyn Fn(f32)) {
        let span = self.extent.span().max(1) as f32;
        while let Some(ids) = self.next_ids() {
            let mut before = *ids.start();
            let mut pass = |id: i64| {
                let step = id.saturating_sub(before);
                before = id;
                progress((self.passed.fetch_add(step, Ordering::Relaxed) + step) as f32 / span);
            };
            let spare = locked(&self.read).spare.pop();
            let mut builder = spare.unwrap_or_else(|| CatalogueBuilder::new(self.taxonomy.clone()));
            match read_part(connection, ids.clone(), &self.tracks, &mut builder, &mut pass) {
                Ok(()) => self.put(ids.clone(), builder),
                Err(fault) => *locked(&self.fault) = Some(fault),
            }
            pass(*ids.end());
        }
    }

    /// Puts a part in its place, and those that waited for it.
    fn put(&self, ids: RangeInclusive<i64>, part: CatalogueBuilder) {
        let read = &mut *locked(&self.read);
        read.early.insert(*ids.start(), (*ids.end(), part));
        while let Some((last, mut part)) = read.early.remove(&read.next) {
            read.rows.append(&part, self.extent.rows() as usize);
            part.clear();
            read.spare.push(part);
            read.next = last.saturating_add(1);
        }
    }

    fn next_ids(&self) -> Option<RangeInclusive<i64>> {
        let (_, last) = self.extent.ids?;
        if locked(&self.fault).is_some() {
            return None;
        }
        let parts = self.extent.rows() / ROWS_A_PART + 1;
        let mut next = locked(&self.next);
        let first = (*next)?;
        let end = first.saturating_add(self.extent.span() / parts).min(last);
        *next = end.checked_add(1).filter(|next| *next <= last);
        Some(first..=end)
    }

    /// The rows in the order of their ids.
    fn finish(self) -> rusqlite::Result<CatalogueBuilder> {
        match self.fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(fault) => Err(fault),
            None => Ok(self.read.into_inner().unwrap_or_else(PoisonError::into_inner).rows),
        }
    }
}

fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads the rows of a range of ids; `passed` is told ids now and then.
fn read_part(
    connection: &Connection,
    ids: RangeInclusive<i64>,
    known: &KnownTracks<'_>,
    builder: &mut CatalogueBuilder,
    passed: &mut dyn FnMut(i64),
) -> rusqlite::Result<()> {
    let sql = format!("SELECT id, {} FROM enterprise WHERE id BETWEEN ?1 AND ?2 ORDER BY id", row::COLUMNS);
    let (mut rows, mut tags) = (connection.prepare_cached(&sql)?, connection.prepare_cached(TAGS)?);
    let mut tags = tags.query([ids.start(), ids.end()])?;
    let mut rows = rows.query([ids.start(), ids.end()])?;
    let mut tracks: Vec<KnownTrack> = Vec::new();
    // The tag read last, not yet given to its row.
    let mut next = next_tag(&mut tags, known)?;
    let mut done = 0;
    let mut last = ids.start().checked_sub(1);
    while let Some(r) = rows.next()? {
        let cells = row::cells(r)?;
        // The order is that of the tree of pages, which SQLite trusts: a damaged one gives any.
        if last.replace(cells.id).is_some_and(|last| cells.id <= last) {
            return Err(out_of_order());
        }
        tracks.clear();
        while let Some((id, tag)) = next.take_if(|(id, _)| *id <= cells.id) {
            if id == cells.id {
                tracks.extend(tag);
            }
            next = next_tag(&mut tags, known)?;
        }
        builder.push_cells(&cells, &tracks);
        done += 1;
        if done % PROGRESS_ROWS == 0 {
            passed(cells.id);
        }
    }
    Ok(())
}

/// Ids that do not ascend: the pages are damaged.
fn out_of_order() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), None)
}

/// The primary track of a row comes first. The index gives this order, so nothing is sorted.
const TAGS: &str = "SELECT enterprise_id, track, weight FROM enterprise_track WHERE enterprise_id BETWEEN ?1 AND ?2 \
     ORDER BY enterprise_id, position, id";

/// An enterprise and a track of it, if the taxonomy knows that.
fn next_tag(
    tags: &mut rusqlite::Rows<'_>,
    known: &KnownTracks<'_>,
) -> rusqlite::Result<Option<(i64, Option<KnownTrack>)>> {
    let Some(r) = tags.next()? else { return Ok(None) };
    let track = known.get(&*row::text_cell(r, 1)?).copied();
    let weight = row::number(r, 2)?;
    Ok(Some((r.get_ref(0)?.as_i64().unwrap_or_default(), track.map(|track| (track, weight)))))
}
