//! Everything one can order, once: menu, shortcut and help all come from [`COMMANDS`].

use crate::scene::color::Vision;
use egui::{Key, KeyboardShortcut, Modifiers};

/// An order of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open another catalogue.
    OpenCatalogue,
    /// Import a file.
    Import,
    /// List imports and edits, undo one.
    Batches,
    /// Save a figure.
    Export,
    /// Write the report of a district, or of all.
    Report,
    /// Save the table as it is shown.
    ExportTable,
    /// Show or hide the table.
    ToggleTable,
    /// Select nothing.
    ClearBrush,
    /// Save the view.
    SaveView,
    /// Open a view.
    OpenView,
    /// Close the window.
    Quit,
    /// Take the last step of the view back.
    Undo,
    /// Do it again.
    Redo,
    /// Take the last change of data back.
    UndoData,
    /// Make the change of data again that was taken back last.
    RedoData,
    /// Write a new enterprise.
    NewEnterprise,
    /// Edit the enterprise whose card is open.
    EditEnterprise,
    /// Change several enterprises at once.
    EditRows,
    /// Delete several enterprises.
    DeleteRows,
    /// Put enterprises on the map that have no point.
    PlaceRows,
    /// Find enterprises that are in the catalogue twice.
    Duplicates,
    /// Edit the list of tracks.
    Taxonomy,
    /// Remove all filters.
    ClearFilter,
    /// See the whole city.
    FitCity,
    /// See the chosen district.
    FitDistrict,
    /// Magnify.
    ZoomIn,
    /// Reduce.
    ZoomOut,
    /// Show or hide the left panel.
    ToggleFilters,
    /// Show or hide the right panel.
    ToggleProfile,
    /// Light or dark.
    ToggleTheme,
    /// Chinese or English.
    ToggleLanguage,
    /// Put the cursor into the search box.
    Search,
    /// Find and do anything.
    Palette,
    /// The list of named views.
    Views,
    /// Magnify the interface.
    Zoom(u16),
    /// Show colours as somebody else sees them.
    See(Vision),
    /// Say what the numbers mean.
    Help,
    /// Show the tour.
    Tour,
    /// Copy what to send to who is asked for help.
    CopyDiagnostics,
    /// About the program and its data.
    About,
}

/// A command: what it does, which menu it is in, its words and its key.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// What it does.
    pub action: Action,
    /// Message id of its menu.
    pub menu: &'static str,
    /// Message id of its words.
    pub label: &'static str,
    /// Its key.
    pub shortcut: Option<KeyboardShortcut>,
}

