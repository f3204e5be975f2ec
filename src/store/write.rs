//! Writing: a stream of row edits becomes one transaction and one batch.
//!
//! Rows, tracks, R-tree, indexes and the batch are of one transaction, so a kill at any moment leaves the file as it
//! was before. A big batch drops the indexes and writes them and the R-tree anew at its end, which takes a third of
//! the time. New rows leave no image in `batch_row`: their ids are one run, and the batch keeps its ends.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{Statement, Transaction, params};

use super::batch::BatchId;
use super::image::Image;
use super::insert::{Insert, Tracks};
use super::merger::{self, Merged};
use super::seal::{self, BatchRows, Element, Seal};
use super::spatial_index::Moves;
use super::{PROGRESS_ROWS, Store, StoreError, backup, contents, row};
use crate::catalogue::merge::{changed_since, insisting, merge};
use crate::catalogue::{
    Attribute, BatchHead, BatchKind, ChangeSet, ConflictSides, Enterprise, RowConflict, RowEdit, Taxonomy, TrackTag,
    Update, Written,
};

/// A batch of more rows than this is big, if it touches more than a [`BIG_SHARE`]th of the catalogue, too.
const BIG_ROWS: usize = 10_000;
const BIG_SHARE: usize = 4;

impl Store {
    /// Writes edits as one transaction and one batch, all or nothing but for conflicts: where a row is not as the
    /// edit's base any more, fields only one side changed are merged, and a row with a field both changed is left and
    /// listed, as one that is gone. `progress` is told the rows done, and may break the write off.
    ///
    /// Tracks of a row that this catalogue's taxonomy does not know stay with it through an update. Before an import
    /// into a catalogue with rows the file is copied to the folder `NAME.backups`.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`]; [`StoreError::RowChanged`] where one of the rows that were to become one is not as it was;
    /// those of the database. The file is then as it was.
    pub fn write(
        &mut self,
        head: &BatchHead,
        edits: &mut dyn Iterator<Item = RowEdit>,
        progress: &dyn Fn(usize) -> ControlFlow<()>,
    ) -> Result<Written, StoreError> {
        self.must_be_writable()?;
        let mut edits = edits.peekable();
        let is_import = head.kind == BatchKind::Import && edits.peek().is_some();
        let backup = if is_import { backup::before_import(self)? } else { None };
        let (path, taxonomy) = (self.path.clone(), self.taxonomy.clone());
        let tx = self.begin()?;
        let database = |e| StoreError::database(&path, e);
        let mut writer = Writer::begin(&tx, &path, &taxonomy, head, None).map_err(database)?;
        for (done, edit) in edits.enumerate() {
            if done % PROGRESS_ROWS == 0 && progress(done).is_break() {
                return Err(StoreError::Cancelled); // Dropping the transaction rolls it back.
            }
            writer.edit(edit)?;
        }
        let mut written = writer.finish()?;
        if written.batch.is_some() {
            tx.commit().map_err(database)?;
        }
        written.backup = backup;
        Ok(written)
    }

    /// Writes a small batch kept as a value: [`Store::write`] without progress.
    ///
    /// # Errors
    /// Those of the database.
    pub fn apply(&mut self, changes: &ChangeSet) -> Result<Written, StoreError> {
        self.write(&changes.head(), &mut changes.edits(), &|_| ControlFlow::Continue(()))
    }
}

/// Writes rows and their images into one batch.
pub(super) struct Writer<'t> {
    pub(super) tx: &'t Transaction<'t>,
    path: &'t Path,
    taxonomy: &'t Taxonomy,
    batch: BatchId,
    first_id: i64,
    next_id: i64,
    written: Written,
    /// Rows of the catalogue before the batch; counted only when it matters.
    rows_before: Option<usize>,
    is_big: bool,
    /// Whether the batch is one even without a row.
    stays: bool,
    /// Whether rows became one, or came apart again.
    has_merged: bool,
    moves: Moves,
    tracks: Tracks<'t>,
    insert: Insert<'t>,
    update: Statement<'t>,
    delete: Statement<'t>,
    kept: BatchRows<'t>,
    /// Seal of all enterprises.
    seal: Seal,
    before: Image,
    after: Image,
}

