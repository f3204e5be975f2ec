//! An image in bands of rows, drawn on all cores and handed on in order, so that memory is bounded by a few bands.

use std::ops::ControlFlow;

use rayon::prelude::*;
use resvg::tiny_skia::{
    Color, FillRule, Paint, PathBuilder, Pattern, Pixmap, PixmapPaint, Rect, Shader, SpreadMode, Transform,
};
use resvg::usvg;

use super::ExportError;
use super::marks::{self, Layer, Mark, Picture, STRIP_PX};

/// Hears the share of the work that is done, 0 to 1, and may stop it.
pub type Progress<'a> = &'a (dyn Fn(f32) -> ControlFlow<()> + Sync);

/// A [`Progress`] that nobody hears and nobody stops.
pub fn unheard(_: f32) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Pixels of a band, about: 4 MB while drawn.
const BAND_PIXELS: u32 = 1 << 20;

/// Most rows of a band: with fewer bands than this gives, cores would wait.
const MAX_BAND_PX: u32 = 4 * STRIP_PX;

/// Most bands in the works at a time: each takes up to six times its pixels' four bytes.
const MAX_IN_FLIGHT: usize = 8;

/// An image that can be drawn band by band.
#[derive(Debug)]
pub(super) struct Canvas {
    layers: Vec<Layer>,
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Whether no pixel is transparent: pixels are red, green, blue then, else with alpha.
    pub opaque: bool,
    /// Rows of a band; a multiple of [`STRIP_PX`].
    pub band_px: u32,
}

/// Some rows of an image.
#[derive(Debug)]
pub(super) struct Band {
    /// Whether no rows follow.
    pub last: bool,
    /// Bytes of a row.
    pub stride: usize,
    /// Row by row, without padding; alpha is straight.
    pub pixels: Vec<u8>,
}

impl Canvas {
    /// A drawing stretched onto an image of a size in pixels.
    pub fn new(tree: &usvg::Tree, size: [u32; 2], opaque: bool) -> Canvas {
        // The tree's size is a page's in CSS pixels; rounding to whole pixels may differ by half of one a side.
        let scale = |px: u32, css: f32| (f64::from(px) / f64::from(css)) as f32;
        let [sx, sy] = [scale(size[0], tree.size().width()), scale(size[1], tree.size().height())];
        let layers = marks::layers(tree, Transform::from_scale(sx, sy), size);
        let rows = BAND_PIXELS / size[0].max(1) / STRIP_PX * STRIP_PX;
        Canvas { layers, size, opaque, band_px: rows.clamp(STRIP_PX, MAX_BAND_PX) }
    }

    /// Bytes of a pixel.
    pub fn channels(&self) -> usize {
        if self.opaque { 3 } else { 4 }
    }

    /// Draws all bands; `make` is called on many cores, `take` in the order of rows.
    ///
    /// # Errors
    /// [`ExportError::Cancelled`], what `make` or `take` says, or no memory for a band.
    pub fn each<T: Send>(
        &self,
        progress: Progress<'_>,
        make: impl Fn(Band) -> Result<T, ExportError> + Sync,
        mut take: impl FnMut(T) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let starts: Vec<u32> = (0..self.size[1]).step_by(self.band_px as usize).collect();
        let lot = rayon::current_num_threads().clamp(1, MAX_IN_FLIGHT);
        let mut done = 0.0;
        for some in starts.chunks(lot) {
            if progress(done / starts.len() as f32).is_break() {
                return Err(ExportError::Cancelled);
            }
            let made = some.par_iter().map(|&y| make(self.band(y)?)).collect::<Result<Vec<T>, _>>()?;
            made.into_iter().try_for_each(&mut take)?;
            done += some.len() as f32;
        }
        if progress(1.0).is_break() { Err(ExportError::Cancelled) } else { Ok(()) }
    }

    fn band(&self, top: u32) -> Result<Band, ExportError> {
        let rows = self.band_px.min(self.size[1] - top);
        let [width, height] = self.size.map(u64::from);
        let too_many = ExportError::TooManyPixels { width, height };
        let mut pixmap = Pixmap::new(self.size[0], rows).ok_or(too_many)?;
        for layer in &self.layers {
            paint_layer(layer, top, &mut pixmap);
        }
        let pixels = if self.opaque {
            let mut rgb = vec![0; pixmap.data().len() / 4 * 3];
            rgb.chunks_exact_mut(3)
                .zip(pixmap.data().chunks_exact(4))
                .for_each(|(to, from)| to.copy_from_slice(&from[..3]));
            rgb
        } else {
            pixmap.take_demultiplied()
        };
        Ok(Band { last: top + rows == self.size[1], stride: self.size[0] as usize * self.channels(), pixels })
    }
}

