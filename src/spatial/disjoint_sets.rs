//! Disjoint sets of numbers (Galler & Fischer 1964, *Commun. ACM* 7:301), paths halved on the way; the least member
//! stands for its set, so that the order of joining cannot matter.

/// Disjoint sets of 0 to n − 1.
#[derive(Clone, Debug)]
pub struct DisjointSets {
    parent: Vec<u32>,
}

impl DisjointSets {
    /// Each of `n` numbers alone; n under 2³².
    pub fn new(n: usize) -> DisjointSets {
        DisjointSets { parent: (0..n as u32).collect() }
    }

    /// The least member of the set of `a`.
    pub fn find(&mut self, mut a: u32) -> u32 {
        while self.parent[a as usize] != a {
            self.parent[a as usize] = self.parent[self.parent[a as usize] as usize];
            a = self.parent[a as usize];
        }
        a
    }

    /// Makes the sets of `a` and `b` one; whether they were two.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.parent[a.max(b) as usize] = a.min(b);
        a != b
    }
}
