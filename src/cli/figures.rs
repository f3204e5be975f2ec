//! Commands that show something: claims, profile, export.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use super::error::CliError;
use super::filter_args::{FilterArgs, district};
use super::{Done, Shell, open, print, print_json};
use crate::catalogue::{Catalogue, Filter};
use crate::document::{Document, read_view};
use crate::export::{
    Format, PageSize, PdfTags, Rendering, SvgText, profile_html, profile_json, unheard, write_atomically, write_pages,
};
use crate::geography::Pack;
use crate::language::{Language, Message, say};
use crate::layers;
use crate::profile::verdict::tested_claims;
use crate::profile::{Context, Profile, WhitePaper};
use crate::scene::Page;
use crate::workspace::Outcome;
use crate::workspace::figure::{self, FigureOrder};

/// The white paper's claims, tested.
#[derive(Args, Debug)]
pub struct Claims {
    /// 目录 · the catalogue
    path: PathBuf,
    #[command(flatten)]
    filter: FilterArgs,
    /// 输出 JSON · print JSON
    #[arg(long)]
    json: bool,
}

impl Claims {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = (open(&self.path)?, shell.pack()?);
        let filter = self.filter.over(&Filter::default(), catalogue.taxonomy(), &pack)?;
        let selection = filter.select(&catalogue);
        let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language };
        let paper = WhitePaper::bundled();
        let tested = tested_claims(&context, paper);
        let told = || {
            tested.iter().zip(&paper.claims).map(|(result, claim)| (result, claim, result.sentence(claim, &context)))
        };
        if self.json {
            let rows: Vec<Value> = told()
                .map(|(result, _, sentence)| {
                    let mut row = serde_json::to_value(result).map_err(|source| CliError::Json { source })?;
                    row["sentence"] = sentence.into();
                    Ok(row)
                })
                .collect::<Result<_, CliError>>()?;
            print_json(&rows)?;
            return Ok(false);
        }
        for (result, claim, sentence) in told() {
            let verdict = say(language, result.verdict.label());
            print(&format!("{}  {}【{verdict}】\n      {sentence}\n", claim.id, claim.long.get(language)))?;
        }
        Ok(false)
    }
}

/// The profile of a district.
#[derive(Args, Debug)]
pub struct ProfileOrder {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 区，代码或名称 · the district by code or name
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
    /// 格式 · html or json
    #[arg(long, default_value = "html")]
    format: String,
    /// 写入文件 · write to a file
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

impl ProfileOrder {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = (open(&self.path)?, shell.pack()?);
        let selection = Filter::default().select(&catalogue);
        let context = Context { catalogue: &catalogue, pack: &pack, selection: &selection, language };
        // Nothing cancels a command but its end.
        let Some(profile) = self.made(&context)? else { return Ok(true) };
        let text = match self.format.as_str() {
            "html" => profile_html(&profile, language),
            "json" => profile_json(&profile).map_err(|source| CliError::Json { source })?,
            other => {
                let (value, expected) = (other.to_owned(), "html, json".to_owned());
                return Err(CliError::Value { flag: "--format", value, expected }.into());
            }
        };
        match self.output {
            Some(path) => write_atomically(&path, text.as_bytes())?,
            None => print(&text)?,
        }
        Ok(false)
    }

