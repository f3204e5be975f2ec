//! From a click on a facet to map, table and charts that show it: `cargo bench --bench facet_click`.
//!
//! 1920 × 1080 points without a screen, the table open, a district's profile open. `HUJIN_BENCH_CATALOGUE=FILE.gpkg`
//! says of which catalogue; the sample without. Timed from the click to the end of the first frame that is laid out
//! with the new numbers and the new table, nothing left to work out; the click itself takes two frames, of which this
//! holds one. Each of the tracks is
//! chosen, let go, and selected (Ctrl+click) in turn. Prints the median, the 95th percentile and the longest.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use hujin::catalogue::{Brush, Filter};
use hujin::document::{Document, Edit, TableChoice};
use hujin::geography::Adcode;
use hujin::ui::{App, Session};

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
    let document = Document::default()
        .edited(Edit::District(Some(Adcode(310_104))))
        .edited(Edit::Table(TableChoice { open: true, ..TableChoice::default() }));
    let session = Session { document, tour_seen: true, ..Session::default() };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1920.0, 1080.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, session, Some(path)));
    let begun = Instant::now();
    while harness.state().workspace().catalogue.is_empty() {
        harness.step();
    }
    println!(
        "{} enterprises opened in {:.2} s",
        harness.state().workspace().catalogue.len(),
        begun.elapsed().as_secs_f64()
    );
    settle(&mut harness);
    let tracks: Vec<String> =
        harness.state().workspace().catalogue.taxonomy().tracks().iter().map(|t| t.id.clone()).collect();
    for name in ["choose", "let go", "select"] {
        let mut times = Vec::new();
        for _ in 0..3 {
            for track in &tracks {
                let chosen = Filter { tracks: vec![track.clone()], ..Filter::default() };
                let all = Edit::Filter(Filter::default());
                let (before, after) = match name {
                    "choose" => (all, Edit::Filter(chosen)),
                    "let go" => (Edit::Filter(chosen), all),
                    _ => (Edit::Brush(None), Edit::Brush(Some(Brush::matching(chosen)))),
                };
                apply(&mut harness, before);
                settle(&mut harness);
                let begun = Instant::now();
                apply(&mut harness, after);
                settle(&mut harness);
                times.push(begun.elapsed());
            }
        }
        times.sort_unstable();
        let ms = |d: Duration| d.as_secs_f64() * 1e3;
        let (n, last) = (times.len(), times[times.len() - 1]);
        println!(
            "{name:8} median {:.1} ms, 95 % {:.1} ms, longest {:.1} ms",
            ms(times[n / 2]),
            ms(times[n * 95 / 100]),
            ms(last)
        );
    }
}

/// What the click does.
fn apply(harness: &mut Harness<'static, App>, edit: Edit) {
    harness.state_mut().workspace_mut().edit(edit);
}

/// Frames until one is laid out with everything answered.
fn settle(harness: &mut Harness<'static, App>) {
    loop {
        harness.step();
        let workspace = harness.state().workspace();
        if workspace.is_thinking().is_none() && !workspace.is_working_out() {
            return;
        }
        std::thread::yield_now();
    }
}
