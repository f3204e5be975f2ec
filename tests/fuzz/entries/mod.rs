//! What hostile bytes are given to, one entry a reader, and the good inputs each starts from.
//!
//! Used twice: by the fuzz targets beside this folder, and by `tests/hostile`, which runs the same entries on stable
//! Rust over what was found before and over seeded mutations.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod containers;
mod databases;
mod places;
mod tables;
mod texts;

use std::path::{Path, PathBuf};

/// An entry.
pub struct Entry {
    /// Its name, that of the fuzz target and of its folders.
    pub name: &'static str,
    /// Reads bytes; what is wrong with the program panics.
    pub run: fn(&[u8]),
    /// Good inputs, in the form `run` takes.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All entries.
pub const ENTRIES: &[Entry] = &[
    Entry { name: "text", run: tables::text, seeds: tables::text_seeds },
    Entry { name: "html", run: tables::html, seeds: tables::html_seeds },
    Entry { name: "geojson", run: tables::geojson, seeds: tables::geojson_seeds },
    Entry { name: "proposal", run: tables::proposal, seeds: tables::proposal_seeds },
    Entry { name: "cases", run: tables::cases, seeds: tables::case_seeds },
    Entry { name: "xlsx", run: containers::xlsx, seeds: containers::xlsx_seeds },
    Entry { name: "ods", run: containers::ods, seeds: containers::ods_seeds },
    Entry { name: "archive", run: containers::archive, seeds: containers::archive_seeds },
    Entry { name: "xls", run: containers::xls, seeds: containers::xls_seeds },
    Entry { name: "ole", run: containers::ole, seeds: containers::ole_seeds },
    Entry { name: "shapefile", run: containers::shapefile, seeds: containers::shapefile_seeds },
    Entry { name: "geopackage", run: databases::geopackage, seeds: databases::geopackage_seeds },
    Entry { name: "catalogue", run: databases::catalogue, seeds: databases::catalogue_seeds },
    Entry { name: "point_blob", run: places::point_blob, seeds: places::point_blob_seeds },
    Entry { name: "pack", run: places::pack, seeds: places::pack_seeds },
    Entry { name: "view", run: texts::view, seeds: texts::view_seeds },
    Entry { name: "figure", run: texts::figure, seeds: texts::figure_seeds },
    Entry { name: "style", run: texts::style, seeds: texts::style_seeds },
    Entry { name: "recipe", run: texts::recipe, seeds: texts::recipe_seeds },
    Entry { name: "arguments", run: texts::arguments, seeds: texts::argument_seeds },
    Entry { name: "values", run: texts::values, seeds: texts::value_seeds },
    Entry { name: "font", run: texts::font, seeds: texts::font_seeds },
];

/// What stands between the parts of an input that stands for several files.
const BETWEEN: &[u8] = b"\n====\n";

/// The parts of an input, as many as wanted; what is missing is empty.
fn parts<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut rest = data;
    std::array::from_fn(|i| match rest.windows(BETWEEN.len()).position(|w| w == BETWEEN) {
        Some(at) if i + 1 < N => {
            let part = &rest[..at];
            rest = &rest[at + BETWEEN.len()..];
            part
        }
        _ => std::mem::take(&mut rest),
    })
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.join(BETWEEN)
}

/// The program's own folder, from either workspace.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.ends_with("tests/fuzz") { here.join("../..") } else { here.to_owned() }
}

/// Files of the corpus of imports with these endings, of at most so many bytes.
fn files(endings: &[&str], max_bytes: usize) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for folder in ["good", "bad"] {
        for entry in std::fs::read_dir(root().join("tests/imports").join(folder)).expect("the corpus").flatten() {
            let path = entry.path();
            let is_wanted = path.extension().is_some_and(|e| endings.iter().any(|wanted| e == *wanted));
            let bytes = if is_wanted { std::fs::read(&path).expect("readable") } else { continue };
            if bytes.len() <= max_bytes {
                found.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes));
            }
        }
    }
    found.sort();
    found
}
