//! The scene on the screen: one match on [`Item`], like the SVG painter's.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use egui::epaint::{Mesh, TextShape, Vertex, WHITE_UV};
use egui::text::{ByteIndex, LayoutJob, LayoutSection, TextFormat};
use egui::{Color32, FontId, Pos2, Rect, Shape as Paint, TextureHandle, TextureOptions, pos2, vec2};

use crate::geography::Plane;
use crate::scene::color::Vision;
use crate::scene::text::line::Rule;
use crate::scene::text::{Face, Source, glyphs};
use crate::scene::{
    Align, Area, Color, Disc, Frame, Group, Image, Item, Line, Page, Raster, Scene, Space, Stroke, Text, Turn,
};

/// Textures of rasters by their key; those not painted in a frame are dropped.
#[derive(Default)]
pub struct Textures {
    kept: HashMap<(u64, u8, bool), Texture>,
}

/// A raster as the driver has it.
struct Texture {
    handle: TextureHandle,
    /// Where it has colour.
    colored: Vec<Rect>,
    is_used: bool,
}

impl std::fmt::Debug for Textures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Textures({})", self.kept.len())
    }
}

impl Textures {
    /// The texture of a raster of which a pixel is so many pixels of the screen wide.
    fn get(&mut self, ctx: &egui::Context, raster: &Raster, scale: f32) -> &Texture {
        // Pixel on pixel nothing is to be seen between them, and in software GL that costs half.
        let options = if scale > 1.25 { TextureOptions::LINEAR } else { TextureOptions::NEAREST };
        let key = (raster.key, vision() as u8, options == TextureOptions::LINEAR);
        let texture = self.kept.entry(key).or_insert_with(|| {
            let seen = |p: &[u8; 4]| color32(Color { r: p[0], g: p[1], b: p[2], a: p[3] });
            let pixels = raster.rgba.as_chunks::<4>().0.iter().map(seen).collect();
            let image = egui::ColorImage::new([raster.width, raster.height], pixels);
            let handle = ctx.load_texture(format!("raster-{:x}", raster.key), image, options);
            Texture { handle, colored: colored_parts(raster), is_used: true }
        });
        texture.is_used = true;
        texture
    }

    fn sweep(&mut self) {
        self.kept.retain(|_, texture| std::mem::take(&mut texture.is_used));
    }
}

/// Paints a scene into `rect`, whose upper left corner is the page's origin; one point is one logical pixel. The
/// window has been cleared with `cleared`: paper of that colour is there already, and in software GL every pixel
/// that need not be filled again counts.
pub fn paint(ui: &egui::Ui, rect: Rect, scene: &Scene, frame: &Frame, cleared: Color, textures: &mut Textures) {
    let painter = ui.painter_at(rect);
    let groups = match scene.groups.split_first() {
        Some((paper, rest)) if is_paper(paper, rect, cleared) => rest,
        _ => &scene.groups[..],
    };
    for group in groups {
        paint_group(&painter, rect, group, frame, textures);
    }
    textures.sweep();
}

/// Paints the page of a figure into `rect`; one point of it is one logical pixel.
pub fn paint_page(ui: &egui::Ui, rect: Rect, page: &Page, textures: &mut Textures) {
    ui.painter().rect_filled(rect, 0.0, color32(page.paper));
    let to_screen = |r: &crate::scene::Rect| {
        let at = |p: [f64; 2]| rect.min + vec2(p[0] as f32, p[1] as f32);
        Rect::from_min_max(at(r.min), at(r.max))
    };
    for map in &page.maps {
        let room = to_screen(&map.rect);
        let painter = ui.painter_at(room.intersect(rect));
        for group in &map.scene.groups {
            paint_group(&painter, room, group, &map.frame, textures);
        }
    }
    let painter = ui.painter_at(rect);
    // Furniture is in points of the page: no frame is asked.
    let frame = Frame { centre: Plane::default(), metres_per_pt: 1.0, size_pt: page.size_pt() };
    for group in &page.furniture {
        paint_group(&painter, rect, group, &frame, textures);
    }
    textures.sweep();
}

/// Whether a group is nothing but the page filled with one colour.
fn is_paper(group: &Group, rect: Rect, color: Color) -> bool {
    let [Item::Area(area)] = &group.items[..] else { return false };
    let [min, max] = area.shape.bounds;
    let covers = min[0] <= 0.0 && min[1] <= 0.0 && max[0] as f32 >= rect.width() && max[1] as f32 >= rect.height();
    group.space == Space::Page
        && area.shape.triangles.len() == 6
        && covers
        && area.stroke.is_none()
        && area.fill == Some(color)
}

