//! Rows of cells → enterprises, with a finding for everything that is not as it should be.

use super::finding::{Finding, FindingCode};
use super::mapping::Mapping;
use super::table::TableRow;
use super::values::{self, DistrictCell, Words};
use crate::catalogue::uscc::{self, UsccProblem};
use crate::catalogue::{Attribute, Enterprise, PositionAccuracy, TrackTag};
use crate::geography::{Adcode, Datum, LonLat, Pack, project};

/// Longitudes China reaches, degrees; a latitude in here is a swapped one.
const CHINA_LON: std::ops::RangeInclusive<f64> = 73.0..=136.0;
/// Latitudes China reaches, degrees.
const CHINA_LAT: std::ops::RangeInclusive<f64> = 3.0..=54.0;
/// Places of decimals kept of a position: a centimetre.
const POSITION_DECIMALS: f64 = 1e7;

/// A row that has been looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedRow {
    /// Line in the file, from 1.
    pub line: usize,
    /// What the row says.
    pub enterprise: Enterprise,
    /// The fields it says anything valid about.
    pub given: Vec<Attribute>,
    /// The district declared in a column of the file (not derived).
    pub declared: Option<Adcode>,
    /// What is worth saying.
    pub findings: Vec<Finding>,
}

impl CheckedRow {
    /// Adds a finding about a field.
    pub fn find(&mut self, field: Option<Attribute>, code: FindingCode, value: &str) -> &mut Finding {
        self.findings.push(Finding::new(self.line, field, code, value));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Whether the row cannot be imported.
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(|f| f.code.is_fatal())
    }

    fn take(&mut self, field: Attribute) {
        if !self.given.contains(&field) {
            self.given.push(field);
        }
    }
}

/// Reads one row; its position is still in the datum of the file.
pub fn row(row: &TableRow, mapping: &Mapping, words: &Words, pack: &Pack) -> CheckedRow {
    let mut out = CheckedRow {
        line: row.line,
        enterprise: Enterprise::default(),
        given: Vec::new(),
        declared: None,
        findings: Vec::new(),
    };
    for ((field, header), cell) in mapping.fields.iter().zip(&mapping.headers).zip(&row.cells) {
        if let Some(field) = field.filter(|_| !cell.is_empty()) {
            read_cell(&mut out, field, cell, header, words, pack);
        }
    }
    if let Some(extra) = row.cells.get(mapping.fields.len()..).and_then(|c| c.iter().find(|c| !c.is_empty())) {
        out.find(None, FindingCode::ExtraCells, extra);
    }
    if out.enterprise.name_zh.is_empty() {
        out.find(Some(Attribute::NameZh), FindingCode::NoName, "");
    }
    let cell = |field| mapping.column(field).and_then(|c| row.cells.get(c)).map_or("", String::as_str);
    position(&mut out, cell(Attribute::Lon), cell(Attribute::Lat));
    out.declared = out.enterprise.district();
    out
}

fn read_cell(out: &mut CheckedRow, field: Attribute, cell: &str, header: &str, words: &Words, pack: &Pack) {
    let e = &mut out.enterprise;
    let text = match field {
        Attribute::NameZh => &mut e.name_zh,
        Attribute::ShortName => &mut e.short_name,
        Attribute::NameEn => &mut e.name_en,
        Attribute::FormerNames => &mut e.former_names,
        Attribute::RegisteredAddress => &mut e.registered_address,
        Attribute::OfficeAddress => &mut e.office_address,
        Attribute::Segment => &mut e.segment,
        Attribute::Status => &mut e.status,
        Attribute::Ticker => &mut e.ticker,
        Attribute::Website => &mut e.website,
        Attribute::FundingStage => &mut e.funding_stage,
        Attribute::Source => &mut e.source,
        Attribute::AsOf => &mut e.as_of,
        Attribute::Note => &mut e.note,
        Attribute::Lon | Attribute::Lat => return,
        Attribute::Extra => {
            e.extra.insert(header.to_owned(), cell.to_owned());
            return out.take(field);
        }
        Attribute::Uscc => return read_uscc(out, cell),
        Attribute::RegisteredDistrict | Attribute::OfficeDistrict => {
            return read_district(out, field, cell, words, pack);
        }
        Attribute::Tracks => return read_tracks(out, cell, words),
        Attribute::Founded | Attribute::Capital | Attribute::Employees => return read_number(out, field, cell, header),
        Attribute::PositionAccuracy | Attribute::Evidence | Attribute::Confidence => {
            return read_word(out, field, cell);
        }
    };
    *text = cell.to_owned();
    out.take(field);
}

