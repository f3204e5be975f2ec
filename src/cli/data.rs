//! Commands on the catalogue: new, import, list, check.

use std::path::PathBuf;

use clap::Args;
use serde::Serializer;
use serde_json::{Value, json};

use super::ending::format_of;
use super::error::CliError;
use super::filter_args::FilterArgs;
use super::{Done, Shell, print, print_json, written};
use crate::catalogue::{Filter, Row, Taxonomy, TaxonomyFault};
use crate::export::table::{Table, csv};
use crate::export::{write_atomically, xlsx};
use crate::language::{Message, say};
use crate::store::Store;
use crate::workspace::content::{contradictions, this_year};
use crate::workspace::job;

/// Makes a catalogue.
#[derive(Args, Debug)]
pub struct New {
    /// 新文件 · the new file
    path: PathBuf,
    /// 不含示例 · without the bundled sample
    #[arg(long)]
    empty: bool,
    /// 自己的赛道表 CSV：id,name_zh,name_en,… · a table of tracks of your own; the catalogue is then empty
    #[arg(long, value_name = "CSV")]
    tracks: Option<PathBuf>,
}

impl New {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        format_of(&self.path, &["gpkg"], None)?;
        let store = match &self.tracks {
            Some(file) => {
                let read = |source| CliError::Read { path: file.clone(), source };
                let taxonomy = Taxonomy::read(&std::fs::read(file).map_err(read)?);
                let fault = |(line, fault): (u64, TaxonomyFault)| CliError::Tracks { path: file.clone(), line, fault };
                job::create_of(&self.path, &taxonomy.map_err(fault)?)?
            }
            None => job::create(&self.path, !self.empty)?,
        };
        let rows = store.load(1, &|_| ())?.len();
        print(&Message::new("cli-new-done").with("rows", rows).with("path", &self.path).text(language))?;
        Ok(false)
    }
}

