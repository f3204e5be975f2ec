//! Paper and water.

use std::sync::Arc;

use super::{Controls, Drawing, Layer, MapInput};
use crate::scene::{Area, Color, Group, Ink, Item, Shape, Stroke};

/// The paper under the map, so that it never depends on the window's theme.
pub fn paper(input: &MapInput<'_>) -> Group {
    let [w, h] = input.frame.size_pt;
    let shape = Arc::new(Shape::rectangle([0.0, 0.0], [w, h]));
    let area = Area { shape, fill: Some(input.ink.paper), stroke: None, target: None };
    Group::page("paper", vec![Item::Area(area)])
}

/// Colour of land without a value.
pub fn land_color(ink: &Ink) -> Color {
    if ink.is_dark() { Color::hex(0x20282f) } else { Color::hex(0xf1efe8) }
}

/// Colour of water.
pub fn water_color(ink: &Ink) -> Color {
    if ink.is_dark() { Color::hex(0x10202b) } else { Color::hex(0xd9e6ea) }
}

/// The districts' land, where no layer colours it by a number.
pub fn districts(input: &MapInput<'_>) -> Group {
    let fill = Some(land_color(input.ink));
    let area = |shape: &Arc<Shape>| Item::Area(Area { shape: shape.clone(), fill, stroke: None, target: None });
    Group::plane("land", input.basemap.districts.iter().map(|(_, shape)| area(shape)).collect())
}

/// Seas, lakes and rivers, above the districts.
#[derive(Debug)]
pub struct Water;

impl Layer for Water {
    fn id(&self) -> &'static str {
        "water"
    }

    fn title(&self) -> &'static str {
        "layer-water"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn draw(&self, input: &MapInput<'_>, _controls: &Controls<'_>, drawing: &mut Drawing) {
        let fill = water_color(input.ink);
        let shore = if input.is_dark() { Color::hex(0x23404f) } else { Color::hex(0xb7cdd4) };
        let items = input
            .basemap
            .water
            .iter()
            .map(|shape| {
                let stroke = Some(Stroke::solid(0.5, shore));
                Item::Area(Area { shape: shape.clone(), fill: Some(fill), stroke, target: None })
            })
            .collect();
        drawing.groups.push(Group::plane("water", items));
    }
}
