//! Parts drawn into their rooms.

use std::collections::BTreeMap;

use super::layout::Arrangement;
use super::{
    FigureTable, Ingredients, bounds, chart, charts, enlargement, longest_bar, maps, small_maps, small_maps_of, table,
};
use crate::document::{Part, Template};
use crate::geography::{Adcode, Plane};
use crate::profile::Profile;
use crate::scene::furniture::{self, Piece};
use crate::scene::page::MapView;
use crate::scene::{Frame, Group, Item, Rect};

/// Parts as they are drawn.
#[derive(Default)]
pub struct Drawn {
    /// The map or the small maps, the enlargement, the locator.
    pub views: Vec<MapView>,
    /// All that is no map, in painting order.
    pub groups: Vec<Group>,
    /// Rooms of the parts, points of the page.
    pub rects: BTreeMap<Part, Rect>,
    /// Parts that have something to be seen.
    pub drawn: Vec<Part>,
    /// Names of districts that stand on no map.
    pub unnamed: Vec<String>,
    frame: Option<Frame>,
}

/// Draws the parts into their rooms, in painting order.
pub fn draw_parts(
    of: &Ingredients<'_>,
    arrangement: Arrangement,
    (profile, numbers): (Option<&Profile>, &FigureTable),
    north: Piece,
) -> Drawn {
    let (figure, ink) = (&of.document.figure, &of.style.ink);
    let Arrangement { rects, mut pieces, .. } = arrangement;
    let mut made = Drawn { rects, ..Drawn::default() };
    let map_rect = made.rects[&Part::Map];
    made.maps(of, map_rect);
    let frame = made.frame.unwrap_or(Frame { centre: Plane::default(), metres_per_pt: 1.0, size_pt: [1.0; 2] });
    if let Some(rect) = made.rects.get(&Part::Inset) {
        let (view, line) = maps::locator(of, *rect, &frame);
        made.views.push(view);
        made.groups.push(line);
    }
    if let Some(rect) = made.rects.get(&Part::ScaleBar).copied() {
        let bar =
            furniture::scale_bar(&frame, longest_bar(map_rect.size_pt()[0] * 1.5), of.language, ink).on_plate(ink);
        // It ends where its room ends: the room is that of the longest.
        let at = if figure.placed.contains_key(&Part::ScaleBar) {
            rect.min
        } else {
            [rect.max[0] - bar.size_pt[0], rect.max[1] - bar.size_pt[1]]
        };
        made.rects.insert(Part::ScaleBar, Rect::at(at, bar.size_pt));
        pieces.insert(Part::ScaleBar, bar);
    }
    if made.rects.contains_key(&Part::NorthArrow) {
        pieces.insert(Part::NorthArrow, north);
    }
    if let Some(rect) = made.rects.get(&Part::Chart) {
        let chart = charts::chart(of, profile, made.views.first());
        pieces.insert(Part::Chart, chart::bars(&chart, rect.size_pt(), ink));
    }
    if let Some(rect) = made.rects.get(&Part::Table) {
        pieces.insert(Part::Table, table::drawn(numbers, rect.size_pt(), of.language, ink));
    }
    for (part, rect) in &made.rects {
        let Some(piece) = pieces.remove(part).filter(|piece| !piece.items.is_empty()) else { continue };
        made.drawn.push(*part);
        // What comes to lie on the map needs a ground of its own; a cover has its words on the picture.
        let on_map = rect.overlaps(&map_rect) && !matches!(part, Part::ScaleBar | Part::NorthArrow);
        let is_plated = matches!(piece.items.first(), Some(Item::Area(area)) if area.fill == Some(ink.plate));
        let wants_plate = on_map && figure.template != Template::Cover && !is_plated;
        match wants_plate {
            true => {
                let at = rect.min.map(|v| v - furniture::PADDING_PT);
                made.groups.push(piece.on_plate(ink).placed(at));
            }
            false => made.groups.push(piece.placed(rect.min)),
        }
    }
    made
}

impl Drawn {
    /// Draws the map, or the small maps, and what is enlarged of it.
    fn maps(&mut self, of: &Ingredients<'_>, map_rect: Rect) {
        let (figure, ink) = (&of.document.figure, &of.style.ink);
        let bounds = bounds(of.document, of.pack, of.basemap);
        if let Some(multiples) = small_maps_of(of) {
            let (views, names) = small_maps::small_maps(of, multiples, map_rect, bounds);
            self.frame = views.first().map(|view| view.frame);
            self.views = views;
            self.groups.extend(names);
            return;
        }
        let over = |what: &[Part]| -> Vec<Rect> {
            self.rects.iter().filter(|(part, _)| !what.contains(part)).map(|(_, rect)| *rect).collect()
        };
        let enlarged = enlargement::shown(of).zip(self.rects.get(&Part::Enlargement));
        let enlarged = enlarged.map(|(enlarged, rect)| {
            let over = over(&[Part::Map, Part::Enlargement]);
            (enlargement::enlargement(of, *rect, &enlarged, &over), enlarged.districts)
        });
        // Who finds no room in the enlargement is named on the map.
        let named_elsewhere: Vec<Adcode> = enlarged
            .iter()
            .flat_map(|(((_, unnamed), _), districts)| {
                let is_named = |code: &&Adcode| !unnamed.iter().any(|(unnamed, _)| unnamed == *code);
                districts.iter().filter(is_named).copied()
            })
            .collect();
        let (mut view, unnamed) = maps::map(of, map_rect, bounds, &over(&[Part::Map]), &named_elsewhere);
        self.unnamed = unnamed.into_iter().map(|(_, name)| name).collect();
        if figure.shows(Part::Graticule) {
            let lines = maps::graticule(of, &view, &over(&[Part::Map]));
            let marks = view.scene.groups.iter().position(|g| g.name == "enterprises");
            let at = marks.unwrap_or(view.scene.groups.len());
            view.scene.groups.insert(at, lines);
        }
        self.frame = Some(view.frame);
        if figure.template != Template::Cover {
            self.groups.push(furniture::neat_line(&map_rect, ink));
        }
        if let Some((((larger, _), furniture), _)) = enlarged {
            enlargement::mark(&mut view.scene, &larger.frame, ink);
            self.views.extend([view, larger]);
            self.groups.extend(furniture);
        } else {
            self.views.push(view);
        }
    }
}
