//! The attributes of an enterprise as they are imported, edited, compared and merged: what a person may write.
//! A table also shows what follows from them: [`Field`](super::Field).

use super::sentence::{accuracy_label, confidence_label, evidence_label};
use super::{Confidence, Enterprise, Evidence, Taxonomy, TrackTag};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, say};

macro_rules! attributes {
    ($($(#[$doc:meta])* $variant:ident $code:literal $label:literal,)*) => {
        /// An attribute of an enterprise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum Attribute { $($(#[$doc])* #[serde(rename = $code)] $variant,)* }

        impl Attribute {
            /// All, in the order of the record.
            pub const ALL: &[Attribute] = &[$(Attribute::$variant,)*];

            /// The word in JSON, in recipes, in CSV exports and for `--map`.
            pub fn code(self) -> &'static str {
                match self { $(Attribute::$variant => $code,)* }
            }

            /// Id of the message that names it, with its unit.
            pub fn label(self) -> &'static str {
                match self { $(Attribute::$variant => $label,)* }
            }
        }
    };
}

attributes! {
    /// Full Chinese name.
    NameZh "name_zh" "field-name",
    /// Short Chinese name.
    ShortName "short_name" "field-short-name",
    /// English name.
    NameEn "name_en" "field-name-en",
    /// Earlier names.
    FormerNames "former_names" "field-former-names",
    /// Credit code.
    Uscc "uscc" "field-uscc",
    /// Registered address.
    RegisteredAddress "registered_address" "field-registered-address",
    /// Office address.
    OfficeAddress "office_address" "field-office-address",
    /// District of the register.
    RegisteredDistrict "registered_district" "field-registered-district",
    /// District of the office.
    OfficeDistrict "office_district" "field-office-district",
    /// Longitude.
    Lon "lon" "field-lon",
    /// Latitude.
    Lat "lat" "field-lat",
    /// Accuracy of the position.
    PositionAccuracy "position_accuracy" "field-accuracy",
    /// Founding.
    Founded "founded" "field-founded",
    /// Registered capital, 万元 CNY.
    Capital "registered_capital_wan_cny" "field-capital",
    /// Employees.
    Employees "employees" "field-employees",
    /// Technology tracks.
    Tracks "tracks" "field-tracks",
    /// Segment.
    Segment "segment" "field-segment",
    /// Listing status.
    Status "status" "field-status",
    /// Ticker.
    Ticker "ticker" "field-ticker",
    /// Web site.
    Website "website" "field-website",
    /// Funding stage.
    FundingStage "funding_stage" "field-funding",
    /// Source.
    Source "source" "field-source",
    /// Evidence.
    Evidence "evidence" "field-evidence",
    /// Date of the information.
    AsOf "as_of" "field-as-of",
    /// Confidence.
    Confidence "confidence" "field-confidence",
    /// Remarks.
    Note "note" "field-note",
    /// Attributes of the user's own.
    Extra "extra" "field-extra",
}

impl Attribute {
    /// The attribute of a code.
    pub fn from_code(code: &str) -> Option<Attribute> {
        Attribute::ALL.iter().find(|a| a.code() == code).copied()
    }

    /// Its value as a person reads it; empty where unknown.
    pub fn value(self, e: &Enterprise) -> String {
        let district = |d: Option<Adcode>| d.map(|a| a.to_string()).unwrap_or_default();
        match self {
            Attribute::NameZh => e.name_zh.clone(),
            Attribute::ShortName => e.short_name.clone(),
            Attribute::NameEn => e.name_en.clone(),
            Attribute::FormerNames => e.former_names.clone(),
            Attribute::Uscc => e.uscc.clone(),
            Attribute::RegisteredAddress => e.registered_address.clone(),
            Attribute::OfficeAddress => e.office_address.clone(),
            Attribute::RegisteredDistrict => district(e.registered_district),
            Attribute::OfficeDistrict => district(e.office_district),
            Attribute::Lon => e.position.map(|p| p.lon.to_string()).unwrap_or_default(),
            Attribute::Lat => e.position.map(|p| p.lat.to_string()).unwrap_or_default(),
            Attribute::PositionAccuracy => e.position_accuracy.code().to_owned(),
            Attribute::Founded => e.founded.map(|f| f.to_string()).unwrap_or_default(),
            Attribute::Capital => e.registered_capital_wan_cny.map(|c| c.to_string()).unwrap_or_default(),
            Attribute::Employees => e.employees.map(|n| n.to_string()).unwrap_or_default(),
            Attribute::Tracks => tracks(e),
            Attribute::Segment => e.segment.clone(),
            Attribute::Status => e.status.clone(),
            Attribute::Ticker => e.ticker.clone(),
            Attribute::Website => e.website.clone(),
            Attribute::FundingStage => e.funding_stage.clone(),
            Attribute::Source => e.source.clone(),
            Attribute::Evidence => e.evidence.code().to_owned(),
            Attribute::AsOf => e.as_of.clone(),
            Attribute::Confidence => e.confidence.code().to_owned(),
            Attribute::Note => e.note.clone(),
            Attribute::Extra => extra(e),
        }
    }

