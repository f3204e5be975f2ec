//! An error as told to a person: what failed and where, what to do about it, and what lay beneath.

use crate::language::{Language, Message};

/// An error of a boundary (a pack, the store, an import …) that can be told in either language.
///
/// Implement it and call [`told!`](crate::told) to get `Display` (English, for logs) and `Error`.
pub trait Tell: std::error::Error {
    /// What failed, where, and as the message's `.hint` what to do.
    fn message(&self) -> Message;
}

/// Implements `Display` for an error that implements [`Tell`]; `Error` itself comes from thiserror or by hand.
#[macro_export]
macro_rules! told {
    ($error:ty) => {
        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::report::Tell::message(self).text($crate::language::Language::En))
            }
        }
    };
}

/// What a shell shows of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What failed and where.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// The causes beneath, outermost first, in the words of the library that raised them.
    pub causes: Vec<String>,
}

impl Report {
    /// The report of `error` in `language`.
    pub fn new(error: &(dyn Tell + '_), language: Language) -> Report {
        let message = error.message();
        let mut causes = Vec::new();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        Report { message: message.text(language), hint: message.hint(language), causes }
    }

    /// The lines a terminal shows.
    pub fn lines(&self, language: Language) -> String {
        let word = |id| crate::language::say(language, id);
        let mut out = format!("{}{}\n", word("report-error"), self.message);
        for cause in &self.causes {
            out.push_str(&format!("  {}{cause}\n", word("report-cause")));
        }
        if let Some(hint) = &self.hint {
            out.push_str(&format!("  {}{hint}\n", word("report-hint")));
        }
        out
    }
}
