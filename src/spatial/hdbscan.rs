//! Clusters of differing density: those of a hierarchy that last longest.
//!
//! Source: Campello, Moulavi & Sander 2013, *Density-based clustering based on hierarchical density estimates*
//! (PAKDD); Borůvka's tree over a k-d tree: McInnes & Healy 2017, *Accelerated hierarchical density based clustering*
//! (ICDMW). The distance of two points is the greatest of their own and of both core distances; a core distance is
//! that to the `min_samples`-th nearest point, the point itself counted.
//!
//! Steps: 1. core distances; 2. the minimum spanning tree: in every round each component takes its shortest edge
//! outwards, ties by index; 3. the hierarchy, without parts of fewer than `min_cluster_size` points; 4. the parts of
//! the greatest stability, Σ (1/d_left − 1/d_born), the whole never being one. Distances under [`LEAST_M`] count as
//! that: many register at one address, and 1/0 is no number. Clusters are numbered by their least point.
//!
//! Cost: O(n log n) in practice; core distances and edges in parallel, the same on any number of threads.
//!
//! What merges at one distance merges at once, so that the labels do not hang on the order of rows, as they do in
//! programs that take two parts at a time: from `min_samples` 3 on equal distances are the rule.
//!
//! What it cannot tell: whether a cluster is more than chance. It finds no single cluster where all is one.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::condensed_tree::{Edge, select};
use super::dbscan::Partition;
use super::disjoint_sets::DisjointSets;
use super::kd_tree::KdTree;
use crate::geography::Plane;

/// Distances are not told apart below this, metres.
pub const LEAST_M: f64 = 1.0;

