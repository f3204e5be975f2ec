//! ODS (OpenDocument 1.3, part 3): `content.xml` in one pass. Rows and cells that are repeated a million times, as
//! LibreOffice writes the empty rest of a sheet, take no more than the ones they repeat.

use std::collections::BTreeSet;
use std::io::BufRead;

use super::archive::Archive;
use super::book::{self, Loaded, MAX_SHEETS, SheetName};
use super::merged::Merge;
use super::number::write_number;
use super::sheet::{MAX_LINE, Sheet, SheetBuilder};
use super::xml::{Node, Tag, Xml, unescaped};
use super::{Origin, Progress, ReadOptions, Source, report};
use crate::import::ImportError;
use crate::import::finding::FindingCode;
use crate::import::table::{MAX_CELL_BYTES, MAX_COLUMNS};

/// Bytes of `content.xml`, unpacked.
const MAX_CONTENT_BYTES: u64 = 1 << 30;
/// Bytes of the manifest, unpacked.
const MAX_MANIFEST_BYTES: u64 = 16 << 20;
/// Text that repetition may add, bytes.
const MAX_REPEATED_BYTES: usize = 64 << 20;
/// Rows between two reports of progress.
const REPORT_ROWS: usize = 256;

/// Reads a workbook.
///
/// # Errors
/// A damaged or encrypted file, a limit passed, no such sheet.
pub fn read(
    mut archive: Archive,
    origin: &Origin,
    options: &ReadOptions,
    progress: Progress<'_>,
) -> Result<Source, ImportError> {
    archive.format = "ods";
    if archive.has("META-INF/manifest.xml") {
        let manifest = archive.bytes("META-INF/manifest.xml", MAX_MANIFEST_BYTES)?;
        if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
            return Err(ImportError::Encrypted);
        }
    }
    let text_left = archive.text_limit();
    let (xml, bytes) = archive.xml("content.xml", MAX_CONTENT_BYTES)?;
    let sheets = Content::new(xml, bytes, text_left).read(progress)?;
    book::read(&mut Loaded::new("ods", None, sheets), origin, options, progress)
}

/// What a cell is said to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    Text,
    Number,
    Boolean,
    Error,
}

/// The cell being read.
#[derive(Debug, Default)]
struct Cell {
    kind: Kind,
    /// The value of its attribute; text is shown only where there is none.
    value: Option<String>,
    formula: Option<String>,
    repeated: usize,
    /// Columns and rows it spans.
    spans: (usize, usize),
    text: String,
}

struct Content<R> {
    xml: Xml<R>,
    bytes: u64,
    /// Styles of tables that are hidden.
    hidden: BTreeSet<String>,
    style: String,
    sheets: Vec<(SheetName, Sheet)>,
    open: Option<(SheetName, SheetBuilder)>,
    line: usize,
    column: usize,
    rows_repeated: usize,
    /// Cells of the row that hold text.
    row: Vec<(usize, String)>,
    repeated_bytes: usize,
    seen: usize,
    /// Text that the sheets may still hold, bytes.
    text_left: usize,
}

impl<R: BufRead> Content<R> {
    fn new(xml: Xml<R>, bytes: u64, text_left: usize) -> Content<R> {
        Content {
            xml,
            bytes,
            hidden: BTreeSet::new(),
            style: String::new(),
            sheets: Vec::new(),
            open: None,
            line: 1,
            column: 0,
            rows_repeated: 1,
            row: Vec::new(),
            repeated_bytes: 0,
            seen: 0,
            text_left,
        }
    }

    fn read(mut self, progress: Progress<'_>) -> Result<Vec<(SheetName, Sheet)>, ImportError> {
        loop {
            match self.xml.next()? {
                Node::Open(tag) => match tag.name() {
                    "style" => self.style = tag.attribute("name").unwrap_or_default(),
                    "table-properties" if tag.attribute("display").as_deref() == Some("false") => {
                        self.hidden.insert(self.style.clone());
                    }
                    "table" if self.open.is_none() && self.sheets.len() < MAX_SHEETS => {
                        let is_hidden = tag.attribute("style-name").is_some_and(|s| self.hidden.contains(&s));
                        let name = SheetName { name: tag.attribute("name").unwrap_or_default(), is_hidden };
                        self.open = Some((name, SheetBuilder::within(usize::MAX, self.text_left)));
                        (self.line, self.column) = (1, 0);
                    }
                    "table-row" if self.open.is_some() => {
                        self.rows_repeated = count(&tag, "number-rows-repeated");
                        self.column = 0;
                        self.seen += 1;
                        if self.seen.is_multiple_of(REPORT_ROWS) {
                            report(progress, (self.xml.bytes() as f32 / self.bytes.max(1) as f32).min(1.0))?;
                        }
                    }
                    "table-cell" | "covered-table-cell" if self.open.is_some() => {
                        let cell = Cell::start(&tag);
                        let name = tag.name().to_owned();
                        self.xml.place.at = (self.line, self.column + 1);
                        let cell = cell.fill(&mut self.xml, &name)?;
                        self.xml.place.at = (0, 0);
                        self.put(cell)?;
                    }
                    _ => {}
                },
                Node::Close(tag) => match tag.name() {
                    "table-row" if self.open.is_some() => self.end_row()?,
                    "table" => {
                        if let Some((name, mut sheet)) = self.open.take() {
                            sheet.limit_text(self.text_left);
                            let sheet = sheet.finish()?;
                            self.text_left = self.text_left.saturating_sub(sheet.table.text_bytes());
                            self.sheets.push((name, sheet));
                        }
                    }
                    _ => {}
                },
                Node::Text(_) => {}
                Node::End => return Ok(self.sheets),
            }
        }
    }

