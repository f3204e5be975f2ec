//! One field of an enterprise: its value as text, and taking it over from another record.

use super::mapping::Field;
use crate::catalogue::Enterprise;
use crate::geography::Adcode;

/// A field's value as a person reads it; empty where unknown.
pub fn value(e: &Enterprise, field: Field) -> String {
    let district = |d: Option<Adcode>| d.map(|a| a.to_string()).unwrap_or_default();
    match field {
        Field::NameZh => e.name_zh.clone(),
        Field::ShortName => e.short_name.clone(),
        Field::NameEn => e.name_en.clone(),
        Field::FormerNames => e.former_names.clone(),
        Field::Uscc => e.uscc.clone(),
        Field::RegisteredAddress => e.registered_address.clone(),
        Field::OfficeAddress => e.office_address.clone(),
        Field::RegisteredDistrict => district(e.registered_district),
        Field::OfficeDistrict => district(e.office_district),
        Field::Lon => e.position.map(|p| p.lon.to_string()).unwrap_or_default(),
        Field::Lat => e.position.map(|p| p.lat.to_string()).unwrap_or_default(),
        Field::PositionAccuracy => e.position_accuracy.code().to_owned(),
        Field::Founded => e.founded.map(|f| f.to_string()).unwrap_or_default(),
        Field::Capital => e.registered_capital_wan_cny.map(|c| c.to_string()).unwrap_or_default(),
        Field::Employees => e.employees.map(|n| n.to_string()).unwrap_or_default(),
        Field::Tracks => tracks(e),
        Field::Segment => e.segment.clone(),
        Field::Status => e.status.clone(),
        Field::Ticker => e.ticker.clone(),
        Field::Website => e.website.clone(),
        Field::FundingStage => e.funding_stage.clone(),
        Field::Source => e.source.clone(),
        Field::Evidence => e.evidence.code().to_owned(),
        Field::AsOf => e.as_of.clone(),
        Field::Confidence => e.confidence.code().to_owned(),
        Field::Note => e.note.clone(),
    }
}

/// The primary track, then the others in alphabetical order: their order in a catalogue says nothing.
fn tracks(e: &Enterprise) -> String {
    let mut ids: Vec<&str> = e.tracks.iter().map(|t| t.track.as_str()).collect();
    ids.get_mut(1..).unwrap_or_default().sort_unstable();
    ids.join(";")
}

/// Takes one field over; both coordinates go together.
pub fn take(into: &mut Enterprise, from: &Enterprise, field: Field) {
    match field {
        Field::NameZh => into.name_zh.clone_from(&from.name_zh),
        Field::ShortName => into.short_name.clone_from(&from.short_name),
        Field::NameEn => into.name_en.clone_from(&from.name_en),
        Field::FormerNames => into.former_names.clone_from(&from.former_names),
        Field::Uscc => into.uscc.clone_from(&from.uscc),
        Field::RegisteredAddress => into.registered_address.clone_from(&from.registered_address),
        Field::OfficeAddress => into.office_address.clone_from(&from.office_address),
        Field::RegisteredDistrict => into.registered_district = from.registered_district,
        Field::OfficeDistrict => into.office_district = from.office_district,
        Field::Lon | Field::Lat => into.position = from.position,
        Field::PositionAccuracy => into.position_accuracy = from.position_accuracy,
        Field::Founded => into.founded = from.founded,
        Field::Capital => into.registered_capital_wan_cny = from.registered_capital_wan_cny,
        Field::Employees => into.employees = from.employees,
        Field::Tracks => into.tracks.clone_from(&from.tracks),
        Field::Segment => into.segment.clone_from(&from.segment),
        Field::Status => into.status.clone_from(&from.status),
        Field::Ticker => into.ticker.clone_from(&from.ticker),
        Field::Website => into.website.clone_from(&from.website),
        Field::FundingStage => into.funding_stage.clone_from(&from.funding_stage),
        Field::Source => into.source.clone_from(&from.source),
        Field::Evidence => into.evidence = from.evidence,
        Field::AsOf => into.as_of.clone_from(&from.as_of),
        Field::Confidence => into.confidence = from.confidence,
        Field::Note => into.note.clone_from(&from.note),
    }
}
