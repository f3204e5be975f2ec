//! The window of a map: which part of the plane lies on which points of the page.

use crate::geography::Plane;

/// A true-to-scale view of the plane on a rectangle of the page. y points north on the plane, down on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The position at the middle of the rectangle.
    pub centre: Plane,
    /// Metres on the ground to a point (1/72 inch) of the page.
    pub metres_per_pt: f64,
    /// Width and height of the rectangle, points.
    pub size_pt: [f64; 2],
}

impl Frame {
    /// The frame that shows all of `min`..`max` (metres) with a margin of `margin_pt` on each side.
    pub fn fit(min: Plane, max: Plane, size_pt: [f64; 2], margin_pt: f64) -> Frame {
        let room = |side: f64| (side - 2.0 * margin_pt).max(side * 0.2).max(1.0);
        let metres_per_pt = ((max.x - min.x) / room(size_pt[0])).max((max.y - min.y) / room(size_pt[1])).max(1e-3);
        let centre = Plane::new((min.x + max.x) / 2.0, (min.y + max.y) / 2.0);
        Frame { centre, metres_per_pt, size_pt }
    }

    /// Where a position of the plane lies on the page, points from the upper left corner.
    pub fn to_page(&self, p: Plane) -> [f64; 2] {
        [
            self.size_pt[0] / 2.0 + (p.x - self.centre.x) / self.metres_per_pt,
            self.size_pt[1] / 2.0 - (p.y - self.centre.y) / self.metres_per_pt,
        ]
    }

    /// The position of the plane under a point of the page.
    pub fn to_plane(&self, [x, y]: [f64; 2]) -> Plane {
        Plane::new(
            self.centre.x + (x - self.size_pt[0] / 2.0) * self.metres_per_pt,
            self.centre.y - (y - self.size_pt[1] / 2.0) * self.metres_per_pt,
        )
    }

    /// The corner of the plane's part with the least coordinates, and that with the greatest.
    pub fn bounds(&self) -> (Plane, Plane) {
        let [w, h] = self.size_pt;
        (self.to_plane([0.0, h]), self.to_plane([w, 0.0]))
    }

    /// The frame moved by a distance on the page, as when the map is dragged.
    #[must_use]
    pub fn panned(self, by_pt: [f64; 2]) -> Frame {
        let centre =
            Plane::new(self.centre.x - by_pt[0] * self.metres_per_pt, self.centre.y + by_pt[1] * self.metres_per_pt);
        Frame { centre, ..self }
    }

    /// The frame magnified `factor` times about a point of the page that stays where it is.
    #[must_use]
    pub fn zoomed(self, factor: f64, about_pt: [f64; 2]) -> Frame {
        let fixed = self.to_plane(about_pt);
        let zoomed = Frame { metres_per_pt: self.metres_per_pt / factor, ..self };
        let moved = zoomed.to_plane(about_pt);
        let centre = Plane::new(zoomed.centre.x + fixed.x - moved.x, zoomed.centre.y + fixed.y - moved.y);
        Frame { centre, ..zoomed }
    }
}
