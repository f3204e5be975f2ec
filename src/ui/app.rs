//! The window's state and its one loop: results in, orders out, then panels and map.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{CentralPanel, Panel};

use super::batches_window::batches_ui;
use super::commands::{self, Action};
use super::dialogs::{FileDialog, Purpose};
use super::export_dialog::ExportDialog;
use super::import_dialog::ImportDialog;
use super::map_view::{self, MapEvents};
use super::painter::Textures;
use super::session::Session;
use super::{card, panels};
use crate::document::{Camera, Document, Edit, read_view, write_view};
use crate::geography::Adcode;
use crate::language::{Message, say};
use crate::layers::{MapInput, Numbers};
use crate::report::Report;
use crate::scene::style::Ink;
use crate::scene::{Frame, Target};
use crate::store::Batch;
use crate::workspace::{Job, Outcome, Workspace, figure};

/// The window.
pub struct App {
    pub(super) session: Session,
    pub(super) workspace: Workspace,
    pub(super) focus_search: bool,
    pub(super) fit_district: bool,
    textures: Textures,
    frame: Option<Frame>,
    shown: Option<Target>,
    import: Option<ImportDialog>,
    export: Option<ExportDialog>,
    batches: Option<Vec<Batch>>,
    catalogue_path: Option<String>,
    view_path: Option<(Purpose, String)>,
    about: bool,
    dialog: Option<FileDialog>,
    notice: Option<Notice>,
    close: bool,
    /// Seconds the program's own part of the last frame took.
    pub own_seconds: f64,
}

/// Something to tell the user until they close it.
#[derive(Clone, Debug)]
struct Notice {
    is_error: bool,
    report: Report,
}

impl App {
    /// The window on the user's own catalogue, or on `file`.
    pub fn new(ctx: &egui::Context, session: Session, file: Option<PathBuf>) -> App {
        super::theme::install(ctx);
        let wake_ctx = ctx.clone();
        let mut workspace = Workspace::new(session.document.clone(), Arc::new(move || wake_ctx.request_repaint()));
        let own = crate::workspace::own_catalogue();
        let wanted = file.or_else(|| session.catalogue.clone().filter(|path| path.exists()));
        let mut app_notice = None;
        match (wanted, own) {
            (Some(path), _) if path.extension().is_some_and(|e| e == "hjview") => {
                match std::fs::read_to_string(&path)
                    .map_err(|e| e.to_string())
                    .and_then(|t| read_view(&t).map_err(|e| e.to_string()))
                {
                    Ok(document) => workspace.edit(Edit::Replace(Box::new(document))),
                    Err(error) => app_notice = Some(Notice::failed("ui-view-unreadable", error, session.language)),
                }
                if let Some(own) = crate::workspace::own_catalogue() {
                    workspace.start(Job::OpenOrCreateSample(own));
                }
            }
            (Some(path), _) => workspace.start(Job::Open(path)),
            (None, Some(path)) => workspace.start(Job::OpenOrCreateSample(path)),
            (None, None) => app_notice = Some(Notice::failed("ui-no-data-folder", String::new(), session.language)),
        }
        App {
            session,
            workspace,
            focus_search: false,
            fit_district: false,
            textures: Textures::default(),
            frame: None,
            shown: None,
            import: None,
            export: None,
            batches: None,
            catalogue_path: None,
            view_path: None,
            about: false,
            dialog: None,
            notice: app_notice,
            close: false,
            own_seconds: 0.0,
        }
    }

    /// The workspace behind the window.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The state that survives a restart.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Whether a command can be given now.
    pub(super) fn can(&self, action: Action) -> bool {
        match action {
            Action::Undo => self.workspace.can_undo(),
            Action::Redo => self.workspace.can_redo(),
            Action::ClearFilter => !self.workspace.document().filter.is_empty(),
            Action::FitDistrict => self.workspace.document().district.is_some(),
            Action::Import | Action::Batches | Action::Export => self.workspace.path.is_some(),
            _ => true,
        }
    }

    /// Shows the card of an enterprise, and the map around it if it is drawn.
    pub(super) fn open_enterprise(&mut self, id: i64) {
        self.shown = Some(Target::Enterprise(id));
        let row = self.workspace.catalogue.row_of(id).map(|r| self.workspace.catalogue.row(r));
        if let Some(position) = row.and_then(|r| r.position()) {
            let height_m = self.workspace.document().camera.map_or(6000.0, |c| c.height_m.min(6000.0));
            self.workspace.edit(Edit::Camera(Some(Camera { centre: crate::geography::project(position), height_m })));
        }
    }

