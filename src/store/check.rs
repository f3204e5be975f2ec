//! Looks for everything broken in a catalogue file.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::geometry::{self, Geometry, SRS_WGS84};
use super::image::Image;
use super::{Store, StoreError, check_seals, check_tables, row, schema, spatial_index};
use crate::catalogue::{Confidence, Enterprise, Evidence, PositionAccuracy, uscc};
use crate::geography::LonLat;
use crate::language::Message;

/// The most lines taken over from SQLite's own integrity check.
const INTEGRITY_LINES: usize = 100;

/// What kind of thing is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckCode {
    /// SQLite's integrity check complains.
    Integrity,
    /// A row points to one that is not there.
    ForeignKey,
    /// A table or entry GeoPackage asks for is missing.
    GeoPackage,
    /// A geometry is not a point of WGS 84.
    Geometry,
    /// The spatial index and the table disagree.
    SpatialIndex,
    /// A row is not what was written: damaged, or edited by another program.
    RowHash,
    /// Another program has changed a row; it becomes a batch when the file is opened for writing.
    OutsideEdit,
    /// A table other than that of the enterprises is not as it was written, or enterprises are missing.
    TableSeal,
    /// The images a batch keeps are not as they were written: it cannot be undone.
    BatchImages,
    /// A table, index or trigger is not as this program makes it.
    Structure,
    /// A track the taxonomy does not know.
    UnknownTrack,
    /// A position outside ±180° and ±90°.
    PositionRange,
    /// A row said to have a position has none, or one it should not have.
    PositionAccuracy,
    /// A row without a Chinese name.
    NoName,
    /// A credit code that GB 32100-2015 does not allow.
    CreditCode,
}

impl CheckCode {
    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            CheckCode::Integrity => "integrity",
            CheckCode::ForeignKey => "foreign-key",
            CheckCode::GeoPackage => "geopackage",
            CheckCode::Geometry => "geometry",
            CheckCode::SpatialIndex => "spatial-index",
            CheckCode::RowHash => "row-hash",
            CheckCode::OutsideEdit => "outside-edit",
            CheckCode::TableSeal => "table-seal",
            CheckCode::BatchImages => "batch-images",
            CheckCode::Structure => "structure",
            CheckCode::UnknownTrack => "unknown-track",
            CheckCode::PositionRange => "position-range",
            CheckCode::PositionAccuracy => "position-accuracy",
            CheckCode::NoName => "no-name",
            CheckCode::CreditCode => "credit-code",
        }
    }

    fn message_id(self) -> &'static str {
        match self {
            CheckCode::Integrity => "store-check-integrity",
            CheckCode::ForeignKey => "store-check-foreign-key",
            CheckCode::GeoPackage => "store-check-geopackage",
            CheckCode::Geometry => "store-check-geometry",
            CheckCode::SpatialIndex => "store-check-spatial-index",
            CheckCode::RowHash => "store-check-row-hash",
            CheckCode::OutsideEdit => "store-check-outside-edit",
            CheckCode::TableSeal => "store-check-table-seal",
            CheckCode::BatchImages => "store-check-batch-images",
            CheckCode::Structure => "store-check-structure",
            CheckCode::UnknownTrack => "store-check-unknown-track",
            CheckCode::PositionRange => "store-check-position-range",
            CheckCode::PositionAccuracy => "store-check-position-accuracy",
            CheckCode::NoName => "store-check-no-name",
            CheckCode::CreditCode => "store-check-credit-code",
        }
    }
}

/// One thing that is broken.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckFinding {
    /// What kind.
    pub code: CheckCode,
    /// The table; empty where it is the file as a whole.
    pub table: String,
    /// Id of the row, where it is one row's.
    pub id: Option<i64>,
    /// What exactly: a name, a value, SQLite's words.
    pub detail: String,
}

impl CheckFinding {
    pub(super) fn new(code: CheckCode, table: &str, id: Option<i64>, detail: impl Into<String>) -> CheckFinding {
        CheckFinding { code, table: table.to_owned(), id, detail: detail.into() }
    }

