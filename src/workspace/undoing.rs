//! Which batch «undo the last change of data» takes back, and which one «redo» does again.

use crate::catalogue::BatchKind;
use crate::store::Batch;

/// Whether an undo (or redo) of it is in force, completely or in part.
fn is_taken_back(batch: &Batch, batches: &[Batch]) -> bool {
    let by = |u: &&Batch| u.kind == BatchKind::Undo && u.undoes == Some(batch.id) && u.undone_by.is_none();
    batch.undone_by.is_some() || batches.iter().any(|u| by(&u))
}

/// The last import or edit in force.
pub fn to_undo(batches: &[Batch]) -> Option<&Batch> {
    let mut newest_first: Vec<&Batch> = batches.iter().filter(|b| b.kind != BatchKind::Undo).collect();
    newest_first.sort_by_key(|b| std::cmp::Reverse(b.id));
    newest_first.into_iter().find(|b| !is_taken_back(b, batches))
}

/// The last undoing in force, unless something was changed after it; undoing it does the batch again.
pub fn to_redo(batches: &[Batch]) -> Option<&Batch> {
    let kind_of = |id| batches.iter().find(|b| b.id == id).map(|b| b.kind);
    let last_change = batches.iter().filter(|b| b.kind != BatchKind::Undo).map(|b| b.id).max();
    let is_undoing = |b: &&Batch| {
        // The undoing of an undoing is a redo.
        b.kind == BatchKind::Undo && b.undoes.and_then(kind_of).is_some_and(|kind| kind != BatchKind::Undo)
    };
    let later = batches.iter().filter(is_undoing).filter(|b| last_change.is_none_or(|last| b.id > last));
    later.filter(|b| !is_taken_back(b, batches)).max_by_key(|b| b.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{ChangeSet, Enterprise, Taxonomy};
    use crate::store::Store;

    #[test]
    fn undo_goes_back_step_by_step_and_redo_comes_the_same_way() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("c.gpkg"), &Taxonomy::bundled()).unwrap();
        let mut ids = Vec::new();
        for name in ["甲", "乙", "丙"] {
            let inserts = vec![Enterprise { name_zh: name.into(), ..Enterprise::default() }];
            ids.push(store.apply(&ChangeSet { inserts, ..ChangeSet::default() }).unwrap().batch.unwrap());
        }
        let rows = |store: &Store| store.load(1, &|_| ()).unwrap().len();
        assert_eq!(to_redo(&store.batches().unwrap()), None);
        for (k, expected) in [(2, 2), (1, 1), (0, 0)] {
            let batch = to_undo(&store.batches().unwrap()).unwrap().id;
            assert_eq!(batch, ids[k]);
            store.undo(batch).unwrap();
            assert_eq!(rows(&store), expected);
        }
        assert_eq!(to_undo(&store.batches().unwrap()), None);
        for expected in [1, 2] {
            let batch = to_redo(&store.batches().unwrap()).unwrap().id;
            store.undo(batch).unwrap();
            assert_eq!(rows(&store), expected);
        }
        assert_eq!(to_undo(&store.batches().unwrap()).unwrap().id, ids[1]);
        let inserts = vec![Enterprise { name_zh: "丁".into(), ..Enterprise::default() }];
        store.apply(&ChangeSet { inserts, ..ChangeSet::default() }).unwrap();
        assert_eq!(to_redo(&store.batches().unwrap()), None, "a new change ends what could be redone");
    }
}
