//! Looks a district file over and lists everything wrong with it.

use std::path::{Path, PathBuf};

use geo::{Area, BooleanOps, BoundingRect, CoordsIter, Intersects, Rect};

use super::error::{Fault, PackError};
use super::features::{self, Members};
use super::{Adcode, Axes, Datum, District, LonLat, pack, read};
use crate::language::{Bilingual, Language};

/// Districts may share this much of the smaller one: borders drawn at different scales do. Percent.
pub const MAX_OVERLAP_PERCENT: f64 = 2.0;
/// Vertices that pairs of neighbours may have in all, so that the comparison ends within seconds.
const MAX_COMPARED_VERTICES: usize = 20_000_000;
/// Overlaps told at most.
const MAX_OVERLAPS_TOLD: usize = 100;

/// What a district file holds.
#[derive(Debug)]
pub struct PackSummary {
    /// The file.
    pub file: PathBuf,
    /// Its SHA-256, hex.
    pub sha256: String,
    /// The codes and names of its sound districts, in the order of the file.
    pub districts: Vec<(Adcode, Bilingual)>,
    /// The vertices of these, without the repeated last one of each ring.
    pub vertices: usize,
    /// The area of these, square kilometres, sea included.
    pub area_km2: f64,
    /// South-west and north-east corners of these, WGS 84; `None` where there are none.
    pub bounds: Option<(LonLat, LonLat)>,
    /// What is wrong with the others, in the order of the file, then overlaps.
    pub findings: Vec<PackError>,
}

/// Reads a district file in the coordinates of `datum` and lists what is wrong with it, feature by feature.
///
/// # Errors
/// Only where the file cannot be read as a list of features at all.
pub fn check_districts_file(path: &Path, datum: Datum) -> Result<PackSummary, PackError> {
    let bytes = read::read_file(path)?;
    let projection = features::zone_of(path, &bytes)?;
    let Members { sound, faults: findings } = districts(path, &bytes, Axes { datum, projection })?;
    let corner = |x: f64, y: f64| projection.unproject(super::Plane::new(x, y));
    Ok(PackSummary {
        file: path.to_owned(),
        sha256: pack::sha256_hex(&bytes),
        vertices: sound.iter().map(|(_, d)| vertices(d)).sum(),
        area_km2: sound.iter().map(|(_, d)| d.polygons.unsigned_area() / 1e6).sum(),
        bounds: bounds(&sound).map(|b| (corner(b.min().x, b.min().y), corner(b.max().x, b.max().y))),
        districts: sound.into_iter().map(|(_, d)| (d.adcode, d.name)).collect(),
        findings,
    })
}

/// Reads districts as [`features::districts`] does, and looks for overlaps too, which stand behind the other faults.
pub(super) fn districts(file: &Path, bytes: &[u8], axes: Axes) -> Result<Members<District>, PackError> {
    let mut members = features::districts(file, bytes, axes)?;
    let found = overlaps(file, &members.sound);
    members.faults.extend(found);
    Ok(members)
}

fn vertices(district: &District) -> usize {
    let rings = district.polygons.iter().map(|p| p.interiors().len() + 1).sum::<usize>();
    district.polygons.coords_count() - rings
}

fn bounds(districts: &[(usize, District)]) -> Option<Rect<f64>> {
    districts.iter().filter_map(|(_, d)| d.polygons.bounding_rect()).reduce(|a, b| {
        let (low, high) = (
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        );
        Rect::new(low, high)
    })
}

/// Every pair of districts that shares more than [`MAX_OVERLAP_PERCENT`] of the smaller, told of the later one.
///
/// Pairs are found by a sweep from west to east, compared by their intersection. Cost: O(n log n) in the vertices of
/// neighbours, which a budget bounds.
fn overlaps(file: &Path, districts: &[(usize, District)]) -> Vec<PackError> {
    let mut boxes: Vec<(usize, Rect<f64>)> = districts
        .iter()
        .enumerate()
        .filter_map(|(i, (_, d))| d.polygons.bounding_rect().map(|rect| (i, rect)))
        .collect();
    boxes.sort_by(|(_, a), (_, b)| a.min().x.total_cmp(&b.min().x));
    let mut found = Vec::new();
    let mut compared = 0;
    for (k, (i, rect)) in boxes.iter().enumerate() {
        let reached = boxes.iter().skip(k + 1).take_while(|(_, other)| other.min().x <= rect.max().x);
        for (j, _) in reached.filter(|(_, other)| other.intersects(rect)) {
            let (first, later) = (*i.min(j), *i.max(j));
            compared += districts[first].1.polygons.coords_count() + districts[later].1.polygons.coords_count();
            let fault = if compared > MAX_COMPARED_VERTICES {
                Some(Fault::TooIntricate)
            } else {
                overlap(&districts[first].1, &districts[later].1)
            };
            let Some(fault) = fault else { continue };
            let stop = matches!(fault, Fault::TooIntricate) || found.len() + 1 >= MAX_OVERLAPS_TOLD;
            found.push(told(file, &districts[later], fault));
            if stop {
                return found;
            }
        }
    }
    found.sort_by_key(PackError::feature_number);
    found
}

fn told(file: &Path, (number, district): &(usize, District), fault: Fault) -> PackError {
    let name = district.name.get(Language::Zh).to_owned();
    PackError::Feature { file: file.to_owned(), number: *number, name, fault }
}

fn overlap(a: &District, b: &District) -> Option<Fault> {
    let area_m2 = a.polygons.intersection(&b.polygons).unsigned_area();
    let smaller_m2 = a.polygons.unsigned_area().min(b.polygons.unsigned_area());
    let percent = 100.0 * area_m2 / smaller_m2;
    (percent > MAX_OVERLAP_PERCENT).then(|| Fault::Overlap { other: a.name.clone(), percent, area_km2: area_m2 / 1e6 })
}
