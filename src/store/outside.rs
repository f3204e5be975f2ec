//! Edits by other programs (QGIS, GDAL, `sqlite3`): recorded by triggers as they happen, taken over as a batch when the
//! file is next opened for writing.
//!
//! The first time another program touches a row, a trigger copies the row as it was, with its tracks, to the table
//! `outside_change`. The triggers use nothing but SQL any SQLite has. They do not fire for this program, which switches
//! triggers off for itself. A program that does the same leaves no trace but a row hash that does not fit:
//! [`Store::check`] reports it.

use rusqlite::{Connection, Transaction, params};

use super::image::Image;
use super::{PROGRESS_ROWS, Store, StoreError, contents, row};
use crate::catalogue::{BatchId, BatchKind, Difference, Enterprise, TrackTag};

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
    pub(super) fn adopt_outside(&mut self) -> Result<Option<BatchId>, StoreError> {
        let is_empty = |c: &Connection| c.prepare("SELECT 1 FROM outside_change")?.exists([]).map(|some| !some);
        if is_empty(&self.connection).map_err(|e| self.database(e))? {
            return Ok(None);
        }
        let path = self.path.clone();
        let tx = self.begin()?;
        let batch = adopt(&tx, &path)?;
        tx.commit().map_err(|e| StoreError::database(&path, e))?;
        Ok(batch)
    }
}

/// A row another program has touched.
struct Touched {
    id: i64,
    /// As it was; none where it was not there.
    before: Option<Enterprise>,
}

fn page(connection: &Connection, after: i64) -> rusqlite::Result<Vec<Touched>> {
    let columns = row::COLUMNS;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, {columns}, was_there, tracks FROM outside_change WHERE id > ?1 ORDER BY id LIMIT ?2"
    ))?;
    let rows = statement.query_map([after, PROGRESS_ROWS as i64], |r| {
        let mut e = row::read(r)?;
        e.tracks = read_tracks(&row::text(r, row::COLUMN_COUNT + 2)?);
        let was_there = row::number(r, row::COLUMN_COUNT + 1)?.is_some_and(|n| n != 0.0);
        Ok(Touched { id: e.id, before: was_there.then_some(e) })
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

fn adopt(tx: &Transaction<'_>, path: &std::path::Path) -> Result<Option<BatchId>, StoreError> {
    let database = |e| StoreError::database(path, e);
    // It happened when the other program was at work, but after the batch before it.
    tx.execute(
        "INSERT INTO batch (kind, author, reason, file, time) SELECT ?1, '', '', '', \
         max((SELECT max(time) FROM outside_change), coalesce((SELECT max(time) FROM batch), ''))",
        [BatchKind::Outside.code()],
    )
    .map_err(database)?;
    let batch = tx.last_insert_rowid();
    let mut adoption = Adoption { tx, batch, counts: [0; 3], before: Image::default(), after: Image::default() };
    let mut after_id = i64::MIN;
    loop {
        let page = page(tx, after_id).map_err(database)?;
        let Some(last) = page.last() else { break };
        after_id = last.id;
        for touched in page {
            let now = row::get(tx, touched.id).map_err(database)?.map(|(e, _)| e);
            adoption.row(touched, now.as_ref(), path)?;
        }
    }
    let counts = adoption.counts;
    let end = || {
        tx.execute("DELETE FROM outside_change", [])?;
        if counts == [0; 3] {
            tx.execute("DELETE FROM batch WHERE id = ?1", [batch])?;
            return Ok(None);
        }
        let [inserted, updated, deleted] = counts;
        tx.execute(
            "UPDATE batch SET inserted = ?1, updated = ?2, deleted = ?3 WHERE id = ?4",
            [inserted, updated, deleted, batch],
        )?;
        contents::update(tx)?;
        Ok(Some(BatchId(batch)))
    };
    end().map_err(database)
}

/// Takes rows over into a batch.
struct Adoption<'t> {
    tx: &'t Transaction<'t>,
    batch: i64,
    /// Rows inserted, changed, deleted.
    counts: [i64; 3],
    before: Image,
    after: Image,
}

impl Adoption<'_> {
    fn row(&mut self, touched: Touched, now: Option<&Enterprise>, path: &std::path::Path) -> Result<(), StoreError> {
        let Touched { id, before } = touched;
        if before.as_ref() == now {
            return Ok(());
        }
        before.as_ref().map_or(Ok(()), |e| self.before.set(e))?;
        now.map_or(Ok(()), |e| self.after.set(e))?;
        self.counts[usize::from(before.is_some()) + usize::from(now.is_none())] += 1;
        self.keep(id, before.is_some(), now.is_some()).map_err(|e| StoreError::database(path, e))
    }

    fn keep(&self, id: i64, was_there: bool, is_there: bool) -> rusqlite::Result<()> {
        let images = (was_there.then(|| self.before.cell()), is_there.then(|| self.after.cell()));
        self.tx
            .prepare_cached("INSERT INTO batch_row (batch_id, enterprise_id, before, after) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.batch, id, images.0, images.1])?;
        let statement = match is_there {
            true => "UPDATE enterprise SET row_hash = ?1 WHERE id = ?2",
            // A program that looks after no foreign keys leaves the tracks of what it deletes.
            false => "DELETE FROM enterprise_track WHERE ?1 IS NOT NULL AND enterprise_id = ?2",
        };
        self.tx.prepare_cached(statement)?.execute(params![self.after.hash().as_str(), id]).map(|_| ())
    }
}
