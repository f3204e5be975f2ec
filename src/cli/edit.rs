//! Commands that change rows: edit one, place those without a point.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::error::CliError;
use super::filter_args::FilterArgs;
use super::{Done, Shell, print, print_json};
use crate::catalogue::{Attribute, Filter, Taxonomy, TrackTag};
use crate::geography::LonLat;
use crate::import::values::Words;
use crate::language::Message;
use crate::store::Store;
use crate::workspace::draft::{Draft, Severity};
use crate::workspace::placing;

/// Changes attributes of one enterprise.
#[derive(Args, Debug)]
pub struct Edit {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 企业编号，new 为新增 · id of the enterprise, or new
    id: String,
    /// 属性=值，如 status=已上市；extra.名称=值 为自定属性 · attributes, such as status=listed or extra.NAME=value
    #[arg(required = true, value_name = "FIELD=VALUE")]
    values: Vec<String>,
    /// 经手人 · who
    #[arg(long, default_value = "")]
    author: String,
    /// 缘由 · why
    #[arg(long, default_value = "")]
    reason: String,
    /// 只检查不写入 · write nothing
    #[arg(long)]
    dry_run: bool,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

fn bad(value: &str, expected: impl Into<String>) -> CliError {
    CliError::Value { flag: "FIELD=VALUE", value: value.to_owned(), expected: expected.into() }
}

/// Writes `FIELD=VALUE` into a draft.
fn write(draft: &mut Draft, text: &str, words: &Words, taxonomy: &Taxonomy) -> Result<(), CliError> {
    let fields = || Attribute::ALL.iter().map(|a| a.code()).collect::<Vec<_>>().join(", ");
    let (field, value) = text.split_once('=').ok_or_else(|| bad(text, "FIELD=VALUE"))?;
    if let Some(name) = field.strip_prefix("extra.").filter(|name| !name.is_empty()) {
        draft.extra.retain(|(own, _)| own != name);
        if !value.is_empty() {
            draft.extra.push((name.to_owned(), value.to_owned()));
        }
        return Ok(());
    }
    match Attribute::from_code(field).ok_or_else(|| bad(field, fields()))? {
        Attribute::Tracks => {
            let (known, unknown, _) = words.tracks(value);
            if let Some(word) = unknown.first() {
                let ids: Vec<&str> = taxonomy.tracks().iter().map(|track| track.id.as_str()).collect();
                return Err(bad(word, ids.join(", ")));
            }
            draft.tracks = known.into_iter().map(|track| TrackTag { track, weight: None }).collect();
        }
        Attribute::Extra => return Err(bad(field, "extra.NAME=VALUE")),
        attribute => draft.set(attribute, value),
    }
    Ok(())
}

impl Edit {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = shell.open(&self.path)?;
        let words = Words::new(&pack, catalogue.taxonomy());
        let mut draft = match self.id.as_str() {
            "new" => Draft::new(),
            id => {
                let id: i64 = id.parse().map_err(|_| CliError::Value {
                    flag: "ID",
                    value: id.to_owned(),
                    expected: "1, 2, …, new".to_owned(),
                })?;
                Draft::of(
                    &catalogue
                        .row(catalogue.row_of(id).ok_or(CliError::Value {
                            flag: "ID",
                            value: id.to_string(),
                            expected: "hujin list".to_owned(),
                        })?)
                        .to_enterprise(),
                )
            }
        };
        draft.reason.clone_from(&self.reason);
        for value in &self.values {
            write(&mut draft, value, &words, catalogue.taxonomy())?;
        }
        let checked = draft.checked(&catalogue, &pack, &words);
        let is_wrong = checked.error().is_some();
        let before = draft.base.clone().unwrap_or_default();
        let changed = Attribute::differing(&before, &checked.enterprise);
        let batch = match is_wrong || changed.is_empty() || self.dry_run {
            true => None,
            false => {
                let changes = draft.change_set(checked.enterprise.clone(), &self.author);
                Store::open(&self.path)?.apply(&changes)?.batch.map(|b| b.0)
            }
        };
        if self.json {
            let remarks = checked.remarks.iter().map(|r| {
                let severity = match r.severity {
                    Severity::Note => "note",
                    Severity::Warning => "warning",
                    Severity::Error => "error",
                };
                json!({"field": r.attribute.code(), "severity": severity, "code": r.message.id(),
                    "message": r.message.text(language)})
            });
            let changed: Vec<&str> = changed.iter().map(|a| a.code()).collect();
            print_json(&json!({"id": draft.id(), "changed": changed, "remarks": remarks.collect::<Vec<_>>(),
                "batch": batch}))?;
        } else {
            for r in &checked.remarks {
                let field = crate::language::say(language, r.attribute.label());
                print(&format!("  {field}  {}", r.message.text(language)))?;
            }
            let end = match batch {
                Some(batch) => Message::new("edit-saved").with("batch", batch),
                None => Message::new("cli-nothing-written"),
            };
            print(&end.text(language))?;
        }
        // Saved with something to look at is done with findings.
        Ok(checked.remarks.iter().any(|r| r.severity >= Severity::Warning))
    }
}