    /// The finding as a sentence; its hint says what to do.
    pub fn message(&self) -> Message {
        let id = self.id.map(|id| id.to_string()).unwrap_or_default();
        let is_of_file = self.code == CheckCode::Integrity && self.table.is_empty();
        Message::new(if is_of_file { "store-check-integrity-file" } else { self.code.message_id() })
            .with("table", self.table.as_str())
            .with("id", id)
            .with("detail", self.detail.as_str())
    }
}

pub(super) type Findings = rusqlite::Result<Vec<CheckFinding>>;
type Part = fn(&Store) -> Findings;

impl Store {
    /// Everything broken in a file, which is opened for reading only: SQLite's integrity and foreign keys, what
    /// GeoPackage asks for, geometries and their index, row hashes, tracks, names, codes, positions.
    ///
    /// # Errors
    /// Only where the file cannot be opened at all; damage found later is a finding.
    pub fn check(path: &Path) -> Result<Vec<CheckFinding>, StoreError> {
        findings(&Store::open_read(path)?, &|_| Ok(()))
    }
}

/// Everything broken in an open file. `reached` is told how far it is, 0 to 1, and its error ends the check.
pub(super) fn findings(
    store: &Store,
    reached: &dyn Fn(f32) -> Result<(), StoreError>,
) -> Result<Vec<CheckFinding>, StoreError> {
    let parts: [(&str, Part); 12] = [
        ("sqlite_schema", integrity),
        ("sqlite_schema", foreign_keys),
        ("gpkg_contents", geopackage),
        ("enterprise", geometries),
        ("rtree_enterprise_geom", indexed_places),
        ("enterprise", rows),
        ("enterprise", words),
        ("table_seal", check_seals::tables),
        ("batch_row", check_seals::images),
        ("outside_change", check_seals::rows_before),
        ("sqlite_sequence", check_seals::given_ids),
        ("sqlite_schema", check_seals::structure),
    ];
    let (mut findings, mut failed) = (Vec::new(), Vec::new());
    for (i, (table, part)) in parts.into_iter().enumerate() {
        reached(i as f32 / parts.len() as f32)?;
        match part(store) {
            Ok(found) => findings.extend(found),
            // A part that cannot be read is itself damage, and the other parts may still be readable.
            Err(e) => failed.push((table, e)),
        }
    }
    // A part that comes upon a broken page may have done so in any table: those are told that cannot be read.
    let is_of_pages = |e: &rusqlite::Error| e.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt);
    if failed.iter().any(|(_, e)| is_of_pages(e)) {
        let told: BTreeSet<String> = integrity_tables(&findings).map(str::to_owned).collect();
        let unreadable = check_tables::unreadable(&store.connection);
        findings.extend(unreadable.into_iter().filter(|finding| !told.contains(&finding.table)));
    }
    let is_told = integrity_tables(&findings).next().is_some();
    let others = failed.into_iter().filter(|(_, e)| !is_told || !is_of_pages(e));
    findings.extend(others.map(|(table, e)| CheckFinding::new(CheckCode::Integrity, table, None, e.to_string())));
    Ok(findings)
}

/// The tables in which SQLite has found damage.
fn integrity_tables(findings: &[CheckFinding]) -> impl Iterator<Item = &str> {
    findings.iter().filter(|f| f.code == CheckCode::Integrity).map(|f| f.table.as_str())
}

