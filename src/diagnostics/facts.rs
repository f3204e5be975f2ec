//! Facts about the program and the machine, as one text to send.

use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::{CURRENT_LOG, state_folder};

/// Facts that the running program has told of itself, by name.
static NOTED: Mutex<Vec<(&'static str, String)>> = Mutex::new(Vec::new());
/// Lines of the log that are sent along.
const TAIL_LINES: usize = 40;
/// Errors that are sent along, which may lie further back.
const LAST_ERRORS: usize = 10;
/// How far back the log is read, bytes.
const TAIL_BYTES: u64 = 256 << 10;

/// Remembers a fact of this run, such as the renderer; a later one of the same name takes its place. It must be one that
/// may be told to a stranger.
pub fn note(name: &'static str, value: impl Into<String>) {
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    noted.retain(|(n, _)| *n != name);
    noted.push((name, value.into()));
}

/// What to send to who is asked for help: version, platform, facts of this run, the last errors and the end of the log.
pub fn text() -> String {
    let (errors, tail) = state_folder().map(|folder| log_end(&folder)).unwrap_or_default();
    let mut out = facts();
    for (title, lines) in [("Last errors", errors), ("End of the log", tail)] {
        out.push_str(&format!("\n{title}:\n"));
        out.push_str(if lines.is_empty() { "(none)\n" } else { "" });
        lines.iter().for_each(|line| out.push_str(&format!("{line}\n")));
    }
    out
}

/// The facts, a line each.
pub(super) fn facts() -> String {
    let mut lines = vec![
        ("Hujin Atlas", env!("CARGO_PKG_VERSION").to_owned()),
        ("Build", build()),
        ("System", system()),
        ("Cores", std::thread::available_parallelism().map(|n| n.to_string()).unwrap_or_default()),
    ];
    if let Some(memory) = memory() {
        lines.push(("Memory", memory));
    }
    // Never waited for: a crash may have happened while it was held.
    if let Ok(noted) = NOTED.try_lock() {
        lines.extend(noted.iter().cloned());
    }
    lines.iter().map(|(name, value)| format!("{name}: {value}\n")).collect()
}

fn build() -> String {
    let kind = if cfg!(debug_assertions) { "debug" } else { "release" };
    format!("{kind}, {}-{}", std::env::consts::ARCH, std::env::consts::OS)
}

/// The system's own name for itself, where it has one.
fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let name = name.map_or(std::env::consts::OS, |name| name.trim_matches('"'));
    format!("{name} {}", kernel.trim()).trim_end().to_owned()
}

fn memory() -> Option<String> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let mib = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key))?;
        Some(line.trim_start_matches(':').trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1024)
    };
    Some(format!("{} MiB, {} MiB available", mib("MemTotal")?, mib("MemAvailable")?))
}

/// The last errors and the last lines of the log of a folder.
pub(super) fn log_end(folder: &Path) -> (Vec<String>, Vec<String>) {
    let text = read_end(&folder.join(CURRENT_LOG)).unwrap_or_default();
    let (mut errors, mut tail) = (VecDeque::new(), VecDeque::new());
    for line in text.lines() {
        if line.split(' ').nth(2) == Some("ERROR") {
            errors.push_back(line.to_owned());
        }
        tail.push_back(line.to_owned());
        if errors.len() > LAST_ERRORS {
            errors.pop_front();
        }
        if tail.len() > TAIL_LINES {
            tail.pop_front();
        }
    }
    (errors.into(), tail.into())
}

fn read_end(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let from = file.metadata()?.len().saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // The first line is whole only at the beginning of the file.
    Ok(if from == 0 { text } else { text.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_log_is_its_last_lines_and_its_last_errors() {
        let folder = tempfile::tempdir().unwrap();
        let line = |i: u32| {
            format!(
                "2026-11-27T09:00:00.000+08:00 7 {} hujin: {i}\n",
                ["INFO", "ERROR"][usize::from(i.is_multiple_of(500))]
            )
        };
        let text: String = (1..=9000).map(line).collect();
        std::fs::write(folder.path().join(CURRENT_LOG), &text).unwrap();
        assert!(text.len() as u64 > TAIL_BYTES);
        let (errors, tail) = log_end(folder.path());
        assert_eq!((errors.len(), tail.len()), (LAST_ERRORS, TAIL_LINES));
        assert!(errors[9].ends_with(": 9000") && errors[0].ends_with(": 4500"), "{errors:?}");
        assert!(tail[0].ends_with(": 8961"));
        assert_eq!(log_end(&folder.path().join("no")), (Vec::new(), Vec::new()));
    }

    #[test]
    fn a_fact_noted_again_takes_the_place_of_the_one_before() {
        note("Test fact", "one");
        note("Test fact", "two");
        let facts = facts();
        assert!(facts.starts_with(&format!("Hujin Atlas: {}\n", env!("CARGO_PKG_VERSION"))));
        assert!(facts.contains("Test fact: two\n") && !facts.contains("Test fact: one"), "{facts}");
    }
}
