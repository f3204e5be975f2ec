//! GeoPackage (OGC 12-128): layers of points and tables of attributes, those of this program's own catalogues too.
//!
//! The file is opened read-only and immutable, its schema is not trusted, and a query that takes too long or was
//! cancelled is interrupted.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use super::book::{self, Book, MAX_SHEETS, SheetName};
use super::number::write_number;
use super::points::{POSITION, Reference};
use super::sheet::{Sheet, SheetBuilder};
use super::{Origin, Progress, ReadOptions, Source, report};
use crate::geography::point_blob::{Geometry, decode_single};
use crate::import::ImportError;
use crate::import::table::MAX_COLUMNS;

const FORMAT: &str = "gpkg";
/// How long the next rows may take: a view can be a query without end.
const MAX_WAIT: Duration = Duration::from_secs(5);
/// The longest text or blob of a row, bytes: a view can make one of a gigabyte.
const MAX_VALUE_BYTES: i32 = 8 << 20;
/// Steps of SQLite's machine between two looks at the clock.
const CLOCK_STEPS: i32 = 100_000;
/// Rows between two reports of progress.
const REPORT_ROWS: usize = 1024;
/// The tracks of each enterprise of this program's own catalogue, as one cell.
const OWN_TRACKS: &str = "(SELECT group_concat(track, ';') FROM (SELECT track FROM enterprise_track \
     WHERE enterprise_id = t.id ORDER BY position)) AS tracks";

struct Layer {
    table: String,
    /// Column and reference system of the geometry.
    geometry: Option<(String, i64)>,
}

struct GeoPackage {
    connection: Connection,
    deadline: Deadline,
    sheets: Vec<SheetName>,
    layers: Vec<Layer>,
}

/// Reads a layer.
///
/// # Errors
/// A database that is no GeoPackage or damaged, no such layer, no point, a foreign reference system, a limit passed.
pub fn read(origin: &Origin, options: &ReadOptions, progress: Progress<'_>) -> Result<Source, ImportError> {
    // SQLite wants a file; one that came as bytes becomes one for as long as it is read.
    let mut copy = None;
    let path = match origin.path() {
        Some(path) => path,
        None => {
            let file = copy.insert(tempfile::NamedTempFile::new().map_err(|e| origin.failed(e))?);
            std::io::copy(&mut origin.open()?, file).map_err(|e| origin.failed(e))?;
            file.path()
        }
    };
    let mut file = GeoPackage::open(path)?;
    let has_points = file.layers.iter().any(|layer| layer.geometry.is_some());
    match book::read(&mut file, origin, options, progress) {
        Err(ImportError::NoSheet) => Err(ImportError::NoPoints),
        Ok(source) if !has_points && options.sheet.is_none() => {
            // Tables alone are imported where they are of companies.
            let found = crate::import::mapping::find_header(&source.table);
            found.map(|_| source).ok_or(ImportError::NoPoints)
        }
        other => other,
    }
}

fn damaged(source: rusqlite::Error) -> ImportError {
    if source.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted) {
        return ImportError::TooSlow { seconds: MAX_WAIT.as_secs() };
    }
    ImportError::damaged_by(FORMAT, "SQLite", source)
}

