//! Where the legend of a figure stands: beside its map, under it, above a chart, or on the map where it hides little.

use super::layout::{Arrangement, Contents, GUTTER_PT, INSET_PT};
use crate::document::Part;
use crate::scene::furniture::{Corner, Piece};
use crate::scene::legend::{Legend, flowed, stacked};
use crate::scene::{Ink, Rect};

/// Least part of the body's width that the map keeps when the legend stands beside it.
const MAP_SHARE: f64 = 0.55;
/// Least part of the page that the map keeps when the legend stands beside it.
const MAP_AREA_SHARE: f64 = 0.42;
/// Least part of the height of a body that its map keeps above a legend.
const LEAST_MAP: f64 = 0.4;
/// A legend too long for its room is made smaller, but not below this part of its size.
const LEAST_LEGEND: f64 = 0.4;
/// Of a map so much may lie under its legend.
const MOST_HIDDEN: f64 = 0.42;

/// Part of a column that the legend may take of what stands under it.
const COLUMN_LEGEND: f64 = 0.42;

/// The legend at the top of a room, which it makes smaller: it takes what the parts under it leave, and a part of what
/// they want.
pub(super) fn legend_above(of: &Contents<'_>, under: &[Part], rest: &mut Rect, made: &mut Arrangement) {
    let [width, height] = rest.size_pt();
    let wanted: f64 = under.iter().map(|part| (of.wanted_pt)(*part, width) + GUTTER_PT).sum();
    let legends = (of.legends)(true, width, (height * COLUMN_LEGEND).max(height - wanted));
    if of.figure.shows(Part::Legend) && !legends.is_empty() {
        let piece = flowed(&legends, width, of.ink);
        let taken = piece.size_pt[1] + GUTTER_PT;
        made.put(Part::Legend, piece, rest.min);
        rest.min[1] = (rest.min[1] + taken).min(rest.max[1] - 1.0);
    }
}

/// Legends in rows, as large as they can be in a room of this size in points.
fn flowed_into(legends: &[Legend], room_pt: [f64; 2], ink: &Ink) -> Piece {
    // Smaller ones lie side by side where larger ones do not.
    let at = |size: f64| flowed(legends, room_pt[0] / size, ink).magnified(size);
    let sizes = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, LEAST_LEGEND];
    let fits = |piece: &Piece| piece.size_pt[0] <= room_pt[0] && piece.size_pt[1] <= room_pt[1];
    sizes.into_iter().map(at).find(fits).unwrap_or_else(|| at(LEAST_LEGEND))
}

/// The legend under the maps.
pub(super) fn legend_under(of: &Contents<'_>, body: Rect, made: &mut Arrangement) {
    let [width, height] = body.size_pt();
    let legends = if of.figure.shows(Part::Legend) { (of.legends)(true, width, height * 0.3) } else { Vec::new() };
    let legends = with_entries(legends, &mut made.unlisted);
    let piece = flowed_into(&legends, [width, (1.0 - LEAST_MAP) * height - GUTTER_PT], of.ink);
    let taken = if legends.is_empty() { 0.0 } else { piece.size_pt[1] + GUTTER_PT };
    let foot = (body.max[1] - taken).max(body.min[1] + LEAST_MAP * height);
    made.rects.insert(Part::Map, Rect { min: body.min, max: [body.max[0], foot] });
    if !legends.is_empty() {
        made.put(Part::Legend, piece, [body.min[0], foot + GUTTER_PT]);
    }
}

