//! Scenes, tables and profiles → bytes of files.
//!
//! A figure is drawn once, as SVG. Formats of pixels draw that in [`bands`] and write it as it comes; PDF converts it.

pub mod atomic;
pub mod bands;
pub mod carried;
pub mod cells;
mod discs;
pub mod error;
pub mod figure;
mod marks;
pub mod pdf;
mod pdf_view;
pub mod pixels;
pub mod png;
pub mod points;
pub mod profile_html;
pub mod profile_json;
pub mod rendering;
pub mod size;
pub mod svg;
pub mod svg_item;
pub mod svg_text;
pub mod table;
pub mod tiff;
mod tree;
pub mod webp;
pub mod xlsx;
mod xmp;

pub use atomic::write_atomically;
pub use bands::{Progress, unheard};
pub use carried::{CarriedError, carried_view};
pub use error::ExportError;
pub use figure::{Format, Written, render, write_page, write_pages};
pub use profile_html::profile_html;
pub use profile_json::profile_json;
pub use rendering::{PdfTags, Rendering, SvgText};
pub use size::PageSize;
pub use table::Table;

#[cfg(test)]
mod tests;
