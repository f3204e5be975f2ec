//! Undo, differences, snapshots, backups.

use super::*;
use crate::catalogue::{Difference, DifferenceClass, Differences};

/// All rows as the file holds them.
pub(super) fn rows(store: &Store) -> Vec<Enterprise> {
    let mut rows = Vec::new();
    row::for_each(&store.connection, |e, _| {
        rows.push(e);
        Ok(())
    })
    .expect("reads");
    rows
}

fn find(rows: &[Enterprise], id: i64) -> Option<&Enterprise> {
    rows.iter().find(|e| e.id == id)
}

/// One batch: new rows, and changes (or deletions) of rows by their place.
type Step = (Vec<Enterprise>, Vec<(prop::sample::Index, Option<Enterprise>)>);

fn steps() -> impl Strategy<Value = Step> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(enterprises())), 0..4);
    (prop::collection::vec(enterprises(), 0..5), changes)
}

fn apply(store: &mut Store, (inserts, changes): Step, kind: BatchKind) -> Option<BatchId> {
    let now = rows(store);
    let mut set = ChangeSet { kind, inserts, ..ChangeSet::default() };
    for (at, after) in changes.into_iter().filter(|_| !now.is_empty()) {
        let e = at.get(&now);
        match after {
            Some(after) => set.updates.push(Update { id: e.id, base: Some(e.clone()), after }),
            None => set.deletes.push(e.id),
        }
    }
    store.apply(&set).expect("applied").batch
}