    /// Its value in the reader's language: districts, tracks and words by their names.
    pub fn shown(self, e: &Enterprise, pack: &Pack, taxonomy: &Taxonomy, language: Language) -> String {
        let district = |code: Option<Adcode>| {
            let name = |c: Adcode| pack.district(c).map_or_else(|| c.to_string(), |d| d.name.get(language).to_owned());
            code.map(name).unwrap_or_default()
        };
        match self {
            Attribute::RegisteredDistrict => district(e.registered_district),
            Attribute::OfficeDistrict => district(e.office_district),
            Attribute::PositionAccuracy => say(language, accuracy_label(e.position_accuracy)),
            Attribute::Evidence => say(language, evidence_label(e.evidence)),
            Attribute::Confidence => match e.confidence {
                Confidence::Unstated => String::new(),
                stated => say(language, confidence_label(stated)),
            },
            Attribute::Tracks => {
                let name = |tag: &TrackTag| {
                    let track = taxonomy.tracks().iter().find(|t| t.id == tag.track);
                    track.map_or_else(|| tag.track.clone(), |t| t.name.get(language).to_owned())
                };
                let names: Vec<String> = e.tracks.iter().map(name).collect();
                names.join(&say(language, "list-separator"))
            }
            attribute => attribute.value(e),
        }
    }

    /// The text of an attribute that is kept as text; none of one that is kept as something else.
    pub fn text_mut(self, e: &mut Enterprise) -> Option<&mut String> {
        Some(match self {
            Attribute::NameZh => &mut e.name_zh,
            Attribute::ShortName => &mut e.short_name,
            Attribute::NameEn => &mut e.name_en,
            Attribute::FormerNames => &mut e.former_names,
            Attribute::Uscc => &mut e.uscc,
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
            Attribute::RegisteredDistrict
            | Attribute::OfficeDistrict
            | Attribute::Lon
            | Attribute::Lat
            | Attribute::PositionAccuracy
            | Attribute::Founded
            | Attribute::Capital
            | Attribute::Employees
            | Attribute::Tracks
            | Attribute::Evidence
            | Attribute::Confidence
            | Attribute::Extra => return None,
        })
    }

    /// Whether a row says nothing of it yet: what an import that fills, and a merger, take over.
    pub fn is_unknown_in(self, e: &Enterprise) -> bool {
        match self {
            Attribute::PositionAccuracy | Attribute::Lon | Attribute::Lat => e.position.is_none(),
            Attribute::Evidence => e.evidence == Evidence::Unverified,
            attribute => attribute.value(e).is_empty(),
        }
    }

    /// Takes its value over; both coordinates go together.
    pub fn take(self, into: &mut Enterprise, from: &Enterprise) {
        match self {
            Attribute::NameZh => into.name_zh.clone_from(&from.name_zh),
            Attribute::ShortName => into.short_name.clone_from(&from.short_name),
            Attribute::NameEn => into.name_en.clone_from(&from.name_en),
            Attribute::FormerNames => into.former_names.clone_from(&from.former_names),
            Attribute::Uscc => into.uscc.clone_from(&from.uscc),
            Attribute::RegisteredAddress => into.registered_address.clone_from(&from.registered_address),
            Attribute::OfficeAddress => into.office_address.clone_from(&from.office_address),
            Attribute::RegisteredDistrict => into.registered_district = from.registered_district,
            Attribute::OfficeDistrict => into.office_district = from.office_district,
            Attribute::Lon | Attribute::Lat => into.position = from.position,
            Attribute::PositionAccuracy => into.position_accuracy = from.position_accuracy,
            Attribute::Founded => into.founded = from.founded,
            Attribute::Capital => into.registered_capital_wan_cny = from.registered_capital_wan_cny,
            Attribute::Employees => into.employees = from.employees,
            Attribute::Tracks => into.tracks.clone_from(&from.tracks),
            Attribute::Segment => into.segment.clone_from(&from.segment),
            Attribute::Status => into.status.clone_from(&from.status),
            Attribute::Ticker => into.ticker.clone_from(&from.ticker),
            Attribute::Website => into.website.clone_from(&from.website),
            Attribute::FundingStage => into.funding_stage.clone_from(&from.funding_stage),
            Attribute::Source => into.source.clone_from(&from.source),
            Attribute::Evidence => into.evidence = from.evidence,
            Attribute::AsOf => into.as_of.clone_from(&from.as_of),
            Attribute::Confidence => into.confidence = from.confidence,
            Attribute::Note => into.note.clone_from(&from.note),
            Attribute::Extra => into.extra.clone_from(&from.extra),
        }
    }

    /// The attributes in which two records differ, in their order. Tracks differ by their order only where the
    /// primary one does.
    pub fn differing(a: &Enterprise, b: &Enterprise) -> Vec<Attribute> {
        Attribute::ALL.iter().copied().filter(|attribute| attribute.value(a) != attribute.value(b)).collect()
    }
}

/// The primary track, then the others in alphabetical order: their order in a catalogue says nothing.
fn tracks(e: &Enterprise) -> String {
    let written = |t: &TrackTag| t.weight.map_or_else(|| t.track.clone(), |w| format!("{}:{w}", t.track));
    let mut ids: Vec<String> = e.tracks.iter().map(written).collect();
    ids.get_mut(1..).unwrap_or_default().sort_unstable();
    ids.join(";")
}

/// `name=value` of each, separated by `;`.
fn extra(e: &Enterprise) -> String {
    let pairs: Vec<String> = e.extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join(";")
}
