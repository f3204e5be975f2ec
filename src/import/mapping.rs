//! Which column is which field, by Chinese and English names.

use super::ImportError;
use super::finding::{Finding, FindingCode};
use super::headers::{self, key, named};
use super::money::{self, HeaderUnit};
use super::table::{Table, TableRow};
use crate::catalogue::Attribute;
use crate::geography::Datum;

/// How many of the first rows may be titles before the header.
const HEADER_ROWS: usize = 10;
/// How many known columns make a row the header.
const HEADER_FIELDS: usize = 2;
/// Rows looked at for columns beyond the header.
const WIDTH_ROWS: usize = 200;
/// The longest header that is taken from the row above, characters; what is longer there is a title.
const UPPER_CHARS: usize = 16;

/// Which column fills which field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// Attribute of each column, in order of the columns.
    pub fields: Vec<Option<Attribute>>,
    /// The headers as they stand in the file.
    pub headers: Vec<String>,
    /// The unit that the user gives amounts, or a note above the header those whose header names none.
    pub unit: Option<AmountUnit>,
    /// The datum that the headers of the position state, or a note above them.
    pub datum: Option<StatedDatum>,
}

/// A datum that stands in a header or a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedDatum {
    /// The datum.
    pub datum: Datum,
    /// The header or the note, as it stands in the file.
    pub text: String,
}

/// A unit of money that stands in no header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountUnit {
    /// The unit, as it was written.
    pub unit: String,
    /// Line of the note, from 1; none where the user said it.
    pub line: Option<usize>,
}

