//! `hujin claims`.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::error::CliError;
use super::filter_args::FilterArgs;
use super::{Done, Shell, open, print, print_json};
use crate::catalogue::Filter;
use crate::language::say;
use crate::profile::verdict::tested_claims;
use crate::profile::{Context, WhitePaper};

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
