//! How many enterprises, how well their places are known, what stands behind them, and how dense they are.

use super::{Section, notice};
use crate::catalogue::{Evidence, PositionAccuracy};
use crate::language::{Message, grouped, say};
use crate::profile::queries::{Query, Use};
use crate::profile::wording::{density, evidence, figure, percent};
use crate::profile::{Block, Figure, Portrait};

pub(super) struct Overview;

impl Section for Overview {
    fn id(&self) -> &'static str {
        "overview"
    }

    fn title(&self) -> &'static str {
        "profile-overview"
    }

    fn queries(&self, _: &Portrait<'_>) -> Vec<Use> {
        vec![Query::Districts.giving("query-use-overview"), Query::Enterprises.giving("query-use-rows")]
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let mut blocks = Vec::new();
        let (selected, all) = (p.context.selection.count(), p.context.catalogue.len());
        if selected < all {
            let text = Message::new("profile-filtered").with("selected", selected).with("all", all);
            blocks.push(notice(text.text(language)));
        }
        if p.rows.is_empty() {
            let id = if selected < all { "profile-none-filtered" } else { "profile-none" };
            blocks.push(notice(say(language, id)));
            return blocks;
        }
        blocks.push(Block::Figures(places(p)));
        blocks.push(Block::Figures(behind(p)));
        let unverified = p.of_evidence(Evidence::Unverified);
        if unverified > 0 {
            let text = Message::new("profile-unverified").with("count", unverified).with("total", p.rows.len());
            blocks.push(notice(text.text(language)));
        }
        blocks
    }
}

/// Number, places and density.
fn places(p: &Portrait<'_>) -> Vec<Figure> {
    let language = p.context.language;
    let enterprises = || say(language, "profile-unit-enterprises");
    let say = |id| say(language, id);
    let area = if p.district.area_is_official { "profile-area-official" } else { "profile-area-drawn" };
    let area = Message::new(area).with("area", format!("{:.1}", p.district.land_area_km2));
    let share =
        Message::new("profile-share-of-city").with("placed", p.placed()).with("percent", percent(p.share_of_city()));
    vec![
        Figure {
            note: Some(share.text(language)),
            ..figure(say("profile-enterprise-count"), grouped(p.rows.len() as u64), enterprises())
        },
        Figure {
            note: Some(say("profile-drawn-note")),
            ..figure(say("profile-drawn"), p.drawn().to_string(), enterprises())
        },
        Figure {
            note: Some(say("profile-district-only-note")),
            ..figure(say("profile-district-only"), (p.rows.len() - p.drawn()).to_string(), enterprises())
        },
        Figure {
            note: Some(area.text(language)),
            ..figure(say("profile-density"), density(p.density_per_km2()), say("profile-unit-density"))
        },
    ]
}

/// What stands behind the rows.
fn behind(p: &Portrait<'_>) -> Vec<Figure> {
    let language = p.context.language;
    Evidence::ALL
        .into_iter()
        .map(|e| figure(evidence(e, language), p.of_evidence(e).to_string(), say(language, "profile-unit-enterprises")))
        .collect()
}

/// The accuracies that occur, best first.
pub(super) fn accuracies(p: &Portrait<'_>) -> Vec<(PositionAccuracy, usize)> {
    PositionAccuracy::ALL.into_iter().map(|a| (a, p.of_accuracy(a))).filter(|(_, n)| *n > 0).collect()
}
