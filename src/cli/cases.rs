//! Practice cases: list them, add those of a spreadsheet.

use std::path::PathBuf;

use clap::Args;

use super::{Done, Shell, open, print, print_json};
use crate::catalogue::{CaseChange, PracticeCase};
use crate::language::{Message, say};
use crate::report::Tell;
use crate::store::Store;
use crate::workspace::cases_file;

/// Lists practice cases, or adds those of a spreadsheet.
#[derive(Args, Debug)]
pub struct Cases {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 加入表格中的案例 · add the cases of a CSV or TSV file
    #[arg(long, value_name = "FILE")]
    add: Option<PathBuf>,
    /// 赛道 id · of one track only
    #[arg(long, value_name = "TRACK")]
    track: Option<String>,
    /// 写入 .csv 或 .xlsx · write to a file
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Cases {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let catalogue = open(&self.path)?;
        let mut has_faults = false;
        if let Some(file) = &self.add {
            let read = cases_file::read(file, &catalogue, &*shell.pack()?).map_err(|e| -> Box<dyn Tell> { e })?;
            for fault in &read.faults {
                print(&fault.message().text(language))?;
            }
            has_faults = !read.faults.is_empty();
            let changes: Vec<CaseChange> =
                read.cases.into_iter().map(|case| CaseChange { before: None, after: Some(case) }).collect();
            let made = Store::open(&self.path)?.change_cases(&changes)?;
            print(&Message::new("cases-read").with("n", made.len()).with("faults", read.faults.len()).text(language))?;
        }
        let mut cases = Store::open_read(&self.path)?.cases()?;
        cases.retain(|case| self.track.as_ref().is_none_or(|track| case.track == *track));
        match &self.output {
            Some(path) => {
                let placed = cases_file::write(path, &cases, &catalogue, language)?;
                print(&super::written(path, placed, language))?;
            }
            None if self.json => print_json(&cases)?,
            None if self.add.is_some() => {}
            None if cases.is_empty() => print(&say(language, "cli-no-cases"))?,
            None => print(&listed(&cases))?,
        }
        Ok(has_faults)
    }
}

fn listed(cases: &[PracticeCase]) -> String {
    let line = |case: &PracticeCase| {
        let year = case.year.map(|y| y.to_string()).unwrap_or_default();
        format!("{}\t{}\t{}\t{}\t{}\t{}\n", case.id, case.track, year, case.title, case.institution, case.source)
    };
    cases.iter().map(line).collect()
}
