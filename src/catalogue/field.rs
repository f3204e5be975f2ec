//! The fields of an enterprise as a table shows, sorts and exports them.

use std::borrow::Cow;
use std::cmp::Ordering;

use pinyin::ToPinyin;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::sentence::{accuracy_label, evidence_label};
use super::{Catalogue, Row, Selection};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, say};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $code:literal $label:literal,)*) => {
        /// A field of an enterprise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Field { $($(#[$doc])* #[serde(rename = $code)] $name,)* }

        impl Field {
            /// All, in the order in which columns are offered.
            pub const ALL: &[Field] = &[$(Field::$name),*];

            /// The key in files.
            pub fn code(self) -> &'static str {
                match self { $(Field::$name => $code),* }
            }

            /// Id of the message that names it, with its unit.
            pub fn label(self) -> &'static str {
                match self { $(Field::$name => $label),* }
            }
        }
    };
}

fields! {
    /// Key in the catalogue.
    Id "id" "field-id",
    /// Full Chinese name.
    NameZh "name_zh" "field-name",
    /// Short Chinese name.
    ShortName "short_name" "field-short-name",
    /// English name.
    NameEn "name_en" "field-name-en",
    /// Credit code.
    Uscc "uscc" "field-uscc",
    /// The district the atlas counts it in.
    District "district" "field-district",
    /// The district of the register.
    RegisteredDistrict "registered_district" "field-registered-district",
    /// The primary track.
    PrimaryTrack "primary_track" "field-primary-track",
    /// All tracks.
    Tracks "tracks" "field-tracks",
    /// Business segment.
    Segment "segment" "field-segment",
    /// Founding year.
    Founded "founded" "field-founded",
    /// Registered capital, 万元 CNY.
    Capital "registered_capital_wan_cny" "field-capital",
    /// Number of employees.
    Employees "employees" "field-employees",
    /// Listing status.
    Status "status" "field-status",
    /// Ticker symbols.
    Ticker "ticker" "field-ticker",
    /// Office address.
    OfficeAddress "office_address" "field-office-address",
    /// Registered address.
    RegisteredAddress "registered_address" "field-registered-address",
    /// How well the place is known.
    Accuracy "position_accuracy" "field-accuracy",
    /// Longitude, WGS 84, degrees; only where it is drawn.
    Lon "lon" "field-lon",
    /// Latitude, likewise.
    Lat "lat" "field-lat",
    /// What stands behind the row.
    Evidence "evidence" "field-evidence",
    /// Date of the information.
    AsOf "as_of" "field-as-of",
    /// Where the row comes from.
    Source "source" "field-source",
    /// Web site.
    Website "website" "field-website",
}

/// What a table shows before anybody chose.
pub const DEFAULT_FIELDS: &[Field] = &[
    Field::NameZh,
    Field::District,
    Field::Tracks,
    Field::Segment,
    Field::Founded,
    Field::Status,
    Field::Accuracy,
    Field::Evidence,
    Field::AsOf,
];

impl Field {
    /// Whether its cells are numbers, set to the right.
    pub fn is_number(self) -> bool {
        matches!(self, Field::Id | Field::Founded | Field::Capital | Field::Employees | Field::Lon | Field::Lat)
    }

    /// The number in a cell, for fields of numbers.
    pub fn number(self, row: Row<'_>) -> Option<f64> {
        match self {
            Field::Id => Some(row.id() as f64),
            Field::Founded => row.founded().map(|f| f64::from(f.year())),
            Field::Capital => row.registered_capital_wan_cny(),
            Field::Employees => row.employees().map(f64::from),
            Field::Lon => row.position().map(|p| p.lon),
            Field::Lat => row.position().map(|p| p.lat),
            _ => None,
        }
    }

    /// The cell in the reader's language; empty where nothing is known.
    pub fn text(self, row: Row<'_>, pack: &Pack, language: Language) -> String {
        let district = |code: Option<Adcode>| {
            let name = |c: Adcode| pack.district(c).map_or_else(|| c.to_string(), |d| d.name.get(language).to_owned());
            code.map(name).unwrap_or_default()
        };
        let written = match self {
            Field::Lon | Field::Lat => return self.number(row).map(|v| format!("{v:.6}")).unwrap_or_default(),
            Field::Id | Field::Founded | Field::Capital | Field::Employees => {
                return self.number(row).map(|v| v.to_string()).unwrap_or_default();
            }
            Field::District => return district(row.district()),
            Field::RegisteredDistrict => return district(row.registered_district()),
            Field::PrimaryTrack => return row.track_names(language).into_iter().next().unwrap_or_default().to_owned(),
            Field::Tracks => return row.track_names(language).join(&say(language, "list-separator")),
            Field::Accuracy => return say(language, accuracy_label(row.position_accuracy())),
            Field::Evidence => return say(language, evidence_label(row.evidence())),
            Field::NameZh => row.name_zh(),
            Field::ShortName => row.short_name(),
            Field::NameEn => row.name_en(),
            Field::Uscc => row.uscc(),
            Field::Segment => row.segment(),
            Field::Status => row.status(),
            Field::Ticker => row.ticker(),
            Field::OfficeAddress => return row.office_address().into_owned(),
            Field::RegisteredAddress => return row.registered_address().into_owned(),
            Field::AsOf => row.as_of(),
            Field::Source => row.source(),
            Field::Website => row.website(),
        };
        written.to_owned()
    }

