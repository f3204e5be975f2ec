//! The catalogue file: a GeoPackage, that is an SQLite database QGIS and GDAL open as it is.
//!
//! One file stays one file: the rollback journal is used, not WAL. WAL needs shared memory, which network drives do
//! not have, and leaves two more files beside the catalogue that somebody will forget to copy. The price, that
//! readers wait while a batch is written, is milliseconds here. A file that QGIS left in WAL mode is brought back when
//! opened for writing, unless somebody has it open.
//!
//! Opened for reading a file does not change by a byte. Every change is one transaction and one [`Batch`], so it can be
//! undone. After any error inside a transaction nothing more is done: SQLite may have rolled back by itself, and going
//! on would commit each further statement on its own.
//!
//! # The tables
//!
//! | table | what it holds |
//! |---|---|
//! | `enterprise` | the rows: `id` (never given twice), `geom`, the fields, `extra` (attributes of the user's own, a JSON object of texts), `row_hash` |
//! | `rtree_enterprise_geom` | their R-tree, kept by the store for itself and by the standard's triggers for others |
//! | `enterprise_track` | their tracks by `position`, the primary one first |
//! | `track`, `source` | the taxonomy; every source named |
//! | `batch` | who changed how many rows when, why and from which file; `first_id` and `last_id` of its new rows; `undoes`, `undone_by`; `images`, the seal of its `batch_row` |
//! | `batch_row` | the rows a batch changed, deleted or put back: JSON images `before` and `after`, NULL where there was no row; `successor`, the row that stands for a deleted one, and the practice `cases` that went over to it |
//! | `outside_change` | rows as they were before another program first changed them; empty once taken over |
//! | `track_change` | each track a batch changed, `before` and `after` it with its place; `successor` and `cases` of a merger |
//! | `snapshot` | named moments: the last `batch`, number of `rows`, `hash` over all of them |
//! | `practice_case`, `practice_case_enterprise` | practice cases and their enterprises |
//! | `distinct_pair` | pairs of rows somebody has found to be two enterprises, however alike they are |
//! | `table_seal` | rows and hash of each table, so that damage is told from data |
//! | `saved_view`, `claim`, `layer_styles`, `meta` | views, verdicts, the style for QGIS, the version of these tables |
//!
//! An image is the row as JSON with sorted keys and without empty fields; `row_hash` is its SHA-256 in hexadecimal.
//! New rows leave no image (files of versions 1 and 2 have them): what such a row was after its batch is the image
//! `before` of the next batch that touched it, or else the row as it is now, if its hash still fits.
//!
//! Copies lie beside the file: `NAME.vN.bak` before a migration, `NAME.backups/` before imports (the last three) and
//! before restoring.

mod backup;
mod batch;
mod cases;
mod check;
mod check_seals;
mod check_tables;
mod contents;
mod damaged;
mod distinct;
mod error;
pub mod geometry;
mod history;
mod image;
mod insert;
mod load;
mod loose_pages;
mod merger;
mod migrate;
mod open;
mod outside;
mod row;
mod salvage;
mod schema;
mod schema_3;
mod seal;
mod snapshot;
mod spatial_index;
mod taxonomy;
#[cfg(test)]
mod tests;
mod undo;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

pub use backup::{BackupFile, BackupReason, Restored};
pub use batch::{Batch, BatchId};
pub use check::{CheckCode, CheckFinding};
pub use error::StoreError;
pub use history::{Edge, RowChange};
pub use outside::OutsideEdits;
pub use salvage::Salvaged;
pub use snapshot::Snapshot;
pub use undo::{ConflictReason, UndoConflict, UndoOutcome};

use open::Held;

use crate::catalogue::{BatchHead, Enterprise, Taxonomy, Track};
use crate::interruption::{AtWork, Unfinished};
use crate::language::Bilingual;

/// An open catalogue file: one connection, owned by one thread.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    taxonomy: Arc<Taxonomy>,
    is_read_only: bool,
    /// Given up after the connection is closed.
    _held: Option<Held>,
    /// One that writes is waited for when the program ends.
    _at_work: Option<AtWork>,
}

/// The version of SQLite the program carries.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// The version of the tables this program writes; files of a greater one are refused.
pub const fn newest_schema() -> i64 {
    migrate::newest(migrate::MIGRATIONS)
}

/// Rows between two reports of progress.
const PROGRESS_ROWS: usize = 4096;

