//! What was being done comes back after the window was cut off.

use std::path::Path;

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::ui::App;
use hujin::ui::recovery::Start;

use super::{fill, step_until};

/// A window that keeps its state in `state` beside its catalogue, as the program begins it.
fn window(folder: &Path) -> Harness<'static, App> {
    let catalogue = folder.join("catalogue.gpkg");
    if !catalogue.exists() {
        hujin::workspace::job::create(&catalogue, true).unwrap();
    }
    std::fs::create_dir_all(folder.join("state")).unwrap();
    let Start { mut session, recovery, greeting } = Start::new(Some(&folder.join("state")));
    session.tour_seen = true;
    let mut harness = Harness::builder().with_size(egui::vec2(1440.0, 900.0)).build_eframe(move |cc| {
        let mut app = App::new(&cc.egui_ctx, session, Some(catalogue));
        app.begin(recovery, greeting);
        app
    });
    step_until(&mut harness, "the sample is open", |h| h.query_by_label_contains("198 家中").is_some());
    harness
}

/// What is on the disk of the window's state.
fn kept(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("state/window-1.json")).unwrap_or_default()
}

fn text(harness: &Harness<'static, App>, label: &str) -> Option<String> {
    harness.query_by_role_and_label(Role::TextInput, label)?.value()
}

#[test]
fn a_window_that_was_cut_off_offers_what_was_being_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut harness = window(at);
    harness.get_by_label_contains("区块链 14").click();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    step_until(&mut harness, "the form", |h| h.query_by_role_and_label(Role::TextInput, "细分业务").is_some());
    fill(&mut harness, "名称", "写了一半有限公司");
    let file = at.join("thirty.csv");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/thirty_gb18030.csv"), &file).unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::I);
    step_until(&mut harness, "the dialog", |h| h.query_by_label("读取").is_some());
    fill(&mut harness, "文件", &file.display().to_string());
    harness.get_by_label("读取").click();
    step_until(&mut harness, "the columns", |h| h.query_by_label("下一步").is_some());
    harness.get_by_label("6 汇总").click();
    step_until(&mut harness, "the summary", |h| h.query_by_label("写入目录（30 家）").is_some());
    fill(&mut harness, "说明", "季度更新");
    step_until(&mut harness, "the state on the disk", |_| kept(at).contains("季度更新"));
    // Dropped without being closed: to the next start it was killed.
    drop(harness);

    let mut again = window(at);
    step_until(&mut again, "the view by itself", |h| h.query_by_label_contains("198 家中 14 家").is_some());
    step_until(&mut again, "the question", |h| h.query_by_label("企业：写了一半有限公司").is_some());
    assert!(again.query_by_label_contains("导入：thirty.csv").is_some());
    assert!(text(&again, "细分业务").is_none(), "nothing comes back unasked");
    // Killed once more before an answer: it is offered again.
    step_until(&mut again, "kept while it is offered", |_| kept(at).contains("写了一半有限公司"));
    drop(again);

    let mut third = window(at);
    step_until(&mut third, "the question", |h| h.query_by_label("恢复").is_some());
    third.run_steps(2);
    third.get_by_label("恢复").click();
    step_until(&mut third, "the form", |h| text(h, "名称").as_deref() == Some("写了一半有限公司"));
    step_until(&mut third, "the import where it was", |h| h.query_by_label("写入目录（30 家）").is_some());
    assert_eq!(text(&third, "说明").as_deref(), Some("季度更新"));
    assert!(third.query_by_label("恢复").is_none());
}

#[test]
fn a_view_that_breaks_the_start_is_left_out_the_third_time_and_can_be_had_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut harness = window(at);
    harness.get_by_label_contains("区块链 14").click();
    step_until(&mut harness, "the state on the disk", |_| kept(at).contains("blockchain"));
    drop(harness);
    // Neither has come to rest when it ends.
    drop(window(at));
    let mut third = window(at);
    step_until(&mut third, "all of them", |h| h.query_by_label_contains("198 家中 198 家").is_some());
    step_until(&mut third, "why", |h| h.query_by_label_contains("连续 2 次没能正常启动").is_some());
    third.run_steps(2);
    third.get_by_label("恢复").click();
    step_until(&mut third, "the view", |h| h.query_by_label_contains("198 家中 14 家").is_some());
}

