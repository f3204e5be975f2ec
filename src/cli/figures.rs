//! Commands that show something: claims and profiles.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::error::CliError;
use super::filter_args::{FilterArgs, district};
use super::{Done, Shell, open, print, print_json};
use crate::catalogue::Filter;
use crate::export::{profile_html, profile_json, write_atomically};
use crate::language::say;
use crate::profile::verdict::tested_claims;
use crate::profile::{Context, Profile, WhitePaper};

/// The white paper's claims, tested.
#[derive(Args, Debug)]
pub struct Claims {
    /// 目录 · the catalogue
    path: PathBuf,
    #[command(flatten)]
    filter: FilterArgs,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Claims {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = (open(&self.path)?, shell.pack()?);
        let filter = self.filter.over(&Filter::default(), catalogue.taxonomy(), &pack)?;
        let selection = filter.select(&catalogue);
        let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language };
        let paper = WhitePaper::bundled();
        let tested = tested_claims(&context, paper);
        let told = || {
            tested.iter().zip(&paper.claims).map(|(result, claim)| (result, claim, result.sentence(claim, &context)))
        };
        if self.json {
            let rows: Vec<Value> = told()
                .map(|(result, _, sentence)| {
                    let mut row = serde_json::to_value(result).map_err(|source| CliError::Json { source })?;
                    row["sentence"] = sentence.into();
                    Ok(row)
                })
                .collect::<Result<_, CliError>>()?;
            print_json(&rows)?;
            return Ok(false);
        }
        for (result, claim, sentence) in told() {
            let verdict = say(language, result.verdict.label());
            print(&format!("{}  {}【{verdict}】\n      {sentence}\n", claim.id, claim.long.get(language)))?;
        }
        Ok(false)
    }
}

/// The profile of a district.
#[derive(Args, Debug)]
pub struct ProfileOrder {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 区，代码或名称 · the district by code or name
    #[arg(long, required_unless_present_any = ["compare", "city", "recommendations", "robustness"])]
    district: Option<String>,
    /// 并排对比两到四个区 · two to four districts side by side
    #[arg(long, value_name = "CODE|NAME,…", value_delimiter = ',', conflicts_with = "district")]
    compare: Vec<String>,
    /// 全市页 · the page of the city
    #[arg(long, conflicts_with_all = ["district", "compare"])]
    city: bool,
    /// 建议页 · the page of recommendations
    #[arg(long, conflicts_with_all = ["district", "compare", "city"])]
    recommendations: bool,
    /// 某赛道的结论在各种空间划分下是否成立 · whether a conclusion about a track survives other cuts of space
    #[arg(long, value_name = "TRACK", conflicts_with_all = ["district", "compare", "city", "recommendations"])]
    robustness: Option<String>,
    /// 格式 · html or json
    #[arg(long, default_value = "html")]
    format: String,
    /// 写入文件 · write to a file
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

impl ProfileOrder {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = (open(&self.path)?, shell.pack()?);
        let selection = Filter::default().select(&catalogue);
        let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language };
        // Nothing cancels a command but its end.
        let Some(profile) = self.made(&context)? else { return Ok(true) };
        let text = match self.format.as_str() {
            "html" => profile_html(&profile, language),
            "json" => profile_json(&profile).map_err(|source| CliError::Json { source })?,
            other => {
                let (value, expected) = (other.to_owned(), "html, json".to_owned());
                return Err(CliError::Value { flag: "--format", value, expected }.into());
            }
        };
        match self.output {
            Some(path) => write_atomically(&path, text.as_bytes())?,
            None => print(&text)?,
        }
        Ok(false)
    }

    /// The page that is asked for; `None` when cancelled.
    fn made(&self, context: &Context<'_>) -> Result<Option<Profile>, Box<dyn crate::report::Tell>> {
        let (pack, taxonomy) = (context.pack, context.catalogue.taxonomy());
        if let Some(name) = &self.district {
            return Ok(Some(Profile::district(context, district(name, pack)?)?));
        }
        if let Some(id) = &self.robustness {
            let track = taxonomy.index_of(id).ok_or_else(|| {
                let known: Vec<&str> = taxonomy.tracks().iter().map(|t| t.id.as_str()).collect();
                CliError::Value { flag: "--robustness", value: id.clone(), expected: known.join(", ") }
            })?;
            return Ok(Profile::robustness(context, track, &|| false));
        }
        if self.city {
            return Ok(Some(Profile::city(context)));
        }
        if self.recommendations {
            return Ok(Profile::recommendations(context, &|| false));
        }
        let codes = self.compare.iter().map(|name| district(name, pack)).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Profile::comparison(context, &codes)?))
    }
}