    fn put(&mut self, cell: Cell) -> Result<(), ImportError> {
        let Some((_, sheet)) = &mut self.open else { return Ok(()) };
        let (line, column) = (self.line, self.column);
        self.column = column.saturating_add(cell.repeated);
        let (across, down) = cell.spans;
        sheet.merge(Merge {
            lines: (line, line.saturating_add(down - 1)),
            columns: (column, column.saturating_add(across - 1)),
        });
        match cell.said() {
            Ok(text) if text.is_empty() => {}
            Ok(text) => {
                // One more than fits, so that the sheet sees that it does not.
                for place in (column..MAX_COLUMNS + 16).take(cell.repeated) {
                    self.row.push((place, text.clone()));
                }
            }
            Err((code, shown)) => sheet.find(line, code, &shown),
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ImportError> {
        let Some((_, sheet)) = &mut self.open else { return Ok(()) };
        let bytes: usize = self.row.iter().map(|(_, text)| text.len()).sum();
        let times = if self.row.is_empty() { 0 } else { self.rows_repeated };
        self.repeated_bytes = self.repeated_bytes.saturating_add(bytes.saturating_mul(times.saturating_sub(1)));
        if self.repeated_bytes > MAX_REPEATED_BYTES {
            return Err(ImportError::Bomb {
                part: "number-rows-repeated".to_owned(),
                limit: MAX_REPEATED_BYTES as u64,
            });
        }
        for line in (self.line..).take(times) {
            for (column, text) in &self.row {
                sheet.cell(line, *column, text)?;
            }
        }
        self.row.clear();
        self.line = self.line.saturating_add(self.rows_repeated);
        match self.line > MAX_LINE {
            true => Err(self.xml.damaged()),
            false => Ok(()),
        }
    }
}

impl Cell {
    fn start(tag: &Tag<'_>) -> Cell {
        let mut cell = Cell { repeated: count(tag, "number-columns-repeated"), ..Cell::default() };
        cell.spans = match tag.name() {
            "table-cell" => (count(tag, "number-columns-spanned"), count(tag, "number-rows-spanned")),
            _ => (1, 1),
        };
        tag.attributes(|name, value| match name {
            // office:value-type and, where LibreOffice knows better, calcext:value-type.
            "value-type" if cell.kind != Kind::Error => {
                cell.kind = match value {
                    "float" | "percentage" | "currency" => Kind::Number,
                    "boolean" => Kind::Boolean,
                    "error" => Kind::Error,
                    _ => Kind::Text,
                }
            }
            "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                cell.value = Some(unescaped(value))
            }
            "formula" => cell.formula = Some(unescaped(value)),
            _ => {}
        });
        cell
    }

    /// Reads up to the end of the cell: paragraphs are lines; comments, phonetic guides and drawings are no text.
    fn fill<R: BufRead>(mut self, xml: &mut Xml<R>, name: &str) -> Result<Cell, ImportError> {
        let (mut paragraphs, mut inside, mut skipped) = (0, 0usize, 0usize);
        let (line, column) = xml.place.at;
        loop {
            if self.text.len() > MAX_CELL_BYTES {
                return Err(ImportError::CellTooLong { line, column, limit: MAX_CELL_BYTES });
            }
            match xml.next()? {
                Node::Open(tag) => match tag.name() {
                    "annotation" | "ruby-text" | "shapes" | "frame" | "custom-shape" => skipped += 1,
                    _ if skipped > 0 => {}
                    "p" | "h" => {
                        inside += 1;
                        if paragraphs > 0 {
                            self.text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "s" => self.text.push(' '),
                    "tab" => self.text.push('\t'),
                    "line-break" => self.text.push('\n'),
                    _ => {}
                },
                Node::Text(text) if inside > 0 && skipped == 0 => self.text.push_str(text),
                Node::Text(_) => {}
                Node::Close(tag) => match tag.name() {
                    "annotation" | "ruby-text" | "shapes" | "frame" | "custom-shape" => {
                        skipped = skipped.saturating_sub(1)
                    }
                    closed if closed == name && skipped == 0 => return Ok(self),
                    "p" | "h" if skipped == 0 => inside = inside.saturating_sub(1),
                    _ => {}
                },
                Node::End => return Err(xml.damaged()),
            }
        }
    }

    /// What it says, or the error or formula where that is all there is.
    fn said(&self) -> Result<String, (FindingCode, String)> {
        let is_error = self.kind == Kind::Error || self.formula.is_some() && is_error(&self.text);
        match (&self.value, self.kind) {
            _ if is_error => Err((FindingCode::FormulaError, self.text.clone())),
            (None, _) if self.text.is_empty() => match &self.formula {
                Some(formula) => Err((FindingCode::FormulaNotComputed, formula.chars().take(80).collect())),
                None => Ok(String::new()),
            },
            (Some(value), Kind::Number) => match value.parse() {
                Ok(number) => {
                    let mut text = String::new();
                    write_number(&mut text, number);
                    Ok(text)
                }
                Err(_) => Ok(value.clone()),
            },
            (Some(value), Kind::Boolean) => Ok(value.to_uppercase()),
            (Some(value), _) => Ok(value.split_once("T00:00:00").map_or(value.as_str(), |(date, _)| date).to_owned()),
            (None, _) => Ok(self.text.clone()),
        }
    }
}

/// Whether a text is what a failed formula shows.
fn is_error(text: &str) -> bool {
    matches!(text, "#N/A" | "#REF!" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NUM!" | "#NULL!")
        || text.starts_with("Err:5")
}

/// A number of times, at least 1.
fn count(tag: &Tag<'_>, name: &str) -> usize {
    let mut times = 1;
    tag.attributes(|found, value| {
        if found == name {
            times = value.parse::<usize>().unwrap_or(1).clamp(1, MAX_LINE);
        }
    });
    times
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;

    use crate::import::ImportError;
    use crate::import::readers::tests::{cells, read_bytes};

    fn workbook(tables: &str, manifest: &str) -> Vec<u8> {
        let content = format!(
            r#"<office:document-content><office:automatic-styles><style:style style:name="ta2"><style:table-properties
            table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}
            </office:spreadsheet></office:body></office:document-content>"#
        );
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("content.xml", content.as_str()), ("META-INF/manifest.xml", manifest)] {
            zip.start_file(name, SimpleFileOptions::default()).expect("starts");
            zip.write_all(text.as_bytes()).expect("writes");
        }
        zip.finish().expect("finishes").into_inner()
    }

    fn text(text: &str) -> String {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    }

    #[test]
    fn values_repetition_merging_and_hidden_sheets() {
        let hidden = format!(
            r#"<table:table table:name="旧" table:style-name="ta2"><table:table-row>{}{}</table:table-row></table:table>"#,
            text("企业名称"),
            text("地址")
        );
        let rows = format!(
            r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
            <table:table-row>{}{}</table:table-row>
            <table:table-row>{}<table:table-cell office:value-type="date" office:date-value="2015-06-01T00:00:00"
            table:number-rows-spanned="2"><text:p>15年</text:p></table:table-cell><table:table-cell office:value-type="float"
            office:value="1000" table:number-columns-repeated="2"><text:p>1,000</text:p></table:table-cell></table:table-row>
            <table:table-row>{}<table:covered-table-cell/><table:table-cell table:formula="of:=1/0" office:value-type="string"
            calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
            <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#,
            text("企业名称"),
            text("成立日期"),
            text("甲<text:s/>公司</text:p><text:p>二"),
            text("乙<office:annotation><text:p>注</text:p></office:annotation>")
        );
        let tables = format!(r#"{hidden}<table:table table:name="表">{rows}</table:table>"#);
        let source = read_bytes("x.xls", &workbook(&tables, "")).expect("reads");
        let wanted =
            [vec!["企业名称", "成立日期"], vec!["甲 公司\n二", "2015-06-01", "1000", "1000"], vec!["乙", "2015-06-01"]];
        assert_eq!(cells(&source), wanted);
        assert_eq!((source.sheet, source.table.row(0).line, source.findings.len()), (Some(1), 3, 1));
    }

    #[test]
    fn what_is_encrypted_or_repeated_too_often() {
        let read = |tables: &str, manifest: &str| read_bytes("x.ods", &workbook(tables, manifest)).map(|_| ());
        assert!(matches!(read("", "<manifest:encryption-data/>"), Err(ImportError::Encrypted)));
        let row = format!(
            r#"<table:table-row table:number-rows-repeated="1048576">{}</table:table-row>"#,
            text(&"x".repeat(999))
        );
        let found = read(&format!("<table:table>{row}</table:table>"), "");
        assert!(matches!(found, Err(ImportError::Bomb { .. })));
        let cell =
            r#"<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>"#;
        let found = read(&format!("<table:table><table:table-row>{cell}</table:table-row></table:table>"), "");
        assert!(matches!(found, Err(ImportError::TooManyColumns { .. })));
    }
}
