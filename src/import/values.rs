//! Single cells → values: districts, dates, people, words; [`money`](super::money) has a file of its own.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

pub use super::money::capital_wan_cny;
use crate::catalogue::{Confidence, Evidence, Founded, PositionAccuracy, Taxonomy, name};
use crate::geography::{Adcode, Datum, FormerDistrict, Pack};
use crate::language::Language;

/// What a cell says about a district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistrictCell {
    /// A district of the map.
    Known(Adcode),
    /// One that no longer exists, and its successor.
    Historic(Adcode),
    /// Neither.
    Unknown,
}

/// The names a file's cells are compared with, made comparable once.
#[derive(Debug, Default)]
pub struct Words {
    districts: HashMap<String, Adcode>,
    pub(super) codes: Vec<Adcode>,
    /// Districts that no longer exist.
    pub(super) former: Vec<FormerDistrict>,
    /// What the city is called, with and without its rank.
    pub(super) city: [String; 2],
    tracks: HashMap<String, String>,
    /// Names of the tracks, by their ids.
    track_names: HashMap<String, String>,
    synonyms: HashMap<&'static str, String>,
    /// Full names of districts, in the order of the codes.
    in_address: Option<AhoCorasick>,
}

impl Words {
    /// The names of a map's districts and of a taxonomy's tracks.
    pub fn new(pack: &Pack, taxonomy: &Taxonomy) -> Words {
        let city = name::normalized(&pack.name.zh);
        let short = city.strip_suffix('市').unwrap_or(&city).to_owned();
        let mut words = Words { former: pack.former.clone(), city: [city, short], ..Words::default() };
        for d in &pack.districts {
            words.codes.push(d.adcode);
            for n in [d.name.zh.as_str(), d.short_name_zh(), d.name.en.as_str(), d.short_name_en()] {
                words.districts.entry(name::normalized(n)).or_insert(d.adcode);
            }
        }
        // A pattern set past its limits is no pack's; addresses then tell no district.
        words.in_address = AhoCorasick::new(pack.districts.iter().map(|d| d.name.zh.as_str())).ok();
        for t in taxonomy.tracks() {
            words.track_names.insert(t.id.clone(), t.name.get(Language::Zh).to_owned());
            for n in [&t.id, &t.name.zh, &t.name.en] {
                words.tracks.entry(name::normalized(n)).or_insert_with(|| t.id.clone());
            }
        }
        for (id, synonyms) in TRACK_SYNONYMS.into_iter().filter(|(id, _)| taxonomy.index_of(id).is_some()) {
            words.synonyms.extend(synonyms.iter().map(|word| (*word, id.to_owned())));
        }
        words
    }

    /// Reads a district: a name with or without its rank and the city's name before it, in English, or a code of six digits and more.
    pub fn district(&self, text: &str) -> DistrictCell {
        if let Some(code) = self.districts.get(text) {
            return DistrictCell::Known(*code);
        }
        let text = name::simplified(&name::normalized(text));
        let plain = self.without_city(&text);
        let digits = plain.split('.').next().unwrap_or_default();
        let is_code = digits.bytes().all(|b| b.is_ascii_digit());
        let code = digits.get(..6).filter(|_| is_code).and_then(|d| d.parse().ok());
        let former = self
            .former
            .iter()
            .find(|f| code == Some(f.adcode.0) || plain == f.name || plain.strip_suffix('区') == Some(f.name.as_str()));
        if let Some(former) = former.filter(|f| self.codes.contains(&f.now)) {
            return DistrictCell::Historic(former.now);
        }
        let found = match code {
            Some(code) => Some(Adcode(code)).filter(|code| self.codes.contains(code)),
            None => self.districts.get(plain).copied().filter(|_| !plain.is_empty()),
        };
        found.map_or(DistrictCell::Unknown, DistrictCell::Known)
    }

