//! Sheets as offices send them: units in notes, totals between rows, companies that moved or are gone.

use super::tests::{codes, import, read};
use super::*;
use crate::catalogue::{Enterprise, Likeness, LikenessReason, PositionAccuracy};
use crate::language::Language;

#[test]
fn a_unit_above_the_table_is_that_of_amounts_without_one() {
    let read_under = |note: &str, header: &str| {
        read(&format!("某区企业表,,\n{note},,\n企业名称,区,{header}\n甲公司,徐汇,5000000\n乙公司,徐汇,300万\n"))
    };
    let capital = |p: &Proposal, row: usize| p.enterprise(row).registered_capital_wan_cny;
    let noted = read_under("单位：元", "注册资本");
    assert_eq!((capital(&noted, 0), capital(&noted, 1)), (Some(500.0), Some(300.0)));
    assert_eq!(codes(&noted), [(2, "unit-from-note")]);
    // A header that names its unit needs no note; without either an amount past belief is told.
    let own = read_under("单位：元", "注册资本（万元）");
    assert_eq!((capital(&own, 0), codes(&own)), (Some(5_000_000.0), vec![]));
    let huge = read("企业名称,区,注册资本\n甲公司,徐汇,10000000\n乙公司,徐汇,9999999\n");
    assert_eq!((capital(&huge, 0), codes(&huge)), (Some(1e7), vec![(1, "unit-assumed"), (2, "implausible-capital")]));
    let foreign = read_under("（单位：万美元）", "注册资本");
    assert_eq!((capital(&foreign, 0), capital(&foreign, 1)), (None, None));
}

#[test]
fn totals_notes_and_headers_that_come_again_are_refused() {
    let proposal = read(
        "序号,企业名称,信用代码,区\n1,甲公司,,徐汇\n小计,1家,,\n序号,企业名称,信用代码,区\n2,合计科技有限公司,,徐汇\n\
         3,小计,9144030071526726XG,徐汇\n,备注：以上均为初步统计,,\n合计,,,2\n填表人：张三,,,审核人：李四\n,,,徐汇\n注：1.年末数,注：1.年末数,注：1.年末数,注：1.年末数\n",
    );
    let refused = [
        (3, "total-row"),
        (4, "repeated-header"),
        (7, "note-row"),
        (8, "total-row"),
        (9, "note-row"),
        (10, "no-name"),
        (11, "note-row"),
    ];
    assert_eq!(codes(&proposal).iter().filter(|f| f.1 != "uscc-district").copied().collect::<Vec<_>>(), refused);
    let s = proposal.summary();
    assert_eq!((s.rows, s.new, s.refused), (10, 3, 7));
    let rejects = String::from_utf8(proposal.rejects_csv(Language::Zh)).expect("UTF-8");
    assert!(rejects.contains("“1家”是合计，不是企业；该行不导入。"), "{rejects}");
}

#[test]
fn an_update_is_compared_as_it_will_be() {
    let pudong = Some(Adcode(310_115));
    let row = |name: &str, position, office_address: &str| Enterprise {
        name_zh: name.into(),
        office_district: pudong,
        office_address: office_address.into(),
        position,
        position_accuracy: if position.is_some() { PositionAccuracy::Building } else { PositionAccuracy::District },
        ..Enterprise::default()
    };
    let known = [
        row("甲公司", Some(LonLat::new(121.544, 31.222)), "上海市浦东新区含笑路36号"),
        row("乙公司", None, "上海市浦东新区含笑路36号"),
        row("丙公司", None, ""),
    ];
    let found = |text: &str, on_duplicate| {
        let options = ImportOptions { on_duplicate, datum: Some(Datum::Wgs84), ..ImportOptions::default() };
        codes(&import(text.as_bytes(), &options, &known).expect("reads"))
    };
    let moved = "企业名称,区\n甲公司,徐汇\n乙公司,徐汇\n丙公司,徐汇\n";
    assert_eq!(found(moved, OnDuplicate::Update), [(2, "other-district"), (3, "address-district")]);
    assert_eq!(found(moved, OnDuplicate::Skip), []);
    assert_eq!(found("企业名称,区,地址\n乙公司,徐汇,上海市徐汇区漕宝路1号\n", OnDuplicate::Update), []);
    // A new point in another district than the one that stays.
    let point = found("企业名称,经度,纬度\n甲公司,121.44,31.19\n", OnDuplicate::Update);
    assert!(point.contains(&(2, "other-district")), "{point:?}");
}

