//! Named moments. A snapshot keeps no rows: it names the last batch, and history tells the rest.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{BatchId, Store, StoreError, image, row, seal};
use crate::catalogue::Differences;

/// A named moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// Its name, which no other has.
    pub name: String,
    /// When it was made, UTC, `YYYY-MM-DDThh:mm:ss.sssZ`.
    pub time: String,
    /// When, by the clock of this machine, `YYYY-MM-DDThh:mm`.
    #[serde(skip)]
    pub local_time: String,
    /// The last batch before it; 0 where there was none.
    pub batch: BatchId,
    /// Rows of the catalogue then.
    pub rows: usize,
    /// SHA-256 over the ids and hashes of all rows, hexadecimal: the same for the same content.
    pub hash: String,
}

impl Snapshot {
    /// Whether a snapshot can be called so: not empty, and neither a date nor a batch.
    pub fn is_name(name: &str) -> bool {
        !name.trim().is_empty()
            && !name.trim().starts_with(['#', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
            && name.trim() != "now"
    }
}

impl Store {
    /// Names this moment. It costs no space.
    ///
    /// # Errors
    /// [`StoreError::SnapshotName`] for an empty name, or one that is a date or a batch in `hujin changes`;
    /// [`StoreError::SnapshotExists`]; those of the database.
    pub fn snapshot(&mut self, name: &str) -> Result<Snapshot, StoreError> {
        let name = name.trim();
        if !Snapshot::is_name(name) {
            return Err(StoreError::SnapshotName { name: name.to_owned() });
        }
        let path = self.path.clone();
        let database = |e| StoreError::database(&path, e);
        let tx = self.begin()?;
        if find(&tx, name).map_err(database)?.is_some() {
            return Err(StoreError::SnapshotExists { name: name.to_owned() });
        }
        let (rows, hash) = content(&tx).map_err(database)?;
        tx.execute(
            "INSERT INTO snapshot (name, time, batch, rows, hash) VALUES (?1, strftime('%Y-%m-%dT%H:%M:%fZ','now'), \
             (SELECT coalesce(max(id), 0) FROM batch), ?2, ?3)",
            params![name, rows as i64, hash],
        )
        .and_then(|_| seal::renew(&tx, &["snapshot"]))
        .map_err(database)?;
        let made = find(&tx, name).map_err(database)?;
        tx.commit().map_err(database)?;
        made.ok_or_else(|| StoreError::UnknownMoment { text: name.to_owned() })
    }

    /// All snapshots, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn snapshots(&self) -> Result<Vec<Snapshot>, StoreError> {
        let all = || {
            let mut statement = self.connection.prepare(&format!("{SELECT} ORDER BY id"))?;
            let rows = statement.query_map([], read)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        all().map_err(|e| self.database(e))
    }

    /// What differs between a snapshot and now; `limit` rows of each class are kept.
    ///
    /// # Errors
    /// [`StoreError::UnknownMoment`]; as [`Store::changes_between`].
    pub fn changes_since(&self, snapshot: &str, limit: usize) -> Result<Differences, StoreError> {
        let found = find(&self.connection, snapshot).map_err(|e| self.database(e))?;
        let from = found.ok_or_else(|| StoreError::UnknownMoment { text: snapshot.to_owned() })?.batch;
        self.changes_between(from, BatchId(i64::MAX), limit)
    }
}

const SELECT: &str =
    "SELECT name, time, batch, rows, hash, strftime('%Y-%m-%dT%H:%M', time, 'localtime') FROM snapshot";

fn read(r: &rusqlite::Row<'_>) -> rusqlite::Result<Snapshot> {
    Ok(Snapshot {
        name: row::text(r, 0)?,
        time: row::text(r, 1)?,
        batch: BatchId(r.get(2)?),
        rows: row::number(r, 3)?.unwrap_or_default() as usize,
        hash: row::text(r, 4)?,
        local_time: row::text(r, 5)?,
    })
}

/// The snapshot of a name.
pub(super) fn find(connection: &Connection, name: &str) -> rusqlite::Result<Option<Snapshot>> {
    connection.query_row(&format!("{SELECT} WHERE name = ?1"), [name], read).optional()
}

/// Number of rows, and the hash over all of them.
fn content(connection: &Connection) -> rusqlite::Result<(usize, String)> {
    let mut statement = connection.prepare("SELECT id, row_hash FROM enterprise ORDER BY id")?;
    let (mut rows, mut all, mut count) = (statement.query([])?, Sha256::new(), 0);
    while let Some(r) = rows.next()? {
        all.update(format!("{} {}\n", r.get::<_, i64>(0)?, row::text(r, 1)?));
        count += 1;
    }
    Ok((count, image::hexadecimal(all.finalize().as_slice()).as_str().to_owned()))
}
