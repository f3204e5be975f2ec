//! District reports: the profile and its map → a file a district, the same for the window and `hujin profile`.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::approval;
use super::figure::{self, FigureOrder};
use super::figure_format::FigureFormat;
use super::job::Outcome;
use super::slot::Token;
use super::views::file_name;
use crate::catalogue::{Catalogue, Filter, Selection};
use crate::document::{Document, Edit, Part, Provenance};
use crate::export::{
    ExportError, Format, Placed, Rendering, atomic, profile_json, report_docx, report_html, report_pdf, with_replaced,
    write_atomically,
};
use crate::figure::Style;
use crate::geography::{Adcode, District, Pack};
use crate::language::{Language, Message};
use crate::profile::report::{DistrictReport, MAP_MM, UPRIGHT_MAP_MM};
use crate::profile::{Context, Profile};
use crate::report::Tell;
use crate::scene::text::Fallback;
use crate::scene::{Item, Page};

/// A format of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// Word.
    #[default]
    Docx,
    /// PDF/A.
    Pdf,
    /// One web page.
    Html,
    /// For other programs; without the map.
    Json,
}

impl ReportFormat {
    /// All formats, the most wanted first.
    pub const ALL: [ReportFormat; 4] = [ReportFormat::Docx, ReportFormat::Pdf, ReportFormat::Html, ReportFormat::Json];

    /// Its name, which is also the extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            ReportFormat::Docx => "docx",
            ReportFormat::Pdf => "pdf",
            ReportFormat::Html => "html",
            ReportFormat::Json => "json",
        }
    }
}

impl FromStr for ReportFormat {
    type Err = ExportError;

    fn from_str(name: &str) -> Result<ReportFormat, ExportError> {
        let wanted = name.trim().trim_start_matches('.').to_lowercase();
        let found = ReportFormat::ALL.into_iter().find(|format| format.extension() == wanted);
        found.ok_or_else(|| ExportError::UnknownReportFormat { text: name.to_owned() })
    }
}

/// The name of a file where none is given: code and name of the district.
pub const NAME: &str = "{adcode}_{district}";

/// Which reports to write.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportOrder {
    /// The districts, a file each.
    pub districts: Vec<Adcode>,
    /// The format.
    pub format: ReportFormat,
    /// The file; `{adcode}` and `{district}` in its name stand for code and name of the district.
    pub path: PathBuf,
    /// Language of the words.
    pub language: Language,
    /// The name of the catalogue's file, as the list of queries calls it.
    pub catalogue: String,
    /// When they are made: a part of the order, so that equal orders give equal bytes.
    pub created: time::OffsetDateTime,
}

impl ReportOrder {
    /// The file of a district.
    pub fn path_of(&self, district: &District) -> PathBuf {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        // A name may hold what a file system does not take.
        let safe = file_name(district.name.get(self.language));
        self.path.with_file_name(name.replace("{adcode}", &district.adcode.to_string()).replace("{district}", &safe))
    }

    /// Looks for the mistake that several reports would go into one file.
    ///
    /// # Errors
    /// The name is the same for all districts.
    pub fn check(&self) -> Result<(), ExportError> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_one = self.districts.len() < 2;
        if is_one || name.contains("{adcode}") || name.contains("{district}") {
            return Ok(());
        }
        Err(ExportError::ReportName { name })
    }
}

/// Why there is no report.
type Failure = Box<dyn Tell + Send + Sync>;

/// What is the same for all districts of a run.
struct Run<'a> {
    order: &'a ReportOrder,
    pack: &'a Pack,
    catalogue: &'a Catalogue,
    selection: Selection,
}

/// Writes the reports; what is written when it is cancelled, or when another fails, stays.
///
/// # Errors
/// A district the pack has not, characters the fonts lack, a file that cannot be written.
pub fn write(order: &ReportOrder, pack: &Pack, catalogue: &Catalogue, token: &Token) -> Result<Outcome, Failure> {
    order.check()?;
    // A wrong folder is told before the work, not after.
    for code in &order.districts {
        if let Some(district) = pack.district(*code) {
            atomic::check(&order.path_of(district))?;
        }
    }
    let run = Run { order, pack, catalogue, selection: Filter::default().select(catalogue) };
    let done = AtomicUsize::new(0);
    // On all cores; a list of districts is short, so none waits for long.
    type Done = Option<(PathBuf, (u64, Placed))>;
    let written: Vec<Result<Done, Failure>> = (order.districts.par_iter())
        .map(|code| {
            let Some(report) = run.report(*code, token)? else { return Ok(None) };
            let path = pack.district(*code).map(|d| order.path_of(d)).unwrap_or_default();
            let placed = write_atomically(&path, &report)?;
            let n = done.fetch_add(1, Ordering::Relaxed) + 1;
            token.set_progress(n as f32 / order.districts.len() as f32);
            Ok(Some((path, (report.len() as u64, placed))))
        })
        .collect();
    let written = written.into_iter().collect::<Result<Vec<_>, _>>()?;
    let is_whole = written.iter().all(Option::is_some);
    let (paths, done): (Vec<PathBuf>, Vec<(u64, Placed)>) = written.into_iter().flatten().unzip();
    let replaced = done.iter().filter(|(_, placed)| *placed == Placed::Replaced).count();
    Ok(Outcome::Reported { paths, bytes: done.iter().map(|(bytes, _)| bytes).sum(), replaced, is_whole })
}

