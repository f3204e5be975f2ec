//! Saving what can be saved.

use super::*;

const PAGE: usize = 4096;

fn salvaged(path: &Path) -> (Salvaged, Store) {
    let into = path.with_extension("new.gpkg");
    std::fs::remove_file(&into).ok();
    let before = digest(path);
    let saved = Store::salvage(path, &into).expect("saved");
    assert_eq!(digest(path), before, "the damaged file is not touched");
    assert!(matches!(Store::salvage(path, &into), Err(StoreError::Exists { .. })));
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
        match Store::salvage(&path, &into) {
            Ok(saved) => {
                assert!(!saved.findings.is_empty(), "page {page}");
                let new = Store::open(&into).expect("opens");
                let rows = all(&new);
                let same = rows.iter().filter(|e| names.iter().any(|n| n == *e)).count();
                assert!(same >= saved.sound, "page {page}: {same} of {saved:?}");
                kept.push(saved.sound + saved.loose.len());
            }
            Err(StoreError::Corrupt { .. }) => kept.push(0),
            Err(e) => panic!("page {page}: {e:?}"),
        }
    }
    kept.sort_unstable();
    let lost_all = kept.iter().filter(|k| **k == 0).count();
    assert_eq!(lost_all, 0, "no page costs everything");
    assert!(kept[kept.len() / 2] >= 150, "{kept:?}");
}
