//! The composition of a figure: page, template, style, words, and where the user has put its parts.
//!
//! What the user has not touched is `None` or absent and follows the template and the data, so a figure composed once
//! stays well laid out on another page and true on other data.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// A figure as the user composes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Composition {
    /// What the figure is made of.
    pub template: Template,
    /// Width and height of the page, millimetres.
    pub size_mm: [f64; 2],
    /// Id of its style.
    pub style: String,
    /// Language of its words; that of the window without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Which part of the plane the map shows.
    pub extent: Extent,
    /// Number of the figure in its report, such as 3 or 2-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Words where the user has changed them; the rest are written from the data.
    pub words: BTreeMap<Wording, String>,
    /// Further texts on the page, each a part of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<String>,
    /// Whether the title runs down the page.
    pub vertical_title: bool,
    /// Parts shown that the template hides, or hidden that it shows.
    pub switched: BTreeSet<Part>,
    /// What the chart shows.
    pub chart: ChartOf,
    /// How many small maps there are, two to six.
    pub panels: usize,
    /// Left, top, width, height of parts the user has moved, millimetres. Parts that take the room of their content
    /// have a place only.
    pub placed: BTreeMap<Part, [f64; 4]>,
}

/// How many small maps a figure may have.
pub const PANELS: std::ops::RangeInclusive<usize> = 2..=6;
/// How many texts of the user's own a figure may have.
pub const MAX_TEXTS: usize = 9;

impl Default for Composition {
    fn default() -> Composition {
        Composition {
            template: Template::Map,
            size_mm: [297.0, 210.0],
            style: "screen".to_owned(),
            language: None,
            extent: Extent::Fit,
            number: None,
            words: BTreeMap::new(),
            texts: Vec::new(),
            vertical_title: false,
            switched: BTreeSet::new(),
            chart: ChartOf::Districts,
            panels: 4,
            placed: BTreeMap::new(),
        }
    }
}

impl Composition {
    /// Whether a part is on the page.
    pub fn shows(&self, part: Part) -> bool {
        self.template.shows(part) != self.switched.contains(&part)
    }

    /// Shows or hides a part.
    pub fn show(&mut self, part: Part, shown: bool) {
        if shown == self.template.shows(part) {
            self.switched.remove(&part);
        } else {
            self.switched.insert(part);
        }
    }

    /// The user's own words, where there are any.
    pub fn word(&self, wording: Wording) -> Option<&str> {
        self.words.get(&wording).map(String::as_str)
    }

    /// Another page size: what was placed keeps its share of the page.
    pub fn resize(&mut self, size_mm: [f64; 2]) {
        let share = [size_mm[0] / self.size_mm[0], size_mm[1] / self.size_mm[1]];
        for [left, top, width, height] in self.placed.values_mut() {
            (*left, *width) = (rounded(*left * share[0]), rounded(*width * share[0]));
            (*top, *height) = (rounded(*top * share[1]), rounded(*height * share[1]));
        }
        self.size_mm = size_mm;
    }

    /// Another template: parts go where it wants them.
    pub fn use_template(&mut self, template: Template) {
        self.template = template;
        self.placed.clear();
        self.switched.clear();
    }

    /// Puts a part somewhere, millimetres; tenths are enough for any hand.
    pub fn place(&mut self, part: Part, rect_mm: [f64; 4]) {
        self.placed.insert(part, rect_mm.map(rounded));
    }
}

/// The number `n` after one such as 3 or 2-1: its last part counts.
pub fn number_after(number: &str, n: usize) -> String {
    let head = number.trim_end_matches(|c: char| c.is_ascii_digit());
    match number[head.len()..].parse::<usize>() {
        Ok(last) => format!("{head}{}", last + n),
        Err(_) if n == 0 => number.to_owned(),
        Err(_) => format!("{number}{}", n + 1),
    }
}

