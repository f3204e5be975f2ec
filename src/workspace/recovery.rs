//! What a window was doing survives whatever ends it: its state is written every few seconds, whole or not at all, by a
//! thread of its own, and the next start is told how the last run ended.
//!
//! In the state folder, a window has a place `window-N`: `window-N.json` is its state; `window-N.lock` is locked while the
//! window lives and says `ended`, or `running STARTS`, the number of starts in a row that have not come to rest. A lock
//! that is free and says `running` is that of a window that was killed. Each window that is open at the same time has a
//! place of its own.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use serde::Serialize;

use crate::export::write_atomically;
use crate::report::Tell;

/// Windows at the same time whose state is kept.
const MAX_WINDOWS: u32 = 8;
/// A state is some kilobytes, with many selected rows some megabytes; past this the file is something else.
const MAX_STATE_BYTES: u64 = 256 << 20;

/// How the run before ended, and what it left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastRun {
    /// The state it wrote last, as text; none at the first start.
    pub state: Option<String>,
    /// Whether it was killed or crashed.
    pub was_cut_off: bool,
    /// Starts in a row that were cut off before they came to rest.
    pub failed_starts: u32,
    /// Whether the state is that of another window that is open now: whatever it is doing is its own.
    pub is_of_another: bool,
}

type Encode = Box<dyn FnOnce() -> serde_json::Result<Vec<u8>> + Send>;

/// The place where a window keeps its state.
#[derive(Debug)]
pub struct Recovery {
    state: PathBuf,
    lock: File,
    writer: Option<(Sender<Encode>, JoinHandle<()>)>,
}

impl Recovery {
    /// Takes the first place of a folder that no living window has; `None` where none can be had.
    pub fn begin(folder: &Path) -> Option<(Recovery, LastRun)> {
        for number in 1..=MAX_WINDOWS {
            let path = folder.join(format!("window-{number}.lock"));
            let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
            let lock = file.inspect_err(|e| log::warn!("the state of the window cannot be kept: {e}")).ok()?;
            match lock.try_lock() {
                Err(TryLockError::WouldBlock) => continue,
                // A file system without locks: two windows would share a place, which is better than none.
                Err(TryLockError::Error(_)) | Ok(()) => return Some(Recovery::take(folder, number, lock)),
            }
        }
        log::warn!("the state of the window is not kept: {MAX_WINDOWS} windows are open");
        None
    }

    fn take(folder: &Path, number: u32, mut lock: File) -> (Recovery, LastRun) {
        let path = |number: u32| folder.join(format!("window-{number}.json"));
        let mut said = String::new();
        // What cannot be read says nothing.
        (&mut lock).take(64).read_to_string(&mut said).ok();
        let failed_starts = said.trim().strip_prefix("running ").and_then(|n| n.parse().ok());
        let own = read(&path(number));
        let is_of_another = own.is_none() && number > 1;
        let last = LastRun {
            state: if is_of_another { read(&path(1)) } else { own },
            was_cut_off: failed_starts.is_some(),
            failed_starts: failed_starts.unwrap_or(0),
            is_of_another,
        };
        let mut recovery = Recovery { state: path(number), lock, writer: None };
        recovery.say(&format!("running {}", last.failed_starts.saturating_add(1)));
        (recovery, last)
    }

    fn say(&mut self, words: &str) {
        let said = self
            .lock
            .set_len(0)
            .and_then(|()| self.lock.rewind())
            .and_then(|()| self.lock.write_all(words.as_bytes()))
            .and_then(|()| self.lock.sync_all());
        if let Err(error) = said {
            log::warn!("the state folder cannot be written: {error}");
        }
    }

    /// The window has come to rest: a crash from now on is none of the start.
    pub fn started(&mut self) {
        self.say("running 0");
    }

    /// Keeps a state; it is put into words and written elsewhere. The newest counts.
    pub fn keep<T: Serialize + Send + Sync + 'static>(&mut self, state: Arc<T>) {
        let path = &self.state;
        let (send, _) = self.writer.get_or_insert_with(|| start_writer(path.clone()));
        // A writer that is gone has said why.
        send.send(Box::new(move || serde_json::to_vec(&*state))).ok();
    }

    /// Puts a state that cannot be read aside, so that it is not written over; where it is now.
    pub fn put_aside(&self) -> Option<PathBuf> {
        let aside = self.state.with_extension("unreadable.json");
        std::fs::rename(&self.state, &aside).ok()?;
        Some(aside)
    }

    /// Waits until the last state is on the disk. The window has not ended by that.
    pub fn flush(&mut self) {
        if let Some((send, writer)) = self.writer.take() {
            drop(send);
            writer.join().ok();
        }
    }

    /// The window is closed as it should be.
    pub fn end(mut self) {
        self.flush();
        self.say("ended");
    }
}

