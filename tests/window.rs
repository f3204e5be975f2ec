//! The real window, without a screen, through its accessibility tree.

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
