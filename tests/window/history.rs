//! The history of the file: batches row by row, changes between moments, snapshots, backups, edits by other programs.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::catalogue::{BatchKind, ChangeSet, Enterprise, Update};
use hujin::import::{ImportOptions, Origin};
use hujin::store::{Store, geometry};
use hujin::ui::App;
use hujin::workspace::Job;

use super::{fill, step_until, window};

type Window = Harness<'static, App>;

fn file(harness: &Window) -> PathBuf {
    harness.state().workspace().path.clone().unwrap()
}

/// Imports the thirty companies as a job of the window.
pub fn import_thirty(harness: &mut Window) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/thirty_gb18030.csv");
    let (catalogue, pack) = (harness.state().workspace().catalogue.clone(), harness.state().workspace().pack.clone());
    let going = |_| ControlFlow::Continue(());
    let (proposal, _) = hujin::workspace::job::propose_with_recipe(
        &Origin::File(fixture),
        ImportOptions::default(),
        &[],
        &catalogue,
        &pack,
        &going,
    )
    .unwrap();
    let (path, author, reason) = (file(harness), "王".to_owned(), "区里给的名单".to_owned());
    let job = Job::Import { path, proposal: Arc::new(proposal), author, reason };
    harness.state_mut().workspace_mut().start(job);
    step_until(harness, "228 rows", |h| h.query_by_label_contains("228 家中 228 家").is_some());
    close_notice(harness);
}

/// Closes what tells that something was done: it lies over the tabs.
fn close_notice(harness: &mut Window) {
    step_until(harness, "what is told", |h| has(h, "知道了"));
    harness.run_steps(3);
    harness.get_by_label("知道了").click();
    step_until(harness, "closed", |h| !has(h, "知道了"));
}

/// A connection as QGIS has one: triggers run, and the functions of the R-tree are there.
pub fn stranger(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).unwrap();
    geometry::register_functions(&connection).unwrap();
    connection
}

pub fn tab(harness: &mut Window, name: &str) {
    harness.get_by_label(name).click();
    harness.run_steps(3);
}

pub fn open(harness: &mut Window) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::H);
    step_until(harness, "the window", |h| h.query_by_label("快照与备份").is_some());
    harness.run_steps(3);
}

fn has(harness: &Window, label: &str) -> bool {
    harness.query_all_by_label(label).next().is_some()
}

/// A catalogue with a snapshot, an import, an edit of many fields, an undoing and a backup.
pub fn written(path: &Path) {
    let mut store = hujin::workspace::job::create(path, true).unwrap();
    store.snapshot("2026 年一季度末").unwrap_err();
    store.snapshot("一季度末").unwrap();
    let rows = hujin::catalogue::sample();
    let inserts = rows[..30].iter().map(|e| Enterprise { name_zh: format!("{}（新）", e.name_zh), ..e.clone() });
    let head = ChangeSet { kind: BatchKind::Import, author: "王小明".into(), ..ChangeSet::default() };
    let file = "浦东新区金融科技企业名单-2026年第一季度-终稿.xlsx";
    store.apply(&ChangeSet { inserts: inserts.collect(), file: file.into(), ..head.clone() }).unwrap();
    let update = |(i, e): (usize, &Enterprise)| {
        let mut after = e.clone();
        after.office_address = "浦东新区世纪大道 100 号环球金融中心".into();
        after.note = "电话核实过，办公地在三月迁到陆家嘴；注册地没有变".into();
        if i % 3 == 0 {
            after.tracks.truncate(0);
        }
        if i % 3 == 1 {
            after.office_district = Some(hujin::geography::Adcode(310_104));
        }
        Update::unseen(i as i64 + 1, after)
    };
    let updates = rows.iter().enumerate().take(40).map(update).collect();
    let kind = BatchKind::Edit;
    store.apply(&ChangeSet { kind, updates, reason: "逐家打电话核实".into(), ..head }).unwrap();
    store.undo(hujin::store::BatchId(1)).unwrap();
    store.backup_beside().unwrap();
}

/// Writes what another program has changed meanwhile.
pub fn start_dispute(harness: &mut Window) {
    let path = file(harness);
    let update = |row: usize| {
        let base = harness.state().workspace().catalogue.row(row).to_enterprise();
        let after = Enterprise { note: "我方的备注".into(), ..base.clone() };
        Update { id: base.id, base: Some(base), after }
    };
    let updates = (0..2).map(update).collect();
    let changes = ChangeSet { updates, ..ChangeSet::default() };
    harness.state_mut().workspace_mut().start(Job::Apply { path, changes });
}

