//! `hujin bench`: the hot paths on this machine.

use std::path::PathBuf;

use clap::Args;

use super::{Done, Shell, print, print_json};
use crate::import::ImportError;
use crate::workspace::bench::{BenchReport, bench, made_up_csv};

/// The hot paths on this machine.
#[derive(Args, Debug)]
pub struct Bench {
    /// 用这份表格 · on this spreadsheet
    #[arg(long, value_name = "FILE", conflicts_with = "rows")]
    csv: Option<PathBuf>,
    /// 用样本生成这么多行 · on so many rows made up from the sample
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    rows: usize,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Bench {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let pack = shell.pack()?;
        let report = match &self.csv {
            Some(csv) => bench(csv, &pack)?,
            None => {
                let folder =
                    tempfile::tempdir().map_err(|source| ImportError::Io { path: std::env::temp_dir(), source })?;
                let csv = folder.path().join("made-up.csv");
                let written = std::fs::write(&csv, made_up_csv(self.rows)?);
                written.map_err(|source| ImportError::Io { path: csv.clone(), source })?;
                bench(&csv, &pack)?
            }
        };
        if self.json {
            print_json(&report)?
        } else {
            print(&told(&report))?
        }
        Ok(false)
    }
}

fn told(report: &BenchReport) -> String {
    let mut text = format!("{}\nhujin {}, n = {}\n\n", report.machine, report.version, report.rows);
    text.push_str(&format!("{:<16}{:>12}{:>12}{:>6}{:>16}\n", "path", "median ms", "min ms", "runs", "result"));
    for p in &report.paths {
        let (median, min) = (p.median_s * 1e3, p.min_s * 1e3);
        text.push_str(&format!("{:<16}{median:>12.2}{min:>12.2}{:>6}{:>16.3}\n", p.path, p.runs, p.result));
    }
    match report.peak_rss_mb {
        Some(mb) => text + &format!("\npeak memory {mb:.0} MB\n"),
        None => text,
    }
}
