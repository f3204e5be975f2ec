//! What a profile is made of: plain data that a painter (window, HTML, Word, JSON) goes through with one match.

use serde::Serialize;

use super::verdict::Verdict;
use super::whitepaper::Reading;
use crate::catalogue::Filter;
use crate::language::fixed;

/// One piece of a profile. Every text is already in the reader's language.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", content = "content", rename_all = "snake_case")]
pub enum Block {
    /// A heading inside a section.
    Heading {
        /// The words.
        text: String,
    },
    /// Running text.
    Paragraph {
        /// The words.
        text: String,
    },
    /// Words that rest on a source; shown with it, never without.
    Citation {
        /// The words, in sentences of this project.
        text: String,
        /// Outlet, title and section.
        source: String,
        /// Date of the source, `YYYY-MM-DD`.
        date: String,
        /// Where it can be read.
        url: Option<String>,
    },
    /// Numbers side by side.
    Figures(Vec<Figure>),
    /// A bar chart.
    Bars(BarChart),
    /// A table.
    Table {
        /// What it shows.
        title: String,
        /// The columns.
        columns: Vec<Column>,
        /// The rows, each with a cell a column.
        rows: Vec<Vec<Cell>>,
    },
    /// A list of enterprises.
    Enterprises(Vec<EnterpriseLine>),
    /// A claim of the white paper with the numbers beside it.
    Claim(ClaimBlock),
    /// A caution the reader should not miss.
    Notice {
        /// The words.
        text: String,
    },
}

/// One number, ready to be read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// What is counted.
    pub label: String,
    /// The number, formatted; an en dash where it is undefined.
    pub value: String,
    /// Its unit, or empty.
    pub unit: String,
    /// What to compare it with, its interval, or why it is undefined.
    pub note: Option<String>,
}

/// Horizontal bars, each optionally with a second value to compare with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BarChart {
    /// What it shows.
    pub title: String,
    /// Unit of `value` and `compare`.
    pub unit: String,
    /// Decimals to print of `value` and `compare`.
    pub decimals: usize,
    /// The bars in the order to draw them.
    pub bars: Vec<Bar>,
    /// What `value` is, for the legend.
    pub value_label: String,
    /// What `compare` is, for the legend; empty where no bar has one.
    pub compare_label: String,
    /// The end of the axis where several charts share one; else the longest bar.
    pub end: Option<f64>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length, in the unit of the chart.
    pub value: f64,
    /// What to compare it with, drawn as a mark on the bar.
    pub compare: Option<f64>,
    /// Index of the track whose colour it has.
    pub color_track: Option<usize>,
    /// What it counts, so that a click can select it.
    #[serde(skip)]
    pub rows: Option<Filter>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Header, with the unit.
    pub name: String,
    /// Whether its cells are numbers, set to the right.
    pub numeric: bool,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// What is shown.
    pub text: String,
    /// The number behind it, unrounded.
    pub value: Option<f64>,
}

impl Cell {
    /// A cell of words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), value: None }
    }

    /// A cell of a number with its decimals; an en dash where it is undefined.
    pub fn number(value: Option<f64>, decimals: usize) -> Cell {
        let value = value.filter(|v| v.is_finite());
        Cell { text: value.map_or_else(|| "–".to_owned(), |v| fixed(v, decimals)), value }
    }

    /// A cell of a p or q: none is nought.
    pub fn probability(value: Option<f64>) -> Cell {
        Cell { text: value.map_or_else(|| "–".to_owned(), super::wording::small_probability), value }
    }

    /// What is shown, as a spreadsheet reads it: thousands of a number are not grouped.
    pub fn plain(&self) -> String {
        if self.value.is_some() { self.text.replace('\u{202f}', "") } else { self.text.clone() }
    }
}

/// An enterprise in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EnterpriseLine {
    /// Its id in the catalogue.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its business.
    pub segment: String,
    /// Its tracks, the primary one first.
    pub tracks: Vec<String>,
    /// Whether it is on the map as a point.
    pub drawn: bool,
    /// What stands behind it, in words.
    pub evidence: String,
    /// Listing, where it is listed.
    pub listing: Option<String>,
    /// Why it is named, where a list names some of many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A claim with what the numbers say beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimBlock {
    /// Id of the claim, such as `C2a`.
    pub id: String,
    /// The claim.
    pub text: String,
    /// What it would mean in numbers.
    pub reading: Reading,
    /// What the catalogue says of it.
    pub verdict: Verdict,
    /// The same in words.
    pub verdict_name: String,
    /// What the catalogue shows, and what it cannot show.
    pub evidence: Vec<String>,
    /// The numbers.
    pub figures: Vec<Figure>,
}
