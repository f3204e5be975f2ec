//! `hujin export`: figures, one or one for each.

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use super::filter_args::FilterArgs;
use super::{Done, Shell, print};
use crate::catalogue::Catalogue;
use crate::document::composition::PANELS;
use crate::document::{ChartOf, Composition, Document, Extent, Part, Template, Wording};
use crate::export::{ExportError, Format, PageSize, PdfTags, Placed, Rendering, SvgText, read_font, with_replaced};
use crate::figure::{FIELDS, unknown_fields};
use crate::geography::Pack;
use crate::interruption;
use crate::language::{Language, Message};
use crate::layers::choropleth::Choropleth;
use crate::layers::multiples::MultiplesMeasure;
use crate::layers::{self, Controls};
use crate::scene::text::{Fallback, OnMissing};
use crate::workspace::batch::{self, BatchOrder, Each, pattern_fault};
use crate::workspace::figure::{self, FigureOrder, TableFormat};
use crate::workspace::figure_format::FigureFormat;
use crate::workspace::provenance::{since, view_of};
use crate::workspace::{Outcome, approval, styles};

/// Writes a figure.
#[derive(Args, Debug)]
pub struct Export {
    /// 目录 · the catalogue
    path: PathBuf,
    /// 视图文件或图件 · a view file, or a figure to make again
    #[arg(long, value_name = "V.hjview|FIGURE")]
    view: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    /// 图层参数，如 density=on · a layer's control, such as density=on or choropleth.measure=density
    #[arg(long = "set", value_name = "LAYER.KEY=VALUE")]
    settings: Vec<String>,
    /// 格式 · png, svg, pdf, docx, tiff, webp; otherwise by the file's extension
    #[arg(long)]
    format: Option<String>,
    #[command(flatten)]
    composition: CompositionArgs,
    /// 分辨率 · pixels an inch, for PNG, TIFF and WebP
    #[arg(long, default_value_t = 300)]
    dpi: u32,
    /// SVG 中的文字：文字或轮廓 · text of SVG: «text», or «outlines» for machines without the font
    #[arg(long, value_name = "text|outlines", default_value = "text")]
    svg_text: String,
    /// 无障碍 PDF · a PDF that assistive technology reads (PDF/UA-1)
    #[arg(long)]
    accessible: bool,
    /// 每区、每赛道或每区每赛道一张 · one figure for each: district, track, or district,track
    #[arg(long, value_name = "district|track|district,track")]
    each: Option<String>,
    /// 批量文件名 · pattern of a batch's names, with {name} {adcode} {district} {track} {track_id} {measure} {date} {n}
    #[arg(long, value_name = "PATTERN", requires = "each")]
    name: Option<String>,
    /// 合为一个多页 PDF · with --each: all of them as the pages of one PDF
    #[arg(long, requires = "each")]
    one_file: bool,
    /// 另存缩略图总览 · write a page with all figures of a batch small
    #[arg(long, requires = "each")]
    contact_sheet: bool,
    /// 字库缺字时改用的字体文件 · a font for the characters the bundled ones lack
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
    /// 仍缺的字：不导出，或以〓代替 · characters still missing: refuse, or mark each with 〓
    #[arg(long, value_name = "refuse|mark", default_value = "refuse")]
    missing_glyphs: String,
    /// 另存数据表 · write the numbers behind the figure beside it: csv, xlsx
    #[arg(long, value_name = "csv|xlsx")]
    table: Option<String>,
    /// 输出文件 · the file
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
}

/// How a figure is composed; what is not said stays as the view has it.
#[derive(Args, Debug)]
struct CompositionArgs {
    /// 版式 · map, map-chart, map-table, multiples, district, cover
    #[arg(long)]
    template: Option<String>,
    /// 样式 · screen, official, slide-light, slide, one of your own, or a file
    #[arg(long)]
    style: Option<String>,
    /// 幅面 · a0 … a5, a4-portrait, slide, 160mm, 80mm, 200x120mm
    #[arg(long)]
    size: Option<String>,
    /// 标题 · title; otherwise made from the data
    #[arg(long)]
    title: Option<String>,
    /// 副标题 · subtitle
    #[arg(long)]
    subtitle: Option<String>,
    /// 图题，可含 {first} 等字段 · caption; may name fields such as {first}
    #[arg(long)]
    caption: Option<String>,
    /// 图号，如 3 或 2-1 · number of the figure; shows the caption; figures of a batch count on
    #[arg(long)]
    number: Option<String>,
    /// 注 · notes
    #[arg(long)]
    notes: Option<String>,
    /// 替代文字 · what is seen, for those who cannot see it
    #[arg(long)]
    alt: Option<String>,
    /// 竖排标题 · the title runs down the page
    #[arg(long)]
    vertical_title: bool,
    /// 显示部件 · show parts: inset, graticule, caption, chart, table, …
    #[arg(long = "with", value_name = "PART,…", value_delimiter = ',')]
    shown: Vec<String>,
    /// 隐藏部件 · hide parts: subtitle, notes, legend, north_arrow, …
    #[arg(long = "without", value_name = "PART,…", value_delimiter = ',')]
    hidden: Vec<String>,
    /// 图表内容 · what the chart shows: districts, tracks, years
    #[arg(long)]
    chart: Option<String>,
    /// 小图数 · how many small maps, 2 to 6
    #[arg(long)]
    panels: Option<usize>,
}

