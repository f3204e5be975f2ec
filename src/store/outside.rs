//! Edits by other programs (QGIS, GDAL, `sqlite3`): recorded by triggers as they happen, taken over as a batch when the
//! file is next opened for writing.
//!
//! The first time another program touches a row, a trigger copies the row as it was, with its tracks, to the table
//! `outside_change`. The triggers use nothing but SQL any SQLite has. They do not fire for this program, which switches
//! triggers off for itself. A program that does the same leaves no trace but a row hash that does not fit:
//! [`Store::check`] reports it.

use rusqlite::{Connection, Transaction, params};

use super::image::Image;
use super::seal::{self, BatchRows, Element, Seal};
use super::{PROGRESS_ROWS, Store, StoreError, contents, row};
use crate::catalogue::{BatchKind, Difference, Enterprise, TrackTag};

/// Edits by other programs that are not a batch yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutsideEdits {
    /// Rows touched.
    pub count: usize,
    /// The first of them that differ, in order of id.
    pub rows: Vec<Difference>,
}

impl Store {
    /// What other programs have changed since this program last wrote; at most `limit` rows of it. Opened for writing a
    /// file has none: they have become a batch.
    ///
    /// # Errors
    /// Those of the database.
    pub fn pending_outside(&self, limit: usize) -> Result<OutsideEdits, StoreError> {
        let read = || {
            let count: i64 = self.connection.query_row("SELECT count(*) FROM outside_change", [], |r| r.get(0))?;
            let mut rows = Vec::new();
            let mut after = i64::MIN;
            while rows.len() < limit {
                let page = page(&self.connection, after)?;
                let Some(last) = page.last() else { break };
                after = last.id;
                for touched in page {
                    let now = row::get(&self.connection, touched.id)?.map(|(e, _)| e);
                    rows.extend(Difference::of(touched.id, touched.before, now));
                }
            }
            rows.truncate(limit);
            Ok(OutsideEdits { count: count as usize, rows })
        };
        read().map_err(|e| self.database(e))
    }

    /// Makes a batch of what other programs have changed.
    pub(super) fn adopt_outside(&mut self) -> Result<(), StoreError> {
        if !is_pending(&self.connection).map_err(|e| self.database(e))? {
            return Ok(());
        }
        let path = self.path.clone();
        // To begin is to adopt.
        self.begin()?.commit().map_err(|e| StoreError::database(&path, e))
    }
}

/// A row another program has touched.
struct Touched {
    id: i64,
    /// As it was; none where it was not there.
    before: Option<Enterprise>,
    /// The hash it was written with.
    hash: String,
}

fn has_rows(connection: &Connection) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM outside_change")?.exists([])
}

fn is_pending(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(has_rows(connection)? || !seal::edited(connection)?.is_empty())
}

/// Takes over what other programs have changed: rows as a batch, other tables by sealing them as they are.
pub(super) fn adopt(tx: &Transaction<'_>, path: &std::path::Path) -> Result<(), StoreError> {
    let database = |e| StoreError::database(path, e);
    let edited = seal::edited(tx).map_err(database)?;
    seal::renew(tx, &edited).map_err(database)?;
    if has_rows(tx).map_err(database)? { adopt_rows(tx, path) } else { Ok(()) }
}

fn page(connection: &Connection, after: i64) -> rusqlite::Result<Vec<Touched>> {
    let columns = row::COLUMNS;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, {columns}, was_there, tracks, row_hash FROM outside_change WHERE id > ?1 ORDER BY id LIMIT ?2"
    ))?;
    let rows = statement.query_map([after, PROGRESS_ROWS as i64], |r| {
        let mut e = row::read(r)?;
        e.tracks = read_tracks(&row::text(r, row::COLUMN_COUNT + 2)?);
        let was_there = row::number(r, row::COLUMN_COUNT + 1)?.is_some_and(|n| n != 0.0);
        Ok(Touched { id: e.id, before: was_there.then_some(e), hash: row::text(r, row::COLUMN_COUNT + 3)? })
    })?;
    rows.collect()
}

/// Tracks as the triggers write them: `track` tab `weight` (as SQLite quotes it), one a line.
fn read_tracks(text: &str) -> Vec<TrackTag> {
    let tag = |line: &str| {
        let (track, weight) = line.rsplit_once('\t')?;
        Some(TrackTag { track: track.to_owned(), weight: weight.parse().ok() })
    };
    text.lines().filter_map(tag).collect()
}

