//! Spreadsheets of companies → a proposal to merge: bytes → text → table → checked rows → [`Proposal`].
//!
//! One file a step: [`decode`] (encodings), [`table`] (CSV), [`mapping`] (columns), `check` and [`values`] (cells),
//! [`datum`] (GCJ-02 and BD-09 told by the declared districts), `matching`, `merge` and [`proposal`]. Nothing is
//! written here; the store applies the change set of a proposal.

pub mod cases;
mod check;
pub mod datum;
pub mod decode;
mod error;
pub mod finding;
pub mod mapping;
mod matching;
pub mod proposal;
pub mod table;
#[cfg(test)]
mod tests;
pub mod values;

use std::ops::ControlFlow;

pub use decode::Encoding;
pub use error::ImportError;
pub use finding::{Finding, FindingCode};
pub use mapping::Mapping;
pub use proposal::{FieldChange, OnDuplicate, Outcome, Proposal, ProposedRow, Summary};

use crate::catalogue::{Attribute, Catalogue, Update};
use crate::geography::{Adcode, Datum, LonLat, Pack};
use check::CheckedRow;
use datum::DatumChoice;
use matching::Index;
use values::Words;

/// Rows between two reports of progress.
const PROGRESS_ROWS: usize = 1024;
/// Rows looked at to find delimiter and header.
const SNIFF_ROWS: usize = 10;

/// How a file is to be read and merged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportOptions {
    /// Its encoding, or found out.
    pub encoding: Encoding,
    /// The datum of its positions; found out where none is said.
    pub datum: Option<Datum>,
    /// What to do with companies the catalogue has.
    pub on_duplicate: OnDuplicate,
    /// Explicit `FIELD=COLUMN` choices, over those found.
    pub columns: Vec<(String, String)>,
}

/// What importing `bytes` into `catalogue` would do. `progress` is told the share done, 0 to 1, and may cancel.
///
/// # Errors
/// What makes the whole file unreadable; [`ImportError::Cancelled`]. Faults of single rows are findings.
pub fn propose(
    bytes: &[u8],
    file_name: &str,
    options: &ImportOptions,
    catalogue: &Catalogue,
    pack: &Pack,
    progress: &dyn Fn(f32) -> ControlFlow<()>,
) -> Result<Proposal, ImportError> {
    let report = |share: f32| if progress(share).is_break() { Err(ImportError::Cancelled) } else { Ok(()) };
    report(0.0)?;
    let (text, encoding) = decode::decode(bytes, options.encoding)?;
    let (delimiter, head, found) = sniff(&text)?;
    let mut table = table::rows(&text, delimiter, usize::MAX)?;
    report(0.2)?;
    let (place, mut mapping) = header(&head, found, options)?;
    let header_row = head[place].line;
    mapping::override_with(&mut mapping, &options.columns)?;
    if mapping.column(Attribute::NameZh).is_none() {
        return Err(ImportError::NoNameColumn { columns: mapping.headers.join("、") });
    }
    table.drain(..=place);
    if table.is_empty() {
        return Err(ImportError::NoRows { header_row });
    }
    let share = |done: usize, from: f32, to: f32| from + (to - from) * done as f32 / table.len() as f32;
    let words = Words::new(pack, catalogue.taxonomy());
    let mut rows: Vec<CheckedRow> = Vec::with_capacity(table.len());
    for (i, row) in table.iter().enumerate() {
        if i % PROGRESS_ROWS == 0 {
            report(share(i, 0.2, 0.5))?;
        }
        rows.push(check::row(row, &mapping, &words, pack));
    }
    let declared: Vec<(LonLat, Adcode)> = rows.iter().filter_map(|r| r.enterprise.position.zip(r.declared)).collect();
    let datum = datum::choose(&declared, options.datum, pack);
    let mut findings = mapping::unused(&mapping, header_row);
    findings.extend(datum_finding(&datum, rows.iter().filter(|r| r.enterprise.position.is_some()).count()));
    let mut merger = Merger::new(catalogue, options.on_duplicate, file_name);
    let mut proposed = Vec::with_capacity(rows.len());
    for (i, mut row) in rows.into_iter().enumerate() {
        if i % PROGRESS_ROWS == 0 {
            report(share(i, 0.6, 1.0))?;
        }
        check::place(&mut row, datum.chosen, pack);
        proposed.push(merger.merge(&mut row));
        findings.append(&mut row.findings);
    }
    report(1.0)?;
    let file = file_name.to_owned();
    Ok(Proposal { file, encoding, header_row, mapping, datum, rows: proposed, findings, table })
}

type Header = Option<(usize, Mapping)>;

/// The delimiter under which most columns are known, then most columns are seen; the first rows, and the header.
fn sniff(text: &str) -> Result<(char, Vec<table::TableRow>, Header), ImportError> {
    let is_filler = |c: char| c.is_whitespace() || c == '"' || table::DELIMITERS.contains(&c);
    if text.chars().all(is_filler) {
        return Err(ImportError::Empty);
    }
    let mut best: Option<(usize, usize, char, Vec<table::TableRow>, Header)> = None;
    let mut fault = None;
    for delimiter in table::DELIMITERS {
        let rows = match table::rows(text, delimiter, SNIFF_ROWS) {
            Ok(rows) => rows,
            Err(e) => {
                fault.get_or_insert(e);
                continue;
            }
        };
        let header = mapping::find_header(&rows);
        let known = header.as_ref().map_or(0, |(_, m)| m.fields.iter().flatten().count());
        let columns = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
        if best.as_ref().is_none_or(|b| (known, columns) > (b.0, b.1)) {
            best = Some((known, columns, delimiter, rows, header));
        }
    }
    match (best, fault) {
        // Under a delimiter that is not the file's own a faulty quote is none; without a header it is believed.
        (Some((0, ..)), Some(fault)) => Err(fault),
        (Some((_, _, delimiter, rows, header)), _) if !rows.is_empty() => Ok((delimiter, rows, header)),
        (_, Some(fault)) => Err(fault),
        _ => Err(ImportError::Empty),
    }
}

