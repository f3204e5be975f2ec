//! Writing, conflicts, undo.

use super::*;

#[test]
fn a_batch_is_undone_and_later_changes_are_kept() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    let before = all(&store);
    let mut first = before[0].clone();
    first.short_name = "改".into();
    let mut second = before[1].clone();
    second.position = Some(LonLat::new(121.123_456_789_012_34, 31.2));
    let changes = ChangeSet {
        kind: BatchKind::Edit,
        author: "甲".into(),
        inserts: vec![company("新一"), company("新二")],
        updates: vec![Update::unseen(first.id, first.clone()), Update::unseen(second.id, second)],
        deletes: vec![before[2].id],
        ..ChangeSet::default()
    };
    let batch = store.apply(&changes).expect("applied").batch.expect("a batch");
    assert_eq!(all(&store).len(), 199);
    let listed = store.batches().expect("listed");
    assert_eq!((listed[0].inserted, listed[0].updated, listed[0].deleted), (2, 2, 1));

    // A later edit of one of its rows is in the way of undoing that row only.
    first.note = "后来".into();
    let later = ChangeSet { updates: vec![Update::unseen(first.id, first.clone())], ..ChangeSet::default() };
    let later = store.apply(&later).expect("applied").batch.expect("a batch");
    let outcome = store.undo(batch).expect("undone");
    assert_eq!((outcome.restored, outcome.conflicts.len()), (4, 1));
    assert_eq!(
        outcome.conflicts[0],
        UndoConflict { id: first.id, name_zh: first.name_zh.clone(), reason: ConflictReason::ChangedLater }
    );
    // Undo the later one, and the rest of the batch follows.
    assert_eq!(store.undo(later).expect("undone").restored, 1);
    let rest = store.undo(batch).expect("undone");
    assert_eq!((rest.restored, rest.conflicts.len()), (1, 0));
    assert_eq!(all(&store), before);
    assert!(matches!(store.undo(batch), Err(StoreError::AlreadyUndone { .. })));
    assert!(matches!(store.undo(BatchId(99)), Err(StoreError::UnknownBatch { batch: 99 })));

    // Undoing the undo does its part again; ids are not given twice.
    store.undo(rest.batch.expect("a batch")).expect("redone");
    assert_eq!(all(&store)[0].short_name, "改");
    let next = store.apply(&ChangeSet { inserts: vec![company("新三")], ..ChangeSet::default() }).expect("applied");
    assert_eq!(all(&store).last().map(|e| e.id), Some(201));
    assert!(next.batch > Some(batch));
    assert_eq!(Store::check(&path).expect("checks"), []);
}

#[test]
fn many_rows_come_back_into_an_empty_catalogue() {
    let folder = folder();
    let path = folder.path().join("many.gpkg");
    let rows: Vec<Enterprise> = (0..11_300).map(|i| company(&i.to_string())).collect();
    let mut store = Store::create_with(&path, &Taxonomy::bundled(), &rows).expect("created");
    let before = store.content_hash().expect("hashed");
    store.apply(&ChangeSet { deletes: (1..=11_300).collect(), ..ChangeSet::default() }).expect("deleted");
    assert_eq!(store.undo(BatchId(1)).expect("undone").restored, 11_300);
    assert_eq!(store.content_hash().expect("hashed"), before);
    drop(store);
    assert_eq!(Store::check(&path).expect("checks"), []);
}

#[test]
fn a_cancelled_write_leaves_nothing_behind() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    let before = all(&store);
    let mut edits = (0..20_000).map(|i| RowEdit::Insert(Box::new(company(&format!("新{i}")))));
    let stop = |done| if done > 15_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let cancelled = store.write(&BatchHead::default(), &mut edits, &stop);
    assert!(matches!(cancelled, Err(StoreError::Cancelled)));
    assert_eq!(all(&store), before);
    assert_eq!(store.batches().expect("listed"), []);
    assert_eq!(Store::check(&path).expect("checks"), []);
}

