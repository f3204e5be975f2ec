use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::catalogue::{CatalogueBuilder, Enterprise, Taxonomy, sample};

const PUDONG: Adcode = Adcode(310_115);

fn catalogue(rows: impl IntoIterator<Item = Enterprise>) -> Catalogue {
    let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
    for (id, row) in (1..).zip(rows) {
        builder.push(&Enterprise { id, ..row });
    }
    builder.build(1)
}

fn row(address: &str, lon: f64, lat: f64, accuracy: PositionAccuracy) -> Enterprise {
    Enterprise {
        name_zh: address.into(),
        office_address: address.into(),
        position: Some(LonLat::new(lon, lat)),
        position_accuracy: accuracy,
        ..Enterprise::default()
    }
}

#[test]
fn each_reason_and_no_better_accuracy_than_it_rests_on() {
    use PositionAccuracy::{Building, District, Park, Street};
    let pack = Pack::bundled();
    let known = catalogue([
        row("浦东新区东方路100号甲乙大厦", 121.5200, 31.2300, Building),
        row("浦东新区东方路200号", 121.5210, 31.2285, Street),
        row("浦东新区峨山路91弄61号", 121.5262, 31.2148, Street),
        row("浦东新区张东路1387号", 121.6250, 31.2065, Park),
        row("浦东新区某某路1号", 121.52, 31.23, Street),
        row("浦东新区某某路1号", 121.60, 31.20, Street),
    ]);
    let gazetteer = Gazetteer::of(&known, &[], &pack);
    for (text, accuracy, reason, from) in [
        ("东方路１００号", Building, PlaceReason::SameNumber, vec![Source::Row(1)]),
        ("东方路100号3号楼", Street, PlaceReason::SameNumber, vec![Source::Row(1)]),
        ("东方路150号", Street, PlaceReason::Between, vec![Source::Row(1), Source::Row(2)]),
        ("峨山路91弄98号", Park, PlaceReason::SameLane, vec![Source::Row(3)]),
        ("张东路1387号30幢", Park, PlaceReason::SameNumber, vec![Source::Row(4)]),
        ("甲乙大厦12层", Building, PlaceReason::Named, vec![Source::Row(1)]),
        ("东方路401号", District, PlaceReason::DistrictOnly, vec![]),
        ("某某路1号", District, PlaceReason::DistrictOnly, vec![]),
        ("东方路", District, PlaceReason::DistrictOnly, vec![]),
    ] {
        let found = gazetteer.place(text, Some(PUDONG), &pack).unwrap();
        assert_eq!((found.accuracy, found.reason, &found.from), (accuracy, reason, &from), "{text}");
        assert_eq!(found.position.is_some(), accuracy.is_drawable(), "{text}");
    }
    let elsewhere = gazetteer.place("东方路100号", Some(Adcode(310_104)), &pack).unwrap();
    assert_eq!((elsewhere.position, elsewhere.accuracy), (None, District), "in another district than declared");
    let found = gazetteer.place("上海市浦东新区东方路100号", None, &pack).unwrap();
    assert_eq!((found.district, found.accuracy), (PUDONG, Building), "the address says the district");
    assert_eq!(gazetteer.place("", None, &pack), None);
    for reason in PlaceReason::ALL {
        assert!(!crate::language::say(crate::language::Language::Zh, reason.label()).contains('⟨'));
    }
}

#[test]
fn well_known_places_are_found_and_areas_are_no_points() {
    let pack = Pack::bundled();
    let gazetteer = Gazetteer::of(&catalogue([]), &pack.places, &pack);
    let found = |text: &str| gazetteer.place(text, None, &pack);
    assert_eq!(found("浦东新区峨山路91弄10号楼").unwrap().accuracy, PositionAccuracy::Park);
    assert_eq!(found("上海市浦东新区杨高南路288号").unwrap().reason, PlaceReason::SameNumber);
    assert_eq!(found("上海市浦东新区上海环球金融中心").unwrap().reason, PlaceReason::Named);
    for text in ["浦东新区临港新片区", "黄浦区人民广场", "徐汇区徐家汇", "浦东新区金桥经济技术开发区"]
    {
        assert_eq!(found(text).unwrap().position, None, "{text}");
    }
}

/// What a placement without the row itself says of each row of the sample that has a point and an address.
fn leave_one_out(places: &[Place]) -> (usize, Vec<(PlaceReason, PositionAccuracy, f64, String)>) {
    let pack = Pack::bundled();
    let rows = sample::sample();
    let (mut asked, mut errors) = (0, Vec::new());
    for (i, own) in rows.iter().enumerate() {
        let Some(truth) = own.position.filter(|_| !own.office_address.is_empty()) else { continue };
        asked += 1;
        let others = catalogue(rows.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, r)| r.clone()));
        let gazetteer = Gazetteer::of(&others, places, &pack);
        let Some(found) = gazetteer.place(&own.office_address, own.office_district, &pack) else { continue };
        assert!(own.office_district.is_none_or(|d| d == found.district));
        if let Some(position) = found.position {
            let error_m = pack.project(position).distance_m(pack.project(truth));
            errors.push((found.reason, found.accuracy, error_m, own.office_address.clone()));
        }
    }
    (asked, errors)
}

