//! What becomes of each row: checked and compared with the catalogue in parallel, then, in the order of the file,
//! with the rows before it.

use std::collections::HashMap;

use rayon::prelude::*;

use super::ImportError;
use super::changes::changes;
use super::check::{CheckedRow, district_name};
use super::finding::{Finding, FindingCode};
use super::matching::{Index, Keys, Match, Without};
use super::options::OnDuplicate;
use super::proposal::{Candidate, Plan, PlannedOutcome, Proposal};
use super::readers::{Progress, report};
use crate::catalogue::{Attribute, Enterprise, Likeness, LikenessReason};

/// Rows a worker takes at a time, and rows between two reports of progress.
const CHUNK: usize = 1 << 11;
const BATCH: usize = 1 << 15;

/// A row after the parallel part.
struct Looked {
    plan: Plan,
    code: u64,
    name: u64,
    findings: Vec<Finding>,
}

/// Plans all rows of a proposal and adds their findings.
pub fn plan(proposal: &mut Proposal, progress: Progress<'_>) -> Result<(), ImportError> {
    let catalogue = proposal.catalogue.clone();
    let index = Index::of(&catalogue);
    let rows = proposal.len();
    let mut seen = Seen::default();
    let mut plans = Vec::with_capacity(rows);
    for start in (0..rows).step_by(BATCH) {
        report(progress, start as f32 / rows as f32)?;
        let end = rows.min(start + BATCH);
        let looked: Vec<Looked> =
            (start..end).into_par_iter().with_min_len(CHUNK).map(|row| look(proposal, &index, row)).collect();
        for (row, mut looked) in (start..end).zip(looked) {
            let met = seen.meet(proposal, row, &looked);
            if met == Meeting::OtherCode {
                take_for_another(proposal, row, &mut looked);
            }
            if let Meeting::Same(earlier) = met {
                let line = proposal.table_row(row).line;
                let name = proposal.context().name(proposal.table_row(row)).to_owned();
                looked.findings.push(
                    Finding::new(line, Some(Attribute::NameZh), FindingCode::DuplicateInFile, name)
                        .with(proposal.table_row(earlier).line.to_string()),
                );
                looked.plan.outcome = PlannedOutcome::Refused;
            }
            proposal.findings.extend(looked.findings);
            plans.push(looked.plan);
        }
    }
    proposal.plans = plans;
    report(progress, 1.0)
}

fn look(proposal: &Proposal, index: &Index<'_>, row: usize) -> Looked {
    let mut checked = proposal.checked(row);
    let keys = Keys::of(&checked.enterprise);
    let mut plan = Plan { outcome: PlannedOutcome::Refused, candidate: None };
    if proposal.options.fixes.dropped.contains(&checked.line) {
        plan.outcome = PlannedOutcome::Dropped;
        return Looked { plan, code: 0, name: 0, findings: Vec::new() };
    }
    if !checked.is_refused() {
        let found = index.find(&keys, Without::default());
        decide(proposal, &mut checked, found, &mut plan);
    }
    Looked { plan, code: keys.code, name: keys.name, findings: checked.findings }
}

fn decide(proposal: &Proposal, checked: &mut CheckedRow, found: Option<Match>, plan: &mut Plan) {
    plan.outcome = PlannedOutcome::New;
    let Some(found) = found else { return };
    let other = proposal.catalogue.row(found.row);
    plan.candidate = Some(Candidate { id: other.id(), likeness: found.likeness, reason: found.reason });
    if found.is_conflict {
        let uscc = checked.enterprise.uscc.clone();
        let finding = checked.find(Some(Attribute::Uscc), FindingCode::CodeNameConflict, &uscc);
        finding.other = other.name_zh().into();
    }
    let is_certain = found.likeness == Likeness::Certain;
    let decided = proposal.options.fixes.duplicates.get(&checked.line).copied();
    if !is_certain && decided.is_none() {
        let name = checked.enterprise.name_zh.clone();
        let finding = checked.find(Some(Attribute::NameZh), FindingCode::PossibleDuplicate, &name);
        finding.other = other.name_zh().into();
    }
    // What is only alike is another company until somebody says it is not.
    let unasked = if is_certain { proposal.options.on_duplicate } else { OnDuplicate::Add };
    plan.outcome = match decided.unwrap_or(unasked) {
        OnDuplicate::Add => PlannedOutcome::New,
        OnDuplicate::Skip => PlannedOutcome::Unchanged,
        how => {
            let (after, changed) = changes(checked, &other.to_enterprise(), how);
            compare_after(proposal, checked, &after, &changed);
            if changed.is_empty() { PlannedOutcome::Unchanged } else { PlannedOutcome::Changed }
        }
    };
}

