//! Exploring: facets, selection, pages, context menus, practice cases, views.

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::document::Edit;
use hujin::language::{Language, say};
use hujin::ui::{App, Session};

use super::{fill, step_until, window};

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
        ("全市", "上海市金融科技：指数、白皮书与目录"),
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
    step_until(&mut harness, "the selection", |h| h.query_by_label_contains("占当前 93 家上图企业的").is_some());
    harness.get_by_label("在表中查看").click();
    step_until(&mut harness, "the table", |h| h.query_by_label("企业表").is_some());
    assert!(harness.query_by_label("只看选中").is_some());
    for _ in 0..3 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.step();
    }
    step_until(&mut harness, "nothing selected", |h| h.query_by_label_contains("占当前").is_none());
}

/// Whether a layer is drawn, as the document says.
fn is_visible(harness: &Harness<'static, App>, layer: &str) -> Option<bool> {
    harness.state().workspace().document().settings(layer).visible
}

fn press(harness: &mut Harness<'static, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.step();
}

#[test]
fn ctrl_click_selects_and_the_facets_show_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_label_contains("区块链 14").click_modifiers(Modifiers::COMMAND);
    step_until(&mut harness, "the selection", |h| h.query_by_label_contains("选中 14 家").is_some());
    assert!(harness.query_by_label_contains("198 家中 198 家").is_some(), "nothing is filtered away");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    step_until(&mut harness, "no selection", |h| h.query_by_label_contains("选中 14 家").is_none());
}

#[test]
fn facets_layers_districts_and_rows_have_context_menus() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_label_contains("支付科技 33").click_secondary();
    step_until(&mut harness, "the menu of the facet", |h| h.query_by_label("只看支付科技").is_some());
    harness.get_by_label("只看支付科技").click();
    step_until(&mut harness, "33 left", |h| h.query_by_label_contains("198 家中 33 家").is_some());
    harness.get_by_role_and_label(egui::Role::Image, "地图").click_secondary();
    step_until(&mut harness, "the menu of the map", |h| h.query_by_label("选中此处 5 km 内").is_some());
    harness.get_by_label("选中此处 5 km 内").click();
    step_until(&mut harness, "a circle", |h| h.query_by_label("半径").is_some());
    press(&mut harness, Modifiers::COMMAND, Key::T);
    step_until(&mut harness, "the table", |h| h.query_by_label("通联支付网络服务股份有限公司").is_some());
    harness.get_by_label("通联支付网络服务股份有限公司").click_secondary();
    step_until(&mut harness, "the menu of the row", |h| h.query_by_label("复制名称").is_some());
    harness.get_by_label("查看详情").click();
    step_until(&mut harness, "the card, with its history", |h| h.query_by_label("自建库以来没有改动。").is_some());
    press(&mut harness, Modifiers::COMMAND, Key::T);
    harness.get_by_label("区界").scroll_to_me();
    harness.run_steps(10);
    harness.get_by_label("区界").click();
    step_until(&mut harness, "without borders", |h| is_visible(h, "borders") == Some(false));
    harness.get_by_label("区界").click_secondary();
    step_until(&mut harness, "the menu of the layer", |h| h.query_by_label("恢复默认设置").is_some());
    harness.get_by_label("恢复默认设置").click();
    step_until(&mut harness, "as before", |h| is_visible(h, "borders").is_none());
}

#[test]
fn the_cut_is_switched_in_one_step_and_says_whether_the_conclusion_survives() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_label_contains("交易与行情系统 35").click();
    step_until(&mut harness, "the sentence", |h| h.query_by_label_contains("交易与行情系统：").is_some());
    let said = |h: &Harness<'static, App>| {
        ["结论稳健", "结论取决于怎样划分", "看不出集聚", "家数太少"]
            .iter()
            .any(|w| h.query_all_by_label_contains(w).next().is_some())
    };
    step_until(&mut harness, "what it says", said);
    harness.get_by_label("按网格").click();
    step_until(&mut harness, "the grid alone", |h| is_visible(h, "grid") == Some(true));
    assert_eq!((is_visible(&harness, "choropleth"), is_visible(&harness, "enterprises")), (Some(false), Some(false)));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!((is_visible(&harness, "grid"), is_visible(&harness, "choropleth")), (None, None), "one step");
}

