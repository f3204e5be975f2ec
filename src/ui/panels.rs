//! The frame around the map: menus and search above, facets and layers left, the profile right, the state of the data
//! below.

use std::sync::Arc;

use egui::{RichText, ScrollArea, Ui};

use super::app::App;
use super::blocks::{BlockEvents, blocks_ui};
use super::commands::{Action, COMMANDS, MENUS};
use super::{facets, layer_panel};
use crate::catalogue::Brush;
use crate::catalogue::sentence::sentence;
use crate::document::Edit;
use crate::geography::{Pack, list_packs};
use crate::language::{Language, Message, grouped, say};
use crate::layers::Numbers;
use crate::workspace::own_packs;

/// The boundary packs to choose from: the bundled one and the user's own.
fn packs_ui(ui: &mut Ui, app: &mut App, language: Language) {
    ui.separator();
    ui.menu_button(say(language, "menu-packs"), |ui| {
        let bundled = Pack::bundled();
        let mut chosen = None;
        let mut choice = |ui: &mut Ui, id: &str, words: String| {
            if ui.radio(app.workspace.pack.id == id, words).clicked() {
                chosen = Some(id.to_owned());
                ui.close();
            }
        };
        choice(ui, &bundled.id, bundled.name.get(language).to_owned());
        for manifest in list_packs(&own_packs()).unwrap_or_default().iter().filter_map(|e| e.manifest.as_ref().ok()) {
            choice(ui, &manifest.id, manifest.name.get(language).to_owned());
        }
        ui.label(RichText::new(say(language, "menu-packs-hint")).small().weak());
        if let Some(id) = chosen {
            app.use_pack(&id);
        }
    });
}

/// Catalogues and views opened lately.
fn recent_ui(ui: &mut Ui, app: &mut App, language: Language) {
    ui.separator();
    ui.menu_button(say(language, "command-recent"), |ui| {
        for path in app.session.recent.clone() {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                app.open_file(&path);
                ui.close();
            }
        }
    });
}

/// Menus, search, language and theme.
pub fn top_ui(ui: &mut Ui, app: &mut App) -> Vec<Action> {
    let language = app.session.language;
    let mut orders = Vec::new();
    egui::MenuBar::new().ui(ui, |ui| {
        ui.label(
            RichText::new(say(language, "app-name"))
                .family(super::theme::bold())
                .size(16.0)
                .color(super::theme::ACCENT),
        );
        ui.add_space(8.0);
        for menu in MENUS {
            ui.menu_button(say(language, menu), |ui| {
                for command in COMMANDS.iter().filter(|c| c.menu == *menu) {
                    let mut button = egui::Button::new(app.words_of(command));
                    if let Some(shortcut) = &command.shortcut {
                        button = button.shortcut_text(ui.format_shortcut(shortcut));
                    }
                    if ui.add_enabled(app.can(command.action), button).clicked() {
                        orders.push(command.action);
                        ui.close();
                    }
                }
                if *menu == "menu-view" {
                    packs_ui(ui, app, language);
                }
                if *menu == "menu-file" && !app.session.recent.is_empty() {
                    recent_ui(ui, app, language);
                }
            });
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let theme = say(language, if app.session.dark { "theme-light" } else { "theme-dark" });
            if ui.button(theme).on_hover_text(say(language, "command-toggle-theme")).clicked() {
                orders.push(Action::ToggleTheme);
            }
            let other = match language {
                Language::Zh => "EN",
                Language::En => "中文",
            };
            if ui.button(other).on_hover_text(say(language, "command-toggle-language")).clicked() {
                orders.push(Action::ToggleLanguage);
            }
            ui.add_space(8.0);
            search_ui(ui, app, language);
        });
    });
    orders
}

fn search_ui(ui: &mut Ui, app: &mut App, language: Language) {
    let mut filter = app.workspace.document().filter.clone();
    let hint = say(language, "search-hint");
    let edit =
        egui::TextEdit::singleline(&mut filter.text).hint_text(hint.as_str()).desired_width(260.0).id_salt("search");
    let response = ui.add(edit);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
    if std::mem::take(&mut app.focus_search) {
        response.request_focus();
    }
    if response.changed() {
        app.workspace.edit(Edit::Filter(filter));
    }
}

/// Facets and layers.
pub fn left_ui(ui: &mut Ui, app: &mut App, numbers: &Arc<Numbers>) {
    let language = app.session.language;
    let height = ui.available_height();
    egui::Panel::bottom("layers")
        .frame(egui::Frame::NONE)
        .resizable(true)
        .default_size(height * 0.36)
        .size_range(80.0..=(height - 120.0).max(90.0))
        .show(ui, |ui| layers_panel_ui(ui, app));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            ui.heading(say(language, "panel-filter"));
            if !app.workspace.document().filter.is_empty() && ui.button(say(language, "command-clear-filter")).clicked()
            {
                app.workspace.edit(Edit::Filter(Default::default()));
            }
        });
        let filter = app.workspace.document().filter.clone();
        let (catalogue, pack) = (app.workspace.catalogue.clone(), app.workspace.pack.clone());
        let (next, brush) = facets::facets_ui(ui, &filter, numbers, catalogue.taxonomy(), &pack, language);
        if let Some(next) = next {
            app.workspace.edit(Edit::Filter(next));
        }
        if let Some(brush) = brush {
            app.workspace.edit(Edit::Brush(Some(brush)));
        }
        ui.add_space(8.0);
    });
}

