//! District borders, and district names with their numbers.

use super::{Controls, Drawing, Layer, MapInput, Param, ParamKind};
use crate::language::{Language, Message};
use crate::scene::rect::Rect;
use crate::scene::{Align, Area, Color, Group, Item, Stroke, Target, Text, text};

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

/// Names of the districts, and under each how many enterprises it has and how many of them are drawn.
#[derive(Debug)]
pub struct DistrictLabels;

impl Layer for DistrictLabels {
    fn id(&self) -> &'static str {
        "labels"
    }

    fn title(&self) -> &'static str {
        "layer-labels"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn params(&self) -> &'static [Param] {
        const PARAMS: &[Param] =
            &[Param { key: "numbers", label: "param-numbers", kind: ParamKind::Toggle, default: "on" }];
        PARAMS
    }

    fn draw(&self, input: &MapInput<'_>, controls: &Controls<'_>, drawing: &mut Drawing) {
        let mut items = Vec::new();
        let area = Rect::at([0.0, 0.0], input.frame.size_pt);
        // The district somebody asked about first, then by number of enterprises: the fuller wins the room.
        let mut order: Vec<usize> = (0..input.pack.districts.len()).collect();
        order.sort_by_key(|&i| {
            let chosen = input.district == Some(input.pack.districts[i].adcode);
            (!chosen, std::cmp::Reverse(input.numbers.district_counts[i].enterprises), i)
        });
        for i in order {
            let (district, counts) = (&input.pack.districts[i], input.numbers.district_counts[i]);
            let at = input.frame.to_page(district.label_at);
            let name = match input.language {
                Language::Zh => district.name.zh.clone(),
                Language::En => district.name.en.trim_end_matches(" District").trim_end_matches(" New Area").to_owned(),
            };
            let numbers = (controls.is_on("numbers") && counts.enterprises > 0).then(|| {
                Message::new("label-district-numbers")
                    .with("count", counts.enterprises)
                    .with("drawn", counts.drawn)
                    .text(input.language)
            });
            place(input, drawing, &area, at, &name, numbers.as_deref(), &mut items);
        }
        drawing.groups.push(Group::page("district-labels", items));
    }
}

const NAME_PT: f32 = 11.5;
const NUMBERS_PT: f32 = 8.5;

fn place(
    input: &MapInput<'_>,
    drawing: &mut Drawing,
    area: &Rect,
    at: [f64; 2],
    name: &str,
    numbers: Option<&str>,
    items: &mut Vec<Item>,
) {
    let width = text::width_pt(name, NAME_PT, true).max(numbers.map_or(0.0, |n| text::width_pt(n, NUMBERS_PT, false)));
    let height = f64::from(NAME_PT) * 1.25 + numbers.map_or(0.0, |_| f64::from(NUMBERS_PT) * 1.35);
    let size = [f64::from(width) + 4.0, height];
    // At its place, else a little above, below, left or right.
    let step = height * 1.1;
    let shifts = [
        [0.0, 0.0],
        [0.0, -step],
        [0.0, step],
        [-size[0] * 0.6, 0.0],
        [size[0] * 0.6, 0.0],
        [0.0, -2.0 * step],
        [0.0, 2.0 * step],
    ];
    let rooms = shifts.map(|[dx, dy]| Rect::at([at[0] + dx - size[0] / 2.0, at[1] + dy - height / 2.0], size));
    let rooms: Vec<Rect> = rooms.into_iter().filter(|r| area.holds(r)).collect();
    let Some(room) = drawing.placer.place(&rooms).map(|k| rooms[k]) else { return };
    let x = (room.min[0] + room.max[0]) / 2.0;
    let baseline = room.min[1] + f64::from(NAME_PT) * 1.02;
    let line = |at, text: &str, size_pt, bold, color| {
        Item::Text(Text {
            at,
            text: text.to_owned(),
            size_pt,
            bold,
            color,
            halo: Some(input.ink.halo),
            align: Align::Middle,
        })
    };
    items.push(line([x, baseline], name, NAME_PT, true, input.ink.text));
    if let Some(numbers) = numbers {
        items.push(line([x, baseline + f64::from(NUMBERS_PT) * 1.4], numbers, NUMBERS_PT, false, input.ink.text));
    }
}
