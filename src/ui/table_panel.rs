//! The table of enterprises under the map: as many rows as there are, drawn as many as are seen.

use std::time::Duration;

use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::app::App;
use super::commands::Action;
use super::deeds::{Deed, menu_ui};
use crate::catalogue::sentence::sentence;
use crate::catalogue::{Brush, Field};
use crate::document::{Edit, TableChoice};
use crate::language::{Message, grouped, say};
use crate::layers::Numbers;
use crate::workspace::table_file;

/// What the user did in the table.
#[derive(Default)]
struct TableEvents {
    choice: Option<TableChoice>,
    clicked: Option<(i64, egui::Modifiers)>,
    opened: Option<i64>,
    order: Option<Action>,
    deed: Option<Deed>,
    copy: bool,
}

/// Draws the table and carries out what the user did in it.
pub fn table_ui(ui: &mut Ui, app: &mut App, numbers: &Numbers) {
    let choice = app.workspace.document().table.clone();
    let rows = app.workspace.table_rows(numbers);
    let mut events = TableEvents::default();
    head_ui(ui, app, &choice, rows.as_ref().map_or(0, |rows| rows.len()), &mut events);
    match &rows {
        Some(rows) if rows.is_empty() => events.order = app.empty_ui(ui),
        Some(rows) => body_ui(ui, app, numbers, &choice, rows, &mut events),
        None => {
            ui.spinner();
        }
    }
    if events.copy
        && let Some(rows) = rows
    {
        let (catalogue, pack) = (&app.workspace.catalogue, &app.workspace.pack);
        // What is selected is what is meant, if anything is.
        let selected: Option<Vec<u32>> = numbers
            .brushed
            .as_ref()
            .map(|b| rows.iter().copied().filter(|row| b.rows.contains(*row as usize)).collect())
            .filter(|rows: &Vec<u32>| !rows.is_empty());
        let rows = selected.as_ref().unwrap_or(&rows);
        ui.copy_text(table_file::table(rows, &choice.columns, catalogue, pack, app.session.language).tsv());
        app.inform(Message::new("table-copied").with("n", rows.len()));
    }
    if let Some(choice) = events.choice {
        app.workspace.edit(Edit::Table(choice));
    }
    if let Some((id, modifiers)) = events.clicked {
        app.pick_row(id, modifiers);
    }
    if let Some(id) = events.opened {
        app.open_enterprise(id);
    }
    let ctx = ui.ctx().clone();
    if let Some(action) = events.order {
        app.order(&ctx, action);
    }
    if let Some(deed) = events.deed {
        app.do_deed(&ctx, deed);
    }
}

/// Nobody sees a wait that is shorter, seconds.
const WAIT_S: f32 = 0.2;

/// Room that the help in the head takes, points.
const HELP_PT: f32 = 430.0;

fn head_ui(ui: &mut Ui, app: &App, choice: &TableChoice, count: usize, events: &mut TableEvents) {
    let language = app.session.language;
    ui.horizontal(|ui| {
        ui.label(RichText::new(say(language, "table-title")).family(super::theme::bold()));
        ui.label(Message::new("table-count").with("n", grouped(count as u64)).text(language));
        let mut next = choice.clone();
        if app.workspace.document().brush.is_some() {
            ui.checkbox(&mut next.brushed_only, say(language, "table-brushed-only"));
        }
        ui.menu_button(say(language, "table-columns"), |ui| {
            egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for field in Field::ALL {
                    let mut on = next.columns.contains(field);
                    if ui.checkbox(&mut on, say(language, field.label())).changed() {
                        if on {
                            next.columns.push(*field);
                        } else if next.columns.len() > 1 {
                            next.columns.retain(|f| f != field);
                        }
                    }
                }
            });
        });
        events.copy = ui.button(say(language, "table-copy")).on_hover_text(say(language, "table-copy-help")).clicked();
        if ui.button(say(language, "command-export-table")).clicked() {
            events.order = Some(Action::ExportTable);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(say(language, "profile-close")).clicked() {
                next.open = false;
            }
            let is_ordering = ordering_ui(ui, app, choice);
            // Where there is no room beside the buttons, the menus of the rows say as much.
            if !is_ordering && ui.available_width() > HELP_PT {
                ui.label(RichText::new(say(language, "table-help")).small().weak());
            }
        });
        if next != *choice {
            events.choice = Some(next);
        }
    });
}

/// Says that the rows are being put in order, once somebody may have begun to wait; whether it does. The last order
/// stands meanwhile.
fn ordering_ui(ui: &mut Ui, app: &App, choice: &TableChoice) -> bool {
    let Some(seconds) = app.workspace.is_ordering() else { return false };
    if seconds < WAIT_S {
        ui.ctx().request_repaint_after(Duration::from_secs_f32(WAIT_S - seconds));
        return false;
    }
    let language = app.session.language;
    let words = match choice.sort {
        Some(field) => Message::new("table-sorting").with("field", say(language, field.label())),
        None => Message::new("table-listing"),
    };
    ui.label(RichText::new(words.text(language)).weak());
    ui.spinner();
    true
}

