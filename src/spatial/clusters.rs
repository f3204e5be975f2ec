//! Points merged for drawing, level by level: at every zoom a few hundred discs stand for any number of enterprises.
//!
//! Idea: Mapbox's supercluster (Agafonkin 2016, *Clustering millions of points on a map*): greedy merging within a
//! radius, each coarser level made from the one before. Unlike it, the plane is metric, seeds are taken from south to
//! north and west to east, so that clusters do not hang on the order of rows, and enterprises at one address stay one
//! cluster at every level.
//!
//! Parameters: `radius_m` of the finest level; level L merges within radius_m · 2^L.
//!
//! Steps, a level: the nodes of the finer level (for the finest: the addresses) lie in strips one radius high, by x
//! within each. Going through them in that order, one not yet taken is a seed; it takes all untaken nodes whose centre
//! is within the radius of its own: they are further on in its strip, or in the next. The new centre is the mean of
//! the points. At the end points are put in the order of the tree, so that every node is a run of them, and what a
//! run works in is the difference of two running sums.
//!
//! Cost: for each level a sort within strips, in parallel, and one sweep. Memory: some 50 bytes a node, 12 bytes a
//! point and 4 bytes a track for every `BLOCK` points.

use super::strips::Strips;
use crate::catalogue::TrackSet;
use crate::geography::Plane;

/// What one enterprise contributes in [`ClusterIndex::tracks`]: 840 = lcm(1 … 8), so that shares of up to eight tracks
/// are whole numbers and sums are exact.
pub const TRACK_UNITS: u32 = 840;

/// Points between two running sums.
const BLOCK: usize = 16;

/// Clusters of one set of points at several levels.
#[derive(Clone, Debug, Default)]
pub struct ClusterIndex {
    radius_m: f64,
    tracks: usize,
    /// The points in the order of the tree, and their tracks.
    points: Vec<u32>,
    point_tracks: Vec<TrackSet>,
    /// What the points before each block work in, in runs of the number of tracks. They wrap; differences do not.
    running_sums: Vec<u32>,
    levels: Vec<Level>,
}

/// The nodes of a level, from strip to strip and by x within each.
#[derive(Clone, Debug, Default)]
struct Level {
    centres: Vec<Plane>,
    counts: Vec<u32>,
    lowest: Vec<u32>,
    coincident: Vec<bool>,
    /// Node i holds the points from `first[i]` in the order of the tree.
    first: Vec<u32>,
    /// `children[from[i]..to[i]]` are the nodes of the finer level (sites for the finest) in node i, its seed first.
    from: Vec<u32>,
    to: Vec<u32>,
    children: Vec<u32>,
    strips: Strips,
}

/// A cluster as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterRef {
    /// Its level.
    pub level: usize,
    /// Its number in the level.
    pub index: usize,
    /// The mean of its points.
    pub centre: Plane,
    /// Number of points.
    pub count: u32,
    /// The lowest index of its points.
    pub lowest: u32,
    /// Whether it is several points at one address, which no zoom takes apart.
    pub coincident: bool,
}

impl ClusterIndex {
    /// The clusters of `points` (plane metres; those not finite are left out) at `levels` levels from `radius_m` up.
    /// `tracks[i]` are the tracks of point i; points past its end have none. `track_count` is the length of
    /// [`ClusterIndex::tracks`].
    pub fn build(
        points: &[Plane],
        tracks: &[TrackSet],
        track_count: usize,
        radius_m: f64,
        levels: usize,
    ) -> ClusterIndex {
        let radius_m = if radius_m > 0.0 { radius_m } else { 1.0 };
        let mut index = ClusterIndex { radius_m, tracks: track_count, ..ClusterIndex::default() };
        let (sites, site_points) = sites(points, radius_m);
        for level in 0..levels {
            let finer = index.levels.last().unwrap_or(&sites);
            let coarser = merge(finer, index.radius_m(level), index.radius_m(level + 1));
            index.levels.push(coarser);
        }
        index.order_points(sites, &site_points);
        index.point_tracks =
            index.points.iter().map(|i| tracks.get(*i as usize).copied().unwrap_or_default()).collect();
        let mut sums = vec![0u32; track_count];
        index.running_sums.reserve_exact((index.points.len().div_ceil(BLOCK) + 1) * track_count);
        for block in index.point_tracks.chunks(BLOCK) {
            index.running_sums.extend_from_slice(&sums);
            block.iter().for_each(|set| add_tracks(*set, &mut sums));
        }
        index.running_sums.extend_from_slice(&sums);
        index
    }

