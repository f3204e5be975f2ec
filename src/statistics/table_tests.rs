//! Tests of the table: small catalogues by hand, random ones by property, a large one by the clock.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::catalogue::{CatalogueBuilder, Enterprise, Taxonomy, TrackTag};

/// (district or 0, [(track, weight)]).
type RowOf = (u32, Vec<(&'static str, Option<f64>)>);
type Rows = Vec<RowOf>;

/// A catalogue of these rows.
fn catalogue(rows: &[RowOf]) -> Catalogue {
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
    for (i, (district, tracks)) in rows.iter().enumerate() {
        builder.push(&Enterprise {
            id: i as i64 + 1,
            office_district: (*district != 0).then_some(Adcode(*district)),
            tracks: tracks.iter().map(|(t, weight)| TrackTag { track: (*t).into(), weight: *weight }).collect(),
            ..Enterprise::default()
        });
    }
    builder.build(1)
}

fn all(rows: &[RowOf], by: By, counting: Counting) -> Vec<StatRow> {
    let catalogue = catalogue(rows);
    let areas = [(Adcode(310104), 50.0), (Adcode(310151), 1000.0)];
    stats(&catalogue, &Selection::all(catalogue.len()), by, counting, &areas)
}

fn sample() -> Rows {
    vec![
        (310104, vec![("ai-llm", None)]),
        (310104, vec![("ai-llm", None), ("payment", None), ("regtech", None)]),
        (310104, vec![]),
        (310115, vec![("payment", None)]),
        (310115, vec![("payment", Some(0.6)), ("ai-llm", Some(0.4))]),
        (0, vec![("blockchain", None)]),
    ]
}

fn find<'a>(rows: &'a [StatRow], district: Option<u32>, track: Option<&str>) -> &'a StatRow {
    let wanted = |r: &&StatRow| r.district == district.map(Adcode) && r.track.as_deref() == track;
    rows.iter().find(wanted).expect("row")
}

#[test]
fn by_district_lists_empty_and_unknown_districts() {
    let rows = all(&sample(), By::District, Counting::Fractional);
    let seen: Vec<_> = rows.iter().map(|r| (r.district.map(|d| d.0), r.count, r.fractional)).collect();
    assert_eq!(seen, [(Some(310104), 3, 2.0), (Some(310115), 2, 2.0), (Some(310151), 0, 0.0), (None, 1, 1.0)]);
    assert_eq!(rows[0].density_per_km2, Some(3.0 / 50.0));
    assert_eq!(rows[1].density_per_km2, None, "no area was given");
    assert_eq!(rows[0].share, Some(0.5));
}

#[test]
fn by_track_counts_all_and_lists_those_without() {
    let rows = all(&sample(), By::Track, Counting::Fractional);
    assert_eq!(rows.len(), Taxonomy::bundled().len() + 1);
    let ai = find(&rows, None, Some("ai-llm"));
    assert_eq!(ai.count, 3);
    assert!((ai.fractional - (1.0 + 1.0 / 3.0 + 0.4)).abs() < 1e-15);
    assert!((ai.density_per_km2.expect("area") - (4.0 / 3.0) / 1050.0).abs() < 1e-15);
    assert_eq!(find(&rows, None, None).count, 1);
    let primary = all(&sample(), By::Track, Counting::Primary);
    assert_eq!(find(&primary, None, Some("ai-llm")).count, 2);
    assert_eq!(find(&all(&sample(), By::Track, Counting::Full), None, Some("ai-llm")).count, 3);
}

#[test]
fn cells_have_quotients_where_they_are_defined() {
    let rows = all(&sample(), By::DistrictTrack, Counting::Fractional);
    assert_eq!(rows.len(), 4 * Taxonomy::bundled().len());
    let ai = find(&rows, Some(310104), Some("ai-llm"));
    let city = 1.0 + 1.0 / 3.0 + 0.4;
    assert!((ai.lq.expect("lq") - (4.0 / 3.0 / 2.0) / (city / 4.0)).abs() < 1e-12);
    assert!((ai.expected.expect("expected") - city / 2.0).abs() < 1e-12);
    assert_eq!(ai.test, Some(TestMethod::ExactRandomisation));
    // The two greatest of the shares 1, 2/5, 1/3, 0 are not drawn together: 1 + 2/5 only would exceed it.
    assert!((ai.p_over.expect("p") - 2.0 / 6.0).abs() < 1e-12, "{:?}", ai.p_over);
    let none = find(&rows, Some(310104), Some("blockchain"));
    assert_eq!((none.lq, none.p, none.detectable_lq), (None, None, None), "its only enterprise has no district");
    let empty = find(&rows, Some(310151), Some("ai-llm"));
    assert_eq!((empty.lq, empty.share, empty.expected, empty.n), (None, None, Some(0.0), Some(0)));
    let zero = find(&rows, Some(310115), Some("regtech"));
    assert_eq!((zero.lq, zero.lq_low, zero.count), (Some(0.0), Some(0.0), 0));
    assert!(zero.lq_high.is_some_and(f64::is_finite));
    let unknown = find(&rows, None, Some("blockchain"));
    assert_eq!((unknown.count, unknown.lq, unknown.share), (1, None, Some(1.0)));
}

