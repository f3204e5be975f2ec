//! `hujin stats`: numbers by district and track.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::error::CliError;
use super::filter_args::FilterArgs;
use super::{Done, Shell, print, print_json};
use crate::catalogue::Filter;
use crate::export::Table;
use crate::statistics::concentration::{Concentration, Permutations, Specialisation, concentrations, specialisations};
use crate::statistics::table::{StatRow, counted};
use crate::statistics::{By, Counting, stats};

/// Numbers by district and track.
#[derive(Args, Debug)]
pub struct Stats {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 按何分组 · district, track, or district,track
    #[arg(long, default_value = "district")]
    by: String,
    /// 计数规则 · fractional, primary, full
    #[arg(long, default_value = "fractional")]
    counting: String,
    /// 赛道集聚度的置换次数 · random labellings for the concentration of a track
    #[arg(long, default_value_t = Permutations::default().count)]
    permutations: u64,
    /// 随机种子 · their seed
    #[arg(long, default_value_t = Permutations::default().seed)]
    seed: u64,
    #[command(flatten)]
    filter: FilterArgs,
    /// 输出 CSV · print CSV
    #[arg(long)]
    csv: bool,
    /// 输出 JSON · print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
}

/// A row with the index of its district or its track.
#[derive(Serialize)]
struct IndexedRow {
    #[serde(flatten)]
    row: StatRow,
    /// Land of the district, which densities rest on; by district only.
    #[serde(skip_serializing_if = "Option::is_none")]
    land_area_km2: Option<f64>,
    #[serde(flatten)]
    specialisation: Option<Specialisation>,
    #[serde(flatten)]
    concentration: Option<Concentration>,
}

impl By {
    /// What is printed of a row, in this order; JSON has more.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            By::District => &[
                "district",
                "count",
                "fractional",
                "share",
                "density_per_km2",
                "hhi",
                "hhi_unbiased",
                "hhi_expected",
                "krugman",
                "krugman_expected",
                "counting",
            ],
            By::Track => &[
                "track",
                "count",
                "fractional",
                "share",
                "density_per_km2",
                "gini",
                "gini_expected",
                "gini_p",
                "ellison_glaeser",
                "ellison_glaeser_expected",
                "ellison_glaeser_p",
                "permutations",
                "seed",
                "counting",
            ],
            By::DistrictTrack => &[
                "district",
                "track",
                "count",
                "fractional",
                "share",
                "density_per_km2",
                "lq",
                "lq_low",
                "lq_high",
                "expected",
                "p",
                "q",
                "detectable_lq",
                "counting",
            ],
        }
    }
}

impl Stats {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let by = By::from_code(&self.by).ok_or_else(|| CliError::Value {
            flag: "--by",
            value: self.by.clone(),
            expected: "district; track; district,track".to_owned(),
        })?;
        let counting = Counting::from_code(&self.counting).ok_or_else(|| CliError::Value {
            flag: "--counting",
            value: self.counting.clone(),
            expected: Counting::ALL.map(Counting::code).join(", "),
        })?;
        let (catalogue, pack) = shell.open(&self.path)?;
        let filter = self.filter.over(&Filter::default(), catalogue.taxonomy(), &pack)?;
        let (selection, areas) = (filter.select(&catalogue), pack.areas_km2());
        let table = counted(&catalogue, &selection, &areas);
        let permutations = Permutations { count: self.permutations, seed: self.seed };
        let mut specialisations =
            if by == By::District { specialisations(&table, counting) } else { Vec::new() }.into_iter();
        let mut concentrations =
            if by == By::Track { concentrations(&table, counting, permutations) } else { Vec::new() }.into_iter();
        let land = |row: &StatRow| areas.iter().find(|(code, _)| Some(*code) == row.district).map(|(_, km2)| *km2);
        // Rows and indices are in the order of the table; the row of those without district or track comes last.
        let rows: Vec<IndexedRow> = stats(&catalogue, &selection, by, counting, &areas)
            .into_iter()
            .map(|row| IndexedRow {
                land_area_km2: land(&row).filter(|_| by == By::District),
                row,
                specialisation: specialisations.next(),
                concentration: concentrations.next(),
            })
            .collect();
        if self.json {
            print_json(&rows)?;
            return Ok(false);
        }
        let keys = by.columns();
        let values: Vec<Value> = rows
            .iter()
            .map(|row| serde_json::to_value(row).map_err(|source| CliError::Json { source }))
            .collect::<Result<_, _>>()?;
        if self.csv {
            let columns = keys.iter().map(|k| (*k).to_owned()).collect();
            let table = Table { columns, rows: values.iter().map(|row| cells(row, keys, false)).collect() }.csv()?;
            print(&String::from_utf8_lossy(&table))?;
        } else {
            let width = |key: &str| key.len().max(12) + 2;
            let line = |cells: &[String]| -> String {
                let padded = keys.iter().zip(cells).map(|(key, cell)| format!("{cell:>width$}", width = width(key)));
                padded.collect::<String>() + "\n"
            };
            let head: Vec<String> = keys.iter().map(|k| (*k).to_owned()).collect();
            let body = values.iter().map(|row| line(&cells(row, keys, true)));
            print(&(line(&head) + &body.collect::<String>()))?;
        }
        Ok(false)
    }
}

/// The cells of a row: as they are, or for reading to four digits after the point.
fn cells(row: &Value, keys: &[&str], round: bool) -> Vec<String> {
    keys.iter()
        .map(|key| match &row[*key] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Number(n) if round && n.is_f64() => format!("{:.4}", n.as_f64().unwrap_or_default()),
            other => other.to_string(),
        })
        .collect()
}