impl Store {
    /// Makes an empty catalogue of this taxonomy. It is made beside its place and then renamed.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a file already; those of the database and the disk.
    pub fn create(path: &Path, taxonomy: &Taxonomy) -> Result<Store, StoreError> {
        Store::create_with(path, taxonomy, &[])
    }

    /// Makes a catalogue with first rows, numbered from 1. They belong to no batch: there is nothing to go back to.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_with(path: &Path, taxonomy: &Taxonomy, rows: &[Enterprise]) -> Result<Store, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists { path: path.to_owned() });
        }
        let folder = error::folder(path);
        let io = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => StoreError::NotFound { path: folder.to_owned() },
            std::io::ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
            std::io::ErrorKind::PermissionDenied => StoreError::ReadOnlyFolder { path: folder.to_owned(), source },
            _ => StoreError::Io { path: path.to_owned(), source },
        };
        let (_, place) = Unfinished::beside(folder, ".gpkg").map_err(io)?;
        fill(place.path(), taxonomy, rows)?;
        place.put_new(path).map_err(io)?;
        Store::open(path)
    }

    /// Opens a catalogue for writing; one of an older version is first copied to `NAME.vN.bak` and brought up. What
    /// other programs have changed meanwhile becomes a batch.
    ///
    /// # Errors
    /// Says which: not there, not a GeoPackage, not a catalogue, newer, locked, read-only, damaged.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let (mut connection, held) = open::for_writing(path)?;
        migrate::migrate(&mut connection, path, migrate::MIGRATIONS)?;
        let mut store = Store::from_connection(connection, held, path, false)?;
        store.adopt_outside()?;
        Unfinished::tidy(error::folder(path));
        Unfinished::tidy(&Store::backups_folder(path));
        Ok(store)
    }

    /// Opens a catalogue for reading; not a byte of it changes, but for the rolling back of a write that was broken
    /// off. One of an older version is read as it is where that goes, else brought up in memory.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_read(path: &Path) -> Result<Store, StoreError> {
        let (mut connection, held) = open::for_reading(path)?;
        let version = migrate::version(&connection, path, migrate::MIGRATIONS)?;
        if version < migrate::newest(migrate::MIGRATIONS) {
            let database = |e| StoreError::database(path, e);
            match migrate::as_newest(version) {
                Some(sql) => connection.execute_batch(&sql).map_err(database)?,
                None => connection = copied_to_memory(&connection, version).map_err(database)?,
            }
        }
        Store::from_connection(connection, held, path, true)
    }

    fn from_connection(
        connection: Connection,
        held: Held,
        path: &Path,
        is_read_only: bool,
    ) -> Result<Store, StoreError> {
        let at_work = (!is_read_only).then(AtWork::begin);
        let taxonomy = Arc::new(read_taxonomy(&connection).map_err(|e| StoreError::database(path, e))?);
        Ok(Store { connection, path: path.to_owned(), taxonomy, is_read_only, _held: Some(held), _at_work: at_work })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it was opened for reading.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// The tracks of this catalogue.
    pub fn taxonomy(&self) -> &Arc<Taxonomy> {
        &self.taxonomy
    }

    /// A number that changes when another program (QGIS, a second window) has changed the file.
    ///
    /// # Errors
    /// Those of the database.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.connection.query_row("PRAGMA data_version", [], |r| r.get(0)).map_err(|e| self.database(e))
    }

    /// The version of the file's own tables.
    ///
    /// # Errors
    /// Those of the database.
    pub fn schema_version(&self) -> Result<i64, StoreError> {
        migrate::version(&self.connection, &self.path, migrate::MIGRATIONS)
    }

    fn must_be_writable(&self) -> Result<(), StoreError> {
        match self.is_read_only {
            true => Err(StoreError::OpenedForReading { path: self.path.clone() }),
            false => Ok(()),
        }
    }

    fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        self.must_be_writable()?;
        let path = &self.path;
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| StoreError::database(path, e))?;
        // What another program did since the file was opened comes before what is done now.
        outside::adopt(&tx, path)?;
        Ok(tx)
    }

    fn database(&self, source: rusqlite::Error) -> StoreError {
        StoreError::database(&self.path, source)
    }
}

