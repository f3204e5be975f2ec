//! A proposal as others read it: the refused rows as a spreadsheet, the whole as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::decode::Encoding;
use super::proposal::{PlannedOutcome, Proposal};
use crate::catalogue::Attribute;
use crate::catalogue::formula::neutral;
use crate::geography::Datum;
use crate::language::Language;

impl Proposal {
    /// The refused rows as CSV: the file's own columns, the datum their positions were taken to be in, so that a few
    /// rows alone are read as the whole file was, and why. UTF-8 with the mark Excel needs.
    pub fn rejects_csv(&self, language: Language) -> Vec<u8> {
        let mut out = String::from("\u{feff}");
        let reason_header = crate::language::say(language, "import-rejects-reason");
        let states_datum = self.mapping.column(Attribute::Lon).is_some() && self.datum_column.is_none();
        let datum_header = crate::language::say(language, "import-datum");
        let added = |datum: &'static str| Some(datum).filter(|_| states_datum).into_iter();
        let headers = self.mapping.headers.iter().map(String::as_str);
        let datum_headers = Some(datum_header.as_str()).filter(|_| states_datum).into_iter();
        push_line(&mut out, headers.chain(datum_headers).chain([reason_header.as_str()]));
        let mut fatal: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for finding in self.findings.kept().iter().filter(|f| f.code.is_fatal()) {
            fatal.entry(finding.row).or_default().push(finding.message().text(language));
        }
        for (row, plan) in self.plans.iter().enumerate() {
            if plan.outcome == PlannedOutcome::Refused {
                let row = self.table_row(row);
                let reasons = fatal.get(&row.line).map(|reasons| reasons.join(" ")).unwrap_or_default();
                let cells = (0..self.mapping.headers.len()).map(|i| row.get(i));
                let datum = added(self.datum.of(self.context().source(row)).code());
                push_line(&mut out, cells.chain(datum).chain([reasons.as_str()]));
            }
        }
        out.into_bytes()
    }

    /// What `hujin import --json` prints, but for the number of the batch.
    pub fn to_json(&self, language: Language) -> Value {
        let s = self.summary();
        let scores: serde_json::Map<String, Value> =
            self.datum.whole.scores.iter().map(|(d, score)| (d.code().to_owned(), json!(score))).collect();
        let findings: Vec<Value> = self
            .findings
            .kept()
            .iter()
            .map(|f| {
                json!({
                    "row": (f.row > 0).then_some(f.row),
                    "field": f.field.map(Attribute::code),
                    "code": f.code.code(),
                    "message": f.message().text(language),
                    "hint": f.message().hint(language),
                })
            })
            .collect();
        let counts: serde_json::Map<String, Value> =
            self.findings.counts().iter().map(|(code, n)| (code.code().to_owned(), json!(n))).collect();
        let by_source: serde_json::Map<String, Value> =
            self.datum.by_source.iter().map(|(s, own)| (s.clone(), json!(own.chosen.code()))).collect();
        json!({
            "file": self.source.name,
            "format": self.source.format,
            "sheet": self.source.sheet.and_then(|s| self.source.sheets.get(s)),
            "rows": s.rows,
            "encoding": self.source.encoding.map(Encoding::code),
            "header_row": self.header_row,
            "datum": {
                "chosen": self.datum.whole.chosen.code(), "scores": scores, "p": self.datum.whole.p,
                "usable": self.datum.whole.usable, "decided": self.datum.whole.told.is_some(), "told": self.datum.whole.told.map(Datum::code),
                "stated": self.datum.whole.is_stated, "explicit": self.datum.whole.is_explicit, "by_source": by_source,
            },
            "new": s.new,
            "updated": s.updated,
            "unchanged": s.unchanged,
            "refused": s.refused,
            "matched": s.matched,
            "dropped": s.dropped,
            "finding_counts": counts,
            "findings": findings,
        })
    }
}

fn push_line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (i, cell) in cells.map(neutral).enumerate() {
        if i > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}
