//! The bundled sample, `data/enterprises.csv`: 198 publicly known organisations. Not a census.

use super::{Confidence, Enterprise, Evidence, Founded, PositionAccuracy, TrackTag};
use crate::geography::LonLat;

/// The rows of the bundled sample in the order of the file, without ids.
///
/// 93 have a position good enough to be drawn, 58 are known to the district only, of 47 not even that is known.
/// The file's district and address are those of the office.
pub fn sample() -> Vec<Enterprise> {
    let mut reader = csv::Reader::from_reader(include_bytes!("../../data/enterprises.csv").as_slice());
    let header = reader.headers().cloned().unwrap_or_default();
    reader.records().filter_map(Result::ok).map(|row| enterprise(&header, &row)).collect()
}

fn enterprise(header: &csv::StringRecord, row: &csv::StringRecord) -> Enterprise {
    let cell = |name: &str| header.iter().position(|h| h == name).and_then(|i| row.get(i)).unwrap_or_default();
    let text = |name: &str| cell(name).to_owned();
    let number = |name: &str| cell(name).parse::<f64>().ok();
    let accuracy = PositionAccuracy::from_code(cell("position_accuracy")).unwrap_or_default();
    let position = number("lon").zip(number("lat")).map(|(lon, lat)| LonLat { lon, lat });
    Enterprise {
        name_zh: text("name_zh"),
        short_name: text("short_name"),
        name_en: text("name_en"),
        office_address: text("address"),
        office_district: cell("district_adcode").parse().ok(),
        position: position.filter(|_| accuracy.is_drawable()),
        position_accuracy: accuracy,
        founded: Founded::parse(cell("founded")),
        tracks: cell("tracks")
            .split(';')
            .filter(|t| !t.is_empty())
            .map(|t| TrackTag { track: t.to_owned(), weight: None })
            .collect(),
        segment: text("segment"),
        status: text("status"),
        ticker: text("ticker"),
        website: text("website"),
        source: text("source"),
        evidence: Evidence::from_code(cell("evidence")).unwrap_or_default(),
        as_of: text("as_of"),
        confidence: Confidence::from_code(cell("confidence")).unwrap_or_default(),
        ..Enterprise::default()
    }
}

/// The sample as a catalogue, ids from 1.
#[cfg(test)]
pub fn catalogue() -> super::Catalogue {
    let mut builder = super::CatalogueBuilder::new(std::sync::Arc::new(super::Taxonomy::bundled()));
    for (id, row) in (1..).zip(sample()) {
        builder.push(&Enterprise { id, ..row });
    }
    builder.build(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Taxonomy;

    #[test]
    fn the_sample_is_what_the_design_says() {
        let rows = sample();
        assert_eq!(rows.len(), 198);
        let count = |f: &dyn Fn(&Enterprise) -> bool| rows.iter().filter(|e| f(e)).count();
        assert_eq!(count(&|e| e.position_accuracy.is_drawable()), 93);
        assert_eq!(count(&|e| e.position.is_some()), 93);
        assert_eq!(count(&|e| e.position_accuracy == PositionAccuracy::District), 58);
        assert_eq!(count(&|e| e.position_accuracy == PositionAccuracy::None), 47);
        assert_eq!(count(&|e| e.office_district.is_none()), 47);
        assert_eq!(count(&|e| e.founded.is_some()), 90);
        let taxonomy = Taxonomy::bundled();
        assert!(rows.iter().all(|e| !e.tracks.is_empty()));
        assert!(rows.iter().flat_map(|e| &e.tracks).all(|t| taxonomy.index_of(&t.track).is_some()));
    }
}
