//! What each command does.

use std::path::{Path, PathBuf};

use super::app::App;
use super::bulk_window::{BulkRows, BulkWindow};
use super::commands::{Action, Command};
use super::dialogs::Purpose;
use super::editing::Pending;
use super::export_dialog::ExportDialog;
use super::import::ImportDialog;
use super::map_view;
use super::notice::Notice;
use super::views_window::ViewsWindow;
use crate::catalogue::sentence::sentence;
use crate::document::{Camera, Edit, Page, TableChoice, write_view};
use crate::export::{profile_html, profile_json};
use crate::geography::Pack;
use crate::language::{Language, Message, say};
use crate::scene::Target;
use crate::workspace::table_file::TableOrder;
use crate::workspace::{Job, approval, boundaries};

impl App {
    /// Whether a command can be given now.
    pub(super) fn can(&self, action: Action) -> bool {
        match action {
            Action::Undo => self.workspace.can_undo() || self.case_undo().is_some(),
            Action::Redo => self.workspace.can_redo(),
            Action::UndoData => self.workspace.undo_job().is_some() && self.workspace.working().is_none(),
            Action::RedoData => self.workspace.redo_job().is_some() && self.workspace.working().is_none(),
            Action::EditEnterprise => matches!(self.shown, Some(Target::Enterprise(_))),
            Action::NewEnterprise => self.workspace.path.is_some(),
            Action::EditRows | Action::DeleteRows | Action::PlaceRows | Action::Duplicates | Action::Taxonomy => {
                self.workspace.path.is_some() && !self.workspace.catalogue.is_empty()
            }
            Action::ClearFilter => !self.workspace.document().filter.is_empty(),
            Action::ClearBrush => self.workspace.document().brush.is_some(),
            Action::FitDistrict => self.workspace.document().district.is_some(),
            Action::Import | Action::Batches | Action::Export | Action::ExportTable | Action::Report => {
                self.workspace.path.is_some()
            }
            _ => true,
        }
    }

    /// The job that takes the last change of practice cases back, on their page.
    fn case_undo(&self) -> Option<Job> {
        self.workspace.case_undo_job().filter(|_| self.workspace.document().page == Page::Cases)
    }

    /// What is selected, else what the filter keeps.
    fn rows_meant(&self) -> BulkRows {
        if self.workspace.document().brush.is_some() { BulkRows::Brushed } else { BulkRows::Filtered }
    }

    /// The words of a command as it would act now.
    pub(super) fn words_of(&self, command: &Command) -> String {
        let language = self.session.language;
        let (id, what) = match command.action {
            Action::UndoData => ("command-undo-data-of", self.last_change(false)),
            Action::RedoData => ("command-redo-data-of", self.last_change(true)),
            _ => return say(language, command.label),
        };
        what.map_or_else(|| say(language, command.label), |what| Message::new(id).with("what", what).text(language))
    }

    /// Where files go unless the user says otherwise.
    pub(super) fn save_folder(&self) -> PathBuf {
        self.session.folder.clone().or_else(crate::workspace::pictures_folder).unwrap_or_default()
    }

    /// Starts a change of practice cases, unless one is being written: its outcome must not be dropped.
    pub(super) fn change_cases(&mut self, job: Option<Job>) {
        if let Some(job) = job.filter(|_| self.workspace.working().is_none()) {
            self.workspace.start(job);
        }
    }

    /// Shows the card of an enterprise, and the map around it if it is drawn.
    pub(super) fn open_enterprise(&mut self, id: i64) {
        self.shown = Some(Target::Enterprise(id));
        self.go_to_enterprise(id);
    }

    /// Moves the map to an enterprise, if it is drawn.
    pub(super) fn go_to_enterprise(&mut self, id: i64) {
        let row = self.workspace.catalogue.row_of(id).map(|r| self.workspace.catalogue.row(r));
        if let Some(position) = row.and_then(|r| r.position()) {
            let height_m = self.workspace.document().camera.map_or(6000.0, |c| c.height_m.min(6000.0));
            self.workspace.edit(Edit::Camera(Some(Camera { centre: self.workspace.pack.project(position), height_m })));
        }
    }

