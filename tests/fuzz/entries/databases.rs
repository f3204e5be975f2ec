//! SQLite files: a GeoPackage to import, a catalogue to open. Mutations are patches of a valid file, since few changes
//! of a whole one leave pages that refer to each other.

use std::path::Path;
use std::sync::LazyLock;

use hujin::catalogue::Taxonomy;
use hujin::import::ReadOptions;
use hujin::report::Tell;
use hujin::store::Store;

use super::files;
use super::tables::read;

/// The file with patches: of every four bytes two say where, one what, one whether it is set or added.
fn patched(file: &[u8], patches: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    for patch in patches.as_chunks::<4>().0 {
        let [high, low, byte, how] = *patch;
        // Files of up to sixteen times 64 KB: the upper half of `how` chooses the block.
        let at = (usize::from(how >> 4) << 16) + usize::from(u16::from_be_bytes([high, low]));
        let length = file.len();
        let place = &mut file[at % length];
        *place = if how % 2 == 0 { byte } else { place.wrapping_add(byte) };
    }
    file
}

/// What a file of patches may begin with: the whole file instead.
const SQLITE: &[u8] = b"SQLite format 3\0";

fn file(data: &[u8], of: &[u8]) -> Vec<u8> {
    if data.starts_with(SQLITE) { data.to_vec() } else { patched(of, data) }
}

pub fn geopackage(data: &[u8]) {
    static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let found = files(&["gpkg"], 20_000).into_iter().find(|(name, _)| name == "points_4326.gpkg");
        found.expect("the corpus has a GeoPackage").1
    });
    read("a.gpkg", &file(data, &GOOD), &ReadOptions::default());
}

pub fn geopackage_seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = files(&["gpkg"], 20_000).into_iter().map(|(_, bytes)| bytes).collect();
    seeds.retain(|bytes| bytes.starts_with(SQLITE));
    // Page size, encoding, first page of the schema, cells of later pages.
    seeds.push(vec![0, 16, 4, 0, 0, 56, 2, 0, 0, 100, 5, 0, 4, 3, 255, 0, 8, 5, 1, 1]);
    seeds.push((0..40u8).flat_map(|i| [i, i.wrapping_mul(37), i, i % 2]).collect());
    seeds
}

/// A new catalogue of a few rows, as a file.
fn new_catalogue() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.gpkg");
    let rows = &hujin::catalogue::sample()[..20];
    drop(Store::create_with(&path, &Taxonomy::bundled(), rows).expect("a catalogue"));
    std::fs::read(path).expect("readable")
}

pub fn catalogue(data: &[u8]) {
    static GOOD: LazyLock<Vec<u8>> = LazyLock::new(new_catalogue);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.gpkg");
    std::fs::write(&path, file(data, &GOOD)).expect("room");
    if let Ok(store) = Store::open_read(&path)
        && let Ok(catalogue) = store.load(1, &|_| ())
    {
        let named = catalogue.rows().filter(|row| !row.name_zh().is_empty() || row.position().is_some());
        assert!(named.count() <= catalogue.len());
    }
    open(&path);
    match Store::check(&path) {
        Ok(findings) => findings.iter().for_each(|finding| drop(finding.message())),
        Err(error) => assert!(!error.message().text(hujin::language::Language::En).is_empty()),
    }
}

/// Opened for writing, which brings old files up and takes in the edits of other programs.
fn open(path: &Path) {
    if let Ok(store) = Store::open(path) {
        drop(store.load(1, &|_| ()));
    }
}

pub fn catalogue_seeds() -> Vec<Vec<u8>> {
    vec![vec![0, 100, 5, 0], (0..60u8).flat_map(|i| [i, i.wrapping_mul(91), i, i << 4 | 1]).collect()]
}
