//! Spreadsheets of companies → a proposal to merge: bytes → table → checked rows → [`Proposal`].
//!
//! One folder or file a step: [`readers`] (formats) fill a [`table`]; `headers` and [`mapping`] (columns), `stray` (rows
//! of no company), `check`, `placing`, [`position`], [`money`] and [`values`] (cells), [`datum`] (GCJ-02 and BD-09 told
//! by the declared districts), `matching` and `planning` decide what becomes of each row. Nothing is written here; the
//! store writes the edits of a proposal. A proposal keeps the table and two words a row; a row's record is made when it
//! is looked at or written. [`duplicates`] turns `matching` on the catalogue itself.

mod addresses;
pub mod cases;
mod changes;
mod check;
pub mod datum;
pub mod decode;
pub mod duplicates;
mod error;
pub mod finding;
#[cfg(test)]
mod header_tests;
mod headers;
pub mod mapping;
pub mod matching;
#[cfg(test)]
mod messy_tests;
pub mod money;
pub mod options;
mod placing;
mod planning;
pub mod position;
pub mod proposal;
pub mod readers;
pub mod recipe;
mod stray;
pub mod table;
pub mod template;
#[cfg(test)]
mod tests;
mod told;
pub mod values;

use std::sync::Arc;

pub use decode::Encoding;
pub use error::ImportError;
pub use finding::{Finding, FindingCode, Findings};
pub use mapping::Mapping;
pub use options::{Fixes, ImportOptions, OnDuplicate};
pub use proposal::{Candidate, FieldChange, Outcome, Proposal, ProposedRow, Summary};
pub use readers::{Origin, Progress, ReadOptions, Source};
pub use stray::kind_of_name;

use crate::catalogue::gazetteer::Gazetteer;
use crate::catalogue::{Attribute, Catalogue, Founded};
use crate::geography::{Adcode, Datum, LonLat, Pack};
use datum::{DatumChoice, Datums, Said};
use readers::report;
use values::Words;

/// Rows looked at to tell the datum, evenly over the file.
const MAX_DATUM_ROWS: usize = 20_000;
/// Share of the work that reading the file is, for the progress bar.
pub const READING: f32 = 0.3;

/// What importing a file into `catalogue` would do.
///
/// # Errors
/// What makes the whole file unreadable; [`ImportError::Cancelled`]. Faults of single rows are findings.
pub fn propose(
    origin: &Origin,
    options: ImportOptions,
    catalogue: &Arc<Catalogue>,
    pack: &Arc<Pack>,
    progress: Progress<'_>,
) -> Result<Proposal, ImportError> {
    let source = readers::read(origin, &options.read, &|share| progress(share * READING))?;
    analyse(Arc::new(source), options, catalogue, pack, &|share| progress(READING + share * (1.0 - READING)))
}

/// The same of a file that was read already.
///
/// # Errors
/// As [`propose`].
pub fn analyse(
    source: Arc<Source>,
    options: ImportOptions,
    catalogue: &Arc<Catalogue>,
    pack: &Arc<Pack>,
    progress: Progress<'_>,
) -> Result<Proposal, ImportError> {
    report(progress, 0.0)?;
    let (header, mapping) = columns(&source, &options)?;
    let header_row = source.table.row(header).line;
    let words = Words::new(pack, catalogue.taxonomy());
    let mut proposal = Proposal {
        source,
        options,
        first_row: header + 1,
        header_row,
        datum: Datums {
            whole: datum::choose(&[], Said::default(), pack),
            by_source: Default::default(),
            is_told_by_sources: false,
        },
        capital_unit: mapping.capital_unit(),
        datum_column: mapping.datum_column(),
        mapping,
        plans: Vec::new(),
        findings: Findings::default(),
        catalogue: catalogue.clone(),
        pack: pack.clone(),
        words,
        today: today(),
        gazetteer: None,
    };
    if proposal.options.place_by_address {
        proposal.gazetteer = Some(Gazetteer::of(catalogue, &pack.places, pack));
    }
    let (datum, positions) = datums(&proposal);
    let stated = proposal.mapping.datum.as_ref().map_or("", |stated| &stated.text);
    let (whole, by_source) = (datum_finding(&datum.whole, stated), datum.by_source.iter());
    let mut findings: Vec<Finding> = mapping::unused(&proposal.mapping, header_row);
    findings.extend(proposal.mapping.unit_finding());
    let rows = || (0..proposal.len()).map(|row| proposal.table_row(row));
    findings.extend(proposal.mapping.assumed_unit(header_row, rows()));
    findings.extend(mapping::unnamed(&proposal.mapping, header_row, rows()));
    findings.extend(whole.filter(|_| positions > 0 && !datum.is_told_by_sources));
    findings.extend(by_source.filter_map(|(source, own)| {
        datum_finding(own, stated).map(|f| Finding { other: format!("{source} · {}", f.other.zh).into(), ..f })
    }));
    findings.extend(proposal.source.findings.iter().cloned());
    proposal.datum = datum;
    proposal.findings.extend(findings);
    planning::plan(&mut proposal, progress)?;
    Ok(proposal)
}