/// Shows rows as they were before other programs changed them, with the hash of then.
pub(super) fn for_each_before(connection: &Connection, mut see: impl FnMut(&Enterprise, &str)) -> rusqlite::Result<()> {
    let mut after = i64::MIN;
    loop {
        let page = page(connection, after)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for touched in &page {
            if let Some(e) = &touched.before {
                see(e, &touched.hash);
            }
        }
    }
}

fn adopt_rows(tx: &Transaction<'_>, path: &std::path::Path) -> Result<(), StoreError> {
    let database = |e| StoreError::database(path, e);
    // It happened when the other program was at work, but after the batch before it.
    tx.execute(
        "INSERT INTO batch (kind, author, reason, file, time) SELECT ?1, '', '', '', \
         max((SELECT max(time) FROM outside_change), coalesce((SELECT max(time) FROM batch), ''))",
        [BatchKind::Outside.code()],
    )
    .map_err(database)?;
    let batch = tx.last_insert_rowid();
    let begin = || {
        let seal = seal::read(tx, seal::ENTERPRISE)?.unwrap_or_default();
        let (before, after) = (Image::default(), Image::default());
        Ok(Adoption { tx, kept: BatchRows::new(tx, batch)?, seal, counts: [0; 3], before, after })
    };
    let mut adoption = begin().map_err(database)?;
    let mut after_id = i64::MIN;
    loop {
        let page = page(tx, after_id).map_err(database)?;
        let Some(last) = page.last() else { break };
        after_id = last.id;
        for touched in page {
            let now = row::get(tx, touched.id).map_err(database)?;
            adoption.row(touched, now.as_ref(), path)?;
        }
    }
    let (counts, images, seal) = (adoption.counts, adoption.kept.seal, adoption.seal);
    let end = || {
        tx.execute("DELETE FROM outside_change", [])?;
        if counts == [0; 3] {
            tx.execute("DELETE FROM batch WHERE id = ?1", [batch])?;
            return seal::put(tx, seal::ENTERPRISE, seal);
        }
        let [inserted, updated, deleted] = counts;
        tx.execute(
            "UPDATE batch SET inserted = ?1, updated = ?2, deleted = ?3, images = ?4 WHERE id = ?5",
            params![inserted, updated, deleted, images.to_string(), batch],
        )?;
        contents::update(tx)?;
        seal::put(tx, seal::ENTERPRISE, seal)?;
        seal::renew(tx, &["batch"])
    };
    end().map_err(database)
}

/// Takes rows over into a batch.
struct Adoption<'t> {
    tx: &'t Transaction<'t>,
    kept: BatchRows<'t>,
    /// Seal of all enterprises.
    seal: Seal,
    /// Rows inserted, changed, deleted.
    counts: [i64; 3],
    before: Image,
    after: Image,
}

impl Adoption<'_> {
    fn row(
        &mut self,
        touched: Touched,
        found: Option<&(Enterprise, String)>,
        path: &std::path::Path,
    ) -> Result<(), StoreError> {
        let Touched { id, before, hash } = touched;
        let now = found.map(|(e, _)| e);
        if before.is_some() {
            self.seal.remove(Element::of_row_hash(&hash));
        }
        if before.as_ref() == now {
            if let Some((_, hash)) = found {
                self.seal.add(Element::of_row_hash(hash));
            }
            return Ok(());
        }
        before.as_ref().map_or(Ok(()), |e| self.before.set(e))?;
        if let Some(e) = now {
            self.after.set(e)?;
            self.seal.add(Element::of_row_hash(self.after.hash().as_str()));
        }
        self.counts[usize::from(before.is_some()) + usize::from(now.is_none())] += 1;
        self.keep(id, before.is_some(), now.is_some()).map_err(|e| StoreError::database(path, e))
    }

    fn keep(&mut self, id: i64, was_there: bool, is_there: bool) -> rusqlite::Result<()> {
        self.kept.keep(id, was_there.then_some(&self.before), is_there.then_some(&self.after))?;
        let statement = match is_there {
            true => "UPDATE enterprise SET row_hash = ?1 WHERE id = ?2",
            // A program that looks after no foreign keys leaves the tracks of what it deletes.
            false => "DELETE FROM enterprise_track WHERE ?1 IS NOT NULL AND enterprise_id = ?2",
        };
        self.tx.prepare_cached(statement)?.execute(params![self.after.hash().as_str(), id]).map(|_| ())
    }
}
