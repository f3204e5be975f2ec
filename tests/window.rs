//! The real window, without a screen, through its accessibility tree.

#![allow(clippy::unwrap_used)] // a helper of a test may fail the test

use std::path::{Path, PathBuf};
use std::sync::Arc;
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
        .build_eframe(move |cc| App::new(&cc.egui_ctx, Session { tour_seen: true, ..Session::default() }, Some(path)));
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

/// Replaces the text of a field.
fn fill(harness: &mut Harness<'static, App>, label: &str, text: &str) {
    // A window that has just opened moves once more when it knows its size.
    harness.step();
    harness.get_by_role_and_label(egui::Role::TextInput, label).focus();
    step_until(harness, "focus", |h| h.get_by_role_and_label(egui::Role::TextInput, label).is_focused());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.step();
    harness.get_by_role_and_label(egui::Role::TextInput, label).type_text(text);
    let typed = |h: &Harness<'static, App>| h.get_by_role_and_label(egui::Role::TextInput, label).value();
    step_until(harness, text, |h| typed(h).as_deref() == Some(text));
    // What was typed may change the form: its buttons are where they stay a frame later.
    harness.step();
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|e| e.to_string())
    }
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/thirty_gb18030.csv")
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
    let file = fixture().display().to_string();
    fill(&mut harness, "文件", &file);
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

#[test]
fn a_dropped_spreadsheet_is_read_and_a_dropped_catalogue_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.input_mut().dropped_files.push(Arc::new(Dropped(fixture())));
    step_until(&mut harness, "the proposal", |h| h.query_by_label("写入目录（30 家）").is_some());
    let empty = folder.path().join("empty.gpkg");
    hujin::workspace::job::create(&empty, false).unwrap();
    harness.input_mut().dropped_files.push(Arc::new(Dropped(empty.clone())));
    step_until(&mut harness, "the empty catalogue", |h| h.state().workspace().path.as_ref() == Some(&empty));
}

#[test]
fn a_figure_is_written_from_the_dialog_and_a_folder_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    let figure = folder.path().join("图.svg");
    for path in [folder.path().join("no/图.svg"), figure.clone()] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
        step_until(&mut harness, "the dialog", |h| h.query_by_label("导出").is_some());
        fill(&mut harness, "文件", &path.display().to_string());
        harness.get_by_label("导出").click();
        step_until(&mut harness, "what came of it", |h| h.query_by_label("知道了").is_some());
        assert_eq!(path.exists(), path == figure);
        harness.get_by_label("知道了").click();
        step_until(&mut harness, "closed", |h| h.query_by_label("知道了").is_none());
    }
    let text = std::fs::read_to_string(figure).unwrap();
    assert!(text.contains("上海市金融科技企业分布图") && text.contains("崇明区"));
}

#[test]
fn what_was_chosen_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_label_contains("区块链 14").click();
    harness.get_by_label("深色").click();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::B);
    step_until(&mut harness, "14 of blockchain", |h| h.query_by_label_contains("198 家中 14 家").is_some());
    assert!(harness.query_by_label("浅色").is_some() && harness.query_by_label("筛选").is_none());
    let kept = serde_json::to_string(&harness.state().session_to_keep()).unwrap();
    let session: Session = serde_json::from_str(&kept).unwrap();
    let path = folder.path().join("catalogue.gpkg");
    let mut again = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, session, Some(path)));
    step_until(&mut again, "as it was left", |h| h.query_by_label_contains("198 家中 14 家").is_some());
    assert!(again.query_by_label("浅色").is_some() && again.query_by_label("筛选").is_none());
}

#[test]
fn every_page_comes_and_says_its_title() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    for (tab, says) in [
        ("赛道共址", "赛道共址：谁与谁相邻"),
        ("结论稳健性", "结论稳健性：人工智能与大模型"),
        ("建议", "建议：各赛道的集聚、优势区与可培育区"),
        ("全市", "上海金融科技：指数、白皮书与目录"),
        ("区域对比", "请在上方选择两到四个区，表格与图将并排显示。"),
    ] {
        harness.get_by_role_and_label(egui::Role::Button, tab).click();
        step_until(&mut harness, says, |h| h.query_by_label(says).is_some());
    }
    for district in ["黄浦区", "徐汇区"] {
        harness.get_by_role_and_label(egui::Role::Button, district).click();
        harness.step();
    }
    let says = "区域对比：黄浦区 · 徐汇区";
    step_until(&mut harness, says, |h| h.query_by_label(says).is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    step_until(&mut harness, "one district again", |h| h.query_by_label(says).is_none());
}

#[test]
fn a_place_is_found_by_pinyin_and_what_lies_around_it_is_selected() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    let hint = "输入命令、区、赛道、地点、企业（中文、英文、拼音首字母）";
    step_until(&mut harness, "the palette", |h| h.query_by_label(hint).is_some());
    fill(&mut harness, hint, "xajrc");
    let around = "选中“西岸金融城(徐汇滨江)”周围 2 km 的企业";
    step_until(&mut harness, "the place", |h| h.query_by_label(around).is_some());
    harness.get_by_label(around).click();
    step_until(&mut harness, "the selection", |h| h.query_by_label_contains("占当前 198 家的").is_some());
    harness.get_by_label("在表中查看").click();
    step_until(&mut harness, "the table", |h| h.query_by_label("企业表").is_some());
    assert!(harness.query_by_label("只看选中").is_some());
    for _ in 0..3 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.step();
    }
    step_until(&mut harness, "nothing selected", |h| h.query_by_label_contains("占当前").is_none());
}

#[test]
fn the_table_is_written_in_each_format() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    for ending in ["csv", "xlsx", "geojson"] {
        let path = folder.path().join(format!("表.{ending}"));
        harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
        step_until(&mut harness, "the path", |h| h.query_by_role_and_label(egui::Role::TextInput, "文件").is_some());
        fill(&mut harness, "文件", &path.display().to_string());
        harness.get_by_label("确定").click();
        step_until(&mut harness, "the file", |_| path.exists());
    }
    let csv = std::fs::read_to_string(folder.path().join("表.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}名称,区") && csv.lines().count() == 199);
    let json = std::fs::read_to_string(folder.path().join("表.geojson")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let features = json["features"].as_array().unwrap();
    assert_eq!((features.len(), features.iter().filter(|f| f["geometry"].is_object()).count()), (198, 93));
}
