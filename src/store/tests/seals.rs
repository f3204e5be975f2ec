//! Damage that SQLite's integrity check does not see.

use super::*;

/// A connection that leaves no trace: triggers are off, as damage has none.
fn damage(path: &Path, sql: &str) {
    let connection = Connection::open(path).expect("opens");
    geometry::register_functions(&connection).expect("registered");
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).expect("off");
    connection.pragma_update(None, "foreign_keys", false).expect("off");
    connection.pragma_update(None, "writable_schema", true).expect("on");
    connection.execute_batch(sql).expect("damaged");
}

/// A catalogue with a bit of everything.
fn rich(folder: &Path) -> PathBuf {
    let (mut store, path) = sampled(folder);
    let import = ChangeSet { kind: BatchKind::Import, inserts: vec![company("新")], ..ChangeSet::default() };
    store.apply(&import).expect("applied");
    let mut e = all(&store).remove(3);
    e.note = "改".into();
    store
        .apply(&ChangeSet { updates: vec![Update::unseen(4, e)], deletes: vec![9], ..ChangeSet::default() })
        .expect("applied");
    store.undo(BatchId(1)).expect("undone");
    store.snapshot("年初").expect("named");
    let case = crate::catalogue::PracticeCase { title: "案例".into(), enterprises: vec![3], ..Default::default() };
    store.change_cases(&[crate::catalogue::CaseChange { before: None, after: Some(case) }]).expect("made");
    path
}

#[test]
fn each_table_is_sealed() {
    let folder = folder();
    let path = rich(folder.path());
    assert_eq!(Store::check(&path).expect("checks"), [], "sound");
    let sound = std::fs::read(&path).expect("read");
    for (sql, code, table) in [
        ("UPDATE track SET name_en = 'x' WHERE id = 3", CheckCode::TableSeal, "track"),
        ("UPDATE source SET name = name || ' ' WHERE id = 2", CheckCode::TableSeal, "source"),
        ("UPDATE batch SET author = 'x' WHERE id = 1", CheckCode::TableSeal, "batch"),
        ("UPDATE batch_row SET before = replace(before, 'a', 'b') WHERE id = 1", CheckCode::BatchImages, "batch_row"),
        ("DELETE FROM batch_row WHERE id = 1", CheckCode::BatchImages, "batch_row"),
        ("UPDATE snapshot SET batch = 1", CheckCode::TableSeal, "snapshot"),
        ("UPDATE practice_case SET year = 2001", CheckCode::TableSeal, "practice_case"),
        ("DELETE FROM practice_case_enterprise", CheckCode::TableSeal, "practice_case_enterprise"),
        ("UPDATE gpkg_contents SET min_x = 1 WHERE table_name = 'enterprise'", CheckCode::TableSeal, "gpkg_contents"),
        ("UPDATE layer_styles SET styleQML = ''", CheckCode::TableSeal, "layer_styles"),
        ("UPDATE table_seal SET seal = upper(seal) WHERE name = 'meta'", CheckCode::TableSeal, "meta"),
        (
            "UPDATE rtree_enterprise_geom SET minx = minx - 0.0001 WHERE id = (SELECT min(id) FROM rtree_enterprise_geom)",
            CheckCode::SpatialIndex,
            "enterprise",
        ),
        ("UPDATE enterprise_track SET weight = 0.77 WHERE enterprise_id = 2", CheckCode::RowHash, "enterprise"),
        (
            "UPDATE enterprise SET evidence = 'unverifie`' WHERE evidence = 'unverified'",
            CheckCode::RowHash,
            "enterprise",
        ),
        (
            "UPDATE sqlite_schema SET sql = replace(sql, 'fk_gc_r', 'fk_gc_q') WHERE name = 'gpkg_contents'",
            CheckCode::Structure,
            "gpkg_contents",
        ),
        (
            "DELETE FROM enterprise WHERE id = 1; DELETE FROM enterprise_track WHERE enterprise_id = 1; \
          DELETE FROM rtree_enterprise_geom WHERE id = 1",
            CheckCode::TableSeal,
            "enterprise",
        ),
        ("UPDATE sqlite_sequence SET seq = 5 WHERE name = 'enterprise'", CheckCode::TableSeal, "sqlite_sequence"),
        (
            "UPDATE sqlite_schema SET sql = replace(sql, 'BEFORE UPDATE', 'BEFORE  DELETE') \
          WHERE name = 'outside_change_update'",
            CheckCode::Structure,
            "enterprise",
        ),
        (
            "UPDATE rtree_enterprise_geom SET minx = 1, maxx = 2 WHERE id = (SELECT min(id) FROM rtree_enterprise_geom)",
            CheckCode::SpatialIndex,
            "enterprise",
        ),
    ] {
        std::fs::write(&path, &sound).expect("put back");
        damage(&path, sql);
        let findings = Store::check(&path).expect("opens");
        assert!(findings.iter().any(|f| f.code == code && f.table == table), "{sql}: {findings:#?}");
        assert!(findings.iter().all(|f| f.message().hint(Language::Zh).is_some()));
    }
}

#[test]
fn edits_by_other_programs_are_no_damage() {
    let folder = folder();
    let path = rich(folder.path());
    let other = Connection::open(&path).expect("opens");
    geometry::register_functions(&other).expect("registered");
    other
        .execute_batch(
            "UPDATE track SET name_en = 'x' WHERE id = 3; DELETE FROM source WHERE id = 2;
             INSERT INTO layer_styles (styleName) VALUES ('mine'); UPDATE practice_case SET year = 2001;
             DELETE FROM enterprise WHERE id = 3; UPDATE enterprise SET note = 'x' WHERE id = 4;
             INSERT INTO enterprise (name_zh, status) VALUES ('外', '在营')",
        )
        .expect("edited");
    let of_seals = |path: &Path| -> Vec<CheckFinding> {
        let findings = Store::check(path).expect("checks");
        findings.into_iter().filter(|f| f.code == CheckCode::TableSeal).collect()
    };
    assert_eq!(of_seals(&path), []);
    drop(Store::open(&path).expect("takes them over"));
    assert_eq!(Store::check(&path).expect("checks"), []);
    damage(&path, "UPDATE track SET name_en = 'y' WHERE id = 3");
    assert_eq!(of_seals(&path).len(), 1);
}

#[test]
fn a_column_that_is_gone_is_damage() {
    let folder = folder();
    let path = rich(folder.path());
    damage(
        &path,
        "UPDATE sqlite_schema SET sql = replace(sql, ' status TEXT', ' statut TEXT') WHERE name = 'enterprise'",
    );
    let read = Store::open_read(&path).and_then(|store| store.load(1, &|_| ()));
    let error = read.expect_err("it cannot be read");
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
}
