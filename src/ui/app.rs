//! The window's state and its one loop: results in, orders out, then panels and map.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use egui::{CentralPanel, Panel};

use super::case_form::CaseForm;
use super::command_palette::CommandPalette;
use super::commands;
use super::composer::Composer;
use super::dialogs::{FileDialog, Purpose};
use super::editing::Editing;
use super::export_dialog::ExportDialog;
use super::frame_log::{FrameLog, SlowFrames};
use super::history::HistoryWindow;
use super::import::{ImportDialog, Look};
use super::map_panel::MapSpot;
use super::map_scene::KeptScene;
use super::map_tools::{BrushStroke, Tool};
use super::notice::Notice;
use super::painter::Textures;
use super::recovery::{Greeting, Keeper};
use super::report_dialog::ReportDialog;
use super::rescue::Damaged;
use super::session::Session;
use super::views_window::ViewsWindow;
use super::{pages, panels};
use crate::catalogue::RowConflict;
use crate::document::{Edit, Page};
use crate::export::Format;
use crate::geography::{Adcode, Pack};
use crate::language::Message;
use crate::scene::style::Ink;
use crate::scene::{Frame, Target};
use crate::workspace::file_watch::OutsideNews;
use crate::workspace::{Job, Workspace};

/// Below this width there is no room for panels on both sides, points.
const NARROW_PT: f32 = 1150.0;

/// Whether a file is a view, or a figure that carries one.
fn carries_view(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "hjview") || Format::of_path(path).is_ok()
}

/// The window.
pub struct App {
    pub(super) session: Session,
    pub(super) workspace: Workspace,
    pub(super) focus_search: bool,
    /// Whether a field had the keyboard in the last frame.
    pub(super) has_field: bool,
    pub(super) fit_district: bool,
    /// What is looked for in the help, while it is open.
    pub(super) help: Option<String>,
    /// The card the tour is at.
    pub(super) tour: Option<usize>,
    pub(super) palette: Option<CommandPalette>,
    pub(super) views: Option<ViewsWindow>,
    pub(super) tool: Tool,
    pub(super) stroke: BrushStroke,
    /// The map's scene of the last frame.
    pub(super) scene: KeptScene,
    pub(super) textures: Textures,
    /// Those of the small maps, by their place: each is painted on its own.
    pub(super) small_textures: BTreeMap<usize, Textures>,
    /// What the context menu of the map is about.
    pub(super) map_spot: Option<MapSpot>,
    /// The practice case that is being written.
    pub(super) case_form: Option<CaseForm>,
    /// What of the catalogue is being edited.
    pub(super) editing: Editing,
    /// The track whose practice cases are shown; all without.
    pub(super) cases_of: Option<String>,
    pub(super) frame: Option<Frame>,
    pub(super) shown: Option<Target>,
    pub(super) import: Option<ImportDialog>,
    pub(super) export: Option<ExportDialog>,
    /// The composer of figures.
    pub(super) composer: Composer,
    pub(super) report: Option<ReportDialog>,
    pub(super) history: Option<HistoryWindow>,
    /// Rows that were left as they are, since somebody else has changed them.
    pub(super) conflicts: Vec<RowConflict>,
    /// What other programs have done to the file that is not read yet, and the generation that lacks it.
    pub(super) outside: Option<(u64, Arc<OutsideNews>)>,
    pub(super) catalogue_path: Option<String>,
    pub(super) view_path: Option<(Purpose, String)>,
    /// A view that waits for the catalogue.
    pub(super) waiting_view: Option<PathBuf>,
    pub(super) about: bool,
    pub(super) dialog: Option<FileDialog>,
    pub(super) notice: Option<Notice>,
    /// The catalogue that could not be read last, while none has been opened since.
    pub(super) damaged: Option<Damaged>,
    pub(super) close: bool,
    /// Where the window's state is kept.
    pub(super) keeper: Option<Keeper>,
    /// What is to be said of the last run, and asked.
    pub(super) greeting: Option<Greeting>,
    /// Where frame times go, if somebody measures them.
    pub(super) frame_log: Option<FrameLog>,
    slow_frames: SlowFrames,
    frame_begun: Instant,
}

