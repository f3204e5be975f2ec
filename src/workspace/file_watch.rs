//! Whether another program (QGIS, a second window) has written to the open file.
//!
//! Only what the system says of a file is looked at: opening and closing the file itself would drop the locks that
//! SQLite holds on it in this process.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::Workspace;
use super::slot::{Slot, Wake};
use crate::catalogue::BatchKind;
use crate::store::{Batch, BatchId, Store, StoreError};

/// How often a file is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// When a file and its write-ahead log were last written to, and their sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileStamp([Option<(SystemTime, u64)>; 2]);

impl FileStamp {
    /// The stamp of a file as it is now.
    pub fn of(path: &Path) -> FileStamp {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let stamp = |path: &Path| {
            let about = std::fs::metadata(path).ok()?;
            Some((about.modified().ok()?, about.len()))
        };
        FileStamp([stamp(path), stamp(Path::new(&log))])
    }
}

/// The state of a file that the catalogue in memory is of, or of an earlier moment.
#[derive(Clone, Debug)]
pub struct Seen {
    path: PathBuf,
    stamp: FileStamp,
    batch: BatchId,
    /// Rows other programs had changed that were no batch yet.
    pending: usize,
}

impl Seen {
    /// The state of an open file; to be taken before it is read.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(store: &Store) -> Result<Seen, StoreError> {
        let (path, stamp) = (store.path().to_owned(), FileStamp::of(store.path()));
        Ok(Seen { path, stamp, batch: store.last_batch()?, pending: store.pending_outside(0)?.count })
    }
}

/// What other programs have done to the file since it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutsideNews {
    /// Rows changed that are no batch yet.
    pub pending: usize,
    /// Batches written by other windows, or made of what other programs changed.
    pub batches: Vec<Batch>,
}

impl OutsideNews {
    /// Rows changed.
    pub fn rows(&self) -> usize {
        self.pending + self.batches.iter().map(Batch::rows).sum::<usize>()
    }

    /// What a file has that was not there before; none where only its pages have moved.
    fn read(seen: &Seen) -> Result<Option<OutsideNews>, StoreError> {
        let store = Store::open_read(&seen.path)?;
        let (pending, mut batches) = (store.pending_outside(0)?.count, store.batches()?);
        let is_older = batches.last().map_or(0, |b| b.id.0) < seen.batch.0;
        batches.retain(|b| b.id > seen.batch);
        let news = OutsideNews { pending, batches };
        let is_known = news.batches.iter().all(|b| b.kind == BatchKind::Outside) && news.rows() <= seen.pending;
        Ok((is_older || (news.rows() > 0 && !(pending == 0 && is_known))).then_some(news))
    }
}

/// Looks at the open file.
#[derive(Default)]
pub(super) struct FileWatch {
    seen: Option<Seen>,
    /// What a thread sees, as long as somebody holds this.
    now: Arc<Mutex<FileStamp>>,
    told: Option<FileStamp>,
    news: Slot<FileStamp, Result<Option<OutsideNews>, StoreError>>,
}

impl FileWatch {
    /// Takes over the state of the file that has been read.
    pub(super) fn saw(&mut self, seen: Seen, wake: &Wake) {
        let is_same = self.seen.as_ref().is_some_and(|s| s.path == seen.path);
        match is_same {
            true => *self.now.lock().unwrap_or_else(PoisonError::into_inner) = seen.stamp,
            false => self.now = watch(seen.path.clone(), seen.stamp, wake.clone()),
        }
        self.told = None;
        self.seen = Some(seen);
    }

    /// What the file was when it was last looked at.
    pub(super) fn stamp(&self) -> FileStamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn news(&mut self, wake: &Wake) -> Option<OutsideNews> {
        let stamp = self.stamp();
        let seen = self.seen.as_mut().filter(|seen| seen.stamp != stamp && self.told != Some(stamp))?;
        let known = seen.clone();
        // A file that cannot be read just now is read again when it changes once more.
        self.news.ask(&stamp, wake, move |_| Some(OutsideNews::read(&known)));
        let answer = self.news.answer_of(|answered| *answered == stamp)?.clone();
        self.told = Some(stamp);
        match &*answer {
            Ok(Some(news)) => Some(news.clone()),
            Ok(None) => {
                seen.stamp = stamp;
                None
            }
            Err(_) => None,
        }
    }
}

/// Looks at a file now and then on a thread of its own, until nobody holds the answer any more.
fn watch(path: PathBuf, stamp: FileStamp, wake: Wake) -> Arc<Mutex<FileStamp>> {
    let held = Arc::new(Mutex::new(stamp));
    let looked = Arc::downgrade(&held);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(EVERY);
            let now = FileStamp::of(&path);
            let Some(held) = looked.upgrade() else { return };
            let mut last = held.lock().unwrap_or_else(PoisonError::into_inner);
            if *last != now {
                *last = now;
                drop(last);
                wake();
            }
        }
    });
    held
}

impl Workspace {
    /// What other programs have done to the open file since it was read, told once for each time they did; nothing
    /// while a job of this window is at work.
    pub fn outside_news(&mut self) -> Option<OutsideNews> {
        if self.working().is_some() {
            return None;
        }
        self.watch.news(&self.wake)
    }
}
