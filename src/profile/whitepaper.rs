//! What the white paper says of the city and its districts, as reported, each sentence with its source.
//!
//! The words are data, `data/whitepaper/*.toml`; this file reads them and refuses what cannot be cited.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::WhitePaperError;
use crate::catalogue::Taxonomy;
use crate::geography::Adcode;
use crate::language::Bilingual;

/// One edition of the white paper, with the press reports and public documents its words rest on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhitePaper {
    /// Title, date and limits of this retelling.
    pub edition: Edition,
    /// The reports and documents cited.
    #[serde(rename = "source", default)]
    pub sources: Vec<Source>,
    /// What is said of the city.
    #[serde(rename = "fact", default)]
    pub facts: Vec<Fact>,
    /// Rankings of cities, and of Shanghai's sub-fields.
    #[serde(rename = "ranking", default)]
    pub rankings: Vec<Ranking>,
    /// What is said of single districts; most districts have none.
    #[serde(rename = "narrative", default)]
    pub narratives: Vec<Narrative>,
    /// The parts of the narratives that can be set beside numbers.
    #[serde(rename = "claim", default)]
    pub claims: Vec<Claim>,
    /// Other public sources; not the white paper's.
    #[serde(rename = "context", default)]
    pub context: Vec<ContextEntry>,
}

/// Title, date and limits of an edition.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Years covered, such as `2023-2024`.
    pub id: String,
    /// Full title.
    pub title: Bilingual,
    /// Day of release, `YYYY-MM-DD`.
    pub released: String,
    /// What the edition is.
    pub about: Bilingual,
    /// What is not known of it.
    pub limits: Bilingual,
    /// Where this is reported: `source#section`.
    pub cite: String,
}

/// A press report or public document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Key for `cite`.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// Who published it.
    pub outlet: Bilingual,
    /// Day of publication, or the day from which a document is in force, `YYYY-MM-DD`.
    pub date: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// Its sections, by the key after `#` in `cite`.
    #[serde(default)]
    pub section: BTreeMap<String, Bilingual>,
}

/// What a fact of the city is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// The forum and the edition.
    Edition,
    /// The index of fintech centres.
    Index,
    /// The four features of the edition.
    Features,
    /// The evaluation of financial large models.
    Evaluation,
    /// Products, the pilot base, pain points.
    Products,
}

/// Something said of the city.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Stable id.
    pub id: String,
    /// What it is about.
    pub topic: Topic,
    /// A few words.
    pub label: Bilingual,
    /// The sentence.
    pub text: Bilingual,
    /// `source#section`.
    pub cite: String,
}

/// An ordered list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// Stable id.
    pub id: String,
    /// What is ranked.
    pub title: Bilingual,
    /// The places in the order of the report.
    pub places: Vec<RankedPlace>,
    /// `source#section`.
    pub cite: String,
}

/// One line of a ranking.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankedPlace {
    /// Rank, from 1.
    pub rank: u32,
    /// Who or what.
    pub name: Bilingual,
    /// Remark.
    pub note: Option<Bilingual>,
}

/// What is said of a district as a whole.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Narrative {
    /// The district.
    pub district: Adcode,
    /// The sentence.
    pub text: Bilingual,
    /// `source#section`.
    pub cite: String,
}

/// What a claim would mean in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// The track's share of the district's enterprises against its share of the city's: location quotient.
    Share,
    /// Number of enterprises.
    Count,
    /// Enterprises per km².
    Density,
    /// Standing of single companies; counting cannot test it.
    Leaders,
    /// Density within a part of the district.
    Area,
}

/// A claim about a district that is set beside the numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Stable id, such as `C2a`.
    pub id: String,
    /// The district.
    pub district: Adcode,
    /// Ids of the tracks meant; empty means all enterprises.
    pub tracks: Vec<String>,
    /// Whether it also speaks of all enterprises, beside the tracks named.
    #[serde(default)]
    pub with_all_tracks: bool,
    /// What it would mean in numbers.
    pub reading: Reading,
    /// Further readings shown beside.
    #[serde(default)]
    pub also: Vec<Reading>,
    /// The part of the district meant, an id of `data/places.csv`.
    pub place: Option<String>,
    /// A few words.
    pub short: Bilingual,
    /// The sentence.
    pub long: Bilingual,
    /// `source#section`.
    pub cite: String,
}

