//! What is drawn, as data. Painters (the screen, SVG) only match on [`Item`]; PNG and PDF are that SVG converted.
//!
//! A scene is a list of groups, painted in order. Coordinates of a group are either metres of the plane or points
//! of the page; sizes (line widths, radii, text) are always in points, 1/72 inch.

pub mod color;
mod flips;
pub mod frame;
pub mod furniture;
pub mod labels;
pub mod legend;
pub mod page;
pub mod pick;
pub mod rect;
pub mod scale;
pub mod shape;
pub mod style;
pub mod text;

pub use color::Color;
pub use frame::Frame;
pub use page::Page;
pub use pick::pick;
pub use rect::Rect;
pub use shape::Shape;
pub use style::Ink;

use std::sync::Arc;

use crate::geography::Adcode;

/// Everything on one map or page, in painting order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Groups, the first painted first.
    pub groups: Vec<Group>,
}

/// Which coordinates a group is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Metres east and north on the plane, y up.
    Plane,
    /// Points from the upper left corner of the frame, y down.
    Page,
}

/// Items in one coordinate space.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Stable name, such as `choropleth`: an id in SVG, and what tests look for.
    pub name: &'static str,
    /// The space of all coordinates in it.
    pub space: Space,
    /// Items, the first painted first. Shared, so that a cached group costs nothing to put into a scene.
    pub items: Arc<[Item]>,
}

impl Group {
    /// A group in metres.
    pub fn plane(name: &'static str, items: Vec<Item>) -> Group {
        Group { name, space: Space::Plane, items: items.into() }
    }

    /// A group in points.
    pub fn page(name: &'static str, items: Vec<Item>) -> Group {
        Group { name, space: Space::Page, items: items.into() }
    }
}

impl Group {
    /// The group on a page magnified `factor` times: positions in metres stay, sizes and positions in points grow.
    #[must_use]
    pub fn magnified(&self, factor: f64) -> Group {
        Group { items: self.items.iter().map(|item| item.magnified(factor, self.space)).collect(), ..*self }
    }
}

/// One thing to paint. Painters match on it without a wildcard arm.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A filled and outlined area.
    Area(Area),
    /// An open or closed line.
    Line(Line),
    /// A round mark.
    Disc(Disc),
    /// A raster.
    Image(Image),
    /// One line of text.
    Text(Text),
}

impl Item {
    /// The item of a group in `space` on a page magnified `factor` times.
    pub(in crate::scene) fn magnified(&self, factor: f64, space: Space) -> Item {
        let at = |p: [f64; 2]| if space == Space::Page { p.map(|v| v * factor) } else { p };
        let scale = factor as f32;
        let stroke = |s: Stroke| Stroke {
            width_pt: s.width_pt * scale,
            dash_pt: s.dash_pt.map(|dash| dash.map(|v| v * scale)),
            ..s
        };
        match self {
            Item::Area(area) => {
                let shape = match space {
                    Space::Plane => area.shape.clone(),
                    Space::Page => Arc::new(area.shape.mapped(at)),
                };
                Item::Area(Area { shape, stroke: area.stroke.map(stroke), ..area.clone() })
            }
            Item::Line(line) => {
                let points = line.points.iter().map(|p| at(*p)).collect();
                Item::Line(Line { points, stroke: stroke(line.stroke), closed: line.closed })
            }
            Item::Disc(disc) => Item::Disc(Disc {
                centre: at(disc.centre),
                radius_pt: disc.radius_pt * scale,
                stroke: disc.stroke.map(stroke),
                ..disc.clone()
            }),
            Item::Image(image) => Item::Image(Image { min: at(image.min), max: at(image.max), ..image.clone() }),
            Item::Text(text) => Item::Text(Text { at: at(text.at), size_pt: text.size_pt * scale, ..text.clone() }),
        }
    }
}

/// The stroke of a line or outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Width, points.
    pub width_pt: f32,
    /// Colour.
    pub color: Color,
    /// Lengths of dash and gap, points; `None` for a solid line.
    pub dash_pt: Option<[f32; 2]>,
}

impl Stroke {
    /// A solid stroke.
    pub const fn solid(width_pt: f32, color: Color) -> Stroke {
        Stroke { width_pt, color, dash_pt: None }
    }
}

/// What is hit by the pointer on an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An enterprise, by id.
    Enterprise(i64),
    /// Several enterprises drawn as one bubble, by its place in the cluster index of the numbers.
    Bubble {
        /// Level of the index.
        level: usize,
        /// Number in the level.
        index: usize,
    },
    /// Several enterprises drawn as one area, by id.
    Cluster(Arc<[i64]>),
    /// A district.
    District(Adcode),
}

/// A polygon with holes, or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Outline and triangles, shared between scenes.
    pub shape: Arc<Shape>,
    /// Fill.
    pub fill: Option<Color>,
    /// Outline.
    pub stroke: Option<Stroke>,
    /// What the pointer hits here.
    pub target: Option<Target>,
}

/// A line through points.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Vertices in the space of the group.
    pub points: Vec<[f64; 2]>,
    /// Whether the last vertex joins the first.
    pub closed: bool,
    /// How it is drawn.
    pub stroke: Stroke,
}

/// A round mark of a size in points.
#[derive(Clone, Debug, PartialEq)]
pub struct Disc {
    /// Centre in the space of the group.
    pub centre: [f64; 2],
    /// Radius, points.
    pub radius_pt: f32,
    /// Fill.
    pub fill: Option<Color>,
    /// Outline.
    pub stroke: Option<Stroke>,
    /// What the pointer hits here.
    pub target: Option<Target>,
}

/// A raster over a rectangle.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// Lower left corner in a plane group, upper left in a page group.
    pub min: [f64; 2],
    /// The opposite corner.
    pub max: [f64; 2],
    /// The pixels.
    pub raster: Arc<Raster>,
}

/// Pixels, not premultiplied, row by row from the top (north) row.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Names the content: rasters of equal key have equal pixels, so textures can be kept.
    pub key: u64,
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `4 × width × height` bytes: red, green, blue, alpha.
    pub rgba: Vec<u8>,
}

/// Where a text stands relative to its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// Which way a text runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// To the right.
    #[default]
    None,
    /// Downwards, the letters' feet to the left: turned by a quarter about the anchor.
    Clockwise90,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Anchor in the space of the group: horizontally by `align`, vertically the baseline.
    pub at: [f64; 2],
    /// The text.
    pub text: String,
    /// Size, points.
    pub size_pt: f32,
    /// Typeface.
    pub face: text::Face,
    /// Colour.
    pub color: Color,
    /// A rim around the glyphs that keeps them legible on a map.
    pub halo: Option<Color>,
    /// Alignment along the text.
    pub align: Align,
    /// Which way it runs.
    pub turn: Turn,
}

impl Text {
    /// The text in another face.
    #[must_use]
    pub fn with_face(self, face: text::Face) -> Text {
        Text { face, ..self }
    }
}
