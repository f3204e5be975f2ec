//! Which column is which field, by Chinese and English names.

use super::ImportError;
use super::finding::{Finding, FindingCode};
use super::table::TableRow;
use crate::catalogue::name;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $code:literal [$($synonym:literal),*];)*) => {
        /// A field of an enterprise that a column can fill.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $($(#[$doc])* $variant,)* }

        impl Field {
            /// All fields.
            pub const ALL: &[Field] = &[$(Field::$variant,)*];

            /// The word in JSON, in CSV exports and for `--map`.
            pub fn code(self) -> &'static str {
                match self { $(Field::$variant => $code,)* }
            }

            fn synonyms(self) -> &'static [&'static str] {
                match self { $(Field::$variant => &[$($synonym),*],)* }
            }
        }
    };
}

fields! {
    /// Full Chinese name.
    NameZh "name_zh" ["企业名称", "公司名称", "单位名称", "机构名称", "企业全称", "公司全称", "中文名称", "名称", "全称", "企业", "公司", "name", "company", "companyname"];
    /// Short name.
    ShortName "short_name" ["简称", "企业简称", "公司简称", "shortname"];
    /// English name.
    NameEn "name_en" ["英文名", "英文名称", "外文名称", "englishname", "nameenglish"];
    /// Earlier names.
    FormerNames "former_names" ["曾用名", "曾用名称", "历史名称", "formername", "formernames"];
    /// Credit code.
    Uscc "uscc" ["统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "统一代码", "creditcode", "usci"];
    /// Registered address.
    RegisteredAddress "registered_address" ["注册地址", "注册地", "住所", "企业地址", "registeredaddress"];
    /// Office address.
    OfficeAddress "office_address" ["办公地址", "经营地址", "通讯地址", "联系地址", "地址", "详细地址", "address", "officeaddress"];
    /// District of the register.
    RegisteredDistrict "registered_district" ["注册区", "注册所在区", "注册地区", "注册区县", "registereddistrict"];
    /// District of the office.
    OfficeDistrict "office_district" ["districtadcode", "adcode", "区划代码", "行政区划代码", "所属区", "所在区", "区", "行政区", "区县", "所属区县", "所属地区", "办公区", "district", "officedistrict"];
    /// Longitude.
    Lon "lon" ["经度", "东经", "lng", "long", "longitude", "x"];
    /// Latitude.
    Lat "lat" ["纬度", "北纬", "latitude", "y"];
    /// Accuracy of the position.
    PositionAccuracy "position_accuracy" ["位置精度", "坐标精度", "定位精度", "positionaccuracy", "accuracy"];
    /// Founding.
    Founded "founded" ["成立时间", "成立日期", "成立年份", "成立年", "注册时间", "注册日期", "foundedyear", "established"];
    /// Registered capital.
    Capital "registered_capital_wan_cny" ["注册资本", "注册资金", "registeredcapital", "capital"];
    /// Employees.
    Employees "employees" ["员工数", "员工人数", "从业人数", "人员规模", "职工人数", "参保人数", "headcount", "staff"];
    /// Technology tracks.
    Tracks "tracks" ["赛道", "技术赛道", "所属赛道", "标签", "技术标签", "track", "tags"];
    /// Segment.
    Segment "segment" ["细分领域", "细分", "主营业务", "业务", "行业"];
    /// Listing status.
    Status "status" ["上市状态", "是否上市", "上市情况", "listing"];
    /// Ticker.
    Ticker "ticker" ["股票代码", "证券代码", "stockcode"];
    /// Web site.
    Website "website" ["网址", "官网", "网站", "url", "homepage"];
    /// Funding stage.
    FundingStage "funding_stage" ["融资阶段", "融资轮次", "轮次", "fundingstage"];
    /// Source.
    Source "source" ["来源", "数据来源", "信息来源"];
    /// Evidence.
    Evidence "evidence" ["佐证", "证据", "依据"];
    /// Date of the information.
    AsOf "as_of" ["截至日期", "数据日期", "信息日期", "更新日期", "更新时间", "asof"];
    /// Confidence.
    Confidence "confidence" ["可信度", "置信度", "把握"];
    /// Remarks.
    Note "note" ["备注", "说明", "remark", "remarks", "notes", "comment"];
}

/// Columns that say nothing new: running numbers and ids.
const IGNORED: [&str; 6] = ["序号", "编号", "id", "fid", "no", "#"];
/// How many of the first rows may be titles before the header.
const HEADER_ROWS: usize = 10;
/// How many known columns make a row the header.
const HEADER_FIELDS: usize = 2;

impl Field {
    /// The field of a code, or of any of its Chinese and English names.
    pub fn from_name(text: &str) -> Option<Field> {
        let key = key(text);
        let named = |f: &&Field| self::key(f.code()) == key || f.synonyms().contains(&key.as_str());
        Field::ALL.iter().find(named).copied()
    }
}

/// A header as it is compared: folded, without the unit in brackets, `_`, `-`, `*` and `:`.
pub(super) fn key(header: &str) -> String {
    let folded = name::normalized(header);
    let plain =
        folded.split_once('(').map_or(folded.as_str(), |(head, _)| if head.is_empty() { &folded } else { head });
    plain.chars().filter(|c| !matches!(c, '_' | '-' | '*' | ':' | '：')).collect()
}

/// Which column fills which field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// Field of each column, in order of the columns.
    pub fields: Vec<Option<Field>>,
    /// The headers as they stand in the file.
    pub headers: Vec<String>,
}

