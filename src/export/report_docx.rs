//! A district report as a Word file.

use super::bands::unheard;
use super::docx::{About, Docx, Sheet};
use super::docx_body::{Style, WordCaption};
use super::rendering::Rendering;
use super::{ExportError, Format, render};
use crate::language::Language;
use crate::profile::report::{Caption, DistrictReport, Part, Picture, Role, chart};
use crate::scene::Page;

/// Resolution of pictures, dots an inch.
pub const DPI: u32 = 300;

/// The report as a Word file. Equal reports give equal bytes.
///
/// # Errors
/// Characters on the map that the bundled fonts lack, or a container that cannot be written.
pub fn report_docx(report: &DistrictReport<'_>) -> Result<Vec<u8>, ExportError> {
    made(report)?.finish()
}

/// The file before it is packed.
pub(super) fn made(report: &DistrictReport<'_>) -> Result<Docx, ExportError> {
    let language = report.language;
    let mut docx = Docx::new(About {
        title: report.profile.title.clone(),
        language,
        created: report.created,
        head: Some(report.head()),
        sheet: Sheet::official(),
    });
    for part in &report.parts() {
        add(&mut docx, part, report)?;
    }
    Ok(docx)
}

fn add(docx: &mut Docx, part: &Part<'_>, report: &DistrictReport<'_>) -> Result<(), ExportError> {
    let language = report.language;
    match part {
        Part::Title { title, lines } => {
            docx.text(Style::Title, title);
            lines.iter().for_each(|line| docx.text(Style::Subtitle, line));
        }
        Part::Heading { level, text } => docx.text(Style::Heading(*level), text),
        Part::Text { role, text } => docx.text(style(*role), text),
        Part::Picture { caption, picture } => {
            match picture {
                Picture::Figure(page) => draw(docx, page, &name(caption, language))?,
                Picture::Bars(bars) => {
                    draw(docx, &chart::page(bars, language, report.created), &name(caption, language))?;
                }
            }
            docx.caption(&word_caption(caption, language));
        }
        Part::Table { caption, grid } => {
            docx.caption(&word_caption(caption, language));
            docx.table(grid, &caption.text);
        }
        Part::Whole(parts) => {
            for (i, part) in parts.iter().enumerate() {
                docx.stays = i + 1 < parts.len();
                add(docx, part, report)?;
            }
            docx.stays = false;
        }
    }
    Ok(())
}

/// Adds a figure at its size, with its description.
pub(super) fn draw(docx: &mut Docx, page: &Page, name: &str) -> Result<(), ExportError> {
    draw_at(docx, page, page.size_mm, name, DPI)
}

/// The same at another size, with so many dots to an inch of its own.
pub(super) fn draw_at(
    docx: &mut Docx,
    page: &Page,
    size_mm: [f64; 2],
    name: &str,
    dpi: u32,
) -> Result<(), ExportError> {
    let png = render(page, Format::Png, &Rendering::at(dpi), &unheard)?;
    docx.picture(png, size_mm, name, &page.description);
    Ok(())
}

fn name(caption: &Caption, language: Language) -> String {
    format!("{} {}", caption.label(language), caption.number)
}

fn word_caption(caption: &Caption, language: Language) -> WordCaption {
    WordCaption {
        label: caption.label(language),
        number: caption.number,
        text: format!("{}{}", caption.text, caption.marks),
        stays_with_next: caption.is_table,
        restarts: false,
    }
}

fn style(role: Role) -> Style {
    match role {
        Role::Body => Style::Body,
        Role::Notice => Style::Notice,
        Role::Citation => Style::Citation,
        Role::CitationSource => Style::CitationSource,
        Role::Marks => Style::Marks,
        Role::Entry => Style::Entry,
        Role::Command => Style::Command,
    }
}
