//! Files: imports, figures, tables, what is dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::document::{Edit, Page};
use hujin::ui::{App, Session};

use super::{fill, labels, step_until, window};

#[derive(Debug)]
pub struct Dropped(pub PathBuf);

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
fn a_spreadsheet_is_imported_and_undone() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::I);
    step_until(&mut harness, "the dialog", |h| h.query_by_label("读取").is_some());
    let file = fixture().display().to_string();
    fill(&mut harness, "文件", &file);
    harness.get_by_label("读取").click();
    step_until(&mut harness, "the columns", |h| h.query_by_label("下一步").is_some());
    for step in ["对应字段", "坐标系：", "全部 1", "没有需要比较的企业。", "写入目录（30 家）"]
    {
        // A step is as large as its content from the next frame on.
        harness.run_steps(3);
        harness.get_by_label("下一步").click();
        step_until(&mut harness, step, |h| h.query_by_label(step).is_some());
    }
    harness.get_by_label("写入目录（30 家）").click();
    step_until(&mut harness, "228 rows", |h| h.query_by_label_contains("228 家中 228 家").is_some());
    step_until(&mut harness, "the way back", |h| h.query_by_label("撤销这次导入").is_some());
    harness.get_by_label("关闭").click();
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
    step_until(&mut harness, "the proposal", |h| h.query_by_label("下一步").is_some());
    harness.get_by_label("6 汇总").click();
    step_until(&mut harness, "the summary", |h| h.query_by_label("写入目录（30 家）").is_some());
    let empty = folder.path().join("empty.gpkg");
    hujin::workspace::job::create(&empty, false).unwrap();
    harness.input_mut().dropped_files.push(Arc::new(Dropped(empty.clone())));
    step_until(&mut harness, "the empty catalogue", |h| h.state().workspace().path.as_ref() == Some(&empty));
}

#[test]
fn another_file_shows_its_own_problems() {
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("一.csv");
    std::fs::write(&first, "企业名称,区\n甲公司,徐汇\n合计,\n").unwrap();
    let mut harness = window(&folder);
    harness.input_mut().dropped_files.push(Arc::new(Dropped(first)));
    step_until(&mut harness, "the proposal", |h| h.query_by_label("4 问题 1").is_some());
    harness.get_by_label("4 问题 1").click();
    step_until(&mut harness, "the kinds", |h| h.query_by_label("合计行 1").is_some());
    harness.get_by_label("合计行 1").click();
    step_until(&mut harness, "the row", |h| h.query_by_label_contains("“合计”是合计，不是企业").is_some());
    harness.get_by_label("1 文件").click();
    step_until(&mut harness, "the path", |h| h.query_by_role_and_label(egui::Role::TextInput, "文件").is_some());
    fill(&mut harness, "文件", &fixture().display().to_string());
    harness.get_by_label("读取").click();
    step_until(&mut harness, "the other proposal", |h| h.query_by_label("4 问题 1").is_some());
    harness.get_by_label("4 问题 1").click();
    step_until(&mut harness, "its problem", |h| h.query_by_label_contains("判断不出坐标系").is_some());
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
    assert!(harness.query_by_label_contains("替换了原有文件").is_none());
    // Another page is written over it: that is said.
    harness.state_mut().workspace_mut().edit(Edit::Page(Page::City));
    step_until(&mut harness, "the page", |h| h.query_by_label("存为网页…").is_some());
    let path = folder.path().join("页.html");
    for note in ["", "（替换了原有文件）"] {
        harness.run_steps(3);
        harness.get_by_label("存为网页…").click();
        step_until(&mut harness, "the path", |h| h.query_by_role_and_label(egui::Role::TextInput, "文件").is_some());
        fill(&mut harness, "文件", &path.display().to_string());
        harness.get_by_label("确定").click();
        let said = format!("已保存：{}{note}", path.display());
        step_until(&mut harness, "said", |h| h.query_by_label(&said).is_some());
    }
    let csv = std::fs::read_to_string(folder.path().join("表.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}名称,区") && csv.lines().count() == 199);
    let json = std::fs::read_to_string(folder.path().join("表.geojson")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let features = json["features"].as_array().unwrap();
    assert_eq!((features.len(), features.iter().filter(|f| f["geometry"].is_object()).count()), (198, 93));
}

#[test]
fn reports_are_written_from_the_dialog_and_one_name_for_all_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::R);
    step_until(&mut harness, "the dialog", |h| h.query_by_label("生成报告").is_some());
    fill(&mut harness, "文件", &folder.path().join("报告.json").display().to_string());
    step_until(&mut harness, "why not", |h| h.query_by_label_contains("{adcode}_{district}.docx").is_some());
    fill(&mut harness, "文件", &folder.path().join("{adcode}.json").display().to_string());
    harness.get_by_label("生成报告").click();
    step_until(&mut harness, "what came of it", |h| h.query_by_label("知道了").is_some());
    assert!(folder.path().join("310104.json").exists() && folder.path().join("310151.json").exists());
    assert!(harness.query_by_label("生成报告").is_none());
}

#[test]
fn where_no_catalogue_is_open_no_number_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.gpkg");
    std::fs::write(&path, b"not a catalogue").unwrap();
    let good = folder.path().join("good.gpkg");
    hujin::workspace::job::create(&good, true).unwrap();
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, Session { tour_seen: true, ..Session::default() }, Some(path)));
    step_until(&mut harness, "nothing is open", |h| h.query_by_label("没有打开目录").is_some());
    assert!(!labels(&harness).iter().any(|label| label.contains("0 家") || label.contains("示例目录")));
    // What is opened from there is shown.
    harness.state_mut().workspace_mut().start(hujin::workspace::Job::Open(good));
    step_until(&mut harness, "the sample is open", |h| h.query_by_label_contains("198 家中 198 家").is_some());
}

#[test]
fn escape_closes_the_forms_of_figures_and_reports() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    for (key, button) in [(Key::E, "导出"), (Key::R, "生成报告")] {
        harness.key_press_modifiers(Modifiers::COMMAND, key);
        step_until(&mut harness, "the form", |h| h.query_by_label(button).is_some());
        harness.run_steps(3);
        harness.key_press(Key::Escape);
        step_until(&mut harness, "closed", |h| h.query_by_label(button).is_none());
    }
}

/// The rows that the format of a typed ending brings do not take the focus away, and Escape keeps what was typed.
#[test]
fn a_path_is_typed_to_its_end_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    step_until(&mut harness, "the dialog", |h| h.query_by_label("缺字").is_some());
    fill(&mut harness, "文件", "/tmp/a.pdf");
    assert!(harness.query_by_label("PDF/A-2u").is_some(), "the row of the format");
    let path = |h: &Harness<'static, App>| h.get_by_role_and_label(egui::Role::TextInput, "文件").value();
    assert!(harness.get_by_role_and_label(egui::Role::TextInput, "文件").is_focused(), "rows came above it");
    harness.event(egui::Event::Text("x".into()));
    harness.run_steps(2);
    assert_eq!(path(&harness).as_deref(), Some("/tmp/a.pdfx"));
    // The first Escape leaves the field, the second asks the window.
    for _ in 0..2 {
        harness.key_press(Key::Escape);
        harness.run_steps(3);
    }
    assert_eq!(path(&harness).as_deref(), Some("/tmp/a.pdfx"));
    assert!(harness.query_by_label_contains("这里有没保存的内容").is_some());
    harness.get_by_role_and_label(egui::Role::Button, "取消").click();
    step_until(&mut harness, "put away", |h| h.query_by_label("缺字").is_none());
}
