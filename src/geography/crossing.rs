//! Whether outlines cross: of a ring with itself, and of the rings of a shape with each other.
//!
//! Edges are noted in the cells of a uniform grid and compared with those of the same cells only, by `geo`'s robust
//! `line_intersection`. Cost: O(n) for outlines as they occur; a budget ends the search in those made to be slow.

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Coord, Line, MultiPolygon};

use super::grid::Grid;

/// Notes of edges in cells at most.
const MAX_NOTES: usize = 20_000_000;
/// Pairs of edges compared at most.
const MAX_COMPARISONS: usize = 50_000_000;

/// The budget was spent before an answer was found.
#[derive(Debug, PartialEq)]
pub(super) struct TooIntricate;

/// An edge and where in the shape it stands.
struct Edge {
    line: Line<f64>,
    part: usize,
    ring: usize,
    place: usize,
    ring_edges: usize,
}

/// A place where rings cross, or where a ring touches itself; `None` where the shape is sound.
///
/// Rings of one polygon may touch in points. Polygons of one shape may also share whole edges.
pub(super) fn first_crossing(shape: &MultiPolygon<f64>) -> Result<Option<Coord<f64>>, TooIntricate> {
    let edges = edges(shape);
    let side = ((edges.len() as f64).sqrt() as usize).clamp(1, 1024);
    let Some(grid) = Grid::over(edges.iter().flat_map(|e| [e.line.start, e.line.end]), side) else { return Ok(None) };

    let mut starts = vec![0usize; grid.len() + 1];
    let mut notes = 0;
    for edge in &edges {
        grid.cells_of_edge(edge.line.start, edge.line.end, |cell| {
            starts[cell + 1] += 1;
            notes += 1;
        });
        if notes > MAX_NOTES {
            return Err(TooIntricate);
        }
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let mut next = starts.clone();
    let mut noted = vec![0u32; notes];
    for (i, edge) in (0u32..).zip(&edges) {
        grid.cells_of_edge(edge.line.start, edge.line.end, |cell| {
            noted[next[cell]] = i;
            next[cell] += 1;
        });
    }

    let mut comparisons = 0usize;
    for cell in starts.windows(2) {
        let here = &noted[cell[0]..cell[1]];
        comparisons = comparisons.saturating_add(here.len().saturating_mul(here.len()) / 2);
        if comparisons > MAX_COMPARISONS {
            return Err(TooIntricate);
        }
        for (i, &a) in here.iter().enumerate() {
            for &b in &here[i + 1..] {
                if let Some(at) = crossing(&edges[a as usize], &edges[b as usize]) {
                    return Ok(Some(at));
                }
            }
        }
    }
    Ok(None)
}

fn edges(shape: &MultiPolygon<f64>) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut ring = 0;
    for (part, polygon) in shape.iter().enumerate() {
        for line_string in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let ring_edges = line_string.0.len().saturating_sub(1);
            edges.extend(line_string.lines().enumerate().map(|(place, line)| Edge {
                line,
                part,
                ring,
                place,
                ring_edges,
            }));
            ring += 1;
        }
    }
    edges
}

fn crossing(a: &Edge, b: &Edge) -> Option<Coord<f64>> {
    if a.ring == b.ring && a.place == b.place {
        return None; // one edge noted twice in a cell
    }
    let apart = a.place.abs_diff(b.place);
    let neighbours = a.ring == b.ring && (apart == 1 || apart + 1 == a.ring_edges);
    match line_intersection(a.line, b.line)? {
        LineIntersection::SinglePoint { intersection, is_proper } => {
            let touches_itself = a.ring == b.ring && !neighbours;
            (is_proper || touches_itself).then_some(intersection)
        }
        LineIntersection::Collinear { intersection } => (a.part == b.part).then_some(intersection.start),
    }
}

#[cfg(test)]
mod tests {
    use geo::{LineString, Polygon};

    use super::*;

    fn shape(rings: &[&[(f64, f64)]]) -> MultiPolygon<f64> {
        let mut rings = rings.iter().map(|r| LineString::from(r.to_vec()));
        MultiPolygon(vec![Polygon::new(rings.next().unwrap(), rings.collect())])
    }

    #[test]
    fn a_bow_tie_a_spike_and_a_touch_are_found() {
        let bow = shape(&[&[(0., 0.), (2., 2.), (2., 0.), (0., 2.), (0., 0.)]]);
        assert_eq!(first_crossing(&bow), Ok(Some(Coord { x: 1., y: 1. })));
        let spike = shape(&[&[(0., 0.), (4., 0.), (6., 0.), (4., 0.), (4., 4.), (0., 0.)]]);
        assert!(first_crossing(&spike).unwrap().is_some());
        let touch = shape(&[&[(0., 0.), (4., 0.), (2., 2.), (4., 4.), (0., 4.), (2., 2.), (0., 0.)]]);
        assert_eq!(first_crossing(&touch), Ok(Some(Coord { x: 2., y: 2. })));
    }

    #[test]
    fn sound_shapes_pass() {
        let square = &[(0., 0.), (9., 0.), (9., 9.), (0., 9.), (0., 0.)];
        let hole = &[(0., 5.), (2., 4.), (2., 6.), (0., 5.)]; // touches the shell in a point
        assert_eq!(first_crossing(&shape(&[square, hole])), Ok(None));
        let triangle = &[(0., 0.), (9., 0.), (9., 9.), (0., 0.)];
        assert_eq!(first_crossing(&shape(&[triangle])), Ok(None));
        let mut halves = shape(&[&[(0., 0.), (1., 0.), (1., 1.), (0., 1.), (0., 0.)]]).0;
        halves.extend(shape(&[&[(1., 0.), (2., 0.), (2., 1.), (1., 1.), (1., 0.)]]).0);
        assert_eq!(first_crossing(&MultiPolygon(halves)), Ok(None));
        let far_hole = &[(8., 8.), (12., 8.), (12., 12.), (8., 12.), (8., 8.)];
        assert!(first_crossing(&shape(&[square, far_hole])).unwrap().is_some());
    }

    #[test]
    fn a_large_circle_is_quick_and_a_comb_is_given_up() {
        let n = 200_000;
        let circle = (0..=n).map(|i| {
            let (sin, cos) = (std::f64::consts::TAU * f64::from(i % n) / f64::from(n)).sin_cos();
            (cos, sin)
        });
        let circle: Vec<_> = circle.collect();
        assert_eq!(first_crossing(&shape(&[&circle])), Ok(None));
        let mut comb: Vec<_> = (0..100_000).map(|i| (f64::from(i) * 1e-9, f64::from(i % 2))).collect();
        comb.extend([(1.0, 0.0), (1.0, -1.0), (0.0, -1.0), (0.0, 0.0)]);
        assert_eq!(first_crossing(&shape(&[&comb])), Err(TooIntricate));
    }
}