#[test]
fn a_profile_compares_with_all_whatever_track_is_filtered() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_label("徐汇区").click();
    step_until(&mut harness, "the profile", |h| h.query_by_label_contains("企业 22 家").is_some());
    harness.get_by_label_contains("区块链 14").click();
    step_until(&mut harness, "the filter", |h| h.query_by_label_contains("198 家中 14 家").is_some());
    step_until(&mut harness, "it says so", |h| h.query_by_label_contains("比较以全体为基准").is_some());
    assert!(harness.query_by_label_contains("企业 22 家").is_some());
}

#[test]
fn a_small_map_leads_to_its_track_and_slices_to_their_years() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_role_and_label(egui::Role::Button, "小图并列").click();
    let is_map = |h: &Harness<'static, App>| h.query_by_role_and_label(egui::Role::Button, "区块链").is_some();
    step_until(&mut harness, "the maps", is_map);
    harness.get_by_role_and_label(egui::Role::Button, "两个时段").click();
    step_until(&mut harness, "the slices", |h| h.query_by_label_contains("时段对照：").is_some());
    // Slices that follow from the rows go with them and are no choice of the user.
    let evidence = vec![hujin::catalogue::Evidence::Name];
    let filter = hujin::catalogue::Filter { evidence, ..Default::default() };
    harness.state_mut().workspace_mut().edit(hujin::document::Edit::Filter(filter));
    step_until(&mut harness, "fewer rows", |h| h.query_by_label_contains("198 家中 198 家").is_none());
    harness.run_steps(5);
    assert_eq!(harness.state().workspace().document().multiples.periods, None);
    harness.state_mut().workspace_mut().edit(hujin::document::Edit::Filter(Default::default()));
    step_until(&mut harness, "all rows", |h| h.query_by_label_contains("198 家中 198 家").is_some());
    harness.get_by_role_and_label(egui::Role::Button, "每个赛道一图").click();
    step_until(&mut harness, "the maps again", is_map);
    // They move once more when they know their size.
    harness.run_steps(3);
    harness.get_by_role_and_label(egui::Role::Button, "区块链").click();
    step_until(&mut harness, "its track", |h| h.query_by_label("赛道：区块链").is_some());
    assert!(harness.query_by_role_and_label(egui::Role::Image, "地图").is_some(), "on the map");
}

#[test]
fn a_practice_case_is_written_linked_changed_back_and_read_from_a_spreadsheet() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_role_and_label(egui::Role::Button, "实践案例").click();
    step_until(&mut harness, "no case yet", |h| h.query_by_label_contains("还没有案例").is_some());
    harness.get_by_label("新增案例").click();
    step_until(&mut harness, "the form", |h| h.query_by_label("请填写案例名称").is_some());
    fill(&mut harness, "案例名称", "智能投研助手");
    step_until(&mut harness, "a source is asked for", |h| h.query_by_label_contains("请填写来源").is_some());
    fill(&mut harness, "来源", "官网 2024-05");
    fill(&mut harness, "查找企业", "通联支付");
    step_until(&mut harness, "an offer", |h| h.query_by_label("通联支付网络服务股份有限公司").is_some());
    harness.get_by_label("通联支付网络服务股份有限公司").click();
    harness.step();
    harness.get_by_label("保存").click();
    step_until(&mut harness, "the case", |h| h.query_by_label("智能投研助手").is_some());
    assert_eq!(harness.state().workspace().cases[0].enterprises.len(), 1);
    let sheet = folder.path().join("案例.csv");
    std::fs::write(&sheet, "案例名称,机构,技术赛道,年份,来源\n甲,某行,区块链,2023,年报\n乙,某行,区块链,2023,\n")
        .unwrap();
    harness.get_by_label("从表格添加…").click();
    step_until(&mut harness, "the path", |h| h.query_by_role_and_label(egui::Role::TextInput, "文件").is_some());
    fill(&mut harness, "文件", &sheet.display().to_string());
    harness.get_by_label("确定").click();
    step_until(&mut harness, "one more", |h| h.state().workspace().cases.len() == 2);
    assert!(harness.query_by_label_contains("加入 1 个案例；1 处需要查看").is_some());
    harness.get_by_label("知道了").click();
    harness.step();
    harness.get_by_label("撤销上一次改动").click();
    step_until(&mut harness, "one less", |h| h.state().workspace().cases.len() == 1);
    // A second window finds it in the file.
    let path = folder.path().join("catalogue.gpkg");
    let cases = hujin::store::Store::open_read(&path).unwrap().cases().unwrap();
    assert_eq!(cases[0].title, "智能投研助手");
}

