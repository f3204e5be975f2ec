//! Bytes → text. Byte-order mark, then strict UTF-8, then GB18030, which holds all of GBK and GB2312, then Big5: no
//! statistics, so the same file is always read the same way. Decoded in chunks, so that a file need not be in memory.

use std::io::Read;

use super::ImportError;
use super::readers::Origin;

/// How a file's bytes are text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Encoding {
    /// Found out.
    #[default]
    Auto,
    /// UTF-8.
    Utf8,
    /// GB18030, also GBK and GB2312: what Chinese Excel saves.
    Gb18030,
    /// UTF-16, low byte first: Excel's «Unicode text».
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Big5.
    Big5,
}

impl Encoding {
    /// All, in the order they are offered.
    pub const ALL: [Encoding; 6] =
        [Encoding::Auto, Encoding::Utf8, Encoding::Gb18030, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Big5];

    /// The word on the command line and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Encoding::Auto => "auto",
            Encoding::Utf8 => "utf-8",
            Encoding::Gb18030 => "gb18030",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Big5 => "big5",
        }
    }

    /// The encoding of a word; `gbk`, `gb2312` and `utf8` are understood too.
    pub fn from_code(code: &str) -> Option<Encoding> {
        match code.to_ascii_lowercase().as_str() {
            "gbk" | "gb2312" | "cp936" => Some(Encoding::Gb18030),
            "utf8" => Some(Encoding::Utf8),
            code => Self::ALL.into_iter().find(|e| e.code() == code),
        }
    }

    fn codec(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Auto | Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Gb18030 => encoding_rs::GB18030,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Big5 => encoding_rs::BIG5,
        }
    }
}

const MARKS: [(Encoding, &[u8]); 4] = [
    (Encoding::Utf8, b"\xef\xbb\xbf"),
    (Encoding::Utf16Le, b"\xff\xfe"),
    (Encoding::Utf16Be, b"\xfe\xff"),
    (Encoding::Gb18030, b"\x84\x31\x95\x33"),
];

/// The encodings to try on a file that begins with these bytes, in order.
pub fn candidates(head: &[u8], wanted: Encoding) -> Vec<Encoding> {
    if wanted != Encoding::Auto {
        return vec![wanted];
    }
    match MARKS.into_iter().find(|(_, mark)| head.starts_with(mark)) {
        Some((encoding, _)) => vec![encoding],
        None => vec![Encoding::Utf8, Encoding::Gb18030, Encoding::Big5],
    }
}

/// The first lines of a file under an encoding, for a person to choose by; none where its bytes do not fit.
pub fn sample(head: &[u8], encoding: Encoding, lines: usize) -> Option<Vec<String>> {
    let mut decoder = encoding.codec().new_decoder_with_bom_removal();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(head.len())?);
    let (result, _) = decoder.decode_to_string_without_replacement(head, &mut text, false);
    if matches!(result, encoding_rs::DecoderResult::Malformed(..)) || text.contains('\0') {
        return None;
    }
    Some(text.lines().filter(|l| !l.trim().is_empty()).take(lines).map(str::to_owned).collect())
}

/// Text in chunks.
pub struct Decoded {
    input: Box<dyn super::readers::Input>,
    decoder: encoding_rs::Decoder,
    encoding: Encoding,
    bytes: Vec<u8>,
    read: u64,
    is_done: bool,
}

/// Why the next chunk cannot be had.
pub enum DecodeFault {
    /// Reading failed.
    Io(std::io::Error),
    /// Bytes that are no text of the encoding.
    Malformed(Encoding),
    /// A NUL: a binary file.
    Binary,
}

impl DecodeFault {
    /// The fault as an error of this file.
    pub fn told(self, origin: &Origin) -> ImportError {
        match self {
            DecodeFault::Io(e) => origin.failed(e),
            DecodeFault::Malformed(encoding) => ImportError::NotEncoded { encoding },
            DecodeFault::Binary => ImportError::NotText,
        }
    }
}

impl Decoded {
    /// The text of an input, `chunk` bytes at a time; a byte-order mark is left out.
    pub fn new(input: Box<dyn super::readers::Input>, encoding: Encoding, chunk: usize) -> Decoded {
        // encoding_rs knows no mark of GB18030; the character it is decoded to is blank to every reader.
        let decoder = encoding.codec().new_decoder_with_bom_removal();
        Decoded { input, decoder, encoding, bytes: vec![0; chunk], read: 0, is_done: false }
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.read
    }

    /// Puts the next chunk into `text`; empty at the end.
    ///
    /// # Errors
    /// See [`DecodeFault`].
    pub fn next(&mut self, text: &mut String) -> Result<(), DecodeFault> {
        text.clear();
        while text.is_empty() && !self.is_done {
            let n = self.input.read(&mut self.bytes).map_err(DecodeFault::Io)?;
            self.read += n as u64;
            self.is_done = n == 0;
            let bytes = &self.bytes[..n];
            let room = self.decoder.max_utf8_buffer_length_without_replacement(n).unwrap_or(n * 3 + 16);
            text.reserve(room);
            let (result, _) = self.decoder.decode_to_string_without_replacement(bytes, text, self.is_done);
            if result != encoding_rs::DecoderResult::InputEmpty {
                return Err(DecodeFault::Malformed(self.encoding));
            }
            if memchr::memchr(0, text.as_bytes()).is_some() {
                return Err(DecodeFault::Binary);
            }
        }
        Ok(())
    }
}
