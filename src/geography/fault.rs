//! What can be wrong with one feature of a boundary file, and how it is told.

use super::LonLat;
use crate::language::{Bilingual, Message};

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
    /// A position is too far from the central meridian for the plane.
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

impl Fault {
    /// The sentence, which still lacks its `place`.
    pub(super) fn message(&self) -> Message {
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
