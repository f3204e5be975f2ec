//! The area a set of points covers, hollows left out: the α-shape.
//!
//! Source: Edelsbrunner, Kirkpatrick & Seidel 1983, *IEEE Trans. Inf. Theory* 29:551. The triangles of the Delaunay
//! triangulation (`delaunator`) whose circumradius is at most α. α here is the least with which every point is a corner
//! and all hang together, be it by a corner: so it needs no parameter, and a ring of points stays a ring where a hull
//! would fill it.
//!
//! Steps: triangles in order of circumradius; each joins its corners (union–find) and is kept until all points are one.
//! Cost: that of the triangulation, O(n log n).

use delaunator::{Point, triangulate};
use geo::{LineString, MultiPolygon, Polygon, unary_union};

use super::disjoint_sets::DisjointSets;
use crate::geography::Plane;

/// Circumradii this near each other, as a share, are equal: the two halves of a rectangle come and go together.
const TIE: f64 = 1e-9;

/// An α-shape.
#[derive(Clone, Debug, PartialEq)]
pub struct AlphaShape {
    /// The greatest circumradius kept, metres.
    pub alpha_m: f64,
    /// The triangles kept, as corners.
    pub triangles: Vec<[Plane; 3]>,
}

impl AlphaShape {
    /// Area, km².
    pub fn area_km2(&self) -> f64 {
        self.triangles.iter().map(area_m2).sum::<f64>() / 1e6
    }

    /// The triangles as one area, plane metres.
    pub fn outline(&self) -> MultiPolygon<f64> {
        let polygon = |t: &[Plane; 3]| {
            let ring: Vec<(f64, f64)> = [t[0], t[1], t[2], t[0]].iter().map(|p| (p.x, p.y)).collect();
            Polygon::new(LineString::from(ring), Vec::new())
        };
        let parts: Vec<Polygon<f64>> = self.triangles.iter().map(polygon).collect();
        unary_union(&parts)
    }
}

/// The α-shape of `points` (plane metres); `None` where there are not three that span a triangle.
pub fn alpha_shape(points: &[Plane]) -> Option<AlphaShape> {
    let mut sites: Vec<Plane> = points.iter().copied().filter(|p| (p.x + p.y).is_finite()).collect();
    sites.sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    sites.dedup();
    // Near the origin the triangulation keeps its digits.
    let corner = *sites.first()?;
    let near: Vec<Point> = sites.iter().map(|p| Point { x: p.x - corner.x, y: p.y - corner.y }).collect();
    let found = triangulate(&near);
    let mut triangles: Vec<(f64, [usize; 3])> = found
        .triangles
        .chunks_exact(3)
        .map(|t| [t[0], t[1], t[2]])
        .map(|t| (circumradius_m(&t.map(|i| sites[i])), t))
        .filter(|(radius, _)| radius.is_finite())
        .collect();
    triangles.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut pieces = DisjointSets::new(sites.len());
    let mut left = sites.len();
    let (mut alpha_m, mut kept) = (0.0, 0);
    for (radius, corners) in &triangles {
        if left > 1 {
            alpha_m = *radius;
        } else if *radius > alpha_m * (1.0 + TIE) {
            break;
        }
        let [a, b, c] = corners.map(|i| i as u32);
        left -= usize::from(pieces.join(a, b)) + usize::from(pieces.join(a, c));
        kept += 1;
    }
    let triangles = triangles[..kept].iter().map(|(_, t)| t.map(|i| sites[i])).collect();
    (kept > 0).then_some(AlphaShape { alpha_m, triangles })
}

fn area_m2([a, b, c]: &[Plane; 3]) -> f64 {
    0.5 * ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)).abs()
}

/// The product of the sides over four times the area.
fn circumradius_m(t: &[Plane; 3]) -> f64 {
    let [a, b, c] = *t;
    a.distance_m(b) * b.distance_m(c) * c.distance_m(a) / (4.0 * area_m2(t))
}

#[cfg(test)]
mod tests {
    use geo::Area;
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;

    #[derive(Deserialize)]
    struct Case {
        points: Vec<[f64; 2]>,
        alpha_m: f64,
        area_km2: f64,
    }

    #[test]
    fn it_is_that_of_scipys_triangulation() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/alpha_shape.json")).expect("fixture");
        let mut agreement = Agreement::new("α-shape: α and area", "scipy Delaunay", 1e-9);
        for c in cases {
            let points: Vec<Plane> = c.points.iter().map(|p| Plane::new(p[0], p[1])).collect();
            let shape = alpha_shape(&points).expect("an area");
            agreement.relative(shape.alpha_m, c.alpha_m, 0.0);
            agreement.relative(shape.area_km2(), c.area_km2, 0.0);
            let outline = shape.outline().unsigned_area() / 1e6;
            assert!((outline / c.area_km2 - 1.0).abs() < 1e-6, "{outline} {}", c.area_km2);
        }
    }

    #[test]
    fn a_ring_stays_a_ring_and_a_line_has_no_area() {
        let ring: Vec<Plane> = (0..60)
            .flat_map(|i| {
                let angle = std::f64::consts::TAU * f64::from(i) / 60.0;
                [900.0, 1000.0].map(|r| Plane::new(640_000.0 + r * angle.cos(), 3_457_000.0 + r * angle.sin()))
            })
            .collect();
        let shape = alpha_shape(&ring).expect("an area");
        let outline = shape.outline();
        assert_eq!((outline.0.len(), outline.0[0].interiors().len()), (1, 1));
        assert!((shape.area_km2() - 0.595).abs() < 0.01, "{}", shape.area_km2());
        let line: Vec<Plane> = (0..9).map(|i| Plane::new(640_000.0 + 10.0 * f64::from(i), 3_457_000.0)).collect();
        assert_eq!((alpha_shape(&line), alpha_shape(&ring[..2]), alpha_shape(&[])), (None, None, None));
    }
}
