//! Commands on the history of a catalogue: batches, undo, changes, snapshot, backup, restore.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::ending::format_of;
use super::{Done, Shell, print, print_json};
use crate::catalogue::{Attribute, Difference, DifferenceClass, Differences, Enterprise};
use crate::export::with_replaced;
use crate::language::{Language, Message, say};
use crate::store::{Batch, BatchId, Edge, RowChange, Snapshot, Store};

/// Lists batches, or shows one row by row.
#[derive(Args, Debug)]
pub struct Batches {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 逐行显示一个批次 · show a batch row by row
    #[arg(long, value_name = "N")]
    show: Option<i64>,
    /// 最多显示的行数 · the most rows shown
    #[arg(long, default_value_t = 1000, requires = "show")]
    limit: usize,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

fn batch_json(b: &Batch) -> Value {
    json!({"id": b.id.0, "kind": b.kind.code(), "author": b.author, "time": b.time, "reason": b.reason,
        "file": b.file, "inserted": b.inserted, "updated": b.updated, "deleted": b.deleted,
        "undoes": b.undoes.map(|b| b.0), "undone_by": b.undone_by.map(|b| b.0)})
}

/// The minute of a local time, `YYYY-MM-DD hh:mm`.
fn minute(local_time: &str) -> String {
    local_time.get(..16).unwrap_or(local_time).replace('T', " ")
}

fn batch_line(b: &Batch, language: Language) -> String {
    let counts = Message::new("batches-counts")
        .with("inserted", b.inserted)
        .with("updated", b.updated)
        .with("deleted", b.deleted)
        .text(language);
    let undone = b.undone_by.map(|by| format!("  → #{}", by.0)).unwrap_or_default();
    format!("#{:<4} {:<7} {}  {}  {}  {counts}{undone}", b.id.0, b.kind.code(), minute(&b.local_time), b.author, b.file)
}

impl Batches {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let store = Store::open_read(&self.path)?;
        let batches = store.batches()?;
        if let Some(number) = self.show {
            let changes = store.batch_changes(BatchId(number), self.limit)?;
            let batch = batches.into_iter().find(|b| b.id.0 == number);
            return show_batch(batch.as_ref(), &changes, self.json, language);
        }
        let pending = store.pending_outside(0)?.count;
        if self.json {
            print_json(&batches.iter().map(batch_json).collect::<Vec<_>>())?;
            return Ok(false);
        }
        if batches.is_empty() {
            print(&say(language, "batches-none"))?;
        }
        for b in &batches {
            print(&batch_line(b, language))?;
        }
        if pending > 0 {
            print(&Message::new("history-pending").with("rows", pending).text(language))?;
        }
        Ok(false)
    }
}

fn show_batch(batch: Option<&Batch>, changes: &[RowChange], json: bool, language: Language) -> Done {
    let touched = batch.map_or(0, |b| b.inserted + b.updated + b.deleted);
    if json {
        let rows: Vec<Value> = changes
            .iter()
            .map(|c| {
                let fields = fields_json(&c.changed(), c.before.as_ref(), c.after.as_ref());
                json!({"id": c.id, "name_zh": c.name_zh(), "before": c.before, "after": c.after, "fields": fields,
                    "successor": c.successor})
            })
            .collect();
        print_json(
            &json!({"batch": batch.map(batch_json), "rows": rows, "left_out": touched.saturating_sub(rows.len())}),
        )?;
        return Ok(false);
    }
    let mut text = batch.map(|b| batch_line(b, language) + "\n").unwrap_or_default();
    for c in changes {
        let row = row_text(c.id, c.name_zh(), (c.before.as_ref(), c.after.as_ref()), language);
        let successor = c.successor.map(|id| format!("  → {id}\n"));
        text.push_str(&successor.map_or(row.clone(), |into| row.trim_end().to_owned() + &into));
    }
    text.push_str(&left_out(touched, changes.len(), language));
    print(&text)?;
    Ok(false)
}

fn left_out(all: usize, shown: usize, language: Language) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => Message::new("history-left-out").with("rows", more).text(language) + "\n",
    }
}

fn fields_json(changed: &[Attribute], before: Option<&Enterprise>, after: Option<&Enterprise>) -> Vec<Value> {
    let value = |e: Option<&Enterprise>, a: Attribute| e.map(|e| a.value(e));
    changed.iter().map(|a| json!({"field": a.code(), "before": value(before, *a), "after": value(after, *a)})).collect()
}

/// A row that came, went, or changed: then a line a field.
fn row_text(
    id: i64,
    name: &str,
    (before, after): (Option<&Enterprise>, Option<&Enterprise>),
    language: Language,
) -> String {
    let (sign, fields) = match (before, after) {
        (None, _) => ("+", Vec::new()),
        (_, None) => ("−", Vec::new()),
        (Some(before), Some(after)) => {
            let changed = Attribute::differing(before, after).into_iter();
            ("~", changed.map(|a| (a, a.value(before), a.value(after))).collect())
        }
    };
    let mut text = format!("{sign} {id:>6}  {name}\n");
    for (attribute, old, new) in fields {
        let shown = |value: String| if value.is_empty() { say(language, "history-empty") } else { value };
        text.push_str(&format!("          {}: {} → {}\n", say(language, attribute.label()), shown(old), shown(new)));
    }
    text
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
            let row =
                |c: &crate::store::UndoConflict| json!({"id": c.id, "name_zh": c.name_zh, "reason": c.reason.code()});
            let rows: Vec<Value> = outcome.conflicts.iter().map(row).collect();
            print_json(&json!({"restored": outcome.restored, "conflicts": rows, "batch": outcome.batch.map(|b| b.0)}))?;
            return Ok(conflicts > 0);
        }
        let words = Message::new("batches-undone-done").with("restored", outcome.restored).with("conflicts", conflicts);
        let mut text = words.text(language) + "\n";
        for c in &outcome.conflicts {
            text.push_str(&format!("! {:>6}  {}  {}\n", c.id, c.name_zh, say(language, c.reason.label())));
        }
        print(&text)?;
        Ok(conflicts > 0)
    }
}