impl Mapping {
    /// Takes the unit of the capital that the user says; else that of a note above the header, if its own header names
    /// none; of several notes the last counts.
    pub(super) fn take_unit<'t>(&mut self, said: Option<&str>, above: impl Iterator<Item = TableRow<'t>>) {
        let Some(column) = self.column(Attribute::Capital) else { return };
        if let Some(said) = said {
            self.unit = Some(AmountUnit { unit: said.to_owned(), line: None });
            return;
        }
        if money::has_unit(&self.headers[column]) {
            return;
        }
        let noted = |row: TableRow<'t>| {
            let unit = row.cells().find_map(money::unit_in_note)?;
            Some(AmountUnit { unit, line: Some(row.line) })
        };
        self.unit = above.filter_map(noted).last();
    }

    /// Takes the datum that the headers of longitude and latitude state, else a note above them; headers that contradict
    /// each other state none.
    pub(super) fn take_datum<'t>(&mut self, above: impl Iterator<Item = TableRow<'t>>) {
        let of = |text: &str, datum| StatedDatum { datum, text: text.to_owned() };
        let columns = [Attribute::Lon, Attribute::Lat].map(|field| self.header(field));
        let stated: Vec<StatedDatum> =
            columns.iter().filter_map(|text| headers::stated_datum(text).map(|datum| of(text, datum))).collect();
        if stated.iter().any(|s| s.datum != stated[0].datum) || columns.iter().all(|text| text.is_empty()) {
            return;
        }
        let noted = |row: TableRow<'t>| row.cells().find_map(|c| headers::datum_in_note(c).map(|datum| of(c, datum)));
        self.datum = stated.into_iter().next().or_else(|| above.filter_map(noted).last());
    }

    /// What is to be said of a unit that was taken from a note.
    pub(super) fn unit_finding(&self) -> Option<Finding> {
        let noted = self.unit.as_ref()?;
        let finding = Finding::new(noted.line?, Some(Attribute::Capital), FindingCode::UnitFromNote, &noted.unit);
        Some(finding.with(self.header(Attribute::Capital)))
    }

    /// That amounts are taken to be in 万元, where nothing says so and one of the rows names no unit itself.
    pub(super) fn assumed_unit<'t>(
        &self,
        header_row: usize,
        mut rows: impl Iterator<Item = TableRow<'t>>,
    ) -> Option<Finding> {
        let column = self.column(Attribute::Capital)?;
        let header = &self.headers[column];
        if self.unit.is_some() || money::has_unit(header) {
            return None;
        }
        let bare = rows.find(|row| money::is_bare(row.get(column)))?;
        let finding = Finding::new(header_row, Some(Attribute::Capital), FindingCode::UnitAssumed, header);
        Some(finding.with(bare.get(column)))
    }

    /// The column of a field.
    pub fn column(&self, field: Attribute) -> Option<usize> {
        self.fields.iter().position(|f| *f == Some(field))
    }

    /// The header of a field's column, or nothing.
    pub fn header(&self, field: Attribute) -> &str {
        self.column(field).and_then(|c| self.headers.get(c)).map_or("", String::as_str)
    }

    /// The unit of the capital: what the user says, or a note above the table, stands for that of the header.
    pub(super) fn capital_unit(&self) -> HeaderUnit {
        HeaderUnit::of(self.unit.as_ref().map_or_else(|| self.header(Attribute::Capital), |noted| &noted.unit))
    }

    /// The column that says the datum of each row's position.
    pub fn datum_column(&self) -> Option<usize> {
        self.fields.iter().zip(&self.headers).position(|(field, header)| field.is_none() && headers::says_datum(header))
    }

    /// The mapping of a row of headers; of two columns of one field the first is it.
    pub fn of<'a>(headers: impl Iterator<Item = &'a str>) -> Mapping {
        let mut mapping = Mapping { headers: headers.map(str::to_owned).collect(), ..Mapping::default() };
        for header in &mapping.headers {
            let field = named(header).filter(|f| !mapping.fields.contains(&Some(*f)));
            mapping.fields.push(field);
        }
        mapping
    }

    /// Makes a column a field's; another column that was is free then. Any number may be [`Attribute::Extra`].
    pub fn set(&mut self, column: usize, field: Option<Attribute>) {
        if field != Some(Attribute::Extra) && field.is_some() {
            self.fields.iter_mut().filter(|f| **f == field).for_each(|f| *f = None);
        }
        if let Some(place) = self.fields.get_mut(column) {
            *place = field;
        }
    }

    /// Keeps the columns nobody knows as attributes of the user's own.
    pub fn keep_unknown(&mut self) {
        for (field, header) in self.fields.iter_mut().zip(&self.headers) {
            if field.is_none() && !header.is_empty() && !headers::is_ignored(header) && named(header).is_none() {
                *field = Some(Attribute::Extra);
            }
        }
    }

    /// Takes a second row of headers: one whose every cell names a field, in columns the first row left open.
    fn continue_with(&mut self, row: TableRow<'_>) -> bool {
        let cells: Vec<(usize, &str)> = row.cells().enumerate().filter(|(_, c)| !c.is_empty()).collect();
        let is_open = |(column, cell): &(usize, &str)| {
            let same = self.headers.get(*column).is_some_and(|h| h == cell);
            same || named(cell).is_some() && self.fields.get(*column).is_none_or(Option::is_none)
        };
        if cells.is_empty() || !cells.iter().all(is_open) {
            return false;
        }
        cells.into_iter().for_each(|(column, cell)| self.put(column, cell));
        true
    }

    /// Gives a column a header, and its field where that is open.
    fn put(&mut self, column: usize, header: &str) {
        let columns = self.headers.len().max(column + 1);
        self.headers.resize(columns, String::new());
        self.fields.resize(columns, None);
        header.clone_into(&mut self.headers[column]);
        if let Some(field) = named(header).filter(|f| !self.fields.contains(&Some(*f))) {
            self.fields[column] = Some(field);
        }
    }

    /// Takes headers that stand only in the row above, over columns the header itself leaves open; a title is none.
    fn take_upper(&mut self, row: TableRow<'_>) {
        let cells: Vec<(usize, &str)> = row.cells().enumerate().filter(|(_, c)| !c.is_empty()).collect();
        let is_long = |cell: &str| cell.contains([':', '：']) || cell.chars().count() > UPPER_CHARS;
        let has_titles = cells.iter().any(|(_, cell)| is_long(cell));
        for (column, cell) in cells.iter().filter(|_| cells.len() > 1) {
            let is_open = self.headers.get(*column).is_none_or(String::is_empty);
            if is_open && (!has_titles || named(cell).is_some() || headers::is_ignored(cell)) {
                self.put(*column, cell);
            }
        }
    }

    /// Takes a row under the header that holds nothing but units and notes: each goes behind the header of its column.
    fn take_notes(&mut self, row: TableRow<'_>) -> bool {
        let cells = || row.cells().enumerate().filter(|(_, cell)| !cell.is_empty());
        // A header merged over both rows stands in both.
        let is_same = |column: usize, cell: &str| self.headers.get(column).is_some_and(|header| header == cell);
        let notes: Vec<(usize, Option<String>)> = cells()
            .filter(|(column, cell)| !is_same(*column, cell))
            .map(|(column, cell)| (column, headers::note(cell)))
            .collect();
        if notes.is_empty() || notes.iter().any(|(_, note)| note.is_none()) {
            return false;
        }
        for (column, note) in notes.into_iter().filter_map(|(column, note)| Some((column, note?))) {
            let header = self.headers.get(column).map_or("", String::as_str);
            if !(money::has_unit(header) && money::has_unit(&note)) {
                self.put(column, &format!("{header}{note}"));
            }
        }
        true
    }

    /// Adds columns that the header has no cell for, where half of the first rows fill one: there a head is missing, and not
    /// a row spoilt.
    pub(super) fn widen<'t>(&mut self, rows: impl Iterator<Item = TableRow<'t>>) {
        let (mut looked, mut filled, mut width) = (0, 0, self.headers.len());
        for row in rows.take(WIDTH_ROWS) {
            looked += 1;
            let last = (self.headers.len()..row.len()).rev().find(|column| !row.get(*column).is_empty());
            filled += usize::from(last.is_some());
            width = width.max(last.map_or(0, |column| column + 1));
        }
        if filled > 1 && 2 * filled >= looked {
            self.headers.resize(width, String::new());
            self.fields.resize(width, None);
        }
    }

    /// How many columns are known.
    pub(super) fn known(&self) -> usize {
        self.fields.iter().flatten().count()
    }
}

