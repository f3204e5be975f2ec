//! A spreadsheet of practice cases → cases and what is wrong with the others.
//!
//! Columns by name: title, institution, track, year, source, enterprises. An enterprise is found by credit code, name,
//! short or former name; several stand apart by `;` or `、`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::readers::{self, Origin, ReadOptions};
use super::table::TableRow;
use super::values::Words;
use super::{ImportError, headers};
use crate::catalogue::practice_case::CaseFault;
use crate::catalogue::{Catalogue, PracticeCase, name};
use crate::geography::Pack;
use crate::language::Message;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadCases {
    /// The cases that are sound.
    pub cases: Vec<PracticeCase>,
    /// What is wrong with rows that were left out, or what was left out of a row.
    pub faults: Vec<CaseRowFault>,
}

/// Something wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRowFault {
    /// Line in the file, from 1.
    pub line: usize,
    /// What.
    pub what: CaseRowProblem,
    /// Whether the row was left out, for this or another fault.
    pub is_left_out: bool,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseRowProblem {
    /// The row was left out.
    Refused(CaseFault),
    /// Nobody knows this track; a case that is taken is taken without.
    UnknownTrack(String),
    /// This enterprise is not in the catalogue; a case that is taken is taken without.
    UnknownEnterprise(String),
}

impl CaseRowFault {
    /// It as a sentence.
    pub fn message(&self) -> Message {
        let message = match &self.what {
            CaseRowProblem::Refused(fault) => {
                Message::new("case-row-refused").with("why", Message::new(fault.message_id()))
            }
            CaseRowProblem::UnknownTrack(text) => {
                let id = if self.is_left_out { "case-row-unknown-track" } else { "case-row-track" };
                Message::new(id).with("text", text.as_str())
            }
            CaseRowProblem::UnknownEnterprise(text) => {
                let id = if self.is_left_out { "case-row-unknown-enterprise" } else { "case-row-enterprise" };
                Message::new(id).with("text", text.as_str())
            }
        };
        message.with("line", self.line as i64)
    }
}

/// Names of the columns, comparable; the first is what exports write.
const COLUMNS: [(&str, &[&str]); 6] = [
    ("title", &["案例", "案例名称", "案例标题", "名称", "title", "case"]),
    ("institution", &["机构", "单位", "金融机构", "申报单位", "institution"]),
    ("track", &["赛道", "技术赛道", "技术", "track"]),
    ("year", &["年份", "年", "year"]),
    ("source", &["来源", "出处", "source"]),
    ("enterprises", &["企业", "相关企业", "参与企业", "enterprises", "companies"]),
];

/// Reads the cases of a file.
///
/// # Errors
/// A file that is no text, is too large, or has no column of titles; it then says which columns there are.
pub fn read_cases(origin: &Origin, catalogue: &Catalogue, pack: &Pack) -> Result<ReadCases, ImportError> {
    let table = readers::read(origin, &ReadOptions::default(), &|_| ControlFlow::Continue(()))?.table;
    if table.is_empty() {
        return Err(ImportError::Empty);
    }
    let columns = columns(table.row(0));
    if !columns.contains_key("title") {
        let first_row = table.row(0).cells().collect::<Vec<_>>().join(", ");
        return Err(ImportError::NoHeader { first_row });
    }
    let words = Words::new(pack, catalogue.taxonomy());
    let known = known(catalogue);
    let mut read = ReadCases::default();
    for row in table.rows().skip(1) {
        let cell = |column: &str| columns.get(column).map_or("", |c| row.get(*c));
        let mut faults = Vec::new();
        let mut fault = |what| faults.push(what);
        let (tracks, unknown, _) = words.tracks(cell("track"));
        unknown.into_iter().for_each(|text| fault(CaseRowProblem::UnknownTrack(text)));
        let mut enterprises = Vec::new();
        for text in cell("enterprises").split([';', '；', '、']).map(str::trim).filter(|t| !t.is_empty()) {
            match known.get(&name::normalized(text)) {
                Some(id) => enterprises.push(*id),
                None => fault(CaseRowProblem::UnknownEnterprise(text.to_owned())),
            }
        }
        enterprises.sort_unstable();
        enterprises.dedup();
        let year = cell("year").trim_end_matches('年');
        let odd_year = !year.is_empty() && year.parse::<i32>().is_err();
        let case = PracticeCase {
            id: 0,
            title: cell("title").to_owned(),
            institution: cell("institution").to_owned(),
            track: tracks.into_iter().next().unwrap_or_default(),
            year: year.parse().ok(),
            source: cell("source").to_owned(),
            enterprises,
        };
        match case.fault().or(odd_year.then_some(CaseFault::Year)) {
            // Why it was left out comes before what else is wrong with it.
            Some(why) => faults.insert(0, CaseRowProblem::Refused(why)),
            None => read.cases.push(case),
        }
        let is_left_out = matches!(faults.first(), Some(CaseRowProblem::Refused(_)));
        read.faults.extend(faults.into_iter().map(|what| CaseRowFault { line: row.line, what, is_left_out }));
    }
    Ok(read)
}

