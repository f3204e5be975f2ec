//! Profile → parts of a report, top to bottom, with numbers of headings, figures and tables.

use super::{Caption, DistrictReport, Grid, MAP_MM, Part, Picture, Role};
use crate::language::{Language, Message, say};
use crate::profile::queries::{CATALOGUE, bracketed, mark};
use crate::profile::{Block, Cell, ClaimBlock, Column, EnterpriseLine, Figure, ListedQuery, ProfileSection};

/// The parts of a report.
pub(super) fn parts<'a>(report: &DistrictReport<'a>) -> Vec<Part<'a>> {
    let mut writer = Writer { report: *report, parts: Vec::new(), figures: 0, tables: 0, sections: 0 };
    writer.head();
    for section in &report.profile.sections {
        writer.section(section);
    }
    writer.sources();
    writer.queries();
    writer.parts
}

struct Writer<'a> {
    report: DistrictReport<'a>,
    parts: Vec<Part<'a>>,
    figures: usize,
    tables: usize,
    sections: usize,
}

impl<'a> Writer<'a> {
    fn say(&self, id: &'static str) -> String {
        say(self.report.language, id)
    }

    fn text(&mut self, role: Role, text: impl Into<String>) {
        self.parts.push(Part::Text { role, text: text.into() });
    }

    fn heading(&mut self, level: u8, text: String) {
        self.parts.push(Part::Heading { level, text });
    }

    fn caption(&mut self, is_table: bool, text: String, marks: String) -> Caption {
        let count = if is_table { &mut self.tables } else { &mut self.figures };
        *count += 1;
        Caption { is_table, number: *count, text, marks }
    }

    fn table(&mut self, text: String, marks: &str, grid: Grid) {
        let caption = self.caption(true, text, marks.to_owned());
        self.parts.push(Part::Table { caption, grid });
    }

    fn head(&mut self) {
        let (report, language) = (self.report, self.report.language);
        let made = Message::new("district-report-made").with("date", report.day()).text(language);
        let lines = vec![report.profile.subtitle.clone(), made];
        self.parts.push(Part::Title { title: report.profile.title.clone(), lines });
        let Some(map) = report.map else { return };
        let name = report.profile.name.as_str();
        let text = Message::new("district-report-map").with("district", name).text(language);
        let marks = report.map_mark().map(|mark| vec![mark]).unwrap_or_default();
        let caption = self.caption(false, text, bracketed(&marks));
        self.parts.push(Part::Picture { caption, picture: Picture::Figure(map) });
    }

    fn numbered_heading(&mut self, title: &str) {
        self.sections += 1;
        let text = match self.report.language {
            Language::Zh => format!("{}、{title}", chinese(self.sections)),
            Language::En => format!("{} {title}", self.sections),
        };
        self.heading(1, text);
    }

    fn section(&mut self, section: &'a ProfileSection) {
        self.numbered_heading(&section.title);
        let marks = bracketed(&section.queries);
        if !marks.is_empty() {
            let from = Message::new("district-report-from").with("marks", marks.as_str());
            self.text(Role::Marks, from.text(self.report.language));
        }
        let mut figures: Vec<&'a Figure> = Vec::new();
        for block in &section.blocks {
            match block {
                Block::Figures(more) => figures.extend(more),
                other => {
                    self.figures_table(std::mem::take(&mut figures), section, &marks);
                    self.block(other, section, &marks);
                }
            }
        }
        self.figures_table(figures, section, &marks);
    }

    /// Figures that follow each other, as one table.
    fn figures_table(&mut self, figures: Vec<&Figure>, section: &ProfileSection, marks: &str) {
        if figures.is_empty() {
            return;
        }
        let caption = Message::new("district-report-figures-table").with("section", section.title.as_str());
        self.table(caption.text(self.report.language), marks, figures_grid(&figures, self.report.language));
    }

    fn block(&mut self, block: &'a Block, section: &ProfileSection, marks: &str) {
        match block {
            Block::Heading { text } => self.heading(2, text.clone()),
            Block::Paragraph { text } => self.text(Role::Body, text),
            Block::Notice { text } => self.text(Role::Notice, text),
            Block::Citation { text, source, date, url } => {
                self.text(Role::Citation, text);
                let place = url.as_ref().map(|url| format!(" · {url}")).unwrap_or_default();
                self.text(Role::CitationSource, format!("{source} · {date}{place}"));
            }
            Block::Figures(figures) => self.figures_table(figures.iter().collect(), section, marks),
            Block::Bars(chart) => {
                let caption = self.caption(false, chart.title.clone(), marks.to_owned());
                self.parts.push(Part::Picture { caption, picture: Picture::Bars(chart) });
            }
            Block::Table { title, columns, rows } => {
                let title = if title.is_empty() { &section.title } else { title };
                let text = |row: &Vec<Cell>| row.iter().map(|cell| cell.text.clone()).collect();
                let grid = Grid { columns: columns.clone(), rows: rows.iter().map(text).collect() };
                self.table(title.clone(), marks, grid);
            }
            Block::Enterprises(lines) => {
                self.table(section.title.clone(), marks, enterprises(lines, self.report.language));
            }
            Block::Claim(claim) => self.claim(claim, marks),
        }
    }

