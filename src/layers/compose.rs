//! The map put together with its furniture over it, as the window shows it.

use super::{MapInput, draw, draw_around};
use crate::language::{Language, Message};
use crate::scene::furniture::{Corner, credit, north_arrow, scale_bar};
use crate::scene::legend::{Legend, Swatch, stacked};
use crate::scene::rect::Rect;
use crate::scene::{Frame, Scene};

/// The map with its furniture in its corners, as the window shows it.
pub fn overlaid(input: &MapInput<'_>, credit_line: &str) -> Scene {
    let area = Rect::at([0.0, 0.0], input.frame.size_pt);
    let (ink, language) = (input.ink, input.language);
    let bar = scale_bar(&input.frame, 140.0, language, ink).on_plate(ink);
    let arrow = north_arrow(language, ink).on_plate(ink);
    let credit = credit(&[credit_line.to_owned()], (area.max[0] * 0.6).max(160.0), ink).on_plate(ink);
    let credit_room = Corner::LowerRight.room(&area, credit.size_pt, 6.0);
    let mut bar_room = Corner::LowerRight.room(&area, bar.size_pt, 6.0);
    let lift = credit.size_pt[1] + 4.0;
    bar_room = Rect::at([bar_room.min[0], bar_room.min[1] - lift], bar.size_pt);
    let arrow_room = Corner::UpperRight.room(&area, arrow.size_pt, 10.0);
    let height = |legends: &[Legend]| stacked(legends, ink).size_pt[1];
    // A long legend would cover a small map, and reach under the tools in the upper corner.
    let most = if area.max[0] < NARROW_PT { area.max[1] * 0.5 } else { area.max[1] - TOOLS_PT };
    let plate = stacked(&shortened(legends(input), most, height, language), ink).on_plate(ink);
    let legend_room = Corner::LowerLeft.room(&area, plate.size_pt, 10.0);
    let (mut scene, _) = draw_around(input, &[credit_room, bar_room, arrow_room, legend_room]);
    let placed = [(plate, legend_room), (bar, bar_room), (arrow, arrow_room), (credit, credit_room)];
    scene.groups.extend(placed.into_iter().map(|(piece, room)| piece.placed(room.min)));
    scene
}

/// A list shortened to fewer entries than this is left out.
const LEAST_LIST: usize = 3;
/// A map narrower than this gives its legend half its height, points.
const NARROW_PT: f64 = 620.0;
/// Height that the tools in the upper left corner of the window's map take, points.
const TOOLS_PT: f64 = 110.0;
/// The legends do not change with the frame: they are known before the labels make room for them.
fn legends(input: &MapInput<'_>) -> Vec<Legend> {
    draw(&MapInput { frame: Frame { size_pt: [1.0, 1.0], ..input.frame }, ..*input }).1
}

/// Legends that take no more than `most` points of height: the longest gives up entries first, and says how many.
pub fn shortened(full: Vec<Legend>, most: f64, height: impl Fn(&[Legend]) -> f64, language: Language) -> Vec<Legend> {
    if height(&full) <= most {
        return full;
    }
    // Only lists of categories give up entries: without all its classes a scale could not be read.
    let is_list = |legend: &Legend| matches!(legend.entries.last(), Some(e) if matches!(e.swatch, Swatch::Disc { .. }));
    let mut lengths: Vec<usize> = full.iter().map(|legend| legend.entries.len()).collect();
    let mut steps = Vec::new();
    let longest = |lengths: &[usize]| {
        let lists = (0..full.len()).filter(|&i| is_list(&full[i]) && lengths[i] > 0);
        lists.max_by_key(|&i| lengths[i])
    };
    while let Some(longest) = longest(&lengths) {
        let left = lengths[longest] - 1;
        // A list of two or three would look like all there is.
        lengths[longest] = if left < LEAST_LIST { 0 } else { left };
        steps.push(lengths.clone());
    }
    let Some(last) = steps.last() else { return full };
    // To lay a legend out costs much more than to think of one: halving finds the first step that fits.
    let fitting = steps.partition_point(|lengths| height(&cut(&full, lengths, language)) > most);
    cut(&full, steps.get(fitting).unwrap_or(last), language)
}

/// Legends with the first of their entries, and how many are not listed.
fn cut(full: &[Legend], lengths: &[usize], language: Language) -> Vec<Legend> {
    let cut = |(legend, &length): (&Legend, &usize)| {
        let n = legend.entries.len();
        if length == n {
            return legend.clone();
        }
        let more = Message::new("legend-more").with("n", n - length).text(language);
        let note = match &legend.note {
            _ if length == 0 => Message::new("legend-no-room").with("n", n).text(language),
            Some(note) => format!("{more}{}{note}", crate::language::say(language, "sentence-gap")),
            None => more,
        };
        Legend { entries: legend.entries[..length].to_vec(), note: Some(note), ..legend.clone() }
    };
    full.iter().zip(lengths).map(cut).collect()
}
