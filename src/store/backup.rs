//! Copies of the file: on demand and before each import.

use std::path::Path;

use super::{Store, StoreError, error, temporary};
use crate::catalogue::BackupNote;

impl Store {
    /// Copies the catalogue to another file with SQLite's backup API; a file that is there is replaced only when the
    /// copy is complete.
    ///
    /// # Errors
    /// Those of the disk and the database.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let io = |source: std::io::Error| StoreError::Io { path: to.to_owned(), source };
        let place = temporary(error::folder(to)).map_err(io)?;
        self.connection
            .backup(rusqlite::MAIN_DB, &place, None::<fn(rusqlite::backup::Progress)>)
            .map_err(|e| StoreError::database(to, e))?;
        place.persist(to).map_err(|e| io(e.error))
    }
}

pub(super) fn before_import(_store: &Store) -> Result<Option<BackupNote>, StoreError> {
    Ok(None)
}