/// Makes tables, taxonomy and rows in an empty file.
fn fill(path: &Path, taxonomy: &Taxonomy, rows: &[Enterprise]) -> Result<(), StoreError> {
    let database = |e| StoreError::database(path, e);
    let mut connection = Connection::open(path).map_err(database)?;
    open::prepare(&mut connection).map_err(database)?;
    open::prepare_writing(&connection).map_err(database)?;
    connection.pragma_update(None, "application_id", schema::APPLICATION_ID).map_err(database)?;
    connection.pragma_update(None, "user_version", schema::GEOPACKAGE_VERSION).map_err(database)?;
    let tx = connection.transaction().map_err(database)?;
    make_tables(&tx, taxonomy).map_err(database)?;
    tx.commit().map_err(database)?;
    migrate::steps(&mut connection, migrate::MIGRATIONS, 1).map_err(database)?;
    let tx = connection.transaction().map_err(database)?;
    first_rows(&tx, rows, path)?;
    tx.commit().map_err(database)
}

/// Writes the first rows of a new file, numbered from 1, which belong to no batch.
fn first_rows(tx: &Transaction<'_>, rows: &[Enterprise], path: &Path) -> Result<(), StoreError> {
    let taxonomy = Taxonomy::new(Vec::new());
    let database = |e| StoreError::database(path, e);
    let mut writer = write::Writer::begin(tx, path, &taxonomy, &BatchHead::default(), None).map_err(database)?;
    for e in rows {
        writer.insert_new(Box::new(e.clone()))?;
    }
    writer.finish()?;
    forget_batches(tx).map_err(database)
}

/// Rows of a new file belong to no batch.
fn forget_batches(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch("DELETE FROM batch; DELETE FROM sqlite_sequence WHERE name = 'batch'; DELETE FROM batch_row")?;
    seal::renew(tx, &["batch"])
}

fn make_tables(tx: &Transaction<'_>, taxonomy: &Taxonomy) -> rusqlite::Result<()> {
    for statements in schema::VERSION_1 {
        tx.execute_batch(statements)?;
    }
    let mut contents = tx.prepare(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES (?1, 'attributes', ?1, ?2)",
    )?;
    for (table, description) in schema::ATTRIBUTE_TABLES {
        contents.execute([table, description])?;
    }
    let mut track = tx.prepare("INSERT INTO track VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7)")?;
    for (position, t) in (1_i64..).zip(taxonomy.tracks()) {
        track.execute(params![
            position,
            t.id,
            t.name.zh,
            t.name.en,
            t.definition.zh,
            t.definition.en,
            t.serves_most
        ])?;
    }
    tx.execute("INSERT INTO meta (key, value) VALUES (?1, '1')", [schema::SCHEMA_VERSION_KEY])?;
    tx.execute(
        "INSERT INTO meta (key, value) VALUES ('created_with', ?1)",
        [concat!("hujin ", env!("CARGO_PKG_VERSION"))],
    )?;
    tx.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, \
         styleSLD, useAsDefault, description, owner, update_time) \
         VALUES ('', '', 'enterprise', 'geom', 'hujin', ?1, '', 1, '', '', strftime('%Y-%m-%dT%H:%M:%fZ','now'))",
        [schema::STYLE_QML],
    )?;
    Ok(())
}

fn copied_to_memory(connection: &Connection, version: i64) -> rusqlite::Result<Connection> {
    let mut memory = Connection::open_in_memory()?;
    rusqlite::backup::Backup::new(connection, &mut memory)?.run_to_completion(1024, std::time::Duration::ZERO, None)?;
    open::prepare(&mut memory)?;
    migrate::steps(&mut memory, migrate::MIGRATIONS, version)?;
    Ok(memory)
}

fn read_taxonomy(connection: &Connection) -> rusqlite::Result<Taxonomy> {
    let mut statement = connection.prepare(
        "SELECT code, name_zh, name_en, definition_zh, definition_en, serves_most FROM track ORDER BY position, id",
    )?;
    let tracks = statement.query_map([], |r| {
        let text = |i| row::text(r, i);
        Ok(Track {
            id: text(0)?,
            name: Bilingual::new(text(1)?, text(2)?),
            definition: Bilingual::new(text(3)?, text(4)?),
            serves_most: text(5)?,
        })
    })?;
    Ok(Taxonomy::new(tracks.take(Taxonomy::MAX_TRACKS).collect::<rusqlite::Result<Vec<_>>>()?))
}
