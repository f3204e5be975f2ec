//! Scenes, tables and profiles → bytes of files.

pub mod atomic;
pub mod cells;
pub mod error;
pub mod figure;
pub mod font;

pub mod pdf;
pub mod png;
pub mod points;
pub mod profile_html;
pub mod profile_json;
pub mod size;
pub mod svg;
pub mod svg_item;
mod svg_label;
pub mod svg_text;
pub mod table;
pub mod xlsx;

pub use atomic::write_atomically;
pub use error::ExportError;
pub use figure::{Format, Written, render, write_page};
pub use font::read_font;
pub use profile_html::profile_html;
pub use profile_json::profile_json;
pub use size::PageSize;
pub use table::Table;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_tests;
