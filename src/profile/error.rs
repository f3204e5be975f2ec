//! What can go wrong with an edition of the white paper or a profile.

use crate::geography::Adcode;
use crate::language::Message;
use crate::report::Tell;
use crate::told;

/// Why an edition of the white paper is refused.
#[derive(Debug, thiserror::Error)]
pub enum WhitePaperError {
    /// Not the TOML expected, or a field is missing.
    Syntax(#[source] Box<toml::de::Error>),
    /// Two entries of a kind share an id.
    Duplicate {
        /// Kind and id.
        id: String,
    },
    /// A citation leads to no source, or to no section of it.
    Uncited {
        /// The entry.
        id: String,
        /// Its citation.
        cite: String,
    },
    /// A district that the boundary pack does not have.
    UnknownDistrict {
        /// The entry.
        id: String,
        /// The code it names.
        district: Adcode,
    },
    /// It names a place that the pack does not have.
    UnknownPlace {
        /// The entry.
        id: String,
        /// The place.
        place: String,
    },
}

impl Tell for WhitePaperError {
    fn message(&self) -> Message {
        match self {
            WhitePaperError::Syntax(_) => Message::new("profile-whitepaper-syntax"),
            WhitePaperError::Duplicate { id } => {
                Message::new("profile-whitepaper-duplicate").with("entry", id.as_str())
            }
            WhitePaperError::Uncited { id, cite } => {
                Message::new("profile-whitepaper-uncited").with("entry", id.as_str()).with("cite", cite.as_str())
            }
            WhitePaperError::UnknownDistrict { id, district } => Message::new("profile-whitepaper-district")
                .with("entry", id.as_str())
                .with("district", district.to_string()),
            WhitePaperError::UnknownPlace { id, place } => {
                Message::new("profile-whitepaper-place").with("entry", id.as_str()).with("place", place.as_str())
            }
        }
    }
}
told!(WhitePaperError);

/// Why a profile cannot be made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The boundary pack has no such district.
    UnknownDistrict(Adcode),
    /// Fewer than two districts to compare.
    TooFewCompared,
}

impl Tell for ProfileError {
    fn message(&self) -> Message {
        match self {
            ProfileError::TooFewCompared => Message::new("pages-too-few-compared"),
            ProfileError::UnknownDistrict(code) => {
                Message::new("profile-unknown-district").with("district", code.to_string())
            }
        }
    }
}
told!(ProfileError);
