//! The filters, the same in every command.

use clap::Args;

use super::error::CliError;
use crate::catalogue::{Evidence, Filter, Taxonomy, TrackMode};
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
        Ok(filter)
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
    named.map(|d| d.adcode).ok_or_else(|| CliError::Value {
        flag: "--district",
        value: text.to_owned(),
        expected: pack.districts.iter().map(|d| format!("{} {}", d.adcode, d.name.zh)).collect::<Vec<_>>().join(", "),
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
        assert!(
            matches!(district("朝阳区", &pack), Err(CliError::Value { expected, .. }) if expected.contains("徐汇区"))
        );
    }
}
