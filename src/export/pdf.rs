//! Pages as PDF/A-2u: vectors, the fonts' used glyphs embedded, text that can be searched and copied; on choice also
//! PDF/UA-1, each page a figure with its description.

use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{Point, Size};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{BBox, ContentTag, Tag, TagGroup, TagTree};
use krilla::{Document, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};
use rayon::prelude::*;
use resvg::usvg::Tree;

use super::bands::Progress;
use super::error::PdfFailure;
use super::rendering::PdfTags;
use super::svg::{Letters, SOFTWARE, svg};
use super::svg_text::clean;
use super::tree::tree;
use super::{ExportError, pdf_view, xmp};
use crate::scene::Page;
use crate::scene::text::Fallback;

/// The longest string of a PDF/A-2, characters of UTF-16: 32,767 bytes (ISO 19005-2, 6.1.13), less a mark and an ellipsis.
const MAX_STRING_UNITS: usize = 16_000;
/// Drawings laid out at a time, on all cores.
const LOT_PAGES: usize = 16;

/// The pages as one PDF/A-2u file (ISO 19005-2), with [`PdfTags::Accessible`] also PDF/UA-1 (ISO 14289-1). Title,
/// language, creation date and the carried view are those of the first page; more than one page makes an outline.
///
/// # Errors
/// No page; a drawing that cannot be converted, or not as PDF/A; [`ExportError::Cancelled`].
pub fn pages(pages: &[Page], tags: PdfTags, progress: Progress<'_>) -> Result<Vec<u8>, ExportError> {
    let Some(first) = pages.first() else { return Err(failed("no page")) };
    let mut document = Document::new_with(settings(tags)?);
    let mut figures = TagTree::new().with_lang(Some(xmp::language_tag(first).to_owned()));
    for (lot, some) in pages.chunks(LOT_PAGES).enumerate() {
        // What stands in for missing characters is known to this thread only.
        let fallback = Fallback::current();
        let draw = |page| fallback.scope(|| tree(&svg(page, Letters::TextOverRim)));
        let trees = some.par_iter().map(draw).collect::<Result<Vec<Tree>, _>>()?;
        for (i, (page, tree)) in some.iter().zip(&trees).enumerate() {
            if progress((lot * LOT_PAGES + i) as f32 / pages.len() as f32).is_break() {
                return Err(ExportError::Cancelled);
            }
            figures.push(sheet(&mut document, page, tree, lot * LOT_PAGES + i, tags)?);
        }
    }
    if tags == PdfTags::Accessible {
        document.set_tag_tree(figures);
    }
    if tags == PdfTags::Accessible || pages.len() > 1 {
        document.set_outline(outline(pages));
    }
    document.set_metadata(metadata(first));
    let bytes = document.finish().map_err(|e| failed(&reason(&e)))?;
    let bytes = match &first.metadata.view {
        Some(view) => pdf_view::with_view(bytes, view).ok_or_else(|| failed("metadata"))?,
        None => bytes,
    };
    if progress(1.0).is_break() { Err(ExportError::Cancelled) } else { Ok(bytes) }
}

fn failed(what: &str) -> ExportError {
    ExportError::Pdf(PdfFailure(what.to_owned()))
}

fn settings(tags: PdfTags) -> Result<SerializeSettings, ExportError> {
    let mut configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A2_U);
    if tags == PdfTags::Accessible {
        configuration = configuration.with_accessibility_validator(Accessibility::UA1);
    }
    let configuration = configuration.finish().map_err(|e| failed(&format!("{e:?}")))?;
    Ok(SerializeSettings { configuration, enable_tagging: tags == PdfTags::Accessible, ..SerializeSettings::default() })
}

/// Draws a page; returns the figure that it is.
fn sheet(
    document: &mut Document,
    page: &Page,
    tree: &Tree,
    index: usize,
    tags: PdfTags,
) -> Result<TagGroup, ExportError> {
    let [width, height] = page.size_pt().map(|side| side as f32);
    let size = Size::from_wh(width, height).ok_or_else(|| failed("page size"))?;
    let mut sheet = document.start_page_with(PageSettings::new(size));
    let mut surface = sheet.surface();
    let alternative = Some(text(&page.description)).filter(|words| !words.trim().is_empty());
    let whole = krilla::geom::Rect::from_xywh(0.0, 0.0, width, height).ok_or_else(|| failed("page size"))?;
    let mut figure = TagGroup::new(
        Tag::Figure(Some(alternative.unwrap_or_else(|| title(page)))).with_bbox(Some(BBox::new(index, whole))),
    );
    if tags == PdfTags::Accessible {
        figure.push(surface.start_tagged(ContentTag::Other));
        draw(&mut surface, tree, size)?;
        surface.end_tagged();
    } else {
        draw(&mut surface, tree, size)?;
    }
    surface.finish();
    sheet.finish();
    Ok(figure)
}

fn draw(surface: &mut Surface<'_>, tree: &Tree, size: Size) -> Result<(), ExportError> {
    let settings = SvgSettings { embed_text: true, ..SvgSettings::default() };
    surface.draw_svg(tree, size, settings).ok_or_else(|| failed("draw_svg"))
}

/// A string of a PDF: what a person reads, as much of it as PDF/A allows.
fn text(of: &str) -> String {
    let clean = clean(of);
    let mut units = 0;
    let end = clean.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MAX_STRING_UNITS
    });
    end.map_or_else(|| clean.to_string(), |(end, _)| format!("{}…", &clean[..end]))
}

/// The title of a page; PDF/UA wants one, so that of a page without is the program's name.
fn title(page: &Page) -> String {
    Some(text(&page.title)).filter(|words| !words.trim().is_empty()).unwrap_or_else(|| SOFTWARE.to_owned())
}

fn outline(pages: &[Page]) -> Outline {
    let mut outline = Outline::new();
    for (index, page) in pages.iter().enumerate() {
        let top = XyzDestination::new(index, Point::from_xy(0.0, 0.0));
        outline.push_child(OutlineNode::new(title(page), top));
    }
    outline
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
    let description = match page.metadata.source.as_str() {
        "" => page.description.clone(),
        source => format!("{}\n{source}", page.description),
    };
    Metadata::new()
        .title(title(page))
        .description(text(&description))
        .language(xmp::language_tag(page).to_owned())
        .creator(SOFTWARE.to_owned())
        .creation_date(date)
}
