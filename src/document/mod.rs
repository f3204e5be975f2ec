//! What the user chose: one small value that changes only through [`Edit`]. Undo is a list of documents.

pub mod composition;
pub mod history;
pub mod view_file;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use composition::{ChartOf, Composition, Extent, Part, Template, Wording};
pub use history::History;
pub use view_file::{Provenance, ViewError, ViewFile, read_view, read_view_file, write_view, write_view_file};

use crate::catalogue::field::DEFAULT_FIELDS;
use crate::catalogue::{Brush, Field, Filter};
use crate::geography::{Adcode, Plane};
use crate::layers::Settings;
use crate::layers::multiples::MultiplesWanted;
use crate::scene::Frame;

/// Everything that decides what a map or profile shows, besides data and language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// Which enterprises are meant.
    pub filter: Filter,
    /// What is selected among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brush: Option<Brush>,
    /// What the middle of the window shows.
    #[serde(skip_serializing_if = "is_default")]
    pub page: Page,
    /// The districts set side by side, at most [`MAX_COMPARED`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<Adcode>,
    /// The small maps side by side.
    #[serde(skip_serializing_if = "is_default")]
    pub multiples: MultiplesWanted,
    /// The track that pages of one track are about, by id; the first chosen one, or the first of all, until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The table of enterprises.
    #[serde(skip_serializing_if = "is_default")]
    pub table: TableChoice,
    /// The district whose profile is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<Adcode>,
    /// Which part of the plane is seen; `None` fits the whole pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
    /// The figure as it is composed.
    #[serde(skip_serializing_if = "is_default")]
    pub figure: Composition,
    /// Layers by id, where they differ from their defaults.
    pub layers: BTreeMap<String, Settings>,
}

/// The most districts that are set side by side.
pub const MAX_COMPARED: usize = 4;

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What the middle of the window shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// The map.
    #[default]
    Map,
    /// The composer of figures.
    Figure,
    /// Small maps side by side: a track each, or two slices of time.
    Multiples,
    /// Which tracks lie near which.
    Colocation,
    /// Whether a conclusion survives another way of cutting space.
    Robustness,
    /// What follows, a track at a time.
    Recommendations,
    /// Two to four districts side by side.
    Compare,
    /// The city: index, features, evaluation, claims.
    City,
    /// Practice cases by track, as the user fills them in.
    Cases,
}

impl Page {
    /// All, in the order of the tabs.
    pub const ALL: [Page; 9] = [
        Page::Map,
        Page::Figure,
        Page::Multiples,
        Page::Colocation,
        Page::Robustness,
        Page::Compare,
        Page::City,
        Page::Cases,
        Page::Recommendations,
    ];

    /// Id of the message that is its title.
    pub fn title(self) -> &'static str {
        match self {
            Page::Map => "page-map",
            Page::Figure => "page-figure",
            Page::Multiples => "page-multiples",
            Page::Colocation => "page-colocation",
            Page::Robustness => "page-robustness",
            Page::Recommendations => "page-recommendations",
            Page::Compare => "page-compare",
            Page::City => "page-city",
            Page::Cases => "page-cases",
        }
    }
}

/// How the table of enterprises is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TableChoice {
    /// Whether it is open.
    pub open: bool,
    /// Only what is brushed, if anything is.
    pub brushed_only: bool,
    /// The columns, left to right.
    pub columns: Vec<Field>,
    /// What it is sorted by; in order of id without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<Field>,
    /// From great to small.
    pub descending: bool,
}

impl Default for TableChoice {
    fn default() -> TableChoice {
        let columns = DEFAULT_FIELDS.to_vec();
        TableChoice { open: false, brushed_only: false, columns, sort: None, descending: false }
    }
}

/// The part of the plane that is seen, whatever the size of window or page.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// The position at the middle.
    pub centre: Plane,
    /// Height of what is seen, metres on the ground.
    pub height_m: f64,
}

impl Camera {
    /// The frame of this camera on a rectangle in points.
    pub fn frame(&self, size_pt: [f64; 2]) -> Frame {
        Frame { centre: self.centre, metres_per_pt: self.height_m / size_pt[1].max(1.0), size_pt }
    }

    /// The camera of a frame.
    pub fn of(frame: &Frame) -> Camera {
        Camera { centre: frame.centre, height_m: frame.metres_per_pt * frame.size_pt[1] }
    }
}

/// One change of a [`Document`].
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant)] // edits are made one at a time and used up at once
pub enum Edit {
    /// Another filter.
    Filter(Filter),
    /// Select something else among what the filter keeps, or nothing.
    Brush(Option<Brush>),
    /// Show something else in the middle.
    Page(Page),
    /// Set other districts side by side.
    Compared(Vec<Adcode>),
    /// Show other small maps.
    Multiples(MultiplesWanted),
    /// Make pages of one track be about another.
    Track(String),
    /// Show the table otherwise.
    Table(TableChoice),
    /// Compose the figure otherwise.
    Figure(Box<Composition>),
    /// Open the profile of a district, or close it.
    District(Option<Adcode>),
    /// See another part of the plane.
    Camera(Option<Camera>),
    /// Show or hide a layer.
    Visible {
        /// Id of the layer.
        layer: &'static str,
        /// Whether it is drawn.
        visible: bool,
    },
    /// Set a control of a layer; the value is one the control takes.
    Param {
        /// Id of the layer.
        layer: &'static str,
        /// Key of the control.
        key: &'static str,
        /// Its value.
        value: String,
    },
    /// Bring a layer back to how it is before anybody chose.
    ResetLayer(&'static str),
    /// Take over a whole document, as from a view file.
    Replace(Box<Document>),
}

impl Document {
    /// The settings of a layer.
    pub fn settings(&self, layer: &str) -> &Settings {
        static DEFAULT: Settings = Settings { visible: None, values: BTreeMap::new() };
        self.layers.get(layer).unwrap_or(&DEFAULT)
    }

    /// The document after an edit.
    #[must_use]
    pub fn edited(&self, edit: Edit) -> Document {
        let mut next = self.clone();
        match edit {
            Edit::Filter(filter) => next.filter = filter,
            Edit::Brush(brush) => next.brush = brush,
            Edit::Page(page) => next.page = page,
            Edit::Compared(mut districts) => {
                districts.truncate(MAX_COMPARED);
                next.compared = districts;
            }
            Edit::Multiples(wanted) => next.multiples = wanted,
            Edit::Track(track) => next.track = Some(track),
            Edit::Table(table) => next.table = table,
            Edit::Figure(figure) => next.figure = *figure,
            Edit::District(district) => next.district = district,
            Edit::Camera(camera) => next.camera = camera,
            Edit::Visible { layer, visible } => {
                next.layers.entry(layer.to_owned()).or_default().visible = Some(visible)
            }
            Edit::Param { layer, key, value } => {
                next.layers.entry(layer.to_owned()).or_default().values.insert(key.to_owned(), value);
            }
            Edit::ResetLayer(layer) => drop(next.layers.remove(layer)),
            Edit::Replace(document) => next = *document,
        }
        next
    }
}
