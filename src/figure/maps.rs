//! The maps of a figure: the map, the locator; lines of longitude and latitude.

use super::Ingredients;
use crate::document::{Document, Extent};
use crate::geography::{Adcode, LonLat, Pack, Plane};
use crate::layers::{Basemap, MapInput, drawing_around, ground};
use crate::scene::furniture::{SMALL_PT, neat_line, words};
use crate::scene::page::MapView;
use crate::scene::{Align, Area, Frame, Group, Item, Line, Rect, Scene, Stroke};

/// A map, and the districts for whose names there was no room on it, with these.
pub type Mapped = (MapView, Vec<(Adcode, String)>);

/// The map in its room, its labels around what lies on it, without the names of districts that are named elsewhere.
pub fn map(
    of: &Ingredients<'_>,
    rect: Rect,
    (min, max): (Plane, Plane),
    on_it: &[Rect],
    named_elsewhere: &[Adcode],
) -> Mapped {
    let size = rect.size_pt();
    let aside = taken_aside(&rect, on_it);
    let room = [size[0] - aside, size[1]];
    let fitted = Frame::fit(min, max, room, room[0].min(room[1]) * 0.03);
    // What is to be seen lies beside what covers the left of the map.
    let centre = Plane::new(fitted.centre.x - aside / 2.0 * fitted.metres_per_pt, fitted.centre.y);
    let frame = Frame { centre, size_pt: size, ..fitted };
    drawn(rect, on_it, &MapInput { named_elsewhere, ..input(of, frame) })
}

/// A map in a room, its labels around what lies on it.
pub fn drawn(rect: Rect, on_it: &[Rect], input: &MapInput<'_>) -> Mapped {
    let reserved: Vec<Rect> = on_it
        .iter()
        .filter(|r| r.overlaps(&rect))
        .map(|r| Rect { min: less(r.min, rect.min), max: less(r.max, rect.min) })
        .collect();
    let drawing = drawing_around(input, &reserved);
    (MapView { rect, frame: input.frame, scene: Scene { groups: drawing.groups } }, drawing.unnamed)
}

/// What of the plane a figure shows: the camera's part on wish; else the districts of the filter, or the chosen one;
/// else all.
pub fn bounds(document: &Document, pack: &Pack, basemap: &Basemap) -> (Plane, Plane) {
    if let Some(camera) = document.camera.filter(|_| document.figure.extent == Extent::Seen) {
        let half = camera.height_m / 2.0;
        let at = |dy: f64| Plane::new(camera.centre.x, camera.centre.y + dy);
        return (at(-half), at(half));
    }
    let chosen: Vec<Adcode> = match (document.filter.districts.as_slice(), document.district) {
        ([], one) => one.into_iter().collect(),
        (districts, _) => districts.to_vec(),
    };
    district_bounds(&chosen, basemap).unwrap_or_else(|| pack.bounds())
}

/// The bounds of some districts together; `None` for none of them in the pack.
pub fn district_bounds(districts: &[Adcode], basemap: &Basemap) -> Option<(Plane, Plane)> {
    let shapes = districts.iter().filter_map(|code| basemap.shape(*code));
    shapes
        .map(|shape| shape.bounds)
        .reduce(|a, b| {
            let corner = |k: usize, pick: fn(f64, f64) -> f64| [pick(a[k][0], b[k][0]), pick(a[k][1], b[k][1])];
            [corner(0, f64::min), corner(1, f64::max)]
        })
        .map(|[min, max]| (Plane::new(min[0], min[1]), Plane::new(max[0], max[1])))
}

/// Width at the left of a map that something large lies on, points.
fn taken_aside(map: &Rect, on_it: &[Rect]) -> f64 {
    let [w, h] = map.size_pt();
    let is_large = |r: &&Rect| {
        let [rw, rh] = r.size_pt();
        r.overlaps(map) && r.max[0] < map.min[0] + 0.62 * w && rw > 0.2 * w && rh > 0.3 * h
    };
    on_it.iter().filter(is_large).map(|r| r.max[0] - map.min[0]).fold(0.0, f64::max)
}

/// What the layers are asked with.
pub fn input<'a>(of: &Ingredients<'a>, frame: Frame) -> MapInput<'a> {
    MapInput {
        pack: of.pack,
        basemap: of.basemap,
        catalogue: of.catalogue,
        numbers: of.numbers,
        settings: &of.document.layers,
        brush: of.document.brush.as_ref(),
        district: of.document.district,
        named_elsewhere: &[],
        lists_unnamed: true,
        frame,
        language: of.language,
        ink: &of.style.ink,
    }
}

