//! Two to four districts side by side, on equal axes.

use super::portrait::TrackPortrait;
use super::verdict::{decided_otherwise, tested_claims};
use super::wording::{cited, decimal, density, percent};
use super::{Bar, BarChart, Block, Cell, Column, Context, Portrait, Profile, ProfileError, ProfileSection, WhitePaper};
use crate::geography::Adcode;
use crate::language::{Message, grouped, say};
use crate::statistics::concentration::herfindahl;

/// Tracks a chart shows: those with most enterprises in all compared districts together.
const TRACKS: usize = 10;

impl Profile {
    /// Districts side by side.
    ///
    /// # Errors
    /// A district the pack does not have, or fewer than two of them.
    pub fn comparison(context: &Context<'_>, districts: &[Adcode]) -> Result<Profile, ProfileError> {
        if districts.len() < 2 {
            return Err(ProfileError::TooFewCompared);
        }
        let language = context.language;
        let portraits: Vec<Portrait<'_>> =
            districts.iter().map(|code| Portrait::new(context, *code)).collect::<Result<_, _>>()?;
        let names: Vec<&str> = portraits.iter().map(|p| p.district.name.get(language)).collect();
        let section = |id: &'static str, title: &'static str, blocks: Vec<Block>| {
            ProfileSection::new(id, title, blocks, language)
        };
        let paper = WhitePaper::of(context.pack);
        let mut sections = vec![
            section("size", "pages-size", filtered(context).into_iter().chain([sizes(&portraits)]).collect()),
            section("mix", "pages-mix", charts(&portraits)),
            section("quotients", "pages-quotients", quotients(&portraits, paper.as_deref())),
        ];
        if let Some(paper) = &paper {
            sections.push(section("words", "profile-whitepaper", words(&portraits, paper)));
        }
        let title = Message::new("pages-comparison-title").with("districts", names.join(" · ")).text(language);
        let page = Profile::page(context, "comparison", names.join(" · "), title, sections);
        Ok(page.page_with_words(paper.as_deref(), language))
    }
}

/// That only part of the catalogue is counted, where it is.
fn filtered(context: &Context<'_>) -> Option<Block> {
    let (selected, all) = (context.selection.count(), context.catalogue.len());
    let text = Message::new("profile-filtered").with("selected", selected).with("all", all);
    (selected < all).then(|| Block::Notice { text: text.text(context.language) })
}

fn head(portraits: &[Portrait<'_>], first: &'static str) -> Vec<Column> {
    let language = portraits[0].context.language;
    let first = Column { name: say(language, first), numeric: false };
    let names = portraits.iter().map(|p| Column { name: p.district.name.get(language).to_owned(), numeric: true });
    std::iter::once(first).chain(names).collect()
}

fn sizes(portraits: &[Portrait<'_>]) -> Block {
    let language = portraits[0].context.language;
    let row = |id: &'static str, cell: &dyn Fn(&Portrait<'_>) -> String| {
        let cells = portraits.iter().map(|p| Cell::text(cell(p)));
        std::iter::once(Cell::text(say(language, id))).chain(cells).collect::<Vec<_>>()
    };
    let amounts = |p: &Portrait<'_>| p.tracks.iter().map(|t| t.stat.fractional).collect::<Vec<_>>();
    let year = |p: &Portrait<'_>| {
        let mut years: Vec<i32> = p.rows.iter().filter_map(|r| r.founded()).map(|f| f.year()).collect();
        years.sort_unstable();
        years.get(years.len() / 2).map_or_else(|| "–".to_owned(), |y| format!("{y} (n = {})", years.len()))
    };
    let rows = vec![
        row("pages-row-enterprises", &|p| grouped(p.rows.len() as u64)),
        row("pages-row-drawn", &|p| p.drawn().to_string()),
        row("pages-row-share", &|p| percent(p.share_of_city())),
        row("pages-row-density", &|p| density(p.density_per_km2())),
        row("pages-row-area", &|p| decimal(Some(p.district.land_area_km2), 1)),
        row("pages-row-hhi", &|p| decimal(herfindahl(&amounts(p)), 3)),
        row("pages-row-year", &year),
    ];
    Block::Table { title: String::new(), columns: head(portraits, "pages-measure"), rows }
}

