//! Scenes, tables and profiles → bytes of files.

pub mod atomic;
pub mod cells;
pub mod docx;
mod docx_body;
pub mod docx_figure;
mod docx_parts;
pub mod error;
pub mod figure;
pub mod font;

pub mod pdf;
pub mod png;
pub mod points;
pub mod profile_html;
pub mod profile_json;
pub mod report_docx;
pub mod report_html;
pub mod report_pdf;
pub mod size;
pub mod svg;
pub mod svg_item;
mod svg_label;
pub mod svg_text;
pub mod table;
pub mod thumbnail;
pub mod xlsx;

pub use atomic::write_atomically;
pub use docx_figure::figure_docx;
pub use error::ExportError;
pub use figure::{Format, Written, render, write_page};
pub use font::read_font;
pub use profile_html::profile_html;
pub use profile_json::profile_json;
pub use report_docx::report_docx;
pub use report_html::report_html;
pub use report_pdf::report_pdf;
pub use size::PageSize;
pub use table::Table;
pub use thumbnail::thumbnail;

/// The view that a figure carries, by what the bytes are.
pub fn carried_view(bytes: &[u8]) -> Option<String> {
    match bytes.starts_with(b"\x89PNG") {
        true => png::view_of_png(bytes),
        false => std::str::from_utf8(bytes).ok().and_then(svg::view_of_svg),
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_tests;
