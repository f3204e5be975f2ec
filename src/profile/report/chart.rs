//! A bar chart, drawn: one bar a row with its name and number; what it is compared with is a mark across it.

use super::TEXT_AREA_MM;
use crate::language::{Language, fixed};
use crate::profile::BarChart;
use crate::scene::furniture::{Piece, rectangle, rule, words};
use crate::scene::page::{Metadata, PT_PER_MM};
use crate::scene::text::{ascent_pt, width_pt, wrap};
use crate::scene::{Align, Color, Group, Ink, Item, Page, Rect, Stroke};

/// Size of the words, points.
const SIZE_PT: f32 = 9.0;
/// Height of a row and of its bar, points.
const ROW_PT: (f64, f64) = (17.0, 8.5);
/// Distance between the lines of a long name, points.
const LINE_PT: f64 = 10.5;
/// Distance between name, bar and number, points.
const GAP_PT: f64 = 8.0;
/// Greatest part of the width that names take.
const NAME_SHARE: f64 = 0.36;
/// Colour of the bars, and of the marks of what they are compared with.
const COLORS: (Color, Color) = (Color::hex(0x2F7F95), Color::hex(0xB3541E));

/// The chart as items, `width_pt` wide.
pub fn drawn(chart: &BarChart, width_pt_: f64, ink: &Ink) -> Piece {
    let number = |value: f64| format!("{} {}", fixed(value, chart.decimals), chart.unit).trim_end().to_owned();
    let wide = |text: &str| f64::from(width_pt(text, SIZE_PT, ink.face));
    let names = chart.bars.iter().map(|b| wide(&b.label)).fold(0.0, f64::max).min(width_pt_ * NAME_SHARE);
    let numbers = chart.bars.iter().map(|b| wide(&number(b.value))).fold(0.0, f64::max);
    let (left, right) = (names + GAP_PT, width_pt_ - numbers - GAP_PT);
    let values = chart.bars.iter().flat_map(|b| [Some(b.value), b.compare]);
    let longest = values.chain([chart.end]).flatten().fold(0.0, f64::max);
    let end = |value: f64| left + if longest > 0.0 { (right - left).max(0.0) * value / longest } else { 0.0 };
    let (mut items, mut y) = key(chart, left, ink);
    let first = y;
    for bar in &chart.bars {
        let lines = wrap(&bar.label, names as f32 + 0.5, SIZE_PT, ink.face);
        let height = ROW_PT.0.max(lines.len() as f64 * LINE_PT + 4.0);
        // The baseline of the line at a place, of so many, in the middle of the row.
        let baseline = |i: usize, of: usize| {
            y + height / 2.0 + (i as f64 - (of as f64 - 1.0) / 2.0) * LINE_PT + f64::from(ascent_pt(SIZE_PT))
                - f64::from(SIZE_PT) / 2.0
        };
        let text =
            |at: [f64; 2], text: String| Item::Text(words(at, text, SIZE_PT, ink.text, Align::End).with_face(ink.face));
        let n = lines.len();
        items.extend(lines.into_iter().enumerate().map(|(i, line)| text([names, baseline(i, n)], line)));
        let top = y + (height - ROW_PT.1) / 2.0;
        if bar.value > 0.0 {
            let area = Rect { min: [left, top], max: [end(bar.value), top + ROW_PT.1] };
            items.push(rectangle(area, Some(COLORS.0), None));
        }
        if let Some(compare) = bar.compare {
            let x = end(compare);
            items.push(rule([x, top - 2.5], [x, top + ROW_PT.1 + 2.5], Stroke::solid(1.6, COLORS.1)));
        }
        items.push(text([width_pt_, baseline(0, 1)], number(bar.value)));
        y += height;
    }
    // The axis that all bars begin at.
    items.push(rule([left, first], [left, y], Stroke::solid(0.6, ink.line)));
    Piece { name: "chart", items, size_pt: [width_pt_, y + 2.0] }
}

/// What bars and marks are, with the height that takes; nothing where nothing is compared.
fn key(chart: &BarChart, left: f64, ink: &Ink) -> (Vec<Item>, f64) {
    if chart.compare_label.is_empty() {
        return (Vec::new(), 2.0);
    }
    let baseline = f64::from(ascent_pt(SIZE_PT)) + 2.0;
    let text = |x: f64, text: &str| {
        Item::Text(words([x, baseline], text, SIZE_PT, ink.faint, Align::Start).with_face(ink.face))
    };
    let second = left + 18.0 + f64::from(width_pt(&chart.value_label, SIZE_PT, ink.face)) + 20.0;
    let swatch = Rect::at([left, 2.5], [12.0, ROW_PT.1]);
    let items = vec![
        rectangle(swatch, Some(COLORS.0), None),
        text(left + 17.0, &chart.value_label),
        rule([second, 1.0], [second, 13.0], Stroke::solid(1.6, COLORS.1)),
        text(second + 6.0, &chart.compare_label),
    ];
    (items, 20.0)
}

/// The chart as a figure as wide as the text of a report, for those who take pictures.
pub fn page(chart: &BarChart, language: Language, created: time::OffsetDateTime) -> Page {
    let ink = Ink::print();
    let width_mm = TEXT_AREA_MM.1[0];
    let piece = drawn(chart, width_mm * PT_PER_MM, &ink);
    Page {
        size_mm: [width_mm, piece.size_pt[1] / PT_PER_MM],
        maps: Vec::new(),
        furniture: vec![Group::page("chart", piece.items)],
        paper: ink.paper,
        title: chart.title.clone(),
        description: chart.described(language),
        metadata: Metadata { language, source: String::new(), created, view: None },
    }
}
