//! The real window, without a screen, through its accessibility tree.

#![allow(clippy::unwrap_used)] // a helper of a test may fail the test

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::ui::{App, Session};

fn window(folder: &tempfile::TempDir) -> Harness<'static, App> {
    let path: PathBuf = folder.path().join("catalogue.gpkg");
    hujin::workspace::job::create(&path, true).unwrap();
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, Session::default(), Some(path)));
    step_until(&mut harness, "the sample is open", |h| h.query_by_label_contains("198 家中 198 家").is_some());
    harness
}

/// Frames until something holds; workers answer between them.
fn step_until(harness: &mut Harness<'static, App>, what: &str, holds: impl Fn(&Harness<'static, App>) -> bool) {
    let begun = Instant::now();
    while !holds(harness) {
        assert!(begun.elapsed() < Duration::from_secs(30), "never came: {what}");
        std::thread::sleep(Duration::from_millis(10));
        harness.step();
    }
}

#[test]
fn a_facet_filters_and_undo_brings_all_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_label_contains("区块链 14").click();
    step_until(&mut harness, "14 of blockchain", |h| h.query_by_label_contains("198 家中 14 家").is_some());
    assert!(harness.query_by_label("赛道：区块链").is_some(), "the filter is said as a sentence");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    step_until(&mut harness, "all again", |h| h.query_by_label_contains("198 家中 198 家").is_some());
}

#[test]
fn a_district_opens_its_profile_and_the_language_changes() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_label("徐汇区").click();
    step_until(&mut harness, "the narrative", |h| h.query_by_label("白皮书怎么说").is_some());
    harness.get_by_label("EN").click();
    step_until(&mut harness, "English", |h| h.query_by_label_contains("198 of 198 enterprises").is_some());
    assert!(harness.query_by_label("File").is_some());
}

#[test]
fn a_spreadsheet_is_imported_and_undone() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::I);
    step_until(&mut harness, "the dialog", |h| h.query_by_label("读取").is_some());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/thirty_gb18030.csv");
    harness.get_by_role_and_label(egui::Role::TextInput, "文件").focus();
    harness.step();
    harness.get_by_role_and_label(egui::Role::TextInput, "文件").type_text(file);
    harness.step();
    harness.step();
    harness.get_by_label("读取").click();
    step_until(&mut harness, "the proposal", |h| h.query_by_label("写入目录（30 家）").is_some());
    harness.get_by_label("写入目录（30 家）").click();
    step_until(&mut harness, "228 rows", |h| h.query_by_label_contains("228 家中 228 家").is_some());
    harness.get_by_label("知道了").click();
    harness.step();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::H);
    step_until(&mut harness, "the batches", |h| h.query_by_label("撤销此批").is_some());
    harness.get_by_label("撤销此批").click();
    step_until(&mut harness, "198 rows again", |h| h.query_by_label_contains("198 家中 198 家").is_some());
}
