//! Rectangles of the page.

/// An upright rectangle in points of the page, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Upper left corner, points.
    pub min: [f64; 2],
    /// Lower right corner, points.
    pub max: [f64; 2],
}

impl Rect {
    /// The rectangle with its upper left corner at `min`.
    pub fn at(min: [f64; 2], size_pt: [f64; 2]) -> Rect {
        Rect { min, max: [min[0] + size_pt[0], min[1] + size_pt[1]] }
    }

    /// The rectangle around `middle`.
    pub fn centred(middle: [f64; 2], size_pt: [f64; 2]) -> Rect {
        Rect::at([0, 1].map(|k| middle[k] - size_pt[k] / 2.0), size_pt)
    }

    /// Its middle, points.
    pub fn middle(&self) -> [f64; 2] {
        [0, 1].map(|k| (self.min[k] + self.max[k]) / 2.0)
    }

    /// Width and height, points.
    pub fn size_pt(&self) -> [f64; 2] {
        [self.max[0] - self.min[0], self.max[1] - self.min[1]]
    }

    /// The rectangle of a page magnified `factor` times.
    #[must_use]
    pub fn magnified(self, factor: f64) -> Rect {
        Rect { min: self.min.map(|v| v * factor), max: self.max.map(|v| v * factor) }
    }

    /// Whether the two share any area.
    pub fn overlaps(&self, other: &Rect) -> bool {
        (0..2).all(|k| self.min[k] < other.max[k] && other.min[k] < self.max[k])
    }

    /// Whether all of `other` lies within.
    pub fn holds(&self, other: &Rect) -> bool {
        (0..2).all(|k| self.min[k] <= other.min[k] && other.max[k] <= self.max[k])
    }

    /// The rectangle with every side moved outwards by `margin_pt` (inwards where negative).
    #[must_use]
    pub fn grown(self, margin_pt: f64) -> Rect {
        Rect { min: self.min.map(|v| v - margin_pt), max: self.max.map(|v| v + margin_pt) }
    }
}