/// The header found; else, where columns were chosen by hand, the first row.
fn header(head: &[table::TableRow], found: Header, options: &ImportOptions) -> Result<(usize, Mapping), ImportError> {
    match (found, head.first()) {
        (Some(found), _) => Ok(found),
        (None, Some(first)) if !options.columns.is_empty() => {
            let fields = first.cells.iter().map(|c| mapping::named(c)).collect();
            Ok((0, Mapping { fields, headers: first.cells.clone() }))
        }
        (None, Some(first)) => Err(ImportError::NoHeader { first_row: shortened(&first.cells.join("、")) }),
        (None, None) => Err(ImportError::Empty),
    }
}

/// Longest text of a message taken from a file, characters.
const SHOWN_CHARS: usize = 80;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn datum_finding(datum: &DatumChoice, positions: usize) -> Option<Finding> {
    let code = match datum {
        DatumChoice { chosen: Datum::Gcj02 | Datum::Bd09, .. } => FindingCode::DatumConverted,
        DatumChoice { is_explicit: false, is_decided: false, .. } => FindingCode::DatumUnknown,
        _ => return None,
    };
    (positions > 0).then(|| Finding::new(0, None, code, datum.chosen.code()).with(datum.usable.to_string()))
}

/// Decides row by row what becomes of it.
struct Merger<'a> {
    catalogue: &'a Catalogue,
    on_duplicate: OnDuplicate,
    file_name: &'a str,
    known: Index,
    seen: Index,
    lines: Vec<usize>,
    matched_ids: std::collections::BTreeMap<i64, usize>,
}

impl<'a> Merger<'a> {
    fn new(catalogue: &'a Catalogue, on_duplicate: OnDuplicate, file_name: &'a str) -> Merger<'a> {
        let known = Index::of(catalogue);
        let (seen, lines, matched_ids) = (Index::default(), Vec::new(), std::collections::BTreeMap::new());
        Merger { catalogue, on_duplicate, file_name, known, seen, lines, matched_ids }
    }

    fn merge(&mut self, row: &mut CheckedRow) -> ProposedRow {
        let line = row.line;
        if row.is_refused() {
            return ProposedRow { line, outcome: Outcome::Refused, matched: None };
        }
        let e = &row.enterprise;
        let found = self.known.find(e);
        let id = found.map(|m| self.catalogue.row(m.row).id());
        let earlier = self.seen.find(e).and_then(|m| self.lines.get(m.row).copied());
        let earlier = earlier.or_else(|| id.and_then(|id| self.matched_ids.get(&id).copied()));
        self.seen.add(self.lines.len(), &e.uscc, &e.name_zh, "");
        self.lines.push(line);
        if let Some(id) = id {
            self.matched_ids.entry(id).or_insert(line);
        }
        if let Some(earlier) = earlier {
            let name = row.enterprise.name_zh.clone();
            row.find(Some(Attribute::NameZh), FindingCode::DuplicateInFile, &name).other = earlier.to_string();
            return ProposedRow { line, outcome: Outcome::Refused, matched: id };
        }
        if let Some(m) = found.filter(|m| m.is_conflict) {
            let uscc = row.enterprise.uscc.clone();
            let other = self.catalogue.row(m.row).name_zh();
            row.find(Some(Attribute::Uscc), FindingCode::CodeNameConflict, &uscc).other = other.to_owned();
        }
        let outcome = match (found, self.on_duplicate) {
            (Some(m), OnDuplicate::Update) => self.changed(m.row, row),
            (Some(m), OnDuplicate::Skip) => Outcome::Unchanged { id: self.catalogue.row(m.row).id() },
            (None, _) | (Some(_), OnDuplicate::Add) => self.new_row(row),
        };
        ProposedRow { line, outcome, matched: id }
    }

    fn new_row(&self, row: &CheckedRow) -> Outcome {
        let mut e = row.enterprise.clone();
        if e.source.is_empty() {
            e.source = self.file_name.to_owned();
        }
        Outcome::New(Box::new(e))
    }

    fn changed(&self, at: usize, row: &CheckedRow) -> Outcome {
        let before = self.catalogue.row(at).to_enterprise();
        let mut after = before.clone();
        let mut changes = Vec::new();
        // A new spelling of a name the catalogue keeps is no change, and a guess never replaces what is known.
        let is_derived =
            |f: Attribute| f == Attribute::OfficeDistrict && row.declared.is_none() && !f.value(&before).is_empty();
        let is_same_name = |f: Attribute| f == Attribute::NameZh && is_known_name(&before, &row.enterprise.name_zh);
        for &field in row.given.iter().filter(|f| !is_derived(**f) && !is_same_name(**f)) {
            let (old, new) = (field.value(&before), field.value(&row.enterprise));
            if old != new && !new.is_empty() {
                field.take(&mut after, &row.enterprise);
                changes.push(FieldChange { field, old, new });
            }
        }
        let id = before.id;
        match changes.is_empty() {
            true => Outcome::Unchanged { id },
            false => Outcome::Changed { changes, update: Box::new(Update { id, base: Some(before), after }) },
        }
    }
}

fn is_known_name(before: &crate::catalogue::Enterprise, name_zh: &str) -> bool {
    use crate::catalogue::name::{normalized, normalized_list};
    let name = normalized(name_zh);
    normalized(&before.name_zh) == name || normalized_list(&before.former_names).any(|n| n == name)
}
