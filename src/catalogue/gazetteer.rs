//! Address → place, without a network: from rows that have a point, and from the well-known places.
//!
//! In this order: a known row (or place) of the same road and number; between two known numbers of the road at most
//! [`REACH_NUMBERS`] apart; a building or park named in the address; else no more than the district. A district is
//! never made a point, no point is given outside the declared district, and a placement is never said to be more
//! accurate than what it rests on.
//!
//! Cost: building O(rows log rows), one reading of each address; asking one hash of the road and a binary search, or
//! a hash a character where only a name can help: about a microsecond.

use std::collections::HashMap;

use super::address::{self, Address, NameKind};
use super::{Catalogue, PlaceReason, Placement, PositionAccuracy, placement::Source};
use crate::geography::{Adcode, LonLat, Pack, Place, Plane};

/// Known numbers farther apart than this say nothing of one between them.
pub const REACH_NUMBERS: u32 = 200;
/// Two places of one number, or of one name, farther apart than this are two places, metres.
const SAME_PLACE_M: f64 = 500.0;
/// A point between two known ones nearer together than this is as good as `street`, metres.
const STREET_SPAN_M: f64 = 400.0;
/// Farther apart than this the road is not straight enough to say, metres.
const PARK_SPAN_M: f64 = 1200.0;

/// A known number of a road.
#[derive(Clone, Copy, Debug)]
struct Known {
    road: u32,
    number: u32,
    is_lane: bool,
    sub: u32,
    accuracy: PositionAccuracy,
    has_block: bool,
    district: Adcode,
    position: LonLat,
    at: Plane,
    source: Source,
}

/// A named building or park; without a district where several places have the name.
#[derive(Clone, Debug)]
struct Named {
    name: Box<str>,
    /// The road of the row it was learnt from: a park may lie on several, far apart.
    road: Option<u32>,
    accuracy: PositionAccuracy,
    district: Option<Adcode>,
    position: LonLat,
    at: Plane,
    source: Source,
}

/// The memory of street numbers and names. Built once for a catalogue, asked for every address.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    roads: HashMap<Box<str>, u32>,
    /// By road, number, lane, number in the lane, then the most accurate first.
    known: Vec<Known>,
    /// Where each road begins in `known`; one more than roads.
    starts: Vec<u32>,
    named: Vec<Named>,
    /// Places in `named` by the first two characters of the name.
    by_beginning: HashMap<[char; 2], Vec<u32>>,
}

/// A point to be remembered, and what it is.
#[derive(Clone, Copy)]
struct Spot {
    position: LonLat,
    at: Plane,
    district: Adcode,
    accuracy: PositionAccuracy,
    source: Source,
}

impl Gazetteer {
    /// The memory of a catalogue's rows and of places, on a map.
    pub fn of(catalogue: &Catalogue, places: &[Place], pack: &Pack) -> Gazetteer {
        let mut gazetteer = Gazetteer::default();
        let mut names = HashMap::new();
        for (index, place) in places.iter().enumerate() {
            gazetteer.learn_place(index, place, pack, &mut names);
        }
        for row in catalogue.rows() {
            if let Some((position, at)) = row.position().zip(row.plane())
                && let Some(district) = pack.locate(at).map(|d| d.adcode)
            {
                let (accuracy, source) = (row.position_accuracy(), Source::Row(row.id()));
                let written = [row.office_address(), row.registered_address()];
                // The point is that of the office where there is one.
                if let Some(text) = written.into_iter().find(|a| !a.is_empty()) {
                    gazetteer.learn(&text, Spot { position, at, district, accuracy, source }, &mut names);
                }
            }
        }
        gazetteer.sort();
        gazetteer
    }

    /// Notes what an address says of a spot.
    fn learn(&mut self, text: &str, spot: Spot, names: &mut HashMap<Box<str>, u32>) {
        let text = address::folded(text);
        let Some(address) = address::read(&text) else { return };
        self.learn_numbers(&address, spot);
        if let Some((name, kind)) = address::name_in(address.tail) {
            let road = self.roads.get(address.road).copied();
            self.learn_name(name, kind, road, spot, names);
        }
    }

    fn learn_numbers(&mut self, address: &Address<'_>, spot: Spot) {
        let next = self.roads.len() as u32;
        let road = match self.roads.get(address.road) {
            Some(road) => *road,
            None => *self.roads.entry(address.road.into()).or_insert(next),
        };
        let Spot { position, at, district, accuracy, source } = spot;
        for number in address.numbers() {
            let (number, is_lane, sub, has_block) = (*number, address.is_lane, address.sub, address.has_block());
            self.known.push(Known { road, number, is_lane, sub, accuracy, has_block, district, position, at, source });
        }
    }

