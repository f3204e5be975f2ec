//! What the middle of the window shows besides the map: tabs, and pages made of blocks.

use std::sync::Arc;

use egui::{RichText, ScrollArea, Ui};

use super::app::App;
use super::blocks::{BlockEvents, blocks_ui};
use crate::catalogue::Brush;
use crate::document::{Edit, MAX_COMPARED, Page};
use crate::language::say;
use crate::layers::Numbers;
use crate::profile::Profile;

/// The tabs over the middle.
pub fn tabs_ui(ui: &mut Ui, app: &mut App) {
    let language = app.session.language;
    let current = app.workspace.document().page;
    ui.horizontal_wrapped(|ui| {
        // All tabs in one line of a common window, in English, too.
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().button_padding.x = 5.0;
        for page in Page::ALL {
            if ui.selectable_label(current == page, say(language, page.title())).clicked() {
                app.workspace.edit(Edit::Page(page));
            }
        }
    });
}

/// A page of blocks.
pub fn page_ui(ui: &mut Ui, app: &mut App, page: Page, numbers: &Arc<Numbers>) {
    let language = app.session.language;
    if page == Page::Figure {
        super::composer::composer_ui(ui, app);
        return;
    }
    let frame = egui::Frame::new().inner_margin(egui::Margin { left: 16, right: 8, top: 10, bottom: 0 });
    frame.show(ui, |ui| {
        if page == Page::Compare {
            compare_ui(ui, app);
            if app.workspace.document().compared.len() < 2 {
                ui.label(RichText::new(say(language, "pages-compare-first")).weak());
                return;
            }
        }
        if page == Page::Colocation {
            match app.workspace.colocations(numbers) {
                Some(made) => super::colocation_page::colocation_ui(ui, app, &made, numbers),
                None => working_ui(ui, app),
            }
            return;
        }
        if page == Page::Multiples {
            super::multiples_page::multiples_ui(ui, app, numbers);
            return;
        }
        if page == Page::Cases {
            super::cases_page::cases_ui(ui, app);
            return;
        }
        if page == Page::Robustness {
            track_ui(ui, app);
        }
        match app.workspace.page(page, numbers, language) {
            Some(made) => report_ui(ui, app, &made),
            None => working_ui(ui, app),
        }
    });
}

pub(super) fn working_ui(ui: &mut Ui, app: &App) {
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(say(app.session.language, "pages-working"));
    });
}

/// Which track the page is about.
fn track_ui(ui: &mut Ui, app: &mut App) {
    let language = app.session.language;
    let taxonomy = app.workspace.catalogue.taxonomy().clone();
    let current = app.workspace.track();
    let mut chosen = None;
    ui.horizontal(|ui| {
        let label = ui.label(say(language, "pages-choose-track"));
        let name = |t: usize| taxonomy.get(t).map(|t| t.name.get(language)).unwrap_or_default();
        let list = egui::ComboBox::from_id_salt("page-track").selected_text(name(current)).show_ui(ui, |ui| {
            for (t, track) in taxonomy.tracks().iter().enumerate() {
                if ui.selectable_label(t == current, name(t)).clicked() {
                    chosen = Some(track.id.clone());
                }
            }
        });
        list.response.labelled_by(label.id);
    });
    ui.separator();
    if let Some(track) = chosen {
        app.workspace.edit(Edit::Track(track));
    }
}

pub(super) fn report_ui(ui: &mut Ui, app: &mut App, made: &Profile) {
    let language = app.session.language;
    let mut events = BlockEvents::default();
    ui.with_layout(egui::Layout::right_to_left(egui::Align::TOP), |ui| {
        if ui.button(say(language, "pages-save-html")).clicked() {
            app.ask_page_path(made.id);
        }
        // What the button leaves: a long title wraps.
        ui.with_layout(egui::Layout::left_to_right(egui::Align::TOP), |ui| {
            ui.add(egui::Label::new(RichText::new(&made.title).heading()).wrap());
        });
    });
    ui.label(RichText::new(&made.subtitle).small().weak());
    let filter = &app.workspace.document().filter;
    if made.id != "city" && filter.comparable() != *filter {
        ui.label(RichText::new(say(language, "profile-comparable")).small().weak());
    }
    ScrollArea::vertical().id_salt(made.id).auto_shrink(false).show(ui, |ui| {
        // Lines of text longer than this are hard to read.
        ui.set_max_width(ui.available_width().min(1080.0));
        for section in &made.sections {
            egui::CollapsingHeader::new(RichText::new(&section.title).family(super::theme::bold()).size(15.0))
                .id_salt((made.id, section.id))
                .default_open(true)
                .show_unindented(ui, |ui| {
                    let salt = format!("{}-{}", made.id, section.id);
                    blocks_ui(ui, &salt, &section.blocks, language, &mut events);
                });
        }
        ui.separator();
        for source in &made.sources {
            ui.label(RichText::new(source).small().weak());
        }
        ui.add_space(12.0);
    });
    if let Some(id) = events.enterprise {
        app.workspace.edit(Edit::Page(Page::Map));
        app.open_enterprise(id);
    }
    if let Some(rows) = events.rows {
        app.workspace.edit(Edit::Brush(Some(Brush::matching(rows))));
        app.show_brushed_table();
    }
}

/// Which districts stand side by side.
fn compare_ui(ui: &mut Ui, app: &mut App) {
    let language = app.session.language;
    let mut next = app.workspace.document().compared.clone();
    ui.horizontal_wrapped(|ui| {
        ui.label(say(language, "pages-compare-choose"));
        for district in &app.workspace.pack.districts {
            let chosen = next.contains(&district.adcode);
            let can = chosen || next.len() < MAX_COMPARED;
            let label = egui::Button::selectable(chosen, district.name.get(language));
            if ui.add_enabled(can, label).clicked() {
                match chosen {
                    true => next.retain(|d| *d != district.adcode),
                    false => next.push(district.adcode),
                }
            }
        }
    });
    ui.separator();
    if next != app.workspace.document().compared {
        app.workspace.edit(Edit::Compared(next));
    }
}
