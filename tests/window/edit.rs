//! Editing: the form, several rows, tracks, and the list of rows to be placed.

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::catalogue::{Brush, ChangeSet, Enterprise, Filter, PositionAccuracy, Update};
use hujin::document::Edit;
use hujin::store::Store;
use hujin::ui::{App, Session};

use super::{fill, step_until, window};

const FIRST: &str = "中国银联股份有限公司";

fn rows(harness: &Harness<'static, App>) -> usize {
    harness.state().workspace().catalogue.len()
}

/// Opens the form of the first row through the palette.
fn open_form(harness: &mut Harness<'static, App>) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    let hint = "输入命令、区、赛道、地点、企业（中文、英文、拼音首字母）";
    step_until(harness, "the palette", |h| h.query_by_label(hint).is_some());
    fill(harness, hint, FIRST);
    step_until(harness, "the entry", |h| h.query_by_label("编辑 中国银联").is_some());
    harness.get_by_label("编辑 中国银联").click();
    step_until(harness, "the form", |h| h.query_by_role_and_label(Role::TextInput, "统一社会信用代码").is_some());
}

fn is_enabled(harness: &Harness<'static, App>, button: &str) -> bool {
    use egui_kittest::kittest::NodeT;
    !harness.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
}

#[test]
fn a_wrong_code_is_told_and_not_saved_and_what_was_saved_is_undone_and_redone() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    open_form(&mut harness);
    fill(&mut harness, "统一社会信用代码", "9144030071526726X1");
    step_until(&mut harness, "what is wrong", |h| h.query_by_label("校验位应为 G，写的是 1").is_some());
    assert!(!is_enabled(&harness, "保存"), "what is not valid cannot be saved");
    assert!(harness.query_by_label_contains("不能保存（统一社会信用代码）").is_some());
    fill(&mut harness, "统一社会信用代码", "9144030071526726XG");
    fill(&mut harness, "细分业务", "清算与转接");
    step_until(&mut harness, "it can be saved", |h| is_enabled(h, "保存"));
    harness.get_by_role_and_label(Role::Button, "保存").click();
    step_until(&mut harness, "it is saved", |h| h.query_by_label("已保存，批次 #1。").is_some());
    let segment = |h: &Harness<'static, App>| h.state().workspace().catalogue.row(0).segment().to_owned();
    assert_eq!(segment(&harness), "清算与转接");
    assert_eq!(harness.state().workspace().catalogue.row(0).uscc(), "9144030071526726XG");
    assert!(harness.query_by_role_and_label(Role::TextInput, "统一社会信用代码").is_none(), "the form is closed");
    // The notice moves once more when it knows its size.
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "撤销").click();
    step_until(&mut harness, "as before", |h| segment(h) == "银行卡清算组织");
    step_until(&mut harness, "the way forth", |h| h.query_by_role_and_label(Role::Button, "重做").is_some());
    harness.key_press_modifiers(Modifiers { shift: true, alt: true, ..Modifiers::COMMAND }, Key::Z);
    step_until(&mut harness, "redone", |h| segment(h) == "清算与转接");
    harness.key_press_modifiers(Modifiers { alt: true, ..Modifiers::COMMAND }, Key::Z);
    step_until(&mut harness, "undone", |h| segment(h) == "银行卡清算组织");
}

#[test]
fn a_draft_comes_back_after_the_window_has_gone() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    open_form(&mut harness);
    fill(&mut harness, "细分业务", "写了一半");
    let kept = serde_json::to_string(&harness.state().session_to_keep()).unwrap();
    drop(harness);
    let session: Session = serde_json::from_str(&kept).unwrap();
    let path = folder.path().join("catalogue.gpkg");
    let mut again = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, session, Some(path)));
    step_until(&mut again, "the draft", |h| h.query_by_label("这是上次没有保存的内容，已为您恢复。").is_some());
    let value = |h: &Harness<'static, App>| h.get_by_role_and_label(Role::TextInput, "细分业务").value();
    assert_eq!(value(&again).as_deref(), Some("写了一半"));
    again.run_steps(3);
    again.get_by_role_and_label(Role::Button, "取消").click();
    again.run_steps(3);
    assert_eq!(again.state().session_to_keep().work, None, "put away on purpose");
}

