//! `hujin duplicates`: enterprises that a catalogue has twice.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Done, Shell, print, print_json};
use crate::catalogue::likeness::because;
use crate::catalogue::{Attribute, Catalogue};
use crate::import::duplicates::{Pair, pairs};
use crate::interruption;
use crate::language::{Language, Message, say};
use crate::store::{Store, StoreError};
use crate::workspace::duplicates::{self, Uniting, change_set, unite_certain};

/// Finds enterprises that are in a catalogue twice.
#[derive(Args, Debug)]
pub struct Duplicates {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 合并确定是同一家、又没有字段冲突的 · merge those that are certain and have no field in conflict
    #[arg(long)]
    merge: bool,
    /// 只说明会合并哪些，不写入 · say what would be merged, and write nothing
    #[arg(long, requires = "merge")]
    dry_run: bool,
    /// 最多显示的对数 · the most pairs shown
    #[arg(long, default_value_t = 1000)]
    limit: usize,
    /// 经手人 · who
    #[arg(long, default_value = "")]
    author: String,
    /// 缘由 · why
    #[arg(long, default_value = "")]
    reason: String,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Duplicates {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let catalogue = super::open(&self.path)?;
        let found = pairs(&catalogue, &interruption::go_on).ok_or(StoreError::Cancelled)?;
        let uniting = self.merge.then(|| unite_certain(&catalogue, &found));
        let batch = match &uniting {
            Some(uniting) if !self.dry_run && !uniting.mergers.is_empty() => self.write(uniting, language)?,
            _ => None,
        };
        if self.json {
            let left = uniting.as_ref().map_or(found.len(), |uniting| uniting.left.len());
            let shown: Vec<Value> = found.iter().map(|pair| pair_json(pair, &catalogue)).collect();
            let merged: Option<Vec<Value>> = uniting.as_ref().map(|u| u.mergers.iter().map(merger_json).collect());
            print_json(&json!({"path": self.path, "rows": catalogue.len(), "pairs": shown, "merged": merged,
                "left": left, "batch": batch}))?;
            return Ok(left > 0);
        }
        match uniting {
            None => {
                let listed: Vec<(Pair, Vec<Attribute>)> =
                    found.iter().take(self.limit).map(|pair| (*pair, disputed(pair, &catalogue))).collect();
                print(&self.text(&listed, found.len(), &catalogue, language))?;
                Ok(!found.is_empty())
            }
            Some(uniting) => {
                print(&self.merged_text(&uniting, batch, &catalogue, language))?;
                Ok(!uniting.left.is_empty())
            }
        }
    }

    /// Writes the mergers as one batch; its number.
    fn write(&self, uniting: &Uniting, language: Language) -> Result<Option<i64>, StoreError> {
        let reason = match self.reason.trim() {
            "" => say(language, "duplicates-reason"),
            reason => reason.to_owned(),
        };
        let changes = change_set(uniting.mergers.clone(), &self.author, reason);
        let mut store = Store::open(&self.path)?;
        let written = store.write(&changes.head(), &mut changes.edits(), &interruption::go_on)?;
        Ok(written.batch.map(|batch| batch.0))
    }

    /// Pairs, and how many there are.
    fn text(&self, listed: &[(Pair, Vec<Attribute>)], all: usize, catalogue: &Catalogue, language: Language) -> String {
        if all == 0 {
            return say(language, "duplicates-none");
        }
        let mut text: String =
            listed.iter().take(self.limit).map(|(pair, fields)| pair_text(pair, fields, catalogue, language)).collect();
        if all > self.limit {
            let more = Message::new("cli-findings-more").with("n", all - self.limit).text(language);
            text.push_str(&format!("{more}\n"));
        }
        text + &Message::new("duplicates-count").with("n", all).with("rows", catalogue.len()).text(language)
    }

    fn merged_text(&self, uniting: &Uniting, batch: Option<i64>, catalogue: &Catalogue, language: Language) -> String {
        let mut text = String::new();
        for merger in uniting.mergers.iter().take(self.limit) {
            for gone in &merger.gone {
                let (kept, id) = (&merger.kept, gone.id);
                text.push_str(&format!("{id:>6}  {}  → {}  {}\n", gone.name_zh, kept.id, kept.name_zh));
            }
        }
        if !uniting.left.is_empty() {
            text.push_str(&format!("{}\n", say(language, "duplicates-left")));
            text.push_str(&format!("{}\n", self.text(&uniting.left, uniting.left.len(), catalogue, language)));
        }
        let words = Message::new("duplicates-merged").with("n", uniting.going()).with("left", uniting.left.len());
        let end = match batch {
            Some(batch) => Message::new("edit-saved").with("batch", batch),
            None => Message::new("cli-nothing-written"),
        };
        format!("{text}{}\n{}", words.text(language), end.text(language))
    }
}

fn disputed(pair: &Pair, catalogue: &Catalogue) -> Vec<Attribute> {
    let [kept, other] = pair.ids.map(|id| duplicates::row(catalogue, id).unwrap_or_default());
    duplicates::disputed(&kept, &other)
}

fn name(catalogue: &Catalogue, id: i64) -> &str {
    catalogue.row_of(id).map_or("", |row| catalogue.row(row).name_zh())
}

fn pair_json(pair: &Pair, catalogue: &Catalogue) -> Value {
    let fields: Vec<&str> = disputed(pair, catalogue).into_iter().map(Attribute::code).collect();
    json!({"ids": pair.ids, "names": pair.ids.map(|id| name(catalogue, id)), "likeness": pair.likeness.code(),
        "reason": pair.reason.code(), "conflicts": fields})
}

fn merger_json(merger: &crate::catalogue::Merger) -> Value {
    json!({"kept": merger.kept.id, "gone": merger.gone.iter().map(|e| e.id).collect::<Vec<_>>(), "after": merger.after})
}

fn pair_text(pair: &Pair, fields: &[Attribute], catalogue: &Catalogue, language: Language) -> String {
    let mut text = format!("{}\n", because(pair.likeness, pair.reason).text(language));
    for id in pair.ids {
        text.push_str(&format!("{id:>6}  {}\n", name(catalogue, id)));
    }
    if !fields.is_empty() {
        let names: Vec<String> = fields.iter().map(|f| say(language, f.label())).collect();
        let names = names.join(&say(language, "list-separator"));
        let words = Message::new("duplicates-conflicts").with("fields", names).text(language);
        text.push_str(&format!("        {words}\n"));
    }
    text
}
