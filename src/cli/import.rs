//! `hujin import`: spreadsheets into a catalogue.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::error::CliError;
use super::{Done, Shell, open, print, print_json, written};
use crate::catalogue::Taxonomy;
use crate::export::write_atomically;
use crate::geography::Datum;
use crate::import::money::UNIT_CHOICES;
use crate::import::recipe::Recipe;
use crate::import::{Encoding, Fixes, ImportOptions, OnDuplicate, Origin, Proposal, ReadOptions};
use crate::interruption;
use crate::language::{Language, Message};
use crate::report::Tell;
use crate::store::Store;
use crate::workspace::{importing, job, template_file};

/// Imports spreadsheets.
#[derive(Args, Debug)]
pub struct Import {
    /// 表格文件 · the files
    #[arg(required_unless_present = "template")]
    files: Vec<PathBuf>,
    /// 写入的目录 · the catalogue
    #[arg(long, value_name = "C.gpkg", required_unless_present = "template")]
    into: Option<PathBuf>,
    /// 写一份空白表格：.xlsx 带说明和可选词，.csv 只有表头 · write an empty spreadsheet: .xlsx with a guide and words to
    /// choose from, .csv with the heads alone
    #[arg(long, value_name = "T.xlsx|T.csv", conflicts_with = "files")]
    template: Option<PathBuf>,
    /// 按这份做法读取 · read as this recipe says
    #[arg(long, value_name = "R.json")]
    recipe: Option<PathBuf>,
    /// 把做法存下来 · keep how the file was understood
    #[arg(long, value_name = "R.json")]
    save_recipe: Option<PathBuf>,
    /// 指定列，如 name_zh=单位 · choose a column, such as name_zh=单位
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    columns: Vec<String>,
    /// 工作表或图层 · sheet of a workbook, layer of a GeoPackage
    #[arg(long)]
    sheet: Option<String>,
    /// 不认识的列也保留 · keep columns nobody knows as attributes of your own
    #[arg(long)]
    keep_unknown: bool,
    /// 没有坐标的行按地址定位 · place rows without a position by their address
    #[arg(long)]
    place: bool,
    /// 编码 · auto, utf-8, gb18030, utf-16le, utf-16be, big5
    #[arg(long, default_value = "auto")]
    encoding: String,
    /// 坐标系 · auto, wgs84, gcj02, bd09
    #[arg(long, default_value = "auto")]
    datum: String,
    /// 注册资本没写单位时的单位：元、千元、万元、百万元、亿元 · unit of a capital whose column names none
    #[arg(long, value_name = "UNIT")]
    capital_unit: Option<String>,
    /// 已有企业如何处理 · known enterprises: update, fill, skip, add
    #[arg(long, default_value = "update")]
    on_duplicate: String,
    /// 拒收行另存 · write the refused rows there
    #[arg(long, value_name = "R.csv")]
    rejects: Option<PathBuf>,
    /// 经手人 · who imports
    #[arg(long, default_value = "")]
    author: String,
    /// 只检查不写入 · write nothing
    #[arg(long)]
    dry_run: bool,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    fn options(&self) -> Result<ImportOptions, CliError> {
        let bad = |flag, value: &str, expected: String| CliError::Value { flag, value: value.to_owned(), expected };
        let encoding = Encoding::from_code(&self.encoding)
            .ok_or_else(|| bad("--encoding", &self.encoding, Encoding::ALL.map(Encoding::code).join(", ")))?;
        let datum = match self.datum.as_str() {
            "auto" => None,
            word => Some(
                Datum::from_code(word)
                    .ok_or_else(|| bad("--datum", word, format!("auto, {}", Datum::ALL.map(Datum::code).join(", "))))?,
            ),
        };
        let on_duplicate = OnDuplicate::from_code(&self.on_duplicate).ok_or_else(|| {
            bad("--on-duplicate", &self.on_duplicate, OnDuplicate::ALL.map(OnDuplicate::code).join(", "))
        })?;
        if let Some(unit) = self.capital_unit.as_deref().filter(|unit| !UNIT_CHOICES.contains(unit)) {
            return Err(bad("--capital-unit", unit, UNIT_CHOICES.join(", ")));
        }
        let pair = |text: &String| {
            let (field, column) = text.split_once('=').ok_or_else(|| bad("--map", text, "FIELD=COLUMN".to_owned()))?;
            Ok((field.to_owned(), column.to_owned()))
        };
        let columns = self.columns.iter().map(pair).collect::<Result<_, CliError>>()?;
        let read = ReadOptions { encoding, delimiter: None, sheet: self.sheet.clone() };
        let (keep_unknown, place_by_address) = (self.keep_unknown, self.place);
        Ok(ImportOptions {
            read,
            datum,
            on_duplicate,
            columns,
            capital_unit: self.capital_unit.clone(),
            keep_unknown,
            place_by_address,
            fixes: Fixes::default(),
        })
    }

