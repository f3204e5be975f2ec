//! Points merged for drawing, level by level: at every zoom a few hundred discs stand for any number of enterprises.
//!
//! Idea: Mapbox's supercluster (Agafonkin 2016, *Clustering millions of points on a map*): greedy merging within a
//! radius, each coarser level made from the one before. Unlike it, the plane is metric, seeds are taken from south to
//! north and west to east, so that clusters do not hang on the order of rows, and enterprises at one address stay one
//! cluster at every level.
//!
//! Parameters: `radius_m` of the finest level; level L merges within radius_m · 2^L.
//!
//! Points are put in the order of the tree, and so are the nodes of every level: a node is a run of the points and of
//! the nodes below it, and what it works in is the difference of two running sums. The tree is its own index of space:
//! a node lies within twice the radius of the node above, so a view goes down from the coarsest level and leaves out
//! what is too far to come back.
//!
//! How it is made: `cluster_levels`. Memory: 16 bytes a node, 8 bytes a point and 4 bytes a track for every
//! `BLOCK` points.

use super::cluster_levels;
use crate::catalogue::{TrackColumn, TrackSet};
use crate::geography::Plane;

/// What one enterprise contributes in [`ClusterIndex::tracks`]: 840 = lcm(1 … 8), so that shares of up to eight tracks
/// are whole numbers and sums are exact.
pub const TRACK_UNITS: u32 = 840;

/// Points between two running sums.
const BLOCK: usize = 32;

/// Clusters of one set of points at several levels.
#[derive(Clone, Debug, Default)]
pub struct ClusterIndex {
    radius_m: f64,
    tracks: usize,
    /// The points in the order of the tree.
    points: Vec<u32>,
    /// Their tracks, likewise.
    point_tracks: TrackColumn,
    /// What the points before each block work in, in runs of the number of tracks. They wrap; differences do not.
    running_sums: Vec<u32>,
    ruler: Ruler,
    /// From the finest to the coarsest.
    levels: Vec<Level>,
}

/// The nodes of a level in the order of the tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    /// Where they are, on the ruler.
    pub(super) centres: Vec<[u32; 2]>,
    /// Node i holds the points `first[i]..first[i + 1]` in the order of the tree.
    pub(super) first: Vec<u32>,
    /// And the nodes `from[i]..from[i + 1]` of the finer level, its seed first; not for the finest.
    pub(super) from: Vec<u32>,
}

/// Positions in whole steps from the south-western corner: the four thousand millionth part of the extent, 0.05 mm
/// for a city of 200 km.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ruler {
    origin: Plane,
    step_m: f64,
}

impl Ruler {
    fn of(points: &[Plane]) -> Ruler {
        let finite = points.iter().filter(|p| p.x.is_finite() && p.y.is_finite());
        let ends = (Plane::new(f64::INFINITY, f64::INFINITY), Plane::new(f64::NEG_INFINITY, f64::NEG_INFINITY));
        let (low, high) = finite.fold(ends, |(low, high), p| {
            (Plane::new(low.x.min(p.x), low.y.min(p.y)), Plane::new(high.x.max(p.x), high.y.max(p.y)))
        });
        let extent_m = (high.x - low.x).max(high.y - low.y);
        Ruler { origin: low, step_m: if extent_m > 0.0 { extent_m / f64::from(u32::MAX) } else { 1.0 } }
    }

    pub(super) fn read(&self, p: Plane) -> [u32; 2] {
        [p.x - self.origin.x, p.y - self.origin.y].map(|m| (m / self.step_m).round() as u32)
    }

    fn at(&self, steps: [u32; 2]) -> Plane {
        let [x, y] = steps.map(|n| f64::from(n) * self.step_m);
        Plane::new(self.origin.x + x, self.origin.y + y)
    }
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
        let ruler = Ruler::of(points);
        let mut index = ClusterIndex { radius_m, tracks: track_count, ruler, ..ClusterIndex::default() };
        (index.levels, index.points) = cluster_levels::build(points, levels, |level| index.radius_m(level), &ruler);
        let set = |point: &u32| tracks.get(*point as usize).copied().unwrap_or_default();
        index.point_tracks = index.points.iter().map(set).collect();
        let mut sums = vec![0u32; track_count];
        index.running_sums.reserve_exact((index.points.len().div_ceil(BLOCK) + 1) * track_count);
        for start in (0..index.points.len()).step_by(BLOCK) {
            index.running_sums.extend_from_slice(&sums);
            let block = start..index.points.len().min(start + BLOCK);
            block.for_each(|place| add_tracks(index.point_tracks.get(place), &mut sums));
        }
        index.running_sums.extend_from_slice(&sums);
        index
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

    /// The clusters of a level whose centre is in the rectangle, borders included, in the order of the tree; none for a
    /// level that does not exist.
    pub fn query(&self, level: usize, min: Plane, max: Plane) -> Vec<ClusterRef> {
        let Some((_, above)) = self.levels.split_at_checked(level).filter(|(_, above)| !above.is_empty()) else {
            return Vec::new();
        };
        let mut places: Vec<u32> = (0..above[above.len() - 1].centres.len() as u32).collect();
        let mut found = Vec::new();
        for (depth, nodes) in above.iter().enumerate().rev() {
            // Each level down a centre is at most twice the radius of the one above away; and what rounding adds.
            let reach_m = 4.0 * (self.radius_m(level + depth) - self.radius_m(level));
            let reach_m = if depth == 0 { 0.0 } else { reach_m + 64.0 * self.ruler.step_m };
            let (low, high) = (min.offset(-reach_m), max.offset(reach_m));
            let is_near = |p: Plane| p.x >= low.x && p.x <= high.x && p.y >= low.y && p.y <= high.y;
            let mut below = Vec::new();
            for place in places {
                let centre = self.ruler.at(nodes.centres[place as usize]);
                if !is_near(centre) {
                    continue;
                }
                if depth == 0 {
                    found.push(nodes.cluster(level, place as usize, centre));
                } else {
                    below.extend(nodes.from[place as usize]..nodes.from[place as usize + 1]);
                }
            }
            places = below;
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
        (block * BLOCK..place).for_each(|place| add_tracks(self.point_tracks.get(place), &mut sums));
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

    /// Its points in the order of the tree; none for what does not exist.
    fn run(&self, level: usize, index: usize) -> std::ops::Range<usize> {
        let ends = self.levels.get(level).and_then(|nodes| nodes.first.get(index).zip(nodes.first.get(index + 1)));
        ends.map_or(0..0, |(start, end)| *start as usize..*end as usize)
    }
}

fn add_tracks(set: TrackSet, sums: &mut [u32]) {
    let units = TRACK_UNITS / set.len().max(1);
    set.iter().for_each(|t| sums.get_mut(t).into_iter().for_each(|sum| *sum = sum.wrapping_add(units)));
}

impl Level {
    fn cluster(&self, level: usize, index: usize, centre: Plane) -> ClusterRef {
        ClusterRef { level, index, centre, count: self.first[index + 1] - self.first[index] }
    }
}

#[cfg(test)]
#[path = "clusters_tests.rs"]
mod tests;