#[test]
fn what_has_changed_since_a_snapshot_adds_up_and_a_batch_is_looked_into_and_undone() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    open(&mut harness);
    assert!(has(&harness, "还没有任何导入或编辑。"));
    tab(&mut harness, "快照与备份");
    fill(&mut harness, "名称", "2026");
    step_until(&mut harness, "the fault", |h| has(h, "不要以数字或 # 开头，以免与日期、批次混淆。"));
    fill(&mut harness, "名称", "年初");
    harness.get_by_label("建立快照").click();
    step_until(&mut harness, "the snapshot", |h| has(h, "自此以来"));
    import_thirty(&mut harness);

    tab(&mut harness, "变化");
    let sum = "之前 198 ＋ 进入 30 － 退出 0 ＝ 之后 228";
    step_until(&mut harness, "the sum since the snapshot", |h| has(h, sum));
    harness.get_by_label("进入 30").click();
    harness.run_steps(2);
    fill(&mut harness, "查找", "没有这样的公司");
    step_until(&mut harness, "nothing", |h| has(h, "没有符合的行。"));
    harness.get_by_label("存为文件…").click();
    step_until(&mut harness, "the path", |h| h.query_by_role_and_label(Role::TextInput, "文件").is_some());
    let path = folder.path().join("变化.csv");
    fill(&mut harness, "文件", &path.display().to_string());
    harness.get_by_label("确定").click();
    step_until(&mut harness, "the file", |_| path.exists());
    let csv = std::fs::read_to_string(&path).unwrap();
    assert_eq!((csv.lines().count(), csv.matches("（整行）").count()), (31, 30), "{csv}");
    close_notice(&mut harness);

    tab(&mut harness, "批次");
    step_until(&mut harness, "its rows", |h| has(h, "30 行"));
    let newest = harness.state().workspace().catalogue.row(227).name_zh().to_owned();
    fill(&mut harness, "查找", &newest);
    step_until(&mut harness, "the row", |h| h.query_all_by_label(&newest).count() == 3);
    assert!(has(&harness, "办公地址") && has(&harness, "之后") && !has(&harness, "之前"), "field by field");
    harness.get_by_label("撤销此批").click();
    step_until(&mut harness, "198 rows again", |h| h.query_by_label_contains("198 家中 198 家").is_some());
    step_until(&mut harness, "it says so", |h| has(h, "已由批次 #2 撤销"));
}

#[test]
fn undoing_lists_row_by_row_what_it_leaves_and_a_row_opens_its_card() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    import_thirty(&mut harness);
    let row = harness.state().workspace().catalogue.row(200);
    let (id, name, mut after) = (row.id(), row.name_zh().to_owned(), row.to_enterprise());
    after.note = "打过电话".into();
    let changes = ChangeSet { updates: vec![Update::unseen(id, after)], ..ChangeSet::default() };
    let path = file(&harness);
    harness.state_mut().workspace_mut().start(Job::Apply { path, changes });
    close_notice(&mut harness);
    open(&mut harness);
    step_until(&mut harness, "the edit", |h| h.query_all_by_label_contains("#2 编辑").count() == 2);
    step_until(&mut harness, "old and new", |h| has(h, "打过电话") && has(h, "测试"));
    harness.get_by_label("#1 导入").click();
    step_until(&mut harness, "the import", |h| has(h, "30 行"));
    harness.get_by_label("撤销此批").click();
    step_until(&mut harness, "199 rows", |h| h.query_by_label_contains("199 家中 199 家").is_some());
    step_until(&mut harness, "what is left", |h| has(h, "后来又有改动，保持不动"));
    assert!(has(&harness, &name));
    // A quarter of a second passes with each frame here.
    harness.ctx.options_mut(|options| options.input_options.max_double_click_delay = 2.0);
    harness.run_steps(10);
    harness.get_all_by_label(&name).next().unwrap().click();
    harness.step();
    harness.get_all_by_label(&name).next().unwrap().click();
    harness.step();
    step_until(&mut harness, "the card", |h| has(h, "历史"));
}

