//! Enterprises a catalogue has twice: each row is looked for in the catalogue as though it came from a file, itself left
//! out, and those that somebody has found to be others. So it is the rule of the import ([`matching`](super::matching)) that tells what is certain and what is to be
//! asked, and a row is paired with the one the import would take it for: of three alike two pairs come out.
//!
//! Cost: that of the index, n log n, and some look-ups a row; pairs are no more than rows.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::matching::{Index, Keys, Match, Without};
use crate::catalogue::{Catalogue, Likeness, LikenessReason};

/// Rows between two reports of progress.
const BATCH: usize = 1 << 15;
/// Share of the work that the index is.
const INDEXING: f32 = 0.4;

/// Two rows that are, or may be, one enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Their ids, that of the earlier row first.
    pub ids: [i64; 2],
    /// How sure that is.
    pub likeness: Likeness,
    /// What speaks for it.
    pub reason: LikenessReason,
}

/// The pairs of a catalogue, each once: the surest first, then in order of the rows; without the `distinct` ones, by
/// their ids, which are two enterprises. `progress` is told the share done, 0 to 1, and may break the search off; then
/// there is none.
pub fn pairs(
    catalogue: &Catalogue,
    distinct: &BTreeSet<[i64; 2]>,
    progress: &dyn Fn(f32) -> ControlFlow<()>,
) -> Option<Vec<Pair>> {
    let go_on = |share: f32| progress(share).is_continue().then_some(());
    go_on(0.0)?;
    let index = Index::of(catalogue);
    let mut others: HashMap<usize, Vec<usize>> = HashMap::new();
    for [a, b] in distinct {
        let (Some(a), Some(b)) = (catalogue.row_of(*a), catalogue.row_of(*b)) else { continue };
        others.entry(a).or_default().push(b);
        others.entry(b).or_default().push(a);
    }
    let mut found: Vec<(usize, Match)> = Vec::new();
    for start in (0..catalogue.len()).step_by(BATCH) {
        go_on(INDEXING + (1.0 - INDEXING) * start as f32 / catalogue.len() as f32)?;
        let rows = start..catalogue.len().min(start + BATCH);
        let look = |row: usize| {
            let others = others.get(&row).map_or(&[][..], Vec::as_slice);
            let without = Without { itself: Some(row), others };
            Some((row, index.find(&Keys::of_row(catalogue.row(row)), without)?))
        };
        found.par_extend(rows.into_par_iter().filter_map(look));
    }
    let mut pairs: Vec<([usize; 2], Likeness, LikenessReason)> =
        found.into_iter().map(|(row, m)| ([row.min(m.row), row.max(m.row)], m.likeness, m.reason)).collect();
    // Two rows may each be found for the other, one of them for a better reason.
    pairs.par_sort_unstable_by_key(|(rows, likeness, reason)| (*rows, std::cmp::Reverse(*likeness), *reason));
    pairs.dedup_by_key(|(rows, ..)| *rows);
    pairs.par_sort_by_key(|(_, likeness, _)| std::cmp::Reverse(*likeness));
    go_on(1.0)?;
    let id = |row| catalogue.row(row).id();
    Some(pairs.into_iter().map(|(rows, likeness, reason)| Pair { ids: rows.map(id), likeness, reason }).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::{CatalogueBuilder, Enterprise, Taxonomy, sample};

    fn catalogue(rows: &[Enterprise]) -> Catalogue {
        let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
        for (id, row) in (1..).zip(rows) {
            builder.push(&Enterprise { id, ..row.clone() });
        }
        builder.build(1)
    }

    fn all(rows: &[Enterprise]) -> Vec<Pair> {
        pairs(&catalogue(rows), &BTreeSet::new(), &|_| ControlFlow::Continue(())).expect("not broken off")
    }

    fn named(name_zh: &str, uscc: &str) -> Enterprise {
        Enterprise { name_zh: name_zh.into(), uscc: uscc.into(), ..Enterprise::default() }
    }

    #[test]
    fn a_catalogue_beside_itself_gives_each_row_and_its_twin_once() {
        let once = sample();
        assert_eq!(all(&once).iter().filter(|p| p.likeness == Likeness::Certain).count(), 0);
        let twin = |e: &Enterprise| Enterprise { note: "另一份表".into(), ..e.clone() };
        let twice: Vec<Enterprise> = once.iter().cloned().chain(once.iter().map(twin)).collect();
        let found = all(&twice);
        let n = once.len() as i64;
        let ids: Vec<[i64; 2]> = found.iter().map(|p| p.ids).collect();
        assert_eq!(ids, (1..=n).map(|id| [id, id + n]).collect::<Vec<_>>());
        assert!(found.iter().all(|p| p.likeness == Likeness::Certain));
    }

    #[test]
    fn pairs_are_told_as_an_import_tells_them() {
        let (a, b) = ("91310000MA1FL00007", "91310000MA1FL0001X");
        let (is, may_be) = (Likeness::Certain, Likeness::Likely);
        for (first, second, expected) in [
            (named("上海澄江科技有限公司", a), named("上海澄江支付有限公司", a), Some(is)),
            (named("上海澄江科技有限公司", a), named("上海澄江科技有限公司", b), Some(may_be)),
            (named("上海澄江科技有限公司", a), named("澄江科技（上海）有限公司", ""), Some(is)),
            (named("上海澄江科技有限公司", ""), named("澄江科技有限公司", ""), Some(may_be)),
            (named("上海澄江科技有限公司", ""), named("上海远山支付有限公司", ""), None),
            (Enterprise { former_names: "旧江科技".into(), ..named("澄江科技", "") }, named("旧江科技", ""), Some(is)),
        ] {
            let names = format!("{} {}", first.name_zh, second.name_zh);
            for rows in [[first.clone(), second.clone()], [second, first]] {
                assert_eq!(all(&rows).first().map(|p| p.likeness), expected, "{names}");
            }
        }
    }

    #[test]
    fn of_many_alike_each_is_paired_with_the_first_and_the_search_can_be_broken_off() {
        let many: Vec<Enterprise> = (0..3000).map(|_| named("上海澄江科技有限公司", "")).collect();
        let found = all(&many);
        assert_eq!(found.len(), 2999);
        assert!(found.iter().zip(2..).all(|(pair, id)| pair.ids == [1, id]));
        assert_eq!(pairs(&catalogue(&many), &BTreeSet::new(), &|_| ControlFlow::Break(())), None);
    }

    #[test]
    fn rows_that_are_others_are_passed_over_for_the_next_best() {
        let names = ["上海瀛洲赤科技有限公司", "上海瀛洲橙科技有限公司", "上海瀛洲黄科技有限公司"];
        let catalogue = catalogue(&names.map(|name| named(name, "")));
        let found = |distinct: &[[i64; 2]]| -> Vec<[i64; 2]> {
            let distinct = distinct.iter().copied().collect();
            let found = pairs(&catalogue, &distinct, &|_| ControlFlow::Continue(())).expect("not broken off");
            found.iter().map(|pair| pair.ids).collect()
        };
        assert_eq!(found(&[]), [[1, 2], [1, 3]]);
        assert_eq!(found(&[[1, 2]]), [[1, 3], [2, 3]]);
        assert_eq!(found(&[[1, 2], [1, 3]]), [[2, 3]]);
        assert_eq!(found(&[[1, 2], [1, 3], [2, 3], [4, 9]]), [[0i64; 2]; 0]);
    }

    fn rows() -> impl Strategy<Value = Vec<Enterprise>> {
        let names = [
            "上海澄江科技有限公司",
            "澄江科技（上海）有限公司",
            "澄江科技有限公司",
            "上海澄江支付有限公司",
            "上海惠江数据科技有限公司",
            "上海汇江数据科技有限公司",
            "上海汇江数据科技有限公司（注销）",
        ];
        let codes = ["", "", "91310000MA1FL00007", "91310000MA1FL0001X"];
        let row = (prop::sample::select(names.to_vec()), prop::sample::select(codes.to_vec()), 0..3usize).prop_map(
            move |(name, code, former)| Enterprise {
                former_names: if former == 0 { "远山科技".into() } else { String::new() },
                office_address: ["", "世纪大道1号", "浦电路2号"][former].into(),
                ..named(name, code)
            },
        );
        prop::collection::vec(row, 0..14)
    }

    proptest! {
        #[test]
        fn pairs_are_of_two_rows_come_once_and_are_certain_only_without_two_codes(rows in rows()) {
            let found = all(&rows);
            let mut ids: Vec<[i64; 2]> = found.iter().map(|p| p.ids).collect();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), found.len(), "each once");
            for pair in &found {
                prop_assert!(pair.ids[0] < pair.ids[1] && pair.likeness > Likeness::Different);
                let [a, b] = pair.ids.map(|id| &rows[id as usize - 1].uscc);
                let has_two_codes = !a.is_empty() && !b.is_empty() && a != b;
                prop_assert!(!has_two_codes || pair.likeness < Likeness::Certain, "{:?}", pair);
            }
            // Whether a row has a twin does not hang on the order of the rows.
            let turned: Vec<Enterprise> = rows.iter().rev().cloned().collect();
            let n = rows.len() as i64 + 1;
            let of = |pairs: &[Pair], id: &dyn Fn(i64) -> i64| {
                let mut with: Vec<i64> = pairs.iter().flat_map(|p| p.ids.map(id)).collect();
                with.sort_unstable();
                with.dedup();
                with
            };
            prop_assert_eq!(of(&found, &|id| id), of(&all(&turned), &|id| n - id));
        }
    }
}
