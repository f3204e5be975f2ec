//! The renderer's tree as flat marks in pixels of the whole image, which bands of it can be drawn from.
//!
//! Whatever part of an image is drawn, the same pixel gets the same value, because nothing is left for the rasteriser
//! to cut where a band ends: curves are made lines here, and lines are cut at every multiple of [`STRIP_PX`] rows.
//! Outlines of strokes are worked out once an image, not once a band.

use std::sync::Arc;

use rayon::prelude::*;
use resvg::tiny_skia::{
    Color, FillRule, FilterQuality, Path, PathBuilder, PathSegment, PathStroker, Pixmap, Point, Rect, Transform,
};
use resvg::usvg::{self, Group, Node, PaintOrder};

use super::discs::Disc;

/// Rows at whose multiples lines are cut: bands begin and end there.
pub(super) const STRIP_PX: u32 = 64;

/// How far a line may be from the curve it stands for, pixels; the rasteriser samples quarters of a pixel.
const FLATNESS_PX: f32 = 0.04;

/// Most lines of a curve.
const MAX_CURVE_LINES: f32 = 200.0;

/// Marks that are clipped together, in painting order.
#[derive(Debug)]
pub(super) struct Layer {
    /// What of the image they may touch, pixels; `None` for all of it.
    pub clip: Option<Rect>,
    /// The marks, the first painted first.
    pub marks: Vec<Mark>,
}

/// One thing to paint.
#[derive(Debug)]
pub(super) enum Mark {
    /// An area of one colour.
    Fill(Fill),
    /// A round mark.
    Disc(Disc),
    /// A raster.
    Picture(Picture),
}

/// An area of one colour; its outline has lines only.
#[derive(Debug)]
pub(super) struct Fill {
    pub path: Path,
    pub color: Color,
    pub rule: FillRule,
}

/// A raster over a part of the image.
#[derive(Debug)]
pub(super) struct Picture {
    pub pixels: Arc<Pixmap>,
    /// From its pixels to those of the image.
    pub transform: Transform,
    pub quality: FilterQuality,
    /// What it covers.
    pub bounds: Rect,
}

impl Mark {
    /// What it covers, pixels.
    pub fn bounds(&self) -> Option<Rect> {
        match self {
            Mark::Fill(fill) => Some(fill.path.bounds()),
            Mark::Disc(disc) => disc.bounds(),
            Mark::Picture(picture) => Some(picture.bounds),
        }
    }
}

/// The marks of a drawing under a transform onto an image of a size in pixels.
///
/// The drawing is one of [`svg`](super::svg): plain colours, rectangles to clip by, no filters or blending.
pub(super) fn layers(tree: &usvg::Tree, transform: Transform, size_px: [u32; 2]) -> Vec<Layer> {
    let mut found = vec![Found::default()];
    collect(tree.root(), transform, &mut found);
    found.retain(|layer| !layer.nodes.is_empty());
    let image = Rect::from_xywh(0.0, 0.0, size_px[0] as f32, size_px[1] as f32);
    let touches = |mark: &Mark| image.zip(mark.bounds()).is_some_and(|(image, bounds)| overlap(&image, &bounds));
    let layer = |layer: Found<'_>| Layer {
        clip: layer.clip,
        marks: layer.nodes.into_par_iter().flat_map_iter(|(node, ts)| marks(node, ts)).filter(touches).collect(),
    };
    found.into_iter().map(layer).collect()
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.left() < b.right() && b.left() < a.right() && a.top() < b.bottom() && b.top() < a.bottom()
}

#[derive(Default)]
struct Found<'a> {
    clip: Option<Rect>,
    nodes: Vec<(&'a Node, Transform)>,
}

