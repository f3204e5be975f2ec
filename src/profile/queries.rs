//! Where the numbers of a profile come from: commands that give them again, with what of their output is used.
//!
//! A section states its queries as data ([`Section::queries`]); a profile lists each once
//! and numbers it (Q1, Q2 …), so that every part of a report can carry the marks of what it rests on.

use serde::Serialize;

use super::sections::gaps;
use super::{COUNTING, Context, Portrait, Section};
use crate::geography::Adcode;
use crate::language::{Language, Message, say};
use crate::statistics::Counting;

/// What stands for the catalogue's file in a command.
pub const CATALOGUE: &str = "C.gpkg";

/// A source of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// A row a district.
    Districts,
    /// A row a district and track.
    DistrictTracks,
    /// The claims of the white paper, tested.
    Claims,
    /// The enterprises of the district.
    Enterprises,
    /// The colocation quotients of all pairs of tracks.
    Colocation,
}

/// A query with what a section takes from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The query.
    pub query: Query,
    /// Id of the message that says which of its rows and keys are used, and how.
    pub what: &'static str,
}

impl Query {
    /// The same with what is taken from it.
    pub const fn giving(self, what: &'static str) -> Use {
        Use { query: self, what }
    }

    /// The command that prints the numbers as JSON, with [`CATALOGUE`] for the file.
    pub fn command(self, district: Adcode) -> String {
        match self {
            Query::Districts => format!("hujin stats {CATALOGUE} --by district --json"),
            Query::DistrictTracks => format!("hujin stats {CATALOGUE} --by district,track --json"),
            Query::Claims => format!("hujin claims {CATALOGUE} --json"),
            Query::Enterprises => format!("hujin list {CATALOGUE} --district {district} --json"),
            Query::Colocation => {
                let (k, (permutations, seed)) = (gaps::NEIGHBOURS, gaps::PERMUTATIONS);
                format!(
                    "hujin spatial clq {CATALOGUE} --neighbours {k} --permutations {permutations} --seed {seed} --json"
                )
            }
        }
    }

    /// How it counts an enterprise of several tracks; `None` where enterprises are listed or labels compared.
    pub fn counting(self) -> Option<Counting> {
        match self {
            Query::Districts | Query::DistrictTracks | Query::Claims => Some(COUNTING),
            Query::Enterprises | Query::Colocation => None,
        }
    }

    /// Which enterprises it is about, in words.
    fn filter(self, portrait: &Portrait<'_>) -> String {
        let language = portrait.context.language;
        match self {
            Query::Districts | Query::DistrictTracks | Query::Claims => say(language, "query-filter-none"),
            Query::Enterprises => {
                Message::new("query-filter-district").with("district", &portrait.district.name).text(language)
            }
            Query::Colocation => say(language, "query-filter-drawn"),
        }
    }
}

/// A query in the list of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedQuery {
    /// What parts of the profile refer to it by, such as `Q1`.
    pub mark: String,
    /// The command, with [`CATALOGUE`] for the catalogue's file.
    pub command: String,
    /// Which enterprises it is about.
    pub filter: String,
    /// How it counts an enterprise of several tracks.
    pub counting: Option<Counting>,
    /// From when to when the catalogue's data are, in words.
    pub data_date: String,
    /// What of the output is used, section by section.
    pub uses: Vec<String>,
}

impl ListedQuery {
    /// Filter, counting and date in a sentence.
    pub fn terms(&self, language: Language) -> String {
        let counting = match self.counting {
            Some(counting) => counting.name().text(language),
            None => say(language, "query-counting-none"),
        };
        Message::new("query-terms")
            .with("filter", self.filter.as_str())
            .with("counting", counting)
            .with("date", self.data_date.as_str())
            .text(language)
    }
}

/// The mark of the query at a place of the list, from 0.
pub fn mark(place: usize) -> String {
    format!("Q{}", place + 1)
}

/// The marks of a section as they stand beside its words: 〔Q1〕〔Q3〕.
pub fn bracketed(marks: &[String]) -> String {
    marks.iter().map(|mark| format!("〔{mark}〕")).collect()
}

/// The queries of some sections, each once in the order of first use, and the marks of each section.
///
/// Numbers under a filter of the window have no queries here: the commands are those of the whole catalogue.
pub fn listed(portrait: &Portrait<'_>, sections: &[&dyn Section]) -> (Vec<ListedQuery>, Vec<Vec<String>>) {
    let context = portrait.context;
    if context.selection.count() < context.catalogue.len() {
        return (Vec::new(), vec![Vec::new(); sections.len()]);
    }
    let mut known: Vec<(Query, ListedQuery)> = Vec::new();
    let mut marks = Vec::with_capacity(sections.len());
    for section in sections {
        let mut own = Vec::new();
        for Use { query, what } in section.queries(portrait) {
            let place = known.iter().position(|(other, _)| *other == query).unwrap_or_else(|| {
                known.push((query, blank(query, known.len(), portrait)));
                known.len() - 1
            });
            let listed = &mut known[place].1;
            listed.uses.push(used(section.title(), what, context));
            own.push(place);
        }
        own.sort_unstable();
        marks.push(own.into_iter().map(mark).collect());
    }
    (known.into_iter().map(|(_, listed)| listed).collect(), marks)
}

fn used(title: &'static str, what: &'static str, context: &Context<'_>) -> String {
    let language = context.language;
    Message::new("query-use").with("section", Message::new(title)).with("what", Message::new(what)).text(language)
}

fn blank(query: Query, place: usize, portrait: &Portrait<'_>) -> ListedQuery {
    let context = portrait.context;
    ListedQuery {
        mark: mark(place),
        command: query.command(portrait.district.adcode),
        filter: query.filter(portrait),
        counting: query.counting(),
        data_date: context.catalogue.data_dates_text(context.language),
        uses: Vec::new(),
    }
}
