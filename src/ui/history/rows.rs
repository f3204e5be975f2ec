//! Rows that changed: a list of as many as there are, and the chosen one field by field, old → new.

use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use crate::catalogue::{Attribute, Difference, DifferenceClass, Enterprise};
use crate::language::say;
use crate::workspace::changes_file::Names;
use crate::workspace::file_history::has;

/// What the rows in the list were found for: where the answer lies, its class, the text looked for.
type FoundKey = (usize, Option<DifferenceClass>, String);

/// What is looked for, and which row is chosen.
#[derive(Debug, Default)]
pub(super) struct RowsView {
    /// What is looked for.
    pub text: String,
    chosen: Option<i64>,
    found: Option<(FoundKey, Vec<usize>)>,
}

impl RowsView {
    /// The field that looks for something.
    pub fn search_ui(&mut self, ui: &mut Ui, names: &Names) {
        let label = ui.label(say(names.language, "history-search"));
        ui.add(egui::TextEdit::singleline(&mut self.text).desired_width(160.0)).labelled_by(label.id);
    }

    /// The list, and below it the chosen row; the row that was double-clicked. `of` tells one answer from another.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rows: &[&Difference],
        of: (usize, Option<DifferenceClass>),
        names: &Names,
    ) -> Option<i64> {
        let text = self.text.trim().to_lowercase();
        let key = (of.0, of.1, text);
        if self.found.as_ref().is_none_or(|(found, _)| *found != key) {
            let found = rows.iter().enumerate().filter(|(_, row)| has(row, &key.2)).map(|(i, _)| i).collect();
            self.found = Some((key, found));
        }
        let found: Vec<usize> = self.found.as_ref().map(|(_, found)| found.clone()).unwrap_or_default();
        if found.is_empty() {
            ui.label(RichText::new(say(names.language, "history-nothing-found")).weak());
            return None;
        }
        let is_listed = |id: i64| found.iter().any(|i| rows[*i].id == id);
        if self.chosen.is_none_or(|id| !is_listed(id)) {
            self.chosen = found.first().map(|i| rows[*i].id);
        }
        if let Some(row) = found.iter().map(|i| rows[*i]).find(|row| Some(row.id) == self.chosen) {
            egui::Panel::bottom(ui.scope_id().with("row"))
                .resizable(true)
                .default_size((ui.available_height() * 0.45).max(110.0))
                .show(ui, |ui| row_ui(ui, row, names));
        }
        self.list_ui(ui, rows, &found, names)
    }

    fn list_ui(&mut self, ui: &mut Ui, rows: &[&Difference], found: &[usize], names: &Names) -> Option<i64> {
        let mut opened = None;
        let (height, ui_width) = (ui.text_style_height(&egui::TextStyle::Body) + 4.0, ui.available_width());
        TableBuilder::new(ui)
            .id_salt("rows")
            .striped(true)
            .sense(egui::Sense::click())
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .column(Column::exact(18.0))
            .column(Column::exact((ui_width * 0.38).min(260.0)).clip(true))
            .column(Column::remainder().clip(true))
            .body(|body| {
                body.rows(height, found.len(), |mut line| {
                    let row = rows[found[line.index()]];
                    line.set_selected(self.chosen == Some(row.id));
                    let name = if row.name_zh.is_empty() { format!("#{}", row.id) } else { row.name_zh.clone() };
                    for words in
                        [RichText::new(sign(row)).weak(), RichText::new(name), RichText::new(words(row, names)).small()]
                    {
                        line.col(|ui| {
                            ui.add(egui::Label::new(words).truncate().selectable(false));
                        });
                    }
                    let response = line.response();
                    if response.clicked() {
                        self.chosen = Some(row.id);
                    }
                    if response.double_clicked() {
                        opened = Some(row.id);
                    }
                });
            });
        opened
    }
}

/// A row that came, went or changed.
fn sign(row: &Difference) -> &'static str {
    match (&row.before, &row.after) {
        (None, _) => "+",
        (_, None) => "−",
        _ => "~",
    }
}

/// A row in one line.
fn words(row: &Difference, names: &Names) -> String {
    match (&row.before, &row.after) {
        (Some(before), Some(after)) => {
            let change = |a: Attribute| {
                let name = say(names.language, a.label());
                format!("{name}: {} → {}", stated(names.shown(a, before)), stated(names.shown(a, after)))
            };
            Attribute::differing(before, after).into_iter().map(change).collect::<Vec<_>>().join("; ")
        }
        (Some(e), None) | (None, Some(e)) => names.summary(e),
        (None, None) => String::new(),
    }
}

fn stated(value: String) -> String {
    if value.is_empty() { "–".to_owned() } else { value }
}

/// A row field by field: those that changed, or all of one that came or went.
fn row_ui(ui: &mut Ui, row: &Difference, names: &Names) {
    let language = names.language;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new(&row.name_zh).family(super::super::theme::bold()));
        ui.label(RichText::new(format!("{} · {}", row.id, say(language, row.class.label()))).small().weak());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(say(language, "history-double-click")).small().weak());
        });
    });
    let shown = |a: Attribute, e: &Option<Box<Enterprise>>| e.as_ref().map(|e| names.shown(a, e));
    let fields: Vec<Attribute> = match (&row.before, &row.after) {
        (Some(before), Some(after)) => Attribute::differing(before, after),
        (e, None) | (None, e) => {
            let is_stated = |a: &Attribute| shown(*a, e).is_some_and(|value| !value.is_empty());
            Attribute::ALL.iter().copied().filter(is_stated).collect()
        }
    };
    if fields.is_empty() {
        ui.label(RichText::new(say(language, "history-no-fields")).weak());
        return;
    }
    let sides: Vec<(&str, &Option<Box<Enterprise>>)> = [("changes-before", &row.before), ("changes-after", &row.after)]
        .into_iter()
        .filter(|(_, e)| e.is_some())
        .collect();
    let height = ui.text_style_height(&egui::TextStyle::Body) + 4.0;
    let mut table = TableBuilder::new(ui)
        .id_salt("fields")
        .striped(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
        .column(Column::exact(130.0).clip(true));
    for _ in &sides {
        table = table.column(Column::remainder().clip(true));
    }
    let heads = std::iter::once("import-field").chain(sides.iter().map(|(head, _)| *head));
    table
        .header(height, |mut line| {
            for id in heads {
                line.col(|ui| {
                    ui.label(RichText::new(say(language, id)).small().strong());
                });
            }
        })
        .body(|body| {
            body.rows(height, fields.len(), |mut line| {
                let field = fields[line.index()];
                line.col(|ui| {
                    ui.add(egui::Label::new(RichText::new(say(language, field.label())).small().weak()).truncate());
                });
                for (_, e) in &sides {
                    line.col(|ui| {
                        ui.add(egui::Label::new(stated(shown(field, e).unwrap_or_default())).truncate());
                    });
                }
            });
        });
}