fn less(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

/// Where the map lies in the whole of the pack.
pub fn locator(of: &Ingredients<'_>, rect: Rect, seen: &Frame) -> (MapView, Group) {
    let ink = &of.style.ink;
    let (min, max) = of.pack.bounds();
    let frame = Frame::fit(min, max, rect.size_pt(), 4.0);
    let area = |shape: &std::sync::Arc<crate::scene::Shape>, fill, stroke| {
        Item::Area(Area { shape: shape.clone(), fill: Some(fill), stroke, target: None })
    };
    let border = Some(Stroke::solid(0.3, ink.line));
    let land = ground::land_color(ink);
    let districts = of.basemap.districts.iter().map(|(code, shape)| {
        let is_focus = of.focus().is_some_and(|(_, d)| d.adcode == *code);
        area(shape, if is_focus { land.mix(ink.accent, 0.45) } else { land }, border)
    });
    let water = of.basemap.water.iter().map(|shape| area(shape, ground::water_color(ink), None));
    let (low, high) = seen.bounds();
    let corners = [[low.x, low.y], [high.x, low.y], [high.x, high.y], [low.x, high.y]];
    let line = Line { points: corners.to_vec(), closed: true, stroke: Stroke::solid(1.2, ink.accent) };
    // A frame around all of it would say nothing.
    let is_part = (high.x - low.x) < 0.95 * (max.x - min.x) || (high.y - low.y) < 0.95 * (max.y - min.y);
    let extent = if is_part { vec![Item::Line(line)] } else { Vec::new() };
    let paper = ground::paper(&input(of, frame));
    let scene = Scene {
        groups: vec![
            paper,
            Group::plane("land", districts.collect()),
            Group::plane("water", water.collect()),
            Group::plane("extent", extent),
        ],
    };
    (MapView { rect, frame, scene }, neat_line(&rect, ink))
}

/// Room of a label of degrees, points.
const LABEL_PT: [f64; 2] = [32.0, 10.0];
/// Distances of the lines of longitude and latitude, degrees.
const STEPS: [f64; 9] = [1.0, 0.5, 1.0 / 3.0, 1.0 / 6.0, 1.0 / 12.0, 1.0 / 30.0, 1.0 / 60.0, 1.0 / 120.0, 1.0 / 360.0];

/// Lines of longitude and latitude over a map, with their degrees within its left and lower sides.
///
/// Labels keep off what lies over the map.
pub fn graticule(of: &Ingredients<'_>, view: &MapView, over: &[Rect]) -> Group {
    let ink = &of.style.ink;
    let [w, h] = view.frame.size_pt;
    let corner = |x: f64, y: f64| of.pack.unproject(view.frame.to_plane([x, y]));
    let corners = [corner(0.0, 0.0), corner(w, 0.0), corner(0.0, h), corner(w, h)];
    let range = |of: fn(&LonLat) -> f64| {
        let values = corners.iter().map(of);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
    };
    let (west, east) = range(|p| p.lon);
    let (south, north) = range(|p| p.lat);
    let step = STEPS.into_iter().find(|s| (north - south).max(east - west) / s >= 3.0).unwrap_or(STEPS[8]);
    let ticks =
        |from: f64, to: f64| ((from / step).ceil() as i64..=(to / step).floor() as i64).map(move |k| k as f64 * step);
    let stroke = Stroke::solid(0.35, ink.faint.alpha(0.6));
    let to_page = |lon: f64, lat: f64| view.frame.to_page(of.pack.project(LonLat { lon, lat }));
    let part = |k: i32| f64::from(k) / 24.0;
    let (mut items, mut labels) = (Vec::new(), Vec::new());
    let is_clear = |at: [f64; 2]| {
        let room = Rect::centred([at[0] + view.rect.min[0], at[1] + view.rect.min[1]], LABEL_PT);
        !over.iter().any(|other| other.overlaps(&room))
    };
    let label = |at: [f64; 2], degrees: f64, hemisphere: &str, align| {
        let text = words(at, format!("{}{hemisphere}", sexagesimal(degrees)), SMALL_PT - 1.0, ink.faint, align);
        Item::Text(crate::scene::Text { halo: Some(ink.halo), ..text.with_face(ink.face) })
    };
    for lon in ticks(west, east) {
        let points: Vec<[f64; 2]> = (0..=24).map(|k| to_page(lon, south + (north - south) * part(k))).collect();
        if let Some(x) =
            points.first().map(|p| p[0]).filter(|x| (12.0..w - 12.0).contains(x) && is_clear([*x, h - 6.0]))
        {
            labels.push(label([x, h - 3.0], lon, if lon < 0.0 { "W" } else { "E" }, Align::Middle));
        }
        items.push(Item::Line(Line { points, closed: false, stroke }));
    }
    for lat in ticks(south, north) {
        let points: Vec<[f64; 2]> = (0..=24).map(|k| to_page(west + (east - west) * part(k), lat)).collect();
        if let Some(y) = points.first().map(|p| p[1]).filter(|y| (12.0..h - 14.0).contains(y) && is_clear([16.0, *y])) {
            labels.push(label([3.0, y - 1.5], lat, if lat < 0.0 { "S" } else { "N" }, Align::Start));
        }
        items.push(Item::Line(Line { points, closed: false, stroke }));
    }
    items.extend(labels);
    Group::page("graticule", items)
}

/// Degrees as 121°30′, with seconds only where there are any.
fn sexagesimal(degrees: f64) -> String {
    let seconds = (degrees.abs() * 3600.0).round() as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (d, 0, 0) => format!("{d}°"),
        (d, m, 0) => format!("{d}°{m:02}′"),
        (d, m, s) => format!("{d}°{m:02}′{s:02}″"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_written_as_on_maps() {
        assert_eq!(sexagesimal(121.0), "121°");
        assert_eq!(sexagesimal(121.5), "121°30′");
        assert_eq!(sexagesimal(31.0 + 1.0 / 360.0), "31°00′10″");
        assert_eq!(sexagesimal(31.0 + 1.0 / 3.0), "31°20′");
    }
}
