//! All selected enterprises of the district, by id.

use super::{Section, paragraph};
use crate::language::say;
use crate::profile::wording::line;
use crate::profile::{Block, Portrait};

pub(super) struct Enterprises;

impl Section for Enterprises {
    fn id(&self) -> &'static str {
        "enterprises"
    }

    fn title(&self) -> &'static str {
        "profile-enterprises"
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        if p.rows.is_empty() {
            return vec![paragraph(say(p.context.language, "profile-none"))];
        }
        vec![Block::Enterprises(p.rows.iter().map(|r| line(*r, p.context)).collect())]
    }
}
