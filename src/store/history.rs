//! What became of rows: batch by batch, and between two moments.
//!
//! A moment is the one just after a batch. What a row was at a moment follows from what came after: the image before
//! the first later batch that touched it, or nothing if a later batch made it, or else the row as it is now. So new
//! rows need no image of their own, and changes are net: there and back again is no change.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rusqlite::{Connection, params};

use super::batch::{self, Batch, BatchId};
use super::{PROGRESS_ROWS, Store, StoreError, image, row, snapshot, undo};
use crate::catalogue::{Attribute, Difference, Differences, Enterprise};

/// What a batch made of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// The batch.
    pub batch: Batch,
    /// Id of the row.
    pub id: i64,
    /// The row before it; none where it was not there.
    pub before: Option<Enterprise>,
    /// The row after it; none where it was deleted. A row that another program changed unseen right after the import
    /// that made it is as it is now.
    pub after: Option<Enterprise>,
    /// The row it became one with, or came apart from.
    pub successor: Option<i64>,
}

impl RowChange {
    /// The fields that differ, in their order; none where the row came or went as a whole.
    pub fn changed(&self) -> Vec<Attribute> {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => Attribute::differing(before, after),
            _ => Vec::new(),
        }
    }

    /// Its Chinese name: the later, if it has one.
    pub fn name_zh(&self) -> &str {
        self.after.as_ref().or(self.before.as_ref()).map_or("", |e| &e.name_zh)
    }
}

/// Which end of a day, or of any span of time, is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its beginning: batches of the day come after it.
    Beginning,
    /// Its end: batches of the day come before it.
    End,
}

impl Store {
    /// What batches made of a row, oldest first.
    ///
    /// # Errors
    /// Those of the database; an image that cannot be read.
    pub fn row_history(&self, id: i64) -> Result<Vec<RowChange>, StoreError> {
        let batches = self.batches()?;
        let mut changes = Vec::new();
        for made in batches.iter().filter(|b| b.run.is_some_and(|(first, last)| (first..=last).contains(&id))) {
            changes.extend(self.new_rows(made, (id, id))?);
        }
        let sql = "SELECT batch_id, enterprise_id, before, after, successor FROM batch_row WHERE enterprise_id = ?1 ORDER BY id";
        let flow = self.kept_rows(&batches, sql, id, &mut |change| {
            changes.push(change);
            ControlFlow::Continue(())
        })?;
        debug_assert!(flow.is_continue());
        changes.sort_by_key(|c| c.batch.id);
        Ok(changes)
    }

    /// What a batch made of its rows, at most `limit` of them: those changed and deleted, then those new.
    ///
    /// # Errors
    /// [`StoreError::UnknownBatch`]; those of the database; an image that cannot be read.
    pub fn batch_changes(&self, batch: BatchId, limit: usize) -> Result<Vec<RowChange>, StoreError> {
        let mut changes = Vec::new();
        self.for_each_change(batch, &mut |change| {
            if changes.len() == limit {
                return ControlFlow::Break(());
            }
            changes.push(change);
            ControlFlow::Continue(())
        })?;
        Ok(changes)
    }

    /// Shows what a batch made of its rows one after the other, until told to stop: those changed and deleted, then
    /// those new.
    ///
    /// # Errors
    /// As [`Store::batch_changes`].
    pub fn for_each_change(
        &self,
        batch: BatchId,
        see: &mut dyn FnMut(RowChange) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let found = batch::find(&self.connection, batch, &self.path)?;
        let sql =
            "SELECT batch_id, enterprise_id, before, after, successor FROM batch_row WHERE batch_id = ?1 ORDER BY id";
        if self.kept_rows(std::slice::from_ref(&found), sql, batch.0, see)?.is_break() {
            return Ok(());
        }
        let Some((first, last)) = found.run else { return Ok(()) };
        // The first page is small: often no more than that is wanted.
        let mut from = first;
        while from <= last {
            let page = if from == first { 64 } else { PROGRESS_ROWS as i64 };
            let to = last.min(from + page - 1);
            for change in self.new_rows(&found, (from, to))? {
                if see(change).is_break() {
                    return Ok(());
                }
            }
            from = to + 1;
        }
        Ok(())
    }

