//! Undoing a batch: each of its rows goes back to what it was before, unless it has changed since.
//!
//! Images are read a page at a time, so that undoing an import of a million rows needs no memory for them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rusqlite::{Connection, Transaction};
use serde::Serialize;

use super::batch::{self, Batch, BatchId};
use super::image::{self, Image};
use super::merger::Merged;
use super::write::Writer;
use super::{PROGRESS_ROWS, Store, StoreError, read_taxonomy, row, seal, taxonomy};
use crate::catalogue::{BatchHead, BatchKind, Enterprise};

/// Rows read at a time.
const PAGE_ROWS: i64 = PROGRESS_ROWS as i64;

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

impl ConflictReason {
    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            ConflictReason::ChangedLater => "changed-later",
            ConflictReason::DeletedLater => "deleted-later",
            ConflictReason::RestoredLater => "restored-later",
        }
    }

    /// Id of the message that says it.
    pub fn label(self) -> &'static str {
        match self {
            ConflictReason::ChangedLater => "history-changed-later",
            ConflictReason::DeletedLater => "history-deleted-later",
            ConflictReason::RestoredLater => "history-restored-later",
        }
    }
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
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UndoOutcome {
    /// Rows put back.
    pub restored: usize,
    /// Rows left as they are, because later changes would be lost.
    pub conflicts: Vec<UndoConflict>,
    /// The batch the undoing is; none where no row was put back.
    pub batch: Option<BatchId>,
}

impl Store {
    /// Puts the rows of a batch back as they were before it, as a new batch. Rows changed since are kept and listed.
    /// Undoing an undo does the batch again.
    ///
    /// # Errors
    /// [`StoreError::UnknownBatch`], [`StoreError::AlreadyUndone`]; those of the database.
    pub fn undo(&mut self, batch: BatchId) -> Result<UndoOutcome, StoreError> {
        self.undo_with(batch, &|_| ControlFlow::Continue(()))
    }

    /// [`Store::undo`]; `progress` is told the rows done, and may break it off.
    ///
    /// # Errors
    /// As [`Store::undo`], and [`StoreError::Cancelled`]: the file is then as it was.
    pub fn undo_with(
        &mut self,
        batch: BatchId,
        progress: &dyn Fn(usize) -> ControlFlow<()>,
    ) -> Result<UndoOutcome, StoreError> {
        let (path, taxonomy) = (self.path.clone(), self.taxonomy.clone());
        let tx = self.begin()?;
        let database = |e| StoreError::database(&path, e);
        let found = batch::find(&tx, batch, &path)?;
        if let Some(by) = found.undone_by {
            return Err(StoreError::AlreadyUndone { batch: batch.0, by: by.0 });
        }
        let head = BatchHead {
            kind: BatchKind::Undo,
            author: found.author.clone(),
            file: found.file.clone(),
            reason: String::new(),
        };
        let writer = Writer::begin(&tx, &path, &taxonomy, &head, Some(batch)).map_err(database)?;
        let undoing = Undoing { tx: &tx, path: &path, writer, outcome: UndoOutcome::default(), done: 0, progress };
        let mut outcome = undoing.run(&found)?;
        if let Some(by) = outcome.batch {
            outcome.conflicts.extend(taxonomy::undo_tracks(&tx, batch, by, &path)?);
            mark_undone(&tx, &found, by, outcome.conflicts.is_empty()).map_err(database)?;
            let taxonomy = read_taxonomy(&tx).map_err(database)?;
            tx.commit().map_err(database)?;
            self.taxonomy = std::sync::Arc::new(taxonomy);
        }
        Ok(outcome)
    }
}

fn mark_undone(tx: &Transaction<'_>, found: &Batch, by: BatchId, is_complete: bool) -> rusqlite::Result<()> {
    if is_complete {
        tx.execute("UPDATE batch SET undone_by = ?1 WHERE id = ?2", [by.0, found.id.0])?;
        if found.kind == BatchKind::Undo {
            tx.execute("UPDATE batch SET undone_by = NULL WHERE undone_by = ?1", [found.id.0])?;
        }
        seal::renew(tx, &["batch"])?;
    }
    Ok(())
}

struct Undoing<'t> {
    tx: &'t Transaction<'t>,
    path: &'t std::path::Path,
    writer: Writer<'t>,
    outcome: UndoOutcome,
    done: usize,
    progress: &'t dyn Fn(usize) -> ControlFlow<()>,
}

