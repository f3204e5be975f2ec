//! Pairs of rows somebody has looked at and found to be two enterprises, so that nobody is asked again.
//!
//! A pair stays while its rows are away: a deleted row comes back with its id, and ids are given out once.

use std::collections::BTreeSet;

use rusqlite::params;

use super::{Store, StoreError, seal};

impl Store {
    /// The pairs that are two enterprises, by their ids: that of the earlier row first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn distinct_pairs(&self) -> Result<BTreeSet<[i64; 2]>, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare("SELECT earlier, later FROM distinct_pair")?;
            let pairs = statement.query_map([], |r| Ok([r.get(0)?, r.get(1)?]))?;
            pairs.collect::<rusqlite::Result<BTreeSet<_>>>()
        };
        read().map_err(|e| self.database(e))
    }

    /// Notes that pairs are two enterprises each, or takes that back; how many of them were not noted so before.
    ///
    /// # Errors
    /// [`StoreError::UnknownEnterprise`] for a row that is not there; those of the database.
    pub fn judge_pairs(
        &mut self,
        pairs: &[[i64; 2]],
        are_distinct: bool,
        author: &str,
        reason: &str,
    ) -> Result<usize, StoreError> {
        let path = self.path.clone();
        let database = |e| StoreError::database(&path, e);
        let tx = self.begin()?;
        let mut changed = 0;
        for &[a, b] in pairs {
            for id in [a, b] {
                let sql = "SELECT 1 FROM enterprise WHERE id = ?1";
                if !tx.prepare_cached(sql).and_then(|mut s| s.exists([id])).map_err(database)? {
                    return Err(StoreError::UnknownEnterprise { id });
                }
            }
            let (earlier, later) = (a.min(b), a.max(b));
            changed += if are_distinct {
                tx.execute(
                    "INSERT INTO distinct_pair (earlier, later, author, reason, time) \
                     VALUES (?1, ?2, ?3, ?4, strftime('%Y-%m-%dT%H:%M:%fZ','now')) ON CONFLICT DO NOTHING",
                    params![earlier, later, author, reason],
                )
            } else {
                tx.execute("DELETE FROM distinct_pair WHERE earlier = ?1 AND later = ?2", [earlier, later])
            }
            .map_err(database)?;
        }
        if changed > 0 {
            tx.execute(
                "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') \
                 WHERE table_name = 'distinct_pair'",
                [],
            )
            .and_then(|_| seal::renew(&tx, &["distinct_pair", "gpkg_contents"]))
            .map_err(database)?;
        }
        tx.commit().map_err(database)?;
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{ChangeSet, Merger, Taxonomy, sample};

    #[test]
    fn a_judgement_is_kept_once_in_either_order_and_can_be_taken_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("c.gpkg");
        let mut store = Store::create_with(&path, &Taxonomy::bundled(), &sample()).expect("created");
        let (a, b) = ([4, 9], [2, 3]);
        assert_eq!(store.distinct_pairs().expect("none"), BTreeSet::new());
        assert_eq!(store.judge_pairs(&[a, b, [9, 4]], true, "王", "两地").expect("kept"), 2);
        assert_eq!(store.judge_pairs(&[a], true, "", "").expect("known"), 0);
        drop(store);
        let mut store = Store::open(&path).expect("opens");
        assert_eq!(store.distinct_pairs().expect("read"), BTreeSet::from([a, b]));
        assert_eq!(store.judge_pairs(&[a], false, "", "").expect("back"), 1);
        assert_eq!(store.distinct_pairs().expect("read"), BTreeSet::from([b]));
        // One row of two is not there: nothing is kept of either pair.
        let wrong = [a, [1, 4711]];
        assert!(matches!(store.judge_pairs(&wrong, true, "", ""), Err(StoreError::UnknownEnterprise { id: 4711 })));
        assert_eq!(store.distinct_pairs().expect("read"), BTreeSet::from([b]));
        assert_eq!(Store::check(&path).expect("checks"), []);
        // Whoever still has the pair before him does not merge it.
        let row = |id: usize| crate::catalogue::Enterprise { id: id as i64, ..sample()[id - 1].clone() };
        let merger = Merger { kept: row(2), after: row(2), gone: vec![row(3)] };
        let merged = store.apply(&ChangeSet { mergers: vec![merger], ..ChangeSet::default() });
        assert!(matches!(merged, Err(StoreError::FoundDistinct { ids: [2, 3] })), "{merged:?}");
    }
}
