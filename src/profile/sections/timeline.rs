//! When the enterprises were founded, and of how many that is not known.

use std::collections::BTreeMap;

use super::{Section, notice, paragraph};
use crate::catalogue::Filter;
use crate::language::{Message, say};
use crate::profile::queries::{Query, Use};
use crate::profile::{Bar, BarChart, Block, Portrait};

/// Years in a bar.
const PERIOD_YEARS: i32 = 5;

pub(super) struct Timeline;

impl Section for Timeline {
    fn id(&self) -> &'static str {
        "timeline"
    }

    fn title(&self) -> &'static str {
        "profile-timeline"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::Enterprises.giving("query-use-founded")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let mut periods = BTreeMap::<i32, u32>::new();
        for founded in p.rows.iter().filter_map(|r| r.founded()) {
            *periods.entry(founded.year().div_euclid(PERIOD_YEARS)).or_default() += 1;
        }
        let known: u32 = periods.values().sum();
        let (Some(first), Some(last)) = (periods.keys().next(), periods.keys().next_back()) else {
            return vec![paragraph(say(language, "profile-no-years"))];
        };
        let bars = (*first..=*last)
            .map(|period| Bar {
                label: format!("{}–{}", period * PERIOD_YEARS, period * PERIOD_YEARS + PERIOD_YEARS - 1),
                value: f64::from(periods.get(&period).copied().unwrap_or_default()),
                compare: None,
                color_track: None,
                rows: Some(Filter {
                    districts: vec![p.district.adcode],
                    ..Filter::founded([period * PERIOD_YEARS, period * PERIOD_YEARS + PERIOD_YEARS - 1])
                }),
            })
            .collect();
        let chart = BarChart {
            title: say(language, "profile-timeline-chart"),
            unit: say(language, "profile-unit-enterprises"),
            decimals: 0,
            bars,
            value_label: p.district.name.get(language).to_owned(),
            compare_label: String::new(),
            end: None,
        };
        let unknown = p.rows.len() - known as usize;
        let mut blocks = vec![Block::Bars(chart)];
        if unknown > 0 {
            let text = Message::new("profile-years-unknown").with("count", unknown).with("total", p.rows.len());
            blocks.push(notice(text.text(language)));
        }
        blocks
    }
}