fn body_ui(ui: &mut Ui, app: &App, numbers: &Numbers, choice: &TableChoice, rows: &[u32], events: &mut TableEvents) {
    let (language, catalogue, pack) = (app.session.language, app.workspace.catalogue.clone(), &app.workspace.pack);
    let height = ui.text_style_height(&egui::TextStyle::Body) + 5.0;
    let brushed = numbers.brushed.as_ref();
    egui::ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        let mut table = TableBuilder::new(ui)
            .striped(true)
            .sense(egui::Sense::click())
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .auto_shrink(false);
        for field in &choice.columns {
            table = table.column(Column::initial(width_pt(*field)).at_least(48.0).clip(true).resizable(true));
        }
        let head = table.header(height + 2.0, |mut header| {
            for field in &choice.columns {
                header.col(|ui| {
                    let arrow = match (choice.sort == Some(*field), choice.descending) {
                        (false, _) => "",
                        (true, false) => " ↑",
                        (true, true) => " ↓",
                    };
                    let words = RichText::new(format!("{}{arrow}", say(language, field.label()))).small().strong();
                    if ui.add(egui::Label::new(words).sense(egui::Sense::click()).truncate()).clicked() {
                        events.choice = Some(sorted_by(choice, *field));
                    }
                });
            }
        });
        head.body(|body| {
            body.rows(height, rows.len(), |mut line| {
                let index = rows[line.index()] as usize;
                let row = catalogue.row(index);
                line.set_selected(brushed.is_some_and(|b| b.rows.contains(index)));
                for field in &choice.columns {
                    line.col(|ui| {
                        let label = egui::Label::new(field.text(row, pack, language)).truncate().selectable(false);
                        if field.is_number() {
                            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| ui.add(label));
                        } else {
                            ui.add(label);
                        }
                    });
                }
                let response = line.response();
                response.context_menu(|ui| {
                    if let Some(deed) = menu_ui(ui, app.enterprise_menu(row)) {
                        events.deed = Some(deed);
                    }
                });
                if response.double_clicked() {
                    events.opened = Some(row.id());
                } else if response.clicked() {
                    events.clicked = Some((row.id(), response.ctx.input(|i| i.modifiers)));
                }
            });
        });
    });
}

/// The first click sorts up, the next down, the third not at all.
fn sorted_by(choice: &TableChoice, field: Field) -> TableChoice {
    let (sort, descending) = match (choice.sort == Some(field), choice.descending) {
        (false, _) => (Some(field), false),
        (true, false) => (Some(field), true),
        (true, true) => (None, false),
    };
    TableChoice { sort, descending, ..choice.clone() }
}

fn width_pt(field: Field) -> f32 {
    match field {
        Field::NameZh | Field::NameEn | Field::OfficeAddress | Field::RegisteredAddress | Field::Source => 230.0,
        Field::Tracks | Field::Segment => 170.0,
        Field::Uscc | Field::Website => 150.0,
        _ => 92.0,
    }
}

impl App {
    /// Nothing is left: says why, and offers the step back; which one was taken.
    pub(super) fn empty_ui(&self, ui: &mut Ui) -> Option<Action> {
        let language = self.session.language;
        let mut order = None;
        ui.vertical(|ui| {
            let filter = &self.workspace.document().filter;
            let sentence = sentence(filter, self.workspace.catalogue.taxonomy(), &self.workspace.pack, language);
            ui.label(RichText::new(say(language, "table-empty")).strong());
            ui.label(RichText::new(sentence).small().weak());
            ui.horizontal(|ui| {
                for action in [Action::Undo, Action::ClearFilter] {
                    let label = super::commands::COMMANDS.iter().find(|c| c.action == action).map_or("", |c| c.label);
                    if self.can(action) && ui.button(say(language, label)).clicked() {
                        order = Some(action);
                    }
                }
            });
        });
        order
    }

    /// A row was clicked: it alone is selected and the map goes there; with Ctrl it joins or leaves the selection. In a
    /// table that shows the selection only, a plain click leaves the selection as it is.
    fn pick_row(&mut self, id: i64, modifiers: egui::Modifiers) {
        let document = self.workspace.document();
        let (brush, is_of_selection) = (document.brush.as_ref(), document.table.brushed_only);
        if let Some(next) = picked(brush, is_of_selection, id, modifiers.command) {
            self.workspace.edit(Edit::Brush(next));
        }
        if !modifiers.command {
            self.go_to_enterprise(id);
        }
    }
}

/// The selection after a click on a row; `None` where it stays.
fn picked(brush: Option<&Brush>, is_of_selection: bool, id: i64, is_command: bool) -> Option<Option<Brush>> {
    let ids = match (brush, is_command) {
        (Some(_), false) if is_of_selection => return None,
        (Some(Brush::Rows { ids }), true) if ids.contains(&id) => ids.iter().copied().filter(|i| *i != id).collect(),
        (Some(Brush::Rows { ids }), true) => ids.iter().copied().chain([id]).collect(),
        _ => vec![id],
    };
    Some((!ids.is_empty()).then_some(Brush::Rows { ids }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_in_the_table_of_the_selection_keeps_it() {
        let lasso = Brush::Lasso { ring: Vec::new() };
        let rows = |ids: &[i64]| Some(Brush::Rows { ids: ids.to_vec() });
        assert_eq!(picked(Some(&lasso), true, 7, false), None);
        assert_eq!(picked(Some(&lasso), false, 7, false), Some(rows(&[7])));
        // With nothing selected all rows are shown.
        assert_eq!(picked(None, true, 7, false), Some(rows(&[7])));
        assert_eq!(picked(rows(&[7, 8]).as_ref(), true, 7, true), Some(rows(&[8])));
        assert_eq!(picked(rows(&[7]).as_ref(), true, 7, true), Some(None));
        assert_eq!(picked(rows(&[7]).as_ref(), false, 8, true), Some(rows(&[7, 8])));
    }
}
