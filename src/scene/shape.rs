//! Polygons prepared for painting: rings, and the triangles that fill them, made once.

use geo::{MultiPolygon, TriangulateEarcut};

use super::flips::fatten;
use crate::geography::Plane;

/// Rings and triangles of one or more polygons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Vertices of all rings, without the repeated last one.
    pub vertices: Vec<[f64; 2]>,
    /// Where each ring ends in `vertices`.
    pub ring_ends: Vec<usize>,
    /// Three indices into `vertices` a triangle.
    pub triangles: Vec<u32>,
    /// Least and greatest coordinates; zero for an empty shape.
    pub bounds: [[f64; 2]; 2],
}

impl Shape {
    /// The shape of polygons in any plane coordinates.
    pub fn new(polygons: &MultiPolygon<f64>) -> Shape {
        let mut shape = Shape::plain(polygons);
        fatten(&shape.vertices, &mut shape.triangles);
        shape
    }

    /// The same with the triangles as they are cut off.
    pub(super) fn plain(polygons: &MultiPolygon<f64>) -> Shape {
        let mut shape = Shape { bounds: [[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]], ..Shape::default() };
        for polygon in polygons {
            let base = shape.vertices.len() as u32;
            let raw = polygon.earcut_triangles_raw();
            // Earcut's vertices repeat the closing vertex of each ring; rings here do not.
            let mut kept = Vec::with_capacity(raw.vertices.len() / 2);
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                let closed = ring.0.len();
                let first = shape.vertices.len() as u32;
                for (i, c) in ring.0.iter().enumerate() {
                    if i + 1 == closed {
                        kept.push(first);
                    } else {
                        kept.push(shape.vertices.len() as u32);
                        shape.vertices.push([c.x, c.y]);
                        for (k, v) in [c.x, c.y].into_iter().enumerate() {
                            shape.bounds[0][k] = shape.bounds[0][k].min(v);
                            shape.bounds[1][k] = shape.bounds[1][k].max(v);
                        }
                    }
                }
                shape.ring_ends.push(shape.vertices.len());
            }
            if kept.len() * 2 == raw.vertices.len() {
                shape.triangles.extend(raw.triangle_indices.iter().map(|&i| kept[i]));
            } else {
                // Earcut left the closing vertices out itself.
                shape.triangles.extend(raw.triangle_indices.iter().map(|&i| base + i as u32));
            }
        }
        if shape.vertices.is_empty() {
            shape.bounds = [[0.0; 2]; 2];
        }
        shape
    }

    /// The shape with its vertices elsewhere; the map of them must keep their order about each other.
    pub fn mapped(&self, at: impl Fn([f64; 2]) -> [f64; 2]) -> Shape {
        Shape {
            vertices: self.vertices.iter().map(|v| at(*v)).collect(),
            bounds: self.bounds.map(at),
            ring_ends: self.ring_ends.clone(),
            triangles: self.triangles.clone(),
        }
    }

    /// An upright rectangle between two opposite corners.
    pub fn rectangle([x0, y0]: [f64; 2], [x1, y1]: [f64; 2]) -> Shape {
        Shape {
            vertices: vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1]],
            ring_ends: vec![4],
            triangles: vec![0, 1, 2, 0, 2, 3],
            bounds: [[x0.min(x1), y0.min(y1)], [x0.max(x1), y0.max(y1)]],
        }
    }

    /// The rings, each without its repeated last vertex.
    pub fn rings(&self) -> impl Iterator<Item = &[[f64; 2]]> {
        let starts = std::iter::once(0).chain(self.ring_ends.iter().copied());
        starts.zip(&self.ring_ends).map(|(start, &end)| &self.vertices[start..end])
    }

    /// Whether a position lies inside (even-odd rule).
    pub fn contains(&self, p: Plane) -> bool {
        let [[x0, y0], [x1, y1]] = self.bounds;
        if !(x0..=x1).contains(&p.x) || !(y0..=y1).contains(&p.y) {
            return false;
        }
        let mut inside = false;
        for ring in self.rings() {
            let mut previous = ring[ring.len() - 1];
            for &vertex in ring {
                let ([ax, ay], [bx, by]) = (previous, vertex);
                if (ay > p.y) != (by > p.y) && p.x < (bx - ax) * (p.y - ay) / (by - ay) + ax {
                    inside = !inside;
                }
                previous = vertex;
            }
        }
        inside
    }

    /// Area of the triangles, in the square of the coordinates' unit.
    pub fn area(&self) -> f64 {
        self.triangles
            .chunks_exact(3)
            .map(|t| {
                let [a, b, c] = [0, 1, 2].map(|k| self.vertices[t[k] as usize]);
                ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use geo::{Area, polygon};

    use super::*;

    #[test]
    fn triangles_fill_what_the_rings_enclose() {
        let with_hole = polygon!(
            exterior: [(x: 0., y: 0.), (x: 10., y: 0.), (x: 10., y: 6.), (x: 5., y: 3.), (x: 0., y: 10.)],
            interiors: [[(x: 1., y: 1.), (x: 2., y: 1.), (x: 2., y: 2.), (x: 1., y: 2.)]],
        );
        let other = polygon![(x: 20., y: 0.), (x: 21., y: 0.), (x: 21., y: 1.)];
        let polygons = MultiPolygon(vec![with_hole, other]);
        let shape = Shape::new(&polygons);
        assert!((shape.area() - polygons.unsigned_area()).abs() < 1e-12);
        assert_eq!(shape.ring_ends, [5, 9, 12]);
        assert!(shape.contains(Plane::new(3.0, 1.0)) && !shape.contains(Plane::new(1.5, 1.5)));
        assert!(shape.contains(Plane::new(20.9, 0.5)) && !shape.contains(Plane::new(15.0, 0.5)));
    }
}
