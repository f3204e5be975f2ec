//! Changes of the list of tracks.

use super::{Taxonomy, Track};
use crate::language::Message;

/// One change of a taxonomy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrackChange {
    /// One more track, the last.
    Add(Track),
    /// Other words for the track of this id.
    Replace(Track),
    /// One track less. Rows that carry it are changed by the same batch; practice cases go over to the successor.
    Remove {
        /// Its id.
        id: String,
        /// The track it was merged into.
        successor: Option<String>,
    },
    /// Another order, by id; tracks that are not named follow as they are.
    Order(Vec<String>),
}

/// Why a taxonomy cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaxonomyFault {
    /// There would be more than [`Taxonomy::MAX_TRACKS`].
    TooMany,
    /// The id is one of another track, or empty, or holds more than small letters, digits and hyphens.
    Id(String),
    /// A track without a name.
    NoName(String),
    /// There is no such track.
    Unknown(String),
    /// Enterprises carry the track that is to be removed.
    InUse(String),
    /// A line that is no track: not UTF-8, or none at all.
    Row,
    /// Somebody else has changed the list meanwhile.
    ChangedMeanwhile,
}

impl TaxonomyFault {
    /// The fault in words.
    pub fn message(&self) -> Message {
        match self {
            TaxonomyFault::TooMany => Message::new("taxonomy-too-many").with("n", Taxonomy::MAX_TRACKS),
            TaxonomyFault::Id(id) => Message::new("taxonomy-bad-id").with("id", id.as_str()),
            TaxonomyFault::NoName(id) => Message::new("taxonomy-no-name").with("id", id.as_str()),
            TaxonomyFault::Unknown(id) => Message::new("taxonomy-unknown").with("id", id.as_str()),
            TaxonomyFault::Row => Message::new("taxonomy-no-row"),
            TaxonomyFault::ChangedMeanwhile => Message::new("taxonomy-changed-meanwhile"),
            TaxonomyFault::InUse(id) => Message::new("taxonomy-in-use").with("id", id.as_str()),
        }
    }
}

impl Taxonomy {
    /// The taxonomy after the changes, one after the other.
    ///
    /// # Errors
    /// The first change that cannot be made.
    pub fn changed(&self, changes: &[TrackChange]) -> Result<Taxonomy, TaxonomyFault> {
        let mut tracks = self.tracks().to_vec();
        for change in changes {
            let place = |tracks: &[Track], id: &str| {
                tracks.iter().position(|t| t.id == id).ok_or_else(|| TaxonomyFault::Unknown(id.to_owned()))
            };
            match change {
                TrackChange::Add(track) => {
                    if !is_id(&track.id) || place(&tracks, &track.id).is_ok() {
                        return Err(TaxonomyFault::Id(track.id.clone()));
                    }
                    if tracks.len() >= Taxonomy::MAX_TRACKS {
                        return Err(TaxonomyFault::TooMany);
                    }
                    tracks.push(named(track)?);
                }
                TrackChange::Replace(track) => {
                    let at = place(&tracks, &track.id)?;
                    tracks[at] = named(track)?;
                }
                TrackChange::Remove { id, successor } => {
                    let at = place(&tracks, id)?;
                    tracks.remove(at);
                    if let Some(successor) = successor {
                        place(&tracks, successor)?;
                    }
                }
                TrackChange::Order(ids) => {
                    for id in ids {
                        place(&tracks, id)?;
                    }
                    let rank = |t: &Track| ids.iter().position(|id| *id == t.id).unwrap_or(usize::MAX);
                    tracks.sort_by_key(rank);
                }
            }
        }
        Ok(Taxonomy::new(tracks))
    }
}

fn named(track: &Track) -> Result<Track, TaxonomyFault> {
    match track.name.zh.trim().is_empty() && track.name.en.trim().is_empty() {
        true => Err(TaxonomyFault::NoName(track.id.clone())),
        false => Ok(track.clone()),
    }
}

/// Whether an id is one that files and command lines can carry.
pub fn is_id(id: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=40).contains(&id.len()) && id.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Bilingual;

    #[test]
    fn changes_one_after_the_other_and_what_cannot_be() {
        let bundled = Taxonomy::bundled();
        let track = |id: &str| Track { id: id.into(), name: Bilingual::new("名", ""), ..Track::default() };
        let changed = bundled
            .changed(&[
                TrackChange::Add(track("new")),
                TrackChange::Order(vec!["new".into()]),
                TrackChange::Replace(Track { serves_most: "绿色金融".into(), ..track("payment") }),
                TrackChange::Remove { id: "blockchain".into(), successor: Some("new".into()) },
            ])
            .unwrap();
        assert_eq!((changed.len(), changed.index_of("new")), (bundled.len(), Some(0)));
        assert_eq!(changed.index_of("blockchain"), None);
        for (change, fault) in [
            (TrackChange::Add(track("payment")), TaxonomyFault::Id("payment".into())),
            (TrackChange::Add(track("赛道")), TaxonomyFault::Id("赛道".into())),
            (TrackChange::Add(Track { id: "x".into(), ..Track::default() }), TaxonomyFault::NoName("x".into())),
            (TrackChange::Replace(track("nil")), TaxonomyFault::Unknown("nil".into())),
            (TrackChange::Order(vec!["nil".into()]), TaxonomyFault::Unknown("nil".into())),
        ] {
            assert_eq!(bundled.changed(&[change]), Err(fault.clone()));
            assert!(!fault.message().text(crate::language::Language::Zh).contains('⟨'));
        }
        let many: Vec<TrackChange> = (0..64).map(|i| TrackChange::Add(track(&format!("t{i}")))).collect();
        assert_eq!(bundled.changed(&many), Err(TaxonomyFault::TooMany));
    }
}
