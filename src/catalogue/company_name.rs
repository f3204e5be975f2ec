//! The parts of a Chinese company name, and when two names are of one company.
//!
//! By the Provisions on Company Name Registration (企业名称登记管理规定, 2020) a name is region, trade name, line of
//! business and legal form; the region may stand in front or in brackets. Two names are of one company where trade name
//! and line agree, no region contradicts the other, and none is a branch of the other. What is only alike, by one
//! character or by being a part, is said to be alike and never taken for the same: 汇某 and 惠某 are two companies.

use super::likeness::{Likeness, LikenessReason};
use super::name::{self, simplified};

/// A name in its parts, each normalised and simplified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompanyName {
    /// The whole name.
    pub full: String,
    /// The regions it names, such as `上海`, in order.
    pub region: String,
    /// Trade name and line of business.
    pub core: String,
    /// The legal form, its variants made one: `公司`, `合伙`; empty where the name has none.
    pub form: &'static str,
    /// What follows the company of which it is a branch, such as `北京分公司`.
    pub branch: String,
    /// The earlier name a note in brackets gives.
    pub former: String,
}

/// Regions a name may begin with, longest first where one begins another.
const REGIONS: [&str; 49] = [
    "上海市",
    "上海",
    "浦东新区",
    "浦东",
    "徐汇区",
    "徐汇",
    "黄浦区",
    "黄浦",
    "虹口区",
    "虹口",
    "长宁区",
    "长宁",
    "静安区",
    "静安",
    "普陀区",
    "普陀",
    "杨浦区",
    "杨浦",
    "闵行区",
    "闵行",
    "宝山区",
    "宝山",
    "嘉定区",
    "嘉定",
    "松江区",
    "松江",
    "青浦区",
    "青浦",
    "奉贤区",
    "奉贤",
    "金山区",
    "金山",
    "崇明区",
    "崇明",
    "中国",
    "北京市",
    "北京",
    "深圳市",
    "深圳",
    "广州",
    "杭州",
    "浙江",
    "江苏",
    "南京",
    "苏州",
    "成都",
    "天津",
    "重庆",
    "香港",
];
/// The first characters of them.
const REGION_INITIALS: &str = "上浦徐黄虹长静普杨闵宝嘉松青奉金崇中北深广杭浙江南苏成天重香";
/// Legal forms as names end, longest first, and what they are made.
const FORMS: [(&str, &str); 12] = [
    ("合伙企业(有限合伙)", "合伙"),
    ("合伙企业(普通合伙)", "合伙"),
    ("(有限合伙)", "合伙"),
    ("(特殊普通合伙)", "合伙"),
    ("有限合伙", "合伙"),
    ("合伙企业", "合伙"),
    ("股份有限公司", "公司"),
    ("有限责任公司", "公司"),
    ("股份公司", "公司"),
    ("有限公司", "公司"),
    ("总公司", "公司"),
    ("公司", "公司"),
];
/// How names of branches end.
const BRANCHES: [&str; 8] = ["分公司", "分行", "支行", "营业部", "办事处", "代表处", "分中心", "分部"];

