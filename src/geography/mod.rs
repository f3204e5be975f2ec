//! Places on the earth: degrees, metres, datums, districts and boundary packs.
//!
//! Positions are stored as WGS 84 longitude and latitude ([`LonLat`]) and analysed and drawn on one plane in
//! metres ([`Plane`], EPSG:4549). The two meet only in [`projection`].

pub mod position;

pub use position::{Adcode, LonLat, Plane};
