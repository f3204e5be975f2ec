mod closing;
mod history;
mod load;
mod older;
mod outside;
mod salvage;
mod seals;
mod write;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::*;
use crate::catalogue::{BatchHead, BatchKind, ChangeSet, Founded, PositionAccuracy, RowEdit, TrackTag, Update, sample};
use crate::geography::{Adcode, LonLat};
use crate::language::Language;
use crate::report::Tell;

pub(super) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

pub(super) fn sampled(folder: &Path) -> (Store, PathBuf) {
    let path = folder.join("示例 #1?.gpkg");
    (Store::create_with(&path, &Taxonomy::bundled(), &sample()).expect("created"), path)
}

pub(super) fn all(store: &Store) -> Vec<Enterprise> {
    store.load(1, &|_| {}).expect("loads").rows().map(|r| r.to_enterprise()).collect()
}

pub(super) fn digest(path: &Path) -> Vec<u8> {
    Sha256::digest(std::fs::read(path).expect("readable")).to_vec()
}

pub(super) fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).expect("readable").count()
}

pub(super) fn company(name: &str) -> Enterprise {
    Enterprise { name_zh: name.into(), ..Enterprise::default() }
}

#[test]
fn the_sample_goes_in_and_comes_out() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let catalogue = store.load(7, &|_| {}).expect("loads");
    assert_eq!((catalogue.len(), catalogue.generation()), (198, 7));
    assert_eq!(catalogue.rows().filter(|r| r.position().is_some()).count(), 93);
    for (row, mut expected) in catalogue.rows().zip(sample()) {
        expected.id = row.id();
        let mut e = row.to_enterprise();
        // The columns keep the primary track and the set of the others.
        expected.tracks.get_mut(1..).unwrap_or_default().sort_by(|a, b| a.track.cmp(&b.track));
        e.tracks.get_mut(1..).unwrap_or_default().sort_by(|a, b| a.track.cmp(&b.track));
        assert_eq!(e, expected);
    }
    assert_eq!(files(folder.path()), 1, "nothing is left beside it");
    assert_eq!(Store::check(&path).expect("opens"), []);
    assert!(matches!(Store::create(&path, &Taxonomy::bundled()), Err(StoreError::Exists { .. })));
}

#[test]
fn reading_changes_no_byte_in_either_journal_mode() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    drop(store);
    for mode in ["DELETE", "WAL"] {
        let connection = Connection::open(&path).expect("opens");
        connection.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(())).expect("mode");
        drop(connection);
        let before = (digest(&path), std::fs::metadata(&path).expect("there").modified().expect("time"));
        let mut store = Store::open_read(&path).expect("opens");
        assert!(store.is_read_only());
        assert_eq!(all(&store).len(), 198);
        assert!(matches!(store.apply(&ChangeSet::default()), Err(StoreError::OpenedForReading { .. })));
        assert_eq!(files(folder.path()), 1, "{mode}: nothing beside it while open");
        drop(store);
        Store::check(&path).expect("checks");
        assert_eq!(
            (digest(&path), std::fs::metadata(&path).expect("there").modified().expect("time")),
            before,
            "{mode}"
        );
        assert_eq!(files(folder.path()), 1, "{mode}");
    }
    // Opened for writing the WAL of another program goes.
    drop(Store::open(&path).expect("opens"));
    assert_eq!(std::fs::read(&path).expect("readable")[18], 1);
}

