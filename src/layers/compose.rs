//! The map put together with its furniture: over it in the window, around it on the sheet of a figure.

use super::{MapInput, draw, draw_around};
use crate::geography::Plane;
use crate::language::{Language, Message};
use crate::scene::furniture::{Corner, credit, north_arrow, scale_bar};
use crate::scene::legend::{Legend, Swatch, flowed, stacked};
use crate::scene::page::{Metadata, Page};
use crate::scene::rect::Rect;
use crate::scene::sheet::Sheet;
use crate::scene::{Frame, Scene};

/// The words of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// Title.
    pub title: String,
    /// Under it: the filter as a sentence.
    pub subtitle: String,
    /// Sources, data date, count and method, a line each.
    pub credit: Vec<String>,
    /// What is seen, for those who cannot see it.
    pub description: String,
    /// When the figure is made.
    pub created: time::OffsetDateTime,
}

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

/// A map narrower than this gives its legend half its height, points.
const NARROW_PT: f64 = 620.0;
/// Height that the tools in the upper left corner of the window's map take, points.
const TOOLS_PT: f64 = 110.0;
/// Sheets at least this wide have their legends beside the map, millimetres.
const BESIDE_MM: f64 = 150.0;

/// A figure of `size_mm` that shows at least `min`..`max` of the plane. `input.frame` is not used.
pub fn page(input: &MapInput<'_>, size_mm: [f64; 2], (min, max): (Plane, Plane), words: &Words) -> Page {
    let mut sheet = Sheet {
        size_mm,
        title: words.title.clone(),
        subtitle: words.subtitle.clone(),
        legends: Vec::new(),
        credit: words.credit.clone(),
        language: input.language,
        ink: *input.ink,
    };
    // Without legends the map has all the room between head and foot. Beside it there is room for a long legend; on
    // it or under it a long one would leave no city.
    let room = sheet.layout().map.size_pt()[1];
    let (is_wide, width) = (size_mm[0] >= BESIDE_MM, sheet.layout().map.size_pt()[0]);
    let share = if is_wide { 0.98 } else { 0.42 };
    let height = |legends: &[Legend]| match is_wide || size_mm[0] >= size_mm[1] {
        true => stacked(legends, input.ink).size_pt[1],
        false => flowed(legends, width, input.ink).size_pt[1],
    };
    sheet.legends = shortened(legends(input), room * share, height, input.language);
    let layout = sheet.layout();
    let size = layout.map.size_pt();
    let frame = Frame::fit(min, max, size, size[0].min(size[1]) * 0.03);
    let (scene, _) = draw_around(&MapInput { frame, ..*input }, &layout.reserved);
    let metadata =
        Metadata { language: input.language, source: words.credit.join("\n"), created: words.created, view: None };
    sheet.page(layout, frame, scene, words.description.clone(), metadata)
}

/// The legends do not change with the frame: they are known before the labels make room for them.
fn legends(input: &MapInput<'_>) -> Vec<Legend> {
    draw(&MapInput { frame: Frame { size_pt: [1.0, 1.0], ..input.frame }, ..*input }).1
}

/// Legends that take no more than `most` points of height: the longest gives up entries first, and says how many.
fn shortened(full: Vec<Legend>, most: f64, height: impl Fn(&[Legend]) -> f64, language: Language) -> Vec<Legend> {
    let mut legends = full.clone();
    while height(&legends) > most {
        // Only lists of categories give up entries: without all its classes a scale could not be read.
        let is_list =
            |i: &usize| matches!(legends[*i].entries.last(), Some(e) if matches!(e.swatch, Swatch::Disc { .. }));
        let longest = (0..legends.len()).filter(is_list).max_by_key(|&i| legends[i].entries.len());
        let Some(longest) = longest.filter(|&i| legends[i].entries.len() > 1) else { break };
        legends[longest].entries.pop();
        let hidden = full[longest].entries.len() - legends[longest].entries.len();
        let more = Message::new("legend-more").with("n", hidden).text(language);
        legends[longest].note = Some(match &full[longest].note {
            Some(note) => format!("{more}{}{note}", crate::language::say(language, "sentence-gap")),
            None => more,
        });
    }
    legends
}
