//! Files appear whole or not at all: written beside their place, flushed to the disk, then renamed.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::ExportError;
use crate::interruption::Unfinished;
use crate::language::{Language, Message};

/// Whether a file took the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// There was none of that name.
    New,
    /// There was one, which is gone.
    Replaced,
}

/// A sentence of files that were written, with how many of them took the place of others.
pub fn with_replaced(words: String, replaced: usize, written: usize, language: Language) -> String {
    let note = match replaced {
        0 => return words,
        _ if written == 1 => Message::new("export-replaced"),
        n => Message::new("export-replaced-some").with("n", n),
    };
    words + &note.text(language)
}

/// Writes a file in one step. A file of that name is replaced only once all bytes are on the disk; its permissions
/// are kept, and a symbolic link is followed.
///
/// # Errors
/// What stands in the way, as an [`ExportError`] of its own kind; then nothing has changed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<Placed, ExportError> {
    write_streaming(path, |out| out.write_all(bytes).map_err(|source| told(path, source))).map(|((), placed)| placed)
}

/// As [`write_atomically`], the bytes coming from `fill`. Where it fails, so does this, and nothing has changed.
///
/// # Errors
/// Those of `fill`, and what stands in the way.
pub fn write_streaming<T>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<T, ExportError>,
) -> Result<(T, Placed), ExportError> {
    let target = check(path)?;
    let told = |source| told(path, source);
    let (file, place) = Unfinished::beside(&folder_of(&target), ".part").map_err(told)?;
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, file);
    let made = fill(&mut out).map_err(|error| error.at(path))?;
    let file = out.into_inner().map_err(|e| told(e.into_error()))?;
    let placed = put_in_place(&file, place, &target).map_err(told)?;
    Ok((made, placed))
}

/// Bytes gathered before the system is asked to write them.
const BUFFER_BYTES: usize = 1 << 18;

fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Looks for the mistakes that can be named before anything is made, and follows a symbolic link.
///
/// # Errors
/// The folder is missing or a file, or the target is a folder.
pub fn check(path: &Path) -> Result<PathBuf, ExportError> {
    if path.is_dir() || path.file_name().is_none() {
        return Err(ExportError::TargetIsFolder { path: path.to_owned() });
    }
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = folder_of(&target);
    if folder.is_dir() {
        return Ok(target);
    }
    // The nearest ancestor that exists says which of the two mistakes it is.
    match folder.ancestors().find(|a| !a.as_os_str().is_empty() && a.exists()) {
        Some(file) if file.is_file() => Err(ExportError::FolderIsFile { folder: file.to_owned() }),
        _ => Err(ExportError::FolderMissing { folder }),
    }
}

fn put_in_place(file: &File, place: Unfinished, target: &Path) -> std::io::Result<Placed> {
    let old = std::fs::metadata(target).ok();
    if let Some(old) = &old {
        // A file system without permissions is no reason to fail.
        let _ = file.set_permissions(old.permissions());
    }
    file.sync_all()?;
    place.put(target)?;
    Ok(old.map_or(Placed::New, |_| Placed::Replaced))
}

pub(super) fn told(path: &Path, source: std::io::Error) -> ExportError {
    let path = path.to_owned();
    match source.kind() {
        // The folder was there a moment ago; file systems such as /proc deny a new file in these words.
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotFound | ErrorKind::ResourceBusy => {
            ExportError::NotWritable { path, source }
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            ExportError::DiskFull { path, source }
        }
        _ => ExportError::Write { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Report;

    #[test]
    fn files_are_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("图 1.svg");
        write_atomically(&path, b"old").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn what_stops_in_the_middle_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let stopped: Result<((), _), _> = write_streaming(&path, |out| {
            out.write_all(b"half").unwrap();
            Err(ExportError::Cancelled)
        });
        assert!(matches!(stopped, Err(ExportError::Cancelled)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn each_obstacle_is_named_with_its_path_and_a_cure() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"x").unwrap();
        let error = |path: PathBuf| write_atomically(&path, b"y").unwrap_err();
        let missing = error(folder.path().join("no/such/a.png"));
        assert!(matches!(missing, ExportError::FolderMissing { .. }), "{missing:?}");
        let in_file = error(file.join("a.png"));
        assert!(matches!(in_file, ExportError::FolderIsFile { .. }), "{in_file:?}");
        let is_folder = error(folder.path().to_owned());
        assert!(matches!(is_folder, ExportError::TargetIsFolder { .. }), "{is_folder:?}");
        let mut errors = vec![missing, in_file, is_folder];
        if cfg!(target_os = "linux") {
            let denied = error(PathBuf::from("/proc/a.png"));
            assert!(matches!(denied, ExportError::NotWritable { .. }), "{denied:?}");
            errors.push(denied);
        }
        for error in errors {
            for language in [Language::Zh, Language::En] {
                let report = Report::new(&error, language);
                let named = report.message.rsplit(['：', ':']).next().unwrap().trim().to_owned();
                assert!(Path::new(&named).is_absolute(), "the path is last: {}", report.message);
                assert!(report.hint.is_some());
            }
        }
    }

    #[test]
    fn a_full_disk_is_told_as_such() {
        let full = told(Path::new("/a"), std::io::Error::from(ErrorKind::StorageFull));
        assert!(matches!(full, ExportError::DiskFull { .. }));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::write(&real, b"old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert_eq!(std::fs::read(&real).unwrap(), b"new");
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
