//! Scenes, tables and profiles → bytes of files.

pub mod atomic;
pub mod cells;
pub mod docx;
mod docx_body;
pub mod docx_figure;
mod docx_parts;
pub mod error;
pub mod figure;

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
pub mod svg_text;
pub mod table;
pub mod xlsx;

pub use atomic::write_atomically;
pub use docx_figure::figure_docx;
pub use error::ExportError;
pub use figure::{Format, Written, render, write_page};
pub use profile_html::profile_html;
pub use profile_json::profile_json;
pub use report_docx::report_docx;
pub use report_html::report_html;
pub use report_pdf::report_pdf;
pub use size::PageSize;
pub use table::Table;

#[cfg(test)]
mod tests;
