//! Each claim of the white paper about the district, with the numbers that bear on it and what they cannot say.

use super::{Section, paragraph};
use crate::language::{Language, Message, grouped, say};
use crate::profile::portrait::TrackPortrait;
use crate::profile::queries::{Query, Use};
use crate::profile::verdict::{TestedClaim, Verdict, tested_claims};
use crate::profile::whitepaper::{Claim, Reading};
use crate::profile::wording::{
    decimal, density, figure, fractional, full_name, is_listed, lq_figure, lq_interval, percent,
};
use crate::profile::{Block, ClaimBlock, Figure, Portrait, WhitePaper};

pub(super) struct Claims;

impl Section for Claims {
    fn id(&self) -> &'static str {
        "claims"
    }

    fn title(&self) -> &'static str {
        "profile-claims"
    }

    fn queries(&self, p: &Portrait<'_>) -> Vec<Use> {
        let Some(paper) = WhitePaper::of(p.context.pack) else { return Vec::new() };
        let claims: Vec<&Claim> = paper.claims_of(p.district.adcode).collect();
        let of_whole = |c: &&Claim| c.tracks.is_empty() || c.with_all_tracks;
        let mut uses = vec![Query::Claims.giving("query-use-claims")];
        if claims.iter().any(|c| !c.tracks.is_empty()) {
            uses.push(Query::DistrictTracks.giving("query-use-tracks"));
        }
        if claims.iter().any(of_whole) {
            uses.push(Query::Districts.giving("query-use-claims-whole"));
        }
        if claims.iter().any(|c| c.reading == Reading::Leaders) {
            uses.push(Query::Enterprises.giving("query-use-claims-listed"));
        }
        if claims.is_empty() { Vec::new() } else { uses }
    }

    fn blocks(&self, p: &Portrait<'_>) -> Vec<Block> {
        let language = p.context.language;
        let Some(paper) = WhitePaper::of(p.context.pack) else {
            return vec![paragraph(say(language, "profile-no-paper-claims"))];
        };
        // The family of the tests is all claims of the paper, so all are tested to show one.
        let tested = tested_claims(p.context, &paper);
        let claims: Vec<Block> = paper
            .claims_of(p.district.adcode)
            .map(|claim| Block::Claim(claim_block(p, claim, tested.iter().find(|t| t.id == claim.id))))
            .collect();
        if claims.is_empty() {
            return vec![paragraph(say(language, "profile-no-claims"))];
        }
        let mut blocks = vec![paragraph(say(language, "profile-claims-intro"))];
        blocks.extend(claims);
        blocks
    }
}

fn claim_block(p: &Portrait<'_>, claim: &Claim, tested: Option<&TestedClaim>) -> ClaimBlock {
    let language = p.context.language;
    let tracks: Vec<&TrackPortrait<'_>> = claim.tracks.iter().filter_map(|id| p.track(id)).collect();
    let whole = claim.tracks.is_empty() || claim.with_all_tracks;
    let mut evidence: Vec<String> = tested.map(|t| t.sentence(claim, p.context)).into_iter().collect();
    // A tested share has its numbers in the verdict's sentence.
    let beside = tracks.iter().filter(|_| claim.reading != Reading::Share);
    evidence.extend(beside.map(|t| track_sentence(p, t).text(language)));
    let mut figures: Vec<Figure> = tracks.iter().flat_map(|t| track_figures(t, language)).collect();
    if whole {
        evidence.extend(whole_sentences(p));
        figures.extend(whole_figures(p));
    }
    evidence.extend(limits(p, claim));
    let verdict = tested.map_or(Verdict::Untestable, |t| t.verdict);
    ClaimBlock {
        id: claim.id.clone(),
        text: claim.long.get(language).to_owned(),
        reading: claim.reading,
        verdict,
        verdict_name: say(language, verdict.label()),
        evidence,
        figures,
    }
}