fn read_uscc(out: &mut CheckedRow, cell: &str) {
    let code = uscc::normalized(cell);
    let field = Some(Attribute::Uscc);
    match uscc::check(&code) {
        Ok(()) => {
            out.enterprise.uscc = code;
            out.take(Attribute::Uscc);
        }
        Err(UsccProblem::Length(n)) => out.find(field, FindingCode::UsccLength, cell).other = n.to_string(),
        Err(UsccProblem::Character(c)) => out.find(field, FindingCode::UsccCharacter, cell).other = c.to_string(),
        Err(UsccProblem::CheckDigit { expected, .. }) => {
            out.find(field, FindingCode::UsccCheckDigit, cell).other = expected.to_string();
        }
    }
}

fn read_district(out: &mut CheckedRow, field: Attribute, cell: &str, words: &Words, pack: &Pack) {
    let adcode = match words.district(cell) {
        DistrictCell::Known(adcode) => adcode,
        DistrictCell::Historic(adcode) => {
            out.find(Some(field), FindingCode::HistoricDistrict, cell).other = district_name(adcode, pack);
            adcode
        }
        DistrictCell::Unknown => {
            out.find(Some(field), FindingCode::UnknownDistrict, cell);
            return;
        }
    };
    match field {
        Attribute::RegisteredDistrict => out.enterprise.registered_district = Some(adcode),
        _ => out.enterprise.office_district = Some(adcode),
    }
    out.take(field);
}

fn read_tracks(out: &mut CheckedRow, cell: &str, words: &Words) {
    let (known, unknown) = words.tracks(cell);
    for word in unknown {
        out.find(Some(Attribute::Tracks), FindingCode::UnknownTrack, &word);
    }
    if !known.is_empty() {
        out.enterprise.tracks = known.into_iter().map(|track| TrackTag { track, weight: None }).collect();
        out.take(Attribute::Tracks);
    }
}

fn read_number(out: &mut CheckedRow, field: Attribute, cell: &str, header: &str) {
    let e = &mut out.enterprise;
    let (is_read, code) = match field {
        Attribute::Founded => {
            e.founded = values::date(cell);
            (e.founded.is_some(), FindingCode::BadDate)
        }
        Attribute::Capital => {
            e.registered_capital_wan_cny = values::capital_wan_cny(cell, header);
            (e.registered_capital_wan_cny.is_some(), FindingCode::BadCapital)
        }
        _ => {
            e.employees = values::employees(cell);
            (e.employees.is_some(), FindingCode::BadEmployees)
        }
    };
    match is_read {
        true => out.take(field),
        false => drop(out.find(Some(field), code, cell)),
    }
}

fn read_word(out: &mut CheckedRow, field: Attribute, cell: &str) {
    let e = &mut out.enterprise;
    let is_read = match field {
        Attribute::Evidence => values::evidence(cell).map(|w| e.evidence = w).is_some(),
        Attribute::Confidence => values::confidence(cell).map(|w| e.confidence = w).is_some(),
        _ => values::accuracy(cell).map(|w| e.position_accuracy = w).is_some(),
    };
    match is_read {
        true => out.take(field),
        false => drop(out.find(Some(field), FindingCode::UnknownWord, cell)),
    }
}

