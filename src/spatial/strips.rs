//! Positions in horizontal strips, by x within each: who lies near whom is looked for in two of them.

use rayon::prelude::*;

use crate::geography::Plane;

/// Horizontal strips: strip s holds the nodes `starts[s]..starts[s + 1]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Strips {
    pub(super) starts: Vec<u32>,
}

/// A position while it is sorted.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) at: Plane,
    pub(super) place: u32,
    strip: u32,
}

/// The most strips, so that two far points do not make a billion of them.
const MAX_STRIPS: f64 = 1e6;

impl Strips {
    /// Sorts positions into strips at least `height` high, by x, y and place within each.
    pub(super) fn sort(positions: impl Iterator<Item = (Plane, u32)> + Clone, height: f64) -> (Strips, Vec<Entry>) {
        let ends = (f64::INFINITY, f64::NEG_INFINITY, 0);
        let (bottom, top, count) =
            positions.clone().fold(ends, |(lo, hi, n), (p, _)| (lo.min(p.y), hi.max(p.y), n + 1));
        if count == 0 {
            return (Strips { starts: vec![0] }, Vec::new());
        }
        // A hair higher, so that what is one radius apart is in one strip or the next, however it is rounded.
        let height = height.max((top - bottom) / MAX_STRIPS) * (1.0 + 1e-9);
        let strip = |p: Plane| ((p.y - bottom) / height) as usize;
        let mut starts = vec![0u32; (strip(Plane::new(0.0, top))) + 2];
        positions.clone().for_each(|(p, _)| starts[strip(p) + 1] += 1);
        (1..starts.len()).for_each(|s| starts[s] += starts[s - 1]);
        let mut next = starts.clone();
        let mut order = vec![Entry { at: Plane::new(0.0, 0.0), place: 0, strip: 0 }; count];
        for (at, place) in positions {
            let strip = strip(at);
            order[next[strip] as usize] = Entry { at, place, strip: strip as u32 };
            next[strip] += 1;
        }
        order.par_chunk_by_mut(|a, b| a.strip == b.strip).for_each(|strip| {
            strip.sort_unstable_by(|a, b| {
                a.at.x.total_cmp(&b.at.x).then(a.at.y.total_cmp(&b.at.y)).then(a.place.cmp(&b.place))
            });
        });
        (Strips { starts }, order)
    }
}