    /// The page that is asked for; `None` when cancelled.
    fn made(&self, context: &Context<'_>) -> Result<Option<Profile>, Box<dyn crate::report::Tell>> {
        let (pack, taxonomy) = (context.pack, context.catalogue.taxonomy());
        if let Some(name) = &self.district {
            return Ok(Some(Profile::district(context, district(name, pack)?)?));
        }
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

/// Writes a figure.
#[derive(Args, Debug)]
pub struct Export {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 视图文件 · a view file
    #[arg(long, value_name = "V.hjview")]
    view: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    /// 图层参数，如 density=on · a layer's control, such as density=on or choropleth.measure=density
    #[arg(long = "set", value_name = "LAYER.KEY=VALUE")]
    settings: Vec<String>,
    /// 格式 · png, svg, pdf, tiff, webp; otherwise by the file's extension
    #[arg(long)]
    format: Option<String>,
    /// 幅面 · a0 … a5, a4-portrait, slide, 160mm, 80mm, 200x120mm
    #[arg(long, default_value = "a4")]
    size: String,
    /// 分辨率 · pixels an inch, for PNG, TIFF and WebP
    #[arg(long, default_value_t = 300)]
    dpi: u32,
    /// SVG 中的文字：文字或轮廓 · text of SVG: «text», or «outlines» for machines without the font
    #[arg(long, value_name = "text|outlines", default_value = "text")]
    svg_text: String,
    /// 无障碍 PDF · a PDF that assistive technology reads (PDF/UA-1)
    #[arg(long)]
    accessible: bool,
    /// 标题 · title; otherwise made from the filter
    #[arg(long, default_value = "")]
    title: String,
    /// 深色底 · on dark paper
    #[arg(long)]
    dark: bool,
    /// 每区一张 · «district»: one figure a district
    #[arg(long, value_name = "district")]
    each: Option<String>,
    /// 合为一个多页 PDF · with --each: all of them as the pages of one PDF
    #[arg(long, requires = "each")]
    one_file: bool,
    /// 输出文件 · the file
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
}

impl Export {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = (open(&self.path)?, shell.pack()?);
        let document = self.document(&catalogue, &pack)?;
        let format = match &self.format {
            Some(word) => Format::of_path(Path::new(&format!("figure.{word}")))?,
            None => Format::of_path(&self.output)?,
        };
        let size: PageSize = self.size.parse()?;
        let order = FigureOrder {
            document,
            size_mm: size.size_mm,
            rendering: self.rendering()?,
            format,
            path: self.output.clone(),
            title: self.title.clone(),
            language,
            dark: self.dark,
            created: created(),
        };
        if self.one_file {
            let orders = self.orders(order.clone(), &pack)?;
            // Nothing cancels a command but its end.
            let page = |each: &FigureOrder| figure::page(each, &pack, &catalogue, &|| false);
            let pages: Vec<Page> = orders.iter().filter_map(page).collect();
            let written = write_pages(&pages, order.format, &order.rendering, &order.path, &unheard)?;
            return print_done(&order.path, written.bytes as u64, language);
        }
        for order in self.orders(order, &pack)? {
            if let Outcome::Exported { path, bytes } = figure::write(&order, &pack, &catalogue, &|| false)? {
                print_done(&path, bytes, language)?;
            }
        }
        Ok(false)
    }

    fn rendering(&self) -> Result<Rendering, CliError> {
        let svg_text = match self.svg_text.as_str() {
            "text" => SvgText::Text,
            "outlines" => SvgText::Outlines,
            other => {
                let (value, expected) = (other.to_owned(), "text, outlines".to_owned());
                return Err(CliError::Value { flag: "--svg-text", value, expected });
            }
        };
        let pdf_tags = if self.accessible { PdfTags::Accessible } else { PdfTags::None };
        Ok(Rendering { svg_text, pdf_tags, ..Rendering::at(self.dpi) })
    }

    fn document(&self, catalogue: &Catalogue, pack: &Pack) -> Result<Document, Box<dyn crate::report::Tell>> {
        let mut document = match &self.view {
            Some(path) => {
                let text =
                    std::fs::read_to_string(path).map_err(|source| CliError::Read { path: path.clone(), source })?;
                read_view(&text)?
            }
            None => Document::default(),
        };
        document.filter = self.filter.over(&document.filter, catalogue.taxonomy(), pack)?;
        for text in &self.settings {
            layers::set(&mut document.layers, text, catalogue.taxonomy())?;
        }
        Ok(document)
    }

    fn orders(&self, order: FigureOrder, pack: &Pack) -> Result<Vec<FigureOrder>, CliError> {
        match self.each.as_deref() {
            None => Ok(vec![order]),
            Some("district") => Ok(pack
                .districts
                .iter()
                .map(|d| {
                    let stem = order.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
                    let name = format!("{stem}_{}_{}.{}", d.adcode, d.name.zh, order.format.extension());
                    let mut each = order.clone();
                    each.document.filter.districts = vec![d.adcode];
                    each.path = order.path.with_file_name(name);
                    each
                })
                .collect()),
            Some(other) => {
                Err(CliError::Value { flag: "--each", value: other.to_owned(), expected: "district".to_owned() })
            }
        }
    }
}

fn print_done(path: &Path, bytes: u64, language: Language) -> Done {
    let words = Message::new("export-done").with("kilobytes", bytes.div_ceil(1024)).with("path", path);
    print(&words.text(language))?;
    Ok(false)
}

/// Now, or `SOURCE_DATE_EPOCH` for figures that shall be equal byte by byte.
fn created() -> time::OffsetDateTime {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.parse().ok());
    fixed.and_then(|s| time::OffsetDateTime::from_unix_timestamp(s).ok()).unwrap_or_else(time::OffsetDateTime::now_utc)
}
