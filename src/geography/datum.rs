//! The coordinate systems Chinese data comes in: WGS 84, GCJ-02 (国测局) and BD-09 (百度).
//!
//! GCJ-02 shifts WGS 84 by a smooth, unpublished-in-law but well-known function of position: some 500 m in Shanghai.
//! BD-09 shifts GCJ-02 once more: some 1.1 km from WGS 84. Outside a rectangle around China both are WGS 84.
//! This file alone knows them.
//!
//! Source: the function as found in public implementations (eviltransform, coordtransform, gcoord), with the
//! Krasovsky ellipsoid (a = 6378245 m). The inverse is the fixed point of `w ← w − (f(w) − p)`: the derivative of
//! the shift is below 1/100, so each step wins two digits or more.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::LonLat;

/// A coordinate system of longitude and latitude.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Datum {
    /// WGS 84: GPS, OpenStreetMap, and within decimetres CGCS2000 and 天地图.
    #[default]
    Wgs84,
    /// GCJ-02: 高德, 腾讯, Google's maps of China.
    Gcj02,
    /// BD-09: 百度.
    Bd09,
}

/// Longitudes outside which nothing is shifted, degrees.
const CHINA_LON: std::ops::RangeInclusive<f64> = 72.004..=137.8347;
/// Latitudes outside which nothing is shifted, degrees.
const CHINA_LAT: std::ops::RangeInclusive<f64> = 0.8293..=55.8271;
/// Semi-major axis of the Krasovsky ellipsoid, metres.
const KRASOVSKY_A_M: f64 = 6_378_245.0;
/// Square of the eccentricity of the Krasovsky ellipsoid.
const KRASOVSKY_E2: f64 = 0.006_693_421_622_965_943;
/// The frequency of BD-09's wobble, radians a degree.
const BAIDU_FREQUENCY: f64 = PI * 3000.0 / 180.0;
/// Steps of the inverse; it stops sooner once two steps agree.
const INVERSE_STEPS: usize = 24;
/// The step after which the inverse is exact enough, degrees: a micrometre.
const INVERSE_TOLERANCE: f64 = 1e-11;
/// No shift is larger than this, degrees (about 2 km).
const LARGEST_SHIFT: f64 = 0.02;

impl Datum {
    /// Every datum, in the order they are offered.
    pub const ALL: [Datum; 3] = [Datum::Wgs84, Datum::Gcj02, Datum::Bd09];

    /// `wgs84`, `gcj02` or `bd09`, as in files and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Datum::Wgs84 => "wgs84",
            Datum::Gcj02 => "gcj02",
            Datum::Bd09 => "bd09",
        }
    }

    /// What it is called in sentences.
    pub fn name(self) -> &'static str {
        match self {
            Datum::Wgs84 => "WGS 84",
            Datum::Gcj02 => "GCJ-02",
            Datum::Bd09 => "BD-09",
        }
    }

    /// The datum of a code; letter case, spaces, `-` and `_` do not matter. CGCS2000 is taken for WGS 84.
    pub fn from_code(code: &str) -> Option<Datum> {
        let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "wgs84" | "epsg4326" | "cgcs2000" | "epsg4490" => Some(Datum::Wgs84),
            "gcj02" => Some(Datum::Gcj02),
            "bd09" | "bd09ll" => Some(Datum::Bd09),
            _ => None,
        }
    }

    /// A WGS 84 position in this datum.
    pub fn from_wgs84(self, p: LonLat) -> LonLat {
        if !in_china(p) {
            return p;
        }
        match self {
            Datum::Wgs84 => p,
            Datum::Gcj02 => gcj_from_wgs(p),
            Datum::Bd09 => bd_from_gcj(gcj_from_wgs(p)),
        }
    }

    /// A position of this datum in WGS 84, to 1e-6 m.
    ///
    /// Within a kilometre of the edge of the rectangle around China two positions may share one shifted position;
    /// the one inside is meant then.
    pub fn to_wgs84(self, p: LonLat) -> LonLat {
        let forward: fn(LonLat) -> LonLat = match self {
            Datum::Wgs84 => return p,
            Datum::Gcj02 => gcj_from_wgs,
            Datum::Bd09 => |p| bd_from_gcj(gcj_from_wgs(p)),
        };
        if !near_china(p) {
            return p;
        }
        let mut w = p;
        for _ in 0..INVERSE_STEPS {
            let there = forward(w);
            let (east, north) = (there.lon - p.lon, there.lat - p.lat);
            w = LonLat::new(w.lon - east, w.lat - north);
            // What is left after this step is a hundredth of it.
            if east.abs().max(north.abs()) < INVERSE_TOLERANCE {
                break;
            }
        }
        if in_china(w) { w } else { p }
    }
}

fn in_china(p: LonLat) -> bool {
    CHINA_LON.contains(&p.lon) && CHINA_LAT.contains(&p.lat)
}

fn near_china(p: LonLat) -> bool {
    let near = |range: std::ops::RangeInclusive<f64>, v: f64| {
        (range.start() - LARGEST_SHIFT..=range.end() + LARGEST_SHIFT).contains(&v)
    };
    near(CHINA_LON, p.lon) && near(CHINA_LAT, p.lat)
}