#[test]
fn the_form_stays_where_it_is_whatever_there_is_to_say() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    step_until(&mut harness, "the form", |h| h.query_by_role_and_label(Role::TextInput, "细分业务").is_some());
    harness.run_steps(5);
    // Fields of all parts that are in sight, and the buttons under them.
    let places = |h: &Harness<'static, App>| {
        let fields = ["名称", "简称", "统一社会信用代码", "办公地址", "注册地址", "经度（°，WGS 84）", "细分业务"];
        let fields = fields.map(|label| h.get_by_role_and_label(Role::TextInput, label).rect());
        let buttons = ["保存", "取消"].map(|label| h.get_by_role_and_label(Role::Button, label).rect());
        fields.into_iter().chain(buttons).collect::<Vec<_>>()
    };
    let before = places(&harness);
    assert!(harness.query_by_label("请填写名称").is_some());
    for (field, text, said) in [
        ("名称", "中国银联", "名称相近："),
        ("名称", "银行", "另 "),
        ("统一社会信用代码", "123", "18"),
        ("经度（°，WGS 84）", "x", "度"),
        ("名称", "某", "应为 18 位"),
    ] {
        fill(&mut harness, field, text);
        step_until(&mut harness, said, |h| h.query_all_by_label_contains(said).next().is_some());
        assert_eq!(places(&harness), before, "after {field} {text}");
    }
}

/// Clicks the map at a place of the window, once or twice.
fn click_map(harness: &mut Harness<'static, App>, at: egui::Pos2, times: usize) {
    harness.hover_at(at);
    harness.step();
    // In one frame: a step of the harness is longer than a double click may take.
    for pressed in [true, false].repeat(times) {
        let button = egui::PointerButton::Primary;
        let event = egui::Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE };
        harness.input_mut().events.push(event);
    }
    harness.step();
}

#[test]
fn a_double_click_on_open_ground_writes_a_new_enterprise_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.run_steps(5);
    let map = harness.get_by_role_and_label(Role::Image, "地图").rect();
    click_map(&mut harness, map.center() + egui::vec2(60.0, 160.0), 2);
    step_until(&mut harness, "the form", |h| h.query_by_label("新增企业").is_some());
    step_until(&mut harness, "a name is asked for", |h| h.query_by_label("请填写名称").is_some());
    fill(&mut harness, "名称", "上海测试金融科技有限公司");
    step_until(&mut harness, "it can be saved", |h| is_enabled(h, "保存"));
    harness.get_by_role_and_label(Role::Button, "保存").click();
    step_until(&mut harness, "one more", |h| rows(h) == 199);
    let catalogue = harness.state().workspace().catalogue.clone();
    let row = catalogue.row(198);
    assert_eq!((row.name_zh(), row.position_accuracy()), ("上海测试金融科技有限公司", PositionAccuracy::Street));
    let pack = harness.state().workspace().pack.clone();
    assert_eq!(row.district(), row.plane().and_then(|at| pack.locate(at)).map(|d| d.adcode));
    assert!(harness.query_by_label("复制名称").is_none());
}

#[test]
fn several_rows_change_at_once_and_one_is_deleted_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    let payment = Brush::matching(Filter { tracks: vec!["payment".into()], ..Filter::default() });
    harness.state_mut().workspace_mut().edit(Edit::Brush(Some(payment)));
    harness.run_steps(5);
    harness.key_press_modifiers(Modifiers { shift: true, ..Modifiers::COMMAND }, Key::B);
    step_until(&mut harness, "the window", |h| h.query_by_label("选中的 33 家").is_some());
    assert!(harness.query_by_label("请先选择赛道").is_some());
    harness.get_by_role_and_label(Role::ComboBox, "改什么").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "来源").click();
    harness.run_steps(3);
    fill(&mut harness, "改为", "支付清算协会名单");
    step_until(&mut harness, "the preview", |h| h.query_by_label("将修改 33 家；0 家已是如此").is_some());
    harness.get_by_role_and_label(Role::Button, "修改").click();
    step_until(&mut harness, "saved", |h| h.query_by_label("已保存，批次 #1。").is_some());
    let count = |h: &Harness<'static, App>| {
        h.state().workspace().catalogue.rows().filter(|r| r.source() == "支付清算协会名单").count()
    };
    assert_eq!(count(&harness), 33);
    // The notice moves once more when it knows its size.
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "撤销").click();
    step_until(&mut harness, "one batch", |h| count(h) == 0);
    harness.state_mut().workspace_mut().edit(Edit::Brush(Some(Brush::Rows { ids: vec![1] })));
    harness.run_steps(5);
    harness.get_by_role_and_label(Role::Button, "编辑").click();
    harness.run_steps(3);
    harness.get_by_label("批量删除…").click();
    step_until(&mut harness, "the question", |h| h.query_by_label("将删除 1 家").is_some());
    let says = "删除后可在“编辑 → 撤销数据改动”中恢复。";
    assert!(harness.query_by_label(says).is_some(), "it says that it can be taken back");
    harness.get_by_role_and_label(Role::Button, "删除").click();
    step_until(&mut harness, "one less", |h| rows(h) == 197);
    // The notice moves once more when it knows its size.
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "撤销").click();
    step_until(&mut harness, "it is back", |h| rows(h) == 198);
}