/// A fact of another public source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextEntry {
    /// Stable id.
    pub id: String,
    /// The district it is about; none means the city.
    pub district: Option<Adcode>,
    /// The sentence.
    pub text: Bilingual,
    /// Id of the source.
    pub cite: String,
}

/// A source and the section of it that is meant.
#[derive(Clone, Copy, Debug)]
pub struct Citation<'a> {
    /// The report or document.
    pub source: &'a Source,
    /// The section, where one is named.
    pub section: Option<&'a Bilingual>,
}

impl WhitePaper {
    /// The bundled edition, 2023-2024.
    pub fn bundled() -> &'static WhitePaper {
        static BUNDLED: LazyLock<WhitePaper> = LazyLock::new(|| {
            // The tests parse and check the same text; an empty edition is what a broken build would show.
            WhitePaper::parse(include_str!("../../data/whitepaper/2023-2024.toml")).unwrap_or_default()
        });
        &BUNDLED
    }

    /// Reads an edition; every id is unique and every citation leads to a source and a section of it.
    pub fn parse(text: &str) -> Result<WhitePaper, WhitePaperError> {
        let paper: WhitePaper = toml::from_str(text).map_err(|e| WhitePaperError::Syntax(Box::new(e)))?;
        paper.check_ids()?;
        if let Some((id, cite)) = paper.cites().find(|(_, cite)| paper.citation(cite).is_none()) {
            return Err(WhitePaperError::Uncited { id, cite: cite.to_owned() });
        }
        Ok(paper)
    }

    /// That every district and track it names exists in `taxonomy` and in the boundary pack.
    pub fn check(&self, taxonomy: &Taxonomy, is_district: impl Fn(Adcode) -> bool) -> Result<(), WhitePaperError> {
        let named = (self.narratives.iter().map(|n| ("narrative", n.district)))
            .chain(self.claims.iter().map(|c| (c.id.as_str(), c.district)))
            .chain(self.context.iter().filter_map(|c| Some((c.id.as_str(), c.district?))));
        for (id, district) in named {
            if !is_district(district) {
                return Err(WhitePaperError::UnknownDistrict { id: id.to_owned(), district });
            }
        }
        for claim in &self.claims {
            if let Some(track) = claim.tracks.iter().find(|t| taxonomy.index_of(t).is_none()) {
                return Err(WhitePaperError::UnknownTrack { id: claim.id.clone(), track: track.clone() });
            }
        }
        Ok(())
    }

    /// The source and section of a `cite`.
    pub fn citation(&self, cite: &str) -> Option<Citation<'_>> {
        let (id, section) = cite.split_once('#').map_or((cite, None), |(id, section)| (id, Some(section)));
        let source = self.sources.iter().find(|s| s.id == id)?;
        match section {
            Some(key) => source.section.get(key).map(|section| Citation { source, section: Some(section) }),
            None => Some(Citation { source, section: None }),
        }
    }

    /// What is said of a district, if anything is.
    pub fn narrative(&self, district: Adcode) -> Option<&Narrative> {
        self.narratives.iter().find(|n| n.district == district)
    }

    /// The claims about a district, in the order of the data.
    pub fn claims_of(&self, district: Adcode) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |c| c.district == district)
    }

    /// The entries of other sources about a district, or about the city.
    pub fn context_of(&self, district: Option<Adcode>) -> impl Iterator<Item = &ContextEntry> {
        self.context.iter().filter(move |c| c.district == district)
    }

    /// The facts of a topic.
    pub fn facts_of(&self, topic: Topic) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |f| f.topic == topic)
    }

    fn check_ids(&self) -> Result<(), WhitePaperError> {
        let mut seen = BTreeSet::new();
        let keys = (self.sources.iter().map(|s| format!("source {}", s.id)))
            .chain(self.facts.iter().map(|f| format!("fact {}", f.id)))
            .chain(self.rankings.iter().map(|r| format!("ranking {}", r.id)))
            .chain(self.narratives.iter().map(|n| format!("narrative {}", n.district)))
            .chain(self.claims.iter().map(|c| format!("claim {}", c.id)))
            .chain(self.context.iter().map(|c| format!("context {}", c.id)));
        for key in keys {
            if !seen.insert(key.clone()) {
                return Err(WhitePaperError::Duplicate { id: key });
            }
        }
        Ok(())
    }

    fn cites(&self) -> impl Iterator<Item = (String, &str)> {
        std::iter::once((self.edition.id.clone(), self.edition.cite.as_str()))
            .chain(self.facts.iter().map(|f| (f.id.clone(), f.cite.as_str())))
            .chain(self.rankings.iter().map(|r| (r.id.clone(), r.cite.as_str())))
            .chain(self.narratives.iter().map(|n| (n.district.to_string(), n.cite.as_str())))
            .chain(self.claims.iter().map(|c| (c.id.clone(), c.cite.as_str())))
            .chain(self.context.iter().map(|c| (c.id.clone(), c.cite.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../data/whitepaper/2023-2024.toml");

    fn check(text: &str) -> Result<(), WhitePaperError> {
        let districts = include_str!("../../maps/shanghai/districts.geojson");
        WhitePaper::parse(text)?.check(&Taxonomy::bundled(), |a| districts.contains(&format!("\"adcode\":{a}")))
    }

    #[test]
    fn the_bundled_edition_is_sound() {
        check(TEXT).unwrap();
        let paper = WhitePaper::bundled();
        let ids: Vec<&str> = paper.claims.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["C1a", "C1b", "C2a", "C2b", "C2c", "C3a", "C3b", "C3c", "C4a", "C4b"]);
        assert_eq!(paper.narratives.len(), 4);
        assert!(paper.narrative(Adcode(310112)).is_none());
        let places = include_str!("../../data/places.csv");
        for place in paper.claims.iter().filter_map(|c| c.place.as_deref()) {
            assert!(places.lines().any(|l| l.split(',').next() == Some(place)), "{place}");
        }
        for narrative in &paper.narratives {
            assert!(paper.claims_of(narrative.district).count() > 0);
        }
    }

    #[test]
    fn only_the_white_papers_words_cite_its_report() {
        let paper = WhitePaper::bundled();
        let report = |cite: &str| cite.starts_with("yicai-2024-12-14#");
        assert!(paper.claims.iter().all(|c| report(&c.cite)) && paper.facts.iter().all(|f| report(&f.cite)));
        assert!(paper.context.iter().all(|c| !report(&c.cite)));
        assert!(paper.sources.iter().all(|s| s.date.len() == 10 && !s.outlet.zh.is_empty()));
    }

    #[test]
    fn faults_are_refused() {
        let error = |from: &str, to: &str| check(&TEXT.replacen(from, to, 1)).unwrap_err();
        let claim = "id = \"C3a\"\ndistrict = 310101";
        assert!(matches!(error(claim, "id = \"C3a\"\ndistrict = 999999"), WhitePaperError::UnknownDistrict { .. }));
        assert!(matches!(error("[\"blockchain\"]", "[\"tulips\"]"), WhitePaperError::UnknownTrack { .. }));
        assert!(matches!(error("id = \"C3b\"", "id = \"C3a\""), WhitePaperError::Duplicate { .. }));
        assert!(matches!(error("yicai-2024-12-14#models", "nobody#models"), WhitePaperError::Uncited { .. }));
        assert!(matches!(error("yicai-2024-12-14#models", "yicai-2024-12-14#no"), WhitePaperError::Uncited { .. }));
        assert!(matches!(error("\ncite = \"gfci-31\"", ""), WhitePaperError::Syntax(_)));
        assert!(matches!(error("reading = \"area\"", "reading = \"hope\""), WhitePaperError::Syntax(_)));
    }
}