    fn recipe(&self) -> Result<Option<Recipe>, CliError> {
        let Some(path) = &self.recipe else { return Ok(None) };
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|e| CliError::Recipe { path: path.clone(), why: e.to_string() })?;
        let recipe = Recipe::parse(&text).map_err(|e| CliError::Recipe { path: path.clone(), why: e.to_string() })?;
        Ok(Some(recipe))
    }

    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        if let Some(path) = self.template {
            // The words to choose from are those of the catalogue, if one is named.
            let taxonomy = match &self.into {
                Some(into) => open(into)?.taxonomy().clone(),
                None => Arc::new(Taxonomy::bundled()),
            };
            let placed = template_file::write(&path, &*shell.pack()?, &taxonomy, language)
                .map_err(|e| -> Box<dyn Tell> { e })?;
            print(&written(&path, placed, language))?;
            return Ok(false);
        }
        let into = self.into.clone().unwrap_or_default();
        let (options, recipe) = (self.options()?, self.recipe()?);
        let pack = shell.pack()?;
        let mut results = Vec::new();
        let (mut findings, mut rejects) = (false, Vec::new());
        for path in &self.files {
            let catalogue = Arc::new(open(&into)?.on(pack.projection));
            let origin = Origin::File(path.clone());
            let go_on = interruption::go_on;
            let recipes = recipe.as_slice();
            let (proposal, _) = job::propose_with_recipe(&origin, options.clone(), recipes, &catalogue, &pack, &go_on)?;
            if let Some(path) = &self.save_recipe {
                let text = Recipe::of(&proposal).to_json().map_err(|source| CliError::Json { source })?;
                let placed = write_atomically(path, text.as_bytes())?;
                if !self.json {
                    print(&written(path, placed, language))?;
                }
            }
            let summary = proposal.summary();
            findings |= summary.refused > 0 || proposal.findings.counts().keys().any(|code| code.wants_decision());
            if summary.refused > 0 && self.rejects.is_some() {
                rejects.extend(proposal.rejects_csv(language));
            }
            let batch = match self.dry_run || summary.new + summary.updated == 0 {
                true => None,
                false => {
                    let mut store = Store::open(&into)?;
                    let written = importing::import(&mut store, &proposal, &self.author, "", &go_on)?;
                    findings |= !written.conflicts.is_empty();
                    written.batch
                }
            };
            if self.json {
                let mut value = proposal.to_json(language);
                value["batch"] = json!(batch);
                results.push(value);
            } else {
                let words = Message::new("import-summary")
                    .with("rows", summary.rows)
                    .with("new", summary.new)
                    .with("updated", summary.updated)
                    .with("unchanged", summary.unchanged)
                    .with("refused", summary.refused)
                    .text(language);
                let mut text = format!("{}  {words}\n", origin.name());
                text.push_str(&findings_text(&proposal, language));
                let end = match batch {
                    Some(batch) => Message::new("import-done").with("batch", batch.0),
                    None => Message::new("cli-nothing-written"),
                };
                text.push_str(&end.text(language));
                print(&text)?;
            }
        }
        if let Some(path) = self.rejects.filter(|_| !rejects.is_empty()) {
            let placed = write_atomically(&path, &rejects)?;
            if !self.json {
                print(&written(&path, placed, language))?;
            }
        }
        match results.as_slice() {
            [] => {}
            [one] => print_json(one)?,
            all => print_json(&all)?,
        }
        Ok(findings)
    }
}

/// Findings of one kind that are printed; `--json` has them all.
const PRINTED: usize = 20;

fn findings_text(proposal: &Proposal, language: Language) -> String {
    let mut text = String::new();
    for (code, n) in proposal.findings.counts() {
        let of_kind = proposal.findings.kept().iter().filter(|f| f.code == *code);
        for finding in of_kind.take(PRINTED) {
            // Row 0 is the file as a whole.
            let row = if finding.row == 0 { "–".to_owned() } else { finding.row.to_string() };
            text.push_str(&format!("  {row:>6}  {}\n", finding.message().text(language)));
            if let Some(hint) = finding.message().hint(language).filter(|_| code.wants_decision()) {
                text.push_str(&format!("          {hint}\n"));
            }
        }
        if *n > PRINTED {
            let more = Message::new("cli-findings-more").with("n", n - PRINTED).text(language);
            text.push_str(&format!("          {more}\n"));
        }
    }
    text
}
