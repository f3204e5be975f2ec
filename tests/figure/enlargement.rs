//! The small districts drawn once more and larger.

use hujin::document::{Part, Provenance, Template};
use hujin::figure::Composed;
use hujin::geography::Pack;
use hujin::language::Language;
use hujin::scene::page::MapView;
use hujin::scene::{Item, Rect};
use hujin::workspace::figure;

use super::{bundled, composed_as};

const SMALL: [&str; 7] = ["黄浦", "徐汇", "长宁", "静安", "普陀", "虹口", "杨浦"];

fn composed(template: Template, size_mm: [f64; 2], district: Option<u32>) -> Composed {
    let mut order = composed_as(template, "screen", size_mm);
    order.document.figure.show(Part::Enlargement, true);
    order.document.district = district.map(hujin::geography::Adcode);
    figure::composed(&order, &Provenance::default(), &Pack::bundled(), &bundled(), &|| false).unwrap()
}

fn names(view: &MapView) -> Vec<&str> {
    let labels = view.scene.groups.iter().filter(|group| group.name == "district-labels");
    labels
        .flat_map(|group| group.items.iter())
        .filter_map(|item| if let Item::Text(text) = item { Some(text.text.as_str()) } else { None })
        .collect()
}

#[test]
fn small_districts_are_named_in_the_enlargement_alone_and_lie_in_it_whole() {
    let pack = Pack::bundled();
    for (template, size_mm) in [
        (Template::Map, [297.0, 210.0]),
        (Template::Map, [210.0, 297.0]),
        (Template::Map, [160.0, 120.0]),
        (Template::MapChart, [297.0, 210.0]),
        (Template::MapTable, [420.0, 297.0]),
    ] {
        let composed = composed(template, size_mm, None);
        let [map, enlarged] = composed.page.maps.as_slice() else { panic!("two maps") };
        let what = format!("{template:?} {size_mm:?}");
        let begins = |view: &MapView, name: &str| names(view).iter().any(|text| text.starts_with(name));
        // Who has no room even there is named on the map.
        let inside = SMALL.iter().filter(|name| begins(enlarged, name)).count();
        assert!(inside >= if size_mm[0] < 200.0 { 4 } else { 6 }, "{what}: {:?}", names(enlarged));
        for name in SMALL {
            assert!(begins(enlarged, name) != begins(map, name), "{name} in {what}: {:?}", names(map));
        }
        for name in ["浦东", "崇明", "松江", "嘉定"] {
            assert!(begins(map, name), "{name} in {what}: {:?}", names(map));
        }
        assert_eq!(composed.unnamed, Vec::<String>::new(), "{what}");
        assert!(enlarged.frame.metres_per_pt < map.frame.metres_per_pt / 1.5, "{what}");
        let (low, high) = enlarged.frame.bounds();
        for district in pack.districts.iter().filter(|d| SMALL.iter().any(|name| d.name.zh.starts_with(name))) {
            let at = district.label_at;
            assert!(low.x < at.x && at.x < high.x && low.y < at.y && at.y < high.y, "{what}");
        }
        // The frame on the map is what the enlargement shows.
        let mark = map.scene.groups.iter().find(|group| group.name == "enlarged").expect("a frame");
        let Some(Item::Line(line)) = mark.items.first() else { panic!("a line") };
        assert_eq!((line.points[0], line.points[2]), ([low.x, low.y], [high.x, high.y]));
        // It lies on the map's room, and none of the furniture over it.
        let room = composed.parts[&Part::Enlargement];
        assert!(composed.parts[&Part::Map].grown(0.5).holds(&room), "{what}");
        for part in [Part::Legend, Part::ScaleBar, Part::NorthArrow] {
            let other: Option<&Rect> = composed.parts.get(&part);
            assert!(other.is_none_or(|other| !other.overlaps(&room)), "{part:?} in {what}");
        }
    }
}

#[test]
fn of_one_district_nothing_is_enlarged() {
    let composed = composed(Template::Map, [297.0, 210.0], Some(310_104));
    assert_eq!(composed.page.maps.len(), 1);
    assert!(!composed.parts.contains_key(&Part::Enlargement));
}

#[test]
fn the_frame_of_the_part_that_is_enlarged_is_said_in_english() {
    let mut order = composed_as(Template::Map, "official", [297.0, 210.0]);
    order.document.figure.show(Part::Enlargement, true);
    order.language = Language::En;
    let composed = figure::composed(&order, &Provenance::default(), &Pack::bundled(), &bundled(), &|| false).unwrap();
    let texts = composed.page.furniture.iter().flat_map(|group| group.items.iter());
    let mut texts = texts.filter_map(|item| if let Item::Text(text) = item { Some(text.text.as_str()) } else { None });
    assert!(texts.any(|text| text == "Enlarged centre"));
}
