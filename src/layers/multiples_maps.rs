//! The maps of [`super::multiples`] from rows: their values by district, and the positions they draw.

use std::sync::Arc;

use super::multiples::{MAX_DISCS, MultiplesMeasure, Period, QuotientBasis, SmallMap, Subject};
use super::numbers::DistrictValue;
use crate::catalogue::{Catalogue, Filter, Selection};
use crate::geography::{Pack, Plane};
use crate::statistics::{By, Counting, StatRow, stats};

fn discs(points: Vec<Plane>) -> Arc<[Plane]> {
    if points.len() > MAX_DISCS { Arc::new([]) } else { points.into() }
}

/// A map a track of the selected rows.
pub(super) fn by_tracks(
    measure: MultiplesMeasure,
    catalogue: &Catalogue,
    selection: &Selection,
    pack: &Pack,
) -> Vec<SmallMap> {
    let rows = stats(catalogue, selection, By::DistrictTrack, Counting::Fractional, &pack.areas_km2());
    let tracks = catalogue.taxonomy().len();
    let (mut n, mut placed) = (vec![0usize; tracks], vec![0usize; tracks]);
    let mut points = vec![Vec::new(); tracks];
    for row in selection.iter().map(|row| catalogue.row(row)) {
        for track in row.tracks().iter() {
            n[track] += 1;
            placed[track] += usize::from(row.district().is_some());
            // One more than are drawn tells that there are too many.
            if let Some(at) = row.plane().filter(|_| points[track].len() <= MAX_DISCS) {
                points[track].push(at);
            }
        }
    }
    let value = |row: &StatRow| match measure {
        MultiplesMeasure::Count => Some(row.count as f64).into(),
        MultiplesMeasure::Share => row.share.map(|s| s * 100.0).into(),
        MultiplesMeasure::Quotient => DistrictValue::of_quotient(row),
    };
    points
        .into_iter()
        .enumerate()
        .map(|(track, points)| {
            let id = catalogue.taxonomy().get(track).map(|t| t.id.as_str());
            let of = |code| rows.iter().find(|r| r.district == Some(code) && r.track.as_deref() == id);
            let values = pack.districts.iter().map(|d| of(d.adcode).map(value).unwrap_or_default()).collect();
            let basis = |row: &StatRow| QuotientBasis {
                interval: row.lq_low.zip(row.lq_high).map(|(low, high)| [low, high]),
                n: row.fractional,
            };
            let quotients = match measure {
                MultiplesMeasure::Quotient => {
                    pack.districts.iter().map(|d| of(d.adcode).map(basis).unwrap_or_default()).collect()
                }
                _ => Vec::new(),
            };
            SmallMap {
                subject: Subject::Track(track),
                values,
                quotients,
                n: n[track],
                placed: placed[track],
                points: discs(points),
            }
        })
        .collect()
}

/// The maps of two slices of founding years, and of their difference.
pub(super) fn by_periods(
    measure: MultiplesMeasure,
    periods: [Period; 2],
    catalogue: &Catalogue,
    selection: &Selection,
    pack: &Pack,
) -> Vec<SmallMap> {
    let slice = |[from, to]: Period| {
        let rows = selection.and(&Filter::founded([from, to]).select(catalogue));
        let mut counts = vec![0usize; pack.districts.len()];
        let mut points = Vec::new();
        for row in rows.iter().map(|row| catalogue.row(row)) {
            let place = row.district().and_then(|code| pack.districts.iter().position(|d| d.adcode == code));
            place.iter().for_each(|i| counts[*i] += 1);
            if let Some(at) = row.plane().filter(|_| points.len() <= MAX_DISCS) {
                points.push(at);
            }
        }
        let placed = counts.iter().sum::<usize>();
        let value = |count: &usize| match measure {
            MultiplesMeasure::Count => Some(*count as f64),
            _ => (placed > 0).then(|| *count as f64 / placed as f64 * 100.0),
        };
        let values = counts.iter().map(|c| value(c).into()).collect();
        SmallMap {
            subject: Subject::Period([from, to]),
            values,
            quotients: Vec::new(),
            n: rows.count(),
            placed,
            points: discs(points),
        }
    };
    let [early, late] = periods.map(slice);
    let less = |(a, b): (&DistrictValue, &DistrictValue)| a.value.zip(b.value).map(|(a, b)| b - a).into();
    let values = early.values.iter().zip(&late.values).map(less).collect();
    let (n, placed) = (early.n + late.n, early.placed + late.placed);
    let difference =
        SmallMap { subject: Subject::Difference, values, quotients: Vec::new(), n, placed, points: Arc::new([]) };
    vec![early, late, difference]
}