    fn order(&mut self, ctx: &egui::Context, action: Action) {
        if !self.can(action) {
            return;
        }
        let language = self.session.language;
        match action {
            Action::OpenCatalogue => self.catalogue_path = Some(String::new()),
            Action::Import => self.import = Some(ImportDialog::new(&self.session.author)),
            Action::Batches => {
                if let Some(path) = self.workspace.path.clone() {
                    self.workspace.start(Job::Batches(path));
                }
            }
            Action::Export => {
                let mut dialog = ExportDialog::default();
                let folder = self.session.folder.clone().or_else(crate::workspace::pictures_folder).unwrap_or_default();
                dialog.path = folder.join(dialog.suggested(&say(language, "export-file-name"))).display().to_string();
                self.export = Some(dialog);
            }
            Action::SaveView => self.view_path = Some((Purpose::SaveView, String::new())),
            Action::OpenView => self.view_path = Some((Purpose::OpenView, String::new())),
            Action::Quit => self.close = true,
            Action::Undo => self.workspace.history().undo(),
            Action::Redo => self.workspace.history().redo(),
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
                    crate::language::Language::Zh => crate::language::Language::En,
                    crate::language::Language::En => crate::language::Language::Zh,
                };
            }
            Action::Search => self.focus_search = true,
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