impl Undoing<'_> {
    fn run(mut self, found: &Batch) -> Result<UndoOutcome, StoreError> {
        self.images(found.id)?;
        if let Some((first, last)) = found.run {
            self.new_rows(found.id, first, last)?;
        }
        if taxonomy::has_changes(self.tx, found.id).map_err(|e| self.database(e))? {
            self.writer.stay();
        }
        let batch = self.writer.finish()?.batch;
        Ok(UndoOutcome { batch, ..self.outcome })
    }

    fn report(&mut self, rows: usize) -> Result<(), StoreError> {
        self.done += rows;
        match (self.progress)(self.done) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(StoreError::Cancelled),
        }
    }

    fn database(&self, source: rusqlite::Error) -> StoreError {
        StoreError::database(self.path, source)
    }

    /// Rows with images. Last first: a row the batch touched twice goes back the way it came.
    fn images(&mut self, batch: BatchId) -> Result<(), StoreError> {
        let mut below = i64::MAX;
        loop {
            let page = page(self.tx, batch, below).map_err(|e| self.database(e))?;
            let Some(last) = page.last() else { return Ok(()) };
            below = last.key;
            let rows = page.len();
            page.into_iter().try_for_each(|kept| self.put_back(kept))?;
            self.report(rows)?;
        }
    }

    fn put_back(&mut self, kept: Kept) -> Result<(), StoreError> {
        let id = kept.id;
        let before = image::parse_cell(kept.before.as_deref())?;
        let after = image::parse_cell(kept.after.as_deref())?;
        let (now, hash) = row::get(self.tx, id).map_err(|e| self.database(e))?.unzip();
        if now == before {
            return Ok(());
        }
        if now != after {
            self.conflict(id, now.as_ref(), before.as_ref().or(after.as_ref()), after.is_some());
            return Ok(());
        }
        self.outcome.restored += 1;
        match (&now, before) {
            (Some(now), Some(mut before)) => self.writer.update(now, &hash.unwrap_or_default(), &mut before),
            (Some(now), None) => match kept.merged {
                // They had come apart again.
                Some(merged) => self.writer.replace(now, &hash.unwrap_or_default(), merged.successor),
                None => self.writer.delete(now, &hash.unwrap_or_default()),
            },
            (None, Some(before)) => self.writer.put_back(Box::new(before), kept.merged.as_ref()),
            // Then `now` and `before` are the same.
            (None, None) => Ok(()),
        }
    }

    fn conflict(&mut self, id: i64, now: Option<&Enterprise>, known: Option<&Enterprise>, was_kept: bool) {
        let reason = match (now, was_kept) {
            (None, _) => ConflictReason::DeletedLater,
            (Some(_), true) => ConflictReason::ChangedLater,
            (Some(_), false) => ConflictReason::RestoredLater,
        };
        let name_zh = now.or(known).map(|e| e.name_zh.clone()).unwrap_or_default();
        self.outcome.conflicts.push(UndoConflict { id, name_zh, reason });
    }

    /// New rows without images: each goes, unless it is not as the batch made it.
    fn new_rows(&mut self, batch: BatchId, first: i64, last: i64) -> Result<(), StoreError> {
        let mut from = first;
        while from <= last {
            let to = last.min(from + PAGE_ROWS - 1);
            self.part_of_new_rows(batch, from, to)?;
            self.report((to - from + 1) as usize)?;
            from = to + 1;
        }
        Ok(())
    }

    fn part_of_new_rows(&mut self, batch: BatchId, first: i64, last: i64) -> Result<(), StoreError> {
        let later = first_images_after(self.tx, batch, first, last).map_err(|e| self.database(e))?;
        let (mut kept, mut image) = (Vec::new(), Image::default());
        let mut rows = Vec::with_capacity((last - first + 1) as usize);
        row::for_each_between(self.tx, first, last, |e, hash| {
            rows.push((e, hash));
            Ok(())
        })
        .map_err(|e| self.database(e))?;
        let mut going = Vec::with_capacity(rows.len());
        for (now, hash) in rows {
            image.set(&now)?;
            let is_as_made = match later.get(&now.id) {
                Some(text) => image::parse_cell(text.as_deref())?.as_ref() == Some(&now),
                None => image.hash().as_str() == hash,
            };
            if is_as_made {
                self.writer.keep_deleted(now.id, &hash, &image).map_err(|e| self.database(e))?;
                going.push(now.id);
            } else {
                self.conflict(now.id, Some(&now), None, true);
                kept.push(now.id);
            }
        }
        self.outcome.restored += going.len();
        self.delete_but(&kept, first, last).map_err(|e| self.database(e))
    }

    /// Deletes the rows from `first` to `last` but for those kept, which are in order.
    fn delete_but(&mut self, kept: &[i64], first: i64, last: i64) -> rusqlite::Result<()> {
        let mut from = first;
        for end in kept.iter().copied().chain([last + 1]) {
            if from < end {
                self.writer.delete_between(from, end - 1)?;
            }
            from = end + 1;
        }
        Ok(())
    }
}

/// A row of `batch_row`.
struct Kept {
    key: i64,
    id: i64,
    before: Option<String>,
    after: Option<String>,
    /// Of a row that became one with another, or came apart from it.
    merged: Option<Merged>,
}

fn page(connection: &Connection, batch: BatchId, below: i64) -> rusqlite::Result<Vec<Kept>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, enterprise_id, before, after, successor, cases FROM batch_row WHERE batch_id = ?1 AND id < ?2 \
         ORDER BY id DESC LIMIT ?3",
    )?;
    let rows = statement.query_map([batch.0, below, PAGE_ROWS], |r| {
        let merged = Merged::read(r, 4)?;
        Ok(Kept { key: r.get(0)?, id: r.get(1)?, before: r.get(2)?, after: r.get(3)?, merged })
    })?;
    rows.collect()
}

/// Of each row from `first` to `last` that batches after this one touched: its image before the first of them.
pub(super) fn first_images_after(
    connection: &Connection,
    batch: BatchId,
    first: i64,
    last: i64,
) -> rusqlite::Result<BTreeMap<i64, Option<String>>> {
    let mut statement = connection.prepare_cached(
        "SELECT enterprise_id, before FROM batch_row INDEXED BY batch_row_enterprise \
         WHERE enterprise_id BETWEEN ?1 AND ?2 AND batch_id > ?3 ORDER BY enterprise_id, id",
    )?;
    let mut rows = statement.query([first, last, batch.0])?;
    let mut images = BTreeMap::new();
    while let Some(r) = rows.next()? {
        let id = r.get(0)?;
        if let std::collections::btree_map::Entry::Vacant(place) = images.entry(id) {
            place.insert(r.get(1)?);
        }
    }
    Ok(images)
}