    fn claim(&mut self, claim: &ClaimBlock, marks: &str) {
        let language = self.report.language;
        let before = self.parts.len();
        let heading = Message::new("district-report-claim")
            .with("id", claim.id.as_str())
            .with("verdict", claim.verdict_name.as_str());
        self.heading(2, heading.text(language));
        self.text(Role::Citation, &claim.text);
        for sentence in &claim.evidence {
            self.text(Role::Body, sentence);
        }
        if !claim.figures.is_empty() {
            let caption = Message::new("district-report-claim-table").with("id", claim.id.as_str()).text(language);
            self.table(caption, marks, figures_grid(&claim.figures.iter().collect::<Vec<_>>(), language));
        }
        let whole = self.parts.split_off(before);
        self.parts.push(Part::Whole(whole));
    }

    fn sources(&mut self) {
        let title = self.say("district-report-sources");
        self.numbered_heading(&title);
        for source in &self.report.profile.sources {
            self.text(Role::Entry, source);
        }
    }

    fn queries(&mut self) {
        let report = self.report;
        if report.profile.queries.is_empty() {
            return;
        }
        let title = self.say("district-report-queries");
        self.heading(1, title);
        let intro = Message::new("district-report-queries-intro").with("file", report.catalogue);
        self.text(Role::Body, intro.text(report.language));
        for query in &report.queries() {
            self.query(query);
        }
    }

    fn query(&mut self, query: &ListedQuery) {
        self.heading(3, query.mark.clone());
        self.text(Role::Command, &query.command);
        self.text(Role::Entry, query.terms(self.report.language));
        for what in &query.uses {
            self.text(Role::Entry, what);
        }
    }
}

/// The command that makes the map again.
pub(super) fn map_query(report: &DistrictReport<'_>) -> Option<ListedQuery> {
    let (profile, language) = (report.profile, report.language);
    let district = profile.district?;
    let [width, height] = report.map.map_or(MAP_MM, |map| map.size_mm);
    let name = profile.name.as_str();
    let title = Message::new("district-report-map").with("district", name);
    let used =
        Message::new("query-use").with("section", title).with("what", Message::new("query-use-map")).text(language);
    Some(ListedQuery {
        mark: mark(profile.queries.len()),
        command: format!(
            "hujin export {CATALOGUE} --district {district} --size {width}x{height}mm --format svg -o {district}.svg"
        ),
        filter: Message::new("query-filter-district").with("district", name).text(language),
        counting: None,
        data_date: profile.data_date.clone(),
        uses: vec![used],
    })
}

fn column(language: Language, id: &'static str, numeric: bool) -> Column {
    Column { name: say(language, id), numeric }
}

fn figures_grid(figures: &[&Figure], language: Language) -> Grid {
    let row = |f: &&Figure| vec![f.label.clone(), f.value.clone(), f.unit.clone(), f.note.clone().unwrap_or_default()];
    Grid {
        columns: vec![
            column(language, "district-report-column-figure", false),
            column(language, "district-report-column-value", true),
            column(language, "district-report-column-unit", false),
            column(language, "district-report-column-note", false),
        ],
        rows: figures.iter().map(row).collect(),
    }
}

/// A list of enterprises; where it says why it names them, that stands in the place of map and evidence.
fn enterprises(lines: &[EnterpriseLine], language: Language) -> Grid {
    let separator = say(language, "profile-list-separator");
    let says_why = lines.iter().any(|line| line.why.is_some());
    let row = |(i, line): (usize, &EnterpriseLine)| {
        let name: Vec<&str> = std::iter::once(&line.name).chain(&line.listing).map(String::as_str).collect();
        let place = if line.drawn { "profile-html-drawn" } else { "profile-html-not-drawn" };
        let mut cells = vec![(i + 1).to_string(), name.join("\n"), line.segment.clone(), line.tracks.join(&separator)];
        match (&line.why, says_why) {
            (why, true) => cells.push(why.clone().unwrap_or_default()),
            (_, false) => cells.extend([say(language, place), line.evidence.clone()]),
        }
        cells
    };
    let mut columns = vec![
        column(language, "district-report-column-number", true),
        column(language, "profile-html-column-name", false),
        column(language, "profile-html-column-segment", false),
        column(language, "profile-html-column-tracks", false),
    ];
    let further: &[&'static str] = match says_why {
        true => &["district-report-column-why"],
        false => &["profile-html-column-place", "profile-html-column-evidence"],
    };
    columns.extend(further.iter().map(|id| column(language, id, false)));
    Grid { columns, rows: lines.iter().enumerate().map(row).collect() }
}

/// A number from 1 to 99 as headings write it: 三, 十二, 二十.
fn chinese(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (n / 10 % 10, DIGITS[n % 10]);
    match tens {
        0 => ones.to_owned(),
        1 => format!("十{ones}"),
        tens => format!("{}十{ones}", DIGITS[tens]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_count_as_one_does_in_chinese() {
        assert_eq!([1, 9, 10, 13, 20, 21].map(chinese), ["一", "九", "十", "十三", "二十", "二十一"]);
    }
}
