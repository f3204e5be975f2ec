//! A line of text as SVG: one `text` element with the words as they were written; what the rules of setting move is
//! moved by `dx`. Letters from several fonts are `tspan`s with positions of their own: the renderer looks for one font
//! for as much text as follows from one position.
//!
//! On the way to PDF, marks that are set closer come from a font in which they have no empty half: programs that read
//! the text of a PDF take glyphs that overlap for separate lines.

use super::svg::{Letters, Onto};
use super::svg_text::{attribute, escaped, measure, paint, push_number};
use crate::scene::text::line::Rule;
use crate::scene::text::{Face, Glyph, Source, glyphs};
use crate::scene::{Align, Color, Text, Turn};

/// Width of the rim around the glyphs of a label, on either side, points.
fn halo_width_pt(size_pt: f32) -> f64 {
    (f64::from(size_pt) * 0.14).clamp(0.9, 2.0)
}

fn halo_attributes(out: &mut String, label: &Text, color: Color) {
    paint(out, "stroke", Some(color));
    measure(out, "stroke-width", 2.0 * halo_width_pt(label.size_pt));
    attribute(out, "stroke-linejoin", "round");
}

/// Appends a text and its rim; nothing where none of it can be seen.
pub(super) fn write_text(out: &mut String, label: &Text, onto: &Onto) {
    let set: Vec<Glyph> = glyphs(&label.text, label.face).collect();
    let size = f64::from(label.size_pt);
    let width = set.last().map_or(0.0, |glyph| f64::from(glyph.end_em())) * size;
    if set.iter().all(|glyph| glyph.c.is_whitespace()) || !onto.sees(label.at, label.at, width + 2.0 * size) {
        return;
    }
    let [x, y] = onto.sheet(label.at);
    let start = match label.align {
        Align::Start => x,
        Align::Middle => x - width / 2.0,
        Align::End => x - width,
    };
    if onto.letters == Letters::Outlines {
        return write_outlines(out, label, &outline(&set, size, [start, y]), [x, y]);
    }
    if let (Some(color), Letters::TextOverRim) = (label.halo, onto.letters) {
        out.push_str("<path fill=\"none\"");
        halo_attributes(out, label, color);
        turn(out, label, [x, y]);
        attribute(out, "d", &outline(&set, size, [start, y]));
        out.push_str("/>\n");
    }
    let spans = spans(&set, label, onto.letters == Letters::TextOverRim);
    let moves = spans.len() > 1 || spans.iter().any(|span| !span.dx.is_empty());
    // Programs differ in whether an anchored text is as long as its letters or as its letters and `dx`.
    let anchor = match label.align {
        Align::Middle if !moves => Some("middle"),
        Align::End if !moves => Some("end"),
        Align::Start | Align::Middle | Align::End => None,
    };
    out.push_str("<text");
    measure(out, "x", if anchor.is_some() { x } else { start });
    measure(out, "y", y);
    measure(out, "font-size", size);
    if label.face.css_family() != Face::default().css_family() {
        attribute(out, "font-family", label.face.css_family());
    }
    if label.face.weight() != 400 {
        attribute(out, "font-weight", &label.face.weight().to_string());
    }
    if let Some(anchor) = anchor {
        attribute(out, "text-anchor", anchor);
    }
    paint(out, "fill", Some(label.color));
    if let (Some(color), Letters::Text) = (label.halo, onto.letters) {
        halo_attributes(out, label, color);
        attribute(out, "paint-order", "stroke");
    }
    turn(out, label, [x, y]);
    write_spans(out, &spans, &set, [start, size]);
}

/// A label as the outlines of its glyphs, named by its text.
fn write_outlines(out: &mut String, label: &Text, data: &str, at: [f64; 2]) {
    if data.is_empty() {
        return;
    }
    out.push_str("<path");
    attribute(out, "aria-label", &label.text);
    paint(out, "fill", Some(label.color));
    if let Some(rim) = label.halo {
        halo_attributes(out, label, rim);
        attribute(out, "paint-order", "stroke");
    }
    turn(out, label, at);
    attribute(out, "d", data);
    out.push_str("/>\n");
}

/// Turns about the anchor.
fn turn(out: &mut String, label: &Text, [x, y]: [f64; 2]) {
    if label.turn == Turn::None {
        return;
    }
    let mut value = "rotate(90 ".to_owned();
    push_number(&mut value, x);
    value.push(' ');
    push_number(&mut value, y);
    value.push(')');
    attribute(out, "transform", &value);
}

/// The font of a span.
#[derive(PartialEq)]
enum Font {
    /// The label's.
    Own,
    /// Another.
    Other(Source),
    /// A face's marks without their empty halves.
    Marks(Face),
}