fn collect<'a>(group: &'a Group, parent: Transform, found: &mut Vec<Found<'a>>) {
    let transform = parent.pre_concat(group.transform());
    let clip = group.clip_path().and_then(|clip| clip_rect(clip, transform));
    if clip.is_some() {
        found.push(Found { clip, ..Found::default() });
    }
    for node in group.children() {
        match node {
            Node::Group(group) => collect(group, transform, found),
            Node::Text(text) => collect(text.flattened(), transform, found),
            Node::Path(_) | Node::Image(_) => {
                if let Some(layer) = found.last_mut() {
                    layer.nodes.push((node, transform));
                }
            }
        }
    }
    if clip.is_some() {
        found.push(Found::default());
    }
}

fn clip_rect(clip: &usvg::ClipPath, transform: Transform) -> Option<Rect> {
    let transform = transform.pre_concat(clip.transform()).pre_concat(clip.root().transform());
    clip.root().children().iter().find_map(|node| match node {
        Node::Path(path) => path.data().bounds().transform(transform),
        Node::Group(_) | Node::Image(_) | Node::Text(_) => None,
    })
}

fn marks(node: &Node, transform: Transform) -> impl Iterator<Item = Mark> {
    let pair = match node {
        Node::Path(path) if path.is_visible() => {
            if let Some(disc) = Disc::of(path, transform) {
                return [Some(Mark::Disc(disc)), None].into_iter().flatten();
            }
            let (fill, stroke) = (filled(path, transform), stroked(path, transform));
            if path.paint_order() == PaintOrder::FillAndStroke { [fill, stroke] } else { [stroke, fill] }
        }
        Node::Image(image) if image.is_visible() => [picture(image, transform), None],
        Node::Path(_) | Node::Image(_) | Node::Group(_) | Node::Text(_) => [None, None],
    };
    pair.into_iter().flatten()
}

fn filled(path: &usvg::Path, transform: Transform) -> Option<Mark> {
    let fill = path.fill()?;
    let rule = match fill.rule() {
        usvg::FillRule::NonZero => FillRule::Winding,
        usvg::FillRule::EvenOdd => FillRule::EvenOdd,
    };
    let color = plain(fill.paint(), fill.opacity().get())?;
    Some(Mark::Fill(Fill { path: lines(path.data(), transform)?, color, rule }))
}

fn stroked(path: &usvg::Path, transform: Transform) -> Option<Mark> {
    let stroke = path.stroke()?;
    let scale = PathStroker::compute_resolution_scale(&transform);
    let mut pen = stroke.to_tiny_skia();
    let width_px = pen.width * scale;
    let mut opacity = stroke.opacity().get();
    // A line thinner than a pixel is as wide as one and paler: its share of each pixel, without gaps.
    if width_px < 1.0 {
        pen.width = 1.0 / scale;
        opacity *= width_px;
    }
    let dashed = pen.dash.take().and_then(|dash| path.data().dash(&dash, scale));
    let outline = dashed.as_ref().unwrap_or(path.data()).stroke(&pen, scale)?;
    let color = plain(stroke.paint(), opacity)?;
    Some(Mark::Fill(Fill { path: lines(&outline, transform)?, color, rule: FillRule::Winding }))
}

/// A paint of one colour.
pub(super) fn plain(paint: &usvg::Paint, opacity: f32) -> Option<Color> {
    match paint {
        usvg::Paint::Color(c) => {
            let alpha = (opacity * 255.0).round() as u8;
            (alpha > 0).then(|| Color::from_rgba8(c.red, c.green, c.blue, alpha))
        }
        // The drawing has none of these.
        usvg::Paint::LinearGradient(_) | usvg::Paint::RadialGradient(_) | usvg::Paint::Pattern(_) => None,
    }
}

