//! The windows above the map: card, import, export, batches, paths, notices.

use std::path::PathBuf;

use super::app::App;
use super::card;
use super::deeds::Deed;
use super::dialogs::{FileDialog, Purpose};
use super::export_dialog::{ExportEvents, ExportOf};
use super::notice::{Notice, NoticeAnswer};
use crate::catalogue::Brush;
use crate::document::{Camera, Document, Edit, Page};
use crate::language::{Language, Message, say};
use crate::scene::Target;
use crate::workspace::cases_file::CASES_FORMATS;
use crate::workspace::changes_file::CHANGES_FORMATS;
use crate::workspace::figure_format::FigureFormat;
use crate::workspace::table_file::TABLE_FORMATS;
use crate::workspace::{Job, approval};

/// What became of a window that asks for a path.
enum PathAnswer {
    Open,
    Browse,
    Go,
    Closed,
}

/// The words of the command that opens a window, without the dots that promise one.
pub(super) fn titled(language: Language, command: &'static str) -> String {
    say(language, command).trim_end_matches('…').to_owned()
}

/// Where a window that asks for something opens: under the menus, in the middle.
pub(super) fn middle(ctx: &egui::Context) -> egui::Pos2 {
    let screen = ctx.content_rect();
    egui::pos2(screen.center().x, screen.top() + 72.0)
}

impl App {
    /// Closes the window that Escape means: the one that tells something, then one that asks, then one that shows. An
    /// import in preparation is not lost to a stray key, nor is an export that is being written.
    fn close_with_escape(&mut self, ctx: &egui::Context) {
        // The first Escape in a field leaves the field, which egui has done by now.
        let has_field = std::mem::replace(&mut self.has_field, ctx.memory(|m| m.focused().is_some()));
        if self.palette.is_some() || self.tour.is_some() || !ctx.input(|i| i.key_pressed(egui::Key::Escape)) {
            return;
        }
        let is_working = self.workspace.working().is_some();
        let is_open = [
            self.notice.take().is_some(),
            !has_field && self.view_path.is_some(),
            !has_field && self.catalogue_path.is_some(),
            !has_field && !is_working && self.report.is_some(),
            !has_field && !is_working && self.export.is_some(),
            !has_field && self.is_writing(),
            self.views.is_some(),
            self.help.is_some(),
            self.history.is_some(),
            self.about,
            self.shown.is_some(),
        ];
        match is_open.iter().position(|open| *open) {
            Some(1) => self.view_path = None,
            Some(2) => self.catalogue_path = None,
            Some(3) => self.report = None,
            Some(4) => self.leave_export(),
            Some(5) => self.editing.is_escaped = true,
            Some(6) => self.views = None,
            Some(7) => self.help = None,
            Some(8) => self.history = None,
            Some(9) => self.about = false,
            Some(10) => self.shown = None,
            Some(_) | None => {}
        }
    }

    pub(super) fn windows(&mut self, ctx: &egui::Context) {
        self.close_with_escape(ctx);
        self.card_window(ctx);
        self.import_window(ctx);
        self.export_window(ctx);
        self.report_window(ctx);
        self.history_window(ctx);
        self.conflicts_window(ctx);
        self.path_windows(ctx);
        self.rescue_window(ctx);
        self.notice_window(ctx);
        self.about_window(ctx);
        self.views_window(ctx);
        self.case_window(ctx);
        self.editing_windows(ctx);
        self.help_window(ctx);
        self.tour_window(ctx);
        self.greeting_window(ctx);
        self.palette_window(ctx);
        self.editing.is_escaped = false;
    }

