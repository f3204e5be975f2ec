//! What lies under the pointer.

use super::{Area, Disc, Frame, Item, Scene, Space, Target};
use crate::geography::Plane;

/// The target at a point of the page: the topmost disc under it, else the nearest disc within `tolerance_pt` of its
/// rim, else the topmost area.
pub fn pick(scene: &Scene, frame: &Frame, at_page: [f64; 2], tolerance_pt: f64) -> Option<Target> {
    disc_at(scene, frame, at_page, tolerance_pt).or_else(|| area_at(scene, frame, at_page)).cloned()
}

fn from_the_top(scene: &Scene) -> impl Iterator<Item = (Space, &Item)> {
    scene.groups.iter().rev().flat_map(|group| group.items.iter().rev().map(|item| (group.space, item)))
}

fn disc_at<'a>(scene: &'a Scene, frame: &Frame, at_page: [f64; 2], tolerance_pt: f64) -> Option<&'a Target> {
    let mut nearest: Option<(f64, &Target)> = None;
    for (space, item) in from_the_top(scene) {
        let Item::Disc(Disc { centre, radius_pt, target: Some(target), .. }) = item else { continue };
        let centre = match space {
            Space::Plane => frame.to_page(Plane::new(centre[0], centre[1])),
            Space::Page => *centre,
        };
        let beyond = (centre[0] - at_page[0]).hypot(centre[1] - at_page[1]) - f64::from(*radius_pt);
        if beyond <= 0.0 {
            return Some(target);
        }
        if beyond <= tolerance_pt && nearest.is_none_or(|(least, _)| beyond < least) {
            nearest = Some((beyond, target));
        }
    }
    nearest.map(|(_, target)| target)
}

fn area_at<'a>(scene: &'a Scene, frame: &Frame, at_page: [f64; 2]) -> Option<&'a Target> {
    let on_plane = frame.to_plane(at_page);
    from_the_top(scene).find_map(|(space, item)| {
        let Item::Area(Area { shape, target: Some(target), .. }) = item else { return None };
        let at = match space {
            Space::Plane => on_plane,
            Space::Page => Plane::new(at_page[0], at_page[1]),
        };
        shape.contains(at).then_some(target)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use geo::{MultiPolygon, polygon};

    use super::*;
    use crate::geography::Adcode;
    use crate::scene::{Group, Shape};

    #[test]
    fn discs_come_before_areas_and_the_upper_before_the_lower() {
        let square = polygon![(x: -1e3, y: -1e3), (x: 1e3, y: -1e3), (x: 1e3, y: 1e3), (x: -1e3, y: 1e3)];
        let area = |code| {
            let shape = Arc::new(Shape::new(&MultiPolygon(vec![square.clone()])));
            Item::Area(Area { shape, fill: None, stroke: None, target: Some(Target::District(Adcode(code))) })
        };
        let disc = |x: f64, id| {
            let target = Some(Target::Enterprise(id));
            Item::Disc(Disc { centre: [x, 0.0], radius_pt: 3.0, fill: None, stroke: None, target })
        };
        let points = Group::plane("points", vec![disc(0.0, 1), disc(0.0, 2), disc(100.0, 3)]);
        let areas = Group::plane("areas", vec![area(1), area(2)]);
        let frame = Frame { centre: Plane::new(0.0, 0.0), metres_per_pt: 10.0, size_pt: [300.0, 300.0] };
        let scene = Scene { groups: vec![points, areas] };
        let at = |x: f64, tolerance| pick(&scene, &frame, [150.0 + x, 150.0], tolerance);
        assert_eq!(at(0.0, 0.0), Some(Target::Enterprise(2)));
        assert_eq!(at(6.0, 0.0), Some(Target::District(Adcode(2))));
        assert_eq!(at(6.0, 4.0), Some(Target::Enterprise(3)), "the nearest rim");
        assert_eq!(at(140.0, 0.0), None);
    }
}
