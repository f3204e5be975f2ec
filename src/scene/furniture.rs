//! What stands around a map: scale bar, north arrow, credit lines, plates and rules, as items in page points.

use std::sync::Arc;

use geo::{MultiPolygon, Polygon, polygon};

use super::scale::{ScaleBar, number};
use super::text::Face;
use super::{Align, Area, Color, Frame, Group, Ink, Item, Line, Rect, Shape, Space, Stroke, Text, Turn, text};
use crate::language::{Language, say};

/// Size of furniture text, points.
pub const SIZE_PT: f32 = 8.5;
/// Size of lesser text, points.
pub const SMALL_PT: f32 = 7.5;
/// Distance from the rim of a plate to what stands on it, points.
pub const PADDING_PT: f64 = 7.0;

/// A piece of furniture: items from (0, 0) rightwards and down, and the room they take.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Name of the group it becomes.
    pub name: &'static str,
    /// Items in points from its own upper left corner.
    pub items: Vec<Item>,
    /// Width and height, points.
    pub size_pt: [f64; 2],
}

impl Piece {
    /// The piece with everything in it `factor` times as large.
    #[must_use]
    pub fn magnified(self, factor: f64) -> Piece {
        let items = self.items.iter().map(|item| item.magnified(factor, Space::Page)).collect();
        Piece { items, size_pt: self.size_pt.map(|v| v * factor), ..self }
    }

    /// The piece made smaller, so that it fits a room of this size in points; but no smaller than `least` of its size.
    #[must_use]
    pub fn shrunk_to(self, room_pt: [f64; 2], least: f64) -> Piece {
        let factor = (room_pt[0] / self.size_pt[0]).min(room_pt[1] / self.size_pt[1]);
        // A piece without a size needs no room.
        if factor.is_nan() || factor >= 1.0 { self } else { self.magnified(factor.max(least)) }
    }

    /// The group with the piece's upper left corner at a point of the page.
    pub fn placed(self, at_page: [f64; 2]) -> Group {
        Group::page(self.name, self.items.into_iter().map(|item| moved(item, at_page)).collect())
    }

    /// The piece on a quiet translucent plate, for use over the map. The size grows by the padding.
    #[must_use]
    pub fn on_plate(self, ink: &Ink) -> Piece {
        let size_pt = self.size_pt.map(|side| side + 2.0 * PADDING_PT);
        let mut items = vec![rectangle(Rect::at([0.0; 2], size_pt), Some(ink.plate), None)];
        items.extend(self.items.into_iter().map(|item| moved(item, [PADDING_PT; 2])));
        Piece { name: self.name, items, size_pt }
    }
}

/// A corner of the map that a piece stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corner {
    /// Upper left.
    UpperLeft,
    /// Upper right.
    UpperRight,
    /// Lower left.
    LowerLeft,
    /// Lower right.
    LowerRight,
}

impl Corner {
    /// The room of something of `size_pt` in this corner of `area`, `margin_pt` from its sides.
    pub fn room(self, area: &Rect, size_pt: [f64; 2], margin_pt: f64) -> Rect {
        let inner = area.grown(-margin_pt);
        let (left, upper) = match self {
            Corner::UpperLeft => (true, true),
            Corner::UpperRight => (false, true),
            Corner::LowerLeft => (true, false),
            Corner::LowerRight => (false, false),
        };
        let x = if left { inner.min[0] } else { inner.max[0] - size_pt[0] };
        let y = if upper { inner.min[1] } else { inner.max[1] - size_pt[1] };
        Rect::at([x, y], size_pt)
    }
}

/// An item of a page group moved by a distance in points.
pub fn moved(mut item: Item, by_pt: [f64; 2]) -> Item {
    let shift = |[x, y]: [f64; 2]| [x + by_pt[0], y + by_pt[1]];
    match &mut item {
        Item::Area(area) => area.shape = Arc::new(area.shape.mapped(shift)),
        Item::Line(line) => line.points.iter_mut().for_each(|p| *p = shift(*p)),
        Item::Disc(disc) => disc.centre = shift(disc.centre),
        Item::Image(image) => {
            image.min = shift(image.min);
            image.max = shift(image.max);
        }
        Item::Text(text) => text.at = shift(text.at),
    }
    item
}

