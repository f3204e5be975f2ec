//! XML of Excel 2002 and 2003 (`urn:schemas-microsoft-com:office:spreadsheet`), which web systems name `.xls`.

use std::cell::Cell as Shared;
use std::io::{BufRead, Cursor};
use std::rc::Rc;

use super::book::{self, Loaded, MAX_SHEETS, SheetName};
use super::merged::Merge;
use super::number::write_number;
use super::sheet::{MAX_LINE, Sheet, SheetBuilder};
use super::xml::{Counted, Node, Tag, Xml};
use super::{Origin, Progress, ReadOptions, Source, decoded, report};
use crate::import::ImportError;
use crate::import::finding::FindingCode;
use crate::import::table::{MAX_CELL_BYTES, max_text_bytes};

const FORMAT: &str = "xml";
/// Rows between two reports of progress.
const REPORT_ROWS: usize = 256;

/// Whether a file begins like one; others of XML are refused here, by name.
pub fn is(head: &[u8]) -> bool {
    let plain: Vec<u8> = head.iter().copied().filter(|b| *b != 0).collect();
    memchr::memmem::find(&plain, b"urn:schemas-microsoft-com:office:spreadsheet").is_some()
        && memchr::memmem::find(&plain, b"<html").is_none()
        && memchr::memmem::find(&plain, b"Workbook").is_some()
}

/// Reads a workbook.
///
/// # Errors
/// Broken XML, a limit passed, no such sheet.
pub fn read(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    let (text, encoding) = decoded::text(origin, options.encoding)?;
    let bytes = text.len() as u64;
    let input = Counted::new(Cursor::new(text), bytes + 1, Rc::new(Shared::new(bytes + 1)));
    let (xml, text_left) = (Xml::new(input, FORMAT, "Workbook"), max_text_bytes(bytes));
    let book = Document { xml, sheets: Vec::new(), line: 0, column: 0, text_left };
    let sheets = book.read(bytes, progress)?;
    book::read(&mut Loaded::new(FORMAT, Some(encoding), sheets), origin, options, progress)
}

struct Document<R> {
    xml: Xml<R>,
    sheets: Vec<(SheetName, Sheet)>,
    line: usize,
    column: usize,
    /// Text that the sheets may still hold, bytes.
    text_left: usize,
}

impl<R: BufRead> Document<R> {
    fn read(mut self, bytes: u64, progress: Progress<'_>) -> Result<Vec<(SheetName, Sheet)>, ImportError> {
        let mut open: Option<(SheetName, SheetBuilder)> = None;
        let (mut is_visibility, mut seen) = (false, 0usize);
        loop {
            match self.xml.next()? {
                Node::Open(tag) => match (tag.name(), &mut open) {
                    ("Worksheet", None) if self.sheets.len() < MAX_SHEETS => {
                        let name = tag.attribute("Name").unwrap_or_default();
                        open = Some((SheetName { name, is_hidden: false }, SheetBuilder::new(usize::MAX)));
                        self.line = 0;
                    }
                    ("Row", Some(_)) => {
                        self.line = index(&tag, "Index").unwrap_or(self.line + 1);
                        self.column = 0;
                        seen += 1;
                        if self.line > MAX_LINE {
                            return Err(self.xml.damaged());
                        }
                        if seen.is_multiple_of(REPORT_ROWS) {
                            report(progress, self.xml.bytes() as f32 / bytes.max(1) as f32)?;
                        }
                    }
                    ("Cell", Some((_, sheet))) => {
                        let cell = Cell::start(&tag, self.column);
                        self.xml.place.at = (self.line, cell.column + 1);
                        let cell = cell.fill(&mut self.xml)?;
                        self.xml.place.at = (0, 0);
                        self.column = cell.put(sheet, self.line.max(1))?;
                    }
                    ("Visible", _) => is_visibility = true,
                    _ => {}
                },
                Node::Text(text) => {
                    if let Some((name, _)) = open.as_mut().filter(|_| is_visibility) {
                        name.is_hidden |= text.starts_with("SheetHidden") || text.starts_with("SheetVeryHidden");
                    }
                }
                Node::Close(tag) => match tag.name() {
                    "Visible" => is_visibility = false,
                    "Worksheet" => {
                        if let Some((name, mut sheet)) = open.take() {
                            sheet.limit_text(self.text_left);
                            let sheet = sheet.finish()?;
                            self.text_left = self.text_left.saturating_sub(sheet.table.text_bytes());
                            self.sheets.push((name, sheet));
                        }
                    }
                    _ => {}
                },
                Node::End => return Ok(self.sheets),
            }
        }
    }
}

