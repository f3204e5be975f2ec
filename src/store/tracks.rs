//! Tracks and sources of the rows that are written.

use std::collections::HashSet;

use rusqlite::{Statement, Transaction, params};

use crate::catalogue::Enterprise;

/// So many names of sources are remembered, so as not to be looked up again.
const KNOWN_SOURCES: usize = 4096;

/// Writes the tracks of rows.
pub struct Tracks<'t> {
    tx: &'t Transaction<'t>,
    insert: Statement<'t>,
    delete: Statement<'t>,
    source: Statement<'t>,
    known: HashSet<String>,
    has_index: bool,
}

impl<'t> Tracks<'t> {
    /// Prepares to write.
    pub fn new(tx: &'t Transaction<'t>) -> rusqlite::Result<Tracks<'t>> {
        Ok(Tracks {
            tx,
            insert: tx.prepare(
                "INSERT INTO enterprise_track (enterprise_id, track, position, weight) VALUES (?1, ?2, ?3, ?4)",
            )?,
            delete: tx.prepare("DELETE FROM enterprise_track WHERE enterprise_id = ?1")?,
            source: tx.prepare("INSERT INTO source (name) VALUES (?1) ON CONFLICT (name) DO NOTHING")?,
            known: HashSet::new(),
            has_index: true,
        })
    }

    /// A batch has become a big one: while there are only new rows the index is in the way.
    pub fn go_big(&mut self, has_only_new: bool) -> rusqlite::Result<()> {
        if has_only_new {
            self.tx.execute_batch("DROP INDEX IF EXISTS enterprise_track_enterprise")?;
            self.has_index = false;
        }
        Ok(())
    }

    fn need_index(&mut self) -> rusqlite::Result<()> {
        if !self.has_index {
            self.tx.execute_batch(
                "CREATE INDEX IF NOT EXISTS enterprise_track_enterprise ON enterprise_track(enterprise_id, position)",
            )?;
            self.has_index = true;
        }
        Ok(())
    }

    /// The tracks of a new row, and its source.
    pub fn insert(&mut self, e: &Enterprise) -> rusqlite::Result<()> {
        for (position, tag) in (1_i64..).zip(&e.tracks) {
            self.insert.execute(params![e.id, tag.track, position, tag.weight])?;
        }
        if !e.source.is_empty() && !self.known.contains(&e.source) {
            self.source.execute([&e.source])?;
            if self.known.len() < KNOWN_SOURCES {
                self.known.insert(e.source.clone());
            }
        }
        Ok(())
    }

    /// The tracks of a changed row.
    pub fn replace(&mut self, e: &Enterprise) -> rusqlite::Result<()> {
        self.delete(e.id)?;
        self.insert(e)
    }

    /// No tracks any more.
    pub fn delete(&mut self, id: i64) -> rusqlite::Result<()> {
        self.need_index()?;
        self.delete.execute([id]).map(|_| ())
    }

    /// Puts the index back.
    pub fn finish(mut self) -> rusqlite::Result<()> {
        self.need_index()
    }
}
