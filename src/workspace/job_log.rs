//! Work in the log: what kind, on which files, for how long, with what outcome; and what becomes of work that breaks off
//! by a fault of the program. Counts are told; names, cells and paths are not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::file_history::{HistoryOutcome, HistoryTask};
use super::job::{Job, Outcome};
use crate::catalogue::{Catalogue, Written};
use crate::diagnostics::{file_label, note};
use crate::language::Message;
use crate::report::Tell;

/// A job that panicked. Whatever it was writing was rolled back, as when the program is killed.
#[derive(Debug, thiserror::Error)]
pub struct BrokenOff;

crate::told!(BrokenOff);

impl Tell for BrokenOff {
    fn message(&self) -> Message {
        Message::new("workspace-broken-off")
    }
}

/// Does a job, and logs it. One that panics has failed.
pub(super) fn logged<T>(job: Job, run: impl FnOnce(Job) -> (Outcome, Option<T>)) -> (Outcome, Option<T>) {
    let (what, begun) = (description(&job), Instant::now());
    log::debug!("begins: {what}");
    let done = catch_unwind(AssertUnwindSafe(|| run(job)));
    let (outcome, state) = done.unwrap_or_else(|_| (Outcome::Failed(Box::new(BrokenOff)), None));
    // Notes facts, too: also where nothing is logged.
    let ending = ending(&outcome);
    log::info!("{what}: {ending} in {:.2} s", begun.elapsed().as_secs_f64());
    (outcome, state)
}

fn description(job: &Job) -> String {
    let (what, file) = match job {
        Job::Open(path) => ("open", Some(path)),
        Job::OpenOrCreateSample(path) => ("open own catalogue", Some(path)),
        Job::Create { path, .. } => ("create", Some(path)),
        Job::Propose { path, .. } => ("look at import", Some(path)),
        Job::Import { path, .. } => ("import", Some(path)),
        Job::Apply { path, .. } => ("edit", Some(path)),
        Job::ApplyBulk { path, .. } => ("edit rows", Some(path)),
        Job::ChangeTaxonomy { path, .. } => ("edit tracks", Some(path)),
        Job::History { path, task } => {
            let what = match task {
                HistoryTask::Snapshot(_) => "snapshot",
                HistoryTask::Backup => "backup",
                HistoryTask::Restore(_) => "restore",
                HistoryTask::Reload => "reload",
            };
            (what, Some(path))
        }
        Job::Salvage { damaged, .. } => ("salvage", Some(damaged)),
        Job::Undo { path, .. } => ("undo", Some(path)),
        Job::ChangeCases { path, .. } => ("edit cases", Some(path)),
        Job::JudgePair { path, .. } => ("judge pair", Some(path)),
        Job::OpenView { path, .. } => ("open view", Some(path)),
        Job::Export(_) => ("export", None),
        Job::ExportBatch(_) => ("export batch", None),
        Job::ExportTable(_) => ("export table", None),
        Job::ExportChanges(_) => ("export changes", None),
        Job::Report(_) => ("report", None),
    };
    file.map_or_else(|| what.to_owned(), |path| format!("{what} {}", file_label(path)))
}

fn ending(outcome: &Outcome) -> String {
    let rows = |catalogue: &Catalogue| {
        note("Catalogue", format!("{} rows, {} tracks", catalogue.len(), catalogue.taxonomy().len()));
        format!("{} rows", catalogue.len())
    };
    let batch = |written: &Written| {
        let number = written.batch.map_or_else(|| "none".to_owned(), |b| b.0.to_string());
        format!("batch {number}, {} in dispute", written.conflicts.len())
    };
    match outcome {
        Outcome::Opened { catalogue, batches, .. } => format!("{}, {} batches", rows(catalogue), batches.len()),
        Outcome::CasesChanged { cases, .. } => format!("{} cases", cases.len()),
        Outcome::Proposed { proposal, .. } => {
            let s = proposal.summary();
            format!("{} rows, {} new, {} updated, {} refused", s.rows, s.new, s.updated, s.refused)
        }
        Outcome::Imported { written, catalogue, .. } | Outcome::Applied { written, catalogue, .. } => {
            format!("{}, {}", batch(written), rows(catalogue))
        }
        Outcome::History(HistoryOutcome::Named(_) | HistoryOutcome::BackedUp(_)) => "done".to_owned(),
        Outcome::History(HistoryOutcome::Restored(_, content, _) | HistoryOutcome::Reloaded(_, content)) => {
            rows(&content.catalogue)
        }
        Outcome::Salvaged { saved, content } => {
            let (loose, doubtful) = (saved.loose.len(), saved.doubtful.len());
            format!("{} sound, {loose} loose, {doubtful} doubtful, {}", saved.sound, rows(&content.catalogue))
        }
        Outcome::Undone { outcome, catalogue, .. } => {
            format!("{} restored, {} in dispute, {}", outcome.restored, outcome.conflicts.len(), rows(catalogue))
        }
        Outcome::Exported { bytes, .. } => format!("{bytes} bytes"),
        Outcome::PairJudged | Outcome::ViewOpened { .. } => "done".to_owned(),
        Outcome::ExportedBatch(written) => format!("{} files, {} bytes", written.paths.len(), written.bytes),
        Outcome::Reported { paths, bytes, is_whole, .. } => {
            format!("{} files, {bytes} bytes{}", paths.len(), if *is_whole { "" } else { ", cancelled on the way" })
        }
        Outcome::Cancelled => "cancelled".to_owned(),
        Outcome::Failed(error) => format!("failed ({})", error.message().id()),
    }
}
