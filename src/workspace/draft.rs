//! An enterprise as somebody writes it: text a cell, checked with the parsers of the importer while it is typed.
//!
//! The form of the window and `hujin edit` write drafts; what is wrong with one is a list of remarks. A remark of
//! severity [`Severity::Error`] means that it cannot be saved. A cell nobody touched blocks nothing, whatever is in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use super::draft_cells::similar;
use super::draft_cells::{district_name, read_as_of, read_district, read_number, read_website, read_word};
use crate::catalogue::uscc::{self, UsccProblem};
use crate::catalogue::{Attribute, Catalogue, ChangeSet, Enterprise, PositionAccuracy, TrackTag, Update, name};
use crate::geography::{Adcode, LonLat, Pack};
use crate::import::position::degrees;
use crate::import::values::{DistrictCell, Words};
use crate::language::Message;

/// A position this near to its district is taken to be in it: boundaries are generalised by up to as much, metres.
pub const BORDER_SLACK_M: f64 = 1000.0;

/// An enterprise that is being written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The row as it was seen; none for a new one.
    pub base: Option<Enterprise>,
    /// Text by attribute, besides tracks and the user's own.
    cells: BTreeMap<Attribute, String>,
    /// Tracks, the primary one first.
    pub tracks: Vec<TrackTag>,
    /// Attributes of the user's own: name and value.
    pub extra: Vec<(String, String)>,
    /// Why it is changed.
    pub reason: String,
}

/// How bad a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// How a cell was understood.
    Note,
    /// Worth a look.
    Warning,
    /// It cannot be saved so.
    Error,
}

/// Something to say about an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// About what.
    pub attribute: Attribute,
    /// How bad.
    pub severity: Severity,
    /// What.
    pub message: Message,
}

/// A draft that has been looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// The enterprise, where nothing is wrong.
    pub enterprise: Enterprise,
    /// What is to be said, in the order of the attributes.
    pub remarks: Vec<Remark>,
}

impl Checked {
    /// The first remark that forbids to save.
    pub fn error(&self) -> Option<&Remark> {
        self.remarks.iter().find(|r| r.severity == Severity::Error)
    }

    pub(super) fn say(&mut self, attribute: Attribute, severity: Severity, message: Message) {
        self.remarks.push(Remark { attribute, severity, message });
    }
}

impl Draft {
    /// The draft of a row there is.
    pub fn of(row: &Enterprise) -> Draft {
        let is_cell = |a: &&Attribute| !matches!(a, Attribute::Tracks | Attribute::Extra);
        Draft {
            base: Some(row.clone()),
            cells: Attribute::ALL.iter().filter(is_cell).map(|a| (*a, a.value(row))).collect(),
            tracks: row.tracks.clone(),
            extra: row.extra.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            reason: String::new(),
        }
    }

    /// The draft of a new enterprise, of which nothing is known.
    pub fn new() -> Draft {
        let unknown = Enterprise::default();
        let words = [Attribute::PositionAccuracy, Attribute::Evidence, Attribute::Confidence];
        Draft { cells: words.map(|a| (a, a.value(&unknown))).into_iter().collect(), ..Draft::default() }
    }

    /// The draft of a new enterprise at a place of the map.
    pub fn at(position: LonLat, pack: &Pack) -> Draft {
        let mut draft = Draft::new();
        draft.set_position(position, PositionAccuracy::Street);
        if let Some(district) = pack.locate(pack.project(position)) {
            draft.set(Attribute::OfficeDistrict, district.adcode.to_string());
        }
        draft
    }

    /// Id of the row; none for a new one.
    pub fn id(&self) -> Option<i64> {
        self.base.as_ref().map(|row| row.id)
    }

    /// The text of an attribute.
    pub fn get(&self, attribute: Attribute) -> &str {
        self.cells.get(&attribute).map_or("", String::as_str)
    }

    /// The text of an attribute, to be written.
    pub fn cell(&mut self, attribute: Attribute) -> &mut String {
        self.cells.entry(attribute).or_default()
    }

