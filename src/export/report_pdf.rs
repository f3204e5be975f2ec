//! A district report as one PDF/A-2u file of A4 sheets.

use super::ExportError;
use super::pdf::pdf_of_pages;
use crate::profile::report::{DistrictReport, pages};

/// The report as a PDF; its text can be searched and copied, its map and charts are vectors.
///
/// # Errors
/// Characters that the bundled fonts lack, or a drawing that cannot be converted.
pub fn report_pdf(report: &DistrictReport<'_>) -> Result<Vec<u8>, ExportError> {
    let pages = pages(report);
    let mut glyphs: Vec<(char, String)> = Vec::new();
    for (c, text) in pages.iter().flat_map(|page| page.missing_glyphs()) {
        if glyphs.iter().all(|(known, _)| *known != c) {
            glyphs.push((c, text));
        }
    }
    if glyphs.is_empty() { pdf_of_pages(&pages) } else { Err(ExportError::MissingGlyphs { glyphs }) }
}
