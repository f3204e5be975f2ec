//! Degrees to metres and back: CGCS2000 / 3-degree Gauss–Krüger, each city in the zone it lies in; Shanghai in that of
//! 120° E, EPSG:4549.
//!
//! Transverse Mercator on the CGCS2000 ellipsoid, a central meridian, scale 1, 500 km false easting. WGS 84 is
//! taken for CGCS2000: the two agree within decimetres, less than any boundary here is known to.
//!
//! Source: Krüger's series to the sixth power of the third flattening, with coefficients by C. F. F. Karney,
//! "Transverse Mercator with an accuracy of a few nanometers", J. Geodesy 85 (2011), eqs. 7–9, 12, 35, 36.
//! Agreement with PROJ 9 is better than 1e-8 m within 20° of the central meridian (`tests/oracles/projection.py`).
//! Beyond some 40° the series no longer converges and what comes out, though finite, is no position.
//!
//! ```
//! use hujin::geography::{LonLat, Projection};
//! let zone = Projection::default();
//! let bund = zone.project(LonLat::new(121.4857, 31.2395));
//! assert!((bund.x - 641_542.207).abs() < 1e-3 && (bund.y - 3_458_479.910).abs() < 1e-3);
//! assert!((zone.unproject(bund).lon - 121.4857).abs() < 1e-12);
//! assert_eq!(Projection::of_longitude(104.06).epsg(), Some(4544));
//! ```

use super::{LonLat, Plane};

/// Semi-major axis of CGCS2000, metres.
const A_M: f64 = 6_378_137.0;
/// Flattening of CGCS2000.
const F: f64 = 1.0 / 298.257_222_101;
/// Longitude of the central meridian of Shanghai's zone, degrees.
const SHANGHAI: f64 = 120.0;
/// Width of a zone, degrees.
const ZONE: f64 = 3.0;
/// The zones of China: central meridian of the first and the last, degrees, and the code of the first (EPSG:4534 has
/// 75° E, EPSG:4554 135° E).
const ZONES_OF_CHINA: (f64, f64, u32) = (75.0, 135.0, 4534);
/// What is added to every easting, metres.
const FALSE_EASTING_M: f64 = 500_000.0;

/// Third flattening.
const N: f64 = F / (2.0 - F);
/// Square of the eccentricity.
const E2: f64 = F * (2.0 - F);
/// Radius of the sphere with meridians as long as the ellipsoid's, metres (Karney eq. 14).
const RADIUS_M: f64 = A_M / (1.0 + N) * horner([1.0, 0.0, 1.0 / 4.0, 0.0, 1.0 / 64.0, 0.0, 1.0 / 256.0]);

/// Forward coefficients α₁…α₆ (Karney eq. 35).
const ALPHA: [f64; 6] = [
    horner([0.0, 1.0 / 2.0, -2.0 / 3.0, 5.0 / 16.0, 41.0 / 180.0, -127.0 / 288.0, 7_891.0 / 37_800.0]),
    horner([0.0, 0.0, 13.0 / 48.0, -3.0 / 5.0, 557.0 / 1_440.0, 281.0 / 630.0, -1_983_433.0 / 1_935_360.0]),
    horner([0.0, 0.0, 0.0, 61.0 / 240.0, -103.0 / 140.0, 15_061.0 / 26_880.0, 167_603.0 / 181_440.0]),
    horner([0.0, 0.0, 0.0, 0.0, 49_561.0 / 161_280.0, -179.0 / 168.0, 6_601_661.0 / 7_257_600.0]),
    horner([0.0, 0.0, 0.0, 0.0, 0.0, 34_729.0 / 80_640.0, -3_418_889.0 / 1_995_840.0]),
    horner([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 212_378_941.0 / 319_334_400.0]),
];

