//! The turns of phrase that several sections share.

use super::Context;
use super::blocks::{Block, EnterpriseLine, Figure};
use super::portrait::{Portrait, TrackPortrait};
use super::whitepaper::WhitePaper;
use crate::catalogue::{Evidence, Row};
use crate::language::{Language, Message, fixed, say};

/// What stands where a number is undefined.
pub const UNDEFINED: &str = "–";

/// A number with its decimals, or the sign for an undefined one.
pub fn decimal(value: Option<f64>, decimals: usize) -> String {
    value.filter(|v| v.is_finite()).map_or_else(|| UNDEFINED.to_owned(), |v| fixed(v, decimals))
}

/// A p or q with its sign, such as `= 0.012` or `< 0.001`: no probability is nought.
pub fn probability(value: Option<f64>) -> String {
    match value {
        Some(value) if value < 0.001 => "< 0.001".to_owned(),
        value => format!("= {}", decimal(value, 3)),
    }
}

/// A p or q for a column of them: no probability is nought.
pub fn small_probability(value: f64) -> String {
    if value < 0.001 { "<0.001".to_owned() } else { fixed(value, 3) }
}

/// A share from 0 to 1 in per cent, with one decimal and without the sign.
pub fn percent(share: Option<f64>) -> String {
    decimal(share.map(|s| s * 100.0), 1)
}

/// A count of halves and thirds: two decimals where it is not whole.
pub fn fractional(value: f64) -> String {
    let whole = (value - value.round()).abs() < 1e-9;
    fixed(value, if whole { 0 } else { 2 })
}

/// A density per km², with enough decimals that small ones do not vanish.
pub fn density(value: Option<f64>) -> String {
    let decimals = if value.is_some_and(|v| v < 0.1) { 3 } else { 2 };
    decimal(value, decimals)
}

/// A figure without a note.
pub fn figure(label: String, value: String, unit: String) -> Figure {
    Figure { label, value, unit, note: None }
}

/// The location quotient with its interval, as a figure.
pub fn lq_figure(track: &TrackPortrait<'_>, language: Language) -> Figure {
    Figure {
        label: Message::new("profile-lq-of").with("track", &track.track.name).text(language),
        value: decimal(track.stat.lq, 2),
        unit: String::new(),
        note: Some(match track.stat.lq {
            Some(_) => lq_interval(track).text(language),
            None => say(language, "profile-lq-undefined"),
        }),
    }
}

/// The interval of the location quotient, and that it holds 1 where it does.
pub fn lq_interval(track: &TrackPortrait<'_>) -> Message {
    let (low, high) = (track.stat.lq_low, track.stat.lq_high);
    let holds_one = low.is_none_or(|l| l <= 1.0) && high.is_none_or(|h| h >= 1.0);
    let id = match (low, high) {
        (None, None) => "profile-lq-no-interval",
        _ if holds_one => "profile-lq-interval-with-one",
        _ => "profile-lq-interval",
    };
    Message::new(id).with("low", decimal(low, 2)).with("high", decimal(high, 2))
}

/// What stands behind a row, in words.
pub fn evidence(evidence: Evidence, language: Language) -> String {
    let id = match evidence {
        Evidence::Document => "profile-evidence-document",
        Evidence::Name => "profile-evidence-name",
        Evidence::Unverified => "profile-evidence-unverified",
    };
    say(language, id)
}

/// The name of a row in full.
pub fn full_name(row: Row<'_>, language: Language) -> String {
    match language {
        Language::En if !row.name_en().is_empty() => row.name_en().to_owned(),
        Language::Zh | Language::En => row.name_zh().to_owned(),
    }
}

/// Whether the status of a row says that it, or the company above it, is listed today.
///
/// The status is free text: 上市 and 北交所上市 are listed; 未上市, 已退市 and 新三板 (quoted, not listed) are not.
pub fn is_listed(status: &str) -> bool {
    let own = status.split(['(', '（']).next().unwrap_or_default().trim();
    own.eq_ignore_ascii_case("listed") || (own.ends_with("上市") && !own.starts_with(['未', '非', '拟', '曾']))
}

