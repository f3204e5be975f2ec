//! Enterprises, technology tracks, filters, and the immutable columns they are kept in.

pub mod columns;
pub mod enterprise;
pub mod filter;
pub mod founded;
pub mod selection;
pub mod sentence;
pub mod taxonomy;
pub mod text_column;

pub use columns::{Catalogue, CatalogueBuilder, Row};
pub use enterprise::{Confidence, Enterprise, Evidence, PositionAccuracy, TrackTag};
pub use filter::{FacetCounts, Filter, TrackMode};
pub use founded::Founded;
pub use selection::Selection;
pub use taxonomy::{Taxonomy, Track, TrackSet};