/// The tracks compared, most enterprises in the compared districts first.
fn compared(portraits: &[Portrait<'_>]) -> Vec<usize> {
    let total = |t: usize| portraits.iter().map(|p| p.tracks[t].stat.fractional).sum::<f64>();
    let mut order: Vec<usize> = (0..portraits[0].tracks.len()).filter(|t| total(*t) > 0.0).collect();
    order.sort_by(|a, b| total(*b).total_cmp(&total(*a)).then(a.cmp(b)));
    order
}

/// A chart a district, all with the same tracks in the same order on the same axis.
fn charts(portraits: &[Portrait<'_>]) -> Vec<Block> {
    let language = portraits[0].context.language;
    let tracks: Vec<usize> = compared(portraits).into_iter().take(TRACKS).collect();
    let value = |share: Option<f64>| share.unwrap_or_default() * 100.0;
    let all = portraits.iter().flat_map(|p| tracks.iter().map(|t| &p.tracks[*t]));
    let longest = all.flat_map(|t| [value(t.stat.share), value(t.city_share)]).fold(0.0, f64::max);
    let chart = |p: &Portrait<'_>| {
        let bar = |t: &TrackPortrait<'_>| Bar {
            label: t.track.name.get(language).to_owned(),
            value: value(t.stat.share),
            compare: Some(value(t.city_share)),
            color_track: Some(t.index),
            rows: Some(p.rows_of(&t.track.id)),
        };
        Block::Bars(BarChart {
            title: Message::new("pages-mix-of")
                .with("district", &p.district.name)
                .with("n", p.rows.len())
                .text(language),
            unit: "%".to_owned(),
            decimals: 1,
            bars: tracks.iter().map(|t| bar(&p.tracks[*t])).collect(),
            value_label: p.district.name.get(language).to_owned(),
            compare_label: say(language, "pages-whole-city"),
            end: Some(longest),
        })
    };
    let shown = Message::new("pages-mix-note").with("shown", tracks.len()).with("of", compared(portraits).len());
    let note = Block::Notice { text: shown.text(language) };
    portraits.iter().map(chart).chain([note]).collect()
}

fn quotients(portraits: &[Portrait<'_>], paper: Option<&WhitePaper>) -> Vec<Block> {
    let language = portraits[0].context.language;
    let rows = compared(portraits).into_iter().map(|t| {
        let cell = |p: &Portrait<'_>| {
            let stat = &p.tracks[t].stat;
            let interval = match (stat.lq_low, stat.lq_high) {
                (Some(low), Some(high)) => format!("{} ({low:.2}–{high:.2})", decimal(stat.lq, 2)),
                _ => decimal(stat.lq, 2),
            };
            // What differs from the city after correction for all the tests is starred; the note says so.
            Cell::text(if stat.q.is_some_and(|q| q <= 0.05) { format!("{interval} *") } else { interval })
        };
        let name = Cell::text(portraits[0].tracks[t].track.name.get(language));
        std::iter::once(name).chain(portraits.iter().map(cell)).collect::<Vec<_>>()
    });
    let table = Block::Table { title: String::new(), columns: head(portraits, "pages-track"), rows: rows.collect() };
    let mut blocks = vec![table, Block::Notice { text: say(language, "pages-quotients-note") }];
    if let Some(paper) = paper {
        let (context, shown) = (portraits[0].context, compared(portraits));
        let (claims, districts) = (tested_claims(context, paper), portraits.iter().map(|p| p.district.adcode));
        let districts: Vec<Adcode> = districts.collect();
        let of_track = |t: usize| decided_otherwise(&claims, &portraits[0].tracks[t].track.id, &districts, context);
        blocks.extend(shown.into_iter().flat_map(of_track).map(|text| Block::Notice { text }));
    }
    blocks
}

fn words(portraits: &[Portrait<'_>], paper: &WhitePaper) -> Vec<Block> {
    let mut blocks = Vec::new();
    for p in portraits {
        let language = p.context.language;
        blocks.push(Block::Heading { text: p.district.name.get(language).to_owned() });
        let narrative = paper.narrative(p.district.adcode);
        let cited = narrative.and_then(|n| cited(paper, n.text.get(language), &n.cite, language));
        blocks.push(cited.unwrap_or_else(|| {
            let text = Message::new("pages-no-narrative")
                .with("title", &paper.edition.title)
                .with("district", &p.district.name)
                .with("described", paper.narratives.len());
            Block::Paragraph { text: text.text(language) }
        }));
    }
    blocks
}
