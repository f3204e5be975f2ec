//! Clusters of enterprises as areas, each named after the nearest known place and a door to its members.

use std::sync::Arc;

use geo::{Area as _, ConvexHull, MultiPoint, MultiPolygon};

use super::{Controls, Drawing, Layer, MapInput, Param, ParamKind, palette};
use crate::catalogue::Catalogue;
use crate::geography::{Place, Plane, nearest_place};
use crate::language::{Bilingual, Message, grouped, say};
use crate::scene::labels::around;
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::rect::Rect;
use crate::scene::{Area, Group, Item, Shape, Stroke, Target, Text, Turn};
use crate::spatial::alpha_shape::alpha_shape;
use crate::spatial::dbscan::dbscan;
use crate::spatial::hdbscan::hdbscan;

/// The layer.
#[derive(Debug)]
pub struct ClustersLayer;

/// What decides the clusters, besides the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClustersWanted {
    /// Density of one radius, metres; clusters of any density without.
    pub eps_m: Option<f64>,
    /// Least enterprises of a cluster.
    pub min_points: usize,
    /// Whether hollows are left out of the outline.
    pub is_alpha: bool,
}

impl ClustersWanted {
    /// What the layer's controls ask for.
    pub fn of(controls: &Controls<'_>) -> ClustersWanted {
        ClustersWanted {
            eps_m: (controls.word("method") == "dbscan").then(|| controls.number("eps")),
            min_points: controls.number("min") as usize,
            is_alpha: controls.word("outline") == "alpha",
        }
    }
}

/// A cluster as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedCluster {
    /// The nearest known place.
    pub name: Bilingual,
    /// Its enterprises by id, ascending.
    pub ids: Arc<[i64]>,
    /// The mean of their positions.
    pub middle: Plane,
    /// Its outline; nothing where all stand in one spot or line.
    pub outline: Arc<Shape>,
}

/// The clusters, largest first, and how many enterprises are in none.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedClusters {
    /// Largest first; ties by their first member.
    pub clusters: Vec<NamedCluster>,
    /// Enterprises in none.
    pub noise: usize,
}

impl NamedClusters {
    /// The clusters of the drawn rows; `None` when cancelled.
    pub fn new(
        wanted: ClustersWanted,
        drawn: &[u32],
        points: &[Plane],
        (catalogue, places): (&Catalogue, &[Place]),
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Option<NamedClusters> {
        let found = match wanted.eps_m {
            Some(eps_m) => dbscan(points, eps_m, wanted.min_points, cancelled)?,
            None => hdbscan(points, wanted.min_points, wanted.min_points, cancelled)?,
        };
        let cluster = |members: Vec<usize>| {
            let at: Vec<Plane> = members.iter().map(|m| points[*m]).collect();
            let n = at.len() as f64;
            let middle = Plane::new(at.iter().map(|p| p.x).sum::<f64>() / n, at.iter().map(|p| p.y).sum::<f64>() / n);
            let name =
                nearest_place(places, middle).map(|(place, _)| place.name.clone()).unwrap_or(Bilingual::new("", ""));
            let outline = match wanted.is_alpha {
                true => alpha_shape(&at).map(|shape| shape.outline()).unwrap_or(MultiPolygon::new(Vec::new())),
                false => hull(&at),
            };
            let mut ids: Vec<i64> = members.iter().map(|m| catalogue.row(drawn[*m] as usize).id()).collect();
            ids.sort_unstable();
            NamedCluster { name, ids: ids.into(), middle, outline: Arc::new(Shape::new(&outline)) }
        };
        let mut clusters: Vec<NamedCluster> = found.members().into_iter().map(cluster).collect();
        clusters.sort_by(|a, b| b.ids.len().cmp(&a.ids.len()).then(a.ids.cmp(&b.ids)));
        (!cancelled()).then(|| NamedClusters { clusters, noise: found.noise() })
    }
}

/// The convex hull; nothing where all stand in one spot or line.
fn hull(at: &[Plane]) -> MultiPolygon<f64> {
    let hull = MultiPoint::from_iter(at.iter().map(|p| (p.x, p.y))).convex_hull();
    let spans = hull.unsigned_area() > 1.0;
    MultiPolygon::new(spans.then_some(hull).into_iter().collect())
}

impl Layer for ClustersLayer {
    fn id(&self) -> &'static str {
        "clusters"
    }

