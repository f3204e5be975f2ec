//! What can be said of a figure: template, page, style, words, parts.

use egui::{ComboBox, DragValue, RichText, ScrollArea, Ui};

use super::preview::millimetres;
use super::{Events, button, part_label, words};
use crate::document::composition::{MAX_TEXTS, PANELS};
use crate::document::{ChartOf, Composition, Part, Template};
use crate::figure::{Composed, Style, layout};
use crate::language::{Language, Message, say};
use crate::scene::page::PT_PER_MM;
use crate::ui::app::App;
use crate::ui::commands::Action;
use crate::ui::export_dialog::{extent_ui, size_ui};
use crate::ui::theme::bold;

/// Draws the inspector.
pub fn inspector_ui(
    ui: &mut Ui,
    app: &mut App,
    (style, composed, written): (&Style, Option<&Composed>, &[(String, String)]),
    events: &mut Events,
) {
    let language = app.session.language;
    let mut figure = app.workspace.document().figure.clone();
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.heading(say(language, "page-figure"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if button(ui, "command-export", language) {
                events.action = Some(Action::Export);
            }
            events.copy = button(ui, "composer-copy", language);
        });
    });
    if let Some(composed) = composed {
        missing_ui(ui, composed, language);
    }
    ScrollArea::vertical().id_salt("inspector").auto_shrink(false).show(ui, |ui| {
        page_ui(ui, app, &mut figure, style, language, events);
        ui.separator();
        parts_ui(ui, app, &mut figure, composed, language);
        ui.separator();
        words::words_ui(ui, &mut figure, written, language);
        ui.add_space(12.0);
    });
    if figure != app.workspace.document().figure {
        events.figure = Some(figure);
    }
}

/// Parts without room, and characters that would keep the figure from being exported.
fn missing_ui(ui: &mut Ui, composed: &Composed, language: Language) {
    let warn = ui.visuals().warn_fg_color;
    if !composed.dropped.is_empty() {
        let names: Vec<String> = composed.dropped.iter().map(|part| part_label(*part, language)).collect();
        let words = Message::new("composer-dropped").with("parts", names.join(", "));
        ui.colored_label(warn, words.text(language));
    }
    if !composed.unnamed.is_empty() {
        let names = composed.unnamed.join(&say(language, "list-separator"));
        ui.colored_label(warn, Message::new("composer-unnamed").with("names", names).text(language));
    }
    let missing = composed.page.missing_glyphs();
    if missing.is_empty() {
        return;
    }
    let list: Vec<String> =
        missing.iter().take(6).map(|m| format!("{} U+{:04X}", m.character, m.character as u32)).collect();
    let words = Message::new("composer-missing").with("n", missing.len()).with("list", list.join(", "));
    ui.colored_label(ui.visuals().warn_fg_color, words.text(language));
}

fn heading(ui: &mut Ui, id: &'static str, language: Language) {
    ui.label(RichText::new(say(language, id)).family(bold()));
}

/// Name of a template.
fn template_label(template: Template) -> &'static str {
    match template {
        Template::Map => "template-map",
        Template::MapChart => "template-map-chart",
        Template::MapTable => "template-map-table",
        Template::Multiples => "template-multiples",
        Template::District => "template-district",
        Template::Cover => "template-cover",
    }
}

/// Template, page, style, language, extent.
fn page_ui(
    ui: &mut Ui,
    app: &mut App,
    figure: &mut Composition,
    style: &Style,
    language: Language,
    events: &mut Events,
) {
    egui::Grid::new("figure-page").num_columns(2).spacing([8.0, 6.0]).show(ui, |ui| {
        let label = ui.label(say(language, "composer-template"));
        let mut template = figure.template;
        ComboBox::from_id_salt("figure-template")
            .selected_text(say(language, template_label(template)))
            .width(170.0)
            .show_ui(ui, |ui| {
                for each in Template::ALL {
                    ui.selectable_value(&mut template, each, say(language, template_label(each)));
                }
            })
            .response
            .labelled_by(label.id);
        if template != figure.template {
            figure.use_template(template);
        }
        ui.end_row();
        let label = ui.label(say(language, "export-size"));
        ui.vertical(|ui| {
            ui.horizontal_wrapped(|ui| {
                let mut typed = std::mem::take(&mut app.composer.size_typed);
                if let Some(size) = size_ui(ui, "figure-size", figure, &mut typed, language, label.id) {
                    figure.resize(size);
                }
                app.composer.size_typed = typed;
            });
        });
        ui.end_row();
        style_ui(ui, app, figure, style, language, events);
        ui.label(say(language, "composer-language"));
        ui.horizontal(|ui| {
            ui.selectable_value(&mut figure.language, None, say(language, "composer-language-window"));
            ui.selectable_value(&mut figure.language, Some(Language::Zh), "中文");
            ui.selectable_value(&mut figure.language, Some(Language::En), "English");
        });
        ui.end_row();
        extent_ui(ui, figure, language);
        if figure.template == Template::Multiples {
            let label = ui.label(say(language, "composer-panels"));
            ui.add(DragValue::new(&mut figure.panels).range(PANELS)).labelled_by(label.id);
            ui.end_row();
        }
        if figure.shows(Part::Chart) && figure.template != Template::District {
            let label = ui.label(say(language, "composer-chart"));
            let words = |chart| match chart {
                ChartOf::Districts => "composer-chart-districts",
                ChartOf::Tracks => "composer-chart-tracks",
                ChartOf::Years => "composer-chart-years",
            };
            ComboBox::from_id_salt("figure-chart")
                .selected_text(say(language, words(figure.chart)))
                .width(170.0)
                .show_ui(ui, |ui| {
                    for chart in ChartOf::ALL {
                        ui.selectable_value(&mut figure.chart, chart, say(language, words(chart)));
                    }
                })
                .response
                .labelled_by(label.id);
            ui.end_row();
        }
    });
    if figure.template == Template::District && crate::figure::focus(app.workspace.document()).is_none() {
        ui.colored_label(ui.visuals().warn_fg_color, say(language, "composer-district-first"));
    }
}