/// Whether something reaches into the rows of a band.
fn is_seen(bounds: &Rect, top: u32, rows: u32) -> bool {
    bounds.bottom() > top as f32 && bounds.top() < (top + rows) as f32
}

fn paint_layer(layer: &Layer, top: u32, pixmap: &mut Pixmap) {
    let (clip, rows) = (layer.clip, pixmap.height());
    if clip.is_some_and(|clip| !is_seen(&clip, top, rows)) {
        return;
    }
    let before = clip.map(|clip| (clip, pixmap.clone()));
    for mark in layer.marks.iter().filter(|mark| mark.bounds().is_some_and(|bounds| is_seen(&bounds, top, rows))) {
        match mark {
            Mark::Fill(fill) => paint_fill(pixmap, &fill.path, fill.color, fill.rule, top),
            Mark::Disc(disc) => disc.paint(pixmap, top),
            Mark::Picture(picture) => paint_picture(picture, top, pixmap),
        }
    }
    if let Some((clip, before)) = before {
        restore_outside(pixmap, &before, clip, top);
    }
}

fn paint_fill(pixmap: &mut Pixmap, path: &resvg::tiny_skia::Path, color: Color, rule: FillRule, top: u32) {
    let paint = Paint { shader: Shader::SolidColor(color), ..Paint::default() };
    pixmap.fill_path(path, &paint, rule, Transform::from_translate(0.0, -(top as f32)), None);
}

/// A raster is laid strip by strip: its pixels are found from the corner of the strip, wherever a band begins.
fn paint_picture(picture: &Picture, top: u32, pixmap: &mut Pixmap) {
    let Some(rect) = Rect::from_xywh(0.0, 0.0, picture.pixels.width() as f32, picture.pixels.height() as f32) else {
        return;
    };
    let path = PathBuilder::from_rect(rect);
    for y in (0..pixmap.height()).step_by(STRIP_PX as usize) {
        let Some(mut strip) = Pixmap::new(pixmap.width(), STRIP_PX.min(pixmap.height() - y)) else { return };
        if !is_seen(&picture.bounds, top + y, strip.height()) {
            continue;
        }
        let shader = Pattern::new(
            picture.pixels.as_ref().as_ref(),
            SpreadMode::Pad,
            picture.quality,
            1.0,
            Transform::identity(),
        );
        let paint = Paint { shader, ..Paint::default() };
        let transform = picture.transform.post_translate(0.0, -((top + y) as f32));
        strip.fill_path(&path, &paint, FillRule::Winding, transform, None);
        let plain = PixmapPaint::default();
        pixmap.draw_pixmap(0, y as i32, strip.as_ref(), &plain, Transform::identity(), None);
    }
}

/// Undoes what was painted outside of a rectangle; pixels on its edge are mixed by their share of it.
fn restore_outside(pixmap: &mut Pixmap, before: &Pixmap, clip: Rect, top: u32) {
    let share = |at: u32, from: f32, to: f32| {
        let at = at as f32;
        (to.min(at + 1.0) - from.max(at)).clamp(0.0, 1.0)
    };
    let width = pixmap.width();
    let columns: Vec<(usize, f32)> =
        (0..width).map(|x| (4 * x as usize, share(x, clip.left(), clip.right()))).collect();
    let outer: Vec<(usize, f32)> = columns.iter().copied().filter(|(_, across)| *across < 1.0).collect();
    let stride = width as usize * 4;
    let rows = pixmap.data_mut().chunks_exact_mut(stride).zip(before.data().chunks_exact(stride));
    for (y, (row, old)) in (top..).zip(rows) {
        let down = share(y, clip.top(), clip.bottom());
        for (at, across) in if down < 1.0 { &columns } else { &outer } {
            let inside = across * down;
            for (new, old) in row[*at..*at + 4].iter_mut().zip(&old[*at..*at + 4]) {
                *new = (f32::from(*old) + (f32::from(*new) - f32::from(*old)) * inside).round() as u8;
            }
        }
    }
}
