//! A column of positions, in eight bytes each as long as they are written in whole ten-millionths of a degree.

use super::text_column::reserve;
use crate::geography::LonLat;

/// Units of a degree: a ten-millionth of it is 1 cm. A whole number of them divided by this is just the number that
/// the same decimals read as, because both are exact.
const PER_DEGREE: f64 = 1e7;
/// No position.
const NONE: [i32; 2] = [i32::MIN; 2];

/// Longitudes and latitudes, to the bit as they were given.
#[derive(Clone, Debug, Default)]
pub(super) struct PositionColumn {
    whole: Vec<[i32; 2]>,
    /// All of them, once one is written more finely.
    exact: Vec<[f64; 2]>,
}

fn to_whole(position: Option<LonLat>) -> Option<[i32; 2]> {
    let Some(p) = position else { return Some(NONE) };
    let whole = [p.lon, p.lat].map(|degrees| (degrees * PER_DEGREE).round() as i32);
    let back = whole.map(|n| f64::from(n) / PER_DEGREE);
    (back[0].to_bits() == p.lon.to_bits() && back[1].to_bits() == p.lat.to_bits()).then_some(whole)
}

fn from_whole(whole: [i32; 2]) -> [f64; 2] {
    if whole == NONE { [f64::NAN; 2] } else { whole.map(|n| f64::from(n) / PER_DEGREE) }
}

impl PositionColumn {
    pub(super) fn push(&mut self, position: Option<LonLat>) {
        match to_whole(position).filter(|_| self.exact.is_empty()) {
            Some(whole) => self.whole.push(whole),
            None => {
                self.refine();
                self.exact.push(position.map_or([f64::NAN; 2], |p| [p.lon, p.lat]));
            }
        }
    }

    /// Goes over to exact numbers.
    fn refine(&mut self) {
        if !self.whole.is_empty() {
            self.exact = std::mem::take(&mut self.whole).into_iter().map(from_whole).collect();
        }
    }

    /// Appends all cells of another column, of about `rows` in the end.
    pub(super) fn append(&mut self, part: &PositionColumn, rows: usize) {
        if self.exact.is_empty() && part.exact.is_empty() {
            reserve(&mut self.whole, rows);
            self.whole.extend_from_slice(&part.whole);
            return;
        }
        self.refine();
        reserve(&mut self.exact, rows);
        self.exact.extend(part.whole.iter().map(|whole| from_whole(*whole)));
        self.exact.extend_from_slice(&part.exact);
    }

    pub(super) fn clear(&mut self) {
        self.whole.clear();
        self.exact.clear();
    }

    /// The position of a row, where there is one.
    pub(super) fn get(&self, row: usize) -> Option<LonLat> {
        let [lon, lat] = if self.exact.is_empty() { from_whole(self.whole[row]) } else { self.exact[row] };
        (!lon.is_nan()).then_some(LonLat { lon, lat })
    }

    fn len(&self) -> usize {
        self.whole.len() + self.exact.len()
    }

    /// All of them, in order.
    pub(super) fn rows(&self) -> std::ops::Range<usize> {
        0..self.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_position() -> impl Strategy<Value = Option<LonLat>> {
        prop_oneof![
            1 => Just(None),
            8 => (-1_800_000_000i32..=1_800_000_000, -900_000_000i32..=900_000_000).prop_map(|(lon, lat)| {
                // As a file says it.
                let read = |n: i32| format!("{:.7}", f64::from(n) / 1e7).parse().unwrap();
                Some(LonLat { lon: read(lon), lat: read(lat) })
            }),
            1 => (-180.0f64..=180.0, -90.0f64..=90.0).prop_map(|(lon, lat)| Some(LonLat { lon, lat })),
            1 => Just(Some(LonLat { lon: -0.0, lat: 0.0 })),
        ]
    }

    proptest! {
        #[test]
        fn positions_come_out_to_the_bit(parts in prop::collection::vec(prop::collection::vec(any_position(), 0..6), 0..5)) {
            let mut whole = PositionColumn::default();
            for part in &parts {
                let mut own = PositionColumn::default();
                part.iter().for_each(|p| own.push(*p));
                whole.append(&own, 10);
            }
            let bits = |p: Option<LonLat>| p.map(|p| (p.lon.to_bits(), p.lat.to_bits()));
            let all: Vec<_> = parts.iter().flatten().copied().collect();
            prop_assert_eq!(whole.rows().len(), all.len());
            for (row, position) in all.iter().enumerate() {
                prop_assert_eq!(bits(whole.get(row)), bits(*position));
            }
        }
    }

    #[test]
    fn seven_decimals_take_eight_bytes() {
        let mut column = PositionColumn::default();
        for text in ["121.4737021", "121.4", "-0.0000001", "180"] {
            column.push(Some(LonLat { lon: text.parse().unwrap(), lat: 31.2304 }));
        }
        assert_eq!((column.whole.len(), column.exact.len()), (4, 0));
    }
}
