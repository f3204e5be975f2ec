//! The part of the check that looks at seals: tables, images of batches, ids given out, structure.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::check::{CheckCode, CheckFinding, Findings};
use super::image::Image;
use super::{Store, make_tables, migrate, open, row, seal};
use crate::catalogue::Taxonomy;

/// Tables that are not as they were sealed.
pub fn tables(store: &Store) -> Findings {
    let connection = &store.connection;
    let edited = seal::edited(connection)?;
    let mut findings = Vec::new();
    for table in seal::SEALED.into_iter().filter(|t| !edited.contains(t)).chain([seal::ENTERPRISE]) {
        let sealed = seal::read(connection, table)?;
        // A table that cannot be read is damage of its own, and says nothing of the others.
        let now = match table {
            seal::ENTERPRISE => seal::of_enterprises(connection),
            _ => seal::of_table(connection, table),
        };
        let detail = match (sealed, now) {
            (Some(sealed), Ok(now)) if sealed == now => continue,
            (Some(sealed), Ok(now)) if sealed.rows() == now.rows() => String::new(),
            (Some(sealed), Ok(now)) => format!("{} → {}", sealed.rows(), now.rows()),
            (None, Ok(_)) => "no seal".to_owned(),
            (_, Err(e)) => e.to_string(),
        };
        findings.push(CheckFinding::new(CheckCode::TableSeal, table, None, detail));
    }
    Ok(findings)
}

/// Batches whose images are not those that were kept.
pub fn images(store: &Store) -> Findings {
    let connection = &store.connection;
    let mut statement = connection.prepare("SELECT id, images FROM batch ORDER BY id")?;
    let sealed = statement.query_map([], |r| Ok((r.get::<_, i64>(0)?, row::text(r, 1)?)))?;
    let mut findings = Vec::new();
    for batch in sealed {
        let (id, sealed) = batch?;
        let now = seal::of_images(connection, id).map(|now| now.to_string());
        if now.as_ref().is_ok_and(|now| *now == sealed) {
            continue;
        }
        let detail = now.err().map(|e| e.to_string()).unwrap_or_default();
        findings.push(CheckFinding::new(CheckCode::BatchImages, "batch_row", Some(id), detail));
    }
    let mut strays = connection.prepare("SELECT id FROM batch_row WHERE batch_id NOT IN (SELECT id FROM batch)")?;
    for id in strays.query_map([], |r| r.get(0))? {
        findings.push(CheckFinding::new(CheckCode::ForeignKey, "batch_row", Some(id?), "batch"));
    }
    Ok(findings)
}

/// Rows as they were before other programs changed them: they carry the hash of then.
pub fn rows_before(store: &Store) -> Findings {
    let mut findings = Vec::new();
    let mut image = Image::default();
    super::outside::for_each_before(&store.connection, |e, hash| {
        let is_sound = image.set(e).is_ok() && image.hash().as_str() == hash;
        if !is_sound {
            findings.push(CheckFinding::new(CheckCode::RowHash, "outside_change", Some(e.id), e.name_zh.as_str()));
        }
    })?;
    Ok(findings)
}

/// Ids are never given twice: those given out are remembered, and never fewer than are in use.
pub fn given_ids(store: &Store) -> Findings {
    let mut findings = Vec::new();
    for (table, used) in [
        (
            "enterprise",
            "SELECT max(coalesce((SELECT max(id) FROM enterprise), 0), coalesce((SELECT max(last_id) FROM batch), 0), \
             coalesce((SELECT max(enterprise_id) FROM batch_row), 0))",
        ),
        ("batch", "SELECT coalesce(max(id), 0) FROM batch"),
    ] {
        let used: i64 = store.connection.query_row(used, [], |r| r.get(0))?;
        let mut given = store.connection.prepare("SELECT max(seq), count(*) FROM sqlite_sequence WHERE name = ?1")?;
        let (given, entries) = given.query_row([table], |r| Ok((row::number(r, 0)?, row::number(r, 1)?)))?;
        if given.unwrap_or_default() < used as f64 || entries.unwrap_or_default() > 1.0 {
            let detail = format!("{} < {used}", given.unwrap_or_default());
            findings.push(CheckFinding::new(
                CheckCode::TableSeal,
                "sqlite_sequence",
                None,
                format!("{table} {detail}"),
            ));
        }
    }
    Ok(findings)
}

/// Tables, columns, indexes and triggers that a new file has and this one has not, or has otherwise.
pub fn structure(store: &Store) -> Findings {
    let fresh = fresh()?;
    let (ours, theirs) = (statements(&fresh)?, statements(&store.connection)?);
    let mut findings = Vec::new();
    let mut differs = |table: &str, what: &str| {
        findings.push(CheckFinding::new(CheckCode::Structure, table, None, what));
    };
    for (name, (kind, table, sql)) in &ours {
        if kind != "table" {
            if theirs.get(name).is_none_or(|(_, _, other)| other != sql) {
                differs(table, name);
            }
            continue;
        }
        let Some((_, _, other)) = theirs.get(name) else { continue }; // Told as missing elsewhere.
        // A column that another program adds is written before the last bracket.
        if other != sql && (sql.starts_with("CREATE VIRTUAL") || !other.starts_with(sql.trim_end_matches(')'))) {
            differs(table, name);
        }
    }
    Ok(findings)
}

fn fresh() -> rusqlite::Result<Connection> {
    let mut fresh = Connection::open_in_memory()?;
    open::prepare(&mut fresh)?;
    let tx = fresh.transaction()?;
    make_tables(&tx, &Taxonomy::new(Vec::new()))?;
    tx.commit()?;
    migrate::steps(&mut fresh, migrate::MIGRATIONS, 1)?;
    Ok(fresh)
}

/// What the file is made of: name → kind, table, statement.
fn statements(connection: &Connection) -> rusqlite::Result<BTreeMap<String, (String, String, String)>> {
    let mut statement =
        connection.prepare("SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    let rows =
        statement.query_map([], |r| Ok((row::text(r, 0)?, (row::text(r, 1)?, row::text(r, 2)?, row::text(r, 3)?))))?;
    rows.collect()
}
