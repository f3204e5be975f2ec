//! A page as pixels in memory: small pictures of figures.

use std::hash::{DefaultHasher, Hash, Hasher};

use resvg::tiny_skia::{Pixmap, Transform};

use super::ExportError;
use super::svg::{Letters, svg};
use super::tree::tree;
use crate::scene::{Page, Raster};

/// Most pixels of a side.
const MAX_SIDE_PX: f64 = 4000.0;

/// The page so many pixels wide or high, whichever is longer.
///
/// # Errors
/// A defect of the drawing.
pub fn thumbnail(page: &Page, longer_px: f64) -> Result<Raster, ExportError> {
    let tree = tree(&svg(page, Letters::Outlines))?;
    let size = tree.size();
    let scale = longer_px.clamp(1.0, MAX_SIDE_PX) as f32 / size.width().max(size.height());
    let side = |pt: f32| (pt * scale).round().max(1.0) as u32;
    let (width, height) = (side(size.width()), side(size.height()));
    let too_many = ExportError::TooManyPixels { width: width.into(), height: height.into() };
    let mut pixmap = Pixmap::new(width, height).ok_or(too_many)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let rgba = pixmap.take_demultiplied();
    let mut hasher = DefaultHasher::new();
    (width, height, &rgba).hash(&mut hasher);
    Ok(Raster { key: hasher.finish(), width: width as usize, height: height as usize, rgba })
}
