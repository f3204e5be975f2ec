//! Agreement of our numbers with those of others, in tests: each difference is held to a tolerance, the largest is
//! printed. `cargo test --lib -- --nocapture | grep '^| '` gives the table of `tests/oracles/README.md`.

/// The differences from one oracle.
pub(crate) struct Agreement {
    statistic: &'static str,
    oracle: &'static str,
    tolerance: f64,
    largest: f64,
    compared: usize,
}

impl Agreement {
    /// No comparison yet of `statistic` with `oracle`, differences up to `tolerance` allowed.
    pub(crate) fn new(statistic: &'static str, oracle: &'static str, tolerance: f64) -> Agreement {
        Agreement { statistic, oracle, tolerance, largest: 0.0, compared: 0 }
    }

    /// The difference itself; panics over the tolerance.
    pub(crate) fn within(&mut self, difference: f64) {
        let Agreement { statistic, oracle, tolerance, .. } = self;
        assert!(difference <= *tolerance, "{statistic} and {oracle} differ by {difference:e}, more than {tolerance:e}");
        self.largest = self.largest.max(difference);
        self.compared += 1;
    }

    /// The difference of two numbers.
    pub(crate) fn absolute(&mut self, ours: f64, theirs: f64) {
        self.within((ours - theirs).abs());
    }

    /// The difference over theirs, or over `floor` where theirs is less.
    pub(crate) fn relative(&mut self, ours: f64, theirs: f64, floor: f64) {
        self.within((ours - theirs).abs() / theirs.abs().max(floor));
    }

    /// As [`absolute`](Agreement::absolute); both or neither are defined.
    pub(crate) fn both(&mut self, ours: Option<f64>, theirs: Option<f64>) {
        match (ours, theirs) {
            (Some(ours), Some(theirs)) => self.absolute(ours, theirs),
            (ours, theirs) => assert_eq!(ours, theirs, "{} is defined for one only", self.statistic),
        }
    }
}

impl Drop for Agreement {
    fn drop(&mut self) {
        let Agreement { statistic, oracle, tolerance, largest, compared } = self;
        println!("| {statistic} | {oracle} | {compared} | {tolerance:.0e} | {largest:.1e} |");
    }
}
