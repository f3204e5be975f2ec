//! Headers as offices write them: units under them, datums in them, words of their own.

use super::tests::{codes, import, lattice, read};
use super::*;

fn capital(proposal: &Proposal, row: usize) -> Option<f64> {
    proposal.enterprise(row).registered_capital_wan_cny
}

#[test]
fn a_row_of_units_belongs_to_the_header() {
    for units in [",（亿元）,（人）,", "(必填),[亿元],【人】,", ",亿元,人,", "企业名称,（亿元）,,区", ",单位：亿元,,"]
    {
        let proposal = read(&format!("企业名称,注册资本,员工数,区\n{units}\n甲公司,1.5,12,虹口\n"));
        assert_eq!((capital(&proposal, 0), proposal.len(), proposal.header_row), (Some(15_000.0), 1, 2), "{units}");
        assert_eq!(codes(&proposal), [], "{units}");
    }
    // A header's own unit stays; a company in brackets is a company.
    assert_eq!(capital(&read("企业名称,注册资本（万元）\n,（亿元）\n甲公司,1.5\n"), 0), Some(1.5));
    let names = read("企业名称,区\n（上海）测试（集团）,\n甲公司,虹口\n");
    assert_eq!((names.len(), names.summary().new), (2, 2));
}

#[test]
fn headers_of_the_upper_row_alone_count() {
    let text = "名录,,,,\n序号,企业信息,,经营情况,备注\n,企业名称,区,员工数,\n1,甲公司,虹口,12,重点\n";
    let proposal = read(text);
    assert_eq!((proposal.enterprise(0).note.as_str(), proposal.header_row, codes(&proposal)), ("重点", 3, vec![]));
    // A title over an open column is no header.
    let titled = read("填报单位：测试处,,单位：亿元\n,企业名称,注册资本\n,甲公司,1.5\n");
    assert_eq!((titled.mapping.headers[0].as_str(), capital(&titled, 0)), ("", Some(15_000.0)));
}

#[test]
fn a_datum_in_the_header_is_taken_and_contradicted_by_the_data() {
    use Datum::{Bd09, Gcj02, Wgs84};
    let of = |head: &str| {
        let proposal = read(&format!("企业名称,区,{head}\n甲公司,浦东,121.544,31.222\n"));
        (proposal.mapping.column(Attribute::Lon), proposal.datum.whole.chosen, codes(&proposal))
    };
    for (head, datum) in [
        ("经度(GCJ-02),纬度(GCJ-02)", Gcj02),
        ("经度（BD-09）,纬度（BD-09）", Bd09),
        ("经度(百度),纬度(百度)", Bd09),
        ("经度（高德坐标）,纬度（高德坐标）", Gcj02),
        ("百度经度,百度纬度", Bd09),
        ("高德经度,高德纬度", Gcj02),
        ("bd09_lng,bd09_lat", Bd09),
        ("gcj02_lng,gcj02_lat", Gcj02),
        ("lng_bd,lat_bd", Bd09),
        ("WGS84经度,WGS84纬度", Wgs84),
        ("经度（东经，火星坐标系）,纬度", Gcj02),
        ("百度经度,纬度", Bd09),
    ] {
        assert_eq!(of(head), (Some(2), datum, vec![(0, "datum-stated")]), "{head}");
    }
    for head in ["经度(WGS84转GCJ02),纬度", "百度经度,高德纬度"] {
        assert_eq!(of(head), (Some(2), Wgs84, vec![(0, "datum-unknown")]), "{head}");
    }
    let pair = read("企业名称,区,百度坐标\n甲公司,浦东,\"121.5485,31.2260\"\n");
    assert!(pair.enterprise(0).position.is_some() && pair.datum.whole.chosen == Bd09);
    let note = read("坐标系：GCJ-02,,,\n企业名称,区,经度,纬度\n甲公司,浦东,121.5485,31.2200\n");
    assert_eq!((note.datum.whole.chosen, codes(&note)), (Gcj02, vec![(0, "datum-stated")]));
    // The user's word comes first; the data may contradict the header, and that wants a decision.
    let text = lattice(Bd09, 40).replacen("经度,纬度", "高德经度,高德纬度", 1);
    let contradicted = read(&text);
    let choice = &contradicted.datum.whole;
    assert_eq!((choice.chosen, choice.contradiction()), (Gcj02, Some(Bd09)));
    assert!(codes(&contradicted).contains(&(0, "datum-contradicted")));
    assert!(FindingCode::DatumContradicted.wants_decision() && !FindingCode::DatumStated.wants_decision());
    let told =
        import(text.as_bytes(), &ImportOptions { datum: Some(Bd09), ..ImportOptions::default() }, &[]).expect("reads");
    assert_eq!((told.datum.whole.chosen, told.datum.whole.contradiction()), (Bd09, None));
    assert!(!codes(&told).contains(&(0, "datum-contradicted")));
}

