//! What the white paper says of the city and its districts, as reported, each sentence with its source.
//!
//! The words are data, the `narrative` of a boundary pack; this file reads them and refuses what cannot be cited.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::WhitePaperError;
use crate::geography::{Adcode, Pack, PackError};
use crate::language::Bilingual;
use crate::report::Tell;

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
    /// Rankings of cities, and of the sub-fields of one.
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
    /// The part of the district meant, an id of the places of the pack.
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

/// Editions that are kept read.
const MAX_READ: usize = 4;

/// Looks for the first fault of the words a pack brings along: whether they can be read and cited, and speak of its own
/// districts and places. Tracks are those of a catalogue, and looked for there.
///
/// # Errors
/// [`PackError::Narrative`].
pub fn check_narrative(pack: &Pack, folder: &Path) -> Result<(), PackError> {
    let Some(text) = &pack.narrative else { return Ok(()) };
    let checked = WhitePaper::parse(text).and_then(|paper| paper.check_places(pack));
    checked.map_err(|error| PackError::Narrative {
        file: folder.to_owned(),
        why: error.message(),
        source: Box::new(error),
    })
}

impl WhitePaper {
    /// The edition that a pack brings along; none where it brings none. Each is read once: [`check_narrative`] has found
    /// that it can be.
    pub fn of(pack: &Pack) -> Option<Arc<WhitePaper>> {
        static READ: Mutex<Vec<(Arc<str>, Arc<WhitePaper>)>> = Mutex::new(Vec::new());
        let text = pack.narrative.as_ref()?;
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, paper)) = read.iter().find(|(known, _)| Arc::ptr_eq(known, text)) {
            return Some(paper.clone());
        }
        let paper = Arc::new(WhitePaper::parse(text).ok()?);
        read.push((text.clone(), paper.clone()));
        if read.len() > MAX_READ {
            read.remove(0);
        }
        Some(paper)
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

    /// That every district and place it names is one of the pack.
    fn check_places(&self, pack: &Pack) -> Result<(), WhitePaperError> {
        let named = (self.narratives.iter().map(|n| ("narrative", n.district)))
            .chain(self.claims.iter().map(|c| (c.id.as_str(), c.district)))
            .chain(self.context.iter().filter_map(|c| Some((c.id.as_str(), c.district?))));
        for (id, district) in named {
            if pack.district(district).is_none() {
                return Err(WhitePaperError::UnknownDistrict { id: id.to_owned(), district });
            }
        }
        let is_place = |id: &String| pack.places.iter().any(|p| p.id == *id);
        for claim in &self.claims {
            if let Some(place) = claim.place.as_ref().filter(|id| !is_place(id)) {
                return Err(WhitePaperError::UnknownPlace { id: claim.id.clone(), place: place.clone() });
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

    const TEXT: &str = include_str!("../../maps/shanghai/narrative.toml");

    fn check(text: &str) -> Result<(), WhitePaperError> {
        let paper = WhitePaper::parse(text)?;
        paper.check_places(&Pack::bundled())
    }

    #[test]
    fn the_bundled_edition_is_sound() {
        check(TEXT).unwrap();
        let paper = WhitePaper::of(&Pack::bundled()).unwrap();
        let ids: Vec<&str> = paper.claims.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["C1a", "C1b", "C2a", "C2b", "C2c", "C3a", "C3b", "C3c", "C4a", "C4b"]);
        assert_eq!(paper.narratives.len(), 4);
        assert!(paper.narrative(Adcode(310112)).is_none());
        for narrative in &paper.narratives {
            assert!(paper.claims_of(narrative.district).count() > 0);
        }
    }

    #[test]
    fn only_the_white_papers_words_cite_its_report() {
        let paper = WhitePaper::of(&Pack::bundled()).unwrap();
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
        assert!(matches!(error("place = \"", "place = \"no-"), WhitePaperError::UnknownPlace { .. }));
        assert!(matches!(error("id = \"C3b\"", "id = \"C3a\""), WhitePaperError::Duplicate { .. }));
        assert!(matches!(error("yicai-2024-12-14#models", "nobody#models"), WhitePaperError::Uncited { .. }));
        assert!(matches!(error("yicai-2024-12-14#models", "yicai-2024-12-14#no"), WhitePaperError::Uncited { .. }));
        assert!(matches!(error("\ncite = \"gfci-31\"", ""), WhitePaperError::Syntax(_)));
        assert!(matches!(error("reading = \"area\"", "reading = \"hope\""), WhitePaperError::Syntax(_)));
    }
}
