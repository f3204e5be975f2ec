//! Where the rows of a catalogue come from and of when they are, as a person is told.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Catalogue, sample};
use crate::language::{Language, Message, say};

/// Source and name of each row of the bundled sample.
static OF_SAMPLE: LazyLock<HashSet<(String, String)>> =
    LazyLock::new(|| sample::sample().into_iter().map(|e| (e.source, e.name_zh)).collect());

impl Catalogue {
    /// Whether it holds rows of the bundled sample: rows of its names, with its sources. Looked up once.
    pub fn is_sample(&self) -> bool {
        *self.is_sample.get_or_init(|| {
            let source = &self.columns.source;
            // Few sources are looked up, and names only of rows that have one of the sample's.
            let sources: HashSet<&str> = OF_SAMPLE.iter().map(|(source, _)| source.as_str()).collect();
            let of_sample: Vec<bool> = source.values().iter().map(|s| sources.contains(s.as_str())).collect();
            let is_known = |row: usize| {
                of_sample[source.code(row)]
                    && OF_SAMPLE.contains(&(source.get(row).to_owned(), self.columns.name_zh.get(row).to_owned()))
            };
            of_sample.contains(&true) && (0..self.len()).any(is_known)
        })
    }

    /// The same catalogue under the name of its file.
    pub fn named(self, name: String) -> Catalogue {
        Catalogue { name, ..self }
    }

    /// What it is, in a word or two: the sample, else the name of its file.
    pub fn origin(&self) -> Message {
        match (self.is_sample(), self.name.as_str()) {
            (true, _) => Message::new("origin-sample"),
            (false, "") => Message::new("origin-unnamed"),
            (false, name) => Message::new("origin-own").with("name", name),
        }
    }

    /// The same with the number of its enterprises.
    pub fn origin_counted(&self) -> Message {
        let id = if self.is_sample() { "origin-sample-counted" } else { "origin-own-counted" };
        Message::new(id).with("origin", self.origin()).with("total", self.len())
    }

    /// What its numbers cannot tell.
    pub fn caveat(&self) -> Message {
        let id = if self.is_sample() { "pages-sample-note" } else { "pages-own-note" };
        Message::new(id).with("origin", self.origin())
    }

    /// The earliest and the latest `as_of` there is; `None` where no row states one.
    pub fn data_dates(&self) -> Option<(&str, &str)> {
        let stated = || self.columns.as_of.values().iter().map(String::as_str).filter(|date| !date.is_empty());
        stated().min().zip(stated().max())
    }

    /// The same as text: one date, or from when to when.
    pub fn data_dates_text(&self, language: Language) -> String {
        match self.data_dates() {
            None => say(language, "origin-no-date"),
            Some((first, last)) if first == last => first.to_owned(),
            Some((first, last)) => Message::new("origin-dates").with("first", first).with("last", last).text(language),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::catalogue::{CatalogueBuilder, Enterprise, Taxonomy};

    fn catalogue(rows: &[Enterprise]) -> Catalogue {
        let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
        for (id, row) in (1..).zip(rows) {
            builder.push(&Enterprise { id, ..row.clone() });
        }
        builder.build(1).named("own.gpkg".to_owned())
    }

    fn row(name_zh: &str, source: &str, as_of: &str) -> Enterprise {
        Enterprise { name_zh: name_zh.into(), source: source.into(), as_of: as_of.into(), ..Enterprise::default() }
    }

    #[test]
    fn only_rows_of_the_sample_make_a_sample() {
        let sample = sample::sample();
        let last = sample.last().expect("rows").clone();
        let own = row("静安某科技有限公司", "区统计局", "2025-06");
        assert!(catalogue(&sample).is_sample());
        assert!(catalogue(&[own.clone(), last.clone()]).is_sample());
        assert!(!catalogue(&[]).is_sample());
        assert!(!catalogue(std::slice::from_ref(&own)).is_sample());
        // A name of the sample from another source is nobody's sample, nor is its source with another name.
        assert!(!catalogue(&[row(&last.name_zh, "区统计局", ""), row("另一家", &last.source, "")]).is_sample());
        let own = catalogue(&[own]);
        assert_eq!(own.origin_counted().text(Language::Zh), "own.gpkg 1 家");
        assert!(!own.caveat().text(Language::Zh).contains("示例"));
    }

    #[test]
    fn dates_are_told_from_the_first_to_the_last() {
        let told = |dates: &[&str]| {
            let rows: Vec<Enterprise> = dates.iter().map(|date| row("甲", "", date)).collect();
            catalogue(&rows).data_dates_text(Language::Zh)
        };
        assert_eq!(told(&["2024", "2016", "", "2024-12"]), "2016 至 2024-12");
        assert_eq!(told(&["2024", "2024"]), "2024");
        assert_eq!(told(&["", ""]), say(Language::Zh, "origin-no-date"));
    }
}
