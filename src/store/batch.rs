//! Batches: every change with the rows before and after it, and how one is undone.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::Serialize;

use super::{Store, StoreError, row};
use crate::catalogue::{BatchKind, ChangeSet, Enterprise, TrackTag, Update};

/// Number of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct BatchId(pub i64);

impl std::fmt::Display for BatchId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// One import, edit or undo.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Batch {
    /// Its number, ascending in time.
    pub id: BatchId,
    /// What made it.
    pub kind: BatchKind,
    /// Who.
    pub author: String,
    /// When, UTC, `YYYY-MM-DDThh:mm:ss.sssZ`.
    pub time: String,
    /// Why; may be empty.
    pub reason: String,
    /// The imported file; empty for others.
    pub file: String,
    /// Rows inserted.
    pub inserted: usize,
    /// Rows changed.
    pub updated: usize,
    /// Rows deleted.
    pub deleted: usize,
    /// For an undo: the batch it undid.
    pub undoes: Option<BatchId>,
    /// The batch that undid this one completely.
    pub undone_by: Option<BatchId>,
}

impl Batch {
    /// The minute of it, UTC: seconds and their parts are in the file, a person needs no more than this.
    pub fn minute(&self) -> String {
        format!("{} UTC", self.time.get(..16).unwrap_or(&self.time).replace('T', " "))
    }
}

/// Why a row could not be put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConflictReason {
    /// It was changed again after the batch.
    ChangedLater,
    /// It was deleted after the batch.
    DeletedLater,
    /// It was put back after the batch had deleted it.
    RestoredLater,
}

/// A row that undoing leaves as it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UndoConflict {
    /// Id of the row.
    pub id: i64,
    /// Its Chinese name.
    pub name_zh: String,
    /// Why.
    pub reason: ConflictReason,
}

/// What undoing did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UndoOutcome {
    /// Rows put back.
    pub restored: usize,
    /// Rows left as they are, because later changes would be lost.
    pub conflicts: Vec<UndoConflict>,
    /// The batch the undoing is; none where no row was put back.
    pub batch: Option<BatchId>,
}

impl Store {
    /// Applies a change set as one transaction and one batch: all of it or nothing.
    ///
    /// Tracks of a row that this catalogue's taxonomy does not know stay with it through an update.
    ///
    /// # Errors
    /// [`StoreError::RowGone`] for an update or deletion of a row that is not there; those of the database.
    pub fn apply(&mut self, changes: &ChangeSet) -> Result<BatchId, StoreError> {
        let path = self.path.clone();
        let taxonomy = self.taxonomy.clone();
        let tx = self.begin()?;
        let database = |e| StoreError::database(&path, e);
        let mut writer = Writer::begin(&tx, changes, None).map_err(database)?;
        for (id, e) in (next_id(&tx).map_err(database)?..).zip(&changes.inserts) {
            writer.write(id, None, Some(e), &path)?;
        }
        for Update { id, after, .. } in &changes.updates {
            let before = get(&tx, *id).map_err(database)?.ok_or(StoreError::RowGone { id: *id })?;
            let mut after = after.clone();
            let is_unknown = |t: &&TrackTag| taxonomy.index_of(&t.track).is_none() && !after.tracks.contains(t);
            let kept: Vec<TrackTag> = before.tracks.iter().filter(is_unknown).cloned().collect();
            after.tracks.extend(kept);
            writer.write(*id, Some(&before), Some(&after), &path)?;
        }
        for id in &changes.deletes {
            let before = get(&tx, *id).map_err(database)?.ok_or(StoreError::RowGone { id: *id })?;
            writer.write(*id, Some(&before), None, &path)?;
        }
        let batch = writer.finish().map_err(database)?;
        tx.commit().map_err(database)?;
        Ok(batch)
    }

