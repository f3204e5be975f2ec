//! ZIP archives of unknown origin: parts by name, unpacked within limits whatever the headers claim.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::rc::Rc;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::xml::{Budget, Counted, Xml};
use super::{Input, Origin, Progress, ReadOptions, Source, ods, shapefile, xlsx};
use crate::import::ImportError;
use crate::import::table::max_text_bytes;

/// The largest archive that is opened, bytes.
const MAX_ARCHIVE_BYTES: u64 = 512 << 20;
/// Bytes of all parts that are unpacked from one archive.
const MAX_UNPACKED_BYTES: u64 = 2 << 30;
/// What may be unpacked from the smallest archive, bytes, parts that are read again counted again.
const MIN_UNPACKED_BYTES: u64 = 256 << 20;
/// How many times its size a part may unpack to: sheets of empty rows, the emptiest there are, take a hundred.
const MAX_RATIO: u64 = 250;
/// What a part may unpack to whatever its size, bytes.
const MIN_LIMIT_BYTES: u64 = 64 << 20;
/// Bytes inflated at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// A part as it is inflated.
pub type Inflated<'a> = BufReader<ZipFile<'a, BufReader<Box<dyn Input>>>>;
/// A part being unpacked, and counted.
pub type Part<'a> = Counted<Inflated<'a>>;

/// An open archive.
pub struct Archive {
    zip: ZipArchive<BufReader<Box<dyn Input>>>,
    /// Places of the parts by name, in lower case and with `/`.
    places: BTreeMap<String, usize>,
    budget: Budget,
    bytes: u64,
    /// The word of its format, for messages.
    pub format: &'static str,
}

impl Archive {
    /// Opens an archive.
    ///
    /// # Errors
    /// A damaged file, one too large.
    pub fn open(origin: &Origin) -> Result<Archive, ImportError> {
        let bytes = origin.length()?;
        if bytes > MAX_ARCHIVE_BYTES {
            return Err(ImportError::FileTooLarge { bytes, limit: MAX_ARCHIVE_BYTES });
        }
        let zip = ZipArchive::new(BufReader::new(origin.open()?)).map_err(|e| fault("zip", "ZIP", e))?;
        let places = (0..zip.len()).filter_map(|i| Some((key(&zip.name_for_index(i)?.ok()?), i))).collect();
        let budget = bytes.saturating_mul(MAX_RATIO).clamp(MIN_UNPACKED_BYTES, MAX_UNPACKED_BYTES);
        Ok(Archive { zip, places, budget: Rc::new(Cell::new(budget)), bytes, format: "zip" })
    }

    /// Whether it has a part.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(&key(name))
    }

    /// The most text that the cells of its tables may hold, bytes.
    pub fn text_limit(&self) -> usize {
        max_text_bytes(self.bytes)
    }

    /// The names of its parts, in lower case, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// A part, and the size its header claims.
    ///
    /// # Errors
    /// A part that is missing, damaged or encrypted.
    pub fn part(&mut self, name: &str, limit: u64) -> Result<(Part<'_>, u64), ImportError> {
        let place = self.places.get(&key(name)).ok_or_else(|| ImportError::damaged(self.format, name))?;
        let file = self.zip.by_index(*place).map_err(|e| fault(self.format, name, e))?;
        let size = file.size();
        let limit = limit.min(MAX_RATIO.saturating_mul(file.compressed_size()).max(MIN_LIMIT_BYTES));
        Ok((Counted::new(BufReader::with_capacity(CHUNK_BYTES, file), limit, self.budget.clone()), size))
    }

    /// A part that is XML, and the size its header claims.
    ///
    /// # Errors
    /// As [`Archive::part`].
    pub fn xml(&mut self, name: &str, limit: u64) -> Result<(Xml<Inflated<'_>>, u64), ImportError> {
        let format = self.format;
        let (part, size) = self.part(name, limit)?;
        Ok((Xml::new(part, format, name), size))
    }

    /// The first bytes of a part.
    ///
    /// # Errors
    /// As [`Archive::part`].
    pub fn start(&mut self, name: &str, bytes: u64) -> Result<Vec<u8>, ImportError> {
        let format = self.format;
        let (part, _) = self.part(name, bytes)?;
        let mut start = Vec::new();
        part.take(bytes).read_to_end(&mut start).map_err(|e| ImportError::damaged_by(format, name, e))?;
        Ok(start)
    }

    /// All bytes of a part.
    ///
    /// # Errors
    /// As [`Archive::part`], and a part past the limit.
    pub fn bytes(&mut self, name: &str, limit: u64) -> Result<Vec<u8>, ImportError> {
        let format = self.format;
        let (mut part, _) = self.part(name, limit)?;
        let mut bytes = Vec::new();
        match part.read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(_) if part.is_over() => Err(ImportError::Bomb { part: name.to_owned(), limit: part.limit }),
            Err(e) => Err(ImportError::damaged_by(format, name, e)),
        }
    }
}

fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn fault(format: &'static str, part: &str, error: ZipError) -> ImportError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => ImportError::Encrypted,
        error => ImportError::damaged_by(format, part, error),
    }
}

/// Reads whatever an archive is: a workbook, a zipped shapefile.
///
/// # Errors
/// Those of the format; [`ImportError::UnknownFormat`] of others.
pub fn read(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    let mut archive = Archive::open(origin)?;
    let mimetype = match archive.has("mimetype") {
        true => archive.bytes("mimetype", 1024).unwrap_or_default(),
        false => Vec::new(),
    };
    let ends = |ending: &str| archive.names().any(|name| name.ends_with(ending));
    let what = match () {
        () if archive.has("xl/workbook.bin") => "Excel XLSB",
        () if archive.has("word/document.xml") => "Word",
        () if archive.has("ppt/presentation.xml") => "PowerPoint",
        () if archive.has("index/document.iwa") => "Numbers / Pages",
        () if archive.has("[content_types].xml") || archive.has("xl/workbook.xml") => {
            return xlsx::read(archive, origin, options, progress);
        }
        () if mimetype.starts_with(b"application/vnd.oasis.opendocument.text") => "Writer (ODT)",
        () if mimetype.starts_with(b"application/vnd.oasis.opendocument.presentation") => "Impress (ODP)",
        () if archive.has("content.xml") => return ods::read(archive, origin, options, progress),
        () if ends(".shp") => return shapefile::read_archive(archive, origin, options, progress),
        () if ends(".kml") => "KMZ",
        () => "ZIP",
    };
    Err(ImportError::UnknownFormat { what })
}
