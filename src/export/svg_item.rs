//! One item of a scene as SVG.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::svg::Onto;
use super::svg_label::write_text;
use super::svg_text::{attribute, measure, paint, push_number};
use crate::scene::{Area, Disc, Image, Item, Line, Stroke};

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
