//! The outline of what was brushed on the map, and how far a circle reaches.

use std::f64::consts::TAU;

use super::{Drawing, MapInput, palette};
use crate::catalogue::Brush;
use crate::geography::Plane;
use crate::scene::{Align, Group, Item, Line, Stroke, Text, Turn};

/// Corners of a circle.
const CORNERS: u32 = 96;

/// Adds the outline of the brush, if it has one.
pub fn draw(input: &MapInput<'_>, drawing: &mut Drawing) {
    let Some(ring) = input.brush.and_then(outline) else { return };
    let points: Vec<[f64; 2]> = ring.iter().map(|p| input.frame.to_page(*p)).collect();
    let line = |stroke| Item::Line(Line { points: points.clone(), closed: true, stroke });
    let dashed = Stroke { width_pt: 1.6, color: palette::SELECTION, dash_pt: Some([5.0, 3.0]) };
    let mut items = vec![line(Stroke::solid(3.4, input.ink.halo)), line(dashed)];
    if let Some(Brush::Circle { centre, radius_m }) = input.brush {
        let top = input.frame.to_page(Plane::new(centre.x, centre.y + radius_m));
        let text = if *radius_m < 1000.0 { format!("{radius_m:.0} m") } else { format!("{:.2} km", radius_m / 1000.0) };
        items.push(Item::Text(Text {
            at: [top[0], top[1] - 5.0],
            text,
            size_pt: 10.0,
            face: input.ink.head_face,
            color: palette::SELECTION,
            halo: Some(input.ink.halo),
            align: Align::Middle,
            turn: Turn::None,
        }));
    }
    drawing.groups.push(Group::page("brush", items));
}

fn outline(brush: &Brush) -> Option<Vec<Plane>> {
    match brush {
        Brush::Lasso { ring } => (ring.len() > 1).then(|| ring.clone()),
        Brush::Rectangle { min, max } => Some(vec![*min, Plane::new(max.x, min.y), *max, Plane::new(min.x, max.y)]),
        Brush::Circle { centre, radius_m } => {
            let corner = |k: u32| {
                let turn = f64::from(k) / f64::from(CORNERS) * TAU;
                Plane::new(centre.x + radius_m * turn.cos(), centre.y + radius_m * turn.sin())
            };
            Some((0..CORNERS).map(corner).collect())
        }
        Brush::Matching { .. } | Brush::Rows { .. } => None,
    }
}