#[test]
fn a_change_of_the_whole_catalogue_is_asked_for_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.key_press_modifiers(Modifiers { shift: true, ..Modifiers::COMMAND }, Key::B);
    step_until(&mut harness, "the window", |h| h.query_by_label("当前筛选的 198 家").is_some());
    harness.get_by_role_and_label(Role::ComboBox, "改什么").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "来源").click();
    harness.run_steps(3);
    fill(&mut harness, "改为", "全部");
    step_until(&mut harness, "the preview", |h| h.query_by_label("将修改 198 家；0 家已是如此").is_some());
    harness.get_by_role_and_label(Role::Button, "修改").click();
    let go = "确定，全部 198 家";
    step_until(&mut harness, "the question", |h| h.query_by_role_and_label(Role::Button, go).is_some());
    assert!(harness.state().workspace().catalogue.rows().all(|r| r.source() != "全部"));
    harness.get_by_role_and_label(Role::Button, go).click();
    step_until(&mut harness, "saved", |h| h.query_by_label("已保存，批次 #1。").is_some());
}

#[test]
fn two_tracks_are_merged_after_a_preview_and_come_apart_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_role_and_label(Role::Button, "编辑").click();
    harness.run_steps(3);
    harness.get_by_label("赛道管理…").click();
    step_until(&mut harness, "the list", |h| h.query_by_role_and_label(Role::Button, "区块链（14）").is_some());
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "区块链（14）").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "并入另一赛道").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::ComboBox, "并入").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "大数据与征信").click();
    step_until(&mut harness, "the preview", |h| h.query_by_label_contains("14 家改标；其中").is_some());
    harness.run_steps(3);
    let before = harness.state().workspace().catalogue.taxonomy().clone();
    harness.get_by_role_and_label(Role::Button, "合并").click();
    step_until(&mut harness, "one track less", |h| {
        h.state().workspace().catalogue.taxonomy().index_of("blockchain").is_none()
    });
    harness.key_press_modifiers(Modifiers { alt: true, ..Modifiers::COMMAND }, Key::Z);
    step_until(&mut harness, "both again", |h| *h.state().workspace().catalogue.taxonomy() == before);
    step_until(&mut harness, "with its rows", |h| h.query_by_role_and_label(Role::Button, "区块链（14）").is_some());
    assert_eq!(Store::open_read(&folder.path().join("catalogue.gpkg")).unwrap().taxonomy(), &before);
}

