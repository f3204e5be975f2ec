//! Changes of the list of tracks. They belong to a batch, with the rows that change with them, and are undone with it.
//!
//! Each track that a batch touches is kept before and after it in `track_change`, as JSON with its place in the list.

use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};

use super::batch::BatchId;
use super::undo::{ConflictReason, UndoConflict};
use super::write::Writer;
use super::{Store, StoreError, read_taxonomy, seal};
use crate::catalogue::{ChangeSet, TaxonomyFault, Track, TrackChange, Written};

/// A track and its place in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Placed {
    place: usize,
    track: Track,
}

/// A track before and after a batch, and the practice cases that went over to its successor.
#[derive(Clone, Debug, Default, PartialEq)]
struct Change {
    before: Option<Placed>,
    after: Option<Placed>,
    successor: String,
    cases: Vec<i64>,
}

impl Store {
    /// Changes the list of tracks, and with it the rows of `edits`, as one transaction and one batch.
    ///
    /// # Errors
    /// [`StoreError::Taxonomy`] for a change that cannot be made, such as the removal of a track that rows carry; those
    /// of [`Store::apply`]. Nothing is changed then.
    pub fn change_taxonomy(&mut self, changes: &[TrackChange], edits: &ChangeSet) -> Result<Written, StoreError> {
        let path = self.path.clone();
        let database = |e| StoreError::database(&path, e);
        let (old, taxonomy_fault) = (self.taxonomy.clone(), |fault| StoreError::Taxonomy { fault });
        let new = old.changed(changes).map_err(taxonomy_fault)?;
        let tx = self.begin()?;
        // What another program did to the list meanwhile must not be lost.
        if read_taxonomy(&tx).map_err(database)? != *old {
            return Err(taxonomy_fault(TaxonomyFault::ChangedMeanwhile));
        }
        // Tags are judged by the list as it was: those of a track that goes are no strangers to be kept.
        let mut writer = Writer::begin(&tx, &path, &old, &edits.head(), None).map_err(database)?;
        writer.stay();
        for edit in edits.edits() {
            writer.edit(edit)?;
        }
        let written = writer.finish()?;
        let Some(batch) = written.batch else { return Ok(written) };
        let mut made = differences(old.tracks(), new.tracks());
        for change in &mut made {
            let gone = change.before.as_ref().filter(|_| change.after.is_none()).map(|p| p.track.id.clone());
            if let Some(id) = gone {
                if is_in_use(&tx, &id).map_err(database)? {
                    return Err(taxonomy_fault(TaxonomyFault::InUse(id)));
                }
                let successor = changes.iter().find_map(|c| match c {
                    TrackChange::Remove { id: own, successor } if *own == id => successor.clone(),
                    _ => None,
                });
                if let Some(successor) = successor {
                    change.cases = move_cases(&tx, &id, &successor, None).map_err(database)?;
                    change.successor = successor;
                }
            }
        }
        write_tracks(&tx, new.tracks()).map_err(database)?;
        note(&tx, batch, &made, &path)?;
        tx.commit().map_err(database)?;
        self.taxonomy = std::sync::Arc::new(new);
        Ok(written)
    }
}

/// What is not the same in two lists, in the order of the first, then what is new.
fn differences(old: &[Track], new: &[Track]) -> Vec<Change> {
    let placed = |list: &[Track], id: &str| {
        list.iter().position(|t| t.id == id).map(|place| Placed { place, track: list[place].clone() })
    };
    let added = new.iter().filter(|t| old.iter().all(|o| o.id != t.id));
    old.iter()
        .chain(added)
        .map(|t| Change { before: placed(old, &t.id), after: placed(new, &t.id), ..Change::default() })
        .filter(|change| change.before != change.after)
        .collect()
}

fn is_in_use(tx: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    tx.query_row("SELECT EXISTS (SELECT 1 FROM enterprise_track WHERE track = ?1)", [id], |r| r.get(0))
}