    fn title(&self) -> &'static str {
        "layer-clusters"
    }

    fn is_default(&self) -> bool {
        false
    }

    fn params(&self) -> &'static [Param] {
        const fn number(min: f64, max: f64, step: f64, unit: &'static str) -> ParamKind {
            ParamKind::Number { words: &[], min, max, step, unit, logarithmic: false }
        }
        const PARAMS: &[Param] = &[
            Param {
                key: "method",
                label: "param-method",
                kind: ParamKind::Choice(&["dbscan", "hdbscan"]),
                default: "dbscan",
            },
            Param { key: "eps", label: "param-eps", kind: number(100.0, 5_000.0, 100.0, "m"), default: "800" },
            Param { key: "min", label: "param-min", kind: number(3.0, 100.0, 1.0, ""), default: "4" },
            Param {
                key: "outline",
                label: "param-outline",
                kind: ParamKind::Choice(&["hull", "alpha"]),
                default: "hull",
            },
        ];
        PARAMS
    }

    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing) {
        let Some(found) = &input.numbers.named_clusters else { return };
        let color = palette::CLUSTER;
        let stroke = Some(Stroke { width_pt: 1.6, color, dash_pt: None });
        let area = |cluster: &NamedCluster| {
            let target = Some(Target::Cluster(cluster.ids.clone()));
            Item::Area(Area { shape: cluster.outline.clone(), fill: Some(color.alpha(0.14)), stroke, target })
        };
        drawing.groups.push(Group::plane("clusters", found.clusters.iter().map(area).collect()));
        let names = names(input, found, drawing);
        drawing.groups.push(Group::page("cluster-names", names));
        let wanted = ClustersWanted::of(controls);
        let note = match wanted.eps_m {
            Some(eps_m) => Message::new("legend-clusters-dbscan").with("eps", grouped(eps_m.round() as u64)),
            None => Message::new("legend-clusters-hdbscan"),
        };
        let n: usize = found.clusters.iter().map(|c| c.ids.len()).sum();
        let label = Message::new("legend-clusters-entry").with("clusters", found.clusters.len()).with("n", n);
        drawing.legends.push(Legend {
            title: say(input.language, "layer-clusters"),
            unit: String::new(),
            entries: vec![LegendEntry { swatch: Swatch::Fill(color.alpha(0.3)), label: label.text(input.language) }],
            note: Some(note.with("min", wanted.min_points).with("noise", found.noise).text(input.language)),
        });
    }
}

const NAME_PT: f32 = 10.5;

fn names(input: &MapInput<'_>, found: &NamedClusters, drawing: &mut Drawing) -> Vec<Item> {
    let page = Rect::at([0.0, 0.0], input.frame.size_pt);
    let mut items = Vec::new();
    for cluster in &found.clusters {
        let text = Message::new("cluster-name").with("place", &cluster.name).with("n", cluster.ids.len());
        let text = text.text(input.language);
        let at = input.frame.to_page(cluster.middle);
        let candidates: Vec<_> =
            around(at, 14.0, &text, NAME_PT, input.ink.head_face).into_iter().filter(|c| page.holds(&c.room)).collect();
        let rooms: Vec<Rect> = candidates.iter().map(|c| c.room).collect();
        let Some(k) = drawing.placer.place(&rooms) else { continue };
        items.push(Item::Text(Text {
            at: candidates[k].at,
            text,
            size_pt: NAME_PT,
            face: input.ink.head_face,
            color: palette::CLUSTER,
            halo: Some(input.ink.halo),
            align: candidates[k].align,
            turn: Turn::None,
        }));
    }
    items
}
