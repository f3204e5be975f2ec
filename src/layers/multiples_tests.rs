use super::*;
use crate::catalogue::sample;

fn made(wanted: MultiplesWanted) -> Multiples {
    let catalogue = sample::catalogue();
    let all = Selection::all(catalogue.len());
    Multiples::new(&wanted, None, &catalogue, &all, &Pack::bundled(), &|| false).expect("made")
}

#[test]
fn densities_share_one_scale_and_take_the_place_of_the_districts_colours() {
    let (catalogue, pack, ink) = (sample::catalogue(), Pack::bundled(), Ink::light());
    let all = Selection::all(catalogue.len());
    let density = DensityWanted { bandwidth: "3000".into(), dark: false };
    let made = |by| {
        let wanted = MultiplesWanted { by, ..MultiplesWanted::default() };
        Multiples::new(&wanted, Some(&density), &catalogue, &all, &pack, &|| false).expect("made")
    };
    let (min, max) = pack.bounds();
    let frame = Frame::fit(min, max, [200.0, 160.0], 4.0);
    let basemap = Basemap::new(&pack);
    let tracks = made(MultiplesBy::Tracks);
    // Only the map with the greatest density has the strongest colour.
    let Color { r, g, b, a } = palette::density_color(1.0, false);
    let reaches = |map: &&SmallMap| {
        tracks.density(map).is_some_and(|image| image.raster.rgba.as_chunks::<4>().0.contains(&[r, g, b, a]))
    };
    assert_eq!(tracks.maps.iter().filter(reaches).count(), 1);
    for map in tracks.maps.iter().filter(|map| !map.points.is_empty()) {
        let scene = tracks.scene(map, &basemap, &frame, &ink);
        assert!(scene.groups.iter().any(|group| group.name == "density"));
        let is_land = |item: &Item| matches!(item, Item::Area(area) if area.fill == Some(land_color(&ink)));
        assert!(scene.groups[1].items.iter().all(is_land));
    }
    let legends = tracks.legends(Language::En, &ink);
    let [legend] = &legends[..] else { panic!("{legends:?}") };
    assert!(legend.note.as_ref().is_some_and(|note| note.contains("all maps")), "{legend:?}");
    // A difference has no density: its districts keep their colours, and these their legend.
    let periods = made(MultiplesBy::Periods);
    let scene = periods.scene(&periods.maps[2], &basemap, &frame, &ink);
    assert!(scene.groups.iter().all(|group| group.name != "density"));
    assert_eq!(periods.legends(Language::Zh, &ink).len(), 2);
}

#[test]
fn a_legend_of_counts_says_its_unit_once() {
    let legends = made(MultiplesWanted::default()).legends(Language::En, &Ink::light());
    assert!(!legends[0].title.to_lowercase().contains(&legends[0].unit), "{legends:?}");
}

#[test]
fn every_track_has_its_map_on_one_scale() {
    let found = made(MultiplesWanted::default());
    assert_eq!(found.maps.len(), 17);
    let (basemap, ink) = (Basemap::new(&Pack::bundled()), Ink::light());
    // Equal values have equal colours on all maps.
    let mut colors = std::collections::BTreeMap::new();
    for map in &found.maps {
        for (i, value) in map.values.iter().enumerate().filter_map(|(i, v)| Some((i, v.value?))) {
            let color = found.color(map, i, &ink);
            assert_eq!(*colors.entry(value.to_bits()).or_insert(color), color);
        }
        let (min, max) = Pack::bundled().bounds();
        let scene = found.scene(map, &basemap, &Frame::fit(min, max, [200.0, 160.0], 4.0), &ink);
        assert_eq!(scene.groups[4].items.len(), map.points.len());
    }
    assert!(found.ends.len() > 1 && colors.len() > 4);
}

#[test]
fn two_slices_and_their_difference_add_up() {
    let found = made(MultiplesWanted { by: MultiplesBy::Periods, ..MultiplesWanted::default() });
    let [[first, middle], [next, last]] = found.wanted.periods.expect("halves");
    assert!(first <= middle && middle + 1 == next && next <= last);
    let [early, late, difference] = &found.maps[..] else { panic!("three maps") };
    assert_eq!(early.n + late.n + found.without_year, 198);
    let sum = |m: &SmallMap| m.values.iter().filter_map(|v| v.value).sum::<f64>();
    assert_eq!(sum(late) - sum(early), sum(difference));
    // Neither half is more than a year's enterprises from the middle.
    assert!(early.n.abs_diff(late.n) < early.n / 2, "{} and {}", early.n, late.n);
}
