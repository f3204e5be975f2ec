//! The geometry of a pack made ready for painting, once.

use std::sync::Arc;

use crate::geography::{Adcode, Pack};
use crate::scene::Shape;

/// Shapes of a pack's areas, triangulated; in the order of the pack.
#[derive(Clone, Debug, Default)]
pub struct Basemap {
    /// Districts with their codes, without the sea.
    pub districts: Vec<(Adcode, Arc<Shape>)>,
    /// Seas, lakes and rivers.
    pub water: Vec<Arc<Shape>>,
}

impl Basemap {
    /// The shapes of a pack.
    pub fn new(pack: &Pack) -> Basemap {
        Basemap {
            districts: pack.districts.iter().map(|d| (d.adcode, Arc::new(Shape::new(&d.land)))).collect(),
            water: pack.water.iter().map(|w| Arc::new(Shape::new(&w.polygons))).collect(),
        }
    }

    /// The district under a position.
    pub fn shape(&self, adcode: Adcode) -> Option<&Arc<Shape>> {
        self.districts.iter().find(|(a, _)| *a == adcode).map(|(_, shape)| shape)
    }
}
