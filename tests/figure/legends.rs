//! Legends: none hides data, none is too small to read, none is lost without a word.

use hujin::document::{Part, Provenance, Template};
use hujin::figure::Composed;
use hujin::geography::Pack;
use hujin::language::Language;
use hujin::layers::multiples::MultiplesMeasure;
use hujin::layers::set;
use hujin::scene::Item;
use hujin::workspace::figure;

use super::{bundled, composed_as, composed_of, words_of};

/// What is set on a map, and on what page.
type Case = (Template, &'static [&'static str], &'static str, [f64; 2]);

const DENSITY: &[&str] = &["risk.visible=on"];
const HOT: &[&str] = &["choropleth.measure=lq", "hot-areas=on"];

fn composed((template, settings, style, size_mm): Case, language: Language) -> Composed {
    let mut order = composed_as(template, style, size_mm);
    for setting in settings {
        set(&mut order.document.layers, setting, &hujin::catalogue::Taxonomy::bundled()).unwrap();
    }
    order.language = language;
    figure::composed(&order, &Provenance::default(), &Pack::bundled(), &bundled(), &|| false).unwrap()
}

fn letters(composed: &Composed, group: &str) -> Vec<(String, f32)> {
    let groups = composed.page.furniture.iter().filter(|g| g.name == group);
    let texts = groups.flat_map(|g| g.items.iter()).filter_map(|i| if let Item::Text(t) = i { Some(t) } else { None });
    texts.map(|t| (t.text.clone(), t.size_pt)).collect()
}

#[test]
fn a_legend_hides_no_map_and_no_words_and_can_be_read() {
    let cases: [Case; 12] = [
        (Template::Map, DENSITY, "screen", [160.0, 120.0]),
        (Template::Map, DENSITY, "screen", [210.0, 148.0]),
        (Template::Multiples, &[], "slide", [160.0, 120.0]),
        (Template::Multiples, &[], "screen", [120.0, 90.0]),
        (Template::Multiples, &[], "screen", [100.0, 100.0]),
        (Template::Map, HOT, "screen", [160.0, 120.0]),
        (Template::Map, HOT, "screen", [210.0, 148.0]),
        (Template::Map, &["choropleth.measure=lq"], "screen", [80.0, 110.0]),
        (Template::MapTable, &[], "screen", [120.0, 90.0]),
        (Template::MapTable, &["choropleth.measure=lq"], "screen", [297.0, 210.0]),
        (Template::MapChart, &[], "screen", [210.0, 148.0]),
        (Template::Map, &["density=on", "risk=on", "clusters=on"], "screen", [120.0, 90.0]),
    ];
    for (case, language) in cases.into_iter().flat_map(|case| [(case, Language::Zh), (case, Language::En)]) {
        let composed = composed(case, language);
        let Some(legend) = composed.parts.get(&Part::Legend) else {
            assert!(composed.dropped.contains(&Part::Legend), "lost without a word: {case:?}, {language:?}");
            continue;
        };
        for (part, room) in composed.parts.iter().filter(|(part, _)| **part != Part::Legend) {
            let over = legend.grown(-0.5).overlaps(&room.grown(-0.5));
            assert!(!over, "{legend:?} over {part:?} {room:?}: {case:?}, {language:?}");
        }
        for (words, size_pt) in letters(&composed, "legend") {
            assert!(size_pt >= 5.49, "{words} in {size_pt} pt: {case:?}, {language:?}");
        }
    }
}

#[test]
fn quotients_and_hot_areas_leave_the_page_to_the_map() {
    for (size_mm, language) in [
        ([160.0, 120.0], Language::Zh),
        ([160.0, 120.0], Language::En),
        ([210.0, 148.0], Language::Zh),
        ([210.0, 148.0], Language::En),
    ] {
        let composed = composed((Template::Map, HOT, "screen", size_mm), language);
        let [w, h] = composed.parts[&Part::Map].size_pt();
        let page = composed.page.size_pt();
        // Beside the map the words take a third of the smallest page.
        let least = if size_mm[0] < 200.0 { 0.19 } else { 0.3 };
        assert!(w * h / (page[0] * page[1]) > least, "{} of {size_mm:?}, {language:?}", w * h / (page[0] * page[1]));
        assert!(w / h < 1.8, "a strip of {w} × {h} on {size_mm:?}, {language:?}");
        // What the legend says of itself stands under the map, if not in it.
        let words = words_of(&composed);
        let noted = ["99\u{202f}999", "99999"].iter().any(|n| words.contains(n));
        assert!(noted, "{words}");
    }
}

