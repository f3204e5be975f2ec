//! Seals: what the file says of its own tables, so that damage is told from data.
//!
//! SQLite's integrity check looks at the structure of pages, not at what the cells say. Rows of `enterprise` carry a
//! hash of their own; every other table has a seal in `table_seal`: its number of rows, and the sum of a hash of each
//! row modulo 2¹²⁸. A sum, because rows come and go without the others being read again. The rows of `batch_row` are
//! sealed batch by batch in `batch.images`; the seal of `enterprise` is the sum of its row hashes, so that a row that
//! vanishes with its hash is missed, too.
//!
//! Another program may edit any table. Triggers mark the seal of a table it has touched (`is_edited`); when the file is
//! next opened for writing such a table is sealed as it is then. The triggers do not fire for this program.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Statement, Transaction, params};
use sha2::{Digest, Sha256};

use super::image::Image;
use super::merger::Merged;
use super::row;

/// Tables sealed as a whole; `enterprise` besides, whose edits are followed row by row.
pub const SEALED: [&str; 16] = [
    "track",
    "source",
    "batch",
    "saved_view",
    "claim",
    "meta",
    "layer_styles",
    "practice_case",
    "practice_case_enterprise",
    "snapshot",
    "track_change",
    "gpkg_spatial_ref_sys",
    "gpkg_contents",
    "gpkg_geometry_columns",
    "gpkg_extensions",
    "distinct_pair",
];
/// How many of them version 5 seals; later versions follow their own.
const SEALED_BY_VERSION_5: usize = 15;
/// The table whose seal is the sum of its row hashes.
pub const ENTERPRISE: &str = "enterprise";

/// The hash of one row, as a number that can be added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element(u128);

impl Element {
    /// Of a row hash in hexadecimal; a row without one counts, but adds nothing.
    pub fn of_row_hash(hash: &str) -> Element {
        Element(hash.get(..32).and_then(|h| u128::from_str_radix(h, 16).ok()).unwrap_or_default())
    }

    /// Of named cells. Empty ones leave no trace, so a column added later changes no seal.
    pub fn of_cells<'a>(cells: impl IntoIterator<Item = (&'a str, ValueRef<'a>)>) -> Element {
        let mut digest = Sha256::new();
        let mut put = |name: &str, kind: u8, bytes: &[u8]| {
            digest.update((name.len() as u64).to_be_bytes());
            digest.update(name);
            digest.update([kind]);
            digest.update((bytes.len() as u64).to_be_bytes());
            digest.update(bytes);
        };
        for (name, cell) in cells {
            match cell {
                ValueRef::Null => {}
                ValueRef::Integer(n) => put(name, 1, &n.to_be_bytes()),
                ValueRef::Real(x) => put(name, 2, &x.to_bits().to_be_bytes()),
                ValueRef::Text(bytes) => put(name, 3, bytes),
                ValueRef::Blob(bytes) => put(name, 4, bytes),
            }
        }
        let mut first = [0; 16];
        first.copy_from_slice(&digest.finalize()[..16]);
        Element(u128::from_be_bytes(first))
    }
}

/// Rows and the sum of their hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seal {
    rows: u64,
    sum: u128,
}

impl Seal {
    /// A row has come.
    pub fn add(&mut self, row: Element) {
        self.rows = self.rows.wrapping_add(1);
        self.sum = self.sum.wrapping_add(row.0);
    }

    /// A row has gone.
    pub fn remove(&mut self, row: Element) {
        self.rows = self.rows.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(row.0);
    }

    /// Number of rows.
    pub fn rows(self) -> u64 {
        self.rows
    }

    fn parse(text: &str) -> Option<Seal> {
        let (rows, sum) = text.split_once(' ')?;
        let seal = Seal { rows: rows.parse().ok()?, sum: u128::from_str_radix(sum, 16).ok()? };
        // Written otherwise than by this program it has been damaged, even where it reads the same.
        Some(seal).filter(|seal| seal.to_string() == text)
    }
}

