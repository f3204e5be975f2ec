//! The geometry of a pack made ready for painting, once.

use std::sync::Arc;

use crate::geography::{Adcode, Pack};
use crate::scene::rect::Rect;
use crate::scene::{Frame, Shape};

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
    /// A position on the part of a district that is in sight, points of the page: of a lattice of 20 × 14 positions that
    /// fall in it the one nearest to their middle.
    pub fn ground_in_sight(&self, adcode: Adcode, frame: &Frame, area: &Rect) -> Option<[f64; 2]> {
        const LATTICE: [usize; 2] = [20, 14];
        let shape = self.shape(adcode)?;
        let [w, h] = area.size_pt();
        let place = |k: usize| {
            let part = |k: usize, of: usize| (k as f64 + 0.5) / of as f64;
            [area.min[0] + w * part(k % LATTICE[0], LATTICE[0]), area.min[1] + h * part(k / LATTICE[0], LATTICE[1])]
        };
        let inside = (0..LATTICE[0] * LATTICE[1]).map(place).filter(|at| shape.contains(frame.to_plane(*at)));
        let inside: Vec<[f64; 2]> = inside.collect();
        let n = inside.len() as f64;
        let middle = inside.iter().fold([0.0, 0.0], |m, at| [m[0] + at[0] / n, m[1] + at[1] / n]);
        let distance = |at: &[f64; 2]| (at[0] - middle[0]).hypot(at[1] - middle[1]);
        inside.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }
}
