//! What the white paper says of the district, or that nothing is reported; then what other sources say.

use super::{Section, paragraph};
use crate::language::{Message, say};
use crate::profile::queries::Use;
use crate::profile::wording::cited;
use crate::profile::{Block, Portrait, WhitePaper};

pub(super) struct WhitePaperWords;

impl Section for WhitePaperWords {
    fn id(&self) -> &'static str {
        "whitepaper"
    }

    fn title(&self) -> &'static str {
        "profile-whitepaper"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        Vec::new() // it cites, and counts nothing
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let Some(paper) = WhitePaper::of(p.context.pack) else {
            return vec![paragraph(Message::new("profile-no-paper").with("city", &p.context.pack.name).text(language))];
        };
        let narrative = paper.narrative(p.district.adcode);
        let words = narrative.and_then(|n| cited(&paper, n.text.get(language), &n.cite, language));
        let mut blocks = match words {
            Some(words) => vec![words, paragraph(paper.edition.limits.get(language).to_owned())],
            None => {
                let text = Message::new("profile-no-narrative")
                    .with("title", &paper.edition.title)
                    .with("district", &p.district.name)
                    .with("described", paper.narratives.len());
                vec![paragraph(text.text(language))]
            }
        };
        let context = paper.context_of(Some(p.district.adcode));
        let context: Vec<Block> =
            context.filter_map(|c| cited(&paper, c.text.get(language), &c.cite, language)).collect();
        if !context.is_empty() {
            blocks.push(Block::Heading { text: say(language, "profile-context") });
            blocks.extend(context);
        }
        blocks
    }
}
