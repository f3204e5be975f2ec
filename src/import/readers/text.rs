//! CSV, TSV and their kin (RFC 4180, leniently): decoded and cut into cells in one pass over the file.
//!
//! Written here and not by the `csv` crate, which tells neither the line a row begins on when lines are empty, nor that
//! a quotation mark was never closed. Delimiter: that under which the first rows name most fields.

use std::io::Read;

use memchr::{memchr, memchr3};

use super::{Origin, Progress, ReadOptions, Source, report};
use crate::import::decode::{self, Decoded, Encoding};
use crate::import::table::{Table, TableBuilder};
use crate::import::{ImportError, mapping};

/// What may stand between cells.
pub const DELIMITERS: [char; 4] = [',', '\t', ';', '|'];
/// Bytes read at a time.
const CHUNK_BYTES: usize = 256 << 10;
/// Rows looked at to find the delimiter.
const SNIFF_ROWS: usize = 20;

/// Reads a text.
///
/// # Errors
/// Those of decoding, an unclosed quotation mark, a limit passed.
pub fn read(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    let (mut fault, mut without_header) = (None, None);
    for encoding in decode::candidates(&head(origin)?, options.encoding) {
        match read_as(origin, encoding, options.delimiter, progress) {
            Ok((table, delimiter)) => {
                let has_header = mapping::find_header(&table).is_some();
                let source = Source {
                    name: origin.name(),
                    format: if delimiter == '\t' { "tsv" } else { "csv" },
                    encoding: Some(encoding),
                    delimiter: Some(delimiter),
                    sheets: Vec::new(),
                    sheet: None,
                    table,
                    findings: Vec::new(),
                };
                // Nearly every text of Big5 is text of GB18030 as well; the words of its header tell.
                let is_open = options.encoding == Encoding::Auto && encoding == Encoding::Gb18030;
                if has_header || !is_open {
                    match without_header {
                        Some(earlier) if !has_header => return Ok(earlier),
                        _ => return Ok(source),
                    }
                }
                without_header = Some(source);
            }
            Err(e @ ImportError::NotEncoded { .. }) => fault = Some(e),
            Err(e) => return Err(e),
        }
    }
    if let Some(source) = without_header {
        return Ok(source);
    }
    Err(fault.map_or(ImportError::Empty, |_| ImportError::NotEncoded { encoding: options.encoding }))
}

fn head(origin: &Origin) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    origin.open()?.take(CHUNK_BYTES as u64).read_to_end(&mut bytes).map_err(|e| origin.failed(e))?;
    Ok(bytes)
}

fn read_as(
    origin: &Origin,
    encoding: Encoding,
    delimiter: Option<char>,
    progress: Progress<'_>,
) -> Result<(Table, char), ImportError> {
    let length = origin.length()?;
    let mut decoded = Decoded::new(origin.open()?, encoding, CHUNK_BYTES);
    let mut chunk = String::new();
    decoded.next(&mut chunk).map_err(|e| e.told(origin))?;
    let delimiter = match delimiter {
        Some(delimiter) => delimiter,
        None => sniff(&chunk)?,
    };
    let mut rows = Rows::new(delimiter, length as usize);
    while !chunk.is_empty() {
        rows.feed(&chunk)?;
        report(progress, decoded.bytes() as f32 / length.max(1) as f32)?;
        decoded.next(&mut chunk).map_err(|e| e.told(origin))?;
    }
    Ok((rows.finish()?, delimiter))
}

/// The delimiter under which most columns are known, then most columns are seen.
fn sniff(text: &str) -> Result<char, ImportError> {
    let is_filler = |c: char| c.is_whitespace() || c == '"' || c == '\u{feff}' || DELIMITERS.contains(&c);
    if text.chars().all(is_filler) {
        return Err(ImportError::Empty);
    }
    let (mut best, mut fault) = ((0, 0, DELIMITERS[0]), None);
    for delimiter in DELIMITERS {
        let mut rows = Rows::new(delimiter, 0);
        rows.limit = SNIFF_ROWS;
        if let Err(e) = rows.feed(text) {
            fault.get_or_insert(e);
        }
        let table = rows.builder.finish();
        let known = mapping::find_header(&table).map_or(0, |(_, m)| m.fields.iter().flatten().count());
        let columns = table.rows().map(|r| r.len()).max().unwrap_or(0);
        if (known, columns) > (best.0, best.1) {
            best = (known, columns, delimiter);
        }
    }
    // A fault under a delimiter that is not the file's own is none; without a header it is believed.
    match fault {
        Some(fault) if best.0 == 0 => Err(fault),
        _ => Ok(best.2),
    }
}

/// Where in a cell the reader is.
#[derive(Clone, Copy, PartialEq)]
enum At {
    /// Before its first character.
    Start,
    /// In a cell without quotation marks.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// After a quotation mark that ends the cell, or is the first of two.
    Quote,
}

/// Cuts text into rows; text comes in chunks.
struct Rows {
    delimiter: u8,
    builder: TableBuilder,
    at: At,
    /// Line being read, line the row began on, line the quotation mark was opened on.
    line: usize,
    start: usize,
    quote: usize,
    /// Whether the last character was a CR, whose LF may be in the next chunk.
    after_cr: bool,
    limit: usize,
}