/// What the gazetteer proposes for enterprises without a point.
#[derive(Args, Debug)]
pub struct Place {
    /// 目录 · the catalogue
    path: PathBuf,
    #[command(flatten)]
    filter: FilterArgs,
    /// 写入建议的点 · write the proposed points as one batch
    #[arg(long)]
    apply: bool,
    /// 经手人 · who
    #[arg(long, default_value = "")]
    author: String,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Place {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = shell.open(&self.path)?;
        let filter = self.filter.over(&Filter::default(), catalogue.taxonomy(), &pack)?;
        let gazetteer = placing::gazetteer(&catalogue, &pack);
        let list = placing::to_place(&catalogue, &filter.select(&catalogue), &gazetteer, &pack);
        let found: Vec<_> = list.iter().filter_map(|i| i.proposal.as_ref().map(|p| (i.id, p))).collect();
        let has_point = |i: &&placing::ToPlace| i.proposal.as_ref().is_some_and(|p| p.position.is_some());
        let points: Vec<_> = list.iter().filter(has_point).cloned().collect();
        let updates: Vec<_> = crate::catalogue::PlaceReason::ALL
            .iter()
            .flat_map(|reason| placing::updates(&points, *reason, &catalogue, &pack))
            .collect();
        let placed = updates.len();
        let batch = match self.apply && placed > 0 {
            false => None,
            true => {
                let reason = crate::language::say(language, "placing-reason");
                let changes = placing::change_set(updates, &self.author, reason);
                Store::open(&self.path)?.apply(&changes)?.batch.map(|b| b.0)
            }
        };
        let name = |id: i64| catalogue.row_of(id).map(|r| catalogue.row(r).name_zh().to_owned()).unwrap_or_default();
        if self.json {
            let rows: Vec<_> = found
                .iter()
                .map(|(id, p)| {
                    json!({"id": id, "name_zh": name(*id), "lon": p.position.map(|p| p.lon),
                        "lat": p.position.map(|p| p.lat), "position_accuracy": p.accuracy, "district": p.district,
                        "reason": p.reason.code(), "sentence": p.sentence(&catalogue, &pack.places).text(language)})
                })
                .collect();
            print_json(&json!({"to_place": list.len(), "points": placed, "proposals": rows, "batch": batch}))?;
            return Ok(placed < list.len());
        }
        for (id, p) in found.iter().filter(|(_, p)| p.position.is_some()) {
            let LonLat { lon, lat } = p.position.unwrap_or(LonLat::new(0.0, 0.0));
            let why = p.sentence(&catalogue, &pack.places).text(language);
            print(&format!("{id:>6}  {lon:.4} {lat:.4}  {:<8}  {}  {why}", p.accuracy.code(), name(*id)))?;
        }
        print(&Message::new("placing-cli").with("all", list.len()).with("points", placed).text(language))?;
        let end = match batch {
            Some(batch) => Message::new("edit-saved").with("batch", batch),
            None => Message::new("cli-nothing-written"),
        };
        print(&end.text(language))?;
        // Rows that remain to be placed by hand are findings.
        Ok(placed < list.len())
    }
}
