//! The history of the open file: what its window lists, and what it orders.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Workspace;
use super::content::{ContentFinding, contradictions, this_year};
use super::file_watch::FileStamp;
use super::job::{Job, Outcome};
use super::slot::{Slot, Token};
use crate::catalogue::{BatchId, Catalogue, Difference, DifferenceClass, Differences, PracticeCase};
use crate::geography::Pack;
use crate::report::Tell;
use crate::store::{BackupFile, Batch, Edge, Restored, RowChange, Snapshot, Store, StoreError};

/// Rows kept of a batch, and of each class of changes: more than anybody reads. Files have them all.
pub const KEPT_ROWS: usize = 20_000;

/// Something to do with the file as a whole.
#[derive(Debug)]
pub enum HistoryTask {
    /// Name this moment.
    Snapshot(String),
    /// Copy the file to its folder of backups.
    Backup,
    /// Put a backup in its place and read it.
    Restore(PathBuf),
    /// Make a batch of what other programs have changed and read the file again.
    Reload,
}

/// What came of it.
#[derive(Debug)]
pub enum HistoryOutcome {
    /// A moment was named.
    Named(Snapshot),
    /// The file was copied.
    BackedUp(PathBuf),
    /// A backup is in its place; what of it contradicts itself.
    Restored(Restored, FileContent, Vec<ContentFinding>),
    /// The file was read again; what other programs have changed is the batch.
    Reloaded(Option<BatchId>, FileContent),
}

/// A file as it was read.
#[derive(Debug)]
pub struct FileContent {
    /// The file.
    pub path: PathBuf,
    /// Its rows.
    pub catalogue: Arc<Catalogue>,
    /// Its practice cases.
    pub cases: Vec<PracticeCase>,
    /// Its batches, oldest first.
    pub batches: Vec<Batch>,
}

impl FileContent {
    pub(super) fn read(store: &Store, load: Load<'_>) -> Result<FileContent, StoreError> {
        let (path, catalogue) = (store.path().to_owned(), load(store)?);
        Ok(FileContent { path, catalogue, cases: store.cases()?, batches: store.batches()? })
    }
}

/// Reads all rows of a file.
pub(super) type Load<'l> = &'l dyn Fn(&Store) -> Result<Arc<Catalogue>, StoreError>;

impl HistoryTask {
    pub(super) fn run(self, path: &Path, load: Load<'_>, pack: &Pack) -> Result<Outcome, Box<dyn Tell + Send + Sync>> {
        Ok(Outcome::History(match self {
            HistoryTask::Snapshot(name) => HistoryOutcome::Named(Store::open(path)?.snapshot(&name)?),
            HistoryTask::Backup => HistoryOutcome::BackedUp(Store::open_read(path)?.backup_beside()?),
            HistoryTask::Restore(from) => {
                let restored = Store::restore(&from, path)?;
                let content = FileContent::read(&Store::open_read(path)?, load)?;
                let found = contradictions(&content.catalogue, pack, this_year());
                HistoryOutcome::Restored(restored, content, found)
            }
            HistoryTask::Reload => {
                let last = Store::open_read(path)?.last_batch()?;
                // What cannot be written can still be read.
                let store = match Store::open(path) {
                    Err(StoreError::ReadOnlyFile { .. } | StoreError::ReadOnlyFolder { .. }) => Store::open_read(path)?,
                    store => store?,
                };
                let adopted = store.last_batch()?;
                let content = FileContent::read(&store, load)?;
                HistoryOutcome::Reloaded((adopted > last).then_some(adopted), content)
            }
        }))
    }
}

/// What the window lists.
#[derive(Debug)]
pub struct FileHistory {
    /// Batches, newest first.
    pub batches: Vec<Batch>,
    /// Snapshots, newest first.
    pub snapshots: Vec<Snapshot>,
    /// Backups, newest first.
    pub backups: Vec<BackupFile>,
    /// Rows other programs have changed that are no batch yet.
    pub pending: usize,
}

