//! Rows of one enterprise: found, set side by side, merged, and taken apart again.

use egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::catalogue::{CaseChange, ChangeSet, Enterprise, PracticeCase};
use hujin::store::Store;
use hujin::ui::{App, Session};

use super::step_until;

/// The sample with three rows that are in it already: alike but for what is new in them, of another web site, and of a
/// name that is only alike.
pub fn doubled(path: &std::path::Path) {
    let mut store = hujin::workspace::job::create(path, true).unwrap();
    let sample = hujin::catalogue::sample();
    let twin =
        |at: usize, website: &str| Enterprise { website: website.into(), employees: Some(77), ..sample[at].clone() };
    let alike = Enterprise { name_zh: "上海澄江数据科技有限公司".into(), ..Enterprise::default() };
    let other = Enterprise { name_zh: "上海橙江数据科技有限公司".into(), ..Enterprise::default() };
    let first = sample[0].website.clone();
    let inserts = vec![twin(0, &first), twin(1, "another.example"), alike, other];
    store.apply(&ChangeSet { inserts, ..ChangeSet::default() }).unwrap();
    let case =
        PracticeCase {
            title: "甲例".into(), source: "年报".into(), enterprises: vec![199], ..PracticeCase::default()
        };
    store.change_cases(&[CaseChange { before: None, after: Some(case) }]).unwrap();
}

fn opened(folder: &tempfile::TempDir) -> Harness<'static, App> {
    let path = folder.path().join("catalogue.gpkg");
    doubled(&path);
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, Session { tour_seen: true, ..Session::default() }, Some(path)));
    step_until(&mut harness, "it is open", |h| h.query_by_label_contains("202 家中 202 家").is_some());
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "编辑").click();
    harness.run_steps(3);
    harness.get_by_label("查找重复企业…").click();
    step_until(&mut harness, "the pairs", |h| h.query_by_label_contains("确定 2").is_some());
    harness.run_steps(3);
    harness
}

fn click(harness: &mut Harness<'static, App>, button: &str) {
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, button).click();
    harness.run_steps(3);
}

fn rows(harness: &Harness<'static, App>) -> usize {
    harness.state().workspace().catalogue.len()
}

#[test]
fn two_rows_become_one_with_what_was_chosen_and_come_apart_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = opened(&folder);
    let employees = |h: &Harness<'static, App>| h.state().workspace().catalogue.row(0).employees();
    let before = employees(&harness);
    assert_ne!(before, Some(77));
    assert!(harness.query_by_label("保留：编号 1").is_some() && harness.query_by_label("并入：编号 199").is_some());
    click(&mut harness, "合并");
    step_until(&mut harness, "one row less", |h| rows(h) == 201);
    assert!(harness.query_by_label("已合并，批次 #2。").is_some());
    let expected = before.or(Some(77));
    assert_eq!(employees(&harness), expected);
    assert_eq!(harness.state().workspace().cases[0].enterprises, [1], "the case names the row that stays");
    // The next pair: another web site, of which one is chosen.
    step_until(&mut harness, "the next", |h| h.query_by_label("并入：编号 200").is_some());
    step_until(&mut harness, "it is found anew", |h| h.query_by_label_contains("确定 1").is_some());
    click(&mut harness, "another.example");
    click(&mut harness, "合并");
    step_until(&mut harness, "two rows less", |h| rows(h) == 200);
    assert_eq!(harness.state().workspace().catalogue.row(1).website(), "another.example");
    click(&mut harness, "撤销这次合并");
    step_until(&mut harness, "it is back", |h| rows(h) == 201);
    let website = harness.state().workspace().catalogue.row(1).website().to_owned();
    assert_ne!(website, "another.example");
    // The first merger goes back from the menu's list of changes.
    harness.key_press_modifiers(egui::Modifiers { alt: true, ..egui::Modifiers::COMMAND }, egui::Key::Z);
    step_until(&mut harness, "all are back", |h| rows(h) == 202);
    assert_eq!(harness.state().workspace().cases[0].enterprises, [199]);
    let path = folder.path().join("catalogue.gpkg");
    drop(harness);
    assert_eq!(Store::check(&path).unwrap(), []);
}

#[test]
fn the_later_row_can_be_kept_and_a_pair_that_is_none_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = opened(&folder);
    harness.get_by_role_and_label(Role::RadioButton, "编号 199").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("保留：编号 199").is_some());
    click(&mut harness, "合并");
    step_until(&mut harness, "one row less", |h| rows(h) == 201);
    let catalogue = harness.state().workspace().catalogue.clone();
    assert!(catalogue.row_of(1).is_none() && catalogue.row_of(199).is_some());
    step_until(&mut harness, "it is found anew", |h| h.query_by_label_contains("确定 1").is_some());
    click(&mut harness, "不是同一家");
    step_until(&mut harness, "none is certain", |h| h.query_by_label_contains("确定 0").is_some());
    assert_eq!(rows(&harness), 201, "rows stay");
    let judged = "也列出已判为两家的 1 对";
    step_until(&mut harness, "it is written", |h| h.query_by_label_contains(judged).is_some());
    let kept = Store::open_read(&folder.path().join("catalogue.gpkg")).unwrap().distinct_pairs().unwrap();
    assert_eq!(kept.into_iter().collect::<Vec<_>>(), [[2, 200]]);
    // It can be looked at again, and taken back.
    harness.get_by_label_contains(judged).click();
    step_until(&mut harness, "it is listed", |h| h.query_by_label("已判为两家").is_some());
    harness.get_by_label("已判为两家").click();
    harness.run_steps(3);
    click(&mut harness, "撤回：可能是同一家");
    step_until(&mut harness, "it is certain again", |h| h.query_by_label_contains("确定 1").is_some());
    assert!(harness.query_by_label_contains("也列出已判为两家的").is_none());
    harness.key_press(egui::Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("确定 1").is_none(), "the window is closed");
}
