//! One item of a scene as SVG.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::svg::{Letters, Onto};
use super::svg_text::{attribute, escaped, line, measure, paint, push_number};
use crate::scene::{Align, Area, Disc, Image, Item, Line, Stroke, Text, text};

/// Appends an item; nothing where none of it can be seen.
pub(super) fn write_item(out: &mut String, item: &Item, onto: &Onto) {
    match item {
        Item::Area(area) => write_area(out, area, onto),
        Item::Line(line) => write_line(out, line, onto),
        Item::Disc(disc) => write_disc(out, disc, onto),
        Item::Image(image) => write_image(out, image, onto),
        Item::Text(text) => write_text(out, text, onto),
    }
}

fn stroke_attributes(out: &mut String, stroke: Option<&Stroke>) {
    let Some(stroke) = stroke.filter(|s| s.width_pt > 0.0 && s.color.a > 0) else { return };
    paint(out, "stroke", Some(stroke.color));
    measure(out, "stroke-width", f64::from(stroke.width_pt));
    attribute(out, "stroke-linejoin", "round");
    if let Some([dash, gap]) = stroke.dash_pt {
        let mut value = String::new();
        push_number(&mut value, f64::from(dash));
        value.push(' ');
        push_number(&mut value, f64::from(gap));
        attribute(out, "stroke-dasharray", &value);
    }
}

fn half_width(stroke: Option<&Stroke>) -> f64 {
    stroke.map_or(0.0, |s| f64::from(s.width_pt) / 2.0)
}

/// Appends a ring or line as path data; vertices that fall on the one before at two decimals are left out.
/// Returns how many were written.
fn path_data(out: &mut String, points: impl Iterator<Item = [f64; 2]>, closed: bool) -> usize {
    let start = out.len();
    let mut written = 0;
    let mut previous = [i64::MIN; 2];
    for [x, y] in points {
        let rounded = [(x * 100.0).round() as i64, (y * 100.0).round() as i64];
        if rounded == previous {
            continue;
        }
        previous = rounded;
        out.push(match written {
            0 => 'M',
            1 => 'L',
            _ => ' ',
        });
        push_number(out, x);
        out.push(' ');
        push_number(out, y);
        written += 1;
    }
    if written < 2 {
        out.truncate(start);
        return 0;
    }
    if closed {
        out.push('Z');
    }
    written
}

fn write_area(out: &mut String, area: &Area, onto: &Onto) {
    let [min, max] = area.shape.bounds;
    if area.shape.vertices.is_empty() || !onto.sees(min, max, half_width(area.stroke.as_ref())) {
        return;
    }
    let mut data = String::new();
    for ring in area.shape.rings() {
        path_data(&mut data, ring.iter().map(|&p| onto.sheet(p)), true);
    }
    if data.is_empty() {
        return;
    }
    out.push_str("<path");
    paint(out, "fill", area.fill);
    attribute(out, "fill-rule", "evenodd");
    stroke_attributes(out, area.stroke.as_ref());
    attribute(out, "d", &data);
    out.push_str("/>\n");
}

fn write_line(out: &mut String, line: &Line, onto: &Onto) {
    let fold =
        |f: fn(f64, f64) -> f64, start: f64| line.points.iter().fold([start; 2], |[x, y], p| [f(x, p[0]), f(y, p[1])]);
    let (min, max) = (fold(f64::min, f64::INFINITY), fold(f64::max, f64::NEG_INFINITY));
    if line.points.is_empty() || !onto.sees(min, max, half_width(Some(&line.stroke))) {
        return;
    }
    let mut data = String::new();
    if path_data(&mut data, line.points.iter().map(|&p| onto.sheet(p)), line.closed) == 0 {
        return;
    }
    out.push_str("<path");
    attribute(out, "fill", "none");
    stroke_attributes(out, Some(&line.stroke));
    attribute(out, "d", &data);
    out.push_str("/>\n");
}

fn write_disc(out: &mut String, disc: &Disc, onto: &Onto) {
    let reach = f64::from(disc.radius_pt) + half_width(disc.stroke.as_ref());
    if !onto.sees(disc.centre, disc.centre, reach) {
        return;
    }
    let [x, y] = onto.sheet(disc.centre);
    out.push_str("<circle");
    measure(out, "cx", x);
    measure(out, "cy", y);
    measure(out, "r", f64::from(disc.radius_pt));
    paint(out, "fill", disc.fill);
    stroke_attributes(out, disc.stroke.as_ref());
    out.push_str("/>\n");
}

fn write_image(out: &mut String, image: &Image, onto: &Onto) {
    if !onto.sees(image.min, image.max, 0.0) {
        return;
    }
    let raster = &image.raster;
    // A raster whose bytes do not match its size is a defect of the layer; it draws nothing.
    let Ok(png) = super::png::encode_raster(raster) else { return };
    let (a, b) = (onto.sheet(image.min), onto.sheet(image.max));
    out.push_str("<image");
    measure(out, "x", a[0].min(b[0]));
    measure(out, "y", a[1].min(b[1]));
    measure(out, "width", (a[0] - b[0]).abs());
    measure(out, "height", (a[1] - b[1]).abs());
    attribute(out, "preserveAspectRatio", "none");
    out.push_str(" href=\"data:image/png;base64,");
    STANDARD.encode_string(&png, out);
    out.push_str("\"/>\n");
}

