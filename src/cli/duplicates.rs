//! `hujin duplicates`: enterprises that a catalogue has twice.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::error::CliError;
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
    #[arg(long, requires = "merge", conflicts_with_all = ["different", "undecided"])]
    dry_run: bool,
    /// 记下这两个编号是两家企业，以后不再列出，如 12,45 · note that these two are two enterprises, and list them no more
    #[arg(long, value_name = "ID,ID", conflicts_with = "merge")]
    different: Vec<String>,
    /// 撤回上述判断 · take such a judgement back
    #[arg(long, value_name = "ID,ID", conflicts_with = "merge")]
    undecided: Vec<String>,
    /// 也列出已判为两家的 · list those found to be two enterprises, too
    #[arg(long, conflicts_with_all = ["merge", "different", "undecided"])]
    all: bool,
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
        if !(self.different.is_empty() && self.undecided.is_empty()) {
            return self.judge(language);
        }
        let catalogue = super::open(&self.path)?;
        let distinct = Store::open_read(&self.path)?.distinct_pairs()?;
        let open = pairs(&catalogue, &distinct, &interruption::go_on).ok_or(StoreError::Cancelled)?;
        let is_there = |ids: &&[i64; 2]| ids.iter().all(|id| catalogue.row_of(*id).is_some());
        let two: Vec<[i64; 2]> = distinct.iter().filter(is_there).copied().collect();
        let uniting = self.merge.then(|| unite_certain(&catalogue, &open, &distinct));
        let batch = match &uniting {
            Some(uniting) if !self.dry_run && !uniting.mergers.is_empty() => self.write(uniting, language)?,
            _ => None,
        };
        let left = uniting.as_ref().map_or(open.len(), |uniting| uniting.left.len());
        if self.json {
            let named = |ids: &[i64; 2]| json!({"ids": ids, "names": ids.map(|id| name(&catalogue, id))});
            let shown: Vec<Value> = open.iter().map(|pair| pair_json(pair, &catalogue)).collect();
            let distinct: Vec<Value> = two.iter().map(named).collect();
            let merged: Option<Vec<Value>> = uniting.as_ref().map(|u| u.mergers.iter().map(merger_json).collect());
            print_json(&json!({"path": self.path, "rows": catalogue.len(), "pairs": shown, "merged": merged,
                "left": left, "distinct": distinct, "batch": batch}))?;
            return Ok(left > 0);
        }
        let text = match &uniting {
            None => self.listed_text(&open, &two, &catalogue, language),
            Some(uniting) => self.merged_text(uniting, batch, &catalogue, language),
        };
        print(&text)?;
        Ok(left > 0)
    }

    /// Notes which pairs are two enterprises, and which are no longer thought so.
    fn judge(&self, language: Language) -> Done {
        let [different, undecided] = [("--different", &self.different), ("--undecided", &self.undecided)]
            .map(|(flag, pairs)| pairs.iter().map(|text| two_ids(flag, text)).collect::<Result<Vec<_>, _>>());
        let (different, undecided) = (different?, undecided?);
        let mut store = Store::open(&self.path)?;
        let noted = store.judge_pairs(&different, true, self.author.trim(), self.reason.trim())?;
        let back = store.judge_pairs(&undecided, false, "", "")?;
        if self.json {
            print_json(&json!({"path": self.path, "noted": noted, "taken_back": back}))?;
        } else {
            print(&Message::new("duplicates-judged").with("n", noted).with("back", back).text(language))?;
        }
        Ok(false)
    }

    /// The pairs that are to be looked at, and those that are two enterprises or how many they are.
    fn listed_text(&self, open: &[Pair], two: &[[i64; 2]], catalogue: &Catalogue, language: Language) -> String {
        let with_fields = |pair: &Pair| (*pair, disputed(pair, catalogue));
        let listed: Vec<(Pair, Vec<Attribute>)> = open.iter().take(self.limit).map(with_fields).collect();
        let mut text = self.text(&listed, open.len(), catalogue, language);
        if two.is_empty() {
            return text;
        }
        if self.all {
            for &[a, b] in two.iter().take(self.limit) {
                let names = [a, b].map(|id| name(catalogue, id));
                let words = say(language, "duplicates-distinct");
                text.push_str(&format!("\n{words}\n{a:>6}  {}\n{b:>6}  {}", names[0], names[1]));
            }
        } else {
            let more = Message::new("duplicates-known-distinct").with("n", two.len()).text(language);
            text.push_str(&format!("\n{more}"));
        }
        text
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

/// Two ids as the command line has them.
fn two_ids(flag: &'static str, text: &str) -> Result<[i64; 2], CliError> {
    let ids = text.split_once([',', '，']).and_then(|(a, b)| Some([a.trim().parse().ok()?, b.trim().parse().ok()?]));
    let ids = ids.filter(|[a, b]: &[i64; 2]| a != b);
    ids.ok_or_else(|| CliError::Value { flag, value: text.to_owned(), expected: "12,45".to_owned() })
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