#[test]
fn full_counting_makes_no_test() {
    let rows = all(&sample(), By::DistrictTrack, Counting::Full);
    assert!(rows.iter().all(|r| r.p.is_none() && r.lq_low.is_none() && r.share_low.is_none() && r.q.is_none()));
    let ai = find(&rows, Some(310104), Some("ai-llm"));
    assert!((ai.lq.expect("lq") - (2.0 / 4.0) / (3.0 / 7.0)).abs() < 1e-12);
}

#[test]
fn the_json_has_the_keys_of_the_contract() {
    let json = serde_json::to_value(all(&sample(), By::DistrictTrack, Counting::Fractional)).expect("json");
    let row = json[0].as_object().expect("object");
    for key in [
        "district",
        "track",
        "count",
        "fractional",
        "share",
        "share_low",
        "share_high",
        "density_per_km2",
        "lq",
        "lq_low",
        "lq_high",
        "expected",
        "p",
        "q",
        "detectable_lq",
        "counting",
    ] {
        assert!(row.contains_key(key), "{key}");
    }
    assert_eq!(row["counting"], "fractional");
    assert_eq!(row["district"], 310104);
}

#[test]
fn nothing_selected_is_nothing() {
    let empty = Catalogue::empty(Arc::new(Taxonomy::bundled()));
    for by in [By::District, By::Track, By::DistrictTrack] {
        let rows = stats(&empty, &Selection::all(0), by, Counting::Fractional, &[(Adcode(310104), 50.0)]);
        assert!(rows.iter().all(|r| r.count == 0 && r.p.is_none() && r.share.is_none()));
    }
}

fn any_rows() -> impl Strategy<Value = Rows> {
    let tracks = prop::sample::subsequence(vec!["ai-llm", "payment", "regtech", "blockchain"], 0..=3)
        .prop_map(|t| t.into_iter().map(|t| (t, None)).collect());
    prop::collection::vec((prop::sample::select(vec![0, 310101, 310104, 310115]), tracks), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_agree_and_probabilities_are_some(rows in any_rows()) {
        let firms = rows.len() as u64;
        let tracked = rows.iter().filter(|(_, t)| !t.is_empty()).count() as f64;
        for counting in [Counting::Fractional, Counting::Primary] {
            let table = all(&rows, By::DistrictTrack, counting);
            let sum: f64 = table.iter().map(|r| r.fractional).sum();
            prop_assert!((sum - tracked).abs() < 1e-9);
            for r in &table {
                if let (Some(p), Some(q), Some(low), Some(lq), Some(high)) = (r.p, r.q, r.lq_low, r.lq, r.lq_high) {
                    prop_assert!((0.0..=1.0).contains(&p) && q >= p && q <= 1.0);
                    prop_assert!(low <= lq * (1.0 + 1e-12) && lq <= high * (1.0 + 1e-12));
                    let x = if counting == Counting::Primary { r.count as f64 } else { r.fractional };
                    let from_lq = lq * r.expected.expect("expected");
                    prop_assert!((from_lq - x).abs() < 1e-9, "{} {}", from_lq, x);
                } else {
                    prop_assert!(r.p.is_none() && r.q.is_none() && r.lq_low.is_none());
                }
            }
        }
        let by_district = all(&rows, By::District, Counting::Fractional);
        prop_assert_eq!(by_district.iter().map(|r| r.count).sum::<u64>(), firms);
        if firms > 0 {
            prop_assert!((by_district.iter().filter_map(|r| r.share).sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn one_track_each_makes_fractional_equal_primary(rows in any_rows()) {
        let rows: Vec<_> = rows.into_iter().map(|(d, t)| (d, t.into_iter().take(1).collect())).collect();
        let mut fractional = all(&rows, By::DistrictTrack, Counting::Fractional);
        let primary = all(&rows, By::DistrictTrack, Counting::Primary);
        fractional.iter_mut().for_each(|r| r.counting = Counting::Primary);
        prop_assert_eq!(fractional, primary);
    }
}
