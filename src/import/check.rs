//! Rows of cells → enterprises, with a finding for everything that is not as it should be.

use super::finding::{Finding, FindingCode};
use super::mapping::Mapping;
use super::money::{self, HeaderUnit};
use super::options::Fixes;
use super::position::{self, PositionFault};
use super::stray;
use super::table::TableRow;
use super::values::{self, DistrictCell, Words};
use crate::catalogue::uscc::{self, UsccProblem};
use crate::catalogue::{Attribute, Enterprise, Founded, PositionAccuracy, TrackTag};
use crate::geography::{Adcode, LonLat, Pack};
use crate::language::Bilingual;

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
    /// Whether it has a position whose accuracy the file does not say.
    pub is_accuracy_assumed: bool,
    /// Whether its position is what its address tells.
    pub is_placed_by_address: bool,
    /// What is worth saying.
    pub findings: Vec<Finding>,
}

impl CheckedRow {
    /// Adds a finding about a field.
    pub fn find(&mut self, field: Option<Attribute>, code: FindingCode, value: impl Into<Bilingual>) -> &mut Finding {
        self.findings.push(Finding::new(self.line, field, code, value));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Whether the row cannot be imported.
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(|f| f.code.is_fatal())
    }

    pub(super) fn take(&mut self, field: Attribute) {
        if !self.given.contains(&field) {
            self.given.push(field);
        }
    }
}

/// What a spreadsheet writes for a formula that failed.
const FORMULA_ERRORS: [&str; 8] = ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"];

/// What rows are read with.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Which column is which field.
    pub mapping: &'a Mapping,
    /// The unit of the capital.
    pub capital_unit: HeaderUnit,
    /// Names of districts and tracks.
    pub words: &'a Words,
    /// Boundaries.
    pub pack: &'a Pack,
    /// What was put right by hand.
    pub fixes: &'a Fixes,
    /// Nothing was founded after this day.
    pub today: Option<Founded>,
}

impl Context<'_> {
    /// A cell as it counts: put right where somebody did.
    fn cell<'t>(&'t self, row: TableRow<'t>, attribute: Attribute) -> &'t str {
        let text = self.mapping.column(attribute).map_or("", |column| row.get(column));
        self.fixes.cell(row.line, attribute, text)
    }

    /// The company's name as the row has it.
    pub fn name<'t>(&'t self, row: TableRow<'t>) -> &'t str {
        self.cell(row, Attribute::NameZh)
    }

    /// What the row names as its source.
    pub fn source<'t>(&'t self, row: TableRow<'t>) -> &'t str {
        self.cell(row, Attribute::Source)
    }

    /// Whether the row says anything of a position.
    pub fn has_position(&self, row: TableRow<'_>) -> bool {
        position::read(self.cell(row, Attribute::Lon), self.cell(row, Attribute::Lat)).is_ok()
    }

    /// The position and the declared district of a row, and what it names as its source: what tells the datum.
    pub fn evidence<'t>(&'t self, row: TableRow<'t>) -> Option<(LonLat, Adcode, &'t str)> {
        let lon = self.cell(row, Attribute::Lon);
        let at = position::read(lon, self.cell(row, Attribute::Lat)).ok()?.at;
        let declared =
            [Attribute::OfficeDistrict, Attribute::RegisteredDistrict].into_iter().find_map(|attribute| match self
                .words
                .district(self.cell(row, attribute))
            {
                DistrictCell::Known(code) | DistrictCell::Historic(code) => Some(code),
                DistrictCell::Unknown => None,
            })?;
        Some((at, declared, self.cell(row, Attribute::Source)))
    }
}

