//! Numbers of workbooks as text: what a person sees where it matters, never more digits than a workbook keeps.

use std::fmt::Write;

use crate::import::values::civil;

/// Beyond this a workbook has lost digits of a whole number: it keeps fifteen.
const LEAST_INEXACT: f64 = 1e15;
/// Digits a workbook keeps.
const DIGITS: usize = 15;
/// The last day of 9999.
const LAST_SERIAL: f64 = 2_958_465.0;
/// Days between the two date systems: 1904-01-01 is this number in that of 1900.
const DAYS_TO_1904: f64 = 1_462.0;
const DAY_S: f64 = 86_400.0;
/// What a day may lack by rounding.
const HALF_SECOND_DAYS: f64 = 0.5 / DAY_S;

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberKind {
    /// A number.
    #[default]
    Number,
    /// A day; the time of it is no matter of a catalogue.
    Date,
    /// A time of day.
    Time,
}

impl NumberKind {
    /// The kind of a format that every workbook has without saying so (ECMA-376, 18.8.30, those of Chinese included).
    pub fn of_builtin(id: u16) -> NumberKind {
        match id {
            14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => NumberKind::Date,
            18..=21 | 32..=35 | 45..=47 | 55 | 56 => NumberKind::Time,
            _ => NumberKind::Number,
        }
    }

    /// The kind of a format's code, such as `yyyy"年"m"月"d"日"`: its first section decides.
    pub fn of_code(code: &str) -> NumberKind {
        let (mut has_day, mut has_time, mut has_month) = (false, false, false);
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            match c.to_ascii_lowercase() {
                '"' => drop(chars.by_ref().find(|c| *c == '"')),
                '\\' | '_' | '*' => drop(chars.next()),
                '[' => {
                    let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    has_time |=
                        !inner.is_empty() && inner.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S'));
                }
                'y' | 'd' => has_day = true,
                'h' | 's' => has_time = true,
                'm' => has_month = true,
                // `General` has none of these letters; `E+00` is a number.
                ';' | '0' if !has_day && !has_time && !has_month => return NumberKind::Number,
                ';' => break,
                _ => {}
            }
        }
        match (has_day, has_time, has_month) {
            (true, ..) | (false, false, true) => NumberKind::Date,
            (false, true, _) => NumberKind::Time,
            _ => NumberKind::Number,
        }
    }

    /// Writes a number of this kind; nothing where it is none.
    pub fn write(self, out: &mut String, number: f64, is_1904: bool) {
        let serial = if is_1904 { number + DAYS_TO_1904 } else { number };
        match self {
            NumberKind::Date if (1.0..=LAST_SERIAL).contains(&serial) => write_date(out, serial),
            NumberKind::Time if (0.0..1.0).contains(&number) => write_time(out, number),
            NumberKind::Time if (1.0..=LAST_SERIAL).contains(&serial) => write_date(out, serial),
            _ => write_number(out, number),
        }
    }
}

/// Writes a number: whole ones without a point, those that lost digits as workbooks show them (`9.13101E+17`), others
/// with at most fifteen digits.
pub fn write_number(out: &mut String, number: f64) {
    if !number.is_finite() {
        return;
    }
    // Writing to a text cannot fail.
    if number.abs() >= LEAST_INEXACT {
        let text = format!("{number:.5e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let _ = write!(out, "{}E+{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'));
    } else if number.fract() == 0.0 {
        let _ = write!(out, "{}", number as i64);
    } else {
        let start = out.len();
        let _ = write!(out, "{number}");
        if out.len() - start > DIGITS + ".-".len() {
            out.truncate(start);
            let rounded: f64 = format!("{number:.*e}", DIGITS - 1).parse().unwrap_or(number);
            let _ = write!(out, "{rounded}");
        }
    }
}

/// The date of a serial number of the system of 1900, which counts a 29 February 1900 that never was.
fn write_date(out: &mut String, serial: f64) {
    let days = (serial + HALF_SECOND_DAYS).trunc() as i64;
    let days = if days < 60 { days + 1 } else { days };
    let (year, month, day) = civil(days);
    let _ = write!(out, "{year:04}-{month:02}-{day:02}");
}

fn write_time(out: &mut String, share: f64) {
    let seconds = (share * DAY_S).round() as i64;
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_or_show_that_they_lost_them() {
        for (number, shown) in [
            (310_104.0, "310104"),
            (121.473_7, "121.4737"),
            (0.1 + 0.2, "0.3"),
            (-5.5, "-5.5"),
            (999_999_999_999_999.0, "999999999999999"),
            (913_101_000_000_000_123.0, "9.13101E+17"),
            (1e20, "1E+20"),
            (f64::NAN, ""),
        ] {
            let mut text = String::new();
            write_number(&mut text, number);
            assert_eq!(text, shown);
        }
    }

    #[test]
    fn dates_of_both_systems() {
        for (number, is_1904, shown) in [
            (42_156.0, false, "2015-06-01"),
            (40_694.0, true, "2015-06-01"),
            (42_156.5, false, "2015-06-01"),
            (61.0, false, "1900-03-01"),
            (1.0, false, "1900-01-01"),
            (42_155.999_999_9, false, "2015-06-01"),
            (5e9, false, "5000000000"),
        ] {
            let mut text = String::new();
            NumberKind::Date.write(&mut text, number, is_1904);
            assert_eq!(text, shown);
        }
    }

    #[test]
    fn formats_that_are_dates() {
        for code in
            ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\";@", "[$-804]aaaa d", "[DBNum1][$-804]yyyy年m月", "m/d", "mmm"]
        {
            assert_eq!(NumberKind::of_code(code), NumberKind::Date, "{code}");
        }
        for code in ["h:mm", "[h]:mm:ss", "上午/下午h\"时\"mm\"分\""] {
            assert_eq!(NumberKind::of_code(code), NumberKind::Time, "{code}");
        }
        for code in ["General", "0.00E+00", "#,##0;[Red]-#,##0", "@", "\"d\"0", "0.00%", "¥#,##0.00_);(¥#,##0.00)", ""]
        {
            assert_eq!(NumberKind::of_code(code), NumberKind::Number, "{code}");
        }
    }
}