#[test]
fn a_cell_of_the_matrix_lights_up_its_pairs_on_the_map() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_role_and_label(egui::Role::Button, "赛道共址").click();
    let cell = "支付科技 → 大数据与征信";
    step_until(&mut harness, "the matrix", |h| h.query_by_label_contains(cell).is_some());
    harness.run_steps(2);
    harness.get_by_label_contains(cell).click();
    step_until(&mut harness, "the selection", |h| h.query_by_label_contains("占当前 198 家企业的").is_some());
    let numbers = harness.state().workspace().document().brush.clone();
    let Some(hujin::catalogue::Brush::Rows { ids }) = numbers else { panic!("rows") };
    let catalogue = harness.state().workspace().catalogue.clone();
    let tracks = |id: &i64| catalogue.row(catalogue.row_of(*id).unwrap()).tracks();
    let of = |id: &str| catalogue.taxonomy().index_of(id).unwrap();
    assert!(
        ids.len() > 1
            && ids.iter().all(|id| tracks(id).contains(of("payment")) || tracks(id).contains(of("data-credit")))
    );
}

#[test]
fn a_fixed_bandwidth_has_its_slider_and_value_within_the_panel() {
    let folder = tempfile::tempdir().unwrap();
    for language in [Language::Zh, Language::En] {
        let mut harness = window(&folder);
        if language == Language::En {
            harness.get_by_label("EN").click();
        }
        let layers = ["density", "risk"];
        for layer in layers {
            let workspace = harness.state_mut().workspace_mut();
            workspace.edit(Edit::Visible { layer, visible: true });
            workspace.edit(Edit::Param { layer, key: "bandwidth", value: "10000".into() });
        }
        harness.run_steps(5);
        let map = harness.get_by_role_and_label(Role::Image, &say(language, "map-name")).rect();
        let values: Vec<_> = harness.query_all_by_role(Role::SpinButton).map(|value| value.rect()).collect();
        assert!(values.len() >= layers.len() && values.iter().all(|value| value.right() < map.left()), "{values:?}");
        std::fs::remove_file(folder.path().join("catalogue.gpkg")).unwrap();
    }
}

/// What stands above the bars comes and goes with the filter; the drag goes on.
#[test]
fn a_drag_over_the_years_covers_all_that_it_passes() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    let name = say(Language::Zh, "facet-founded");
    let bars = |h: &Harness<'static, App>| h.get_by_role_and_label(Role::Image, &name).rect();
    harness.get_by_role_and_label(Role::Image, &name).scroll_to_me();
    harness.run_steps(3);
    let founded = |h: &Harness<'static, App>| {
        let catalogue = h.state().workspace().catalogue.clone();
        catalogue.rows().filter_map(|row| row.founded()).map(|f| f.year()).collect::<Vec<_>>()
    };
    let years = founded(&harness);
    let (first, last) = (years.iter().min().unwrap(), years.iter().max().unwrap());
    let at = |rect: egui::Rect, part: f32| rect.left_center() + egui::vec2(rect.width() * part, 0.0);
    let from = at(bars(&harness), 0.3);
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    for part in [0.32, 0.4, 0.5, 0.6, 0.7] {
        harness.hover_at(egui::pos2(at(bars(&harness), part).x, from.y));
        // Answers come while it is dragged, and the panel with them.
        for _ in 0..15 {
            harness.step();
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
    harness.drop_at(egui::pos2(at(bars(&harness), 0.7).x, from.y));
    harness.run_steps(2);
    let year = |part: f32| first + ((last - first + 1) as f32 * part) as i32;
    let filter = &harness.state().workspace().document().filter;
    assert_eq!((filter.founded_from, filter.founded_to), (Some(year(0.3)), Some(year(0.7))));
}