/// Reads one row; its position is still in the datum of the file.
pub fn row(row: TableRow<'_>, context: &Context<'_>) -> CheckedRow {
    let mapping = context.mapping;
    let mut out = CheckedRow {
        line: row.line,
        enterprise: Enterprise::default(),
        given: Vec::new(),
        declared: None,
        is_accuracy_assumed: false,
        is_placed_by_address: false,
        findings: Vec::new(),
    };
    for ((field, header), cell) in mapping.fields.iter().zip(&mapping.headers).zip(row.cells()) {
        let Some(field) = *field else { continue };
        let cell = if field == Attribute::Extra { cell } else { context.fixes.cell(row.line, field, cell) };
        if cell.starts_with('#') && FORMULA_ERRORS.contains(&cell) {
            out.find(Some(field), FindingCode::FormulaError, cell);
        } else if !cell.is_empty() {
            read_cell(&mut out, field, cell, header, context);
        }
    }
    for (field, cell) in context.fixes.on_line(row.line) {
        // A field the file has no column for; or one of a row that ends before it.
        if !cell.is_empty() && mapping.column(field).is_none_or(|column| column >= row.len()) {
            read_cell(&mut out, field, cell, "", context);
        }
    }
    if let Some(extra) = (mapping.fields.len()..row.len()).map(|c| row.get(c)).find(|c| !c.is_empty()) {
        out.find(None, FindingCode::ExtraCells, extra);
    }
    let (name, uscc) = (context.name(row), context.cell(row, Attribute::Uscc));
    match stray::kind(row, name, uscc, mapping) {
        Some(kind) => {
            // Nothing else about such a row is worth saying.
            out.findings.clear();
            let shown = Some(name).filter(|name| !name.is_empty()).or_else(|| row.cells().find(|c| !c.is_empty()));
            out.find(Some(Attribute::NameZh), kind, shown.unwrap_or_default());
            return out;
        }
        None if out.enterprise.name_zh.is_empty() => drop(out.find(Some(Attribute::NameZh), FindingCode::NoName, "")),
        None => {}
    }
    read_position(&mut out, context.cell(row, Attribute::Lon), context.cell(row, Attribute::Lat));
    out.declared = out.enterprise.district();
    compare_code(&mut out, context.pack);
    out
}

/// A code says where it was issued; a company that moved keeps it, so this is said and nothing more.
fn compare_code(out: &mut CheckedRow, pack: &Pack) {
    let e = &out.enterprise;
    let issued = e.uscc.get(2..8).and_then(|digits| digits.parse().ok()).map(Adcode);
    let Some((issued, declared)) = issued.zip(e.registered_district.or(e.office_district)) else { return };
    // The city's own office, and districts that are no more, issued codes for any of them.
    let is_of_city = issued.0 / 10_000 == declared.0 / 10_000 && pack.district(issued).is_none();
    if issued == declared || is_of_city {
        return;
    }
    let (issued, declared) = (district_name(issued, pack), district_name(declared, pack));
    out.find(Some(Attribute::Uscc), FindingCode::UsccDistrict, issued).other = declared;
}

fn read_cell(out: &mut CheckedRow, field: Attribute, cell: &str, header: &str, context: &Context<'_>) {
    let text = match field {
        Attribute::Lon | Attribute::Lat => return,
        Attribute::Extra => {
            out.enterprise.extra.insert(header.to_owned(), cell.to_owned());
            return out.take(field);
        }
        Attribute::Uscc => return read_uscc(out, cell),
        Attribute::RegisteredDistrict | Attribute::OfficeDistrict => {
            return read_district(out, field, cell, context.words, context.pack);
        }
        Attribute::Tracks => return read_tracks(out, cell, context.words),
        Attribute::Founded => return read_founded(out, cell, context.today),
        Attribute::Capital | Attribute::Employees => return read_number(out, field, cell, context.capital_unit),
        Attribute::PositionAccuracy | Attribute::Evidence | Attribute::Confidence => {
            return read_word(out, field, cell);
        }
        plain => plain.text_mut(&mut out.enterprise),
    };
    if let Some(text) = text {
        *text = match field {
            Attribute::NameZh | Attribute::ShortName | Attribute::NameEn => values::on_one_line(cell),
            _ => cell.to_owned(),
        };
        out.take(field);
    }
}

fn read_founded(out: &mut CheckedRow, cell: &str, today: Option<Founded>) {
    let code = match values::date(cell) {
        // A year or month alone is packed with zeros, before its own days.
        Some(date) if today.is_none_or(|today| date <= today) => {
            out.enterprise.founded = Some(date);
            return out.take(Attribute::Founded);
        }
        Some(_) => FindingCode::FutureDate,
        None => FindingCode::BadDate,
    };
    out.find(Some(Attribute::Founded), code, cell);
}