    pub(super) fn order(&mut self, ctx: &egui::Context, action: Action) {
        if !self.can(action) {
            return;
        }
        let language = self.session.language;
        match action {
            Action::OpenCatalogue => self.catalogue_path = Some(String::new()),
            Action::Import => {
                if self.import.as_mut().is_none_or(ImportDialog::ask_to_leave) {
                    self.import = Some(ImportDialog::new(&self.session.author));
                }
            }
            Action::Batches => self.history = Some(Default::default()),
            Action::Export => {
                let number = approval::review_number(&self.workspace.pack, &approval::file());
                let mut dialog = ExportDialog::new(number);
                let folder = self.save_folder();
                dialog.path = folder.join(dialog.suggested(&say(language, "export-file-name"))).display().to_string();
                self.export = Some(dialog);
            }
            Action::Report => self.open_report(),
            Action::ExportTable => {
                let folder = self.save_folder();
                let name = format!("{}.xlsx", say(language, "table-file-name"));
                self.view_path = Some((Purpose::ExportTable, folder.join(name).display().to_string()));
            }
            Action::ToggleTable => {
                let table = self.workspace.document().table.clone();
                self.workspace.edit(Edit::Table(TableChoice { open: !table.open, ..table }));
            }
            Action::ClearBrush => self.workspace.edit(Edit::Brush(None)),
            Action::SaveView => self.view_path = Some((Purpose::SaveView, String::new())),
            Action::OpenView => self.view_path = Some((Purpose::OpenView, String::new())),
            Action::Quit => self.close = true,
            // On their page the last change of practice cases is the last step.
            Action::Undo => match self.case_undo() {
                Some(job) => self.change_cases(Some(job)),
                None => self.workspace.history().undo(),
            },
            Action::Redo => self.workspace.history().redo(),
            Action::UndoData => drop(self.write(self.workspace.undo_job(), Pending::Undo)),
            Action::RedoData => drop(self.write(self.workspace.redo_job(), Pending::Undo)),
            Action::NewEnterprise => self.new_enterprise(None),
            Action::EditEnterprise => {
                if let Some(Target::Enterprise(id)) = self.shown {
                    self.edit_enterprise(id);
                }
            }
            Action::EditRows => self.editing.bulk = Some(BulkWindow::new(self.rows_meant())),
            Action::DeleteRows => self.editing.bulk = Some(BulkWindow::delete(self.rows_meant())),
            Action::PlaceRows => self.toggle_placing(),
            Action::Duplicates => drop(self.editing.duplicates.get_or_insert_default()),
            Action::Taxonomy => self.editing.taxonomy = Some(Default::default()),
            Action::ClearFilter => self.workspace.edit(Edit::Filter(Default::default())),
            Action::FitCity => self.workspace.edit(Edit::Camera(None)),
            Action::FitDistrict => self.fit_district = true,
            Action::ZoomIn => self.zoom(1.5),
            Action::ZoomOut => self.zoom(1.0 / 1.5),
            Action::ToggleFilters => self.session.filters_open ^= true,
            Action::ToggleProfile => self.session.profile_open ^= true,
            Action::ToggleTheme => self.session.dark ^= true,
            Action::ToggleLanguage => {
                self.session.language = match language {
                    Language::Zh => Language::En,
                    Language::En => Language::Zh,
                };
            }
            Action::Palette => self.palette = Some(Default::default()),
            Action::Views => {
                let name = sentence(
                    &self.workspace.document().filter,
                    self.workspace.catalogue.taxonomy(),
                    &self.workspace.pack,
                    language,
                );
                self.views = Some(ViewsWindow::new(ctx, name));
            }
            Action::Zoom(percent) => {
                self.session.zoom = f32::from(percent) / 100.0;
                ctx.set_zoom_factor(self.session.zoom);
            }
            Action::See(vision) => super::painter::show_with(vision),
            Action::Help => self.help = Some(super::help::label_pointed_at(ctx).unwrap_or_default()),
            Action::Tour => self.tour = Some(0),
            Action::Search => self.focus_search = true,
            Action::CopyDiagnostics => self.copy_diagnostics(ctx),
            Action::About => self.about = true,
        }
        ctx.request_repaint();
    }

