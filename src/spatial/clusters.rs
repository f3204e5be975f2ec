//! Points merged for drawing, level by level: at every zoom a few hundred discs stand for any number of enterprises.
//!
//! Idea: Mapbox's supercluster (Agafonkin 2016, *Clustering millions of points on a map*): greedy merging within a
//! radius, each coarser level made from the one before. Unlike it, the plane is metric, ties and order are by point,
//! and enterprises at one address stay one cluster at every level.
//!
//! Parameters: `radius_m` of the finest level; level L merges within radius_m · 2^L.
//!
//! Steps, a level: go through the nodes of the finer level (for the finest: through the addresses) in the order of
//! their lowest point. One not yet taken is a seed; it takes all untaken nodes whose centre is within the radius of
//! its own. The new centre is the mean of the points.
//!
//! Neighbours are found in strips one radius high, sorted by x within a strip. Cost: n log n for the sort, then each
//! seed looks at three strips, 2 radii wide; seeds are a radius apart, so that is linear. Memory: some 50 bytes a
//! node, and 4 bytes a track for nodes of 64 points and more.

use rayon::prelude::*;

use crate::catalogue::TrackSet;
use crate::geography::Plane;

/// What one enterprise contributes in [`ClusterRef::tracks`]: 840 = lcm(1 … 8), so that shares of up to eight tracks
/// are whole numbers and sums are exact.
pub const TRACK_UNITS: u32 = 840;

/// Clusters of one set of points at several levels.
#[derive(Clone, Debug, Default)]
pub struct ClusterIndex {
    radius_m: f64,
    tracks: usize,
    /// `sites[s]..sites[s + 1]` are the places in `points` of the points at one address.
    sites: Vec<u32>,
    points: Vec<u32>,
    point_tracks: Vec<TrackSet>,
    levels: Vec<Level>,
}

/// The nodes of a level, in order of their lowest point.
#[derive(Clone, Debug, Default)]
struct Level {
    centres: Vec<Plane>,
    counts: Vec<u32>,
    lowest: Vec<u32>,
    coincident: Vec<bool>,
    /// `children[starts[i]..starts[i + 1]]` are the nodes of the finer level (sites for the finest) in node i.
    starts: Vec<u32>,
    children: Vec<u32>,
    strips: Strips,
    /// The place in `track_sums`, in runs of the number of tracks, of nodes of at least [`KEPT_FROM`] points.
    track_rows: Vec<u32>,
    track_sums: Vec<u32>,
}

/// Nodes of this many points keep what they sum to by track; smaller ones are summed when asked for.
const KEPT_FROM: u32 = 64;
/// No place in `track_sums`.
const NOT_KEPT: u32 = u32::MAX;

/// Positions in horizontal strips, by x within each.
#[derive(Clone, Debug, Default)]
struct Strips {
    bottom: f64,
    height: f64,
    /// Where each strip starts in `order`.
    starts: Vec<u32>,
    order: Vec<u32>,
    x: Vec<f64>,
}

/// A cluster as it is drawn.
#[derive(Clone, Debug, PartialEq)]
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
    /// By track index: what its enterprises work in, [`TRACK_UNITS`] an enterprise, split evenly over its tracks.
    pub tracks: Vec<u32>,
}

impl ClusterRef {
    /// The share of each track among what its enterprises work in; all 0 without tracks.
    pub fn track_shares(&self) -> Vec<f32> {
        let total: u64 = self.tracks.iter().map(|t| u64::from(*t)).sum();
        self.tracks.iter().map(|t| if total == 0 { 0.0 } else { *t as f32 / total as f32 }).collect()
    }
}

impl ClusterIndex {
    /// The clusters of `points` (plane metres; those not finite are left out) at `levels` levels from `radius_m` up.
    /// `tracks[i]` are the tracks of point i; points past its end have none. `track_count` is the length of
    /// [`ClusterRef::tracks`].
    pub fn build(
        points: &[Plane],
        tracks: &[TrackSet],
        track_count: usize,
        radius_m: f64,
        levels: usize,
    ) -> ClusterIndex {
        let mut index = ClusterIndex {
            radius_m: if radius_m > 0.0 { radius_m } else { 1.0 },
            tracks: track_count,
            point_tracks: (0..points.len()).map(|i| tracks.get(i).copied().unwrap_or_default()).collect(),
            ..ClusterIndex::default()
        };
        let mut finer = index.gather_sites(points);
        for level in 0..levels {
            let radius = index.radius_m * 2f64.powi(level as i32);
            finer.strips = Strips::new(&finer.centres, radius);
            let coarser = merge(&finer, radius);
            index.push(finer, level);
            finer = coarser;
        }
        finer.strips = Strips::new(&finer.centres, index.radius_m * 2f64.powi(levels as i32));
        index.push(finer, levels);
        index
    }

