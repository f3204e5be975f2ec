//! Names of landmarks, parks and clusters, as many as fit.

use super::{Controls, Drawing, Layer, MapInput};
use crate::scene::labels::{Candidate, around};
use crate::scene::rect::Rect;
use crate::scene::{Disc, Group, Item, Text, Turn};

/// Landmarks, once the map is close enough for them.
#[derive(Debug)]
pub struct Places;

/// Metres to a point beyond which places would only clutter the map: some 1:170,000.
const FARTHEST_M_PER_PT: f64 = 60.0;
const SIZE_PT: f32 = 8.5;

impl Layer for Places {
    fn id(&self) -> &'static str {
        "places"
    }

    fn title(&self) -> &'static str {
        "layer-places"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn draw(&self, input: &MapInput<'_>, _controls: &Controls<'_>, drawing: &mut Drawing) {
        if input.frame.metres_per_pt > FARTHEST_M_PER_PT {
            return;
        }
        let area = Rect::at([0.0, 0.0], input.frame.size_pt);
        let mut items = Vec::new();
        for place in &input.pack.places {
            let at = input.frame.to_page(place.at);
            let name = place.name.get(input.language);
            let candidates: Vec<Candidate> =
                around(at, 3.0, name, SIZE_PT, input.ink.face).into_iter().filter(|c| area.holds(&c.room)).collect();
            let rooms: Vec<Rect> = candidates.iter().map(|c| c.room.grown(1.2)).collect();
            let Some(k) = drawing.placer.place(&rooms) else { continue };
            drawing.placer.reserve(Rect::at([at[0] - 2.0, at[1] - 2.0], [4.0; 2]));
            // On coloured districts lesser ink could not be read.
            let color = input.ink.text;
            items.push(Item::Disc(Disc { centre: at, radius_pt: 1.4, fill: Some(color), stroke: None, target: None }));
            items.push(Item::Text(Text {
                at: candidates[k].at,
                text: name.to_owned(),
                size_pt: SIZE_PT,
                face: input.ink.face,
                color,
                halo: Some(input.ink.halo),
                align: candidates[k].align,
                turn: Turn::None,
            }));
        }
        drawing.groups.push(Group::page("places", items));
    }
}

#[cfg(test)]
mod tests {
    use crate::layers::palette::{SEQUENTIAL, class_color};
    use crate::scene::{Color, Ink};

    /// Names have their halo around them, whatever district is under it.
    #[test]
    fn names_can_be_read_on_every_district() {
        for ink in [Ink::light(), Ink::dark(), Ink::print()] {
            for (palette, class) in SEQUENTIAL.iter().flat_map(|palette| (0..7).map(move |class| (palette, class))) {
                let ground = class_color(palette, class, 7, ink.is_dark());
                let opaque = Color { a: 255, ..ink.halo };
                let halo = ground.mix(opaque, f32::from(ink.halo.a) / 255.0);
                let found = ink.text.contrast(halo);
                assert!(found >= 7.0, "{palette} {class}: {found:.1}");
            }
        }
    }
}
