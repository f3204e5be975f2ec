//! How a file was understood once, kept as a file, so that the next of its kind is understood at once.
//!
//! A recipe is found by its headers: the share of its columns that a file has. One that fits in part applies in part;
//! columns it does not know are guessed as ever, and nothing fails for a column that is gone.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::decode::Encoding;
use super::headers;
use super::mapping::Mapping;
use super::money;
use super::options::{ImportOptions, OnDuplicate};
use super::proposal::Proposal;
use crate::catalogue::Attribute;
use crate::geography::Datum;

/// The version of the file.
const VERSION: u32 = 1;
/// Share of a recipe's columns a file must have for it to be taken unasked.
pub const MIN_SHARE: f64 = 0.6;

/// A column of a recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipeColumn {
    /// Its header, as it stood.
    pub header: String,
    /// Code of the attribute it fills, `extra` to keep it, `-` to leave it out.
    pub field: String,
}

/// A word and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipeWord {
    /// Code of the attribute.
    pub field: String,
    /// The cell's text.
    pub from: String,
    /// What it stands for.
    pub to: String,
}

/// How files of one kind are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Version of the format.
    pub version: u32,
    /// The file it was made on.
    pub name: String,
    /// Its columns.
    pub columns: Vec<RecipeColumn>,
    /// The encoding, where it was said and not found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The datum, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datum: Option<String>,
    /// The unit of amounts that name none, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capital_unit: Option<String>,
    /// What becomes of companies the catalogue has.
    pub on_duplicate: OnDuplicate,
    /// Words that were put right wherever they occur.
    #[serde(default)]
    pub words: Vec<RecipeWord>,
}

impl Recipe {
    /// The recipe of a proposal as the user left it.
    pub fn of(proposal: &Proposal) -> Recipe {
        let options = &proposal.options;
        let code = |field: &Option<Attribute>| field.map_or("-", Attribute::code).to_owned();
        let columns = proposal.mapping.headers.iter().zip(&proposal.mapping.fields);
        Recipe {
            version: VERSION,
            name: proposal.source.name.clone(),
            columns: columns
                .filter(|(header, _)| !header.is_empty())
                .map(|(header, field)| RecipeColumn { header: header.clone(), field: code(field) })
                .collect(),
            encoding: Some(options.read.encoding).filter(|e| *e != Encoding::Auto).map(|e| e.code().to_owned()),
            datum: options.datum.map(|d| d.code().to_owned()),
            capital_unit: options.capital_unit.clone(),
            on_duplicate: options.on_duplicate,
            words: options
                .fixes
                .words
                .iter()
                .map(|((field, from), to)| RecipeWord {
                    field: field.code().into(),
                    from: from.clone(),
                    to: to.clone(),
                })
                .collect(),
        }
    }

    /// Reads a recipe.
    ///
    /// # Errors
    /// Text that is none, or of a newer version.
    pub fn parse(text: &str) -> Result<Recipe, serde_json::Error> {
        let recipe: Recipe = serde_json::from_str(text)?;
        if recipe.version > VERSION {
            return Err(serde::de::Error::custom(format!("version {} is newer than {VERSION}", recipe.version)));
        }
        Ok(recipe)
    }

    /// The recipe as a file.
    ///
    /// # Errors
    /// None that is known of; JSON holds every recipe.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// What files of one kind share: a short hash of their headers, whatever their order.
    pub fn fingerprint(&self) -> String {
        let mut keys: Vec<String> = self.columns.iter().map(|c| headers::key(&c.header)).collect();
        keys.sort_unstable();
        let hash = Sha256::digest(keys.join("\n"));
        hash.iter().take(8).map(|b| format!("{b:02x}")).collect()
    }

    /// The share of its columns that a file has, 0 to 1.
    pub fn share(&self, headers: &[String]) -> f64 {
        let keys: Vec<String> = headers.iter().map(|h| headers::key(h)).collect();
        let has = self.columns.iter().filter(|c| keys.contains(&headers::key(&c.header))).count();
        if self.columns.is_empty() { 0.0 } else { has as f64 / self.columns.len() as f64 }
    }