#[test]
fn no_note_of_a_legend_stands_twice() {
    for size_mm in [[148.0, 105.0], [160.0, 110.0], [160.0, 120.0], [210.0, 148.0], [297.0, 210.0]] {
        for template in [Template::Map, Template::MapChart, Template::MapTable, Template::District] {
            let words = words_of(&composed((template, &[], "screen", size_mm), Language::Zh));
            assert!(words.matches("灰色为过短").count() <= 1, "{template:?} on {size_mm:?}: {words}");
        }
    }
}

#[test]
fn tracks_are_listed_where_there_is_room_beside_the_map() {
    // A quotient and a table leave room for the most frequent only.
    for (template, settings, size_mm, last) in [
        (Template::MapTable, &[][..], [338.7, 190.5], "Green finance"),
        (Template::MapChart, &[], [210.0, 148.0], "Green finance"),
        (Template::MapTable, &["choropleth.measure=lq"], [297.0, 210.0], "Trading"),
    ] {
        let composed = composed((template, settings, "screen", size_mm), Language::En);
        let listed = letters(&composed, "legend");
        assert!(listed.iter().any(|(words, _)| words.starts_with(last)), "{template:?}: {listed:?}");
    }
}

#[test]
fn names_of_small_maps_are_whole() {
    for (style, size_mm, language) in [
        ("screen", [160.0, 120.0], Language::En),
        ("screen", [160.0, 120.0], Language::Zh),
        ("slide", [160.0, 120.0], Language::Zh),
        ("screen", [120.0, 90.0], Language::Zh),
        ("screen", [210.0, 148.0], Language::En),
    ] {
        let composed = composed((Template::Multiples, &[], style, size_mm), language);
        let names = letters(&composed, "map-names");
        assert!(names.iter().all(|(name, _)| !name.contains('…')), "{size_mm:?}: {names:?}");
    }
}

#[test]
fn a_table_is_set_smaller_or_in_two_parts_before_it_loses_rows_and_all_that_is_left_out_is_told() {
    let portrait = composed((Template::MapTable, &[], "screen", [210.0, 297.0]), Language::Zh);
    let words = words_of(&portrait);
    assert!(!words.contains("行未列") && portrait.dropped.is_empty(), "{words}");
    let sheet = composed((Template::District, &[], "screen", [160.0, 120.0]), Language::En);
    let words = letters(&sheet, "figures");
    let has_all = ["District only", "Density"].iter().all(|label| words.iter().any(|(w, _)| w.starts_with(label)));
    assert_eq!(!has_all, sheet.dropped.contains(&Part::Figures), "{words:?}");
}

#[test]
fn quotients_of_small_maps_have_intervals_and_numbers_in_the_table() {
    let mut order = composed_as(Template::Multiples, "screen", [297.0, 210.0]);
    order.document.multiples.measure = MultiplesMeasure::Quotient;
    let table = composed_of(&order, &bundled()).table;
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!((columns.len() - 1) % 4, 0, "{columns:?}");
    for part in ["（区位商）", "（95% 下限）", "（95% 上限）", "（家，分数计数）"] {
        assert!(columns.iter().any(|name| name.ends_with(part)), "{columns:?}");
    }
    let number = |cell: &hujin::profile::Cell| cell.text.parse::<f64>().ok();
    let mut seen = 0;
    for map in table.rows.iter().flat_map(|row| row[1..].chunks(4)) {
        if let [Some(lq), Some(low), Some(high), Some(n)] = [0, 1, 2, 3].map(|k| number(&map[k])) {
            assert!(low <= lq && lq <= high && n >= 0.0, "{map:?}");
            seen += 1;
        }
    }
    assert!(seen >= 40, "{seen}");
}

#[test]
fn a_chart_of_years_tells_whose_year_is_not_known() {
    let mut order = composed_as(Template::MapChart, "screen", [297.0, 210.0]);
    order.document.figure.chart = hujin::document::ChartOf::Years;
    let catalogue = bundled();
    let known = (0..catalogue.len()).filter(|row| catalogue.row(*row).founded().is_some()).count();
    let words = words_of(&composed_of(&order, &catalogue));
    assert!(words.contains(&format!("另有{}家成立年份不详", catalogue.len() - known)), "{words}");
}