/// A row of the catalogue as it will be: with a new district its point, or without one its address, may stay in the old
/// one; with a new point its district may.
fn compare_after(proposal: &Proposal, checked: &mut CheckedRow, after: &Enterprise, changed: &[Attribute]) {
    use Attribute::{Lat, Lon, OfficeAddress, OfficeDistrict, RegisteredDistrict};
    let is_new = |fields: &[Attribute]| fields.iter().any(|field| changed.contains(field));
    let is_told = checked.findings.iter().any(|f| f.code == FindingCode::OtherDistrict);
    let pack = &proposal.pack;
    let Some(district) = after.district().filter(|_| !is_told) else { return };
    let told = match after.position {
        Some(at) if is_new(&[OfficeDistrict, RegisteredDistrict, Lon, Lat]) => {
            pack.locate(pack.project(at)).map(|d| (FindingCode::OtherDistrict, d.adcode))
        }
        None if is_new(&[OfficeDistrict]) && !is_new(&[OfficeAddress]) => {
            let named = proposal.words.district_in_address(&after.office_address);
            named.map(|named| (FindingCode::AddressDistrict, named))
        }
        _ => None,
    };
    if let Some((code, inside)) = told.filter(|(_, inside)| *inside != district) {
        let finding = checked.find(Some(OfficeDistrict), code, district_name(district, pack));
        finding.other = district_name(inside, pack);
    }
}

/// A row of the name of a company of the catalogue that an earlier row has given another credit code: another company.
fn take_for_another(proposal: &Proposal, row: usize, looked: &mut Looked) {
    looked.plan.outcome = PlannedOutcome::New;
    let Some(candidate) = &mut looked.plan.candidate else { return };
    (candidate.likeness, candidate.reason) = (Likeness::Likely, LikenessReason::OtherCode);
    let other = proposal.known(candidate.id).map(|e| e.name_zh).unwrap_or_default();
    let (line, name) = (proposal.table_row(row).line, proposal.context().name(proposal.table_row(row)).to_owned());
    let finding = Finding::new(line, Some(Attribute::NameZh), FindingCode::PossibleDuplicate, name).with(other);
    looked.findings.push(finding);
}

/// What a row is to the rows of the file before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meeting {
    /// The first of its company.
    First,
    /// The same company as that one.
    Same(usize),
    /// The same company of the catalogue as an earlier one, with another credit code.
    OtherCode,
}

/// The rows of the file so far, by what they are found by.
#[derive(Default)]
struct Seen {
    codes: HashMap<u64, u32>,
    names: HashMap<u64, u32>,
    ids: HashMap<i64, u32>,
}

impl Seen {
    /// Whether an earlier row is of the same company; else this one is remembered.
    fn meet(&mut self, proposal: &Proposal, row: usize, looked: &Looked) -> Meeting {
        if matches!(looked.plan.outcome, PlannedOutcome::Dropped | PlannedOutcome::Refused) {
            return Meeting::First;
        }
        let id = looked.plan.candidate.filter(|_| looked.plan.outcome != PlannedOutcome::New).map(|c| c.id);
        let by_code = self.codes.get(&looked.code).filter(|_| looked.code != 0).copied();
        let by_name = self.names.get(&looked.name).copied();
        let by_id = id.and_then(|id| self.ids.get(&id)).copied();
        // A hash may be shared by chance, and a name by two companies with codes of their own.
        let is_same = |earlier: &u32| {
            let [a, b] = [*earlier as usize, row].map(|r| proposal.checked(r).enterprise);
            let codes_differ = !a.uscc.is_empty() && !b.uscc.is_empty() && a.uscc != b.uscc;
            let same_code = !a.uscc.is_empty() && a.uscc == b.uscc;
            let [x, y] = [&a, &b].map(|e| crate::catalogue::CompanyName::parse(&e.name_zh));
            same_code || !codes_differ && x.canonical() == y.canonical()
        };
        let has_other_code = |earlier: &u32| {
            let [a, b] = [*earlier as usize, row].map(|r| proposal.checked(r).enterprise.uscc);
            !a.is_empty() && !b.is_empty() && a != b
        };
        if let Some(earlier) = by_code.filter(is_same).or_else(|| by_name.filter(is_same)) {
            return Meeting::Same(earlier as usize);
        }
        self.codes.entry(looked.code).or_insert(row as u32);
        self.names.entry(looked.name).or_insert(row as u32);
        match by_id {
            Some(earlier) if has_other_code(&earlier) => Meeting::OtherCode,
            Some(earlier) => Meeting::Same(earlier as usize),
            None => {
                if let Some(id) = id {
                    self.ids.insert(id, row as u32);
                }
                Meeting::First
            }
        }
    }
}
