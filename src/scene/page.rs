//! A figure: maps on a sheet, with everything that must not get lost from them.

use time::OffsetDateTime;

use super::text::{self, MissingGlyph};
use super::{Frame, Group, Item, Rect, Scene};
use crate::language::Language;

/// Points to a millimetre.
pub const PT_PER_MM: f64 = 72.0 / 25.4;

/// A sheet with maps and their furniture; all that an exporter needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Width and height of the sheet, millimetres.
    pub size_mm: [f64; 2],
    /// The maps, the first painted first.
    pub maps: Vec<MapView>,
    /// Groups painted over the maps and beside them, in points from the sheet's upper left corner.
    pub furniture: Vec<Group>,
    /// Colour of the sheet.
    pub paper: super::Color,
    /// Title of the document, for readers, search and assistive technology.
    pub title: String,
    /// What is seen, in a sentence or two.
    pub description: String,
    /// What the file says of itself.
    pub metadata: Metadata,
}

/// A map on a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct MapView {
    /// Where it stands, points of the sheet; its groups are clipped to it.
    pub rect: Rect,
    /// What part of the plane it shows; its size is that of `rect`.
    pub frame: Frame,
    /// Its groups. Page groups are in points from its upper left corner.
    pub scene: Scene,
}

/// What a figure says of itself, beside title and description.
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    /// Language of the text in it.
    pub language: Language,
    /// Where data and boundaries come from.
    pub source: String,
    /// When it was made, for PDF/A, which needs it; the others carry no time, so that equal input gives equal bytes.
    pub created: OffsetDateTime,
    /// The view that makes this figure again, as the text of a view file.
    pub view: Option<String>,
}

impl Page {
    /// Width and height of the sheet, points.
    pub fn size_pt(&self) -> [f64; 2] {
        self.size_mm.map(|mm| mm * PT_PER_MM)
    }

    /// The page magnified: everything on it is `factor` times as large, the ground seen is the same.
    #[must_use]
    pub fn magnified(self, factor: f64) -> Page {
        if factor == 1.0 {
            return self;
        }
        let map = |map: MapView| MapView {
            rect: map.rect.magnified(factor),
            frame: Frame {
                metres_per_pt: map.frame.metres_per_pt / factor,
                size_pt: map.frame.size_pt.map(|side| side * factor),
                ..map.frame
            },
            scene: Scene { groups: map.scene.groups.into_iter().map(|g| g.magnified(factor)).collect() },
        };
        Page {
            size_mm: self.size_mm.map(|side| side * factor),
            maps: self.maps.into_iter().map(map).collect(),
            furniture: self.furniture.into_iter().map(|g| g.magnified(factor)).collect(),
            ..self
        }
    }

    /// Every text drawn on the sheet, in painting order.
    pub fn texts(&self) -> impl Iterator<Item = &super::Text> {
        let groups = self.maps.iter().flat_map(|map| &map.scene.groups).chain(&self.furniture);
        groups.flat_map(|group| group.items.iter()).filter_map(|item| match item {
            Item::Text(text) => Some(text),
            Item::Area(_) | Item::Line(_) | Item::Disc(_) | Item::Image(_) => None,
        })
    }

    /// Characters on the sheet that no font at hand draws, each with every text it occurs in; see
    /// [`text::trace`] for where they come from.
    pub fn missing_glyphs(&self) -> Vec<MissingGlyph> {
        text::missing::missing_in(self.texts().map(|drawn| drawn.text.as_str()))
    }
}
