use super::*;
use crate::catalogue::sample;

fn check(draft: &Draft) -> Checked {
    let (catalogue, pack) = (sample::catalogue(), Pack::bundled());
    draft.checked(&catalogue, &pack, &Words::new(&pack, catalogue.taxonomy()))
}

fn named(name: &str) -> Draft {
    let mut draft = Draft::default();
    draft.set(Attribute::NameZh, name);
    draft
}

#[test]
fn a_draft_of_any_row_of_the_sample_is_that_row_and_saves() {
    for row in sample::catalogue().rows().map(|r| r.to_enterprise()) {
        let draft = Draft::of(&row);
        assert!(!draft.is_changed());
        let checked = check(&draft);
        assert_eq!(checked.enterprise, row);
        assert_eq!(checked.error(), None, "{}", row.name_zh);
    }
}

#[test]
fn what_is_wrong_is_said_and_forbids_to_save() {
    for (attribute, text, id) in [
        (Attribute::Uscc, "123", "edit-uscc-length"),
        (Attribute::Uscc, "9144O30071526726XG", "edit-uscc-character"),
        (Attribute::Uscc, "9144030071526726X1", "edit-uscc-check"),
        (Attribute::OfficeDistrict, "南山区", "edit-district-unknown"),
        (Attribute::Founded, "去年", "edit-bad-date"),
        (Attribute::Founded, "2930-01-01", "edit-founded-later"),
        (Attribute::AsOf, "近日", "edit-bad-date"),
        (Attribute::Capital, "100万美元", "edit-bad-capital"),
        (Attribute::Employees, "若干", "edit-bad-employees"),
        (Attribute::Website, "没有", "edit-bad-website"),
        (Attribute::Evidence, "也许", "edit-unknown-word"),
        (Attribute::PositionAccuracy, "street", "edit-accuracy-without-point"),
        (Attribute::PositionAccuracy, "district", "edit-accuracy-without-district"),
    ] {
        let mut draft = named("测试公司");
        draft.set(attribute, text);
        let checked = check(&draft);
        let error = checked.error().unwrap_or_else(|| panic!("{text}"));
        assert_eq!((error.attribute, error.message.id()), (attribute, id));
        for language in [crate::language::Language::Zh, crate::language::Language::En] {
            assert!(!error.message.text(language).contains('⟨'));
        }
    }
    assert_eq!(check(&named(" ")).error().map(|r| r.message.id()), Some("edit-no-name"));
    for name in ["无", "N/A", "，，", "合计", "（续表）", "360"] {
        assert_eq!(check(&named(name)).error().map(|r| r.message.id()), Some("edit-not-a-name"), "{name}");
    }
    for name in ["3M", "汇付", "UBS"] {
        assert_eq!(check(&named(name)).error(), None, "{name}");
    }
}

#[test]
fn positions_lie_on_the_map_and_in_their_district() {
    let pack = Pack::bundled();
    let draft = Draft { reason: "看图".into(), ..Draft::at(LonLat::new(121.4366, 31.1946), &pack) };
    assert_eq!(draft.get(Attribute::OfficeDistrict), "310104");
    let mut written = draft.clone();
    written.set(Attribute::NameZh, "测试公司");
    let checked = check(&written);
    assert_eq!(checked.error(), None);
    assert_eq!(checked.enterprise.position_accuracy, PositionAccuracy::Street);
    let set = written.change_set(checked.enterprise, " 王 ");
    assert_eq!((set.inserts.len(), set.author.as_str(), set.reason.as_str()), (1, "王", "看图"));
    let error = |change: &dyn Fn(&mut Draft)| {
        let mut draft = written.clone();
        change(&mut draft);
        check(&draft).error().map(|r| r.message.id())
    };
    assert_eq!(error(&|d| d.set(Attribute::OfficeDistrict, "310151")), Some("edit-other-district"));
    assert_eq!(error(&|d| d.set(Attribute::Lon, "100")), Some("edit-outside-map"));
    assert_eq!(error(&|d| d.set(Attribute::Lat, "")), Some("edit-not-degrees"));
    assert_eq!(error(&|d| d.set(Attribute::PositionAccuracy, "none")), Some("edit-point-without-accuracy"));
    assert_eq!(error(&|d| d.clear_position()), None);
}

#[test]
fn understood_forms_are_told_and_similar_companies_found() {
    let mut draft = named("上海银联数据（上海）有限公司");
    draft.set(Attribute::Capital, "1.5亿");
    draft.set(Attribute::Website, "https://www.example.com/");
    draft.set(Attribute::OfficeDistrict, "闸北区");
    let checked = check(&draft);
    assert_eq!(checked.enterprise.registered_capital_wan_cny, Some(15_000.0));
    assert_eq!(checked.enterprise.website, "www.example.com");
    assert_eq!(checked.enterprise.office_district, Some(Adcode(310_106)));
    assert_eq!(checked.enterprise.position_accuracy, PositionAccuracy::District);
    assert!(checked.remarks.iter().any(|r| r.message.id() == "edit-read-as-capital"));
    let catalogue = sample::catalogue();
    let found = similar(&catalogue, draft.get(Attribute::NameZh), None);
    assert!(found.iter().any(|r| catalogue.row(*r).short_name() == "银联数据"));
    let taken = check(&named("中国银联股份有限公司"));
    assert!(taken.remarks.iter().any(|r| r.message.id() == "edit-name-taken"));
    assert_eq!(taken.error(), None, "a second row of the name may be meant");
}

#[test]
fn what_somebody_else_wrote_is_taken_over_where_nothing_was_written() {
    let row = sample::catalogue().row(0).to_enterprise();
    let mut draft = Draft::of(&row);
    draft.set(Attribute::Segment, "我写的");
    let mut now = row.clone();
    now.segment = "别人写的".into();
    now.status = "已上市".into();
    now.tracks.truncate(1);
    draft.take_over(&now);
    assert_eq!((draft.get(Attribute::Segment), draft.get(Attribute::Status)), ("我写的", "已上市"));
    assert_eq!((draft.tracks.len(), draft.base.as_ref()), (1, Some(&now)));
}

#[test]
fn what_nobody_touched_blocks_nothing() {
    let mut row = sample::catalogue().row(0).to_enterprise();
    row.uscc = "123".into();
    let mut draft = Draft::of(&row);
    draft.set(Attribute::Segment, "别的");
    assert_eq!(check(&draft).error(), None);
    draft.set(Attribute::Uscc, "1234");
    assert!(check(&draft).error().is_some());
}
