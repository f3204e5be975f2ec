//! How good the data are, and how the numbers were made.

use super::overview::accuracies;
use super::{Section, notice, paragraph};
use crate::catalogue::PositionAccuracy;
use crate::language::{Message, say};
use crate::profile::queries::{Query, Use};
use crate::profile::wording::data_date;
use crate::profile::{Block, COUNTING, Cell, Column, Portrait, WhitePaper};

pub(super) struct Method;

impl Section for Method {
    fn id(&self) -> &'static str {
        "method"
    }

    fn title(&self) -> &'static str {
        "profile-method"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::Enterprises.giving("query-use-accuracy"), Query::Districts.giving("query-use-unplaced")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let say = |id| say(language, id);
        let has_paper = WhitePaper::of(p.context.pack).is_some();
        let id = if p.context.catalogue.is_sample() { "profile-not-a-census" } else { "profile-own-catalogue" };
        let caveat = Message::new(id).with("origin", p.context.catalogue.origin()).text(language);
        let mut blocks = vec![notice(caveat)];
        let date = Message::new("profile-method-date").with("date", data_date(p.context));
        blocks.push(paragraph(date.text(language)));
        if p.unplaced() > 0 {
            let unplaced = Message::new("profile-method-unplaced")
                .with("count", p.unplaced())
                .with("total", p.context.selection.count());
            blocks.push(paragraph(unplaced.text(language)));
        }
        if !p.rows.is_empty() {
            blocks.push(accuracy_table(p));
        }
        let counting = Message::new("profile-method-counting")
            .with("rule", COUNTING.name())
            .with("meaning", COUNTING.name().hint(language).unwrap_or_default());
        blocks.extend([
            paragraph(counting.text(language)),
            paragraph(say("profile-method-lq")),
            paragraph(say(if has_paper { "profile-method-tracks" } else { "profile-method-tracks-own" })),
            paragraph(Message::new("profile-method-area").with("source", &p.context.pack.source).text(language)),
        ]);
        blocks
    }
}

fn accuracy_table(p: &Portrait<'_>) -> Block {
    let language = p.context.language;
    let rows = accuracies(p).into_iter().map(|(accuracy, count)| {
        let drawn = if accuracy.is_drawable() { "profile-yes" } else { "profile-no" };
        vec![
            Cell::text(say(language, accuracy_name(accuracy))),
            Cell::number(Some(count as f64), 0),
            Cell::text(say(language, drawn)),
        ]
    });
    Block::Table {
        title: say(language, "profile-accuracy-table"),
        columns: vec![
            Column { name: say(language, "profile-column-accuracy"), numeric: false },
            Column { name: say(language, "profile-column-count"), numeric: true },
            Column { name: say(language, "profile-column-drawn"), numeric: false },
        ],
        rows: rows.collect(),
    }
}

fn accuracy_name(accuracy: PositionAccuracy) -> &'static str {
    match accuracy {
        PositionAccuracy::Building => "profile-accuracy-building",
        PositionAccuracy::Street => "profile-accuracy-street",
        PositionAccuracy::Park => "profile-accuracy-park",
        PositionAccuracy::District => "profile-accuracy-district",
        PositionAccuracy::None => "profile-accuracy-none",
    }
}
