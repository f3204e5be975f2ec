//! How firmly the clusters of a partition stand: whether they come back when the data are drawn anew.
//!
//! Source: Hennig 2007, *Comput. Stat. Data Anal.* 52:258, clusterwise assessment by bootstrap (fpc's `clusterboot`):
//! n points are drawn with replacement and clustered as the original was. For each original cluster C, cut to the
//! points drawn (each once), the greatest Jaccard index |C ∩ D|/|C ∪ D| over the new clusters D; its mean over the
//! resamples. Hennig's reading: 0.75 and above stands, 0.6 to 0.75 shows a pattern of doubtful membership, below 0.6
//! dissolves. It measures how the method holds on to a cluster, not whether the cluster is more than chance.
//!
//! Cost: resamples × one clustering, and points.

use rayon::prelude::*;

use super::dbscan::Partition;
use super::random::below;
use crate::geography::Plane;

/// The mean greatest Jaccard index of each cluster of `original` over `resamples` bootstraps of `points`, 0 to 1; a
/// resample that drew nobody of a cluster says nothing of it. `cluster` makes a partition of points as the original was
/// made, or nothing when cancelled: then there is no answer.
pub fn bootstrap_stability(
    points: &[Plane],
    original: &Partition,
    resamples: u32,
    seed: u64,
    cluster: impl Fn(&[Plane]) -> Option<Partition> + Sync,
) -> Option<Vec<f64>> {
    let each: Option<Vec<Vec<Option<f64>>>> = (0..resamples)
        .into_par_iter()
        .map(|r| {
            let n = points.len() as u64;
            let drawn: Vec<usize> = (0..n).map(|i| below(n, seed, u64::from(r), i) as usize).collect();
            let found = cluster(&drawn.iter().map(|i| points[*i]).collect::<Vec<Plane>>())?;
            Some(jaccard(original, &found, &drawn))
        })
        .collect();
    let each = each?;
    let mean = |c: usize| {
        let known: Vec<f64> = each.iter().filter_map(|found| found[c]).collect();
        known.iter().sum::<f64>() / known.len().max(1) as f64
    };
    Some((0..original.clusters as usize).map(mean).collect())
}

/// The greatest Jaccard index of each original cluster with the clusters of the points `drawn`, over different points.
fn jaccard(original: &Partition, found: &Partition, drawn: &[usize]) -> Vec<Option<f64>> {
    // A point drawn twice may be noise once and a border point once: it is in each cluster it is in.
    let mut members: Vec<(usize, Option<u32>)> = drawn.iter().copied().zip(found.labels.iter().copied()).collect();
    members.sort_unstable();
    members.dedup();
    let (mut of_original, mut of_found) = (vec![0u32; original.clusters as usize], vec![0u32; found.clusters as usize]);
    let mut shared: Vec<(u32, u32)> = Vec::new();
    for (i, (point, label)) in members.iter().enumerate() {
        let is_first = i == 0 || members[i - 1].0 != *point;
        if let (Some(c), true) = (original.labels[*point], is_first) {
            of_original[c as usize] += 1;
        }
        if let Some(d) = label {
            of_found[*d as usize] += 1;
            shared.extend(original.labels[*point].map(|c| (c, *d)));
        }
    }
    shared.sort_unstable();
    let mut best: Vec<Option<f64>> = of_original.iter().map(|n| (*n > 0).then_some(0.0)).collect();
    for run in shared.chunk_by(|a, b| a == b) {
        let ((c, d), both) = (run[0], run.len() as f64);
        let either = f64::from(of_original[c as usize] + of_found[d as usize]) - both;
        best[c as usize] = best[c as usize].map(|best| best.max(both / either));
    }
    best
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::oracle::Agreement;
    use crate::spatial::dbscan::dbscan;

    #[derive(Deserialize)]
    struct Case {
        points: Vec<[f64; 2]>,
        eps_m: f64,
        min_points: usize,
        resamples: u32,
        seed: u64,
        stability: Vec<f64>,
    }

    #[test]
    fn it_is_that_of_scikit_learns_clusters_over_the_same_draws() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/oracles/stability.json")).expect("fixture");
        let mut agreement = Agreement::new("stability under bootstrap", "scikit-learn DBSCAN, the same draws", 1e-12);
        for c in cases {
            let points: Vec<Plane> = c.points.iter().map(|p| Plane::new(p[0], p[1])).collect();
            let cluster = |points: &[Plane]| dbscan(points, c.eps_m, c.min_points, &|| false);
            let original = cluster(&points).expect("clusters");
            let ours = bootstrap_stability(&points, &original, c.resamples, c.seed, cluster).expect("stability");
            assert_eq!(ours.len(), c.stability.len());
            for (ours, wanted) in ours.iter().zip(&c.stability) {
                agreement.absolute(*ours, *wanted);
            }
        }
    }

    #[test]
    fn cancelled_is_no_answer() {
        let points = vec![Plane::new(0.0, 0.0); 5];
        let original = dbscan(&points, 10.0, 3, &|| false).expect("clusters");
        assert_eq!(bootstrap_stability(&points, &original, 3, 1, |_| None), None);
        let all = bootstrap_stability(&points, &original, 3, 1, |points| dbscan(points, 10.0, 3, &|| false));
        assert_eq!(all, Some(vec![1.0]), "one heap at one place always comes back");
    }
}
