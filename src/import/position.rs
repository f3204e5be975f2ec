//! Positions as spreadsheets write them → longitude and latitude, degrees, in the datum of the file.

use crate::catalogue::name;
use crate::geography::LonLat;

/// Longitudes China reaches, degrees; a latitude in here is a swapped one.
const CHINA_LON: std::ops::RangeInclusive<f64> = 73.0..=136.0;
/// Latitudes China reaches, degrees.
const CHINA_LAT: std::ops::RangeInclusive<f64> = 3.0..=54.0;
/// Radius of the sphere of Web Mercator (EPSG:3857), metres.
const MERCATOR_RADIUS_M: f64 = 6_378_137.0;
/// Nobody writes degrees like this; metres are.
const LEAST_METRES: f64 = 1_000_000.0;

/// A position as it was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadPosition {
    /// The position.
    pub at: LonLat,
    /// Whether longitude and latitude were swapped, and put right.
    pub is_swapped: bool,
    /// Whether it was in metres of Web Mercator.
    pub is_mercator: bool,
}

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionFault {
    /// Not two numbers.
    NotNumbers {
        /// Whether the longitude is the one that is none.
        is_lon: bool,
    },
    /// Not a place on the earth, or 0, 0.
    Range,
}

/// Reads two cells, or one that holds both.
///
/// # Errors
/// See [`PositionFault`].
pub fn read(lon: &str, lat: &str) -> Result<ReadPosition, PositionFault> {
    let (lon, lat) = match (lat.is_empty(), pair(lon)) {
        (true, Some(both)) => both,
        _ => (lon, lat),
    };
    let (x, y) = match (degrees(lon), degrees(lat)) {
        (Some(x), Some(y)) => (x, y),
        (x, _) => return Err(PositionFault::NotNumbers { is_lon: x.is_none() }),
    };
    let is_mercator = x.abs() > LEAST_METRES && y.abs() > LEAST_METRES;
    let (x, y) = if is_mercator { from_mercator(x, y) } else { (x, y) };
    let is_swapped = CHINA_LAT.contains(&x) && CHINA_LON.contains(&y);
    let at = if is_swapped { LonLat::new(y, x) } else { LonLat::new(x, y) };
    if !at.is_valid() || (at.lon == 0.0 && at.lat == 0.0) {
        return Err(PositionFault::Range);
    }
    Ok(ReadPosition { at, is_swapped, is_mercator })
}

/// Two numbers in one cell: `121.5,31.2`, `(121.5 31.2)`, `121°30′E 31°12′N`.
fn pair(cell: &str) -> Option<(&str, &str)> {
    let cell = cell.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '（' | '）') || c.is_whitespace());
    let at = cell.find([',', '，', ';', '；', '、']).or_else(|| {
        // Blanks part the two only where there is just one, so that 121 30 15 stays an angle.
        let first = cell.find(char::is_whitespace)?;
        let rest = cell[first..].trim_start();
        (!rest.contains(char::is_whitespace)).then_some(first)
    })?;
    let rest =
        cell[at..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '、'));
    Some((&cell[..at], rest)).filter(|(a, b)| !a.is_empty() && !b.is_empty())
}

/// x, y in metres of Web Mercator → degrees.
fn from_mercator(x: f64, y: f64) -> (f64, f64) {
    let lat = 2.0 * (y / MERCATOR_RADIUS_M).exp().atan() - std::f64::consts::FRAC_PI_2;
    ((x / MERCATOR_RADIUS_M).to_degrees(), lat.to_degrees())
}

/// Reads an angle in degrees: `121.5`, `121.5°E`, `121°30′15″`, `121度30分15秒`, `121 30 15`, `121:30:15`.
pub fn degrees(text: &str) -> Option<f64> {
    if let Ok(x) = text.trim().parse::<f64>() {
        return Some(x).filter(|x| x.is_finite());
    }
    let is_mark = |c: char| {
        matches!(c, '°' | '度' | '′' | '\'' | '’' | '分' | '″' | '"' | '”' | '秒' | ':' | '：' | 'º' | '˚')
            || c.is_whitespace()
    };
    let text = text.trim().trim_start_matches(['东', '北', '经', '纬']);
    let has_blanks = text.contains(' ');
    let text: String = text.chars().filter(|c| !c.is_whitespace() || has_blanks).collect();
    let text = text.trim_matches(|c: char| matches!(c, 'E' | 'N' | 'e' | 'n' | 'Ｅ' | 'Ｎ') || c.is_whitespace());
    let parts: Vec<f64> = text
        .split(is_mark)
        .filter(|p| !p.is_empty())
        .map(|p| name::normalized(p).parse())
        .collect::<Result<_, _>>()
        .ok()?;
    let within = |x: f64| (0.0..60.0).contains(&x);
    match parts.as_slice() {
        [d] => Some(*d),
        [d, m] if within(*m) && *d >= 0.0 => Some(d + m / 60.0),
        [d, m, s] if within(*m) && within(*s) && *d >= 0.0 => Some(d + m / 60.0 + s / 3600.0),
        _ => None,
    }
    .filter(|x| x.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_of_every_kind() {
        for (text, expected) in [
            ("121.5", 121.5),
            ("121.5°E", 121.5),
            ("东经121.5度", 121.5),
            ("121°30′", 121.5),
            ("121°30′18″E", 121.505),
            ("121度30分18秒", 121.505),
            ("121 30 18", 121.505),
            ("121:30:18", 121.505),
            ("E121°30'18\"", 121.505),
            ("１２１．５", 121.5),
        ] {
            assert!(degrees(text).is_some_and(|x| (x - expected).abs() < 1e-9), "{text}: {:?}", degrees(text));
        }
        for text in ["", "路", "121°75′", "1 2 3 4"] {
            assert_eq!(degrees(text), None, "{text}");
        }
    }

    #[test]
    fn both_in_one_cell_swapped_and_in_metres() {
        let at = |lon: &str, lat: &str| {
            read(lon, lat).map(|p| ((p.at.lon * 1e4).round() / 1e4, (p.at.lat * 1e4).round() / 1e4))
        };
        assert_eq!(at("121.5,31.2", ""), Ok((121.5, 31.2)));
        assert_eq!(at("（31.2，121.5）", ""), Ok((121.5, 31.2)));
        assert_eq!(at("121.5 31.2", ""), Ok((121.5, 31.2)));
        // pyproj 3.7: Transformer.from_crs(4326, 3857, always_xy=True).transform(121.5, 31.2)
        assert_eq!(at("13525318.1314", "3658750.2803"), Ok((121.5, 31.2)));
        assert!(read("31.2", "121.5").expect("reads").is_swapped);
        assert_eq!(read("121.5", ""), Err(PositionFault::NotNumbers { is_lon: false }));
        assert_eq!(read("0", "0"), Err(PositionFault::Range));
    }
}
