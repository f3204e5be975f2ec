//! Rows read past SQLite: each page of a file that looks like a leaf of a table is read for itself, whether anything
//! leads there or not (SQLite file format, clauses 1.6 and 2.1).
//!
//! Enterprises are known by their 26 columns and the hash among them, tags by the types of theirs; what else there may
//! be is left alone. A row that was deleted may turn up again, so whoever uses these has to say where they come from.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Columns of `enterprise` up to the hash, as version 1 made them; `extra` follows.
const COLUMNS_TO_HASH: usize = 26;
/// Columns of `enterprise_track`.
const TAG_COLUMNS: usize = 5;
/// The longest row that is put together.
const MAX_ROW_BYTES: usize = 16 << 20;

/// Pages looked through between two words on how far it is.
const PAGES_A_WORD: u64 = 256;

/// Puts the enterprises and tags of all pages into the tables of an open catalogue; of rows with the same id the first
/// stays. `progress` is told the share of pages looked through, 0 to 1; an error of it ends the search.
///
/// # Errors
/// Those of the database that takes them, and of `progress`; a file that cannot be read ends early.
pub fn gather(from: &Path, into: &Connection, progress: &dyn Fn(f32) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    let Some(mut pages) = Pages::open(from) else { return Ok(()) };
    let marks = vec!["?"; COLUMNS_TO_HASH + 1].join(", ");
    let mut enterprise = into.prepare(&format!("INSERT OR IGNORE INTO enterprise VALUES ({marks})"))?;
    let mut tag = into.prepare("INSERT OR IGNORE INTO enterprise_track VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for number in 1..=pages.count {
        if number % PAGES_A_WORD == 1 {
            progress(number as f32 / pages.count as f32)?;
        }
        for (id, mut cells) in pages.leaf(number).unwrap_or_default() {
            if let Some(first) = cells.first_mut() {
                *first = Value::Integer(id);
            }
            // A cell that does not fit its column is damage; the row is left out.
            if is_enterprise(&cells) {
                cells.resize(COLUMNS_TO_HASH + 1, Value::Null);
                enterprise.execute(params_from_iter(cells)).ok();
            } else if is_tag(&cells) {
                tag.execute(params_from_iter(cells)).ok();
            }
        }
    }
    Ok(())
}

fn is_enterprise(cells: &[Value]) -> bool {
    let is_hash = |text: &String| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    cells.len() >= COLUMNS_TO_HASH
        && matches!(&cells[1], Value::Null | Value::Blob(_))
        && matches!(&cells[2], Value::Text(_))
        && matches!(&cells[COLUMNS_TO_HASH - 1], Value::Text(hash) if is_hash(hash))
}

fn is_tag(cells: &[Value]) -> bool {
    cells.len() == TAG_COLUMNS
        && matches!(
            cells,
            [_, Value::Integer(_), Value::Text(_), Value::Integer(_), Value::Null | Value::Real(_) | Value::Integer(_)]
        )
}

/// A file page by page.
struct Pages {
    file: File,
    bytes: usize,
    count: u64,
}

impl Pages {
    fn open(path: &Path) -> Option<Pages> {
        let mut file = File::open(path).ok()?;
        let length = file.metadata().ok()?.len();
        let mut header = [0; 18];
        file.read_exact(&mut header).ok()?;
        let said = usize::from(header[16]) << 8 | usize::from(header[17]);
        let bytes = if said.is_power_of_two() && said >= 512 { said } else { 4096 };
        Some(Pages { file, bytes, count: length / bytes as u64 })
    }

    fn page(&mut self, number: u64) -> Option<Vec<u8>> {
        let mut page = vec![0; self.bytes];
        self.file.seek(SeekFrom::Start(number.checked_sub(1)?.checked_mul(self.bytes as u64)?)).ok()?;
        self.file.read_exact(&mut page).ok()?;
        Some(page)
    }

    /// The rows of a page, if it is a leaf of a table; those that make no sense are left out.
    fn leaf(&mut self, number: u64) -> Option<Vec<(i64, Vec<Value>)>> {
        const LEAF_OF_TABLE: u8 = 0x0d;
        let page = self.page(number)?;
        let start = if number == 1 { 100 } else { 0 };
        if page[start] != LEAF_OF_TABLE {
            return None;
        }
        let word = |at: usize| Some(usize::from(*page.get(at)?) << 8 | usize::from(*page.get(at + 1)?));
        let cells = word(start + 3)?.min(self.bytes / 4);
        let places: Vec<usize> = (0..cells).filter_map(|i| word(start + 8 + 2 * i)).collect();
        Some(places.into_iter().filter_map(|at| self.row(&page, at)).collect())
    }