/// The layers, always in reach under the facets.
fn layers_panel_ui(ui: &mut Ui, app: &mut App) {
    let language = app.session.language;
    ui.add_space(2.0);
    ui.heading(say(language, "panel-layers"));
    let (catalogue, pack) = (app.workspace.catalogue.clone(), app.workspace.pack.clone());
    let document = app.workspace.document().clone();
    ScrollArea::vertical().id_salt("layers").auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(ui.available_width());
        ui.spacing_mut().slider_width = 90.0;
        for edit in layer_panel::layers_ui(ui, &document, catalogue.taxonomy(), &pack, language) {
            app.workspace.edit(edit);
        }
    });
}

/// The profile of the chosen district, or how to choose one.
pub fn right_ui(ui: &mut Ui, app: &mut App, numbers: &Arc<Numbers>) {
    let language = app.session.language;
    let mut events = BlockEvents::default();
    // A view may name a district of another city.
    let known = |district: &crate::geography::Adcode| app.workspace.pack.district(*district).is_some();
    let Some(district) = app.workspace.document().district.filter(known) else {
        choose_district_ui(ui, app, numbers);
        return;
    };
    let profile = app.workspace.profile(numbers, language);
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let name = app.workspace.pack.district(district).map(|d| d.name.get(language).to_owned()).unwrap_or_default();
        ui.heading(name);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(say(language, "profile-close")).clicked() {
                app.workspace.edit(Edit::District(None));
            }
            if ui.button(say(language, "command-fit-district")).clicked() {
                app.fit_district = true;
            }
        });
    });
    let Some(profile) = profile else {
        ui.spinner();
        return;
    };
    ui.label(RichText::new(&profile.subtitle).small().weak());
    let filter = &app.workspace.document().filter;
    if filter.comparable() != *filter {
        ui.label(RichText::new(say(language, "profile-comparable")).small().weak());
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for section in &profile.sections {
            egui::CollapsingHeader::new(RichText::new(&section.title).family(super::theme::bold()).size(14.5))
                .id_salt(section.id)
                .default_open(section.id != "enterprises")
                .show_unindented(ui, |ui| blocks_ui(ui, section.id, &section.blocks, language, &mut events));
        }
    });
    if let Some(id) = events.enterprise {
        app.open_enterprise(id);
    }
    if let Some(rows) = events.rows {
        app.workspace.edit(Edit::Brush(Some(Brush::matching(rows))));
    }
}

fn choose_district_ui(ui: &mut Ui, app: &mut App, numbers: &Arc<Numbers>) {
    let language = app.session.language;
    ui.add_space(4.0);
    ui.heading(say(language, "profile-choose"));
    ui.label(RichText::new(say(language, "profile-choose-how")).weak());
    ui.add_space(6.0);
    let pack = app.workspace.pack.clone();
    let mut order: Vec<usize> = (0..pack.districts.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(numbers.district_counts[i].enterprises), i));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for i in order {
            let district = &pack.districts[i];
            let words = Message::new("profile-choose-line")
                .with("count", numbers.district_counts[i].enterprises)
                .with("drawn", numbers.district_counts[i].drawn)
                .text(language);
            ui.horizontal(|ui| {
                if ui.link(district.name.get(language)).clicked() {
                    app.workspace.edit(Edit::District(Some(district.adcode)));
                }
                ui.label(RichText::new(words).small().weak());
            });
        }
    });
}

/// The active filter as a sentence, the counts, the state of the data, and what is being worked on.
pub fn status_ui(ui: &mut Ui, app: &mut App, numbers: Option<&Arc<Numbers>>) {
    let language = app.session.language;
    ui.horizontal(|ui| {
        let catalogue = app.workspace.catalogue.clone();
        if let Some(numbers) = numbers {
            let filter = &app.workspace.document().filter;
            let is_old = numbers.wanted.filter != *filter && app.workspace.is_thinking().is_some_and(|s| s > 0.15);
            let words = Message::new(if is_old { "status-counting" } else { "status-counts" })
                .with("all", grouped(catalogue.len() as u64))
                .with("count", grouped(numbers.selection.count() as u64))
                .with("drawn", grouped(numbers.drawn.len() as u64))
                .with("missing", grouped((numbers.selection.count() - numbers.drawn.len()) as u64))
                .text(language);
            ui.label(RichText::new(words).family(super::theme::bold()));
            ui.separator();
            let sentence = sentence(filter, catalogue.taxonomy(), &app.workspace.pack, language);
            let response = ui.add(egui::Label::new(&sentence).truncate().sense(egui::Sense::click()));
            if response.on_hover_text(say(language, "status-copy")).clicked() {
                ui.copy_text(sentence);
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if numbers.is_some() {
                let data = Message::new("status-data")
                    .with("date", catalogue.data_dates_text(language))
                    .with("origin", catalogue.origin())
                    .text(language);
                ui.label(RichText::new(data).weak());
            }
            if let Some((part, seconds)) = app.workspace.working().filter(|(_, seconds)| *seconds > 0.1) {
                if ui.button(say(language, "button-cancel")).clicked() {
                    app.workspace.cancel();
                }
                ui.add(egui::ProgressBar::new(part).desired_width(120.0).text(format!("{seconds:.0} s")));
                ui.request_repaint_after(std::time::Duration::from_millis(100));
            } else if app.workspace.is_thinking().is_some_and(|seconds| seconds > 0.1) {
                ui.spinner();
            }
        });
    });
}
