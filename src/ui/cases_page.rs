//! Practice cases by technology track: a table the user fills, linked to enterprises.

use std::sync::Arc;

use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::app::App;
use super::case_form::CaseForm;
use super::dialogs::Purpose;
use crate::catalogue::{CaseChange, PracticeCase};
use crate::language::{Message, say};
use crate::workspace::cases_file;

/// What the user did on the page.
#[derive(Default)]
struct CasesEvents {
    form: Option<CaseForm>,
    delete: Option<PracticeCase>,
    undo: bool,
    enterprise: Option<i64>,
    track: Option<Option<String>>,
    copy: bool,
    export: bool,
    add: bool,
}

/// Draws the page.
pub fn cases_ui(ui: &mut Ui, app: &mut App) {
    let mut events = CasesEvents::default();
    let shown = shown(app);
    head_ui(ui, app, &shown, &mut events);
    if shown.is_empty() {
        ui.add_space(12.0);
        ui.label(RichText::new(say(app.session.language, "cases-none")).weak());
    } else {
        table_ui(ui, app, &shown, &mut events);
    }
    take(ui, app, events, &shown);
}

/// The cases of the chosen track, in the order of tracks, then years.
fn shown(app: &App) -> Vec<PracticeCase> {
    let taxonomy = app.workspace.catalogue.taxonomy();
    let of = app.cases_of.as_ref();
    let mut shown: Vec<PracticeCase> =
        app.workspace.cases.iter().filter(|c| of.is_none_or(|track| c.track == *track)).cloned().collect();
    shown.sort_by_key(|c| (taxonomy.index_of(&c.track).unwrap_or(usize::MAX), std::cmp::Reverse(c.year), c.id));
    shown
}

fn head_ui(ui: &mut Ui, app: &App, shown: &[PracticeCase], events: &mut CasesEvents) {
    let language = app.session.language;
    ui.heading(say(language, "cases-title"));
    ui.label(RichText::new(say(language, "cases-note")).small().weak());
    ui.horizontal_wrapped(|ui| {
        if ui.button(say(language, "case-add")).clicked() {
            events.form = Some(CaseForm::new(app.cases_of.clone().unwrap_or_default()));
        }
        events.add =
            ui.button(say(language, "cases-import")).on_hover_text(say(language, "cases-import-help")).clicked();
        let undo = app.workspace.case_undo_job().is_some();
        events.undo = ui.add_enabled(undo, egui::Button::new(say(language, "cases-undo"))).clicked();
        events.copy = ui.add_enabled(!shown.is_empty(), egui::Button::new(say(language, "table-copy"))).clicked();
        events.export = ui.add_enabled(!shown.is_empty(), egui::Button::new(say(language, "cases-export"))).clicked();
        ui.separator();
        let taxonomy = app.workspace.catalogue.taxonomy();
        let count = |id: &str| app.workspace.cases.iter().filter(|c| c.track == id).count();
        let all = Message::new("cases-all").with("n", app.workspace.cases.len()).text(language);
        let label = ui.label(say(language, "case-track"));
        let named =
            |id: &str, name: &str| Message::new("cases-of").with("track", name).with("n", count(id)).text(language);
        let chosen = app.cases_of.as_deref().and_then(|id| taxonomy.index_of(id)).and_then(|t| taxonomy.get(t));
        let words = chosen.map_or_else(|| all.clone(), |t| named(&t.id, t.name.get(language)));
        let list = egui::ComboBox::from_id_salt("cases-of").selected_text(words).width(220.0).show_ui(ui, |ui| {
            if ui.selectable_label(app.cases_of.is_none(), &all).clicked() {
                events.track = Some(None);
            }
            for track in taxonomy.tracks() {
                let is_chosen = app.cases_of.as_ref() == Some(&track.id);
                if ui.selectable_label(is_chosen, named(&track.id, track.name.get(language))).clicked() {
                    events.track = Some(Some(track.id.clone()));
                }
            }
        });
        list.response.labelled_by(label.id);
    });
    ui.separator();
}

