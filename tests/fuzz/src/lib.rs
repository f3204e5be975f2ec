//! The fuzz targets of Hujin Atlas: see README.md.

#[path = "../entries/mod.rs"]
pub mod entries;

pub use libfuzzer_sys;

/// What one input may allocate, bytes, above what the program has in memory at the start.
pub const MAX_BYTES: usize = 200 << 20;

/// Memory past the limit is an abort, which libFuzzer keeps as a crash.
#[global_allocator]
static ALLOCATOR: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

/// Gives bytes to an entry, within the limit of memory.
pub fn run(entry: &entries::Entry, data: &[u8]) {
    // The first input also pays for what is parsed once: maps, fonts, words.
    static STARTED: std::sync::Once = std::sync::Once::new();
    STARTED.call_once(|| {
        (entry.seeds)().iter().for_each(|seed| (entry.run)(seed));
    });
    let limit = ALLOCATOR.allocated() + MAX_BYTES;
    if ALLOCATOR.set_limit(limit).is_err() {
        panic!("{limit} bytes are in use already");
    }
    (entry.run)(data);
}

/// The entry of a name.
pub fn entry(name: &str) -> &'static entries::Entry {
    entries::ENTRIES.iter().find(|entry| entry.name == name).unwrap_or_else(|| panic!("no entry is called {name}"))
}

/// The target of an entry.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            $crate::run($crate::entry($name), data);
        });
    };
}
