//! The filters, the same in every command.

use clap::Args;

use super::error::CliError;
use crate::catalogue::{DistrictOf, Evidence, Filter, PositionAccuracy, Taxonomy, TrackMode};
use crate::geography::{Adcode, Pack};

/// Which enterprises are meant.
#[derive(Args, Clone, Debug, Default)]
pub struct FilterArgs {
    /// 赛道，逗号分隔 · tracks by id, separated by commas
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    track: Vec<String>,
    /// 多个赛道如何组合 · how several tracks combine: any, all, primary
    #[arg(long, value_name = "MODE", default_value = "any")]
    track_mode: String,
    /// 区，代码或名称，逗号分隔 · districts by code or name, separated by commas
    #[arg(long, value_name = "CODE|NAME,…", value_delimiter = ',')]
    district: Vec<String>,
    /// 成立年份，如 2015..2020 · founding years, such as 2015..2020, 2015.. or 2015
    #[arg(long, value_name = "YEARS")]
    founded: Option<String>,
    /// 名称、拼音或信用代码的一部分 · part of a name, its pinyin or the credit code
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// 佐证，逗号分隔 · evidence: document, name, unverified
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    evidence: Vec<String>,
    /// 区指什么 · whose district: counted (office, else register), office, registered
    #[arg(long, value_name = "WHICH", default_value = "counted")]
    district_of: String,
    /// 服务的大文章，逗号分隔，如 科技金融 · areas of finance served most, Chinese names
    #[arg(long, value_name = "AREA,…", value_delimiter = ',')]
    serves: Vec<String>,
    /// 注册资本（万元），如 1000..50000 · registered capital in CNY 10,000, the end not included
    #[arg(long, value_name = "RANGE")]
    capital: Option<String>,
    /// 从业人员，如 50..200 · employees, the end not included
    #[arg(long, value_name = "RANGE")]
    employees: Option<String>,
    /// 细分，逗号分隔，与目录中写法一致 · segments as written in the catalogue
    #[arg(long, value_name = "TEXT,…", value_delimiter = ',')]
    segment: Vec<String>,
    /// 上市状态，逗号分隔 · listing status as written
    #[arg(long, value_name = "TEXT,…", value_delimiter = ',')]
    status: Vec<String>,
    /// 位置精度，逗号分隔 · accuracy: building, street, park, district, none
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    accuracy: Vec<String>,
    /// 数据日期，逗号分隔，与目录中写法一致 · dates of the information as written
    #[arg(long, value_name = "DATE,…", value_delimiter = ',')]
    as_of: Vec<String>,
}

impl FilterArgs {
    /// Puts the flags that were given over `base`.
    ///
    /// # Errors
    /// A track, district, year or word that does not exist.
    pub fn over(&self, base: &Filter, taxonomy: &Taxonomy, pack: &Pack) -> Result<Filter, CliError> {
        let mut filter = base.clone();
        if !self.track.is_empty() {
            for id in &self.track {
                if taxonomy.index_of(id).is_none() {
                    let known = taxonomy.tracks().iter().map(|t| t.id.as_str()).collect::<Vec<_>>().join(", ");
                    return Err(CliError::Value { flag: "--track", value: id.clone(), expected: known });
                }
            }
            filter.tracks.clone_from(&self.track);
            filter.track_mode = match self.track_mode.as_str() {
                "any" => TrackMode::Any,
                "all" => TrackMode::All,
                "primary" => TrackMode::Primary,
                other => {
                    let (value, expected) = (other.to_owned(), "any, all, primary".to_owned());
                    return Err(CliError::Value { flag: "--track-mode", value, expected });
                }
            };
        }
        if !self.district.is_empty() {
            filter.districts = self.district.iter().map(|text| district(text, pack)).collect::<Result<_, _>>()?;
        }
        if let Some(text) = &self.founded {
            (filter.founded_from, filter.founded_to) = years(text)?;
        }
        if let Some(text) = &self.text {
            filter.text.clone_from(text);
        }
        if !self.evidence.is_empty() {
            let evidence = |word: &String| {
                Evidence::from_code(word).ok_or_else(|| CliError::Value {
                    flag: "--evidence",
                    value: word.clone(),
                    expected: Evidence::ALL.map(Evidence::code).join(", "),
                })
            };
            filter.evidence = self.evidence.iter().map(evidence).collect::<Result<_, _>>()?;
        }
        self.further_over(&mut filter, taxonomy)?;
        Ok(filter)
    }

