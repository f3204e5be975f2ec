//! Where the gazetteer puts an address, and why.

use super::{Catalogue, PositionAccuracy};
use crate::geography::{Adcode, LonLat, Place};
use crate::language::Message;

/// What a placement rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The enterprise of this id.
    Row(i64),
    /// The place at this index of the list of places.
    Place(usize),
}

/// Why a placement is where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceReason {
    /// The same road and number.
    SameNumber,
    /// The same lane, another number in it.
    SameLane,
    /// Between two known numbers of the road.
    Between,
    /// A building or park named in the address.
    Named,
    /// Nothing but the district is known.
    DistrictOnly,
}

impl PlaceReason {
    /// All, the strongest first.
    pub const ALL: [PlaceReason; 5] = [
        PlaceReason::SameNumber,
        PlaceReason::SameLane,
        PlaceReason::Between,
        PlaceReason::Named,
        PlaceReason::DistrictOnly,
    ];

    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            PlaceReason::SameNumber => "same-number",
            PlaceReason::SameLane => "same-lane",
            PlaceReason::Between => "between",
            PlaceReason::Named => "named",
            PlaceReason::DistrictOnly => "district",
        }
    }

    /// Id of the message that names it.
    pub fn label(self) -> &'static str {
        match self {
            PlaceReason::SameNumber => "place-kind-same-number",
            PlaceReason::SameLane => "place-kind-same-lane",
            PlaceReason::Between => "place-kind-between",
            PlaceReason::Named => "place-kind-named",
            PlaceReason::DistrictOnly => "place-kind-district",
        }
    }
}

/// What is proposed for an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// The point; none where only the district is known.
    pub position: Option<LonLat>,
    /// How well it is known.
    pub accuracy: PositionAccuracy,
    /// The district it is in.
    pub district: Adcode,
    /// Why.
    pub reason: PlaceReason,
    /// What it rests on: one source, or the two it lies between.
    pub from: Vec<Source>,
}

impl Placement {
    /// Why it is there, as a sentence.
    pub fn sentence(&self, catalogue: &Catalogue, places: &[Place]) -> Message {
        let name = |source: &Source| match source {
            Source::Row(id) => catalogue.row_of(*id).map(|r| catalogue.row(r).name_zh().to_owned()),
            Source::Place(index) => places.get(*index).map(|p| p.name.zh.clone()),
        };
        let names: Vec<String> = self.from.iter().filter_map(name).collect();
        let first = names.first().map(String::as_str).unwrap_or_default();
        let second = names.get(1).map(String::as_str).unwrap_or_default();
        let id = match self.reason {
            PlaceReason::SameNumber => "place-same-number",
            PlaceReason::SameLane => "place-same-lane",
            PlaceReason::Named => "place-named",
            PlaceReason::DistrictOnly => return Message::new("place-district-only"),
            PlaceReason::Between => {
                return Message::new("place-between").with("first", first).with("second", second);
            }
        };
        Message::new(id).with("source", first)
    }
}