impl CompositionArgs {
    fn apply(&self, figure: &mut Composition) -> Result<(), Box<dyn crate::report::Tell>> {
        let wrong = |flag, value: &str, expected: String| CliError::Value { flag, value: value.to_owned(), expected };
        if let Some(code) = &self.template {
            let known = || Template::ALL.map(Template::code).join(", ");
            let template = Template::from_code(code).ok_or_else(|| wrong("--template", code, known()))?;
            figure.use_template(template);
        }
        if let Some(size) = &self.size {
            figure.resize(size.parse::<PageSize>()?.size_mm);
        }
        if let Some(style) = &self.style {
            figure.style = style.clone();
        }
        let words = [
            (Wording::Title, &self.title),
            (Wording::Subtitle, &self.subtitle),
            (Wording::Caption, &self.caption),
            (Wording::Notes, &self.notes),
            (Wording::Alt, &self.alt),
        ];
        for (wording, text) in words {
            if let Some(text) = text {
                if let Some(field) = unknown_fields(text).first() {
                    let known = FIELDS.iter().map(|f| format!("{{{f}}}")).collect::<Vec<_>>().join(" ");
                    return Err(CliError::Field { field: format!("{{{field}}}"), known }.into());
                }
                figure.words.insert(wording, text.clone());
            }
        }
        if let Some(number) = &self.number {
            figure.number = Some(number.clone());
            figure.show(Part::Caption, true);
        }
        figure.vertical_title |= self.vertical_title;
        for (flag, names, is_shown) in [("--with", &self.shown, true), ("--without", &self.hidden, false)] {
            for name in names {
                let known = || Part::FIXED.map(Part::code).join(", ");
                let part = name.parse::<Part>().map_err(|_| wrong(flag, name, known()))?;
                figure.show(part, is_shown);
            }
        }
        if let Some(word) = &self.chart {
            figure.chart = match word.as_str() {
                "districts" => ChartOf::Districts,
                "tracks" => ChartOf::Tracks,
                "years" => ChartOf::Years,
                _ => return Err(wrong("--chart", word, "districts, tracks, years".to_owned()).into()),
            };
        }
        if let Some(panels) = self.panels {
            if !PANELS.contains(&panels) {
                let expected = format!("{}–{}", PANELS.start(), PANELS.end());
                return Err(wrong("--panels", &panels.to_string(), expected).into());
            }
            figure.panels = panels;
        }
        Ok(())
    }
}

impl Export {
    pub(super) fn run(self, shell: &Shell) -> Done {
        let language = shell.language;
        let (catalogue, pack) = shell.open(&self.path)?;
        let document = self.document(&catalogue, &pack, shell)?;
        let format = self.figure_format()?;
        let table = match &self.table {
            Some(word) => {
                let found = TableFormat::ALL.into_iter().find(|f| f.extension() == word);
                let wrong = || CliError::Value {
                    flag: "--table",
                    value: word.clone(),
                    expected: TableFormat::ALL.map(TableFormat::extension).join(", "),
                };
                Some(found.ok_or_else(wrong)?)
            }
            None => None,
        };
        let style = styles::find(&document.figure.style)?;
        let order = FigureOrder {
            document,
            style,
            rendering: self.rendering()?,
            format,
            path: self.output.clone(),
            language,
            fallback: self.fallback()?,
            review_number: approval::review_number(&pack, &approval::file()),
            created: created(),
            catalogue: Some(self.path.clone()),
            table,
        };
        match &self.each {
            None => write_one(&order, &pack, &catalogue),
            Some(each) => write_batch(&self.batch(order, each)?, &pack, &catalogue),
        }
    }