impl App {
    /// The window on the user's own catalogue, or on `file`.
    pub fn new(ctx: &egui::Context, mut session: Session, file: Option<PathBuf>) -> App {
        super::theme::install(ctx);
        let wake_ctx = ctx.clone();
        crate::interruption::wake_by(move || wake_ctx.request_repaint());
        let wake_ctx = ctx.clone();
        let mut notice = None;
        let pack = crate::workspace::pack(session.pack.as_deref()).unwrap_or_else(|error| {
            notice = Some(Notice::error(&error, session.language));
            Pack::bundled()
        });
        session.pack = session.pack.filter(|_| pack.id != Pack::bundled().id);
        let wake = Arc::new(move || wake_ctx.request_repaint());
        let mut workspace = Workspace::on(pack, std::mem::take(&mut session.document), wake);
        if let Some(work) = session.work.take() {
            session.keep_draft(work);
        }
        let own = crate::workspace::own_catalogue();
        // It is remembered, and the next start may be from another folder.
        let file = file.map(|path| std::path::absolute(&path).unwrap_or(path));
        let (view, catalogue) = match file {
            Some(path) if carries_view(&path) => (Some(path), None),
            file => (None, file),
        };
        let last = || session.catalogue.clone().filter(|path| path.exists());
        match (catalogue.or_else(last), own) {
            (Some(path), _) => workspace.start(Job::Open(path)),
            (None, Some(path)) => workspace.start(Job::OpenOrCreateSample(path)),
            (None, None) => notice = Some(Notice::failed("ui-no-data-folder", String::new(), session.language)),
        }
        let mut app = App {
            session,
            workspace,
            focus_search: false,
            has_field: false,
            fit_district: false,
            help: None,
            tour: None,
            palette: None,
            views: None,
            tool: Tool::Move,
            stroke: BrushStroke::default(),
            scene: KeptScene::default(),
            textures: Textures::default(),
            small_textures: BTreeMap::new(),
            map_spot: None,
            case_form: None,
            editing: Editing::default(),
            cases_of: None,
            frame: None,
            shown: None,
            import: None,
            export: None,
            composer: Composer::default(),
            report: None,
            history: None,
            conflicts: Vec::new(),
            outside: None,
            catalogue_path: None,
            view_path: None,
            waiting_view: None,
            about: false,
            dialog: None,
            notice,
            damaged: None,
            close: false,
            keeper: None,
            greeting: None,
            frame_log: None,
            slow_frames: SlowFrames::default(),
            frame_begun: Instant::now(),
        };
        app.tour = (!app.session.tour_seen).then_some(0);
        ctx.set_zoom_factor(app.session.zoom.clamp(0.5, 3.0));
        if let Some(path) = view {
            app.open_view(&path);
        }
        app
    }

    /// The workspace behind the window.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The same, to be changed as the window would.
    pub fn workspace_mut(&mut self) -> &mut Workspace {
        &mut self.workspace
    }

    /// The state that survives a restart.
    pub fn session_to_keep(&self) -> Session {
        Session { document: self.workspace.document().clone(), ..self.session_but_for_document() }
    }

    /// The same without what the user chose, which may be large.
    pub(super) fn session_but_for_document(&self) -> Session {
        let (work, drafts) = self.work_to_keep();
        Session { work, drafts, ..self.session.clone() }
    }

    pub(super) fn inform(&mut self, message: Message) {
        self.notice = Some(Notice::done(&message, self.session.language));
    }

    pub(super) fn open_import(&mut self, path: PathBuf) {
        let author = self.session.author.clone();
        let dialog = self.import.get_or_insert_with(|| ImportDialog::new(&author));
        dialog.set_path(&path);
        self.look(Look::Read);
    }

    /// Looks at the file of the import dialog.
    pub(super) fn look(&mut self, look: Look) {
        if let Some(dialog) = &self.import {
            let source = dialog.source().filter(|_| look == Look::Again);
            // What was understood once is taken up where the user has not said anything yet.
            let recipes = source.is_none().then(crate::workspace::recipes::folder);
            self.workspace.start(Job::Propose { path: dialog.path(), source, options: dialog.options(), recipes });
        }
    }