    /// All batches, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        read_batches(&self.connection).map_err(|e| self.database(e))
    }

    /// Puts the rows of a batch back as they were before it, as a new batch. Rows changed since are kept and listed.
    /// Undoing an undo does the batch again.
    ///
    /// # Errors
    /// [`StoreError::UnknownBatch`], [`StoreError::AlreadyUndone`]; those of the database.
    pub fn undo(&mut self, batch: BatchId) -> Result<UndoOutcome, StoreError> {
        let path = self.path.clone();
        let tx = self.begin()?;
        let database = |e| StoreError::database(&path, e);
        let batches = read_batches(&tx).map_err(database)?;
        let found = batches.iter().find(|b| b.id == batch).ok_or(StoreError::UnknownBatch { batch: batch.0 })?;
        if let Some(by) = found.undone_by {
            return Err(StoreError::AlreadyUndone { batch: batch.0, by: by.0 });
        }
        let change = ChangeSet {
            kind: BatchKind::Undo,
            author: found.author.clone(),
            file: found.file.clone(),
            ..ChangeSet::default()
        };
        let mut writer = Writer::begin(&tx, &change, Some(batch)).map_err(database)?;
        let mut outcome = UndoOutcome { restored: 0, conflicts: Vec::new(), batch: None };
        for (id, before, after) in batch_rows(&tx, batch).map_err(database)? {
            let (before, after) = (parse(before)?, parse(after)?);
            let now = get(&tx, id).map_err(database)?;
            if now == before {
                continue;
            }
            if now == after {
                writer.write(id, now.as_ref(), before.as_ref(), &path)?;
                outcome.restored += 1;
            } else {
                outcome.conflicts.push(conflict(id, now.as_ref(), before.as_ref().or(after.as_ref()), after.is_some()));
            }
        }
        if outcome.restored == 0 && !outcome.conflicts.is_empty() {
            return Ok(outcome); // Dropping the transaction rolls the empty batch back.
        }
        let by = writer.finish().map_err(database)?;
        mark_undone(&tx, found, by, outcome.conflicts.is_empty()).map_err(database)?;
        tx.commit().map_err(database)?;
        outcome.batch = Some(by);
        Ok(outcome)
    }

    pub(super) fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        if self.is_read_only {
            return Err(StoreError::OpenedForReading { path: self.path.clone() });
        }
        let path = &self.path;
        self.connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| StoreError::database(path, e))
    }
}

fn parse(image: Option<String>) -> Result<Option<Enterprise>, StoreError> {
    image.map(|i| row::from_image(&i)).transpose()
}

fn conflict(id: i64, now: Option<&Enterprise>, known: Option<&Enterprise>, was_kept: bool) -> UndoConflict {
    let reason = match (now, was_kept) {
        (None, _) => ConflictReason::DeletedLater,
        (Some(_), true) => ConflictReason::ChangedLater,
        (Some(_), false) => ConflictReason::RestoredLater,
    };
    UndoConflict { id, name_zh: now.or(known).map(|e| e.name_zh.clone()).unwrap_or_default(), reason }
}

fn mark_undone(tx: &Transaction<'_>, found: &Batch, by: BatchId, is_complete: bool) -> rusqlite::Result<()> {
    if is_complete {
        tx.execute("UPDATE batch SET undone_by = ?1 WHERE id = ?2", [by.0, found.id.0])?;
        if found.kind == BatchKind::Undo {
            tx.execute("UPDATE batch SET undone_by = NULL WHERE undone_by = ?1", [found.id.0])?;
        }
    }
    Ok(())
}

/// Writes rows and their images into one batch.
struct Writer<'t> {
    tx: &'t Transaction<'t>,
    batch: BatchId,
    inserted: i64,
    updated: i64,
    deleted: i64,
}

