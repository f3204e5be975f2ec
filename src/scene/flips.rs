//! Fatter triangles for the same area.
//!
//! Earcut cuts slivers that reach across a whole sea. A software renderer works in blocks of pixels and pays for every
//! block that a triangle's side crosses, so the sides should be short. Lawson's flips (1977, *Software for C1 surface
//! interpolation*) exchange the diagonal of two neighbours wherever the circle around one holds the far corner of the
//! other; what is left is the constrained Delaunay triangulation. Sides of the area itself are never touched.

/// No neighbour across a side.
const NONE: u32 = u32::MAX;

/// Exchanges diagonals of triangles, three indices into `vertices` each, until no flip makes them fatter. Sides that do
/// not join exactly two triangles stay.
pub(super) fn fatten(vertices: &[[f64; 2]], triangles: &mut [u32]) {
    let at = |i: u32| vertices[i as usize];
    for t in triangles.chunks_exact_mut(3) {
        if turn(at(t[0]), at(t[1]), at(t[2])) < 0.0 {
            t.swap(1, 2);
        }
    }
    let mut across = neighbours(triangles);
    let mut open: Vec<u32> = (0..triangles.len() as u32).collect();
    // Each flip makes the sum of all circles smaller, so there is an end; rounding must not make it another.
    let mut flips_left = triangles.len().saturating_mul(64);
    while let Some(side) = open.pop() {
        let other = across[side as usize];
        if other == NONE || flips_left == 0 {
            continue;
        }
        // The corners: a → b is the side, c faces it on this side and d on the other.
        let [(a, b, c), (_, _, d)] = [side, other].map(|s| corners(triangles, s));
        let [pa, pb, pc, pd] = [a, b, c, d].map(at);
        let is_convex = turn(pc, pa, pd) > 0.0 && turn(pd, pb, pc) > 0.0;
        if !is_convex || !is_within_circle(pa, pb, pc, pd) {
            continue;
        }
        flips_left -= 1;
        // Triangles (a b c) and (b a d) become (a d c) and (b c d), each in its old place.
        let [(bc, ca), (ad, db)] = [side, other].map(|s| (next(s), next(next(s))));
        let [outer_bc, outer_ad] = [bc, ad].map(|s| across[s as usize]);
        triangles[bc as usize] = d;
        triangles[ad as usize] = c;
        // Sides by where they begin: `side` is a → d now, `bc` d → c; `other` is b → c, and `ad` c → d.
        join(&mut across, side, outer_ad);
        join(&mut across, other, outer_bc);
        join(&mut across, bc, ad);
        open.extend([side, ca, other, db]);
    }
}

/// The side after this one in its triangle.
fn next(side: u32) -> u32 {
    if side % 3 == 2 { side - 2 } else { side + 1 }
}

/// Where a side begins, where it ends, and the corner that faces it.
fn corners(triangles: &[u32], side: u32) -> (u32, u32, u32) {
    let corner = |s: u32| triangles[s as usize];
    (corner(side), corner(next(side)), corner(next(next(side))))
}

fn join(across: &mut [u32], side: u32, other: u32) {
    across[side as usize] = other;
    if other != NONE {
        across[other as usize] = side;
    }
}

/// For each side the one along it in the neighbouring triangle; side k of a triangle begins at its corner k.
fn neighbours(triangles: &[u32]) -> Vec<u32> {
    let mut sides: Vec<(u32, u32, u32)> = (0..triangles.len() as u32)
        .map(|side| {
            let (from, to, _) = corners(triangles, side);
            (from.min(to), from.max(to), side)
        })
        .collect();
    sides.sort_unstable();
    let mut across = vec![NONE; triangles.len()];
    for same in sides.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        // Both run against each other, as all triangles turn the same way.
        if let [(.., one), (.., other)] = same
            && triangles[*one as usize] != triangles[*other as usize]
        {
            join(&mut across, *one, *other);
        }
    }
    across
}