    fn kept_rows(
        &self,
        batches: &[Batch],
        sql: &str,
        key: i64,
        see: &mut dyn FnMut(RowChange) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        let database = |e| self.database(e);
        let mut statement = self.connection.prepare_cached(sql).map_err(database)?;
        let mut rows = statement.query(params![key]).map_err(database)?;
        while let Some(r) = rows.next().map_err(database)? {
            let number = |i| r.get::<_, i64>(i).map_err(database);
            let image = |i| image::parse_cell(r.get::<_, Option<String>>(i).map_err(database)?.as_deref());
            let batch = BatchId(number(0)?);
            let Ok(at) = batches.binary_search_by_key(&batch, |b| b.id) else { continue };
            let batch = batches[at].clone();
            let successor = r.get(4).map_err(database)?;
            let change = RowChange { batch, id: number(1)?, before: image(2)?, after: image(3)?, successor };
            if see(change).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The rows of these ids that a batch made without images, as they were after it.
    fn new_rows(&self, made: &Batch, (first, last): (i64, i64)) -> Result<Vec<RowChange>, StoreError> {
        let ids: Vec<i64> = (first..=last).collect();
        let mut states = self.states(&ids, made.id)?;
        let change =
            |id: i64| RowChange { batch: made.clone(), id, before: None, after: states.remove(&id), successor: None };
        Ok(ids.into_iter().map(change).collect())
    }

    /// The moment a text means: a batch (`#5`, `5`), a time of batches (`2026-11`, `2026-11-27`, `2026-11-27T09:30`,
    /// UTC, of which `edge` says the beginning or the end), `now`, or a snapshot.
    ///
    /// # Errors
    /// [`StoreError::UnknownBatch`], [`StoreError::UnknownMoment`]; those of the database.
    pub fn moment(&self, text: &str, edge: Edge) -> Result<BatchId, StoreError> {
        let database = |e| self.database(e);
        let text = text.trim();
        if text == "now" {
            return Ok(BatchId(i64::MAX));
        }
        let is_number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        let number = text.strip_prefix('#').unwrap_or(text);
        if is_number(number) && (text.starts_with('#') || text.len() < 4) {
            let batch = BatchId(number.parse().unwrap_or(i64::MAX));
            return if batch.0 == 0 { Ok(batch) } else { Ok(batch::find(&self.connection, batch, &self.path)?.id) };
        }
        if let Some(found) = snapshot::find(&self.connection, text).map_err(database)? {
            return Ok(found.batch);
        }
        let is_time =
            text.get(..4).is_some_and(is_number) && text.bytes().all(|b| b.is_ascii_digit() || b"-T:. Z".contains(&b));
        if !is_time {
            return Err(StoreError::UnknownMoment { text: text.to_owned() });
        }
        let after = match edge {
            Edge::Beginning => "time >= ?1",
            Edge::End => "substr(time, 1, length(?1)) > ?1",
        };
        last_before(&self.connection, after, &text.replace(' ', "T")).map_err(database)
    }

    /// The moment at the beginning or the end of a day, `YYYY-MM-DD` by the clock of this machine.
    ///
    /// # Errors
    /// [`StoreError::UnknownMoment`] for what is no day; those of the database.
    pub fn moment_of_day(&self, day: &str, edge: Edge) -> Result<BatchId, StoreError> {
        let days = if edge == Edge::End { "+1 day" } else { "+0 days" };
        let sql = "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', ?1, ?2, 'utc')";
        let at: Option<String> =
            self.connection.query_row(sql, [day, days], |r| r.get(0)).map_err(|e| self.database(e))?;
        let at = at.ok_or_else(|| StoreError::UnknownMoment { text: day.to_owned() })?;
        last_before(&self.connection, "time >= ?1", &at).map_err(|e| self.database(e))
    }

    /// What differs between the moment after batch `from` and that after batch `to`, whichever batches did it. Batch 0
    /// is the beginning, any number past the last is now. The first `limit` rows of each class are kept whole.
    ///
    /// # Errors
    /// Those of the database; an image that cannot be read.
    pub fn changes_between(&self, from: BatchId, to: BatchId, limit: usize) -> Result<Differences, StoreError> {
        self.changes_between_with(from, to, limit, &|_| ControlFlow::Continue(()))
    }

    /// [`Store::changes_between`]; `progress` is told the share done, 0 to 1, and may break it off.
    ///
    /// # Errors
    /// As [`Store::changes_between`], and [`StoreError::Cancelled`].
    pub fn changes_between_with(
        &self,
        from: BatchId,
        to: BatchId,
        limit: usize,
        progress: &dyn Fn(f32) -> ControlFlow<()>,
    ) -> Result<Differences, StoreError> {
        let database = |e| self.database(e);
        // One read transaction, so that all of it is of one moment.
        let tx = self.connection.unchecked_transaction().map_err(database)?;
        let (from, to) = (from.min(to), to.max(from));
        let ids = touched(&tx, from, to).map_err(database)?;
        let all = ids.len().max(1);
        let mut differences = Differences::default();
        for (page, ids) in ids.chunks(PROGRESS_ROWS).enumerate() {
            if progress((page * PROGRESS_ROWS) as f32 / all as f32).is_break() {
                return Err(StoreError::Cancelled);
            }
            let (mut before, mut after) = (self.states(ids, from)?, self.states(ids, to)?);
            for id in ids {
                if let Some(difference) = Difference::of(*id, before.remove(id), after.remove(id)) {
                    differences.add(difference, limit);
                }
            }
        }
        differences.before = rows_at(&tx, from).map_err(database)?;
        differences.after = rows_at(&tx, to).map_err(database)?;
        differences.unchanged = differences.before.saturating_sub(differences.left.count + differences.changed());
        Ok(differences)
    }

    /// The rows of these ids, in order, as they were after `batch`; those that were not there are left out.
    fn states(&self, ids: &[i64], batch: BatchId) -> Result<BTreeMap<i64, Enterprise>, StoreError> {
        let database = |e| self.database(e);
        let connection = &self.connection;
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(BTreeMap::new()) };
        let is_dense = last - first < 4 * ids.len() as i64;
        let mut states = BTreeMap::new();
        let mut images = BTreeMap::new();
        if is_dense {
            images = undo::first_images_after(connection, batch, *first, *last).map_err(database)?;
            row::for_each_between(connection, *first, *last, |e, _| {
                states.insert(e.id, e);
                Ok(())
            })
            .map_err(database)?;
        } else {
            for id in ids {
                images.append(&mut undo::first_images_after(connection, batch, *id, *id).map_err(database)?);
                states.extend(row::get(connection, *id).map_err(database)?.map(|(e, _)| (*id, e)));
            }
        }
        for (id, text) in images {
            match image::parse_cell(text.as_deref())? {
                Some(e) => states.insert(id, e),
                None => states.remove(&id),
            };
        }
        for (first, last) in runs(connection, batch, BatchId(i64::MAX)).map_err(database)? {
            let made: Vec<i64> = states.range(first..=last).map(|(id, _)| *id).collect();
            made.into_iter().for_each(|id| drop(states.remove(&id)));
        }
        Ok(states)
    }
}

/// The last batch before the first of those `after`, or else the last of all. Batches are in order of their numbers: a
/// batch stamped while the clock was wrong lies where it was written, not where its stamp says.
fn last_before(connection: &Connection, after: &str, time: &str) -> rusqlite::Result<BatchId> {
    let sql = format!(
        "SELECT coalesce(max(id), 0) FROM batch \
         WHERE id < coalesce((SELECT min(id) FROM batch WHERE {after}), 9223372036854775807)"
    );
    connection.query_row(&sql, [time], |r| r.get(0)).map(BatchId)
}

/// First and last ids of the rows that batches after `from` and up to `to` made without images.
fn runs(connection: &Connection, from: BatchId, to: BatchId) -> rusqlite::Result<Vec<(i64, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT first_id, last_id FROM batch WHERE id > ?1 AND id <= ?2 AND first_id IS NOT NULL ORDER BY first_id",
    )?;
    let rows = statement.query_map([from.0, to.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
    rows.collect()
}

/// Ids of the rows batches after `from` and up to `to` touched, in order.
fn touched(connection: &Connection, from: BatchId, to: BatchId) -> rusqlite::Result<Vec<i64>> {
    let mut statement =
        connection.prepare("SELECT DISTINCT enterprise_id FROM batch_row WHERE batch_id > ?1 AND batch_id <= ?2")?;
    let rows = statement.query_map([from.0, to.0], |r| r.get(0))?;
    let mut ids = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
    for (first, last) in runs(connection, from, to)? {
        ids.extend(first..=last);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Number of rows after `batch`: those of now, less those that have come since, and those that have gone.
fn rows_at(connection: &Connection, batch: BatchId) -> rusqlite::Result<usize> {
    let one = |sql: &str| connection.query_row(sql, [batch.0], |r| r.get::<_, i64>(0));
    let in_run = "EXISTS (SELECT 1 FROM batch b WHERE b.id > ?1 AND enterprise_id BETWEEN b.first_id AND b.last_id)";
    let kept = format!("batch_id > ?1 AND NOT {in_run}");
    let there_now = one(&format!(
        "SELECT count(DISTINCT enterprise_id) FROM batch_row WHERE {kept} AND enterprise_id IN (SELECT id FROM enterprise)"
    ))?;
    let there_then = one(&format!(
        "SELECT count(*) FROM (SELECT min(id), before FROM batch_row WHERE {kept} GROUP BY enterprise_id) \
         WHERE before IS NOT NULL"
    ))?;
    let made_since = one(
        "SELECT coalesce(sum((SELECT count(*) FROM enterprise e WHERE e.id BETWEEN b.first_id AND b.last_id)), 0) \
         FROM batch b WHERE b.id > ?1 AND b.first_id IS NOT NULL",
    )?;
    let now = row::count(connection)? as i64;
    Ok((now - made_since - there_now + there_then).max(0) as usize)
}