/// Width of the rim around the glyphs of a label, on either side, points.
fn halo_width_pt(size_pt: f32) -> f64 {
    (f64::from(size_pt) * 0.14).clamp(0.9, 2.0)
}

fn halo_attributes(out: &mut String, label: &Text, color: crate::scene::Color) {
    paint(out, "stroke", Some(color));
    measure(out, "stroke-width", 2.0 * halo_width_pt(label.size_pt));
    attribute(out, "stroke-linejoin", "round");
}

fn write_text(out: &mut String, label: &Text, onto: &Onto) {
    let characters = line(&label.text);
    let [x, y] = onto.sheet(label.at);
    let width = f64::from(text::width_pt(&characters, label.size_pt, label.face));
    if characters.trim().is_empty() || !onto.sees(label.at, label.at, width + 2.0 * f64::from(label.size_pt)) {
        return;
    }
    match onto.letters {
        Letters::Text => write_letters(out, label, &characters, [x, y], label.halo),
        Letters::TextOverRim => {
            if let Some(rim) = label.halo {
                let data = outline(&characters, label, [start_of(label.align, x, width), y]);
                out.push_str("<path fill=\"none\"");
                halo_attributes(out, label, rim);
                attribute(out, "d", &data);
                out.push_str("/>\n");
            }
            write_letters(out, label, &characters, [x, y], None);
        }
        Letters::Outlines => write_outlines(out, label, &characters, [start_of(label.align, x, width), y]),
    }
}

/// A label as the outlines of its glyphs, named by its text.
fn write_outlines(out: &mut String, label: &Text, characters: &str, start: [f64; 2]) {
    let data = outline(characters, label, start);
    if data.is_empty() {
        return;
    }
    out.push_str("<path");
    attribute(out, "aria-label", characters);
    paint(out, "fill", Some(label.color));
    if let Some(rim) = label.halo {
        halo_attributes(out, label, rim);
        attribute(out, "paint-order", "stroke");
    }
    attribute(out, "d", &data);
    out.push_str("/>\n");
}

/// A label as text, with a rim beneath it.
fn write_letters(out: &mut String, label: &Text, characters: &str, [x, y]: [f64; 2], rim: Option<crate::scene::Color>) {
    out.push_str("<text");
    measure(out, "x", x);
    measure(out, "y", y);
    measure(out, "font-size", f64::from(label.size_pt));
    if label.face.weight() != 400 {
        attribute(out, "font-weight", &label.face.weight().to_string());
    }
    match label.align {
        Align::Start => {}
        Align::Middle => attribute(out, "text-anchor", "middle"),
        Align::End => attribute(out, "text-anchor", "end"),
    }
    paint(out, "fill", Some(label.color));
    if let Some(rim) = rim {
        halo_attributes(out, label, rim);
        attribute(out, "paint-order", "stroke");
    }
    if characters.starts_with(' ') || characters.ends_with(' ') || characters.contains("  ") {
        attribute(out, "xml:space", "preserve");
    }
    out.push('>');
    out.push_str(&escaped(characters));
    out.push_str("</text>\n");
}

fn start_of(align: Align, x: f64, width: f64) -> f64 {
    match align {
        Align::Start => x,
        Align::Middle => x - width / 2.0,
        Align::End => x - width,
    }
}

/// The outlines of a line of text as path data.
fn outline(characters: &str, label: &Text, [mut x, y]: [f64; 2]) -> String {
    let mut data = String::new();
    let Some(face) = label.face.outlines() else { return data };
    let scale = f64::from(label.size_pt) / f64::from(face.units_per_em());
    for c in characters.chars() {
        if let Some(glyph) = face.glyph_index(c) {
            face.outline_glyph(glyph, &mut Outline { data: &mut data, origin: [x, y], scale });
        }
        x += f64::from(text::width_pt(c.encode_utf8(&mut [0; 4]), label.size_pt, label.face));
    }
    data
}

struct Outline<'a> {
    data: &'a mut String,
    origin: [f64; 2],
    scale: f64,
}

impl Outline<'_> {
    fn push(&mut self, command: char, points: &[[f32; 2]]) {
        self.data.push(command);
        for (i, [x, y]) in points.iter().enumerate() {
            if i > 0 {
                self.data.push(' ');
            }
            push_number(self.data, self.origin[0] + f64::from(*x) * self.scale);
            self.data.push(' ');
            push_number(self.data, self.origin[1] - f64::from(*y) * self.scale);
        }
    }
}

impl ttf_parser::OutlineBuilder for Outline<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.push('M', &[[x, y]]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.push('L', &[[x, y]]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.push('Q', &[[x1, y1], [x, y]]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.push('C', &[[x1, y1], [x2, y2], [x, y]]);
    }

    fn close(&mut self) {
        self.data.push('Z');
    }
}