#[test]
fn rows_are_placed_by_a_click_skipped_and_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::G);
    step_until(&mut harness, "the list", |h| h.query_by_label("已完成 0 / 105").is_some());
    assert!(harness.query_by_label_contains("未知，请核对").is_some(), "rows without a district come first");
    let without =
        |h: &Harness<'static, App>| h.state().workspace().catalogue.rows().filter(|r| r.position().is_none()).count();
    harness.run_steps(5);
    let map = harness.get_by_role_and_label(Role::Image, "地图").rect();
    click_map(&mut harness, map.center() + egui::vec2(60.0, 160.0), 1);
    step_until(&mut harness, "one placed", |h| without(h) == 104);
    step_until(&mut harness, "the progress", |h| h.query_by_label("已完成 1 / 105").is_some());
    harness.key_press(Key::N);
    harness.run_steps(3);
    assert_eq!(without(&harness), 104);
    harness.get_by_role_and_label(Role::Button, "撤销上一步").click();
    step_until(&mut harness, "none placed", |h| without(h) == 105);
    // A row whose address is known from another gets its point with Enter.
    let known = harness.state().workspace().catalogue.rows().find(|r| r.position().is_none()).unwrap().to_enterprise();
    let mut after = known.clone();
    after.office_address = "上海市浦东新区杨高南路188号".into();
    after.office_district = Some(hujin::geography::Adcode(310_115));
    let path = folder.path().join("catalogue.gpkg");
    let update = hujin::catalogue::Update { id: known.id, base: Some(known.clone()), after };
    let changes = hujin::catalogue::ChangeSet { updates: vec![update], ..Default::default() };
    Store::open(&path).unwrap().apply(&changes).unwrap();
    harness.state_mut().workspace_mut().start(hujin::workspace::Job::Open(path));
    step_until(&mut harness, "read again", |h| {
        let catalogue = &h.state().workspace().catalogue;
        catalogue.row_of(known.id).is_some_and(|r| catalogue.row(r).office_address().contains("杨高南路188号"))
    });
    let label = format!("◎ {}", if known.short_name.is_empty() { &known.name_zh } else { &known.short_name });
    let filter = Filter { text: known.name_zh.clone(), ..Filter::default() };
    harness.state_mut().workspace_mut().edit(Edit::Filter(filter));
    step_until(&mut harness, "its proposal", |h| h.query_by_label(&label).is_some());
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, &label).click();
    step_until(&mut harness, "why", |h| h.query_all_by_label_contains("同路同号").next().is_some());
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    step_until(&mut harness, "placed", |h| without(h) == 104);
    harness.run_steps(10);
    harness.key_press(Key::Escape);
    step_until(&mut harness, "left", |h| h.query_by_label_contains("已完成").is_none());
}

/// Clicks the × of a window.
fn close(harness: &mut Harness<'static, App>, window: &'static str) {
    harness.run_steps(3);
    let area = harness.ctx.memory(|m| m.area_rect(egui::Id::unique(window))).unwrap();
    click_map(harness, area.right_top() + egui::vec2(-20.0, 20.0), 1);
    harness.run_steps(3);
}

#[test]
fn a_window_with_unsaved_work_is_closed_by_no_cross_and_no_escape() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    let unsaved = |h: &Harness<'static, App>| h.query_by_label_contains("这里有没保存的内容").is_some();
    let leave = |h: &mut Harness<'static, App>, window: &'static str, by_escape: bool| match by_escape {
        true => {
            // The first leaves the field.
            h.key_press(Key::Escape);
            h.run_steps(3);
            assert!(!unsaved(h));
            h.key_press(Key::Escape);
            h.run_steps(3);
        }
        false => close(h, window),
    };
    for by_escape in [true, false] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
        step_until(&mut harness, "the form", |h| h.query_by_label("请填写名称").is_some());
        fill(&mut harness, "名称", "上海测试");
        leave(&mut harness, "enterprise-form", by_escape);
        assert!(unsaved(&harness), "by Escape: {by_escape}");
        let name = harness.get_by_role_and_label(Role::TextInput, "名称").value();
        assert_eq!(name.as_deref(), Some("上海测试"));
        harness.get_by_role_and_label(Role::Button, "取消").click();
        step_until(&mut harness, "put away", |h| h.query_by_label("新增企业").is_none());
        // Nothing is written in it: it goes at once.
        harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
        step_until(&mut harness, "the form", |h| h.query_by_label("请填写名称").is_some());
        harness.run_steps(3);
        leave(&mut harness, "enterprise-form", by_escape);
        assert!(harness.query_by_label("新增企业").is_none(), "by Escape: {by_escape}");

        harness.key_press_modifiers(Modifiers { shift: true, ..Modifiers::COMMAND }, Key::B);
        step_until(&mut harness, "the window", |h| h.query_by_label("批量修改").is_some());
        fill(&mut harness, "缘由", "核对过");
        leave(&mut harness, "bulk", by_escape);
        assert!(unsaved(&harness), "by Escape: {by_escape}");
        harness.get_by_role_and_label(Role::Button, "取消").click();
        step_until(&mut harness, "put away", |h| h.query_by_label("批量修改").is_none());
    }
}