/// The bytes of the report of one district; `None` when cancelled.
///
/// # Errors
/// As [`write()`], but for files.
pub fn report(
    order: &ReportOrder,
    district: Adcode,
    pack: &Pack,
    catalogue: &Catalogue,
    token: &Token,
) -> Result<Option<Vec<u8>>, Failure> {
    let run = Run { order, pack, catalogue, selection: Filter::default().select(catalogue) };
    run.report(district, token)
}

impl Run<'_> {
    /// The bytes of the report of a district; `None` when cancelled.
    fn report(&self, code: Adcode, token: &Token) -> Result<Option<Vec<u8>>, Failure> {
        let Run { order, pack, catalogue, selection } = self;
        let context = Context { catalogue, pack, selection, language: order.language };
        let profile = Profile::district(&context, code)?;
        let map = match order.format {
            ReportFormat::Json => None,
            ReportFormat::Docx | ReportFormat::Pdf | ReportFormat::Html => match self.map(code, token) {
                Some(map) => Some(map),
                None => return Ok(None),
            },
        };
        let report = DistrictReport {
            profile: &profile,
            map: map.as_ref(),
            catalogue: &order.catalogue,
            language: order.language,
            created: order.created,
        };
        let bytes = match order.format {
            ReportFormat::Docx => report_docx(&report)?,
            ReportFormat::Pdf => report_pdf(&report)?,
            ReportFormat::Html => report_html(&report).into_bytes(),
            ReportFormat::Json => profile_json(&profile).map_err(ExportError::Json)?.into_bytes(),
        };
        Ok((!token.is_cancelled()).then_some(bytes))
    }

    /// The figure of the district, upright where its legend would else cover the map.
    fn map(&self, district: Adcode, token: &Token) -> Option<Page> {
        let page = self.map_of(district, MAP_MM, token)?;
        if is_covered(&page) { self.map_of(district, UPRIGHT_MAP_MM, token) } else { Some(page) }
    }

    /// The figure of the district at a size, as `hujin export --district` makes it.
    fn map_of(&self, district: Adcode, size_mm: [f64; 2], token: &Token) -> Option<Page> {
        let filter = Filter { districts: vec![district], ..Filter::default() };
        let mut document = Document::default().edited(Edit::Filter(filter));
        document.figure.size_mm = size_mm;
        // The report says how to read it.
        document.figure.show(Part::Notes, false);
        let order = FigureOrder {
            document,
            style: Style::bundled()[0].clone(),
            rendering: Rendering::at(crate::export::report_docx::DPI),
            format: FigureFormat::Page(Format::Png),
            path: PathBuf::new(),
            language: self.order.language,
            fallback: Fallback::default(),
            review_number: approval::review_number(self.pack, &approval::file()),
            catalogue: None,
            table: None,
            created: self.order.created,
        };
        let made = Provenance::default();
        figure::composed(&order, &made, self.pack, self.catalogue, &|| token.is_cancelled()).map(|c| c.page)
    }
}

/// Whether the legend stands on the map.
fn is_covered(page: &Page) -> bool {
    let on_map = |at: [f64; 2]| {
        let within = |r: &crate::scene::Rect| (0..2).all(|k| r.min[k] < at[k] && at[k] < r.max[k]);
        page.maps.iter().any(|map| within(&map.rect))
    };
    let legends = page.furniture.iter().filter(|group| group.name == "legend");
    legends.flat_map(|group| group.items.iter()).any(|item| matches!(item, Item::Text(text) if on_map(text.at)))
}

/// The name of a catalogue's file, as reports call it.
pub fn catalogue_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What is said of reports that were written.
pub fn written(paths: &[PathBuf], bytes: u64, replaced: usize, language: Language) -> String {
    let place = match paths {
        [one] => one.clone(),
        _ => paths.first().and_then(|path| path.parent()).map(Path::to_owned).unwrap_or_default(),
    };
    let place = if place.as_os_str().is_empty() { PathBuf::from(".") } else { place };
    let words = Message::new("district-report-written")
        .with("count", paths.len())
        .with("kilobytes", bytes.div_ceil(1024))
        .with("path", &place);
    with_replaced(words.text(language), replaced, paths.len(), language)
}
