//! What the formats of pixels share: size, limits, and the page as an image that is drawn band by band.

use std::ops::RangeInclusive;

use super::ExportError;
use super::bands::Canvas;
use super::svg::{Letters, svg};
use super::tree::tree;
use crate::scene::Page;

/// Most pixels of an image: A0 at 600 dpi has 558 million. Memory does not grow with it, the time and the file do.
pub const MAX_PIXELS: u64 = 560_000_000;

/// Resolutions that make sense, dots an inch.
pub const DPI: RangeInclusive<u32> = 36..=2400;

/// Width and height in pixels of a page at a resolution.
///
/// # Errors
/// The resolution is outside [`DPI`], or there are more than [`MAX_PIXELS`].
pub fn size_px(page: &Page, dpi: u32) -> Result<[u32; 2], ExportError> {
    if !DPI.contains(&dpi) {
        return Err(ExportError::Resolution { dpi });
    }
    let [width, height] = page.size_mm.map(|mm| (mm / 25.4 * f64::from(dpi)).round().max(1.0) as u64);
    if width.saturating_mul(height) > MAX_PIXELS {
        return Err(ExportError::TooManyPixels { width, height });
    }
    Ok([width as u32, height as u32])
}

/// The page as an image of a size in pixels, ready to be drawn. Glyphs are drawn from their outlines: the same shapes
/// as text would be, without laying it out again.
pub(super) fn canvas(page: &Page, size: [u32; 2]) -> Result<Canvas, ExportError> {
    Ok(Canvas::new(&tree(&svg(page, Letters::Outlines))?, size, page.paper.a == 255))
}
