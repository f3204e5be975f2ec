//! The sections of a profile, read top to bottom. To add one: one file and one line of [`SECTIONS`].

mod claims;
mod enterprises;
pub mod gaps;
mod leaders;
mod method;
mod narrative;
pub mod neighbours;
mod overview;
mod quality;
mod ranks;
mod strengths;
mod timeline;
mod tracks;

use super::queries::Use;
use super::{Block, Portrait};

/// One section: numbers and narrative of a district → blocks.
pub trait Section: Sync {
    /// Stable id, the key of JSON and of links.
    fn id(&self) -> &'static str;
    /// Id of the message that is its heading.
    fn title(&self) -> &'static str;
    /// Its blocks; never none, since what is not known is said.
    fn blocks(&self, portrait: &Portrait<'_>) -> Vec<Block>;
    /// Where its numbers come from; none where it only cites.
    fn queries(&self, portrait: &Portrait<'_>) -> Vec<Use>;
}

/// All sections in the order they are shown.
pub const SECTIONS: &[&dyn Section] = &[
    &overview::Overview,
    &narrative::WhitePaperWords,
    &claims::Claims,
    &ranks::Ranks,
    &strengths::Strengths,
    &tracks::Tracks,
    &neighbours::Neighbours,
    &gaps::Gaps,
    &leaders::Leaders,
    &timeline::Timeline,
    &enterprises::Enterprises,
    &quality::Quality,
    &method::Method,
];

fn notice(text: String) -> Block {
    Block::Notice { text }
}

fn paragraph(text: String) -> Block {
    Block::Paragraph { text }
}
