//! How clusters are made, level by level, and put into the order of the tree.
//!
//! Steps, a level: the nodes of the finer level (for the finest: the addresses) lie in strips one radius high, by x
//! within each. Going through them in that order, one not yet taken is a seed; it takes all untaken nodes whose centre
//! is within the radius of its own: they are further on in its strip, or in the next. The new centre is the mean of
//! the points. When all levels stand, each is put in the order of the one above it, from the coarsest down.
//!
//! Cost: for each level a sort within strips, in parallel, and one sweep.

use rayon::prelude::*;

use super::clusters::{Level, Ruler};
use super::strips::Strips;
use crate::geography::Plane;

/// The nodes of a level while levels are made: from strip to strip, by x within each.
#[derive(Debug, Default)]
struct Nodes {
    centres: Vec<Plane>,
    spans: Vec<Span>,
    /// Nodes of the finer level (sites for the finest), those of a node together, its seed first.
    children: Vec<u32>,
    strips: Strips,
}

/// What belongs to a node.
#[derive(Clone, Copy, Debug)]
struct Span {
    /// Number of points.
    count: u32,
    /// Its children are `children[from..to]`; for an address its points.
    from: u32,
    to: u32,
}

/// Levels from the finest to the coarsest, level L of radius `radius_m(L)`, and the places of the points in the order
/// of the tree. Points that are not finite are left out.
pub(super) fn build(
    points: &[Plane],
    levels: usize,
    radius_m: impl Fn(usize) -> f64,
    ruler: &Ruler,
) -> (Vec<Level>, Vec<u32>) {
    let (sites, site_points) = sites(points, radius_m(0));
    let mut nodes: Vec<Nodes> = Vec::with_capacity(levels);
    for level in 0..levels {
        let coarser = merge(nodes.last().unwrap_or(&sites), radius_m(level), radius_m(level + 1));
        nodes.push(coarser);
    }
    let top = nodes.last().unwrap_or(&sites);
    let mut order: Vec<u32> = (0..top.spans.len() as u32).collect();
    let mut settled = Vec::with_capacity(levels);
    while let Some(level) = nodes.pop() {
        let (level, finer) = level.settled(&order, ruler, nodes.is_empty());
        order = finer;
        settled.push(level);
    }
    settled.reverse();
    let mut ordered = Vec::with_capacity(site_points.len());
    order.iter().for_each(|site| ordered.extend_from_slice(sites.spans[*site as usize].of(&site_points)));
    (settled, ordered)
}

/// The addresses in strips one radius high, and their points, one address after the other.
fn sites(points: &[Plane], radius: f64) -> (Nodes, Vec<u32>) {
    let finite = points.iter().copied().zip(0..).filter(|(p, _)| p.x.is_finite() && p.y.is_finite());
    let (strips, order) = Strips::sort(finite, radius);
    let mut sites = Nodes::default();
    let mut starts = vec![0; strips.starts.len()];
    let mut from = 0;
    for (strip, start) in strips.starts.windows(2).zip(&mut starts[1..]) {
        for same in order[strip[0] as usize..strip[1] as usize].chunk_by(|a, b| a.at == b.at) {
            sites.centres.push(same[0].at);
            let count = same.len() as u32;
            sites.spans.push(Span { count, from, to: from + count });
            from += count;
        }
        *start = sites.spans.len() as u32;
    }
    sites.strips = Strips { starts };
    (sites, order.iter().map(|entry| entry.place).collect())
}

/// The level that merges nodes within `radius` of a seed, in strips of `height`.
fn merge(finer: &Nodes, radius: f64, height: f64) -> Nodes {
    let mut taken = vec![false; finer.centres.len()];
    // As many nodes at most as there are children; room nobody writes to costs nothing.
    let count = finer.centres.len();
    let (mut centres, mut ends) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut children = Vec::with_capacity(count);
    for s in 1..finer.strips.starts.len() {
        let (start, end) = (finer.strips.starts[s - 1] as usize, finer.strips.starts[s] as usize);
        let next_end = finer.strips.starts.get(s + 1).map_or(end, |next| *next as usize);
        let mut west = end;
        for seed in start..end {
            if taken[seed] {
                continue;
            }
            let centre = finer.centres[seed];
            west += finer.centres[west..next_end].iter().take_while(|c| c.x < centre.x - radius).count();
            // The seed comes first.
            for places in [seed..end, west..next_end] {
                for i in places {
                    if finer.centres[i].x > centre.x + radius {
                        break;
                    }
                    if !taken[i] && finer.centres[i].distance_m(centre) <= radius {
                        taken[i] = true;
                        children.push(i as u32);
                    }
                }
            }
            let from = ends.last().map_or(0, |end| *end as usize);
            centres.push((finer.mean(&children[from..]), ends.len() as u32));
            ends.push(children.len() as u32);
        }
    }
    let (strips, order) = Strips::sort(centres.iter().copied(), height);
    drop(centres);
    let span = |place: u32| {
        let place = place as usize;
        let (from, to) = (place.checked_sub(1).map_or(0, |before| ends[before]), ends[place]);
        let own = &children[from as usize..to as usize];
        Span { count: own.iter().map(|child| finer.spans[*child as usize].count).sum(), from, to }
    };
    let spans = order.iter().map(|node| span(node.place)).collect();
    Nodes { centres: order.iter().map(|node| node.at).collect(), spans, children, strips }
}

impl Span {
    fn of<'a>(&self, all: &'a [u32]) -> &'a [u32] {
        &all[self.from as usize..self.to as usize]
    }
}

impl Nodes {
    /// The mean of the points of some nodes.
    fn mean(&self, nodes: &[u32]) -> Plane {
        let seed = self.centres[nodes[0] as usize];
        let (mut x, mut y, mut count) = (0.0, 0.0, 0u32);
        for node in nodes {
            // Offsets from the seed, so that points at one address keep it to the bit.
            let (c, m) = (self.centres[*node as usize], self.spans[*node as usize].count);
            (x, y, count) = (x + f64::from(m) * (c.x - seed.x), y + f64::from(m) * (c.y - seed.y), count + m);
        }
        Plane::new(seed.x + x / f64::from(count), seed.y + y / f64::from(count))
    }

    /// The level with its nodes in this order, and the order that follows from it for the finer one. The finest keeps
    /// no children: they are sites, of which only the points remain.
    fn settled(self, order: &[u32], ruler: &Ruler, is_finest: bool) -> (Level, Vec<u32>) {
        let mut finer = Vec::with_capacity(self.children.len());
        let (mut first, mut from) = (vec![0], vec![0]);
        first.reserve_exact(order.len());
        from.reserve_exact(if is_finest { 0 } else { order.len() });
        let mut points = 0;
        for node in order {
            let span = self.spans[*node as usize];
            points += span.count;
            first.push(points);
            finer.extend_from_slice(span.of(&self.children));
            if !is_finest {
                from.push(finer.len() as u32);
            }
        }
        let centres = order.par_iter().map(|node| ruler.read(self.centres[*node as usize])).collect();
        (Level { centres, first, from }, finer)
    }
}
