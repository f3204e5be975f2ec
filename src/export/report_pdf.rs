//! A district report as one PDF/A-2u file of A4 sheets.

use super::ExportError;
use super::bands::unheard;
use super::pdf;
use super::rendering::PdfTags;
use crate::profile::report::{DistrictReport, pages};
use crate::scene::text::MissingGlyph;

/// The report as a PDF; its text can be searched and copied, its map and charts are vectors.
///
/// # Errors
/// Characters that the bundled fonts lack, or a drawing that cannot be converted.
pub fn report_pdf(report: &DistrictReport<'_>) -> Result<Vec<u8>, ExportError> {
    let pages = pages(report);
    let mut glyphs: Vec<MissingGlyph> = Vec::new();
    for missing in pages.iter().flat_map(|page| page.missing_glyphs()) {
        if glyphs.iter().all(|known| known.character != missing.character) {
            glyphs.push(missing);
        }
    }
    if glyphs.is_empty() {
        pdf::pages(&pages, PdfTags::Accessible, &unheard)
    } else {
        Err(ExportError::MissingGlyphs { glyphs })
    }
}
