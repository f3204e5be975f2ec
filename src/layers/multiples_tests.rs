use super::*;
use crate::catalogue::sample;

fn made(wanted: MultiplesWanted) -> Multiples {
    let catalogue = sample::catalogue();
    let all = Selection::all(catalogue.len());
    Multiples::new(&wanted, &catalogue, &all, &Pack::bundled(), &|| false).expect("made")
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
