//! Two rows of one enterprise made one: whose value survives in each field (survivorship, as record linkage calls it).
//!
//! The kept row takes what it does not say itself, as an import that fills does. Where both say something, and not the
//! same, the field is contested:
//!
//! | field | who survives unless somebody chooses |
//! |---|---|
//! | earlier names, remarks | both; the name that does not survive becomes an earlier one |
//! | attributes of the user's own | both; of one name the kept row's, which is disputed |
//! | name, where one row has the other's as an earlier name | the newer |
//! | founding | the more exact, where one is a part of the other |
//! | tracks | the kept row's; disputed unless the other has none more and states no shares |
//! | source, evidence, date, confidence | the kept row's: they tell of the row, not of the enterprise |
//! | all others | the kept row's, which is disputed |
//!
//! Longitude, latitude and accuracy are one field, named by the first.

use super::merge::fields;
use super::name::{normalized, normalized_list};
use super::{Attribute, Enterprise, TrackTag};

/// Whose value survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Survivor {
    /// That of the row that is kept.
    Kept,
    /// That of the row that goes.
    Other,
    /// Both, one after the other.
    Both,
}

/// A field in which both rows say something, and not the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contested {
    /// Which; of a position the longitude.
    pub attribute: Attribute,
    /// Who survives unless somebody chooses.
    pub survivor: Survivor,
    /// Whether something would be lost that only a person can weigh.
    pub is_disputed: bool,
    /// Whether both can survive.
    pub may_be_both: bool,
}

/// The fields in which both rows say something, and not the same, in their order.
pub fn contested(kept: &Enterprise, other: &Enterprise) -> Vec<Contested> {
    fields().filter_map(|field| contest(field, kept, other)).collect()
}

fn contest(field: &[Attribute], kept: &Enterprise, other: &Enterprise) -> Option<Contested> {
    use Survivor::{Both, Kept, Other};
    let attribute = *field.first()?;
    let is_same = field.iter().all(|f| f.value(kept) == f.value(other));
    if is_same || attribute.is_unknown_in(kept) || attribute.is_unknown_in(other) {
        return None;
    }
    let has_clash = || kept.extra.iter().any(|(name, value)| other.extra.get(name).is_some_and(|v| v != value));
    let (survivor, is_disputed) = match attribute {
        Attribute::NameZh if kept.is_called(&other.name_zh) => (Kept, false),
        Attribute::NameZh if other.is_called(&kept.name_zh) => (Other, false),
        Attribute::FormerNames | Attribute::Note => (Both, false),
        Attribute::Extra if !has_clash() => (Both, false),
        Attribute::Source | Attribute::Evidence | Attribute::AsOf | Attribute::Confidence => (Kept, false),
        Attribute::Founded if attribute.value(other).starts_with(&attribute.value(kept)) => (Other, false),
        Attribute::Founded if attribute.value(kept).starts_with(&attribute.value(other)) => (Kept, false),
        Attribute::Tracks => of_tracks(kept, other),
        _ => (Kept, true),
    };
    let may_be_both = survivor == Both || attribute == Attribute::Tracks;
    Some(Contested { attribute, survivor, is_disputed, may_be_both })
}

/// Whose tracks survive, and whether the others would be lost.
fn of_tracks(kept: &Enterprise, other: &Enterprise) -> (Survivor, bool) {
    let is_within = |a: &Enterprise, b: &Enterprise| a.tracks.iter().all(|t| has_track(&b.tracks, &t.track));
    let states_shares = |e: &Enterprise| e.tracks.iter().any(|t| t.weight.is_some());
    let primary = |e: &Enterprise| e.tracks.first().map(|t| t.track.clone());
    let has_none_more = is_within(other, kept) && primary(kept) == primary(other);
    match (states_shares(kept), states_shares(other)) {
        (_, false) if has_none_more => (Survivor::Kept, false),
        (false, true) if has_none_more && is_within(kept, other) => (Survivor::Other, false),
        _ => (Survivor::Kept, true),
    }
}

fn has_track(tracks: &[TrackTag], id: &str) -> bool {
    tracks.iter().any(|t| t.track == id)
}

/// The kept row with what survives of both. `chosen` says whose value survives in a contested field; without a word of
/// it, or where both cannot, it is as [`contested`] says.
pub fn merged(kept: &Enterprise, other: &Enterprise, chosen: impl Fn(Attribute) -> Option<Survivor>) -> Enterprise {
    let contested = contested(kept, other);
    let mut row = kept.clone();
    for field in fields() {
        let Some(attribute) = field.first().copied() else { continue };
        let survivor = match contested.iter().find(|c| c.attribute == attribute) {
            Some(c) => chosen(attribute).filter(|s| *s != Survivor::Both || c.may_be_both).unwrap_or(c.survivor),
            None if attribute.is_unknown_in(kept) => Survivor::Other,
            None => Survivor::Kept,
        };
        match (attribute, survivor) {
            // A district somebody knows is more than none.
            (Attribute::Lon, Survivor::Other) if other.position.is_none() => {
                row.position_accuracy = kept.position_accuracy.min(other.position_accuracy);
            }
            (Attribute::Extra, Survivor::Other) => row.extra.extend(other.extra.clone()),
            (Attribute::Extra, _) => {
                for (name, value) in &other.extra {
                    row.extra.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            (_, Survivor::Kept) => {}
            (_, Survivor::Other) => field.iter().for_each(|f| f.take(&mut row, other)),
            (Attribute::Tracks, Survivor::Both) => unite_tracks(&mut row.tracks, &other.tracks),
            (Attribute::Note, Survivor::Both) => unite_notes(&mut row.note, &other.note),
            (_, Survivor::Both) => row.former_names = [kept, other].map(|e| e.former_names.as_str()).join(";"),
        }
    }
    rename(&mut row, [&kept.name_zh, &other.name_zh]);
    row
}

/// The tracks of one row, then those only the other has. Shares that were stated for fewer tracks are none any more.
fn unite_tracks(tracks: &mut Vec<TrackTag>, other: &[TrackTag]) {
    let new: Vec<TrackTag> = other.iter().filter(|t| !has_track(tracks, &t.track)).cloned().collect();
    if !new.is_empty() {
        tracks.extend(new);
        tracks.iter_mut().for_each(|t| t.weight = None);
    }
}

fn unite_notes(note: &mut String, other: &str) {
    if other.contains(note.as_str()) {
        other.clone_into(note);
    } else if !note.contains(other) {
        *note = format!("{note}; {other}");
    }
}

/// Names it had become earlier ones, each once; the one it has is none.
fn rename(row: &mut Enterprise, names: [&String; 2]) {
    let own = normalized(&row.name_zh);
    let mut known: Vec<String> = vec![own.clone(), String::new()];
    let earlier = row.former_names.split([';', '；']).map(str::trim).chain(names.map(String::as_str));
    let mut kept = Vec::new();
    for name in earlier {
        let form = normalized(name);
        if !known.contains(&form) {
            known.push(form);
            kept.push(name.to_owned());
        }
    }
    let is_new = kept.len() != normalized_list(&row.former_names).count();
    // A list nothing was added to stays as it was written.
    if is_new || normalized_list(&row.former_names).any(|n| n == own) {
        row.former_names = kept.join(";");
    }
}

#[cfg(test)]
#[path = "survivorship_tests.rs"]
mod tests;
