//! What the user chose: one small value that changes only through [`Edit`]. Undo is a list of documents.

pub mod history;
pub mod view_file;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use history::History;
pub use view_file::{ViewError, read_view, write_view};

use crate::catalogue::Filter;
use crate::geography::{Adcode, Plane};
use crate::layers::Settings;
use crate::scene::Frame;

/// Everything that decides what a map or profile shows, besides data and language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// Which enterprises are meant.
    pub filter: Filter,
    /// The district whose profile is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<Adcode>,
    /// Which part of the plane is seen; `None` fits the whole pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
    /// Layers by id, where they differ from their defaults.
    pub layers: BTreeMap<String, Settings>,
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
pub enum Edit {
    /// Another filter.
    Filter(Filter),
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
            Edit::District(district) => next.district = district,
            Edit::Camera(camera) => next.camera = camera,
            Edit::Visible { layer, visible } => {
                next.layers.entry(layer.to_owned()).or_default().visible = Some(visible)
            }
            Edit::Param { layer, key, value } => {
                next.layers.entry(layer.to_owned()).or_default().values.insert(key.to_owned(), value);
            }
            Edit::Replace(document) => next = *document,
        }
        next
    }
}
