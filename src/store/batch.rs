//! Batches: every change as one entry of the file's history.

use rusqlite::{Connection, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Store, StoreError, row};
pub use crate::catalogue::BatchId;
use crate::catalogue::BatchKind;

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
    /// When, by the clock of this machine, `YYYY-MM-DDThh:mm`.
    #[serde(skip)]
    pub local_time: String,
    /// First and last id of its new rows, where they left no images.
    #[serde(skip)]
    pub run: Option<(i64, i64)>,
}

impl Batch {
    /// Number of rows it touched.
    pub fn rows(&self) -> usize {
        self.inserted + self.updated + self.deleted
    }

    /// The minute of it, UTC: seconds and their parts are in the file, a person needs no more than this.
    pub fn minute(&self) -> String {
        format!("{} UTC", self.time.get(..16).unwrap_or(&self.time).replace('T', " "))
    }
}

impl Store {
    /// All batches, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        read_all(&self.connection).map_err(|e| self.database(e))
    }

    /// The last batch; 0 where there is none.
    ///
    /// # Errors
    /// Those of the database.
    pub fn last_batch(&self) -> Result<BatchId, StoreError> {
        let last = self.connection.query_row("SELECT coalesce(max(id), 0) FROM batch", [], |r| r.get(0));
        last.map(BatchId).map_err(|e| self.database(e))
    }

    /// SHA-256 of the hashes of all rows in order of id, hexadecimal: equal rows, equal hash, whatever the history.
    ///
    /// # Errors
    /// Those of the database.
    pub fn content_hash(&self) -> Result<String, StoreError> {
        let hash = || {
            let mut digest = Sha256::new();
            let mut statement = self.connection.prepare("SELECT id, row_hash FROM enterprise ORDER BY id")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                digest.update(row.get::<_, i64>(0)?.to_be_bytes());
                // A row that another program has written may have none yet.
                digest.update(row.get_ref(1)?.as_bytes_or_null()?.unwrap_or_default());
            }
            rusqlite::Result::Ok(super::image::hexadecimal(digest.finalize().as_slice()).as_str().to_owned())
        };
        hash().map_err(|e| self.database(e))
    }
}

const COLUMNS: &str = "id, kind, author, time, reason, file, inserted, updated, deleted, undoes, undone_by, first_id, \
     last_id, strftime('%Y-%m-%dT%H:%M', time, 'localtime')";

/// All batches, oldest first.
pub(super) fn read_all(connection: &Connection) -> rusqlite::Result<Vec<Batch>> {
    let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM batch ORDER BY id"))?;
    let rows = statement.query_map([], read)?;
    rows.collect()
}

/// One batch, if there is such a one.
pub(super) fn find(connection: &Connection, batch: BatchId, path: &std::path::Path) -> Result<Batch, StoreError> {
    use rusqlite::OptionalExtension;
    connection
        .query_row(&format!("SELECT {COLUMNS} FROM batch WHERE id = ?1"), params![batch.0], read)
        .optional()
        .map_err(|e| StoreError::database(path, e))?
        .ok_or(StoreError::UnknownBatch { batch: batch.0 })
}

fn read(r: &rusqlite::Row<'_>) -> rusqlite::Result<Batch> {
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
        local_time: row::text(r, 13)?,
        run: r.get::<_, Option<i64>>(11)?.zip(r.get::<_, Option<i64>>(12)?),
    })
}