/// Clusters of `points` (plane metres) of at least `min_cluster_size` (2 and more); `None` when cancelled. The
/// partition has no core points. Points without a finite position are noise.
pub fn hdbscan(
    points: &[Plane],
    min_cluster_size: usize,
    min_samples: usize,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Partition> {
    let tree = KdTree::new(points);
    let none = || Partition { labels: vec![None; points.len()], ..Partition::default() };
    let least = min_cluster_size.max(2);
    if tree.points() < least || tree.points() < min_samples {
        return Some(none());
    }
    let mut edges = reachability_tree(tree, min_samples, cancelled)?;
    edges.par_sort_unstable_by(|a, b| a.d2.total_cmp(&b.d2).then((a.a, a.b).cmp(&(b.a, b.b))));
    let finite: Vec<u32> = (0..points.len() as u32).filter(|i| finite(points[*i as usize])).collect();
    let mut partition = none();
    // Edges name points; the hierarchy wants them without gaps.
    let mut place = vec![0u32; points.len()];
    finite.iter().enumerate().for_each(|(k, i)| place[*i as usize] = k as u32);
    edges.iter_mut().for_each(|e| (e.a, e.b) = (place[e.a as usize], place[e.b as usize]));
    let (labels, clusters) = select(finite.len(), &edges, least, LEAST_M);
    finite.iter().zip(labels).for_each(|(i, label)| partition.labels[*i as usize] = label);
    partition.clusters = clusters;
    Some(partition)
}

/// The minimum spanning tree under mutual reachability; edges name points by index. The tree holds `min_samples`
/// points and more.
fn reachability_tree(tree: KdTree, min_samples: usize, cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Vec<Edge>> {
    let core2: Option<Vec<f64>> = (0..tree.points())
        .into_par_iter()
        .map_init(Vec::new, |near, k| {
            (!(k.is_multiple_of(1024) && cancelled())).then(|| tree.kth_distance2(k, min_samples.max(1), near))
        })
        .collect();
    spanning_tree(tree, core2?, cancelled)
}

fn finite(p: Plane) -> bool {
    p.x.is_finite() && p.y.is_finite()
}

/// What is known of the way out of a component from a point.
#[derive(Clone, Copy)]
enum Way {
    /// The shortest edge that leaves it.
    Known(Edge),
    /// It is no shorter than this.
    AtLeast(f64),
}

/// The minimum spanning tree from squared core distances.
fn spanning_tree(mut tree: KdTree, core2: Vec<f64>, cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Vec<Edge>> {
    let n = tree.points();
    tree.set_least(&core2);
    let mut component: Vec<u32> = (0..n as u32).collect();
    let mut ways: Vec<Way> = core2.iter().map(|c| Way::AtLeast(*c)).collect();
    let mut edges: Vec<Edge> = Vec::with_capacity(n - 1);
    while edges.len() + 1 < n {
        if cancelled() {
            return None;
        }
        tree.set_components(&component);
        // What is known holds on while it still leaves the component, which has only grown.
        let shortest: Vec<AtomicU64> = (0..n).map(|_| AtomicU64::new(f64::INFINITY.to_bits())).collect();
        for (k, way) in ways.iter_mut().enumerate() {
            if let Way::Known(edge) = *way {
                if component[edge.a as usize] == component[edge.b as usize] {
                    *way = Way::AtLeast(edge.d2);
                } else {
                    shortest[component[k] as usize].fetch_min(edge.d2.to_bits(), Ordering::Relaxed);
                }
            }
        }
        // Bounds only pass over what is longer than an edge already found, so their timing changes no result.
        // Positive numbers are in the order of their bits.
        ways.par_iter_mut().enumerate().for_each(|(k, way)| {
            let Way::AtLeast(least) = *way else { return };
            let own = &shortest[component[k] as usize];
            let limit = f64::from_bits(own.load(Ordering::Relaxed));
            if least > limit {
                return;
            }
            *way = match way_out(&tree, &core2, &component, k, limit) {
                Some(edge) => {
                    own.fetch_min(edge.d2.to_bits(), Ordering::Relaxed);
                    Way::Known(edge)
                }
                None => Way::AtLeast(least.max(limit)),
            };
        });
        let mut best: Vec<Option<Edge>> = vec![None; n];
        for (k, way) in ways.iter().enumerate() {
            let Way::Known(edge) = *way else { continue };
            let own = &mut best[component[k] as usize];
            if own.is_none_or(|best| edge.is_before(&best, &tree.order)) {
                *own = Some(edge);
            }
        }
        let mut sets = DisjointSets::new(n);
        let before = edges.len();
        for edge in best.into_iter().flatten() {
            if sets.join(component[edge.a as usize], component[edge.b as usize]) {
                edges.push(edge);
            }
        }
        if edges.len() == before {
            break;
        }
        component.iter_mut().for_each(|c| *c = sets.find(*c));
    }
    Some(edges.iter().map(|e| e.named(&tree.order)).collect())
}

/// The shortest edge from point `k` of the tree to another component, no longer than `limit`; ties by index.
fn way_out(tree: &KdTree, core2: &[f64], component: &[u32], k: usize, limit: f64) -> Option<Edge> {
    let (own, core) = (component[k], core2[k]);
    let (mut best, mut limit) = (None::<Edge>, limit);
    let mut stack = vec![(0usize, 0.0f64)];
    while let Some((node, bound)) = stack.pop() {
        if bound > limit || tree.component(node) == own {
            continue;
        }
        let Some(children) = tree.children(node) else {
            for j in tree.range(node).filter(|j| component[*j] != own) {
                let d2 = tree.distance2(k, j).max(core).max(core2[j]);
                let edge = Edge { a: k as u32, b: j as u32, d2 };
                if d2 <= limit && best.is_none_or(|best| edge.is_before(&best, &tree.order)) {
                    (best, limit) = (Some(edge), d2);
                }
            }
            continue;
        };
        let bounds = children.map(|c| tree.box_distance2(c, k).max(tree.least(c)).max(core));
        // The nearer is popped first.
        let nearer = usize::from(tree.box_distance2(children[1], k) < tree.box_distance2(children[0], k));
        stack.push((children[1 - nearer], bounds[1 - nearer]));
        stack.push((children[nearer], bounds[nearer]));
    }
    best
}

#[cfg(test)]
#[path = "hdbscan_tests.rs"]
mod tests;