fn rounded(mm: f64) -> f64 {
    (mm * 10.0).round() / 10.0
}

/// What a figure is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// A map with its legend.
    #[default]
    Map,
    /// A map and a chart.
    MapChart,
    /// A map and a table.
    MapTable,
    /// Two to six small maps on one scale.
    Multiples,
    /// A district: its map, its numbers, its tracks.
    District,
    /// A picture for a cover.
    Cover,
}

impl Template {
    /// All, in the order they are offered.
    pub const ALL: [Template; 6] = [
        Template::Map,
        Template::MapChart,
        Template::MapTable,
        Template::Multiples,
        Template::District,
        Template::Cover,
    ];

    /// Its name in files and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Template::Map => "map",
            Template::MapChart => "map-chart",
            Template::MapTable => "map-table",
            Template::Multiples => "multiples",
            Template::District => "district",
            Template::Cover => "cover",
        }
    }

    /// The template of a name.
    pub fn from_code(code: &str) -> Option<Template> {
        Template::ALL.into_iter().find(|t| t.code() == code)
    }

    /// Whether a part is on its page unless the user switches it.
    pub fn shows(self, part: Part) -> bool {
        match part {
            Part::Map | Part::Title | Part::Credit | Part::Text(_) => true,
            Part::Legend => self != Template::Cover,
            Part::Subtitle => true,
            Part::ScaleBar | Part::NorthArrow => !matches!(self, Template::Cover | Template::Multiples),
            Part::Chart => matches!(self, Template::MapChart | Template::District),
            Part::Table => self == Template::MapTable,
            Part::Figures => self == Template::District,
            Part::Inset => self == Template::District,
            Part::Notes => self != Template::Cover,
            Part::Enlargement => self == Template::Map,
            Part::Caption | Part::Graticule => false,
        }
    }
}

/// Which part of the plane the map shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The districts the figure is about, or all.
    #[default]
    Fit,
    /// What the window shows.
    Seen,
}

/// What the chart shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartOf {
    /// The measure of the map, by district.
    #[default]
    Districts,
    /// Enterprises by track.
    Tracks,
    /// Enterprises by founding year.
    Years,
}

impl ChartOf {
    /// All.
    pub const ALL: [ChartOf; 3] = [ChartOf::Districts, ChartOf::Tracks, ChartOf::Years];
}

/// Words of a figure that are written from the data until the user writes others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wording {
    /// Title.
    Title,
    /// Subtitle.
    Subtitle,
    /// Caption.
    Caption,
    /// Notes: how to read the figure, and what it cannot tell.
    Notes,
    /// What is seen, for those who cannot see it.
    Alt,
}

impl Wording {
    /// All.
    pub const ALL: [Wording; 5] = [Wording::Title, Wording::Subtitle, Wording::Caption, Wording::Notes, Wording::Alt];
}

/// A part of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Part {
    /// The map, or the grid of small maps.
    Map,
    /// A chart.
    Chart,
    /// A table.
    Table,
    /// Numbers side by side.
    Figures,
    /// The small districts of the map, drawn once more and larger.
    Enlargement,
    /// A small map that says where the map lies.
    Inset,
    /// What colours and marks mean.
    Legend,
    /// Scale bar.
    ScaleBar,
    /// North arrow.
    NorthArrow,
    /// Lines of longitude and latitude; they are on the map and have no place of their own.
    Graticule,
    /// Title.
    Title,
    /// Under the title.
    Subtitle,
    /// Under the figure: number and words.
    Caption,
    /// How to read it.
    Notes,
    /// Source, data date, count, method, map approval number.
    Credit,
    /// A text of the user's own, from 0.
    Text(u8),
}

impl Part {
    /// All but the user's own texts, the first painted first.
    pub const FIXED: [Part; 15] = [
        Part::Map,
        Part::Graticule,
        Part::Chart,
        Part::Table,
        Part::Figures,
        Part::Enlargement,
        Part::Inset,
        Part::Legend,
        Part::ScaleBar,
        Part::NorthArrow,
        Part::Title,
        Part::Subtitle,
        Part::Caption,
        Part::Notes,
        Part::Credit,
    ];

