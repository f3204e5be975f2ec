//! What the colours of small maps mean.

use super::choropleth::quotient_entries;
use super::ground::land_color;
use super::multiples::{Multiples, MultiplesBy, MultiplesMeasure};
use super::palette;
use crate::language::{Language, say};
use crate::scene::legend::{Legend, LegendEntry, Swatch};
use crate::scene::{Color, Ink};

impl Multiples {
    /// What the colours of all maps mean; that of the difference too, where there is one.
    pub fn legends(&self, language: Language, ink: &Ink) -> Vec<Legend> {
        let values = match &self.densities {
            Some(densities) => densities.legend(language),
            None if self.is_of_quotients() => quotients_legend(language, ink),
            None => self.values_legend(language, ink),
        };
        let difference = (self.wanted.by == MultiplesBy::Periods).then(|| self.difference_legend(language, ink));
        std::iter::once(values).chain(difference).collect()
    }

    fn values_legend(&self, language: Language, ink: &Ink) -> Legend {
        let color = |class| palette::class_color(&self.palette, class, self.ends.len(), ink.is_dark());
        let class = |(class, end): (usize, &f64)| fill(color(class), format!("≤ {}", self.number(*end)));
        let mut entries: Vec<LegendEntry> = self.ends.iter().enumerate().map(class).collect();
        entries.push(fill(land_color(ink), say(language, "legend-none")));
        let (title, unit) = match (self.wanted.by, self.wanted.measure) {
            (_, MultiplesMeasure::Count) => ("legend-count", "unit-enterprises"),
            (MultiplesBy::Tracks, _) => ("multiples-legend-share", "unit-percent"),
            (MultiplesBy::Periods, _) => ("multiples-legend-city-share", "unit-percent"),
        };
        Legend { title: say(language, title), unit: say(language, unit), entries, note: None }
    }

    fn difference_legend(&self, language: Language, ink: &Ink) -> Legend {
        let half = self.number(self.greatest_difference / 2.0);
        let labels =
            [format!("< −{half}"), format!("−{half}–0"), String::new(), format!("0–{half}"), format!("> {half}")];
        let classes = labels.into_iter().enumerate().filter(|(c, _)| *c != 2);
        let mut entries: Vec<LegendEntry> =
            classes.map(|(c, label)| fill(palette::quotient_color(c, ink.is_dark()), label)).collect();
        entries.push(fill(land_color(ink), say(language, "multiples-no-change")));
        let unit = match self.wanted.measure {
            MultiplesMeasure::Count => "unit-enterprises",
            _ => "multiples-unit-points",
        };
        let title = say(language, "multiples-legend-difference");
        Legend { title, unit: say(language, unit), entries, note: None }
    }

    fn number(&self, value: f64) -> String {
        crate::scene::scale::number(value, self.decimals())
    }
}

fn fill(color: Color, label: String) -> LegendEntry {
    LegendEntry { swatch: Swatch::Fill(color), label }
}

fn quotients_legend(language: Language, ink: &Ink) -> Legend {
    let entries = quotient_entries(language, ink, |class| palette::quotient_color(class, ink.is_dark()));
    Legend { title: say(language, "multiples-legend-lq"), unit: String::new(), entries, note: None }
}