impl<'t> Writer<'t> {
    fn begin(tx: &'t Transaction<'t>, changes: &ChangeSet, undoes: Option<BatchId>) -> rusqlite::Result<Writer<'t>> {
        tx.execute(
            "INSERT INTO batch (kind, author, time, reason, file, undoes) \
             VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%fZ','now'), ?3, ?4, ?5)",
            params![changes.kind.code(), changes.author, changes.reason, changes.file, undoes.map(|b| b.0)],
        )?;
        Ok(Writer { tx, batch: BatchId(tx.last_insert_rowid()), inserted: 0, updated: 0, deleted: 0 })
    }

    /// Brings the row `id` from `before` to `after`, where none means it is not there.
    fn write(
        &mut self,
        id: i64,
        before: Option<&Enterprise>,
        after: Option<&Enterprise>,
        path: &std::path::Path,
    ) -> Result<(), StoreError> {
        let before_image = before.map(row::image).transpose()?;
        let after = after.map(|e| row::storable(e, id));
        let after_image = after.as_ref().map(row::image).transpose()?;
        let done = match (before, after.as_ref().zip(after_image.as_deref())) {
            (None, Some((e, image))) => {
                self.inserted += 1;
                insert(self.tx, e, image)
            }
            (Some(_), Some((e, image))) => {
                self.updated += 1;
                update(self.tx, e, image)
            }
            (_, None) => {
                self.deleted += 1;
                delete(self.tx, id)
            }
        };
        done.and_then(|()| {
            self.tx
                .prepare_cached(
                    "INSERT INTO batch_row (batch_id, enterprise_id, before, after) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![self.batch.0, id, before_image, after_image])
        })
        .map_err(|e| StoreError::database(path, e))?;
        Ok(())
    }

    fn finish(self) -> rusqlite::Result<BatchId> {
        self.tx.execute(
            "UPDATE batch SET inserted = ?1, updated = ?2, deleted = ?3 WHERE id = ?4",
            [self.inserted, self.updated, self.deleted, self.batch.0],
        )?;
        update_contents(self.tx)?;
        Ok(self.batch)
    }
}

/// The first id never used.
fn next_id(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row(
        "SELECT 1 + max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'enterprise'), 0), \
         coalesce((SELECT max(id) FROM enterprise), 0))",
        [],
        |r| r.get(0),
    )
}

/// One row with its tracks, if it is there.
fn get(connection: &Connection, id: i64) -> rusqlite::Result<Option<Enterprise>> {
    let sql = format!("SELECT id, {} FROM enterprise WHERE id = ?1", row::COLUMNS);
    let Some(mut e) = connection.prepare_cached(&sql)?.query_row([id], row::read).optional()? else {
        return Ok(None);
    };
    let mut tags = connection.prepare_cached(
        "SELECT enterprise_id, track, weight FROM enterprise_track WHERE enterprise_id = ?1 ORDER BY position, id",
    )?;
    let mut tags = tags.query([id])?;
    while let Some(r) = tags.next()? {
        e.tracks.push(tag(r)?.1);
    }
    Ok(Some(e))
}

/// Reads `enterprise_id, track, weight`.
pub(super) fn tag(r: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, TrackTag)> {
    let id = r.get_ref(0)?.as_i64().unwrap_or_default();
    Ok((id, TrackTag { track: row::text(r, 1)?, weight: row::number(r, 2)? }))
}

/// Inserts a storable row under its id.
pub(super) fn insert(tx: &Transaction<'_>, e: &Enterprise, image: &str) -> rusqlite::Result<()> {
    let marks = ", ?".repeat(row::COLUMN_COUNT + 1);
    let sql = format!("INSERT INTO enterprise (id, {}, row_hash) VALUES (?{marks})", row::COLUMNS);
    let cells = std::iter::once(Value::Integer(e.id)).chain(row::values(e)).chain([Value::Text(row::hash(image))]);
    tx.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(cells))?;
    insert_tracks(tx, e)
}