    /// Writes an attribute.
    pub fn set(&mut self, attribute: Attribute, text: impl Into<String>) {
        self.cells.insert(attribute, text.into());
    }

    /// Puts it at a place.
    pub fn set_position(&mut self, position: LonLat, accuracy: PositionAccuracy) {
        self.set(Attribute::Lon, format!("{:.6}", position.lon));
        self.set(Attribute::Lat, format!("{:.6}", position.lat));
        self.set(Attribute::PositionAccuracy, accuracy.code());
    }

    /// Takes its place away; the district is what remains.
    pub fn clear_position(&mut self) {
        self.set(Attribute::Lon, "");
        self.set(Attribute::Lat, "");
        let has_district =
            [Attribute::OfficeDistrict, Attribute::RegisteredDistrict].iter().any(|a| !self.get(*a).is_empty());
        let accuracy = if has_district { PositionAccuracy::District } else { PositionAccuracy::None };
        self.set(Attribute::PositionAccuracy, accuracy.code());
    }

    /// Takes over what somebody else has made of the row, where nothing was written.
    pub fn take_over(&mut self, now: &Enterprise) {
        let Some(base) = self.base.take() else { return };
        for attribute in Attribute::ALL.iter().filter(|a| self.cells.contains_key(a)).copied().collect::<Vec<_>>() {
            if self.get(attribute) == attribute.value(&base) {
                self.set(attribute, attribute.value(now));
            }
        }
        if self.tracks == base.tracks {
            self.tracks.clone_from(&now.tracks);
        }
        if self.extra == Draft::of(&base).extra {
            self.extra = Draft::of(now).extra;
        }
        self.base = Some(now.clone());
    }

    /// Whether something is written that the row does not have.
    pub fn is_changed(&self) -> bool {
        self.differs_from(&self.base.as_ref().map_or_else(Draft::new, Draft::of))
    }

    /// Whether something else is written in it than in another draft, besides the reason.
    pub fn differs_from(&self, other: &Draft) -> bool {
        let is_same = |a: &Attribute| self.get(*a) == other.get(*a);
        !Attribute::ALL.iter().all(is_same) || self.tracks != other.tracks || self.extra != other.extra
    }

    /// The district it is declared in: of the office, else of the register.
    pub fn declared(&self, words: &Words) -> Option<Adcode> {
        let read = |a| match words.district(self.get(a)) {
            DistrictCell::Known(code) | DistrictCell::Historic(code) => Some(code),
            DistrictCell::Unknown => None,
        };
        read(Attribute::OfficeDistrict).or_else(|| read(Attribute::RegisteredDistrict))
    }

    /// Reads every cell, and says what is wrong.
    pub fn checked(&self, catalogue: &Catalogue, pack: &Pack, words: &Words) -> Checked {
        let mut out = Checked { enterprise: self.base.clone().unwrap_or_default(), remarks: Vec::new() };
        out.enterprise.tracks.clone_from(&self.tracks);
        self.read_extra(&mut out);
        for attribute in Attribute::ALL {
            let from = out.remarks.len();
            self.read_cell(*attribute, &mut out, catalogue, pack, words);
            let is_old = self.base.as_ref().is_some_and(|row| attribute.value(row) == self.get(*attribute));
            for remark in out.remarks.iter_mut().skip(from).filter(|_| is_old) {
                remark.severity = remark.severity.min(Severity::Warning);
            }
        }
        self.read_position(&mut out, pack);
        out.remarks.sort_by_key(|r| r.attribute);
        out
    }

    fn read_extra(&self, out: &mut Checked) {
        out.enterprise.extra.clear();
        for (name, value) in self.extra.iter().filter(|(n, v)| !(n.trim().is_empty() && v.trim().is_empty())) {
            if name.trim().is_empty() {
                out.say(
                    Attribute::Extra,
                    Severity::Error,
                    Message::new("edit-extra-no-name").with("value", value.as_str()),
                );
            } else if out.enterprise.extra.insert(name.trim().to_owned(), value.trim().to_owned()).is_some() {
                out.say(
                    Attribute::Extra,
                    Severity::Error,
                    Message::new("edit-extra-twice").with("name", name.as_str()),
                );
            }
        }
    }

