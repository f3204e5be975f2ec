//! A page as lossless WebP, for pages of the web that ask for it; about as large as PNG.
//!
//! The format and its encoder want the whole image at once, so it is for figures of moderate size.

use std::io::{Cursor, Write};

use image_webp::{ColorType, WebPEncoder};
use tiff::TiffResult;
use tiff::encoder::TiffEncoder;

use super::bands::Progress;
use super::{ExportError, pixels, tiff as tiff_file, xmp};
use crate::scene::Page;

/// Most pixels a side: the format holds 14 bits, of which the greatest is the size less one.
pub const MAX_SIDE_PX: u32 = 16_383;

/// Most pixels: A1 at 300 dpi has 70 million, which take 600 MB while they are encoded.
pub const MAX_PIXELS: u64 = 72_000_000;

/// Share of the work that drawing is, for the progress bar.
const DRAWING: f32 = 0.5;

/// Writes the page as a WebP file; returns width and height in pixels.
///
/// # Errors
/// See [`pixels::size_px`]; more pixels than WebP takes; [`ExportError::Cancelled`]; what the writer says.
pub fn write(page: &Page, dpi: u32, out: impl Write, progress: Progress<'_>) -> Result<[u32; 2], ExportError> {
    let [width, height] = size_px(page, dpi)?;
    let canvas = pixels::canvas(page, [width, height])?;
    let mut image = Vec::with_capacity(width as usize * height as usize * canvas.channels());
    let half = |done: f32| progress(done * DRAWING);
    canvas.each(&half, Ok, |band| {
        image.extend_from_slice(&band.pixels);
        Ok(())
    })?;
    let mut encoder = WebPEncoder::new(out);
    encoder.set_xmp_metadata(xmp::packet(page).into_bytes());
    encoder.set_exif_metadata(exif(dpi).map_err(ExportError::Tiff)?);
    let color = if canvas.opaque { ColorType::Rgb8 } else { ColorType::Rgba8 };
    encoder.encode(&image, width, height, color).map_err(ExportError::WebP)?;
    if progress(1.0).is_break() { Err(ExportError::Cancelled) } else { Ok([width, height]) }
}

/// Width and height in pixels of a page at a resolution.
///
/// # Errors
/// See [`pixels::size_px`]; a side past [`MAX_SIDE_PX`], or more pixels than [`MAX_PIXELS`].
pub fn size_px(page: &Page, dpi: u32) -> Result<[u32; 2], ExportError> {
    let [width, height] = pixels::size_px(page, dpi)?;
    if width.max(height) > MAX_SIDE_PX || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ExportError::TooLargeForWebP { width, height });
    }
    Ok([width, height])
}

/// The resolution as an Exif block, which is a TIFF file without an image.
fn exif(dpi: u32) -> TiffResult<Vec<u8>> {
    let mut block = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut block)?;
    let mut directory = encoder.image_directory()?;
    tiff_file::resolution(&mut directory, dpi)?;
    directory.finish()?;
    Ok(block.into_inner())
}
