//! Files appear whole or not at all: they are filled beside their place, then renamed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How the names of unfinished files begin.
const PREFIX: &str = ".hujin-";
/// How those of unfinished folders end: nobody's own folder is called so.
const FOLDER_SUFFIX: &str = ".unfinished";
/// A file that nobody has written to for so long has lost its writer.
const STALE: Duration = Duration::from_secs(3600);

/// Files and folders this process is filling, and folders it has tidied.
struct Known {
    files: BTreeSet<PathBuf>,
    tidied: BTreeSet<PathBuf>,
}

static KNOWN: Mutex<Known> = Mutex::new(Known { files: BTreeSet::new(), tidied: BTreeSet::new() });

fn known() -> MutexGuard<'static, Known> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is being filled, which is known as long as this is there.
#[derive(Debug)]
struct Filling {
    path: PathBuf,
    _at_work: super::AtWork,
}

impl Filling {
    fn begin(path: &Path) -> Filling {
        known().files.insert(path.to_owned());
        Filling { path: path.to_owned(), _at_work: super::AtWork::begin() }
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        known().files.remove(&self.path);
        // SQLite keeps its journal beside a file it fills; it outlives a failure.
        journal(&self.path).map(std::fs::remove_file);
    }
}

/// A file being filled. It goes away unless it is put in its place.
#[derive(Debug)]
pub struct Unfinished {
    // Goes before it is no longer known.
    place: tempfile::TempPath,
    filling: Filling,
}

impl Unfinished {
    /// A new file in a folder, with the rights any new file would have. What killed programs have left there goes.
    ///
    /// # Errors
    /// The folder is missing, or may not be written.
    pub fn beside(folder: &Path, suffix: &str) -> io::Result<(File, Unfinished)> {
        Unfinished::tidy(folder);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(suffix);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let (file, place) = builder.tempfile_in(folder)?.into_parts();
        let filling = Filling::begin(&place);
        Ok((file, Unfinished { place, filling }))
    }

    /// Removes what killed programs have left in a folder, once for each folder.
    pub fn tidy(folder: &Path) {
        if known().tidied.insert(folder.to_owned()) {
            tidy(folder, STALE);
        }
    }

    /// Where it is while it is filled.
    pub fn path(&self) -> &Path {
        &self.filling.path
    }

    /// Puts it in its place, where a file of that name is replaced.
    ///
    /// # Errors
    /// What the system says; then nothing has changed.
    pub fn put(self, target: &Path) -> io::Result<()> {
        let filled = self.place.keep().map_err(|e| e.error)?;
        std::fs::rename(&filled, target).inspect_err(|_| drop(std::fs::remove_file(&filled)))?;
        sync_folder(target);
        Ok(())
    }

    /// Puts it in its place if there is no file of that name.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], or what else the system says; then nothing has changed.
    pub fn put_new(self, target: &Path) -> io::Result<()> {
        match self.place.persist_noclobber(target) {
            Ok(()) => {}
            // Some network drives know no exclusive renaming; there the name is looked for first.
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists || target.exists() => return Err(e.error),
            Err(e) => e.path.persist(target).map_err(|e| e.error)?,
        }
        sync_folder(target);
        Ok(())
    }
}

/// A folder being filled. It goes away unless it is put in its place.
#[derive(Debug)]
pub struct UnfinishedFolder {
    // Goes before it is no longer known.
    place: tempfile::TempDir,
    filling: Filling,
}

impl UnfinishedFolder {
    /// A new folder in a folder. What killed programs have left there goes.
    ///
    /// # Errors
    /// The folder is missing, or may not be written.
    pub fn beside(folder: &Path) -> io::Result<UnfinishedFolder> {
        Unfinished::tidy(folder);
        let place = tempfile::Builder::new().prefix(PREFIX).suffix(FOLDER_SUFFIX).tempdir_in(folder)?;
        let filling = Filling::begin(place.path());
        Ok(UnfinishedFolder { place, filling })
    }

    /// Where it is while it is filled.
    pub fn path(&self) -> &Path {
        &self.filling.path
    }

