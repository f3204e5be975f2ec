//! A selection on top of the filter, as the gesture that made it: which rows it touches follows from the data, so a
//! view file needs no list of a million rows.

use serde::{Deserialize, Serialize};

use super::{Catalogue, Filter, Row, Selection};
use crate::geography::Plane;

/// What was brushed. Areas touch rows with a drawable position only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Brush {
    /// The inside of a closed line, even-odd.
    Lasso {
        /// Its corners.
        ring: Vec<Plane>,
    },
    /// The inside of a rectangle on the plane, borders included.
    Rectangle {
        /// Lower left.
        min: Plane,
        /// Upper right.
        max: Plane,
    },
    /// Everything within a distance, measured on the plane.
    Circle {
        /// The middle.
        centre: Plane,
        /// The distance, metres.
        radius_m: f64,
    },
    /// The rows that pass a further filter, as from a district, a bar of a chart, a range of years; also those without
    /// a position.
    Matching {
        /// What they have in common.
        filter: Box<Filter>,
    },
    /// Rows by id, as from the table or a cluster.
    Rows {
        /// Their ids.
        ids: Vec<i64>,
    },
}

/// What the rows have in common that a brush could have touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrushBase {
    /// Nothing: all that the filter keeps.
    All,
    /// A position good enough to draw.
    Drawn,
    /// A founding year.
    YearKnown,
    /// A district.
    DistrictKnown,
    /// The number that was asked for.
    ValueKnown,
}

impl Brush {
    /// The rows that pass a further filter.
    pub fn matching(filter: Filter) -> Brush {
        Brush::Matching { filter: Box::new(filter) }
    }

    /// The rows of `within` it could have touched, and what they have in common: what is selected compares with these.
    /// Who has no position could not be circled, who has no year not be among the years.
    pub fn comparable(&self, catalogue: &Catalogue, within: &Selection) -> (Selection, BrushBase) {
        let rows =
            |base, holds: &(dyn Fn(Row<'_>) -> bool + Sync)| (within.retain(|row| holds(catalogue.row(row))), base);
        match self {
            Brush::Lasso { .. } | Brush::Rectangle { .. } | Brush::Circle { .. } => {
                rows(BrushBase::Drawn, &|row| row.plane().is_some())
            }
            Brush::Matching { filter } if filter.founded_from.is_some() || filter.founded_to.is_some() => {
                rows(BrushBase::YearKnown, &|row| row.founded().is_some())
            }
            Brush::Matching { filter } if !filter.districts.is_empty() => {
                rows(BrushBase::DistrictKnown, &|row| row.district().is_some())
            }
            Brush::Matching { filter }
                if filter.capital_from_wan_cny.is_some() || filter.capital_below_wan_cny.is_some() =>
            {
                rows(BrushBase::ValueKnown, &|row| row.registered_capital_wan_cny().is_some())
            }
            Brush::Matching { filter } if filter.employees_from.is_some() || filter.employees_below.is_some() => {
                rows(BrushBase::ValueKnown, &|row| row.employees().is_some())
            }
            Brush::Matching { .. } | Brush::Rows { .. } => (within.clone(), BrushBase::All),
        }
    }

    /// The rows of `within` that it touches. Areas are cheap to test: a box first, then the line.
    pub fn select(&self, catalogue: &Catalogue, within: &Selection) -> Selection {
        let planes = &catalogue.columns.planes;
        match self {
            Brush::Lasso { ring } => {
                let (min, max) = bounds(ring);
                within.retain(|row| planes[row].is_within(min, max) && is_inside(planes[row], ring))
            }
            Brush::Rectangle { min, max } => within.retain(|row| planes[row].is_within(*min, *max)),
            Brush::Circle { centre, radius_m } => within.retain(|row| planes[row].distance_m(*centre) <= *radius_m),
            Brush::Matching { filter } => within.and(&filter.select(catalogue)),
            Brush::Rows { ids } => {
                let mut rows: Vec<usize> = ids.iter().filter_map(|id| catalogue.row_of(*id)).collect();
                rows.sort_unstable();
                within.retain(|row| rows.binary_search(&row).is_ok())
            }
        }
    }
}

fn bounds(ring: &[Plane]) -> (Plane, Plane) {
    let least = |f: fn(f64, f64) -> f64, start: f64| {
        ring.iter().fold(Plane::new(start, start), |a, p| Plane::new(f(a.x, p.x), f(a.y, p.y)))
    };
    (least(f64::min, f64::INFINITY), least(f64::max, f64::NEG_INFINITY))
}

/// Even-odd rule: how often a ray to the east crosses the closed line.
fn is_inside(p: Plane, ring: &[Plane]) -> bool {
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    let crossed = edges
        .filter(|(a, b)| (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
        .count();
    crossed % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::sample::catalogue;
    use crate::geography::Adcode;

    #[test]
    fn a_circle_is_a_lasso_of_many_corners_and_lies_in_its_box() {
        let catalogue = catalogue();
        let all = Selection::all(catalogue.len());
        let centre = catalogue.rows().find_map(|r| r.plane()).expect("a drawn row");
        let circle = Brush::Circle { centre, radius_m: 5000.0 }.select(&catalogue, &all);
        let corner = |k: u32| {
            let turn = f64::from(k) / 720.0 * std::f64::consts::TAU;
            Plane::new(centre.x + 5000.0 * turn.cos(), centre.y + 5000.0 * turn.sin())
        };
        let lasso = Brush::Lasso { ring: (0..720).map(corner).collect() }.select(&catalogue, &all);
        let (min, max) = (centre.offset(-5000.0), centre.offset(5000.0));
        let square = Brush::Rectangle { min, max }.select(&catalogue, &all);
        assert!(circle.count() > 1);
        let circle_brush = Brush::Circle { centre, radius_m: 5000.0 };
        let (base, what) = circle_brush.comparable(&catalogue, &all);
        assert_eq!((base.count(), what), (93, BrushBase::Drawn), "nobody without a position could be circled");
        assert_eq!(circle, lasso);
        assert!(circle.iter().all(|row| square.contains(row)));
        assert!(square.iter().all(|row| catalogue.row(row).plane().is_some()), "only what is drawn");
    }

    #[test]
    fn rows_districts_and_years_touch_what_they_name_within_the_filter() {
        let catalogue = catalogue();
        let all = Selection::all(catalogue.len());
        let rows = Brush::Rows { ids: vec![5, 3, 9_999] }.select(&catalogue, &all);
        assert_eq!(rows.iter().collect::<Vec<_>>(), [2, 4]);
        let xuhui = Brush::matching(Filter { districts: vec![Adcode(310104)], ..Filter::default() });
        let rows = xuhui.select(&catalogue, &all);
        assert!(rows.count() > 10 && rows.iter().all(|r| catalogue.row(r).district() == Some(Adcode(310104))));
        assert_eq!(xuhui.comparable(&catalogue, &all).0.count(), 151, "47 have no district yet");
        let years = Filter { founded_from: Some(2010), founded_to: Some(2015), ..Filter::default() };
        let years = Brush::matching(years).select(&catalogue, &rows);
        assert!(years.count() > 0 && years.iter().all(|r| rows.contains(r)), "never more than the filter keeps");
    }
}