    fn further_over(&self, filter: &mut Filter, taxonomy: &Taxonomy) -> Result<(), CliError> {
        if self.district_of != DistrictOf::Counted.code() {
            let of = DistrictOf::ALL.into_iter().find(|of| of.code() == self.district_of);
            filter.district_of = of.ok_or_else(|| CliError::Value {
                flag: "--district-of",
                value: self.district_of.clone(),
                expected: DistrictOf::ALL.map(DistrictOf::code).join(", "),
            })?;
        }
        let areas: Vec<String> = taxonomy.finance_areas().into_iter().map(|(name, _)| name).collect();
        if let Some(unknown) = self.serves.iter().find(|name| !areas.contains(name)) {
            let (value, expected) = (unknown.clone(), areas.join(", "));
            return Err(CliError::Value { flag: "--serves", value, expected });
        }
        if let Some(text) = &self.capital {
            (filter.capital_from_wan_cny, filter.capital_below_wan_cny) = range("--capital", text)?;
        }
        if let Some(text) = &self.employees {
            (filter.employees_from, filter.employees_below) = range("--employees", text)?;
        }
        let accuracy = |word: &String| {
            PositionAccuracy::from_code(word).ok_or_else(|| CliError::Value {
                flag: "--accuracy",
                value: word.clone(),
                expected: PositionAccuracy::ALL.map(PositionAccuracy::code).join(", "),
            })
        };
        if !self.accuracy.is_empty() {
            filter.accuracy = self.accuracy.iter().map(accuracy).collect::<Result<_, _>>()?;
        }
        let lists = [
            (&self.serves, &mut filter.serves),
            (&self.segment, &mut filter.segments),
            (&self.status, &mut filter.statuses),
            (&self.as_of, &mut filter.as_of),
        ];
        lists.into_iter().filter(|(given, _)| !given.is_empty()).for_each(|(given, list)| list.clone_from(given));
        Ok(())
    }
}

/// A range such as `50..200`, `50..` or `..200`, the end not included.
fn range<T: std::str::FromStr + PartialOrd>(
    flag: &'static str,
    text: &str,
) -> Result<(Option<T>, Option<T>), CliError> {
    let bad = || CliError::Value { flag, value: text.to_owned(), expected: "50..200, 50.., ..200".to_owned() };
    let end = |part: &str| match part.trim() {
        "" => Ok(None),
        part => part.parse::<T>().map(Some).map_err(|_| bad()),
    };
    let (from, below) = text.split_once("..").ok_or_else(bad)?;
    match (end(from)?, end(below)?) {
        (None, None) => Err(bad()),
        (Some(from), Some(below)) if from >= below => Err(bad()),
        ends => Ok(ends),
    }
}

/// A district by code, or by its Chinese, short or English name.
///
/// # Errors
/// No such district in the pack.
pub fn district(text: &str, pack: &Pack) -> Result<Adcode, CliError> {
    let text = text.trim();
    let named = pack.districts.iter().find(|d| {
        d.adcode.to_string() == text
            || d.name.zh == text
            || d.short_name_zh() == text
            || d.name.en.eq_ignore_ascii_case(text)
            || d.short_name_en().eq_ignore_ascii_case(text)
    });
    named.map(|d| d.adcode).ok_or_else(|| {
        let value = text.to_owned();
        let former = pack.former.iter().find(|f| {
            text == f.adcode.to_string() || text == f.name || text.strip_suffix('区') == Some(f.name.as_str())
        });
        if let Some(now) = former.and_then(|f| pack.district(f.now)) {
            return CliError::FormerDistrict { value, now: now.name.zh.clone() };
        }
        let known: Vec<String> = pack.districts.iter().map(|d| format!("{} {}", d.adcode, d.name.zh)).collect();
        CliError::Value { flag: "--district", value, expected: known.join(", ") }
    })
}

fn years(text: &str) -> Result<(Option<i32>, Option<i32>), CliError> {
    let bad = || CliError::Value {
        flag: "--founded",
        value: text.to_owned(),
        expected: "2015..2020, 2015.., ..2020, 2015".to_owned(),
    };
    let year = |part: &str| match part.trim() {
        "" => Ok(None),
        part => part.parse::<i32>().ok().filter(|y| (1000..3000).contains(y)).map(Some).ok_or_else(bad),
    };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    match (year(from)?, year(to)?) {
        (None, None) => Err(bad()),
        (Some(from), Some(to)) if from > to => Err(bad()),
        range => Ok(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_as_written() {
        assert_eq!(years("2015..2020").ok(), Some((Some(2015), Some(2020))));
        assert_eq!(years("2015..").ok(), Some((Some(2015), None)));
        assert_eq!(years("..2020").ok(), Some((None, Some(2020))));
        assert_eq!(years("2015").ok(), Some((Some(2015), Some(2015))));
        for wrong in ["", "..", "2020..2015", "abc", "15", "2015-2020"] {
            assert!(years(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn districts_have_many_names() {
        let pack = Pack::bundled();
        for text in ["310104", "徐汇区", "徐汇", "Xuhui District", "xuhui"] {
            assert_eq!(district(text, &pack).ok(), Some(Adcode(310104)), "{text}");
        }
        for (former, successor) in [("南汇区", "浦东新区"), ("卢湾", "黄浦区"), ("闸北区", "静安区")]
        {
            let found = district(former, &pack);
            assert!(matches!(&found, Err(CliError::FormerDistrict { now, .. }) if now == successor), "{found:?}");
        }
        assert!(
            matches!(district("朝阳区", &pack), Err(CliError::Value { expected, .. }) if expected.contains("徐汇区"))
        );
    }
}
