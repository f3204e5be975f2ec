//! The cells of a sheet, as they stream by.

use std::io::BufRead;

use super::strings;
use super::styles::Styles;
use crate::import::ImportError;
use crate::import::finding::FindingCode;
use crate::import::readers::merged::Merge;
use crate::import::readers::number::write_number;
use crate::import::readers::pool::Pool;
use crate::import::readers::sheet::{MAX_LINE, Sheet, SheetBuilder};
use crate::import::readers::xml::{Node, Tag, Xml};
use crate::import::readers::{NumberKind, Progress, report};
use crate::import::table::MAX_CELL_BYTES;

/// Rows between two reports of progress.
const REPORT_ROWS: usize = 256;
/// The longest whole number that is taken as it is written, bytes: all its digits are kept.
const SHORT_NUMBER: usize = 15;
/// The longest text of a cell before characters written as `_x000D_` are resolved, and its formula, bytes.
const MAX_ESCAPED_BYTES: usize = 8 * MAX_CELL_BYTES;
/// Characters of a formula that are shown.
const SHOWN_CHARS: usize = 80;

/// What the cells of a workbook refer to.
pub struct Context<'a> {
    pub strings: &'a Pool,
    /// The most text of all cells, bytes.
    pub text_limit: usize,
    pub styles: &'a Styles,
    pub is_1904: bool,
}

/// The type of a cell (ECMA-376, 18.18.11).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    /// Inline, or the text of a formula.
    Text,
    Boolean,
    Error,
    Date,
}

/// The cell being read.
#[derive(Debug, Default)]
struct Cell {
    line: usize,
    column: usize,
    kind: Kind,
    style: usize,
    value: String,
    formula: String,
    has_formula: bool,
    has_value: bool,
}

/// Reads the first `rows` rows of a sheet whose part claims `bytes`.
pub fn read<R: BufRead>(
    mut xml: Xml<R>,
    bytes: u64,
    context: &Context<'_>,
    rows: usize,
    progress: Progress<'_>,
) -> Result<Sheet, ImportError> {
    let mut sheet = SheetBuilder::within(rows, context.text_limit);
    let mut cell = Cell::default();
    let mut seen = 0;
    let mut shown = String::new();
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "c" => {
                    cell.start(&tag);
                    if cell.line > MAX_LINE {
                        return Err(xml.damaged());
                    }
                    xml.place.at = (cell.line, cell.column + 1);
                    cell.fill(&mut xml)?;
                    xml.place.at = (0, 0);
                    put(&mut sheet, &cell, context, &mut shown).ok_or_else(|| xml.damaged())??;
                    cell.column += 1;
                }
                "row" => {
                    let mut line = cell.line + 1;
                    tag.attributes(|name, value| {
                        if name == "r" {
                            line = value.parse().unwrap_or(line);
                        }
                    });
                    (cell.line, cell.column) = (line, 0);
                    seen += 1;
                    if sheet.is_full() {
                        return sheet.finish();
                    }
                    if usize::is_multiple_of(seen, REPORT_ROWS) {
                        report(progress, (xml.bytes() as f32 / bytes.max(1) as f32).min(1.0))?;
                    }
                }
                "mergeCell" => {
                    if let Some(merge) = tag.attribute("ref").and_then(|range| merge(&range)) {
                        sheet.merge(merge);
                    }
                }
                _ => {}
            },
            Node::End => return sheet.finish(),
            _ => {}
        }
    }
}

impl Cell {
    /// Takes the attributes; a cell without a reference is the one after the last.
    fn start(&mut self, tag: &Tag<'_>) {
        (self.kind, self.style) = (Kind::Number, 0);
        self.value.clear();
        self.formula.clear();
        (self.has_formula, self.has_value) = (false, false);
        tag.attributes(|name, value| match name {
            "r" => {
                if let Some((line, column)) = reference(value) {
                    (self.line, self.column) = (line, column);
                }
            }
            "s" => self.style = value.parse().unwrap_or_default(),
            "t" => {
                self.kind = match value {
                    "s" => Kind::Shared,
                    "str" | "inlineStr" => Kind::Text,
                    "b" => Kind::Boolean,
                    "e" => Kind::Error,
                    "d" => Kind::Date,
                    _ => Kind::Number,
                }
            }
            _ => {}
        });
    }

