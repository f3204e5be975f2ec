//! What is being edited, and what becomes of a write: one at a time, each told when it is done, with the way back.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::app::App;
use super::bulk_window::BulkWindow;
use super::case_form::CaseForm;
use super::duplicates_window::DuplicatesWindow;
use super::enterprise_form::EnterpriseForm;
use super::import::{ImportDialog, KeptImport, Look};
use super::notice::Notice;
use super::placing_panel::Placing;
use super::taxonomy_window::TaxonomyWindow;
use crate::catalogue::Written;
use crate::document::{Edit, Page};
use crate::geography::Plane;
use crate::language::Message;
use crate::scene::Target;
use crate::store::BatchId;
use crate::workspace::draft::Draft;
use crate::workspace::{Job, undoing};

/// What was being written, which is kept between runs, and the catalogue it is for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptWork {
    /// The catalogue's file.
    pub path: PathBuf,
    /// An enterprise.
    pub form: Option<Draft>,
    /// A practice case.
    pub case: Option<CaseForm>,
    /// An import that has not been written yet.
    pub import: Option<KeptImport>,
}

impl KeptWork {
    pub(super) fn is_empty(&self) -> bool {
        self.form.is_none() && self.case.is_none() && self.import.is_none()
    }
}

/// What is being edited.
#[derive(Default)]
pub struct Editing {
    /// The enterprise that is being written.
    pub form: Option<EnterpriseForm>,
    /// The change of many rows that is being thought out.
    pub bulk: Option<BulkWindow>,
    /// The list of tracks.
    pub taxonomy: Option<TaxonomyWindow>,
    /// Rows that are one enterprise.
    pub duplicates: Option<DuplicatesWindow>,
    /// The rows that are being placed.
    pub placing: Option<Placing>,
    /// Whether a click on the map gives the form its position.
    pub is_picking: bool,
    /// Whether Escape asks a window to close, and none has taken it yet.
    pub is_escaped: bool,
    /// What the write under way is of.
    pending: Option<Pending>,
}

/// What a write under way is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// The form.
    Form,
    /// Many rows.
    Bulk,
    /// The list of tracks.
    Taxonomy,
    /// Rows put on the map.
    Placing,
    /// Rows that became one.
    Duplicates,
    /// A batch taken back from a menu or a notice: no list is to be shown.
    Undo,
}

impl Editing {
    /// Whether a click on the map means a place.
    pub fn takes_clicks(&self) -> bool {
        self.is_picking || self.placing.is_some()
    }
}

impl App {
    /// Starts a write, unless one is under way: its outcome must not be dropped.
    pub(super) fn write(&mut self, job: Option<Job>, pending: Pending) -> bool {
        let Some(job) = job.filter(|_| self.workspace.working().is_none()) else { return false };
        self.workspace.start(job);
        self.editing.pending = Some(pending);
        true
    }

    /// A batch was written: closes what it came from, and tells it with the way back. Rows that somebody else has
    /// changed meanwhile were left as they are, and are told.
    pub(super) fn written(&mut self, written: &Written) {
        let pending = self.editing.pending.take();
        let is_done = written.conflicts.is_empty();
        match pending {
            Some(Pending::Form) if is_done => self.form_written(),
            Some(Pending::Form) => self.form_again(),
            Some(Pending::Bulk) => {
                self.editing.bulk = None;
                let gone = |id: &i64| self.workspace.catalogue.row_of(*id).is_none();
                if matches!(&self.shown, Some(Target::Enterprise(id)) if gone(id)) {
                    self.shown = None;
                }
            }
            Some(Pending::Taxonomy) => {
                if let Some(window) = &mut self.editing.taxonomy {
                    window.written();
                }
            }
            Some(Pending::Placing) => {
                if let Some(placing) = &mut self.editing.placing {
                    placing.written(written);
                }
                if is_done {
                    return;
                }
            }
            Some(Pending::Duplicates) => {
                let gone = |id: &i64| self.workspace.catalogue.row_of(*id).is_none();
                if matches!(&self.shown, Some(Target::Enterprise(id)) if gone(id)) {
                    self.shown = None;
                }
                // In its window it is told with the way back; a notice would lie over it.
                if let Some(window) = &mut self.editing.duplicates {
                    return window.written(written.batch);
                }
            }
            Some(Pending::Undo) | None => {}
        }
        self.tell_written(written);
    }

