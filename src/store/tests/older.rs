//! Catalogues of older versions.

use rusqlite::Connection;

use super::super::migrate;
use super::{Store, StoreError, all, sampled};
use crate::catalogue::{ChangeSet, Enterprise, Update};

/// Takes from a file what version 7, and on wish 6, added.
fn made_older(path: &std::path::Path, version: i64) {
    let file = Connection::open(path).expect("opens");
    file.execute_batch(
        "DROP TABLE distinct_pair; DELETE FROM gpkg_contents WHERE table_name = 'distinct_pair';
         DELETE FROM table_seal WHERE name = 'distinct_pair';",
    )
    .expect("6");
    if version < 6 {
        file.execute_batch(
            "ALTER TABLE batch_row DROP COLUMN successor; ALTER TABLE batch_row DROP COLUMN cases;
             DROP INDEX practice_case_enterprise_enterprise;",
        )
        .expect("5");
    }
    file.execute("UPDATE meta SET value = ?1 WHERE key = 'schema_version'", [version.to_string()]).expect("set");
}

#[test]
fn files_of_the_last_versions_are_read_as_they_are_and_brought_up_by_the_first_write() {
    for version in [5, 6] {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut store, path) = sampled(folder.path());
        let after = Enterprise { employees: Some(9), ..all(&store)[4].clone() };
        store
            .apply(&ChangeSet { updates: vec![Update { id: after.id, base: None, after }], ..ChangeSet::default() })
            .expect("written");
        let (rows, history) = (all(&store), store.row_history(5).expect("read"));
        drop(store);
        made_older(&path, version);
        let bytes = std::fs::read(&path).expect("there");

        let store = Store::open_read(&path).expect("opens");
        assert!(store.connection.path().is_some_and(|file| !file.is_empty()), "no copy in memory");
        assert_eq!(store.schema_version().expect("read"), version);
        assert_eq!(all(&store), rows);
        assert_eq!(store.row_history(5).expect("read"), history);
        assert_eq!(store.batch_changes(store.last_batch().expect("one"), 10).expect("read").len(), 1);
        assert!(store.distinct_pairs().expect("none").is_empty() && store.cases().expect("none").is_empty());
        drop(store);
        assert_eq!(std::fs::read(&path).expect("there"), bytes, "not a byte has changed");

        let mut store = Store::open(&path).expect("brought up");
        assert_eq!(store.judge_pairs(&[[1, 2]], true, "", "").expect("kept"), 1);
        assert_eq!(all(&store), rows);
        drop(store);
        assert!(migrate::copy_of(&path, version).is_file());
        assert_eq!(Store::check(&path).expect("checks"), []);
    }
}

#[test]
fn each_step_says_whether_a_file_before_it_can_be_read_as_it_is() {
    assert_eq!(migrate::AS_NEXT.len(), migrate::MIGRATIONS.len());
    assert_eq!(migrate::as_newest(4), None);
    assert_eq!(migrate::as_newest(migrate::newest(migrate::MIGRATIONS)), Some(String::new()));
    assert!(matches!(Store::open_read(std::path::Path::new("/none.gpkg")), Err(StoreError::NotFound { .. })));
}