impl Rows {
    fn new(delimiter: char, bytes: usize) -> Rows {
        let builder = TableBuilder::with_capacity(bytes);
        let delimiter = if delimiter.is_ascii() { delimiter as u8 } else { b',' };
        Rows { delimiter, builder, at: At::Start, line: 1, start: 1, quote: 0, after_cr: false, limit: usize::MAX }
    }

    fn feed(&mut self, text: &str) -> Result<(), ImportError> {
        let mut rest = text;
        while !rest.is_empty() && self.builder.len() < self.limit {
            rest = match self.at {
                At::Start => self.start(rest),
                At::Plain => self.plain(rest)?,
                At::Quoted => self.quoted(rest)?,
                At::Quote => self.after_quote(rest)?,
            };
        }
        Ok(())
    }

    fn start<'t>(&mut self, text: &'t str) -> &'t str {
        if std::mem::take(&mut self.after_cr)
            && let Some(rest) = text.strip_prefix('\n')
        {
            return rest;
        }
        let delimiter = char::from(self.delimiter);
        let blank = |c: char| c != delimiter && c != '\n' && c != '\r' && (c.is_whitespace() || c == '\u{feff}');
        let rest =
            if text.as_bytes()[0] > b' ' && text.as_bytes()[0] < 0xC2 { text } else { text.trim_start_matches(blank) };
        match rest.strip_prefix('"') {
            Some(rest) => {
                (self.at, self.quote) = (At::Quoted, self.line);
                rest
            }
            None => {
                self.at = if rest.is_empty() { At::Start } else { At::Plain };
                rest
            }
        }
    }

    fn plain<'t>(&mut self, text: &'t str) -> Result<&'t str, ImportError> {
        let end = memchr3(self.delimiter, b'\n', b'\r', text.as_bytes());
        self.builder.piece(&text[..end.unwrap_or(text.len())], self.start)?;
        let Some(end) = end else { return Ok("") };
        self.builder.end_text_cell(self.start)?;
        self.at = At::Start;
        let found = text.as_bytes()[end];
        if found != self.delimiter {
            self.builder.end_row(self.start)?;
            self.line += 1;
            self.start = self.line;
            self.after_cr = found == b'\r';
        }
        Ok(&text[end + 1..])
    }

    fn quoted<'t>(&mut self, text: &'t str) -> Result<&'t str, ImportError> {
        let end = memchr(b'"', text.as_bytes());
        let inside = &text[..end.unwrap_or(text.len())];
        self.count_lines(inside);
        self.builder.piece(inside, self.start)?;
        let Some(end) = end else { return Ok("") };
        self.at = At::Quote;
        self.after_cr = false;
        Ok(&text[end + 1..])
    }

    fn after_quote<'t>(&mut self, text: &'t str) -> Result<&'t str, ImportError> {
        match text.strip_prefix('"') {
            Some(rest) => {
                self.builder.piece("\"", self.start)?;
                self.at = At::Quoted;
                Ok(rest)
            }
            None => {
                self.at = At::Plain;
                Ok(text)
            }
        }
    }

    /// Counts the line ends of quoted text: LF, CRLF (also over two chunks), CR alone.
    fn count_lines(&mut self, text: &str) {
        for b in text.bytes() {
            if b == b'\r' || b == b'\n' && !self.after_cr {
                self.line += 1;
            }
            self.after_cr = b == b'\r';
        }
    }

    fn finish(mut self) -> Result<Table, ImportError> {
        if self.at == At::Quoted {
            return Err(ImportError::UnclosedQuote { line: self.quote });
        }
        self.builder.end_text_cell(self.start)?;
        self.builder.end_row(self.start)?;
        Ok(self.builder.finish())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(chunks: &[&str]) -> Result<Vec<(usize, Vec<String>)>, ImportError> {
        let mut rows = Rows::new(',', 0);
        for chunk in chunks {
            rows.feed(chunk)?;
        }
        Ok(rows.finish()?.rows().map(|r| (r.line, r.cells().map(str::to_owned).collect())).collect())
    }

    #[test]
    fn rows_know_the_line_they_begin_on() {
        let rows = cut(&["a,\"b\r\nc\"\r\n\r\n\"x\"\"y\" z,1\rq\n"]).expect("reads");
        let rows: Vec<(usize, Vec<&str>)> =
            rows.iter().map(|(l, c)| (*l, c.iter().map(String::as_str).collect())).collect();
        assert_eq!(rows, [(1, vec!["a", "b\r\nc"]), (4, vec!["x\"y z", "1"]), (5, vec!["q"])]);
        assert!(matches!(cut(&["a\n\"b\nc"]), Err(ImportError::UnclosedQuote { line: 2 })));
    }

    proptest! {
        #[test]
        fn chunks_do_not_matter(text in "[ab,\"\r\n 甲]{0,60}", cut_at in 0usize..60) {
            let at = text.char_indices().map(|(i, _)| i).nth(cut_at).unwrap_or(text.len());
            let (whole, parts) = (cut(&[&text]), cut(&[&text[..at], &text[at..]]));
            prop_assert_eq!(whole.ok(), parts.ok());
        }
    }
}