/// A filled polygon.
fn area(polygon: Polygon<f64>, fill: Option<Color>, stroke: Option<Stroke>) -> Item {
    Item::Area(Area { shape: Arc::new(Shape::new(&MultiPolygon(vec![polygon]))), fill, stroke, target: None })
}

/// A rectangle, in a page group.
pub fn rectangle(rect: Rect, fill: Option<Color>, stroke: Option<Stroke>) -> Item {
    let Rect { min: [x0, y0], max: [x1, y1] } = rect;
    area(polygon![(x: x0, y: y0), (x: x1, y: y0), (x: x1, y: y1), (x: x0, y: y1)], fill, stroke)
}

/// A straight line between two points, in a page group.
pub fn rule(from: [f64; 2], to: [f64; 2], stroke: Stroke) -> Item {
    Item::Line(Line { points: vec![from, to], closed: false, stroke })
}

/// A line of text without halo, in the common face.
pub fn words(at: [f64; 2], text: impl Into<String>, size_pt: f32, color: Color, align: Align) -> Text {
    Text { at, text: text.into(), size_pt, face: Face::default(), color, halo: None, align, turn: Turn::None }
}

/// The neat line around a map.
pub fn neat_line(map: &Rect, ink: &Ink) -> Group {
    Group::page("neat-line", vec![rectangle(*map, None, Some(Stroke::solid(0.6, ink.line)))])
}

/// The scale bar of a map, at most `max_width_pt` long, with its ticks and labels in m or km.
pub fn scale_bar(frame: &Frame, max_width_pt: f64, language: Language, ink: &Ink) -> Piece {
    let bar = ScaleBar::fit(frame, max_width_pt);
    let unit = say(language, if bar.in_km() { "scene-km" } else { "scene-m" });
    let stroke = Stroke::solid(0.8, ink.text);
    let (zero, full) = ("0", format!("{} {unit}", number(bar.length(), 3)));
    let wide = |text: &str| f64::from(text::width_pt(text, SMALL_PT, ink.face));
    let (left, top) = (wide(zero) / 2.0, f64::from(SMALL_PT) + 2.5);
    let height = 4.0;
    // The number is centred on the end of the bar; its unit hangs over.
    let number_width = wide(&number(bar.length(), 3));
    let label_x = left + bar.length_pt - number_width / 2.0;
    let baseline = f64::from(text::ascent_pt(SMALL_PT));
    let end = left + bar.length_pt;
    let mut items = vec![
        Item::Line(Line {
            points: vec![[left, top], [left, top + height], [end, top + height], [end, top]],
            closed: false,
            stroke,
        }),
        Item::Text(words([left, baseline], zero, SMALL_PT, ink.text, Align::Middle).with_face(ink.face)),
        Item::Text(words([label_x, baseline], full.clone(), SMALL_PT, ink.text, Align::Start).with_face(ink.face)),
    ];
    for part in 1..bar.parts {
        let x = left + bar.length_pt * f64::from(part) / f64::from(bar.parts);
        items.push(rule([x, top + height / 2.0], [x, top + height], Stroke::solid(0.6, ink.text)));
    }
    let half = number(bar.length() / 2.0, 3);
    if bar.parts == 2 && bar.length_pt > 3.0 * wide(&half) + 2.0 * number_width {
        let x = left + bar.length_pt / 2.0;
        items.push(Item::Text(words([x, baseline], half, SMALL_PT, ink.text, Align::Middle).with_face(ink.face)));
    }
    Piece { name: "scale-bar", items, size_pt: [label_x + wide(&full), top + height + 0.4] }
}

