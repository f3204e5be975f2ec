//! What can be wrong with a boundary pack or a district file, and how it is told.

use std::path::PathBuf;

use super::LonLat;
use crate::language::{Bilingual, Message};
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

/// What is wrong with one feature. Rings and vertices are counted from 1, over all parts of the feature.
#[derive(Debug)]
pub enum Fault {
    /// Not a GeoJSON feature.
    Malformed {
        /// What the parser says.
        source: serde_json::Error,
    },
    /// It has no geometry.
    NoGeometry,
    /// Its geometry is of another kind than the layer takes.
    WrongGeometry {
        /// The kind found.
        found: &'static str,
        /// The kinds taken.
        expected: &'static str,
    },
    /// It has no code of an administrative area.
    MissingAdcode,
    /// Its code is not six digits.
    InvalidAdcode {
        /// What stands there.
        found: String,
    },
    /// An earlier feature has the same code.
    DuplicateAdcode {
        /// The code.
        adcode: String,
        /// The place of the earlier feature in the file, from 1.
        first: usize,
    },
    /// It has no name.
    MissingName,
    /// The kind of water is not known.
    UnknownKind {
        /// What stands there.
        found: String,
    },
    /// A ring has fewer than four positions (the first repeated last).
    ShortRing {
        /// The ring.
        ring: usize,
        /// How many distinct positions in a row it has.
        points: usize,
    },
    /// A ring does not end where it begins.
    OpenRing {
        /// The ring.
        ring: usize,
        /// Where it ends.
        end: LonLat,
    },
    /// A ring has more vertices than are checked.
    LongRing {
        /// The ring.
        ring: usize,
        /// How many it has.
        points: usize,
        /// The most that are read.
        limit: usize,
    },
    /// A polygon has more holes than are checked.
    ManyHoles {
        /// How many it has.
        holes: usize,
        /// The most that are read.
        limit: usize,
    },
    /// The outline crosses, touches or overlaps itself.
    SelfIntersection {
        /// Where, in the file's coordinates.
        at: LonLat,
    },
    /// The outline is too intricate to be checked for crossing itself.
    TooIntricate,
    /// A coordinate is not a finite number, or there are fewer than two.
    NotFinite {
        /// The vertex.
        vertex: usize,
    },
    /// A coordinate is not a longitude and latitude.
    OutOfRange {
        /// The vertex.
        vertex: usize,
        /// What stands there.
        at: LonLat,
    },
    /// Latitude stands before longitude, as it seems.
    Swapped {
        /// The vertex.
        vertex: usize,
        /// What stands there.
        at: LonLat,
    },
    /// A position is too far from 120° E for the plane.
    OffPlane {
        /// The vertex.
        vertex: usize,
        /// The position.
        at: LonLat,
    },
    /// A hole is not inside its shell.
    HoleOutside {
        /// The ring.
        ring: usize,
        /// A place of the hole outside.
        at: LonLat,
    },
    /// It shares more ground with another district than two borders drawn unlike each other would.
    Overlap {
        /// The other district.
        other: Bilingual,
        /// The shared area, percent of the smaller district.
        percent: f64,
        /// The shared area, square kilometres.
        area_km2: f64,
    },
}

impl std::error::Error for PackError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PackError::Unreadable { source, .. } | PackError::Unwritable { source, .. } => Some(source),
            PackError::NotJson { source, .. } => Some(source),
            PackError::Manifest { source, .. } => Some(source.as_ref()),
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
                about("geography-too-deep", file).with("line", *line).with("limit", *limit)
            }
            E::TooManyFeatures { file, features, limit } => {
                about("geography-too-many-features", file).with("features", *features).with("limit", *limit)
            }
            E::TooManyVertices { file, limit } => about("geography-too-many-vertices", file).with("limit", *limit),
            E::NotJson { file, source } => {
                about("geography-not-json", file).with("line", source.line()).with("column", source.column())
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

impl Fault {
    /// The sentence, which still lacks its `place`.
    fn message(&self) -> Message {
        let new = Message::new;
        match self {
            Fault::Malformed { .. } => new("geography-malformed"),
            Fault::NoGeometry => new("geography-no-geometry"),
            Fault::WrongGeometry { found, expected } => {
                new("geography-wrong-geometry").with("found", *found).with("expected", *expected)
            }
            Fault::MissingAdcode => new("geography-missing-adcode"),
            Fault::InvalidAdcode { found } => new("geography-invalid-adcode").with("found", found.as_str()),
            Fault::DuplicateAdcode { adcode, first } => {
                new("geography-duplicate-adcode").with("adcode", adcode.as_str()).with("first", *first)
            }
            Fault::MissingName => new("geography-missing-name"),
            Fault::UnknownKind { found } => new("geography-unknown-kind").with("found", found.as_str()),
            Fault::ShortRing { ring, points } => {
                new("geography-short-ring").with("ring", *ring).with("points", *points)
            }
            Fault::OpenRing { ring, end } => new("geography-open-ring").with("ring", *ring).with("at", degrees(*end)),
            Fault::LongRing { ring, points, limit } => {
                new("geography-long-ring").with("ring", *ring).with("points", *points).with("limit", *limit)
            }
            Fault::ManyHoles { holes, limit } => {
                new("geography-many-holes").with("holes", *holes).with("limit", *limit)
            }
            Fault::SelfIntersection { at } => new("geography-self-intersection").with("at", degrees(*at)),
            Fault::TooIntricate => new("geography-too-intricate"),
            Fault::NotFinite { vertex } => new("geography-not-finite").with("vertex", *vertex),
            Fault::OutOfRange { vertex, at } => {
                new("geography-out-of-range").with("vertex", *vertex).with("at", degrees(*at))
            }
            Fault::Swapped { vertex, at } => new("geography-swapped").with("vertex", *vertex).with("at", degrees(*at)),
            Fault::OffPlane { vertex, at } => {
                new("geography-off-plane").with("vertex", *vertex).with("at", degrees(*at))
            }
            Fault::HoleOutside { ring, at } => {
                new("geography-hole-outside").with("ring", *ring).with("at", degrees(*at))
            }
            Fault::Overlap { other, percent, area_km2 } => new("geography-overlap")
                .with("other", other)
                .with("percent", format!("{percent:.1}"))
                .with("area", format!("{area_km2:.2}")),
        }
    }
}

/// A position as people paste it into a search box: longitude, latitude.
fn degrees(p: LonLat) -> String {
    let lon = format!("{:.6}", p.lon);
    let lat = format!("{:.6}", p.lat);
    let short = |v: &str| v.trim_end_matches('0').trim_end_matches('.').to_owned();
    format!("{}, {}", short(&lon), short(&lat))
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
