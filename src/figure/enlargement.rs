//! The small districts of a city drawn once more and larger, as atlases have it: where most enterprises are, names and
//! marks have no room beside districts fifty times as large.
//!
//! On the map a frame says which part it is; the names of its districts stand in the enlargement alone.

use super::Ingredients;
use super::maps::{self, Mapped};
use crate::document::{Extent, Part, Template};
use crate::geography::{Adcode, Plane};
use crate::layers::MapInput;
use crate::scene::furniture::{Corner, Piece, SMALL_PT, neat_line, scale_bar, words};
use crate::scene::{Align, Frame, Group, Ink, Item, Line, Rect, Scene, Stroke, text};

/// A district of less than this part of the median's land is small.
const SMALL_SHARE: f64 = 0.25;
/// Fewer districts than this are no city whose centre is small.
const LEAST_DISTRICTS: usize = 4;
/// Fewer small districts than this need no enlargement.
const LEAST_SMALL: usize = 2;
/// Least width and height of a map that has room for an enlargement, points.
const LEAST_MAP_PT: [f64; 2] = [280.0, 190.0];
/// Ground around the districts, points.
const AROUND_PT: f64 = 8.0;
/// Width of the frame on the map, points.
const FRAME_PT: f32 = 1.2;

/// What is enlarged.
#[derive(Clone, Debug, PartialEq)]
pub struct Enlarged {
    /// The districts, in the order of the pack.
    pub districts: Vec<Adcode>,
    /// Their bounds.
    pub bounds: (Plane, Plane),
}

impl Enlarged {
    /// Width over height.
    pub fn aspect(&self) -> f64 {
        let (min, max) = self.bounds;
        (max.x - min.x) / (max.y - min.y).max(1.0)
    }
}

/// The districts that a figure enlarges if it shows that part: of the districts it is about those of less than a quarter
/// of the median's land. None where it is about a few districts, shows what the window shows, or has no map of the city.
pub fn enlarged(of: &Ingredients<'_>) -> Option<Enlarged> {
    let document = of.document;
    let has_map = matches!(document.figure.template, Template::Map | Template::MapChart | Template::MapTable);
    if !has_map || of.focus().is_some() || (document.figure.extent == Extent::Seen && document.camera.is_some()) {
        return None;
    }
    let chosen = &document.filter.districts;
    let about = |code: &Adcode| chosen.is_empty() || chosen.contains(code);
    let areas: Vec<(Adcode, f64)> = of.pack.areas_km2().into_iter().filter(|(code, _)| about(code)).collect();
    let mut sorted: Vec<f64> = areas.iter().map(|(_, km2)| *km2).collect();
    sorted.sort_by(f64::total_cmp);
    let most = sorted.get(sorted.len() / 2).filter(|_| sorted.len() >= LEAST_DISTRICTS)? * SMALL_SHARE;
    let districts: Vec<Adcode> = areas.iter().filter(|(_, km2)| *km2 < most).map(|(code, _)| *code).collect();
    let bounds = maps::district_bounds(&districts, of.basemap).filter(|_| districts.len() >= LEAST_SMALL)?;
    Some(Enlarged { districts, bounds })
}

/// What a figure enlarges.
pub fn shown(of: &Ingredients<'_>) -> Option<Enlarged> {
    of.document.figure.shows(Part::Enlargement).then(|| enlarged(of))?
}

/// The enlargement in its room, with the districts that are not named on it; and its furniture.
pub fn enlargement(of: &Ingredients<'_>, rect: Rect, enlarged: &Enlarged, over_it: &[Rect]) -> (Mapped, Vec<Group>) {
    let ink = &of.style.ink;
    let (min, max) = enlarged.bounds;
    let frame = Frame::fit(min, max, rect.size_pt(), AROUND_PT);
    let bar = scale_bar(&frame, rect.size_pt()[0] * 0.3, of.language, ink).on_plate(ink);
    let head = head(of, ink).on_plate(ink);
    let bar_room = Corner::LowerRight.room(&rect, bar.size_pt, 0.0);
    let head_room = Corner::UpperLeft.room(&rect, head.size_pt, 0.0);
    let over: Vec<Rect> = over_it.iter().copied().chain([bar_room, head_room]).collect();
    let mapped = maps::drawn(rect, &over, &MapInput { lists_unnamed: false, ..maps::input(of, frame) });
    (mapped, vec![neat_line(&rect, ink), head.placed(head_room.min), bar.placed(bar_room.min)])
}

/// What it is, in its corner.
fn head(of: &Ingredients<'_>, ink: &Ink) -> Piece {
    let name = super::part_name(Part::Enlargement, of.language);
    let width = f64::from(text::width_pt(&name, SMALL_PT, ink.head_face));
    let item = words([0.0, f64::from(text::ascent_pt(SMALL_PT))], name, SMALL_PT, ink.text, Align::Start);
    let item = Item::Text(item.with_face(ink.head_face));
    Piece { name: "enlargement-head", items: vec![item], size_pt: [width, f64::from(SMALL_PT) + 1.0] }
}

/// Marks on the map what is enlarged: under names and marks.
pub fn mark(scene: &mut Scene, seen: &Frame, ink: &Ink) {
    let (low, high) = seen.bounds();
    let points = vec![[low.x, low.y], [high.x, low.y], [high.x, high.y], [low.x, high.y]];
    let line = Line { points, closed: true, stroke: Stroke::solid(FRAME_PT, ink.accent) };
    let over = ["enterprises", "district-leaders", "district-labels"];
    let at = scene.groups.iter().position(|group| over.contains(&group.name)).unwrap_or(scene.groups.len());
    scene.groups.insert(at, Group::plane("enlarged", vec![Item::Line(line)]));
}

/// The room of an enlargement on a map, points: at its left, as wide as the city beside it leaves, or more; `aspects` are
/// those of the city and of what is enlarged. None on a map too small for two.
pub fn room(map: &Rect, [city, small]: [f64; 2], inset_pt: f64) -> Option<Rect> {
    let [w, h] = map.size_pt();
    if w < LEAST_MAP_PT[0] || h < LEAST_MAP_PT[1] {
        return None;
    }
    let free = w - 0.95 * h * city;
    let width = free.clamp(0.38 * w, 0.5 * w) - inset_pt;
    let height = (width / small).min(h - 2.0 * inset_pt);
    Some(Corner::LowerLeft.room(map, [width.min(height * small * 1.4), height], inset_pt))
}
