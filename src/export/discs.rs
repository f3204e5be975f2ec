//! Discs, of which a map has thousands: drawn from centre and radius, several times as fast as from an outline.
//!
//! The share of a pixel that a disc covers is taken from the distance of the pixel's middle to the rim, which for
//! radii of a pixel and more is off by less than the four by four samples of the rasteriser are.

use resvg::tiny_skia::{ColorU8, PathSegment, PathStroker, Pixmap, Point, Rect, Transform};
use resvg::usvg::{self, PaintOrder};

use super::marks::plain;

/// Least radius that is drawn this way, pixels.
const MIN_RADIUS_PX: f32 = 1.0;

/// How far an outline may be from a circle and count as one, of its radius.
const ROUNDNESS: f32 = 0.01;

/// A round mark, pixels of the image.
#[derive(Debug)]
pub(super) struct Disc {
    centre: [f32; 2],
    /// What is painted, in order: the area and the rim, or the other way round.
    rings: [Option<Ring>; 2],
}

/// What lies between two circles.
#[derive(Clone, Copy, Debug)]
struct Ring {
    /// Radius of the hole, pixels; negative for none.
    inner: f32,
    outer: f32,
    color: ColorU8,
}

impl Disc {
    /// A path as a disc, where it is one.
    pub fn of(path: &usvg::Path, transform: Transform) -> Option<Disc> {
        let (mut centre, radius) = circle(path)?;
        let scale = PathStroker::compute_resolution_scale(&transform);
        let radius = radius * scale;
        transform.map_point(&mut centre);
        let color =
            |paint: &usvg::Paint, opacity: usvg::Opacity| plain(paint, opacity.get()).map(|color| color.to_color_u8());
        let area = path
            .fill()
            .and_then(|fill| Some(Ring { inner: -1.0, outer: radius, color: color(fill.paint(), fill.opacity())? }));
        let rim = path.stroke().and_then(|stroke| {
            let half = stroke.width().get() * scale / 2.0;
            let color = color(stroke.paint(), stroke.opacity())?;
            Some(Ring { inner: radius - half, outer: radius + half, color })
        });
        let is_dashed = path.stroke().is_some_and(|stroke| stroke.dasharray().is_some());
        if radius < MIN_RADIUS_PX || is_dashed {
            return None;
        }
        let rings = if path.paint_order() == PaintOrder::FillAndStroke { [area, rim] } else { [rim, area] };
        Some(Disc { centre: [centre.x, centre.y], rings })
    }

    /// What it covers, pixels.
    pub fn bounds(&self) -> Option<Rect> {
        let reach = self.rings.iter().flatten().map(|ring| ring.outer).fold(0.0, f32::max) + 1.0;
        let [x, y] = self.centre;
        Rect::from_ltrb(x - reach, y - reach, x + reach, y + reach)
    }

    /// Paints it on the rows of an image from `top` on.
    pub fn paint(&self, pixmap: &mut Pixmap, top: u32) {
        for ring in self.rings.iter().flatten() {
            self.paint_ring(ring, pixmap, top);
        }
    }

    fn paint_ring(&self, ring: &Ring, pixmap: &mut Pixmap, top: u32) {
        let (width, rows) = (pixmap.width(), pixmap.height());
        let [cx, cy] = self.centre;
        let reach = ring.outer + 0.5;
        // Within the core every pixel is all covered, or not at all where there is a hole.
        let core = if ring.inner > 0.0 { ring.inner } else { ring.outer } - 0.5;
        let chord = |radius: f32, down: f32| (radius * radius - down * down).max(0.0).sqrt();
        for y in pixels(cy - top as f32, reach, rows) {
            let down = (top + y) as f32 + 0.5 - cy;
            let edge = pixels(cx, chord(reach, down), width);
            let core = if core > down.abs() {
                let half = chord(core, down);
                let begin = ((cx - half - 0.5).ceil().max(0.0) as u32).clamp(edge.start, edge.end);
                begin..((cx + half + 0.5).floor().max(0.0) as u32).clamp(begin, edge.end)
            } else {
                edge.end..edge.end
            };
            let row = (y * width) as usize * 4;
            let mut lay = |from: u32, to: u32, share: &dyn Fn(u32) -> f32| {
                let span = row + from as usize * 4..row + to as usize * 4;
                let Some(span) = pixmap.data_mut().get_mut(span) else { return };
                for (x, pixel) in (from..to).zip(span.chunks_exact_mut(4)) {
                    blend(pixel, ring.color, share(x));
                }
            };
            let partly = |x: u32| {
                let across = x as f32 + 0.5 - cx;
                ring.share((across * across + down * down).sqrt())
            };
            lay(edge.start, core.start, &partly);
            if ring.inner <= 0.0 {
                lay(core.start, core.end, &|_| 1.0);
            }
            lay(core.end, edge.end, &partly);
        }
    }
}

/// The pixels of a row or column that reach to either side of a place.
fn pixels(middle: f32, reach: f32, limit: u32) -> std::ops::Range<u32> {
    let end = ((middle + reach).ceil().max(0.0) as u32).min(limit);
    ((middle - reach).max(0.0) as u32).min(end)..end
}

impl Ring {
    /// The share of a pixel that it covers, by the distance of the pixel's middle to the centre.
    fn share(&self, distance: f32) -> f32 {
        let within = |radius: f32| (radius - distance + 0.5).clamp(0.0, 1.0);
        within(self.outer) - if self.inner > 0.0 { within(self.inner) } else { 0.0 }
    }
}

/// Lays a share of a colour over a premultiplied pixel.
fn blend(pixel: &mut [u8], color: ColorU8, share: f32) {
    let alpha = (f32::from(color.alpha()) * share + 0.5) as u32;
    let mixed = |new: u8, old: u8| ((u32::from(new) * alpha + u32::from(old) * (255 - alpha) + 127) / 255) as u8;
    if alpha == 255 {
        pixel.copy_from_slice(&[color.red(), color.green(), color.blue(), 255]);
    } else if let [r, g, b, a] = pixel {
        (*r, *g, *b, *a) = (mixed(color.red(), *r), mixed(color.green(), *g), mixed(color.blue(), *b), mixed(255, *a));
    }
}

/// Centre and radius of a path that is a circle.
fn circle(path: &usvg::Path) -> Option<(Point, f32)> {
    let bounds = path.data().compute_tight_bounds()?;
    let radius = bounds.width() / 2.0;
    let centre = Point::from_xy(bounds.left() + radius, bounds.top() + bounds.height() / 2.0);
    let is_on = |x: f32, y: f32| ((x - centre.x).hypot(y - centre.y) - radius).abs() <= ROUNDNESS * radius;
    let (mut last, mut arcs) = (None, 0);
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(p) if last.is_none() && is_on(p.x, p.y) => last = Some(p),
            PathSegment::CubicTo(a, b, p) if is_on(p.x, p.y) => {
                let from = last?;
                let middle = |o: f32, a: f32, b: f32, p: f32| (o + 3.0 * (a + b) + p) / 8.0;
                if !is_on(middle(from.x, a.x, b.x, p.x), middle(from.y, a.y, b.y, p.y)) {
                    return None;
                }
                (last, arcs) = (Some(p), arcs + 1);
            }
            PathSegment::Close if arcs > 1 => {}
            _ => return None,
        }
    }
    (arcs > 1 && radius > 0.0).then_some((centre, radius))
}
