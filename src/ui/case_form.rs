//! The form a practice case is written in.

use egui::{RichText, Ui};
use serde::{Deserialize, Serialize};

use super::app::App;
use super::leaving::Leaving;
use crate::catalogue::{CaseChange, Catalogue, Filter, PracticeCase, Taxonomy};
use crate::language::{Language, say};

/// Enterprises offered for what is typed.
const OFFERED: usize = 6;

/// A case that is being written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseForm {
    /// As it was; none for a new one.
    before: Option<PracticeCase>,
    case: PracticeCase,
    /// The year as typed.
    year: String,
    /// What is typed to find an enterprise.
    search: String,
    #[serde(skip)]
    leaving: Leaving,
    #[serde(skip)]
    is_focused: bool,
}

/// What the user did in the form.
enum Answer {
    Open,
    Save,
    Close,
}

impl CaseForm {
    /// The form of a new case of a track.
    pub fn new(track: String) -> CaseForm {
        CaseForm { case: PracticeCase { track, ..PracticeCase::default() }, ..CaseForm::default() }
    }

    /// The form of a case there is.
    pub fn of(case: &PracticeCase) -> CaseForm {
        CaseForm {
            before: Some(case.clone()),
            case: case.clone(),
            year: case.year.map(|y| y.to_string()).unwrap_or_default(),
            ..CaseForm::default()
        }
    }

    /// Whether something is written that the case did not have, besides the track it was opened for.
    pub fn is_changed(&self) -> bool {
        let fresh = self.before.as_ref().map_or_else(|| CaseForm::new(self.case.track.clone()), CaseForm::of);
        self.case != fresh.case || self.year != fresh.year
    }

    /// The title as it is written.
    pub fn title(&self) -> &str {
        &self.case.title
    }

    /// The case as written, or the message that says what is wrong with it.
    fn written(&self) -> Result<PracticeCase, &'static str> {
        if !self.search.trim().is_empty() {
            return Err("case-search-pending");
        }
        let year = self.year.trim();
        let year = if year.is_empty() { None } else { Some(year.parse().map_err(|_| "case-year-odd")?) };
        let case = PracticeCase { year, ..self.case.clone() };
        case.fault().map_or(Ok(case), |fault| Err(fault.message_id()))
    }

    fn ui(&mut self, ui: &mut Ui, catalogue: &Catalogue, language: Language) -> Answer {
        let mut answer = Answer::Open;
        egui::Grid::new("case-form").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
            let is_new = !std::mem::replace(&mut self.is_focused, true);
            let title = field(ui, "case-title", &mut self.case.title, language);
            if is_new {
                title.request_focus();
            }
            field(ui, "case-institution", &mut self.case.institution, language);
            let label = ui.label(say(language, "case-track"));
            track_ui(ui, &mut self.case.track, catalogue.taxonomy(), language).labelled_by(label.id);
            ui.end_row();
            field(ui, "case-year", &mut self.year, language);
            field(ui, "case-source", &mut self.case.source, language);
        });
        enterprises_ui(ui, &mut self.case.enterprises, &mut self.search, catalogue, language);
        ui.separator();
        let fault = self.written().err();
        self.leaving.ui(ui, "button-cancel", language);
        ui.horizontal(|ui| {
            if ui.add_enabled(fault.is_none(), egui::Button::new(say(language, "case-save"))).clicked() {
                answer = Answer::Save;
            }
            if ui.button(say(language, "button-cancel")).clicked() {
                answer = Answer::Close;
            }
            if let Some(fault) = fault {
                ui.label(RichText::new(say(language, fault)).small().weak());
            }
        });
        answer
    }
}

fn field(ui: &mut Ui, label: &'static str, text: &mut String, language: Language) -> egui::Response {
    let label = ui.label(say(language, label));
    let response = ui.add(egui::TextEdit::singleline(text).desired_width(420.0)).labelled_by(label.id);
    ui.end_row();
    response
}

fn track_ui(ui: &mut Ui, chosen: &mut String, taxonomy: &Taxonomy, language: Language) -> egui::Response {
    let name = |id: &str| taxonomy.index_of(id).and_then(|t| taxonomy.get(t)).map(|t| t.name.get(language).to_owned());
    let shown = name(chosen).unwrap_or_else(|| say(language, "case-no-track"));
    let list = egui::ComboBox::from_id_salt("case-track").selected_text(shown).width(260.0).show_ui(ui, |ui| {
        ui.selectable_value(chosen, String::new(), say(language, "case-no-track"));
        for track in taxonomy.tracks() {
            ui.selectable_value(chosen, track.id.clone(), track.name.get(language));
        }
    });
    list.response
}

/// The enterprises of the case, and a search for more.
fn enterprises_ui(ui: &mut Ui, ids: &mut Vec<i64>, search: &mut String, catalogue: &Catalogue, language: Language) {
    ui.label(say(language, "case-enterprises"));
    let mut removed = None;
    ui.horizontal_wrapped(|ui| {
        for id in ids.iter() {
            let name = catalogue.row_of(*id).map(|row| catalogue.row(row).label(language));
            let words = format!("{}  ×", name.unwrap_or(&id.to_string()));
            if ui.small_button(words).on_hover_text(say(language, "case-unlink")).clicked() {
                removed = Some(*id);
            }
        }
    });
    if let Some(id) = removed {
        ids.retain(|i| *i != id);
    }
    let hint = say(language, "search-hint");
    let response = ui.add(egui::TextEdit::singleline(search).hint_text(hint).desired_width(420.0));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, say(language, "case-find")));
    if search.trim().is_empty() {
        return;
    }
    let found = Filter { text: search.clone(), ..Filter::default() }.select(catalogue);
    let mut added = None;
    // Enter takes the only one there is.
    if response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) && found.count() == 1 {
        added = found.iter().next().map(|row| catalogue.row(row).id()).filter(|id| !ids.contains(id));
    }
    for row in found.iter().map(|row| catalogue.row(row)).filter(|r| !ids.contains(&r.id())).take(OFFERED) {
        if ui.link(row.name_zh()).clicked() {
            added = Some(row.id());
        }
    }
    if found.count() == 0 {
        ui.label(RichText::new(say(language, "palette-nothing")).small().weak());
    }
    if let Some(id) = added {
        ids.push(id);
        search.clear();
    }
}

impl App {
    /// Draws the form while a case is being written.
    pub(super) fn case_window(&mut self, ctx: &egui::Context) {
        let Some(mut form) = self.case_form.take() else { return };
        let language = self.session.language;
        let catalogue = self.workspace.catalogue.clone();
        let mut open = true;
        let mut answer = Answer::Open;
        let title = if form.before.is_some() { "case-edit" } else { "case-add" };
        egui::Window::new(say(language, title))
            .id(egui::Id::unique("case-form"))
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(super::windows::middle(ctx))
            .open(&mut open)
            .resizable(false)
            .show(ctx, |ui| answer = form.ui(ui, &catalogue, language));
        match (answer, form.written()) {
            (Answer::Save, Ok(after)) => {
                let change = CaseChange { before: form.before.clone(), after: Some(after) };
                self.change_cases(self.workspace.case_job(vec![change]));
                // It stays until it is written: an error must not lose what was typed.
                self.case_form = Some(form);
            }
            (Answer::Close, _) => {}
            _ if self.is_left(open) && form.leaving.ask(form.is_changed()) => {}
            _ => self.case_form = Some(form),
        }
    }
}
