//! The rows that have no point yet, and what the gazetteer proposes for each.

use crate::catalogue::gazetteer::Gazetteer;
use crate::catalogue::{
    Catalogue, ChangeSet, Enterprise, PlaceReason, Placement, PositionAccuracy, Row, Selection, Update,
};
use crate::geography::{LonLat, Pack};

/// A row without a point.
#[derive(Clone, Debug, PartialEq)]
pub struct ToPlace {
    /// Its id.
    pub id: i64,
    /// What is proposed; at least that nothing is known.
    pub proposal: Option<Placement>,
}

/// The rows without a point among `rows`: first those without a district, then those with a proposal of a point, then
/// the others; each in order of id.
pub fn to_place(catalogue: &Catalogue, rows: &Selection, gazetteer: &Gazetteer, pack: &Pack) -> Vec<ToPlace> {
    let without = rows.iter().map(|row| catalogue.row(row)).filter(|row| row.position().is_none());
    let mut list: Vec<(u8, ToPlace)> = without
        .map(|row| {
            let proposal = propose(row, gazetteer, pack);
            let has_point = proposal.as_ref().is_some_and(|p| p.position.is_some());
            let group = if row.district().is_none() { 0 } else { 1 + u8::from(!has_point) };
            (group, ToPlace { id: row.id(), proposal })
        })
        .collect();
    list.sort_by_key(|(group, item)| (*group, item.id));
    list.into_iter().map(|(_, item)| item).collect()
}

/// What the gazetteer says of a row: of the address of its office, else of the register.
pub fn propose(row: Row<'_>, gazetteer: &Gazetteer, pack: &Pack) -> Option<Placement> {
    let office = gazetteer.place(&row.office_address(), row.office_district(), pack);
    match office.as_ref().is_some_and(|p| p.position.is_some()) || row.registered_address().is_empty() {
        true => office,
        false => gazetteer.place(&row.registered_address(), row.registered_district(), pack).or(office),
    }
}

/// The memory of a catalogue with the places that come with the program.
pub fn gazetteer(catalogue: &Catalogue, pack: &Pack) -> Gazetteer {
    Gazetteer::of(catalogue, &pack.places, pack)
}

/// The row put at a place: with its accuracy, and its district where it had none.
pub fn placed(row: &Enterprise, position: LonLat, accuracy: PositionAccuracy, pack: &Pack) -> Enterprise {
    let mut after = row.clone();
    after.position = Some(position);
    after.position_accuracy = accuracy;
    if after.district().is_none() {
        after.office_district = pack.locate(pack.project(position)).map(|d| d.adcode);
    }
    after
}

/// The row after a proposal was accepted; none where it changes nothing.
pub fn accepted(row: &Enterprise, proposal: &Placement, pack: &Pack) -> Option<Enterprise> {
    let after = match proposal.position {
        Some(position) => placed(row, position, proposal.accuracy, pack),
        None => {
            let mut after = row.clone();
            if after.district().is_none() {
                after.office_district = Some(proposal.district);
            }
            if after.position.is_none() {
                after.position_accuracy = PositionAccuracy::District;
            }
            after
        }
    };
    (after != *row).then_some(after)
}

/// Whether accepting the proposal would change the row.
fn would_change(row: Row<'_>, proposal: &Placement) -> bool {
    proposal.position.is_some()
        || row.district().is_none()
        || (row.position().is_none() && row.position_accuracy() != PositionAccuracy::District)
}

/// How many proposals of each reason would change something, strongest first.
pub fn counts(list: &[ToPlace], catalogue: &Catalogue) -> Vec<(PlaceReason, usize)> {
    let mut counts = PlaceReason::ALL.map(|reason| (reason, 0));
    for item in list {
        if let (Some(proposal), Some(row)) = (&item.proposal, catalogue.row_of(item.id))
            && would_change(catalogue.row(row), proposal)
            && let Some((_, n)) = counts.iter_mut().find(|(reason, _)| *reason == proposal.reason)
        {
            *n += 1;
        }
    }
    counts.into_iter().filter(|(_, n)| *n > 0).collect()
}

/// The rows as they are when all proposals of a reason are accepted.
pub fn updates(list: &[ToPlace], wanted: PlaceReason, catalogue: &Catalogue, pack: &Pack) -> Vec<Update> {
    let of = list.iter().filter_map(|item| item.proposal.as_ref().filter(|p| p.reason == wanted).map(|p| (item.id, p)));
    of.filter_map(|(id, proposal)| {
        let base = catalogue.row_of(id).map(|row| catalogue.row(row).to_enterprise())?;
        accepted(&base, proposal, pack).map(|after| Update { id, base: Some(base), after })
    })
    .collect()
}

/// The batch of placements.
pub fn change_set(updates: Vec<Update>, author: &str, reason: String) -> ChangeSet {
    ChangeSet { author: author.trim().to_owned(), reason, updates, ..ChangeSet::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::sample;

    #[test]
    fn the_sample_has_a_list_with_rows_without_a_district_first() {
        let (catalogue, pack) = (sample::catalogue(), Pack::bundled());
        let all = Selection::all(catalogue.len());
        let list = to_place(&catalogue, &all, &gazetteer(&catalogue, &pack), &pack);
        assert_eq!(list.len(), 105);
        let districts: Vec<bool> =
            list.iter().map(|i| catalogue.row(catalogue.row_of(i.id).unwrap()).district().is_some()).collect();
        assert_eq!(districts.iter().filter(|d| !**d).count(), 47);
        assert!(districts.is_sorted());
        for (reason, n) in counts(&list, &catalogue) {
            println!("{} {n}", reason.code());
            let updates = updates(&list, reason, &catalogue, &pack);
            assert_eq!(updates.len(), n);
            assert!(updates.iter().all(|u| {
                u.after.position.is_none_or(|p| pack.locate(pack.project(p)).map(|d| d.adcode) == u.after.district())
            }));
        }
    }

    #[test]
    fn placing_gives_the_district_where_there_was_none_and_accepting_twice_changes_nothing() {
        let (catalogue, pack) = (sample::catalogue(), Pack::bundled());
        let row = catalogue.rows().find(|r| r.district().is_none()).unwrap().to_enterprise();
        let after = placed(&row, LonLat::new(121.4366, 31.1946), PositionAccuracy::Park, &pack);
        assert_eq!(after.district().map(|d| d.0), Some(310_104));
        let proposal = Placement {
            position: after.position,
            accuracy: PositionAccuracy::Park,
            district: after.district().unwrap(),
            reason: PlaceReason::Named,
            from: Vec::new(),
        };
        assert_eq!(accepted(&row, &proposal, &pack).as_ref(), Some(&after));
        assert_eq!(accepted(&after, &proposal, &pack), None);
    }
}
