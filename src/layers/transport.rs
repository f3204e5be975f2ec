//! Roads, metro lines and stations of packs that have them.

use super::{Controls, Drawing, Layer, MapInput};
use crate::geography::Pack;
use crate::scene::{Color, Disc, Group, Item, Line, Stroke};

/// Thin lines under the marks.
#[derive(Debug)]
pub struct Transport;

impl Layer for Transport {
    fn id(&self) -> &'static str {
        "transport"
    }

    fn title(&self) -> &'static str {
        "layer-transport"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn is_available(&self, pack: &Pack) -> bool {
        !(pack.roads.is_empty() && pack.metro_lines.is_empty())
    }

    fn draw(&self, input: &MapInput<'_>, _controls: &Controls<'_>, drawing: &mut Drawing) {
        let dark = input.is_dark();
        let road = if dark { Color::hex(0x39434c) } else { Color::hex(0xd5cfc2) };
        let metro = if dark { Color::hex(0x4d5a68) } else { Color::hex(0xb9b4c4) };
        let lines = |features: &[crate::geography::Feature], stroke: Stroke| -> Vec<Item> {
            features
                .iter()
                .flat_map(|f| f.lines.iter())
                .map(|line| {
                    Item::Line(Line { points: line.0.iter().map(|p| [p.x, p.y]).collect(), closed: false, stroke })
                })
                .collect()
        };
        let mut items = lines(&input.pack.roads, Stroke::solid(1.0, road));
        items.extend(lines(&input.pack.metro_lines, Stroke::solid(0.8, metro)));
        if input.frame.metres_per_pt < 30.0 {
            items.extend(input.pack.metro_stations.iter().map(|station| {
                let stroke = Some(Stroke::solid(0.7, metro));
                let fill = Some(input.ink.paper);
                Item::Disc(Disc { centre: [station.at.x, station.at.y], radius_pt: 1.8, fill, stroke, target: None })
            }));
        }
        drawing.groups.push(Group::plane("transport", items));
    }
}