fn update(tx: &Transaction<'_>, e: &Enterprise, image: &str) -> rusqlite::Result<()> {
    let marks = ", ?".repeat(row::COLUMN_COUNT);
    let sql = format!("UPDATE enterprise SET ({}, row_hash) = (?{marks}) WHERE id = ?", row::COLUMNS);
    let cells = row::values(e).into_iter().chain([Value::Text(row::hash(image)), Value::Integer(e.id)]);
    tx.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(cells))?;
    tx.prepare_cached("DELETE FROM enterprise_track WHERE enterprise_id = ?1")?.execute([e.id])?;
    insert_tracks(tx, e)
}

fn delete(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM enterprise_track WHERE enterprise_id = ?1")?.execute([id])?;
    tx.prepare_cached("DELETE FROM enterprise WHERE id = ?1")?.execute([id])?;
    Ok(())
}

fn insert_tracks(tx: &Transaction<'_>, e: &Enterprise) -> rusqlite::Result<()> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO enterprise_track (enterprise_id, track, position, weight) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (position, tag) in (1_i64..).zip(&e.tracks) {
        statement.execute(params![e.id, tag.track, position, tag.weight])?;
    }
    if !e.source.is_empty() {
        tx.prepare_cached("INSERT INTO source (name) VALUES (?1) ON CONFLICT (name) DO NOTHING")?
            .execute([&e.source])?;
    }
    Ok(())
}

/// Brings bounds and time of the layer in `gpkg_contents` up to date.
pub(super) fn update_contents(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(
        "UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = \
           (SELECT min(minx), min(miny), max(maxx), max(maxy) FROM rtree_enterprise_geom) \
         WHERE table_name = 'enterprise'; \
         UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') \
         WHERE table_name IN ('enterprise', 'enterprise_track', 'source', 'batch', 'batch_row');",
    )
}

/// A row as it was written down; none where it was not there.
type Image = Option<String>;
type ImageRow = (i64, Image, Image);

fn image(r: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Image> {
    row::text(r, column).map(|text| (!text.is_empty()).then_some(text))
}

fn batch_rows(connection: &Connection, batch: BatchId) -> rusqlite::Result<Vec<ImageRow>> {
    // Last first: a row the batch touched twice goes back the way it came.
    let mut statement = connection
        .prepare("SELECT enterprise_id, before, after FROM batch_row WHERE batch_id = ?1 ORDER BY id DESC")?;
    let rows = statement.query_map([batch.0], |r| Ok((r.get(0)?, image(r, 1)?, image(r, 2)?)))?;
    rows.collect()
}

/// Batch, and images before and after, of everything that was done to a row; oldest first.
pub(super) fn row_images(connection: &Connection, id: i64) -> rusqlite::Result<Vec<(BatchId, Image, Image)>> {
    let mut statement =
        connection.prepare("SELECT batch_id, before, after FROM batch_row WHERE enterprise_id = ?1 ORDER BY id")?;
    let rows = statement.query_map([id], |r| Ok((BatchId(r.get(0)?), image(r, 1)?, image(r, 2)?)))?;
    rows.collect()
}

pub(super) fn read_batches(connection: &Connection) -> rusqlite::Result<Vec<Batch>> {
    let mut statement = connection.prepare(
        "SELECT id, kind, author, time, reason, file, inserted, updated, deleted, undoes, undone_by FROM batch ORDER BY id",
    )?;
    let rows = statement.query_map([], |r| {
        let count = |i| row::number(r, i).map(|n| n.unwrap_or_default() as usize);
        Ok(Batch {
            id: BatchId(r.get(0)?),
            kind: BatchKind::from_code(&row::text(r, 1)?).unwrap_or_default(),
            author: row::text(r, 2)?,
            time: row::text(r, 3)?,
            reason: row::text(r, 4)?,
            file: row::text(r, 5)?,
            inserted: count(6)?,
            updated: count(7)?,
            deleted: count(8)?,
            undoes: r.get::<_, Option<i64>>(9)?.map(BatchId),
            undone_by: r.get::<_, Option<i64>>(10)?.map(BatchId),
        })
    })?;
    rows.collect()
}
