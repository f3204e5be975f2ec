//! One change of many rows: what it would do, and the batch that does it.

use crate::catalogue::{
    Attribute, Catalogue, ChangeSet, Enterprise, Evidence, PositionAccuracy, Row, Selection, TrackTag, Update,
};
use crate::geography::{Adcode, Pack};

/// Rows of a preview that are named.
const EXAMPLES: usize = 5;

/// What is done to each of the rows. Where tracks change, stated shares go: they no longer hold.
#[derive(Clone, Debug, PartialEq)]
pub enum BulkChange {
    /// Add tracks behind those there are.
    AddTracks(Vec<String>),
    /// Take tracks away.
    RemoveTracks(Vec<String>),
    /// These tracks and no others, the first the primary one.
    ReplaceTracks(Vec<String>),
    /// A text: segment, status, source, date of the information.
    Text(Attribute, String),
    /// What stands behind the rows.
    Evidence(Evidence),
    /// The district of the office; a row without any place is then known to the district.
    District(Option<Adcode>),
    /// Delete the rows.
    Delete,
}

/// What a change would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkPreview {
    /// Rows that change.
    pub changing: usize,
    /// Rows that are so already.
    pub already: usize,
    /// Rows whose point lies in another district than the one they would be given.
    pub elsewhere: usize,
    /// Ids of the first rows that change.
    pub examples: Vec<i64>,
}

impl BulkChange {
    /// Attributes of text that can be set for many rows.
    pub const TEXTS: [Attribute; 4] = [Attribute::Segment, Attribute::Status, Attribute::Source, Attribute::AsOf];

    /// Whether a row is not so already, without making a record of it.
    pub fn changes(&self, row: Row<'_>) -> bool {
        let index = |id: &String| row.taxonomy().index_of(id);
        let has = |id: &String| index(id).is_some_and(|t| row.tracks().contains(t));
        match self {
            BulkChange::AddTracks(ids) => ids.iter().any(|id| !has(id)),
            BulkChange::RemoveTracks(ids) => ids.iter().any(has),
            BulkChange::ReplaceTracks(ids) => {
                ids.iter().any(|id| !has(id))
                    || row.tracks().len() as usize != ids.len()
                    || ids.first().and_then(index) != row.primary_track()
            }
            BulkChange::Text(Attribute::Segment, text) => row.segment() != text,
            BulkChange::Text(Attribute::Status, text) => row.status() != text,
            BulkChange::Text(Attribute::Source, text) => row.source() != text,
            BulkChange::Text(Attribute::AsOf, text) => row.as_of() != text,
            BulkChange::Text(..) => false,
            BulkChange::Evidence(evidence) => row.evidence() != *evidence,
            BulkChange::District(district) => row.office_district() != *district,
            BulkChange::Delete => true,
        }
    }

    /// The row afterwards.
    pub fn applied(&self, row: &Enterprise) -> Enterprise {
        let mut after = row.clone();
        let plain = |ids: &[String]| ids.iter().map(|id| TrackTag { track: id.clone(), weight: None }).collect();
        match self {
            BulkChange::AddTracks(ids) => {
                for id in ids.iter().filter(|id| !row.tracks.iter().any(|t| t.track == **id)) {
                    after.tracks.push(TrackTag { track: id.clone(), weight: None });
                }
            }
            BulkChange::RemoveTracks(ids) => after.tracks.retain(|t| !ids.contains(&t.track)),
            BulkChange::ReplaceTracks(ids) => after.tracks = plain(ids),
            BulkChange::Text(attribute, text) => match attribute {
                Attribute::Segment => after.segment.clone_from(text),
                Attribute::Status => after.status.clone_from(text),
                Attribute::Source => after.source.clone_from(text),
                Attribute::AsOf => after.as_of.clone_from(text),
                _ => {}
            },
            BulkChange::Evidence(evidence) => after.evidence = *evidence,
            BulkChange::District(district) => {
                after.office_district = *district;
                after.position_accuracy = match (after.position_accuracy, after.district()) {
                    (PositionAccuracy::None, Some(_)) => PositionAccuracy::District,
                    (PositionAccuracy::District, None) => PositionAccuracy::None,
                    (accuracy, _) => accuracy,
                };
            }
            BulkChange::Delete => {}
        }
        if after.tracks.len() != row.tracks.len() {
            after.tracks.iter_mut().for_each(|t| t.weight = None);
        }
        after
    }