/// A slim north arrow with its letter.
pub fn north_arrow(language: Language, ink: &Ink) -> Piece {
    let letter = words(
        [6.0, f64::from(text::ascent_pt(SMALL_PT))],
        say(language, "scene-north"),
        SMALL_PT,
        ink.text,
        Align::Middle,
    )
    .with_face(ink.face);
    let (x, top, foot) = (6.0, f64::from(SMALL_PT) + 2.0, f64::from(SMALL_PT) + 21.0);
    let left = polygon![(x: x, y: top), (x: x, y: foot - 4.0), (x: x - 4.5, y: foot)];
    let outline = Line {
        points: vec![[x, top], [x + 4.5, foot], [x, foot - 4.0]],
        closed: true,
        stroke: Stroke::solid(0.6, ink.text),
    };
    let half = area(left, Some(ink.text), Some(Stroke::solid(0.6, ink.text)));
    Piece {
        name: "north-arrow",
        items: vec![Item::Text(letter), half, Item::Line(outline)],
        size_pt: [12.0, foot + 0.6],
    }
}

/// Small lines of source, data date and licence, wrapped to a width.
pub fn credit(lines: &[String], width_pt: f64, ink: &Ink) -> Piece {
    let wrapped: Vec<String> =
        lines.iter().flat_map(|line| text::wrap(line, width_pt as f32, SMALL_PT, ink.face)).collect();
    paragraph("credit", &wrapped, SMALL_PT, ink.faint, ink.face)
}

/// Lines of text under one another.
pub(super) fn paragraph(name: &'static str, lines: &[String], size_pt: f32, color: Color, face: Face) -> Piece {
    let pitch = f64::from(text::line_height_pt(size_pt));
    let ascent = f64::from(text::ascent_pt(size_pt));
    let width = lines.iter().map(|line| text::width_pt(line, size_pt, face)).fold(0.0, f32::max);
    let items = lines.iter().enumerate().map(|(i, line)| {
        Item::Text(words([0.0, ascent + i as f64 * pitch], line.clone(), size_pt, color, Align::Start).with_face(face))
    });
    let height = if lines.is_empty() { 0.0 } else { (lines.len() - 1) as f64 * pitch + f64::from(size_pt) };
    Piece { name, items: items.collect(), size_pt: [f64::from(width), height] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::Plane;
    use crate::scene::labels::room_of;

    /// Every text of a piece lies within its stated size.
    pub(in crate::scene) fn assert_texts_within(piece: &Piece) {
        let room = Rect::at([0.0; 2], piece.size_pt).grown(0.01);
        for item in &piece.items {
            if let Item::Text(text) = item {
                assert!(room.holds(&room_of(text, text.at)), "{}: {} in {:?}", piece.name, text.text, piece.size_pt);
            }
        }
    }

    #[test]
    fn pieces_take_the_room_they_say() {
        for language in [Language::Zh, Language::En] {
            for metres_per_pt in [0.3, 7.0, 55.0, 160.0, 900.0] {
                let frame = Frame { centre: Plane::default(), metres_per_pt, size_pt: [600.0, 400.0] };
                let bar = scale_bar(&frame, 110.0, language, &Ink::print());
                assert_texts_within(&bar);
                assert_texts_within(&bar.on_plate(&Ink::print()));
            }
            assert_texts_within(&north_arrow(language, &Ink::dark()));
        }
        let lines = ["数据来源：示例目录（公开信息整理），非普查。".to_owned(), "2024-12".to_owned()];
        let credit = credit(&lines, 80.0, &Ink::light());
        assert_texts_within(&credit);
        assert!(credit.size_pt[0] <= 80.0);
    }

    #[test]
    fn moving_keeps_the_form() {
        let square = rectangle(Rect::at([0.0; 2], [10.0, 4.0]), None, None);
        assert_eq!(moved(square, [5.0, 6.0]), rectangle(Rect::at([5.0, 6.0], [10.0, 4.0]), None, None));
    }
}
