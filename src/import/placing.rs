//! Once the datum is chosen: where a row lies, and what follows from it.

use super::addresses::as_compared;
use super::check::{CheckedRow, district_name};
use super::finding::FindingCode;
use super::values::Words;
use crate::catalogue::gazetteer::Gazetteer;
use crate::catalogue::{Attribute, PositionAccuracy};
use crate::geography::{Adcode, Datum, LonLat, Pack};

/// Places of decimals kept of a position: a centimetre.
const POSITION_DECIMALS: f64 = 1e7;

/// A position whose datum nobody knows and whose accuracy the file does not say: GCJ-02 taken for WGS 84 is some 500 m
/// wrong in Shanghai, so it tells no street and number.
pub fn doubt(out: &mut CheckedRow) {
    if out.is_accuracy_assumed {
        out.enterprise.position_accuracy = PositionAccuracy::Park;
    }
}

/// Converts the position, compares it with the district, and derives what is missing.
pub fn place(out: &mut CheckedRow, datum: Datum, words: &Words, pack: &Pack) {
    // What a former district belongs to now is named as well as a district in full.
    let named = |address: &str| {
        let former = || words.former_in_address(&as_compared(address)).map(|(_, now)| now);
        words.district_in_address(address).or_else(former)
    };
    if let Some(at) = out.enterprise.position {
        let at = datum.to_wgs84(at);
        let rounded = |x: f64| (x * POSITION_DECIMALS).round() / POSITION_DECIMALS;
        let at = LonLat::new(rounded(at.lon), rounded(at.lat));
        out.enterprise.position = Some(at);
        match (pack.locate(pack.project(at)).map(|d| d.adcode), out.declared) {
            (None, _) => {
                let shown = format!("{}, {}", at.lon, at.lat);
                out.find(Some(Attribute::Lon), FindingCode::OutsideMap, shown);
            }
            (Some(inside), Some(declared)) if inside != declared => {
                let code = FindingCode::OtherDistrict;
                out.find(Some(Attribute::OfficeDistrict), code, district_name(declared, pack)).other =
                    district_name(inside, pack);
            }
            (Some(inside), None) => derive(out, inside, FindingCode::DistrictFromPosition, pack),
            (Some(_), Some(_)) => {}
        }
    }
    for field in [Attribute::OfficeAddress, Attribute::RegisteredAddress] {
        look_at_address(out, field, words, pack);
    }
    if out.enterprise.office_district.is_none()
        && let Some(adcode) = named(&out.enterprise.office_address)
    {
        derive(out, adcode, FindingCode::DistrictFromAddress, pack);
    }
    if out.enterprise.registered_district.is_none()
        && let Some(adcode) = named(&out.enterprise.registered_address)
    {
        out.enterprise.registered_district = Some(adcode);
        out.take(Attribute::RegisteredDistrict);
    }
    if out.enterprise.position.is_none()
        && !out.given.contains(&Attribute::PositionAccuracy)
        && out.enterprise.district().is_some()
    {
        out.enterprise.position_accuracy = PositionAccuracy::District;
    }
}

/// Says where an address names a district that is no more, or another city.
fn look_at_address(out: &mut CheckedRow, field: Attribute, words: &Words, pack: &Pack) {
    if !out.given.contains(&field) {
        return;
    }
    let address = field.value(&out.enterprise);
    if words.is_in_a_district(&address) {
        return;
    }
    let address = as_compared(&address);
    if let Some((former, now)) = words.former_in_address(&address) {
        out.find(Some(field), FindingCode::FormerInAddress, former).other = district_name(now, pack);
    } else if let Some(city) = words.elsewhere_in_address(&address) {
        out.find(Some(field), FindingCode::AddressElsewhere, city).other = pack.name.clone();
    }
}

/// A row without a position at the point its address tells, if it tells one: never more accurate than what that
/// rests on, never outside the declared district.
pub fn place_by_address(out: &mut CheckedRow, gazetteer: &Gazetteer, pack: &Pack) {
    let e = &out.enterprise;
    if e.position.is_some() || out.given.contains(&Attribute::PositionAccuracy) {
        return;
    }
    let told = [(&e.office_address, e.office_district), (&e.registered_address, e.registered_district)]
        .into_iter()
        .filter(|(address, _)| !address.is_empty())
        .find_map(|(address, district)| gazetteer.place(address, district, pack).filter(|p| p.position.is_some()));
    let Some(placement) = told else { return };
    out.enterprise.position = placement.position;
    out.enterprise.position_accuracy = placement.accuracy;
    out.is_placed_by_address = true;
    out.take(Attribute::Lon);
    out.take(Attribute::Lat);
    out.take(Attribute::PositionAccuracy);
    if out.enterprise.district().is_none() {
        derive(out, placement.district, FindingCode::DistrictFromAddress, pack);
    }
    out.find(Some(Attribute::OfficeAddress), FindingCode::PlacedByAddress, placement.accuracy.code());
}

fn derive(out: &mut CheckedRow, adcode: Adcode, code: FindingCode, pack: &Pack) {
    out.enterprise.office_district = Some(adcode);
    out.take(Attribute::OfficeDistrict);
    out.find(Some(Attribute::OfficeDistrict), code, "").other = district_name(adcode, pack);
}
