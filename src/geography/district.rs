//! What a boundary pack is made of: districts and the layers drawn with them, on the plane.

use geo::{Distance, Euclidean, MultiLineString, MultiPolygon, Point};

use super::{Adcode, Plane};
use crate::language::Bilingual;

/// An administrative district.
#[derive(Clone, Debug)]
pub struct District {
    /// Its code.
    pub adcode: Adcode,
    /// Its name, such as 徐汇区, Xuhui District. English may be empty.
    pub name: Bilingual,
    /// Its land area, square kilometres: official where `area_is_official`, else of `polygons` less the sea.
    pub land_area_km2: f64,
    /// Whether the area is a published one.
    pub area_is_official: bool,
    /// Its ground, plane metres; may include sea.
    pub polygons: MultiPolygon<f64>,
    /// Its ground less the pack's sea: what a map shows of it.
    pub land: MultiPolygon<f64>,
    /// Where its name is best put: inside, on land where there is any, far from the border.
    pub label_at: Plane,
}

/// Endings of a district's Chinese name, longest first.
const SUFFIXES: [&str; 8] = ["自治县", "自治旗", "新区", "林区", "市", "区", "县", "旗"];

impl District {
    /// The Chinese name without its rank: 浦东 of 浦东新区, 徐汇 of 徐汇区. Names of two characters stay whole.
    pub fn short_name_zh(&self) -> &str {
        let name = self.name.zh.as_str();
        let shortened = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix));
        shortened.filter(|short| short.chars().count() >= 2).unwrap_or(name)
    }

    /// Distance of a position from its ground, metres; 0 inside.
    pub fn distance_m(&self, at: Plane) -> f64 {
        let point = Point::new(at.x, at.y);
        self.polygons.iter().map(|p| Euclidean.distance(&point, p)).fold(f64::INFINITY, f64::min)
    }

    /// The English name without its rank: Pudong of Pudong New Area, Xuhui of Xuhui District.
    pub fn short_name_en(&self) -> &str {
        let name = self.name.en.as_str();
        [" New Area", " District", " County", " City"].iter().find_map(|s| name.strip_suffix(s)).unwrap_or(name)
    }
}

/// A township, town or sub-district (镇, 乡, 街道).
#[derive(Clone, Debug)]
pub struct Township {
    /// Its nine-digit code, empty where unknown.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// The district it belongs to, where known.
    pub district: Option<Adcode>,
    /// Its ground, plane metres.
    pub polygons: MultiPolygon<f64>,
    /// Where its name is best put.
    pub label_at: Plane,
}

/// A kind of water.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WaterKind {
    /// Sea and estuary: not land.
    Sea,
    /// Lake.
    Lake,
    /// River.
    River,
}

/// A body of water.
#[derive(Clone, Debug)]
pub struct Water {
    /// Its kind.
    pub kind: WaterKind,
    /// Its name; may be empty.
    pub name: Bilingual,
    /// Its surface, plane metres; empty where only the centre line is known.
    pub polygons: MultiPolygon<f64>,
    /// Its centre line, plane metres; empty where the surface is known.
    pub lines: MultiLineString<f64>,
}

/// A road or a metro line.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Its name; may be empty.
    pub name: Bilingual,
    /// Its class (a road: `ring`, `elevated` …) or route (a metro line: `1` …); may be empty.
    pub kind: String,
    /// The colour it is known by, as `#RRGGBB`, where the file has one.
    pub color: Option<String>,
    /// Its course, plane metres.
    pub lines: MultiLineString<f64>,
}

/// A metro station.
#[derive(Clone, Debug)]
pub struct Station {
    /// Its name.
    pub name: Bilingual,
    /// The routes that stop there, such as `2`.
    pub routes: Vec<String>,
    /// Where it is.
    pub at: Plane,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_rank_but_not_themselves() {
        for (zh, short) in [
            ("浦东新区", "浦东"),
            ("徐汇区", "徐汇"),
            ("嵊泗县", "嵊泗"),
            ("沛县", "沛县"),
            ("雄安新区", "雄安"),
            ("", ""),
        ] {
            let district = District {
                adcode: Adcode(1),
                name: Bilingual::new(zh, "Pudong New Area"),
                land_area_km2: 0.0,
                area_is_official: false,
                polygons: MultiPolygon(vec![]),
                land: MultiPolygon(vec![]),
                label_at: Plane::default(),
            };
            assert_eq!(district.short_name_zh(), short);
            assert_eq!(district.short_name_en(), "Pudong");
        }
    }
}
