//! Which table damage lies in.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::check::{CheckCode, CheckFinding};
use super::row;

/// The table every file begins with.
const SCHEMA: &str = "sqlite_schema";

/// Trees of pages and names of indexes, and the tables they belong to.
#[derive(Default)]
pub struct Trees {
    by_root: BTreeMap<i64, String>,
    by_name: BTreeMap<String, String>,
}

impl Trees {
    /// Those of a file.
    ///
    /// # Errors
    /// Where its schema cannot be read.
    pub fn read(connection: &Connection) -> rusqlite::Result<Trees> {
        let mut trees = Trees::default();
        trees.by_root.insert(1, SCHEMA.to_owned());
        let mut statement = connection.prepare("SELECT name, tbl_name, rootpage FROM sqlite_schema")?;
        let mut rows = statement.query([])?;
        while let Some(r) = rows.next()? {
            let (name, table) = (row::text(r, 0)?, row::text(r, 1)?);
            if let Some(root) = r.get_ref(2)?.as_i64_or_null().ok().flatten().filter(|root| *root > 0) {
                trees.by_root.insert(root, table.clone());
            }
            trees.by_name.insert(name, table);
        }
        Ok(trees)
    }

    /// The table a line of SQLite's integrity check is about, by the root page or the name in it; none where it is about
    /// the file as a whole.
    fn table_of(&self, line: &str) -> Option<&str> {
        let root = line.strip_prefix("Tree ").and_then(|rest| rest.split(' ').next()).and_then(|n| n.parse().ok());
        let words = || line.split(|c: char| !c.is_alphanumeric() && c != '_').find_map(|word| self.by_name.get(word));
        root.and_then(|root: i64| self.by_root.get(&root)).or_else(words).map(String::as_str)
    }

    /// The findings of what SQLite says: one for each line, and one for all lines about the file as a whole, which may
    /// name each page by itself.
    pub fn findings(&self, said: &str) -> Vec<CheckFinding> {
        let lines = said.lines().filter(|line| *line != "ok" && !line.starts_with("*** ") && !line.is_empty());
        let finding = |table: &str, detail: &str| CheckFinding::new(CheckCode::Integrity, table, None, detail);
        let (mut findings, mut of_file) = (Vec::new(), Vec::new());
        for line in lines {
            match self.table_of(line) {
                Some(table) => findings.push(finding(table, line)),
                None => of_file.push(line),
            }
        }
        match of_file.as_slice() {
            [] => {}
            [one] => findings.push(finding("", one)),
            [first, others @ ..] => findings.push(finding("", &format!("{first} … (+{})", others.len()))),
        }
        findings
    }
}

/// The tables that have pages of their own, which virtual ones have not.
///
/// # Errors
/// Where the schema cannot be read.
pub fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rootpage";
    connection.prepare(sql)?.query_map([], |r| row::text(r, 0))?.collect()
}

/// A name as SQL writes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables that cannot be read to their end, and why.
pub fn unreadable(connection: &Connection) -> Vec<CheckFinding> {
    let finding = |table: &str, e: rusqlite::Error| CheckFinding::new(CheckCode::Integrity, table, None, e.to_string());
    match tables(connection) {
        Ok(tables) => tables.iter().filter_map(|t| Some(finding(t, read_all(connection, t).err()?))).collect(),
        Err(e) => vec![finding(SCHEMA, e)],
    }
}

/// Reads every cell of a table, without its indexes.
fn read_all(connection: &Connection, table: &str) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {} NOT INDEXED", quoted(table)))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        for column in 0..columns {
            r.get_ref(column)?;
        }
    }
    Ok(())
}