/// Run with `--nocapture` to read the table. The places were written down with the sample in view, so only the run
/// without them is a test of what the memory of street numbers can do.
#[test]
fn leaving_each_row_of_the_sample_out() {
    for (words, places) in [("street numbers alone", &[][..]), ("with the well-known places", &Pack::bundled().places)]
    {
        let (asked, mut errors) = leave_one_out(places);
        errors.sort_by(|a, b| a.2.total_cmp(&b.2));
        let median = errors.get(errors.len() / 2).map_or(0.0, |e| e.2);
        println!("{words}: {asked} asked, {} placed, median error {median:.0} m", errors.len());
        for reason in PlaceReason::ALL {
            let of: Vec<f64> = errors.iter().filter(|e| e.0 == reason).map(|e| e.2).collect();
            if let (Some(worst), n) = (of.last(), of.len()) {
                println!("  {:<12} {n:>3} placed, median {:>4.0} m, worst {worst:.0} m", reason.code(), of[n / 2]);
            }
        }
        for (reason, accuracy, error_m, address) in errors.iter().filter(|e| e.2 > 300.0) {
            println!("    {error_m:>5.0} m  {} {}  {address}", reason.code(), accuracy.code());
        }
        // What it claims: a street within some 100 m, a park within some 500 m; with as much again for the sample's
        // own errors.
        let bound = |accuracy| if accuracy == PositionAccuracy::Park { 1000.0 } else { 400.0 };
        let bad = errors.iter().filter(|e| e.2 > bound(e.1)).count();
        assert!(bad * 10 <= errors.len(), "{bad} of {} claims do not hold", errors.len());
        assert!(errors.len() >= 10, "{words}: only {} placed", errors.len());
    }
}

#[test]
fn a_question_takes_about_a_microsecond() {
    let pack = Pack::bundled();
    let gazetteer = Gazetteer::of(&sample::catalogue(), &pack.places, &pack);
    let texts: Vec<String> = sample::sample().into_iter().map(|e| e.office_address).filter(|a| !a.is_empty()).collect();
    let begun = std::time::Instant::now();
    let mut found = 0;
    for _ in 0..50 {
        found += texts.iter().filter(|t| gazetteer.place(t, Some(PUDONG), &pack).is_some()).count();
    }
    let each_us = begun.elapsed().as_secs_f64() * 1e6 / (50 * texts.len()) as f64;
    println!("{each_us:.2} µs a question ({found})");
    // Without optimisation, beside other work.
    assert!(each_us < 200.0, "{each_us} µs");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn never_a_point_in_another_district_and_known_addresses_stay_where_they_are(
        rows in prop::collection::vec((0usize..3, 1u32..400, 121.35f64..121.65, 31.1f64..31.35, 0usize..3), 1..40),
        asked in prop::collection::vec((0usize..4, 1u32..420), 1..20),
        declared in 0usize..16,
    ) {
        let pack = Pack::bundled();
        let roads = ["东方路", "中山北一路", "张江路", "无名路"];
        let text = |road: usize, number: u32| format!("{}{number}号", roads[road]);
        let accuracy = |i: usize| PositionAccuracy::ALL[i];
        let known = catalogue(rows.iter().map(|(r, n, lon, lat, a)| row(&text(*r, *n), *lon, *lat, accuracy(*a))));
        let gazetteer = Gazetteer::of(&known, &pack.places, &pack);
        for district in [None, Some(pack.districts[declared].adcode)] {
            for (road, number) in &asked {
                let Some(found) = gazetteer.place(&text(*road, *number), district, &pack) else { continue };
                prop_assert!(district.is_none_or(|d| d == found.district));
                prop_assert_eq!(found.position.is_some(), found.accuracy.is_drawable());
                if let Some(position) = found.position {
                    prop_assert_eq!(pack.locate(pack.project(position)).map(|d| d.adcode), Some(found.district));
                }
            }
        }
        for (i, (road, number, lon, lat, a)) in rows.iter().enumerate() {
            let at = LonLat::new(*lon, *lat);
            let is_alone = rows.iter().enumerate().all(|(j, other)| j == i || (other.0, other.1) != (*road, *number));
            let Some(own) = pack.locate(pack.project(at)).filter(|_| is_alone) else { continue };
            let found = gazetteer.place(&text(*road, *number), Some(own.adcode), &pack).expect("known");
            // Places of the city's own stand on these roads, too.
            if found.from == vec![Source::Row(i as i64 + 1)] {
                prop_assert_eq!(found.position, Some(at));
                prop_assert!(found.accuracy >= accuracy(*a));
            } else {
                prop_assert!(found.from.iter().any(|s| matches!(s, Source::Place(_))) || found.position.is_none());
            }
        }
    }
}
