//! An empty workbook to fill in: one sheet to write on, one that explains the columns, one of the words to choose from.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::ImportError;
use crate::catalogue::{Attribute, Taxonomy};
use crate::geography::{District, LonLat, Pack};
use crate::language::{Language, say};

/// Rows that are prepared.
const ROWS: u32 = 2_000;

/// What a column is for the workbook.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Number,
    Date,
    Districts,
    Tracks,
    /// Words to choose from, which the importer knows.
    Words(&'static [&'static str]),
}

struct Column {
    attribute: Attribute,
    header: &'static str,
    kind: Kind,
    /// Width, in letters.
    width: f64,
    example: &'static str,
    /// Id of the message that says what may stand in it.
    guide: &'static str,
}

macro_rules! columns {
    ($($attribute:ident $header:literal $kind:expr, $width:literal, $example:literal, $guide:literal;)*) => {
        const COLUMNS: &[Column] = &[$(Column {
            attribute: Attribute::$attribute, header: $header, kind: $kind, width: $width, example: $example, guide: $guide,
        },)*];
    };
}

columns! {
    NameZh "企业名称" Kind::Text, 34.0, "示例金融科技有限公司", "import-template-name";
    Uscc "统一社会信用代码" Kind::Text, 22.0, "91310104MA1FR00X0X", "import-template-uscc";
    ShortName "简称" Kind::Text, 12.0, "示例科技", "import-template-short-name";
    NameEn "英文名" Kind::Text, 20.0, "Example Fintech", "import-template-name-en";
    FormerNames "曾用名" Kind::Text, 20.0, "", "import-template-former-names";
    RegisteredAddress "注册地址" Kind::Text, 30.0, "{city}{first}示例路1号", "import-template-registered-address";
    RegisteredDistrict "注册区" Kind::Districts, 12.0, "{first}", "import-template-registered-district";
    OfficeAddress "办公地址" Kind::Text, 30.0, "{city}{last}示例大道2号", "import-template-office-address";
    OfficeDistrict "办公区" Kind::Districts, 12.0, "{last}", "import-template-office-district";
    Lon "经度" Kind::Number, 12.0, "{lon}", "import-template-lon";
    Lat "纬度" Kind::Number, 12.0, "{lat}", "import-template-lat";
    PositionAccuracy "位置精度" Kind::Words(&["楼宇", "街道", "园区", "区", "无"]), 10.0, "楼宇", "import-template-accuracy";
    Founded "成立日期" Kind::Date, 12.0, "2015-06-01", "import-template-founded";
    Capital "注册资本（万元）" Kind::Number, 16.0, "5000", "import-template-capital";
    Employees "员工数" Kind::Number, 10.0, "120", "import-template-employees";
    Tracks "赛道" Kind::Tracks, 24.0, "{track}", "import-template-tracks";
    Segment "细分领域" Kind::Text, 20.0, "跨境支付", "import-template-segment";
    Status "上市状态" Kind::Text, 12.0, "未上市", "import-template-status";
    Ticker "股票代码" Kind::Text, 12.0, "", "import-template-ticker";
    Website "网址" Kind::Text, 24.0, "https://example.com", "import-template-website";
    FundingStage "融资阶段" Kind::Text, 10.0, "B轮", "import-template-funding";
    Source "来源" Kind::Text, 20.0, "企业年报", "import-template-source";
    Evidence "佐证" Kind::Words(&["文件", "名称", "未核实"]), 10.0, "文件", "import-template-evidence";
    AsOf "截至日期" Kind::Date, 12.0, "2025-12-31", "import-template-as-of";
    Confidence "可信度" Kind::Words(&["高", "中", "低"]), 10.0, "高", "import-template-confidence";
    Note "备注" Kind::Text, 30.0, "", "import-template-note";
}

/// What the workbook is for.
struct Of<'a> {
    pack: &'a Pack,
    taxonomy: &'a Taxonomy,
    language: Language,
}

