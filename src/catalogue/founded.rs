//! A founding date known to the year, the month or the day.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// When an enterprise was founded: a year, and where known a month and a day.
///
/// Kept as `year × 10000 + month × 100 + day` with zeros for the unknown parts, so it sorts by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Founded(i32);

impl Founded {
    /// A year from 1000 to 2999.
    pub fn year_only(year: i32) -> Option<Founded> {
        (1000..3000).contains(&year).then_some(Founded(year * 10_000))
    }

    /// A full or partial date; month and day 0 mean unknown.
    pub fn new(year: i32, month: i32, day: i32) -> Option<Founded> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            0 => 0,
            2 => 28 + i32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1000..3000).contains(&year) && (0..=days).contains(&day))
            .then_some(Founded(year * 10_000 + month * 100 + day))
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0 / 10_000
    }

    /// The packed form of the columns.
    pub fn packed(self) -> i32 {
        self.0
    }

    /// The date of a packed form; `None` for 0 or nonsense.
    pub fn from_packed(packed: i32) -> Option<Founded> {
        Founded::new(packed / 10_000, packed / 100 % 100, packed % 100)
    }

    /// Reads `2015`, `2015-06`, `2015-06-01`, `2015/6/1`, `2015.6.1`, `20150601`, `2015年6月1日`.
    pub fn parse(text: &str) -> Option<Founded> {
        let text = text.trim();
        // As the catalogue keeps it: a million of them are read when a file is opened.
        if let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes()
            && let digits = [y0, y1, y2, y3, m0, m1, d0, d1]
            && digits.iter().all(|d| d.is_ascii_digit())
        {
            return Founded::from_packed(digits.iter().fold(0, |all, d| all * 10 + i32::from(**d - b'0')))
                .filter(|date| date.0 / 100 % 100 > 0);
        }
        let text = text.split_once([' ', 'T']).map_or(text, |(date, _)| date);
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Founded::from_packed(text.parse().ok()?);
        }
        let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日']).filter(|p| !p.is_empty()).collect();
        if parts.iter().any(|p| !p.bytes().all(|b| b.is_ascii_digit()) || p.len() > 4) {
            return None;
        }
        let part = |i: usize| parts.get(i).map_or(Some(0), |p| p.parse::<i32>().ok());
        match parts.len() {
            1..=3 => {
                let date = Founded::new(part(0)?, part(1)?, part(2)?)?;
                (parts.len() == 1 || part(1)? > 0).then_some(date)
            }
            _ => None,
        }
    }
}

impl std::fmt::Display for Founded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = (self.0 / 10_000, self.0 / 100 % 100, self.0 % 100);
        match (month, day) {
            (0, _) => write!(f, "{year:04}"),
            (_, 0) => write!(f, "{year:04}-{month:02}"),
            _ => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

impl Serialize for Founded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Founded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Founded, D::Error> {
        let text = String::deserialize(deserializer)?;
        Founded::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("not a date: {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_spreadsheets_hold() {
        for (text, shown) in [
            ("2015", "2015"),
            (" 2015-6 ", "2015-06"),
            ("2015/6/1", "2015-06-01"),
            ("2015.06.01", "2015-06-01"),
            ("20150601", "2015-06-01"),
            ("2015年6月1日", "2015-06-01"),
            ("2015年", "2015"),
            ("2016-02-29", "2016-02-29"),
            ("2015-06-01 00:00:00", "2015-06-01"),
        ] {
            assert_eq!(Founded::parse(text).map(|d| d.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in ["", "15", "2015-13", "2015-02-29", "abc", "2015-1-1-1", "42156", "-5", "2015-0-3"] {
            assert_eq!(Founded::parse(text), None, "{text}");
        }
    }
}