    fn learn_name(
        &mut self,
        name: &str,
        kind: NameKind,
        road: Option<u32>,
        spot: Spot,
        names: &mut HashMap<Box<str>, u32>,
    ) {
        let Spot { position, at, district, accuracy, source } = spot;
        let floor = if kind == NameKind::Building { PositionAccuracy::Building } else { PositionAccuracy::Park };
        if let Some(known) = names.get(name).and_then(|i| self.named.get_mut(*i as usize)) {
            if known.at.distance_m(at) > SAME_PLACE_M {
                known.district = None;
            }
            return;
        }
        let next = self.named.len() as u32;
        names.insert(name.into(), next);
        let mut first = name.chars();
        if let (Some(a), Some(b)) = (first.next(), first.next()) {
            self.by_beginning.entry([a, b]).or_default().push(next);
        }
        let accuracy = accuracy.max(floor);
        self.named.push(Named { name: name.into(), road, accuracy, district: Some(district), position, at, source });
    }

    /// A place is known by its names, and by the address that stands in brackets or is its name.
    fn learn_place(&mut self, index: usize, place: &Place, pack: &Pack, names: &mut HashMap<Box<str>, u32>) {
        let Some(district) = pack.locate(place.at).map(|d| d.adcode) else { return };
        let source = Source::Place(index);
        let spot = |accuracy| Spot { position: place.position, at: place.at, district, accuracy, source };
        let mut accuracy = PositionAccuracy::Street;
        let text = address::folded(&place.name.zh);
        let plain = text.split('(').next().unwrap_or_default();
        for name in plain.split('/').map(|n| n.strip_prefix("上海").filter(|n| n.chars().count() > 4).unwrap_or(n)) {
            if let Some(kind) = address::kind_of(name).filter(|_| address::read(name).is_none()) {
                if kind == NameKind::Park {
                    accuracy = PositionAccuracy::Park;
                }
                self.learn_name(name, kind, None, spot(PositionAccuracy::Building), names);
            }
        }
        if let Some(address) = address::read(&text) {
            self.learn_numbers(&address, spot(accuracy));
        }
    }

    fn sort(&mut self) {
        let order = |source: Source| match source {
            // A row of the user's own comes before a place.
            Source::Row(id) => (0, id),
            Source::Place(index) => (1, index as i64),
        };
        self.known.sort_by_key(|k| (k.road, k.number, k.is_lane, k.sub, k.accuracy, order(k.source)));
        self.starts = vec![0; self.roads.len() + 1];
        for known in &self.known {
            self.starts[known.road as usize + 1] += 1;
        }
        for i in 1..self.starts.len() {
            self.starts[i] += self.starts[i - 1];
        }
    }

    /// Number of street numbers it remembers.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether it remembers none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Where an address is, as far as can be said. `declared` is the district the row is said to be in; without one,
    /// the district the address names counts.
    pub fn place(&self, text: &str, declared: Option<Adcode>, pack: &Pack) -> Option<Placement> {
        let text = address::folded(text);
        let declared = declared.or_else(|| district_named(&text, pack));
        let address = address::read(&text);
        let by_number = address.as_ref().and_then(|address| self.by_number(address, declared, pack));
        let road = address.map(|address| address.road);
        by_number.or_else(|| self.by_name(&text, road, declared)).or_else(|| {
            let district = declared.filter(|d| pack.district(*d).is_some())?;
            let (reason, from) = (PlaceReason::DistrictOnly, Vec::new());
            Some(Placement { position: None, accuracy: PositionAccuracy::District, district, reason, from })
        })
    }

    fn by_number(&self, address: &Address<'_>, declared: Option<Adcode>, pack: &Pack) -> Option<Placement> {
        let road = *self.roads.get(address.road)? as usize;
        let known = &self.known[self.starts[road] as usize..self.starts[road + 1] as usize];
        let number = address.number();
        let from = known.partition_point(|k| k.number < number);
        let to = from + known[from..].partition_point(|k| k.number == number);
        let is_meant = |k: &&Known| declared.is_none_or(|d| d == k.district);
        let same = || known[from..to].iter().filter(is_meant);
        if same().next().is_some() {
            let is_exact = |k: &&Known| k.is_lane == address.is_lane && k.sub == address.sub;
            return match same().any(|k| is_exact(&k)) {
                true => exact(same().filter(is_exact), address),
                false => near(same(), address),
            };
        }
        between(&known[..from], &known[to..], number, &is_meant, pack)
    }

