//! Which column is which field, by Chinese and English names.

use super::ImportError;
use super::finding::{Finding, FindingCode};
use super::money;
use super::table::{Table, TableRow};
use crate::catalogue::{Attribute, name};

/// What columns are called, besides the code of their attribute; compared as [`key`] makes them.
const SYNONYMS: &[(Attribute, &[&str])] = &[
    (
        Attribute::NameZh,
        &[
            "企业名称",
            "公司名称",
            "单位名称",
            "机构名称",
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
    (Attribute::RegisteredDistrict, &["注册区", "注册所在区", "注册地区", "注册区县", "registereddistrict"]),
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
            "办公区",
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
        &["成立时间", "成立日期", "成立年份", "成立年", "注册时间", "注册日期", "foundedyear", "established"],
    ),
    (Attribute::Capital, &["注册资本", "注册资金", "registeredcapital", "capital"]),
    (
        Attribute::Employees,
        &["员工数", "员工人数", "从业人数", "人员规模", "职工人数", "参保人数", "headcount", "staff"],
    ),
    (Attribute::Tracks, &["赛道", "技术赛道", "所属赛道", "标签", "技术标签", "track", "tags"]),
    (Attribute::Segment, &["细分领域", "细分业务", "细分", "主营业务", "业务", "行业"]),
    (Attribute::Status, &["上市状态", "是否上市", "上市情况", "listing"]),
    (Attribute::Ticker, &["股票代码", "证券代码", "stockcode"]),
    (Attribute::Website, &["网址", "官网", "网站", "url", "homepage"]),
    (Attribute::FundingStage, &["融资阶段", "融资轮次", "轮次", "fundingstage"]),
    (Attribute::Source, &["来源", "数据来源", "信息来源"]),
    (Attribute::Evidence, &["佐证", "证据", "依据"]),
    (Attribute::AsOf, &["截至日期", "数据日期", "信息日期", "更新日期", "更新时间", "asof"]),
    (Attribute::Confidence, &["可信度", "置信度", "把握"]),
    (Attribute::Note, &["备注", "说明", "remark", "remarks", "notes", "comment"]),
];

/// Columns that say nothing new: running numbers, ids, and why a row was refused before.
const IGNORED: [&str; 8] = ["序号", "编号", "id", "fid", "no", "#", "原因", "reason"];
/// Columns that say the datum of each row's position.
const DATUM_HEADERS: [&str; 6] = ["坐标系", "坐标系统", "坐标类型", "datum", "crs", "coordinatesystem"];
/// How many of the first rows may be titles before the header.
const HEADER_ROWS: usize = 10;
/// How many known columns make a row the header.
const HEADER_FIELDS: usize = 2;

/// The attribute of a code, or of any of its Chinese and English names.
pub fn named(text: &str) -> Option<Attribute> {
    let wanted = key(text);
    let coded = Attribute::ALL.iter().copied().find(|a| *a != Attribute::Extra && key(a.code()) == wanted);
    coded.or_else(|| SYNONYMS.iter().find(|(_, names)| names.contains(&wanted.as_str())).map(|(a, _)| *a))
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

/// Which column fills which field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// Attribute of each column, in order of the columns.
    pub fields: Vec<Option<Attribute>>,
    /// The headers as they stand in the file.
    pub headers: Vec<String>,
    /// The unit that a note above the header gives amounts whose header names none.
    pub unit: Option<NotedUnit>,
}

/// A unit of money in a note above the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedUnit {
    /// The unit, as it stands there.
    pub unit: String,
    /// Line of the note, from 1.
    pub line: usize,
}

