//! From a document to a figure: numbers, page and file, the same for the window and `hujin export`.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::figure_format::{FigureFormat, write_composed};
use super::job::{Failure, Outcome};
use super::provenance::provenance;
use crate::catalogue::{Catalogue, Selection};
use crate::document::{Document, Part, Provenance, Template, write_view_file};
use crate::export::{ExportError, Rendering, Table, write_atomically};
use crate::figure::{self, Composed, FigureTable, Ingredients, Style};
use crate::geography::Pack;
use crate::language::{Language, Message, say};
use crate::layers::choropleth::Choropleth;
use crate::layers::multiples::Multiples;
use crate::layers::{Basemap, Controls, Numbers, Wanted, numbers};
use crate::profile::Cell;
use crate::scene::Page;
use crate::scene::text::{self, Fallback};

/// What a figure shall be.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureOrder {
    /// What it shows, and how it is composed.
    pub document: Document,
    /// Its look.
    pub style: Style,
    /// Resolution, and how the format is made.
    pub rendering: Rendering,
    /// Format of the file.
    pub format: FigureFormat,
    /// The file.
    pub path: PathBuf,
    /// Language of its words, unless the composition names one.
    pub language: Language,
    /// What becomes of characters that the bundled fonts lack.
    pub fallback: Fallback,
    /// 审图号 of the boundaries.
    pub review_number: Option<String>,
    /// The catalogue's file, of which the figure remembers the state.
    pub catalogue: Option<PathBuf>,
    /// The numbers behind the figure as a table beside it: `csv` or `xlsx`.
    pub table: Option<TableFormat>,
    /// When it is made: a part of the order, so that equal orders give equal bytes.
    pub created: time::OffsetDateTime,
}

/// What a figure is drawn from: worked out once, whatever is moved on the page.
#[derive(Clone, Debug)]
pub struct Worked {
    /// The document as its style has it.
    pub document: Document,
    /// Numbers of the layers.
    pub numbers: Arc<Numbers>,
    /// Small maps, where the template wants some.
    pub multiples: Option<Multiples>,
}

impl Worked {
    /// Works it out; `None` when cancelled.
    pub fn new(
        document: &Document,
        style: &Style,
        catalogue: &Catalogue,
        pack: &Pack,
        known: &[Arc<Numbers>],
        cancelled: &(dyn Fn() -> bool + Sync),
    ) -> Option<Worked> {
        let document = figure::styled(document, style);
        let dark = style.ink.is_dark();
        let wanted = Wanted::new(catalogue, &document.filter, document.brush.as_ref(), &document.layers, dark);
        let numbers = Arc::new(numbers::work_out(&wanted, catalogue, pack, known, cancelled)?);
        let multiples = match document.figure.template {
            Template::Multiples => {
                let selection: &Selection = &numbers.selection;
                let density = wanted.density.as_ref();
                let made = Multiples::new(&document.multiples, density, catalogue, selection, pack, cancelled);
                // The small maps have the palette of the map.
                let controls = Controls::new(&Choropleth, &document.layers, catalogue.taxonomy());
                made.map(|made| Multiples { palette: controls.word("palette").to_owned(), ..made })
            }
            _ => None,
        };
        (!cancelled()).then_some(Worked { document, numbers, multiples })
    }
}

/// What should be known of a figure for whose parts, or for the names of whose districts, there was no room.
pub(super) fn remarks(dropped: &[Part], unnamed: &[String], language: Language) -> Vec<Message> {
    let separator = say(language, "list-separator");
    let parts: Vec<String> = dropped.iter().map(|part| figure::part_name(*part, language)).collect();
    let told =
        |names: &[String], id, key| (!names.is_empty()).then(|| Message::new(id).with(key, names.join(&separator)));
    let remarks = [told(&parts, "composer-dropped", "parts"), told(unnamed, "composer-unnamed", "names")];
    remarks.into_iter().flatten().collect()
}

/// A format of the table beside a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableFormat {
    /// Text that any spreadsheet reads.
    Csv,
    /// A workbook.
    Xlsx,
}

impl TableFormat {
    /// Both.
    pub const ALL: [TableFormat; 2] = [TableFormat::Csv, TableFormat::Xlsx];

    /// Its name, which is also the extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::Xlsx => "xlsx",
        }
    }
}

