//! The composer of figures: parts under the hand, undo, the figure's file and the way back, and that what is shown is
//! what is exported.

use egui::{Key, Modifiers, Pos2, Rect, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use hujin::document::{Composition, Document, Edit, Page, Part};
use hujin::export::thumbnail;
use hujin::ui::{App, Session};
use hujin::workspace::figure;

use super::pages::shown;
use super::{fill, step_until, window};

fn paper(harness: &Harness<'static, App>) -> Rect {
    let b = harness.get_by_label("图版预览").accesskit_node().bounding_box().unwrap();
    Rect::from_min_max(pos2(b.x0 as f32, b.y0 as f32), pos2(b.x1 as f32, b.y1 as f32))
}

fn figure_of(harness: &Harness<'static, App>) -> Composition {
    harness.state().workspace().document().figure.clone()
}

fn drag(harness: &mut Harness<'static, App>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    for k in 1..=8 {
        harness.hover_at(from + (to - from) * (k as f32 / 8.0));
        harness.step();
    }
    harness.drop_at(to);
    harness.step();
    harness.step();
}

#[test]
fn a_part_is_moved_rests_on_the_margin_is_nudged_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_label("图版").click();
    step_until(&mut harness, "the page", |h| h.query_by_label("图版预览").is_some());
    for _ in 0..20 {
        harness.step();
    }
    let paper = paper(&harness);
    let mm = paper.width() / 297.0;
    // The north arrow stands in the upper right corner of the map; by the left margin it comes to rest.
    let at = |x: f32, y: f32| paper.min + vec2(x * mm, y * mm);
    let arrow = at(233.5, 33.0);
    drag(&mut harness, arrow, at(14.3, 100.0));
    let placed = figure_of(&harness).placed;
    let [left, top, _, _] = placed[&Part::NorthArrow];
    assert!((left - 9.45).abs() < 0.06, "it rests on the margin: {placed:?}");
    assert!((85.0..105.0).contains(&top), "{placed:?}");
    harness.key_press(Key::ArrowDown);
    harness.step();
    let nudged = figure_of(&harness).placed[&Part::NorthArrow];
    assert!((nudged[1] - top - 1.0).abs() < 0.11, "{nudged:?}");
    harness.key_press(Key::Delete);
    harness.step();
    assert!(!figure_of(&harness).shows(Part::NorthArrow));
    for _ in 0..3 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.step();
        harness.step();
    }
    assert_eq!(figure_of(&harness), Composition::default(), "each of the three is a step back");
}

#[test]
fn a_figure_opens_where_it_was_made_and_is_written_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&folder);
    harness.get_by_label("图版").click();
    step_until(&mut harness, "the page", |h| h.query_by_label("图版预览").is_some());
    let mut figure = Composition { number: Some("7".into()), ..Composition::default() };
    figure.show(Part::Caption, true);
    figure.place(Part::Legend, [200.0, 60.0, 40.0, 40.0]);
    harness.state_mut().workspace_mut().edit(Edit::Figure(Box::new(figure.clone())));
    for ending in ["png", "svg"] {
        let files = ["一", "二"].map(|name| folder.path().join(format!("{name}.{ending}")));
        for (n, file) in files.iter().enumerate() {
            harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
            step_until(&mut harness, "the dialog", |h| h.query_by_label("导出").is_some());
            fill(&mut harness, "文件", &file.display().to_string());
            harness.get_by_label("导出").click();
            step_until(&mut harness, "the file", |h| h.query_by_label_contains("已导出").is_some());
            harness.get_by_label("知道了").click();
            step_until(&mut harness, "closed", |h| h.query_by_label("知道了").is_none());
            if n == 0 {
                // Everything else is forgotten, and comes back from the figure.
                harness.state_mut().workspace_mut().edit(Edit::Replace(Box::default()));
                harness.input_mut().dropped_files.push(std::sync::Arc::new(super::files::Dropped(file.clone())));
                step_until(&mut harness, "the figure", |h| h.query_by_label_contains("数据与出图时相同").is_some());
                let document = harness.state().workspace().document();
                assert_eq!((document.page, &document.figure.placed), (Page::Figure, &figure.placed));
                harness.get_by_label("知道了").click();
                step_until(&mut harness, "closed", |h| h.query_by_label("知道了").is_none());
            }
        }
        let [first, second] = files.map(|file| std::fs::read(file).unwrap());
        assert!(first == second, "{ending}: {} and {} bytes", first.len(), second.len());
    }
}

