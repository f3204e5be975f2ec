//! District borders, and district names with their numbers.

use super::{Controls, Drawing, Layer, MapInput, Param, ParamKind};
use crate::geography::Adcode;
use crate::language::{Language, Message};
use crate::scene::rect::Rect;
use crate::scene::{Align, Area, Color, Disc, Group, Item, Line, Stroke, Target, Text, Turn, text};

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
        // Who has room at home stays there; only then the others look for room around.
        let mut homeless = Vec::new();
        for (i, may_leave) in order.iter().map(|&i| (i, false)).chain(order.iter().map(|&i| (i, true))) {
            if may_leave && !homeless.contains(&i) {
                continue;
            }
            let (district, counts) = (&input.pack.districts[i], input.numbers.district_counts[i]);
            let middle = input.frame.to_page(district.label_at);
            let is_in_sight = area.holds(&Rect::at(middle, [0.0; 2]));
            // Whose middle is out of sight is named on its ground in sight, and only there.
            let shown = if is_in_sight { Some(middle) } else { ground_in_sight(input, district.adcode, &area) };
            let Some(at) = shown else { continue };
            let name = match input.language {
                Language::Zh => district.name.zh.clone(),
                Language::En => district.name.en.trim_end_matches(" District").trim_end_matches(" New Area").to_owned(),
            };
            // A small map has room for names only.
            let has_numbers = controls.is_on("numbers") && name_pt(input) > LEAST_NAME_PT;
            let numbers = (has_numbers && counts.enterprises > 0).then(|| {
                Message::new("label-district-numbers")
                    .with("count", counts.enterprises)
                    .with("drawn", counts.drawn)
                    .text(input.language)
            });
            let label = Label { adcode: district.adcode, at, name: &name, numbers: numbers.as_deref(), may_leave };
            if (is_in_sight || !may_leave) && !place(input, drawing, &area, &label, &mut items) {
                homeless.push(i);
            }
        }
        // Lines lead under the marks, which they would cross out.
        let (leaders, names) = items.into_iter().partition(|item| matches!(item, Item::Line(_) | Item::Disc(_)));
        let marks = drawing.groups.iter().position(|g| g.name == "enterprises").unwrap_or(drawing.groups.len());
        drawing.groups.insert(marks, Group::page("district-leaders", leaders));
        drawing.groups.push(Group::page("district-labels", names));
    }
}

/// Size of the names, points: smaller on a small sheet, so that they leave the city in sight, but never too small to
/// read in print.
fn name_pt(input: &MapInput<'_>) -> f32 {
    let [w, h] = input.frame.size_pt;
    (w.min(h) as f32 / 60.0).clamp(LEAST_NAME_PT, 11.5)
}

/// The smallest name that reads well in print, points.
const LEAST_NAME_PT: f32 = 7.5;

/// Size of the numbers beside the names'.
const NUMBERS_SHARE: f32 = 0.76;

/// What is written for a district, and whether it may stand outside of it.
struct Label<'a> {
    adcode: Adcode,
    at: [f64; 2],
    name: &'a str,
    numbers: Option<&'a str>,
    may_leave: bool,
}

