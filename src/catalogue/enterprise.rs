//! One enterprise as it is read, edited and written: every field, owned.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Founded;
use super::name::{normalized, normalized_list};
use crate::geography::{Adcode, LonLat};

/// The words that stand for the values of an enum in files: `code` and `from_code`. A match, since a million rows are
/// read when a file is opened.
macro_rules! coded {
    (#[doc = $code:literal] #[doc = $from:literal] $($value:ident = $word:literal),* $(,)?) => {
        #[doc = $code]
        pub fn code(self) -> &'static str {
            match self {
                $(Self::$value => $word,)*
            }
        }

        #[doc = $from]
        pub fn from_code(code: &str) -> Option<Self> {
            match code {
                $($word => Some(Self::$value),)*
                _ => None,
            }
        }
    };
}

/// How well the position of an enterprise is known. Only the first three are drawn as a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum PositionAccuracy {
    /// The building.
    Building,
    /// The street and number, within some 100 m.
    Street,
    /// The park or campus, within some 500 m.
    Park,
    /// The district only.
    District,
    /// Not even the district.
    #[default]
    None,
}

impl PositionAccuracy {
    /// All, best first.
    pub const ALL: [PositionAccuracy; 5] = [
        PositionAccuracy::Building,
        PositionAccuracy::Street,
        PositionAccuracy::Park,
        PositionAccuracy::District,
        PositionAccuracy::None,
    ];

    coded! {
        /// The word in files and on the command line.
        /// The accuracy a file's word stands for.
        Building = "building",
        Street = "street",
        Park = "park",
        District = "district",
        None = "none",
    }

    /// Whether a position of this accuracy may be drawn as a point.
    pub fn is_drawable(self) -> bool {
        matches!(self, PositionAccuracy::Building | PositionAccuracy::Street | PositionAccuracy::Park)
    }
}

/// What stands behind a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Evidence {
    /// A public document gives name and place.
    Document,
    /// A public document gives the name only.
    Name,
    /// General knowledge, not checked.
    #[default]
    Unverified,
}

impl Evidence {
    /// All, strongest first.
    pub const ALL: [Evidence; 3] = [Evidence::Document, Evidence::Name, Evidence::Unverified];

    coded! {
        /// The word in files and on the command line.
        /// The evidence a file's word stands for.
        Document = "document",
        Name = "name",
        Unverified = "unverified",
    }
}

/// How sure the editor of a row is of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Confidence {
    /// High.
    High,
    /// Medium.
    Medium,
    /// Low.
    Low,
    /// Not stated.
    #[default]
    Unstated,
}

impl Confidence {
    /// All, highest first.
    pub const ALL: [Confidence; 4] = [Confidence::High, Confidence::Medium, Confidence::Low, Confidence::Unstated];

    coded! {
        /// The word in files; empty where not stated.
        /// The confidence a file's word stands for.
        High = "high",
        Medium = "medium",
        Low = "low",
        Unstated = "",
    }
}

/// A technology track an enterprise works in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackTag {
    /// Id of the track in the taxonomy, such as `ai-llm`.
    pub track: String,
    /// Share of the enterprise's work, where somebody stated it; otherwise each of n tracks counts 1/n.
    pub weight: Option<f64>,
}

/// One enterprise, every field. Empty text means unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enterprise {
    /// Key in the catalogue; 0 before it has one.
    pub id: i64,
    /// Full Chinese name.
    pub name_zh: String,
    /// Short Chinese name.
    pub short_name: String,
    /// English name.
    pub name_en: String,
    /// Earlier names, separated by `;`.
    pub former_names: String,
    /// 统一社会信用代码 (GB 32100-2015), 18 characters, or empty.
    pub uscc: String,
    /// Address in the register.
    pub registered_address: String,
    /// Address of the office.
    pub office_address: String,
    /// District of the registered address.
    pub registered_district: Option<Adcode>,
    /// District of the office.
    pub office_district: Option<Adcode>,
    /// Position, WGS 84; kept only where `position_accuracy` is drawable.
    pub position: Option<LonLat>,
    /// How well the place is known.
    pub position_accuracy: PositionAccuracy,
    /// Year or date of founding.
    pub founded: Option<Founded>,
    /// Registered capital, 万元 CNY.
    pub registered_capital_wan_cny: Option<f64>,
    /// Number of employees.
    pub employees: Option<u32>,
    /// Technology tracks, the primary one first.
    pub tracks: Vec<TrackTag>,
    /// Business segment, free text.
    pub segment: String,
    /// Listing status, free text.
    pub status: String,
    /// Ticker symbols, separated by `;`.
    pub ticker: String,
    /// Web site, without scheme.
    pub website: String,
    /// Funding stage, free text.
    pub funding_stage: String,
    /// Where the row comes from.
    pub source: String,
    /// What stands behind it.
    pub evidence: Evidence,
    /// Date of the information: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub as_of: String,
    /// How sure its editor is.
    pub confidence: Confidence,
    /// Remarks.
    pub note: String,
    /// Attributes of the user's own by name, such as columns of a spreadsheet that are no field here.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
}

impl Enterprise {
    /// The district the atlas counts it in: of the office, else of the register.
    pub fn district(&self) -> Option<Adcode> {
        self.office_district.or(self.registered_district)
    }

    /// Whether this is its name or an earlier one, however it is spelt.
    pub fn is_called(&self, name_zh: &str) -> bool {
        let name = normalized(name_zh);
        normalized(&self.name_zh) == name || normalized_list(&self.former_names).any(|n| n == name)
    }
}
