use proptest::prelude::*;

use super::*;
use crate::catalogue::{Evidence, Founded, PositionAccuracy};
use crate::geography::{Adcode, LonLat};

fn row(name_zh: &str) -> Enterprise {
    Enterprise { name_zh: name_zh.into(), ..Enterprise::default() }
}

fn tags(tracks: &[(&str, Option<f64>)]) -> Vec<TrackTag> {
    tracks.iter().map(|(track, weight)| TrackTag { track: (*track).into(), weight: *weight }).collect()
}

fn as_it_is(kept: &Enterprise, other: &Enterprise) -> Enterprise {
    merged(kept, other, |_| None)
}

fn disputed(kept: &Enterprise, other: &Enterprise) -> Vec<Attribute> {
    contested(kept, other).into_iter().filter(|c| c.is_disputed).map(|c| c.attribute).collect()
}

#[test]
fn what_the_kept_row_lacks_is_taken_and_what_it_has_stays() {
    let kept = Enterprise { id: 3, website: "a.cn".into(), source: "甲表".into(), ..row("甲") };
    let other = Enterprise {
        id: 9,
        website: "b.cn".into(),
        employees: Some(7),
        evidence: Evidence::Document,
        source: "乙表".into(),
        office_district: Some(Adcode(310_104)),
        tracks: tags(&[("payment", Some(0.7)), ("ai-llm", Some(0.3))]),
        ..row("甲")
    };
    let made = as_it_is(&kept, &other);
    let expected = Enterprise { id: 3, website: "a.cn".into(), source: "甲表".into(), ..other.clone() };
    assert_eq!(made, expected, "with the shares of the tracks");
    assert_eq!(disputed(&kept, &other), [Attribute::Website]);
    let chosen = merged(&kept, &other, |a| (a == Attribute::Website).then_some(Survivor::Other));
    assert_eq!(chosen.website, "b.cn");
    let both = merged(&kept, &other, |_| Some(Survivor::Both));
    assert_eq!(both.website, "a.cn", "two web sites are none");
}

#[test]
fn a_name_that_goes_becomes_an_earlier_one_once() {
    let kept = Enterprise { former_names: "丙；丁".into(), ..row("甲（上海）公司") };
    assert_eq!(as_it_is(&kept, &row("甲(上海)公司")).former_names, "丙；丁", "only spelt otherwise");
    assert_eq!(as_it_is(&kept, &row("乙公司")).former_names, "丙;丁;乙公司");
    assert_eq!(disputed(&kept, &row("乙公司")), [Attribute::NameZh]);
    // One that knows the other's name as an earlier one has the newer.
    let newer = Enterprise { former_names: "甲（上海）公司;丁".into(), ..row("乙公司") };
    let made = as_it_is(&kept, &newer);
    assert_eq!((made.name_zh.as_str(), made.former_names.as_str()), ("乙公司", "丙;丁;甲（上海）公司"));
    assert_eq!(disputed(&kept, &newer), []);
    assert_eq!(as_it_is(&newer, &kept).name_zh, "乙公司", "whichever is kept");
    let kept_name = merged(&kept, &newer, |a| (a == Attribute::NameZh).then_some(Survivor::Kept));
    assert_eq!((kept_name.name_zh.as_str(), kept_name.former_names.as_str()), ("甲（上海）公司", "丙;丁;乙公司"));
}

#[test]
fn tracks_are_disputed_where_one_would_be_lost() {
    let of = |tracks: &[(&str, Option<f64>)]| Enterprise { tracks: tags(tracks), ..row("甲") };
    let (one, two) = (of(&[("payment", None)]), of(&[("payment", None), ("ai-llm", None)]));
    assert_eq!((disputed(&two, &one), disputed(&one, &two)), (vec![], vec![Attribute::Tracks]));
    let shares = of(&[("payment", Some(0.8)), ("ai-llm", Some(0.2))]);
    assert_eq!((disputed(&two, &shares), disputed(&shares, &two)), (vec![], vec![]));
    assert_eq!(as_it_is(&two, &shares).tracks, shares.tracks, "shares follow");
    let swapped = of(&[("ai-llm", None), ("payment", None)]);
    assert_eq!(disputed(&two, &swapped), [Attribute::Tracks], "another primary one");
    let third = of(&[("regtech", None), ("payment", None)]);
    let both = merged(&shares, &third, |_| Some(Survivor::Both));
    assert_eq!(both.tracks, tags(&[("payment", None), ("ai-llm", None), ("regtech", None)]));
    assert_eq!(
        merged(&shares, &two, |_| Some(Survivor::Both)).tracks,
        shares.tracks,
        "nothing new, so the shares stay"
    );
}