#[test]
fn a_row_that_is_gone_is_a_conflict_and_the_others_go_in() {
    let folder = folder();
    let (mut store, _) = sampled(folder.path());
    let before = all(&store);
    let lost = Update { id: 4712, base: None, after: company("丢") };
    let changes = ChangeSet { updates: vec![lost], deletes: vec![before[0].id, 4711], ..ChangeSet::default() };
    let written = store.apply(&changes).expect("applied");
    assert_eq!((written.deleted, written.conflicts.len()), (1, 2));
    assert!(written.conflicts.iter().all(|c| c.is_gone));
    let nothing = ChangeSet { deletes: vec![4711], ..ChangeSet::default() };
    assert_eq!(store.apply(&nothing).expect("nothing").batch, None);
    assert_eq!(store.batches().expect("listed").len(), 1);
}

#[test]
fn changes_of_two_people_are_merged_field_by_field() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    let base = all(&store);
    let edit = |at: usize, change: fn(&mut Enterprise)| {
        let mut after = base[at].clone();
        change(&mut after);
        Update { id: after.id, base: Some(base[at].clone()), after }
    };
    let theirs = [edit(0, |e| e.employees = Some(7)), edit(1, |e| e.note = "彼".into())];
    store.apply(&ChangeSet { updates: theirs.to_vec(), ..ChangeSet::default() }).expect("applied");
    let mine =
        [edit(0, |e| e.note = "此".into()), edit(1, |e| e.note = "此".into()), edit(2, |e| e.note = "此".into())];
    let written = store.apply(&ChangeSet { updates: mine.to_vec(), ..ChangeSet::default() }).expect("applied");
    assert_eq!((written.updated, written.conflicts.len()), (2, 1));
    let fields = &written.conflicts[0].fields;
    assert_eq!((fields[0].mine.as_str(), fields[0].theirs.as_str()), ("此", "彼"));
    let now = all(&store);
    assert_eq!((now[0].employees, now[0].note.as_str(), now[1].note.as_str()), (Some(7), "此", "彼"));
    // A deletion of a row somebody has changed since is a conflict, too.
    let delete = RowEdit::Delete { id: base[1].id, base: Some(Box::new(base[1].clone())) };
    let go_on = |_| ControlFlow::Continue(());
    let written = store.write(&BatchHead::default(), &mut [delete].into_iter(), &go_on).expect("written");
    assert_eq!((written.batch, written.conflicts.len()), (None, 1));
    assert_eq!(Store::check(&path).expect("checks"), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_is_applied_and_undone_leaves_the_rows_before(
        start in prop::collection::vec(enterprises(), 0..6),
        inserts in prop::collection::vec(enterprises(), 0..6),
        after in prop::collection::vec(enterprises(), 0..3),
    ) {
        let folder = folder();
        let path = folder.path().join("p.gpkg");
        let mut store = Store::create_with(&path, &Taxonomy::bundled(), &start).expect("created");
        let before: Vec<Enterprise> = (1..=start.len() as i64).map(|id| stored_as(&start[id as usize - 1], id)).collect();
        let stored = |store: &Store| {
            let mut rows = Vec::new();
            row::for_each(&store.connection, |e, _| {
                rows.push(e);
                Ok(())
            })
            .expect("reads");
            rows
        };
        prop_assert_eq!(stored(&store), before.clone());
        let updates: Vec<_> = (1..).zip(after).take(start.len()).map(|(id, e)| Update::unseen(id, e)).collect();
        let deletes = (updates.len() as i64 + 1..=start.len() as i64).take(2).collect();
        let written = store.apply(&ChangeSet { inserts, updates, deletes, ..ChangeSet::default() }).expect("applied");
        if let Some(batch) = written.batch {
            prop_assert!(store.undo(batch).expect("undone").conflicts.is_empty());
        }
        prop_assert_eq!(stored(&store), before);
        let findings = Store::check(&path).expect("checks");
        prop_assert!(findings.iter().all(|f| f.code == CheckCode::NoName), "{:?}", findings);
    }
}
