//! Moments, batches and sizes in words.

use crate::catalogue::BatchKind;
use crate::language::{Language, Message, grouped, say};
use crate::store::{BackupFile, Batch};

/// A minute of this machine's clock, `YYYY-MM-DDThh:mm`, as the reader writes it.
pub fn minute(local_time: &str, language: Language) -> String {
    let part = |range: std::ops::Range<usize>| local_time.get(range).unwrap_or_default();
    let number = |range: std::ops::Range<usize>| part(range).parse::<usize>().unwrap_or_default();
    Message::new("history-minute")
        .with("year", part(0..4))
        .with("month", number(5..7))
        .with("day", number(8..10))
        .with("clock", part(11..16))
        .text(language)
}

/// What made a batch.
pub(super) fn kind(batch: &Batch, language: Language) -> String {
    let id = match batch.kind {
        BatchKind::Import => "batch-import",
        BatchKind::Edit => "batch-edit",
        BatchKind::Undo => "batch-undo",
        BatchKind::Outside => "batch-outside",
    };
    say(language, id)
}

/// How many rows came, changed and went.
pub(super) fn counts(batch: &Batch, language: Language) -> String {
    Message::new("batches-counts")
        .with("inserted", batch.inserted)
        .with("updated", batch.updated)
        .with("deleted", batch.deleted)
        .text(language)
}

/// Number, kind and minute.
pub(super) fn title(batch: &Batch, language: Language) -> String {
    format!("#{} {} · {}", batch.id, kind(batch, language), minute(&batch.local_time, language))
}

/// How many enterprises a backup holds; empty where it does not say.
pub fn rows(backup: &BackupFile, language: Language) -> String {
    let words = |rows| Message::new("snapshot-rows").with("rows", grouped(rows)).text(language);
    backup.rows.map(words).unwrap_or_default()
}

/// Words that are not empty, with a dot between.
pub fn joined(words: &[&str]) -> String {
    let words: Vec<&str> = words.iter().copied().filter(|w| !w.is_empty()).collect();
    words.join(" · ")
}

/// The size of a file.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
