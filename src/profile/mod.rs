//! Numbers and narrative of a district → blocks: what the panel, HTML, Word and JSON show of it.
//!
//! | file | what |
//! |---|---|
//! | [`whitepaper`] | what the white paper says, each sentence with its source |
//! | [`blocks`] | what a profile is made of: plain data |
//! | [`verdict`] | the white paper's claims, tested |
//! | [`queries`] | the commands that give the numbers again |
//! | [`portrait`] | the numbers of a district, worked out once |
//! | [`report`] | a profile in the form of an official report, and its pages |
//! | [`sections`] | numbers and narrative → blocks, one file a section |
//!
//! The white paper's words and the catalogue's numbers stand side by side and are never mixed: what is cited is in
//! a [`Block::Citation`] or a [`Block::Claim`], what is counted is in the rest.

pub mod blocks;
pub mod city;
pub mod comparison;
pub mod error;
pub mod portrait;
pub mod queries;
pub mod recommendations;
pub mod report;
pub mod robustness;
pub mod sections;
pub mod slices;
pub mod verdict;
pub mod whitepaper;
pub mod wording;

use serde::Serialize;

pub use blocks::{Bar, BarChart, Block, Cell, ClaimBlock, Column, EnterpriseLine, Figure};
pub use error::{ProfileError, WhitePaperError};
pub use portrait::Portrait;
pub use queries::ListedQuery;
pub use sections::{SECTIONS, Section};
pub use whitepaper::WhitePaper;

use crate::catalogue::{Catalogue, Selection};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, Message, say};
use crate::statistics::Counting;

/// What a profile is made from.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The enterprises.
    pub catalogue: &'a Catalogue,
    /// The districts, their names and areas.
    pub pack: &'a Pack,
    /// The rows the filter in force keeps; «the city» is all of them.
    pub selection: &'a Selection,
    /// The reader's language.
    pub language: Language,
}

/// How profiles count an enterprise of several tracks, so that intervals and tests hold.
pub const COUNTING: Counting = Counting::Fractional;

/// All that is said of one district.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Profile {
    /// Which page it is: `district`, `comparison`, `city`, `recommendations`, `robustness`, `slices`.
    pub id: &'static str,
    /// The district, if it is about one.
    pub district: Option<Adcode>,
    /// Its name.
    pub name: String,
    /// Title of the page.
    pub title: String,
    /// The state of the data in a line.
    pub subtitle: String,
    /// Date of the data, as far as it is known.
    pub data_date: String,
    /// How an enterprise of several tracks was counted.
    pub counting: Counting,
    /// The sources of numbers, map and narrative, a line each; further citations carry their own.
    pub sources: Vec<String>,
    /// The sections in order.
    pub sections: Vec<ProfileSection>,
    /// The commands that give its numbers again; none for pages that are not about a district.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queries: Vec<ListedQuery>,
}

/// A section of a profile, made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProfileSection {
    /// Stable id.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// Marks of the queries its numbers come from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queries: Vec<String>,
}

impl ProfileSection {
    /// A section by its id and the message that is its heading.
    fn new(id: &'static str, title: &'static str, blocks: Vec<Block>, language: Language) -> ProfileSection {
        ProfileSection { id, title: say(language, title), blocks, queries: Vec::new() }
    }
}

impl Profile {
    /// A page that is about no single district: its id, name, title and sections.
    fn page(
        context: &Context<'_>,
        id: &'static str,
        name: String,
        title: String,
        sections: Vec<ProfileSection>,
    ) -> Profile {
        let subtitle = Message::new("pages-subtitle")
            .with("count", context.selection.count())
            .with("date", wording::data_date(context));
        Profile {
            id,
            district: None,
            name,
            title,
            subtitle: subtitle.text(context.language),
            data_date: wording::data_date(context),
            counting: COUNTING,
            sources: vec![context.catalogue.caveat().text(context.language)],
            sections,
            queries: Vec::new(),
        }
    }

    /// The same with a line on what the white paper's words rest on.
    fn page_with_words(self, paper: Option<&WhitePaper>, language: Language) -> Profile {
        let Some(paper) = paper else { return self };
        let limits = paper.edition.limits.get(language).to_owned();
        Profile { sources: [vec![limits], self.sources].concat(), ..self }
    }

    /// The profile of a district of the pack.
    pub fn district(context: &Context<'_>, adcode: Adcode) -> Result<Profile, ProfileError> {
        let portrait = Portrait::new(context, adcode)?;
        let language = context.language;
        let (queries, marks) = queries::listed(&portrait, SECTIONS);
        let sections = (SECTIONS.iter().zip(marks))
            .map(|(s, queries)| {
                let (title, blocks) = (say(language, s.title()), s.blocks(&portrait));
                ProfileSection { id: s.id(), title, blocks, queries }
            })
            .collect();
        let name = portrait.district.name.get(language).to_owned();
        Ok(Profile {
            id: "district",
            district: Some(adcode),
            title: Message::new("profile-title").with("district", name.as_str()).text(language),
            subtitle: Message::new("profile-subtitle")
                .with("date", wording::data_date(context))
                .with("count", portrait.rows.len())
                .with("drawn", portrait.drawn())
                .with("origin", context.catalogue.origin())
                .text(language),
            name,
            data_date: wording::data_date(context),
            counting: COUNTING,
            sources: wording::sources(&portrait),
            sections,
            queries,
        })
    }
}

#[cfg(test)]
mod tests;
