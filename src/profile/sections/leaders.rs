//! The enterprises to look at first: listed ones, then those with a document behind them. Not a ranking by size.

use super::{Section, paragraph};
use crate::catalogue::{Evidence, Row};
use crate::language::{Message, say};
use crate::profile::queries::{Query, Use};
use crate::profile::wording::{is_listed, line};
use crate::profile::{Block, EnterpriseLine, Portrait};

/// How many are shown.
const SHOWN: usize = 10;

pub(super) struct Leaders;

impl Section for Leaders {
    fn id(&self) -> &'static str {
        "leaders"
    }

    fn title(&self) -> &'static str {
        "profile-leaders"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::Enterprises.giving("query-use-leaders")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let mut rows: Vec<Row<'_>> =
            (p.rows.iter().copied()).filter(|r| is_listed(r.status()) || r.evidence() == Evidence::Document).collect();
        if rows.is_empty() {
            return vec![paragraph(say(language, "profile-no-leaders"))];
        }
        rows.sort_by_key(|r| (!is_listed(r.status()), r.evidence(), r.id()));
        let why = Message::new("profile-leaders-why").with("shown", rows.len().min(SHOWN)).with("of", rows.len());
        let lines =
            rows.into_iter().take(SHOWN).map(|r| EnterpriseLine { why: Some(why_named(r, p)), ..line(r, p.context) });
        let lines = lines.collect();
        vec![paragraph(why.text(language)), Block::Enterprises(lines)]
    }
}

/// What puts a row among the first, in words.
fn why_named(row: Row<'_>, p: &Portrait<'_>) -> String {
    let language = p.context.language;
    let mut reasons = Vec::new();
    if is_listed(row.status()) {
        reasons.push(say(language, "profile-why-listed"));
    }
    if row.evidence() == Evidence::Document {
        reasons.push(Message::new("profile-why-document").with("source", row.source()).text(language));
    }
    reasons.join(&say(language, "filter-gap"))
}
