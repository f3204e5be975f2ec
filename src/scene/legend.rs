//! The legend: what the colours, marks and lines of a layer mean.

use super::furniture::{Piece, SIZE_PT, SMALL_PT, moved, paragraph, rectangle, rule, words};
use super::{Align, Color, Disc, Ink, Item, Rect, Stroke, text};

/// Size of a legend's title, points.
const TITLE_PT: f32 = 9.5;
/// Width and height of a colour field, points.
const FIELD_PT: [f64; 2] = [18.0, 10.0];
/// Distance between a swatch and its label, points.
const GAP_PT: f64 = 6.0;
/// Length of a ramp, points.
const RAMP_PT: f64 = 132.0;

/// What a layer says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Legend {
    /// What is shown.
    pub title: String,
    /// Unit of the numbers, such as 家/km²; empty for none.
    pub unit: String,
    /// Rows from the top.
    pub entries: Vec<LegendEntry>,
    /// A small remark beneath.
    pub note: Option<String>,
}

/// A row of a legend.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    /// What is drawn on the map.
    pub swatch: Swatch,
    /// What it means; not used by a ramp.
    pub label: String,
}

/// A sample of what is drawn on the map.
#[derive(Clone, Debug, PartialEq)]
pub enum Swatch {
    /// A field of colour.
    Fill(Color),
    /// A round mark.
    Disc {
        /// Radius, points.
        radius_pt: f32,
        /// Fill.
        fill: Color,
    },
    /// A line.
    Line(Stroke),
    /// Fields of colour in a row. One label more than colours: at their edges; as many: under the fields; fewer:
    /// spread from end to end.
    Ramp {
        /// From the least to the greatest.
        colors: Vec<Color>,
        /// Numbers beneath.
        labels: Vec<String>,
    },
}

impl Swatch {
    fn size_pt(&self) -> [f64; 2] {
        match self {
            Swatch::Fill(_) | Swatch::Line(_) => FIELD_PT,
            Swatch::Disc { radius_pt, .. } => [2.0 * f64::from(*radius_pt); 2],
            Swatch::Ramp { .. } => [0.0; 2],
        }
    }

    /// The sample, centred on a point.
    fn drawn(&self, [x, y]: [f64; 2], ink: &Ink) -> Option<Item> {
        let [w, h] = FIELD_PT;
        match self {
            Swatch::Fill(color) => {
                let field = Rect::at([x - w / 2.0, y - h / 2.0], FIELD_PT);
                Some(rectangle(field, Some(*color), Some(Stroke::solid(0.5, ink.line))))
            }
            Swatch::Disc { radius_pt, fill } => Some(Item::Disc(Disc {
                centre: [x, y],
                radius_pt: *radius_pt,
                fill: Some(*fill),
                stroke: Some(Stroke::solid(0.4, ink.paper)),
                target: None,
            })),
            Swatch::Line(stroke) => Some(rule([x - w / 2.0, y], [x + w / 2.0, y], *stroke)),
            Swatch::Ramp { .. } => None,
        }
    }
}

/// The legend as furniture, its notes wrapped to its width (at least 120 pt). Put it on a plate over the map.
pub fn legend(legend: &Legend, ink: &Ink) -> Piece {
    in_columns(legend, 1, ink)
}

/// Rows of a list that make it long enough to stand in columns.
const LONG_LIST: usize = 7;

/// The legend with its entries in columns; a ramp takes one to itself.
fn in_columns(legend: &Legend, columns: usize, ink: &Ink) -> Piece {
    let mut column = Column { items: Vec::new(), y: 0.0, width: 0.0 };
    head(&mut column, legend, ink);
    let swatch_width = legend.entries.iter().map(|e| e.swatch.size_pt()[0]).fold(0.0, f64::max);
    let rows = legend.entries.len().div_ceil(columns.max(1)).max(1);
    let mut list = Column { items: Vec::new(), y: 0.0, width: 0.0 };
    for entries in legend.entries.chunks(rows) {
        let mut part = Column { items: Vec::new(), y: 0.0, width: 0.0 };
        for entry in entries {
            match &entry.swatch {
                Swatch::Ramp { colors, labels } => ramp(&mut part, colors, labels, ink),
                Swatch::Fill(_) | Swatch::Disc { .. } | Swatch::Line(_) => row(&mut part, entry, swatch_width, ink),
            }
        }
        let at = [if list.width > 0.0 { list.width + 12.0 } else { 0.0 }, 0.0];
        list.items.extend(part.items.into_iter().map(|item| moved(item, at)));
        list.width = at[0] + part.width;
        list.y = list.y.max(part.y);
    }
    column.push(Piece { name: "entries", items: list.items, size_pt: [list.width, list.y] });
    if let Some(note) = &legend.note {
        let width = column.width.max(120.0) as f32;
        let piece = paragraph("note", &text::wrap(note, width, SMALL_PT, ink.face), SMALL_PT, ink.faint, ink.face);
        column.y += 4.0;
        column.push(piece);
    }
    Piece { name: "legend", items: column.items, size_pt: [column.width, column.y] }
}

