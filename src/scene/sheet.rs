//! The layout of a figure: title above, map, legend beside it or on it, scale bar, north arrow, credit below.
//!
//! 1. [`Sheet::layout`] says where the map will be, before its scene is built;
//! 2. the scene is built for a [`Frame`] of that size, its labels around [`Layout::reserved`];
//! 3. [`Sheet::page`] puts them together.

use super::furniture::{self, Corner, Piece, words};
use super::legend::{Legend, flowed, stacked};
use super::page::{MapView, Metadata, PT_PER_MM};
use super::text::Face;
use super::{Align, Color, Frame, Group, Ink, Item, Page, Rect, Scene, text};
use crate::language::Language;

/// Distance of furniture from the sides of the map, points.
const INSET_PT: f64 = 8.0;
/// Distance between map and what stands beside it, points.
const GUTTER_PT: f64 = 14.0;
/// Least part of the width that the map keeps when the legend stands beside it.
const MAP_SHARE: f64 = 0.55;
/// Least part of the sheet that the map keeps when the legend stands beside it.
const MAP_AREA_SHARE: f64 = 0.42;
/// Longest scale bar as a part of the map's width, and in points.
const BAR: (f64, f64) = (0.24, 130.0);

/// A figure without its map.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Width and height, millimetres.
    pub size_mm: [f64; 2],
    /// Title; wrapped to the width; may be empty.
    pub title: String,
    /// A line beneath the title: filter, date, unit; may be empty.
    pub subtitle: String,
    /// Legends, from the top.
    pub legends: Vec<Legend>,
    /// Lines of source, data date, licence and map approval number.
    pub credit: Vec<String>,
    /// Language of the furniture.
    pub language: Language,
    /// Colours of the furniture.
    pub ink: Ink,
}

/// Where the parts of a sheet stand, points of the sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The map.
    pub map: Rect,
    /// Room that furniture takes on the map, points from the map's upper left corner; no label should stand there.
    pub reserved: Vec<Rect>,
    head: Group,
    legend: Option<Group>,
    credit: Group,
}

impl Sheet {
    fn margin_pt(&self) -> f64 {
        let [w, h] = self.size_pt();
        (w.min(h) * 0.045).clamp(7.0, 32.0)
    }

    fn size_pt(&self) -> [f64; 2] {
        self.size_mm.map(|mm| mm * PT_PER_MM)
    }

    /// Title and subtitle, with the height they take.
    fn head(&self, left: f64, top: f64, width: f64) -> (Group, f64) {
        let [w, h] = self.size_pt();
        let title_pt = (w.min(h) * 0.031).clamp(10.5, 22.0) as f32;
        let subtitle_pt = (title_pt * 0.58).max(7.5);
        let mut y = top;
        let mut items = Vec::new();
        let mut line = |line: String, size_pt: f32, face: Face, color: Color| {
            let words = words([left, y + f64::from(text::ascent_pt(size_pt))], line, size_pt, color, Align::Start)
                .with_face(face);
            items.push(Item::Text(words));
            y += f64::from(size_pt) * 1.3;
        };
        if !self.title.is_empty() {
            for row in text::wrap_name(&self.title, width as f32, title_pt, self.ink.head_face) {
                line(row, title_pt, self.ink.head_face, self.ink.text);
            }
        }
        if !self.subtitle.is_empty() {
            for row in text::wrap(&self.subtitle, width as f32, subtitle_pt, self.ink.face) {
                line(row, subtitle_pt, self.ink.face, self.ink.faint);
            }
        }
        let height = if y > top { y - top + 4.0 } else { 0.0 };
        (Group::page("head", items), height)
    }

    /// Where everything will stand. The map is never smaller than a point.
    pub fn layout(&self) -> Layout {
        let margin = self.margin_pt();
        let inner = Rect::at([0.0; 2], self.size_pt()).grown(-margin);
        let [width, _] = inner.size_pt();
        let (head, head_height) = self.head(inner.min[0], inner.min[1], width);
        let credit = furniture::credit(&self.credit, width, &self.ink);
        let credit_height = credit.size_pt[1];
        let credit = credit.placed([inner.min[0], inner.max[1] - credit_height]);
        let top = inner.min[1] + head_height;
        let foot = inner.max[1] - if credit_height > 0.0 { credit_height + 7.0 } else { 0.0 };
        let body = Rect { min: [inner.min[0], top], max: [inner.max[0], foot.max(top + 1.0)] };
        let legend = Some(stacked(&self.legends, &self.ink)).filter(|piece| !piece.items.is_empty());
        let Some(legend) = legend else {
            let reserved = self.reserved(&body, None);
            return Layout { map: body, reserved, head, legend: None, credit };
        };
        let [body_width, body_height] = body.size_pt();
        let map_width = body_width - legend.size_pt[0] - GUTTER_PT;
        let [sheet_width, sheet_height] = self.size_pt();
        let beside = map_width >= MAP_SHARE * body_width
            && map_width * body_height >= MAP_AREA_SHARE * sheet_width * sheet_height;
        if beside {
            let map = Rect { min: body.min, max: [body.min[0] + map_width, body.max[1]] };
            let at = [map.max[0] + GUTTER_PT, map.min[1] + 2.0];
            let reserved = self.reserved(&map, None);
            return Layout { map, reserved, head, legend: Some(legend.placed(at)), credit };
        }
        if self.size_mm[1] > self.size_mm[0] {
            // An upright sheet has room beneath.
            let legend = flowed(&self.legends, body_width, &self.ink);
            let map_height = (body_height - legend.size_pt[1] - GUTTER_PT).max(0.3 * body_height);
            let map = Rect { min: body.min, max: [body.max[0], body.min[1] + map_height] };
            let at = [map.min[0], map.max[1] + GUTTER_PT];
            let reserved = self.reserved(&map, None);
            return Layout { map, reserved, head, legend: Some(legend.placed(at)), credit };
        }
        let legend = legend.on_plate(&self.ink);
        let room = Corner::LowerLeft.room(&body, legend.size_pt, INSET_PT);
        let reserved = self.reserved(&body, Some(room));
        Layout { map: body, reserved, head, legend: Some(legend.placed(room.min)), credit }
    }

