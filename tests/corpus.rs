//! Every file of `tests/imports` gives what is written beside it: rows, findings, datum, values, or the error.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use hujin::catalogue::{Catalogue, Enterprise, Taxonomy};
use hujin::geography::Pack;
use hujin::import::{ImportError, ImportOptions, Origin, Outcome, Proposal, propose};
use hujin::report::Tell;
use serde_json::{Value, json};

/// Longest a refusal may take, seconds, in a debug build on a busy machine.
const LONGEST_S: f64 = 60.0;

fn files(folder: &str) -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports").join(folder);
    let mut found: Vec<(PathBuf, Value)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter_map(|path| {
            let name = path.to_str().unwrap().strip_suffix(".expected.json").map(PathBuf::from)?;
            Some((name, serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap()))
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn read(path: &Path) -> Result<Proposal, ImportError> {
    let catalogue = Arc::new(Catalogue::empty(Arc::new(Taxonomy::bundled())));
    propose(&Origin::File(path.to_owned()), ImportOptions::default(), &catalogue, &Pack::bundled(), &|_| {
        ControlFlow::Continue(())
    })
}

/// What is expected and what is found, where they differ.
fn differing(expected: &Value, proposal: &Proposal) -> Vec<String> {
    let mut found = BTreeMap::new();
    let s = proposal.summary();
    found.insert("rows", json!(s.rows));
    found.insert("new", json!(s.new));
    found.insert("refused", json!(s.refused));
    found.insert("header_row", json!(proposal.header_row));
    found.insert("encoding", json!(proposal.source.encoding.map(|e| e.code())));
    found.insert("sheet", json!(proposal.source.sheet.and_then(|s| proposal.source.sheets.get(s))));
    found.insert("datum", json!(proposal.datum.whole.chosen.code()));
    let counts: BTreeMap<&str, usize> = proposal.findings.counts().iter().map(|(c, n)| (c.code(), *n)).collect();
    found.insert("findings", json!(counts));
    let mut wrong = Vec::new();
    for (key, value) in &found {
        // Where sources differ, the datum of the whole is nobody's.
        let is_by_source = *key == "datum" && expected.get("datum_by_source").is_some();
        if let Some(wanted) = expected.get(key).filter(|wanted| *wanted != value && !is_by_source) {
            wrong.push(format!("{key}: expected {wanted}, found {value}"));
        }
    }
    for (source, datum) in expected.get("datum_by_source").and_then(Value::as_object).into_iter().flatten() {
        let found = proposal.datum.of(source).code();
        if datum != found {
            wrong.push(format!("datum of {source}: expected {datum}, found {found}"));
        }
    }
    let new: Vec<Enterprise> = proposal
        .rows()
        .filter_map(|r| match r.outcome {
            Outcome::New(e) => Some(*e),
            _ => None,
        })
        .collect();
    if let Some(first) = expected.get("first") {
        match new.first() {
            Some(e) => compare(e, first, &mut wrong),
            None => wrong.push("no first row".to_owned()),
        }
    }
    for (field, values) in expected.get("all").and_then(Value::as_object).into_iter().flatten() {
        for (i, value) in values.as_array().into_iter().flatten().enumerate() {
            match new.get(i) {
                Some(e) => compare(e, &json!({ field: value }), &mut wrong),
                None => wrong.push(format!("{field}: no row {i}")),
            }
        }
    }
    wrong
}

fn compare(e: &Enterprise, expected: &Value, wrong: &mut Vec<String>) {
    let mut found = serde_json::to_value(e).unwrap();
    found["lon"] = json!(e.position.map(|p| p.lon));
    found["lat"] = json!(e.position.map(|p| p.lat));
    found["tracks"] = json!(e.tracks.iter().map(|t| t.track.as_str()).collect::<Vec<_>>());
    for (field, wanted) in expected.as_object().unwrap() {
        let value = &found[field];
        let is_equal = match (wanted.as_f64(), value.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-5,
            _ => wanted == value || wanted.is_null() && (value == "" || value.is_null()),
        };
        if !is_equal {
            wrong.push(format!("{field}: expected {wanted}, found {value}"));
        }
    }
}

#[test]
fn good_files_are_read_as_they_should_be() {
    let mut wrong = Vec::new();
    let files = files("good");
    assert!(files.len() >= 60, "{}", files.len());
    for (path, expected) in &files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let faults = match read(path) {
            Ok(proposal) => differing(expected, &proposal),
            Err(error) => vec![format!("refused: {error}")],
        };
        let is_wish = expected.get("uncertain").is_some();
        wrong.extend(faults.iter().filter(|_| !is_wish).map(|fault| format!("{name}: {fault}")));
        if is_wish && !faults.is_empty() {
            println!("{name}, which might as well be so: {}", faults.join("; "));
        }
    }
    assert!(wrong.is_empty(), "{} of {} files:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

#[test]
fn bad_files_are_refused_with_their_reason() {
    let mut wrong = Vec::new();
    let files = files("bad");
    assert!(files.len() >= 20, "{}", files.len());
    for (path, expected) in &files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let begun = Instant::now();
        match read(path) {
            Ok(proposal) => wrong.push(format!("{name}: read, {:?}", proposal.summary())),
            Err(error) => {
                let id = error.message().id().to_owned();
                let or = expected.get("or").and_then(Value::as_array).into_iter().flatten();
                if expected["error"] != id && !or.clone().any(|o| *o == id) {
                    wrong.push(format!("{name}: expected {}, found {id}: {error}", expected["error"]));
                }
                if error.message().hint(hujin::language::Language::Zh).is_none() {
                    wrong.push(format!("{name}: {id} has no hint"));
                }
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        if seconds > LONGEST_S {
            wrong.push(format!("{name}: {seconds} s"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} files:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}