    /// Puts it in its place, where there must be none of that name.
    ///
    /// # Errors
    /// What the system says; then nothing has changed.
    pub fn put_new(self, target: &Path) -> io::Result<()> {
        std::fs::rename(self.place.path(), target)?;
        // It is somewhere else now: nothing is left to be removed.
        let _moved = self.place.keep();
        sync_folder(target);
        Ok(())
    }
}

fn journal(path: &Path) -> Option<PathBuf> {
    let mut name = path.file_name()?.to_owned();
    name.push("-journal");
    Some(path.with_file_name(name))
}

/// The renaming itself reaches the disk with the folder, where the system can do that.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).ok();
}

/// Removes the files and folders this process is filling: it is about to end.
pub(super) fn remove_all() {
    for path in &known().files {
        remove(path);
        journal(path).map(std::fs::remove_file);
    }
}

/// One that cannot be removed is in nobody's way.
fn remove(path: &Path) {
    std::fs::remove_file(path).or_else(|_| std::fs::remove_dir_all(path)).ok();
}

/// Removes unfinished files and folders that nobody has written to for a while.
fn tidy(folder: &Path, age: Duration) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = |about: &std::fs::Metadata| about.is_file() || (about.is_dir() && name.ends_with(FOLDER_SUFFIX));
        let about = entry.metadata().ok().filter(|about| name.starts_with(PREFIX) && is_ours(about));
        let written = about.and_then(|about| about.modified().ok());
        if written.and_then(|at| at.elapsed().ok()).is_some_and(|since| since >= age) {
            remove(&entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("readable")
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_not_put_in_its_place_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (_file, unfinished) = Unfinished::beside(folder.path(), ".part").expect("made");
        std::fs::write(journal(unfinished.path()).expect("a name"), "x").expect("written");
        assert_eq!(names(folder.path()).len(), 2);
        drop(unfinished);
        assert_eq!(names(folder.path()), [""; 0]);
        let (_file, unfinished) = Unfinished::beside(folder.path(), ".part").expect("made");
        unfinished.put(&folder.path().join("a")).expect("renamed");
        assert_eq!(names(folder.path()), ["a"]);
        let (_file, unfinished) = Unfinished::beside(folder.path(), ".part").expect("made");
        let error = unfinished.put_new(&folder.path().join("a")).expect_err("there");
        assert_eq!((error.kind(), names(folder.path())), (io::ErrorKind::AlreadyExists, vec!["a".to_owned()]));
    }

    #[test]
    fn only_what_was_left_long_ago_is_tidied_away() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [".hujin-old.part", ".hujin-new.part", "other.part"] {
            let file = File::create(folder.path().join(name)).expect("made");
            if name != ".hujin-new.part" {
                file.set_modified(std::time::SystemTime::now() - 2 * STALE).expect("set");
            }
        }
        let (_file, unfinished) = Unfinished::beside(folder.path(), ".gpkg").expect("made");
        assert_eq!(names(folder.path()).len(), 3, "the old one has gone");
        drop(unfinished);
        assert_eq!(names(folder.path()), [".hujin-new.part", "other.part"]);
    }

    #[test]
    fn folders_appear_whole_and_what_a_killed_program_left_of_one_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let unfinished = UnfinishedFolder::beside(folder.path()).expect("made");
        std::fs::write(unfinished.path().join("a"), "x").expect("written");
        drop(unfinished);
        assert_eq!(names(folder.path()), [""; 0]);
        let unfinished = UnfinishedFolder::beside(folder.path()).expect("made");
        let left = unfinished.path().to_owned();
        std::fs::write(left.join("a"), "x").expect("written");
        unfinished.put_new(&folder.path().join("whole")).expect("renamed");
        assert_eq!(names(folder.path()), ["whole"]);
        // As after a kill: nobody drops it.
        for name in [left.as_path(), &folder.path().join(".hujin-own")] {
            std::fs::create_dir(name).expect("made");
            std::fs::write(name.join("a"), "x").expect("written");
            let old = std::time::SystemTime::now() - 2 * STALE;
            File::open(name).and_then(|f| f.set_modified(old)).expect("set");
        }
        tidy(folder.path(), STALE);
        assert_eq!(names(folder.path()), [".hujin-own", "whole"], "what is somebody's own stays");
    }
}
