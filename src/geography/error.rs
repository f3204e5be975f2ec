//! What can be wrong with a boundary pack or a district file, and how it is told.

use std::path::PathBuf;

pub use super::fault::Fault;
use crate::language::Message;
use crate::report::Tell;

/// What keeps a boundary pack, or a file of one, from being used.
#[derive(Debug)]
pub enum PackError {
    /// A file named by a pack, or by the user, does not exist.
    Missing {
        /// The file.
        file: PathBuf,
    },
    /// A file or folder could not be read.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file or folder could not be written.
    Unwritable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file has more bytes than are read.
    TooLarge {
        /// The file.
        file: PathBuf,
        /// Its size, bytes.
        bytes: u64,
        /// The most that is read, bytes.
        limit: u64,
    },
    /// Brackets are nested deeper than any GeoJSON needs.
    TooDeep {
        /// The file.
        file: PathBuf,
        /// The line where the limit is passed, from 1.
        line: usize,
        /// The deepest nesting that is read.
        limit: usize,
    },
    /// A file has more features than are read.
    TooManyFeatures {
        /// The file.
        file: PathBuf,
        /// How many it has.
        features: usize,
        /// The most that are read.
        limit: usize,
    },
    /// A file has more vertices than are read.
    TooManyVertices {
        /// The file.
        file: PathBuf,
        /// The most that are read.
        limit: usize,
    },
    /// The text is not JSON.
    NotJson {
        /// The file.
        file: PathBuf,
        /// Where, as the parser says.
        source: serde_json::Error,
    },
    /// The JSON is not a GeoJSON FeatureCollection.
    NotFeatureCollection {
        /// The file.
        file: PathBuf,
        /// The `type` found, or the kind of JSON value.
        found: String,
    },
    /// The FeatureCollection is empty.
    NoFeatures {
        /// The file.
        file: PathBuf,
    },
    /// The file declares a coordinate reference system other than WGS 84 or CGCS2000 longitude and latitude.
    ForeignCrs {
        /// The file.
        file: PathBuf,
        /// What it declares.
        found: String,
    },
    /// One feature is at fault.
    Feature {
        /// The file.
        file: PathBuf,
        /// Its place in the file, from 1.
        number: usize,
        /// Its name, as far as it has one.
        name: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// `pack.toml` cannot be understood: a syntax error, an unknown key, a missing or wrong value.
    Manifest {
        /// The file.
        file: PathBuf,
        /// Where and what, as the parser says.
        source: Box<toml::de::Error>,
    },
    /// A pack's id has characters other than `a–z`, `0–9` and `-`.
    BadId {
        /// The id.
        id: String,
    },
    /// A review number that does not have the form of one.
    BadReviewNumber {
        /// What stands there.
        found: String,
    },
    /// A central meridian that is no longitude.
    BadMeridian {
        /// The `pack.toml`.
        file: PathBuf,
        /// What stands there.
        found: f64,
    },
    /// A row of the table of places cannot be read.
    Places {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What the parser says; none where the position is no longitude and latitude.
        source: Option<csv::Error>,
    },
    /// The narrative cannot be read, or names what there is not.
    Narrative {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: Message,
        /// What lies beneath.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A path in `pack.toml` leads out of the pack's folder.
    PathLeavesPack {
        /// The `pack.toml`.
        file: PathBuf,
        /// The path in it.
        path: String,
    },
    /// A file is not the one `pack.toml` describes.
    HashMismatch {
        /// The file.
        file: PathBuf,
        /// The SHA-256 in `pack.toml`, hex.
        expected: String,
        /// The SHA-256 of the file, hex.
        found: String,
    },
    /// The folder of a new pack is already there.
    Exists {
        /// The folder.
        folder: PathBuf,
    },
}

impl std::error::Error for PackError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PackError::Unreadable { source, .. } | PackError::Unwritable { source, .. } => Some(source),
            PackError::NotJson { source, .. } => Some(source),
            PackError::Manifest { source, .. } => Some(source.as_ref()),
            PackError::Places { source: Some(source), .. } => Some(source),
            PackError::Narrative { source, .. } => Some(source.as_ref()),
            PackError::Feature { fault: Fault::Malformed { source }, .. } => Some(source),
            _ => None,
        }
    }
}

crate::told!(PackError);

impl Tell for PackError {
    fn message(&self) -> Message {
        use PackError as E;
        let about = |id, file: &PathBuf| Message::new(id).with("file", file);
        match self {
            E::Missing { file } => about("geography-missing", file),
            E::Unreadable { file, .. } => about("geography-unreadable", file),
            E::Unwritable { file, .. } => about("geography-unwritable", file),
            E::TooLarge { file, bytes, limit } => {
                about("geography-too-large", file).with("megabytes", megabytes(*bytes)).with("limit", megabytes(*limit))
            }
            E::TooDeep { file, line, limit } => {
                about("geography-too-deep", file).with("line", *line as i64).with("limit", *limit)
            }
            E::TooManyFeatures { file, features, limit } => {
                about("geography-too-many-features", file).with("features", *features).with("limit", *limit)
            }
            E::TooManyVertices { file, limit } => about("geography-too-many-vertices", file).with("limit", *limit),
            E::NotJson { file, source } => {
                about("geography-not-json", file).with("line", source.line() as i64).with("column", source.column())
            }
            E::NotFeatureCollection { file, found } => {
                about("geography-not-feature-collection", file).with("found", found.as_str())
            }
            E::NoFeatures { file } => about("geography-no-features", file),
            E::ForeignCrs { file, found } => about("geography-foreign-crs", file).with("found", found.as_str()),
            E::Feature { file, number, name, fault } => {
                let place = if name.is_empty() { "geography-place" } else { "geography-place-named" };
                let place = about(place, file).with("number", *number).with("name", name.as_str());
                fault.message().with("place", place)
            }
            E::Manifest { file, .. } => about("geography-manifest", file),
            E::BadMeridian { file, found } => about("geography-bad-meridian", file).with("found", found.to_string()),
            E::Places { file, line, .. } => about("geography-places", file).with("line", *line as i64),
            E::Narrative { file, why, .. } => about("geography-narrative", file).with("why", why.clone()),
            E::BadId { id } => Message::new("geography-bad-id").with("id", id.as_str()),
            E::BadReviewNumber { found } => Message::new("geography-bad-review-number").with("found", found.as_str()),
            E::PathLeavesPack { file, path } => about("geography-path-leaves", file).with("path", path.as_str()),
            E::HashMismatch { file, expected, found } => {
                about("geography-hash-mismatch", file).with("expected", expected.as_str()).with("found", found.as_str())
            }
            E::Exists { folder } => Message::new("geography-exists").with("folder", folder),
        }
    }
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
