//! Scenes, tables and profiles → bytes of files.
//!
//! A figure is drawn once, as SVG. Formats of pixels draw that in [`bands`] and write it as it comes; PDF converts it.

pub mod atomic;
pub mod bands;
pub mod carried;
pub mod cells;
mod discs;
pub mod docx;
mod docx_body;
pub mod docx_figure;
mod docx_parts;
pub mod error;
pub mod figure;
pub mod font;
mod marks;
pub mod pdf;
mod pdf_view;
pub mod pixels;
pub mod png;
pub mod points;
pub mod profile_html;
pub mod profile_json;
pub mod rendering;
pub mod report_docx;
pub mod report_html;
pub mod report_pdf;
pub mod size;
pub mod svg;
pub mod svg_font;
mod svg_item;
mod svg_label;
pub mod svg_text;
pub mod table;
pub mod thumbnail;
pub mod tiff;
mod tree;
pub mod webp;
pub mod xlsx;
mod xmp;

pub use atomic::{Placed, with_replaced, write_atomically};
pub use bands::{Progress, unheard};
pub use carried::{CarriedError, carried_view};
pub use docx_figure::{Around, figure_docx};
pub use error::ExportError;
pub use figure::{Format, Written, render, write_page, write_pages};
pub use font::read_font;
pub use profile_html::profile_html;
pub use profile_json::profile_json;
pub use rendering::{PdfTags, Rendering, SvgText};
pub use report_docx::report_docx;
pub use report_html::report_html;
pub use report_pdf::report_pdf;
pub use size::PageSize;
pub use table::Table;
pub use thumbnail::thumbnail;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_tests;