    /// Rows in dispute have a window of their own; a notice would lie over it.
    fn tell_written(&mut self, written: &Written) {
        if !written.conflicts.is_empty() {
            return;
        }
        let language = self.session.language;
        self.notice = Some(match written.batch {
            Some(batch) => Notice::done(&Message::new("edit-saved").with("batch", batch.0), language).undoable(batch),
            None => Notice::done(&Message::new("history-nothing-written"), language),
        });
    }

    /// What was saved in the form is in the catalogue: it closes, unless more was typed meanwhile.
    pub(super) fn form_written(&mut self) {
        let Some(mut form) = self.editing.form.take() else { return };
        // A new row has the highest id.
        let catalogue = &self.workspace.catalogue;
        let newest = || catalogue.len().checked_sub(1).map(|row| catalogue.row(row).id());
        let id = form.draft.id().or_else(newest);
        let row = id.and_then(|id| catalogue.row_of(id)).map(|row| catalogue.row(row).to_enterprise());
        match row.filter(|_| form.was_typed_on()) {
            Some(row) => {
                form.written_as(&row);
                self.editing.form = Some(form);
            }
            None => self.forget_kept(),
        }
        self.shown = id.map(Target::Enterprise);
    }

    /// The row was changed by somebody else: the form takes over what they wrote where the user has written nothing.
    fn form_again(&mut self) {
        let catalogue = &self.workspace.catalogue;
        if let Some(form) = &mut self.editing.form
            && let Some(row) = form.draft.id().and_then(|id| catalogue.row_of(id))
        {
            form.take_over(&catalogue.row(row).to_enterprise());
        }
    }

    /// A batch was taken back: tells it, with the way forth; the list of batches shows it if it is open.
    pub(super) fn taken_back(&mut self, outcome: crate::store::UndoOutcome) {
        self.editing.pending = None;
        // In its window it is told row by row; a notice would lie over it.
        if self.history.is_some() || !outcome.conflicts.is_empty() {
            return self.show_undone(outcome);
        }
        let words = Message::new("batches-undone-done")
            .with("restored", outcome.restored)
            .with("conflicts", outcome.conflicts.len());
        let notice = Notice::done(&words, self.session.language);
        self.notice = Some(match outcome.batch {
            Some(by) => notice.redoable(by),
            None => notice,
        });
    }

    /// A job failed or was cancelled: what was written stays where it was written.
    pub(super) fn not_written(&mut self) {
        self.editing.pending = None;
        if let Some(placing) = &mut self.editing.placing {
            placing.not_written();
        }
    }

    /// Takes a batch back, or does it again; false while another job is in hand.
    #[must_use = "what asked for it stays until it has begun"]
    pub(super) fn undo_batch(&mut self, batch: BatchId) -> bool {
        let job = self.workspace.path.clone().map(|path| Job::Undo { path, batch });
        self.write(job, Pending::Undo)
    }

    /// The last change of data that can be taken back, or done again, in words.
    pub(super) fn last_change(&self, redo: bool) -> Option<String> {
        let batches = &self.workspace.batches;
        let batch = match redo {
            false => undoing::to_undo(batches)?,
            true => {
                let undoes = undoing::to_redo(batches)?.undoes;
                batches.iter().find(|b| Some(b.id) == undoes)?
            }
        };
        let counts =
            [("edit-n-new", batch.inserted), ("edit-n-changed", batch.updated), ("edit-n-deleted", batch.deleted)];
        let language = self.session.language;
        let counts =
            counts.into_iter().filter(|(_, n)| *n > 0).map(|(id, n)| Message::new(id).with("n", n).text(language));
        let what = [batch.reason.as_str(), batch.file.as_str()].into_iter().find(|w| !w.is_empty()).map(short);
        let parts: Vec<String> = [format!("#{}", batch.id)].into_iter().chain(what).chain(counts).collect();
        Some(parts.join(" "))
    }