    /// What it would do to the rows.
    pub fn preview(&self, catalogue: &Catalogue, rows: &Selection, pack: &Pack) -> BulkPreview {
        let mut preview = BulkPreview::default();
        for row in rows.iter().map(|row| catalogue.row(row)) {
            if !self.changes(row) {
                preview.already += 1;
                continue;
            }
            preview.changing += 1;
            if preview.examples.len() < EXAMPLES {
                preview.examples.push(row.id());
            }
            if let (BulkChange::District(Some(to)), Some(at)) = (self, row.plane())
                && pack.locate(at).is_some_and(|d| d.adcode != *to)
            {
                preview.elsewhere += 1;
            }
        }
        preview
    }

    /// The batch that does it.
    pub fn change_set(&self, catalogue: &Catalogue, rows: &Selection, author: &str, reason: &str) -> ChangeSet {
        let mut set =
            ChangeSet { author: author.trim().to_owned(), reason: reason.trim().to_owned(), ..ChangeSet::default() };
        for row in rows.iter().map(|row| catalogue.row(row)).filter(|row| self.changes(*row)) {
            if *self == BulkChange::Delete {
                set.deletes.push(row.id());
                continue;
            }
            let base = row.to_enterprise();
            let after = self.applied(&base);
            set.updates.push(Update { id: base.id, base: Some(base), after });
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::sample;

    fn changes() -> Vec<BulkChange> {
        let ids = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        vec![
            BulkChange::AddTracks(ids(&["ai-llm"])),
            BulkChange::RemoveTracks(ids(&["payment", "blockchain"])),
            BulkChange::ReplaceTracks(ids(&["payment"])),
            BulkChange::ReplaceTracks(ids(&["payment", "market-infrastructure"])),
            BulkChange::Text(Attribute::Status, "未上市".into()),
            BulkChange::Text(Attribute::AsOf, "2024".into()),
            BulkChange::Evidence(Evidence::Document),
            BulkChange::District(Some(Adcode(310_115))),
            BulkChange::District(None),
        ]
    }

    #[test]
    fn a_row_changes_exactly_if_it_is_said_to_and_then_is_so() {
        let catalogue = sample::catalogue();
        for change in changes() {
            for row in catalogue.rows() {
                let before = row.to_enterprise();
                let after = change.applied(&before);
                assert_eq!(change.changes(row), before != after, "{change:?} {}", before.name_zh);
                assert_eq!(change.applied(&after), after, "twice is once");
            }
            let all = Selection::all(catalogue.len());
            let preview = change.preview(&catalogue, &all, &Pack::bundled());
            assert_eq!(preview.changing + preview.already, 198);
            let set = change.change_set(&catalogue, &all, "王", "");
            assert_eq!(set.updates.len(), preview.changing);
            assert!(set.updates.iter().all(|u| u.base.as_ref().is_some_and(|b| *b != u.after)));
        }
    }

    #[test]
    fn a_deletion_takes_the_rows_and_a_district_tells_of_points_elsewhere() {
        let catalogue = sample::catalogue();
        let two = Selection::all(catalogue.len()).retain(|row| row < 2);
        assert_eq!(BulkChange::Delete.change_set(&catalogue, &two, "", "").deletes, [1, 2]);
        let moved = BulkChange::District(Some(Adcode(310_104)));
        assert_eq!(moved.preview(&catalogue, &two, &Pack::bundled()).elsewhere, 2);
    }
}
