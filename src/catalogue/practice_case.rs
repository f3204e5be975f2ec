//! Practice cases: what an institution did with a technology, as the user writes it down. The white paper sorts its
//! own by technology track; its report names none, so none is bundled.

use serde::{Deserialize, Serialize};

/// A practice case. Empty text means unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PracticeCase {
    /// Key in the catalogue; 0 before it has one.
    pub id: i64,
    /// What was done.
    pub title: String,
    /// The institution that did it.
    pub institution: String,
    /// Id of the technology track; empty for none yet.
    pub track: String,
    /// The year it was published or went into operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Where it is told.
    pub source: String,
    /// Ids of the enterprises of the catalogue that took part, ascending.
    pub enterprises: Vec<i64>,
}

/// What is wrong with a practice case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseFault {
    /// It has no title.
    NoTitle,
    /// It has no source: nobody could look it up.
    NoSource,
    /// The year is before 1949 or after 2100.
    Year,
}

impl CaseFault {
    /// The message that tells it.
    pub fn message_id(self) -> &'static str {
        match self {
            CaseFault::NoTitle => "case-no-title",
            CaseFault::NoSource => "case-no-source",
            CaseFault::Year => "case-year-odd",
        }
    }
}

impl PracticeCase {
    /// The first thing wrong with it.
    pub fn fault(&self) -> Option<CaseFault> {
        if self.title.trim().is_empty() {
            Some(CaseFault::NoTitle)
        } else if self.source.trim().is_empty() {
            Some(CaseFault::NoSource)
        } else if self.year.is_some_and(|y| !(1949..=2100).contains(&y)) {
            Some(CaseFault::Year)
        } else {
            None
        }
    }
}

/// A case before and after a change; none means it is not there. Turned round, it takes the change back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseChange {
    /// As it was.
    pub before: Option<PracticeCase>,
    /// As it shall be; a new one has id 0.
    pub after: Option<PracticeCase>,
}

impl CaseChange {
    /// The change that takes this one back.
    #[must_use]
    pub fn reversed(self) -> CaseChange {
        CaseChange { before: self.after, after: self.before }
    }
}
