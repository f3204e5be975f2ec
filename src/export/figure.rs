//! A page in one of the figure formats, in memory or as a file.

use std::path::Path;
use std::str::FromStr;

use super::{ExportError, atomic, pdf, png, svg};
use crate::scene::Page;

/// A format of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Pixels, for slides and Word.
    Png,
    /// Vectors that can be edited.
    Svg,
    /// PDF/A, for print and archives.
    Pdf,
}

impl Format {
    /// All formats, the most wanted first.
    pub const ALL: [Format; 3] = [Format::Png, Format::Svg, Format::Pdf];

    /// Its name, which is also the extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Svg => "svg",
            Format::Pdf => "pdf",
        }
    }

    /// The format a file's extension asks for.
    ///
    /// # Errors
    /// There is no extension, or it is none of a figure.
    pub fn of_path(path: &Path) -> Result<Format, ExportError> {
        let name = path.extension().or(path.file_name()).unwrap_or_default();
        name.to_string_lossy().parse()
    }
}

impl FromStr for Format {
    type Err = ExportError;

    fn from_str(name: &str) -> Result<Format, ExportError> {
        let wanted = name.trim().trim_start_matches('.').to_lowercase();
        let found = Format::ALL.into_iter().find(|format| format.extension() == wanted);
        found.ok_or_else(|| ExportError::UnknownFormat { text: name.to_owned() })
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Size of the file.
    pub bytes: usize,
    /// Width and height in pixels, of PNG only.
    pub pixels: Option<[u32; 2]>,
}

/// The bytes of a page in a format. `dpi` is the resolution of PNG; the others have none.
///
/// # Errors
/// Characters without glyphs, too many pixels, or a defect of the drawing.
pub fn render(page: &Page, format: Format, dpi: u32) -> Result<Vec<u8>, ExportError> {
    let glyphs = page.missing_glyphs();
    if !glyphs.is_empty() {
        return Err(ExportError::MissingGlyphs { glyphs });
    }
    match format {
        Format::Png => png::png(page, dpi),
        Format::Svg => Ok(svg::svg(page).into_bytes()),
        Format::Pdf => pdf::pdf(page),
    }
}

/// Writes a page to a file, whole or not at all.
///
/// # Errors
/// Those of [`render`] and of [`atomic::write_atomically`].
pub fn write_page(page: &Page, format: Format, dpi: u32, path: &Path) -> Result<Written, ExportError> {
    // A wrong path is told before the work, not after.
    atomic::check(path)?;
    let bytes = render(page, format, dpi)?;
    atomic::write_atomically(path, &bytes)?;
    let pixels = match format {
        Format::Png => Some(png::size_px(page, dpi)?),
        Format::Svg | Format::Pdf => None,
    };
    Ok(Written { bytes: bytes.len(), pixels })
}
