//! Commands on the catalogue: new, import, batches, undo, list, check.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::error::CliError;
use super::filter_args::FilterArgs;
use super::{Done, Shell, open, print, print_json};
use crate::catalogue::{Filter, Row};
use crate::export::{Table, write_atomically};
use crate::geography::Datum;
use crate::import::{Encoding, ImportOptions, OnDuplicate, propose};
use crate::language::Message;
use crate::store::{BatchId, Store};
use crate::workspace::job;

/// Makes a catalogue.
#[derive(Args, Debug)]
pub struct New {
    /// 新文件 · the new file
    path: PathBuf,
    /// 不含示例 · without the bundled sample
    #[arg(long)]
    empty: bool,
}

impl New {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let store = job::create(&self.path, !self.empty)?;
        let rows = store.load(1, &|_| ())?.len();
        print(&Message::new("cli-new-done").with("rows", rows).with("path", &self.path).text(language))?;
        Ok(false)
    }
}

/// Imports spreadsheets.
#[derive(Args, Debug)]
pub struct Import {
    /// 表格文件 · the files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 写入的目录 · the catalogue
    #[arg(long, value_name = "C.gpkg")]
    into: PathBuf,
    /// 指定列，如 name_zh=单位 · choose a column, such as name_zh=单位
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    columns: Vec<String>,
    /// 编码 · auto, utf-8, gb18030, utf-16le, utf-16be, big5
    #[arg(long, default_value = "auto")]
    encoding: String,
    /// 坐标系 · auto, wgs84, gcj02, bd09
    #[arg(long, default_value = "auto")]
    datum: String,
    /// 已有企业如何处理 · known enterprises: update, skip, add
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
        let pair = |text: &String| {
            let (field, column) = text.split_once('=').ok_or_else(|| bad("--map", text, "FIELD=COLUMN".to_owned()))?;
            Ok((field.to_owned(), column.to_owned()))
        };
        let columns = self.columns.iter().map(pair).collect::<Result<_, CliError>>()?;
        Ok(ImportOptions { encoding, datum, on_duplicate, columns })
    }

    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let options = self.options()?;
        let pack = shell.pack()?;
        let mut results = Vec::new();
        let (mut findings, mut rejects) = (false, Vec::new());
        for path in &self.files {
            let catalogue = open(&self.into)?;
            let bytes = job::read_file(path)?;
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let proposal = propose(&bytes, &name, &options, &catalogue, &pack, &|_| ControlFlow::Continue(()))?;
            let summary = proposal.summary();
            findings |= summary.refused > 0;
            if summary.refused > 0 {
                rejects.extend(proposal.rejects_csv(language));
            }
            let changes = proposal.change_set(&self.author, "");
            let batch = match self.dry_run || changes.is_empty() {
                true => None,
                false => Store::open(&self.into)?.apply(&changes)?.batch.map(|b| b.0),
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
                let mut text = format!("{name}  {words}\n");
                for finding in &proposal.findings {
                    text.push_str(&format!("  {:>6}  {}\n", finding.row, finding.message().text(language)));
                }
                let end = match batch {
                    Some(batch) => Message::new("import-done").with("batch", batch),
                    None => Message::new("cli-nothing-written"),
                };
                text.push_str(&end.text(language));
                print(&text)?;
            }
        }
        if let Some(path) = self.rejects.filter(|_| !rejects.is_empty()) {
            write_atomically(&path, &rejects)?;
        }
        match results.as_slice() {
            [] => {}
            [one] => print_json(one)?,
            all => print_json(&all)?,
        }
        Ok(findings)
    }
}

