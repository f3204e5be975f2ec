//! Enterprises that a catalogue has twice, made one: by a person pair by pair, or all that leave nothing to decide.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::survivorship::{contested, merged};
use crate::catalogue::{Attribute, Catalogue, ChangeSet, Enterprise, Likeness, Merger, Survivor};
use crate::import::duplicates::Pair;

/// What becomes of the pairs of a catalogue without a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Uniting {
    /// The rows that become one.
    pub mergers: Vec<Merger>,
    /// Pairs that are left to a person, each with the fields in dispute.
    pub left: Vec<(Pair, Vec<Attribute>)>,
}

impl Uniting {
    /// Rows that go.
    pub fn going(&self) -> usize {
        self.mergers.iter().map(|merger| merger.gone.len()).sum()
    }
}

/// The fields in dispute between two rows.
pub fn disputed(kept: &Enterprise, other: &Enterprise) -> Vec<Attribute> {
    contested(kept, other).into_iter().filter(|c| c.is_disputed).map(|c| c.attribute).collect()
}

/// The row of an id.
pub fn row(catalogue: &Catalogue, id: i64) -> Option<Enterprise> {
    catalogue.row_of(id).map(|row| catalogue.row(row).to_enterprise())
}

/// One row into another, by what somebody chose; none where one of them is gone.
pub fn merger(
    catalogue: &Catalogue,
    [kept, other]: [i64; 2],
    chosen: impl Fn(Attribute) -> Option<Survivor>,
) -> Option<Merger> {
    let (kept, other) = (row(catalogue, kept)?, row(catalogue, other)?);
    Some(Merger { after: merged(&kept, &other, chosen), kept, gone: vec![other] })
}

/// Rows on their way to become one: the row as it is by now, and those that have gone into it.
struct Group {
    now: Enterprise,
    gone: Vec<Enterprise>,
}

/// Makes one what is certain and has no field in dispute, the earlier row of each pair being kept. Of several that are one
/// enterprise, each is set against what became of the others before; what is `distinct` does not become one by a third.
pub fn unite_certain(catalogue: &Catalogue, pairs: &[Pair], distinct: &BTreeSet<[i64; 2]>) -> Uniting {
    let mut left = Vec::new();
    let (mut groups, mut gone_into) = (BTreeMap::<i64, Group>::new(), BTreeMap::<i64, i64>::new());
    for pair in pairs {
        let mut ids = pair.ids.map(|id| last(&gone_into, id));
        ids.sort_unstable();
        let [kept, other] = ids;
        let now = |id: i64| groups.get(&id).map(|g| g.now.clone()).or_else(|| row(catalogue, id));
        let (Some(a), Some(b)) = (now(kept), now(other)) else { continue };
        if kept == other {
            continue;
        }
        let fields = disputed(&a, &b);
        let members = |id: i64| {
            std::iter::once(id).chain(groups.get(&id).into_iter().flat_map(|g| g.gone.iter().map(|row| row.id)))
        };
        let are_two = || members(kept).any(|a| members(other).any(|b| distinct.contains(&[a.min(b), a.max(b)])));
        if pair.likeness < Likeness::Certain || !fields.is_empty() || are_two() {
            left.push((*pair, fields));
            continue;
        }
        let before = groups.remove(&other).map(|g| g.gone).unwrap_or_default();
        let group = groups.entry(kept).or_insert_with(|| Group { now: a.clone(), gone: Vec::new() });
        group.now = merged(&a, &b, |_| None);
        group.gone.extend(before);
        group.gone.extend(row(catalogue, other));
        gone_into.insert(other, kept);
    }
    let merger =
        |(id, group): (i64, Group)| row(catalogue, id).map(|kept| Merger { kept, after: group.now, gone: group.gone });
    Uniting { mergers: groups.into_iter().filter_map(merger).collect(), left }
}

/// The row that stands for another one by now.
fn last(gone_into: &BTreeMap<i64, i64>, mut id: i64) -> i64 {
    while let Some(next) = gone_into.get(&id) {
        id = *next;
    }
    id
}