/// What differs between two moments.
#[derive(Args, Debug)]
pub struct Changes {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 起：日期（UTC，当日之初）、#批次（该批之后）或快照 · from: a date (UTC, its beginning), #batch (just after it) or a snapshot
    #[arg(long, value_name = "DATE|#BATCH|SNAPSHOT")]
    from: String,
    /// 止：同上，日期指当日之末；缺省为现在 · to: the same, a date means its end; by default now
    #[arg(long, value_name = "DATE|#BATCH|SNAPSHOT", default_value = "now")]
    to: String,
    /// 每类最多显示的行数 · the most rows shown of each class
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Changes {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let store = Store::open_read(&self.path)?;
        let from = store.moment(&self.from, Edge::Beginning)?;
        let to = store.moment(&self.to, Edge::End)?;
        let differences = store.changes_between(from, to, self.limit)?;
        let last = store.batches()?.last().map_or(0, |b| b.id.0);
        let (from, to) = (from.0.min(last), to.0.min(last));
        if self.json {
            let mut value = json!({"path": self.path, "from_batch": from, "to_batch": to, "before": differences.before,
                "after": differences.after, "unchanged": differences.unchanged});
            for class in DifferenceClass::ALL {
                let of = differences.of(class);
                let rows: Vec<Value> = of.rows.iter().map(difference_json).collect();
                value[class.code()] = json!({"count": of.count, "rows": rows});
            }
            print_json(&value)?;
        } else {
            print(&changes_text(&differences, language))?;
        }
        Ok(false)
    }
}

fn difference_json(d: &Difference) -> Value {
    let fields = fields_json(&d.changed(), d.before.as_deref(), d.after.as_deref());
    json!({"id": d.id, "name_zh": d.name_zh, "before": d.before, "after": d.after, "fields": fields})
}

fn changes_text(differences: &Differences, language: Language) -> String {
    let sum = Message::new("history-sum")
        .with("before", differences.before)
        .with("entered", differences.entered.count)
        .with("left", differences.left.count)
        .with("after", differences.after)
        .with("unchanged", differences.unchanged);
    let mut text = sum.text(language) + "\n";
    for class in DifferenceClass::ALL {
        let of = differences.of(class);
        if of.count == 0 {
            continue;
        }
        text.push_str(&format!("{} {}\n", say(language, class.label()), of.count));
        for d in &of.rows {
            text.push_str(&row_text(d.id, &d.name_zh, (d.before.as_deref(), d.after.as_deref()), language));
        }
        text.push_str(&left_out(of.count, of.rows.len(), language));
    }
    text
}

/// Names this moment, or lists those named.
#[derive(Args, Debug)]
pub struct TakeSnapshot {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 快照名；不写则列出全部 · its name; without one all are listed
    name: Option<String>,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl TakeSnapshot {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let snapshots = match &self.name {
            Some(name) => vec![Store::open(&self.path)?.snapshot(name)?],
            None => Store::open_read(&self.path)?.snapshots()?,
        };
        match (self.json, &self.name, snapshots.first()) {
            (true, Some(_), Some(made)) => print_json(made)?,
            (true, ..) => print_json(&snapshots)?,
            (false, _, None) => print(&say(language, "snapshot-none"))?,
            (false, ..) => {
                let line = |s: &Snapshot| {
                    let rows = Message::new("snapshot-rows").with("rows", s.rows).text(language);
                    format!(
                        "{}  {}  #{}  {rows}  {}\n",
                        s.name,
                        minute(&s.local_time),
                        s.batch,
                        &s.hash[..s.hash.len().min(12)]
                    )
                };
                print(&snapshots.iter().map(line).collect::<String>())?;
            }
        }
        Ok(false)
    }
}

/// Copies the catalogue.
#[derive(Args, Debug)]
pub struct Backup {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 备份文件 · where to
    #[arg(short, long, value_name = "F")]
    output: PathBuf,
}

impl Backup {
    pub(super) fn run(self, shell: &Shell) -> Done {
        format_of(&self.output, &["gpkg"], None)?;
        let replaced = usize::from(self.output.exists());
        Store::open_read(&self.path)?.backup(&self.output)?;
        let words = Message::new("backup-done").with("path", &self.output).text(shell.language);
        print(&with_replaced(words, replaced, 1, shell.language))?;
        Ok(false)
    }
}

/// Puts a backup in the place of the catalogue.
#[derive(Args, Debug)]
pub struct Restore {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 备份文件 · the backup
    #[arg(long, value_name = "F")]
    from: PathBuf,
}

impl Restore {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let restored = Store::restore(&self.from, &self.path)?;
        let mut text = Message::new("restore-done").with("rows", restored.rows).with("path", &self.path).text(language);
        if let Some(kept) = &restored.kept {
            text.push('\n');
            text.push_str(&Message::new("restore-kept").with("path", kept).text(language));
        }
        for finding in &restored.findings {
            text.push_str(&format!("\n{}", finding.message().text(language)));
        }
        print(&text)?;
        Ok(!restored.findings.is_empty())
    }
}
