//! `hujin profile`: the report of a district, and the pages about several or the city.

use std::path::{Path, PathBuf};

use clap::Args;

use super::ending::format_of;
use super::error::CliError;
use super::export::created;
use super::filter_args::district;
use super::{Done, Shell, print};
use crate::catalogue::{Catalogue, Filter};
use crate::export::{profile_html, profile_json, write_atomically};
use crate::geography::Pack;
use crate::language::Language;
use crate::profile::{Context, Profile};
use crate::report::Tell;
use crate::workspace::report_file::{self, NAME, ReportFormat, ReportOrder, catalogue_name, written};
use crate::workspace::{Outcome, Token};

/// The profile of a district.
#[derive(Args, Debug)]
pub struct ProfileOrder {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 区，代码或名称；all 为每区一份 · the district by code or name, or «all»: one file a district
    #[arg(long, required_unless_present_any = ["compare", "city", "recommendations", "robustness"])]
    district: Option<String>,
    /// 并排对比两到四个区 · two to four districts side by side
    #[arg(long, value_name = "CODE|NAME,…", value_delimiter = ',', conflicts_with = "district")]
    compare: Vec<String>,
    /// 全市页 · the page of the city
    #[arg(long, conflicts_with_all = ["district", "compare"])]
    city: bool,
    /// 建议页 · the page of recommendations
    #[arg(long, conflicts_with_all = ["district", "compare", "city"])]
    recommendations: bool,
    /// 某赛道的结论在各种空间划分下是否成立 · whether a conclusion about a track survives other cuts of space
    #[arg(long, value_name = "TRACK", conflicts_with_all = ["district", "compare", "city", "recommendations"])]
    robustness: Option<String>,
    /// 格式 · docx, pdf, html, json (docx and pdf of districts only); by default by the file's extension, else html
    #[arg(long)]
    format: Option<String>,
    /// 写入文件；{adcode}、{district} 为代码和区名 · write to a file, or a folder of files; in its name {adcode} and
    /// {district} stand for code and name of the district
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

impl ProfileOrder {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = shell.open(&self.path)?;
        let format = self.format()?;
        if self.district.is_some() {
            return self.reports(format, &catalogue, &pack, language);
        }
        let selection = Filter::default().select(&catalogue);
        let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language };
        // Nothing cancels a command but its end.
        let Some(profile) = self.made(&context)? else { return Ok(true) };
        let text = match format {
            ReportFormat::Html => profile_html(&profile, language),
            ReportFormat::Json => profile_json(&profile).map_err(|source| CliError::Json { source })?,
            ReportFormat::Docx | ReportFormat::Pdf => {
                let (value, expected) = (format.extension().to_owned(), "html, json".to_owned());
                return Err(CliError::Value { flag: "--format", value, expected }.into());
            }
        };
        match self.output {
            Some(path) => {
                let placed = write_atomically(&path, text.as_bytes())?;
                print(&super::written(&path, placed, language))?;
            }
            None => print(&text)?,
        }
        Ok(false)
    }

    /// The format that is asked for, by word or by the ending of the file.
    fn format(&self) -> Result<ReportFormat, Box<dyn Tell>> {
        let asked: Option<ReportFormat> = self.format.as_ref().map(|word| word.parse()).transpose()?;
        // A folder has no ending, nor has a name without a full stop.
        let file = self.output.as_ref().filter(|path| !is_folder(path) && path.extension().is_some());
        match (file, asked) {
            (Some(path), asked) => {
                let known = self.endings();
                let says = format_of(path, known, asked.map(|format| ("--format", format.extension())))?;
                Ok(says.parse()?)
            }
            (None, asked) => Ok(asked.unwrap_or(ReportFormat::Html)),
        }
    }

    /// The endings that can be written: Word and PDF are of districts only.
    fn endings(&self) -> &'static [&'static str] {
        if self.district.is_some() { &["docx", "pdf", "html", "json"] } else { &["html", "json"] }
    }

    /// Writes the reports of one district or all.
    fn reports(&self, format: ReportFormat, catalogue: &Catalogue, pack: &Pack, language: Language) -> Done {
        let districts = match self.district.as_deref() {
            Some("all") => pack.districts.iter().map(|d| d.adcode).collect(),
            Some(name) => vec![district(name, pack)?],
            None => Vec::new(),
        };
        let by_name = format!("{NAME}.{}", format.extension());
        let path = match &self.output {
            Some(folder) if is_folder(folder) => {
                // As batches of figures do; where it cannot be made, writing says so.
                std::fs::create_dir_all(folder).ok();
                folder.join(&by_name)
            }
            Some(path) => path.clone(),
            None => PathBuf::from(&by_name),
        };
        let catalogue_name = catalogue_name(&self.path);
        let order = ReportOrder { districts, format, path, language, catalogue: catalogue_name, created: created() };
        let is_text = matches!(format, ReportFormat::Html | ReportFormat::Json);
        if let ([one], None, true) = (order.districts.as_slice(), &self.output, is_text) {
            let made = report_file::report(&order, *one, pack, catalogue, &Token::default()).map_err(plain)?;
            print(&String::from_utf8_lossy(&made.unwrap_or_default()))?;
            return Ok(false);
        }
        let outcome = report_file::write(&order, pack, catalogue, &Token::default()).map_err(plain)?;
        if let Outcome::Reported { paths, bytes, replaced, .. } = outcome {
            print(&written(&paths, bytes, replaced, language))?;
        }
        Ok(false)
    }

    /// The page that is asked for; `None` when cancelled.
    fn made(&self, context: &Context<'_>) -> Result<Option<Profile>, Box<dyn crate::report::Tell>> {
        let (pack, taxonomy) = (context.pack, context.catalogue.taxonomy());
        if let Some(id) = &self.robustness {
            let track = taxonomy.index_of(id).ok_or_else(|| {
                let known: Vec<&str> = taxonomy.tracks().iter().map(|t| t.id.as_str()).collect();
                CliError::Value { flag: "--robustness", value: id.clone(), expected: known.join(", ") }
            })?;
            return Ok(Profile::robustness(context, track, &|| false));
        }
        if self.city {
            return Ok(Some(Profile::city(context)));
        }
        if self.recommendations {
            return Ok(Profile::recommendations(context, &|| false));
        }
        let codes = self.compare.iter().map(|name| district(name, pack)).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Profile::comparison(context, &codes)?))
    }
}

/// Whether an output is a folder, there or to be made.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

/// An error of a worker, as commands return theirs.
fn plain(error: Box<dyn Tell + Send + Sync>) -> Box<dyn Tell> {
    error
}
