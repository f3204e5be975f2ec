//! Copies of the file: on demand, before each import, and back again.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{CheckCode, CheckFinding, Store, StoreError, error, migrate, open, row, seal};
use crate::catalogue::BackupNote;
use crate::interruption::Unfinished;

/// Backups made by themselves that are kept.
const KEPT: usize = 3;

/// A copy of the catalogue: in the folder `NAME.backups`, or beside it as `NAME.vN.bak`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFile {
    /// The file.
    pub path: PathBuf,
    /// Its size, bytes.
    pub bytes: u64,
    /// When it was written, by the clock of this machine, `YYYY-MM-DDThh:mm`.
    pub local_time: String,
    /// How many enterprises it holds; none where it does not say.
    pub rows: Option<u64>,
    /// Why it was made.
    pub why: BackupReason,
}

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupReason {
    /// Somebody wanted one.
    Wanted,
    /// A file was going to be imported.
    BeforeImport,
    /// Another backup was going to be put in the place of the file.
    BeforeRestore,
    /// The tables of the file were going to be brought up to another version.
    BeforeMigration,
    /// Its name does not say.
    Unstated,
}

impl BackupReason {
    fn code(self) -> &'static str {
        match self {
            BackupReason::Wanted => "wanted",
            BackupReason::BeforeImport => BEFORE_IMPORT,
            BackupReason::BeforeRestore => "before-restore",
            BackupReason::BeforeMigration | BackupReason::Unstated => "",
        }
    }

    /// Id of the message that says it.
    pub fn label(self) -> &'static str {
        match self {
            BackupReason::Wanted => "backup-wanted",
            BackupReason::BeforeImport => "backup-before-import",
            BackupReason::BeforeRestore => "backup-before-restore",
            BackupReason::BeforeMigration => "backup-before-migration",
            BackupReason::Unstated => "backup-unstated",
        }
    }

    fn of(name: &str) -> BackupReason {
        let all = [BackupReason::Wanted, BackupReason::BeforeImport, BackupReason::BeforeRestore];
        let found = all.into_iter().find(|why| name.ends_with(&format!(".{}.gpkg", why.code())));
        found.unwrap_or(BackupReason::Unstated)
    }
}

/// What restoring did.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// Rows of the catalogue now.
    pub rows: usize,
    /// Where the file that was replaced is kept; none where there was none.
    pub kept: Option<PathBuf>,
    /// Faults of single rows the backup came with.
    pub findings: Vec<CheckFinding>,
}