    /// The rows of a selection in the order of this field; ties in order of id, unknown ones last in either direction.
    /// Chinese text is ordered by its pinyin. In parallel.
    pub fn sorted(self, catalogue: &Catalogue, selection: &Selection, descending: bool) -> Vec<u32> {
        let directed = |order: Ordering| if descending { order.reverse() } else { order };
        let key = |row: usize| self.key(catalogue.row(row));
        let mut keyed: Vec<(Key, u32)> =
            selection.iter().collect::<Vec<_>>().into_par_iter().map(|row| (key(row), row as u32)).collect();
        keyed.par_sort_by(|(a, i), (b, j)| {
            let known = a.is_unknown().cmp(&b.is_unknown());
            known.then_with(|| directed(a.compare(b))).then(i.cmp(j))
        });
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    fn key<'a>(self, row: Row<'a>) -> Key<'a> {
        let rank = |rank: usize| Key::Number(Some(rank as f64));
        let text = |text: &'a str| Key::Text(Cow::Borrowed(text));
        match self {
            field if field.is_number() => Key::Number(field.number(row)),
            Field::District => Key::Number(row.district().map(|d| f64::from(d.0))),
            Field::RegisteredDistrict => Key::Number(row.registered_district().map(|d| f64::from(d.0))),
            Field::PrimaryTrack | Field::Tracks => Key::Number(row.primary_track().map(|t| t as f64)),
            Field::Accuracy => rank(row.position_accuracy() as usize),
            Field::Evidence => rank(row.evidence() as usize),
            Field::NameZh => Key::Spelt(spelt(row.name_zh())),
            Field::ShortName => Key::Spelt(spelt(row.short_name())),
            Field::Segment => Key::Spelt(spelt(row.segment())),
            Field::Status => Key::Spelt(spelt(row.status())),
            Field::OfficeAddress => Key::Text(row.office_address()),
            Field::RegisteredAddress => Key::Text(row.registered_address()),
            Field::NameEn => text(row.name_en()),
            Field::Uscc => text(row.uscc()),
            Field::Ticker => text(row.ticker()),
            Field::AsOf => text(row.as_of()),
            Field::Source => text(row.source()),
            _ => text(row.website()),
        }
    }
}

/// What rows are ordered by.
enum Key<'a> {
    Number(Option<f64>),
    Text(Cow<'a, str>),
    Spelt(String),
}

impl Key<'_> {
    fn is_unknown(&self) -> bool {
        match self {
            Key::Number(value) => value.is_none(),
            Key::Text(text) => text.is_empty(),
            Key::Spelt(text) => text.is_empty(),
        }
    }

    fn compare(&self, other: &Key<'_>) -> Ordering {
        match (self, other) {
            (Key::Number(Some(a)), Key::Number(Some(b))) => a.total_cmp(b),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Spelt(a), Key::Spelt(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}

/// A text with its Chinese characters by pinyin, so that it sorts as a dictionary does.
fn spelt(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c.to_pinyin() {
            Some(pinyin) => out.push_str(pinyin.plain()),
            None => out.extend(c.to_lowercase()),
        }
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{CatalogueBuilder, Enterprise, Founded, Taxonomy};
    use std::sync::Arc;

    #[test]
    fn names_sort_by_pinyin_and_unknown_comes_last_either_way() {
        let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
        for (i, (name, year)) in [("中国银联", 2002), ("安硕信息", 0), ("东方财富", 2005)].into_iter().enumerate()
        {
            let founded = Founded::year_only(year);
            builder.push(&Enterprise { id: i as i64 + 1, name_zh: name.into(), founded, ..Enterprise::default() });
        }
        let catalogue = builder.build(1);
        let all = Selection::all(3);
        assert_eq!(Field::NameZh.sorted(&catalogue, &all, false), [1, 2, 0]);
        assert_eq!(Field::NameZh.sorted(&catalogue, &all, true), [0, 2, 1]);
        assert_eq!(Field::Founded.sorted(&catalogue, &all, false), [0, 2, 1]);
        assert_eq!(Field::Founded.sorted(&catalogue, &all, true), [2, 0, 1]);
        assert_eq!(Field::Website.sorted(&catalogue, &all, true), [0, 1, 2], "ties by id");
    }
}