    fn take_results(&mut self) {
        if let Some(outcome) = self.workspace.finished() {
            self.take(outcome);
        }
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
                    Purpose::SaveView | Purpose::OpenView => self.view_path = Some((purpose, text)),
                }
            }
        }
    }

    fn take(&mut self, outcome: Arc<Outcome>) {
        let language = self.session.language;
        let Some(outcome) = Arc::into_inner(outcome) else { return };
        match outcome {
            Outcome::Opened { path, catalogue } => {
                self.workspace.show(&path, catalogue);
                self.session.catalogue = Some(path).filter(|p| crate::workspace::own_catalogue().as_ref() != Some(p));
                self.shown = None;
            }
            Outcome::Proposed(proposal) => {
                if let Some(dialog) = &mut self.import {
                    dialog.proposed(*proposal);
                }
            }
            Outcome::Applied { batch, path, catalogue } => {
                self.workspace.show(&path, catalogue);
                self.import = None;
                self.inform(Message::new("import-done").with("batch", batch.0));
            }
            Outcome::Batches(batches) => self.batches = Some(batches),
            Outcome::Undone { outcome, batches, path, catalogue } => {
                self.workspace.show(&path, catalogue);
                self.batches = Some(batches);
                let words = Message::new("batches-undone-done")
                    .with("restored", outcome.restored)
                    .with("conflicts", outcome.conflicts.len());
                self.inform(words);
            }
            Outcome::Exported { path, bytes } => {
                self.export = None;
                self.inform(Message::new("export-done").with("kilobytes", bytes.div_ceil(1024)).with("path", &path));
            }
            Outcome::Cancelled => {}
            Outcome::Failed(error) => {
                self.notice = Some(Notice { is_error: true, report: Report::new(&*error, language) })
            }
        }
    }

    fn inform(&mut self, message: Message) {
        let language = self.session.language;
        let report = Report { message: message.text(language), hint: message.hint(language), causes: Vec::new() };
        self.notice = Some(Notice { is_error: false, report });
    }

    fn open_import(&mut self, path: PathBuf) {
        let author = self.session.author.clone();
        let dialog = self.import.get_or_insert_with(|| ImportDialog::new(&author));
        dialog.set_path(&path);
        self.propose();
    }

    fn propose(&mut self) {
        if let Some(dialog) = &self.import {
            self.workspace.start(Job::Propose { path: dialog.path(), options: dialog.options() });
        }
    }

    fn take_drops(&mut self, ctx: &egui::Context) {
        let dropped: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_path_buf()).collect());
        for path in dropped {
            match path.extension().and_then(|e| e.to_str()) {
                Some("gpkg") => self.workspace.start(Job::Open(path)),
                Some("hjview") => self.open_view(&path),
                _ => self.open_import(path),
            }
        }
    }

    fn open_view(&mut self, path: &std::path::Path) {
        let language = self.session.language;
        match std::fs::read_to_string(path) {
            Ok(text) => match read_view(&text) {
                Ok(document) => self.workspace.edit(Edit::Replace(Box::new(document))),
                Err(error) => self.notice = Some(Notice { is_error: true, report: Report::new(&error, language) }),
            },
            Err(error) => self.notice = Some(Notice::failed("ui-view-unreadable", error.to_string(), language)),
        }
    }

    fn save_view(&mut self, path: &std::path::Path) {
        let language = self.session.language;
        let result = crate::export::write_atomically(path, write_view(self.workspace.document()).as_bytes());
        match result {
            Ok(()) => self.inform(Message::new("ui-view-saved").with("path", path)),
            Err(error) => self.notice = Some(Notice { is_error: true, report: Report::new(&error, language) }),
        }
    }

    fn map_ui(&mut self, ui: &mut egui::Ui, numbers: &Arc<Numbers>) -> MapEvents {
        let bounds = self.workspace.pack.bounds();
        let language = self.session.language;
        if std::mem::take(&mut self.fit_district)
            && let Some(district) = self.workspace.document().district
            && let Some((min, max)) = figure::district_bounds(&[district], &self.workspace.basemap)
        {
            let size = self.frame.map_or([800.0, 600.0], |f| f.size_pt);
            self.workspace.edit(Edit::Camera(Some(Camera::of(&Frame::fit(min, max, size, 40.0)))));
        }
        let camera = self.workspace.document().camera;
        let (response, before) = map_view::allocate(ui, camera, bounds, &say(language, "map-name"));
        let frame = map_view::navigate(ui, &response, before, bounds);
        if frame != before {
            self.workspace.edit(Edit::Camera(Some(Camera::of(&frame))));
        }
        self.frame = Some(frame);
        let ink = if self.session.dark { Ink::dark() } else { Ink::light() };
        let document = self.workspace.document();
        let input = MapInput {
            pack: &self.workspace.pack,
            basemap: &self.workspace.basemap,
            catalogue: &self.workspace.catalogue,
            numbers,
            settings: &document.layers,
            district: document.district,
            frame,
            language,
            ink: &ink,
        };
        let credit = Message::new("map-credit")
            .with("source", &self.workspace.pack.source)
            .with("date", self.workspace.catalogue.data_date())
            .text(language);
        let events = map_view::show(ui, &response, &input, &credit, &mut self.textures);
        if let Some(target) = &events.hovered {
            let (catalogue, pack) = (&self.workspace.catalogue, &self.workspace.pack);
            response.on_hover_ui_at_pointer(|ui| card::hover_ui(ui, target, catalogue, pack, numbers, language));
        }
        events
    }

    fn take_map(&mut self, events: MapEvents) {
        match events.clicked {
            Some(Some(Target::District(code))) => self.choose(code),
            Some(Some(target)) => self.shown = Some(target),
            Some(None) => self.shown = None,
            None => {}
        }
        self.own_seconds = events.seconds;
    }

    fn choose(&mut self, code: Adcode) {
        self.shown = None;
        self.session.profile_open = true;
        self.workspace.edit(Edit::District(Some(code)));
    }

    fn windows(&mut self, ctx: &egui::Context) {
        self.card_window(ctx);
        self.import_window(ctx);
        self.export_window(ctx);
        self.batches_window(ctx);
        self.path_windows(ctx);
        self.notice_window(ctx);
        self.about_window(ctx);
    }

    fn card_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(target) = self.shown.clone() else { return };
        let (catalogue, pack) = (self.workspace.catalogue.clone(), self.workspace.pack.clone());
        let mut open = true;
        let mut next = None;
        egui::Window::new(say(language, "card-title"))
            .id(egui::Id::unique("card"))
            .open(&mut open)
            .default_width(360.0)
            .default_pos(egui::pos2(340.0, 90.0))
            .vscroll(true)
            .show(ctx, |ui| match &target {
                Target::Enterprise(id) => {
                    if let Some(row) = catalogue.row_of(*id) {
                        card::enterprise_ui(ui, catalogue.row(row), &catalogue, &pack, language);
                    }
                }
                Target::Cluster(ids) => {
                    ui.label(Message::new("card-cluster").with("n", ids.len()).text(language));
                    for row in ids.iter().filter_map(|id| catalogue.row_of(*id)).map(|r| catalogue.row(r)) {
                        if ui.link(row.label(language)).clicked() {
                            next = Some(Target::Enterprise(row.id()));
                        }
                    }
                }
                Target::District(_) => {}
            });
        if !open {
            self.shown = None;
        } else if next.is_some() {
            self.shown = next;
        }
    }

    fn import_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(mut dialog) = self.import.take() else { return };
        let mut open = true;
        let mut events = super::import_dialog::ImportEvents::default();
        egui::Window::new(say(language, "import-title"))
            .id(egui::Id::unique("import"))
            .open(&mut open)
            .default_size([760.0, 520.0])
            .show(ctx, |ui| events = dialog.ui(ui, self.workspace.working().is_some(), language));
        if open {
            self.session.author.clone_from(&dialog.author);
            self.import = Some(dialog);
        }
        if events.browse {
            self.browse(ctx, Purpose::Import, "import-title", "", &["csv", "tsv", "txt"]);
        }
        if events.read {
            self.propose();
        }
        if let (Some(changes), Some(path)) = (events.apply, self.workspace.path.clone()) {
            self.workspace.start(Job::Apply { path, changes });
        }
        if let Some((path, bytes)) = events.rejects {
            match crate::export::write_atomically(&path, &bytes) {
                Ok(()) => self.inform(Message::new("import-rejects-saved").with("path", &path)),
                Err(error) => self.notice = Some(Notice { is_error: true, report: Report::new(&error, language) }),
            }
        }
    }

    fn export_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(mut dialog) = self.export.take() else { return };
        let mut open = true;
        let mut events = super::export_dialog::ExportEvents::default();
        let document = self.document_as_seen();
        egui::Window::new(say(language, "export-window"))
            .id(egui::Id::unique("export"))
            .open(&mut open)
            .resizable(false)
            .show(ctx, |ui| events = dialog.ui(ui, &document, language));
        let suggested = dialog.suggested(&say(language, "export-file-name"));
        if open {
            self.export = Some(dialog);
        }
        if events.browse {
            self.browse(ctx, Purpose::Export, "export-window", &suggested, &["png", "svg", "pdf"]);
        }
        if let Some(order) = events.order {
            self.workspace.start(Job::Export(Box::new(order)));
        }
    }

    /// The document with the camera that the window has, also where it only fits the city.
    fn document_as_seen(&self) -> Document {
        let document = self.workspace.document();
        match (document.camera, self.frame) {
            (None, Some(frame)) => document.edited(Edit::Camera(Some(Camera::of(&frame)))),
            _ => document.clone(),
        }
    }

    fn batches_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(batches) = self.batches.take() else { return };
        let mut open = true;
        let mut undo = None;
        egui::Window::new(say(language, "command-batches"))
            .id(egui::Id::unique("batches"))
            .open(&mut open)
            .default_width(520.0)
            .show(ctx, |ui| undo = batches_ui(ui, &batches, language));
        if open {
            self.batches = Some(batches);
        }
        if let (Some(batch), Some(path)) = (undo, self.workspace.path.clone()) {
            self.workspace.start(Job::Undo { path, batch });
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
            let title = if purpose == Purpose::SaveView { "command-save-view" } else { "command-open-view" };
            match self.path_window(ctx, title, &mut text) {
                PathAnswer::Open => self.view_path = Some((purpose, text)),
                PathAnswer::Browse => {
                    self.view_path = Some((purpose, text));
                    self.browse(ctx, purpose, title, "view.hjview", &["hjview"]);
                }
                PathAnswer::Go if purpose == Purpose::SaveView => {
                    self.save_view(&PathBuf::from(text.trim()).with_extension("hjview"));
                }
                PathAnswer::Go => self.open_view(&PathBuf::from(text.trim())),
                PathAnswer::Closed => {}
            }
        }
    }

    fn path_window(&self, ctx: &egui::Context, title: &'static str, text: &mut String) -> PathAnswer {
        let language = self.session.language;
        let mut open = true;
        let mut answer = PathAnswer::Open;
        egui::Window::new(say(language, title)).id(egui::Id::unique(title)).open(&mut open).resizable(false).show(
            ctx,
            |ui| {
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
            },
        );
        if open { answer } else { PathAnswer::Closed }
    }

    fn browse(&mut self, ctx: &egui::Context, purpose: Purpose, title: &'static str, name: &str, extensions: &[&str]) {
        let wake = ctx.clone();
        let title = say(self.session.language, title);
        let folder = self.session.folder.clone();
        self.dialog = Some(FileDialog::show(purpose, &title, folder.as_deref(), name, extensions, move || {
            wake.request_repaint()
        }));
    }

    fn notice_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let Some(notice) = self.notice.clone() else { return };
        let mut open = true;
        let mut dismissed = false;
        let title = say(language, if notice.is_error { "notice-error" } else { "notice-done" });
        egui::Window::new(title)
            .id(egui::Id::unique("notice"))
            .open(&mut open)
            .collapsible(false)
            .resizable(false)
            .anchor(egui::Align2::CENTER_TOP, [0.0, 80.0])
            .show(ctx, |ui| {
                ui.set_max_width(520.0);
                ui.label(&notice.report.message);
                for cause in &notice.report.causes {
                    ui.label(egui::RichText::new(cause).small().weak());
                }
                if let Some(hint) = &notice.report.hint {
                    ui.label(egui::RichText::new(hint).strong());
                }
                dismissed = ui.button(say(language, "button-close")).clicked();
            });
        if !open || dismissed {
            self.notice = None;
        }
    }

    fn about_window(&mut self, ctx: &egui::Context) {
        let language = self.session.language;
        let mut open = self.about;
        egui::Window::new(say(language, "command-about"))
            .id(egui::Id::unique("about"))
            .open(&mut open)
            .default_width(480.0)
            .show(ctx, |ui| {
                ui.heading(format!("{} {}", say(language, "app-name"), env!("CARGO_PKG_VERSION")));
                let words = Message::new("about-data")
                    .with("source", &self.workspace.pack.source)
                    .with("rows", self.workspace.catalogue.len())
                    .with("path", self.workspace.path.as_deref().map(|p| p.display().to_string()).unwrap_or_default())
                    .text(language);
                ui.label(words);
            });
        self.about = open;
    }
}