impl CompanyName {
    /// The parts of a name.
    pub fn parse(text: &str) -> CompanyName {
        let full = simplified(&name::normalized(text));
        let full = full.trim_end_matches(['.', '。', ',', ';', '·', '-']).to_owned();
        let mut out = CompanyName { full: full.clone(), ..CompanyName::default() };
        let mut rest = out.take_former(&full);
        if let Some(end) = BRANCHES.iter().find(|end| rest.ends_with(**end))
            && let Some(at) = rest.find("公司").map(|at| at + "公司".len()).filter(|at| at + end.len() <= rest.len())
        {
            out.branch = rest[at..].to_owned();
            rest.truncate(at);
        }
        out.take_bracketed_region(&mut rest);
        if let Some((end, form)) = FORMS.iter().find(|(end, _)| rest.ends_with(end)) {
            out.form = form;
            rest.truncate(rest.len() - end.len());
        }
        out.take_bracketed_region(&mut rest);
        let mut core = rest.as_str();
        let may_begin = |core: &str| core.chars().next().is_some_and(|c| REGION_INITIALS.contains(c));
        let region_of = |core: &str| REGIONS.iter().find(|r| core.starts_with(**r) && core.len() >= r.len() + 6);
        while let Some(region) = Some(core).filter(|core| may_begin(core)).and_then(region_of) {
            out.add_region(region);
            core = &core[region.len()..];
        }
        out.core =
            with_digits(core).chars().filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric()).collect();
        out
    }

    /// What names that are certainly of one company share: everything but spelling, and the variants of a form.
    pub fn canonical(&self) -> (&str, &str, &str, String) {
        (&self.region, &self.core, self.form, with_digits(&self.branch))
    }

    fn take_former(&mut self, full: &str) -> String {
        if !full.ends_with(')') {
            return full.to_owned();
        }
        for mark in ["(原名:", "(原名", "(曾用名:", "(曾用名", "(原"] {
            if let Some((before, after)) = full.split_once(mark)
                && let Some(former) = after.strip_suffix(')')
                && former.chars().count() >= 3
            {
                self.former = former.to_owned();
                return before.to_owned();
            }
        }
        full.to_owned()
    }

    fn take_bracketed_region(&mut self, rest: &mut String) {
        let mut from = 0;
        while let Some(open) = rest[from..].find('(').map(|at| from + at) {
            let Some(close) = rest[open..].find(')').map(|at| open + at) else { return };
            if let Some(region) = REGIONS.iter().find(|region| **region == &rest[open + 1..close]) {
                rest.replace_range(open..=close, "");
                return self.add_region(region);
            }
            from = close;
        }
    }

    fn add_region(&mut self, region: &str) {
        let plain = match region {
            "浦东新区" => "浦东",
            r => r.strip_suffix(['市', '区']).unwrap_or(r),
        };
        if !self.region.contains(plain) {
            self.region.push_str(plain);
        }
    }

    /// Whether two names are of one company, by the names and the addresses alone.
    pub fn likeness(&self, other: &CompanyName, is_same_address: bool) -> (Likeness, LikenessReason) {
        use LikenessReason as R;
        let is_former = |a: &CompanyName, b: &CompanyName| !a.former.is_empty() && a.former == b.full;
        if is_former(self, other) || is_former(other, self) {
            return (Likeness::Certain, R::FormerName);
        }
        if with_digits(&self.branch) != with_digits(&other.branch) || self.core.is_empty() || other.core.is_empty() {
            return (Likeness::Different, R::Part);
        }
        if self.full == other.full {
            return (Likeness::Certain, R::SameName);
        }
        let is_other_form = !self.form.is_empty() && !other.form.is_empty() && self.form != other.form;
        if self.core == other.core {
            let contradicts = !is_region_of(&self.region, &other.region) && !is_region_of(&other.region, &self.region);
            return match (contradicts, self.region == other.region) {
                _ if is_other_form => (Likeness::Possible, R::SameCore),
                (true, _) => (Likeness::Different, R::SameCore),
                (_, true) => (Likeness::Certain, R::SameCore),
                _ if is_same_address => (Likeness::Certain, R::SameAddress),
                _ => (Likeness::Likely, R::RegionMissing),
            };
        }
        let raised = |level| if is_same_address { Likeness::Likely } else { level };
        if is_other_form || has_other_digits(&self.core, &other.core) {
            return (Likeness::Different, R::Part);
        }
        if is_one_character_apart(&self.core, &other.core) {
            return (raised(Likeness::Possible), R::OneCharacter);
        }
        let is_part = |a: &str, b: &str| a.chars().count() >= 4 && b.starts_with(a);
        match is_part(&self.core, &other.core) || is_part(&other.core, &self.core) {
            true if is_same_address => (Likeness::Likely, R::Part),
            true => (Likeness::Possible, R::Part),
            false => (Likeness::Different, R::Part),
        }
    }
}

/// Whether a region says no more than another one: it is empty, or a part of it.
fn is_region_of(a: &str, b: &str) -> bool {
    b.contains(a)
}

fn has_other_digits(a: &str, b: &str) -> bool {
    let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(a) != digits(b)
}

/// One character replaced, put in or left out, in names of six and more.
fn is_one_character_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < 5 || long.len() - short.len() > 1 {
        return false;
    }
    let same_head = short.iter().zip(long.iter()).take_while(|(x, y)| x == y).count();
    let same_tail = short.iter().rev().zip(long.iter().rev()).take_while(|(x, y)| x == y).count();
    same_head + same_tail >= long.len() - 1
}

/// Chinese numerals up to 九十九 before 号, 期 and 部, and after 第, as digits.
fn with_digits(text: &str) -> String {
    if !text.contains(['号', '期', '部', '第']) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = at + chars[at..].iter().take_while(|c| numeral(**c).is_some()).count();
        let is_counted = chars.get(end).is_some_and(|c| matches!(c, '号' | '期' | '部')) || out.ends_with('第');
        match number(&chars[at..end]).filter(|_| is_counted) {
            Some(number) => out.push_str(&number.to_string()),
            None => out.extend(&chars[at..end]),
        }
        out.extend(chars.get(end));
        at = end + 1;
    }
    out
}