impl std::fmt::Display for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:032x}", self.rows, self.sum)
    }
}

/// What version 5 of the tables adds.
pub fn migrate(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(
        "CREATE TABLE table_seal (
           id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, seal TEXT, is_edited INTEGER NOT NULL DEFAULT 0);
         INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
           ('table_seal', 'attributes', 'table_seal', '各表的封签 seals of the tables');
         ALTER TABLE batch ADD COLUMN images TEXT;",
    )?;
    let sealed = &SEALED[..SEALED_BY_VERSION_5];
    sealed.iter().try_for_each(|table| follow(tx, table))?;
    put(tx, ENTERPRISE, of_enterprises(tx)?)?;
    let ids =
        tx.prepare("SELECT id FROM batch")?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for id in ids {
        tx.execute("UPDATE batch SET images = ?1 WHERE id = ?2", params![of_images(tx, id)?.to_string(), id])?;
    }
    renew(tx, sealed)
}

/// Notes from now on when another program changes a table.
pub fn follow(tx: &Transaction<'_>, table: &str) -> rusqlite::Result<()> {
    ["INSERT", "UPDATE", "DELETE"].into_iter().try_for_each(|event| {
        tx.execute_batch(&format!(
            "CREATE TRIGGER table_seal_{table}_{event} AFTER {event} ON {table}\nBEGIN\n  \
             UPDATE table_seal SET is_edited = 1 WHERE name = '{table}' AND is_edited = 0;\nEND;"
        ))
    })
}

/// Seals tables as they are now.
pub fn renew(tx: &Connection, tables: &[&str]) -> rusqlite::Result<()> {
    for table in tables {
        let seal = of_table(tx, table)?.to_string();
        tx.prepare_cached(
            "INSERT INTO table_seal (name, seal, is_edited) VALUES (?1, ?2, 0) \
             ON CONFLICT (name) DO UPDATE SET seal = excluded.seal, is_edited = 0",
        )?
        .execute([*table, seal.as_str()])?;
    }
    Ok(())
}

/// Writes a seal that was reckoned along.
pub fn put(tx: &Connection, table: &str, seal: Seal) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO table_seal (name, seal) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET seal = excluded.seal",
    )?
    .execute([table, seal.to_string().as_str()])
    .map(|_| ())
}

/// The seal a table was given; an unreadable one is none.
pub fn read(connection: &Connection, table: &str) -> rusqlite::Result<Option<Seal>> {
    let text = connection
        .prepare_cached("SELECT seal FROM table_seal WHERE name = ?1")?
        .query_row([table], |r| row::text(r, 0))
        .optional()?;
    Ok(text.as_deref().and_then(Seal::parse))
}