/// Makes the figure and writes its file, and the table beside it on wish; without a file when cancelled.
///
/// # Errors
/// Characters the fonts lack, a size past the limit, a file that cannot be written; those of the database.
pub fn write(
    order: &FigureOrder,
    pack: &Pack,
    catalogue: &Catalogue,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Outcome, Failure> {
    let made = provenance(order.catalogue.as_deref(), catalogue, pack)?;
    let Some(composed) = composed(order, &made, pack, catalogue, cancelled) else { return Ok(Outcome::Cancelled) };
    let progress = |_| if cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let written = order.fallback.scope(|| {
        refuse_missing(&composed.page, catalogue)?;
        write_composed(&composed, order, &order.path, &progress)
    });
    let (bytes, placed) = match written {
        Err(ExportError::Cancelled) => return Ok(Outcome::Cancelled),
        written => written?,
    };
    if let Some(format) = order.table {
        write_table(&composed.table, format, &order.path)?;
    }
    let language = order.document.figure.language.unwrap_or(order.language);
    let mut remarks = remarks(&composed.dropped, &composed.unnamed, language);
    if composed.facts.is_empty() {
        remarks.push(Message::new("export-nothing"));
    }
    // A template that has one by itself leaves it out in silence.
    let wished = &order.document.figure;
    if composed.enlarges_nothing(wished) && !wished.template.shows(Part::Enlargement) {
        remarks.push(Message::new("composer-nothing-enlarged"));
    }
    if order.document.figure.template == Template::District && figure::focus(&order.document).is_none() {
        remarks.push(Message::new("composer-district-first"));
    }
    Ok(Outcome::Exported { path: order.path.clone(), bytes, placed, remarks })
}

/// Names the characters of a page that no font draws, with the enterprises they come from. Call it in the scope of the
/// order's fallback.
///
/// # Errors
/// There are some.
pub fn refuse_missing(page: &Page, catalogue: &Catalogue) -> Result<(), ExportError> {
    let glyphs = page.missing_glyphs();
    if glyphs.is_empty() {
        return Ok(());
    }
    Err(ExportError::MissingGlyphs { glyphs: text::trace(glyphs, catalogue) })
}

/// The numbers behind a figure as cells of text.
pub(super) fn cells(table: &FigureTable) -> Table {
    Table {
        columns: table.columns.iter().map(|c| c.name.clone()).collect(),
        rows: table.rows.iter().map(|row| row.iter().map(Cell::plain).collect()).collect(),
    }
}

/// Writes the numbers behind a figure beside its file, under its name.
pub(super) fn write_table(table: &FigureTable, format: TableFormat, figure: &Path) -> Result<PathBuf, ExportError> {
    let numeric: Vec<bool> = table.columns.iter().map(|c| c.numeric).collect();
    let cells = cells(table);
    let bytes = match format {
        TableFormat::Csv => cells.csv()?,
        TableFormat::Xlsx => cells.xlsx("data", &numeric)?,
    };
    let path = figure.with_extension(format.extension());
    write_atomically(&path, &bytes)?;
    Ok(path)
}

/// The figure on its page; `None` when cancelled.
pub fn composed(
    order: &FigureOrder,
    made: &Provenance,
    pack: &Pack,
    catalogue: &Catalogue,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Composed> {
    let worked = Worked::new(&order.document, &order.style, catalogue, pack, &[], cancelled)?;
    let basemap = Basemap::new(pack);
    let recipe = recipe(order, &order.document, made);
    let mut document = worked.document;
    if order.format == FigureFormat::Word {
        leave_to_word(&mut document);
    }
    let of = Ingredients {
        pack,
        basemap: &basemap,
        catalogue,
        numbers: &worked.numbers,
        multiples: worked.multiples.as_ref(),
        document: &document,
        style: &order.style,
        language: document.figure.language.unwrap_or(order.language),
        review_number: order.review_number.as_deref(),
        created: order.created,
        recipe: &recipe,
    };
    Some(order.fallback.scope(|| figure::compose(&of)))
}

/// Hides the parts of a figure that a Word file has as text and table of its own.
pub(super) fn leave_to_word(document: &mut Document) {
    document.figure.show(Part::Caption, false);
    document.figure.show(Part::Table, false);
}

/// The text that makes a figure again: its document, with the language it was written in.
pub fn recipe(order: &FigureOrder, document: &Document, made: &Provenance) -> String {
    let mut document = document.clone();
    document.figure.language.get_or_insert(order.language);
    write_view_file(&document, Some(made.clone()))
}
