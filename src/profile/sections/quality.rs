//! How good the rows of the district are.

use super::{Section, notice, paragraph};
use crate::catalogue::{Evidence, Row};
use crate::language::{Message, say};
use crate::profile::queries::{Query, Use};
use crate::profile::wording::{evidence, percent};
use crate::profile::{Block, Cell, Column, Portrait};

pub(super) struct Quality;

impl Section for Quality {
    fn id(&self) -> &'static str {
        "quality"
    }

    fn title(&self) -> &'static str {
        "pages-quality"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::Enterprises.giving("query-use-quality")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let n = p.rows.len();
        if n == 0 {
            return vec![paragraph(say(language, "pages-quality-none"))];
        }
        let line = |name: String, holds: &dyn Fn(&Row<'_>) -> bool| {
            let count = p.rows.iter().filter(|row| holds(row)).count();
            let share = percent(Some(count as f64 / n as f64));
            vec![Cell::text(name), Cell::number(Some(count as f64), 0), Cell::text(format!("{share} %"))]
        };
        let said = |id: &'static str| say(language, id);
        let mut rows = vec![
            line(said("pages-quality-drawn"), &|r| r.plane().is_some()),
            line(said("pages-quality-uscc"), &|r| !r.uscc().is_empty()),
            line(said("pages-quality-founded"), &|r| r.founded().is_some()),
            line(said("pages-quality-capital"), &|r| r.registered_capital_wan_cny().is_some()),
            line(said("pages-quality-employees"), &|r| r.employees().is_some()),
            line(said("pages-quality-tracks"), &|r| !r.tracks().is_empty()),
        ];
        rows.extend(Evidence::ALL.map(|e| line(evidence(e, language), &move |r| r.evidence() == e)));
        let dates = || p.rows.iter().map(|r| r.as_of()).filter(|d| !d.is_empty());
        let range = dates().min().zip(dates().max());
        let note = match range {
            Some((first, last)) if first == last => Message::new("pages-quality-date").with("date", first),
            Some((first, last)) => Message::new("pages-quality-dates").with("first", first).with("last", last),
            None => Message::new("pages-quality-undated"),
        };
        let column = |id: &'static str, numeric| Column { name: say(language, id), numeric };
        let columns =
            vec![column("pages-quality-what", false), column("pages-enterprises", true), column("pages-share", true)];
        vec![Block::Table { title: String::new(), columns, rows }, notice(note.text(language))]
    }
}
