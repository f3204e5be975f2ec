//! Which rows of a file are companies the catalogue, or an earlier row of the file, already has; and so, which rows of a
//! catalogue are ([`duplicates`](super::duplicates)).
//!
//! Candidates meet under hashes (credit code, name, trade name with line of business, and, in catalogues up to
//! [`MAX_FUZZY_ROWS`], the trade name with one character left out) and are then compared as they are, so that a hash
//! shared by chance joins nobody. Cost: n log n to build, some look-ups a row.

use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use crate::catalogue::{Catalogue, CompanyName, Enterprise, Likeness, LikenessReason, Row, name};

/// Larger catalogues are not searched for names that differ by a character.
pub const MAX_FUZZY_ROWS: usize = 100_000;
/// Candidates of one hash compared for one row.
const MAX_CANDIDATES: usize = 64;
/// Shortest trade name, in characters, looked up with one left out.
const MIN_FUZZY_CHARS: usize = 5;
/// And at most: the work grows with the square of the length, and a cell may hold a hundred thousand characters.
const MAX_FUZZY_CHARS: usize = 100;

/// What a row is found by.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// Hash of the credit code; 0 without one.
    pub code: u64,
    /// Hash of what spellings of one name share.
    pub name: u64,
    parts: CompanyName,
    uscc: String,
    /// English names as they are compared.
    english: Vec<String>,
    /// Of office and register; those of a row of the catalogue are read when they are needed.
    addresses: Option<[String; 2]>,
}

impl Keys {
    /// The keys of a record.
    pub fn of(e: &Enterprise) -> Keys {
        let addresses = [&e.office_address, &e.registered_address].map(Clone::clone);
        Keys::new([&e.name_zh, &e.name_en], &e.uscc, Some(addresses))
    }

    /// The keys of a row of a catalogue.
    pub fn of_row(row: Row<'_>) -> Keys {
        Keys::new([row.name_zh(), row.name_en()], row.uscc(), None)
    }

    fn new(names: [&str; 2], uscc: &str, addresses: Option<[String; 2]>) -> Keys {
        let parts = CompanyName::parse(names[0]);
        let code = if uscc.is_empty() { 0 } else { hash(uscc) };
        let english = names.into_iter().filter_map(english_name).collect();
        Keys { code, name: hash(&parts.canonical()), parts, uscc: uscc.to_owned(), english, addresses }
    }
}

/// A company of the catalogue that is, or may be, the one of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Row number in the catalogue.
    pub row: usize,
    /// How sure that is.
    pub likeness: Likeness,
    /// What speaks for it.
    pub reason: LikenessReason,
    /// Whether the credit code says this row and the name another.
    pub is_conflict: bool,
}

/// Hashes and the rows they belong to, in order.
#[derive(Debug, Default)]
struct Hashes(Vec<(u64, u32)>);

impl Hashes {
    fn new(mut entries: Vec<(u64, u32)>) -> Hashes {
        entries.par_sort_unstable();
        Hashes(entries)
    }

    fn rows(&self, hash: u64) -> impl Iterator<Item = usize> + '_ {
        let start = self.0.partition_point(|(h, _)| *h < hash);
        self.0[start..].iter().take_while(move |(h, _)| *h == hash).map(|(_, row)| *row as usize)
    }
}

/// Rows that are not to be found.
#[derive(Clone, Copy, Debug, Default)]
pub struct Without<'a> {
    /// The row the record is of, where it is one of the catalogue.
    pub itself: Option<usize>,
    /// Rows that are known to be others.
    pub others: &'a [usize],
}

impl Without<'_> {
    fn has(&self, row: usize) -> bool {
        self.itself == Some(row) || self.others.contains(&row)
    }
}

/// The companies of a catalogue by what they are found by.
#[derive(Debug)]
pub struct Index<'a> {
    catalogue: &'a Catalogue,
    codes: Hashes,
    names: Hashes,
    /// Earlier names.
    former: Hashes,
    /// Short names.
    short: Hashes,
    /// English names.
    english: Hashes,
    /// Trade names with line of business; in small catalogues also with one character left out.
    cores: Hashes,
}