/// Inverse coefficients β₁…β₆ (Karney eq. 36).
const BETA: [f64; 6] = [
    horner([0.0, 1.0 / 2.0, -2.0 / 3.0, 37.0 / 96.0, -1.0 / 360.0, -81.0 / 512.0, 96_199.0 / 604_800.0]),
    horner([0.0, 0.0, 1.0 / 48.0, 1.0 / 15.0, -437.0 / 1_440.0, 46.0 / 105.0, -1_118_711.0 / 3_870_720.0]),
    horner([0.0, 0.0, 0.0, 17.0 / 480.0, -37.0 / 840.0, -209.0 / 4_480.0, 5_569.0 / 90_720.0]),
    horner([0.0, 0.0, 0.0, 0.0, 4_397.0 / 161_280.0, -11.0 / 504.0, -830_251.0 / 7_257_600.0]),
    horner([0.0, 0.0, 0.0, 0.0, 0.0, 4_583.0 / 161_280.0, -108_847.0 / 3_991_680.0]),
    horner([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20_648_693.0 / 638_668_800.0]),
];

/// A polynomial in [`N`], lowest power first.
const fn horner(coefficients: [f64; 7]) -> f64 {
    let mut sum = 0.0;
    let mut i = 7;
    while i > 0 {
        i -= 1;
        sum = sum * N + coefficients[i];
    }
    sum
}

/// A plane in metres: transverse Mercator about a central meridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    central_meridian: f64,
}

impl Default for Projection {
    /// The zone of Shanghai, EPSG:4549.
    fn default() -> Projection {
        Projection::new(SHANGHAI)
    }
}

impl Projection {
    /// The plane about a central meridian, degrees.
    pub fn new(central_meridian: f64) -> Projection {
        Projection { central_meridian }
    }

    /// The zone of three degrees in which a longitude lies.
    pub fn of_longitude(lon: f64) -> Projection {
        Projection::new((lon / ZONE).round() * ZONE)
    }

    /// The central meridian, degrees.
    pub fn central_meridian(self) -> f64 {
        self.central_meridian
    }

    /// The EPSG code, for the zones of China.
    pub fn epsg(self) -> Option<u32> {
        let (first, last, code) = ZONES_OF_CHINA;
        let zone = (self.central_meridian - first) / ZONE;
        let is_zone = zone.fract() == 0.0 && (first..=last).contains(&self.central_meridian);
        is_zone.then(|| code + zone as u32)
    }

    /// The zone of China of an EPSG code.
    pub fn of_epsg(code: u32) -> Option<Projection> {
        let (first, _, first_code) = ZONES_OF_CHINA;
        let zone = Projection::new(first + ZONE * f64::from(code.checked_sub(first_code)?));
        (zone.epsg() == Some(code)).then_some(zone)
    }

    /// The plane position of a WGS 84 position.
    pub fn project(self, p: LonLat) -> Plane {
        project(p, self.central_meridian)
    }

    /// The WGS 84 position of a plane position.
    pub fn unproject(self, p: Plane) -> LonLat {
        unproject(p, self.central_meridian)
    }
}

/// The plane position of a WGS 84 position.
///
/// The series in multiples of the angle need no function of their own: ξ and η come as tangent and hyperbolic sine,
/// which give sine and cosine of the double angle, and each next multiple follows from the last by addition.
fn project(p: LonLat, central_meridian: f64) -> Plane {
    let (sin_lon, cos_lon) = (p.lon - central_meridian).to_radians().sin_cos();
    let tau = conformal(p.lat.to_radians().tan());
    let length = (tau * tau + cos_lon * cos_lon).sqrt();
    let (sin, cos, sinh) = (tau / length, cos_lon / length, sin_lon / length);
    let cosh = (1.0 + sinh * sinh).sqrt();
    let (mut north, mut east) = (tau.atan2(cos_lon), sinh.asinh());
    let double = (2.0 * sin * cos, cos * cos - sin * sin, 2.0 * sinh * cosh, 1.0 + 2.0 * sinh * sinh);
    let (mut sin, mut cos, mut sinh, mut cosh) = double;
    for a in ALPHA {
        north += a * sin * cosh;
        east += a * cos * sinh;
        (sin, cos) = (sin * double.1 + cos * double.0, cos * double.1 - sin * double.0);
        (sinh, cosh) = (sinh * double.3 + cosh * double.2, cosh * double.3 + sinh * double.2);
    }
    Plane::new(FALSE_EASTING_M + RADIUS_M * east, RADIUS_M * north)
}