impl Store {
    /// Copies the catalogue to another file with SQLite's backup API; a file that is there is replaced only when the
    /// copy is complete.
    ///
    /// # Errors
    /// [`StoreError::BackupOntoItself`]; those of the disk and the database.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        if let (Ok(from), Ok(into)) = (fs::canonicalize(&self.path), fs::canonicalize(to))
            && from == into
        {
            return Err(StoreError::BackupOntoItself { path: to.to_owned() });
        }
        copy_whole(&self.connection, to)
    }

    /// Copies the catalogue to the folder `NAME.backups` beside it; the copy.
    ///
    /// # Errors
    /// As [`Store::backup`].
    pub fn backup_beside(&self) -> Result<PathBuf, StoreError> {
        let folder = Store::backups_folder(&self.path);
        fs::create_dir_all(&folder).map_err(|source| StoreError::Io { path: folder.clone(), source })?;
        let name = name(&self.connection, &self.path, BackupReason::Wanted.code()).map_err(|e| self.database(e))?;
        let to = folder.join(name);
        self.backup(&to)?;
        Ok(to)
    }

    /// The folder `NAME.backups` of a catalogue, in which what is replaced is kept, too.
    pub fn backups_folder(path: &Path) -> PathBuf {
        open::sibling(path, ".backups")
    }

    /// The copies of a catalogue, newest first: those in its folder of backups, and those made beside it before its
    /// tables were changed.
    ///
    /// # Errors
    /// Those of SQLite's clock.
    pub fn backups(path: &Path) -> Result<Vec<BackupFile>, StoreError> {
        let clock = Connection::open_in_memory().map_err(|e| StoreError::database(path, e))?;
        let local = |seconds: i64| {
            let sql = "SELECT strftime('%Y-%m-%dT%H:%M', ?1, 'unixepoch', 'localtime')";
            clock.query_row(sql, [seconds], |r| r.get::<_, String>(0)).map_err(|e| StoreError::database(path, e))
        };
        let in_folder = fs::read_dir(Store::backups_folder(path)).into_iter().flatten().flatten();
        // Files being written begin with a dot.
        let is_copy = |name: &str| name.ends_with(".gpkg") && !name.starts_with('.');
        let copies = in_folder.filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            is_copy(&name).then(|| (entry.path(), BackupReason::of(&name)))
        });
        let before = copies_before_migrations(path).map(|copy| (copy, BackupReason::BeforeMigration));
        let mut found = Vec::new();
        for (path, why) in copies.chain(before) {
            let Some(about) = fs::metadata(&path).ok().filter(fs::Metadata::is_file) else { continue };
            let since = about.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
            let at = since.unwrap_or_default();
            let local_time = local(at.as_secs() as i64)?;
            let rows = rows_of(&path);
            found.push((at, BackupFile { path, bytes: about.len(), local_time, rows, why }));
        }
        found.sort_by(|(at, a), (bt, b)| bt.cmp(at).then_with(|| b.path.cmp(&a.path)));
        Ok(found.into_iter().map(|(_, file)| file).collect())
    }

    /// The newest backup of a catalogue in which SQLite finds no damage.
    pub(super) fn sound_backup(path: &Path) -> Option<BackupFile> {
        let is_sound = |file: &BackupFile| {
            let Ok((connection, _held)) = open::for_reading(&file.path) else { return false };
            let check = connection.query_row("PRAGMA quick_check(1)", [], |r| r.get::<_, String>(0));
            check.is_ok_and(|found| found == "ok")
        };
        Store::backups(path).ok()?.into_iter().find(is_sound)
    }

    /// Puts a backup in the place of a catalogue. The backup is checked first; the file it replaces is kept in the
    /// folder `NAME.backups`, also where it is damaged. The replacement is one renaming: there is no moment without a
    /// whole file.
    ///
    /// # Errors
    /// [`StoreError::BrokenBackup`] where the backup itself is damaged; [`StoreError::Locked`] while another program
    /// writes to the file; those of the disk and the database. The file is then as it was.
    pub fn restore(backup: &Path, into: &Path) -> Result<Restored, StoreError> {
        let findings = Store::check(backup)?;
        if let Some(fault) = findings.iter().find(|f| is_damage(f.code)) {
            return Err(StoreError::BrokenBackup { path: backup.to_owned(), fault: Box::new(fault.clone()) });
        }
        let source = Store::open_read(backup)?;
        let rows = row::count(&source.connection).map_err(|e| StoreError::database(backup, e))?;
        let io = |source: std::io::Error| StoreError::Io { path: into.to_owned(), source };
        let (_, place) = Unfinished::beside(error::folder(into), ".gpkg").map_err(io)?;
        let (raw, _held) = open::for_reading(backup)?;
        copy(&raw, place.path()).map_err(|e| StoreError::database(into, e))?;
        let kept = if into.exists() { Some(keep(into)?) } else { None };
        place.put(into).map_err(io)?;
        Ok(Restored { rows, kept, findings })
    }
}

/// Where the copies lie that were made before the tables of a file were changed, whether there are any or not.
fn copies_before_migrations(path: &Path) -> impl Iterator<Item = PathBuf> {
    (1..migrate::newest(migrate::MIGRATIONS)).map(move |version| migrate::copy_of(path, version))
}

/// Whether there are copies of a catalogue, or were once.
pub(super) fn has_copies(path: &Path) -> bool {
    Store::backups_folder(path).is_dir() || copies_before_migrations(path).any(|copy| copy.is_file())
}

/// How many enterprises a copy holds: what it says itself, else as many as are counted.
fn rows_of(path: &Path) -> Option<u64> {
    let (connection, _held) = open::for_reading(path).ok()?;
    let said = seal::read(&connection, seal::ENTERPRISE).ok().flatten().map(seal::Seal::rows);
    said.or_else(|| row::count(&connection).ok().map(|n| n as u64))
}

/// Whether a file with such a fault is no good as a backup; faults of single rows are the user's own.
fn is_damage(code: CheckCode) -> bool {
    match code {
        CheckCode::Integrity | CheckCode::GeoPackage | CheckCode::SpatialIndex => true,
        CheckCode::ForeignKey
        | CheckCode::Geometry
        | CheckCode::RowHash
        | CheckCode::OutsideEdit
        | CheckCode::TableSeal
        | CheckCode::BatchImages
        | CheckCode::Structure
        | CheckCode::UnknownTrack
        | CheckCode::PositionRange
        | CheckCode::PositionAccuracy
        | CheckCode::NoName
        | CheckCode::CreditCode => false,
    }
}