fn columns(head: TableRow<'_>) -> BTreeMap<&'static str, usize> {
    let place = |names: &[&str]| head.cells().position(|cell| names.contains(&headers::key(cell).as_str()));
    COLUMNS.iter().filter_map(|(column, names)| Some((*column, place(names)?))).collect()
}

/// Ids by credit code and comparable name; where two claim one name the first keeps it.
fn known(catalogue: &Catalogue) -> BTreeMap<String, i64> {
    let mut known = BTreeMap::new();
    let mut add = |text: &str, id: i64| {
        if !text.is_empty() {
            known.entry(name::normalized(text)).or_insert(id);
        }
    };
    for row in catalogue.rows() {
        add(row.uscc(), row.id());
        add(row.name_zh(), row.id());
    }
    for row in catalogue.rows() {
        add(row.short_name(), row.id());
        row.former_names().split([';', '；']).for_each(|former| add(former.trim(), row.id()));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::sample;

    #[test]
    fn cases_are_read_from_gb18030_and_faults_are_named() {
        let catalogue = sample::catalogue();
        let first = catalogue.row(0).name_zh().to_owned();
        let text = format!(
            "案例名称\t机构\t技术赛道\t年份\t来源\t相关企业\r\n\
             智能客服\t某银行\t人工智能与大模型\t2024年\t年报\t{first}；不存在的公司\r\n\
             无来源\t某券商\t区块链\t2023\t\t\r\n\
             量子\t某所\t量子计算\t去年\t官网\t\r\n"
        );
        let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
        let read = read_cases(&Origin::Bytes(String::new(), bytes.as_ref().into()), &catalogue, &Pack::bundled())
            .expect("read");
        assert_eq!(read.cases.len(), 1);
        let case = &read.cases[0];
        assert_eq!((case.track.as_str(), case.year, &case.enterprises[..]), ("ai-llm", Some(2024), [1i64].as_slice()));
        let what: Vec<(usize, &CaseRowProblem)> = read.faults.iter().map(|f| (f.line, &f.what)).collect();
        assert_eq!(
            what,
            [
                (2, &CaseRowProblem::UnknownEnterprise("不存在的公司".into())),
                (3, &CaseRowProblem::Refused(CaseFault::NoSource)),
                (4, &CaseRowProblem::Refused(CaseFault::Year)),
                (4, &CaseRowProblem::UnknownTrack("量子计算".into())),
            ]
        );
        // A case that was left out is not said to have been added.
        let said: Vec<String> =
            read.faults.iter().map(|fault| fault.message().text(crate::language::Language::Zh)).collect();
        assert!(said[0].contains("已加入") && said[2].contains("没有加入"), "{said:?}");
        assert!(said[3].contains("量子计算") && !said[3].contains("已加入"), "{said:?}");
    }

    #[test]
    fn a_file_without_titles_says_what_it_has() {
        let error = read_cases(
            &Origin::Bytes(String::new(), "甲,乙\n1,2\n".as_bytes().into()),
            &sample::catalogue(),
            &Pack::bundled(),
        )
        .expect_err("refused");
        assert!(matches!(error, ImportError::NoHeader { first_row } if first_row == "甲, 乙"));
    }
}
