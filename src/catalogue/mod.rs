//! Enterprises, technology tracks, filters, and the immutable columns they are kept in.

pub mod address;
pub mod address_column;
pub mod attribute;
pub mod brush;
mod builder;
mod cells;
pub mod change;
pub mod columns;
pub mod company_name;
pub mod difference;
pub mod enterprise;
pub mod facets;
pub mod field;
pub mod filter;
mod filter_plan;
pub mod formula;
pub mod founded;
pub mod gazetteer;
pub mod likeness;
pub mod merge;
pub mod name;
pub mod name_index;
mod origin;
mod pinyin_needle;
pub mod placement;
mod position_column;
pub mod practice_case;
pub mod repeated_column;
pub mod row;
pub mod sample;
pub mod selection;
pub mod sentence;
pub mod survivorship;
pub mod taxonomy;
pub mod text_column;
pub mod track_change;
mod track_column;
pub mod uscc;

pub use attribute::Attribute;
pub use brush::{Brush, BrushBase};
pub use builder::{CatalogueBuilder, KnownTrack};
pub use cells::Cells;
pub use change::{
    BackupNote, BatchHead, BatchId, BatchKind, ChangeSet, ConflictSides, FieldConflict, Merger, RowConflict, RowEdit,
    Update, Written,
};
pub use columns::Catalogue;
pub use company_name::CompanyName;
pub use difference::{Difference, DifferenceClass, Differences, DifferingRows};
pub use enterprise::{Confidence, Enterprise, Evidence, PositionAccuracy, TrackTag};
pub use facets::FacetCounts;
pub use field::Field;
pub use filter::{DistrictOf, Filter, TrackMode};
pub use founded::Founded;
pub use gazetteer::Gazetteer;
pub use likeness::{Likeness, LikenessReason};
pub use placement::{PlaceReason, Placement};
pub use practice_case::{CaseChange, PracticeCase};
pub use row::Row;
pub use sample::sample;
pub use selection::Selection;
pub use survivorship::{Contested, Survivor};
pub use taxonomy::{Taxonomy, Track, TrackSet};
pub use track_change::{TaxonomyFault, TrackChange};
pub use track_column::TrackColumn;
