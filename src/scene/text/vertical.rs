//! Text set downwards, as on the spine of a book: Chinese characters upright, Latin words turned, marks in their
//! upright forms (CLReq 3.1.2, GB/T 15834-2011 appendix).

use super::face::{Face, metrics};
use super::line::{Glyph, glyphs, is_letter};
use super::{ascent_pt, descent_pt, line_height_pt, wrap};
use crate::scene::furniture::Piece;
use crate::scene::{Align, Color, Item, Text, Turn};

/// Marks and their forms in vertical text; quotation marks become corner brackets.
const UPRIGHT: &[(char, char)] = &[
    ('，', '︐'),
    ('、', '︑'),
    ('。', '︒'),
    ('：', '︓'),
    ('；', '︔'),
    ('！', '︕'),
    ('？', '︖'),
    ('（', '︵'),
    ('）', '︶'),
    ('《', '︽'),
    ('》', '︾'),
    ('〈', '︿'),
    ('〉', '﹀'),
    ('【', '︻'),
    ('】', '︼'),
    ('〔', '︹'),
    ('〕', '︺'),
    ('「', '﹁'),
    ('」', '﹂'),
    ('『', '﹃'),
    ('』', '﹄'),
    ('“', '﹃'),
    ('”', '﹄'),
    ('‘', '﹁'),
    ('’', '﹂'),
    ('［', '﹇'),
    ('］', '﹈'),
    ('｛', '︷'),
    ('｝', '︸'),
    ('…', '︙'),
    ('—', '︱'),
    ('–', '︲'),
    ('＿', '︳'),
];

/// Digits that stand side by side upright; more are turned (纵中横).
const SIDE_BY_SIDE: usize = 2;

/// A part of a column.
enum Part {
    /// One character in its cell, or two digits side by side.
    Upright(String),
    /// A word or number turned to the right.
    Turned(String),
}

fn is_sideways(c: char) -> bool {
    is_letter(c) || c.is_ascii() || matches!(c, '\u{a0}' | '·')
}

fn upright(c: char, face: Face) -> Option<char> {
    let form = UPRIGHT.iter().find(|(mark, _)| *mark == c).map(|(_, form)| *form)?;
    metrics(face).advance_em(form).map(|_| form)
}

/// The parts of a column, each with where it begins and ends, em.
fn parts(column: &str, face: Face) -> Vec<(Part, f32, f32)> {
    let set: Vec<Glyph> = glyphs(column, face).collect();
    let mut parts = Vec::new();
    for run in set.chunk_by(|a, b| is_sideways(a.c) && is_sideways(b.c)) {
        let [first, .., last] = run else {
            let [only] = run else { continue };
            let part = match upright(only.c, face) {
                _ if is_sideways(only.c) => Part::Upright(only.c.to_string()),
                form => Part::Upright(form.unwrap_or(only.c).to_string()),
            };
            parts.push((part, only.x_em, only.end_em()));
            continue;
        };
        let word: String = run.iter().map(|glyph| glyph.c).collect();
        let side_by_side = run.len() <= SIDE_BY_SIDE && word.bytes().all(|b| b.is_ascii_digit());
        let part = if side_by_side { Part::Upright(word) } else { Part::Turned(word) };
        parts.push((part, first.x_em, last.end_em()));
    }
    parts
}

/// A text set downwards in columns of at most `height_pt`, the first at the right. Columns break as lines do
/// ([`wrap()`]). The piece is named `vertical`.
pub fn vertical(text: &str, height_pt: f32, size_pt: f32, face: Face, color: Color) -> Piece {
    let columns = wrap(text, height_pt, size_pt, face);
    let pitch = line_height_pt(size_pt);
    let width = if columns.is_empty() { 0.0 } else { (columns.len() - 1) as f32 * pitch + size_pt };
    let half = (ascent_pt(size_pt) - descent_pt(size_pt)) / 2.0;
    let mut items = Vec::new();
    let mut height = 0.0_f32;
    for (n, column) in columns.iter().enumerate() {
        let middle = width - size_pt / 2.0 - n as f32 * pitch;
        for (part, begin_em, end_em) in parts(column, face) {
            let (begin, end) = (begin_em * size_pt, end_em * size_pt);
            // A cell is an em high; what takes less or more stands in the middle of its room.
            let centre = (begin + end) / 2.0;
            let (text, at, align, turn) = match part {
                Part::Upright(text) => (text, [middle, centre + half], Align::Middle, Turn::None),
                Part::Turned(text) => (text, [middle - half, begin], Align::Start, Turn::Clockwise90),
            };
            height = height.max(end);
            items.push(Item::Text(Text { at: at.map(f64::from), text, size_pt, face, color, halo: None, align, turn }));
        }
    }
    Piece { name: "vertical", items, size_pt: [f64::from(width), f64::from(height)] }
}
