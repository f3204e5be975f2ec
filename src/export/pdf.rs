//! A page as PDF/A-2u: vectors, the fonts' used glyphs embedded, text that can be searched and copied.

use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::error::KrillaError;
use krilla::geom::Size;
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};

use super::error::PdfFailure;
use super::svg::{Halo, SOFTWARE, svg_with};
use super::{ExportError, png};
use crate::language::Language;
use crate::scene::Page;

/// The page as a PDF/A-2u file (ISO 19005-2). The creation date is that of the page's metadata.
///
/// # Errors
/// The drawing cannot be converted, or the result would not be PDF/A.
pub fn pdf(page: &Page) -> Result<Vec<u8>, ExportError> {
    pdf_of_pages(std::slice::from_ref(page))
}

/// Pages as one PDF/A-2u file, which says of itself what the first page says.
///
/// # Errors
/// There is no page, a drawing cannot be converted, or the result would not be PDF/A.
pub fn pdf_of_pages(pages: &[Page]) -> Result<Vec<u8>, ExportError> {
    let failed = |what: &str| ExportError::Pdf(PdfFailure(what.to_owned()));
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_U)
        .finish()
        .map_err(|e| failed(&format!("{e:?}")))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    for page in pages {
        draw(&mut document, page)?;
    }
    document.set_metadata(metadata(pages.first().ok_or_else(|| failed("no page"))?));
    document.finish().map_err(|e| ExportError::Pdf(PdfFailure(reason(&e))))
}

/// Adds a page to a document.
fn draw(document: &mut Document, page: &Page) -> Result<(), ExportError> {
    let tree = png::tree(&svg_with(page, Halo::Outline))?;
    let failed = |what: &str| ExportError::Pdf(PdfFailure(what.to_owned()));
    let [width, height] = page.size_pt().map(|side| side as f32);
    let size = Size::from_wh(width, height).ok_or_else(|| failed("page size"))?;
    let mut sheet = document.start_page_with(PageSettings::new(size));
    let mut surface = sheet.surface();
    let svg_settings = SvgSettings { embed_text: true, ..SvgSettings::default() };
    surface.draw_svg(&tree, size, svg_settings).ok_or_else(|| failed("draw_svg"))?;
    surface.finish();
    sheet.finish();
    Ok(())
}

/// What the library said, without the fonts' bytes that its `Debug` would print.
fn reason(error: &KrillaError) -> String {
    match error {
        KrillaError::Validation(errors) => {
            let kinds: Vec<String> =
                errors.iter().map(|(kind, _)| format!("{kind:?}").chars().take(200).collect()).collect();
            kinds.join("; ")
        }
        other => other.to_string(),
    }
}

fn metadata(page: &Page) -> Metadata {
    let created = page.metadata.created.to_utc();
    let date = DateTime::new(u16::try_from(created.year()).unwrap_or(0))
        .month(created.month().into())
        .day(created.day())
        .hour(created.hour())
        .minute(created.minute())
        .second(created.second())
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let language = match page.metadata.language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    };
    let mut description = page.description.clone();
    if !page.metadata.source.is_empty() {
        description = format!("{description}\n{}", page.metadata.source);
    }
    Metadata::new()
        .title(page.title.clone())
        .description(description)
        .language(language.to_owned())
        .creator(SOFTWARE.to_owned())
        .creation_date(date)
}
