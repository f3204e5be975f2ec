//! The enterprises to look at first: listed ones, then those with a document behind them. Not a ranking by size.

use super::{Section, paragraph};
use crate::catalogue::{Evidence, Row};
use crate::language::{Message, say};
use crate::profile::wording::{is_listed, line};
use crate::profile::{Block, Portrait};

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

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let mut rows: Vec<Row<'_>> =
            (p.rows.iter().copied()).filter(|r| is_listed(r.status()) || r.evidence() == Evidence::Document).collect();
        if rows.is_empty() {
            return vec![paragraph(say(language, "profile-no-leaders"))];
        }
        rows.sort_by_key(|r| (!is_listed(r.status()), r.evidence(), r.id()));
        let why = Message::new("profile-leaders-why").with("shown", rows.len().min(SHOWN)).with("of", rows.len());
        let lines = rows.into_iter().take(SHOWN).map(|r| line(r, p.context)).collect();
        vec![paragraph(why.text(language)), Block::Enterprises(lines)]
    }
}