/// Finds the header among the first rows: the row under which the data begins, and the mapping. The first row with two
/// known columns is it; where there is none, the first that names the company, as a bare list of names has. To it belong
/// headers of the row above over columns it leaves open, a second row of headers, under cells that join several columns,
/// and a row of units and notes beneath.
pub fn find_header(table: &Table) -> Option<(usize, Mapping)> {
    let candidates = || table.rows().take(HEADER_ROWS).map(|r| Mapping::of(r.cells())).enumerate();
    let (mut row, mut mapping) = candidates()
        .find(|(_, m)| m.known() >= HEADER_FIELDS)
        .or_else(|| candidates().find(|(_, m)| m.column(Attribute::NameZh).is_some()))?;
    if let Some(above) = row.checked_sub(1) {
        mapping.take_upper(table.row(above));
    }
    let below = |row: usize| (row + 1 < table.len()).then(|| table.row(row + 1));
    row += usize::from(below(row).is_some_and(|row| mapping.continue_with(row)));
    row += usize::from(below(row).is_some_and(|row| mapping.take_notes(row)));
    Some((row, mapping))
}

/// Puts explicit `FIELD=COLUMN` choices over the mapping. A column is named by its header, or by its number from 1;
/// the field `-` leaves it out.
///
/// # Errors
/// [`ImportError::UnknownField`], [`ImportError::UnknownColumn`].
pub fn override_with(mapping: &mut Mapping, choices: &[(String, String)]) -> Result<(), ImportError> {
    for (field, column) in choices {
        let found = match field.trim() {
            "-" => None,
            "extra" => Some(Attribute::Extra),
            name => Some(named(name).ok_or_else(|| ImportError::UnknownField { field: field.clone() })?),
        };
        let wanted = key(column);
        let place = mapping
            .headers
            .iter()
            .position(|h| h == column.trim())
            .or_else(|| mapping.headers.iter().position(|h| key(h) == wanted))
            .or_else(|| {
                column.trim().parse::<usize>().ok().filter(|n| (1..=mapping.headers.len()).contains(n)).map(|n| n - 1)
            })
            .ok_or_else(|| ImportError::UnknownColumn {
                column: column.clone(),
                columns: mapping.headers.join("、"),
            })?;
        mapping.set(place, found);
    }
    Ok(())
}

/// Columns that go nowhere, as findings.
pub fn unused(mapping: &Mapping, header_row: usize) -> Vec<Finding> {
    let columns = mapping.fields.iter().zip(&mapping.headers);
    columns
        .filter(|(field, header)| field.is_none() && !header.is_empty() && !headers::is_ignored(header))
        .map(|(_, header)| {
            let is_second = named(header).is_some_and(|f| mapping.column(f).is_some());
            let code = if is_second { FindingCode::SecondColumn } else { FindingCode::UnknownColumn };
            Finding::new(header_row, None, code, header)
        })
        .collect()
}

/// Columns without a header in which rows of companies hold something, as findings: the column's number, and what.
pub(super) fn unnamed<'t>(
    mapping: &Mapping,
    header_row: usize,
    rows: impl Iterator<Item = TableRow<'t>>,
) -> Vec<Finding> {
    let columns = mapping.fields.iter().zip(&mapping.headers).enumerate();
    let mut open: Vec<usize> =
        columns.filter(|(_, (field, header))| field.is_none() && header.is_empty()).map(|(column, _)| column).collect();
    let mut found = Vec::new();
    let Some(name) = mapping.column(Attribute::NameZh) else { return found };
    for row in rows.filter(|row| !row.get(name).is_empty()) {
        if open.is_empty() {
            break;
        }
        open.retain(|column| {
            let cell = row.get(*column);
            // A note merged over the row stands in every column.
            let says_nothing = cell.is_empty() || cell == row.get(name);
            if !says_nothing {
                let number = (column + 1).to_string();
                let shown = super::shortened(cell);
                found.push(Finding::new(header_row, None, FindingCode::UnnamedColumn, number).with(shown));
            }
            says_nothing
        });
    }
    found
}