    /// Adds what is level `above` − 1; the level of sites, `above` 0, is kept by `sites` alone.
    fn push(&mut self, level: Level, above: usize) {
        let Some(number) = above.checked_sub(1) else { return };
        self.levels.push(level);
        let nodes = self.levels[number].counts.len();
        let (mut rows, mut sums) = (vec![NOT_KEPT; nodes], Vec::new());
        for (index, row) in rows.iter_mut().enumerate() {
            if self.levels[number].counts[index] >= KEPT_FROM {
                *row = (sums.len() / self.tracks.max(1)) as u32;
                let start = sums.len();
                sums.resize(start + self.tracks, 0);
                self.add_tracks(number, index, &mut sums[start..]);
            }
        }
        (self.levels[number].track_rows, self.levels[number].track_sums) = (rows, sums);
    }

    /// Adds what the enterprises of a node work in to `sums`.
    fn add_tracks(&self, level: usize, index: usize, sums: &mut [u32]) {
        let nodes = &self.levels[level];
        if let Some(row) = nodes.track_rows.get(index).filter(|row| **row != NOT_KEPT) {
            let kept = &nodes.track_sums[*row as usize * self.tracks..][..self.tracks];
            sums.iter_mut().zip(kept).for_each(|(sum, kept)| *sum += kept);
        } else if let Some(finer) = level.checked_sub(1) {
            nodes.children_of(index).iter().for_each(|child| self.add_tracks(finer, *child as usize, sums));
        } else {
            self.visit_points(level, index, &mut |i| {
                let set = self.point_tracks[i as usize];
                let units = TRACK_UNITS / set.len().max(1);
                set.iter().for_each(|t| sums.get_mut(t).into_iter().for_each(|sum| *sum += units));
            });
        }
    }

