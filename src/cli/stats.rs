//! `hujin stats`: numbers by district and track.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::error::CliError;
use super::filter_args::FilterArgs;
use super::text_table::TextTable;
use super::{Done, Shell, print, print_json};
use crate::catalogue::{Filter, Taxonomy};
use crate::export::Table;
use crate::geography::{Adcode, Pack};
use crate::language::{Language, Message, fixed, say};
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
    /// The rows that numbers rest on: what a filter says of what is compared only chooses what is listed. Within one
    /// district, or one track, every quotient would be 1.
    fn base(self, filter: &Filter) -> Filter {
        match self {
            By::District => Filter { districts: Vec::new(), ..filter.clone() },
            By::Track => Filter { tracks: Vec::new(), serves: Vec::new(), ..filter.clone() },
            By::DistrictTrack => filter.comparable(),
        }
    }

    /// Whether a row is listed.
    fn lists(self, row: &StatRow, filter: &Filter, taxonomy: &Taxonomy) -> bool {
        let serves = |id: &str| {
            let track = taxonomy.index_of(id).and_then(|i| taxonomy.get(i));
            track.is_some_and(|track| filter.serves.contains(&track.serves_most))
        };
        let is_chosen = |id: &str| {
            (filter.tracks.is_empty() || filter.tracks.iter().any(|track| track == id))
                && (filter.serves.is_empty() || serves(id))
        };
        let district = filter.districts.is_empty() || row.district.is_some_and(|code| filter.districts.contains(&code));
        let any_track = filter.tracks.is_empty() && filter.serves.is_empty();
        let track = any_track || row.track.as_deref().is_some_and(is_chosen);
        (self == By::Track || district) && (self == By::District || track)
    }

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
                "share_low",
                "share_high",
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
        let (selection, areas) = (by.base(&filter).select(&catalogue), pack.areas_km2());
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
            .filter(|row| by.lists(&row.row, &filter, catalogue.taxonomy()))
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
            let table = Table { columns, rows: values.iter().map(|row| cells(row, keys)).collect() }.csv()?;
            print(&String::from_utf8_lossy(&table))?;
        } else {
            let names = Names { pack: &pack, taxonomy: catalogue.taxonomy(), language: shell.language };
            print(&self.told(&values, by, counting, names))?;
        }
        Ok(false)
    }
}

impl Stats {
    /// The table for reading: names instead of codes, units in the heads, no column of which nothing is defined; what is
    /// the same in all rows comes below.
    fn told(&self, rows: &[Value], by: By, counting: Counting, names: Names<'_>) -> String {
        let language = names.language;
        let has_any = |key: &str| is_name(key) || rows.iter().any(|row| !row[key].is_null());
        let columns = by.columns().iter().filter(|key| has_any(key)).filter_map(|key| Some((*key, head(key, by)?)));
        let columns: Vec<(&str, &'static str)> = columns.collect();
        let mut table =
            TextTable::new(columns.iter().map(|(key, head)| (say(language, head), !is_name(key))).collect());
        for row in rows {
            table.push(columns.iter().map(|(key, _)| names.cell(key, &row[*key])).collect());
        }
        let counted = Message::new("stats-counting").with("counting", counting.name()).text(language);
        let random =
            Message::new("stats-permutations").with("n", self.permutations).with("seed", self.seed.to_string());
        let below = if by == By::Track { format!("{counted}{}", random.text(language)) } else { counted };
        format!("{}{below}", table.text())
    }
}

/// What codes and ids are called.
#[derive(Clone, Copy)]
struct Names<'a> {
    pack: &'a Pack,
    taxonomy: &'a Taxonomy,
    language: Language,
}

impl Names<'_> {
    /// A cell for reading.
    fn cell(self, key: &str, value: &Value) -> String {
        match (key, value.as_u64(), value.as_str()) {
            ("district", Some(code), _) => self.district(code),
            ("district", None, _) => say(self.language, "stats-no-district"),
            ("track", _, Some(id)) => {
                let track = self.taxonomy.index_of(id).and_then(|i| self.taxonomy.get(i));
                track.map_or(id, |track| track.name.get(self.language)).to_owned()
            }
            ("track", _, None) => say(self.language, "stats-no-track"),
            _ => read_cell(key, value),
        }
    }

    fn district(self, code: u64) -> String {
        let known = u32::try_from(code).ok().and_then(|code| self.pack.district(Adcode(code)));
        known.map_or_else(|| code.to_string(), |district| district.name.get(self.language).to_owned())
    }
}

fn is_name(key: &str) -> bool {
    ["district", "track"].contains(&key)
}

/// Id of the head of a column with its unit; none of a column that is the same in all rows.
fn head(key: &str, by: By) -> Option<&'static str> {
    Some(match key {
        "district" => "stats-head-district",
        "track" => "stats-head-track",
        "count" => "stats-head-count",
        "fractional" if by == By::District => "stats-head-tracked",
        "fractional" => "stats-head-fractional",
        "share" => "stats-head-share",
        "share_low" => "stats-head-share-low",
        "share_high" => "stats-head-share-high",
        "density_per_km2" => "stats-head-density",
        "lq" => "stats-head-lq",
        "lq_low" => "stats-head-lq-low",
        "lq_high" => "stats-head-lq-high",
        "expected" => "stats-head-expected",
        "p" => "stats-head-p",
        "q" => "stats-head-q",
        "detectable_lq" => "stats-head-detectable",
        "hhi" => "stats-head-hhi",
        "hhi_unbiased" => "stats-head-hhi-unbiased",
        "hhi_expected" => "stats-head-hhi-expected",
        "krugman" => "stats-head-krugman",
        "krugman_expected" => "stats-head-krugman-expected",
        "gini" => "stats-head-gini",
        "gini_expected" => "stats-head-gini-expected",
        "gini_p" => "stats-head-gini-p",
        "ellison_glaeser" => "stats-head-eg",
        "ellison_glaeser_expected" => "stats-head-eg-expected",
        "ellison_glaeser_p" => "stats-head-eg-p",
        _ => return None,
    })
}

/// What stands where a number is not defined.
const UNDEFINED: &str = "–";

/// A number for reading.
fn read_cell(key: &str, value: &Value) -> String {
    let Some(number) = value.as_f64() else { return UNDEFINED.to_owned() };
    match key {
        "count" => fixed(number, 0),
        "share" | "share_low" | "share_high" => fixed(number * 100.0, 1),
        "p" | "q" | "gini_p" | "ellison_glaeser_p" if number < 0.001 => "<0.001".to_owned(),
        "p" | "q" | "gini_p" | "ellison_glaeser_p" => fixed(number, 3),
        "fractional" | "expected" | "lq" | "lq_low" | "lq_high" | "detectable_lq" => fixed(number, 2),
        _ => fixed(number, 4),
    }
}

/// The cells of a row as they are.
fn cells(row: &Value, keys: &[&str]) -> Vec<String> {
    keys.iter()
        .map(|key| match &row[*key] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
        .collect()
}