    /// The one district an address names in full, such as 上海市徐汇区…; the first mentioned counts.
    pub fn district_in_address(&self, address: &str) -> Option<Adcode> {
        let found = self.in_address.as_ref().filter(|_| !address.is_empty())?.find(address)?;
        self.codes.get(found.pattern().as_usize()).copied()
    }

    /// Whether a text begins with the full name of a district.
    pub(super) fn district_at(&self, text: &str) -> bool {
        self.in_address.as_ref().and_then(|names| names.find(text)).is_some_and(|found| found.start() == 0)
    }

    /// A text without the city's name before it, unless that is all.
    pub(super) fn without_city<'t>(&self, text: &'t str) -> &'t str {
        let without = |city: &String| text.strip_prefix(city.as_str()).filter(|_| !city.is_empty());
        self.city.iter().find_map(without).filter(|t| !t.is_empty()).unwrap_or(text)
    }

    /// Reads the tracks of a cell: ids of those known; words nobody knows; words taken for a track of another name,
    /// and that name.
    pub fn tracks(&self, text: &str) -> (Vec<String>, Vec<String>, Vec<(String, String)>) {
        let find = |word: &str| self.tracks.get(word).or_else(|| self.tracks.get(&name::normalized(word)));
        let (mut known, mut unknown, mut taken) = (Vec::new(), Vec::new(), Vec::new());
        let mut add = |id: &String| {
            if !known.contains(id) {
                known.push(id.clone());
            }
        };
        if let Some(id) = find(text) {
            return (vec![id.clone()], unknown, taken);
        }
        let words = text.split([';', '；', '、', ',', '，', '/', '|', '\n']).map(str::trim);
        for word in words.filter(|w| !w.is_empty()) {
            match find(word) {
                Some(id) => add(id),
                None => match self.synonyms.get(name::normalized(word).as_str()) {
                    Some(id) => {
                        add(id);
                        taken.push((word.to_owned(), self.track_names.get(id).unwrap_or(id).clone()));
                    }
                    None => unknown.push(word.to_owned()),
                },
            }
        }
        (known, unknown, taken)
    }
}

/// What people call the tracks of the bundled taxonomy besides their names, as compared.
const TRACK_SYNONYMS: [(&str, &[&str]); 17] = [
    ("ai-llm", &["人工智能", "大模型", "ai", "llm", "机器学习", "智能体", "人工智能大模型", "aigc"]),
    ("data-credit", &["大数据", "征信", "数据服务", "企业征信", "大数据征信"]),
    ("cloud-infra", &["云计算", "云", "数据中心", "金融云", "基础设施"]),
    ("blockchain", &["分布式账本", "联盟链", "区块链技术"]),
    ("privacy-computing", &["多方安全计算", "联邦学习", "隐私保护计算", "可信执行环境"]),
    ("cybersecurity", &["网络安全", "信息安全", "数据安全", "电子认证"]),
    ("payment", &["支付", "移动支付", "第三方支付", "支付结算", "跨境支付", "数字支付"]),
    ("wealth-asset", &["资产管理", "财富管理", "智能投顾", "资管科技", "财富科技", "基金销售", "智能投研"]),
    ("insurtech", &["保险", "互联网保险", "健康险"]),
    ("regtech", &["监管科技", "合规科技", "反洗钱", "合规", "风控合规"]),
    ("supply-chain-finance", &["供应链金融", "供应链", "票据"]),
    ("trading-market-data", &["交易系统", "行情", "量化交易", "金融终端", "金融信息服务"]),
    ("core-systems", &["核心系统", "系统集成", "金融软件", "软件外包"]),
    ("green-fintech", &["绿色金融", "碳金融", "esg", "碳市场"]),
    ("iot-hardware", &["物联网", "智能硬件", "金融机具", "芯片"]),
    ("inclusive-credit", &["普惠金融", "消费金融", "小微信贷", "助贷", "网络小贷", "信贷科技"]),
    ("market-infrastructure", &["金融基础设施", "要素市场", "清算", "登记结算"]),
];

