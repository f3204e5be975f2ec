//! The sheet: map, title, legends, scale bar, north arrow and sources put together, for the window and for figures.

use super::{MapInput, draw, draw_around};
use crate::geography::Plane;
use crate::language::Message;
use crate::scene::furniture::{Corner, Piece, credit, neat_line, north_arrow, scale_bar};
use crate::scene::legend::{Legend, legend, stacked};
use crate::scene::page::{Metadata, PT_PER_MM, Page};
use crate::scene::rect::Rect;
use crate::scene::{Align, Frame, Item, Scene, Text, text};

/// The words of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// Title.
    pub title: String,
    /// Under it: the filter as a sentence.
    pub subtitle: String,
    /// Sources, data date, count and method, a line each.
    pub credit: Vec<String>,
    /// What is seen, for those who cannot see it.
    pub description: String,
    /// When the figure is made.
    pub created: time::OffsetDateTime,
}

/// The map with its furniture in its corners, as the window shows it.
pub fn overlaid(input: &MapInput<'_>, credit_line: &str) -> Scene {
    let area = Rect::at([0.0, 0.0], input.frame.size_pt);
    let (ink, language) = (input.ink, input.language);
    let bar = scale_bar(&input.frame, 140.0, language, ink).on_plate(ink);
    let arrow = north_arrow(language, ink).on_plate(ink);
    let credit = credit(&[credit_line.to_owned()], (area.max[0] * 0.6).max(160.0), ink).on_plate(ink);
    let credit_room = Corner::LowerRight.room(&area, credit.size_pt, 6.0);
    let mut bar_room = Corner::LowerRight.room(&area, bar.size_pt, 6.0);
    let lift = credit.size_pt[1] + 4.0;
    bar_room = Rect::at([bar_room.min[0], bar_room.min[1] - lift], bar.size_pt);
    let arrow_room = Corner::UpperRight.room(&area, arrow.size_pt, 10.0);
    // Legends do not change with the frame: they are known before the labels make room for them.
    let (_, legends) = draw(&MapInput { frame: Frame { size_pt: [1.0, 1.0], ..input.frame }, ..*input });
    let plate = fitted(legends, area.max[1] - 24.0, input).on_plate(ink);
    let legend_room = Corner::LowerLeft.room(&area, plate.size_pt, 10.0);
    let (mut scene, _) = draw_around(input, &[credit_room, bar_room, arrow_room, legend_room]);
    let placed = [(plate, legend_room), (bar, bar_room), (arrow, arrow_room), (credit, credit_room)];
    scene.groups.extend(placed.into_iter().map(|(piece, room)| piece.placed(room.min)));
    scene
}

/// A figure of `size_mm` that shows at least `min`..`max` of the plane. `input.frame` is not used.
pub fn page(input: &MapInput<'_>, size_mm: [f64; 2], (min, max): (Plane, Plane), words: &Words) -> Page {
    let size = size_mm.map(|mm| mm * PT_PER_MM);
    let ink = input.ink;
    let margin = (size[0] * 0.03).clamp(8.0, 24.0);
    let inner = [size[0] - 2.0 * margin, size[1] - 2.0 * margin];
    let mut furniture = Vec::new();
    let head = header(words, inner[0], input);
    let foot = credit(&words.credit, inner[0], ink);
    let top = margin + head.size_pt[1] + 6.0;
    let bottom = size[1] - margin - foot.size_pt[1] - 6.0;
    let (_, legends) = draw(&MapInput { frame: Frame { size_pt: [1.0, 1.0], ..input.frame }, ..*input });

    let room = bottom - top;
    let beside = inner[0] >= 420.0 && inner[0] > room;
    let key = if beside { fitted(legends, room, input) } else { in_rows(legends, inner[0], room * 0.42, input) };
    let map = if beside {
        [margin, top, inner[0] - key.size_pt[0] - 12.0, room]
    } else {
        [margin, top, inner[0], room - key.size_pt[1] - 8.0]
    };
    let key_at = if beside { [map[0] + map[2] + 12.0, top] } else { [margin, map[1] + map[3] + 8.0] };
    let frame = Frame::fit(min, max, [map[2], map[3]], map[2].min(map[3]) * 0.03);
    let area = Rect::at([0.0, 0.0], frame.size_pt);
    let bar = scale_bar(&frame, (map[2] * 0.3).min(130.0), input.language, ink).on_plate(ink);
    let arrow = north_arrow(input.language, ink).on_plate(ink);
    let rooms = [Corner::LowerLeft.room(&area, bar.size_pt, 6.0), Corner::UpperRight.room(&area, arrow.size_pt, 6.0)];
    let (scene, _) = draw_around(&MapInput { frame, ..*input }, &rooms);
    let on_page = |room: &Rect| [room.min[0] + map[0], room.min[1] + map[1]];
    furniture.push(bar.placed(on_page(&rooms[0])));
    furniture.push(arrow.placed(on_page(&rooms[1])));
    furniture.push(neat_line(&Rect::at([map[0], map[1]], [map[2], map[3]]), ink));
    furniture.push(head.placed([margin, margin]));
    furniture.push(key.placed(key_at));
    let foot_height = foot.size_pt[1];
    furniture.push(foot.placed([margin, size[1] - margin - foot_height]));
    Page {
        size_mm,
        map,
        frame,
        scene,
        furniture,
        paper: ink.paper,
        title: words.title.clone(),
        description: words.description.clone(),
        metadata: Metadata {
            language: input.language,
            source: words.credit.join("\n"),
            created: words.created,
            view: None,
        },
    }
}