impl FileHistory {
    fn read(path: &Path) -> Result<FileHistory, StoreError> {
        let store = Store::open_read(path)?;
        let (mut batches, mut snapshots) = (store.batches()?, store.snapshots()?);
        batches.reverse();
        snapshots.reverse();
        let pending = store.pending_outside(0)?.count;
        Ok(FileHistory { batches, snapshots, backups: Store::backups(path)?, pending })
    }
}

/// Whose rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowsOf {
    /// Those of a batch.
    Batch(BatchId),
    /// Those other programs have changed that are no batch yet.
    Outside,
}

/// Rows of a batch.
#[derive(Debug)]
pub struct BatchRows {
    /// Whose.
    pub of: RowsOf,
    /// The first that fit what was looked for.
    pub rows: Vec<Difference>,
    /// Whether there are more.
    pub has_more: bool,
}

/// One end of a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Just after a batch; 0 is the beginning.
    After(BatchId),
    /// A day of this machine's clock, `YYYY-MM-DD`.
    Day(String),
    /// Now.
    Now,
}

impl Moment {
    /// Whether a text is a day there is, written `YYYY-MM-DD`.
    pub fn is_day(text: &str) -> bool {
        let numbers: Vec<Option<u16>> = text.split('-').map(|part| part.parse().ok()).collect();
        let is_written = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        match numbers.as_slice() {
            [Some(year), Some(month), Some(day)] if is_written => {
                let month = u8::try_from(*month).ok().and_then(|m| time::Month::try_from(m).ok());
                let day = u8::try_from(*day).unwrap_or(0);
                month.is_some_and(|m| time::Date::from_calendar_date(i32::from(*year), m, day).is_ok())
            }
            _ => false,
        }
    }

    fn batch(&self, store: &Store, edge: Edge) -> Result<BatchId, StoreError> {
        match self {
            Moment::After(batch) => Ok(*batch),
            Moment::Day(day) => store.moment_of_day(day, edge),
            Moment::Now => Ok(BatchId(i64::MAX)),
        }
    }
}

/// From one moment to another; the order does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The earlier; a day means its beginning.
    pub from: Moment,
    /// The later; a day means its end.
    pub to: Moment,
}

