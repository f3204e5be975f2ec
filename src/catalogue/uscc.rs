//! 统一社会信用代码, the unified social credit code: 18 characters, the last one a check digit.
//!
//! GB 32100-2015, *The coding rule of the unified social credit identifier for legal entities and other
//! organizations*: check = (31 − Σ cᵢ·3^(i−1) mod 31) mod 31 over the first 17 characters, in an alphabet of 31
//! (digits and capital letters without I, O, S, V, Z).

use unicode_normalization::UnicodeNormalization;

/// The alphabet of GB 32100-2015; the place of a character is its value.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What is wrong with a credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsccProblem {
    /// Not 18 characters; how many it has.
    Length(usize),
    /// A character outside the alphabet, such as the letter O for the digit 0.
    Character(char),
    /// The check digit is another than the one the first 17 characters ask for.
    CheckDigit {
        /// What GB 32100-2015 asks for.
        expected: char,
        /// What stands there.
        found: char,
    },
}

/// The code as it is stored: NFKC, capitals, without spaces, hyphens and the apostrophe spreadsheets put before text.
pub fn normalized(code: &str) -> String {
    if code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return code.to_owned();
    }
    code.nfkc()
        .filter(|c| {
            !c.is_whitespace() && !c.is_control() && !matches!(c, '-' | '\'' | '\u{2019}' | '\u{200b}' | '\u{feff}')
        })
        .flat_map(char::to_uppercase)
        .collect()
}

/// Checks a normalised code.
///
/// # Errors
/// The first problem found: length, then characters, then the check digit.
///
/// ```
/// use hujin::catalogue::uscc::{check, normalized};
/// assert_eq!(check(&normalized("9144030071526726xg")), Ok(()));
/// ```
pub fn check(code: &str) -> Result<(), UsccProblem> {
    let length = code.chars().count();
    if length != 18 {
        return Err(UsccProblem::Length(length));
    }
    if let Some(c) = code.chars().find(|c| value(*c).is_none()) {
        return Err(UsccProblem::Character(c));
    }
    let expected = check_digit(code);
    match code.chars().last() {
        Some(found) if found != expected => Err(UsccProblem::CheckDigit { expected, found }),
        _ => Ok(()),
    }
}

/// The check digit the first 17 characters ask for; characters outside the alphabet count as 0.
pub fn check_digit(code: &str) -> char {
    let mut weight = 1;
    let mut sum = 0;
    for c in code.chars().take(17) {
        sum += value(c).unwrap_or(0) * weight;
        weight = weight * 3 % 31;
    }
    char::from(ALPHABET[(31 - sum % 31) % 31])
}

/// Not a character of the alphabet.
const NO_VALUE: u8 = u8::MAX;
/// Place in the alphabet of each ASCII character.
const VALUES: [u8; 128] = {
    let mut values = [NO_VALUE; 128];
    let mut place = 0;
    while place < ALPHABET.len() {
        values[ALPHABET[place] as usize] = place as u8;
        place += 1;
    }
    values
};

fn value(c: char) -> Option<usize> {
    let value = *VALUES.get(c as usize)?;
    (value != NO_VALUE).then_some(value as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_codes_pass_and_every_single_wrong_character_is_caught() {
        for code in ["9144030071526726XG", "91330100799655058B"] {
            assert_eq!(check(code), Ok(()), "{code}");
            for i in 0..18 {
                for other in ALPHABET {
                    let mut wrong: Vec<char> = code.chars().collect();
                    if wrong[i] == char::from(*other) {
                        continue;
                    }
                    wrong[i] = char::from(*other);
                    let wrong: String = wrong.into_iter().collect();
                    assert!(matches!(check(&wrong), Err(UsccProblem::CheckDigit { .. })), "{wrong}");
                }
            }
        }
    }

    #[test]
    fn spreadsheet_forms_are_folded_and_others_refused() {
        assert_eq!(normalized("'９１44 0300-71526726xg\u{200b}"), "9144030071526726XG");
        assert_eq!(check("123"), Err(UsccProblem::Length(3)));
        assert_eq!(check("9144O30071526726XG"), Err(UsccProblem::Character('O')));
        assert_eq!(check("汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉汉"), Err(UsccProblem::Character('汉')));
    }
}