    fn row(&mut self, page: &[u8], at: usize) -> Option<(i64, Vec<Value>)> {
        let (length, at) = varint(page, at)?;
        let (id, at) = varint(page, at)?;
        let length = usize::try_from(length).ok().filter(|l| *l <= MAX_ROW_BYTES)?;
        let here = local(self.bytes, length);
        let mut payload = page.get(at..at + here)?.to_vec();
        if here < length {
            let mut next = u32::from_be_bytes(page.get(at + here..at + here + 4)?.try_into().ok()?);
            while payload.len() < length {
                let overflow = self.page(u64::from(next))?;
                next = u32::from_be_bytes(overflow[..4].try_into().ok()?);
                let wanted = (length - payload.len()).min(self.bytes - 4);
                payload.extend_from_slice(&overflow[4..4 + wanted]);
            }
        }
        Some((id as i64, record(&payload)?))
    }
}

/// How much of a payload lies in the leaf itself.
fn local(page: usize, payload: usize) -> usize {
    let most = page - 35;
    if payload <= most {
        return payload;
    }
    let least = (page - 12) * 32 / 255 - 23;
    let fitting = least + (payload - least) % (page - 4);
    if fitting <= most { fitting } else { least }
}

fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for i in 0..9 {
        let byte = *bytes.get(at + i)?;
        if i == 8 {
            return Some((value << 8 | u64::from(byte), at + 9));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((value, at + i + 1));
        }
    }
    None
}

fn record(payload: &[u8]) -> Option<Vec<Value>> {
    let (header, mut at) = varint(payload, 0)?;
    let header = usize::try_from(header).ok().filter(|h| *h <= payload.len())?;
    let mut body = header;
    let mut cells = Vec::new();
    while at < header {
        let (kind, next) = varint(payload, at)?;
        at = next;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind as usize,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => usize::try_from((kind - 12) / 2).ok()?,
        };
        let bytes = payload.get(body..body.checked_add(length)?)?;
        body += length;
        cells.push(cell(kind, bytes));
    }
    Some(cells)
}

fn cell(kind: u64, bytes: &[u8]) -> Value {
    let sign = bytes.first().is_some_and(|b| b & 0x80 != 0);
    let number = || bytes.iter().fold(if sign { -1_i64 } else { 0 }, |n, b| n << 8 | i64::from(*b));
    match kind {
        0 => Value::Null,
        7 => Value::Real(f64::from_bits(number() as u64)),
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        1..=6 => Value::Integer(number()),
        _ if kind.is_multiple_of(2) => Value::Blob(bytes.to_vec()),
        _ => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Enterprise, Taxonomy, sample};
    use crate::store::tests::folder;
    use crate::store::{Store, open, row};

    #[test]
    fn rows_are_found_without_anything_that_leads_there() {
        let folder = folder();
        let path = folder.path().join("c.gpkg");
        let mut rows = sample();
        rows[3].note = "很长的备注".repeat(4000);
        let store = Store::create_with(&path, &Taxonomy::bundled(), &rows).expect("created");
        let mut expected = Vec::new();
        row::for_each(&store.connection, |e, hash| {
            expected.push((e, hash));
            Ok(())
        })
        .expect("read");
        drop(store);
        let mut bytes = std::fs::read(&path).expect("read");
        bytes[..4096].fill(0);
        std::fs::write(&path, bytes).expect("written");
        let empty = Store::create(&folder.path().join("e.gpkg"), &Taxonomy::bundled()).expect("created");
        open::prepare_writing(&empty.connection).expect("prepared");
        gather(&path, &empty.connection, &|_| Ok(())).expect("gathered");
        let mut found: Vec<(Enterprise, String)> = Vec::new();
        row::for_each(&empty.connection, |e, hash| {
            found.push((e, hash));
            Ok(())
        })
        .expect("read");
        assert_eq!(found, expected);
    }

    #[test]
    fn nonsense_is_no_row() {
        assert_eq!(record(&[0xff; 40]), None);
        assert_eq!(varint(&[0x81], 0), None);
        assert_eq!(varint(&[0xff; 9], 0), Some((u64::MAX, 9)));
        assert_eq!(record(&[3, 1, 9, 0xfe]), Some(vec![Value::Integer(-2), Value::Integer(1)]));
        assert_eq!((local(4096, 4061), local(4096, 5000)), (4061, 908));
    }
}
