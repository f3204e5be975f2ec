//! A spreadsheet all the way: propose, apply, load, undo.

#![allow(clippy::expect_used)]

use std::ops::ControlFlow;
use std::sync::Arc;

use hujin::catalogue::{Enterprise, Taxonomy, sample};
use hujin::geography::Pack;
use hujin::import::{ImportOptions, Origin, propose};
use hujin::store::Store;

const THIRTY: &[u8] = include_bytes!("fixtures/thirty_gb18030.csv");

fn rows(store: &Store) -> Vec<Enterprise> {
    store.load(1, &|_| {}).expect("loads").rows().map(|r| r.to_enterprise()).collect()
}

#[test]
fn thirty_companies_come_and_go() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("目录.gpkg");
    let mut store = Store::create_with(&path, &Taxonomy::bundled(), &sample()).expect("created");
    let before = rows(&store);
    let propose = |store: &Store| {
        let catalogue = Arc::new(store.load(1, &|_| {}).expect("loads"));
        let origin = Origin::Bytes("thirty.csv".into(), THIRTY.into());
        let go_on = |_: f32| ControlFlow::Continue(());
        propose(&origin, ImportOptions::default(), &catalogue, &Pack::bundled(), &go_on).expect("reads")
    };
    let batch = store.apply(&propose(&store).change_set("测试", "")).expect("applied").batch.expect("a batch");
    assert_eq!(rows(&store).len(), 228);
    assert_eq!(store.batches().expect("listed")[0].file, "thirty.csv");

    let again = propose(&store).summary();
    assert_eq!((again.new, again.updated, again.unchanged), (0, 0, 30), "a second import changes nothing");

    let outcome = store.undo(batch).expect("undone");
    assert_eq!((outcome.restored, outcome.conflicts.len()), (30, 0));
    assert_eq!(rows(&store), before);
    assert_eq!(Store::check(&path).expect("opens"), []);
}