/// Title and subtitle, wrapped to the width.
fn header(words: &Words, width: f64, input: &MapInput<'_>) -> Piece {
    let title_pt = (width / 36.0).clamp(11.0, 19.0) as f32;
    let mut items = Vec::new();
    let mut y = 0.0;
    let mut lines = |text: &str, size_pt: f32, bold: bool, color| {
        for line in text::wrap(text, width as f32, size_pt, bold) {
            y += f64::from(text::line_height_pt(size_pt)) * 0.92;
            let at = [0.0, y - f64::from(size_pt) * 0.22];
            items.push(Item::Text(Text { at, text: line, size_pt, bold, color, halo: None, align: Align::Start }));
        }
    };
    lines(&words.title, title_pt, true, input.ink.text);
    if !words.subtitle.is_empty() {
        lines(&words.subtitle, (title_pt * 0.58).clamp(7.5, 10.0), false, input.ink.faint);
    }
    Piece { name: "title", items, size_pt: [width, y] }
}

/// Legends under one another, no higher than `height`: the longest gives up entries first, and says how many.
fn fitted(legends: Vec<Legend>, height: f64, input: &MapInput<'_>) -> Piece {
    shortened(legends, input, |legends| {
        let piece = stacked(legends, input.ink);
        let fits = piece.size_pt[1] <= height;
        (piece, fits)
    })
}

/// Legends side by side in rows, no wider than `width` and no higher than `height`.
fn in_rows(legends: Vec<Legend>, width: f64, height: f64, input: &MapInput<'_>) -> Piece {
    shortened(legends, input, |legends| {
        let (mut items, mut x, mut y, mut row_height) = (Vec::new(), 0.0, 0.0, 0.0f64);
        for each in legends {
            let piece = legend(each, input.ink);
            if x > 0.0 && x + piece.size_pt[0] > width {
                (x, y, row_height) = (0.0, y + row_height + 8.0, 0.0);
            }
            let size = piece.size_pt;
            items.extend(piece.items.into_iter().map(|item| crate::scene::furniture::moved(item, [x, y])));
            x += size[0] + 16.0;
            row_height = row_height.max(size[1]);
        }
        let size_pt = [width, y + row_height];
        (Piece { name: "legend", items, size_pt }, size_pt[1] <= height)
    })
}

fn shortened(legends: Vec<Legend>, input: &MapInput<'_>, arrange: impl Fn(&[Legend]) -> (Piece, bool)) -> Piece {
    let full = legends.clone();
    let mut legends = legends;
    loop {
        let (piece, fits) = arrange(&legends);
        let longest = (0..legends.len()).max_by_key(|&i| (legends[i].entries.len(), std::cmp::Reverse(i)));
        let Some(longest) = longest.filter(|&i| !fits && legends[i].entries.len() > 3) else { return piece };
        legends[longest].entries.pop();
        let hidden = full[longest].entries.len() - legends[longest].entries.len();
        let more = Message::new("legend-more").with("n", hidden).text(input.language);
        legends[longest].note = Some(match &full[longest].note {
            Some(note) => format!("{more}{}{note}", crate::language::say(input.language, "sentence-gap")),
            None => more,
        });
    }
}

