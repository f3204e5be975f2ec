//! Amounts of money as spreadsheets write them → 万元 of CNY; and the unit a note above the table gives them.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::catalogue::name;

/// Units as they stand behind an amount, without 人民币, and 万元 in each.
const UNITS: [(&str, f64); 14] = [
    ("元", 1e-4),
    ("元整", 1e-4),
    ("千元", 0.1),
    ("万", 1.0),
    ("万元", 1.0),
    ("万元整", 1.0),
    ("百万", 100.0),
    ("百万元", 100.0),
    ("千万", 1e3),
    ("千万元", 1e3),
    ("亿", 1e4),
    ("亿元", 1e4),
    ("亿元整", 1e4),
    ("万亿元", 1e8),
];
/// Units one can say that amounts are in.
pub const UNIT_CHOICES: [&str; 5] = ["元", "千元", "万元", "百万元", "亿元"];
/// Units in English headers and codes, as compared, and 万元 in each; a word before those it contains.
const ENGLISH_UNITS: [(&str, f64); 12] = [
    ("100million", 1e4),
    ("hundredmillion", 1e4),
    ("10thousand", 1.0),
    ("tenthousand", 1.0),
    ("10000", 1.0),
    ("10k", 1.0),
    ("wancny", 1.0),
    ("wanyuan", 1.0),
    ("million", 100.0),
    ("billion", 1e5),
    ("thousand", 0.1),
    ("yuan", 1e-4),
];
/// Other currencies, as they stand in amounts and headers.
const FOREIGN: [&str; 15] =
    ["美元", "港元", "港币", "欧元", "日元", "英镑", "新加坡元", "usd", "hkd", "eur", "jpy", "gbp", "sgd", "$", "€"];
/// The least capital that is more likely a wrong unit, 万元: 100 billion CNY. The registered capital of the largest banks
/// of the country is three times and a half of it, that of no fintech company is near it.
pub const IMPLAUSIBLE_WAN_CNY: f64 = 1e7;

/// Reads an amount of CNY in 万元. The cell's own unit (亿, 百万, 万, 千元, 元) comes before the header's; 万元 without
/// either. Other currencies are refused.
pub fn capital_wan_cny(text: &str, header: &str) -> Option<f64> {
    HeaderUnit::of(header).capital_wan_cny(text)
}

/// What a header says of the amounts under it, made out once for all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeaderUnit {
    /// 万元 in the unit it names.
    wan_cny: Option<f64>,
    /// Whether it names another currency.
    is_foreign: bool,
}

impl HeaderUnit {
    /// That of a header, or of a unit that stands for it.
    pub fn of(header: &str) -> HeaderUnit {
        HeaderUnit { wan_cny: unit_in(header), is_foreign: names_foreign_currency(header) }
    }

    /// Whether the header, or an amount under it, names another currency.
    pub fn is_foreign(self, text: &str) -> bool {
        self.is_foreign || names_foreign_currency(text)
    }

    /// Reads an amount under the header, as [`capital_wan_cny`] does.
    pub fn capital_wan_cny(self, text: &str) -> Option<f64> {
        // Most cells are a plain number.
        if !self.is_foreign && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            let number: f64 = text.parse().ok()?;
            return Some(number * self.wan_cny.unwrap_or(1.0)).filter(|c| c.is_finite());
        }
        let text = name::simplified(&name::normalized(text)).replace([',', '¥', '￥'], "");
        if self.is_foreign(&text) {
            return None;
        }
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let number: f64 = text.get(..end)?.parse().ok()?;
        let own = without_currency(text.get(end..)?);
        let factor = match own.as_str() {
            "" => self.wan_cny.unwrap_or(1.0),
            own => UNITS.iter().find(|(unit, _)| *unit == own)?.1,
        };
        Some(number * factor).filter(|c| c.is_finite())
    }
}

/// Whether an amount or a header names another currency than CNY.
fn names_foreign_currency(text: &str) -> bool {
    static NAMES: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(FOREIGN).ok());
    NAMES.as_ref().is_some_and(|names| names.is_match(text))
}

/// An amount of 万元 in 亿元, rounded to whole ones.
pub fn in_yi(wan: f64) -> String {
    format!("{:.0}", wan / 1e4)
}

/// Whether a header names a unit of money, or a currency.
pub fn has_unit(header: &str) -> bool {
    unit_in(header).is_some() || names_foreign_currency(header)
}

