//! The report of a district: a profile in the order and form of a Chinese official report, as plain data that Word
//! and the pages of a PDF are made from.
//!
//! | file | what |
//! |---|---|
//! | `parts` | profile → parts: headings with numbers, captions, tables, marks of queries, sources, appendix |
//! | [`columns`] | how wide the columns of a table are |
//! | [`chart`] | a bar chart, drawn |
//! | `slabs` | parts → what stands under one another, measured |
//! | `pages` | slabs → sheets of A4 with head and foot |

pub mod chart;
pub mod columns;
mod pages;
mod parts;
mod slabs;
mod tables;

use time::OffsetDateTime;

pub use pages::{SHEET_MM, pages};

use super::queries::mark;
use super::{BarChart, Column, ListedQuery, Profile};
use crate::language::{Language, Message, fixed, say};
use crate::scene::Page;

/// Upper left corner and size of the text on a sheet of A4, millimetres: those of official documents (GB/T 9704).
pub const TEXT_AREA_MM: ([f64; 2], [f64; 2]) = ([28.0, 37.0], [156.0, 225.0]);

/// Size of the map where its legend is too wide to stand beside it: it stands beneath.
pub const UPRIGHT_MAP_MM: [f64; 2] = [156.0, 172.0];

/// Size of the map in a report, millimetres: as wide as the text.
pub const MAP_MM: [f64; 2] = [156.0, 106.0];

/// A profile with its map, ready to be set.
#[derive(Clone, Copy, Debug)]
pub struct DistrictReport<'a> {
    /// What is said.
    pub profile: &'a Profile,
    /// The map of the district, [`MAP_MM`] or [`UPRIGHT_MAP_MM`] large; none where it is not wanted.
    pub map: Option<&'a Page>,
    /// The name of the catalogue's file, which commands call [`CATALOGUE`](super::queries::CATALOGUE).
    pub catalogue: &'a str,
    /// The language the profile was made in.
    pub language: Language,
    /// When the report is made: part of the order, so that equal input gives equal bytes.
    pub created: OffsetDateTime,
}

/// One part of a report, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub enum Part<'a> {
    /// The head: title, and small lines beneath.
    Title {
        /// Title of the report.
        title: String,
        /// State of the data, date.
        lines: Vec<String>,
    },
    /// A heading with its number.
    Heading {
        /// 1 to 3.
        level: u8,
        /// The words.
        text: String,
    },
    /// Words.
    Text {
        /// What they are.
        role: Role,
        /// The words.
        text: String,
    },
    /// A picture with its caption beneath.
    Picture {
        /// Its caption.
        caption: Caption,
        /// The picture.
        picture: Picture<'a>,
    },
    /// A table with its caption above.
    Table {
        /// Its caption.
        caption: Caption,
        /// Columns and rows.
        grid: Grid,
    },
    /// Parts that stay on one page where one page holds them.
    Whole(Vec<Part<'a>>),
}

/// What words are, and so how they are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Running text.
    Body,
    /// A caution.
    Notice,
    /// Words that rest on a source.
    Citation,
    /// The source of the citation above.
    CitationSource,
    /// The queries that a section rests on.
    Marks,
    /// An entry of a list.
    Entry,
    /// A command.
    Command,
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture<'a> {
    /// A figure as it is.
    Figure(&'a Page),
    /// Bars.
    Bars(&'a BarChart),
}

/// What stands with a picture or table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// Whether it is that of a table; else of a figure.
    pub is_table: bool,
    /// Its number, from 1, tables and figures each on their own.
    pub number: usize,
    /// The words.
    pub text: String,
    /// Marks of the queries behind it, in brackets.
    pub marks: String,
}

impl Caption {
    /// Word for figure or table, which is also the name of its sequence in Word.
    pub fn label(&self, language: Language) -> String {
        say(language, if self.is_table { "district-report-table" } else { "district-report-figure" })
    }

    /// The caption in full: 表 1　各赛道企业数〔Q4〕.
    pub fn full(&self, language: Language) -> String {
        format!("{} {}\u{3000}{}{}", self.label(language), self.number, self.text, self.marks)
    }
}

/// A table of words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The columns.
    pub columns: Vec<Column>,
    /// Cells, row by row; a line end separates lines of a cell.
    pub rows: Vec<Vec<String>>,
}

impl<'a> DistrictReport<'a> {
    /// The parts from top to bottom.
    pub fn parts(&self) -> Vec<Part<'a>> {
        parts::parts(self)
    }

    /// All queries, that of the map last.
    pub fn queries(&self) -> Vec<ListedQuery> {
        let map = self.map_mark().and_then(|_| parts::map_query(self));
        self.profile.queries.iter().cloned().chain(map).collect()
    }

    /// The mark of the query behind the map; none without a map, or where the numbers have no queries.
    pub fn map_mark(&self) -> Option<String> {
        let queries = &self.profile.queries;
        (self.map.is_some() && !queries.is_empty()).then(|| mark(queries.len()))
    }

    /// The day it is made, `YYYY-MM-DD`.
    pub fn day(&self) -> String {
        let day = self.created.date();
        format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
    }

    /// What stands at the head of every sheet but the first.
    pub fn head(&self) -> String {
        Message::new("district-report-head").with("title", self.profile.title.as_str()).text(self.language)
    }
}

impl BarChart {
    /// Every bar with its numbers in words: what a chart says to those who cannot see it.
    pub fn described(&self, language: Language) -> String {
        let number = |value: f64| format!("{} {}", fixed(value, self.decimals), self.unit);
        let bars: Vec<String> = (self.bars.iter())
            .map(|bar| match bar.compare {
                None => Message::new("district-report-bar")
                    .with("name", bar.label.as_str())
                    .with("value", number(bar.value))
                    .text(language),
                Some(compare) => Message::new("district-report-bar-compared")
                    .with("name", bar.label.as_str())
                    .with("value", number(bar.value))
                    .with("compared", self.compare_label.as_str())
                    .with("other", number(compare))
                    .text(language),
            })
            .collect();
        format!("{}{}{}", self.title, say(language, "figure-stop"), bars.join(&say(language, "filter-gap")))
    }
}
