//! Tests of the clusters: what must hold at every level, by property.

use proptest::prelude::*;

use super::*;

const FAR: f64 = 1e9;

fn everything(index: &ClusterIndex, level: usize) -> Vec<ClusterRef> {
    index.query(level, Plane::new(-FAR, -FAR), Plane::new(FAR, FAR))
}

#[test]
fn neighbours_merge_and_one_address_stays_one() {
    let at = [(0.0, 0.0), (0.0, 0.0), (30.0, 0.0), (5_000.0, 0.0), (f64::NAN, 0.0)];
    let points: Vec<Plane> = at.iter().map(|(x, y)| Plane::new(*x, *y)).collect();
    let tracks = [TrackSet(1), TrackSet(3), TrackSet(2), TrackSet(0)];
    let index = ClusterIndex::build(&points, &tracks, 2, 10.0, 10);
    let finest = everything(&index, 0);
    assert_eq!(finest.iter().map(|c| c.count).collect::<Vec<_>>(), [2, 1, 1]);
    assert_eq!(index.tracks(&finest[0]), [840 + 420, 420]);
    let shares = index.track_shares(&finest[0]);
    assert!((shares[0] - 0.75).abs() < 1e-6 && (shares[1] - 0.25).abs() < 1e-6);
    let merged = everything(&index, 2);
    assert_eq!(merged[0].count, 3);
    assert!(merged[0].centre.distance_m(Plane::new(10.0, 0.0)) <= index.ruler.step_m);
    assert_eq!(index.members(2, merged[0].index), [0, 1, 2]);
    assert_eq!(everything(&index, 9).len(), 1);
    assert_eq!((index.len(), index.levels(), everything(&index, 10).len()), (4, 10, 0));
}

#[test]
fn the_level_follows_the_scale() {
    let index = ClusterIndex::build(&[Plane::new(0.0, 0.0)], &[], 0, 50.0, 6);
    assert_eq!(index.level_for(0.1, 30.0), 0);
    assert_eq!(index.level_for(10.0, 40.0), 3);
    assert_eq!(index.level_for(1e6, 40.0), 5);
    assert_eq!(ClusterIndex::build(&[], &[], 0, 50.0, 3).query(1, Plane::new(0.0, 0.0), Plane::new(1.0, 1.0)), []);
    assert_eq!(ClusterIndex::build(&[], &[], 0, 50.0, 0).level_for(1.0, 1.0), 0);
}

fn any_points() -> impl Strategy<Value = Vec<Plane>> {
    // A coarse lattice, so that addresses repeat.
    prop::collection::vec((0u32..60, 0u32..60), 0..260)
        .prop_map(|all| all.into_iter().map(|(x, y)| Plane::new(f64::from(x) * 17.3, f64::from(y) * 17.3)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_level_holds_every_point_once(points in any_points(), radius_m in 5.0f64..60.0) {
        let tracks: Vec<TrackSet> = (0..points.len() as u64).map(|i| TrackSet(i % 8)).collect();
        let index = ClusterIndex::build(&points, &tracks, 3, radius_m, 6);
        for level in 0..6 {
            let clusters = everything(&index, level);
            prop_assert_eq!(clusters.iter().map(|c| c.count as usize).sum::<usize>(), points.len());
            let mut seen: Vec<u32> = Vec::new();
            for c in &clusters {
                let members = index.members(level, c.index);
                prop_assert_eq!(members.len(), c.count as usize);
                let n = members.len() as f64;
                let mean = members.iter().fold((0.0, 0.0), |s, i| {
                    (s.0 + points[*i as usize].x / n, s.1 + points[*i as usize].y / n)
                });
                prop_assert!(c.centre.distance_m(Plane::new(mean.0, mean.1)) < 1e-6 + index.ruler.step_m);
                let units: u32 = members.iter().filter(|i| **i % 8 != 0).count() as u32 * TRACK_UNITS;
                prop_assert_eq!(index.tracks(c).iter().sum::<u32>(), units);
                seen.extend(members);
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..points.len() as u32).collect::<Vec<_>>());
        }
    }

    #[test]
    fn children_are_within_the_radius_of_their_seed(points in any_points(), radius_m in 5.0f64..60.0) {
        let index = ClusterIndex::build(&points, &[], 0, radius_m, 6);
        for level in 1..6 {
            let (finer, nodes) = (&index.levels[level - 1], &index.levels[level]);
            let at = |node: u32| index.ruler.at(finer.centres[node as usize]);
            let slack_m = 2.0 * index.ruler.step_m;
            for ends in nodes.from.windows(2) {
                for child in ends[0]..ends[1] {
                    prop_assert!(at(child).distance_m(at(ends[0])) <= index.radius_m(level) + slack_m);
                }
                prop_assert!(nodes.first.contains(&finer.first[ends[0] as usize]));
            }
            // Greedy: no seed was within reach of another.
            let seeds: Vec<Plane> = nodes.from[..nodes.centres.len()].iter().map(|seed| at(*seed)).collect();
            for (i, a) in seeds.iter().enumerate() {
                prop_assert!(seeds[..i].iter().all(|b| a.distance_m(*b) > index.radius_m(level) - slack_m));
            }
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(points in any_points(), radius_m in 5.0f64..60.0) {
        let tracks: Vec<TrackSet> = (0..points.len() as u64).map(|i| TrackSet(i % 8)).collect();
        let index = ClusterIndex::build(&points, &tracks, 3, radius_m, 6);
        let back: (Vec<Plane>, Vec<TrackSet>) = points.iter().copied().zip(tracks).rev().unzip();
        let other = ClusterIndex::build(&back.0, &back.1, 3, radius_m, 6);
        for level in 0..6 {
            let (a, b) = (everything(&index, level), everything(&other, level));
            prop_assert_eq!(a.len(), b.len());
            for (a, b) in a.iter().zip(&b) {
                prop_assert_eq!((a.centre, a.count), (b.centre, b.count));
                prop_assert_eq!(index.tracks(a), other.tracks(b));
            }
        }
    }

    #[test]
    fn a_query_finds_what_lies_in_it(points in any_points(), x in 0.0f64..1_000.0, y in 0.0f64..1_000.0, s in 0.0f64..900.0) {
        let index = ClusterIndex::build(&points, &[], 0, 3.0, 7);
        for level in 0..7 {
            let (min, max) = (Plane::new(x, y), Plane::new(x + s, y + s));
            let inside = |c: &ClusterRef| (min.x..=max.x).contains(&c.centre.x) && (min.y..=max.y).contains(&c.centre.y);
            let expected: Vec<ClusterRef> = everything(&index, level).into_iter().filter(inside).collect();
            prop_assert_eq!(index.query(level, min, max), expected);
        }
    }
}
