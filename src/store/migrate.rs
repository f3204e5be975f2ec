//! The version of the tables and the steps from one to the next.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::error::StoreError;
use super::open::sibling;
use super::{backup, schema, schema_3, seal};

/// A step from one version to the next.
pub type Migration = fn(&Transaction<'_>) -> rusqlite::Result<()>;

/// `MIGRATIONS[k]` goes from version k + 1 to k + 2. To change the schema, add a step; never change an old one.
pub const MIGRATIONS: &[Migration] = &[practice_cases, history, track_changes, seal::migrate, mergers, distinct_pairs];

/// `AS_NEXT[k]` lets a file of version k + 1 be read as one of version k + 2 without a change: temporary objects that
/// stand for what the step adds. None where only a copy will do.
pub const AS_NEXT: &[Option<&str>] = &[None, None, None, None, Some(WITHOUT_MERGERS), Some(WITHOUT_DISTINCT_PAIRS)];

const WITHOUT_MERGERS: &str =
    "CREATE TEMP VIEW batch_row AS SELECT *, NULL AS successor, NULL AS cases FROM main.batch_row;";
const WITHOUT_DISTINCT_PAIRS: &str = "CREATE TEMP TABLE distinct_pair (earlier INTEGER, later INTEGER);";

/// What lets a file of an older version be read as it is; none where it has to be brought up in a copy.
pub fn as_newest(version: i64) -> Option<String> {
    AS_NEXT.iter().skip(usize::try_from(version - 1).ok()?).copied().collect()
}

/// Version 2: practice cases, and rows of batches found by enterprise.
fn practice_cases(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(schema::PRACTICE_CASES)
}

/// Version 3: attributes of the user's own, outside edits, snapshots, and imports without images.
fn history(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(&schema_3::statements())
}

/// Version 4: the history of the list of tracks.
fn track_changes(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(schema::TRACK_CHANGES)
}

/// Version 6: rows that became one with another.
fn mergers(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(schema::MERGERS)
}

/// Version 7: pairs of rows that are two enterprises.
fn distinct_pairs(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(schema::DISTINCT_PAIRS)?;
    seal::follow(tx, "distinct_pair")
}

/// The version this program writes.
pub const fn newest(migrations: &[Migration]) -> i64 {
    migrations.len() as i64 + 1
}

/// The version of an open file.
///
/// # Errors
/// [`StoreError::NotCatalogue`] where there is none, [`StoreError::Newer`] past the newest known.
pub fn version(connection: &Connection, path: &Path, migrations: &[Migration]) -> Result<i64, StoreError> {
    let database = |e| StoreError::database(path, e);
    let has_tables: i64 = connection
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('meta', 'enterprise')",
            [],
            |r| r.get(0),
        )
        .map_err(database)?;
    if has_tables < 2 {
        return Err(StoreError::NotCatalogue { path: path.to_owned() });
    }
    let found: Option<Option<i64>> = connection
        .query_row("SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?1", [schema::SCHEMA_VERSION_KEY], |r| r.get(0))
        .optional()
        .map_err(database)?;
    match found.flatten() {
        Some(found) if found > newest(migrations) => {
            Err(StoreError::Newer { path: path.to_owned(), found, known: newest(migrations) })
        }
        Some(found) if found >= 1 => Ok(found),
        _ => Err(StoreError::NotCatalogue { path: path.to_owned() }),
    }
}

/// The copy of a file of an older version: `NAME.vN.bak` beside it.
pub fn copy_of(path: &Path, version: i64) -> PathBuf {
    sibling(path, &format!(".v{version}.bak"))
}

/// Brings a file up to the newest version in one transaction, after copying it to `NAME.vN.bak`. Returns the copy.
///
/// # Errors
/// Those of the database; the file is then as it was.
pub fn migrate(
    connection: &mut Connection,
    path: &Path,
    migrations: &[Migration],
) -> Result<Option<PathBuf>, StoreError> {
    let from = version(connection, path, migrations)?;
    if from == newest(migrations) {
        return Ok(None);
    }
    let database = |e| StoreError::database(path, e);
    let copy = copy_of(path, from);
    backup::copy_whole(connection, &copy)?;
    steps(connection, migrations, from).map_err(database)?;
    Ok(Some(copy))
}

/// The steps alone, in one transaction.
pub fn steps(connection: &mut Connection, migrations: &[Migration], from: i64) -> rusqlite::Result<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for migration in migrations.iter().skip(usize::try_from(from - 1).unwrap_or_default()) {
        migration(&tx)?;
    }
    let newest = newest(migrations).to_string();
    tx.execute("UPDATE meta SET value = ?1 WHERE key = ?2", [newest.as_str(), schema::SCHEMA_VERSION_KEY])?;
    // Steps may have touched any table, and triggers may have been on.
    seal::renew(&tx, &seal::SEALED)?;
    tx.commit()
}