#[test]
fn each_way_to_fail_has_its_own_error() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let error = |path: &Path| Store::open(path).expect_err("fails");
    assert!(matches!(error(&at("none.gpkg")), StoreError::NotFound { .. }));
    std::fs::write(at("text.gpkg"), "名称,地址\n").expect("written");
    assert!(matches!(error(&at("text.gpkg")), StoreError::NotGeoPackage { .. }));
    std::fs::write(at("empty.gpkg"), "").expect("written");
    assert!(matches!(error(&at("empty.gpkg")), StoreError::Lost { backup: None, .. }), "a copy that broke off");

    let other = Connection::open(at("other.gpkg")).expect("made");
    other.pragma_update(None, "application_id", schema::APPLICATION_ID).expect("set");
    other.execute_batch("CREATE TABLE t (a)").expect("made");
    assert!(matches!(error(&at("other.gpkg")), StoreError::NotCatalogue { .. }));

    let (store, path) = sampled(folder.path());
    drop(store);
    let connection = Connection::open(&path).expect("opens");
    connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'", []).expect("set");
    assert!(matches!(error(&path), StoreError::Newer { found: 99, known: 7, .. }));
    assert!(matches!(Store::open_read(&path), Err(StoreError::Newer { .. })));
    connection.execute("UPDATE meta SET value = '7' WHERE key = 'schema_version'", []).expect("set");

    let mut store = Store::open(&path).expect("opens");
    store.connection.busy_timeout(std::time::Duration::from_millis(20)).expect("set");
    connection.execute_batch("BEGIN IMMEDIATE").expect("locks");
    let locked = store.apply(&ChangeSet::default()).expect_err("locked");
    assert!(matches!(locked, StoreError::Locked { .. }), "{locked:?}");
    assert!(locked.message().hint(Language::Zh).is_some_and(|h| h.contains("QGIS")));
    connection.execute_batch("ROLLBACK").expect("unlocks");
    drop((store, connection));

    let mut bytes = std::fs::read(&path).expect("readable");
    bytes.truncate(8192);
    bytes[100..400].fill(0xa5);
    std::fs::write(at("broken.gpkg"), bytes).expect("written");
    assert!(matches!(error(&at("broken.gpkg")), StoreError::Corrupt { .. }));
    assert!(matches!(
        Store::create(&at("no/such/folder.gpkg"), &Taxonomy::bundled()),
        Err(StoreError::NotFound { .. })
    ));
}

#[cfg(unix)]
#[test]
fn a_read_only_file_or_folder_is_told_apart() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let (store, path) = sampled(folder.path());
    drop(store);
    let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
    set(folder.path(), 0o555);
    if std::fs::write(folder.path().join("probe"), "").is_ok() {
        return; // The superuser is not stopped by permissions.
    }
    assert!(matches!(Store::open(&path), Err(StoreError::ReadOnlyFolder { .. })));
    assert!(matches!(
        Store::create(&folder.path().join("new.gpkg"), &Taxonomy::bundled()),
        Err(StoreError::ReadOnlyFolder { .. })
    ));
    set(&path, 0o444);
    assert!(matches!(Store::open(&path), Err(StoreError::ReadOnlyFile { .. })));
    assert_eq!(all(&Store::open_read(&path).expect("reads")).len(), 198);
    set(folder.path(), 0o755);
}

/// The process that dies in the middle of a batch; run by the test below.
#[test]
fn child_that_dies_while_writing() {
    let Some(path) = std::env::var_os("HUJIN_TEST_DIE_WRITING") else { return };
    let store = Store::open(Path::new(&path)).expect("opens");
    // A cache of a few pages makes SQLite write to the file before the commit.
    store
        .connection
        .execute_batch("PRAGMA cache_size = 5; BEGIN IMMEDIATE; UPDATE enterprise SET note = hex(zeroblob(4000));")
        .expect("writes");
    std::process::abort();
}

/// Not a test of its own: a second process that tries to write.
#[test]
fn child_that_tries_to_write() {
    let Some(path) = std::env::var_os("HUJIN_TEST_TRY_WRITING") else { return };
    let other = Connection::open(path).expect("opens");
    let is_locked = other.execute_batch("BEGIN IMMEDIATE").is_err();
    std::process::exit(i32::from(is_locked) + 70);
}

#[test]
fn looking_at_a_file_gives_up_no_lock_on_it() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let is_locked = || {
        let child = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "store::tests::child_that_tries_to_write"])
            .env("HUJIN_TEST_TRY_WRITING", &path)
            .status()
            .expect("runs");
        child.code().expect("ends") == 71
    };
    assert!(!is_locked());
    store.connection.execute_batch("BEGIN IMMEDIATE").expect("locks");
    assert!(is_locked());
    // POSIX: closing any descriptor of a file drops the locks this process has on it.
    drop(Store::open_read(&path).expect("opens"));
    assert!(is_locked());
}

#[test]
fn a_killed_write_is_rolled_back() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let before = all(&store);
    drop(store);
    let child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "store::tests::child_that_dies_while_writing"])
        .env("HUJIN_TEST_DIE_WRITING", &path)
        .output()
        .expect("runs");
    assert!(!child.status.success());
    assert!(open::sibling(&path, "-journal").exists(), "the journal is left");
    let store = Store::open_read(&path).expect("rolls back");
    assert_eq!(all(&store), before);
    drop(store);
    assert_eq!(Store::check(&path).expect("checks"), []);
}

