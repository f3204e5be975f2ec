//! HTML tables, which Chinese web systems name `.xls`: a tolerant reader of tags, within limits. Each table is a sheet.

mod text;

use super::book::{self, Loaded, MAX_SHEETS, SheetName};
use super::merged::Merge;
use super::sheet::{Sheet, SheetBuilder};
use super::{Origin, Progress, ReadOptions, Source, decoded, report};
use crate::import::ImportError;
use crate::import::table::{MAX_CELL_BYTES, MAX_COLUMNS, max_text_bytes};
use text::{Token, Tokens};

/// Tables within tables, as layouts of old pages are.
const MAX_DEPTH: usize = 16;
/// Rows a cell may span.
const MAX_ROWSPAN: usize = 65_534;
/// Tags between two reports of progress.
const REPORT_TAGS: usize = 4096;

/// Whether a file begins like HTML.
pub fn is(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head: Vec<u8> = head.iter().filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect();
    let head = head.strip_prefix(b"\xff\xfe").or(head.strip_prefix(b"\xfe\xff")).unwrap_or(&head).trim_ascii_start();
    let has = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
    head.starts_with(b"<") && ["<html", "<table", "<!doctype html", "<body", "<tr", "<meta"].iter().any(|w| has(w))
}

/// Reads the tables of a page.
///
/// # Errors
/// A limit passed, no such table, none with cells.
pub fn read(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    let (text, encoding) = decoded::text(origin, options.encoding)?;
    let mut page = Page { text_left: max_text_bytes(text.len() as u64), ..Page::default() };
    let mut tokens = Tokens::new(&text);
    for seen in 0usize.. {
        match tokens.next() {
            Some(token) => page.take(token)?,
            None => break,
        }
        if seen.is_multiple_of(REPORT_TAGS) {
            report(progress, tokens.at as f32 / text.len().max(1) as f32)?;
        }
    }
    let sheets = page.finish()?;
    book::read(&mut Loaded::new("html", Some(encoding), sheets), origin, options, progress)
}

/// A table being read.
struct Open {
    number: usize,
    name: String,
    sheet: SheetBuilder,
    line: usize,
    column: usize,
    /// For each column the last line that a cell from above takes.
    taken: Vec<usize>,
    /// The open cell.
    cell: Option<Cell>,
}

#[derive(Default)]
struct Cell {
    across: usize,
    down: usize,
    /// Excel's own value, before what is shown.
    number: Option<String>,
    text: String,
}

#[derive(Default)]
struct Page {
    open: Vec<Open>,
    /// Tables that were left open beyond the limit.
    beyond: usize,
    tables: usize,
    in_caption: bool,
    /// Text that the tables may still hold, bytes.
    text_left: usize,
    sheets: Vec<(usize, SheetName, Sheet)>,
}

