//! One number per district × track, each with its interval, its test and what it cannot say.
//!
//! | file | what |
//! |---|---|
//! | [`counting`] | enterprises by district and track, counted fully, by primary track, or in shares |
//! | [`weights`] | shares as exact fractions on one lattice |
//! | [`density`], [`share`] | per km² of land; of all |
//! | [`location_quotient`] | the share of a track in a district over its share in the city, with an interval |
//! | [`null_distribution`] | what a count would be if district labels were dealt at random |
//! | [`exact_test`] | which null distribution fits a track and how it is worked out |
//! | [`detectable`] | the least location quotient a test would notice |
//! | [`multiple_testing`] | Benjamini–Hochberg |
//! | [`binomial`] | numbers and densities of a part of the city against an even spread |
//! | [`concentration`] | Herfindahl, Krugman, Gini, beside what chance would give |
//! | [`table`] | all of it, a row a district, a track, or both |
//!
//! Every test is conditional on the catalogue: it asks whether *these* enterprises are arranged by chance, not
//! whether the catalogue is complete. Shares compare within fintech, not against all industry.

pub mod binomial;
pub mod concentration;
pub mod counting;
pub mod density;
pub mod detectable;
pub mod exact_test;
pub mod location_quotient;
pub mod multiple_testing;
pub mod null_distribution;
pub mod robustness;
pub mod share;
pub mod table;
pub mod weights;

pub use counting::{CountTable, Counting, DistrictCounts, count};
pub use exact_test::TestMethod;
pub use robustness::{Areal, areal};
pub use table::{By, StatRow, stats};