fn read_uscc(out: &mut CheckedRow, cell: &str) {
    let code = uscc::normalized(cell);
    let field = Some(Attribute::Uscc);
    if is_float(cell) {
        out.find(field, FindingCode::FloatCode, cell);
        return;
    }
    match uscc::check(&code) {
        Ok(()) => {
            out.enterprise.uscc = code;
            out.take(Attribute::Uscc);
        }
        Err(UsccProblem::Length(n)) => out.find(field, FindingCode::UsccLength, cell).other = n.to_string().into(),
        Err(UsccProblem::Character(c)) => {
            out.find(field, FindingCode::UsccCharacter, cell).other = c.to_string().into()
        }
        Err(UsccProblem::CheckDigit { expected, .. }) => {
            out.find(field, FindingCode::UsccCheckDigit, cell).other = expected.to_string().into();
        }
    }
}

/// A number a spreadsheet made of a code: `9.13101E+17`, or eighteen digits of which the last are rounded to 0.
fn is_float(cell: &str) -> bool {
    let is_scientific = cell.contains(['e', 'E']) && cell.contains('+') && cell.parse::<f64>().is_ok();
    let is_rounded = cell.len() == 18 && cell.ends_with("000") && cell.bytes().all(|b| b.is_ascii_digit());
    is_scientific || is_rounded && uscc::check(cell).is_err()
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
    let (known, unknown, synonyms) = words.tracks(cell);
    for (word, track) in synonyms {
        out.find(Some(Attribute::Tracks), FindingCode::TrackSynonym, &word).other = track.into();
    }
    for word in unknown {
        out.find(Some(Attribute::Tracks), FindingCode::UnknownTrack, &word);
    }
    if !known.is_empty() {
        out.enterprise.tracks = known.into_iter().map(|track| TrackTag { track, weight: None }).collect();
        out.take(Attribute::Tracks);
    }
}

fn read_number(out: &mut CheckedRow, field: Attribute, cell: &str, unit: HeaderUnit) {
    let e = &mut out.enterprise;
    let is_capital = field == Attribute::Capital;
    let is_read = if is_capital {
        e.registered_capital_wan_cny = unit.capital_wan_cny(cell);
        e.registered_capital_wan_cny.is_some()
    } else {
        e.employees = values::employees(cell);
        e.employees.is_some()
    };
    if is_read {
        let implausible = |wan: &f64| is_capital && *wan >= money::IMPLAUSIBLE_WAN_CNY;
        if let Some(wan) = e.registered_capital_wan_cny.filter(implausible) {
            out.find(Some(field), FindingCode::ImplausibleCapital, cell).other = money::in_yi(wan).into();
        }
        if let Some(people) = out.enterprise.employees.filter(|_| !is_capital && values::is_range(cell)) {
            out.find(Some(field), FindingCode::EmployeesRange, cell).other = people.to_string().into();
        }
        return out.take(field);
    }
    let code = match is_capital {
        true if unit.is_foreign(cell) => FindingCode::ForeignCurrency,
        true => FindingCode::BadCapital,
        false => FindingCode::BadEmployees,
    };
    out.find(Some(field), code, cell);
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

/// Reads longitude and latitude, and gives a position without accuracy `street`.
fn read_position(out: &mut CheckedRow, lon: &str, lat: &str) {
    if lon.is_empty() && lat.is_empty() {
        return;
    }
    let shown = || format!("{lon}, {lat}");
    let read = match position::read(lon, lat) {
        Ok(read) => read,
        Err(PositionFault::NotNumbers { is_lon }) => {
            let field = if is_lon { Attribute::Lon } else { Attribute::Lat };
            out.find(Some(field), FindingCode::BadCoordinate, shown());
            return;
        }
        Err(PositionFault::Range) => {
            out.find(Some(Attribute::Lat), FindingCode::CoordinateRange, shown());
            return;
        }
    };
    if read.is_swapped {
        out.find(Some(Attribute::Lat), FindingCode::SwappedCoordinates, shown());
    }
    if read.is_mercator {
        out.find(Some(Attribute::Lon), FindingCode::Mercator, shown());
    }
    if !out.given.contains(&Attribute::PositionAccuracy) {
        out.is_accuracy_assumed = true;
        out.enterprise.position_accuracy = PositionAccuracy::Street;
    }
    if out.enterprise.position_accuracy.is_drawable() {
        out.enterprise.position = Some(read.at);
        out.take(Attribute::Lon);
        out.take(Attribute::Lat);
        out.take(Attribute::PositionAccuracy);
    }
}

pub(super) fn district_name(adcode: Adcode, pack: &Pack) -> Bilingual {
    pack.district(adcode).map_or_else(|| adcode.to_string().into(), |d| d.name.clone())
}