#[test]
fn a_position_is_one_field_and_a_district_is_more_than_nothing() {
    let at =
        |lon, position_accuracy| Enterprise { position: Some(LonLat::new(lon, 31.0)), position_accuracy, ..row("甲") };
    let (a, b) = (at(121.0, PositionAccuracy::Street), at(121.5, PositionAccuracy::Building));
    assert_eq!(disputed(&a, &b), [Attribute::Lon]);
    assert_eq!(merged(&a, &b, |_| Some(Survivor::Other)).position_accuracy, PositionAccuracy::Building);
    assert_eq!(as_it_is(&a, &b).position, a.position);
    let district = Enterprise { position_accuracy: PositionAccuracy::District, ..row("甲") };
    assert_eq!(as_it_is(&district, &a).position, a.position);
    assert_eq!(as_it_is(&a, &district), a);
    assert_eq!(as_it_is(&row("甲"), &district).position_accuracy, PositionAccuracy::District);
    assert_eq!(as_it_is(&district, &row("甲")).position_accuracy, PositionAccuracy::District);
}

#[test]
fn remarks_and_attributes_of_ones_own_are_not_lost() {
    let with = |note: &str, extra: &[(&str, &str)]| Enterprise {
        note: note.into(),
        extra: extra.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect(),
        ..row("甲")
    };
    let (kept, other) = (with("已核", &[("联系人", "王")]), with("见年报", &[("电话", "1"), ("联系人", "王")]));
    assert_eq!(disputed(&kept, &other), []);
    let made = as_it_is(&kept, &other);
    assert_eq!((made.note.as_str(), made.extra.len()), ("已核; 见年报", 2));
    assert_eq!(as_it_is(&kept, &with("已核，见年报", &[])).note, "已核，见年报");
    let clash = with("", &[("联系人", "李"), ("电话", "1")]);
    assert_eq!(disputed(&kept, &clash), [Attribute::Extra]);
    let named = |e: Enterprise| (e.extra["联系人"].clone(), e.extra["电话"].clone());
    assert_eq!(named(as_it_is(&kept, &clash)), ("王".into(), "1".into()));
    assert_eq!(named(merged(&kept, &clash, |_| Some(Survivor::Other))), ("李".into(), "1".into()));
}

#[test]
fn the_more_exact_founding_survives() {
    let of = |year, month, day| Enterprise { founded: Founded::new(year, month, day), ..row("甲") };
    let (year, day) = (Enterprise { founded: Founded::year_only(2015), ..row("甲") }, of(2015, 6, 1));
    assert_eq!((as_it_is(&year, &day).founded, as_it_is(&day, &year).founded), (day.founded, day.founded));
    assert_eq!((disputed(&year, &day), disputed(&year, &of(2016, 1, 1))), (vec![], vec![Attribute::Founded]));
}

fn rows() -> impl Strategy<Value = Enterprise> {
    let text = || prop::sample::select(vec!["", "一", "二"]);
    let tracks = prop::collection::vec(prop::sample::select(vec!["payment", "ai-llm", "regtech"]), 0..3);
    let name = prop::sample::select(vec!["甲公司", "乙公司", "甲 公司"]);
    (name, text(), text(), text(), text(), tracks, prop::option::of(0..3u32)).prop_map(
        |(name_zh, former, website, note, source, mut tracks, employees)| {
            tracks.dedup();
            Enterprise {
                website: website.into(),
                note: note.into(),
                source: source.into(),
                former_names: former.into(),
                employees,
                tracks: tags(&tracks.into_iter().map(|t| (t, None)).collect::<Vec<_>>()),
                ..row(name_zh)
            }
        },
    )
}

proptest! {
    #[test]
    fn a_merger_invents_nothing_loses_no_name_and_is_done_once(kept in rows(), other in rows(), pick in 0..4usize) {
        let choice = [None, Some(Survivor::Kept), Some(Survivor::Other), Some(Survivor::Both)][pick];
        let made = merged(&kept, &other, |_| choice);
        prop_assert_eq!(made.id, kept.id);
        for e in [&kept, &other] {
            prop_assert!(made.is_called(&e.name_zh));
        }
        for a in [Attribute::Website, Attribute::Employees, Attribute::Source] {
            prop_assert!([a.value(&kept), a.value(&other)].contains(&a.value(&made)));
            let is_lost = a.value(&made).is_empty() && !(a.value(&kept).is_empty() && a.value(&other).is_empty());
            prop_assert!(!is_lost, "{a:?}");
        }
        // A field is contested, or agreed, the same whichever row is kept.
        let of = |x: &Enterprise, y: &Enterprise| contested(x, y).iter().map(|c| c.attribute).collect::<Vec<_>>();
        prop_assert_eq!(of(&kept, &other), of(&other, &kept));
        prop_assert_eq!(merged(&made, &other, |_| None).website, made.website.clone(), "what was decided stays");
        prop_assert_eq!(merged(&kept, &kept, |_| choice), kept);
    }
}