impl Mapping {
    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|f| *f == Some(field))
    }

    /// The header of a field's column, or nothing.
    pub fn header(&self, field: Field) -> &str {
        self.column(field).and_then(|c| self.headers.get(c)).map_or("", String::as_str)
    }

    fn of(headers: &[String]) -> Mapping {
        let mut fields: Vec<Option<Field>> = vec![None; headers.len()];
        for (i, header) in headers.iter().enumerate() {
            fields[i] = Field::from_name(header).filter(|f| !fields[..i].contains(&Some(*f)));
        }
        Mapping { fields, headers: headers.to_vec() }
    }

    fn known(&self) -> usize {
        self.fields.iter().flatten().count()
    }
}

/// Finds the header among the first rows: its place in `rows` and its mapping. The first row with two known columns
/// is it; where there is none, the first that names the company, as a bare list of names has.
pub fn find_header(rows: &[TableRow]) -> Option<(usize, Mapping)> {
    let candidates = || rows.iter().take(HEADER_ROWS).map(|r| Mapping::of(&r.cells)).enumerate();
    candidates()
        .find(|(_, m)| m.known() >= HEADER_FIELDS)
        .or_else(|| candidates().find(|(_, m)| m.column(Field::NameZh).is_some()))
}

/// Puts explicit `FIELD=COLUMN` choices over the mapping. A column is named by its header, or by its number from 1.
///
/// # Errors
/// [`ImportError::UnknownField`], [`ImportError::UnknownColumn`].
pub fn override_with(mapping: &mut Mapping, choices: &[(String, String)]) -> Result<(), ImportError> {
    for (field, column) in choices {
        let found = Field::from_name(field).ok_or_else(|| ImportError::UnknownField { field: field.clone() })?;
        let wanted = key(column);
        let place = mapping
            .headers
            .iter()
            .position(|h| h == column.trim())
            .or_else(|| mapping.headers.iter().position(|h| key(h) == wanted))
            .or_else(|| {
                column.trim().parse::<usize>().ok().filter(|n| (1..=mapping.headers.len()).contains(n)).map(|n| n - 1)
            })
            .ok_or_else(|| ImportError::UnknownColumn {
                column: column.clone(),
                columns: mapping.headers.join("、"),
            })?;
        for f in mapping.fields.iter_mut().filter(|f| **f == Some(found)) {
            *f = None;
        }
        mapping.fields[place] = Some(found);
    }
    Ok(())
}

/// Columns that go nowhere, as findings.
pub fn unused(mapping: &Mapping, header_row: usize) -> Vec<Finding> {
    let columns = mapping.fields.iter().zip(&mapping.headers);
    columns
        .filter(|(field, header)| field.is_none() && !header.is_empty() && !IGNORED.contains(&key(header).as_str()))
        .map(|(_, header)| {
            let is_second = Field::from_name(header).is_some_and(|f| mapping.column(f).is_some());
            let code = if is_second { FindingCode::SecondColumn } else { FindingCode::UnknownColumn };
            Finding::new(header_row, None, code, header)
        })
        .collect()
}
