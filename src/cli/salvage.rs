//! `hujin salvage`: what is sound of a damaged catalogue, into a new file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::ending::format_of;
use super::{Done, Shell, print, print_json};
use crate::interruption::go_on;
use crate::language::Message;
use crate::store::Store;

/// Saves what can be read of a damaged catalogue.
#[derive(Args, Debug)]
pub struct Salvage {
    /// 损坏的目录，不会被改动 · the damaged catalogue, which is not touched
    path: PathBuf,
    /// 新文件 · the new file
    #[arg(short, long, value_name = "NEW.gpkg")]
    output: PathBuf,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Salvage {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        format_of(&self.output, &["gpkg"], None)?;
        let saved = Store::salvage(&self.path, &self.output, &go_on)?;
        let has_findings =
            !saved.findings.is_empty() || !saved.doubtful.is_empty() || !saved.loose.is_empty() || saved.unreadable > 0;
        if self.json {
            let named = |rows: &[(i64, String)]| {
                rows.iter().map(|(id, name)| json!({"id": id, "name_zh": name})).collect::<Vec<_>>()
            };
            let findings: Vec<_> = saved
                .findings
                .iter()
                .map(|f| json!({"code": f.code.code(), "table": f.table, "id": f.id, "detail": f.detail}))
                .collect();
            print_json(
                &json!({"path": self.output, "sound": saved.sound, "doubtful": named(&saved.doubtful), "loose": named(&saved.loose), "loose_batch": saved.loose_batch.map(|b| b.0),
                "batch": saved.batch.map(|b| b.0), "unreadable": saved.unreadable, "missing": saved.missing, "other_rows": saved.other_rows,
                "findings": findings}),
            )?;
            return Ok(has_findings);
        }
        let counts = Message::new("salvage-done")
            .with("path", &self.output)
            .with("sound", saved.sound)
            .with("doubtful", saved.doubtful.len())
            .with("loose", saved.loose.len())
            .with("unreadable", saved.unreadable);
        let mut text = counts.text(language);
        if let Some(missing) = saved.missing.filter(|n| *n > 0) {
            text.push_str(&format!("\n{}", Message::new("salvage-missing").with("n", missing).text(language)));
        }
        if let Some(batch) = saved.loose_batch {
            let words = Message::new("salvage-loose").with("batch", batch.0).with("path", &self.output);
            text.push_str(&format!("\n{}", words.text(language)));
        }
        for (id, name) in &saved.doubtful {
            text.push_str(&format!("\n! {id:>6}  {name}"));
        }
        if let Some(batch) = saved.batch {
            let words = Message::new("salvage-doubtful").with("batch", batch.0).with("path", &self.output);
            text.push_str(&format!("\n{}", words.text(language)));
        }
        for finding in &saved.findings {
            text.push_str(&format!("\n{}", finding.message().text(language)));
        }
        print(&text)?;
        Ok(has_findings)
    }
}