/// Legends under one another, as one piece.
pub fn stacked(legends: &[Legend], ink: &Ink) -> Piece {
    let mut column = Column { items: Vec::new(), y: 0.0, width: 0.0 };
    for (i, each) in legends.iter().enumerate() {
        column.y += if i > 0 { 10.0 } else { 0.0 };
        column.push(legend(each, ink));
    }
    Piece { name: "legend", items: column.items, size_pt: [column.width, column.y] }
}

/// Legends side by side as far as `width` points reach, then in a next row, as one piece; their classes under one
/// another, unless side by side they make it lower.
pub fn flowed(legends: &[Legend], width: f64, ink: &Ink) -> Piece {
    let (upright, lying) = (in_rows(legends, width, false, ink), in_rows(legends, width, true, ink));
    if lying.size_pt[1] < upright.size_pt[1] { lying } else { upright }
}

fn in_rows(legends: &[Legend], width: f64, lying: bool, ink: &Ink) -> Piece {
    let mut flow = Column { items: Vec::new(), y: 0.0, width: 0.0 };
    let (mut x, mut row_height) = (0.0, 0.0_f64);
    for each in legends {
        let piece = fitted(each, width - x, lying, ink);
        let [w, h] = piece.size_pt;
        if x > 0.0 && x + w > width {
            (x, flow.y, row_height) = (0.0, flow.y + row_height + 10.0, 0.0);
        }
        let at = [x, flow.y];
        flow.items.extend(piece.items.into_iter().map(|item| moved(item, at)));
        flow.width = flow.width.max(x + w);
        x += w + 14.0;
        row_height = row_height.max(h);
    }
    Piece { name: "legend", items: flow.items, size_pt: [flow.width, flow.y + row_height] }
}

/// A legend in a row that has `room` points left: a long list stands in as many columns as fit, and so do classes that
/// are to lie side by side.
fn fitted(each: &Legend, room: f64, lying: bool, ink: &Ink) -> Piece {
    let is_list = each.entries.iter().all(|e| matches!(e.swatch, Swatch::Disc { .. }));
    let is_field = |e: &LegendEntry| matches!(e.swatch, Swatch::Fill(_));
    let is_classes = each.entries.iter().all(|e| is_field(e) || matches!(e.swatch, Swatch::Ramp { .. }))
        && each.entries.iter().any(is_field);
    let most = match each.entries.len() {
        n if is_list && n >= LONG_LIST => 4,
        n if is_classes && lying => n,
        _ => 1,
    };
    let fits = |piece: &Piece| piece.size_pt[0] <= room;
    let fitting = (2..=most).rev().map(|columns| in_columns(each, columns, ink)).find(fits);
    fitting.unwrap_or_else(|| legend(each, ink))
}

/// Items stacked from the top.
struct Column {
    items: Vec<Item>,
    y: f64,
    width: f64,
}

impl Column {
    fn push(&mut self, piece: Piece) {
        let at = [0.0, self.y];
        self.items.extend(piece.items.into_iter().map(|item| moved(item, at)));
        self.y += piece.size_pt[1];
        self.width = self.width.max(piece.size_pt[0]);
    }
}

fn head(column: &mut Column, legend: &Legend, ink: &Ink) {
    if legend.title.is_empty() && legend.unit.is_empty() {
        return;
    }
    let baseline = column.y + f64::from(text::ascent_pt(TITLE_PT));
    let title_width = f64::from(text::width_pt(&legend.title, TITLE_PT, ink.head_face));
    let mut title = words([0.0, baseline], legend.title.clone(), TITLE_PT, ink.text, Align::Start).with_face(ink.face);
    title.face = ink.head_face;
    column.items.push(Item::Text(title));
    let mut width = title_width;
    if !legend.unit.is_empty() {
        let x = if legend.title.is_empty() { 0.0 } else { title_width + 5.0 };
        column.items.push(Item::Text(
            words([x, baseline], legend.unit.clone(), SMALL_PT, ink.faint, Align::Start).with_face(ink.face),
        ));
        width = x + f64::from(text::width_pt(&legend.unit, SMALL_PT, ink.face));
    }
    column.width = column.width.max(width);
    column.y += f64::from(TITLE_PT) + 5.0;
}

