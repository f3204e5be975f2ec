//! What came of work: taken over by the window.

use std::path::{Path, PathBuf};

use super::app::App;
use super::dialogs::{FileDialog, Purpose};
use super::export_dialog::batch_done;
use super::notice::Notice;
use super::rescue::Damaged;
use crate::document::{Edit, Page, ViewFile};
use crate::export::{Placed, with_replaced};
use crate::language::Message;
use crate::workspace::Outcome;
use crate::workspace::file_history::FileContent;
use crate::workspace::outcome::Failure;
use crate::workspace::report_file::written;

impl App {
    pub(super) fn take_results(&mut self) {
        if let Some(outcome) = self.workspace.finished() {
            self.take(outcome);
        }
        self.take_outside_news();
        if let Some((purpose, path)) = self.dialog.as_ref().and_then(FileDialog::poll) {
            self.dialog = None;
            if let Some(path) = path {
                self.session.folder = path.parent().map(PathBuf::from);
                let text = path.display().to_string();
                match purpose {
                    Purpose::OpenCatalogue => self.catalogue_path = Some(text),
                    Purpose::Import => self.open_import(path),
                    Purpose::Export => {
                        if let Some(dialog) = &mut self.export {
                            dialog.path = text;
                        }
                    }
                    Purpose::Report | Purpose::ReportFolder => {
                        if let Some(dialog) = &mut self.report {
                            dialog.take_path(Path::new(&text));
                        }
                    }
                    Purpose::SaveView
                    | Purpose::OpenView
                    | Purpose::ExportTable
                    | Purpose::ExportChanges
                    | Purpose::SavePage
                    | Purpose::ExportCases
                    | Purpose::Salvage
                    | Purpose::ImportCases => self.view_path = Some((purpose, text)),
                }
            }
        }
    }

    fn take(&mut self, outcome: Outcome) {
        let language = self.session.language;
        match outcome {
            Outcome::Opened { path, catalogue, cases, batches } => {
                self.opened(FileContent { path, catalogue, cases, batches });
            }
            Outcome::Salvaged { saved, content } => {
                let path = content.path.clone();
                self.opened(content);
                self.salvaged(&path, &saved);
            }
            Outcome::Proposed { proposal, recipe } => {
                if let Some(dialog) = &mut self.import {
                    dialog.proposed(proposal, recipe);
                }
            }
            Outcome::Imported { written, path, catalogue, batches } => {
                self.workspace.show(&path, catalogue);
                self.workspace.batches = batches;
                match &mut self.import {
                    Some(dialog) => dialog.written(written),
                    None => self.inform(super::import::told(&written)),
                }
            }
            Outcome::Applied { written, path, catalogue, cases, batches } => {
                self.workspace.show(&path, catalogue);
                self.workspace.cases_read(cases);
                self.workspace.batches = batches;
                self.written(&written);
                self.show_conflicts(written.conflicts);
            }
            Outcome::History(outcome) => self.history_done(outcome),
            Outcome::Undone { outcome, batches, path, catalogue, cases } => {
                self.workspace.show(&path, catalogue);
                self.workspace.cases_read(cases);
                self.workspace.batches = batches;
                self.taken_back(outcome);
            }
            Outcome::CasesChanged { cases, changes, is_undo } => {
                self.workspace.cases_changed(cases, changes, is_undo);
                self.case_form = None;
            }
            Outcome::PairJudged => self.workspace.pairs_judged(),
            Outcome::Exported { path, bytes, placed, remarks } => {
                self.export = None;
                let done = Message::new("export-done").with("kilobytes", bytes.div_ceil(1024)).with("path", &path);
                let replaced = usize::from(placed == Placed::Replaced);
                self.inform_with(with_replaced(done.text(language), replaced, 1, language), &remarks);
            }
            Outcome::ExportedBatch(written) => {
                self.export = None;
                let folder = written.paths.first().and_then(|p| p.parent()).map(PathBuf::from).unwrap_or_default();
                let remarks = written.remarks(language);
                let done = batch_done(written.paths.len(), written.bytes, &folder).text(language);
                let done = with_replaced(done, written.replaced.len(), written.paths.len(), language);
                self.inform_with(done, &remarks);
            }
            Outcome::Reported { paths, bytes, replaced, is_whole } => {
                self.reported(is_whole, &paths, written(&paths, bytes, replaced, language));
            }
            Outcome::ViewOpened { path, file, since } => self.view_opened(path, *file, &since),
            Outcome::Cancelled => self.not_written(),
            Outcome::Failed(error) => {
                self.not_written();
                let notice = Notice::error(&*error, language);
                let damaged = Damaged::of(&*error);
                self.notice = Some(damaged.iter().fold(notice, |notice, damaged| notice.of_damaged(damaged, language)));
                self.damaged = damaged.or(self.damaged.take());
            }
        }
    }

    /// A catalogue was opened: it is shown, and remembered.
    pub(super) fn opened(&mut self, content: FileContent) {
        let FileContent { path, catalogue, cases, batches } = content;
        let before = self.workspace.path.clone();
        self.workspace.show(&path, catalogue);
        self.workspace.show_cases(cases);
        self.workspace.batches = batches;
        self.damaged = None;
        self.editing_opened(&path, before);
        self.session.note_recent(&path);
        self.session.catalogue = Some(path).filter(|p| crate::workspace::own_catalogue().as_ref() != Some(p));
        self.shown = None;
        self.follow_boundaries();
        if let Some(view) = self.waiting_view.take() {
            self.open_view(&view);
        }
    }

    /// Says that a file was written, in a sentence of its path, and whether it took the place of another; or why not.
    pub(super) fn saved(&mut self, id: &'static str, written: Result<(PathBuf, Placed), impl Into<Failure>>) {
        let language = self.session.language;
        match written {
            Ok((path, placed)) => {
                let done = Message::new(id).with("path", &path).text(language);
                let replaced = usize::from(placed == Placed::Replaced);
                self.inform_with(with_replaced(done, replaced, 1, language), &[]);
            }
            Err(error) => self.notice = Some(Notice::error(&*error.into(), language)),
        }
    }

    /// Says that something was done, and what should be known of it.
    fn inform_with(&mut self, done: String, remarks: &[Message]) {
        let language = self.session.language;
        let told: Vec<String> = std::iter::once(done).chain(remarks.iter().map(|m| m.text(language))).collect();
        self.inform(Message::new("done-and-remarks").with("text", told.join("\n")));
    }

    /// Takes over the view of a file, and says what has changed since it was made.
    fn view_opened(&mut self, path: PathBuf, file: ViewFile, since: &[Message]) {
        let language = self.session.language;
        let mut document = file.view;
        if file.made.is_some() {
            // Who opens a figure wants to see it.
            document.page = Page::Figure;
        }
        self.workspace.edit(Edit::Replace(Box::new(document)));
        self.session.note_recent(&path);
        if !since.is_empty() {
            let told: Vec<String> = since.iter().map(|m| m.text(language)).collect();
            let words = told.join(&crate::language::say(language, "sentence-gap"));
            self.inform(Message::new("figure-opened").with("path", &path).with("since", words));
        }
    }
}