    fn read_cell(&self, attribute: Attribute, out: &mut Checked, catalogue: &Catalogue, pack: &Pack, words: &Words) {
        let text = self.get(attribute).trim();
        let plain = match attribute {
            Attribute::NameZh => return self.read_name(text, out, catalogue),
            Attribute::Uscc => return self.read_uscc(text, out, catalogue, words, pack),
            Attribute::RegisteredDistrict | Attribute::OfficeDistrict => {
                return read_district(attribute, text, out, words, pack);
            }
            Attribute::Founded | Attribute::Capital | Attribute::Employees => return read_number(attribute, text, out),
            Attribute::PositionAccuracy | Attribute::Evidence | Attribute::Confidence => {
                return read_word(attribute, text, out);
            }
            Attribute::Website => return read_website(text, out),
            Attribute::AsOf => return read_as_of(text, out),
            Attribute::Tracks => {
                let known = |t: &TrackTag| catalogue.taxonomy().index_of(&t.track).is_some();
                if let Some(odd) = self.tracks.iter().find(|t| !known(t)) {
                    let message = Message::new("edit-track-unknown").with("track", odd.track.as_str());
                    out.say(attribute, Severity::Warning, message);
                } else if self.tracks.is_empty() {
                    out.say(attribute, Severity::Note, Message::new("edit-no-track"));
                }
                return;
            }
            Attribute::Lon | Attribute::Lat | Attribute::Extra => return,
            plain => plain.text_mut(&mut out.enterprise),
        };
        if let Some(plain) = plain {
            text.clone_into(plain);
        }
    }

    fn read_name(&self, text: &str, out: &mut Checked, catalogue: &Catalogue) {
        text.clone_into(&mut out.enterprise.name_zh);
        if text.is_empty() {
            out.say(Attribute::NameZh, Severity::Error, Message::new("edit-no-name"));
            return;
        }
        let has_code = self.get(Attribute::Uscc).contains(|c: char| c.is_ascii_digit());
        if crate::import::kind_of_name(text, has_code).is_some() {
            let message = Message::new("edit-not-a-name").with("value", text);
            return out.say(Attribute::NameZh, Severity::Error, message);
        }
        let same = name::normalized(text);
        let found = similar(catalogue, text, self.id());
        if let Some(other) = found.iter().map(|r| catalogue.row(*r)).find(|r| name::normalized(r.name_zh()) == same) {
            let message = Message::new("edit-name-taken").with("id", other.id().to_string());
            out.say(Attribute::NameZh, Severity::Warning, message);
        }
    }

    fn read_uscc(&self, text: &str, out: &mut Checked, catalogue: &Catalogue, words: &Words, pack: &Pack) {
        let code = uscc::normalized(text);
        out.enterprise.uscc.clone_from(&code);
        if code.is_empty() {
            return;
        }
        let wrong = match uscc::check(&code) {
            Ok(()) => None,
            Err(UsccProblem::Length(n)) => Some(Message::new("edit-uscc-length").with("n", n)),
            Err(UsccProblem::Character(c)) => {
                Some(Message::new("edit-uscc-character").with("character", c.to_string()))
            }
            Err(UsccProblem::CheckDigit { expected, found }) => Some(
                Message::new("edit-uscc-check").with("expected", expected.to_string()).with("found", found.to_string()),
            ),
        };
        if let Some(message) = wrong {
            return out.say(Attribute::Uscc, Severity::Error, message);
        }
        if let Some(other) = catalogue.rows().find(|r| r.uscc() == code && Some(r.id()) != self.id()) {
            let message = Message::new("edit-uscc-taken").with("name", other.name_zh());
            out.say(Attribute::Uscc, Severity::Warning, message);
        }
        // Characters 3 to 8 are the area of the registrar.
        let registrar = match words.district(code.get(2..8).unwrap_or_default()) {
            DistrictCell::Known(d) | DistrictCell::Historic(d) => Some(d),
            DistrictCell::Unknown => None,
        };
        let declared = match words.district(self.get(Attribute::RegisteredDistrict)) {
            DistrictCell::Known(d) | DistrictCell::Historic(d) => Some(d),
            DistrictCell::Unknown => None,
        };
        if let Some((registrar, declared)) = registrar.zip(declared).filter(|(a, b)| a != b) {
            let message = Message::new("edit-uscc-district")
                .with("registrar", district_name(registrar, pack))
                .with("declared", district_name(declared, pack));
            out.say(Attribute::Uscc, Severity::Warning, message);
        }
    }

