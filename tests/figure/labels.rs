//! Names on the map: each in its district, or at the end of a line that begins there.

use hujin::document::{Part, Provenance, Template};
use hujin::geography::Pack;
use hujin::language::Language;
use hujin::scene::labels::room_of;
use hujin::scene::{Item, Rect};
use hujin::workspace::figure;

use super::{bundled, composed_as, order};

/// On small maps, too: who has no room is named outside of all districts, or in a list.
#[test]
fn no_district_is_named_in_another() {
    let (pack, catalogue) = (Pack::bundled(), bundled());
    let sizes = [[80.0, 80.0], [80.0, 110.0], [100.0, 100.0], [160.0, 120.0], [297.0, 210.0]];
    for (size_mm, language) in sizes.into_iter().flat_map(|size| [(size, Language::Zh), (size, Language::En)]) {
        let mut order = order(&[], None, language);
        order.document.figure.resize(size_mm);
        let composed = figure::composed(&order, &Provenance::default(), &pack, &catalogue, &|| false).unwrap();
        let mut named = vec![false; pack.districts.len()];
        let mut listed = String::new();
        // The map, and what is enlarged of it.
        for map in &composed.page.maps {
            let labels = map.scene.groups.iter().find(|group| group.name == "district-labels").unwrap();
            for item in labels.items.iter() {
                let Item::Text(text) = item else { panic!("{item:?}") };
                listed.push_str(&text.text);
                let begins = |name: &str| !text.text.is_empty() && name.starts_with(text.text.as_str());
                let of = pack.districts.iter().position(|d| begins(d.name.get(language)));
                let Some(of) = of else { continue };
                named[of] = true;
                let room = room_of(text, text.at).grown(-1.0);
                for k in 0..33 {
                    let [x, y] = [room.min[0], room.min[1]];
                    let [w, h] = room.size_pt();
                    let at = [x + w * f64::from(k % 11) / 10.0, y + h * (0.25 + 0.25 * f64::from(k / 11))];
                    let found = pack.locate_index(map.frame.to_plane(at));
                    assert!(found.is_none_or(|found| found == of), "{} in {found:?} on {size_mm:?}", text.text);
                }
            }
        }
        // What is listed nowhere on the map is told beside it.
        let listed = format!("{listed} {}", composed.unnamed.join(" "));
        for (district, _) in pack.districts.iter().zip(&named).filter(|(_, named)| !**named) {
            let short = district.name.get(language).trim_end_matches(" District").trim_end_matches(" New Area");
            let short = short.trim_end_matches("新区").trim_end_matches('区');
            assert!(listed.contains(short), "{short} is neither named nor listed on {size_mm:?}: {listed}");
        }
        assert!(size_mm[0] < 150.0 || named.iter().filter(|named| **named).count() >= 14, "{size_mm:?}: {named:?}");
    }
}

/// A line from a district to its name begins in that district, where no mark hides it unless marks hide all of it, and
/// is drawn over the marks.
#[test]
fn lines_to_names_begin_in_sight_in_their_districts() {
    let (pack, catalogue) = (Pack::bundled(), bundled());
    let mut seen = 0;
    for (template, size_mm) in [
        (Template::Map, [297.0, 210.0]),
        (Template::Map, [210.0, 297.0]),
        (Template::Map, [160.0, 120.0]),
        (Template::Cover, [80.0, 150.0]),
        (Template::MapTable, [160.0, 120.0]),
    ] {
        for language in [Language::Zh, Language::En] {
            let mut order = composed_as(template, "screen", size_mm);
            order.language = language;
            let composed = figure::composed(&order, &Provenance::default(), &pack, &catalogue, &|| false).unwrap();
            let map = &composed.page.maps[0];
            let place = |name: &str| map.scene.groups.iter().position(|group| group.name == name).unwrap();
            assert!(place("district-leaders") > place("enterprises"));
            let items = |name: &str| map.scene.groups[place(name)].items.iter();
            let marks: Vec<_> =
                items("enterprises").filter_map(|i| if let Item::Disc(d) = i { Some(d) } else { None }).collect();
            let hides = |at: [f64; 2]| {
                let within =
                    |d: &&hujin::scene::Disc| (at[0] - d.centre[0]).hypot(at[1] - d.centre[1]) < f64::from(d.radius_pt);
                marks.iter().any(within)
            };
            for leader in items("district-leaders") {
                let Item::Line(line) = leader else { continue };
                let (from, to) = (line.points[0], line.points[1]);
                let distance = |t: &&hujin::scene::Text| {
                    let room = room_of(t, t.at);
                    let off = [0, 1].map(|k| (room.min[k] - to[k]).max(to[k] - room.max[k]).max(0.0));
                    off[0].hypot(off[1])
                };
                let names = items("district-labels").filter_map(|i| if let Item::Text(t) = i { Some(t) } else { None });
                let label = { names }.min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap();
                assert!(distance(&label) < 5.0, "a line to no name at {to:?}");
                let name = &label.text;
                let of = pack.districts.iter().position(|d| d.name.get(language).starts_with(name.as_str())).unwrap();
                let what = format!("{name} in {template:?} on {size_mm:?}");
                assert_eq!(pack.locate_index(map.frame.to_plane(from)), Some(of), "{what}");
                let covered = map_parts(&composed).any(|room| room.holds(&Rect::at(from, [0.0; 2])));
                assert!(!covered, "{what} under furniture");
                if hides(from) {
                    let [w, h] = map.frame.size_pt;
                    let lattice =
                        (0..160 * 160).map(|k| [w * f64::from(k % 160) / 160.0, h * f64::from(k / 160) / 160.0]);
                    let bare =
                        lattice.filter(|at| pack.locate_index(map.frame.to_plane(*at)) == Some(of) && !hides(*at));
                    assert!(bare.count() < 25, "{what} is hidden");
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

/// Rooms of furniture over the map, points of the map.
fn map_parts(composed: &hujin::figure::Composed) -> impl Iterator<Item = Rect> {
    let map = composed.parts[&Part::Map];
    let over = [Part::Legend, Part::ScaleBar, Part::NorthArrow, Part::Inset];
    let rooms = over.into_iter().filter_map(|part| composed.parts.get(&part));
    rooms.map(move |room| Rect::at([room.min[0] - map.min[0], room.min[1] - map.min[1]], room.size_pt()))
}
