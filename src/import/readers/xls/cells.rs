//! The cells of a sheet.

use super::damaged;
use super::globals::Globals;
use super::records::{Fields, Records};
use crate::import::ImportError;
use crate::import::finding::FindingCode;
use crate::import::readers::merged::Merge;
use crate::import::readers::sheet::{Sheet, SheetBuilder};
use crate::import::readers::{Progress, report};
use crate::import::table::max_text_bytes;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x0A;
const FORMULA: u16 = 0x06;
const MULRK: u16 = 0xBD;
const RSTRING: u16 = 0xD6;
const MERGEDCELLS: u16 = 0xE5;
const LABELSST: u16 = 0xFD;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOLERR: u16 = 0x0205;
const STRING: u16 = 0x0207;
const RK: u16 = 0x027E;
/// Records between two reports of progress.
const REPORT_RECORDS: usize = 4096;

struct Cells<'a> {
    globals: &'a Globals,
    sheet: SheetBuilder,
    /// Where the text goes that follows a formula.
    formula: Option<(usize, usize)>,
    text: String,
}

/// Reads the first `rows` rows of the sheet that begins at `offset`.
pub fn read(
    bytes: &[u8],
    offset: usize,
    globals: &Globals,
    rows: usize,
    progress: Progress<'_>,
) -> Result<Sheet, ImportError> {
    let mut records = Records::new(bytes, offset);
    let Some((BOF, _)) = records.next() else { return Err(damaged()) };
    let mut cells = Cells {
        globals,
        sheet: SheetBuilder::within(rows, max_text_bytes(bytes.len() as u64)),
        formula: None,
        text: String::new(),
    };
    // Charts within a sheet are streams of their own.
    let (mut depth, mut seen) = (1, 0usize);
    while depth > 0 && !cells.sheet.is_full() {
        let (kind, data) = records.next().ok_or_else(damaged)?;
        match kind {
            BOF => depth += 1,
            EOF => depth -= 1,
            _ if depth == 1 => cells.record(kind, data, &mut records).ok_or_else(damaged)??,
            _ => {}
        }
        seen += 1;
        if seen.is_multiple_of(REPORT_RECORDS) {
            report(progress, records.at as f32 / bytes.len() as f32)?;
        }
    }
    cells.sheet.finish()
}

impl Cells<'_> {
    /// Takes a record; `None` where it is cut off or points to nothing.
    fn record<'a>(&mut self, kind: u16, data: &'a [u8], records: &mut Records<'a>) -> Option<Result<(), ImportError>> {
        if kind == MERGEDCELLS {
            for at in (2..data.len().saturating_sub(7)).step_by(8) {
                let field = |i: usize| data.u16(at + i).map(usize::from);
                let lines = (field(0)? + 1, field(2)? + 1);
                self.sheet.merge(Merge { lines, columns: (field(4)?, field(6)?) });
            }
            return Some(Ok(()));
        }
        if kind == STRING {
            let (line, column) = self.formula.take()?;
            return self.label(line, column, 0, data, records);
        }
        if !matches!(kind, FORMULA | MULRK | RSTRING | LABELSST | NUMBER | LABEL | BOOLERR | RK) {
            return Some(Ok(()));
        }
        let (line, column, style) = (usize::from(data.u16(0)?) + 1, usize::from(data.u16(2)?), data.u16(4)?);
        match kind {
            NUMBER => Some(self.number(line, column, style, data.f64(6)?)),
            RK => Some(self.number(line, column, style, rk(data.u32(6)?))),
            MULRK => {
                for (column, at) in (column..).zip((4..data.len().saturating_sub(7)).step_by(6)) {
                    if let Err(e) = self.number(line, column, data.u16(at)?, rk(data.u32(at + 2)?)) {
                        return Some(Err(e));
                    }
                }
                Some(Ok(()))
            }
            LABELSST => {
                let text = self.globals.strings.get(data.u32(6)? as usize)?;
                Some(self.sheet.cell(line, column, text))
            }
            BOOLERR => Some(self.flag(line, column, data.u8(6)?, data.u8(7)? != 0)),
            FORMULA => self.formula(line, column, style, data),
            _ => self.label(line, column, 6, data, records),
        }
    }

    fn number(&mut self, line: usize, column: usize, style: u16, number: f64) -> Result<(), ImportError> {
        self.text.clear();
        self.globals.kind(style).write(&mut self.text, number, self.globals.is_1904);
        self.sheet.cell(line, column, &self.text)
    }

    fn flag(&mut self, line: usize, column: usize, value: u8, is_error: bool) -> Result<(), ImportError> {
        if is_error {
            self.sheet.find(line, FindingCode::FormulaError, error(value));
            return Ok(());
        }
        self.sheet.cell(line, column, if value == 0 { "FALSE" } else { "TRUE" })
    }

    /// A formula: its saved value counts ([MS-XLS] 2.5.133).
    fn formula(&mut self, line: usize, column: usize, style: u16, data: &[u8]) -> Option<Result<(), ImportError>> {
        if data.u16(12)? != 0xFFFF {
            return Some(self.number(line, column, style, data.f64(6)?));
        }
        match data.u8(6)? {
            0 => self.formula = Some((line, column)),
            1 => return Some(self.flag(line, column, data.u8(8)?, false)),
            2 => return Some(self.flag(line, column, data.u8(8)?, true)),
            _ => {}
        }
        Some(Ok(()))
    }

    fn label<'a>(
        &mut self,
        line: usize,
        column: usize,
        at: usize,
        data: &'a [u8],
        records: &mut Records<'a>,
    ) -> Option<Result<(), ImportError>> {
        let mut chain = records.chain(data);
        chain.skip(at)?;
        self.text.clear();
        self.globals.text(&mut chain, 2, &mut self.text)?;
        Some(self.sheet.cell(line, column, &self.text))
    }
}

/// A number in four bytes: the upper ones of a float, or a whole number; both perhaps of hundredths.
fn rk(raw: u32) -> f64 {
    let number = match raw & 2 {
        0 => f64::from_bits(u64::from(raw & !3) << 32),
        _ => f64::from(raw as i32 >> 2),
    };
    if raw & 1 == 1 { number / 100.0 } else { number }
}

fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}
