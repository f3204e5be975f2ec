//! Two changes of one row brought together, field by field: three-way merge over the attributes.
//!
//! A field only one side changed is that side's; a field both changed to the same value is agreed; anything else is a
//! conflict, and then nothing of the row is merged. Longitude, latitude and accuracy are one field: half of one
//! position and half of another is a place nobody meant.

use super::change::FieldConflict;
use super::{Attribute, Enterprise};

const PLACE: [Attribute; 3] = [Attribute::Lon, Attribute::Lat, Attribute::PositionAccuracy];

/// What is merged as one: each attribute by itself, but for those of a position.
pub(super) fn fields() -> impl Iterator<Item = &'static [Attribute]> {
    Attribute::ALL.iter().filter(|a| !PLACE[1..].contains(a)).map(|a| match a {
        Attribute::Lon => &PLACE[..],
        a => std::slice::from_ref(a),
    })
}

/// The row that holds both changes: of `base` to `mine`, and of `base` to `theirs`.
///
/// # Errors
/// The fields in dispute.
pub fn merge(base: &Enterprise, mine: &Enterprise, theirs: &Enterprise) -> Result<Enterprise, Vec<FieldConflict>> {
    let (mut merged, mut disputed) = (theirs.clone(), Vec::new());
    for field in fields() {
        let differ = |a: &Enterprise, b: &Enterprise| field.iter().any(|f| f.value(a) != f.value(b));
        if !differ(base, mine) || !differ(mine, theirs) {
            continue;
        }
        if differ(base, theirs) {
            disputed.extend(field.iter().filter(|f| f.value(mine) != f.value(theirs)).map(|f| FieldConflict {
                attribute: *f,
                base: f.value(base),
                mine: f.value(mine),
                theirs: f.value(theirs),
            }));
        } else {
            field.iter().for_each(|f| f.take(&mut merged, mine));
        }
    }
    if disputed.is_empty() { Ok(merged) } else { Err(disputed) }
}

/// The row of `theirs` with all that `mine` changed of `base`, whatever they did to those fields.
pub fn insisting(base: &Enterprise, mine: &Enterprise, theirs: &Enterprise) -> Enterprise {
    let mut row = theirs.clone();
    for field in fields() {
        if field.iter().any(|f| f.value(base) != f.value(mine)) {
            field.iter().for_each(|f| f.take(&mut row, mine));
        }
    }
    row
}

/// The fields in which a row that was to be deleted has changed since.
pub fn changed_since(base: &Enterprise, theirs: &Enterprise) -> Vec<FieldConflict> {
    let changed = Attribute::differing(base, theirs).into_iter();
    changed
        .map(|a| FieldConflict { attribute: a, base: a.value(base), mine: String::new(), theirs: a.value(theirs) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::PositionAccuracy;
    use crate::geography::LonLat;

    fn row(name_zh: &str, note: &str) -> Enterprise {
        Enterprise { name_zh: name_zh.into(), note: note.into(), ..Enterprise::default() }
    }

    #[test]
    fn what_one_side_changed_is_taken_and_what_both_changed_is_disputed() {
        let base = row("甲", "一");
        assert_eq!(merge(&base, &row("甲", "二"), &row("乙", "一")), Ok(row("乙", "二")));
        assert_eq!(merge(&base, &row("甲", "二"), &row("甲", "二")), Ok(row("甲", "二")), "agreed");
        let disputed = merge(&base, &row("丙", "二"), &row("甲", "三")).expect_err("disputed");
        assert_eq!(disputed.len(), 1);
        assert_eq!((disputed[0].attribute, disputed[0].theirs.as_str()), (Attribute::Note, "三"));
        assert_eq!(changed_since(&base, &row("甲", "三")).len(), 1);
        assert_eq!(
            insisting(&base, &row("甲", "二"), &row("乙", "三")),
            row("乙", "二"),
            "theirs where I said nothing"
        );
    }

    #[test]
    fn a_position_is_one_field() {
        let at = |lon, lat, position_accuracy| Enterprise {
            position: Some(LonLat::new(lon, lat)),
            position_accuracy,
            ..Enterprise::default()
        };
        let (building, street) = (PositionAccuracy::Building, PositionAccuracy::Street);
        let base = at(121.0, 31.0, street);
        let moved = at(121.1, 31.0, building);
        assert_eq!(merge(&base, &moved, &base), Ok(moved.clone()));
        let disputed = merge(&base, &moved, &at(121.0, 31.2, street)).expect_err("two places");
        assert_eq!(disputed.len(), 3);
    }
}
