//! How a file is opened: what its first bytes say, which locks are taken, and what may change.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::{StoreError, folder};
use super::{geometry, schema};

/// How long a lock of another program is waited for: somebody who waits is told within five seconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(3);
/// So many steps of SQLite's machine lie between two looks at whether the program is to stop: a millisecond or so.
const STEPS_BETWEEN_LOOKS: i32 = 50_000;
/// Page cache of a connection that writes, KiB.
const CACHE_KIB: i64 = 16 << 10;
/// Length of the header of an SQLite file (file format, clause 1.3).
const HEADER_BYTES: usize = 100;

/// A file this process has open, for as long as this lives.
///
/// POSIX gives up all locks a process has on a file as soon as it closes any of its descriptors (SQLite, *How To
/// Corrupt An SQLite Database File*, 2.2). So a file of which a connection is open is never opened beside it to look
/// at its header: what the header said is remembered here.
#[derive(Debug)]
pub struct Held(PathBuf);

/// How often a file is open, and whether it is in WAL mode.
struct Open {
    times: usize,
    is_wal: bool,
}

static OPEN: Mutex<BTreeMap<PathBuf, Open>> = Mutex::new(BTreeMap::new());

fn open_files() -> MutexGuard<'static, BTreeMap<PathBuf, Open>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Held {
    /// Notes that a file is open, having looked at its first bytes if it was not; and whether it is in WAL mode.
    fn new(path: &Path) -> Result<(Held, bool), StoreError> {
        // The backups that an error names are looked at only when the list of open files is free again.
        Held::look(path).map_err(|e| match e {
            StoreError::Lost { .. } => StoreError::lost(path),
            // A file with copies was a catalogue once.
            StoreError::NotGeoPackage { .. } if super::backup::has_copies(path) => StoreError::corrupt(path, None),
            e => e,
        })
    }

    fn look(path: &Path) -> Result<(Held, bool), StoreError> {
        // A file that is not there has no such name; looking at it says so.
        let name = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut open = open_files();
        let is_wal = match open.get_mut(&name) {
            Some(known) => {
                known.times += 1;
                known.is_wal
            }
            None => {
                let is_wal = header_is_wal(path)?;
                open.insert(name.clone(), Open { times: 1, is_wal });
                is_wal
            }
        };
        Ok((Held(name), is_wal))
    }

    fn left_wal(&self) {
        if let Some(open) = open_files().get_mut(&self.0) {
            open.is_wal = false;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut open = open_files();
        if let Some(known) = open.get_mut(&self.0) {
            known.times -= 1;
            if known.times == 0 {
                open.remove(&self.0);
            }
        }
    }
}

/// Whether the first 100 bytes of a file say that it is in WAL mode.
fn header_is_wal(path: &Path) -> Result<bool, StoreError> {
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound { path: path.to_owned() },
        _ => StoreError::Io { path: path.to_owned(), source },
    };
    let mut bytes = Vec::with_capacity(HEADER_BYTES);
    let file = File::open(path).map_err(io)?;
    file.take(HEADER_BYTES as u64).read_to_end(&mut bytes).map_err(io)?;
    // A copy or a download that broke off leaves nothing, or the beginning.
    if bytes.is_empty() || (bytes.len() < HEADER_BYTES && bytes.starts_with(b"SQLite format 3\0")) {
        return Err(StoreError::Lost { path: path.to_owned(), backup: None });
    }
    let is_geopackage = bytes.len() == HEADER_BYTES
        && bytes.starts_with(b"SQLite format 3\0")
        && bytes[68..72] == schema::APPLICATION_ID.to_be_bytes();
    if !is_geopackage {
        return Err(StoreError::NotGeoPackage { path: path.to_owned() });
    }
    Ok(bytes[18] == 2 || bytes[19] == 2)
}

/// Opens for reading. Not a byte of the file changes, and nothing is left beside it; but what a write left that was
/// broken off is first taken back, since there is nothing sound to read before that.
pub fn for_reading(path: &Path) -> Result<(Connection, Held), StoreError> {
    match reading(path) {
        Err(StoreError::Interrupted { path }) => match for_writing(&path) {
            Ok(_) => reading(&path),
            Err(_) => Err(StoreError::Interrupted { path }),
        },
        opened => opened,
    }
}

fn reading(path: &Path) -> Result<(Connection, Held), StoreError> {
    let (held, is_wal) = Held::new(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let has_wal = sibling(path, "-wal").exists();
    let opened = if is_wal && !has_wal {
        // A WAL database cannot be read without making -wal and -shm beside it, unless it is told to be immutable.
        Connection::open_with_flags(immutable_uri(path), flags | OpenFlags::SQLITE_OPEN_URI)
    } else {
        Connection::open_with_flags(path, flags)
    };
    let mut connection = opened.map_err(|e| StoreError::database(path, e))?;
    prepare(&mut connection).map_err(|e| StoreError::database(path, e))?;
    Ok((connection, held))
}

/// Opens a second time for reading what a connection of this process is reading, and begins a read transaction; does
/// not wait for a lock.
pub fn beside(path: &Path) -> rusqlite::Result<Connection> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.execute_batch("BEGIN")?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// Opens for writing, with the rollback journal where no other program holds the file in WAL mode.
pub fn for_writing(path: &Path) -> Result<(Connection, Held), StoreError> {
    let (held, is_wal) = Held::new(path)?;
    let database = |e| StoreError::database(path, e);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(database)?;
    prepare(&mut connection).map_err(database)?;
    prepare_writing(&connection).map_err(database)?;
    if connection.is_readonly(rusqlite::MAIN_DB).map_err(database)? {
        return Err(StoreError::ReadOnlyFile { path: path.to_owned() });
    }
    // The journal is made only at the first write; a folder that forbids it is better known now.
    tempfile::tempfile_in(folder(path))
        .map_err(|source| StoreError::ReadOnlyFolder { path: folder(path).to_owned(), source })?;
    if is_wal {
        // Fails while another program has the file open; then WAL it stays, which works as well on a local disk.
        if connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).is_ok() {
            held.left_wal();
        }
    }
    Ok((connection, held))
}

/// What every connection needs: patience, foreign keys, the functions of the R-tree's triggers; and a first read, so
/// that locks, damage and cut-off writes show now.
pub fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(crate::interruption::is_stopping))?;
    geometry::register_functions(connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// What a connection that writes needs besides. Triggers are for other programs: the store itself keeps the R-tree and
/// the history. Foreign keys are not looked up row by row, since tracks are only written with their enterprise.
pub fn prepare_writing(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)
}

/// The file of that name with `suffix` added.
pub fn sibling(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// `file:///…?immutable=1` with everything but plain letters percent-encoded.
fn immutable_uri(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStrExt::as_bytes(absolute.as_os_str()).to_vec();
    #[cfg(not(unix))]
    let bytes = absolute.to_string_lossy().replace('\\', "/").into_bytes();
    let mut uri = String::from("file:");
    if bytes.first() != Some(&b'/') {
        uri.push_str("///");
    } else if bytes.get(1) != Some(&b'/') {
        uri.push_str("//");
    }
    for b in bytes {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b':' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(b))
            }
            _ => uri.push_str(&format!("%{b:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    uri
}