/// Somebody else writes on the row of an open form: once it is decided whose stands, the form is done, and what nobody
/// disputes is written whatever was decided.
#[test]
fn a_form_closes_when_it_is_decided_whose_change_stands() {
    for (button, short_name) in [("保留对方的", "对方的"), ("以我的为准", "我的")] {
        let folder = tempfile::tempdir().unwrap();
        let mut harness = window(&folder);
        open_form(&mut harness);
        fill(&mut harness, "简称", "我的");
        fill(&mut harness, "细分业务", "清算与转接");
        step_until(&mut harness, "it can be saved", |h| is_enabled(h, "保存"));
        let mut other = Store::open(&folder.path().join("catalogue.gpkg")).unwrap();
        let base = other.load(1, &|_| ()).unwrap().row(0).to_enterprise();
        let after = Enterprise { short_name: "对方的".into(), ticker: "000001".into(), ..base.clone() };
        let update = Update { id: base.id, base: Some(base), after };
        other.apply(&ChangeSet { updates: vec![update], ..ChangeSet::default() }).unwrap();
        drop(other);
        harness.get_by_role_and_label(Role::Button, "保存").click();
        step_until(&mut harness, "the dispute", |h| h.query_by_role_and_label(Role::Button, button).is_some());
        let row = |h: &Harness<'static, App>| h.state().workspace().catalogue.row(0).to_enterprise();
        assert_eq!((row(&harness).short_name.as_str(), row(&harness).segment.as_str()), ("对方的", "银行卡清算组织"));
        harness.run_steps(3);
        harness.get_by_role_and_label(Role::Button, button).click();
        step_until(&mut harness, "the rest is written", |h| row(h).segment == "清算与转接");
        assert_eq!((row(&harness).short_name.as_str(), row(&harness).ticker.as_str()), (short_name, "000001"));
        let has_form = |h: &Harness<'static, App>| h.query_by_role_and_label(Role::TextInput, "细分业务").is_some();
        assert!(!has_form(&harness), "{button}: the form has done its work");
        assert_eq!(harness.state().session_to_keep().work, None);
    }
}

#[test]
fn an_import_with_something_put_right_is_closed_by_no_cross_and_dropped_by_no_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    let rows = folder.path().join("名单.csv");
    std::fs::write(&rows, "企业名称,区\n甲公司,徐汇\n合计,\n").unwrap();
    let drop_file = |h: &mut Harness<'static, App>| {
        h.input_mut().dropped_files.push(std::sync::Arc::new(super::files::Dropped(rows.clone())));
        step_until(h, "the proposal", |h| h.query_by_label("6 汇总").is_some());
        h.run_steps(5);
    };
    let unsaved = |h: &Harness<'static, App>| h.query_by_label_contains("这里有没保存的内容").is_some();
    drop_file(&mut harness);
    close(&mut harness, "import");
    assert!(harness.query_by_label("6 汇总").is_none(), "nothing is written in it: it goes at once");
    drop_file(&mut harness);
    step_until(&mut harness, "it can be gone to", |h| h.query_by_label("下一步").is_some());
    harness.get_by_label("6 汇总").click();
    step_until(&mut harness, "the summary", |h| h.query_by_role_and_label(Role::TextInput, "说明").is_some());
    fill(&mut harness, "说明", "三月名单");
    close(&mut harness, "import");
    assert!(unsaved(&harness), "it says so");
    drop_file(&mut harness);
    let reason = |h: &Harness<'static, App>| h.get_by_role_and_label(Role::TextInput, "说明").value();
    assert_eq!(reason(&harness).as_deref(), Some("三月名单"), "another file has not taken its place");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::I);
    harness.run_steps(3);
    assert_eq!(reason(&harness).as_deref(), Some("三月名单"), "nor has another import");
    harness.get_by_role_and_label(Role::Button, "取消").click();
    step_until(&mut harness, "put away", |h| h.query_by_label("6 汇总").is_none());
}
