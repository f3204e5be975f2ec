//! What an entry of a list or menu does: one list of deeds behind the palette and all context menus.

use std::sync::Arc;

use egui::Ui;

use super::app::App;
use super::bulk_window::{BulkRows, BulkWindow};
use super::commands::Action;
use crate::catalogue::{Brush, Filter};
use crate::document::{Camera, Edit, MAX_COMPARED, Page, TableChoice};
use crate::geography::{Adcode, Plane};

/// Height of the map when it goes to a place, metres.
const NEAR_M: f64 = 7000.0;

/// What an entry does.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Give a command.
    Command(Action),
    /// Show a page.
    Page(Page),
    /// Open a district's profile and go there.
    District(Adcode),
    /// Keep one track only.
    Track(String),
    /// Go to a place.
    Go(Plane),
    /// Go to a place and select what lies around it, within metres.
    Around(Plane, f64),
    /// Select what lies within metres of a place, staying where one is.
    Within(Plane, f64),
    /// Show an enterprise's card.
    Enterprise(i64),
    /// Open the form of an enterprise.
    Edit(i64),
    /// Ask whether to delete an enterprise.
    Delete(i64),
    /// Open the form of a new enterprise at a place.
    New(Plane),
    /// Select enterprises.
    Select(Arc<[i64]>),
    /// Select enterprises and show them in the table.
    Tabulate(Arc<[i64]>),
    /// Select what has something in common.
    Matching(Filter),
    /// Filter by something else.
    Filter(Filter),
    /// Set a district beside those compared, and show them.
    Compare(Adcode),
    /// Put text on the clipboard.
    Copy(String),
}

/// The entries of a context menu; what was chosen.
pub fn menu_ui(ui: &mut Ui, entries: Vec<(String, Deed)>) -> Option<Deed> {
    let mut chosen = None;
    for (words, deed) in entries {
        if ui.button(words).clicked() {
            chosen = Some(deed);
            ui.close();
        }
    }
    chosen
}

impl App {
    /// Does it.
    pub(super) fn do_deed(&mut self, ctx: &egui::Context, deed: Deed) {
        let select = |ids: Arc<[i64]>| Edit::Brush(Some(Brush::Rows { ids: ids.to_vec() }));
        match deed {
            Deed::Command(action) => self.order(ctx, action),
            Deed::Page(page) => self.workspace.edit(Edit::Page(page)),
            Deed::District(code) => {
                self.choose(code);
                self.fit_district = true;
            }
            Deed::Track(id) => {
                let filter = self.workspace.document().filter.clone();
                self.workspace.edit(Edit::Filter(Filter { tracks: vec![id], ..filter }));
            }
            Deed::Go(centre) => self.go_to(centre),
            Deed::Around(centre, radius_m) => {
                self.go_to(centre);
                self.workspace.edit(Edit::Brush(Some(Brush::Circle { centre, radius_m })));
            }
            Deed::Within(centre, radius_m) => {
                self.workspace.edit(Edit::Brush(Some(Brush::Circle { centre, radius_m })));
            }
            Deed::Enterprise(id) => self.open_enterprise(id),
            Deed::Edit(id) => self.edit_enterprise(id),
            Deed::Delete(id) => self.editing.bulk = Some(BulkWindow::delete(BulkRows::One(id))),
            Deed::New(at) => self.new_enterprise(Some(at)),
            Deed::Select(ids) => self.workspace.edit(select(ids)),
            Deed::Tabulate(ids) => {
                self.workspace.edit(select(ids));
                self.show_brushed_table();
            }
            Deed::Matching(filter) => self.workspace.edit(Edit::Brush(Some(Brush::matching(filter)))),
            Deed::Filter(filter) => self.workspace.edit(Edit::Filter(filter)),
            Deed::Compare(code) => {
                let mut compared = self.workspace.document().compared.clone();
                compared.retain(|c| *c != code);
                // The one that was chosen first makes room.
                if compared.len() == MAX_COMPARED {
                    compared.remove(0);
                }
                compared.push(code);
                self.workspace.edit(Edit::Compared(compared));
                self.workspace.edit(Edit::Page(Page::Compare));
            }
            Deed::Copy(text) => ctx.copy_text(text),
        }
    }

    /// Opens the table on what is selected.
    pub(super) fn show_brushed_table(&mut self) {
        let table = self.workspace.document().table.clone();
        self.workspace.edit(Edit::Table(TableChoice { open: true, brushed_only: true, ..table }));
    }

    fn go_to(&mut self, centre: Plane) {
        self.workspace.edit(Edit::Page(Page::Map));
        self.workspace.edit(Edit::Camera(Some(Camera { centre, height_m: NEAR_M })));
    }
}
