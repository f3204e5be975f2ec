//! Tracks merged and split: what becomes of the rows that carry them.

use crate::catalogue::filter::search_key;
use crate::catalogue::{Catalogue, Filter, Row, Track, TrackChange, TrackTag, Update};

/// Rows of a preview that are named.
const EXAMPLES: usize = 8;

/// Which rows of a track go to the new one.
#[derive(Clone, Debug, PartialEq)]
pub enum SplitBy {
    /// Those a filter keeps.
    Filter(Box<Filter>),
    /// Those with one of these words in segment or name.
    Words(Vec<String>),
}

/// Changes of tracks with the rows that change with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Retagging {
    /// The changes of the list of tracks.
    pub changes: Vec<TrackChange>,
    /// The rows.
    pub updates: Vec<Update>,
    /// Rows that had both tracks of a merger.
    pub both: usize,
    /// Rows of the divided track that stay with it.
    pub staying: usize,
}

impl Retagging {
    /// Names of the first rows that change.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        self.updates.iter().take(EXAMPLES).map(|u| u.after.name_zh.as_str())
    }
}

fn rows_of<'a>(catalogue: &'a Catalogue, track: &str) -> impl Iterator<Item = Row<'a>> {
    let index = catalogue.taxonomy().index_of(track);
    catalogue.rows().filter(move |row| index.is_some_and(|t| row.tracks().contains(t)))
}

fn update(row: Row<'_>, tags: impl FnOnce(&mut Vec<TrackTag>)) -> Update {
    let base = row.to_enterprise();
    let mut after = base.clone();
    tags(&mut after.tracks);
    Update { id: base.id, base: Some(base), after }
}

/// Merges one track into another: its rows get the other, in the same rank; the shares of a row with both are added.
pub fn merge(catalogue: &Catalogue, from: &str, into: &str) -> Retagging {
    let mut made = Retagging {
        changes: vec![TrackChange::Remove { id: from.to_owned(), successor: Some(into.to_owned()) }],
        ..Retagging::default()
    };
    for row in rows_of(catalogue, from) {
        let mut has_both = false;
        made.updates.push(update(row, |tags| {
            let weight = tags.iter().find(|t| t.track == from).and_then(|t| t.weight);
            let other = tags.iter().find(|t| t.track == into).map(|t| t.weight);
            has_both = other.is_some();
            let rank = tags.iter().position(|t| t.track == from || t.track == into).unwrap_or_default();
            let sum = match other.flatten().zip(weight) {
                Some((a, b)) => Some(a + b),
                None => weight.or(other.flatten()),
            };
            tags.retain(|t| t.track != from && t.track != into);
            tags.insert(rank.min(tags.len()), TrackTag { track: into.to_owned(), weight: sum });
        }));
        made.both += usize::from(has_both);
    }
    made
}

/// Splits a new track off another: the rows that `by` names get it in the same rank, instead of the old one or, with
/// `keep`, before it.
pub fn split(catalogue: &Catalogue, from: &str, new: Track, by: &SplitBy, keep: bool) -> Retagging {
    let mut made = Retagging::default();
    let selected = match by {
        SplitBy::Filter(filter) => Some(filter.select(catalogue)),
        SplitBy::Words(_) => None,
    };
    let words: Vec<String> = match by {
        SplitBy::Words(words) => words.iter().map(|w| search_key(w)).filter(|w| !w.is_empty()).collect(),
        SplitBy::Filter(_) => Vec::new(),
    };
    let goes = |row: Row<'_>| match &selected {
        Some(selected) => selected.contains(row.index()),
        None => {
            let text = [row.segment(), row.name_zh(), row.short_name(), row.name_en()].map(search_key);
            words.iter().any(|word| text.iter().any(|t| t.contains(word)))
        }
    };
    for row in rows_of(catalogue, from) {
        if !goes(row) {
            made.staying += 1;
            continue;
        }
        made.updates.push(update(row, |tags| {
            let rank = tags.iter().position(|t| t.track == from).unwrap_or_default();
            if keep {
                tags.insert(rank, TrackTag { track: new.id.clone(), weight: None });
                tags.iter_mut().for_each(|t| t.weight = None);
            } else if let Some(tag) = tags.get_mut(rank) {
                tag.track.clone_from(&new.id);
            }
        }));
    }
    made.changes.push(TrackChange::Add(new));
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::sample;

    fn tags(update: &Update) -> Vec<&str> {
        update.after.tracks.iter().map(|t| t.track.as_str()).collect()
    }

    #[test]
    fn a_merger_leaves_no_row_of_the_old_track_and_none_twice() {
        let catalogue = sample::catalogue();
        let count = |id: &str| rows_of(&catalogue, id).count();
        let made = merge(&catalogue, "blockchain", "data-credit");
        assert_eq!(made.updates.len(), count("blockchain"));
        let index = |id: &str| catalogue.taxonomy().index_of(id).unwrap();
        let both = rows_of(&catalogue, "blockchain").filter(|r| r.tracks().contains(index("data-credit"))).count();
        assert_eq!(made.both, both);
        for u in &made.updates {
            assert!(!tags(u).contains(&"blockchain"));
            assert_eq!(tags(u).iter().filter(|t| **t == "data-credit").count(), 1);
            let was = u.base.as_ref().unwrap();
            let primary = was.tracks[0].track == "blockchain" || was.tracks[0].track == "data-credit";
            assert_eq!(tags(u)[0] == "data-credit", primary, "the rank stays");
        }
    }

    #[test]
    fn a_track_is_split_by_words_or_by_a_filter() {
        let catalogue = sample::catalogue();
        let of = rows_of(&catalogue, "payment").count();
        let new = Track { id: "wallets".into(), ..Track::default() };
        let words = SplitBy::Words(vec!["银联".into(), " ".into()]);
        let made = split(&catalogue, "payment", new.clone(), &words, false);
        assert!(!made.updates.is_empty() && made.staying > 0);
        assert_eq!(made.updates.len() + made.staying, of);
        assert!(made.updates.iter().all(|u| tags(u).contains(&"wallets") && !tags(u).contains(&"payment")));
        let filter = Filter { text: "银联".into(), ..Filter::default() };
        let kept = split(&catalogue, "payment", new, &SplitBy::Filter(Box::new(filter)), true);
        assert!(kept.updates.iter().all(|u| tags(u).contains(&"wallets") && tags(u).contains(&"payment")));
        assert!(kept.examples().count() > 0);
    }
}
