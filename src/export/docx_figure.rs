//! One figure as a Word file: at its exact size, with caption, description, source and the numbers behind it.

use super::docx::{About, Docx, Sheet};
use super::docx_body::{Style, WordCaption};
use super::report_docx::draw_at;
use super::{ExportError, Table};
use crate::language::{Message, say};
use crate::profile::Column;
use crate::profile::report::Grid;
use crate::scene::Page;

/// Room that caption and source take beneath a figure, millimetres.
const CAPTION_MM: f64 = 20.0;
/// Least margin of a sheet, millimetres.
const MARGIN_MM: f64 = 10.0;
/// A figure that fits on A4 at this part of its size is made smaller: offices print on A4. A larger one keeps its size.
const LEAST_SCALE: f64 = 0.75;

/// What stands around the picture of a figure in a Word file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// The figure's number.
    pub number: &'a str,
    /// The caption without it.
    pub caption: &'a str,
    /// Whether the picture says its source, which is then not said again under it.
    pub has_credit: bool,
    /// The numbers behind the figure.
    pub table: Option<&'a Table>,
}

/// A figure as a Word file: the picture at its size in millimetres, a little smaller where it then fits on A4, and
/// `dpi` pixels an inch, the caption with its number as a field of Word's, the source unless the picture says it, and
/// the table beneath. Equal input gives equal bytes.
///
/// # Errors
/// Characters that the bundled fonts lack, a resolution out of range, or a container that cannot be written.
pub fn figure_docx(page: &Page, around: &Around<'_>, dpi: u32) -> Result<Vec<u8>, ExportError> {
    let language = page.metadata.language;
    let Around { number, caption, has_credit, table } = *around;
    let (sheet, scale) = sheet(page.size_mm);
    let mut docx = Docx::new(About {
        title: if caption.is_empty() { page.title.clone() } else { caption.to_owned() },
        language,
        created: page.metadata.created,
        head: None,
        sheet,
    });
    let label = say(language, "district-report-figure");
    let size_mm = page.size_mm.map(|mm| mm * scale);
    draw_at(&mut docx, page, size_mm, &format!("{label} {number}"), dpi)?;
    match number.parse::<usize>() {
        Ok(number) => {
            let text = caption.to_owned();
            docx.caption(&WordCaption { label, number, text, stays_with_next: false, restarts: number > 1 });
        }
        // A number such as 2-1 is none that Word counts.
        Err(_) => docx.text(Style::Caption, &format!("{label} {number}\u{3000}{caption}")),
    }
    if !has_credit && !page.metadata.source.is_empty() {
        let source = page.metadata.source.lines().collect::<Vec<_>>().join(&say(language, "figure-gap"));
        docx.text(Style::Entry, &Message::new("district-report-source").with("source", source).text(language));
    }
    if let Some(table) = table {
        let label = say(language, "district-report-table");
        let text = Message::new("figure-table-caption").with("title", page.title.as_str()).text(language);
        docx.caption(&WordCaption { label, number: 1, text: text.clone(), stays_with_next: true, restarts: false });
        docx.table(&grid(table), &text);
    }
    docx.finish()
}

/// The table with the columns of numbers told from those of words.
fn grid(table: &Table) -> Grid {
    let is_number = |cell: &str| {
        let bare: String = cell.chars().filter(|c| !matches!(c, ' ' | ',' | '\u{202f}' | '%')).collect();
        matches!(bare.as_str(), "–" | "-") || bare.parse::<f64>().is_ok()
    };
    let numeric = |i: usize| {
        let mut cells = table.rows.iter().filter_map(|row| row.get(i)).filter(|cell| !cell.is_empty()).peekable();
        cells.peek().is_some() && cells.all(|cell| is_number(cell))
    };
    let columns = table.columns.iter().enumerate().map(|(i, name)| Column { name: name.clone(), numeric: numeric(i) });
    Grid { columns: columns.collect(), rows: table.rows.clone() }
}

/// The sheet a figure fits on, and what part of its size it has there: A4 with official margins, A4 with narrow ones,
/// A4 turned, either of these at a part of the size, else a sheet as large as it must be.
fn sheet([width, height]: [f64; 2]) -> (Sheet, f64) {
    let official = Sheet::official();
    if width <= official.text_mm[0] && height + CAPTION_MM <= official.text_mm[1] {
        return (official, 1.0);
    }
    let [a4_width, a4_height] = official.size_mm;
    let narrow = |[w, h]: [f64; 2]| Sheet {
        size_mm: [w, h],
        origin_mm: [MARGIN_MM; 2],
        text_mm: [w - 2.0 * MARGIN_MM, h - 2.0 * MARGIN_MM],
    };
    let scale = |s: &Sheet| (s.text_mm[0] / width).min((s.text_mm[1] - CAPTION_MM) / height).min(1.0);
    let (upright, turned) = (narrow([a4_width, a4_height]), narrow([a4_height, a4_width]));
    let best = if scale(&upright) >= scale(&turned) { upright } else { turned };
    let scale = scale(&best);
    match scale >= LEAST_SCALE {
        true => (best, scale),
        false => (narrow([width + 2.0 * MARGIN_MM, height + CAPTION_MM + 2.0 * MARGIN_MM]), 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_is_no_smaller_than_the_figure_and_a4_where_it_can_be() {
        let a4 = Sheet::official().size_mm;
        for (size, is_a4) in [
            ([80.0, 60.0], true),
            ([156.0, 112.0], true),
            ([180.0, 200.0], true),
            ([240.0, 120.0], true),
            ([297.0, 210.0], true),
            ([210.0, 297.0], true),
            ([338.7, 190.5], true),
            ([420.0, 297.0], false),
            ([20.0, 2000.0], false),
        ] {
            let (sheet, scale) = sheet(size);
            let [width, height] = size.map(|mm| mm * scale - 1e-9);
            assert!(width <= sheet.text_mm[0] && height + CAPTION_MM <= sheet.text_mm[1], "{size:?} {sheet:?}");
            assert!((0..2).all(|k| sheet.origin_mm[k] + sheet.text_mm[k] <= sheet.size_mm[k]), "{sheet:?}");
            assert_eq!(sheet.size_mm == a4 || sheet.size_mm == [a4[1], a4[0]], is_a4, "{size:?} {sheet:?}");
            assert!(scale >= LEAST_SCALE && (is_a4 || scale == 1.0), "{size:?} {scale}");
        }
        assert_eq!(sheet([80.0, 60.0]), (Sheet::official(), 1.0));
    }

    #[test]
    fn columns_of_numbers_are_seen() {
        let row = |cells: [&str; 3]| cells.map(String::from).to_vec();
        let table = Table {
            columns: row(["区", "家", "占比"]),
            rows: vec![row(["徐汇", "1 234", "–"]), row(["", "5", "1.2%"])],
        };
        assert_eq!(grid(&table).columns.iter().map(|c| c.numeric).collect::<Vec<_>>(), [false, true, true]);
    }
}