impl Page {
    fn take(&mut self, token: Token<'_>) -> Result<(), ImportError> {
        match token {
            Token::Text(text) => self.text(text),
            Token::Open(tag) => match tag.name.as_str() {
                "table" => {
                    self.start();
                    Ok(())
                }
                "tr" => self.row(),
                "td" | "th" => {
                    let count = |name| tag.attribute(name).and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1);
                    let across = count("colspan").clamp(1, MAX_COLUMNS);
                    let down = count("rowspan").clamp(1, MAX_ROWSPAN);
                    let number = tag.attribute("x:num").filter(|n| !n.trim().is_empty());
                    self.cell(Cell { across, down, number, text: String::new() })
                }
                "br" | "p" | "div" | "li" => self.text("\n"),
                "caption" => {
                    self.in_caption = true;
                    Ok(())
                }
                _ => Ok(()),
            },
            Token::Close(name) => match name.as_str() {
                "table" => self.end(),
                "td" | "th" | "tr" => self.end_cell(),
                "caption" => {
                    self.in_caption = false;
                    Ok(())
                }
                _ => Ok(()),
            },
        }
    }

    fn start(&mut self) {
        if self.open.len() >= MAX_DEPTH || self.tables >= MAX_SHEETS {
            self.beyond += 1;
            return;
        }
        self.tables += 1;
        let (number, sheet) = (self.tables, SheetBuilder::new(usize::MAX));
        let taken = vec![0; MAX_COLUMNS];
        self.open.push(Open { number, name: String::new(), sheet, line: 0, column: 0, taken, cell: None });
    }

    fn row(&mut self) -> Result<(), ImportError> {
        self.end_cell()?;
        if let Some(table) = self.open.last_mut() {
            (table.line, table.column) = (table.line + 1, 0);
        }
        Ok(())
    }

    fn cell(&mut self, cell: Cell) -> Result<(), ImportError> {
        self.end_cell()?;
        if let Some(table) = self.open.last_mut() {
            table.line = table.line.max(1);
            table.cell = Some(cell);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ImportError> {
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        if self.in_caption {
            table.name.extend(text.chars().take(80));
        }
        let Some(cell) = &mut table.cell else { return Ok(()) };
        if cell.text.len() + text.len() > 4 * MAX_CELL_BYTES {
            return Err(ImportError::CellTooLong { line: table.line, column: table.column + 1, limit: MAX_CELL_BYTES });
        }
        cell.text.push_str(text);
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), ImportError> {
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let Some(cell) = table.cell.take() else { return Ok(()) };
        let line = table.line;
        while table.taken.get(table.column).is_some_and(|last| *last >= line) {
            table.column += 1;
        }
        let column = table.column;
        let text = cell.number.unwrap_or_else(|| text::joined(&cell.text));
        table.sheet.cell(line, column, &text)?;
        let (last_line, last_column) = (line + cell.down - 1, column + cell.across - 1);
        table.sheet.merge(Merge { lines: (line, last_line), columns: (column, last_column) });
        table.taken.iter_mut().take(last_column + 1).skip(column).for_each(|last| *last = last_line);
        table.column = last_column + 1;
        Ok(())
    }

    fn end(&mut self) -> Result<(), ImportError> {
        if self.beyond > 0 {
            self.beyond -= 1;
            return Ok(());
        }
        self.end_cell()?;
        if let Some(mut table) = self.open.pop() {
            table.sheet.limit_text(self.text_left);
            let sheet = table.sheet.finish()?;
            self.text_left = self.text_left.saturating_sub(sheet.table.text_bytes());
            let name = text::joined(&table.name);
            let name = if name.is_empty() { table.number.to_string() } else { name };
            self.sheets.push((table.number, SheetName { name, is_hidden: false }, sheet));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<(SheetName, Sheet)>, ImportError> {
        self.beyond = 0;
        while !self.open.is_empty() {
            self.end()?;
        }
        self.sheets.sort_by_key(|(number, ..)| *number);
        Ok(self.sheets.into_iter().map(|(_, name, sheet)| (name, sheet)).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::import::readers::tests::{cells, read_bytes};

    #[test]
    fn spans_entities_nesting_and_what_is_not_closed() {
        let page = "<html><head><meta charset=gb2312><style>td{}</style></head><body><table><tr><td>导航</td><td>
            <TABLE border=1><caption>名单</caption><tr><th colspan=3>名录<th></tr>
            <tr><td>企业名称<td>所在区<td>备注</tr><!-- <td>无 -->
            <tr><td>甲&nbsp;公司</td><td rowspan='2'>徐汇区</td><td x:num=\"12.5\">12.50</td></tr>
            <tr><td>乙<br>公司&#x20;&lt;上海&gt;<td>&unknown;<script>document.write('<td>')</script></tr></TABLE></td></tr></table>";
        let (bytes, ..) = encoding_rs::GB18030.encode(page);
        let source = read_bytes("导出.xls", &bytes).expect("reads");
        let wanted = [
            vec!["名录"],
            vec!["企业名称", "所在区", "备注"],
            vec!["甲 公司", "徐汇区", "12.5"],
            vec!["乙 公司 <上海>", "徐汇区", "&unknown;"],
        ];
        let cells: Vec<Vec<&str>> = cells(&source)
            .into_iter()
            .map(|mut row| {
                while row.last() == Some(&"") {
                    row.pop();
                }
                row
            })
            .collect();
        assert_eq!(cells, wanted);
        assert_eq!((source.sheets, source.sheet), (vec!["1".to_owned(), "名单".to_owned()], Some(1)));
    }
}