    /// The format: a file is what its ending says.
    fn figure_format(&self) -> Result<FigureFormat, Box<dyn crate::report::Tell>> {
        let Some(word) = &self.format else { return Ok(FigureFormat::of_path(&self.output)?) };
        let format: FigureFormat = word.parse()?;
        // Of many figures the output is a folder, whose name may have dots.
        let is_file = self.each.is_none() && self.output.extension().is_some();
        if is_file && FigureFormat::of_path(&self.output)? != format {
            let (wanted, path) = (format.extension().to_owned(), self.output.clone());
            return Err(CliError::Ending { flag: "--format", wanted, path }.into());
        }
        Ok(format)
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

    fn fallback(&self) -> Result<Fallback, Box<dyn crate::report::Tell>> {
        let named = OnMissing::ALL.into_iter().find(|choice| choice.code() == self.missing_glyphs);
        let missing = named.ok_or_else(|| {
            let (value, expected) = (self.missing_glyphs.clone(), OnMissing::ALL.map(OnMissing::code).join(", "));
            CliError::Value { flag: "--missing-glyphs", value, expected }
        })?;
        let font = self.font.as_deref().map(read_font).transpose()?;
        Ok(Fallback { font, missing })
    }

    fn batch(&self, figure: FigureOrder, each: &str) -> Result<BatchOrder, CliError> {
        let wrong = |flag, value: &str, expected: String| CliError::Value { flag, value: value.to_owned(), expected };
        let known = || Each::ALL.map(|(word, _)| word).join("; ");
        let each = Each::from_code(each).ok_or_else(|| wrong("--each", each, known()))?;
        let pattern = self.name.clone().unwrap_or_else(|| each.pattern().to_owned());
        if let Some(fault) = pattern_fault(&pattern, each) {
            return Err(CliError::Pattern { fault });
        }
        if self.one_file && figure.format != FigureFormat::Page(Format::Pdf) {
            return Err(wrong("--one-file", figure.format.extension(), "pdf".to_owned()));
        }
        let (contact_sheet, one_file) = (self.contact_sheet, self.one_file);
        Ok(BatchOrder { figure, each, pattern, contact_sheet, one_file })
    }

    fn document(
        &self,
        catalogue: &Catalogue,
        pack: &Pack,
        shell: &Shell,
    ) -> Result<Document, Box<dyn crate::report::Tell>> {
        let mut document = Document::default();
        if let Some(path) = &self.view {
            let file = view_of(path)?;
            if let Some(made) = &file.made {
                for words in since(made, &self.path, pack)? {
                    print(&words.text(shell.language))?;
                }
            }
            document = file.view;
        }
        if shell.is_asked {
            document.figure.language = Some(shell.language);
        }
        // A view that is exported shows what the window showed.
        if document.camera.is_some() && document.figure == Composition::default() {
            document.figure.extent = Extent::Seen;
        }
        document.filter = self.filter.over(&document.filter, catalogue.taxonomy(), pack)?;
        for text in &self.settings {
            layers::set(&mut document.layers, text, catalogue.taxonomy())?;
        }
        self.composition.apply(&mut document.figure)?;
        // Small maps have a measure of their own: who sets that of the map means theirs.
        let sets_measure = self.settings.iter().any(|text| text.starts_with("choropleth.measure="));
        if document.figure.template == Template::Multiples && sets_measure {
            let controls = Controls::new(&Choropleth, &document.layers, catalogue.taxonomy());
            document.multiples.measure = match controls.word("measure") {
                "share" => MultiplesMeasure::Share,
                "lq" => MultiplesMeasure::Quotient,
                "count" => MultiplesMeasure::Count,
                other => {
                    let (value, expected) = (format!("choropleth.measure={other}"), "count, share, lq".to_owned());
                    return Err(CliError::Value { flag: "--set", value, expected }.into());
                }
            };
        }
        Ok(document)
    }
}

/// Now, or `SOURCE_DATE_EPOCH` for figures that shall be equal byte by byte.
pub(super) fn created() -> time::OffsetDateTime {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.parse().ok());
    fixed.and_then(|s| time::OffsetDateTime::from_unix_timestamp(s).ok()).unwrap_or_else(time::OffsetDateTime::now_utc)
}

fn write_one(order: &FigureOrder, pack: &Pack, catalogue: &Catalogue) -> Done {
    let outcome = figure::write(order, pack, catalogue, &interruption::is_stopping).map_err(told_alone)?;
    let Outcome::Exported { path, bytes, placed, remarks } = outcome else { return Err(ExportError::Cancelled.into()) };
    told(&path, bytes, placed, order.language)?;
    remarked(&remarks, order.language)
}

fn write_batch(order: &BatchOrder, pack: &Pack, catalogue: &Catalogue) -> Done {
    let language = order.figure.language;
    let written = batch::write(order, pack, catalogue, &interruption::go_on).map_err(told_alone)?;
    let Some(written) = written else { return Err(ExportError::Cancelled.into()) };
    for path in &written.paths {
        let placed = if written.replaced.contains(path) { Placed::Replaced } else { Placed::New };
        told(path, std::fs::metadata(path).map_or(0, |m| m.len()), placed, language)?;
    }
    remarked(&written.remarks(language), language)
}

fn told(path: &Path, bytes: u64, placed: Placed, language: Language) -> Result<(), CliError> {
    let words = Message::new("export-done").with("kilobytes", bytes.div_ceil(1024)).with("path", path);
    print(&with_replaced(words.text(language), usize::from(placed == Placed::Replaced), 1, language))
}

/// Says what should be known of a figure; there is something to look at then.
fn remarked(remarks: &[Message], language: Language) -> Done {
    for remark in remarks {
        print(&remark.text(language))?;
    }
    Ok(!remarks.is_empty())
}

/// A failure of a worker as one of a command.
fn told_alone(failure: crate::workspace::job::Failure) -> Box<dyn crate::report::Tell> {
    failure
}
