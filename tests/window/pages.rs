//! Every page in both languages and at 100 and 200 %: everything that can be clicked has a name, nothing is cut by the
//! window's side, and on pages nothing lies over another thing. With `HUJIN_SCREENS=FOLDER` each is drawn
//! into a picture, in both themes, to be looked at.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT, Queryable};
use hujin::document::{Composition, Document, Edit, Page, Part, TableChoice, Template};
use hujin::geography::Adcode;
use hujin::language::Language;
use hujin::layers::multiples::{MultiplesBy, MultiplesWanted};
use hujin::scene::style::Ink;
use hujin::ui::{App, Session};

/// A page as it may be found: its name, and the document that shows it.
fn states() -> Vec<(&'static str, Document)> {
    let base = Document::default();
    let mut states: Vec<(&'static str, Document)> = Vec::new();
    let huangpu = Edit::District(Some(Adcode(310101)));
    states.push(("map", base.edited(huangpu)));
    let brushed = hujin::catalogue::Brush::matching(hujin::catalogue::Filter::founded([2010, 2020]));
    let table = TableChoice { open: true, sort: Some(hujin::catalogue::Field::ALL[0]), ..TableChoice::default() };
    states.push(("table", base.edited(Edit::Brush(Some(brushed))).edited(Edit::Table(table))));
    let figure = base.edited(Edit::Page(Page::Figure));
    states.push(("figure", figure.clone()));
    let mut sheet = Composition::default();
    sheet.use_template(Template::District);
    sheet.style = "official".into();
    sheet.number = Some("3".into());
    sheet.show(Part::Caption, true);
    sheet.texts.push("甲".into());
    let district = figure.edited(Edit::District(Some(Adcode(310104))));
    states.push(("figure-district", district.edited(Edit::Figure(Box::new(sheet)))));
    let mut small = Composition { style: "slide".into(), size_mm: [338.7, 190.5], ..Composition::default() };
    small.use_template(Template::Multiples);
    states.push(("figure-multiples", figure.edited(Edit::Figure(Box::new(small)))));
    states.push(("multiples", base.edited(Edit::Page(Page::Multiples))));
    let periods = MultiplesWanted { by: MultiplesBy::Periods, ..MultiplesWanted::default() };
    states.push(("periods", base.edited(Edit::Page(Page::Multiples)).edited(Edit::Multiples(periods))));
    states.push(("colocation", base.edited(Edit::Page(Page::Colocation))));
    states.push(("robustness", base.edited(Edit::Page(Page::Robustness)).edited(Edit::Track("payment".into()))));
    let compared = vec![Adcode(310101), Adcode(310104), Adcode(310115)];
    states.push(("compare", base.edited(Edit::Page(Page::Compare)).edited(Edit::Compared(compared))));
    states.push(("city", base.edited(Edit::Page(Page::City))));
    states.push(("cases", base.edited(Edit::Page(Page::Cases))));
    states.push(("recommendations", base.edited(Edit::Page(Page::Recommendations))));
    states
}

/// Width of the left panel and its edge, points.
const FILTERS_PT: f32 = 310.0;
/// A usual screen, physical pixels.
const SCREEN: egui::Vec2 = egui::vec2(1920.0, 1080.0);

pub fn shown(path: PathBuf, session: Session) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(SCREEN / session.zoom)
        .build_eframe(move |cc| App::new(&cc.egui_ctx, session, Some(path)));
    let begun = Instant::now();
    let mut quiet = 0;
    // Until nothing is being worked out any more.
    while quiet < 12 {
        assert!(begun.elapsed() < Duration::from_secs(60), "the page never came");
        std::thread::sleep(Duration::from_millis(10));
        harness.step();
        let is_open = !harness.state().workspace().catalogue.is_empty();
        let waits = harness.query_all_by_label_contains("正在计算").next().is_some()
            || harness.query_all_by_label_contains("Working").next().is_some()
            || harness.state().workspace().is_thinking().is_some();
        quiet = if is_open && !waits { quiet + 1 } else { 0 };
    }
    harness
}

