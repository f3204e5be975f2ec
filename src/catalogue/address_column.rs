//! A column of addresses: the streets there are once each, and what follows them a cell.

use std::borrow::Cow;

use super::repeated_column::RepeatedColumn;
use super::text_column::TextColumn;

/// Distinct streets that are kept however few rows there are.
const LEAST_STREETS: usize = 256;
/// Rows that make room for one more street. Where nearly every row begins in its own way, nothing is gained by parting.
const ROWS_A_STREET: usize = 4;

/// Addresses, parted before the first digit: 上海市黄浦区中山东一路 | 12号 301 室. Thousands of companies share a street.
#[derive(Clone, Debug, Default)]
pub struct AddressColumn {
    streets: RepeatedColumn,
    rest: TextColumn,
}

impl AddressColumn {
    /// Appends a cell.
    pub fn push(&mut self, address: &str) {
        let at = address.find(|c: char| c.is_ascii_digit()).unwrap_or(address.len());
        let (street, rest) = address.split_at(at);
        let room = LEAST_STREETS.max(self.rest.len() / ROWS_A_STREET);
        if self.streets.push_within(street, room) {
            self.rest.push(rest);
        } else {
            self.streets.push("");
            self.rest.push(address);
        }
    }

    /// Takes all cells out.
    pub fn clear(&mut self) {
        self.streets.clear();
        self.rest.clear();
    }

    /// Appends all cells of another column, of about `rows` in the end.
    pub fn append(&mut self, part: &AddressColumn, rows: usize) {
        self.streets.append(&part.streets, rows);
        self.rest.append(&part.rest, rows);
    }

    /// The cell of a row.
    pub fn get(&self, row: usize) -> Cow<'_, str> {
        match (self.streets.get(row), self.rest.get(row)) {
            (street, "") => Cow::Borrowed(street),
            ("", rest) => Cow::Borrowed(rest),
            (street, rest) => Cow::Owned([street, rest].concat()),
        }
    }

    /// Lets go of what only further cells would need.
    pub fn close(&mut self) {
        self.streets.close();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn addresses_come_out_as_they_went_in(
            parts in prop::collection::vec(prop::collection::vec("[路1２ ]{0,4}|[a-z]{0,3}[0-9]{0,2}号?", 0..300), 0..4),
        ) {
            let mut whole = AddressColumn::default();
            for part in &parts {
                let mut own = AddressColumn::default();
                part.iter().for_each(|address| own.push(address));
                whole.append(&own, 0);
            }
            whole.close();
            for (row, address) in parts.iter().flatten().enumerate() {
                prop_assert_eq!(whole.get(row), address.as_str());
            }
        }
    }

    #[test]
    fn streets_are_kept_once_and_rows_of_their_own_way_whole() {
        let mut column = AddressColumn::default();
        (0..1000).for_each(|i| column.push(&format!("上海市测试路{i}号")));
        assert_eq!(column.streets.values(), ["上海市测试路"]);
        let mut own = AddressColumn::default();
        (0..1000).for_each(|i| own.push(&format!("上海市第{}路1号", "一".repeat(i + 1))));
        assert!(own.streets.values().len() <= LEAST_STREETS + 1, "{}", own.streets.values().len());
        assert_eq!(own.get(999), format!("上海市第{}路1号", "一".repeat(1000)));
    }
}