    /// Longitude, latitude and accuracy go together.
    fn read_position(&self, out: &mut Checked, pack: &Pack) {
        let is_old = self.base.as_ref().is_some_and(|row| {
            [Attribute::Lon, Attribute::Lat, Attribute::PositionAccuracy].iter().all(|a| a.value(row) == self.get(*a))
        });
        let worst = if is_old { Severity::Warning } else { Severity::Error };
        let (lon, lat) = (self.get(Attribute::Lon).trim(), self.get(Attribute::Lat).trim());
        let accuracy = out.enterprise.position_accuracy;
        let has_district = out.enterprise.district().is_some();
        out.enterprise.position = None;
        if lon.is_empty() && lat.is_empty() {
            if accuracy.is_drawable() {
                out.say(Attribute::PositionAccuracy, worst, Message::new("edit-accuracy-without-point"));
            } else if accuracy == PositionAccuracy::District && !has_district {
                out.say(Attribute::PositionAccuracy, worst, Message::new("edit-accuracy-without-district"));
            } else if accuracy == PositionAccuracy::None && has_district {
                // Who knows the district knows that much of the place.
                out.enterprise.position_accuracy = PositionAccuracy::District;
            }
            return;
        }
        let (x, y) = match (degrees(lon), degrees(lat)) {
            (Some(x), Some(y)) => (x, y),
            (None, _) => return out.say(Attribute::Lon, worst, Message::new("edit-not-degrees")),
            (_, None) => return out.say(Attribute::Lat, worst, Message::new("edit-not-degrees")),
        };
        let position = LonLat::new(x, y);
        let at = pack.project(position);
        let Some(inside) = pack.locate(at).filter(|_| position.is_valid()) else {
            return out.say(Attribute::Lon, worst, Message::new("edit-outside-map"));
        };
        if !accuracy.is_drawable() {
            return out.say(Attribute::PositionAccuracy, worst, Message::new("edit-point-without-accuracy"));
        }
        out.enterprise.position = Some(position);
        let declared = out.enterprise.district().and_then(|d| pack.district(d)).filter(|d| d.adcode != inside.adcode);
        if let Some(declared) = declared {
            let is_near = declared.distance_m(at) <= BORDER_SLACK_M;
            let (severity, id) =
                if is_near { (Severity::Warning, "edit-near-border") } else { (worst, "edit-other-district") };
            let message = Message::new(id).with("inside", &inside.name).with("declared", &declared.name);
            out.say(Attribute::Lon, severity, message);
        } else if out.enterprise.district().is_none() {
            out.enterprise.office_district = Some(inside.adcode);
            let message = Message::new("edit-district-from-point").with("inside", &inside.name);
            out.say(Attribute::OfficeDistrict, Severity::Note, message);
        }
    }

    /// The change that saves it.
    pub fn change_set(&self, after: Enterprise, author: &str) -> ChangeSet {
        let mut changes = ChangeSet {
            author: author.trim().to_owned(),
            reason: self.reason.trim().to_owned(),
            ..ChangeSet::default()
        };
        match &self.base {
            Some(base) => changes.updates.push(Update { id: base.id, base: Some(base.clone()), after }),
            None => changes.inserts.push(after),
        }
        changes
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
