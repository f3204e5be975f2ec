//! Rows are read in parts on several connections and must come as if read one after the other.

use super::*;
use crate::catalogue::{Catalogue, CatalogueBuilder, Filter};
use crate::store::row;

/// Enough rows for several parts and connections.
const ROWS: i64 = 70_000;

/// A catalogue of many rows with tracks, some deleted, and rows with the ids `ends`.
fn many(folder: &Path, ends: &[i64]) -> PathBuf {
    let path = folder.join("many.gpkg");
    Store::create(&path, &Taxonomy::bundled()).expect("created");
    let sql = Connection::open(&path).expect("opens");
    geometry::register_functions(&sql).expect("functions");
    sql.execute_batch(&format!(
        "DROP TRIGGER outside_change_insert; DROP TRIGGER outside_change_track_insert;
         DROP TRIGGER outside_change_delete; DROP TRIGGER outside_change_track_delete;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
         INSERT INTO enterprise (id, name_zh, short_name, uscc, office_district, position_accuracy, founded, source, note)
           SELECT i, '企业' || i, CASE WHEN i > 66000 AND i % 3 = 0 THEN 'Kurz' || i END, 'U' || i, 310100 + i % 17,
             'district', 2000 + i % 20, 'file ' || (i / 20000), CASE WHEN i > 69000 THEN 'n' END FROM n;
         INSERT INTO enterprise_track (enterprise_id, track, position)
           SELECT id, CASE id % 3 WHEN 0 THEN 'payment' WHEN 1 THEN 'ai-llm' ELSE 'nobody knows it' END, 1
           FROM enterprise ORDER BY id DESC;
         INSERT INTO enterprise_track (enterprise_id, track, position, weight)
           SELECT id, 'blockchain', 0, NULL FROM enterprise WHERE id % 5 = 0;
         DELETE FROM enterprise WHERE id BETWEEN 20000 AND 24000 OR id % 1000 = 7;"
    ))
    .expect("filled");
    for id in ends {
        sql.execute("INSERT INTO enterprise (id, name_zh) VALUES (?1, '两端')", [id]).expect("inserted");
    }
    path
}

#[test]
fn many_rows_are_read_as_if_one_after_the_other() {
    let folder = folder();
    let path = many(folder.path(), &[-5, i64::MAX]);
    for store in [Store::open_read(&path).expect("opens"), Store::open(&path).expect("opens")] {
        let mut one_by_one = CatalogueBuilder::new(store.taxonomy().clone());
        row::for_each(&store.connection, |e, _| {
            one_by_one.push(&e);
            Ok(())
        })
        .expect("readable");
        let expected = one_by_one.build(3);
        let shares = std::cell::RefCell::new(Vec::new());
        let loaded = store.load(3, &|share| shares.borrow_mut().push(share)).expect("loads");
        assert_eq!(loaded.len(), expected.len());
        assert!(loaded.rows().map(|r| r.id()).eq(expected.rows().map(|r| r.id())));
        for (a, b) in loaded.rows().zip(expected.rows()) {
            assert_eq!((a.to_enterprise(), a.primary_track()), (b.to_enterprise(), b.primary_track()));
        }
        assert!(loaded.districts().eq(expected.districts()), "in order of first appearance");
        let all = Filter::default().select(&expected);
        let kinds = |c: &Catalogue| c.kinds(&all).iter().map(|(row, n)| (row.id(), *n)).collect::<Vec<_>>();
        assert_eq!(kinds(&loaded), kinds(&expected));
        for text in ["企业12", "kurz66", "u6999", "qiye3", "liangduan"] {
            let named = Filter { text: text.into(), ..Filter::default() };
            assert_eq!(named.select(&loaded).count(), named.select(&expected).count(), "{text}");
            assert!(named.select(&loaded).count() > 0, "{text}");
        }
        let shares = shares.into_inner();
        assert!(shares.iter().all(|s| (0.0..=1.0).contains(s)) && shares.last() == Some(&1.0), "{shares:?}");
    }
}

#[test]
fn while_another_writes_rows_of_one_moment_are_read() {
    let folder = folder();
    let path = many(folder.path(), &[]);
    let reader = Store::open_read(&path).expect("opens");
    let before = reader.load(1, &|_| ()).expect("loads").len();
    let mut writer = Store::open(&path).expect("opens");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for i in 0..5 {
                let inserts = vec![company(&format!("新 {i}")); 10];
                writer.apply(&ChangeSet { inserts, ..ChangeSet::default() }).expect("written");
            }
        });
        for _ in 0..5 {
            let rows = reader.load(1, &|_| ()).expect("loads").len();
            assert_eq!((rows - before) % 10, 0, "{rows} is between two batches");
        }
    });
    assert_eq!(reader.load(1, &|_| ()).expect("loads").len(), before + 50);
}