fn compared(before: &[Enterprise], after: &[Enterprise]) -> Differences {
    let mut ids: Vec<i64> = before.iter().chain(after).map(|e| e.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut differences = Differences { before: before.len(), after: after.len(), ..Differences::default() };
    for id in ids {
        let row = Difference::of(id, find(before, id).cloned(), find(after, id).cloned());
        row.into_iter().for_each(|d| differences.add(d, usize::MAX));
    }
    differences.unchanged = before.len() - differences.left.count - differences.changed();
    differences
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn an_undone_batch_leaves_what_the_others_did(
        start in prop::collection::vec(enterprises(), 0..4),
        batches in prop::collection::vec(steps(), 3),
        undone in 0..3usize,
    ) {
        let folder = folder();
        let path = folder.path().join("p.gpkg");
        let mut store = Store::create_with(&path, &Taxonomy::bundled(), &start).expect("created");
        let mut moments = vec![rows(&store)];
        let mut made = Vec::new();
        for step in batches {
            made.push(apply(&mut store, step, BatchKind::Edit));
            moments.push(rows(&store));
        }
        let Some(batch) = made[undone] else { return Ok(()) };
        let (before, after, last) = (&moments[undone], &moments[undone + 1], &moments[3]);
        let outcome = store.undo(batch).expect("undone");
        let now = rows(&store);
        for id in 1..=now.iter().chain(last).map(|e| e.id).max().unwrap_or(0) {
            let is_touched = find(before, id) != find(after, id);
            let is_conflict = outcome.conflicts.iter().any(|c| c.id == id);
            let expected = if is_touched && !is_conflict { find(before, id) } else { find(last, id) };
            prop_assert_eq!(find(&now, id), expected, "row {}", id);
            if is_conflict {
                prop_assert_ne!(find(after, id), find(last, id), "only what changed later is a conflict");
            }
        }
        // Undoing the undo is as if nothing had been done.
        if let Some(by) = outcome.batch {
            store.undo(by).expect("redone");
            prop_assert_eq!(&rows(&store), last);
        }
        let findings = Store::check(&path).expect("checks");
        prop_assert!(findings.iter().all(|f| f.code == CheckCode::NoName), "{:?}", findings);
    }

    #[test]
    fn differences_add_up_and_are_those_of_two_loads(
        start in prop::collection::vec(enterprises(), 0..4),
        batches in prop::collection::vec((steps(), any::<bool>()), 1..6),
    ) {
        let folder = folder();
        let mut store =
            Store::create_with(&folder.path().join("p.gpkg"), &Taxonomy::bundled(), &start).expect("created");
        let mut moments = vec![(BatchId(0), rows(&store))];
        for (step, is_undone) in batches {
            let Some(batch) = apply(&mut store, step, BatchKind::Edit) else { continue };
            moments.push((batch, rows(&store)));
            if is_undone && let Some(by) = store.undo(batch).expect("undone").batch {
                moments.push((by, rows(&store)));
            }
        }
        for (i, (from, before)) in moments.iter().enumerate() {
            for (to, after) in &moments[i..] {
                let found = store.changes_between(*from, *to, usize::MAX).expect("compared");
                prop_assert_eq!(found.before + found.entered.count - found.left.count, found.after);
                prop_assert_eq!(found, compared(before, after), "from {} to {}", from, to);
            }
        }
    }
}

#[test]
fn a_big_import_comes_and_goes() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    let before = all(&store);
    let tracks = |i: usize| {
        let id = Taxonomy::bundled().tracks()[i % 17].id.clone();
        vec![TrackTag { track: id, weight: i.is_multiple_of(3).then_some(0.1 * i as f64) }]
    };
    let mut edits = (0..12_000).map(|i| {
        RowEdit::Insert(Box::new(Enterprise {
            position: Some(LonLat::new(121.0 + (i % 113) as f64 * 0.003, 31.0 + (i % 127) as f64 * 0.002)),
            position_accuracy: PositionAccuracy::Building,
            uscc: format!("{i:018}"),
            tracks: tracks(i),
            ..company(&format!("新{i}"))
        }))
    });
    let head = BatchHead { kind: BatchKind::Import, file: "big.csv".into(), ..BatchHead::default() };
    let written = store.write(&head, &mut edits, &|_| ControlFlow::Continue(())).expect("written");
    let batch = written.batch.expect("a batch");
    assert!(matches!(written.backup, Some(crate::catalogue::BackupNote::Made(path)) if path.exists()));
    assert_eq!((written.inserted, store.row_history(199).expect("read").len()), (12_000, 1));
    let images: i64 = store.connection.query_row("SELECT count(*) FROM batch_row", [], |r| r.get(0)).expect("counted");
    assert_eq!(images, 0, "new rows leave no images");
    let sound = |store: &Store| {
        let sql = "SELECT rtreecheck('rtree_enterprise_geom')";
        let found: String = store.connection.query_row(sql, [], |r| r.get(0)).expect("checked");
        assert_eq!(found, "ok");
        let indexes =
            "SELECT count(*) FROM sqlite_schema WHERE name IN ('enterprise_uscc', 'enterprise_track_enterprise')";
        assert_eq!(store.connection.query_row(indexes, [], |r| r.get::<_, i64>(0)).expect("counted"), 2);
        let faults: Vec<_> =
            Store::check(&path).expect("checks").into_iter().filter(|f| f.code != CheckCode::CreditCode).collect();
        assert_eq!(faults, []);
    };
    sound(&store);
    let imported = all(&store);
    let mut kept = imported[5000].clone();
    kept.note = "改".into();
    let edit = store.apply(&ChangeSet { updates: vec![Update::unseen(kept.id, kept.clone())], ..ChangeSet::default() });
    let outcome = store.undo(batch).expect("undone");
    assert_eq!((outcome.restored, outcome.conflicts.len()), (11_999, 1));
    assert_eq!(all(&store).len(), 199);
    sound(&store);
    store.undo(outcome.batch.expect("a batch")).expect("redone");
    store.undo(edit.expect("applied").batch.expect("a batch")).expect("undone");
    assert_eq!(all(&store), imported);
    sound(&store);
    store.undo(batch).expect("undone");
    assert_eq!(all(&store), before);
    sound(&store);
    // Once more, with nothing in the way, and broken off in between.
    let cancelled = store.undo_with(BatchId(3), &|_| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(StoreError::Cancelled | StoreError::AlreadyUndone { .. })), "{cancelled:?}");
    assert_eq!(all(&store), before);
}

