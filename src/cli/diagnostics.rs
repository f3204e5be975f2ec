//! `hujin diagnostics`: what to send to who is asked for help.

use std::path::PathBuf;

use clap::Args;

use super::{Done, Shell, open, print};
use crate::diagnostics::{note, text};
use crate::language::say;
use crate::store::Store;

/// Prints facts about program and machine, and the end of the log.
#[derive(Args, Debug)]
pub struct Diagnostics {
    /// 目录：附上条数与版本 · the catalogue whose counts and version are told, too
    path: Option<PathBuf>,
}

impl Diagnostics {
    pub(super) fn run(self, shell: &Shell) -> Done {
        if let Some(path) = self.path.or_else(crate::workspace::own_catalogue).filter(|path| path.exists()) {
            let catalogue = open(&path)?;
            let version = Store::open_read(&path)?.schema_version()?;
            let placed = catalogue.rows().filter(|row| row.position().is_some()).count();
            let (rows, tracks) = (catalogue.len(), catalogue.taxonomy().len());
            note("Catalogue", format!("{rows} rows, {placed} with a position, {tracks} tracks, schema {version}"));
        }
        crate::workspace::note_pack(&*shell.pack()?);
        print(&format!("{}\n\n{}", say(shell.language, "diagnostics-head"), text()))?;
        Ok(false)
    }
}
