//! Saving what can be saved.

use super::*;
use crate::interruption::go_on;
use crate::store::image::Image;
use crate::store::salvage::{CHECKED, LOOSE_ROWS, ROWS};

const PAGE: usize = 4096;

/// Overwrites the page a table or index begins with.
fn break_root(path: &Path, name: &str) {
    let connection = Connection::open(path).expect("opens");
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let root = connection.query_row(sql, [name], |r| r.get::<_, i64>(0)).expect("is there") as usize;
    drop(connection);
    let mut bytes = std::fs::read(path).expect("read");
    bytes[(root - 1) * PAGE..root * PAGE].fill(0x5a);
    std::fs::write(path, bytes).expect("written");
}

fn salvaged(path: &Path) -> (Salvaged, Store) {
    let into = path.with_extension("new.gpkg");
    std::fs::remove_file(&into).ok();
    let before = digest(path);
    let saved = Store::salvage(path, &into, &go_on).expect("saved");
    assert_eq!(digest(path), before, "the damaged file is not touched");
    assert!(matches!(Store::salvage(path, &into, &go_on), Err(StoreError::Exists { .. })));
    (saved, Store::open(&into).expect("opens for writing"))
}

#[test]
fn a_sound_file_comes_out_as_it_was() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    store.apply(&ChangeSet { deletes: vec![198], ..ChangeSet::default() }).expect("applied");
    let (hash, rows, batches) = (store.content_hash().expect("hashed"), all(&store), store.batches().expect("listed"));
    drop(store);
    let (saved, mut new) = salvaged(&path);
    assert_eq!((saved.sound, saved.doubtful.len(), saved.unreadable, saved.findings.len()), (197, 0, 0, 0));
    assert_eq!((new.content_hash().expect("hashed"), all(&new)), (hash, rows));
    assert_eq!(new.batches().expect("listed"), batches);
    assert_eq!(Store::check(new.path()).expect("checks"), []);
    assert_eq!(new.undo(BatchId(1)).expect("undone").restored, 1, "with its history");
    assert_eq!(files(folder.path()), 2, "nothing else is left");
}

#[test]
fn rows_whose_hash_does_not_fit_are_kept_apart() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let names = all(&store);
    drop(store);
    let mut bytes = std::fs::read(&path).expect("read");
    let name = names[4].name_zh.as_bytes();
    // The first place of that name is in the table, or in a copy of it nobody reads: change all.
    for at in 0..bytes.len() - name.len() {
        if bytes[at..].starts_with(name) {
            bytes[at + 1] ^= 1;
        }
    }
    std::fs::write(&path, bytes).expect("written");
    let (saved, mut new) = salvaged(&path);
    assert_eq!((saved.sound, saved.doubtful.len()), (197, 1), "{saved:?}");
    assert_eq!(saved.doubtful[0].0, 5);
    assert!(saved.findings.iter().any(|f| f.code == CheckCode::RowHash && f.id == Some(5)));
    assert_eq!(all(&new).len(), 198);
    assert_eq!(new.undo(saved.batch.expect("a batch")).expect("undone").restored, 1, "it can be dropped");
    assert_eq!(all(&new).len(), 197);
}

#[test]
fn broken_pages_cost_their_own_rows_only() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let names = all(&store);
    drop(store);
    let sound = std::fs::read(&path).expect("read");
    let mut kept = Vec::new();
    for page in 0..sound.len() / PAGE {
        let mut bytes = sound.clone();
        bytes[page * PAGE..(page + 1) * PAGE].fill(0x5a);
        std::fs::write(&path, &bytes).expect("written");
        let into = folder.path().join("new.gpkg");
        std::fs::remove_file(&into).ok();
        match Store::salvage(&path, &into, &go_on) {
            Ok(saved) => {
                assert!(!saved.findings.is_empty(), "page {page}");
                let new = Store::open(&into).expect("opens");
                let rows = all(&new);
                let same = rows.iter().filter(|e| names.iter().any(|n| n == *e)).count();
                assert!(same >= saved.sound, "page {page}: {same} of {saved:?}");
                kept.push(saved.sound + saved.loose.len());
            }
            Err(StoreError::Lost { .. }) => kept.push(0),
            Err(e) => panic!("page {page}: {e:?}"),
        }
    }
    kept.sort_unstable();
    let lost_all = kept.iter().filter(|k| **k == 0).count();
    assert_eq!(lost_all, 0, "no page costs everything");
    assert!(kept[kept.len() / 2] >= 150, "{kept:?}");
}

