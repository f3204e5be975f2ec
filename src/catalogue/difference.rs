//! What differs between a catalogue at two moments, so told that the sums add up.
//!
//! Every row is of one class. Came and went go before all else; a row that stayed has moved if its district or position
//! differs, else is retagged if its tracks differ, else is changed otherwise if anything differs. So
//! `before + entered − left = after`, and `unchanged + moved + retagged + otherwise changed = before − left`.

use serde::Serialize;

use super::{Attribute, Enterprise};

/// How a row differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceClass {
    /// It was not there before.
    Entered,
    /// It is not there any more.
    Left,
    /// Its district or its position differs.
    Moved,
    /// Its tracks differ.
    Retagged,
    /// Something else differs.
    OtherwiseChanged,
}

impl DifferenceClass {
    /// All, in order of precedence.
    pub const ALL: [DifferenceClass; 5] = [
        DifferenceClass::Entered,
        DifferenceClass::Left,
        DifferenceClass::Moved,
        DifferenceClass::Retagged,
        DifferenceClass::OtherwiseChanged,
    ];

    /// The class of a row; none where nothing differs.
    pub fn of(before: Option<&Enterprise>, after: Option<&Enterprise>) -> Option<DifferenceClass> {
        match (before, after) {
            (None, None) => None,
            (None, Some(_)) => Some(DifferenceClass::Entered),
            (Some(_), None) => Some(DifferenceClass::Left),
            (Some(a), Some(b)) if a == b => None,
            (Some(a), Some(b)) if a.district() != b.district() || a.position != b.position => {
                Some(DifferenceClass::Moved)
            }
            (Some(a), Some(b)) if Attribute::Tracks.value(a) != Attribute::Tracks.value(b) => {
                Some(DifferenceClass::Retagged)
            }
            (Some(a), Some(b)) => (!Attribute::differing(a, b).is_empty()).then_some(DifferenceClass::OtherwiseChanged),
        }
    }

    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            DifferenceClass::Entered => "entered",
            DifferenceClass::Left => "left",
            DifferenceClass::Moved => "moved",
            DifferenceClass::Retagged => "retagged",
            DifferenceClass::OtherwiseChanged => "otherwise_changed",
        }
    }

    /// Id of the message that names it.
    pub fn label(self) -> &'static str {
        match self {
            DifferenceClass::Entered => "difference-entered",
            DifferenceClass::Left => "difference-left",
            DifferenceClass::Moved => "difference-moved",
            DifferenceClass::Retagged => "difference-retagged",
            DifferenceClass::OtherwiseChanged => "difference-otherwise",
        }
    }
}

/// A row that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Id of the row.
    pub id: i64,
    /// Its Chinese name: the later, if it has one.
    pub name_zh: String,
    /// How it differs.
    pub class: DifferenceClass,
    /// The row before; none where it was not there.
    pub before: Option<Box<Enterprise>>,
    /// The row after; none where it is not there any more.
    pub after: Option<Box<Enterprise>>,
}

impl Difference {
    /// The difference of a row; none where nothing differs.
    pub fn of(id: i64, before: Option<Enterprise>, after: Option<Enterprise>) -> Option<Difference> {
        let class = DifferenceClass::of(before.as_ref(), after.as_ref())?;
        let name_zh = after.as_ref().or(before.as_ref()).map(|e| e.name_zh.clone()).unwrap_or_default();
        Some(Difference { id, name_zh, class, before: before.map(Box::new), after: after.map(Box::new) })
    }

    /// The fields that differ; none where the row came or went as a whole.
    pub fn changed(&self) -> Vec<Attribute> {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => Attribute::differing(before, after),
            _ => Vec::new(),
        }
    }
}

/// The rows of one class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DifferingRows {
    /// How many.
    pub count: usize,
    /// The first of them in order of id, as many as were asked for.
    pub rows: Vec<Difference>,
}

/// What differs between two moments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// Rows that came.
    pub entered: DifferingRows,
    /// Rows that went.
    pub left: DifferingRows,
    /// Rows of another district or position.
    pub moved: DifferingRows,
    /// Rows of other tracks.
    pub retagged: DifferingRows,
    /// Rows with any other difference.
    pub otherwise_changed: DifferingRows,
    /// Rows that are the same.
    pub unchanged: usize,
    /// All rows at the first moment.
    pub before: usize,
    /// All rows at the second moment.
    pub after: usize,
}

impl Differences {
    /// The rows of a class.
    pub fn of(&self, class: DifferenceClass) -> &DifferingRows {
        match class {
            DifferenceClass::Entered => &self.entered,
            DifferenceClass::Left => &self.left,
            DifferenceClass::Moved => &self.moved,
            DifferenceClass::Retagged => &self.retagged,
            DifferenceClass::OtherwiseChanged => &self.otherwise_changed,
        }
    }

    /// Adds a row; the first `limit` of each class are kept whole.
    pub fn add(&mut self, difference: Difference, limit: usize) {
        let rows = match difference.class {
            DifferenceClass::Entered => &mut self.entered,
            DifferenceClass::Left => &mut self.left,
            DifferenceClass::Moved => &mut self.moved,
            DifferenceClass::Retagged => &mut self.retagged,
            DifferenceClass::OtherwiseChanged => &mut self.otherwise_changed,
        };
        rows.count += 1;
        if rows.rows.len() < limit {
            rows.rows.push(difference);
        }
    }

    /// Rows that stayed, and differ.
    pub fn changed(&self) -> usize {
        self.moved.count + self.retagged.count + self.otherwise_changed.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::TrackTag;
    use crate::geography::{Adcode, LonLat};

    #[test]
    fn a_row_is_of_the_first_class_that_fits() {
        let a = Enterprise { id: 1, name_zh: "甲".into(), ..Enterprise::default() };
        let noted = Enterprise { note: "注".into(), ..a.clone() };
        let tagged = Enterprise { tracks: vec![TrackTag { track: "ai-llm".into(), weight: None }], ..noted.clone() };
        let moved = Enterprise { office_district: Some(Adcode(310_101)), ..tagged.clone() };
        let placed = Enterprise { position: Some(LonLat::new(121.0, 31.0)), ..tagged.clone() };
        let class = |b: &Enterprise| DifferenceClass::of(Some(&a), Some(b));
        assert_eq!(class(&a), None);
        assert_eq!(class(&noted), Some(DifferenceClass::OtherwiseChanged));
        assert_eq!(class(&tagged), Some(DifferenceClass::Retagged));
        assert_eq!((class(&moved), class(&placed)), (Some(DifferenceClass::Moved), Some(DifferenceClass::Moved)));
        assert_eq!(DifferenceClass::of(None, Some(&a)), Some(DifferenceClass::Entered));
        assert_eq!(DifferenceClass::of(Some(&a), None), Some(DifferenceClass::Left));
        let gone = Difference::of(1, Some(a), None).expect("differs");
        assert_eq!((gone.name_zh.as_str(), gone.changed().len()), ("甲", 0));
    }
}