    /// Reads up to the end of the cell.
    fn fill<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), ImportError> {
        #[derive(PartialEq)]
        enum In {
            Value,
            Formula,
            Other,
        }
        let (mut place, mut phonetic) = (In::Other, false);
        loop {
            match xml.next()? {
                Node::Open(tag) => match tag.name() {
                    "v" => place = In::Value,
                    "t" if !phonetic => place = In::Value,
                    "f" => {
                        place = In::Formula;
                        self.has_formula = true;
                    }
                    "rPh" => phonetic = true,
                    _ => {}
                },
                Node::Text(text) if self.value.len() + self.formula.len() + text.len() > MAX_ESCAPED_BYTES => {
                    let (line, column) = (self.line.max(1), self.column + 1);
                    return Err(ImportError::CellTooLong { line, column, limit: MAX_CELL_BYTES });
                }
                Node::Text(text) => match place {
                    In::Value => {
                        self.has_value = true;
                        self.value.push_str(text);
                    }
                    In::Formula => self.formula.push_str(text),
                    In::Other => {}
                },
                Node::Close(tag) => match tag.name() {
                    "c" => return Ok(()),
                    "rPh" => phonetic = false,
                    _ => place = In::Other,
                },
                Node::End => return Err(xml.damaged()),
            }
        }
    }
}

/// Adds a cell to the sheet; `None` where it points to a string that is not there.
fn put(
    sheet: &mut SheetBuilder,
    cell: &Cell,
    context: &Context<'_>,
    shown: &mut String,
) -> Option<Result<(), ImportError>> {
    let (line, column, value) = (cell.line.max(1), cell.column, cell.value.as_str());
    if cell.has_formula && !cell.has_value && cell.kind != Kind::Text {
        let formula: String = cell.formula.chars().take(SHOWN_CHARS).collect();
        sheet.find(line, FindingCode::FormulaNotComputed, &format!("={formula}"));
        return Some(Ok(()));
    }
    Some(match cell.kind {
        Kind::Shared if value.is_empty() => Ok(()),
        Kind::Shared => sheet.cell(line, column, context.strings.get(value.trim().parse().ok()?)?),
        Kind::Text => sheet.cell(line, column, &strings::unescaped(value)),
        Kind::Boolean if value.is_empty() => Ok(()),
        Kind::Boolean => {
            let is_true = matches!(value.trim(), "1" | "true");
            sheet.cell(line, column, if is_true { "TRUE" } else { "FALSE" })
        }
        Kind::Error => {
            sheet.find(line, FindingCode::FormulaError, value);
            Ok(())
        }
        Kind::Date => sheet.cell(line, column, value.split_once("T00:00:00").map_or(value, |(date, _)| date)),
        Kind::Number => {
            let kind = context.styles.kind(cell.style);
            if kind == NumberKind::Number && is_plain(value) {
                return Some(sheet.cell(line, column, value));
            }
            shown.clear();
            match value.trim().parse::<f64>() {
                Ok(number) if kind == NumberKind::Number => write_number(shown, number),
                Ok(number) => kind.write(shown, number, context.is_1904),
                Err(_) => shown.push_str(value),
            }
            sheet.cell(line, column, shown)
        }
    })
}

/// Whether a number can stay as it is written.
fn is_plain(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() <= SHORT_NUMBER
        && bytes.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))
        && bytes.first() != Some(&b'.')
        && (bytes.last() != Some(&b'0') || !bytes.contains(&b'.'))
}

/// `B3` → line 3, column 1.
fn reference(text: &str) -> Option<(usize, usize)> {
    let (mut column, mut line) = (0usize, 0usize);
    for b in text.bytes() {
        match b {
            b'A'..=b'Z' if line == 0 => column = column.checked_mul(26)?.checked_add(usize::from(b - b'A') + 1)?,
            b'a'..=b'z' if line == 0 => column = column.checked_mul(26)?.checked_add(usize::from(b - b'a') + 1)?,
            b'0'..=b'9' => line = line.checked_mul(10)?.checked_add(usize::from(b - b'0'))?,
            b'$' => {}
            _ => return None,
        }
    }
    (line > 0 && column > 0).then(|| (line, column - 1))
}

fn merge(range: &str) -> Option<Merge> {
    let (from, to) = range.split_once(':')?;
    let (from, to) = (reference(from)?, reference(to)?);
    Some(Merge { lines: (from.0, to.0), columns: (from.1, to.1) })
}
