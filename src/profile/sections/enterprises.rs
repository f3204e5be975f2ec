//! The selected enterprises of the district, by id.

use super::{Section, notice, paragraph};
use crate::language::{Message, say};
use crate::profile::queries::{Query, Use};
use crate::profile::wording::line;
use crate::profile::{Block, Portrait};

/// How many are listed; a page of more is no longer read but searched.
const SHOWN: usize = 500;

pub(super) struct Enterprises;

impl Section for Enterprises {
    fn id(&self) -> &'static str {
        "enterprises"
    }

    fn title(&self) -> &'static str {
        "profile-enterprises"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::Enterprises.giving("query-use-list")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        if p.rows.is_empty() {
            return vec![paragraph(say(p.context.language, "profile-none"))];
        }
        let lines = p.rows.iter().take(SHOWN).map(|r| line(*r, p.context)).collect();
        let mut blocks = vec![Block::Enterprises(lines)];
        if p.rows.len() > SHOWN {
            let cut = Message::new("profile-enterprises-cut").with("count", p.rows.len()).with("shown", SHOWN);
            blocks.push(notice(cut.text(p.context.language)));
        }
        blocks
    }
}
