//! What can be wrong with an order on the command line.

use crate::catalogue::TaxonomyFault;
use crate::language::Message;
use crate::report::Tell;

/// A value the command line does not take, or output that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A value of a flag is not one of those accepted.
    Value {
        /// The flag, such as `--track`.
        flag: &'static str,
        /// What was given.
        value: String,
        /// What is accepted.
        expected: String,
    },
    /// A flag is missing that the order needs.
    Missing {
        /// The flag, such as `--of`.
        flag: &'static str,
        /// What it takes.
        expected: String,
    },
    /// The ending of a file is not that of the format a flag asks for.
    Ending {
        /// The flag.
        flag: &'static str,
        /// The ending it asks for.
        wanted: String,
        /// The file.
        path: std::path::PathBuf,
    },
    /// A district that is no more.
    FormerDistrict {
        /// What was written.
        value: String,
        /// The district that has its ground now.
        now: String,
    },
    /// A text names a field there is not.
    Field {
        /// The field, in braces.
        field: String,
        /// The fields there are.
        known: String,
    },
    /// The names of a batch cannot be made by a pattern.
    Pattern {
        /// What is wrong with it.
        fault: Message,
    },
    /// A file named on the command line cannot be read as text.
    Read {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A table of tracks that is none.
    Tracks {
        /// The file.
        path: std::path::PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        fault: TaxonomyFault,
    },
    /// A file that is no recipe.
    Recipe {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        why: String,
    },
    /// Standard output cannot be written.
    Output {
        /// Why.
        source: std::io::Error,
    },
    /// A result could not be put into JSON.
    Json {
        /// Why.
        source: serde_json::Error,
    },
}

crate::told!(CliError);

impl Tell for CliError {
    fn message(&self) -> Message {
        match self {
            CliError::Value { flag, value, expected } => Message::new("cli-bad-value")
                .with("flag", *flag)
                .with("value", value.as_str())
                .with("expected", expected.as_str()),
            CliError::Missing { flag, expected } => {
                Message::new("cli-missing-flag").with("flag", *flag).with("expected", expected.as_str())
            }
            CliError::Ending { flag, wanted, path } => {
                Message::new("cli-ending").with("flag", *flag).with("wanted", wanted.as_str()).with("path", path)
            }
            CliError::FormerDistrict { value, now } => {
                Message::new("cli-former-district").with("value", value.as_str()).with("now", now.as_str())
            }
            CliError::Field { field, known } => {
                Message::new("composer-unknown-field").with("field", field.as_str()).with("known", known.as_str())
            }
            CliError::Pattern { fault } => Message::new("cli-pattern").with("fault", fault.clone()),
            CliError::Read { path, .. } => Message::new("workspace-cannot-read").with("path", path),
            CliError::Tracks { path, line, fault } => {
                Message::new("cli-tracks").with("path", path).with("line", *line as i64).with("fault", fault.message())
            }
            CliError::Recipe { path, why } => Message::new("cli-recipe").with("path", path).with("why", why.as_str()),
            CliError::Output { .. } => Message::new("cli-output"),
            CliError::Json { .. } => Message::new("cli-json"),
        }
    }
}
