//! A filter as one readable sentence.

use super::{Evidence, Filter, Taxonomy, TrackMode};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, Message, say};

/// The filter in words, such as «赛道：区块链或隐私计算；区：黄浦区». Without any restriction it says so.
pub fn sentence(filter: &Filter, taxonomy: &Taxonomy, pack: &Pack, language: Language) -> String {
    let mut parts = Vec::new();
    if !filter.tracks.is_empty() {
        let names = filter.tracks.iter().map(|id| match taxonomy.index_of(id).and_then(|i| taxonomy.get(i)) {
            Some(track) => track.name.get(language).to_owned(),
            None => id.clone(),
        });
        let (label, joint) = match filter.track_mode {
            TrackMode::Any => ("filter-sentence-track", "filter-or"),
            TrackMode::All => ("filter-sentence-track", "filter-and"),
            TrackMode::Primary => ("filter-sentence-primary", "filter-or"),
        };
        parts.push((label, names.collect::<Vec<_>>().join(&say(language, joint))));
    }
    if !filter.districts.is_empty() {
        let name =
            |code: &Adcode| pack.district(*code).map_or_else(|| code.to_string(), |d| d.name.get(language).to_owned());
        let names: Vec<String> = filter.districts.iter().map(name).collect();
        parts.push(("filter-sentence-district", names.join(&say(language, "filter-or"))));
    }
    match (filter.founded_from, filter.founded_to) {
        (None, None) => {}
        (from, to) => {
            let year = |y: Option<i32>| y.map_or_else(|| "…".to_owned(), |y| y.to_string());
            parts.push(("filter-sentence-founded", format!("{}–{}", year(from), year(to))));
        }
    }
    if !filter.evidence.is_empty() {
        let words: Vec<String> = filter.evidence.iter().map(|e| say(language, evidence_label(*e))).collect();
        parts.push(("filter-sentence-evidence", words.join(&say(language, "filter-or"))));
    }
    if !filter.text.trim().is_empty() {
        let quoted = Message::new("filter-quoted").with("text", filter.text.trim()).text(language);
        parts.push(("filter-sentence-text", quoted));
    }
    if parts.is_empty() {
        return say(language, "filter-none");
    }
    let said: Vec<String> =
        parts.into_iter().map(|(label, value)| Message::new(label).with("value", value).text(language)).collect();
    said.join(&say(language, "filter-gap"))
}

/// The message id of a kind of evidence.
pub fn evidence_label(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Document => "evidence-document",
        Evidence::Name => "evidence-name",
        Evidence::Unverified => "evidence-unverified",
    }
}
