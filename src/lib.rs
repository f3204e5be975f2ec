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
//! | 0 | [`geography`], [`language`], [`report`], [`diagnostics`] | places on the earth; words; errors as told to a person; log and crash reports |
//!
//! A module imports from lower levels only, never from its own row; `tests/layering.rs` holds this table.

#![warn(missing_docs)]

pub mod catalogue;

pub mod cli;
pub mod diagnostics;
pub mod document;
pub mod export;
pub mod figure;
pub mod geography;
pub mod import;
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
pub mod ui;
pub mod workspace;