fn paint_group(painter: &egui::Painter, rect: Rect, group: &Group, frame: &Frame, textures: &mut Textures) {
    let to_screen = |[x, y]: [f64; 2]| -> Pos2 {
        let [px, py] = match group.space {
            Space::Plane => frame.to_page(Plane::new(x, y)),
            Space::Page => [x, y],
        };
        pos2(rect.left() + px as f32, rect.top() + py as f32)
    };
    // All fills of a run of areas share one mesh: no seams between neighbours, one draw call.
    let mut fills = Mesh::default();
    for item in group.items.iter() {
        if !matches!(item, Item::Area(area) if area.stroke.is_none()) && !fills.is_empty() {
            painter.add(Paint::mesh(std::mem::take(&mut fills)));
        }
        match item {
            Item::Area(area) => paint_area(painter, rect, area, &to_screen, &mut fills),
            Item::Line(line) => paint_line(painter, rect, line, &to_screen),
            Item::Disc(disc) => paint_disc(painter, rect, disc, &to_screen),
            Item::Image(image) => paint_image(painter, image, &to_screen, textures),
            Item::Text(text) => paint_text(painter, rect, text, &to_screen),
        }
    }
    if !fills.is_empty() {
        painter.add(Paint::mesh(fills));
    }
}

fn paint_area(
    painter: &egui::Painter,
    rect: Rect,
    area: &Area,
    to_screen: &impl Fn([f64; 2]) -> Pos2,
    fills: &mut Mesh,
) {
    let [min, max] = area.shape.bounds;
    if !rect.intersects(Rect::from_two_pos(to_screen(min), to_screen(max))) {
        return;
    }
    let vertices: Vec<Pos2> = area.shape.vertices.iter().map(|v| to_screen(*v)).collect();
    if let Some(fill) = area.fill {
        let base = fills.vertices.len() as u32;
        let color = color32(fill);
        fills.vertices.extend(vertices.iter().map(|&pos| Vertex { pos, uv: WHITE_UV, color }));
        fills.indices.extend(area.shape.triangles.iter().map(|i| base + i));
    }
    if let Some(stroke) = area.stroke {
        if !fills.is_empty() {
            painter.add(Paint::mesh(std::mem::take(fills)));
        }
        let mut start = 0;
        for &end in &area.shape.ring_ends {
            stroke_path(painter, vertices[start..end].to_vec(), true, stroke);
            start = end;
        }
    }
}

fn paint_line(painter: &egui::Painter, rect: Rect, line: &Line, to_screen: &impl Fn([f64; 2]) -> Pos2) {
    let points: Vec<Pos2> = line.points.iter().map(|p| to_screen(*p)).collect();
    if Rect::from_points(&points).expand(line.stroke.width_pt).intersects(rect) {
        stroke_path(painter, points, line.closed, line.stroke);
    }
}

fn stroke_path(painter: &egui::Painter, mut points: Vec<Pos2>, closed: bool, stroke: Stroke) {
    let pen = egui::Stroke::new(stroke.width_pt, color32(stroke.color));
    // An open line that ends where it began: egui cuts the sharp corners of open lines only, and a coast has needles
    // whose corners would reach across the sea.
    if closed && let Some(&first) = points.first() {
        points.push(first);
    }
    match stroke.dash_pt {
        Some([dash, gap]) => {
            painter.extend(Paint::dashed_line(&points, pen, dash, gap));
        }
        None => {
            painter.add(Paint::line(points, pen));
        }
    }
}

fn paint_disc(painter: &egui::Painter, rect: Rect, disc: &Disc, to_screen: &impl Fn([f64; 2]) -> Pos2) {
    let centre = to_screen(disc.centre);
    if !rect.expand(disc.radius_pt + 2.0).contains(centre) {
        return;
    }
    let fill = disc.fill.map_or(Color32::TRANSPARENT, color32);
    let pen = disc.stroke.map_or(egui::Stroke::NONE, |s| egui::Stroke::new(s.width_pt, color32(s.color)));
    painter.circle(centre, disc.radius_pt, fill, pen);
}

