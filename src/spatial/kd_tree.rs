//! A k-d tree of points, for nearest neighbours and for the nearest point of another component.
//!
//! Source: Bentley 1975, *Commun. ACM* 18:509. Split at the median of the longer side; nodes in preorder.

use crate::geography::Plane;

/// No one component: points of several.
const MIXED: u32 = u32::MAX;
/// Most points of a leaf.
const LEAF: usize = 12;

struct Node {
    min: [f64; 2],
    max: [f64; 2],
    from: u32,
    to: u32,
    /// The second child; the first follows its parent. 0 for a leaf.
    second: u32,
    component: u32,
    least: f64,
}

/// Points sorted into boxes; a point is named by its place in `order`.
pub struct KdTree {
    /// The index of the point at each place.
    pub order: Vec<u32>,
    at: Vec<[f64; 2]>,
    nodes: Vec<Node>,
}

impl KdTree {
    /// The finite ones of `points` (plane metres).
    pub fn new(points: &[Plane]) -> KdTree {
        let order: Vec<u32> =
            (0..points.len() as u32).filter(|i| (points[*i as usize].x + points[*i as usize].y).is_finite()).collect();
        let mut tree = KdTree { order, at: Vec::new(), nodes: Vec::new() };
        let mut order = std::mem::take(&mut tree.order);
        if !order.is_empty() {
            tree.split(points, &mut order, 0);
        }
        tree.at = order.iter().map(|i| points[*i as usize]).map(|p| [p.x, p.y]).collect();
        tree.order = order;
        tree
    }

    fn split(&mut self, points: &[Plane], order: &mut [u32], from: usize) {
        let at = |i: &u32| [points[*i as usize].x, points[*i as usize].y];
        let (mut min, mut max) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for p in order.iter().map(at) {
            (0..2).for_each(|d| (min[d], max[d]) = (min[d].min(p[d]), max[d].max(p[d])));
        }
        let node = self.nodes.len();
        let to = (from + order.len()) as u32;
        self.nodes.push(Node { min, max, from: from as u32, to, second: 0, component: MIXED, least: 0.0 });
        if order.len() <= LEAF {
            return;
        }
        let axis = usize::from(max[1] - min[1] > max[0] - min[0]);
        let middle = order.len() / 2;
        order.select_nth_unstable_by(middle, |a, b| at(a)[axis].total_cmp(&at(b)[axis]).then(a.cmp(b)));
        let (low, high) = order.split_at_mut(middle);
        self.split(points, low, from);
        self.nodes[node].second = self.nodes.len() as u32;
        self.split(points, high, from + middle);
    }

    /// Points in it.
    pub fn points(&self) -> usize {
        self.order.len()
    }

    /// The places of a node's points.
    pub fn range(&self, node: usize) -> std::ops::Range<usize> {
        self.nodes[node].from as usize..self.nodes[node].to as usize
    }

    /// Its two parts; `None` for a leaf.
    pub fn children(&self, node: usize) -> Option<[usize; 2]> {
        let second = self.nodes[node].second as usize;
        (second > 0).then_some([node + 1, second])
    }

    /// The component of all of a node's points, or `u32::MAX` for points of several.
    pub fn component(&self, node: usize) -> u32 {
        self.nodes[node].component
    }

    /// The least value of a node's points, as last set.
    pub fn least(&self, node: usize) -> f64 {
        self.nodes[node].least
    }

    /// The squared distance of two points, m².
    pub fn distance2(&self, a: usize, b: usize) -> f64 {
        let ([ax, ay], [bx, by]) = (self.at[a], self.at[b]);
        (ax - bx).powi(2) + (ay - by).powi(2)
    }

    /// The squared distance of a point from a node's box, m².
    pub fn box_distance2(&self, node: usize, k: usize) -> f64 {
        let (node, p) = (&self.nodes[node], self.at[k]);
        let off = |d: usize| (node.min[d] - p[d]).max(p[d] - node.max[d]).max(0.0);
        off(0).powi(2) + off(1).powi(2)
    }

    /// Works out a value of every node from those of its points and of its parts.
    fn fold<T: Copy>(
        &mut self,
        of_point: impl Fn(usize) -> T,
        join: impl Fn(T, T) -> T,
        field: fn(&mut Node) -> &mut T,
    ) {
        for node in (0..self.nodes.len()).rev() {
            let value = match self.children(node) {
                Some([a, b]) => join(*field(&mut self.nodes[a]), *field(&mut self.nodes[b])),
                None => self.range(node).skip(1).map(&of_point).fold(of_point(self.range(node).start), &join),
            };
            *field(&mut self.nodes[node]) = value;
        }
    }

    /// Sets what [`KdTree::least`] tells.
    pub fn set_least(&mut self, values: &[f64]) {
        self.fold(|k| values[k], f64::min, |node| &mut node.least);
    }

    /// Sets what [`KdTree::component`] tells.
    pub fn set_components(&mut self, components: &[u32]) {
        self.fold(|k| components[k], |a, b| if a == b { a } else { MIXED }, |node| &mut node.component);
    }

    /// The squared distance to the `count`-th nearest point, the point itself counted; `near` is scratch.
    pub fn kth_distance2(&self, k: usize, count: usize, near: &mut Vec<f64>) -> f64 {
        near.clear();
        near.resize(count, f64::INFINITY);
        let mut stack = vec![(0usize, 0.0f64)];
        while let Some((node, bound)) = stack.pop() {
            if bound >= near[count - 1] {
                continue;
            }
            let Some([a, b]) = self.children(node) else {
                for j in self.range(node) {
                    let d2 = self.distance2(k, j);
                    if d2 < near[count - 1] {
                        let place = near.partition_point(|d| *d <= d2);
                        near.copy_within(place..count - 1, place + 1);
                        near[place] = d2;
                    }
                }
                continue;
            };
            let (da, db) = (self.box_distance2(a, k), self.box_distance2(b, k));
            let (first, then) = if db < da { ((b, db), (a, da)) } else { ((a, da), (b, db)) };
            stack.push(then);
            stack.push(first);
        }
        near[count - 1]
    }
}
