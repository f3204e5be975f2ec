//! New rows with their tracks and sources, several rows a statement: a statement of its own for each row costs as much
//! as writing it.

use std::collections::HashSet;

use rusqlite::types::ValueRef;
use rusqlite::{Statement, Transaction};

use super::image::Hash;
use super::row;
use super::seal::{self, Element, Seal};
use crate::catalogue::{Enterprise, TrackTag};

/// Enterprises of one statement. SQLite keeps a hundred bound texts at hand without asking for memory, no more.
const ENTERPRISES_AT_ONCE: usize = 4;
/// Tracks of one statement.
const TRACKS_AT_ONCE: usize = 16;
/// Enterprises kept back, so that their tracks come together, too.
const WAITING: usize = 16;
/// So many names of sources are remembered, so as not to be looked up again.
const KNOWN_SOURCES: usize = 4096;

/// A statement that inserts one row, and one that inserts several.
struct Insertion<'t> {
    one: Statement<'t>,
    many: Statement<'t>,
    at_once: usize,
    cells: usize,
}

impl<'t> Insertion<'t> {
    fn new(tx: &'t Transaction<'_>, into: &str, at_once: usize, cells: usize) -> rusqlite::Result<Insertion<'t>> {
        let row = format!("(?{})", ", ?".repeat(cells - 1));
        let rows = vec![row.as_str(); at_once].join(", ");
        // A failure rolls everything back, here or there; `OR ROLLBACK` saves SQLite a journal of its own for each statement.
        let prepare = |rows: &str| tx.prepare(&format!("INSERT OR ROLLBACK INTO {into} VALUES {rows}"));
        Ok(Insertion { one: prepare(&row)?, many: prepare(&rows)?, at_once, cells })
    }

    /// Inserts all; `bind` binds the cells of a row from a parameter on.
    fn run<T>(
        &mut self,
        rows: &[T],
        bind: impl Fn(&mut Statement<'_>, usize, &T) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut groups = rows.chunks_exact(self.at_once);
        for group in &mut groups {
            for (i, row) in group.iter().enumerate() {
                bind(&mut self.many, 1 + i * self.cells, row)?;
            }
            self.many.raw_execute()?;
        }
        for row in groups.remainder() {
            bind(&mut self.one, 1, row)?;
            self.one.raw_execute()?;
        }
        Ok(())
    }
}

/// Writes new rows.
pub struct Insert<'t> {
    rows: Insertion<'t>,
    waiting: Vec<(Box<Enterprise>, Hash)>,
}

impl<'t> Insert<'t> {
    /// Prepares to write.
    pub fn new(tx: &'t Transaction<'t>) -> rusqlite::Result<Insert<'t>> {
        let into = format!("enterprise (id, {}, row_hash)", row::COLUMNS);
        let rows = Insertion::new(tx, &into, ENTERPRISES_AT_ONCE, row::COLUMN_COUNT + 2)?;
        Ok(Insert { rows, waiting: Vec::with_capacity(WAITING) })
    }

    /// Takes a row with its id; it is written when there are enough of them.
    pub fn push(&mut self, e: Box<Enterprise>, hash: Hash, tracks: &mut Tracks<'_>) -> rusqlite::Result<()> {
        self.waiting.push((e, hash));
        if self.waiting.len() < WAITING { Ok(()) } else { self.finish(tracks) }
    }

    /// Writes the rows that wait.
    pub fn finish(&mut self, tracks: &mut Tracks<'_>) -> rusqlite::Result<()> {
        self.rows.run(&self.waiting, |statement, first, (e, hash)| {
            statement.raw_bind_parameter(first, e.id)?;
            row::bind(statement, first + 1, e)?;
            statement.raw_bind_parameter(first + row::COLUMN_COUNT + 1, hash.cell())
        })?;
        tracks.insert(self.waiting.iter().map(|(e, _)| &**e))?;
        self.waiting.clear();
        Ok(())
    }
}

/// Writes tracks and sources.
pub struct Tracks<'t> {
    tx: &'t Transaction<'t>,
    rows: Insertion<'t>,
    delete: Statement<'t>,
    source: Statement<'t>,
    known: HashSet<String>,
    /// Seal of the sources, once there is a new one.
    seal: Option<Seal>,
    has_index: bool,
}

impl<'t> Tracks<'t> {
    /// Prepares to write.
    pub fn new(tx: &'t Transaction<'t>) -> rusqlite::Result<Tracks<'t>> {
        Ok(Tracks {
            tx,
            rows: Insertion::new(tx, "enterprise_track (enterprise_id, track, position, weight)", TRACKS_AT_ONCE, 4)?,
            delete: tx.prepare("DELETE FROM enterprise_track WHERE enterprise_id = ?1")?,
            source: tx.prepare("INSERT INTO source (name) VALUES (?1) ON CONFLICT (name) DO NOTHING")?,
            known: HashSet::new(),
            seal: None,
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

    /// The tracks of new rows, and their sources.
    pub fn insert<'e>(&mut self, rows: impl Iterator<Item = &'e Enterprise>) -> rusqlite::Result<()> {
        let mut tags: Vec<(i64, i64, &TrackTag)> = Vec::with_capacity(2 * WAITING);
        for e in rows {
            tags.extend((1..).zip(&e.tracks).map(|(position, tag)| (e.id, position, tag)));
            if !e.source.is_empty() && !self.known.contains(&e.source) {
                if self.source.execute([&e.source])? > 0 {
                    self.seal_source(&e.source)?;
                }
                if self.known.len() < KNOWN_SOURCES {
                    self.known.insert(e.source.clone());
                }
            }
        }
        self.rows.run(&tags, |statement, first, (id, position, tag)| {
            statement.raw_bind_parameter(first, id)?;
            statement.raw_bind_parameter(first + 1, tag.track.as_str())?;
            statement.raw_bind_parameter(first + 2, position)?;
            statement.raw_bind_parameter(first + 3, tag.weight)
        })
    }

    fn seal_source(&mut self, name: &str) -> rusqlite::Result<()> {
        let id = ValueRef::Integer(self.tx.last_insert_rowid());
        let mut seal = match self.seal {
            Some(seal) => seal,
            None => seal::read(self.tx, "source")?.unwrap_or_default(),
        };
        seal.add(Element::of_cells([("id", id), ("name", ValueRef::Text(name.as_bytes()))]));
        self.seal = Some(seal);
        Ok(())
    }

    /// The tracks of a changed row.
    pub fn replace(&mut self, e: &Enterprise) -> rusqlite::Result<()> {
        self.delete(e.id)?;
        self.insert(std::iter::once(e))
    }

    /// No tracks any more.
    pub fn delete(&mut self, id: i64) -> rusqlite::Result<()> {
        self.need_index()?;
        self.delete.execute([id]).map(|_| ())
    }

    /// Puts the index back.
    pub fn finish(mut self) -> rusqlite::Result<()> {
        self.need_index()?;
        self.seal.map_or(Ok(()), |seal| seal::put(self.tx, "source", seal))
    }
}
