//! The city: what is reported of index, white paper, evaluation and products, each with its citation, beside what the
//! catalogue counts.

use super::verdict::tested_claims;
use super::whitepaper::{Fact, RankedPlace, Reading, Topic};
use super::wording::{cited, decimal, fractional, percent, small_probability};
use super::{Block, Cell, Column, Context, Profile, ProfileSection, WhitePaper};
use crate::catalogue::sentence::finance_area;
use crate::language::{Message, say};

impl Profile {
    /// The page of the city.
    pub fn city(context: &Context<'_>) -> Profile {
        let language = context.language;
        let city = &context.pack.name;
        let name = say(language, "pages-city");
        let title = |id| Message::new(id).with("city", city).text(language);
        let Some(paper) = WhitePaper::of(context.pack) else {
            let none = Block::Notice { text: Message::new("profile-no-paper").with("city", city).text(language) };
            let sections = vec![
                ProfileSection::new("edition", "pages-edition", vec![none], language),
                ProfileSection::new("features", "pages-areas", areas(context), language),
            ];
            return Profile::page(context, "city", name, title("pages-city-title-plain"), sections);
        };
        let paper = &*paper;
        let section = |id: &'static str, title: &'static str, blocks: Vec<Block>| {
            ProfileSection::new(id, title, blocks, language)
        };
        let facts = |topic: Topic| -> Vec<Block> {
            // Without its label a strength reads like a gap.
            let said =
                |f: &Fact| Message::new("pages-labelled").with("label", &f.label).with("text", &f.text).text(language);
            paper.facts_of(topic).filter_map(|f| cited(paper, &said(f), &f.cite, language)).collect()
        };
        let mut index: Vec<Block> = rankings(context, paper);
        index.extend(facts(Topic::Index));
        let mut features = facts(Topic::Features);
        features.extend(areas(context));
        let mut context_blocks: Vec<Block> =
            paper.context_of(None).filter_map(|c| cited(paper, c.text.get(language), &c.cite, language)).collect();
        context_blocks.insert(0, Block::Paragraph { text: say(language, "pages-context-intro") });
        let sections = vec![
            section("edition", "pages-edition", facts(Topic::Edition)),
            section("index", "pages-index", index),
            section("features", "pages-features", features),
            section("claims", "pages-claims", claims(context, paper)),
            section("evaluation", "pages-evaluation", facts(Topic::Evaluation)),
            section("products", "pages-products", facts(Topic::Products)),
            section("context", "profile-context", context_blocks),
        ];
        Profile::page(context, "city", name, title("pages-city-title"), sections).page_with_words(Some(paper), language)
    }
}

fn rankings(context: &Context<'_>, paper: &WhitePaper) -> Vec<Block> {
    let language = context.language;
    let column = |id: &'static str, numeric| Column { name: say(language, id), numeric };
    let mut blocks = Vec::new();
    for ranking in &paper.rankings {
        let has_notes = ranking.places.iter().any(|place| place.note.is_some());
        let note = |place: &RankedPlace| {
            let words = place.note.as_ref().map(|n| n.get(language).to_owned()).unwrap_or_default();
            has_notes.then(|| Cell::text(words))
        };
        let rows = ranking.places.iter().map(|place| {
            let rank = Cell::number(Some(f64::from(place.rank)), 0);
            [rank, Cell::text(place.name.get(language))].into_iter().chain(note(place)).collect()
        });
        let columns = [column("pages-rank-column", true), column("pages-name", false)];
        blocks.push(Block::Table {
            title: ranking.title.get(language).to_owned(),
            columns: columns.into_iter().chain(has_notes.then(|| column("pages-note", false))).collect(),
            rows: rows.collect(),
        });
        let source = Message::new("pages-table-source").with("title", &ranking.title).text(language);
        blocks.extend(cited(paper, &source, &ranking.cite, language));
    }
    blocks
}

/// The five areas of finance with the enterprises whose tracks serve them most.
fn areas(context: &Context<'_>) -> Vec<Block> {
    let language = context.language;
    let taxonomy = context.catalogue.taxonomy();
    let n = context.selection.count();
    let kinds = context.catalogue.kinds(context.selection);
    let rows = taxonomy.finance_areas().into_iter().map(|(name, tracks)| {
        let count: u64 = kinds.iter().filter(|(row, _)| row.tracks().0 & tracks.0 != 0).map(|(_, n)| n).sum();
        let named: Vec<&str> = tracks.iter().filter_map(|t| taxonomy.get(t)).map(|t| t.name.get(language)).collect();
        vec![
            Cell::text(finance_area(&name, language)),
            Cell::number(Some(count as f64), 0),
            Cell::text(format!("{} %", percent((n > 0).then(|| count as f64 / n as f64)))),
            Cell::text(named.join(&say(language, "list-separator"))),
        ]
    });
    let column = |id: &'static str, numeric| Column { name: say(language, id), numeric };
    let columns = vec![
        column("facet-serves", false),
        column("pages-enterprises", true),
        column("pages-share", true),
        column("pages-tracks", false),
    ];
    vec![
        Block::Table { title: say(language, "pages-areas"), columns, rows: rows.collect() },
        Block::Notice { text: say(language, "pages-areas-note") },
    ]
}

/// The claims with their verdicts in one table, then the sentence of each.
fn claims(context: &Context<'_>, paper: &WhitePaper) -> Vec<Block> {
    let language = context.language;
    let tested = tested_claims(context, paper);
    let column = |id: &'static str, numeric| Column { name: say(language, id), numeric };
    let columns = vec![
        column("pages-claim", false),
        column("pages-district", false),
        column("pages-verdict", false),
        column("pages-ratio-of", false),
        column("pages-ratio", true),
        column("pages-found-expected", true),
        column("pages-q", true),
        column("pages-detectable-ratio", true),
    ];
    let mut sentences = Vec::new();
    let rows = tested.iter().filter_map(|t| {
        let claim = paper.claims.iter().find(|c| c.id == t.id)?;
        let district = context.pack.district(t.district).map(|d| d.name.get(language)).unwrap_or_default();
        sentences.push(Block::Paragraph { text: format!("{} {}", t.id, t.sentence(claim, context)) });
        let interval = match (t.lq_low, t.lq_high) {
            (Some(low), Some(high)) => format!("{} ({low:.2}–{high:.2})", decimal(t.lq, 2)),
            _ => decimal(t.lq, 2),
        };
        Some(vec![
            Cell::text(format!("{} {}", t.id, claim.short.get(language))),
            Cell::text(district),
            Cell::text(say(language, t.verdict.label())),
            Cell::text(say(language, ratio_of(t.reading))),
            Cell::text(interval),
            Cell::text(format!("{} / {}", fractional(t.observed), decimal(t.expected, 1))),
            Cell::text(t.q.map_or_else(|| decimal(None, 3), small_probability)),
            Cell::number(t.detectable_lq, 2),
        ])
    });
    let rows = rows.collect();
    let mut blocks = vec![
        Block::Table { title: String::new(), columns, rows },
        Block::Notice { text: say(language, "pages-claims-note") },
    ];
    blocks.extend(sentences);
    blocks
}

/// Message id of what the ratio of a claim compares.
fn ratio_of(reading: Reading) -> &'static str {
    match reading {
        Reading::Share => "pages-ratio-share",
        Reading::Count => "pages-ratio-count",
        Reading::Density => "pages-ratio-density",
        Reading::Area => "pages-ratio-area",
        Reading::Leaders => "pages-ratio-none",
    }
}
