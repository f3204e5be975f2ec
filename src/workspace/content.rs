//! What a sound catalogue says that cannot all be true: not damage of the file, but rows to be looked at.
//!
//! | finding | rows |
//! |---|---|
//! | repeated code | of one credit code, which GB 32100-2015 gives to one body only |
//! | repeated row | the same in every attribute as an earlier one |
//! | other district | whose point is more than [`BORDER_SLACK_M`] from the district stated |
//! | founded later | founded after this year |
//!
//! Cost: a pass over the rows for each; a row is compared in full only with those of its name.

use std::collections::HashMap;

use crate::catalogue::{Catalogue, Enterprise, Row};
use crate::geography::Pack;
use crate::language::Message;

use super::draft::BORDER_SLACK_M;

/// Ids a finding names; the count is of all.
const NAMED: usize = 5;

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentCode {
    /// Several rows have one credit code.
    RepeatedCode,
    /// Rows are the same in every attribute as earlier ones.
    RepeatedRow,
    /// The point lies in another district than the one stated.
    OtherDistrict,
    /// Founded in a year that has not come.
    FoundedLater,
}

impl ContentCode {
    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            ContentCode::RepeatedCode => "repeated-code",
            ContentCode::RepeatedRow => "repeated-row",
            ContentCode::OtherDistrict => "other-district",
            ContentCode::FoundedLater => "founded-later",
        }
    }

    fn message_id(self) -> &'static str {
        match self {
            ContentCode::RepeatedCode => "content-repeated-code",
            ContentCode::RepeatedRow => "content-repeated-row",
            ContentCode::OtherDistrict => "content-other-district",
            ContentCode::FoundedLater => "content-founded-later",
        }
    }
}

/// Rows with one thing the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentFinding {
    /// What.
    pub code: ContentCode,
    /// Rows concerned.
    pub count: usize,
    /// The first of their ids.
    pub ids: Vec<i64>,
}

impl ContentFinding {
    /// The finding as a sentence with its count, the first ids and what to do.
    pub fn message(&self) -> Message {
        let mut ids = self.ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        if self.count > self.ids.len() {
            ids.push('…');
        }
        Message::new(self.code.message_id()).with("n", self.count).with("ids", ids)
    }
}

/// The year by this computer's clock (UTC).
pub fn this_year() -> i32 {
    time::OffsetDateTime::now_utc().year()
}

/// What of the catalogue contradicts itself, a finding a kind; `year` is the last one that an enterprise may have been
/// founded in.
pub fn contradictions(catalogue: &Catalogue, pack: &Pack, year: i32) -> Vec<ContentFinding> {
    let of =
        |code, ids: Vec<i64>| ContentFinding { code, count: ids.len(), ids: ids.into_iter().take(NAMED).collect() };
    let ids = |is_odd: &dyn Fn(&Row<'_>) -> bool| catalogue.rows().filter(is_odd).map(Row::id).collect();
    let founded_later = ids(&|row| row.founded().is_some_and(|founded| founded.year() > year));
    let findings = [
        of(ContentCode::RepeatedCode, of_a_repeated_code(catalogue)),
        of(ContentCode::RepeatedRow, repeated(catalogue)),
        of(ContentCode::OtherDistrict, ids(&|row| is_elsewhere(*row, pack))),
        of(ContentCode::FoundedLater, founded_later),
    ];
    findings.into_iter().filter(|finding| finding.count > 0).collect()
}

fn of_a_repeated_code(catalogue: &Catalogue) -> Vec<i64> {
    let mut counts = HashMap::<&str, u32>::new();
    for row in catalogue.rows().filter(|row| !row.uscc().is_empty()) {
        *counts.entry(row.uscc()).or_default() += 1;
    }
    catalogue.rows().filter(|row| counts.get(row.uscc()).is_some_and(|n| *n > 1)).map(Row::id).collect()
}

/// Rows that are as an earlier one of their name but for the id.
fn repeated(catalogue: &Catalogue) -> Vec<i64> {
    let mut of_name = HashMap::<&str, Vec<Row<'_>>>::new();
    let mut found = Vec::new();
    let whole = |row: &Row<'_>| Enterprise { id: 0, ..row.to_enterprise() };
    for row in catalogue.rows() {
        let earlier = of_name.entry(row.name_zh()).or_default();
        if !earlier.is_empty() && earlier.iter().any(|other| whole(other) == whole(&row)) {
            found.push(row.id());
        } else {
            earlier.push(row);
        }
    }
    found
}

/// Whether the point contradicts the district; borders are generalised, so what is near is not elsewhere.
fn is_elsewhere(row: Row<'_>, pack: &Pack) -> bool {
    let (Some(at), Some(stated)) = (row.plane(), row.district().and_then(|code| pack.district(code))) else {
        return false;
    };
    let is_other = pack.locate(at).is_none_or(|inside| inside.adcode != stated.adcode);
    is_other && stated.distance_m(at) > BORDER_SLACK_M
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::catalogue::{CatalogueBuilder, Founded, Taxonomy, sample};

    fn built(enterprises: &[Enterprise]) -> Catalogue {
        let mut builder = CatalogueBuilder::new(Arc::new(Taxonomy::bundled()));
        for (i, enterprise) in enterprises.iter().enumerate() {
            builder.push(&Enterprise { id: i as i64 + 1, ..enterprise.clone() });
        }
        builder.build(1)
    }

    #[test]
    fn the_sample_contradicts_itself_nowhere() {
        assert_eq!(contradictions(&built(&sample()), &Pack::bundled(), this_year()), []);
    }

    #[test]
    fn each_contradiction_is_counted_and_its_rows_are_named() {
        let pack = Pack::bundled();
        let mut rows = sample();
        let n = rows.len() as i64;
        let has_place = |e: &Enterprise| e.position.is_some() && e.district().is_some();
        let drawn = 2 + rows[2..].iter().position(has_place).unwrap();
        // A copy of a row, another with its code only, one founded too late, one whose point is far away.
        rows[0].uscc = "91310000132228728T".to_owned();
        rows.push(rows[0].clone());
        rows.push(Enterprise { name_zh: "另一家".to_owned(), ..rows[0].clone() });
        rows.push(Enterprise { founded: Founded::year_only(2031), uscc: String::new(), ..rows[1].clone() });
        let own = rows[drawn].district();
        let far = pack.districts.iter().find(|d| d.distance_m(pack.project(rows[drawn].position.unwrap())) > 20_000.0);
        assert_ne!(far.map(|d| d.adcode), own);
        rows[drawn].office_district = far.map(|d| d.adcode);
        let found = contradictions(&built(&rows), &pack, 2026);
        let told: Vec<_> = found.iter().map(|f| (f.code, f.count, f.ids.clone())).collect();
        assert_eq!(told[0], (ContentCode::RepeatedCode, 3, vec![1, n + 1, n + 2]));
        assert_eq!(told.last().unwrap(), &(ContentCode::FoundedLater, 1, vec![n + 3]));
        assert!(
            told.iter().any(|(code, _, ids)| *code == ContentCode::OtherDistrict && ids.contains(&(drawn as i64 + 1)))
        );
        assert!(told.contains(&(ContentCode::RepeatedRow, 1, vec![n + 1])));
    }
}
