//! Boundary packs: list, check, add.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;

use super::error::CliError;
use super::{Done, Shell, print, print_json};
use crate::geography::{
    Datum, Description, Layer, Pack, PackError, add_layer, add_pack, check_districts_file, list_packs,
};
use crate::language::{Bilingual, Language, Message, say};
use crate::profile::whitepaper::check_narrative;
use crate::report::{Report, Tell};
use crate::workspace::{approval, own_packs};

/// Boundary packs.
#[derive(Args, Debug)]
pub struct Maps {
    #[command(subcommand)]
    command: MapsCommand,
}

#[derive(Debug, Subcommand)]
enum MapsCommand {
    /// 列出底图 · list the packs
    List {
        /// 输出 JSON · print JSON
        #[arg(long)]
        json: bool,
    },
    /// 登记审图号，只印在这份边界的图上；空号为取消 · keep the review number of the boundaries in use; an empty one forgets it
    ReviewNumber {
        /// 如 沪S(2024)015号 · such as GS(2024)0650号
        number: String,
    },
    /// 检查底图文件 · look for faults in a district file, or in the pack in use
    Check {
        /// GeoJSON 文件 · the file
        file: Option<PathBuf>,
        /// 坐标系 · wgs84, gcj02, bd09
        #[arg(long, default_value = "wgs84")]
        datum: String,
        /// 输出 JSON · print JSON
        #[arg(long)]
        json: bool,
    },
    /// 添加底图：区界文件，以及水域、街镇、轨道、道路、地点（CSV）、白皮书（TOML）文件 · make a pack of a district file, or add layers to one
    Add {
        /// GeoJSON、CSV 或 TOML 文件 · the files; what each holds is found out
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 坐标系 · wgs84, gcj02, bd09
        #[arg(long)]
        datum: String,
        /// 底图名称（英文小写） · name of the pack; by default the first file's
        #[arg(long)]
        id: Option<String>,
        /// 地区名称，用于标题 · what the area is called, in titles
        #[arg(long)]
        name: Option<String>,
        /// 英文名称 · the same in English
        #[arg(long)]
        name_en: Option<String>,
        /// 资料来源，随图刊出 · the credit line under every map
        #[arg(long)]
        source: Option<String>,
        /// 资料日期 · date of the data
        #[arg(long)]
        date: Option<String>,
        /// 审图号 · review number, where the map has been reviewed
        #[arg(long)]
        review_number: Option<String>,
        /// 放在哪个文件夹 · the folder for it
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
    },
}

fn datum(word: &str) -> Result<Datum, CliError> {
    Datum::from_code(word).ok_or_else(|| CliError::Value {
        flag: "--datum",
        value: word.to_owned(),
        expected: Datum::ALL.map(Datum::code).join(", "),
    })
}

impl Maps {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        match self.command {
            MapsCommand::List { json } => list(json, language),
            MapsCommand::ReviewNumber { number } => {
                let pack = shell.pack()?;
                approval::give(&pack, &number, &approval::file()).map_err(|e| -> Box<dyn Tell> { e })?;
                let kept = approval::review_number(&pack, &approval::file());
                let words = match &kept {
                    Some(number) => Message::new("cli-review-number").with("number", number.as_str()),
                    None => Message::new("cli-review-number-none"),
                };
                print(&words.with("id", pack.id.as_str()).text(language))?;
                Ok(false)
            }
            MapsCommand::Check { file: None, json, .. } => {
                let pack = shell.pack()?;
                if json {
                    print_json(&json!({"id": pack.id, "districts": pack.districts.len(), "findings": []}))?;
                } else {
                    let words =
                        Message::new("cli-pack-clean").with("id", pack.id.as_str()).with("n", pack.districts.len());
                    print(&words.text(language))?;
                }
                Ok(false)
            }
            MapsCommand::Check { file: Some(file), datum: word, json } => {
                let summary = check_districts_file(&file, datum(&word)?)?;
                let told: Vec<String> = summary.findings.iter().map(|f| told(f, language)).collect();
                if json {
                    print_json(
                        &json!({"file": file, "districts": summary.districts.len(), "vertices": summary.vertices,
                        "area_km2": summary.area_km2, "sha256": summary.sha256, "findings": told}),
                    )?;
                } else {
                    let name = file.display().to_string();
                    let words = Message::new("cli-pack-clean").with("id", name).with("n", summary.districts.len());
                    print(&if told.is_empty() { words.text(language) } else { told.join("\n") })?;
                }
                Ok(!told.is_empty())
            }
            MapsCommand::Add { files, datum: word, id, name, name_en, source, date, review_number, into } => {
                let Some(first) = files.first() else { return Ok(false) };
                let into = into.unwrap_or_else(own_packs);
                let mut about = Description::from_file(first);
                about.id = id.unwrap_or(about.id);
                about.name = name.map_or(about.name, |text| Bilingual::new(&text, name_en.as_ref().unwrap_or(&text)));
                about.source = source.map_or(about.source, |text| Bilingual::new(&text, &text));
                about.date = date.unwrap_or(about.date);
                about.review_number = review_number;
                let pack = add(&files, datum(&word)?, &into, &about)?;
                let words = Message::new("cli-pack-added")
                    .with("id", pack.id.as_str())
                    .with("n", pack.districts.len())
                    .with("path", into.display().to_string());
                print(&words.text(language))?;
                Ok(false)
            }
        }
    }
}

