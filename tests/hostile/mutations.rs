//! What fuzzing found, and seeded mutations of good files: the short form of `tests/fuzz`, on stable Rust.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::entries::{ENTRIES, Entry};

/// Mutations of one entry.
const MUTATIONS: u64 = 2_000;
/// Longest that all mutations of one entry may go on.
const ENOUGH: Duration = Duration::from_secs(2);
/// Seconds an entry goes on for instead, from seeds nobody has tried: a long run on stable Rust.
const LONG: &str = "HUJIN_HOSTILE_SECONDS";
/// Longest that one input may take in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(10);

/// SplitMix64: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }
}

/// What is put into texts: ends of ranges, characters that mean something, numbers out of all proportion.
const WORDS: [&[u8]; 16] = [
    b"\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\"",
    b"<",
    b"&#0;",
    b"]]>",
    b"-1",
    b"1e308",
    b"NaN",
    b"18446744073709551616",
    b"\xe2\x80\xae",
    b"\r",
    b"{[",
    b"../",
    "＝".as_bytes(),
];

fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len());
        let length = random.below(32).min(bytes.len() - at);
        match random.below(7) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            1 => bytes.truncate(at),
            2 => bytes.extend_from_within(at..at + length),
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                let piece = &other[from..(from + length).min(other.len())];
                drop(bytes.splice(at..at, piece.iter().copied()));
            }
            5 if !bytes.is_empty() => bytes[at] = random.next() as u8,
            _ => {
                let word = WORDS[random.below(WORDS.len())];
                let end = (at + random.below(word.len() + 1)).min(bytes.len());
                drop(bytes.splice(at..end, word.iter().copied()));
            }
        }
    }
    bytes
}

/// Runs an input; what goes wrong is told with the input itself.
fn run(entry: &Entry, input: &[u8], what: &str) {
    let begun = Instant::now();
    let result = std::panic::catch_unwind(|| (entry.run)(input));
    if result.is_err() || begun.elapsed() > LONGEST {
        let kept = std::env::temp_dir().join(format!("hujin-{}-{what}", entry.name));
        std::fs::write(&kept, input).unwrap();
        panic!("{} {what}: {:?}; the input is {}", entry.name, begun.elapsed(), kept.display());
    }
}

#[test]
fn good_inputs_of_every_entry_are_read() {
    for entry in ENTRIES {
        let seeds = (entry.seeds)();
        assert!(!seeds.is_empty(), "{}", entry.name);
        seeds.iter().enumerate().for_each(|(number, seed)| run(entry, seed, &format!("seed {number}")));
    }
}

#[test]
fn what_was_found_before_stays_mended() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/regressions");
    for entry in ENTRIES {
        let Ok(found) = std::fs::read_dir(folder.join(entry.name)) else { continue };
        for file in found.flatten() {
            run(entry, &std::fs::read(file.path()).unwrap(), &file.file_name().to_string_lossy());
        }
    }
    for found in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        let name = found.file_name().to_string_lossy().into_owned();
        assert!(ENTRIES.iter().any(|entry| entry.name == name), "{name} is no entry");
    }
}

#[test]
fn seeded_mutations_of_good_files() {
    let long = std::env::var(LONG).ok().and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let first = long.map_or(0, |_| std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64);
    let (enough, most) = (long.unwrap_or(ENOUGH), long.map_or(MUTATIONS, |_| u64::MAX));
    for entry in ENTRIES {
        let (seeds, begun, mut done) = ((entry.seeds)(), Instant::now(), 0);
        while done < most && begun.elapsed() < enough {
            let seed = first.wrapping_add(done);
            run(entry, &mutated(&seeds, &mut Random(seed)), &format!("mutation {seed}"));
            done += 1;
        }
        println!("{}: {done} mutations", entry.name);
    }
}
