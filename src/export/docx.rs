//! Word files (ISO/IEC 29500, transitional), for Word, WPS and LibreOffice.
//!
//! The crate `docx-rs` was looked at first and is not used: its pictures have no alternative text and all the same
//! id (`wp:docPr id="1" name="Figure"` is fixed), its rows cannot repeat as a header, and it brings an older `zip` and
//! decoders of five picture formats. What a report needs of the format is little, so the XML is written here, on the
//! `zip` that workbooks are written with.
//!
//! | file | what |
//! |---|---|
//! | this one | the package: parts, relations, content types |
//! | `docx_body` | paragraphs, fields, pictures, tables |
//! | `docx_parts` | styles, fonts, settings, head and foot, properties |
//! | [`docx_figure`](super::docx_figure), [`report_docx`](mod@super::report_docx) | what is put in |
//!
//! Maps go in as PNG alone. Word would draw an SVG beside it in its place, with the reader's fonts and without the
//! rims of labels: the figure would no longer be what was exported.

use std::io::{Cursor, Write};

use time::OffsetDateTime;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{ExportError, docx_parts};
use crate::language::Language;
use crate::profile::report::{SHEET_MM, TEXT_AREA_MM};

/// English metric units to a millimetre.
pub const EMU_PER_MM: f64 = 36_000.0;
/// Twentieths of a point to a millimetre.
pub const TWIPS_PER_MM: f64 = 1440.0 / 25.4;

/// Relations of the document: styles, settings, fonts, head, foot; pictures follow.
pub(super) const FIXED_RELATIONS: usize = 5;

/// What a Word file says of itself, and the sheet it is on.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// Title.
    pub title: String,
    /// Language of its words.
    pub language: Language,
    /// When it is made: passed in, so that equal input gives equal bytes.
    pub created: OffsetDateTime,
    /// What stands at the head of every page but the first, with page numbers at all feet; nothing without.
    pub head: Option<String>,
    /// The sheet.
    pub sheet: Sheet,
}

/// A sheet of paper, millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// Width and height.
    pub size_mm: [f64; 2],
    /// Upper left corner of the text.
    pub origin_mm: [f64; 2],
    /// Width and height of the text.
    pub text_mm: [f64; 2],
}

impl Sheet {
    /// A4 with the margins of official documents.
    pub fn official() -> Sheet {
        Sheet { size_mm: SHEET_MM, origin_mm: TEXT_AREA_MM.0, text_mm: TEXT_AREA_MM.1 }
    }
}

/// A Word file in the making: a body, to which parts are added from top to bottom, and its pictures.
#[derive(Debug)]
pub(super) struct Docx {
    pub(super) about: About,
    /// The XML of the body so far.
    pub(super) body: String,
    /// The pictures, PNG.
    pub(super) pictures: Vec<Vec<u8>>,
    /// Whether what is added stays on the page of what follows.
    pub(super) stays: bool,
}

impl Docx {
    /// A file without content.
    pub fn new(about: About) -> Docx {
        Docx { about, body: String::new(), pictures: Vec::new(), stays: false }
    }

    /// The XML of the main part.
    pub fn document(&self) -> String {
        docx_parts::document(&self.about, &self.body)
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// The container could not be written.
    pub fn finish(self) -> Result<Vec<u8>, ExportError> {
        self.packed().map_err(ExportError::Docx)
    }

    fn packed(self) -> zip::result::ZipResult<Vec<u8>> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        // The least date the container knows: no clock.
        let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
        let packed = options.compression_method(CompressionMethod::Deflated);
        let mut parts: Vec<(&str, String)> = vec![
            ("[Content_Types].xml", docx_parts::content_types(self.about.head.is_some())),
            ("_rels/.rels", docx_parts::package_relations()),
            ("docProps/core.xml", docx_parts::core(&self.about)),
            ("docProps/app.xml", docx_parts::application()),
            ("word/document.xml", self.document()),
            ("word/_rels/document.xml.rels", docx_parts::relations(self.about.head.is_some(), self.pictures.len())),
            ("word/styles.xml", docx_parts::styles(self.about.language)),
            ("word/settings.xml", docx_parts::settings(self.about.language)),
            ("word/fontTable.xml", docx_parts::fonts()),
        ];
        if let Some(head) = &self.about.head {
            parts.push(("word/header1.xml", docx_parts::header(head)));
            parts.push(("word/footer1.xml", docx_parts::footer(self.about.language)));
        }
        for (name, text) in parts {
            zip.start_file(name, packed)?;
            zip.write_all(text.as_bytes())?;
        }
        // PNG does not get smaller.
        let stored = options.compression_method(CompressionMethod::Stored);
        for (i, picture) in self.pictures.iter().enumerate() {
            zip.start_file(docx_parts::picture_name(i), stored)?;
            zip.write_all(picture)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}
