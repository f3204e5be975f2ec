//! Words of a figure: what the user wrote, else what the data say, with live fields in both.

use super::facts::{Facts, LEAST_FOR_SHARE, date, with_fields};
use super::{Ingredients, small_maps_of};
use crate::document::{Template, Wording};
use crate::geography::Pack;
use crate::language::{Language, Message, say};
use crate::layers::choropleth::{Choropleth, Measure};
use crate::layers::classes::{ClassMethod, breaks};
use crate::layers::multiples::{Multiples, MultiplesBy, MultiplesMeasure, Subject};
use crate::layers::relative_risk::RiskLayer;
use crate::layers::{Controls, LAYERS, replaced_by};

/// The text of a wording before its fields are filled in: the user's, else that of the data.
pub fn wording(of: &Ingredients<'_>, facts: &Facts, wording: Wording) -> String {
    let own = of.document.figure.word(wording);
    own.map_or_else(|| written(of, facts, wording), str::to_owned)
}

/// The text of a wording with its fields filled in.
pub fn words(of: &Ingredients<'_>, facts: &Facts, which: Wording) -> String {
    let text = facts.filled(&wording(of, facts, which)).trim().to_owned();
    // A sentence of the filter begins small in English.
    let begins_large = of.language == Language::En && which == Wording::Subtitle;
    let mut letters = text.chars();
    match letters.next().filter(|_| begins_large) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

/// Whether the figure looks at one district among others that it shows, too.
fn looks_at_one(of: &Ingredients<'_>) -> bool {
    of.focus().is_some() && of.document.filter.districts.is_empty()
}

/// The text that the data write, with its fields.
pub fn written(of: &Ingredients<'_>, facts: &Facts, wording: Wording) -> String {
    let language = of.language;
    match wording {
        Wording::Title => title(of, facts),
        Wording::Subtitle => {
            let id = if looks_at_one(of) { "composer-subtitle-one" } else { "composer-subtitle" };
            let names = ["filter", "n", "drawn", "missing", "district", "district_n", "district_drawn"];
            with_fields(id, &names).text(language)
        }
        Wording::Caption => caption(of, facts),
        Wording::Notes => notes(of, facts).join(&say(language, "sentence-gap")),
        Wording::Alt => alt(of, facts),
    }
}

fn title(of: &Ingredients<'_>, facts: &Facts) -> String {
    let has_track = !facts.fields["track"].is_empty();
    let id = match (of.document.figure.template, &facts.measure) {
        (Template::District, _) => "composer-title-district",
        (Template::Multiples, _) => match of.multiples.map(|m| (m.wanted.by, m.wanted.measure)) {
            Some((MultiplesBy::Periods, _)) => "composer-title-periods",
            Some((_, MultiplesMeasure::Quotient)) => "composer-title-tracks-lq",
            Some((_, MultiplesMeasure::Share)) => "composer-title-tracks-share",
            _ => "composer-title-tracks",
        },
        (_, Some(Measure::LocationQuotient(_))) if of.focus().is_some() => "composer-title-lq-one",
        (_, Some(Measure::Share(_))) if of.focus().is_some() => "composer-title-share-one",
        (_, Some(Measure::LocationQuotient(_))) => "composer-title-lq",
        (_, Some(Measure::Share(_))) => "composer-title-share",
        (_, Some(Measure::DensityPerKm2)) if !has_track => "composer-title-density",
        (_, None) if !has_track => surface(of).unwrap_or("composer-title"),
        _ if has_track => "composer-title-track",
        _ => "composer-title",
    };
    let mut words = with_fields(id, &["place", "track"]);
    if id == "composer-title-risk" {
        let controls = Controls::new(&RiskLayer, &of.document.layers, of.catalogue.taxonomy());
        let track = of.catalogue.taxonomy().tracks().iter().find(|track| track.id == controls.word("track"));
        words = words.with("of", track.map(|track| track.name.clone()).unwrap_or_default());
    }
    words.text(of.language)
}

/// The title of a surface that takes the place of the districts' colours.
fn surface(of: &Ingredients<'_>) -> Option<&'static str> {
    let (settings, taxonomy) = (&of.document.layers, of.catalogue.taxonomy());
    match replaced_by(&Choropleth, settings, taxonomy)?.id() {
        "density" => Some("composer-title-kernel"),
        "grid" => Some("composer-title-grid"),
        "risk" => Some("composer-title-risk"),
        _ => None,
    }
}

/// What the figure shows, in a sentence with its numbers.
fn caption(of: &Ingredients<'_>, facts: &Facts) -> String {
    let language = of.language;
    let heading = of.document.figure.word(Wording::Title).map_or_else(|| title(of, facts), str::to_owned);
    let sentence = finding(of, facts);
    let id = match (of.focus().is_some(), facts.n) {
        // Its numbers have been told.
        (true, _) | (false, 0) => "composer-caption-date",
        (false, _) => "composer-caption-data",
    };
    let data = with_fields(id, &["n", "drawn", "date"]).text(language);
    let gap = say(language, "sentence-gap");
    [Some(format!("{heading}{}", say(language, "figure-stop").trim_end())), sentence, Some(data)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(&gap)
}

/// What stands out; `None` where nothing does.
fn finding(of: &Ingredients<'_>, facts: &Facts) -> Option<String> {
    let language = of.language;
    if facts.n == 0 {
        return Some(say(language, "composer-finding-empty"));
    }
    if of.focus().is_some() {
        return Some(finding_of_one(facts, language));
    }
    let names = [
        "track",
        "first",
        "first_value",
        "first_share",
        "first_part",
        "first_base",
        "first_low",
        "first_high",
        "second",
        "second_value",
        "third",
        "third_value",
        "tied",
    ];
    let quotient = ["track", "first", "lq", "lq_low", "lq_high", "p"];
    let led = |id| with_fields(id, &names).with("lead", facts.lead.code()).with("least", LEAST_FOR_SHARE);
    Some(
        match facts.measure.as_ref()? {
            Measure::Share(_) if facts.districts_with_value == 0 => led("composer-finding-share-none"),
            _ if facts.districts_with_value == 0 => Message::new("composer-finding-none"),
            Measure::Count => led("composer-finding-count"),
            Measure::DensityPerKm2 => led("composer-finding-density"),
            Measure::Share(_) => led("composer-finding-share"),
            Measure::LocationQuotient(_) if facts.has_certain_quotient => with_fields("composer-finding-lq", &quotient),
            Measure::LocationQuotient(_) => with_fields("composer-finding-lq-chance", &quotient),
        }
        .text(language),
    )
}

/// What is to be said of the one district a figure is about: its numbers, and its value of the measure.
fn finding_of_one(facts: &Facts, language: Language) -> String {
    let own = match &facts.measure {
        Some(Measure::LocationQuotient(_)) => "composer-finding-district-lq",
        Some(Measure::Share(_)) => "composer-finding-district-share",
        Some(Measure::DensityPerKm2) => "composer-finding-district-density",
        Some(Measure::Count) | None => "",
    };
    let names = [
        "district",
        "district_n",
        "district_drawn",
        "district_value",
        "district_part",
        "district_base",
        "district_low",
        "district_high",
        "track",
    ];
    let quotient = ["lq", "lq_low", "lq_high", "p"];
    let ids = ["composer-finding-district", own].into_iter().filter(|id| !id.is_empty());
    let sentences = ids.map(|id| with_fields(id, &[&names[..], &quotient[..]].concat()).text(language));
    sentences.collect::<Vec<_>>().join(&say(language, "sentence-gap"))
}

/// How to read the figure, and what it cannot tell.
fn notes(of: &Ingredients<'_>, facts: &Facts) -> Vec<String> {
    let language = of.language;
    let mut notes = Vec::new();
    if let Some(multiples) = small_maps_of(of) {
        notes.extend(note_of_small_maps(multiples, language));
    }
    match &facts.measure {
        Some(Measure::LocationQuotient(_)) => notes.push(say(language, "composer-note-lq")),
        Some(measure) => {
            let controls = Controls::new(&Choropleth, &of.document.layers, of.catalogue.taxonomy());
            let method = crate::layers::param::choice_label(controls.word("classes-by"));
            let id = match measure {
                Measure::DensityPerKm2 => "composer-note-density",
                Measure::Share(_) => "composer-note-share",
                _ => "composer-note-count",
            };
            let own = of.numbers.district_values.iter().filter_map(|v| v.value.filter(|v| *v > 0.0)).collect();
            let shown: Vec<f64> = of.numbers.classed.as_ref().map_or(own, |classed| classed.to_vec());
            let wanted = controls.number("classes") as usize;
            let ends = breaks(&shown, wanted, ClassMethod::from_code(controls.word("classes-by")));
            notes.extend(note_of_classes(id, &say(language, method), &shown, &ends, language));
        }
        None => {}
    }
    if facts.has_hot_areas {
        notes.push(say(language, "composer-note-hot"));
    }
    if of.document.figure.template == Template::Multiples {
        let has_densities = of.multiples.is_some_and(|multiples| multiples.densities.is_some());
        let id = if has_densities { "composer-note-densities" } else { "composer-note-multiples" };
        notes.push(say(language, id));
    }
    notes
}

/// What the colours of small maps say.
fn note_of_small_maps(multiples: &Multiples, language: Language) -> Option<String> {
    if multiples.densities.is_some() {
        return None;
    }
    let (by, measure) = (multiples.wanted.by, multiples.wanted.measure);
    let id = match (by, measure) {
        _ if multiples.is_of_quotients() => return Some(say(language, "composer-note-lq")),
        (_, MultiplesMeasure::Count) => "composer-note-count",
        (MultiplesBy::Tracks, _) => "composer-note-share",
        (MultiplesBy::Periods, _) => "composer-note-periods-share",
    };
    let maps = multiples.maps.iter().filter(|map| map.subject != Subject::Difference);
    let shown: Vec<f64> = maps.flat_map(|map| &map.values).filter_map(|v| v.value.filter(|v| *v > 0.0)).collect();
    let method = say(language, crate::layers::param::choice_label("natural"));
    note_of_classes(id, &method, &shown, &multiples.ends, language)
}

/// What the colours say, and how the values are cut into classes; `None` without a value.
fn note_of_classes(id: &'static str, method: &str, shown: &[f64], ends: &[f64], language: Language) -> Option<String> {
    let last = ends.last()?;
    let kind = if shown.iter().all(|v| v == last) { "alike" } else { "classes" };
    let note = Message::new(id).with("kind", kind).with("method", method).with("classes", ends.len());
    Some(note.text(language))
}

/// What is seen, for those who cannot see it.
fn alt(of: &Ingredients<'_>, facts: &Facts) -> String {
    let language = of.language;
    let taxonomy = of.catalogue.taxonomy();
    let is_drawn = |layer: &&&dyn crate::layers::Layer| {
        Controls::new(**layer, &of.document.layers, taxonomy).visible() && layer.is_available(of.pack)
    };
    let layers: Vec<String> = LAYERS.iter().filter(is_drawn).map(|l| say(language, l.title())).collect();
    let separator = match language {
        Language::Zh => "、",
        Language::En => ", ",
    };
    let kind = match of.document.figure.template {
        Template::Multiples => "composer-alt-multiples",
        Template::District => "composer-alt-district",
        Template::MapChart => "composer-alt-map-chart",
        Template::MapTable => "composer-alt-map-table",
        Template::Map | Template::Cover => "composer-alt-map",
    };
    let kind = with_fields(kind, &["place", "district"]).with("layers", layers.join(separator)).text(language);
    format!("{kind}{}{}", say(language, "sentence-gap"), caption(of, facts))
}

/// Source, data date, count and method, a line each; the map approval number, or that there is none, is the last.
pub fn credit(of: &Ingredients<'_>) -> Vec<String> {
    let (language, catalogue, pack) = (of.language, of.catalogue, of.pack);
    let data = Message::new("figure-data").with("date", date(of)).with("origin", catalogue.origin_counted());
    let unplaced = (of.numbers.without_district > 0)
        .then(|| Message::new("figure-without-district").with("n", of.numbers.without_district).text(language));
    let boundaries = Message::new("figure-boundaries").with("source", &pack.source).with("date", pack.date.as_str());
    let sentences = [Some(data.text(language)), unplaced, Some(boundaries.text(language))];
    let gap = say(language, "figure-gap");
    let mut lines = vec![sentences.into_iter().flatten().collect::<Vec<_>>().join(&gap)];
    let number = match of.review_number {
        Some(number) => Message::new("figure-review-number").with("number", number).text(language),
        None => say(language, "figure-sketch"),
    };
    lines.push(format!("{number}{gap}{}", projection(pack).text(language)));
    lines
}

/// The projection of the map.
fn projection(pack: &Pack) -> Message {
    let zone = pack.projection;
    let side = if zone.central_meridian() < 0.0 { "W" } else { "E" };
    let degrees = zone.central_meridian().abs().to_string();
    let words = match zone.epsg() {
        Some(code) => Message::new("figure-projection").with("code", code.to_string()),
        None => Message::new("figure-projection-other"),
    };
    words.with("degrees", degrees).with("side", side)
}