/// What can be read or clicked: its rectangle in pixels, and its words.
pub fn pieces(harness: &Harness<'static, App>) -> Vec<(egui::Rect, String, Role)> {
    let mut found = Vec::new();
    for node in harness.query_all(By::new().predicate(|_| true)) {
        let node = node.accesskit_node();
        let role = node.role();
        let is_shown = matches!(
            role,
            Role::Label
                | Role::Button
                | Role::CheckBox
                | Role::RadioButton
                | Role::TextInput
                | Role::ComboBox
                | Role::SpinButton
        );
        if !is_shown {
            continue;
        }
        let name = node.label().or_else(|| node.value()).unwrap_or_default();
        if let Some(b) = node.bounding_box() {
            let rect =
                egui::Rect::from_min_max(egui::pos2(b.x0 as f32, b.y0 as f32), egui::pos2(b.x1 as f32, b.y1 as f32));
            found.push((rect, name, role));
        }
    }
    found
}

pub fn check(name: &str, zoom: f32, found: &[(egui::Rect, String, Role)], faults: &mut Vec<String>) {
    let window = egui::Rect::from_min_size(egui::Pos2::ZERO, SCREEN);
    assert!(found.len() > 10, "{name}: only {} controls", found.len());
    for (rect, label, role) in found {
        if label.trim().is_empty() && *role != Role::Label {
            faults.push(format!("{name}: a {role:?} at {rect:?} has no name"));
        }
        if !window.intersects(*rect) {
            continue; // scrolled away
        }
        // A table may be wider than its page and scroll; a control may not.
        if *role == Role::Label {
            continue;
        }
        if rect.left() < -1.0 || rect.right() > window.right() + 1.0 {
            faults.push(format!("{name}: «{label}» at {rect:?} is cut by the window's side"));
        }
    }
    // Above the map there are tools, and names of the map are no pieces: pages must not have one thing over another.
    if name.starts_with("map") || name.starts_with("table") {
        return;
    }
    // What is scrolled away at the lower edge lies behind the status bar, and in the left panel behind the layers.
    let corner = egui::pos2(FILTERS_PT * zoom, 0.0);
    let window = egui::Rect::from_min_max(corner, egui::pos2(SCREEN.x, SCREEN.y - 50.0));
    for (i, (a, first, _)) in found.iter().enumerate() {
        for (b, second, _) in &found[i + 1..] {
            let both = a.intersect(*b);
            let is_inside = a.expand(2.0).contains_rect(*b) || b.expand(2.0).contains_rect(*a);
            if both.width() > 3.0 && both.height() > 3.0 && !is_inside && window.contains_rect(both) {
                faults.push(format!("{name}: «{first}» and «{second}» lie over each other at {both:?}"));
            }
        }
    }
}

