//! Parts of a figure that are made of words and numbers.

use crate::profile::Figure;
use crate::scene::furniture::{Piece, SIZE_PT, SMALL_PT, moved, words};
use crate::scene::text::{self, Face};
use crate::scene::{Align, Color, Ink, Item};

/// Size of a title, points: it grows with the page, within what reads well.
fn title_pt([w, h]: [f64; 2]) -> f32 {
    // A3 and larger pages are looked at from farther away.
    (w.min(h) * 0.031).clamp(10.5, 34.0) as f32
}

/// The title, wrapped to a width, or set downwards within a height.
pub fn title(title: &str, extent: f64, page_pt: [f64; 2], is_vertical: bool, ink: &Ink) -> Piece {
    let size_pt = title_pt(page_pt);
    if is_vertical {
        let set = text::vertical(title, extent as f32, size_pt, ink.head_face, ink.text);
        return Piece { name: "title", ..set };
    }
    lines("title", title, extent, size_pt, ink.head_face, ink.text, Align::Start)
}

/// What stands under the title.
pub fn subtitle(subtitle: &str, width: f64, page_pt: [f64; 2], ink: &Ink) -> Piece {
    let size_pt = (title_pt(page_pt) * 0.58).max(SMALL_PT);
    lines("subtitle", subtitle, width, size_pt, ink.face, ink.faint, Align::Start)
}

/// The caption, centred.
pub fn caption(caption: &str, width: f64, ink: &Ink) -> Piece {
    lines("caption", caption, width, SIZE_PT + 0.5, ink.face, ink.text, Align::Middle)
}

/// How to read the figure.
pub fn notes(notes: &str, width: f64, ink: &Ink) -> Piece {
    lines("notes", notes, width, SMALL_PT, ink.face, ink.faint, Align::Start)
}

/// A text of the user's own.
pub fn own_text(words: &str, width: f64, ink: &Ink) -> Piece {
    lines("text", words, width, SIZE_PT + 1.0, ink.face, ink.text, Align::Start)
}

fn lines(
    name: &'static str,
    words_of: &str,
    width: f64,
    size_pt: f32,
    face: Face,
    color: Color,
    align: Align,
) -> Piece {
    let wrap = if name == "title" { text::wrap_name } else { text::wrap };
    let rows = if words_of.is_empty() { Vec::new() } else { wrap(words_of, width as f32, size_pt, face) };
    let (pitch, ascent) = (f64::from(size_pt) * 1.32, f64::from(text::ascent_pt(size_pt)));
    let widest = rows.iter().map(|row| f64::from(text::width_pt(row, size_pt, face))).fold(0.0, f64::max);
    let x = if align == Align::Middle { widest / 2.0 } else { 0.0 };
    let item = |(i, row): (usize, &String)| {
        let at = [x, ascent + i as f64 * pitch];
        Item::Text(words(at, row.clone(), size_pt, color, align).with_face(face))
    };
    let height = if rows.is_empty() { 0.0 } else { (rows.len() - 1) as f64 * pitch + f64::from(size_pt) };
    Piece { name, items: rows.iter().enumerate().map(item).collect(), size_pt: [widest, height] }
}

/// Numbers side by side in as many columns as fit a width, each under its label, its note beneath; rows that would
/// exceed a height are left out.
pub fn figures(figures: &[Figure], [width, most]: [f64; 2], ink: &Ink) -> Piece {
    const LEAST_PT: f64 = 96.0;
    const VALUE_PT: f32 = 17.0;
    let columns = ((width / LEAST_PT).floor() as usize).clamp(1, figures.len().max(1));
    let each = width / columns as f64;
    let (mut items, mut y) = (Vec::new(), 0.0);
    for row in figures.chunks(columns) {
        let pieces: Vec<Piece> = row.iter().map(|figure| number(figure, each - 10.0, VALUE_PT, ink)).collect();
        let height = pieces.iter().map(|piece| piece.size_pt[1]).fold(0.0, f64::max);
        if y + height > most {
            break;
        }
        for (c, piece) in pieces.into_iter().enumerate() {
            let at = [c as f64 * each, y];
            items.extend(piece.items.into_iter().map(|item| moved(item, at)));
        }
        y += height + 8.0;
    }
    Piece { name: "figures", items, size_pt: [width, (y - 8.0).max(0.0)] }
}

fn number(figure: &Figure, width: f64, value_pt: f32, ink: &Ink) -> Piece {
    let mut items = Vec::new();
    let label = lines("label", &figure.label, width, SMALL_PT, ink.face, ink.faint, Align::Start);
    let mut y = label.size_pt[1] + 2.0;
    items.extend(label.items);
    let baseline = y + f64::from(text::ascent_pt(value_pt));
    let value = words([0.0, baseline], figure.value.clone(), value_pt, ink.text, Align::Start);
    let after = f64::from(text::width_pt(&figure.value, value_pt, ink.head_face)) + 3.0;
    items.push(Item::Text(value.with_face(ink.head_face)));
    let unit = words([after, baseline], figure.unit.clone(), SMALL_PT, ink.faint, Align::Start);
    items.push(Item::Text(unit.with_face(ink.face)));
    y += f64::from(value_pt) + 4.0;
    if let Some(note) = &figure.note {
        let note = lines("note", note, width, SMALL_PT - 0.5, ink.face, ink.faint, Align::Start);
        items.extend(note.items.into_iter().map(|item| moved(item, [0.0, y])));
        y += note.size_pt[1];
    }
    Piece { name: "number", items, size_pt: [width, y] }
}