    fn scale_bar(&self, frame: &Frame) -> Piece {
        let longest = (frame.size_pt[0] * BAR.0).min(BAR.1);
        furniture::scale_bar(frame, longest, self.language, &self.ink).on_plate(&self.ink)
    }

    fn north_arrow(&self) -> Piece {
        furniture::north_arrow(self.language, &self.ink).on_plate(&self.ink)
    }

    /// Room of the furniture on the map, in points of the map.
    fn reserved(&self, map: &Rect, legend: Option<Rect>) -> Vec<Rect> {
        let size = map.size_pt();
        let area = Rect::at([0.0; 2], size);
        // The bar at its longest, whatever the scale turns out to be, its label hanging over.
        let bar =
            [(size[0] * BAR.0).min(BAR.1) + 2.0 * furniture::PADDING_PT + 20.0, 15.0 + 2.0 * furniture::PADDING_PT];
        let on_map = |r: Rect| Rect { min: sub(r.min, map.min), max: sub(r.max, map.min) };
        let mut reserved = vec![
            Corner::LowerRight.room(&area, bar, INSET_PT),
            Corner::UpperRight.room(&area, self.north_arrow().size_pt, INSET_PT),
        ];
        reserved.extend(legend.map(on_map));
        reserved
    }

    /// The page: the sheet, with a map of `frame` (of the layout's size) and its scene.
    pub fn page(&self, layout: Layout, frame: Frame, scene: Scene, description: String, metadata: Metadata) -> Page {
        let Layout { map, head, legend, credit, .. } = layout;
        let (bar, north) = (self.scale_bar(&frame), self.north_arrow());
        let bar_at = Corner::LowerRight.room(&map, bar.size_pt, INSET_PT).min;
        let north_at = Corner::UpperRight.room(&map, north.size_pt, INSET_PT).min;
        let mut furniture = vec![furniture::neat_line(&map, &self.ink), bar.placed(bar_at), north.placed(north_at)];
        furniture.extend(legend);
        furniture.extend([head, credit]);
        Page {
            size_mm: self.size_mm,
            maps: vec![MapView { rect: map, frame, scene }],
            furniture,
            paper: self.ink.paper,
            title: self.title.clone(),
            description,
            metadata,
        }
    }
}

fn sub(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

#[cfg(test)]
mod tests {
    use super::super::legend::{LegendEntry, Swatch};
    use super::*;

    #[test]
    fn parts_stay_on_the_sheet_and_off_each_other() {
        for size_mm in [[297.0, 210.0], [210.0, 297.0], [338.7, 190.5], [80.0, 60.0], [160.0, 120.0]] {
            let entry = LegendEntry { swatch: Swatch::Fill(Color::hex(0x446688)), label: "12–26 家".into() };
            let sheet = Sheet {
                size_mm,
                title: "上海金融科技企业分布".into(),
                subtitle: "150 家中 26 家 · 数据截至 2024-12".into(),
                legends: vec![Legend {
                    title: "企业数".into(),
                    unit: "家".into(),
                    entries: vec![entry; 5],
                    note: None,
                }],
                credit: vec!["资料来源：示例目录（公开信息整理），非普查；边界：天地图（概化）。".into()],
                language: Language::Zh,
                ink: Ink::print(),
            };
            let layout = sheet.layout();
            let inside = Rect::at([0.0; 2], sheet.size_pt());
            assert!(inside.holds(&layout.map), "{size_mm:?}");
            let [w, h] = layout.map.size_pt();
            assert!(w * h > 0.4 * inside.size_pt()[0] * inside.size_pt()[1], "the map is the figure: {size_mm:?}");
            for group in [&layout.head, &layout.credit] {
                for item in group.items.iter() {
                    let Item::Text(text) = item else { continue };
                    let room = crate::scene::labels::room_of(text, text.at);
                    assert!(inside.holds(&room) && !room.overlaps(&layout.map), "{}", text.text);
                }
            }
        }
    }
}
