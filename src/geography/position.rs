//! The two kinds of coordinates, kept apart by type, and the code of an administrative area.

use serde::{Deserialize, Serialize};

/// WGS 84 longitude and latitude, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LonLat {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

impl LonLat {
    /// A position from longitude and latitude in degrees.
    pub const fn new(lon: f64, lat: f64) -> LonLat {
        LonLat { lon, lat }
    }

    /// Finite, and within ±180° and ±90°.
    pub fn is_valid(self) -> bool {
        self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0
    }
}

/// A position on the analysis plane, metres east and north (EPSG:4549).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    /// Metres east.
    pub x: f64,
    /// Metres north.
    pub y: f64,
}

impl Plane {
    /// A position from metres east and north.
    pub const fn new(x: f64, y: f64) -> Plane {
        Plane { x, y }
    }

    /// The position moved by the same distance east and north, metres.
    #[must_use]
    pub fn offset(self, by_m: f64) -> Plane {
        Plane::new(self.x + by_m, self.y + by_m)
    }

    /// Whether it lies in the rectangle, borders included.
    pub fn is_within(self, min: Plane, max: Plane) -> bool {
        (min.x..=max.x).contains(&self.x) && (min.y..=max.y).contains(&self.y)
    }

    /// Distance in metres.
    pub fn distance_m(self, other: Plane) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// The six-digit code of an administrative area (GB/T 2260), such as 310104 for 徐汇区.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Adcode(pub u32);

impl std::fmt::Display for Adcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl std::str::FromStr for Adcode {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Adcode, Self::Err> {
        text.trim().parse().map(Adcode)
    }
}