fn unproject(p: Plane, central_meridian: f64) -> LonLat {
    let (north, east) = (p.y / RADIUS_M, (p.x - FALSE_EASTING_M) / RADIUS_M);
    let (mut xi, mut eta) = (north, east);
    for (k, b) in (1..).zip(BETA) {
        let (sin, cos) = (2.0 * f64::from(k) * north).sin_cos();
        let double = 2.0 * f64::from(k) * east;
        xi -= b * sin * double.cosh();
        eta -= b * cos * double.sinh();
    }
    let (sin_xi, cos_xi) = xi.sin_cos();
    let sinh_eta = eta.sinh();
    let tau = geographic(sin_xi / sinh_eta.hypot(cos_xi));
    LonLat::new(central_meridian + sinh_eta.atan2(cos_xi).to_degrees(), tau.atan().to_degrees())
}

/// Tangent of the conformal latitude, of the tangent of the geographic one (Karney eqs. 7–9).
fn conformal(tau: f64) -> f64 {
    let e = E2.sqrt();
    let secant = (1.0 + tau * tau).sqrt();
    let sigma = (e * (e * tau / secant).atanh()).sinh();
    tau * (1.0 + sigma * sigma).sqrt() - sigma * secant
}

/// Inverse of [`conformal`], by Newton's method (Karney eqs. 19–21); three steps reach the last bit.
fn geographic(conformal_tau: f64) -> f64 {
    let mut tau = conformal_tau / (1.0 - E2);
    for _ in 0..5 {
        let got = conformal(tau);
        let step =
            (conformal_tau - got) / got.hypot(1.0) * (1.0 + (1.0 - E2) * tau * tau) / ((1.0 - E2) * tau.hypot(1.0));
        tau += step;
        if step.abs() <= f64::EPSILON * tau.abs() {
            break;
        }
    }
    tau
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::oracle::Agreement;

    #[test]
    fn agrees_with_proj() {
        let (mut rows, zone) = (0, Projection::default());
        let mut metres = Agreement::new("EPSG:4549, metres", "PROJ 9", 1e-8);
        let mut degrees = Agreement::new("EPSG:4549 and back, degrees", "PROJ 9", 1e-11);
        for line in include_str!("../../tests/oracles/projection.csv").lines().skip(1) {
            let v: Vec<f64> = line.split(',').map(|v| v.parse().unwrap()).collect();
            let (p, plane) = (LonLat::new(v[0], v[1]), Plane::new(v[2], v[3]));
            metres.within(zone.project(p).distance_m(plane));
            let back = zone.unproject(plane);
            degrees.within((back.lon - p.lon).hypot(back.lat - p.lat));
            rows += 1;
        }
        assert_eq!(rows, 125);
    }

    #[test]
    fn each_zone_is_the_same_plane_about_its_own_meridian() {
        let (here, there) = (Projection::default(), Projection::of_longitude(93.25));
        assert_eq!((here.epsg(), there.central_meridian(), there.epsg()), (Some(4549), 93.0, Some(4540)));
        assert_eq!(Projection::of_epsg(4540), Some(there));
        assert_eq!(
            (Projection::of_epsg(4533), Projection::of_epsg(4555), Projection::new(121.0).epsg()),
            (None, None, None)
        );
        let (a, b) = (here.project(LonLat::new(121.5, 31.2)), there.project(LonLat::new(94.5, 31.2)));
        assert!(a.distance_m(b) < 1e-8);
    }

    proptest! {
        #[test]
        fn there_and_back(lon in -180.0..180.0f64, lat in -80.0..80.0f64) {
            let p = LonLat::new(lon, lat);
            let zone = Projection::of_longitude(lon);
            let back = zone.unproject(zone.project(p));
            prop_assert!((back.lon - lon).abs() < 1e-11 && (back.lat - lat).abs() < 1e-11);
            prop_assert!(zone.project(back).distance_m(zone.project(p)) < 1e-7);
        }

        #[test]
        fn any_valid_position_gives_a_number(lon in -180.0..180.0f64, lat in -89.9..89.9f64) {
            let p = Projection::default().project(LonLat::new(lon, lat));
            prop_assert!(p.x.is_finite() && p.y.is_finite());
        }
    }
}
