//! Points that share their position with another: one park where many register looks like a cluster.

use rayon::prelude::*;

use crate::geography::Plane;

/// How many of `points` (plane metres) have exactly the position of another. Cost: a sort.
pub fn coincident(points: &[Plane]) -> usize {
    let mut sorted = points.to_vec();
    sorted.par_sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    sorted.chunk_by(|a, b| a == b).map(<[Plane]>::len).filter(|same| *same > 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_of_them_counts() {
        let at = |x: f64| Plane::new(x, 1.0);
        assert_eq!(coincident(&[at(1.0), at(2.0), at(1.0), at(3.0), at(2.0), at(1.0)]), 5);
        assert_eq!(coincident(&[]), 0);
    }
}