/// Letters that are written with one list of moves.
struct Span {
    font: Font,
    /// Where it begins, em from the beginning of the line.
    x_em: f32,
    text: String,
    /// How far each letter is moved, points; those at the end that are not are left out.
    dx: Vec<f64>,
    letters: usize,
    /// Whether a letter outside the basic plane is in it: programs differ in whether it counts once or twice.
    counts_differ: bool,
}

fn spans(set: &[Glyph], label: &Text, apart: bool) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (i, glyph) in set.iter().enumerate() {
        let ends_early = set.get(i + 1).is_some_and(|next| next.rule == Rule::EndBefore);
        let font = match &glyph.source {
            Some(Source::Bundled(face)) if apart && (ends_early || glyph.rule == Rule::OwnBeginning) => {
                Font::Marks(*face)
            }
            Some(source) if *source != Source::Bundled(label.face) => Font::Other(source.clone()),
            Some(_) | None => Font::Own,
        };
        let dx = match glyph.rule {
            Rule::EndBefore | Rule::OwnBeginning if apart => 0.0,
            Rule::None | Rule::Joined => 0.0,
            Rule::Gap | Rule::EndBefore | Rule::OwnBeginning => f64::from(glyph.shift_em * label.size_pt),
        };
        let fits = |last: &&mut Span| last.font == font && !(dx != 0.0 && last.counts_differ);
        if spans.last_mut().filter(fits).is_none() {
            let x_em = glyph.x_em + if apart && glyph.rule == Rule::OwnBeginning { 0.5 } else { 0.0 };
            spans.push(Span { font, x_em, text: String::new(), dx: Vec::new(), letters: 0, counts_differ: false });
        }
        let Some(span) = spans.last_mut() else { continue };
        // The first letter stands where its span begins.
        if dx != 0.0 && span.letters > 0 {
            span.dx.resize(span.letters, 0.0);
            span.dx.push(dx);
        }
        span.text.push(glyph.c);
        span.letters += 1;
        span.counts_differ |= glyph.c as u32 > 0xFFFF;
    }
    spans
}

fn write_spans(out: &mut String, spans: &[Span], set: &[Glyph], [start, size]: [f64; 2]) {
    let blank = |at: Option<&Glyph>| at.is_some_and(|glyph| glyph.c == ' ');
    let doubled = set.windows(2).any(|pair| pair[0].c == ' ' && pair[1].c == ' ');
    if blank(set.first()) || blank(set.last()) || doubled {
        attribute(out, "xml:space", "preserve");
    }
    if let [only] = spans
        && only.font == Font::Own
    {
        write_moves(out, only);
        out.push('>');
        out.push_str(&escaped(&only.text));
        out.push_str("</text>\n");
        return;
    }
    out.push('>');
    for span in spans {
        out.push_str("<tspan");
        match &span.font {
            Font::Own => {}
            Font::Marks(face) => {
                attribute(out, "font-family", face.marks_family());
                attribute(out, "font-weight", &face.weight().to_string());
            }
            Font::Other(Source::Bundled(face)) => {
                attribute(out, "font-family", face.css_family());
                attribute(out, "font-weight", &face.weight().to_string());
            }
            Font::Other(Source::LastResort(font)) => {
                let family = font.family().replace(['\'', '\\'], "");
                attribute(out, "font-family", &format!("'{family}', {}", Face::default().css_family()));
            }
        }
        measure(out, "x", start + f64::from(span.x_em) * size);
        write_moves(out, span);
        out.push('>');
        out.push_str(&escaped(&span.text));
        out.push_str("</tspan>");
    }
    out.push_str("</text>\n");
}

fn write_moves(out: &mut String, span: &Span) {
    if !span.dx.is_empty() {
        let mut value = String::new();
        for (i, dx) in span.dx.iter().enumerate() {
            if i > 0 {
                value.push(' ');
            }
            push_number(&mut value, *dx);
        }
        attribute(out, "dx", &value);
    }
}

/// The outlines of a line of text as path data.
fn outline(set: &[Glyph], size: f64, [x, y]: [f64; 2]) -> String {
    let mut data = String::new();
    for glyph in set {
        let origin = [x + f64::from(glyph.x_em) * size, y];
        let mut draw = |face: &ttf_parser::Face<'_>| {
            let scale = size / f64::from(face.units_per_em());
            if let Some(id) = face.glyph_index(glyph.c) {
                face.outline_glyph(id, &mut Outline { data: &mut data, origin, scale });
            }
        };
        match &glyph.source {
            Some(Source::Bundled(face)) => face.outlines().into_iter().for_each(&mut draw),
            Some(Source::LastResort(font)) => font.parsed().iter().for_each(&mut draw),
            None => {}
        }
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
