//! Well-known places of a city's finance and technology, to say where a cluster is.

use std::path::Path;

use serde::Deserialize;

use super::error::PackError;
use super::{LonLat, Plane, Projection};
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

/// A row of the table.
#[derive(Deserialize)]
struct Row {
    id: String,
    name_zh: String,
    name_en: String,
    lon: f64,
    lat: f64,
    district: String,
}

/// The places of a table `id, name_zh, name_en, lon, lat, district`, in its order.
pub(super) fn read_places(file: &Path, bytes: &[u8], projection: Projection) -> Result<Vec<Place>, PackError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let rows = csv::Reader::from_reader(bytes).into_deserialize::<Row>();
    let place = |(line, row): (u64, Result<Row, csv::Error>)| {
        let fault = |source| PackError::Places { file: file.to_owned(), line, source };
        let place = row.map_err(|e| fault(Some(e))).map(|row| place(row, projection))?;
        if place.position.is_valid() { Ok(place) } else { Err(fault(None)) }
    };
    (2..).zip(rows).map(place).collect()
}

fn place(row: Row, projection: Projection) -> Place {
    let position = LonLat::new(row.lon, row.lat);
    let name = Bilingual::new(row.name_zh, row.name_en);
    Place { id: row.id, name, position, at: projection.project(position), district: row.district }
}

/// The place nearest to a position and its distance, metres; the first of several that are as near.
pub fn nearest_place(places: &[Place], at: Plane) -> Option<(&Place, f64)> {
    places.iter().map(|place| (place, place.at.distance_m(at))).min_by(|(_, a), (_, b)| a.total_cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::Pack;

    #[test]
    fn every_row_is_read_and_stands_in_or_near_its_district() {
        let rows = include_str!("../../maps/shanghai/places.csv").lines().count() - 1;
        let pack = Pack::bundled();
        assert_eq!(pack.places.len(), rows);
        let agreeing =
            pack.places.iter().filter(|p| pack.locate(p.at).is_some_and(|d| d.name.zh == p.district)).count();
        // Boundaries are generalised by up to 0.9 km, so that a place on the river bank may fall across it.
        assert!(agreeing * 100 >= rows * 90, "{agreeing} of {rows}");
    }

    #[test]
    fn a_row_that_is_none_is_told_with_its_line() {
        for (row, line) in [("a,甲,A,121,31,x\nb,乙,B,east,31,x", 3), ("a,甲,A,421,31,x", 2), ("a,甲", 2)] {
            let text = format!("id,name_zh,name_en,lon,lat,district\n{row}\n");
            let error = read_places(Path::new("p.csv"), text.as_bytes(), Projection::default()).unwrap_err();
            assert!(matches!(&error, PackError::Places { line: found, .. } if *found == line), "{error:?}");
        }
    }

    #[test]
    fn the_nearest_place_is_near() {
        let pack = Pack::bundled();
        let at = pack.project(LonLat::new(121.4366, 31.1946));
        let (place, distance_m) = nearest_place(&pack.places, at).unwrap();
        assert_eq!(place.id, "xujiahui");
        assert!(distance_m < 20.0);
    }
}