/// A name as SQL writes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl GeoPackage {
    fn open(path: &Path) -> Result<GeoPackage, ImportError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(uri(path), flags).map_err(damaged)?;
        let deadline = Deadline::new();
        let watched = deadline.clone();
        connection.progress_handler(CLOCK_STEPS, Some(move || watched.is_over())).map_err(damaged)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES).map_err(damaged)?;
        connection
            .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;")
            .map_err(damaged)?;
        let is_geopackage: bool = connection
            .query_row("SELECT count(*) FROM sqlite_master WHERE name = 'gpkg_contents'", [], |row| {
                row.get::<_, i64>(0)
            })
            .map_err(damaged)?
            > 0;
        if !is_geopackage {
            return Err(ImportError::UnknownFormat { what: "SQLite" });
        }
        let (sheets, layers) = layers(&connection).map_err(damaged)?;
        Ok(GeoPackage { connection, deadline, sheets, layers })
    }

    /// The SQL of a layer's rows, and the names of their columns; the geometry comes first where there is one.
    fn query(&self, layer: &Layer) -> rusqlite::Result<(String, Vec<String>)> {
        let table = quoted(&layer.table);
        // Not from a statement, whose names panic where they are no UTF-8.
        let mut named = self.connection.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden <> 1")?;
        let names = named.query_map([&layer.table], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let geometry = layer.geometry.as_ref().map(|(column, _)| column.as_str());
        let is_own = layer.table == "enterprise" && self.has_own_tracks();
        let wanted = names.into_iter().filter(|name| Some(name.as_str()) != geometry);
        let mut columns: Vec<String> = wanted.filter(|name| !is_own || name != "row_hash").collect();
        let mut selected: Vec<String> = geometry.iter().map(|column| format!("t.{}", quoted(column))).collect();
        selected.extend(columns.iter().map(|column| format!("t.{}", quoted(column))));
        if is_own && !columns.iter().any(|c| c == "tracks") {
            selected.push(OWN_TRACKS.to_owned());
            columns.push("tracks".to_owned());
        }
        Ok((format!("SELECT {} FROM {table} AS t", selected.join(", ")), columns))
    }

    fn has_own_tracks(&self) -> bool {
        self.connection.prepare("SELECT enterprise_id, track, position FROM enterprise_track LIMIT 0").is_ok()
    }

    fn reference(&self, srs: i64) -> Result<Reference, ImportError> {
        // What a layer of undefined degrees holds is told by its positions, as in any table.
        if srs == 0 {
            return Ok(Reference::Degrees);
        }
        let sql = "SELECT organization, organization_coordsys_id, srs_name FROM gpkg_spatial_ref_sys WHERE srs_id = ?1";
        let known = self.connection.query_row(sql, [srs], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        });
        match known {
            Ok((organization, code, name)) if organization.eq_ignore_ascii_case("EPSG") => {
                Reference::of_name(&code.to_string())
                    .map_err(|_| ImportError::UnsupportedReference { what: format!("{name} (EPSG:{code})") })
            }
            Ok((.., name)) => Err(ImportError::UnsupportedReference { what: name }),
            Err(_) => Reference::of_name(&srs.to_string()),
        }
    }
}

/// A path that SQLite opens without locks and side files; where another program has rows in its write-ahead log, with
/// them.
fn uri(path: &Path) -> String {
    let log = path.with_file_name(format!("{}-wal", path.file_name().unwrap_or_default().to_string_lossy()));
    let is_in_use = std::fs::metadata(log).is_ok_and(|log| log.len() > 0);
    let mut uri = "file:".to_owned();
    for b in path.to_string_lossy().replace('\\', "/").bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => uri.push(char::from(b)),
            b => uri.push_str(&format!("%{b:02X}")),
        }
    }
    uri + if is_in_use { "?mode=ro" } else { "?mode=ro&immutable=1" }
}

fn layers(connection: &Connection) -> rusqlite::Result<(Vec<SheetName>, Vec<Layer>)> {
    let has_geometries =
        connection.prepare("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns").is_ok();
    let sql = match has_geometries {
        true => {
            "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c \
             LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name \
             WHERE c.data_type IN ('features', 'attributes') ORDER BY c.data_type DESC, c.rowid"
        }
        false => {
            "SELECT table_name, NULL, NULL FROM gpkg_contents WHERE data_type IN ('features', 'attributes') \
             ORDER BY data_type DESC, rowid"
        }
    };
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let (mut sheets, mut layers) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let table: String = row.get(0)?;
        let column: Option<String> = row.get(1)?;
        let srs: Option<i64> = row.get(2)?;
        if sheets.len() < MAX_SHEETS {
            sheets.push(SheetName { name: table.clone(), is_hidden: false });
            layers.push(Layer { table, geometry: column.map(|column| (column, srs.unwrap_or(0))) });
        }
    }
    Ok((sheets, layers))
}