const fn command(
    action: Action,
    menu: &'static str,
    label: &'static str,
    shortcut: Option<(Modifiers, Key)>,
) -> Command {
    let shortcut = match shortcut {
        Some((modifiers, key)) => Some(KeyboardShortcut::new(modifiers, key)),
        None => None,
    };
    Command { action, menu, label, shortcut }
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { alt: false, ctrl: false, shift: true, mac_cmd: false, command: true };

const CTRL_ALT: Modifiers = Modifiers { alt: true, ctrl: false, shift: false, mac_cmd: false, command: true };
const CTRL_ALT_SHIFT: Modifiers = Modifiers { shift: true, ..CTRL_ALT };

/// All commands in the order of the menus.
pub const COMMANDS: &[Command] = &[
    command(Action::OpenCatalogue, "menu-file", "command-open-catalogue", Some((CTRL, Key::O))),
    command(Action::Import, "menu-file", "command-import", Some((CTRL, Key::I))),
    command(Action::Export, "menu-file", "command-export", Some((CTRL, Key::E))),
    command(Action::ExportTable, "menu-file", "command-export-table", Some((CTRL_SHIFT, Key::E))),
    command(Action::Report, "menu-file", "command-report", Some((CTRL, Key::R))),
    command(Action::Views, "menu-file", "command-views", Some((CTRL, Key::S))),
    command(Action::SaveView, "menu-file", "command-save-view", Some((CTRL_SHIFT, Key::S))),
    command(Action::OpenView, "menu-file", "command-open-view", None),
    command(Action::Quit, "menu-file", "command-quit", Some((CTRL, Key::Q))),
    command(Action::Undo, "menu-edit", "command-undo", Some((CTRL, Key::Z))),
    command(Action::Redo, "menu-edit", "command-redo", Some((CTRL_SHIFT, Key::Z))),
    command(Action::UndoData, "menu-edit", "command-undo-data", Some((CTRL_ALT, Key::Z))),
    command(Action::RedoData, "menu-edit", "command-redo-data", Some((CTRL_ALT_SHIFT, Key::Z))),
    command(Action::NewEnterprise, "menu-edit", "command-new-enterprise", Some((CTRL, Key::N))),
    command(Action::EditEnterprise, "menu-edit", "command-edit-enterprise", Some((Modifiers::NONE, Key::F2))),
    command(Action::EditRows, "menu-edit", "command-edit-rows", Some((CTRL_SHIFT, Key::B))),
    command(Action::DeleteRows, "menu-edit", "command-delete-rows", None),
    command(Action::PlaceRows, "menu-edit", "command-place-rows", Some((CTRL, Key::G))),
    command(Action::Duplicates, "menu-edit", "command-duplicates", None),
    command(Action::Taxonomy, "menu-edit", "command-taxonomy", None),
    command(Action::ClearFilter, "menu-edit", "command-clear-filter", Some((CTRL_SHIFT, Key::F))),
    command(Action::ClearBrush, "menu-edit", "command-clear-brush", Some((CTRL_SHIFT, Key::A))),
    command(Action::Batches, "menu-edit", "command-batches", Some((CTRL, Key::H))),
    command(Action::FitCity, "menu-view", "command-fit-city", Some((CTRL, Key::Num0))),
    command(Action::FitDistrict, "menu-view", "command-fit-district", Some((CTRL, Key::Num1))),
    command(Action::ZoomIn, "menu-view", "command-zoom-in", None),
    command(Action::ZoomOut, "menu-view", "command-zoom-out", None),
    command(Action::ToggleFilters, "menu-view", "command-toggle-filters", Some((CTRL, Key::B))),
    command(Action::ToggleTable, "menu-view", "command-toggle-table", Some((CTRL, Key::T))),
    command(Action::ToggleProfile, "menu-view", "command-toggle-profile", Some((CTRL, Key::P))),
    command(Action::ToggleTheme, "menu-view", "command-toggle-theme", Some((CTRL, Key::D))),
    command(Action::ToggleLanguage, "menu-view", "command-toggle-language", Some((CTRL, Key::L))),
    command(Action::Search, "menu-view", "command-search", Some((CTRL, Key::F))),
    command(Action::Palette, "menu-view", "command-palette", Some((CTRL, Key::K))),
    command(Action::Zoom(100), "menu-view", "command-zoom-100", None),
    command(Action::Zoom(150), "menu-view", "command-zoom-150", None),
    command(Action::Zoom(200), "menu-view", "command-zoom-200", None),
    command(Action::See(Vision::Full), "menu-view", "command-see-full", None),
    command(Action::See(Vision::Protan), "menu-view", "command-see-protan", None),
    command(Action::See(Vision::Deutan), "menu-view", "command-see-deutan", None),
    command(Action::See(Vision::Tritan), "menu-view", "command-see-tritan", None),
    command(Action::Help, "menu-help", "command-help", Some((Modifiers::NONE, Key::F1))),
    command(Action::Tour, "menu-help", "command-tour", None),
    command(Action::CopyDiagnostics, "menu-help", "command-copy-diagnostics", None),
    command(Action::About, "menu-help", "command-about", None),
];

/// The menus in order.
pub const MENUS: &[&str] = &["menu-file", "menu-edit", "menu-view", "menu-help"];

/// The commands whose keys were pressed; longer shortcuts are looked at before shorter ones.
pub fn pressed(ctx: &egui::Context) -> Vec<Action> {
    let with_key = COMMANDS.iter().filter_map(|c| c.shortcut.map(|s| (s, c.action)));
    ctx.input_mut(|input| {
        let mut ordered: Vec<_> = with_key.collect();
        ordered.sort_by_key(|(s, _)| std::cmp::Reverse(u8::from(s.modifiers.shift) + u8::from(s.modifiers.alt)));
        ordered.into_iter().filter(|(s, _)| input.consume_shortcut(s)).map(|(_, action)| action).collect()
    })
}