#[derive(Default)]
struct Cell {
    column: usize,
    across: usize,
    down: usize,
    kind: String,
    formula: Option<String>,
    has_data: bool,
    text: String,
}

impl Cell {
    fn start(tag: &Tag<'_>, column: usize) -> Cell {
        Cell {
            column: index(tag, "Index").map_or(column, |i| i - 1),
            across: index(tag, "MergeAcross").unwrap_or(0),
            down: index(tag, "MergeDown").unwrap_or(0),
            formula: tag.attribute("Formula"),
            ..Cell::default()
        }
    }

    /// Reads up to the end of the cell: its data, not that of a comment.
    fn fill<R: BufRead>(mut self, xml: &mut Xml<R>) -> Result<Cell, ImportError> {
        let (mut in_data, mut in_comment) = (false, false);
        let (line, column) = xml.place.at;
        loop {
            if self.text.len() > MAX_CELL_BYTES {
                return Err(ImportError::CellTooLong { line, column, limit: MAX_CELL_BYTES });
            }
            match xml.next()? {
                Node::Open(tag) => match tag.name() {
                    "Data" if !in_comment => {
                        (in_data, self.has_data) = (true, true);
                        self.kind = tag.attribute("Type").unwrap_or_default();
                    }
                    "Comment" => in_comment = true,
                    _ => {}
                },
                Node::Text(text) if in_data => self.text.push_str(text),
                Node::Text(_) => {}
                Node::Close(tag) => match tag.name() {
                    "Data" => in_data = false,
                    "Comment" => in_comment = false,
                    "Cell" => return Ok(self),
                    _ => {}
                },
                Node::End => return Err(xml.damaged()),
            }
        }
    }

    /// Adds it; the column of the next one.
    fn put(&self, sheet: &mut SheetBuilder, line: usize) -> Result<usize, ImportError> {
        let text = self.text.trim();
        match (self.kind.as_str(), &self.formula) {
            (_, Some(formula)) if !self.has_data => {
                let shown: String = formula.chars().take(80).collect();
                sheet.find(line, FindingCode::FormulaNotComputed, &shown);
            }
            ("Error", _) => sheet.find(line, FindingCode::FormulaError, text),
            ("Number", _) => match text.parse() {
                Ok(number) => {
                    let mut shown = String::new();
                    write_number(&mut shown, number);
                    sheet.cell(line, self.column, &shown)?;
                }
                Err(_) => sheet.cell(line, self.column, text)?,
            },
            ("DateTime", _) => {
                let date = text.split_once("T00:00:00").map_or(text, |(date, _)| date);
                sheet.cell(line, self.column, date.strip_suffix(".000").unwrap_or(date))?;
            }
            ("Boolean", _) => sheet.cell(line, self.column, if text == "1" { "TRUE" } else { "FALSE" })?,
            _ => sheet.cell(line, self.column, &self.text)?,
        }
        let last = self.column.saturating_add(self.across);
        sheet.merge(Merge { lines: (line, line.saturating_add(self.down)), columns: (self.column, last) });
        Ok(last.saturating_add(1))
    }
}

/// A whole number above 0.
fn index(tag: &Tag<'_>, name: &str) -> Option<usize> {
    let mut found = None;
    tag.attributes(|n, value| {
        if n == name {
            found = value.parse().ok().filter(|i| (1..=MAX_LINE).contains(i));
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use crate::import::readers::tests::{cells, read_bytes};

    #[test]
    fn cells_rows_and_merges() {
        let text = r#"<?xml version="1.0" encoding="GB2312"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="表"><Table><Row ss:Index="2"><Cell><Data ss:Type="String">企业名称</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">成立日期</Data></Cell><Cell><Data ss:Type="String">所在区</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">甲&amp;乙</Data><Comment><Data>不</Data></Comment></Cell>
<Cell ss:Index="3"><Data ss:Type="DateTime">2015-06-01T00:00:00.000</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="Number">310104</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">丙</Data></Cell><Cell ss:Index="3"><Data ss:Type="Error">#REF!</Data></Cell></Row>
</Table></Worksheet></Workbook>"#;
        let (bytes, ..) = encoding_rs::GB18030.encode(text);
        let source = read_bytes("报表.xls", &bytes).expect("reads");
        let wanted = [
            vec!["企业名称", "", "成立日期", "所在区"],
            vec!["甲&乙", "", "2015-06-01", "310104"],
            vec!["丙", "", "", "310104"],
        ];
        assert_eq!(cells(&source), wanted);
        assert_eq!((source.format, source.findings.len(), source.table.row(0).line), ("xml", 1, 2));
    }
}
