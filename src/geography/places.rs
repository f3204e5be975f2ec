//! Well-known places of Shanghai's finance and technology, to say where a cluster is.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{LonLat, Plane, project};
use crate::language::Bilingual;

/// A place by which people know where something is.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// A short id, such as `lujiazui`.
    pub id: String,
    /// Its name.
    pub name: Bilingual,
    /// Where it is, WGS 84.
    pub position: LonLat,
    /// Where it is on the plane.
    pub at: Plane,
    /// The Chinese name of its district.
    pub district: String,
}

/// A row of `data/places.csv`.
#[derive(Deserialize)]
struct Row {
    id: String,
    name_zh: String,
    name_en: String,
    lon: f64,
    lat: f64,
    district: String,
}

/// The places that come with the program (`data/places.csv`), in the order of the file.
pub fn places() -> &'static [Place] {
    static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
        let mut reader = csv::Reader::from_reader(include_str!("../../data/places.csv").as_bytes());
        // Embedded; a test reads every row, so none is lost here.
        reader.deserialize().filter_map(Result::ok).map(place).collect()
    });
    &PLACES
}

fn place(row: Row) -> Place {
    let position = LonLat::new(row.lon, row.lat);
    let name = Bilingual::new(row.name_zh, row.name_en);
    Place { id: row.id, name, position, at: project(position), district: row.district }
}

/// The place nearest to a position and its distance, metres; the first of the file where several are as near.
pub fn nearest_place(at: Plane) -> Option<(&'static Place, f64)> {
    places().iter().map(|place| (place, place.at.distance_m(at))).min_by(|(_, a), (_, b)| a.total_cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::Pack;

    #[test]
    fn every_row_is_read_and_stands_in_or_near_its_district() {
        let rows = include_str!("../../data/places.csv").lines().count() - 1;
        assert_eq!(places().len(), rows);
        let pack = Pack::bundled();
        let agreeing = places().iter().filter(|p| pack.locate(p.at).is_some_and(|d| d.name.zh == p.district)).count();
        // Boundaries are generalised by up to 0.9 km, so that a place on the river bank may fall across it.
        assert!(agreeing * 100 >= rows * 90, "{agreeing} of {rows}");
    }

    #[test]
    fn the_nearest_place_is_near() {
        let (place, distance_m) = nearest_place(project(LonLat::new(121.4366, 31.1946))).unwrap();
        assert_eq!(place.id, "xujiahui");
        assert!(distance_m < 20.0);
    }
}
