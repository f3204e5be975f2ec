//! The `.dbf` (dBASE III and kin): a head, fields of fixed width, rows of fixed length.

use std::io::Read;

use super::FORMAT;
use crate::import::ImportError;
use crate::import::decode::Encoding;
use crate::import::readers::number::write_number;
use crate::import::table::MAX_COLUMNS;

const HEAD_BYTES: usize = 32;
const FIELD_BYTES: usize = 32;
/// What ends the list of fields.
const TERMINATOR: u8 = 0x0D;
/// Bytes of all rows.
const MAX_BYTES: u64 = 512 << 20;

/// One column.
#[derive(Clone, Debug)]
struct Field {
    name: Vec<u8>,
    kind: u8,
    start: usize,
    end: usize,
}

/// A table of bytes.
pub struct Dbf {
    fields: Vec<Field>,
    row_bytes: usize,
    language: u8,
    rows: Vec<u8>,
}

/// A table of text.
pub struct Columns {
    dbf: Dbf,
    encoding: &'static encoding_rs::Encoding,
    names: Vec<String>,
}

fn damaged() -> ImportError {
    ImportError::damaged(FORMAT, ".dbf")
}

impl Dbf {
    /// Reads a table.
    pub fn open(mut input: impl Read) -> Result<Dbf, ImportError> {
        let failed = |e| ImportError::damaged_by(FORMAT, ".dbf", e);
        let mut head = [0; HEAD_BYTES];
        input.read_exact(&mut head).map_err(failed)?;
        let count = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let head_bytes = usize::from(u16::from_le_bytes([head[8], head[9]]));
        let row_bytes = usize::from(u16::from_le_bytes([head[10], head[11]]));
        let mut listed = vec![0; head_bytes.checked_sub(HEAD_BYTES).ok_or_else(damaged)?];
        input.read_exact(&mut listed).map_err(failed)?;
        let (mut fields, mut start) = (Vec::new(), 1);
        for field in listed.chunks_exact(FIELD_BYTES).take_while(|f| f[0] != TERMINATOR) {
            // A field of text may be wider than 255: the upper byte stands where the decimals of a number do.
            let width = usize::from(field[16]) + if field[11] == b'C' { usize::from(field[17]) << 8 } else { 0 };
            let name = field[..11].split(|b| *b == 0).next().unwrap_or_default().to_vec();
            fields.push(Field { name, kind: field[11], start, end: start + width });
            start += width;
        }
        if row_bytes == 0 || start > row_bytes || fields.is_empty() {
            return Err(damaged());
        }
        if fields.len() + super::POSITION.len() > MAX_COLUMNS {
            return Err(ImportError::TooManyColumns { line: 1, limit: MAX_COLUMNS });
        }
        let bytes = count * row_bytes as u64;
        if bytes > MAX_BYTES {
            return Err(ImportError::FileTooLarge { bytes, limit: MAX_BYTES });
        }
        let mut rows = Vec::new();
        input.take(bytes).read_to_end(&mut rows).map_err(failed)?;
        match rows.len() as u64 == bytes {
            true => Ok(Dbf { fields, row_bytes, language: head[29], rows }),
            false => Err(damaged()),
        }
    }

    /// The table as text: in the encoding asked for, else that of the `.cpg`, else that of the head, else UTF-8 or
    /// GB18030, whichever fits.
    pub fn text(self, wanted: Encoding, cpg: Option<&[u8]>) -> Result<(Encoding, Columns), ImportError> {
        let said = cpg.and_then(of_page).or_else(|| of_language(self.language));
        let candidates = match (wanted, said) {
            (Encoding::Auto, Some(said)) => vec![said, Encoding::Utf8, Encoding::Gb18030],
            (Encoding::Auto, None) => vec![Encoding::Utf8, Encoding::Gb18030, Encoding::Big5],
            (wanted, _) => vec![wanted],
        };
        for encoding in candidates {
            let Some(codec) = codec(encoding) else { continue };
            // A name or a text may be cut off within a character by its width.
            let names: Vec<String> =
                self.fields.iter().map(|f| whole(codec, &f.name)).collect::<Option<_>>().unwrap_or_default();
            if names.len() == self.fields.len() && self.cells().all(|cell| whole(codec, cell).is_some()) {
                return Ok((encoding, Columns { dbf: self, encoding: codec, names }));
            }
        }
        Err(ImportError::NotEncoded { encoding: wanted })
    }