/// The value of a numeral, 十 being 10.
fn numeral(c: char) -> Option<usize> {
    ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'].iter().position(|n| *n == c)
}

/// The number of 七, 十, 十七, 七十 or 七十七.
fn number(numerals: &[char]) -> Option<usize> {
    let values: Vec<usize> = numerals.iter().filter_map(|c| numeral(*c)).collect();
    match values.as_slice() {
        [n] => Some(*n),
        [10, n] if *n < 10 => Some(10 + n),
        [n, 10] if *n < 10 => Some(n * 10),
        [tens, 10, n] if *tens < 10 && *n < 10 => Some(tens * 10 + n),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> Likeness {
        CompanyName::parse(a).likeness(&CompanyName::parse(b), false).0
    }

    #[test]
    fn a_name_has_parts() {
        let n = CompanyName::parse("上海澄江信息科技（集团）股份有限公司");
        assert_eq!((n.region.as_str(), n.core.as_str(), n.form), ("上海", "澄江信息科技集团", "公司"));
        let n = CompanyName::parse("澄江（上海）數據服務有限公司北京分公司");
        assert_eq!((n.region.as_str(), n.core.as_str(), n.branch.as_str()), ("上海", "澄江数据服务", "北京分公司"));
        let n = CompanyName::parse("上海澄江一号基金合伙企业（有限合伙）（原上海旧名一号基金）");
        assert_eq!((n.core.as_str(), n.form, n.former.as_str()), ("澄江1号基金", "合伙", "上海旧名一号基金"));
    }

    #[test]
    fn one_company_and_two() {
        use Likeness::{Certain, Different, Likely, Possible};
        for (a, b, expected) in [
            ("上海澄江科技有限公司", "澄江科技（上海）有限公司", Certain),
            ("上海澄江科技有限公司", "上海澄江科技有限责任公司", Certain),
            ("上海澄江科技有限公司", "澄江科技有限公司", Likely),
            ("上海澄江科技有限公司", "北京澄江科技有限公司", Different),
            ("上海澄江科技有限公司", "上海澄江科技有限公司浦东分公司", Different),
            ("上海汇江数据科技有限公司", "上海惠江数据科技有限公司", Possible),
            ("上海澄江支付有限公司", "上海澄江征信有限公司", Different),
            ("澄江一号基金", "澄江二号基金", Different),
            ("澄江一号基金", "澄江1号基金", Certain),
        ] {
            assert_eq!(likeness(a, b), expected, "{a} {b}");
            assert_eq!(likeness(b, a), expected, "{b} {a}");
        }
    }

    /// Precision and recall on 836 pairs made by stated rules (`tests/oracles/name_pairs.py`); with `--nocapture` a
    /// line for each kind.
    #[test]
    fn what_is_certain_on_labelled_pairs_is_right() {
        let mut reader = csv::Reader::from_reader(include_str!("../../tests/oracles/name_pairs.csv").as_bytes());
        let mut kinds: std::collections::BTreeMap<(bool, String), [usize; 3]> = Default::default();
        let (mut certain, mut right, mut same) = (0, 0, 0);
        for row in reader.records().map(|r| r.expect("a row")) {
            let cell = |i: usize| row.get(i).expect("a cell");
            let is_same = cell(2) == "1";
            let [a, b] = [6, 7].map(|i| name::normalized(cell(i)));
            let found = CompanyName::parse(cell(0)).likeness(&CompanyName::parse(cell(1)), !a.is_empty() && a == b).0;
            let counts = kinds.entry((is_same, cell(3).to_owned())).or_default();
            counts[0] += 1;
            counts[1] += usize::from(found == Likeness::Certain);
            counts[2] += usize::from(found >= Likeness::Possible);
            same += usize::from(is_same);
            certain += usize::from(found == Likeness::Certain);
            right += usize::from(found == Likeness::Certain && is_same);
        }
        for ((is_same, kind), [all, certain, offered]) in &kinds {
            println!(
                "{} {kind}: {certain} certain, {offered} offered of {all}",
                if *is_same { "same" } else { "different" }
            );
        }
        let (precision, recall) = (right as f64 / certain as f64, right as f64 / same as f64);
        println!("precision {precision:.4} ({right} of {certain}), recall {recall:.4} of {same}");
        assert!(precision >= 0.99 && recall >= 0.6, "precision {precision}, recall {recall}");
    }
}
