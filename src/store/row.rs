//! One enterprise as a row of the file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Statement};

use super::geometry::{self, Geometry};
use crate::catalogue::{Cells, Confidence, Enterprise, Evidence, Founded, PositionAccuracy, TrackTag};
use crate::geography::Adcode;

/// Columns of `enterprise` after `id`, in the order of [`bind`] and [`read`].
pub const COLUMNS: &str = "geom, name_zh, short_name, name_en, former_names, uscc, registered_address, \
     office_address, registered_district, office_district, position_accuracy, founded, registered_capital_wan_cny, \
     employees, segment, status, ticker, website, funding_stage, source, evidence, as_of, confidence, note, extra";
/// How many columns [`COLUMNS`] names.
pub const COLUMN_COUNT: usize = 25;

/// Makes a row one that can be kept: no position that may not be drawn, no number that is not finite.
pub fn make_storable(e: &mut Enterprise, id: i64) {
    e.id = id;
    e.position = e.position.filter(|p| e.position_accuracy.is_drawable() && p.is_valid());
    // SQLite keeps no negative zero; adding 0 takes its sign away.
    e.registered_capital_wan_cny = e.registered_capital_wan_cny.filter(|c| c.is_finite()).map(|c| c + 0.0);
    for tag in &mut e.tracks {
        tag.weight = tag.weight.filter(|w| w.is_finite()).map(|w| w + 0.0);
    }
}

/// Binds the cells of [`COLUMNS`] from parameter `first` on, without copying them; unknown text is NULL.
pub fn bind(statement: &mut Statement<'_>, first: usize, e: &Enterprise) -> rusqlite::Result<()> {
    let point = e.position.map(geometry::encode);
    let founded = e.founded.map(|f| f.to_string()).unwrap_or_default();
    let extra = written_extra(&e.extra);
    let geom = point.as_ref().map_or(ValueRef::Null, |p| ValueRef::Blob(p));
    let cells = [
        geom,
        cell(&e.name_zh, true),
        cell(&e.short_name, false),
        cell(&e.name_en, false),
        cell(&e.former_names, false),
        cell(&e.uscc, false),
        cell(&e.registered_address, false),
        cell(&e.office_address, false),
        code(e.registered_district),
        code(e.office_district),
        cell(e.position_accuracy.code(), false),
        cell(&founded, false),
        e.registered_capital_wan_cny.map_or(ValueRef::Null, ValueRef::Real),
        e.employees.map_or(ValueRef::Null, |n| ValueRef::Integer(i64::from(n))),
        cell(&e.segment, false),
        cell(&e.status, false),
        cell(&e.ticker, false),
        cell(&e.website, false),
        cell(&e.funding_stage, false),
        cell(&e.source, false),
        cell(e.evidence.code(), false),
        cell(&e.as_of, false),
        cell(e.confidence.code(), false),
        cell(&e.note, false),
        cell(&extra, false),
    ];
    for (i, cell) in cells.into_iter().enumerate() {
        statement.raw_bind_parameter(first + i, ToSqlOutput::Borrowed(cell))?;
    }
    Ok(())
}

fn cell(text: &str, is_required: bool) -> ValueRef<'_> {
    if text.is_empty() && !is_required { ValueRef::Null } else { ValueRef::Text(text.as_bytes()) }
}

fn code(district: Option<Adcode>) -> ValueRef<'static> {
    district.map_or(ValueRef::Null, |a| ValueRef::Integer(i64::from(a.0)))
}

/// Attributes of the user's own as a JSON object; empty where there are none.
fn written_extra(extra: &BTreeMap<String, String>) -> String {
    // A map of texts always is JSON.
    if extra.is_empty() { String::new() } else { serde_json::to_string(extra).unwrap_or_default() }
}