/// What the composer paints and what the exporter draws, at the same size: the share of pixels that differ by more
/// than a quarter of the range in any channel. Two rasterisers place edges and glyphs a little differently, no more.
const TOLERATED: f64 = 0.03;

#[test]
fn what_is_shown_is_what_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalogue.gpkg");
    hujin::workspace::job::create(&path, true).unwrap();
    let document = Document::default().edited(Edit::Page(Page::Figure));
    let session = Session { document: document.clone(), tour_seen: true, ..Session::default() };
    let mut harness = shown(path, session);
    let paper = paper(&harness);
    let picture = match harness.render() {
        Ok(picture) => picture,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "a driver is needed for this test: {error}");
            eprintln!("skipped: {error}");
            return;
        }
    };
    let workspace = harness.state().workspace();
    let style = hujin::figure::Style::bundled()[0].clone();
    let order = figure::FigureOrder {
        document,
        style,
        rendering: hujin::export::Rendering::at(96),
        format: hujin::workspace::figure_format::FigureFormat::Page(hujin::export::Format::Png),
        path: Default::default(),
        language: hujin::language::Language::Zh,
        fallback: Default::default(),
        review_number: None,
        catalogue: None,
        table: None,
        created: time::OffsetDateTime::UNIX_EPOCH,
    };
    let made = Default::default();
    let composed = figure::composed(&order, &made, &workspace.pack, &workspace.catalogue, &|| false).unwrap();
    let exported = thumbnail(&composed.page, f64::from(paper.width())).unwrap();
    let (mut differing, mut all) = (0usize, 0usize);
    // The edge of the page lies between pixels.
    for y in 2..exported.height.min(paper.height() as usize) - 2 {
        for x in 2..exported.width - 2 {
            let drawn = &exported.rgba[4 * (y * exported.width + x)..][..3];
            let at = (paper.min + vec2(x as f32, y as f32)).round();
            let seen = picture.get_pixel(at.x as u32, at.y as u32).0;
            all += 1;
            differing += usize::from(drawn.iter().zip(&seen).any(|(a, b)| a.abs_diff(*b) > 64));
        }
    }
    let share = differing as f64 / all as f64;
    assert!(share < TOLERATED, "{:.2} % of the pixels differ", share * 100.0);
    eprintln!("{:.3} % of {all} pixels differ", share * 100.0);
}

#[test]
fn the_program_opens_a_figure_it_is_started_with_and_says_what_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalogue.gpkg");
    let mut store = hujin::workspace::job::create(&path, true).unwrap();
    let catalogue = store.load(1, &|_| ()).unwrap();
    let file = folder.path().join("图.svg");
    let mut document = Document::default();
    document.figure.place(Part::Legend, [10.0, 20.0, 40.0, 40.0]);
    let order = figure::FigureOrder {
        document: document.clone(),
        style: hujin::figure::Style::bundled()[0].clone(),
        rendering: hujin::export::Rendering::at(96),
        format: hujin::workspace::figure_format::FigureFormat::Page(hujin::export::Format::Svg),
        path: file.clone(),
        language: hujin::language::Language::Zh,
        fallback: Default::default(),
        review_number: None,
        catalogue: Some(path.clone()),
        table: None,
        created: time::OffsetDateTime::UNIX_EPOCH,
    };
    figure::write(&order, &hujin::geography::Pack::bundled(), &catalogue, &|| false).unwrap();
    let gone = hujin::catalogue::ChangeSet { deletes: vec![1, 2], ..Default::default() };
    store.apply(&gone).unwrap();
    let session = Session { tour_seen: true, catalogue: Some(path), ..Session::default() };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, session, Some(file)));
    step_until(&mut harness, "what has changed", |h| h.query_by_label_contains("移除 2 家").is_some());
    let shown = harness.state().workspace().document();
    assert_eq!((shown.page, &shown.figure.placed), (Page::Figure, &document.figure.placed));
}