/// Makes a pack of the district file among `files` unless it is there, and adds the other files to it as layers.
fn add(files: &[PathBuf], datum: Datum, into: &Path, about: &Description) -> Result<Arc<Pack>, PackError> {
    let mut layers = Vec::new();
    for file in files {
        layers.push((Layer::guess(file)?, file));
    }
    // The districts first: without them there is no pack to add to. Words last: they name places.
    layers.sort_by_key(|(layer, _)| *layer);
    let folder = into.join(&about.id);
    let mut pack = None;
    for (layer, file) in layers {
        pack = Some(match layer {
            Layer::Districts if pack.is_none() && !folder.exists() => add_pack(file, datum, into, about)?,
            layer => {
                if layer == Layer::Narrative {
                    check_words(&folder, file)?;
                }
                add_layer(&folder, layer, file, datum)?
            }
        });
    }
    pack.map_or_else(|| Ok(Pack::bundled()), |pack| Ok(Arc::new(pack)))
}

/// Looks for faults in a narrative before it becomes part of the pack in a folder.
fn check_words(folder: &Path, file: &Path) -> Result<(), PackError> {
    let unreadable = |source| PackError::Unreadable { file: file.to_owned(), source };
    let text = std::fs::read_to_string(file).map_err(unreadable)?;
    let mut pack = Pack::load(folder)?;
    pack.narrative = Some(text.into());
    check_narrative(&pack, file)
}

fn list(json: bool, language: Language) -> Done {
    let bundled = Pack::bundled();
    let own = own_packs();
    let entries = if own.is_dir() { list_packs(&own)? } else { Vec::new() };
    let bad = entries.iter().any(|e| e.manifest.is_err());
    if json {
        let mut rows = vec![json!({"id": bundled.id, "name": bundled.name, "districts": bundled.districts.len(),
            "source": bundled.source, "licence": bundled.licence, "date": bundled.date,
            "review_number": bundled.review_number, "bundled": true})];
        rows.extend(entries.iter().map(|e| {
            let error = e.manifest.as_ref().err().map(|f| crate::report::Tell::message(f).text(language));
            json!({"folder": e.folder, "bundled": false, "error": error})
        }));
        print_json(&rows)?;
        return Ok(bad);
    }
    print(&format!("{}  {}  {}", bundled.id, bundled.name.get(language), bundled.source.get(language)))?;
    for entry in &entries {
        print(&match &entry.manifest {
            Ok(m) => {
                format!("{}  {}  {}  {}", m.id, m.name.get(language), m.source.get(language), entry.folder.display())
            }
            Err(error) => format!("{}  {}", entry.folder.display(), crate::report::Tell::message(error).text(language)),
        })?;
    }
    Ok(bad)
}

/// A finding and what to do about it, in one line.
fn told(finding: &dyn Tell, language: Language) -> String {
    let report = Report::new(finding, language);
    report
        .hint
        .map_or(report.message.clone(), |hint| format!("{}{}{hint}", report.message, say(language, "sentence-gap")))
}
