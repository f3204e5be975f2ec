//! Rows under the header that are no companies: totals, notes, headers that come again, and names that say none. Only
//! whole cells of these words count, or words with a colon behind them, which no company name has: 合计科技有限公司 is a
//! company.

use super::finding::FindingCode;
use super::headers;
use super::mapping::Mapping;
use super::table::TableRow;
use crate::catalogue::{Attribute, name};

/// What stands alone, or before a colon, in a row that sums up others.
const TOTALS: [&str; 12] =
    ["合计", "总计", "小计", "共计", "累计", "总数", "本页合计", "本页小计", "total", "subtotal", "grandtotal", "sum"];
/// How counts of companies end, as in 共 35 家企业.
const COUNTED: [&str; 8] = ["家", "户", "个", "条", "家企业", "家公司", "户企业", "家机构"];
/// What stands before a colon in a row that says something about the sheet.
const NOTES: [&str; 37] = [
    "备注",
    "注",
    "注释",
    "说明",
    "附注",
    "附",
    "填表说明",
    "编制说明",
    "数据说明",
    "填表人",
    "制表人",
    "填报人",
    "审核人",
    "复核人",
    "经办人",
    "负责人",
    "单位负责人",
    "联系人",
    "联系电话",
    "填报单位",
    "制表单位",
    "编制单位",
    "报送单位",
    "单位",
    "填报日期",
    "填报时间",
    "填表日期",
    "制表日期",
    "制表时间",
    "报送日期",
    "统计日期",
    "统计时间",
    "数据来源",
    "资料来源",
    "统计口径",
    "note",
    "source",
];
/// What says that nothing more follows, or where more does.
const ENDS: [&str; 12] = [
    "以下空白",
    "以下无正文",
    "以下无内容",
    "备注",
    "说明",
    "注",
    "续",
    "续表",
    "续上表",
    "接上表",
    "接下页",
    "转下页",
];
/// What stands in a cell to say that there is nothing to say.
const NOTHING: [&str; 26] = [
    "无",
    "暂无",
    "没有",
    "空",
    "空白",
    "不详",
    "未知",
    "待定",
    "待补",
    "待补充",
    "待填",
    "待填写",
    "待核实",
    "待查",
    "未填",
    "未填写",
    "未提供",
    "略",
    "同上",
    "n/a",
    "na",
    "none",
    "null",
    "nil",
    "tbd",
    "unknown",
];

/// What kind of row it is if its name is no company's.
pub fn kind(row: TableRow<'_>, name: &str, uscc: &str, mapping: &Mapping) -> Option<FindingCode> {
    // Nearly every row ends here.
    if name.ends_with("公司") {
        return None;
    }
    // A cell merged over the row puts its text into every column.
    let has_code = uscc.contains(|c: char| c.is_ascii_digit()) && uscc != name;
    if is_header(row, name, has_code, mapping) {
        return Some(FindingCode::RepeatedHeader);
    }
    // A row without a name may begin with such a word in another column.
    let first = if name.is_empty() { row.cells().find(|cell| !cell.is_empty()).unwrap_or_default() } else { name };
    kind_of_name(first, has_code).filter(|kind| !name.is_empty() || *kind != FindingCode::NotAName)
}

/// What a name is if it is no company's. A credit code makes one of a total, a note or a number, but not of nothing.
pub fn kind_of_name(name: &str, has_code: bool) -> Option<FindingCode> {
    let text = name::simplified(&name::normalized(name));
    if is_nothing(&text) {
        return Some(FindingCode::NotAName);
    }
    if has_code {
        return None;
    }
    if is_total(&text) {
        return Some(FindingCode::TotalRow);
    }
    if is_note(&text) {
        return Some(FindingCode::NoteRow);
    }
    (!text.contains(char::is_alphabetic)).then_some(FindingCode::NotAName)
}

/// Neither letter nor digit, or a word for nothing; the error of a formula is told as one.
fn is_nothing(text: &str) -> bool {
    let plain = text.trim_matches(|c: char| !c.is_alphanumeric());
    plain.is_empty() || !text.starts_with('#') && NOTHING.contains(&plain)
}

