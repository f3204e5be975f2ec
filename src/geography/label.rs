//! Where a name is put: the pole of inaccessibility, the inner position farthest from the outline.
//!
//! Source: V. Agafonkin, "A new algorithm for finding a visual center of a polygon" (polylabel, 2016): squares over
//! the polygon are split, the most promising first, until none can be better than what is found by more than the
//! precision. Cost: a few hundred distances to the outline.

use std::collections::BinaryHeap;

use geo::{Area, BoundingRect, Contains, Coord, Distance, Euclidean, InteriorPoint, MultiPolygon, Point, Polygon};

use super::Plane;

/// The search stops when it can gain no more than this share of the polygon's size.
const PRECISION: f64 = 0.01;
/// And after this many squares.
const MAX_SQUARES: usize = 2_000;

/// A square, by its middle.
struct Square {
    middle: Coord<f64>,
    half: f64,
    /// Distance of the middle from the outline, negative outside.
    depth: f64,
}

impl Square {
    fn new(middle: Coord<f64>, half: f64, polygon: &Polygon<f64>) -> Square {
        let point = Point::from(middle);
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let away = rings.map(|ring| Euclidean.distance(ring, &point)).fold(f64::INFINITY, f64::min);
        Square { middle, half, depth: if polygon.contains(&point) { away } else { -away } }
    }

    /// No position in the square is deeper.
    fn most(&self) -> f64 {
        self.depth + self.half * std::f64::consts::SQRT_2
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Square) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Square {}
impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Square) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Square {
    fn cmp(&self, other: &Square) -> std::cmp::Ordering {
        self.most().total_cmp(&other.most())
    }
}

/// The best place for the name of `polygons`, in the largest of them; `None` where they have no area.
pub(super) fn label_position(polygons: &MultiPolygon<f64>) -> Option<Plane> {
    let largest = polygons.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    let bounds = largest.bounding_rect()?;
    let cell = bounds.width().min(bounds.height());
    let size = bounds.width().max(bounds.height());
    // A thousand times as long as wide is a line; its interior point will do.
    if cell <= size / 1000.0 {
        return largest.interior_point().map(|p| Plane::new(p.x(), p.y()));
    }
    let middle = |p: Point<f64>| Square::new(p.into(), 0.0, largest);
    let mut best = largest.interior_point().map(middle)?;
    let mut squares = BinaryHeap::new();
    let half = cell / 2.0;
    let (columns, rows) = ((bounds.width() / cell).ceil() as usize, (bounds.height() / cell).ceil() as usize);
    for (column, row) in (0..columns).flat_map(|column| (0..rows).map(move |row| (column, row))) {
        let at = |min: f64, i: usize| min + cell * i as f64 + half;
        squares.push(Square::new(Coord { x: at(bounds.min().x, column), y: at(bounds.min().y, row) }, half, largest));
    }
    for _ in 0..MAX_SQUARES {
        let Some(square) = squares.pop().filter(|s| s.most() - best.depth > PRECISION * size) else { break };
        let half = square.half / 2.0;
        for (dx, dy) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
            let middle = Coord { x: square.middle.x + dx, y: square.middle.y + dy };
            squares.push(Square::new(middle, half, largest));
        }
        if square.depth > best.depth {
            best = square;
        }
    }
    Some(Plane::new(best.middle.x, best.middle.y))
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    #[test]
    fn a_name_stands_in_the_widest_part() {
        // A square of 10 with a long arm to the right.
        let shape = polygon![
            (x: 0., y: 0.), (x: 10., y: 0.), (x: 10., y: 4.), (x: 60., y: 4.), (x: 60., y: 6.), (x: 10., y: 6.),
            (x: 10., y: 10.), (x: 0., y: 10.),
        ];
        let at = label_position(&MultiPolygon(vec![shape])).unwrap();
        assert!(at.distance_m(Plane::new(5.0, 5.0)) < 1.5, "{at:?}");
        assert!(label_position(&MultiPolygon(vec![])).is_none());
    }
}
