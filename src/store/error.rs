//! What can go wrong with a catalogue file.

use std::path::{Path, PathBuf};

use rusqlite::ffi;

use super::{BackupFile, CheckFinding, Store};
use crate::catalogue::TaxonomyFault;
use crate::language::Message;
use crate::report::Tell;

/// Why a catalogue file could not be made, opened, read or changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// A file of that name is there already, and is never overwritten.
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is not a GeoPackage.
    NotGeoPackage {
        /// The file.
        path: PathBuf,
    },
    /// A GeoPackage, but no catalogue of enterprises.
    NotCatalogue {
        /// The file.
        path: PathBuf,
    },
    /// The catalogue was written by a newer version of the program.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// Another program is writing to it.
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The file may not be written.
    ReadOnlyFile {
        /// The file.
        path: PathBuf,
    },
    /// Nothing can be written beside the file, where the journal has to be.
    ReadOnlyFolder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The store was opened for reading, and a change was asked for.
    OpenedForReading {
        /// The file.
        path: PathBuf,
    },
    /// An earlier write was cut off; opening for writing once will roll it back.
    Interrupted {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: Option<rusqlite::Error>,
        /// The newest sound backup there is of it.
        backup: Option<Box<BackupFile>>,
    },
    /// The file is damaged, and no enterprise can be read in it any more.
    Lost {
        /// The file.
        path: PathBuf,
        /// The newest sound backup there is of it.
        backup: Option<Box<BackupFile>>,
    },
    /// No room left; nothing was changed.
    DiskFull {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The system refused to read or write.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Any other failure of the database; nothing was changed.
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A row could not be written down as JSON.
    Image {
        /// Id of the row.
        id: i64,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// It was broken off; the file is as it was.
    Cancelled,
    /// A practice case to be changed is not as it was any more.
    CaseChanged {
        /// Its title.
        title: String,
    },
    /// A row that was to become one with another is not as it was any more.
    RowChanged {
        /// Its Chinese name.
        name_zh: String,
    },
    /// Two rows that were to become one have been found to be two enterprises.
    FoundDistinct {
        /// Their ids.
        ids: [i64; 2],
    },
    /// No batch, time or snapshot goes by this.
    UnknownMoment {
        /// What was said.
        text: String,
    },
    /// A snapshot cannot be called so.
    SnapshotName {
        /// The name.
        name: String,
    },
    /// There is a snapshot of that name.
    SnapshotExists {
        /// The name.
        name: String,
    },
    /// A file was to be the backup of itself.
    BackupOntoItself {
        /// The file.
        path: PathBuf,
    },
    /// A backup is damaged, and was not restored.
    BrokenBackup {
        /// The backup.
        path: PathBuf,
        /// Its first fault.
        fault: Box<CheckFinding>,
    },
    /// The list of tracks cannot be changed so.
    Taxonomy {
        /// Why.
        fault: TaxonomyFault,
    },
    /// There is no such enterprise.
    UnknownEnterprise {
        /// Its id.
        id: i64,
    },
    /// There is no such batch.
    UnknownBatch {
        /// Number of the batch.
        batch: i64,
    },
    /// The batch has been undone before.
    AlreadyUndone {
        /// Number of the batch.
        batch: i64,
        /// The batch that undid it.
        by: i64,
    },
}

crate::told!(StoreError);

impl StoreError {
    /// A damaged file, with the newest backup of it.
    pub(super) fn corrupt(path: &Path, source: Option<rusqlite::Error>) -> StoreError {
        StoreError::Corrupt { path: path.to_owned(), source, backup: Store::sound_backup(path).map(Box::new) }
    }

    /// A file in which nothing is to be saved, with the newest backup of it.
    pub(super) fn lost(path: &Path) -> StoreError {
        StoreError::Lost { path: path.to_owned(), backup: Store::sound_backup(path).map(Box::new) }
    }

    /// Sorts an error of SQLite by what a person can do about it.
    pub(super) fn database(path: &Path, source: rusqlite::Error) -> StoreError {
        let path = path.to_owned();
        // A statement of ours names what every catalogue has.
        if matches!(&source, rusqlite::Error::SqlInputError { msg, .. } if msg.starts_with("no such column")) {
            return StoreError::corrupt(&path, Some(source));
        }
        let extended = source.sqlite_error().map_or(0, |e| e.extended_code);
        match extended {
            ffi::SQLITE_READONLY_ROLLBACK | ffi::SQLITE_READONLY_RECOVERY => return StoreError::Interrupted { path },
            ffi::SQLITE_READONLY_DIRECTORY => {
                let source = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
                return StoreError::ReadOnlyFolder { path: folder(&path).to_owned(), source };
            }
            _ => {}
        }
        match extended & 0xff {
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => StoreError::Locked { path },
            ffi::SQLITE_READONLY | ffi::SQLITE_PERM | ffi::SQLITE_AUTH => StoreError::ReadOnlyFile { path },
            // What is no database at all has been told by its first bytes.
            ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB => StoreError::corrupt(&path, Some(source)),
            ffi::SQLITE_INTERRUPT => StoreError::Cancelled,
            ffi::SQLITE_IOERR | ffi::SQLITE_CANTOPEN => {
                StoreError::Io { path, source: std::io::Error::other(source.to_string()) }
            }
            ffi::SQLITE_FULL => StoreError::DiskFull { path, source },
            _ => StoreError::Database { path, source },
        }
    }
}

/// The folder a file is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Tell for StoreError {
    fn message(&self) -> Message {
        match self {
            StoreError::NotFound { path } => Message::new("store-not-found").with("path", path),
            StoreError::Exists { path } => Message::new("store-exists").with("path", path),
            StoreError::NotGeoPackage { path } => Message::new("store-not-geopackage").with("path", path),
            StoreError::NotCatalogue { path } => Message::new("store-not-catalogue").with("path", path),
            StoreError::Newer { path, found, known } => {
                Message::new("store-newer").with("path", path).with("found", *found).with("known", *known)
            }
            StoreError::Locked { path } => Message::new("store-locked").with("path", path),
            StoreError::ReadOnlyFile { path } => Message::new("store-read-only-file").with("path", path),
            StoreError::ReadOnlyFolder { path, .. } => Message::new("store-read-only-folder").with("path", path),
            StoreError::OpenedForReading { path } => Message::new("store-opened-for-reading").with("path", path),
            StoreError::Interrupted { path } => Message::new("store-interrupted").with("path", path),
            StoreError::Corrupt { path, backup, .. } => {
                let id = if backup.is_some() { "store-corrupt-backup" } else { "store-corrupt" };
                Message::new(id).with("path", path).with("backup", backup.as_ref().map_or(path, |b| &b.path))
            }
            StoreError::Lost { path, backup: Some(backup) } => {
                Message::new("store-lost-backup").with("path", path).with("backup", &backup.path)
            }
            StoreError::Lost { path, backup: None } => {
                Message::new("store-lost").with("path", path).with("folder", &Store::backups_folder(path))
            }
            StoreError::DiskFull { path, .. } => Message::new("store-disk-full").with("path", path),
            StoreError::Io { path, .. } => Message::new("store-io").with("path", path),
            StoreError::Database { path, .. } => Message::new("store-database").with("path", path),
            StoreError::Image { id, .. } => Message::new("store-image").with("id", id.to_string()),
            StoreError::Cancelled => Message::new("store-cancelled"),
            StoreError::CaseChanged { title } => Message::new("store-case-changed").with("title", title.as_str()),
            StoreError::RowChanged { name_zh } => Message::new("store-row-changed").with("name", name_zh.as_str()),
            StoreError::FoundDistinct { ids: [a, b] } => {
                Message::new("store-found-distinct").with("a", a.to_string()).with("b", b.to_string())
            }
            StoreError::UnknownMoment { text } => Message::new("store-unknown-moment").with("text", text.as_str()),
            StoreError::SnapshotName { name } => Message::new("store-snapshot-name").with("name", name.as_str()),
            StoreError::SnapshotExists { name } => Message::new("store-snapshot-exists").with("name", name.as_str()),
            StoreError::BackupOntoItself { path } => Message::new("store-backup-onto-itself").with("path", path),
            StoreError::BrokenBackup { path, fault } => {
                Message::new("store-broken-backup").with("path", path).with("fault", fault.message())
            }
            StoreError::Taxonomy { fault } => fault.message(),
            StoreError::UnknownEnterprise { id } => Message::new("store-unknown-enterprise").with("id", id.to_string()),
            StoreError::UnknownBatch { batch } => Message::new("store-unknown-batch").with("batch", batch.to_string()),
            StoreError::AlreadyUndone { batch, by } => {
                Message::new("store-already-undone").with("batch", batch.to_string()).with("by", by.to_string())
            }
        }
    }
}
