//! How sure it is that two records are one company, and what speaks for it.

use crate::language::Message;

/// How sure it is that two names are of one company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They are of two companies, or nothing speaks for one.
    Different,
    /// Somebody should look.
    Possible,
    /// Probably one, but not so that it could be taken for granted.
    Likely,
    /// One company.
    Certain,
}

/// What speaks for or against two records being one company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LikenessReason {
    /// The same credit code.
    SameCode,
    /// Two credit codes that differ.
    OtherCode,
    /// The names are the same but for spelling.
    SameName,
    /// The same trade name and line; region or legal form is written another way.
    SameCore,
    /// One name leaves its region out.
    RegionMissing,
    /// One names the other as its earlier name.
    FormerName,
    /// The names differ by one character.
    OneCharacter,
    /// One name is a part of the other.
    Part,
    /// The same address.
    SameAddress,
    /// The name is the short name of the other.
    ShortName,
    /// The same English name.
    EnglishName,
}

impl Likeness {
    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Likeness::Different => "different",
            Likeness::Possible => "possible",
            Likeness::Likely => "likely",
            Likeness::Certain => "certain",
        }
    }

    /// Id of the message that says how sure it is.
    pub fn label(self) -> &'static str {
        match self {
            Likeness::Different | Likeness::Possible => "likeness-possible",
            Likeness::Likely => "likeness-likely",
            Likeness::Certain => "likeness-certain",
        }
    }
}

impl LikenessReason {
    /// The word in JSON.
    pub fn code(self) -> &'static str {
        self.label().trim_start_matches("likeness-")
    }

    /// Id of the message that says it.
    pub fn label(self) -> &'static str {
        match self {
            LikenessReason::SameCode => "likeness-same-code",
            LikenessReason::OtherCode => "likeness-other-code",
            LikenessReason::SameName => "likeness-same-name",
            LikenessReason::SameCore => "likeness-same-core",
            LikenessReason::RegionMissing => "likeness-region-missing",
            LikenessReason::FormerName => "likeness-former-name",
            LikenessReason::OneCharacter => "likeness-one-character",
            LikenessReason::Part => "likeness-part",
            LikenessReason::SameAddress => "likeness-same-address",
            LikenessReason::ShortName => "likeness-short-name",
            LikenessReason::EnglishName => "likeness-english-name",
        }
    }
}

/// How sure it is that two records are one company, and why, as a sentence.
pub fn because(likeness: Likeness, reason: LikenessReason) -> Message {
    let (likeness, reason) = (Message::new(likeness.label()), Message::new(reason.label()));
    Message::new("likeness-because").with("likeness", likeness).with("reason", reason)
}
