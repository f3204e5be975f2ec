use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::oracle::Agreement;
use crate::spatial::random::below;

#[derive(Deserialize)]
struct Case {
    points: Vec<[f64; 2]>,
    min_cluster_size: usize,
    min_samples: usize,
    own: usize,
    labels: Vec<i64>,
    edges: Vec<f64>,
}

fn run(points: &[Plane], least: usize, samples: usize) -> Partition {
    hdbscan(points, least, samples, &|| false).expect("not cancelled")
}

#[test]
fn clusters_are_those_of_scikit_learn() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../tests/oracles/hdbscan.json")).expect("fixture");
    assert!(cases.len() >= 12);
    let mut agreement = Agreement::new("HDBSCAN: lengths of the reachability tree", "scikit-learn HDBSCAN", 1e-9);
    for (number, c) in cases.iter().enumerate() {
        let points: Vec<Plane> = c.points.iter().map(|p| Plane::new(p[0], p[1])).collect();
        let tree = reachability_tree(KdTree::new(&points), c.min_samples, &|| false).expect("not cancelled");
        let mut lengths: Vec<f64> = tree.iter().map(|e| e.d2.sqrt()).collect();
        lengths.sort_by(f64::total_cmp);
        assert_eq!(lengths.len(), c.edges.len());
        for (ours, theirs) in lengths.iter().zip(&c.edges) {
            agreement.relative(*ours, *theirs, f64::MIN_POSITIVE);
        }
        let found = run(&points, c.min_cluster_size, c.min_samples);
        // Each of their clusters with the one of ours it shares most with; noise with noise.
        let mut together: BTreeMap<i64, BTreeMap<Option<u32>, usize>> = BTreeMap::new();
        for (ours, theirs) in found.labels.iter().zip(&c.labels) {
            *together.entry(*theirs).or_default().entry(*ours).or_default() += 1;
        }
        let most = together.iter().map(|(theirs, ours)| {
            let alike = ours.iter().filter(|(ours, _)| ours.is_none() == (*theirs < 0));
            alike.map(|(_, n)| *n).max().unwrap_or(0)
        });
        let differing = points.len() - most.sum::<usize>();
        assert!(differing <= c.own, "case {number}: {differing} of {} differ", points.len());
    }
}

fn strewn(n: u64) -> Vec<Plane> {
    let draw = |i, k| below(1 << 30, 11, i, k) as f64 / (1u64 << 30) as f64;
    let bell = |i, k: u64| (0..4).map(|j| draw(i, k + j)).sum::<f64>() * 400.0;
    (0..n).map(|i| Plane::new(bell(i, 0) + (i % 3) as f64 * 5_000.0, bell(i, 4))).collect()
}

#[test]
fn three_heaps_whatever_the_order_the_threads_and_the_origin() {
    let points = strewn(600);
    let found = run(&points, 40, 10);
    assert_eq!(found.clusters, 3);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
    assert_eq!(one.install(|| run(&points, 40, 10)), found);
    // By a power of two, so that no distance is rounded anew.
    let moved: Vec<Plane> = points.iter().map(|p| Plane::new(-p.x, p.y)).collect();
    assert_eq!(run(&moved, 40, 10).labels, found.labels);
    let reversed: Vec<Plane> = points.iter().rev().copied().collect();
    let sets = |labels: &[Option<u32>]| {
        let mut first = BTreeMap::new();
        labels.iter().enumerate().map(|(i, l)| l.map(|l| *first.entry(l).or_insert(i))).collect::<Vec<_>>()
    };
    let back: Vec<Option<u32>> = run(&reversed, 40, 10).labels.into_iter().rev().collect();
    assert_eq!(sets(&back), sets(&found.labels));
}

#[test]
fn one_address_of_many_is_a_cluster_and_nothing_breaks() {
    let mut points = vec![Plane::new(0.0, 0.0); 30];
    points.extend(vec![Plane::new(9_000.0, 0.0); 30]);
    points.push(Plane::new(f64::NAN, 0.0));
    let found = run(&points, 10, 5);
    assert_eq!((found.clusters, found.noise(), found.labels[60]), (2, 1, None));
    assert_eq!(run(&points[..3], 10, 5).clusters, 0);
    assert_eq!(run(&[], 10, 5).clusters, 0);
    assert_eq!(hdbscan(&points, 10, 5, &|| true), None);
}
