//! Hujin Atlas (沪金图谱): a desktop atlas of Shanghai's fintech industry.
//!
//! Data goes one way: bytes → catalogue → numbers → scene → painter.
//!
//! | level | modules | what they do |
//! |---|---|---|
//! | 9 | `main` | parse, run a shell, map the result to an exit code |
//! | 8 | [`ui`], [`cli`] | the two shells over one workspace |
//! | 7 | [`workspace`] | the running program without a face: jobs, slots, the open catalogue |
//! | 6 | [`store`], [`import`], [`export`], [`figure`] | GeoPackage; bytes → proposal; scene, table, profile → bytes; a composition → a page |
//! | 5 | [`document`] | what the user chose |
//! | 4 | [`layers`], [`profile`] | numbers → scene; numbers and narrative → blocks |
//! | 3 | [`scene`], [`statistics`] | what is drawn, as data; one number per district × track |
//! | 2 | [`spatial`] | results on the plane |
//! | 1 | [`catalogue`] | enterprises, tracks, filters, columns |
//! | 0 | [`geography`], [`language`], [`report`], [`interruption`], [`diagnostics`] | places on the earth; words; errors as told to a person; being broken off; log and crash reports |
//!
//! A module imports from lower levels only, never from its own row; `tests/layering.rs` holds this table, and which
//! crates may be named where (egui in [`ui`], SQLite in [`store`] and the reader of foreign GeoPackages, …).
//!
//! # Where to start reading
//!
//! | to understand | read |
//! |---|---|
//! | what a catalogue is in memory | [`catalogue`]: `columns`, then `filter` and `selection` |
//! | how a number is made | one file of [`statistics`] or [`spatial`]; its page says source, steps, cost, limits |
//! | how a map is made | [`layers`]: `numbers`, then one layer; [`scene`]: `Item` |
//! | what the user chose | [`document`], and what undo is: `document::history` |
//! | how a file comes in | [`import`], then [`store`] for how it is kept and undone |
//! | how a figure goes out | [`figure`], then [`export`] |
//! | how the window asks for answers | [`workspace`]: `slot`, `answers`, `job`; then `ui::app` |
//!
//! # Extension points
//!
//! Tables read from top to bottom. To add to one is a file and a line; `CONTRIBUTING.md` has the steps.
//!
//! | what | table | file beside it |
//! |---|---|---|
//! | layer of the map | `layers::LAYERS` | `src/layers/NAME.rs` |
//! | section of a profile | `profile::sections::SECTIONS` | `src/profile/sections/NAME.rs` |
//! | format to import | `import::readers::READERS` | `src/import/readers/NAME.rs` |
//! | format of a figure | `workspace::figure_format::FigureFormat::ALL` | `src/export/NAME.rs` |
//! | command of the window | `ui::commands::COMMANDS` | its order in `ui::orders` |
//! | style of a figure | files of `assets/styles`, or the user's own | none |
//! | step of the catalogue's tables | `store::migrate::MIGRATIONS` | `src/store/schema_N.rs` |
//! | white paper, tracks, places, city | files of `data` and `maps` | none |
//!
//! # Decisions, and why
//!
//! - **The core has no clock, no disk and no widget.** [`geography`], [`catalogue`], [`spatial`] and [`statistics`] are
//!   functions of what they are given: so they are compared with other programs, and give the same on any machine.
//! - **One plane.** Positions are stored as WGS 84 degrees, and measured in metres on the plane of the boundary pack
//!   (EPSG:4549 for Shanghai). `LonLat` and `Plane` are two types that meet in `geography::projection` only: nobody can
//!   take degrees for a distance.
//! - **The catalogue in memory is immutable columns** behind an `Arc`, with a generation. A filter makes a selection, a
//!   set of rows; an edit makes another catalogue. Readers need no lock, and an answer names the generation it is of.
//! - **The catalogue on disk is a GeoPackage**, so it outlives the program: QGIS opens it. One file, a rollback journal, no
//!   WAL. Each change is one transaction and one batch with images of the rows before it, so it can be undone on its own.
//! - **What the user chose is one small document.** It changes by edits only; undo is a list of documents; a view file is
//!   a document as text; a figure carries one. Ids in it are permanent, so it means the same next year.
//! - **What is drawn is data.** Layers add items to a scene; painters (the screen, SVG) only match on `Item`, without a
//!   wildcard; pixels and PDF are that SVG converted. What is exported is what is seen.
//! - **A profile is blocks of data, too**: panel, web page, Word and JSON show the same, and what is cited is never mixed
//!   with what is counted.
//! - **What is slow runs on a worker** in a slot: a question with a key and a wish to stop. The newest question wins, a
//!   late answer to an old one is dropped, the last answer stands meanwhile, so a frame waits for nothing.
//! - **Two shells, one workspace.** Window and command line give the same orders to the same code.
//! - **Random numbers are a function of seed, stream and index**, and sums have a fixed order: parallel equals serial bit
//!   for bit.
//! - **Every sentence is a message** in two languages, rendered late; an error says what, where and what to do
//!   ([`report`]). Partial failure is a list of findings.

#![warn(missing_docs)]

pub mod catalogue;

pub mod cli;
pub mod diagnostics;
pub mod document;
pub mod export;
pub mod figure;
pub mod geography;
pub mod import;
pub mod interruption;
pub mod language;
pub mod layers;
#[cfg(test)]
mod oracle;
pub mod profile;
pub mod report;
pub mod scene;
pub mod spatial;
pub mod statistics;
pub mod store;
#[cfg(not(fuzzing))]
pub mod ui;
pub mod workspace;