/// 万元 in the unit a header names anywhere in it.
fn unit_in(header: &str) -> Option<f64> {
    let header = name::simplified(header);
    let factors =
        [("万亿", 1e8), ("亿", 1e4), ("千万", 1e3), ("百万", 100.0), ("万", 1.0), ("千元", 0.1), ("元", 1e-4)];
    let chinese = factors.into_iter().find(|(unit, _)| header.contains(unit));
    let english = || {
        let header: String = header.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        ENGLISH_UNITS.into_iter().find(|(unit, _)| header.contains(unit))
    };
    chinese.or_else(english).map(|(_, factor)| factor)
}

/// Whether an amount is a number without a unit of its own.
pub fn is_bare(text: &str) -> bool {
    let text = name::normalized(text).replace([',', '¥', '￥'], "");
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    is_plain && text.parse::<f64>().is_ok_and(|amount| amount > 0.0)
}

/// The unit of money that a note above a table says it is in, as it stands there: 万元 of 单位：万元、人. What stands
/// behind 填报单位 is an office and no unit.
pub fn unit_in_note(note: &str) -> Option<String> {
    const MARK: &str = "单位";
    let note = name::simplified(note).replace('：', ":").replace('（', "(").replace('）', ")");
    let behind = note.match_indices(MARK).filter_map(|(at, _)| {
        let rest = note[at + MARK.len()..].trim_start().strip_prefix([':', '('])?.trim_start();
        rest.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';' | '；' | '。')).next()
    });
    let mut named = behind.flat_map(|units| units.split(['、', ',', '，', '/', '／']));
    named.find(|unit| is_unit(unit)).map(str::to_owned)
}

/// Whether a word is a unit of money and nothing else: 万元, 人民币元, 万美元.
pub(super) fn is_unit(word: &str) -> bool {
    let word = without_currency(word);
    let is_foreign = || {
        let amount = word.trim_start_matches(['百', '千', '万', '亿']);
        FOREIGN.contains(&amount)
    };
    UNITS.iter().any(|(unit, _)| *unit == word) || is_foreign()
}

fn without_currency(text: &str) -> String {
    text.to_lowercase().replace("人民币", "").replace("rmb", "").replace("cny", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_their_own_unit_and_that_of_the_header() {
        for (text, header, wan) in [
            ("5000", "注册资本(万元)", 5000.0),
            ("5,000万元人民币", "", 5000.0),
            ("1.5亿", "注册资本（万元）", 15000.0),
            ("20000元", "", 2.0),
            ("3", "注册资本(亿元)", 30000.0),
            ("100000", "注册资本（元）", 10.0),
            ("￥12", "", 12.0),
            ("5000千元", "", 500.0),
            ("5000", "注册资本（千元）", 500.0),
            ("3", "注册资本（百万元）", 300.0),
            ("2百万元", "注册资本（万元）", 200.0),
            ("5", "Registered capital (CNY 10,000)", 5.0),
            ("5", "registered_capital_wan_cny", 5.0),
            ("5", "Capital (RMB million)", 500.0),
            ("50000", "Registered capital (yuan)", 5.0),
        ] {
            assert_eq!(capital_wan_cny(text, header), Some(wan), "{text} {header}");
        }
        for text in ["100万美元", "面议", "-5", ""] {
            assert_eq!(capital_wan_cny(text, ""), None, "{text}");
        }
    }

    #[test]
    fn a_note_names_its_unit() {
        for (note, unit) in [
            ("单位：元", Some("元")),
            ("单位:万元", Some("万元")),
            ("（单位：千元）", Some("千元")),
            ("(单位: 亿元)", Some("亿元")),
            ("金额单位：万元人民币", Some("万元人民币")),
            ("计量单位：家、人民币万元", Some("人民币万元")),
            ("單位：萬元", Some("万元")),
            ("填报单位：徐汇区金融办　　填报日期：2024年12月31日　　单位：万元、人", Some("万元")),
            ("单位（万美元）", Some("万美元")),
            ("填报单位：元和街道", None),
            ("单位：家", None),
            ("单位：", None),
            ("企业单位万元户", None),
        ] {
            assert_eq!(unit_in_note(note).as_deref(), unit, "{note}");
        }
        for header in ["Registered capital (CNY 10,000)", "registered_capital_wan_cny", "Capital (RMB million)"] {
            assert!(has_unit(header), "{header}");
        }
        assert!(!has_unit("Registered Capital") && is_bare("1,500.5") && !is_bare("3亿") && !is_bare("0"));
        assert!(has_unit("注册资本（万元）") && has_unit("注册资本(USD)") && !has_unit("注册资本（人民币）"));
    }
}