fn paint_image(painter: &egui::Painter, image: &Image, to_screen: &impl Fn([f64; 2]) -> Pos2, textures: &mut Textures) {
    let target = Rect::from_two_pos(to_screen(image.min), to_screen(image.max));
    let scale = target.width() * painter.pixels_per_point() / image.raster.width.max(1) as f32;
    let texture = textures.get(painter.ctx(), &image.raster, scale);
    let mut mesh = Mesh::with_texture(texture.handle.id());
    for part in &texture.colored {
        let at = |p: Pos2| target.min + p.to_vec2() * target.size();
        mesh.add_rect_with_uv(Rect::from_min_max(at(part.min), at(part.max)), *part, Color32::WHITE);
    }
    painter.add(Paint::mesh(mesh));
}

/// Pixels of the side of a tile.
const TILE: usize = 16;

/// The parts of a raster that have colour, each a share of its width and height: its tiles in runs from west to east,
/// equal runs below each other in one. In software GL a clear pixel costs as much as any other, and half of the
/// rectangle around a city may be sea.
fn colored_parts(raster: &Raster) -> Vec<Rect> {
    let (width, height) = (raster.width, raster.height);
    let columns = width.div_ceil(TILE);
    let pixels = raster.rgba.as_chunks::<4>().0;
    // What lies between two pixels takes from both: a pixel colours the tiles of its neighbours, too.
    let mut has_color = vec![false; columns * height.div_ceil(TILE)];
    for (i, _) in pixels.iter().enumerate().filter(|(_, p)| p[3] > 0) {
        let (x, y) = (i % width, i / width);
        for row in y.saturating_sub(1) / TILE..=(y + 1).min(height - 1) / TILE {
            has_color[row * columns..][x.saturating_sub(1) / TILE..=(x + 1).min(width - 1) / TILE].fill(true);
        }
    }
    let mut runs: Vec<[usize; 4]> = Vec::new();
    for (row, tiles) in has_color.chunks(columns.max(1)).enumerate() {
        let mut from = 0;
        for same in tiles.chunk_by(|a, b| a == b) {
            let run = from..from + same.len();
            from = run.end;
            if !same[0] {
                continue;
            }
            match runs.iter_mut().find(|[west, _, east, south]| [*west, *east, *south] == [run.start, run.end, row]) {
                Some(above) => above[3] = row + 1,
                None => runs.push([run.start, row, run.end, row + 1]),
            }
        }
    }
    let share = |tile: usize, of: usize| (tile * TILE).min(of) as f32 / of as f32;
    let corner = |x: usize, y: usize| pos2(share(x, width), share(y, height));
    runs.iter().map(|[x, y, east, south]| Rect::from_min_max(corner(*x, *y), corner(*east, *south))).collect()
}

/// A line of text as egui lays it out, its glyphs where [`glyphs`] says; and its width, points. egui kerns within a
/// section, so every letter that has kerning is a section of its own.
fn laid_out(text: &Text) -> (LayoutJob, f32) {
    let mut job = LayoutJob::default();
    let mut width = 0.0;
    for glyph in glyphs(&text.text, text.face) {
        let family = match &glyph.source {
            Some(Source::Bundled(face)) => super::theme::family(*face),
            // Ours first, then the user's font.
            Some(Source::LastResort(_)) | None => super::theme::family(Face::Regular),
        };
        let start = job.text.len();
        job.text.push(glyph.c);
        let end = ByteIndex(job.text.len());
        width = glyph.end_em() * text.size_pt;
        let moved = !matches!(glyph.rule, Rule::None | Rule::Joined);
        let kerned = glyph.rule != Rule::Joined && (glyph.c as u32) < 0x2E80;
        let goes_on = |last: &&mut LayoutSection| !moved && !kerned && last.format.font_id.family == family;
        if let Some(last) = job.sections.last_mut().filter(goes_on) {
            last.byte_range.end = end;
            continue;
        }
        job.sections.push(LayoutSection {
            leading_space: if moved { glyph.shift_em * text.size_pt } else { 0.0 },
            byte_range: ByteIndex(start)..end,
            format: TextFormat::simple(FontId::new(text.size_pt, family), color32(text.color)),
        });
    }
    (job, width)
}