/// Number and share of a track, here and in the city.
fn track_sentence(p: &Portrait<'_>, track: &TrackPortrait<'_>) -> Message {
    let id = if track.stat.lq.is_some() { "profile-claim-track" } else { "profile-claim-track-without-lq" };
    let message = Message::new(id)
        .with("district", &p.district.name)
        .with("track", &track.track.name)
        .with("count", track.stat.count)
        .with("fractional", fractional(track.stat.fractional))
        .with("percent", percent(track.stat.share))
        .with("city", percent(track.city_share));
    if track.stat.lq.is_none() {
        return message;
    }
    message.with("lq", decimal(track.stat.lq, 2)).with("interval", lq_interval(track))
}

fn track_figures(track: &TrackPortrait<'_>, language: Language) -> Vec<Figure> {
    let count = Message::new("profile-count-of").with("track", &track.track.name);
    let city = Message::new("profile-count-of-city").with("count", track.city_count);
    let share = Message::new("profile-share-of").with("track", &track.track.name);
    let whole = match (track.stat.share_low, track.stat.share_high) {
        (None, _) | (_, None) => Message::new("profile-share-city"),
        (low, high) => {
            Message::new("profile-share-city-interval").with("low", percent(low)).with("high", percent(high))
        }
    };
    let whole = whole.with("percent", percent(track.city_share));
    vec![
        Figure {
            note: Some(city.text(language)),
            ..figure(count.text(language), grouped(track.stat.count), say(language, "profile-unit-enterprises"))
        },
        Figure {
            note: Some(whole.text(language)),
            ..figure(share.text(language), percent(track.stat.share), "%".to_owned())
        },
        lq_figure(track, language),
    ]
}

/// Number, share and density of all enterprises, with the place among the districts.
fn whole_sentences(p: &Portrait<'_>) -> Vec<String> {
    let language = p.context.language;
    let (place, of) = p.rank(|d| Some(d.count as f64)).unwrap_or_default();
    let count = Message::new("profile-claim-count")
        .with("district", &p.district.name)
        .with("count", p.rows.len())
        .with("percent", percent(p.share_of_city()))
        .with("place", place)
        .with("of", of);
    let (place, of) = p.rank(|d| d.density_per_km2).unwrap_or_default();
    let dense = Message::new("profile-claim-density")
        .with("district", &p.district.name)
        .with("density", density(p.density_per_km2()))
        .with("city", density(p.city_density_per_km2()))
        .with("place", place)
        .with("of", of);
    let mut sentences = vec![count.text(language)];
    if place > 0 {
        sentences.push(dense.text(language));
    }
    sentences
}

fn whole_figures(p: &Portrait<'_>) -> Vec<Figure> {
    let language = p.context.language;
    let share =
        Message::new("profile-share-of-city").with("placed", p.placed()).with("percent", percent(p.share_of_city()));
    let city = Message::new("profile-density-city").with("density", density(p.city_density_per_km2()));
    let say = |id| say(language, id);
    vec![
        Figure {
            note: Some(share.text(language)),
            ..figure(say("profile-enterprise-count"), grouped(p.rows.len() as u64), say("profile-unit-enterprises"))
        },
        Figure {
            note: Some(city.text(language)),
            ..figure(say("profile-density"), density(p.density_per_km2()), say("profile-unit-density"))
        },
    ]
}

/// What counting cannot say of this claim.
fn limits(p: &Portrait<'_>, claim: &Claim) -> Vec<String> {
    let language = p.context.language;
    match claim.reading {
        Reading::Share | Reading::Count | Reading::Density => Vec::new(),
        Reading::Area => vec![say(language, "profile-claim-area")],
        Reading::Leaders => vec![say(language, "profile-claim-leaders"), listed_in(p, claim).text(language)],
    }
}

/// The listed enterprises of the claim's tracks, so that the reader can judge their standing.
fn listed_in(p: &Portrait<'_>, claim: &Claim) -> Message {
    let language = p.context.language;
    let indices: Vec<usize> = claim.tracks.iter().filter_map(|id| p.track(id)).map(|t| t.index).collect();
    let names: Vec<String> = (p.rows.iter())
        .filter(|r| is_listed(r.status()) && indices.iter().any(|i| r.tracks().contains(*i)))
        .map(|r| full_name(*r, language))
        .collect();
    match names.len() {
        0 => Message::new("profile-claim-listed-none"),
        n => Message::new("profile-claim-listed")
            .with("count", n)
            .with("names", names.join(&say(language, "profile-list-separator"))),
    }
}
