//! A filter as one readable sentence.

use super::facets::bin_start;
use super::{Brush, Confidence, DistrictOf, Evidence, Filter, PositionAccuracy, Taxonomy, TrackMode};
use crate::geography::{Adcode, Pack};
use crate::language::{Language, Message, grouped, say};

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
    let or = say(language, "filter-or");
    if !filter.serves.is_empty() {
        let names: Vec<String> = filter.serves.iter().map(|name| finance_area(name, language)).collect();
        parts.push(("filter-sentence-serves", names.join(&or)));
    }
    if !filter.districts.is_empty() {
        let label = match filter.district_of {
            DistrictOf::Counted => "filter-sentence-district",
            DistrictOf::Office => "filter-sentence-office-district",
            DistrictOf::Registered => "filter-sentence-registered-district",
        };
        parts.push((label, district_names(&filter.districts, pack, language)));
    }
    let range = |from: Option<String>, to: Option<String>| {
        let end = |value: Option<String>| value.unwrap_or_else(|| "…".to_owned());
        (from.is_some() || to.is_some()).then(|| format!("{}–{}", end(from), end(to)))
    };
    let year = |year: i32| year.to_string();
    if let Some(years) = range(filter.founded_from.map(year), filter.founded_to.map(year)) {
        parts.push(("filter-sentence-founded", years));
    }
    let capital = |value: f64| grouped(value as u64);
    if let Some(values) = range(filter.capital_from_wan_cny.map(capital), filter.capital_below_wan_cny.map(capital)) {
        parts.push(("filter-sentence-capital", values));
    }
    let heads = |value: u32| grouped(value.into());
    if let Some(values) = range(filter.employees_from.map(heads), filter.employees_below.map(heads)) {
        parts.push(("filter-sentence-employees", values));
    }
    let written = [
        ("filter-sentence-segment", &filter.segments),
        ("filter-sentence-status", &filter.statuses),
        ("filter-sentence-as-of", &filter.as_of),
    ];
    for (label, values) in written.into_iter().filter(|(_, values)| !values.is_empty()) {
        let said: Vec<String> = values.iter().map(|value| stated(value, language)).collect();
        parts.push((label, said.join(&or)));
    }
    if !filter.evidence.is_empty() {
        let words: Vec<String> = filter.evidence.iter().map(|e| say(language, evidence_label(*e))).collect();
        parts.push(("filter-sentence-evidence", words.join(&or)));
    }
    if !filter.accuracy.is_empty() {
        let words: Vec<String> = filter.accuracy.iter().map(|a| say(language, accuracy_label(*a))).collect();
        parts.push(("filter-sentence-accuracy", words.join(&or)));
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

/// A brush in words, such as «距 121.4600, 31.1800 不足 2.0 km».
pub fn brush_sentence(brush: &Brush, taxonomy: &Taxonomy, pack: &Pack, language: Language) -> String {
    match brush {
        Brush::Lasso { .. } => say(language, "brush-lasso"),
        Brush::Rectangle { .. } => say(language, "brush-rectangle"),
        Brush::Circle { centre, radius_m } => {
            let at = pack.unproject(*centre);
            Message::new("brush-circle")
                .with("lon", format!("{:.4}", at.lon))
                .with("lat", format!("{:.4}", at.lat))
                .with("km", format!("{:.2}", radius_m / 1000.0))
                .text(language)
        }
        Brush::Matching { filter } => sentence(filter, taxonomy, pack, language),
        Brush::Rows { ids } => Message::new("brush-rows").with("n", ids.len()).text(language),
    }
}

fn district_names(codes: &[Adcode], pack: &Pack, language: Language) -> String {
    let name =
        |code: &Adcode| pack.district(*code).map_or_else(|| code.to_string(), |d| d.name.get(language).to_owned());
    codes.iter().map(name).collect::<Vec<_>>().join(&say(language, "filter-or"))
}

/// A free text of the catalogue, or that there is none.
pub fn stated(value: &str, language: Language) -> String {
    if value.is_empty() { say(language, "filter-not-stated") } else { value.to_owned() }
}

/// One of the five areas of finance (五篇大文章) in the reader's language; another name as it is.
pub fn finance_area(name_zh: &str, language: Language) -> String {
    let id = match name_zh {
        "科技金融" => "finance-area-technology",
        "绿色金融" => "finance-area-green",
        "普惠金融" => "finance-area-inclusive",
        "养老金融" => "finance-area-pension",
        "数字金融" => "finance-area-digital",
        other => return other.to_owned(),
    };
    say(language, id)
}

/// A half decade of capital or employees, such as «100–300».
pub fn bin_label(bin: u8) -> String {
    format!("{}–{}", grouped(bin_start(bin) as u64), grouped(bin_start(bin + 1) as u64))
}

/// The message id of an accuracy.
pub fn accuracy_label(accuracy: PositionAccuracy) -> &'static str {
    match accuracy {
        PositionAccuracy::Building => "accuracy-building",
        PositionAccuracy::Street => "accuracy-street",
        PositionAccuracy::Park => "accuracy-park",
        PositionAccuracy::District => "accuracy-district",
        PositionAccuracy::None => "accuracy-none",
    }
}

/// The message id of a kind of evidence.
pub fn evidence_label(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Document => "evidence-document",
        Evidence::Name => "evidence-name",
        Evidence::Unverified => "evidence-unverified",
    }
}

/// The message that names a confidence.
pub fn confidence_label(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "confidence-high",
        Confidence::Medium => "confidence-medium",
        Confidence::Low => "confidence-low",
        Confidence::Unstated => "confidence-unstated",
    }
}
