//! File ▸ Import: a file, what was understood of it, and only then the writing.
#![allow(missing_docs)]
use std::path::{Path, PathBuf};
use crate::catalogue::change::ChangeSet;
use crate::import::{ImportOptions, Proposal};
use crate::language::Language;
#[derive(Debug)]
pub struct ImportDialog { pub author: String, path: String }
#[derive(Debug, Default)]
pub struct ImportEvents { pub close: bool, pub browse: bool, pub read: bool, pub apply: Option<ChangeSet>, pub rejects: Option<(PathBuf, Vec<u8>)> }
impl ImportDialog {
    pub fn new(a: &str) -> Self { ImportDialog { author: a.into(), path: String::new() } }
    pub fn proposed(&mut self, _p: Proposal) {}
    pub fn set_path(&mut self, p: &Path) { self.path = p.display().to_string() }
    pub fn path(&self) -> PathBuf { PathBuf::from(&self.path) }
    pub fn options(&self) -> ImportOptions { ImportOptions::default() }
    pub fn ui(&mut self, _ui: &mut egui::Ui, _b: bool, _l: Language) -> ImportEvents { ImportEvents::default() }
}