    /// Puts the recipe under what the user says, as far as the file has its columns.
    pub fn apply(&self, options: &mut ImportOptions, mapping: &Mapping) {
        let mut columns: Vec<(String, String)> = Vec::new();
        let has = |header: &str| mapping.headers.iter().any(|h| headers::key(h) == headers::key(header));
        for column in self.columns.iter().filter(|c| has(&c.header)) {
            let is_known = column.field == "-" || Attribute::from_code(&column.field).is_some();
            if is_known {
                columns.push((column.field.clone(), column.header.clone()));
            }
        }
        columns.append(&mut options.columns);
        options.columns = columns;
        if options.datum.is_none() {
            options.datum = self.datum.as_deref().and_then(Datum::from_code);
        }
        if options.capital_unit.is_none() {
            let is_known = |unit: &&String| money::UNIT_CHOICES.contains(&unit.as_str());
            options.capital_unit = self.capital_unit.as_ref().filter(is_known).cloned();
        }
        options.on_duplicate = self.on_duplicate;
        for word in &self.words {
            if let Some(field) = Attribute::from_code(&word.field) {
                options.fixes.words.entry((field, word.from.clone())).or_insert_with(|| word.to.clone());
            }
        }
    }
}

/// The recipe that fits a file best, with its share, if one fits well enough.
pub fn best<'a>(recipes: &'a [Recipe], headers: &[String]) -> Option<(&'a Recipe, f64)> {
    let shares = recipes.iter().map(|r| (r, r.share(headers)));
    shares.filter(|(_, share)| *share >= MIN_SHARE).max_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::sync::Arc;

    use super::*;
    use crate::catalogue::{Catalogue, Taxonomy};
    use crate::geography::Pack;
    use crate::import::{Fixes, Origin, propose};

    fn proposal(text: &str, options: ImportOptions) -> Proposal {
        let catalogue = Arc::new(Catalogue::empty(Arc::new(Taxonomy::bundled())));
        let origin = Origin::Bytes("甲.csv".into(), text.as_bytes().into());
        propose(&origin, options, &catalogue, &Pack::bundled(), &|_| ControlFlow::Continue(())).expect("reads")
    }

    #[test]
    fn a_recipe_applies_as_far_as_it_fits() {
        let fixes = Fixes {
            words: [((Attribute::OfficeDistrict, "沪东".to_owned()), "虹口区".to_owned())].into(),
            ..Fixes::default()
        };
        let said = ImportOptions {
            columns: vec![
                ("name_zh".into(), "单位".into()),
                ("extra".into(), "心情".into()),
                ("-".into(), "备注".into()),
            ],
            datum: Some(Datum::Gcj02),
            capital_unit: Some("元".into()),
            fixes,
            ..ImportOptions::default()
        };
        let first = proposal("单位,区,心情,备注\n甲,沪东,好,无\n", said);
        let recipe = Recipe::parse(&Recipe::of(&first).to_json().expect("text")).expect("reads");
        assert_eq!(recipe, Recipe::of(&first));
        // Another order, a column less and one more.
        let text = "备注,区,单位,官网\n无,沪东,乙,b.cn\n";
        let mapping = Mapping::of(text.lines().next().expect("a header").split(','));
        assert!((recipe.share(&mapping.headers) - 0.75).abs() < 1e-12);
        let recipes = [recipe];
        let (best, _) = best(&recipes, &mapping.headers).expect("fits");
        let mut options = ImportOptions::default();
        best.apply(&mut options, &mapping);
        let second = proposal(text, options);
        let e = second.enterprise(0);
        assert_eq!((e.name_zh.as_str(), e.office_district.map(|d| d.0), e.note.as_str()), ("乙", Some(310_109), ""));
        assert_eq!((e.website.as_str(), second.options.datum), ("b.cn", Some(Datum::Gcj02)));
        assert_eq!(second.options.capital_unit.as_deref(), Some("元"));
        assert!(super::best(&recipes, &["a".to_owned(), "区".to_owned()]).is_none());
        assert!(Recipe::parse(r#"{"version":9,"name":"","columns":[],"on_duplicate":"update"}"#).is_err());
    }
}
