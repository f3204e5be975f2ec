//! What became of rows: batch by batch, and between two moments.

use rusqlite::params;

use super::batch::{self, Batch, BatchId};
use super::{Store, StoreError, image, row, undo};
use crate::catalogue::{Attribute, Enterprise};

/// What a batch made of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// The batch.
    pub batch: Batch,
    /// Id of the row.
    pub id: i64,
    /// The row before it; none where it was not there.
    pub before: Option<Enterprise>,
    /// The row after it; none where it was deleted. A row that another program changed unseen right after the import
    /// that made it is as it is now.
    pub after: Option<Enterprise>,
}

impl RowChange {
    /// The fields that differ, in their order; none where the row came or went as a whole.
    pub fn changed(&self) -> Vec<Attribute> {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => Attribute::differing(before, after),
            _ => Vec::new(),
        }
    }
}

impl Store {
    /// What batches made of a row, oldest first.
    ///
    /// # Errors
    /// Those of the database; an image that cannot be read.
    pub fn row_history(&self, id: i64) -> Result<Vec<RowChange>, StoreError> {
        let database = |e| self.database(e);
        let batches = batch::read_all(&self.connection).map_err(database)?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT batch_id, before, after FROM batch_row WHERE enterprise_id = ?1 ORDER BY id")
            .map_err(database)?;
        let mut rows = statement.query(params![id]).map_err(database)?;
        let mut changes = Vec::new();
        for made in batches.iter().filter(|b| b.run.is_some_and(|(first, last)| (first..=last).contains(&id))) {
            let after = self.after_run(made.id, id)?;
            changes.push(RowChange { batch: made.clone(), id, before: None, after });
        }
        while let Some(r) = rows.next().map_err(database)? {
            let cell = |i| r.get::<_, Option<String>>(i).map_err(database);
            let number = r.get(0).map_err(database)?;
            let Some(batch) = batches.iter().find(|b| b.id == BatchId(number)).cloned() else { continue };
            let (before, after) = (cell(1)?, cell(2)?);
            let (before, after) = (image::parse_cell(before.as_deref())?, image::parse_cell(after.as_deref())?);
            changes.push(RowChange { batch, id, before, after });
        }
        changes.sort_by_key(|c| c.batch.id);
        Ok(changes)
    }

    /// What a row looked like after the batch that inserted it without an image.
    fn after_run(&self, batch: BatchId, id: i64) -> Result<Option<Enterprise>, StoreError> {
        let later = undo::first_images_after(&self.connection, batch, id, id).map_err(|e| self.database(e))?;
        match later.get(&id) {
            Some(text) => image::parse_cell(text.as_deref()),
            None => Ok(row::get(&self.connection, id).map_err(|e| self.database(e))?.map(|(e, _)| e)),
        }
    }
}
