//! Edits by a program that knows nothing of this one.

use super::history::rows;
use super::*;

/// A connection as QGIS has one: triggers run, and the functions of the R-tree are there.
fn stranger(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("opens");
    geometry::register_functions(&connection).expect("registered");
    connection
}

#[test]
fn edits_by_other_programs_become_a_batch_that_can_be_undone() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let before = rows(&store);
    drop(store);
    let other = stranger(&path);
    let point = geometry::encode(LonLat::new(121.5, 31.2));
    other
        .execute_batch(
            "UPDATE enterprise SET note = '外改', extra = '{\"联系人\":\"王\"}' WHERE id = 1;
             UPDATE enterprise SET note = '外改二' WHERE id = 1;
             UPDATE enterprise SET note = 'x' WHERE id = 2;
             UPDATE enterprise_track SET weight = 0.1 + 0.2 WHERE enterprise_id = 3;
             DELETE FROM enterprise_track WHERE enterprise_id = 4;
             INSERT INTO enterprise_track (enterprise_id, track, position) VALUES (5, '自定义', 9);
             DELETE FROM enterprise WHERE id = 6;
             PRAGMA foreign_keys = OFF;
             UPDATE enterprise SET geom = NULL WHERE id = 7;
             INSERT OR REPLACE INTO enterprise (id, name_zh) VALUES (8, '顶替');
             UPDATE enterprise SET id = 1000 WHERE id = 9;",
        )
        .expect("edited");
    other.execute("UPDATE enterprise SET note = ?1 WHERE id = 2", [&before[1].note]).expect("edited back");
    other.execute("INSERT INTO enterprise (name_zh, geom) VALUES ('外增', ?1)", [point]).expect("drawn");
    drop(other);

    let reader = Store::open_read(&path).expect("reads");
    let pending = reader.pending_outside(100).expect("counted");
    assert_eq!(pending.count, 11);
    assert!(pending.rows.iter().all(|d| d.id != 2), "there and back is no change");
    let codes: Vec<CheckCode> = Store::check(&path).expect("checks").iter().map(|f| f.code).collect();
    assert!(codes.contains(&CheckCode::OutsideEdit) && !codes.contains(&CheckCode::RowHash), "{codes:?}");
    drop(reader);

    let mut store = Store::open(&path).expect("adopts");
    assert_eq!(store.pending_outside(9).expect("counted"), OutsideEdits::default());
    let batches = store.batches().expect("listed");
    assert_eq!((batches.len(), batches[0].kind), (1, BatchKind::Outside));
    let after = rows(&store);
    let changes = store.batch_changes(batches[0].id, 100).expect("read");
    for change in &changes {
        let find = |rows: &[Enterprise]| rows.iter().find(|e| e.id == change.id).cloned();
        assert_eq!((&change.before, &change.after), (&find(&before), &find(&after)), "row {}", change.id);
    }
    assert_eq!(changes.len(), batches[0].inserted + batches[0].updated + batches[0].deleted);
    let drawn = after.last().expect("there");
    assert_eq!((drawn.name_zh.as_str(), drawn.position_accuracy), ("外增", PositionAccuracy::Street));
    assert_eq!(after[0].extra.get("联系人").map(String::as_str), Some("王"));
    let codes: Vec<CheckCode> = Store::check(&path).expect("checks").iter().map(|f| f.code).collect();
    assert_eq!(codes, [CheckCode::UnknownTrack], "taken over, it is sound");

    let outcome = store.undo(batches[0].id).expect("undone");
    assert_eq!(outcome.conflicts, []);
    assert_eq!(rows(&store), before);
    assert_eq!(Store::check(&path).expect("checks"), []);
}

#[test]
fn a_file_nobody_has_touched_or_that_was_put_back_gets_no_batch() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let name = rows(&store)[0].name_zh.clone();
    drop(store);
    let other = stranger(&path);
    other.execute("UPDATE enterprise SET name_zh = '改' WHERE id = 1", []).expect("edited");
    other.execute("UPDATE enterprise SET name_zh = ?1 WHERE id = 1", [name]).expect("put back");
    drop(other);
    let store = Store::open(&path).expect("opens");
    assert_eq!(store.batches().expect("listed"), []);
    assert_eq!(store.pending_outside(1).expect("counted").count, 0);
    assert_eq!(Store::check(&path).expect("checks"), []);
}

#[test]
fn an_import_is_undone_but_for_the_rows_another_program_changed() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    let inserts = vec![company("一"), company("二"), company("三")];
    let batch = store.apply(&ChangeSet { inserts, ..ChangeSet::default() }).expect("applied").batch.expect("a batch");
    drop(store);
    let other = stranger(&path);
    other.execute("UPDATE enterprise SET note = '外改' WHERE id = 200", []).expect("edited");
    // A program that switches triggers off leaves nothing but a hash that does not fit.
    let off = rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER;
    other.set_db_config(off, false).expect("off");
    other.execute("UPDATE enterprise SET note = '暗改' WHERE id = 201", []).expect("edited");
    drop(other);
    let mut store = Store::open(&path).expect("adopts");
    let first = store.batch_changes(batch, 9).expect("read");
    assert_eq!(first[1].after.as_ref().map(|e| e.note.as_str()), Some(""), "as the import made it");
    let outcome = store.undo(batch).expect("undone");
    let kept: Vec<i64> = outcome.conflicts.iter().map(|c| c.id).collect();
    assert_eq!((outcome.restored, kept), (1, vec![200, 201]));
}
