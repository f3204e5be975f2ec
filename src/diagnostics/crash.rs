//! A report of a crash: where in the program, by which calls, after what. It holds no data of companies, which the
//! message of a panic might: one that was put together is kept only as far as its words are those of Rust itself.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use super::facts;

/// Reports of one run; a fault that comes with each frame must not fill the disk.
const MAX_REPORTS_A_RUN: u32 = 3;
/// Reports that are kept.
const MAX_REPORTS: usize = 5;
const PREFIX: &str = "crash-";

/// Whether [`take_new`] has something to take.
static IS_NEW: AtomicBool = AtomicBool::new(false);
static NEW: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A panic as it is reported.
#[derive(Debug)]
pub struct Crash<'a> {
    /// The thread.
    pub thread: &'a str,
    /// File, line and column in the source.
    pub location: &'a str,
    /// What it says, without data.
    pub message: &'a str,
    /// The calls that led there.
    pub backtrace: &'a str,
    /// The last lines of the log.
    pub tail: &'a [String],
}

impl Crash<'_> {
    /// The report.
    pub fn text(&self, when: &str) -> String {
        let mut out = format!(
            "沪金图谱错误报告 · Crash report of Hujin Atlas\n不含企业数据 · holds no data of companies\n\nTime: {when}\n{}",
            facts::facts()
        );
        out.push_str(&format!(
            "Thread: {}\nPlace: {}\nMessage: {}\n\nCalls:\n{}\n\nEnd of the log:\n",
            self.thread, self.location, self.message, self.backtrace
        ));
        self.tail.iter().for_each(|line| out.push_str(&format!("{line}\n")));
        out
    }
}

/// Writes a report of each panic into a folder and into the log, then lets things go as they would.
pub(super) fn watch(folder: Option<PathBuf>) {
    static WRITTEN: AtomicU32 = AtomicU32::new(0);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let location = info.location().map(ToString::to_string).unwrap_or_default();
        let message = match info.payload().downcast_ref::<&'static str>() {
            // Words of the source itself.
            Some(words) => (*words).to_owned(),
            None => info.payload().downcast_ref::<String>().map_or_else(String::new, |words| without_data(words)),
        };
        log::error!("panic at {location}: {message}");
        if let Some(folder) = &folder
            && WRITTEN.fetch_add(1, Ordering::Relaxed) < MAX_REPORTS_A_RUN
        {
            let thread = std::thread::current();
            let backtrace = std::backtrace::Backtrace::force_capture().to_string();
            let (_, tail) = facts::log_end(folder);
            let crash = Crash {
                thread: thread.name().unwrap_or("a worker"),
                location: &location,
                message: &message,
                backtrace: &backtrace,
                tail: &tail,
            };
            if let Some(path) = write(folder, &crash) {
                *NEW.lock().unwrap_or_else(PoisonError::into_inner) = Some(path);
                IS_NEW.store(true, Ordering::Release);
            }
        }
        before(info);
    }));
}

/// Words of Rust's own panics whose numbers may be kept, and the words after which theirs may hold data.
const OF_RUST: [&str; 9] = [
    "index out of bounds: ",
    "range start index ",
    "range end index ",
    "slice index starts at ",
    "mid > len",
    "attempt to ",
    "already borrowed",
    "already mutably borrowed",
    "capacity overflow",
];
const CUT: [(&str, &str); 5] = [
    ("called `Result::unwrap()` on an `Err` value", ": "),
    ("assertion `left ", "\n"),
    ("byte index ", ";"),
    ("start byte index ", ";"),
    ("end byte index ", ";"),
];

/// As much of a message that was put together as cannot hold data.
fn without_data(message: &str) -> String {
    if OF_RUST.iter().any(|words| message.starts_with(words)) {
        return super::plain(message);
    }
    let cut = CUT.iter().find(|(words, _)| message.starts_with(words));
    cut.map_or_else(
        || format!("(left out: {} characters put together by the program)", message.chars().count()),
        |(_, end)| message.split(end).next().unwrap_or_default().to_owned(),
    )
}