#[test]
fn a_row_tells_what_batches_made_of_it() {
    let folder = folder();
    let (mut store, _) = sampled(folder.path());
    assert_eq!(store.row_history(5).expect("read"), []);
    let mut row = store.load(1, &|_| ()).expect("loads").row(4).to_enterprise();
    row.employees = Some(321);
    row.note = "核对".into();
    let change = ChangeSet { author: "张".into(), updates: vec![Update::unseen(5, row)], ..ChangeSet::default() };
    let batch = store.apply(&change).expect("applied").batch.expect("a batch");
    store.undo(batch).expect("undone");
    let history = store.row_history(5).expect("read");
    assert_eq!(history.len(), 2);
    assert_eq!((history[0].batch.id, history[0].batch.author.as_str()), (batch, "张"));
    let changed: Vec<&str> = history[0].changed().iter().map(|a| a.code()).collect();
    assert_eq!(changed, ["employees", "note"]);
    assert_eq!(history[1].after, history[0].before);
    assert_eq!(store.row_history(6).expect("read"), []);
    assert_eq!(store.batch_changes(batch, 10).expect("read"), history[..1]);
    assert!(matches!(store.batch_changes(BatchId(9), 1), Err(StoreError::UnknownBatch { batch: 9 })));
    // A new row, then changed: after its first batch it was as its second found it.
    let made = store.apply(&ChangeSet { inserts: vec![company("新")], ..ChangeSet::default() }).expect("applied");
    let changed = Update::unseen(199, Enterprise { note: "改".into(), ..company("新") });
    store.apply(&ChangeSet { updates: vec![changed], ..ChangeSet::default() }).expect("applied");
    let first = store.batch_changes(made.batch.expect("a batch"), 10).expect("read");
    assert_eq!((first.len(), &first[0].before, first[0].name_zh()), (1, &None, "新"));
    assert_eq!(first[0].after.as_ref().map(|e| e.note.as_str()), Some(""));
    assert_eq!(store.row_history(199).expect("read").len(), 2);
}

#[test]
fn a_row_touched_twice_goes_back_the_way_it_came() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    let before = rows(&store);
    let changed = Enterprise { note: "改".into(), ..before[0].clone() };
    let both = ChangeSet { updates: vec![Update::unseen(1, changed)], deletes: vec![1], ..ChangeSet::default() };
    let batch = store.apply(&both).expect("applied").batch.expect("a batch");
    let by = store.undo(batch).expect("undone");
    assert_eq!((rows(&store), by.conflicts), (before.clone(), Vec::new()));
    store.undo(by.batch.expect("a batch")).expect("redone");
    assert_eq!(rows(&store), before[1..]);
    assert_eq!(Store::check(&path).expect("checks"), []);
}

#[test]
fn moments_are_batches_times_and_snapshots() {
    let folder = folder();
    let (mut store, _) = sampled(folder.path());
    let early = store.snapshot("年初").expect("named");
    assert_eq!((early.rows, early.batch, early.hash.len()), (198, BatchId(0), 64));
    let insert = |name| ChangeSet { inserts: vec![company(name)], ..ChangeSet::default() };
    store.apply(&insert("一")).expect("applied");
    store.apply(&insert("二")).expect("applied");
    store.connection.execute_batch("UPDATE batch SET time = '2026-01-0' || id || 'T10:00:00.000Z'").expect("dated");
    let at = |text, edge| store.moment(text, edge).map(|b| b.0);
    use Edge::{Beginning, End};
    assert_eq!([at("2026-01-01", Beginning), at("2026-01-01", End)].map(|m| m.expect("a moment")), [0, 1]);
    assert_eq!([at("2026-01", End), at("2026-01-02 09", End)].map(|m| m.expect("a moment")), [2, 1]);
    assert_eq!([at("#1", End), at("2", Beginning), at("年初", End)].map(|m| m.expect("a moment")), [1, 2, 0]);
    assert!(matches!(at("#7", End), Err(StoreError::UnknownBatch { batch: 7 })));
    assert!(matches!(at("年末", End), Err(StoreError::UnknownMoment { .. })));
    // A batch stamped while the clock was wrong lies where it was written, not where its stamp says.
    store.connection.execute_batch("UPDATE batch SET time = '2020-05-05T10:00:00.000Z' WHERE id = 2").expect("dated");
    assert_eq!([at("2026-01-01", Beginning), at("2026-01-02", End)].map(|m| m.expect("a moment")), [0, 2]);
    assert_eq!([at("2020", Beginning), at("2020", End)].map(|m| m.expect("a moment")), [0, 0]);
    let since = store.changes_since("年初", 1).expect("compared");
    assert_eq!((since.before, since.entered.count, since.entered.rows.len(), since.after), (198, 2, 1, 200));
    let rows = store.changes_between(BatchId(0), BatchId(1), 9).expect("compared");
    assert_eq!(rows.of(DifferenceClass::Entered).rows[0].name_zh, "一");
    assert!(matches!(store.snapshot("年初"), Err(StoreError::SnapshotExists { .. })));
    assert!(matches!(store.snapshot(" "), Err(StoreError::SnapshotName { .. })));
    let late = store.snapshot("年末").expect("named");
    assert_ne!(late.hash, early.hash);
    assert_eq!(store.snapshots().expect("listed"), [early, late]);
}