/// Lists batches.
#[derive(Args, Debug)]
pub struct Batches {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Batches {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let batches = Store::open_read(&self.path)?.batches()?;
        if self.json {
            let rows: Vec<Value> = batches
                .iter()
                .map(|b| {
                    json!({"id": b.id.0, "kind": b.kind.code(), "author": b.author, "time": b.time, "reason": b.reason,
                        "file": b.file, "inserted": b.inserted, "updated": b.updated, "deleted": b.deleted,
                        "undoes": b.undoes.map(|b| b.0), "undone_by": b.undone_by.map(|b| b.0)})
                })
                .collect();
            print_json(&rows)?;
            return Ok(false);
        }
        if batches.is_empty() {
            print(&crate::language::say(language, "batches-none"))?;
        }
        for b in batches {
            let counts = Message::new("batches-counts")
                .with("inserted", b.inserted)
                .with("updated", b.updated)
                .with("deleted", b.deleted)
                .text(language);
            let undone = b.undone_by.map(|by| format!("  → #{}", by.0)).unwrap_or_default();
            print(&format!(
                "#{:<4} {:<7} {}  {}  {}  {counts}{undone}",
                b.id.0,
                b.kind.code(),
                b.time,
                b.author,
                b.file
            ))?;
        }
        Ok(false)
    }
}

/// Undoes a batch.
#[derive(Args, Debug)]
pub struct Undo {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 批次号 · number of the batch
    batch: i64,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Undo {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let outcome = Store::open(&self.path)?.undo(BatchId(self.batch))?;
        let conflicts = outcome.conflicts.len();
        if self.json {
            let rows: Vec<Value> =
                outcome.conflicts.iter().map(|c| json!({"id": c.id, "name_zh": c.name_zh})).collect();
            print_json(&json!({"restored": outcome.restored, "conflicts": rows, "batch": outcome.batch.map(|b| b.0)}))?;
        } else {
            let words =
                Message::new("batches-undone-done").with("restored", outcome.restored).with("conflicts", conflicts);
            print(&words.text(language))?;
        }
        Ok(conflicts > 0)
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
    /// 写入文件 · write to a file
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

const LIST_KEYS: [&str; 19] = [
    "id",
    "name_zh",
    "short_name",
    "name_en",
    "uscc",
    "district",
    "registered_district",
    "lon",
    "lat",
    "position_accuracy",
    "tracks",
    "founded",
    "segment",
    "status",
    "office_address",
    "source",
    "evidence",
    "as_of",
    "confidence",
];

fn as_json(row: Row<'_>) -> Value {
    let text = |t: &str| if t.is_empty() { Value::Null } else { json!(t) };
    let e = row.to_enterprise();
    let tracks: Vec<&str> = e.tracks.iter().map(|t| t.track.as_str()).collect();
    json!({
        "id": e.id, "name_zh": e.name_zh, "short_name": text(&e.short_name), "name_en": text(&e.name_en),
        "uscc": text(&e.uscc), "district": row.district(), "registered_district": e.registered_district,
        "lon": e.position.map(|p| p.lon), "lat": e.position.map(|p| p.lat),
        "position_accuracy": e.position_accuracy, "tracks": tracks, "founded": e.founded,
        "segment": text(&e.segment), "status": text(&e.status), "office_address": text(&e.office_address),
        "source": text(&e.source), "evidence": e.evidence, "as_of": text(&e.as_of), "confidence": text(e.confidence.code()),
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
        let catalogue = open(&self.path)?;
        let filter = self.filter.over(&Filter::default(), catalogue.taxonomy(), &*shell.pack()?)?;
        let selection = filter.select(&catalogue);
        let rows: Vec<Value> = selection.iter().map(|row| as_json(catalogue.row(row))).collect();
        let bytes = if self.json {
            serde_json::to_vec_pretty(&rows).map_err(|source| CliError::Json { source })?
        } else if self.csv || self.output.is_some() {
            let cells = rows.iter().map(|row| LIST_KEYS.iter().map(|key| cell(&row[*key])).collect()).collect();
            Table { columns: LIST_KEYS.map(str::to_owned).to_vec(), rows: cells }.csv()?
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
                    .text(language),
            );
            text.into_bytes()
        };
        match self.output {
            Some(path) => write_atomically(&path, &bytes)?,
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
        if self.json {
            let rows: Vec<Value> = findings
                .iter()
                .map(|f| {
                    json!({"code": f.code.code(), "table": f.table, "id": f.id, "detail": f.detail,
                        "message": f.message().text(language)})
                })
                .collect();
            print_json(&json!({"path": self.path, "findings": rows}))?;
        } else if findings.is_empty() {
            print(&Message::new("cli-check-clean").with("path", &self.path).text(language))?;
        } else {
            for finding in &findings {
                print(&finding.message().text(language))?;
            }
        }
        Ok(!findings.is_empty())
    }
}
