//! Headers as offices write them: units under them, datums in them, words of their own.

use super::tests::{codes, read};
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
