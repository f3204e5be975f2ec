//! What can go wrong while a file is made and written.

use std::path::{Path, PathBuf};

use crate::language::Message;
use crate::report::Tell;

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
    /// Characters that the bundled fonts cannot draw.
    MissingGlyphs {
        /// Each character and the first text it occurs in.
        glyphs: Vec<(char, String)>,
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
    /// A table's format that is not known by the file's ending.
    TableFormat {
        /// The file.
        path: PathBuf,
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

/// How many missing characters a message names.
const NAMED_GLYPHS: usize = 5;

fn glyph_list(glyphs: &[(char, String)]) -> String {
    let named = glyphs.iter().take(NAMED_GLYPHS).map(|(c, text)| {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(20).collect();
        format!("{c} U+{:04X} ({shown})", *c as u32)
    });
    let mut list: Vec<String> = named.collect();
    if glyphs.len() > NAMED_GLYPHS {
        list.push("…".to_owned());
    }
    list.join(", ")
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
                Message::new("export-missing-glyphs").with("count", glyphs.len()).with("glyphs", glyph_list(glyphs))
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
            ExportError::Svg(_) => Message::new("export-svg"),
            ExportError::Png(_) => Message::new("export-png"),
            ExportError::Stream(_) => Message::new("export-stream"),
            ExportError::Tiff(_) => Message::new("export-tiff"),
            ExportError::WebP(_) => Message::new("export-webp"),
            ExportError::OnePage { pages } => Message::new("export-one-page").with("pages", *pages),
            ExportError::Pdf(_) => Message::new("export-pdf"),
            ExportError::Csv(_) => Message::new("export-csv"),
            ExportError::SheetFull { rows } => {
                Message::new("export-sheet-full").with("rows", *rows).with("most", super::xlsx::MAX_ROWS)
            }
            ExportError::Xlsx { .. } => Message::new("export-xlsx"),
            ExportError::TableFormat { path } => Message::new("export-table-format").with("path", path),
        }
    }
}
