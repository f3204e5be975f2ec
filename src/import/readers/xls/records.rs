//! Records of a BIFF stream, and text that goes on in the next record.

use encoding_rs::Encoding;

/// A record goes on in the following ones of this kind.
const CONTINUE: u16 = 0x3C;

/// Little-endian numbers of a record; `None` beyond its end.
pub trait Fields {
    /// A byte.
    fn u8(&self, at: usize) -> Option<u8>;
    /// Two bytes.
    fn u16(&self, at: usize) -> Option<u16>;
    /// Four bytes.
    fn u32(&self, at: usize) -> Option<u32>;
    /// Eight bytes.
    fn f64(&self, at: usize) -> Option<f64>;
}

impl Fields for [u8] {
    fn u8(&self, at: usize) -> Option<u8> {
        self.get(at).copied()
    }

    fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(*self.get(at..)?.first_chunk()?))
    }

    fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(*self.get(at..)?.first_chunk()?))
    }

    fn f64(&self, at: usize) -> Option<f64> {
        Some(f64::from_le_bytes(*self.get(at..)?.first_chunk()?))
    }
}

/// The records from some place on.
pub struct Records<'a> {
    bytes: &'a [u8],
    /// Where the next one begins.
    pub at: usize,
}

impl<'a> Records<'a> {
    /// The records from `at` on.
    pub fn new(bytes: &'a [u8], at: usize) -> Records<'a> {
        Records { bytes, at }
    }

    /// The next record: its kind and data; `None` where the stream is cut off.
    pub fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = self.bytes.u16(self.at)?;
        let length = usize::from(self.bytes.u16(self.at + 2)?);
        let data = self.bytes.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, data))
    }

    /// A record's data with those of the records it goes on in.
    pub fn chain(&mut self, data: &'a [u8]) -> Chain<'a> {
        let mut parts = vec![data];
        while self.bytes.u16(self.at) == Some(CONTINUE) {
            match self.next() {
                Some((_, data)) => parts.push(data),
                None => break,
            }
        }
        Chain { parts, part: 0, at: 0 }
    }
}

/// Data over several records.
pub struct Chain<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl<'a> Chain<'a> {
    /// Passes bytes over.
    pub fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let rest = self.rest()?;
            let step = rest.len().min(bytes);
            self.at += step;
            bytes -= step;
        }
        Some(())
    }

    /// What is left of the part being read, the next one where that is nothing.
    fn rest(&mut self) -> Option<&'a [u8]> {
        while self.at >= self.parts.get(self.part)?.len() {
            (self.part, self.at) = (self.part + 1, 0);
        }
        self.parts.get(self.part)?.get(self.at..)
    }

    /// A number of up to four bytes.
    pub fn number(&mut self, bytes: usize) -> Option<u32> {
        let mut number = 0;
        for i in 0..bytes {
            number |= u32::from(*self.rest()?.first()?) << (8 * i);
            self.at += 1;
        }
        Some(number)
    }

    /// A text of BIFF8 after its length in characters ([MS-XLS] 2.5.293): a flag, what the flag says, the characters;
    /// a record that goes on begins with a flag of its own.
    pub fn unicode(&mut self, characters: usize, out: &mut String) -> Option<()> {
        let flags = self.number(1)?;
        let runs = if flags & 8 != 0 { self.number(2)? as usize } else { 0 };
        let phonetic = if flags & 4 != 0 { self.number(4)? as usize } else { 0 };
        let (mut is_wide, mut left) = (flags & 1 != 0, characters);
        let mut units: Vec<u16> = Vec::new();
        while left > 0 {
            if self.at >= self.parts.get(self.part)?.len() {
                is_wide = self.number(1)? & 1 != 0;
            }
            let rest = self.parts.get(self.part)?.get(self.at..)?;
            let size = if is_wide { 2 } else { 1 };
            let here = left.min(rest.len() / size);
            match is_wide {
                true => units.extend(rest.chunks_exact(2).take(here).map(|b| u16::from_le_bytes([b[0], b[1]]))),
                false => units.extend(rest.iter().take(here).map(|b| u16::from(*b))),
            }
            self.at += here * size;
            left -= here;
            if here == 0 {
                // Half a character, or an empty record, at the end of a part.
                self.at = self.parts.get(self.part)?.len();
                self.parts.get(self.part + 1)?;
            }
        }
        out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        self.skip(runs * 4 + phonetic)
    }

    /// A text of BIFF5 after its length in bytes.
    pub fn bytes(&mut self, mut length: usize, encoding: &'static Encoding, out: &mut String) -> Option<()> {
        let mut bytes = Vec::new();
        while length > 0 {
            let rest = self.rest()?;
            let here = rest.len().min(length);
            bytes.extend_from_slice(&rest[..here]);
            self.at += here;
            length -= here;
        }
        out.push_str(&encoding.decode_without_bom_handling(&bytes).0);
        Some(())
    }
}