#[test]
fn every_page_is_whole_in_both_languages_themes_and_scales() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalogue.gpkg");
    hujin::workspace::job::create(&path, true).unwrap();
    let screens = std::env::var_os("HUJIN_SCREENS").map(PathBuf::from);
    let mut faults = Vec::new();
    // `HUJIN_STATE=NAME` draws one page alone.
    let only = std::env::var("HUJIN_STATE").unwrap_or_default();
    for (page, document) in states().into_iter().filter(|(page, _)| page.starts_with(&only)) {
        for language in [Language::Zh, Language::En] {
            for zoom in [1.0f32, 2.0] {
                // Where no picture is asked for, the theme changes nothing that is looked at here.
                for dark in [false, true].into_iter().filter(|dark| screens.is_some() || !dark) {
                    let session = Session {
                        language,
                        dark,
                        zoom,
                        document: document.clone(),
                        tour_seen: true,
                        ..Session::default()
                    };
                    let mut harness = shown(path.clone(), session);
                    let tongue = if language == Language::Zh { "zh" } else { "en" };
                    let theme = if dark { "dark" } else { "light" };
                    let name = format!("{page}-{tongue}-{theme}-{}", (zoom * 100.0) as u32);
                    check(&name, zoom, &pieces(&harness), &mut faults);
                    if let Some(folder) = &screens {
                        draw(&mut harness, dark, &folder.join(format!("{name}.png")));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Draws the window into a file.
pub fn draw(harness: &mut Harness<'static, App>, dark: bool, file: &Path) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let paper = if dark { Ink::dark() } else { Ink::light() }.paper;
    let mut picture = harness.render().unwrap();
    // The window is cleared with the paper before it is painted; the picture begins with nothing.
    for pixel in picture.pixels_mut() {
        let [r, g, b, alpha] = pixel.0;
        let over = |c: u8, p: u8| c.saturating_add((u16::from(p) * u16::from(255 - alpha) / 255) as u8);
        pixel.0 = [over(r, paper.r), over(g, paper.g), over(b, paper.b), 255];
    }
    picture.save(file).unwrap();
}

/// The six steps of the import of a district office's list.
#[test]
fn every_step_of_the_import_is_whole_in_both_languages_and_scales() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalogue.gpkg");
    hujin::workspace::job::create(&path, true).unwrap();
    let screens = std::env::var_os("HUJIN_SCREENS").map(PathBuf::from);
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/district_office.csv");
    let mut faults = Vec::new();
    for (language, tongue, next) in [(Language::Zh, "zh", "下一步"), (Language::En, "en", "Next")] {
        for (zoom, dark) in [(1.0f32, false), (2.0, true)] {
            let session = Session { language, dark, zoom, tour_seen: true, ..Session::default() };
            let mut harness = shown(path.clone(), session);
            harness.input_mut().dropped_files.push(std::sync::Arc::new(crate::files::Dropped(list.clone())));
            crate::step_until(&mut harness, "the file", |h| h.query_by_label(next).is_some());
            for step in ["file", "columns", "coordinates", "problems", "duplicates", "summary"] {
                for _ in 0..4 {
                    harness.step();
                }
                let name = format!("map-import-{step}-{tongue}-{}", (zoom * 100.0) as u32);
                check(&name, zoom, &pieces(&harness), &mut faults);
                if let Some(folder) = &screens {
                    draw(&mut harness, dark, &folder.join(format!("{name}.png")));
                }
                if step != "summary" {
                    harness.get_by_label(next).click();
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// The tabs of the history, what other programs did, and rows in dispute.
#[test]
fn every_state_of_the_history_is_whole_in_both_languages_and_scales() {
    let screens = std::env::var_os("HUJIN_SCREENS").map(PathBuf::from);
    let mut faults = Vec::new();
    for (language, tongue) in [(Language::Zh, "zh"), (Language::En, "en")] {
        for (zoom, dark) in [(1.0f32, false), (2.0, true)] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("catalogue.gpkg");
            crate::history::written(&path);
            let session = Session { language, dark, zoom, tour_seen: true, ..Session::default() };
            let mut harness = shown(path.clone(), session);
            crate::history::stranger(&path).execute("UPDATE enterprise SET note = '外改' WHERE id < 4", []).unwrap();
            let look = |text: &'static str| hujin::language::say(language, text);
            let outside = look("outside-look");
            crate::step_until(&mut harness, "the notice", |h| h.query_by_label(&outside).is_some());
            for state in ["outside", "batches", "changes", "copies", "conflicts"] {
                match state {
                    "outside" => harness.get_by_label(&outside).click(),
                    "batches" => {
                        harness.get_by_label_contains("#2 ").click();
                        crate::step_until(&mut harness, "its rows", |h| h.query_by_label_contains("#2 ").is_some());
                    }
                    "changes" => harness.get_by_label(&look("history-tab-changes")).click(),
                    "copies" => {
                        harness.get_by_label(&look("history-tab-copies")).click();
                        harness.run_steps(6);
                        harness.get_all_by_label(&look("backup-restore")).next().unwrap().click();
                    }
                    _ => crate::history::start_dispute(&mut harness),
                }
                for _ in 0..30 {
                    std::thread::sleep(Duration::from_millis(10));
                    harness.step();
                }
                let name = format!("map-history-{state}-{tongue}-{}", (zoom * 100.0) as u32);
                check(&name, zoom, &pieces(&harness), &mut faults);
                if let Some(folder) = &screens {
                    draw(&mut harness, dark, &folder.join(format!("{name}.png")));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