fn picture(image: &usvg::Image, transform: Transform) -> Option<Mark> {
    let usvg::ImageKind::PNG(bytes) = image.kind() else { return None };
    let pixels = Pixmap::decode_png(bytes).ok()?;
    let bounds = Rect::from_xywh(0.0, 0.0, pixels.width() as f32, pixels.height() as f32)?.transform(transform)?;
    let quality = match image.rendering_mode() {
        usvg::ImageRendering::OptimizeQuality | usvg::ImageRendering::HighQuality => FilterQuality::Bicubic,
        usvg::ImageRendering::Smooth => FilterQuality::Bilinear,
        usvg::ImageRendering::OptimizeSpeed | usvg::ImageRendering::CrispEdges | usvg::ImageRendering::Pixelated => {
            FilterQuality::Nearest
        }
    };
    Some(Mark::Picture(Picture { pixels: Arc::new(pixels), transform, quality, bounds }))
}

/// A path in pixels, of lines that end at every multiple of [`STRIP_PX`] rows.
fn lines(path: &Path, transform: Transform) -> Option<Path> {
    let path = path.clone().transform(transform)?;
    let mut lines = Lines { out: PathBuilder::new(), at: Point::zero(), start: Point::zero() };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(p) => lines.begin(p),
            PathSegment::LineTo(p) => lines.to(p),
            PathSegment::QuadTo(a, b) => lines.curve([lines.at, a, b], |[p, a, b], t| {
                let s = 1.0 - t;
                [s * s * p.x + 2.0 * s * t * a.x + t * t * b.x, s * s * p.y + 2.0 * s * t * a.y + t * t * b.y]
            }),
            PathSegment::CubicTo(a, b, c) => lines.curve([lines.at, a, b, c], |[p, a, b, c], t| {
                let s = 1.0 - t;
                let [i, j, k, l] = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
                [i * p.x + j * a.x + k * b.x + l * c.x, i * p.y + j * a.y + k * b.y + l * c.y]
            }),
            PathSegment::Close => lines.close(),
        }
    }
    lines.out.finish()
}

struct Lines {
    out: PathBuilder,
    at: Point,
    start: Point,
}

impl Lines {
    fn begin(&mut self, p: Point) {
        self.out.move_to(p.x, p.y);
        (self.at, self.start) = (p, p);
    }

    fn close(&mut self) {
        // The line back is cut as well.
        self.to(self.start);
        self.out.close();
    }

    /// A line, cut where it crosses from strip to strip.
    fn to(&mut self, p: Point) {
        let (strip, from) = (STRIP_PX as f32, self.at);
        // What lies beyond any image needs no cuts.
        let [a, b] = [from.y, p.y].map(|y| (y / strip).clamp(-1.0, 4096.0));
        let crossed = (a.min(b).floor() as i32 + 1)..(a.max(b).ceil() as i32);
        let mut cut = |k: i32| {
            let y = k as f32 * strip;
            let t = f64::from(y - from.y) / f64::from(p.y - from.y);
            self.out.line_to((f64::from(from.x) + f64::from(p.x - from.x) * t) as f32, y);
        };
        if from.y < p.y {
            crossed.for_each(&mut cut)
        } else {
            crossed.rev().for_each(&mut cut)
        }
        self.out.line_to(p.x, p.y);
        self.at = p;
    }

    fn curve<const N: usize>(&mut self, points: [Point; N], at: impl Fn([Point; N], f32) -> [f32; 2]) {
        // A chord of a curve of degree d over 1/n of it is off by at most d (d - 1) / 8 n² of its greatest bend.
        let bend = |w: &[Point]| (w[0].x - 2.0 * w[1].x + w[2].x).hypot(w[0].y - 2.0 * w[1].y + w[2].y);
        let greatest = points.windows(3).map(bend).fold(0.0, f32::max);
        let degree = (N - 1) as f32;
        let n = (degree * (degree - 1.0) / 8.0 * greatest / FLATNESS_PX).sqrt().ceil().clamp(1.0, MAX_CURVE_LINES);
        for i in 1..n as u32 {
            let [x, y] = at(points, i as f32 / n);
            self.to(Point::from_xy(x, y));
        }
        if let Some(end) = points.last() {
            self.to(*end);
        }
    }
}