    fn card_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(target) = self.shown.clone() else { return };
        // The form of an enterprise shows all that its card does, and would lie beside it over the map.
        let written = self.editing.form.as_ref().and_then(|form| form.draft.id());
        if matches!(&target, Target::Enterprise(id) if written == Some(*id)) {
            return;
        }
        let (catalogue, pack) = (self.workspace.catalogue.clone(), self.workspace.pack.clone());
        let mut open = true;
        let mut next = None;
        let mut brush = None;
        let mut edit = None;
        let cases = self.workspace.cases.clone();
        let history = match &target {
            Target::Enterprise(id) => self.workspace.row_history(*id),
            Target::Cluster(_) | Target::District(_) | Target::Bubble { .. } => None,
        };
        egui::Window::new(say(language, "card-title"))
            .id(egui::Id::unique("card"))
            .open(&mut open)
            .default_width(360.0)
            .default_pos(egui::pos2(340.0, 90.0))
            .max_height(560.0)
            .vscroll(matches!(target, Target::Enterprise(_)))
            .show(ctx, |ui| match &target {
                Target::Enterprise(id) => {
                    if let Some(row) = catalogue.row_of(*id) {
                        ui.horizontal(|ui| {
                            if ui.button(say(language, "card-edit")).clicked() {
                                edit = Some(Deed::Edit(*id));
                            }
                            if ui.button(say(language, "card-delete")).clicked() {
                                edit = Some(Deed::Delete(*id));
                            }
                        });
                        card::enterprise_ui(ui, catalogue.row(row), &catalogue, &pack, (&cases, &history), language);
                    }
                }
                Target::Cluster(ids) => {
                    ui.horizontal(|ui| {
                        ui.label(Message::new("card-cluster").with("n", ids.len()).text(language));
                        if ui.small_button(say(language, "card-select")).clicked() {
                            brush = Some(Brush::Rows { ids: ids.to_vec() });
                        }
                    });
                    let height = ui.text_style_height(&egui::TextStyle::Body);
                    egui::ScrollArea::vertical().max_height(420.0).show_rows(ui, height, ids.len(), |ui, range| {
                        let rows = ids[range].iter().filter_map(|id| catalogue.row_of(*id));
                        for row in rows.map(|r| catalogue.row(r)) {
                            if ui.link(row.label(language)).clicked() {
                                next = Some(Target::Enterprise(row.id()));
                            }
                        }
                    });
                }
                Target::District(_) | Target::Bubble { .. } => {}
            });
        if let Some(deed) = edit {
            self.do_deed(ctx, deed);
        }
        if brush.is_some() {
            self.workspace.edit(Edit::Brush(brush));
        }
        if !open {
            self.shown = None;
        } else if next.is_some() {
            self.shown = next;
        }
    }

    fn export_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(mut dialog) = self.export.take() else { return };
        let mut open = true;
        let mut events = ExportEvents::default();
        let document = self.document_as_seen();
        let catalogue = self.workspace.path.clone();
        let styles = self.composer.styles().to_vec();
        let of = ExportOf { document: &document, styles: &styles, catalogue, language };
        egui::Window::new(say(language, "export-window"))
            .id(egui::Id::unique("export"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(middle(ctx))
            .open(&mut open)
            .resizable(false)
            .show(ctx, |ui| events = dialog.ui(ui, &of));
        let suggested = dialog.suggested(&say(language, "export-file-name"));
        if events.order.is_some() || events.batch.is_some() {
            self.keep_review_number(dialog.review_number().as_deref().unwrap_or_default());
        }
        let discards = events.discard || events.compose;
        self.export = Some(dialog).filter(|_| !discards);
        if !open {
            self.leave_export();
        }
        if events.compose {
            self.workspace.edit(Edit::Page(Page::Figure));
        }
        if let Some(figure) = events.figure {
            self.workspace.edit(Edit::Figure(Box::new(figure)));
        }
        if events.browse {
            let endings = FigureFormat::ALL.map(FigureFormat::extension);
            self.browse(ctx, Purpose::Export, "export-window", &suggested, &endings);
        }
        if let Some(order) = events.order {
            self.workspace.start(Job::Export(Box::new(order)));
        }
        if let Some(order) = events.batch {
            self.workspace.start(Job::ExportBatch(Box::new(order)));
        }
    }

    /// Asks the form of an export to close: by its ×, or by Escape.
    fn leave_export(&mut self) {
        self.export = self.export.take().and_then(|mut dialog| (!dialog.ask_to_leave()).then_some(dialog));
    }

    /// Keeps the 审图号 of the boundaries, if it is another than before.
    pub(super) fn keep_review_number(&mut self, number: &str) {
        let (pack, file) = (self.workspace.pack.clone(), approval::file());
        if approval::review_number(&pack, &file).as_deref().unwrap_or_default() == number {
            return;
        }
        self.forget_review_number();
        if let Err(error) = approval::give(&pack, number, &file) {
            self.notice = Some(Notice::error(&*error, self.session.language));
        }
    }

    /// The document with the camera that the window has, also where it only fits the city.
    pub(super) fn document_as_seen(&self) -> Document {
        let document = self.workspace.document();
        match (document.camera, self.frame) {
            (None, Some(frame)) => document.edited(Edit::Camera(Some(Camera::of(&frame)))),
            _ => document.clone(),
        }
    }

    fn path_windows(&mut self, ctx: &egui::Context) {
        if let Some(mut text) = self.catalogue_path.take() {
            match self.path_window(ctx, "command-open-catalogue", &mut text) {
                PathAnswer::Open => self.catalogue_path = Some(text),
                PathAnswer::Browse => {
                    self.catalogue_path = Some(text);
                    self.browse(ctx, Purpose::OpenCatalogue, "command-open-catalogue", "", &["gpkg"]);
                }
                PathAnswer::Go => self.workspace.start(Job::Open(PathBuf::from(text.trim()))),
                PathAnswer::Closed => {}
            }
        }
        if let Some((purpose, mut text)) = self.view_path.take() {
            let say_name = |id| format!("{}.xlsx", say(self.session.language, id));
            let (title, name, endings): (&'static str, String, &[&str]) = match purpose {
                Purpose::SaveView => ("command-save-view", "view.hjview".into(), &["hjview"]),
                Purpose::ExportTable => ("command-export-table", say_name("table-file-name"), &TABLE_FORMATS),
                Purpose::ExportChanges => ("changes-save", say_name("changes-sheet"), &CHANGES_FORMATS),
                Purpose::SavePage => ("pages-save-html", "page.html".into(), &["html", "json"]),
                Purpose::ExportCases => ("cases-export", say_name("cases-title"), &CASES_FORMATS),
                Purpose::ImportCases => ("cases-import", String::new(), &["csv", "tsv", "txt", "xlsx"]),
                Purpose::Salvage => ("rescue-salvage", String::new(), &["gpkg"]),
                Purpose::OpenView
                | Purpose::OpenCatalogue
                | Purpose::Import
                | Purpose::Export
                | Purpose::Report
                | Purpose::ReportFolder => ("command-open-view", String::new(), &["hjview"]),
            };
            match self.path_window(ctx, title, &mut text) {
                PathAnswer::Open => self.view_path = Some((purpose, text)),
                PathAnswer::Browse => {
                    self.view_path = Some((purpose, text));
                    self.browse(ctx, purpose, title, &name, endings);
                }
                PathAnswer::Go => {
                    let path = PathBuf::from(text.trim());
                    match purpose {
                        Purpose::SaveView => self.save_view(&path.with_extension("hjview")),
                        Purpose::SavePage => self.save_page(&path),
                        Purpose::ExportTable => self.export_table(&path),
                        Purpose::ExportChanges => self.export_changes(&path),
                        Purpose::ExportCases => self.export_cases(&path),
                        Purpose::ImportCases => self.import_cases(&path),
                        Purpose::Salvage => self.salvage(&path),
                        Purpose::OpenView
                        | Purpose::OpenCatalogue
                        | Purpose::Import
                        | Purpose::Export
                        | Purpose::Report
                        | Purpose::ReportFolder => {
                            self.open_view(&path);
                        }
                    }
                }
                PathAnswer::Closed => {}
            }
        }
    }

    fn path_window(&self, ctx: &egui::Context, title: &'static str, text: &mut String) -> PathAnswer {
        let language = self.session.language;
        let mut open = true;
        let mut answer = PathAnswer::Open;
        egui::Window::new(titled(language, title))
            .id(egui::Id::unique(title))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(middle(ctx))
            .open(&mut open)
            .resizable(false)
            .show(ctx, |ui| {
                ui.horizontal(|ui| {
                    let label = ui.label(say(language, "export-path"));
                    let edit = ui.add(egui::TextEdit::singleline(text).desired_width(360.0)).labelled_by(label.id);
                    if ui.button(say(language, "button-browse")).clicked() {
                        answer = PathAnswer::Browse;
                    }
                    let entered = edit.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
                    let ready = !text.trim().is_empty();
                    if ready && (ui.button(say(language, "button-ok")).clicked() || entered) {
                        answer = PathAnswer::Go;
                    }
                });
            });
        if open { answer } else { PathAnswer::Closed }
    }

    pub(super) fn browse(
        &mut self,
        ctx: &egui::Context,
        purpose: Purpose,
        title: &'static str,
        name: &str,
        extensions: &[&str],
    ) {
        let wake = ctx.clone();
        let title = say(self.session.language, title);
        let folder = self.session.folder.clone();
        self.dialog = Some(FileDialog::show(purpose, &title, folder.as_deref(), name, extensions, move || {
            wake.request_repaint()
        }));
    }

    fn notice_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        match self.notice.as_ref().map_or(NoticeAnswer::Open, |notice| notice.answer(ctx, language)) {
            NoticeAnswer::Open => {}
            NoticeAnswer::Closed => self.notice = None,
            NoticeAnswer::Undo(batch) => {
                if self.undo_batch(batch) {
                    self.notice = None;
                }
            }
            NoticeAnswer::Rescue(wanted) => self.rescue(wanted),
        }
    }

    fn about_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let mut open = self.about;
        egui::Window::new(titled(language, "command-about"))
            .id(egui::Id::unique("about"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(middle(ctx))
            .open(&mut open)
            .default_width(480.0)
            .show(ctx, |ui| {
                ui.heading(format!("{} {}", say(language, "app-name"), env!("CARGO_PKG_VERSION")));
                let words = Message::new("about-data")
                    .with(
                        "note",
                        if self.workspace.catalogue.is_sample() {
                            say(language, "about-sample")
                        } else {
                            String::new()
                        },
                    )
                    .with("source", &self.workspace.pack.source)
                    .with("rows", self.workspace.catalogue.len())
                    .with("path", self.workspace.path.as_deref().map(|p| p.display().to_string()).unwrap_or_default())
                    .text(language);
                ui.label(words);
            });
        self.about = open;
    }
}