fn row(column: &mut Column, entry: &LegendEntry, swatch_width: f64, ink: &Ink) {
    let height = entry.swatch.size_pt()[1].max(f64::from(SIZE_PT)) + 3.5;
    let middle = column.y + height / 2.0;
    column.items.extend(entry.swatch.drawn([swatch_width / 2.0, middle], ink));
    let x = swatch_width + GAP_PT;
    let baseline = middle + f64::from(text::ascent_pt(SIZE_PT) - text::descent_pt(SIZE_PT)) / 2.0;
    column.items.push(Item::Text(
        words([x, baseline], entry.label.clone(), SIZE_PT, ink.text, Align::Start).with_face(ink.face),
    ));
    column.width = column.width.max(x + f64::from(text::width_pt(&entry.label, SIZE_PT, ink.face)));
    column.y += height;
}

/// Where the numbers of a ramp stand, as parts of its length.
fn stops(colors: usize, labels: usize) -> Vec<f64> {
    let centred = labels == colors;
    (0..labels)
        .map(|i| match (centred, labels) {
            (true, _) => (i as f64 + 0.5) / labels as f64,
            (false, 1) => 0.5,
            (false, _) => i as f64 / (labels - 1) as f64,
        })
        .collect()
}

fn ramp(column: &mut Column, colors: &[Color], labels: &[String], ink: &Ink) {
    let wide = |label: &str| f64::from(text::width_pt(label, SMALL_PT, ink.face));
    // Numbers at the ends hang over half; long ones make the ramp longer rather than touch each other.
    let overhang =
        |label: Option<&String>| if labels.len() == colors.len() { 0.0 } else { label.map_or(0.0, |l| wide(l) / 2.0) };
    let (left, right) = (overhang(labels.first()), overhang(labels.last()));
    let widest = labels.iter().map(|label| wide(label)).fold(0.0, f64::max);
    let slots = labels.len().max(1) as f64 - if labels.len() == colors.len() { 0.0 } else { 1.0 };
    let length = RAMP_PT.max(slots * (widest + 5.0));
    let step = length / colors.len().max(1) as f64;
    let top = column.y + 1.0;
    for (i, color) in colors.iter().enumerate() {
        let field = Rect::at([left + i as f64 * step, top], [step, FIELD_PT[1]]);
        column.items.push(rectangle(field, Some(*color), None));
    }
    let whole = Rect::at([left, top], [length, FIELD_PT[1]]);
    column.items.push(rectangle(whole, None, Some(Stroke::solid(0.5, ink.line))));
    let foot = top + FIELD_PT[1];
    let ticked = labels.len() != colors.len();
    for (label, stop) in labels.iter().zip(stops(colors.len(), labels.len())) {
        let x = left + stop * length;
        if ticked {
            column.items.push(rule([x, foot], [x, foot + 2.5], Stroke::solid(0.5, ink.faint)));
        }
        let baseline = foot + 4.0 + f64::from(text::ascent_pt(SMALL_PT));
        column.items.push(Item::Text(
            words([x, baseline], label.clone(), SMALL_PT, ink.text, Align::Middle).with_face(ink.face),
        ));
    }
    column.width = column.width.max(left + length + right);
    column.y = foot + 4.0 + f64::from(SMALL_PT) + 1.0;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::labels::room_of;

    fn texts(piece: &Piece) -> Vec<Rect> {
        let room = |item: &Item| if let Item::Text(text) = item { Some(room_of(text, text.at)) } else { None };
        piece.items.iter().filter_map(room).collect()
    }

    #[test]
    fn a_legend_holds_its_text_and_no_text_covers_another() {
        let colors = vec![Color::hex(0xEEF3F7), Color::hex(0x88AACC), Color::hex(0x224466)];
        for labels in [vec!["0", "0.5", "1.25", "12 345"], vec!["少", "中", "多"], vec!["低", "高"]] {
            let labels: Vec<String> = labels.into_iter().map(str::to_owned).collect();
            let entries = vec![
                LegendEntry { swatch: Swatch::Ramp { colors: colors.clone(), labels }, label: String::new() },
                LegendEntry { swatch: Swatch::Fill(colors[0]), label: "无数据".into() },
                LegendEntry { swatch: Swatch::Disc { radius_pt: 14.0, fill: colors[1] }, label: "100 家".into() },
                LegendEntry { swatch: Swatch::Line(Stroke::solid(1.0, colors[2])), label: "区界".into() },
            ];
            let note = Some("示例目录，非普查；未能落图的企业不在其中。".to_owned());
            let each = Legend { title: "企业密度".into(), unit: "家/km²".into(), entries, note };
            let piece = stacked(&[each.clone(), each], &Ink::print());
            let texts = texts(&piece);
            let room = Rect::at([0.0; 2], piece.size_pt).grown(0.01);
            for (i, text) in texts.iter().enumerate() {
                assert!(room.holds(text), "{text:?} of {:?}", piece.size_pt);
                assert!(texts[..i].iter().all(|other| !other.overlaps(text)), "{text:?}");
            }
        }
    }
}
