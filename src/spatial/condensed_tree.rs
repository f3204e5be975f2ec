//! The hierarchy of a spanning tree without its small parts, and the parts of it that last longest.
//!
//! Source: Campello, Moulavi & Sander 2013 (PAKDD), excess of mass. A part is born at the distance at which it comes
//! apart from another of at least the least size; a point leaves it where it goes into smaller ones.

/// An edge of a spanning tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// One end.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Its squared length, m².
    pub d2: f64,
}

impl Edge {
    /// The edge with its ends named by `order`, the lower first.
    pub fn named(&self, order: &[u32]) -> Edge {
        let (a, b) = (order[self.a as usize], order[self.b as usize]);
        Edge { a: a.min(b), b: a.max(b), d2: self.d2 }
    }

    /// Whether it is shorter, or as long and of lower ends by `order`.
    pub fn is_before(&self, other: &Edge, order: &[u32]) -> bool {
        let key = |e: &Edge| (e.named(order).a, e.named(order).b);
        self.d2 < other.d2 || (self.d2 == other.d2 && key(self) < key(other))
    }
}

/// The hierarchy over n points; node n + i is the i-th merge. What comes together at one distance is one merge of many
/// parts, so that the hierarchy is the same whichever of the equal edges the tree took.
struct Hierarchy {
    n: usize,
    /// The parts of all merges, one merge after the other.
    parts: Vec<u32>,
    merges: Vec<Merge>,
}

struct Merge {
    /// Where its parts begin in those of the hierarchy.
    begin: usize,
    end: usize,
    distance: f64,
    size: u32,
}

/// A part of at least the least size.
struct Part {
    parent: usize,
    birth: f64,
    stability: f64,
}

/// The labels of `n` points by the `edges` of their spanning tree in order of length, and the number of clusters of
/// at least `least` points. Distances under `least_m` metres count as that.
pub fn select(n: usize, edges: &[Edge], least: usize, least_m: f64) -> (Vec<Option<u32>>, u32) {
    let (parts, part_of) = condense(&Hierarchy::new(n, edges, least_m), least as u32);
    let chosen = most_stable(&parts);
    let mut numbers = vec![None; parts.len()];
    let mut clusters = 0;
    let labels = part_of
        .iter()
        .map(|part| {
            let part = chosen[*part]?;
            Some(*numbers[part].get_or_insert_with(|| {
                clusters += 1;
                clusters - 1
            }))
        })
        .collect();
    (labels, clusters)
}

impl Hierarchy {
    fn new(n: usize, edges: &[Edge], least_m: f64) -> Hierarchy {
        let mut it = Hierarchy { n, parts: Vec::with_capacity(2 * n), merges: Vec::with_capacity(edges.len()) };
        // Union by the hierarchy: the node each set of points is at present.
        let mut sets: Vec<u32> = (0..n as u32).collect();
        let mut node_of: Vec<u32> = (0..n as u32).collect();
        let distance = |e: &Edge| e.d2.sqrt().max(least_m);
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for equal in edges.chunk_by(|a, b| distance(a) == distance(b)) {
            // Each set that grew at this distance with each node that went into it.
            joined.clear();
            for edge in equal {
                let (a, b) = (root(&mut sets, edge.a), root(&mut sets, edge.b));
                joined.extend([(a, node_of[a as usize]), (b, node_of[b as usize])]);
                sets[a.max(b) as usize] = a.min(b);
            }
            joined.iter_mut().for_each(|(set, _)| *set = root(&mut sets, *set));
            joined.sort_unstable();
            joined.dedup();
            for set in joined.chunk_by(|a, b| a.0 == b.0) {
                let begin = it.parts.len();
                it.parts.extend(set.iter().map(|(_, node)| node));
                let size = set.iter().map(|(_, node)| it.size(*node)).sum();
                node_of[set[0].0 as usize] = (n + it.merges.len()) as u32;
                it.merges.push(Merge { begin, end: it.parts.len(), distance: distance(&equal[0]), size });
            }
        }
        it
    }

    fn merge(&self, node: u32) -> Option<&Merge> {
        (node as usize).checked_sub(self.n).map(|m| &self.merges[m])
    }

    fn size(&self, node: u32) -> u32 {
        self.merge(node).map_or(1, |m| m.size)
    }

    fn parts(&self, merge: &Merge) -> &[u32] {
        &self.parts[merge.begin..merge.end]
    }
}

fn root(sets: &mut [u32], mut a: u32) -> u32 {
    while sets[a as usize] != a {
        sets[a as usize] = sets[sets[a as usize] as usize];
        a = sets[a as usize];
    }
    a
}

/// The parts, each after its parent, the whole first, and the last part each point was in.
fn condense(hierarchy: &Hierarchy, least: u32) -> (Vec<Part>, Vec<usize>) {
    let mut parts = vec![Part { parent: 0, birth: 0.0, stability: 0.0 }];
    let mut part_of = vec![0usize; hierarchy.n];
    let mut open = vec![((hierarchy.n + hierarchy.merges.len() - 1) as u32, 0usize)];
    let mut falling = Vec::new();
    while let Some((node, part)) = open.pop() {
        let Some(merge) = hierarchy.merge(node) else { continue };
        let lambda = 1.0 / merge.distance;
        let comes_apart = hierarchy.parts(merge).iter().filter(|p| hierarchy.size(**p) >= least).count() > 1;
        for child in hierarchy.parts(merge) {
            let size = hierarchy.size(*child);
            if comes_apart || size < least {
                parts[part].stability += (lambda - parts[part].birth) * f64::from(size);
            }
            match size >= least {
                true if comes_apart => {
                    parts.push(Part { parent: part, birth: lambda, stability: 0.0 });
                    open.push((*child, parts.len() - 1));
                }
                true => open.push((*child, part)),
                false => falling.push(*child),
            }
        }
        while let Some(down) = falling.pop() {
            match hierarchy.merge(down) {
                Some(merge) => falling.extend(hierarchy.parts(merge)),
                None => part_of[down as usize] = part,
            }
        }
    }
    (parts, part_of)
}

/// For each part the chosen one it is or lies in; `None` where there is none.
fn most_stable(parts: &[Part]) -> Vec<Option<usize>> {
    let mut within = vec![0.0; parts.len()];
    let mut stands = vec![false; parts.len()];
    for part in (1..parts.len()).rev() {
        stands[part] = within[part] <= parts[part].stability;
        within[parts[part].parent] += parts[part].stability.max(within[part]);
    }
    let mut chosen: Vec<Option<usize>> = vec![None; parts.len()];
    for part in 1..parts.len() {
        chosen[part] = chosen[parts[part].parent].or(stands[part].then_some(part));
    }
    chosen
}