fn integrity(store: &Store) -> Findings {
    let connection = &store.connection;
    let trees = check_tables::Trees::read(connection)?;
    let check = |of: &str| -> rusqlite::Result<Vec<CheckFinding>> {
        let mut statement = connection.prepare(&format!("PRAGMA integrity_check({of})"))?;
        let said = statement.query_map([], |r| row::text(r, 0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(trees.findings(&said.join("\n")))
    };
    let whole = check(&INTEGRITY_LINES.to_string());
    if whole.is_ok() {
        return whole;
    }
    // Some damage ends the check as a whole; table by table it is told where.
    let tables = check_tables::tables(connection)?;
    let of_table = |table: &String| {
        let broken = |e: rusqlite::Error| vec![CheckFinding::new(CheckCode::Integrity, table, None, e.to_string())];
        check(&check_tables::quoted(table)).unwrap_or_else(broken)
    };
    let found: Vec<CheckFinding> = tables.iter().flat_map(of_table).collect();
    if found.is_empty() { whole } else { Ok(found) }
}

fn foreign_keys(store: &Store) -> Findings {
    let mut statement = store.connection.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |r| {
        let id = r.get_ref(1)?.as_i64().ok();
        Ok(CheckFinding::new(CheckCode::ForeignKey, &row::text(r, 0)?, id, row::text(r, 2)?))
    })?;
    rows.collect()
}

fn geopackage(store: &Store) -> Findings {
    let has = |sql: &str| store.connection.prepare(sql)?.exists([]);
    let mut findings = Vec::new();
    let mut missing = |table: &str, what: &str| {
        findings.push(CheckFinding::new(CheckCode::GeoPackage, table, None, what));
    };
    let tables: BTreeSet<String> =
        names(&store.connection, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")?;
    let ours =
        schema::ATTRIBUTE_TABLES.map(|(name, _)| name).into_iter().chain(schema::LATER_TABLES).collect::<Vec<_>>();
    for table in schema::STANDARD_TABLES.iter().chain(&ours).chain(&["rtree_enterprise_geom"]) {
        if !tables.contains(*table) {
            missing(table, table);
        }
    }
    let version: i32 = store.connection.query_row("PRAGMA user_version", [], |r| r.get(0))?;
    if version < 10200 {
        missing("gpkg_contents", &format!("user_version {version}"));
    }
    for (table, sql) in [
        ("gpkg_spatial_ref_sys", "SELECT 1 FROM gpkg_spatial_ref_sys WHERE srs_id = 4326"),
        ("gpkg_contents", "SELECT 1 FROM gpkg_contents WHERE table_name = 'enterprise' AND data_type = 'features'"),
        (
            "gpkg_geometry_columns",
            "SELECT 1 FROM gpkg_geometry_columns WHERE table_name = 'enterprise' AND srs_id = 4326",
        ),
        ("gpkg_extensions", "SELECT 1 FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"),
    ] {
        if tables.contains(table) && !has(sql)? {
            missing(table, "enterprise");
        }
    }
    let triggers = "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = 'rtree_enterprise_geom_insert'";
    if !has(triggers)? {
        missing("enterprise", "rtree_enterprise_geom_insert");
    }
    Ok(findings)
}

/// Whether a geometry has the form this program writes, yet not its bytes: the envelope is not that of the point.
fn is_ours_but_for_a_bit(cell: ValueRef<'_>, point: LonLat) -> bool {
    let blob = cell.as_blob_or_null().ok().flatten().unwrap_or_default();
    blob.len() == geometry::POINT_BYTES && blob[3] & 1 == 1 && blob != geometry::encode(point)
}

fn names(connection: &Connection, sql: &str) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |r| row::text(r, 0))?;
    rows.collect()
}