fn paint_text(painter: &egui::Painter, rect: Rect, text: &Text, to_screen: &impl Fn([f64; 2]) -> Pos2) {
    let anchor = to_screen(text.at);
    if !rect.expand(200.0).contains(anchor) {
        return;
    }
    let (job, width) = laid_out(text);
    let galley = painter.layout_job(job);
    let left = match text.align {
        Align::Start => 0.0,
        Align::Middle => -width / 2.0,
        Align::End => -width,
    };
    // A glyph's position is its baseline's; the anchor is the baseline, too.
    let baseline = galley.rows.first().and_then(|row| row.glyphs.first().map(|g| row.pos.y + g.pos.y));
    let corner = vec2(left, -baseline.unwrap_or(text.size_pt));
    let (at, angle) = match text.turn {
        Turn::None => (anchor + corner, 0.0),
        Turn::Clockwise90 => (anchor + vec2(-corner.y, corner.x), std::f32::consts::FRAC_PI_2),
    };
    let shape = |at, color: Color32| TextShape::new(at, Arc::clone(&galley), color).with_angle(angle);
    if let Some(halo) = text.halo {
        for (dx, dy) in
            [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8)]
        {
            let halo = color32(halo);
            painter.add(shape(at + vec2(dx, dy), halo).with_override_text_color(halo));
        }
    }
    painter.add(shape(at, color32(text.color)));
}

/// How colours are shown now. One for the process, as there is one window: every colour of data passes `color32`.
static VISION: AtomicU8 = AtomicU8::new(0);

/// Shows colours as somebody else sees them from now on.
pub fn show_with(vision: Vision) {
    VISION.store(vision as u8, Ordering::Relaxed);
}

/// How colours are shown now.
pub fn vision() -> Vision {
    Vision::ALL[usize::from(VISION.load(Ordering::Relaxed)) % Vision::ALL.len()]
}

/// A scene's colour as egui's.
pub fn color32(c: Color) -> Color32 {
    let c = c.seen_with(vision());
    Color32::from_rgba_unmultiplied(c.r, c.g, c.b, c.a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::text::width_pt;

    #[test]
    fn what_is_clear_in_a_raster_is_not_painted() {
        let (width, height) = (70, 50);
        let mut rgba = vec![0; 4 * width * height];
        let mut color = |x: usize, y: usize| rgba[4 * (y * width + x) + 3] = 1;
        // One on the edge of its tile, one in the middle of one, one in the last corner.
        [(15, 3), (40, 24), (69, 49)].into_iter().for_each(|(x, y)| color(x, y));
        let parts = colored_parts(&Raster { key: 0, width, height, rgba });
        let tile = |x: f32, y: f32, east: f32, south: f32| {
            Rect::from_min_max(pos2(x / 70.0, y / 50.0), pos2(east / 70.0, south / 50.0))
        };
        let expected = [tile(0.0, 0.0, 32.0, 16.0), tile(32.0, 16.0, 48.0, 32.0), tile(64.0, 48.0, 70.0, 50.0)];
        assert_eq!(parts, expected);
        let all = Raster { key: 0, width, height, rgba: vec![9; 4 * width * height] };
        assert_eq!(colored_parts(&all), [Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0))]);
    }

    #[test]
    fn glyphs_stand_where_the_exporters_put_them() {
        let ctx = egui::Context::default();
        super::super::theme::install(&ctx);
        // Glyphs stand on whole pixels; small pixels tell more.
        ctx.set_pixels_per_point(8.0);
        ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
        let mut seen = 0;
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            for face in Face::ALL {
                for words in
                    ["上海AI企业12家，“领先”（试点）：《指南》", "AVATAR To Wave fi LT.", "——Moody’s 1\u{202f}026"]
                {
                    let text = Text {
                        at: [0.0; 2],
                        text: words.to_owned(),
                        size_pt: 14.0,
                        face,
                        color: Color::hex(0),
                        halo: None,
                        align: Align::Start,
                        turn: Turn::None,
                    };
                    let (job, width) = laid_out(&text);
                    assert_eq!(width, width_pt(words, 14.0, face));
                    let galley = ui.painter().layout_job(job);
                    let drawn = galley.rows.iter().flat_map(|row| &row.glyphs).filter(|g| !g.chr.is_control());
                    for (glyph, at) in glyphs(words, face).zip(drawn) {
                        assert_eq!(glyph.c, at.chr);
                        let off = at.pos.x - glyph.x_em * 14.0;
                        assert!(glyph.rule == Rule::Joined || off.abs() < 0.13, "{face:?} {words} {}: {off}", glyph.c);
                        seen += 1;
                    }
                    let off = galley.size().x - width;
                    assert!(off.abs() < 0.26, "{face:?} {words}: {off}");
                }
            }
        });
        output.textures_delta.clear();
        assert!(seen > 150, "{seen}");
    }
}
