//! Clusters of enterprises: the parts of [`super::analysis`] that group points.

use geo::{Area, ConvexHull, MultiPoint, MultiPolygon};
use serde::Serialize;
use serde_json::json;

use super::analysis::{Analysis, AnalysisError};
use crate::geography::{Pack, Plane, nearest_place};
use crate::language::{Language, Message};
use crate::spatial::alpha_shape::alpha_shape;
use crate::spatial::coincidence::coincident;
use crate::spatial::dbscan::{Partition, dbscan};
use crate::spatial::hdbscan::hdbscan;
use crate::spatial::stability::bootstrap_stability;

/// Which clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grouping {
    /// Density-based: enterprises joined through neighbourhoods of this radius, metres.
    Dbscan {
        /// The radius.
        eps_m: f64,
    },
    /// Of differing density.
    Hdbscan,
}

/// Which clusters, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clustering {
    /// Which.
    pub grouping: Grouping,
    /// Least enterprises in a neighbourhood, itself counted; of HDBSCAN also of a cluster.
    pub min_points: usize,
    /// Bootstrap resamples for the stability of each cluster; 0 leaves it out.
    pub resamples: u32,
    /// Their seed.
    pub seed: u64,
}

impl Clustering {
    fn partition(&self, points: &[Plane], cancelled: &(dyn Fn() -> bool + Sync)) -> Option<Partition> {
        match self.grouping {
            Grouping::Dbscan { eps_m } => dbscan(points, eps_m, self.min_points, cancelled),
            Grouping::Hdbscan => hdbscan(points, self.min_points, self.min_points, cancelled),
        }
    }
}

/// The clusters of a partition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Clusters {
    /// The clusters, largest first.
    pub clusters: Vec<Cluster>,
    /// Enterprises in none of them.
    pub noise: usize,
}

/// A cluster of enterprises.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cluster {
    /// Its number, from 1, the largest first.
    pub id: usize,
    /// The place nearest to its middle.
    pub name: String,
    /// Enterprises in it.
    pub n: usize,
    /// Of them, how many share their position with another one of it.
    pub at_shared_places: usize,
    /// Area of its convex hull, km².
    pub hull_km2: f64,
    /// Area of its α-shape, hollows left out, km²; `None` where its positions span none.
    pub alpha_shape_km2: Option<f64>,
    /// How well it comes back when the enterprises are drawn anew: the mean greatest Jaccard index, 0 to 1.
    pub stability: Option<f64>,
    /// Longitude and latitude of its middle, degrees.
    pub middle: [f64; 2],
    /// Their ids, ascending.
    pub members: Vec<i64>,
    /// Its α-shape, plane metres; empty where its positions span none.
    #[serde(skip)]
    pub outline: MultiPolygon<f64>,
}

/// Groups the drawn enterprises, each with its id; the value is the number of clusters.
///
/// # Errors
/// Cancellation.
pub fn clusters(
    blank: Analysis,
    how: Clustering,
    drawn: &[(i64, Plane)],
    (pack, language): (&Pack, Language),
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Analysis, AnalysisError> {
    let points: Vec<Plane> = drawn.iter().map(|(_, at)| *at).collect();
    let found = how.partition(&points, cancelled).ok_or(AnalysisError::Cancelled)?;
    let again = |points: &[Plane]| how.partition(points, cancelled);
    let stability = match how.resamples {
        0 => None,
        resamples => {
            Some(bootstrap_stability(&points, &found, resamples, how.seed, again).ok_or(AnalysisError::Cancelled)?)
        }
    };
    let parameters = match how.grouping {
        Grouping::Dbscan { eps_m } => json!({"eps_m": eps_m, "min_points": how.min_points}),
        Grouping::Hdbscan => json!({"min_cluster_size": how.min_points, "min_samples": how.min_points}),
    };
    let mut parameters = parameters.as_object().cloned().unwrap_or_default();
    parameters.insert("resamples".into(), how.resamples.into());
    let (statistic, limits) = match how.grouping {
        Grouping::Dbscan { .. } => ("dbscan", "analysis-limits-dbscan"),
        Grouping::Hdbscan => ("hdbscan", "analysis-limits-hdbscan"),
    };
    let mut clusters: Vec<Cluster> = found
        .members()
        .iter()
        .enumerate()
        .map(|(c, m)| Cluster { stability: stability.as_ref().map(|s| s[c]), ..cluster(m, drawn, (pack, language)) })
        .collect();
    // Largest first; ties by their first member.
    clusters.sort_by(|a, b| b.n.cmp(&a.n).then(a.members.cmp(&b.members)));
    clusters.iter_mut().enumerate().for_each(|(i, cluster)| cluster.id = i + 1);
    Ok(Analysis {
        statistic,
        value: Some(f64::from(found.clusters)),
        seed: stability.is_some().then_some(how.seed),
        parameters,
        limits: Message::new(limits).with("n", drawn.len()).text(language),
        found: Some(Clusters { clusters, noise: found.noise() }),
        ..blank
    })
}

fn cluster(members: &[usize], drawn: &[(i64, Plane)], (pack, language): (&Pack, Language)) -> Cluster {
    let at: Vec<Plane> = members.iter().map(|m| drawn[*m].1).collect();
    let n = at.len() as f64;
    let middle = Plane::new(at.iter().map(|p| p.x).sum::<f64>() / n, at.iter().map(|p| p.y).sum::<f64>() / n);
    let hull = MultiPoint::from_iter(at.iter().map(|p| (p.x, p.y))).convex_hull();
    let shape = alpha_shape(&at);
    let mut ids: Vec<i64> = members.iter().map(|m| drawn[*m].0).collect();
    ids.sort_unstable();
    let place = pack.unproject(middle);
    Cluster {
        id: 0,
        name: nearest_place(&pack.places, middle)
            .map(|(place, _)| place.name.get(language).to_owned())
            .unwrap_or_default(),
        n: at.len(),
        at_shared_places: coincident(&at),
        hull_km2: hull.unsigned_area() / 1e6,
        alpha_shape_km2: shape.as_ref().map(|shape| shape.area_km2()),
        stability: None,
        middle: [place.lon, place.lat],
        members: ids,
        outline: shape.map(|shape| shape.outline()).unwrap_or(MultiPolygon::new(Vec::new())),
    }
}