fn geometries(store: &Store) -> Findings {
    let mut statement = store
        .connection
        .prepare("SELECT id, geom, position_accuracy FROM enterprise WHERE geom IS NOT NULL ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut findings = Vec::new();
    while let Some(r) = rows.next()? {
        let id = r.get_ref(0)?.as_i64().ok();
        let (geometry, srs) = match r.get_ref(1)? {
            ValueRef::Blob(blob) => (geometry::decode(blob), geometry::srs(blob)),
            _ => (Geometry::Broken, None),
        };
        let code = match geometry {
            Geometry::Point(p) if !p.is_valid() => CheckCode::PositionRange,
            Geometry::Point(_) if srs != Some(SRS_WGS84) => CheckCode::Geometry,
            Geometry::Point(p) if is_ours_but_for_a_bit(r.get_ref(1)?, p) => CheckCode::Geometry,
            Geometry::Point(_) => {
                let accuracy = row::text(r, 2)?;
                if PositionAccuracy::from_code(&accuracy).is_some_and(|a| !a.is_drawable()) {
                    findings.push(CheckFinding::new(CheckCode::PositionAccuracy, "enterprise", id, accuracy));
                }
                continue;
            }
            Geometry::Empty => continue,
            Geometry::Broken => CheckCode::Geometry,
        };
        let detail = match geometry {
            Geometry::Point(p) => format!("{} {} (SRS {})", p.lon, p.lat, srs.unwrap_or_default()),
            Geometry::Empty | Geometry::Broken => String::new(),
        };
        findings.push(CheckFinding::new(code, "enterprise", id, detail));
    }
    Ok(findings)
}

/// Ids with a geometry and ids in the index have to be the same, and each entry to be that of its point.
fn indexed_places(store: &Store) -> Findings {
    let mut statement = store.connection.prepare(
        "SELECT e.id, 'not indexed' FROM enterprise e WHERE e.geom IS NOT NULL AND NOT coalesce(ST_IsEmpty(e.geom), 1) \
           AND NOT EXISTS (SELECT 1 FROM rtree_enterprise_geom r WHERE r.id = e.id) \
         UNION ALL \
         SELECT r.id, 'indexed, but no geometry' FROM rtree_enterprise_geom r \
           WHERE NOT EXISTS (SELECT 1 FROM enterprise e WHERE e.id = r.id AND e.geom IS NOT NULL) ORDER BY 1",
    )?;
    let finding = |id, what| CheckFinding::new(CheckCode::SpatialIndex, "enterprise", id, what);
    let rows = statement.query_map([], |r| Ok(finding(r.get_ref(0)?.as_i64().ok(), row::text(r, 1)?)))?;
    let mut findings = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut entries = store.connection.prepare(
        "SELECT e.id, ST_MinX(e.geom), ST_MinY(e.geom), r.minx, r.maxx, r.miny, r.maxy \
         FROM enterprise e JOIN rtree_enterprise_geom r ON r.id = e.id ORDER BY e.id",
    )?;
    let mut entries = entries.query([])?;
    while let Some(r) = entries.next()? {
        let number = |i| row::number(r, i).map(|n| n.unwrap_or(f64::NAN));
        let bounds = [number(3)?, number(4)?, number(5)?, number(6)?];
        if !spatial_index::is_entry_of([number(1)?, number(2)?], bounds) {
            findings.push(finding(r.get_ref(0)?.as_i64().ok(), "indexed elsewhere".to_owned()));
        }
    }
    Ok(findings)
}

fn rows(store: &Store) -> Findings {
    let mut findings = Vec::new();
    let mut image = Image::default();
    let mut recorded = store.connection.prepare("SELECT 1 FROM outside_change WHERE id = ?1")?;
    row::for_each(&store.connection, |e, hash| {
        let is_sound = image.set(&e).is_ok() && image.hash().as_str() == hash;
        if !is_sound {
            let code = if recorded.exists([e.id])? { CheckCode::OutsideEdit } else { CheckCode::RowHash };
            findings.push(CheckFinding::new(code, "enterprise", Some(e.id), e.name_zh.as_str()));
        }
        findings.extend(row_findings(store, &e));
        Ok(())
    })?;
    Ok(findings)
}

/// Words of a row that mean nothing: read as if nothing were there, they leave its hash as it was.
fn words(store: &Store) -> Findings {
    let mut statement = store
        .connection
        .prepare("SELECT id, name_zh, position_accuracy, evidence, confidence FROM enterprise ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut findings = Vec::new();
    while let Some(r) = rows.next()? {
        let is_known = |column: usize, known: fn(&str) -> bool| row::text(r, column).map(|t| t.is_empty() || known(&t));
        let all = is_known(2, |t| PositionAccuracy::from_code(t).is_some())?
            && is_known(3, |t| Evidence::from_code(t).is_some())?
            && is_known(4, |t| Confidence::from_code(t).is_some())?;
        if !all {
            findings.push(CheckFinding::new(
                CheckCode::RowHash,
                "enterprise",
                r.get_ref(0)?.as_i64().ok(),
                row::text(r, 1)?,
            ));
        }
    }
    Ok(findings)
}

fn row_findings(store: &Store, e: &Enterprise) -> Vec<CheckFinding> {
    let mut findings = Vec::new();
    let mut add = |code, detail: &str| findings.push(CheckFinding::new(code, "enterprise", Some(e.id), detail));
    if e.name_zh.trim().is_empty() {
        add(CheckCode::NoName, "");
    }
    if !e.uscc.is_empty() && uscc::check(&e.uscc).is_err() {
        add(CheckCode::CreditCode, &e.uscc);
    }
    for tag in &e.tracks {
        if store.taxonomy.index_of(&tag.track).is_none() {
            add(CheckCode::UnknownTrack, &tag.track);
        }
    }
    findings
}