    fn zoom(&mut self, factor: f64) {
        if let Some(frame) = self.frame {
            let [w, h] = frame.size_pt;
            let next = map_view::limited(frame.zoomed(factor, [w / 2.0, h / 2.0]), self.workspace.pack.bounds());
            self.workspace.edit(Edit::Camera(Some(Camera::of(&next))));
        }
    }

    /// Draws on the boundary pack of a name or folder; tells why not, and keeps the one in use.
    pub(super) fn use_pack(&mut self, wanted: &str) {
        match crate::workspace::pack(Some(wanted)) {
            Ok(pack) => {
                self.session.pack = Some(wanted.to_owned()).filter(|_| pack.id != Pack::bundled().id);
                self.workspace.use_pack(pack);
            }
            Err(error) => {
                self.session.pack = None;
                self.notice = Some(Notice::error(&error, self.session.language));
            }
        }
    }

    /// Where the catalogue that has just been opened is of another city, takes boundaries on which it lies, or says
    /// that there are none.
    pub(super) fn follow_boundaries(&mut self) {
        let Err(error) = boundaries::check(&self.workspace.pack, &self.workspace.catalogue) else { return };
        match &error.suitable {
            Some(wanted) => {
                self.use_pack(wanted);
                self.inform(Message::new("boundaries-followed").with("pack", &self.workspace.pack.name));
            }
            None => self.notice = Some(Notice::error(&error, self.session.language)),
        }
    }

    /// Asks where to save the page that is shown.
    pub(super) fn ask_page_path(&mut self, id: &str) {
        let folder = self.save_folder();
        self.view_path = Some((Purpose::SavePage, folder.join(format!("hujin-{id}.html")).display().to_string()));
    }

    /// Writes the page that is shown as HTML, or as JSON if the name ends so.
    pub(super) fn save_page(&mut self, path: &Path) {
        let language = self.session.language;
        let page = self.workspace.document().page;
        let Some(numbers) = self.workspace.numbers(self.session.dark) else { return };
        let Some(made) = self.workspace.page(page, &numbers, language) else { return };
        let is_json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        let text = if is_json { profile_json(&made).unwrap_or_default() } else { profile_html(&made, language) };
        let placed = crate::export::write_atomically(path, text.as_bytes());
        self.saved("ui-saved", placed.map(|placed| (path.to_owned(), placed)));
    }

    /// Writes the table as it is shown.
    pub(super) fn export_table(&mut self, path: &Path) {
        let Some(numbers) = self.workspace.numbers(self.session.dark) else { return };
        let choice = self.workspace.document().table.clone();
        let brushed = numbers.brushed.as_ref().filter(|_| choice.brushed_only);
        let selection = brushed.map_or_else(|| numbers.selection.clone(), |b| b.rows.clone());
        let (path, language) = (path.to_owned(), self.session.language);
        self.workspace.start(Job::ExportTable(TableOrder { path, selection, choice, language }));
    }

    /// Opens a view, or the one a figure carries; once a catalogue is there to be viewed.
    pub(super) fn open_view(&mut self, path: &Path) {
        if self.workspace.path.is_none() {
            self.waiting_view = Some(path.to_owned());
            return;
        }
        self.workspace.start(Job::OpenView { path: path.to_owned(), catalogue: self.workspace.path.clone() });
    }

    pub(super) fn save_view(&mut self, path: &Path) {
        let placed = crate::export::write_atomically(path, write_view(self.workspace.document()).as_bytes());
        self.saved("ui-saved", placed.map(|placed| (path.to_owned(), placed)));
    }
}