/// A position on the part of a district that is in sight, points of the page: of a lattice of 20 × 14 positions that
/// fall in it the one nearest to their middle.
fn ground_in_sight(input: &MapInput<'_>, adcode: Adcode, area: &Rect) -> Option<[f64; 2]> {
    const LATTICE: [usize; 2] = [20, 14];
    let shape = input.basemap.shape(adcode)?;
    let [w, h] = area.size_pt();
    let place = |k: usize| {
        let part = |k: usize, of: usize| (k as f64 + 0.5) / of as f64;
        [area.min[0] + w * part(k % LATTICE[0], LATTICE[0]), area.min[1] + h * part(k / LATTICE[0], LATTICE[1])]
    };
    let inside = (0..LATTICE[0] * LATTICE[1]).map(place).filter(|at| shape.contains(input.frame.to_plane(*at)));
    let inside: Vec<[f64; 2]> = inside.collect();
    let n = inside.len() as f64;
    let middle = inside.iter().fold([0.0, 0.0], |m, at| [m[0] + at[0] / n, m[1] + at[1] / n]);
    let distance = |at: &[f64; 2]| (at[0] - middle[0]).hypot(at[1] - middle[1]);
    inside.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// Writes a label where there is room; whether there was.
fn place(input: &MapInput<'_>, drawing: &mut Drawing, area: &Rect, label: &Label<'_>, items: &mut Vec<Item>) -> bool {
    let Label { adcode, at, name, numbers, may_leave } = *label;
    let name_pt = name_pt(input);
    let numbers_pt = name_pt * NUMBERS_SHARE;
    let width = text::width_pt(name, name_pt, input.ink.head_face)
        .max(numbers.map_or(0.0, |n| text::width_pt(n, numbers_pt, input.ink.face)));
    let height = f64::from(name_pt) * 1.25 + numbers.map_or(0.0, |_| f64::from(numbers_pt) * 1.35);
    let size = [f64::from(width) + 4.0, height];
    let middle = |room: &Rect| [(room.min[0] + room.max[0]) / 2.0, (room.min[1] + room.max[1]) / 2.0];
    let shape = input.basemap.shape(adcode);
    let is_home = |room: &Rect| shape.is_some_and(|s| s.contains(input.frame.to_plane(middle(room))));
    let rooms: Vec<Rect> = rooms(at, size, area).into_iter().filter(|room| may_leave || is_home(room)).collect();
    let Some(room) = drawing.placer.place(&rooms).map(|k| rooms[k]) else { return false };
    if !is_home(&room) {
        items.extend(leader(at, &room, input));
    }
    let x = (room.min[0] + room.max[0]) / 2.0;
    let baseline = room.min[1] + f64::from(name_pt) * 1.02;
    let line = |at, text: &str, size_pt, face, color| {
        Item::Text(Text {
            at,
            text: text.to_owned(),
            size_pt,
            face,
            color,
            halo: Some(input.ink.halo),
            align: Align::Middle,
            turn: Turn::None,
        })
    };
    items.push(line([x, baseline], name, name_pt, input.ink.head_face, input.ink.text));
    if let Some(numbers) = numbers {
        items.push(line(
            [x, baseline + f64::from(numbers_pt) * 1.4],
            numbers,
            numbers_pt,
            input.ink.face,
            input.ink.text,
        ));
    }
    true
}

/// Where the label of a district may stand: at its place, else around it, ever farther.
fn rooms(at: [f64; 2], size: [f64; 2], area: &Rect) -> Vec<Rect> {
    const ANGLES: usize = 16;
    const RINGS: usize = 14;
    let around = (1..=RINGS).flat_map(|ring| {
        (0..ANGLES).map(move |k| {
            let angle = k as f64 / ANGLES as f64 * std::f64::consts::TAU;
            let reach = size[1] * 0.6 * ring as f64;
            [reach * angle.sin() * 1.3, -reach * angle.cos()]
        })
    });
    std::iter::once([0.0, 0.0])
        .chain(around)
        .map(|[dx, dy]| Rect::at([at[0] + dx - size[0] / 2.0, at[1] + dy - size[1] / 2.0], size))
        .filter(|room| area.holds(room))
        .collect()
}

/// A thin line from a label that found no room in its district to the district.
fn leader(at: [f64; 2], room: &Rect, input: &MapInput<'_>) -> Vec<Item> {
    let end = [at[0].clamp(room.min[0], room.max[0]), at[1].clamp(room.min[1], room.max[1])];
    // A label that stands beside its place needs no line to it.
    if (end[0] - at[0]).hypot(end[1] - at[1]) < 8.0 {
        return Vec::new();
    }
    let color = input.ink.text;
    let dot = Disc { centre: at, radius_pt: 1.6, fill: Some(color), stroke: None, target: None };
    let line = Line { points: vec![at, end], closed: false, stroke: Stroke::solid(0.6, color) };
    vec![Item::Line(line), Item::Disc(dot)]
}