    /// Puts points at one address together; the level of sites, whose children are not used.
    fn gather_sites(&mut self, points: &[Plane]) -> Level {
        let mut order: Vec<u32> = (0..points.len() as u32).filter(|i| finite(points[*i as usize])).collect();
        let at = |i: u32| points[i as usize];
        order.par_sort_unstable_by(|a, b| {
            at(*a).x.total_cmp(&at(*b).x).then(at(*a).y.total_cmp(&at(*b).y)).then(a.cmp(b))
        });
        // Runs of equal positions, then in order of their lowest point.
        let mut runs: Vec<(u32, usize, usize)> = Vec::new();
        for (k, i) in order.iter().enumerate() {
            match runs.last_mut() {
                Some(run) if at(run.0) == at(*i) => run.2 = k + 1,
                _ => runs.push((*i, k, k + 1)),
            }
        }
        runs.par_sort_unstable();
        let mut level = Level::default();
        self.sites.push(0);
        for (lowest, from, to) in runs {
            self.points.extend_from_slice(&order[from..to]);
            self.sites.push(self.points.len() as u32);
            level.centres.push(at(lowest));
            level.counts.push((to - from) as u32);
            level.lowest.push(lowest);
            level.coincident.push(to - from > 1);
        }
        level
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

    /// The clusters of a level whose centre is in the rectangle, borders included, in order of their lowest point;
    /// none for a level that does not exist.
    pub fn query(&self, level: usize, min: Plane, max: Plane) -> Vec<ClusterRef> {
        let Some(nodes) = self.levels.get(level) else { return Vec::new() };
        let mut found = Vec::new();
        nodes.strips.visit(min, max, |i| {
            let y = nodes.centres[i as usize].y;
            if y >= min.y && y <= max.y {
                found.push(i);
            }
        });
        found.sort_unstable();
        found.into_iter().map(|i| self.cluster(level, nodes, i as usize)).collect()
    }

    /// The indices of the points of a cluster, ascending.
    pub fn members(&self, level: usize, index: usize) -> Vec<u32> {
        let mut members = Vec::new();
        self.visit_points(level, index, &mut |i| members.push(i));
        members.sort_unstable();
        members
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

    fn cluster(&self, level: usize, nodes: &Level, index: usize) -> ClusterRef {
        let mut tracks = vec![0u32; self.tracks];
        self.add_tracks(level, index, &mut tracks);
        ClusterRef {
            level,
            index,
            centre: nodes.centres[index],
            count: nodes.counts[index],
            lowest: nodes.lowest[index],
            coincident: nodes.coincident[index],
            tracks,
        }
    }

    fn visit_points(&self, level: usize, index: usize, visit: &mut impl FnMut(u32)) {
        let Some(nodes) = self.levels.get(level).filter(|nodes| index < nodes.counts.len()) else { return };
        for child in nodes.children_of(index) {
            match level.checked_sub(1) {
                Some(finer) => self.visit_points(finer, *child as usize, visit),
                None => {
                    let (from, to) = (self.sites[*child as usize], self.sites[*child as usize + 1]);
                    self.points[from as usize..to as usize].iter().for_each(|i| visit(*i));
                }
            }
        }
    }
}

impl Level {
    fn children_of(&self, index: usize) -> &[u32] {
        &self.children[self.starts[index] as usize..self.starts[index + 1] as usize]
    }
}

fn finite(p: Plane) -> bool {
    p.x.is_finite() && p.y.is_finite()
}

/// The level that merges nodes within `radius` of a seed.
fn merge(finer: &Level, radius: f64) -> Level {
    let mut taken = vec![false; finer.centres.len()];
    let mut level = Level { starts: vec![0], ..Level::default() };
    for seed in 0..finer.centres.len() {
        if taken[seed] {
            continue;
        }
        let centre = finer.centres[seed];
        let from = level.children.len();
        let reach = |sign: f64| Plane::new(centre.x + sign * radius, centre.y + sign * radius);
        finer.strips.visit(reach(-1.0), reach(1.0), |i| {
            let node = i as usize;
            if !taken[node] && (node == seed || finer.centres[node].distance_m(centre) <= radius) {
                taken[node] = true;
                level.children.push(i);
            }
        });
        level.children[from..].sort_unstable();
        let children = &level.children[from..];
        let (mut x, mut y, mut count) = (0.0, 0.0, 0u32);
        for child in children {
            // Offsets from the seed, so that points at one address keep it to the bit.
            let (c, m) = (finer.centres[*child as usize], finer.counts[*child as usize]);
            (x, y, count) = (x + f64::from(m) * (c.x - centre.x), y + f64::from(m) * (c.y - centre.y), count + m);
        }
        level.centres.push(Plane::new(centre.x + x / f64::from(count), centre.y + y / f64::from(count)));
        level.counts.push(count);
        level.lowest.push(finer.lowest[seed]);
        level.coincident.push(children.len() == 1 && finer.coincident[seed]);
        level.starts.push(level.children.len() as u32);
    }
    level
}

/// The most strips, so that two far points do not make a billion of them.
const MAX_STRIPS: f64 = 1e6;

impl Strips {
    fn new(centres: &[Plane], height: f64) -> Strips {
        let (bottom, top) =
            centres.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), c| (lo.min(c.y), hi.max(c.y)));
        if centres.is_empty() {
            return Strips::default();
        }
        let height = height.max((top - bottom) / MAX_STRIPS);
        let mut keys: Vec<(u32, f64, u32)> =
            centres.par_iter().enumerate().map(|(i, c)| (((c.y - bottom) / height) as u32, c.x, i as u32)).collect();
        keys.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let strips = ((top - bottom) / height) as usize + 1;
        let mut starts = vec![0u32; strips + 1];
        keys.iter().for_each(|k| starts[k.0 as usize + 1] += 1);
        (0..strips).for_each(|s| starts[s + 1] += starts[s]);
        let (x, order) = keys.into_iter().map(|k| (k.1, k.2)).unzip();
        Strips { bottom, height, starts, order, x }
    }

    /// Calls `visit` for all in strips that touch the rectangle and with x in it.
    fn visit(&self, min: Plane, max: Plane, mut visit: impl FnMut(u32)) {
        let Some(last) = self.starts.len().checked_sub(2) else { return };
        // `as` cuts what lies below the first strip to 0.
        let strip = |y: f64| ((y - self.bottom) / self.height) as usize;
        if max.y < self.bottom || !(min.x <= max.x && min.y <= max.y) {
            return;
        }
        for s in strip(min.y)..=strip(max.y).min(last) {
            let (from, to) = (self.starts[s] as usize, self.starts[s + 1] as usize);
            let first = from + self.x[from..to].partition_point(|x| *x < min.x);
            (first..to).take_while(|k| self.x[*k] <= max.x).for_each(|k| visit(self.order[k]));
        }
    }
}

#[cfg(test)]
#[path = "clusters_tests.rs"]
mod tests;