/// Twice the area of a triangle, positive where it turns to the left.
fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// Whether `d` lies within the circle through `a`, `b` and `c`, which turn to the left; on it, as far as numbers tell,
/// is not within.
fn is_within_circle(a: [f64; 2], b: [f64; 2], c: [f64; 2], d: [f64; 2]) -> bool {
    let [a, b, c] = [a, b, c].map(|p| [p[0] - d[0], p[1] - d[1]]);
    let [aa, bb, cc] = [a, b, c].map(|p| p[0] * p[0] + p[1] * p[1]);
    let cross = |p: [f64; 2], q: [f64; 2]| p[0] * q[1] - p[1] * q[0];
    let terms = [aa * cross(b, c), bb * cross(c, a), cc * cross(a, b)];
    terms.iter().sum::<f64>() > 1e-12 * terms.iter().map(|t| t.abs()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use geo::{Contains, MultiPolygon, Point, Polygon, Validation, polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::scene::Shape;

    /// The triangulation that earcut gave, before it was made fatter.
    fn plain(polygon: &Polygon<f64>) -> Shape {
        Shape::plain(&MultiPolygon(vec![polygon.clone()]))
    }

    fn sides(triangles: &[u32]) -> BTreeSet<(u32, u32)> {
        let side = |s: u32| (corners(triangles, s).0, corners(triangles, s).1);
        (0..triangles.len() as u32).map(side).map(|(a, b)| (a.min(b), a.max(b))).collect()
    }

    fn length(shape: &Shape, triangles: &[u32]) -> f64 {
        let ends = |(a, b): (u32, u32)| [a, b].map(|i| shape.vertices[i as usize]);
        sides(triangles).into_iter().map(ends).map(|[a, b]| (a[0] - b[0]).hypot(a[1] - b[1])).sum()
    }

    /// Polygons around the origin: a distance for each of many directions, and a hole in half of them.
    fn star() -> impl Strategy<Value = Polygon<f64>> {
        (prop::collection::vec(2.0f64..100.0, 3..60), any::<bool>()).prop_map(|(radii, has_hole)| {
            let at = |(i, r): (usize, &f64)| {
                let angle = i as f64 / radii.len() as f64 * std::f64::consts::TAU;
                (r * angle.cos(), r * angle.sin())
            };
            let outer: Vec<(f64, f64)> = radii.iter().enumerate().map(at).collect();
            let inner: Vec<(f64, f64)> = outer.iter().rev().map(|(x, y)| (x * 0.4, y * 0.4)).collect();
            Polygon::new(outer.into(), if has_hole { vec![inner.into()] } else { Vec::new() })
        })
    }

    proptest! {
        #[test]
        fn the_area_stays_and_no_circle_holds_a_neighbour(polygon in star()) {
            prop_assume!(polygon.is_valid());
            let shape = plain(&polygon);
            let mut fat = shape.clone();
            fatten(&fat.vertices, &mut fat.triangles);
            prop_assert_eq!(fat.triangles.len(), shape.triangles.len());
            prop_assert!((fat.area() - shape.area()).abs() <= 1e-9 * shape.area());
            // The sides of the area are sides of triangles still.
            let (before, after) = (sides(&shape.triangles), sides(&fat.triangles));
            let mut start = 0;
            for &end in &shape.ring_ends {
                let ring = (start..end).map(|i| (i as u32, if i + 1 == end { start as u32 } else { i as u32 + 1 }));
                for side in ring.map(|(a, b)| (a.min(b), a.max(b))).filter(|side| before.contains(side)) {
                    prop_assert!(after.contains(&side), "{side:?}");
                }
                start = end;
            }
            // No triangle lies outside.
            for t in fat.triangles.chunks_exact(3) {
                let [a, b, c] = [0, 1, 2].map(|k| fat.vertices[t[k] as usize]);
                if turn(a, b, c).abs() > 1e-6 {
                    let middle = Point::new((a[0] + b[0] + c[0]) / 3.0, (a[1] + b[1] + c[1]) / 3.0);
                    prop_assert!(polygon.contains(&middle));
                }
            }
            // And each is as fat as its neighbours let it be.
            let across = neighbours(&fat.triangles);
            for (side, other) in across.iter().enumerate().filter(|(_, other)| **other != NONE) {
                let [(a, b, c), (_, _, d)] = [side as u32, *other].map(|s| corners(&fat.triangles, s));
                let [pa, pb, pc, pd] = [a, b, c, d].map(|i| fat.vertices[i as usize]);
                let is_convex = turn(pc, pa, pd) > 0.0 && turn(pd, pb, pc) > 0.0;
                prop_assert!(!is_convex || !is_within_circle(pa, pb, pc, pd));
            }
        }
    }

    #[test]
    fn a_sea_of_slivers_becomes_short_sides() {
        // A coast of many teeth to the north, and one far corner at either end of the south.
        let coast = (0..200).map(|i| (f64::from(i), 60.0 + f64::from(i % 2)));
        let sea: Vec<(f64, f64)> = [(199.0, 0.0), (0.0, 0.0)].into_iter().rev().chain(coast.rev()).collect();
        let shape = plain(&Polygon::new(sea.into(), Vec::new()));
        let mut fat = shape.triangles.clone();
        fatten(&shape.vertices, &mut fat);
        assert!(length(&shape, &fat) < length(&shape, &shape.triangles));
        // What has no neighbours has nothing to exchange.
        let triangle = plain(&polygon![(x: 0., y: 0.), (x: 4., y: 0.), (x: 0., y: 3.)]);
        let mut same = triangle.triangles.clone();
        fatten(&triangle.vertices, &mut same);
        assert_eq!(sides(&same), sides(&triangle.triangles));
    }
}
