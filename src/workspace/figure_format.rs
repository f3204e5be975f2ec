//! The formats a figure may be written in: those of a page, and Word with its caption and numbers.

use std::path::Path;
use std::str::FromStr;

use super::figure::{FigureOrder, cells};
use crate::document::Part;
use crate::export::bands::Progress;
use crate::export::{self, Around, ExportError, Format, Placed, figure_docx, write_atomically};
use crate::figure::Composed;

/// A format of a figure's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FigureFormat {
    /// The page alone.
    Page(Format),
    /// A Word file: the page as a picture, with caption, description, source and the numbers as a table.
    Word,
}

impl FigureFormat {
    /// All formats, the most wanted first.
    pub const ALL: [FigureFormat; 6] = [
        FigureFormat::Page(Format::Png),
        FigureFormat::Page(Format::Svg),
        FigureFormat::Page(Format::Pdf),
        FigureFormat::Word,
        FigureFormat::Page(Format::Tiff),
        FigureFormat::Page(Format::WebP),
    ];

    /// Its name, which is also the extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            FigureFormat::Page(format) => format.extension(),
            FigureFormat::Word => "docx",
        }
    }

    /// Whether it has pixels, and so a resolution.
    pub fn has_pixels(self) -> bool {
        match self {
            FigureFormat::Page(format) => format.has_pixels(),
            FigureFormat::Word => true,
        }
    }

    /// The format a file's extension asks for.
    ///
    /// # Errors
    /// There is no extension, or it is none of a figure.
    pub fn of_path(path: &Path) -> Result<FigureFormat, ExportError> {
        let name = path.extension().or(path.file_name()).unwrap_or_default();
        name.to_string_lossy().parse()
    }
}

impl FromStr for FigureFormat {
    type Err = ExportError;

    fn from_str(name: &str) -> Result<FigureFormat, ExportError> {
        match name.trim().trim_start_matches('.').eq_ignore_ascii_case("docx") {
            true => Ok(FigureFormat::Word),
            false => name.parse().map(FigureFormat::Page),
        }
    }
}

/// Writes a composed figure to a file, whole or not at all; returns its bytes, and whether it replaced one. Call it in the scope of the order's
/// fallback.
///
/// # Errors
/// Those of [`export::write_page`] and [`figure_docx`].
pub(super) fn write_composed(
    composed: &Composed,
    order: &FigureOrder,
    path: &Path,
    progress: Progress<'_>,
) -> Result<(u64, Placed), ExportError> {
    match order.format {
        FigureFormat::Page(format) => {
            let written = export::write_page(&composed.page, format, &order.rendering, path, progress)?;
            Ok((written.bytes as u64, written.placed))
        }
        FigureFormat::Word => {
            let table = cells(&composed.table);
            let number = order.document.figure.number.as_deref().unwrap_or("1");
            let has_credit = composed.parts.contains_key(&Part::Credit);
            let around = Around { number, caption: &composed.caption, has_credit, table: Some(&table) };
            let bytes = figure_docx(&composed.page, &around, order.rendering.dpi)?;
            if progress(1.0).is_break() {
                return Err(ExportError::Cancelled);
            }
            let placed = write_atomically(path, &bytes)?;
            Ok((bytes.len() as u64, placed))
        }
    }
}