    /// Puts the points in the order of the tree, from the coarsest level down, and tells every node where it begins.
    fn order_points(&mut self, mut sites: Level, site_points: &[u32]) {
        let mut next = 0;
        let top = self.levels.last_mut().unwrap_or(&mut sites);
        top.first = top
            .counts
            .iter()
            .map(|count| {
                next += count;
                next - count
            })
            .collect();
        for level in (0..self.levels.len()).rev() {
            let (finer, coarser) = self.levels.split_at_mut(level);
            let (finer, coarser) = (finer.last_mut().unwrap_or(&mut sites), &coarser[0]);
            finer.first = vec![0; finer.counts.len()];
            for node in 0..coarser.counts.len() {
                let mut first = coarser.first[node];
                for child in coarser.children_of(node) {
                    finer.first[*child as usize] = first;
                    first += finer.counts[*child as usize];
                }
            }
        }
        self.points = vec![0; site_points.len()];
        let mut rest = site_points;
        for (first, count) in sites.first.iter().zip(&sites.counts) {
            let (own, others) = rest.split_at(*count as usize);
            self.points[*first as usize..][..own.len()].copy_from_slice(own);
            rest = others;
        }
    }

    /// Number of levels.
    pub fn levels(&self) -> usize {
        self.levels.len()
    }

    /// Points in it.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The radius of a level, metres.
    pub fn radius_m(&self, level: usize) -> f64 {
        self.radius_m * 2f64.powi(level as i32)
    }

    /// The level whose radius is nearest to `radius_pt` points of the page or screen, on the scale of the logarithm,
    /// where a point spans `metres_per_pt` metres.
    pub fn level_for(&self, metres_per_pt: f64, radius_pt: f64) -> usize {
        let level = (metres_per_pt * radius_pt / self.radius_m).log2().round();
        // `as` makes 0 of NaN and of what is negative.
        (level as usize).min(self.levels.len().saturating_sub(1))
    }

    /// The clusters of a level whose centre is in the rectangle, borders included, from south to north; none for a
    /// level that does not exist.
    pub fn query(&self, level: usize, min: Plane, max: Plane) -> Vec<ClusterRef> {
        let Some(nodes) = self.levels.get(level) else { return Vec::new() };
        let mut found = Vec::new();
        for strip in nodes.strips.touching(min.y, max.y) {
            let centres = &nodes.centres[strip.clone()];
            let west = centres.partition_point(|c| c.x < min.x);
            for (k, centre) in centres.iter().enumerate().skip(west).take_while(|(_, c)| c.x <= max.x) {
                if centre.y >= min.y && centre.y <= max.y {
                    found.push(nodes.cluster(level, strip.start + k));
                }
            }
        }
        found
    }

    /// By track index: what the enterprises of a cluster work in, [`TRACK_UNITS`] an enterprise, split evenly over its
    /// tracks.
    pub fn tracks(&self, cluster: &ClusterRef) -> Vec<u32> {
        let run = self.run(cluster.level, cluster.index);
        let (mut from, mut to) = (self.sums_before(run.start), self.sums_before(run.end));
        to.iter_mut().zip(&mut from).for_each(|(to, from)| *to = to.wrapping_sub(*from));
        to
    }

    /// The share of each track among what its enterprises work in; all 0 without tracks.
    pub fn track_shares(&self, cluster: &ClusterRef) -> Vec<f32> {
        let tracks = self.tracks(cluster);
        let total: u64 = tracks.iter().map(|t| u64::from(*t)).sum();
        tracks.iter().map(|t| if total == 0 { 0.0 } else { *t as f32 / total as f32 }).collect()
    }

    fn sums_before(&self, place: usize) -> Vec<u32> {
        let block = place / BLOCK;
        let mut sums = self.running_sums[block * self.tracks..][..self.tracks].to_vec();
        self.point_tracks[block * BLOCK..place].iter().for_each(|set| add_tracks(*set, &mut sums));
        sums
    }

    /// The indices of the points of a cluster, ascending.
    pub fn members(&self, level: usize, index: usize) -> Vec<u32> {
        let mut members = self.points[self.run(level, index)].to_vec();
        members.sort_unstable();
        members
    }

    /// For each place in the order of the tree, and the end, how many points before it hold: with
    /// [`ClusterIndex::count_of`], how many of any cluster.
    pub fn running_count(&self, holds: impl Fn(u32) -> bool) -> Vec<u32> {
        let counts = self.points.iter().scan(0, |n, point| {
            *n += u32::from(holds(*point));
            Some(*n)
        });
        std::iter::once(0).chain(counts).collect()
    }