impl Span {
    /// What differs between its ends; `limit` rows of each class are kept.
    ///
    /// # Errors
    /// Those of the database.
    pub fn changes(&self, store: &Store, limit: usize, token: &Token) -> Result<Differences, StoreError> {
        let (from, to) = (self.from.batch(store, Edge::Beginning)?, self.to.batch(store, Edge::End)?);
        store.changes_between_with(from, to, limit, &|part| {
            token.set_progress(part);
            if token.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    }
}

/// The rows of a class of changes, or of all, as they are listed.
pub fn listed(differences: &Differences, class: Option<DifferenceClass>) -> impl Iterator<Item = &Difference> {
    let classes = DifferenceClass::ALL.into_iter().filter(move |c| class.is_none_or(|class| class == *c));
    classes.flat_map(|class| differences.of(class).rows.iter())
}

type ListKey = (u64, FileStamp, u64);
type RowsKey = (u64, FileStamp, RowsOf, String);
type ChangesKey = (u64, FileStamp, Span);

/// What was asked of the history, and the last answers.
#[derive(Default)]
pub(super) struct HistoryAnswers {
    lists: Slot<ListKey, Result<FileHistory, StoreError>>,
    rows: Slot<RowsKey, Result<BatchRows, StoreError>>,
    changes: Slot<ChangesKey, Result<Differences, StoreError>>,
}

impl HistoryAnswers {
    pub(super) fn cancel_unasked(&mut self) {
        self.lists.cancel_unasked();
        self.rows.cancel_unasked();
        self.changes.cancel_unasked();
    }
}

impl Workspace {
    /// The job that does something with the open file as a whole.
    pub fn history_job(&self, task: HistoryTask) -> Option<Job> {
        Some(Job::History { path: self.path.clone()?, task })
    }

    /// Batches, snapshots and backups of the open file; the last answer stands while a job changes them.
    pub fn file_history(&mut self) -> Option<Arc<Result<FileHistory, StoreError>>> {
        let path = self.path.clone()?;
        if self.working().is_none() {
            let key = (self.catalogue.generation(), self.watch.stamp(), self.last_job);
            self.history_answers.lists.ask(&key, &self.wake, move |_| Some(FileHistory::read(&path)));
        }
        self.history_answers.lists.answer().cloned()
    }

    /// What a batch made of its rows; with a text only of those in which it is found. The last answer for the batch
    /// stands while another text is looked for.
    pub fn batch_rows(&mut self, of: RowsOf, text: &str) -> Option<Arc<Result<BatchRows, StoreError>>> {
        let path = self.path.clone()?;
        let stamp = if of == RowsOf::Outside { self.watch.stamp() } else { FileStamp::default() };
        let key = (self.catalogue.generation(), stamp, of, text.trim().to_lowercase());
        let text = key.3.clone();
        let answers = &mut self.history_answers.rows;
        answers.ask(&key, &self.wake, move |token| {
            let rows = Store::open_read(&path).and_then(|store| read_rows(&store, of, &text, token));
            (!token.is_cancelled()).then_some(rows)
        });
        answers.answer_of(|answered| answered.0 == key.0 && answered.2 == of).cloned()
    }

    /// What differs between two moments, and how far that is worked out.
    pub fn span_changes(&mut self, span: &Span) -> (Option<Arc<Result<Differences, StoreError>>>, Option<f32>) {
        let Some(path) = self.path.clone() else { return (None, None) };
        let key = (self.catalogue.generation(), self.watch.stamp(), span.clone());
        let asked = span.clone();
        let answers = &mut self.history_answers.changes;
        answers.ask(&key, &self.wake, move |token| {
            let changes = Store::open_read(&path).and_then(|store| asked.changes(&store, KEPT_ROWS, token));
            (!token.is_cancelled()).then_some(changes)
        });
        let answer = answers.answer_of(|answered| answered.2 == *span).cloned();
        (answer, answers.working().map(|(part, _)| part))
    }
}

fn read_rows(store: &Store, of: RowsOf, text: &str, token: &Token) -> Result<BatchRows, StoreError> {
    let mut found = BatchRows { of, rows: Vec::new(), has_more: false };
    let mut see = |difference: Difference| {
        if token.is_cancelled() || found.rows.len() == KEPT_ROWS {
            found.has_more = true;
            return ControlFlow::Break(());
        }
        if has(&difference, text) {
            found.rows.push(difference);
        }
        ControlFlow::Continue(())
    };
    match of {
        RowsOf::Batch(batch) => store.for_each_change(batch, &mut |change| see(difference(change)))?,
        RowsOf::Outside => {
            let pending = store.pending_outside(KEPT_ROWS + 1)?;
            if pending.rows.into_iter().try_for_each(see).is_break() {}
        }
    }
    Ok(found)
}

fn difference(change: RowChange) -> Difference {
    let name_zh = change.name_zh().to_owned();
    // Rows of which another program left no trace are as they are now: then nothing seems to differ.
    let class = DifferenceClass::of(change.before.as_ref(), change.after.as_ref());
    let class = class.unwrap_or(DifferenceClass::OtherwiseChanged);
    let [before, after] = [change.before, change.after].map(|e| e.map(Box::new));
    Difference { id: change.id, name_zh, class, before, after }
}

/// Whether a text, in lower case, is in a row's names, code, addresses or number, or in a field that changed.
pub fn has(row: &Difference, text: &str) -> bool {
    if text.is_empty() || row.id.to_string() == text {
        return true;
    }
    let contains = |value: &str| value.to_lowercase().contains(text);
    let changed = row.changed();
    [&row.after, &row.before].into_iter().flatten().any(|e| {
        let whole = [&e.name_zh, &e.short_name, &e.name_en, &e.uscc, &e.office_address, &e.registered_address];
        whole.into_iter().any(|value| contains(value)) || changed.iter().any(|a| contains(&a.value(e)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for good in ["2026-11-27", "2024-02-29"] {
            assert!(Moment::is_day(good), "{good}");
        }
        for bad in ["", "2026", "2026-1-1", "2026-02-29", "2026-13-01", "2026-11-27T0", "+026-11-27", "２026-11-27"] {
            assert!(!Moment::is_day(bad), "{bad}");
        }
    }
}