/// The header's place in the table, and which column is which field.
fn columns(source: &Source, options: &ImportOptions) -> Result<(usize, Mapping), ImportError> {
    let table = &source.table;
    let (header, mut mapping) = match mapping::find_header(table) {
        Some(found) => found,
        None if table.is_empty() => return Err(ImportError::Empty),
        None if !options.columns.is_empty() => (0, Mapping::of(table.row(0).cells())),
        None => {
            let first: Vec<&str> = table.row(0).cells().collect();
            return Err(ImportError::NoHeader { first_row: shortened(&first.join("、")) });
        }
    };
    mapping.widen((header + 1..table.len()).map(|row| table.row(row)));
    if options.keep_unknown {
        mapping.keep_unknown();
    }
    mapping::override_with(&mut mapping, &options.columns)?;
    let above = || (0..header).map(|row| table.row(row));
    mapping.take_unit(options.capital_unit.as_deref(), above());
    mapping.take_datum(above());
    if mapping.column(Attribute::NameZh).is_none() {
        return Err(ImportError::NoNameColumn { columns: mapping.headers.join("、") });
    }
    if header + 1 == table.len() {
        return Err(ImportError::NoRows { header_row: table.row(header).line });
    }
    Ok((header, mapping))
}

/// The datums of a file, and how many of the rows looked at have a position.
fn datums(proposal: &Proposal) -> (Datums, usize) {
    let context = proposal.context();
    let rows = proposal.len();
    let step = rows.div_ceil(MAX_DATUM_ROWS).max(1);
    let table_row = |i: usize| proposal.table_row(i * step);
    // Rows that say their datum themselves tell nothing of the others.
    let is_open = |i: &usize| proposal.stated_datum(i * step).is_none();
    let told: Vec<(LonLat, Adcode, &str)> =
        (0..rows.div_ceil(step)).filter(is_open).filter_map(|i| context.evidence(table_row(i))).collect();
    let has_position = |i: &usize| context.has_position(table_row(*i));
    let positions = (0..rows.div_ceil(step)).filter(is_open).filter(has_position).count();
    let stated = proposal.mapping.datum.as_ref().map(|stated| stated.datum);
    (Datums::choose(&told, Said { explicit: proposal.options.datum, stated }, &proposal.pack), positions)
}

/// Longest text of a message taken from a file, characters.
const SHOWN_CHARS: usize = 80;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The day it is in China; none past the year 2999.
pub fn today() -> Option<Founded> {
    let now = time::OffsetDateTime::now_utc() + time::Duration::hours(8);
    Founded::new(now.year(), i32::from(u8::from(now.month())), i32::from(now.day()))
}

/// What is to be said of a choice; `stated` is the header or note that states a datum.
fn datum_finding(choice: &DatumChoice, stated: &str) -> Option<Finding> {
    let finding = |code, value: &str| Finding::new(0, None, code, value);
    let usable = choice.usable.to_string();
    if let Some(told) = choice.contradiction() {
        let words = format!("{stated} → {}", choice.chosen.name());
        return Some(finding(FindingCode::DatumContradicted, told.name()).with(words));
    }
    if choice.is_stated {
        return Some(finding(FindingCode::DatumStated, choice.chosen.name()).with(stated));
    }
    let code = match choice {
        DatumChoice { chosen: Datum::Gcj02 | Datum::Bd09, .. } => FindingCode::DatumConverted,
        DatumChoice { is_explicit: false, told: None, .. } => FindingCode::DatumUnknown,
        _ => return None,
    };
    Some(finding(code, choice.chosen.name()).with(usable))
}
