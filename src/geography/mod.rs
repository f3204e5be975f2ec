//! Places on the earth: degrees, metres, datums, districts and boundary packs.
//!
//! Positions are stored as WGS 84 longitude and latitude ([`LonLat`]) and analysed and drawn on one plane in
//! metres ([`Plane`]), that of the zone in which the city lies. The two meet only in [`projection`]; other datums exist
//! only in [`datum`].
//!
//! A boundary [`Pack`] is read in steps, one file each: `read` (bytes → GeoJSON features within limits), `outline`
//! and `crossing` (geometry → checked polygons on the plane), `features` (names and codes → [`District`] …),
//! `pack` (files of a folder → [`Pack`]). [`Locator`] answers which district a position is in. [`check`] lists what is
//! wrong with a file, [`add`] makes packs of the user's own.

pub mod add;
pub mod check;
mod crossing;
pub mod datum;
pub mod district;
pub mod error;
mod fault;
mod features;
mod grid;
mod label;
pub mod locate;
pub mod manifest;
mod outline;
pub mod pack;
pub mod places;
pub mod point_blob;
pub mod position;
pub mod projection;
mod read;

pub use add::{Description, Layer, PackEntry, add_layer, add_pack, list_packs};
pub use check::{MAX_OVERLAP_PERCENT, PackSummary, check_districts_file};
pub use datum::Datum;
pub use district::{District, Feature, Station, Township, Water, WaterKind};
pub use error::{Fault, PackError};
pub use locate::Locator;
pub use manifest::{FormerDistrict, Manifest, is_review_number};
pub use outline::{Axes, MAX_HOLES, MAX_RING_VERTICES, PLANE_REACH};
pub use pack::Pack;
pub use places::{Place, nearest_place};
pub use position::{Adcode, LonLat, Plane};
pub use projection::Projection;
pub use read::{MAX_FEATURES, MAX_FILE_BYTES, MAX_NESTING, MAX_VERTICES};

#[cfg(test)]
mod tests;