impl Of<'_> {
    /// The example of a column, about the city it is for.
    fn example(&self, column: &Column) -> String {
        let (first, last) = (self.pack.districts.first(), self.pack.districts.last());
        let name = |d: Option<&District>| d.map(|d| d.name.zh.clone()).unwrap_or_default();
        let at = first.map(|d| self.pack.unproject(d.label_at));
        let degrees = |of: fn(LonLat) -> f64| at.map(|at| format!("{:.4}", of(at))).unwrap_or_default();
        let track = self.taxonomy.get(0).map(|t| t.name.zh.clone()).unwrap_or_default();
        [
            ("{city}", self.pack.name.zh.clone()),
            ("{first}", name(first)),
            ("{last}", name(last)),
            ("{lon}", degrees(|at| at.lon)),
            ("{lat}", degrees(|at| at.lat)),
            ("{track}", track),
        ]
        .iter()
        .fold(column.example.to_owned(), |text, (field, words)| text.replace(field, words))
    }
}

/// The empty workbook, with the districts of a map and the tracks of a taxonomy to choose from; headers are Chinese, the
/// guide is in `language`.
///
/// # Errors
/// What the writer of workbooks says.
pub fn template_xlsx(pack: &Pack, taxonomy: &Taxonomy, language: Language) -> Result<Vec<u8>, ImportError> {
    filled(&Of { pack, taxonomy, language }, &[]).map_err(|e| ImportError::damaged_by("xlsx", "template", e))
}

/// The heads of the columns, which the importer knows.
pub fn heads() -> Vec<String> {
    COLUMNS.iter().map(|column| column.header.to_owned()).collect()
}

/// The workbook with rows: cells by the place of their column.
fn filled(of: &Of<'_>, rows: &[&[(usize, &str)]]) -> Result<Vec<u8>, XlsxError> {
    let language = of.language;
    let lists = say(language, "import-template-sheet-lists");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name(say(language, "import-template-sheet-data"))?;
    data(sheet, &lists, of)?;
    for (line, row) in (1..).zip(rows) {
        for (column, text) in *row {
            match (COLUMNS[*column].kind, text.parse::<f64>()) {
                (Kind::Number, Ok(number)) => sheet.write_number(line, *column as u16, number)?,
                _ => sheet.write_string(line, *column as u16, *text)?,
            };
        }
    }
    guide(workbook.add_worksheet().set_name(say(language, "import-template-sheet-guide"))?, of)?;
    words(workbook.add_worksheet().set_name(&lists)?, of)?;
    workbook.save_to_buffer()
}