/// Writes a report and throws the oldest away; its file.
pub fn write(folder: &Path, crash: &Crash<'_>) -> Option<PathBuf> {
    let now = time::OffsetDateTime::now_utc();
    let (date, clock) = (now.date(), now.time());
    let when = format!("{date}T{:02}:{:02}:{:02}Z", clock.hour(), clock.minute(), clock.second());
    let name = format!("{PREFIX}{}-{}.txt", when.replace(['-', ':'], ""), std::process::id());
    let mut old = reports(folder);
    old.retain(|path| path.file_name().is_some_and(|n| *n != *name));
    for path in old.iter().rev().skip(MAX_REPORTS - 1) {
        std::fs::remove_file(path).ok();
    }
    let path = folder.join(name);
    std::fs::write(&path, crash.text(&when)).ok()?;
    Some(path)
}

/// The reports of a folder, the oldest first.
pub fn reports(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_report = |path: &PathBuf| {
        path.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.starts_with(PREFIX) && n.ends_with(".txt"))
    };
    let mut reports: Vec<PathBuf> = entries.map(|e| e.path()).filter(is_report).collect();
    reports.sort();
    reports
}

/// The report that was written since the last call, if one was.
pub fn take_new() -> Option<PathBuf> {
    if !IS_NEW.swap(false, Ordering::Acquire) {
        return None;
    }
    NEW.lock().unwrap_or_else(PoisonError::into_inner).take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_what_cannot_be_data() {
        let told = |f: fn()| {
            let payload = std::panic::catch_unwind(f).unwrap_err();
            without_data(payload.downcast_ref::<String>().unwrap())
        };
        let (name, empty) = (String::from("上海某某支付有限公司"), Vec::<u8>::new());
        assert_eq!(
            told(|| assert_ne!(std::hint::black_box(Vec::<u8>::new())[3], 0)),
            "index out of bounds: the len is 0 but the index is 3"
        );
        assert_eq!(
            told(|| assert_ne!(std::hint::black_box(Err::<u8, _>("上海某某支付有限公司")).unwrap(), 0)),
            "called `Result::unwrap()` on an `Err` value"
        );
        for odd in [
            told(|| assert_eq!(std::hint::black_box("上海某某支付有限公司"), "Acme Pay")),
            told(|| drop(std::hint::black_box("上海某某支付有限公司")[1..].to_owned())),
            told(|| panic!("the row of {} is odd", std::hint::black_box("Acme Pay"))),
            without_data(&format!("{name} {empty:?}")),
        ] {
            assert!(!odd.contains("某某") && !odd.contains("Acme"), "{odd}");
        }
    }

    #[test]
    #[ignore = "breaks on purpose; run by the next test in a process of its own"]
    fn breaks() {
        crate::diagnostics::begin();
        panic!("the row of {} is odd", std::hint::black_box("上海某某支付有限公司"));
    }

    #[test]
    fn a_panic_leaves_a_report_and_a_line_in_the_log_without_its_data() {
        let folder = tempfile::tempdir().unwrap();
        let program = std::env::current_exe().unwrap();
        let args = ["--exact", "diagnostics::crash::tests::breaks", "--ignored"];
        let run = std::process::Command::new(program).args(args).env("HUJIN_DATA", folder.path()).output().unwrap();
        assert!(!run.status.success());
        let state = folder.path().join("state");
        let reports = reports(&state);
        assert_eq!(reports.len(), 1, "{run:?}");
        let report = std::fs::read_to_string(&reports[0]).unwrap();
        for part in ["Place: src/diagnostics/crash.rs:", "tests::breaks", "Message: (left out: "] {
            assert!(report.contains(part), "{part}: {report}");
        }
        let log = std::fs::read_to_string(state.join(super::super::CURRENT_LOG)).unwrap();
        assert!(log.contains("panic at src/diagnostics/crash.rs:"), "{log}");
        assert!(!report.contains("某某") && !log.contains("某某"));
    }

    #[test]
    fn reports_say_where_and_what_and_only_the_newest_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        for i in 0..8 {
            std::fs::write(folder.path().join(format!("crash-20200101T00000{i}Z-1.txt")), "old").unwrap();
        }
        let tail = ["a line".to_owned()];
        let crash = Crash { thread: "main", location: "src/a.rs:1:2", message: "m", backtrace: "0: f", tail: &tail };
        let path = write(folder.path(), &crash).unwrap();
        let reports = reports(folder.path());
        assert_eq!((reports.len(), reports.last()), (MAX_REPORTS, Some(&path)));
        let text = std::fs::read_to_string(path).unwrap();
        for part in [
            "Hujin Atlas: ",
            "Build: ",
            "System: ",
            "Thread: main",
            "Place: src/a.rs:1:2",
            "Message: m",
            "0: f",
            "a line",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
