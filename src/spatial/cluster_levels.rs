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
    counts: Vec<u32>,
    /// `children[from[i]..to[i]]` are the nodes of the finer level (sites for the finest) in node i, its seed first.
    from: Vec<u32>,
    to: Vec<u32>,
    children: Vec<u32>,
    strips: Strips,
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
    let mut order: Vec<u32> = (0..top.counts.len() as u32).collect();
    let mut settled = Vec::with_capacity(levels);
    while let Some(level) = nodes.pop() {
        let (level, finer) = level.settled(&order, ruler, nodes.is_empty());
        order = finer;
        settled.push(level);
    }
    settled.reverse();
    let starts: Vec<u32> = running(sites.counts.iter().copied()).collect();
    let points = order.iter().flat_map(|site| {
        let start = starts[*site as usize] as usize;
        &site_points[start..start + sites.counts[*site as usize] as usize]
    });
    let mut ordered = Vec::with_capacity(site_points.len());
    ordered.extend(points);
    (settled, ordered)
}

/// 0, and the sums of one, two, … numbers.
fn running(numbers: impl Iterator<Item = u32>) -> impl Iterator<Item = u32> {
    std::iter::once(0).chain(numbers.scan(0, |sum, n| {
        *sum += n;
        Some(*sum)
    }))
}

/// The addresses in strips one radius high, and their points, one address after the other.
fn sites(points: &[Plane], radius: f64) -> (Nodes, Vec<u32>) {
    let finite = points.iter().copied().zip(0..).filter(|(p, _)| p.x.is_finite() && p.y.is_finite());
    let (strips, order) = Strips::sort(finite, radius);
    let mut sites = Nodes::default();
    let mut starts = vec![0; strips.starts.len()];
    for (strip, start) in strips.starts.windows(2).zip(&mut starts[1..]) {
        for same in order[strip[0] as usize..strip[1] as usize].chunk_by(|a, b| a.at == b.at) {
            sites.centres.push(same[0].at);
            sites.counts.push(same.len() as u32);
        }
        *start = sites.counts.len() as u32;
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
    let room = order.len();
    let mut level = Nodes {
        centres: Vec::with_capacity(room),
        counts: Vec::with_capacity(room),
        from: Vec::with_capacity(room),
        to: Vec::with_capacity(room),
        children,
        strips,
    };
    for node in order {
        let place = node.place as usize;
        let (from, to) = (place.checked_sub(1).map_or(0, |before| ends[before]), ends[place]);
        let own = &level.children[from as usize..to as usize];
        level.counts.push(own.iter().map(|c| finer.counts[*c as usize]).sum());
        level.centres.push(node.at);
        level.from.push(from);
        level.to.push(to);
    }
    level
}

impl Nodes {
    /// The mean of the points of some nodes.
    fn mean(&self, nodes: &[u32]) -> Plane {
        let seed = self.centres[nodes[0] as usize];
        let (mut x, mut y, mut count) = (0.0, 0.0, 0u32);
        for node in nodes {
            // Offsets from the seed, so that points at one address keep it to the bit.
            let (c, m) = (self.centres[*node as usize], self.counts[*node as usize]);
            (x, y, count) = (x + f64::from(m) * (c.x - seed.x), y + f64::from(m) * (c.y - seed.y), count + m);
        }
        Plane::new(seed.x + x / f64::from(count), seed.y + y / f64::from(count))
    }

    fn children_of(&self, node: usize) -> &[u32] {
        &self.children[self.from[node] as usize..self.to[node] as usize]
    }

    /// The level with its nodes in this order, and the order that follows from it for the finer one. The finest keeps
    /// no children: they are sites, of which only the points remain.
    fn settled(self, order: &[u32], ruler: &Ruler, is_finest: bool) -> (Level, Vec<u32>) {
        let mut finer = Vec::with_capacity(self.children.len());
        let mut from = Vec::with_capacity(if is_finest { 0 } else { order.len() + 1 });
        for node in order {
            if !is_finest {
                from.push(finer.len() as u32);
            }
            finer.extend_from_slice(self.children_of(*node as usize));
        }
        if !is_finest {
            from.push(finer.len() as u32);
        }
        let mut first = Vec::with_capacity(order.len() + 1);
        first.extend(running(order.iter().map(|node| self.counts[*node as usize])));
        let centres = order.par_iter().map(|node| ruler.read(self.centres[*node as usize])).collect();
        (Level { centres, first, from }, finer)
    }
}