#[test]
fn an_assumed_unit_is_told_once_and_can_be_chosen() {
    let text = "企业名称,注册资本,区\n甲公司,3亿,虹口\n乙公司,500000,虹口\n丙公司,6,虹口\n";
    let assumed = read(text);
    assert_eq!((capital(&assumed, 1), codes(&assumed)), (Some(500_000.0), vec![(1, "unit-assumed")]));
    assert_eq!(assumed.findings.kept()[0].other.zh, "500000");
    assert!(FindingCode::UnitAssumed.wants_decision());
    let options = ImportOptions { capital_unit: Some("元".into()), ..ImportOptions::default() };
    let said = import(text.as_bytes(), &options, &[]).expect("reads");
    assert_eq!((capital(&said, 0), capital(&said, 1), codes(&said)), (Some(30_000.0), Some(50.0), vec![]));
    // The user's word comes before the header's; amounts that name their unit want none.
    let header = import("企业名称,注册资本（万元）\n甲公司,5\n".as_bytes(), &options, &[]).expect("reads");
    assert_eq!(capital(&header, 0), Some(0.0005));
    assert_eq!(codes(&read("企业名称,注册资本\n甲公司,3亿\n乙公司,\n丙公司,500万元\n")), []);
    assert_eq!(codes(&read("企业名称,registered_capital_wan_cny\n甲公司,5\n")), []);
}

#[test]
fn heads_of_offices_are_known() {
    use Attribute::{Employees, Founded, OfficeDistrict, RegisteredDistrict, Tracks};
    for (head, field) in [
        ("从业人员", Employees),
        ("从业人员（人）", Employees),
        ("从业人员数", Employees),
        ("人数", Employees),
        ("员工总数(人)", Employees),
        ("在职人数", Employees),
        ("所在区域", OfficeDistrict),
        ("属地", OfficeDistrict),
        ("办公地区", OfficeDistrict),
        ("注册区域", RegisteredDistrict),
        ("成立年月", Founded),
        ("设立日期", Founded),
        ("技术领域", Tracks),
        ("主营赛道", Tracks),
        ("主體名稱", Attribute::NameZh),
    ] {
        assert_eq!(headers::named(head), Some(field), "{head}");
    }
    for head in ["女职工人数占比", "联系人", "负责人", "上级单位", "领域专家"] {
        assert_eq!(headers::named(head), None, "{head}");
    }
}

#[test]
fn no_word_stands_for_two_fields() {
    let mut words: Vec<&str> = headers::SYNONYMS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    words.sort_unstable();
    let twice: Vec<&[&str]> = words.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert_eq!(twice, Vec::<&[&str]>::new());
    for word in words {
        assert_eq!(headers::key(word), word, "compared as it is written");
    }
}

#[test]
fn a_column_with_content_and_no_head_is_told() {
    let proposal = read("企业名称,区,,\n甲公司,虹口,,\n合计,,9,\n乙公司,虹口,好,\n");
    let told: Vec<(usize, &str, &str)> = proposal
        .findings
        .kept()
        .iter()
        .filter(|f| f.code == FindingCode::UnnamedColumn)
        .map(|f| (f.row, f.value.zh.as_str(), f.other.zh.as_str()))
        .collect();
    assert_eq!(told, [(1, "3", "9")]);
    // Beyond the last head, too, unless a single row is spoilt.
    let wide = read("企业名称,区\n甲公司,虹口,好\n乙公司,虹口,好\n丙公司,虹口\n");
    assert_eq!((codes(&wide), wide.mapping.headers.len()), (vec![(1, "unnamed-column")], 3));
    let spoilt = read("企业名称,区\n甲公司,虹口,好\n乙公司,虹口\n丙公司,虹口\n");
    assert_eq!((codes(&spoilt), spoilt.mapping.headers.len()), (vec![(2, "extra-cells")], 2));
    let options = ImportOptions { columns: vec![("note".into(), "3".into())], ..ImportOptions::default() };
    let named = import("企业名称,区,\n甲公司,虹口,好\n".as_bytes(), &options, &[]).expect("reads");
    assert_eq!((named.enterprise(0).note.as_str(), codes(&named)), ("好", vec![]));
    assert_eq!(codes(&read(",企业名称,区\n,甲公司,虹口\n注：年末数,,\n")), [(3, "note-row")]);
}