#[test]
fn only_what_a_row_says_is_compared() {
    let known = Enterprise {
        name_zh: "甲公司".into(),
        office_district: Some(Adcode(310_115)),
        position: Some(LonLat::new(121.544, 31.222)),
        position_accuracy: PositionAccuracy::Street,
        registered_capital_wan_cny: Some(5.0),
        employees: Some(7),
        ..Enterprise::default()
    };
    let text = "企业名称,区,注册资本,员工数\n甲公司,浦东,500,7\n";
    let said = |on_duplicate| {
        let options = ImportOptions { on_duplicate, ..ImportOptions::default() };
        let proposal = import(text.as_bytes(), &options, std::slice::from_ref(&known)).expect("reads");
        assert_eq!(proposal.choice(0), on_duplicate);
        proposal.said(0, &known)
    };
    let mut expected = vec![
        (Attribute::NameZh, false),
        (Attribute::OfficeDistrict, false),
        (Attribute::Capital, true),
        (Attribute::Employees, false),
    ];
    assert_eq!(said(OnDuplicate::Update), expected, "no position and no accuracy: the file has none");
    expected[2].1 = false;
    assert_eq!(said(OnDuplicate::Fill), expected);
}

#[test]
fn a_short_name_and_a_company_that_is_gone_may_be_known() {
    let known = [
        Enterprise {
            name_zh: "蚂蚁区块链科技（上海）有限公司".into(),
            short_name: "蚂蚁链".into(),
            ..Enterprise::default()
        },
        Enterprise { name_zh: "上交所技术有限责任公司".into(), ..Enterprise::default() },
    ];
    let text = "企业名称,区\n蚂蚁链,黄浦\n上交所技术有限责任公司（注销）,浦东\n蚂蚁,黄浦\n";
    let proposal = import(text.as_bytes(), &ImportOptions::default(), &known).expect("reads");
    assert_eq!(codes(&proposal), [(2, "possible-duplicate"), (3, "possible-duplicate")]);
    assert_eq!(proposal.candidate(0).map(|c| (c.id, c.reason)), Some((1, LikenessReason::ShortName)));
    assert_eq!(proposal.candidate(1).map(|c| (c.id, c.reason)), Some((2, LikenessReason::Part)));
    assert_eq!(proposal.summary().new, 3, "taken as others until somebody decides");
}

#[test]
fn a_company_may_be_known_by_its_english_name() {
    let known = [Enterprise {
        name_zh: "中国银联股份有限公司".into(),
        name_en: "China UnionPay Co., Ltd.".into(),
        ..Enterprise::default()
    }];
    let text = "企业名称,英文名,区\nCHINA UNIONPAY,,浦东\n某某支付有限公司,China-UnionPay,黄浦\nUnionPay,,黄浦\nCo Ltd,,黄浦\n";
    let proposal = import(text.as_bytes(), &ImportOptions::default(), &known).expect("reads");
    let found: Vec<_> = (0..4).map(|row| proposal.candidate(row).map(|c| (c.id, c.likeness, c.reason))).collect();
    let is_known = Some((1, Likeness::Likely, LikenessReason::EnglishName));
    assert_eq!(found, [is_known, is_known, None, None]);
}

#[test]
fn findings_speak_the_words_of_the_reader() {
    let told =
        |code, value: &str, other: &str| Finding::new(0, None, code, value).with(other).message().text(Language::Zh);
    assert_eq!(told(FindingCode::PlacedByAddress, "street", ""), "没有坐标，按地址定位（精度：门牌）。");
    assert_eq!(told(FindingCode::OtherDistrict, "黄浦区", "静安区"), "写的是黄浦区，坐标却在静安区。");
    let undecided = read("企业名称,经度,纬度\n甲公司,121.544,31.222\n");
    let shown = undecided.findings.kept()[0].message().text(Language::Zh);
    assert!(shown.contains("按 WGS 84 处理") && !shown.contains("wgs84"), "{shown}");
}
