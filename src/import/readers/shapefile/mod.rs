//! Shapefiles (ESRI, *Shapefile Technical Description*, 1998): points of `.shp` beside the rows of `.dbf`, in a folder or
//! a ZIP. Written here: it is two simple files, and what is read of them is fixed in size.

mod dbf;
mod projection;
mod shapes;

use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::points::{POSITION, Reference};
use super::sheet::SheetBuilder;
use super::{Input, Origin, Progress, ReadOptions, Source, report};
use crate::import::ImportError;
use crate::import::decode::Encoding;
use dbf::Dbf;
use shapes::Shapes;

const FORMAT: &str = "shp";
/// Bytes of one part of a zipped shapefile, unpacked.
const MAX_PART_BYTES: u64 = 512 << 20;
/// Bytes of the parts that are a line of text.
const MAX_TEXT_BYTES: u64 = 64 << 10;
/// Rows between two reports of progress.
const REPORT_ROWS: usize = 1024;

/// Whether a file begins like one: the number 9994, five empty words.
pub fn is(head: &[u8]) -> bool {
    head.len() >= 32 && head.starts_with(&[0, 0, 0x27, 0x0A]) && head[4..24].iter().all(|b| *b == 0)
}

/// The parts of a shapefile.
struct Parts {
    shp: Box<dyn Input>,
    dbf: Box<dyn Input>,
    prj: Option<Vec<u8>>,
    cpg: Option<Vec<u8>>,
}

/// Reads a shapefile of a folder.
///
/// # Errors
/// A part that is missing or damaged, no point, a foreign reference system, a limit passed.
pub fn read(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    let stem = Path::new(&origin.name()).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let missing = || ImportError::MissingPart { part: format!("{stem}.dbf") };
    let path = origin.path().ok_or_else(missing)?;
    let beside = |ending: &str| beside(path, ending);
    let text = |ending: &str| -> Result<Option<Vec<u8>>, ImportError> {
        let Some(path) = beside(ending) else { return Ok(None) };
        let mut bytes = Vec::new();
        Origin::File(path).open()?.take(MAX_TEXT_BYTES).read_to_end(&mut bytes).map_err(|e| origin.failed(e))?;
        Ok(Some(bytes))
    };
    let dbf = Origin::File(beside("dbf").ok_or_else(missing)?).open()?;
    let parts = Parts { shp: origin.open()?, dbf, prj: text("prj")?, cpg: text("cpg")? };
    parts.read(origin, options, Vec::new(), None, progress)
}

/// The file of the same name with another ending, however it is spelt.
fn beside(path: &Path, ending: &str) -> Option<PathBuf> {
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    found.retain(|p| {
        let same = |part: Option<&std::ffi::OsStr>, wanted: &str| {
            part.is_some_and(|p| p.to_string_lossy().to_lowercase() == wanted)
        };
        same(p.file_stem(), &stem) && same(p.extension(), ending)
    });
    found.sort();
    found.into_iter().next()
}

/// Reads a zipped shapefile; of several the one that is asked for, else the first of points.
///
/// # Errors
/// As [`read`], and no such layer.
pub fn read_archive(
    mut archive: Archive,
    origin: &Origin,
    options: &ReadOptions,
    progress: Progress<'_>,
) -> Result<Source, ImportError> {
    archive.format = FORMAT;
    let stems: Vec<String> = archive.names().filter_map(|n| n.strip_suffix(".shp")).map(str::to_owned).collect();
    // What macOS puts beside each file is none.
    let stems: Vec<String> = stems.into_iter().filter(|s| !s.starts_with("__macosx/")).collect();
    let layer = |stem: &String| stem.rsplit('/').next().unwrap_or_default().to_owned();
    let sheets: Vec<super::book::SheetName> =
        stems.iter().map(|s| super::book::SheetName { name: layer(s), is_hidden: false }).collect();
    let names: Vec<String> = sheets.iter().map(|s| s.name.clone()).collect();
    let sheet = match &options.sheet {
        Some(wanted) => super::book::named(&sheets, wanted)?,
        None => {
            let mut kinds = stems.iter().map(|stem| archive.start(&format!("{stem}.shp"), 36));
            kinds.position(|head| head.is_ok_and(|h| shapes::is_of_points(&h))).unwrap_or(0)
        }
    };
    let stem = stems.get(sheet).ok_or_else(|| ImportError::MissingPart { part: ".shp".to_owned() })?;
    if !archive.has(&format!("{stem}.dbf")) {
        return Err(ImportError::MissingPart { part: format!("{}.dbf", names[sheet]) });
    }
    let bytes = |archive: &mut Archive, ending: &str, limit| -> Result<Option<Vec<u8>>, ImportError> {
        let name = format!("{stem}.{ending}");
        if archive.has(&name) { archive.bytes(&name, limit).map(Some) } else { Ok(None) }
    };
    let input = |bytes: Option<Vec<u8>>| -> Box<dyn Input> { Box::new(Cursor::new(bytes.unwrap_or_default())) };
    let parts = Parts {
        shp: input(bytes(&mut archive, "shp", MAX_PART_BYTES)?),
        dbf: input(bytes(&mut archive, "dbf", MAX_PART_BYTES)?),
        prj: bytes(&mut archive, "prj", MAX_TEXT_BYTES)?,
        cpg: bytes(&mut archive, "cpg", MAX_TEXT_BYTES)?,
    };
    parts.read(origin, options, names, Some(sheet), progress)
}

impl Parts {
    fn read(
        self,
        origin: &Origin,
        options: &ReadOptions,
        sheets: Vec<String>,
        sheet: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<Source, ImportError> {
        // Without .prj the positions tell, as in any table.
        let reference = match &self.prj {
            Some(prj) => projection::reference(&String::from_utf8_lossy(prj))?,
            None => Reference::Degrees,
        };
        let mut shapes = Shapes::open(BufReader::new(self.shp))?;
        let dbf = Dbf::open(BufReader::new(self.dbf))?;
        let (encoding, columns) = dbf.text(options.encoding, self.cpg.as_deref())?;
        let rows = columns.rows();
        let mut builder = SheetBuilder::new(usize::MAX);
        for (column, name) in POSITION.iter().copied().chain(columns.names()).enumerate() {
            builder.cell(1, column, name)?;
        }
        let (mut line, mut points) = (1, 0);
        for row in 0..rows {
            if row.is_multiple_of(REPORT_ROWS) {
                report(progress, row as f32 / rows as f32)?;
            }
            let position = shapes.next()?;
            let Some(cells) = columns.row(row) else { continue };
            line += 1;
            if let Some(position) = position.and_then(|(x, y)| reference.cells(x, y)) {
                points += 1;
                builder.cell(line, 0, &position[0])?;
                builder.cell(line, 1, &position[1])?;
            }
            for (column, cell) in cells.iter().enumerate() {
                builder.cell(line, POSITION.len() + column, cell)?;
            }
        }
        if points == 0 {
            return Err(ImportError::NoPoints);
        }
        Ok(Source {
            name: origin.name(),
            format: FORMAT,
            encoding: Some(encoding).filter(|e| *e != Encoding::Auto),
            delimiter: None,
            sheets,
            sheet,
            table: builder.finish()?.table,
            findings: Vec::new(),
        })
    }
}

#[cfg(test)]
pub(super) mod tests;