/// A catalogue from which rows were deleted, and behind it the pages they were in, as free pages may keep them.
fn some_deleted(folder: &Path) -> (Vec<Enterprise>, PathBuf) {
    let (mut store, path) = sampled(folder);
    let before = std::fs::read(&path).expect("read");
    store.apply(&ChangeSet { deletes: (60..=198).collect(), ..ChangeSet::default() }).expect("applied");
    let rows = all(&store);
    drop(store);
    let after = std::fs::read(&path).expect("read");
    std::fs::write(&path, [after, before].concat()).expect("written");
    (rows, path)
}

#[test]
fn deleted_rows_do_not_come_back() {
    let folder = folder();
    let (rows, path) = some_deleted(folder.path());
    let gathered = Store::create(&folder.path().join("gathered.gpkg"), &Taxonomy::bundled()).expect("created");
    open::prepare_writing(&gathered.connection).expect("prepared");
    loose_pages::gather(&path, &gathered.connection, &|_| Ok(())).expect("gathered");
    let (mut image, mut could_come_back) = (Image::default(), 0);
    row::for_each(&gathered.connection, |e, hash| {
        could_come_back += usize::from(e.id >= 60 && image.set(&e).is_ok() && image.hash().as_str() == hash);
        Ok(())
    })
    .expect("read");
    assert!(could_come_back > 10, "{could_come_back} lie in free pages");
    // All live rows are sound, though the file is damaged.
    let whole = std::fs::read(&path).expect("read");
    break_root(&path, "enterprise_uscc");
    let (saved, new) = salvaged(&path);
    assert!(saved.findings.iter().any(|f| f.code == CheckCode::Integrity), "{:?}", saved.findings);
    assert_eq!((saved.sound, saved.loose, saved.missing), (59, Vec::new(), Some(0)));
    assert_eq!(all(&new), rows);
    // Nothing leads to the rows: those that were not deleted are found.
    std::fs::write(&path, whole).expect("written");
    break_root(&path, "enterprise");
    let (saved, new) = salvaged(&path);
    assert_eq!((saved.sound, saved.loose.len(), saved.missing), (0, 59, Some(0)), "{:?}", saved.loose);
    assert_eq!(all(&new), rows);
}

#[test]
fn a_line_of_the_integrity_check_is_told_of_its_table() {
    let folder = folder();
    let (store, _) = sampled(folder.path());
    let trees = check_tables::Trees::read(&store.connection).expect("read");
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'enterprise_track'";
    let root: i64 = store.connection.query_row(sql, [], |r| r.get(0)).expect("is there");
    let said =
        format!("*** in database main ***\nTree {root} page 9 cell 3: Rowid 5 out of order\nPage 60: never used");
    let told = |said: &str| trees.findings(said).into_iter().map(|f| f.table).collect::<Vec<_>>();
    assert_eq!(told(&said), ["enterprise_track", ""]);
    assert_eq!(told("row 3 missing from index enterprise_uscc"), ["enterprise"]);
    assert_eq!(told("NULL value in track.name_zh"), ["track"]);
    assert_eq!(told("Tree 1 page 1: btreeInitPage() returns error code 11"), ["sqlite_schema"]);
    assert_eq!(told("ok"), [""; 0]);
    let many = trees.findings("Page 60: never used\nPage 61: never used\nPage 62: never used");
    assert_eq!(many.iter().map(|f| f.detail.as_str()).collect::<Vec<_>>(), ["Page 60: never used … (+2)"]);
    let of_file = trees.findings("Page 60: never used").remove(0);
    assert!(of_file.message().text(Language::En).contains("The pages of the file"), "{of_file:?}");
}

#[test]
fn damage_is_told_of_the_table_it_is_in() {
    let folder = folder();
    let (mut store, path) = sampled(folder.path());
    store.apply(&ChangeSet { deletes: vec![198], ..ChangeSet::default() }).expect("applied");
    drop(store);
    let whole = std::fs::read(&path).expect("read");
    for (broken, table) in [
        ("enterprise", "enterprise"),
        ("enterprise_track", "enterprise_track"),
        ("enterprise_uscc", "enterprise"),
        ("batch_row", "batch_row"),
        ("track", "track"),
        ("practice_case", "practice_case"),
        ("sqlite_schema", "sqlite_schema"),
    ] {
        std::fs::write(&path, &whole).expect("written");
        match broken {
            "sqlite_schema" => {
                let mut bytes = whole.clone();
                bytes[100..PAGE].fill(0x5a);
                std::fs::write(&path, bytes).expect("written");
            }
            _ => break_root(&path, broken),
        }
        let (saved, _) = salvaged(&path);
        let mut told: Vec<&str> = Vec::new();
        told.extend(saved.findings.iter().filter(|f| f.code == CheckCode::Integrity).map(|f| f.table.as_str()));
        told.sort_unstable();
        told.dedup();
        assert!(told.contains(&table), "{broken}: {:?}", saved.findings);
        assert!(broken == "sqlite_schema" || !told.contains(&"sqlite_schema"), "{broken}: {:?}", saved.findings);
    }
}

