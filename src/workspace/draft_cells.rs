//! Cells of a draft read one by one, and companies of a similar name.

use super::draft::{Checked, Severity};
use crate::catalogue::{Attribute, Catalogue, CompanyName, Evidence, Filter, PositionAccuracy};
use crate::geography::{Adcode, Pack};
use crate::import::values::{self, DistrictCell, Words};
use crate::language::Message;

/// Companies of a similar name that are shown.
const MOST_SIMILAR: usize = 5;

pub(super) fn district_name(code: Adcode, pack: &Pack) -> crate::language::Bilingual {
    pack.district(code).map(|d| d.name.clone()).unwrap_or_default()
}

pub(super) fn read_district(attribute: Attribute, text: &str, out: &mut Checked, words: &Words, pack: &Pack) {
    let read = match words.district(text) {
        _ if text.is_empty() => None,
        DistrictCell::Known(code) => Some(code),
        DistrictCell::Historic(code) => {
            let message = Message::new("edit-district-historic").with("now", district_name(code, pack));
            out.say(attribute, Severity::Note, message);
            Some(code)
        }
        DistrictCell::Unknown => {
            out.say(attribute, Severity::Error, Message::new("edit-district-unknown"));
            return;
        }
    };
    match attribute {
        Attribute::RegisteredDistrict => out.enterprise.registered_district = read,
        _ => out.enterprise.office_district = read,
    }
}

pub(super) fn read_number(attribute: Attribute, text: &str, out: &mut Checked) {
    let e = &mut out.enterprise;
    let is_empty = text.is_empty();
    let (is_read, id) = match attribute {
        Attribute::Founded => {
            e.founded = values::date(text);
            (e.founded.is_some(), "edit-bad-date")
        }
        Attribute::Capital => {
            e.registered_capital_wan_cny = values::capital_wan_cny(text, "");
            (e.registered_capital_wan_cny.is_some(), "edit-bad-capital")
        }
        _ => {
            e.employees = values::employees(text);
            (e.employees.is_some(), "edit-bad-employees")
        }
    };
    let shown = attribute.value(e);
    // As in an import: nothing was founded after this day.
    let today = crate::import::today().filter(|today| attribute == Attribute::Founded && e.founded > Some(*today));
    if let Some(today) = today {
        out.say(attribute, Severity::Error, Message::new("edit-founded-later").with("today", today.to_string()));
    }
    if !is_empty && !is_read {
        out.say(attribute, Severity::Error, Message::new(id));
    } else if !is_empty && shown != text {
        let id = if attribute == Attribute::Capital { "edit-read-as-capital" } else { "edit-read-as" };
        out.say(attribute, Severity::Note, Message::new(id).with("value", shown));
    }
}

pub(super) fn read_word(attribute: Attribute, text: &str, out: &mut Checked) {
    let e = &mut out.enterprise;
    let is_read = match attribute {
        // What is empty says nothing.
        Attribute::Evidence | Attribute::PositionAccuracy if text.is_empty() => {
            match attribute {
                Attribute::Evidence => e.evidence = Evidence::default(),
                _ => e.position_accuracy = PositionAccuracy::default(),
            }
            true
        }
        Attribute::Evidence => values::evidence(text).map(|w| e.evidence = w).is_some(),
        Attribute::Confidence => values::confidence(text).map(|w| e.confidence = w).is_some(),
        _ => values::accuracy(text).map(|w| e.position_accuracy = w).is_some(),
    };
    if !is_read {
        out.say(attribute, Severity::Error, Message::new("edit-unknown-word").with("word", text));
    }
}

/// A web site is kept without scheme and without a slash at its end.
pub(super) fn read_website(text: &str, out: &mut Checked) {
    let plain = text.split_once("://").map_or(text, |(_, rest)| rest).trim_end_matches('/');
    let host = plain.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.') && host.split('.').all(|part| !part.is_empty());
    plain.clone_into(&mut out.enterprise.website);
    if !plain.is_empty() && (!is_host || plain.contains(char::is_whitespace)) {
        out.say(Attribute::Website, Severity::Error, Message::new("edit-bad-website"));
    }
}

pub(super) fn read_as_of(text: &str, out: &mut Checked) {
    match values::date(text) {
        _ if text.is_empty() => out.enterprise.as_of.clear(),
        Some(date) => out.enterprise.as_of = date.to_string(),
        None => out.say(Attribute::AsOf, Severity::Error, Message::new("edit-bad-date")),
    }
}

/// Rows whose name holds the same trade name and line of business, without region and form of company; at most five.
pub fn similar(catalogue: &Catalogue, text: &str, except: Option<i64>) -> Vec<usize> {
    let core = CompanyName::parse(text).core;
    if core.chars().count() < 2 {
        return Vec::new();
    }
    let found = Filter { text: core, ..Filter::default() }.select(catalogue);
    found.iter().filter(|row| Some(catalogue.row(*row).id()) != except).take(MOST_SIMILAR).collect()
}
