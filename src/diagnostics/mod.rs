//! What helps when something went wrong in the field: a log, a report of a crash, and facts about program and machine.
//!
//! All of it lies in the state folder ([`state_folder`]) and is meant to be sent to a stranger. So none of it holds data
//! of companies: no rows, no names, no cells, no text of filters. Paths and file names may name a company or a person;
//! a file is called by a number of this run and its ending ([`file_label`]), an error by the id of its message and the
//! words of the libraries beneath without whatever stands in quotes, looks like a path or is not ASCII ([`plain`]).
//! What windows were doing lies beside them (`window-N.json`), is the user's own and never sent.
//! `HUJIN_LOG=off|info|debug` says how much is logged; a log that cannot be written is never a failure.

pub mod crash;
mod facts;
mod log_file;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use facts::{note, text};
pub use log_file::{CURRENT_LOG, MAX_LOG_BYTES, log_to};

use crate::report::Tell;

/// Where log, reports and the state of windows lie: the platform's state folder, or `state` under `HUJIN_DATA` where
/// that is set. `None` where the platform has no such place.
pub fn state_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("HUJIN_DATA").filter(|folder| !folder.is_empty()) {
        return Some(PathBuf::from(folder).join("state"));
    }
    let folders = directories::ProjectDirs::from("", "", "hujin-atlas")?;
    Some(folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_owned())
}

/// Makes a state folder that only its user can read.
///
/// # Errors
/// What the operating system says.
pub fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Starts log and crash reports, as far as they can be written.
pub fn begin() {
    let folder = state_folder().filter(|folder| make_folder(folder).is_ok());
    if let Some(folder) = &folder {
        log_file::start(folder);
    }
    crash::watch(folder);
}

/// What a file is called in the log: a number that is its own in this run, and its ending if that is a usual one.
pub fn file_label(path: &Path) -> String {
    static SEEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let number = seen.iter().position(|p| p == path).unwrap_or_else(|| {
        seen.push(path.to_owned());
        seen.len() - 1
    });
    let ending = path.extension().and_then(|e| e.to_str()).filter(|e| e.len() <= 8 && e.is_ascii());
    format!("file-{}{}", number + 1, ending.map(|e| format!(".{e}")).unwrap_or_default())
}

/// Logs an error that is told to the user: the id of its message, and the causes beneath.
pub fn log_error(error: &(dyn Tell + '_)) {
    let mut line = format!("told: {}", error.message().id());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        line.push_str(&format!("; cause: {}", plain(&cause.to_string())));
        source = cause.source();
    }
    log::error!("{line}");
}

/// The longest text of a library that is kept, bytes.
const MAX_PLAIN_BYTES: usize = 240;

/// The first line of what a library says, without what may be data: text in quotes, paths, anything but ASCII.
pub fn plain(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let (mut out, mut open) = (String::new(), None);
    for c in line.chars().filter(|c| !c.is_control()) {
        match open {
            Some(end) if c == end => open = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') => {
                out.push('…');
                open = Some(c);
            }
            None if c.is_ascii() => out.push(c),
            None if !out.ends_with('…') => out.push('…'),
            None => {}
        }
    }
    let is_path = |word: &str| word.contains(['/', '\\']);
    let words = out.split_whitespace().map(|word| if is_path(word) { "…" } else { word });
    let mut out = words.collect::<Vec<_>>().join(" ");
    if out.len() > MAX_PLAIN_BYTES {
        let end = (0..=MAX_PLAIN_BYTES).rev().find(|i| out.is_char_boundary(*i)).unwrap_or(0);
        out.truncate(end);
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_a_number_of_its_own() {
        let (a, b) = (Path::new("/home/li/某某公司名单.xlsx"), Path::new("/home/li/b.gpkg"));
        let (first, second) = (file_label(a), file_label(b));
        assert!(first.starts_with("file-") && first.ends_with(".xlsx"), "{first}");
        assert_ne!(first.trim_end_matches(".xlsx"), second.trim_end_matches(".gpkg"));
        assert_eq!(file_label(a), first);
    }

    #[test]
    fn what_may_be_data_is_left_out() {
        let cases = [
            ("Permission denied (os error 13)", "Permission denied (os error 13)"),
            ("UNIQUE constraint failed: enterprise.uscc", "UNIQUE constraint failed: enterprise.uscc"),
            ("invalid type: string \"Acme Pay Ltd\", expected u32", "invalid type: string …, expected u32"),
            ("no such file: /home/li/list.xlsx at all", "no such file: … at all"),
            ("名称 支付宝 is odd", "… … is odd"),
            ("one\n2 | name = Acme", "one"),
            ("it's the company Acme that is odd", "it…"),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), expected);
        }
        assert!(plain(&"x".repeat(1000)).len() <= MAX_PLAIN_BYTES + "…".len());
    }
}