/// Reads what [`written_extra`] wrote. What another program put there instead is kept under the column's name.
fn read_extra(text: &str) -> BTreeMap<String, String> {
    if text.is_empty() {
        return BTreeMap::new();
    }
    let as_text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    match serde_json::from_str::<BTreeMap<String, serde_json::Value>>(text) {
        Ok(map) => map.into_iter().map(|(name, value)| (name, as_text(value))).collect(),
        Err(_) => BTreeMap::from([("extra".to_owned(), text.to_owned())]),
    }
}

/// Reads `id` and [`COLUMNS`] of a row, without its tracks; whatever the cells hold, it yields a row.
///
/// A row drawn by hand in QGIS has no accuracy: with a point it counts as `street`, else as `district` or `none`.
///
/// # Errors
/// Only those of the database itself.
pub fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Enterprise> {
    cells(row).map(Cells::into_enterprise)
}

/// Reads as [`read`] does, without copying the texts.
///
/// # Errors
/// Only those of the database itself.
pub fn cells<'a>(row: &'a rusqlite::Row<'_>) -> rusqlite::Result<Cells<'a>> {
    let mut e = Cells {
        id: row.get_ref(0)?.as_i64().unwrap_or_default(),
        name_zh: text_cell(row, 2)?,
        short_name: text_cell(row, 3)?,
        name_en: text_cell(row, 4)?,
        former_names: text_cell(row, 5)?,
        uscc: text_cell(row, 6)?,
        registered_address: text_cell(row, 7)?,
        office_address: text_cell(row, 8)?,
        registered_district: district(row, 9)?,
        office_district: district(row, 10)?,
        founded: Founded::parse(&text_cell(row, 12)?),
        registered_capital_wan_cny: number(row, 13)?,
        employees: number(row, 14)?.filter(|n| (0.0..f64::from(u32::MAX)).contains(n)).map(|n| n as u32),
        segment: text_cell(row, 15)?,
        status: text_cell(row, 16)?,
        ticker: text_cell(row, 17)?,
        website: text_cell(row, 18)?,
        funding_stage: text_cell(row, 19)?,
        source: text_cell(row, 20)?,
        evidence: Evidence::from_code(&text_cell(row, 21)?).unwrap_or_default(),
        as_of: text_cell(row, 22)?,
        confidence: Confidence::from_code(&text_cell(row, 23)?).unwrap_or_default(),
        note: text_cell(row, 24)?,
        extra: Cow::Owned(read_extra(&text_cell(row, 25)?)),
        position: None,
        position_accuracy: PositionAccuracy::None,
    };
    e.position = match row.get_ref(1)? {
        ValueRef::Blob(blob) => match geometry::decode(blob) {
            Geometry::Point(point) if point.lon.is_finite() && point.lat.is_finite() => Some(point),
            Geometry::Point(_) => None,
            Geometry::Empty | Geometry::Broken => None,
        },
        _ => None,
    };
    let implied = match (e.position, e.district()) {
        (Some(_), _) => PositionAccuracy::Street,
        (None, Some(_)) => PositionAccuracy::District,
        (None, None) => PositionAccuracy::None,
    };
    e.position_accuracy = PositionAccuracy::from_code(&text_cell(row, 11)?).unwrap_or(implied);
    Ok(e)
}

/// A cell as text of its own, see [`text_cell`].
pub fn text(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<String> {
    text_cell(row, column).map(Cow::into_owned)
}

/// A cell as text; bytes that are not UTF-8 become U+FFFD.
pub fn text_cell<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Cow<'a, str>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null | ValueRef::Blob(_) => Cow::Borrowed(""),
        ValueRef::Integer(n) => Cow::Owned(n.to_string()),
        ValueRef::Real(x) => Cow::Owned(x.to_string()),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        },
    })
}

