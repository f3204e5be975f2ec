//! How a damaged file is opened: as a copy, with a header that SQLite takes.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{Store, StoreError, fill, migrate, open, schema};
use crate::catalogue::Taxonomy;
use crate::interruption::Unfinished;

/// Opens a copy of the damaged file, with a header that SQLite takes, and brought up to this version if it can be.
pub fn readable(damaged: &Path, copy: &Path) -> Result<Store, StoreError> {
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound { path: damaged.to_owned() },
        _ => StoreError::Io { path: damaged.to_owned(), source },
    };
    fs::copy(damaged, copy).map_err(io)?;
    for suffix in ["-journal", "-wal"] {
        let beside = open::sibling(damaged, suffix);
        if beside.exists() {
            fs::copy(&beside, open::sibling(copy, suffix)).map_err(io)?;
        }
    }
    let reads = |c: &Connection| c.prepare("SELECT 1 FROM enterprise")?.exists([]);
    let opened = match connect(copy).and_then(|c| reads(&c).map(|_| c)) {
        Err(_) => {
            mend_header(copy).map_err(io)?;
            connect(copy)
        }
        opened => opened,
    };
    for suffix in ["-journal", "-wal", "-shm"] {
        // Applied by now, or not to be applied.
        fs::remove_file(open::sibling(copy, suffix)).ok();
    }
    let mut connection = opened.map_err(|e| StoreError::corrupt(damaged, Some(e)))?;
    if let Ok(version) = migrate::version(&connection, damaged, migrate::MIGRATIONS) {
        // Where it fails the tables are read as they are.
        migrate::steps(&mut connection, migrate::MIGRATIONS, version).ok();
    }
    let taxonomy = std::sync::Arc::new(Taxonomy::new(Vec::new()));
    Ok(Store { connection, path: damaged.to_owned(), taxonomy, is_read_only: true, _held: None, _at_work: None })
}

/// An empty catalogue in memory.
pub fn empty(path: &Path, folder: &Path) -> Result<Store, StoreError> {
    let io = |source: std::io::Error| StoreError::Io { path: path.to_owned(), source };
    let (_, place) = Unfinished::beside(folder, ".gpkg").map_err(io)?;
    fill(place.path(), &Taxonomy::bundled(), &[])?;
    let connection = Connection::open_in_memory().and_then(|mut memory| {
        memory.restore(rusqlite::MAIN_DB, place.path(), None::<fn(rusqlite::backup::Progress)>)?;
        open::prepare(&mut memory)?;
        open::prepare_writing(&memory)?;
        Ok(memory)
    });
    let connection = connection.map_err(|e| StoreError::database(path, e))?;
    let taxonomy = std::sync::Arc::new(Taxonomy::new(Vec::new()));
    Ok(Store { connection, path: path.to_owned(), taxonomy, is_read_only: true, _held: None, _at_work: None })
}

fn connect(copy: &Path) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // Entries of the schema that cannot be read are left out instead of making the whole file unreadable.
    connection.pragma_update(None, "writable_schema", true)?;
    open::prepare(&mut connection)?;
    connection.pragma_update(None, "cell_size_check", false)?;
    open::prepare_writing(&connection)?;
    // Where the schema names the enterprises it can be gone by; whether they can be read is another matter.
    connection.query_row("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'enterprise'", [], |_| Ok(()))?;
    Ok(connection)
}

/// Writes the header every catalogue has (SQLite file format, clause 1.3) over that of a copy.
fn mend_header(copy: &Path) -> std::io::Result<()> {
    const PAGE_BYTES: u64 = 4096;
    let mut file = fs::OpenOptions::new().write(true).open(copy)?;
    let pages = u32::try_from(file.metadata()?.len() / PAGE_BYTES).unwrap_or(u32::MAX);
    let mut header = [0_u8; 100];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"SQLite format 3\0");
    // Page size; rollback journal; no reserved bytes; the three payload fractions.
    put(16, &[16, 0, 1, 1, 0, 64, 32, 32]);
    put(24, &1_u32.to_be_bytes());
    put(28, &pages.to_be_bytes());
    put(40, &[0, 0, 0, 1, 0, 0, 0, 4]);
    put(56, &[0, 0, 0, 1]);
    put(60, &schema::GEOPACKAGE_VERSION.to_be_bytes());
    put(68, &schema::APPLICATION_ID.to_be_bytes());
    put(92, &1_u32.to_be_bytes());
    put(96, &3_046_000_u32.to_be_bytes());
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header)
}
