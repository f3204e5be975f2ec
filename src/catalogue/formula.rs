//! Text in cells of spreadsheets: what a spreadsheet would run stands behind an apostrophe (CWE-1236), and comes back
//! without it.

use std::borrow::Cow;

/// First characters that make a spreadsheet read a cell as a formula, full-width forms included.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What keeps a spreadsheet from running a cell.
const APOSTROPHE: char = '\'';

/// Whether a spreadsheet may run the text of a cell. White space, controls and marks without width before a sign are
/// passed over by some; a tab, a line end or a NUL at the front is itself a way to the next cell.
fn runs(cell: &str) -> bool {
    let is_passed = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}');
    match cell.chars().next() {
        None => false,
        Some('\t' | '\r' | '\n' | '\0') => true,
        Some(_) => cell.trim_start_matches(is_passed).starts_with(FORMULA) && !is_number(cell),
    }
}

/// Numbers with a sign are numbers.
fn is_number(cell: &str) -> bool {
    cell.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) && cell.parse::<f64>().is_ok()
}

/// The cell as text files hold it: with an apostrophe before it where a spreadsheet would run it, or where it has such
/// an apostrophe itself.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    if runs(cell.trim_start_matches(APOSTROPHE)) { format!("{APOSTROPHE}{cell}").into() } else { cell.into() }
}

/// What a cell of a text file meant before [`neutral`], whoever wrote it.
pub fn restored(cell: &str) -> &str {
    match cell.strip_prefix(APOSTROPHE) {
        Some(meant) if runs(meant.trim_start_matches(APOSTROPHE)) => meant,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+86 21", "'+86 21"),
            ("-1.5", "-1.5"),
            ("+5", "+5"),
            ("-1e3", "-1e3"),
            ("-", "'-"),
            ("-inf", "'-inf"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\0=1", "'\0=1"),
            ("\r", "'\r"),
            (" \u{feff}=1", "' \u{feff}=1"),
            ("＝1", "'＝1"),
            ("－5", "'－5"),
            ("'=1", "''=1"),
            ("'甲", "'甲"),
            ("上海", "上海"),
            ("", ""),
        ] {
            assert_eq!(neutral(cell), written);
            assert_eq!(restored(written), cell);
        }
    }

    proptest! {
        #[test]
        fn any_cell_comes_back_and_none_runs(cell in "['=+\\-@\t\r\n\0 ＝＋－＠0-9.eE甲\u{feff}\u{200e}]{0,6}") {
            let written = neutral(&cell);
            prop_assert_eq!(restored(&written), cell.as_str());
            prop_assert!(!runs(&written), "{written:?}");
        }
    }
}