#[test]
fn a_backup_is_put_back_and_what_it_replaces_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    open(&mut harness);
    tab(&mut harness, "快照与备份");
    harness.get_by_label("立即备份").click();
    step_until(&mut harness, "the backup", |h| has(h, "恢复…"));
    import_thirty(&mut harness);
    step_until(&mut harness, "that before the import", |h| h.query_all_by_label("恢复…").count() == 2);
    harness.get_all_by_label("恢复…").next().unwrap().click();
    step_until(&mut harness, "it asks", |h| has(h, "替换"));
    assert!(harness.query_by_label_contains("现有目录会先存入").is_some());
    harness.run_steps(2);
    harness.get_by_label("替换").click();
    step_until(&mut harness, "198 rows", |h| h.query_by_label_contains("198 家中 198 家").is_some());
    step_until(&mut harness, "what it did", |h| has(h, "已恢复，现有 198 家企业。"));
    assert!(harness.query_by_label_contains("原来的文件保存在").is_some());
    step_until(&mut harness, "the one kept", |h| h.query_all_by_label("恢复…").count() == 3);
}

#[test]
fn an_edit_by_another_program_is_noticed_looked_at_and_becomes_a_batch() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    let path = file(&harness);
    // What this window writes itself is no news.
    import_thirty(&mut harness);
    std::thread::sleep(std::time::Duration::from_millis(1300));
    harness.run_steps(20);
    assert!(!has(&harness, "重新读取"));
    stranger(&path).execute("UPDATE enterprise SET note = '外改' WHERE id < 4", []).unwrap();
    step_until(&mut harness, "the notice", |h| has(h, "文件被其他程序改过：3 行"));
    harness.get_by_label("查看").click();
    step_until(&mut harness, "row by row", |h| has(h, "外改"));
    assert!(harness.state().workspace().catalogue.row(0).note() != "外改", "nothing is read by itself");
    harness.get_all_by_label("重新读取").next().unwrap().click();
    step_until(&mut harness, "read again", |h| h.state().workspace().catalogue.row(0).note() == "外改");
    step_until(&mut harness, "no notice any more", |h| !has(h, "文件被其他程序改过：3 行"));
    let batches = Store::open_read(&path).unwrap().batches().unwrap();
    assert_eq!((batches.len(), batches[1].kind, batches[1].updated), (2, BatchKind::Outside, 3));
    // Another window writes a batch.
    let other = Enterprise { name_zh: "别处加入".into(), ..Enterprise::default() };
    Store::open(&path).unwrap().apply(&ChangeSet { inserts: vec![other], ..ChangeSet::default() }).unwrap();
    step_until(&mut harness, "the next notice", |h| has(h, "文件被其他程序改过：1 行"));
}

#[test]
fn of_a_row_both_sides_changed_either_side_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    let path = file(&harness);
    let notes = |h: &Window| [0, 1].map(|row| h.state().workspace().catalogue.row(row).note().to_owned());
    let bases = [0, 1].map(|row| harness.state().workspace().catalogue.row(row).to_enterprise());
    let other = stranger(&path);
    other.execute("UPDATE enterprise SET note = '对方', name_en = 'Theirs' WHERE id < 3", []).unwrap();
    let update = |base: &Enterprise| {
        let after = Enterprise { note: "我方".into(), ..base.clone() };
        Update { id: base.id, base: Some(base.clone()), after }
    };
    let updates = bases.iter().map(update).collect();
    let changes = ChangeSet { updates, ..ChangeSet::default() };
    harness.state_mut().workspace_mut().start(Job::Apply { path, changes });
    step_until(&mut harness, "both", |h| h.query_all_by_label("以我的为准").count() == 2);
    assert!(has(&harness, "我方") && has(&harness, "对方"));
    harness.run_steps(3);
    harness.get_all_by_label("以我的为准").next().unwrap().click();
    step_until(&mut harness, "mine", |h| notes(h) == ["我方".to_owned(), "对方".to_owned()]);
    assert_eq!(harness.state().workspace().catalogue.row(0).name_en(), "Theirs", "what I said nothing of stays");
    harness.run_steps(3);
    harness.get_by_label("保留对方的").click();
    step_until(&mut harness, "decided", |h| !has(h, "两边都改过的企业"));
    assert_eq!(notes(&harness)[1], "对方");
}