#[test]
fn a_backup_is_restored_and_the_file_it_replaces_is_kept() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    let before = all(&store);
    let copy = folder.path().join("copy.gpkg");
    store.backup(&copy).expect("copied");
    assert!(matches!(store.backup(&path), Err(StoreError::BackupOntoItself { .. })));
    let delete = ChangeSet { deletes: (1..=100).collect(), ..ChangeSet::default() };
    store.apply(&delete).expect("applied");
    drop(store);
    let restored = Store::restore(&copy, &path).expect("restored");
    assert_eq!(restored.rows, 198);
    let kept = restored.kept.expect("kept");
    assert_eq!(all(&Store::open_read(&kept).expect("reads")).len(), 98);
    assert_eq!(all(&Store::open(&path).expect("opens")), before);
    // A damaged file is replaced, too, and kept as it was.
    std::fs::write(&path, "not a catalogue").expect("written");
    std::fs::write(open::sibling(&path, "-journal"), "rest").expect("written");
    let kept = Store::restore(&copy, &path).expect("restored").kept.expect("kept");
    assert_eq!(std::fs::read(&kept).expect("readable"), b"not a catalogue");
    assert!(!open::sibling(&path, "-journal").exists());
    assert_eq!(all(&Store::open(&path).expect("opens")), before);
    // An error names the newest sound backup, also of a file of no length at all.
    let whole = Store::open(&path).expect("opens").backup_beside().expect("copied");
    std::fs::write(&path, "").expect("emptied");
    let told = Store::open_read(&path).expect_err("damaged");
    assert!(matches!(&told, StoreError::Lost { backup: Some(b), .. } if b.path == whole), "{told:?}");
    Store::restore(&whole, &path).expect("restored");
    // A damaged backup is refused.
    let mut bytes = std::fs::read(&copy).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    std::fs::write(&copy, bytes).expect("written");
    let refused = Store::restore(&copy, &path).expect_err("refused");
    assert!(matches!(refused, StoreError::BrokenBackup { .. } | StoreError::Corrupt { .. }), "{refused:?}");
    assert_eq!(all(&Store::open(&path).expect("opens")), before);
}

#[test]
fn the_last_backups_before_imports_are_kept() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    for i in 0..5 {
        let import =
            ChangeSet { kind: BatchKind::Import, inserts: vec![company(&i.to_string())], ..ChangeSet::default() };
        assert!(store.apply(&import).expect("applied").backup.is_some());
        std::thread::sleep(std::time::Duration::from_millis(3));
    }
    let backups = open::sibling(&path, ".backups");
    assert_eq!(files(&backups), 3);
    let newest = std::fs::read_dir(&backups).expect("readable").flatten().map(|e| e.path()).max().expect("there");
    assert_eq!(all(&Store::open_read(&newest).expect("reads")).len(), 202, "as it was before the last");
}

#[test]
fn the_copy_an_upgrade_left_is_offered_where_the_file_breaks_and_is_as_good_as_any() {
    let folder = folder();
    let path = folder.path().join("old.gpkg");
    std::fs::write(&path, include_bytes!("../../../tests/fixtures/catalogue_v2.gpkg")).expect("written");
    let rows = all(&Store::open(&path).expect("brought up"));
    let length = std::fs::metadata(&path).expect("there").len() as usize;
    std::fs::write(&path, vec![0x5a; length]).expect("broken");
    let Err(StoreError::Corrupt { backup: Some(backup), .. }) = Store::open_read(&path) else {
        panic!("it is damaged")
    };
    assert_eq!((backup.path.extension(), backup.rows), (Some("bak".as_ref()), Some(4)));
    assert_eq!(backup.why, BackupReason::BeforeMigration);
    assert_eq!(Store::backups(&path).expect("listed"), [*backup.clone()]);
    assert_eq!(Store::restore(&backup.path, &path).expect("restored").rows, 4);
    assert_eq!(all(&Store::open_read(&path).expect("opens")), rows);
}