#[test]
fn a_state_that_is_no_state_is_kept_aside_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::create_dir_all(at.join("state")).unwrap();
    std::fs::write(at.join("state/window-1.json"), b"\0\0\0").unwrap();
    let mut harness = window(at);
    step_until(&mut harness, "what happened", |h| h.query_by_label_contains("window-1.unreadable.json").is_some());
    assert_eq!(std::fs::read(at.join("state/window-1.unreadable.json")).unwrap(), b"\0\0\0");
    step_until(&mut harness, "a good state", |_| kept(at).starts_with('{'));
}

#[test]
fn diagnostics_are_copied_and_name_no_company_and_no_path() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(folder.path());
    harness.get_by_role_and_label(Role::Button, "帮助").click();
    step_until(&mut harness, "the menu", |h| h.query_by_label("复制诊断信息").is_some());
    // A busy machine may not have read the rows yet.
    step_until(&mut harness, "the rows", |h| h.state().workspace().catalogue.len() == 198);
    harness.get_by_label("复制诊断信息").click();
    let copied = |h: &Harness<'static, App>| {
        h.output().platform_output.commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    };
    let mut text = None;
    for _ in 0..10 {
        harness.step();
        text = text.or_else(|| copied(&harness));
    }
    let text = text.unwrap();
    for part in
        ["Hujin Atlas: ", "Build: debug", "Boundaries: bundled, 16 districts", "Catalogue: 198 rows", "Display: scale "]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(&*folder.path().to_string_lossy()) && !text.contains("银联"), "{text}");
}

#[test]
fn drafts_of_two_catalogues_are_kept_side_by_side_and_over_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let paths = [at.join("catalogue.gpkg"), at.join("other.gpkg")];
    hujin::workspace::job::create(&paths[1], true).unwrap();
    let name = |h: &Harness<'static, App>| text(h, "名称");
    let open = |harness: &mut Harness<'static, App>, path: &Path| {
        harness.state_mut().workspace_mut().start(hujin::workspace::Job::Open(path.to_owned()));
        step_until(harness, "the other catalogue", |h| h.state().workspace().path.as_deref() == Some(path));
        harness.run_steps(3);
    };
    let mut harness = window(at);
    for (path, words) in paths.iter().zip(["甲目录的草稿", "乙目录的草稿"]) {
        open(&mut harness, path);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
        step_until(&mut harness, "the form", |h| name(h).is_some());
        fill(&mut harness, "名称", words);
    }
    open(&mut harness, &paths[0]);
    step_until(&mut harness, "the first", |h| name(h).as_deref() == Some("甲目录的草稿"));
    open(&mut harness, &paths[1]);
    step_until(&mut harness, "the second", |h| name(h).as_deref() == Some("乙目录的草稿"));
    step_until(&mut harness, "both on the disk", |_| {
        kept(at).contains("甲目录的草稿") && kept(at).contains("乙目录的草稿")
    });
    drop(harness);
    // What was open is asked for; the other comes back with its catalogue.
    let mut again = window(at);
    step_until(&mut again, "the question", |h| h.query_by_label("企业：乙目录的草稿").is_some());
    step_until(&mut again, "its own", |h| name(h).as_deref() == Some("甲目录的草稿"));
    again.run_steps(2);
    again.get_by_label("恢复").click();
    step_until(&mut again, "the second", |h| name(h).as_deref() == Some("乙目录的草稿"));
    open(&mut again, &paths[0]);
    step_until(&mut again, "the first is not lost", |h| name(h).as_deref() == Some("甲目录的草稿"));
}
