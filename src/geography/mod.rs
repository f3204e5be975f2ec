//! Places on the earth: degrees, metres, datums, districts and boundary packs.
//!
//! Positions are stored as WGS 84 longitude and latitude ([`LonLat`]) and analysed and drawn on one plane in
//! metres ([`Plane`], EPSG:4549). The two meet only in [`projection`]; other datums exist only in [`datum`].

pub mod datum;
pub mod position;
pub mod projection;

pub use datum::Datum;
pub use position::{Adcode, LonLat, Plane};
pub use projection::{project, unproject};
