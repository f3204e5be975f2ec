//! What a row of a file changes in the row of the catalogue it is the same company as.

use super::check::CheckedRow;
use super::options::OnDuplicate;
use crate::catalogue::{Attribute, Enterprise};

/// The row of the catalogue as it is after taking over what a checked row says, and the attributes that change. With
/// [`OnDuplicate::Fill`] only what is unknown is taken. A new spelling of a name the catalogue keeps is no change, and
/// a guess never replaces what is known.
pub fn changes(row: &CheckedRow, before: &Enterprise, how: OnDuplicate) -> (Enterprise, Vec<Attribute>) {
    let mut after = before.clone();
    let mut changed = Vec::new();
    let is_derived = |f: Attribute| match f {
        Attribute::OfficeDistrict => row.declared.is_none() && before.office_district.is_some(),
        // An accuracy the file does not say tells nothing new of a point that stays.
        Attribute::PositionAccuracy if row.is_accuracy_assumed && row.enterprise.position == before.position => true,
        Attribute::Lon | Attribute::Lat | Attribute::PositionAccuracy => {
            row.is_placed_by_address && before.position.is_some()
        }
        _ => false,
    };
    let is_same_name = |f: Attribute| f == Attribute::NameZh && before.is_called(&row.enterprise.name_zh);
    for &field in row.given.iter().filter(|f| !is_derived(**f) && !is_same_name(**f)) {
        if field == Attribute::Extra {
            let taken = row
                .enterprise
                .extra
                .iter()
                .filter(|(k, _)| how == OnDuplicate::Update || !before.extra.contains_key(*k));
            after.extra.extend(taken.map(|(k, v)| (k.clone(), v.clone())));
            if after.extra != before.extra {
                changed.push(field);
            }
            continue;
        }
        let (old, new) = (field.value(before), field.value(&row.enterprise));
        let is_open = how != OnDuplicate::Fill || field.is_unknown_in(before);
        if old != new && !new.is_empty() && is_open {
            field.take(&mut after, &row.enterprise);
            changed.push(field);
        }
    }
    (after, changed)
}