    /// Its name in files.
    pub fn code(self) -> String {
        let word = match self {
            Part::Map => "map",
            Part::Chart => "chart",
            Part::Table => "table",
            Part::Figures => "figures",
            Part::Enlargement => "enlargement",
            Part::Inset => "inset",
            Part::Legend => "legend",
            Part::ScaleBar => "scale_bar",
            Part::NorthArrow => "north_arrow",
            Part::Graticule => "graticule",
            Part::Title => "title",
            Part::Subtitle => "subtitle",
            Part::Caption => "caption",
            Part::Notes => "notes",
            Part::Credit => "credit",
            Part::Text(n) => return format!("text_{}", n + 1),
        };
        word.to_owned()
    }

    /// Whether the user gives it a size; the others take the room of their content.
    pub fn has_size(self) -> bool {
        matches!(self, Part::Map | Part::Chart | Part::Table | Part::Enlargement | Part::Inset)
    }

    /// Whether the user gives it a width, to which its words are wrapped.
    pub fn has_width(self) -> bool {
        let wraps = matches!(self, Part::Title | Part::Subtitle | Part::Caption | Part::Notes | Part::Credit);
        wraps || self.has_size() || matches!(self, Part::Text(_))
    }
}

/// A name that is none of a part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no part of a figure: {0}")]
pub struct UnknownPart(pub String);

impl FromStr for Part {
    type Err = UnknownPart;

    fn from_str(code: &str) -> Result<Part, UnknownPart> {
        let own =
            |n: &str| n.parse::<u8>().ok().filter(|n| (1..=MAX_TEXTS as u8).contains(n)).map(|n| Part::Text(n - 1));
        let text = code.strip_prefix("text_").and_then(own);
        let fixed = Part::FIXED.into_iter().find(|part| part.code() == code);
        fixed.or(text).ok_or_else(|| UnknownPart(code.to_owned()))
    }
}

impl TryFrom<String> for Part {
    type Error = UnknownPart;

    fn try_from(code: String) -> Result<Part, UnknownPart> {
        code.parse()
    }
}

impl From<Part> for String {
    fn from(part: Part) -> String {
        part.code()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_on_in_their_last_part() {
        assert_eq!(["3", "2-1", "A"].map(|number| number_after(number, 0)), ["3", "2-1", "A"]);
        assert_eq!(["9", "2-9", "A"].map(|number| number_after(number, 2)), ["11", "2-11", "A3"]);
    }

    #[test]
    fn parts_have_names_that_lead_back() {
        for part in Part::FIXED.into_iter().chain([Part::Text(0), Part::Text(8)]) {
            assert_eq!(part.code().parse(), Ok(part));
        }
        for wrong in ["text_0", "text_10", "text_", "maps", ""] {
            assert!(wrong.parse::<Part>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn another_page_keeps_what_was_placed_in_its_share_and_a_template_forgets_it() {
        let mut figure = Composition::default();
        figure.place(Part::Legend, [10.04, 20.0, 40.0, 30.0]);
        assert_eq!(figure.placed[&Part::Legend], [10.0, 20.0, 40.0, 30.0]);
        figure.resize([148.5, 420.0]);
        assert_eq!(figure.placed[&Part::Legend], [5.0, 40.0, 20.0, 60.0]);
        figure.show(Part::Inset, true);
        figure.show(Part::Legend, false);
        assert!(figure.shows(Part::Inset) && !figure.shows(Part::Legend));
        figure.show(Part::Inset, false);
        assert_eq!(figure.switched.len(), 1);
        figure.use_template(Template::District);
        assert!(figure.placed.is_empty() && figure.shows(Part::Inset));
    }
}
