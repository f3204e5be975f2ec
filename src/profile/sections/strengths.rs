//! The three largest tracks of the district against the city.

use super::{Section, paragraph};
use crate::language::{Message, say};
use crate::profile::queries::{Query, Use};
use crate::profile::wording::{decimal, lq_interval, percent};
use crate::profile::{Block, Figure, Portrait};

/// How many tracks are shown.
const SHOWN: usize = 3;

pub(super) struct Strengths;

impl Section for Strengths {
    fn id(&self) -> &'static str {
        "strengths"
    }

    fn title(&self) -> &'static str {
        "profile-strengths"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::DistrictTracks.giving("query-use-tracks")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let figures: Vec<Figure> = (p.tracks_by_share().into_iter().take(SHOWN))
            .map(|t| {
                let note = Message::new("profile-strength-note")
                    .with("city", percent(t.city_share))
                    .with("lq", decimal(t.stat.lq, 2))
                    .with("interval", lq_interval(t));
                Figure {
                    label: t.track.name.get(language).to_owned(),
                    value: percent(t.stat.share),
                    unit: "%".to_owned(),
                    note: Some(note.text(language)),
                }
            })
            .collect();
        if figures.is_empty() {
            return vec![paragraph(say(language, "profile-no-tracks"))];
        }
        vec![Block::Figures(figures), paragraph(say(language, "profile-strengths-note"))]
    }
}
