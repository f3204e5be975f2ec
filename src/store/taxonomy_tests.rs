use super::*;
use crate::catalogue::{CaseChange, Enterprise, PracticeCase, Taxonomy, TrackTag, Update, sample};
use crate::language::Bilingual;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("c.gpkg");
    let store = Store::create_with(&path, &Taxonomy::bundled(), &sample::sample()).expect("made");
    (folder, store)
}

fn track(id: &str) -> Track {
    Track { id: id.into(), name: Bilingual::new(format!("名{id}"), ""), ..Track::default() }
}

fn rows(store: &Store) -> Vec<Enterprise> {
    store.load(1, &|_| ()).expect("read").rows().map(|r| r.to_enterprise()).collect()
}

/// All rows of a track go over to another.
fn merger(store: &Store, from: &str, into: &str) -> (Vec<TrackChange>, ChangeSet) {
    let mut set = ChangeSet { reason: "合并".into(), ..ChangeSet::default() };
    for base in rows(store).into_iter().filter(|e| e.tracks.iter().any(|t| t.track == from)) {
        let mut after = base.clone();
        after.tracks.retain(|t| t.track != into);
        for tag in after.tracks.iter_mut().filter(|t| t.track == from) {
            into.clone_into(&mut tag.track);
        }
        set.updates.push(Update { id: base.id, base: Some(base), after });
    }
    (vec![TrackChange::Remove { id: from.into(), successor: Some(into.into()) }], set)
}

#[test]
fn a_merger_is_one_batch_and_undoing_it_brings_back_track_rows_and_cases() {
    let (_folder, mut store) = store();
    let case = PracticeCase {
        title: "甲".into(),
        source: "年报".into(),
        track: "blockchain".into(),
        ..PracticeCase::default()
    };
    store.change_cases(&[CaseChange { before: None, after: Some(case) }]).expect("kept");
    let (before, taxonomy) = (rows(&store), store.taxonomy().clone());
    let (changes, edits) = merger(&store, "blockchain", "data-credit");
    let batch = store.change_taxonomy(&changes, &edits).expect("merged").batch.expect("a batch");
    assert_eq!(store.taxonomy().index_of("blockchain"), None);
    assert!(rows(&store).iter().all(|e| e.tracks.iter().all(|t| t.track != "blockchain")));
    assert_eq!(store.cases().expect("read")[0].track, "data-credit");
    let merged = rows(&store);
    let undone = store.undo(batch).expect("undone");
    assert_eq!((undone.restored, undone.conflicts.len()), (edits.updates.len(), 0));
    assert_eq!((rows(&store), store.taxonomy().clone()), (before, taxonomy));
    assert_eq!(store.cases().expect("read")[0].track, "blockchain");
    // Undoing the undo merges again.
    store.undo(undone.batch.expect("a batch")).expect("redone");
    assert_eq!(store.taxonomy().index_of("blockchain"), None);
    assert_eq!(rows(&store), merged);
    assert_eq!(store.cases().expect("read")[0].track, "data-credit");
    let path = store.path().to_owned();
    assert_eq!(Store::open_read(&path).expect("opens").taxonomy(), store.taxonomy(), "as it is in the file");
    assert_eq!(Store::check(&path).expect("checks"), []);
}

#[test]
fn names_order_and_new_tracks_are_undone_too_unless_changed_or_used_since() {
    let (_folder, mut store) = store();
    let taxonomy = store.taxonomy().clone();
    let none = ChangeSet::default();
    let first = store
        .change_taxonomy(
            &[
                TrackChange::Add(track("new")),
                TrackChange::Replace(track("payment")),
                TrackChange::Order(vec!["new".into(), "payment".into()]),
            ],
            &none,
        )
        .expect("changed")
        .batch
        .expect("a batch");
    assert_eq!(store.taxonomy().tracks()[0].id, "new");
    let second = store
        .change_taxonomy(&[TrackChange::Replace(track("new"))], &none)
        .expect("the same again")
        .batch
        .expect("a batch");
    store.undo(second).expect("nothing to do");
    let undone = store.undo(first).expect("undone");
    assert_eq!(undone.conflicts, []);
    assert_eq!(*store.taxonomy(), taxonomy);
    store.undo(undone.batch.expect("a batch")).expect("redone");
    assert_eq!(store.taxonomy().tracks()[0].id, "new");
    // Somebody uses it now: it stays.
    let mut row = rows(&store).remove(0);
    row.tracks.push(TrackTag { track: "new".into(), weight: None });
    store.apply(&ChangeSet { updates: vec![Update::unseen(row.id, row)], ..none.clone() }).expect("applied");
    let kept = store.undo(first).expect("in part");
    assert_eq!(kept.conflicts.len(), 1);
    assert!(store.taxonomy().index_of("new").is_some());
}

#[test]
fn a_track_that_rows_carry_is_not_removed_and_nothing_happens() {
    let (_folder, mut store) = store();
    let remove = TrackChange::Remove { id: "payment".into(), successor: None };
    let error = store.change_taxonomy(&[remove], &ChangeSet::default()).expect_err("in use");
    assert!(matches!(error, StoreError::Taxonomy { fault: TaxonomyFault::InUse(_) }));
    assert!(store.batches().expect("read").is_empty());
    assert!(store.taxonomy().index_of("payment").is_some());
}