/// A row as a line of a list.
pub fn line(row: Row<'_>, context: &Context<'_>) -> EnterpriseLine {
    let language = context.language;
    let taxonomy = context.catalogue.taxonomy();
    let primary = row.primary_track();
    let others = row.tracks().iter().filter(|t| Some(*t) != primary);
    let tracks = primary.into_iter().chain(others).filter_map(|t| taxonomy.get(t));
    EnterpriseLine {
        id: row.id(),
        name: full_name(row, language),
        segment: row.segment().to_owned(),
        tracks: tracks.map(|t| t.name.get(language).to_owned()).collect(),
        drawn: row.position().is_some(),
        evidence: evidence(row.evidence(), language),
        listing: is_listed(row.status()).then(|| listing(row, language)),
        why: None,
    }
}

/// The listing of a listed row: its status as the data words it, in English a word for it, and the ticker.
fn listing(row: Row<'_>, language: Language) -> String {
    let status = match language {
        Language::Zh => row.status().to_owned(),
        Language::En => say(language, "profile-listed"),
    };
    if row.ticker().is_empty() { status } else { format!("{status} {}", row.ticker()) }
}

/// Words of the white paper or of another source, with where they come from.
///
/// `cite` was checked when the edition was read; one that leads nowhere shows no words at all.
pub fn cited(paper: &WhitePaper, text: &str, cite: &str, language: Language) -> Option<Block> {
    let citation = paper.citation(cite)?;
    Some(Block::Citation {
        text: text.to_owned(),
        source: source_line(paper, cite, language)?,
        date: citation.source.date.clone(),
        url: citation.source.url.clone(),
    })
}

/// Outlet, title and section of a citation.
pub fn source_line(paper: &WhitePaper, cite: &str, language: Language) -> Option<String> {
    let citation = paper.citation(cite)?;
    let message = match citation.section {
        Some(section) => Message::new("profile-source-section").with("section", section),
        None => Message::new("profile-source"),
    };
    let source = citation.source;
    Some(message.with("outlet", &source.outlet).with("title", &source.title).text(language))
}

/// The dates of the data, or that none is known.
pub fn data_date(context: &Context<'_>) -> String {
    context.catalogue.data_dates_text(context.language)
}

/// The sources of everything in a profile, a line each: the catalogue, the boundaries, the white paper.
pub fn sources(portrait: &Portrait<'_>) -> Vec<String> {
    let context = portrait.context;
    let language = context.language;
    let mut lines = vec![
        Message::new("profile-sources-catalogue")
            .with("date", data_date(context))
            .with("origin", context.catalogue.origin())
            .text(language),
        Message::new("profile-sources-boundaries").with("source", &context.pack.source).text(language),
    ];
    if let Some(paper) = WhitePaper::of(context.pack)
        && let Some(narrative) = paper.narrative(portrait.district.adcode)
        && let (Some(source), Some(citation)) =
            (source_line(&paper, &narrative.cite, language), paper.citation(&narrative.cite))
    {
        lines.push(
            Message::new("profile-sources-whitepaper")
                .with("title", &paper.edition.title)
                .with("source", source)
                .with("date", citation.source.date.as_str())
                .text(language),
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_is_what_the_status_says_of_today() {
        for status in [
            "上市",
            "北交所上市",
            "上市(境外上市主体Xiao-I Corp.)",
            "上市（境外上市主体 MiniMax Group Inc.）",
            "Listed",
        ] {
            assert!(is_listed(status), "{status}");
        }
        for status in ["", "未上市", "未上市(母公司曾上市)", "已退市(1806.HK,历史业务)", "新三板", "不适用", "拟上市"]
        {
            assert!(!is_listed(status), "{status}");
        }
    }

    #[test]
    fn numbers_keep_what_can_be_read() {
        assert_eq!(decimal(None, 2), "–");
        assert_eq!(decimal(Some(f64::INFINITY), 2), "–");
        assert_eq!(percent(Some(0.1457)), "14.6");
        assert_eq!((fractional(22.0), fractional(5.833_333)), ("22".to_owned(), "5.83".to_owned()));
        assert_eq!((density(Some(0.0042)), density(Some(1.5))), ("0.004".to_owned(), "1.50".to_owned()));
    }
}
