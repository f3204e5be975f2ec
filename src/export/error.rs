//! What can go wrong while a file is made and written.

use std::path::{Path, PathBuf};

use crate::language::{Message, grouped};
use crate::report::Tell;
use crate::scene::text::MissingGlyph;

/// Why a file could not be exported. Nothing was written, and a file that was there before is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder of the target does not exist.
    FolderMissing {
        /// The folder.
        folder: PathBuf,
    },
    /// What should be the folder of the target is a file.
    FolderIsFile {
        /// The file in the way.
        folder: PathBuf,
    },
    /// The target itself is a folder.
    TargetIsFolder {
        /// The target.
        path: PathBuf,
    },
    /// The system does not allow writing there, or another program holds the file.
    NotWritable {
        /// The target.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No room on the disk, or in the user's share of it.
    DiskFull {
        /// The target.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Any other failure of the system to write.
    Write {
        /// The target.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Characters that no font at hand draws, and no mark was asked for.
    MissingGlyphs {
        /// Each character, the texts it occurs in and where they are from.
        glyphs: Vec<MissingGlyph>,
    },
    /// A font file that cannot be read.
    FontUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that is no TrueType or OpenType font, or one past [`MAX_FONT_BYTES`](super::font::MAX_FONT_BYTES).
    NotAFont {
        /// The file.
        path: PathBuf,
    },
    /// More pixels than [`MAX_PIXELS`](super::pixels::MAX_PIXELS).
    TooManyPixels {
        /// Width asked for, pixels.
        width: u64,
        /// Height asked for, pixels.
        height: u64,
    },
    /// More pixels than WebP takes.
    TooLargeForWebP {
        /// Width asked for, pixels.
        width: u32,
        /// Height asked for, pixels.
        height: u32,
    },
    /// Stopped from outside.
    Cancelled,
    /// A resolution outside [`DPI`](super::pixels::DPI).
    Resolution {
        /// Dots an inch asked for.
        dpi: u32,
    },
    /// A page size that was not understood.
    UnknownSize {
        /// What was written.
        text: String,
    },
    /// A page size outside [`SIDE_MM`](super::size::SIDE_MM).
    SizeOutOfRange {
        /// What was written.
        text: String,
    },
    /// A figure format that was not understood.
    UnknownFormat {
        /// What was written.
        text: String,
    },
    /// The name of a file ends as another format than the one asked for.
    EndingDisagrees {
        /// The file.
        path: PathBuf,
        /// The ending of the format asked for.
        format: &'static str,
    },
    /// The drawing could not be read by the renderer.
    Svg(#[source] resvg::usvg::Error),
    /// The pixels could not be encoded.
    Png(#[source] png::EncodingError),
    /// The bytes could not be handed on.
    Stream(#[source] std::io::Error),
    /// The pixels could not be encoded as TIFF.
    Tiff(#[source] tiff::TiffError),
    /// The pixels could not be encoded as WebP.
    WebP(#[source] image_webp::EncodingError),
    /// Several pages in a format that holds one.
    OnePage {
        /// The pages.
        pages: usize,
    },
    /// The PDF could not be made, or not as PDF/A.
    Pdf(#[source] PdfFailure),
    /// The table could not be written.
    Csv(#[source] csv::Error),
    /// More rows than a sheet of a workbook holds.
    SheetFull {
        /// The rows.
        rows: usize,
    },
    /// The workbook could not be made.
    Xlsx {
        /// What the library said.
        source: Box<rust_xlsxwriter::XlsxError>,
    },
    /// A profile could not be put into JSON.
    Json(#[source] serde_json::Error),
    /// The Word file could not be put together.
    Docx(#[source] zip::result::ZipError),
    /// A name of files for several districts that would be the same for all.
    ReportName {
        /// The name.
        name: String,
    },
    /// A format of reports that was not understood.
    UnknownReportFormat {
        /// What was written.
        text: String,
    },
    /// A table's format that is not known by the file's ending.
    TableFormat {
        /// The file.
        path: PathBuf,
        /// The endings that are known.
        known: &'static [&'static str],
    },
}

crate::told!(ExportError);

impl ExportError {
    /// The same, told of the file that was written where the system would not.
    pub(super) fn at(self, path: &Path) -> ExportError {
        match self {
            ExportError::Png(png::EncodingError::IoError(source))
            | ExportError::Tiff(tiff::TiffError::IoError(source))
            | ExportError::WebP(image_webp::EncodingError::IoError(source))
            | ExportError::Stream(source) => super::atomic::told(path, source),
            other => other,
        }
    }
}

/// What the PDF library said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PdfFailure(pub String);

/// How many missing characters a message names with their texts.
const NAMED_GLYPHS: usize = 5;

/// Most characters of a text that a message shows.
const SHOWN: usize = 30;

/// A missing character: code point, and the enterprise's field or the text it is in.
fn named(glyph: &MissingGlyph) -> Message {
    let code = format!("U+{:04X}", glyph.character as u32);
    let shown = |text: &str| text.chars().filter(|c| !c.is_control()).take(SHOWN).collect::<String>();
    let about = |id| Message::new(id).with("character", glyph.character.to_string()).with("code", code.as_str());
    match &glyph.origin {
        Some(origin) => {
            let whose = match origin.name == origin.value {
                true => Message::new("export-enterprise"),
                false => Message::new("export-enterprise-named").with("name", shown(&origin.name)),
            };
            about("export-glyph-of-enterprise")
                .with("enterprise", whose.with("id", origin.enterprise.to_string()))
                .with("field", Message::new(origin.field.label()))
                .with("value", shown(&origin.value))
        }
        None => about("export-glyph-of-text").with("text", shown(&glyph.text)),
    }
}

fn glyph_list(glyphs: &[MissingGlyph]) -> Message {
    let more = glyphs.len().saturating_sub(NAMED_GLYPHS);
    let mut names = glyphs.iter().take(NAMED_GLYPHS).rev().map(named);
    let last = match more {
        0 => names.next().unwrap_or_else(|| Message::new("export-glyphs-none")),
        n => Message::new("export-glyphs-more").with("count", n),
    };
    names.fold(last, |rest, first| Message::new("export-glyphs-and").with("first", first).with("rest", rest))
}

impl Tell for ExportError {
    fn message(&self) -> Message {
        let text = |id, text: &String| Message::new(id).with("text", text.as_str());
        let path = |id, path: &PathBuf| Message::new(id).with("path", path);
        match self {
            ExportError::FolderMissing { folder } => path("export-folder-missing", folder),
            ExportError::FolderIsFile { folder } => path("export-folder-is-file", folder),
            ExportError::TargetIsFolder { path: target } => path("export-target-is-folder", target),
            ExportError::NotWritable { path: target, .. } => path("export-not-writable", target),
            ExportError::DiskFull { path: target, .. } => path("export-disk-full", target),
            ExportError::Write { path: target, .. } => path("export-write", target),
            ExportError::MissingGlyphs { glyphs } => {
                let mut characters: Vec<char> = glyphs.iter().map(|glyph| glyph.character).collect();
                characters.sort_unstable();
                characters.dedup();
                Message::new("export-missing-glyphs").with("count", characters.len()).with("glyphs", glyph_list(glyphs))
            }
            ExportError::FontUnreadable { path: font, .. } => path("export-font-unreadable", font),
            ExportError::NotAFont { path: font } => {
                path("export-not-a-font", font).with("megabytes", (super::font::MAX_FONT_BYTES / 1_000_000).to_string())
            }
            ExportError::TooManyPixels { width, height } => Message::new("export-too-many-pixels")
                .with("width", width.to_string())
                .with("height", height.to_string())
                .with("limit", (super::pixels::MAX_PIXELS / 1_000_000).to_string()),
            ExportError::TooLargeForWebP { width, height } => Message::new("export-too-large-for-webp")
                .with("width", width.to_string())
                .with("height", height.to_string())
                .with("side", super::webp::MAX_SIDE_PX.to_string())
                .with("limit", (super::webp::MAX_PIXELS / 1_000_000).to_string()),
            ExportError::Cancelled => Message::new("export-cancelled"),
            ExportError::Resolution { dpi } => Message::new("export-resolution")
                .with("dpi", dpi.to_string())
                .with("least", super::pixels::DPI.start().to_string())
                .with("most", super::pixels::DPI.end().to_string()),
            ExportError::UnknownSize { text: size } => text("export-unknown-size", size),
            ExportError::SizeOutOfRange { text: size } => text("export-size-out-of-range", size)
                .with("least", super::size::SIDE_MM.start().to_string())
                .with("most", super::size::SIDE_MM.end().to_string()),
            ExportError::UnknownFormat { text: format } => text("export-unknown-format", format),
            ExportError::EndingDisagrees { path: file, format } => {
                path("export-ending-disagrees", file).with("format", *format)
            }
            ExportError::Svg(_) => Message::new("export-svg"),
            ExportError::Png(_) => Message::new("export-png"),
            ExportError::Stream(_) => Message::new("export-stream"),
            ExportError::Tiff(_) => Message::new("export-tiff"),
            ExportError::WebP(_) => Message::new("export-webp"),
            ExportError::OnePage { pages } => Message::new("export-one-page").with("pages", *pages),
            ExportError::Pdf(_) => Message::new("export-pdf"),
            ExportError::Csv(_) => Message::new("export-csv"),
            ExportError::SheetFull { rows } => {
                let [rows, most] = [*rows, super::xlsx::SHEET_ROWS].map(|n| grouped(n as u64));
                Message::new("export-sheet-full").with("rows", rows).with("most", most)
            }
            ExportError::Xlsx { .. } => Message::new("export-xlsx"),
            ExportError::Json(_) => Message::new("cli-json"),
            ExportError::Docx(_) => Message::new("district-report-docx"),
            ExportError::ReportName { name } => text("district-report-pattern", name),
            ExportError::UnknownReportFormat { text: format } => text("district-report-unknown-format", format),
            ExportError::TableFormat { path: file, known } => {
                let endings: Vec<String> = known.iter().map(|ending| format!(".{ending}")).collect();
                path("export-table-format", file).with("endings", endings.join(" / "))
            }
        }
    }
}
