//! Step 2: which column is which field.

use egui::{RichText, ScrollArea, Ui};

use super::{ImportDialog, ImportEvents, choose};
use crate::catalogue::Attribute;
use crate::import::Proposal;
use crate::import::money::UNIT_CHOICES;
use crate::language::{Language, say};

/// Values shown of each column.
const SHOWN_VALUES: usize = 3;
/// Rows looked through for them.
const LOOKED_ROWS: usize = 200;

impl ImportDialog {
    pub(super) fn columns_ui(
        &mut self,
        ui: &mut Ui,
        proposal: &Proposal,
        language: Language,
        events: &mut ImportEvents,
    ) {
        ui.horizontal(|ui| {
            ui.label(say(language, "import-columns-help"));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let button = ui.button(say(language, "import-save-recipe"));
                events.save_recipe = button.on_hover_text(say(language, "import-save-recipe-help")).clicked();
            });
        });
        ui.checkbox(&mut self.options.keep_unknown, say(language, "import-keep-unknown"));
        ui.add_space(4.0);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            egui::Grid::new("import-columns").num_columns(3).striped(true).spacing([16.0, 6.0]).show(ui, |ui| {
                for title in ["import-column", "import-column-values", "import-column-field"] {
                    ui.label(RichText::new(say(language, title)).small().strong());
                }
                ui.end_row();
                for (column, header) in proposal.mapping.headers.iter().enumerate() {
                    self.column_ui(ui, proposal, column, header, language);
                    ui.end_row();
                }
            });
        });
    }

    fn column_ui(&mut self, ui: &mut Ui, proposal: &Proposal, column: usize, header: &str, language: Language) {
        let shown = if header.is_empty() { format!("#{}", column + 1) } else { header.replace('\n', " ") };
        let name = ui.label(&shown);
        ui.label(RichText::new(values(proposal, column).join(" · ")).small().weak());
        let field = proposal.mapping.fields.get(column).copied().flatten();
        // Under one another: at 200 % the window has no room for both in a line.
        ui.vertical(|ui| {
            self.field_ui(ui, column, header, field, name.id, language);
            if field == Some(Attribute::Capital) {
                let mut units = vec![(None, say(language, "import-unit-auto"))];
                units.extend(UNIT_CHOICES.map(|unit| (Some(unit.to_owned()), unit.to_owned())));
                ui.horizontal(|ui| choose(ui, "import-unit", language, &mut self.options.capital_unit, &units));
            }
        });
    }

    fn field_ui(
        &mut self,
        ui: &mut Ui,
        column: usize,
        header: &str,
        field: Option<Attribute>,
        name: egui::Id,
        language: Language,
    ) {
        let mut chosen = field;
        egui::ComboBox::from_id_salt(("import-column", column))
            .selected_text(label(field, language))
            .width(220.0)
            .height(360.0)
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut chosen, None, label(None, language));
                ui.selectable_value(&mut chosen, Some(Attribute::Extra), label(Some(Attribute::Extra), language));
                ui.separator();
                for attribute in Attribute::ALL.iter().filter(|a| **a != Attribute::Extra) {
                    ui.selectable_value(&mut chosen, Some(*attribute), label(Some(*attribute), language));
                }
            })
            .response
            .labelled_by(name);
        if chosen != field {
            let code = chosen.map_or("-", Attribute::code).to_owned();
            // A header names its column; where there is none, its number does.
            let named = if header.trim().is_empty() { (column + 1).to_string() } else { header.to_owned() };
            self.options.columns.retain(|(_, c)| *c != named);
            self.options.columns.push((code, named));
        }
    }
}

fn label(field: Option<Attribute>, language: Language) -> String {
    match field {
        None => say(language, "import-column-none"),
        Some(Attribute::Extra) => say(language, "import-column-extra"),
        Some(attribute) => say(language, attribute.label()),
    }
}

/// The first values of a column that differ.
fn values(proposal: &Proposal, column: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for row in 0..proposal.len().min(LOOKED_ROWS) {
        let value: String = proposal.table_row(row).get(column).chars().take(20).collect();
        if !value.is_empty() && !values.contains(&value) {
            values.push(value);
        }
        if values.len() == SHOWN_VALUES {
            break;
        }
    }
    values
}