fn style_ui(
    ui: &mut Ui,
    app: &mut App,
    figure: &mut Composition,
    style: &Style,
    language: Language,
    events: &mut Events,
) {
    let label = ui.label(say(language, "composer-style"));
    ui.horizontal(|ui| {
        let list = ComboBox::from_id_salt("figure-style")
            .selected_text(style.name.get(language))
            .width(170.0)
            .show_ui(ui, |ui| {
                for each in app.composer.styles() {
                    ui.selectable_value(&mut figure.style, each.id.clone(), each.name.get(language));
                }
            })
            .response
            .labelled_by(label.id);
        if list.clicked() {
            // A style may have been changed in an editor.
            app.composer.read_styles();
        }
        let save = ui.button(say(language, "composer-style-save"));
        events.save_style = save.on_hover_text(say(language, "composer-style-how")).clicked();
    });
    ui.end_row();
    for fault in &app.composer.style_faults {
        ui.label("");
        ui.colored_label(ui.visuals().warn_fg_color, fault.text(language));
        ui.end_row();
    }
}

/// Which parts there are, and where the selected one stands.
fn parts_ui(ui: &mut Ui, app: &mut App, figure: &mut Composition, composed: Option<&Composed>, language: Language) {
    ui.horizontal(|ui| {
        heading(ui, "composer-parts", language);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.add_enabled(!figure.placed.is_empty(), egui::Button::new(say(language, "composer-reset"))).clicked() {
                figure.placed.clear();
            }
            let can = figure.texts.len() < MAX_TEXTS;
            if ui.add_enabled(can, egui::Button::new(say(language, "composer-add-text"))).clicked() {
                app.composer.selected = Some(Part::Text(figure.texts.len() as u8));
                figure.texts.push(say(language, "composer-new-text"));
            }
        });
    });
    let texts = (0..figure.texts.len()).map(|n| Part::Text(n as u8));
    let parts: Vec<Part> = Part::FIXED.into_iter().filter(|p| *p != Part::Map).chain(texts).collect();
    egui::Grid::new("figure-parts").num_columns(2).spacing([10.0, 2.0]).show(ui, |ui| {
        for (i, part) in parts.into_iter().enumerate() {
            ui.horizontal(|ui| {
                let mut shown = figure.shows(part);
                let name = part_label(part, language);
                if ui.checkbox(&mut shown, name).changed() {
                    figure.show(part, shown);
                    app.composer.selected = shown.then_some(part).filter(|p| *p != Part::Graticule);
                }
            });
            if i % 2 == 1 {
                ui.end_row();
            }
        }
    });
    if composed.is_some_and(|composed| composed.enlarges_nothing(figure)) {
        ui.label(RichText::new(say(language, "composer-nothing-enlarged")).small().weak());
    }
    if let (Some(part), Some(composed)) = (app.composer.selected, composed)
        && composed.parts.contains_key(&part)
    {
        place_ui(ui, figure, part, composed, language);
    } else {
        ui.label(RichText::new(say(language, "composer-how")).small().weak());
    }
}

/// Where a part stands, millimetres, and how it lies on the page.
fn place_ui(ui: &mut Ui, figure: &mut Composition, part: Part, composed: &Composed, language: Language) {
    ui.add_space(4.0);
    let mut mm = millimetres(&composed.parts[&part]);
    let before = mm;
    ui.horizontal(|ui| {
        ui.label(RichText::new(part_label(part, language)).family(bold()));
        ui.label(RichText::new("mm").small().weak());
        if figure.placed.contains_key(&part) && button(ui, "composer-part-reset", language) {
            figure.placed.remove(&part);
        }
    });
    ui.horizontal(|ui| {
        let sides = ["composer-left", "composer-top", "composer-width", "composer-height"];
        for (k, (value, id)) in mm.iter_mut().zip(sides).enumerate() {
            if (k == 2 && !part.has_width()) || (k == 3 && !part.has_size()) {
                continue;
            }
            let name = say(language, id);
            let label = ui.label(RichText::new(&name).small().weak());
            ui.add(DragValue::new(value).speed(0.5).fixed_decimals(1)).labelled_by(label.id);
        }
    });
    let page = composed.page.size_mm;
    let margin = layout::margin_pt(composed.page.size_pt()) / PT_PER_MM;
    ui.horizontal(|ui| {
        let ends = |k: usize| [margin, (page[k] - before[k + 2]) / 2.0, page[k] - margin - before[k + 2]];
        let sides = [
            ["composer-align-left", "composer-align-middle", "composer-align-right"],
            ["composer-align-top", "composer-align-centre", "composer-align-bottom"],
        ];
        for (k, ids) in sides.into_iter().enumerate() {
            for (id, at) in ids.into_iter().zip(ends(k)) {
                if ui.small_button(say(language, id)).clicked() {
                    mm[k] = at;
                }
            }
        }
    });
    if mm != before {
        figure.place(part, mm);
    }
}