/// A low map with its legend beside it or under it: where the map becomes largest.
pub(super) fn legend_by(of: &Contents<'_>, body: Rect, made: &mut Arrangement) {
    let [width, height] = body.size_pt();
    let legends = |flows, width, unlisted: &mut _| with_entries((of.legends)(flows, width, height * 0.42), unlisted);
    let (mut unlisted_beside, mut unlisted_under) = (Vec::new(), Vec::new());
    let upright = legends(false, width, &mut unlisted_beside);
    if !of.figure.shows(Part::Legend) || upright.is_empty() {
        made.rects.insert(Part::Map, body);
        return;
    }
    let most = [(1.0 - LEAST_MAP) * width, (1.0 - LEAST_MAP) * height].map(|side| side - GUTTER_PT);
    let beside = stacked(&upright, of.ink).shrunk_to([most[0], height], LEAST_LEGEND);
    let under = flowed_into(&legends(true, width, &mut unlisted_under), [width, most[1]], of.ink);
    // How large a map can be in some room, by the height it takes.
    let extent = |[w, h]: [f64; 2]| (w / of.aspect).min(h);
    let room_beside = [width - beside.size_pt[0] - GUTTER_PT, height];
    let room_over = [width, height - under.size_pt[1] - GUTTER_PT];
    let is_beside = extent(room_beside) >= extent(room_over);
    let (room, legend, at) = match is_beside {
        true => (room_beside, beside, [room_beside[0] + GUTTER_PT, 0.0]),
        false => (room_over, under, [0.0, room_over[1] + GUTTER_PT]),
    };
    made.rects.insert(Part::Map, Rect::at(body.min, room));
    made.put(Part::Legend, legend, [body.min[0] + at[0], body.min[1] + at[1]]);
    made.unlisted = if is_beside { unlisted_beside } else { unlisted_under };
}

/// Legends where there is little room: of a list without entries only its note is left, for the notes of the figure.
fn with_entries(legends: Vec<Legend>, unlisted: &mut Vec<String>) -> Vec<Legend> {
    let (kept, emptied): (Vec<Legend>, Vec<Legend>) = legends.into_iter().partition(|l| !l.entries.is_empty());
    if kept.is_empty() {
        return emptied;
    }
    *unlisted = emptied.into_iter().filter_map(|legend| legend.note).collect();
    kept
}

/// A map with its legend beside it where there is room, else under it on an upright page, else on it; but under it
/// where it would hide too much.
pub(super) fn map_and_legend(of: &Contents<'_>, body: Rect, made: &mut Arrangement) {
    let [width, height] = body.size_pt();
    let tall = (of.legends)(false, width, height * 0.98);
    if !of.figure.shows(Part::Legend) || tall.is_empty() {
        made.rects.insert(Part::Map, body);
        return;
    }
    let legend = stacked(&tall, of.ink);
    let map_width = width - legend.size_pt[0] - GUTTER_PT;
    let [page_width, page_height] = of.size_pt;
    if map_width >= MAP_SHARE * width && map_width * height >= MAP_AREA_SHARE * page_width * page_height {
        let map = Rect { min: body.min, max: [body.min[0] + map_width, body.max[1]] };
        made.rects.insert(Part::Map, map);
        made.put(Part::Legend, legend, [map.max[0] + GUTTER_PT, map.min[1] + 2.0]);
    } else if page_height > page_width {
        legend_under(of, body, made);
    } else {
        let (legend, unlisted) = plate(of, body);
        let [w, h] = legend.size_pt;
        if h > height - INSET_PT || w * h > MOST_HIDDEN * width * height {
            legend_under(of, body, made);
        } else {
            made.rects.insert(Part::Map, body);
            legend_on(legend, body, made);
            made.unlisted = unlisted;
        }
    }
}

/// The legend as it lies on a map of this size, and the notes of lists that are not in it.
fn plate(of: &Contents<'_>, map: Rect) -> (Piece, Vec<String>) {
    let mut unlisted = Vec::new();
    let [width, height] = map.size_pt();
    // On a very low page a scale that cannot give up classes lies in a row.
    let short = stacked(&with_entries((of.legends)(false, width, height * 0.42), &mut unlisted), of.ink);
    let short = match short.size_pt[1] > 0.8 * height {
        true => {
            unlisted.clear();
            flowed(&(of.legends)(true, width * 0.9, height * 0.42), width * 0.9, of.ink)
        }
        false => short,
    };
    (short.on_plate(of.ink), unlisted)
}

/// The legend on the map, in its lower left corner.
fn legend_on(plate: Piece, map: Rect, made: &mut Arrangement) {
    let plate = plate.shrunk_to(map.size_pt().map(|v| v - 2.0 * INSET_PT), LEAST_LEGEND);
    let at = Corner::LowerLeft.room(&map, plate.size_pt, INSET_PT).min;
    made.put(Part::Legend, plate, [at[0], at[1].max(0.0)]);
}