/// Whether the row repeats the header: each of its cells that of its own column, or for a name what such columns are
/// called.
fn is_header(row: TableRow<'_>, name: &str, has_code: bool, mapping: &Mapping) -> bool {
    let (key, own) = (headers::key(name), mapping.header(Attribute::NameZh));
    let is_same = |(cell, header): (&str, &String)| cell.is_empty() || headers::key(cell) == headers::key(header);
    let is_repeated = || !name.is_empty() && key == headers::key(own) && row.cells().zip(&mapping.headers).all(is_same);
    !has_code && headers::is_of_names(&key) || is_repeated()
}

fn is_total(text: &str) -> bool {
    let head = text.split(':').next().unwrap_or_default();
    let head = head.split_once('(').filter(|(_, rest)| rest.ends_with(')')).map_or(head, |(head, _)| head);
    TOTALS.contains(&head) || is_count(text)
}

/// 2家, 共35家企业, 合计120户.
fn is_count(text: &str) -> bool {
    let text = TOTALS.iter().chain(&["共", "共有"]).find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < text.len() && COUNTED.contains(&unit)
}

fn is_note(text: &str) -> bool {
    let plain = text.trim_matches(['(', ')', '。', '.', '*', '-', '—', '※']);
    if ENDS.contains(&plain) {
        return true;
    }
    let Some((head, _)) = plain.split_once([':', '.', '、']) else { return false };
    // 注1. and 说明2、 are numbered; before a stop or 、 only those.
    let word = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_numbered = word.len() < head.len();
    let is_colon = plain[head.len()..].starts_with(':');
    NOTES.contains(&word) && (is_colon || is_numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(text: &str) -> Option<&'static str> {
        kind_of_name(text, false).map(|kind| match kind {
            FindingCode::TotalRow => "total",
            FindingCode::NoteRow => "note",
            _ => "nothing",
        })
    }

    #[test]
    fn names_that_say_none_are_told_from_short_names() {
        for text in [
            "，，",
            "—",
            "无",
            "N/A",
            "/",
            "1",
            "……",
            "-",
            "（无）",
            "暂无",
            "待补充",
            "null",
            "NA",
            "无。",
            "2.",
            "＊＊＊",
            "未知",
        ] {
            assert_eq!(kind_of(text), Some("nothing"), "{text}");
        }
        for text in ["（续表）", "续表", "接上表"] {
            assert_eq!(kind_of(text), Some("note"), "{text}");
        }
        for text in ["3M", "汇付", "UBS", "51信用卡", "无锡农商行", "无界", "空中云汇", "X", "略见", "Nasdaq"]
        {
            assert_eq!(kind_of(text), None, "{text}");
        }
        // A code makes a company of a number, not of nothing.
        assert_eq!(kind_of_name("360", true), None);
        assert_eq!(kind_of_name("360", false), Some(FindingCode::NotAName));
        assert_eq!(kind_of_name("无", true), Some(FindingCode::NotAName));
    }

    #[test]
    fn totals_and_notes_are_told_from_companies() {
        for text in
            ["合计", "合 计", "总计：2家", "小计", "2家", "共35家企业", "合计120户", "合计（万元）", "Total", "共计:"]
        {
            assert_eq!(kind_of(text), Some("total"), "{text}");
        }
        for text in [
            "备注：以上均为初步统计",
            "注：1.注册资本以营业执照为准",
            "注1：口径",
            "注2、员工数为年末数",
            "说明:无",
            "制表人：张三",
            "填报单位：徐汇区金融办",
            "数据来源：企查查",
            "（以下空白）",
            "以下空白",
            "Note: estimates",
        ] {
            assert_eq!(kind_of(text), Some("note"), "{text}");
        }
        for text in [
            "上海注册会计师事务所",
            "合计科技有限公司",
            "合计科技",
            "总计（上海）科技有限公司",
            "小计信息",
            "三家科技",
            "58同城",
            "1号店",
            "注意力科技",
            "说明书网络",
            "源数据来源科技",
            "蚂蚁链",
            "X",
        ] {
            assert_eq!(kind_of(text), None, "{text}");
        }
    }
}