#[test]
fn damage_and_foreign_edits_are_found() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    drop(store);
    let connection = Connection::open(&path).expect("opens");
    geometry::register_functions(&connection).expect("registered");
    connection
        .execute_batch(
            "PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = ON;
             UPDATE enterprise SET name_zh = CAST(x'B2E2CAD4' AS TEXT) WHERE id = 1;
             UPDATE enterprise SET geom = x'00' WHERE id = 2;
             UPDATE enterprise SET uscc = '123', name_zh = '' WHERE id = 3;
             INSERT INTO enterprise_track (enterprise_id, track, position) VALUES (4, 'no-such', 9), (4711, 'payment', 1);
             DELETE FROM rtree_enterprise_geom WHERE id = 5;
             UPDATE enterprise SET position_accuracy = 'district' WHERE id = 6 ;
             DROP TABLE source;",
        )
        .expect("edited");
    let wrong = geometry::encode(LonLat::new(31.2, 121.5));
    connection.execute("UPDATE enterprise SET geom = ?1 WHERE id = 7", [wrong]).expect("edited");
    let off = rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER;
    connection.set_db_config(off, false).expect("off");
    connection.execute("UPDATE enterprise SET note = 'x' WHERE id = 8", []).expect("edited");
    drop(connection);
    let findings = Store::check(&path).expect("checks");
    let has = |code, id| findings.iter().any(|f| f.code == code && f.id == id);
    assert!(has(CheckCode::OutsideEdit, Some(1)) && has(CheckCode::RowHash, Some(8)), "{findings:#?}");
    assert!(has(CheckCode::Geometry, Some(2)));
    assert!(has(CheckCode::CreditCode, Some(3)) && has(CheckCode::NoName, Some(3)));
    assert!(has(CheckCode::UnknownTrack, Some(4)));
    assert!(findings.iter().any(|f| f.code == CheckCode::ForeignKey));
    assert!(has(CheckCode::SpatialIndex, Some(5)));
    assert!(has(CheckCode::PositionRange, Some(7)));
    assert!(findings.iter().any(|f| f.code == CheckCode::GeoPackage && f.table == "source"));
    for f in &findings {
        assert!(f.message().hint(Language::En).is_some(), "{f:?}");
    }
    // It still loads, with the bad text marked and not lost.
    let rows = all(&Store::open_read(&path).expect("opens"));
    assert!(rows[0].name_zh.contains('\u{fffd}'));
    assert_eq!(rows[5].position, None);
}

#[test]
fn a_row_drawn_in_qgis_is_read() {
    let folder = folder();
    let path = folder.path().join("q.gpkg");
    let mut store = Store::create(&path, &Taxonomy::bundled()).expect("created");
    let point = geometry::encode(LonLat::new(121.5, 31.2));
    store
        .connection
        .execute("INSERT INTO enterprise (geom, name_zh, employees) VALUES (?1, '外来', '12')", [point])
        .expect("drawn");
    let e = all(&store).remove(0);
    assert_eq!((e.position_accuracy, e.position.is_some(), e.employees), (PositionAccuracy::Street, true, Some(12)));
    // Unknown tracks survive an edit.
    store
        .connection
        .execute("INSERT INTO enterprise_track (enterprise_id, track, position) VALUES (1, 'mine', 1)", [])
        .expect("tagged");
    store.apply(&ChangeSet { updates: vec![Update::unseen(1, e)], ..ChangeSet::default() }).expect("applied");
    let kept: String =
        store.connection.query_row("SELECT track FROM enterprise_track", [], |r| r.get(0)).expect("kept");
    assert_eq!(kept, "mine");
}

#[test]
fn migrations_run_once_after_a_copy_and_in_memory_for_readers() {
    let newest = migrate::newest(migrate::MIGRATIONS);
    let next: migrate::Migration = |tx| tx.execute_batch("ALTER TABLE enterprise ADD COLUMN mood TEXT");
    let steps = [migrate::MIGRATIONS, &[next]].concat();
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let mut connection = store.connection;
    let copy = migrate::migrate(&mut connection, &path, &steps).expect("migrates").expect("a copy");
    assert_eq!(migrate::version(&connection, &path, &steps).expect("known"), newest + 1);
    assert_eq!(migrate::migrate(&mut connection, &path, &steps).expect("nothing to do"), None);
    assert_eq!(all(&Store::open_read(&copy).expect("the copy is of the version before")).len(), 198);
    assert!(matches!(Store::open(&path), Err(StoreError::Newer { found, .. }) if found == newest + 1));

    let failing: migrate::Migration = |tx| tx.execute_batch("CREATE TABLE half (a); SELECT nonsense");
    let failing = [migrate::MIGRATIONS, &[failing]].concat();
    let mut connection = Connection::open(&copy).expect("opens");
    assert!(migrate::migrate(&mut connection, &copy, &failing).is_err());
    assert_eq!(migrate::version(&connection, &copy, &failing).expect("known"), newest);
    assert!(connection.prepare("SELECT a FROM half").is_err(), "rolled back");
}

