//! A table as slabs of a row each: rules above and below, one under the header, which is said again on a new page.

use std::rc::Rc;

use super::columns::{CELL_PADDING_PT, stays_whole, widths_pt};
use super::slabs::{Slab, text_width_pt};
use super::{Caption, Grid};
use crate::language::{Language, say};
use crate::scene::furniture::{rule, words};
use crate::scene::text::{Face, ascent_pt, wrap};
use crate::scene::{Align, Ink, Item, Stroke};

/// Size of the words, and distance between their lines, points.
const SIZE_PT: (f32, f64) = (8.5, 12.5);
/// Room above and below the words of a row, points.
const ROW_PADDING_PT: f64 = 2.6;
/// Width of the rules above and below a table, points.
const STRONG: f32 = 1.1;

/// The slabs of a table, without its caption.
pub(super) fn table(grid: &Grid, caption: &Caption, language: Language, ink: &Ink) -> Vec<Slab> {
    let widths = widths_pt(grid, text_width_pt(), SIZE_PT.0);
    let head: Vec<String> = grid.columns.iter().map(|c| c.name.clone()).collect();
    let mut head = row(&head, grid, &widths, ink.head_face, ink);
    let width = text_width_pt();
    head.items.push(rule([0.0, 0.0], [width, 0.0], Stroke::solid(STRONG, ink.text)));
    head.items.push(rule([0.0, head.height], [width, head.height], Stroke::solid(0.6, ink.text)));
    head.is_glued = true;
    let again = Rc::new(continued(&head, caption, language, ink));
    let n = grid.rows.len();
    let is_small = stays_whole(grid, &widths, SIZE_PT.0);
    let mut slabs = vec![head];
    for (i, cells) in grid.rows.iter().enumerate() {
        let mut slab = row(cells, grid, &widths, ink.face, ink);
        let is_last = i + 1 == n;
        let stroke = if is_last { Stroke::solid(STRONG, ink.text) } else { Stroke::solid(0.3, ink.line) };
        slab.items.push(rule([0.0, slab.height], [width, slab.height], stroke));
        slab.is_glued = !is_last && (is_small || i == 0 || i + 2 == n);
        slab.again = Some(again.clone());
        slabs.push(slab);
    }
    slabs.push(Slab { height: 6.0, ..Slab::default() });
    slabs
}

/// The header as it is said again, under the name of the table.
fn continued(head: &Slab, caption: &Caption, language: Language, ink: &Ink) -> Slab {
    let words_above =
        format!("{} {}{}", caption.label(language), caption.number, say(language, "district-report-continued"));
    let at = [text_width_pt(), f64::from(ascent_pt(SIZE_PT.0))];
    let mut items = vec![Item::Text(words(at, words_above, SIZE_PT.0, ink.faint, Align::End).with_face(ink.face))];
    let down = SIZE_PT.1 + 1.0;
    items.extend(head.items.iter().cloned().map(|item| crate::scene::furniture::moved(item, [0.0, down])));
    Slab { items, height: head.height + down, ..Slab::default() }
}

fn row(cells: &[String], grid: &Grid, widths: &[f64], face: Face, ink: &Ink) -> Slab {
    let (size, line) = SIZE_PT;
    let mut items = Vec::new();
    let mut most = 1;
    let mut left = 0.0;
    for ((cell, column), width) in cells.iter().zip(&grid.columns).zip(widths) {
        let room = (width - 2.0 * CELL_PADDING_PT) as f32 + 0.05;
        let lines = wrap(cell, room, size, face);
        most = most.max(lines.len());
        let (x, align) = if column.numeric {
            (left + width - CELL_PADDING_PT, Align::End)
        } else {
            (left + CELL_PADDING_PT, Align::Start)
        };
        for (i, text) in lines.into_iter().enumerate() {
            let y = ROW_PADDING_PT + (line - f64::from(size)) / 2.0 + f64::from(ascent_pt(size)) + i as f64 * line;
            items.push(Item::Text(words([x, y], text, size, ink.text, align).with_face(face)));
        }
        left += width;
    }
    Slab { items, height: most as f64 * line + 2.0 * ROW_PADDING_PT, ..Slab::default() }
}
