//! Bytes → text. Byte-order mark, then strict UTF-8, then GB18030, which holds all of GBK and GB2312: no statistics,
//! so the same file is always read the same way.

use super::ImportError;

/// The largest file read: 256 MB, some two million rows.
pub const MAX_FILE_BYTES: usize = 256 << 20;

/// How a file's bytes are text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
}

/// The text of a file and the encoding it was read in.
///
/// # Errors
/// [`ImportError::FileTooLarge`], [`ImportError::NotText`], [`ImportError::NotEncoded`].
pub fn decode(bytes: &[u8], encoding: Encoding) -> Result<(String, Encoding), ImportError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ImportError::FileTooLarge { bytes: bytes.len(), limit: MAX_FILE_BYTES });
    }
    // Workbooks: .xlsx is a ZIP archive, .xls an OLE compound file.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ImportError::NotText);
    }
    let (found, text) = match encoding {
        Encoding::Auto => detect(bytes),
        explicit => (explicit, strictly(without_mark(bytes, explicit), explicit)),
    };
    let text = text.ok_or(ImportError::NotEncoded { encoding })?;
    if text.contains('\0') {
        return Err(ImportError::NotText);
    }
    Ok((text, found))
}

const MARKS: [(Encoding, &[u8]); 4] = [
    (Encoding::Utf8, b"\xef\xbb\xbf"),
    (Encoding::Utf16Le, b"\xff\xfe"),
    (Encoding::Utf16Be, b"\xfe\xff"),
    (Encoding::Gb18030, b"\x84\x31\x95\x33"),
];

fn detect(bytes: &[u8]) -> (Encoding, Option<String>) {
    if let Some((encoding, mark)) = MARKS.into_iter().find(|(_, mark)| bytes.starts_with(mark)) {
        return (encoding, strictly(&bytes[mark.len()..], encoding));
    }
    match strictly(bytes, Encoding::Utf8) {
        Some(text) => (Encoding::Utf8, Some(text)),
        None => (Encoding::Gb18030, strictly(bytes, Encoding::Gb18030)),
    }
}

fn without_mark(bytes: &[u8], encoding: Encoding) -> &[u8] {
    let mark = MARKS.into_iter().find(|(e, _)| *e == encoding).map_or(&b""[..], |(_, mark)| mark);
    bytes.strip_prefix(mark).unwrap_or(bytes)
}

/// The text, unless a single byte does not fit.
fn strictly(bytes: &[u8], encoding: Encoding) -> Option<String> {
    let decoder = match encoding {
        Encoding::Auto | Encoding::Utf8 => return String::from_utf8(bytes.to_vec()).ok(),
        Encoding::Gb18030 => encoding_rs::GB18030,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Big5 => encoding_rs::BIG5,
    };
    decoder.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
}