/// Practice cases of one track go over to another, or only those named; which ones did.
fn move_cases(tx: &Transaction<'_>, from: &str, to: &str, only: Option<&[i64]>) -> rusqlite::Result<Vec<i64>> {
    let mut statement = tx.prepare("SELECT id FROM practice_case WHERE track = ?1 ORDER BY id")?;
    let all = statement.query_map([from], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let moved: Vec<i64> = all.into_iter().filter(|id| only.is_none_or(|only| only.contains(id))).collect();
    for id in &moved {
        tx.execute("UPDATE practice_case SET track = ?1 WHERE id = ?2", params![to, id])?;
    }
    Ok(moved)
}

fn write_tracks(tx: &Transaction<'_>, tracks: &[Track]) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM track", [])?;
    let mut statement = tx.prepare("INSERT INTO track VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7)")?;
    for (position, t) in (1_i64..).zip(tracks) {
        let cells = params![position, t.id, t.name.zh, t.name.en, t.definition.zh, t.definition.en, t.serves_most];
        statement.execute(cells)?;
    }
    tx.execute(
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') \
         WHERE table_name IN ('track', 'track_change', 'practice_case')",
        [],
    )?;
    seal::renew(tx, &["track", "practice_case", "gpkg_contents"])
}

fn note(tx: &Transaction<'_>, batch: BatchId, made: &[Change], path: &std::path::Path) -> Result<(), StoreError> {
    let json = |placed: &Option<Placed>| placed.as_ref().map(serde_json::to_string).transpose();
    for change in made {
        let cases = change.cases.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let told = |source| StoreError::Image { id: 0, source };
        let (before, after) = (json(&change.before).map_err(told)?, json(&change.after).map_err(told)?);
        tx.execute(
            "INSERT INTO track_change (batch_id, before, after, successor, cases) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![batch.0, before, after, change.successor, cases],
        )
        .map_err(|e| StoreError::database(path, e))?;
    }
    seal::renew(tx, &["track_change"]).map_err(|e| StoreError::database(path, e))
}

fn noted(connection: &Connection, batch: BatchId) -> rusqlite::Result<Vec<Change>> {
    let mut statement = connection
        .prepare("SELECT before, after, successor, cases FROM track_change WHERE batch_id = ?1 ORDER BY id")?;
    let rows = statement.query_map([batch.0], |r| {
        // What a stranger's hand wrote there is no change of ours.
        let placed = |i| super::row::text(r, i).map(|text| serde_json::from_str(&text).ok());
        let cases = super::row::text(r, 3)?;
        Ok(Change {
            before: placed(0)?,
            after: placed(1)?,
            successor: super::row::text(r, 2)?,
            cases: cases.split(',').filter_map(|id| id.parse().ok()).collect(),
        })
    })?;
    rows.collect()
}

/// Whether a batch changed the list of tracks.
pub(super) fn has_changes(tx: &Transaction<'_>, batch: BatchId) -> rusqlite::Result<bool> {
    tx.query_row("SELECT EXISTS (SELECT 1 FROM track_change WHERE batch_id = ?1)", [batch.0], |r| r.get(0))
}

/// Takes the changes of tracks of a batch back, as part of the batch `by`. A track changed later stays as it is and is
/// told, with id 0; so does one that rows outside the batch carry by now. Call it after the rows were put back.
pub(super) fn undo_tracks(
    tx: &Transaction<'_>,
    batch: BatchId,
    by: BatchId,
    path: &std::path::Path,
) -> Result<Vec<UndoConflict>, StoreError> {
    let database = |e| StoreError::database(path, e);
    let changes = noted(tx, batch).map_err(database)?;
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let old = read_taxonomy(tx).map_err(database)?.tracks().to_vec();
    let mut list: Vec<(usize, Track)> = old.iter().cloned().enumerate().collect();
    let (mut conflicts, mut moved) = (Vec::new(), Vec::new());
    for change in &changes {
        let Some(known) = change.after.as_ref().or(change.before.as_ref()) else { continue };
        let id = known.track.id.as_str();
        let now = list.iter().position(|(_, t)| t.id == id);
        let is_as_left = now.map(|at| &list[at].1) == change.after.as_ref().map(|p| &p.track);
        let goes = change.before.is_none();
        if !is_as_left || (goes && is_in_use(tx, id).map_err(database)?) {
            let name_zh = known.track.name.zh.clone();
            conflicts.push(UndoConflict { id: 0, name_zh, reason: ConflictReason::ChangedLater });
            continue;
        }
        if let Some(at) = now {
            list.remove(at);
        }
        if let Some(before) = &change.before {
            list.push((before.place, before.track.clone()));
        }
        let cases = match (&change.before, &change.after) {
            (Some(_), None) => move_cases(tx, &change.successor, id, Some(&change.cases)).map_err(database)?,
            // Redoing a merger: the cases go over again.
            (None, Some(_)) if !change.successor.is_empty() => {
                move_cases(tx, id, &change.successor, Some(&change.cases)).map_err(database)?
            }
            _ => Vec::new(),
        };
        moved.push((id.to_owned(), change.successor.clone(), cases));
    }
    list.sort_by_key(|(place, _)| *place);
    let new: Vec<Track> = list.into_iter().map(|(_, track)| track).collect();
    write_tracks(tx, &new).map_err(database)?;
    let mut made = differences(&old, &new);
    for change in &mut made {
        let id = change.before.as_ref().or(change.after.as_ref()).map(|p| p.track.id.clone()).unwrap_or_default();
        if let Some((_, successor, cases)) = moved.iter().find(|(own, ..)| *own == id) {
            change.successor.clone_from(successor);
            change.cases.clone_from(cases);
        }
    }
    note(tx, by, &made, path)?;
    Ok(conflicts)
}

#[cfg(test)]
#[path = "taxonomy_tests.rs"]
mod tests;