fn read(path: &Path) -> Option<String> {
    let file = File::open(path).ok()?;
    let mut bytes = Vec::new();
    file.take(MAX_STATE_BYTES).read_to_end(&mut bytes).ok()?;
    // What is not text is no state: whoever reads it finds that out and says so.
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn start_writer(path: PathBuf) -> (Sender<Encode>, JoinHandle<()>) {
    let (send, receive) = channel::<Encode>();
    let writer = std::thread::spawn(move || {
        let mut has_failed = false;
        while let Ok(mut encode) = receive.recv() {
            while let Ok(newer) = receive.try_recv() {
                encode = newer;
            }
            // A disk that is full is so again in two seconds: it is said once.
            let problem = match encode() {
                Ok(bytes) => write_atomically(&path, &bytes).err().map(|error| error.message().id().to_owned()),
                Err(error) => Some(crate::diagnostics::plain(&error.to_string())),
            };
            if let Some(problem) = problem.as_ref().filter(|_| !has_failed) {
                log::error!("the state of the window cannot be kept: {problem}");
            }
            has_failed = problem.is_some();
        }
    });
    (send, writer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(folder: &Path) -> (Recovery, LastRun) {
        Recovery::begin(folder).unwrap()
    }

    #[test]
    fn a_window_that_ends_well_leaves_its_state_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (mut window, last) = begin(folder.path());
        assert_eq!(last, LastRun::default());
        for i in 0..100 {
            window.keep(Arc::new(i));
        }
        window.end();
        let (_window, last) = begin(folder.path());
        assert_eq!(last, LastRun { state: Some("99".into()), ..LastRun::default() });
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
    }

    #[test]
    fn one_that_is_cut_off_is_noticed_and_failed_starts_are_counted_until_one_comes_to_rest() {
        let folder = tempfile::tempdir().unwrap();
        for failed in 0..3 {
            let (mut window, last) = begin(folder.path());
            assert_eq!((last.was_cut_off, last.failed_starts), (failed > 0, failed));
            window.keep(Arc::new(failed));
            window.flush();
            // Dropped without having ended, as by a crash: the lock goes, what was said stays.
        }
        let (mut window, last) = begin(folder.path());
        assert_eq!((last.failed_starts, last.state.as_deref()), (3, Some("2")));
        window.started();
        drop(window);
        let (window, last) = begin(folder.path());
        assert_eq!((last.was_cut_off, last.failed_starts), (true, 0));
        window.end();
        assert!(!begin(folder.path()).1.was_cut_off);
    }

    #[test]
    fn two_windows_have_a_place_each_and_the_second_begins_as_the_first_looks() {
        let folder = tempfile::tempdir().unwrap();
        let (mut first, _) = begin(folder.path());
        first.keep(Arc::new("first"));
        first.flush();
        let (mut second, last) = begin(folder.path());
        assert_eq!((last.state.as_deref(), last.is_of_another, last.was_cut_off), (Some("\"first\""), true, false));
        second.keep(Arc::new("second"));
        second.end();
        first.end();
        assert_eq!(begin(folder.path()).1.state.as_deref(), Some("\"first\""));
    }

    #[test]
    fn a_state_that_cannot_be_read_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("window-1.json"), b"\xff{").unwrap();
        let (window, last) = begin(folder.path());
        assert!(last.state.is_some_and(|s| serde_json::from_str::<serde_json::Value>(&s).is_err()));
        let aside = window.put_aside().unwrap();
        assert_eq!(std::fs::read(aside).unwrap(), b"\xff{");
        window.end();
        assert_eq!(begin(folder.path()).1.state, None);
    }

    #[test]
    fn a_folder_that_is_not_there_keeps_nothing_and_fails_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Recovery::begin(&folder.path().join("no")).is_none());
    }
}