/// A cell as a finite number, also where it was typed in as text.
pub fn number(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Option<f64>> {
    let number = match row.get_ref(column)? {
        ValueRef::Null | ValueRef::Blob(_) => None,
        ValueRef::Integer(n) => Some(n as f64),
        ValueRef::Real(x) => Some(x),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().and_then(|t| t.trim().parse().ok()),
    };
    Ok(number.filter(|x: &f64| x.is_finite()))
}

fn district(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Option<Adcode>> {
    Ok(number(row, column)?.filter(|n| (1.0..1e6).contains(n) && n.fract() == 0.0).map(|n| Adcode(n as u32)))
}

/// One row without its tracks, where those cannot be read, and the hash written with it.
pub fn get_alone(connection: &Connection, id: i64) -> rusqlite::Result<Option<(Enterprise, String)>> {
    let sql = format!("SELECT id, {COLUMNS}, row_hash FROM enterprise WHERE id = ?1");
    let with_hash = |r: &rusqlite::Row<'_>| Ok((read(r)?, text(r, COLUMN_COUNT + 1)?));
    connection.prepare_cached(&sql)?.query_row([id], with_hash).optional()
}

/// One row with its tracks and the hash written with it, if it is there.
pub fn get(connection: &Connection, id: i64) -> rusqlite::Result<Option<(Enterprise, String)>> {
    let Some((mut e, hash)) = get_alone(connection, id)? else { return Ok(None) };
    let mut tags = connection.prepare_cached(
        "SELECT enterprise_id, track, weight FROM enterprise_track WHERE enterprise_id = ?1 ORDER BY position, id",
    )?;
    let mut tags = tags.query([id])?;
    while let Some(r) = tags.next()? {
        e.tracks.push(tag(r)?.1);
    }
    Ok(Some((e, hash)))
}

/// Reads `enterprise_id, track, weight`.
pub fn tag(r: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, TrackTag)> {
    let id = r.get_ref(0)?.as_i64().unwrap_or_default();
    Ok((id, TrackTag { track: text(r, 1)?, weight: number(r, 2)? }))
}

/// Number of rows.
pub fn count(connection: &Connection) -> rusqlite::Result<usize> {
    connection.query_row("SELECT count(*) FROM enterprise", [], |r| r.get::<_, i64>(0)).map(|n| n as usize)
}

/// Visits all rows with their tracks in order of id; the second argument is the row's `row_hash`.
pub fn for_each(
    connection: &Connection,
    visit: impl FnMut(Enterprise, String) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    for_each_between(connection, i64::MIN, i64::MAX, visit)
}

/// Visits the rows with ids from `first` to `last` as [`for_each`] does.
pub fn for_each_between(
    connection: &Connection,
    first: i64,
    last: i64,
    mut visit: impl FnMut(Enterprise, String) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let sql = format!("SELECT id, {COLUMNS}, row_hash FROM enterprise WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
    let mut enterprises = connection.prepare_cached(&sql)?;
    let mut tracks = connection.prepare_cached(
        "SELECT enterprise_id, track, weight FROM enterprise_track WHERE enterprise_id BETWEEN ?1 AND ?2 \
         ORDER BY enterprise_id, position, id",
    )?;
    let mut tags = tracks.query([first, last])?;
    let mut next = next_tag(&mut tags)?;
    let mut rows = enterprises.query([first, last])?;
    while let Some(r) = rows.next()? {
        let mut e = read(r)?;
        while let Some((id, tag)) = next.take_if(|(id, _)| *id <= e.id) {
            if id == e.id {
                e.tracks.push(tag);
            }
            next = next_tag(&mut tags)?;
        }
        visit(e, text(r, COLUMN_COUNT + 1)?)?;
    }
    Ok(())
}

fn next_tag(tags: &mut rusqlite::Rows<'_>) -> rusqlite::Result<Option<(i64, TrackTag)>> {
    tags.next()?.map(tag).transpose()
}

/// The first id never used.
pub fn next_id(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row(
        "SELECT 1 + max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'enterprise'), 0), \
         coalesce((SELECT max(id) FROM enterprise), 0))",
        [],
        |r| r.get(0),
    )
}