/// The tables another program has edited.
pub fn edited(connection: &Connection) -> rusqlite::Result<Vec<&'static str>> {
    let mut statement = connection.prepare_cached("SELECT name FROM table_seal WHERE is_edited")?;
    let names = statement.query_map([], |r| row::text(r, 0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(SEALED.into_iter().filter(|table| names.iter().any(|n| n == table)).collect())
}

/// The seal of a table as it is.
pub fn of_table(connection: &Connection, table: &str) -> rusqlite::Result<Seal> {
    // Read as bytes: rusqlite panics at a column whose name is no text any more.
    let mut columns = connection.prepare("SELECT CAST(name AS BLOB) FROM pragma_table_info(?1) ORDER BY cid")?;
    let names = columns.query_map([table], |r| Ok(String::from_utf8_lossy(r.get_ref(0)?.as_bytes()?).into_owned()))?;
    let names = names.collect::<rusqlite::Result<Vec<String>>>()?;
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
    let mut rows = statement.query([])?;
    let mut seal = Seal::default();
    while let Some(r) = rows.next()? {
        let cells = names.iter().enumerate().map(|(i, name)| r.get_ref(i).map(|cell| (name.as_str(), cell)));
        seal.add(Element::of_cells(cells.collect::<rusqlite::Result<Vec<_>>>()?));
    }
    Ok(seal)
}

/// The seal of the enterprises as this program left them: those another program has touched count as they were.
pub fn of_enterprises(connection: &Connection) -> rusqlite::Result<Seal> {
    let mut statement = connection.prepare(
        "SELECT row_hash FROM enterprise WHERE id NOT IN (SELECT id FROM outside_change) \
         UNION ALL SELECT row_hash FROM outside_change WHERE was_there",
    )?;
    let mut rows = statement.query([])?;
    let mut seal = Seal::default();
    while let Some(r) = rows.next()? {
        seal.add(Element::of_row_hash(&row::text(r, 0)?));
    }
    Ok(seal)
}

/// The cells of `batch_row` that are sealed, as they came with the versions of the tables.
const IMAGE_COLUMNS: [&str; 5] = ["enterprise_id", "before", "after", "successor", "cases"];

/// The seal of the images a batch keeps.
pub fn of_images(connection: &Connection, batch: i64) -> rusqlite::Result<Seal> {
    let mut statement = connection.prepare("SELECT * FROM batch_row WHERE batch_id = ?1")?;
    // While a file is brought up to the version of the seals, the later columns are not there yet.
    let place = |name: &'static str| statement.column_index(name).ok().map(|at| (name, at));
    let columns: Vec<(&str, usize)> = IMAGE_COLUMNS.into_iter().filter_map(place).collect();
    let mut rows = statement.query([batch])?;
    let mut seal = Seal::default();
    while let Some(r) = rows.next()? {
        let cells = columns.iter().map(|(name, at)| r.get_ref(*at).map(|cell| (*name, cell)));
        seal.add(Element::of_cells(cells.collect::<rusqlite::Result<Vec<_>>>()?));
    }
    Ok(seal)
}

fn value(image: Option<&Image>) -> ValueRef<'_> {
    image.map_or(ValueRef::Null, Image::value)
}

/// Writes the images of one batch, and reckons their seal along.
pub struct BatchRows<'t> {
    statement: Statement<'t>,
    batch: i64,
    /// Of what was written.
    pub seal: Seal,
}

impl<'t> BatchRows<'t> {
    /// Prepares to write.
    pub fn new(tx: &'t Transaction<'t>, batch: i64) -> rusqlite::Result<BatchRows<'t>> {
        let sql = "INSERT INTO batch_row (batch_id, enterprise_id, before, after, successor, cases) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        Ok(BatchRows { statement: tx.prepare(sql)?, batch, seal: Seal::default() })
    }

    /// Keeps what a row was before the batch, and after it; none where it was not there.
    pub fn keep(&mut self, id: i64, before: Option<&Image>, after: Option<&Image>) -> rusqlite::Result<()> {
        self.keep_merged(id, before, after, None)
    }

    /// The same of a row that became one with another, or is one of its own again.
    pub fn keep_merged(
        &mut self,
        id: i64,
        before: Option<&Image>,
        after: Option<&Image>,
        merged: Option<&Merged>,
    ) -> rusqlite::Result<()> {
        let successor = merged.map(|m| m.successor);
        let cases = merged.map(|m| m.cases.as_str()).filter(|cases| !cases.is_empty());
        let images = [before, after].map(|image| image.map(Image::cell));
        self.statement.execute(params![self.batch, id, images[0], images[1], successor, cases])?;
        let successor = successor.map_or(ValueRef::Null, ValueRef::Integer);
        let cases = cases.map_or(ValueRef::Null, |cases| ValueRef::Text(cases.as_bytes()));
        let cells = [ValueRef::Integer(id), value(before), value(after), successor, cases];
        self.seal.add(Element::of_cells(IMAGE_COLUMNS.into_iter().zip(cells)));
        Ok(())
    }
}
