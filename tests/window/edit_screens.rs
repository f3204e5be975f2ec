//! The windows of editing in both languages, both themes, at 100 and 200 %: every control has a name and is whole. With
//! `HUJIN_SCREENS=FOLDER` each is drawn into a picture.

use std::path::PathBuf;

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::document::Document;
use hujin::language::{Language, Message, say};
use hujin::ui::{App, Session};

use super::pages::{check, draw, pieces, shown};

const STATES: [&str; 7] = ["new", "form", "bulk", "taxonomy", "merge", "placing", "duplicates"];

fn settle(harness: &mut Harness<'static, App>) {
    for _ in 0..25 {
        std::thread::sleep(std::time::Duration::from_millis(5));
        harness.step();
    }
}

fn click(harness: &mut Harness<'static, App>, words: &str) {
    settle(harness);
    if let Some(node) = harness.query_all_by_role_and_label(Role::Button, words).last() {
        node.scroll_to_me();
    }
    settle(harness);
    // A chosen word may stand in a list and on the button that opened it.
    let last = harness.query_all_by_role_and_label(Role::Button, words).last();
    last.unwrap_or_else(|| panic!("no {words}: {}", super::labels(harness).join(" | "))).click();
    settle(harness);
}

fn open(harness: &mut Harness<'static, App>, state: &str, language: Language) {
    let shift = Modifiers { shift: true, ..Modifiers::COMMAND };
    match state {
        "new" => harness.key_press_modifiers(Modifiers::COMMAND, Key::N),
        "bulk" => harness.key_press_modifiers(shift, Key::B),
        "placing" => harness.key_press_modifiers(Modifiers::COMMAND, Key::G),
        "duplicates" => {
            click(harness, &say(language, "menu-edit"));
            click(harness, &say(language, "command-duplicates"));
            let keep = say(language, "duplicates-merge");
            super::step_until(harness, "pairs", |h| h.query_by_role_and_label(Role::Button, &keep).is_some());
        }
        "form" => {
            harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
            settle(harness);
            let hint = say(language, "palette-hint");
            let field = harness.get_by_role_and_label(Role::TextInput, &hint);
            field.type_text("上海期货交易所");
            settle(harness);
            let name = if language == Language::Zh { "上期所" } else { "Shanghai Futures Exchange" };
            click(harness, &Message::new("palette-edit").with("name", name).text(language));
        }
        _ => {
            click(harness, &say(language, "menu-edit"));
            click(harness, &say(language, "command-taxonomy"));
            if state == "merge" {
                click(harness, &say(language, "taxonomy-merge"));
                settle(harness);
                // In a small window it lies below the edge.
                let into = say(language, "taxonomy-merge-into");
                harness.get_by_role_and_label(Role::ComboBox, &into).scroll_to_me();
                settle(harness);
                harness.get_by_role_and_label(Role::ComboBox, &into).click();
                let other = if language == Language::Zh { "区块链" } else { "Blockchain" };
                click(harness, other);
            }
        }
    }
    settle(harness);
}

#[test]
fn every_window_of_editing_is_whole_in_both_languages_themes_and_scales() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalogue.gpkg");
    super::duplicates::doubled(&path);
    let screens = std::env::var_os("HUJIN_SCREENS").map(PathBuf::from);
    let mut faults = Vec::new();
    for state in STATES {
        for language in [Language::Zh, Language::En] {
            for zoom in [1.0f32, 2.0] {
                for dark in [false, true].into_iter().filter(|dark| screens.is_some() || !dark) {
                    let document = Document::default();
                    let session = Session { language, dark, zoom, document, tour_seen: true, ..Session::default() };
                    let mut harness = shown(path.clone(), session);
                    open(&mut harness, state, language);
                    let tongue = if language == Language::Zh { "zh" } else { "en" };
                    let theme = if dark { "dark" } else { "light" };
                    let name = format!("map-edit-{state}-{tongue}-{theme}-{}", (zoom * 100.0) as u32);
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