impl<'t> Writer<'t> {
    pub(super) fn begin(
        tx: &'t Transaction<'t>,
        path: &'t Path,
        taxonomy: &'t Taxonomy,
        head: &BatchHead,
        undoes: Option<BatchId>,
    ) -> rusqlite::Result<Writer<'t>> {
        tx.execute(
            "INSERT INTO batch (kind, author, time, reason, file, undoes) \
             VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%fZ','now'), ?3, ?4, ?5)",
            params![head.kind.code(), head.author, head.reason, head.file, undoes.map(|b| b.0)],
        )?;
        let batch = BatchId(tx.last_insert_rowid());
        let next_id = row::next_id(tx)?;
        let (columns, marks) = (row::COLUMNS, ", ?".repeat(row::COLUMN_COUNT));
        Ok(Writer {
            tx,
            path,
            taxonomy,
            batch,
            first_id: next_id,
            next_id,
            written: Written::default(),
            rows_before: None,
            is_big: false,
            stays: false,
            has_merged: false,
            moves: Moves::default(),
            tracks: Tracks::new(tx)?,
            insert: Insert::new(tx)?,
            update: tx.prepare(&format!("UPDATE enterprise SET ({columns}, row_hash) = (?{marks}) WHERE id = ?"))?,
            delete: tx.prepare("DELETE FROM enterprise WHERE id = ?1")?,
            kept: BatchRows::new(tx, batch.0)?,
            seal: seal::read(tx, seal::ENTERPRISE)?.unwrap_or_default(),
            before: Image::default(),
            after: Image::default(),
        })
    }

    /// Makes the batch one even if no row changes: something else does.
    pub(super) fn stay(&mut self) {
        self.stays = true;
    }

    pub(super) fn edit(&mut self, edit: RowEdit) -> Result<(), StoreError> {
        match edit {
            RowEdit::Insert(e) => self.insert_new(e),
            RowEdit::Update(update) => self.merge(*update),
            RowEdit::Delete { id, base } => match (self.get(id)?, base) {
                (None, base) => self.conflict(RowConflict::gone(id, base.map(|b| *b), None)),
                (Some((now, _)), Some(base)) if !is_same(&base, &self.known(&now)) => {
                    let (theirs, mine) = (self.known(&now), None);
                    let fields = changed_since(&base, &theirs);
                    let sides = ConflictSides { base: Some(*base), mine, theirs: Some(theirs) };
                    self.conflict(RowConflict::disputed(id, sides, fields))
                }
                (Some((now, hash)), _) => self.delete(&now, &hash),
            },
            RowEdit::Merge(merger) => self.unite(*merger),
        }
    }

    /// A row that is there, if it is none this batch has made.
    pub(super) fn get(&self, id: i64) -> Result<Option<(Enterprise, String)>, StoreError> {
        if id >= self.first_id {
            return Ok(None);
        }
        row::get(self.tx, id).map_err(|e| self.database(e))
    }

    /// Leaves a row as it is.
    fn conflict(&mut self, conflict: RowConflict) -> Result<(), StoreError> {
        self.written.conflicts.push(conflict);
        Ok(())
    }

    fn merge(&mut self, update: Update) -> Result<(), StoreError> {
        let Update { id, base, mut after } = update;
        let Some((now, hash)) = self.get(id)? else {
            return self.conflict(RowConflict::gone(id, base, Some(after)));
        };
        if let Some(base) = base {
            let theirs = self.known(&now);
            if !is_same(&base, &theirs) {
                match merge(&base, &after, &theirs) {
                    Ok(merged) => after = merged,
                    Err(fields) => {
                        let mine = Some(insisting(&base, &after, &theirs));
                        let sides = ConflictSides { base: Some(base), mine, theirs: Some(theirs) };
                        return self.conflict(RowConflict::disputed(id, sides, fields));
                    }
                }
            }
        }
        self.keep_unknown_tracks(&now, &mut after);
        self.update(&now, &hash, &mut after)
    }

    /// Gives a row the tracks of another one that are not in the taxonomy.
    pub(super) fn keep_unknown_tracks(&self, of: &Enterprise, into: &mut Enterprise) {
        let unknown = of.tracks.iter().filter(|t| self.taxonomy.index_of(&t.track).is_none());
        let kept: Vec<TrackTag> = unknown.filter(|t| !into.tracks.contains(t)).cloned().collect();
        into.tracks.extend(kept);
    }

    /// The row as a catalogue in memory knows it: without tracks that are not in the taxonomy.
    pub(super) fn known(&self, e: &Enterprise) -> Enterprise {
        let mut e = e.clone();
        e.tracks.retain(|t| self.taxonomy.index_of(&t.track).is_some());
        e
    }

    pub(super) fn insert_new(&mut self, mut e: Box<Enterprise>) -> Result<(), StoreError> {
        row::make_storable(&mut e, self.next_id);
        self.after.set(&e)?;
        self.next_id += 1;
        self.insert_row(e).map_err(|e| self.database(e))
    }

    /// Inserts a row that was there before, under its old id; `merged` says with which it had become one.
    pub(super) fn put_back(&mut self, e: Box<Enterprise>, merged: Option<&Merged>) -> Result<(), StoreError> {
        self.after.set(&e)?;
        let came_back = merged.map(|m| m.taken_back(self.tx, e.id)).transpose().map_err(|e| self.database(e))?;
        self.has_merged |= came_back.is_some();
        self.kept
            .keep_merged(e.id, None, Some(&self.after), came_back.as_ref())
            .and_then(|_| self.insert_row(e))
            // The batch that is undone may have touched it twice, so it has to be there at once.
            .and_then(|()| self.insert.finish(&mut self.tracks))
            .map_err(|e| self.database(e))
    }

    /// Inserts a row with its id and no history; `image` is that of the row.
    pub(super) fn bring(&mut self, e: Box<Enterprise>, image: &Image) -> Result<(), StoreError> {
        self.after.clone_from(image);
        self.insert_row(e).map_err(|e| self.database(e))
    }

    fn insert_row(&mut self, e: Box<Enterprise>) -> rusqlite::Result<()> {
        self.moves.insert(e.id, e.position);
        let hash = self.after.hash();
        self.seal.add(Element::of_row_hash(hash.as_str()));
        self.insert.push(e, hash, &mut self.tracks)?;
        self.written.inserted += 1;
        self.grow()
    }

    /// Brings a row from `before`, which was written with `hash`, to `after`.
    pub(super) fn update(&mut self, before: &Enterprise, hash: &str, after: &mut Enterprise) -> Result<(), StoreError> {
        row::make_storable(after, before.id);
        self.before.set(before)?;
        self.after.set(after)?;
        if self.before == self.after && self.before.hash().as_str() == hash {
            return Ok(());
        }
        self.update_row(before, hash, after).map_err(|e| self.database(e))
    }

    fn update_row(&mut self, before: &Enterprise, hash: &str, after: &Enterprise) -> rusqlite::Result<()> {
        row::bind(&mut self.update, 1, after)?;
        let new = self.after.hash();
        self.seal.remove(Element::of_row_hash(hash));
        self.seal.add(Element::of_row_hash(new.as_str()));
        self.update.raw_bind_parameter(row::COLUMN_COUNT + 1, new.cell())?;
        self.update.raw_bind_parameter(row::COLUMN_COUNT + 2, after.id)?;
        self.update.raw_execute()?;
        self.tracks.replace(after)?;
        self.moves.update(after.id, before.position, after.position);
        self.kept.keep(after.id, Some(&self.before), Some(&self.after))?;
        self.written.updated += 1;
        self.grow()
    }

    /// Deletes a row, which is as `now` says and was written with `hash`.
    pub(super) fn delete(&mut self, now: &Enterprise, hash: &str) -> Result<(), StoreError> {
        self.before.set(now)?;
        self.delete_row(now.id, hash, None).map_err(|e| self.database(e))
    }

    /// The same of a row for which another one stands from now on.
    pub(super) fn replace(&mut self, now: &Enterprise, hash: &str, successor: i64) -> Result<(), StoreError> {
        self.before.set(now)?;
        self.has_merged = true;
        Merged::make(self.tx, now.id, successor)
            .and_then(|merged| self.delete_row(now.id, hash, Some(&merged)))
            .map_err(|e| self.database(e))
    }

    fn delete_row(&mut self, id: i64, hash: &str, merged: Option<&Merged>) -> rusqlite::Result<()> {
        self.seal.remove(Element::of_row_hash(hash));
        self.tracks.delete(id)?;
        self.delete.execute([id])?;
        self.moves.delete(id);
        self.kept.keep_merged(id, Some(&self.before), None, merged)?;
        self.written.deleted += 1;
        self.grow()
    }

    /// Keeps the image of a row written with `hash` that [`Writer::delete_between`] is going to delete.
    pub(super) fn keep_deleted(&mut self, id: i64, hash: &str, image: &Image) -> rusqlite::Result<()> {
        self.seal.remove(Element::of_row_hash(hash));
        self.kept.keep(id, Some(image), None)?;
        self.written.deleted += 1;
        self.grow()
    }

    /// Deletes all rows from `first` to `last`.
    pub(super) fn delete_between(&mut self, first: i64, last: i64) -> rusqlite::Result<()> {
        self.tx.execute("DELETE FROM enterprise_track WHERE enterprise_id BETWEEN ?1 AND ?2", [first, last])?;
        self.tx.execute("DELETE FROM enterprise WHERE id BETWEEN ?1 AND ?2", [first, last])?;
        self.moves.delete_between(first, last);
        Ok(())
    }

    /// Makes the batch a big one when it becomes so.
    fn grow(&mut self) -> rusqlite::Result<()> {
        let touched = self.written.inserted + self.written.updated + self.written.deleted;
        if self.is_big || touched <= BIG_ROWS || !touched.is_multiple_of(1024) {
            return Ok(());
        }
        let rows = match self.rows_before {
            Some(rows) => rows,
            // The last rows may not have been written yet.
            None => (row::count(self.tx)? + self.written.deleted).saturating_sub(self.written.inserted),
        };
        self.rows_before = Some(rows);
        if touched * BIG_SHARE > rows {
            self.is_big = true;
            self.tx.execute_batch("DROP INDEX IF EXISTS enterprise_uscc")?;
            self.tracks.go_big(self.written.updated + self.written.deleted == 0)?;
        }
        Ok(())
    }

    /// Brings indexes, R-tree and the batch itself up to date. Without a batch in it nothing has to be committed.
    pub(super) fn finish(self) -> Result<Written, StoreError> {
        let path = self.path;
        self.try_finish().map_err(|e| StoreError::database(path, e))
    }

    fn try_finish(mut self) -> rusqlite::Result<Written> {
        let (tx, first_id, next_id) = (self.tx, self.first_id, self.next_id);
        let mut written = std::mem::take(&mut self.written);
        if written.inserted + written.updated + written.deleted == 0 && !self.stays {
            return Ok(written);
        }
        self.insert.finish(&mut self.tracks)?;
        // One after the other: tree and indexes each need room in memory.
        if self.is_big {
            self.moves.write_anew(tx)?
        } else {
            self.moves.write(tx)?
        }
        self.tracks.finish()?;
        if self.is_big {
            tx.execute_batch("CREATE INDEX IF NOT EXISTS enterprise_uscc ON enterprise(uscc)")?;
        }
        let run = (next_id > first_id).then_some((first_id, next_id - 1));
        tx.execute(
            "UPDATE batch SET inserted = ?1, updated = ?2, deleted = ?3, first_id = ?4, last_id = ?5, images = ?6 \
             WHERE id = ?7",
            params![
                written.inserted as i64,
                written.updated as i64,
                written.deleted as i64,
                run.map(|r| r.0),
                run.map(|r| r.1),
                self.kept.seal.to_string(),
                self.batch.0
            ],
        )?;
        contents::update(tx)?;
        if self.has_merged {
            merger::seal_links(tx)?;
        }
        seal::put(tx, seal::ENTERPRISE, self.seal)?;
        seal::renew(tx, &["batch"])?;
        written.batch = Some(self.batch);
        Ok(written)
    }

    pub(super) fn database(&self, source: rusqlite::Error) -> StoreError {
        StoreError::database(self.path, source)
    }
}

/// Whether a row is as it was when a change was thought out; the order of tracks after the first says nothing.
pub(super) fn is_same(base: &Enterprise, now: &Enterprise) -> bool {
    base == now || Attribute::differing(base, now).is_empty()
}
