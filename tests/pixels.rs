//! The window's pixels, drawn by wgpu: the map is where the frame says, in the colours the scene says, in both themes.
//! Needs a Vulkan, OpenGL or Metal driver; Mesa's software Vulkan is enough, and CI must have one.

#![allow(clippy::unwrap_used)] // a helper of a test may fail the test

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use hujin::document::{Camera, Document, Edit};
use hujin::geography::{LonLat, Pack, Plane};
use hujin::layers::set;
use hujin::scene::style::Ink;
use hujin::scene::{Color, Frame};
use hujin::ui::{App, Session};

/// What stands at a place: red, green, blue.
type Pixel = [u8; 3];

struct Picture {
    image: image::RgbaImage,
    map: egui::Rect,
    frame: Frame,
    paper: Color,
}

impl Picture {
    fn at(&self, place: Plane) -> Pixel {
        let [x, y] = self.frame.to_page(place);
        let at = self.map.left_top() + egui::vec2(x as f32, y as f32);
        assert!(self.map.contains(at), "{place:?} is not on the map");
        let [r, g, b, alpha] = self.image.get_pixel(at.x as u32, at.y as u32).0;
        // The window is cleared with the paper before it is painted; the picture begins with nothing.
        let over = |c: u8, paper: u8| c.saturating_add((u32::from(paper) * u32::from(255 - alpha) / 255) as u8);
        [over(r, self.paper.r), over(g, self.paper.g), over(b, self.paper.b)]
    }
}

/// The window with a document; `None` where no driver answers, which CI does not allow.
fn picture(folder: &tempfile::TempDir, document: Document, dark: bool) -> Option<Picture> {
    let path: PathBuf = folder.path().join("catalogue.gpkg");
    if !path.exists() {
        hujin::workspace::job::create(&path, true).unwrap();
    }
    let camera = document.camera;
    let session = Session { document, dark, tour_seen: true, ..Session::default() };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1200.0, 800.0))
        .build_eframe(move |cc| App::new(&cc.egui_ctx, session, Some(path)));
    let begun = Instant::now();
    while harness.query_by_role_and_label(egui::Role::Image, "地图").is_none()
        || begun.elapsed() < Duration::from_millis(500)
    {
        assert!(begun.elapsed() < Duration::from_secs(30), "the map never came");
        std::thread::sleep(Duration::from_millis(10));
        harness.step();
    }
    let map = harness.get_by_role_and_label(egui::Role::Image, "地图").accesskit_node().bounding_box().unwrap();
    let map =
        egui::Rect::from_min_max(egui::pos2(map.x0 as f32, map.y0 as f32), egui::pos2(map.x1 as f32, map.y1 as f32));
    let size = [f64::from(map.width()), f64::from(map.height())];
    let (min, max) = Pack::bundled().bounds();
    let frame = camera.map_or_else(|| Frame::fit(min, max, size, 20.0), |c| c.frame(size));
    match harness.render() {
        Ok(image) => Some(Picture { image, map, frame, paper: if dark { Ink::dark() } else { Ink::light() }.paper }),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "a driver is needed for this test: {error}");
            eprintln!("skipped: {error}");
            None
        }
    }
}

fn plane(at: LonLat) -> Plane {
    Pack::bundled().project(at)
}

fn place(lon: f64, lat: f64) -> Plane {
    plane(LonLat::new(lon, lat))
}

/// Off the coast of Pudong.
fn sea() -> Plane {
    place(122.05, 31.2)
}

/// Fields in the east of Pudong, far from any label.
fn pudong() -> Plane {
    place(121.80, 31.0)
}

/// Beyond the city, west of Jiading.
fn kunshan() -> Plane {
    place(120.99, 31.45)
}

fn is_near(a: Pixel, b: Pixel, tolerance: u8) -> bool {
    a.iter().zip(&b).all(|(a, b)| a.abs_diff(*b) <= tolerance)
}

#[test]
fn sea_land_and_paper_have_their_colours_in_both_themes() {
    let folder = tempfile::tempdir().unwrap();
    for (dark, ink, water) in [(false, Ink::light(), [0xd9, 0xe6, 0xea]), (true, Ink::dark(), [0x10, 0x20, 0x2b])] {
        let Some(picture) = picture(&folder, Document::default(), dark) else { return };
        let paper = [ink.paper.r, ink.paper.g, ink.paper.b];
        assert!(is_near(picture.at(sea()), water, 2), "sea is {:?}", picture.at(sea()));
        assert!(is_near(picture.at(kunshan()), paper, 2), "paper is {:?}", picture.at(kunshan()));
        let land = picture.at(pudong());
        assert!(!is_near(land, paper, 30) && !is_near(land, water, 30), "the fullest district is {land:?}");
    }
}

#[test]
fn an_enterprise_is_a_disc_of_its_track_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = {
        let path = folder.path().join("catalogue.gpkg");
        hujin::workspace::job::create(&path, true).unwrap();
        let store = hujin::store::Store::open_read(&path).unwrap();
        store.load(1, &|_| ()).unwrap()
    };
    let rows = (0..catalogue.len()).map(|r| catalogue.row(r));
    let drawn: Vec<_> = rows.filter_map(|r| Some((r.position()?, r.primary_track()?))).collect();
    // One that stands alone within 400 m.
    let is_alone = |at: LonLat| {
        let a = plane(at);
        drawn.iter().filter(|(b, _)| (plane(*b).x - a.x).hypot(plane(*b).y - a.y) < 400.0).count() == 1
    };
    let (at, track) = drawn.iter().copied().find(|(at, _)| is_alone(*at)).unwrap();
    let mut document = Document::default().edited(Edit::Camera(Some(Camera { centre: plane(at), height_m: 2000.0 })));
    set(&mut document.layers, "labels=off", catalogue.taxonomy()).unwrap();
    let Some(picture) = picture(&folder, document, false) else { return };
    let color = hujin::layers::palette::track_color(track);
    let found = picture.at(plane(at));
    assert!(is_near(found, [color.r, color.g, color.b], 3), "{found:?} is not {color:?}");
}

#[test]
fn density_is_strongest_where_the_enterprises_are_and_clear_far_out() {
    let folder = tempfile::tempdir().unwrap();
    let taxonomy = hujin::catalogue::Taxonomy::bundled();
    let mut document = Document::default();
    for setting in ["density=on", "choropleth=off", "enterprises=off", "labels=off", "borders=off"] {
        set(&mut document.layers, setting, &taxonomy).unwrap();
    }
    let Some(picture) = picture(&folder, document, false) else { return };
    let darkness = |p: Pixel| 765 - p.iter().map(|c| u32::from(*c)).sum::<u32>();
    let (lujiazui, chongming) = (picture.at(place(121.505, 31.236)), picture.at(place(121.55, 31.66)));
    assert!(darkness(lujiazui) > darkness(chongming) + 150, "{lujiazui:?} against {chongming:?}");
}
