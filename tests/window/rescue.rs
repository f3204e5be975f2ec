//! What the window offers where a catalogue is damaged.

use std::path::{Path, PathBuf};

use egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::store::Store;
use hujin::ui::{App, Session};
use hujin::workspace::Job;

use super::{fill, step_until, window};

type Window = Harness<'static, App>;

/// A catalogue of the sample in which the first leaf of the enterprises is overwritten, with a backup if one is wanted.
fn damaged(folder: &Path, with_backup: bool) -> PathBuf {
    let path = folder.join("damaged.gpkg");
    let store = hujin::workspace::job::create(&path, true).unwrap();
    if with_backup {
        store.backup_beside().unwrap();
    }
    drop(store);
    let connection = rusqlite::Connection::open(&path).unwrap();
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'enterprise'";
    let root = connection.query_row(root, [], |r| r.get::<_, i64>(0)).unwrap() as usize;
    drop(connection);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[(root - 1) * 4096..root * 4096].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn opened(path: PathBuf) -> Window {
    let session = Session { tour_seen: true, ..Session::default() };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, session, Some(path)));
    step_until(&mut harness, "that it is damaged", |h| has(h, "已损坏"));
    harness.run_steps(3);
    harness
}

fn has(harness: &Window, label: &str) -> bool {
    harness.query_all_by_label_contains(label).next().is_some()
}

fn click(harness: &mut Window, label: &str) {
    harness.get_all_by_label_contains(label).next().unwrap().click();
    harness.run_steps(3);
}

fn press(harness: &mut Window, button: &str) {
    harness.get_by_role_and_label(Role::Button, button).click();
    harness.run_steps(3);
}

fn close_notice(harness: &mut Window) {
    click(harness, "知道了");
    step_until(harness, "closed", |h| h.query_by_label("知道了").is_none());
    harness.run_steps(3);
}

#[test]
fn a_damaged_catalogue_is_replaced_by_its_backup_from_the_page_without_a_catalogue() {
    let folder = tempfile::tempdir().unwrap();
    let path = damaged(folder.path(), true);
    let mut harness = opened(path.clone());
    assert_eq!(harness.query_all_by_label_contains("用备份恢复（").count(), 2, "in the notice and on the page");
    close_notice(&mut harness);
    assert!(harness.query_by_label("没有打开目录").is_some());
    click(&mut harness, "用备份恢复（");
    step_until(&mut harness, "it asks", |h| has(h, "现有目录会先存入"));
    harness.run_steps(3);
    press(&mut harness, "替换");
    step_until(&mut harness, "198 rows", |h| has(h, "198 家中 198 家"));
    step_until(&mut harness, "what it did", |h| has(h, "原来的文件保存在"));
    assert_eq!(Store::check(&path).unwrap(), []);
    assert_eq!(harness.state().session_to_keep().recent, [path], "as any catalogue that is opened");
}

#[test]
fn what_is_sound_is_salvaged_into_a_new_file_which_is_opened_and_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = damaged(folder.path(), false);
    std::fs::write(folder.path().join("damaged.salvaged.gpkg"), "in the way").unwrap();
    let mut harness = opened(path.clone());
    assert!(!has(&harness, "用备份恢复（"), "there is none");
    click(&mut harness, "抢救到新文件…");
    let value = |h: &Window| h.query_by_role_and_label(Role::TextInput, "文件").and_then(|field| field.value());
    step_until(&mut harness, "the name", |h| value(h).is_some());
    let free = folder.path().join("damaged.salvaged-2.gpkg");
    assert_eq!(value(&harness), Some(free.display().to_string()));
    harness.run_steps(3);
    press(&mut harness, "确定");
    step_until(&mut harness, "what was saved", |h| has(h, "现在打开的就是它"));
    for part in ["0 家与写入时完全一致", "198 家从散页中找回，另成批次 #1", "没有丢失企业"] {
        assert!(has(&harness, part), "{part}");
    }
    step_until(&mut harness, "198 rows", |h| has(h, "198 家中 198 家"));
    assert_eq!(harness.state().workspace().path.as_ref(), Some(&free));
}

#[test]
fn where_another_catalogue_is_open_the_damaged_one_is_offered_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    let path = damaged(folder.path(), true);
    harness.state_mut().workspace_mut().start(Job::Open(path));
    step_until(&mut harness, "that it is damaged", |h| has(h, "已损坏"));
    harness.run_steps(3);
    assert!(!has(&harness, "hujin salvage"), "buttons, no commands to be typed");
    click(&mut harness, "打开另一份…");
    step_until(&mut harness, "the path", |h| h.query_by_role_and_label(Role::TextInput, "文件").is_some());
    fill(&mut harness, "文件", &folder.path().join("catalogue.gpkg").display().to_string());
    press(&mut harness, "确定");
    step_until(&mut harness, "198 rows", |h| has(h, "198 家中 198 家"));
}

#[test]
fn where_nothing_is_left_and_there_is_no_backup_only_another_catalogue_is_offered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.gpkg");
    std::fs::write(&path, "").unwrap();
    let mut harness = opened(path);
    close_notice(&mut harness);
    assert!(has(&harness, "旁边也没有完好的备份"));
    assert!(harness.query_by_label("打开另一份…").is_some());
    assert!(harness.query_by_label("抢救到新文件…").is_none());
}