fn data(sheet: &mut Worksheet, lists: &str, of: &Of<'_>) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_align(FormatAlign::VerticalCenter);
    let text = Format::new().set_num_format("@");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let range = |column: char, words: usize| Formula::new(format!("='{lists}'!${column}$2:${column}${}", words + 1));
    for (at, column) in (0u16..).zip(COLUMNS) {
        sheet.set_column_width(at, column.width)?;
        match column.kind {
            Kind::Text => drop(sheet.set_column_format(at, &text)?),
            Kind::Date => drop(sheet.set_column_format(at, &date)?),
            _ => {}
        }
        let choice = match column.kind {
            Kind::Districts => Some(DataValidation::new().allow_list_formula(range('B', of.pack.districts.len()))),
            Kind::Tracks => Some(DataValidation::new().allow_list_formula(range('A', of.taxonomy.len()))),
            Kind::Words(words) => Some(DataValidation::new().allow_list_strings(words)?),
            _ => None,
        };
        if let Some(choice) = choice {
            // Other words may stand there too: several tracks, a district by its code.
            let choice = choice.set_error_style(DataValidationErrorStyle::Warning);
            sheet.add_data_validation(1, at, ROWS, at, &choice)?;
        }
        sheet.write_string_with_format(0, at, column.header, &head)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn guide(sheet: &mut Worksheet, of: &Of<'_>) -> Result<(), XlsxError> {
    let language = of.language;
    let head = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let ids = [
        "import-template-guide-column",
        "import-template-guide-required",
        "import-template-guide-meaning",
        "import-template-guide-example",
    ];
    for (column, (id, width)) in (0u16..).zip(ids.into_iter().zip([20.0, 10.0, 70.0, 30.0])) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, say(language, id), &head)?;
    }
    for (line, column) in (1u32..).zip(COLUMNS) {
        let is_required = column.attribute == Attribute::NameZh;
        let required = if is_required { "import-template-required" } else { "import-template-optional" };
        let cells =
            [column.header.to_owned(), say(language, required), say(language, column.guide), of.example(column)];
        for (at, cell) in (0u16..).zip(cells) {
            sheet.write_string_with_format(line, at, cell, &wrapped)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn words(sheet: &mut Worksheet, of: &Of<'_>) -> Result<(), XlsxError> {
    let language = of.language;
    let head = Format::new().set_bold();
    for (column, id) in [(0, "field-tracks"), (1, "field-district")] {
        sheet.set_column_width(column, 28)?;
        sheet.write_string_with_format(0, column, say(language, id), &head)?;
    }
    for (line, track) in (1u32..).zip(of.taxonomy.tracks()) {
        sheet.write_string(line, 0, &track.name.zh)?;
    }
    for (line, district) in (1u32..).zip(&of.pack.districts) {
        sheet.write_string(line, 1, &district.name.zh)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::sync::Arc;

    use super::*;
    use crate::catalogue::Catalogue;
    use crate::import::{ImportOptions, Origin, headers, propose};

    #[test]
    fn every_column_is_known_and_explained() {
        for column in COLUMNS {
            assert_eq!(headers::named(column.header), Some(column.attribute), "{}", column.header);
            for language in [Language::Zh, Language::En] {
                assert!(!say(language, column.guide).starts_with('⟨'), "{}", column.guide);
            }
        }
        let missing = Attribute::ALL.iter().filter(|a| COLUMNS.iter().all(|c| c.attribute != **a));
        assert_eq!(missing.collect::<Vec<_>>(), [&Attribute::Extra]);
    }

    #[test]
    fn two_rows_come_back_without_findings() {
        let (pack, taxonomy) = (Pack::bundled(), Taxonomy::bundled());
        let of = Of { pack: &pack, taxonomy: &taxonomy, language: Language::En };
        let example: Vec<(usize, String)> = COLUMNS
            .iter()
            .enumerate()
            .filter(|(_, c)| {
                !c.example.is_empty() && !matches!(c.attribute, Attribute::Uscc | Attribute::Lon | Attribute::Lat)
            })
            .map(|(at, c)| (at, of.example(c)))
            .collect();
        let example: Vec<(usize, &str)> = example.iter().map(|(at, text)| (*at, text.as_str())).collect();
        let other: &[(usize, &str)] = &[(0, "上海另一家科技有限公司"), (8, "徐汇区"), (15, "人工智能与大模型;区块链")];
        let bytes = filled(&of, &[&example, other]).expect("writes");
        let origin = Origin::Bytes("模板.xlsx".into(), bytes.into());
        let catalogue = Arc::new(Catalogue::empty(Arc::new(Taxonomy::bundled())));
        let proposal = propose(&origin, ImportOptions::default(), &catalogue, &pack, &|_| ControlFlow::Continue(()))
            .expect("reads");
        assert_eq!(proposal.findings.kept(), []);
        assert_eq!((proposal.summary().new, proposal.source.sheets.len()), (2, 3));

        let empty = template_xlsx(&pack, &taxonomy, Language::Zh).expect("writes");
        let origin = Origin::Bytes("模板.xlsx".into(), empty.into());
        let none = propose(&origin, ImportOptions::default(), &catalogue, &pack, &|_| ControlFlow::Continue(()));
        assert!(matches!(none, Err(ImportError::NoRows { header_row: 1 })));
    }
}