#[test]
fn old_catalogues_are_brought_up_with_their_history() {
    let old: [(i64, &[u8]); 3] = [
        (1, include_bytes!("../../tests/fixtures/catalogue_v1.gpkg")),
        (2, include_bytes!("../../tests/fixtures/catalogue_v2.gpkg")),
        (5, include_bytes!("../../tests/fixtures/catalogue_v5.gpkg")),
    ];
    for (version, bytes) in old {
        let folder = folder();
        let path = folder.path().join("old.gpkg");
        std::fs::write(&path, bytes).expect("written");
        let before = digest(&path);
        let names = |store: &Store| all(store).into_iter().map(|e| e.name_zh).collect::<Vec<_>>().join(" ");
        let four = "甲科技有限公司 乙数据有限公司 丙支付有限公司 丁保险科技有限公司";
        let reader = Store::open_read(&path).expect("reads");
        assert_eq!((names(&reader).as_str(), reader.cases().expect("none").len()), (four, 0));
        assert_eq!(digest(&path), before, "a reader changes nothing");
        let mut store = Store::open(&path).expect("opens");
        assert_eq!(
            digest(&folder.path().join(format!("old.gpkg.v{version}.bak"))).len(),
            32,
            "as it was lies beside it"
        );
        assert_eq!((names(&store).as_str(), store.batches().expect("listed").len()), (four, 2));
        // Its batches have all their images, and are undone as they always were.
        let history = store.row_history(1).expect("read");
        assert_eq!(history.iter().map(|c| c.before.is_some()).collect::<Vec<_>>(), [false, true]);
        let outcome = store.undo(BatchId(1)).expect("undone");
        assert_eq!((outcome.restored, outcome.conflicts.len()), (2, 1), "the second batch changed one of its rows");
        assert_eq!(store.undo(BatchId(2)).expect("undone").restored, 2);
        assert_eq!(store.undo(BatchId(1)).expect("undone").restored, 1);
        assert_eq!(names(&store), "");
        drop(store);
        assert_eq!(Store::check(&path).expect("checks"), []);
    }
}

#[test]
fn a_backup_is_whole() {
    let folder = folder();
    let (store, _) = sampled(folder.path());
    let copy = folder.path().join("备份.gpkg");
    store.backup(&copy).expect("copied");
    assert_eq!(all(&Store::open_read(&copy).expect("opens")), all(&store));
    assert_eq!(files(folder.path()), 2);
}

pub(super) fn enterprises() -> impl Strategy<Value = Enterprise> {
    let position = (prop::option::of((-180.0..180.0f64, -90.0..90.0f64)), 0..5usize);
    let tags = prop::collection::vec((0..17usize, prop::option::of(0.01..5.0f64)), 0..4);
    (
        "\\PC{1,12}",
        "\\PC{0,8}",
        position,
        prop::option::of(1900..2030i32),
        prop::option::of(any::<f64>()),
        prop::option::of(0..100_000u32),
        tags,
        prop::collection::btree_map("\\PC{1,6}", "\\PC{0,6}", 0..3),
    )
        .prop_map(|(name_zh, note, (position, accuracy), year, capital, employees, tags, extra)| Enterprise {
            extra,
            name_zh,
            note,
            position: position.map(|(lon, lat)| LonLat { lon, lat }),
            position_accuracy: PositionAccuracy::ALL[accuracy],
            office_district: year.map(|_| Adcode(310_115)),
            founded: year.and_then(Founded::year_only),
            registered_capital_wan_cny: capital,
            employees,
            tracks: tags
                .into_iter()
                .map(|(i, weight)| TrackTag { track: Taxonomy::bundled().tracks()[i].id.clone(), weight })
                .collect(),
            ..Enterprise::default()
        })
}

pub(super) fn stored_as(e: &Enterprise, id: i64) -> Enterprise {
    let mut e = e.clone();
    row::make_storable(&mut e, id);
    e
}