#[test]
fn a_header_that_sqlite_does_not_take_is_damage_and_costs_no_row() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    drop(store);
    let mut bytes = std::fs::read(&path).expect("read");
    // The page size.
    bytes[16..18].fill(0xff);
    std::fs::write(&path, &bytes).expect("written");
    let error = Store::open_read(&path).expect_err("damaged");
    assert!(matches!(error, StoreError::Corrupt { backup: None, .. }), "{error:?}");
    assert_eq!(salvaged(&path).0.sound, 198);
    // Not even the name of the format is left: where there are backups it was a catalogue.
    bytes[..100].fill(0);
    std::fs::write(&path, &bytes).expect("written");
    assert!(matches!(Store::open_read(&path), Err(StoreError::NotGeoPackage { .. })));
    std::fs::create_dir(open::sibling(&path, ".backups")).expect("made");
    assert!(matches!(Store::open_read(&path), Err(StoreError::Corrupt { .. })));
    assert_eq!(salvaged(&path).0.sound, 198);
}

#[test]
fn where_nothing_is_to_be_saved_that_is_said_and_backups_are_named() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    let copy = store.backup_beside().expect("copied");
    drop(store);
    let length = std::fs::metadata(&path).expect("there").len() as usize;
    std::fs::write(&path, vec![0x5a; length]).expect("written");
    let into = folder.path().join("new.gpkg");
    let error = Store::salvage(&path, &into, &go_on).expect_err("nothing");
    assert!(matches!(&error, StoreError::Lost { backup: Some(b), .. } if b.path == copy), "{error:?}");
    let hint = |error: &StoreError| [Language::Zh, Language::En].map(|l| error.message().hint(l).unwrap_or_default());
    assert!(hint(&error).iter().all(|h| h.contains("hujin restore") && !h.contains("hujin salvage")), "{error:?}");
    std::fs::remove_file(copy).expect("removed");
    let error = Store::salvage(&path, &into, &go_on).expect_err("nothing");
    assert!(hint(&error).iter().all(|h| h.contains(".gpkg.backups") && !h.contains("hujin ")), "{error:?}");
    // A copy that broke off at once needs no salvaging to be known.
    std::fs::write(&path, "").expect("emptied");
    assert!(matches!(Store::check(&path), Err(StoreError::Lost { backup: None, .. })));
    assert!(!into.exists());
}

#[test]
fn salvaging_tells_how_far_it_is_and_stops_without_leaving_anything() {
    let folder = folder();
    let (store, path) = sampled(folder.path());
    drop(store);
    told_and_stopped(&path, folder.path(), 0);
    // All its pages are looked through, and each row that is found.
    break_root(&path, "enterprise");
    told_and_stopped(&path, folder.path(), 198);
}

/// Salvages a file, stopping at each word on how far it is: so many come while pages are looked through.
fn told_and_stopped(path: &Path, folder: &Path, loose: usize) {
    let (told, into) = (std::cell::RefCell::new(Vec::new()), folder.join("new.gpkg"));
    let note = |part: f32| {
        told.borrow_mut().push(part);
        std::ops::ControlFlow::Continue(())
    };
    Store::salvage(path, &into, &note).expect("saved");
    let told = told.into_inner();
    assert!(told.is_sorted() && told.last() == Some(&1.0), "{told:?}");
    assert!(told.iter().filter(|part| **part < CHECKED).count() >= 10, "the check has parts: {told:?}");
    let between = told.iter().filter(|part| **part > ROWS && **part < LOOSE_ROWS).count();
    assert!(between >= loose, "{told:?}");
    std::fs::remove_file(&into).expect("removed");
    for stop in told.into_iter().step_by(1 + loose / 20) {
        let stopping = |part: f32| match part < stop {
            true => std::ops::ControlFlow::Continue(()),
            false => std::ops::ControlFlow::Break(()),
        };
        assert!(matches!(Store::salvage(path, &into, &stopping), Err(StoreError::Cancelled)), "at {stop}");
        assert_eq!(files(folder), 1, "at {stop}");
    }
}
