//! Finding a name by its pinyin or the initials of it, without keeping either.
//!
//! What is looked for becomes an automaton over letters (Knuth, Morris and Pratt 1977, *Fast pattern matching in
//! strings*). Since a Chinese character always brings the same letters, the automaton is walked a syllable at a time:
//! a table says where each of the 400-odd syllables leads from each state. A name costs two look-ups a character.

use std::sync::OnceLock;

use pinyin::ToPinyin;

/// The longest needle, letters: the pinyin of more than fifty characters.
const MAX_LETTERS: usize = 256;
/// The characters looked up in a table: Unified Ideographs and Extension A.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;
/// Has no pinyin, in the table.
const NONE: u16 = u16::MAX;

/// The pinyin of every common character.
struct Syllables {
    /// By character from [`FIRST`], the place of its syllable.
    of: Vec<u16>,
    /// Each syllable and its initial.
    all: Vec<(&'static str, &'static str)>,
}

fn syllables() -> &'static Syllables {
    static SYLLABLES: OnceLock<Syllables> = OnceLock::new();
    SYLLABLES.get_or_init(|| {
        let mut all: Vec<(&'static str, &'static str)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        let of = (FIRST..=LAST).map(|code| {
            let Some(pinyin) = char::from_u32(code).and_then(|c| c.to_pinyin()) else { return NONE };
            *places.entry(pinyin.plain()).or_insert_with(|| {
                all.push((pinyin.plain(), pinyin.first_letter()));
                (all.len() - 1) as u16
            })
        });
        Syllables { of: of.collect(), all }
    })
}

/// Letters and digits that a name's pinyin, or its initials, may hold.
#[derive(Clone, Debug)]
pub struct PinyinNeedle {
    letters: Vec<u8>,
    /// How long a beginning of the needle also ends each beginning of it.
    falls: Vec<usize>,
    /// By syllable and state: the next state, for syllables in full and for initials.
    steps: Vec<[u16; 2]>,
}

impl PinyinNeedle {
    /// Looks for `needle`, in lower case; nothing can hold one that is empty, too long, or not of ASCII letters and
    /// digits.
    pub fn new(needle: &str) -> Option<PinyinNeedle> {
        let letters = needle.as_bytes();
        let fits = !letters.is_empty() && letters.len() <= MAX_LETTERS;
        if !fits || !letters.iter().all(u8::is_ascii_alphanumeric) {
            return None;
        }
        let mut falls = vec![0; letters.len()];
        for i in 1..letters.len() {
            let mut k = falls[i - 1];
            while k > 0 && letters[i] != letters[k] {
                k = falls[k - 1];
            }
            falls[i] = k + usize::from(letters[i] == letters[k]);
        }
        let mut automaton = PinyinNeedle { letters: letters.to_vec(), falls, steps: Vec::new() };
        let mut steps = Vec::with_capacity(syllables().all.len() * (letters.len() + 1));
        for (syllable, initial) in &syllables().all {
            steps.extend(
                (0..=letters.len()).map(|state| [automaton.run(state, syllable), automaton.run(state, initial)]),
            );
        }
        automaton.steps = steps;
        Some(automaton)
    }

    /// The state after more letters; the last one, found, is never left.
    fn run(&self, mut state: usize, letters: &str) -> u16 {
        for letter in letters.bytes() {
            if state == self.letters.len() {
                break;
            }
            while state > 0 && self.letters[state] != letter {
                state = self.falls[state - 1];
            }
            state += usize::from(self.letters[state] == letter);
        }
        state as u16
    }

    /// Whether the syllables of `name` run together hold it, or their initials do. Other letters and digits stand as
    /// they are, in lower case; signs are passed over.
    pub fn is_in(&self, name: &str) -> bool {
        let (table, stride) = (syllables(), self.letters.len() + 1);
        let found = self.letters.len() as u16;
        let (mut full, mut initials) = (0, 0);
        for c in name.chars() {
            let code = u32::from(c);
            let syllable = if (FIRST..=LAST).contains(&code) { table.of[(code - FIRST) as usize] } else { NONE };
            if syllable != NONE {
                let row = usize::from(syllable) * stride;
                full = self.steps[row + usize::from(full)][0];
                initials = self.steps[row + usize::from(initials)][1];
            } else if let Some(pinyin) = c.to_pinyin() {
                full = self.run(full.into(), pinyin.plain());
                initials = self.run(initials.into(), pinyin.first_letter());
            } else if c.is_alphanumeric() {
                let mut bytes = [0; 4];
                for lower in c.to_lowercase() {
                    let letter = lower.encode_utf8(&mut bytes);
                    (full, initials) = (self.run(full.into(), letter), self.run(initials.into(), letter));
                }
            }
            if full == found || initials == found {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, spelt out.
    fn spelt(name: &str) -> [String; 2] {
        let (mut full, mut initials) = (String::new(), String::new());
        for c in name.chars() {
            match c.to_pinyin() {
                Some(pinyin) => {
                    full.push_str(pinyin.plain());
                    initials.push_str(pinyin.first_letter());
                }
                None if c.is_alphanumeric() => {
                    full.extend(c.to_lowercase());
                    initials.extend(c.to_lowercase());
                }
                None => {}
            }
        }
        [full, initials]
    }

    proptest! {
        #[test]
        fn the_automaton_finds_what_spelling_out_finds(
            name in "[上海安全银行融创中a-cA1（ Ⅲ𠀀-𠀅]{0,8}",
            needle in "[a-chn1]{1,4}|shang|anquan|ananq",
        ) {
            let found = PinyinNeedle::new(&needle).is_some_and(|n| n.is_in(&name));
            prop_assert_eq!(found, spelt(&name).iter().any(|text| text.contains(&needle)), "{} in {}", needle, name);
        }

        #[test]
        fn every_part_of_the_spelling_is_found(name in "[一-龥]{1,12}", from in 0usize..20, len in 1usize..12) {
            for text in spelt(&name) {
                let part: String = text.chars().skip(from).take(len).filter(char::is_ascii_alphanumeric).collect();
                if !part.is_empty() && text.contains(&part) {
                    prop_assert!(PinyinNeedle::new(&part).is_some_and(|n| n.is_in(&name)), "{} in {}", part, name);
                }
            }
        }
    }

    #[test]
    fn what_no_pinyin_holds_is_not_looked_for() {
        assert!(["", "银行", "a b", &"a".repeat(300)].iter().all(|n| PinyinNeedle::new(n).is_none()));
    }
}
