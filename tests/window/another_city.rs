//! The window on a city other than Shanghai, and from there to Shanghai.

use std::path::{Path, PathBuf};

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hujin::catalogue::{Enterprise, PositionAccuracy, Taxonomy};
use hujin::geography::{Adcode, Datum, Description, LonLat, add_pack};
use hujin::store::Store;
use hujin::ui::{App, Session};

use super::step_until;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/another_city").join(name)
}

/// The window on a catalogue, and on boundaries of the other city that are added to the folder.
fn window_on(path: PathBuf, folder: &Path) -> Harness<'static, App> {
    let about = Description { id: "yunze".into(), ..Description::default() };
    add_pack(&file("districts.geojson"), Datum::Wgs84, folder, &about).unwrap();
    let pack = Some(folder.join("yunze").display().to_string());
    let session = Session { tour_seen: true, pack, ..Session::default() };
    Harness::builder()
        .with_size(egui::vec2(1440.0, 900.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, session, Some(path)))
}

#[test]
fn boundaries_of_another_city_are_drawn_on_its_own_plane_and_left_again() {
    let folder = tempfile::tempdir().unwrap();
    let taxonomy = Taxonomy::read(&std::fs::read(file("tracks.csv")).unwrap()).unwrap();
    let at = LonLat::new(93.2523, 37.1012);
    let row = Enterprise {
        name_zh: "云泽云启科技有限公司".into(),
        office_district: Some(Adcode(990_101)),
        position: Some(at),
        position_accuracy: PositionAccuracy::Building,
        ..Enterprise::default()
    };
    let path = folder.path().join("c.gpkg");
    Store::create_with(&path, &taxonomy, &[row]).unwrap();
    let mut harness = window_on(path, folder.path());
    step_until(&mut harness, "the row", |h| h.query_by_label_contains("1 家中 1 家").is_some());
    step_until(&mut harness, "the districts", |h| h.query_all_by_label("望川县").next().is_some());
    let is_in_place = |h: &Harness<'static, App>| {
        let workspace = h.state().workspace();
        let (pack, catalogue) = (&workspace.pack, &workspace.catalogue);
        catalogue.len() == 1 && catalogue.row(0).plane() == Some(pack.project(at))
    };
    assert!(is_in_place(&harness));
    assert_eq!(harness.state().workspace().pack.projection.central_meridian(), 93.0);

    let bundled = hujin::geography::Pack::bundled();
    harness.state_mut().workspace_mut().use_pack(bundled);
    step_until(&mut harness, "Shanghai", |h| h.query_all_by_label("崇明区").next().is_some());
    step_until(&mut harness, "the row on the other plane", is_in_place);
    assert!(harness.query_all_by_label("望川县").next().is_none());
}

#[test]
fn a_catalogue_takes_boundaries_on_which_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.gpkg");
    hujin::workspace::job::create(&path, true).unwrap();
    // The boundaries of the last time are those of another city.
    let mut harness = window_on(path, folder.path());
    step_until(&mut harness, "it is told", |h| h.query_by_label_contains("已换用").is_some());
    step_until(&mut harness, "the sample", |h| h.query_by_label_contains("198 家中 198 家").is_some());
    step_until(&mut harness, "its districts", |h| h.query_all_by_label("崇明区").next().is_some());
    assert_eq!(harness.state().workspace().pack.id, hujin::geography::Pack::bundled().id);
}