impl Mapping {
    /// Takes the unit of a note above the header for the column of the capital, if its own header names none; of several
    /// notes the last counts.
    pub(super) fn take_unit<'t>(&mut self, above: impl Iterator<Item = TableRow<'t>>) {
        let Some(column) = self.column(Attribute::Capital) else { return };
        if money::has_unit(&self.headers[column]) {
            return;
        }
        let noted = |row: TableRow<'t>| {
            let unit = row.cells().find_map(money::unit_in_note)?;
            Some(NotedUnit { unit, line: row.line })
        };
        self.unit = above.filter_map(noted).last();
    }

    /// What is to be said of a unit that was taken from a note.
    pub(super) fn unit_finding(&self) -> Option<Finding> {
        let noted = self.unit.as_ref()?;
        let finding = Finding::new(noted.line, Some(Attribute::Capital), FindingCode::UnitFromNote, &noted.unit);
        Some(finding.with(self.header(Attribute::Capital)))
    }

    /// The column of a field.
    pub fn column(&self, field: Attribute) -> Option<usize> {
        self.fields.iter().position(|f| *f == Some(field))
    }

    /// The header of a field's column, or nothing.
    pub fn header(&self, field: Attribute) -> &str {
        self.column(field).and_then(|c| self.headers.get(c)).map_or("", String::as_str)
    }

    /// The column that says the datum of each row's position.
    pub fn datum_column(&self) -> Option<usize> {
        let says_datum = |(field, header): (&Option<Attribute>, &String)| {
            field.is_none() && DATUM_HEADERS.contains(&key(header).as_str())
        };
        self.fields.iter().zip(&self.headers).position(says_datum)
    }

    /// The mapping of a row of headers; of two columns of one field the first is it.
    pub fn of<'a>(headers: impl Iterator<Item = &'a str>) -> Mapping {
        let mut mapping = Mapping { headers: headers.map(str::to_owned).collect(), ..Mapping::default() };
        for header in &mapping.headers {
            let field = named(header).filter(|f| !mapping.fields.contains(&Some(*f)));
            mapping.fields.push(field);
        }
        mapping
    }

    /// Makes a column a field's; another column that was is free then. Any number may be [`Attribute::Extra`].
    pub fn set(&mut self, column: usize, field: Option<Attribute>) {
        if field != Some(Attribute::Extra) && field.is_some() {
            self.fields.iter_mut().filter(|f| **f == field).for_each(|f| *f = None);
        }
        if let Some(place) = self.fields.get_mut(column) {
            *place = field;
        }
    }

    /// Keeps the columns nobody knows as attributes of the user's own.
    pub fn keep_unknown(&mut self) {
        for (field, header) in self.fields.iter_mut().zip(&self.headers) {
            if field.is_none() && !header.is_empty() && !is_ignored(header) && named(header).is_none() {
                *field = Some(Attribute::Extra);
            }
        }
    }

    /// Takes a second row of headers: one whose every cell names a field, in columns the first row left open.
    fn continue_with(&mut self, row: TableRow<'_>) -> bool {
        let cells: Vec<(usize, &str)> = row.cells().enumerate().filter(|(_, c)| !c.is_empty()).collect();
        let is_open = |(column, cell): &(usize, &str)| {
            let same = self.headers.get(*column).is_some_and(|h| h == cell);
            same || named(cell).is_some() && self.fields.get(*column).is_none_or(Option::is_none)
        };
        if cells.is_empty() || !cells.iter().all(is_open) {
            return false;
        }
        for (column, cell) in cells {
            let columns = self.headers.len().max(column + 1);
            self.headers.resize(columns, String::new());
            self.fields.resize(columns, None);
            self.headers[column] = cell.to_owned();
            if let Some(field) = named(cell).filter(|f| !self.fields.contains(&Some(*f))) {
                self.fields[column] = Some(field);
            }
        }
        true
    }

    fn known(&self) -> usize {
        self.fields.iter().flatten().count()
    }
}

/// Finds the header among the first rows: the row under which the data begins, and the mapping. The first row with two
/// known columns is it; where there is none, the first that names the company, as a bare list of names has. A second
/// row of headers, under cells that join several columns, belongs to it.
pub fn find_header(table: &Table) -> Option<(usize, Mapping)> {
    let candidates = || table.rows().take(HEADER_ROWS).map(|r| Mapping::of(r.cells())).enumerate();
    let (row, mut mapping) = candidates()
        .find(|(_, m)| m.known() >= HEADER_FIELDS)
        .or_else(|| candidates().find(|(_, m)| m.column(Attribute::NameZh).is_some()))?;
    if row + 1 < table.len() && mapping.continue_with(table.row(row + 1)) {
        return Some((row + 1, mapping));
    }
    Some((row, mapping))
}

/// Puts explicit `FIELD=COLUMN` choices over the mapping. A column is named by its header, or by its number from 1;
/// the field `-` leaves it out.
///
/// # Errors
/// [`ImportError::UnknownField`], [`ImportError::UnknownColumn`].
pub fn override_with(mapping: &mut Mapping, choices: &[(String, String)]) -> Result<(), ImportError> {
    for (field, column) in choices {
        let found = match field.trim() {
            "-" => None,
            "extra" => Some(Attribute::Extra),
            name => Some(named(name).ok_or_else(|| ImportError::UnknownField { field: field.clone() })?),
        };
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
        mapping.set(place, found);
    }
    Ok(())
}

fn is_ignored(header: &str) -> bool {
    let key = key(header);
    IGNORED.contains(&key.as_str()) || DATUM_HEADERS.contains(&key.as_str())
}

/// Columns that go nowhere, as findings.
pub fn unused(mapping: &Mapping, header_row: usize) -> Vec<Finding> {
    let columns = mapping.fields.iter().zip(&mapping.headers);
    columns
        .filter(|(field, header)| field.is_none() && !header.is_empty() && !is_ignored(header))
        .map(|(_, header)| {
            let is_second = named(header).is_some_and(|f| mapping.column(f).is_some());
            let code = if is_second { FindingCode::SecondColumn } else { FindingCode::UnknownColumn };
            Finding::new(header_row, None, code, header)
        })
        .collect()
}