/// Mergers as one batch.
pub fn change_set(mergers: Vec<Merger>, author: &str, reason: String) -> ChangeSet {
    ChangeSet { author: author.trim().to_owned(), reason, mergers, ..ChangeSet::default() }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::sync::Arc;

    use super::*;
    use crate::catalogue::{CaseChange, PracticeCase, Taxonomy, sample};
    use crate::import::duplicates::pairs;
    use crate::store::{Store, StoreError};

    const CODES: [&str; 2] = ["91310000MA1FL00007", "91310000MA1FL0001X"];

    fn found(store: &Store) -> (Arc<Catalogue>, Vec<Pair>) {
        let catalogue = Arc::new(store.load(1, &|_| ()).unwrap());
        let pairs = pairs(&catalogue, &BTreeSet::new(), &|_| ControlFlow::Continue(())).unwrap();
        (catalogue, pairs)
    }

    fn rows(store: &Store) -> Vec<Enterprise> {
        store.load(1, &|_| ()).unwrap().rows().map(|r| r.to_enterprise()).collect()
    }

    fn named(name_zh: &str, uscc: &str, website: &str) -> Enterprise {
        let [name_zh, uscc, website] = [name_zh, uscc, website].map(str::to_owned);
        Enterprise { name_zh, uscc, website, ..Enterprise::default() }
    }

    fn case(enterprises: &[i64]) -> PracticeCase {
        let [title, source] = ["甲例", "年报"].map(str::to_owned);
        PracticeCase { title, source, enterprises: enterprises.to_vec(), ..PracticeCase::default() }
    }

    fn of_cases(store: &Store) -> Vec<Vec<i64>> {
        store.cases().unwrap().into_iter().map(|c| c.enterprises).collect()
    }

    #[test]
    fn a_catalogue_beside_itself_becomes_one_and_comes_apart_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.gpkg");
        let twin = |e: &Enterprise| Enterprise { note: format!("{}另一份表", e.note), ..e.clone() };
        let twice: Vec<Enterprise> = sample().iter().cloned().chain(sample().iter().map(twin)).collect();
        let mut store = Store::create_with(&path, &Taxonomy::bundled(), &twice).unwrap();
        for enterprises in [&[199, 200][..], &[1, 199], &[5]] {
            let change = CaseChange { before: None, after: Some(case(enterprises)) };
            store.change_cases(&[change]).unwrap();
        }
        let (before, cases) = (rows(&store), of_cases(&store));
        let (catalogue, pairs) = found(&store);
        let uniting = unite_certain(&catalogue, &pairs, &BTreeSet::new());
        assert_eq!((uniting.mergers.len(), uniting.going(), uniting.left.len()), (198, 198, 0));
        let batch = store.apply(&change_set(uniting.mergers, "", String::new())).unwrap().batch.unwrap();
        let united = rows(&store);
        assert_eq!(united.len(), 198);
        assert!(united.iter().zip(sample()).all(|(now, was)| now.note.starts_with(&was.note)));
        assert!(united.iter().all(|now| now.note.ends_with("另一份表")));
        assert_eq!(
            of_cases(&store),
            [vec![1, 2], vec![1], vec![5]],
            "what named a row that went names the one that stays"
        );
        // Names that are only alike, as before.
        assert!(found(&store).1.iter().all(|pair| pair.likeness < Likeness::Certain));
        assert_eq!(Store::check(&path).unwrap(), []);
        let gone = store.batch_changes(batch, 1000).unwrap().into_iter().find(|c| c.id == 200).unwrap();
        assert_eq!((gone.after, gone.successor), (None, Some(2)));
        // One batch, taken back, done again, and taken back once more.
        let back = store.undo(batch).unwrap();
        assert_eq!((back.restored, back.conflicts.len()), (396, 0));
        assert_eq!((rows(&store), of_cases(&store)), (before.clone(), cases.clone()));
        let again = store.undo(back.batch.unwrap()).unwrap();
        assert_eq!((rows(&store), of_cases(&store)[1].as_slice()), (united, [1].as_slice()));
        store.undo(again.batch.unwrap()).unwrap();
        assert_eq!((rows(&store), of_cases(&store)), (before, cases));
        assert_eq!(Store::check(&path).unwrap(), []);
    }

    #[test]
    fn a_case_that_was_written_anew_since_keeps_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let rows = [named("上海澄江科技有限公司", "", ""), named("上海澄江科技有限公司", "", "b.cn")];
        let mut store = Store::create_with(&folder.path().join("c.gpkg"), &Taxonomy::bundled(), &rows).unwrap();
        store.change_cases(&[CaseChange { before: None, after: Some(case(&[2])) }]).unwrap();
        let (catalogue, pairs) = found(&store);
        let uniting = unite_certain(&catalogue, &pairs, &BTreeSet::new());
        let batch = store.apply(&change_set(uniting.mergers, "", String::new())).unwrap().batch.unwrap();
        let known = store.cases().unwrap().remove(0);
        let after = PracticeCase { enterprises: vec![], ..known.clone() };
        store.change_cases(&[CaseChange { before: Some(known), after: Some(after) }]).unwrap();
        assert_eq!(store.undo(batch).unwrap().restored, 2);
        assert_eq!(of_cases(&store), [Vec::<i64>::new()], "somebody has taken the enterprise out of the case");
    }

    #[test]
    fn what_is_disputed_or_not_certain_is_left_and_several_become_one() {
        let name = "上海澄江科技有限公司";
        let rows = [
            named(name, "", ""),
            named(name, CODES[0], "a.cn"),
            named(name, "", "b.cn"),
            named(name, CODES[1], ""),
            named("上海远山支付有限公司", "", ""),
        ];
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create_with(&folder.path().join("c.gpkg"), &Taxonomy::bundled(), &rows).unwrap();
        let (catalogue, pairs) = found(&store);
        let uniting = unite_certain(&catalogue, &pairs, &BTreeSet::new());
        assert_eq!(uniting.mergers.len(), 1);
        let merger = &uniting.mergers[0];
        assert_eq!(merger.kept, self::row(&catalogue, 1).unwrap());
        assert_eq!((merger.after.uscc.as_str(), merger.after.website.as_str()), (CODES[0], "a.cn"));
        assert_eq!(merger.gone.iter().map(|e| e.id).collect::<Vec<_>>(), [2], "the third has another web site by now");
        let left: Vec<_> = uniting.left.iter().map(|(pair, fields)| (pair.ids, fields.as_slice())).collect();
        let code = [Attribute::Uscc].as_slice();
        assert_eq!(left, [([1, 3], [Attribute::Website].as_slice()), ([1, 4], code)], "two codes never become one");
    }

    #[test]
    fn what_is_distinct_does_not_become_one_by_a_third() {
        let name = "上海澄江科技有限公司";
        let rows = [named(name, "", ""), named(name, "", ""), named(name, "", "")];
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create_with(&folder.path().join("c.gpkg"), &Taxonomy::bundled(), &rows).unwrap();
        store.judge_pairs(&[[1, 2]], true, "", "").unwrap();
        let (catalogue, distinct) = (store.load(1, &|_| ()).unwrap(), store.distinct_pairs().unwrap());
        let pairs = pairs(&catalogue, &distinct, &|_| ControlFlow::Continue(())).unwrap();
        assert_eq!(pairs.iter().map(|pair| pair.ids).collect::<Vec<_>>(), [[1, 3], [2, 3]]);
        let uniting = unite_certain(&catalogue, &pairs, &distinct);
        assert_eq!(uniting.mergers.iter().map(|m| (m.kept.id, m.gone[0].id)).collect::<Vec<_>>(), [(1, 3)]);
        assert_eq!(uniting.left.iter().map(|(pair, _)| pair.ids).collect::<Vec<_>>(), [[2, 3]]);
        store.apply(&change_set(uniting.mergers, "", String::new())).unwrap();
    }

    #[test]
    fn rows_that_somebody_has_changed_meanwhile_are_not_made_one() {
        let folder = tempfile::tempdir().unwrap();
        let rows = [named("上海澄江科技有限公司", "", ""), named("上海澄江科技有限公司", "", "b.cn")];
        let mut store = Store::create_with(&folder.path().join("c.gpkg"), &Taxonomy::bundled(), &rows).unwrap();
        let (catalogue, pairs) = found(&store);
        let chosen = |_| None;
        let thought_out = merger(&catalogue, pairs[0].ids, chosen).unwrap();
        let deleted = ChangeSet { deletes: vec![2], ..ChangeSet::default() };
        store.apply(&deleted).unwrap();
        let before = self::rows(&store);
        let refused = store.apply(&change_set(vec![thought_out], "", String::new()));
        assert!(matches!(refused, Err(StoreError::RowChanged { .. })), "{refused:?}");
        assert_eq!((self::rows(&store), store.batches().unwrap().len()), (before, 1), "nothing was written");
    }
}
