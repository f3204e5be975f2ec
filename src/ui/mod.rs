//! The window. egui, eframe, egui_plot and rfd are named here and nowhere else.

pub mod app;
pub mod batches_window;
pub mod blocks;
pub mod card;
pub mod colocation_page;
pub mod command_palette;
pub mod commands;
pub mod dialogs;
pub mod export_dialog;
pub mod facets;
pub mod facets_further;
pub mod frame_log;
pub mod help;
pub mod import_dialog;
pub mod layer_panel;
pub mod map_tools;
pub mod map_view;
pub mod notice;
pub mod orders;
pub mod pages;
pub mod painter;
pub mod panels;
pub mod run;
pub mod selection_panel;
pub mod session;
pub mod table_panel;
pub mod theme;
pub mod tour;
pub mod views_window;
pub mod windows;

pub use app::App;
pub use run::{UiError, run};
pub use session::Session;
