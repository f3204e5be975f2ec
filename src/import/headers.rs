//! What columns are called: the field a header names, and the datum it states.

use super::money;
use crate::catalogue::{Attribute, name};
use crate::geography::Datum;

/// What columns are called, besides the code of their attribute; compared as [`key`] makes them.
pub(super) const SYNONYMS: &[(Attribute, &[&str])] = &[
    (
        Attribute::NameZh,
        &[
            "企业名称",
            "公司名称",
            "单位名称",
            "机构名称",
            "主体名称",
            "市场主体名称",
            "单位全称",
            "机构全称",
            "企业全称",
            "公司全称",
            "中文名称",
            "名称",
            "全称",
            "企业",
            "公司",
            "name",
            "company",
            "companyname",
        ],
    ),
    (Attribute::ShortName, &["简称", "企业简称", "公司简称", "shortname"]),
    (Attribute::NameEn, &["英文名", "英文名称", "外文名称", "englishname", "nameenglish"]),
    (Attribute::FormerNames, &["曾用名", "曾用名称", "历史名称", "formername", "formernames"]),
    (
        Attribute::Uscc,
        &["统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "统一代码", "creditcode", "usci"],
    ),
    (Attribute::RegisteredAddress, &["注册地址", "注册地", "住所", "企业地址", "registeredaddress"]),
    (
        Attribute::OfficeAddress,
        &["办公地址", "经营地址", "通讯地址", "联系地址", "地址", "详细地址", "address", "officeaddress"],
    ),
    (
        Attribute::RegisteredDistrict,
        &[
            "注册区",
            "注册所在区",
            "注册地区",
            "注册区县",
            "注册区域",
            "注册属地",
            "注册所在地",
            "登记区",
            "registereddistrict",
        ],
    ),
    (
        Attribute::OfficeDistrict,
        &[
            "districtadcode",
            "adcode",
            "区划代码",
            "行政区划代码",
            "所属区",
            "所在区",
            "区",
            "行政区",
            "区县",
            "所属区县",
            "所属地区",
            "所在地区",
            "所在区域",
            "所属区域",
            "所属辖区",
            "辖区",
            "区域",
            "地区",
            "属地",
            "属地区",
            "办公区",
            "办公区域",
            "办公地区",
            "办公所在区",
            "经营区",
            "district",
            "officedistrict",
        ],
    ),
    (
        Attribute::Lon,
        &["经度", "东经", "lng", "long", "longitude", "x", "坐标", "经纬度", "坐标位置", "lnglat", "location"],
    ),
    (Attribute::Lat, &["纬度", "北纬", "latitude", "y"]),
    (Attribute::PositionAccuracy, &["位置精度", "坐标精度", "定位精度", "positionaccuracy", "accuracy"]),
    (
        Attribute::Founded,
        &[
            "成立时间",
            "成立日期",
            "成立年份",
            "成立年",
            "注册时间",
            "注册日期",
            "foundedyear",
            "established",
            "成立年月",
            "成立日",
            "成立",
            "设立时间",
            "设立日期",
            "创立时间",
            "创办时间",
            "注册年份",
            "注册年月",
        ],
    ),
    (
        Attribute::Capital,
        &[
            "注册资本",
            "注册资金",
            "registeredcapital",
            "capital",
            "注册资本金",
            "注册资金额",
            "认缴注册资本",
            "认缴资本",
        ],
    ),
    (
        Attribute::Employees,
        &[
            "员工数",
            "员工人数",
            "从业人数",
            "人员规模",
            "职工人数",
            "参保人数",
            "headcount",
            "staff",
            "从业人员",
            "从业人员数",
            "从业人员数量",
            "人数",
            "人员数",
            "人员数量",
            "员工",
            "员工总数",
            "员工数量",
            "员工规模",
            "职工数",
            "在职人数",
            "用工人数",
            "团队规模",
            "社保人数",
            "参保人员",
        ],
    ),
    (
        Attribute::Tracks,
        &[
            "赛道",
            "技术赛道",
            "所属赛道",
            "标签",
            "技术标签",
            "track",
            "tags",
            "技术领域",
            "主营赛道",
            "主赛道",
            "赛道名称",
            "赛道分类",
            "所属技术赛道",
            "金融科技赛道",
            "技术方向",
            "技术分类",
            "所属领域",
            "领域",
        ],
    ),
    (
        Attribute::Segment,
        &["细分领域", "细分业务", "细分", "主营业务", "业务", "行业", "细分赛道", "主要业务", "经营业务"],
    ),
    (Attribute::Status, &["上市状态", "是否上市", "上市情况", "listing"]),
    (Attribute::Ticker, &["股票代码", "证券代码", "stockcode"]),
    (Attribute::Website, &["网址", "官网", "网站", "url", "homepage", "官方网站", "企业官网", "公司官网"]),
    (Attribute::FundingStage, &["融资阶段", "融资轮次", "轮次", "fundingstage"]),
    (Attribute::Source, &["来源", "数据来源", "信息来源", "资料来源", "出处"]),
    (Attribute::Evidence, &["佐证", "证据", "依据"]),
    (Attribute::AsOf, &["截至日期", "数据日期", "信息日期", "更新日期", "更新时间", "asof"]),
    (Attribute::Confidence, &["可信度", "置信度", "把握"]),
    (Attribute::Note, &["备注", "说明", "remark", "remarks", "notes", "comment"]),
];

/// Columns that say nothing new: running numbers, ids, and why a row was refused before.
const IGNORED: [&str; 8] = ["序号", "编号", "id", "fid", "no", "#", "原因", "reason"];
/// Columns that say the datum of each row's position.
const DATUM_HEADERS: [&str; 6] = ["坐标系", "坐标系统", "坐标类型", "datum", "crs", "coordinatesystem"];
/// What headers of positions call their datum, as compared; a word before those it contains.
const DATUM_WORDS: [(&str, Datum); 20] = [
    ("gcj02", Datum::Gcj02),
    ("gcj", Datum::Gcj02),
    ("火星", Datum::Gcj02),
    ("国测局", Datum::Gcj02),
    ("高德", Datum::Gcj02),
    ("腾讯", Datum::Gcj02),
    ("amap", Datum::Gcj02),
    ("gaode", Datum::Gcj02),
    ("bd09ll", Datum::Bd09),
    ("bd09", Datum::Bd09),
    ("百度", Datum::Bd09),
    ("baidu", Datum::Bd09),
    ("wgs1984", Datum::Wgs84),
    ("wgs84", Datum::Wgs84),
    ("cgcs2000", Datum::Wgs84),
    ("国家2000", Datum::Wgs84),
    ("天地图", Datum::Wgs84),
    ("gps", Datum::Wgs84),
    // Two letters tell only where nothing but a position's own word is beside them.
    ("bd", Datum::Bd09),
    ("gd", Datum::Gcj02),
];
/// What may stand beside the datum in such a header.
const DATUM_FILLERS: [&str; 3] = ["地图", "坐标系", "坐标"];
/// What stands alone under a header to say in what its column counts, besides units of money.
const COUNTED_IN: [&str; 9] = ["人", "名", "家", "个", "年", "%", "单位", "计量单位", "度"];

/// The attribute of a code, or of any of its Chinese and English names.
pub fn named(text: &str) -> Option<Attribute> {
    let wanted = key(text);
    of_key(&wanted).or_else(|| of_position(text).map(|(field, _)| field))
}

fn of_key(wanted: &str) -> Option<Attribute> {
    let coded = Attribute::ALL.iter().copied().find(|a| *a != Attribute::Extra && key(a.code()) == wanted);
    coded.or_else(|| SYNONYMS.iter().find(|(_, names)| names.contains(&wanted)).map(|(a, _)| *a))
}

/// The field and the datum of a position's header that names both: 百度经度, gcj02_lng, 经度（高德坐标）.
fn of_position(header: &str) -> Option<(Attribute, Datum)> {
    let text = letters(header);
    let is_position = |field: &Attribute| matches!(field, Attribute::Lon | Attribute::Lat);
    DATUM_WORDS.iter().filter(|(word, _)| text.contains(word)).find_map(|(word, datum)| {
        let mut rest = text.replacen(word, "", 1);
        let mut field = of_key(&rest);
        for filler in DATUM_FILLERS {
            if field.is_none() {
                rest = rest.replacen(filler, "", 1);
                field = of_key(&rest);
            }
        }
        Some((field.filter(is_position)?, *datum))
    })
}

/// The datum that the header of a position states, alone or among other words in brackets; of two none.
pub(super) fn stated_datum(header: &str) -> Option<Datum> {
    of_position(header).map(|(_, datum)| datum).or_else(|| datum_in(header))
}

/// The datum that a note above the table states for its positions: 坐标系：GCJ-02.
pub(super) fn datum_in_note(note: &str) -> Option<Datum> {
    datum_in(note).filter(|_| name::simplified(note).contains("坐标"))
}

/// The only datum a text names.
fn datum_in(text: &str) -> Option<Datum> {
    let text = letters(text);
    let mut named = DATUM_WORDS.iter().filter(|(word, _)| word.len() > 2 && text.contains(word)).map(|(_, d)| *d);
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

/// Letters and digits of a text, as compared.
fn letters(text: &str) -> String {
    name::simplified(&name::normalized(text)).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a header, as compared, is one that columns of names have.
pub(super) fn is_of_names(key: &str) -> bool {
    SYNONYMS.iter().any(|(attribute, names)| *attribute == Attribute::NameZh && names.contains(&key))
}

/// A header as it is compared: folded, without the unit in brackets, `_`, `-`, `*` and `:`.
pub(super) fn key(header: &str) -> String {
    let folded = name::simplified(&name::normalized(header));
    let plain =
        folded.split_once('(').map_or(folded.as_str(), |(head, _)| if head.is_empty() { &folded } else { head });
    plain.chars().filter(|c| !matches!(c, '_' | '-' | '*' | ':' | '：')).collect()
}

/// Whether a header says the datum of each row's position.
pub(super) fn says_datum(header: &str) -> bool {
    DATUM_HEADERS.contains(&key(header).as_str())
}

/// A cell under a header that is a unit or a note in brackets, as it goes behind the header: `（亿元）` of `（亿元）` or `亿元`.
pub(super) fn note(cell: &str) -> Option<String> {
    let text = name::simplified(&name::normalized(cell));
    // One pair of brackets around all of it: (上海)测试(集团) is a name.
    if text.starts_with('(') && text.find(')') == Some(text.len() - 1) {
        return Some(cell.to_owned());
    }
    let is_unit = money::is_unit(&text) || money::unit_in_note(&text).is_some() || COUNTED_IN.contains(&text.as_str());
    is_unit.then(|| format!("（{cell}）"))
}

/// Whether a column of the header says nothing new, or says how others are meant.
pub(super) fn is_ignored(header: &str) -> bool {
    let key = key(header);
    IGNORED.contains(&key.as_str()) || DATUM_HEADERS.contains(&key.as_str())
}
