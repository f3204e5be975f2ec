//! The real window, without a screen, through its accessibility tree.

#![allow(clippy::unwrap_used)] // a helper of a test may fail the test

mod another_city;
mod composer;
mod duplicates;
mod edit;
mod edit_screens;
mod explore;
mod files;
mod history;
mod pages;
mod recovery;
mod rescue;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::ui::{App, Session};

fn window(folder: &tempfile::TempDir) -> Harness<'static, App> {
    let path: PathBuf = folder.path().join("catalogue.gpkg");
    hujin::workspace::job::create(&path, true).unwrap();
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, Session { tour_seen: true, ..Session::default() }, Some(path)));
    step_until(&mut harness, "the sample is open", |h| h.query_by_label_contains("198 家中 198 家").is_some());
    harness
}

/// Frames until something holds; workers answer between them.
fn step_until(harness: &mut Harness<'static, App>, what: &str, holds: impl Fn(&Harness<'static, App>) -> bool) {
    let begun = Instant::now();
    while !holds(harness) {
        if begun.elapsed() > Duration::from_secs(30) {
            panic!("never came: {what}\n{}", labels(harness).join(" | "));
        }
        std::thread::sleep(Duration::from_millis(10));
        harness.step();
    }
}

/// What can be read in the window, to say what there is where something was missed.
fn labels(harness: &Harness<'static, App>) -> Vec<String> {
    use egui_kittest::kittest::{By, NodeT};
    let nodes = harness.query_all(By::new().predicate(|_| true));
    nodes.map(|node| node.accesskit_node()).filter_map(|node| node.label().or_else(|| node.value())).collect()
}

/// Replaces the text of a field.
fn fill(harness: &mut Harness<'static, App>, label: &str, text: &str) {
    // A window that has just opened moves once more when it knows its size.
    harness.step();
    harness.get_by_role_and_label(egui::Role::TextInput, label).focus();
    step_until(harness, "focus", |h| h.get_by_role_and_label(egui::Role::TextInput, label).is_focused());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.step();
    harness.get_by_role_and_label(egui::Role::TextInput, label).type_text(text);
    let typed = |h: &Harness<'static, App>| h.get_by_role_and_label(egui::Role::TextInput, label).value();
    step_until(harness, text, |h| typed(h).as_deref() == Some(text));
    // What was typed may change the form: its buttons are where they stay a frame later.
    harness.step();
}
