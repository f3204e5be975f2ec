//! What holds for all sheets of a workbook: names, strings, styles, the date system.

use std::collections::BTreeMap;

use super::damaged;
use super::records::{Chain, Fields, Records};
use crate::import::ImportError;
use crate::import::decode::Encoding;
use crate::import::readers::book::{MAX_SHEETS, SheetName};
use crate::import::readers::number::NumberKind;
use crate::import::readers::pool::Pool;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x0A;
const FILEPASS: u16 = 0x2F;
const CODEPAGE: u16 = 0x42;
const DATEMODE: u16 = 0x22;
const BOUNDSHEET: u16 = 0x85;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0xE0;
const SST: u16 = 0xFC;
/// The version of BIFF8 in its first record.
const BIFF8: u16 = 0x0600;

/// What holds for all sheets.
pub struct Globals {
    /// Worksheets.
    pub sheets: Vec<SheetName>,
    /// Where each begins in the stream.
    pub offsets: Vec<usize>,
    /// Shared strings.
    pub strings: Pool,
    /// What each style makes of a number.
    kinds: Vec<NumberKind>,
    /// Whether dates count from 1904.
    pub is_1904: bool,
    /// Whether text is UTF-16; bytes of a code page before.
    pub is_biff8: bool,
    encoding: &'static encoding_rs::Encoding,
}

impl Globals {
    /// Reads them. `wanted` is the encoding of a file before Excel 97 that does not say its own.
    pub fn read(bytes: &[u8], wanted: Encoding) -> Result<Globals, ImportError> {
        let mut records = Records::new(bytes, 0);
        let Some((BOF, first)) = records.next() else { return Err(damaged()) };
        let mut globals = Globals {
            sheets: Vec::new(),
            offsets: Vec::new(),
            strings: Pool::default(),
            kinds: Vec::new(),
            is_1904: false,
            is_biff8: first.u16(0) == Some(BIFF8),
            encoding: encoding_rs::GB18030,
        };
        let mut codes: BTreeMap<u16, NumberKind> = BTreeMap::new();
        let mut formats = Vec::new();
        loop {
            match records.next().ok_or_else(damaged)? {
                (EOF, _) => break,
                (FILEPASS, _) => return Err(ImportError::Encrypted),
                (CODEPAGE, data) => globals.encoding = code_page(data.u16(0).unwrap_or_default(), wanted),
                (DATEMODE, data) => globals.is_1904 = data.u16(0) == Some(1),
                (BOUNDSHEET, data) => globals.sheet(data, records.chain(data)).ok_or_else(damaged)?,
                (FORMAT, data) => {
                    let mut code = String::new();
                    let mut chain = records.chain(data);
                    globals.format_code(&mut chain, &mut code).ok_or_else(damaged)?;
                    codes.insert(data.u16(0).unwrap_or_default(), NumberKind::of_code(&code));
                }
                (XF, data) => formats.push(data.u16(2).unwrap_or_default()),
                (SST, data) => globals.shared(records.chain(data)).ok_or_else(damaged)?,
                _ => {}
            }
        }
        let kind = |id: u16| codes.get(&id).copied().unwrap_or_else(|| NumberKind::of_builtin(id));
        globals.kinds = formats.into_iter().map(kind).collect();
        Ok(globals)
    }

    /// The kind of a style.
    pub fn kind(&self, style: u16) -> NumberKind {
        self.kinds.get(usize::from(style)).copied().unwrap_or_default()
    }

    /// A text whose length takes `size` bytes.
    pub fn text(&self, chain: &mut Chain<'_>, size: usize, out: &mut String) -> Option<()> {
        let length = chain.number(size)? as usize;
        match self.is_biff8 {
            true => chain.unicode(length, out),
            false => chain.bytes(length, self.encoding, out),
        }
    }

    fn sheet(&mut self, data: &[u8], mut chain: Chain<'_>) -> Option<()> {
        let (offset, state, kind) = (data.u32(0)?, data.u8(4)?, data.u8(5)?);
        let mut name = String::new();
        chain.skip(6)?;
        self.text(&mut chain, 1, &mut name)?;
        // Sheets of charts, macros and modules have no cells.
        if kind == 0 && self.sheets.len() < MAX_SHEETS {
            self.sheets.push(SheetName { name, is_hidden: state & 3 != 0 });
            self.offsets.push(offset as usize);
        }
        Some(())
    }

    fn format_code(&self, chain: &mut Chain<'_>, code: &mut String) -> Option<()> {
        chain.skip(2)?;
        self.text(chain, if self.is_biff8 { 2 } else { 1 }, code)
    }

    fn shared(&mut self, mut chain: Chain<'_>) -> Option<()> {
        chain.skip(4)?;
        let strings = chain.number(4)?;
        let mut text = String::new();
        for _ in 0..strings {
            text.clear();
            let length = chain.number(2)? as usize;
            chain.unicode(length, &mut text)?;
            self.strings.push(&text);
        }
        Some(())
    }
}

fn code_page(number: u16, wanted: Encoding) -> &'static encoding_rs::Encoding {
    match (wanted, number) {
        (Encoding::Big5, _) | (Encoding::Auto, 950) => encoding_rs::BIG5,
        (Encoding::Auto, 932) => encoding_rs::SHIFT_JIS,
        (Encoding::Auto, 949) => encoding_rs::EUC_KR,
        (Encoding::Auto, 65001) | (Encoding::Utf8, _) => encoding_rs::UTF_8,
        // A Western code page of a Chinese table is a program's mistake; ASCII is the same in both.
        _ => encoding_rs::GB18030,
    }
}