enum PathAnswer {
    Open,
    Browse,
    Go,
    Closed,
}

impl Notice {
    fn failed(id: &'static str, cause: String, language: crate::language::Language) -> Notice {
        let message = Message::new(id);
        let causes = if cause.is_empty() { Vec::new() } else { vec![cause] };
        Notice {
            is_error: true,
            report: Report { message: message.text(language), hint: message.hint(language), causes },
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.take_results();
        self.take_drops(ctx);
        for action in commands::pressed(ctx) {
            self.order(ctx, action);
        }
        // A gesture has ended when nothing is held down: what follows is another step of undo.
        if ctx.input(|i| !i.pointer.any_down() && i.keys_down.is_empty()) {
            self.workspace.history().end_gesture();
        }
        if self.close {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let theme = if self.session.dark { egui::Theme::Dark } else { egui::Theme::Light };
        ui.set_theme(theme);
        let numbers = self.workspace.numbers(self.session.dark);
        let orders = Panel::top("top").show(ui, |ui| panels::top_ui(ui, self)).inner;
        Panel::bottom("status").show(ui, |ui| panels::status_ui(ui, self, numbers.as_ref()));
        if let Some(numbers) = &numbers {
            if self.session.filters_open {
                Panel::left("filters")
                    .default_size(290.0)
                    .size_range(240.0..=420.0)
                    .show(ui, |ui| panels::left_ui(ui, self, numbers));
            }
            if self.session.profile_open {
                Panel::right("profile")
                    .default_size(380.0)
                    .size_range(300.0..=620.0)
                    .show(ui, |ui| panels::right_ui(ui, self, numbers));
            }
        }
        let events = CentralPanel::no_frame().show(ui, |ui| match &numbers {
            Some(numbers) => self.map_ui(ui, numbers),
            None => {
                ui.centered_and_justified(|ui| ui.label(say(self.session.language, "map-loading")));
                MapEvents::default()
            }
        });
        self.take_map(events.inner);
        let ctx = ui.ctx().clone();
        self.windows(&ctx);
        for action in orders {
            self.order(&ctx, action);
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        self.session.document = self.workspace.document().clone();
        eframe::set_value(storage, Session::KEY, &self.session);
    }
}