/// A name without the line breaks a cell may have: gone beside a Chinese character, a blank between words.
pub fn on_one_line(text: &str) -> String {
    let mut lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    let mut name = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let is_between_words = name.ends_with(|c: char| c.is_ascii()) && line.starts_with(|c: char| c.is_ascii());
        if is_between_words {
            name.push(' ');
        }
        name.push_str(line);
    }
    name
}

/// Reads a date. A number between 20000 and 80000 is what Excel makes of one: days since 1899-12-30.
pub fn date(text: &str) -> Option<Founded> {
    // The time of day that spreadsheets write behind a date, before blanks go.
    let text = text.trim();
    let is_time =
        |t: &str| t.contains(':') && t.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | '+'));
    if text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' {
        return Founded::parse(text);
    }
    let text = text.split_once([' ', 'T']).filter(|(_, time)| is_time(time.trim())).map_or(text, |(date, _)| date);
    let text: String = name::normalized(text);
    let serial = text.split('.').next().and_then(|t| t.parse::<i64>().ok()).filter(|n| (20_000..80_000).contains(n));
    match serial {
        Some(serial) => {
            let (year, month, day) = civil(serial);
            Founded::new(year as i32, month as i32, day as i32)
        }
        None => Founded::parse(&text),
    }
}

/// Year, month and day of an Excel serial number, in days since 1899-12-30
/// (H. Hinnant, *chrono-compatible low-level date algorithms*).
pub fn civil(serial: i64) -> (i64, i64, i64) {
    let z = serial - 25_569 + 719_468; // 25569 is 1970-01-01; 719468 days from 0000-03-01 to it.
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Reads a number of people: `120`, `1,200人`; of a range the lower end.
pub fn employees(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let text = name::normalized(text).replace(',', "");
    let text = text.trim_end_matches(['人', '名', '+']);
    let text = text.strip_suffix("人以上").or(text.strip_suffix("以上")).unwrap_or(text);
    let lower = text.split(['-', '~', '–', '—', '至']).next()?;
    let number: f64 = lower.parse().ok()?;
    (number.fract() == 0.0 && (0.0..f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
}

/// Whether a number of people is a range or a least number: 50-99人, 100人以上, 500+.
pub fn is_range(text: &str) -> bool {
    text.parse::<u32>().is_err() && name::normalized(text).contains(['-', '~', '–', '—', '至', '+', '以'])
}

/// Reads a datum, also by the name of the map a position was taken from.
pub fn datum(text: &str) -> Option<Datum> {
    match name::normalized(text).as_str() {
        "高德" | "腾讯" | "火星" | "火星坐标" | "火星坐标系" | "国测局" => Some(Datum::Gcj02),
        "百度" => Some(Datum::Bd09),
        "gps" | "天地图" | "国家2000" | "大地2000" => Some(Datum::Wgs84),
        code => Datum::from_code(code),
    }
}

/// Reads a position accuracy.
pub fn accuracy(text: &str) -> Option<PositionAccuracy> {
    match name::normalized(text).as_str() {
        "楼宇" | "楼栋" | "建筑" | "门牌" => Some(PositionAccuracy::Building),
        "街道" | "道路" | "路" | "街" => Some(PositionAccuracy::Street),
        "园区" | "园" => Some(PositionAccuracy::Park),
        "区" | "区级" | "区县" => Some(PositionAccuracy::District),
        "无" | "未知" => Some(PositionAccuracy::None),
        code => PositionAccuracy::from_code(code),
    }
}

/// Reads what stands behind a row.
pub fn evidence(text: &str) -> Option<Evidence> {
    match name::normalized(text).as_str() {
        "文件" | "公开文件" | "有文件" | "文献" => Some(Evidence::Document),
        "名称" | "仅名称" => Some(Evidence::Name),
        "未核实" | "未核" | "未复核" | "未验证" => Some(Evidence::Unverified),
        code => Evidence::from_code(code),
    }
}

/// Reads how sure an editor is.
pub fn confidence(text: &str) -> Option<Confidence> {
    match name::normalized(text).as_str() {
        "高" => Some(Confidence::High),
        "中" => Some(Confidence::Medium),
        "低" => Some(Confidence::Low),
        code => Confidence::from_code(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn districts_of_every_spelling() {
        let pack = Pack::bundled();
        let words = Words::new(&pack, &Taxonomy::bundled());
        for (text, code) in [
            ("浦东", 310_115),
            ("浦东新区", 310_115),
            ("上海市徐汇区", 310_104),
            ("黄浦", 310_101),
            ("310106", 310_106),
            ("310106000000", 310_106),
            ("310106.0", 310_106),
            ("Xuhui", 310_104),
            ("崇明", 310_151),
        ] {
            assert_eq!(words.district(text), DistrictCell::Known(Adcode(code)), "{text}");
        }
        for (text, code) in [
            ("卢湾区", 310_101),
            ("闸北", 310_106),
            ("上海市南汇区", 310_115),
            ("崇明县", 310_151),
            ("310108", 310_106),
        ] {
            assert_eq!(words.district(text), DistrictCell::Historic(Adcode(code)), "{text}");
        }
        for text in ["", "南山区", "440305", "上海"] {
            assert_eq!(words.district(text), DistrictCell::Unknown, "{text}");
        }
        assert_eq!(words.district_in_address("上海市虹口区杨浦路1号"), Some(Adcode(310_109)));
    }

    #[test]
    fn a_name_stands_on_one_line() {
        for (cell, name) in [
            ("上海文三\n科技有限公司", "上海文三科技有限公司"),
            ("上海文三\r\n（集团）", "上海文三（集团）"),
            ("Shanghai\nTest Ltd", "Shanghai Test Ltd"),
            ("上海 文三", "上海 文三"),
        ] {
            assert_eq!(on_one_line(cell), name);
        }
    }

    #[test]
    fn people_dates_and_tracks() {
        assert_eq!(
            ["高德", "BD-09", "CGCS2000", "GCJ02", "地图"].map(datum),
            [Some(Datum::Gcj02), Some(Datum::Bd09), Some(Datum::Wgs84), Some(Datum::Gcj02), None]
        );
        assert_eq!(employees("1,200人"), Some(1200));
        assert_eq!(employees("50-99人"), Some(50));
        assert_eq!(employees("若干"), None);
        assert!(["50-99人", "100人以上", "500+", "1000至1999人", "20～50"].iter().all(|text| is_range(text)));
        assert!(!["1,200人", "1200", "120名"].iter().any(|text| is_range(text)));
        for (text, shown) in [
            ("42156", "2015-06-01"),
            ("2015年6月", "2015-06"),
            ("2015/6/1 00:00:00", "2015-06-01"),
            ("2015/6/10 0:00:00", "2015-06-10"),
            ("2015/6/1 0:00", "2015-06-01"),
            ("2015-06-01T08:30:00", "2015-06-01"),
            ("25569", "1970-01-01"),
        ] {
            assert_eq!(date(text).map(|d| d.to_string()).as_deref(), Some(shown), "{text}");
        }
        let words = Words::new(&Pack::bundled(), &Taxonomy::bundled());
        let (known, unknown, taken) = words.tracks("区块链；AI & large models、payment|保险科技/量子；大模型、征信");
        assert_eq!(known, ["blockchain", "ai-llm", "payment", "insurtech", "data-credit"]);
        let taken_for = |word: &str, track: &str| (word.to_owned(), track.to_owned());
        let names = [taken_for("大模型", "人工智能与大模型"), taken_for("征信", "大数据与征信")];
        assert_eq!(taken, names);
        assert_eq!(unknown, ["量子"]);
    }
}