impl Book for GeoPackage {
    fn format(&self) -> &'static str {
        FORMAT
    }

    fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    /// Tables of attributes say something of the layers.
    fn is_of_rows(&self, sheet: usize) -> bool {
        self.layers.get(sheet).is_some_and(|layer| layer.geometry.is_some())
    }

    fn read(&mut self, sheet: usize, rows: usize, progress: Progress<'_>) -> Result<Sheet, ImportError> {
        let layer = &self.layers[sheet];
        let (sql, columns) = self.query(layer).map_err(damaged)?;
        let reference = layer.geometry.as_ref().map(|(_, srs)| self.reference(*srs)).transpose()?;
        let mut out = Rows { sheet: SheetBuilder::new(rows), line: 1, reference, points: 0, shown: String::new() };
        out.header(&columns)?;
        let total = self.count(layer).max(1) as f32;
        self.deadline.extend();
        let mut statement = self.connection.prepare(&sql).map_err(damaged)?;
        let mut found = statement.query([]).map_err(damaged)?;
        while !out.sheet.is_full() {
            let Some(row) = found.next().map_err(damaged)? else { break };
            out.row(row, columns.len())?;
            if out.line.is_multiple_of(REPORT_ROWS) {
                report(progress, (out.line as f32 / total).min(1.0))?;
                self.deadline.extend();
            }
        }
        let is_complete = rows == usize::MAX;
        if is_complete && out.reference.is_some() && out.points == 0 {
            return Err(ImportError::NoPoints);
        }
        out.sheet.finish()
    }
}

impl GeoPackage {
    /// Rows of a layer as its index says, or 0.
    fn count(&self, layer: &Layer) -> i64 {
        let sql = format!("SELECT max(rowid) FROM {}", quoted(&layer.table));
        self.connection.query_row(&sql, [], |row| row.get(0)).unwrap_or(0)
    }
}

/// When a query is interrupted.
#[derive(Clone)]
struct Deadline {
    begun: Instant,
    /// Milliseconds from then.
    end: Arc<AtomicU64>,
}

impl Deadline {
    fn new() -> Deadline {
        Deadline { begun: Instant::now(), end: Arc::new(AtomicU64::new(MAX_WAIT.as_millis() as u64)) }
    }

    fn extend(&self) {
        self.end.store((self.begun.elapsed() + MAX_WAIT).as_millis() as u64, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        self.begun.elapsed().as_millis() as u64 > self.end.load(Ordering::Relaxed)
    }
}

/// The rows of a layer, as they come.
struct Rows {
    sheet: SheetBuilder,
    line: usize,
    reference: Option<Reference>,
    points: usize,
    shown: String,
}

impl Rows {
    fn header(&mut self, columns: &[String]) -> Result<(), ImportError> {
        let position = POSITION.iter().copied().filter(|_| self.reference.is_some());
        let names = position.chain(columns.iter().map(String::as_str));
        for (column, name) in names.enumerate() {
            if column >= MAX_COLUMNS {
                return Err(ImportError::TooManyColumns { line: 1, limit: MAX_COLUMNS });
            }
            self.sheet.cell(1, column, name)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row<'_>, columns: usize) -> Result<(), ImportError> {
        self.line += 1;
        let (mut first, mut source) = (0, 0);
        if let Some(reference) = self.reference {
            if let ValueRef::Blob(blob) = row.get_ref(0).map_err(damaged)?
                && let Geometry::Point(at) = decode_single(blob)
                && let Some(cells) = reference.cells(at.lon, at.lat)
            {
                self.points += 1;
                for (column, cell) in cells.iter().enumerate() {
                    self.sheet.cell(self.line, column, cell)?;
                }
            }
            (first, source) = (POSITION.len(), 1);
        }
        for column in 0..columns {
            self.shown.clear();
            match row.get_ref(source + column).map_err(damaged)? {
                ValueRef::Integer(number) => self.shown.push_str(&number.to_string()),
                ValueRef::Real(number) => write_number(&mut self.shown, number),
                ValueRef::Text(text) => self.shown.push_str(&String::from_utf8_lossy(text)),
                ValueRef::Null | ValueRef::Blob(_) => continue,
            }
            self.sheet.cell(self.line, first + column, &self.shown)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