    /// How many points of a cluster hold, by their [`ClusterIndex::running_count`].
    pub fn count_of(&self, cluster: &ClusterRef, running: &[u32]) -> u32 {
        let run = self.run(cluster.level, cluster.index);
        running.get(run.end).zip(running.get(run.start)).map_or(0, |(end, start)| end - start)
    }

    /// The coarsest level below `level` at which the cluster is more than one: where a click zooms to; `None` for
    /// what stays one.
    pub fn splits_at(&self, level: usize, index: usize) -> Option<usize> {
        let (mut level, mut index) = (level, index);
        while let Some(nodes) = self.levels.get(level).filter(|_| level > 0) {
            let children = nodes.children_of(index);
            level -= 1;
            match children {
                [only] => index = *only as usize,
                _ => return Some(level),
            }
        }
        None
    }

    /// Its points in the order of the tree; none for what does not exist.
    fn run(&self, level: usize, index: usize) -> std::ops::Range<usize> {
        let node = self.levels.get(level).and_then(|nodes| Some((*nodes.first.get(index)?, nodes.counts[index])));
        node.map_or(0..0, |(first, count)| first as usize..(first + count) as usize)
    }
}

fn add_tracks(set: TrackSet, sums: &mut [u32]) {
    let units = TRACK_UNITS / set.len().max(1);
    set.iter().for_each(|t| sums.get_mut(t).into_iter().for_each(|sum| *sum = sum.wrapping_add(units)));
}

impl Level {
    /// Room for as many nodes.
    fn with_room(nodes: usize, children: Vec<u32>) -> Level {
        Level {
            centres: Vec::with_capacity(nodes),
            counts: Vec::with_capacity(nodes),
            lowest: Vec::with_capacity(nodes),
            coincident: Vec::with_capacity(nodes),
            first: Vec::new(),
            from: Vec::with_capacity(if children.is_empty() { 0 } else { nodes }),
            to: Vec::with_capacity(if children.is_empty() { 0 } else { nodes }),
            children,
            strips: Strips::default(),
        }
    }

    fn children_of(&self, index: usize) -> &[u32] {
        &self.children[self.from[index] as usize..self.to[index] as usize]
    }

    fn cluster(&self, level: usize, index: usize) -> ClusterRef {
        ClusterRef {
            level,
            index,
            centre: self.centres[index],
            count: self.counts[index],
            lowest: self.lowest[index],
            coincident: self.coincident[index],
        }
    }
}

/// The addresses in strips one radius high, and their points, one address after the other.
fn sites(points: &[Plane], radius: f64) -> (Level, Vec<u32>) {
    let finite = points.iter().copied().zip(0..).filter(|(p, _)| p.x.is_finite() && p.y.is_finite());
    let (strips, order) = Strips::sort(finite, radius);
    let mut level = Level::default();
    let mut starts = vec![0; strips.starts.len()];
    for (strip, start) in strips.starts.windows(2).zip(&mut starts[1..]) {
        for same in order[strip[0] as usize..strip[1] as usize].chunk_by(|a, b| a.at == b.at) {
            level.centres.push(same[0].at);
            level.counts.push(same.len() as u32);
            level.lowest.push(same[0].place);
            level.coincident.push(same.len() > 1);
        }
        *start = level.counts.len() as u32;
    }
    level.strips = strips.with_starts(starts);
    (level, order.iter().map(|entry| entry.place).collect())
}

/// The level that merges nodes within `radius` of a seed, in strips of `height`.
fn merge(finer: &Level, radius: f64, height: f64) -> Level {
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
    let mut level = Level { strips, ..Level::with_room(order.len(), children) };
    for node in order {
        let place = node.place as usize;
        let (from, to) = (place.checked_sub(1).map_or(0, |before| ends[before]), ends[place]);
        let own = &level.children[from as usize..to as usize];
        level.counts.push(own.iter().map(|c| finer.counts[*c as usize]).sum());
        level.lowest.push(own.iter().map(|c| finer.lowest[*c as usize]).min().unwrap_or_default());
        level.coincident.push(own.len() == 1 && finer.coincident[own[0] as usize]);
        level.centres.push(node.at);
        level.from.push(from);
        level.to.push(to);
    }
    level
}

impl Level {
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
}

#[cfg(test)]
#[path = "clusters_tests.rs"]
mod tests;
