//! The rows of a proposal into the catalogue's file: made on one thread, written on another.

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;

use crate::catalogue::{BatchHead, BatchKind, RowEdit, Written};
use crate::import::Proposal;
use crate::store::{Store, StoreError};

/// Rows that change hands at a time, and how many such lots may wait.
const LOT_ROWS: usize = 1024;
const WAITING_LOTS: usize = 8;

/// Writes what a proposal says as one batch. `progress` is told the share done, 0 to 1, and may cancel.
///
/// # Errors
/// Those of the store; nothing is written then.
pub fn import(
    store: &mut Store,
    proposal: &Proposal,
    author: &str,
    reason: &str,
    progress: &dyn Fn(f32) -> ControlFlow<()>,
) -> Result<Written, StoreError> {
    let head = BatchHead {
        kind: BatchKind::Import,
        author: author.to_owned(),
        reason: reason.to_owned(),
        file: proposal.source.name.clone(),
    };
    let summary = proposal.summary();
    let edits = (summary.new + summary.updated).max(1);
    std::thread::scope(|scope| {
        let (send, lots) = sync_channel::<Vec<RowEdit>>(WAITING_LOTS);
        scope.spawn(move || {
            for start in (0..proposal.len()).step_by(LOT_ROWS) {
                let rows = start..proposal.len().min(start + LOT_ROWS);
                // Nobody listens any more where the writing has failed or was cancelled.
                if send.send(rows.filter_map(|row| proposal.edit(row)).collect()).is_err() {
                    return;
                }
            }
        });
        store.write(&head, &mut lots.into_iter().flatten(), &|done| progress(done as f32 / edits as f32))
    })
}
