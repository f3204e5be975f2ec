//! A page in one of the figure formats, in memory or as a file.

use std::io::{Cursor, Seek, Write};
use std::path::Path;
use std::str::FromStr;

use super::bands::Progress;
use super::rendering::{Rendering, SvgText};
use super::svg::{self, Letters};
use super::{ExportError, Placed, atomic, pdf, pixels, png, tiff, webp};
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
    /// Pixels as publishers ask for them.
    Tiff,
    /// Pixels for pages of the web, without loss.
    WebP,
}

impl Format {
    /// All formats, the most wanted first.
    pub const ALL: [Format; 5] = [Format::Png, Format::Svg, Format::Pdf, Format::Tiff, Format::WebP];

    /// Its name, which is also the extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Svg => "svg",
            Format::Pdf => "pdf",
            Format::Tiff => "tiff",
            Format::WebP => "webp",
        }
    }

    /// Whether it is made of pixels, and so has a resolution.
    pub fn has_pixels(self) -> bool {
        match self {
            Format::Png | Format::Tiff | Format::WebP => true,
            Format::Svg | Format::Pdf => false,
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
        let wanted = if wanted == "tif" { "tiff" } else { &wanted };
        let found = Format::ALL.into_iter().find(|format| format.extension() == wanted);
        found.ok_or_else(|| ExportError::UnknownFormat { text: name.to_owned() })
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Size of the file.
    pub bytes: usize,
    /// Width and height in pixels, of the formats of pixels.
    pub pixels: Option<[u32; 2]>,
    /// Whether it took the place of another.
    pub placed: Placed,
}

/// The bytes of a page in a format. `progress` is told the share done, 0 to 1, and may cancel.
///
/// # Errors
/// Characters without glyphs, too many pixels, a defect of the drawing, [`ExportError::Cancelled`].
pub fn render(
    page: &Page,
    format: Format,
    rendering: &Rendering,
    progress: Progress<'_>,
) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Cursor::new(Vec::new());
    fill(&mut bytes, std::slice::from_ref(page), format, rendering, progress)?;
    Ok(bytes.into_inner())
}

/// Writes a page to a file, whole or not at all. Formats of pixels are written as they are drawn.
///
/// # Errors
/// Those of [`render`] and of [`atomic::write_atomically`].
pub fn write_page(
    page: &Page,
    format: Format,
    rendering: &Rendering,
    path: &Path,
    progress: Progress<'_>,
) -> Result<Written, ExportError> {
    write_pages(std::slice::from_ref(page), format, rendering, path, progress)
}

/// Writes pages to one file, whole or not at all; of several pages PDF makes one file, the other formats do not.
///
/// # Errors
/// Those of [`write_page`]; [`ExportError::OnePage`].
pub fn write_pages(
    pages: &[Page],
    format: Format,
    rendering: &Rendering,
    path: &Path,
    progress: Progress<'_>,
) -> Result<Written, ExportError> {
    // What is wrong with the page is told before a file is begun.
    check(pages, format, rendering)?;
    let (pixels, placed) = atomic::write_streaming(path, |out| fill(out, pages, format, rendering, progress))?;
    let length = std::fs::metadata(path).map_or(0, |file| file.len());
    Ok(Written { bytes: length as usize, pixels, placed })
}

/// What can be told before the work.
fn check(pages: &[Page], format: Format, rendering: &Rendering) -> Result<(), ExportError> {
    for page in pages {
        let glyphs = page.missing_glyphs();
        if !glyphs.is_empty() {
            return Err(ExportError::MissingGlyphs { glyphs });
        }
        match format {
            Format::Png | Format::Tiff => drop(pixels::size_px(page, rendering.dpi)?),
            Format::WebP => drop(webp::size_px(page, rendering.dpi)?),
            Format::Svg | Format::Pdf => {}
        }
    }
    Ok(())
}

/// Writes pages; returns the pixels of an image.
fn fill(
    mut out: impl Write + Seek,
    pages: &[Page],
    format: Format,
    rendering: &Rendering,
    progress: Progress<'_>,
) -> Result<Option<[u32; 2]>, ExportError> {
    check(pages, format, rendering)?;
    let one = || match pages {
        [page] => Ok(page),
        _ => Err(ExportError::OnePage { pages: pages.len() }),
    };
    let bytes = match format {
        Format::Png => return png::write(one()?, rendering.dpi, out, progress).map(Some),
        Format::Tiff => return tiff::write(one()?, rendering.dpi, out, progress).map(Some),
        Format::WebP => return webp::write(one()?, rendering.dpi, out, progress).map(Some),
        Format::Svg => svg_bytes(one()?, rendering, progress)?,
        Format::Pdf => pdf::pages(pages, rendering.pdf_tags, progress)?,
    };
    out.write_all(&bytes).map_err(ExportError::Stream)?;
    Ok(None)
}

fn svg_bytes(page: &Page, rendering: &Rendering, progress: Progress<'_>) -> Result<Vec<u8>, ExportError> {
    let text = match rendering.svg_text {
        SvgText::Text => svg::svg_with_fonts(page),
        SvgText::Outlines => svg::svg(page, Letters::Outlines),
    };
    if progress(1.0).is_break() { Err(ExportError::Cancelled) } else { Ok(text.into_bytes()) }
}