/// Copies a database to a file, which appears when the copy is complete.
pub(super) fn copy_whole(connection: &Connection, to: &Path) -> Result<(), StoreError> {
    let io = |source: std::io::Error| StoreError::Io { path: to.to_owned(), source };
    let (_, place) = Unfinished::beside(error::folder(to), ".gpkg").map_err(io)?;
    copy(connection, place.path()).map_err(|e| StoreError::database(to, e))?;
    place.put(to).map_err(io)
}

fn copy(connection: &Connection, to: &Path) -> rusqlite::Result<()> {
    connection.backup(rusqlite::MAIN_DB, to, None::<fn(rusqlite::backup::Progress)>)
}

/// Copies a file that is going to be replaced. What is no catalogue any more is copied byte by byte, and its journal
/// moved along: beside another file it would spoil that one.
fn keep(path: &Path) -> Result<PathBuf, StoreError> {
    let folder = Store::backups_folder(path);
    let io = |source: std::io::Error| StoreError::Io { path: folder.clone(), source };
    fs::create_dir_all(&folder).map_err(io)?;
    // The name goes by this machine's SQLite, which needs no file for it.
    let clock = Connection::open_in_memory().map_err(|e| StoreError::database(path, e))?;
    let to =
        folder.join(name(&clock, path, BackupReason::BeforeRestore.code()).map_err(|e| StoreError::database(path, e))?);
    match open::for_writing(path) {
        Ok((connection, _held)) => {
            let database = |e| StoreError::database(path, e);
            // Nobody may be writing; and what a cut-off write left behind is rolled back by now.
            connection.execute_batch("BEGIN EXCLUSIVE; ROLLBACK").map_err(database)?;
            copy_whole(&connection, &to)?;
        }
        Err(locked @ StoreError::Locked { .. }) => return Err(locked),
        Err(_) => {
            let (_, place) = Unfinished::beside(&folder, ".gpkg").map_err(io)?;
            fs::copy(path, place.path()).map_err(io)?;
            fs::File::open(place.path()).and_then(|copy| copy.sync_all()).map_err(io)?;
            place.put(&to).map_err(io)?;
            for suffix in ["-journal", "-wal", "-shm"] {
                let beside = open::sibling(path, suffix);
                if beside.exists() {
                    fs::rename(&beside, open::sibling(&to, suffix)).map_err(io)?;
                }
            }
        }
    }
    Ok(to)
}

/// `STEM.YYYYMMDD-hhmmss-sss.WHY.gpkg`, UTC.
fn name(clock: &Connection, path: &Path, why: &str) -> rusqlite::Result<String> {
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let time: String =
        clock.query_row("SELECT strftime('%Y%m%d-%H%M%S-', 'now') || substr(strftime('%f', 'now'), 4)", [], |r| {
            r.get(0)
        })?;
    Ok(format!("{stem}.{time}.{why}.gpkg"))
}

const BEFORE_IMPORT: &str = "before-import";

/// Copies a file with rows before an import; the last [`KEPT`] such copies are kept. A disk that has no room for it is
/// no reason not to import.
pub(super) fn before_import(store: &Store) -> Result<Option<BackupNote>, StoreError> {
    let has_rows = || store.connection.prepare("SELECT 1 FROM enterprise")?.exists([]);
    if !has_rows().map_err(|e| store.database(e))? {
        return Ok(None);
    }
    let folder = Store::backups_folder(&store.path);
    let name = name(&store.connection, &store.path, BEFORE_IMPORT).map_err(|e| store.database(e))?;
    let made = fs::create_dir_all(&folder)
        .map_err(|e| e.to_string())
        .and_then(|()| store.backup(&folder.join(&name)).map_err(|e| e.to_string()));
    Ok(Some(match made {
        Ok(()) => {
            forget_old(&folder, &name);
            BackupNote::Made(folder.join(name))
        }
        Err(why) => BackupNote::Skipped { folder, why },
    }))
}

/// Removes all but the newest backups before imports; the one just made stays even where the clock was set back. One
/// that cannot be removed is in nobody's way.
fn forget_old(folder: &Path, made: &str) {
    let ending = format!(".{BEFORE_IMPORT}.gpkg");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<PathBuf> =
        entries.map(|e| e.path()).filter(|p| p.to_string_lossy().ends_with(&ending) && !p.ends_with(made)).collect();
    names.sort();
    for old in names.iter().rev().skip(KEPT - 1) {
        fs::remove_file(old).ok();
    }
}
