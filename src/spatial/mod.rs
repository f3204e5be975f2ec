//! Results on the plane: what clusters where, in metres (EPSG:4549), never in degrees.
//!
//! | file | result |
//! |---|---|
//! | [`mask`](mod@mask) | the cells of a square grid that lie in the city |
//! | [`binning`] | weighted points on the grid |
//! | [`density`](mod@density) | kernel density, enterprises per km² |
//! | [`bandwidth`] | how wide the kernel is |
//! | [`coincidence`] | points that share their position |
//! | [`dbscan`](mod@dbscan) | density-based clusters |
//! | [`hdbscan`](mod@hdbscan) | clusters of differing density |
//! | [`condensed_tree`] | the parts of a hierarchy that last longest |
//! | [`kd_tree`] | nearest neighbours |
//! | [`clusters`] | points merged for drawing, level by level |
//! | [`lattice`] | square cells of the city as units of count |
//! | [`weights`] | which cells are neighbours, and how much each counts |
//! | [`moran`](mod@moran) | whether like values lie together, over all and cell by cell |
//! | [`getis_ord`](mod@getis_ord) | hot and cold areas |
//! | [`colocation`](mod@colocation) | whether two tracks are neighbours |
//! | [`marcon_puech`](mod@marcon_puech) | at what distance a track concentrates |
//! | [`permutation`] | what the neighbours of a cell would sum to by chance |
//! | [`random`] | counter-based random numbers: parallel equals serial |
//!
//! Everything here takes slices of [`Plane`](crate::geography::Plane) and knows neither boundary packs nor layers.

pub mod adaptive;
pub mod alpha_shape;
pub mod bandwidth;
pub mod binning;
mod cluster_levels;
pub mod clusters;
pub mod coincidence;
pub mod colocation;
pub mod colocation_matrix;
pub mod condensed_tree;
pub mod dbscan;
pub mod density;
pub mod disjoint_sets;
pub mod duranton_overman;
pub mod envelope;
pub mod getis_ord;
pub mod hdbscan;
pub mod isolines;
pub mod kd_tree;
pub mod lattice;
pub mod marcon_puech;
pub mod mask;
pub mod moran;
pub mod permutation;
pub mod random;
pub mod relative_risk;
pub mod ripley;
pub mod set_covariance;
pub mod sheather_jones;
pub mod stability;
mod strips;
pub mod weights;

pub use bandwidth::{Bandwidth, BandwidthRule};
pub use clusters::{ClusterIndex, ClusterRef};
pub use dbscan::{Partition, dbscan};
pub use density::{Density, DensityError, EdgeCorrection, density};
pub use mask::{Mask, MaskError, mask};
