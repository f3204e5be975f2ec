//! District borders.

use super::{Controls, Drawing, Layer, MapInput};
use crate::scene::{Area, Color, Group, Item, Stroke, Target};

/// Outlines of the districts, the chosen one in the accent.
#[derive(Debug)]
pub struct Borders;

impl Layer for Borders {
    fn id(&self) -> &'static str {
        "borders"
    }

    fn title(&self) -> &'static str {
        "layer-borders"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn draw(&self, input: &MapInput<'_>, _controls: &Controls<'_>, drawing: &mut Drawing) {
        let line = if input.is_dark() { Color::hex(0x55636f) } else { Color::hex(0x8f979c) };
        let outline = |shape: &std::sync::Arc<crate::scene::Shape>, stroke, target| {
            Item::Area(Area { shape: shape.clone(), fill: None, stroke: Some(stroke), target })
        };
        let mut items: Vec<Item> = input
            .basemap
            .districts
            .iter()
            .map(|(adcode, shape)| outline(shape, Stroke::solid(0.6, line), Some(Target::District(*adcode))))
            .collect();
        if let Some(shape) = input.district.and_then(|adcode| input.basemap.shape(adcode)) {
            items.push(outline(shape, Stroke::solid(2.0, input.ink.accent), None));
        }
        drawing.groups.push(Group::plane("borders", items));
    }
}