    /// Opens the form on an enterprise there is. A form with something written in it stays.
    pub(super) fn edit_enterprise(&mut self, id: i64) {
        let row = self.workspace.catalogue.row_of(id).map(|row| self.workspace.catalogue.row(row).to_enterprise());
        if let Some(row) = row {
            self.open_form(Draft::of(&row));
        }
    }

    /// Opens the form of a new enterprise, at a place if one is given.
    pub(super) fn new_enterprise(&mut self, at: Option<Plane>) {
        let pack = &self.workspace.pack;
        let draft = at.map_or_else(Draft::new, |at| Draft::at(pack.unproject(at), pack));
        self.open_form(draft);
    }

    fn open_form(&mut self, draft: Draft) {
        if self.editing.form.as_ref().is_some_and(|form| form.draft.is_changed()) {
            self.inform(Message::new("edit-form-open"));
            return;
        }
        self.editing.is_picking = false;
        self.editing.form = Some(EnterpriseForm::new(draft));
    }

    /// The form was saved or put away: what is kept of this catalogue is no draft any more.
    pub(super) fn forget_kept(&mut self) {
        let path = self.workspace.path.as_ref();
        self.session.drafts.iter_mut().filter(|work| path == Some(&work.path)).for_each(|work| work.form = None);
        self.session.drafts.retain(|work| !work.is_empty());
    }

    /// What outlives the window of what is being written: for the open catalogue, and for others. What was offered and
    /// not answered yet is kept with it.
    pub(super) fn work_to_keep(&self) -> (Option<KeptWork>, Vec<KeptWork>) {
        let form = self.editing.form.as_ref().filter(|form| form.draft.is_changed());
        let mut now = KeptWork {
            path: self.workspace.path.clone().unwrap_or_default(),
            form: form.map(|form| form.draft.clone()),
            case: self.case_form.clone().filter(CaseForm::is_changed),
            import: self.import.as_ref().and_then(ImportDialog::to_keep),
        };
        let mut drafts = self.session.drafts.clone();
        match self.work_offered() {
            Some(offered) if now.is_empty() => return (Some(offered), drafts),
            Some(offered) if offered.path == now.path => {
                now.form = now.form.or(offered.form);
                now.case = now.case.or(offered.case);
                now.import = now.import.or(offered.import);
            }
            Some(offered) => drafts.insert(0, offered),
            None => {}
        }
        drafts.retain(|kept| kept.path != now.path || now.is_empty());
        (Some(now).filter(|now| !now.is_empty()), drafts)
    }

    /// Another catalogue was opened: what was being edited was of the old one. What was kept for the new one comes back.
    pub(super) fn editing_opened(&mut self, path: &std::path::Path, before: Option<PathBuf>) {
        if before.as_deref() != Some(path) {
            let form = self.editing.form.take().filter(|form| form.draft.is_changed()).map(|form| form.draft);
            let case = self.case_form.take().filter(CaseForm::is_changed);
            if let Some(before) = before.filter(|_| form.is_some() || case.is_some()) {
                self.session.keep_draft(KeptWork { path: before, form, case, import: None });
            }
            self.editing = Editing::default();
        }
        self.restore_work();
    }

    /// Brings back what was kept for the catalogue that is open.
    pub(super) fn restore_work(&mut self) {
        let Some(path) = self.workspace.path.clone() else { return };
        let Some(at) = self.session.drafts.iter().position(|kept| kept.path == path) else { return };
        let kept = self.session.drafts.remove(at);
        if let Some(draft) = kept.form {
            self.editing.form = Some(EnterpriseForm::recovered(draft));
        }
        if kept.case.is_some() {
            self.workspace.edit(Edit::Page(Page::Cases));
            self.case_form = kept.case;
        }
        if let Some(import) = kept.import {
            let (dialog, is_same) = ImportDialog::restored(import, &self.session.author);
            self.import = Some(dialog);
            self.look(Look::Read);
            if !is_same {
                self.inform(Message::new("recovery-file-changed"));
            }
        }
    }

    pub(super) fn editing_windows(&mut self, ctx: &egui::Context) {
        self.form_window(ctx);
        self.bulk_window(ctx);
        self.duplicates_window(ctx);
        self.taxonomy_window(ctx);
    }
}

/// The beginning of a text for a menu.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(16).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
