//! Hostile files, texts and names: nothing they hold may crash, hang, fill the memory, leave a folder or run.

#![allow(clippy::expect_used, clippy::unwrap_used)]

#[path = "../fuzz/entries/mod.rs"]
mod entries;
mod formulas;
mod limits;
mod markup;
mod mutations;
mod names;