impl<'a> Index<'a> {
    /// The index of a catalogue.
    pub fn of(catalogue: &'a Catalogue) -> Index<'a> {
        let is_fuzzy = catalogue.len() <= MAX_FUZZY_ROWS;
        let (mut codes, mut names) = (Vec::new(), Vec::with_capacity(catalogue.len()));
        let (mut former, mut short, mut english) = (Vec::new(), Vec::new(), Vec::new());
        let mut cores = Vec::with_capacity(catalogue.len());
        let parts: Vec<CompanyName> =
            (0..catalogue.len()).into_par_iter().map(|row| CompanyName::parse(catalogue.row(row).name_zh())).collect();
        for (row, parts) in catalogue.rows().zip(&parts) {
            let at = row.index() as u32;
            if !row.uscc().is_empty() {
                codes.push((hash(row.uscc()), at));
            }
            names.push((hash(&parts.canonical()), at));
            former.extend(former_names(row).map(|n| (hash(&n), at)));
            short.extend(short_name(row).map(|n| (hash(&n), at)));
            english.extend(english_names(row).map(|n| (hash(n.as_str()), at)));
            cores.push((hash(parts.core.as_str()), at));
            if is_fuzzy {
                cores.extend(shortened(&parts.core).map(|core| (hash(core.as_str()), at)));
            }
        }
        let [codes, names, former, short, english, cores] =
            [codes, names, former, short, english, cores].map(Hashes::new);
        Index { catalogue, codes, names, former, short, english, cores }
    }

    /// Finds the company of a record: by credit code, by name, by an earlier name, then what is alike.
    pub fn find(&self, keys: &Keys, without: Without<'_>) -> Option<Match> {
        if self.catalogue.is_empty() {
            return None;
        }
        let row = |row: usize| self.catalogue.row(row);
        let is_code = |r: &usize| keys.code != 0 && !without.has(*r) && row(*r).uscc() == keys.uscc;
        let by_code = self.codes.rows(keys.code).find(is_code);
        let by_name = self.by_name(keys, without);
        let code_differs = |r: usize| !keys.uscc.is_empty() && !row(r).uscc().is_empty() && row(r).uscc() != keys.uscc;
        let found = |row, likeness, reason| Some(Match { row, likeness, reason, is_conflict: false });
        match (by_code, by_name) {
            (Some(row), by_name) => Some(Match {
                row,
                likeness: Likeness::Certain,
                reason: LikenessReason::SameCode,
                is_conflict: by_name.is_some_and(|(other, _)| other != row),
            }),
            (None, Some((row, _))) if code_differs(row) => found(row, Likeness::Likely, LikenessReason::OtherCode),
            (None, Some((row, reason))) => found(row, Likeness::Certain, reason),
            (None, None) => {
                let alike = self.alike(keys, without).or_else(|| self.by_short_name(keys, without));
                let alike = alike.or_else(|| self.by_english_name(keys, without));
                alike.and_then(|(row, likeness, reason)| {
                    let likeness = if code_differs(row) { Likeness::Possible } else { likeness };
                    found(row, likeness, reason)
                })
            }
        }
    }

    fn by_name(&self, keys: &Keys, without: Without<'_>) -> Option<(usize, LikenessReason)> {
        let parts = |row: usize| CompanyName::parse(self.catalogue.row(row).name_zh());
        let is_other = |row: &usize| !without.has(*row);
        let named = self.names.rows(keys.name).filter(is_other).take(MAX_CANDIDATES).filter_map(|row| {
            let (likeness, reason) = parts(row).likeness(&keys.parts, false);
            (likeness == Likeness::Certain).then_some((row, reason))
        });
        // Of two that are certain the one of the very same name.
        let named = named.min_by_key(|(row, reason)| (*reason != LikenessReason::SameName, *row));
        let full = &keys.parts.full;
        let by_former =
            || self.former.rows(hash(full)).filter(is_other).find(|row| has_former(self.catalogue.row(*row), full));
        let by_note = || {
            let former = Some(&keys.parts.former).filter(|former| !former.is_empty())?;
            let rows = self.names.rows(hash(&CompanyName::parse(former).canonical())).filter(is_other);
            rows.take(MAX_CANDIDATES).find(|row| parts(*row).full == *former)
        };
        named.or_else(|| by_former().or_else(by_note).map(|row| (row, LikenessReason::FormerName)))
    }

    /// One of which the whole name is the short name: 蚂蚁链.
    fn by_short_name(&self, keys: &Keys, without: Without<'_>) -> Option<(usize, Likeness, LikenessReason)> {
        let name = &keys.parts.full;
        let mut rows = self.short.rows(hash(name)).filter(|row| !without.has(*row));
        let found = rows.find(|row| short_name(self.catalogue.row(*row)).is_some_and(|short| short == *name));
        found.map(|row| (row, Likeness::Possible, LikenessReason::ShortName))
    }

    /// One of the same English name: what a translation is worth, somebody has to say.
    fn by_english_name(&self, keys: &Keys, without: Without<'_>) -> Option<(usize, Likeness, LikenessReason)> {
        let is_named = |row: usize, name: &String| english_names(self.catalogue.row(row)).any(|n| n == *name);
        let of_name = |name: &String| {
            let rows = self.english.rows(hash(name.as_str())).filter(|row| !without.has(*row));
            rows.take(MAX_CANDIDATES).find(|row| is_named(*row, name))
        };
        keys.english.iter().find_map(of_name).map(|row| (row, Likeness::Likely, LikenessReason::EnglishName))
    }

    /// The one most alike, by name and address; of equals the first. A name with a note of what became of the company
    /// behind it is looked for without.
    fn alike(&self, keys: &Keys, without: Without<'_>) -> Option<(usize, Likeness, LikenessReason)> {
        let Some(plain) = without_state(&keys.parts.full) else { return self.alike_as(&keys.parts, keys, without) };
        let (row, likeness, _) = self.alike_as(&CompanyName::parse(plain), keys, without)?;
        // Whether the company of the catalogue is the one that is gone, somebody has to say.
        Some((row, likeness.min(Likeness::Likely), LikenessReason::Part))
    }

    fn alike_as(
        &self,
        parts: &CompanyName,
        keys: &Keys,
        without: Without<'_>,
    ) -> Option<(usize, Likeness, LikenessReason)> {
        let is_fuzzy = self.catalogue.len() <= MAX_FUZZY_ROWS;
        let cores =
            std::iter::once(parts.core.clone()).chain(is_fuzzy.then(|| shortened(&parts.core)).into_iter().flatten());
        let others = |core: String| self.cores.rows(hash(core.as_str())).filter(|row| !without.has(*row));
        let mut candidates: Vec<usize> = cores.flat_map(|core| others(core).take(MAX_CANDIDATES)).collect();
        if candidates.is_empty() {
            return None;
        }
        candidates.sort_unstable();
        candidates.dedup();
        let of_row = |row: Row<'_>| addresses(&row.office_address(), &row.registered_address()).collect();
        let addresses: Vec<String> = match (&keys.addresses, without.itself) {
            (Some([office, registered]), _) => addresses(office, registered).collect(),
            (None, Some(row)) => of_row(self.catalogue.row(row)),
            (None, None) => Vec::new(),
        };
        let mut best: Option<(usize, Likeness, LikenessReason)> = None;
        for at in candidates {
            let row = self.catalogue.row(at);
            let is_same =
                self::addresses(&row.office_address(), &row.registered_address()).any(|a| addresses.contains(&a));
            let (likeness, reason) = CompanyName::parse(row.name_zh()).likeness(parts, is_same);
            if likeness > Likeness::Different && best.is_none_or(|(_, l, _)| likeness > l) {
                best = Some((at, likeness, reason));
            }
        }
        best
    }
}

fn former_names(row: Row<'_>) -> impl Iterator<Item = String> {
    name::normalized_list(row.former_names()).map(|n| name::simplified(&n))
}

fn has_former(row: Row<'_>, name: &str) -> bool {
    former_names(row).any(|n| n == name)
}

fn short_name(row: Row<'_>) -> Option<String> {
    Some(name::simplified(&name::normalized(row.short_name()))).filter(|short| !short.is_empty())
}

fn english_names(row: Row<'_>) -> impl Iterator<Item = String> {
    [row.name_zh(), row.name_en()].into_iter().filter_map(english_name)
}

/// Words at the end of an English name that say its legal form.
const FORMS: [&str; 11] =
    ["co", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "company", "llc", "plc", "group"];
/// Letters and digits that make a name.
const LEAST_ENGLISH: usize = 3;
/// Bytes of what is longer than any name: it is not kept a second time.
const MOST_ENGLISH: usize = 200;

/// A name without ideographs as it is compared: small letters and digits, words one space apart, without its legal form.
/// None of a name that has ideographs, or too few letters to be one.
fn english_name(text: &str) -> Option<String> {
    if text.len() > MOST_ENGLISH
        || !text.bytes().any(|b| b.is_ascii_alphabetic())
        || text.chars().any(|c| c >= '\u{2E80}')
    {
        return None;
    }
    let lower = text.to_lowercase();
    let mut words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    while words.len() > 1 && words.last().is_some_and(|word| FORMS.contains(word)) {
        words.pop();
    }
    let name = words.join(" ");
    (name.chars().filter(|c| c.is_alphanumeric()).count() >= LEAST_ENGLISH).then_some(name)
}

/// Notes behind a name that say what became of the company.
const STATES: [&str; 14] = [
    "(注销)",
    "(已注销)",
    "(拟注销)",
    "(注销中)",
    "(吊销)",
    "(已吊销)",
    "(吊销未注销)",
    "(迁出)",
    "(已迁出)",
    "(外迁)",
    "(停业)",
    "(已停业)",
    "(清算中)",
    "(撤销)",
];

/// A name without the note of what became of the company, if it has one.
fn without_state(full: &str) -> Option<&str> {
    STATES.iter().find_map(|state| full.strip_suffix(state))
}

fn addresses(office: &str, registered: &str) -> impl Iterator<Item = String> + use<> {
    [name::normalized(office), name::normalized(registered)].into_iter().filter(|a| !a.is_empty())
}

/// A trade name with each of its characters left out; what is longer than any name is none.
fn shortened(core: &str) -> impl Iterator<Item = String> + '_ {
    let is_name = core.chars().nth(MIN_FUZZY_CHARS - 1).is_some() && core.chars().nth(MAX_FUZZY_CHARS).is_none();
    core.char_indices().filter(move |_| is_name).map(|(at, c)| format!("{}{}", &core[..at], &core[at + c.len_utf8()..]))
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish().max(1)
}