    fn take_drops(&mut self, ctx: &egui::Context) {
        let dropped: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_path_buf()).collect());
        for path in dropped {
            self.open_file(&path);
        }
    }

    /// Opens a catalogue or a view; anything else is there to be imported.
    pub(super) fn open_file(&mut self, path: &Path) {
        match path.extension().and_then(|e| e.to_str()) {
            Some("gpkg") => self.workspace.start(Job::Open(path.to_owned())),
            _ if carries_view(path) => self.open_view(path),
            _ if self.import.as_mut().is_none_or(ImportDialog::ask_to_leave) => self.open_import(path.to_owned()),
            _ => {}
        }
    }

    pub(super) fn ink(&self) -> Ink {
        if self.session.dark { Ink::dark() } else { Ink::light() }
    }

    /// Whether the left and the right panel have room in a window of this width, points. Pages use the whole width; a
    /// narrow window has one panel, the profile while a district is chosen.
    fn side_panels(&self, width: f32) -> (bool, bool) {
        let document = self.workspace.document();
        let is_narrow = width < NARROW_PT;
        let is_map = document.page == Page::Map;
        let profile = self.session.profile_open && is_map && (document.district.is_some() || !is_narrow);
        let profile = profile || (is_map && self.editing.placing.is_some());
        (self.session.filters_open && !(is_narrow && profile), profile)
    }

    pub(super) fn choose(&mut self, code: Adcode) {
        self.shown = None;
        self.session.profile_open = true;
        self.workspace.edit(Edit::District(Some(code)));
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.frame_begun = Instant::now();
        self.take_results();
        self.take_drops(ctx);
        for action in commands::pressed(ctx) {
            self.order(ctx, action);
        }
        // The keys of the window's own magnification change it, too.
        self.session.zoom = ctx.zoom_factor();
        // A gesture has ended when nothing is held down: what follows is another step of undo.
        if ctx.input(|i| !i.pointer.any_down() && i.keys_down.is_empty()) {
            self.workspace.history().end_gesture();
        }
        if self.close || crate::interruption::is_stopping() {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let theme = if self.session.dark { egui::Theme::Dark } else { egui::Theme::Light };
        ui.set_theme(theme);
        let numbers = self.workspace.numbers(self.session.dark);
        let edge = super::theme::edge(ui.style());
        let mut orders = Panel::top("top").frame(edge).show(ui, |ui| panels::top_ui(ui, self)).inner;
        self.outside_ui(ui);
        Panel::bottom("status").frame(edge).show(ui, |ui| panels::status_ui(ui, self, numbers.as_ref()));
        if let Some(numbers) = &numbers {
            let (filters, profile) = self.side_panels(ui.available_width());
            if filters {
                Panel::left("filters")
                    .frame(edge)
                    .default_size(290.0)
                    .size_range(240.0..=420.0)
                    .show(ui, |ui| panels::left_ui(ui, self, numbers));
            }
            if profile && self.editing.placing.is_some() {
                Panel::right("placing")
                    .frame(edge)
                    .default_size(380.0)
                    .size_range(320.0..=620.0)
                    .show(ui, |ui| self.placing_ui(ui));
            } else if profile {
                Panel::right("profile")
                    .frame(edge)
                    .default_size(380.0)
                    .size_range(300.0..=620.0)
                    .show(ui, |ui| panels::right_ui(ui, self, numbers));
            }
        }
        if let Some(numbers) = numbers.as_ref().filter(|_| self.workspace.document().table.open) {
            Panel::bottom("table")
                .frame(edge)
                .resizable(true)
                .default_size((ui.available_height() * 0.35).clamp(130.0, 260.0))
                .size_range(120.0..=700.0)
                .show(ui, |ui| super::table_panel::table_ui(ui, self, numbers));
        }
        let page = self.workspace.document().page;
        Panel::top("pages").frame(edge).show(ui, |ui| pages::tabs_ui(ui, self));
        CentralPanel::no_frame().show(ui, |ui| match &numbers {
            Some(numbers) if page == Page::Map => self.map_panel(ui, numbers),
            Some(numbers) => pages::page_ui(ui, self, page, numbers),
            None => orders.extend(self.opening_ui(ui)),
        });
        let ctx = ui.ctx().clone();
        self.windows(&ctx);
        for action in orders {
            self.order(&ctx, action);
        }
        self.workspace.end_frame();
        self.keep_state(&ctx, numbers.is_some());
        self.slow_frames.note(self.frame_begun.elapsed());
        if let Some(log) = &mut self.frame_log {
            log.note(
                self.frame_begun,
                frame.info().cpu_usage,
                numbers.is_some() && !self.workspace.catalogue.is_empty(),
            );
            ctx.request_repaint();
        }
    }

    /// The map's paper, which the painter then need not fill.
    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        super::painter::color32(self.ink().paper).to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.end_state();
        log::info!("the window is closed");
    }
}