/// Lists enterprises.
#[derive(Args, Debug)]
pub struct List {
    /// 目录 · the catalogue
    path: PathBuf,
    #[command(flatten)]
    filter: FilterArgs,
    /// 输出 CSV · print CSV
    #[arg(long)]
    csv: bool,
    /// 输出 JSON · print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// 写入文件，格式按结尾：.csv、.xlsx、.json · write to a file; its ending says the format: .csv, .xlsx or .json
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

/// Endings of a file of the list.
const LIST_FORMATS: [&str; 3] = ["csv", "xlsx", "json"];

const LIST_KEYS: [&str; 27] = [
    "id",
    "name_zh",
    "short_name",
    "name_en",
    "former_names",
    "uscc",
    "district",
    "registered_district",
    "lon",
    "lat",
    "position_accuracy",
    "tracks",
    "founded",
    "registered_capital_wan_cny",
    "employees",
    "segment",
    "status",
    "ticker",
    "funding_stage",
    "website",
    "office_address",
    "registered_address",
    "source",
    "evidence",
    "as_of",
    "confidence",
    "note",
];

/// Those of them that hold numbers.
const LIST_NUMBERS: [&str; 5] = ["id", "lon", "lat", "registered_capital_wan_cny", "employees"];

fn as_json(row: Row<'_>) -> Value {
    let text = |t: &str| if t.is_empty() { Value::Null } else { json!(t) };
    let e = row.to_enterprise();
    let tracks: Vec<&str> = e.tracks.iter().map(|t| t.track.as_str()).collect();
    json!({
        "id": e.id, "name_zh": e.name_zh, "short_name": text(&e.short_name), "name_en": text(&e.name_en),
        "former_names": text(&e.former_names), "uscc": text(&e.uscc), "district": row.district(),
        "office_district": e.office_district, "registered_district": e.registered_district,
        "lon": e.position.map(|p| p.lon), "lat": e.position.map(|p| p.lat),
        "position_accuracy": e.position_accuracy, "tracks": tracks, "founded": e.founded,
        "segment": text(&e.segment), "status": text(&e.status), "ticker": text(&e.ticker),
        "funding_stage": text(&e.funding_stage), "website": text(&e.website),
        "office_address": text(&e.office_address), "registered_address": text(&e.registered_address),
        "note": text(&e.note),
        "source": text(&e.source), "evidence": e.evidence, "as_of": text(&e.as_of), "confidence": text(e.confidence.code()),
        "registered_capital_wan_cny": e.registered_capital_wan_cny, "employees": e.employees, "extra": e.extra,
    })
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

impl List {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = shell.open(&self.path)?;
        let filter = self.filter.over(&Filter::default(), catalogue.taxonomy(), &pack)?;
        let selection = filter.select(&catalogue);
        let asked = [(self.json, ("--json", "json")), (self.csv, ("--csv", "csv"))];
        let asked = asked.into_iter().find_map(|(is_asked, format)| is_asked.then_some(format));
        let format = match &self.output {
            Some(path) => Some(format_of(path, &LIST_FORMATS, asked)?),
            None => asked.map(|(_, format)| format),
        };
        // Each row when its turn comes: there may be millions.
        let rows = selection.iter().map(|row| as_json(catalogue.row(row)));
        let bytes = if format == Some("json") {
            let mut bytes = Vec::new();
            let mut serializer = serde_json::Serializer::pretty(&mut bytes);
            serializer.collect_seq(rows).map_err(|source| CliError::Json { source })?;
            bytes
        } else if let Some(format) = format {
            let columns = LIST_KEYS.map(str::to_owned).to_vec();
            let is_sheet = format == "xlsx";
            if is_sheet {
                xlsx::room_for(selection.count())?;
            }
            let cells = rows.map(|row| LIST_KEYS.iter().map(|key| cell(&row[*key])).collect());
            if is_sheet {
                let numeric = LIST_KEYS.map(|key| LIST_NUMBERS.contains(&key));
                Table { columns, rows: cells.collect() }.xlsx(&say(language, "card-title"), &numeric)?
            } else {
                csv(&columns, cells)?
            }
        } else {
            let mut text = String::new();
            for row in selection.iter().map(|row| catalogue.row(row)) {
                let district = row.district().map_or_else(|| "------".to_owned(), |d| d.to_string());
                let accuracy = row.position_accuracy().code();
                text.push_str(&format!("{:>6}  {district}  {accuracy:<8}  {}\n", row.id(), row.name_zh()));
            }
            text.push_str(
                &Message::new("cli-list-count")
                    .with("count", selection.count())
                    .with("all", catalogue.len())
                    .with("origin", catalogue.origin())
                    .text(language),
            );
            text.into_bytes()
        };
        match self.output {
            Some(path) => {
                let placed = write_atomically(&path, &bytes)?;
                print(&written(&path, placed, language))?;
            }
            None => print(&String::from_utf8_lossy(&bytes))?,
        }
        Ok(false)
    }
}

/// Looks for faults.
#[derive(Args, Debug)]
pub struct Check {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let findings = Store::check(&self.path)?;
        let pack = shell.pack()?;
        let content = match super::open(&self.path) {
            // Districts of another city are none of the pack: their points are not compared.
            Ok(catalogue) => contradictions(&catalogue.on(pack.projection), &pack, this_year()),
            // What cannot be loaded is told below as damage.
            Err(_) if !findings.is_empty() => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        if self.json {
            let rows: Vec<Value> = findings
                .iter()
                .map(|f| {
                    json!({"code": f.code.code(), "table": f.table, "id": f.id, "detail": f.detail,
                        "message": f.message().text(language)})
                })
                .collect();
            let content_rows: Vec<Value> = content
                .iter()
                .map(|f| {
                    json!({"code": f.code.code(), "count": f.count, "ids": f.ids, "message": f.message().text(language)})
                })
                .collect();
            print_json(&json!({"path": self.path, "findings": rows, "content": content_rows}))?;
        } else if findings.is_empty() && content.is_empty() {
            print(&Message::new("cli-check-clean").with("path", &self.path).text(language))?;
        } else {
            for finding in &findings {
                print(&finding.message().text(language))?;
            }
            for finding in &content {
                print(&finding.message().text(language))?;
            }
        }
        Ok(!findings.is_empty() || !content.is_empty())
    }
}
