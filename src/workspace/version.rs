//! What is known of this build: for `hujin --version`, manual pages and reports of faults.
//!
//! Commit and date are put into the program by whoever packages it (`assets/install/package` sets `HUJIN_COMMIT` and
//! `SOURCE_DATE_EPOCH`). A build without them says so, and is not compiled anew with each commit.

use std::sync::LazyLock;

use crate::store;

/// Version of the program.
pub const NUMBER: &str = env!("CARGO_PKG_VERSION");

const COMMIT: Option<&str> = option_env!("HUJIN_COMMIT");
const EPOCH: Option<&str> = option_env!("SOURCE_DATE_EPOCH");
/// Digits of a commit that tell it from any other of this project.
const SHORT_COMMIT: usize = 12;

/// On one line: `0.1.0 (0021854cc887 2026-11-27)`.
pub fn line() -> &'static str {
    static LINE: LazyLock<String> = LazyLock::new(|| match (COMMIT, date()) {
        (Some(commit), Some(date)) => format!("{NUMBER} ({} {date})", short(commit)),
        (Some(commit), None) => format!("{NUMBER} ({})", short(commit)),
        _ => NUMBER.to_owned(),
    });
    &LINE
}

/// The version, then a line for each fact. The names are English in both languages: they are read by programs, too.
pub fn lines() -> &'static str {
    static LINES: LazyLock<String> = LazyLock::new(|| {
        facts()
            .iter()
            .fold(NUMBER.to_owned(), |text, (name, value)| format!("{text}\n{:<11}{value}", format!("{name}:")))
    });
    &LINES
}

/// Day of the build, `YYYY-MM-DD` UTC, where it was recorded.
pub fn date() -> Option<time::Date> {
    let seconds = EPOCH?.parse().ok()?;
    time::OffsetDateTime::from_unix_timestamp(seconds).ok().map(time::OffsetDateTime::date)
}

/// What a report of a fault should say of the program, by name.
pub fn facts() -> [(&'static str, String); 7] {
    let unknown = || "not recorded".to_owned();
    [
        ("commit", COMMIT.map_or_else(unknown, str::to_owned)),
        ("date", date().map_or_else(unknown, |d| d.to_string())),
        ("target", env!("HUJIN_TARGET").to_owned()),
        ("profile", if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned()),
        ("rustc", env!("HUJIN_RUSTC").trim_start_matches("rustc ").to_owned()),
        ("sqlite", store::sqlite_version().to_owned()),
        ("catalogue", format!("schema {}", store::newest_schema())),
    ]
}

fn short(commit: &str) -> &str {
    commit.get(..SHORT_COMMIT).unwrap_or(commit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_known_or_said_not_to_be() {
        assert!(line().starts_with(NUMBER) && !line().contains('\n'), "{}", line());
        for (name, value) in facts() {
            assert!(!value.is_empty(), "{name}");
            assert!(
                lines().lines().any(|line| line.starts_with(name) && line.ends_with(&value)),
                "{name}: {}",
                lines()
            );
        }
        assert_eq!(facts()[5].1.split('.').count(), 3, "SQLite tells major, minor and patch");
    }
}
