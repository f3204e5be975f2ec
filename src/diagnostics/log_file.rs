//! The log: one file that rotates by size, a few old ones beside it.

use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use flexi_logger::{Cleanup, Criterion, DeferredNow, ErrorChannel, FileSpec, Logger, LoggerHandle, Naming};
use log::{LevelFilter, Record};

/// Name of the file that is written to.
pub const CURRENT_LOG: &str = "hujin_rCURRENT.log";
/// A log file is put aside when it has grown to this.
pub const MAX_LOG_BYTES: u64 = 1 << 20;
/// Log files that are kept beside the current one.
const OLD_LOGS: usize = 3;

/// Starts the program's log in a folder, once. What stands in the way of a log stands in nobody else's.
pub(super) fn start(folder: &Path) {
    static HANDLE: OnceLock<LoggerHandle> = OnceLock::new();
    let Some(level) = level(std::env::var("HUJIN_LOG").ok().as_deref()) else { return };
    if let Some((logger, handle)) = log_to(folder, level, MAX_LOG_BYTES)
        && HANDLE.set(handle).is_ok()
        && log::set_boxed_logger(logger).is_ok()
    {
        log::set_max_level(level);
    }
}

/// How much is logged; `None` for nothing. A word nobody knows means the usual.
fn level(word: Option<&str>) -> Option<LevelFilter> {
    match word.map(str::trim).map(str::to_ascii_lowercase).as_deref() {
        Some("off") => None,
        Some("debug") => Some(LevelFilter::Debug),
        _ => Some(LevelFilter::Info),
    }
}

/// A log in a folder whose files are put aside once they have `max_bytes`; `None` where it cannot be written.
pub fn log_to(folder: &Path, level: LevelFilter, max_bytes: u64) -> Option<(Box<dyn log::Log>, LoggerHandle)> {
    let mut of = flexi_logger::LogSpecification::builder();
    // What libraries say of their own doings is told only where something is wrong.
    of.default(LevelFilter::Warn).module("hujin", level);
    Logger::with(of.build())
        .log_to_file(FileSpec::default().directory(folder).basename("hujin").suppress_timestamp())
        .append()
        .rotate(Criterion::Size(max_bytes), Naming::Numbers, Cleanup::KeepLogFiles(OLD_LOGS))
        .cleanup_in_background_thread(false)
        .format(line)
        // A full disk ends the log, not the program.
        .error_channel(ErrorChannel::DevNull)
        .panic_if_error_channel_is_broken(false)
        .build()
        .ok()
}

fn line(out: &mut dyn Write, now: &mut DeferredNow, record: &Record<'_>) -> std::io::Result<()> {
    let words = record.args().to_string();
    let is_own = record.target().starts_with("hujin");
    let words = if is_own { words.replace(['\n', '\r'], " ") } else { super::plain(&words) };
    let (time, pid) = (now.format("%Y-%m-%dT%H:%M:%S%.3f%:z"), std::process::id());
    write!(out, "{time} {pid} {} {}: {words}", record.level(), record.target())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(log: &dyn log::Log, target: &str, level: log::Level, words: &str) {
        log.log(&Record::builder().target(target).level(level).args(format_args!("{words}")).build());
    }

    #[test]
    fn a_log_grows_to_its_bound_and_no_further() {
        let folder = tempfile::tempdir().unwrap();
        let (log, handle) = log_to(folder.path(), LevelFilter::Info, 2000).unwrap();
        for i in 0..400 {
            say(&*log, "hujin::test", log::Level::Info, &format!("line {i} of many"));
        }
        handle.flush();
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(files.len(), 1 + OLD_LOGS, "{files:?}");
        let bytes: u64 = files.iter().map(|f| f.metadata().unwrap().len()).sum();
        assert!(bytes < (1 + OLD_LOGS as u64) * 2200, "{bytes}");
        let current = std::fs::read_to_string(folder.path().join(CURRENT_LOG)).unwrap();
        assert!(current.ends_with("line 399 of many\n"), "{current}");
    }

    #[test]
    fn a_second_run_goes_on_in_the_same_file_and_libraries_are_quiet_unless_something_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        for run in 0..2 {
            let (log, handle) = log_to(folder.path(), LevelFilter::Info, MAX_LOG_BYTES).unwrap();
            say(&*log, "hujin", log::Level::Info, &format!("run {run}"));
            say(&*log, "hujin", log::Level::Debug, "detail");
            say(&*log, "winit", log::Level::Info, "a window");
            say(&*log, "eframe", log::Level::Warn, "cannot save to /home/li/上海公司/app.ron");
            handle.flush();
        }
        let text = std::fs::read_to_string(folder.path().join(CURRENT_LOG)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4, "{text}");
        assert!(lines[0].ends_with("hujin: run 0") && lines[2].ends_with("hujin: run 1"), "{text}");
        assert!(lines[1].ends_with("WARN eframe: cannot save to …"), "{text}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_gives_no_log_and_no_failure() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        assert!(log_to(&file.join("log"), LevelFilter::Info, MAX_LOG_BYTES).is_none());
    }

    #[test]
    fn words_of_the_environment() {
        let words = [(None, Some(LevelFilter::Info)), (Some("OFF"), None), (Some("debug"), Some(LevelFilter::Debug))];
        for (word, expected) in words {
            assert_eq!(level(word), expected);
        }
        assert_eq!(level(Some("verbose")), Some(LevelFilter::Info));
    }
}