/// The shift of GCJ-02, which takes metres by a polynomial and waves, then degrees by the ellipsoid's radii.
fn gcj_from_wgs(p: LonLat) -> LonLat {
    let (x, y) = (p.lon - 105.0, p.lat - 35.0);
    let common = 20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin();
    let wave = |v: f64| 20.0 * (v * PI).sin() + 40.0 * (v / 3.0 * PI).sin();
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + (common + wave(y) + 160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + (common + wave(x) + 150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;

    let (sin, cos) = p.lat.to_radians().sin_cos();
    let w2 = 1.0 - KRASOVSKY_E2 * sin * sin;
    let meridian_m = KRASOVSKY_A_M * (1.0 - KRASOVSKY_E2) / (w2 * w2.sqrt());
    let parallel_m = KRASOVSKY_A_M / w2.sqrt() * cos;
    LonLat::new(p.lon + (east_m / parallel_m).to_degrees(), p.lat + (north_m / meridian_m).to_degrees())
}

/// The shift of BD-09 from GCJ-02, in polar coordinates of the degrees themselves.
fn bd_from_gcj(p: LonLat) -> LonLat {
    let radius = p.lon.hypot(p.lat) + 0.00002 * (p.lat * BAIDU_FREQUENCY).sin();
    let angle = p.lat.atan2(p.lon) + 0.000003 * (p.lon * BAIDU_FREQUENCY).cos();
    LonLat::new(radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::oracle::Agreement;

    /// Metres between two positions, near enough for tests.
    fn apart_m(a: LonLat, b: LonLat) -> f64 {
        let radius = KRASOVSKY_A_M;
        let east = (a.lon - b.lon).to_radians() * radius * a.lat.to_radians().cos();
        east.hypot((a.lat - b.lat).to_radians() * radius)
    }

    #[test]
    fn agrees_with_eviltransform() {
        let mut rows = 0;
        let mut agreement = Agreement::new("GCJ-02 and BD-09, there and back, metres", "eviltransform", 1e-6);
        for line in include_str!("../../tests/oracles/datum.csv").lines().skip(1) {
            let v: Vec<f64> = line.split(',').map(|v| v.parse().unwrap()).collect();
            let wgs = LonLat::new(v[0], v[1]);
            for (datum, shifted) in [(Datum::Gcj02, LonLat::new(v[2], v[3])), (Datum::Bd09, LonLat::new(v[4], v[5]))] {
                agreement.within(apart_m(datum.from_wgs84(wgs), shifted));
                agreement.within(apart_m(datum.to_wgs84(shifted), wgs));
            }
            rows += 1;
        }
        assert_eq!(rows, 88);
    }

    #[test]
    fn agrees_with_published_values_within_a_centimetre() {
        // The tests of eviltransform (Shanghai, Shenzhen, Beijing), which take another radius of the earth.
        for (wgs, gcj) in [
            ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
            ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
            ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        ] {
            let there = Datum::Gcj02.from_wgs84(LonLat::new(wgs.0, wgs.1));
            assert!(apart_m(there, LonLat::new(gcj.0, gcj.1)) < 0.01, "{wgs:?}");
        }
    }

    #[test]
    fn shifts_in_shanghai_have_the_known_size() {
        let p = LonLat::new(121.4737, 31.2304);
        let gcj = apart_m(p, Datum::Gcj02.from_wgs84(p));
        let bd = apart_m(p, Datum::Bd09.from_wgs84(p));
        assert!((450.0..=520.0).contains(&gcj), "{gcj}");
        assert!((1000.0..=1250.0).contains(&bd), "{bd}");
    }

    #[test]
    fn abroad_nothing_moves() {
        for p in [LonLat::new(139.6917, 35.6895), LonLat::new(-0.1276, 51.5072), LonLat::new(f64::NAN, 31.0)] {
            for datum in Datum::ALL {
                for q in [datum.from_wgs84(p), datum.to_wgs84(p)] {
                    assert_eq!((q.lon.to_bits(), q.lat.to_bits()), (p.lon.to_bits(), p.lat.to_bits()));
                }
            }
        }
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        for datum in Datum::ALL {
            assert_eq!(Datum::from_code(datum.code()), Some(datum));
            assert_eq!(serde_json::to_string(&datum).unwrap(), format!("\"{}\"", datum.code()));
        }
        assert_eq!(Datum::from_code("GCJ-02"), Some(Datum::Gcj02));
        assert_eq!(Datum::from_code("nad27"), None);
    }

    proptest! {
        #[test]
        fn there_and_back_is_a_micrometre(lon in 73.0..135.0f64, lat in 3.0..54.0f64) {
            let p = LonLat::new(lon, lat);
            for datum in Datum::ALL {
                prop_assert!(apart_m(datum.to_wgs84(datum.from_wgs84(p)), p) < 1e-6);
                prop_assert!(apart_m(datum.from_wgs84(datum.to_wgs84(p)), p) < 1e-6);
            }
        }
    }
}