/// Reads longitude and latitude, puts swapped ones right, and gives a position without accuracy `street`.
fn position(out: &mut CheckedRow, lon: &str, lat: &str) {
    if lon.is_empty() && lat.is_empty() {
        return;
    }
    let field = Some(if values::degrees(lon).is_none() { Attribute::Lon } else { Attribute::Lat });
    let shown = format!("{lon}, {lat}");
    let Some((x, y)) = values::degrees(lon).zip(values::degrees(lat)) else {
        out.find(field, FindingCode::BadCoordinate, &shown);
        return;
    };
    let is_swapped = CHINA_LAT.contains(&x) && CHINA_LON.contains(&y);
    let at = if is_swapped { LonLat::new(y, x) } else { LonLat::new(x, y) };
    if !at.is_valid() || (at.lon == 0.0 && at.lat == 0.0) {
        out.find(field, FindingCode::CoordinateRange, &shown);
        return;
    }
    if is_swapped {
        out.find(field, FindingCode::SwappedCoordinates, &shown);
    }
    if !out.given.contains(&Attribute::PositionAccuracy) {
        out.enterprise.position_accuracy = PositionAccuracy::Street;
    }
    if out.enterprise.position_accuracy.is_drawable() {
        out.enterprise.position = Some(at);
        out.take(Attribute::Lon);
        out.take(Attribute::Lat);
        out.take(Attribute::PositionAccuracy);
    }
}

/// Once the datum is chosen: converts the position, compares it with the district, and derives what is missing.
pub fn place(out: &mut CheckedRow, datum: Datum, pack: &Pack) {
    if let Some(at) = out.enterprise.position {
        let at = datum.to_wgs84(at);
        let rounded = |x: f64| (x * POSITION_DECIMALS).round() / POSITION_DECIMALS;
        let at = LonLat::new(rounded(at.lon), rounded(at.lat));
        out.enterprise.position = Some(at);
        let shown = format!("{}, {}", at.lon, at.lat);
        match (pack.locate(project(at)).map(|d| d.adcode), out.declared) {
            (None, _) => drop(out.find(Some(Attribute::Lon), FindingCode::OutsideMap, &shown)),
            (Some(inside), Some(declared)) if inside != declared => {
                let code = FindingCode::OtherDistrict;
                out.find(Some(Attribute::OfficeDistrict), code, &district_name(declared, pack)).other =
                    district_name(inside, pack);
            }
            (Some(inside), None) => derive(out, inside, FindingCode::DistrictFromPosition, pack),
            (Some(_), Some(_)) => {}
        }
    }
    let address = |e: &Enterprise| values::district_in_address(&e.office_address, pack);
    if let Some(adcode) = address(&out.enterprise).filter(|_| out.enterprise.office_district.is_none()) {
        derive(out, adcode, FindingCode::DistrictFromAddress, pack);
    }
    let registered = values::district_in_address(&out.enterprise.registered_address, pack);
    if out.enterprise.registered_district.is_none() && registered.is_some() {
        out.enterprise.registered_district = registered;
        out.take(Attribute::RegisteredDistrict);
    }
    if out.enterprise.position.is_none()
        && !out.given.contains(&Attribute::PositionAccuracy)
        && out.enterprise.district().is_some()
    {
        out.enterprise.position_accuracy = PositionAccuracy::District;
    }
}

fn derive(out: &mut CheckedRow, adcode: Adcode, code: FindingCode, pack: &Pack) {
    out.enterprise.office_district = Some(adcode);
    out.take(Attribute::OfficeDistrict);
    out.find(Some(Attribute::OfficeDistrict), code, "").other = district_name(adcode, pack);
}

fn district_name(adcode: Adcode, pack: &Pack) -> String {
    pack.district(adcode).map_or_else(|| adcode.to_string(), |d| d.name.zh.clone())
}