fn table_ui(ui: &mut Ui, app: &App, shown: &[PracticeCase], events: &mut CasesEvents) {
    let language = app.session.language;
    let (catalogue, taxonomy) = (&app.workspace.catalogue, app.workspace.catalogue.taxonomy());
    let height = ui.text_style_height(&egui::TextStyle::Body) + 5.0;
    let heads = ["case-track", "case-title", "case-institution", "case-year", "case-source", "case-enterprises", ""];
    egui::ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        let mut table = TableBuilder::new(ui)
            .striped(true)
            .sense(egui::Sense::click())
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .auto_shrink(false);
        for width in [140.0, 250.0, 150.0, 52.0, 190.0, 210.0, 110.0] {
            table = table.column(Column::initial(width).at_least(40.0).clip(true).resizable(true));
        }
        let head = table.header(height + 2.0, |mut header| {
            for words in heads {
                header.col(|ui| {
                    if !words.is_empty() {
                        ui.label(RichText::new(say(language, words)).small().strong());
                    }
                });
            }
        });
        head.body(|body| {
            body.rows(height, shown.len(), |mut line| {
                let case = &shown[line.index()];
                let track = taxonomy.index_of(&case.track).and_then(|t| taxonomy.get(t));
                let track = track.map_or_else(|| case.track.clone(), |t| t.name.get(language).to_owned());
                let year = case.year.map(|y| y.to_string()).unwrap_or_default();
                for text in [&track, &case.title, &case.institution, &year, &case.source] {
                    line.col(|ui| {
                        ui.add(egui::Label::new(text).truncate().selectable(false));
                    });
                }
                line.col(|ui| {
                    for row in case.enterprises.iter().filter_map(|id| catalogue.row_of(*id)) {
                        let row = catalogue.row(row);
                        if ui.link(row.label(language)).clicked() {
                            events.enterprise = Some(row.id());
                        }
                    }
                });
                line.col(|ui| {
                    if ui.small_button(say(language, "case-edit-short")).clicked() {
                        events.form = Some(CaseForm::of(case));
                    }
                    if ui.small_button(say(language, "views-remove")).clicked() {
                        events.delete = Some(case.clone());
                    }
                });
                if line.response().double_clicked() {
                    events.form = Some(CaseForm::of(case));
                }
            });
        });
    });
}

fn take(ui: &Ui, app: &mut App, events: CasesEvents, shown: &[PracticeCase]) {
    let language = app.session.language;
    if let Some(form) = events.form {
        app.case_form = Some(form);
    }
    if let Some(track) = events.track {
        app.cases_of = track;
    }
    let job = match events.delete {
        Some(case) => app.workspace.case_job(vec![CaseChange { before: Some(case), after: None }]),
        None if events.undo => app.workspace.case_undo_job(),
        None => None,
    };
    app.change_cases(job);
    if events.copy {
        let text = cases_file::table(shown, &app.workspace.catalogue, language).tsv();
        ui.copy_text(text);
        app.inform(Message::new("table-copied").with("n", shown.len()));
    }
    if events.export {
        let folder = app.save_folder();
        let name = format!("{}.xlsx", say(language, "cases-title"));
        app.view_path = Some((Purpose::ExportCases, folder.join(name).display().to_string()));
    }
    if events.add {
        app.view_path = Some((Purpose::ImportCases, String::new()));
    }
    if let Some(id) = events.enterprise {
        app.workspace.edit(crate::document::Edit::Page(crate::document::Page::Map));
        app.open_enterprise(id);
    }
}

impl App {
    /// Writes the cases as they are shown.
    pub(super) fn export_cases(&mut self, path: &std::path::Path) {
        let (rows, catalogue) = (shown(self), Arc::clone(&self.workspace.catalogue));
        let placed = cases_file::write(path, &rows, &catalogue, self.session.language);
        self.saved("ui-saved", placed.map(|placed| (path.to_owned(), placed)));
    }

    /// Adds the cases of a spreadsheet as one change that can be taken back.
    pub(super) fn import_cases(&mut self, path: &std::path::Path) {
        let language = self.session.language;
        match cases_file::read(path, &self.workspace.catalogue, &self.workspace.pack) {
            Ok(read) => {
                let words = Message::new("cases-read").with("n", read.cases.len()).with("faults", read.faults.len());
                let lines: Vec<String> = read.faults.iter().map(|fault| fault.message().text(language)).collect();
                let change = |case| CaseChange { before: None, after: Some(case) };
                let changes: Vec<CaseChange> = read.cases.into_iter().map(change).collect();
                self.change_cases(self.workspace.case_job(changes));
                self.notice = Some(super::notice::Notice::listed(&words, lines, language));
            }
            Err(error) => self.notice = Some(super::notice::Notice::error(&*error, language)),
        }
    }
}
