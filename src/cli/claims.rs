//! `hujin claims`.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::error::CliError;
use super::filter_args::FilterArgs;
use super::{Done, Shell, print, print_json};
use crate::catalogue::Filter;
use crate::language::{Message, say};
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
        let (catalogue, pack) = shell.open(&self.path)?;
        let filter = self.filter.over(&Filter::default(), catalogue.taxonomy(), &pack)?;
        // Each claim compares a track or a district with the whole city.
        let selection = filter.comparable().select(&catalogue);
        let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language };
        let Some(paper) = WhitePaper::of(&pack) else {
            match self.json {
                true => print("[]")?,
                false => print(&Message::new("profile-no-paper").with("city", &pack.name).text(language))?,
            }
            return Ok(false);
        };
        let tested = tested_claims(&context, &paper);
        // Told with the claim; the others are tested all the same.
        let is_any_unknown = tested.iter().any(|claim| !claim.unknown_tracks.is_empty());
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
            return Ok(is_any_unknown);
        }
        for (result, claim, sentence) in told() {
            let verdict = say(language, result.verdict.label());
            print(&format!("{}  {}【{verdict}】\n      {sentence}\n", claim.id, claim.long.get(language)))?;
        }
        Ok(is_any_unknown)
    }
}
