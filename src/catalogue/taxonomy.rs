//! The technology tracks and their order.

use serde::{Deserialize, Serialize};

use super::{TaxonomyFault, TrackChange};
use crate::language::Bilingual;

/// One technology track.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Stable id, such as `ai-llm`.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// What belongs to it.
    pub definition: Bilingual,
    /// Which of the five 大文章 it serves most: a judgement of this project.
    pub serves_most: String,
}

/// The ordered list of tracks; a track's place in it is its index in [`TrackSet`] and the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taxonomy {
    tracks: Vec<Track>,
}

impl Taxonomy {
    /// The most tracks a taxonomy can hold: one bit each in [`TrackSet`].
    pub const MAX_TRACKS: usize = 64;

    /// A taxonomy of the given order. Tracks past [`Taxonomy::MAX_TRACKS`] are the caller's error and are cut.
    pub fn new(mut tracks: Vec<Track>) -> Taxonomy {
        debug_assert!(tracks.len() <= Self::MAX_TRACKS);
        tracks.truncate(Self::MAX_TRACKS);
        Taxonomy { tracks }
    }

    /// The bundled taxonomy, `data/tracks.csv`.
    pub fn bundled() -> Taxonomy {
        // A test reads it; an empty one is what a broken build would show.
        Taxonomy::read(include_bytes!("../../data/tracks.csv")).unwrap_or_default()
    }

    /// The taxonomy of a table `id, name_zh, name_en, definition_zh, definition_en, serves_most`, of which the first two are
    /// needed.
    ///
    /// # Errors
    /// The first row that is none, with its line.
    pub fn read(bytes: &[u8]) -> Result<Taxonomy, (u64, TaxonomyFault)> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let mut taxonomy = Taxonomy::default();
        for (line, row) in (2..).zip(reader.records()) {
            let row = row.map_err(|_| (line, TaxonomyFault::Row))?;
            let field = |i: usize| row.get(i).unwrap_or_default().trim().to_owned();
            let track = Track {
                id: field(0),
                name: Bilingual::new(field(1), field(2)),
                definition: Bilingual::new(field(3), field(4)),
                serves_most: field(5),
            };
            taxonomy = taxonomy.changed(&[TrackChange::Add(track)]).map_err(|fault| (line, fault))?;
        }
        if taxonomy.is_empty() { Err((1, TaxonomyFault::Row)) } else { Ok(taxonomy) }
    }

    /// The areas of finance the tracks serve most (五篇大文章, as far as any track serves one), by Chinese name in order
    /// of first appearance, each with its tracks.
    pub fn finance_areas(&self) -> Vec<(String, TrackSet)> {
        let mut areas: Vec<(String, TrackSet)> = Vec::new();
        for (i, track) in self.tracks.iter().enumerate().filter(|(_, t)| !t.serves_most.is_empty()) {
            match areas.iter_mut().find(|(name, _)| *name == track.serves_most) {
                Some((_, tracks)) => *tracks = tracks.with(i),
                None => areas.push((track.serves_most.clone(), TrackSet::default().with(i))),
            }
        }
        areas
    }

    /// All tracks in order.
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// Number of tracks.
    pub fn len(&self) -> usize {
        self.tracks.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tracks.is_empty()
    }

    /// The index of the track with this id.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.tracks.iter().position(|t| t.id == id)
    }

    /// The track at an index.
    pub fn get(&self, index: usize) -> Option<&Track> {
        self.tracks.get(index)
    }
}

/// A set of tracks: bit i is the track at index i of the taxonomy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TrackSet(pub u64);

impl TrackSet {
    /// The set with one more track.
    #[must_use]
    pub fn with(self, index: usize) -> TrackSet {
        TrackSet(self.0 | 1 << index)
    }

    /// Whether the track is in it.
    pub fn contains(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }

    /// Number of tracks in it.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether it is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The indices in it, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            (bits != 0).then(|| {
                let index = bits.trailing_zeros() as usize;
                bits &= bits - 1;
                index
            })
        })
    }
}
