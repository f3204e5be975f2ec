//! The window's own part of a frame, without a screen: `cargo bench --bench frame`.
//!
//! 1920 × 1080 points, the sample (or `HUJIN_BENCH_CATALOGUE=FILE.gpkg`), every layer on, a district's profile open, the map dragged all the while. What is
//! timed is what the program does for each frame before a driver sees it: layout (panels, layers, labels, paint list)
//! and tessellation. Fonts and first answers are warm. Prints medians and 95th percentiles in milliseconds.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use hujin::document::{Document, Edit};
use hujin::geography::Adcode;
use hujin::layers::{LAYERS, param::Settings};
use hujin::ui::{App, Session};

const FRAMES: usize = 400;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = std::env::var_os("HUJIN_BENCH_CATALOGUE").map_or_else(
        || {
            let path = folder.path().join("catalogue.gpkg");
            hujin::workspace::job::create(&path, true).unwrap();
            path
        },
        PathBuf::from,
    );
    let layers = std::env::var("HUJIN_BENCH_LAYERS").ok();
    let mut document = Document::default().edited(Edit::District(Some(Adcode(310_104))));
    let is_wanted = |id: &str| layers.as_deref().is_none_or(|chosen| chosen.split(',').any(|c| c == id));
    for layer in LAYERS {
        let on = Settings { visible: Some(is_wanted(layer.id())), ..Settings::default() };
        document.layers.insert(layer.id().to_owned(), on);
    }
    let session = Session { document, tour_seen: true, ..Session::default() };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1920.0, 1080.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, session, Some(path)));
    let begun = Instant::now();
    let is_ready = |h: &Harness<'static, App>| {
        let workspace = h.state().workspace();
        !workspace.catalogue.is_empty() && workspace.is_thinking().is_none() && !workspace.is_working_out()
    };
    while !is_ready(&harness) || begun.elapsed() < Duration::from_secs(2) {
        harness.step();
    }
    let (mut layout, mut tessellation, mut triangles) = (Vec::new(), Vec::new(), 0);
    let mut at = egui::pos2(900.0, 500.0);
    harness.hover_at(at);
    harness.drag_at(at);
    for k in 0..FRAMES {
        at += if (k / 50) % 2 == 0 { egui::vec2(4.0, 3.0) } else { egui::vec2(-4.0, -3.0) };
        harness.hover_at(at);
        let begun = Instant::now();
        harness.step();
        layout.push(begun.elapsed());
        let shapes = harness.output().shapes.clone();
        let begun = Instant::now();
        let primitives = harness.ctx.tessellate(shapes, 1.0);
        tessellation.push(begun.elapsed());
        assert!(!primitives.is_empty());
        triangles = primitives.iter().map(triangles_of).sum();
    }
    assert!(harness.state().workspace().document().camera.is_some(), "the map was moved");
    println!("{triangles} triangles");
    let mut both: Vec<Duration> = layout.iter().zip(&tessellation).map(|(a, b)| *a + *b).collect();
    for (name, times) in [("layout", &mut layout), ("tessellation", &mut tessellation), ("both", &mut both)] {
        times.sort_unstable();
        let ms = |d: Duration| d.as_secs_f64() * 1e3;
        println!("{name:13} median {:.2} ms, 95 % {:.2} ms", ms(times[FRAMES / 2]), ms(times[FRAMES * 95 / 100]));
    }
}

fn triangles_of(primitive: &egui::ClippedPrimitive) -> usize {
    match &primitive.primitive {
        egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
        egui::epaint::Primitive::Callback(_) => 0,
    }
}