    /// The cells of text.
    fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let rows = self.rows.chunks_exact(self.row_bytes);
        rows.flat_map(|row| self.fields.iter().filter(|f| f.kind == b'C').map(|f| &row[f.start..f.end]))
    }
}

impl Columns {
    /// Rows, deleted ones included.
    pub fn rows(&self) -> usize {
        self.dbf.rows.len() / self.dbf.row_bytes
    }

    /// Names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The cells of a row; none where it was deleted.
    pub fn row(&self, row: usize) -> Option<Vec<String>> {
        let bytes = &self.dbf.rows[row * self.dbf.row_bytes..][..self.dbf.row_bytes];
        let is_deleted = bytes[0] == b'*';
        let cells = || self.dbf.fields.iter().map(|f| self.cell(f.kind, &bytes[f.start..f.end])).collect();
        (!is_deleted).then(cells)
    }

    fn cell(&self, kind: u8, bytes: &[u8]) -> String {
        if kind == b'C' {
            return whole(self.encoding, bytes).unwrap_or_default();
        }
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_matches([' ', '\0', '*']);
        match (kind, text) {
            (b'D', text) if text.len() == 8 && text.is_ascii() => {
                if text == "00000000" {
                    String::new()
                } else {
                    format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
                }
            }
            (b'N' | b'F', text) => match text.parse::<f64>() {
                Ok(number) if text.contains(['.', 'e', 'E']) => {
                    let mut shown = String::new();
                    write_number(&mut shown, number);
                    shown
                }
                _ => text.to_owned(),
            },
            (b'L', "T" | "t" | "Y" | "y") => "TRUE".to_owned(),
            (b'L', "F" | "f" | "N" | "n") => "FALSE".to_owned(),
            (b'L', _) => String::new(),
            // Notes, pictures and binary numbers are elsewhere or no text.
            (b'M' | b'B' | b'G' | b'P' | b'I' | b'O' | b'@' | b'T' | b'Y', _) => String::new(),
            (_, text) => text.to_owned(),
        }
    }
}

/// Text of fixed width; up to three bytes of a character that was cut off are left out.
fn whole(codec: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().rposition(|b| !matches!(b, b' ' | 0)).map_or(0, |at| at + 1);
    // What follows a NUL is left from before.
    let end = memchr::memchr(0, &bytes[..end]).unwrap_or(end);
    (0..=3usize.min(end)).find_map(|cut| {
        let text = codec.decode_without_bom_handling_and_without_replacement(&bytes[..end - cut])?;
        Some(text.into_owned())
    })
}

fn codec(encoding: Encoding) -> Option<&'static encoding_rs::Encoding> {
    match encoding {
        Encoding::Utf8 => Some(encoding_rs::UTF_8),
        Encoding::Gb18030 => Some(encoding_rs::GB18030),
        Encoding::Big5 => Some(encoding_rs::BIG5),
        Encoding::Auto | Encoding::Utf16Le | Encoding::Utf16Be => None,
    }
}

/// The encoding a `.cpg` names: `UTF-8`, `GBK`, `936`, `CP936`, `ANSI 936` …
fn of_page(page: &[u8]) -> Option<Encoding> {
    let page = String::from_utf8_lossy(page).to_ascii_lowercase();
    let word = page.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    match word.rsplit([' ', '-']).next().unwrap_or_default() {
        "936" | "cp936" | "gbk" | "gb2312" | "gb18030" | "54936" | "eucgb" => Some(Encoding::Gb18030),
        "950" | "cp950" | "big5" => Some(Encoding::Big5),
        "65001" | "utf8" => Some(Encoding::Utf8),
        _ => Encoding::from_code(word).filter(|e| codec(*e).is_some()),
    }
}

/// The encoding the language byte of a head names.
fn of_language(language: u8) -> Option<Encoding> {
    match language {
        0x4D | 0x7A => Some(Encoding::Gb18030),
        0x4F | 0x78 => Some(Encoding::Big5),
        _ => None,
    }
}
