//! An import that is not written yet, kept between runs.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::{ImportDialog, Step};
use crate::import::ImportOptions;
use crate::import::options::Fixes;

/// A file's size and when it was written: whether it is the one that was looked at.
pub(super) type Stamp = (u64, SystemTime);

pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let file = path.metadata().ok()?;
    Some((file.len(), file.modified().ok()?))
}

/// An import as it is kept between runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptImport {
    /// The file.
    pub path: PathBuf,
    stamp: Option<Stamp>,
    options: ImportOptions,
    reason: String,
    step: Step,
}

impl KeptImport {
    /// How much was put right.
    pub fn fixes(&self) -> usize {
        let fixes = &self.options.fixes;
        fixes.cells.len() + fixes.words.len() + fixes.dropped.len() + fixes.duplicates.len()
    }
}

impl ImportDialog {
    /// What is kept of it between runs: of a file that has been looked at and not been written.
    pub fn to_keep(&self) -> Option<KeptImport> {
        self.proposal.as_ref().filter(|_| self.done.is_none())?;
        let (options, reason) = (self.options.clone(), self.reason.clone());
        Some(KeptImport { path: self.path(), stamp: self.stamp, options, reason, step: self.step })
    }

    /// The dialog as it was left, and whether the file is still the same: what was said of single lines of another one is
    /// forgotten.
    pub fn restored(kept: KeptImport, author: &str) -> (ImportDialog, bool) {
        let is_same = stamp(&kept.path) == kept.stamp;
        let mut dialog = ImportDialog::new(author);
        dialog.path = kept.path.display().to_string();
        (dialog.options, dialog.reason, dialog.step) = (kept.options, kept.reason, kept.step);
        if !is_same {
            let words = std::mem::take(&mut dialog.options.fixes.words);
            dialog.options.fixes = Fixes { words, ..Fixes::default() };
            dialog.step = Step::File;
        }
        (dialog, is_same)
    }
}