    fn by_name(&self, text: &str, road: Option<&str>, declared: Option<Adcode>) -> Option<Placement> {
        // A road nobody remembers is another than any that is.
        let road = road.map(|road| self.roads.get(road).copied());
        let may_be = |n: &Named| match (road, n.road) {
            (Some(asked), Some(own)) => asked == Some(own),
            _ => true,
        };
        let mut best: Option<&Named> = None;
        let mut previous = None;
        for (at, c) in text.char_indices() {
            if let Some((start, first)) = previous
                && let Some(places) = self.by_beginning.get(&[first, c])
            {
                let here = places.iter().map(|i| &self.named[*i as usize]).filter(|n| {
                    text[start..].starts_with(&*n.name)
                        && may_be(n)
                        && n.district.is_some_and(|own| declared.is_none_or(|d| d == own))
                });
                // The longest name says most; of equals the first in the text.
                best = best.into_iter().chain(here).reduce(|a, b| if b.name.len() > a.name.len() { b } else { a });
            }
            previous = Some((at, c));
        }
        let named = best?;
        Some(Placement {
            position: Some(named.position),
            accuracy: named.accuracy,
            district: named.district?,
            reason: PlaceReason::Named,
            from: vec![named.source],
        })
    }
}

/// The most accurate of places that must all be one place.
fn one_place<'a>(known: impl Iterator<Item = &'a Known>) -> Option<&'a Known> {
    let mut best: Option<&Known> = None;
    for k in known.take(64) {
        match best {
            Some(b) if b.district != k.district || b.at.distance_m(k.at) > SAME_PLACE_M => return None,
            Some(b) if b.accuracy <= k.accuracy => {}
            _ => best = Some(k),
        }
    }
    best
}

fn placed(known: &Known, accuracy: PositionAccuracy, reason: PlaceReason) -> Placement {
    let from = vec![known.source];
    Placement { position: Some(known.position), accuracy, district: known.district, reason, from }
}

fn exact<'a>(same: impl Iterator<Item = &'a Known>, address: &Address<'_>) -> Option<Placement> {
    let known = one_place(same)?;
    // Of a number with several buildings only the number is known to be the same.
    let has_blocks = known.has_block || address.has_block();
    let floor = if has_blocks { PositionAccuracy::Street } else { PositionAccuracy::Building };
    Some(placed(known, known.accuracy.max(floor), PlaceReason::SameNumber))
}

fn near<'a>(same: impl Iterator<Item = &'a Known>, address: &Address<'_>) -> Option<Placement> {
    let known = one_place(same)?;
    if known.is_lane && address.is_lane {
        return Some(placed(known, known.accuracy.max(PositionAccuracy::Park), PlaceReason::SameLane));
    }
    Some(placed(known, known.accuracy.max(PositionAccuracy::Street), PlaceReason::SameNumber))
}

fn between(
    below: &[Known],
    above: &[Known],
    number: u32,
    is_meant: &impl Fn(&&Known) -> bool,
    pack: &Pack,
) -> Option<Placement> {
    let is_good = |k: &&Known| k.accuracy <= PositionAccuracy::Street && is_meant(k);
    let low = below.iter().rev().take_while(|k| number - k.number < REACH_NUMBERS).find(is_good)?;
    let high = above.iter().take_while(|k| k.number - low.number <= REACH_NUMBERS).find(is_good)?;
    let span_m = low.at.distance_m(high.at);
    let accuracy = match span_m {
        m if m <= STREET_SPAN_M => PositionAccuracy::Street,
        m if m <= PARK_SPAN_M => PositionAccuracy::Park,
        _ => return None,
    };
    let t = f64::from(number - low.number) / f64::from(high.number - low.number);
    let mix = |a: f64, b: f64| ((a + (b - a) * t) * 1e7).round() / 1e7;
    let position = LonLat::new(mix(low.position.lon, high.position.lon), mix(low.position.lat, high.position.lat));
    let district = pack.locate(pack.project(position)).map(|d| d.adcode)?;
    let is_inside = district == low.district && district == high.district;
    let (reason, from) = (PlaceReason::Between, vec![low.source, high.source]);
    is_inside.then_some(Placement { position: Some(position), accuracy, district, reason, from })
}

/// The district an address names in full; the first mentioned counts.
pub fn district_named(address: &str, pack: &Pack) -> Option<Adcode> {
    let named = pack.districts.iter().filter_map(|d| address.find(d.name.zh.as_str()).map(|at| (at, d.adcode)));
    named.min().map(|(_, adcode)| adcode)
}

#[cfg(test)]
#[path = "gazetteer_tests.rs"]
mod tests;
